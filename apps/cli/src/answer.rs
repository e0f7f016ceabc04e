//! What a verb comes to: an answer in words and as JSON, or a failure with its reason and its exit code.

use serde_json::{Map, Value, json};
use weft_engine::EngineError;
use weft_ids::text::is_disguise;
use weft_view::Refusal;

/// Exit code for *done*.
pub(crate) const EXIT_DONE: u8 = 0;
/// Exit code for *refused, and here is why*.
pub(crate) const EXIT_REFUSED: u8 = 1;
/// Exit code for *that is not a command*.
pub(crate) const EXIT_USAGE: u8 = 2;

/// What a verb says when it is done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    /// In words, for a person; lines without a last line break.
    pub(crate) text: String,
    /// As one JSON object, for a program.
    pub(crate) json: Value,
}

impl Answer {
    /// Joins words and JSON.
    pub(crate) fn new(text: impl Into<String>, json: Value) -> Self {
        Self { text: text.into(), json }
    }

    /// Prints it to standard output.
    pub(crate) fn print(&self, as_json: bool) {
        if as_json {
            line(&self.json.to_string());
        } else if !self.text.is_empty() {
            say(&self.text);
        }
    }
}

/// Why a verb was not done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Failure {
    /// Which rule, in snake case.
    pub(crate) code: String,
    /// A lowercase fragment.
    pub(crate) message: String,
    /// What to do next.
    pub(crate) hint: Option<String>,
    /// Further fields of the JSON object beside `error`.
    pub(crate) beside: Map<String, Value>,
    /// What to print in words before it, such as the findings that led to it.
    pub(crate) text: String,
}

impl Failure {
    /// A failure without a hint.
    pub(crate) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            hint: None,
            beside: Map::new(),
            text: String::new(),
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a field beside the error.
    #[must_use]
    pub(crate) fn beside(mut self, field: &str, value: Value) -> Self {
        self.beside.insert(field.to_owned(), value);
        self
    }

    /// A file or folder that could not be used.
    pub(crate) fn file(code: &str, what: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(code, format!("{what}: {error} ({})", path.display()))
    }

    /// The object that `--json` prints.
    pub(crate) fn json(&self) -> Value {
        let mut object = self.beside.clone();
        object.insert(
            "error".to_owned(),
            json!({ "code": self.code, "message": self.message, "hint": self.hint }),
        );
        Value::Object(object)
    }

    /// Prints it: words to standard error, JSON to standard output.
    pub(crate) fn print(&self, doing: &str, as_json: bool) {
        if as_json {
            line(&self.json().to_string());
            return;
        }
        if !self.text.is_empty() {
            say(&self.text);
        }
        eprintln!("could not {doing}: {}", plain(&self.message));
        if let Some(hint) = &self.hint {
            eprintln!("hint: {}", plain(hint));
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, message, hint } = refusal;
        Self { hint, ..Self::new(code, message) }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self { hint: error.hint(), ..Self::new(error.code(), error.to_string()) }
    }
}

/// Text as a terminal may have it: whatever could steer the terminal, or turn the order of the words around, is written
/// out as a code point, and only line breaks stay.
pub(crate) fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' => shown.push('\n'),
            // Other people's tables and emoji stay as they were written.
            '\t' => shown.push_str("    "),
            '\u{200C}' | '\u{200D}' => shown.push(c),
            c if is_disguise(c) => shown.push_str(&format!("<U+{:04X}>", u32::from(c))),
            c => shown.push(c),
        }
    }
    shown
}

/// Prints words for a person to standard output, with nothing in them that steers a terminal.
pub(crate) fn say(text: &str) {
    line(&plain(text));
}

/// Prints one line as it is to standard output at once, such as JSON, which escapes by itself; a reader that went away is no reason to fail.
pub(crate) fn line(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        tracing::debug!("standard output is closed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        let said = plain("soup\u{1b}[2J\u{9b}1m\r\u{202e}\u{2066}daerb\u{7}\r\nmore\ttea");
        assert_eq!(said, "soup<U+001B>[2J<U+009B>1m<U+000D><U+202E><U+2066>daerb<U+0007>\nmore    tea");
        assert_eq!(plain("Ana ❤\u{fe0f} 👩\u{200d}🌾 жук"), "Ana ❤\u{fe0f} 👩\u{200d}🌾 жук");
    }

    #[test]
    fn a_failure_keeps_code_message_and_hint_as_fields() {
        let failure = Failure::from(Refusal::new("no_such_space", "there is none").hint("found one"));
        assert_eq!(
            failure.json(),
            json!({"error": {"code": "no_such_space", "message": "there is none", "hint": "found one"}})
        );
        let bare = Failure::new("late", "it took too long").beside("space", json!("ab"));
        assert_eq!(
            bare.json(),
            json!({"error": {"code": "late", "message": "it took too long", "hint": null}, "space": "ab"})
        );
    }
}
