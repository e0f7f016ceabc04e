//! Devices that meet: coming in, levelling, and knowing what the other has.

mod world;

use weft_view::{Command, JoinState, MemberState, PageEdit, SpaceKind};
use world::World;

fn append(space: weft_ids::SpaceId, title: &str, text: &str) -> Command {
    Command::Edit { space, edit: PageEdit::Append { title: title.into(), text: text.into() } }
}

#[test]
fn a_line_written_on_one_laptop_shows_on_the_other() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.ask(0, append(crew, "Plans", "bring clay")).unwrap();
    assert_eq!(world.space(0, &crew).people[1].lacks_mine, 1, "saved here, not yet with Ben");
    world.meet(1, 0);
    let (ana, ben) = (world.space(0, &crew), world.space(1, &crew));
    assert_eq!(ben.notes[0].text, "bring clay");
    assert_eq!(ana.view_digest, ben.view_digest);
    assert_eq!(ana.people[1].lacks_mine, 0, "Ana knows that Ben has it");
    assert_eq!(world.closed, Vec::<String>::new());
}

#[test]
fn while_connected_each_line_arrives_at_once() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.connect(0, 1);
    for line in ["one", "two", "three"] {
        world.ask(0, append(crew, "Plans", line)).unwrap();
        world.ask(1, append(crew, "Plans", &format!("{line} too"))).unwrap();
        assert_eq!(world.space(0, &crew).view_digest, world.space(1, &crew).view_digest);
    }
    assert_eq!(world.space(1, &crew).notes[0].text.lines().count(), 6);
}

#[test]
fn two_people_who_type_in_one_note_apart_both_keep_their_words() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.ask(0, append(crew, "Plans", "from Ana")).unwrap();
    world.ask(1, append(crew, "Plans", "from Ben")).unwrap();
    world.meet(0, 1);
    let text = &world.space(0, &crew).notes[0].text;
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["from Ana", "from Ben"], "both began the same note, and their lines stay apart");
    assert_eq!(*text, world.space(1, &crew).notes[0].text);
}

