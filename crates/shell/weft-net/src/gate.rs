//! The gate: how many strangers may shake hands at a time, counted before any work is done for them.

use crate::pace::Bucket;
use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

/// Handshakes in progress from one address; a typed address is dialled with 32 keys at a time.
pub(crate) const HANDSHAKES_PER_ADDRESS_MAX: usize = 40;
/// Handshakes in progress altogether: each holds some 20 KB and, at its end, half a millisecond of a core.
pub(crate) const HANDSHAKES_MAX: usize = 96;
/// Handshakes begun a second, once the burst is used up.
const HANDSHAKES_PER_SECOND: u64 = 100;
/// Handshakes begun at once: everyone in a large congregation, tried at one typed address.
const HANDSHAKES_BURST: u64 = 600;

#[derive(Debug)]
struct Counts {
    by_address: BTreeMap<IpAddr, usize>,
    begun: Bucket,
}

/// Counts handshakes in progress.
#[derive(Debug, Clone)]
pub(crate) struct Gate(Arc<Mutex<Counts>>);

/// One handshake in progress; dropping it frees its place.
#[derive(Debug)]
pub(crate) struct Passage {
    gate: Gate,
    address: IpAddr,
}

impl Gate {
    /// An empty gate.
    pub(crate) fn new(now: Instant) -> Self {
        let begun = Bucket::new(HANDSHAKES_BURST, HANDSHAKES_PER_SECOND, now);
        Self(Arc::new(Mutex::new(Counts { by_address: BTreeMap::new(), begun })))
    }

    /// Lets a handshake begin, or not: then nothing is answered, and an honest device tries again by itself.
    pub(crate) fn enter(&self, address: IpAddr, now: Instant) -> Option<Passage> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = counts.by_address.get(&address).copied().unwrap_or(0);
        let all: usize = counts.by_address.values().sum();
        if here >= HANDSHAKES_PER_ADDRESS_MAX || all >= HANDSHAKES_MAX || counts.begun.take(1, now).is_err() {
            return None;
        }
        counts.by_address.insert(address, here + 1);
        drop(counts);
        Some(Passage { gate: self.clone(), address })
    }
}

impl Drop for Passage {
    fn drop(&mut self) {
        let mut counts = self.gate.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = counts.by_address.get(&self.address).copied().unwrap_or(0).saturating_sub(1);
        if left == 0 {
            counts.by_address.remove(&self.address);
        } else {
            counts.by_address.insert(self.address, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(n: u8) -> IpAddr {
        [10, 0, 0, n].into()
    }

    #[test]
    fn one_address_fills_its_own_places_only() {
        let now = Instant::now();
        let gate = Gate::new(now);
        let held: Vec<_> = (0..100).filter_map(|_| gate.enter(at(1), now)).collect();
        assert_eq!(held.len(), HANDSHAKES_PER_ADDRESS_MAX);
        assert!(gate.enter(at(2), now).is_some());
        drop(held);
        assert!(gate.enter(at(1), now).is_some());
    }

    #[test]
    fn many_addresses_together_fill_the_gate() {
        let now = Instant::now();
        let gate = Gate::new(now);
        let held: Vec<_> = (0..200).filter_map(|n| gate.enter(at(n), now)).collect();
        assert_eq!(held.len(), HANDSHAKES_MAX);
    }

    #[test]
    fn a_flood_of_short_handshakes_is_slowed() {
        let now = Instant::now();
        let gate = Gate::new(now);
        let passed = (0..10_000).filter(|_| gate.enter(at(1), now).is_some()).count();
        assert_eq!(passed as u64, HANDSHAKES_BURST);
    }
}
