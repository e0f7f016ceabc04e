//! Two processes with two profiles meet over iroh on loopback and end with the same view.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Device, level, text, two_in};
use serde_json::json;

/// Options that keep a one-shot meeting on loopback.
const HERE: [&str; 3] = ["--listen", "127.0.0.1:0", "--no-mdns"];

fn with_here<'a>(words: &[&'a str]) -> Vec<&'a str> {
    words.iter().copied().chain(HERE).collect()
}

#[test]
fn a_note_written_here_shows_there() {
    let (_ana, _ben, mut at_ana, mut at_ben, space) = two_in("crew", "Thursday table");
    at_ana.ok(&["note", "Thursday table", "Plans", "--append", "soup"]);
    let note = at_ben.until(&["note", "Thursday table", "Plans"], |note| note["text"] == "soup");
    assert_eq!(note["writers"][0]["name"], "Ana");
    at_ben.ok(&["note", "Thursday table", "Plans", "--append", "bread"]);
    at_ana.until(&["note", "Thursday table", "Plans"], |note| note["text"] == "soup\nbread");
    level(&mut [&mut at_ana, &mut at_ben], &space);
    let status = at_ana.until(&["status"], |status| status["peers"][0]["level"] == true);
    let peer = &status["peers"][0];
    assert_eq!(peer["person"], "Ben");
    assert_eq!(peer["state"], "connected");
    assert_eq!(status["spaces"][0]["people"], 2);
    let people = at_ana.until(&["people", "Thursday table"], |people| people["people"][1]["lacks"] == 0);
    assert_eq!(people["people"][1]["name"], "Ben");
    assert_eq!(at_ana.stop(), Some(0));
    assert_eq!(at_ben.stop(), Some(0));
}

#[test]
fn a_ticket_alone_is_enough_to_meet_and_come_in() {
    let (ana, ben) = (Device::of("Ana"), Device::of("Ben"));
    let mut at_ana = ana.serve();
    at_ana.ok(&["found", "crew", "Garden"]);
    at_ana.ok(&["note", "Garden", "Plans", "--append", "beans"]);
    let ticket = text(&at_ana.ok(&["invite", "Ben", "--into", "Garden"])["ticket"]);
    let joined = ben.ok(&with_here(&["join", &format!("come! {ticket} – Ana"), "--wait", "30"]));
    let space = text(&joined["space"]);
    assert_eq!(joined["name"], "Garden");
    assert_eq!(
        at_ana.until(&["people", "Garden"], |p| p["people"].as_array().unwrap().len() == 2)["people"][1]["name"],
        "Ben"
    );
    let met = ben.ok(&with_here(&["meet", &ticket]));
    assert_eq!(met["met"], json!(["Ana"]));
    assert!(met["came"].is_u64() && met["went"].is_u64(), "{met}");
    assert_eq!(ben.ok(&["note", "Garden", "Plans"])["text"], "beans");
    assert_eq!(at_ana.digest(&space), ben.digest(&space));
}

#[test]
fn a_typed_address_is_enough_for_those_who_know_each_other() {
    let (ana, ben, mut at_ana, at_ben, space) = two_in("crew", "Garden");
    at_ben.stop();
    at_ana.ok(&["note", "Garden", "Plans", "--append", "while Ben was away"]);
    at_ana.stop();
    ben.ok(&["note", "Garden", "Plans", "--append", "while Ana was away"]);
    let mut at_ana = ana.serve();
    let met = ben.ok(&with_here(&["meet", &at_ana.listening.clone()]));
    assert_eq!(met["met"], json!(["Ana"]));
    assert_eq!(met["came"], 1, "{met}");
    // What Ana knew already may be handed to her again.
    assert!(met["went"].as_u64().unwrap() >= 1, "{met}");
    let (here, there) = (at_ana.ok(&["note", "Garden", "Plans"]), ben.ok(&["note", "Garden", "Plans"]));
    assert_eq!(here, there);
    let text = text(&here["text"]);
    assert!(text.contains("while Ben was away") && text.contains("while Ana was away"), "{text}");
    assert_eq!(at_ana.digest(&space), ben.digest(&space));
}

