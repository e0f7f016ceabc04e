//! My own devices: the space of kind *self* in which they give each other tickets into every space that one of them is in.

use crate::{effects::Effects, home::Home, mail::Mail, replica::Replica, ticket::Ticket};
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EndpointId, InvitationId, Item, SpaceId, limits, text};
use weft_roster::{DeviceState, InvitationState, SpaceKind};
use weft_space::{MailItem, OwnTicket};
use weft_view::{DeviceState as DeviceStateView, MyDeviceView, Outcome, Refusal, Reply};

/// The name of the space that my devices share; only they ever read it.
const OWN_NAME: &str = "my devices";
/// Own tickets in one entry.
const TICKETS_AT_ONCE: usize = 32;

impl Replica {
    /// The space that my devices share; of several the one with the smallest id.
    pub(crate) fn own_space(&self) -> Option<SpaceId> {
        let own = |home: &Home| home.space.roster().kind == SpaceKind::Own && home.read_only().is_none();
        self.spaces.iter().find(|(_, home)| own(home)).map(|(id, _)| *id)
    }

    /// Makes a ticket for another device of mine, founding the space that my devices share where there is none.
    pub(crate) fn add_device(&mut self, name: &str, rng: &mut ChaCha20Rng, effects: &mut Effects) -> Outcome {
        let own = match self.own_space() {
            Some(own) => own,
            None => {
                let Reply::Space(own) = self.found(weft_view::SpaceKind::Own, OWN_NAME, rng, effects)? else {
                    return Err(Refusal::new("not_valid", "the space of your devices was not founded"));
                };
                own
            }
        };
        self.invite(own, name, true, rng, effects)
    }

