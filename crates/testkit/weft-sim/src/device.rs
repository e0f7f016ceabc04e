//! One simulated device: a disk of rows, a clock of its own, and the shipped replica while it is up.

use crate::dice::Dice;
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeMap;
use weft_ids::{EndpointId, SpaceId, Table, Write};
use weft_replica::{Input, LoadError, Output, Replica};
use weft_view::{Command, View};

/// The rows of a disk.
pub type Rows = BTreeMap<(Table, Vec<u8>), Vec<u8>>;

/// A batch on its way to the disk.
#[derive(Debug)]
pub struct Batch {
    /// Its number.
    pub number: u64,
    /// Its rows.
    pub writes: Vec<Write>,
}

/// One device.
#[derive(Debug)]
pub struct Device {
    /// Its person, by number.
    pub person: usize,
    /// Its person and its own name, for messages.
    pub name: String,
    /// What is durable.
    pub rows: Rows,
    /// An older state of the disk, as a backup keeps it.
    pub backup: Option<Rows>,
    /// The replica, while the device is up.
    pub replica: Option<Replica>,
    /// The batch that is on its way to the disk.
    pub batch: Option<Batch>,
    /// How often it was started; what happened in an earlier life does not reach a later one.
    pub life: u64,
    /// Its clock's distance from the true one, in milliseconds.
    pub skew_ms: i64,
    /// Whether its disk refuses writes.
    pub full: bool,
    /// Whether it may be cloned, put back or dishonest in this run.
    pub rogue: bool,
    /// Whether it was, so that its words cannot be counted on any more.
    pub spoiled: bool,
    endpoint: EndpointId,
    rng: ChaCha20Rng,
    commands: u64,
}

/// What went wrong inside a device; always a failure of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub String);

impl Device {
    /// A device with a fresh profile, up.
    ///
    /// # Errors
    /// When the profile cannot be begun.
    pub fn new(person: usize, kind: &str, dice: &mut Dice) -> Result<Self, Broken> {
        let mut rng = dice.rng();
        let writes =
            Replica::first_writes(&format!("P{person}"), kind, &mut rng).map_err(|e| Broken(e.message))?;
        let mut rows = Rows::new();
        apply(&mut rows, &writes);
        let replica = load(&rows).map_err(|e| Broken(e.to_string()))?;
        Ok(Self {
            person,
            name: format!("P{person}'s {kind}"),
            endpoint: replica.endpoint(),
            rows,
            backup: None,
            replica: Some(replica),
            batch: None,
            life: 0,
            skew_ms: 0,
            full: false,
            rogue: false,
            spoiled: false,
            rng,
            commands: 0,
        })
    }

    /// Its key on the network.
    pub fn endpoint(&self) -> EndpointId {
        self.endpoint
    }

    /// Feeds an input to the replica; nothing where the device is down.
    ///
    /// # Errors
    /// When the replica tells something before it is stored.
    pub fn handle(&mut self, input: Input, now: i64) -> Result<Vec<Output>, Broken> {
        let Some(replica) = &mut self.replica else { return Ok(Vec::new()) };
        let now = now.saturating_add(self.skew_ms);
        let mut told = Vec::new();
        for output in replica.handle(input, now, &mut self.rng) {
            match output {
                Output::Store { batch, writes } if self.batch.is_none() => {
                    self.batch = Some(Batch { number: batch, writes });
                }
                Output::Store { .. } => {
                    return Err(Broken("stores a second batch before the first is durable".into()));
                }
                other if self.batch.is_some() => {
                    return Err(Broken(format!(
                        "tells {} before what it rests on is stored",
                        kind_of(&other)
                    )));
                }
                other => told.push(other),
            }
        }
        Ok(told)
    }

    /// The next command, with the number under which it is answered.
    pub fn next_command(&mut self, command: Command) -> (u64, Input) {
        self.commands += 1;
        (self.commands, Input::Command { id: self.commands, command })
    }

    /// Makes the batch durable and says so.
    ///
    /// # Errors
    /// As [`Device::handle`].
    pub fn commit(&mut self, now: i64) -> Result<Vec<Output>, Broken> {
        let Some(batch) = self.batch.take() else { return Ok(Vec::new()) };
        if self.full {
            let why = "the disk is full".to_owned();
            return self.handle(Input::StoreFailed { batch: batch.number, why }, now);
        }
        apply(&mut self.rows, &batch.writes);
        self.handle(Input::Stored { batch: batch.number }, now)
    }

    /// Goes down; what was on its way is lost, or is on the disk with nobody told.
    pub fn down(&mut self, durable: bool) {
        if let Some(batch) = self.batch.take().filter(|_| durable && !self.full) {
            apply(&mut self.rows, &batch.writes);
        }
        self.replica = None;
        self.life += 1;
    }

    /// Starts from the disk.
    ///
    /// # Errors
    /// When what was stored cannot be read.
    pub fn up(&mut self) -> Result<(), Broken> {
        self.full = false;
        self.batch = None;
        self.replica = Some(load(&self.rows).map_err(|e| Broken(format!("cannot start again: {e}")))?);
        Ok(())
    }

    /// What the device shows; nothing while it is down.
    pub fn view(&self) -> Option<View> {
        self.replica.as_ref().map(Replica::view)
    }

    /// The device's secrets in a space, read off its disk as a thief would.
    pub fn secrets(&self, space: &SpaceId) -> Option<([u8; 32], [u8; 32])> {
        let row = self.rows.get(&(Table::Spaces, space.0.to_vec()))?;
        let signing = row.get(1..33)?.try_into().ok()?;
        let roll = row.get(65..97)?.try_into().ok()?;
        Some((signing, roll))
    }

    /// Rows of one table, as they stand on the disk.
    pub fn read(&self, table: Table, keys: &[Vec<u8>]) -> Vec<Option<Vec<u8>>> {
        keys.iter().map(|key| self.rows.get(&(table, key.clone())).cloned()).collect()
    }

    /// The records of a space on the disk, in the order in which they were stored.
    pub fn records(&self, space: &SpaceId) -> Vec<weft_space::Record> {
        let rows = self
            .rows
            .iter()
            .filter(|((table, key), _)| *table == Table::Entries && key.starts_with(&space.0));
        rows.filter_map(|(_, bytes)| weft_space::Record::read(bytes).ok()).collect()
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

fn load(rows: &Rows) -> Result<Replica, LoadError> {
    Replica::load(rows.iter().map(|((table, key), value)| (*table, key.clone(), value.clone())).collect())
}

fn kind_of(output: &Output) -> &'static str {
    match output {
        Output::Store { .. } => "a batch",
        Output::Read { .. } => "what the disk is asked for",
        Output::Reply { .. } => "an answer",
        Output::Send { .. } => "another device",
        Output::Close { .. } => "another device that it closes",
        Output::Changed => "the window",
    }
}
