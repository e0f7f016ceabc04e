//! The chains of the devices, branch by branch, and the clocks that answer *is this in that one's past?*

use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EntryHash};

/// Which entries a past holds: for each branch, how far.
///
/// Every branch of a forked device is a chain of its own here, so that forks need no special case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Clock(
    // Invariant: sorted by branch, each once. Numbers fit: chains have no gaps, and a roll allows a few thousand.
    Vec<(u32, u32)>,
);

impl Clock {
    /// The newest number held of a branch; 0 for none.
    pub(crate) fn get(&self, branch: u32) -> u32 {
        self.0
            .binary_search_by_key(&branch, |pair| pair.0)
            .ok()
            .and_then(|at| self.0.get(at))
            .map_or(0, |p| p.1)
    }

    /// Whether entry `n` of `branch` is held.
    pub(crate) fn covers(&self, branch: u32, n: u64) -> bool {
        u64::from(self.get(branch)) >= n
    }

    /// Holds `branch` at least up to `n`.
    pub(crate) fn raise(&mut self, branch: u32, n: u64) {
        let n = small(n);
        match self.0.binary_search_by_key(&branch, |pair| pair.0) {
            Ok(at) => {
                if let Some(pair) = self.0.get_mut(at) {
                    pair.1 = pair.1.max(n);
                }
            }
            Err(at) => self.0.insert(at, (branch, n)),
        }
    }

    /// Holds what `other` holds too.
    pub(crate) fn merge(&mut self, other: &Clock) {
        let mut merged = Vec::with_capacity(self.0.len().max(other.0.len()));
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        loop {
            match (ours.peek(), theirs.peek()) {
                (Some(a), Some(b)) if a.0 == b.0 => {
                    merged.push((a.0, a.1.max(b.1)));
                    ours.next();
                    theirs.next();
                }
                (Some(a), Some(b)) if a.0 < b.0 => merged.extend(ours.next()),
                (Some(_), None) => merged.extend(ours.next()),
                (_, Some(_)) => merged.extend(theirs.next()),
                (None, None) => break,
            }
        }
        self.0 = merged;
    }

    /// Whether it holds all that `other` holds.
    pub(crate) fn holds(&self, other: &Clock) -> bool {
        other.iter().all(|(branch, n)| self.get(branch) >= n)
    }

    /// The branches of which `other` holds more or less, with the newest number here and there.
    pub(crate) fn changes_to(&self, other: &Clock) -> Vec<(u32, u32, u32)> {
        let gone = self.0.iter().filter(|(id, _)| other.get(*id) == 0).map(|(id, n)| (*id, *n, 0));
        let mut ours = self.0.iter().peekable();
        let mut changes: Vec<(u32, u32, u32)> = gone.collect();
        for (id, n) in &other.0 {
            while ours.next_if(|(ours, _)| ours < id).is_some() {}
            let here = ours.next_if(|(ours, _)| ours == id).map_or(0, |pair| pair.1);
            if here != *n {
                changes.push((*id, here, *n));
            }
        }
        changes
    }

    /// The branches held, each with its newest number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().copied()
    }
}

/// Chain numbers as clocks hold them.
fn small(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// A run of one device's entries, each the successor of the one before.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub(crate) device: DeviceId,
    // The number of its first entry.
    pub(crate) start: u64,
    // The branch from which it parts, where it does not begin the chain.
    pub(crate) parent: Option<u32>,
    pub(crate) entries: Vec<EntryHash>,
    // The numbers of its entries that hold acts of authority that break no rule, ascending, once for each act.
    acts: Vec<u32>,
}

/// The chains of all devices.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chains {
    branches: Vec<Branch>,
    of_device: BTreeMap<DeviceId, Vec<u32>>,
    // The devices of which there is or was more than one branch.
    split: BTreeSet<DeviceId>,
    // Entries of one device that name the same entry before them, two or more.
    forks: BTreeMap<(DeviceId, u64), BTreeSet<EntryHash>>,
}

impl Chains {
    /// Adds an entry after `prev`, on its branch where it is the newest there, else on a branch of its own.
    pub(crate) fn add(
        &mut self,
        hash: &EntryHash,
        device: &DeviceId,
        n: u64,
        prev: Option<&EntryHash>,
        prev_branch: Option<u32>,
    ) -> u32 {
        self.note_fork(hash, device, n, prev_branch);
        if let Some(id) = prev_branch
            && let Some(branch) = self.branches.get_mut(id as usize)
            && branch.entries.last() == prev
        {
            branch.entries.push(*hash);
            return id;
        }
        let parent = prev_branch;
        let branch = Branch { device: *device, start: n, parent, entries: vec![*hash], acts: Vec::new() };
        // A branch that was dropped whole leaves its place to the next one that parts there.
        let emptied = self
            .branches_of(device)
            .find(|(_, old)| old.entries.is_empty() && old.start == n && old.parent == parent);
        if let Some(id) = emptied.map(|(id, _)| id)
            && let Some(place) = self.branches.get_mut(id as usize)
        {
            *place = branch;
            return id;
        }
        let id = self.branches.len() as u32;
        self.branches.push(branch);
        let branches = self.of_device.entry(*device).or_default();
        branches.push(id);
        if branches.len() > 1 {
            self.split.insert(*device);
        }
        id
    }

