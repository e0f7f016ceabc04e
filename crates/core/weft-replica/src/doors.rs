//! Doors: invitations made here and tickets taken here, until somebody has come in.

use crate::{
    effects::Effects,
    home::Home,
    level::frames_of,
    message::{Handle, Message, Shut, door_key, door_proof, tag},
    replica::{Replica, checked_name, random},
    rows::{self, InvitationRow, JoinRow, RowError, SpaceRow},
    session::{Knock, Shared},
    ticket::Ticket,
};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeMap;
use weft_ids::{DeviceSecret, EndpointId, InvitationId, OneTimeSecret, SpaceId, Table, Write, limits};
use weft_roster::{
    Admit, AuthorityAct, InvitationState, Invite, Joining, PersonState, Revoke, SealingSecret, SpaceKind,
    Statement,
};
use weft_space::{Record, Space};
use weft_view::{JoinState, JoinView, Outcome, Refusal, Reply};

/// Invitations made here and tickets taken here.
#[derive(Debug, Default)]
pub(crate) struct Doors {
    pub(crate) invitations: BTreeMap<InvitationId, InvitationRow>,
    pub(crate) joins: BTreeMap<InvitationId, JoinRow>,
}

impl Doors {
    pub(crate) fn load(&mut self, key: &[u8], value: &[u8]) -> Result<(), RowError> {
        match key.split_first() {
            Some((b'i', id)) => {
                if let Some(id) = InvitationId::from_slice(id) {
                    self.invitations.insert(id, rows::from_row(Table::Doors, value)?);
                }
            }
            Some((b'j', id)) => {
                if let Some(id) = InvitationId::from_slice(id) {
                    self.joins.insert(id, rows::from_row(Table::Doors, value)?);
                }
            }
            Some(_) | None => {}
        }
        Ok(())
    }

    /// The space that a ticket taken here leads to.
    fn space_of(&self, invitation: &InvitationId) -> Option<SpaceId> {
        self.joins.get(invitation).map(|join| join.joining.statement.space)
    }

    /// Tickets that can still work.
    pub(crate) fn open_tickets(&self) -> Vec<Ticket> {
        let open = self.joins.values().filter(|join| join.refused.is_none());
        open.filter_map(|join| Ticket::parse(&join.ticket).ok()).collect()
    }
}

impl Replica {
    /// Invites a named person, or an own further device.
    pub(crate) fn invite(
        &mut self,
        space: SpaceId,
        person: &str,
        own_device: bool,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        let person = checked_name(if own_device { "device's name" } else { "person's name" }, person)?;
        let (endpoint, addresses) = (self.endpoint(), self.addresses.clone());
        let offered_as = self.me.name.clone();
        let home = self.home_mut(&space)?;
        let roster = home.space.roster();
        if roster.invitations.values().filter(|i| i.state == InvitationState::Open).count()
            >= limits::INVITATIONS_MAX
        {
            return Err(Refusal::new("too_many_invitations", "too many invitations are open here")
                .hint("take back one that nobody will use"));
        }
        if roster.kind == SpaceKind::Pair && !own_device && people_or_expected(roster) >= 2 {
            return Err(Refusal::new(
                "pair_is_two",
                "a pair is for two people, and the other one is in or invited already",
            )
            .hint("take the other invitation back first, or found another pair"));
        }
        let secret = OneTimeSecret::from_bytes(random(rng));
        let name =
            if roster.kind == SpaceKind::Pair && !own_device { offered_as } else { roster.name.clone() };
        let own_device_of = home.me().filter(|_| own_device);
        let ticket = Ticket { space, roll: roster.roll, secret, endpoint, addresses, name, own_device_of };
        let invitation = ticket.invitation();
        let act = AuthorityAct::Invite(Invite { invitation, name: person, own_device });
        home.write_act(&act, &mut effects.writes)?;
        let row = InvitationRow { space, ticket: ticket.text() };
        effects.writes.push(rows::put(Table::Doors, rows::invitation_key(&invitation), &row));
        let text = row.ticket.clone();
        self.doors.invitations.insert(invitation, row);
        self.spread(&space, None, effects);
        Ok(Reply::Ticket { text, invitation })
    }

