//! Sessions: two devices say hello and find what they share.

use crate::{
    effects::Effects,
    home::Home,
    message::{Handle, Hello, Message, PROTOCOL_VERSION, door_proof, tag},
    replica::{Replica, random},
    session::{Session, Shared},
};
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{EndpointId, Millis, RollHash, SpaceId, limits};
use weft_roster::{RollKey, SpaceKind};

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

    /// The spaces that a device may be told of: those that list it, then all but pairs and my own devices, as far as there is room.
    ///
    /// A tag tells nothing to who has not the space's key, and two members may be unknown to each other there though
    /// they know each other from elsewhere.
    fn offered(&self, endpoint: &EndpointId) -> impl Iterator<Item = &Home> {
        let (listed, others): (Vec<&Home>, Vec<&Home>) = self
            .spaces
            .values()
            .filter(|home| !home.is_copy)
            .partition(|home| home.space.lists_endpoint(endpoint));
        let others = others
            .into_iter()
            .filter(|home| !matches!(home.space.roster().kind, SpaceKind::Pair | SpaceKind::Own));
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
            Message::Who { handle } => {
                self.recognise_by_handle(id, handle, effects);
                self.on_who(id, handle, effects);
            }
            Message::Introduce { handle, admissions } => self.on_introduce(id, handle, &admissions, effects),
            Message::Digest { handle, digest } => {
                self.recognise_by_handle(id, handle, effects);
                self.on_digest(id, handle, digest, effects);
            }
            Message::Vector { handle, answer, newest, forked } => {
                self.on_vector(id, handle, answer, &newest, &forked, effects);
            }
            Message::Records { handle, records } => self.on_records(id, handle, &records, effects),
            Message::Packed { handle, packed } => match weft_space::packed::unpack(&packed) {
                Ok(records) => self.on_records(id, handle, &records, effects),
                Err(error) => self.drop_session(id, &error.to_string(), effects),
            },
            Message::Want { handle, entries } => self.on_want(id, handle, &entries, effects),
            Message::Beside { handle, message } => self.on_beside(id, handle, message, effects),
            Message::Door { handle, proof } => self.on_door(id, handle, proof, effects),
            Message::Join { handle, joining } => self.on_join(id, handle, &joining, rng, effects),
            Message::Shut { handle, why } => self.on_shut(id, handle, why, effects),
            Message::Knock { handle } => self.on_late_knock(id, handle, effects),
            Message::AtDoor(said) => self.on_at_door(id, said, rng, effects),
        }
    }

    pub(crate) fn disconnected(&mut self, id: u64, effects: &mut Effects) {
        effects.changed |= self.threshold.forget(id);
        effects.changed |= self.sessions.remove(&id).is_some_and(|session| session.is_known());
    }

    pub(crate) fn drop_session(&mut self, id: u64, why: &str, effects: &mut Effects) {
        if let Some(session) = self.sessions.remove(&id) {
            tracing::debug!(session = id, why, "dropped a session");
            effects.changed |= self.threshold.forget(id);
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
        // Whoever was away offers the roll they know, so the keys of all rolls are tried.
        let fits = |key: &RollKey| hello.tags.contains(&tag(key.as_bytes(), &theirs, &mine, &hello.nonce));
        let known =
            self.spaces.iter().filter_map(|(space, home)| Some((space, home, home.roll_matching(fits)?)));
        let handles: Vec<(Handle, SpaceId)> = known
            .map(|(space, home, (roll, key))| {
                let key = key_of_both(home, &roll, key);
                (handle_for(key, (&mine, &nonce), (&theirs, &hello.nonce)), *space)
            })
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
        self.tell_ajar(id, effects);
    }

    /// Ends sessions in which nothing was found to share: a stranger does not hold a place for long.
    pub(crate) fn end_idle(&mut self, now: Millis, effects: &mut Effects) {
        let idle = |session: &Session| {
            !session.is_known() && session.doors.is_empty() && (now - session.since).abs() > IDLE_MS_MAX
        };
        let idle = self.sessions.iter().filter(|(id, s)| idle(s) && !self.threshold.holds(**id));
        let idle: Vec<u64> = idle.map(|(id, _)| *id).collect();
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

    /// Whether a handle names this space by the key of a roll known here.
    fn is_handle(&self, home: &Home, session: &Session, hello: &Hello, handle: &Handle) -> bool {
        let (mine, theirs) = (self.endpoint(), session.endpoint);
        let named =
            |key: &RollKey| handle_for(key, (&mine, &session.nonce), (&theirs, &hello.nonce)) == *handle;
        !home.is_copy && home.roll_matching(named).is_some()
    }

    /// Recognises a space by a handle of the other side's making: its roll is newer than those known here, so that its tag
    /// told nothing.
    fn recognise_by_handle(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(session) = self.sessions.get(&id) else { return };
        let Some(hello) = &session.hello else { return };
        let known = session.shared.contains_key(&handle)
            || session.strangers.contains_key(&handle)
            || session.ended.contains_key(&handle)
            || session.knocks.contains_key(&handle)
            || session.doors.contains_key(&handle);
        if known {
            return;
        }
        let of = self.spaces.iter().find(|(_, home)| self.is_handle(home, session, hello, &handle));
        let space = of.map(|(space, _)| *space).filter(|space| session.handle_of(space).is_none());
        if let Some(space) = space {
            self.recognise(id, handle, space, effects);
        }
    }

    /// The space that somebody asks about who does not list this device.
    ///
    /// They may have kept its tag back, as from a known device that is not listed; one who stands here may ask all the same.
    fn asked_about(&self, id: u64, handle: Handle) -> Option<SpaceId> {
        let session = self.sessions.get(&id)?;
        let recognised = session.shared.get(&handle).map(|shared| shared.space);
        let (theirs, hello) = (session.endpoint, session.hello.as_ref()?);
        let fits =
            |home: &Home| home.space.lists_endpoint(&theirs) && self.is_handle(home, session, hello, &handle);
        let listed = || self.spaces.iter().find(|(_, home)| fits(home)).map(|(space, _)| *space);
        recognised.or_else(|| session.strangers.get(&handle).copied()).or_else(listed)
    }
}

/// The key by which both sides name a space, where the other offers `theirs`: that of the earlier of their rolls, which both know.
fn key_of_both<'a>(home: &'a Home, theirs: &RollHash, key: &'a RollKey) -> &'a RollKey {
    let mine = home.space.roster().roll;
    let (forward, back) =
        (home.space.history().is_before(&mine, theirs), home.space.history().is_before(theirs, &mine));
    // Of rivals the one with the smaller name.
    if forward || (!back && mine < *theirs) { &home.roll_key } else { key }
}

/// The handle by which both sides name a space: the tag of the side with the smaller key.
fn handle_for(key: &RollKey, mine: (&EndpointId, &[u8; 16]), theirs: (&EndpointId, &[u8; 16])) -> Handle {
    let (first, second) = if mine.0 < theirs.0 { (mine, theirs) } else { (theirs, mine) };
    tag(key.as_bytes(), first.0, second.0, first.1)
}
