//! Doors: who may come in by an invitation, and who may not come in again.

mod world;

use weft_replica::ticket::Ticket;
use weft_view::{Command, PageEdit, SpaceKind};
use world::{World, load};

#[test]
fn who_left_does_not_come_back_by_the_door_they_came_in_by() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    let ticket = world.invite(0, crew, "Ben", false);
    world.ask(1, Command::Join { ticket }).unwrap();
    let before = world.devices[1].rows.clone();
    world.meet(1, 0);
    world.ask(1, Command::Leave { space: crew }).unwrap();
    world.meet(1, 0);
    let text = "only for who is in".to_owned();
    world
        .ask(0, Command::Edit { space: crew, edit: PageEdit::Append { title: "Plans".into(), text } })
        .unwrap();
    // The rows from before Ben came in hold the same statement, signed by the same keys.
    world.devices[1].replica = load(&before);
    world.devices[1].rows = before;
    world.meet(1, 0);
    assert!(world.devices[1].view().space(&crew).is_none(), "what came after the leaving is not read");
}

#[test]
fn a_ticket_that_was_changed_opens_nothing_and_costs_nothing() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    let ticket = world.invite(0, crew, "Ben", false);
    let mut changed = Ticket::parse(&ticket).unwrap();
    changed.own_device_of = Some(world.space(0, &crew).me);
    world.ask(1, Command::Join { ticket: changed.text() }).unwrap();
    let entries = world.space(0, &crew).entries;
    for _ in 0..3 {
        world.meet(1, 0);
    }
    assert!(world.devices[1].view().space(&crew).is_none());
    assert_eq!(world.space(0, &crew).entries, entries, "an admission that would not count is not written");
}