    /// Takes back an own invitation.
    pub(crate) fn revoke(
        &mut self,
        space: SpaceId,
        invitation: InvitationId,
        effects: &mut Effects,
    ) -> Outcome {
        let home = self.home_mut(&space)?;
        match home.space.roster().invitations.get(&invitation) {
            Some(known) if known.state == InvitationState::Open && Some(known.by) == home.me() => {}
            Some(known) if known.state == InvitationState::Open => {
                return Err(Refusal::new("not_yours", "only who made an invitation can take it back"));
            }
            Some(_) | None => {
                return Err(Refusal::new("no_such_invitation", "this invitation is not open any more"));
            }
        }
        home.write_act(&AuthorityAct::Revoke(Revoke { invitation }), &mut effects.writes)?;
        effects.writes.push(Write::remove(Table::Doors, rows::invitation_key(&invitation)));
        self.doors.invitations.remove(&invitation);
        self.spread(&space, None, effects);
        Ok(Reply::Done)
    }

    /// Takes a ticket: remembered, and tried with whoever is met.
    pub(crate) fn join(&mut self, typed: &str, rng: &mut ChaCha20Rng, effects: &mut Effects) -> Outcome {
        let ticket = Ticket::parse(typed)
            .map_err(|error| Refusal::new("bad_ticket", error.to_string()).hint(error.hint()))?;
        let invitation = ticket.invitation();
        // Who left, or whose device does not count any more, may come in anew with a new device key.
        if self.spaces.get(&ticket.space).is_some_and(|home| home.read_only().is_none()) {
            return Err(Refusal::new("already_in", "you are in this space already"));
        }
        if self.spaces.len() >= limits::SPACES_MAX {
            return Err(Refusal::new(
                "too_many_spaces",
                format!("a device holds at most {} spaces", limits::SPACES_MAX),
            ));
        }
        if ticket.endpoint == self.endpoint() {
            return Err(Refusal::new("own_ticket", "this invitation was made on this device")
                .hint("hand it to the person you invited"));
        }
        let reply = Reply::Joining { invitation, space: ticket.space, name: ticket.name.clone() };
        if self.doors.joins.get(&invitation).is_some_and(|join| join.refused.is_none()) {
            return Ok(reply);
        }
        let device = DeviceSecret::from_bytes(random(rng));
        let sealing = SealingSecret::from_bytes(random(rng));
        let statement = Statement {
            space: ticket.space,
            roll: ticket.roll,
            invitation: Some(invitation),
            own_device_of: ticket.own_device_of,
            nonce: random(rng),
            name: self.me.name.clone(),
            device_name: self.me.device_name.clone(),
            device: device.public(),
            sealing: sealing.public(),
            endpoint: self.endpoint(),
        };
        let joining = Joining::sign(statement, &ticket.secret, &device);
        let row = JoinRow {
            ticket: ticket.text(),
            joining,
            device_secret: device.to_bytes(),
            sealing_secret: sealing.to_bytes(),
            refused: None,
        };
        effects.writes.push(rows::put(Table::Doors, rows::join_key(&invitation), &row));
        effects.changed = true;
        self.doors.joins.insert(invitation, row);
        self.knock_everywhere(&invitation, effects);
        Ok(reply)
    }

    /// Forgets a ticket.
    pub(crate) fn cancel_join(&mut self, invitation: &InvitationId, effects: &mut Effects) -> Outcome {
        if self.doors.joins.remove(invitation).is_none() {
            return Err(Refusal::new("no_such_invitation", "this invitation was not taken here"));
        }
        for session in self.sessions.values_mut() {
            session.knocks.retain(|_, knock| knock.invitation != *invitation);
        }
        effects.writes.push(Write::remove(Table::Doors, rows::join_key(invitation)));
        effects.changed = true;
        Ok(Reply::Done)
    }

