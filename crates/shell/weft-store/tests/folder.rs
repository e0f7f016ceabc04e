//! The store on the real disk: one writer at a time, refused by name; private files; rows that come back.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use weft_ids::{Table, Write};
use weft_store::{DATABASE_FILE, NEW_FILE, OpenError, Store};

#[test]
fn what_was_committed_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let profile = dir.path().join("deep/profile");
    assert!(!Store::exists(&profile));
    let mut store = Store::create(&profile, "weft", &[Write::put(Table::Me, "name", "Ana")]).unwrap();
    store
        .commit(&[Write::put(Table::Entries, [0, 1], "lent"), Write::put(Table::Drafts, "note", "…")])
        .unwrap();
    store.commit(&[Write::remove(Table::Drafts, "note")]).unwrap();
    drop(store);
    assert!(Store::exists(&profile));
    let mut store = Store::open(&profile, "weft").unwrap();
    assert_eq!(
        store.scan_all().unwrap(),
        vec![(Table::Me, b"name".to_vec(), b"Ana".to_vec()), (Table::Entries, vec![0, 1], b"lent".to_vec()),]
    );
    let mut keys = Vec::new();
    store.scan(Table::Entries, &mut |key, _| keys.push(key.to_vec())).unwrap();
    assert_eq!(keys, [vec![0, 1]]);
    store.set_note("mark", b"abc").unwrap();
    assert_eq!(store.note("mark").unwrap(), Some(b"abc".to_vec()));
    assert_eq!(store.note("other").unwrap(), None);
}

#[test]
fn a_second_program_is_refused_by_the_name_of_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let first = Store::create(dir.path(), "the Weft window", &[]).unwrap();
    let error = Store::open(dir.path(), "weft").unwrap_err();
    match &error {
        OpenError::InUse { program, process } => {
            assert_eq!(program, "the Weft window");
            assert_eq!(*process, Some(std::process::id()));
        }
        other => panic!("{other}"),
    }
    assert_eq!(error.code(), "profile_in_use");
    let also = Store::create(dir.path(), "weft", &[]).unwrap_err();
    assert_eq!(also.code(), "profile_in_use", "making a profile takes the lock too");
    drop(first);
    Store::open(dir.path(), "weft").unwrap();
}

#[test]
fn a_folder_without_a_profile_is_named_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let nowhere = dir.path().join("nowhere");
    let error = Store::open(&nowhere, "weft").unwrap_err();
    assert_eq!(error.code(), "no_profile");
    assert!(error.to_string().contains("nowhere"));
    assert!(!nowhere.exists());
}

#[test]
fn what_an_interrupted_first_start_left_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join(NEW_FILE), b"half a database").unwrap();
    let mut store = Store::create(dir.path(), "weft", &[Write::put(Table::Me, "name", "Ana")]).unwrap();
    assert_eq!(store.scan_all().unwrap().len(), 1);
    assert!(!dir.path().join(NEW_FILE).exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_with_a_hint() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, b"").unwrap();
    let error = Store::create(&file.join("profile"), "weft", &[]).unwrap_err();
    assert_eq!(error.code(), "profile_unreachable");
    assert!(error.hint().is_some());
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let profile = dir.path().join("profile");
    let _store = Store::create(&profile, "weft", &[]).unwrap();
    let mode = |path: std::path::PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(profile.clone()), 0o700);
    assert_eq!(mode(profile.join(DATABASE_FILE)), 0o600);
    assert_eq!(mode(profile.join("lock")), 0o600);
}
