//! The two barriers of a congregation, and people who are written in: who comes in by which acts, and whose do not count.

#![allow(clippy::unwrap_used, reason = "what cannot be had fails the test")]

mod common;

use common::*;
use weft_ids::{ActId, PersonId};
use weft_roster::{
    Admit, AuthorityAct, DoorAct, History, InviteAs, Open, PersonState, SpaceKind, Vouch, WriteIn,
};

fn vouch(label: &str) -> AuthorityAct {
    let sentence = "we have cooked together".to_owned();
    AuthorityAct::Door(DoorAct::Vouch(Vouch { invitation: invitation(label), sentence }))
}

fn open(label: &str, vouches: &[ActId]) -> AuthorityAct {
    let mut vouches = vouches.to_vec();
    vouches.sort_unstable();
    AuthorityAct::Door(DoorAct::Open(Open { invitation: invitation(label), vouches }))
}

fn write_in(name: &str) -> (AuthorityAct, WriteIn) {
    let act = WriteIn { name: name.to_owned(), nonce: [7; 16] };
    (AuthorityAct::Door(DoorAct::WriteIn(act.clone())), act)
}

fn invite_as(label: &str, person: PersonId) -> AuthorityAct {
    let name = label.to_owned();
    AuthorityAct::Door(DoorAct::InviteAs(InviteAs { invitation: invitation(label), person, name }))
}

fn why_not(view: &History, dev: Dev, act: &AuthorityAct) -> &'static str {
    view.check_act(&dev.id(), act).expect_err("it is refused").code()
}

/// Ana alone founds a congregation.
fn congregation() -> History {
    found_as(SpaceKind::Congregation, ANA).0
}

/// Ana lets Ben in by herself, as she is everybody there is.
fn with_ben() -> History {
    let mut ana = congregation();
    let invited = write(&mut ana, ANA, vec![invite("Ben"), vouch("Ben")]);
    write(&mut ana, ANA, vec![open("Ben", &[invited.act(1)])]);
    let admitted = admit(&ana, BEN, "Ben");
    write(&mut ana, ANA, vec![admitted]);
    assert_eq!(ana.roster().people.len(), 2);
    ana
}

#[test]
fn one_person_alone_is_everybody_it_takes() {
    let mut ana = congregation();
    write(&mut ana, ANA, vec![invite("Ben")]);
    let let_in = admit(&ana, BEN, "Ben");
    assert_eq!(why_not(&ana, ANA, &let_in), "door_shut");
    assert_eq!(why_not(&ana, ANA, &open("Ben", &[])), "needs_vouches");
    let vouched = write(&mut ana, ANA, vec![vouch("Ben")]);
    assert_eq!(why_not(&ana, ANA, &vouch("Ben")), "vouched_already");
    write(&mut ana, ANA, vec![open("Ben", &[vouched.act(0)])]);
    assert_eq!(why_not(&ana, ANA, &open("Ben", &[vouched.act(0)])), "opened_already");
    write(&mut ana, ANA, vec![let_in]);
    assert_eq!(ana.roster().people.len(), 2);
    assert!(ana.roster().refused.is_empty(), "{:?}", ana.roster().refused);
}

#[test]
fn two_different_people_vouch_and_a_host_opens() {
    let mut all = with_ben();
    let first = write(&mut all, BEN, vec![invite("Chi"), vouch("Chi")]).act(1);
    assert_eq!(why_not(&all, ANA, &open("Chi", &[first])), "needs_vouches");
    let second = write(&mut all, ANA, vec![vouch("Chi")]).act(0);
    assert_eq!(why_not(&all, BEN, &open("Chi", &[first, second])), "not_host");
    let opened = open("Chi", &[first, second]);
    write(&mut all, ANA, vec![opened]);
    let shown = all.roster().invitations[&invitation("Chi")].clone();
    assert_eq!((shown.vouches.len(), shown.opened_by.len()), (2, 1));
    // Anybody who is in may then let her in, and a third vouch hurts nobody.
    let let_in = admit(&all, CHI, "Chi");
    write(&mut all, BEN, vec![let_in]);
    assert_eq!(all.roster().people.len(), 3);
}

