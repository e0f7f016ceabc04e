//! The pages, each in its own file.

pub(crate) mod about;
pub(crate) mod ask;
pub(crate) mod copies;
pub(crate) mod crew;
pub(crate) mod crews;
pub(crate) mod devices;
pub(crate) mod door;
pub(crate) mod entrance;
pub(crate) mod entry;
pub(crate) mod files;
pub(crate) mod first_run;
pub(crate) mod gatherings;
pub(crate) mod history;
pub(crate) mod invite;
pub(crate) mod join;
pub(crate) mod loan;
pub(crate) mod log;
pub(crate) mod matters;
pub(crate) mod meeting;
pub(crate) mod members;
pub(crate) mod money;
pub(crate) mod near;
pub(crate) mod note;
pub(crate) mod pair;
pub(crate) mod people;
pub(crate) mod plan;
pub(crate) mod proposals;
pub(crate) mod rhythm;
pub(crate) mod search;
pub(crate) mod settings;
pub(crate) mod start;
pub(crate) mod today;
pub(crate) mod waiting;

use crate::{
    cx::Cx,
    icons,
    parts::{Press, gap, muted, row_min, tile, title},
    tokens::{Tone, tokens},
};
use egui::{Align, Layout, Ui};

/// The head of a page: where it belongs, its title, a line below, and what can be done at the right.
pub(crate) fn head(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    text: &str,
    below: &str,
    actions: impl FnOnce(&mut Ui, &mut Cx<'_>),
) {
    let is_main = crate::frame::section(&cx.state.screen).as_ref() == Some(&cx.state.screen);
    if !is_main {
        let words = cx.words;
        let hint = words.with_key(&words.back(), "Alt+Left");
        if Press::ghost(words.back()).icon(icons::CARET_RIGHT).hint(hint).flip().show(ui) {
            cx.state.back();
        }
    } else {
        gap(ui, 8.0);
    }
    row_min(
        ui,
        cx,
        44.0,
        220.0,
        |ui, _| {
            title(ui, text);
        },
        actions,
    );
    if !below.is_empty() {
        muted(ui, below);
    }
    gap(ui, 16.0);
}

/// Nothing here yet: a tile, one sentence, one button; whether it was pressed.
pub(crate) fn empty(
    ui: &mut Ui,
    mark: &str,
    tone: Tone,
    heading: &str,
    sentence: &str,
    action: &str,
) -> bool {
    ui.with_layout(Layout::top_down(Align::Center), |ui| {
        gap(ui, 32.0);
        tile(ui, mark, tone, 72.0);
        gap(ui, 12.0);
        if !heading.is_empty() {
            crate::parts::heading(ui, heading);
        }
        muted(ui, sentence);
        gap(ui, 12.0);
        let pressed = !action.is_empty() && Press::primary(action).show(ui);
        gap(ui, 24.0);
        pressed
    })
    .inner
}

/// A page whose space is gone.
pub(crate) fn gone(ui: &mut Ui, cx: &mut Cx<'_>) {
    let t = tokens(ui);
    let words = cx.words;
    if empty(ui, icons::CIRCLE_DASHED, t.plum, "", &words.gone(), &words.back()) {
        cx.state.back();
    }
}
