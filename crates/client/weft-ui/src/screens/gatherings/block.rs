//! A block of the timetable: a session where it stands, drawn alike in columns and in the list.

use super::{At, four, times, title_of};
use crate::{
    cx::Cx,
    icons,
    parts::focus_ring,
    regions,
    tokens::{Tokens, Tone, icon, medium, semi, tokens},
};
use egui::{
    Color32, CursorIcon, FontId, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role,
    pos2, text::LayoutJob, vec2,
};
use weft_view::{CardState, CardView, SpotView};

/// A session at one of its places.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) card: &'a CardView,
    pub(super) spot: &'a SpotView,
    /// Whether another place is shown first: somebody moved it here apart.
    pub(super) apart: bool,
}

impl Block<'_> {
    /// Whether something about it waits for a decision.
    fn is_open(&self, at: &At<'_>) -> bool {
        !self.card.other_spots.is_empty()
            || matches!(self.card.state, CardState::Unsettled { .. })
            || self.clashes(at)
    }

    fn clashes(&self, at: &At<'_>) -> bool {
        !self.apart && at.one.clashes.iter().any(|clash| clash.cards.contains(&self.card.id))
    }

    /// The place on site and who hosts it.
    fn below(&self, cx: &Cx<'_>) -> String {
        let mut parts = Vec::new();
        parts.extend((!self.spot.site.is_empty()).then(|| self.spot.site.clone()));
        parts.extend((!self.card.host.is_empty()).then(|| cx.words.card_hosted(&self.card.host)));
        parts.join("  ·  ")
    }

    /// All of it for those who hear it.
    fn said(&self, cx: &Cx<'_>, t: &Tokens, at: &At<'_>) -> String {
        let words = cx.words;
        let (_, _, space) = four(cx, t, self.spot.space);
        let mut place = vec![space];
        let below = self.below(cx);
        place.extend((!below.is_empty()).then_some(below));
        let time = times(cx, self.spot, self.card.minutes);
        let said = words.card_said(&time, &title_of(cx, self.card), &place.join(", "));
        let said = if matches!(self.card.state, CardState::Unsettled { .. }) {
            words.card_said_unsettled(&said)
        } else {
            said
        };
        let said = if self.card.other_spots.is_empty() { said } else { words.card_said_apart(&said) };
        if self.clashes(at) { words.card_said_clash(&said) } else { said }
    }
}

/// Draws a block into `rect` and returns its response; `timed` says its hours in its first line.
pub(super) fn block_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    at: &At<'_>,
    block: Block<'_>,
    rect: Rect,
    timed: bool,
) -> Response {
    let t = tokens(ui);
    let id = ui.unique_id().with(("block", &block.card.id, &block.spot.start, block.spot.day.to_string()));
    let id = id.with((block.spot.space.name(), &block.spot.site, block.apart));
    let response = ui.interact(rect, id, Sense::click());
    let said = block.said(cx, &t, at);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
    regions::note(ui, &response);
    let (_, tone, _) = four(cx, &t, block.spot.space);
    let open = block.is_open(at);
    paint_ground(ui, &t, &response, rect, tone, block.apart, open);
    let inner = Rect::from_min_max(rect.min + vec2(14.0, 6.0), rect.max - vec2(8.0, 4.0));
    let painter = ui.painter().with_clip_rect(ui.clip_rect().intersect(rect));
    let mut room = inner.width();
    if open && room > 40.0 {
        let mark = pos2(inner.right() - 8.0, inner.top() + 9.0);
        painter.text(mark, egui::Align2::CENTER_CENTER, icons::WARNING_CIRCLE, icon(16.0), t.clay.fg);
        room -= 22.0;
    }
    let title = if timed {
        format!("{}  ·  {}", times(cx, block.spot, block.card.minutes), title_of(cx, block.card))
    } else {
        title_of(cx, block.card)
    };
    let rows = ((inner.height() / 19.0).floor() as usize).max(1);
    let galley = cut(&painter, &title, semi(14.5), t.ink, room, rows.min(if timed { 2 } else { 3 }));
    let top = inner.top() + ((inner.height() - galley.size().y) / 2.0).clamp(0.0, 2.0);
    let mut y = top + galley.size().y;
    painter.galley(pos2(inner.left(), top), galley, t.ink);
    let below = if block.apart { cx.words.card_here_too() } else { block.below(cx) };
    for line in [below, times(cx, block.spot, block.card.minutes)].into_iter().take(if timed { 1 } else { 2 })
    {
        if line.is_empty() || y + 17.0 > inner.bottom() + 3.0 {
            continue;
        }
        let galley = cut(&painter, &line, medium(13.0), tone.fg, inner.width(), 1);
        y += 1.0;
        painter.galley(pos2(inner.left(), y), galley.clone(), tone.fg);
        y += galley.size().y;
    }
    focus_ring(ui, &response, rect.shrink(2.0), 8.0);
    response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(said)
}

fn paint_ground(ui: &Ui, t: &Tokens, response: &Response, rect: Rect, tone: Tone, apart: bool, open: bool) {
    let hover = ui.ctx().animate_bool(response.id, response.hovered());
    let toward = if t.dark { Color32::WHITE } else { Color32::BLACK };
    let fill = if apart { t.card } else { tone.soft };
    let fill = fill.lerp_to_gamma(toward, 0.05 * hover);
    let edge =
        if open { Stroke::new(1.5, t.clay.fg) } else { Stroke::new(1.0, tone.fg.gamma_multiply(0.35)) };
    ui.painter().rect(rect, 10.0, fill, if apart { Stroke::NONE } else { edge }, StrokeKind::Inside);
    if apart {
        let corners = rect.shrink(1.0);
        let points = [
            corners.left_top(),
            corners.right_top(),
            corners.right_bottom(),
            corners.left_bottom(),
            corners.left_top(),
        ];
        ui.painter().extend(egui::Shape::dashed_line(&points, Stroke::new(1.5, t.clay.fg), 6.0, 4.0));
    }
    let bar = Rect::from_min_max(rect.min + vec2(5.0, 7.0), pos2(rect.left() + 9.0, rect.bottom() - 7.0));
    ui.painter().rect_filled(bar, 2.0, tone.fg);
}

/// Words in at most so many rows, with an ellipsis where they are cut.
fn cut(
    painter: &egui::Painter,
    text: &str,
    font: FontId,
    color: Color32,
    width: f32,
    rows: usize,
) -> std::sync::Arc<egui::Galley> {
    let mut job = LayoutJob::simple(text.to_owned(), font, color, width.max(12.0));
    job.wrap.max_rows = rows;
    job.wrap.break_anywhere = rows == 1;
    painter.layout_job(job)
}
