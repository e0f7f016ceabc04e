//! The rolls drafted so far: what each says and settles, who answered, which are carried, and which one holds here.

use super::{
    History,
    authority::{Authority, Invited},
    chains::Clock,
};
use crate::{
    acts::AuthorityAct,
    draft::{Draft, Known},
    roll::{ListedDevice, Roll},
    roster::Refusal,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use weft_ids::{ActId, DeviceId, EntryHash, PersonId, RollHash};

/// A roll of which a draft is held.
#[derive(Debug, Clone)]
pub(super) struct KnownRoll {
    pub(super) roll: Arc<Roll>,
    // All rolls before it.
    pub(super) ancestors: BTreeSet<RollHash>,
    // What it takes as settled.
    pub(super) cut: Clock,
    // What the rolls that it follows amounted to within the cut.
    pub(super) before: Vec<Arc<Authority>>,
    // What holds under it before anything is said under it.
    pub(super) base: Arc<Authority>,
    pub(super) drafts: BTreeSet<Placed>,
    pub(super) yes: BTreeMap<DeviceId, BTreeSet<Placed>>,
    pub(super) no: BTreeMap<DeviceId, BTreeSet<Placed>>,
}

/// Where something was said; sorted by number, then by entry, which is the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Placed {
    pub(super) n: u64,
    pub(super) entry: EntryHash,
    pub(super) act: ActId,
    pub(super) person: PersonId,
    pub(super) branch: u32,
}

impl Placed {
    fn is_in(&self, past: &Clock) -> bool {
        past.covers(self.branch, self.n)
    }
}

/// The rolls of a space.
#[derive(Debug, Clone)]
pub(super) struct Rolls {
    pub(super) first: RollHash,
    known: BTreeMap<RollHash, KnownRoll>,
    nothing: Clock,
}

impl Rolls {
    /// Begins with the roll of the founding.
    pub(super) fn founded(roll: Roll, base: Authority) -> Self {
        let first = roll.hash();
        let known = KnownRoll::new(roll, BTreeSet::new(), Clock::default(), Vec::new(), base);
        Self { first, known: BTreeMap::from([(first, known)]), nothing: Clock::default() }
    }

    pub(super) fn get(&self, roll: &RollHash) -> Option<&KnownRoll> {
        self.known.get(roll)
    }

    /// What a roll takes as settled.
    pub(super) fn cut(&self, roll: &RollHash) -> &Clock {
        self.known.get(roll).map_or(&self.nothing, |known| &known.cut)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&RollHash, &KnownRoll)> {
        self.known.iter()
    }

    /// Whether a roll is `later` itself or comes before it.
    pub(super) fn is_before(&self, roll: &RollHash, later: &RollHash) -> bool {
        roll == later || self.known.get(later).is_some_and(|later| later.ancestors.contains(roll))
    }

    /// Whether `past` holds a draft of the roll and yeses from more than half of the voices of each roll it follows.
    ///
    /// It only grows with the past.
    pub(super) fn is_carried(&self, roll: &RollHash, past: &Clock) -> bool {
        if *roll == self.first {
            return true;
        }
        let Some(known) = self.known.get(roll) else { return false };
        known.drafts.iter().any(|draft| draft.is_in(past))
            && known.roll.follows.iter().filter_map(|followed| self.known.get(followed)).all(|followed| {
                let yeses = followed.roll.voices.iter().filter(|voice| known.has_yes(&voice.device, past));
                yeses.count() >= followed.roll.yeses_needed()
            })
    }

    /// Whether `past` holds so many noes to a roll that it cannot be carried any more.
    pub(super) fn is_dead(&self, roll: &RollHash, past: &Clock) -> bool {
        let Some(known) = self.known.get(roll) else { return false };
        known.roll.follows.iter().filter_map(|followed| self.known.get(followed)).any(|followed| {
            let noes = followed.roll.voices.iter().filter(|voice| known.has_no(&voice.device, past)).count();
            followed.roll.voices.len().saturating_sub(noes) < followed.roll.yeses_needed()
        })
    }

    /// The rolls other than `roll` that follow one of those that it follows.
    pub(super) fn rivals(&self, roll: &RollHash) -> impl Iterator<Item = (&RollHash, &KnownRoll)> {
        let follows = self.known.get(roll).map(|known| known.roll.follows.clone()).unwrap_or_default();
        self.known.iter().filter(move |(hash, known)| {
            *hash != roll && known.roll.follows.iter().any(|followed| follows.contains(followed))
        })
    }

    /// The roll that holds where `past` is all there is: from roll 0 on, as long as exactly one carried roll follows.
    ///
    /// Of rivals neither is taken, unless `pin` is one of them or comes after one; a roll that follows them all ends it.
    pub(super) fn current(&self, past: &Clock, pin: Option<&RollHash>) -> RollHash {
        let carried: Vec<(&RollHash, &KnownRoll)> =
            self.known.iter().filter(|(hash, _)| self.is_carried(hash, past)).collect();
        let mut at = self.first;
        loop {
            let next: Vec<RollHash> = carried
                .iter()
                .filter(|(_, known)| known.roll.follows.contains(&at))
                .map(|(hash, _)| **hash)
                .collect();
            at = match next.as_slice() {
                [] => return at,
                [one] => *one,
                rivals => {
                    let pinned = || rivals.iter().find(|one| pin.is_some_and(|pin| self.is_before(one, pin)));
                    match healing(&carried, rivals).or(pinned().copied()) {
                        Some(one) => one,
                        None => return at,
                    }
                }
            };
        }
    }