    /// Notes a fork where another entry already follows the one before.
    fn note_fork(&mut self, hash: &EntryHash, device: &DeviceId, n: u64, prev_branch: Option<u32>) {
        let siblings = self.successors(device, n, prev_branch);
        if !siblings.is_empty() {
            let fork = self.forks.entry((*device, n)).or_default();
            fork.extend(siblings);
            fork.insert(*hash);
        }
    }

    /// The entries `n` of a device that follow entry `n − 1` of `prev_branch`.
    fn successors(&self, device: &DeviceId, n: u64, prev_branch: Option<u32>) -> Vec<EntryHash> {
        let mut found = Vec::new();
        for (id, branch) in self.branches_of(device) {
            let parts_here = branch.start == n && branch.parent == prev_branch && !branch.entries.is_empty();
            let goes_on_here = Some(id) == prev_branch && branch.start < n;
            // A branch that begins at `n` parts after the entry `n − 1` of its parent, which is `prev` if that is on it.
            if parts_here || goes_on_here {
                found.extend(branch.at(n));
            }
        }
        found
    }

    /// The branches of a device with their ids, emptied ones included.
    pub(crate) fn branches_of(&self, device: &DeviceId) -> impl Iterator<Item = (u32, &Branch)> {
        let ids = self.of_device.get(device).map(Vec::as_slice).unwrap_or_default();
        ids.iter().filter_map(|id| Some((*id, self.branches.get(*id as usize)?)))
    }

    /// The devices known.
    pub(crate) fn devices(&self) -> impl Iterator<Item = &DeviceId> {
        self.of_device.keys()
    }

    /// The branch with this id.
    pub(crate) fn branch(&self, id: u32) -> Option<&Branch> {
        self.branches.get(id as usize)
    }

    /// The entry `n` of a branch.
    pub(crate) fn at(&self, id: u32, n: u32) -> Option<&EntryHash> {
        self.branch(id)?.at(u64::from(n))
    }

