//! The cast of the protocol under the founding roll: who may do what to whom, played by name.
//!
//! What must hold in every scene: nobody's words are lost but the late ones of who ended, nobody's standing moves but
//! that of the one who forked or was ended, and all who stand show the same.

mod world;

use weft_ids::{OneTimeSecret, SpaceId, limits};
use weft_replica::message::Message;
use weft_roster::{AuthorityAct, Invite};
use weft_view::{Command, DeviceState, MemberState, PageEdit, Reply, SpaceKind};
use world::{
    World,
    hand::{Hand, nothing},
};

fn append(space: SpaceId, text: &str) -> Command {
    Command::Edit { space, edit: PageEdit::Append { title: "Plans".into(), text: text.into() } }
}

fn says(world: &World, device: usize, space: &SpaceId, text: &str) -> bool {
    world.space(device, space).notes.iter().any(|note| note.text.contains(text))
}

/// Ana founds a crew and brings the others in, one by one; all know all.
fn crew_of(names: &[&str]) -> (World, SpaceId) {
    let mut world = World::of(names);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    for guest in 1..names.len() {
        world.bring_in(0, guest, crew);
    }
    for guest in 1..names.len() {
        world.meet(0, guest);
    }
    (world, crew)
}

fn assert_same(world: &World, devices: &[usize], space: &SpaceId) {
    for pair in devices.windows(2) {
        let (one, other) = (world.space(pair[0], space), world.space(pair[1], space));
        assert_eq!((one.entries, one.view_digest), (other.entries, other.view_digest), "devices {pair:?}");
    }
}

fn state_of(world: &World, device: usize, space: &SpaceId, name: &str) -> Vec<MemberState> {
    let view = world.space(device, space);
    view.people.iter().filter(|person| person.name == name).map(|person| person.state).collect()
}

#[test]
fn a_drawer_phone_silent_since_the_founding_speaks_and_everyone_listens() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    for line in 0..20 {
        world.ask(0, append(crew, &format!("line {line}"))).unwrap();
        world.meet(0, 1);
    }
    world.ask(2, append(crew, "from the drawer")).unwrap();
    world.meet(2, 1);
    world.meet(0, 1);
    assert!(says(&world, 0, &crew, "from the drawer") && says(&world, 2, &crew, "line 19"));
    assert_same(&world, &[0, 1, 2], &crew);
}

#[test]
fn revenge_after_leaving_moves_nobody() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.ask(1, append(crew, "while I was in")).unwrap();
    let before = Hand::of(&world.devices[1], &crew);
    world.ask(1, Command::Leave { space: crew }).unwrap();
    world.meet(1, 0);
    // Ben lets a friend in as if he had not left: a branch beside his leaving, and one after it.
    let (branch, _) = before.puppet(before.own()[0], 7);
    let after = Hand::of(&world.devices[1], &crew);
    let newest = (*after.own().last().unwrap()).clone();
    let (late, _) = after.puppet(&newest, 8);
    for record in [&branch, &late] {
        let session = world.connect(2, 0);
        world.give(0, session, &crew, &[record]);
        world.disconnect(session);
    }
    let view = world.space(0, &crew);
    assert_eq!(view.people.len(), 3, "nobody new came in");
    assert_eq!(state_of(&world, 0, &crew, "Ben"), [MemberState::Left]);
    assert_eq!(state_of(&world, 0, &crew, "Chi"), [MemberState::In]);
    assert!(says(&world, 0, &crew, "while I was in"));
    world.meet(0, 2);
    assert_same(&world, &[0, 2], &crew);
}

