//! Somebody without an invitation, at a door that is held open for ten minutes.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod world;

use rand_core::SeedableRng;
use weft_ids::SpaceId;
use weft_replica::{
    Input, Output,
    door_words::{commitment, words},
    message::{Hello, Message, PROTOCOL_VERSION},
    threshold::AtDoor,
};
use weft_view::{Command, DoorCommand, KnockView, NearDoorState, SpaceKind};
use world::{NOW, World};

const ANA: usize = 0;
const BEN: usize = 1;

fn door(world: &mut World, device: usize, command: DoorCommand) -> weft_view::Outcome {
    world.ask(device, Command::Door(command))
}

/// Ana holds the door of her crew open; Ben, who knows nobody, looks for one.
fn open_and_looking() -> (World, SpaceId) {
    let mut world = World::of(&["Ana", "Ben", "Eve"]);
    let crew = world.found(ANA, SpaceKind::Crew, "Kiln");
    door(&mut world, ANA, DoorCommand::Open { space: crew, minutes: 10 }).unwrap();
    door(&mut world, BEN, DoorCommand::Look { on: true }).unwrap();
    (world, crew)
}

fn knock_of(world: &World, device: usize) -> KnockView {
    world.devices[device].view().door.expect("a door is open").knocks[0].clone()
}

fn words_at(world: &World, device: usize) -> Vec<String> {
    match &world.devices[device].view().doors_near[0].state {
        NearDoorState::Words { words, .. } => words.clone(),
        other => panic!("no words yet: {other:?}"),
    }
}

#[test]
fn somebody_nearby_comes_in_when_both_screens_show_the_same_words() {
    let (mut world, crew) = open_and_looking();
    let session = world.connect(BEN, ANA);
    assert_eq!(world.devices[BEN].view().doors_near[0].name, "Kiln");
    assert_eq!(world.devices[ANA].view().door.unwrap().knocks, [], "a look is no knock");
    door(&mut world, BEN, DoorCommand::Knock { door: session }).unwrap();
    let knock = knock_of(&world, ANA);
    assert_eq!(knock.name, "Ben");
    assert_eq!(knock.words.len(), 4);
    assert_eq!(knock.words, words_at(&world, BEN));
    door(&mut world, ANA, DoorCommand::LetIn { knock: knock.knock }).unwrap();
    assert!(world.devices[BEN].view().space(&crew).is_none(), "Ben has not said that the words are the same");
    door(&mut world, BEN, DoorCommand::Words { door: session, same: true }).unwrap();
    assert_eq!(world.space(BEN, &crew).people.len(), 2);
    assert_eq!(world.space(ANA, &crew).view_digest, world.space(BEN, &crew).view_digest);
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn it_does_not_matter_who_says_first_that_the_words_are_the_same() {
    let (mut world, crew) = open_and_looking();
    let session = world.connect(BEN, ANA);
    door(&mut world, BEN, DoorCommand::Knock { door: session }).unwrap();
    door(&mut world, BEN, DoorCommand::Words { door: session, same: true }).unwrap();
    let knock = knock_of(&world, ANA).knock;
    door(&mut world, ANA, DoorCommand::LetIn { knock }).unwrap();
    assert!(world.devices[BEN].view().space(&crew).is_some());
    let again = door(&mut world, ANA, DoorCommand::LetIn { knock });
    assert!(["let_in_already", "nobody_at_the_door"].contains(&again.unwrap_err().code));
}

#[test]
fn a_stranger_hears_nothing_while_no_door_is_open_nor_after_its_time() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(ANA, SpaceKind::Crew, "Kiln");
    door(&mut world, BEN, DoorCommand::Look { on: true }).unwrap();
    let quiet = |world: &mut World| {
        let (frames, bytes) = (world.frames, world.bytes);
        world.meet(BEN, ANA);
        (world.frames - frames, world.bytes - bytes)
    };
    let before = quiet(&mut world);
    assert_eq!(before.0, 2, "a hello from each side and nothing more");
    door(&mut world, ANA, DoorCommand::Open { space: crew, minutes: 10 }).unwrap();
    let session = world.connect(BEN, ANA);
    assert_eq!(world.devices[BEN].view().doors_near.len(), 1);
    for (minutes, open) in [(9, true), (10, false)] {
        let outputs = world.devices[ANA].replica.handle(
            Input::Tick,
            NOW + minutes * 60_000,
            &mut rand_chacha::ChaCha20Rng::seed_from_u64(1),
        );
        assert_eq!(world.devices[ANA].view().door.is_some(), open, "after {minutes} minutes");
        assert_eq!(
            outputs.iter().any(|o| matches!(o, Output::Close { session: s, .. } if *s == session)),
            !open
        );
    }
    world.disconnect(session);
    assert_eq!(quiet(&mut world), before, "the same bytes as ever");
}

