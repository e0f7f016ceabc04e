//! The command line alone: exit codes, refusals, JSON field by field.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Device, is_id, text, word};
use serde_json::{Value, json};
use std::process::Stdio;

#[test]
fn a_first_run_founds_a_crew_and_shows_it() {
    let ana = Device::blank();
    let hello = ana.ok(&["init", "Ana", "--device", "laptop"]);
    assert_eq!(hello["name"], "Ana");
    assert_eq!(hello["device_name"], "laptop");
    assert!(is_id(&hello["device"]), "{hello}");
    let space = ana.ok(&["found", "crew", "Thursday table"])["space"].clone();
    assert!(is_id(&space));
    let status = ana.ok(&["status"]);
    assert_eq!(status["device"], hello["device"]);
    assert_eq!(status["peers"], json!([]));
    let crew = &status["spaces"][0];
    assert_eq!(crew["space"], space);
    assert_eq!(crew["kind"], "crew");
    assert_eq!(crew["name"], "Thursday table");
    assert_eq!(crew["people"], 1);
    assert_eq!(crew["entries"], 1);
    assert!(is_id(&crew["view_digest"]), "{crew}");
    assert_eq!(crew["set_aside"], 0);
    assert_eq!(crew["refused"], 0);
}

#[test]
fn words_are_for_people_and_json_is_for_programs() {
    let ana = Device::of("Ana");
    let ran = ana.run(&["found", "crew", "Garden"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.starts_with("Garden is founded"), "{ran:?}");
    assert_eq!(ran.stderr, "");
    let ran = ana.run(&["people", "Nowhere"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.starts_with("could not show it: there is no space called \"Nowhere\" here\nhint: "),
        "{ran:?}"
    );
    let error = ana.refused(&["people", "Nowhere"]);
    assert_eq!(error["code"], "no_such_space");
    assert!(text(&error["hint"]).contains("Garden"), "{error}");
}

#[test]
fn what_is_no_command_exits_with_2() {
    let ana = Device::blank();
    for words in [
        vec!["sing"],
        vec!["init"],
        vec!["found", "choir", "Us"],
        vec!["invite", "--into", "Us"],
        vec!["invite", "Ben"],
        vec!["join", "weft:abc", "--wait", "soon"],
        vec!["meet", "192.168.8.20:1", "--nearby"],
        vec!["serve", "--listen", "here"],
        vec!["crew"],
        vec!["crew", "set", "Us"],
        vec!["crew", "set", "Us", "--rhythm", "weekly monday 19:00"],
        vec!["crew", "set", "Us", "--rhythm", "now and then", "--review", "2027-01-01"],
        vec!["coming", "Us", "perhaps"],
        vec!["loan", "ask", "10", "EUR", "--why", "x"],
        vec!["loan", "repay", "abcd", "10", "--on", "2026-02-30"],
        vec!["stick", "write"],
    ] {
        let ran = ana.run(&words);
        assert_eq!(ran.code, Some(2), "{words:?}: {ran:?}");
        assert!(
            ran.stderr.contains("Usage") || ran.stderr.contains("usage") || ran.stderr.contains("error"),
            "{ran:?}"
        );
        let (code, object) = ana.json(&words);
        assert_eq!(code, Some(2), "{words:?}");
        assert_eq!(object["error"]["code"], "usage", "{words:?}");
    }
    assert_eq!(ana.run(&["--help"]).code, Some(0));
    assert_eq!(ana.run(&["--version"]).code, Some(0));
    assert_eq!(ana.run(&["help", "loan"]).code, Some(0));
}

#[test]
fn without_a_profile_every_verb_says_how_to_begin() {
    let nobody = Device::blank();
    for words in [vec!["status"], vec!["found", "crew", "Us"], vec!["serve"], vec!["meet"], vec!["balances"]]
    {
        let error = nobody.refused(&words);
        assert_eq!(error["code"], "no_profile", "{words:?}");
        assert!(text(&error["hint"]).contains("weft init"), "{error}");
    }
    let (code, doctor) = nobody.json(&["doctor"]);
    assert_eq!(code, Some(1));
    assert_eq!(doctor["error"]["code"], "not_well");
    assert_eq!(doctor["well"], false);
    assert!(!nobody.profile().exists(), "looking makes nothing");
}

#[test]
fn the_profile_is_taken_from_the_environment_too() {
    let ana = Device::of("Ana");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_weft"));
    let output = command.env("WEFT_PROFILE", ana.profile()).args(["status", "--json"]).output().unwrap();
    let status: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(status["name"], "Ana");
}

#[test]
fn a_second_beginning_in_one_profile_is_refused() {
    let ana = Device::of("Ana");
    let before = ana.ok(&["status"]);
    let error = ana.refused(&["init", "Ben"]);
    assert!(!text(&error["hint"]).is_empty(), "{error}");
    assert_eq!(ana.ok(&["status"]), before);
}

#[test]
fn a_second_program_on_one_profile_is_refused_by_name() {
    let ana = Device::of("Ana");
    let serving = ana.serve();
    let error = ana.refused(&["status"]);
    let message = text(&error["message"]);
    assert!(message.contains("weft serve"), "it names the program: {error}");
    assert!(message.contains(&serving.pid().to_string()), "it names the process: {error}");
    assert!(!text(&error["hint"]).is_empty(), "{error}");
    assert_eq!(serving.stop(), Some(0));
    ana.ok(&["status"]);
}

#[test]
fn typed_things_that_are_not_there_are_refused_with_what_there_is() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    ana.ok(&["found", "pair", "Us two"]);
    let cases: &[(&[&str], &str)] = &[
        (&["people", "Nowhere"], "no_such_space"),
        (&["note", "Garden", "Nothing"], "no_such_note"),
        (&["about", "Garden", "Zoe"], "no_such_person"),
        (&["crew", "Us two"], "not_a_crew"),
        (&["coming", "Garden", "yes"], "no_meeting"),
        (&["uninvite", "Zoe", "--from", "Garden"], "no_such_invitation"),
        (&["forget", "Nothing"], "no_such_join"),
        (&["device", "off", "phone", "--in", "Garden"], "no_such_device"),
        (&["loan", "ask", "10", "EUR", "--from", "Zoe", "--why", "x"], "no_pair_with"),
        (&["loan", "agree", "abcd"], "no_such_act"),
        (&["join", "hello"], "bad_ticket"),
        (&["join", "weft:abcdef"], "bad_ticket"),
        (&["found", "crew", "   "], "bad_name"),
        (&["meet", "somewhere", "--no-mdns", "--listen", "127.0.0.1:0"], "not_an_address"),
    ];
    for (words, code) in cases {
        let error = ana.refused(words);
        assert_eq!(error["code"], *code, "{words:?}: {error}");
    }
    let missing = word(&ana.file("missing.weft"));
    assert_eq!(ana.refused(&["stick", "read", &missing])["code"], "file_not_read");
    let nowhere = word(&ana.file("no/such/folder/x.weft"));
    assert_eq!(ana.refused(&["stick", "write", &nowhere])["code"], "file_not_written");
}

#[test]
fn two_spaces_of_one_name_are_told_apart_by_id() {
    let ana = Device::of("Ana");
    let one = text(&ana.ok(&["found", "crew", "Garden"])["space"]);
    ana.ok(&["found", "crew", "garden"]);
    let error = ana.refused(&["people", "GARDEN"]);
    assert_eq!(error["code"], "ambiguous_space");
    assert!(text(&error["hint"]).contains(&one[..8]), "{error}");
    assert_eq!(text(&ana.ok(&["people", &one[..8]])["space"]), one);
    assert_eq!(text(&ana.ok(&["people", &one])["space"]), one);
}

#[test]
fn an_invitation_is_text_and_a_picture() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    let picture = ana.file("ben.png");
    let invited =
        ana.ok(&["invite", "Ben", "--into", "Garden", "--listen", "127.0.0.1:0", "--qr", &word(&picture)]);
    let ticket = text(&invited["ticket"]);
    assert!(ticket.starts_with("weft:") && ticket.len() <= 400, "{ticket}");
    assert!(text(&invited["hint"]).contains("on this computer alone"), "{invited}");
    assert!(is_id(&invited["invitation"]));
    let png = std::fs::read(&picture).unwrap();
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let people = ana.ok(&["people", "Garden"]);
    assert_eq!(people["invitations"][0]["name"], "Ben");
    assert_eq!(people["invitations"][0]["ticket"], invited["ticket"]);
    assert_eq!(ana.refused(&["join", &ticket, "--listen", "127.0.0.1:0", "--no-mdns"])["code"], "already_in");
    assert!(is_id(&ana.ok(&["uninvite", "ben", "--from", "Garden"])["revoked"]));
    assert_eq!(ana.ok(&["people", "Garden"])["invitations"], json!([]));
    let shown = ana.run(&["invite", "Chi", "--into", "Garden", "--listen", "127.0.0.1:0", "--show"]);
    assert!(shown.stdout.contains('█'), "{shown:?}");
}

