//! Copies that are made, carried elsewhere and opened there.
//!
//! What must hold:
//! 1. The same entries make the same files, whoever makes them.
//! 2. A copy opened elsewhere shows the same, and a copy of that is the same again.
//! 3. Whoever only has a copy reads it and writes nothing, until somebody invites them.

mod support;

use proptest::prelude::*;
use std::collections::BTreeMap;
use support::{copy, crew, import, pair, records, repaid, text, verify, world};
use weft_archive::{ENTRIES_FILE, is_plain_path, read_entries};
use weft_ids::SpaceId;
use weft_view::{
    BesideCommand, CardDraft, Command, FourSpace, GatheringCall, GatheringCommand, Label, PageEdit, Reply,
    SpaceView, SpotDraft, Stage,
};
use world::World;

fn append(world: &mut World, device: usize, space: SpaceId, line: &str) -> Result<(), &'static str> {
    let edit = PageEdit::Append { title: "Plans / next".into(), text: line.into() };
    world.ask(device, Command::Edit { space, edit }).map(drop).map_err(|refusal| refusal.code)
}

fn seen(world: &World, device: usize, space: SpaceId) -> SpaceView {
    world.space(device, &space)
}

#[test]
fn the_same_entries_make_the_same_files_on_every_device() {
    for (mut world, space) in [crew(), pair()] {
        let (ana, ben) = (copy(&mut world, 0, space), copy(&mut world, 1, space));
        assert_eq!(ana.manifest.view_digest, seen(&world, 0, space).view_digest);
        assert_eq!(ana, ben);
        assert!(ana.files.keys().all(|path| is_plain_path(path)), "{:?}", ana.files.keys());
    }
}

#[test]
fn a_copy_opened_elsewhere_shows_the_same_and_copies_to_the_same_bytes() {
    for (mut world, space) in [crew(), pair()] {
        let made = copy(&mut world, 0, space);
        let entries = read_entries(&made.files[ENTRIES_FILE]).unwrap();
        let summary = import(&mut world, 2, entries.clone()).unwrap();
        assert_eq!((summary.space, summary.is_copy), (space, true));
        assert_eq!(summary.new, made.manifest.entries);
        world.devices[2].restart();
        assert_eq!(seen(&world, 2, space).view_digest, seen(&world, 0, space).view_digest);
        assert_eq!(copy(&mut world, 2, space), made);
        let again = import(&mut world, 2, entries).unwrap();
        assert_eq!((again.new, again.is_copy), (0, true), "importing twice is harmless");
        assert_eq!(copy(&mut world, 2, space), made);
    }
}

#[test]
fn a_copy_can_be_read_and_not_written_in_until_somebody_invites() {
    let (mut world, space) = crew();
    let made = records(&mut world, 0, space);
    import(&mut world, 2, made.clone()).unwrap();
    let why = seen(&world, 2, space).read_only.expect("it only reads");
    assert!(why.contains("copy") && why.contains("invite"), "{why}");
    assert_eq!(append(&mut world, 2, space, "mine"), Err("read_only"));
    assert!(world.devices[2].replica.contacts().is_empty(), "nobody is looked for because of a copy");
    assert_eq!(seen(&world, 2, space).people.iter().map(|member| member.lacks).sum::<u64>(), 0);

    append(&mut world, 0, space, "written later").unwrap();
    world.bring_in(0, 2, space);
    assert_eq!(seen(&world, 2, space).read_only, None);
    append(&mut world, 2, space, "hello").unwrap();
    world.meet(0, 2);
    world.devices[2].restart();
    assert_eq!(seen(&world, 2, space).read_only, None);
    assert_eq!(seen(&world, 2, space).view_digest, seen(&world, 0, space).view_digest);
    // The old copy brings nothing any more, and takes nothing away.
    let old = import(&mut world, 2, made).unwrap();
    assert_eq!((old.new, old.is_copy), (0, false));
}

#[test]
fn a_copy_levels_a_member_who_missed_some_of_it() {
    let (mut world, space) = crew();
    for line in 0..5 {
        append(&mut world, 0, space, &format!("line {line}")).unwrap();
    }
    let made = records(&mut world, 0, space);
    let summary = import(&mut world, 1, made).unwrap();
    assert_eq!((summary.new, summary.is_copy), (5, false));
    assert_eq!(seen(&world, 1, space).view_digest, seen(&world, 0, space).view_digest);
    append(&mut world, 1, space, "still mine to write").unwrap();
}

