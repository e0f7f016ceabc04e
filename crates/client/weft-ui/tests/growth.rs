//! What must hold: a frame costs the same however much there is to show. Counted in what is drawn, never in time.

mod common;

use common::{controls, look_up, window};
use egui_kittest::kittest::NodeT;
use weft_ui::sample;
use weft_view::Reply;

/// What a history of so many lines puts on the screen: all nodes, and the controls among them.
fn drawn(lines: usize) -> (usize, usize) {
    let mut harness = window(sample::rich(), 1_280.0, 860.0);
    let state = harness.state_mut();
    state.ui.start_over();
    assert!(state.ui.open("log", &state.view.clone()), "there is a page called log");
    harness.run_steps(2);
    harness.state_mut().answer(Ok(Reply::Log(sample::log(lines))));
    look_up(&mut harness);
    harness.run_steps(2);
    let nodes = harness.root().children_recursive().filter(|node| !node.accesskit_node().is_hidden()).count();
    (nodes, controls(&harness).len())
}

#[test]
fn a_history_of_a_hundred_thousand_lines_draws_as_much_as_one_of_a_thousand() {
    let (thousand, hundred_thousand) = (drawn(1_000), drawn(100_000));
    assert!(thousand.1 > 5, "lines are drawn at all: {thousand:?}");
    assert_eq!(thousand, hundred_thousand);
}
