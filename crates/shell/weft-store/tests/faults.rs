//! A disk that refuses, and bytes that changed by themselves. What must hold:
//!
//! 1. After a confirmation failed nothing more is written, and it says why; reading goes on.
//! 2. A full disk says that it is full, half-saves nothing, and the profile opens again.
//! 3. A flipped bit is found or does no harm: an error, never a panic, never a wrong row.
//! 4. A newer form, an empty and a strange file are named as what they are.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod common;

use common::{Model, Rng, SimDisk, apply_writes, rows, some_writes};
use std::sync::Arc;
use weft_ids::{Table, Write};
use weft_store::{CommitError, DATABASE_FILE, OpenError, ScanError, Store};

fn filled(disk: &SimDisk) -> (Store, Model) {
    let mut rng = Rng::new(7);
    let mut model = Model::new();
    let mut store = Store::create_on(Arc::new(disk.clone()), &[]).unwrap();
    for _ in 0..30 {
        let writes = some_writes(&mut rng);
        store.commit(&writes).unwrap();
        apply_writes(&mut model, &writes);
    }
    (store, model)
}

#[test]
fn after_a_failed_confirmation_nothing_more_is_written_and_reading_goes_on() {
    for failing in 0..2 {
        let disk = SimDisk::default();
        let (mut store, model) = filled(&disk);
        disk.faults(|faults| faults.failing_sync = Some(failing));
        let lost = [Write::put(Table::Me, "name", "Chi")];
        let error = store.commit(&lost).unwrap_err();
        assert!(matches!(&error, CommitError::Failed { why } if why.contains("input/output")), "{error}");
        assert!(error.hint().is_some());
        let syncs = disk.seen().syncs;
        let again = store.commit(&[Write::put(Table::Me, "name", "Dev")]).unwrap_err();
        assert!(matches!(again, CommitError::Dead { .. }));
        assert_eq!(again.code(), "saving_stopped");
        assert_eq!(disk.seen().syncs, syncs, "nothing was even tried");
        let found = rows(&mut store);
        let mut with_lost = model.clone();
        apply_writes(&mut with_lost, &lost);
        assert!(found == model || found == with_lost);
    }
}

#[test]
fn a_full_disk_says_so_half_saves_nothing_and_opens_again() {
    let disk = SimDisk::default();
    let (mut store, mut model) = filled(&disk);
    let room = disk.bytes(DATABASE_FILE).len() as u64;
    disk.faults(|faults| faults.room = Some(room + 100_000));
    let mut n = 0_u32;
    let error = loop {
        let writes = [
            Write::put(Table::Entries, n.to_be_bytes(), vec![3; 20_000]),
            Write::put(Table::Me, "n", n.to_be_bytes()),
        ];
        match store.commit(&writes) {
            Ok(()) => apply_writes(&mut model, &writes),
            Err(error) => break error,
        }
        n += 1;
    };
    assert_eq!(error, CommitError::Full);
    assert_eq!(error.to_string(), "the disk is full; nothing more can be saved");
    assert_eq!(rows(&mut store), model, "what was saved is still read");
    drop(store);
    let mut store = Store::open_on(Arc::new(disk.clone())).unwrap();
    assert_eq!(rows(&mut store), model, "a start on the full disk reads everything");
    drop(store);
    disk.faults(|faults| faults.room = None);
    let mut store = Store::open_on(Arc::new(disk)).unwrap();
    store.commit(&[Write::put(Table::Me, "name", "Ana")]).unwrap();
}

#[test]
fn a_profile_cannot_be_made_on_a_full_disk_and_says_so() {
    let disk = SimDisk::default();
    disk.faults(|faults| faults.room = Some(1_000));
    let error = Store::create_on(Arc::new(disk.clone()), &[]).unwrap_err();
    assert!(matches!(error, OpenError::Full { .. }), "{error}");
    disk.faults(|faults| faults.room = None);
    Store::create_on(Arc::new(disk), &[]).unwrap();
}

