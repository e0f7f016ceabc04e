//! What is forgotten is gone from the file. What must hold:
//!
//! 1. After the next opening no byte of a removed row that may be forgotten is in any file of the profile.
//! 2. All else is there, and single rows are read back.
//! 3. The power may go at any point of it: nothing else is lost, and the opening after that finishes it.
//! 4. A full disk does not keep a profile from opening.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod common;

use common::{Rng, SimDisk, rows};
use std::{path::Path, sync::Arc};
use weft_ids::{Table, Write};
use weft_store::{DATABASE_FILE, Store};

const CANARY: &[u8] = b"+49 170 555 0123 is the number of Ana";

/// A chunk as large as they get, with the canary in its middle.
fn chunk(fill: u8) -> Vec<u8> {
    let mut bytes = vec![fill; 65_536];
    bytes[30_000..30_000 + CANARY.len()].copy_from_slice(CANARY);
    bytes
}

fn with_canaries(store: &mut Store) {
    for n in 0..20_u8 {
        let rows = [
            Write::put(Table::Chunks, [b'c', n], chunk(n)),
            Write::put(Table::Beside, [b'b', n], [CANARY, &[n]].concat()),
            Write::put(Table::Entries, [b'e', n], vec![n; 900]),
        ];
        store.commit(&rows).unwrap();
    }
}

fn forget(store: &mut Store) {
    let rows = (0..20_u8)
        .flat_map(|n| [Write::remove(Table::Chunks, [b'c', n]), Write::remove(Table::Beside, [b'b', n])]);
    store.commit(&rows.collect::<Vec<_>>()).unwrap();
}

fn has_canary(bytes: &[u8]) -> bool {
    bytes.windows(CANARY.len()).any(|window| window == CANARY)
}

fn folder_has_canary(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().any(|file| has_canary(&std::fs::read(file.unwrap().path()).unwrap()))
}

#[test]
fn after_the_next_opening_no_file_of_the_profile_holds_what_was_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(folder.path(), "test", &[Write::put(Table::Me, "name", "Ana")]).unwrap();
    with_canaries(&mut store);
    assert_eq!(store.rows(Table::Chunks, &[vec![b'c', 3], vec![b'x']]).unwrap(), [Some(chunk(3)), None]);
    forget(&mut store);
    drop(store);
    assert!(folder_has_canary(folder.path()), "removed rows stay in the file until then, as the guide says");
    let mut store = Store::open(folder.path(), "test").unwrap();
    assert!(!folder_has_canary(folder.path()));
    assert_eq!(rows(&mut store).len(), 21, "the name and the entries are there");
    assert_eq!(store.rows(Table::Chunks, &[vec![b'c', 3]]).unwrap(), [None]);
    store.commit(&[Write::put(Table::Me, "name", "Ben")]).unwrap();
}

#[test]
fn chunks_are_not_read_at_the_start() {
    let disk = SimDisk::default();
    let mut store = Store::create_on(Arc::new(disk), &[]).unwrap();
    store
        .commit(&[Write::put(Table::Chunks, "c", chunk(1)), Write::put(Table::Beside, "b", "body")])
        .unwrap();
    assert_eq!(rows(&mut store).len(), 1);
}

#[test]
fn a_power_cut_at_any_point_of_forgetting_loses_nothing_and_the_next_opening_finishes_it() {
    for steps in (0..).step_by(7) {
        let mut rng = Rng::new(steps);
        let disk = SimDisk::default();
        let mut store = Store::create_on(Arc::new(disk.clone()), &[]).unwrap();
        with_canaries(&mut store);
        forget(&mut store);
        let kept = rows(&mut store);
        drop(store);
        disk.faults(|faults| faults.power_for = Some(steps));
        let cut = Store::open_on(Arc::new(disk.clone()));
        let finished = cut.is_ok() && !disk.seen().dark;
        drop(cut);
        disk.power_cut(&mut rng);
        disk.faults(|faults| faults.power_for = None);
        let mut store =
            Store::open_on(Arc::new(disk.clone())).unwrap_or_else(|e| panic!("cut after {steps}: {e}"));
        assert_eq!(rows(&mut store), kept, "cut after {steps} steps");
        assert!(!has_canary(&disk.bytes(DATABASE_FILE)), "cut after {steps} steps");
        if finished {
            assert!(steps > 20, "writing it anew takes more than {steps} steps");
            break;
        }
    }
}

#[test]
fn a_full_disk_does_not_keep_a_profile_from_opening() {
    let disk = SimDisk::default();
    let mut store = Store::create_on(Arc::new(disk.clone()), &[]).unwrap();
    with_canaries(&mut store);
    forget(&mut store);
    let kept = rows(&mut store);
    drop(store);
    let full = disk.bytes(DATABASE_FILE).len() as u64;
    disk.faults(|faults| faults.room = Some(full + 100_000));
    let mut store = Store::open_on(Arc::new(disk.clone())).unwrap();
    assert_eq!(rows(&mut store), kept);
    drop(store);
    disk.faults(|faults| faults.room = None);
    drop(Store::open_on(Arc::new(disk.clone())).unwrap());
    assert!(!has_canary(&disk.bytes(DATABASE_FILE)), "with room it is done");
}
