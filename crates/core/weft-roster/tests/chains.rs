//! Valid, standing, kept: chains, heads, forks, leaving, switching off.

#![allow(clippy::unwrap_used, reason = "what cannot be had fails the test")]

mod common;

use common::*;
use std::collections::BTreeSet;
use weft_ids::{EntryHash, limits};
use weft_roster::{AsideReason, AuthorityAct, DeviceState, Invalid, LastKnown, Leave, PersonState};

fn heads(view: &weft_roster::History) -> BTreeSet<EntryHash> {
    view.kept().heads.clone()
}

#[test]
fn an_entry_whose_past_is_missing_waits() {
    let (mut ana, _) = found(ANA);
    let mut other = ana.clone();
    let first = write(&mut ana, ANA, vec![]);
    let second = write(&mut ana, ANA, vec![]);
    assert_eq!(take(&mut other, &second), Err(Invalid::Missing(vec![first.hash])));
    take(&mut other, &first).unwrap();
    take(&mut other, &second).unwrap();
    assert_eq!(heads(&other), heads(&ana));
    assert_eq!(take(&mut other, &second), Ok(weft_roster::Change::default()));
}

#[test]
fn a_chain_goes_on_by_one_and_in_ones_own_name() {
    let (mut ana, founding) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let ben = write(&mut ana, BEN, vec![]);
    let skipped = draft_at(&ana, BEN, 3, Some(ben.hash), vec![], vec![]);
    assert_eq!(take(&mut ana, &skipped), Err(Invalid::Chain));
    let stolen = draft_at(&ana, BEN, 2, Some(founding.hash), vec![], vec![]);
    assert_eq!(take(&mut ana, &stolen), Err(Invalid::Chain));
    let rootless = draft_at(&ana, BEN, 1, None, vec![], vec![]);
    assert_eq!(take(&mut ana, &rootless), Err(Invalid::Rootless));
}

#[test]
fn an_entry_for_another_space_or_roll_is_invalid() {
    let (mut ana, _) = found(ANA);
    let (ben, _) = found(BEN);
    let written = draft(&ben, BEN, vec![]);
    assert_eq!(take(&mut ana, &written), Err(Invalid::OtherSpace));
    let mut entry = draft(&ana, ANA, vec![]).entry.get().clone();
    entry.roll = ben.roll();
    let written = seal_entry(ANA, entry, vec![]);
    assert_eq!(take(&mut ana, &written), Err(Invalid::UnknownRoll(ben.roll())));
}

#[test]
fn a_past_names_heads_alone() {
    let (mut ana, founding) = found(ANA);
    let admitted = let_in(&mut ana, ANA, BEN);
    let ben = write(&mut ana, BEN, vec![]);
    let own = write(&mut ana, ANA, vec![]);
    // Named before already, by the entry before it.
    let twice = draft_at(&ana, ANA, own.entry.get().n + 1, Some(own.hash), vec![ben.hash], vec![]);
    assert_eq!(take(&mut ana, &twice), Err(Invalid::PastRedundant(ben.hash)));
    // One head in another's past.
    let nested = draft_at(&ana, BEN, 2, Some(ben.hash), vec![own.hash, admitted.hash], vec![]);
    assert_eq!(take(&mut ana, &nested), Err(Invalid::PastRedundant(admitted.hash)));
    let itself = draft_at(&ana, BEN, 2, Some(ben.hash), vec![ben.hash], vec![]);
    assert_eq!(take(&mut ana, &itself), Err(Invalid::PastRedundant(ben.hash)));
    let founded = draft_at(&ana, BEN, 2, Some(ben.hash), vec![founding.hash], vec![]);
    assert_eq!(take(&mut ana, &founded), Err(Invalid::PastRedundant(founding.hash)));
}

