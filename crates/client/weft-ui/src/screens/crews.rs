//! Crews: those I am in, and how to begin or join one.

use crate::{
    cx::Cx,
    dates, icons,
    parts::{Press, card, chip, gap, heading, muted, row_min, small, tile, two},
    screens::{empty, head},
    state::Screen,
    tokens::tokens,
};
use egui::Ui;
use weft_view::{SpaceKind, SpaceView, today::days_between};

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    let crews: Vec<_> = cx.spaces(SpaceKind::Crew).cloned().collect();
    head(ui, cx, &words.page_crews(), &words.crews_line(), |ui, cx| {
        if Press::secondary(words.door_join()).hint(words.with_key(&words.key_join(), "Ctrl+J")).show(ui) {
            cx.go(Screen::Join);
        }
        if !crews.is_empty()
            && Press::primary(words.door_crew())
                .icon(icons::PLUS)
                .hint(words.with_key(&words.door_crew(), "Ctrl+N"))
                .show(ui)
        {
            cx.go(Screen::Start(SpaceKind::Crew));
        }
    });
    if crews.is_empty() {
        let (heading, line) = (words.no_crew(), words.crews_empty());
        if empty(ui, icons::CAMPFIRE, t.moss, &heading, &line, &words.door_crew()) {
            cx.go(Screen::Start(SpaceKind::Crew));
        }
        return;
    }
    for crew in &crews {
        card(ui, |ui| crew_ui(ui, cx, crew));
        gap(ui, 12.0);
    }
}

fn crew_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    let words = cx.words;
    let t = tokens(ui);
    let people = cx.people_line(space);
    row_min(
        ui,
        cx,
        44.0,
        240.0,
        |ui, _| {
            tile(ui, icons::CAMPFIRE, t.moss, 44.0);
            gap(ui, 6.0);
            two(ui, |ui| drop(heading(ui, &space.name)), |ui| drop(muted(ui, &people)));
        },
        |ui, cx| {
            if Press::secondary(words.open()).said(words.open_crew(&space.name)).show(ui) {
                cx.go(Screen::Crew(space.id));
            }
        },
    );
    let Some(crew) = &space.crew else { return };
    gap(ui, 6.0);
    crate::parts::wrapped(ui, |ui| {
        match &crew.next {
            Some(next) if days_between(cx.today, next.date) >= 0 => {
                let when = dates::distance(words, days_between(cx.today, next.date));
                chip(ui, icons::CLOCK, &words.meets(&when), t.moss);
            }
            _ => {
                chip(ui, icons::CALENDAR_DOTS, &words.no_meeting_set(), t.honey);
            }
        }
        if !crew.clashes.is_empty() {
            chip(ui, icons::WARNING_CIRCLE, &words.clash_chip(), t.clay);
        }
        if space.read_only.is_some() {
            chip(ui, icons::LOCK_KEY, &words.read_only_chip(), t.plum);
        }
    });
    if !crew.intention.is_empty() {
        gap(ui, 4.0);
        small(ui, &crew.intention);
    }
}
