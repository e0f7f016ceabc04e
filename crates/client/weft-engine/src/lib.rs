//! Runs a replica on a real computer, with no user interface: one thread that owns replica and store, and the network beside it.
//!
//! Open an [`Engine`], ask with [`Engine::call`] or [`Engine::send`], and draw [`Engine::view`].

mod answer;
mod clock;
mod copies;
mod dialer;
mod engine;
mod error;
mod inbox;
mod mark;
mod meets;
mod near;
mod outgoing;
mod profile;
mod runner;
mod shared;
mod wire;

pub use copies::{CopyError, SavedCopy, Told, read_copy, save_copy, verify_copy};
pub use engine::{Engine, EngineConfig, Network, PORT};
pub use error::EngineError;
pub use profile::{create_profile, default_profile, profile_exists};
pub use weft_archive::{Finding, Manifest, Progress, Report, Trouble};
