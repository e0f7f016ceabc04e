//! What the acts of authority within a past amount to: who is in, what ended, which invitations there are.

use super::{History, chains::Clock};
use crate::{
    acts::{Admit, AuthorityAct, Founding, Invite, Leave, SwitchOff},
    roster::{
        Device, DeviceState, Fork, Invitation, InvitationState, LetIn, Person, PersonState, Refusal,
        RefusedAct, Roster,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use weft_ids::{ActId, DeviceId, EntryHash, InvitationId, PersonId, SpaceId};

/// The order in which acts of authority are gone through: past before future.
pub(super) type FactKey = (u64, EntryHash, usize);

/// An act of authority in an entry held.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) id: ActId,
    pub(super) entry: EntryHash,
    pub(super) device: DeviceId,
    pub(super) person: PersonId,
    pub(super) branch: u32,
    pub(super) n: u64,
    pub(super) depth: u64,
    pub(super) index: usize,
    pub(super) act: AuthorityAct,
    // Judged in the entry's own past and the acts before it in the entry, so it never changes.
    pub(super) verdict: Result<(), Refusal>,
}

impl Fact {
    pub(super) fn key(&self) -> FactKey {
        (self.depth, self.entry, self.index)
    }
}

/// A leaving or a switch-off, which counts as soon as it is held.
#[derive(Debug, Clone)]
pub(super) struct End {
    pub(super) entry: EntryHash,
    pub(super) person: PersonId,
    by: DeviceId,
    // Whether all devices of the person end, named or not.
    all: bool,
    last: BTreeMap<DeviceId, Option<EntryHash>>,
}

impl End {
    fn of(fact: &Fact) -> Option<Self> {
        let (all, named) = match &fact.act {
            AuthorityAct::Leave(Leave { last }) => (true, last.as_slice()),
            AuthorityAct::SwitchOff(SwitchOff { ended }) => (false, std::slice::from_ref(ended)),
            AuthorityAct::Founding(_)
            | AuthorityAct::Invite(_)
            | AuthorityAct::Revoke(_)
            | AuthorityAct::Admit(_) => return None,
        };
        let last = named.iter().map(|known| (known.device, known.last)).collect();
        Some(Self { entry: fact.entry, person: fact.person, by: fact.device, all, last })
    }

    /// Whether it ends this device of its person.
    fn ends(&self, device: &DeviceId) -> bool {
        self.all || self.last.contains_key(device)
    }

    /// The last entry of a device that it lets count: the device that says it is ended with that very entry.
    fn last_of(&self, device: &DeviceId) -> Option<&EntryHash> {
        if *device == self.by { Some(&self.entry) } else { self.last.get(device)?.as_ref() }
    }

    /// The last entries that it names.
    pub(super) fn named(&self) -> impl Iterator<Item = &EntryHash> {
        self.last.values().flatten()
    }
}

/// An invitation that counts.
#[derive(Debug, Clone)]
pub(super) struct Invited {
    pub(super) fact: FactKey,
    pub(super) act: ActId,
    pub(super) by: PersonId,
    pub(super) name: String,
    pub(super) own_device: bool,
    // The entries that take it back.
    revoked_in: Vec<EntryHash>,
}

/// What the acts of authority within a past amount to.
#[derive(Debug, Clone, Default)]
pub(super) struct Authority {
    // Which acts and forks it follows from: a function of the past, and equal only for equal ones.
    key: (Vec<(u32, u32)>, BTreeSet<DeviceId>),
    pub(super) people: BTreeMap<PersonId, Person>,
    pub(super) devices: BTreeMap<DeviceId, Device>,
    // For whom each device was let in: more than one person where it joined twice.
    speaks_for: BTreeMap<DeviceId, BTreeSet<PersonId>>,
    pub(super) invited: BTreeMap<InvitationId, Vec<Invited>>,
    pub(super) used: BTreeMap<InvitationId, BTreeSet<PersonId>>,
    pub(super) ends: BTreeMap<PersonId, Vec<End>>,
    // The acts that count.
    counted: BTreeSet<ActId>,
}

impl History {
    /// What the acts of authority within `past` amount to; one that was judged lately is not gone through again.
    pub(super) fn authority_at(&self, past: &Clock) -> Arc<Authority> {
        let key = (self.chains.acts_in(past), self.chains.forked_in(past));
        let known = std::iter::once(&self.whole).chain(&self.recent).find(|known| known.key == key);
        known.cloned().unwrap_or_else(|| Arc::new(Authority::fold(self, past, key)))
    }

    /// Keeps what a past amounted to at hand, for the next entry with that past.
    pub(super) fn remember(&mut self, authority: &Arc<Authority>) {
        const RECENT_MAX: usize = 8;
        if authority.key != self.whole.key && self.recent.iter().all(|known| known.key != authority.key) {
            if self.recent.len() >= RECENT_MAX {
                self.recent.remove(0);
            }
            self.recent.push(Arc::clone(authority));
        }
    }
}

impl Authority {
    /// What holds before any act beyond the founding.
    pub(super) fn founded(founding: &Founding) -> Self {
        let mut authority = Self::default();
        authority.list(founding);
        authority
    }

    /// Goes through the acts within `past`.
    ///
    /// Leavings and switch-offs count as they are; who is in follows from the listed ones by repeating
    /// *an act counts if its author is in and did not write it too late* until nothing is added.
    fn fold(history: &History, past: &Clock, key: (Vec<(u32, u32)>, BTreeSet<DeviceId>)) -> Self {
        let mut authority = Self { key, ..Self::founded(&history.founding) };
        let facts: Vec<&Fact> = history
            .facts
            .values()
            .filter(|fact| fact.verdict.is_ok() && past.covers(fact.branch, fact.n))
            .collect();
        for end in facts.iter().filter_map(|fact| End::of(fact)) {
            authority.ends.entry(end.person).or_default().push(end);
        }
        loop {
            let before = authority.counted.len();
            for fact in &facts {
                if !authority.counted.contains(&fact.id)
                    && authority.speaks(&fact.device, &fact.person)
                    && !authority.is_late(history, &fact.device, &fact.person, &fact.entry)
                {
                    authority.count(history, fact);
                }
            }
            if authority.counted.len() == before {
                break;
            }
        }
        authority.revoke(&facts);
        authority.settle_states();
        authority
    }

    /// Puts those in that roll 0 lists.
    fn list(&mut self, founding: &Founding) {
        for listed in &founding.roll.listed {
            let person =
                Person { name: listed.name.clone(), let_in: Vec::new(), state: PersonState::In, came: 0 };
            self.people.insert(listed.person, person);
            for device in &listed.devices {
                let fresh = Device {
                    person: listed.person,
                    name: device.name.clone(),
                    endpoint: device.endpoint,
                    sealing: device.sealing,
                    state: DeviceState::Stands,
                    came: 0,
                };
                self.devices.insert(device.device, fresh);
                self.speaks_for.entry(device.device).or_default().insert(listed.person);
            }
        }
    }

    /// Whether a device was let in as a device of this person by an act that counts.
    pub(super) fn speaks(&self, device: &DeviceId, person: &PersonId) -> bool {
        self.speaks_for.get(device).is_some_and(|people| people.contains(person))
    }

    /// Whether a device stands.
    pub(super) fn stands(&self, device: &DeviceId) -> bool {
        self.devices.get(device).is_some_and(|device| device.state == DeviceState::Stands)
    }

    /// Whether an entry was written past a last entry that its person's leavings and switch-offs let count.
    ///
    /// Where several name different last entries of one device, only what all of them cover counts.
    pub(super) fn is_late(
        &self,
        history: &History,
        device: &DeviceId,
        person: &PersonId,
        entry: &EntryHash,
    ) -> bool {
        self.ends_of(person)
            .filter(|end| end.ends(device))
            .any(|end| !end.last_of(device).is_some_and(|last| history.reaches(last, entry)))
    }

    /// The leavings and switch-offs of a person.
    fn ends_of(&self, person: &PersonId) -> impl Iterator<Item = &End> {
        self.ends.get(person).into_iter().flatten()
    }

    /// Whether a device is forked.
    pub(super) fn is_forked(&self, device: &DeviceId) -> bool {
        self.key.1.contains(device)
    }

    /// Counts an act whose author may say it.
    fn count(&mut self, history: &History, fact: &Fact) {
        match &fact.act {
            AuthorityAct::Invite(invite) => self.count_invite(fact, invite),
            AuthorityAct::Admit(admit) => self.count_admit(history, fact, admit),
            AuthorityAct::Revoke(_) | AuthorityAct::Leave(_) | AuthorityAct::SwitchOff(_) => {
                self.counted.insert(fact.id);
            }
            AuthorityAct::Founding(_) => {}
        }
    }

    fn count_invite(&mut self, fact: &Fact, invite: &Invite) {
        self.counted.insert(fact.id);
        self.invited.entry(invite.invitation).or_default().push(Invited {
            fact: fact.key(),
            act: fact.id,
            by: fact.person,
            name: invite.name.clone(),
            own_device: invite.own_device,
            revoked_in: Vec::new(),
        });
    }

    fn count_admit(&mut self, history: &History, fact: &Fact, admit: &Admit) {
        let said = &admit.joining.statement;
        let Some(invitation) = said.invitation else { return };
        let invited = self.invited.get(&invitation).map(Vec::as_slice).unwrap_or_default();
        // It rests on an invitation that counts, made before it: earlier in its entry, or in its past.
        let rests = invited.iter().any(|invited| {
            let (_, entry, index) = &invited.fact;
            let before =
                if *entry == fact.entry { *index < fact.index } else { history.reaches(&fact.entry, entry) };
            before && invited.fits(said.own_device_of)
        });
        if !rests {
            return;
        }
        self.counted.insert(fact.id);
        let person = said.person();
        self.used.entry(invitation).or_default().insert(person);
        if said.own_device_of.is_none() {
            let let_in = LetIn { act: fact.id, by: fact.person };
            let fresh = Person {
                name: said.name.clone(),
                let_in: Vec::new(),
                state: PersonState::In,
                came: fact.depth,
            };
            let known = self.people.entry(person).or_insert(fresh);
            known.came = known.came.min(fact.depth);
            known.let_in.push(let_in);
            known.let_in.sort_unstable();
        }
        self.speaks_for.entry(said.device).or_default().insert(person);
        let fresh = Device {
            person,
            name: said.device_name.clone(),
            endpoint: said.endpoint,
            sealing: said.sealing,
            state: DeviceState::Stands,
            came: fact.depth,
        };
        // One device in two statements: which of them is shown must not depend on the order of arrival.
        let rank = |device: &Device| (device.person, device.name.clone(), device.endpoint, device.sealing);
        match self.devices.get_mut(&said.device) {
            Some(known) => {
                let came = known.came.min(fact.depth);
                if rank(&fresh) < rank(known) {
                    *known = fresh;
                }
                known.came = came;
            }
            None => {
                self.devices.insert(said.device, fresh);
            }
        }
    }

    /// Marks the invitations that were taken back by those who made them.
    fn revoke(&mut self, facts: &[&Fact]) {
        for fact in facts.iter().filter(|fact| self.counted.contains(&fact.id)) {
            if let AuthorityAct::Revoke(revoke) = &fact.act {
                let invited = self.invited.get_mut(&revoke.invitation);
                for own in invited.into_iter().flatten().filter(|invited| invited.by == fact.person) {
                    own.revoked_in.push(fact.entry);
                }
            }
        }
        for invited in self.invited.values_mut() {
            invited.sort_by_key(|invited| invited.fact);
        }
    }

    /// Says of each device whether it stands, and of each person whether they are in.
    fn settle_states(&mut self) {
        let left: BTreeSet<PersonId> =
            self.ends.values().flatten().filter(|end| end.all).map(|end| end.person).collect();
        for (id, device) in &mut self.devices {
            let twice = self.speaks_for.get(id).is_some_and(|people| people.len() > 1);
            let off = self.ends.get(&device.person).is_some_and(|ends| ends.iter().any(|end| end.ends(id)));
            device.state = if twice {
                DeviceState::Twice
            } else if left.contains(&device.person) {
                DeviceState::Left
            } else if off {
                DeviceState::Off
            } else if self.key.1.contains(id) {
                DeviceState::Forked
            } else {
                DeviceState::Stands
            };
        }
        let standing: BTreeSet<PersonId> = self
            .devices
            .values()
            .filter(|device| device.state == DeviceState::Stands)
            .map(|device| device.person)
            .collect();
        for (id, person) in &mut self.people {
            person.state = if left.contains(id) {
                PersonState::Left
            } else if standing.contains(id) {
                PersonState::In
            } else {
                PersonState::NoDevice
            };
        }
    }

    /// The entries whose acts of admission count.
    pub(super) fn admissions<'a>(&'a self, history: &'a History) -> impl Iterator<Item = &'a EntryHash> {
        history.facts.values().filter_map(|fact| match fact.act {
            AuthorityAct::Admit(_) if self.counted.contains(&fact.id) => Some(&fact.entry),
            AuthorityAct::Admit(_)
            | AuthorityAct::Founding(_)
            | AuthorityAct::Invite(_)
            | AuthorityAct::Revoke(_)
            | AuthorityAct::Leave(_)
            | AuthorityAct::SwitchOff(_) => None,
        })
    }

    /// The roster that members see; of the acts, those in entries that `is_kept` names.
    pub(super) fn roster(&self, history: &History, is_kept: impl Fn(&EntryHash) -> bool) -> Roster {
        let mut roster = empty_roster(history.space, &history.founding);
        roster.people.clone_from(&self.people);
        roster.devices.clone_from(&self.devices);
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

    /// The lowest fork of each device that was let in: it is proof enough, and stays when others are dropped.
    pub(super) fn forks(&self, history: &History) -> Vec<Fork> {
        let lowest = |device: &DeviceId| {
            let (n, entries) = history.chains.lowest_fork(device)?;
            Some(Fork { device: *device, n, entries: entries.clone() })
        };
        self.devices.keys().filter_map(lowest).collect()
    }

    fn invitation(
        &self,
        id: &InvitationId,
        invited: &Invited,
        is_kept: &impl Fn(&EntryHash) -> bool,
    ) -> Invitation {
        let left = self.people.get(&invited.by).is_none_or(|person| person.state == PersonState::Left);
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
            state,
        }
    }

    fn refusal(&self, history: &History, fact: &Fact) -> Option<Refusal> {
        if let Err(refusal) = &fact.verdict {
            return Some(refusal.clone());
        }
        let ends = End::of(fact).is_some() && self.people.contains_key(&fact.person);
        if ends || self.counted.contains(&fact.id) {
            None
        } else if self.is_late(history, &fact.device, &fact.person, &fact.entry) {
            Some(Refusal::Late)
        } else {
            Some(Refusal::RestsOnRefused)
        }
    }
}

impl Invited {
    /// Whether it was taken back within the past that is looked at.
    pub(super) fn is_revoked(&self) -> bool {
        !self.revoked_in.is_empty()
    }

    /// Whether somebody may come by it who says whose device they bring.
    pub(super) fn fits(&self, own_device_of: Option<PersonId>) -> bool {
        if self.own_device { own_device_of == Some(self.by) } else { own_device_of.is_none() }
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
    }
}
