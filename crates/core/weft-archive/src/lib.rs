//! A space as files that anybody can read and check: written from its signed entries alone, and checked against them.
//!
//! [`Archive::build`] replays entries and writes every file of a copy; [`verify`] reads the entries out of a copy,
//! does the same again and compares. So equal entries give equal files, and whatever was changed by hand is found.
//! The numbered rules are in `docs/spec/archive.md`.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

mod accounts;
mod beside;
mod calendar;
mod csv;
mod entries;
mod gatherings;
mod journal;
mod log;
mod manifest;
mod money;
mod names;
mod pages;
mod people;
mod postings;
mod readme;
mod space;
mod verify;

pub use entries::{ENTRIES_FILE, EntriesError, read_entries};
pub use manifest::{Listed, MANIFEST_FILE, Manifest};
pub use names::is_plain_path;
pub use verify::{Finding, Report, Trouble, verify};

use std::collections::BTreeMap;
use weft_replica::{Observer, ObserverError};
use weft_space::page::EngineFault;

/// The files of a copy, by path inside it: words of letters, digits, `-`, `_` and `.`, joined by `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// How far a long piece of work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many entries of so many are replayed.
    Replayed(usize, usize),
    /// The files are being made.
    Writing,
}

/// Why entries make no copy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The entries do not hold.
    #[error(transparent)]
    Entries(#[from] ObserverError),
    /// A page could not be written out.
    #[error("a page could not be written out: {0}")]
    Page(#[from] EngineFault),
}

/// Every file of a copy, and what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// The files.
    pub files: Files,
    /// What they are about, and their hashes.
    pub manifest: Manifest,
}

impl Archive {
    /// Replays entries and writes all files of a copy; the same entries give the same bytes.
    ///
    /// # Errors
    /// When an entry does not hold, or automerge fails on a page.
    pub fn build(records: &[Vec<u8>], told: &mut dyn FnMut(Progress)) -> Result<Self, BuildError> {
        let all = records.len();
        let observer = Observer::open(records, &mut |done| told(Progress::Replayed(done, all)))?;
        told(Progress::Writing);
        Ok(Self::of(&observer)?)
    }

    /// Writes all files of a copy of what an observer sees.
    pub(crate) fn of(observer: &Observer) -> Result<Self, EngineFault> {
        let (space, view) = (observer.space(), observer.view());
        let records = observer.records();
        let mut files = Files::new();
        files.insert(ENTRIES_FILE.to_owned(), entries::write_entries(&records));
        space::write(&view, &mut files);
        people::write(&view, &mut files);
        log::write(&observer.log(), &view, &mut files);
        pages::write(space, &view, &mut files)?;
        gatherings::write(&view, &mut files);
        beside::write(&view, &mut files);
        calendar::write(&view, &mut files);
        money::write(space, &view, &mut files);
        readme::write(&view, records.len(), &mut files);
        let manifest = Manifest::of(&view, records.len(), &files);
        files.insert(MANIFEST_FILE.to_owned(), manifest.write());
        Ok(Self { files, manifest })
    }
}

/// Writes a value as JSON that people can read, ending in a line break.
pub(crate) fn json_of<T: serde::Serialize>(value: &T) -> Vec<u8> {
    let mut bytes =
        serde_json::to_vec_pretty(value).expect("plain structs with text keys always become JSON");
    bytes.push(b'\n');
    bytes
}
