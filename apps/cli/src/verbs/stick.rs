//! Carrying on a stick: a file written here and read there.

use crate::{
    answer::{Answer, Failure},
    open::{call, unexpected},
    show::counted,
};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::{Read, Write},
    path::Path,
};
use weft_engine::Engine;
use weft_ids::limits::STICK_BYTES_MAX;
use weft_view::{Command, Reply, StickSummary, resolve};

/// `weft stick write`.
pub(super) fn write(engine: &Engine, file: &Path, spaces: &[String], files: bool) -> Result<Answer, Failure> {
    let view = engine.view();
    let mut ids = Vec::new();
    for typed in spaces {
        ids.push(resolve::space(&view, typed)?.id);
    }
    let (bytes, summary) = match call(engine, Command::StickWrite { spaces: ids, files })? {
        Reply::Stick { bytes, summary } => (bytes, summary),
        other => return Err(unexpected(&other)),
    };
    write_beside_and_rename(file, &bytes)
        .map_err(|error| Failure::file("file_not_written", "the file could not be written", file, &error))?;
    let text = format!(
        "{}{} of {} in {}",
        counted(summary.entries, "entry", "entries"),
        with_files(&summary),
        named(&summary.spaces),
        file.display()
    );
    let mut json = summary_json(&summary);
    if let Value::Object(object) = &mut json {
        object.insert("file".to_owned(), json!(file.display().to_string()));
        object.insert("bytes".to_owned(), json!(bytes.len()));
    }
    Ok(Answer::new(text, json))
}

/// Writes beside the file, makes it durable, and renames it: a stick pulled early holds the old file or the new one.
fn write_beside_and_rename(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".part");
    let written = File::create(&beside).and_then(|mut out| {
        out.write_all(bytes)?;
        out.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&beside, file));
    if done.is_err() && fs::remove_file(&beside).is_err() {
        tracing::debug!("no half-written file is left");
    }
    done
}

/// `weft stick read`.
pub(super) fn read(engine: &Engine, file: &Path) -> Result<Answer, Failure> {
    let unreadable =
        |error: std::io::Error| Failure::file("file_not_read", "the file could not be read", file, &error);
    let mut bytes = Vec::new();
    let opened = File::open(file).map_err(unreadable)?;
    opened.take(STICK_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > STICK_BYTES_MAX {
        return Err(Failure::new(
            "file_too_large",
            format!("the file is larger than {} MiB ({})", STICK_BYTES_MAX >> 20, file.display()),
        )
        .hint("write one file for each space with --space"));
    }
    match call(engine, Command::StickRead { bytes })? {
        Reply::StickRead(summary) => Ok(Answer::new(read_text(&summary), summary_json(&summary))),
        other => Err(unexpected(&other)),
    }
}

fn read_text(summary: &StickSummary) -> String {
    let mut lines = vec![format!(
        "{}{} of {}, {} new here",
        counted(summary.entries, "entry", "entries"),
        with_files(summary),
        named(&summary.spaces),
        summary.new
    )];
    if summary.strange > 0 {
        let n = counted(summary.strange, "part is", "parts are");
        lines.push(format!("{n} about spaces that you are not in; left alone"));
    }
    if summary.damaged_bytes > 0 {
        let n = counted(summary.damaged_bytes, "byte", "bytes");
        lines.push(format!(
            "{n} at the end could not be read: the file is cut or damaged; what could be read is in"
        ));
    }
    lines.join("\n")
}

fn with_files(summary: &StickSummary) -> String {
    match summary.files {
        0 => String::new(),
        files => format!(" and {}", counted(files, "attachment", "attachments")),
    }
}

fn named(spaces: &[String]) -> String {
    if spaces.is_empty() { "no space".to_owned() } else { spaces.join(", ") }
}

fn summary_json(summary: &StickSummary) -> Value {
    json!({
        "entries": summary.entries,
        "new": summary.new,
        "strange": summary.strange,
        "damaged_bytes": summary.damaged_bytes,
        "files": summary.files,
        "spaces": summary.spaces,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stick_brought_is_said_plainly() {
        let summary = StickSummary {
            entries: 3,
            new: 1,
            strange: 2,
            damaged_bytes: 10,
            files: 0,
            spaces: vec!["Thursday table".into()],
        };
        let text = read_text(&summary);
        assert!(text.starts_with("3 entries of Thursday table, 1 new here\n"), "{text}");
        assert!(text.contains("2 parts are about spaces that you are not in"), "{text}");
        assert!(text.contains("10 bytes at the end could not be read"), "{text}");
        assert_eq!(summary_json(&summary)["damaged_bytes"], json!(10));
    }
}
