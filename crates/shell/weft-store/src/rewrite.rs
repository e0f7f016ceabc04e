//! Forgetting for good: after rows that may be forgotten were removed, the next opening writes the database anew.
//!
//! redb writes beside and then frees, so a removed row's bytes stay in the file until their page is used again. A new
//! file holds live rows and nothing else; it is written beside the old one, confirmed, and renamed over it.

use crate::{NEW_FILE, disk::Disk};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, TableError};
use weft_ids::{Table, Write};

type Bytes = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// The note that rows were removed whose bytes are still in the file.
pub(crate) const FORGOTTEN_KEY: &[u8] = b"forgotten";
/// Bytes copied in one transaction; what they take in memory.
const BATCH_BYTES: usize = 8 << 20;

/// Whether these writes remove anything that must be gone from the file too.
pub(crate) fn forgets(writes: &[Write]) -> bool {
    writes.iter().any(|write| write.value.is_none() && write.table.is_forgotten_for_good())
}

/// Writes all live rows of `old` to a new file beside it, confirmed and closed, with every note but the one that says
/// that it is to be done.
pub(crate) fn copy_beside(
    disk: &dyn Disk,
    old: &Database,
    meta: Bytes,
    make: impl FnOnce(Box<dyn crate::disk::DiskFile>) -> Result<Database, redb::Error>,
) -> Result<(), redb::Error> {
    if disk.exists(NEW_FILE)? {
        disk.remove(NEW_FILE)?;
    }
    let new = make(disk.open(NEW_FILE, true)?)?;
    for table in Table::ALL.into_iter().map(|table| TableDefinition::new(table.name())).chain([meta]) {
        copy_table(old, &new, table)?;
    }
    let mut transaction = new.begin_write()?;
    transaction.set_two_phase_commit(true);
    transaction.open_table(meta)?.remove(FORGOTTEN_KEY)?;
    transaction.commit()?;
    Ok(new.close()?)
}

fn copy_table(old: &Database, new: &Database, definition: Bytes) -> Result<(), redb::Error> {
    let reading = old.begin_read()?;
    let table = match reading.open_table(definition) {
        Ok(table) => Some(table),
        Err(TableError::TableDoesNotExist(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let mut rows = table.as_ref().map(ReadableTable::iter).transpose()?.into_iter().flatten().peekable();
    loop {
        // Also for a table without rows, so that it is there.
        let mut transaction = new.begin_write()?;
        transaction.set_two_phase_commit(true);
        {
            let mut to = transaction.open_table(definition)?;
            let mut bytes = 0;
            while bytes < BATCH_BYTES
                && let Some(row) = rows.next()
            {
                let (key, value) = row?;
                bytes += key.value().len() + value.value().len();
                to.insert(key.value(), value.value())?;
            }
        }
        transaction.commit()?;
        if rows.peek().is_none() {
            return Ok(());
        }
    }
}
