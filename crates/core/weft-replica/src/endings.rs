//! Who does not stand: how somebody shows the way they came in, and what is told to and heard from who is not in.
//!
//! To level with everybody who stands it is enough that whoever does not stand hears why, and is heard: their own
//! leavings and switch-offs count wherever they are held, and they may be the only ones who hold those of others.

use crate::{
    effects::Effects,
    home::Home,
    level::frames_of,
    message::{Handle, Message},
    replica::Replica,
    session::{Ended, Introduced, Shared},
};
use std::collections::BTreeSet;
use weft_ids::{DeviceId, EndpointId, EntryHash, SpaceId, limits};
use weft_roster::{AuthorityAct, DeviceState};
use weft_space::{Record, Tip};

impl Replica {
    /// Somebody who knows the space's key but is not listed here shows how they came in.
    ///
    /// Each admission must be by a device that stands or forked here or was let in by the one before it,
    /// and the last must let in the device at the other end. Whoever came by somebody who had ended is told so.
    pub(crate) fn on_introduce(
        &mut self,
        id: u64,
        handle: Handle,
        admissions: &[Vec<u8>],
        effects: &mut Effects,
    ) {
        let Some(session) = self.sessions.get(&id) else { return };
        let Some(space) = session.strangers.get(&handle).copied() else { return };
        let Some(home) = self.spaces.get(&space) else { return };
        if admissions.len() > limits::DEVICES_MAX {
            return;
        }
        match shown(home, &session.endpoint, admissions) {
            Shown::Nothing => {}
            Shown::NotIn(device, why) => self.tell_why(id, handle, space, device, why, effects),
            Shown::In(introduced) => {
                if let Some(session) = self.sessions.get_mut(&id) {
                    session.strangers.remove(&handle);
                    session.ended.remove(&handle);
                    session.introduced.insert(space, introduced);
                    session.shared.insert(handle, Shared::new(space));
                }
                self.tell_digest(id, handle, effects);
                effects.changed = true;
            }
        }
    }

    /// Tells a device that does not stand any more why, and nothing else; what it says itself is still heard.
    ///
    /// So of two devices that switch each other off none wins by being heard first. All else that it says is late, and
    /// bounded.
    pub(crate) fn tell_ending(&mut self, id: u64, handle: Handle, space: SpaceId, effects: &mut Effects) {
        let (Some(session), Some(home)) = (self.sessions.get(&id), self.spaces.get(&space)) else { return };
        let introduced = session.introduced_in(home).map(|introduced| introduced.device);
        let Some(device) = introduced.or_else(|| home.ended_at(&session.endpoint)) else { return };
        let why = home.space.why_not(&device);
        self.tell_why(id, handle, space, device, why, effects);
    }

    fn tell_why(
        &mut self,
        id: u64,
        handle: Handle,
        space: SpaceId,
        device: DeviceId,
        why: Vec<EntryHash>,
        effects: &mut Effects,
    ) {
        let (Some(session), Some(home)) = (self.sessions.get_mut(&id), self.spaces.get(&space)) else {
            return;
        };
        let before = session.shared.remove(&handle);
        let listened = before.as_ref().and_then(|shared| shared.theirs);
        let ended = session.ended.entry(handle).or_insert_with(|| Ended::new(space, device, before));
        ended.device = device;
        let known: BTreeSet<EntryHash> = ended.why.iter().copied().collect();
        ended.why.extend(why.into_iter().filter(|hash| !known.contains(hash)));
        let records = ended.why.iter().filter_map(|hash| home.space.record(hash)).collect();
        let records = ended.given.take(records, false);
        for frame in frames_of(handle, &records) {
            effects.send(id, &frame);
        }
        // One that has said what it holds is asked at once for what is not known here; any other once it does.
        if let Some(digest) = listened {
            self.hear_ended(id, handle, digest, effects);
        }
    }

    /// A device that does not stand tells what it holds: it hears what it is known to hold, so that it gives the rest.
    pub(crate) fn hear_ended(&mut self, id: u64, handle: Handle, digest: [u8; 16], effects: &mut Effects) {
        let Some(ended) = self.sessions.get_mut(&id).and_then(|s| s.ended.get_mut(&handle)) else { return };
        let Some(home) = self.spaces.get(&ended.space).filter(|_| ended.heard != Some(digest)) else {
            return;
        };
        ended.heard = Some(digest);
        effects.changed = true;
        let newest = known_with(home, ended);
        effects.send(id, &Message::Vector { handle, answer: false, newest, forked: Vec::new() });
    }

