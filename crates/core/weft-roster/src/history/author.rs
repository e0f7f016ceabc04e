//! What a device needs to write its next entry.

use super::{History, authority::Fact};
use crate::{
    acts::{AuthorityAct, LastKnown, Leave, SwitchOff},
    draft::{Draft, DraftError, Ground, Known, Wish},
    roll::Roll,
    roster::ProposalState,
    seal::RollKey,
};
use rand_core::CryptoRng;
use std::{collections::BTreeMap, sync::Arc};
use weft_ids::{ActId, DeviceId, EntryHash, RollHash, limits};

/// The place of a device's next entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// Its number.
    pub n: u64,
    /// The entry before it.
    pub prev: Option<EntryHash>,
    /// The heads to name: sorted, at most [`limits::PAST_MAX`].
    pub past: Vec<EntryHash>,
    /// Whether there are more heads than fit, so that an empty entry must be written first, and then asked again.
    pub needs_join: bool,
}

impl History {
    /// The place of the next entry of `device`, on top of everything kept.
    pub fn next_step(&self, device: &DeviceId) -> NextStep {
        self.next_step_on(device, &[])
    }

    /// The place of the next entry of `device`, on top of everything kept and of `branches`, entries held that are not.
    pub fn next_step_on(&self, device: &DeviceId, branches: &[EntryHash]) -> NextStep {
        let newest = self.own_newest(device);
        let prev = newest.map(|(_, hash)| *hash);
        // A head is in nobody else's past, so that the entry before it can hold it only by being it.
        let mut past: Vec<EntryHash> =
            self.kept.heads.iter().filter(|head| Some(**head) != prev).copied().collect();
        past.retain(|head| !branches.iter().any(|branch| self.reaches(branch, head)));
        past.extend(branches);
        past.sort_unstable();
        let needs_join = past.len() > limits::PAST_MAX;
        past.truncate(limits::PAST_MAX);
        NextStep { n: newest.map_or(1, |(n, _)| n + 1), prev, past, needs_join }
    }

    /// The newest kept entry of a device from which the roll lets it go on.
    fn own_newest(&self, device: &DeviceId) -> Option<&(u64, EntryHash)> {
        let mut newest = self.kept.newest.get(device)?.iter().rev();
        newest.find(|(n, hash)| {
            self.held.get(hash).is_some_and(|held| self.chains.may_follow(held.branch, *n, self.settled()))
        })
    }

    /// The branches of a forked device that are not kept, of which a roll that lists it again can settle the longest.
    ///
    /// Whoever drafts it builds on them first, so that the cut holds them: what it leaves out would fork the device anew.
    pub fn branches_to_settle(&self, device: &DeviceId) -> Vec<EntryHash> {
        let tips = self.chains.live_tips(device, self.settled()).filter(|tip| !self.kept.contains(tip));
        let mut tips: Vec<(u64, EntryHash)> =
            tips.filter_map(|tip| Some((self.held.get(tip)?.n, *tip))).collect();
        tips.sort_unstable_by(|one, other| other.cmp(one));
        tips.into_iter().map(|(_, tip)| tip).take(limits::BRANCHES_MAX).collect()
    }

    /// Drafts a roll that follows the one that holds, with everything kept as settled and `key` as its key.
    ///
    /// Where a rival of it is carried, the draft follows both. `keys` are those of the rolls so far.
    ///
    /// # Errors
    /// When what is wished cannot be said, or a key cannot be sealed.
    pub fn draft(
        &self,
        wish: &Wish,
        keys: &BTreeMap<RollHash, RollKey>,
        key: &RollKey,
        rng: &mut impl CryptoRng,
    ) -> Result<(Draft, Roll), DraftError> {
        let mut follows: Vec<RollHash> = self.carried_rivals();
        if follows.len() < 2 {
            follows.push(self.under);
        }
        follows.sort_unstable();
        follows.dedup();
        let follows: Vec<(RollHash, RollKey)> =
            follows.into_iter().filter_map(|roll| Some((roll, keys.get(&roll)?.clone()))).collect();
        let cut: Vec<EntryHash> = self.kept.heads.iter().copied().collect();
        let known: Vec<Known> = follows
            .iter()
            .map(|(roll, _)| self.authority_at(roll, self.kept.clock()))
            .map(|authority| authority.known())
            .collect();
        let known: Vec<&Known> = known.iter().collect();
        let first = follows.first().and_then(|(roll, _)| self.rolls.get(roll)).ok_or(DraftError::NoKey)?;
        let number =
            follows.iter().filter_map(|(roll, _)| self.rolls.get(roll)).map(|known| known.roll.number);
        let ground = Ground {
            space: self.space,
            first: &first.roll,
            number: number.max().unwrap_or(0).saturating_add(1),
            follows: follows.clone(),
            cut,
            roster: &self.kept.roster,
            known: &known,
        };
        ground.draft(wish, key, rng)
    }