#[test]
fn heads_are_the_kept_entries_nobody_built_on() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let mut ben = ana.clone();
    let by_ana = write(&mut ana, ANA, vec![]);
    let by_ben = write(&mut ben, BEN, vec![]);
    take(&mut ana, &by_ben).unwrap();
    assert_eq!(heads(&ana), BTreeSet::from([by_ana.hash, by_ben.hash]));
    let step = ana.next_step(&ANA.id());
    assert_eq!(
        (step.prev, step.past.clone(), step.needs_join),
        (Some(by_ana.hash), vec![by_ben.hash], false)
    );
    let joined = write(&mut ana, ANA, vec![]);
    assert_eq!(heads(&ana), BTreeSet::from([joined.hash]));
    assert!(ana.reaches(&joined.hash, &by_ben.hash) && !ana.reaches(&by_ben.hash, &by_ana.hash));
    assert_eq!(ana.beyond(&[by_ana.hash]), [by_ben.hash, joined.hash]);
}

#[test]
fn more_heads_than_fit_are_joined_first() {
    const NAMES: [&str; 40] = [
        "00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16",
        "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32", "33",
        "34", "35", "36", "37", "38", "39",
    ];
    let (mut ana, _) = found(ANA);
    for name in NAMES {
        let_in(&mut ana, ANA, Dev(name));
    }
    let before = ana.clone();
    for name in NAMES {
        let written = draft(&before, Dev(name), vec![]);
        take(&mut ana, &written).unwrap();
    }
    let step = ana.next_step(&ANA.id());
    assert!(step.needs_join && step.past.len() == limits::PAST_MAX);
    write(&mut ana, ANA, vec![]);
    let step = ana.next_step(&ANA.id());
    assert!(!step.needs_join);
    assert_eq!(step.past.len(), NAMES.len() - limits::PAST_MAX);
}

#[test]
fn a_device_that_forks_stands_no_longer_and_moves_nobody_else() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let_in(&mut ana, ANA, CHI);
    let mut chi = ana.clone();
    let one = write(&mut ana, BEN, vec![]);
    let other = write(&mut chi, BEN, vec![invite("somebody")]);
    let built = write(&mut chi, CHI, vec![]);
    let before = ana.roster().clone();
    take(&mut ana, &other).unwrap();
    assert_eq!(state(&ana, BEN), Some(DeviceState::Forked));
    assert_eq!(person_state(&ana, BEN), Some(PersonState::NoDevice));
    for dev in [ANA, CHI] {
        assert_eq!(ana.roster().devices[&dev.id()], before.devices[&dev.id()]);
    }
    let fork = &ana.roster().forks[0];
    assert_eq!(
        (fork.device, fork.n, fork.entries.clone()),
        (BEN.id(), 1, BTreeSet::from([one.hash, other.hash]))
    );
    // Nobody built on either branch here yet; on the other one Chi did.
    assert!(!ana.kept().contains(&one.hash) && !ana.kept().contains(&other.hash));
    take(&mut ana, &built).unwrap();
    assert!(!ana.kept().contains(&one.hash) && ana.kept().contains(&other.hash));
    assert_eq!(ana.aside()[0].reason, AsideReason::Forked);
    let next = draft_at(&ana, BEN, 2, Some(one.hash), vec![], vec![]);
    take(&mut ana, &next).unwrap();
    assert!(!ana.kept().contains(&next.hash));
}

#[test]
fn a_founder_who_forks_takes_nobody_out_of_the_space() {
    let (mut ana, founding) = found(ANA);
    let admitted = let_in(&mut ana, ANA, BEN);
    let_in(&mut ana, BEN, CHI);
    let said = write(&mut ana, CHI, vec![]);
    // A backup from the first minute writes another second entry.
    let branch = draft_at(&ana, ANA, 2, Some(founding.hash), vec![], vec![]);
    take(&mut ana, &branch).unwrap();
    assert_eq!(state(&ana, ANA), Some(DeviceState::Forked));
    assert_eq!(
        (person_state(&ana, BEN), person_state(&ana, CHI)),
        (Some(PersonState::In), Some(PersonState::In))
    );
    assert!(ana.kept().contains(&said.hash) && ana.kept().contains(&admitted.hash));
    assert!(!ana.kept().contains(&branch.hash));
}

