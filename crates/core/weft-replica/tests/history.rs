//! The history of pages and entries over devices that meet, and putting a page back.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod world;

use weft_ids::{EntryHash, SpaceId};
use weft_view::{
    BackTo, Command, Deed, DraftView, EntryView, FieldChange, HistoryView, LoanCommand, LookCommand,
    PageEdit, PageKind, Refusal, Reply, Run, SpaceKind, StepChange,
};
use world::{NOW, World};

fn crew() -> (World, SpaceId) {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Thursday table");
    world.bring_in(0, 1, crew);
    (world, crew)
}

fn edit(world: &mut World, device: usize, space: SpaceId, edit: PageEdit) {
    assert_eq!(world.ask(device, Command::Edit { space, edit }), Ok(Reply::Done));
}

fn append(world: &mut World, device: usize, space: SpaceId, words: &str) {
    edit(world, device, space, PageEdit::Append { title: "Plans".into(), text: words.into() });
}

fn look(world: &mut World, device: usize, look: LookCommand) -> Result<Reply, Refusal> {
    world.ask(device, Command::Look(look))
}

fn part(world: &mut World, device: usize, space: SpaceId, skip: usize, limit: usize) -> HistoryView {
    let (kind, key) = (PageKind::Note, "Plans".to_owned());
    match look(world, device, LookCommand::History { space, kind, key, skip, limit }) {
        Ok(Reply::History(history)) => history,
        other => panic!("history answered {other:?}"),
    }
}

fn history(world: &mut World, device: usize, space: SpaceId) -> HistoryView {
    part(world, device, space, 0, 200)
}

fn step(world: &mut World, device: usize, space: SpaceId, entry: EntryHash) -> StepChange {
    let (kind, key) = (PageKind::Note, "Plans".to_owned());
    match look(world, device, LookCommand::Step { space, kind, key, entry }) {
        Ok(Reply::Step(step)) => *step,
        other => panic!("the step answered {other:?}"),
    }
}

fn put_back(world: &mut World, device: usize, space: SpaceId, to: BackTo) -> Result<Reply, Refusal> {
    world.ask(device, Command::PutBack { space, kind: PageKind::Note, key: "Plans".into(), to })
}

fn entry(world: &mut World, device: usize, space: SpaceId, typed: &str) -> EntryView {
    match look(world, device, LookCommand::Entry { space, entry: typed.into() }) {
        Ok(Reply::Entry(entry)) => *entry,
        other => panic!("the entry answered {other:?}"),
    }
}

fn text(world: &World, device: usize, space: &SpaceId) -> String {
    let space = world.space(device, space);
    space.notes.iter().find(|note| note.title == "Plans").unwrap().text.clone()
}

#[test]
fn what_was_written_apart_is_told_alike_on_both_devices() {
    let (mut world, crew) = crew();
    append(&mut world, 0, crew, "bread");
    world.meet(0, 1);
    append(&mut world, 0, crew, "salt");
    append(&mut world, 1, crew, "soup");
    world.meet(0, 1);
    append(&mut world, 1, crew, "tea");
    world.meet(0, 1);
    let (of_ana, of_ben) = (history(&mut world, 0, crew), history(&mut world, 1, crew));
    assert_eq!(of_ana, of_ben);
    assert_eq!(of_ana.total, 4);
    assert_eq!(of_ana.steps.iter().map(|step| step.number).collect::<Vec<_>>(), [4, 3, 2, 1]);
    let apart: Vec<_> = of_ana.steps.iter().map(|step| step.apart.clone()).collect();
    assert_eq!(apart, [vec![], vec![2], vec![3], vec![]]);
    let people: Vec<_> = of_ana.steps.iter().map(|step| step.person.unwrap()).collect();
    let ben = world.space(0, &crew).people[1].person;
    assert_eq!(people[0], ben, "the newest is Ben's");
    for told in &of_ana.steps {
        let (a, b) = (step(&mut world, 0, crew, told.entry), step(&mut world, 1, crew, told.entry));
        assert_eq!(a, b);
        assert_eq!(a.step, *told);
    }
    let newest = step(&mut world, 0, crew, of_ana.steps[0].entry);
    let FieldChange::Text { field, runs } = &newest.change[0] else { panic!("{newest:?}") };
    assert_eq!(field, "text");
    assert_eq!(runs.last(), Some(&Run::Added("tea\n".into())));
    assert!(runs.iter().all(|run| !matches!(run, Run::Removed(_))), "{runs:?}");
}

