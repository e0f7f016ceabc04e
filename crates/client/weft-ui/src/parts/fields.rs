//! Where a person types or chooses.

use super::{buttons::focus_ring, text::small};
use crate::{
    regions,
    tokens::{icon, medium, semi, tokens},
};
use egui::{
    Align2, CursorIcon, FontId, Margin, Response, RichText, Sense, Stroke, StrokeKind, TextEdit, Ui,
    WidgetInfo, accesskit::Role, pos2, vec2,
};

/// A field to be: its label, what stands in it while it is empty, and a line below.
pub(crate) struct Field {
    label: String,
    hint: String,
    below: String,
    lines: usize,
    width: f32,
    mono: bool,
}

impl Field {
    pub(crate) fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            hint: String::new(),
            below: String::new(),
            lines: 1,
            width: f32::INFINITY,
            mono: false,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    pub(crate) fn below(mut self, below: impl Into<String>) -> Self {
        self.below = below.into();
        self
    }

    pub(crate) fn lines(mut self, lines: usize) -> Self {
        self.lines = lines;
        self
    }

    pub(crate) fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// For codes and paths.
    pub(crate) fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// Draws label and field over each other.
    pub(crate) fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let t = tokens(ui);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 4.0;
            let label = ui.label(RichText::new(&self.label).font(medium(14.0)).color(t.ink2));
            let width = self.width.min(ui.available_width());
            let font = if self.mono { FontId::monospace(13.5) } else { crate::tokens::body(15.0) };
            let edit = if self.lines > 1 {
                TextEdit::multiline(text).desired_rows(self.lines)
            } else {
                TextEdit::singleline(text)
            };
            let response = ui.add(
                edit.hint_text(RichText::new(&self.hint).color(t.ink3))
                    .font(font)
                    .desired_width(width)
                    .margin(Margin::symmetric(12, 9)),
            );
            regions::note(ui, &response);
            let response = response.labelled_by(label.id);
            if !self.below.is_empty() {
                small(ui, &self.below);
            }
            response
        })
        .inner
    }
}

/// One of several, side by side where there is room; `said` is put before each for a screen reader.
pub(crate) fn choice<T: PartialEq + Copy>(
    ui: &mut Ui,
    label: &str,
    value: &mut T,
    options: &[(T, String)],
) -> bool {
    let t = tokens(ui);
    let mut changed = false;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        if !label.is_empty() {
            ui.label(RichText::new(label).font(medium(14.0)).color(t.ink2));
        }
        super::wrapped(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
            for (option, text) in options {
                let chosen = *option == *value;
                let ink = if chosen { t.moss.fg } else { t.ink2 };
                let mut job = egui::text::LayoutJob::simple_singleline(text.clone(), semi(14.0), ink);
                job.wrap =
                    egui::text::TextWrapping::truncate_at_width((ui.max_rect().width() - 28.0).max(20.0));
                let galley = ui.painter().layout_job(job);
                let (rect, response) =
                    ui.allocate_exact_size(vec2(galley.size().x + 28.0, 36.0), Sense::click());
                let said = if label.is_empty() { text.clone() } else { format!("{label}: {text}") };
                response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, chosen, &said));
                regions::note(ui, &response);
                let ground = if chosen { t.moss.soft } else { t.card };
                let edge = if chosen { t.accent } else { t.outline };
                ui.painter().rect(rect, 10.0, ground, Stroke::new(1.0, edge), StrokeKind::Inside);
                let at = rect.center() - galley.size() / 2.0;
                ui.painter().galley(at, galley, ink);
                focus_ring(ui, &response, rect, 10.0);
                if response.on_hover_cursor(CursorIcon::PointingHand).clicked() && !chosen {
                    *value = *option;
                    changed = true;
                }
            }
        });
    });
    changed
}

/// A box to tick, with its words beside it.
pub(crate) fn toggle(ui: &mut Ui, text: &str, on: &mut bool) -> bool {
    let t = tokens(ui);
    let room = (ui.available_width() - 36.0).max(60.0);
    let galley = ui.painter().layout(text.to_owned(), crate::tokens::body(15.0), t.ink, room);
    let size = vec2(galley.size().x + 34.0, galley.size().y.max(36.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, *on, text));
    regions::note(ui, &response);
    let square = egui::Rect::from_center_size(pos2(rect.left() + 12.0, rect.center().y), vec2(22.0, 22.0));
    let (ground, edge) = if *on { (t.accent, t.accent) } else { (t.card, t.outline) };
    ui.painter().rect(square, 6.0, ground, Stroke::new(1.5, edge), StrokeKind::Inside);
    if *on {
        ui.painter().text(
            square.center(),
            Align2::CENTER_CENTER,
            crate::icons::CHECK,
            icon(15.0),
            t.on_accent,
        );
    }
    ui.painter().galley(pos2(rect.left() + 34.0, rect.center().y - galley.size().y / 2.0), galley, t.ink);
    focus_ring(ui, &response, rect, 8.0);
    let clicked = response.on_hover_cursor(CursorIcon::PointingHand).clicked();
    if clicked {
        *on = !*on;
    }
    clicked
}
