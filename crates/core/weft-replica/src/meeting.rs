//! Sessions: two devices find what they share, level it, and keep it level while they are connected.

use crate::{
    effects::Effects,
    home::Home,
    message::{Handle, Hello, Message, PROTOCOL_VERSION, door_proof, tag},
    replica::{Replica, random},
    rows::HasRow,
    session::{Full, Session, Shared},
};
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EndpointId, EntryHash, SpaceId, limits};
use weft_roster::SpaceKind;
use weft_space::{Received, Record, Tip};

/// Bytes of records in one message; half a frame, so that its head always fits.
const RECORDS_BYTES: usize = limits::FRAME_BYTES_MAX / 2;
/// Entries before a wanted one that go with it, so that a long branch takes few trips.
const CHAIN_BACK: usize = 64;

impl Replica {
    /// A connection stands: say hello.
    pub(crate) fn connected(
        &mut self,
        id: u64,
        endpoint: EndpointId,
        at: String,
        inbound: bool,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) {
        if self.refuses_all().is_some() || self.sessions.len() >= limits::SESSIONS_MAX {
            effects.close(id, "this device can meet nobody more at the moment");
            return;
        }
        let nonce = random(rng);
        let knocks = self.knocks(&endpoint, &nonce);
        let mut tags: Vec<Handle> = self.offered(&endpoint).map(|home| self.tag_for(home, &endpoint, &nonce)).collect();
        tags.splice(0..0, knocks.keys().copied());
        tags.truncate(limits::TAGS);
        while tags.len() < limits::TAGS {
            tags.push(random(rng));
        }
        // Sorted, so that the order does not tell which are real.
        tags.sort_unstable();
        effects.send(id, &Message::Hello(Hello { version: PROTOCOL_VERSION, nonce, tags }));
        let session = Session {
            endpoint,
            at,
            dialled: !inbound,
            nonce,
            hello: None,
            shared: BTreeMap::new(),
            strangers: BTreeMap::new(),
            introduced: BTreeSet::new(),
            doors: BTreeMap::new(),
            knocks,
            came: 0,
            went: 0,
        };
        self.sessions.insert(id, session);
    }

    /// The spaces that a device may be told of: those that list it, or to an unknown one all but pairs.
    fn offered(&self, endpoint: &EndpointId) -> impl Iterator<Item = &Home> {
        let known = self.spaces.values().any(|home| home.space.lists_endpoint(endpoint));
        let endpoint = *endpoint;
        self.spaces.values().filter(move |home| {
            if known { home.space.lists_endpoint(&endpoint) } else { home.space.roster().kind != SpaceKind::Pair }
        })
    }

    fn tag_for(&self, home: &Home, to: &EndpointId, nonce: &[u8; 16]) -> Handle {
        tag(home.roll_key.as_bytes(), &self.endpoint(), to, nonce)
    }

    /// A frame came.
    pub(crate) fn message(&mut self, id: u64, bytes: &[u8], rng: &mut ChaCha20Rng, effects: &mut Effects) {
        if !self.sessions.contains_key(&id) {
            return;
        }
        let message = match Message::from_frame(bytes) {
            Ok(message) => message,
            Err(error) => return self.drop_session(id, &format!("sent what cannot be read: {error}"), effects),
        };
        match message {
            Message::Hello(hello) => self.on_hello(id, hello, effects),
            Message::Introduce { handle, admissions } => self.on_introduce(id, handle, &admissions, effects),
            Message::Digest { handle, digest } => self.on_digest(id, handle, digest, effects),
            Message::Vector { handle, answer, newest } => self.on_vector(id, handle, answer, &newest, effects),
            Message::Records { handle, records } => self.on_records(id, handle, &records, effects),
            Message::Want { handle, entries } => self.on_want(id, handle, &entries, effects),
            Message::Door { handle, proof } => self.on_door(id, handle, proof, effects),
            Message::Join { handle, joining } => self.on_join(id, handle, &joining, rng, effects),
            Message::Shut { handle, why } => self.on_shut(id, handle, why, effects),
        }
    }

