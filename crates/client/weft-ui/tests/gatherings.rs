//! Gatherings in the window: calling one, its days drawn, a wall that is worked on without a mouse, and what clashes.

mod common;

use common::{Window, controls, open, window};
use egui::{Key, Rect, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT, Queryable},
};
use std::collections::BTreeSet;
use weft_ids::CivilDate;
use weft_ui::sample;
use weft_view::{Coming, Command, FourSpace, GatheringChange, GatheringCommand, Reply, Stage, View};

const PAGES: [&str; 6] =
    ["gatherings", "gathering", "gathering-call", "gathering-day", "gathering-place", "gathering-card"];
/// As in the layouts of all pages: widths of the window in points, also those of a zoomed one.
const WIDTHS: [f32; 4] = [320.0, 640.0, 860.0, 1180.0];

fn friday() -> CivilDate {
    december(4)
}

fn asked(harness: &Harness<'static, Window>) -> GatheringCommand {
    match harness.state().command().expect("something was asked for").1 {
        Command::Gathering(command) => command,
        other => panic!("{other:?} is about no gathering"),
    }
}

fn change(harness: &Harness<'static, Window>) -> GatheringChange {
    match asked(harness) {
        GatheringCommand::Change { change, .. } => change,
        other => panic!("{other:?} changes nothing"),
    }
}

fn press(harness: &mut Harness<'static, Window>, name: &str) {
    harness.get_by_label(name).click();
    harness.run_steps(3);
}

fn heading(harness: &Harness<'static, Window>, name: &str) -> bool {
    harness.query_by_role_and_label(Role::Heading, name).is_some()
}

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
        if rect.height() < 33.5 {
            bad.push(format!("{what}: {name:?} is {} high", rect.height()));
        }
        seen.push((name, rect));
    }
    for node in harness.root().children_recursive() {
        if node.accesskit_node().role() == Role::Label && node.rect().right() > right + 0.5 {
            bad.push(format!("{what}: the text {:?} leaves the page", node.accesskit_node().value()));
        }
    }
}

fn check(name: &str, view: &View, widths: &[f32]) {
    let mut bad = Vec::new();
    for width in widths {
        let mut harness = window(view.clone(), *width, 1000.0);
        for page in PAGES {
            open(&mut harness, page);
            faults(&harness, &format!("{name} {page} {width}"), &mut bad);
        }
    }
    assert!(bad.is_empty(), "{} faults:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn nothing_overlaps_or_leaves_the_page_of_a_gathering() {
    check("gathering", &sample::gathering(friday()), &WIDTHS);
}

#[test]
fn nothing_overlaps_or_leaves_the_page_where_people_worked_apart() {
    check("apart", &sample::gathering_apart(friday()), &[320.0, 640.0, 1180.0]);
}

#[test]
fn nothing_overlaps_or_leaves_the_page_of_a_wall_that_is_too_full() {
    check("full", &sample::gathering_full(friday()), &[320.0, 1180.0]);
}

#[test]
fn the_page_of_gatherings_is_in_the_bar_once_there_is_something_to_see() {
    let harness = window(sample::rich(), 1180.0, 900.0);
    assert!(harness.query_by_label("Gatherings").is_none());
    let mut view = sample::gathering(friday());
    let mut harness = window(view.clone(), 1180.0, 900.0);
    press(&mut harness, "Gatherings");
    assert!(heading(&harness, "Winter fire"));
    // A congregation that has called none yet shows an empty page with one button.
    let mut space = (*view.spaces[0]).clone();
    space.gatherings.clear();
    view.spaces[0] = std::sync::Arc::new(space);
    let mut harness = window(view, 1180.0, 900.0);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::Num5);
    harness.run_steps(3);
    assert!(heading(&harness, "No gathering planned"));
    press(&mut harness, "Call a gathering");
    harness.get_by_label("Its name");
}

#[test]
fn every_control_of_every_page_has_a_name_of_its_own_and_tab_reaches_it() {
    let mut harness = window(sample::gathering_apart(friday()), 1320.0, 5000.0);
    for page in PAGES {
        open(&mut harness, page);
        let mut left = BTreeSet::new();
        for (role, name, _, usable) in controls(&harness) {
            assert!(!name.trim().is_empty(), "{page}: a {role:?} without a name");
            assert!(!left.contains(&name), "{page}: two controls are called {name:?}");
            if usable {
                left.insert(name);
            }
        }
        for _ in 0..left.len() * 2 + 8 {
            if left.is_empty() {
                break;
            }
            harness.key_press(Key::Tab);
            harness.run_steps(1);
            let nodes = harness.root().children_recursive();
            let focused = nodes.into_iter().find(|node| node.is_focused());
            if let Some(name) = focused.and_then(|node| node.accesskit_node().label()) {
                left.remove(&name);
            }
        }
        assert!(left.is_empty(), "{page}: Tab does not reach {left:?}");
    }
}

