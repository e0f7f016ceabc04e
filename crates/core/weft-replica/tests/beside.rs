//! What travels beside the entries. What must hold:
//!
//! 1. A file that was attached arrives whole and opens to the same bytes; whoever attached it learns that it did.
//! 2. A connection that is cut loses nothing that was stored; the rest comes from the same member or from another.
//! 3. What is forgotten is gone in the transaction that brings the act, and is not taken in again.
//! 4. Devices with the same entries show the same digest, whatever of the rest they hold.
//! 5. Only who wrote it and whom it is about may have it forgotten; once that person is not in, anybody who is.
//! 6. A part that is not what the entry binds, or that nobody asked for, ends the session and changes nothing.
//! 7. Where nothing is missing nothing is said about it.

mod world;

use proptest::prelude::*;
use weft_ids::{ActId, SpaceId, Table, limits};
use weft_replica::{
    Input, Output,
    message::{BesideMessage, Message, Part, PartName},
};
use weft_space::beside::{BesideAct, Forget};
use weft_view::{
    AboutView, AttachmentView, BesideCommand, BesideState, Command, FileToAttach, Label, Refusal, Reply,
    SpaceKind,
};
use world::{World, hand::Hand};

const PHONE: &str = "+49 170 555 0123";

/// Ana's crew with the others in it.
fn crew(names: &[&str]) -> (World, SpaceId) {
    let mut world = World::of(names);
    let space = world.found(0, SpaceKind::Crew, "Thursday table");
    for guest in 1..names.len() {
        world.bring_in(0, guest, space);
    }
    for guest in 1..names.len() {
        world.meet(0, guest);
    }
    (world, space)
}

/// A file of that many bytes, in which no two chunks are alike.
fn file(bytes: usize) -> FileToAttach {
    let bytes = (0..bytes).map(|i| (i / 1_000) as u8 ^ (i % 251) as u8).collect();
    FileToAttach { name: "/home/ana/receipt.png".into(), media_type: "image/png".into(), bytes }
}

fn attach(world: &mut World, device: usize, space: SpaceId, bytes: usize, label: Option<Label>) -> ActId {
    let command =
        BesideCommand::Attach { space, file: file(bytes), about: AboutView::Space, label, of: None };
    act(world.ask(device, Command::Beside(command)))
}

fn say_phone(world: &mut World, device: usize, space: SpaceId) -> ActId {
    let line = PHONE.to_owned();
    act(world.ask(
        device,
        Command::Beside(BesideCommand::ContactLine { space, label: Label::Phone, line, of: None }),
    ))
}

fn act(outcome: Result<Reply, Refusal>) -> ActId {
    match outcome {
        Ok(Reply::Act(act)) => act,
        other => panic!("answered {other:?}"),
    }
}

fn forget(world: &mut World, device: usize, what: ActId) -> Result<Reply, Refusal> {
    world.ask(device, Command::Beside(BesideCommand::Forget { what }))
}

fn read(world: &mut World, device: usize, what: ActId) -> Result<Vec<u8>, Refusal> {
    match world.ask(device, Command::Beside(BesideCommand::Read { what }))? {
        Reply::File { bytes, .. } => Ok(bytes),
        other => panic!("answered {other:?}"),
    }
}

fn attachment(world: &World, device: usize, space: &SpaceId, what: ActId) -> AttachmentView {
    let view = world.space(device, space).beside;
    view.attachments.into_iter().find(|one| one.id == what).expect("the stub is there")
}

fn state(world: &World, device: usize, space: &SpaceId, what: ActId) -> BesideState {
    let view = world.space(device, space).beside;
    let files = view.attachments.into_iter().map(|one| (one.id, one.state));
    let mut all = files.chain(view.contact_lines.into_iter().map(|one| (one.id, one.state)));
    all.find(|(id, _)| *id == what).expect("the stub is there").1
}

