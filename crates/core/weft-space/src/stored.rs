//! Reading back what this device stored: one signature vouches for all that a device wrote before.

use crate::record::{Record, RecordError, UnverifiedRecord};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EntryHash};

/// Reads records from this device's own store, each answered in its place.
///
/// Every one of them had a signature that held when it was stored, so that here only the newest of each chain is checked:
/// it names by hash what comes before it. Never for bytes of somebody else's choosing, since whoever takes in a record
/// must be able to prove to others whose it is.
pub fn read_stored(stored: &[&[u8]]) -> Vec<Result<Record, RecordError>> {
    let mut unread: Vec<Option<Result<UnverifiedRecord<'_>, RecordError>>> =
        stored.iter().map(|bytes| Some(UnverifiedRecord::read(bytes))).collect();
    let mut places: BTreeMap<(DeviceId, EntryHash), usize> = BTreeMap::new();
    let mut followed: BTreeSet<(DeviceId, EntryHash)> = BTreeSet::new();
    for (place, record) in unread.iter().enumerate() {
        if let Some(Ok(record)) = record {
            places.insert((record.device(), record.hash()), place);
            followed.extend(record.prev());
        }
    }
    let newest = places.iter().filter(|(named, _)| !followed.contains(named)).map(|(_, place)| *place);
    let mut read: Vec<Option<Result<Record, RecordError>>> = stored.iter().map(|_| None).collect();
    for newest in newest.collect::<Vec<_>>() {
        let mut next = Some(newest);
        let mut successor: Option<Record> = None;
        while let Some(place) = next {
            let Some(Ok(unverified)) = unread.get_mut(place).and_then(Option::take) else { break };
            let before = unverified.prev().and_then(|named| places.get(&named).copied());
            let record = match &successor {
                Some(successor) => unverified.vouched(successor).ok_or(RecordError::Items),
                None => unverified.verify(),
            };
            successor = record.as_ref().ok().cloned();
            if let Some(slot) = read.get_mut(place) {
                *slot = Some(record);
            }
            next = before;
        }
    }
    // What no newest entry leads to: unreadable bytes, one after which another cannot be read, the same twice.
    let rest = unread.into_iter().zip(read);
    rest.map(|(unread, read)| match (read, unread) {
        (Some(read), _) => read,
        (None, Some(unread)) => unread.and_then(UnverifiedRecord::verify),
        (None, None) => Err(RecordError::Items),
    })
    .collect()
}
