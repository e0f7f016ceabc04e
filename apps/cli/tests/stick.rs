//! A stick file written here and read there; harmless when cut, damaged, repeated or strange.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Device, Serving, text, two_in, word};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Ana and Ben share a crew; Ben is away while Ana writes it down on a stick.
struct Carried {
    ana: Device,
    ben: Device,
    space: String,
    bytes: Vec<u8>,
}

fn carried() -> Carried {
    let (ana, ben, at_ana, at_ben, space) = two_in("crew", "Garden");
    at_ben.stop();
    at_ana.stop();
    for i in 0..12 {
        ana.ok(&["note", "Garden", "Plans", "--append", &format!("line {i}.")]);
    }
    let file = ana.file("stick.weft");
    let written = ana.ok(&["stick", "write", &word(&file), "--space", "Garden"]);
    assert_eq!(written["spaces"], json!(["Garden"]));
    assert!(written["entries"].as_u64().unwrap() >= 14, "{written}");
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(written["bytes"], bytes.len());
    Carried { ana, ben, space, bytes }
}

impl Carried {
    fn file(&self, bytes: &[u8]) -> PathBuf {
        let file = self.ben.file("read.weft");
        std::fs::write(&file, bytes).unwrap();
        file
    }
}

/// Reads a file that may be anything; answers what came of it.
fn read(at: &mut Serving, file: &std::path::Path) -> Value {
    let answer = at.ask(&["stick", "read", &word(file)]);
    match answer.get("error") {
        Some(error) => {
            assert!(!text(&error["code"]).is_empty() && !text(&error["message"]).is_empty(), "{answer}");
            assert!(!text(&error["hint"]).is_empty(), "{answer}");
        }
        None => {
            for field in ["entries", "new", "strange", "damaged_bytes"] {
                assert!(answer[field].is_u64(), "{answer}");
            }
        }
    }
    answer
}

#[test]
fn what_was_written_on_a_stick_here_is_read_there_once() {
    let carried = carried();
    let file = carried.file(&carried.bytes);
    let first = carried.ben.ok(&["stick", "read", &word(&file)]);
    assert_eq!(first["new"], 12, "{first}");
    assert_eq!(first["strange"], 0);
    assert_eq!(first["damaged_bytes"], 0);
    assert_eq!(first["spaces"], json!(["Garden"]));
    assert_eq!(carried.ana.digest(&carried.space), carried.ben.digest(&carried.space));
    let again = carried.ben.ok(&["stick", "read", &word(&file)]);
    assert_eq!(again["new"], 0);
    assert_eq!(again["entries"], first["entries"]);
    // And back: Ben's own words reach Ana on the same stick.
    carried.ben.ok(&["note", "Garden", "Plans", "--append", "from Ben"]);
    carried.ben.ok(&["stick", "write", &word(&file)]);
    assert_eq!(carried.ana.ok(&["stick", "read", &word(&file)])["new"], 1);
    assert_eq!(carried.ana.digest(&carried.space), carried.ben.digest(&carried.space));
}

#[test]
fn a_stick_cut_anywhere_does_no_harm() {
    let carried = carried();
    let mut at_ben = carried.ben.serve();
    let before = at_ben.digest(&carried.space);
    for part in 0..50 {
        let cut = carried.bytes.len() * part / 50;
        let answer = read(&mut at_ben, &carried.file(&carried.bytes[..cut]));
        let new = answer["new"].as_u64().unwrap_or(0);
        let damaged = answer["damaged_bytes"].as_u64().unwrap_or(0);
        assert!(
            answer.get("error").is_some() || damaged > 0 || new > 0 || cut < 64,
            "cut at {cut}: {answer}"
        );
        let status = at_ben.ok(&["status"]);
        assert_eq!(status["spaces"][0]["refused"], 0, "cut at {cut}: {status}");
        assert_eq!(status["spaces"][0]["forks"], 0, "cut at {cut}: {status}");
    }
    let after = at_ben.digest(&carried.space);
    read(&mut at_ben, &carried.file(&carried.bytes));
    assert_eq!(at_ben.digest(&carried.space), carried.ana.digest(&carried.space));
    assert!(!before.is_empty() && !after.is_empty());
}

#[test]
fn a_stick_with_flipped_bits_does_no_harm() {
    let carried = carried();
    let mut at_ben = carried.ben.serve();
    let before = at_ben.digest(&carried.space);
    for place in 0..50 {
        let mut bytes = carried.bytes.clone();
        let at = bytes.len() * place / 50;
        bytes[at] ^= 1 << (place % 8);
        read(&mut at_ben, &carried.file(&bytes));
        let digest = at_ben.digest(&carried.space);
        assert!(digest == before || digest == carried_digest(&carried), "flipped at {at}");
    }
    read(&mut at_ben, &carried.file(&carried.bytes));
    assert_eq!(at_ben.digest(&carried.space), carried_digest(&carried));
}

fn carried_digest(carried: &Carried) -> String {
    carried.ana.digest(&carried.space)
}

#[test]
fn garbage_is_no_stick_and_says_so() {
    let ana = Device::of("Ana");
    let space = text(&ana.ok(&["found", "crew", "Garden"])["space"]);
    let before = ana.digest(&space);
    let file = ana.file("garbage.weft");
    for garbage in [&b""[..], b"hello", &[0xff; 5000], b"weft stick 0", b"\x89PNG\r\n\x1a\n"] {
        std::fs::write(&file, garbage).unwrap();
        let error = ana.refused(&["stick", "read", &word(&file)]);
        assert_eq!(error["code"], "not_a_stick", "{error}");
        assert!(!text(&error["hint"]).is_empty(), "{error}");
    }
    for tail in [&b"weft stick 0\n"[..], b"weft stick 0\n\xff\xff\xff\xff nothing"] {
        std::fs::write(&file, tail).unwrap();
        let summary = ana.ok(&["stick", "read", &word(&file)]);
        assert_eq!(summary["new"], 0, "{summary}");
    }
    assert_eq!(ana.digest(&space), before);
}

#[test]
fn a_strangers_stick_tells_nothing_and_changes_nothing() {
    let carried = carried();
    let chi = Device::of("Chi");
    let own = text(&chi.ok(&["found", "crew", "Choir"])["space"]);
    let before = chi.digest(&own);
    let file = carried.file(&carried.bytes);
    let summary = chi.ok(&["stick", "read", &word(&file)]);
    assert_eq!(summary["new"], 0);
    assert!(summary["strange"].as_u64().unwrap() > 0, "{summary}");
    assert_eq!(summary["spaces"], json!([]));
    assert_eq!(chi.digest(&own), before);
    let bytes = String::from_utf8_lossy(&carried.bytes).into_owned();
    for secret in ["Garden", "Ana", "line 3."] {
        assert!(!bytes.contains(secret), "a lost stick shows {secret:?}");
    }
}

#[test]
fn a_stick_with_nothing_to_carry_is_refused() {
    let ana = Device::of("Ana");
    let file = word(&ana.file("stick.weft"));
    assert_eq!(ana.refused(&["stick", "write", &file])["code"], "nothing_to_carry");
    assert_eq!(ana.refused(&["stick", "write", &file, "--space", "Nowhere"])["code"], "no_such_space");
    assert!(!ana.file("stick.weft").exists() && !ana.file("stick.weft.part").exists());
}
