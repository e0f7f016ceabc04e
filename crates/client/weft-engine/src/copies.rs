//! Copies on the disk: a space's files written into a folder, read back, and checked without any profile.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs::{self, File},
    io::{self, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    thread,
};
use weft_archive::{
    Archive, BuildError, ENTRIES_FILE, EntriesError, Files, MANIFEST_FILE, Manifest, Progress, Report,
};
use weft_ids::limits;

use crate::engine::STACK_BYTES;

/// Told how far a long piece of work is.
pub type Told<'a> = &'a mut (dyn FnMut(Progress) + Send);

/// A copy that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedCopy {
    /// Where it is.
    pub folder: PathBuf,
    /// What it is about, and the hash of each file.
    pub manifest: Manifest,
    /// How many bytes all files have.
    pub bytes: u64,
}

/// Why a copy was not written, read or opened.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A file or folder of it could not be read.
    #[error("it could not be read: {source} ({})", .path.display())]
    NotRead {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder of it could not be written.
    #[error("it could not be written: {source} ({})", .path.display())]
    NotWritten {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The folder holds something else than a copy of this space.
    #[error("the folder holds {what} ({})", .path.display())]
    Occupied {
        /// Which folder.
        path: PathBuf,
        /// What stands in the way.
        what: String,
    },
    /// Nothing there is a copy.
    #[error("there is no copy of a space in {}", .path.display())]
    NotACopy {
        /// Where.
        path: PathBuf,
    },
    /// More than any copy has.
    #[error("it holds more than a copy can: at most {} files and {} MiB", limits::COPY_FILES_MAX, limits::COPY_BYTES_MAX >> 20)]
    TooLarge,
    /// The entries in it, or those to be written, do not hold.
    #[error("its signed entries do not hold: {0}")]
    Entries(String),
    /// The system gives no thread, or what ran on it met a fault of its own.
    #[error("the work could not be done: {0}")]
    Fault(String),
}

impl CopyError {
    /// Which error, in snake case; stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            CopyError::NotRead { .. } => "copy_not_read",
            CopyError::NotWritten { .. } => "copy_not_written",
            CopyError::Occupied { .. } => "folder_not_empty",
            CopyError::NotACopy { .. } => "not_a_copy",
            CopyError::TooLarge => "copy_too_large",
            CopyError::Entries(_) => "copy_not_valid",
            CopyError::Fault(_) => "copy_failed",
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            CopyError::NotRead { .. } => "check the path",
            CopyError::NotWritten { .. } => "check the path and its free space",
            CopyError::Occupied { .. } => "name a new folder; nothing was changed",
            CopyError::NotACopy { .. } => "name the folder that `weft export` wrote",
            CopyError::TooLarge => "name the folder of one copy and nothing above it",
            CopyError::Entries(_) => "`weft verify` says more; nothing was changed",
            CopyError::Fault(_) => "try again; if it fails again, please report it",
        };
        Some(hint.to_owned())
    }
}

/// Writes a copy of a space into a folder, whole or not at all.
///
/// The folder is new, empty, or an earlier copy of the same space, which is replaced.
///
/// # Errors
/// When the entries do not hold, something else is in the folder, or the disk refuses.
pub fn save_copy(records: &[Vec<u8>], to: &Path, told: Told<'_>) -> Result<SavedCopy, CopyError> {
    let archive = apart(|| Archive::build(records, told))?.map_err(|error| match error {
        BuildError::Entries(error) => CopyError::Entries(error.to_string()),
        BuildError::Page(fault) => CopyError::Fault(fault.to_string()),
    })?;
    let is_there = may_replace(to, &archive.manifest)?;
    let beside = |end: &str| {
        let mut name = to.file_name().unwrap_or(OsStr::new("copy")).to_owned();
        name.push(format!(".{end}-{}", std::process::id()));
        to.with_file_name(name)
    };
    let (part, old) = (beside("part"), beside("old"));
    let unwritten = |path: &Path| {
        let path = path.to_owned();
        move |source| CopyError::NotWritten { path, source }
    };
    fs::create_dir(&part).map_err(unwritten(&part))?;
    let done = write_files(&part, &archive.files).and_then(|()| {
        if is_there {
            fs::rename(to, &old).map_err(unwritten(to))?;
        }
        fs::rename(&part, to).map_err(unwritten(to))
    });
    if let Err(error) = done {
        // What was there stays there; only what was made here is taken away.
        if is_there && !to.exists() && fs::rename(&old, to).is_err() {
            tracing::warn!(at = %old.display(), "an earlier copy was left under another name");
        }
        if fs::remove_dir_all(&part).is_err() {
            tracing::debug!("no half-written copy is left");
        }
        return Err(error);
    }
    if is_there && fs::remove_dir_all(&old).is_err() {
        tracing::warn!(at = %old.display(), "an earlier copy could not be taken away");
    }
    let bytes = archive.files.values().map(|bytes| bytes.len() as u64).sum();
    Ok(SavedCopy { folder: to.to_owned(), manifest: archive.manifest, bytes })
}

