//! A copy that is saved, checked without a profile and opened elsewhere; whatever was done to it is found.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Device, text, two_in, word};
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Ana and Ben share a crew in which both wrote.
fn crew() -> (Device, Device, String) {
    let (ana, ben, at_ana, at_ben, space) = two_in("crew", "Garden");
    at_ben.stop();
    at_ana.stop();
    ana.ok(&["note", "Garden", "Plans", "--append", "soup on Thursday"]);
    ana.ok(&[
        "crew",
        "set",
        "Garden",
        "--next",
        "2026-11-26 19:00",
        "--zone",
        "Europe/Berlin",
        "--at",
        "Kiln",
    ]);
    (ana, ben, space)
}

fn saved(ana: &Device) -> PathBuf {
    let to = ana.file("copy");
    let answer = ana.ok(&["export", "Garden", "--to", &word(&to)]);
    assert_eq!(answer["folder"], word(&to));
    to
}

/// Checks a copy on a device that has no profile at all.
fn verified(path: &Path) -> (Option<i32>, Value) {
    Device::blank().json(&["verify", &word(path)])
}

fn paths_of(findings: &Value) -> Vec<String> {
    findings["findings"].as_array().unwrap().iter().map(|finding| text(&finding["path"])).collect()
}

#[test]
fn a_copy_is_checked_with_nothing_but_the_copy() {
    let (ana, _, space) = crew();
    let to = saved(&ana);
    let (code, report) = verified(&to);
    assert_eq!((code, &report["holds"]), (Some(0), &json!(true)), "{report}");
    assert_eq!(text(&report["view_digest"]), ana.digest(&space));
    assert_eq!((&report["people"], &report["name"]), (&json!(2), &json!("Garden")));
    for path in
        ["README.txt", "people.csv", "log.csv", "meetings.ics", "manifest.json", "entries/entries.weft"]
    {
        assert!(to.join(path).is_file(), "{path}");
    }
    assert!(fs::read_to_string(to.join("README.txt")).unwrap().contains(&ana.digest(&space)));
}

#[test]
fn what_was_changed_lost_or_added_is_named() {
    let (ana, _, _) = crew();
    let to = saved(&ana);
    fs::write(to.join("people.csv"), "nobody").unwrap();
    fs::remove_file(to.join("log.csv")).unwrap();
    fs::write(to.join("notes").join("more.md"), "more").unwrap();
    fs::write(to.join(".DS_Store"), "left by a system").unwrap();
    let (code, report) = verified(&to);
    assert_eq!((code, text(&report["error"]["code"])), (Some(1), "copy_differs".to_owned()), "{report}");
    assert_eq!(paths_of(&report), ["log.csv", "notes/more.md", "people.csv"]);
    assert!(report["view_digest"].is_string(), "what the entries say is still said: {report}");
    let words = Device::blank().run(&["verify", &word(&to)]);
    assert!(words.stdout.contains("log.csv: it is missing"), "{words:?}");
    assert!(words.stderr.contains("3 files do not hold"), "{words:?}");
}

#[cfg(unix)]
#[test]
fn links_and_strange_names_are_named_and_never_followed() {
    let (ana, _, _) = crew();
    let to = saved(&ana);
    let secret = ana.file("secret.txt");
    fs::write(&secret, "nothing of a copy").unwrap();
    std::os::unix::fs::symlink(&secret, to.join("link.txt")).unwrap();
    std::os::unix::fs::symlink("/", to.join("root")).unwrap();
    fs::write(to.join("no such:name"), "").unwrap();
    fs::create_dir_all(to.join("notes/a/b/c")).unwrap();
    let (code, report) = verified(&to);
    assert_eq!(code, Some(1), "{report}");
    assert_eq!(paths_of(&report), ["link.txt", "no such:name", "notes/a/b", "root"]);
}

#[test]
fn a_huge_file_is_refused_unread() {
    let (ana, _, _) = crew();
    let to = saved(&ana);
    // A file with a hole in it: large to look at, and no bytes on the disk.
    fs::File::create(to.join("huge.bin")).unwrap().set_len(1 << 40).unwrap();
    let (code, report) = verified(&to);
    assert_eq!((code, text(&report["error"]["code"])), (Some(1), "copy_too_large".to_owned()), "{report}");
}