#[test]
fn entries_that_do_not_hold_are_refused_whole() {
    let (mut world, space) = crew();
    let made = records(&mut world, 0, space);
    let refused = |world: &mut World, records: Vec<Vec<u8>>| import(world, 2, records).unwrap_err().code;
    assert_eq!(refused(&mut world, Vec::new()), "copy_not_valid");
    assert_eq!(refused(&mut world, made[1..].to_vec()), "copy_not_valid");
    let mut without = made.clone();
    without.remove(2);
    assert_eq!(refused(&mut world, without), "copy_not_valid");
    let mut forged = made.clone();
    *forged[3].last_mut().unwrap() ^= 1;
    assert_eq!(refused(&mut world, forged), "copy_not_valid");
    assert!(world.devices[2].view().spaces.is_empty());
}

#[test]
fn what_a_copy_says_can_be_read_by_people_and_programs() {
    let (mut world, space) = crew();
    let files = copy(&mut world, 0, space).files;
    let readme = text(&files, "README.txt");
    for said in ["Thursday table", "weft verify FOLDER", &seen(&world, 0, space).view_digest, "notes/"] {
        assert!(readme.contains(said), "{said}: {readme}");
    }
    let note = files.keys().find(|path| path.starts_with("notes/plans-next-")).unwrap().clone();
    assert_eq!(text(&files, &note), "# Plans / next\n\nsoup on Thursday\nbread too, ~äöü~\n");
    assert!(text(&files, "people.csv").contains(",'=cmd|' /C calc'!A0,"), "no cell runs");
    let log = text(&files, "log.csv");
    assert_eq!(log.lines().count() as u64, 1 + seen(&world, 0, space).entries);
    assert!(log.contains("founded this") && log.contains("wrote in the note"), "{log}");
    let crew = text(&files, "crew.json");
    assert!(crew.contains("\"intention\": \"bread; and soup, for eight\""), "{crew}");
    assert!(crew.contains("\"comes\": \"yes\""), "{crew}");
    let values = files.keys().find(|path| path.starts_with("pages/note-plans") && path.ends_with("json"));
    assert!(text(&files, values.unwrap()).contains("soup on Thursday"));
}

#[test]
fn a_meeting_is_written_for_any_calendar() {
    let (mut world, space) = crew();
    let calendar = text(&copy(&mut world, 0, space).files, "meetings.ics");
    assert!(
        calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && calendar.ends_with("END:VCALENDAR\r\n")
    );
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{calendar}");
    let unfolded = calendar.replace("\r\n ", "");
    assert!(
        unfolded.contains("DTSTART:20261126T180000Z\r\n"),
        "Berlin is an hour ahead in winter: {unfolded}"
    );
    assert!(
        unfolded.contains("LOCATION:Ana's kitchen\\, Käthe-Kollwitz-Straße 12\\, the door on"),
        "{unfolded}"
    );
    assert!(unfolded.contains("\\nBen comes\r\n"), "{unfolded}");
}

#[test]
fn a_gathering_is_in_a_copy_with_its_wall_and_for_any_calendar() {
    let (mut world, space) = crew();
    let call = GatheringCall {
        name: "Autumn, at the mill".into(),
        question: "what do we keep?".into(),
        first: support::day(20),
        last: support::day(23),
        zone: "Europe/Berlin".into(),
        place: "the mill".into(),
        ring: Some(30),
        stage: Stage::Called,
    };
    let called = world.ask(0, Command::Gathering(GatheringCommand::Call { space, call }));
    let Ok(Reply::Made(gathering)) = called else { panic!("calling answered {called:?}") };
    let spot = SpotDraft {
        day: support::day(21),
        start: "10:00".into(),
        space: FourSpace::Whole,
        site: "barn".into(),
    };
    let card =
        CardDraft { title: "=Opening".into(), host: "Ana".into(), minutes: 90, note: String::new(), spot };
    world.ask(0, Command::Gathering(GatheringCommand::Place { space, gathering, card })).unwrap();
    world.meet(0, 1);
    let made = copy(&mut world, 0, space);
    assert_eq!(copy(&mut world, 1, space), made);
    assert!(verify(&made.files).holds());
    let named =
        |end: &str| made.files.keys().find(|path| path.starts_with("gatherings/") && path.ends_with(end));
    let json = text(&made.files, named(".json").unwrap());
    assert!(
        json.contains("\"question\": \"what do we keep?\"") && json.contains("\"stage\": \"called\""),
        "{json}"
    );
    let wall = text(&made.files, named(".csv").unwrap());
    assert!(wall.contains("2026-11-21,10:00,90,whole,barn,'=Opening,Ana,"), "{wall}");
    let calendar = text(&made.files, "meetings.ics").replace("\r\n ", "");
    assert!(calendar.contains("DTSTART;VALUE=DATE:20261120\r\nDTEND;VALUE=DATE:20261124\r\n"), "{calendar}");
    assert!(
        calendar.contains("DTSTART:20261121T090000Z\r\nDURATION:PT90M\r\nSUMMARY:=Opening\r\n"),
        "{calendar}"
    );
}