#[test]
fn a_step_says_when_it_came_here_and_still_knows_after_a_restart() {
    let (mut world, crew) = crew();
    append(&mut world, 0, crew, "bread");
    world.meet(0, 1);
    for device in [0, 1] {
        assert_eq!(history(&mut world, device, crew).steps[0].came, Some(NOW));
        world.devices[device].restart();
        assert_eq!(history(&mut world, device, crew).steps[0].came, Some(NOW));
    }
    // A profile from before times were noted has none, and all else is told.
    world.devices[1].rows.retain(|(table, key), _| *table != weft_ids::Table::Peers || key[0] != b't');
    world.devices[1].restart();
    assert_eq!(history(&mut world, 1, crew).steps[0].came, None);
}

#[test]
fn a_note_is_put_back_and_what_others_write_meanwhile_stays() {
    let (mut world, crew) = crew();
    append(&mut world, 0, crew, "bread and soup");
    append(&mut world, 0, crew, "and thorns");
    world.meet(0, 1);
    append(&mut world, 1, crew, "and tea");
    let first = history(&mut world, 0, crew).steps[1].entry;
    let way = step(&mut world, 0, crew, first).way_back;
    assert_eq!(way.len(), 1, "{way:?}");
    let Ok(Reply::Wrote(back)) = put_back(&mut world, 0, crew, BackTo::After(first)) else { panic!() };
    assert_eq!(text(&world, 0, &crew), "bread and soup");
    world.meet(0, 1);
    assert_eq!(text(&world, 0, &crew), "bread and soup\nand tea");
    assert_eq!(text(&world, 1, &crew), text(&world, 0, &crew));
    assert_eq!(history(&mut world, 1, crew).total, 4, "nothing is erased");
    // Only its own person takes the step back, and Ben's words stay then too.
    let refused = put_back(&mut world, 1, crew, BackTo::Without(back)).unwrap_err();
    assert_eq!(refused.code, "not_yours");
    assert!(put_back(&mut world, 0, crew, BackTo::Without(back)).is_ok());
    assert_eq!(text(&world, 0, &crew), "bread and soup\nand thorns\nand tea");
}

#[test]
fn a_page_is_not_put_back_where_nothing_would_change_or_one_only_reads() {
    let (mut world, crew) = crew();
    append(&mut world, 0, crew, "bread");
    world.meet(0, 1);
    let only = history(&mut world, 1, crew).steps[0].entry;
    let entries = world.space(1, &crew).entries;
    let refused = put_back(&mut world, 1, crew, BackTo::After(only)).unwrap_err();
    assert_eq!(refused.code, "nothing_to_put_back");
    let refused = put_back(&mut world, 1, crew, BackTo::After(EntryHash([9; 32]))).unwrap_err();
    assert_eq!(refused.code, "no_such_step");
    let key = "Nobody wrote this".to_owned();
    let command = LookCommand::History { space: crew, kind: PageKind::Note, key, skip: 0, limit: 9 };
    assert_eq!(look(&mut world, 1, command).unwrap_err().code, "no_such_page");
    assert_eq!(world.space(1, &crew).entries, entries, "a refusal changes nothing");
    append(&mut world, 1, crew, "soup");
    assert_eq!(world.ask(1, Command::Leave { space: crew }), Ok(Reply::Done));
    assert_eq!(put_back(&mut world, 1, crew, BackTo::After(only)).unwrap_err().code, "read_only");
    assert!(step(&mut world, 1, crew, only).closed.is_some());
    assert_eq!(history(&mut world, 1, crew).total, 2, "who left reads on");
}

