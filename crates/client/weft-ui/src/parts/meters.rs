//! Small pictures of amounts: progress, rhythm and balance.

use crate::tokens::tokens;
use egui::{Color32, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// How far something is, from 0 to 1.
pub(crate) fn progress(ui: &mut Ui, part: f32, color: Color32, said: &str) {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 6.0), Sense::hover());
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, said);
        info.value = Some(f64::from(part));
        info
    });
    ui.painter().rect_filled(rect, 3.0, if t.dark { t.line } else { t.sunken });
    let mut filled = rect;
    filled.set_width(rect.width() * part.clamp(0.0, 1.0));
    ui.painter().rect_filled(filled, 3.0, color);
}

/// The meetings until the review: `past` filled, then the next, then open ones.
pub(crate) fn dots(ui: &mut Ui, past: u32, count: u32, said: &str) {
    let t = tokens(ui);
    let count = count.clamp(1, 12);
    let step = 17.0;
    let (rect, response) = ui.allocate_exact_size(vec2(step * count as f32, 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, said));
    for index in 0..count {
        let center = pos2(rect.left() + step * (index as f32 + 0.5), rect.center().y);
        if index < past {
            ui.painter().circle_filled(center, 5.0, t.accent.gamma_multiply(0.6));
        } else if index == past {
            ui.painter().circle_stroke(center, 6.0, Stroke::new(2.0, t.accent));
            ui.painter().circle_filled(center, 2.5, t.accent);
        } else {
            ui.painter().circle_stroke(center, 4.5, Stroke::new(1.5, t.outline));
        }
    }
    response.on_hover_text(said);
}

/// A bar from the middle: to the right what is owed to me, to the left what I owe; `part` from −1 to 1.
pub(crate) fn balance_bar(ui: &mut Ui, rect: Rect, part: f32) {
    let t = tokens(ui);
    let middle = rect.center().x;
    let reach = rect.width() / 2.0;
    if part.abs() > 0.001 {
        let end = middle + part.clamp(-1.0, 1.0) * reach;
        let bar = Rect::from_two_pos(pos2(middle, rect.center().y - 7.0), pos2(end, rect.center().y + 7.0));
        ui.painter().rect_filled(bar, 5.0, if part > 0.0 { t.moss.fg } else { t.clay.fg });
    }
    ui.painter().vline(middle, rect.y_range(), Stroke::new(1.0, t.outline));
}
