//! The open sessions: how many there may be, and which of two connections between the same two devices is kept.

use crate::end::End;
use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::sync::mpsc;
use weft_ids::{EndpointId, limits::SESSIONS_MAX};

/// Sessions that one address may open; a household behind one address, not a flood.
pub(crate) const SESSIONS_PER_ADDRESS_MAX: usize = 8;
/// Sessions that devices I do not know may open, so that strangers can never keep out those I know.
pub(crate) const STRANGERS_MAX: usize = SESSIONS_MAX / 2;
/// Ended dials of others that are remembered, so that they can say so when they dial again.
const ENDED_MAX: usize = 512;

/// Random bytes a device picks whenever it builds its sockets: what it held before is gone.
pub(crate) type Incarnation = [u8; 16];

/// A connection that asks to become a session.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    /// Whose key the other side proved to hold.
    pub(crate) remote: EndpointId,
    /// Its address.
    pub(crate) address: IpAddr,
    /// Whether the other side dialled.
    pub(crate) inbound: bool,
    /// The dialler's random name for this dial.
    pub(crate) dial: u64,
    /// The other side's incarnation.
    pub(crate) incarnation: Incarnation,
    /// For an inbound offer: the dial of ours that the other side saw last and knows to be over; else 0.
    pub(crate) saw_ended: u64,
    /// Whether the engine knows this device.
    pub(crate) known: bool,
}

/// The engine's end of one session.
#[derive(Debug)]
pub(crate) struct Handle {
    /// Frames for the other side.
    pub(crate) frames: mpsc::Sender<Vec<u8>>,
    /// Bytes in `frames`.
    pub(crate) queued: Arc<AtomicUsize>,
    /// Ends the session.
    pub(crate) stop: mpsc::Sender<End>,
    /// Closes once the session is over and its end was told.
    pub(crate) over: mpsc::Receiver<()>,
}

/// A place in the table.
#[derive(Debug)]
pub(crate) struct Place {
    /// The name of the session.
    pub(crate) session: u64,
    /// The session it replaces, to be waited for: the engine reads of one session with a device at a time.
    pub(crate) replaced: Option<mpsc::Receiver<()>>,
}

#[derive(Debug)]
struct Entry {
    offer: Offer,
    handle: Handle,
}

/// The open sessions.
#[derive(Debug)]
pub(crate) struct Table {
    me: EndpointId,
    next: u64,
    open: BTreeMap<u64, Entry>,
    /// Devices that a dial of ours is greeting.
    greeting: BTreeSet<EndpointId>,
    /// The newest dial of each other device that ended here.
    ended: BTreeMap<EndpointId, u64>,
}

impl Table {
    /// No sessions.
    pub(crate) fn new(me: EndpointId) -> Self {
        Self { me, next: 1, open: BTreeMap::new(), greeting: BTreeSet::new(), ended: BTreeMap::new() }
    }

    /// Takes the turn to greet `remote`: one dial at a time, and none while a session is open. Returns the newest dial of
    /// theirs that ended here.
    pub(crate) fn begin_greeting(&mut self, remote: &EndpointId) -> Option<u64> {
        if self.is_open(remote) || !self.greeting.insert(*remote) {
            return None;
        }
        Some(self.ended.get(remote).copied().unwrap_or(0))
    }

    /// Gives the turn back.
    pub(crate) fn end_greeting(&mut self, remote: &EndpointId) {
        self.greeting.remove(remote);
    }

    /// Whether a session with `remote` is open.
    pub(crate) fn is_open(&self, remote: &EndpointId) -> bool {
        self.open.values().any(|entry| entry.offer.remote == *remote)
    }

    /// Opens a session for `offer`, ending the one it replaces, and names it.
    ///
    /// # Errors
    /// `Duplicate` where the session that is open is kept, `Full` where no more may be open.
    pub(crate) fn admit(&mut self, offer: Offer, handle: Handle) -> Result<Place, End> {
        let mut replaced = None;
        let twin = self.open.iter().find(|(_, entry)| entry.offer.remote == offer.remote);
        if let Some((twin, entry)) = twin {
            let (twin, end) = (*twin, self.end_of_older(&offer, &entry.offer)?);
            replaced = self.stop(twin, end);
        }
        if self.is_full_for(&offer) {
            return Err(End::Full);
        }
        let session = self.next;
        self.next += 1;
        self.open.insert(session, Entry { offer, handle });
        Ok(Place { session, replaced })
    }

