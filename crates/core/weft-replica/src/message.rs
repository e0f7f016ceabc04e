//! The messages of a session, as they stand on the wire, version 0.
//!
//! A space is named by a [`Handle`]: four bytes that only somebody who shares it can make or recognise,
//! different in every session. What cannot be decoded ends the session; nothing else happens.

pub use crate::beside::{BesideMessage, Part, PartName};
use crate::threshold::AtDoor;
use serde::{Deserialize, Serialize};
use weft_ids::{
    CanonicalError, DeviceId, EndpointId, EntryHash, InvitationId, bytes::keyed_hash, from_canonical, limits,
    to_canonical,
};
use weft_roster::Joining;

/// Names a space within one session.
pub type Handle = [u8; 4];

/// The first message of both sides; the same size and look whether or not anything is shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The version of the protocol.
    pub version: u8,
    /// Fresh for each session.
    pub nonce: [u8; 16],
    /// [`limits::TAGS`] handles: of shared spaces and open doors, the rest random.
    pub tags: Vec<Handle>,
}

/// The version spoken by this build.
pub const PROTOCOL_VERSION: u8 = 0;

/// What one side tells the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// First, from both sides.
    Hello(Hello),
    /// Asks somebody who knows the space's key and is not listed how they came in.
    Who {
        /// Which space.
        handle: Handle,
    },
    /// Shows how the sender came in, to somebody who asked: the admissions from the founder
    /// down to the sender, each a record.
    Introduce {
        /// Which space.
        handle: Handle,
        /// Records, the oldest first.
        admissions: Vec<Vec<u8>>,
    },
    /// The digest of what the sender has durably stored and keeps.
    Digest {
        /// Which space.
        handle: Handle,
        /// First half of the digest.
        digest: [u8; 16],
    },
    /// What the sender has durably stored and keeps: the newest entry of each device.
    Vector {
        /// Which space.
        handle: Handle,
        /// Whether the other's vector is asked for.
        answer: bool,
        /// Device, number and hash of its newest kept entry.
        newest: Vec<(DeviceId, u64, EntryHash)>,
        /// The devices that the sender knows to have forked, sorted.
        forked: Vec<DeviceId>,
    },
    /// Entries, each after its past.
    Records {
        /// Which space.
        handle: Handle,
        /// Records.
        records: Vec<Vec<u8>>,
    },
    /// Asks for entries by name, with what comes before them in their chains.
    Want {
        /// Which space.
        handle: Handle,
        /// At most [`limits::PAST_MAX`] names.
        entries: Vec<EntryHash>,
    },
    /// About what travels beside a space's entries.
    Beside {
        /// Which space.
        handle: Handle,
        /// What of it.
        message: BesideMessage,
    },
    /// Shows a newcomer that the sender knows their invitation.
    Door {
        /// Which door: the newcomer's tag.
        handle: Handle,
        /// Keyed by the invitation over both sides' nonces.
        proof: [u8; 16],
    },
    /// Asks to be let in.
    Join {
        /// Which door.
        handle: Handle,
        /// Who is there, signed by the ticket's key and by the new device's.
        joining: Box<Joining>,
    },
    /// Says that a door stays shut, to somebody who holds its ticket.
    Shut {
        /// Which door.
        handle: Handle,
        /// Why.
        why: Shut,
    },
    /// Asks at a door after the hello: the newcomer's tag, where a ticket was taken while the session stood.
    Knock {
        /// Which door.
        handle: Handle,
    },
    /// What is said at a door that is held open to whoever is nearby.
    AtDoor(AtDoor),
    /// Entries, each after its past, in few bytes.
    Packed {
        /// Which space.
        handle: Handle,
        /// A batch as [`weft_space::packed`] writes it.
        packed: Vec<u8>,
    },
}

/// Why a door stays shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shut {
    /// The invitation was used by somebody else.
    Used,
    /// It was taken back.
    Revoked,
    /// The statement breaks a rule.
    Statement,
    /// The one asked may only read here.
    ReadOnly,
    /// The invitation is good, and no host has opened the door for it yet.
    Waits,
}

impl Message {
    /// Encodes the message as one frame.
    pub fn to_frame(&self) -> Vec<u8> {
        to_canonical(self)
    }

    /// Decodes a frame.
    ///
    /// # Errors
    /// When it is too large or not canonical.
    pub fn from_frame(bytes: &[u8]) -> Result<Self, CanonicalError> {
        if bytes.len() > limits::FRAME_BYTES_MAX {
            return Err(CanonicalError::Malformed("a message"));
        }
        from_canonical(bytes)
    }
}

/// The handle by which `from` names a space to `to` in the session with `nonce`.
///
/// `key` is the roll's key for a space, [`door_key`] for a door.
pub fn tag(key: &[u8; 32], from: &EndpointId, to: &EndpointId, nonce: &[u8; 16]) -> Handle {
    let hash = keyed_hash(key, &[b"weft 0 tag", &from.0, &to.0, nonce]);
    let mut handle = [0; 4];
    handle.copy_from_slice(hash.first_chunk::<4>().expect("a hash has 32 bytes"));
    handle
}

/// The key that whoever knows an invitation shares with whoever holds its ticket.
pub fn door_key(invitation: &InvitationId) -> [u8; 32] {
    weft_ids::bytes::hash_bytes("weft 0 door", &invitation.0)
}

/// Shows the newcomer with `newcomer_nonce` that the sender, with `nonce`, knows the invitation.
pub fn door_proof(invitation: &InvitationId, nonce: &[u8; 16], newcomer_nonce: &[u8; 16]) -> [u8; 16] {
    let hash = keyed_hash(&door_key(invitation), &[b"weft 0 door proof", nonce, newcomer_nonce]);
    let mut proof = [0; 16];
    proof.copy_from_slice(hash.first_chunk::<16>().expect("a hash has 32 bytes"));
    proof
}
