//! What must hold when a member writes anything at all, with a good signature:
//! 1. judging it never panics, hangs or ends the process;
//! 2. what passes can be applied, read and written on: no page closes;
//! 3. every honest change is accepted afterwards, and everybody still shows the same.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod page_support;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{ActorId, Change, ChangeHash, ExpandedChange, ObjType, ScalarValue};
use page_support::{Desk, Rng, SPACE, Sent, device, nobody};
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use weft_ids::{CivilDate, EntryHash, PersonId};
use weft_space::page::{
    Answer, DayTime, Meeting, PageChange, PageHistory, PageName, blank_from_change, change_from_blank,
};

/// Mutants of one ordinary run; raise it for a night.
const MUTANTS: usize = 20_000;
/// Mutants between two new beginnings, so that pages stay far from full.
const MUTANTS_A_ROUND: usize = 2_500;

fn note() -> PageName {
    PageName::note("Table")
}

/// Three devices that wrote on three kinds of page, apart and together.
fn honest(rng: &mut Rng) -> Desk {
    let mut desks = ['A', 'B', 'C'].map(Desk::new);
    let profile = PageName::profile(&PersonId([1; 32]));
    for step in 0..24 {
        let at = step % desks.len();
        let desk = &mut desks[at];
        let crew = desk.page(&PageName::crew());
        let changes = match rng.below(6) {
            0 => crew.set_place(&desk.device, &format!("place {step}")).unwrap(),
            1 => desk.page(&profile).set_about(&desk.device, &format!("about {step}")).unwrap(),
            2 => crew.set_meeting(&desk.device, &meeting(step)).unwrap(),
            3 => match crew.crew().unwrap().meeting.value() {
                Some(set) => crew.set_answer(&desk.device, &PersonId([9; 32]), &set.id, Answer::Yes).unwrap(),
                None => Vec::new(),
            },
            _ => {
                let text = desk.text("Table");
                let cut = text.char_indices().map(|(i, _)| i).nth(rng.below(12)).unwrap_or(text.len());
                desk.write("Table", &format!("w{step} ü {}", &text[cut..]));
                Vec::new()
            }
        };
        desk.put(changes);
        if step % 3 == 2 {
            let from = desks[rng.below(3)].clone();
            desks.iter_mut().for_each(|desk| desk.meet(&from));
        }
    }
    let [mut first, second, third] = desks;
    first.meet(&second);
    first.meet(&third);
    first
}

fn meeting(step: usize) -> Meeting {
    Meeting {
        date: CivilDate::new(2026, 11, 1 + step as u8).unwrap(),
        time: DayTime::parse("19:00").unwrap(),
        zone: "Europe/Berlin".to_owned(),
        place: "the barn".to_owned(),
    }
}

/// A change of the log as automerge's own structs, its author blank.
fn expanded(sent: &Sent) -> ExpandedChange {
    let page = sent.change.page.id(&SPACE);
    let change = change_from_blank(&sent.device, &SPACE, &page, &sent.change.blank).unwrap();
    let mut expanded = change.decode();
    let own = expanded.actor_id.clone();
    let blank = |id: &OpId| if *id.actor() == own { OpId::new(id.counter(), &nobody()) } else { id.clone() };
    for op in &mut expanded.operations {
        if let ObjectId::Id(id) = &op.obj {
            op.obj = ObjectId::Id(blank(id));
        }
        if let Key::Seq(ElementId::Id(id)) = &op.key {
            op.key = Key::Seq(ElementId::Id(blank(id)));
        }
        op.pred = SortedVec::from(op.pred.iter().map(blank).collect::<Vec<_>>());
    }
    expanded.actor_id = nobody();
    expanded
}

/// An operation that some change named or made, or nearly so.
fn some_id(rng: &mut Rng, corpus: &[ExpandedChange], actors: &[ActorId]) -> OpId {
    let change = rng.pick(corpus);
    let nearby = change.start_op.get() + rng.below(change.operations.len() + 2) as u64;
    let actor = if rng.below(4) == 0 { nobody() } else { rng.pick(actors).clone() };
    let counter = match rng.below(8) {
        0 => nearby.saturating_sub(2),
        1 => [0, 1, u64::from(u32::MAX), 1 << 40][rng.below(4)],
        _ => nearby,
    };
    match rng.below(3) {
        0 => OpId::new(counter, &actor),
        1 => change
            .operations
            .iter()
            .find_map(|op| op.pred.iter().next().cloned())
            .unwrap_or(OpId::new(counter, &actor)),
        _ => match &rng.pick(&change.operations).obj {
            ObjectId::Id(id) => id.clone(),
            ObjectId::Root => OpId::new(counter, &actor),
        },
    }
}

fn some_action(rng: &mut Rng) -> OpType {
    match rng.below(9) {
        0 => OpType::Make(ObjType::Map),
        1 => OpType::Make(ObjType::List),
        2 => OpType::Make(ObjType::Text),
        3 => OpType::Make(ObjType::Table),
        4 => OpType::Delete,
        5 => OpType::Increment(1 << rng.below(62)),
        6 => OpType::Put(ScalarValue::Str("x".repeat(rng.below(4)).into())),
        7 => OpType::Put(ScalarValue::counter(rng.below(9) as i64)),
        _ => OpType::MarkEnd(rng.below(2) == 0),
    }
}

