//! How a page came to be: its steps, what each changed, and putting the page back to one of them.

use crate::{
    cx::{Cx, join_names},
    dates, icons,
    parts::{Press, card, changed, chip, gap, heading, muted, pick, small, strong, sunken, trouble},
    screens::{gone, head, matters::field_name},
    state::{PageSeen, Sheet},
    tokens::tokens,
};
use egui::Ui;
use weft_ids::SpaceId;
use weft_view::{FieldChange, PageKind, SpaceView, StepChange, StepView};

/// The place under which a history and its steps are asked.
pub(crate) const PLACE: &str = "look-history";
/// The page's width from which list and step stand beside one another.
const BESIDE_FROM: f32 = 620.0;
/// The width of the list beside a step.
const LIST: f32 = 250.0;

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, kind: PageKind, key: &str) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    let name = page_name(cx, space, kind, key);
    head(ui, cx, &words.page_history_title(&name), &words.page_history_line(), |_, _| {});
    cx.refusal_ui(ui, PLACE);
    cx.state.keep_history_fresh(space, kind, key);
    let Some(mut seen) = cx.state.history.take().filter(|seen| seen.is_of(id, kind, key)) else {
        muted(ui, &words.page_history_empty());
        return;
    };
    if ui.available_width() >= BESIDE_FROM {
        let full = ui.available_width();
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            column(ui, LIST, |ui| list(ui, cx, space, &mut seen));
            column(ui, full - LIST - 16.0, |ui| step_ui(ui, cx, space, &name, &seen));
        });
    } else {
        step_ui(ui, cx, space, &name, &seen);
        gap(ui, 12.0);
        list(ui, cx, space, &mut seen);
    }
    // A step that was chosen just now was asked for with the history it is of.
    if cx.state.history.is_none() {
        cx.state.history = Some(seen);
    }
}

fn column(ui: &mut Ui, width: f32, add: impl FnOnce(&mut Ui)) {
    let layout = egui::Layout::top_down(egui::Align::Min);
    ui.allocate_ui_with_layout(egui::vec2(width, 0.0), layout, |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.set_width(width);
        add(ui);
    });
}

/// What a page is called.
pub(crate) fn page_name(cx: &Cx<'_>, space: &SpaceView, kind: PageKind, key: &str) -> String {
    let person = || space.people.iter().find(|member| member.person.to_string() == key);
    match kind {
        PageKind::Note => key.to_owned(),
        PageKind::Crew => space.name.clone(),
        PageKind::Profile => person().map_or_else(|| cx.words.somebody(), |one| space.name_of(&one.person)),
        PageKind::Gathering => {
            let found = space.gatherings.iter().find(|one| one.id == key);
            found.map_or_else(String::new, |one| one.name.clone())
        }
    }
}

fn list(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, seen: &mut PageSeen) {
    let words = cx.words;
    card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for step in &seen.history.steps {
            let chosen = seen.chosen == Some(step.entry);
            let (who, when) = (who(cx, space, step), came_short(cx, step));
            let said = words.look_at_step(&step.number.to_string(), &who, &when);
            let pressed = pick(ui, &said, chosen, |ui| {
                strong(ui, &words.step_of(&step.number.to_string(), &who));
                small(ui, &when);
                small(ui, &did(cx, step));
                if step.apart_count > 0 {
                    small(ui, &apart(cx, step));
                }
            });
            if pressed {
                seen.chosen = Some(step.entry);
                seen.step = None;
                cx.state.ask_step(seen);
            }
        }
        let loaded = seen.history.steps.len();
        if loaded < seen.history.total {
            let older = i64::try_from(seen.history.total - loaded).unwrap_or(i64::MAX);
            let busy = cx.state.is_pending(PLACE);
            if Press::ghost(words.older_steps(older)).enabled(!busy).show(ui) {
                cx.state.ask_older(seen);
            }
        }
    });
}

fn who(cx: &Cx<'_>, space: &SpaceView, step: &StepView) -> String {
    step.person.map_or_else(|| cx.words.somebody(), |person| cx.name(space, &person))
}

/// The day on which a step came here, in a few words.
fn came_short(cx: &Cx<'_>, step: &StepView) -> String {
    let day = step.came.and_then(|at| dates::local(at, cx.zone)).map(|(day, _)| cx.day_short(day));
    day.map_or_else(|| cx.words.came_unknown(), |day| cx.words.came_on(&day))
}

