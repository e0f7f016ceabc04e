//! The files of this checkout, as its checks see them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A text file of the checkout.
#[derive(Debug, Clone)]
pub struct TextFile {
    /// Its path from the top, with forward slashes.
    pub path: String,
    /// What it says.
    pub text: String,
}

impl TextFile {
    /// Whether all of it is test code: in a folder `tests`, or a file `tests.rs` beside what it tests.
    pub fn is_test(&self) -> bool {
        self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }
}

/// The top of the checkout.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this package lies in a folder of the checkout")
        .into()
}

/// One file by its path from the top.
///
/// # Panics
/// When it cannot be read; its absence is what the calling check is about.
pub fn read(path: &str) -> TextFile {
    let text = fs::read_to_string(top().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    TextFile { path: path.to_owned(), text }
}

/// Every text file of the checkout, sorted by path; build output, version control and profiles are left out.
pub fn text_files() -> Vec<TextFile> {
    let top = top();
    let mut found = Vec::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                if name != "target" && name != ".git" && !name.ends_with(".profile") {
                    folders.push(path);
                }
            } else if let Ok(bytes) = fs::read(&path)
                && let Ok(text) = String::from_utf8(bytes)
            {
                let from_top = path.strip_prefix(&top).expect("walked from the top");
                found.push(TextFile { path: from_top.to_string_lossy().replace('\\', "/"), text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Every Rust file of the checkout, sorted by path.
pub fn rust_files() -> Vec<TextFile> {
    with_ending(".rs")
}

/// Every page of the checkout, sorted by path.
pub fn pages() -> Vec<TextFile> {
    with_ending(".md")
}

fn with_ending(ending: &str) -> Vec<TextFile> {
    text_files().into_iter().filter(|file| file.path.ends_with(ending)).collect()
}
