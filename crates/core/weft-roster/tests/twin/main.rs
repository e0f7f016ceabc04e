//! The roster beside a naive twin, on random small histories in random orders of arrival.
//!
//! What must hold:
//! 1. The same entries are valid, the same are kept, the same acts are refused and the same devices stand as in the
//!    twin, which computes everything from scratch from the text of the protocol.
//! 2. That is so in every order of arrival, entry by entry waiting for its past.
//! 3. What is kept only grows, except when a fork, a leaving, a switch-off, a device that joined twice or a roll
//!    becomes known.
//! 4. A fork moves nobody's standing but that of the device that forked.
//! 5. Nothing written past the last entry that a leaving or switch-off names is kept, unless somebody built on it.
//! 6. In small histories the kept set is a solution of the rule, and lies within every other.

#![allow(clippy::unwrap_used, reason = "what cannot be had fails the test")]

#[path = "../common/mod.rs"]
mod common;
mod naive;
mod world;

use common::*;
use naive::{Naive, Status};
use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, RngSeed, TestRunner},
};
use std::cell::RefCell;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};
use weft_ids::{DeviceId, bytes::hash_parts};
use weft_roster::{AuthorityAct, Change, DeviceState, History, Invalid, PersonState, Roster};
use world::{Step, World};

/// How often what happened, so that the test can say what it tried.
#[derive(Default, Debug)]
struct Counts {
    histories: u64,
    entries: u64,
    invalid: u64,
    aside: u64,
    forks: u64,
    ended: u64,
    twice: u64,
    refused: BTreeMap<&'static str, u64>,
    drafts: u64,
    carried: u64,
    rivals: u64,
    said_twice: u64,
    unlisted: u64,
    // The number of the roll that held in the end, and how often.
    under: BTreeMap<u64, u64>,
    sets_tried: u64,
    shrinkings: u64,
}

/// The number of cases of a run for which nobody set PROPTEST_CASES.
const CASES_UNASKED: u32 = 256;

fn runner(cases: u32) -> TestRunner {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    // PROPTEST_CASES and PROPTEST_RNG_SEED ask for more, or for other, histories than every run tries.
    if config.cases == CASES_UNASKED {
        config.cases = cases;
    }
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(0);
    }
    TestRunner::new(config)
}

fn steps(number: Range<usize>) -> impl Strategy<Value = Vec<Step>> {
    vec(any::<Step>(), number)
}

/// The devices whose standing a change of rosters moved; one that is not listed is as one that is not known.
fn moved(before: &Roster, after: &Roster) -> BTreeSet<DeviceId> {
    let all = before.devices.keys().chain(after.devices.keys());
    let state = |roster: &Roster, id: &DeviceId| {
        roster.devices.get(id).map(|device| device.state).filter(|state| *state != DeviceState::Unlisted)
    };
    all.filter(|id| state(before, id) != state(after, id)).copied().collect()
}

/// Takes in everything in an order that follows from `seed`, what lacks its past waiting.
fn arrive(world: &World, seed: u64, own: Option<Dev>, counts: &RefCell<Counts>) -> (History, u64) {
    let written = &world.written;
    let (mut view, begun) = world::beginning(world.base);
    if let Some(own) = own {
        view.run_on(own.id());
    }
    let mut waiting: Vec<usize> = (begun..written.len()).collect();
    waiting.sort_by_key(|at| hash_parts("test order", &[&seed.to_le_bytes(), &written[*at].hash.0]));
    let mut valid = (1 << begun) - 1;
    loop {
        let before = waiting.len();
        waiting.retain(|at| {
            let roster = view.roster().clone();
            match take(&mut view, &written[*at]) {
                Ok(change) => {
                    valid |= 1 << at;
                    check_change(&view, &roster, (world, &written[*at]), &change, counts);
                    false
                }
                Err(Invalid::Missing(_)) => true,
                Err(_) => false,
            }
        });
        if waiting.len() == before {
            return (view, valid);
        }
    }
}

