//! One device: the shipped replica on the shipped store, in a folder of its own, counted.

use crate::{
    disk::{Asked, CountedDisk},
    meter::cpu_us,
};
use anyhow::{Context, anyhow};
use rand_chacha::ChaCha20Rng;
use std::{collections::BTreeMap, collections::VecDeque, path::Path, sync::Arc};
use weft_ids::{SpaceId, Table, Write};
use weft_replica::{Input, Output, Replica};
use weft_store::Store;
use weft_view::{Command, Outcome, View};

/// The rows of a profile.
pub type Rows = BTreeMap<(Table, Vec<u8>), Vec<u8>>;

/// The moment at which everything happens; nothing depends on it.
pub const NOW: i64 = 1_795_000_000_000;

/// Where a device keeps its rows.
#[derive(Debug)]
enum Keep {
    Disk(Box<Store>),
    Memory(Rows),
}

/// A device.
#[derive(Debug)]
pub struct Device {
    /// What decides.
    pub replica: Replica,
    keep: Keep,
    asked: Arc<Asked>,
    rng: ChaCha20Rng,
    commands: u64,
    /// Microseconds of processor time spent in it.
    pub cpu_us: u64,
    /// Batches stored.
    pub commits: u64,
}

impl Device {
    /// A device whose rows stay in memory, for building workloads.
    ///
    /// # Errors
    /// When its profile cannot be begun.
    pub fn in_memory(name: &str, device_name: &str, mut rng: ChaCha20Rng) -> anyhow::Result<Self> {
        let first = Replica::first_writes(name, device_name, &mut rng).map_err(|e| anyhow!(e.message))?;
        let mut rows = Rows::new();
        apply(&mut rows, &first);
        Self::from_rows(rows, rng)
    }

    /// A device with these rows, in memory.
    ///
    /// # Errors
    /// When they are not those of a profile.
    pub fn from_rows(rows: Rows, rng: ChaCha20Rng) -> anyhow::Result<Self> {
        let listed = rows.iter().map(|((table, key), value)| (*table, key.clone(), value.clone()));
        let replica = Replica::load(listed.collect())?;
        let asked = Arc::new(Asked::default());
        Ok(Self { replica, keep: Keep::Memory(rows), asked, rng, commands: 0, cpu_us: 0, commits: 0 })
    }

    /// Makes a profile with these rows in a folder of the real disk and opens it.
    ///
    /// # Errors
    /// When the disk refuses, or the rows are not those of a profile.
    pub fn on_disk(folder: &Path, rows: &Rows, rng: ChaCha20Rng) -> anyhow::Result<Self> {
        let (disk, asked) = CountedDisk::new(folder);
        std::fs::create_dir_all(folder)?;
        let writes: Vec<Write> =
            rows.iter().map(|((table, key), value)| Write::put(*table, key.clone(), value.clone())).collect();
        let mut store = Store::create_on(disk, &[])?;
        for batch in writes.chunks(2_000) {
            store.commit(batch)?;
        }
        drop(writes);
        let replica = Replica::load(store.scan_all()?)?;
        let keep = Keep::Disk(Box::new(store));
        Ok(Self { replica, keep, asked, rng, commands: 0, cpu_us: 0, commits: 0 })
    }

    /// Opens the profile that [`Device::on_disk`] made in a folder.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(folder: &Path, rng: ChaCha20Rng) -> anyhow::Result<Self> {
        let (disk, asked) = CountedDisk::new(folder);
        let mut store = Store::open_on(disk)?;
        let replica = Replica::load(store.scan_all()?)?;
        let keep = Keep::Disk(Box::new(store));
        Ok(Self { replica, keep, asked, rng, commands: 0, cpu_us: 0, commits: 0 })
    }

    /// Handles an input and stores what must be stored; returns what is left to do outside.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn handle(&mut self, input: Input) -> anyhow::Result<Vec<Output>> {
        let before = cpu_us();
        let mut left = Vec::new();
        let mut queue: VecDeque<Output> = self.replica.handle(input, NOW, &mut self.rng).into();
        while let Some(output) = queue.pop_front() {
            match output {
                Output::Store { batch, writes } => {
                    match &mut self.keep {
                        Keep::Disk(store) => store.commit(&writes)?,
                        Keep::Memory(rows) => apply(rows, &writes),
                    }
                    self.commits += 1;
                    queue.extend(self.replica.handle(Input::Stored { batch }, NOW, &mut self.rng));
                }
                Output::Read { request, table, keys } => {
                    let rows = self.rows_at(table, &keys)?;
                    queue.extend(self.replica.handle(Input::Rows { request, rows }, NOW, &mut self.rng));
                }
                Output::Reply { .. } | Output::Send { .. } | Output::Close { .. } | Output::Changed => {
                    left.push(output);
                }
            }
        }
        self.cpu_us += cpu_us() - before;
        Ok(left)
    }

    fn rows_at(&mut self, table: Table, keys: &[Vec<u8>]) -> anyhow::Result<Vec<Option<Vec<u8>>>> {
        match &mut self.keep {
            Keep::Memory(rows) => {
                Ok(keys.iter().map(|key| rows.get(&(table, key.clone())).cloned()).collect())
            }
            Keep::Disk(store) => Ok(store.rows(table, keys)?),
        }
    }

    /// Asks for something; the outcome, and what is left to do outside.
    ///
    /// # Errors
    /// When the disk refuses or no answer comes.
    pub fn ask(&mut self, command: Command) -> anyhow::Result<(Outcome, Vec<Output>)> {
        self.commands += 1;
        let id = self.commands;
        let mut outputs = self.handle(Input::Command { id, command })?;
        let reply = outputs.iter().position(|output| matches!(output, Output::Reply { .. }));
        match outputs.remove(reply.context("a command was not answered")?) {
            Output::Reply { outcome, .. } => Ok((outcome, outputs)),
            Output::Store { .. }
            | Output::Read { .. }
            | Output::Send { .. }
            | Output::Close { .. }
            | Output::Changed => Err(anyhow!("a command was not answered")),
        }
    }

    /// What it shows.
    pub fn view(&self) -> View {
        self.replica.view()
    }

    /// What shows that two devices hold the same in a space.
    pub fn digest(&self, space: &SpaceId) -> Option<String> {
        self.view().space(space).map(|view| view.view_digest.clone())
    }

    /// Its rows, where they are in memory.
    pub fn rows(&self) -> Rows {
        match &self.keep {
            Keep::Memory(rows) => rows.clone(),
            Keep::Disk(_) => Rows::new(),
        }
    }

    /// Confirmations that its disk was asked for so far.
    pub fn syncs(&self) -> u64 {
        self.asked.syncs()
    }
}

/// Writes rows.
pub fn apply(rows: &mut Rows, writes: &[Write]) {
    for write in writes {
        let key = (write.table, write.key.clone());
        match &write.value {
            Some(value) => rows.insert(key, value.clone()),
            None => rows.remove(&key),
        };
    }
}

/// The signing key of a device in a space, as its row keeps it.
pub fn secret_in(rows: &Rows, space: &SpaceId) -> Option<[u8; 32]> {
    rows.get(&(Table::Spaces, space.0.to_vec()))?.get(1..33)?.try_into().ok()
}
