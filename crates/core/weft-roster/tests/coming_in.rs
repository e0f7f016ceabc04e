//! Who comes in: founding, invitations, admissions, further devices, and what is refused.

#![allow(clippy::unwrap_used, reason = "what cannot be had fails the test")]

mod common;

use common::*;
use weft_ids::{DeviceId, InvitationId, PersonId, SealingKey, limits};
use weft_roster::{
    AuthorityAct, DeviceState, History, Invalid, InvitationState, Invite, Joining, PersonState, Refusal,
    RollKey, SealError, StatementError,
};

#[test]
fn a_founding_lists_the_founder_alone_and_names_the_space() {
    let (ana, founding) = found(ANA);
    assert_eq!(ana.space().0, founding.hash.0);
    assert_eq!(ana.kept().entries().iter().copied().collect::<Vec<_>>(), [founding.hash]);
    assert_eq!(person_state(&ana, ANA), Some(PersonState::In));
    assert_eq!(ana.roster().voices.len(), 1);
    assert_eq!(ana.roster().people.len(), 1);
}

#[test]
fn a_founding_that_lists_anyone_else_or_unknown_rules_is_refused() {
    let good = founding_act(ANA);
    let mut padded = good.clone();
    padded.roll.voices.clear();
    let mut newer = good.clone();
    newer.roll.rules = 9;
    let mut other = good.clone();
    other.founder = founder_statement(BEN);
    let mut unnamed = good.clone();
    unnamed.name = " Thursday".to_owned();
    for (act, want) in [
        (padded, Invalid::NoFounding),
        (newer, Invalid::UnknownRules(9)),
        (other, Invalid::NoFounding),
        (unnamed, Invalid::NoFounding),
    ] {
        let written = founding_entry(ANA, act);
        assert_eq!(History::found(&written.entry, &written.acts, written.bytes).err(), Some(want));
    }
}

#[test]
fn an_invited_person_is_let_in_and_writes() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    assert_eq!(person_state(&ana, BEN), Some(PersonState::In));
    let ben = person(&ana, BEN);
    assert_eq!(ana.roster().people[&ben].let_in[0].by, person(&ana, ANA));
    assert_eq!(
        ana.roster().invitations[&invitation(BEN.0)].state,
        InvitationState::Used([ben].into_iter().collect())
    );
    let written = write(&mut ana, BEN, vec![]);
    assert!(ana.kept().contains(&written.hash));
    assert_eq!(ana.entry(&written.hash).unwrap().person, ben);
    assert!(refused(&ana).is_empty());
}

#[test]
fn whoever_was_let_in_lets_others_in() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let_in(&mut ana, BEN, CHI);
    assert_eq!(person_state(&ana, CHI), Some(PersonState::In));
}

#[test]
fn somebody_else_may_let_in_whom_one_invited() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, ANA, vec![invite(CHI.0)]);
    let act = admit(&ana, CHI, CHI.0);
    write(&mut ana, BEN, vec![act]);
    let chi = person(&ana, CHI);
    assert_eq!(ana.roster().people[&chi].let_in[0].by, person(&ana, BEN));
}

#[test]
fn a_stranger_cannot_write() {
    let (ana, _) = found(ANA);
    let written = draft(&ana, BEN, vec![]);
    assert_eq!(ana.judge(written.entry.get(), &written.hash, &[], 1), Err(Invalid::NotStanding(BEN.id())));
}

#[test]
fn a_device_that_was_not_let_in_yet_in_its_own_past_cannot_write() {
    let (mut ana, founding) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let written = draft_at(&ana, BEN, 1, None, vec![founding.hash], vec![]);
    assert_eq!(take(&mut ana, &written), Err(Invalid::NotStanding(BEN.id())));
}

#[test]
fn a_second_admission_on_one_invitation_in_one_line_is_refused() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let act = admit(&ana, CHI, BEN.0);
    assert_eq!(code(ana.check_act(&ANA.id(), &act)), "invitation_used");
    let written = write(&mut ana, ANA, vec![act]);
    assert_eq!(refused(&ana), [(written.act(0), "invitation_used")]);
    assert_eq!(state(&ana, CHI), None);
}