#[test]
fn a_stranger_at_an_address_is_told_nothing() {
    let (_ana, _ben, at_ana, _at_ben, _space) = two_in("crew", "Garden");
    let dev = Device::of("Dev");
    let (code, object) = dev.json(&with_here(&["meet", &at_ana.listening.clone(), "--for", "2"]));
    assert_eq!(code, Some(1), "{object}");
    let said = object.to_string();
    assert!(!said.contains("Garden") && !said.contains("Ana"), "{said}");
}

#[test]
fn an_own_second_device_comes_in_as_the_same_person() {
    let (laptop, phone) = (Device::of("Ana"), Device::of("Ana"));
    let mut at_laptop = laptop.serve();
    let space = text(&at_laptop.ok(&["found", "crew", "Garden"])["space"]);
    let ticket = text(&at_laptop.ok(&["invite", "--device", "phone", "--into", "Garden"])["ticket"]);
    let mut at_phone = phone.serve();
    at_phone.ok(&["join", &ticket]);
    level(&mut [&mut at_laptop, &mut at_phone], &space);
    let people = at_laptop.ok(&["people", "Garden"]);
    assert_eq!(people["people"].as_array().unwrap().len(), 1, "{people}");
    assert_eq!(people["people"][0]["devices"].as_array().unwrap().len(), 2, "{people}");
    at_phone.ok(&["note", "Garden", "Plans", "--append", "from the phone"]);
    at_laptop.until(&["note", "Garden", "Plans"], |note| note["text"] == "from the phone");
    let phone_id =
        people["people"][0]["devices"].as_array().unwrap().iter().find(|d| d["this"] == false).unwrap();
    let off = at_laptop.ok(&["device", "off", &text(&phone_id["device"]), "--in", "Garden"]);
    assert_eq!(off["off"], phone_id["device"]);
    let people = at_laptop.ok(&["people", "Garden"]);
    let devices = people["people"][0]["devices"].as_array().unwrap();
    assert!(devices.iter().any(|device| device["state"] == "off"), "{people}");
    let error =
        at_phone.until(&["note", "Garden", "Plans", "--append", "too late"], |o| o.get("error").is_some());
    assert!(!text(&error["error"]["message"]).is_empty());
    assert_eq!(
        at_laptop.ok(&["note", "Garden", "Plans"])["text"].as_str().map(|t| t.contains("from the phone")),
        Some(true)
    );
}

#[test]
fn a_used_invitation_opens_no_door() {
    let (ana, ben, chi) = (Device::of("Ana"), Device::of("Ben"), Device::of("Chi"));
    let mut at_ana = ana.serve();
    at_ana.ok(&["found", "crew", "Garden"]);
    let ticket = text(&at_ana.ok(&["invite", "Ben", "--into", "Garden"])["ticket"]);
    ben.ok(&with_here(&["join", &ticket]));
    let error = chi.refused(&with_here(&["join", &ticket, "--wait", "5"]));
    assert!(["not_let_in", "not_let_in_yet"].contains(&text(&error["code"]).as_str()), "{error}");
    assert!(!text(&error["hint"]).is_empty(), "{error}");
    assert_eq!(chi.ok(&["status"])["spaces"], json!([]));
    assert_eq!(at_ana.ok(&["people", "Garden"])["people"].as_array().unwrap().len(), 2);
}

#[test]
fn a_ticket_taken_too_early_is_remembered_and_opens_later() {
    let (ana, ben) = (Device::of("Ana"), Device::of("Ben"));
    let mut at_ana = ana.serve();
    at_ana.ok(&["found", "crew", "Garden"]);
    let ticket = text(&at_ana.ok(&["invite", "Ben", "--into", "Garden"])["ticket"]);
    let address = at_ana.listening.clone();
    at_ana.stop();
    let error = ben.refused(&with_here(&["join", &ticket, "--wait", "1"]));
    assert_eq!(error["code"], "not_let_in_yet");
    assert!(text(&error["hint"]).contains("weft serve"), "{error}");
    assert_eq!(ben.ok(&["status"])["joins"][0]["state"], "waiting");
    let mut at_ana = ana.serve_at(&address);
    let mut at_ben = ben.serve();
    at_ben.until(&["status"], |status| status["spaces"].as_array().unwrap().len() == 1);
    at_ana.until(&["people", "Garden"], |people| people["people"].as_array().unwrap().len() == 2);
    assert_eq!(at_ben.ok(&["status"])["joins"], json!([]));
}

