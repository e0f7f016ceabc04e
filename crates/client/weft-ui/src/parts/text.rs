//! Text as it is read: titles, headings and running words.

use crate::tokens::{body, display, semi, tokens};
use egui::{Color32, FontId, Response, RichText, Ui, accesskit::Role};

/// The title of a page.
pub(crate) fn title(ui: &mut Ui, text: &str) -> Response {
    let size = if ui.available_width() < 420.0 { 26.0 } else { 32.0 };
    let ink = tokens(ui).ink;
    head(ui, text, display(size), ink)
}

/// The heading of a card.
pub(crate) fn heading(ui: &mut Ui, text: &str) -> Response {
    let ink = tokens(ui).ink;
    head(ui, text, display(20.0), ink)
}

fn head(ui: &mut Ui, text: &str, font: FontId, color: Color32) -> Response {
    let response = ui.add(egui::Label::new(RichText::new(text).font(font).color(color)).wrap());
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Heading);
        node.set_label(text);
    });
    response
}

/// A sentence that accompanies.
pub(crate) fn muted(ui: &mut Ui, text: &str) -> Response {
    let color = tokens(ui).ink2;
    ui.add(egui::Label::new(RichText::new(text).font(body(14.5)).color(color)).wrap())
}

/// A line that steps back.
pub(crate) fn small(ui: &mut Ui, text: &str) -> Response {
    let color = tokens(ui).ink3;
    ui.add(egui::Label::new(RichText::new(text).font(body(13.0)).color(color)).wrap())
}

/// A word that carries.
pub(crate) fn strong(ui: &mut Ui, text: &str) -> Response {
    let color = tokens(ui).ink;
    ui.add(egui::Label::new(RichText::new(text).font(semi(15.0)).color(color)).wrap())
}

/// Words that somebody wrote, with their line breaks.
pub(crate) fn note(ui: &mut Ui, text: &str) -> Response {
    let color = tokens(ui).ink;
    ui.add(egui::Label::new(RichText::new(text).font(body(15.0)).color(color)).wrap().selectable(true))
}

/// What went wrong, in words; announced to a screen reader.
pub(crate) fn trouble(ui: &mut Ui, text: &str) -> Response {
    let color = tokens(ui).clay.fg;
    let response = ui.add(egui::Label::new(RichText::new(text).font(body(14.0)).color(color)).wrap());
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_live(egui::accesskit::Live::Polite));
    response
}

/// One text of several weights: even word spacing, wraps as one, one thing for a screen reader.
pub(crate) fn runs(ui: &mut Ui, parts: &[(&str, FontId, Color32)]) -> Response {
    let mut job = egui::text::LayoutJob::default();
    for (text, font, color) in parts {
        let format = egui::TextFormat {
            font_id: font.clone(),
            color: *color,
            valign: egui::Align::Center,
            ..Default::default()
        };
        job.append(text, 0.0, format);
    }
    ui.add(egui::Label::new(job).wrap())
}

/// A horizontal line that is only as tall as its content, and wraps.
pub(crate) fn line<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let height = std::mem::replace(&mut ui.spacing_mut().interact_size.y, 0.0);
    let result = ui.horizontal_wrapped(add).inner;
    ui.spacing_mut().interact_size.y = height;
    result
}

/// Names the region that `ui` draws for a screen reader.
pub(crate) fn landmark(ui: &Ui, role: Role, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(role);
        node.set_label(name);
    });
}
