//! What one's own devices tell each other in the space of kind *self*: where each may come in.

use serde::{Deserialize, Serialize};
use weft_ids::{CanonicalError, EndpointId, Item, ItemKind, SpaceId, from_canonical, limits, to_canonical};

/// The kind of items that are own tickets.
pub const OWN_TICKET_KIND: ItemKind = ItemKind(401);

/// A ticket by which another device of one's own comes into a space that this one is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnTicket {
    /// The space.
    pub space: SpaceId,
    /// Its name, as this device shows it.
    pub name: String,
    /// For which device.
    pub to: EndpointId,
    /// The ticket, as text.
    pub ticket: String,
}

impl OwnTicket {
    /// The item that says this.
    pub fn to_item(&self) -> Item {
        Item { kind: OWN_TICKET_KIND, bytes: to_canonical(self) }
    }

    /// Reads an item; `None` where it is of another kind.
    ///
    /// # Errors
    /// When the bytes are no own ticket, or one longer than a ticket can be.
    pub fn from_item(item: &Item) -> Result<Option<Self>, CanonicalError> {
        if item.kind != OWN_TICKET_KIND {
            return Ok(None);
        }
        let own: Self = from_canonical(&item.bytes)?;
        let fits = own.ticket.len() <= limits::TICKET_CHARS_MAX
            && own.name.chars().count() <= limits::NAME_CHARS_MAX;
        if fits { Ok(Some(own)) } else { Err(CanonicalError::Malformed("an own ticket")) }
    }
}
