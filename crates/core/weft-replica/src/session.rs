//! One connection: what each side has told the other, and what follows from it.

use crate::message::{Handle, Hello};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{EndpointId, EntryHash, InvitationId, SpaceId, limits};
use weft_space::Record;

/// One connection to a device.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) endpoint: EndpointId,
    /// The address, for showing and for meeting again; only one that was dialled can be dialled again.
    pub(crate) at: String,
    pub(crate) dialled: bool,
    pub(crate) nonce: [u8; 16],
    pub(crate) hello: Option<Hello>,
    /// Spaces that both sides know they share, by handle.
    pub(crate) shared: BTreeMap<Handle, Shared>,
    /// Spaces whose tag came from a device that is not listed yet; they wait for an introduction.
    pub(crate) strangers: BTreeMap<Handle, SpaceId>,
    /// Spaces in which the other side showed how it came in before its admission arrived here.
    pub(crate) introduced: BTreeSet<SpaceId>,
    /// Doors this side may open to the other, by handle.
    pub(crate) doors: BTreeMap<Handle, (SpaceId, InvitationId)>,
    /// Doors this side wants to come through, by handle.
    pub(crate) knocks: BTreeMap<Handle, Knock>,
    pub(crate) came: u64,
    pub(crate) went: u64,
}

/// A door this side wants to come through.
#[derive(Debug)]
pub(crate) struct Knock {
    pub(crate) invitation: InvitationId,
    /// Whether the other side has shown that it knows the invitation, and was asked.
    pub(crate) asked: bool,
    /// The space's records as they come, until this device's own admission is among them.
    pub(crate) records: Vec<Record>,
    pub(crate) bytes: usize,
}

/// What is known within one session about one space that both share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) space: SpaceId,
    /// The digest the other side told last.
    pub(crate) theirs: Option<[u8; 16]>,
    /// The digest this side told last.
    pub(crate) told: Option<[u8; 16]>,
    /// The pair of digests for which vectors were exchanged, so that one difference is not asked twice.
    pub(crate) compared: Option<([u8; 16], [u8; 16])>,
    /// Entries that went to or came from the other side in this session.
    pub(crate) given: BTreeSet<EntryHash>,
    /// Entries whose past is missing.
    pub(crate) waiting: WaitingRoom,
}

impl Shared {
    pub(crate) fn new(space: SpaceId) -> Self {
        Self {
            space,
            theirs: None,
            told: None,
            compared: None,
            given: BTreeSet::new(),
            waiting: WaitingRoom::default(),
        }
    }

    /// Whether both sides hold the same, as of the last word from each.
    pub(crate) fn is_level(&self) -> bool {
        self.theirs.is_some() && self.theirs == self.told
    }
}

/// Entries that wait for their past, bounded; whoever gave them must give their past.
#[derive(Debug, Default)]
pub(crate) struct WaitingRoom {
    records: BTreeMap<EntryHash, Record>,
    bytes: usize,
    asked: BTreeSet<EntryHash>,
}

/// The waiting room is full: the giver gives entries without their past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl WaitingRoom {
    /// Lets a record wait.
    pub(crate) fn push(&mut self, record: Record) -> Result<(), Full> {
        let bytes = record.bytes().len();
        if self.records.len() >= limits::WAITING_ENTRIES_MAX || self.bytes + bytes > limits::WAITING_BYTES_MAX {
            return Err(Full);
        }
        if self.records.insert(record.hash(), record).is_none() {
            self.bytes += bytes;
        }
        Ok(())
    }

    /// Takes all that waits, to be tried again.
    pub(crate) fn take(&mut self) -> Vec<Record> {
        self.bytes = 0;
        std::mem::take(&mut self.records).into_values().collect()
    }

    /// Of `missing`, those that do not wait here themselves and were not asked for yet.
    pub(crate) fn ask_for(&mut self, missing: &BTreeSet<EntryHash>) -> Vec<EntryHash> {
        let new: Vec<EntryHash> = missing
            .iter()
            .filter(|hash| !self.records.contains_key(hash) && !self.asked.contains(hash))
            .copied()
            .take(limits::PAST_MAX)
            .collect();
        self.asked.extend(new.iter().copied());
        new
    }

    /// Forgets what was asked for, once something came.
    pub(crate) fn settle(&mut self) {
        self.asked.clear();
    }
}

impl Session {
    /// The handle under which both know `space`.
    pub(crate) fn handle_of(&self, space: &SpaceId) -> Option<Handle> {
        self.shared.iter().find(|(_, shared)| shared.space == *space).map(|(handle, _)| *handle)
    }

    /// Whether all that is shared is level, and something is.
    pub(crate) fn is_level(&self) -> bool {
        self.knocks.values().all(|knock| !knock.asked)
            && !self.shared.is_empty()
            && self.shared.values().all(Shared::is_level)
    }
}
