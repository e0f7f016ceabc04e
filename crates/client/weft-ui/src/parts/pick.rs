//! A row that is pressed as a whole, in a list of which one row is chosen.

use super::buttons::focus_ring;
use crate::{regions, tokens::tokens};
use egui::{CursorIcon, Frame, Margin, Sense, Stroke, Ui, WidgetInfo, accesskit::Role};

/// Draws a row of any content; whether it was pressed. `said` is all of it for a screen reader.
pub(crate) fn pick(ui: &mut Ui, said: &str, chosen: bool, add: impl FnOnce(&mut Ui)) -> bool {
    let t = tokens(ui);
    let frame = Frame::new()
        .fill(if chosen { t.sunken } else { t.card })
        .stroke(Stroke::new(1.0, if chosen { t.accent } else { t.card }))
        .corner_radius(10)
        .inner_margin(Margin::symmetric(10, 8));
    let drawn = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.set_min_height(28.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        add(ui);
    });
    let rect = drawn.response.rect;
    let id = ui.next_auto_id().with(said);
    ui.skip_ahead_auto_ids(1);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, said));
    regions::note(ui, &response);
    focus_ring(ui, &response, rect, 10.0);
    response.on_hover_cursor(CursorIcon::PointingHand).clicked()
}
