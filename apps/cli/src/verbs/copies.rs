//! Copies: a space written out as files, checked without a profile, and opened again.

use crate::{
    answer::{Answer, Failure},
    open::{call, unexpected},
    show::counted,
};
use serde_json::{Value, json};
use std::{
    io::{IsTerminal, Write},
    path::Path,
};
use weft_engine::{CopyError, Engine, Manifest, Progress, Report, SavedCopy};
use weft_view::{Command, CopySummary, Reply, resolve};

/// `weft export`.
pub(super) fn export(engine: &Engine, space: &str, to: &Path) -> Result<Answer, Failure> {
    let space = resolve::space(&engine.view(), space)?.id;
    let records = match call(engine, Command::Export { space })? {
        Reply::Exported { records, .. } => records,
        other => return Err(unexpected(&other)),
    };
    let mut shown = Shown::default();
    let saved = weft_engine::save_copy(&records, to, &mut |progress| shown.tell(progress));
    shown.end();
    Ok(saved_answer(&saved?))
}

/// `weft verify`.
pub(super) fn verify(path: &Path) -> Result<Answer, Failure> {
    let mut shown = Shown::default();
    let report = weft_engine::verify_copy(path, &mut |progress| shown.tell(progress));
    shown.end();
    report_answer(path, &report?)
}

/// `weft import`.
pub(super) fn import(engine: &Engine, path: &Path) -> Result<Answer, Failure> {
    let records = weft_engine::read_copy(path)?;
    match call(engine, Command::Import { records })? {
        Reply::Imported(summary) => Ok(imported_answer(engine, &summary)),
        other => Err(unexpected(&other)),
    }
}

fn saved_answer(saved: &SavedCopy) -> Answer {
    let SavedCopy { folder, manifest, bytes } = saved;
    let at = folder.display().to_string();
    let text = format!(
        "a copy of {} is in {at}: {}, {}\nwhoever has it can read it; check it with `weft verify {at}`",
        manifest.name,
        counted(manifest.entries, "entry", "entries"),
        counted(manifest.files.len() as u64 + 1, "file", "files"),
    );
    let mut json = manifest_json(manifest);
    put(&mut json, "folder", json!(at));
    put(&mut json, "files", json!(manifest.files.len() + 1));
    put(&mut json, "bytes", json!(bytes));
    Answer::new(text, json)
}

fn report_answer(path: &Path, report: &Report) -> Result<Answer, Failure> {
    let mut json = report.manifest.as_ref().map_or_else(|| json!({}), manifest_json);
    put(&mut json, "holds", json!(report.holds()));
    put(&mut json, "files", json!(report.files));
    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| json!({ "path": finding.path, "why": finding.trouble.to_string() }))
        .collect();
    put(&mut json, "findings", json!(findings));
    let said = match &report.manifest {
        Some(manifest) => vec![
            format!("{} {} ({})", manifest.kind, manifest.name, manifest.space),
            format!("view {}", manifest.view_digest),
            format!(
                "{}, {}, {}",
                counted(manifest.people, "person", "people"),
                counted(manifest.entries, "signed entry", "signed entries"),
                counted(report.files, "file", "files")
            ),
        ],
        None => Vec::new(),
    };
    if report.holds() {
        let mut lines = said;
        lines.push("every signature, rule and file holds".to_owned());
        return Ok(Answer::new(lines.join("\n"), json));
    }
    let named = report.findings.iter().map(|finding| format!("{}: {}", finding.path, finding.trouble));
    let text = said.into_iter().chain(named).collect::<Vec<_>>().join("\n");
    let n = counted(report.findings.len() as u64, "file does not hold", "files do not hold");
    let mut failure = Failure::new("copy_differs", format!("{n} ({})", path.display())).hint(
        "the named files were changed, lost or added; `weft import` takes in only signed entries that hold",
    );
    failure.text = text;
    if let Value::Object(object) = json {
        failure.beside = object;
    }
    Err(failure)
}

fn imported_answer(engine: &Engine, summary: &CopySummary) -> Answer {
    let digest =
        engine.view().space(&summary.space).map(|space| space.view_digest.clone()).unwrap_or_default();
    let n = counted(summary.entries, "entry", "entries");
    let mut lines = vec![format!("{n} of {}, {} new here", summary.name, summary.new)];
    lines.push(format!("view {digest}"));
    if summary.is_copy {
        lines.push(
            "here it can be read and not written in: to write, let somebody who is in it invite you"
                .to_owned(),
        );
    }
    let json = json!({
        "space": summary.space.to_string(),
        "name": summary.name,
        "entries": summary.entries,
        "new": summary.new,
        "read_only": summary.is_copy,
        "view_digest": digest,
    });
    Answer::new(lines.join("\n"), json)
}

fn manifest_json(manifest: &Manifest) -> Value {
    json!({
        "space": manifest.space,
        "kind": manifest.kind,
        "name": manifest.name,
        "view_digest": manifest.view_digest,
        "people": manifest.people,
        "entries": manifest.entries,
    })
}

fn put(json: &mut Value, field: &str, value: Value) {
    if let Value::Object(object) = json {
        object.insert(field.to_owned(), value);
    }
}

impl From<CopyError> for Failure {
    fn from(error: CopyError) -> Self {
        Self { hint: error.hint(), ..Self::new(error.code(), error.to_string()) }
    }
}

/// Entries between two words on how far it is.
const TELL_EVERY: usize = 250;

/// How far it is, on a terminal and nowhere else.
#[derive(Debug, Default)]
struct Shown {
    said: bool,
}

impl Shown {
    fn tell(&mut self, progress: Progress) {
        let mut out = std::io::stderr();
        if !out.is_terminal() {
            return;
        }
        let line = match progress {
            Progress::Replayed(done, all) if done % TELL_EVERY == 0 => format!("{done} of {all} entries"),
            Progress::Replayed(..) => return,
            Progress::Writing if self.said => "making the files".to_owned(),
            Progress::Writing => return,
        };
        self.said = true;
        if write!(out, "\r\x1b[K{line}").and_then(|()| out.flush()).is_err() {
            tracing::debug!("nobody reads how far it is");
        }
    }

    fn end(&self) {
        if self.said {
            eprint!("\r\x1b[K");
        }
    }
}