#[test]
fn what_a_switched_off_device_writes_late_counts_nowhere_and_it_is_told() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    let ticket = world.invite(1, crew, "phone", true);
    world.devices.push(world::Device::new("Ben", "phone", 99));
    world.ask(3, Command::Join { ticket }).unwrap();
    world.meet(3, 1);
    world.meet(3, 0);
    let phone = world.space(3, &crew).my_device;
    world.ask(3, append(crew, "in time")).unwrap();
    world.meet(3, 1);
    world.ask(1, Command::SwitchOff { space: crew, device: phone }).unwrap();
    world.ask(3, append(crew, "too late")).unwrap();
    world.meet(1, 0);
    assert_eq!(world.space(3, &crew).read_only, None, "the phone has not heard of it");
    world.meet(3, 0);
    assert!(world.space(3, &crew).read_only.unwrap().contains("switched off"), "and now it has");
    assert_eq!(world.ask(3, append(crew, "again")).unwrap_err().code, "read_only");
    world.meet(0, 2);
    for device in [0, 1, 2, 3] {
        assert!(says(&world, device, &crew, "in time"), "device {device}");
        assert!(!says(&world, device, &crew, "too late"), "device {device}");
    }
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn ones_other_device_hears_that_one_has_left_and_nothing_after_it() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    let ticket = world.invite(1, crew, "phone", true);
    world.devices.push(world::Device::new("Ben", "phone", 99));
    world.ask(3, Command::Join { ticket }).unwrap();
    world.meet(3, 1);
    world.ask(0, append(crew, "before")).unwrap();
    world.meet(0, 1);
    world.ask(1, Command::Leave { space: crew }).unwrap();
    world.meet(1, 0);
    world.ask(0, append(crew, "after")).unwrap();
    world.meet(3, 0);
    assert!(world.space(3, &crew).read_only.unwrap().contains("left"));
    assert!(says(&world, 3, &crew, "before"), "what the leaving builds on comes with it");
    assert!(!says(&world, 3, &crew, "after"));
}

#[test]
fn a_flood_of_puppets_is_bounded_and_has_no_voice() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.ask(1, append(crew, "one of us")).unwrap();
    let hand = Hand::of(&world.devices[1], &crew);
    let mut newest = hand.own()[0].clone();
    let session = world.connect(1, 0);
    for seed in 1..=40 {
        let (record, puppet) = hand.puppet(&newest, seed);
        let first = weft_ids::Entry { n: 1, prev: None, past: vec![record.hash()], ..record.entry().clone() };
        let first = hand.signed(first, vec![nothing(seed)], &puppet);
        world.give(0, session, &crew, &[&record, &first]);
        newest = record;
    }
    world.disconnect(session);
    let view = world.space(0, &crew);
    assert!(
        view.people.len() > 40 && view.people.len() <= limits::PEOPLE_MAX,
        "{} people",
        view.people.len()
    );
    assert_eq!(view.roll.voices.len(), 3, "puppets have no voice");
    world.ask(0, append(crew, "still here")).unwrap();
    world.meet(0, 2);
    assert!(says(&world, 2, &crew, "still here"));
    assert_same(&world, &[0, 2], &crew);
}

#[test]
fn a_founder_who_forks_takes_nobody_out_and_everybody_hears_of_it() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.ask(1, append(crew, "Ben's words")).unwrap();
    world.meet(1, 2);
    let hand = Hand::of(&world.devices[0], &crew);
    let newest = hand.own().last().copied().cloned().unwrap();
    let (one, other) =
        (hand.after(Some(&newest), &[], vec![nothing(1)]), hand.after(Some(&newest), &[], vec![nothing(2)]));
    let session = world.connect(0, 1);
    world.give(1, session, &crew, &[&one, &other]);
    world.meet(1, 2);
    for device in [1, 2] {
        let view = world.space(device, &crew);
        assert_eq!(view.forks.len(), 1, "device {device}");
        assert_eq!(state_of(&world, device, &crew, "Ana"), [MemberState::NoDevice]);
        assert_eq!(state_of(&world, device, &crew, "Chi"), [MemberState::In]);
        assert!(says(&world, device, &crew, "Ben's words"));
    }
    assert_same(&world, &[1, 2], &crew);
    // Her own device learns of what was done in its name, and writes no more.
    world.meet(0, 2);
    assert!(world.space(0, &crew).read_only.is_some());
    assert_eq!(world.ask(0, append(crew, "on and on")).unwrap_err().code, "read_only");
}