#[test]
fn a_pair_lends_in_parts_and_both_show_the_same() {
    let (_ana, _ben, mut at_ana, mut at_ben, space) = two_in("pair", "Us two");
    let list = ["loan", "list"];
    let asked = at_ana.ok(&["loan", "ask", "1000", "EUR", "--from", "Ben", "--why", "my car exploded"]);
    let ask = text(&asked["asks"][0]);
    at_ben.until(&list, |shown| shown["asks"][0]["ask"] == ask.as_str());
    let offer = text(&at_ben.ok(&["loan", "offer", &ask, "1000,00"])["offer"]);
    at_ana.until(&list, |shown| shown["asks"][0]["offers"][0]["offer"] == offer.as_str());
    let loan = text(&at_ana.ok(&["loan", "agree", &offer])["loan"]);
    at_ben.until(&list, |shown| shown["loans"][0]["loan"] == loan.as_str());
    at_ben.ok(&["loan", "hand-over", &loan]);
    at_ana.until(&list, |shown| shown["loans"][0]["waiting"][0]["kind"] == "hand_over");
    let balances = at_ana.ok(&["balances"]).to_string();
    assert!(!balances.contains("100000"), "half a fact counts nowhere: {balances}");
    at_ana.ok(&["loan", "received", &loan]);
    at_ben.until(&list, |shown| shown["loans"][0]["outstanding_minor"] == 100_000);
    assert_eq!(
        at_ana.ok(&["loan", "plan", &loan, "--each", "100", "--from", "2027-01-01"])["loan"],
        loan.as_str()
    );
    at_ben.until(&list, |shown| shown["loans"][0]["proposed_plan"].is_object());
    at_ben.ok(&["loan", "agree-plan", &loan]);
    let repayment = text(&at_ana.ok(&["loan", "repay", &loan, "250"])["repayment"]);
    at_ben.until(&list, |shown| shown["loans"][0]["waiting"][0]["id"] == repayment.as_str());
    at_ben.ok(&["loan", "confirm", &repayment]);
    at_ana.until(&list, |shown| shown["loans"][0]["outstanding_minor"] == 75_000);
    let mine = at_ana.ok(&["balances"]);
    assert_eq!(mine["balances"][0]["person"], "Ben");
    assert_eq!(mine["balances"][0]["unit"], "EUR");
    assert_eq!(mine["balances"][0]["owes_minor"], 0);
    assert_eq!(mine["balances"][0]["owed_minor"], 75_000);
    at_ben.ok(&["loan", "forgive", &loan]);
    at_ana.until(&list, |shown| shown["loans"][0]["state"] == "settled");
    level(&mut [&mut at_ana, &mut at_ben], &space);
    assert_eq!(at_ana.ok(&["balances", &space]), at_ben.ok(&["balances", &space]));
    let refused = at_ana.refused(&["loan", "repay", &loan, "1"]);
    assert!(!text(&refused["message"]).is_empty());
    assert!(at_ana.refused(&["loan", "repay", &loan, "-5"])["code"].is_string());
    assert!(at_ana.refused(&["loan", "repay", &loan, "ten"])["code"].is_string());
}

