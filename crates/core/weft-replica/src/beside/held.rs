//! What of the things beside the entries is on this device's disk, and who else is known to have it.

use super::{Part, PartName, parts_of};
use crate::rows::{RowError, from_row, put};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, DeviceId, SpaceId, Table, Write};
use weft_space::{
    Space,
    beside::{Body, BodyError, Stub, chunk_hash},
};

/// What is here of the things beside one space's entries.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// The bytes of contents that may be forgotten.
    bodies: BTreeMap<ActId, Vec<u8>>,
    /// Which chunks are here: bit `i` for chunk `i`.
    chunks: BTreeMap<ActId, u128>,
    /// The devices that are known to have all of it.
    with: BTreeMap<ActId, BTreeSet<DeviceId>>,
}

/// A content that may be forgotten; a row of [`Table::Beside`] under `b`, space and act.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct BodyRow {
    bytes: Vec<u8>,
}

/// Which chunks are here; a row of [`Table::Beside`] under `c`, space and act.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ChunksRow {
    here: [u8; 16],
}

/// A device that has all of it; a row of [`Table::Beside`] under `w`, space, act and device.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct WithRow {}

/// Why a part that came is not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// It is here already, was forgotten, or is more than is kept here; nobody's fault.
    NotWanted,
    /// It is not the part that the entry binds: the giver's fault.
    Wrong(&'static str),
}

