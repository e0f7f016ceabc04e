//! A crew and a pair that lived a little, and their copies.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    reason = "each test file uses its own part of it"
)]

#[path = "../../../weft-replica/tests/world/mod.rs"]
pub mod world;

use weft_archive::{Archive, Files, Report};
use weft_ids::{ActId, CivilDate, SpaceId};
use weft_view::{AskKind, Coming, Command, CopySummary, LoanCommand, PageEdit, Refusal, Reply, SpaceKind};
use world::World;

pub fn day(day: u8) -> CivilDate {
    CivilDate::new(2026, 11, day).unwrap()
}

/// The entries that a device hands out.
pub fn records(world: &mut World, device: usize, space: SpaceId) -> Vec<Vec<u8>> {
    match world.ask(device, Command::Export { space }) {
        Ok(Reply::Exported { records, .. }) => records,
        other => panic!("exporting answered {other:?}"),
    }
}

pub fn copy(world: &mut World, device: usize, space: SpaceId) -> Archive {
    Archive::build(&records(world, device, space), &mut |_| {})
        .expect("what a device holds can be written out")
}

pub fn import(world: &mut World, device: usize, records: Vec<Vec<u8>>) -> Result<CopySummary, Refusal> {
    match world.ask(device, Command::Import { records }) {
        Ok(Reply::Imported(summary)) => Ok(summary),
        Ok(other) => panic!("importing answered {other:?}"),
        Err(refusal) => Err(refusal),
    }
}

pub fn verify(files: &Files) -> Report {
    weft_archive::verify(files, &std::collections::BTreeMap::new(), &mut |_| {})
}

/// The text of a file of a copy.
pub fn text(files: &Files, path: &str) -> String {
    let bytes = files.get(path).unwrap_or_else(|| panic!("there is no {path} in {:?}", files.keys()));
    String::from_utf8(bytes.clone()).unwrap()
}

fn edit(world: &mut World, device: usize, space: SpaceId, edit: PageEdit) {
    world.ask(device, Command::Edit { space, edit }).expect("it can be written");
}

/// Ana and Ben in a crew with a page, two notes that both wrote on, and a meeting; Chi knows nothing of it.
pub fn crew() -> (World, SpaceId) {
    let mut world = World::of(&["Ana", "Ben", "Chi"]);
    let crew = world.found(0, SpaceKind::Crew, "Thursday table");
    world.bring_in(0, 1, crew);
    edit(&mut world, 0, crew, PageEdit::Intention("bread; and soup, for eight".into()));
    let meeting = PageEdit::NextMeeting {
        date: day(26),
        time: "19:00".into(),
        zone: "Europe/Berlin".into(),
        place: "Ana's kitchen, Käthe-Kollwitz-Straße 12, the door on the left behind the bicycles".into(),
    };
    edit(&mut world, 0, crew, meeting);
    for (device, line) in [(0, "soup on Thursday"), (1, "bread too, ~äöü~")] {
        edit(&mut world, device, crew, PageEdit::Append { title: "Plans / next".into(), text: line.into() });
        world.meet(0, 1);
    }
    edit(&mut world, 1, crew, PageEdit::Append { title: "スープ".into(), text: "味噌".into() });
    edit(&mut world, 1, crew, PageEdit::About("=cmd|' /C calc'!A0".into()));
    world.meet(0, 1);
    let meeting = world.space(1, &crew).crew.unwrap().next.unwrap().id;
    edit(&mut world, 1, crew, PageEdit::Coming { meeting, answer: Coming::Yes });
    world.meet(0, 1);
    (world, crew)
}

pub fn step(world: &mut World, device: usize, command: LoanCommand) -> ActId {
    let act = match world.ask(device, Command::Loan(command)) {
        Ok(Reply::Act(act)) => act,
        other => panic!("the step answered {other:?}"),
    };
    world.meet(0, 1);
    act
}

/// Ana lends Ben an amount, as both say.
pub fn lent(world: &mut World, pair: SpaceId, amount: &str, unit: &str, why: &str) -> ActId {
    let offer = LoanCommand::Offer {
        space: pair,
        ask: None,
        amount: amount.into(),
        unit: unit.into(),
        why: why.into(),
    };
    let offer = step(world, 0, offer);
    let loan = step(world, 1, LoanCommand::Agree { offer });
    step(world, 0, LoanCommand::HandOver { loan, amount: None, on: Some(day(3)) });
    step(world, 1, LoanCommand::Received { loan, amount: None, on: Some(day(3)) });
    loan
}

pub fn repaid(world: &mut World, loan: ActId, amount: &str, on: u8) -> ActId {
    let half = step(world, 1, LoanCommand::Repay { loan, amount: amount.into(), on: Some(day(on)) });
    step(world, 0, LoanCommand::Confirm { half, amount: None })
}

/// Ana and Ben with loans in three units, some of it paid back, let go and taken back again, and an ask that waits.
pub fn pair() -> (World, SpaceId) {
    let mut world = World::of(&["Ana", "Ben", "Chi"]);
    let pair = world.found(0, SpaceKind::Pair, "us two");
    world.bring_in(0, 1, pair);
    let euros = lent(&mut world, pair, "400.50", "EUR", "a bike; =SUM(A1), \"red\"");
    let yen = lent(&mut world, pair, "3000", "JPY", "ramen");
    let jars = lent(&mut world, pair, "7", "jar", "for jam");
    repaid(&mut world, euros, "100", 10);
    let again = repaid(&mut world, euros, "50.25", 12);
    repaid(&mut world, yen, "3000", 11);
    step(
        &mut world,
        0,
        LoanCommand::Forgive { loan: jars, amount: Some("2".into()), note: "keep them".into() },
    );
    let back = LoanCommand::Reverse { act: again, why: "it was another bill".into() };
    let back = step(&mut world, 1, back);
    step(&mut world, 0, LoanCommand::Confirm { half: back, amount: None });
    step(&mut world, 1, LoanCommand::Repay { loan: euros, amount: "1".into(), on: None });
    let ask = LoanCommand::Ask {
        space: pair,
        amount: "20".into(),
        unit: "EUR".into(),
        why: "a book".into(),
        kind: AskKind::Either,
        by: None,
        payback: "when I can".into(),
    };
    step(&mut world, 1, ask);
    (world, pair)
}
