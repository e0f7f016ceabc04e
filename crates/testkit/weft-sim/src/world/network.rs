//! Connections: frames that are lost, late, changed or repeated, and ends that lie.

use super::{Broken, Device, Event, MINUTE, World};
use crate::{check, faults::Fault, hostile};
use std::collections::BTreeMap;
use weft_ids::SpaceId;
use weft_replica::{
    Input,
    message::{Handle, Message, tag},
};

/// Frames of one connection; more means that two devices never stop talking.
const LINK_FRAMES_MAX: u64 = 5_000;

/// A connection.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) a: usize,
    pub(super) b: usize,
    slow: bool,
    /// To whom nothing gets through.
    deaf: Option<usize>,
    /// The nonce of each side's hello, from which handles follow.
    nonces: BTreeMap<usize, [u8; 16]>,
    frames: u64,
}

impl Link {
    fn other(&self, one: usize) -> usize {
        if self.a == one { self.b } else { self.a }
    }
}

impl World {
    pub(super) fn send(&mut self, from: usize, session: u64, mut bytes: Vec<u8>) -> Result<(), Broken> {
        let Some(link) = self.links.get_mut(&session) else { return Ok(()) };
        let (to, slow, deaf) = (link.other(from), link.slow, link.deaf);
        link.frames += 1;
        if link.frames > LINK_FRAMES_MAX {
            return Err(Broken(format!("devices {from} and {to} never stop talking")));
        }
        if let Ok(Message::Hello(hello)) = Message::from_frame(&bytes) {
            link.nonces.insert(from, hello.nonce);
        }
        if deaf == Some(to) || self.fault(Fault::Drop) {
            return Ok(());
        }
        if self.fault(Fault::Corrupt) {
            let place = self.dice.below(bytes.len());
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 + self.dice.byte() % 255;
            }
        }
        if self.fault(Fault::Truncate) {
            let keep = self.dice.below(bytes.len());
            bytes.truncate(keep);
        }
        let mut delay = if slow { MINUTE } else { 5 };
        if self.fault(Fault::Delay) {
            delay += 1 + self.dice.below(20_000) as i64;
        }
        if self.fault(Fault::Reorder) {
            delay = 1;
        }
        let life = self.devices.get(to).map_or(0, |device| device.life);
        if self.fault(Fault::Duplicate) {
            self.after(delay + 3, Event::Deliver { to, life, session, bytes: bytes.clone() });
        }
        self.after(delay, Event::Deliver { to, life, session, bytes });
        Ok(())
    }

    pub(super) fn deliver(
        &mut self,
        to: usize,
        life: u64,
        session: u64,
        bytes: Vec<u8>,
    ) -> Result<(), Broken> {
        let Some(link) = self.links.get(&session).cloned() else { return Ok(()) };
        if self.devices.get(to).is_none_or(|device| device.life != life) {
            return Ok(());
        }
        self.run.frames += 1;
        self.note(|| match Message::from_frame(&bytes) {
            Ok(message) => format!("{to} gets on {session} {}", hostile::name_of(&message)),
            Err(_) => format!("{to} gets on {session} {} bytes that mean nothing", bytes.len()),
        });
        self.input(to, Input::Message { session, bytes })?;
        self.misbehave(link.other(to), to, session, &link)
    }

    /// The other end of a link may be dishonest, too.
    fn misbehave(&mut self, from: usize, to: usize, session: u64, link: &Link) -> Result<(), Broken> {
        if self.fault(Fault::Flooder) {
            for _ in 0..20 {
                let length = self.dice.below(200);
                let junk: Vec<u8> = (0..length).map(|_| self.dice.byte()).collect();
                self.input(to, Input::Message { session, bytes: junk })?;
            }
        }
        if self.calm || !self.devices.get(from).is_some_and(|device| device.rogue) {
            return Ok(());
        }
        let kinds: Vec<Fault> =
            hostile::KINDS.into_iter().filter(|kind| self.swarm.rate(*kind) > 0).collect();
        if !self.dice.happens(80) {
            return Ok(());
        }
        let Some(kind) = self.dice.one(&kinds).copied() else { return Ok(()) };
        let handles = self.handles(from, to, link);
        let Some((space, handle)) = self.dice.one(&handles).copied() else { return Ok(()) };
        let Some(device) = self.devices.get(from) else { return Ok(()) };
        let frames = hostile::craft(device, &space, handle, kind, &mut self.dice);
        if frames.is_empty() {
            return Ok(());
        }
        self.count(kind);
        if let Some(device) = self.devices.get_mut(from).filter(|_| hostile::spoils(kind)) {
            device.spoiled = true;
        }
        for bytes in frames {
            self.input(to, Input::Message { session, bytes })?;
        }
        Ok(())
    }

    /// The handles by which two devices can name the spaces that the first of them is in.
    fn handles(&self, from: usize, to: usize, link: &Link) -> Vec<(SpaceId, Handle)> {
        let (Some(liar), Some(victim)) = (self.devices.get(from), self.devices.get(to)) else {
            return Vec::new();
        };
        let (mine, theirs) = (liar.endpoint(), victim.endpoint());
        let (first, second, side) = if mine < theirs { (mine, theirs, from) } else { (theirs, mine, to) };
        let Some(nonce) = link.nonces.get(&side) else { return Vec::new() };
        let spaces = liar.view().into_iter().flat_map(|view| view.spaces);
        let handle = |space: &SpaceId| Some(tag(&liar.secrets(space)?.1, &first, &second, nonce));
        spaces.filter_map(|space| Some((space.id, handle(&space.id)?))).collect()
    }

    pub(super) fn meet(&mut self, a: usize, b: usize) -> Result<(), Broken> {
        let up = |at: usize| self.devices.get(at).is_some_and(|device| device.replica.is_some());
        let linked = self.links.values().any(|l| (l.a, l.b) == (a, b) || (l.a, l.b) == (b, a));
        if a == b || linked || !up(a) || !up(b) || self.partitions.contains(&(a.min(b), a.max(b))) {
            return Ok(());
        }
        if self.fault(Fault::Partition) {
            self.partitions.insert((a.min(b), a.max(b)));
            return Ok(());
        }
        self.sessions += 1;
        let session = self.sessions;
        let (slow, deaf) = (self.fault(Fault::SlowPeer), self.fault(Fault::OneWay).then_some(b));
        self.links.insert(session, Link { a, b, slow, deaf, nonces: BTreeMap::new(), frames: 0 });
        self.note(|| format!("{a} meets {b} on {session}"));
        let port = if self.fault(Fault::AddressChange) { self.dice.below(9_000) } else { a };
        for (from, to, inbound) in [(a, b, false), (b, a, true)] {
            let Some(endpoint) = self.devices.get(to).map(Device::endpoint) else { continue };
            let at = format!("10.0.0.{to}:{}", 1_000 + port);
            self.input(from, Input::Connected { session, endpoint, at, inbound })?;
        }
        let delay = 1_000 + self.dice.below(10 * 60_000) as i64;
        self.after(delay, Event::Part(session));
        Ok(())
    }

    pub(super) fn part(&mut self, session: u64) -> Result<(), Broken> {
        let Some(link) = self.links.remove(&session) else { return Ok(()) };
        self.level_means_same(session, &link)?;
        let half_open = self.fault(Fault::HalfOpen);
        for (at, late) in [(link.a, half_open), (link.b, false)] {
            let life = self.devices.get(at).map_or(0, |device| device.life);
            if late {
                self.after(30_000, Event::Lost { at, life, session });
            } else {
                self.input(at, Input::Disconnected { session })?;
            }
        }
        Ok(())
    }

    /// Two devices that both know themselves level show the same in all they share.
    fn level_means_same(&self, session: u64, link: &Link) -> Result<(), Broken> {
        let side = |at: usize| -> Option<(&Device, weft_replica::SessionState)> {
            let device = self.devices.get(at)?;
            Some((device, device.replica.as_ref()?.session_state(session)?))
        };
        let (Some((a, left)), Some((b, right))) = (side(link.a), side(link.b)) else { return Ok(()) };
        if !(left.level && right.level) || a.batch.is_some() || b.batch.is_some() {
            return Ok(());
        }
        let (Some(one), Some(other)) = (a.view(), b.view()) else { return Ok(()) };
        for space in left.spaces.iter().filter(|space| right.spaces.contains(space)) {
            check::same(space, (&a.name, &one), (&b.name, &other)).map_err(Broken)?;
        }
        Ok(())
    }
}
