//! Rolls between devices: offered by themselves, agreed, followed by who was away, and shut to who was removed.
//!
//! What must hold in every scene: all who stand show the same, nobody's words up to the cut are lost, and who is not
//! in any more learns why and nothing after it.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod world;

use weft_ids::SpaceId;
use weft_view::{Command, MemberState, PageEdit, ProposalState, Reply, RollCommand, SpaceKind};
use world::{Device, World, hand::Hand};

fn append(space: SpaceId, text: &str) -> Command {
    Command::Edit { space, edit: PageEdit::Append { title: "Plans".into(), text: text.into() } }
}

fn says(world: &World, device: usize, space: &SpaceId, text: &str) -> bool {
    world.space(device, space).notes.iter().any(|note| note.text.contains(text))
}

/// Ana founds a crew and brings the others in, one by one; all meet until all have a voice.
fn crew_of(names: &[&str]) -> (World, SpaceId) {
    let mut world = World::of(names);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    for guest in 1..names.len() {
        world.bring_in(0, guest, crew);
        meet_all(&mut world, guest + 1);
    }
    for device in 0..names.len() {
        assert_eq!(world.space(device, &crew).roll.voices.len(), names.len(), "device {device}");
    }
    (world, crew)
}

/// The first devices meet Ana twice, so that what one says reaches all.
fn meet_all(world: &mut World, devices: usize) {
    for _ in 0..2 {
        for other in 1..devices {
            world.meet(0, other);
        }
    }
}

fn person(world: &World, device: usize, space: &SpaceId, name: &str) -> weft_ids::PersonId {
    world.space(device, space).people.iter().find(|person| person.name == name).unwrap().person
}

fn state(world: &World, device: usize, space: &SpaceId, name: &str) -> MemberState {
    world.space(device, space).people.iter().find(|person| person.name == name).unwrap().state
}

fn remove(world: &World, device: usize, space: SpaceId, name: &str) -> Command {
    let remove = vec![person(world, device, &space, name)];
    Command::Roll(RollCommand::Draft { space, remove, voices: None })
}

fn yes(space: SpaceId) -> Command {
    Command::Roll(RollCommand::Yes { space, roll: None })
}

fn assert_same(world: &World, devices: &[usize], space: &SpaceId) {
    for pair in devices.windows(2) {
        let (one, other) = (world.space(pair[0], space), world.space(pair[1], space));
        assert_eq!(one.roll.hash, other.roll.hash, "devices {pair:?}");
        assert_eq!((one.entries, one.view_digest), (other.entries, other.view_digest), "devices {pair:?}");
    }
}

#[test]
fn whoever_comes_into_a_crew_has_a_voice_without_anybody_asking() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    assert_same(&world, &[0, 1, 2], &crew);
    assert!(world.space(2, &crew).roll.number >= 2);
    assert!(world.space(0, &crew).roll.proposals.is_empty());
    for device in 0..3 {
        world.devices[device].restart();
        world.ask(device, append(crew, &format!("after {device}"))).unwrap();
    }
    meet_all(&mut world, 3);
    assert_same(&world, &[0, 1, 2], &crew);
    assert!(says(&world, 2, &crew, "after 0") && says(&world, 0, &crew, "after 2"));
}

#[test]
fn a_pair_has_two_voices_as_soon_as_both_are_in() {
    let mut world = World::of(&["Ana", "Ben"]);
    let pair = world.found(0, SpaceKind::Pair, "us");
    world.bring_in(0, 1, pair);
    world.meet(0, 1);
    for device in 0..2 {
        let roll = world.space(device, &pair).roll;
        assert_eq!((roll.number, roll.voices.len()), (1, 2));
    }
}

