//! The stick: written here, read there, harmless when cut, repeated or strange.

mod world;

use proptest::prelude::*;
use weft_ids::SpaceId;
use weft_view::{Command, PageEdit, Reply, SpaceKind, StickSummary};
use world::World;

fn crew_apart(lines: usize) -> (World, SpaceId) {
    let mut world = World::of(&["Ana", "Ben", "Eve"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    for line in 0..lines {
        let text = format!("line {line}: {}", "clay ".repeat(40));
        world
            .ask(0, Command::Edit { space: crew, edit: PageEdit::Append { title: "Plans".into(), text } })
            .expect("a line can be written");
    }
    (world, crew)
}

fn written(world: &mut World) -> Vec<u8> {
    match world.ask(0, Command::StickWrite { spaces: Vec::new(), files: false }) {
        Ok(Reply::Stick { bytes, .. }) => bytes,
        other => panic!("writing answered {other:?}"),
    }
}

fn read(world: &mut World, device: usize, bytes: &[u8]) -> StickSummary {
    match world.ask(device, Command::StickRead { bytes: bytes.to_vec() }) {
        Ok(Reply::StickRead(summary)) => summary,
        other => panic!("reading answered {other:?}"),
    }
}

#[test]
fn a_stick_levels_two_devices_that_never_meet() {
    let (mut world, crew) = crew_apart(30);
    let bytes = written(&mut world);
    let summary = read(&mut world, 1, &bytes);
    assert_eq!((summary.new, summary.strange, summary.damaged_bytes), (30, 0, 0));
    assert_eq!(world.space(0, &crew).view_digest, world.space(1, &crew).view_digest);
    assert_eq!(read(&mut world, 1, &bytes).new, 0, "read again it changes nothing");
}

#[test]
fn a_stranger_finds_nothing_on_a_stick() {
    let (mut world, _) = crew_apart(30);
    let bytes = written(&mut world);
    let summary = read(&mut world, 2, &bytes);
    assert_eq!((summary.entries, summary.new), (0, 0));
    assert!(summary.strange > 0);
    for secret in ["clay", "Kiln", "Ana", "Ben"] {
        assert!(
            !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()),
            "{secret} stands in it"
        );
    }
}

#[test]
fn a_stick_cut_anywhere_is_harmless_and_the_whole_one_mends_it() {
    let (mut world, crew) = crew_apart(30);
    let bytes = written(&mut world);
    for cut in (0..bytes.len()).step_by((bytes.len() / 40).max(1)) {
        let part = &bytes[..cut];
        if part.len() < 13 {
            assert_eq!(
                world.ask(1, Command::StickRead { bytes: part.to_vec() }).unwrap_err().code,
                "not_a_stick"
            );
        } else {
            read(&mut world, 1, part);
        }
    }
    read(&mut world, 1, &bytes);
    assert_eq!(world.space(0, &crew).view_digest, world.space(1, &crew).view_digest);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stick_with_damaged_bytes_never_changes_what_is_said(at in any::<prop::sample::Index>(), flip in 1u8..) {
        let (mut world, crew) = crew_apart(3);
        let mut bytes = written(&mut world);
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let before = world.space(1, &crew).view_digest;
        let outcome = world.ask(1, Command::StickRead { bytes });
        let after = world.space(1, &crew).view_digest;
        prop_assert!(after == before || after == world.space(0, &crew).view_digest, "{:?}", outcome);
    }
}