/// Checks a copy with nothing but the copy.
///
/// # Errors
/// When there is none, or it could not be read; what does not hold inside it is in the report.
pub fn verify_copy(path: &Path, told: Told<'_>) -> Result<Report, CopyError> {
    let folder = read_folder(path)?;
    if !folder.files.contains_key(MANIFEST_FILE) && !folder.files.contains_key(ENTRIES_FILE) {
        return Err(CopyError::NotACopy { path: path.to_owned() });
    }
    apart(|| weft_archive::verify(&folder.files, &folder.strange, told))
}

/// Reads the signed entries out of a copy, or out of the one file of it that holds them.
///
/// # Errors
/// When there are none, or they cannot be taken apart; whether they hold is for who takes them in.
pub fn read_copy(path: &Path) -> Result<Vec<Vec<u8>>, CopyError> {
    let unread = |source| CopyError::NotRead { path: path.to_owned(), source };
    let meta = fs::metadata(path).map_err(unread)?;
    let file = if meta.is_dir() { path.join("entries").join("entries.weft") } else { path.to_owned() };
    if !file.is_file() {
        return Err(CopyError::NotACopy { path: path.to_owned() });
    }
    let bytes = read_file(&file, limits::COPY_BYTES_MAX)?;
    weft_archive::read_entries(&bytes).map_err(|error| match error {
        EntriesError::Head => CopyError::NotACopy { path: path.to_owned() },
        EntriesError::Version | EntriesError::Cut(_) | EntriesError::TooLong(_) => {
            CopyError::Entries(error.to_string())
        }
    })
}

/// Runs work on entries from anywhere on a stack like the engine's, where no fault of it ends the program.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, CopyError> {
    let fault = |what: String| CopyError::Fault(what);
    thread::scope(|scope| {
        let work = || catch_unwind(AssertUnwindSafe(work));
        let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| fault(format!("the system gives no thread: {error}")))?;
        match thread.join() {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(_)) | Err(_) => Err(fault("it met a fault of its own".to_owned())),
        }
    })
}

/// Whether something is at the place of a copy that may be replaced by it.
fn may_replace(to: &Path, new: &Manifest) -> Result<bool, CopyError> {
    let occupied = |what: &str| CopyError::Occupied { path: to.to_owned(), what: what.to_owned() };
    match fs::symlink_metadata(to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(CopyError::NotRead { path: to.to_owned(), source }),
        Ok(meta) if !meta.is_dir() => return Err(occupied("a file and no folder")),
        Ok(_) => {}
    }
    let folder = read_folder(to)?;
    if folder.files.is_empty() && folder.strange.is_empty() {
        return Ok(true);
    }
    let old = folder.files.get(MANIFEST_FILE).and_then(|bytes| Manifest::read(bytes));
    let old = old.ok_or_else(|| occupied("something else than a copy"))?;
    if old.space != new.space {
        return Err(occupied("a copy of another space"));
    }
    let listed = |path: &String| path == MANIFEST_FILE || old.files.iter().any(|file| file.path == *path);
    match folder.files.keys().find(|path| !listed(path)).or(folder.strange.keys().next()) {
        Some(path) => Err(occupied(&format!("{path}, which is not of the copy"))),
        None => Ok(true),
    }
}

