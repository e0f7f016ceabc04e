//! The store itself: makes, opens, reads and writes a profile's rows through redb.

use crate::{
    CACHE_BYTES, CommitError, DATABASE_FILE, FORM_VERSION, NEW_FILE, OpenError, ScanError,
    disk::{Disk, Folder},
    lock::ProfileLock,
    rewrite, row,
};
use redb::{Database, ReadableDatabase, ReadableTable, StorageBackend, TableDefinition, TableError};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};
use weft_ids::{Table, Write};

/// A row as it is read at the start: its table, key and value.
pub type Row = (Table, Vec<u8>, Vec<u8>);

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;

const META: Bytes = TableDefinition::new("meta");
const META_NAME: &str = "meta";
const FORM_KEY: &[u8] = b"form";

/// A profile's rows on this device; owned by one thread.
///
/// After a commit failed nothing more is written through this handle, because what the disk holds since then is not
/// known; reading goes on.
pub struct Store {
    // Invariant: `None` only while it is reopened for reading, or when that failed.
    database: Option<Database>,
    disk: Arc<dyn Disk>,
    dead: Option<String>,
    reopened: bool,
    _lock: Option<ProfileLock>,
}

impl Store {
    /// Makes a profile in `dir` with its first rows, and opens it.
    ///
    /// The database is written beside its place, confirmed, and renamed; a first start that is cut at any point can be
    /// started again.
    ///
    /// # Errors
    /// When there is a profile already, another program is making one, or the folder cannot be written.
    pub fn create(dir: &Path, program: &str, first: &[Write]) -> Result<Store, OpenError> {
        let disk = Folder::new(dir);
        disk.prepare().map_err(io_error("make", dir))?;
        let lock = ProfileLock::take(dir, program)?;
        let mut store = Self::create_on(Arc::new(disk), first)?;
        store._lock = Some(lock);
        Ok(store)
    }

    /// Opens the profile in `dir` for `program`.
    ///
    /// # Errors
    /// When there is none, another program has it open, it is damaged, or it is from a newer version.
    pub fn open(dir: &Path, program: &str) -> Result<Store, OpenError> {
        if !Self::exists(dir) {
            return Err(OpenError::Missing { path: dir.to_owned() });
        }
        let lock = ProfileLock::take(dir, program)?;
        let mut store = Self::open_on(Arc::new(Folder::new(dir)))?;
        store._lock = Some(lock);
        Ok(store)
    }

    /// Whether `dir` holds a profile.
    pub fn exists(dir: &Path) -> bool {
        dir.join(DATABASE_FILE).exists()
    }

    /// As [`Store::create`], on any disk and without a lock; for simulated disks.
    ///
    /// # Errors
    /// As [`Store::create`].
    pub fn create_on(disk: Arc<dyn Disk>, first: &[Write]) -> Result<Store, OpenError> {
        let path = disk.path().to_owned();
        if disk.exists(DATABASE_FILE).map_err(io_error("look into", &path))? {
            return Err(OpenError::Exists { path });
        }
        if disk.exists(NEW_FILE).map_err(io_error("look into", &path))? {
            disk.remove(NEW_FILE).map_err(io_error("remove what an interrupted start left in", &path))?;
        }
        guarded(|| make_file(disk.as_ref(), first)).and_then(|made| made)?;
        disk.rename(NEW_FILE, DATABASE_FILE).map_err(io_error("rename the new database in", &path))?;
        disk.sync_names().map_err(io_error("confirm the names in", &path))?;
        Self::open_on(disk)
    }