    pub(crate) fn disconnected(&mut self, id: u64, effects: &mut Effects) {
        effects.changed |= self.sessions.remove(&id).is_some();
    }

    pub(crate) fn drop_session(&mut self, id: u64, why: &str, effects: &mut Effects) {
        if self.sessions.remove(&id).is_some() {
            tracing::debug!(session = id, why, "dropped a session");
            effects.close(id, why);
            effects.changed = true;
        }
    }

    fn on_hello(&mut self, id: u64, hello: Hello, effects: &mut Effects) {
        let mine = self.endpoint();
        let Some(session) = self.sessions.get(&id) else { return };
        if session.hello.is_some() || hello.version != PROTOCOL_VERSION || hello.tags.len() != limits::TAGS {
            return self.drop_session(id, "said hello in a way this version does not know", effects);
        }
        let (theirs, nonce, at, dialled) = (session.endpoint, session.nonce, session.at.clone(), session.dialled);
        let mut shared = BTreeMap::new();
        let mut strangers = BTreeMap::new();
        for (space, home) in &self.spaces {
            let key = home.roll_key.as_bytes();
            if !hello.tags.contains(&tag(key, &theirs, &mine, &hello.nonce)) {
                continue;
            }
            // Both sides name the space by the tag of the side with the smaller key.
            let handle = if mine < theirs { tag(key, &mine, &theirs, &nonce) } else { tag(key, &theirs, &mine, &hello.nonce) };
            if home.space.lists_endpoint(&theirs) {
                shared.insert(handle, Shared::new(*space));
            } else {
                strangers.insert(handle, *space);
            }
        }
        let doors = self.doors_at(&theirs, &hello.nonce, &hello.tags);
        for (handle, (_, invitation)) in &doors {
            let proof = door_proof(invitation, &nonce, &hello.nonce);
            effects.send(id, &Message::Door { handle: *handle, proof });
        }
        let handles: Vec<Handle> = shared.keys().copied().collect();
        if let Some(session) = self.sessions.get_mut(&id) {
            session.hello = Some(hello);
            session.shared = shared;
            session.strangers = strangers;
            session.doors = doors;
        }
        for handle in &handles {
            self.introduce(id, *handle, effects);
            self.tell_digest(id, *handle, effects);
        }
        if dialled && !handles.is_empty() {
            self.note_met(theirs, &at, effects);
        }
        effects.changed = true;
    }

    /// Shows how this device came in, to somebody who is not known to have that entry.
    fn introduce(&self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(session) = self.sessions.get(&id) else { return };
        let Some(home) = session.shared.get(&handle).and_then(|shared| self.spaces.get(&shared.space)) else { return };
        let admissions = home.space.admissions_of(&home.device());
        let own = admissions.last().map(|record| record.hash());
        let has_it = |has: &HasRow| {
            let mut tips = has.newest.iter();
            own.is_some_and(|own| tips.any(|(_, _, tip)| home.space.history().reaches(tip, &own)))
        };
        let known = home.space.roster().standing_at(&session.endpoint).any(|(d, _)| home.has.get(d).is_some_and(has_it));
        if !known && !admissions.is_empty() {
            let admissions = admissions.iter().map(|record| record.bytes().to_vec()).collect();
            effects.send(id, &Message::Introduce { handle, admissions });
        }
    }