fn mutate_op(rng: &mut Rng, op: &mut Op, corpus: &[ExpandedChange], actors: &[ActorId]) {
    let other = rng.pick(&rng_pick_change(rng.0, corpus).operations).clone();
    match rng.below(11) {
        0 => op.obj = ObjectId::Id(some_id(rng, corpus, actors)),
        1 => op.obj = ObjectId::Root,
        2 => op.obj = other.obj,
        3 => op.key = Key::Seq(ElementId::Id(some_id(rng, corpus, actors))),
        4 => op.key = other.key,
        5 => op.key = Key::Map(["", "place", "text", "answers", "about", "new"][rng.below(6)].into()),
        6 => op.insert = !op.insert,
        7 => op.action = some_action(rng),
        8 => op.pred = SortedVec::new(),
        9 => {
            let mut pred: Vec<OpId> = op.pred.iter().cloned().collect();
            pred.push(some_id(rng, corpus, actors));
            op.pred = SortedVec::from(pred);
        }
        _ => *op = other,
    }
}

fn rng_pick_change(seed: u64, corpus: &[ExpandedChange]) -> &ExpandedChange {
    &corpus[(seed % corpus.len() as u64) as usize]
}

/// Changes the meaning: fields and operations, encoded again as automerge would.
fn mutate_meaning(rng: &mut Rng, corpus: &[ExpandedChange], actors: &[ActorId]) -> Option<Vec<u8>> {
    let mut change = rng.pick(corpus).clone();
    for _ in 0..=rng.below(3) {
        let count = change.operations.len();
        let place = rng.below(count);
        match rng.below(12) {
            0 => change.start_op = NonZeroU64::new(1 + rng.below(500) as u64)?,
            1 => change.start_op = NonZeroU64::new([1, (1 << 32) - 1, 1 << 33, u64::MAX][rng.below(4)])?,
            2 => change.seq = rng.below(4) as u64,
            3 => {
                let more = rng_pick_change(rng.0 ^ 7, corpus).deps.clone();
                change.deps.extend(more);
            }
            4 => change.deps = rng_pick_change(rng.0 ^ 9, corpus).deps.clone(),
            5 => drop(change.deps.pop()),
            6 if count > 1 => drop(change.operations.remove(place)),
            7 => {
                let other = rng_pick_change(rng.0 ^ 3, corpus).operations.clone();
                change.operations.extend(other.into_iter().take(3));
            }
            8 if count > 1 => change.operations.swap(place, (place + 1) % count),
            _ => {
                if let Some(op) = change.operations.get_mut(place) {
                    mutate_op(rng, op, corpus, actors);
                }
            }
        }
    }
    change.hash = None;
    let encoded = catch_unwind(AssertUnwindSafe(|| Change::from(change))).ok()?;
    blank_from_change(&encoded)
}

/// Changes the bytes: flipped, cut, doubled, taken from another change.
fn mutate_bytes(rng: &mut Rng, log: &[Sent]) -> Vec<u8> {
    let mut bytes = rng.pick(log).change.blank.clone();
    for _ in 0..=rng.below(4) {
        let place = rng.below(bytes.len());
        let length = 1 + rng.below(6.min(bytes.len() - place));
        match rng.below(6) {
            0 => bytes[place] ^= 1 << rng.below(8),
            1 => bytes[place] = [0, 1, 0x7f, 0x80, 0xff, 0x40][rng.below(6)],
            2 if bytes.len() > length + 60 => drop(bytes.drain(place..place + length)),
            3 => {
                let copy = bytes[place..place + length].to_vec();
                bytes.splice(place..place, copy);
            }
            4 => {
                let other = &rng.pick(log).change.blank;
                let from = rng.below(other.len());
                let part = other[from..other.len().min(from + 12)].to_vec();
                let end = bytes.len().min(place + part.len());
                bytes.splice(place..end, part);
            }
            _ => bytes[place] = bytes[place].wrapping_add(1),
        }
    }
    bytes
}

/// What a run found.
#[derive(Debug, Default)]
struct Found {
    passed: usize,
    refused: usize,
}

