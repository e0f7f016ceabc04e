//! What is held but not kept: why, and how much of it a device holds.

use super::{Held, History};
use crate::roster::DeviceState;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EntryHash, PersonId, limits};

/// An entry that is held but not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Which.
    pub entry: EntryHash,
    /// The device that wrote it.
    pub device: DeviceId,
    /// For whom that device spoke when it wrote it.
    pub person: PersonId,
    /// Its number in the device's chain.
    pub n: u64,
    /// Why it is not kept.
    pub reason: AsideReason,
}

/// Why an entry is not kept, as a fragment that fits after "set aside: ".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum AsideReason {
    /// Written after its person left.
    #[error("its person has left")]
    Left,
    /// Written after its person switched the device off.
    #[error("its device was switched off")]
    Off,
    /// On a branch of a forked device that nobody built on.
    #[error("its device wrote two different entries under one number, and nobody built on this one")]
    Forked,
    /// Its device joined as two different people.
    #[error("its device joined as two different people")]
    Twice,
    /// Its device came in by an act that does not count.
    #[error("its device came in by an act that does not count")]
    NotIn,
    /// The roll does not list its device, and settled no more of what it wrote.
    #[error("the roll that the others agreed on does not list its device any more")]
    Unlisted,
    /// The roll settled another branch of its device.
    #[error("the roll that the others agreed on goes on from another entry of its device")]
    OtherBranch,
}

impl History {
    /// The entries that are held but not kept, by device and number.
    pub fn aside(&self) -> Vec<Aside> {
        if self.keeps_all() {
            return Vec::new();
        }
        let mut aside: Vec<Aside> = self
            .held
            .iter()
            .filter(|(hash, _)| !self.kept.contains(hash))
            .map(|(hash, held)| Aside {
                entry: *hash,
                device: held.device,
                person: held.person,
                n: held.n,
                reason: self.aside_reason(held),
            })
            .collect();
        aside.sort_by_key(|aside| (aside.device, aside.n, aside.entry));
        aside
    }

    fn aside_reason(&self, held: &Held) -> AsideReason {
        match self.whole.devices.get(&held.device) {
            Some(known) if self.whole.speaks(&held.device, &held.person) => match known.state {
                DeviceState::Left => AsideReason::Left,
                DeviceState::Off => AsideReason::Off,
                DeviceState::Twice => AsideReason::Twice,
                DeviceState::Forked if self.is_live(held) => AsideReason::Forked,
                // The entries of a device that stands are kept, so what is aside is beside what the roll settled.
                DeviceState::Forked | DeviceState::Stands => AsideReason::OtherBranch,
                DeviceState::Unlisted => AsideReason::Unlisted,
            },
            Some(_) | None if self.was_in(&held.device, &held.person) => AsideReason::Unlisted,
            Some(_) | None => AsideReason::NotIn,
        }
    }

    /// Drops what is set aside beyond [`limits::ASIDE_ENTRIES_MAX`] and [`limits::ASIDE_BYTES_MAX`] of a device, newest first.
    ///
    /// Call it when a batch has been taken in: old words that an entry of the batch builds on are kept by then.
    /// Of a forked device two entries stay as proof: those of its lowest fork. What `keep` wrote stays whole: it is the
    /// device on which this runs, and nobody else may ever have had its words.
    /// Returns what was dropped; it can be had again on request.
    pub fn trim_aside(&mut self, keep: &DeviceId) -> Vec<EntryHash> {
        self.trim_aside_beside(&BTreeSet::from([*keep]))
    }

    /// As [`History::trim_aside`], where what several devices wrote stays whole: all that ran here.
    pub fn trim_aside_beside(&mut self, keep: &BTreeSet<DeviceId>) -> Vec<EntryHash> {
        if self.keeps_all() {
            return Vec::new();
        }
        let mut dropped = Vec::new();
        let mut load: BTreeMap<DeviceId, (usize, usize)> = BTreeMap::new();
        let mut newest_first: Vec<(u64, EntryHash)> = Vec::new();
        let strange =
            |(hash, held): &(&EntryHash, &Held)| !keep.contains(&held.device) && !self.kept.contains(hash);
        for (hash, held) in self.held.iter().filter(strange) {
            let (entries, bytes) = load.entry(held.device).or_default();
            *entries += 1;
            *bytes += held.bytes;
            newest_first.push((held.depth, *hash));
        }
        newest_first.sort_unstable_by(|a, b| b.cmp(a));
        for (_, hash) in newest_first {
            let Some(held) = self.held.get(&hash) else { continue };
            let Some((entries, bytes)) = load.get_mut(&held.device) else { continue };
            let over = *entries > limits::ASIDE_ENTRIES_MAX || *bytes > limits::ASIDE_BYTES_MAX;
            if over && held.named_by == 0 && !self.proves_fork(&hash) {
                *entries -= 1;
                *bytes = bytes.saturating_sub(held.bytes);
                self.drop_entry(&hash);
                dropped.push(hash);
            }
        }
        if !dropped.is_empty() {
            // What pasts amounted to is named by places in chains, which others may take.
            self.recent.clear();
            self.recompute();
        }
        dropped
    }

    /// Whether nothing is set aside, as usual: what is kept is held.
    fn keeps_all(&self) -> bool {
        self.held.len() == self.kept.len()
    }

    /// Whether a fork could not be shown any more without this entry.
    fn proves_fork(&self, hash: &EntryHash) -> bool {
        let Some(held) = self.held.get(hash) else { return false };
        let fork = self.chains.fork_above(&held.device, self.settled());
        fork.is_some_and(|(_, entries)| entries.contains(hash) && entries.len() <= 2)
    }

    fn drop_entry(&mut self, hash: &EntryHash) {
        let Some(held) = self.held.remove(hash) else { return };
        for parent in held.parents() {
            if let Some(parent) = self.held.get_mut(parent) {
                parent.named_by = parent.named_by.saturating_sub(1);
                parent.next.retain(|next| next != hash);
            }
        }
        self.facts.retain(|(_, entry, _), _| entry != hash);
        self.rolls.forget(hash);
        self.chains.drop_tip(held.branch);
    }
}