#[test]
fn a_fork_that_shows_in_nothing_kept_is_told_to_all() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.ask(1, append(crew, "first")).unwrap();
    world.meet(1, 0);
    world.meet(2, 0);
    world.ask(2, append(crew, "built on it")).unwrap();
    world.meet(2, 0);
    // All keep Ben's entry, since Chi built on it; Ana alone sees its twin, which nobody keeps.
    let hand = Hand::of(&world.devices[1], &crew);
    let twin = hand.twin(hand.own()[0], 9);
    let session = world.connect(1, 0);
    world.give(0, session, &crew, &[&twin]);
    world.disconnect(session);
    assert_eq!(world.space(0, &crew).entries, world.space(2, &crew).entries);
    world.meet(0, 2);
    assert_eq!(world.space(2, &crew).forks.len(), 1);
    assert_same(&world, &[0, 2], &crew);
    assert!(
        says(&world, 0, &crew, "first") && says(&world, 2, &crew, "first"),
        "nothing anyone relied on moves"
    );
}

#[test]
fn a_branch_revealed_late_moves_nothing_that_others_relied_on() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.ask(1, append(crew, "long ago")).unwrap();
    for line in 0..30 {
        world.ask(1, append(crew, &format!("line {line}"))).unwrap();
    }
    world.meet(1, 0);
    world.ask(0, append(crew, "on top of all that")).unwrap();
    world.meet(0, 2);
    let hand = Hand::of(&world.devices[1], &crew);
    let mut branch = vec![hand.twin(hand.own()[0], 3)];
    for salt in 0..200 {
        let next = hand.after(branch.last(), &[], vec![nothing(salt)]);
        branch.push(next);
    }
    let session = world.connect(1, 2);
    let branch: Vec<&weft_space::Record> = branch.iter().collect();
    world.give(2, session, &crew, &branch);
    world.disconnect(session);
    world.meet(2, 0);
    for device in [0, 2] {
        assert!(says(&world, device, &crew, "line 29") && says(&world, device, &crew, "on top of all that"));
        assert_eq!(world.space(device, &crew).forks.len(), 1);
        assert!(world.space(device, &crew).set_aside.len() <= limits::ASIDE_ENTRIES_MAX);
        let stored =
            world.devices[device].rows.keys().filter(|(table, _)| *table == weft_ids::Table::Entries).count();
        assert!(
            stored < 32 + 10 + limits::ASIDE_ENTRIES_MAX,
            "what is dropped goes from the disk, too: {stored}"
        );
        world.devices[device].restart();
    }
    assert_same(&world, &[0, 2], &crew);
}

#[test]
fn a_restored_profile_only_reads_until_its_words_are_back() {
    let (mut world, crew) = crew_of(&["Ana", "Ben"]);
    world.ask(1, append(crew, "kept in the backup")).unwrap();
    let backup = world.devices[1].rows.clone();
    world.ask(1, append(crew, "after the backup")).unwrap();
    world.meet(1, 0);
    world.devices[1].rows = backup;
    world.devices[1].restart();
    assert!(!says(&world, 1, &crew, "after the backup"));
    world.meet(1, 0);
    assert!(says(&world, 1, &crew, "after the backup"), "its words are back");
    assert!(world.space(1, &crew).read_only.unwrap().contains("old copy"));
    assert_eq!(world.ask(1, append(crew, "too soon")).unwrap_err().code, "read_only");
    world.devices[1].restart();
    world.ask(1, append(crew, "on from there")).unwrap();
    world.meet(1, 0);
    assert!(world.space(0, &crew).forks.is_empty() && says(&world, 0, &crew, "on from there"));
    assert_same(&world, &[0, 1], &crew);
}