#[test]
fn a_settled_fact_goes_by_every_id_that_was_printed() {
    let (_ana, _ben, mut at_ana, mut at_ben, _space) = two_in("pair", "Us two");
    let list = ["loan", "list"];
    let asked = at_ana.ok(&["loan", "ask", "9", "EUR", "--from", "Ben", "--from", "ben", "--why", "soup"]);
    assert_eq!(asked["asks"].as_array().unwrap().len(), 1, "one person is asked once");
    let offer =
        text(&at_ben.ok(&["loan", "offer", "--to", "Ana", "600", "EUR", "--why", "the car"])["offer"]);
    at_ana.until(&list, |shown| shown["offers"][0]["offer"] == offer.as_str());
    let loan = text(&at_ana.ok(&["loan", "agree", &offer])["loan"]);
    at_ben.until(&list, |shown| shown["loans"][0]["loan"] == loan.as_str());
    let handed = text(&at_ben.ok(&["loan", "hand-over", &loan])["hand_over"]);
    at_ana.until(&list, |shown| shown["loans"][0]["waiting"][0]["id"] == handed.as_str());
    let received = text(&at_ana.ok(&["loan", "received", &loan])["received"]);
    let repayment = text(&at_ana.ok(&["loan", "repay", &loan, "250"])["repayment"]);
    at_ben.until(&list, |shown| shown["loans"][0]["waiting"][0]["id"] == repayment.as_str());
    let part = at_ben.ok(&["loan", "confirm", &repayment, "200"]);
    assert_eq!(part["loan"], loan.as_str());
    let shown = at_ben.ok(&list);
    let facts = shown["loans"][0]["facts"].as_array().unwrap();
    let repaid = facts.iter().find(|fact| fact["kind"] == "repayment").unwrap();
    assert_eq!((&repaid["amount_minor"], &repaid["stated_minor"]), (&json!(20_000), &json!(25_000)));
    let yes = text(&at_ben.ok(&["loan", "confirm", &repayment])["confirmation"]);
    for id in [&repayment, &yes, &received] {
        assert_eq!(at_ben.refused(&["loan", "confirm", id])["code"], "settled");
        assert_eq!(at_ben.refused(&["loan", "confirm", &id[..8]])["code"], "settled");
    }
    assert_eq!(at_ben.refused(&["loan", "confirm", &handed])["code"], "not_yours_to_say");
    let reversal = text(&at_ben.ok(&["loan", "reverse", &repayment[..8], "--why", "wrong loan"])["reversal"]);
    let shown = at_ben.ok(&list);
    assert_eq!(shown["loans"][0]["waiting"][0]["id"], reversal.as_str());
    assert_eq!(shown["loans"][0]["outstanding_minor"], 35_000, "a proposal counts nowhere");
    let forgiving = text(&at_ben.ok(&["loan", "forgive", &loan, "50"])["forgiving"]);
    assert!(at_ben.ok(&["loan", "reverse", &forgiving, "--why", "too early"])["reversal"].is_string());
}

#[test]
fn leaving_is_seen_by_those_who_stay() {
    let (_ana, _ben, mut at_ana, mut at_ben, _space) = two_in("crew", "Garden");
    at_ben.ok(&["note", "Garden", "Plans", "--append", "I leave my spade"]);
    at_ben.ok(&["leave", "Garden"]);
    let people = at_ana.until(&["people", "Garden"], |people| people["people"][1]["state"] == "left");
    assert_eq!(people["people"][1]["name"], "Ben");
    assert_eq!(at_ana.ok(&["note", "Garden", "Plans"])["text"], "I leave my spade");
}

#[test]
fn the_demo_ends_level_and_leaves_nothing_behind() {
    let nobody = Device::blank();
    let temp = tempfile::tempdir().unwrap();
    let output = nobody.command(&["demo"]).env("TMPDIR", temp.path()).output().unwrap();
    let (said, complaint) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{said}\n{complaint}");
    assert!(said.contains("Three devices, one state"), "{said}");
    assert!(said.contains("€1,000") && said.contains("nothing is owed any more"), "{said}");
    assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 0, "the folder is gone");
    assert!(!nobody.profile().exists(), "the demo touches no profile of mine");
}

#[cfg(unix)]
#[test]
fn an_interrupted_demo_leaves_nothing_behind_either() {
    use std::io::BufRead;
    let nobody = Device::blank();
    let temp = tempfile::tempdir().unwrap();
    let mut command = nobody.command(&["demo"]);
    let mut child = command.env("TMPDIR", temp.path()).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("founds the crew")));
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(common::wait(&mut child), Some(1));
    assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 0, "the folder is gone");
}
