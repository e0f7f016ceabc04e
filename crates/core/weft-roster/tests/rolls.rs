//! Rolls: drafted, carried, followed; who is in, has a voice and stands under the roll that holds.

#![allow(clippy::unwrap_used, reason = "what cannot be had fails the test")]

mod common;

use common::*;
use std::collections::BTreeSet;
use weft_ids::limits;
use weft_roster::{
    AsideReason, AuthorityAct, DeviceState, History, Invalid, InvitationState, PersonState, ProposalState,
};

/// Ana founds, lets the others in, and then all have voices: roll 1.
fn crew(others: &[Dev]) -> (History, Vec<Written>) {
    let (mut ana, founding) = found(ANA);
    let mut written = vec![founding];
    for other in others {
        written.push(write(&mut ana, ANA, vec![invite(other.0)]));
        let act = admit(&ana, *other, other.0);
        written.push(write(&mut ana, ANA, vec![act]));
    }
    written.push(propose(&mut ana, ANA, "voices", &[]).0);
    assert_eq!(ana.roster().roll_number, 1);
    (ana, written)
}

/// `dev` answers yes in its view.
fn says_yes(view: &mut History, dev: Dev, roll: weft_ids::RollHash) -> Written {
    write(view, dev, vec![yes(roll, dev)])
}

#[test]
fn a_founder_alone_carries_the_roll_that_gives_others_a_voice() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    assert!(!ana.roster().voices.contains_key(&person(&ana, BEN)));
    let (_, roll) = propose(&mut ana, ANA, "voices", &[]);
    assert_eq!((ana.roll(), ana.roster().roll_number), (roll, 1));
    assert_eq!(ana.roster().voices.len(), 2);
    assert_eq!(state(&ana, BEN), Some(DeviceState::Stands));
    let words = write(&mut ana, BEN, vec![]);
    assert_eq!(words.entry.get().roll, roll);
    assert!(ana.kept().contains(&words.hash));
}

#[test]
fn two_voices_must_both_say_yes() {
    let (mut ana, _) = crew(&[BEN]);
    let (_, roll) = propose(&mut ana, ANA, "without Ben", &[BEN]);
    assert_ne!(ana.roll(), roll);
    assert_eq!(ana.roster().proposal(&roll).unwrap().yes, BTreeSet::from([person(&ana, ANA)]));
    says_yes(&mut ana, BEN, roll);
    assert_eq!(ana.roll(), roll);
    assert_eq!(person_state(&ana, BEN), Some(PersonState::Unlisted));
}

#[test]
fn two_of_three_remove_the_third_whose_later_words_are_set_aside() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let kept = write(&mut ana, CHI, vec![]);
    let (_, roll) = propose(&mut ana, ANA, "without Chi", &[CHI]);
    let mut chi = ana.clone();
    let late = write(&mut chi, CHI, vec![]);
    says_yes(&mut ana, BEN, roll);
    take(&mut ana, &late).unwrap();
    assert_eq!(ana.roll(), roll);
    assert_eq!(person_state(&ana, CHI), Some(PersonState::Unlisted));
    assert!(ana.kept().contains(&kept.hash) && ana.entry(&kept.hash).unwrap().counts);
    assert!(!ana.kept().contains(&late.hash));
    assert_eq!(ana.aside()[0].reason, AsideReason::Unlisted);
    // Somebody who stands and had not heard built on them: the words are kept, and count for nothing.
    let built = write(&mut chi, ANA, vec![]);
    take(&mut ana, &built).unwrap();
    assert!(ana.kept().contains(&late.hash) && !ana.entry(&late.hash).unwrap().counts);
}

#[test]
fn half_of_the_voices_carry_nothing() {
    let (mut ana, _) = crew(&[BEN, CHI, DEV]);
    let (_, roll) = propose(&mut ana, ANA, "without Dev", &[DEV]);
    says_yes(&mut ana, BEN, roll);
    assert_ne!(ana.roll(), roll);
    says_yes(&mut ana, CHI, roll);
    assert_eq!(ana.roll(), roll);
}