    /// Somebody who knows the space's key but is not listed here shows how they came in.
    ///
    /// Each admission must be by a device that stands here or was let in by the one before it,
    /// and the last must let in the device at the other end.
    fn on_introduce(&mut self, id: u64, handle: Handle, admissions: &[Vec<u8>], effects: &mut Effects) {
        let Some(session) = self.sessions.get(&id) else { return };
        let Some(space) = session.strangers.get(&handle).copied() else { return };
        let Some(home) = self.spaces.get(&space) else { return };
        if admissions.len() > limits::DEVICES_MAX || !introduces(home, &session.endpoint, admissions) {
            return;
        }
        if let Some(session) = self.sessions.get_mut(&id) {
            session.strangers.remove(&handle);
            session.introduced.insert(space);
            session.shared.insert(handle, Shared::new(space));
        }
        self.tell_digest(id, handle, effects);
        effects.changed = true;
    }

    /// Tells what this device has durably stored, where the other side was not told yet.
    pub(crate) fn tell_digest(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(shared) = self.sessions.get_mut(&id).and_then(|s| s.shared.get_mut(&handle)) else { return };
        let Some(home) = self.spaces.get(&shared.space) else { return };
        let digest = home.space.digest();
        if shared.told != Some(digest) {
            shared.told = Some(digest);
            effects.send(id, &Message::Digest { handle, digest });
            effects.changed = true;
        }
    }

    fn on_digest(&mut self, id: u64, handle: Handle, digest: [u8; 16], effects: &mut Effects) {
        let mine = self.endpoint();
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(shared) = session.shared.get_mut(&handle) else { return };
        let Some(home) = self.spaces.get_mut(&shared.space) else { return };
        shared.theirs = Some(digest);
        effects.changed = true;
        let ours = home.space.digest();
        if digest == ours {
            shared.given.clear();
            let devices: Vec<DeviceId> = home.space.roster().standing_at(&session.endpoint).map(|(d, _)| *d).collect();
            let newest = home.space.tips();
            for device in devices {
                home.note_has(device, HasRow { newest: newest.clone() }, &mut effects.writes);
            }
        } else if mine < session.endpoint && shared.compared != Some((ours, digest)) {
            shared.compared = Some((ours, digest));
            effects.send(id, &Message::Vector { handle, answer: true, newest: home.space.tips() });
        }
        self.tell_digest(id, handle, effects);
    }

