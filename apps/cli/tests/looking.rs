//! Looking things up from the command line: search, the history of a page, putting it back, one entry.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Device, is_id, text};
use serde_json::json;

/// Ana with a crew, a note of three steps, and a place.
fn furnished() -> Device {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    for line in ["bread", "soup for José", "thorns"] {
        ana.ok(&["note", "Garden", "Plans", "--append", line]);
    }
    ana.ok(&["crew", "set", "Garden", "--place", "the barn"]);
    ana.ok(&["crew", "set", "Garden", "--place", "the mill"]);
    ana
}

#[test]
fn words_are_found_from_the_command_line() {
    let ana = furnished();
    let found = ana.ok(&["search", "SOUP", "jos"]);
    assert_eq!(found["groups"].as_array().unwrap().len(), 1, "{found}");
    let group = &found["groups"][0];
    assert_eq!((group["kind"].clone(), group["space_name"].clone()), (json!("note"), json!("Garden")));
    let hit = &group["hits"][0];
    assert_eq!(hit["place"], json!({ "note": "Plans", "draft": false }));
    assert_eq!(hit["snippet"], json!({ "text": "bread soup for José thorns", "marks": [[6, 10], [15, 18]] }));
    let ran = ana.run(&["search", "soup"]);
    assert_eq!(ran.stdout, "Garden, notes:\n  Plans: bread *soup* for José thorns\n");
    assert_eq!(ana.run(&["search", "unicorn"]).stdout, "nothing here says \"unicorn\"\n");
    assert_eq!(ana.ok(&["search", "the", "mill", "--space", "Garden"])["groups"][0]["kind"], "page");
    assert_eq!(ana.refused(&["search", "—"])["code"], "no_words");
    assert_eq!(ana.refused(&["search", "soup", "--space", "Nowhere"])["code"], "no_such_space");
    assert_eq!(ana.run(&["search"]).code, Some(2));
}

#[test]
fn a_page_is_told_step_by_step_put_back_and_that_taken_back() {
    let ana = furnished();
    let told = ana.ok(&["history", "Garden", "plans"]);
    assert_eq!((told["total"].clone(), told["page"]["kind"].clone()), (json!(3), json!("note")));
    let numbers: Vec<_> = told["steps"].as_array().unwrap().iter().map(|step| step["step"].clone()).collect();
    assert_eq!(numbers, [json!(3), json!(2), json!(1)]);
    assert!(is_id(&told["steps"][0]["entry"]) && told["steps"][0]["came_ms"].is_i64(), "{told}");
    let older = ana.ok(&["history", "Garden", "Plans", "--before", "3", "--limit", "1"]);
    assert_eq!(older["steps"][0]["step"], 2);
    let step = ana.ok(&["history", "Garden", "Plans", "--step", "2"]);
    assert_eq!(step["change"][0]["runs"].as_array().unwrap().last().unwrap()["added"], "soup for José\n");
    let shown = ana.run(&["history", "Garden", "Plans", "--step", "2"]).stdout;
    assert!(shown.contains("+ soup for José"), "{shown}");

    let back = ana.ok(&["put-back", "Garden", "Plans", "--step", "1"]);
    assert_eq!(back["new_step"], 4, "nothing is erased");
    assert_eq!(ana.ok(&["note", "Garden", "Plans"])["text"], "bread");
    assert_eq!(ana.refused(&["put-back", "Garden", "Plans", "--step", "1"])["code"], "nothing_to_put_back");
    ana.ok(&["put-back", "Garden", "Plans", "--undo", "4"]);
    assert_eq!(ana.ok(&["note", "Garden", "Plans"])["text"], "bread\nsoup for José\nthorns");

    ana.ok(&["put-back", "Garden", "crew", "--step", "1"]);
    assert_eq!(ana.ok(&["crew", "Garden"])["place"], "the barn");
    assert_eq!(ana.refused(&["history", "Garden", "Nothing"])["code"], "no_such_page");
    assert_eq!(ana.refused(&["history", "Garden", "about:Ana"])["code"], "no_such_page");
    for number in ["0", "99"] {
        assert_eq!(ana.refused(&["history", "Garden", "Plans", "--step", number])["code"], "no_such_step");
    }
    assert_eq!(ana.run(&["put-back", "Garden", "Plans"]).code, Some(2), "to which step is said");
}

#[test]
fn one_entry_is_told_in_full() {
    let ana = furnished();
    let log = ana.ok(&["log", "Garden", "--limit", "2"]);
    let (newest, before) = (&log["log"][0], &log["log"][1]);
    assert!(newest["came_ms"].is_i64(), "{newest}");
    let told = ana.ok(&["log", "Garden", "--entry", &text(&newest["entry"])[..10]]);
    assert_eq!(told["entry"], newest["entry"]);
    assert_eq!((told["kept"].clone(), told["set_aside"].clone()), (json!(true), json!(null)));
    assert_eq!(told["builds_on"], json!([before["entry"]]));
    assert_eq!(told["pages"][0]["change"][0]["new"], json!(["the mill"]));
    let words = ana.run(&["log", "Garden", "--entry", &text(&newest["entry"])[..10]]).stdout;
    assert!(words.contains("it counts\nplace: the barn → the mill\n"), "{words}");
    assert_eq!(ana.refused(&["log", "Garden", "--entry", "zzzz"])["code"], "no_such_entry");
}
