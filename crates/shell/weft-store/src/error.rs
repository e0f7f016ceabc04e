//! Why a profile could not be opened, read or written, each with what to do next.

use std::{io, path::PathBuf};
use weft_ids::Table;

/// Why a profile could not be opened or made.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Nothing was ever kept there.
    #[error("there is no profile in {}", .path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// A profile is there already, and making one would replace it.
    #[error("there is a profile already in {}", .path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// Another program has it open.
    #[error("the profile is in use by {program}{}", process_text(*.process))]
    InUse {
        /// The program's name, as it gave it.
        program: String,
        /// Its process id, where it could be read.
        process: Option<u32>,
    },
    /// It was written by a newer version.
    #[error("the profile has form {found}; this version reads up to {known}")]
    Newer {
        /// The form found.
        found: u32,
        /// The newest form this build reads.
        known: u32,
    },
    /// What is on disk is not what was written there.
    #[error("the profile is damaged: {what}")]
    Damaged {
        /// What was noticed.
        what: String,
    },
    /// No room is left on the disk.
    #[error("the disk is full: {}", .path.display())]
    Full {
        /// The folder.
        path: PathBuf,
    },
    /// The system refused.
    #[error("could not {doing} {}: {source}", .path.display())]
    Io {
        /// What was tried, as in *could not …*.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl OpenError {
    /// Which error, in snake case; stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            OpenError::Missing { .. } => "no_profile",
            OpenError::Exists { .. } => "profile_exists",
            OpenError::InUse { .. } => "profile_in_use",
            OpenError::Newer { .. } => "profile_newer",
            OpenError::Damaged { .. } => "profile_damaged",
            OpenError::Full { .. } => "disk_full",
            OpenError::Io { .. } => "profile_unreachable",
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            OpenError::Missing { .. } => "begin with a name, or say which profile with --profile",
            OpenError::Exists { .. } => "open it as it is, or choose another folder with --profile",
            OpenError::InUse { .. } => "close that program first, or use its window",
            OpenError::Newer { .. } => "open it with the newer version of Weft that wrote it",
            OpenError::Damaged { .. } => {
                "keep the folder as it is; your other devices and the people you share spaces with hold the same entries"
            }
            OpenError::Full { .. } => "make some room on that disk and try again",
            OpenError::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "make the folder yours to write, or choose another with --profile"
            }
            OpenError::Io { .. } => "check that the disk is there and the folder can be written",
        };
        Some(text.to_owned())
    }
}

/// Why a commit was refused; nothing of it counts as saved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// No room is left on the disk.
    #[error("the disk is full; nothing more can be saved")]
    Full,
    /// The disk refused to write or to confirm.
    #[error("the disk did not confirm that it was saved: {why}")]
    Failed {
        /// What the system said.
        why: String,
    },
    /// An earlier commit failed, and what the disk holds since then is not known.
    #[error("nothing more can be saved since an earlier attempt failed: {why}")]
    Dead {
        /// Why the earlier one failed.
        why: String,
    },
}

impl CommitError {
    /// Which error, in snake case; stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            CommitError::Full => "disk_full",
            CommitError::Failed { .. } => "not_saved",
            CommitError::Dead { .. } => "saving_stopped",
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            CommitError::Full => "make some room on the disk, then start Weft again",
            CommitError::Failed { .. } => {
                "check the disk, then start Weft again; all that was saved before is still there"
            }
            CommitError::Dead { .. } => "start Weft again; all that was saved before is still there",
        };
        Some(text.to_owned())
    }
}

/// Why rows could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// A row is not what was written there.
    #[error("a row of {} is damaged", .table.name())]
    Damaged {
        /// Its table.
        table: Table,
        /// Its key, as far as it can be trusted.
        key: Vec<u8>,
    },
    /// The file as a whole cannot be read.
    #[error("the profile cannot be read: {why}")]
    Unreadable {
        /// What was noticed.
        why: String,
    },
}

impl ScanError {
    /// Which error, in snake case; stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            ScanError::Damaged { .. } | ScanError::Unreadable { .. } => "profile_damaged",
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        OpenError::Damaged { what: String::new() }.hint()
    }
}

fn process_text(process: Option<u32>) -> String {
    process.map(|id| format!(" (process {id})")).unwrap_or_default()
}
