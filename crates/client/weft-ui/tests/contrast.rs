//! Colours can be read: 4.5:1 for text and 3:1 for the outline of fields, in both looks.

use egui::Color32;
use weft_ui::tokens::{DARK, LIGHT, Tokens};

fn luminance(color: Color32) -> f64 {
    let linear = |byte: u8| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
}

fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn check(name: &str, t: &Tokens) {
    let mut bad = Vec::new();
    let mut at_least = |what: &str, a: Color32, b: Color32, least: f64| {
        let found = contrast(a, b);
        if found < least {
            bad.push(format!("{name}: {what} is {found:.2}, not {least}"));
        }
    };
    for (ground_name, ground) in [("page", t.bg), ("bar", t.side), ("card", t.card), ("hollow", t.sunken)] {
        for (ink_name, ink) in [("ink", t.ink), ("ink2", t.ink2), ("ink3", t.ink3), ("accent", t.accent)] {
            at_least(&format!("{ink_name} on {ground_name}"), ink, ground, 4.5);
        }
    }
    for ground in [t.card, t.bg] {
        at_least("the outline of a field", t.outline, ground, 3.0);
    }
    at_least("words on the accent", t.on_accent, t.accent, 4.5);
    at_least("the ring of the focus", t.accent, t.card, 3.0);
    for (index, tone) in t.tones().into_iter().enumerate() {
        at_least(&format!("tone {index} on its ground"), tone.fg, tone.soft, 4.5);
        at_least(&format!("tone {index} on a card"), tone.fg, t.card, 4.5);
    }
    at_least("muted words in a notice", t.ink2, t.honey.soft, 4.5);
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn the_light_look_can_be_read() {
    check("light", &LIGHT);
}

#[test]
fn the_dark_look_can_be_read() {
    check("dark", &DARK);
}
