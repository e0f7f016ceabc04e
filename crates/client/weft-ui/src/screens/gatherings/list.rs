//! A day as a list: the same blocks under one another, where there is no room for columns.

use super::{
    At,
    block::{Block, block_ui},
    clock, four, now_on, spots_on,
};
use crate::{
    cx::Cx,
    parts::{chip, gap, line},
    tokens::{semi, tokens},
};
use egui::{RichText, Sense, Ui, vec2};
use weft_view::{CardView, DayView};

/// The height of a block, in points.
const ROW: f32 = 58.0;

/// Draws the day; returns the card that was pressed.
pub(super) fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    at: &At<'_>,
    day: &DayView,
    cards: &[&CardView],
) -> Option<String> {
    let t = tokens(ui);
    let mut blocks: Vec<Block<'_>> = Vec::new();
    for card in cards {
        blocks.extend(spots_on(card, day.date).map(|(spot, apart)| Block { card, spot, apart }));
    }
    blocks.sort_by_key(|block| (block.spot.start_minute, block.spot.space, block.spot.lane));
    let now = now_on(cx, at.one, day.date);
    let mut now_drawn = now.is_none();
    let mut pressed = None;
    let mut begins = None;
    for block in blocks {
        if !now_drawn && now.is_some_and(|now| now < block.spot.start_minute) {
            now_drawn = true;
            now_ui(ui, cx, now);
        }
        let heading = (block.spot.start_minute, block.spot.space);
        if begins != Some(heading) {
            begins = Some(heading);
            gap(ui, 6.0);
            let (mark, tone, name) = four(cx, &t, block.spot.space);
            line(ui, |ui| drop(chip(ui, mark, &format!("{}  ·  {name}", block.spot.start), tone)));
            gap(ui, 2.0);
        }
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
        if block_ui(ui, cx, at, block, rect.shrink2(vec2(0.0, 1.0)), true).clicked() {
            pressed = Some(block.card.id.clone());
        }
    }
    if !now_drawn {
        now_ui(ui, cx, now);
    }
    pressed
}

fn now_ui(ui: &mut Ui, cx: &Cx<'_>, now: Option<u32>) {
    let t = tokens(ui);
    if let Some(now) = now {
        gap(ui, 6.0);
        ui.label(RichText::new(cx.words.now_line(&clock(now))).font(semi(13.5)).color(t.clay.fg));
    }
}