    /// As [`Store::open`], on any disk and without a lock; for simulated disks.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_on(disk: Arc<dyn Disk>) -> Result<Store, OpenError> {
        let database = open_database(disk.as_ref(), DATABASE_FILE)?;
        let mut store = Store { database: Some(database), disk, dead: None, reopened: false, _lock: None };
        store.check_form()?;
        store.forget_for_good()?;
        Ok(store)
    }

    /// Writes the database anew where something was removed that must be gone from the file too.
    ///
    /// When that fails, as on a full disk, the old file goes on and the next opening tries again.
    fn forget_for_good(&mut self) -> Result<(), OpenError> {
        let Some(database) = &self.database else { return Ok(()) };
        let noted = guarded(|| read_meta(database, rewrite::FORGOTTEN_KEY).map_err(OpenError::from))??;
        if noted.is_none() {
            return Ok(());
        }
        let disk = Arc::clone(&self.disk);
        let make = |file| Ok(builder().create_with_backend(Handed(file))?);
        match guarded(|| rewrite::copy_beside(disk.as_ref(), database, META, make)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(%error, "what was forgotten is still in the file; the next start removes it");
                return Ok(());
            }
            Err(error) => {
                tracing::warn!(%error, "what was forgotten is still in the file; the next start removes it");
                return Ok(());
            }
        }
        // Some systems rename over a file only when nobody has it open.
        self.drop_database();
        let path = disk.path();
        let renamed = disk.rename(NEW_FILE, DATABASE_FILE).and_then(|()| disk.sync_names());
        self.database = Some(open_database(disk.as_ref(), DATABASE_FILE)?);
        renamed.map_err(io_error("rename the new database in", path))
    }

    /// Writes all of `writes` or nothing, and returns once they are on disk.
    ///
    /// Two confirmations by the disk, however many rows, and one more when the file grows (two-phase commit: members choose bytes that are stored here,
    /// and a torn page with a forged checksum could otherwise pass for a commit).
    ///
    /// # Errors
    /// When the disk refuses. The handle writes nothing more from then on.
    pub fn commit(&mut self, writes: &[Write]) -> Result<(), CommitError> {
        self.write(|transaction| {
            if rewrite::forgets(writes) {
                put_meta(transaction, rewrite::FORGOTTEN_KEY, &[1])?;
            }
            put_rows(transaction, writes)
        })
    }

    /// Rows of one table by their keys, in that order; `None` for each that is not there.
    ///
    /// One that is not what was written there is `None` too: whoever asks for single rows can do without each.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub fn rows(&mut self, table: Table, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, ScanError> {
        let database = self.readable()?;
        guarded(|| read_rows(database, table, keys)).unwrap_or_else(|damage| Err(unreadable(damage)))
    }

    /// Calls `each` with key and value of every row of a table, in the order of keys.
    ///
    /// # Errors
    /// At the first row that is not what was written there.
    pub fn scan(&mut self, table: Table, each: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), ScanError> {
        let database = self.readable()?;
        guarded(|| scan_table(database, table, each)).unwrap_or_else(|damage| Err(unreadable(damage)))
    }

    /// Every row of every table that is read at the start, in the order of tables and keys.
    ///
    /// # Errors
    /// As [`Store::scan`].
    pub fn scan_all(&mut self) -> Result<Vec<Row>, ScanError> {
        let mut rows = Vec::new();
        for table in Table::ALL.into_iter().filter(|table| table.is_read_at_start()) {
            self.scan(table, &mut |key, value| rows.push((table, key.to_vec(), value.to_vec())))?;
        }
        Ok(rows)
    }

    /// A note that the shell keeps beside the replica's rows; `None` where there is none under that name.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn note(&mut self, name: &str) -> Result<Option<Vec<u8>>, ScanError> {
        let database = self.readable()?;
        let read = guarded(|| read_meta(database, name.as_bytes()).map_err(OpenError::from));
        read.and_then(|found| found).map_err(unreadable)
    }

    /// Writes a note, as one commit.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn set_note(&mut self, name: &str, value: &[u8]) -> Result<(), CommitError> {
        self.write(|transaction| put_meta(transaction, name.as_bytes(), value))
    }

    /// Why nothing more is written through this handle; `None` while all is well.
    pub fn dead(&self) -> Option<&str> {
        self.dead.as_deref()
    }

    fn write(
        &mut self,
        put: impl FnOnce(&redb::WriteTransaction) -> Result<(), redb::Error>,
    ) -> Result<(), CommitError> {
        if let Some(why) = &self.dead {
            return Err(CommitError::Dead { why: why.clone() });
        }
        let Some(database) = &self.database else {
            return Err(CommitError::Dead { why: "the database is closed".to_owned() });
        };
        let error = match guarded(|| write_whole(database, put)) {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(redb::Error::Io(error))) if is_full(&error) => CommitError::Full,
            Ok(Err(error)) => CommitError::Failed { why: error.to_string() },
            Err(panic) => CommitError::Failed { why: panic.to_string() },
        };
        tracing::error!(%error, "a commit failed; nothing more is written");
        self.dead = Some(error.to_string());
        Err(error)
    }

    /// The database, opened anew after a failed commit, because redb reads nothing more through a handle that failed.
    fn readable(&mut self) -> Result<&Database, ScanError> {
        if self.dead.is_some() && !self.reopened {
            self.reopened = true;
            self.drop_database();
            match open_database(self.disk.as_ref(), DATABASE_FILE) {
                Ok(database) => self.database = Some(database),
                Err(error) => return Err(unreadable(error)),
            }
        }
        self.database
            .as_ref()
            .ok_or_else(|| ScanError::Unreadable { why: "the database is closed".to_owned() })
    }

    fn check_form(&self) -> Result<(), OpenError> {
        let Some(database) = &self.database else {
            return Err(OpenError::Damaged { what: "the database is closed".to_owned() });
        };
        let form =
            guarded(|| read_meta(database, FORM_KEY)).and_then(|read| read.map_err(OpenError::from))?;
        let version = form.as_deref().and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
        match version {
            Some(FORM_VERSION) => Ok(()),
            Some(found) if found > FORM_VERSION => Err(OpenError::Newer { found, known: FORM_VERSION }),
            Some(found) => Err(OpenError::Damaged { what: format!("its form is said to be {found}") }),
            None => Err(OpenError::Damaged { what: "it does not say what form it has".to_owned() }),
        }
    }

    /// redb writes when it closes, and on a damaged file that may panic.
    fn drop_database(&mut self) {
        let database = self.database.take();
        if catch_unwind(AssertUnwindSafe(|| drop(database))).is_err() {
            tracing::warn!("the database could not be closed cleanly; it is repaired at the next start");
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.drop_database();
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.disk.path()).field("dead", &self.dead).finish()
    }
}

