//! A QR picture, painted as squares: sharp at any size, and no picture library.

use egui::{Color32, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

/// Modules of quiet ground around the code; readers ask for four.
const QUIET: f32 = 4.0;

/// Paints `text` as a QR code within `size` points; `false` where it does not fit one.
pub(crate) fn qr(ui: &mut Ui, text: &str, size: f32, said: &str) -> bool {
    // A screen is clean: the lowest correction has the largest modules.
    let Ok(code) = fast_qr::QRBuilder::new(text).ecl(fast_qr::ECL::L).build() else { return false };
    let (outer, response) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, said));
    // Dark on white in every look, as readers expect.
    ui.painter().rect(outer, 12.0, Color32::WHITE, Stroke::NONE, StrokeKind::Inside);
    let pixel = 1.0 / ui.ctx().pixels_per_point();
    let module = ((size / (code.size as f32 + QUIET * 2.0)) / pixel).floor().max(1.0) * pixel;
    let corner = outer.center() - vec2(1.0, 1.0) * (module * code.size as f32 / 2.0);
    let snap = |value: f32| (value / pixel).round() * pixel;
    let ink = Color32::from_rgb(0x1d, 0x2b, 0x23);
    for y in 0..code.size {
        for x in 0..code.size {
            let dark = code[y].get(x).is_some_and(|module| module.value());
            if dark {
                let at = pos2(snap(corner.x + x as f32 * module), snap(corner.y + y as f32 * module));
                ui.painter().rect_filled(Rect::from_min_size(at, vec2(module, module)), 0.0, ink);
            }
        }
    }
    true
}
