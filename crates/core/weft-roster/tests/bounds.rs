//! What no member can do to the others by saying too much, or by taking words back that others built on.

#![allow(clippy::unwrap_used, reason = "what cannot be had fails the test")]

mod common;

use common::*;
use weft_ids::limits;
use weft_roster::{AuthorityAct, DeviceState, Invalid, InvitationState, PersonState};

#[test]
fn a_device_that_does_not_stand_is_not_switched_off_again() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    let act = switch_off(&ana, ANA, ANA2);
    let once = write(&mut ana, ANA, vec![act.clone(), act.clone()]);
    assert_eq!(refused(&ana), [(once.act(1), "ended_already")]);
    assert_eq!(code(ana.check_act(&ANA.id(), &act)), "ended_already");
}

#[test]
fn an_entry_holds_so_many_acts_of_authority_and_no_more() {
    let (mut ana, _) = found(ANA);
    let acts = |number| (0..number).map(|at| invite(&format!("guest {at}"))).collect::<Vec<_>>();
    let full = draft(&ana, ANA, acts(limits::AUTHORITY_ACTS_MAX));
    let over = draft(&ana, ANA, acts(limits::AUTHORITY_ACTS_MAX + 1));
    assert_eq!(take(&mut ana, &over), Err(Invalid::TooManyActs));
    assert_eq!(ana.judge(over.entry.get(), &over.hash, &over.acts, over.bytes), Err(Invalid::TooManyActs));
    take(&mut ana, &full).unwrap();
}

#[test]
fn a_device_says_so_many_acts_of_authority_and_can_still_leave() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    for pair in 0..limits::ROLL_AUTHORITY_ACTS_MAX / 8 {
        let acts = (0..4).flat_map(|at| {
            let label = format!("guest {pair} {at}");
            [invite(&label), revoke(&label)]
        });
        let acts = acts.collect();
        write(&mut ana, BEN, acts);
    }
    assert_eq!(code(ana.check_act(&BEN.id(), &invite(CHI.0))), "too_many_acts");
    let over = draft(&ana, BEN, vec![invite(CHI.0)]);
    assert_eq!(take(&mut ana, &over), Err(Invalid::TooManyActs));
    write(&mut ana, BEN, vec![]);
    let act = leave(&ana, BEN);
    assert_eq!(code(ana.check_act(&BEN.id(), &act)), "counts");
    write(&mut ana, BEN, vec![act]);
    assert_eq!(person_state(&ana, BEN), Some(PersonState::Left));
}

#[test]
fn a_switch_off_does_not_take_back_what_it_builds_on() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let early = write(&mut ana, ANA, vec![]);
    let_in_own(&mut ana, ANA, ANA2);
    let words = write(&mut ana, ANA, vec![]);
    let nothing = write(&mut ana, ANA2, vec![switch_off_after(ANA, None)]);
    let little = write(&mut ana, ANA2, vec![switch_off_after(ANA, Some(early.hash))]);
    let mut want = vec![(nothing.act(0), "last_unknown"), (little.act(0), "last_unknown")];
    want.sort_unstable();
    assert_eq!(refused(&ana), want);
    assert_eq!(state(&ana, BEN), Some(DeviceState::Stands));
    write(&mut ana, ANA2, vec![switch_off_after(ANA, Some(words.hash))]);
    assert_eq!(state(&ana, ANA), Some(DeviceState::Off));
    assert_eq!(person_state(&ana, BEN), Some(PersonState::In));
    assert!(ana.entry(&words.hash).unwrap().counts);
}

#[test]
fn a_leaving_does_not_take_back_what_it_builds_on() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let_in_own(&mut ana, BEN, BEN2);
    let received = write(&mut ana, BEN2, vec![]);
    write(&mut ana, ANA, vec![]);
    let later = write(&mut ana, BEN2, vec![]);
    let leaving = |last| {
        let last = vec![weft_roster::LastKnown { device: BEN2.id(), last }];
        AuthorityAct::Leave(weft_roster::Leave { last })
    };
    assert_eq!(code(ana.check_act(&BEN.id(), &leaving(None))), "last_unknown");
    assert_eq!(code(ana.check_act(&BEN.id(), &leaving(Some(received.hash)))), "last_unknown");
    assert_eq!(code(ana.check_act(&BEN.id(), &leaving(Some(later.hash)))), "counts");
}