    /// A ticket that was taken while a session with its maker stands is knocked with there and then.
    fn knock_everywhere(&mut self, invitation: &InvitationId, effects: &mut Effects) {
        let join = self.doors.joins.get(invitation);
        let Some(ticket) = join.and_then(|join| Ticket::parse(&join.ticket).ok()) else { return };
        let mine = self.endpoint();
        for (id, session) in self.sessions.iter_mut().filter(|(_, s)| s.endpoint == ticket.endpoint) {
            // Before both have said hello the other side takes nothing else; the tag is then among those of a next session.
            if session.hello.is_none() {
                effects.close(*id, "meeting again with a new invitation");
                continue;
            }
            let handle = tag(&door_key(invitation), &mine, &session.endpoint, &session.nonce);
            let knock = Knock { invitation: *invitation, asked: false, records: Vec::new(), bytes: 0 };
            session.knocks.insert(handle, knock);
            effects.send(*id, &Message::Knock { handle });
        }
    }

    /// Somebody took a ticket of mine while the session stood, and knocks.
    pub(crate) fn on_late_knock(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(session) = self.sessions.get(&id) else { return };
        let (Some(hello), theirs, mine) = (&session.hello, session.endpoint, session.nonce) else { return };
        let doors = self.doors_at(&theirs, &hello.nonce, &[handle]);
        let proofs: Vec<(Handle, [u8; 16])> = doors
            .iter()
            .map(|(handle, (_, invitation))| (*handle, door_proof(invitation, &mine, &hello.nonce)))
            .collect();
        if let Some(session) = self.sessions.get_mut(&id) {
            session.doors.extend(doors);
        }
        for (handle, proof) in proofs {
            effects.send(id, &Message::Door { handle, proof });
        }
    }

    /// The doors that the newcomer with this hello stands at, by handle.
    pub(crate) fn doors_at(
        &self,
        from: &EndpointId,
        nonce: &[u8; 16],
        tags: &[Handle],
    ) -> BTreeMap<Handle, (SpaceId, InvitationId)> {
        let mine = self.endpoint();
        let mut doors = BTreeMap::new();
        for (space, home) in self.spaces.iter().filter(|(_, home)| home.read_only().is_none()) {
            let knocking = |state: &InvitationState| match state {
                InvitationState::Open | InvitationState::Revoked => true,
                // Somebody cut off between admission and arrival knocks again; a second guest hears that it is used.
                InvitationState::Used(people) => {
                    people.iter().any(|person| home.space.roster().is_in(person))
                }
            };
            let invitations =
                home.space.roster().invitations.iter().filter(|(_, known)| knocking(&known.state));
            for (invitation, _) in invitations.take(DOORS_MAX) {
                let handle = tag(&door_key(invitation), from, &mine, nonce);
                if tags.contains(&handle) {
                    doors.insert(handle, (*space, *invitation));
                }
            }
        }
        doors
    }

    /// The other side knows my invitation: ask to be let in.
    ///
    /// With two invitations to one space only one door is asked at at a time, so that nobody comes in twice.
    pub(crate) fn on_door(&mut self, id: u64, handle: Handle, proof: [u8; 16], effects: &mut Effects) {
        let Some(session) = self.sessions.get(&id) else { return };
        let (Some(hello), Some(knock)) = (&session.hello, session.knocks.get(&handle)) else { return };
        let Some(join) = self.doors.joins.get(&knock.invitation) else { return };
        let space = join.joining.statement.space;
        let mut asked =
            self.sessions.values().flat_map(|session| session.knocks.values()).filter(|knock| knock.asked);
        if proof != door_proof(&knock.invitation, &hello.nonce, &session.nonce)
            || self.spaces.get(&space).is_some_and(|home| home.read_only().is_none())
            || asked.any(|knock| self.doors.space_of(&knock.invitation) == Some(space))
        {
            return;
        }
        effects.send(id, &Message::Join { handle, joining: Box::new(join.joining.clone()) });
        effects.changed = true;
        if let Some(knock) = self.sessions.get_mut(&id).and_then(|session| session.knocks.get_mut(&handle)) {
            knock.asked = true;
        }
    }