    /// Puts a draft under its roll.
    pub(super) fn note_draft(&mut self, planned: KnownRoll, placed: Placed) {
        let hash = planned.roll.hash();
        self.known.entry(hash).or_insert(planned).drafts.insert(placed);
    }

    /// Puts an answer under its roll.
    pub(super) fn note_answer(&mut self, roll: &RollHash, device: DeviceId, is_yes: bool, placed: Placed) {
        if let Some(known) = self.known.get_mut(roll) {
            let answers = if is_yes { &mut known.yes } else { &mut known.no };
            answers.entry(device).or_default().insert(placed);
        }
    }

    /// Forgets what an entry said that is held no longer.
    pub(super) fn forget(&mut self, entry: &EntryHash) {
        let first = self.first;
        self.known.retain(|hash, known| {
            known.drafts.retain(|placed| placed.entry != *entry);
            for answers in known.yes.values_mut().chain(known.no.values_mut()) {
                answers.retain(|placed| placed.entry != *entry);
            }
            // Whatever rests on a roll has its draft in its past, so that a roll without one has nothing after it.
            *hash == first || !known.drafts.is_empty()
        });
    }
}

/// The carried roll that follows all of the rivals, the nearest one, where there is exactly one.
fn healing(carried: &[(&RollHash, &KnownRoll)], rivals: &[RollHash]) -> Option<RollHash> {
    let all = || carried.iter().filter(|(_, k)| rivals.iter().all(|rival| k.ancestors.contains(rival)));
    let nearest = all().map(|(_, known)| known.roll.number).min()?;
    let mut found = all().filter(|(_, known)| known.roll.number == nearest);
    let one = found.next()?;
    found.next().is_none().then_some(*one.0)
}

impl KnownRoll {
    fn new(
        roll: Roll,
        ancestors: BTreeSet<RollHash>,
        cut: Clock,
        before: Vec<Arc<Authority>>,
        base: Authority,
    ) -> Self {
        Self {
            roll: Arc::new(roll),
            ancestors,
            cut,
            before,
            base: Arc::new(base),
            drafts: BTreeSet::new(),
            yes: BTreeMap::new(),
            no: BTreeMap::new(),
        }
    }

    /// Whether `past` holds a yes of the voice that this device speaks.
    pub(super) fn has_yes(&self, device: &DeviceId, past: &Clock) -> bool {
        self.yes.get(device).into_iter().flatten().any(|placed| placed.is_in(past))
    }

    /// Whether `past` holds a no of the voice that this device speaks.
    pub(super) fn has_no(&self, device: &DeviceId, past: &Clock) -> bool {
        self.no.get(device).into_iter().flatten().any(|placed| placed.is_in(past))
    }

    /// Whether `past` holds a draft of it.
    pub(super) fn is_drafted(&self, past: &Clock) -> bool {
        self.drafts.iter().any(|placed| placed.is_in(past))
    }

    /// The entries by which it is carried: the first draft, and of each voice the first yes.
    fn carrying(&self) -> impl Iterator<Item = &EntryHash> {
        let yeses = self.yes.values().filter_map(BTreeSet::first);
        self.drafts.first().into_iter().chain(yeses).map(|placed| &placed.entry)
    }
}

impl History {
    /// Reads a draft within `past`: the roll it is of and what holds under it; or the rule that it breaks.
    pub(super) fn plan_roll(&self, draft: &Draft, past: &Clock) -> Result<KnownRoll, Refusal> {
        let mut followed: Vec<&KnownRoll> = Vec::new();
        for hash in &draft.follows {
            let known = self.rolls.get(hash).filter(|_| self.rolls.is_carried(hash, past));
            followed.push(known.ok_or(Refusal::UnknownDraft)?);
        }
        let mut ancestors: BTreeSet<RollHash> = draft.follows.iter().copied().collect();
        let one_line = followed.iter().any(|known| known.ancestors.iter().any(|old| ancestors.contains(old)));
        let first = followed.first().filter(|_| followed.len() <= 2 && !one_line);
        let first = first.ok_or(Refusal::BadDraft)?;
        followed.iter().for_each(|known| ancestors.extend(known.ancestors.iter().copied()));
        let cut = self.plan_cut(draft, past)?;
        if followed.iter().any(|known| !cut.holds(&known.cut)) {
            return Err(Refusal::BadCut);
        }
        let before: Vec<Arc<Authority>> =
            draft.follows.iter().map(|hash| self.authority_at(hash, &cut)).collect();
        let known: Vec<Known> = before.iter().map(|before| before.known()).collect();
        let known: Vec<&Known> = known.iter().collect();
        let number = followed.iter().map(|known| known.roll.number).max().unwrap_or(0).saturating_add(1);
        let roll = draft.resolve(&first.roll, number, &known).ok_or(Refusal::BadDraft)?;
        let sealed =
            draft.keys.len() == roll.devices().count() && draft.previous.len() == draft.follows.len();
        if !sealed {
            return Err(Refusal::BadDraft);
        }
        let base = Authority::listed(&roll, &before);
        Ok(KnownRoll::new(roll, ancestors, cut, before, base))
    }

