//! The chains of the devices, branch by branch, and the clocks that answer *is this in that one's past?*

use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EntryHash};

/// Which entries a past holds: for each branch, how far.
///
/// Every branch of a forked device is a chain of its own here, so that forks need no special case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Clock(
    // Invariant: sorted by branch, each once. Numbers fit, since a quota of a few thousand bounds them.
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
        self.of_device.entry(*device).or_default().push(id);
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

    /// The newest entry of each branch of a device.
    pub(crate) fn tips<'a>(&'a self, device: &'a DeviceId) -> impl Iterator<Item = &'a EntryHash> {
        self.branches_of(device).filter_map(|(_, branch)| branch.entries.last())
    }

    /// The entries of a device under a number.
    pub(crate) fn numbered(&self, device: &DeviceId, n: u64) -> Vec<EntryHash> {
        self.branches_of(device).filter_map(|(_, branch)| branch.at(n)).copied().collect()
    }

    /// The fork of a device with the lowest number: its entries all follow the same one.
    pub(crate) fn lowest_fork(&self, device: &DeviceId) -> Option<(u64, &BTreeSet<EntryHash>)> {
        let mut forks = self.forks.range((*device, 0)..=(*device, u64::MAX));
        forks.next().map(|((_, n), entries)| (*n, entries))
    }

    /// Whether this entry is one of two or more under its number after the same entry.
    pub(crate) fn is_fork(&self, device: &DeviceId, n: u64, hash: &EntryHash) -> bool {
        self.forks.get(&(*device, n)).is_some_and(|entries| entries.contains(hash))
    }

    /// The devices of which `clock` holds two branches.
    pub(crate) fn forked_in(&self, clock: &Clock) -> BTreeSet<DeviceId> {
        let mut forked = BTreeSet::new();
        let mut partings = BTreeSet::new();
        for (id, _) in clock.iter() {
            let Some(branch) = self.branch(id) else { continue };
            // Beside another that parts there, or beside what its parent went on with.
            let beside = !partings.insert((branch.device, branch.parent, branch.start));
            if beside || branch.parent.is_some_and(|parent| clock.covers(parent, branch.start)) {
                forked.insert(branch.device);
            }
        }
        forked
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
