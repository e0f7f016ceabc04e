//! One person's own devices: a second one is in every space after one meeting, and one that is lost is off everywhere.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod world;

use weft_ids::SpaceId;
use weft_view::{Command, DeviceState, LoanCommand, PageEdit, Reply, SpaceKind};
use world::{Device, World};

/// Ana's laptop (0) with a crew and a pair, Ben (1) and Chi (2); Ana's phone (3) is new.
fn ana_with_a_phone() -> (World, SpaceId, SpaceId) {
    let mut world = World::of(&["Ana", "Ben", "Chi"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.bring_in(0, 2, crew);
    world.meet(0, 1);
    let pair = world.found(0, SpaceKind::Pair, "us two");
    world.bring_in(0, 1, pair);
    world.devices.push(Device::new("Ana", "phone", 99));
    (world, crew, pair)
}

fn add_phone(world: &mut World) {
    let ticket = match world.ask(0, Command::AddDevice { name: "phone".into() }) {
        Ok(Reply::Ticket { text, .. }) => text,
        other => panic!("{other:?}"),
    };
    world.ask(3, Command::Join { ticket }).unwrap();
    world.meet(3, 0);
}

fn append(space: SpaceId, text: &str) -> Command {
    Command::Edit { space, edit: PageEdit::Append { title: "Plans".into(), text: text.into() } }
}

#[test]
fn a_second_device_is_in_every_space_after_meeting_the_first_once() {
    let (mut world, crew, pair) = ana_with_a_phone();
    world.ask(0, append(crew, "soup")).unwrap();
    add_phone(&mut world);
    let view = world.devices[3].view();
    assert!(view.space(&crew).is_some() && view.space(&pair).is_some(), "{:?}", world.closed);
    assert_eq!(world.space(3, &crew).notes[0].text, "soup");
    assert_eq!(world.space(3, &crew).people.len(), 3, "one more device is not one more person");
    assert!(view.joins.is_empty());
    let (laptop, phone) = (world.devices[0].view().devices, view.devices);
    assert_eq!((laptop.len(), phone.len()), (2, 2));
    assert_eq!(laptop[1].name, "phone");
    assert_eq!(laptop[1].shares, Some(DeviceState::Stands));
    assert_eq!(laptop[1].spaces.len(), 2);
    assert!(world.space(0, &crew).invitations.is_empty(), "no ticket is left lying about");
}

#[test]
fn what_my_devices_share_is_shown_as_devices_and_as_no_space() {
    let (mut world, crew, pair) = ana_with_a_phone();
    add_phone(&mut world);
    for device in [0, 3] {
        let spaces: Vec<SpaceId> = world.devices[device].view().spaces.iter().map(|space| space.id).collect();
        assert_eq!(spaces.len(), 2);
        assert!(spaces.contains(&crew) && spaces.contains(&pair));
    }
}

#[test]
fn spaces_that_either_device_comes_into_later_reach_the_other() {
    let (mut world, _, _) = ana_with_a_phone();
    add_phone(&mut world);
    let later = world.found(2, SpaceKind::Crew, "Choir");
    let ticket = world.invite(2, later, "Ana", false);
    world.ask(3, Command::Join { ticket }).unwrap();
    world.meet(3, 2);
    world.meet(3, 0);
    assert!(world.devices[0].view().space(&later).is_some(), "the laptop came in through the phone");
    let garden = world.found(0, SpaceKind::Crew, "Garden");
    world.meet(0, 3);
    assert!(world.devices[3].view().space(&garden).is_some());
    assert_eq!(world.space(2, &later).people.len(), 2);
}

#[test]
fn a_pair_that_opens_by_letter_is_on_both_of_my_devices() {
    let (mut world, crew, _) = ana_with_a_phone();
    add_phone(&mut world);
    world.meet(0, 2);
    world.meet(3, 2);
    let ana = world.space(2, &crew).people.iter().find(|p| p.name == "Ana").unwrap().person;
    let step = LoanCommand::Offer {
        space: SpaceId([0; 32]),
        ask: None,
        amount: "3".into(),
        unit: "jar".into(),
        why: "quinces".into(),
    };
    world.ask(2, Command::LoanWith { space: crew, person: ana, step }).unwrap();
    world.meet(2, 3);
    world.meet(2, 0);
    world.meet(0, 3);
    world.meet(0, 3);
    for device in [0, 3] {
        let view = world.devices[device].view();
        let pairs: Vec<_> = view.spaces.iter().filter(|s| s.name == "Chi").collect();
        assert_eq!(pairs.len(), 1, "device {device}");
        assert_eq!(pairs[0].ledger.offers.len(), 1, "device {device}");
        assert!(view.joins.is_empty(), "device {device}: {:?}", view.joins);
    }
}

#[test]
fn a_lost_device_is_off_in_every_space_and_its_tickets_open_nothing() {
    let (mut world, crew, pair) = ana_with_a_phone();
    add_phone(&mut world);
    let garden = world.found(0, SpaceKind::Crew, "Garden");
    // The phone is lost before it came into the garden, with the ticket on it.
    let phone = world.devices[3].replica.endpoint();
    world.ask(0, Command::SwitchOffEverywhere { endpoint: phone }).unwrap();
    let off = world.devices[0].view().devices[1].clone();
    assert_eq!(off.shares, Some(DeviceState::Off));
    assert!(off.spaces.iter().all(|(_, state)| *state == DeviceState::Off), "{off:?}");
    world.meet(0, 1);
    world.meet(3, 1);
    world.meet(3, 0);
    for space in [crew, pair] {
        assert!(world.space(3, &space).read_only.is_some(), "it was told");
    }
    assert!(world.devices[3].view().space(&garden).is_none());
    assert!(world.space(0, &garden).invitations.is_empty());
    let again = world.ask(0, Command::SwitchOffEverywhere { endpoint: phone });
    assert_eq!(again.unwrap_err().code, "no_such_device");
    let mine = world.devices[0].replica.endpoint();
    let this = world.ask(0, Command::SwitchOffEverywhere { endpoint: mine });
    assert_eq!(this.unwrap_err().code, "this_device");
}

#[test]
fn a_space_that_i_left_does_not_come_back_by_my_other_device() {
    let (mut world, crew, _) = ana_with_a_phone();
    add_phone(&mut world);
    world.ask(0, Command::Leave { space: crew }).unwrap();
    for _ in 0..3 {
        world.meet(0, 3);
    }
    assert!(world.space(3, &crew).read_only.unwrap().contains("left"));
    assert!(world.space(0, &crew).read_only.unwrap().contains("left"));
    world.devices[3].restart();
    world.meet(3, 1);
    assert!(world.space(3, &crew).read_only.is_some());
}