#[test]
fn a_gathering_is_called_with_what_is_typed_and_opens() {
    let mut harness = window(sample::gathering(friday()), 1180.0, 1400.0);
    open(&mut harness, "gathering-call");
    harness.get_by_label("Its name").type_text("Spring fire");
    harness.run_steps(2);
    harness.get_by_label("The question it asks").focus();
    harness.run_steps(2);
    harness.get_by_label("The question it asks").type_text("What grows?");
    harness.run_steps(3);
    press(&mut harness, "Call it");
    let GatheringCommand::Call { call, .. } = asked(&harness) else { panic!("it is called") };
    assert_eq!((call.name.as_str(), call.question.as_str()), ("Spring fire", "What grows?"));
    assert_eq!((call.zone.as_str(), call.stage), ("Europe/Berlin", Stage::Called));
    assert_eq!(weft_view::today::days_between(call.first, call.last), 3);
    harness.state_mut().answer(Ok(Reply::Made("0a".repeat(8))));
    harness.run_steps(3);
    assert!(heading(&harness, "Winter fire"), "the page of what was made opens");
}

#[test]
fn a_day_is_drawn_as_a_timetable_that_says_what_is_empty() {
    let mut harness = window(sample::gathering(friday()), 1180.0, 1800.0);
    open(&mut harness, "gathering-day");
    assert!(heading(&harness, "Saturday"));
    let bread = harness.get_by_label_contains("15:00 to 16:30, Bread for thirty, Small groups, Kitchen");
    let circle = harness.get_by_label_contains("Morning circle");
    let talk = harness.get_by_label_contains("Money talk");
    let clinic = harness.get_by_label_contains("Case clinic");
    // Later is lower; small groups stand left of everyone; what is at one time stands side by side.
    assert!(bread.rect().top() > circle.rect().bottom());
    assert!(talk.rect().right() < circle.rect().left());
    assert!(talk.rect().right() <= clinic.rect().left());
    assert!((talk.rect().top() - clinic.rect().top()).abs() < 1.0);
    assert!(harness.query_by_label_contains("Nothing yet").is_none());
    press(&mut harness, "Sunday 6");
    assert!(heading(&harness, "Sunday"));
    harness.get_by_label_contains("Nothing yet on your own, in pairs");
    harness.get_by_label("In pairs: Nothing yet");
}

#[test]
fn where_there_is_no_room_for_columns_the_day_is_a_list_in_the_same_order() {
    let mut harness = window(sample::gathering(friday()), 640.0, 2400.0);
    open(&mut harness, "gathering-day");
    assert!(harness.query_by_label("As a list").is_none());
    let tops: Vec<f32> = ["Morning walk", "Morning circle", "Money talk", "Bread", "Evening circle"]
        .map(|title| harness.get_by_label_contains(title).rect().top())
        .to_vec();
    assert!(tops.windows(2).all(|pair| pair[0] < pair[1]), "{tops:?}");
}

#[test]
fn the_line_of_now_is_drawn_on_the_day_itself_alone_and_asks_for_no_frame() {
    let yesterday = CivilDate::new(2026, 11, 20).unwrap();
    for width in [640.0, 1180.0] {
        let mut harness = window(sample::gathering(yesterday), width, 2400.0);
        open(&mut harness, "gathering-day");
        harness.get_by_label_contains("Now, 09:12");
        harness.run_steps(30);
        let output = harness.output().viewport_output.get(&egui::ViewportId::ROOT).unwrap();
        assert_eq!(output.repaint_delay, std::time::Duration::MAX);
        press(&mut harness, "Friday 20");
        assert!(harness.query_by_label_contains("Now, 09:12").is_none());
    }
}

#[test]
fn a_session_is_opened_and_moved_with_the_keyboard_alone() {
    let mut harness = window(sample::gathering(friday()), 1180.0, 1800.0);
    open(&mut harness, "gathering-day");
    harness.get_by_label_contains("Bread for thirty").focus();
    harness.run_steps(2);
    harness.key_press(Key::Space);
    harness.run_steps(3);
    assert!(heading(&harness, "Bread for thirty"));
    harness.get_by_label("Bread for thirty: 15 minutes later").focus();
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    let GatheringChange::Move { to, .. } = change(&harness) else { panic!("it moves") };
    assert_eq!((to.start.as_str(), to.site.as_str(), to.space), ("15:15", "Kitchen", FourSpace::Subgroup));
}

