//! The two barriers of a congregation, and people without a device: vouches, a host's door, writing in and claiming.

use serde::{Deserialize, Serialize};
use weft_ids::{
    ActId, CanonicalError, InvitationId, Item, ItemKind, PersonId, SpaceId, bytes::hash_parts,
    from_canonical, to_canonical,
};

/// Vouches that a host's door in a congregation needs; all people of one that has fewer.
pub const VOUCHES_NEEDED: usize = 2;

/// Somebody who has met the one invited vouches for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouch {
    /// For whom.
    pub invitation: InvitationId,
    /// Why, in a sentence.
    pub sentence: String,
}

/// A host opens the door for somebody invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// For whom.
    pub invitation: InvitationId,
    /// The vouches on which this rests, sorted.
    pub vouches: Vec<ActId>,
}

/// Somebody who has no device is a person of the space from here on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteIn {
    /// Their name.
    pub name: String,
    /// 16 random bytes, so that two people of one name are two.
    pub nonce: [u8; 16],
}

/// Whoever was written in may come with a first device, as the person they are already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteAs {
    /// The public half of the one-time key whose secret half is on the ticket.
    pub invitation: InvitationId,
    /// As whom.
    pub person: PersonId,
    /// Their name, as the inviter calls them.
    pub name: String,
}

/// An act at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoorAct {
    /// Somebody vouches.
    Vouch(Vouch),
    /// A host opens.
    Open(Open),
    /// Somebody is written in.
    WriteIn(WriteIn),
    /// Whoever was written in may come.
    InviteAs(InviteAs),
}

/// The kinds of items that are acts at the door.
pub mod kinds {
    use weft_ids::ItemKind;

    /// [`super::Vouch`].
    pub const VOUCH: ItemKind = ItemKind(20);
    /// [`super::Open`].
    pub const OPEN: ItemKind = ItemKind(21);
    /// [`super::WriteIn`].
    pub const WRITE_IN: ItemKind = ItemKind(22);
    /// [`super::InviteAs`].
    pub const INVITE_AS: ItemKind = ItemKind(23);
}

impl WriteIn {
    /// Who is written in.
    pub fn person(&self, space: &SpaceId) -> PersonId {
        PersonId(hash_parts("weft 0 person written in", &[&space.0, &to_canonical(self)]))
    }
}

impl DoorAct {
    /// The item that says this.
    pub fn to_item(&self) -> Item {
        let (kind, bytes) = match self {
            Self::Vouch(act) => (kinds::VOUCH, to_canonical(act)),
            Self::Open(act) => (kinds::OPEN, to_canonical(act)),
            Self::WriteIn(act) => (kinds::WRITE_IN, to_canonical(act)),
            Self::InviteAs(act) => (kinds::INVITE_AS, to_canonical(act)),
        };
        Item { kind, bytes }
    }

    /// Reads an item; `None` where it is of another kind.
    ///
    /// # Errors
    /// When the bytes are not the canonical form of the kind's struct.
    pub fn from_item(item: &Item) -> Result<Option<Self>, CanonicalError> {
        Ok(Some(match item.kind {
            kinds::VOUCH => Self::Vouch(from_canonical(&item.bytes)?),
            kinds::OPEN => Self::Open(from_canonical(&item.bytes)?),
            kinds::WRITE_IN => Self::WriteIn(from_canonical(&item.bytes)?),
            kinds::INVITE_AS => Self::InviteAs(from_canonical(&item.bytes)?),
            ItemKind(_) => return Ok(None),
        }))
    }
}
