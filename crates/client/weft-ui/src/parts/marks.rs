//! Small marks: people, chips, tiles and icons.

use crate::{
    icons,
    tokens::{Tokens, Tone, icon, icon_fill, medium, semi, tokens},
};
use egui::{
    Align2, Color32, FontId, Response, Sense, Ui, Vec2, WidgetInfo, accesskit::Role, pos2, text::LayoutJob,
    vec2,
};

/// What stands beside a person's face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    None,
    Coming,
    Unsure,
    NotComing,
    Unanswered,
    Near,
}

/// A person's tone by their name: the same on every screen, in every place they share with me.
pub(crate) fn tone_of(t: &Tokens, name: &str) -> Tone {
    let tones = t.tones();
    let hash = name.bytes().fold(5_381_u32, |hash, byte| hash.wrapping_mul(17).wrapping_add(u32::from(byte)));
    let index = (hash >> 3) as usize % tones.len();
    tones.get(index).copied().unwrap_or(t.moss)
}

/// A person's initial on their tone, with a mark; `said` names person and mark.
pub(crate) fn avatar(ui: &mut Ui, name: &str, tone: Tone, size: f32, mark: Mark, said: &str) -> Response {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, said));
    let quiet = matches!(mark, Mark::Unanswered);
    let (ground, ink) = if quiet { (t.sunken, t.ink3) } else { (tone.soft, tone.fg) };
    ui.painter().circle_filled(rect.center(), size / 2.0, ground);
    let initial: String =
        name.chars().find(|c| !c.is_whitespace()).into_iter().flat_map(char::to_uppercase).collect();
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, initial, semi(size * 0.42), ink);
    let (sign, ground) = match mark {
        Mark::None | Mark::Unanswered => return response.on_hover_text(said),
        Mark::Coming => (icons::CHECK, t.accent),
        Mark::NotComing => (icons::X, t.ink2),
        Mark::Unsure => ("?", t.ink2),
        Mark::Near => ("", t.online),
    };
    let center = rect.right_bottom() - Vec2::splat(size * 0.13);
    let radius = size * if mark == Mark::Near { 0.13 } else { 0.2 };
    ui.painter().circle_filled(center, radius + 2.0, t.card);
    ui.painter().circle_filled(center, radius, ground);
    let (font, ink) = match mark {
        Mark::Unsure => (semi(size * 0.3), t.card),
        Mark::NotComing => (icon(size * 0.28), t.card),
        Mark::None | Mark::Coming | Mark::Unanswered | Mark::Near => (icon(size * 0.28), t.on_accent),
    };
    ui.painter().text(center, Align2::CENTER_CENTER, sign, font, ink);
    response.on_hover_text(said)
}

/// A few words on a soft ground.
pub(crate) fn chip(ui: &mut Ui, mark: &str, text: &str, tone: Tone) -> Response {
    let mark = (!mark.is_empty()).then(|| ui.painter().layout_no_wrap(mark.to_owned(), icon(15.0), tone.fg));
    let mark_width = mark.as_ref().map_or(0.0, |g| g.size().x + 5.0);
    let room = (ui.max_rect().width() - mark_width - 20.0).max(30.0);
    let mut job = LayoutJob::simple_singleline(text.to_owned(), medium(13.0), tone.fg);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = ui.painter().layout_job(job);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + mark_width + 20.0, 26.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter().rect_filled(rect, 13.0, tone.soft);
    let mut x = rect.left() + 10.0;
    if let Some(mark) = mark {
        let (width, y) = (mark.size().x, rect.center().y - mark.size().y / 2.0);
        ui.painter().galley(pos2(x, y), mark, tone.fg);
        x += width + 5.0;
    }
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter().galley(pos2(x, y), galley, tone.fg);
    response
}

/// An icon on a soft tile; decoration.
pub(crate) fn tile(ui: &mut Ui, mark: &str, tone: Tone, size: f32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    ui.painter().rect_filled(rect, size * 0.3, tone.soft);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, mark, icon_fill(size * 0.56), tone.fg);
}

/// An icon that is decoration: painted, so that no private code point reaches a screen reader.
pub(crate) fn glyph(ui: &mut Ui, mark: &str, font: FontId, color: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(font.size + 3.0), Sense::hover());
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, mark, font, color);
    response
}
