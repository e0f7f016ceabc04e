//! What the other crates name things with: identifiers, hashes, canonical bytes, entries, and proof of who said what.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

pub mod bytes;
pub mod canonical;
pub mod date;
pub mod entry;
pub mod id;
pub mod keys;
pub mod limits;
pub mod signed;
pub mod storage;
pub mod text;

pub use canonical::{CanonicalError, from_canonical, to_canonical};
pub use date::CivilDate;
pub use entry::{Entry, Item, ItemKind};
pub use id::{
    ActId, DeviceId, EndpointId, EntryHash, InvitationId, ItemHash, PageId, PersonId, RollHash, SealingKey,
    SpaceId,
};
pub use keys::{DeviceSecret, OneTimeSecret, Signature};
pub use signed::{Signable, Signed, Verified};
pub use storage::{Table, Write};

/// Milliseconds since 1970 in UTC, from a shell's clock; for display only, never for a decision.
pub type Millis = i64;
