//! What the checks over the whole tree share: finding files, and reading Rust text, manifests and pages.

pub mod markdown;
pub mod rust_text;
pub mod spdx;
pub mod tree;
pub mod workspace;

/// Fails with every violation on a line of its own and what to do about them.
///
/// # Panics
/// When there is a violation.
pub fn assert_none(violations: &[String], what_to_do: &str) {
    assert!(violations.is_empty(), "\n{}\n\nwhat to do: {what_to_do}\n", violations.join("\n"));
}
