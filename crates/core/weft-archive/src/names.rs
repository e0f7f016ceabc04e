//! Names of files and accounts, made from what people typed: safe on every system, and never twice the same.

use crate::Files;

/// Characters of the typed part of a file's name.
const SLUG_CHARS_MAX: usize = 40;
/// Characters of a path inside a copy.
const PATH_CHARS_MAX: usize = 160;

/// Whether a path is one that a copy can have: it leads into the copy and to one file on every system.
pub fn is_plain_path(path: &str) -> bool {
    let plain = |word: &str| {
        !word.is_empty()
            && !word.starts_with('.')
            && !word.ends_with('.')
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    path.len() <= PATH_CHARS_MAX && path.split('/').count() <= 3 && path.split('/').all(plain)
}

/// The typed part of a file's name: small ASCII letters and digits, with `-` for all else.
pub(crate) fn slug(typed: &str) -> String {
    let mut slug = String::new();
    for c in typed.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= SLUG_CHARS_MAX {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// A free path `folder/slug-id.end`, with as much of the id as it takes.
pub(crate) fn free_path(files: &Files, folder: &str, typed: &str, id: &str, end: &str) -> String {
    let slug = slug(typed);
    let slug = if slug.is_empty() { String::new() } else { format!("{slug}-") };
    let path = |digits: usize| {
        let id: String = id.chars().take(digits).collect();
        format!("{folder}/{slug}{id}.{end}")
    };
    let short = path(8);
    if files.contains_key(&short) { path(usize::MAX) } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name_that_every_system_takes() {
        assert_eq!(slug("Soup & bread, Thursday"), "soup-bread-thursday");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("スープ"), "");
        assert_eq!(slug("CON.txt\u{202e}"), "con-txt");
        assert_eq!(slug(&"x".repeat(300)).len(), SLUG_CHARS_MAX);
    }

    #[test]
    fn two_titles_that_look_alike_get_two_names() {
        let mut files = Files::new();
        let one = free_path(&files, "notes", "Soup", &"ab".repeat(32), "md");
        assert_eq!(one, "notes/soup-abababab.md");
        files.insert(one, Vec::new());
        let other = free_path(&files, "notes", "soup!", &format!("{}cd", "ab".repeat(31)), "md");
        assert!(other.len() > 64 && is_plain_path(&other), "{other}");
    }

    #[test]
    fn a_path_that_leaves_the_folder_is_no_path_of_a_copy() {
        for path in ["notes/soup-abababab.md", "README.txt", "money/journal.hledger"] {
            assert!(is_plain_path(path), "{path}");
        }
        let long = "x".repeat(200);
        for path in
            ["", "/etc/passwd", "../x", "notes/../../x", "notes//x", "C:\\x", "a/b/c/d", ".x", "x.", &long]
        {
            assert!(!is_plain_path(path), "{path}");
        }
    }
}