    /// Levels with those of whom it has just become known that they stand after all.
    pub(crate) fn share_with_the_heard(&mut self, space: &SpaceId, effects: &mut Effects) {
        let Some(home) = self.spaces.get(space) else { return };
        let mut stand: Vec<(u64, Handle, Option<[u8; 16]>)> = Vec::new();
        for (id, session) in self.sessions.iter_mut().filter(|(_, s)| home.space.lists_endpoint(&s.endpoint))
        {
            let of_space = |(handle, ended): (&Handle, &Ended)| (ended.space == *space).then_some(*handle);
            let Some(handle) = session.ended.iter().find_map(of_space) else { continue };
            let Some(ended) = session.ended.remove(&handle) else { continue };
            stand.push((*id, handle, ended.heard));
            session.strangers.remove(&handle);
            session.shared.insert(handle, ended.into_shared());
        }
        for (id, handle, heard) in stand {
            match heard {
                Some(digest) => self.on_digest(id, handle, digest, effects),
                None => self.tell_digest(id, handle, effects),
            }
        }
    }
}

/// What a device that does not stand is known to hold, in the form of tips; it tells it nothing new.
fn known_with(home: &Home, ended: &Ended) -> Vec<Tip> {
    let history = home.space.history();
    let tip = |hash: &EntryHash| history.entry(hash).map(|facts| (facts.device, facts.n, *hash));
    let mut known: Vec<Tip> = ended.why.iter().filter_map(tip).collect();
    known.extend(home.has.get(&ended.device).into_iter().flat_map(|has| has.newest.iter().copied()));
    let aside = history.aside().into_iter().filter(|aside| aside.device == ended.device);
    known.extend(aside.map(|aside| (aside.device, aside.n, aside.entry)));
    known.sort_unstable();
    known.dedup();
    known
}

/// What the admissions show that somebody gave who is not listed.
enum Shown {
    /// They lead to the device at the other end from one that stands or forked here.
    In(Introduced),
    /// They lead to it, but by somebody who had ended; the entries that say so.
    NotIn(DeviceId, Vec<EntryHash>),
    /// They do not lead to it.
    Nothing,
}

/// Follows admissions from a device that is known here to the one at the other end.
fn shown(home: &Home, endpoint: &EndpointId, admissions: &[Vec<u8>]) -> Shown {
    let devices = &home.space.roster().devices;
    // Let in by what is shown, in ways that can count; and in others, of which it is known that they do not.
    let (mut trusted, mut late): (BTreeSet<DeviceId>, BTreeSet<DeviceId>) = Default::default();
    let mut why: BTreeSet<EntryHash> = BTreeSet::new();
    let mut last = Shown::Nothing;
    for bytes in admissions {
        let Ok(record) = Record::read(bytes) else { return Shown::Nothing };
        let (by, author) = (record.hash(), record.entry().device);
        let known = devices.get(&author).map(|device| device.state);
        // Whom a forked device let in stays; whom a device let in after it was ended does not, and before, is known.
        let may =
            matches!(known, Some(DeviceState::Stands | DeviceState::Forked)) || trusted.contains(&author);
        if record.entry().space != home.id() || !(may || known.is_some() || late.contains(&author)) {
            continue;
        }
        for item in record.items() {
            let Ok(Some(AuthorityAct::Admit(admit))) = AuthorityAct::from_item(item) else { continue };
            let said = &admit.joining.statement;
            // A device that this side knows and that does not stand any more is not trusted anew.
            if admit.joining.check(&home.id()).is_err() || devices.contains_key(&said.device) {
                continue;
            }
            // One that is held and lists nobody does not count, and it is known why.
            let held = home.space.record(&by).is_some();
            if may && !held {
                trusted.insert(said.device);
                last = Shown::In(Introduced { device: said.device, by });
            } else {
                let of = if held { said.device } else { author };
                why.extend(home.space.why_not(&of));
                late.insert(said.device);
                last = Shown::NotIn(said.device, why.iter().copied().collect());
            }
            if said.endpoint != *endpoint {
                last = Shown::Nothing;
            }
        }
    }
    if matches!(&last, Shown::NotIn(_, why) if why.is_empty()) { Shown::Nothing } else { last }
}