#[test]
fn a_copy_opened_on_another_device_shows_the_same_and_is_read_only() {
    let (ana, _, space) = crew();
    let to = saved(&ana);
    let chi = Device::of("Chi");
    let opened = chi.ok(&["import", &word(&to)]);
    assert_eq!((&opened["read_only"], &opened["new"]), (&json!(true), &opened["entries"]), "{opened}");
    assert_eq!(chi.digest(&space), ana.digest(&space));
    assert_eq!(text(&chi.ok(&["note", "Garden", "Plans"])["text"]), "soup on Thursday");
    let refused = chi.refused(&["note", "Garden", "Plans", "--append", "mine"]);
    assert_eq!(refused["code"], "read_only");
    assert!(text(&refused["message"]).contains("copy"), "{refused}");
    assert_eq!(chi.ok(&["import", &word(&to)])["new"], 0);
    // And a copy of it is the same, byte for byte.
    let again = chi.file("again");
    chi.ok(&["export", "Garden", "--to", &word(&again)]);
    for path in ["manifest.json", "log.csv", "entries/entries.weft"] {
        assert_eq!(fs::read(again.join(path)).unwrap(), fs::read(to.join(path)).unwrap(), "{path}");
    }
}

#[test]
fn a_copy_brings_a_member_what_they_missed() {
    let (ana, ben, space) = crew();
    let to = saved(&ana);
    let opened = ben.ok(&["import", &word(&to)]);
    assert_eq!((&opened["read_only"], &opened["new"]), (&json!(false), &json!(2)), "{opened}");
    assert_eq!(ben.digest(&space), ana.digest(&space));
    ben.ok(&["note", "Garden", "Plans", "--append", "still mine to write"]);
}

#[test]
fn a_copy_never_takes_the_place_of_anything_else() {
    let (ana, _, _) = crew();
    let to = saved(&ana);
    ana.ok(&["note", "Garden", "Plans", "--append", "later"]);
    ana.ok(&["export", "Garden", "--to", &word(&to)]);
    assert_eq!(verified(&to).0, Some(0), "an earlier copy of the same space is replaced");
    ana.ok(&["found", "crew", "Choir"]);
    let other = ana.refused(&["export", "Choir", "--to", &word(&to)]);
    assert_eq!(other["code"], "folder_not_empty");
    fs::write(to.join("my own words.txt"), "keep me").unwrap();
    assert_eq!(ana.refused(&["export", "Garden", "--to", &word(&to)])["code"], "folder_not_empty");
    assert_eq!(fs::read_to_string(to.join("my own words.txt")).unwrap(), "keep me");
    let mine = ana.file("mine");
    fs::create_dir(&mine).unwrap();
    ana.ok(&["export", "Choir", "--to", &word(&mine)]);
    let full = ana.file("full");
    fs::create_dir(&full).unwrap();
    fs::write(full.join("letter.txt"), "dear").unwrap();
    assert_eq!(ana.refused(&["export", "Choir", "--to", &word(&full)])["code"], "folder_not_empty");
    let nowhere = ana.file("no").join("such").join("folder");
    assert_eq!(ana.refused(&["export", "Choir", "--to", &word(&nowhere)])["code"], "copy_not_written");
    let left: Vec<_> = fs::read_dir(ana.file(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".part-") || name.contains(".old-"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn what_is_no_copy_is_refused_and_changes_nothing() {
    let (ana, _, space) = crew();
    let before = ana.digest(&space);
    let empty = ana.file("empty");
    fs::create_dir(&empty).unwrap();
    for verb in ["verify", "import"] {
        assert_eq!(ana.refused(&[verb, &word(&empty)])["code"], "not_a_copy");
    }
    assert_eq!(ana.refused(&["verify", &word(&ana.file("missing"))])["code"], "copy_not_read");
    assert_eq!(ana.refused(&["import", &word(&ana.file("missing"))])["code"], "copy_not_read");
    let to = saved(&ana);
    let entries = to.join("entries").join("entries.weft");
    let bytes = fs::read(&entries).unwrap();
    let chi = Device::of("Chi");
    for cut in [0, 5, 20, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&entries, &bytes[..cut]).unwrap();
        assert_eq!(verified(&to).0, Some(1), "cut at {cut}");
        let code = text(&chi.refused(&["import", &word(&to)])["code"]);
        assert!(["not_a_copy", "copy_not_valid"].contains(&code.as_str()), "cut at {cut}: {code}");
    }
    assert_eq!(chi.ok(&["status"])["spaces"], json!([]));
    assert_eq!(ana.digest(&space), before);
}
