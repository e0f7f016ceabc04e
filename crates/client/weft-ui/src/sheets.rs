//! Short questions over the page: what follows from a step, the palette of actions, and the list of keys.

use crate::{
    cx::Cx,
    keys,
    parts::{Field, Press, gap, heading, muted, small, wrapped},
    screens::gatherings::GatheringScreen,
    screens::history::{changes_ui, page_name},
    state::{Screen, Sheet, Then, Undo},
    tokens::{display, tokens},
};
use egui::{Frame, Margin, Modal, RichText, ScrollArea, Ui};
use weft_ids::{DeviceId, SpaceId};
use weft_view::{BackTo, Command, LoanState, PageKind, SpaceKind};

/// Draws the sheet that is open, if any.
pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(sheet) = cx.state.sheet.clone() else { return };
    let t = tokens(ui);
    let room = ui.ctx().content_rect().size();
    let width = 460.0_f32.min(room.x - 64.0).max(180.0);
    let frame = Frame::new()
        .fill(t.card)
        .stroke(egui::Stroke::new(1.0, t.line))
        .corner_radius(16)
        .inner_margin(Margin::same(20))
        .shadow(crate::theme::shadow(&t, 32));
    let response = Modal::new(egui::Id::unique("sheet")).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        let height = (room.y - 120.0).max(120.0);
        ScrollArea::vertical().max_height(height).min_scrolled_height(height).show(ui, |ui| match &sheet {
            Sheet::Leave(space) => leave(ui, cx, space),
            Sheet::SwitchOff(space, device) => switch_off(ui, cx, space, device),
            Sheet::Remove(space, person) => {
                crate::screens::proposals::remove_sheet(ui, cx, space, person.as_ref())
            }
            Sheet::Answer(space, roll, yes) => {
                crate::screens::proposals::answer_sheet(ui, cx, space, roll, *yes);
            }
            Sheet::DropDraft(space, title) => drop_draft(ui, cx, space, title),
            Sheet::Forget(space, what) => crate::screens::files::forget_sheet(ui, cx, space, what),
            Sheet::PutBack(space, kind, key) => put_back(ui, cx, space, *kind, key),
            Sheet::Palette => palette(ui, cx),
            Sheet::Keys => key_list(ui, cx),
        });
    });
    if response.should_close() && cx.state.sheet.as_ref() == Some(&sheet) {
        cx.state.sheet = None;
    }
}

fn close(cx: &mut Cx<'_>) {
    cx.state.sheet = None;
}

fn leave(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId) {
    let Some(space) = cx.space(id) else { return close(cx) };
    let words = cx.words;
    let name = match space.kind {
        SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
            space.name.clone()
        }
        SpaceKind::Pair => words.you_and(&cx.other_name(space)),
    };
    heading(ui, &words.leave_title(&name));
    gap(ui, 6.0);
    muted(ui, &words.leave_no_reason());
    let open = space.ledger.loans.iter().filter(|loan| loan.state != LoanState::Settled).count();
    if open > 0 {
        muted(ui, &words.leave_loans(open as i64));
    }
    muted(ui, &words.leave_stays());
    muted(ui, &words.leave_final());
    gap(ui, 12.0);
    wrapped(ui, |ui| {
        if Press::primary(words.stay()).show(ui) {
            close(cx);
        }
        let busy = cx.state.is_pending("leave");
        if Press::secondary(words.leave_do()).said(words.leave_space(&name)).enabled(!busy).show(ui) {
            let said = words.left_toast(&name);
            let then = Then::Go(Screen::Today);
            close(cx);
            cx.state.send_then("leave", Command::Leave { space: *id }, said, then, Undo::Never);
        }
    });
    cx.refusal_ui(ui, "leave");
}

fn switch_off(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, device: &DeviceId) {
    let found = cx.space(id).and_then(|space| {
        let devices = space.people.iter().flat_map(|member| &member.devices);
        devices.into_iter().find(|found| found.device == *device).map(|found| found.name.clone())
    });
    let Some(name) = found else { return close(cx) };
    let words = cx.words;
    heading(ui, &words.switch_off_title(&name));
    gap(ui, 6.0);
    muted(ui, &words.switch_off_line());
    muted(ui, &words.switch_off_cannot());
    gap(ui, 12.0);
    wrapped(ui, |ui| {
        if Press::primary(words.keep_it_on()).show(ui) {
            close(cx);
        }
        if Press::secondary(words.switch_off()).said(words.switch_off_said(&name)).show(ui) {
            let command = Command::SwitchOff { space: *id, device: *device };
            close(cx);
            cx.state.send("switch", command, words.switched_off(&name));
        }
    });
}

fn drop_draft(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, title: &str) {
    let words = cx.words;
    heading(ui, &words.drop_title(title));
    gap(ui, 6.0);
    muted(ui, &words.drop_line());
    gap(ui, 12.0);
    wrapped(ui, |ui| {
        if Press::primary(words.keep_draft()).show(ui) {
            close(cx);
        }
        if Press::secondary(words.drop_draft()).said(words.drop_draft_said(title)).show(ui) {
            let place = crate::screens::note::place_of(id, title);
            let command = Command::DropDraft { space: *id, title: title.to_owned() };
            close(cx);
            cx.state.forms.clear(&place);
            cx.state.bases.remove(&place);
            cx.state.send(&place, command, words.draft_dropped());
        }
    });
}