#[test]
fn an_invitation_copied_and_taken_back_by_somebody_else_stays_open() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let mut ben = ana.clone();
    // Ben sees Ana's invitation and copies its key from a past that lies before it.
    write(&mut ana, ANA, vec![]);
    let by_ana = write(&mut ana, ANA, vec![invite(CHI.0)]);
    let copied = write(&mut ben, BEN, vec![invite(CHI.0)]);
    let back = write(&mut ben, BEN, vec![revoke(CHI.0)]);
    give(&[copied, back], &mut ana);
    let shown = ana.roster().open_invitation(&invitation(CHI.0)).unwrap();
    assert_eq!((shown.act, shown.by), (by_ana.act(0), person(&ana, ANA)));
    let act = leave(&ana, BEN);
    write(&mut ana, BEN, vec![act]);
    assert!(ana.roster().open_invitation(&invitation(CHI.0)).is_some());
    assert_eq!(code(ana.check_act(&ANA.id(), &admit(&ana, CHI, CHI.0))), "counts");
    write(&mut ana, ANA, vec![revoke(CHI.0)]);
    assert_eq!(ana.roster().invitations[&invitation(CHI.0)].state, InvitationState::Revoked);
}

#[test]
fn an_invitation_is_not_taken_back_by_words_that_are_set_aside() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, BEN, vec![invite(CHI.0)]);
    write(&mut ana, ANA, vec![]);
    let fork = draft(&ana, BEN, vec![]);
    let back = draft(&ana, BEN, vec![revoke(CHI.0)]);
    let mut chi = ana.clone();
    take(&mut ana, &fork).unwrap();
    take(&mut ana, &back).unwrap();
    assert!(!ana.kept().contains(&back.hash));
    assert!(ana.roster().open_invitation(&invitation(CHI.0)).is_some());
    // Somebody who holds another proof of the fork, and not those words, has the same.
    let other = draft(&chi, BEN, vec![invite("other")]);
    give(&[fork, other], &mut chi);
    assert_eq!(ana.kept().digest(), chi.kept().digest());
    assert_eq!(ana.roster().invitations, chi.roster().invitations);
    // Built on, they count.
    let built = draft_at(&ana, ANA, 5, Some(ana.kept().vector()[&ANA.id()].1), vec![back.hash], vec![]);
    take(&mut ana, &built).unwrap();
    assert_eq!(ana.roster().invitations[&invitation(CHI.0)].state, InvitationState::Revoked);
}

#[test]
fn invitations_on_a_branch_count_once_somebody_builds_on_them() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let fork = draft(&ana, BEN, vec![revoke("nothing")]);
    let mut ben = ana.clone();
    let said = write(&mut ben, BEN, vec![]);
    let invited = write(&mut ben, BEN, vec![invite(CHI.0)]);
    let built = write(&mut ben, ANA, vec![]);
    let other = draft(&ana, BEN, vec![invite(DEV.0)]);
    give(&[fork, said, invited.clone(), other], &mut ana);
    assert_eq!(state(&ana, BEN), Some(DeviceState::Forked));
    assert!(!ana.roster().invitations.contains_key(&invitation(CHI.0)));
    take(&mut ana, &built).unwrap();
    assert!(ana.roster().open_invitation(&invitation(CHI.0)).is_some());
    assert!(!ana.roster().invitations.contains_key(&invitation(DEV.0)));
    assert!(refused(&ana).is_empty());
    assert_eq!(code(ana.check_act(&ANA.id(), &admit(&ana, CHI, CHI.0))), "counts");
    let late = draft_at(&ana, BEN, 3, Some(invited.hash), vec![], vec![invite(DEV.0)]);
    assert!(!take(&mut ana, &late).unwrap().roster);
}