    /// Somebody with a ticket asks to be let in.
    pub(crate) fn on_join(
        &mut self,
        id: u64,
        handle: Handle,
        joining: &Joining,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some((space, invitation)) = session.doors.get(&handle).copied() else { return };
        let (endpoint, writable) = (session.endpoint, self.read_only.is_none());
        let Some(home) = self.spaces.get_mut(&space) else { return };
        let shut = |why| Message::Shut { handle, why };
        let statement = &joining.statement;
        let sound = joining.check(&space).is_ok()
            && home.space.history().is_before(&statement.roll, &home.space.roster().roll)
            && statement.endpoint == endpoint
            && statement.invitation == Some(invitation);
        if !sound {
            effects.send(id, &shut(Shut::Statement));
            return;
        }
        let Some(known) = home.space.roster().invitations.get(&invitation) else { return };
        match &known.state {
            InvitationState::Open if !writable || home.read_only().is_some() => {
                effects.send(id, &shut(Shut::ReadOnly));
                return;
            }
            InvitationState::Open => {
                // A second asking through this door would cost a second entry.
                session.doors.remove(&handle);
                if let Err(why) = admit(home, joining, rng, effects) {
                    if why == Shut::Waits {
                        session.doors.insert(handle, (space, invitation));
                        self.threshold.waiting.insert((id, handle));
                    }
                    effects.send(id, &shut(why));
                    return;
                }
            }
            // Who came in and went again does not come in by the same door.
            InvitationState::Used(_) if home.space.roster().stands(&statement.device) => {}
            InvitationState::Used(_) => {
                effects.send(id, &shut(Shut::Used));
                return;
            }
            InvitationState::Revoked => {
                effects.send(id, &shut(Shut::Revoked));
                return;
            }
        }
        self.welcome(id, handle, space, effects);
        self.spread(&space, Some(id), effects);
    }

    /// Gives the whole space to somebody who is in from now on.
    fn welcome(&mut self, id: u64, handle: Handle, space: SpaceId, effects: &mut Effects) {
        let (Some(home), Some(session)) = (self.spaces.get(&space), self.sessions.get_mut(&id)) else {
            return;
        };
        if !home.space.lists_endpoint(&session.endpoint) {
            return;
        }
        let records: Vec<&Record> = home.space.kept_records().collect();
        session.went += records.len() as u64;
        for frame in frames_of(handle, &records) {
            effects.send(id, &frame);
        }
        let mut shared = Shared::new(space);
        shared.given.extend(records.iter().map(|record| record.hash()));
        session.shared.insert(handle, shared);
        self.tell_digest(id, handle, effects);
    }

