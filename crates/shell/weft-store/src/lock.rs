//! The lock that makes one program at a time the profile's writer, and says which.

use crate::{LOCK_FILE, OpenError, disk::open_private};
use std::{
    fs::{File, TryLockError},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
    time::Duration,
};

/// Held as long as the profile is open; the system gives it free when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct ProfileLock {
    _file: File,
}

impl ProfileLock {
    /// Takes the profile in `dir` for `program`.
    pub(crate) fn take(dir: &Path, program: &str) -> Result<Self, OpenError> {
        let path = dir.join(LOCK_FILE);
        let failed = |doing| move |source| OpenError::Io { doing, path: dir.join(LOCK_FILE), source };
        let mut file = open_private(&path, true).map_err(failed("open"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(&mut file)),
            Err(TryLockError::Error(source)) => return Err(failed("lock")(source)),
        }
        let text = format!("{}\n{}\n", std::process::id(), weft_ids::text::shown(program));
        // A lock that names nobody still locks, so a disk that is too full to write the name is no reason to stop.
        if let Err(error) = file.set_len(0).and_then(|()| file.write_all(text.as_bytes())) {
            tracing::warn!(%error, "the lock file does not say who holds it");
        }
        Ok(Self { _file: file })
    }
}

fn in_use(file: &mut File) -> OpenError {
    // Whoever holds the lock writes its name right after taking it.
    for _ in 0..10 {
        let mut text = String::new();
        if file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_string(&mut text)).is_ok() {
            let mut lines = text.lines();
            if let (Some(process), Some(program)) = (lines.next(), lines.next()) {
                let process = process.parse().ok();
                return OpenError::InUse { program: weft_ids::text::shown(program), process };
            }
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    OpenError::InUse { program: "another program".to_owned(), process: None }
}
