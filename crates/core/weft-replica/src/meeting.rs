//! Sessions: two devices say hello, find what they share, and show how they came in where it is not known.

use crate::{
    effects::Effects,
    home::Home,
    level::frames_of,
    message::{Handle, Hello, Message, PROTOCOL_VERSION, door_proof, tag},
    replica::{Replica, random},
    session::{Ended, Session, Shared},
};
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EndpointId, Millis, SpaceId, limits};
use weft_roster::{AuthorityAct, DeviceState, SpaceKind};
use weft_space::Record;

/// How long a session may stand in which nothing was found to share, in milliseconds.
const IDLE_MS_MAX: i64 = 15_000;

impl Replica {
    /// A connection stands: say hello.
    pub(crate) fn connected(
        &mut self,
        id: u64,
        endpoint: EndpointId,
        at: String,
        now: Millis,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) {
        if self.refuses_all().is_some() || self.sessions.len() >= limits::SESSIONS_MAX {
            effects.close(id, "this device can meet nobody more at the moment");
            return;
        }
        let nonce = random(rng);
        let knocks = self.knocks(&endpoint, &nonce);
        let mut tags: Vec<Handle> =
            self.offered(&endpoint).map(|home| self.tag_for(home, &endpoint, &nonce)).collect();
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
            nonce,
            hello: None,
            shared: BTreeMap::new(),
            strangers: BTreeMap::new(),
            ended: BTreeMap::new(),
            shown: BTreeSet::new(),
            introduced: BTreeMap::new(),
            since: now,
            doors: BTreeMap::new(),
            knocks,
            came: 0,
            went: 0,
        };
        self.sessions.insert(id, session);
    }

    /// The spaces that a device may be told of: those that list it, then all but pairs, as far as there is room.
    ///
    /// A tag tells nothing to who has not the space's key, and two members may be unknown to each other there though
    /// they know each other from elsewhere.
    fn offered(&self, endpoint: &EndpointId) -> impl Iterator<Item = &Home> {
        let (listed, others): (Vec<&Home>, Vec<&Home>) =
            self.spaces.values().partition(|home| home.space.lists_endpoint(endpoint));
        let others = others.into_iter().filter(|home| home.space.roster().kind != SpaceKind::Pair);
        listed.into_iter().chain(others)
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
            Err(error) => {
                return self.drop_session(id, &format!("sent what cannot be read: {error}"), effects);
            }
        };
        match message {
            Message::Hello(hello) => self.on_hello(id, hello, effects),
            Message::Who { handle } => self.on_who(id, handle, effects),
            Message::Introduce { handle, admissions } => self.on_introduce(id, handle, &admissions, effects),
            Message::Digest { handle, digest } => self.on_digest(id, handle, digest, effects),
            Message::Vector { handle, answer, newest, forked } => {
                self.on_vector(id, handle, answer, &newest, &forked, effects);
            }
            Message::Records { handle, records } => self.on_records(id, handle, &records, effects),
            Message::Want { handle, entries } => self.on_want(id, handle, &entries, effects),
            Message::Door { handle, proof } => self.on_door(id, handle, proof, effects),
            Message::Join { handle, joining } => self.on_join(id, handle, &joining, rng, effects),
            Message::Shut { handle, why } => self.on_shut(id, handle, why, effects),
        }
    }

    pub(crate) fn disconnected(&mut self, id: u64, effects: &mut Effects) {
        effects.changed |= self.sessions.remove(&id).is_some_and(|session| session.is_known());
    }

    pub(crate) fn drop_session(&mut self, id: u64, why: &str, effects: &mut Effects) {
        if let Some(session) = self.sessions.remove(&id) {
            tracing::debug!(session = id, why, "dropped a session");
            effects.close(id, why);
            effects.changed |= session.is_known();
        }
    }

    fn on_hello(&mut self, id: u64, hello: Hello, effects: &mut Effects) {
        let mine = self.endpoint();
        let Some(session) = self.sessions.get(&id) else { return };
        if session.hello.is_some() || hello.version != PROTOCOL_VERSION || hello.tags.len() != limits::TAGS {
            return self.drop_session(id, "said hello in a way this version does not know", effects);
        }
        let (theirs, nonce, at) = (session.endpoint, session.nonce, session.at.clone());
        let knows =
            |home: &Home| hello.tags.contains(&tag(home.roll_key.as_bytes(), &theirs, &mine, &hello.nonce));
        let known = self.spaces.iter().filter(|(_, home)| knows(home));
        let handles: Vec<(Handle, SpaceId)> = known
            .map(|(space, home)| (handle_for(home, (&mine, &nonce), (&theirs, &hello.nonce)), *space))
            .collect();
        let doors = self.doors_at(&theirs, &hello.nonce, &hello.tags);
        for (handle, (_, invitation)) in &doors {
            let proof = door_proof(invitation, &nonce, &hello.nonce);
            effects.send(id, &Message::Door { handle: *handle, proof });
        }
        if let Some(session) = self.sessions.get_mut(&id) {
            session.hello = Some(hello);
            session.doors = doors;
        }
        for (handle, space) in handles {
            self.recognise(id, handle, space, effects);
        }
        if self.sessions.get(&id).is_some_and(|session| !session.shared.is_empty()) {
            self.note_met(theirs, &at, effects);
            effects.changed = true;
        }
    }

    /// Ends sessions in which nothing was found to share: a stranger does not hold a place for long.
    pub(crate) fn end_idle(&mut self, now: Millis, effects: &mut Effects) {
        let idle = |session: &Session| {
            !session.is_known() && session.doors.is_empty() && (now - session.since).abs() > IDLE_MS_MAX
        };
        let idle: Vec<u64> = self.sessions.iter().filter(|(_, s)| idle(s)).map(|(id, _)| *id).collect();
        for id in idle {
            self.drop_session(id, "nothing to share", effects);
        }
    }

    /// The other side knows a space's key: whether it is listed decides what it is told.
    fn recognise(&mut self, id: u64, handle: Handle, space: SpaceId, effects: &mut Effects) {
        let (Some(session), Some(home)) = (self.sessions.get_mut(&id), self.spaces.get(&space)) else {
            return;
        };
        if home.space.lists_endpoint(&session.endpoint) {
            session.shared.insert(handle, Shared::new(space));
            self.tell_digest(id, handle, effects);
        } else {
            // Whoever was ended here may have come in anew elsewhere.
            session.strangers.insert(handle, space);
            effects.send(id, &Message::Who { handle });
            self.tell_ending(id, handle, space, effects);
        }
    }

    /// Tells a device that does not stand any more why, and nothing else; what it says itself is still heard.
    ///
    /// Its own leavings and switch-offs count wherever they are held, so that of two devices that switch each other
    /// off none wins by being heard first. All else that it says is late, and bounded.
    pub(crate) fn tell_ending(&mut self, id: u64, handle: Handle, space: SpaceId, effects: &mut Effects) {
        let (Some(session), Some(home)) = (self.sessions.get_mut(&id), self.spaces.get(&space)) else {
            return;
        };
        let Some(device) = home.ended_at(&session.endpoint) else { return };
        let (mut given, waiting) =
            session.shared.remove(&handle).map(|shared| (shared.given, shared.waiting)).unwrap_or_default();
        let why = home.space.endings_of(&device);
        let records = given.take(why.iter().filter_map(|hash| home.space.record(hash)).collect(), false);
        for frame in frames_of(handle, &records) {
            effects.send(id, &frame);
        }
        if session.ended.insert(handle, Ended { space, why, given, waiting }).is_none() {
            let newest = home.known_with(&device);
            effects.send(id, &Message::Vector { handle, answer: false, newest, forked: Vec::new() });
        }
    }

    /// The other side does not list this device: show how it came in.
    fn on_who(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(space) = self.asked_about(id, handle) else { return };
        let (Some(session), Some(home)) = (self.sessions.get_mut(&id), self.spaces.get(&space)) else {
            return;
        };
        if !session.shown.insert(handle) {
            return;
        }
        let admissions = home.space.admissions_of(&home.device());
        let admissions = admissions.iter().map(|record| record.bytes().to_vec()).collect();
        effects.send(id, &Message::Introduce { handle, admissions });
        // What was told before the other side knew who this is went unheard.
        if let Some(shared) = session.shared.get_mut(&handle) {
            shared.told = None;
        } else if home.space.lists_endpoint(&session.endpoint) {
            session.shared.insert(handle, Shared::new(space));
        }
        self.tell_digest(id, handle, effects);
    }

    /// The space that somebody asks about who does not list this device.
    ///
    /// They may have kept its tag back, as from a known device that is not listed; one who stands here may ask all the same.
    fn asked_about(&self, id: u64, handle: Handle) -> Option<SpaceId> {
        let session = self.sessions.get(&id)?;
        let recognised = session.shared.get(&handle).map(|shared| shared.space);
        let (mine, theirs, hello) = (self.endpoint(), session.endpoint, session.hello.as_ref()?);
        let fits = |home: &Home| {
            home.space.lists_endpoint(&theirs)
                && handle_for(home, (&mine, &session.nonce), (&theirs, &hello.nonce)) == handle
        };
        let listed = || self.spaces.iter().find(|(_, home)| fits(home)).map(|(space, _)| *space);
        recognised.or_else(|| session.strangers.get(&handle).copied()).or_else(listed)
    }

    /// Somebody who knows the space's key but is not listed here shows how they came in.
    ///
    /// Each admission must be by a device that stands or forked here or was let in by the one before it,
    /// and the last must let in the device at the other end.
    fn on_introduce(&mut self, id: u64, handle: Handle, admissions: &[Vec<u8>], effects: &mut Effects) {
        let Some(session) = self.sessions.get(&id) else { return };
        let Some(space) = session.strangers.get(&handle).copied() else { return };
        let Some(home) = self.spaces.get(&space) else { return };
        if admissions.len() > limits::DEVICES_MAX {
            return;
        }
        let Some(device) = introduced(home, &session.endpoint, admissions) else { return };
        if let Some(session) = self.sessions.get_mut(&id) {
            session.strangers.remove(&handle);
            session.ended.remove(&handle);
            session.introduced.insert(space, device);
            session.shared.insert(handle, Shared::new(space));
        }
        self.tell_digest(id, handle, effects);
        effects.changed = true;
    }
}

