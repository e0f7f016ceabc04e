//! Attachments between real processes over real connections: whole after a kill, and gone when forgotten.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Device, Serving, level, text, two_in};
use std::{fs, path::Path};

const CANARY: &str = "+49 170 555 0123 is the canary";

/// A file in which no two chunks are alike.
fn content(bytes: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..bytes).map(|_| next()).collect()
}

fn attached(device: &mut Serving, space: &str) -> serde_json::Value {
    device.ok(&["attachments", space])["attachments"].clone()
}

fn folder_holds(folder: &Path, canary: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|file| {
        let path = file.unwrap().path();
        if path.is_dir() {
            folder_holds(&path, canary)
        } else {
            fs::read(path).unwrap().windows(canary.len()).any(|window| window == canary.as_bytes())
        }
    })
}

#[test]
fn three_mebibytes_arrive_whole_although_the_receiver_is_killed_midway() {
    let (ana, ben, mut at_ana, mut at_ben, space) = two_in("crew", "Garden");
    let file = ana.file("plan of the garden.pdf");
    fs::write(&file, content(3 << 20)).unwrap();
    let mut kills = 0;
    let answer = at_ana.ok(&["attach", "Garden", &file.display().to_string()]);
    let id = text(&answer["attachment"]);
    assert_eq!(answer["bytes"], 3 << 20);
    let mut seen = 0;
    loop {
        let now = attached(&mut at_ben, "Garden");
        let state = text(&now[0]["state"]);
        if state == "here" {
            break;
        }
        let here = now[0]["parts_here"].as_u64().unwrap_or(0);
        assert!(here >= seen, "nothing that was stored is lost: {here} after {seen}");
        // Killed while it comes, up to three times; what was stored by then stays.
        if here > seen && kills < 3 {
            seen = here;
            kills += 1;
            // They find each other again by themselves.
            let listening = at_ben.listening.clone();
            drop(at_ben);
            at_ben = ben.serve_at(&listening);
        }
    }
    let saved = ben.file("saved");
    fs::create_dir(&saved).unwrap();
    let answer = at_ben.ok(&["attachment", "save", &id, "--to", &saved.display().to_string()]);
    assert!(text(&answer["file"]).ends_with("plan of the garden.pdf"), "{answer}");
    assert_eq!(fs::read(saved.join("plan of the garden.pdf")).unwrap(), content(3 << 20));
    let again = at_ben.refused(&["attachment", "save", &id, "--to", &saved.display().to_string()]);
    assert_eq!(again["code"], "file_exists");
    level(&mut [&mut at_ana, &mut at_ben], &space);
    at_ana.until(&["attachments", "Garden"], |answer| {
        !answer["attachments"][0]["with"].as_array().unwrap().is_empty()
    });
    println!("killed {kills} times, after {seen} of 49 chunks at the last");
}

#[test]
fn meeting_once_brings_the_whole_file_before_it_says_that_it_is_done() {
    let (ana, ben, at_ana, at_ben, _) = two_in("crew", "Garden");
    drop(at_ben);
    let file = ana.file("soup.png");
    fs::write(&file, content(700_000)).unwrap();
    drop(at_ana);
    let id = text(
        &ana.ok(&["attach", "Garden", &file.display().to_string(), "--forgettable", "picture"])["attachment"],
    );
    let at_ana = ana.serve();
    ben.ok(&["meet", &at_ana.listening]);
    let out = ben.file("out.png");
    ben.ok(&["attachment", "save", &id, "--to", &out.display().to_string()]);
    assert_eq!(fs::read(out).unwrap(), content(700_000));
}