#[test]
fn a_note_grows_by_lines_and_says_who_wrote() {
    let ana = Device::of("Ana");
    let space = ana.ok(&["found", "crew", "Garden"])["space"].clone();
    let note = ana.ok(&["note", "Garden", "Plans", "--append", "soup"]);
    assert_eq!(note["text"], "soup");
    let note = ana.ok(&["note", "Garden", "plans", "--append", "bread"]);
    assert_eq!(note["space"], space);
    assert_eq!(note["note"], "Plans");
    assert_eq!(note["text"], "soup\nbread");
    assert_eq!(note["writers"][0]["name"], "Ana");
    assert_eq!(ana.run(&["note", "Garden", "Plans"]).stdout, "soup\nbread\n");
    assert_eq!(ana.ok(&["note", "Garden"])["notes"][0]["note"], "Plans");
    let log = ana.ok(&["log", "Garden"]);
    let lines = log["log"].as_array().unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["n"], 3, "newest first");
    assert_eq!(lines[0]["deeds"][0]["deed"], "wrote");
    assert_eq!(lines[2]["deeds"][0]["deed"], "founded");
    assert_eq!(lines[0]["name"], "Ana");
    assert!(is_id(&lines[0]["entry"]) && is_id(&lines[0]["device"]) && is_id(&lines[0]["person"]));
    assert_eq!(ana.ok(&["log", "Garden", "--limit", "1"])["log"].as_array().unwrap().len(), 1);
}

