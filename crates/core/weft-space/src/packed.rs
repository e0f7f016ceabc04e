//! Many records in few bytes: columns instead of rows, and nothing that a reader can find out.
//!
//! Left out are item hashes, the names of entries, acts and changes of the same batch wherever they stand, and each
//! space, roll and device but once. What is read is the records' own form, which is then checked like any other.

use crate::{
    page::{PAGE_CHANGE_KIND, PageChange, actor_of, id_with_actor},
    record::{Record, form_bytes},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use weft_ids::{
    ActId, DeviceId, Entry, EntryHash, Item, ItemKind, RollHash, Signature, SpaceId, from_canonical, limits,
    to_canonical,
};

/// Records of one batch.
pub const PACKED_ENTRIES_MAX: usize = 16_384;
/// Bytes of the records that a batch unpacks to; what a reader holds at once.
pub const PACKED_BYTES_MAX: usize = 8 << 20;

/// The bytes are no batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("bytes are no batch of records")]
pub struct PackedError;

/// A batch as it stands on the wire, version 0; columns have one value for each entry unless said otherwise.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Columns {
    version: u8,
    spaces: Vec<SpaceId>,
    rolls: Vec<RollHash>,
    devices: Vec<DeviceId>,
    entry_versions: Vec<u8>,
    /// Places in `spaces`, `rolls` and `devices`.
    space: Vec<u16>,
    roll: Vec<u16>,
    device: Vec<u16>,
    /// By how much the number is above that of the device's entry before it in the batch.
    n_step: Vec<u64>,
    /// [`PREV_NONE`], [`PREV_SAME`] or [`PREV_NAMED`].
    prev: Vec<u8>,
    past_count: Vec<u8>,
    /// For each hash of a past: how far back in the batch it is, or 0 where it is among `named`.
    past: Vec<u16>,
    /// Hashes of entries that are not in the batch, in the order in which they are needed.
    named: Vec<EntryHash>,
    item_count: Vec<u8>,
    /// For each item: its kind, its bytes after known names were taken out, and how many were.
    kind: Vec<u16>,
    item_bytes: Vec<u16>,
    name_count: Vec<u16>,
    /// For each name that was taken out: bytes since the one before, and how far back it is among those known.
    name_gap: Vec<u16>,
    name_back: Vec<u32>,
    /// The items' bytes, by kind.
    bytes: BTreeMap<u16, Vec<u8>>,
    signatures: Vec<Signature>,
}

const PREV_NONE: u8 = 0;
const PREV_SAME: u8 = 1;
const PREV_NAMED: u8 = 2;

/// Packs records, each after those of its past that are among them.
///
/// `None` where there are more than [`PACKED_ENTRIES_MAX`] or they take more than [`PACKED_BYTES_MAX`].
pub fn pack(records: &[&Record]) -> Option<Vec<u8>> {
    let bytes: usize = records.iter().map(|record| record.bytes().len()).sum();
    if records.len() > PACKED_ENTRIES_MAX || bytes > PACKED_BYTES_MAX {
        return None;
    }
    let mut packing = Packing::default();
    for record in records {
        packing.add(record)?;
    }
    Some(to_canonical(&packing.columns))
}

/// Unpacks a batch into the forms of its records.
///
/// # Errors
/// When the bytes are not what [`pack`] writes, or unpack to more than a batch may have.
pub fn unpack(bytes: &[u8]) -> Result<Vec<Vec<u8>>, PackedError> {
    let columns: Columns = from_canonical(bytes).map_err(|_| PackedError)?;
    if columns.version != 0 || columns.entry_versions.len() > PACKED_ENTRIES_MAX {
        return Err(PackedError);
    }
    let entries = columns.entry_versions.len();
    let mut unpacking = Unpacking { columns: &columns, at: At::default(), told: Told::default() };
    let (mut records, mut total) = (Vec::with_capacity(entries), 0);
    for _ in 0..entries {
        let record = unpacking.next().ok_or(PackedError)?;
        total += record.len();
        if total > PACKED_BYTES_MAX {
            return Err(PackedError);
        }
        records.push(record);
    }
    Ok(records)
}

/// What both sides know after the same entries of a batch.
#[derive(Debug, Default)]
struct Told {
    entries: Vec<EntryHash>,
    /// The newest entry of each device in the batch.
    newest: BTreeMap<DeviceId, (u64, EntryHash)>,
    /// Names of entries, acts and changes, and the authors of changes, which are half as long.
    names: Vec<([u8; 32], usize)>,
}

