//! What travels beside the entries, by name only: contents can be forgotten, so none of them is in a copy.

use crate::{Files, json_of};
use serde::Serialize;
use weft_view::{AboutView, BesideState, SpaceView};

#[derive(Serialize)]
struct BesideJson {
    attachments: Vec<AttachmentJson>,
    lines: Vec<LineJson>,
}

#[derive(Serialize)]
struct AttachmentJson {
    id: String,
    by: String,
    by_name: String,
    of: String,
    about: String,
    name: String,
    media_type: String,
    bytes: u64,
    label: Option<&'static str>,
    on: Option<String>,
    forgotten: bool,
}

#[derive(Serialize)]
struct LineJson {
    id: String,
    by: String,
    by_name: String,
    of: String,
    label: &'static str,
    on: Option<String>,
    forgotten: bool,
}

/// Writes `beside.json` where anything was attached or said beside.
pub(crate) fn write(view: &SpaceView, files: &mut Files) {
    let beside = &view.beside;
    if beside.attachments.is_empty() && beside.contact_lines.is_empty() {
        return;
    }
    let attachments = beside.attachments.iter().map(|one| AttachmentJson {
        id: one.id.to_string(),
        by: one.by.to_string(),
        by_name: view.name_of(&one.by),
        of: one.of.to_string(),
        about: about(&one.about),
        name: one.name.clone(),
        media_type: one.media_type.clone(),
        bytes: one.bytes,
        label: one.label.map(weft_view::Label::name),
        on: one.on.map(|day| day.to_string()),
        forgotten: is_forgotten(&one.state),
    });
    let lines = beside.contact_lines.iter().map(|one| LineJson {
        id: one.id.to_string(),
        by: one.by.to_string(),
        by_name: view.name_of(&one.by),
        of: one.of.to_string(),
        label: one.label.name(),
        on: one.on.map(|day| day.to_string()),
        forgotten: is_forgotten(&one.state),
    });
    let json = BesideJson { attachments: attachments.collect(), lines: lines.collect() };
    files.insert("beside.json".to_owned(), json_of(&json));
}

fn about(about: &AboutView) -> String {
    match about {
        AboutView::Space => "space".to_owned(),
        AboutView::Act(act) => format!("act {act}"),
        AboutView::Page(kind, key) => format!("page {kind:?} {key}").trim_end().to_lowercase(),
        AboutView::Elsewhere => "elsewhere".to_owned(),
    }
}

fn is_forgotten(state: &BesideState) -> bool {
    match state {
        BesideState::Forgotten { .. } => true,
        BesideState::Here | BesideState::OnItsWay { .. } | BesideState::NotHere | BesideState::TooMuch => {
            false
        }
    }
}
