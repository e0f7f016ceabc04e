//! What travels beside the entries: contents that may be forgotten and sealed chunks, asked for after the entries.
//!
//! A device asks for the parts that it lacks of what it keeps, a few at a time and each from one session at once; whoever
//! has a part gives it, read from the disk. Each part is checked against the stub alone, stored, and only then counted.
//! A session that is cut loses what was on its way; the next one, with the same device or another, goes on from there.

mod commands;
mod exchange;
mod give;
mod held;
mod stick;
mod take;
mod views;

pub(crate) use exchange::Exchange;
pub(crate) use held::Held;
pub(crate) use views::{digest_form, label_for_log, name_for_log, refused, view};

use serde::{Deserialize, Serialize};
use weft_ids::{ActId, SpaceId};
use weft_space::beside::Stub;

/// A part of what a stub stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// The content that may be forgotten.
    Body,
    /// A sealed chunk, by its place.
    Chunk(u16),
}

/// Names a part within its space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PartName {
    /// The act that named what it is a part of.
    pub act: ActId,
    /// Which part.
    pub part: Part,
}

/// What two devices tell each other about what travels beside the entries of a space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BesideMessage {
    /// Whether the sender still hopes for parts in this session; unsaid, it does not.
    Waits(bool),
    /// Asks for parts; at most [`weft_ids::limits::BESIDES_ASKED_MAX`].
    Ask(Vec<PartName>),
    /// Gives a part that was asked for.
    Give {
        /// Which.
        name: PartName,
        /// A body, or a sealed chunk.
        bytes: Vec<u8>,
    },
    /// Says which parts that were asked for the sender has not.
    Lack(Vec<PartName>),
    /// Asks which of these the other has whole; at most 64.
    WhoHas(Vec<ActId>),
    /// Says which of these the sender has whole and durably stored; at most 64.
    Has(Vec<ActId>),
}

/// Acts in one message.
pub(crate) const ACTS_MAX: usize = 64;

/// What a reading from the disk is for.
#[derive(Debug)]
pub(crate) enum Reading {
    /// Somebody asked for a chunk.
    Give { session: u64, space: SpaceId, name: PartName },
    /// A member wants the file.
    File { command: u64, space: SpaceId, act: ActId },
    /// A stick takes chunks along.
    Stick { command: u64, spaces: Vec<SpaceId>, names: Vec<(SpaceId, PartName)> },
}

/// The parts of which a stub's content is made: the body first, since it is small and says what comes.
pub(crate) fn parts_of<'a>(act: &'a ActId, stub: &'a Stub) -> impl Iterator<Item = PartName> + 'a {
    let body = stub.commitment().map(|_| Part::Body);
    let chunks = (0..stub.chunks().len()).filter_map(|index| u16::try_from(index).ok()).map(Part::Chunk);
    body.into_iter().chain(chunks).map(|part| PartName { act: *act, part })
}
