//! The history of one space: the entries held, each valid, and what follows from them.
//!
//! Entries come in by [`History::insert`], past before future; [`History::judge`] says beforehand whether one may.
//! [`History::kept`] is what counts; it is the same on every device that holds the same entries, in any order.

mod aside;
mod author;
mod authority;
mod chains;
mod door;
mod judge;
mod kept;
mod rolls;
mod shown;
mod verdict;

pub use aside::{Aside, AsideReason};
pub use author::NextStep;
pub use judge::Invalid;
pub use kept::Kept;

use crate::{
    acts::{AuthorityAct, Founding, PlacedAct},
    roll::Roll,
    roster::{Refusal, Roster},
};
use authority::{Authority, Fact, FactKey};
use chains::{Chains, Clock};
use rolls::{Placed, Rolls};
use std::{collections::BTreeMap, sync::Arc};
use weft_ids::{ActId, DeviceId, Entry, EntryHash, PersonId, RollHash, SpaceId, Verified, entry::NO_SPACE};

/// The entries of one space that are held.
///
/// Invariant: every entry held is valid, and everything in its past is held.
#[derive(Debug, Clone)]
pub struct History {
    space: SpaceId,
    founding: Founding,
    rolls: Rolls,
    // The roll that holds, by everything held.
    under: RollHash,
    // The device on which this runs: of rival rolls it stays under the one that its own chain names.
    own: Option<DeviceId>,
    held: BTreeMap<EntryHash, Held>,
    chains: Chains,
    facts: BTreeMap<FactKey, Fact>,
    // What follows from everything held.
    whole: Arc<Authority>,
    // What followed from pasts judged lately; entries written at the same time share one.
    recent: Vec<Arc<Authority>>,
    kept: Kept,
}

/// What is remembered of an entry held.
#[derive(Debug, Clone)]
struct Held {
    device: DeviceId,
    person: PersonId,
    roll: RollHash,
    n: u64,
    prev: Option<EntryHash>,
    past: Vec<EntryHash>,
    branch: u32,
    // The entry with everything in its past.
    clock: Clock,
    depth: u64,
    bytes: usize,
    // By its device under its roll, up to it.
    written: judge::Written,
    // The entries of the same device that name this one as the one before.
    next: Vec<EntryHash>,
    // How many entries held name this one.
    named_by: usize,
    has_acts: bool,
}

impl Held {
    fn parents(&self) -> impl Iterator<Item = &EntryHash> {
        self.prev.iter().chain(&self.past)
    }
}

/// What an entry that came in changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Entries that became kept, past before future.
    pub added: Vec<EntryHash>,
    /// Entries that are kept no longer: a fork, a leaving or a switch-off became known.
    pub removed: Vec<EntryHash>,
    /// Whether the roster may have changed.
    pub roster: bool,
}

/// What is known of an entry held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryFacts {
    /// Who wrote it.
    pub device: DeviceId,
    /// For whom that device spoke, judged in the entry's own past; never changes.
    pub person: PersonId,
    /// The roll under which it was written.
    pub roll: RollHash,
    /// Its number in the device's chain.
    pub n: u64,
    /// The entry before it in the chain.
    pub prev: Option<EntryHash>,
    /// One more than the greatest depth it builds on: grows along every past.
    pub depth: u64,
    /// Bytes of the entry with its items, as they were given.
    pub bytes: usize,
    /// Whether it is kept.
    pub kept: bool,
    /// Whether its author's acts count: not written past a last entry that a leaving or switch-off names, nor by someone whose coming does not count.
    pub counts: bool,
}

