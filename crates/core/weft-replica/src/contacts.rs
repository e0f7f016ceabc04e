//! Whom this device can meet: the devices of its spaces, and those that a ticket names.

use crate::replica::Replica;
use std::collections::BTreeMap;
use weft_ids::{EndpointId, SpaceId, text};

/// A device worth meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Its key on the network.
    pub endpoint: EndpointId,
    /// Its person's name.
    pub person: String,
    /// Its own name.
    pub device: String,
    /// The spaces shared with it.
    pub spaces: Vec<SpaceId>,
    /// Where it was last met, or was when the ticket was made.
    pub addresses: Vec<String>,
    /// Whether a ticket that was taken names it.
    pub from_ticket: bool,
}

impl Replica {
    /// The devices worth meeting: those in my spaces, and those that a ticket names.
    pub fn contacts(&self) -> Vec<Contact> {
        let mine = self.endpoint();
        let mut contacts: BTreeMap<EndpointId, Contact> = BTreeMap::new();
        for (id, home) in self.spaces.iter().filter(|(_, home)| !home.is_copy) {
            let roster = home.space.roster();
            for device in roster
                .devices
                .values()
                .filter(|d| d.endpoint != mine && d.state == weft_roster::DeviceState::Stands)
            {
                let person =
                    roster.people.get(&device.person).map(|p| text::shown(&p.name)).unwrap_or_default();
                let contact = contacts.entry(device.endpoint).or_insert_with(|| Contact {
                    endpoint: device.endpoint,
                    person,
                    device: text::shown(&device.name),
                    spaces: Vec::new(),
                    addresses: self
                        .met
                        .get(&device.endpoint)
                        .map(|m| m.addresses.clone())
                        .unwrap_or_default(),
                    from_ticket: false,
                });
                contact.spaces.push(*id);
            }
        }
        for ticket in self.doors.open_tickets() {
            let contact = contacts.entry(ticket.endpoint).or_insert_with(|| Contact {
                endpoint: ticket.endpoint,
                person: String::new(),
                device: String::new(),
                spaces: Vec::new(),
                addresses: Vec::new(),
                from_ticket: true,
            });
            contact.from_ticket = true;
            for address in &ticket.addresses {
                if !contact.addresses.contains(address) {
                    contact.addresses.push(address.clone());
                }
            }
        }
        contacts.into_values().collect()
    }
}
