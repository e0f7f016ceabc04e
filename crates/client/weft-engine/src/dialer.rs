//! Whom to dial and when: found devices, last known addresses with growing pauses, one session for each device.
//!
//! Pure: it is told what happened and at which millisecond, and says what to do.

use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
};
use weft_ids::{EndpointId, limits};
use weft_replica::Contact;

/// The first pause after a dial that reached nobody.
const REDIAL_MS: u64 = 500;
/// The longest pause; grown to by doubling.
const REDIAL_MS_MAX: u64 = 60_000;
/// How long the device with the larger id waits for the other to dial, when both see each other at once.
const LARGER_WAITS_MS: u64 = 2_000;
/// A found device is dialled again this soon, however often it failed: it was heard a moment ago.
const FOUND_AGAIN_MS: u64 = 5_000;
/// A session that lasted this long ends a series of failures.
const GOOD_SESSION_MS: u64 = 10_000;
/// A dial that nobody answered for is given up.
const DIAL_MS_MAX: u64 = 30_000;
/// Addresses remembered for one device.
const ADDRESSES_MAX: usize = 16;

/// An open session.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) session: u64,
    pub(crate) endpoint: EndpointId,
    pub(crate) at: String,
    since_ms: u64,
}

#[derive(Debug, Default)]
struct Known {
    remembered: Vec<SocketAddr>,
    found: Vec<SocketAddr>,
    failures: u32,
    due_ms: u64,
    last_dial_ms: Option<u64>,
    dialling: bool,
}

/// The policy and what it remembers since the program started.
#[derive(Debug)]
pub(crate) struct Dialer {
    me: EndpointId,
    known: BTreeMap<EndpointId, Known>,
    links: BTreeMap<EndpointId, Link>,
    met: BTreeSet<EndpointId>,
}

impl Dialer {
    pub(crate) fn new(me: EndpointId) -> Self {
        Self { me, known: BTreeMap::new(), links: BTreeMap::new(), met: BTreeSet::new() }
    }

    /// Takes the newest list of devices to meet; `true` when other devices are in it than before.
    pub(crate) fn set_contacts(&mut self, contacts: &[Contact]) -> bool {
        let wanted: BTreeSet<_> = contacts.iter().map(|c| c.endpoint).filter(|e| *e != self.me).collect();
        let same = wanted.iter().eq(self.known.keys());
        self.known.retain(|endpoint, _| wanted.contains(endpoint));
        for contact in contacts.iter().filter(|contact| wanted.contains(&contact.endpoint)) {
            let known = self.known.entry(contact.endpoint).or_default();
            known.remembered = contact.addresses.iter().filter_map(|text| text.parse().ok()).collect();
            known.remembered.truncate(ADDRESSES_MAX);
        }
        !same
    }

    /// The devices that are looked for.
    pub(crate) fn endpoints(&self) -> Vec<EndpointId> {
        self.known.keys().copied().collect()
    }

    /// A device was heard nearby.
    pub(crate) fn found(&mut self, endpoint: EndpointId, addresses: Vec<SocketAddr>, now_ms: u64) {
        let smaller = self.me < endpoint;
        if let Some(known) = self.known.get_mut(&endpoint) {
            known.found = addresses;
            known.found.truncate(ADDRESSES_MAX);
            let soon = if smaller { now_ms } else { now_ms.saturating_add(LARGER_WAITS_MS) };
            let again = known.last_dial_ms.map_or(0, |last| last.saturating_add(FOUND_AGAIN_MS));
            known.due_ms =
                if known.last_dial_ms.is_none() { soon } else { known.due_ms.min(soon.max(again)) };
        }
    }

    /// Adds addresses from a ticket and dials as soon as possible.
    pub(crate) fn hurry(&mut self, endpoint: EndpointId, addresses: &[SocketAddr], now_ms: u64) {
        let known = self.known.entry(endpoint).or_default();
        for address in addresses {
            if !known.found.contains(address) && known.found.len() < ADDRESSES_MAX {
                known.found.push(*address);
            }
        }
        known.due_ms = now_ms;
        known.dialling = false;
    }

    /// Whether a device has been dialled since `since_ms` and is not being dialled any more, or cannot be dialled.
    pub(crate) fn is_settled(&self, endpoint: &EndpointId, since_ms: u64) -> bool {
        self.known.get(endpoint).is_none_or(|known| {
            let tried = known.last_dial_ms.is_some_and(|last| last >= since_ms) && !known.dialling;
            tried || (known.remembered.is_empty() && known.found.is_empty())
        })
    }

