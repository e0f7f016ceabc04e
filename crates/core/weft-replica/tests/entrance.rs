//! Into a congregation: two vouches and a host's door; and people who come as who they were written in as.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod world;

use weft_ids::{InvitationId, PersonId, SpaceId};
use weft_view::{
    Command, DoorCommand, EntranceCommand, EntranceView, JoinState, MemberState, NearDoorState, Outcome,
    Reply, SpaceKind,
};
use world::World;

fn entrance(world: &mut World, device: usize, command: EntranceCommand) -> Outcome {
    world.ask(device, Command::Entrance(command))
}

fn invited(world: &World, device: usize, space: &SpaceId, name: &str) -> (InvitationId, EntranceView) {
    let view = world.space(device, space);
    let one = view.invitations.iter().find(|one| one.name == name).expect("they are invited");
    (one.invitation, one.entrance.clone().expect("a congregation has a door"))
}

fn vouch(world: &mut World, device: usize, space: SpaceId, name: &str) -> Outcome {
    let (invitation, _) = invited(world, device, &space, name);
    let sentence = "we cooked together".to_owned();
    entrance(world, device, EntranceCommand::Vouch { space, invitation, sentence })
}

fn welcome(world: &mut World, device: usize, space: SpaceId, name: &str) -> Outcome {
    let (invitation, _) = invited(world, device, &space, name);
    entrance(world, device, EntranceCommand::Welcome { space, invitation })
}

/// Ana founds a congregation and lets Ben in, as she is everybody there is.
fn oak() -> (World, SpaceId) {
    let mut world = World::of(&["Ana", "Ben", "Chi"]);
    let oak = world.found(0, SpaceKind::Congregation, "Hollow Oak");
    let ticket = world.invite(0, oak, "Ben", false);
    vouch(&mut world, 0, oak, "Ben").unwrap();
    welcome(&mut world, 0, oak, "Ben").unwrap();
    world.ask(1, Command::Join { ticket }).unwrap();
    world.meet(1, 0);
    assert_eq!(world.space(1, &oak).people.len(), 2, "{:?}", world.closed);
    (world, oak)
}

#[test]
fn a_guest_waits_at_the_door_until_two_vouched_and_a_host_opened_it() {
    let (mut world, oak) = oak();
    let ticket = world.invite(1, oak, "Chi", false);
    world.ask(2, Command::Join { ticket }).unwrap();
    world.connect(2, 1);
    assert_eq!(world.devices[2].view().joins[0].state, JoinState::Waiting, "not turned away for good");
    vouch(&mut world, 1, oak, "Chi").unwrap();
    assert_eq!(vouch(&mut world, 1, oak, "Chi").unwrap_err().code, "vouched_already");
    assert_eq!(welcome(&mut world, 1, oak, "Chi").unwrap_err().code, "not_host");
    world.connect(0, 1);
    assert_eq!(welcome(&mut world, 0, oak, "Chi").unwrap_err().code, "needs_vouches");
    assert_eq!(invited(&world, 0, &oak, "Chi").1.missing, 1);
    vouch(&mut world, 0, oak, "Chi").unwrap();
    assert!(invited(&world, 0, &oak, "Chi").1.may_welcome);
    assert!(world.devices[2].view().space(&oak).is_none());
    welcome(&mut world, 0, oak, "Chi").unwrap();
    assert_eq!(world.space(2, &oak).people.len(), 3, "Ben's laptop called her in as soon as it heard");
    assert!(world.space(0, &oak).refused.is_empty());
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn a_crew_has_no_such_door() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.invite(0, crew, "Ben", false);
    let one = world.space(0, &crew).invitations[0].clone();
    assert_eq!(one.entrance, None);
    let vouch = EntranceCommand::Vouch { space: crew, invitation: one.invitation, sentence: "yes".into() };
    assert_eq!(entrance(&mut world, 0, vouch).unwrap_err().code, "no_hosts_door");
}

#[test]
fn somebody_at_the_open_door_of_a_congregation_is_invited_and_waits_for_the_host() {
    let (mut world, oak) = oak();
    world.ask(0, Command::Door(DoorCommand::Open { space: oak, minutes: 10 })).unwrap();
    world.ask(2, Command::Door(DoorCommand::Look { on: true })).unwrap();
    let session = world.connect(2, 0);
    world.ask(2, Command::Door(DoorCommand::Knock { door: session })).unwrap();
    let knock = world.devices[0].view().door.unwrap().knocks[0].knock;
    assert!(matches!(world.devices[2].view().doors_near[0].state, NearDoorState::Words { .. }));
    world.ask(0, Command::Door(DoorCommand::LetIn { knock })).unwrap();
    world.ask(2, Command::Door(DoorCommand::Words { door: session, same: true })).unwrap();
    assert_eq!(world.devices[2].view().joins.len(), 1, "invited, and not in yet");
    vouch(&mut world, 0, oak, "Chi").unwrap();
    world.connect(0, 1);
    vouch(&mut world, 1, oak, "Chi").unwrap();
    welcome(&mut world, 0, oak, "Chi").unwrap();
    assert_eq!(world.space(2, &oak).people.len(), 3);
}

fn write_in(world: &mut World, device: usize, space: SpaceId, name: &str) -> PersonId {
    match entrance(world, device, EntranceCommand::WriteIn { space, name: name.into() }) {
        Ok(Reply::Person(person)) => person,
        other => panic!("{other:?}"),
    }
}

#[test]
fn somebody_without_a_device_is_listed_and_later_comes_as_who_they_are() {
    let mut world = World::of(&["Ana", "Ben", "Eli"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    let eli = write_in(&mut world, 0, crew, "Eli");
    world.meet(0, 1);
    let shown = world.space(1, &crew).person(&eli).cloned().unwrap();
    assert_eq!((shown.name.as_str(), shown.state), ("Eli", MemberState::WrittenIn));
    let by_ben = entrance(&mut world, 1, EntranceCommand::InviteAs { space: crew, person: eli });
    assert_eq!(by_ben.unwrap_err().code, "not_by_writer");
    let ticket = match entrance(&mut world, 0, EntranceCommand::InviteAs { space: crew, person: eli }) {
        Ok(Reply::Ticket { text, .. }) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(world.space(0, &crew).invitations[0].claims, Some(eli));
    world.ask(2, Command::Join { ticket }).unwrap();
    world.meet(2, 0);
    world.meet(2, 1);
    for device in [0, 1, 2] {
        let view = world.space(device, &crew);
        assert_eq!(view.people.len(), 3, "no duplicate on device {device}");
        assert_eq!(view.person(&eli).unwrap().state, MemberState::In);
    }
    assert_eq!(world.space(2, &crew).me, eli);
    let again = entrance(&mut world, 0, EntranceCommand::InviteAs { space: crew, person: eli });
    assert_eq!(again.unwrap_err().code, "claimed_already");
}

#[test]
fn a_pair_has_nobody_written_in() {
    let mut world = World::of(&["Ana"]);
    let pair = world.found(0, SpaceKind::Pair, "Ben");
    let refused = entrance(&mut world, 0, EntranceCommand::WriteIn { space: pair, name: "Eli".into() });
    assert_eq!(refused.unwrap_err().code, "nobody_written_in");
}
