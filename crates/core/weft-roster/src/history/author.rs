//! What a device needs to write its next entry.

use super::History;
use crate::acts::{LastKnown, Leave, SwitchOff};
use weft_ids::{DeviceId, EntryHash, limits};

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
        let newest = self.kept.newest.get(device).and_then(|tips| tips.last());
        let prev = newest.map(|(_, hash)| *hash);
        // A head is in nobody else's past, so that the entry before it can hold it only by being it.
        let mut past: Vec<EntryHash> =
            self.kept.heads.iter().filter(|head| Some(**head) != prev).copied().collect();
        let needs_join = past.len() > limits::PAST_MAX;
        past.truncate(limits::PAST_MAX);
        NextStep { n: newest.map_or(1, |(n, _)| n + 1), prev, past, needs_join }
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
        let newest = self.kept.newest.get(device).and_then(|tips| tips.last());
        LastKnown { device: *device, last: newest.map(|(_, hash)| *hash) }
    }
}
