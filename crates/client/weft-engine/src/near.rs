//! Fills the part of a snapshot that only the engine knows: the network, who is met, what waits for whom.

use crate::dialer::Dialer;
use std::collections::BTreeMap;
use weft_ids::EndpointId;
use weft_replica::Contact;
use weft_view::{MemberState, NearView, PeerState, PeerView, View, WaitingFor};

/// What the network said of itself last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    pub(crate) listening: Vec<String>,
    pub(crate) networks: Vec<String>,
    pub(crate) announcing: bool,
    pub(crate) trouble: Option<String>,
}

/// Fills `view.near`; `level` holds the devices with which this one is level.
pub(crate) fn fill(
    view: &mut View,
    network: &Network,
    contacts: &[Contact],
    dialer: &Dialer,
    level: &BTreeMap<EndpointId, bool>,
) {
    view.near = NearView {
        listening: network.listening.clone(),
        networks: network.networks.clone(),
        announcing: network.announcing && !network.listening.is_empty(),
        peers: peers(contacts, dialer, level),
        waiting: waiting(view),
        trouble: network.trouble.clone(),
    };
}

fn peers(contacts: &[Contact], dialer: &Dialer, level: &BTreeMap<EndpointId, bool>) -> Vec<PeerView> {
    let known = contacts.iter().filter(|contact| !contact.from_ticket);
    known
        .map(|contact| {
            let state = match dialer.link(&contact.endpoint) {
                Some(link) => PeerState::Connected {
                    at: link.at.clone(),
                    level: level.get(&contact.endpoint).copied().unwrap_or(false),
                },
                None if dialer.has_met(&contact.endpoint) => PeerState::Gone,
                None => PeerState::NotMet,
            };
            PeerView {
                endpoint: contact.endpoint,
                person: contact.person.clone(),
                device: contact.device.clone(),
                spaces: contact.spaces.clone(),
                state,
            }
        })
        .collect()
}

fn waiting(view: &View) -> Vec<WaitingFor> {
    let mut waiting = Vec::new();
    for space in &view.spaces {
        let in_here = space.people.iter().filter(|member| {
            !member.is_me && !matches!(member.state, MemberState::Left | MemberState::Unlisted)
        });
        for member in in_here.filter(|member| member.lacks_mine > 0) {
            waiting.push(WaitingFor {
                person: space.name_of(&member.person),
                space: space.id,
                space_name: space.name.clone(),
                entries: member.lacks_mine,
            });
        }
    }
    waiting
}
