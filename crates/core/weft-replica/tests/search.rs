//! Searching what a device can read: words and pages, never a list of what one person wrote.

mod world;

use weft_ids::SpaceId;
use weft_view::{
    AskKind, Command, DraftView, Found, FoundKind, Hit, LoanCommand, LookCommand, Marked, PageEdit, PageKind,
    Place, Reply, SpaceKind,
};
use world::World;

/// Ana, Ben and Zoë at a table; a note, a page, and a pair of Ana and Ben with an ask.
fn furnished() -> (World, SpaceId, SpaceId) {
    let mut world = World::of(&["Ana", "Ben", "Zoë Łukasz"]);
    let crew = world.found(0, SpaceKind::Crew, "Thursday table");
    let pair = world.found(0, SpaceKind::Pair, "us two");
    world.bring_in(0, 1, crew);
    world.bring_in(0, 2, crew);
    world.bring_in(0, 1, pair);
    for title in ["Soup", "Plans"] {
        let text = if title == "Soup" { "for eight" } else { "Ben cooks SOUP at the Café" };
        let edit = PageEdit::Append { title: title.into(), text: text.into() };
        assert_eq!(world.ask(0, Command::Edit { space: crew, edit }), Ok(Reply::Done));
    }
    let edit = PageEdit::Intention("to eat soup together".into());
    assert_eq!(world.ask(0, Command::Edit { space: crew, edit }), Ok(Reply::Done));
    world.meet(0, 1);
    let ask = LoanCommand::Ask {
        space: pair,
        amount: "120".into(),
        unit: "EUR".into(),
        why: "the gearbox of the cargo bike".into(),
        kind: AskKind::Loan,
        by: None,
        payback: "in soup".into(),
    };
    assert!(world.ask(1, Command::Loan(ask)).is_ok());
    world.meet(0, 1);
    (world, crew, pair)
}

fn search_in(world: &mut World, words: &str, space: Option<SpaceId>, limit: usize) -> Found {
    let look = LookCommand::Search { words: words.into(), space, limit };
    match world.ask(0, Command::Look(look)) {
        Ok(Reply::Found(found)) => found,
        other => panic!("searching answered {other:?}"),
    }
}

fn search(world: &mut World, words: &str) -> Found {
    search_in(world, words, None, 20)
}

fn marked(line: &Marked) -> Vec<String> {
    let letters: Vec<char> = line.text.chars().collect();
    line.marks.iter().map(|(from, to)| letters[*from..*to].iter().collect()).collect()
}

fn hits(found: &Found, kind: FoundKind) -> Vec<Hit> {
    found.groups.iter().filter(|group| group.kind == kind).flat_map(|group| group.hits.clone()).collect()
}

fn kinds(found: &Found) -> Vec<FoundKind> {
    found.groups.iter().map(|group| group.kind).collect()
}

#[test]
fn words_are_found_wherever_they_stand_the_titles_first() {
    let (mut world, crew, pair) = furnished();
    let found = search(&mut world, "soup");
    let places: Vec<_> = found.groups.iter().map(|group| (group.space, group.kind)).collect();
    let expected =
        [(crew, FoundKind::Note), (crew, FoundKind::Page), (pair, FoundKind::Loan), (pair, FoundKind::Log)];
    assert_eq!(places, expected);
    let notes = hits(&found, FoundKind::Note);
    assert_eq!(notes[0].place, Place::Note { title: "Soup".into(), draft: false });
    assert_eq!(marked(&notes[0].title), ["Soup"]);
    assert_eq!(marked(&notes[1].snippet), ["SOUP"]);
    assert_eq!(hits(&found, FoundKind::Page)[0].place, Place::Page(PageKind::Crew, String::new()));
    assert!(matches!(hits(&found, FoundKind::Loan)[0].place, Place::Ask(_)));
    assert_eq!(search_in(&mut world, "soup", Some(pair), 20).groups.len(), 2);
}

