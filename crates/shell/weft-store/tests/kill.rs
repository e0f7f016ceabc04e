//! A real process, killed at random moments: nothing it acknowledged is lost, nothing is half-applied.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::{
    io::{BufRead, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use weft_ids::{Table, Write};
use weft_store::Store;

const DIR: &str = "WEFT_KILL_TEST_PROFILE";
const ROWS: u64 = 3;

/// Not a test of its own: what the killed process runs. Without a profile named for it, it does nothing.
#[test]
fn child_that_commits_until_it_is_killed() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let dir = Path::new(&dir);
    let mut store = if Store::exists(dir) {
        Store::open(dir, "child").unwrap()
    } else {
        Store::create(dir, "child", &[]).unwrap()
    };
    let mut n = highest(&mut store);
    let mut out = std::io::stdout().lock();
    loop {
        n += 1;
        let rows = (0..ROWS).map(|row| {
            Write::put(
                Table::Entries,
                [n.to_be_bytes(), row.to_be_bytes()].concat(),
                vec![n as u8; 50 * n as usize % 7_000],
            )
        });
        store.commit(&rows.chain([Write::put(Table::Me, "n", n.to_be_bytes())]).collect::<Vec<_>>()).unwrap();
        // Straight out, past the test harness: the line is the acknowledgement.
        writeln!(out, "acknowledged {n}").unwrap();
        out.flush().unwrap();
    }
}

fn highest(store: &mut Store) -> u64 {
    let mut n = 0;
    store.scan(Table::Me, &mut |_, value| n = value.try_into().map(u64::from_be_bytes).unwrap()).unwrap();
    n
}

fn start_child(dir: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_commits_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let temporary = tempfile::tempdir().unwrap();
    let dir = temporary.path().join("profile");
    let mut last = 0;
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for life in 0..15 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut child = start_child(&dir);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // Every third life dies before it acknowledged anything: during its start, or its first start.
        let wait_for = if life % 3 == 0 { 0 } else { 1 + (state >> 40) % 30 };
        let mut heard = 0;
        while heard < wait_for {
            let line = lines.next().expect("the child goes on until it is killed").unwrap();
            if let Some(n) = line.rsplit_once("acknowledged ").and_then(|(_, n)| n.parse().ok()) {
                heard += 1;
                last = n;
            }
        }
        std::thread::sleep(Duration::from_micros((state >> 33) % 20_000));
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died counts as well.
        for line in lines.map_while(Result::ok) {
            if let Some(n) = line.rsplit_once("acknowledged ").and_then(|(_, n)| n.parse().ok()) {
                last = n;
            }
        }
        if !Store::exists(&dir) {
            assert_eq!(last, 0, "life {life}: the profile is gone");
            continue;
        }
        let mut store = Store::open(&dir, "parent").unwrap();
        let found = highest(&mut store);
        assert!(found == last || found == last + 1, "life {life}: {last} acknowledged, {found} found");
        let mut entries = 0;
        store.scan(Table::Entries, &mut |_, _| entries += 1).unwrap();
        assert_eq!(entries, found * ROWS, "life {life}: a transaction is half there");
        last = found;
    }
    assert!(last > 15, "the children got somewhere: {last}");
}
