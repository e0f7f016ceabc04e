//! Files that a member names: written whole or not at all, read up to a limit; always on a thread of its own.

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
};
use weft_ids::limits::STICK_BYTES_MAX;
use weft_words::Words;

/// Writes `bytes` beside their place and then moves them there.
pub(crate) fn save(path: &str, bytes: &[u8], words: &Words) -> Result<(), String> {
    let path = expand(path);
    let write = || -> std::io::Result<()> {
        let mut beside = path.clone().into_os_string();
        beside.push(".part");
        let beside = PathBuf::from(beside);
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    };
    write().map_err(|error| words.file_not_written(&path.to_string_lossy(), &error.to_string()))
}

/// Writes `bytes` where there is no file yet.
pub(crate) fn save_new(path: &str, bytes: &[u8], words: &Words) -> Result<(), String> {
    let path = expand(path);
    let shown = path.to_string_lossy().into_owned();
    let mut file =
        File::options().write(true).create_new(true).open(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => words.file_exists(&shown),
            _ => words.file_not_written(&shown, &error.to_string()),
        })?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|error| {
        drop(fs::remove_file(&path));
        words.file_not_written(&shown, &error.to_string())
    })
}

/// Reads a file of at most the size of a stick file.
pub(crate) fn read(path: &str, words: &Words) -> Result<Vec<u8>, String> {
    let path = expand(path);
    let shown = path.to_string_lossy().into_owned();
    let read = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(&path)?.take(STICK_BYTES_MAX + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|error| words.file_not_read(&shown, &error.to_string()))?;
    if bytes.len() as u64 > STICK_BYTES_MAX {
        return Err(words.file_too_big(&shown));
    }
    Ok(bytes)
}

pub(crate) fn expand(path: &str) -> PathBuf {
    let path = path.trim();
    let home = std::env::var("HOME").or_else(|_| std::env::var("USERPROFILE")).unwrap_or_default();
    match path.strip_prefix("~/") {
        Some(rest) if !home.is_empty() => Path::new(&home).join(rest),
        _ => PathBuf::from(path),
    }
}