#[test]
fn a_crew_of_three_removes_one_who_learns_of_it_and_gets_nothing_after() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.ask(2, append(crew, "Chi was here")).unwrap();
    meet_all(&mut world, 3);
    world.ask(0, remove(&world, 0, crew, "Chi")).unwrap();
    assert_eq!(state(&world, 0, &crew, "Chi"), MemberState::In, "one yes of three is not enough");
    assert_eq!(world.space(0, &crew).roll.proposals.len(), 1);
    world.meet(0, 1);
    let proposal = world.space(1, &crew).roll.proposals[0].clone();
    assert_eq!((proposal.yes.len(), proposal.needs, proposal.voices), (1, 2, 3));
    assert_eq!(proposal.leaves_out, [person(&world, 1, &crew, "Chi")]);
    assert!(proposal.may_say_yes && !proposal.only_adds() && proposal.mine.is_none());
    world.ask(1, yes(crew)).unwrap();
    world.meet(0, 1);
    assert_same(&world, &[0, 1], &crew);
    assert_eq!(state(&world, 0, &crew, "Chi"), MemberState::Unlisted);
    assert!(says(&world, 0, &crew, "Chi was here"), "what was said before stays");
    let after = world.ask(0, append(crew, "among us")).map(|_| ());
    after.unwrap();
    // Chi has not heard, writes on, and meets Ana.
    world.ask(2, append(crew, "too late")).unwrap();
    world.meet(2, 0);
    assert!(world.space(2, &crew).read_only.unwrap().contains("without this device"));
    assert!(!says(&world, 2, &crew, "among us") && !says(&world, 0, &crew, "too late"));
    assert_eq!(world.ask(2, append(crew, "more")).unwrap_err().code, "read_only");
    world.meet(2, 1);
    assert!(!says(&world, 2, &crew, "among us"));
    world.meet(0, 1);
    assert_same(&world, &[0, 1], &crew);
    assert_eq!(world.closed, Vec::<String>::new());
    // A removed member learns it in the same session in which it is agreed, too.
    world.devices[2].restart();
    assert!(world.space(2, &crew).read_only.is_some());
}

#[test]
fn what_was_written_after_a_removal_cannot_be_opened_with_the_old_key() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    let old = Hand::of(&world.devices[2], &crew).roll_key;
    world.ask(0, remove(&world, 0, crew, "Chi")).unwrap();
    world.meet(0, 1);
    world.ask(1, yes(crew)).unwrap();
    world.meet(0, 1);
    world.ask(0, append(crew, "among us")).unwrap();
    assert_ne!(Hand::of(&world.devices[0], &crew).roll_key, old);
    let write = Command::StickWrite { spaces: vec![], files: false };
    let Ok(Reply::Stick { bytes, .. }) = world.ask(0, write) else { panic!("a stick") };
    let Ok(Reply::StickRead(read)) = world.ask(2, Command::StickRead { bytes: bytes.clone() }) else {
        panic!("Chi reads it")
    };
    assert!(read.strange > 0, "what came after is strange to Chi");
    assert!(!says(&world, 2, &crew, "among us"));
    assert_eq!(state(&world, 2, &crew, "Chi"), MemberState::Unlisted, "that it ended is not");
    // Ben was away; the stick leads him on from roll to roll.
    let Ok(Reply::StickRead(read)) = world.ask(1, Command::StickRead { bytes }) else {
        panic!("Ben reads it")
    };
    assert_eq!(read.strange, 0);
    assert!(says(&world, 1, &crew, "among us"));
}

#[test]
fn a_member_stale_by_three_rolls_comes_back() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi", "Dev"]);
    world.ask(3, append(crew, "Dev goes travelling")).unwrap();
    meet_all(&mut world, 4);
    let before = world.space(3, &crew).roll.number;
    for name in ["Eve", "Fay", "Gil"] {
        world.devices.push(Device::new(name, "laptop", 50 + world.devices.len() as u64));
        let guest = world.devices.len() - 1;
        world.bring_in(0, guest, crew);
        for _ in 0..2 {
            for other in [1, 2].into_iter().chain(4..=guest) {
                world.meet(0, other);
            }
        }
    }
    assert!(world.space(0, &crew).roll.number >= before + 3);
    world.ask(3, append(crew, "written on the way")).unwrap();
    world.devices[3].restart();
    // Fay came since, and neither has heard of the other.
    world.meet(3, 5);
    world.meet(3, 0);
    assert_same(&world, &[0, 3], &crew);
    assert!(says(&world, 0, &crew, "written on the way"));
    world.ask(3, append(crew, "back")).unwrap();
    world.meet(3, 1);
    assert!(says(&world, 1, &crew, "back"));
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn two_who_would_remove_each_other_get_nowhere_without_the_third() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.ask(0, remove(&world, 0, crew, "Ben")).unwrap();
    world.ask(1, remove(&world, 1, crew, "Ana")).unwrap();
    world.meet(0, 1);
    for device in 0..2 {
        let view = world.space(device, &crew);
        assert_eq!(view.roll.proposals.len(), 2);
        assert!(view.roll.proposals.iter().all(|p| p.state == ProposalState::Open && !p.may_say_yes));
        assert_eq!(view.read_only, None);
    }
    world.meet(0, 2);
    assert_eq!(world.ask(2, yes(crew)).unwrap_err().code, "which_proposal");
    let proposals = world.space(2, &crew).roll.proposals;
    let ana = person(&world, 2, &crew, "Ana");
    let by_ana = proposals.iter().find(|proposal| proposal.by == ana).unwrap().roll;
    world.ask(2, Command::Roll(RollCommand::Yes { space: crew, roll: Some(by_ana) })).unwrap();
    world.meet(2, 0);
    assert_same(&world, &[0, 2], &crew);
    assert_eq!(state(&world, 0, &crew, "Ben"), MemberState::Unlisted);
    world.meet(1, 2);
    assert!(world.space(1, &crew).read_only.is_some());
}

