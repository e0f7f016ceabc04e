//! One replicated space: its log of signed entries, what they say when folded, and its pages.
//!
//! The log is the truth; everything else here is a cache that can be rebuilt from it.
//! A [`Space`] is fed records in any order ([`Space::receive`]), writes new ones ([`Space::write`]),
//! and answers what is kept, who is in, what is owed and what the pages say.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

pub mod beside;
pub mod letter;
pub mod own;
pub mod packed;
pub mod page;
pub mod record;
pub mod said;
pub mod space;
pub mod state;
mod stored;

pub use letter::{Letter, LetterError, LetterWords, MailItem};
pub use own::OwnTicket;
pub use record::{Record, RecordError, UnverifiedRecord};
pub use said::Said;
pub use space::{PutOff, Received, Space, SpaceError, Tip};
pub use state::{Place, State};
pub use stored::read_stored;
