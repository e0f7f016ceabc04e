//! What must hold of batches:
//! 1. what is packed is unpacked, byte for byte, whatever the records name and say;
//! 2. what can be found out takes no room;
//! 3. no bytes hurt the reader: none makes it panic or hold more than a batch may;
//! 4. what this device stored is read back by the newest signature of each chain, and what was changed is refused.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod page_support;

use page_support::Desk;
use proptest::prelude::*;
use weft_ids::{
    ActId, DeviceSecret, Entry, EntryHash, Item, ItemKind, RollHash, SpaceId, Verified, entry::ENTRY_VERSION,
};
use weft_space::{
    Record, RecordError,
    packed::{PACKED_BYTES_MAX, PackedError, pack, unpack},
    page::{PageChange, PageName},
    read_stored,
};

fn secret(device: u8) -> DeviceSecret {
    DeviceSecret::from_bytes([device + 1; 32])
}

/// The next entry of a device, after its newest among `records` or after `prev`.
fn write(
    records: &[Record],
    device: u8,
    prev: Option<EntryHash>,
    past: Vec<EntryHash>,
    items: Vec<Item>,
) -> Record {
    let secret = secret(device);
    let newest = records.iter().rev().find(|record| record.entry().device == secret.public());
    let n = newest.map_or(1, |record| record.entry().n + 1);
    let mut past = past;
    past.sort_unstable();
    past.dedup();
    let entry = Entry {
        version: ENTRY_VERSION,
        space: SpaceId([7; 32]),
        roll: RollHash([n as u8 / 20; 32]),
        device: secret.public(),
        n: if prev.is_none() && n > 1 { 1 } else { n },
        prev: prev.or(newest.map(Record::hash)).filter(|_| n > 1),
        past,
        items: items.iter().map(Item::hash).collect(),
    };
    let entry = Entry { n: if entry.prev.is_some() { n } else { 1 }, ..entry };
    Record::new(Verified::sign(entry, &secret), items)
}

/// What one entry does: its device, whose entries it names, and what it says.
type Step = (u8, Vec<u8>, Vec<(u16, Vec<u8>, u8)>, bool);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let item = (0u16..400, prop::collection::vec(any::<u8>(), 0..60), any::<u8>());
    let step = (
        0u8..4,
        prop::collection::vec(any::<u8>(), 0..4),
        prop::collection::vec(item, 0..3),
        prop::bool::weighted(0.1),
    );
    prop::collection::vec(step, 1..40)
}

fn records(steps: &[Step]) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (device, past, items, parts) in steps {
        let one = |pick: &u8| match records.len() {
            0 => EntryHash([*pick; 32]),
            // Now and then something that is not in the batch.
            count if pick.is_multiple_of(5) => EntryHash([count as u8; 32]),
            count => records[usize::from(*pick) % count].hash(),
        };
        let items = items.iter().map(|(kind, words, pick)| {
            // Names of what is in the batch, as acts and changes hold them, at the front, within, at the end.
            let name = one(pick);
            let act = ActId::of(&name, usize::from(pick % 2));
            let bytes = match pick % 4 {
                0 => words.clone(),
                1 => [name.0.as_slice(), words].concat(),
                2 => [words.as_slice(), &act.0, &name.0].concat(),
                _ => [words.as_slice(), &act.0, words].concat(),
            };
            Item { kind: ItemKind(*kind), bytes }
        });
        let items = items.collect();
        let past = past.iter().map(one).collect();
        let prev = parts.then(|| EntryHash([9; 32]));
        let record = write(&records, *device, prev, past, items);
        records.push(record);
    }
    records
}

/// Devices that write one note in turn, each change in an entry of its own.
fn noted(lines: usize) -> Vec<Record> {
    let mut desk = Desk::new('A');
    let mut records: Vec<Record> = Vec::new();
    for line in 0..lines {
        let device = line as u8 % 3;
        let public = secret(device).public();
        let page = desk.page(&PageName::note("Table"));
        let changes = page.append_text(&public, &format!("line {line}")).unwrap();
        desk.device = public;
        desk.put(changes.clone());
        let items = changes.iter().map(PageChange::to_item).collect();
        let past = records.last().map(Record::hash).into_iter().collect();
        let record = write(&records, device, None, past, items);
        records.push(record);
    }
    records
}