#[test]
fn a_split_vote_waits_for_the_voice_that_is_absent() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi", "Dev", "Eve"]);
    // Ana and Ben are for one proposal, Chi and Dev for another; Eve is away.
    world.ask(0, remove(&world, 0, crew, "Dev")).unwrap();
    world.meet(0, 1);
    world.ask(1, yes(crew)).unwrap();
    world.ask(3, remove(&world, 3, crew, "Ana")).unwrap();
    world.meet(3, 2);
    world.ask(2, yes(crew)).unwrap();
    for (a, b) in [(0, 1), (0, 2), (0, 3), (0, 1), (2, 3)] {
        world.meet(a, b);
    }
    for device in 0..4 {
        assert!(world.space(device, &crew).roll.proposals.iter().all(|p| p.yes.len() == 2));
    }
    let first = world.space(0, &crew).roll.proposals.iter().find(|p| p.mine == Some(true)).unwrap().roll;
    world.meet(4, 0);
    world.ask(4, Command::Roll(RollCommand::Yes { space: crew, roll: Some(first) })).unwrap();
    world.meet(4, 0);
    world.meet(0, 2);
    assert_same(&world, &[0, 2, 4], &crew);
    assert_eq!(state(&world, 2, &crew, "Dev"), MemberState::Unlisted);
}

#[test]
fn a_no_is_for_good_and_frees_whoever_said_yes() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.ask(0, remove(&world, 0, crew, "Chi")).unwrap();
    world.meet(0, 1);
    world.meet(0, 2);
    for device in [1, 2] {
        world.ask(device, Command::Roll(RollCommand::No { space: crew, roll: None })).unwrap();
    }
    meet_all(&mut world, 3);
    let view = world.space(0, &crew);
    assert_eq!(view.roll.proposals[0].state, ProposalState::Dead);
    let roll = Some(view.roll.proposals[0].roll);
    assert_eq!(
        world.ask(1, Command::Roll(RollCommand::Yes { space: crew, roll })).unwrap_err().code,
        "said_no"
    );
    world.ask(1, remove(&world, 1, crew, "Ana")).unwrap();
    world.meet(0, 1);
    world.ask(0, yes(crew)).unwrap();
    assert_eq!(state(&world, 0, &crew, "Ana"), MemberState::Unlisted, "even one's own removal");
}

#[test]
fn what_a_roll_missed_is_said_again_by_itself() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    // Chi lets Eve in apart, while Ana and Ben agree on the next roll.
    world.devices.push(Device::new("Eve", "laptop", 70));
    let ticket = world.invite(2, crew, "Gil", false);
    world.bring_in(2, 3, crew);
    world.ask(3, append(crew, "Eve's first words")).unwrap();
    world.meet(2, 3);
    let again = Command::Roll(RollCommand::Draft { space: crew, remove: vec![], voices: None });
    world.ask(0, again).unwrap();
    world.meet(0, 1);
    assert!(
        world.space(0, &crew).roll.proposals.is_empty(),
        "Ben agrees by himself to what takes nothing away"
    );
    let agreed = world.space(0, &crew).roll.number;
    world.meet(0, 2);
    meet_all(&mut world, 4);
    world.meet(2, 3);
    meet_all(&mut world, 4);
    assert!(world.space(3, &crew).roll.number >= agreed);
    assert_same(&world, &[0, 1, 2, 3], &crew);
    assert_eq!(state(&world, 0, &crew, "Eve"), MemberState::In);
    assert!(says(&world, 1, &crew, "Eve's first words"));
    // The ticket that Chi handed out before opens still.
    world.devices.push(Device::new("Gil", "laptop", 71));
    world.ask(4, Command::Join { ticket }).unwrap();
    world.meet(4, 2);
    assert!(world.devices[4].view().space(&crew).is_some(), "{:?}", world.closed);
}

