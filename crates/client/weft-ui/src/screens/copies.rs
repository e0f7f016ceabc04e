//! Copies: a place saved as files that anybody can read and check, and one opened again.

use crate::{
    copies::{OPENING, SAVING},
    cx::Cx,
    icons,
    parts::{Field, Press, choice, divider, gap, heading, muted, progress, small, strong, wrapped},
    state::as_count,
    tokens::tokens,
};
use egui::Ui;
use std::sync::Arc;
use weft_ids::SpaceId;
use weft_view::{SpaceKind, SpaceView};

/// The two halves, inside a card of their own.
pub(crate) fn copies_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    heading(ui, &words.copies_head());
    muted(ui, &words.copies_line());
    gap(ui, 8.0);
    save_ui(ui, cx);
    gap(ui, 10.0);
    divider(ui);
    gap(ui, 6.0);
    open_ui(ui, cx);
}

fn save_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let spaces: Vec<Arc<SpaceView>> = cx.view.spaces.to_vec();
    if spaces.is_empty() {
        muted(ui, &words.copy_nothing());
        return;
    }
    let names: Vec<(u32, String)> =
        spaces.iter().enumerate().map(|(index, space)| (index as u32, place_name(cx, space))).collect();
    let chosen = cx.state.forms.number("copies/which", 0);
    choice(ui, &words.copy_which(), chosen, &names);
    let space = spaces.get(*chosen as usize).or_else(|| spaces.first());
    let Some((space, place)) = space.map(|space| (space.id, space.name.clone())) else { return };
    gap(ui, 8.0);
    let key = folder_key(&space);
    let name = folder_name(&place);
    let first = first_folder(cx, &name);
    Field::new(words.copy_to())
        .mono()
        .below(words.copy_to_below())
        .show(ui, cx.state.forms.text_from(&key, || first));
    folders_ui(ui, cx, &key, &name, |folder| words.copy_to_said(folder));
    gap(ui, 6.0);
    let folder = cx.state.forms.get(&key);
    let busy = cx.state.copies.is_saving() || cx.state.is_pending(SAVING);
    let ready = !folder.is_empty() && !busy;
    if Press::primary(words.copy_save()).icon(icons::DOWNLOAD_SIMPLE).enabled(ready).show(ui) {
        cx.state.save_copy(space, folder);
    }
    if busy {
        far_ui(ui, cx);
    }
    if let Some(saved) = cx.state.copies.saved.clone() {
        gap(ui, 6.0);
        strong(ui, &words.copy_saved(&saved.name, &saved.folder));
        small(ui, &words.copy_holds(as_count(saved.entries), &saved.files.to_string()));
        small(ui, &words.copy_check(&saved.folder));
    }
    cx.refusal_ui(ui, SAVING);
}

fn far_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    gap(ui, 6.0);
    let Some((done, all)) = cx.state.copies.far else {
        small(ui, &words.copy_saving());
        return;
    };
    let said = words.copy_far(as_count(done), &all.to_string());
    let color = tokens(ui).accent;
    progress(ui, done as f32 / all.max(1) as f32, color, &words.copy_saving());
    small(ui, &said);
}

fn open_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    strong(ui, &words.copy_open_head());
    muted(ui, &words.copy_open_line());
    gap(ui, 6.0);
    let key = "copies/from";
    let first = first_folder(cx, "");
    Field::new(words.copy_from()).mono().show(ui, cx.state.forms.text_from(key, || first));
    folders_ui(ui, cx, key, "", |folder| words.copy_from_said(folder));
    gap(ui, 6.0);
    let folder = cx.state.forms.get(key);
    let ready = !folder.is_empty() && !cx.state.copies.is_opening() && !cx.state.is_pending(OPENING);
    if Press::secondary(words.copy_open()).icon(icons::UPLOAD_SIMPLE).enabled(ready).show(ui) {
        cx.state.open_copy(folder);
    }
    if let Some(opened) = cx.state.copies.opened.clone() {
        gap(ui, 6.0);
        strong(ui, &words.copy_opened(&opened.name, as_count(opened.entries), &opened.new.to_string()));
        small(ui, &if opened.is_copy { words.copy_read_only() } else { words.copy_levelled() });
    }
    cx.refusal_ui(ui, OPENING);
}

/// The folders at hand, such as a stick, each with one press.
fn folders_ui(ui: &mut Ui, cx: &mut Cx<'_>, key: &str, name: &str, said: impl Fn(&str) -> String) {
    wrapped(ui, |ui| {
        for folder in cx.folders {
            let short = folder.rsplit('/').next().unwrap_or(folder);
            if Press::ghost(short).said(said(folder)).show(ui) {
                *cx.state.forms.text(key) = format!("{folder}/{name}");
            }
        }
    });
}

fn folder_key(space: &SpaceId) -> String {
    format!("copies/to-{}", space.short())
}

/// A folder's name that says whose copy it is and that every system takes.
fn folder_name(place: &str) -> String {
    let letters = place.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    let words: String = letters.collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    std::iter::once("weft-copy").chain(words).collect::<Vec<_>>().join("-")
}

fn first_folder(cx: &Cx<'_>, name: &str) -> String {
    cx.folders.first().map(|folder| format!("{folder}/{name}")).unwrap_or_default()
}

fn place_name(cx: &Cx<'_>, space: &SpaceView) -> String {
    match space.kind {
        SpaceKind::Pair => cx.words.copy_pair(&space.name),
        SpaceKind::Crew | SpaceKind::Own | SpaceKind::Congregation | SpaceKind::Gathering => {
            space.name.clone()
        }
    }
}
