//! Bytes from anywhere: frames, records, tickets and rows of a profile never panic and never change what is shown.

mod world;

use proptest::prelude::*;
use weft_replica::{Input, Output, Replica, ticket::Ticket};
use weft_view::{Command, PageEdit, SpaceKind};
use world::{NOW, Rows, World};

fn crew_of_two() -> (World, weft_ids::SpaceId) {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    let edit = PageEdit::Append { title: "Plans".into(), text: "bring clay".into() };
    world.ask(0, Command::Edit { space: crew, edit }).expect("a line can be written");
    (world, crew)
}

/// The frames that Ana's device sends to Ben's when they meet.
fn honest_frames(world: &mut World) -> Vec<Vec<u8>> {
    let endpoint = world.devices[1].replica.endpoint();
    let connected = Input::Connected { session: 900, endpoint, at: "127.0.0.1:1".into(), inbound: false };
    let outputs = world.devices[0].handle(connected);
    let sent = outputs.into_iter().filter_map(|output| match output {
        Output::Send { bytes, .. } => Some(bytes),
        Output::Store { .. }
        | Output::Read { .. }
        | Output::Reply { .. }
        | Output::Close { .. }
        | Output::Changed => None,
    });
    sent.collect()
}

fn load(rows: &Rows) -> Result<Replica, weft_replica::LoadError> {
    Replica::load(rows.iter().map(|((table, key), value)| (*table, key.clone(), value.clone())).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn frames_of_any_bytes_change_nothing_that_is_shown(
        junk in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..12),
        at in any::<prop::sample::Index>(),
        flip in 1u8..,
    ) {
        let (mut world, crew) = crew_of_two();
        let before = world.space(1, &crew);
        let mut frames = honest_frames(&mut world);
        for frame in &mut frames {
            let at = at.index(frame.len());
            frame[at] ^= flip;
        }
        frames.extend(junk);
        let endpoint = world.devices[0].replica.endpoint();
        let at = "127.0.0.1:2".to_owned();
        world.devices[1].handle(Input::Connected { session: 901, endpoint, at, inbound: true });
        let mut answers = 0;
        for bytes in frames {
            answers += world.devices[1].handle(Input::Message { session: 901, bytes }).len();
        }
        prop_assert!(answers < 40, "it answered {answers} times");
        let after = world.space(1, &crew);
        prop_assert_eq!(before.view_digest, after.view_digest);
        prop_assert_eq!(before.notes, after.notes);
    }

    #[test]
    fn records_of_any_bytes_are_refused_or_are_what_was_written(
        at in any::<prop::sample::Index>(),
        flip in 1u8..,
        cut in any::<prop::sample::Index>(),
    ) {
        let (world, _) = crew_of_two();
        for ((table, _), bytes) in &world.devices[0].rows {
            if *table == weft_ids::Table::Entries {
                let mut changed = bytes.clone();
                changed[at.index(bytes.len())] ^= flip;
                prop_assert!(weft_space::Record::read(&changed).is_err());
                prop_assert!(weft_space::Record::read(&bytes[..cut.index(bytes.len())]).is_err());
            }
        }
    }

    #[test]
    fn a_ticket_of_any_text_is_refused_or_is_a_ticket(text in "\\PC{0,200}", at in any::<prop::sample::Index>(), with in any::<char>()) {
        let any_text = format!("weft:{}", text);
        prop_assert!(Ticket::parse(&any_text).is_err());
        let mut world = World::of(&["Ana"]);
        let crew = world.found(0, SpaceKind::Crew, "Kiln");
        let ticket = world.invite(0, crew, "Ben", false);
        let mut letters: Vec<char> = ticket.chars().collect();
        let at = 5 + at.index(letters.len() - 5);
        let same = letters[at].eq_ignore_ascii_case(&with);
        letters[at] = with;
        let changed: String = letters.into_iter().collect();
        prop_assert!(same || Ticket::parse(&changed).is_err());
    }

    #[test]
    fn a_damaged_row_of_a_profile_is_an_error_and_no_panic(
        row in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        flip in 1u8..,
    ) {
        let (mut world, _) = crew_of_two();
        let rows = &mut world.devices[1].rows;
        let key = rows.keys().nth(row.index(rows.len())).expect("there are rows").clone();
        let value = rows.get_mut(&key).expect("the key is from the rows");
        if !value.is_empty() {
            let at = at.index(value.len());
            value[at] ^= flip;
        }
        // Either it says what is wrong, or the row still reads and the device goes on.
        if let Ok(mut replica) = load(rows) {
            let mut rng = <rand_chacha::ChaCha20Rng as rand_core::SeedableRng>::seed_from_u64(1);
            replica.handle(Input::Tick, NOW, &mut rng);
            prop_assert!(replica.view().me.is_some());
        }
    }
}
