//! A record: one entry with its signature and items, as it is stored, sent and carried.

use serde::{Deserialize, Serialize};
use weft_ids::{
    CanonicalError, Entry, EntryHash, Item, Signature, Signed, Verified, from_canonical, limits, to_canonical,
};

/// One entry whose signature holds, with the items it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    // Invariant: `hash` is the entry's, `items` are those it names, in order, and `bytes` is the canonical form.
    entry: Verified<Entry>,
    hash: EntryHash,
    items: Vec<Item>,
    bytes: Vec<u8>,
}

/// The canonical form of a record, version 0.
#[derive(Serialize, Deserialize)]
struct RecordForm {
    version: u8,
    entry: Entry,
    signature: Signature,
    items: Vec<Item>,
}

const RECORD_VERSION: u8 = 0;

/// Why bytes are no record; whoever gave them is at fault, nothing else is touched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Over the cap, before anything is decoded.
    #[error("record of {0} bytes is larger than the {max} allowed", max = limits::ENTRY_BYTES_MAX)]
    TooLarge(usize),
    /// Not the canonical form.
    #[error(transparent)]
    Form(#[from] CanonicalError),
    /// A version this build does not know.
    #[error("record has version {0}, which this build does not know")]
    Version(u8),
    /// The entry's own form is wrong.
    #[error(transparent)]
    Entry(#[from] weft_ids::entry::FormError),
    /// The items are not those that the entry names.
    #[error("items beside the entry are not those that it names")]
    Items,
    /// The signature is not the device's.
    #[error("signature is not by the device that the entry names")]
    Signature,
}

impl Record {
    /// Makes the record of an entry signed here.
    ///
    /// # Panics
    /// When the items are not those of the entry or it carries no signature: a programming error, never input.
    pub fn new(entry: Verified<Entry>, items: Vec<Item>) -> Self {
        assert!(names(entry.get(), &items), "an entry is written with the items it names");
        let signature = *entry.signature().expect("an entry written here is signed here");
        let form = RecordForm { version: RECORD_VERSION, entry: entry.get().clone(), signature, items };
        let bytes = to_canonical(&form);
        Self { hash: form.entry.hash(), entry, items: form.items, bytes }
    }

    /// Reads a record, checking caps, form, items and signature, cheapest first.
    ///
    /// # Errors
    /// The first check that fails.
    pub fn read(bytes: &[u8]) -> Result<Self, RecordError> {
        if bytes.len() > limits::ENTRY_BYTES_MAX {
            return Err(RecordError::TooLarge(bytes.len()));
        }
        let form: RecordForm = from_canonical(bytes)?;
        if form.version != RECORD_VERSION {
            return Err(RecordError::Version(form.version));
        }
        form.entry.check_form()?;
        if !names(&form.entry, &form.items) {
            return Err(RecordError::Items);
        }
        let entry = Signed::new(form.entry, form.signature).verify().ok_or(RecordError::Signature)?;
        Ok(Self { hash: entry.get().hash(), entry, items: form.items, bytes: bytes.to_vec() })
    }

    /// The entry.
    pub fn entry(&self) -> &Entry {
        self.entry.get()
    }

    /// The entry with its proof.
    pub fn verified(&self) -> &Verified<Entry> {
        &self.entry
    }

    /// The entry's name.
    pub fn hash(&self) -> EntryHash {
        self.hash
    }

    /// What the entry says, in order.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The canonical form.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn names(entry: &Entry, items: &[Item]) -> bool {
    entry.items.len() == items.len() && entry.items.iter().zip(items).all(|(hash, item)| *hash == item.hash())
}
