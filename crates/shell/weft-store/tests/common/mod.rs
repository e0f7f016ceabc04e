//! A simulated disk that loses, tears and reorders what was not confirmed, driven from a seed.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several test files; a helper fails by panicking"
)]

use redb::StorageBackend;
use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{Arc, Mutex},
};
use weft_ids::{Table, Write};
use weft_store::Disk;

/// SplitMix64: small, seeded, good enough to choose faults.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    /// True once in `times`.
    pub(crate) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

#[derive(Debug, Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Length(u64),
}

/// A file: what the disk confirmed, what is to be read, and the changes between the two.
#[derive(Debug, Clone, Default)]
struct Inode {
    durable: Vec<u8>,
    live: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Debug, Clone)]
enum NameChange {
    Make(String, usize),
    Remove(String),
    Rename(String, String),
}

/// What can go wrong, and what was counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    /// The power goes after so many more changes.
    pub(crate) power_for: Option<u64>,
    /// The n-th confirmation from here on fails, and only that one.
    pub(crate) failing_sync: Option<u64>,
    /// Confirmations say yes and confirm nothing.
    pub(crate) lying: bool,
    /// Bytes that files may have in all.
    pub(crate) room: Option<u64>,
    /// Confirmations of file contents so far.
    pub(crate) syncs: u64,
    /// Whether the power is gone.
    pub(crate) dark: bool,
}

#[derive(Debug, Default)]
struct State {
    inodes: Vec<Inode>,
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    pending_names: Vec<NameChange>,
    faults: Faults,
}

/// The disk; clones are the same disk.
#[derive(Debug, Clone, Default)]
pub(crate) struct SimDisk(Arc<Mutex<State>>);

impl SimDisk {
    /// Changes what can go wrong.
    pub(crate) fn faults(&self, change: impl FnOnce(&mut Faults)) {
        change(&mut self.0.lock().unwrap().faults);
    }

    /// What was counted and what went wrong.
    pub(crate) fn seen(&self) -> Faults {
        self.0.lock().unwrap().faults.clone()
    }

    /// Cuts the power and turns it on again: what was not confirmed is lost, kept or torn, as the seed has it.
    pub(crate) fn power_cut(&self, rng: &mut Rng) {
        let mut state = self.0.lock().unwrap();
        let mut names = state.durable_names.clone();
        // A journal keeps names in order: some first part of the changes survives.
        let kept = rng.below(state.pending_names.len() as u64 + 1) as usize;
        for change in state.pending_names.drain(..).take(kept) {
            apply_name(&mut names, &change);
        }
        for inode in &mut state.inodes {
            let mut bytes = std::mem::take(&mut inode.durable);
            let how = rng.below(4);
            for change in inode.pending.drain(..) {
                match how {
                    0 => {}                              // all lost
                    1 => apply(&mut bytes, &change),     // all there
                    _ => tear(&mut bytes, &change, rng), // each as it comes
                }
            }
            inode.live = bytes.clone();
            inode.durable = bytes;
        }
        state.names = names.clone();
        state.durable_names = names;
        state.faults = Faults { syncs: state.faults.syncs, room: state.faults.room, ..Faults::default() };
    }

    /// The bytes of a file, to damage them.
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        let state = self.0.lock().unwrap();
        state.inodes[state.names[name]].live.clone()
    }

    /// A disk that holds one file.
    pub(crate) fn with_file(name: &str, bytes: Vec<u8>) -> Self {
        let disk = Self::default();
        {
            let mut state = disk.0.lock().unwrap();
            state.inodes.push(Inode { durable: bytes.clone(), live: bytes, pending: Vec::new() });
            state.names.insert(name.to_owned(), 0);
            state.durable_names.insert(name.to_owned(), 0);
        }
        disk
    }
}

impl State {
    fn change(&mut self) -> io::Result<()> {
        if self.faults.dark {
            return Err(io::Error::other("the power is off"));
        }
        match self.faults.power_for.as_mut() {
            Some(0) => {
                self.faults.dark = true;
                Err(io::Error::other("the power went off"))
            }
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn room(&self, inode: usize, len: u64) -> io::Result<()> {
        let others: u64 = self
            .inodes
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != inode)
            .map(|(_, i)| i.live.len() as u64)
            .sum();
        match self.faults.room {
            Some(room) if others + len > room => Err(io::Error::from(io::ErrorKind::StorageFull)),
            _ => Ok(()),
        }
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Length(len) => bytes.resize(*len as usize, 0),
        Change::Write(offset, data) => {
            let (from, to) = (*offset as usize, *offset as usize + data.len());
            if bytes.len() < to {
                bytes.resize(to, 0);
            }
            bytes[from..to].copy_from_slice(data);
        }
    }
}

/// Keeps a change whole, loses it, or keeps some of its sectors.
fn tear(bytes: &mut Vec<u8>, change: &Change, rng: &mut Rng) {
    match (change, rng.below(3)) {
        (_, 0) => {}
        (Change::Length(_), _) | (_, 1) => apply(bytes, change),
        (Change::Write(offset, data), _) => {
            let grain = [1, 64, 512][rng.below(3) as usize];
            for (at, piece) in data.chunks(grain).enumerate() {
                if rng.one_in(2) {
                    apply(bytes, &Change::Write(offset + (at * grain) as u64, piece.to_vec()));
                }
            }
        }
    }
}

fn apply_name(names: &mut BTreeMap<String, usize>, change: &NameChange) {
    match change {
        NameChange::Make(name, inode) => {
            names.insert(name.clone(), *inode);
        }
        NameChange::Remove(name) => {
            names.remove(name);
        }
        NameChange::Rename(from, to) => {
            if let Some(inode) = names.remove(from) {
                names.insert(to.clone(), inode);
            }
        }
    }
}

impl Disk for SimDisk {
    fn path(&self) -> &Path {
        Path::new("simulated")
    }