#[test]
fn an_entry_names_a_roll_that_its_own_past_carries() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let before = ana.clone();
    let (proposal, roll) = propose(&mut ana, ANA, "without Chi", &[CHI]);
    let step = ana.next_step(&BEN.id());
    let early = draft_under(&ana, roll, BEN, step.n, step.prev, step.past, vec![]);
    assert_eq!(take(&mut ana, &early), Err(Invalid::UnknownRoll(roll)));
    let carried = says_yes(&mut ana, BEN, roll);
    let after = write(&mut ana, BEN, vec![]);
    assert_eq!(after.entry.get().roll, roll);
    // Held elsewhere, it is still judged by its own past.
    let step = before.next_step(&ANA.id());
    let apart = draft_under(&before, roll, ANA, step.n, step.prev, step.past, vec![]);
    assert_eq!(take(&mut ana, &apart), Err(Invalid::UnknownRoll(roll)));
    let mut other = before;
    give(&[proposal, carried, after], &mut other);
    assert_eq!(other.kept().digest(), ana.kept().digest());
}

#[test]
fn a_chain_never_goes_back_to_an_earlier_roll() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let first = ana.roll();
    let (_, roll) = propose(&mut ana, ANA, "without Chi", &[CHI]);
    says_yes(&mut ana, BEN, roll);
    write(&mut ana, BEN, vec![]);
    let step = ana.next_step(&BEN.id());
    let back = draft_under(&ana, first, BEN, step.n, step.prev, step.past, vec![]);
    assert_eq!(take(&mut ana, &back), Err(Invalid::RollBack));
}

#[test]
fn somebody_without_a_voice_drafts_and_answers_nothing() {
    let (mut ana, _) = crew(&[BEN]);
    let_in(&mut ana, ANA, CHI);
    let (draft, roll) = draft_roll(&ana, "mine", &all_without(&ana, &[ANA]));
    assert_eq!(code(ana.check_act(&CHI.id(), &draft)), "no_voice");
    let (_, open) = propose(&mut ana, ANA, "without Ben", &[BEN]);
    assert_eq!(code(ana.check_act(&CHI.id(), &yes(open, CHI))), "no_voice");
    assert_eq!(code(ana.check_act(&BEN.id(), &yes(open, ANA))), "not_by_voice");
    assert_eq!(code(ana.check_act(&BEN.id(), &yes(roll.hash(), BEN))), "unknown_roll");
}

#[test]
fn a_voice_gives_one_yes_and_another_when_the_first_cannot_be_carried_any_more() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let (_, first) = propose(&mut ana, ANA, "without Chi", &[CHI]);
    let (second, _) = draft_roll(&ana, "without Ben", &all_without(&ana, &[BEN]));
    let other = write(&mut ana, CHI, vec![second]);
    let rival = ana.roster().proposals.iter().find(|p| p.hash != first).unwrap().hash;
    assert_eq!(other.acts.len(), 1);
    assert_eq!(code(ana.check_act(&ANA.id(), &yes(rival, ANA))), "said_yes");
    assert_eq!(code(ana.check_act(&ANA.id(), &no(first, ANA))), "said_yes");
    write(&mut ana, BEN, vec![no(first, BEN)]);
    assert_eq!(code(ana.check_act(&BEN.id(), &yes(first, BEN))), "said_no");
    assert_eq!(code(ana.check_act(&ANA.id(), &yes(rival, ANA))), "said_yes");
    write(&mut ana, CHI, vec![no(first, CHI)]);
    assert_eq!(ana.roster().proposal(&first).unwrap().state, ProposalState::Dead);
    assert_eq!(code(ana.check_act(&ANA.id(), &yes(rival, ANA))), "counts");
}

