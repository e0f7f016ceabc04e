//! What this build cannot judge: neither held nor refused, remembered by name, and had again after an update.

use super::{Space, Tip};
use crate::record::Record;
use std::collections::BTreeMap;
use weft_ids::{DeviceId, EntryHash};

/// Records of one space that are remembered as put off; a newer program's whole work of a few months.
const PUT_OFF_MAX: usize = 10_000;

/// A record that this build could not judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutOff {
    /// Who wrote it.
    pub device: DeviceId,
    /// Its number in the device's chain.
    pub n: u64,
    /// Why it could not be judged, as a fragment.
    pub why: String,
}

impl Space {
    /// Remembers that a record could not be judged, so that nobody is asked for it again while this build runs.
    pub fn put_off(&mut self, record: &Record, why: &str) {
        if self.put_off.len() < PUT_OFF_MAX {
            let entry = record.entry();
            let put_off = PutOff { device: entry.device, n: entry.n, why: why.to_owned() };
            self.put_off.insert(record.hash(), put_off);
        }
    }

    /// What could not be judged, by name.
    pub fn put_offs(&self) -> &BTreeMap<EntryHash, PutOff> {
        &self.put_off
    }

    /// Whether a record came before: it is held, or put off.
    pub fn knows(&self, hash: &EntryHash) -> bool {
        self.records.contains_key(hash) || self.put_off.contains_key(hash)
    }

    /// The newest kept entry of each device and the newest that was put off: what others need not give again.
    pub fn tips_seen(&self) -> Vec<Tip> {
        let mut newest: BTreeMap<DeviceId, Tip> = BTreeMap::new();
        for (hash, put_off) in &self.put_off {
            let tip = (put_off.device, put_off.n, *hash);
            newest.entry(put_off.device).and_modify(|known| *known = tip.max(*known)).or_insert(tip);
        }
        let mut tips = self.tips();
        tips.extend(newest.into_values());
        tips.sort_unstable();
        tips
    }
}
