//! Commands beside a running `weft serve`: one a line on standard input, answered by one JSON line each.

use super::serve::Input;
use crate::{
    answer::{Failure, line},
    args::Cli,
    usage_failure,
};
use std::{io::BufRead, sync::mpsc};
use weft_engine::Engine;

/// Hands every line of standard input to the loop, and stops it at the end of the input.
pub(super) fn read_lines(wake: mpsc::SyncSender<Input>) {
    read(wake, true);
}

/// Hands every line of standard input to the loop, which goes on when the input ends.
pub(super) fn read_lines_on(wake: mpsc::SyncSender<Input>) {
    read(wake, false);
}

fn read(wake: mpsc::SyncSender<Input>, stops: bool) {
    std::thread::spawn(move || {
        for typed in std::io::stdin().lock().lines() {
            let Ok(typed) = typed else { break };
            if !typed.trim().is_empty() && wake.send(Input::Line(typed)).is_err() {
                return;
            }
        }
        if stops && wake.send(Input::Stop).is_err() {
            tracing::debug!("it has stopped already");
        }
    });
}

/// Runs one line and prints its answer.
pub(super) fn answer(engine: &Engine, typed: &str) {
    let result = parse(typed).and_then(|cli| super::on(engine, &cli.verb));
    let json = result.map_or_else(|failure| failure.json(), |answer| answer.json);
    line(&json.to_string());
}

/// Reads a JSON array of words as they would be typed after `weft`.
fn parse(typed: &str) -> Result<Cli, Failure> {
    let words: Vec<String> = serde_json::from_str(typed).map_err(|error| {
        Failure::new("usage", format!("the line is no JSON array of words: {error}"))
            .hint("write it like [\"note\", \"Thursday table\", \"Plans\"]")
    })?;
    Cli::read(std::iter::once("weft".to_owned()).chain(words)).map_err(|error| usage_failure(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Verb;

    #[test]
    fn a_line_is_what_one_would_type_after_weft() {
        let cli = parse(r#"["note", "Thursday table", "Plans", "--append", "it's \"soup\""]"#).unwrap();
        let Verb::Note(args) = cli.verb else { panic!("another verb") };
        assert_eq!(args.append.as_deref(), Some("it's \"soup\""));
    }

    #[test]
    fn a_line_that_is_no_command_says_so() {
        assert_eq!(parse("note").unwrap_err().code, "usage");
        assert_eq!(parse(r#"["sing"]"#).unwrap_err().code, "usage");
    }
}
