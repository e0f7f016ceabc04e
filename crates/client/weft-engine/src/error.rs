//! Why a profile could not be opened or made, each with what to do next.

use weft_store::{OpenError, ScanError};
use weft_view::Refusal;

/// Why a profile could not be opened or made.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The system names no data folder.
    #[error("this system names no folder for data")]
    NoFolder,
    /// A name or another part of the wish was refused.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// The profile's files could not be opened or made; in use, missing, damaged, newer.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The profile's rows could not be read.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The rows are whole, and do not make sense together.
    #[error("the profile does not make sense: {what}")]
    Load {
        /// What was noticed.
        what: String,
    },
    /// The address to listen on cannot be had.
    #[error("{what}")]
    Network {
        /// What the network said.
        what: String,
        /// What to do next.
        hint: Option<String>,
    },
    /// The system gives no thread or no random numbers.
    #[error("the system refuses {what}")]
    System {
        /// What was asked of it.
        what: String,
    },
}

impl EngineError {
    /// Which error, in snake case; stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            EngineError::NoFolder => "no_folder",
            EngineError::Refused(refusal) => refusal.code,
            EngineError::Open(error) => error.code(),
            EngineError::Scan(error) => error.code(),
            EngineError::Load { .. } => "profile_damaged",
            EngineError::Network { .. } => "cannot_listen",
            EngineError::System { .. } => "system_refused",
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            EngineError::NoFolder => Some("say where with --profile or WEFT_PROFILE".to_owned()),
            EngineError::Refused(refusal) => refusal.hint.clone(),
            EngineError::Open(error) => error.hint(),
            EngineError::Scan(error) => error.hint(),
            EngineError::Load { .. } => OpenError::Damaged { what: String::new() }.hint(),
            EngineError::Network { hint, .. } => hint.clone(),
            EngineError::System { .. } => Some("close other programs and try again".to_owned()),
        }
    }
}
