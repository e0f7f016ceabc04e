//! Doors: who may come in by an invitation, and who may not come in again.

mod world;

use weft_ids::{OneTimeSecret, limits};
use weft_replica::ticket::Ticket;
use weft_roster::{AuthorityAct, Revoke};
use weft_view::{Command, PageEdit, SpaceKind};
use world::{World, hand::Hand, load};

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

#[test]
fn what_the_roster_would_refuse_is_not_written_and_one_can_still_leave() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    // Ben's laptop said nearly all that one device may say about who is in; none of it came to anything.
    let mut said = 0;
    while said < limits::ROLL_AUTHORITY_ACTS_MAX - 16 {
        let hand = Hand::of(&world.devices[1], &crew);
        let act = |n: usize| {
            let number = u16::try_from(said + n).unwrap().to_le_bytes();
            let mut seed = [7; 32];
            seed[..2].copy_from_slice(&number);
            AuthorityAct::Revoke(Revoke { invitation: OneTimeSecret::from_bytes(seed).public() }).to_item()
        };
        let items = (0..limits::AUTHORITY_ACTS_MAX).map(act).collect();
        let past: Vec<_> =
            hand.own().is_empty().then(|| hand.records.last().unwrap().hash()).into_iter().collect();
        let record = hand.after(hand.own().last().copied(), &past, items);
        world.write_on_disk(1, &crew, &record);
        said += limits::AUTHORITY_ACTS_MAX;
    }
    world.devices[1].restart();
    let refused = (0..40).find_map(|n| {
        world.ask(1, Command::Invite { space: crew, person: format!("Guest {n}"), own_device: false }).err()
    });
    let refused = refused.expect("one device may say only so much");
    assert_eq!(refused.code, "too_many_acts");
    assert!(refused.hint.is_some_and(|hint| hint.contains("another device")));
    let before = world.space(1, &crew);
    let open = before.invitations.iter().find(|open| open.by == before.me).unwrap();
    let revoke = Command::Revoke { space: crew, invitation: open.invitation };
    assert_eq!(world.ask(1, revoke).unwrap_err().code, "too_many_acts");
    assert_eq!(world.space(1, &crew).entries, before.entries, "nothing was written");
    world.ask(1, Command::Leave { space: crew }).unwrap();
    assert!(world.space(1, &crew).read_only.unwrap().contains("left"));
}
