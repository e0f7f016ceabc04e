//! Buttons, and the entries of the bar at the left.

use crate::{
    regions,
    tokens::{icon, icon_fill, medium, semi, tokens},
};
use egui::{
    Align2, Color32, CursorIcon, Galley, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    accesskit::Role, pos2, text::LayoutJob, vec2,
};
use std::sync::Arc;

/// How much a button stands out; one primary in a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Primary,
    Secondary,
    Ghost,
}

/// A button to be: what it says, what a screen reader says, and whether it can be pressed.
pub(crate) struct Press {
    kind: Kind,
    icon: &'static str,
    text: String,
    said: Option<String>,
    hint: Option<String>,
    enabled: bool,
    flipped: bool,
}

impl Press {
    fn new(kind: Kind, text: impl Into<String>) -> Self {
        Self { kind, icon: "", text: text.into(), said: None, hint: None, enabled: true, flipped: false }
    }

    pub(crate) fn primary(text: impl Into<String>) -> Self {
        Self::new(Kind::Primary, text)
    }

    pub(crate) fn secondary(text: impl Into<String>) -> Self {
        Self::new(Kind::Secondary, text)
    }

    pub(crate) fn ghost(text: impl Into<String>) -> Self {
        Self::new(Kind::Ghost, text)
    }

    pub(crate) fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }

    /// The whole of what it does, with its object, for those who hear it.
    pub(crate) fn said(mut self, said: impl Into<String>) -> Self {
        self.said = Some(said.into());
        self
    }

    pub(crate) fn hint(mut self, hint: String) -> Self {
        self.hint = Some(hint);
        self
    }

    pub(crate) fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Points its icon the other way: the subset has no arrows to the left.
    pub(crate) fn flip(mut self) -> Self {
        self.flipped = true;
        self
    }

    /// Draws it; whether it was pressed.
    pub(crate) fn show(self, ui: &mut Ui) -> bool {
        self.response(ui).clicked()
    }

    pub(crate) fn response(self, ui: &mut Ui) -> Response {
        let t = tokens(ui);
        let fg = match self.kind {
            Kind::Primary => t.on_accent,
            Kind::Secondary => t.ink,
            Kind::Ghost => t.accent,
        };
        let fg = if self.enabled { fg } else { fade(fg, self.kind, &t) };
        let pad = match self.kind {
            // The arrow back stands flush with the title under it.
            Kind::Ghost if self.flipped => 0.0,
            Kind::Ghost => 10.0,
            Kind::Primary | Kind::Secondary => 16.0,
        };
        let mark = (!self.icon.is_empty())
            .then(|| ui.painter().layout_no_wrap(self.icon.to_owned(), icon(18.0), fg));
        let mark_width =
            mark.as_ref().map_or(0.0, |g| g.size().x + if self.text.is_empty() { 0.0 } else { 8.0 });
        let room = ui.max_rect().width().min(ui.available_width().max(120.0));
        let text = short_galley(ui, &self.text, fg, room - mark_width - pad * 2.0);
        let natural = (text.size().x + mark_width + pad * 2.0).max(36.0);
        let sense = if self.enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(vec2(natural, 38.0), sense);
        let said = self.said.clone().unwrap_or_else(|| self.text.clone());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, self.enabled, &said));
        if !self.enabled {
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_disabled();
                node.set_label(said.as_str());
                node.set_role(Role::Button);
            });
        } else {
            regions::note(ui, &response);
        }
        self.paint(ui, &response, rect, mark, text, fg);
        let response =
            if self.enabled { response.on_hover_cursor(CursorIcon::PointingHand) } else { response };
        match self.hint {
            Some(hint) => response.on_hover_text(hint),
            None => response,
        }
    }

    fn paint(
        &self,
        ui: &Ui,
        response: &Response,
        rect: Rect,
        mark: Option<Arc<Galley>>,
        text: Arc<Galley>,
        fg: Color32,
    ) {
        let t = tokens(ui);
        let hover = ui.ctx().animate_bool(response.id, response.hovered() && self.enabled);
        let toward = if t.dark { Color32::WHITE } else { Color32::BLACK };
        let (fill, stroke) = match (self.kind, self.enabled) {
            (Kind::Primary, true) => (t.accent.lerp_to_gamma(toward, 0.12 * hover), Stroke::NONE),
            (Kind::Primary, false) => (t.sunken, Stroke::new(1.0, t.line)),
            (Kind::Secondary, _) => (
                t.card.lerp_to_gamma(t.sunken, hover),
                Stroke::new(1.0, t.line.lerp_to_gamma(t.ink3, hover * 0.5)),
            ),
            (Kind::Ghost, _) => (t.moss.soft.gamma_multiply(hover * 0.9), Stroke::NONE),
        };
        let down = response.is_pointer_button_down_on() && self.enabled;
        let rect = if down { rect.translate(vec2(0.0, 1.0)) } else { rect };
        ui.painter().rect(rect, 10.0, fill, stroke, StrokeKind::Inside);
        let content = text.size().x + mark.as_ref().map_or(0.0, |g| g.size().x + 8.0);
        let content = if self.text.is_empty() { content - 8.0 } else { content };
        let mut x = rect.center().x - content / 2.0;
        if let Some(mark) = mark {
            let (width, y) = (mark.size().x, rect.center().y - mark.size().y / 2.0);
            if self.flipped {
                let mut shape = egui::epaint::TextShape::new(pos2(x + width, y + mark.size().y), mark, fg);
                shape.angle = std::f32::consts::PI;
                ui.painter().add(shape);
            } else {
                ui.painter().galley(pos2(x, y), mark, fg);
            }
            x += width + 8.0;
        }
        let y = rect.center().y - text.size().y / 2.0;
        ui.painter().galley(pos2(x, y), text, fg);
        focus_ring(ui, response, rect, 10.0);
    }
}