#[test]
fn whom_a_forked_device_let_in_stays_even_if_they_never_wrote() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let fork = draft(&ana, BEN, vec![]);
    let admitted = let_in(&mut ana, BEN, CHI);
    let after = write(&mut ana, BEN, vec![]);
    take(&mut ana, &fork).unwrap();
    assert_eq!(person_state(&ana, CHI), Some(PersonState::In));
    assert!(ana.kept().contains(&admitted.hash));
    assert!(!ana.kept().contains(&after.hash));
}

#[test]
fn nobody_holds_both_branches_of_their_own_device() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let fork = draft(&ana, BEN, vec![]);
    let mut chi = ana.clone();
    let one = write(&mut ana, BEN, vec![invite("x")]);
    take(&mut chi, &fork).unwrap();
    let built = write(&mut chi, ANA, vec![]);
    take(&mut ana, &fork).unwrap();
    take(&mut ana, &built).unwrap();
    let healed = draft_at(&ana, BEN, 2, Some(one.hash), vec![built.hash], vec![]);
    assert_eq!(take(&mut ana, &healed), Err(Invalid::OwnBranch));
    let restarted = draft_at(&ana, BEN, 1, None, vec![built.hash], vec![]);
    assert_eq!(take(&mut ana, &restarted), Err(Invalid::OwnBranch));
}

#[test]
fn a_leaving_counts_and_is_kept_with_everything_before_it() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let mut ben = ana.clone();
    let mine = write(&mut ana, ANA, vec![]);
    let said = write(&mut ben, BEN, vec![]);
    let act = leave(&ben, BEN);
    let left = write(&mut ben, BEN, vec![act]);
    give(&[said.clone(), left.clone()], &mut ana);
    assert_eq!(person_state(&ana, BEN), Some(PersonState::Left));
    assert_eq!(state(&ana, BEN), Some(DeviceState::Left));
    for hash in [mine.hash, said.hash, left.hash] {
        assert!(ana.kept().contains(&hash));
    }
    let after = draft(&ana, BEN, vec![]);
    assert_eq!(take(&mut ana, &after), Err(Invalid::NotStanding(BEN.id())));
}

#[test]
fn words_after_a_leaving_are_set_aside_until_somebody_builds_on_them() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let_in_own(&mut ana, BEN, BEN2);
    let before = write(&mut ana, BEN2, vec![]);
    let mut chi = ana.clone();
    let act = leave(&ana, BEN);
    let left = write(&mut ana, BEN, vec![act]);
    // The other device does not know of it.
    let later = write(&mut chi, BEN2, vec![]);
    assert!(chi.kept().contains(&later.hash));
    let change = take(&mut chi, &left).unwrap();
    assert_eq!(change.removed, [later.hash]);
    assert!(chi.kept().contains(&before.hash) && !chi.entry(&later.hash).unwrap().counts);
    assert_eq!(chi.aside()[0].reason, AsideReason::Left);
    // Ana had built on them already.
    take(&mut ana, &later).unwrap();
    let built = draft_at(
        &ana,
        ANA,
        ana.next_step(&ANA.id()).n,
        ana.next_step(&ANA.id()).prev,
        vec![later.hash],
        vec![],
    );
    let change = take(&mut ana, &built).unwrap();
    assert_eq!(change.added, [later.hash, built.hash]);
    assert!(ana.aside().is_empty() && !ana.entry(&later.hash).unwrap().counts);
}

#[test]
fn a_leaving_names_all_of_ones_devices() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let_in_own(&mut ana, BEN, BEN2);
    let said = write(&mut ana, BEN2, vec![]);
    let leave = |last| AuthorityAct::Leave(Leave { last });
    let last = |dev: Dev, last| LastKnown { device: dev.id(), last };
    let check = |act| code(ana.check_act(&BEN.id(), &act));
    assert_eq!(check(leave(vec![])), "device_left_out");
    assert_eq!(check(leave(vec![last(ANA, None)])), "not_own_device");
    assert_eq!(check(leave(vec![last(BEN2, Some(EntryHash([1; 32])))])), "last_unknown");
    assert_eq!(check(leave(vec![last(BEN2, Some(said.entry.get().past[0]))])), "last_unknown");
    assert_eq!(check(leave(vec![last(BEN2, Some(said.hash))])), "counts");
}

