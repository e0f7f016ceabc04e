//! The history of a space: who did what, newest first.

use crate::{
    cx::Cx,
    dates, icons,
    parts::{Mark, avatar, card, chip, focus_ring, gap, muted, tone_of},
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
        SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
            space.name.clone()
        }
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

/// Who did it, and what they did, in words.
pub(crate) fn who_and_what(cx: &Cx<'_>, space: &SpaceView, line: &LogLine) -> (String, String) {
    let words = cx.words;
    let who = match &line.person {
        Some(person) => cx.name_first(space, person),
        None if line.name.is_empty() => words.somebody(),
        None => line.name.clone(),
    };
    let deeds: Vec<String> = line.deeds.iter().filter_map(|deed| deed_text(cx, space, deed)).collect();
    (who, if deeds.is_empty() { words.deed_nothing() } else { deeds.join(", ") })
}

fn line_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, line: &LogLine) {
    let t = tokens(ui);
    let words = cx.words;
    let (who, text) = who_and_what(cx, space, line);
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
        if let Some((day, _)) = line.came.and_then(|at| dates::local(at, cx.zone)) {
            job.append(&format!("  ·  {}", cx.day_short(day)), 0.0, format(body(13.0), t.ink3));
        }
        ui.add(egui::Label::new(job).truncate());
    });
    let rect = ui.max_rect();
    let response = ui.interact(rect, ui.scope_id().with("entry"), egui::Sense::click());
    let said = words.look_at_entry(&format!("{who} {text}"), &line.entry.short());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &said));
    crate::regions::note(ui, &response);
    focus_ring(ui, &response, rect, 8.0);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        cx.state.open_entry(space.id, line.entry);
    }
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
        Deed::ProposedRoll => words.deed_proposed_roll(),
        Deed::SaidYes => words.deed_said_yes(),
        Deed::SaidNo => words.deed_said_no(),
        Deed::Wrote(PageKind::Crew, _) => words.deed_wrote_crew(&space.name),
        Deed::Wrote(PageKind::Note, title) => words.deed_wrote_note(title),
        Deed::Wrote(PageKind::Profile, _) => words.deed_wrote_profile(),
        Deed::VouchedFor(name) => words.deed_vouched_for(name),
        Deed::OpenedFor(name) => words.deed_opened_for(name),
        Deed::WroteIn(name) => words.deed_wrote_in(name),
        Deed::Wrote(PageKind::Gathering, _) => words.deed_wrote_gathering(),
        Deed::WroteLetter => words.deed_wrote_letter(),
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
        Deed::Attached(name) if name.is_empty() => words.deed_attached_file(),
        Deed::Attached(name) => words.deed_attached(name),
        Deed::SaidLine(_) => words.deed_said_line(),
        Deed::HadForgotten => words.deed_had_forgotten(),
        Deed::Unknown(_) => words.deed_unknown(),
        Deed::Nothing => return None,
    })
}
