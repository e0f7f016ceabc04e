//! What the window asks of the program around it.

use crate::prefs::Preferences;
use weft_view::Command;

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
    /// Read a file and answer with [`crate::WeftUi::file_read`].
    ReadFile {
        /// The ticket of the answer.
        ticket: u64,
        /// Which, as typed.
        path: String,
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

/// What a file that was read is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadPurpose {
    Invitation,
    Stick,
}