fn make_file(disk: &dyn Disk, first: &[Write]) -> Result<(), OpenError> {
    let path = disk.path();
    let backend = disk.open(NEW_FILE, true).map_err(io_error("make a database in", path))?;
    let from_redb = |error: redb::Error| open_error(error, path);
    let database = builder().create_with_backend(Handed(backend)).map_err(|e| from_redb(e.into()))?;
    write_whole(&database, |transaction| {
        put_meta(transaction, FORM_KEY, &FORM_VERSION.to_be_bytes())?;
        for table in Table::ALL {
            transaction.open_table(definition(table))?;
        }
        put_rows(transaction, first)
    })
    .map_err(from_redb)?;
    database.close().map_err(|e| from_redb(e.into()))
}

fn open_database(disk: &dyn Disk, name: &str) -> Result<Database, OpenError> {
    let path = disk.path();
    let backend = disk.open(name, false).map_err(io_error("open the database in", path))?;
    // redb would take an empty file for a new database.
    if backend.len().map_err(io_error("read the database in", path))? == 0 {
        return Err(OpenError::Damaged { what: "the database is empty".to_owned() });
    }
    let opened = guarded(|| {
        // Without this check a damaged page is found only when it is read, by a panic.
        builder().set_check_integrity_on_open(true).create_with_backend(Handed(backend))
    })?;
    opened.map_err(|error| open_error(error.into(), path))
}

fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

fn write_whole(
    database: &Database,
    put: impl FnOnce(&redb::WriteTransaction) -> Result<(), redb::Error>,
) -> Result<(), redb::Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_two_phase_commit(true);
    put(&transaction)?;
    Ok(transaction.commit()?)
}

fn put_rows(transaction: &redb::WriteTransaction, writes: &[Write]) -> Result<(), redb::Error> {
    for table in Table::ALL {
        if !writes.iter().any(|write| write.table == table) {
            continue;
        }
        let mut open = transaction.open_table(definition(table))?;
        for write in writes.iter().filter(|write| write.table == table) {
            match &write.value {
                Some(value) => {
                    let stored = row::seal(table.name(), &write.key, value);
                    open.insert(write.key.as_slice(), stored.as_slice())?;
                }
                None => {
                    open.remove(write.key.as_slice())?;
                }
            }
        }
    }
    Ok(())
}

fn put_meta(transaction: &redb::WriteTransaction, name: &[u8], value: &[u8]) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(META)?;
    table.insert(name, row::seal(META_NAME, name, value).as_slice())?;
    Ok(())
}

/// Why a note could not be read.
enum MetaError {
    Redb(redb::Error),
    Damaged,
}