impl History {
    /// Begins with a founding entry, whose hash is the space's id.
    ///
    /// # Errors
    /// When the entry is not a founding in the exact form, or names rules that this build does not know.
    pub fn found(entry: &Verified<Entry>, acts: &[PlacedAct], bytes: usize) -> Result<Self, Invalid> {
        let entry = entry.get();
        let founding = judge::founding(entry, acts)?;
        let hash = entry.hash();
        let (mut chains, mut clock) = (Chains::default(), Clock::default());
        let branch = chains.add(&hash, &entry.device, 1, None, None);
        clock.raise(branch, 1);
        let person = founding.founder.person();
        let held = Held {
            device: entry.device,
            person,
            roll: founding.roll.hash(),
            n: 1,
            prev: None,
            past: Vec::new(),
            branch,
            clock,
            depth: 0,
            bytes,
            written: judge::Written { entries: 1, bytes, acts: acts.len() },
            next: Vec::new(),
            named_by: 0,
            has_acts: true,
        };
        let space = SpaceId(hash.0);
        let mut history = Self {
            space,
            rolls: Rolls::founded(founding.roll.clone(), Authority::listed(&founding.roll, &[])),
            under: founding.roll.hash(),
            own: None,
            kept: Kept::empty(shown::empty_roster(space, &founding)),
            held: BTreeMap::from([(hash, held)]),
            chains,
            facts: BTreeMap::new(),
            whole: Arc::new(Authority::listed(&founding.roll, &[])),
            recent: Vec::new(),
            founding,
        };
        history.recompute();
        Ok(history)
    }

    /// The space.
    pub fn space(&self) -> SpaceId {
        self.space
    }

    /// The founding.
    pub fn founding(&self) -> &Founding {
        &self.founding
    }

    /// The roll under which entries are written.
    pub fn roll(&self) -> RollHash {
        self.under
    }

    /// What a roll says of which a draft is held, or that of the founding.
    pub fn roll_of(&self, roll: &RollHash) -> Option<&Roll> {
        self.rolls.get(roll).map(|known| &*known.roll)
    }

    /// Whether `roll` is `later` itself or one of those before it.
    pub fn is_before(&self, roll: &RollHash, later: &RollHash) -> bool {
        self.rolls.is_before(roll, later)
    }

    /// Whether a roll is carried by what is held.
    pub fn is_carried(&self, roll: &RollHash) -> bool {
        self.rolls.is_carried(roll, &self.chains.whole())
    }

    /// Says on which device this runs: of rival rolls it stays under the one that this device has written under.
    pub fn run_on(&mut self, device: DeviceId) -> Change {
        self.own = Some(device);
        self.recompute()
    }

    /// What counts.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// Who is in, by what is kept.
    pub fn roster(&self) -> &Roster {
        &self.kept.roster
    }

    /// Whether an entry is held, kept or not.
    pub fn holds(&self, hash: &EntryHash) -> bool {
        self.held.contains_key(hash)
    }

    /// How many entries are held, those set aside included.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether nothing is held: never, since a history begins with a founding.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Says whether an entry is valid.
    ///
    /// Form, chain, past, standing and quotas are judged here, with the acts of authority that [`AuthorityAct::read_all`] finds; the signature and the sizes before, the lint by whoever reads pages.
    /// An entry that is held already is valid. `bytes` counts the entry with its items.
    ///
    /// # Errors
    /// The first rule that it breaks; [`Invalid::Missing`] where its past is not held yet, so that it cannot be judged.
    pub fn judge(
        &self,
        entry: &Entry,
        hash: &EntryHash,
        acts: &[PlacedAct],
        bytes: usize,
    ) -> Result<(), Invalid> {
        if self.holds(hash) { Ok(()) } else { self.weigh(entry, acts, bytes).map(|_| ()) }
    }

