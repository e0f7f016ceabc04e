//! Who ended, and whom they let in late: each hears why they do not count, and each is heard.
//!
//! What must hold: whoever meets everybody ends with the same as all who stand, whoever told whom first; and nobody who
//! does not count is given what came after.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod world;

use weft_ids::SpaceId;
use weft_view::{Command, DeviceState, MemberState, PageEdit, SpaceKind};
use world::World;

fn append(space: SpaceId, text: &str) -> Command {
    Command::Edit { space, edit: PageEdit::Append { title: "Plans".into(), text: text.into() } }
}

fn says(world: &World, device: usize, space: &SpaceId, text: &str) -> bool {
    world.space(device, space).notes.iter().any(|note| note.text.contains(text))
}

fn assert_same(world: &World, devices: &[usize], space: &SpaceId) {
    for pair in devices.windows(2) {
        let (one, other) = (world.space(pair[0], space), world.space(pair[1], space));
        assert_eq!((one.entries, one.view_digest), (other.entries, other.view_digest), "devices {pair:?}");
    }
}

const ANA: usize = 0;
const BEN: usize = 1;
const CHI: usize = 2;
const DEV: usize = 3;
const PHONE: usize = 4;

/// Ana founds a crew with Ben and Chi; Ben has a phone in it, too, and Dev is not in yet.
fn crew() -> (World, SpaceId) {
    let mut world = World::of(&["Ana", "Ben", "Chi", "Dev"]);
    world.devices.push(world::Device::new("Ben", "phone", 99));
    let crew = world.found(ANA, SpaceKind::Crew, "Kiln");
    world.bring_in(ANA, BEN, crew);
    world.bring_in(ANA, CHI, crew);
    let ticket = world.invite(BEN, crew, "phone", true);
    world.ask(PHONE, Command::Join { ticket }).unwrap();
    for (a, b) in [(PHONE, BEN), (BEN, ANA), (CHI, ANA), (PHONE, ANA)] {
        world.meet(a, b);
    }
    (world, crew)
}

fn off(world: &World, device: usize, space: &SpaceId, name: &str) -> usize {
    let view = world.space(device, space);
    let person = view.people.iter().find(|person| person.name == name).unwrap();
    person.devices.iter().filter(|device| device.state == DeviceState::Off).count()
}

fn switch_off(world: &mut World, by: usize, target: usize, space: SpaceId) {
    let device = world.space(target, &space).my_device;
    world.ask(by, Command::SwitchOff { space, device }).unwrap();
}