#[test]
fn what_is_forgotten_is_gone_from_both_disks_after_the_next_start() {
    let (ana, ben, mut at_ana, mut at_ben, space) = two_in("crew", "Garden");
    let phone = text(&at_ana.ok(&["contact", "Garden", "--phone", CANARY])["contact_line"]);
    let picture = ana.file("canary picture.png");
    fs::write(&picture, content(200_000)).unwrap();
    let picture = picture.display().to_string();
    let picture = text(&at_ana.ok(&["attach", "Garden", &picture, "--forgettable", "picture"])["attachment"]);
    at_ben.until(&["contact", "Garden"], |answer| answer["contact_lines"][0]["line"] == CANARY);
    at_ben.until(&["attachments", "Garden"], |answer| answer["attachments"][0]["state"] == "here");
    assert!(folder_holds(&ben.profile(), CANARY) && folder_holds(&ben.profile(), "canary picture"));
    assert_eq!(at_ben.refused(&["forget", &phone])["code"], "not_yours_to_forget");
    at_ana.ok(&["forget", &phone]);
    at_ana.ok(&["forget", &picture]);
    at_ben.until(&["attachments", "Garden"], |answer| answer["attachments"][0]["state"] == "forgotten");
    level(&mut [&mut at_ana, &mut at_ben], &space);
    assert_eq!(at_ben.ok(&["contact", "Garden"])["contact_lines"][0]["line"], serde_json::Value::Null);
    drop((at_ana, at_ben));
    for device in [&ana, &ben] {
        device.ok(&["status"]);
        assert!(!folder_holds(&device.profile(), CANARY), "the line is in no file of the profile");
        assert!(!folder_holds(&device.profile(), "canary picture"), "nor is the picture's name");
    }
    assert_eq!(ana.digest(&space), ben.digest(&space));
}

#[test]
fn a_stick_takes_attachments_along() {
    let (ana, ben, at_ana, at_ben, _) = two_in("crew", "Garden");
    drop((at_ana, at_ben));
    let file = ana.file("soup.png");
    fs::write(&file, content(900_000)).unwrap();
    let id = text(&ana.ok(&["attach", "Garden", &file.display().to_string()])["attachment"]);
    let stick = ana.file("garden.weft").display().to_string();
    assert_eq!(ana.ok(&["stick", "write", &stick])["files"], 0);
    ben.ok(&["stick", "read", &stick]);
    assert_eq!(ben.refused(&["attachment", "save", &id, "--to", "x.png"])["code"], "not_here_yet");
    assert_eq!(ana.ok(&["stick", "write", &stick, "--with-files"])["files"], 1);
    assert_eq!(ben.ok(&["stick", "read", &stick])["files"], 1);
    let out = ben.file("out.png");
    ben.ok(&["attachment", "save", &id, "--to", &out.display().to_string()]);
    assert_eq!(fs::read(out).unwrap(), content(900_000));
}

#[test]
fn what_cannot_be_attached_says_why() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    let large = ana.file("film.mkv");
    fs::write(&large, vec![0; 9 << 20]).unwrap();
    assert_eq!(
        ana.refused(&["attach", "Garden", &large.display().to_string()])["code"],
        "attachment_too_large"
    );
    assert_eq!(ana.refused(&["attach", "Garden", "no such file"])["code"], "file_not_read");
    let small = ana.file("a.png");
    fs::write(&small, b"x").unwrap();
    let small = small.display().to_string();
    assert_eq!(ana.refused(&["attach", "Garden", &small, "--to", "Plans"])["code"], "no_such_page");
    assert_eq!(ana.refused(&["attach", "Garden", &small, "--type", "picture"])["code"], "bad_media_type");
    ana.ok(&["note", "Garden", "Plans", "--append", "soup"]);
    let id = text(&ana.ok(&["attach", "Garden", &small, "--to", "plans"])["attachment"]);
    assert_eq!(ana.ok(&["attachments", "Garden"])["attachments"][0]["about_page"], "Plans");
    assert_eq!(ana.refused(&["forget", "Choir"])["code"], "no_such_join");
    ana.ok(&["forget", &id[..6]]);
    assert_eq!(ana.refused(&["forget", &id])["code"], "already_forgotten");
    let line = text(&ana.ok(&["contact", "Garden", "--health", "no nuts"])["contact_line"]);
    assert_eq!(ana.refused(&["attachment", "save", &line, "--to", "x"])["code"], "not_a_file");
}