    /// Records of a space this device is about to come into.
    pub(crate) fn on_knock_records(
        &mut self,
        id: u64,
        handle: Handle,
        records: &[Vec<u8>],
        effects: &mut Effects,
    ) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(knock) = session.knocks.get_mut(&handle).filter(|knock| knock.asked) else { return };
        let join = self.doors.joins.get(&knock.invitation);
        let device = join.map(|join| DeviceSecret::from_bytes(join.device_secret).public());
        let mut admitted = false;
        for bytes in records {
            match Record::read(bytes) {
                Ok(record) if knock.bytes + bytes.len() <= KNOCK_BYTES_MAX => {
                    admitted |= device.as_ref().is_some_and(|device| admission_in(&record, device).is_some());
                    knock.bytes += bytes.len();
                    knock.records.push(record);
                }
                Ok(_) => {
                    self.drop_session(id, "gave more than a newcomer can hold", effects);
                    return;
                }
                Err(error) => {
                    self.drop_session(id, &format!("gave a damaged entry: {error}"), effects);
                    return;
                }
            }
        }
        if admitted {
            self.try_enter(id, handle, effects);
        }
    }

    /// Comes in: this device's own admission is among the records.
    fn try_enter(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(knock) = session.knocks.get_mut(&handle) else { return };
        let Some(join) = self.doors.joins.get(&knock.invitation) else { return };
        match enter(join, &knock.records) {
            Ok((fresh, _)) if self.mailbox.expects_a_pair(&knock.invitation) && !is_pair(&fresh) => {
                self.drop_session(id, "invited into a pair, and gave another space", effects);
            }
            Ok((fresh, row)) => {
                let space = fresh.id();
                let mut shared = Shared::new(space);
                shared.given.extend(knock.records.iter().map(Record::hash));
                session.came += knock.records.len() as u64;
                session.shared.retain(|_, shared| shared.space != space);
                session.shared.insert(handle, shared);
                let records = std::mem::take(&mut knock.records);
                let home = match self.spaces.remove(&space) {
                    Some(old) => old.come_in_anew(&row, &records, &mut effects.writes),
                    None => Home::begin(fresh, &row, &records, &mut effects.writes),
                };
                self.spaces.insert(space, home);
                effects.changed = true;
                self.stirred.insert(space);
                self.forget_joins(&space, effects);
                self.tell_digest(id, handle, effects);
            }
            Err(why) => {
                self.drop_session(id, &format!("gave a space that does not hold together: {why}"), effects)
            }
        }
    }

    /// Once in, no ticket to the same space is of use any more: a second coming in would put its keys in place of these.
    fn forget_joins(&mut self, space: &SpaceId, effects: &mut Effects) {
        let done: Vec<InvitationId> = self
            .doors
            .joins
            .keys()
            .filter(|invitation| self.doors.space_of(invitation) == Some(*space))
            .copied()
            .collect();
        for invitation in done {
            self.doors.joins.remove(&invitation);
            effects.writes.push(Write::remove(Table::Doors, rows::join_key(&invitation)));
            for session in self.sessions.values_mut() {
                session.knocks.retain(|_, knock| knock.invitation != invitation);
            }
        }
    }

    /// The door stays shut.
    pub(crate) fn on_shut(&mut self, id: u64, handle: Handle, why: Shut, effects: &mut Effects) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(knock) = session.knocks.get_mut(&handle).filter(|knock| knock.asked) else { return };
        let invitation = knock.invitation;
        let maker = self.doors.joins.get(&invitation).and_then(|join| Ticket::parse(&join.ticket).ok());
        let final_word = match why {
            Shut::Used => Some("somebody else came in with it"),
            Shut::Revoked => Some("it was taken back"),
            Shut::Statement => Some("it does not fit this space"),
            Shut::ReadOnly | Shut::Waits => None,
        };
        // Whoever has seen the invitation could say so; only who made the ticket says it for good.
        let final_word =
            final_word.filter(|_| maker.is_some_and(|ticket| ticket.endpoint == session.endpoint));
        if why == Shut::Waits {
            // The same door calls again once a host has opened it.
            knock.asked = false;
            effects.changed = true;
            return;
        }
        session.knocks.remove(&handle);
        // Another device of mine may have come in with what came as mail: nobody needs to be told.
        if final_word.is_some() && self.mailbox.of(&invitation).is_some() {
            self.doors.joins.remove(&invitation);
            effects.writes.push(Write::remove(Table::Doors, rows::join_key(&invitation)));
            return;
        }
        if let (Some(word), Some(join)) = (final_word, self.doors.joins.get_mut(&invitation)) {
            join.refused = Some(word.to_owned());
            effects.writes.push(rows::put(Table::Doors, rows::join_key(&invitation), join));
        }
        effects.changed = true;
    }

    /// Tickets taken, as they are shown.
    pub(crate) fn join_views(&self) -> Vec<JoinView> {
        let shown = |(invitation, join): (&InvitationId, &JoinRow)| {
            let ticket = Ticket::parse(&join.ticket).ok()?;
            let asking = self.sessions.values().flat_map(|s| s.knocks.values());
            let asking = asking.filter(|knock| knock.invitation == *invitation).any(|knock| knock.asked);
            let state = match &join.refused {
                Some(why) => JoinState::Refused(why.clone()),
                None if asking => JoinState::Asking,
                None => JoinState::Waiting,
            };
            Some(JoinView { invitation: *invitation, space: ticket.space, name: ticket.name, state })
        };
        self.doors.joins.iter().filter_map(shown).collect()
    }

    /// The tags of the doors I want to come through, and what they stand for.
    pub(crate) fn knocks(&self, to: &EndpointId, nonce: &[u8; 16]) -> BTreeMap<Handle, Knock> {
        let mine = self.endpoint();
        let open = self.doors.joins.iter().filter(|(_, join)| join.refused.is_none());
        open.map(|(invitation, _)| {
            let knock = Knock { invitation: *invitation, asked: false, records: Vec::new(), bytes: 0 };
            (tag(&door_key(invitation), &mine, to, nonce), knock)
        })
        .collect()
    }
}

