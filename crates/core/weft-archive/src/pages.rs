//! Pages: notes as Markdown, and every page of whatever kind as values and as a document that automerge opens.

use crate::{Files, json_of, names::free_path};
use serde::Serialize;
use std::collections::BTreeMap;
use weft_ids::PageId;
use weft_space::{
    Space,
    page::{Closed, EngineFault, Page, PageKindWire, PageValue},
};
use weft_view::SpaceView;

#[derive(Serialize)]
struct PageJson {
    page: String,
    kind: String,
    key: String,
    changes: usize,
    writers: Vec<String>,
    heads: Vec<String>,
    automerge: String,
    values: String,
    note: Option<String>,
}

/// Writes `notes/`, and `pages/` with an index of all.
///
/// # Errors
/// When automerge fails on a page, or failed on one before, so that it does not show all that it should.
pub(crate) fn write(space: &Space, view: &SpaceView, files: &mut Files) -> Result<(), EngineFault> {
    let mut index = Vec::new();
    for page in space.pages().iter() {
        if let Some(Closed::Failed(fault)) = page.closed() {
            return Err(fault);
        }
        index.push(page_files(space, view, page, files)?);
    }
    if !index.is_empty() {
        files.insert("pages/pages.json".to_owned(), json_of(&index));
    }
    Ok(())
}

fn page_files(
    space: &Space,
    view: &SpaceView,
    page: &Page,
    files: &mut Files,
) -> Result<PageJson, EngineFault> {
    let (id, key) = (page.id(), &page.name().key);
    let values = page.values()?;
    let kind = match values.get("kind") {
        Some(PageValue::Text(kind)) => kind.clone(),
        Some(PageValue::Map(_) | PageValue::Other(_)) | None => "page".to_owned(),
    };
    let titled = if page.name().kind == PageKindWire::PROFILE { String::new() } else { key.clone() };
    let base = format!("{kind} {titled}");
    let automerge = free_path(files, "pages", &base, &id.to_string(), "automerge");
    files.insert(automerge.clone(), page.export()?);
    let values_path = free_path(files, "pages", &base, &id.to_string(), "json");
    files.insert(values_path.clone(), json_of(&values));
    let writers = page.writers().into_iter().filter_map(|device| space.roster().person_of(&device));
    let mut names: Vec<String> = Vec::new();
    for name in writers.map(|person| view.name_of(&person)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let note = (page.name().kind == PageKindWire::NOTE).then(|| note(key, &id, &values, files));
    Ok(PageJson {
        page: id.to_string(),
        kind,
        key: key.clone(),
        changes: page.changes(),
        writers: names,
        heads: page.heads().iter().map(ToString::to_string).collect(),
        automerge,
        values: values_path,
        note,
    })
}

fn note(title: &str, id: &PageId, values: &BTreeMap<String, PageValue>, files: &mut Files) -> String {
    let text = match values.get("text") {
        Some(PageValue::Text(text)) => text.as_str(),
        Some(PageValue::Map(_) | PageValue::Other(_)) | None => "",
    };
    let path = free_path(files, "notes", title, &id.to_string(), "md");
    let end = if text.ends_with('\n') { "" } else { "\n" };
    files.insert(path.clone(), format!("# {title}\n\n{text}{end}").into_bytes());
    path
}
