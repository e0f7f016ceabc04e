//! The threshold: somebody without an invitation at a door that is held open for a few minutes.
//!
//! Only while it is open does this device tell a stranger anything, and then the space's name. The newcomer knocks with
//! a name; both screens show four words ([`crate::door_words`]); once both people said that they are the same, a ticket
//! goes through this very session, and coming in is as with any other.

use crate::{
    door_words::{self, DoorCommitment, DoorNonce},
    effects::Effects,
    message::{Handle, Message},
    replica::{Replica, random},
    ticket::Ticket,
};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{Millis, SpaceId, limits, text};
use weft_roster::SpaceKind;
use weft_view::{DoorCommand, DoorView, KnockView, NearDoorState, NearDoorView, Outcome, Refusal, Reply};

/// Minutes for which a door may be held open at a time.
pub const DOOR_MINUTES_MAX: u32 = 60;
/// People who may stand at an open door at a time.
const AT_DOOR_MAX: usize = 4;
const MINUTE_MS: i64 = 60_000;

/// What the two sides of an open door say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum AtDoor {
    /// A door is open here: the space's name and nothing else.
    Ajar {
        /// The name.
        name: String,
    },
    /// Somebody would like to come in.
    Knock {
        /// Their name.
        name: String,
        /// To the nonce that they tell later.
        commitment: DoorCommitment,
    },
    /// The nonce of who holds the door.
    Nonce(DoorNonce),
    /// The nonce that the newcomer committed to.
    Reveal(DoorNonce),
    /// A ticket, once the words were found to be the same.
    Ticket(String),
    /// Not now.
    Away,
}

/// The door that this device holds open, and those at which it stands.
#[derive(Debug, Default)]
pub(crate) struct Threshold {
    ajar: Option<Ajar>,
    looking: bool,
    outside: BTreeMap<u64, Outside>,
    inside: BTreeMap<u64, Inside>,
    /// Who asked to be let in and waits for a host: session and door.
    pub(crate) waiting: BTreeSet<(u64, Handle)>,
}

#[derive(Debug)]
struct Ajar {
    space: SpaceId,
    until: Millis,
}

/// A door nearby, seen from outside.
#[derive(Debug)]
struct Outside {
    name: String,
    mine: Option<DoorNonce>,
    words: Option<[&'static str; door_words::DOOR_WORDS]>,
    agreed: bool,
    ticket: Option<String>,
    sent_away: bool,
}

/// A stranger who was told of the door.
#[derive(Debug, Default)]
struct Inside {
    name: Option<String>,
    commitment: DoorCommitment,
    mine: DoorNonce,
    words: Option<[&'static str; door_words::DOOR_WORDS]>,
    let_in: bool,
}

impl Threshold {
    /// Whether a session stands at a door, so that it is not ended for having nothing to share.
    pub(crate) fn holds(&self, session: u64) -> bool {
        let told = self.ajar.is_some() && self.inside.contains_key(&session);
        told || (self.looking && self.outside.contains_key(&session))
    }

    /// Forgets a session that ended; answers whether anybody sees the difference.
    pub(crate) fn forget(&mut self, session: u64) -> bool {
        self.waiting.retain(|(of, _)| *of != session);
        let inside = self.inside.remove(&session).is_some_and(|inside| inside.name.is_some());
        self.outside.remove(&session).is_some() || inside
    }
}

impl Replica {
    /// Carries out a word at a door.
    pub(crate) fn door(
        &mut self,
        command: DoorCommand,
        now: Millis,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        effects.changed = true;
        match command {
            DoorCommand::Open { space, minutes } => self.open_door(space, minutes, now, effects),
            DoorCommand::Close => {
                self.shut_door("the door was shut", effects);
                Ok(Reply::Done)
            }
            DoorCommand::LetIn { knock } => self.let_in(knock, rng, effects),
            DoorCommand::SendAway { knock } => {
                self.at_knock(knock)?;
                effects.send(knock, &Message::AtDoor(AtDoor::Away));
                self.drop_session(knock, "sent away from the door", effects);
                Ok(Reply::Done)
            }
            DoorCommand::Look { on } => {
                self.threshold.looking = on;
                if !on {
                    self.threshold.outside.clear();
                }
                Ok(Reply::Done)
            }
            DoorCommand::Knock { door } => self.knock_at(door, rng, effects),
            DoorCommand::Words { door, same } => self.say_words(door, same, rng, effects),
        }
    }