#[test]
fn who_says_yes_twice_is_proven_and_devices_stay_where_they_are() {
    let (base, _) = crew(&[BEN, CHI]);
    let under = base.roll();
    let (mut ana, mut chi) = (base.clone(), base.clone());
    let (by_ana, one) = propose(&mut ana, ANA, "without Chi", &[CHI]);
    let (by_chi, two) = propose(&mut chi, CHI, "without Ana", &[ANA]);
    // Ben says yes to both, on two branches.
    let to_ana = says_yes(&mut ana, BEN, one);
    let to_chi = says_yes(&mut chi, BEN, two);
    assert_eq!((ana.roll(), chi.roll()), (one, two));
    let after = write(&mut ana, ANA, vec![]);
    let mut dev = base.clone();
    give(&[by_ana, to_ana, after, by_chi.clone(), to_chi.clone()], &mut dev);
    assert_eq!(dev.roll(), under, "of two rivals neither is taken");
    assert_eq!(dev.roster().said_twice[0].person, person(&dev, BEN));
    assert_eq!(dev.roster().proposals.iter().filter(|p| p.state == ProposalState::Carried).count(), 2);
    // Whoever wrote under one of them stays there.
    ana.run_on(ANA.id());
    give(&[by_chi, to_chi], &mut ana);
    assert_eq!(ana.roll(), one);
    assert_eq!(ana.roster().said_twice, dev.roster().said_twice);
    assert_eq!(ana.roster().proposal(&two).unwrap().state, ProposalState::Carried);
}

#[test]
fn a_later_roll_follows_both_rivals() {
    let (mut base, _) = crew(&[BEN, CHI, DEV]);
    let_in_own(&mut base, ANA, ANA2);
    let (mut one_side, mut other_side) = (base.clone(), base.clone());
    let (a1, one) = propose(&mut one_side, ANA, "one", &[]);
    let a = [a1, says_yes(&mut one_side, BEN, one), says_yes(&mut one_side, CHI, one)];
    let (b1, two) = propose(&mut other_side, DEV, "two", &[]);
    let b = [b1, says_yes(&mut other_side, BEN, two), says_yes(&mut other_side, CHI, two)];
    give(&a, &mut base);
    give(&b, &mut base);
    assert_eq!(base.roster().proposals.len(), 2);
    let (healed, roll) = propose(&mut base, ANA, "both", &[]);
    assert_eq!(healed.acts.len(), 2);
    assert_eq!(base.roll_of(&roll).unwrap().follows, {
        let mut both = vec![one, two];
        both.sort_unstable();
        both
    });
    says_yes(&mut base, DEV, roll);
    assert_ne!(base.roll(), roll);
    // Ben and Chi forked, and stand no longer under the roll that both follow: their voices are missed.
    assert_eq!(state(&base, BEN), Some(DeviceState::Forked));
}

#[test]
fn a_forked_founder_is_listed_again_and_goes_on_from_the_branch_that_was_named() {
    let (mut ben, _) = crew(&[BEN, CHI]);
    let mut backup = ben.clone();
    let words = write(&mut ben, ANA, vec![]);
    let twin = write(&mut backup, ANA, vec![invite("puppet")]);
    take(&mut ben, &twin).unwrap();
    assert_eq!(state(&ben, ANA), Some(DeviceState::Forked));
    assert!(!ben.kept().contains(&words.hash) || !ben.kept().contains(&twin.hash));
    // Ben builds on the one that he heard first.
    let step = backup.next_step(&BEN.id());
    let heard = draft_at(&ben, BEN, step.n, step.prev, vec![words.hash], vec![]);
    take(&mut ben, &heard).unwrap();
    let ana = person(&ben, ANA);
    let mut wish = all_without(&ben, &[]);
    wish.again = BTreeSet::from([ANA.id()]);
    wish.voices.get_or_insert_default().insert(ana);
    let (act, roll) = draft_roll(&ben, "Ana again", &wish);
    let hash = roll.hash();
    write(&mut ben, BEN, vec![act, yes(hash, BEN)]);
    says_yes(&mut ben, CHI, hash);
    assert_eq!((ben.roll(), state(&ben, ANA)), (hash, Some(DeviceState::Stands)));
    assert!(ben.roster().forks.is_empty());
    let on = write(&mut ben, ANA, vec![]);
    assert_eq!(on.entry.get().prev, Some(words.hash));
    // The other branch is dead, and ends nobody again.
    let more = draft_under(&backup, backup.roll(), ANA, 9, Some(twin.hash), vec![], vec![]);
    assert!(take(&mut ben, &more).is_err() || state(&ben, ANA) == Some(DeviceState::Stands));
    assert_eq!(ben.aside()[0].reason, AsideReason::OtherBranch);
}

