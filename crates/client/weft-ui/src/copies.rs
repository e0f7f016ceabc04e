//! Copies that are being saved and opened: how far they are, and what they came to.

use crate::{
    action::{CopySaved, UiAction},
    state::{State, Then, Undo},
};
use weft_ids::SpaceId;
use weft_view::{Command, CopySummary, Refusal};

/// Where a refusal of saving is shown.
pub(crate) const SAVING: &str = "copysave";
/// Where a refusal of opening is shown.
pub(crate) const OPENING: &str = "copyopen";

/// What the window knows of copies.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    saving: Option<u64>,
    opening: Option<u64>,
    /// Entries gone through, and entries in all.
    pub(crate) far: Option<(u64, u64)>,
    pub(crate) saved: Option<CopySaved>,
    pub(crate) opened: Option<CopySummary>,
}

impl Copies {
    /// Whether a copy is being written.
    pub(crate) fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Whether a copy is being read.
    pub(crate) fn is_opening(&self) -> bool {
        self.opening.is_some()
    }
}

impl State {
    /// Asks for a space's entries, to write a copy of it into a folder.
    pub(crate) fn save_copy(&mut self, space: SpaceId, folder: String) {
        self.copies.saved = None;
        let then = Then::SaveCopy(folder);
        self.send_then(SAVING, Command::Export { space }, String::new(), then, Undo::Never);
    }

    /// The entries are here: the program writes them out.
    pub(crate) fn write_copy(&mut self, folder: String, records: Vec<Vec<u8>>) {
        let ticket = self.take_ticket();
        (self.copies.saving, self.copies.far) = (Some(ticket), None);
        self.actions.push(UiAction::SaveCopy { ticket, folder, records });
    }

    /// Asks the program to read the copy in a folder.
    pub(crate) fn open_copy(&mut self, folder: String) {
        let ticket = self.take_ticket();
        self.forget_refusal(OPENING);
        (self.copies.opening, self.copies.opened) = (Some(ticket), None);
        self.actions.push(UiAction::OpenCopy { ticket, folder });
    }

    /// Takes how far the writing of a copy is.
    pub(crate) fn copy_progress(&mut self, ticket: u64, done: u64, all: u64) {
        if self.copies.saving == Some(ticket) {
            self.copies.far = Some((done, all));
        }
    }

    /// Takes the answer about a copy that was written.
    pub(crate) fn copy_saved(&mut self, ticket: u64, result: Result<CopySaved, Refusal>) {
        if self.copies.saving.take_if(|saving| *saving == ticket).is_none() {
            return;
        }
        self.copies.far = None;
        match result {
            Ok(saved) => self.copies.saved = Some(saved),
            Err(refusal) => self.refuse(SAVING, refusal),
        }
    }

    /// Takes the entries of a copy that was read.
    pub(crate) fn copy_read(&mut self, ticket: u64, result: Result<Vec<Vec<u8>>, Refusal>) {
        if self.copies.opening.take_if(|opening| *opening == ticket).is_none() {
            return;
        }
        match result {
            Ok(records) => self.send(OPENING, Command::Import { records }, String::new()),
            Err(refusal) => self.refuse(OPENING, refusal),
        }
    }
}