#[test]
fn what_somebody_says_of_themselves_is_theirs_to_put_back() {
    let (mut world, crew) = crew();
    edit(&mut world, 1, crew, PageEdit::About("I bake".into()));
    edit(&mut world, 1, crew, PageEdit::About("I do not bake".into()));
    world.meet(0, 1);
    let ben = world.space(0, &crew).people[1].person.to_string();
    let (kind, key) = (PageKind::Profile, ben.clone());
    let command = LookCommand::History { space: crew, kind, key, skip: 0, limit: 9 };
    let Ok(Reply::History(told)) = look(&mut world, 0, command) else { panic!() };
    assert_eq!(told.steps[0].fields, ["about"]);
    assert!(told.closed.is_some());
    let to = BackTo::After(told.steps[1].entry);
    let back = |key: &str| Command::PutBack { space: crew, kind, key: key.to_owned(), to };
    assert_eq!(world.ask(0, back(&ben)).unwrap_err().code, "not_yours");
    assert!(world.ask(1, back(&ben)).is_ok());
    let person = world.space(1, &crew).me;
    assert_eq!(world.space(1, &crew).profiles[&person].about, "I bake");
}

#[test]
fn a_crew_page_is_told_in_words_and_put_back() {
    let (mut world, crew) = crew();
    edit(&mut world, 0, crew, PageEdit::Place("the barn".into()));
    let review = weft_ids::CivilDate::parse("2026-12-24").unwrap();
    let rhythm = PageEdit::Rhythm { beat: None, minutes: 60, meetings: 6, review };
    edit(&mut world, 0, crew, rhythm);
    let (kind, key) = (PageKind::Crew, String::new());
    let command = LookCommand::History { space: crew, kind, key: key.clone(), skip: 0, limit: 9 };
    let Ok(Reply::History(told)) = look(&mut world, 0, command) else { panic!() };
    let newest = LookCommand::Step { space: crew, kind, key: key.clone(), entry: told.steps[0].entry };
    let Ok(Reply::Step(newest)) = look(&mut world, 0, newest) else { panic!() };
    let said = "no rhythm yet, 60 minutes, 6 meetings, review on 2026-12-24".to_owned();
    let change =
        FieldChange::Value { field: "rhythm".into(), person: None, old: Vec::new(), new: vec![said] };
    assert_eq!(newest.change, [change]);
    let to = BackTo::After(told.steps[1].entry);
    assert!(world.ask(0, Command::PutBack { space: crew, kind, key, to }).is_ok());
    let page = world.space(0, &crew).crew.unwrap();
    assert_eq!((page.place.as_str(), page.review), ("the barn", None));
}

#[test]
fn a_long_history_is_told_in_parts() {
    let (mut world, crew) = crew();
    for line in 0..230 {
        append(&mut world, 0, crew, &format!("line {line}"));
    }
    let first = part(&mut world, 0, crew, 0, usize::MAX);
    assert_eq!((first.total, first.steps.len()), (230, 200), "never more than fits");
    let rest = part(&mut world, 0, crew, 200, usize::MAX);
    assert_eq!(
        rest.steps.iter().map(|step| step.number).collect::<Vec<_>>(),
        (1..=30).rev().collect::<Vec<_>>()
    );
    assert!(part(&mut world, 0, crew, 230, 9).steps.is_empty());
    let far = step(&mut world, 0, crew, first.steps[0].entry);
    let FieldChange::Text { runs, .. } = &far.change[0] else { panic!() };
    assert!(matches!(runs[0], Run::Skipped(_)), "what did not change is left out: {runs:?}");
}