#[test]
fn a_profile_that_was_used_twice_is_found_out_and_its_person_comes_in_anew() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.ask(1, append(crew, "as it was")).unwrap();
    world.meet(1, 0);
    world.ask(0, append(crew, "I heard you")).unwrap();
    world.meet(1, 0);
    let backup = world.devices[1].rows.clone();
    world.ask(1, append(crew, "said before the restore")).unwrap();
    world.meet(1, 0);
    world.devices[1].rows = backup;
    world.devices[1].restart();
    world.ask(1, append(crew, "said after it")).unwrap();
    world.meet(1, 0);
    assert_eq!(world.space(0, &crew).forks.len(), 1);
    world.meet(1, 0);
    let why = world.space(1, &crew).read_only.expect("the device hears of it");
    assert!(why.contains("only reads"), "{why}");
    // Invited again, the same laptop goes on with a new key, and what it had is still there.
    let ticket = world.invite(0, crew, "Ben", false);
    world.ask(1, Command::Join { ticket }).unwrap();
    world.meet(1, 0);
    world.ask(1, append(crew, "back again")).unwrap();
    world.meet(1, 2);
    world.meet(0, 2);
    assert_same(&world, &[0, 1, 2], &crew);
    assert!(says(&world, 2, &crew, "back again") && says(&world, 1, &crew, "as it was"));
    world.devices[1].restart();
    assert_same(&world, &[0, 1, 2], &crew);
}

#[test]
fn a_mere_word_that_i_have_gone_back_does_not_stop_me() {
    let (mut world, crew) = crew_of(&["Ana", "Ben"]);
    let session = world.connect(1, 0);
    let handle = world.handle(session, 0, &crew);
    let mine = world.space(0, &crew).my_device;
    let newest = vec![(mine, 4_000, weft_ids::EntryHash([7; 32]))];
    for answer in [true, false] {
        let lie = Message::Vector { handle, answer, newest: newest.clone(), forked: vec![mine] };
        world.inject(0, session, lie.to_frame());
    }
    assert_eq!(world.space(0, &crew).read_only, None);
    world.ask(0, append(crew, "I go on")).unwrap();
    assert!(says(&world, 1, &crew, "I go on"));
}

#[test]
fn a_member_put_back_to_before_others_came_is_shown_again_how_they_did() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    let backup = world.devices[0].rows.clone();
    world.bring_in(0, 1, crew);
    world.ask(1, append(crew, "Ana knew me")).unwrap();
    world.meet(0, 1);
    world.devices[0].rows = backup;
    world.devices[0].restart();
    assert_eq!(world.space(0, &crew).people.len(), 1);
    world.meet(0, 1);
    assert!(says(&world, 0, &crew, "Ana knew me"));
    world.devices[0].restart();
    world.ask(0, append(crew, "again")).unwrap();
    world.meet(0, 1);
    assert_same(&world, &[0, 1], &crew);
}

#[test]
fn both_hand_over_and_put_back_the_same_loan_twice_and_it_counts_once() {
    let mut world = World::of(&["Ana", "Ben"]);
    let pair = world.found(0, SpaceKind::Pair, "us two");
    world.bring_in(0, 1, pair);
    let offer = weft_view::LoanCommand::Offer {
        space: pair,
        ask: None,
        amount: "50".into(),
        unit: "EUR".into(),
        why: "clay".into(),
    };
    let Ok(Reply::Act(offer)) = world.ask(0, Command::Loan(offer)) else { panic!("the offer is good") };
    world.meet(0, 1);
    let Ok(Reply::Act(loan)) = world.ask(1, Command::Loan(weft_view::LoanCommand::Agree { offer })) else {
        panic!("the offer is open")
    };
    world.meet(0, 1);
    world.ask(0, Command::Loan(weft_view::LoanCommand::HandOver { loan, amount: None, on: None })).unwrap();
    let received = weft_view::LoanCommand::Received { loan, amount: Some("50".into()), on: None };
    world.ask(1, Command::Loan(received)).unwrap();
    world.devices[1].restart();
    world.meet(0, 1);
    world.meet(0, 1);
    for device in [0, 1] {
        let loan = world.space(device, &pair).ledger.loans[0].clone();
        assert_eq!((loan.handed_over.minor, loan.outstanding.minor), (5_000, 5_000));
        assert!(loan.waiting.is_empty());
    }
    assert_same(&world, &[0, 1], &pair);
}