fn says_end(written: &Written) -> bool {
    written.acts.iter().any(|p| matches!(p.act, AuthorityAct::Leave(_) | AuthorityAct::SwitchOff(_)))
}

/// Whether an entry lets a device in that ended somebody under another roll: that is heard from here on.
fn lets_in_who_said_end(world: &World, written: &Written) -> bool {
    written.acts.iter().any(|placed| match &placed.act {
        AuthorityAct::Admit(admit) => world.written.iter().any(|other| {
            let (entry, now) = (other.entry.get(), written.entry.get());
            entry.device == admit.joining.statement.device && entry.roll != now.roll && says_end(other)
        }),
        _ => false,
    })
}

fn check_change(
    view: &History,
    before: &Roster,
    (world, written): (&World, &Written),
    change: &Change,
    counts: &RefCell<Counts>,
) {
    let ends = says_end(written) || lets_in_who_said_end(world, written);
    let device = written.entry.get().device;
    let forked = view.roster().forks.iter().any(|fork| fork.entries.contains(&written.hash));
    let mut moved = moved(before, view.roster());
    if written.acts.iter().any(|p| matches!(p.act, AuthorityAct::Admit(_))) {
        // Whom the roll does not list can be let in again.
        moved.retain(|id| {
            !before.devices.get(id).is_some_and(|device| {
                matches!(device.state, DeviceState::Off | DeviceState::Left | DeviceState::Unlisted)
            })
        });
    }
    let twice =
        moved.iter().any(|id| view.roster().devices.get(id).is_some_and(|d| d.state == DeviceState::Twice));
    let rolled = before.roll != view.roster().roll;
    if !change.removed.is_empty() {
        counts.borrow_mut().shrinkings += 1;
        assert!(ends || forked || twice || rolled, "kept shrank for no cause that is named");
    }
    if forked && !rolled && written.acts.is_empty() {
        assert!(moved.iter().all(|id| *id == device), "a fork moved somebody else's standing");
    }
    if !ends && !forked && !twice && !rolled {
        assert!(moved.iter().all(|id| !before.devices.contains_key(id)), "somebody's standing was moved");
    }
    assert!(change.removed.iter().all(|hash| !view.kept().contains(hash)));
    assert!(change.added.iter().all(|hash| view.kept().contains(hash)));
}

fn check_same(world: &World, view: &History, naive: &Naive<'_>, status: &Status) {
    assert_eq!(*view.kept().entries(), naive.hashes(status.kept), "kept of\n{}", world.tell());
    let standing: BTreeSet<DeviceId> = view.roster().standing().map(|(id, _)| *id).collect();
    assert_eq!(standing, status.standing, "standing in\n{}", world.tell());
    assert_eq!(view.roster().roll, status.roll, "roll of\n{}", world.tell());
    for (id, device) in &view.roster().devices {
        let gone = matches!(device.state, DeviceState::Off | DeviceState::Left | DeviceState::Unlisted);
        assert!(gone || status.speaks.contains_key(id), "{id} in\n{}", world.tell());
        assert!(device.state != DeviceState::Unlisted || !status.speaks.contains_key(id));
    }
    assert!(status.speaks.keys().all(|id| view.roster().devices.contains_key(id)), "devices");
    for (id, person) in &view.roster().people {
        match person.state {
            PersonState::In | PersonState::NoDevice => assert!(status.people.contains(id)),
            PersonState::Left => assert!(status.left.contains(id) || !status.people.contains(id)),
            PersonState::Unlisted => assert!(!status.people.contains(id)),
            PersonState::WrittenIn => assert!(status.written.contains_key(id)),
        }
    }
    assert!(status.people.iter().all(|id| view.roster().people.contains_key(id)), "people");
    assert!(status.left.iter().all(|id| view.roster().people[id].state == PersonState::Left), "left");
    assert_eq!(refused(view), naive.refused(status), "refused in\n{}", world.tell());
    check_heads(view);
}

