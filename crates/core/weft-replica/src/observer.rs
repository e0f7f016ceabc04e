//! A space as nobody in particular sees it: opened from its signed entries alone, without keys, a disk or a device.

use crate::{
    home::Home,
    replica::Replica,
    rows::{self, MeRow, SpaceRow},
};
use std::collections::BTreeSet;
use weft_ids::{EntryHash, SpaceId, Table};
use weft_space::{Received, Record, RecordError, Space, SpaceError};
use weft_view::{LogLine, Reply, SpaceView};

/// Why entries make no space; the number counts from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ObserverError {
    /// Nothing was given.
    #[error("there is no entry")]
    Empty,
    /// Bytes that are no signed entry: another form, or a signature that is not the device's.
    #[error("entry {place} cannot be read: {why}")]
    Record {
        /// Which.
        place: usize,
        /// Why.
        why: RecordError,
    },
    /// The first entry founds no space.
    #[error("entry 1 founds no space: {0}")]
    Founding(SpaceError),
    /// It builds on an entry that does not stand before it.
    #[error("entry {place} builds on an entry that does not stand before it")]
    Missing {
        /// Which.
        place: usize,
    },
    /// It stands there twice.
    #[error("entry {place} stands there twice")]
    Twice {
        /// Which.
        place: usize,
    },
    /// It breaks a rule, for all devices and for ever.
    #[error("entry {place} is not valid: {why}")]
    Invalid {
        /// Which.
        place: usize,
        /// The rule, in a sentence fragment.
        why: String,
    },
    /// This version cannot judge it.
    #[error("entry {place} cannot be judged by this version: {why}")]
    Unable {
        /// Which.
        place: usize,
        /// Why, in a sentence fragment.
        why: String,
    },
}

/// A space without a device of one's own: what anybody who holds its entries can see, and the same for all of them.
#[derive(Debug)]
pub struct Observer {
    // Invariant: holds the space.
    replica: Replica,
    id: SpaceId,
}

impl Observer {
    /// Replays entries, each after those it builds on, checking every signature and every rule of validity.
    ///
    /// `heard` is told after each entry how many are in.
    ///
    /// # Errors
    /// The first entry that does not hold.
    pub fn open(records: &[Vec<u8>], heard: &mut dyn FnMut(usize)) -> Result<Self, ObserverError> {
        let (space, _) = replay(records, heard)?;
        let me =
            MeRow { name: "nobody".to_owned(), device_name: "nothing".to_owned(), endpoint_secret: [0; 32] };
        let row = vec![(Table::Me, rows::ME.to_vec(), rows::to_row(&me))];
        let mut replica = Replica::load(row).expect("a row that was just written can be read");
        let id = space.id();
        let mut home = Home::new(space, &SpaceRow::of_a_copy([0; 32], [0; 32]));
        home.is_copy = true;
        replica.spaces.insert(id, home);
        Ok(Self { replica, id })
    }

    /// The space.
    pub fn space(&self) -> &Space {
        &self.home().space
    }

    /// What is seen of it.
    pub fn view(&self) -> SpaceView {
        self.replica.space_view(self.home())
    }

    /// Every kept entry in words, each after those it builds on, the same on every device.
    pub fn log(&self) -> Vec<LogLine> {
        let Ok(Reply::Log(mut lines)) = self.replica.log(self.id, usize::MAX) else { return Vec::new() };
        lines.retain(|line| line.kept);
        lines.reverse();
        lines
    }

    /// The entries by which somebody else sees the same: kept ones in order, then proofs of forks with their past.
    pub fn records(&self) -> Vec<&Record> {
        carried(self.space())
    }

    fn home(&self) -> &Home {
        self.replica.spaces.get(&self.id).expect("the space is held")
    }
}

/// The entries by which somebody else sees the same: what is kept, then the proofs that devices forked, with what those
/// build on; each after its past, and the same wherever the same is held.
pub(crate) fn carried(space: &Space) -> Vec<&Record> {
    let mut given: BTreeSet<EntryHash> = space.kept().in_order().copied().collect();
    let mut records: Vec<&Record> = space.kept_records().collect();
    for proof in space.fork_proofs(&[]) {
        let mut open: Vec<(&Record, bool)> = vec![(proof, false)];
        while let Some((record, past_is_given)) = open.pop() {
            if given.contains(&record.hash()) {
                continue;
            }
            if past_is_given {
                given.insert(record.hash());
                records.push(record);
                continue;
            }
            open.push((record, true));
            let entry = record.entry();
            let before = entry.prev.iter().chain(&entry.past).filter_map(|hash| space.record(hash));
            open.extend(before.map(|before| (before, false)));
        }
    }
    records
}

/// Builds a space from entries, each after those it builds on.
pub(crate) fn replay(
    records: &[Vec<u8>],
    heard: &mut dyn FnMut(usize),
) -> Result<(Space, Vec<Record>), ObserverError> {
    let read =
        |place: usize, bytes: &[u8]| Record::read(bytes).map_err(|why| ObserverError::Record { place, why });
    let (founding, rest) = records.split_first().ok_or(ObserverError::Empty)?;
    let founding = read(1, founding)?;
    let mut space = Space::open(founding.clone()).map_err(ObserverError::Founding)?;
    let mut taken = vec![founding];
    heard(1);
    for (bytes, place) in rest.iter().zip(2..) {
        let record = read(place, bytes)?;
        match space.receive(record.clone()) {
            Received::New => taken.push(record),
            Received::Known => return Err(ObserverError::Twice { place }),
            Received::Missing(_) => return Err(ObserverError::Missing { place }),
            Received::Invalid(why) => return Err(ObserverError::Invalid { place, why }),
            Received::Unable(why) => return Err(ObserverError::Unable { place, why }),
        }
        heard(place);
    }
    space.fold();
    Ok((space, taken))
}
