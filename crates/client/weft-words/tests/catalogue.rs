//! The catalogue is whole: every message parses, says something, and is said somewhere.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use weft_words::{MESSAGES, Words};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").join(name)
}

fn sources(folder: &Path, into: &mut String) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push_str(&fs::read_to_string(path).expect("a source file is text"));
        }
    }
}

#[test]
fn the_catalogue_parses_without_a_fault() {
    let text = include_str!("../en.ftl").to_owned();
    let resource = fluent_bundle::FluentResource::try_new(text).map_err(|(_, errors)| errors);
    let keys = resource.expect("every message parses").entries().count();
    assert!(keys >= MESSAGES.len());
}

#[test]
fn every_key_is_there_once() {
    let keys: BTreeSet<&str> = MESSAGES.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys.len(), MESSAGES.len());
}

#[test]
fn every_message_is_said_by_a_client() {
    let mut all = String::new();
    for client in ["crates/client/weft-ui/src", "apps/desktop/src", "apps/cli/src"] {
        sources(&folder(client), &mut all);
    }
    let unused: Vec<&str> =
        MESSAGES.iter().map(|(key, _)| *key).filter(|key| !all.contains(&format!(".{key}("))).collect();
    assert!(unused.is_empty(), "nothing says {unused:?}; take them out of en.ftl");
}

#[test]
fn no_screen_speaks_of_machinery() {
    let banned = ["sync", "peer", "node", "crdt", "merge", "replica", "entry", "hash", "upload", "download"];
    let text = include_str!("../en.ftl");
    let said: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    for line in said {
        let value = line.split_once('=').map_or(line, |(_, value)| value).to_lowercase();
        let mut words = value.split(|c: char| !c.is_alphanumeric());
        let found = words.find(|word| banned.contains(word));
        assert!(found.is_none(), "{found:?} in {line:?}");
    }
}

#[test]
fn plurals_and_names_read_as_people_write_them() {
    let words = Words::english();
    assert_eq!(words.near_count(0), "Nobody near");
    assert_eq!(words.near_count(1), "1 person near");
    assert_eq!(words.near_count(3), "3 people near");
    assert_eq!(words.days_ahead(1), "tomorrow");
    assert_eq!(words.days_ahead(12), "in 12 days");
    assert_eq!(words.places(1, 3), "1 crew, 3 pairs");
    assert_eq!(words.sure_said("€120", "Ben"), "Sure: offer €120 to Ben");
    assert_eq!(words.date_long("Sunday", 22, "November"), "Sunday 22 November");
    assert_eq!(words.month_name(11), "November");
    assert_eq!(words.weekday(7), "Sunday");
    assert_eq!(words.met("Chi", 2, 1), "Met Chi. 2 notes came, one went.");
}

#[test]
fn a_name_cannot_disguise_the_sentence_around_it() {
    let words = Words::english();
    let said = words.saved_not_yet_with("Ben\u{202e}\u{2066}\nChi");
    assert!(!said.chars().any(weft_ids::text::is_disguise), "{said:?}");
}
