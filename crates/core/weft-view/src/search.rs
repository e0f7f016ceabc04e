//! What a search found: places where words are written, grouped by space and kind.
//!
//! A search finds words and pages. A person's name finds the person, and where the name is written; there is no list of
//! what somebody wrote.

use crate::{deed::LogLine, page::PageKind};
use weft_ids::{ActId, EntryHash, PersonId, SpaceId};

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// What was found, the best first; each space and kind at most once.
    pub groups: Vec<FoundGroup>,
    /// Whether so much was found that the oldest of it was not looked at.
    pub cut: bool,
}

/// What was found of one kind in one space.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundGroup {
    /// Where.
    pub space: SpaceId,
    /// Of what kind.
    pub kind: FoundKind,
    /// The best of it: where the title fits before where the text does, and the newest first among these.
    pub hits: Vec<Hit>,
    /// How many more there are of this kind here.
    pub more: usize,
}

/// A kind of thing that can be found, in the order in which kinds are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundKind {
    /// People, and names on invitations.
    Person,
    /// Notes.
    Note,
    /// Pages: a crew's own, what people say of themselves.
    Page,
    /// Gatherings.
    Gathering,
    /// Asks, offers and loans.
    Loan,
    /// Files that somebody attached.
    File,
    /// What was done.
    Log,
    /// Entries that are set aside.
    SetAside,
    /// Acts that were not accepted.
    Refused,
}

impl FoundKind {
    /// The kind's name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            FoundKind::Person => "person",
            FoundKind::Note => "note",
            FoundKind::Page => "page",
            FoundKind::Gathering => "gathering",
            FoundKind::Loan => "loan",
            FoundKind::File => "file",
            FoundKind::Log => "log",
            FoundKind::SetAside => "set_aside",
            FoundKind::Refused => "refused",
        }
    }
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Where it leads.
    pub place: Place,
    /// Its title: a name, a note's title, why something is asked for. Empty where it has none.
    pub title: Marked,
    /// The words around the first match in its text; empty where only the title fits.
    pub snippet: Marked,
}

/// A line with stretches of it marked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// The line.
    pub text: String,
    /// The marked stretches, from and to, counted in characters (Unicode scalar values), in order and apart.
    pub marks: Vec<(usize, usize)>,
}

/// Where something that was found stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// A person of the space.
    Person(PersonId),
    /// An invitation nobody has used, among the people of the space.
    Invitation,
    /// A note, by its title.
    Note {
        /// The title.
        title: String,
        /// Whether it is in words of mine that are not on the table.
        draft: bool,
    },
    /// A page, by its kind and key.
    Page(PageKind, String),
    /// An ask.
    Ask(ActId),
    /// An offer that answers no ask.
    Offer(ActId),
    /// A loan.
    Loan(ActId),
    /// A file, by the act that attached it.
    File(ActId),
    /// An entry that did something.
    Entry(Box<LogLine>),
    /// An entry that is set aside.
    SetAside(EntryHash),
    /// An act that was not accepted, and the entry it is in where that is held.
    Refused(ActId, Option<EntryHash>),
}