    /// Which of two connections between the same two devices is kept; both sides come to the same answer.
    ///
    /// Another incarnation, a second dial by the same side, or a dial by one that says ours is over: the older one is dead.
    /// Otherwise both dialled at once, and the dial of the smaller id is kept.
    ///
    /// # Errors
    /// `Duplicate`, for the newer one, where the older one is kept.
    fn end_of_older(&self, new: &Offer, old: &Offer) -> Result<End, End> {
        let says_ours_is_over = new.inbound && new.saw_ended != 0 && new.saw_ended == old.dial;
        if new.incarnation != old.incarnation || new.inbound == old.inbound || says_ours_is_over {
            return Ok(End::Renewed);
        }
        let dialler = if new.inbound { new.remote } else { self.me };
        if dialler == self.me.min(new.remote) { Ok(End::Duplicate) } else { Err(End::Duplicate) }
    }

    fn is_full_for(&self, offer: &Offer) -> bool {
        let count = |test: &dyn Fn(&Offer) -> bool| self.open.values().filter(|e| test(&e.offer)).count();
        self.open.len() >= SESSIONS_MAX
            || (offer.inbound
                && count(&|open| open.inbound && open.address == offer.address) >= SESSIONS_PER_ADDRESS_MAX)
            || (offer.inbound && !offer.known && count(&|open| open.inbound && !open.known) >= STRANGERS_MAX)
    }

    /// The engine's end of a session.
    pub(crate) fn get(&self, session: u64) -> Option<&Handle> {
        self.open.get(&session).map(|entry| &entry.handle)
    }

    /// Tells a session to end and forgets it; what is queued is still delivered where the end is a friendly one. Returns
    /// what closes when it is over.
    pub(crate) fn stop(&mut self, session: u64, end: End) -> Option<mpsc::Receiver<()>> {
        let entry = self.remove(session)?;
        // A full channel means that the session is ending for another reason already.
        entry.handle.stop.try_send(end).ok();
        Some(entry.handle.over)
    }

    /// Tells every session to end.
    pub(crate) fn stop_all(&mut self, end: &End) {
        let sessions: Vec<u64> = self.open.keys().copied().collect();
        for session in sessions {
            self.stop(session, end.clone());
        }
    }

    /// Forgets a session that ended by itself.
    pub(crate) fn forget(&mut self, session: u64) {
        self.remove(session);
    }

    fn remove(&mut self, session: u64) -> Option<Entry> {
        let entry = self.open.remove(&session)?;
        if entry.offer.inbound {
            if self.ended.len() >= ENDED_MAX {
                self.ended.pop_first();
            }
            self.ended.insert(entry.offer.remote, entry.offer.dial);
        }
        Some(entry)
    }
}