#[test]
fn a_second_admission_on_one_invitation_in_one_entry_is_refused() {
    let (mut ana, _) = found(ANA);
    write(&mut ana, ANA, vec![invite("ticket")]);
    let acts = vec![admit(&ana, BEN, "ticket"), admit(&ana, CHI, "ticket")];
    let written = write(&mut ana, ANA, acts);
    assert_eq!(refused(&ana), [(written.act(1), "invitation_used")]);
    assert_eq!((state(&ana, BEN), state(&ana, CHI)), (Some(DeviceState::Stands), None));
}

#[test]
fn an_invitation_and_the_admission_on_it_fit_in_one_entry() {
    let (mut ana, _) = found(ANA);
    let acts = vec![invite("ticket"), admit(&ana, BEN, "ticket")];
    write(&mut ana, ANA, acts);
    assert_eq!(state(&ana, BEN), Some(DeviceState::Stands));
    let (mut early, _) = found(ANA);
    let acts = vec![admit(&early, BEN, "ticket"), invite("ticket")];
    let written = write(&mut early, ANA, acts);
    assert_eq!(refused(&early), [(written.act(0), "unknown_invitation")]);
}

#[test]
fn two_admissions_apart_on_one_invitation_both_stand_and_are_shown() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, ANA, vec![invite("ticket")]);
    let mut ben = ana.clone();
    let (by_ana, by_ben) = (admit(&ana, CHI, "ticket"), admit(&ana, DEV, "ticket"));
    let by_ana = write(&mut ana, ANA, vec![by_ana]);
    let by_ben = write(&mut ben, BEN, vec![by_ben]);
    take(&mut ana, &by_ben).unwrap();
    take(&mut ben, &by_ana).unwrap();
    assert_eq!(ana.roster(), ben.roster());
    let both = [person(&ana, CHI), person(&ana, DEV)].into_iter().collect();
    assert_eq!(ana.roster().invitations[&invitation("ticket")].state, InvitationState::Used(both));
    assert!(refused(&ana).is_empty());
}

#[test]
fn one_statement_taken_by_two_members_apart_is_one_person() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, ANA, vec![invite("ticket")]);
    let mut ben = ana.clone();
    let act = admit(&ana, CHI, "ticket");
    let by_ana = write(&mut ana, ANA, vec![act.clone()]);
    let by_ben = write(&mut ben, BEN, vec![act]);
    take(&mut ana, &by_ben).unwrap();
    take(&mut ben, &by_ana).unwrap();
    assert_eq!(ana.roster(), ben.roster());
    assert_eq!(state(&ana, CHI), Some(DeviceState::Stands));
    assert_eq!(ana.roster().people[&person(&ana, CHI)].let_in.len(), 2);
}

#[test]
fn a_device_that_joins_as_two_people_stands_for_neither() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, ANA, vec![invite("one"), invite("two")]);
    let mut ben = ana.clone();
    let (one, two) = (admit(&ana, CHI, "one"), admit(&ana, CHI, "two"));
    let by_ana = write(&mut ana, ANA, vec![one]);
    let by_ben = write(&mut ben, BEN, vec![two.clone()]);
    assert_eq!(code(ana.check_act(&ANA.id(), &two)), "device_already_in");
    take(&mut ana, &by_ben).unwrap();
    take(&mut ben, &by_ana).unwrap();
    assert_eq!(ana.roster(), ben.roster());
    assert_eq!(state(&ana, CHI), Some(DeviceState::Twice));
    let written = draft(&ana, CHI, vec![]);
    assert_eq!(take(&mut ana, &written), Err(Invalid::NotStanding(CHI.id())));
}