fn is_pair(space: &Space) -> bool {
    space.roster().kind == SpaceKind::Pair
}

/// Bytes of a space that a newcomer takes in before they are in.
const KNOCK_BYTES_MAX: usize = 64 << 20;

/// Doors of one space at which a newcomer is looked for; a member may have made more.
const DOORS_MAX: usize = 4 * limits::PEOPLE_MAX;

/// Writes the admission of somebody whose statement is sound, where it will count.
fn admit(
    home: &mut Home,
    joining: &Joining,
    rng: &mut ChaCha20Rng,
    effects: &mut Effects,
) -> Result<(), Shut> {
    let statement = &joining.statement;
    let roll = home.space.history().roll();
    // Without the roll's key this device can let nobody in; another may.
    let key = home
        .key_of(&roll)
        .ok_or(Shut::ReadOnly)?
        .seal(&statement.sealing, &statement.space, &roll, &statement.device, rng)
        .map_err(|_| Shut::Statement)?;
    let act = AuthorityAct::Admit(Box::new(Admit { joining: joining.clone(), key }));
    home.space.history().check_act(&home.device(), &act).map_err(|refusal| {
        // Vouches and a host's word may still come.
        let waits = refusal == weft_roster::Refusal::DoorShut;
        if waits { Shut::Waits } else { Shut::Statement }
    })?;
    // That this device cannot write is not the newcomer's fault: another may open.
    home.write(vec![act.to_item()], &mut effects.writes).map_err(|_| Shut::ReadOnly)?;
    effects.changed = true;
    Ok(())
}

/// Builds the space a ticket led into, with this device's secrets there.
fn enter(join: &JoinRow, records: &[Record]) -> Result<(Space, SpaceRow), String> {
    let (founding, rest) = records.split_first().ok_or("it is empty")?;
    let mut space = Space::open(founding.clone()).map_err(|e| e.to_string())?;
    if space.id() != join.joining.statement.space {
        return Err("it is another space than the invitation names".into());
    }
    for record in rest {
        match space.receive(record.clone()) {
            weft_space::Received::New | weft_space::Received::Known => {}
            weft_space::Received::Missing(_) => return Err("entries are missing".into()),
            weft_space::Received::Unable(why) => space.put_off(record, &why),
            weft_space::Received::Invalid(why) => return Err(why),
        }
    }
    space.fold();
    let device = DeviceSecret::from_bytes(join.device_secret).public();
    let sealing = SealingSecret::from_bytes(join.sealing_secret);
    let statement = &join.joining.statement;
    // The newest: who was let in apart from a roll was let in again under the next.
    let (roll, admit) = records
        .iter()
        .rev()
        .find_map(|record| Some((record.entry().roll, admission_in(record, &device)?)))
        .ok_or("my admission is missing")?;
    let key_mark = space.history().roll_of(&roll).ok_or("its roll is missing")?.key_mark;
    let roll_key =
        admit.key.open(&sealing, &statement.space, &roll, &device, &key_mark).map_err(|e| e.to_string())?;
    let row = SpaceRow {
        device_secret: join.device_secret,
        sealing_secret: join.sealing_secret,
        roll_key: *roll_key.as_bytes(),
    };
    Ok((space, row))
}

/// The admission of `device` in a record, where it holds one.
pub(crate) fn admission_in(record: &Record, device: &weft_ids::DeviceId) -> Option<Admit> {
    record.items().iter().find_map(|item| match AuthorityAct::from_item(item) {
        Ok(Some(AuthorityAct::Admit(admit))) if admit.joining.statement.device == *device => Some(*admit),
        Ok(_) | Err(_) => None,
    })
}

/// People who are in, and those who hold an open invitation.
fn people_or_expected(roster: &weft_roster::Roster) -> usize {
    let people = roster.people.values().filter(|person| person.state == PersonState::In).count();
    let open =
        roster.invitations.values().filter(|i| i.state == InvitationState::Open && !i.own_device).count();
    people + open
}
