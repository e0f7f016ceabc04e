//! Accents: an é typed in one piece and one typed as an e with its accent are the same.

mod world;

use weft_view::{Command, PageEdit, SpaceKind};
use world::World;

const COMPOSED: &str = "Caf\u{e9}";
const DECOMPOSED: &str = "Cafe\u{301}";

fn append(space: weft_ids::SpaceId, title: &str, text: &str) -> Command {
    Command::Edit { space, edit: PageEdit::Append { title: title.into(), text: text.into() } }
}

#[test]
fn a_title_typed_on_two_keyboards_is_one_note() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.ask(0, append(crew, DECOMPOSED, "from a Mac")).unwrap();
    world.ask(1, append(crew, COMPOSED, "from a phone")).unwrap();
    world.meet(0, 1);
    for device in [0, 1] {
        let notes = world.space(device, &crew).notes;
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert_eq!(notes[0].title, COMPOSED);
        assert!(notes[0].text.contains("from a Mac") && notes[0].text.contains("from a phone"));
    }
    let again = Command::Edit { space: crew, edit: PageEdit::NewNote { title: DECOMPOSED.into() } };
    assert_eq!(world.ask(0, again).unwrap_err().code, "note_exists");
}

#[test]
fn names_are_found_however_their_accents_are_typed() {
    let mut world = World::of(&["Rene\u{301}", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, DECOMPOSED);
    world.bring_in(0, 1, crew);
    let view = world.devices[1].view();
    for typed in [COMPOSED, DECOMPOSED, "CAF\u{c9}"] {
        assert_eq!(weft_view::resolve::space(&view, typed).unwrap().id, crew);
    }
    let space = world.space(1, &crew);
    let person = weft_view::resolve::person(&space, "ren\u{e9}").unwrap();
    assert_eq!(weft_view::resolve::person(&space, "Rene\u{301}").unwrap(), person);
    assert!(space.people.iter().any(|one| one.name == "Ren\u{e9}"));
}