#[test]
fn a_session_is_moved_by_its_fields_and_can_be_moved_back() {
    let mut harness = window(sample::gathering(friday()), 1180.0, 2400.0);
    open(&mut harness, "gathering-day");
    harness.get_by_label_contains("Walk and talk").click();
    harness.run_steps(3);
    press(&mut harness, "Which day?: Sunday 6");
    press(&mut harness, "With how many?: Everyone");
    press(&mut harness, "Move it");
    let GatheringChange::Move { to, .. } = change(&harness) else { panic!("it moves") };
    assert_eq!((to.day, to.space), (december(6), FourSpace::Whole));
    assert_eq!((to.start.as_str(), to.site.as_str()), ("16:00", "River path"));
    harness.state_mut().answer(Ok(Reply::Done));
    harness.run_steps(3);
    press(&mut harness, "Undo: Walk and talk is moved");
    let GatheringChange::Move { to, .. } = change(&harness) else { panic!("it moves back") };
    assert_eq!((to.day, to.space), (december(5), FourSpace::Pair));
}

fn december(day: u8) -> CivilDate {
    CivilDate::new(2026, 12, day).expect("a day")
}

#[test]
fn a_session_is_placed_on_the_day_that_is_shown() {
    let mut harness = window(sample::gathering(friday()), 1180.0, 2400.0);
    open(&mut harness, "gathering-day");
    press(&mut harness, "Place a session on Saturday 5 December");
    harness.get_by_label("What is it?").type_text("Soup");
    harness.run_steps(3);
    press(&mut harness, "With how many?: In pairs");
    press(&mut harness, "Put it on the wall");
    let GatheringCommand::Place { card, .. } = asked(&harness) else { panic!("it is placed") };
    assert_eq!((card.title.as_str(), card.minutes), ("Soup", 60));
    assert_eq!((card.spot.day, card.spot.space), (december(5), FourSpace::Pair));
    harness.state_mut().answer(Ok(Reply::Made("0b".repeat(8))));
    harness.run_steps(3);
    assert!(heading(&harness, "Saturday"));
}

#[test]
fn what_was_moved_apart_shows_both_places_and_one_press_settles_it() {
    let mut harness = window(sample::gathering_apart(friday()), 1180.0, 3000.0);
    open(&mut harness, "gathering-day");
    let places: Vec<String> = controls(&harness)
        .into_iter()
        .map(|(_, name, _, _)| name)
        .filter(|name| name.contains("Money talk") && name.starts_with("Moved apart"))
        .collect();
    assert_eq!(places.len(), 2, "both places are drawn: {places:?}");
    harness.get_by_label_contains("In one place at one time: Kitchen");
    press(&mut harness, "Open Money talk (Moved by two people apart)");
    harness.get_by_label_contains("Host: Ben and Mara, by Ben");
    let keep = "Keep Money talk at Saturday 5 December, 16:30 to 18:00  ·  Small groups  ·  Yard";
    press(&mut harness, keep);
    let GatheringChange::Move { to, .. } = change(&harness) else { panic!("one place is chosen") };
    assert_eq!((to.start.as_str(), to.site.as_str()), ("16:30", "Yard"));
}

#[test]
fn what_one_took_off_while_another_changed_it_is_kept_or_taken_off_by_a_press() {
    let mut harness = window(sample::gathering_apart(friday()), 1180.0, 3000.0);
    open(&mut harness, "gathering-day");
    press(&mut harness, "Open Walk and talk (Taken off and changed, apart)");
    press(&mut harness, "Keep Walk and talk on the wall");
    assert!(matches!(change(&harness), GatheringChange::Keep { .. }));
    harness.state_mut().answer(Ok(Reply::Done));
    harness.run_steps(3);
    press(&mut harness, "Take Walk and talk off the wall");
    assert!(matches!(change(&harness), GatheringChange::TakeOff { .. }));
    open(&mut harness, "gathering-day");
    press(&mut harness, "Put Silent breakfast back");
    assert!(matches!(change(&harness), GatheringChange::Keep { .. }));
}

#[test]
fn an_answer_says_whether_and_for_which_nights_one_comes() {
    let mut harness = window(sample::gathering(friday()), 1180.0, 2400.0);
    open(&mut harness, "gathering");
    harness.get_by_label_contains("4 people come; the ring holds 24");
    harness.get_by_label_contains("4 voices at 90 seconds each are 6 minutes");
    press(&mut harness, "Do you come?: Maybe");
    assert_eq!(change(&harness), GatheringChange::Come { answer: Coming::Maybe, nights: None });
    press(&mut harness, "For which nights?: By day only");
    assert_eq!(change(&harness), GatheringChange::Come { answer: Coming::Yes, nights: Some(Vec::new()) });
    press(&mut harness, "How far is it?: Closed");
    assert_eq!(change(&harness), GatheringChange::Stage(Stage::Closed));
}

#[test]
fn what_is_worth_a_thought_and_my_crews_meetings_are_said_on_its_page() {
    let mut harness = window(sample::gathering_apart(friday()), 1180.0, 2400.0);
    open(&mut harness, "gathering");
    harness.get_by_label_contains("It has 2 nights. Three give people time");
    harness.get_by_label_contains("A ring of 60");
    harness.get_by_label_contains("Kiln Crew meets on Saturday 5 December, while the gathering is on");
    harness.get_by_label_contains("The old mill");
}
