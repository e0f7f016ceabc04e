//! Who comes into a congregation: vouches, a host's door; and people who are written in without a device.

use crate::{
    effects::Effects,
    home::Home,
    message::{Message, door_proof},
    replica::{Replica, checked_name, random},
    rows::{self, InvitationRow},
    ticket::Ticket,
};
use rand_chacha::ChaCha20Rng;
use weft_ids::{InvitationId, OneTimeSecret, PersonId, SpaceId, Table, text};
use weft_roster::{
    AuthorityAct, DoorAct, Invitation, InvitationState, InviteAs, Open, PersonState, SpaceKind, Vouch,
    WriteIn, door::VOUCHES_NEEDED,
};
use weft_view::{EntranceCommand, EntranceView, Outcome, Refusal, Reply};

impl Replica {
    /// Carries out a word about who comes in.
    pub(crate) fn entrance(
        &mut self,
        command: EntranceCommand,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        match command {
            EntranceCommand::Vouch { space, invitation, sentence } => {
                let sentence = text::check_line(&sentence).map_err(|error| {
                    Refusal::new("bad_sentence", format!("the sentence will not do: {error}"))
                        .hint("say in one line where you met them")
                })?;
                self.at_the_door(&space, DoorAct::Vouch(Vouch { invitation, sentence }), effects)
            }
            EntranceCommand::Welcome { space, invitation } => self.welcome_in(&space, invitation, effects),
            EntranceCommand::WriteIn { space, name } => {
                let name = checked_name("person's name", &name)?;
                let act = WriteIn { name, nonce: random(rng) };
                let person = act.person(&space);
                self.at_the_door(&space, DoorAct::WriteIn(act), effects)?;
                Ok(Reply::Person(person))
            }
            EntranceCommand::InviteAs { space, person } => self.invite_as(space, person, rng, effects),
        }
    }

    /// Writes an act at the door, where it will count.
    fn at_the_door(&mut self, space: &SpaceId, act: DoorAct, effects: &mut Effects) -> Outcome {
        let home = self.home(space)?;
        if let Some(why) = home.read_only() {
            return Err(Refusal::new("read_only", why).hint("what is here can still be read"));
        }
        let act = AuthorityAct::Door(act);
        home.space.history().check_act(&home.device(), &act).map_err(|refusal| refused(&refusal))?;
        self.write(space, vec![act.to_item()], effects)?;
        Ok(Reply::Done)
    }

    fn welcome_in(&mut self, space: &SpaceId, invitation: InvitationId, effects: &mut Effects) -> Outcome {
        let known = self.home(space)?.space.roster().invitations.get(&invitation);
        let mut vouches: Vec<_> =
            known.into_iter().flat_map(|known| known.vouches.iter().map(|(act, ..)| *act)).collect();
        vouches.sort_unstable();
        self.at_the_door(space, DoorAct::Open(Open { invitation, vouches }), effects)
    }

    fn invite_as(
        &mut self,
        space: SpaceId,
        person: PersonId,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        let (endpoint, addresses) = (self.endpoint(), self.addresses.clone());
        let home = self.home(&space)?;
        let roster = home.space.roster();
        let name = roster.people.get(&person).map(|person| person.name.clone()).unwrap_or_default();
        let secret = OneTimeSecret::from_bytes(random(rng));
        let ticket = Ticket {
            space,
            roll: roster.roll,
            secret,
            endpoint,
            addresses,
            name: roster.name.clone(),
            own_device_of: Some(person),
        };
        let invitation = ticket.invitation();
        self.at_the_door(&space, DoorAct::InviteAs(InviteAs { invitation, person, name }), effects)?;
        let row = InvitationRow { space, ticket: ticket.text() };
        effects.writes.push(rows::put(Table::Doors, rows::invitation_key(&invitation), &row));
        let text = row.ticket.clone();
        self.doors.invitations.insert(invitation, row);
        Ok(Reply::Ticket { text, invitation })
    }

    /// Calls those who wait at a door that a host has opened since they asked.
    pub(crate) fn call_who_waits(&mut self, space: &SpaceId, effects: &mut Effects) {
        let Some(home) = self.spaces.get(space) else { return };
        let roster = home.space.roster();
        let mut called = Vec::new();
        for (session, handle) in &self.threshold.waiting {
            let Some(known) = self.sessions.get(session) else { continue };
            let Some((_, invitation)) = known.doors.get(handle).filter(|(of, _)| of == space) else {
                continue;
            };
            let open = roster.open_invitation(invitation).is_some_and(|one| !one.opened_by.is_empty());
            if let Some(hello) = known.hello.as_ref().filter(|_| open) {
                let proof = door_proof(invitation, &known.nonce, &hello.nonce);
                called.push((*session, *handle, proof));
            }
        }
        for (session, handle, proof) in called {
            self.threshold.waiting.remove(&(session, handle));
            effects.send(session, &Message::Door { handle, proof });
        }
    }
}

/// How far an invitation into a congregation is; `None` where newcomers pass no such door.
pub(crate) fn entrance_view(home: &Home, invitation: &Invitation) -> Option<EntranceView> {
    let roster = home.space.roster();
    if roster.kind != SpaceKind::Congregation || invitation.own_device {
        return None;
    }
    let me = home.me();
    let writable = home.read_only().is_none() && invitation.state == InvitationState::Open;
    let mut vouches: Vec<(PersonId, String)> = Vec::new();
    for (_, by, sentence) in &invitation.vouches {
        if vouches.iter().all(|(known, _)| known != by) {
            vouches.push((*by, text::shown(sentence)));
        }
    }
    let people = roster.people.values().filter(|person| person.state == PersonState::In).count();
    let missing = people.min(VOUCHES_NEEDED).saturating_sub(vouches.len());
    let is_host = me.is_some_and(|me| roster.voices.contains_key(&me));
    let opened_by = invitation.opened_by.first().copied();
    Some(EntranceView {
        may_vouch: writable
            && opened_by.is_none()
            && me.is_some_and(|me| vouches.iter().all(|(by, _)| *by != me)),
        may_welcome: writable && is_host && missing == 0 && opened_by.is_none(),
        vouches,
        missing,
        opened_by,
    })
}

/// A rule of the roster, as a member reads it.
pub(crate) fn refused(refusal: &weft_roster::Refusal) -> Refusal {
    let told = Refusal::new(refusal.code(), refusal.to_string());
    match refusal.hint() {
        Some(hint) => told.hint(hint),
        None => told,
    }
}
