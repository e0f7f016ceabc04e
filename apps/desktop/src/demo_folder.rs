//! The folder of the sample: locked while it is in use, so that one left by a program that was killed goes at the next start.

use std::{
    fs::{self, File},
    io,
    path::Path,
};
use tempfile::TempDir;

const PREFIX: &str = "weft-sample-";
const LOCK: &str = "in-use";

/// A folder for the sample's profiles; it goes when this is dropped.
pub(crate) struct DemoFolder {
    folder: TempDir,
    // Held for as long as the program lives, however it ends.
    _lock: File,
}

impl DemoFolder {
    /// Makes a folder under `root`, and takes away those there that nobody uses any more.
    pub(crate) fn new(root: &Path) -> io::Result<Self> {
        sweep(root);
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(root)?;
        let lock = File::create(folder.path().join(LOCK))?;
        lock.lock()?;
        Ok(Self { folder, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes the folders of samples whose program has ended; what cannot be removed is left for the next time.
fn sweep(root: &Path) {
    let Ok(entries) = fs::read_dir(root) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        // Not followed where it is a link: only a folder that was made here is taken away.
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        // One without a lock is just being made.
        let Ok(lock) = File::options().write(true).open(entry.path().join(LOCK)) else { continue };
        if lock.try_lock().is_ok() {
            drop(lock);
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_that_was_killed_goes_at_the_next_start_and_one_in_use_stays() {
        let root = tempfile::tempdir().expect("a folder");
        let alive = DemoFolder::new(root.path()).expect("a folder");
        let killed = root.path().join(format!("{PREFIX}killed"));
        let (strange, making) = (root.path().join("strange"), root.path().join(format!("{PREFIX}making")));
        for folder in [&killed, &strange, &making] {
            fs::create_dir(folder).expect("a folder");
        }
        fs::write(killed.join(LOCK), "").expect("a file");
        fs::write(killed.join("profile"), "rows").expect("a file");
        fs::write(strange.join(LOCK), "").expect("a file");
        let next = DemoFolder::new(root.path()).expect("a folder");
        assert!(!killed.exists());
        assert!(alive.path().exists() && next.path().exists() && strange.exists() && making.exists());
        let path = next.path().to_owned();
        drop(next);
        assert!(!path.exists(), "one that ends well takes its folder with it");
    }
}
