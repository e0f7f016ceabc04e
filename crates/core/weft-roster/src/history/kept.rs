//! The kept entries: what counts, cached, and carried on from entry to entry.

use super::{Change, History, chains::Clock};
use crate::roster::Roster;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EntryHash, bytes::hash_bytes, to_canonical};

/// What counts of the entries held.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The kept entries that are in no other kept entry's past.
    pub heads: BTreeSet<EntryHash>,
    /// The newest kept entry of each device; of a forked one, of all branches that are kept.
    pub newest: BTreeMap<DeviceId, BTreeSet<(u64, EntryHash)>>,
    /// Who is in.
    pub roster: Roster,
    entries: BTreeSet<EntryHash>,
    order: BTreeSet<(u64, EntryHash)>,
    clock: Clock,
}

impl Kept {
    pub(super) fn empty(roster: Roster) -> Self {
        Self {
            heads: BTreeSet::new(),
            newest: BTreeMap::new(),
            roster,
            entries: BTreeSet::new(),
            order: BTreeSet::new(),
            clock: Clock::default(),
        }
    }

    /// Whether an entry is kept.
    pub fn contains(&self, hash: &EntryHash) -> bool {
        self.entries.contains(hash)
    }

    /// How many entries are kept.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is kept: never, since the founding is.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The kept entries, sorted by hash.
    pub fn entries(&self) -> &BTreeSet<EntryHash> {
        &self.entries
    }

    /// The kept entries, past before future; the same order on every device that keeps the same.
    ///
    /// Sorted by depth, then hash: for display and folds that go through everything, never to decide between two.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = &EntryHash> {
        self.order.iter().map(|(_, hash)| hash)
    }

    /// The newest kept entry of each device; of a forked device the one with the greatest number, then hash.
    pub fn vector(&self) -> BTreeMap<DeviceId, (u64, EntryHash)> {
        self.newest.iter().filter_map(|(device, tips)| Some((*device, *tips.last()?))).collect()
    }

    /// A hash that two devices share exactly when they keep the same: over every newest kept entry, all branches included.
    pub fn digest(&self) -> [u8; 32] {
        hash_bytes("weft 0 kept digest", &to_canonical(&(&self.roster.roll, &self.newest)))
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }
}

impl History {
    /// Carries what is kept on by one entry that holds no act of authority that could count, and forks no device anew.
    ///
    /// It costs as much as the entry adds, not as much as there is.
    pub(super) fn extend(&mut self, hash: &EntryHash) -> Change {
        let Some(held) = self.held.get(hash) else { return Change::default() };
        if !self.whole.stands(&held.device) || !self.is_live(held) {
            return Change::default();
        }
        let mut clock = self.kept.clock.clone();
        clock.merge(&held.clock);
        let mut change = self.move_to(clock);
        // Old words that somebody built on may hold acts, which are listed from here on as refused.
        change.roster =
            change.added.iter().any(|added| self.held.get(added).is_some_and(|held| held.has_acts));
        if change.roster {
            // Invitations on a branch that nobody had built on were not counted yet.
            self.whole = self.authority_at(&self.under, &self.chains.whole());
            self.kept.roster = self.whole.roster(self, |entry| self.kept.contains(entry));
        }
        change
    }

    /// Computes afresh under which roll this history lives, and what is kept: after an act of authority or a fork.
    pub(super) fn recompute(&mut self) -> Change {
        let all = self.chains.whole();
        self.under = self.rolls.current(&all, self.pin().as_ref());
        self.whole = self.authority_at(&self.under, &all);
        let clock = self.kept_clock();
        let mut change = self.move_to(clock);
        let roster = self.whole.roster(self, |entry| self.kept.contains(entry));
        change.roster = roster != self.kept.roster;
        self.kept.roster = roster;
        change
    }

    /// Shows a further entry of a fork that was known before.
    pub(super) fn show_forks(&mut self, change: &mut Change) {
        let forks = self.whole.forks(self);
        change.roster |= forks != self.kept.roster.forks;
        self.kept.roster.forks = forks;
    }

    /// The smallest set that holds what must be held, each entry with its whole past.
    ///
    /// That is: the founding; what the roll settled; the entries by which rolls are carried; the leavings and
    /// switch-offs of people who are in, with the last entries they name; the entries by which people and devices came
    /// in under the roll; and the newest entry of every device that stands.
    fn kept_clock(&self) -> Clock {
        let mut clock = Clock::default();
        let mut hold = |hash: &EntryHash| {
            if let Some(held) = self.held.get(hash) {
                clock.merge(&held.clock);
            }
        };
        hold(&EntryHash(self.space.0));
        self.carrying().for_each(&mut hold);
        for end in
            self.whole.ends.values().flatten().filter(|end| self.whole.people.contains_key(&end.person))
        {
            hold(&end.entry);
            end.named().for_each(&mut hold);
        }
        self.whole.admissions(self).for_each(&mut hold);
        let cut = self.settled();
        for device in self.chains.devices().filter(|device| self.whole.stands(device)) {
            self.chains.live_tips(device, cut).for_each(&mut hold);
        }
        clock.merge(cut);
        clock
    }

    /// Makes `clock` what is kept, touching only what differs.
    fn move_to(&mut self, clock: Clock) -> Change {
        let mut change = Change::default();
        let before = std::mem::replace(&mut self.kept.clock, clock);
        for (id, old, new) in before.changes_to(&self.kept.clock) {
            change.added.extend((old + 1..=new).filter_map(|n| self.chains.at(id, n)));
            change.removed.extend((new + 1..=old).filter_map(|n| self.chains.at(id, n)));
        }
        let depth = |hash: &EntryHash| self.held.get(hash).map_or(0, |held| held.depth);
        change.added.sort_by_key(|hash| (depth(hash), *hash));
        for hash in &change.added {
            self.kept.entries.insert(*hash);
            self.kept.order.insert((depth(hash), *hash));
        }
        for hash in &change.removed {
            self.kept.entries.remove(hash);
            self.kept.order.remove(&(depth(hash), *hash));
        }
        self.move_heads(&change);
        change
    }

    /// Brings heads and newest entries up to date.
    fn move_heads(&mut self, change: &Change) {
        if change.removed.is_empty() {
            for hash in &change.added {
                let Some(held) = self.held.get(hash) else { continue };
                for parent in held.parents() {
                    self.kept.heads.remove(parent);
                }
                self.kept.heads.insert(*hash);
                let newest = self.kept.newest.entry(held.device).or_default();
                if let Some(prev) = held.prev {
                    newest.remove(&(held.n - 1, prev));
                }
                newest.insert((held.n, *hash));
            }
            return;
        }
        self.kept.newest.clear();
        let mut named = BTreeSet::new();
        let mut followed = BTreeSet::new();
        for held in self.kept.entries.iter().filter_map(|hash| self.held.get(hash)) {
            named.extend(held.parents().copied());
            followed.extend(held.prev);
        }
        self.kept.heads = self.kept.entries.difference(&named).copied().collect();
        for hash in self.kept.entries.difference(&followed) {
            if let Some(held) = self.held.get(hash) {
                self.kept.newest.entry(held.device).or_default().insert((held.n, *hash));
            }
        }
    }
}
