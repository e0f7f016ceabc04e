//! A shared note: what is on the table, and my draft, which stays here until I put it there.

use crate::{
    cx::{Cx, join_names},
    icons,
    parts::{Field, Press, card, chip, gap, muted, note, small, wrapped},
    screens::{gone, head, history},
    state::{Screen, Sheet, Then, Undo},
    tokens::tokens,
};
use egui::Ui;
use weft_ids::SpaceId;
use weft_view::{Command, NoteView, PageKind, SpaceView};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, title: &str) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    let Some(found) = space.notes.iter().find(|note| note.title == title) else {
        head(ui, cx, title, &space.name, |_, _| {});
        muted(ui, &words.note_coming());
        return;
    };
    let writers: Vec<String> = found.writers.iter().map(|person| cx.name(space, person)).collect();
    let below = if writers.is_empty() {
        space.name.clone()
    } else {
        format!("{}  ·  {}", space.name, words.note_by(&join_names(words, &writers)))
    };
    head(ui, cx, title, &below, |ui, cx| history::button(ui, cx, space, PageKind::Note, title));
    let place = place_of(id, title);
    let closed = space
        .pages
        .iter()
        .find(|page| page.kind == PageKind::Note && page.key == title)
        .and_then(|page| page.closed.clone())
        .or_else(|| space.read_only.clone());
    card(ui, |ui| {
        if found.text.is_empty() {
            muted(ui, &words.note_nothing_yet());
        } else {
            note(ui, &found.text);
        }
        let editing = found.has_draft || cx.state.forms.is_open(&place);
        if !editing && closed.is_none() {
            gap(ui, 12.0);
            if Press::primary(words.note_write())
                .icon(icons::PENCIL_SIMPLE)
                .said(words.note_write_said(title))
                .show(ui)
            {
                cx.state.forms.clear(&place);
                cx.state.forms.set_open(&place, true);
                cx.state.bases.insert(place.clone(), found.draft.clone());
            }
        }
        if let Some(why) = &closed {
            gap(ui, 8.0);
            small(ui, &words.note_closed(why));
        }
    });
    gap(ui, 16.0);
    if closed.is_none() && (found.has_draft || cx.state.forms.is_open(&place)) {
        editor(ui, cx, space, found, &place);
    }
    let about = weft_view::AboutView::Page(PageKind::Note, title.to_owned());
    super::files::show(ui, cx, space, &about);
    if let Some(line) = cx.not_yet_with(space) {
        small(ui, &line);
    }
}

/// Where the editor of a note keeps its words.
pub(crate) fn place_of(space: &SpaceId, title: &str) -> String {
    format!("note-{space}-{title}")
}

fn editor(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, found: &NoteView, place: &str) {
    let words = cx.words;
    let t = tokens(ui);
    let (key, kept_key) = (format!("{place}/text"), format!("{place}/kept"));
    cx.state.bases.entry(place.to_owned()).or_insert_with(|| found.draft.clone());
    cx.state.forms.text_from(&kept_key, || found.draft.text.clone());
    card(ui, |ui| {
        chip(ui, icons::PENCIL_SIMPLE, &words.draft_only_here(), t.plum);
        gap(ui, 8.0);
        let label = words.your_draft();
        let field = Field::new(&label).lines(8).below(words.draft_line());
        let response = field.show(ui, cx.state.forms.text_from(&key, || found.draft.text.clone()));
        let text = cx.state.forms.text(&key).clone();
        let unkept = text != *cx.state.forms.text(&kept_key);
        cx.state.writing = Some((space.id, found.title.clone()));
        // Kept at each word and when the field is left: no word is lost, and the disk is not asked at every key.
        let at_a_word = text.ends_with(|c: char| c.is_whitespace() || c.is_ascii_punctuation());
        if unkept && (at_a_word || !response.has_focus()) && !cx.state.is_pending("draft") {
            keep(cx, space, found, place, &text);
        }
        gap(ui, 12.0);
        wrapped(ui, |ui| {
            let ready = text != found.text && !cx.state.is_pending(place);
            let put = Press::primary(words.put_on_table())
                .icon(icons::UPLOAD_SIMPLE)
                .said(words.put_on_table_said(&found.title))
                .enabled(ready);
            if put.show(ui) {
                if unkept {
                    keep(cx, space, found, place, &text);
                }
                cx.state.bases.remove(place);
                let command = Command::PutOnTable { space: space.id, title: found.title.clone() };
                cx.state.send_then(place, command, words.put_done(), Then::DraftKept, Undo::Never);
            }
            if Press::ghost(words.drop_draft()).said(words.drop_draft_said(&found.title)).show(ui) {
                if found.has_draft {
                    cx.state.sheet = Some(Sheet::DropDraft(space.id, found.title.clone()));
                } else {
                    cx.state.forms.clear(place);
                    cx.state.bases.remove(place);
                }
            }
        });
        cx.refusal_ui(ui, place);
        cx.refusal_ui(ui, "draft");
    });
    gap(ui, 12.0);
}

/// Keeps the words of a note whose page was left in the middle of a word.
pub(crate) fn keep_what_was_left(cx: &mut Cx<'_>) {
    let Some((space, title)) = cx.state.writing.clone() else { return };
    if matches!(&cx.state.screen, Screen::Note(at, of) if *at == space && *of == title) {
        return;
    }
    cx.state.writing = None;
    let place = place_of(&space, &title);
    let (text_key, kept_key) = (format!("{place}/text"), format!("{place}/kept"));
    let found = cx
        .space(&space)
        .and_then(|space| Some((space, space.notes.iter().find(|note| note.title == title)?)));
    let Some((space, found)) = found else { return };
    let text = cx.state.forms.text(&text_key).clone();
    if !text.is_empty() && text != *cx.state.forms.text(&kept_key) {
        keep(cx, space, found, &place, &text);
    }
}

fn keep(cx: &mut Cx<'_>, space: &SpaceView, found: &NoteView, place: &str, text: &str) {
    let base = cx.state.bases.get(place).cloned().unwrap_or_else(|| found.draft.clone());
    *cx.state.forms.text(&format!("{place}/kept")) = text.to_owned();
    let command =
        Command::KeepDraft { space: space.id, title: found.title.clone(), text: text.to_owned(), base };
    cx.state.send("draft", command, String::new());
}