/// Writes all files into a new folder and makes them durable.
fn write_files(folder: &Path, files: &Files) -> Result<(), CopyError> {
    let mut folders = vec![folder.to_owned()];
    for (path, bytes) in files {
        let mut to = folder.to_owned();
        path.split('/').for_each(|word| to.push(word));
        let failed = |source| CopyError::NotWritten { path: to.clone(), source };
        if let Some(parent) = to.parent().filter(|parent| !folders.iter().any(|made| made == parent)) {
            fs::create_dir_all(parent).map_err(failed)?;
            folders.push(parent.to_owned());
        }
        let written = File::create_new(&to).and_then(|mut out| {
            out.write_all(bytes)?;
            out.sync_all()
        });
        written.map_err(failed)?;
    }
    // Where a folder cannot be opened to be synced, as on Windows, the files themselves are durable.
    folders.iter().filter_map(|folder| File::open(folder).ok()).for_each(|folder| {
        if folder.sync_all().is_err() {
            tracing::debug!("a folder was not synced");
        }
    });
    Ok(())
}

/// What is in a folder.
#[derive(Debug, Default)]
struct Folder {
    files: Files,
    /// What is no plain file with a name that a copy can have, and why.
    strange: BTreeMap<String, String>,
    bytes: u64,
}

/// How deep a copy's folders are.
const DEPTH_MAX: usize = 3;
/// What systems leave in folders by themselves; never of a copy, and no reason to doubt one.
const LEFT_BY_SYSTEMS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Reads a folder as far as a copy can go: no link is followed, and more than a copy can hold is refused unread.
fn read_folder(path: &Path) -> Result<Folder, CopyError> {
    let mut folder = Folder::default();
    read_into(path, "", 1, &mut folder)?;
    Ok(folder)
}

fn read_into(at: &Path, inside: &str, depth: usize, folder: &mut Folder) -> Result<(), CopyError> {
    let unread = |path: &Path| {
        let path = path.to_owned();
        move |source| CopyError::NotRead { path, source }
    };
    for entry in fs::read_dir(at).map_err(unread(at))? {
        let entry = entry.map_err(unread(at))?;
        let name = entry.file_name();
        if LEFT_BY_SYSTEMS.iter().any(|left| name == **left) {
            continue;
        }
        if folder.files.len() + folder.strange.len() >= limits::COPY_FILES_MAX {
            return Err(CopyError::TooLarge);
        }
        let shown = name.to_string_lossy();
        let path = if inside.is_empty() { shown.into_owned() } else { format!("{inside}/{shown}") };
        let kind = entry.file_type().map_err(unread(&entry.path()))?;
        let strange = |why: &str| (path.clone(), why.to_owned());
        if kind.is_symlink() {
            folder.strange.extend([strange("it is a link, which is never followed")]);
        } else if !weft_archive::is_plain_path(&path) || name.to_str().is_none() {
            folder.strange.extend([strange("no file of a copy is called that")]);
        } else if kind.is_dir() && depth < DEPTH_MAX {
            read_into(&entry.path(), &path, depth + 1, folder)?;
        } else if kind.is_file() {
            let left = limits::COPY_BYTES_MAX.saturating_sub(folder.bytes);
            let bytes = read_file(&entry.path(), left)?;
            folder.bytes += bytes.len() as u64;
            folder.files.insert(path, bytes);
        } else {
            folder.strange.extend([strange("it is no plain file")]);
        }
    }
    Ok(())
}

/// Reads a file of at most so many bytes, whatever it says of its own length.
fn read_file(path: &Path, bytes_max: u64) -> Result<Vec<u8>, CopyError> {
    let unread = |source| CopyError::NotRead { path: path.to_owned(), source };
    let file = File::open(path).map_err(unread)?;
    if file.metadata().map_err(unread)?.len() > bytes_max {
        return Err(CopyError::TooLarge);
    }
    let mut bytes = Vec::new();
    file.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > bytes_max { Err(CopyError::TooLarge) } else { Ok(bytes) }
}
