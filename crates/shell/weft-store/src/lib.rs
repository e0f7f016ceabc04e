//! Keeps a profile's bytes safe on this device: whole transactions, one writer, every row checked when it is read.
//!
//! Open or create a [`Store`], [`Store::scan_all`] once, then [`Store::commit`] what the replica asks for.
//! A commit that returned `Ok` survives a power cut; one that did not is there whole or not at all.
//! Rules and the tests that hold them: `docs/spec/store.md`.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

pub mod disk;
pub mod error;
mod lock;
mod rewrite;
mod row;
mod store;

pub use disk::{Disk, DiskFile, Folder};
pub use error::{CommitError, OpenError, ScanError};
pub use store::{Row, Store};

/// The profile's one file of rows.
pub const DATABASE_FILE: &str = "weft.redb";
/// The same while it is made; whatever is found under this name is the rest of a first start that was cut.
pub const NEW_FILE: &str = "weft.redb.new";
/// The file whose lock says who has the profile open.
pub const LOCK_FILE: &str = "lock";
/// The version of the stored form that this build writes and the newest it reads.
pub const FORM_VERSION: u32 = 1;
/// Bytes of pages kept in memory; redb's own default is 1 GiB.
pub const CACHE_BYTES: usize = 16 << 20;
