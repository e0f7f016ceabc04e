//! The ticket: what one person hands to another so that they can come in; text for a message, a file or a QR picture.

use serde::{Deserialize, Serialize};
use weft_ids::{
    EndpointId, InvitationId, OneTimeSecret, PersonId, RollHash, SpaceId, from_canonical, limits,
    to_canonical,
};

/// What a ticket holds.
#[derive(Debug, Clone)]
pub struct Ticket {
    /// The space.
    pub space: SpaceId,
    /// The newest roll its maker knew.
    pub roll: RollHash,
    /// The secret half of the invitation's one-time key.
    pub secret: OneTimeSecret,
    /// The device to meet.
    pub endpoint: EndpointId,
    /// Where it was when the ticket was made, as `ip:port`; at most [`limits::TICKET_ADDRESSES_MAX`].
    pub addresses: Vec<String>,
    /// The name under which the space is offered.
    pub name: String,
    /// The inviter, where it is for a further device of theirs.
    pub own_device_of: Option<PersonId>,
}

/// Why text is no ticket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    /// No `weft:` in it.
    #[error("there is no invitation in this text")]
    NotFound,
    /// Something after `weft:`, but damaged or cut.
    #[error("the invitation is damaged or cut")]
    Damaged,
    /// A version this build does not know.
    #[error("the invitation has version {0}, which this build does not know")]
    Version(u8),
}

impl TicketError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            TicketError::NotFound => "an invitation begins with weft: and was made with `weft invite`".into(),
            TicketError::Damaged => "copy it whole, or ask for it again".into(),
            TicketError::Version(_) => {
                "a newer Weft made it: get the newer version from whoever invited you".into()
            }
        }
    }
}

const PREFIX: &str = "weft:";
const VERSION: u8 = 0;

/// The form inside the text, version 0; the four bytes at the end tell a cut from a whole ticket.
#[derive(Serialize, Deserialize)]
struct TicketForm {
    version: u8,
    space: SpaceId,
    roll: RollHash,
    secret: [u8; 32],
    endpoint: EndpointId,
    addresses: Vec<WireAddress>,
    name: String,
    own_device_of: Option<PersonId>,
}

#[derive(Serialize, Deserialize)]
enum WireAddress {
    V4([u8; 4], u16),
    V6([u8; 16], u16),
}

impl Ticket {
    /// The invitation that the ticket opens.
    pub fn invitation(&self) -> InvitationId {
        self.secret.public()
    }

    /// Writes the ticket as text of at most [`limits::TICKET_CHARS_MAX`] characters.
    ///
    /// Addresses that do not fit, and the end of a very long name, are left out.
    pub fn text(&self) -> String {
        let mut addresses: Vec<WireAddress> = self
            .addresses
            .iter()
            .filter_map(|a| wire_address(a))
            .take(limits::TICKET_ADDRESSES_MAX)
            .collect();
        let mut name = self.name.clone();
        loop {
            let text = self.encode(&addresses, &name);
            if text.len() <= limits::TICKET_CHARS_MAX {
                return text;
            }
            if addresses.len() > 1 {
                addresses.pop();
            } else if name.pop().is_none() {
                return text;
            }
        }
    }

    fn encode(&self, addresses: &[WireAddress], name: &str) -> String {
        let form = TicketForm {
            version: VERSION,
            space: self.space,
            roll: self.roll,
            secret: self.secret.to_bytes(),
            endpoint: self.endpoint,
            addresses: addresses.iter().map(WireAddress::copy).collect(),
            name: name.to_owned(),
            own_device_of: self.own_device_of,
        };
        let mut bytes = to_canonical(&form);
        let check = weft_ids::bytes::hash_bytes("weft 0 ticket", &bytes);
        bytes.extend_from_slice(check.get(..4).unwrap_or_default());
        format!("{PREFIX}{}", weft_ids::bytes::to_base32(&bytes))
    }

    /// Finds and reads a ticket inside any text, such as a whole pasted message.
    ///
    /// # Errors
    /// When there is none, or it is cut, damaged or of an unknown version.
    pub fn parse(text: &str) -> Result<Self, TicketError> {
        let start = text.to_ascii_lowercase().find(PREFIX).ok_or(TicketError::NotFound)?;
        let body = text.get(start + PREFIX.len()..).unwrap_or_default();
        let body: String = body.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let bytes = weft_ids::bytes::from_base32(&body).ok_or(TicketError::Damaged)?;
        let (form, check) =
            bytes.split_at_checked(bytes.len().saturating_sub(4)).ok_or(TicketError::Damaged)?;
        if weft_ids::bytes::hash_bytes("weft 0 ticket", form).get(..4) != Some(check) {
            return Err(TicketError::Damaged);
        }
        match form.first() {
            Some(&VERSION) => {}
            Some(&other) => return Err(TicketError::Version(other)),
            None => return Err(TicketError::Damaged),
        }
        let form: TicketForm = from_canonical(form).map_err(|_| TicketError::Damaged)?;
        Ok(Self {
            space: form.space,
            roll: form.roll,
            secret: OneTimeSecret::from_bytes(form.secret),
            endpoint: form.endpoint,
            addresses: form
                .addresses
                .iter()
                .take(limits::TICKET_ADDRESSES_MAX)
                .map(WireAddress::text)
                .collect(),
            name: weft_ids::text::shown(&form.name),
            own_device_of: form.own_device_of,
        })
    }
}

impl WireAddress {
    fn text(&self) -> String {
        match self {
            WireAddress::V4(ip, port) => std::net::SocketAddrV4::new((*ip).into(), *port).to_string(),
            WireAddress::V6(ip, port) => std::net::SocketAddrV6::new((*ip).into(), *port, 0, 0).to_string(),
        }
    }

    fn copy(&self) -> Self {
        match self {
            WireAddress::V4(ip, port) => WireAddress::V4(*ip, *port),
            WireAddress::V6(ip, port) => WireAddress::V6(*ip, *port),
        }
    }
}

fn wire_address(text: &str) -> Option<WireAddress> {
    match text.parse().ok()? {
        std::net::SocketAddr::V4(a) => Some(WireAddress::V4(a.ip().octets(), a.port())),
        std::net::SocketAddr::V6(a) => Some(WireAddress::V6(a.ip().octets(), a.port())),
    }
}