#[test]
fn a_device_switched_off_is_cut_at_the_entry_named() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    let good = write(&mut ana, ANA2, vec![]);
    let mut thief = ana.clone();
    let stolen = write(&mut thief, ANA2, vec![]);
    let act = switch_off(&ana, ANA, ANA2);
    let off = write(&mut ana, ANA, vec![act]);
    take(&mut ana, &stolen).unwrap();
    assert_eq!(state(&ana, ANA2), Some(DeviceState::Off));
    assert!(
        ana.kept().contains(&good.hash)
            && ana.kept().contains(&off.hash)
            && !ana.kept().contains(&stolen.hash)
    );
    assert_eq!(ana.aside()[0].reason, AsideReason::Off);
    assert_eq!(person_state(&ana, ANA), Some(PersonState::In));
}

#[test]
fn nobody_switches_off_somebody_elses_device() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let written = write(&mut ana, ANA, vec![switch_off_after(BEN, None)]);
    assert_eq!(refused(&ana), [(written.act(0), "not_own_device")]);
    assert_eq!(state(&ana, BEN), Some(DeviceState::Stands));
}

#[test]
fn a_device_may_switch_itself_off() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    let act = switch_off(&ana, ANA2, ANA2);
    let written = write(&mut ana, ANA2, vec![act, invite("too late")]);
    assert_eq!(state(&ana, ANA2), Some(DeviceState::Off));
    assert!(ana.kept().contains(&written.hash));
    assert_eq!(refused(&ana), [(written.act(1), "after_the_end")]);
}

#[test]
fn devices_that_switch_each_other_off_are_both_off() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    let mut phone = ana.clone();
    let act = switch_off(&ana, ANA, ANA2);
    let one = write(&mut ana, ANA, vec![act]);
    let act = switch_off(&phone, ANA2, ANA);
    let other = write(&mut phone, ANA2, vec![act]);
    take(&mut ana, &other).unwrap();
    take(&mut phone, &one).unwrap();
    assert_eq!(ana.roster(), phone.roster());
    assert_eq!(ana.kept().entries(), phone.kept().entries());
    assert_eq!((state(&ana, ANA), state(&ana, ANA2)), (Some(DeviceState::Off), Some(DeviceState::Off)));
    assert_eq!(person_state(&ana, ANA), Some(PersonState::NoDevice));
}

#[test]
fn a_late_admission_never_counts_though_somebody_built_on_its_words() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    let_in(&mut ana, ANA, BEN);
    let mut thief = ana.clone();
    let act = switch_off(&ana, ANA, ANA2);
    write(&mut ana, ANA, vec![act]);
    let invited = write(&mut thief, ANA2, vec![invite_own(CHI.0)]);
    let act = admit_own(&thief, CHI, CHI.0, ANA2);
    let admitted = write(&mut thief, ANA2, vec![act]);
    let puppet = write(&mut thief, CHI, vec![]);
    // Ben meets the thief first and builds on it.
    let built = write(&mut thief, BEN, vec![]);
    assert_eq!(state(&thief, CHI), Some(DeviceState::Stands));
    give(&[invited.clone(), admitted.clone(), puppet.clone(), built.clone()], &mut ana);
    assert!(ana.kept().contains(&puppet.hash), "the words stay, since Ben built on them");
    assert_eq!(state(&ana, CHI), None);
    let mut want = vec![(invited.act(0), "late"), (admitted.act(0), "late")];
    want.sort_unstable();
    assert_eq!(refused(&ana), want);
    assert!(!ana.entry(&puppet.hash).unwrap().counts);
    // Nor does an admission by somebody else on the late invitation.
    let mut ben = thief.clone();
    write(&mut ben, BEN, vec![]);
    let more = write(&mut thief, CHI, vec![]);
    take(&mut ana, &more).unwrap();
    assert_eq!(ana.aside()[0].reason, AsideReason::NotIn);
}

