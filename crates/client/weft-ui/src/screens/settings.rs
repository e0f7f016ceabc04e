//! Settings: my name, the look, and how this device behaves.

use crate::{
    Look, Preferences,
    cx::Cx,
    parts::{Field, Press, card, choice, gap, heading, muted, small, toggle, wrapped},
    screens::head,
    state::Sheet,
};
use egui::Ui;
use weft_view::Command;

/// Where its refusals are shown.
const PLACE: &str = "name";

pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    head(ui, cx, &words.page_settings(), "", |_, _| {});
    me_ui(ui, cx);
    gap(ui, 12.0);
    look_ui(ui, cx);
    gap(ui, 12.0);
    card(ui, |ui| {
        heading(ui, &words.privacy());
        gap(ui, 4.0);
        let mut cover = cx.prefs.cover_amounts;
        if toggle(ui, &words.cover_setting(), &mut cover) {
            cx.prefs.cover_amounts = cover;
            cx.state.amounts_shown = false;
        }
        small(ui, &words.cover_below());
    });
    gap(ui, 12.0);
    super::devices::card_ui(ui, cx);
    gap(ui, 12.0);
    card(ui, |ui| crate::screens::copies::copies_ui(ui, cx));
    gap(ui, 12.0);
    card(ui, |ui| {
        heading(ui, &words.about());
        muted(ui, &words.about_weft(env!("CARGO_PKG_VERSION")));
        gap(ui, 6.0);
        if Press::secondary(words.key_keys()).hint(words.with_key(&words.key_keys(), "?")).show(ui) {
            cx.state.sheet = Some(Sheet::Keys);
        }
    });
}

fn me_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let Some(me) = cx.view.me.clone() else { return };
    card(ui, |ui| {
        heading(ui, &words.me());
        gap(ui, 6.0);
        let name = cx.state.forms.text_from("name/name", || me.name.clone());
        Field::new(words.first_name_label()).below(words.name_below()).show(ui, name);
        gap(ui, 8.0);
        let device = cx.state.forms.text_from("name/device", || me.device_name.clone());
        Field::new(words.device_label()).show(ui, device);
        gap(ui, 10.0);
        let (name, device_name) = (cx.state.forms.get("name/name"), cx.state.forms.get("name/device"));
        let changed = name != me.name || device_name != me.device_name;
        let ready = changed && !name.is_empty() && !cx.state.is_pending(PLACE);
        if Press::primary(words.save()).said(words.save_name()).enabled(ready).show(ui) {
            cx.state.send(PLACE, Command::Name { name, device_name }, words.saved());
        }
        cx.refusal_ui(ui, PLACE);
    });
}

fn look_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.look_head());
        gap(ui, 6.0);
        let mut look = cx.prefs.look;
        let looks = [
            (Look::System, words.look_system()),
            (Look::Light, words.look_light()),
            (Look::Dark, words.look_dark()),
        ];
        if choice(ui, &words.look_label(), &mut look, &looks) {
            cx.prefs.look = look;
        }
        gap(ui, 10.0);
        let percent = cx.prefs.text_percent;
        ui.label(egui::RichText::new(words.text_size(i64::from(percent))).font(crate::tokens::medium(14.0)));
        wrapped(ui, |ui| {
            let (less, more) = (Preferences::TEXT_PERCENT_MIN, Preferences::TEXT_PERCENT_MAX);
            let smaller = Press::secondary("A −").said(words.text_smaller()).enabled(percent > less);
            if smaller.show(ui) {
                cx.prefs.text_percent = percent.saturating_sub(10).max(less);
            }
            let larger = Press::secondary("A +").said(words.text_larger()).enabled(percent < more);
            if larger.show(ui) {
                cx.prefs.text_percent = (percent + 10).min(more);
            }
            if percent != 100 && Press::ghost(words.text_usual()).show(ui) {
                cx.prefs.text_percent = 100;
            }
        });
        gap(ui, 6.0);
        let mut readable = cx.prefs.readable_font;
        if toggle(ui, &words.readable_font(), &mut readable) {
            cx.prefs.readable_font = readable;
        }
        let mut less = cx.prefs.less_motion;
        if toggle(ui, &words.less_motion(), &mut less) {
            cx.prefs.less_motion = less;
        }
    });
}