/// Sends mutants of honest changes to a device and checks after each that passes that its page still works.
fn round(seed: u64, found: &mut Found) {
    let mut rng = Rng(seed);
    let mut desk = honest(&mut rng);
    let log = desk.log.clone();
    let corpus: Vec<ExpandedChange> = log.iter().map(expanded).collect();
    let actors: Vec<ActorId> = log
        .iter()
        .map(|sent| {
            let page = sent.change.page.id(&SPACE);
            change_from_blank(&sent.device, &SPACE, &page, &sent.change.blank).unwrap().actor_id().clone()
        })
        .collect();
    let mut honest_words = 0;
    for mutant in 0..MUTANTS_A_ROUND {
        let meaning = if rng.below(3) > 0 { mutate_meaning(&mut rng, &corpus, &actors) } else { None };
        let blank = meaning.unwrap_or_else(|| mutate_bytes(&mut rng, &log));
        let page = rng.pick(&log).change.page.clone();
        let own_page = log.iter().find(|sent| blank.get(1..33) == sent.change.blank.get(1..33));
        let page = own_page.map_or(page, |sent| sent.change.page.clone());
        let change = PageChange { page: page.clone(), blank };
        let held = Rc::new(desk.held.clone());
        let judged = desk.pages.lint(&device('M'), &change, &|id| held.contains(id));
        match judged {
            Err(fault) => {
                assert!(fault.is_verdict(), "seed {seed}, mutant {mutant}: {fault} for {:?}", change.blank);
                found.refused += 1;
            }
            Ok(linted) => {
                found.passed += 1;
                let sent = Sent { device: device('M'), change, past: held, id: linted.id() };
                desk.take(&sent).unwrap();
                let page = desk.pages.page(&page).unwrap();
                assert_eq!(page.closed(), None, "seed {seed}, mutant {mutant}: {:?}", sent.change.blank);
                assert!(page.text().is_ok() && page.crew().is_ok() && page.profile().is_ok());
            }
        }
        if mutant % 250 == 249 {
            let text = desk.text("Table");
            desk.write("Table", &format!("{text}honest{honest_words} "));
            assert!(desk.text("Table").ends_with(&format!("honest{honest_words} ")));
            let crew = desk.page(&PageName::crew());
            desk.put(crew.set_place(&device('A'), &format!("honest {honest_words}")).unwrap());
            honest_words += 1;
        }
    }
    // A device that comes later, in one batch, shows the same.
    let mut late = Desk::new('L');
    let ids: Vec<_> = desk
        .log
        .iter()
        .map(|sent| {
            let linted = late.pages.lint(&sent.device, &sent.change, &|id| sent.past.contains(id)).unwrap();
            late.pages.admit(linted).unwrap()
        })
        .collect();
    late.pages.apply_kept(&ids);
    assert_eq!(late.text("Table"), desk.text("Table"), "seed {seed}");
    assert_eq!(late.page(&note()).heads(), desk.page(&note()).heads(), "seed {seed}");
    assert_eq!(late.page(&PageName::crew()).crew(), desk.page(&PageName::crew()).crew(), "seed {seed}");
    assert!(late.pages.iter().all(|page| page.closed().is_none()), "seed {seed}");
    // And automerge's own saved form of the page can be loaded again.
    late.pages.iter().for_each(|page| assert!(page.export().is_ok(), "seed {seed}"));
    tell_history(&mut rng, &desk, seed);
}

/// The history of a page on which anything at all was written is told, and it can be put back: no step ends the process.
fn tell_history(rng: &mut Rng, desk: &Desk, seed: u64) {
    for page in desk.pages.iter() {
        let on_page = desk.log.iter().filter(|sent| sent.change.page == *page.name());
        let history = PageHistory::gather(page, on_page.map(|sent| (EntryHash(sent.id.0), vec![sent.id])));
        assert_eq!(history.steps().len(), page.changes(), "seed {seed}");
        for _ in 0..12 {
            let at = rng.below(history.steps().len());
            let step = &history.steps()[at];
            assert!(history.before(step).is_ok() && history.after(step).is_ok(), "seed {seed}, step {at}");
            assert!(history.apart(at).1 < history.steps().len());
            let back = history.put_back(&device('A'), step).unwrap();
            let again = history.take_back(&device('A'), step).unwrap();
            for change in back.iter().chain(&again) {
                let judged =
                    desk.pages.lint(&device('A'), change, &|id| desk.held.contains(id) || page.shows(id));
                // Each of several builds on the one before; the first of them is judged alone.
                assert!(judged.is_ok() || back.len() + again.len() > 2, "seed {seed}, step {at}: {judged:?}");
            }
        }
    }
}

#[test]
fn no_mutant_closes_a_page_or_keeps_honest_words_out() {
    let mut found = Found::default();
    for seed in 0..(MUTANTS / MUTANTS_A_ROUND) as u64 {
        round(seed, &mut found);
    }
    println!("{found:?}");
    assert_eq!(found.passed + found.refused, MUTANTS);
    // Mutants that pass are harmless changes; without any, nothing beyond the lint would have been tried.
    assert!(found.passed > 100 && found.refused > MUTANTS / 2, "{found:?}");
}

#[test]
fn a_hash_is_no_way_around_the_verdict() {
    let mut rng = Rng(5);
    let desk = honest(&mut rng);
    let sent = desk.log.last().unwrap();
    let page = sent.change.page.id(&SPACE);
    let change = change_from_blank(&sent.device, &SPACE, &page, &sent.change.blank).unwrap();
    assert_eq!(change.hash(), ChangeHash(sent.id.0));
    // The checksum is rebuilt, so one change has one chunk.
    assert_eq!(change.raw_bytes()[4..8], change.hash().0[..4]);
}