#[test]
fn a_second_ticket_to_the_same_space_never_replaces_the_keys_of_the_first() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    world.devices.push(world::Device::new("Dev", "laptop", 99));
    let tickets = [world.invite(0, crew, "Dev", false), world.invite(1, crew, "Dev", false)];
    for ticket in tickets {
        world.ask(3, Command::Join { ticket }).unwrap();
    }
    world.meet(3, 0);
    let device = world.space(3, &crew).my_device;
    world.ask(3, append(crew, "my first words")).unwrap();
    world.meet(3, 1);
    assert_eq!(world.space(3, &crew).my_device, device);
    assert!(says(&world, 3, &crew, "my first words") && world.devices[3].view().joins.is_empty());
    world.meet(0, 1);
    assert_eq!(state_of(&world, 0, &crew, "Dev"), [MemberState::In], "one person, who came in once");
    world.devices[3].restart();
    assert!(says(&world, 3, &crew, "my first words"));
}

#[test]
fn a_newcomer_cut_between_admission_and_arrival_comes_in_with_the_same_statement() {
    let mut world = World::of(&["Ana", "Ben", "Chi"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    let ticket = world.invite(0, crew, "Chi", false);
    world.ask(2, Command::Join { ticket }).unwrap();
    let before = world.devices[2].rows.clone();
    world.meet(2, 0);
    world.devices[2].rows = before;
    world.devices[2].restart();
    assert!(world.devices[2].view().space(&crew).is_none(), "admitted, and knows nothing of it");
    world.meet(2, 0);
    world.meet(0, 1);
    assert_eq!(state_of(&world, 1, &crew, "Chi"), [MemberState::In]);
    assert_same(&world, &[0, 1], &crew);
    world.ask(2, append(crew, "here I am")).unwrap();
    world.meet(2, 1);
    assert_same(&world, &[1, 2], &crew);
}

#[test]
fn two_newcomers_who_do_not_list_each_other_level_at_once() {
    let mut world = World::of(&["Ana", "Ben", "Chi", "Dev", "Eve"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.bring_in(0, 2, crew);
    // Ben lets Dev in and Chi lets Eve in, apart.
    world.bring_in(1, 3, crew);
    world.bring_in(2, 4, crew);
    world.meet(3, 4);
    assert_same(&world, &[3, 4], &crew);
    assert_eq!(world.space(3, &crew).people.len(), 5);
}

#[test]
fn somebody_known_from_one_space_shows_how_they_came_into_another() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    let other = world.found(0, SpaceKind::Crew, "Choir");
    world.bring_in(0, 1, other);
    world.bring_in(1, 2, other);
    // Ana knows Chi from the kiln, and not yet that Chi sings.
    world.meet(0, 2);
    assert_same(&world, &[0, 2], &other);
    assert_same(&world, &[0, 2], &crew);
}

#[test]
fn who_left_can_be_invited_again_on_the_same_device() {
    let (mut world, crew) = crew_of(&["Ana", "Ben"]);
    world.ask(1, append(crew, "the first time")).unwrap();
    world.ask(1, Command::Leave { space: crew }).unwrap();
    world.meet(1, 0);
    let ticket = world.invite(0, crew, "Ben", false);
    world.ask(1, Command::Join { ticket }).unwrap();
    world.meet(1, 0);
    world.ask(1, append(crew, "the second time")).unwrap();
    world.meet(1, 0);
    for device in [0, 1] {
        assert_eq!(state_of(&world, device, &crew, "Ben"), [MemberState::Left, MemberState::In]);
        assert!(
            says(&world, device, &crew, "the first time") && says(&world, device, &crew, "the second time")
        );
    }
    assert_same(&world, &[0, 1], &crew);
    let me = world.space(1, &crew);
    let mine: Vec<DeviceState> =
        me.people.iter().filter(|p| p.is_me).flat_map(|p| &p.devices).map(|d| d.state).collect();
    assert_eq!(mine, [DeviceState::Stands]);
}

#[test]
fn an_act_that_is_dated_back_to_the_founding_counts_as_what_it_is() {
    let (mut world, crew) = crew_of(&["Ana", "Ben"]);
    let hand = Hand::of(&world.devices[1], &crew);
    let admission = hand.records.last().unwrap().hash();
    let invitation = OneTimeSecret::from_bytes([5; 32]).public();
    let invite = AuthorityAct::Invite(Invite { invitation, name: "Eve".into(), own_device: false });
    // On the founding alone Ben was not in yet, so such an entry is none.
    let early = hand.after(None, &[hand.records[0].hash()], vec![invite.to_item()]);
    let session = world.connect(1, 0);
    world.give(0, session, &crew, &[&early]);
    assert!(world.closed.iter().any(|why| why.contains("not valid")), "{:?}", world.closed);
    let honest = hand.after(None, &[admission], vec![invite.to_item()]);
    let session = world.connect(1, 0);
    world.give(0, session, &crew, &[&honest]);
    assert!(world.space(0, &crew).invitations.iter().any(|open| open.name == "Eve"));
}

#[test]
fn two_who_know_each_other_from_elsewhere_find_out_that_they_share_a_crew() {
    let (mut world, _) = crew_of(&["Ana", "Ben", "Chi", "Dev"]);
    // Ana founds the choir and lets Ben in; Ben lets Chi in, and Ana lets Dev in, who never meet those two there.
    let choir = world.found(0, SpaceKind::Crew, "Choir");
    world.bring_in(0, 1, choir);
    world.bring_in(1, 2, choir);
    world.bring_in(0, 3, choir);
    world.meet(2, 3);
    assert_same(&world, &[2, 3], &choir);
    assert_eq!(world.space(2, &choir).people.len(), 4);
}

#[test]
fn of_two_devices_that_switch_each_other_off_none_wins_by_being_heard_first() {
    let (mut world, crew) = crew_of(&["Ana", "Ben", "Chi"]);
    let ticket = world.invite(1, crew, "phone", true);
    world.devices.push(world::Device::new("Ben", "phone", 99));
    world.ask(3, Command::Join { ticket }).unwrap();
    world.meet(3, 1);
    let (laptop, phone) = (world.space(1, &crew).my_device, world.space(3, &crew).my_device);
    world.meet(1, 0);
    // A thief has the phone. Ana hears of the thief's act first, and Chi of the owner's.
    world.ask(3, Command::SwitchOff { space: crew, device: laptop }).unwrap();
    world.ask(1, Command::SwitchOff { space: crew, device: phone }).unwrap();
    world.meet(3, 0);
    world.meet(1, 2);
    world.meet(1, 0);
    world.meet(3, 2);
    for device in [0, 2] {
        let view = world.space(device, &crew);
        let ben = view.people.iter().find(|person| person.name == "Ben").unwrap();
        assert!(
            ben.devices.iter().all(|device| device.state == DeviceState::Off),
            "device {device}: {ben:?}"
        );
    }
    assert_same(&world, &[0, 2], &crew);
    for device in [1, 3] {
        assert!(world.space(device, &crew).read_only.is_some(), "device {device}");
    }
    assert_eq!(world.closed, Vec::<String>::new());
}