#[test]
fn contents_that_can_be_forgotten_are_named_in_a_copy_and_not_in_it() {
    let (mut world, space) = crew();
    let line =
        BesideCommand::ContactLine { space, label: Label::Phone, line: "+49 30 1234567".into(), of: None };
    world.ask(0, Command::Beside(line)).unwrap();
    world.meet(0, 1);
    let made = copy(&mut world, 0, space);
    assert!(text(&made.files, "beside.json").contains("\"label\": \"phone\""));
    let said = b"1234567";
    assert!(!made.files.values().any(|bytes| bytes.windows(said.len()).any(|window| window == said)));
    import(&mut world, 2, read_entries(&made.files[ENTRIES_FILE]).unwrap()).unwrap();
    assert_eq!(seen(&world, 2, space).view_digest, seen(&world, 0, space).view_digest);
    assert_eq!(copy(&mut world, 2, space), made);
}

#[test]
fn a_copy_made_by_a_device_that_saw_a_fork_shows_it_elsewhere_too() {
    let (mut world, space) = crew();
    let hand = world::hand::Hand::of(&world.devices[1], &space);
    let twin = hand.twin(hand.own().last().unwrap(), 7);
    let mut entries = records(&mut world, 0, space);
    entries.push(twin.bytes().to_vec());
    import(&mut world, 0, entries).unwrap();
    assert_eq!(seen(&world, 0, space).forks.len(), 1);
    let made = copy(&mut world, 0, space);
    assert!(verify(&made.files).holds());
    let entries = records(&mut world, 0, space);
    import(&mut world, 2, entries).unwrap();
    assert_eq!(seen(&world, 2, space).view_digest, seen(&world, 0, space).view_digest);
    assert_eq!(copy(&mut world, 2, space), made);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_was_said_a_copy_shows_it_and_copies_to_itself(
        steps in prop::collection::vec((0usize..2, 0u8..4, "[a-zA-Z0-9 ,;\"äß=]{1,30}"), 0..12)
    ) {
        let (mut world, space) = pair();
        let loan = world.space(0, &space).ledger.loans[0].id;
        for (device, kind, words) in steps {
            match kind {
                0 => { repaid(&mut world, loan, "0.01", 14); }
                1 => world.meet(0, 1),
                _ => {
                    let edit = PageEdit::Append { title: "Plans".into(), text: words };
                    // Words that no note can hold are refused, and change nothing.
                    world.ask(device, Command::Edit { space, edit }).ok();
                }
            }
        }
        world.meet(0, 1);
        let made = copy(&mut world, 0, space);
        prop_assert!(verify(&made.files).holds());
        import(&mut world, 2, read_entries(&made.files[ENTRIES_FILE]).unwrap()).unwrap();
        prop_assert_eq!(world.space(2, &space).view_digest, world.space(1, &space).view_digest);
        prop_assert_eq!(&copy(&mut world, 2, space), &made);
        prop_assert_eq!(&copy(&mut world, 1, space), &made);
        let balances = |view: SpaceView| -> BTreeMap<_, _> {
            view.ledger.balances.into_iter().map(|b| ((b.person, b.owes.unit), (b.owes.minor, b.owed.minor))).collect()
        };
        prop_assert_eq!(balances(world.space(2, &space)), balances(world.space(0, &space)));
    }
}
