//! What the window asks of the program around it.

use crate::prefs::Preferences;
use weft_ids::SpaceId;
use weft_view::{AboutView, Command, Label};

/// Something the program does for the window; nothing here waits.
#[derive(Debug, Clone, PartialEq)]
pub enum UiAction {
    /// Carry out a command and answer with [`crate::WeftUi::outcome`] under the same ticket.
    Command {
        /// The ticket of the answer.
        ticket: u64,
        /// What to do.
        command: Command,
    },
    /// Keep these preferences.
    SetPreferences(Preferences),
    /// Put text on the clipboard.
    CopyText(String),
    /// Write a file and answer with [`crate::WeftUi::file_saved`].
    SaveFile {
        /// The ticket of the answer.
        ticket: u64,
        /// Where, as typed.
        path: String,
        /// What.
        bytes: Vec<u8>,
    },
    /// Write a file where there is none yet, and answer with [`crate::WeftUi::file_saved`].
    SaveNewFile {
        /// The ticket of the answer.
        ticket: u64,
        /// Where, as typed; nothing is written over.
        path: String,
        /// What.
        bytes: Vec<u8>,
    },
    /// Read a file and answer with [`crate::WeftUi::file_read`].
    ReadFile {
        /// The ticket of the answer.
        ticket: u64,
        /// Which, as typed.
        path: String,
    },
    /// Write a copy of a space into a folder, tell how far it is by [`crate::WeftUi::copy_progress`], and answer with
    /// [`crate::WeftUi::copy_saved`].
    SaveCopy {
        /// The ticket of the answer.
        ticket: u64,
        /// Which folder, as typed.
        folder: String,
        /// The space's signed entries.
        records: Vec<Vec<u8>>,
    },
    /// Read the signed entries of a copy and answer with [`crate::WeftUi::copy_read`].
    OpenCopy {
        /// The ticket of the answer.
        ticket: u64,
        /// Which folder, as typed.
        folder: String,
    },
    /// Open the sample that is never saved.
    LookAround,
    /// Close the sample.
    LeaveSample,
    /// Try once more to open the profile.
    TryAgain,
    /// Close the window.
    Quit,
}

/// A copy that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopySaved {
    /// Where it is.
    pub folder: String,
    /// What it is a copy of.
    pub name: String,
    /// How many signed entries are in it.
    pub entries: u64,
    /// How many files it has.
    pub files: u64,
}

/// What a file that was read is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ReadPurpose {
    Invitation,
    Stick,
    /// To be attached: where, to what, under which name, and as what where it can be forgotten.
    Attachment(SpaceId, AboutView, String, Option<Label>),
}
