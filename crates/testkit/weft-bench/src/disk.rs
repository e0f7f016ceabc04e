//! A folder on the real disk that counts how often it is asked to confirm what it was given.

use std::{
    io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use weft_store::{Disk, DiskFile, Folder};

/// What a disk was asked for.
#[derive(Debug, Default)]
pub struct Asked {
    /// Confirmations of a file's contents: `fdatasync`.
    pub syncs: AtomicU64,
    /// Bytes written.
    pub written: AtomicU64,
}

impl Asked {
    /// Confirmations so far.
    pub fn syncs(&self) -> u64 {
        self.syncs.load(Ordering::Relaxed)
    }
}

/// A [`Folder`] that counts.
#[derive(Debug)]
pub struct CountedDisk {
    folder: Folder,
    asked: Arc<Asked>,
}

impl CountedDisk {
    /// A folder and its counters.
    pub fn new(path: &Path) -> (Arc<Self>, Arc<Asked>) {
        let asked = Arc::new(Asked::default());
        (Arc::new(Self { folder: Folder::new(path), asked: Arc::clone(&asked) }), asked)
    }
}

impl Disk for CountedDisk {
    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn prepare(&self) -> io::Result<()> {
        self.folder.prepare()
    }

    fn exists(&self, name: &str) -> io::Result<bool> {
        self.folder.exists(name)
    }

    fn open(&self, name: &str, make: bool) -> io::Result<Box<dyn DiskFile>> {
        let file = self.folder.open(name, make)?;
        Ok(Box::new(CountedFile { file, asked: Arc::clone(&self.asked) }))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.folder.remove(name)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.folder.rename(from, to)
    }

    fn sync_names(&self) -> io::Result<()> {
        self.folder.sync_names()
    }
}

#[derive(Debug)]
struct CountedFile {
    file: Box<dyn DiskFile>,
    asked: Arc<Asked>,
}

impl DiskFile for CountedFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.asked.syncs.fetch_add(1, Ordering::Relaxed);
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.asked.written.fetch_add(data.len() as u64, Ordering::Relaxed);
        self.file.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }
}
