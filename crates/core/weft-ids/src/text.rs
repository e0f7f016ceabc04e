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

/// Whether a character is a control or changes the direction of text around it.
pub fn is_disguise(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{061C}')
}

/// Makes text from another device safe to show in one line: disguising characters become spaces.
pub fn shown(text: &str) -> String {
    text.chars().map(|c| if is_disguise(c) { ' ' } else { c }).collect()
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