    fn prepare(&self) -> io::Result<()> {
        Ok(())
    }

    fn exists(&self, name: &str) -> io::Result<bool> {
        Ok(self.0.lock().unwrap().names.contains_key(name))
    }

    fn open(&self, name: &str, make: bool) -> io::Result<Box<dyn StorageBackend>> {
        let mut state = self.0.lock().unwrap();
        let inode = match state.names.get(name) {
            Some(inode) => *inode,
            None if make => {
                state.change()?;
                state.inodes.push(Inode::default());
                let inode = state.inodes.len() - 1;
                state.names.insert(name.to_owned(), inode);
                state.pending_names.push(NameChange::Make(name.to_owned(), inode));
                inode
            }
            None => return Err(io::Error::from(io::ErrorKind::NotFound)),
        };
        Ok(Box::new(SimFile { disk: self.clone(), inode }))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.change()?;
        state.names.remove(name);
        state.pending_names.push(NameChange::Remove(name.to_owned()));
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.change()?;
        let change = NameChange::Rename(from.to_owned(), to.to_owned());
        apply_name(&mut state.names, &change);
        state.pending_names.push(change);
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.change()?;
        state.durable_names = state.names.clone();
        state.pending_names.clear();
        Ok(())
    }
}

#[derive(Debug)]
struct SimFile {
    disk: SimDisk,
    inode: usize,
}

impl StorageBackend for SimFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.disk.0.lock().unwrap().inodes[self.inode].live.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let state = self.disk.0.lock().unwrap();
        if state.faults.dark {
            return Err(io::Error::other("the power is off"));
        }
        let live = &state.inodes[self.inode].live;
        let found = live.get(offset as usize..).and_then(|rest| rest.get(..out.len()));
        out.copy_from_slice(found.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut state = self.disk.0.lock().unwrap();
        state.change()?;
        state.room(self.inode, len)?;
        let inode = &mut state.inodes[self.inode];
        inode.live.resize(len as usize, 0);
        inode.pending.push(Change::Length(len));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.disk.0.lock().unwrap();
        state.change()?;
        state.faults.syncs += 1;
        match state.faults.failing_sync.as_mut() {
            Some(0) => {
                state.faults.failing_sync = None;
                // As Linux does it: the pages count as clean from here on, and nobody hears of it again.
                return Err(io::Error::other("input/output error"));
            }
            Some(left) => *left -= 1,
            None => {}
        }
        if state.faults.lying {
            return Ok(());
        }
        let inode = &mut state.inodes[self.inode];
        inode.durable = inode.live.clone();
        inode.pending.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut state = self.disk.0.lock().unwrap();
        state.change()?;
        let end = offset + data.len() as u64;
        let len = state.inodes[self.inode].live.len() as u64;
        state.room(self.inode, end.max(len))?;
        let inode = &mut state.inodes[self.inode];
        let change = Change::Write(offset, data.to_vec());
        apply(&mut inode.live, &change);
        inode.pending.push(change);
        Ok(())
    }
}

/// What a store should hold.
pub(crate) type Model = BTreeMap<(Table, Vec<u8>), Vec<u8>>;

/// Applies writes to the model as the store should.
pub(crate) fn apply_writes(model: &mut Model, writes: &[Write]) {
    for write in writes {
        match &write.value {
            Some(value) => model.insert((write.table, write.key.clone()), value.clone()),
            None => model.remove(&(write.table, write.key.clone())),
        };
    }
}

/// The rows of a store as a model.
pub(crate) fn rows(store: &mut weft_store::Store) -> Model {
    store.scan_all().unwrap().into_iter().map(|(table, key, value)| ((table, key), value)).collect()
}

/// Some writes: few keys, so that rows are replaced and removed; now and then a large value.
pub(crate) fn some_writes(rng: &mut Rng) -> Vec<Write> {
    (0..1 + rng.below(6))
        .map(|_| {
            let table = Table::ALL[rng.below(7) as usize];
            let key = vec![rng.below(12) as u8; 1 + rng.below(40) as usize];
            let bytes = if rng.one_in(12) { rng.below(30_000) } else { rng.below(300) };
            let fill = rng.next();
            if rng.one_in(5) {
                Write::remove(table, key)
            } else {
                Write::put(table, key, (0..bytes).map(|at| (fill >> (at % 57)) as u8).collect::<Vec<_>>())
            }
        })
        .collect()
}