/// What putting a page back does, before it is done.
fn put_back(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, kind: PageKind, key: &str) {
    let seen = cx.state.history.as_ref().filter(|seen| seen.is_of(id, kind, key));
    let told = seen.and_then(|seen| seen.step.clone());
    let words = cx.words;
    let Some(space) = cx.space(id) else { return close(cx) };
    let Some(told) = told else { return drop(muted(ui, &words.page_history_empty())) };
    let (name, number) = (page_name(cx, space, kind, key), told.step.number.to_string());
    heading(ui, &words.put_back_title(&name, &number));
    gap(ui, 6.0);
    muted(ui, &words.put_back_does());
    muted(ui, &words.put_back_keeps());
    muted(ui, &words.put_back_others());
    gap(ui, 8.0);
    changes_ui(ui, cx, space, &told.way_back);
    gap(ui, 6.0);
    wrapped(ui, |ui| {
        if Press::primary(words.leave_as_it_is()).show(ui) {
            close(cx);
        }
        if Press::secondary(words.put_back_do()).said(words.put_back_said(&name, &number)).show(ui) {
            let to = BackTo::After(told.step.entry);
            let command = Command::PutBack { space: *id, kind, key: key.to_owned(), to };
            let undo = Undo::TakeStepBack(*id, kind, key.to_owned());
            close(cx);
            cx.state.send_then("put-back", command, words.put_back_done(&name), Then::Stay, undo);
        }
    });
}

/// Every page and action by name.
fn entries(cx: &Cx<'_>) -> Vec<(String, &'static str, Screen)> {
    let words = cx.words;
    let mut all = vec![
        (words.page_today(), "Ctrl+1", Screen::Today),
        (words.page_crews(), "Ctrl+2", Screen::Crews),
        (words.page_money(), "Ctrl+3", Screen::Money),
        (words.page_people(), "Ctrl+4", Screen::People),
        (words.search_title(), "Ctrl+F", Screen::Search),
        (words.page_near(), "Ctrl+E", Screen::Near),
        (words.page_settings(), "Ctrl+,", Screen::Settings),
        (words.ask_title(), "", Screen::Ask(None)),
        (words.lend_title(), "", Screen::Lend(None)),
        (words.door_crew(), "", Screen::Start(SpaceKind::Crew)),
        (words.door_pair(), "", Screen::Start(SpaceKind::Pair)),
        (words.door_join(), "Ctrl+J", Screen::Join),
    ];
    all.extend(crate::frame::gatherings_entry(cx).map(|screen| (words.page_gatherings(), "Ctrl+5", screen)));
    for space in &cx.view.spaces {
        for one in &space.gatherings {
            let screen = GatheringScreen::One(space.id, one.id.clone());
            all.push((one.name.clone(), "", Screen::Gathering(screen)));
        }
        match space.kind {
            SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
                all.push((space.name.clone(), "", Screen::Crew(space.id)));
                all.push((words.invite_into(&space.name), "", Screen::Invite(space.id)));
                for note in &space.notes {
                    let name = format!("{}  ·  {}", note.title, space.name);
                    all.push((name, "", Screen::Note(space.id, note.title.clone())));
                }
            }
            SpaceKind::Pair => {
                all.push((words.you_and(&cx.other_name(space)), "", Screen::Pair(space.id)));
            }
        }
    }
    all
}

fn palette(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let label = words.key_palette();
    let hint = words.palette_hint();
    let field = Field::new(&label).hint(&hint).show(ui, cx.state.forms.text("palette/text"));
    if !field.has_focus() && cx.state.forms.get("palette/text").is_empty() && cx.state.focus.is_none() {
        field.request_focus();
        cx.state.focus = Some("palette".to_owned());
    }
    let typed = cx.state.forms.get("palette/text").to_lowercase();
    let found: Vec<_> = entries(cx)
        .into_iter()
        .filter(|(name, ..)| typed.split_whitespace().all(|part| name.to_lowercase().contains(part)))
        .take(12)
        .collect();
    gap(ui, 8.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    let entered = ui.input(|input| input.key_pressed(egui::Key::Enter));
    let mut chosen = None;
    for (index, (name, key, screen)) in found.iter().enumerate() {
        let text = if key.is_empty() { name.clone() } else { words.with_key(name, key) };
        let said = words.go_to(name);
        let pressed = Press::ghost(&text).said(&said).show(ui);
        if pressed || (entered && index == 0 && field.lost_focus()) {
            chosen = Some(screen.clone());
        }
    }
    if found.is_empty() {
        muted(ui, &words.palette_none(&typed));
    }
    if let Some(screen) = chosen {
        cx.state.focus = None;
        cx.go(screen);
    }
    if cx.state.sheet.is_none() {
        cx.state.focus = None;
    }
}

fn key_list(ui: &mut Ui, cx: &mut Cx<'_>) {
    let t = tokens(ui);
    ui.label(RichText::new(cx.words.key_keys()).font(display(20.0)).color(t.ink));
    gap(ui, 8.0);
    for (key, what) in keys::list(cx) {
        ui.horizontal(|ui| {
            let width = 110.0;
            ui.allocate_ui(egui::vec2(width, 20.0), |ui| {
                ui.set_min_width(width);
                ui.label(RichText::new(key).font(crate::tokens::semi(14.0)).color(t.ink));
            });
            small(ui, &what);
        });
    }
    gap(ui, 12.0);
    if Press::primary(cx.words.done()).show(ui) {
        close(cx);
    }
}