/// The handle by which both sides name a space: the tag of the side with the smaller key.
fn handle_for(home: &Home, mine: (&EndpointId, &[u8; 16]), theirs: (&EndpointId, &[u8; 16])) -> Handle {
    let (first, second) = if mine.0 < theirs.0 { (mine, theirs) } else { (theirs, mine) };
    tag(home.roll_key.as_bytes(), first.0, second.0, first.1)
}

/// The device at the other end, where the admissions lead to it from a device that stands or forked here.
fn introduced(home: &Home, endpoint: &EndpointId, admissions: &[Vec<u8>]) -> Option<DeviceId> {
    let mut trusted: BTreeSet<DeviceId> = BTreeSet::new();
    let mut last = None;
    for bytes in admissions {
        let Ok(record) = Record::read(bytes) else { return None };
        let author = record.entry().device;
        let known = home.space.roster().devices.get(&author).map(|device| device.state);
        // Whom a forked device let in stays; whom a device let in after it was ended does not, and before, is known.
        let may =
            matches!(known, Some(DeviceState::Stands | DeviceState::Forked)) || trusted.contains(&author);
        if record.entry().space != home.id() || !may {
            continue;
        }
        for item in record.items() {
            let Ok(Some(AuthorityAct::Admit(admit))) = AuthorityAct::from_item(item) else {
                continue;
            };
            if admit.joining.check(&home.id()).is_ok() {
                // A device that this side knows and that does not stand any more is not trusted anew.
                if !home.space.roster().devices.contains_key(&admit.joining.statement.device) {
                    trusted.insert(admit.joining.statement.device);
                    let statement = &admit.joining.statement;
                    last = (statement.endpoint == *endpoint).then_some(statement.device);
                }
            }
        }
    }
    last
}