impl Told {
    fn note(&mut self, entry: &Entry, hash: EntryHash, items: &[Item]) {
        self.entries.push(hash);
        self.newest.insert(entry.device, (entry.n, hash));
        self.names.push((hash.0, 32));
        for (index, item) in items.iter().enumerate() {
            self.names.push((ActId::of(&hash, index).0, 32));
            let Some((change, actor)) = change_of(entry, item) else { continue };
            self.names.push((change, 32));
            let mut author = [0; 32];
            author.iter_mut().zip(actor).for_each(|(to, from)| *to = from);
            self.names.push((author, 16));
        }
    }
}

/// The name and the author of a page change, found out without judging it.
fn change_of(entry: &Entry, item: &Item) -> Option<([u8; 32], [u8; 16])> {
    if item.kind != PAGE_CHANGE_KIND {
        return None;
    }
    let change = PageChange::from_item(item).ok()?;
    let page = change.page.id(&entry.space);
    let actor = actor_of(&entry.device, &entry.space, &page, &change.blank);
    Some((id_with_actor(&actor, &change.blank)?.0, actor))
}

#[derive(Default)]
struct Packing {
    columns: Columns,
    told: Told,
    places: BTreeMap<EntryHash, usize>,
    spaces: BTreeMap<SpaceId, u16>,
    rolls: BTreeMap<RollHash, u16>,
    devices: BTreeMap<DeviceId, u16>,
    finder: Finder,
}

impl Packing {
    fn add(&mut self, record: &Record) -> Option<()> {
        let entry = record.entry();
        let columns = &mut self.columns;
        columns.entry_versions.push(entry.version);
        columns.space.push(place_of(&mut self.spaces, &mut columns.spaces, entry.space)?);
        columns.roll.push(place_of(&mut self.rolls, &mut columns.rolls, entry.roll)?);
        columns.device.push(place_of(&mut self.devices, &mut columns.devices, entry.device)?);
        let before = self.told.newest.get(&entry.device);
        columns.n_step.push(entry.n.wrapping_sub(before.map_or(0, |(n, _)| *n)));
        match entry.prev {
            None => columns.prev.push(PREV_NONE),
            Some(prev) if before.is_some_and(|(_, hash)| *hash == prev) => columns.prev.push(PREV_SAME),
            Some(prev) => {
                columns.prev.push(PREV_NAMED);
                columns.named.push(prev);
            }
        }
        columns.past_count.push(u8::try_from(entry.past.len()).ok()?);
        for hash in &entry.past {
            let back = self.places.get(hash).map_or(0, |place| self.told.entries.len() - place);
            columns.past.push(u16::try_from(back).ok()?);
            if back == 0 {
                columns.named.push(*hash);
            }
        }
        columns.item_count.push(u8::try_from(record.items().len()).ok()?);
        columns.signatures.push(record.claimed_signature()?);
        for item in record.items() {
            self.add_item(item)?;
        }
        self.places.insert(record.hash(), self.told.entries.len());
        let known = self.told.names.len();
        self.told.note(entry, record.hash(), record.items());
        for (place, (name, length)) in self.told.names.iter().enumerate().skip(known) {
            self.finder.add(name, *length, place);
        }
        Some(())
    }

    fn add_item(&mut self, item: &Item) -> Option<()> {
        let out = self.columns.bytes.entry(item.kind.0).or_default();
        let (begun, mut names, mut from, mut at) = (out.len(), 0_u16, 0, 0);
        while let Some(rest) = item.bytes.get(at..) {
            let Some((place, length)) = self.finder.find(rest, &self.told.names) else {
                if rest.is_empty() {
                    break;
                }
                at += 1;
                continue;
            };
            out.extend_from_slice(item.bytes.get(from..at)?);
            self.columns.name_gap.push(u16::try_from(at - from).ok()?);
            self.columns.name_back.push(u32::try_from(self.told.names.len() - place).ok()?);
            names += 1;
            at += length;
            from = at;
        }
        out.extend_from_slice(item.bytes.get(from..)?);
        self.columns.kind.push(item.kind.0);
        self.columns.item_bytes.push(u16::try_from(out.len() - begun).ok()?);
        self.columns.name_count.push(names);
        Some(())
    }
}

fn place_of<T: Copy + Ord>(places: &mut BTreeMap<T, u16>, list: &mut Vec<T>, one: T) -> Option<u16> {
    if let Some(place) = places.get(&one) {
        return Some(*place);
    }
    let place = u16::try_from(list.len()).ok()?;
    list.push(one);
    places.insert(one, place);
    Some(place)
}

/// Finds known names in bytes; most places are ruled out by two bytes.
struct Finder {
    begins: Vec<u64>,
    places: BTreeMap<[u8; 8], usize>,
}

impl Default for Finder {
    fn default() -> Self {
        Self { begins: vec![0; 1_024], places: BTreeMap::new() }
    }
}

