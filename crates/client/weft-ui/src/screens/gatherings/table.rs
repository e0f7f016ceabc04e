//! A day as a timetable: a column for each of the four spaces, and what overlaps side by side.

use super::{
    At,
    block::{Block, block_ui},
    clock, four, now_on, spots_on,
};
use crate::{
    cx::Cx,
    tokens::{body, icon, medium, semi, tokens},
};
use egui::{Align2, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use weft_ids::CivilDate;
use weft_view::{CardView, DayView, FourSpace};

/// The height of an hour, in points: half an hour is as high as a target has to be.
const HOUR: f32 = 74.0;
/// The width of the hours at the left.
const AXIS: f32 = 52.0;
/// Between two columns.
const BETWEEN: f32 = 8.0;
/// The narrowest block that can be read.
const BLOCK_MIN: f32 = 84.0;
/// Hours of a day on which nothing stands.
const HOURS: (u32, u32) = (9, 17);

/// Whether the day can be read as columns in so much room.
pub(super) fn fits(width: f32, cards: &[&CardView], day: CivilDate) -> bool {
    let lanes = cards.iter().flat_map(|card| spots_on(card, day)).map(|(spot, _)| spot.lanes).max();
    (width - AXIS) / 4.0 - BETWEEN >= BLOCK_MIN * lanes.unwrap_or(1) as f32
}

/// Draws the day; returns the card that was pressed.
pub(super) fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    at: &At<'_>,
    day: &DayView,
    cards: &[&CardView],
) -> Option<String> {
    let full = ui.available_width();
    let column = (full - AXIS) / 4.0;
    heads(ui, cx, day, column);
    let (from, to) = hours(cards, day.date);
    let height = (to - from) as f32 * HOUR + 10.0;
    let (whole, _) = ui.allocate_exact_size(vec2(full, height), Sense::hover());
    let top = whole.top() + 5.0;
    let y_of = |minute: u32| top + (minute.saturating_sub(from * 60)) as f32 / 60.0 * HOUR;
    let now = now_on(cx, at.one, day.date).filter(|now| (from * 60..to * 60).contains(now));
    paint_hours(ui, whole, (from, to), now, &y_of);
    for (index, space) in FourSpace::ALL.into_iter().enumerate() {
        if day.empty.contains(&space) {
            paint_empty(ui, cx, column_rect(whole, index, column).with_max_y(y_of(to * 60)).with_min_y(top));
        }
    }
    // Under the blocks, so that it strikes out no words.
    if let Some(now) = now {
        paint_now(ui, cx, whole, y_of(now), now);
    }
    let mut pressed = None;
    for (block, column_of) in blocks(cards, day.date) {
        let lanes = block.spot.lanes.max(1) as f32;
        let within = column_rect(whole, column_of, column);
        let width = (within.width() - (lanes - 1.0) * 4.0) / lanes;
        let left = within.left() + block.spot.lane as f32 * (width + 4.0);
        let (start, end) = (y_of(block.spot.start_minute), block.spot.start_minute + block.card.minutes);
        let bottom = y_of(end.min(to * 60)).max(start + HOUR / 2.0);
        let rect = Rect::from_min_max(pos2(left, start + 1.5), pos2(left + width, bottom - 1.5));
        if block_ui(ui, cx, at, block, rect, false).clicked() {
            pressed = Some(block.card.id.clone());
        }
    }
    pressed
}