#[test]
fn what_two_rolls_missed_is_said_again_by_itself() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.devices.push(Device::new("Eve", "laptop", 70));
    world.bring_in(2, 3, crew);
    world.ask(3, append(crew, "Eve's first words")).unwrap();
    world.meet(2, 3);
    let stick = Command::StickWrite { spaces: vec![crew], files: false };
    let Ok(Reply::Stick { bytes, .. }) = world.ask(2, stick) else { panic!("no stick") };
    let again = Command::Roll(RollCommand::Draft { space: crew, remove: vec![], voices: None });
    let before = world.space(0, &crew).roll.number;
    world.ask(0, again.clone()).unwrap();
    world.meet(0, 1);
    // The stick comes after the roll that missed what is on it, and before the next one, whose cut holds it.
    world.ask(0, Command::StickRead { bytes }).unwrap();
    assert_eq!(state(&world, 0, &crew, "Eve"), MemberState::Unlisted);
    world.ask(0, again).unwrap();
    world.meet(0, 1);
    assert_eq!(world.space(0, &crew).roll.number, before + 2);
    // Only now Chi's laptop hears of both.
    world.meet(0, 2);
    world.meet(2, 3);
    meet_all(&mut world, 4);
    assert_same(&world, &[0, 1, 2, 3], &crew);
    assert_eq!(state(&world, 0, &crew, "Eve"), MemberState::In);
    assert!(says(&world, 1, &crew, "Eve's first words"));
}

#[test]
fn somebody_let_in_apart_from_a_roll_who_left_again_is_shown_as_such() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.devices.push(Device::new("Eve", "laptop", 70));
    world.bring_in(2, 3, crew);
    world.meet(2, 3);
    world.ask(3, append(crew, "Eve was here")).unwrap();
    world.ask(3, Command::Leave { space: crew }).unwrap();
    let again = Command::Roll(RollCommand::Draft { space: crew, remove: vec![], voices: None });
    world.ask(0, again).unwrap();
    world.meet(0, 1);
    world.meet(0, 2);
    world.meet(2, 3);
    meet_all(&mut world, 3);
    assert_same(&world, &[0, 1, 2], &crew);
    assert_eq!(state(&world, 0, &crew, "Eve"), MemberState::Left);
    assert!(says(&world, 1, &crew, "Eve was here"));
    assert!(world.space(3, &crew).read_only.is_some());
}

#[test]
fn a_removed_pair_takes_no_revenge_by_words_dated_before() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi", "Dev", "Eve"]);
    for name in ["Dev", "Eve"] {
        world.ask(0, remove(&world, 0, crew, name)).unwrap();
        for voice in [1, 2] {
            world.meet(0, voice);
            world.ask(voice, yes(crew)).unwrap();
            world.meet(0, voice);
        }
    }
    world.meet(0, 1);
    for name in ["Dev", "Eve"] {
        assert_eq!(state(&world, 0, &crew, name), MemberState::Unlisted);
    }
    // Neither has heard; they agree between themselves on an old roll, and let puppets in.
    world.ask(3, remove(&world, 3, crew, "Ana")).unwrap();
    world.meet(3, 4);
    world.ask(4, yes(crew)).unwrap();
    let hand = Hand::of(&world.devices[3], &crew);
    let newest = hand.own().last().copied().cloned().unwrap();
    let (puppet, _) = hand.puppet(&newest, 9);
    let session = world.connect(3, 4);
    world.give(4, session, &crew, &[&puppet]);
    world.disconnect(session);
    for (removed, member) in [(3, 0), (4, 1), (3, 1), (4, 0), (3, 2)] {
        world.meet(removed, member);
    }
    world.meet(0, 1);
    world.meet(0, 2);
    assert_same(&world, &[0, 1, 2], &crew);
    let view = world.space(0, &crew);
    assert!(
        view.read_only.is_none()
            && view.people.iter().all(|p| p.name != "Puppet" || p.state == MemberState::Unlisted)
    );
    assert_eq!(view.roll.voices.len(), 3);
}