    /// Takes a ticket that another device of mine made for this one.
    pub(crate) fn take_own_ticket(
        &mut self,
        ticket: &str,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Option<Mail> {
        let ticket = Ticket::parse(ticket).ok()?;
        // A space that this device was in once is not entered again by itself.
        if ticket.own_device_of.is_none() || self.spaces.contains_key(&ticket.space) {
            return None;
        }
        let invitation = self.join_by_mail(&ticket, rng, effects)?;
        Some(Mail::Own { invitation })
    }

    /// Gives my other devices tickets into a space that changed, or into every space where that of my devices did.
    pub(crate) fn give_own_tickets(
        &mut self,
        stirred: &SpaceId,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) {
        let Some(own) = self.own_space() else { return };
        let spaces: Vec<SpaceId> =
            if *stirred == own { self.spaces.keys().copied().collect() } else { vec![*stirred] };
        let others = self.my_other_devices(&own);
        let tickets = self.own_tickets(&own);
        let mut items: Vec<Item> = Vec::new();
        for space in spaces.into_iter().filter(|space| *space != own) {
            for (endpoint, name) in &others {
                if !self.lacks_device(&space, endpoint, &tickets) {
                    continue;
                }
                let Ok(Reply::Ticket { text, .. }) = self.invite(space, name, true, rng, effects) else {
                    continue;
                };
                let Some(home) = self.spaces.get(&space) else { continue };
                let mut name = self.space_name(home);
                while name.chars().count() > limits::NAME_CHARS_MAX {
                    name.pop();
                }
                items.push(OwnTicket { space, name, to: *endpoint, ticket: text }.to_item());
            }
        }
        for chunk in items.chunks(TICKETS_AT_ONCE) {
            if let Err(refusal) = self.write(&own, chunk.to_vec(), effects) {
                tracing::debug!(code = refusal.code, "tickets for another device of mine were not written");
            }
        }
        self.take_back_spent(&tickets, effects);
    }

    /// My other devices that stand in the space that they share, by endpoint, with their names.
    fn my_other_devices(&self, own: &SpaceId) -> BTreeMap<EndpointId, String> {
        let mine = self.endpoint();
        let roster = self.spaces.get(own).map(|home| home.space.roster());
        let standing = roster.into_iter().flat_map(|roster| roster.standing());
        standing
            .filter(|(_, device)| device.endpoint != mine)
            .map(|(_, device)| (device.endpoint, device.name.clone()))
            .collect()
    }

    /// The tickets that my devices gave each other: space, for which device, invitation, and by which device.
    fn own_tickets(&self, own: &SpaceId) -> Vec<(SpaceId, EndpointId, InvitationId, DeviceId)> {
        let mail = self.spaces.get(own).into_iter().flat_map(|home| home.space.mail());
        mail.filter_map(|(_, by, _, said)| match said {
            MailItem::OwnTicket(own) => {
                Some((own.space, own.to, Ticket::parse(&own.ticket).ok()?.invitation(), by))
            }
            MailItem::Letter(_) => None,
        })
        .collect()
    }

    /// Whether a device of mine neither is nor was in a space, and holds no ticket that could still open it.
    fn lacks_device(
        &self,
        space: &SpaceId,
        endpoint: &EndpointId,
        tickets: &[(SpaceId, EndpointId, InvitationId, DeviceId)],
    ) -> bool {
        let Some(home) = self.spaces.get(space).filter(|home| home.read_only().is_none()) else {
            return false;
        };
        let (roster, Some(me)) = (home.space.roster(), home.me()) else { return false };
        let known = roster.devices_of(&me).any(|(_, device)| device.endpoint == *endpoint);
        let holds =
            tickets.iter().filter(|(of, to, ..)| of == space && to == endpoint).any(|(_, _, id, _)| {
                // One that has not come here yet may be open; one that was used let somebody in.
                roster.invitations.get(id).is_none_or(|one| one.state != InvitationState::Revoked)
            });
        roster.kind != SpaceKind::Own && !known && !holds
    }

    /// Takes back tickets that this device made for another that is in by now.
    fn take_back_spent(
        &mut self,
        tickets: &[(SpaceId, EndpointId, InvitationId, DeviceId)],
        effects: &mut Effects,
    ) {
        let spent: Vec<(SpaceId, InvitationId)> = tickets
            .iter()
            .filter(|(space, to, invitation, _)| {
                let Some(home) = self.spaces.get(space) else { return false };
                let (roster, Some(me)) = (home.space.roster(), home.me()) else { return false };
                let open = roster.open_invitation(invitation).is_some_and(|one| one.by == me);
                open && roster.devices_of(&me).any(|(_, device)| device.endpoint == *to)
            })
            .map(|(space, _, invitation, _)| (*space, *invitation))
            .collect();
        for (space, invitation) in spent {
            if let Err(refusal) = self.revoke(space, invitation, effects) {
                tracing::debug!(code = refusal.code, "a spent ticket of mine stays open");
            }
        }
    }

    /// Switches a device of mine off in every space, and takes back every ticket that it may hold.
    pub(crate) fn switch_off_everywhere(&mut self, endpoint: EndpointId, effects: &mut Effects) -> Outcome {
        if endpoint == self.endpoint() {
            return Err(Refusal::new("this_device", "that is the device you sit at")
                .hint("do it from another device of yours"));
        }
        let mut off: Vec<(SpaceId, DeviceId)> = Vec::new();
        for (space, home) in self.spaces.iter().filter(|(_, home)| home.read_only().is_none()) {
            let Some(me) = home.me() else { continue };
            let standing =
                home.space.roster().standing_at(&endpoint).filter(|(_, device)| device.person == me);
            off.extend(standing.map(|(device, _)| (*space, *device)));
        }
        if off.is_empty() {
            return Err(Refusal::new(
                "no_such_device",
                "no device of yours that counts anywhere is called that",
            )
            .hint("`weft device list` lists your devices"));
        }
        for (space, device) in off {
            self.switch_off(space, device, effects)?;
        }
        if let Some(own) = self.own_space() {
            let held: BTreeSet<(SpaceId, InvitationId)> = self
                .own_tickets(&own)
                .into_iter()
                .filter(|(_, to, ..)| *to == endpoint)
                .map(|(space, _, invitation, _)| (space, invitation))
                .collect();
            for (space, invitation) in held {
                if self
                    .spaces
                    .get(&space)
                    .is_some_and(|home| home.space.roster().open_invitation(&invitation).is_some())
                    && let Err(refusal) = self.revoke(space, invitation, effects)
                {
                    tracing::warn!(
                        code = refusal.code,
                        "a ticket of a device that was switched off stays open"
                    );
                }
            }
        }
        Ok(Reply::Done)
    }

    /// My devices over all spaces, this one first.
    pub(crate) fn my_devices(&self) -> Vec<MyDeviceView> {
        let mine = self.endpoint();
        let mut devices: BTreeMap<EndpointId, MyDeviceView> = BTreeMap::new();
        devices.insert(mine, my_device(mine, self.me.device_name.clone(), true));
        for (space, home) in
            self.spaces.iter().filter(|(_, home)| !home.is_copy && !crate::pairs::is_husk(home))
        {
            let Some(me) = home.me() else { continue };
            let is_own = home.space.roster().kind == SpaceKind::Own;
            for (_, device) in home.space.roster().devices_of(&me) {
                let name = text::shown(&device.name);
                let one =
                    devices.entry(device.endpoint).or_insert_with(|| my_device(device.endpoint, name, false));
                let state = match device.state {
                    DeviceState::Stands => DeviceStateView::Stands,
                    DeviceState::Off => DeviceStateView::Off,
                    DeviceState::Left => DeviceStateView::Left,
                    DeviceState::Forked | DeviceState::Twice => DeviceStateView::Forked,
                    DeviceState::Unlisted => DeviceStateView::Unlisted,
                };
                if is_own {
                    one.shares = Some(state);
                } else {
                    one.spaces.push((*space, state));
                }
            }
        }
        let mut devices: Vec<MyDeviceView> = devices.into_values().collect();
        devices.sort_by_key(|device| !device.is_this);
        devices
    }
}

fn my_device(endpoint: EndpointId, name: String, is_this: bool) -> MyDeviceView {
    MyDeviceView { endpoint, name, is_this, shares: None, spaces: Vec::new() }
}
