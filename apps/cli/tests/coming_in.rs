//! Real processes on loopback: a pair that opens by letter, one's own second device, and somebody at an open door.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Device, text, two_in, wait};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Write},
    process::Stdio,
};

#[test]
fn an_ask_needs_no_pair_it_opens_by_letter_between_two_processes() {
    let (_ana, _ben, mut at_ana, mut at_ben, _) = two_in("crew", "Garden");
    let asked = at_ben.ok(&["loan", "ask", "1000", "EUR", "--from", "Ana", "--why", "my car exploded"]);
    assert_eq!(asked, json!({ "asks": [], "waiting": [1] }));
    let list = at_ana.until(&["loan", "list"], |list| !list["asks"].as_array().unwrap().is_empty());
    assert_eq!(list["asks"][0]["why"], "my car exploded");
    at_ben.until(&["loan", "list"], |list| list["waiting_for_a_pair"] == json!([]));
    let status = at_ana.ok(&["status"]);
    let kinds: Vec<&Value> =
        status["spaces"].as_array().unwrap().iter().map(|space| &space["kind"]).collect();
    assert_eq!(kinds.len(), 2, "{status}");
    let letters = at_ana.ok(&["letters", "Garden"]);
    assert_eq!(letters["letters"][0]["from"], "Ben");
    assert_eq!(letters["letters"][0]["to"], "you");
    let again = at_ana.ok(&["pair", "Ben"]);
    assert_eq!(again["open"], true);
}

#[test]
fn a_second_device_comes_into_everything_with_one_ticket() {
    let (_ana, _ben, mut at_ana, _at_ben, _) = two_in("crew", "Garden");
    at_ana.ok(&["note", "Garden", "Plans", "--append", "beans"]);
    let ticket = text(&at_ana.ok(&["device", "add", "phone"])["ticket"]);
    let phone = Device::blank();
    phone.ok(&["init", "Ana", "--device", "phone"]);
    let joined = phone.ok(&["join", &ticket, "--listen", "127.0.0.1:0", "--no-mdns"]);
    assert_eq!(joined["spaces"], json!(["Garden"]));
    assert_eq!(phone.ok(&["note", "Garden", "Plans"])["text"], "beans");
    let devices = at_ana.ok(&["device", "list"]);
    assert_eq!(devices["devices"][1]["name"], "phone");
    assert_eq!(devices["devices"][1]["spaces"], json!(["Garden"]));
    at_ana.ok(&["device", "off", "phone"]);
    assert_eq!(at_ana.ok(&["device", "list"])["devices"][1]["spaces"], json!([]));
}

#[test]
fn somebody_nearby_knocks_and_both_screens_show_the_same_words() {
    let (ana, ben) = (Device::of("Ana"), Device::of("Ben"));
    let mut at_ana = ana.serve();
    at_ana.ok(&["found", "crew", "Garden"]);
    let door = at_ana.ok(&["door", "open", "Garden", "--minutes", "5"]);
    let at = text(&door["at"][0]);
    let mut knocking = ben
        .command(&["join", "--nearby", "--at", &at, "--listen", "127.0.0.1:0", "--no-mdns", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(knocking.stdout.take().unwrap()).lines();
    let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(first["name"], "Garden");
    let knock = at_ana.until(&["door", "show"], |door| {
        door["knocks"][0]["words"].as_str().is_some_and(|words| !words.is_empty())
    })["knocks"][0]
        .clone();
    assert_eq!(knock["name"], "Ben");
    assert_eq!(knock["words"], first["words"]);
    at_ana.ok(&["door", "let-in", "Ben"]);
    let mut input = knocking.stdin.take().unwrap();
    writeln!(input, "yes").unwrap();
    let last: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(last["name"], "Garden", "{last}");
    assert_eq!(wait(&mut knocking), Some(0));
    let people =
        at_ana.until(&["people", "Garden"], |people| people["people"].as_array().unwrap().len() == 2);
    assert_eq!(people["people"][1]["name"], "Ben");
    at_ana.ok(&["door", "close"]);
    assert_eq!(at_ana.ok(&["door", "show"]), json!({ "open": false }));
}

#[test]
fn a_congregation_takes_two_vouches_and_a_host() {
    let (ana, ben) = (Device::of("Ana"), Device::of("Ben"));
    let mut at_ana = ana.serve();
    at_ana.ok(&["found", "congregation", "Hollow Oak"]);
    let invited = at_ana.ok(&["invite", "Ben", "--into", "Hollow Oak", "--vouch", "we cooked together"]);
    at_ana.ok(&["welcome", "Ben", "--into", "Hollow Oak"]);
    let ticket = text(&invited["ticket"]);
    let mut at_ben = ben.serve();
    at_ben.ok(&["join", &ticket]);
    at_ben.ok(&["invite", "Chi", "--into", "Hollow Oak"]);
    let far = at_ben.ok(&["vouch", "Chi", "she mends bikes", "--into", "Hollow Oak"]);
    assert_eq!((&far["vouches"], &far["missing"]), (&json!(1), &json!(1)));
    assert_eq!(at_ben.refused(&["welcome", "Chi", "--into", "Hollow Oak"])["code"], "not_host");
    at_ana.until(&["people", "Hollow Oak"], |people| people["invitations"][0]["entrance"]["missing"] == 1);
    assert_eq!(at_ana.refused(&["welcome", "Chi", "--into", "Hollow Oak"])["code"], "needs_vouches");
    at_ana.ok(&["vouch", "Chi", "she sang with us", "--into", "Hollow Oak"]);
    at_ana.ok(&["welcome", "Chi", "--into", "Hollow Oak"]);
    at_ana.ok(&["write-in", "Eli", "--into", "Hollow Oak"]);
    let people = at_ana.ok(&["people", "Hollow Oak"]);
    assert_eq!(people["people"][2]["state"], "written_in", "{people}");
    assert!(at_ana.ok(&["invite", "--as", "Eli", "--into", "Hollow Oak"])["ticket"].is_string());
}