    /// Takes in a valid entry with its acts of authority; one that is held already changes nothing.
    ///
    /// Acts that break a rule do not make it invalid: they are refused, and listed in the roster with the reason.
    ///
    /// # Errors
    /// As [`History::judge`].
    pub fn insert(
        &mut self,
        entry: &Verified<Entry>,
        hash: &EntryHash,
        acts: &[PlacedAct],
        bytes: usize,
    ) -> Result<Change, Invalid> {
        if self.holds(hash) {
            return Ok(Change::default());
        }
        let entry = entry.get();
        let weighed = self.weigh(entry, acts, bytes)?;
        self.remember(&weighed.authority);
        let pin = self.pin();
        let forked = self.hold(entry, hash, &weighed, !acts.is_empty(), bytes);
        let mut moves = forked && !self.whole.is_forked(&entry.device);
        moves |= Some(entry.device) == self.own && self.pin() != pin;
        for placed in acts {
            moves |= self.take_act(hash, placed);
        }
        let mut change = if moves { self.recompute() } else { self.extend(hash) };
        if forked && !moves {
            self.show_forks(&mut change);
        }
        Ok(change)
    }

    /// Whether the next entry of `device` could say this, judged in everything kept.
    ///
    /// # Errors
    /// The rule by which the act would be refused.
    pub fn check_act(&self, device: &DeviceId, act: &AuthorityAct) -> Result<(), Refusal> {
        let newest = self.kept.newest.get(device).and_then(|tips| tips.last());
        let newest = newest.and_then(|(_, hash)| self.held.get(hash)).filter(|held| held.roll == self.under);
        let said = newest.map_or(0, |held| held.written.acts);
        if said >= judge::acts_max(std::iter::once(act)) {
            return Err(Refusal::TooManyActs);
        }
        let authority = self.authority_at(&self.under, self.kept.clock());
        verdict::judge(self, &authority, device, act, self.kept.clock())
    }

    /// What is known of an entry held.
    pub fn entry(&self, hash: &EntryHash) -> Option<EntryFacts> {
        let held = self.held.get(hash)?;
        Some(EntryFacts {
            device: held.device,
            person: held.person,
            roll: held.roll,
            n: held.n,
            prev: held.prev,
            depth: held.depth,
            bytes: held.bytes,
            kept: self.kept.contains(hash),
            counts: self.counts_under(&self.whole, hash),
        })
    }

    /// The entries that an entry names: the one before it, then its heads.
    pub fn parents(&self, hash: &EntryHash) -> Vec<EntryHash> {
        self.held.get(hash).map(|held| held.parents().copied().collect()).unwrap_or_default()
    }

    /// Whether `earlier` is `later` itself or in its past; `false` where either is not held.
    pub fn reaches(&self, later: &EntryHash, earlier: &EntryHash) -> bool {
        match (self.held.get(later), self.held.get(earlier)) {
            (Some(later), Some(earlier)) => later.clock.covers(earlier.branch, earlier.n),
            (None, _) | (_, None) => false,
        }
    }

    /// The entries held of a device under a number: one, or several where it forked.
    pub fn numbered(&self, device: &DeviceId, n: u64) -> Vec<EntryHash> {
        self.chains.numbered(device, n)
    }

    /// The kept entries that are neither among `known` nor in the past of one of them, past before future.
    ///
    /// What is not held here is passed over: whoever knows it knows more than we do.
    pub fn beyond(&self, known: &[EntryHash]) -> Vec<EntryHash> {
        let mut clock = Clock::default();
        for held in known.iter().filter_map(|hash| self.held.get(hash)) {
            clock.merge(&held.clock);
        }
        // Branch by branch, so that it costs as much as is answered and not as much as there is.
        let mut beyond: Vec<(u64, EntryHash)> = Vec::new();
        for (branch, newest) in self.kept.clock().iter() {
            let lacking =
                (clock.get(branch).saturating_add(1)..=newest).filter_map(|n| self.chains.at(branch, n));
            beyond.extend(lacking.filter_map(|hash| Some((self.held.get(hash)?.depth, *hash))));
        }
        beyond.sort_unstable();
        beyond.into_iter().map(|(_, hash)| hash).collect()
    }