#[test]
fn a_crew_page_keeps_what_is_set_on_it() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    let page = ana.ok(&[
        "crew",
        "set",
        "Garden",
        "--intention",
        "grow food",
        "--place",
        "the yard",
        "--rhythm",
        "weekly thursday 19:00",
        "--minutes",
        "60",
        "--meetings",
        "5",
        "--review",
        "2027-01-14",
        "--next",
        "2026-11-19 19:00",
        "--zone",
        "Europe/Lisbon",
    ]);
    assert_eq!(page["intention"], "grow food");
    assert_eq!(page["place"], "the yard");
    assert_eq!(page["rhythm"]["beat"], "weekly thursday 19:00");
    assert_eq!(page["rhythm"]["minutes"], 60);
    assert_eq!(page["rhythm"]["meetings"], 5);
    assert_eq!(page["rhythm"]["review"], "2027-01-14");
    assert_eq!(page["next"]["date"], "2026-11-19");
    assert_eq!(page["next"]["time"], "19:00");
    assert_eq!(page["next"]["zone"], "Europe/Lisbon");
    assert_eq!(page["next"]["place"], "the yard");
    let page = ana.ok(&["coming", "Garden", "yes"]);
    assert_eq!(page["next"]["answers"][0]["coming"], "yes");
    assert_eq!(page["next"]["answers"][0]["name"], "Ana");
    assert_eq!(ana.ok(&["crew", "Garden"]), page);
    let about = ana.ok(&["about", "Garden", "--line", "I bake", "--ask-me", "bread"]);
    assert_eq!(about["about"], "I bake");
    assert_eq!(ana.ok(&["about", "Garden", "Ana"])["ask_me_about"], "bread");
}

#[test]
fn the_roll_and_the_people_name_the_founder() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    let roll = ana.ok(&["roll", "Garden"]);
    assert!(is_id(&roll["roll"]));
    assert_eq!(roll["number"], 0);
    assert_eq!(roll["voices"][0]["name"], "Ana");
    assert!(roll["rules"].is_u64());
    let people = ana.ok(&["people", "Garden"]);
    let me = &people["people"][0];
    assert_eq!(me["name"], "Ana");
    assert_eq!(me["me"], true);
    assert_eq!(me["state"], "in");
    assert_eq!(me["let_in_by"], Value::Null);
    assert_eq!(me["devices"][0]["name"], "laptop");
    assert_eq!(me["devices"][0]["this"], true);
    assert_eq!(me["devices"][0]["state"], "stands");
}

#[test]
fn a_well_device_gets_a_clean_bill() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    let (_, doctor) = ana.json(&["doctor"]);
    let checks = doctor["checks"].as_array().unwrap();
    let state = |name: &str| {
        checks
            .iter()
            .find(|check| check["check"] == name)
            .map(|check| text(&check["state"]))
            .unwrap_or_default()
    };
    assert_eq!(state("profile"), "good", "{doctor}");
    assert_eq!(state("permissions"), "good", "{doctor}");
    assert_eq!(state("contents"), "good", "{doctor}");
    assert_eq!(state("clock"), "good", "{doctor}");
    // Whether this machine has a local network is not the program's doing.
    assert!(["good", "look", "wrong"].contains(&state("network").as_str()), "{doctor}");
}

