//! One replicated space: its log of signed entries, what they say when folded, and its pages.
//!
//! The log is the truth; everything else here is a cache that can be rebuilt from it.
//! A [`Space`] is fed records in any order ([`Space::receive`]), writes new ones ([`Space::write`]),
//! and answers what is kept, who is in, what is owed and what the pages say.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

pub mod page;
pub mod record;
pub mod said;
pub mod space;
pub mod state;

pub use record::{Record, RecordError};
pub use said::Said;
pub use space::{Received, Space, SpaceError, Tip};
pub use state::State;
