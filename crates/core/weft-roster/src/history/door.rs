//! The acts at the door: their verdicts in their past, and what they amount to.

use super::{
    History,
    authority::{Authority, Fact, FactKey, Invited},
    verdict::judge_new_invitation,
};
use crate::{
    door::{DoorAct, InviteAs, Open, VOUCHES_NEEDED, Vouch, WriteIn},
    roll::SpaceKind,
    roster::{LetIn, Person, PersonState, Refusal},
};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{
    ActId, EntryHash, InvitationId, PersonId, limits,
    text::{check_line, check_name},
};

/// What the acts at the door within a past amount to.
#[derive(Debug, Clone, Default)]
pub(super) struct Door {
    /// The vouches that count.
    vouched: BTreeMap<ActId, Vouched>,
    /// The hosts' doors that count, by invitation.
    opened: BTreeMap<InvitationId, Vec<Opened>>,
    /// Who was written in, and by whom.
    pub(super) written: BTreeMap<PersonId, BTreeSet<PersonId>>,
}

/// A vouch that counts.
#[derive(Debug, Clone)]
struct Vouched {
    invitation: InvitationId,
    by: PersonId,
    sentence: String,
    fact: FactKey,
}

/// A host's door that counts.
#[derive(Debug, Clone)]
struct Opened {
    by: PersonId,
    fact: FactKey,
}

impl Door {
    /// Takes over what was settled before a roll.
    pub(super) fn take(&mut self, before: &Self) {
        self.vouched.extend(before.vouched.iter().map(|(id, vouched)| (*id, vouched.clone())));
        for (id, opened) in &before.opened {
            let known = self.opened.entry(*id).or_default();
            let new = |one: &&Opened| known.iter().all(|known| known.fact != one.fact);
            let fresh: Vec<Opened> = opened.iter().filter(new).cloned().collect();
            known.extend(fresh);
        }
    }

    /// Whether a door was opened for an invitation before a fact.
    pub(super) fn is_open_before(&self, history: &History, invitation: &InvitationId, fact: &Fact) -> bool {
        let opened = self.opened.get(invitation);
        opened.into_iter().flatten().any(|opened| is_before(history, &opened.fact, fact))
    }

    fn is_open(&self, invitation: &InvitationId) -> bool {
        self.opened.contains_key(invitation)
    }

    /// The vouches for an invitation in entries that are kept: act, by whom, and the sentence.
    pub(super) fn vouches_for(
        &self,
        invitation: &InvitationId,
        is_kept: impl Fn(&EntryHash) -> bool,
    ) -> Vec<(ActId, PersonId, String)> {
        let of = self.vouched.iter().filter(|(_, one)| one.invitation == *invitation && is_kept(&one.fact.1));
        of.map(|(id, one)| (*id, one.by, one.sentence.clone())).collect()
    }

    /// Who opened the door for an invitation, in entries that are kept.
    pub(super) fn opened_by(
        &self,
        invitation: &InvitationId,
        is_kept: impl Fn(&EntryHash) -> bool,
    ) -> BTreeSet<PersonId> {
        let opened = self.opened.get(invitation).into_iter().flatten();
        opened.filter(|one| is_kept(&one.fact.1)).map(|one| one.by).collect()
    }
}

/// Whether what counts was said before a fact: earlier in its entry, or in its past.
pub(super) fn is_before(history: &History, earlier: &FactKey, fact: &Fact) -> bool {
    let (_, entry, index) = earlier;
    if *entry == fact.entry { *index < fact.index } else { history.reaches(&fact.entry, entry) }
}

impl Authority {
    /// Takes over who was written in under a roll before and has no device yet.
    pub(super) fn take_written(&mut self, before: &Self) {
        for (person, by) in &before.door.written {
            if before.is_claimed(person) {
                continue;
            }
            self.door.written.entry(*person).or_default().extend(by);
            if let Some(known) = before.people.get(person) {
                self.people.entry(*person).or_insert_with(|| known.clone());
            }
        }
    }