impl Held {
    /// Reads a row of [`Table::Beside`] whose key begins with a space's id after its first byte.
    pub(crate) fn load(&mut self, kind: u8, rest: &[u8], value: &[u8]) -> Result<(), RowError> {
        let Some((act, rest)) = rest.split_first_chunk::<32>() else { return Ok(()) };
        let act = ActId(*act);
        match (kind, DeviceId::from_slice(rest)) {
            (b'b', None) => {
                let row: BodyRow = from_row(Table::Beside, value)?;
                self.bodies.insert(act, row.bytes);
            }
            (b'c', None) => {
                let row: ChunksRow = from_row(Table::Beside, value)?;
                self.chunks.insert(act, u128::from_le_bytes(row.here));
            }
            (b'w', Some(device)) => {
                let WithRow {} = from_row(Table::Beside, value)?;
                self.with.entry(act).or_default().insert(device);
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a part is here.
    pub(crate) fn has(&self, name: &PartName) -> bool {
        match name.part {
            Part::Body => self.bodies.contains_key(&name.act),
            Part::Chunk(index) => self.chunks_of(&name.act) & bit(index) != 0,
        }
    }

    /// Whether all parts are here.
    pub(crate) fn has_all(&self, act: &ActId, stub: &Stub) -> bool {
        parts_of(act, stub).all(|name| self.has(&name))
    }

    /// How many chunks are here.
    pub(crate) fn chunks_here(&self, act: &ActId) -> u32 {
        self.chunks_of(act).count_ones()
    }

    /// Bytes of all that is here, as large as chunks can be.
    pub(crate) fn bytes(&self) -> u64 {
        let chunks: u64 = self.chunks.values().map(|here| u64::from(here.count_ones())).sum();
        let bodies: u64 = self.bodies.values().map(|body| body.len() as u64).sum();
        chunks * weft_ids::limits::CHUNK_BYTES_MAX as u64 + bodies
    }

    /// The bytes of a body that is here.
    pub(crate) fn body_bytes(&self, act: &ActId) -> Option<&[u8]> {
        self.bodies.get(act).map(Vec::as_slice)
    }

    /// A body that is here, read; `None` where it is not here or not a body's form.
    pub(crate) fn body(&self, act: &ActId, stub: &Stub) -> Option<Body> {
        let bytes = self.bodies.get(act)?;
        Body::read(bytes, stub.commitment()?).ok()
    }

    /// The devices that are known to have all of it.
    pub(crate) fn with(&self, act: &ActId) -> impl Iterator<Item = &DeviceId> {
        self.with.get(act).into_iter().flatten()
    }

    /// The parts that are not here of what is remembered and fits, in the order in which they are asked for.
    pub(crate) fn missing<'a>(&'a self, space: &'a Space) -> impl Iterator<Item = PartName> + 'a {
        let besides = &space.state().besides;
        let wanted = besides.order.iter().filter_map(|act| {
            let stub = besides.stubs.get(act)?;
            (stub.fits && stub.forgotten.is_none()).then_some((act, stub))
        });
        wanted.flat_map(|(act, stub)| parts_of(act, stub)).filter(|name| !self.has(name))
    }

    /// Checks a part that came and stores it.
    pub(crate) fn take(
        &mut self,
        space: &Space,
        name: &PartName,
        bytes: &[u8],
        writes: &mut Vec<Write>,
    ) -> Result<(), NotTaken> {
        let stub = space.state().besides.stubs.get(&name.act);
        let stub = stub.filter(|stub| stub.fits && stub.forgotten.is_none()).ok_or(NotTaken::NotWanted)?;
        if self.has(name) {
            return Err(NotTaken::NotWanted);
        }
        match name.part {
            Part::Body => {
                let commitment = stub.commitment().ok_or(NotTaken::Wrong("a content where there is none"))?;
                match Body::read(bytes, commitment) {
                    // One that its author made wrong is kept like any other, so that nobody asks for it again and again.
                    Ok(_) | Err(BodyError::Form(_)) => {}
                    Err(BodyError::TooLarge(_) | BodyError::Other) => {
                        return Err(NotTaken::Wrong("a content that the entry does not bind"));
                    }
                }
                self.put_body(&space.id(), name.act, bytes.to_vec(), writes);
            }
            Part::Chunk(index) => {
                let expected = stub.chunks().get(usize::from(index));
                if bytes.len() > weft_ids::limits::CHUNK_BYTES_MAX || expected != Some(&chunk_hash(bytes)) {
                    return Err(NotTaken::Wrong("a chunk that the entry does not name"));
                }
                self.put_chunk(&space.id(), name.act, index, bytes, writes);
            }
        }
        Ok(())
    }

    /// Stores a body.
    pub(crate) fn put_body(&mut self, space: &SpaceId, act: ActId, bytes: Vec<u8>, writes: &mut Vec<Write>) {
        writes.push(put(Table::Beside, key(b'b', space, &act), &BodyRow { bytes: bytes.clone() }));
        self.bodies.insert(act, bytes);
    }

    /// Stores a chunk.
    pub(crate) fn put_chunk(
        &mut self,
        space: &SpaceId,
        act: ActId,
        index: u16,
        bytes: &[u8],
        writes: &mut Vec<Write>,
    ) {
        let here = self.chunks_of(&act) | bit(index);
        writes.push(Write::put(Table::Chunks, chunk_key(space, &act, index), bytes));
        writes.push(put(Table::Beside, key(b'c', space, &act), &ChunksRow { here: here.to_le_bytes() }));
        self.chunks.insert(act, here);
    }

    /// Notes that a chunk that should be here is not, or is damaged; it is asked for again.
    pub(crate) fn lost_chunk(&mut self, space: &SpaceId, act: ActId, index: u16, writes: &mut Vec<Write>) {
        let here = self.chunks_of(&act) & !bit(index);
        writes.push(Write::remove(Table::Chunks, chunk_key(space, &act, index)));
        writes.push(put(Table::Beside, key(b'c', space, &act), &ChunksRow { here: here.to_le_bytes() }));
        self.chunks.insert(act, here);
    }

    /// Notes that a device has all of it; answers whether that is news.
    pub(crate) fn note_with(
        &mut self,
        space: &SpaceId,
        act: ActId,
        device: DeviceId,
        writes: &mut Vec<Write>,
    ) -> bool {
        let news = self.with.entry(act).or_default().insert(device);
        if news {
            let key = [key(b'w', space, &act).as_slice(), &device.0].concat();
            writes.push(put(Table::Beside, key, &WithRow {}));
        }
        news
    }

    /// Drops all that is forgotten, here and on disk; costs little where nothing is.
    ///
    /// Called after every fold, so that what is forgotten is gone in the transaction that brings the act which says so.
    pub(crate) fn drop_forgotten(&mut self, space: &Space, writes: &mut Vec<Write>) {
        let stubs = &space.state().besides.stubs;
        let acts: BTreeSet<ActId> =
            self.bodies.keys().chain(self.chunks.keys()).chain(self.with.keys()).copied().collect();
        for act in acts {
            if stubs.get(&act).is_some_and(|stub| stub.forgotten.is_some()) {
                self.drop(&space.id(), &act, writes);
            }
        }
    }

    fn drop(&mut self, space: &SpaceId, act: &ActId, writes: &mut Vec<Write>) {
        if self.bodies.remove(act).is_some() {
            writes.push(Write::remove(Table::Beside, key(b'b', space, act)));
        }
        if let Some(here) = self.chunks.remove(act) {
            writes.push(Write::remove(Table::Beside, key(b'c', space, act)));
            let indices = (0..u128::BITS as u16).filter(|index| here & bit(*index) != 0);
            writes.extend(indices.map(|index| Write::remove(Table::Chunks, chunk_key(space, act, index))));
        }
        for device in self.with.remove(act).unwrap_or_default() {
            writes.push(Write::remove(Table::Beside, [key(b'w', space, act).as_slice(), &device.0].concat()));
        }
    }

    fn chunks_of(&self, act: &ActId) -> u128 {
        self.chunks.get(act).copied().unwrap_or(0)
    }
}

/// Where a chunk is stored.
pub(crate) fn chunk_key(space: &SpaceId, act: &ActId, index: u16) -> Vec<u8> {
    [space.0.as_slice(), &act.0, &u32::from(index).to_be_bytes()].concat()
}

fn key(kind: u8, space: &SpaceId, act: &ActId) -> Vec<u8> {
    [&[kind], space.0.as_slice(), &act.0].concat()
}

/// The bit of a chunk; none for a number that no attachment has.
fn bit(index: u16) -> u128 {
    1u128.checked_shl(u32::from(index)).unwrap_or(0)
}