#[test]
fn an_admission_that_passed_no_door_counts_nowhere() {
    let mut all = with_ben();
    let let_in = admit(&all, CHI, "Chi");
    let written = write(&mut all, BEN, vec![invite("Chi"), let_in]);
    assert_eq!(all.roster().people.len(), 2);
    let refused: Vec<_> = all.roster().refused.iter().map(|one| (one.act, one.refusal.code())).collect();
    assert_eq!(refused, [(written.act(1), "door_shut")]);
}

#[test]
fn a_door_names_vouches_that_are_there_and_for_the_same_invitation() {
    let mut all = with_ben();
    let chi = write(&mut all, BEN, vec![invite("Chi"), vouch("Chi")]).act(1);
    let dev = write(&mut all, ANA, vec![invite("Dev"), vouch("Dev")]).act(1);
    assert_eq!(why_not(&all, ANA, &open("Chi", &[chi, dev])), "unknown_vouch");
    let nothing = ActId([1; 32]);
    assert_eq!(why_not(&all, ANA, &open("Chi", &[chi, nothing])), "unknown_vouch");
    let twice =
        AuthorityAct::Door(DoorAct::Open(Open { invitation: invitation("Chi"), vouches: vec![chi; 2] }));
    assert_eq!(why_not(&all, ANA, &twice), "unknown_vouch");
    let long = AuthorityAct::Door(DoorAct::Vouch(Vouch {
        invitation: invitation("Chi"),
        sentence: "x".repeat(600),
    }));
    assert_eq!(why_not(&all, ANA, &long), "bad_sentence");
    assert_eq!(why_not(&all, ANA, &vouch("Eve")), "unknown_invitation");
}

#[test]
fn ones_own_devices_and_other_kinds_of_spaces_have_no_door() {
    let mut ana = congregation();
    let me = person(&ana, ANA);
    write(&mut ana, ANA, vec![invite_own("phone")]);
    assert_eq!(why_not(&ana, ANA, &vouch("phone")), "unknown_invitation");
    let phone = admit_as(&ana, joining(&ana, ANA2, "phone", Some(me)));
    write(&mut ana, ANA, vec![phone]);
    assert!(ana.roster().stands(&ANA2.id()));
    let (mut crew, _) = found(ANA);
    write(&mut crew, ANA, vec![invite("Ben")]);
    assert_eq!(why_not(&crew, ANA, &vouch("Ben")), "no_hosts_door");
    assert_eq!(why_not(&crew, ANA, &open("Ben", &[])), "no_hosts_door");
    let let_in = admit(&crew, BEN, "Ben");
    write(&mut crew, ANA, vec![let_in]);
    assert_eq!(crew.roster().people.len(), 2);
}

#[test]
fn a_vouch_of_who_was_switched_off_before_it_does_not_carry_the_door() {
    let mut all = with_ben();
    let me = person(&all, ANA);
    write(&mut all, ANA, vec![invite_own("phone")]);
    let phone = admit_as(&all, joining(&all, ANA2, "phone", Some(me)));
    write(&mut all, ANA, vec![phone]);
    let ben = write(&mut all, BEN, vec![invite("Chi"), vouch("Chi")]).act(1);
    // Apart: the phone is switched off, and vouches all the same.
    let off = draft(&all, ANA, vec![switch_off(&all, ANA, ANA2)]);
    let thief = draft(&all, ANA2, vec![vouch("Chi")]);
    take(&mut all, &thief).unwrap();
    let opened = open("Chi", &[ben, thief.act(0)]);
    let opened = draft(&all, ANA2, vec![opened]);
    take(&mut all, &opened).ok();
    take(&mut all, &off).unwrap();
    let let_in = admit(&all, CHI, "Chi");
    assert_eq!(why_not(&all, BEN, &let_in), "door_shut");
}

