//! Rolls: what is drafted, answered and carried, once more from scratch.

use super::{Naive, Rolled, Scope, bit};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EntryHash, PersonId, RollHash};
use weft_roster::{AuthorityAct, DoorAct, Draft, ListedDevice, draft::Known};

impl Naive<'_> {
    /// Whether the scope holds an answer of this device to a roll.
    pub(super) fn answered(&self, roll: &RollHash, device: DeviceId, with_yes: bool, scope: Scope) -> bool {
        self.acts(scope).any(|(at, _, act)| {
            self.device(at) == device
                && match act {
                    AuthorityAct::Yes(yes) => with_yes && yes.roll == *roll,
                    AuthorityAct::No(no) => !with_yes && no.roll == *roll,
                    _ => false,
                }
        })
    }

    pub(super) fn answers(
        &self,
        roll: &RollHash,
        followed: &RollHash,
        with_yes: bool,
        scope: Scope,
    ) -> usize {
        let voices = &self.rolls[followed].roll.voices;
        voices.iter().filter(|voice| self.answered(roll, voice.device, with_yes, scope)).count()
    }

    pub(super) fn is_drafted(&self, roll: &RollHash, scope: Scope) -> bool {
        self.acts(scope).any(|(at, index, _)| self.drafts.get(&(at, index)) == Some(roll))
    }

    pub(super) fn is_carried(&self, roll: &RollHash, scope: Scope) -> bool {
        if *roll == self.first {
            return true;
        }
        let Some(rolled) = self.rolls.get(roll) else { return false };
        self.is_drafted(roll, scope)
            && rolled.roll.follows.iter().all(|followed| {
                2 * self.answers(roll, followed, true, scope) > self.rolls[followed].roll.voices.len()
            })
    }

    pub(super) fn is_dead(&self, roll: &RollHash, scope: Scope) -> bool {
        self.rolls[roll].roll.follows.iter().any(|followed| {
            let voices = self.rolls[followed].roll.voices.len();
            2 * (voices - self.answers(roll, followed, false, scope)) <= voices
        })
    }

    /// The rolls that follow one that this one follows.
    pub(super) fn rivals(&self, roll: &RollHash) -> Vec<RollHash> {
        let follows = &self.rolls[roll].roll.follows;
        let rival = |other: &Rolled| other.roll.follows.iter().any(|followed| follows.contains(followed));
        self.rolls
            .iter()
            .filter(|(hash, other)| *hash != roll && rival(other))
            .map(|(hash, _)| *hash)
            .collect()
    }

    /// The roll that holds for a device that last wrote under `pin`.
    pub(super) fn current(&self, held: u64, pin: Option<RollHash>) -> RollHash {
        let scope = Scope { roll: self.first, held, first: None };
        let carried: Vec<RollHash> =
            self.rolls.keys().filter(|roll| self.is_carried(roll, scope)).copied().collect();
        let mut at = self.first;
        loop {
            let next: Vec<RollHash> =
                carried.iter().filter(|roll| self.rolls[roll].roll.follows.contains(&at)).copied().collect();
            if next.len() > 1 {
                let both =
                    |roll: &&RollHash| next.iter().all(|one| one != *roll && self.is_before(one, roll));
                let both: Vec<&RollHash> = carried.iter().filter(both).collect();
                let nearest = both.iter().map(|roll| self.rolls[roll].roll.number).min();
                let nearest: Vec<&&RollHash> =
                    both.iter().filter(|roll| Some(self.rolls[**roll].roll.number) == nearest).collect();
                let pinned = next.iter().find(|one| pin.is_some_and(|pin| self.is_before(one, &pin)));
                match (nearest.as_slice(), pinned) {
                    ([one], _) => at = ***one,
                    (_, Some(one)) => at = *one,
                    (_, None) => return at,
                }
            } else if let [one] = next.as_slice() {
                at = *one;
            } else {
                return at;
            }
        }
    }

    /// Reads a draft within a scope.
    pub(super) fn plan(&self, draft: &Draft, scope: Scope) -> Result<Rolled, &'static str> {
        if draft.follows.iter().any(|roll| !self.is_carried(roll, scope)) {
            return Err("unknown_roll");
        }
        let in_line =
            |one: &RollHash| draft.follows.iter().any(|other| other != one && self.is_before(one, other));
        if draft.follows.is_empty() || draft.follows.len() > 2 || draft.follows.iter().any(in_line) {
            return Err("bad_draft");
        }
        let mut cut = 0;
        for hash in &draft.cut {
            let at = self.find(hash).filter(|at| scope.held & bit(*at) != 0).ok_or("bad_cut")?;
            let others = draft.cut.iter().filter(|other| *other != hash).filter_map(|other| self.find(other));
            if others.into_iter().any(|other| self.with_past(other) & bit(at) != 0) {
                return Err("bad_cut");
            }
            cut |= self.with_past(at);
        }
        if draft.follows.iter().any(|roll| self.rolls[roll].cut & !cut != 0) {
            return Err("bad_cut");
        }
        let known: Vec<Known> = draft.follows.iter().map(|roll| self.known(*roll, cut)).collect();
        let number = draft.follows.iter().map(|roll| self.rolls[roll].roll.number).max().unwrap_or(0) + 1;
        let first = &self.rolls[&draft.follows[0]].roll;
        let roll = draft.resolve(first, number, &known.iter().collect::<Vec<_>>()).ok_or("bad_draft")?;
        let sealed =
            draft.keys.len() == roll.devices().count() && draft.previous.len() == draft.follows.len();
        let settled = self.settled(&draft.follows, cut);
        let mut written: BTreeMap<PersonId, BTreeSet<PersonId>> = BTreeMap::new();
        for followed in &draft.follows {
            let before = self.status(Scope { roll: *followed, held: cut, first: None });
            for (person, by) in before.written.iter().filter(|(person, _)| !before.has_device(person)) {
                written.entry(*person).or_default().extend(by);
            }
        }
        if sealed { Ok(Rolled { roll, cut, settled, written }) } else { Err("bad_draft") }
    }

    /// Who could be listed after this roll, with this cut.
    pub(super) fn known(&self, roll: RollHash, cut: u64) -> Known {
        let status = self.status(Scope { roll, held: cut, first: None });
        let speaks = status.speaks.iter().filter_map(|(device, people)| {
            let person = *people.first()?;
            Some((*device, (person, self.name_of(&person)?, self.listing_of(device)?)))
        });
        speaks.collect()
    }

    pub(super) fn name_of(&self, person: &PersonId) -> Option<String> {
        let written = || {
            self.entries.iter().flat_map(|entry| &entry.acts).find_map(|placed| match &placed.act {
                AuthorityAct::Door(DoorAct::WriteIn(act)) if act.person(&self.space()) == *person => {
                    Some(act.name.clone())
                }
                _ => None,
            })
        };
        let said = self.statements().find(|said| said.own_device_of.is_none() && said.person() == *person);
        said.map(|s| s.name.clone()).or_else(written)
    }

    pub(super) fn listing_of(&self, device: &DeviceId) -> Option<ListedDevice> {
        self.statements().find(|said| said.device == *device).map(|said| ListedDevice {
            device: *device,
            name: said.device_name.clone(),
            sealing: said.sealing,
            endpoint: said.endpoint,
        })
    }

    pub(super) fn statements(&self) -> impl Iterator<Item = &weft_roster::Statement> {
        self.entries.iter().flat_map(|entry| &entry.acts).filter_map(|placed| match &placed.act {
            AuthorityAct::Founding(founding) => Some(&founding.founder),
            AuthorityAct::Admit(admit) => Some(&admit.joining.statement),
            _ => None,
        })
    }

    /// The acts within a cut that counted under the rolls that are followed.
    pub(super) fn settled(&self, follows: &[RollHash], cut: u64) -> BTreeSet<(usize, usize)> {
        let at = |roll: &RollHash| self.status(Scope { roll: *roll, held: cut, first: None });
        follows.iter().map(at).flat_map(|before| before.settled.into_iter().chain(before.counted)).collect()
    }

    pub(super) fn lists(&self, roll: &RollHash, at: usize) -> bool {
        self.rolls[roll].roll.lists_device(&self.device(at)) == self.person[at]
    }

    /// Whether something said under the roll lets the author of an entry in as who they were.
    pub(super) fn is_let_in_again(&self, scope: Scope, at: usize) -> bool {
        self.acts(scope).any(|(admitted, _, act)| match act {
            AuthorityAct::Admit(admit) => {
                let said = &admit.joining.statement;
                self.roll_at(admitted) == scope.roll
                    && self.person[admitted] != self.person[at]
                    && said.device == self.device(at)
                    && Some(said.person()) == self.person[at]
            }
            _ => false,
        })
    }

    /// The entries by which rolls are carried, with their pasts: of each the first draft and each voice's first yes.
    pub(super) fn carrying(&self, scope: Scope) -> u64 {
        let mut must = 0;
        for roll in self.rolls.keys().filter(|roll| **roll != self.first && self.is_carried(roll, scope)) {
            let mut first: BTreeMap<Option<DeviceId>, (u64, EntryHash, usize)> = BTreeMap::new();
            for (at, index, act) in self.acts(scope) {
                let of = match act {
                    AuthorityAct::Draft(_) if self.drafts.get(&(at, index)) == Some(roll) => None,
                    AuthorityAct::Yes(yes) if yes.roll == *roll => Some(self.device(at)),
                    _ => continue,
                };
                let place = (self.entries[at].entry.get().n, self.entries[at].hash, at);
                let known = first.entry(of).or_insert(place);
                *known = (*known).min(place);
            }
            first.values().for_each(|(_, _, at)| must |= self.with_past(*at));
        }
        must
    }
}