#[test]
fn acts_written_under_the_old_roll_that_the_cut_missed_do_not_count_until_they_are_said_again() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let mut chi = ana.clone();
    let invited = write(&mut chi, CHI, vec![invite(DEV.0)]);
    let act = admit(&chi, DEV, DEV.0);
    let admitted = write(&mut chi, CHI, vec![act]);
    let words = write(&mut chi, DEV, vec![]);
    let (_, roll) = propose(&mut ana, ANA, "settle", &[]);
    says_yes(&mut ana, BEN, roll);
    give(&[invited, admitted.clone(), words.clone()], &mut ana);
    assert_eq!(state(&ana, DEV), Some(DeviceState::Unlisted));
    assert!(refused(&ana).contains(&(admitted.act(0), "missed_by_cut")));
    assert!(!ana.kept().contains(&words.hash));
    let missed = ana.missed_by_cut(&CHI.id());
    assert_eq!(missed.len(), 2);
    for act in missed {
        assert_eq!(code(ana.check_act(&CHI.id(), &act)), "counts");
        write(&mut ana, CHI, vec![act]);
    }
    assert_eq!(state(&ana, DEV), Some(DeviceState::Stands));
    assert!(ana.kept().contains(&words.hash), "who was let in apart from the roll keeps their words");
    assert!(ana.missed_by_cut(&CHI.id()).iter().all(|act| ana.check_act(&CHI.id(), act).is_err()));
}

#[test]
fn what_one_roll_missed_is_said_again_under_the_next_though_that_one_settled_it() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let mut chi = ana.clone();
    let invited = write(&mut chi, CHI, vec![invite(DEV.0)]);
    let act = admit(&chi, DEV, DEV.0);
    let admitted = write(&mut chi, CHI, vec![act]);
    let words = write(&mut chi, DEV, vec![]);
    let (_, roll) = propose(&mut ana, ANA, "settle", &[]);
    says_yes(&mut ana, BEN, roll);
    // Chi's device is away while the others agree on another roll, whose cut holds what the first one missed.
    give(&[invited, admitted, words.clone()], &mut ana);
    let (_, roll) = propose(&mut ana, ANA, "settle again", &[]);
    says_yes(&mut ana, BEN, roll);
    assert_eq!((ana.roster().roll_number, state(&ana, DEV)), (3, Some(DeviceState::Unlisted)));
    for act in ana.missed_by_cut(&CHI.id()) {
        assert_eq!(code(ana.check_act(&CHI.id(), &act)), "counts");
        write(&mut ana, CHI, vec![act]);
    }
    assert_eq!(state(&ana, DEV), Some(DeviceState::Stands));
    assert!(ana.kept().contains(&words.hash));
    // Said again and then settled, it is not said once more, though Dev is removed.
    let (_, roll) = propose(&mut ana, ANA, "without Dev", &[DEV]);
    says_yes(&mut ana, BEN, roll);
    assert_eq!(state(&ana, DEV), Some(DeviceState::Unlisted));
    assert!(ana.missed_by_cut(&CHI.id()).iter().all(|act| ana.check_act(&CHI.id(), act).is_err()));
}

#[test]
fn a_leaving_of_somebody_let_in_apart_from_the_roll_counts_when_that_is_said_again() {
    for rolls in 1..=2 {
        let (mut ana, _) = crew(&[BEN, CHI]);
        let mut chi = ana.clone();
        let invited = write(&mut chi, CHI, vec![invite(DEV.0)]);
        let act = admit(&chi, DEV, DEV.0);
        let admitted = write(&mut chi, CHI, vec![act]);
        let act = leave(&chi, DEV);
        let left = write(&mut chi, DEV, vec![act]);
        let heard = write(&mut chi, CHI, vec![]);
        let (_, roll) = propose(&mut ana, ANA, "settle", &[]);
        says_yes(&mut ana, BEN, roll);
        give(&[invited, admitted, left.clone(), heard], &mut ana);
        if rolls == 2 {
            // Its cut holds the leaving, of somebody who was not in under the roll before.
            let (_, roll) = propose(&mut ana, ANA, "settle again", &[]);
            says_yes(&mut ana, BEN, roll);
        }
        assert_eq!(person_state(&ana, DEV), Some(PersonState::Unlisted));
        for act in ana.missed_by_cut(&CHI.id()) {
            write(&mut ana, CHI, vec![act]);
        }
        assert_eq!(person_state(&ana, DEV), Some(PersonState::Left));
        assert!(ana.kept().contains(&left.hash));
        assert!(!refused(&ana).contains(&(left.act(0), "missed_by_cut")));
    }
}

