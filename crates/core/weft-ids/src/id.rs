//! The identifiers: 32 bytes each, a type for each kind of thing, shown as lower-case hex.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub [u8; 32]);

        impl $name {
            /// The 32 bytes.
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }

            /// Reads 32 bytes from a slice; `None` where the length differs.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }

            /// Reads 64 hex digits.
            pub fn from_hex(text: &str) -> Option<Self> {
                Self::from_slice(&crate::bytes::from_hex(text)?)
            }

            /// The first eight hex digits: what a person is shown.
            pub fn short(&self) -> String {
                let mut text = self.to_string();
                text.truncate(8);
                text
            }

            /// Whether `prefix` (four or more hex digits, either case) begins this id.
            pub fn has_prefix(&self, prefix: &str) -> bool {
                prefix.len() >= 4 && self.to_string().starts_with(&prefix.to_ascii_lowercase())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&crate::bytes::to_hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.short())
            }
        }
    )*};
}

ids! {
    /// A space: the hash of its founding entry.
    SpaceId;
    /// A person in one space: the hash of the statement that introduced them, never a key.
    PersonId;
    /// A device in one space: its ed25519 public key, which signs its entries.
    DeviceId;
    /// A device on the network: its iroh key; transport only, the same in all its spaces.
    EndpointId;
    /// The X25519 public key to which secrets for a device are sealed.
    SealingKey;
    /// An entry: the hash of its canonical bytes, without the signature.
    EntryHash;
    /// An item of an entry: the hash of its kind and bytes.
    ItemHash;
    /// A roll: the hash of its canonical bytes.
    RollHash;
    /// An act: the hash of its entry and its place among the entry's items.
    ActId;
    /// A page: the hash of its space, kind, lint version and key.
    PageId;
    /// An invitation: its one-time ed25519 public key.
    InvitationId;
}

impl ActId {
    /// Names the act at `index` among the items of `entry`.
    pub fn of(entry: &EntryHash, index: usize) -> Self {
        Self(crate::bytes::hash_parts("weft 0 act", &[&entry.0, &(index as u32).to_le_bytes()]))
    }
}