impl Finder {
    fn add(&mut self, name: &[u8; 32], length: usize, place: usize) {
        let (Some(first), true) = (name.first_chunk::<8>(), length <= name.len()) else { return };
        let (word, bit) = begin_of(first);
        if let Some(word) = self.begins.get_mut(word) {
            *word |= 1 << bit;
        }
        self.places.insert(*first, place);
    }

    fn find(&self, bytes: &[u8], names: &[([u8; 32], usize)]) -> Option<(usize, usize)> {
        let first = bytes.first_chunk::<8>()?;
        let (word, bit) = begin_of(first);
        if self.begins.get(word)? >> bit & 1 == 0 {
            return None;
        }
        let place = *self.places.get(first)?;
        let (name, length) = names.get(place)?;
        (bytes.get(..*length)? == name.get(..*length)?).then_some((place, *length))
    }
}

/// Where the first two bytes of a name stand among the bits.
fn begin_of(first: &[u8; 8]) -> (usize, u32) {
    let [a, b, ..] = *first;
    let begin = u16::from_le_bytes([a, b]);
    (usize::from(begin >> 6), u32::from(begin & 63))
}

/// How far each column was read.
#[derive(Default)]
struct At {
    entry: usize,
    past: usize,
    named: usize,
    item: usize,
    name: usize,
    bytes: BTreeMap<u16, usize>,
}

struct Unpacking<'a> {
    columns: &'a Columns,
    at: At,
    told: Told,
}

impl Unpacking<'_> {
    fn next(&mut self) -> Option<Vec<u8>> {
        let (columns, at) = (self.columns, self.at.entry);
        self.at.entry += 1;
        let device = *columns.devices.get(usize::from(*columns.device.get(at)?))?;
        let before = self.told.newest.get(&device).copied();
        let n = columns.n_step.get(at)?.wrapping_add(before.map_or(0, |(n, _)| n));
        let prev = match *columns.prev.get(at)? {
            PREV_NONE => None,
            PREV_SAME => Some(before?.1),
            PREV_NAMED => Some(self.named()?),
            _ => return None,
        };
        let count = usize::from(*columns.past_count.get(at)?);
        let past = (0..count).map(|_| self.past()).collect::<Option<Vec<_>>>()?;
        let mut items = Vec::new();
        for _ in 0..*columns.item_count.get(at)? {
            items.push(self.item()?);
        }
        let entry = Entry {
            version: *columns.entry_versions.get(at)?,
            space: *columns.spaces.get(usize::from(*columns.space.get(at)?))?,
            roll: *columns.rolls.get(usize::from(*columns.roll.get(at)?))?,
            device,
            n,
            prev,
            past,
            items: items.iter().map(Item::hash).collect(),
        };
        self.told.note(&entry, entry.hash(), &items);
        let record = form_bytes(entry, *columns.signatures.get(at)?, items);
        (record.len() <= limits::ENTRY_BYTES_MAX).then_some(record)
    }

    fn named(&mut self) -> Option<EntryHash> {
        self.at.named += 1;
        self.columns.named.get(self.at.named - 1).copied()
    }

    fn past(&mut self) -> Option<EntryHash> {
        let back = usize::from(*self.columns.past.get(self.at.past)?);
        self.at.past += 1;
        if back == 0 {
            return self.named();
        }
        self.told.entries.get(self.told.entries.len().checked_sub(back)?).copied()
    }

    fn item(&mut self) -> Option<Item> {
        let (columns, at) = (self.columns, self.at.item);
        self.at.item += 1;
        let kind = *columns.kind.get(at)?;
        let from = self.at.bytes.entry(kind).or_default();
        let length = usize::from(*columns.item_bytes.get(at)?);
        let mut rest = columns.bytes.get(&kind)?.get(*from..from.checked_add(length)?)?;
        *from += length;
        let mut bytes = Vec::with_capacity(length);
        for _ in 0..*columns.name_count.get(at)? {
            let (before, after) = rest.split_at_checked(usize::from(*columns.name_gap.get(self.at.name)?))?;
            let back = usize::try_from(*columns.name_back.get(self.at.name)?).ok()?;
            self.at.name += 1;
            let (name, length) = self.told.names.get(self.told.names.len().checked_sub(back)?)?;
            bytes.extend_from_slice(before);
            bytes.extend_from_slice(name.get(..*length)?);
            rest = after;
            // Names are short to say and long to hold.
            if bytes.len() > limits::ENTRY_BYTES_MAX {
                return None;
            }
        }
        bytes.extend_from_slice(rest);
        Some(Item { kind: ItemKind(kind), bytes })
    }
}
