//! Names and lines as people may type them: trimmed, bounded, and without characters that disguise.

use crate::limits;

/// Why a typed name or line is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing is left after trimming.
    #[error("there is no text in it")]
    Empty,
    /// Longer than allowed.
    #[error("it has {chars} characters; {max} fit")]
    TooLong {
        /// How many characters were typed.
        chars: usize,
        /// How many fit.
        max: usize,
    },
    /// A control or direction-changing character, which could disguise one name as another.
    #[error("it contains an invisible control character (U+{0:04X})")]
    Control(u32),
}

/// Checks a name of a person, device or space and returns it trimmed.
///
/// # Errors
/// When it is empty, longer than [`limits::NAME_CHARS_MAX`] or holds control characters.
pub fn check_name(text: &str) -> Result<String, TextError> {
    check(text, limits::NAME_CHARS_MAX)
}

/// Checks one line of free text and returns it trimmed.
///
/// # Errors
/// As [`check_name`], with [`limits::LINE_CHARS_MAX`].
pub fn check_line(text: &str) -> Result<String, TextError> {
    check(text, limits::LINE_CHARS_MAX)
}

/// The same text with each letter and its accents in one piece where that can be (Unicode NFC).
///
/// Keyboards differ in how they write an é; what a person types is made equal before it names anything, and compared in
/// this form. Never asked about what another device wrote already: tables grow from one Unicode version to the next.
pub fn composed(text: &str) -> String {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// Whether a character is a control or changes the direction of text around it.
pub fn is_disguise(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{061C}')
}

/// Makes text from another device safe to show in one line: disguising characters become spaces.
pub fn shown(text: &str) -> String {
    text.chars().map(|c| if is_disguise(c) { ' ' } else { c }).collect()
}

/// Makes a plain file name of what a person or another device calls a file: its last part, without folders and without
/// what some system cannot store, at most [`limits::FILE_NAME_CHARS_MAX`] characters; never empty.
///
/// A name that this leaves as it is can be written into a folder as it is.
pub fn file_name(text: &str) -> String {
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |c: char| {
        if is_disguise(c) || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }
    };
    let short: String = last.trim().chars().map(plain).take(limits::FILE_NAME_CHARS_MAX).collect();
    // A leading dot would hide it, and Windows drops dots and spaces at the end.
    let name = short.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let reserved = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt")).is_some_and(|n| {
            n.chars().count() == 1 && n.chars().all(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
        });
    match name {
        "" => "file".to_owned(),
        name if reserved => format!("_{name}").chars().take(limits::FILE_NAME_CHARS_MAX).collect(),
        name => name.to_owned(),
    }
}

/// Whether this says what kind a file is, as `type/subtype` in lower case and at most [`limits::NAME_CHARS_MAX`] characters.
pub fn is_media_type(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))
    };
    text.len() <= limits::NAME_CHARS_MAX
        && text.split_once('/').is_some_and(|(kind, sub)| part(kind) && part(sub))
}

fn check(text: &str, max: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    let chars = text.chars().count();
    if chars > max {
        return Err(TextError::TooLong { chars, max });
    }
    match text.chars().find(|c| is_disguise(*c)) {
        Some(c) => Err(TextError::Control(c as u32)),
        None => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_from_anywhere_stays_in_its_folder_and_can_be_stored_everywhere() {
        for (typed, plain) in [
            ("receipt.pdf", "receipt.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ana\\bill.png", "bill.png"),
            ("..", "file"),
            ("", "file"),
            (".bashrc", "bashrc"),
            ("a\u{202e}gpj.exe", "a_gpj.exe"),
            ("what? a \"name\"", "what_ a _name_"),
            ("nul.txt", "_nul.txt"),
            ("LPT1", "_LPT1"),
            ("dots...", "dots"),
            ("common.txt", "common.txt"),
        ] {
            assert_eq!(file_name(typed), plain, "of {typed:?}");
            assert_eq!(file_name(plain), plain, "a plain name stays");
        }
        let long = file_name(&"x".repeat(5_000));
        assert_eq!(long.len(), limits::FILE_NAME_CHARS_MAX);
    }

    #[test]
    fn a_media_type_is_two_plain_words() {
        assert!(is_media_type("image/png") && is_media_type("image/svg+xml"));
        for bad in ["", "png", "image/", "/png", "image/png;x=1", "Image/PNG", "a/b/c", "a/\u{e9}"] {
            assert!(!is_media_type(bad), "{bad}");
        }
    }
}
