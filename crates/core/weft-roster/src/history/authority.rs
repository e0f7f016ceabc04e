//! What the acts of authority within a past amount to: who is in, what ended, which invitations there are.

use super::{
    History,
    chains::Clock,
    door::{Door, has_door, is_before},
};
use crate::{
    acts::{Admit, AuthorityAct, Invite, Leave, SwitchOff},
    roll::Roll,
    roster::{Device, DeviceState, LetIn, Person, PersonState, Refusal},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use weft_ids::{ActId, DeviceId, EntryHash, InvitationId, PersonId, RollHash};

/// The order in which acts of authority are gone through: past before future.
pub(super) type FactKey = (u64, EntryHash, usize);

/// An act of authority in an entry held.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) id: ActId,
    pub(super) entry: EntryHash,
    pub(super) device: DeviceId,
    pub(super) person: PersonId,
    // The roll under which it was said.
    pub(super) roll: RollHash,
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
    pub(super) fn of(fact: &Fact) -> Option<Self> {
        let (all, named) = match &fact.act {
            AuthorityAct::Leave(Leave { last }) => (true, last.as_slice()),
            AuthorityAct::SwitchOff(SwitchOff { ended }) => (false, std::slice::from_ref(ended)),
            AuthorityAct::Founding(_)
            | AuthorityAct::Invite(_)
            | AuthorityAct::Revoke(_)
            | AuthorityAct::Admit(_)
            | AuthorityAct::Draft(_)
            | AuthorityAct::Yes(_)
            | AuthorityAct::No(_)
            | AuthorityAct::Door(_) => return None,
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
    // Who was written in and may come as the person they are.
    pub(super) claims: Option<PersonId>,
    // The entries that take it back.
    pub(super) revoked_in: BTreeSet<EntryHash>,
}

/// From which acts and forks authority under a roll follows: a function of the past, and equal only for equal ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Key {
    acts: Vec<(u32, u32)>,
    forked: BTreeSet<DeviceId>,
}

/// What the acts of authority within a past amount to under one roll.
#[derive(Debug, Clone)]
pub(super) struct Authority {
    pub(super) roll: RollHash,
    key: Key,
    pub(super) people: BTreeMap<PersonId, Person>,
    pub(super) devices: BTreeMap<DeviceId, Device>,
    // For whom each device was let in: more than one person where it joined twice.
    speaks_for: BTreeMap<DeviceId, BTreeSet<PersonId>>,
    pub(super) invited: BTreeMap<InvitationId, Vec<Invited>>,
    pub(super) used: BTreeMap<InvitationId, BTreeSet<PersonId>>,
    pub(super) ends: BTreeMap<PersonId, Vec<End>>,
    pub(super) door: Door,
    // The acts said under the roll that count.
    pub(super) counted: BTreeSet<ActId>,
}

impl History {
    /// What the acts of authority within `past` amount to under a roll; one judged lately is not gone through again.
    pub(super) fn authority_at(&self, roll: &RollHash, past: &Clock) -> Arc<Authority> {
        let forked = self.chains.forked_above(past, self.rolls.cut(roll));
        let key = Key { acts: self.chains.acts_in(past), forked };
        let known = std::iter::once(&self.whole).chain(&self.recent);
        let known = known.into_iter().find(|known| known.roll == *roll && known.key == key);
        known.cloned().unwrap_or_else(|| Arc::new(Authority::fold(self, roll, past, key)))
    }

    /// Keeps what a past amounted to at hand, for the next entry with that past.
    pub(super) fn remember(&mut self, authority: &Arc<Authority>) {
        const RECENT_MAX: usize = 8;
        let same = |known: &Arc<Authority>| known.roll == authority.roll && known.key == authority.key;
        if !same(&self.whole) && !self.recent.iter().any(same) {
            if self.recent.len() >= RECENT_MAX {
                self.recent.remove(0);
            }
            self.recent.push(Arc::clone(authority));
        }
    }
}

impl Authority {
    /// What holds under a roll before anything is said under it: those it lists, and the invitations settled before.
    pub(super) fn listed(roll: &Roll, before: &[Arc<Authority>]) -> Self {
        let mut authority = Self {
            roll: roll.hash(),
            key: Key::default(),
            people: BTreeMap::new(),
            devices: BTreeMap::new(),
            speaks_for: BTreeMap::new(),
            invited: BTreeMap::new(),
            used: BTreeMap::new(),
            ends: BTreeMap::new(),
            door: Door::default(),
            counted: BTreeSet::new(),
        };
        for listed in &roll.listed {
            let known = before.iter().find_map(|before| before.people.get(&listed.person));
            let person = Person {
                name: listed.name.clone(),
                let_in: known.map(|known| known.let_in.clone()).unwrap_or_default(),
                state: if listed.devices.is_empty() { PersonState::NoDevice } else { PersonState::In },
                came: known.map_or(0, |known| known.came),
            };
            authority.people.insert(listed.person, person);
            for device in &listed.devices {
                let known = before.iter().find_map(|before| before.devices.get(&device.device));
                let fresh = Device {
                    person: listed.person,
                    name: device.name.clone(),
                    endpoint: device.endpoint,
                    sealing: device.sealing,
                    state: DeviceState::Stands,
                    came: known.map_or(0, |known| known.came),
                };
                authority.devices.insert(device.device, fresh);
                authority.speaks_for.entry(device.device).or_default().insert(listed.person);
            }
        }
        before.iter().for_each(|before| authority.take_invited(before));
        authority
    }

    /// Goes through the acts within `past`.
    ///
    /// What the roll settled is in what it begins with. Leavings and switch-offs count as they are, also those said under
    /// an earlier roll that are to be heard; who is in follows from the listed ones by repeating
    /// *an act said under this roll counts if its author is in and did not write it too late* until nothing is added.
    fn fold(history: &History, roll: &RollHash, past: &Clock, key: Key) -> Self {
        let known = history.rolls.get(roll).expect("authority is asked for under rolls that are known");
        let mut authority = Self { key, ..(*known.base).clone() };
        let within =
            history.facts.values().filter(|fact| fact.verdict.is_ok() && past.covers(fact.branch, fact.n));
        let (settled, facts): (Vec<&Fact>, Vec<&Fact>) =
            within.partition(|fact| known.cut.covers(fact.branch, fact.n));
        // Said under another roll, it is taken from devices that this one lists or lets in again: of the latter even
        // what the cut holds, since the roll before it did not count it.
        let heard = |fact: &Fact| fact.roll == *roll || known.base.speaks(&fact.device, &fact.person);
        for (fact, is_settled) in
            settled.iter().map(|fact| (fact, true)).chain(facts.iter().map(|fact| (fact, false)))
        {
            let Some(end) = End::of(fact) else { continue };
            if !is_settled && heard(fact) || is_let_in_again(&facts, roll, fact) {
                authority.ends.entry(end.person).or_default().push(end);
            }
        }
        loop {
            let before = authority.counted.len();
            for fact in facts.iter().filter(|fact| fact.roll == *roll) {
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

    /// Whether a leaving or switch-off is heard under the roll.
    pub(super) fn hears(&self, fact: &Fact) -> bool {
        End::of(fact).is_some() && self.ends_of(&fact.person).any(|end| end.entry == fact.entry)
    }

    /// The leavings and switch-offs of a person.
    fn ends_of(&self, person: &PersonId) -> impl Iterator<Item = &End> {
        self.ends.get(person).into_iter().flatten()
    }

    /// Whether a device is forked.
    pub(super) fn is_forked(&self, device: &DeviceId) -> bool {
        self.key.forked.contains(device)
    }

    /// Counts an act whose author may say it.
    fn count(&mut self, history: &History, fact: &Fact) {
        match &fact.act {
            AuthorityAct::Invite(invite) => self.count_invite(fact, invite),
            AuthorityAct::Admit(admit) => self.count_admit(history, fact, admit),
            AuthorityAct::Revoke(_)
            | AuthorityAct::Leave(_)
            | AuthorityAct::SwitchOff(_)
            | AuthorityAct::Draft(_)
            | AuthorityAct::Yes(_)
            | AuthorityAct::No(_) => {
                self.counted.insert(fact.id);
            }
            AuthorityAct::Door(act) => self.count_door(history, fact, act),
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
            claims: None,
            revoked_in: BTreeSet::new(),
        });
    }

    fn count_admit(&mut self, history: &History, fact: &Fact, admit: &Admit) {
        let said = &admit.joining.statement;
        let Some(invitation) = said.invitation else { return };
        let invited = self.invited.get(&invitation).map(Vec::as_slice).unwrap_or_default();
        // It rests on an invitation that counts, made before it: earlier in its entry, or in its past.
        let rests = invited.iter().any(|invited| {
            let opened = || {
                let needed = has_door(history.founding.kind) && !invited.own_device;
                !needed || self.door.is_open_before(history, &invitation, fact)
            };
            is_before(history, &invited.fact, fact) && invited.fits(said.own_device_of) && opened()
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
                    own.revoked_in.insert(fact.entry);
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
            } else if self.key.forked.contains(id) {
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
            let with_device = self.devices.values().any(|device| device.person == *id);
            person.state = if left.contains(id) {
                PersonState::Left
            } else if standing.contains(id) {
                PersonState::In
            } else if self.door.written.contains_key(id) && !with_device {
                PersonState::WrittenIn
            } else {
                PersonState::NoDevice
            };
        }
    }
}

/// Whether an act said under `roll` lets the author of `said` in as who they were when they said it.
///
/// Whether that act counts is not asked, since it can rest on what is heard; nor is it of endings said under the roll itself.
fn is_let_in_again(facts: &[&Fact], roll: &RollHash, said: &Fact) -> bool {
    facts.iter().filter(|fact| fact.roll == *roll).any(|fact| match &fact.act {
        AuthorityAct::Admit(admit) => {
            let statement = &admit.joining.statement;
            // Not by a device of the same person, which the ending could be about.
            fact.person != said.person && statement.device == said.device && statement.person() == said.person
        }
        AuthorityAct::Founding(_)
        | AuthorityAct::Invite(_)
        | AuthorityAct::Revoke(_)
        | AuthorityAct::Leave(_)
        | AuthorityAct::SwitchOff(_)
        | AuthorityAct::Draft(_)
        | AuthorityAct::Yes(_)
        | AuthorityAct::No(_)
        | AuthorityAct::Door(_) => false,
    })
}

impl Invited {
    /// Whether it was taken back within the past that is looked at.
    pub(super) fn is_revoked(&self) -> bool {
        !self.revoked_in.is_empty()
    }

    /// Takes over where it was taken back in another history of the same invitation.
    pub(super) fn take_revoked(&mut self, same: &Self) {
        self.revoked_in.extend(&same.revoked_in);
    }

    /// Whether somebody may come by it who says whose device they bring.
    pub(super) fn fits(&self, own_device_of: Option<PersonId>) -> bool {
        if self.own_device { own_device_of == Some(self.by) } else { own_device_of == self.claims }
    }
}