    /// What to dial at this moment; each is then taken to be on its way.
    pub(crate) fn take_due(&mut self, now_ms: u64) -> Vec<(EndpointId, Vec<SocketAddr>)> {
        let mut open = self.places_taken();
        let mut due = Vec::new();
        for (endpoint, known) in &mut self.known {
            let given_up = known.last_dial_ms.is_some_and(|last| now_ms.saturating_sub(last) > DIAL_MS_MAX);
            known.dialling &= !given_up;
            if open >= limits::SESSIONS_MAX {
                break;
            }
            if known.dialling || self.links.contains_key(endpoint) || known.due_ms > now_ms {
                continue;
            }
            // What was heard a moment ago comes first.
            let mut addresses = known.found.clone();
            addresses.extend(known.remembered.iter().filter(|address| !known.found.contains(address)));
            if addresses.is_empty() {
                continue;
            }
            known.dialling = true;
            known.last_dial_ms = Some(now_ms);
            open += 1;
            due.push((*endpoint, addresses));
        }
        due
    }

    /// How long until something is due, in milliseconds; `None` while nobody is to be dialled or there is no place.
    pub(crate) fn next_due_ms(&self, now_ms: u64) -> Option<u64> {
        if self.places_taken() >= limits::SESSIONS_MAX {
            return None;
        }
        let waiting = self.known.iter().filter(|(endpoint, known)| {
            let somewhere = !known.found.is_empty() || !known.remembered.is_empty();
            somewhere && !known.dialling && !self.links.contains_key(endpoint)
        });
        waiting.map(|(_, known)| known.due_ms.saturating_sub(now_ms)).min()
    }

    /// A dial reached nobody.
    pub(crate) fn failed(&mut self, endpoint: &EndpointId, now_ms: u64, rng: &mut ChaCha20Rng) {
        if let Some(known) = self.known.get_mut(endpoint) {
            known.dialling = false;
            known.due_ms = now_ms.saturating_add(pause_ms(known.failures, rng));
            known.failures = known.failures.saturating_add(1);
        }
    }

    /// A session was opened; answers the older session with the same device that it replaces.
    ///
    /// Which of two sessions goes on is the network's decision, the same on both sides; the newest told is the one.
    pub(crate) fn connected(
        &mut self,
        session: u64,
        endpoint: EndpointId,
        at: String,
        now_ms: u64,
    ) -> Option<u64> {
        if let Some(known) = self.known.get_mut(&endpoint) {
            known.dialling = false;
        }
        self.met.insert(endpoint);
        let link = Link { session, endpoint, at, since_ms: now_ms };
        self.links.insert(endpoint, link).map(|older| older.session)
    }

    /// A session is over.
    pub(crate) fn closed(&mut self, session: u64, now_ms: u64, rng: &mut ChaCha20Rng) {
        let Some(endpoint) = self.links.values().find(|link| link.session == session).map(|l| l.endpoint)
        else {
            return;
        };
        let since_ms = self.links.remove(&endpoint).map_or(now_ms, |link| link.since_ms);
        if let Some(known) = self.known.get_mut(&endpoint) {
            if now_ms.saturating_sub(since_ms) >= GOOD_SESSION_MS {
                known.failures = 0;
            }
            known.due_ms = now_ms.saturating_add(pause_ms(known.failures, rng));
            known.failures = known.failures.saturating_add(1);
        }
    }

    fn places_taken(&self) -> usize {
        self.links.len() + self.known.values().filter(|known| known.dialling).count()
    }

    /// No dial is on its way any more.
    pub(crate) fn forget_dials(&mut self) {
        for known in self.known.values_mut() {
            known.dialling = false;
        }
    }

    /// The open session with a device.
    pub(crate) fn link(&self, endpoint: &EndpointId) -> Option<&Link> {
        self.links.get(endpoint)
    }

    /// Every open session.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Link> {
        self.links.values()
    }

    /// Whether a session with this number is open.
    pub(crate) fn has_session(&self, session: u64) -> bool {
        self.links.values().any(|link| link.session == session)
    }

    /// Whether a device was met since the program started.
    pub(crate) fn has_met(&self, endpoint: &EndpointId) -> bool {
        self.met.contains(endpoint)
    }
}

/// Doubles from [`REDIAL_MS`] to [`REDIAL_MS_MAX`], up to a fifth longer or shorter.
fn pause_ms(failures: u32, rng: &mut ChaCha20Rng) -> u64 {
    let doubled = REDIAL_MS.saturating_mul(1 << failures.min(16)).min(REDIAL_MS_MAX);
    let fifth = doubled / 5;
    doubled - fifth + rng.next_u64() % (2 * fifth + 1)
}

#[cfg(test)]
mod tests;
