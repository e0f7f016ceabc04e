//! Where a profile lives and how a new one is made.

use crate::{EngineError, clock};
use std::path::{Path, PathBuf};
use weft_replica::Replica;
use weft_store::Store;

/// The profile's folder where nobody names another: the system's data folder, then `weft/default`.
///
/// # Errors
/// When the system names no data folder.
pub fn default_profile() -> Result<PathBuf, EngineError> {
    // Not the roaming folder: it would copy keys from one computer to the next.
    let folders = directories::BaseDirs::new().ok_or(EngineError::NoFolder)?;
    Ok(folders.data_local_dir().join("weft").join("default"))
}

/// Makes a profile for a person and this device; it is on disk when this returns.
///
/// # Errors
/// When there is one already, a name is refused, or the folder cannot be written.
pub fn create_profile(dir: &Path, program: &str, name: &str, device_name: &str) -> Result<(), EngineError> {
    let mut rng = clock::fresh_rng()?;
    let first = Replica::first_writes(name, device_name, &mut rng).map_err(EngineError::Refused)?;
    drop(Store::create(dir, program, &first)?);
    Ok(())
}

/// Whether the folder holds a profile.
pub fn profile_exists(dir: &Path) -> bool {
    Store::exists(dir)
}