    fn open_door(&mut self, space: SpaceId, minutes: u32, now: Millis, effects: &mut Effects) -> Outcome {
        let home = self.home(&space)?;
        if let Some(why) = home.read_only() {
            return Err(Refusal::new("read_only", why).hint("what is here can still be read"));
        }
        if matches!(home.space.roster().kind, SpaceKind::Pair | SpaceKind::Own) {
            return Err(Refusal::new("no_door", "a pair and your own devices have no door for strangers")
                .hint("hand them an invitation"));
        }
        if !(1..=DOOR_MINUTES_MAX).contains(&minutes) {
            return Err(Refusal::new(
                "bad_minutes",
                format!("a door is open for 1 to {DOOR_MINUTES_MAX} minutes"),
            )
            .hint("ten minutes will do; it can be opened again"));
        }
        self.shut_door("another door was opened", effects);
        self.threshold.ajar = Some(Ajar { space, until: now.saturating_add(i64::from(minutes) * MINUTE_MS) });
        let strangers: Vec<u64> = self.sessions.keys().copied().collect();
        for session in strangers {
            self.tell_ajar(session, effects);
        }
        Ok(Reply::Done)
    }

    /// Shuts the door that is open; who stands there is sent away, who was let in may still come.
    fn shut_door(&mut self, why: &str, effects: &mut Effects) {
        if self.threshold.ajar.take().is_none() {
            return;
        }
        effects.changed = true;
        for (session, inside) in std::mem::take(&mut self.threshold.inside) {
            if !inside.let_in {
                effects.send(session, &Message::AtDoor(AtDoor::Away));
                self.drop_session(session, why, effects);
            }
        }
    }

    /// Time passes: a door does not stay open by being forgotten.
    pub(crate) fn door_tick(&mut self, now: Millis, effects: &mut Effects) {
        if self.threshold.ajar.as_ref().is_some_and(|ajar| now >= ajar.until) {
            self.shut_door("the time of the door is over", effects);
        }
    }

    /// Tells a stranger of the door that is open; whoever shares anything or holds a ticket is no stranger.
    pub(crate) fn tell_ajar(&mut self, id: u64, effects: &mut Effects) {
        let Some(ajar) = &self.threshold.ajar else { return };
        let Some(session) = self.sessions.get(&id) else { return };
        let stranger = session.hello.is_some()
            && session.shared.is_empty()
            && session.strangers.is_empty()
            && session.ended.is_empty()
            && session.doors.is_empty();
        let Some(home) = self.spaces.get(&ajar.space).filter(|_| stranger) else { return };
        if self.threshold.inside.contains_key(&id) {
            return;
        }
        let name = home.space.roster().name.clone();
        self.threshold.inside.insert(id, Inside::default());
        effects.send(id, &Message::AtDoor(AtDoor::Ajar { name }));
    }

    /// Somebody says something at a door; what does not fit ends the session.
    pub(crate) fn on_at_door(&mut self, id: u64, said: AtDoor, rng: &mut ChaCha20Rng, effects: &mut Effects) {
        let fits = match said {
            AtDoor::Ajar { name } => self.on_ajar(id, &name, effects),
            AtDoor::Knock { name, commitment } => self.on_knock(id, &name, commitment, rng, effects),
            AtDoor::Nonce(theirs) => self.on_nonce(id, &theirs, effects),
            AtDoor::Reveal(theirs) => self.on_reveal(id, &theirs),
            AtDoor::Ticket(ticket) => self.on_ticket(id, ticket, rng, effects),
            AtDoor::Away => self.on_away(id),
        };
        if fits {
            effects.changed = true;
        } else {
            self.drop_session(id, "said at the door what does not fit", effects);
        }
    }

    // Seen from outside.

    /// A device that does not look for doors hears of one and makes nothing of it.
    fn on_ajar(&mut self, id: u64, name: &str, effects: &mut Effects) -> bool {
        if !self.threshold.looking || self.threshold.outside.contains_key(&id) {
            return true;
        }
        let name: String = text::shown(name).chars().take(limits::NAME_CHARS_MAX).collect();
        let outside =
            Outside { name, mine: None, words: None, agreed: false, ticket: None, sent_away: false };
        self.threshold.outside.insert(id, outside);
        effects.changed = true;
        true
    }

