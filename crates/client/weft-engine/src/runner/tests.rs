//! The engine thread over a disk that refuses. What must hold:
//!
//! 1. What could not be saved is neither shown nor answered as done.
//! 2. The profile then only reads, the snapshot says why, and what was saved before is still shown.

use super::*;
use crate::answer::Answer;
use std::{
    io,
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
};
use weft_store::{Disk, DiskFile, Folder};
use weft_view::{Reply, SpaceKind};

/// A real folder whose confirmations fail once `broken` is set.
struct Breaking {
    folder: Folder,
    broken: Arc<AtomicBool>,
}

#[derive(Debug)]
struct BreakingFile {
    file: Box<dyn DiskFile>,
    broken: Arc<AtomicBool>,
}

impl Disk for Breaking {
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
        Ok(Box::new(BreakingFile { file, broken: Arc::clone(&self.broken) }))
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

impl DiskFile for BreakingFile {
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
        if self.broken.load(Ordering::SeqCst) {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        self.file.sync_data()
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.file.write(offset, data)
    }
}

fn ask(runner: &mut Runner, command: Command) -> Outcome {
    let (told, heard) = mpsc::channel();
    runner.command(command, Answer::new(Box::new(move |outcome| told.send(outcome).unwrap())));
    runner.settle(false);
    heard.recv().unwrap()
}

fn found(name: &str) -> Command {
    Command::Found { kind: SpaceKind::Crew, name: name.to_owned() }
}

#[test]
fn what_could_not_be_saved_is_not_shown_and_the_profile_says_why_it_only_reads() {
    let dir = tempfile::tempdir().unwrap();
    let broken = Arc::new(AtomicBool::new(false));
    let disk = Breaking { folder: Folder::new(dir.path()), broken: Arc::clone(&broken) };
    let mut rng = clock::fresh_rng().unwrap();
    let first = Replica::first_writes("Ana", "laptop", &mut rng).unwrap();
    let mut store = Store::create_on(Arc::new(disk), &first).unwrap();
    let replica = Replica::load(store.scan_all().unwrap()).unwrap();
    let shared = Arc::new(Shared::new());
    let mut runner = Runner::new(Arc::clone(&shared), replica, store, rng, None, None);

    assert!(matches!(ask(&mut runner, found("Kitchen")), Ok(Reply::Space(_))));
    broken.store(true, Ordering::SeqCst);
    let refusal = ask(&mut runner, found("Garden")).unwrap_err();
    assert_eq!(refusal.code, "not_saved");
    assert!(refusal.hint.is_some());
    let view = shared.view();
    let names: Vec<_> = view.spaces.iter().map(|space| space.name.as_str()).collect();
    assert_eq!(names, ["Kitchen"]);
    let why = view.me.as_ref().unwrap().read_only.clone().expect("it only reads");
    assert!(why.contains("the disk is full"), "{why}");

    broken.store(false, Ordering::SeqCst);
    assert_eq!(ask(&mut runner, found("Cellar")).unwrap_err().code, "read_only_profile");
    assert_eq!(shared.view().spaces.len(), 1);
    drop(runner);
    let mut store = Store::open(dir.path(), "the test").unwrap();
    let replica = Replica::load(store.scan_all().unwrap()).unwrap();
    let kept = replica.view().spaces.len();
    assert!((1..=2).contains(&kept), "the first is there, and of the second all or nothing: {kept}");
}