    /// Notes an entry among those held; says whether its device is forked by it.
    fn hold(
        &mut self,
        entry: &Entry,
        hash: &EntryHash,
        weighed: &judge::Weighed,
        has_acts: bool,
        bytes: usize,
    ) -> bool {
        let prev_branch = entry.prev.as_ref().and_then(|prev| self.held.get(prev)).map(|held| held.branch);
        let branch = self.chains.add(hash, &entry.device, entry.n, entry.prev.as_ref(), prev_branch);
        let mut clock = weighed.clock.clone();
        clock.raise(branch, entry.n);
        let held = Held {
            device: entry.device,
            person: weighed.person,
            roll: entry.roll,
            n: entry.n,
            prev: entry.prev,
            past: entry.past.clone(),
            branch,
            clock,
            depth: weighed.depth,
            bytes,
            written: weighed.written,
            next: Vec::new(),
            named_by: 0,
            has_acts,
        };
        for parent in held.parents().copied().collect::<Vec<_>>() {
            if let Some(parent) = self.held.get_mut(&parent) {
                parent.named_by += 1;
            }
        }
        if let Some(prev) = entry.prev.as_ref().and_then(|prev| self.held.get_mut(prev)) {
            prev.next.push(*hash);
        }
        self.held.insert(*hash, held);
        self.chains.is_split(&entry.device)
            && self.chains.is_live(branch, entry.n, self.settled())
            && self.chains.is_forked_above(&entry.device, &self.chains.whole(), self.settled())
    }

    /// What the roll that holds takes as settled.
    fn settled(&self) -> &Clock {
        self.rolls.cut(&self.under)
    }

    /// Whether an entry is on a branch of its device that goes on from where the roll left it.
    fn is_live(&self, held: &Held) -> bool {
        self.chains.is_live(held.branch, held.n, self.settled())
    }

    /// The roll that the device's own chain names last.
    fn pin(&self) -> Option<RollHash> {
        let own = self.own?;
        let tips = self.chains.newest_of(&own)?;
        self.held.get(tips).map(|held| held.roll)
    }

    /// Notes an act of an entry that is held, with the verdict it has in its own past for ever.
    ///
    /// Says whether it may change who is in: not where it is refused, nor an invitation on a branch of a forked device,
    /// which shows only when somebody builds on it.
    fn take_act(&mut self, hash: &EntryHash, placed: &PlacedAct) -> bool {
        let Some(held) = self.held.get(hash) else { return false };
        let authority = self.authority_at(&held.roll, &held.clock);
        let verdict = verdict::judge(self, &authority, &held.device, &placed.act, &held.clock);
        let fact = Fact {
            id: ActId::of(hash, placed.index),
            entry: *hash,
            device: held.device,
            person: held.person,
            roll: held.roll,
            branch: held.branch,
            n: held.n,
            depth: held.depth,
            index: placed.index,
            act: placed.act.clone(),
            verdict,
        };
        let counts = fact.verdict.is_ok();
        let moves = match &fact.act {
            AuthorityAct::Invite(_) | AuthorityAct::Revoke(_) => !self.whole.is_forked(&fact.device),
            AuthorityAct::Admit(_)
            | AuthorityAct::Leave(_)
            | AuthorityAct::SwitchOff(_)
            | AuthorityAct::Draft(_)
            | AuthorityAct::Yes(_)
            | AuthorityAct::No(_)
            | AuthorityAct::Door(_)
            | AuthorityAct::Founding(_) => true,
        };
        if counts {
            self.chains.note_act(fact.branch, fact.n);
            let (n, branch, person) = (fact.n, fact.branch, fact.person);
            let placed = Placed { n, entry: *hash, act: fact.id, person, branch };
            self.note_roll(fact.device, &fact.act, placed);
        }
        self.facts.insert(fact.key(), fact);
        self.remember(&authority);
        counts && moves
    }
}

/// Whether an entry says that it belongs to no space yet, as only a founding does.
fn is_unplaced(entry: &Entry) -> bool {
    entry.space == NO_SPACE
}
