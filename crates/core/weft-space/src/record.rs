//! A record: one entry with its signature and items, as it is stored, sent and carried.

use serde::{Deserialize, Serialize};
use weft_ids::{
    CanonicalError, DeviceId, Entry, EntryHash, Item, Signature, Signed, Verified, from_canonical, limits,
    to_canonical,
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
        UnverifiedRecord::read(bytes)?.verify()
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

    /// The signature as it stands in the form, whether or not it was checked here.
    pub(crate) fn claimed_signature(&self) -> Option<Signature> {
        let before = 1 + to_canonical(self.entry()).len();
        let bytes = self.bytes.get(before..before + 64)?;
        Some(Signature::from_bytes(bytes.try_into().ok()?))
    }

    /// The canonical form.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// A record whose items and signature nobody has checked: it only says which entry it claims to be, so that one that is
/// known already costs no signature.
pub struct UnverifiedRecord<'a> {
    form: RecordForm,
    hash: EntryHash,
    bytes: &'a [u8],
}

impl<'a> UnverifiedRecord<'a> {
    /// Reads the form of a record.
    ///
    /// # Errors
    /// When it is too large, not canonical, of an unknown version, or its entry's form is wrong.
    pub fn read(bytes: &'a [u8]) -> Result<Self, RecordError> {
        if bytes.len() > limits::ENTRY_BYTES_MAX {
            return Err(RecordError::TooLarge(bytes.len()));
        }
        let form: RecordForm = from_canonical(bytes)?;
        if form.version != RECORD_VERSION {
            return Err(RecordError::Version(form.version));
        }
        form.entry.check_form()?;
        Ok(Self { hash: form.entry.hash(), form, bytes })
    }

    /// The name of the entry that it claims to be.
    pub fn hash(&self) -> EntryHash {
        self.hash
    }

    /// The entry before it, as it claims, and its device.
    pub(crate) fn prev(&self) -> Option<(DeviceId, EntryHash)> {
        Some((self.form.entry.device, self.form.entry.prev?))
    }

    /// Its device.
    pub(crate) fn device(&self) -> DeviceId {
        self.form.entry.device
    }

    /// As [`UnverifiedRecord::verify`], by the word of `successor`, which goes on from it; `None` where it does not.
    pub(crate) fn vouched(self, successor: &Record) -> Option<Record> {
        if !names(&self.form.entry, &self.form.items) {
            return None;
        }
        let entry = Verified::vouched(self.form.entry, &self.hash, successor.verified())?;
        Some(Record { hash: self.hash, entry, items: self.form.items, bytes: self.bytes.to_vec() })
    }

    /// Checks items and signature.
    ///
    /// # Errors
    /// When the items are not those of the entry, or the signature is not its device's.
    pub fn verify(self) -> Result<Record, RecordError> {
        if !names(&self.form.entry, &self.form.items) {
            return Err(RecordError::Items);
        }
        let entry =
            Signed::new(self.form.entry, self.form.signature).verify().ok_or(RecordError::Signature)?;
        Ok(Record { hash: self.hash, entry, items: self.form.items, bytes: self.bytes.to_vec() })
    }
}

/// The canonical form of a record; nothing is checked.
pub(crate) fn form_bytes(entry: Entry, signature: Signature, items: Vec<Item>) -> Vec<u8> {
    to_canonical(&RecordForm { version: RECORD_VERSION, entry, signature, items })
}

fn names(entry: &Entry, items: &[Item]) -> bool {
    entry.items.len() == items.len() && entry.items.iter().zip(items).all(|(hash, item)| *hash == item.hash())
}