#[test]
fn serving_ends_by_itself_after_its_time() {
    let ana = Device::of("Ana");
    let ran = ana.run(&["serve", "--listen", "127.0.0.1:0", "--no-mdns", "--for", "1"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.starts_with("listening on 127.0.0.1:"), "{ran:?}");
    let ran = ana.run(&["serve", "--listen", "127.0.0.1:0", "--no-mdns", "--for", "1", "--json"]);
    let first: Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert!(text(&first["listening"][0]).starts_with("127.0.0.1:"), "{first}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_serving_with_0() {
    let ana = Device::of("Ana");
    for signal in ["-INT", "-TERM"] {
        let mut command = ana.command(&["serve", "--listen", "127.0.0.1:0", "--no-mdns"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        let output = child.stdout.take().unwrap();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut first).unwrap();
        assert!(first.starts_with("listening on 127.0.0.1:"), "{first}");
        let sent =
            std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(common::wait(&mut child), Some(0), "{signal}");
    }
    ana.ok(&["status"]);
}

#[test]
fn meeting_nobody_exits_with_1_and_says_what_to_try() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    let error = ana.refused(&["meet", "--for", "1", "--listen", "127.0.0.1:0", "--no-mdns"]);
    assert!(!text(&error["hint"]).is_empty(), "{error}");
    let error = ana.refused(&["meet", "127.0.0.1:9", "--for", "1", "--listen", "127.0.0.1:0", "--no-mdns"]);
    assert!(!text(&error["hint"]).is_empty(), "{error}");
}

#[test]
fn balances_begin_empty() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "pair", "Us two"]);
    assert_eq!(ana.ok(&["balances"]), json!({ "balances": [] }));
    assert!(ana.ok(&["balances", "Us two"])["balances"].is_array());
    assert_eq!(
        ana.ok(&["loan", "list"]),
        json!({ "asks": [], "offers": [], "loans": [], "waiting_for_a_pair": [] })
    );
}

#[test]
fn the_device_one_sits_at_is_switched_off_only_when_that_is_said() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    let error = ana.refused(&["device", "off", "laptop", "--in", "Garden"]);
    assert_eq!(error["code"], "this_device");
    assert!(text(&error["hint"]).contains("weft leave"), "{error}");
    ana.ok(&["note", "Garden", "Plans", "--append", "still here"]);
    let device = ana.ok(&["people", "Garden"])["people"][0]["devices"][0]["device"].clone();
    assert_eq!(ana.ok(&["device", "off", "laptop", "--in", "Garden", "--this"])["off"], device);
}

#[test]
fn a_space_one_is_in_goes_before_one_of_the_same_name_that_one_left() {
    let ana = Device::of("Ana");
    let left = text(&ana.ok(&["found", "crew", "Garden"])["space"]);
    ana.ok(&["leave", "Garden"]);
    assert_eq!(text(&ana.ok(&["people", "Garden"])["space"]), left, "what one left can still be read");
    let mine = text(&ana.ok(&["found", "crew", "Garden"])["space"]);
    assert_eq!(text(&ana.ok(&["people", "Garden"])["space"]), mine);
    assert_eq!(text(&ana.ok(&["people", &left[..8]])["space"]), left);
}

#[test]
fn a_rhythm_is_taken_away_without_a_review() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    assert_eq!(ana.ok(&["crew", "set", "Garden", "--rhythm", "none"])["rhythm"], Value::Null);
    let weekly = ["crew", "set", "Garden", "--rhythm", "weekly thursday 19:00", "--review", "2027-01-14"];
    assert!(ana.ok(&weekly)["rhythm"].is_object());
    assert_eq!(ana.ok(&["crew", "set", "Garden", "--rhythm", "none"])["rhythm"], Value::Null);
}

#[test]
fn short_verbs_wait_for_each_other() {
    let ana = Device::of("Ana");
    let start = |_| ana.command(&["status", "--json"]).stdout(Stdio::null()).spawn().unwrap();
    let mut running: Vec<_> = (0..4).map(start).collect();
    for child in &mut running {
        assert_eq!(common::wait(child), Some(0));
    }
}

#[test]
fn what_others_wrote_steers_no_terminal() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    let nasty = "soup\u{1b}[2J\u{202e}daerb";
    let written = ana.run(&["note", "Garden", "Plans", "--append", nasty]);
    let shown = ana.run(&["note", "Garden", "Plans"]);
    for ran in [written, shown, ana.run(&["people", nasty])] {
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said:?}");
    }
}

#[test]
fn too_few_digits_of_an_id_are_said_to_be_too_few() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    for words in [vec!["people", "3fa"], vec!["loan", "agree", "3f"]] {
        let error = ana.refused(&words);
        assert!(text(&error["hint"]).contains("four"), "{error}");
    }
}