fn fade(fg: Color32, kind: Kind, t: &crate::tokens::Tokens) -> Color32 {
    match kind {
        Kind::Primary => t.ink3,
        Kind::Secondary | Kind::Ghost => fg.lerp_to_gamma(t.ink3, 0.7),
    }
}

/// Text in one row that ends in an ellipsis where there is no room.
fn short_galley(ui: &Ui, text: &str, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), semi(14.5), color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(20.0));
    ui.painter().layout_job(job)
}

/// Two points of the accent around what has the focus.
pub(crate) fn focus_ring(ui: &Ui, response: &Response, rect: Rect, radius: f32) {
    if response.has_focus() {
        let t = tokens(ui);
        let stroke = Stroke::new(2.0, t.accent);
        // The ring lies outside of what it is around, and may lie outside of its panel.
        let painter = ui.painter().with_clip_rect(ui.clip_rect().expand(6.0));
        painter.rect_stroke(rect.expand(2.0), radius + 2.0, stroke, StrokeKind::Outside);
    }
}

/// An entry of the bar at the left: icon and word, or the icon over a small word where the bar is slim.
pub(crate) fn nav_item(
    ui: &mut Ui,
    (mark, text, said): (&str, &str, &str),
    selected: bool,
    badge: usize,
    slim: bool,
) -> Response {
    let t = tokens(ui);
    let height = if slim { 50.0 } else { 40.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, selected, said));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.clear_toggled();
        node.set_selected(selected);
    });
    regions::note(ui, &response);
    let hover = ui.ctx().animate_bool(response.id, response.hovered());
    if selected {
        ui.painter().rect(rect, 10.0, t.card, Stroke::new(1.0, t.line), StrokeKind::Inside);
    } else if hover > 0.0 {
        ui.painter().rect_filled(rect, 10.0, t.card.gamma_multiply(0.55 * hover));
    }
    let ink = if selected { t.ink } else { t.ink2 };
    let mark_ink = if selected { t.accent } else { t.ink2 };
    let mark_font = |size| if selected { icon_fill(size) } else { icon(size) };
    if slim {
        let at = pos2(rect.center().x, rect.top() + 18.0);
        ui.painter().text(at, Align2::CENTER_CENTER, mark, mark_font(20.0), mark_ink);
        let mut job = LayoutJob::simple_singleline(text.to_owned(), medium(11.0), ink);
        job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 2.0);
        let galley = ui.painter().layout_job(job);
        let at = pos2(rect.center().x - galley.size().x / 2.0, rect.top() + 31.0);
        ui.painter().galley(at, galley, ink);
    } else {
        let at = pos2(rect.left() + 22.0, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, mark, mark_font(19.0), mark_ink);
        let font = if selected { semi(15.0) } else { medium(15.0) };
        let at = pos2(rect.left() + 42.0, rect.center().y);
        ui.painter().text(at, Align2::LEFT_CENTER, text, font, ink);
    }
    if badge > 0 {
        let center = if slim {
            pos2(rect.center().x + 17.0, rect.top() + 10.0)
        } else {
            pos2(rect.right() - 21.0, rect.center().y)
        };
        let pill = Rect::from_center_size(center, vec2(22.0, 20.0));
        ui.painter().rect_filled(pill, 10.0, t.clay.soft);
        ui.painter().text(center, Align2::CENTER_CENTER, badge.to_string(), semi(12.0), t.clay.fg);
    }
    focus_ring(ui, &response, rect, 10.0);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