#[test]
fn a_newcomer_meets_somebody_who_has_not_heard_of_them() {
    let mut world = World::of(&["Ana", "Ben", "Chi", "Dev"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    for guest in [1, 2, 3] {
        world.bring_in(guest - 1, guest, crew);
    }
    // Ana let Ben in, Ben let Chi in, Chi let Dev in; Ana knows neither Chi nor Dev.
    assert_eq!(world.space(0, &crew).people.len(), 2);
    world.meet(3, 0);
    assert_eq!(world.space(0, &crew).people.len(), 4);
    assert_eq!(world.space(0, &crew).view_digest, world.space(3, &crew).view_digest);
}

#[test]
fn an_invitation_lets_one_person_in_and_no_second() {
    let mut world = World::of(&["Ana", "Ben", "Chi"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    let ticket = world.invite(0, crew, "Ben", false);
    world.ask(1, Command::Join { ticket: format!("come in! {ticket} see you") }).unwrap();
    world.ask(2, Command::Join { ticket }).unwrap();
    world.meet(1, 0);
    world.meet(2, 0);
    assert!(world.devices[1].view().space(&crew).is_some());
    assert!(world.devices[2].view().space(&crew).is_none());
    assert!(matches!(world.devices[2].view().joins[0].state, JoinState::Refused(_)));
}

#[test]
fn a_stranger_learns_nothing_and_costs_nothing() {
    let mut world = World::of(&["Ana", "Ben", "Eve"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    let other = world.found(2, SpaceKind::Crew, "Elsewhere");
    world.ask(2, append(other, "Plans", "hello")).unwrap();
    let (frames, bytes) = (world.frames, world.bytes);
    world.meet(2, 0);
    assert_eq!(world.frames - frames, 2, "a hello from each side and nothing more");
    let with_stranger = world.bytes - bytes;
    let mut empty = World::of(&["Fay", "Gus"]);
    empty.meet(0, 1);
    assert_eq!(empty.bytes, with_stranger, "the same bytes as two devices that are in no space at all");
}

#[test]
fn the_roll_key_alone_does_not_open_a_pair_to_an_unknown_device() {
    let mut world = World::of(&["Ana", "Ben", "Chi"]);
    let pair = world.found(0, SpaceKind::Pair, "Ana and Ben");
    world.bring_in(0, 1, pair);
    let refusal = world.ask(0, Command::Invite { space: pair, person: "Chi".into(), own_device: false });
    assert_eq!(refusal.unwrap_err().code, "pair_is_two");
    assert_eq!(world.space(0, &pair).name, "Ben");
    assert_eq!(world.space(1, &pair).name, "Ana");
}

#[test]
fn a_second_device_of_ones_own_comes_in_and_can_be_switched_off() {
    let mut world = World::of(&["Ana", "Ben", "Ana"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    let ticket = world.invite(0, crew, "phone", true);
    world.ask(2, Command::Join { ticket }).unwrap();
    world.meet(2, 0);
    let view = world.space(2, &crew);
    assert_eq!(view.people.len(), 2, "one more device is not one more person");
    let device = view.my_device;
    world.meet(1, 0);
    world.ask(0, Command::SwitchOff { space: crew, device }).unwrap();
    // Written after it was switched off, and before it heard of that.
    world.ask(2, append(crew, "Plans", "too late")).unwrap();
    world.meet(0, 1);
    world.meet(2, 1);
    world.meet(2, 0);
    for one in [0, 1] {
        assert!(world.space(one, &crew).notes.is_empty());
        assert_eq!(world.space(one, &crew).view_digest, world.space(0, &crew).view_digest);
    }
}

#[test]
fn who_left_stays_listed_and_what_they_wrote_stays() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.ask(1, append(crew, "Plans", "my words stay")).unwrap();
    world.ask(1, Command::Leave { space: crew }).unwrap();
    world.meet(0, 1);
    let ana = world.space(0, &crew);
    assert_eq!(ana.people[1].state, MemberState::Left);
    assert_eq!(ana.notes[0].text, "my words stay");
    let refusal = world.ask(1, append(crew, "Plans", "one more")).unwrap_err();
    assert_eq!(refusal.code, "read_only");
}

#[test]
fn a_restart_between_any_two_steps_changes_nothing() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.devices[0].restart();
    let ticket = world.invite(0, crew, "Ben", false);
    world.ask(1, Command::Join { ticket }).unwrap();
    world.devices[0].restart();
    world.devices[1].restart();
    world.meet(1, 0);
    world.ask(1, append(crew, "Plans", "hello")).unwrap();
    world.devices[1].restart();
    world.meet(0, 1);
    world.devices[0].restart();
    assert_eq!(world.space(0, &crew), {
        world.devices[0].restart();
        world.space(0, &crew)
    });
    assert_eq!(world.space(0, &crew).view_digest, world.space(1, &crew).view_digest);
    assert_eq!(world.space(0, &crew).people[1].lacks_mine, 0, "what Ben has is remembered");
}

#[test]
fn level_devices_reconnect_in_few_bytes_whatever_the_history() {
    let bytes_after = |lines: usize| {
        let mut world = World::of(&["Ana", "Ben"]);
        let crew = world.found(0, SpaceKind::Crew, "Kiln");
        world.bring_in(0, 1, crew);
        for line in 0..lines {
            world.ask(0, append(crew, "Plans", &format!("line {line}"))).unwrap();
        }
        world.meet(0, 1);
        world.meet(0, 1);
        let before = world.bytes;
        world.meet(0, 1);
        world.bytes - before
    };
    assert_eq!(bytes_after(1), bytes_after(60));
    assert!(bytes_after(1) <= 400, "both directions together: {}", bytes_after(1));
}

#[test]
fn only_what_is_missing_goes_over_the_wire_when_both_have_something_new() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    for line in 0..8 {
        world.ask(0, append(crew, "Plans", &format!("line {line}"))).unwrap();
    }
    world.meet(0, 1);
    world.ask(0, append(crew, "Plans", "new from Ana")).unwrap();
    world.ask(1, append(crew, "Plans", "new from Ben")).unwrap();
    let session = world.connect(0, 1);
    for device in [0, 1] {
        let state = world.devices[device].replica.session_state(session).expect("connected");
        assert_eq!((state.came, state.went, state.level), (1, 1, true), "device {device}");
        assert!(
            world.space(device, &crew).people.iter().all(|p| p.lacks_mine == 0),
            "each knows what the other has"
        );
    }
}

#[test]
fn who_left_is_served_no_further_while_still_connected() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    world.connect(0, 1);
    world.ask(1, Command::Leave { space: crew }).unwrap();
    assert_eq!(world.space(1, &crew).people[0].lacks_mine, 0, "Ben knows that Ana heard of it");
    world.ask(0, append(crew, "Plans", "after you went")).unwrap();
    assert!(
        world.space(1, &crew).notes.is_empty(),
        "what is written after somebody left does not reach them"
    );
}
