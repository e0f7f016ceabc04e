//! Puts fonts, colours and spacing into an egui context.

use crate::{
    prefs::{Look, Preferences},
    tokens::{DARK, LIGHT, Tokens, body, display, medium},
};
use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, TextStyle, Theme,
    ThemePreference, vec2,
};
use std::sync::Arc;

macro_rules! font {
    ($file:literal) => {
        Arc::new(FontData::from_static(include_bytes!(concat!("../assets/", $file))))
    };
}

/// Sets the look, the text size, the fonts and the motion that a person prefers.
pub(crate) fn apply(ctx: &egui::Context, prefs: &Preferences) {
    set_fonts(ctx, prefs.readable_font);
    ctx.set_theme(match prefs.look {
        Look::System => ThemePreference::System,
        Look::Light => ThemePreference::Light,
        Look::Dark => ThemePreference::Dark,
    });
    ctx.set_zoom_factor(f32::from(prefs.text_percent) / 100.0);
    for (theme, tokens) in [(Theme::Light, LIGHT), (Theme::Dark, DARK)] {
        ctx.style_mut_of(theme, |style| set_style(style, &tokens, prefs.less_motion));
    }
    // A desktop that does not say which it prefers gets the paper.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    // Zooming is handled together with the preference, so that the two never disagree.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
}

fn set_fonts(ctx: &egui::Context, readable: bool) {
    // egui's own fonts, where they are built in, stay behind ours for scripts and emoji that ours lack.
    let mut fonts = FontDefinitions::default();
    let (regular, middle, semi) = if readable {
        (
            font!("AtkinsonHyperlegibleNext_400Regular.ttf"),
            font!("AtkinsonHyperlegibleNext_500Medium.ttf"),
            font!("AtkinsonHyperlegibleNext_600SemiBold.ttf"),
        )
    } else {
        (font!("Figtree_400Regular.ttf"), font!("Figtree_500Medium.ttf"), font!("Figtree_600SemiBold.ttf"))
    };
    let behind = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    for (name, data) in [
        ("body", regular),
        ("medium", middle),
        ("semi", semi),
        ("display", font!("Fraunces_600SemiBold.ttf")),
        ("icons", font!("icons-regular.ttf")),
        ("icons-fill", font!("icons-fill.ttf")),
    ] {
        fonts.font_data.insert(name.into(), data);
    }
    let family = |first: &[&str]| -> Vec<String> {
        first.iter().map(|name| (*name).to_owned()).chain(behind.iter().cloned()).collect()
    };
    fonts.families.insert(FontFamily::Proportional, family(&["body"]));
    let mono = fonts.families.entry(FontFamily::Monospace).or_default();
    mono.push("body".to_owned());
    for (name, list) in [
        ("medium", family(&["medium"])),
        ("semi", family(&["semi"])),
        ("display", family(&["display", "semi"])),
        ("icons", vec!["icons".to_owned()]),
        ("icons-fill", vec!["icons-fill".to_owned()]),
    ] {
        fonts.families.insert(FontFamily::Name(name.into()), list);
    }
    ctx.set_fonts(fonts);
}

fn set_style(style: &mut egui::Style, t: &Tokens, less_motion: bool) {
    style.text_styles = [
        (TextStyle::Heading, display(20.0)),
        (TextStyle::Body, body(15.0)),
        (TextStyle::Button, medium(14.5)),
        (TextStyle::Small, body(13.0)),
        (TextStyle::Monospace, FontId::new(13.5, FontFamily::Monospace)),
    ]
    .into();
    style.animation_time = if less_motion { 0.0 } else { 0.12 };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.35;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 6.0);
    spacing.button_padding = vec2(14.0, 8.0);
    spacing.interact_size = vec2(44.0, 36.0);
    spacing.scroll = egui::style::ScrollStyle::floating();
    spacing.menu_margin = Margin::same(8);
    set_visuals(&mut style.visuals, t);
}

fn set_visuals(visuals: &mut egui::Visuals, t: &Tokens) {
    visuals.dark_mode = t.dark;
    visuals.override_text_color = Some(t.ink);
    visuals.panel_fill = t.bg;
    visuals.window_fill = t.card;
    visuals.extreme_bg_color = t.card;
    visuals.faint_bg_color = t.sunken;
    visuals.text_edit_bg_color = Some(if t.dark { t.sunken } else { t.card });
    visuals.hyperlink_color = t.accent;
    visuals.weak_text_color = Some(t.ink3);
    visuals.selection.bg_fill = t.moss.soft;
    visuals.selection.stroke = Stroke::new(2.0, t.accent);
    visuals.window_corner_radius = CornerRadius::same(16);
    visuals.menu_corner_radius = CornerRadius::same(12);
    visuals.window_stroke = Stroke::new(1.0, t.line);
    visuals.popup_shadow = shadow(t, 24);
    visuals.window_shadow = shadow(t, 32);
    // A blinking cursor would ask for frames for as long as a field has the focus.
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke = Stroke::new(2.0, t.accent);
    visuals.interact_cursor = Some(egui::CursorIcon::PointingHand);
    let widgets = &mut visuals.widgets;
    for look in [
        &mut widgets.noninteractive,
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        look.corner_radius = CornerRadius::same(10);
        look.expansion = 0.0;
        look.fg_stroke = Stroke::new(1.0, t.ink);
        look.weak_bg_fill = t.sunken;
        look.bg_fill = t.sunken;
        look.bg_stroke = Stroke::new(1.0, t.outline);
    }
    widgets.noninteractive.bg_fill = t.card;
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, t.line);
    widgets.hovered.weak_bg_fill = t.line;
    // egui draws a focused widget as active: a clear ring.
    widgets.active.bg_stroke = Stroke::new(2.0, t.accent);
}

/// A soft shadow of `blur` points.
pub(crate) fn shadow(t: &Tokens, blur: u8) -> egui::Shadow {
    egui::Shadow {
        offset: [0, (blur / 6) as i8],
        blur,
        spread: 0,
        color: if t.dark {
            Color32::from_black_alpha(70)
        } else {
            Color32::from_rgba_unmultiplied(70, 50, 20, 14)
        },
    }
}
