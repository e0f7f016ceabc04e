//! One entry in full: what it says, whether it counts, and what it builds on.

use crate::{
    cx::Cx,
    dates, icons,
    parts::{card, chip, gap, muted, pick, small, strong},
    screens::{gone, head, history::changes_ui, log::who_and_what},
    tokens::tokens,
};
use egui::Ui;
use weft_ids::{EntryHash, SpaceId};
use weft_view::{EntryView, SpaceView};

/// The place under which an entry is asked.
pub(crate) const PLACE: &str = "look-entry";

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, entry: &EntryHash) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    head(ui, cx, &words.entry_title(), &words.entry_line(&entry.short(), &space.name), |_, _| {});
    cx.refusal_ui(ui, PLACE);
    let Some(told) = cx.state.entry.take().filter(|told| told.line.entry == *entry) else {
        muted(ui, &words.page_history_empty());
        return;
    };
    entry_ui(ui, cx, space, &told);
    builds_on_ui(ui, cx, space, &told);
    if cx.state.entry.is_none() && !cx.state.is_pending(PLACE) {
        cx.state.entry = Some(told);
    }
}

fn entry_ui(ui: &mut Ui, cx: &Cx<'_>, space: &SpaceView, told: &EntryView) {
    let words = cx.words;
    let t = tokens(ui);
    card(ui, |ui| {
        let (who, what) = who_and_what(cx, space, &told.line);
        strong(ui, &format!("{who} {what}"));
        let day = told.line.came.and_then(|at| dates::local(at, cx.zone)).map(|(day, _)| cx.day(day));
        let came = match day {
            None => words.step_came_unknown(&who),
            Some(day) if told.line.device == space.my_device => words.step_written_here(&day),
            Some(day) => words.step_came(&who, &day),
        };
        muted(ui, &came);
        gap(ui, 6.0);
        match &told.aside {
            None => drop(chip(ui, icons::CHECK, &words.entry_counts(), t.moss)),
            Some(why) => {
                chip(ui, icons::CLOCK, &words.set_aside_chip(), t.honey);
                small(ui, &words.entry_aside(why));
            }
        }
        for said in &told.said {
            if !said.words.is_empty() {
                gap(ui, 6.0);
                muted(ui, &words.entry_says(&said.words));
            }
            if let Some(on) = said.on {
                small(ui, &words.entry_on(&cx.day(on)));
            }
            if let Some((_, why)) = &said.refused {
                gap(ui, 6.0);
                chip(ui, icons::WARNING_CIRCLE, &words.entry_refused(), t.clay);
                small(ui, &words.entry_refused_why(why));
            }
        }
        for (_, _, changes) in &told.pages {
            gap(ui, 8.0);
            changes_ui(ui, cx, space, changes);
        }
    });
    gap(ui, 12.0);
}

fn builds_on_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, told: &EntryView) {
    let words = cx.words;
    if told.builds_on.is_empty() {
        small(ui, &words.entry_first());
        return;
    }
    card(ui, |ui| {
        crate::parts::heading(ui, &words.entry_builds_on());
        for before in &told.builds_on {
            let (who, what) = who_and_what(cx, space, before);
            let line = format!("{who} {what}");
            if pick(ui, &words.look_at_entry(&line, &before.entry.short()), false, |ui| {
                drop(muted(ui, &line))
            }) {
                cx.state.open_entry(space.id, before.entry);
            }
        }
    });
}
