//! Three processes agree on who is in: a voice comes by itself, one is removed, and one who was away is led on.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Device, Serving, level, text};
use serde_json::Value;

const CREW: &str = "Thursday table";

/// Three laptops in one crew, each with a voice.
fn three() -> ([Device; 3], [Serving; 3], String) {
    let devices = [Device::of("Ana"), Device::of("Ben"), Device::of("Chi")];
    let mut at = devices.each_ref().map(Device::serve);
    let space = text(&at[0].ok(&["found", "crew", CREW])["space"]);
    for (guest, name) in [(1, "Ben"), (2, "Chi")] {
        let ticket = text(&at[0].ok(&["invite", name, "--into", CREW])["ticket"]);
        at[guest].ok(&["join", &ticket]);
        at[guest].until(&["roll", CREW], |roll| voices(roll) == guest + 1);
    }
    for one in &mut at {
        one.until(&["roll", CREW], |roll| voices(roll) == 3);
    }
    (devices, at, space)
}

fn voices(roll: &Value) -> usize {
    roll["voices"].as_array().map_or(0, Vec::len)
}

fn state_of(people: &Value, name: &str) -> String {
    let people = people["people"].as_array().unwrap();
    text(&people.iter().find(|person| person["name"] == name).unwrap()["state"])
}

#[test]
fn two_of_three_go_on_without_the_third() {
    let (_devices, [mut ana, mut ben, mut chi], space) = three();
    chi.ok(&["note", CREW, "Plans", "--append", "Chi was here"]);
    level(&mut [&mut ana, &mut ben, &mut chi], &space);
    let proposed = ana.ok(&["roll", "draft", CREW, "--remove", "Chi"]);
    let proposal = &proposed["proposals"][0];
    assert_eq!((proposal["needs"].as_u64(), proposal["state"].as_str()), (Some(2), Some("open")));
    assert_eq!(proposal["leaves_out"][0]["name"], "Chi");
    assert_eq!(ana.refused(&["roll", "draft", CREW, "--remove", "Zoe"])["code"], "no_such_person");
    let asked = ben.until(&["roll", CREW], |roll| roll["proposals"][0]["may_say_yes"] == true);
    let id = text(&asked["proposals"][0]["roll"]);
    assert_eq!(ben.refused(&["roll", "yes", CREW, "0000"])["code"], "no_such_proposal");
    ben.ok(&["roll", "yes", CREW, &id[..8]]);
    for one in [&mut ana, &mut ben] {
        let people = one.until(&["people", CREW], |people| state_of(people, "Chi") == "unlisted");
        assert_eq!(state_of(&people, "Ben"), "in");
    }
    ana.ok(&["note", CREW, "Plans", "--append", "among us"]);
    level(&mut [&mut ana, &mut ben], &space);
    // Chi's laptop is connected to both, hears that it ended, and hears nothing after it.
    chi.until(&["people", CREW], |people| state_of(people, "Chi") == "unlisted");
    let refused = chi.refused(&["note", CREW, "Plans", "--append", "still here"]);
    assert_eq!(refused["code"], "read_only");
    let note = text(&chi.ok(&["note", CREW, "Plans"])["text"]);
    assert!(note.contains("Chi was here") && !note.contains("among us"), "{note}");
    let note = text(&ben.ok(&["note", CREW, "Plans"])["text"]);
    assert!(note.contains("Chi was here") && note.contains("among us"), "{note}");
}

#[test]
fn somebody_who_was_away_for_three_rolls_comes_back() {
    let (devices, [mut ana, mut ben, chi], space) = three();
    let before = ana.ok(&["roll", CREW])["number"].as_u64().unwrap();
    chi.stop();
    devices[2].ok(&["note", CREW, "Plans", "--append", "written on the way"]);
    for _ in 0..3 {
        let at = ana.ok(&["roll", CREW])["number"].as_u64().unwrap();
        ana.ok(&["roll", "draft", CREW]);
        // Ben's laptop agrees by itself to what takes nothing from anybody.
        ana.until(&["roll", CREW], |roll| roll["number"].as_u64() == Some(at + 1));
    }
    assert_eq!(ana.ok(&["roll", CREW])["number"].as_u64(), Some(before + 3));
    ana.ok(&["note", CREW, "Plans", "--append", "under a new key"]);
    level(&mut [&mut ana, &mut ben], &space);
    let mut chi = devices[2].serve();
    chi.ok(&["meet", &ana.listening.clone()]);
    level(&mut [&mut ana, &mut ben, &mut chi], &space);
    let note = text(&chi.ok(&["note", CREW, "Plans"])["text"]);
    assert!(note.contains("written on the way") && note.contains("under a new key"), "{note}");
    assert_eq!(chi.ok(&["roll", CREW])["number"].as_u64(), Some(before + 3));
}
