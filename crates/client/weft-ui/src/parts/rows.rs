//! Cards, rows and cells: how things lie beside and above one another.

use crate::tokens::{Tone, space, tokens};
use egui::{Align, Frame, Layout, Margin, Sense, Stroke, Ui, vec2};

/// A card as wide as the page.
pub(crate) fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let t = tokens(ui);
    let margin = if ui.available_width() < 280.0 { 14 } else { 20 };
    Frame::new()
        .fill(t.card)
        .stroke(Stroke::new(1.0, t.line))
        .corner_radius(16)
        .inner_margin(Margin::same(margin))
        .shadow(crate::theme::shadow(&t, 16))
        .show(ui, |ui| {
            let width = ui.available_width();
            ui.set_width(width);
            add(ui)
        })
        .inner
}

/// A card of at least `height` points, for cards that stand side by side.
pub(crate) fn card_of_height<R>(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    card(ui, |ui| {
        let result = add(ui);
        let missing = height - 2.0 * CARD_MARGIN - 2.0 - ui.min_rect().height();
        if missing > 0.5 {
            ui.add_space(missing - ui.spacing().item_spacing.y);
        }
        result
    })
}

/// Points around the content of a card.
const CARD_MARGIN: f32 = 20.0;

/// A hollow within a card.
pub(crate) fn sunken<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let t = tokens(ui);
    framed(ui, t.sunken, add)
}

/// A hollow in a tone, for what should be seen.
pub(crate) fn notice<R>(ui: &mut Ui, tone: Tone, add: impl FnOnce(&mut Ui) -> R) -> R {
    framed(ui, tone.soft, add)
}

fn framed<R>(ui: &mut Ui, fill: egui::Color32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let margin = if ui.available_width() < 360.0 { 10 } else { 16 };
    Frame::new()
        .fill(fill)
        .corner_radius(12)
        .inner_margin(Margin::symmetric(margin, 12))
        .show(ui, |ui| {
            let width = ui.available_width();
            ui.set_width(width);
            add(ui)
        })
        .inner
}

/// Space between two things.
pub(crate) fn gap(ui: &mut Ui, points: f32) {
    ui.add_space(points);
}

/// A line between two rows.
pub(crate) fn divider(ui: &mut Ui) {
    let t = tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, t.line));
}

/// Left content, then trailing content at the right edge; see [`row_min`].
pub(crate) fn row<C>(
    ui: &mut Ui,
    cx: &mut C,
    height: f32,
    left: impl FnOnce(&mut Ui, &mut C),
    right: impl FnOnce(&mut Ui, &mut C),
) {
    row_min(ui, cx, height, 170.0, left, right);
}

/// Left content, then trailing content at the right edge.
///
/// Both are laid out left to right and in code order, so that Tab and screen readers meet them in reading order;
/// a right-to-left layout would reverse it.
/// The trailing width is remembered from the last pass and a change discards that pass, so that nothing flickers.
/// When less than `left_min` points would stay for the left part, the two stack: they never overlap, and never
/// push the page wider.
pub(crate) fn row_min<C>(
    ui: &mut Ui,
    cx: &mut C,
    height: f32,
    left_min: f32,
    left: impl FnOnce(&mut Ui, &mut C),
    right: impl FnOnce(&mut Ui, &mut C),
) {
    let id = ui.next_auto_id().with("row");
    let known: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
    let full = ui.available_width();
    let between = if known > 0.0 { 10.0 } else { 0.0 };
    let in_line = Layout::left_to_right(Align::Center);
    let beside = full - known - between >= left_min || known == 0.0;
    let seen = if beside {
        ui.allocate_ui_with_layout(vec2(full, height), in_line, |ui| {
            ui.set_min_height(height);
            let spacing = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, 0.0);
            let left_width = full - known - between;
            ui.allocate_ui_with_layout(vec2(left_width, height), in_line, |ui| {
                ui.spacing_mut().item_spacing.x = spacing;
                ui.set_min_size(vec2(left_width, height));
                ui.set_max_width(left_width);
                left(ui, cx);
            });
            ui.add_space(between);
            // Offered all of the width, it takes what it needs; a tight offer would cut its words short.
            ui.allocate_ui_with_layout(vec2(full, height), in_line, |ui| {
                ui.spacing_mut().item_spacing.x = spacing;
                right(ui, cx);
            })
            .response
            .rect
            .width()
        })
        .inner
    } else {
        ui.vertical(|ui| {
            let first = ui.allocate_ui_with_layout(vec2(full, height), in_line, |ui| {
                ui.set_max_width(full);
                left(ui, cx);
            });
            ui.add_space(if first.response.rect.height() > 1.0 { space::XS } else { 0.0 });
            let wrapping = in_line.with_main_wrap(true);
            let second = ui.allocate_ui_with_layout(vec2(full, 0.0), wrapping, |ui| {
                ui.set_max_width(full);
                right(ui, cx);
            });
            // One line shows the true width; several hide it, and what was known decides when to unstack.
            if second.response.rect.height() <= height + 2.0 { second.response.rect.width() } else { known }
        })
        .inner
    };
    if (seen - known).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, seen));
        if beside {
            ui.ctx().request_discard("row width");
        }
    }
}

/// Things in a line that wraps.
pub(crate) fn wrapped<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let width = ui.available_width();
    let layout = Layout::left_to_right(Align::Center).with_main_wrap(true);
    ui.allocate_ui_with_layout(vec2(width, 0.0), layout, |ui| {
        ui.set_max_width(width);
        add(ui)
    })
    .inner
}

/// A title over a line beneath it, centred on what stands before them when both take one line.
pub(crate) fn two(ui: &mut Ui, title: impl FnOnce(&mut Ui), below: impl FnOnce(&mut Ui)) {
    let height = ui.min_rect().height();
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().interact_size.y = 0.0;
        ui.add_space(((height - TWO_LINES) / 2.0).max(0.0));
        title(ui);
        below(ui);
    });
}

/// The height of a title and a small line below it, in points.
const TWO_LINES: f32 = 38.0;

/// Cells of equal width beside one another where each gets at least `cell_min` points, else stacked.
///
/// `add` gets the cell's index and the height that makes all cells alike.
pub(crate) fn cells<C>(
    ui: &mut Ui,
    cx: &mut C,
    cell_min: f32,
    count: usize,
    mut add: impl FnMut(&mut Ui, &mut C, usize, f32),
) {
    let full = ui.available_width();
    let space = space::M;
    let wide = full >= cell_min * count as f32 + space * (count as f32 - 1.0);
    if !wide {
        for index in 0..count {
            if index > 0 {
                ui.add_space(space);
            }
            ui.scope(|ui| add(ui, cx, index, 0.0));
        }
        return;
    }
    let each = (full - space * (count as f32 - 1.0)) / count as f32;
    let id = ui.next_auto_id().with("cells");
    let known: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
    let mut tallest = 0.0_f32;
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space;
        for index in 0..count {
            let cell = ui.allocate_ui_with_layout(vec2(each, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                ui.set_width(each);
                add(ui, cx, index, known);
            });
            tallest = tallest.max(cell.response.rect.height());
        }
    });
    if (tallest - known).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, tallest));
    }
}