impl From<MetaError> for OpenError {
    fn from(error: MetaError) -> Self {
        match error {
            MetaError::Redb(error) => OpenError::Damaged { what: error.to_string() },
            MetaError::Damaged => OpenError::Damaged { what: "a row of meta is damaged".to_owned() },
        }
    }
}

fn read_meta(database: &Database, name: &[u8]) -> Result<Option<Vec<u8>>, MetaError> {
    let read = || -> Result<Option<Vec<u8>>, redb::Error> {
        let transaction = database.begin_read()?;
        let table = match transaction.open_table(META) {
            Ok(table) => table,
            Err(TableError::TableDoesNotExist(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        Ok(table.get(name)?.map(|stored| stored.value().to_vec()))
    };
    match read().map_err(MetaError::Redb)? {
        None => Ok(None),
        Some(stored) => match row::open(META_NAME, name, &stored) {
            Some(value) => Ok(Some(value.to_vec())),
            None => Err(MetaError::Damaged),
        },
    }
}

fn scan_table(
    database: &Database,
    table: Table,
    each: &mut dyn FnMut(&[u8], &[u8]),
) -> Result<(), ScanError> {
    let failed = |error: redb::Error| ScanError::Unreadable { why: error.to_string() };
    let transaction = database.begin_read().map_err(|e| failed(e.into()))?;
    let open = match transaction.open_table(definition(table)) {
        Ok(open) => open,
        Err(TableError::TableDoesNotExist(_)) => return Ok(()),
        Err(error) => return Err(failed(error.into())),
    };
    for found in open.iter().map_err(|e| failed(e.into()))? {
        let (key, stored) = found.map_err(|e| failed(e.into()))?;
        match row::open(table.name(), key.value(), stored.value()) {
            Some(value) => each(key.value(), value),
            None => return Err(ScanError::Damaged { table, key: key.value().to_vec() }),
        }
    }
    Ok(())
}

fn read_rows(database: &Database, table: Table, keys: &[Vec<u8>]) -> Result<Vec<Option<Vec<u8>>>, ScanError> {
    let failed = |error: redb::Error| ScanError::Unreadable { why: error.to_string() };
    let transaction = database.begin_read().map_err(|e| failed(e.into()))?;
    let open = match transaction.open_table(definition(table)) {
        Ok(open) => open,
        Err(TableError::TableDoesNotExist(_)) => return Ok(vec![None; keys.len()]),
        Err(error) => return Err(failed(error.into())),
    };
    let one = |key: &Vec<u8>| {
        let stored = open.get(key.as_slice()).map_err(|e| failed(e.into()))?;
        Ok(stored.and_then(|stored| row::open(table.name(), key, stored.value()).map(<[u8]>::to_vec)))
    };
    keys.iter().map(one).collect()
}

fn definition(table: Table) -> Bytes {
    TableDefinition::new(table.name())
}

/// Turns a panic over damaged pages into an error; nothing on disk may end the program.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, OpenError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a page makes no sense");
        OpenError::Damaged { what: said.to_owned() }
    })
}

fn unreadable(error: OpenError) -> ScanError {
    ScanError::Unreadable { why: error.to_string() }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn io_error(doing: &'static str, path: &Path) -> impl Fn(io::Error) -> OpenError {
    move |source| {
        if is_full(&source) {
            OpenError::Full { path: path.to_owned() }
        } else {
            OpenError::Io { doing, path: path.to_owned(), source }
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "redb's errors are not ours, and it may add to them")]
fn open_error(error: redb::Error, path: &Path) -> OpenError {
    match error {
        // redb says so of a file that does not begin as its files do, or ends too early.
        redb::Error::Io(source)
            if matches!(source.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) =>
        {
            OpenError::Damaged { what: source.to_string() }
        }
        redb::Error::Io(source) => io_error("use the database in", path)(source),
        redb::Error::DatabaseAlreadyOpen => {
            OpenError::InUse { program: "another program".to_owned(), process: None }
        }
        other => OpenError::Damaged { what: other.to_string() },
    }
}

/// A backend that was opened elsewhere; redb wants a type of its own.
#[derive(Debug)]
struct Handed(Box<dyn StorageBackend>);

impl StorageBackend for Handed {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }
    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }
    fn close(&self) -> io::Result<()> {
        self.0.close()
    }
}
