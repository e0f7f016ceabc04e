//! What the store asks of a folder; the seam at which tests cut the power.

use redb::backends::FileBackend;
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// An open file of a [`Disk`]: read, written, and confirmed with `sync_data`.
pub use redb::StorageBackend as DiskFile;

/// A folder of files that can be written, confirmed and renamed.
///
/// What [`Folder`] does with the real disk, a test does with a simulated one that loses what was not confirmed.
pub trait Disk: Send + Sync {
    /// Where it is, for messages.
    fn path(&self) -> &Path;
    /// Makes the folder, readable by its owner alone, where there is none.
    fn prepare(&self) -> io::Result<()>;
    /// Whether it holds a file of that name.
    fn exists(&self, name: &str) -> io::Result<bool>;
    /// Opens a file; makes an empty one where `make` is set and there is none.
    fn open(&self, name: &str, make: bool) -> io::Result<Box<dyn DiskFile>>;
    /// Removes a file.
    fn remove(&self, name: &str) -> io::Result<()>;
    /// Renames a file, all at once.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Returns once the folder's names are on disk.
    fn sync_names(&self) -> io::Result<()>;
}

/// A folder on the real disk.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// Names a folder; nothing is touched yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

impl Disk for Folder {
    fn path(&self) -> &Path {
        &self.0
    }

    fn prepare(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0)
    }

    fn exists(&self, name: &str) -> io::Result<bool> {
        self.0.join(name).try_exists()
    }

    fn open(&self, name: &str, make: bool) -> io::Result<Box<dyn DiskFile>> {
        let file = open_private(&self.0.join(name), make)?;
        let backend = FileBackend::new(file).map_err(io::Error::other)?;
        Ok(Box::new(backend))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }

    fn sync_names(&self) -> io::Result<()> {
        // Windows has no way to confirm a folder, and keeps names in a journal of its own.
        if cfg!(windows) {
            return Ok(());
        }
        File::open(&self.0)?.sync_all()?;
        // The folder's own name is kept by the folder above it.
        match self.0.canonicalize()?.parent() {
            // A folder above that belongs to somebody else may refuse to be opened; its names are then theirs to keep.
            Some(above) => match File::open(above) {
                Ok(above) => above.sync_all(),
                Err(_) => Ok(()),
            },
            None => Ok(()),
        }
    }
}

/// Opens a file for reading and writing; one that is made is readable by its owner alone.
pub(crate) fn open_private(path: &Path, make: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(make).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