    fn at_outside(&mut self, door: u64) -> Result<&mut Outside, Refusal> {
        self.threshold.outside.get_mut(&door).ok_or_else(|| {
            Refusal::new("no_such_door", "there is no such door nearby any more")
                .hint("ask whoever is inside to open it again")
        })
    }

    fn knock_at(&mut self, door: u64, rng: &mut ChaCha20Rng, effects: &mut Effects) -> Outcome {
        let (mine, name): (DoorNonce, String) = (random(rng), self.me.name.clone());
        let me = self.endpoint();
        let outside = self.at_outside(door)?;
        if outside.mine.is_some() || outside.sent_away {
            return Err(Refusal::new("knocked_already", "you have knocked here").hint("wait for an answer"));
        }
        outside.mine = Some(mine);
        let commitment = door_words::commitment(&me, &mine, &name);
        effects.send(door, &Message::AtDoor(AtDoor::Knock { name, commitment }));
        Ok(Reply::Done)
    }

    fn on_nonce(&mut self, id: u64, theirs: &DoorNonce, effects: &mut Effects) -> bool {
        let (me, name) = (self.endpoint(), self.me.name.clone());
        let Some(holder) = self.sessions.get(&id).map(|session| session.endpoint) else { return false };
        let Some(outside) = self.threshold.outside.get_mut(&id) else { return false };
        let Some(mine) = outside.mine.filter(|_| outside.words.is_none()) else { return false };
        outside.words = Some(door_words::words((&me, &mine), (&holder, theirs), &name));
        effects.send(id, &Message::AtDoor(AtDoor::Reveal(mine)));
        true
    }

    fn say_words(&mut self, door: u64, same: bool, rng: &mut ChaCha20Rng, effects: &mut Effects) -> Outcome {
        let outside = self.at_outside(door)?;
        if outside.words.is_none() {
            return Err(Refusal::new("no_words_yet", "there are no words to compare yet")
                .hint("knock, and wait until both screens show four words"));
        }
        if !same {
            outside.sent_away = true;
            effects.send(door, &Message::AtDoor(AtDoor::Away));
            self.drop_session(door, "the door words were not the same", effects);
            return Ok(Reply::Done);
        }
        outside.agreed = true;
        if let Some(ticket) = outside.ticket.take() {
            return self.join_at_door(door, &ticket, rng, effects);
        }
        Ok(Reply::Done)
    }

    /// A ticket came: it is of use once this side has said that the words are the same.
    fn on_ticket(&mut self, id: u64, ticket: String, rng: &mut ChaCha20Rng, effects: &mut Effects) -> bool {
        let Some(outside) = self.threshold.outside.get_mut(&id) else { return false };
        if outside.words.is_none() || ticket.len() > limits::TICKET_CHARS_MAX {
            return false;
        }
        if !outside.agreed {
            outside.ticket = Some(ticket);
            return true;
        }
        self.join_at_door(id, &ticket, rng, effects).is_ok()
    }

    fn join_at_door(
        &mut self,
        id: u64,
        ticket: &str,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        let holder = self.sessions.get(&id).map(|session| session.endpoint);
        let parsed = Ticket::parse(ticket).ok().filter(|ticket| Some(ticket.endpoint) == holder);
        if parsed.is_none_or(|ticket| ticket.own_device_of.is_some()) {
            return Err(Refusal::new("bad_ticket", "what came through the door is no invitation of theirs")
                .hint("ask for an invitation"));
        }
        let outcome = self.join(ticket, rng, effects)?;
        self.threshold.outside.remove(&id);
        Ok(outcome)
    }

    fn on_away(&mut self, id: u64) -> bool {
        if let Some(outside) = self.threshold.outside.get_mut(&id) {
            outside.sent_away = true;
            return true;
        }
        if let Some(inside) = self.threshold.inside.get_mut(&id) {
            // The nonce stays, so that nobody knocks twice in one session.
            (inside.name, inside.words, inside.let_in) = (None, None, false);
            return true;
        }
        false
    }

    // Seen from inside.

