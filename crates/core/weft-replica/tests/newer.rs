//! What a newer version of Weft writes and this one cannot judge: it costs nobody a meeting or a profile.
//!
//! What must hold: nothing of it is taken in, refused or asked for again and again; it is shown that an update reads it;
//! and no step of this device ever takes the place of one that it cannot read.

mod world;

use weft_ids::{Item, SpaceId};
use weft_space::page::{PageChange, PageKindWire, PageName};
use weft_view::{Command, PageEdit, SpaceKind};
use world::{World, hand::Hand};

fn append(space: SpaceId, text: &str) -> Command {
    Command::Edit { space, edit: PageEdit::Append { title: "Plans".into(), text: text.into() } }
}

fn says(world: &World, device: usize, space: &SpaceId, text: &str) -> bool {
    world.space(device, space).notes.iter().any(|note| note.text.contains(text))
}

/// A change of a page of a kind that only a newer version knows.
fn from_the_future() -> Item {
    let page = PageName { kind: PageKindWire(9_999), lint: 77, key: "a song".into() };
    PageChange { page, blank: vec![1, 2, 3] }.to_item()
}

#[test]
fn what_a_newer_version_wrote_drops_nobody_and_waits_for_an_update() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.ask(1, append(crew, "in words that all know")).unwrap();
    let hand = Hand::of(&world.devices[1], &crew);
    let song = hand.after(hand.own().last().copied(), &[], vec![from_the_future()]);
    let mut after = vec![song.clone()];
    for _ in 0..400 {
        let next = hand.after(after.last(), &[], Vec::new());
        after.push(next);
    }
    let session = world.connect(1, 0);
    world.give(0, session, &crew, &after.iter().rev().collect::<Vec<_>>());
    assert_eq!(world.closed, Vec::<String>::new(), "nobody is dropped for it");
    assert!(says(&world, 0, &crew, "in words that all know"));
    let aside = world.space(0, &crew).set_aside;
    assert!(aside.iter().any(|one| one.entry == song.hash() && one.why.contains("update")), "{aside:?}");
    // Given again it is known, and nothing of it was stored or keeps Ana from writing.
    world.give(0, session, &crew, &[&song]);
    world.ask(0, append(crew, "on we go")).unwrap();
    assert!(says(&world, 1, &crew, "on we go"));
    world.disconnect(session);
    world.devices[0].restart();
    assert!(world.space(0, &crew).set_aside.is_empty(), "it is asked for again after a start");
    assert_eq!(world.space(0, &crew).read_only, None);
}

#[test]
fn what_was_put_off_is_not_given_again_at_every_meeting() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.ask(1, append(crew, "hello")).unwrap();
    world.meet(0, 1);
    let hand = Hand::of(&world.devices[1], &crew);
    let song = hand.after(hand.own().last().copied(), &[], vec![from_the_future()]);
    let session = world.connect(1, 0);
    world.give(0, session, &crew, &[&song]);
    let handle = world.handle(session, 0, &crew);
    // Asked what it has, Ana says that it came.
    world.watch();
    let ask = weft_replica::message::Message::Vector { handle, answer: true, newest: vec![], forked: vec![] };
    world.inject(0, session, ask.to_frame());
    let told = world.watched().into_iter().find_map(|message| match message {
        weft_replica::message::Message::Vector { newest, .. } => Some(newest),
        _ => None,
    });
    assert!(told.unwrap().iter().any(|(_, _, hash)| *hash == song.hash()));
}

#[test]
fn a_profile_with_what_a_newer_version_wrote_opens_and_only_reads_there() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    let choir = world.found(0, SpaceKind::Crew, "Choir");
    world.bring_in(0, 1, crew);
    let hand = Hand::of(&world.devices[0], &crew);
    let song = hand.after(hand.own().last().copied(), &[], vec![from_the_future()]);
    world.write_on_disk(0, &crew, &song);
    world.devices[0].restart();
    let why = world.space(0, &crew).read_only.expect("an older version must not write in its place");
    assert!(why.contains("newer version"), "{why}");
    assert_eq!(world.ask(0, append(crew, "in its place")).unwrap_err().code, "read_only");
    world.ask(0, append(choir, "elsewhere it goes on")).unwrap();
    // Words of others still come in, and beside what could not be read, not over it.
    world.ask(1, append(crew, "hello")).unwrap();
    world.meet(0, 1);
    assert!(says(&world, 0, &crew, "hello"));
    let stored = world.devices[0].rows.values().filter(|row| **row == song.bytes()).count();
    assert_eq!(stored, 1, "it waits on the disk for an update");
    world.devices[0].restart();
    assert!(says(&world, 0, &crew, "hello") && world.space(0, &crew).read_only.is_some());
}

#[test]
fn words_of_others_that_cannot_be_read_do_not_keep_a_profile_from_opening_or_writing() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.ask(1, append(crew, "hello")).unwrap();
    world.meet(0, 1);
    let hand = Hand::of(&world.devices[1], &crew);
    let song = hand.after(hand.own().last().copied(), &[], vec![from_the_future()]);
    world.write_on_disk(0, &crew, &song);
    world.devices[0].restart();
    assert_eq!(world.space(0, &crew).read_only, None);
    world.ask(0, append(crew, "on we go")).unwrap();
    world.devices[0].restart();
    assert!(says(&world, 0, &crew, "on we go"));
    assert_eq!(world.space(0, &crew).set_aside.len(), 1);
}
