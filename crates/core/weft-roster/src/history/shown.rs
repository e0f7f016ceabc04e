//! What members are shown of who is in: the roster, with what the rolls before left behind.

use super::{
    History,
    authority::{Authority, Fact, Invited},
    rolls::Placed,
};
use crate::{
    acts::{AuthorityAct, Founding},
    door::DoorAct,
    roster::{
        Device, DeviceState, Fork, Invitation, InvitationState, LetIn, Person, PersonState, Proposal,
        ProposalState, Refusal, RefusedAct, Roster, SaidTwice,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use weft_ids::{DeviceId, EntryHash, InvitationId, PersonId, RollHash, SpaceId};

impl Authority {
    /// The entries whose acts of admission count, and those that write somebody in.
    pub(super) fn admissions<'a>(&'a self, history: &'a History) -> impl Iterator<Item = &'a EntryHash> {
        history.facts.values().filter_map(|fact| match fact.act {
            AuthorityAct::Admit(_) | AuthorityAct::Door(DoorAct::WriteIn(_))
                if self.counted.contains(&fact.id) =>
            {
                Some(&fact.entry)
            }
            AuthorityAct::Admit(_)
            | AuthorityAct::Founding(_)
            | AuthorityAct::Invite(_)
            | AuthorityAct::Revoke(_)
            | AuthorityAct::Leave(_)
            | AuthorityAct::SwitchOff(_)
            | AuthorityAct::Draft(_)
            | AuthorityAct::Yes(_)
            | AuthorityAct::No(_)
            | AuthorityAct::Door(_) => None,
        })
    }

    /// The roster that members see; of the acts, those in entries that `is_kept` names.
    pub(super) fn roster(&self, history: &History, is_kept: impl Fn(&EntryHash) -> bool) -> Roster {
        let mut roster = empty_roster(history.space, &history.founding);
        if let Some(known) = history.rolls.get(&self.roll) {
            roster.take_roll(self.roll, &known.roll);
        }
        roster.people.clone_from(&self.people);
        roster.devices.clone_from(&self.devices);
        history.show_gone(self, &mut roster);
        history.show_unlisted(&mut roster, &is_kept);
        roster.proposals = history.proposals(&self.roll, &is_kept);
        roster.said_twice = history.said_twice(&is_kept);
        roster.invitations = self
            .invited
            .iter()
            .filter_map(|(id, invited)| {
                // Several where the key was copied apart: one that is shut does not shut the others.
                let kept = invited.iter().filter(|invited| is_kept(&invited.fact.1));
                let mut shown = kept.map(|invited| self.invitation(id, invited, &is_kept)).peekable();
                let first = shown.peek()?.clone();
                let open = shown.find(|invitation| invitation.state == InvitationState::Open);
                Some((*id, open.unwrap_or(first)))
            })
            .collect();
        roster.forks = self.forks(history);
        for fact in history.facts.values().filter(|fact| is_kept(&fact.entry)) {
            if let Some(refusal) = self.refusal(history, fact) {
                roster.refused.push(RefusedAct { act: fact.id, person: fact.person, refusal });
            }
        }
        roster.refused.sort_by_key(|refused| refused.act);
        roster
    }

    /// The lowest fork of each device above the cut: it is proof enough, and stays when others are dropped.
    pub(super) fn forks(&self, history: &History) -> Vec<Fork> {
        let cut = history.rolls.cut(&self.roll);
        let lowest = |device: &DeviceId| {
            let (n, entries) = history.chains.fork_above(device, cut)?;
            Some(Fork { device: *device, n, entries })
        };
        self.devices.keys().filter_map(lowest).collect()
    }

    fn invitation(
        &self,
        id: &InvitationId,
        invited: &Invited,
        is_kept: &impl Fn(&EntryHash) -> bool,
    ) -> Invitation {
        let left = self.people.get(&invited.by).is_none_or(|person| !person.state.is_in());
        // Taken back in words that are set aside is not taken back: not everyone holds those.
        let revoked = invited.revoked_in.iter().any(is_kept);
        let state = match self.used.get(id) {
            Some(people) => InvitationState::Used(people.clone()),
            None if revoked || left => InvitationState::Revoked,
            None => InvitationState::Open,
        };
        Invitation {
            act: invited.act,
            by: invited.by,
            name: invited.name.clone(),
            own_device: invited.own_device,
            claims: invited.claims,
            vouches: self.door.vouches_for(id, is_kept),
            opened_by: self.door.opened_by(id, is_kept),
            state,
        }
    }

    fn refusal(&self, history: &History, fact: &Fact) -> Option<Refusal> {
        if let Err(refusal) = &fact.verdict {
            return Some(refusal.clone());
        }
        if matches!(fact.act, AuthorityAct::Draft(_) | AuthorityAct::Yes(_) | AuthorityAct::No(_)) {
            return None;
        }
        if self.hears(fact) && self.people.contains_key(&fact.person) {
            return None;
        }
        let known = history.rolls.get(&self.roll)?;
        if known.cut.covers(fact.branch, fact.n) {
            let refusals: Vec<Option<Refusal>> =
                known.before.iter().map(|before| before.refusal(history, fact)).collect();
            return if refusals.contains(&None) { None } else { refusals.into_iter().flatten().next() };
        }
        if self.counted.contains(&fact.id) {
            None
        } else if fact.roll != self.roll {
            Some(Refusal::MissedByCut)
        } else if self.is_late(history, &fact.device, &fact.person, &fact.entry) {
            Some(Refusal::Late)
        } else {
            Some(Refusal::RestsOnRefused)
        }
    }
}

impl History {
    /// Whether a device was in for a person under a roll before that of `authority`.
    pub(super) fn was_in(&self, device: &DeviceId, person: &PersonId) -> bool {
        self.was_in_before(&self.whole, device, person)
    }

    fn was_in_before(&self, authority: &Authority, device: &DeviceId, person: &PersonId) -> bool {
        let before = self.rolls.get(&authority.roll).map(|known| known.before.as_slice()).unwrap_or_default();
        before
            .iter()
            .any(|before| before.speaks(device, person) || self.was_in_before(before, device, person))
    }

    /// Adds those whom a roll does not list any more, as they were when it was drafted.
    fn show_gone(&self, authority: &Authority, roster: &mut Roster) {
        let Some(known) = self.rolls.get(&authority.roll) else { return };
        for before in &known.before {
            for (id, person) in &before.people {
                let state =
                    if person.state == PersonState::Left { person.state } else { PersonState::Unlisted };
                roster.people.entry(*id).or_insert_with(|| Person { state, ..person.clone() });
            }
            for (id, device) in &before.devices {
                let state = match device.state {
                    DeviceState::Off | DeviceState::Left => device.state,
                    DeviceState::Stands
                    | DeviceState::Forked
                    | DeviceState::Twice
                    | DeviceState::Unlisted => DeviceState::Unlisted,
                };
                roster.devices.entry(*id).or_insert_with(|| Device { state, ..device.clone() });
            }
            self.show_gone(before, roster);
        }
    }

    /// Adds those who were let in apart from the roll and whom it missed: their kept words have a name.
    fn show_unlisted(&self, roster: &mut Roster, is_kept: &impl Fn(&EntryHash) -> bool) {
        for fact in self.facts.values().filter(|fact| fact.verdict.is_ok() && is_kept(&fact.entry)) {
            let AuthorityAct::Admit(admit) = &fact.act else { continue };
            if self.rolls.is_before(&roster.roll, &fact.roll) {
                continue;
            }
            let said = &admit.joining.statement;
            if said.own_device_of.is_none() {
                let let_in = vec![LetIn { act: fact.id, by: fact.person }];
                roster.people.entry(said.person()).or_insert_with(|| Person {
                    name: said.name.clone(),
                    let_in,
                    state: PersonState::Unlisted,
                    came: fact.depth,
                });
            }
            roster.devices.entry(said.device).or_insert_with(|| Device {
                person: said.person(),
                name: said.device_name.clone(),
                endpoint: said.endpoint,
                sealing: said.sealing,
                state: DeviceState::Unlisted,
                came: fact.depth,
            });
        }
    }

    /// The rolls that could come next, and carried ones that this history does not live under.
    fn proposals(&self, under: &RollHash, is_kept: &impl Fn(&EntryHash) -> bool) -> Vec<Proposal> {
        let all = self.chains.whole();
        let mut proposals = Vec::new();
        for (hash, known) in self.rolls.iter().filter(|(hash, _)| !self.rolls.is_before(hash, under)) {
            let carried = self.rolls.is_carried(hash, &all);
            let kept: Vec<_> = known.drafts.iter().filter(|draft| is_kept(&draft.entry)).collect();
            let Some(draft) = kept.first().filter(|_| carried || known.roll.follows.contains(under)) else {
                continue;
            };
            let voices: BTreeMap<DeviceId, PersonId> = known
                .roll
                .follows
                .iter()
                .filter_map(|followed| self.rolls.get(followed))
                .flat_map(|followed| followed.roll.voices.iter().map(|voice| (voice.device, voice.person)))
                .collect();
            let said = |answers: &BTreeMap<DeviceId, BTreeSet<Placed>>| {
                let kept = answers.iter().filter(|(_, all)| all.iter().any(|one| is_kept(&one.entry)));
                kept.filter_map(|(device, _)| voices.get(device).copied()).collect()
            };
            proposals.push(Proposal {
                hash: *hash,
                roll: Arc::clone(&known.roll),
                act: draft.act,
                by: draft.person,
                yes: said(&known.yes),
                no: said(&known.no),
                state: if carried {
                    ProposalState::Carried
                } else if self.rolls.is_dead(hash, &all) {
                    ProposalState::Dead
                } else {
                    ProposalState::Open
                },
            });
        }
        proposals.sort_by_key(|proposal| proposal.hash);
        proposals
    }

    /// Who said yes to two rolls after the same one, in entries of which neither builds on the other.
    fn said_twice(&self, is_kept: &impl Fn(&EntryHash) -> bool) -> Vec<SaidTwice> {
        let mut twice = BTreeSet::new();
        for (hash, known) in self.rolls.iter() {
            for (rival, other) in self.rolls.rivals(hash).filter(|(rival, _)| *rival > hash) {
                for (device, yeses) in &known.yes {
                    let one = yeses.iter().find(|yes| is_kept(&yes.entry));
                    let two =
                        other.yes.get(device).and_then(|all| all.iter().find(|yes| is_kept(&yes.entry)));
                    let (Some(one), Some(two)) = (one, two) else { continue };
                    if !self.reaches(&one.entry, &two.entry) && !self.reaches(&two.entry, &one.entry) {
                        twice.insert(SaidTwice { person: one.person, rolls: [*hash, *rival] });
                    }
                }
            }
        }
        twice.into_iter().collect()
    }
}

/// The roster of a space before anybody is counted.
pub(super) fn empty_roster(space: SpaceId, founding: &Founding) -> Roster {
    Roster {
        space,
        kind: founding.kind,
        name: founding.name.clone(),
        roll: founding.roll.hash(),
        roll_number: founding.roll.number,
        rules: founding.roll.rules,
        key_mark: founding.roll.key_mark,
        voices: founding.roll.voices.iter().map(|voice| (voice.person, voice.device)).collect(),
        people: BTreeMap::new(),
        devices: BTreeMap::new(),
        invitations: BTreeMap::new(),
        refused: Vec::new(),
        forks: Vec::new(),
        proposals: Vec::new(),
        said_twice: Vec::new(),
    }
}