/// How much a step wrote and took away.
fn did(cx: &Cx<'_>, step: &StepView) -> String {
    let words = cx.words;
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut did: Vec<String> = step.fields.iter().map(|field| label(cx, field)).collect();
    if step.written > 0 {
        did.push(words.wrote_count(count(step.written)));
    }
    if step.taken > 0 && step.fields.is_empty() {
        did.push(words.took_count(count(step.taken)));
    }
    did.join("  ·  ")
}

fn apart(cx: &Cx<'_>, step: &StepView) -> String {
    let mut steps: Vec<String> = step.apart.iter().map(ToString::to_string).collect();
    let more = step.apart_count.saturating_sub(steps.len());
    if more > 0 {
        steps.push(cx.words.and_more_steps(i64::try_from(more).unwrap_or(i64::MAX)));
    }
    cx.words.written_apart(&join_names(cx.words, &steps))
}

/// What a field of a page is called.
fn label(cx: &Cx<'_>, field: &str) -> String {
    let words = cx.words;
    match field {
        "text" => words.field_text(),
        "about" => words.field_about(),
        "ask_me_about" => words.field_ask_me(),
        "answers" => words.field_answer(),
        other => {
            // What a later version calls a field is shown as it is called, without the marks between its parts.
            let last = other.rsplit('/').next().unwrap_or(other);
            field_name(cx, last).replace('_', " ")
        }
    }
}

fn step_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, name: &str, seen: &PageSeen) {
    let words = cx.words;
    let t = tokens(ui);
    let Some(told) = &seen.step else {
        muted(ui, &words.page_history_empty());
        return;
    };
    let step = &told.step;
    card(ui, |ui| {
        heading(ui, &words.step_heading(&step.number.to_string(), &seen.history.total.to_string()));
        let who = who(cx, space, step);
        let day = step.came.and_then(|at| dates::local(at, cx.zone)).map(|(day, _)| cx.day(day));
        let came = match day {
            None => words.step_came_unknown(&who),
            Some(day) if step.device == space.my_device => words.step_written_here(&day),
            Some(day) => words.step_came(&who, &day),
        };
        muted(ui, &came);
        if step.apart_count > 0 {
            gap(ui, 4.0);
            chip(ui, icons::PATH, &apart(cx, step), t.sky);
        }
        gap(ui, 8.0);
        if told.change.is_empty() {
            muted(ui, &words.step_nothing());
        }
        changes_ui(ui, cx, space, &told.change);
        gap(ui, 12.0);
        put_back_ui(ui, cx, space, name, seen, told);
    });
}

/// What changed, field by field.
pub(crate) fn changes_ui(ui: &mut Ui, cx: &Cx<'_>, space: &SpaceView, changes: &[FieldChange]) {
    let words = cx.words;
    for change in changes {
        match change {
            FieldChange::Text { field, runs } => {
                if field != "text" {
                    strong(ui, &label(cx, field));
                }
                sunken(ui, |ui| changed(ui, words, runs));
            }
            FieldChange::Value { field, person, old, new } => {
                let name = match person {
                    Some(person) => words.field_of(&label(cx, field), &cx.name(space, person)),
                    None => label(cx, field),
                };
                let said = |values: &[String]| {
                    if values.is_empty() { words.value_none() } else { values.join("  /  ") }
                };
                sunken(ui, |ui| {
                    strong(ui, &name);
                    small(ui, &words.value_before(&said(old)));
                    muted(ui, &words.value_after(&said(new)));
                });
            }
        }
        gap(ui, 6.0);
    }
}

fn put_back_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    space: &SpaceView,
    name: &str,
    seen: &PageSeen,
    told: &StepChange,
) {
    let words = cx.words;
    match &told.closed {
        Some(why) => drop(small(ui, &words.put_back_closed(why))),
        None if told.way_back.is_empty() => drop(small(ui, &words.put_back_same())),
        None => {
            let number = told.step.number.to_string();
            let busy = cx.state.is_pending("put-back");
            let press = Press::secondary(words.put_back_to_this())
                .icon(icons::ARROWS_CLOCKWISE)
                .said(words.put_back_said(name, &number))
                .enabled(!busy);
            if press.show(ui) {
                cx.state.sheet = Some(Sheet::PutBack(space.id, seen.kind, seen.key.clone()));
            }
        }
    }
    if let Some(refusal) = cx.state.refusal("put-back") {
        trouble(ui, &words.not_done(&refusal.message));
    }
}

/// The button that leads to a page's history.
pub(crate) fn button(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, kind: PageKind, key: &str) {
    let name = page_name(cx, space, kind, key);
    let words = cx.words;
    if Press::ghost(words.page_history()).icon(icons::CLOCK).said(words.page_history_said(&name)).show(ui) {
        cx.state.open_history(space.id, kind, key);
    }
}