#[test]
fn whom_a_switched_off_device_let_in_late_is_told_and_given_nothing_more() {
    let (mut world, crew) = crew();
    switch_off(&mut world, BEN, PHONE, crew);
    world.meet(BEN, ANA);
    // The phone has not heard of it and lets Dev in.
    world.bring_in(PHONE, DEV, crew);
    world.ask(DEV, append(crew, "hello from Dev")).unwrap();
    world.ask(ANA, append(crew, "said later")).unwrap();
    world.meet(DEV, ANA);
    assert!(world.space(DEV, &crew).read_only.is_some(), "Dev hears that the coming in does not count");
    assert!(!says(&world, DEV, &crew, "said later"), "and nothing after it");
    world.meet(DEV, CHI);
    world.meet(ANA, CHI);
    assert_same(&world, &[ANA, CHI], &crew);
    for device in [ANA, CHI] {
        let names: Vec<String> = world.space(device, &crew).people.iter().map(|p| p.name.clone()).collect();
        assert_eq!(names, ["Ana", "Ben", "Chi"], "device {device}");
        assert!(!says(&world, device, &crew, "hello from Dev"));
    }
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn what_only_somebody_let_in_late_has_heard_is_heard_from_them() {
    let (mut world, crew) = crew();
    switch_off(&mut world, BEN, PHONE, crew);
    world.meet(BEN, ANA);
    // The phone switches the laptop off, too, tells Dev alone, and is never seen again.
    world.bring_in(PHONE, DEV, crew);
    switch_off(&mut world, PHONE, BEN, crew);
    world.meet(PHONE, DEV);
    world.meet(DEV, ANA);
    world.meet(ANA, CHI);
    for device in [ANA, CHI] {
        assert_eq!(off(&world, device, &crew, "Ben"), 2, "device {device}");
    }
    assert_same(&world, &[ANA, CHI], &crew);
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn who_came_by_an_invitation_that_was_made_too_late_is_told() {
    let (mut world, crew) = crew();
    switch_off(&mut world, BEN, PHONE, crew);
    world.meet(BEN, ANA);
    // Chi has not heard of it either, and opens to whom the phone invited.
    let ticket = world.invite(PHONE, crew, "Dev", false);
    world.meet(PHONE, CHI);
    world.ask(DEV, Command::Join { ticket }).unwrap();
    world.meet(DEV, CHI);
    assert_eq!(world.space(DEV, &crew).read_only, None);
    world.meet(ANA, CHI);
    assert_same(&world, &[ANA, CHI], &crew);
    let dev = |world: &World| world.space(ANA, &crew).people.iter().any(|person| person.name == "Dev");
    assert!(!dev(&world), "the invitation does not count");
    world.ask(ANA, append(crew, "said later")).unwrap();
    world.meet(DEV, ANA);
    assert!(world.space(DEV, &crew).read_only.is_some(), "Dev hears of it");
    assert!(!says(&world, DEV, &crew, "said later"));
    // Invited again by somebody who stands, Dev comes in with all that is here.
    let ticket = world.invite(ANA, crew, "Dev", false);
    world.ask(DEV, Command::Join { ticket }).unwrap();
    world.meet(DEV, ANA);
    assert!(says(&world, DEV, &crew, "said later") && dev(&world));
    assert_same(&world, &[ANA, DEV], &crew);
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn who_is_found_not_to_count_while_connected_is_told_and_served_no_further() {
    let (mut world, crew) = crew();
    switch_off(&mut world, BEN, PHONE, crew);
    world.meet(BEN, ANA);
    let ticket = world.invite(PHONE, crew, "Dev", false);
    world.meet(PHONE, CHI);
    world.ask(DEV, Command::Join { ticket }).unwrap();
    world.meet(DEV, CHI);
    // Ana does not know of Dev, and finds out through Dev that Chi let Dev in by the phone's invitation.
    let session = world.connect(DEV, ANA);
    world.ask(ANA, append(crew, "said later")).unwrap();
    assert!(world.space(DEV, &crew).read_only.is_some());
    assert!(!says(&world, DEV, &crew, "said later"));
    world.disconnect(session);
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn somebody_whose_second_admission_counts_is_levelled_with_as_soon_as_it_is_known() {
    let (mut world, crew) = crew();
    // Dev is let in twice with one statement: by the phone too late, and by Chi in time.
    let ticket = world.invite(ANA, crew, "Dev", false);
    for host in [CHI, PHONE, BEN] {
        world.meet(ANA, host);
    }
    switch_off(&mut world, BEN, PHONE, crew);
    world.meet(BEN, ANA);
    world.ask(DEV, Command::Join { ticket }).unwrap();
    let backup = world.devices[DEV].rows.clone();
    world.meet(DEV, PHONE);
    let came = std::mem::replace(&mut world.devices[DEV].rows, backup);
    world.devices[DEV].restart();
    world.meet(DEV, CHI);
    // Dev's laptop goes on from the phone's admission, and hears of Chi's by Chi.
    world.devices[DEV].rows = came;
    world.devices[DEV].restart();
    world.meet(DEV, CHI);
    world.ask(DEV, append(crew, "hello from Dev")).unwrap();
    world.meet(DEV, ANA);
    world.meet(DEV, ANA);
    world.meet(CHI, ANA);
    assert!(says(&world, ANA, &crew, "hello from Dev"));
    let dev: Vec<MemberState> = {
        let view = world.space(ANA, &crew);
        view.people.iter().filter(|person| person.name == "Dev").map(|person| person.state).collect()
    };
    assert_eq!(dev, [MemberState::In]);
    assert_same(&world, &[ANA, CHI, DEV], &crew);
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn who_left_and_who_stayed_have_met_as_soon_as_both_were_heard() {
    let (mut world, crew) = crew();
    world.ask(CHI, Command::Leave { space: crew }).unwrap();
    for _ in 0..3 {
        let session = world.connect(CHI, ANA);
        for device in [CHI, ANA] {
            let state = world.devices[device].replica.session_state(session).unwrap();
            assert!(state.level, "device {device} has nothing to wait for: {state:?}");
        }
        world.disconnect(session);
        world.ask(ANA, append(crew, "said later")).unwrap();
    }
    assert!(!says(&world, CHI, &crew, "said later"));
}

#[test]
fn own_late_words_stay_here_whole_also_after_coming_in_anew() {
    let (mut world, crew) = crew();
    world.ask(PHONE, Command::Leave { space: crew }).unwrap();
    for line in 0..90 {
        world.ask(BEN, append(crew, &format!("late line {line}"))).unwrap();
    }
    world.meet(PHONE, ANA);
    world.meet(BEN, ANA);
    let late = |world: &World| world.space(BEN, &crew).set_aside.len();
    assert!(world.space(BEN, &crew).read_only.is_some());
    assert_eq!(late(&world), 90);
    let ticket = world.invite(ANA, crew, "Ben", false);
    world.ask(BEN, Command::Join { ticket }).unwrap();
    world.meet(BEN, ANA);
    assert_eq!(world.space(BEN, &crew).read_only, None, "in again");
    for _ in 0..2 {
        world.ask(ANA, append(crew, "welcome back")).unwrap();
        world.meet(BEN, ANA);
        assert_eq!(late(&world), 90, "nobody else ever had them");
        world.devices[BEN].restart();
    }
}
