//! What the three devices do, and the comparison at the end.

use super::{Telling, device::Device, gathering};
use crate::answer::Failure;
use serde_json::{Value, json};
use weft_view::Money;

/// The crew's name.
pub(super) const CREW: &str = "Thursday table";
/// The note on which all three write while apart.
const NOTE: &str = "Plans";
/// How the note begins, while all sit together.
const HEADING: &str = "Who brings what:";
/// What each writes, while the others cannot see it.
const LINES: [&str; 3] = ["soup for twelve (Ana)", "bread, two loaves (Ben)", "bowls and spoons (Chi)"];
/// The loan, in minor units of a euro.
const LOAN_MINOR: i64 = 100_000;

/// Tells the whole story; returns what each device shows at the end.
pub(super) fn tell(devices: &mut [Device; 3], telling: &mut Telling) -> Result<Value, Failure> {
    begin(devices, telling)?;
    let crew = found_crew(devices, telling)?;
    gathering::call(devices, telling)?;
    write_apart(devices, telling)?;
    gathering::work_apart(devices, telling)?;
    meet_again(devices, telling, &crew)?;
    gathering::stands(devices, telling)?;
    let [ana, ben, _] = devices;
    let pair = open_pair(ana, ben, telling)?;
    lend(ana, ben, telling)?;
    give_back(ana, ben, telling)?;
    compare(devices, telling, &crew, &pair)
}

fn begin(devices: &mut [Device; 3], telling: &mut Telling) -> Result<(), Failure> {
    telling.step("Three laptops on one table. Each has its own profile and runs its own process.");
    for device in devices.iter_mut() {
        let hello = device.once(&["init", &device.name, "--device", "laptop"])?;
        let id = hello["device"].as_str().unwrap_or_default();
        telling.shows(&device.name, &format!("is here, as {}…", id.get(..8).unwrap_or(id)));
        device.serve()?;
    }
    Ok(())
}

fn found_crew(devices: &mut [Device; 3], telling: &mut Telling) -> Result<String, Failure> {
    let [ana, ben, chi] = devices;
    telling.step(&format!("Ana founds the crew \"{CREW}\" and hands Ben and Chi an invitation each."));
    let founded = ana.ask(&["found", "crew", CREW])?;
    let crew = text_of(&founded["space"]);
    for guest in [&mut *ben, &mut *chi] {
        let name = guest.name.clone();
        let invited = ana.ask(&["invite", &name, "--into", CREW])?;
        let ticket = text_of(&invited["ticket"]);
        guest.ask(&["join", &ticket, "--wait", "15"])?;
        telling.shows(&name, "took the invitation, met Ana's laptop, and was let in");
    }
    for device in devices.iter_mut() {
        device.ask_until(&["people", CREW], "three people in the crew", |shown| {
            shown["people"].as_array().is_some_and(|people| people.len() == 3)
        })?;
    }
    let digests = level(devices, &crew)?;
    telling.step("All three laptops show the same crew.");
    for (device, digest) in devices.iter().zip(&digests) {
        telling.shows(&device.name, &format!("3 people, view {}…", digest.get(..12).unwrap_or(digest)));
    }
    Ok(crew)
}

fn write_apart(devices: &mut [Device; 3], telling: &mut Telling) -> Result<(), Failure> {
    telling.step(&format!("Ana begins a note, \"{NOTE}\", and it is on every laptop at once."));
    let [ana, ..] = devices;
    ana.ask(&["note", CREW, NOTE, "--append", HEADING])?;
    for device in devices.iter_mut() {
        let shown = device.ask_until(&["note", CREW, NOTE], "the note", |shown| shown["text"] == HEADING)?;
        telling.shows(&device.name, &text_of(&shown["text"]));
    }
    telling.step("They go home. Apart, and at the same time, each writes a line in it.");
    for device in devices.iter_mut() {
        device.stop();
    }
    let words: Vec<[&str; 5]> = LINES.iter().map(|said| ["note", CREW, NOTE, "--append", said]).collect();
    let mut running = Vec::new();
    for (device, words) in devices.iter().zip(&words) {
        running.push(device.begin(words)?);
    }
    for ((device, words), (child, said)) in devices.iter().zip(&words).zip(running.into_iter().zip(LINES)) {
        let shown = device.end(words, child)?;
        telling.shows(&device.name, &text_of(&shown["text"]));
        if shown["text"] != json!(format!("{HEADING}\n{said}")) {
            return Err(differs(format!("{} alone shows {} and wrote {said:?}", device.name, shown["text"])));
        }
    }
    Ok(())
}