#[test]
fn several_changes_of_one_entry_are_one_step() {
    let (mut world, crew) = crew();
    let long = "a rather long line of words\n".repeat(300);
    let base = DraftView { text: String::new(), heads: Vec::new() };
    append(&mut world, 0, crew, "bread");
    let heads = world.space(0, &crew).notes[0].draft.heads.clone();
    let keep = Command::KeepDraft {
        space: crew,
        title: "Plans".into(),
        text: long.clone(),
        base: DraftView { heads, ..base },
    };
    assert_eq!(world.ask(0, keep), Ok(Reply::Done));
    assert_eq!(world.ask(0, Command::PutOnTable { space: crew, title: "Plans".into() }), Ok(Reply::Done));
    let told = history(&mut world, 0, crew);
    assert_eq!(told.total, 2);
    assert!(told.steps[0].written > 8_000, "{:?}", told.steps[0]);
}

#[test]
fn an_entry_says_what_it_says_and_on_what_it_builds() {
    let mut world = World::of(&["Ana", "Ben"]);
    let pair = world.found(0, SpaceKind::Pair, "us two");
    world.bring_in(0, 1, pair);
    let ask = LoanCommand::Ask {
        space: pair,
        amount: "120".into(),
        unit: "EUR".into(),
        why: "the gearbox".into(),
        kind: weft_view::AskKind::Loan,
        by: None,
        payback: "40 a month".into(),
    };
    assert!(world.ask(1, Command::Loan(ask)).is_ok());
    world.meet(0, 1);
    let Ok(Reply::Log(lines)) = world.ask(0, Command::Log { space: pair, limit: 1 }) else { panic!() };
    let newest = lines[0].entry.to_string();
    let told = entry(&mut world, 0, pair, &newest[..8]);
    assert_eq!(told.line, lines[0]);
    assert_eq!(told.line.came, Some(NOW));
    assert_eq!((told.aside.clone(), told.said.len(), told.builds_on.len()), (None, 1, 1));
    assert!(matches!(told.said[0].deed, Deed::Asked(_)));
    assert_eq!(told.said[0].words, "the gearbox · 40 a month");
    assert_eq!(told.said[0].refused, None);
    let page = PageEdit::Append { title: "Plans".into(), text: "soup".into() };
    edit(&mut world, 0, pair, page);
    let Ok(Reply::Log(lines)) = world.ask(0, Command::Log { space: pair, limit: 1 }) else { panic!() };
    let told = entry(&mut world, 0, pair, &lines[0].entry.to_string());
    let (kind, key, changes) = &told.pages[0];
    assert_eq!((*kind, key.as_str(), changes.len()), (PageKind::Note, "Plans", 1));
    for (typed, code) in [("zz", "no_such_entry"), ("ffffffffffff", "no_such_entry"), ("", "no_such_entry")] {
        let asked = LookCommand::Entry { space: pair, entry: typed.into() };
        assert_eq!(look(&mut world, 0, asked).unwrap_err().code, code, "{typed:?}");
    }
}

#[test]
fn an_entry_that_is_set_aside_says_so_and_why() {
    let (mut world, crew) = crew();
    append(&mut world, 1, crew, "bread");
    world.meet(0, 1);
    // Ben leaves on his second look, and a copy of his profile writes on without knowing.
    let copy = world.devices[1].rows.clone();
    assert_eq!(world.ask(1, Command::Leave { space: crew }), Ok(Reply::Done));
    let mut old = world::Device::new("Ben", "old copy", 9);
    old.rows = copy;
    old.restart();
    world.devices.push(old);
    append(&mut world, 2, crew, "late words");
    let late = world::hand::Hand::of(&world.devices[2], &crew).own().last().map(|record| (*record).clone());
    let late = late.unwrap();
    world.meet(0, 1);
    let session = world.connect(0, 1);
    world.give(0, session, &crew, &[&late]);
    let aside = world.space(0, &crew).set_aside.clone();
    assert!(!aside.is_empty(), "{:?}", world.closed);
    let told = entry(&mut world, 0, crew, &aside[0].entry.to_string());
    assert_eq!(told.aside.as_deref(), Some(aside[0].why.as_str()));
    assert!(!told.line.kept);
    assert!(
        told.pages.iter().any(|(_, key, _)| key == "Plans"),
        "what it said is told all the same: {told:?}"
    );
}