#[test]
fn a_voice_put_back_to_an_older_copy_says_nothing_until_the_next_roll() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    let backup = world.devices[1].rows.clone();
    world.ask(1, append(crew, "after the backup")).unwrap();
    world.meet(1, 0);
    world.ask(0, remove(&world, 0, crew, "Chi")).unwrap();
    world.devices[1].rows = backup;
    world.devices[1].restart();
    world.meet(1, 0);
    world.devices[1].restart();
    world.meet(1, 0);
    assert_eq!(world.space(1, &crew).read_only, None);
    assert_eq!(world.ask(1, yes(crew)).unwrap_err().code, "voice_is_quiet");
    world.ask(1, append(crew, "but words go on")).unwrap();
    world.meet(2, 0);
    world.ask(2, yes(crew)).unwrap();
    world.meet(2, 0);
    world.meet(0, 1);
    // Under the next roll it speaks again.
    world.ask(0, remove(&world, 0, crew, "Ana")).unwrap();
    world.meet(0, 1);
    world.ask(1, yes(crew)).unwrap();
}

#[test]
fn a_founder_who_forked_is_listed_again_by_the_others() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.meet(1, 2);
    let hand = Hand::of(&world.devices[0], &crew);
    let newest = hand.own().last().copied().cloned().unwrap();
    let nothing = |salt| hand.after(Some(&newest), &[], vec![world::hand::nothing(salt)]);
    let session = world.connect(0, 1);
    world.give(1, session, &crew, &[&nothing(1), &nothing(2)]);
    world.disconnect(session);
    world.meet(1, 2);
    assert_eq!(world.space(2, &crew).forks.len(), 1);
    let again = Command::Roll(RollCommand::Draft { space: crew, remove: vec![], voices: None });
    world.ask(1, again).unwrap();
    world.meet(1, 2);
    world.ask(2, yes(crew)).unwrap();
    world.meet(1, 2);
    assert_same(&world, &[1, 2], &crew);
    assert!(world.space(1, &crew).forks.is_empty());
    // Her laptop hears what was written in its name, and goes on after that.
    world.meet(0, 1);
    world.devices[0].restart();
    world.meet(0, 2);
    assert_eq!(state(&world, 1, &crew, "Ana"), MemberState::In);
    assert_eq!(world.space(0, &crew).read_only, None);
    world.ask(0, append(crew, "Ana again")).unwrap();
    world.meet(0, 2);
    assert!(says(&world, 2, &crew, "Ana again"));
    assert_same(&world, &[0, 2], &crew);
}

#[test]
fn one_member_does_not_fill_a_crew_with_voices_unasked() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    for name in ["Eve", "Fay", "Gil"] {
        world.devices.push(Device::new(name, "laptop", 90 + world.devices.len() as u64));
        let guest = world.devices.len() - 1;
        world.bring_in(1, guest, crew);
        for (a, b) in [(0, 1), (0, 2), (0, 1), (0, guest), (1, guest)] {
            world.meet(a, b);
        }
    }
    let roll = world.space(0, &crew).roll;
    assert_eq!(roll.voices.len(), 3, "Ben's guests would be half: people are asked");
    assert_eq!((roll.proposals.len(), roll.proposals[0].may_say_yes), (1, true));
    world.ask(0, yes(crew)).unwrap();
    assert_eq!(world.space(0, &crew).roll.voices.len(), 4);
}

#[test]
fn a_drawer_phone_is_led_on_and_lets_nobody_in_by_the_old_rule() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    let ticket = world.invite(0, crew, "phone", true);
    world.devices.push(Device::new("Ana", "phone", 80));
    world.ask(2, Command::Join { ticket }).unwrap();
    world.meet(2, 0);
    world.bring_in(0, 1, crew);
    world.meet(0, 1);
    let hand = Hand::of(&world.devices[2], &crew);
    let admission = hand.records.last().unwrap();
    let invited = weft_roster::AuthorityAct::Invite(weft_roster::Invite {
        invitation: weft_ids::OneTimeSecret::from_bytes([6; 32]).public(),
        name: "Puppet".into(),
        own_device: false,
    });
    // What the thief of the phone writes on the old past counts for nothing after the roll.
    let old = hand.after(None, &[admission.hash()], vec![invited.to_item()]);
    let session = world.connect(1, 0);
    world.give(1, session, &crew, &[&old]);
    world.disconnect(session);
    assert!(world.space(1, &crew).invitations.iter().all(|open| open.name != "Puppet"));
    assert!(world.space(1, &crew).refused.iter().any(|refused| refused.code == "missed_by_cut"));
}
