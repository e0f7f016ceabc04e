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
/// Handshakes in progress from which on a first packet must come back with proof that its sender is where it says.
pub(crate) const UNPROVEN_MAX: usize = HANDSHAKES_MAX / 4;
/// Handshakes begun a second, once the burst is used up.
const HANDSHAKES_PER_SECOND: u64 = 100;
/// Handshakes begun at once: everyone in a large congregation, tried at one typed address.
const HANDSHAKES_BURST: u64 = 600;
/// Handshakes begun a second from one address, once its burst is used up.
const ADDRESS_PER_SECOND: u64 = 20;
/// Handshakes begun at once from one address: all the keys that somebody knows, tried at one typed address.
const ADDRESS_BURST: u64 = 300;
/// Addresses whose pace is remembered; of more, those that prove to be where they say are still let in.
const ADDRESSES_MAX: usize = 1_024;

#[derive(Debug)]
struct Counts {
    by_address: BTreeMap<IpAddr, usize>,
    begun: Bucket,
    // Of each address that came lately, apart for those who proved that it is theirs; a full bucket is forgotten.
    paces: BTreeMap<(IpAddr, bool), Bucket>,
}

/// What becomes of a first packet.
#[derive(Debug)]
pub(crate) enum Entrance {
    /// The handshake may begin.
    Open(Passage),
    /// It may begin once its sender has shown that they are where the packet says.
    Prove,
    /// Nothing is answered, and an honest device tries again by itself.
    Shut,
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
        Self(Arc::new(Mutex::new(Counts { by_address: BTreeMap::new(), begun, paces: BTreeMap::new() })))
    }

    /// Says what becomes of a first packet; `proven` where its sender has shown that they are where it says.
    ///
    /// An address that nobody has proven can be anybody's, so it may neither fill the gate nor use up the pace of the
    /// one who really is there.
    pub(crate) fn enter(&self, address: IpAddr, proven: bool, now: Instant) -> Entrance {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let here = counts.by_address.get(&address).copied().unwrap_or(0);
        let all: usize = counts.by_address.values().sum();
        if !proven && all >= UNPROVEN_MAX {
            return Entrance::Prove;
        }
        if here >= HANDSHAKES_PER_ADDRESS_MAX || all >= HANDSHAKES_MAX {
            return Entrance::Shut;
        }
        match counts.pace_of((address, proven), now).map(|pace| pace.take(1, now)) {
            Some(Err(_)) => return if proven { Entrance::Shut } else { Entrance::Prove },
            None if !proven => return Entrance::Prove,
            Some(Ok(_)) | None => {}
        }
        if counts.begun.take(1, now).is_err() {
            return Entrance::Shut;
        }
        counts.by_address.insert(address, here + 1);
        drop(counts);
        Entrance::Open(Passage { gate: self.clone(), address })
    }
}

impl Counts {
    /// The pace of an address; `None` where too many others are remembered.
    fn pace_of(&mut self, from: (IpAddr, bool), now: Instant) -> Option<&mut Bucket> {
        if !self.paces.contains_key(&from) {
            if self.paces.len() >= ADDRESSES_MAX {
                self.paces.retain(|_, pace| !pace.is_full(now));
            }
            if self.paces.len() >= ADDRESSES_MAX {
                return None;
            }
            self.paces.insert(from, Bucket::new(ADDRESS_BURST, ADDRESS_PER_SECOND, now));
        }
        self.paces.get_mut(&from)
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

    fn open(entrance: Entrance) -> Option<Passage> {
        match entrance {
            Entrance::Open(passage) => Some(passage),
            Entrance::Prove | Entrance::Shut => None,
        }
    }

    #[test]
    fn one_address_fills_its_own_places_only() {
        let now = Instant::now();
        let gate = Gate::new(now);
        let held: Vec<_> = (0..100).filter_map(|_| open(gate.enter(at(1), true, now))).collect();
        assert_eq!(held.len(), HANDSHAKES_PER_ADDRESS_MAX);
        assert!(open(gate.enter(at(2), true, now)).is_some());
        drop(held);
        assert!(open(gate.enter(at(1), true, now)).is_some());
    }

    #[test]
    fn many_addresses_together_fill_the_gate() {
        let now = Instant::now();
        let gate = Gate::new(now);
        let held: Vec<_> = (0..200).filter_map(|n| open(gate.enter(at(n), true, now))).collect();
        assert_eq!(held.len(), HANDSHAKES_MAX);
    }

    #[test]
    fn a_flood_of_short_handshakes_is_slowed() {
        let now = Instant::now();
        let gate = Gate::new(now);
        let from = |n: u64| at(u8::try_from(n % 200).unwrap_or(0));
        let passed = (0..10_000).filter(|n| open(gate.enter(from(*n), true, now)).is_some()).count();
        assert_eq!(passed as u64, HANDSHAKES_BURST);
    }

    #[test]
    fn one_address_is_slowed_before_it_slows_the_others() {
        let now = Instant::now();
        let gate = Gate::new(now);
        let passed = (0..10_000).filter(|_| open(gate.enter(at(1), true, now)).is_some()).count();
        assert_eq!(passed as u64, ADDRESS_BURST);
        assert!(open(gate.enter(at(2), true, now)).is_some());
        let later = now + std::time::Duration::from_secs(1);
        let passed = (0..10_000).filter(|_| open(gate.enter(at(1), true, later)).is_some()).count();
        assert_eq!(passed as u64, ADDRESS_PER_SECOND);
    }

    #[test]
    fn from_a_quarter_on_a_first_packet_is_asked_for_proof_and_with_it_let_in() {
        let now = Instant::now();
        let gate = Gate::new(now);
        let held: Vec<_> = (0..200).filter_map(|n| open(gate.enter(at(n), false, now))).collect();
        assert_eq!(held.len(), UNPROVEN_MAX, "packets whose sender could be anybody take a quarter at most");
        assert!(matches!(gate.enter(at(201), false, now), Entrance::Prove));
        assert!(open(gate.enter(at(201), true, now)).is_some());
    }

    #[test]
    fn packets_in_somebody_elses_name_do_not_use_up_their_pace() {
        let now = Instant::now();
        let gate = Gate::new(now);
        for _ in 0..10_000 {
            let entrance = gate.enter(at(1), false, now);
            assert!(!matches!(entrance, Entrance::Shut));
        }
        assert!(open(gate.enter(at(1), true, now)).is_some());
    }

    #[test]
    fn more_addresses_than_can_be_remembered_keep_nobody_out_who_is_there() {
        let now = Instant::now();
        let gate = Gate::new(now);
        let many = |n: u32| {
            IpAddr::from([10, 1, u8::try_from(n / 250).unwrap_or(0), u8::try_from(n % 250).unwrap_or(0)])
        };
        for n in 0..5_000 {
            let later = now + std::time::Duration::from_millis(u64::from(n) * 10);
            drop(gate.enter(many(n), false, later));
        }
        let remembered = gate.0.lock().unwrap_or_else(PoisonError::into_inner).paces.len();
        assert!(remembered <= ADDRESSES_MAX);
        assert!(open(gate.enter(at(9), true, now + std::time::Duration::from_secs(60))).is_some());
    }
}