    /// Whether somebody who was written in has come with a device.
    pub(super) fn is_claimed(&self, person: &PersonId) -> bool {
        self.devices.values().any(|device| device.person == *person)
    }

    /// Counts an act at the door whose author may say it; one that rests on another waits for that.
    pub(super) fn count_door(&mut self, history: &History, fact: &Fact, act: &DoorAct) {
        match act {
            DoorAct::Vouch(vouch) => {
                let Vouch { invitation, sentence } = vouch.clone();
                let one = Vouched { invitation, by: fact.person, sentence, fact: fact.key() };
                self.door.vouched.insert(fact.id, one);
            }
            DoorAct::Open(open) => {
                let counts = |id: &ActId| {
                    self.door.vouched.get(id).is_some_and(|one| is_before(history, &one.fact, fact))
                };
                if !open.vouches.iter().all(counts) {
                    return;
                }
                let one = Opened { by: fact.person, fact: fact.key() };
                self.door.opened.entry(open.invitation).or_default().push(one);
            }
            DoorAct::WriteIn(write_in) => {
                let person = write_in.person(&history.space);
                self.door.written.entry(person).or_default().insert(fact.person);
                let fresh = Person {
                    name: write_in.name.clone(),
                    let_in: Vec::new(),
                    state: PersonState::WrittenIn,
                    came: fact.depth,
                };
                let known = self.people.entry(person).or_insert(fresh);
                known.came = known.came.min(fact.depth);
                known.let_in.push(LetIn { act: fact.id, by: fact.person });
                known.let_in.sort_unstable();
            }
            DoorAct::InviteAs(invite) => {
                if !self.door.written.contains_key(&invite.person) {
                    return;
                }
                self.invited.entry(invite.invitation).or_default().push(Invited {
                    fact: fact.key(),
                    act: fact.id,
                    by: fact.person,
                    name: invite.name.clone(),
                    own_device: false,
                    claims: Some(invite.person),
                    revoked_in: BTreeSet::new(),
                });
            }
        }
        self.counted.insert(fact.id);
    }

    /// The invitation that an act at the door is about, where it is open and for a person.
    fn open_to_people(&self, invitation: &InvitationId) -> Result<(), Refusal> {
        let invited = self.invited.get(invitation).map(Vec::as_slice).unwrap_or_default();
        let mut people = invited.iter().filter(|one| !one.own_device).peekable();
        if people.peek().is_none() {
            return Err(Refusal::UnknownInvitation);
        }
        if self.used.contains_key(invitation) {
            return Err(Refusal::InvitationUsed);
        }
        if people.all(Invited::is_revoked) { Err(Refusal::InvitationRevoked) } else { Ok(()) }
    }
}

/// Says whether a person may say an act at the door, given what its past amounts to.
pub(super) fn judge(
    history: &History,
    authority: &Authority,
    person: &PersonId,
    act: &DoorAct,
) -> Result<(), Refusal> {
    match act {
        DoorAct::Vouch(vouch) => judge_vouch(history, authority, person, vouch),
        DoorAct::Open(open) => judge_open(history, authority, person, open),
        DoorAct::WriteIn(write_in) => judge_write_in(history, authority, write_in),
        DoorAct::InviteAs(invite) => judge_invite_as(authority, person, invite),
    }
}

/// Whether newcomers to a space pass vouches and a host's door.
pub(super) fn has_door(kind: SpaceKind) -> bool {
    match kind {
        SpaceKind::Congregation => true,
        SpaceKind::Own
        | SpaceKind::Pair
        | SpaceKind::Crew
        | SpaceKind::Pool
        | SpaceKind::Gathering
        | SpaceKind::Assembly => false,
    }
}