#[test]
fn an_admission_on_an_invitation_that_turns_out_late_does_not_count() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    let_in(&mut ana, ANA, BEN);
    let mut ben = ana.clone();
    let act = switch_off(&ana, ANA, ANA2);
    let off = write(&mut ana, ANA, vec![act]);
    write(&mut ben, ANA2, vec![invite_own(CHI.0)]);
    let act = admit_own(&ben, CHI, CHI.0, ANA2);
    let admitted = write(&mut ben, BEN, vec![act]);
    assert_eq!(state(&ben, CHI), Some(DeviceState::Stands));
    take(&mut ben, &off).unwrap();
    assert_eq!(state(&ben, CHI), None);
    assert!(refused(&ben).contains(&(admitted.act(0), "rests_on_refused")));
}

#[test]
fn whom_a_device_let_in_before_it_was_switched_off_stays() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    let_in(&mut ana, ANA2, BEN);
    let act = switch_off(&ana, ANA, ANA2);
    write(&mut ana, ANA, vec![act]);
    assert_eq!(person_state(&ana, BEN), Some(PersonState::In));
    assert!(refused(&ana).is_empty());
}

#[test]
fn where_two_switch_offs_name_different_last_entries_only_what_both_cover_counts() {
    let (mut ana, _) = found(ANA);
    let tablet = Dev("Ana's tablet");
    let_in_own(&mut ana, ANA, ANA2);
    let_in_own(&mut ana, ANA, tablet);
    let first = write(&mut ana, ANA2, vec![]);
    // The tablet has not heard of Ben yet.
    let mut apart = ana.clone();
    let act = switch_off(&apart, tablet, ANA2);
    assert_eq!(act, switch_off_after(ANA2, Some(first.hash)));
    let early = write(&mut apart, tablet, vec![act]);
    let_in(&mut ana, ANA2, BEN);
    let act = switch_off(&ana, ANA, ANA2);
    write(&mut ana, ANA, vec![act]);
    assert_eq!(person_state(&ana, BEN), Some(PersonState::In));
    take(&mut ana, &early).unwrap();
    assert_eq!(state(&ana, BEN), None);
}

#[test]
fn a_device_may_write_so_many_entries_and_no_more() {
    let (mut ana, _) = found(ANA);
    for _ in 1..limits::ROLL_ENTRIES_MAX {
        write(&mut ana, ANA, vec![]);
    }
    assert_eq!(ana.kept().len() as u64, limits::ROLL_ENTRIES_MAX);
    let written = draft(&ana, ANA, vec![]);
    assert_eq!(take(&mut ana, &written), Err(Invalid::TooManyEntries));
}

#[test]
fn a_device_may_write_so_many_bytes_and_no_more() {
    let (mut ana, _) = found(ANA);
    let mut written = draft(&ana, ANA, vec![]);
    written.bytes = limits::ROLL_BYTES_MAX;
    assert_eq!(take(&mut ana, &written), Err(Invalid::TooManyBytes));
    written.bytes = limits::ROLL_BYTES_MAX - 10_000;
    take(&mut ana, &written).unwrap();
    let mut next = draft(&ana, ANA, vec![]);
    next.bytes = 10_001;
    assert_eq!(take(&mut ana, &next), Err(Invalid::TooManyBytes));
}

#[test]
fn what_is_set_aside_is_bounded_and_comes_back_when_built_on() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let fork = draft(&ana, BEN, vec![]);
    let mut ben = ana.clone();
    let mut said = Vec::new();
    for _ in 0..limits::ASIDE_ENTRIES_MAX + 20 {
        said.push(write(&mut ben, BEN, vec![invite("x")]));
    }
    let built = write(&mut ben, ANA, vec![]);
    take(&mut ana, &fork).unwrap();
    give(&said, &mut ana);
    let dropped = ana.trim_aside(&ANA.id());
    assert_eq!(ana.aside().len(), limits::ASIDE_ENTRIES_MAX);
    assert_eq!(dropped.len(), 21);
    assert_eq!(state(&ana, BEN), Some(DeviceState::Forked));
    assert_eq!(ana.roster().forks[0].entries.len(), 2);
    assert!(matches!(take(&mut ana, &built), Err(Invalid::Missing(_))));
    give(&said, &mut ana);
    take(&mut ana, &built).unwrap();
    assert!(ana.trim_aside(&ANA.id()).is_empty());
    assert_eq!(ana.aside().len(), 1);
    let mut other = ben.clone();
    take(&mut other, &fork).unwrap();
    assert_eq!(other.kept().digest(), ana.kept().digest());
}