    fn on_vector(&mut self, id: u64, handle: Handle, answer: bool, newest: &[Tip], effects: &mut Effects) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(shared) = session.shared.get_mut(&handle) else { return };
        let Some(home) = self.spaces.get_mut(&shared.space) else { return };
        if newest.len() > limits::DEVICES_MAX * limits::BRANCHES_MAX {
            return self.drop_session(id, "told of more devices than a space can have", effects);
        }
        note_own_future(home, newest, effects);
        let mut records = home.space.fork_proofs(newest);
        records.extend(home.space.lacking(newest));
        // What went already is not sent twice unless the vector still lacks it when asked a second time.
        records.retain(|record| !shared.given.contains(&record.hash()) || !answer);
        session.went += records.len() as u64;
        shared.given.extend(records.iter().map(|record| record.hash()));
        for frame in frames_of(handle, &records) {
            effects.send(id, &frame);
        }
        let unknown: BTreeSet<EntryHash> =
            newest.iter().map(|(_, _, hash)| *hash).filter(|hash| home.space.record(hash).is_none()).collect();
        if answer {
            effects.send(id, &Message::Vector { handle, answer: false, newest: home.space.tips() });
        } else if !unknown.is_empty() {
            let entries = shared.waiting.ask_for(&unknown);
            if !entries.is_empty() {
                effects.send(id, &Message::Want { handle, entries });
            }
        }
    }

    fn on_want(&mut self, id: u64, handle: Handle, entries: &[EntryHash], effects: &mut Effects) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(shared) = session.shared.get_mut(&handle) else { return };
        let Some(home) = self.spaces.get(&shared.space) else { return };
        if entries.len() > limits::PAST_MAX {
            return self.drop_session(id, "asked for more entries than one message may", effects);
        }
        let mut seen = BTreeSet::new();
        let mut records = Vec::new();
        for hash in entries {
            for record in home.space.with_chain(hash, CHAIN_BACK) {
                if seen.insert(record.hash()) {
                    records.push(record);
                }
            }
        }
        session.went += records.len() as u64;
        for frame in frames_of(handle, &records) {
            effects.send(id, &frame);
        }
    }

    fn on_records(&mut self, id: u64, handle: Handle, records: &[Vec<u8>], effects: &mut Effects) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        if session.knocks.contains_key(&handle) {
            return self.on_knock_records(id, handle, records, effects);
        }
        let Some(shared) = session.shared.get_mut(&handle) else { return };
        let space = shared.space;
        let mut batch = shared.waiting.take();
        for bytes in records {
            match Record::read(bytes) {
                Ok(record) => batch.push(record),
                Err(error) => return self.drop_session(id, &format!("gave a damaged entry: {error}"), effects),
            }
        }
        let taken = match self.take_in(&space, batch, effects) {
            Ok(taken) => taken,
            Err(why) => return self.drop_session(id, &format!("gave an entry that is not valid: {why}"), effects),
        };
        let Some(session) = self.sessions.get_mut(&id) else { return };
        session.came += taken.new.len() as u64;
        let Some(shared) = session.shared.get_mut(&handle) else { return };
        shared.given.extend(taken.new.iter().copied());
        if !taken.new.is_empty() {
            shared.waiting.settle();
        }
        for record in taken.waiting {
            if shared.waiting.push(record) == Err(Full) {
                return self.drop_session(id, "gave entries without their past", effects);
            }
        }
        let entries = shared.waiting.ask_for(&taken.missing);
        if !entries.is_empty() {
            effects.send(id, &Message::Want { handle, entries });
        }
        self.tell_digest(id, handle, effects);
        if !taken.new.is_empty() {
            self.spread(&space, Some(id), effects);
        }
    }

    /// Takes records of a space in, in whatever order they can be, stores them and folds.
    ///
    /// # Errors
    /// When one is not valid; those before it are taken in all the same.
    pub(crate) fn take_in(
        &mut self,
        space: &SpaceId,
        mut batch: Vec<Record>,
        effects: &mut Effects,
    ) -> Result<TakenIn, String> {
        let mut taken = TakenIn::default();
        let Some(home) = self.spaces.get_mut(space) else { return Ok(taken) };
        let mut bad = None;
        loop {
            let (mut again, mut moved) = (Vec::new(), false);
            taken.missing.clear();
            for record in batch {
                match home.space.receive(record.clone()) {
                    Received::New => {
                        home.keep(&record, &mut effects.writes);
                        taken.new.push(record.hash());
                        moved = true;
                    }
                    Received::Known => {}
                    Received::Missing(missing) => {
                        taken.missing.extend(missing);
                        again.push(record);
                    }
                    // Held aside as much as may be: neither taken nor anybody's fault.
                    Received::NoRoom => {}
                    Received::Invalid(why) | Received::Unable(why) => bad = bad.or(Some(why)),
                }
            }
            batch = again;
            if batch.is_empty() || !moved {
                break;
            }
        }
        taken.waiting = batch;
        if !taken.new.is_empty() {
            home.space.fold();
            effects.changed = true;
        }
        bad.map_or(Ok(taken), Err)
    }

    /// Passes what is new in a space on to everyone connected who shares it, but not back to `from`.
    pub(crate) fn spread(&mut self, space: &SpaceId, from: Option<u64>, effects: &mut Effects) {
        effects.changed = true;
        let Some(home) = self.spaces.get(space) else { return };
        for (id, session) in &mut self.sessions {
            let Some(handle) = session.handle_of(space) else { continue };
            let Some(shared) = session.shared.get_mut(&handle) else { continue };
            if Some(*id) != from && shared.theirs.is_some() {
                // The other side holds what was level last and what went since; the rest follows from its tips.
                let has = home.space.roster().standing_at(&session.endpoint).find_map(|(d, _)| home.has.get(d));
                let tips = has.map(|row| row.newest.clone()).unwrap_or_default();
                let mut records = home.space.lacking(&tips);
                records.retain(|record| !shared.given.contains(&record.hash()));
                if has.is_some() || shared.is_level() {
                    session.went += records.len() as u64;
                    shared.given.extend(records.iter().map(|record| record.hash()));
                    for frame in frames_of(handle, &records) {
                        effects.send(*id, &frame);
                    }
                }
            }
        }
        let sessions: Vec<(u64, Handle)> =
            self.sessions.iter().filter_map(|(id, s)| Some((*id, s.handle_of(space)?))).collect();
        for (id, handle) in sessions {
            self.tell_digest(id, handle, effects);
        }
        self.end_with_the_departed(space);
    }

    /// Whoever does not stand any more was told how that came about, and is told nothing after it.
    fn end_with_the_departed(&mut self, space: &SpaceId) {
        let Some(home) = self.spaces.get(space) else { return };
        for session in self.sessions.values_mut() {
            let departed = !home.space.lists_endpoint(&session.endpoint) && !session.introduced.contains(space);
            if let Some(handle) = session.handle_of(space).filter(|_| departed) {
                session.shared.remove(&handle);
            }
        }
    }
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(crate) struct TakenIn {
    pub(crate) new: Vec<EntryHash>,
    pub(crate) waiting: Vec<Record>,
    pub(crate) missing: BTreeSet<EntryHash>,
}