fn judge_vouch(
    history: &History,
    authority: &Authority,
    person: &PersonId,
    vouch: &Vouch,
) -> Result<(), Refusal> {
    if !has_door(history.founding.kind) {
        return Err(Refusal::NoHostsDoor);
    }
    if !check_line(&vouch.sentence).is_ok_and(|line| line == vouch.sentence) {
        return Err(Refusal::BadSentence);
    }
    authority.open_to_people(&vouch.invitation)?;
    let mut known = authority.door.vouched.values();
    if known.any(|one| one.invitation == vouch.invitation && one.by == *person) {
        return Err(Refusal::VouchedAlready);
    }
    Ok(())
}

fn judge_open(
    history: &History,
    authority: &Authority,
    person: &PersonId,
    open: &Open,
) -> Result<(), Refusal> {
    if !has_door(history.founding.kind) {
        return Err(Refusal::NoHostsDoor);
    }
    let is_host = history.rolls.get(&authority.roll).is_some_and(|known| known.roll.has_voice(person));
    if !is_host {
        return Err(Refusal::NotHost);
    }
    authority.open_to_people(&open.invitation)?;
    if authority.door.is_open(&open.invitation) {
        return Err(Refusal::OpenedAlready);
    }
    if !open.vouches.is_sorted_by(|one, next| one < next) {
        return Err(Refusal::UnknownVouch);
    }
    let mut by = BTreeSet::new();
    for vouch in &open.vouches {
        let known = authority.door.vouched.get(vouch).filter(|one| one.invitation == open.invitation);
        by.insert(known.ok_or(Refusal::UnknownVouch)?.by);
    }
    let people = authority.people.values().filter(|person| person.state == PersonState::In).count();
    let needed = people.min(VOUCHES_NEEDED);
    if by.len() < needed { Err(Refusal::NeedsVouches { held: by.len(), needed }) } else { Ok(()) }
}

fn judge_write_in(history: &History, authority: &Authority, write_in: &WriteIn) -> Result<(), Refusal> {
    match history.founding.kind {
        SpaceKind::Own | SpaceKind::Pair => return Err(Refusal::NobodyWrittenIn),
        SpaceKind::Crew
        | SpaceKind::Pool
        | SpaceKind::Gathering
        | SpaceKind::Congregation
        | SpaceKind::Assembly => {}
    }
    if !check_name(&write_in.name).is_ok_and(|name| name == write_in.name) {
        return Err(Refusal::BadName);
    }
    if authority.people.contains_key(&write_in.person(&history.space)) {
        return Err(Refusal::WrittenInAlready);
    }
    let people = authority.people.values().filter(|person| person.state.is_in()).count();
    if people >= limits::PEOPLE_MAX { Err(Refusal::SpaceFull) } else { Ok(()) }
}

fn judge_invite_as(authority: &Authority, person: &PersonId, invite: &InviteAs) -> Result<(), Refusal> {
    judge_new_invitation(authority, &invite.invitation, &invite.name)?;
    let by = authority.door.written.get(&invite.person).ok_or(Refusal::NotWrittenIn)?;
    if !by.contains(person) {
        return Err(Refusal::NotByWriter);
    }
    if authority.is_claimed(&invite.person) { Err(Refusal::ClaimedAlready) } else { Ok(()) }
}

/// Whether an invitation to a person passes the host's door and, where it is a claim, nobody came as that person before.
pub(super) fn judge_entrance(
    history: &History,
    authority: &Authority,
    invitation: &InvitationId,
    invited: &[&Invited],
) -> Result<(), Refusal> {
    if invited.iter().all(|one| one.own_device) {
        return Ok(());
    }
    if has_door(history.founding.kind) && !authority.door.is_open(invitation) {
        return Err(Refusal::DoorShut);
    }
    let claimed = |one: &&Invited| one.claims.is_some_and(|person| authority.is_claimed(&person));
    if invited.iter().any(claimed) { Err(Refusal::ClaimedAlready) } else { Ok(()) }
}