    fn on_knock(
        &mut self,
        id: u64,
        name: &str,
        commitment: DoorCommitment,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> bool {
        let knocking = self.threshold.inside.values().filter(|inside| inside.name.is_some()).count();
        let Ok(name) = text::check_name(name) else { return false };
        let mine = random(rng);
        let Some(inside) = self.threshold.inside.get_mut(&id) else { return false };
        // One knock in a session: who tries again for other words is seen to come again.
        if inside.name.is_some() || inside.mine != DoorNonce::default() || knocking >= AT_DOOR_MAX {
            return false;
        }
        *inside = Inside { name: Some(name), commitment, mine, words: None, let_in: false };
        effects.send(id, &Message::AtDoor(AtDoor::Nonce(mine)));
        true
    }

    fn on_reveal(&mut self, id: u64, theirs: &DoorNonce) -> bool {
        let me = self.endpoint();
        let Some(newcomer) = self.sessions.get(&id).map(|session| session.endpoint) else { return false };
        let Some(inside) = self.threshold.inside.get_mut(&id) else { return false };
        let Some(name) = inside.name.clone().filter(|_| inside.words.is_none()) else { return false };
        if door_words::commitment(&newcomer, theirs, &name) != inside.commitment {
            return false;
        }
        inside.words = Some(door_words::words((&newcomer, theirs), (&me, &inside.mine), &name));
        true
    }

    fn at_knock(&self, knock: u64) -> Result<&Inside, Refusal> {
        let inside = self.threshold.inside.get(&knock).filter(|inside| inside.name.is_some());
        inside.ok_or_else(|| {
            Refusal::new("nobody_at_the_door", "nobody of that name stands at the door")
                .hint("`weft door open` shows who knocks")
        })
    }

    fn let_in(&mut self, knock: u64, rng: &mut ChaCha20Rng, effects: &mut Effects) -> Outcome {
        let ajar = self.threshold.ajar.as_ref().map(|ajar| ajar.space);
        let space = ajar.ok_or_else(|| {
            Refusal::new("door_shut", "no door is open").hint("open it again: `weft door open SPACE`")
        })?;
        let inside = self.at_knock(knock)?;
        if inside.words.is_none() {
            return Err(Refusal::new("no_words_yet", "there are no words to compare yet")
                .hint("wait until both screens show four words"));
        }
        if inside.let_in {
            return Err(
                Refusal::new("let_in_already", "you have let them in").hint("they come by themselves")
            );
        }
        let name = inside.name.clone().unwrap_or_default();
        let reply = self.invite(space, &name, false, rng, effects)?;
        if let Reply::Ticket { text, .. } = &reply {
            effects.send(knock, &Message::AtDoor(AtDoor::Ticket(text.clone())));
        }
        if let Some(inside) = self.threshold.inside.get_mut(&knock) {
            inside.let_in = true;
        }
        Ok(reply)
    }

    /// Whether this device holds a door open, so that it shows itself to strangers on the network.
    pub fn holds_a_door(&self) -> bool {
        self.threshold.ajar.is_some()
    }

    /// Whether this device looks for open doors, so that strangers' devices are worth meeting.
    pub fn is_looking(&self) -> bool {
        self.threshold.looking
    }

    // Shown.

    /// The door that this device holds open, as it is shown.
    pub(crate) fn door_view(&self) -> Option<DoorView> {
        let ajar = self.threshold.ajar.as_ref()?;
        let knocks = self.threshold.inside.iter().filter_map(|(knock, inside)| {
            Some(KnockView {
                knock: *knock,
                name: text::shown(inside.name.as_ref()?),
                words: inside.words.iter().flatten().map(|word| (*word).to_owned()).collect(),
                let_in: inside.let_in,
            })
        });
        let name = self.spaces.get(&ajar.space).map(|home| text::shown(&home.space.roster().name));
        Some(DoorView {
            space: ajar.space,
            name: name.unwrap_or_default(),
            until: ajar.until,
            knocks: knocks.collect(),
        })
    }

    /// The doors at which this device stands, as they are shown.
    pub(crate) fn doors_near(&self) -> Vec<NearDoorView> {
        let shown = |(door, outside): (&u64, &Outside)| {
            let session = self.sessions.get(door);
            let state = match outside.words {
                _ if outside.sent_away => NearDoorState::SentAway,
                Some(words) => NearDoorState::Words {
                    words: words.iter().map(|word| (*word).to_owned()).collect(),
                    agreed: outside.agreed,
                },
                None if outside.mine.is_some() => NearDoorState::Knocked,
                None => NearDoorState::Open,
            };
            Some(NearDoorView {
                door: *door,
                endpoint: session?.endpoint,
                at: session?.at.clone(),
                name: outside.name.clone(),
                state,
            })
        };
        self.threshold.outside.iter().filter_map(shown).collect()
    }
}