#[test]
fn a_member_who_comes_by_is_told_nothing_of_the_door() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(ANA, SpaceKind::Crew, "Kiln");
    world.bring_in(ANA, BEN, crew);
    let secret = world.found(ANA, SpaceKind::Crew, "Other");
    door(&mut world, ANA, DoorCommand::Open { space: secret, minutes: 10 }).unwrap();
    door(&mut world, BEN, DoorCommand::Look { on: true }).unwrap();
    world.connect(BEN, ANA);
    assert!(world.devices[BEN].view().doors_near.is_empty());
}

#[test]
fn wrong_words_end_it_on_either_side() {
    for by_newcomer in [true, false] {
        let (mut world, crew) = open_and_looking();
        let session = world.connect(BEN, ANA);
        door(&mut world, BEN, DoorCommand::Knock { door: session }).unwrap();
        let knock = knock_of(&world, ANA).knock;
        if by_newcomer {
            door(&mut world, BEN, DoorCommand::Words { door: session, same: false }).unwrap();
        } else {
            door(&mut world, ANA, DoorCommand::SendAway { knock }).unwrap();
        }
        assert!(world.devices[ANA].view().door.unwrap().knocks.is_empty());
        assert_eq!(
            door(&mut world, ANA, DoorCommand::LetIn { knock }).unwrap_err().code,
            "nobody_at_the_door"
        );
        assert!(world.devices[BEN].view().space(&crew).is_none());
        assert!(world.space(ANA, &crew).invitations.is_empty(), "no invitation was made");
        assert_eq!(world.closed.len(), 1);
    }
}

/// A connection of Eve, who plays neither part honestly.
struct Eve<'a> {
    world: &'a mut World,
    with: usize,
    session: u64,
}

impl Eve<'_> {
    /// Eve connects to `with`; what she is told comes back from [`Eve::say`].
    fn meets(world: &mut World, with: usize, session: u64, looking: bool) -> (Eve<'_>, Vec<Message>) {
        let endpoint = world.devices[2].replica.endpoint();
        let at = "127.0.0.1:9".to_owned();
        world.devices[with].handle(Input::Connected { session, endpoint, at, inbound: !looking });
        let mut eve = Eve { world, with, session };
        let hello = Hello { version: PROTOCOL_VERSION, nonce: [9; 16], tags: vec![[7; 4]; 32] };
        let heard = eve.say(Message::Hello(hello));
        (eve, heard)
    }

    fn say(&mut self, message: Message) -> Vec<Message> {
        let input = Input::Message { session: self.session, bytes: message.to_frame() };
        heard(self.world.devices[self.with].handle(input))
    }
}

fn heard(outputs: Vec<Output>) -> Vec<Message> {
    let said = outputs.into_iter().filter_map(|output| match output {
        Output::Send { bytes, .. } => Message::from_frame(&bytes).ok(),
        _ => None,
    });
    said.collect()
}

fn command(world: &mut World, device: usize, command: DoorCommand) -> Vec<Message> {
    heard(world.devices[device].handle(Input::Command { id: 77_000, command: Command::Door(command) }))
}

