//! Power cuts on a simulated disk. What must hold:
//!
//! 1. What was acknowledged is there after any cut, also after a cut during recovery.
//! 2. A transaction in flight is there whole or not at all.
//! 3. A first start that was cut at any point can be started again.
//! 4. One commit costs two confirmations by the disk, whatever its size and however much is stored.
//! 5. This file notices a disk that lies: with confirmations that confirm nothing, rule 1 is seen to break.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod common;

use common::{Model, Rng, SimDisk, apply_writes, rows, some_writes};
use std::sync::Arc;
use weft_ids::{Table, Write};
use weft_store::{DATABASE_FILE, Disk, OpenError, Store};

/// How many seeds are run; `WEFT_SEEDS` asks for more.
fn seeds(usual: u64) -> std::ops::Range<u64> {
    let first = std::env::var("WEFT_SEED").ok().and_then(|text| text.parse().ok());
    let count = std::env::var("WEFT_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    first.map_or(0..count, |seed| seed..seed + 1)
}

fn first_rows() -> Vec<Write> {
    vec![Write::put(Table::Me, "name", "Ana"), Write::put(Table::Me, "device", "laptop")]
}

/// Starts a profile as a program does: opens what is there, else makes it.
fn start(disk: &SimDisk) -> Result<Store, OpenError> {
    if disk.exists(DATABASE_FILE).unwrap() {
        Store::open_on(Arc::new(disk.clone()))
    } else {
        Store::create_on(Arc::new(disk.clone()), &first_rows())
    }
}

/// Starts until the power stays on; the power may go again during the first attempts.
fn start_at_last(disk: &SimDisk, rng: &mut Rng, seed: u64) -> Store {
    for _ in 0..3 {
        disk.faults(|faults| faults.power_for = Some(rng.below(40)));
        match start(disk) {
            Ok(store) if !disk.seen().dark => {
                disk.faults(|faults| faults.power_for = None);
                return store;
            }
            Ok(store) => drop(store),
            Err(error) => assert!(disk.seen().dark, "seed {seed}: refused with the power on: {error}"),
        }
        disk.power_cut(rng);
    }
    start(disk).unwrap_or_else(|error| panic!("seed {seed}: cannot be opened after a cut: {error}"))
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_half_applied_through_power_cuts() {
    for seed in seeds(60) {
        let mut rng = Rng::new(seed);
        let disk = SimDisk::default();
        let mut acknowledged: Option<Model> = None;
        for _life in 0..8 {
            let mut store = start_at_last(&disk, &mut rng, seed);
            let first = || {
                let mut model = Model::new();
                apply_writes(&mut model, &first_rows());
                model
            };
            let mut model = acknowledged.take().unwrap_or_else(first);
            assert_eq!(rows(&mut store), model, "seed {seed}: a start shows what was acknowledged");
            disk.faults(|faults| faults.power_for = Some(20 + rng.below(400)));
            let in_flight = loop {
                let writes = some_writes(&mut rng);
                match store.commit(&writes) {
                    Ok(()) => apply_writes(&mut model, &writes),
                    Err(_) => break writes,
                }
            };
            drop(store);
            disk.power_cut(&mut rng);
            let mut with_last = model.clone();
            apply_writes(&mut with_last, &in_flight);
            let found = rows(&mut start_at_last(&disk, &mut rng, seed));
            assert!(
                found == model || found == with_last,
                "seed {seed}: neither without nor with the transaction in flight; repeat with WEFT_SEED={seed}"
            );
            acknowledged = Some(found);
            // The start above closed cleanly; cut that too.
            disk.power_cut(&mut rng);
        }
    }
}

#[test]
fn a_first_start_cut_at_any_point_can_be_started_again() {
    let mut reached_the_end = false;
    for steps in 0.. {
        for seed in 0..6 {
            let mut rng = Rng::new(seed * 1_000 + steps);
            let disk = SimDisk::default();
            disk.faults(|faults| faults.power_for = Some(steps));
            let made = start(&disk);
            reached_the_end |= made.is_ok() && !disk.seen().dark;
            drop(made);
            disk.power_cut(&mut rng);
            let mut store =
                start(&disk).unwrap_or_else(|error| panic!("cut after {steps} steps, seed {seed}: {error}"));
            let mut model = Model::new();
            apply_writes(&mut model, &first_rows());
            assert_eq!(rows(&mut store), model);
            store.commit(&[Write::put(Table::Me, "name", "Ben")]).unwrap();
        }
        if reached_the_end && steps > 10 {
            assert!(steps > 20, "making a profile takes more than {steps} steps");
            break;
        }
    }
}

#[test]
fn a_commit_costs_two_confirmations_whatever_its_size() {
    let disk = SimDisk::default();
    let mut store = start(&disk).unwrap();
    let cost = |store: &mut Store, writes: &[Write]| {
        let (before, len) = (disk.seen().syncs, disk.bytes(DATABASE_FILE).len());
        store.commit(writes).unwrap();
        (disk.seen().syncs - before, disk.bytes(DATABASE_FILE).len() > len)
    };
    // The first commit of a start also marks the file as open, which costs whatever it costs.
    cost(&mut store, &[Write::put(Table::Drafts, "a", "b")]);
    let mut grown = 0;
    for n in 0..200_u32 {
        let rows = 1 + n % 50;
        let writes: Vec<_> = (0..rows)
            .map(|row| {
                Write::put(Table::Entries, [n.to_be_bytes(), row.to_be_bytes()].concat(), vec![7; 900])
            })
            .collect();
        let (syncs, grew) = cost(&mut store, &writes);
        // The file doubles when it is full, and that is confirmed once more.
        assert_eq!(syncs, if grew { 3 } else { 2 }, "commit {n} of {rows} rows");
        grown += u64::from(grew);
    }
    assert!(grown <= 5, "4 MB of rows make the file grow {grown} times");
}

#[test]
fn a_disk_that_confirms_without_writing_is_noticed_by_the_same_check() {
    let mut noticed = 0;
    for seed in 0..20 {
        let mut rng = Rng::new(seed);
        let disk = SimDisk::default();
        let mut store = start(&disk).unwrap();
        disk.faults(|faults| faults.lying = true);
        let mut model = rows(&mut store);
        for _ in 0..10 {
            let writes = some_writes(&mut rng);
            store.commit(&writes).unwrap();
            apply_writes(&mut model, &writes);
        }
        disk.faults(|faults| faults.power_for = Some(0));
        drop(store);
        disk.power_cut(&mut rng);
        let kept =
            start(&disk).is_ok_and(|mut store| store.scan_all().is_ok_and(|_| rows(&mut store) == model));
        noticed += u64::from(!kept);
    }
    assert!(noticed >= 10, "only {noticed} of 20 lost commits were noticed");
}
