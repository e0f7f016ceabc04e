//! Checking a copy: whatever was changed, taken away or added is found, and nothing in a copy can stop the check.

mod support;

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use support::{copy, crew, pair, verify};
use weft_archive::{ENTRIES_FILE, Files, MANIFEST_FILE, Trouble};

/// Both copies, made once.
fn copies() -> &'static [Files; 2] {
    static COPIES: OnceLock<[Files; 2]> = OnceLock::new();
    COPIES.get_or_init(|| [crew(), pair()].map(|(mut world, space)| copy(&mut world, 0, space).files))
}

fn found(files: &Files) -> BTreeMap<String, Trouble> {
    verify(files).findings.into_iter().map(|finding| (finding.path, finding.trouble)).collect()
}

#[test]
fn a_copy_as_it_was_made_holds_and_says_what_it_is() {
    for files in copies() {
        let report = verify(files);
        assert!(report.holds(), "{:?}", report.findings);
        let manifest = report.manifest.unwrap();
        assert_eq!((manifest.people, report.files), (2, files.len() as u64));
        assert_eq!(manifest.files.len() + 1, files.len(), "every other file is listed");
    }
}

#[test]
fn a_file_that_is_missing_added_or_changed_is_named() {
    for files in copies() {
        for path in files.keys() {
            let mut without = files.clone();
            without.remove(path);
            assert_eq!(found(&without).get(path), Some(&Trouble::Missing), "{path}");
            assert!(!verify(&without).holds(), "{path}");
            let mut longer = files.clone();
            longer.get_mut(path).unwrap().push(b'\n');
            assert!(found(&longer).contains_key(path), "{path}");
        }
        let mut more = files.clone();
        more.insert("notes/added-00000000.md".into(), b"not said by anybody".to_vec());
        let only = BTreeMap::from([("notes/added-00000000.md".to_owned(), Trouble::Extra)]);
        assert_eq!(found(&more), only);
    }
}

#[test]
fn a_note_changed_together_with_its_hash_is_still_found() {
    let mut files = copies()[0].clone();
    let note = files.keys().find(|path| path.starts_with("notes/plans")).unwrap().clone();
    let old = weft_ids::bytes::to_hex(&weft_ids::bytes::file_hash(&files[&note]));
    let said = String::from_utf8(files[&note].clone()).unwrap().replace("soup", "cake");
    let new = weft_ids::bytes::to_hex(&weft_ids::bytes::file_hash(said.as_bytes()));
    files.insert(note.clone(), said.into_bytes());
    let manifest = String::from_utf8(files[MANIFEST_FILE].clone()).unwrap().replace(&old, &new);
    files.insert(MANIFEST_FILE.into(), manifest.into_bytes());
    let found = found(&files);
    assert_eq!(found.get(&note), Some(&Trouble::Changed));
    assert_eq!(found.get(MANIFEST_FILE), Some(&Trouble::Changed));
}

#[test]
fn a_copy_whose_entries_are_gone_is_held_against_its_list() {
    let mut files = copies()[0].clone();
    files.remove(ENTRIES_FILE);
    files.insert("people.csv".into(), b"nobody".to_vec());
    let report = verify(&files);
    assert!(report.manifest.is_none() && !report.holds());
    let found = found(&files);
    assert_eq!(found.get(ENTRIES_FILE), Some(&Trouble::Missing));
    assert_eq!(found.get("people.csv"), Some(&Trouble::NotAsListed));
    assert_eq!(found.len(), 2);
}

#[test]
fn a_copy_of_another_form_says_so_and_its_entries_are_still_checked() {
    let mut files = copies()[0].clone();
    let manifest = String::from_utf8(files[MANIFEST_FILE].clone()).unwrap();
    files.insert(MANIFEST_FILE.into(), manifest.replace("\"version\": 0", "\"version\": 7").into_bytes());
    let report = verify(&files);
    assert!(report.manifest.is_some() && !report.holds());
    assert_eq!(found(&files), BTreeMap::from([(MANIFEST_FILE.to_owned(), Trouble::Version(7))]));
}

#[test]
fn nothing_at_all_and_strange_things_are_findings() {
    assert!(!verify(&Files::new()).holds());
    let strange = BTreeMap::from([("notes/link".to_owned(), "it is a link".to_owned())]);
    let report = weft_archive::verify(&copies()[0], &strange, &mut |_| {});
    assert!(report.manifest.is_some() && !report.holds());
    assert_eq!(report.findings[0].path, "notes/link");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_flipped_bit_anywhere_is_found(
        which in 0usize..2, file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0u8..8
    ) {
        let mut files = copies()[which].clone();
        let path = files.keys().nth(file.index(files.len())).unwrap().clone();
        let bytes = files.get_mut(&path).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let found = found(&files);
        prop_assert!(found.contains_key(&path), "{path} at {at}: {found:?}");
    }

    #[test]
    fn entries_cut_or_made_up_are_found_and_never_stop_the_check(
        cut in any::<prop::sample::Index>(), tail in prop::collection::vec(any::<u8>(), 0..200)
    ) {
        let mut files = copies()[0].clone();
        let entries = files.get_mut(ENTRIES_FILE).unwrap();
        entries.truncate(cut.index(entries.len()));
        entries.extend(tail);
        prop_assert!(!verify(&files).holds());
    }
}