#[test]
fn somebody_between_the_two_shows_them_different_words() {
    let (mut world, crew) = open_and_looking();
    let eve_key = world.devices[2].replica.endpoint();
    // To Ben, Eve is the open door; to Ana, Eve is Ben. She passes everything on, with her own key on each side.
    let (mut to_ben, _) = Eve::meets(&mut world, BEN, 901, true);
    to_ben.say(Message::AtDoor(AtDoor::Ajar { name: "Kiln".into() }));
    let knock = command(&mut world, BEN, DoorCommand::Knock { door: 901 });
    let Some(Message::AtDoor(AtDoor::Knock { name, .. })) = knock.first() else { panic!("{knock:?}") };
    // Ben's commitment is over his own key, so that Eve must make one of her own before Ana tells her nonce.
    let mine = [3; 16];
    let (mut to_ana, told) = Eve::meets(&mut world, ANA, 902, false);
    assert!(told.contains(&Message::AtDoor(AtDoor::Ajar { name: "Kiln".into() })));
    let knock = AtDoor::Knock { name: name.clone(), commitment: commitment(&eve_key, &mine, name) };
    let answer = to_ana.say(Message::AtDoor(knock));
    let Some(Message::AtDoor(AtDoor::Nonce(ana_nonce))) = answer.first() else { panic!("{answer:?}") };
    let ana_nonce = *ana_nonce;
    to_ana.say(Message::AtDoor(AtDoor::Reveal(mine)));
    let mut to_ben = Eve { world: &mut world, with: BEN, session: 901 };
    to_ben.say(Message::AtDoor(AtDoor::Nonce(ana_nonce)));
    let (ana, ben) = (knock_of(&world, ANA).words, words_at(&world, BEN));
    assert_ne!(ana, ben, "the two people see that the words are not the same");
    // Even a ticket that Eve hands on leads Ben nowhere, since it names another device than hers.
    let knock = knock_of(&world, ANA).knock;
    let let_in = command(&mut world, ANA, DoorCommand::LetIn { knock });
    let Some(Message::AtDoor(AtDoor::Ticket(ticket))) = let_in.first() else { panic!("{let_in:?}") };
    let ticket = ticket.clone();
    let mut to_ben = Eve { world: &mut world, with: BEN, session: 901 };
    to_ben.say(Message::AtDoor(AtDoor::Ticket(ticket)));
    let outcome = door(&mut world, BEN, DoorCommand::Words { door: 901, same: true });
    assert_eq!(outcome.unwrap_err().code, "bad_ticket");
    assert!(world.devices[BEN].view().space(&crew).is_none());
}

#[test]
fn a_nonce_that_was_not_committed_to_ends_the_session() {
    let (mut world, _) = open_and_looking();
    let eve = world.devices[2].replica.endpoint();
    let (mut to_ana, _) = Eve::meets(&mut world, ANA, 902, false);
    let knock = AtDoor::Knock { name: "Ben".into(), commitment: commitment(&eve, &[1; 16], "Ben") };
    to_ana.say(Message::AtDoor(knock));
    // Eve has seen Ana's nonce and would rather have told another.
    to_ana.say(Message::AtDoor(AtDoor::Reveal([2; 16])));
    assert!(world.devices[ANA].view().door.unwrap().knocks.is_empty());
}

#[test]
fn nobody_knocks_twice_in_one_session_nor_without_an_open_door() {
    let (mut world, crew) = open_and_looking();
    let eve = world.devices[2].replica.endpoint();
    let knock = AtDoor::Knock { name: "Ben".into(), commitment: commitment(&eve, &[1; 16], "Ben") };
    let (mut to_ana, _) = Eve::meets(&mut world, ANA, 902, false);
    assert!(!to_ana.say(Message::AtDoor(knock.clone())).is_empty());
    assert!(to_ana.say(Message::AtDoor(knock.clone())).is_empty(), "the second ends it");
    door(&mut world, ANA, DoorCommand::Close).unwrap();
    let (mut to_ana, told) = Eve::meets(&mut world, ANA, 903, false);
    assert!(told.is_empty());
    assert!(to_ana.say(Message::AtDoor(knock)).is_empty());
    assert!(world.space(ANA, &crew).invitations.is_empty());
}

#[test]
fn a_pair_has_no_door_and_the_time_has_bounds() {
    let mut world = World::of(&["Ana"]);
    let (crew, pair) = (world.found(0, SpaceKind::Crew, "Kiln"), world.found(0, SpaceKind::Pair, "Ben"));
    let refused = |world: &mut World, space, minutes| {
        door(world, 0, DoorCommand::Open { space, minutes }).expect_err("it stays shut").code
    };
    assert_eq!(refused(&mut world, pair, 10), "no_door");
    assert_eq!(refused(&mut world, crew, 0), "bad_minutes");
    assert_eq!(refused(&mut world, crew, 61), "bad_minutes");
    assert_eq!(refused(&mut world, SpaceId([1; 32]), 10), "no_such_space");
}

#[test]
fn the_words_are_what_both_sides_said() {
    let (mut world, _) = open_and_looking();
    let (ana, ben) = (world.devices[ANA].replica.endpoint(), world.devices[BEN].replica.endpoint());
    let session = world.connect(BEN, ANA);
    door(&mut world, BEN, DoorCommand::Knock { door: session }).unwrap();
    let shown = words_at(&world, BEN);
    let other = words((&ben, &[0; 16]), (&ana, &[0; 16]), "Ben").map(str::to_owned);
    assert_ne!(shown, other, "nonces are drawn afresh");
}