/// Packs records into messages that fit frames.
pub(crate) fn frames_of(handle: Handle, records: &[&Record]) -> Vec<Message> {
    let mut frames = Vec::new();
    let (mut batch, mut bytes) = (Vec::new(), 0);
    for record in records {
        if bytes + record.bytes().len() > RECORDS_BYTES && !batch.is_empty() {
            frames.push(Message::Records { handle, records: std::mem::take(&mut batch) });
            bytes = 0;
        }
        bytes += record.bytes().len();
        batch.push(record.bytes().to_vec());
    }
    if !batch.is_empty() {
        frames.push(Message::Records { handle, records: batch });
    }
    frames
}

/// Whether the admissions lead from a device that stands here to the device at the other end.
fn introduces(home: &Home, endpoint: &EndpointId, admissions: &[Vec<u8>]) -> bool {
    let mut trusted: BTreeSet<DeviceId> = BTreeSet::new();
    let mut ends_there = false;
    for bytes in admissions {
        let Ok(record) = Record::read(bytes) else { return false };
        let author = record.entry().device;
        if record.entry().space != home.id() || !(home.space.roster().stands(&author) || trusted.contains(&author)) {
            continue;
        }
        for item in record.items() {
            let Ok(Some(weft_roster::AuthorityAct::Admit(admit))) = weft_roster::AuthorityAct::from_item(item) else {
                continue;
            };
            if admit.joining.check(&home.id()).is_ok() {
                // A device that this side knows and that does not stand any more is not trusted anew.
                if !home.space.roster().devices.contains_key(&admit.joining.statement.device) {
                    trusted.insert(admit.joining.statement.device);
                    ends_there = admit.joining.statement.endpoint == *endpoint;
                }
            }
        }
    }
    ends_there
}

/// Another device holds entries of this device that this device does not: an old copy of the profile is in use.
fn note_own_future(home: &mut Home, newest: &[Tip], effects: &mut Effects) {
    let mine = home.device();
    let own = home.space.tip_of(&mine).map_or(0, |(n, _)| n);
    if home.gone_back.is_none() && newest.iter().any(|(device, n, _)| *device == mine && *n > own) {
        home.gone_back = Some(
            "others hold newer words of this device than it has itself, as happens when an old copy of a profile is used; once these are back, close Weft and open it again"
                .into(),
        );
        effects.changed = true;
    }
}