#[test]
fn invitations_settled_by_a_roll_stay_open_or_used() {
    let (mut ana, _) = crew(&[BEN]);
    write(&mut ana, ANA, vec![invite(CHI.0), invite(DEV.0)]);
    let joins = joining(&ana, CHI, CHI.0, None);
    let act = admit_as(&ana, joins.clone());
    write(&mut ana, ANA, vec![act]);
    let (_, roll) = propose(&mut ana, ANA, "next", &[]);
    says_yes(&mut ana, BEN, roll);
    assert_eq!(ana.roll(), roll);
    assert!(ana.roster().open_invitation(&invitation(DEV.0)).is_some());
    assert!(matches!(ana.roster().invitations[&invitation(CHI.0)].state, InvitationState::Used(_)));
    assert_eq!(code(ana.check_act(&BEN.id(), &admit_as(&ana, joins))), "invitation_used");
    let mut early = statement(&ana, DEV, DEV.0, None);
    early.roll = ana.founding().roll.hash();
    let early = weft_roster::Joining::sign(early, &ticket(DEV.0), &DEV.secret());
    assert_eq!(code(ana.check_act(&BEN.id(), &admit_as(&ana, early))), "counts");
}

#[test]
fn a_leaving_that_the_cut_missed_still_counts() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let mut chi = ana.clone();
    let act = leave(&chi, CHI);
    let left = write(&mut chi, CHI, vec![act]);
    let (_, roll) = propose(&mut ana, ANA, "next", &[]);
    says_yes(&mut ana, BEN, roll);
    take(&mut ana, &left).unwrap();
    assert_eq!(person_state(&ana, CHI), Some(PersonState::Left));
    assert!(ana.kept().contains(&left.hash));
}

#[test]
fn who_was_removed_takes_back_nothing_by_words_dated_before() {
    let (mut ana, _) = crew(&[BEN, CHI, DEV]);
    let mut revenge = ana.clone();
    let (_, roll) = propose(&mut ana, ANA, "without Dev", &[DEV]);
    says_yes(&mut ana, BEN, roll);
    says_yes(&mut ana, CHI, roll);
    let (back, again) = propose(&mut revenge, DEV, "without Ana", &[ANA]);
    take(&mut ana, &back).unwrap();
    assert_eq!((ana.roll(), state(&ana, ANA)), (roll, Some(DeviceState::Stands)));
    assert!(!ana.kept().contains(&back.hash));
    assert!(ana.roster().proposal(&again).is_none());
}

#[test]
fn a_drawer_phone_lets_nobody_in_under_the_founding_any_more() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    let drawer = ana.clone();
    let_in(&mut ana, ANA, BEN);
    let (_, roll) = propose(&mut ana, ANA, "voices", &[]);
    let mut thief = drawer.clone();
    let invited = write(&mut thief, ANA2, vec![invite("puppet")]);
    let act = admit(&thief, Dev("Puppet"), "puppet");
    let admitted = write(&mut thief, ANA2, vec![act]);
    let words = write(&mut thief, Dev("Puppet"), vec![]);
    give(&[invited, admitted, words.clone()], &mut ana);
    assert_eq!(ana.roll(), roll);
    assert_eq!(state(&ana, Dev("Puppet")), Some(DeviceState::Unlisted));
    assert!(!ana.kept().contains(&words.hash));
}

#[test]
fn quotas_begin_anew_with_each_roll() {
    let (mut ana, _) = crew(&[BEN]);
    for pair in 0..limits::ROLL_AUTHORITY_ACTS_MAX / 8 - 1 {
        let acts = (0..4).flat_map(|at| {
            let label = format!("guest {pair} {at}");
            [invite(&label), revoke(&label)]
        });
        write(&mut ana, BEN, acts.collect());
    }
    let (_, roll) = propose(&mut ana, ANA, "next", &[]);
    says_yes(&mut ana, BEN, roll);
    for _ in 0..8 {
        write(&mut ana, BEN, vec![invite("once more"), revoke("once more")]);
    }
}