#[test]
fn an_invitation_taken_back_opens_no_door() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, ANA, vec![invite(CHI.0)]);
    assert_eq!(code(ana.check_act(&BEN.id(), &revoke(CHI.0))), "not_own_invitation");
    write(&mut ana, ANA, vec![revoke(CHI.0)]);
    assert_eq!(ana.roster().invitations[&invitation(CHI.0)].state, InvitationState::Revoked);
    assert_eq!(code(ana.check_act(&BEN.id(), &admit(&ana, CHI, CHI.0))), "invitation_revoked");
    assert_eq!(code(ana.check_act(&ANA.id(), &revoke(CHI.0))), "invitation_revoked");
    assert_eq!(code(ana.check_act(&ANA.id(), &revoke(BEN.0))), "invitation_used");
    assert_eq!(code(ana.check_act(&ANA.id(), &revoke("nobody"))), "unknown_invitation");
}

#[test]
fn an_invitation_taken_back_apart_from_its_use_stays_used() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, ANA, vec![invite(CHI.0)]);
    let mut ben = ana.clone();
    let back = write(&mut ana, ANA, vec![revoke(CHI.0)]);
    let act = admit(&ben, CHI, CHI.0);
    let used = write(&mut ben, BEN, vec![act]);
    take(&mut ana, &used).unwrap();
    take(&mut ben, &back).unwrap();
    assert_eq!(ana.roster(), ben.roster());
    assert_eq!(state(&ana, CHI), Some(DeviceState::Stands));
}

#[test]
fn an_invitation_lapses_when_the_inviter_leaves() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, BEN, vec![invite(CHI.0)]);
    let act = leave(&ana, BEN);
    write(&mut ana, BEN, vec![act]);
    assert_eq!(ana.roster().invitations[&invitation(CHI.0)].state, InvitationState::Revoked);
    assert_eq!(code(ana.check_act(&ANA.id(), &admit(&ana, CHI, CHI.0))), "inviter_left");
}

#[test]
fn an_invitation_key_cannot_be_used_for_another_invitation() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, ANA, vec![invite(CHI.0)]);
    assert_eq!(code(ana.check_act(&BEN.id(), &invite_own(CHI.0))), "invitation_taken");
}

#[test]
fn an_invitation_copied_apart_brings_the_guest_in_and_nobody_else() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let mut ben = ana.clone();
    let by_ana = write(&mut ana, ANA, vec![invite(CHI.0)]);
    let copied = write(&mut ben, BEN, vec![invite_own(CHI.0)]);
    take(&mut ana, &copied).unwrap();
    take(&mut ben, &by_ana).unwrap();
    let act = admit(&ana, CHI, CHI.0);
    write(&mut ana, ANA, vec![act]);
    assert_eq!(person_state(&ana, CHI), Some(PersonState::In));
    assert_ne!(person(&ana, CHI), person(&ana, BEN));
}

#[test]
fn names_and_keys_are_checked_when_they_arrive() {
    let (mut ana, _) = found(ANA);
    let weak = DeviceId([0; 32]);
    let bad_name = AuthorityAct::Invite(Invite {
        invitation: invitation("x"),
        name: "a\u{202E}b".to_owned(),
        own_device: false,
    });
    let weak_key = AuthorityAct::Invite(Invite {
        invitation: InvitationId(weak.0),
        name: "Chi".to_owned(),
        own_device: false,
    });
    assert_eq!(code(ana.check_act(&ANA.id(), &bad_name)), "bad_name");
    assert_eq!(code(ana.check_act(&ANA.id(), &weak_key)), "weak_key");
    write(&mut ana, ANA, vec![invite(CHI.0)]);
    let mut spaced = statement(&ana, CHI, CHI.0, None);
    spaced.name = " Chi".to_owned();
    let mut sealing = statement(&ana, CHI, CHI.0, None);
    sealing.sealing = SealingKey([0; 32]);
    let mut device = statement(&ana, CHI, CHI.0, None);
    device.device = weak;
    for (said, want) in [
        (spaced, StatementError::NameSpaces),
        (sealing, StatementError::WeakKey),
        (device, StatementError::WeakKey),
    ] {
        let act = admit_as(&ana, Joining::sign(said, &ticket(CHI.0), &CHI.secret()));
        assert_eq!(ana.check_act(&ANA.id(), &act), Err(Refusal::BadStatement(want)));
    }
}

