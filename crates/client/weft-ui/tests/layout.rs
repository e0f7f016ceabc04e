//! What must hold of every page: nothing overlaps, nothing leaves the page, everything has a name of its own.

mod common;

use common::{PAGES, Window, controls, open, window};
use egui::Rect;
use egui_kittest::{Harness, kittest::NodeT};
use weft_ui::sample;
use weft_view::{Reply, View};

/// Widths of the window in points: 640, 860, 1180 and 1600 at 100, 150 and 200 %, each kind of layout once.
///
/// Sizes are points, so a zoomed window is a narrower one.
const WIDTHS: [f32; 9] = [320.0, 426.0, 580.0, 640.0, 790.0, 860.0, 1066.0, 1180.0, 1600.0];
/// The narrowest, one with a slim bar, and one with all there is.
const FEW_WIDTHS: [f32; 3] = [320.0, 640.0, 1180.0];
const HEIGHT: f32 = 1000.0;

fn faults(harness: &Harness<'static, Window>, what: &str, bad: &mut Vec<String>) {
    let right = harness.ctx.content_rect().right();
    let mut seen: Vec<(String, Rect)> = Vec::new();
    for (_, name, rect, _) in controls(harness) {
        if rect.right() > right + 0.5 || rect.left() < -0.5 {
            bad.push(format!("{what}: {name:?} leaves the page, {rect:?} of {right}"));
        }
        for (other, other_rect) in &seen {
            let common = rect.intersect(*other_rect);
            if common.width() > 1.0 && common.height() > 1.0 {
                bad.push(format!("{what}: {name:?} lies over {other:?}"));
            }
        }
        seen.push((name, rect));
    }
    assert!(harness.state().view.me.is_none() || seen.len() >= 6, "{what}: the page is there at all");
    for node in harness.root().children_recursive() {
        if node.accesskit_node().role() == egui::accesskit::Role::Label && node.rect().right() > right + 0.5 {
            bad.push(format!("{what}: the text {:?} leaves the page", node.accesskit_node().value()));
        }
    }
}

fn check(name: &str, view: &View, pages: &[&str], widths: &[f32]) {
    let mut bad = Vec::new();
    for width in widths {
        let mut harness = window(view.clone(), *width, HEIGHT);
        for page in pages {
            open(&mut harness, page);
            faults(&harness, &format!("{name} {page} {width}"), &mut bad);
        }
    }
    assert!(bad.is_empty(), "{} faults:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn nothing_overlaps_or_leaves_the_page_in_a_full_life() {
    check("rich", &sample::rich(), &PAGES, &WIDTHS);
}

#[test]
fn nothing_overlaps_or_leaves_the_page_with_the_longest_names() {
    check("long", &sample::long_names(), &PAGES, &FEW_WIDTHS);
}

#[test]
fn nothing_overlaps_or_leaves_the_page_in_trouble() {
    check("troubled", &sample::troubled(), &PAGES, &FEW_WIDTHS);
}

#[test]
fn nothing_overlaps_or_leaves_the_page_while_there_is_nothing() {
    let pages = ["today", "crews", "money", "people", "near", "settings", "join", "start", "ask"];
    check("empty", &sample::empty(), &pages, &FEW_WIDTHS);
}

#[test]
fn nothing_overlaps_on_the_first_run() {
    let mut bad = Vec::new();
    for width in [320.0, 640.0, 1600.0] {
        let harness = window(sample::first_run(), width, HEIGHT);
        faults(&harness, &format!("first run {width}"), &mut bad);
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn every_control_has_a_name_of_its_own() {
    let mut bad = Vec::new();
    let mut harness = window(sample::rich(), 1320.0, 2400.0);
    for page in PAGES {
        open(&mut harness, page);
        let mut names: Vec<String> = Vec::new();
        for (role, name, _, _) in controls(&harness) {
            if name.trim().is_empty() {
                bad.push(format!("{page}: a {role:?} without a name"));
            }
            if names.contains(&name) {
                bad.push(format!("{page}: two controls are called {name:?}"));
            }
            names.push(name);
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn targets_are_large_enough() {
    let mut bad = Vec::new();
    let mut harness = window(sample::rich(), 1320.0, 2400.0);
    for page in PAGES {
        open(&mut harness, page);
        for (role, name, rect, _) in controls(&harness) {
            if rect.height() < 35.5 {
                bad.push(format!("{page}: the {role:?} {name:?} is {} high", rect.height()));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn a_settled_window_asks_for_no_frame() {
    let mut harness = window(sample::rich(), 1320.0, 900.0);
    for page in PAGES {
        open(&mut harness, page);
        harness.run_steps(30);
        let output = harness.output().viewport_output.get(&egui::ViewportId::ROOT).unwrap();
        assert_eq!(output.repaint_delay, std::time::Duration::MAX, "{page} asks for another frame");
    }
}

#[test]
fn only_the_rows_that_can_be_seen_are_laid_out() {
    let mut harness = window(sample::many_people(), 1000.0, 800.0);
    open(&mut harness, "members");
    let nodes = harness.root().children_recursive().count();
    assert!(nodes < 400, "{nodes} things are laid out for 250 people");

    open(&mut harness, "log");
    let window = harness.state_mut();
    window.ui.start_over();
    window.ui.open("log", &window.view.clone());
    harness.run_steps(2);
    harness.state_mut().answer(Ok(Reply::Log(sample::log(5_000))));
    harness.run_steps(3);
    let nodes = harness.root().children_recursive().count();
    assert!(nodes < 200, "{nodes} things are laid out for 5,000 lines");
}

#[test]
fn the_near_and_waiting_line_never_disappears() {
    for (width, height) in [(320.0, 240.0), (640.0, 480.0), (860.0, 600.0), (1600.0, 1000.0)] {
        let harness = window(sample::rich(), width, height);
        let line = controls(&harness).into_iter().find(|(_, name, _, _)| name.starts_with("2 people near"));
        let (_, name, rect, _) = line.expect("the line is there");
        assert!(name.contains("Not yet with Chi and Mara"));
        assert!(rect.bottom() <= height && rect.top() >= 0.0, "{rect:?} at {width} × {height}");
    }
}

#[test]
fn sheets_stay_within_the_window() {
    let mut bad = Vec::new();
    for (width, height) in [(320.0, 240.0), (640.0, 480.0), (1180.0, 900.0)] {
        let mut harness = window(sample::long_names(), width, height);
        for sheet in ["palette", "keys", "leave", "put-back"] {
            open(&mut harness, sheet);
            let area = Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height));
            let dialog = controls(&harness).into_iter().rev().find(|(_, name, _, _)| {
                ["Done", "Stay", "Leave it as it is", "Find a page or an action"].contains(&name.as_str())
            });
            let (_, name, rect, _) = dialog.expect("the sheet is there");
            if rect.left() < 0.0 || rect.right() > area.right() || rect.top() < 0.0 {
                bad.push(format!("{sheet} at {width}: {name} at {rect:?}"));
            }
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
