//! The window without a mouse.

mod common;

use common::{controls, open, window};
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use std::collections::BTreeSet;
use weft_ui::{UiAction, sample};
use weft_view::{Command, PageEdit};

fn focused(harness: &egui_kittest::Harness<'static, common::Window>) -> Option<String> {
    let nodes = harness.root().children_recursive();
    nodes.into_iter().find(|node| node.is_focused()).and_then(|node| node.accesskit_node().label())
}

#[test]
fn tab_reaches_every_control_of_every_page() {
    let mut harness = window(sample::rich(), 1320.0, 3000.0);
    for page in ["today", "crew", "money", "loan", "pair", "members", "near", "settings", "rhythm"] {
        open(&mut harness, page);
        let usable = controls(&harness).into_iter().filter(|(_, _, _, usable)| *usable);
        let mut left: BTreeSet<String> = usable.map(|(_, name, _, _)| name).collect();
        for _ in 0..left.len() * 2 + 8 {
            harness.key_press(Key::Tab);
            harness.run_steps(1);
            if let Some(name) = focused(&harness) {
                left.remove(&name);
            }
        }
        assert!(left.is_empty(), "{page}: Tab does not reach {left:?}");
    }
}

#[test]
fn tab_goes_in_the_order_in_which_a_page_is_read() {
    let mut harness = window(sample::rich(), 1320.0, 900.0);
    let wanted = [
        "Today",
        "People",
        "Settings",
        "Open Kiln Crew",
        "I’ll be there: Kiln Crew",
        "What you can do about what waits",
    ];
    let mut order: Vec<String> = Vec::new();
    for _ in 0..40 {
        harness.key_press(Key::Tab);
        harness.run_steps(1);
        order.extend(
            focused(&harness).filter(|name| wanted.contains(&name.as_str()) && !order.contains(name)),
        );
    }
    assert_eq!(order, wanted);
}

#[test]
fn an_answer_can_be_given_with_the_keyboard_alone() {
    let mut harness = window(sample::rich(), 1320.0, 900.0);
    for _ in 0..40 {
        harness.key_press(Key::Tab);
        harness.run_steps(1);
        if focused(&harness).is_some_and(|name| name == "I’ll be there: Kiln Crew") {
            break;
        }
    }
    harness.key_press(Key::Space);
    harness.run_steps(3);
    let command = harness.state().command().expect("an answer was given").1;
    assert!(matches!(command, Command::Edit { edit: PageEdit::Coming { .. }, .. }));
}

#[test]
fn pages_open_by_their_keys() {
    let mut harness = window(sample::rich(), 1320.0, 900.0);
    let cases = [
        (Modifiers::COMMAND, Key::Num2, "Crews"),
        (Modifiers::COMMAND, Key::Num3, "Money"),
        (Modifiers::COMMAND, Key::Num4, "People"),
        (Modifiers::COMMAND, Key::E, "Near and waiting"),
        (Modifiers::COMMAND, Key::Comma, "Settings"),
        (Modifiers::COMMAND, Key::J, "Join"),
        (Modifiers::COMMAND, Key::Num1, "Good morning, Ana"),
    ];
    for (modifiers, key, heading) in cases {
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(3);
        harness.get_by_role_and_label(egui::accesskit::Role::Heading, heading);
    }
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    harness.run_steps(3);
    harness.get_by_role_and_label(egui::accesskit::Role::Heading, "Join");
}

#[test]
fn the_palette_finds_a_page_by_a_few_letters() {
    let mut harness = window(sample::rich(), 1320.0, 900.0);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run_steps(4);
    harness.get_by_label("Find a page or an action").type_text("shop");
    harness.run_steps(3);
    harness.get_by_label_contains("Go to Shopping for Sunday").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(egui::accesskit::Role::Heading, "Shopping for Sunday");
}

#[test]
fn f6_goes_from_region_to_region() {
    let mut harness = window(sample::rich(), 1320.0, 900.0);
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        harness.key_press(Key::F6);
        harness.run_steps(2);
        seen.extend(focused(&harness));
    }
    assert_eq!(seen.len(), 3, "menu, page and rail each take the focus: {seen:?}");
}

#[test]
fn zooming_by_keys_is_remembered() {
    let mut harness = window(sample::rich(), 1320.0, 900.0);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Plus);
    harness.run_steps(3);
    assert_eq!(harness.state().ui.preferences().text_percent, 110);
    assert!(harness.state().actions.iter().any(|action| matches!(action, UiAction::SetPreferences(_))));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num0);
    harness.run_steps(3);
    assert_eq!(harness.state().ui.preferences().text_percent, 100);
}

#[test]
fn a_question_mark_lists_the_keys_and_escape_closes_them() {
    let mut harness = window(sample::rich(), 1320.0, 900.0);
    harness.event(egui::Event::Text("?".to_owned()));
    harness.run_steps(3);
    harness.get_by_label("Find a page or an action");
    harness.key_press(Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_label("Find a page or an action").is_none());
}
