//! What a member can look up: reading only, nothing is written and nothing travels.

use crate::page::PageKind;
use weft_ids::{EntryHash, SpaceId};

/// One thing to look up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookCommand {
    /// Looks for words in everything this device can read. Answers [`crate::Reply::Found`].
    Search {
        /// The words as typed; all of them must be there, each as the beginning of a word.
        words: String,
        /// Only in this space.
        space: Option<SpaceId>,
        /// At most so many of one kind in one space.
        limit: usize,
    },
    /// Tells the steps in which a page came to be, newest first. Answers [`crate::Reply::History`].
    History {
        /// Where.
        space: SpaceId,
        /// What kind of page.
        kind: PageKind,
        /// Which of its kind: a note's title, a person's id, empty for the crew page.
        key: String,
        /// How many of the newest to leave out.
        skip: usize,
        /// At most so many steps.
        limit: usize,
    },
    /// Tells one step of a page: before and after. Answers [`crate::Reply::Step`].
    Step {
        /// Where.
        space: SpaceId,
        /// What kind of page.
        kind: PageKind,
        /// Which of its kind.
        key: String,
        /// The step's entry.
        entry: EntryHash,
    },
    /// Tells one entry in full. Answers [`crate::Reply::Entry`].
    Entry {
        /// Where.
        space: SpaceId,
        /// Its id as typed: whole, or four or more digits.
        entry: String,
    },
}