#[test]
fn a_flipped_bit_is_found_or_harmless_and_never_a_panic() {
    let disk = SimDisk::default();
    let (store, model) = filled(&disk);
    drop(store);
    let whole = disk.bytes(DATABASE_FILE);
    let count = std::env::var("WEFT_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(400_u64);
    let (mut found_errors, mut harmless) = (0, 0);
    for seed in 0..count {
        let mut rng = Rng::new(seed);
        let mut bytes = whole.clone();
        // A third of the flips in the head of the file, where they hurt most.
        let reach = if seed % 3 == 0 { 8_192 } else { bytes.len() as u64 };
        let at = rng.below(reach) as usize;
        bytes[at] ^= 1 << rng.below(8);
        let damaged = SimDisk::with_file(DATABASE_FILE, bytes);
        match Store::open_on(Arc::new(damaged)).map(|mut store| store.scan_all()) {
            Ok(Ok(rows)) => {
                let rows: Model = rows.into_iter().map(|(t, k, v)| ((t, k), v)).collect();
                assert_eq!(rows, model, "seed {seed}: a wrong row was read");
                harmless += 1;
            }
            Ok(Err(ScanError::Damaged { .. } | ScanError::Unreadable { .. })) => found_errors += 1,
            Err(OpenError::Damaged { .. } | OpenError::Newer { .. }) => found_errors += 1,
            Err(error) => panic!("seed {seed}: {error}"),
        }
    }
    assert!(found_errors > 0 && harmless > 0, "{found_errors} found, {harmless} harmless");
}

#[test]
fn a_value_that_changed_while_the_profile_is_open_names_its_row() {
    let disk = SimDisk::default();
    let mut store =
        Store::create_on(Arc::new(disk.clone()), &[Write::put(Table::Me, "name", "Ana")]).unwrap();
    store.commit(&[Write::put(Table::Doors, "ticket", vec![0x5A; 200])]).unwrap();
    drop(store);
    // The same change in a page that redb has not looked at: its own check is off the way of a reader.
    let mut bytes = disk.bytes(DATABASE_FILE);
    let at = bytes.windows(200).position(|run| run == [0x5A; 200]).unwrap();
    bytes[at + 100] ^= 1;
    let damaged = SimDisk::with_file(DATABASE_FILE, bytes);
    let error = match Store::open_on(Arc::new(damaged)) {
        Ok(mut store) => store.scan_all().unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    assert!(error.contains("damaged"), "{error}");
}

#[test]
fn a_truncated_an_empty_and_a_strange_file_are_damaged_not_new() {
    let disk = SimDisk::default();
    let (store, _) = filled(&disk);
    drop(store);
    let whole = disk.bytes(DATABASE_FILE);
    let half = whole[..whole.len() / 2].to_vec();
    for bytes in [Vec::new(), b"not a database".to_vec(), vec![0; 100_000], half, whole[..100].to_vec()] {
        let len = bytes.len();
        let error = Store::open_on(Arc::new(SimDisk::with_file(DATABASE_FILE, bytes))).unwrap_err();
        assert!(matches!(error, OpenError::Damaged { .. }), "{len} bytes: {error}");
        assert!(error.hint().is_some());
    }
}

#[test]
fn a_profile_is_not_made_over_another() {
    let disk = SimDisk::default();
    let (store, model) = filled(&disk);
    drop(store);
    let error = Store::create_on(Arc::new(disk.clone()), &[]).unwrap_err();
    assert_eq!(error.code(), "profile_exists");
    assert_eq!(rows(&mut Store::open_on(Arc::new(disk)).unwrap()), model);
}

#[test]
fn a_newer_form_is_refused_by_number() {
    let disk = SimDisk::default();
    let mut store = Store::create_on(Arc::new(disk.clone()), &[]).unwrap();
    store.set_note("form", &9_u32.to_be_bytes()).unwrap();
    drop(store);
    let error = Store::open_on(Arc::new(disk)).unwrap_err();
    assert!(matches!(error, OpenError::Newer { found: 9, known: 1 }), "{error}");
}