#[test]
fn a_statement_needs_the_ticket_and_the_device_and_this_space() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, ANA, vec![invite(CHI.0)]);
    let said = statement(&ana, CHI, CHI.0, None);
    let (other_space, _) = found(BEN);
    let check = |joining| ana.check_act(&ANA.id(), &admit_as(&ana, joining));
    let refuses = |want| Err(Refusal::BadStatement(want));
    assert_eq!(
        check(Joining::sign(said.clone(), &ticket("other"), &CHI.secret())),
        refuses(StatementError::NotByTicket)
    );
    assert_eq!(
        check(Joining::sign(said.clone(), &ticket(CHI.0), &DEV.secret())),
        refuses(StatementError::NotByDevice)
    );
    let swapped = Joining::sign(said.clone(), &ticket(CHI.0), &CHI.secret());
    let swapped = Joining { by_ticket: swapped.by_device, by_device: swapped.by_ticket, ..swapped };
    assert_eq!(check(swapped), refuses(StatementError::NotByTicket));
    let elsewhere = statement(&other_space, CHI, CHI.0, None);
    assert_eq!(
        check(Joining::sign(elsewhere, &ticket(CHI.0), &CHI.secret())),
        refuses(StatementError::OtherSpace)
    );
    let mut other_roll = said.clone();
    other_roll.roll = weft_roster::statement::NO_ROLL;
    assert_eq!(code(check(Joining::sign(other_roll, &ticket(CHI.0), &CHI.secret()))), "other_roll");
    assert_eq!(code(check(Joining::sign(said, &ticket(CHI.0), &CHI.secret()))), "counts");
}

#[test]
fn a_further_device_speaks_for_its_person() {
    let (mut ana, _) = found(ANA);
    let_in_own(&mut ana, ANA, ANA2);
    assert_eq!(person(&ana, ANA2), person(&ana, ANA));
    assert_eq!(ana.roster().people.len(), 1);
    let written = write(&mut ana, ANA2, vec![]);
    assert_eq!(ana.entry(&written.hash).unwrap().person, person(&ana, ANA));
}

#[test]
fn nobody_comes_as_a_device_of_somebody_who_did_not_invite_it() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    write(&mut ana, BEN, vec![invite(CHI.0), invite_own("own")]);
    // A guest's invitation does not bring a further device of anyone.
    assert_eq!(code(ana.check_act(&BEN.id(), &admit_own(&ana, CHI, CHI.0, ANA))), "unknown_invitation");
    assert_eq!(code(ana.check_act(&BEN.id(), &admit_own(&ana, CHI, CHI.0, BEN))), "unknown_invitation");
    // An invitation for a device brings one of the inviter's, not of another, nor somebody new.
    assert_eq!(code(ana.check_act(&BEN.id(), &admit_own(&ana, CHI, "own", ANA))), "unknown_invitation");
    assert_eq!(code(ana.check_act(&BEN.id(), &admit(&ana, CHI, "own"))), "unknown_invitation");
    assert_eq!(code(ana.check_act(&BEN.id(), &admit_own(&ana, CHI, "own", BEN))), "counts");
}

#[test]
fn open_invitations_are_bounded() {
    let (mut ana, _) = found(ANA);
    let mut written = None;
    for number in 0..=limits::INVITATIONS_MAX {
        written = Some(write(&mut ana, ANA, vec![invite(&format!("guest {number}"))]));
    }
    assert_eq!(refused(&ana), [(written.unwrap().act(0), "too_many_invitations")]);
}

