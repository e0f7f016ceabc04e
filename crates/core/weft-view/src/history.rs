//! The history of a page and of an entry: who, when, before and after.

use crate::{
    deed::{Deed, LogLine},
    page::PageKind,
};
use weft_ids::{ActId, CivilDate, DeviceId, EntryHash, Millis, PersonId};

/// A part of a page's history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryView {
    /// What kind of page.
    pub kind: PageKind,
    /// Which of its kind.
    pub key: String,
    /// How many steps there are in all.
    pub total: usize,
    /// The asked part of them, newest first.
    pub steps: Vec<StepView>,
    /// Why the page cannot be put back on this device, in a sentence fragment; `None` where it can.
    pub closed: Option<String>,
}

/// One step of a page's history: what one entry changed on it.
#[derive(Debug, Clone, PartialEq)]
pub struct StepView {
    /// Its number: 1 is the oldest. Steps that come late from others can move numbers; the entry's name stays.
    pub number: usize,
    /// The entry.
    pub entry: EntryHash,
    /// The device that wrote it.
    pub device: DeviceId,
    /// Whose device it is.
    pub person: Option<PersonId>,
    /// When the entry came to this device, or was written on it; entries carry no time, so `None` where that was not noted.
    pub came: Option<Millis>,
    /// Characters it wrote.
    pub written: usize,
    /// Things it took away.
    pub taken: usize,
    /// The fields it set, by their names on the page.
    pub fields: Vec<String>,
    /// Numbers of steps that were written apart from it, the nearest first, a few of them.
    pub apart: Vec<usize>,
    /// How many steps were written apart from it in all.
    pub apart_count: usize,
}

/// One step with what it changed.
#[derive(Debug, Clone, PartialEq)]
pub struct StepChange {
    /// The step.
    pub step: StepView,
    /// What it changed, as its writer saw it.
    pub change: Vec<FieldChange>,
    /// What putting the page back to right after it would change of what it says today; empty where nothing.
    pub way_back: Vec<FieldChange>,
    /// Why the page cannot be put back, in a sentence fragment; `None` where it can.
    pub closed: Option<String>,
}

/// A field that differs between two states of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldChange {
    /// A text, as one line of runs.
    Text {
        /// Which field; `text` for a note's words.
        field: String,
        /// What stayed, came and went, front to back.
        runs: Vec<Run>,
    },
    /// A value that is set as a whole.
    Value {
        /// Which field.
        field: String,
        /// Whose value it is, where it is a person's own, such as an answer.
        person: Option<PersonId>,
        /// What it said, in words; empty where it was not set, several where they were set apart.
        old: Vec<String>,
        /// What it says.
        new: Vec<String>,
    },
}

/// A stretch of a text that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// Stayed.
    Kept(String),
    /// Stayed, and is left out here since nothing near it changed: so many characters.
    Skipped(usize),
    /// Came.
    Added(String),
    /// Went.
    Removed(String),
}

/// To what a page is put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackTo {
    /// To how it was right after the step of this entry.
    After(EntryHash),
    /// To how it was without the step of this entry, which is one's own; what came after it stays.
    Without(EntryHash),
}

/// One entry, told in full.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryView {
    /// Who wrote it, and what it did.
    pub line: LogLine,
    /// Why it is set aside, in a sentence fragment; `None` where it counts.
    pub aside: Option<String>,
    /// What it builds on: the entry before it on its device, then the newest it had of others.
    pub builds_on: Vec<LogLine>,
    /// Each thing it says, in order.
    pub said: Vec<SaidView>,
    /// What it changed on pages: kind, key, and the fields, as its writer saw them.
    pub pages: Vec<(PageKind, String, Vec<FieldChange>)>,
}

/// One thing that an entry says.
#[derive(Debug, Clone, PartialEq)]
pub struct SaidView {
    /// The act.
    pub act: ActId,
    /// What it did.
    pub deed: Deed,
    /// A word with it, such as why something is asked for.
    pub words: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// Which rule it breaks and why it is not accepted, where it is not.
    pub refused: Option<(String, String)>,
}
