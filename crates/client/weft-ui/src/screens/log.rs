//! The history of a space: who did what, newest first.

use crate::{
    cx::Cx,
    icons,
    parts::{Mark, avatar, card, chip, gap, muted, tone_of},
    screens::{gone, head, members::long_list},
    tokens::{body, semi, tokens},
};
use egui::Ui;
use weft_ids::SpaceId;
use weft_view::{Deed, LogLine, PageKind, SpaceKind, SpaceView};

/// The height of a row, in points.
const ROW: f32 = 52.0;

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId) {
    let Some(space) = cx.space(id) else { return gone(ui, cx) };
    let words = cx.words;
    let name = match space.kind {
        SpaceKind::Crew => space.name.clone(),
        SpaceKind::Pair => words.you_and(&cx.other_name(space)),
    };
    head(ui, cx, &words.history_of(&name), &words.history_line(), |_, _| {});
    cx.refusal_ui(ui, "log");
    let lines = match cx.state.log.take() {
        Some((of, lines)) if of == *id => lines,
        _ => {
            muted(ui, &words.history_empty());
            return;
        }
    };
    card(ui, |ui| {
        long_list(ui, lines.len(), ROW, |ui, index| {
            if let Some(line) = lines.get(index) {
                line_ui(ui, cx, space, line);
            }
        });
    });
    cx.state.log = Some((*id, lines));
}

fn line_ui(ui: &mut Ui, cx: &Cx<'_>, space: &SpaceView, line: &LogLine) {
    let t = tokens(ui);
    let words = cx.words;
    let who = match &line.person {
        Some(person) => cx.name_first(space, person),
        None if line.name.is_empty() => words.somebody(),
        None => line.name.clone(),
    };
    let deeds: Vec<String> = line.deeds.iter().filter_map(|deed| deed_text(cx, space, deed)).collect();
    let text = if deeds.is_empty() { words.deed_nothing() } else { deeds.join(", ") };
    ui.horizontal(|ui| {
        avatar(ui, &line.name, tone_of(&t, &line.name), 34.0, Mark::None, &line.name);
        gap(ui, 4.0);
        if !line.kept {
            chip(ui, icons::CLOCK, &words.set_aside_chip(), t.honey);
        }
        let mut job = egui::text::LayoutJob::default();
        let format = |font, color| egui::TextFormat { font_id: font, color, ..Default::default() };
        job.append(&who, 0.0, format(semi(15.0), t.ink));
        job.append(&format!(" {text}"), 0.0, format(body(15.0), t.ink2));
        ui.add(egui::Label::new(job).truncate());
    });
}

/// What an entry did, to follow a name; `None` for what says nothing.
fn deed_text(cx: &Cx<'_>, space: &SpaceView, deed: &Deed) -> Option<String> {
    let words = cx.words;
    Some(match deed {
        Deed::Founded => words.deed_founded(),
        Deed::Invited(name) => words.deed_invited(name),
        Deed::InvitedDevice(name) => words.deed_invited_device(name),
        Deed::Revoked(name) => words.deed_revoked(name),
        Deed::LetIn(name) => words.deed_let_in(name),
        Deed::AddedDevice(name) => words.deed_added_device(name),
        Deed::Left => words.deed_left(),
        Deed::SwitchedOff(name) => words.deed_switched_off(name),
        Deed::Wrote(PageKind::Crew, _) => words.deed_wrote_crew(&space.name),
        Deed::Wrote(PageKind::Note, title) => words.deed_wrote_note(title),
        Deed::Wrote(PageKind::Profile, _) => words.deed_wrote_profile(),
        Deed::Asked(money) => words.deed_asked(&cx.money(money)),
        Deed::Offered(money) => words.deed_offered(&cx.money(money)),
        Deed::Agreed(money) => words.deed_agreed(&cx.money(money)),
        Deed::HandedOver(money) => words.deed_handed_over(&cx.money(money)),
        Deed::Received(money) => words.deed_received(&cx.money(money)),
        Deed::Planned => words.deed_planned(),
        Deed::AgreedPlan => words.deed_agreed_plan(),
        Deed::Repaid(money) => words.deed_repaid(&cx.money(money)),
        Deed::Confirmed(money) => words.deed_confirmed(&cx.money(money)),
        Deed::Forgave(money) => words.deed_forgave(&cx.money(money)),
        Deed::Declined => words.deed_declined(),
        Deed::Reversed => words.deed_reversed(),
        Deed::Unknown(_) => words.deed_unknown(),
        Deed::Nothing => return None,
    })
}