/// The blocks in the order in which they are read, each with its column.
fn blocks<'a>(cards: &[&'a CardView], day: CivilDate) -> Vec<(Block<'a>, usize)> {
    let mut blocks: Vec<(Block<'a>, usize)> = Vec::new();
    for card in cards {
        for (spot, apart) in spots_on(card, day) {
            let column = FourSpace::ALL.iter().position(|space| *space == spot.space).unwrap_or(0);
            blocks.push((Block { card, spot, apart }, column));
        }
    }
    blocks.sort_by_key(|(block, column)| (block.spot.start_minute, *column, block.spot.lane));
    blocks
}

/// The first and the last hour that are drawn.
fn hours(cards: &[&CardView], day: CivilDate) -> (u32, u32) {
    let spots =
        cards.iter().flat_map(|card| spots_on(card, day).map(|(spot, _)| (spot.start_minute, card.minutes)));
    let (mut from, mut to) = (u32::MAX, 0);
    for (start, minutes) in spots {
        from = from.min(start / 60);
        // A block of less than half an hour is drawn as half an hour.
        to = to.max((start + minutes.max(30)).div_ceil(60));
    }
    if from > 23 {
        return HOURS;
    }
    (from, to.clamp(from + 2, 24.max(from + 2)))
}

fn column_rect(whole: Rect, index: usize, column: f32) -> Rect {
    let left = whole.left() + AXIS + index as f32 * column;
    Rect::from_min_max(pos2(left, whole.top()), pos2(left + column - BETWEEN, whole.bottom()))
}

fn heads(ui: &mut Ui, cx: &Cx<'_>, day: &DayView, column: f32) {
    let t = tokens(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.allocate_exact_size(vec2(AXIS, 30.0), Sense::hover());
        for space in FourSpace::ALL {
            let (mark, tone, name) = four(cx, &t, space);
            let (cell, response) = ui.allocate_exact_size(vec2(column, 30.0), Sense::hover());
            let empty = day.empty.contains(&space);
            let said =
                if empty { cx.words.space_column(&name, &cx.words.nothing_yet()) } else { name.clone() };
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
            let pill = cell.with_max_x(cell.right() - BETWEEN);
            ui.painter().rect_filled(pill, 13.0, tone.soft);
            let left = pos2(pill.left() + 18.0, pill.center().y);
            ui.painter().text(left, Align2::CENTER_CENTER, mark, icon(16.0), tone.fg);
            let mut job = egui::text::LayoutJob::simple_singleline(name, medium(13.5), tone.fg);
            job.wrap = egui::text::TextWrapping::truncate_at_width((pill.width() - 38.0).max(10.0));
            let galley = ui.painter().layout_job(job);
            let at = pos2(pill.left() + 32.0, pill.center().y - galley.size().y / 2.0);
            ui.painter().galley(at, galley, tone.fg);
        }
    });
}

fn paint_hours(ui: &Ui, whole: Rect, (from, to): (u32, u32), now: Option<u32>, y_of: &impl Fn(u32) -> f32) {
    let t = tokens(ui);
    for hour in from..=to {
        let y = y_of(hour * 60);
        let line = whole.left() + AXIS - 4.0..=whole.right() - BETWEEN;
        ui.painter().hline(line, y, Stroke::new(1.0, t.line));
        // The moment says itself where it would lie over the hour.
        if now.is_some_and(|now| (y_of(now) - y).abs() < 18.0) {
            continue;
        }
        let text = if hour == 24 { "24:00".to_owned() } else { clock(hour * 60) };
        let at = pos2(whole.left() + AXIS - 10.0, y);
        ui.painter().text(at, Align2::RIGHT_CENTER, text, body(12.5), t.ink3);
    }
}

fn paint_empty(ui: &Ui, cx: &Cx<'_>, rect: Rect) {
    let t = tokens(ui);
    let rect = rect.shrink(2.0);
    let corners =
        [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    ui.painter().rect_filled(rect, 10.0, t.bg);
    ui.painter().extend(Shape::dashed_line(&corners, Stroke::new(1.0, t.outline), 5.0, 5.0));
    let at = pos2(rect.center().x, rect.top() + 26.0);
    ui.painter().text(at, Align2::CENTER_CENTER, cx.words.nothing_yet(), medium(13.0), t.ink3);
}

/// The moment, as a line with its hour at the left; it moves when the window is drawn anew.
fn paint_now(ui: &Ui, cx: &Cx<'_>, whole: Rect, y: f32, now: u32) {
    let t = tokens(ui);
    let line = whole.left() + AXIS - 6.0..=whole.right() - BETWEEN;
    ui.painter().hline(line, y, Stroke::new(2.0, t.clay.fg));
    let pill = Rect::from_center_size(pos2(whole.left() + AXIS / 2.0 - 4.0, y), vec2(AXIS - 6.0, 20.0));
    ui.painter().rect_filled(pill, 10.0, t.clay.fg);
    ui.painter().text(pill.center(), Align2::CENTER_CENTER, clock(now), semi(12.5), t.card);
    let said = cx.words.now_line(&clock(now));
    let response = ui.interact(pill, ui.unique_id().with("now"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
}