#[test]
fn a_second_founding_is_refused() {
    let (mut ana, _) = found(ANA);
    let written = write(&mut ana, ANA, vec![AuthorityAct::Founding(Box::new(founding_act(ANA)))]);
    assert_eq!(refused(&ana), [(written.act(0), "founded_already")]);
}

#[test]
fn people_are_listed_in_the_order_in_which_they_came() {
    let (mut ana, _) = found(ANA);
    let_in(&mut ana, ANA, BEN);
    let_in(&mut ana, BEN, CHI);
    let names: Vec<_> =
        ana.roster().people_in_order().into_iter().map(|(_, person)| person.name.clone()).collect();
    assert_eq!(names, ["Ana", "Ben", "Chi"]);
}

#[test]
fn the_rolls_key_opens_for_the_newcomer_alone() {
    let (mut ana, _) = found(ANA);
    write(&mut ana, ANA, vec![invite(BEN.0)]);
    let AuthorityAct::Admit(act) = admit(&ana, BEN, BEN.0) else { panic!("an admission") };
    let mark = ana.roster().key_mark;
    let open = |dev: Dev| act.key.open(&dev.sealing(), &ana.space(), &ana.roll(), &dev.id(), &mark);
    assert_eq!(open(BEN).unwrap(), roll_key());
    assert_eq!(open(CHI).err(), Some(SealError::NotForUs));
    let key = &ana.founding().key;
    let founder = key.open(&ANA.sealing(), &weft_ids::entry::NO_SPACE, &ana.roll(), &ANA.id(), &mark);
    assert_eq!(founder.unwrap(), roll_key());
}

#[test]
fn a_sealed_key_is_bound_to_space_roll_and_device_and_to_the_rolls_mark() {
    let (ana, _) = found(ANA);
    let (ben, _) = found(BEN);
    let (space, roll, device) = (ana.space(), ana.roll(), ANA.id());
    let to = ANA.sealing().public();
    let sealed = roll_key().seal(&to, &space, &roll, &device, &mut rng(3)).unwrap();
    assert_eq!(sealed, roll_key().seal(&to, &space, &roll, &device, &mut rng(3)).unwrap());
    assert_ne!(sealed, roll_key().seal(&to, &space, &roll, &device, &mut rng(4)).unwrap());
    let mark = roll_key().mark();
    let secret = ANA.sealing();
    assert!(sealed.open(&secret, &space, &roll, &device, &mark).is_ok());
    let wrong = [
        sealed.open(&secret, &ben.space(), &roll, &device, &mark),
        sealed.open(&secret, &space, &ben.roll(), &device, &mark),
        sealed.open(&secret, &space, &roll, &BEN.id(), &mark),
    ];
    for opened in wrong {
        assert_eq!(opened.err(), Some(SealError::NotForUs));
    }
    let other = RollKey::from_bytes([8; 32]).mark();
    assert_eq!(sealed.open(&secret, &space, &roll, &device, &other).err(), Some(SealError::OtherKey));
    let weak = roll_key().seal(&SealingKey([0; 32]), &space, &roll, &device, &mut rng(5));
    assert_eq!(weak.err(), Some(SealError::WeakKey));
}

#[test]
fn acts_survive_the_way_through_items_and_nothing_else_passes() {
    let (ana, founding) = found(ANA);
    let person = PersonId([3; 32]);
    let acts = vec![
        founding.acts[0].act.clone(),
        invite("x"),
        revoke("x"),
        admit_as(&ana, joining(&ana, BEN, "x", Some(person))),
        leave(&ana, ANA),
        switch_off(&ana, ANA, ANA),
    ];
    for act in acts {
        let mut item = act.to_item();
        assert!((1..100).contains(&item.kind.0));
        assert_eq!(AuthorityAct::from_item(&item).unwrap(), Some(act));
        item.bytes.push(0);
        assert!(AuthorityAct::from_item(&item).is_err());
    }
    let money = weft_ids::Item { kind: weft_ids::ItemKind(100), bytes: vec![1] };
    assert_eq!(AuthorityAct::from_item(&money).unwrap(), None);
}