#[test]
fn a_device_never_drops_its_own_words() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    let mut phone = ana.clone();
    let said: Vec<_> = (0..limits::ASIDE_ENTRIES_MAX + 36).map(|_| write(&mut ana, ANA, vec![])).collect();
    let act = switch_off(&phone, ANA2, ANA);
    let off = write(&mut phone, ANA2, vec![act]);
    take(&mut ana, &off).unwrap();
    assert_eq!(ana.aside().len(), said.len());
    assert_eq!(ana.trim_aside(&ANA.id()), []);
    assert!(said.iter().all(|written| ana.holds(&written.hash)));
    give(&said, &mut phone);
    assert_eq!(phone.trim_aside(&ANA2.id()).len(), 36);
}

#[test]
fn a_pair_at_every_step_does_not_pass_the_bound() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let first = write(&mut ana, BEN, vec![]);
    for branch in 0..2 {
        let mut prev = first.hash;
        for step in 1..=80 {
            let pair = ["left", "right"].map(|side| {
                let lie = revoke(&format!("{branch} {step} {side}"));
                draft_at(&ana, BEN, first.entry.get().n + step, Some(prev), vec![], vec![lie])
            });
            give(&pair, &mut ana);
            prev = pair[0].hash;
        }
        ana.trim_aside(&ANA.id());
        assert_eq!(ana.aside().len(), limits::ASIDE_ENTRIES_MAX);
    }
    assert_eq!(state(&ana, BEN), Some(DeviceState::Forked));
    let [fork] = ana.roster().forks.as_slice() else { panic!("one fork is shown") };
    assert_eq!(fork.n, first.entry.get().n + 1);
    assert!(fork.entries.len() >= 2 && fork.entries.iter().all(|hash| ana.holds(hash)));
}

#[test]
fn a_thousand_branches_leave_two_as_proof() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let base = ana.clone();
    for number in 0..200 {
        let written = draft(&base, BEN, vec![invite(&format!("branch {number}"))]);
        take(&mut ana, &written).unwrap();
        if number % 50 == 49 {
            ana.trim_aside(&ANA.id());
        }
    }
    ana.trim_aside(&ANA.id());
    assert_eq!(ana.aside().len(), limits::ASIDE_ENTRIES_MAX);
    assert_eq!(state(&ana, BEN), Some(DeviceState::Forked));
}

#[test]
fn the_order_of_kept_entries_is_past_before_future_and_the_same_everywhere() {
    let (mut ana, founding) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let mut ben = ana.clone();
    let by_ana: Vec<_> = (0..3).map(|_| write(&mut ana, ANA, vec![])).collect();
    let by_ben: Vec<_> = (0..3).map(|_| write(&mut ben, BEN, vec![])).collect();
    give(&by_ben, &mut ana);
    give(&by_ana, &mut ben);
    let order: Vec<_> = ana.kept().in_order().copied().collect();
    assert_eq!(order, ben.kept().in_order().copied().collect::<Vec<_>>());
    assert_eq!(order[0], founding.hash);
    for (at, hash) in order.iter().enumerate() {
        assert!(ana.parents(hash).iter().all(|parent| order[..at].contains(parent)));
    }
    assert_eq!(ana.kept().digest(), ben.kept().digest());
    assert_eq!(ana.kept().vector()[&BEN.id()], (3, by_ben[2].hash));
    assert_eq!(ana.numbered(&BEN.id(), 2), [by_ben[1].hash]);
}