fn digests(world: &World, space: &SpaceId) -> Vec<String> {
    (0..world.devices.len()).map(|device| world.space(device, space).view_digest).collect()
}

fn tick(world: &mut World) {
    for device in 0..world.devices.len() {
        world.input(device, Input::Tick);
    }
}

fn rows_hold(world: &World, device: usize, what: &[u8]) -> bool {
    world.devices[device].rows.values().any(|value| value.windows(what.len()).any(|window| window == what))
}

#[test]
fn a_file_arrives_whole_opens_to_the_same_bytes_and_its_author_learns_that_it_did() {
    let (mut world, space) = crew(&["Ana", "Ben"]);
    let session = world.connect(0, 1);
    for (bytes, label) in [(0, None), (300_000, None), (70_000, Some(Label::Picture))] {
        let what = attach(&mut world, 0, space, bytes, label);
        assert_eq!(read(&mut world, 1, what).unwrap(), file(bytes).bytes, "{bytes} bytes, while connected");
        let (ana, ben) = (attachment(&world, 0, &space, what), attachment(&world, 1, &space, what));
        assert_eq!((ben.name.as_str(), ben.media_type.as_str()), ("receipt.png", "image/png"));
        assert_eq!((ben.bytes, ben.label, ben.state), (bytes as u64, label, BesideState::Here));
        assert_eq!(ana.with, [world.space(1, &space).me], "Ana sees that Ben has it");
    }
    world.disconnect(session);
    let what = attach(&mut world, 0, space, 200_000, None);
    assert!(attachment(&world, 0, &space, what).with.is_empty());
    world.meet(0, 1);
    world.devices[1].restart();
    assert_eq!(
        read(&mut world, 1, what).unwrap(),
        file(200_000).bytes,
        "at the next meeting, after a restart"
    );
    world.devices[0].restart();
    assert_eq!(attachment(&world, 0, &space, what).with.len(), 1);
    assert!(world.closed.is_empty(), "{:?}", world.closed);
}