#[test]
fn somebody_without_a_device_is_a_person_and_claims_their_entry_once() {
    let (mut ana, _) = found(ANA);
    let (act, written) = write_in("Eli");
    let eli = written.person(&ana.space());
    write(&mut ana, ANA, vec![act.clone()]);
    assert_eq!(why_not(&ana, ANA, &act), "written_in_already");
    let known = &ana.roster().people[&eli];
    assert_eq!((known.name.as_str(), known.state), ("Eli", PersonState::WrittenIn));
    write(&mut ana, ANA, vec![invite("Ben")]);
    let ben = admit(&ana, BEN, "Ben");
    write(&mut ana, ANA, vec![ben]);
    assert_eq!(why_not(&ana, BEN, &invite_as("Eli", eli)), "not_by_writer");
    let nobody = PersonId([9; 32]);
    assert_eq!(why_not(&ana, ANA, &invite_as("Eli", nobody)), "not_written_in");
    write(&mut ana, ANA, vec![invite_as("Eli", eli)]);
    // The ticket lets nobody in as somebody else.
    let as_new = admit_as(&ana, joining(&ana, CHI, "Eli", None));
    assert_eq!(why_not(&ana, ANA, &as_new), "unknown_invitation");
    let claim = admit_as(&ana, joining(&ana, CHI, "Eli", Some(eli)));
    write(&mut ana, BEN, vec![claim]);
    let known = &ana.roster().people[&eli];
    assert_eq!((known.name.as_str(), known.state), ("Eli", PersonState::In));
    assert_eq!(ana.roster().person_of(&CHI.id()), Some(eli));
    assert_eq!(ana.roster().people.len(), 3, "no duplicate");
    assert_eq!(why_not(&ana, ANA, &invite_as("again", eli)), "claimed_already");
}

#[test]
fn in_a_congregation_a_claim_passes_the_door_too() {
    let mut ana = congregation();
    let (act, written) = write_in("Eli");
    let eli = written.person(&ana.space());
    write(&mut ana, ANA, vec![act]);
    let invited = write(&mut ana, ANA, vec![invite_as("Eli", eli), vouch("Eli")]);
    let claim = admit_as(&ana, joining(&ana, CHI, "Eli", Some(eli)));
    assert_eq!(why_not(&ana, ANA, &claim), "door_shut");
    write(&mut ana, ANA, vec![open("Eli", &[invited.act(1)])]);
    write(&mut ana, ANA, vec![claim]);
    assert_eq!(ana.roster().people[&eli].state, PersonState::In);
}

#[test]
fn a_pair_has_nobody_written_in_and_bad_names_are_refused() {
    let pair = found_as(SpaceKind::Pair, ANA).0;
    assert_eq!(why_not(&pair, ANA, &write_in("Eli").0), "nobody_written_in");
    let crew = found(ANA).0;
    assert_eq!(why_not(&crew, ANA, &write_in(" Eli").0), "bad_name");
}

#[test]
fn two_writings_in_of_one_name_are_two_people() {
    let (mut ana, _) = found(ANA);
    write(&mut ana, ANA, vec![write_in("Eli").0]);
    let other = WriteIn { name: "Eli".to_owned(), nonce: [8; 16] };
    write(&mut ana, ANA, vec![AuthorityAct::Door(DoorAct::WriteIn(other))]);
    assert_eq!(ana.roster().people.len(), 3);
}

#[test]
fn who_was_written_in_stays_over_a_roll_and_can_come_after_it() {
    let (mut ana, _) = found(ANA);
    let (act, written) = write_in("Eli");
    let eli = written.person(&ana.space());
    write(&mut ana, ANA, vec![act, invite("Ben")]);
    let ben = admit(&ana, BEN, "Ben");
    write(&mut ana, ANA, vec![ben]);
    let roll = propose(&mut ana, ANA, "voices", &[]).1;
    assert_eq!(ana.roster().roll, roll);
    assert_eq!(ana.roster().people[&eli].state, PersonState::WrittenIn);
    write(&mut ana, ANA, vec![invite_as("Eli", eli)]);
    let claim = admit_as(&ana, joining(&ana, CHI, "Eli", Some(eli)));
    write(&mut ana, ANA, vec![claim]);
    assert_eq!(ana.roster().people[&eli].state, PersonState::In);
}

#[test]
fn an_invitation_with_vouches_stays_good_over_a_roll_and_the_hosts_are_its_voices() {
    let mut all = with_ben();
    let first = write(&mut all, BEN, vec![invite("Chi"), vouch("Chi")]).act(1);
    let second = write(&mut all, ANA, vec![vouch("Chi")]).act(0);
    propose(&mut all, ANA, "voices", &[]);
    // Ben has a voice from the roll on.
    write(&mut all, BEN, vec![open("Chi", &[first, second])]);
    let joining = joining(&all, CHI, "Chi", None);
    let key = all.founding().key.clone();
    write(&mut all, BEN, vec![AuthorityAct::Admit(Box::new(Admit { joining, key }))]);
    assert_eq!(all.roster().people.len(), 3, "{:?}", all.roster().refused);
}