    /// Two carried rolls, of which the next is to follow both: rivals after the one that holds, or it and its rival.
    fn carried_rivals(&self) -> Vec<RollHash> {
        let carried: Vec<RollHash> = self
            .kept
            .roster
            .proposals
            .iter()
            .filter(|proposal| proposal.state == ProposalState::Carried)
            .map(|proposal| proposal.hash)
            .collect();
        // Of a rival line the newest.
        let newest = carried.iter().filter(|roll| {
            !carried.iter().any(|other| *other != **roll && self.rolls.is_before(roll, other))
        });
        newest.copied().take(2).collect()
    }

    /// The drafts held of a roll: each seals the same key, and one of them may have been copied badly.
    pub fn drafts_of<'a>(&'a self, roll: &RollHash) -> impl Iterator<Item = &'a Draft> {
        let acts: Vec<ActId> = self
            .rolls
            .get(roll)
            .map(|known| known.drafts.iter().map(|draft| draft.act).collect())
            .unwrap_or_default();
        self.facts.values().filter(move |fact| acts.contains(&fact.id)).filter_map(|fact| match &fact.act {
            AuthorityAct::Draft(draft) => Some(&**draft),
            AuthorityAct::Founding(_)
            | AuthorityAct::Invite(_)
            | AuthorityAct::Revoke(_)
            | AuthorityAct::Admit(_)
            | AuthorityAct::Leave(_)
            | AuthorityAct::SwitchOff(_)
            | AuthorityAct::Yes(_)
            | AuthorityAct::No(_)
            | AuthorityAct::Door(_) => None,
        })
    }

    /// The rolls of which a draft is held, that of the founding included.
    pub fn rolls(&self) -> impl Iterator<Item = (&RollHash, &Arc<Roll>)> {
        self.rolls.iter().map(|(hash, known)| (hash, &known.roll))
    }

    /// How many entries a device has written under the roll that holds; [`limits::ROLL_ENTRIES_MAX`] are allowed.
    pub fn written_by(&self, device: &DeviceId) -> u64 {
        let newest = self.own_newest(device).and_then(|(_, hash)| self.held.get(hash));
        newest.filter(|held| held.roll == self.under).map_or(0, |held| held.written.entries)
    }

    /// What a device said under an earlier roll and none since has counted, past before future.
    ///
    /// What one roll missed may lie in the cut of the next: it was not said again in time, and is to be still.
    /// Its invitations, those it let in and what it took back: to be said again, as far as [`History::check_act`] lets it.
    /// Leavings and switch-offs count without being said again.
    pub fn missed_by_cut(&self, device: &DeviceId) -> Vec<AuthorityAct> {
        let missed = self.facts.values().filter(|fact| {
            let again = matches!(
                fact.act,
                AuthorityAct::Invite(_) | AuthorityAct::Admit(_) | AuthorityAct::Revoke(_)
            );
            again && fact.device == *device && fact.verdict.is_ok() && self.is_missed(&self.under, fact)
        });
        missed.map(|fact| fact.act.clone()).collect()
    }

    /// Whether an act was neither said under a roll nor counted by way of those before it.
    fn is_missed(&self, roll: &RollHash, fact: &Fact) -> bool {
        let Some(known) = self.rolls.get(roll).filter(|_| fact.roll != *roll) else { return false };
        let is_settled = known.cut.covers(fact.branch, fact.n);
        !is_settled || known.roll.follows.iter().all(|followed| self.is_missed(followed, fact))
    }

    /// The act by which the person of `device` leaves, with the last entries of their other devices as they are kept.
    ///
    /// `None` where the device speaks for nobody.
    pub fn leaving(&self, device: &DeviceId) -> Option<Leave> {
        let person = self.kept.roster.person_of(device)?;
        let others = self.kept.roster.devices_of(&person).filter(|(id, _)| *id != device);
        Some(Leave { last: others.map(|(id, _)| self.last_known(id)).collect() })
    }

    /// The act by which `device` switches off `target`, a device of the same person, after all of it that is kept.
    pub fn switching_off(&self, device: &DeviceId, target: &DeviceId) -> SwitchOff {
        let itself = LastKnown { device: *target, last: None };
        SwitchOff { ended: if device == target { itself } else { self.last_known(target) } }
    }

    fn last_known(&self, device: &DeviceId) -> LastKnown {
        let newest = self.own_newest(device);
        LastKnown { device: *device, last: newest.map(|(_, hash)| *hash) }
    }
}
