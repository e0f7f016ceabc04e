//! The gathering of the demo: its wall is worked on apart by all three, and nobody's work is lost.

use super::{
    Telling,
    device::Device,
    story::{CREW, differs, text_of},
};
use crate::answer::Failure;
use serde_json::{Value, json};

/// The gathering's name.
const NAME: &str = "Winter fire";
/// The session that two of them change apart.
const BREAD: &str = "Bread for thirty";
/// The session that the third puts in the same place.
const SOUP: &str = "Soup";

/// Ana calls a gathering and puts a session on its wall, while all sit together.
pub(super) fn call(devices: &mut [Device; 3], telling: &mut Telling) -> Result<(), Failure> {
    telling.step(&format!("Ana calls a gathering, \"{NAME}\", and puts a session on its wall."));
    let [ana, ..] = devices;
    let call = ["gathering", "call", CREW, NAME, "--question", "What holds us?", "--place", "Long Barn"];
    let when = ["--from", "2026-12-04", "--to", "2026-12-07", "--zone", "Europe/Berlin"];
    ana.ask(&[call.as_slice(), when.as_slice()].concat())?;
    let place = ["--day", "2026-12-05", "--at", "10:00", "--place", "Kitchen", "--host", "Ana"];
    ana.ask(&[["wall", "add", CREW, BREAD].as_slice(), place.as_slice()].concat())?;
    for device in devices.iter_mut() {
        let shown = device.ask_until(&["wall", "show", CREW], "the session", |shown| {
            shown["cards"].as_array().is_some_and(|cards| cards.len() == 1)
        })?;
        telling.shows(&device.name, &format!("{}, {}", title(&shown, 0), spot(&shown, 0)));
    }
    Ok(())
}

/// Apart, Ana moves the session, Ben changes its words, and Chi puts another one in its new place.
pub(super) fn work_apart(devices: &mut [Device; 3], telling: &mut Telling) -> Result<(), Failure> {
    telling.step("Still apart, Ana moves the session, Ben changes its words, and Chi places another one.");
    let [ana, ben, chi] = devices;
    ana.once(&["wall", "move", CREW, BREAD, "--at", "14:00"])?;
    telling.shows(&ana.name, "moved it to 14:00");
    ben.once(&["wall", "edit", CREW, BREAD, "--host", "Ana and Ben", "--note", "bring an apron"])?;
    telling.shows(&ben.name, "hosts it too: bring an apron");
    let place = ["--day", "2026-12-05", "--at", "14:30", "--place", "kitchen"];
    chi.once(&[["wall", "add", CREW, SOUP].as_slice(), place.as_slice()].concat())?;
    telling.shows(&chi.name, "put soup into the kitchen at 14:30");
    Ok(())
}

/// Together again, all three show one wall on which everything that was done stands, and what clashes is said.
pub(super) fn stands(devices: &mut [Device; 3], telling: &mut Telling) -> Result<(), Failure> {
    telling.step("On the wall everything stands: the move, the words, and a clash to talk about.");
    let mut walls: Vec<Value> = Vec::new();
    for device in devices.iter_mut() {
        let shown = device.ask_until(&["wall", "show", CREW], "the whole wall", |shown| {
            shown["cards"].as_array().is_some_and(|cards| cards.len() == 2)
                && shown["cards"][0]["note"] == json!("bring an apron")
                && shown["cards"][0]["spot"]["start"] == json!("14:00")
        })?;
        let clash = text_of(&shown["clashes"][0]["place"]);
        if clash.is_empty() {
            return Err(differs(format!("{} shows no clash in {shown}", device.name)));
        }
        let both = format!("{} and {}", title(&shown, 0), title(&shown, 1));
        telling.shows(&device.name, &format!("{both}, at one time in {clash}; both stay"));
        walls.push(shown);
    }
    match walls.windows(2).find(|two| two.first() != two.last()) {
        Some(two) => Err(differs(format!("the walls differ: {two:?}"))),
        None => Ok(()),
    }
}

fn title(wall: &Value, card: usize) -> String {
    text_of(&wall["cards"][card]["title"])
}

fn spot(wall: &Value, card: usize) -> String {
    let spot = &wall["cards"][card]["spot"];
    format!("{} {} in {}", text_of(&spot["day"]), text_of(&spot["start"]), text_of(&spot["place"]))
}