/// Heads and newest entries once more from scratch, since they are carried on from entry to entry.
fn check_heads(view: &History) {
    let kept = view.kept().entries();
    let named: BTreeSet<_> = kept.iter().flat_map(|hash| view.parents(hash)).collect();
    assert_eq!(view.kept().heads, kept.difference(&named).copied().collect(), "heads");
    let followed: BTreeSet<_> = kept.iter().filter_map(|hash| view.entry(hash)?.prev).collect();
    let mut newest: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for hash in kept.difference(&followed) {
        let facts = view.entry(hash).unwrap();
        newest.entry(facts.device).or_default().insert((facts.n, *hash));
    }
    assert_eq!(view.kept().newest, newest, "newest");
}

fn check_history(steps: &[Step], small: bool, counts: &RefCell<Counts>) {
    let world = World::run(steps);
    let naive = Naive::new(&world.written);
    let status = naive.outcome(None);
    let mut first: Option<History> = None;
    for seed in 0..3 {
        let (view, valid) = arrive(&world, seed, None, counts);
        assert_eq!(valid, naive.valid, "valid of\n{}", world.tell());
        check_same(&world, &view, &naive, &status);
        if let Some(first) = &first {
            assert_eq!(view.roster(), first.roster());
            assert_eq!(view.kept().digest(), first.kept().digest());
            assert!(view.kept().in_order().eq(first.kept().in_order()));
            assert_eq!(view.aside(), first.aside());
        }
        first = Some(view);
    }
    assert_eq!(naive.late_and_kept_for_nothing(&status), 0, "late and kept for nothing");
    // Of rivals each device stays under the one that its own chain names.
    let own = world::DEVICES[steps.len() % world::DEVICES.len()];
    let (view, _) = arrive(&world, 3, Some(own), counts);
    check_same(&world, &view, &naive, &naive.outcome(naive.pin(own.id())));
    let mut counts = counts.borrow_mut();
    if small && naive.valid.count_ones() <= 10 {
        let solutions = naive.solutions();
        assert!(solutions.contains(&status.kept), "the kept set is no solution");
        assert!(
            solutions.iter().all(|set| set & status.kept == status.kept),
            "a smaller set is a solution too"
        );
        counts.sets_tried += 1 << naive.valid.count_ones();
    }
    let view = first.unwrap();
    counts.histories += 1;
    counts.entries += world.written.len() as u64;
    counts.invalid += world.written.len() as u64 - u64::from(naive.valid.count_ones());
    counts.aside += view.aside().len() as u64;
    counts.forks += view.roster().forks.len() as u64;
    counts.drafts += naive.rolled() - 1;
    counts.carried += view.rolls().filter(|(roll, _)| view.is_carried(roll)).count() as u64 - 1;
    let carried = |p: &&weft_roster::Proposal| p.state == weft_roster::ProposalState::Carried;
    counts.rivals += view.roster().proposals.iter().filter(carried).count() as u64;
    counts.said_twice += view.roster().said_twice.len() as u64;
    *counts.under.entry(view.roster().roll_number).or_default() += 1;
    for device in view.roster().devices.values() {
        counts.unlisted += u64::from(device.state == DeviceState::Unlisted);
        counts.ended += u64::from(matches!(device.state, DeviceState::Off | DeviceState::Left));
        counts.twice += u64::from(device.state == DeviceState::Twice);
    }
    for (_, code) in refused(&view) {
        *counts.refused.entry(code).or_default() += 1;
    }
}

#[test]
fn small_histories_have_one_smallest_kept_set_and_it_is_ours() {
    let counts = RefCell::new(Counts::default());
    runner(300)
        .run(&steps(4..18), |steps| {
            check_history(&steps, true, &counts);
            Ok(())
        })
        .unwrap();
    println!("{counts:?}");
}

#[test]
fn longer_histories_are_the_same_in_every_order_and_as_the_twin_has_them() {
    let counts = RefCell::new(Counts::default());
    runner(120)
        .run(&steps(20..70), |steps| {
            check_history(&steps, false, &counts);
            Ok(())
        })
        .unwrap();
    println!("{counts:?}");
}
