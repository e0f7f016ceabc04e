//! The first run: my name, or a look around first.

use crate::{
    UiAction,
    cx::Cx,
    icons,
    parts::{Field, Press, card, gap, muted, small, tile, title, wrapped},
    tokens::{Tone, tokens},
};
use egui::Ui;
use weft_view::Command;

/// Where its refusals are shown.
const PLACE: &str = "first";

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let width = 520.0_f32.min(ui.available_width() - 32.0);
    let beside = ((ui.available_width() - width) / 2.0).max(0.0);
    gap(ui, (ui.available_height() * 0.1).clamp(16.0, 90.0));
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(beside);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            ui.set_width(width);
            welcome(ui, cx);
        });
    });
}

fn welcome(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    tile(ui, icons::LEAF, Tone { fg: t.on_accent, soft: t.accent }, 48.0);
    gap(ui, 14.0);
    title(ui, &words.welcome());
    muted(ui, &words.welcome_line());
    gap(ui, 18.0);
    card(ui, |ui| {
        let name = Field::new(words.first_name_label()).hint(words.first_name_hint());
        let name_field = name.show(ui, cx.state.forms.text("first/name"));
        if std::mem::take(&mut cx.state.arrived) {
            name_field.request_focus();
        }
        gap(ui, 10.0);
        let device = Field::new(words.device_label()).below(words.device_below());
        let device_field =
            device.show(ui, cx.state.forms.text_from("first/device", || words.device_default()));
        gap(ui, 14.0);
        let entered = (name_field.lost_focus() || device_field.lost_focus())
            && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let named = !cx.state.forms.get("first/name").is_empty();
        let busy = cx.state.is_pending(PLACE);
        wrapped(ui, |ui| {
            let begin = Press::primary(words.first_begin()).enabled(named && !busy).show(ui);
            if begin || (entered && named && !busy) {
                let command = Command::Name {
                    name: cx.state.forms.get("first/name"),
                    device_name: cx.state.forms.get("first/device"),
                };
                cx.state.send(PLACE, command, String::new());
            }
        });
        cx.refusal_ui(ui, PLACE);
    });
    gap(ui, 16.0);
    wrapped(ui, |ui| {
        if Press::ghost(words.look_around()).icon(icons::CAMPFIRE).show(ui) {
            cx.state.actions.push(UiAction::LookAround);
        }
        small(ui, &words.look_around_line());
    });
}