impl Handle {
    /// Bytes that may still be queued under `cap`.
    pub(crate) fn room(&self, cap: usize) -> usize {
        cap.saturating_sub(self.queued.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Line {
        _frames: mpsc::Receiver<Vec<u8>>,
        stop: mpsc::Receiver<End>,
        _over: mpsc::Sender<()>,
    }

    fn handle() -> (Handle, Line) {
        let (frames, frames_in) = mpsc::channel(4);
        let (stop, stop_in) = mpsc::channel(4);
        let (over_out, over) = mpsc::channel(1);
        let handle = Handle { frames, queued: Arc::default(), stop, over };
        (handle, Line { _frames: frames_in, stop: stop_in, _over: over_out })
    }

    fn id(n: u8) -> EndpointId {
        EndpointId([n; 32])
    }

    fn offer(remote: EndpointId, inbound: bool, dial: u64) -> Offer {
        let address = [10, 0, 0, remote.0[0]].into();
        Offer { remote, address, inbound, dial, incarnation: [1; 16], saw_ended: 0, known: false }
    }

    fn admit(table: &mut Table, offer: Offer) -> (Result<u64, End>, Line) {
        let (handle, line) = handle();
        (table.admit(offer, handle).map(|place| place.session), line)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        /// Ana and Ben dial at once; whatever order things reach each of them in, both keep the same connection.
        #[test]
        fn two_who_dial_at_once_keep_the_same_connection(ana_sees_hers_first in any::<bool>(),
                                                         ben_sees_his_first in any::<bool>(),
                                                         swap in any::<bool>()) {
            let (ana, ben) = if swap { (id(2), id(1)) } else { (id(1), id(2)) };
            let kept = |me: EndpointId, other: EndpointId, mine: u64, theirs: u64, mine_first: bool| {
                let mut table = Table::new(me);
                prop_assert!(table.begin_greeting(&other).is_some());
                let (own, inbound) = (offer(other, false, mine), offer(other, true, theirs));
                let (first, second) = if mine_first { (own, inbound) } else { (inbound, own) };
                let (first_dial, second_dial) = (first.dial, second.dial);
                let (_, mut line) = admit(&mut table, first);
                let (verdict, _line) = admit(&mut table, second);
                let ended = line.stop.try_recv().is_ok();
                prop_assert_eq!(ended, verdict.is_ok(), "exactly one stays");
                Ok(if ended { second_dial } else { first_dial })
            };
            let at_ana = kept(ana, ben, 11, 22, ana_sees_hers_first)?;
            let at_ben = kept(ben, ana, 22, 11, ben_sees_his_first)?;
            prop_assert_eq!(at_ana, at_ben);
        }
    }

    #[test]
    fn a_device_that_started_again_is_let_in_at_once() {
        let mut table = Table::new(id(1));
        let (_, mut old) = admit(&mut table, offer(id(2), false, 7));
        let again = Offer { incarnation: [2; 16], ..offer(id(2), true, 8) };
        assert!(admit(&mut table, again).0.is_ok());
        assert_eq!(old.stop.try_recv(), Ok(End::Renewed));
    }

    #[test]
    fn a_dial_by_one_who_knows_that_ours_is_over_replaces_it() {
        let mut table = Table::new(id(1));
        let (_, mut old) = admit(&mut table, offer(id(2), false, 7));
        assert_eq!(admit(&mut table, offer(id(2), true, 8)).0, Err(End::Duplicate));
        assert!(admit(&mut table, Offer { saw_ended: 7, ..offer(id(2), true, 9) }).0.is_ok());
        assert_eq!(old.stop.try_recv(), Ok(End::Renewed));
    }

    #[test]
    fn one_greets_one_at_a_time_and_says_which_dial_of_theirs_is_over() {
        let mut table = Table::new(id(1));
        assert_eq!(table.begin_greeting(&id(2)), Some(0));
        assert_eq!(table.begin_greeting(&id(2)), None);
        table.end_greeting(&id(2));
        let (session, _line) = admit(&mut table, offer(id(2), true, 5));
        assert_eq!(table.begin_greeting(&id(2)), None, "a session is open");
        table.forget(session.unwrap());
        assert_eq!(table.begin_greeting(&id(2)), Some(5));
    }

    #[test]
    fn one_address_cannot_take_every_place() {
        let mut table = Table::new(id(1));
        let from = |n: u8| Offer { address: [10, 0, 0, 9].into(), known: true, ..offer(id(n), true, 1) };
        let lines: Vec<_> =
            (2..).map(|n| admit(&mut table, from(n))).take(SESSIONS_PER_ADDRESS_MAX).collect();
        assert!(lines.iter().all(|(verdict, _)| verdict.is_ok()));
        assert_eq!(admit(&mut table, from(99)).0, Err(End::Full));
        assert!(admit(&mut table, offer(id(98), true, 1)).0.is_ok(), "another address");
    }

    #[test]
    fn strangers_cannot_keep_out_those_i_know() {
        let mut table = Table::new(id(1));
        let lines: Vec<_> = (2..80).map(|n| admit(&mut table, offer(id(n), true, 1))).collect();
        assert_eq!(lines.iter().filter(|(verdict, _)| verdict.is_ok()).count(), STRANGERS_MAX);
        let friends: Vec<_> =
            (80..200).map(|n| admit(&mut table, Offer { known: true, ..offer(id(n), true, 1) })).collect();
        assert_eq!(
            friends.iter().filter(|(verdict, _)| verdict.is_ok()).count(),
            SESSIONS_MAX - STRANGERS_MAX
        );
    }
}