#[test]
fn a_file_that_is_cut_goes_on_where_it_stopped_with_the_same_member_or_another() {
    let (mut world, space) = crew(&["Ana", "Ben", "Chi"]);
    let what = attach(&mut world, 0, space, 1_500_000, Some(Label::Other));
    world.meet(0, 2);
    let mut seen = Vec::new();
    for with in (0..40).map(|n| if n % 2 == 0 { 0 } else { 2 }) {
        world.meet_briefly(with, 1, 10);
        let here = match state(&world, 1, &space, what) {
            BesideState::NotHere => 0,
            BesideState::OnItsWay { here, of: 23 } => here,
            BesideState::Here => break,
            other => panic!("{other:?}"),
        };
        assert!(seen.last().is_none_or(|before| *before <= here), "nothing that was stored is lost");
        seen.push(here);
        world.devices[1].restart();
        if here > 0 {
            assert_eq!(read(&mut world, 1, what).unwrap_err().code, "not_here_yet");
        }
    }
    seen.dedup();
    assert!(seen.len() > 3, "it came in several pieces: {seen:?}");
    let chunks_before = world.bytes;
    assert_eq!(read(&mut world, 1, what).unwrap(), file(1_500_000).bytes);
    assert_eq!(chunks_before, world.bytes);
    assert!(digests(&world, &space).windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn two_members_give_different_chunks_at_once() {
    let (mut world, space) = crew(&["Ana", "Ben", "Chi"]);
    let what = attach(&mut world, 0, space, 2_000_000, None);
    world.meet(0, 2);
    world.meet_briefly(0, 1, 8);
    let before = world.bytes;
    let sessions = [world.connect(0, 1), world.connect(2, 1)];
    assert_eq!(read(&mut world, 1, what).unwrap(), file(2_000_000).bytes);
    assert!(world.bytes - before < 2_200_000, "no chunk comes twice: {} bytes", world.bytes - before);
    for session in sessions {
        world.disconnect(session);
    }
}

#[test]
fn what_is_forgotten_is_gone_with_the_act_and_is_not_taken_in_again() {
    let (mut world, space) = crew(&["Ana", "Ben", "Chi"]);
    let (phone, picture) =
        (say_phone(&mut world, 0, space), attach(&mut world, 0, space, 100_000, Some(Label::Picture)));
    world.meet(0, 1);
    world.meet(0, 2);
    assert_eq!(world.space(2, &space).beside.contact_lines[0].line, PHONE);
    assert!((0..3).all(|device| rows_hold(&world, device, PHONE.as_bytes())));
    forget(&mut world, 0, phone).unwrap();
    forget(&mut world, 0, picture).unwrap();
    assert!(!rows_hold(&world, 0, PHONE.as_bytes()));
    world.meet(0, 1);
    let chunks = |world: &World, device: usize| {
        world.devices[device].rows.keys().filter(|(table, _)| *table == Table::Chunks).count()
    };
    assert!(!rows_hold(&world, 1, PHONE.as_bytes()) && !rows_hold(&world, 1, b"receipt.png"));
    assert_eq!((chunks(&world, 0), chunks(&world, 1), chunks(&world, 2)), (0, 0, 2));
    assert_eq!(attachment(&world, 1, &space, picture).name, "");
    assert_eq!(world.space(1, &space).beside.contact_lines[0].line, "");
    assert_eq!(read(&mut world, 1, picture).unwrap_err().code, "forgotten");
    // Chi has not heard of it and still shows it; meeting her brings nothing back, and tells her.
    assert_eq!(world.space(2, &space).beside.contact_lines[0].line, PHONE);
    world.meet(2, 1);
    assert!((0..3).all(|device| !rows_hold(&world, device, PHONE.as_bytes()) && chunks(&world, device) == 0));
    let by = Some(world.space(0, &space).me);
    for device in 0..3 {
        world.devices[device].restart();
        assert_eq!(state(&world, device, &space, phone), BesideState::Forgotten { by });
        assert_eq!(state(&world, device, &space, picture), BesideState::Forgotten { by });
    }
    assert!(world.closed.is_empty(), "{:?}", world.closed);
    assert_eq!(forget(&mut world, 0, phone).unwrap_err().code, "already_forgotten");
}

#[test]
fn a_file_that_is_forgotten_while_it_comes_stops_coming() {
    let (mut world, space) = crew(&["Ana", "Ben", "Chi"]);
    let what = attach(&mut world, 0, space, 1_500_000, None);
    world.meet(0, 2);
    world.meet_briefly(0, 1, 14);
    assert!(matches!(state(&world, 1, &space, what), BesideState::OnItsWay { .. }));
    forget(&mut world, 2, what).unwrap_err();
    forget(&mut world, 0, what).unwrap();
    world.meet(0, 1);
    assert!(matches!(state(&world, 1, &space, what), BesideState::Forgotten { .. }));
    world.meet(2, 1);
    assert!(matches!(state(&world, 2, &space, what), BesideState::Forgotten { .. }));
    for device in 0..3 {
        assert!(world.devices[device].rows.keys().all(|(table, _)| *table != Table::Chunks));
    }
    assert!(world.closed.is_empty(), "{:?}", world.closed);
}

#[test]
fn the_digest_is_the_same_with_and_without_what_travels_beside() {
    let (mut world, space) = crew(&["Ana", "Ben"]);
    say_phone(&mut world, 0, space);
    attach(&mut world, 0, space, 400_000, Some(Label::Health));
    let mut level_before_all = false;
    for frames in 1..200 {
        world.meet_briefly(0, 1, frames % 17);
        let (ana, ben) = (world.space(0, &space), world.space(1, &space));
        if ana.entries == ben.entries {
            assert_eq!(ana.view_digest, ben.view_digest);
            level_before_all |= ben.beside.attachments[0].state != BesideState::Here;
        }
    }
    assert!(level_before_all, "there was a moment with the same entries and not the same rest");
    assert_eq!(world.space(1, &space).beside.attachments[0].state, BesideState::Here);
}

#[test]
fn only_who_wrote_it_and_whom_it_is_about_may_have_it_forgotten() {
    let (mut world, space) = crew(&["Ana", "Ben", "Chi"]);
    let ben = world.space(1, &space).me;
    let line = BesideCommand::ContactLine { space, label: Label::Phone, line: PHONE.into(), of: Some(ben) };
    let what = act(world.ask(0, Command::Beside(line)));
    world.meet(0, 1);
    world.meet(0, 2);
    assert_eq!(forget(&mut world, 2, what).unwrap_err().code, "not_yours_to_forget");
    // Chi's client is changed and writes it all the same.
    let chi = Hand::of(&world.devices[2], &space);
    let tip = chi.records.last().unwrap().hash();
    let act = BesideAct::Forget(Forget { what, on: None });
    let forged = chi.after(chi.own().last().copied(), &[tip], vec![act.to_item()]);
    let session = world.connect(2, 0);
    world.give(0, session, &space, &[&forged]);
    world.disconnect(session);
    assert_eq!(state(&world, 0, &space, what), BesideState::Here);
    assert_eq!(world.space(0, &space).refused[0].code, "not_yours_to_forget");
    // Ben, whom it is about, may.
    forget(&mut world, 1, what).unwrap();
    world.meet(1, 0);
    assert!(!rows_hold(&world, 0, PHONE.as_bytes()));
}

#[test]
fn whoever_leaves_takes_their_lines_with_them_on_every_device_that_hears_of_it() {
    let (mut world, space) = crew(&["Ana", "Ben", "Chi"]);
    say_phone(&mut world, 1, space);
    let receipt = attach(&mut world, 1, space, 10_000, None);
    world.meet(1, 0);
    world.meet(0, 2);
    world.ask(1, Command::Leave { space }).unwrap();
    world.meet(1, 0);
    world.meet(0, 2);
    for device in [0, 2] {
        assert!(!rows_hold(&world, device, PHONE.as_bytes()));
        assert_eq!(
            world.space(device, &space).beside.contact_lines[0].state,
            BesideState::Forgotten { by: None }
        );
        assert_eq!(
            state(&world, device, &space, receipt),
            BesideState::Here,
            "what was attached openly stays"
        );
    }
    // Nobody is there to have the rest forgotten but those who stay.
    forget(&mut world, 2, receipt).unwrap();
    assert!(matches!(state(&world, 2, &space, receipt), BesideState::Forgotten { .. }));
}

#[test]
fn a_part_that_is_wrong_or_that_nobody_asked_for_ends_the_session_and_changes_nothing() {
    type Wrong = fn(PartName, ActId) -> (PartName, Vec<u8>);
    let wrong: [(&str, Wrong); 4] = [
        ("another chunk", |name, _| (name, vec![7; 1_000])),
        ("too long", |name, _| (name, vec![7; limits::CHUNK_BYTES_MAX + 1])),
        ("not asked for", |name, _| (PartName { part: Part::Chunk(99), ..name }, vec![7; 10])),
        ("of another act", |name, other| (PartName { act: other, ..name }, vec![7; 10])),
    ];
    for (what_is_wrong, part) in wrong {
        let (mut world, space) = crew(&["Ana", "Ben"]);
        let what = attach(&mut world, 0, space, 50_000, None);
        world.meet_briefly(0, 1, 6);
        let rows = world.devices[1].rows.len();
        let session = world.connect_silent(0, 1, &space);
        let name = PartName { act: what, part: Part::Chunk(0) };
        let (name, bytes) = part(name, space_act(space));
        world.beside(1, session, &space, BesideMessage::Give { name, bytes });
        assert_eq!(world.closed.len(), 1, "{what_is_wrong}");
        assert!(world.closed[0].starts_with("gave "), "{what_is_wrong}: {:?}", world.closed);
        assert_eq!(state(&world, 1, &space, what), BesideState::NotHere, "{what_is_wrong}");
        assert!(world.devices[1].rows.len() <= rows + 1, "{what_is_wrong}: no chunk is stored");
        world.meet(0, 1);
        assert_eq!(read(&mut world, 1, what).unwrap(), file(50_000).bytes, "the honest one is taken");
    }
}

fn space_act(space: SpaceId) -> ActId {
    ActId(space.0)
}

#[test]
fn nobody_can_ask_for_more_than_may_wait_or_for_the_same_part_without_end() {
    let (mut world, space) = crew(&["Ana", "Ben"]);
    let what = attach(&mut world, 0, space, 50_000, None);
    let session = world.connect(0, 1);
    let ask = |n: usize| BesideMessage::Ask(vec![PartName { act: what, part: Part::Chunk(0) }; n]);
    let before = world.bytes;
    for _ in 0..20 {
        world.answer_beside(0, session, &space, ask(1));
    }
    assert!(world.bytes - before < 2 * 51_000 + 20_000, "{} bytes", world.bytes - before);
    world.answer_beside(0, session, &space, ask(limits::BESIDES_ASKED_MAX + 1));
    assert_eq!(world.closed.len(), 1, "{:?}", world.closed);
}

#[test]
fn where_nothing_is_missing_nothing_is_said_about_it() {
    let (mut world, space) = crew(&["Ana", "Ben"]);
    world.meet(0, 1);
    let (frames, bytes) = (world.frames, world.bytes);
    world.meet(0, 1);
    let usual = (world.frames - frames, world.bytes - bytes);
    for n in 0..5 {
        attach(&mut world, n % 2, space, 1_000, None);
        say_phone(&mut world, n % 2, space);
    }
    world.meet(0, 1);
    world.meet(0, 1);
    let (frames, bytes) = (world.frames, world.bytes);
    world.meet(0, 1);
    assert_eq!((world.frames - frames, world.bytes - bytes), usual);
}

#[test]
fn a_chunk_that_is_damaged_on_the_disk_is_not_given_and_comes_again() {
    let (mut world, space) = crew(&["Ana", "Ben", "Chi"]);
    let what = attach(&mut world, 0, space, 100_000, None);
    world.meet(0, 1);
    let chunk = world.devices[1].rows.iter_mut().find(|((table, _), _)| *table == Table::Chunks).unwrap();
    chunk.1[100] ^= 1;
    world.meet(1, 2);
    assert_ne!(state(&world, 2, &space, what), BesideState::Here, "Chi got what was whole");
    assert!(world.closed.is_empty(), "{:?}", world.closed);
    assert!(matches!(state(&world, 1, &space, what), BesideState::OnItsWay { here: 1, of: 2 }));
    world.meet(0, 1);
    world.meet(1, 2);
    assert_eq!(read(&mut world, 2, what).unwrap(), file(100_000).bytes);
}

#[test]
fn what_is_not_answered_is_asked_of_somebody_else_after_a_while() {
    let (mut world, space) = crew(&["Ana", "Ben", "Chi"]);
    let what = attach(&mut world, 0, space, 200_000, None);
    world.meet(0, 2);
    world.meet_briefly(0, 1, 6);
    // Ana's laptop hangs: it is connected and says nothing.
    world.connect_silent(0, 1, &space);
    world.connect(2, 1);
    assert_ne!(state(&world, 1, &space, what), BesideState::Here);
    world.later(limits::BESIDES_PATIENCE_MS / 2);
    tick(&mut world);
    world.later(limits::BESIDES_PATIENCE_MS + 1_000);
    tick(&mut world);
    assert_eq!(read(&mut world, 1, what).unwrap(), file(200_000).bytes);
}

#[test]
fn a_stick_carries_small_files_and_large_ones_when_asked() {
    let (mut world, space) = crew(&["Ana", "Ben"]);
    let small = attach(&mut world, 0, space, 10_000, Some(Label::Picture));
    let large = attach(&mut world, 0, space, 1_000_000, None);
    let phone = say_phone(&mut world, 0, space);
    let gone = attach(&mut world, 0, space, 20_000, None);
    forget(&mut world, 0, gone).unwrap();
    for files in [false, true] {
        let Ok(Reply::Stick { bytes, summary }) = world.ask(0, Command::StickWrite { spaces: vec![], files })
        else {
            panic!("a stick is written");
        };
        assert_eq!(summary.files, 1 + u64::from(files));
        assert_eq!(bytes.len() > 1_000_000, files);
        assert!(!bytes.windows(PHONE.len()).any(|window| window == PHONE.as_bytes()), "sealed");
        let Ok(Reply::StickRead(read_summary)) = world.ask(1, Command::StickRead { bytes }) else {
            panic!("a stick is read");
        };
        assert_eq!((read_summary.files, read_summary.strange), (1, 0));
        assert_eq!(read(&mut world, 1, small).unwrap(), file(10_000).bytes);
        assert_eq!(state(&world, 1, &space, phone), BesideState::Here);
        assert_eq!(state(&world, 1, &space, large) == BesideState::Here, files);
    }
    assert_eq!(read(&mut world, 1, large).unwrap(), file(1_000_000).bytes);
}

#[test]
fn what_cannot_be_attached_says_why_and_changes_nothing() {
    let (mut world, space) = crew(&["Ana", "Ben"]);
    let rows = world.devices[0].rows.len();
    let mut ask = |command: BesideCommand| world.ask(0, Command::Beside(command)).unwrap_err().code;
    let about = |about, file| BesideCommand::Attach { space, file, about, label: None, of: None };
    assert_eq!(ask(about(AboutView::Space, file(limits::ATTACHMENT_BYTES_MAX))), "attachment_too_large");
    assert_eq!(ask(about(AboutView::Act(ActId([9; 32])), file(10))), "no_such_act");
    let page = AboutView::Page(weft_view::PageKind::Note, "No such note".into());
    assert_eq!(ask(about(page, file(10))), "no_such_page");
    let strange = FileToAttach { media_type: "not a type".into(), ..file(10) };
    assert_eq!(ask(about(AboutView::Space, strange)), "bad_media_type");
    let line = BesideCommand::ContactLine { space, label: Label::Phone, line: "\u{202e}".into(), of: None };
    assert_eq!(ask(line), "bad_line");
    assert_eq!(ask(BesideCommand::Forget { what: ActId([9; 32]) }), "no_such_attachment");
    assert_eq!(ask(BesideCommand::Read { what: ActId([9; 32]) }), "no_such_attachment");
    assert_eq!(world.devices[0].rows.len(), rows);
}

#[test]
fn one_person_cannot_fill_the_others_disks() {
    let (mut world, space) = crew(&["Ana", "Ben"]);
    let big = limits::ATTACHMENT_BYTES_MAX - 200 * 16;
    let fit = (limits::PERSON_ATTACHMENT_BYTES_MAX / limits::ATTACHMENT_BYTES_MAX as u64) as usize;
    // Written with a changed client: the stub alone, as if there were a file behind it.
    let what = attach(&mut world, 1, space, 100, None);
    assert_eq!(attachment(&world, 1, &space, what).state, BesideState::Here);
    let first = attach(&mut world, 1, space, big, None);
    let own = Hand::of(&world.devices[1], &space);
    let item = own.own().last().unwrap().items()[0].clone();
    let mut records = vec![(*own.own().last().unwrap()).clone()];
    for _ in 0..fit {
        let next = own.after(records.last(), &[], vec![item.clone()]);
        records.push(next);
    }
    world.meet(0, 1);
    let session = world.connect(0, 1);
    world.give(0, session, &space, &records.iter().skip(1).collect::<Vec<_>>());
    let view = world.space(0, &space).beside.attachments;
    assert_eq!(view.len(), 2 + fit);
    let too_much = view.iter().filter(|one| one.state == BesideState::TooMuch).count();
    assert!((1..=2).contains(&too_much), "{too_much}");
    assert_eq!(state(&world, 0, &space, first), BesideState::Here);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is attached, said and forgotten, in whatever order devices meet and however briefly: after they have
    /// all met in full, all show the same, hold all that is remembered and nothing that is forgotten.
    #[test]
    fn every_order_of_entries_parts_and_forgetting_comes_to_the_same(
        steps in proptest::collection::vec((0_u8..8, 0_usize..3, 0_usize..3, 0_usize..30), 1..40),
    ) {
        let (mut world, space) = crew(&["Ana", "Ben", "Chi"]);
        let mut said: Vec<(usize, ActId, usize)> = Vec::new();
        for (what, one, other, n) in steps {
            match what {
                0 => said.push((one, say_phone(&mut world, one, space), 0)),
                1 => {
                    let bytes = 1 + n * 9_000;
                    let label = (n % 2 == 0).then_some(Label::Picture);
                    said.push((one, attach(&mut world, one, space, bytes, label), bytes));
                }
                2 => {
                    if let Some((author, act, _)) = said.get(n % said.len().max(1)).copied() {
                        let again = forget(&mut world, author, act);
                        prop_assert!(again.is_ok() || again.unwrap_err().code == "already_forgotten");
                    }
                }
                3 => world.devices[one].restart(),
                _ if one != other => world.meet_briefly(one, other, n),
                _ => {}
            }
        }
        for _ in 0..3 {
            for (one, other) in [(0, 1), (1, 2), (0, 2)] {
                world.meet(one, other);
            }
        }
        let same = digests(&world, &space);
        prop_assert!(same.iter().all(|digest| *digest == same[0]));
        for (_, act, bytes) in said {
            let states: Vec<BesideState> = (0..3).map(|device| state(&world, device, &space, act)).collect();
            match states[0] {
                BesideState::Here => {
                    prop_assert!(states.iter().all(|state| *state == BesideState::Here), "{states:?}");
                    if bytes > 0 {
                        for device in 0..3 {
                            prop_assert_eq!(&read(&mut world, device, act).unwrap(), &file(bytes).bytes);
                        }
                    }
                }
                BesideState::Forgotten { .. } => {
                    prop_assert!(states.iter().all(|state| *state == states[0]), "{states:?}");
                    for device in &world.devices {
                        let left = device.rows.keys().any(|(table, key)| {
                            matches!(table, Table::Beside | Table::Chunks)
                                && key.windows(32).any(|part| part == act.0)
                        });
                        prop_assert!(!left, "nothing of it is stored");
                    }
                }
                ref other => prop_assert!(false, "{other:?}"),
            }
        }
        prop_assert!(world.closed.is_empty(), "{:?}", world.closed);
    }
}

#[test]
fn after_a_store_that_failed_nothing_of_a_file_is_told() {
    let (mut world, space) = crew(&["Ana", "Ben"]);
    let command =
        BesideCommand::Attach { space, file: file(100), about: AboutView::Space, label: None, of: None };
    let device = &mut world.devices[0];
    let input = Input::Command { id: 900, command: Command::Beside(command) };
    let outputs = device.replica.handle(input, world::NOW, &mut device.rng);
    let [Output::Store { batch, .. }] = outputs.as_slice() else { panic!("{outputs:?}") };
    let failed = Input::StoreFailed { batch: *batch, why: "the disk is full".into() };
    let outputs = device.replica.handle(failed, world::NOW, &mut device.rng);
    assert!(!outputs.iter().any(|output| matches!(output, Output::Send { .. })));
    assert!(device.view().space(&space).unwrap().beside.attachments.is_empty());
    let frame = Message::Beside { handle: [0; 4], message: BesideMessage::Waits(true) }.to_frame();
    assert!(frame.len() < 10, "a word about it is small");
}