#[test]
fn case_and_accents_do_not_matter_and_all_words_must_be_there() {
    let (mut world, ..) = furnished();
    assert_eq!(kinds(&search(&mut world, "CAFE sou")), [FoundKind::Note]);
    assert_eq!(kinds(&search(&mut world, "café ben")), [FoundKind::Note]);
    assert_eq!(kinds(&search(&mut world, "cafe gearbox")), []);
    let found = search(&mut world, "zoe luk");
    assert_eq!(kinds(&found), [FoundKind::Person, FoundKind::Log]);
    assert_eq!(marked(&hits(&found, FoundKind::Person)[0].title), ["Zoë", "Łuk"]);
}

#[test]
fn a_name_finds_the_person_and_where_it_is_written_and_never_what_they_wrote() {
    let (mut world, crew, _) = furnished();
    let everything = 8;
    for line in 0..everything {
        let edit = PageEdit::Append { title: "Ideas".into(), text: format!("idea {line}") };
        assert_eq!(world.ask(1, Command::Edit { space: crew, edit }), Ok(Reply::Done));
    }
    world.meet(0, 1);
    let found = search(&mut world, "ben");
    // Ben himself in both spaces; the note that names him; that he was invited and let in.
    assert_eq!(hits(&found, FoundKind::Person).len(), 2);
    let notes = hits(&found, FoundKind::Note);
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].place, Place::Note { title: "Plans".into(), draft: false });
    let ben = world.space(0, &crew).people[1].person;
    for hit in hits(&found, FoundKind::Log) {
        let Place::Entry(line) = &hit.place else { panic!("{hit:?}") };
        assert_ne!(line.person, Some(ben), "an entry is not found by who wrote it");
        assert_eq!(marked(&hit.snippet), ["Ben"]);
    }
}

#[test]
fn drafts_are_found_by_their_author_and_by_nobody_else() {
    let (mut world, crew, _) = furnished();
    let base = DraftView::default();
    let keep = Command::KeepDraft { space: crew, title: "Secret".into(), text: "a surprise".into(), base };
    assert_eq!(world.ask(0, keep), Ok(Reply::Done));
    let found = search(&mut world, "surprise");
    assert_eq!(hits(&found, FoundKind::Note)[0].place, Place::Note { title: "Secret".into(), draft: true });
    world.meet(0, 1);
    let look = LookCommand::Search { words: "surprise".into(), space: None, limit: 9 };
    assert_eq!(world.ask(1, Command::Look(look)), Ok(Reply::Found(Found::default())));
}

#[test]
fn what_changed_since_is_found_and_what_is_gone_is_not() {
    let (mut world, crew, _) = furnished();
    assert_eq!(kinds(&search(&mut world, "thorns")), []);
    let edit = PageEdit::Append { title: "Plans".into(), text: "thorns".into() };
    assert_eq!(world.ask(1, Command::Edit { space: crew, edit }), Ok(Reply::Done));
    world.meet(0, 1);
    assert_eq!(kinds(&search(&mut world, "thorns")), [FoundKind::Note]);
    let edit = PageEdit::Intention("to cook together".into());
    assert_eq!(world.ask(0, Command::Edit { space: crew, edit }), Ok(Reply::Done));
    assert_eq!(kinds(&search(&mut world, "eat")), []);
    world.devices[0].restart();
    assert_eq!(kinds(&search(&mut world, "thorns")), [FoundKind::Note]);
}

#[test]
fn no_more_is_told_than_was_asked_for() {
    let (mut world, crew, _) = furnished();
    for note in 0..9 {
        let edit = PageEdit::Append { title: format!("Bread {note}"), text: "warm".into() };
        assert_eq!(world.ask(0, Command::Edit { space: crew, edit }), Ok(Reply::Done));
    }
    let found = search_in(&mut world, "bread", None, 4);
    assert_eq!((found.groups[0].hits.len(), found.groups[0].more), (4, 5));
    assert_eq!(found.groups[0].hits[0].title.text, "Bread 8", "the recent before the old");
}

#[test]
fn without_a_word_nothing_is_looked_for() {
    let (mut world, ..) = furnished();
    for typed in ["", "  ", "— !?", "\u{301}"] {
        let look = LookCommand::Search { words: typed.into(), space: None, limit: 9 };
        assert_eq!(world.ask(0, Command::Look(look)).unwrap_err().code, "no_words", "{typed:?}");
    }
    let strange = "x".repeat(100_000);
    assert_eq!(search(&mut world, &strange), Found::default());
}