fn bytes_of(records: &[Record]) -> Vec<Vec<u8>> {
    records.iter().map(|record| record.bytes().to_vec()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_packed_is_unpacked(steps in steps()) {
        let records = records(&steps);
        let packed = pack(&records.iter().collect::<Vec<_>>()).unwrap();
        prop_assert_eq!(unpack(&packed).unwrap(), bytes_of(&records));
    }

    #[test]
    fn no_bytes_hurt_the_reader(steps in steps(), bends in prop::collection::vec((any::<usize>(), any::<u8>()), 1..4)) {
        let records = records(&steps);
        let mut packed = pack(&records.iter().collect::<Vec<_>>()).unwrap();
        for (at, value) in bends {
            let at = at % packed.len();
            packed[at] = value;
        }
        if let Ok(records) = unpack(&packed) {
            prop_assert!(records.iter().map(Vec::len).sum::<usize>() <= PACKED_BYTES_MAX);
        }
    }

    #[test]
    fn bytes_from_nowhere_are_no_batch(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(unpack(&bytes).is_err() || bytes.iter().all(|byte| *byte == 0));
    }
}

#[test]
fn what_can_be_found_out_takes_no_room() {
    let records = noted(120);
    let packed = pack(&records.iter().collect::<Vec<_>>()).unwrap();
    assert_eq!(unpack(&packed).unwrap(), bytes_of(&records));
    let plain: usize = records.iter().map(|record| record.bytes().len()).sum();
    // Of some 480 bytes an entry, 64 are its signature and the rest are the words and how they are arranged.
    assert!(packed.len() * 2 < plain, "{} of {plain} bytes", packed.len());
    for hash in records.iter().skip(3).map(Record::hash) {
        assert!(!packed.windows(32).any(|bytes| bytes == hash.0), "a name that can be found out travels");
    }
}

#[test]
fn a_batch_that_unpacks_to_too_much_is_refused() {
    let big = |n: u64| Item { kind: ItemKind(399), bytes: vec![n as u8; 60_000] };
    let mut records = Vec::new();
    for n in 0..150 {
        let record = write(&records, 0, None, Vec::new(), vec![big(n)]);
        records.push(record);
    }
    assert_eq!(pack(&records.iter().collect::<Vec<_>>()), None);
    assert!(pack(&records.iter().take(100).collect::<Vec<_>>()).is_some());
    assert_eq!(unpack(&[]), Err(PackedError));
}

#[test]
fn what_was_stored_is_read_back_by_the_newest_signature_of_each_chain() {
    let records = noted(12);
    let stored = bytes_of(&records);
    let rows: Vec<&[u8]> = stored.iter().map(Vec::as_slice).collect();
    let read: Vec<Record> = read_stored(&rows).into_iter().map(Result::unwrap).collect();
    assert_eq!(
        read.iter().map(Record::hash).collect::<Vec<_>>(),
        records.iter().map(Record::hash).collect::<Vec<_>>()
    );
    assert_eq!(bytes_of(&read), stored);
}

#[test]
fn what_was_changed_on_the_disk_is_refused() {
    let records = noted(12);
    let mut stored = bytes_of(&records);
    let last = stored.len() - 1;
    // In the newest entry of the last device, the end of its signature: nothing vouches for it.
    let items: usize = records[last].items().iter().map(|item| item.bytes.len() + 4).sum();
    let at = stored[last].len() - items;
    stored[last][at] ^= 1;
    let rows: Vec<&[u8]> = stored.iter().map(Vec::as_slice).collect();
    let read = read_stored(&rows);
    assert!(matches!(read[last], Err(RecordError::Signature | RecordError::Items | RecordError::Form(_))));
    assert!(read[..last - 2].iter().all(Result::is_ok), "the others' chains are as they were");
}