    /// What a draft takes as settled: heads within `past`, none in the past of another.
    fn plan_cut(&self, draft: &Draft, past: &Clock) -> Result<Clock, Refusal> {
        let mut cut = Clock::default();
        for hash in &draft.cut {
            let held = self.held.get(hash).filter(|held| past.covers(held.branch, held.n));
            let alone = draft.cut.iter().all(|other| other == hash || !self.reaches(other, hash));
            cut.merge(&held.filter(|_| alone).ok_or(Refusal::BadCut)?.clock);
        }
        Ok(cut)
    }

    /// The entries by which rolls are carried, rivals included: so that everyone learns of them, and who said yes twice.
    pub(super) fn carrying(&self) -> impl Iterator<Item = &EntryHash> {
        let all = self.chains.whole();
        let carried = self.rolls.iter().filter(move |(hash, _)| self.rolls.is_carried(hash, &all));
        carried.flat_map(|(_, known)| known.carrying())
    }

    /// The entries by which the roll was carried that lists a device no longer, the last such of those that led here.
    ///
    /// For one that was let in apart from the rolls, those of the roll that holds.
    pub fn unlisted_by(&self, device: &DeviceId) -> Vec<EntryHash> {
        let line = self.rolls.iter().filter(|(hash, _)| self.rolls.is_before(hash, &self.under));
        let ends = |known: &KnownRoll| {
            known.roll.lists_device(device).is_none()
                && known.before.iter().any(|before| before.devices.contains_key(device))
        };
        let last = line.map(|(_, known)| known).filter(|known| ends(known)).max_by_key(|k| k.roll.number);
        let known = last.or_else(|| self.rolls.get(&self.under));
        known.into_iter().flat_map(|known| known.carrying().copied()).collect()
    }

    /// Whether what its author says in an entry counts under `roll`, with all that `authority` knows of.
    ///
    /// What a roll settled counts as it did before; what came after by who speaks under it.
    pub(super) fn counts_under(&self, authority: &Authority, entry: &EntryHash) -> bool {
        let Some(held) = self.held.get(entry) else { return false };
        let settled = self.rolls.get(&authority.roll).filter(|known| known.cut.covers(held.branch, held.n));
        match settled {
            Some(known) => known.before.iter().any(|before| self.counts_under(before, entry)),
            None => {
                authority.speaks(&held.device, &held.person)
                    && self.chains.is_live(held.branch, held.n, self.rolls.cut(&authority.roll))
                    && !authority.is_late(self, &held.device, &held.person, entry)
            }
        }
    }

    /// Notes a draft or an answer that breaks no rule; says whether it was one.
    pub(super) fn note_roll(&mut self, device: DeviceId, act: &AuthorityAct, placed: Placed) -> bool {
        match act {
            AuthorityAct::Draft(draft) => {
                let past = self.held.get(&placed.entry).map(|held| held.clock.clone()).unwrap_or_default();
                if let Ok(planned) = self.plan_roll(draft, &past) {
                    self.rolls.note_draft(planned, placed);
                }
                true
            }
            AuthorityAct::Yes(yes) => {
                self.rolls.note_answer(&yes.roll, device, true, placed);
                true
            }
            AuthorityAct::No(no) => {
                self.rolls.note_answer(&no.roll, device, false, placed);
                true
            }
            AuthorityAct::Founding(_)
            | AuthorityAct::Invite(_)
            | AuthorityAct::Revoke(_)
            | AuthorityAct::Admit(_)
            | AuthorityAct::Leave(_)
            | AuthorityAct::SwitchOff(_)
            | AuthorityAct::Door(_) => false,
        }
    }
}

impl Authority {
    /// Who holds a device under this authority, as a draft can list them.
    pub(super) fn known(&self) -> Known {
        let known = self.devices.iter().filter_map(|(id, device)| {
            let listed = ListedDevice {
                device: *id,
                name: device.name.clone(),
                sealing: device.sealing,
                endpoint: device.endpoint,
            };
            Some((*id, (device.person, self.people.get(&device.person)?.name.clone(), listed)))
        });
        known.collect()
    }

    /// The invitations that both knew, each once.
    pub(super) fn take_invited(&mut self, before: &Authority) {
        for (id, invited) in &before.invited {
            let known: &mut Vec<Invited> = self.invited.entry(*id).or_default();
            for one in invited {
                match known.iter_mut().find(|known| known.fact == one.fact) {
                    Some(same) => same.take_revoked(one),
                    None => known.push(one.clone()),
                }
            }
            known.sort_by_key(|invited| invited.fact);
        }
        self.door.take(&before.door);
        self.take_written(before);
        for (id, people) in &before.used {
            self.used.entry(*id).or_default().extend(people);
        }
    }
}