#[test]
fn the_draft_of_a_roll_that_lists_two_hundred_new_people_fits_one_entry() {
    let (mut ana, _) = found(ANA);
    let names: Vec<&'static str> =
        (0..199).map(|at| &*format!("Member {at:03} {}", "ü".repeat(40)).leak()).collect();
    for chunk in names.chunks(4) {
        let acts = chunk.iter().flat_map(|name| [invite(name), admit(&ana, Dev(name), name)]);
        let acts = acts.collect();
        write(&mut ana, ANA, acts);
    }
    for name in names.iter().take(20) {
        let phone = Dev(format!("{name} phone").leak());
        let acts = vec![invite_own(phone.0), admit_own(&ana, phone, phone.0, Dev(name))];
        write(&mut ana, Dev(name), acts);
    }
    assert_eq!((ana.roster().people.len(), ana.roster().devices.len()), (200, 220));
    let (proposal, roll) = propose(&mut ana, ANA, "all", &[]);
    assert_eq!((ana.roll(), ana.roster().voices.len()), (roll, 200));
    assert!(proposal.bytes < limits::ENTRY_BYTES_MAX - 1_024, "{} bytes", proposal.bytes);
}

#[test]
fn the_new_key_opens_for_who_is_listed_and_for_nobody_else() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let before = ana.roll();
    let (_, roll) = propose(&mut ana, ANA, "without Chi", &[CHI]);
    let says = ana.roll_of(&roll).unwrap().clone();
    let draft = ana.drafts_of(&roll).next().unwrap();
    let key = draft.open_key(&says, &BEN.sealing(), &ana.space(), &BEN.id()).unwrap();
    assert_eq!(key, key_of("without Chi"));
    assert!(draft.open_key(&says, &CHI.sealing(), &ana.space(), &CHI.id()).is_err());
    assert!(draft.open_key(&says, &CHI.sealing(), &ana.space(), &BEN.id()).is_err());
    assert_eq!(draft.open_previous(&key), [(before, roll_key())]);
    assert_eq!(draft.open_previous(&key_of("other")), []);
}

#[test]
fn a_draft_names_a_cut_that_it_builds_on_and_devices_that_came() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let later = write(&mut ana, BEN, vec![]);
    let (AuthorityAct::Draft(good), _) = draft_roll(&ana, "next", &all_without(&ana, &[])) else { panic!() };
    let mut bad = (*good).clone();
    bad.cut = vec![ana.kept().in_order().next().copied().unwrap()];
    assert_eq!(code(ana.check_act(&ANA.id(), &AuthorityAct::Draft(Box::new(bad)))), "bad_cut");
    let mut bad = (*good).clone();
    bad.cut = vec![weft_ids::EntryHash([9; 32])];
    assert_eq!(code(ana.check_act(&ANA.id(), &AuthorityAct::Draft(Box::new(bad)))), "bad_cut");
    for change in 0..5 {
        let mut bad = (*good).clone();
        match change {
            0 => bad.added.push(DEV.id()),
            1 => bad.dropped.push(DEV.id()),
            2 => bad.voiced.push(DEV.id()),
            3 => bad.silenced = ana.roster().voices.keys().copied().collect(),
            _ => drop(bad.keys.pop()),
        }
        assert_eq!(code(ana.check_act(&ANA.id(), &AuthorityAct::Draft(Box::new(bad)))), "bad_draft");
    }
    let mut bad = (*good).clone();
    bad.rules = 9;
    assert_eq!(code(ana.check_act(&ANA.id(), &AuthorityAct::Draft(Box::new(bad)))), "unknown_rules");
    assert_eq!(code(ana.check_act(&ANA.id(), &AuthorityAct::Draft(good))), "counts");
    assert!(ana.kept().contains(&later.hash));
}

#[test]
fn somebody_removed_can_be_invited_again() {
    let (mut ana, _) = crew(&[BEN, CHI]);
    let (_, roll) = propose(&mut ana, ANA, "without Chi", &[CHI]);
    says_yes(&mut ana, BEN, roll);
    let chi = Dev("Chi's new laptop");
    let_in(&mut ana, BEN, chi);
    assert_eq!(state(&ana, chi), Some(DeviceState::Stands));
    let again = draft(&ana, CHI, vec![]);
    assert_eq!(take(&mut ana, &again), Err(Invalid::NotStanding(CHI.id())));
}