    /// The newest entry of each branch of a device that goes on above `cut`.
    pub(crate) fn live_tips<'a>(
        &'a self,
        device: &'a DeviceId,
        cut: &'a Clock,
    ) -> impl Iterator<Item = &'a EntryHash> {
        let live = |(id, branch): &(u32, &'a Branch)| self.is_live(*id, branch.newest(), cut);
        self.branches_of(device).filter(live).filter_map(|(_, branch)| branch.entries.last())
    }

    /// The entry of a device with the greatest number, then hash.
    pub(crate) fn newest_of(&self, device: &DeviceId) -> Option<&EntryHash> {
        let tips = self
            .branches_of(device)
            .filter_map(|(_, branch)| Some((branch.newest(), branch.entries.last()?)));
        tips.max().map(|(_, hash)| hash)
    }

    /// The entries of a device under a number.
    pub(crate) fn numbered(&self, device: &DeviceId, n: u64) -> Vec<EntryHash> {
        self.branches_of(device).filter_map(|(_, branch)| branch.at(n)).copied().collect()
    }

    /// Whether there is or was more than one branch of a device.
    pub(crate) fn is_split(&self, device: &DeviceId) -> bool {
        self.split.contains(device)
    }

    /// The devices of which `past` holds two branches above `cut`.
    pub(crate) fn forked_above(&self, past: &Clock, cut: &Clock) -> BTreeSet<DeviceId> {
        self.split.iter().filter(|device| self.is_forked_above(device, past, cut)).copied().collect()
    }

    /// Whether `past` holds two branches of a device above `cut`.
    pub(crate) fn is_forked_above(&self, device: &DeviceId, past: &Clock, cut: &Clock) -> bool {
        self.split.contains(device) && self.live_ends(device, past, cut).nth(1).is_some()
    }

    /// The newest entries within `past` of a device's branches that go on above `cut`, as branch and number.
    fn live_ends<'a>(
        &'a self,
        device: &'a DeviceId,
        past: &'a Clock,
        cut: &'a Clock,
    ) -> impl Iterator<Item = (u32, u32)> + 'a {
        let ends = self.branches_of(device).map(|(id, _)| (id, past.get(id)));
        ends.filter(move |(id, n)| {
            *n > cut.get(*id)
                && self.is_live(*id, u64::from(*n), cut)
                && !self.is_followed(device, *id, *n, past)
        })
    }

    /// Whether `past` holds a branch that parts after entry `n` of a branch.
    fn is_followed(&self, device: &DeviceId, id: u32, n: u32, past: &Clock) -> bool {
        let start = u64::from(n) + 1;
        self.branches_of(device).any(|(child, branch)| {
            branch.parent == Some(id) && branch.start == start && past.covers(child, start)
        })
    }

    /// Whether an entry above `cut` goes on from where the cut leaves its device.
    ///
    /// One that parts from the chain before a later entry that the cut names is dead: the cut chose the other branch.
    pub(crate) fn is_live(&self, mut id: u32, mut n: u64, cut: &Clock) -> bool {
        loop {
            let Some(branch) = self.branch(id) else { return false };
            let settled = cut.get(id);
            if u64::from(settled) >= branch.start {
                return u64::from(settled) >= n || !self.is_followed(&branch.device, id, settled, cut);
            }
            let Some(parent) = branch.parent else {
                return self.branches_of(&branch.device).all(|(other, _)| cut.get(other) == 0);
            };
            let before = branch.start.saturating_sub(1);
            let reached = u64::from(cut.get(parent));
            if reached >= before {
                return reached == before && !self.is_followed(&branch.device, parent, small(before), cut);
            }
            (id, n) = (parent, before);
        }
    }

    /// Whether the next entry of a device under a roll with this cut may follow entry `n` of a branch.
    pub(crate) fn may_follow(&self, id: u32, n: u64, cut: &Clock) -> bool {
        let Some(branch) = self.branch(id) else { return false };
        if !cut.covers(id, n) {
            return self.is_live(id, n, cut);
        }
        // The newest that the cut holds: nothing of it follows.
        u64::from(cut.get(id)) == n && !self.is_followed(&branch.device, id, small(n), cut)
    }

    /// The fork of a device above `cut`: its lowest number, and the entries under it that part there.
    pub(crate) fn fork_above(&self, device: &DeviceId, cut: &Clock) -> Option<(u64, BTreeSet<EntryHash>)> {
        if !self.split.contains(device) {
            return None;
        }
        let above = |hash: &EntryHash, n: u64| {
            let branch = self.branches_of(device).find(|(_, branch)| branch.at(n) == Some(hash));
            branch.is_some_and(|(id, _)| !cut.covers(id, n) && self.is_live(id, n, cut))
        };
        let parted = self.forks.range((*device, 0)..=(*device, u64::MAX)).find_map(|((_, n), entries)| {
            let live: BTreeSet<EntryHash> = entries.iter().filter(|hash| above(hash, *n)).copied().collect();
            (live.len() > 1).then_some((*n, live))
        });
        parted.or_else(|| {
            // Both branches were settled, and both went on.
            let all = self.whole();
            let first = |(id, _): (u32, u32)| {
                let start = self.branch(id)?.start.max(u64::from(cut.get(id)) + 1);
                Some((start, *self.branch(id)?.at(start)?))
            };
            let firsts: BTreeSet<(u64, EntryHash)> =
                self.live_ends(device, &all, cut).filter_map(first).collect();
            let lowest = firsts.first()?.0;
            (firsts.len() > 1).then(|| (lowest, firsts.into_iter().map(|(_, hash)| hash).collect()))
        })
    }

    /// A clock that holds everything.
    pub(crate) fn whole(&self) -> Clock {
        let mut clock = Clock::default();
        for (id, branch) in self.branches.iter().enumerate() {
            if !branch.entries.is_empty() {
                clock.raise(id as u32, branch.newest());
            }
        }
        clock
    }

    /// Notes that entry `n` of a branch, the newest there, holds an act of authority that breaks no rule.
    pub(crate) fn note_act(&mut self, branch: u32, n: u64) {
        if let Some(branch) = self.branches.get_mut(branch as usize) {
            branch.acts.push(small(n));
        }
    }

    /// How many acts of authority that break no rule `clock` holds on each branch, where there are any.
    pub(crate) fn acts_in(&self, clock: &Clock) -> Vec<(u32, u32)> {
        let mut counts = Vec::new();
        for (id, n) in clock.iter() {
            let held = self.branch(id).map_or(0, |branch| branch.acts.partition_point(|at| *at <= n));
            if held > 0 {
                counts.push((id, small(held as u64)));
            }
        }
        counts
    }

    /// Takes the newest entry of a branch away.
    pub(crate) fn drop_tip(&mut self, id: u32) {
        let Some(branch) = self.branches.get_mut(id as usize) else { return };
        let n = branch.newest();
        let Some(hash) = branch.entries.pop() else { return };
        branch.acts.retain(|at| u64::from(*at) < n);
        let (device, before) = (branch.device, if branch.start < n { Some(id) } else { branch.parent });
        let alone = match self.successors(&device, n, before).as_slice() {
            [one] => Some(*one),
            [] | [_, _, ..] => None,
        };
        if let Some(fork) = self.forks.get_mut(&(device, n)) {
            fork.remove(&hash);
            // One that is left alone is no fork.
            fork.retain(|one| alone != Some(*one));
            if fork.is_empty() {
                self.forks.remove(&(device, n));
            }
        }
    }
}

impl Branch {
    /// The entry `n`, where it is on this branch.
    pub(crate) fn at(&self, n: u64) -> Option<&EntryHash> {
        self.entries.get(usize::try_from(n.checked_sub(self.start)?).ok()?)
    }

    /// The number of its newest entry; one less than `start` where it has none.
    fn newest(&self) -> u64 {
        (self.start + self.entries.len() as u64).saturating_sub(1)
    }
}