fn meet_again(devices: &mut [Device; 3], telling: &mut Telling, crew: &str) -> Result<(), Failure> {
    telling.step("They sit together again: Ben and Chi meet Ana's laptop by its address, over iroh.");
    for device in devices.iter_mut() {
        device.serve()?;
    }
    let [ana, ben, chi] = devices;
    let address = ana.listening();
    for guest in [ben, chi] {
        let met = guest.ask(&["meet", &address, "--for", "15"])?;
        telling.shows(&guest.name, &format!("met Ana: {} came, {} went", met["came"], met["went"]));
    }
    let note = ["note", CREW, NOTE];
    let mut texts = Vec::new();
    for device in devices.iter_mut() {
        let shown = device.ask_until(&note, "all three lines", |shown| {
            LINES.iter().all(|said| shown["text"].as_str().is_some_and(|text| text.contains(said)))
        })?;
        texts.push(text_of(&shown["text"]));
    }
    level(devices, crew)?;
    telling.step("Nobody's words are lost, and all three read the same note.");
    for (device, text) in devices.iter().zip(&texts) {
        telling.shows(&device.name, text);
    }
    Ok(())
}

fn open_pair(ana: &mut Device, ben: &mut Device, telling: &mut Telling) -> Result<String, Failure> {
    telling.step("Ana's car exploded. Money is between two: Ana and Ben open a pair, which Chi never sees.");
    let pair = text_of(&ana.ask(&["found", "pair", "Ana and Ben"])?["space"]);
    let invited = ana.ask(&["invite", "Ben", "--into", &pair])?;
    ben.ask(&["join", &text_of(&invited["ticket"]), "--wait", "15"])?;
    for device in [&mut *ana, &mut *ben] {
        device.ask_until(&["people", &pair], "both in the pair", |shown| {
            shown["people"].as_array().is_some_and(|people| people.len() == 2)
        })?;
    }
    Ok(pair)
}

fn lend(ana: &mut Device, ben: &mut Device, telling: &mut Telling) -> Result<(), Failure> {
    let asked = ana.ask(&[
        "loan",
        "ask",
        "1000",
        "EUR",
        "--from",
        "Ben",
        "--why",
        "my car exploded",
        "--payback",
        "in parts",
    ])?;
    let ask = text_of(&asked["asks"][0]);
    telling.step("Ana asks Ben for €1,000. Ben offers it, Ana agrees, and both say that it changed hands.");
    let listed = |field: &'static str, id: String| {
        move |shown: &Value| shown.to_string().contains(&format!("\"{field}\":\"{id}\""))
    };
    let list = ["loan", "list"];
    ben.ask_until(&list, "Ana's ask", listed("ask", ask.clone()))?;
    let offer = text_of(&ben.ask(&["loan", "offer", &ask, "1000"])?["offer"]);
    ana.ask_until(&list, "Ben's offer", listed("offer", offer.clone()))?;
    let loan = text_of(&ana.ask(&["loan", "agree", &offer])?["loan"]);
    ben.ask_until(&list, "the loan", listed("loan", loan.clone()))?;
    ben.ask(&["loan", "hand-over", &loan])?;
    ana.ask_until(&list, "the hand-over", |shown| shown["loans"][0]["waiting"][0].is_object())?;
    ana.ask(&["loan", "received", &loan])?;
    both_show(ana, ben, telling, LOAN_MINOR)
}

fn give_back(ana: &mut Device, ben: &mut Device, telling: &mut Telling) -> Result<(), Failure> {
    let mut owed = LOAN_MINOR;
    for (amount, minor) in [("400", 40_000), ("350", 35_000), ("250", 25_000)] {
        owed -= minor;
        telling.step(&format!("Ana gives €{amount} back, and Ben confirms it."));
        let list = ["loan", "list"];
        let loan = text_of(&ana.ask(&list)?["loans"][0]["loan"]);
        let repayment = text_of(&ana.ask(&["loan", "repay", &loan, amount])?["repayment"]);
        ben.ask_until(&list, "the repayment", |shown| {
            shown["loans"][0]["waiting"].to_string().contains(&repayment)
        })?;
        ben.ask(&["loan", "confirm", &repayment])?;
        both_show(ana, ben, telling, owed)?;
    }
    Ok(())
}

/// Waits until both sides show that so much is owed, and tells it.
fn both_show(ana: &mut Device, ben: &mut Device, telling: &Telling, owed_minor: i64) -> Result<(), Failure> {
    for (device, words) in [(ana, "you owe Ben"), (ben, "Ana owes you")] {
        let what = format!("{} owed", euros(owed_minor));
        device.ask_until(&["loan", "list"], &what, |shown| {
            shown["loans"][0]["outstanding_minor"] == json!(owed_minor)
                && shown["loans"][0]["waiting"] == json!([])
        })?;
        let words = if owed_minor == 0 {
            "nothing is owed any more".to_owned()
        } else {
            format!("{words} {}", euros(owed_minor))
        };
        telling.shows(&device.name, &words);
    }
    Ok(())
}

