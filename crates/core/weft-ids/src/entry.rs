//! The entry: the only thing that travels; one device's signed, hash-chained step in one space.

use crate::{
    bytes::hash_bytes,
    canonical::to_canonical,
    id::{DeviceId, EntryHash, ItemHash, RollHash, SpaceId},
    limits,
    signed::Signable,
};
use serde::{Deserialize, Serialize};

/// The version of the entry form.
pub const ENTRY_VERSION: u8 = 0;

/// One device's step in one space.
///
/// Its hash covers these fields and not the signature, so that one entry has one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The form; [`ENTRY_VERSION`].
    pub version: u8,
    /// The space; 32 zero bytes in the founding entry, whose hash becomes the space's id.
    pub space: SpaceId,
    /// The roll under which it was written.
    pub roll: RollHash,
    /// Who wrote it.
    pub device: DeviceId,
    /// Its place in the device's chain, from 1 without gaps.
    pub n: u64,
    /// Entry `n − 1` of the same device; `None` for the first.
    pub prev: Option<EntryHash>,
    /// The heads that the author held, sorted: kept entries in nobody else's past nor in `prev`'s.
    pub past: Vec<EntryHash>,
    /// What it says, by hash and in order; the items travel beside it.
    pub items: Vec<ItemHash>,
}

/// The space named by a founding entry: none yet.
pub const NO_SPACE: SpaceId = SpaceId([0; 32]);

/// Why an entry's own form is wrong, whatever it builds on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A version this build does not know.
    #[error("entry has version {0}, which this build does not know")]
    Version(u8),
    /// Chain numbers begin at 1, and exactly the first has no entry before it.
    #[error("entry has number {n} and {} entry before it", if *.has_prev { "an" } else { "no" })]
    Number {
        /// The number it carries.
        n: u64,
        /// Whether it names an entry before it.
        has_prev: bool,
    },
    /// More than [`limits::PAST_MAX`] heads.
    #[error("entry names {0} heads; {max} are allowed", max = limits::PAST_MAX)]
    PastLength(usize),
    /// Heads out of order or named twice.
    #[error("entry names its heads out of order or twice")]
    PastOrder,
    /// More than [`limits::ITEMS_MAX`] items.
    #[error("entry has {0} items; {max} are allowed", max = limits::ITEMS_MAX)]
    ItemCount(usize),
}

impl Entry {
    /// The entry's name.
    pub fn hash(&self) -> EntryHash {
        EntryHash(hash_bytes("weft 0 entry", &to_canonical(self)))
    }

    /// Checks what can be judged from the entry alone.
    ///
    /// # Errors
    /// The first rule of form that it breaks.
    pub fn check_form(&self) -> Result<(), FormError> {
        if self.version != ENTRY_VERSION {
            return Err(FormError::Version(self.version));
        }
        if self.n == 0 || (self.n == 1) != self.prev.is_none() {
            return Err(FormError::Number { n: self.n, has_prev: self.prev.is_some() });
        }
        if self.past.len() > limits::PAST_MAX {
            return Err(FormError::PastLength(self.past.len()));
        }
        if !self.past.is_sorted_by(|one, next| one < next) {
            return Err(FormError::PastOrder);
        }
        if self.items.len() > limits::ITEMS_MAX {
            return Err(FormError::ItemCount(self.items.len()));
        }
        Ok(())
    }
}

impl Signable for Entry {
    const DOMAIN: &'static str = "weft 0 entry signature";

    fn signer(&self) -> DeviceId {
        self.device
    }

    fn digest(&self) -> [u8; 32] {
        self.hash().0
    }
}

/// The number that says how an item's bytes are read; a changed struct is a new kind.
///
/// 1–99 authority (`weft-roster`), 100–199 money (`weft-ledger`), 200–299 pages, 300–399 what travels beside the
/// entries, 400–499 letters and own devices (`weft-space`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemKind(pub u16);

/// One thing that an entry says: an act or a page change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// How to read the bytes; an unknown kind is kept, passed on and ignored.
    pub kind: ItemKind,
    /// The canonical bytes of the kind's struct.
    pub bytes: Vec<u8>,
}

impl Item {
    /// The hash by which an entry names this item.
    pub fn hash(&self) -> ItemHash {
        ItemHash(crate::bytes::hash_parts("weft 0 item", &[&self.kind.0.to_le_bytes(), &self.bytes]))
    }
}