/// Waits until every device shows the same digest of a space, and returns the digests.
fn level(devices: &mut [Device], space: &str) -> Result<Vec<String>, Failure> {
    let mut digests = Vec::new();
    for _ in 0..200 {
        digests.clear();
        for device in devices.iter_mut() {
            digests.push(digest(&device.ask(&["status"])?, space));
        }
        if digests.windows(2).all(|two| two.first() == two.last()) {
            return Ok(digests);
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let shown: Vec<_> =
        devices.iter().zip(&digests).map(|(device, digest)| format!("{} {digest}", device.name)).collect();
    Err(differs(format!("the views never became equal: {}", shown.join(", "))))
}

fn digest(status: &Value, space: &str) -> String {
    let spaces = status["spaces"].as_array().map(Vec::as_slice).unwrap_or_default();
    let found = spaces.iter().find(|shown| shown["space"] == json!(space));
    found.map_or_else(String::new, |shown| text_of(&shown["view_digest"]))
}

/// Looks at all three devices once more and fails where they differ.
fn compare(
    devices: &mut [Device; 3],
    telling: &mut Telling,
    crew: &str,
    pair: &str,
) -> Result<Value, Failure> {
    telling.step("At the end, each device is asked once more.");
    level(devices, crew)?;
    level(&mut devices[..2], pair)?;
    let mut shown = Vec::new();
    for device in devices.iter_mut() {
        let status = device.ask(&["status"])?;
        let note = device.ask(&["note", CREW, NOTE])?;
        let in_pair = !digest(&status, pair).is_empty();
        let balances = if in_pair { device.ask(&["balances", pair])? } else { Value::Null };
        shown.push(json!({
            "name": device.name,
            "crew_digest": digest(&status, crew),
            "pair_digest": in_pair.then(|| digest(&status, pair)),
            "note": note["text"],
            "balances": balances["balances"],
        }));
    }
    if let Some(difference) = difference(&shown) {
        return Err(differs(difference));
    }
    for device in &shown {
        let digest = text_of(&device["crew_digest"]);
        let lines = text_of(&device["note"]).lines().count();
        let pair = text_of(&device["pair_digest"]);
        let pair = pair.get(..12).map_or_else(|| "no pair".to_owned(), |d| format!("pair view {d}…"));
        telling.shows(
            &text_of(&device["name"]),
            &format!("crew view {}…, {lines} lines in the note, {pair}", digest.get(..12).unwrap_or(&digest)),
        );
    }
    Ok(json!(shown))
}

/// What Ana's, Ben's and Chi's devices show differently, or show where they should not.
fn difference(shown: &[Value]) -> Option<String> {
    let [ana, ben, chi] = shown else {
        return Some(format!("{} devices answered, and not three", shown.len()));
    };
    let pairs = [
        ("crew_digest", ana, ben),
        ("crew_digest", ana, chi),
        ("note", ana, ben),
        ("note", ana, chi),
        ("pair_digest", ana, ben),
        ("balances", ana, ben),
    ];
    let differs =
        |(field, one, other): &(&str, &Value, &Value)| one[field] != other[field] || one[field].is_null();
    if let Some((field, one, other)) = pairs.into_iter().find(differs) {
        return Some(format!(
            "{} shows {field} {} and {} shows {}",
            text_of(&one["name"]),
            one[field],
            text_of(&other["name"]),
            other[field]
        ));
    }
    (!chi["pair_digest"].is_null()).then(|| "Chi's device shows the pair of Ana and Ben".to_owned())
}

fn euros(minor: i64) -> String {
    Money { unit: "EUR".to_owned(), exponent: 2, minor }.to_string()
}

pub(super) fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) fn differs(what: String) -> Failure {
    Failure::new("demo_differs", what).hint("this is a fault in weft; please report it")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, pair: Value) -> Value {
        json!({ "name": name, "crew_digest": "c", "note": "n", "pair_digest": pair, "balances": [] })
    }

    #[test]
    fn a_difference_is_named_with_what_each_shows() {
        let level = [shown("Ana", json!("p")), shown("Ben", json!("p")), shown("Chi", Value::Null)];
        assert_eq!(difference(&level), None);
        for (who, field) in [(1, "crew_digest"), (2, "note"), (0, "pair_digest"), (1, "balances")] {
            let mut apart = level.clone();
            apart[who][field] = json!("other");
            let said = difference(&apart).unwrap();
            assert!(said.contains(field) && said.contains("other"), "{said}");
        }
        let mut told = level.clone();
        told[2]["pair_digest"] = json!("p");
        assert!(difference(&told).unwrap().contains("Chi"));
        let mut silent = level;
        silent[0]["crew_digest"] = Value::Null;
        assert!(difference(&silent).is_some(), "nothing at all is no agreement");
    }
}
