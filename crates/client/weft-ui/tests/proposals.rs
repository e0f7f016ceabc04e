//! Who is in from here on, in the window: seen on Today and on the people's page, proposed, answered with what it means.

mod common;

use common::{Window, controls, open, window};
use egui::{Rect, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable};
use weft_ui::sample;
use weft_view::{Command, RollCommand};

fn asked(harness: &Harness<'static, Window>) -> RollCommand {
    match harness.state().command().expect("something was asked for").1 {
        Command::Roll(command) => command,
        other => panic!("{other:?} is about nobody's being in"),
    }
}

fn press(harness: &mut Harness<'static, Window>, name: &str) {
    harness.get_by_label(name).click();
    harness.run_steps(3);
}

#[test]
fn a_proposal_is_seen_and_answered_after_what_it_means() {
    let mut harness = window(sample::asked(), 1180.0, 1400.0);
    open(&mut harness, "members");
    assert!(harness.query_by_role_and_label(Role::Heading, "Who is in from here on").is_some());
    for line in ["Ben proposes", "Without Dev", "Yes: Ben, Chi · 3 are needed", "you said no"] {
        assert!(harness.query_all_by_label_contains(line).next().is_some(), "{line}");
    }
    press(&mut harness, "Say yes to what Ben proposes");
    assert!(harness.query_by_role_and_label(Role::Heading, "Say yes to what Ben proposes?").is_some());
    assert!(harness.state().command().is_none(), "nothing is said before the sheet is answered");
    press(&mut harness, "Not yet");
    assert!(harness.state().command().is_none());
    press(&mut harness, "Say no to what Ben proposes");
    let last = harness.get_all_by_label("Say no to what Ben proposes").last().expect("in the sheet");
    last.click();
    harness.run_steps(3);
    let proposal =
        sample::asked().spaces.iter().flat_map(|space| space.roll.proposals.clone()).next().unwrap();
    assert!(matches!(asked(&harness), RollCommand::No { roll: Some(roll), .. } if roll == proposal.roll));
}

#[test]
fn a_proposal_waits_on_today() {
    let harness = window(sample::asked(), 1180.0, 1400.0);
    assert!(harness.query_all_by_label_contains("Ben proposes who is in from here on").next().is_some());
}

#[test]
fn removing_somebody_is_proposed_after_what_follows_from_it() {
    let mut view = sample::asked();
    for space in &mut view.spaces {
        std::sync::Arc::make_mut(space).roll.proposals.clear();
    }
    let mut harness = window(view, 1180.0, 2600.0);
    open(&mut harness, "members");
    press(&mut harness, "Go on without somebody…");
    assert!(harness.query_by_label("Propose that Ana is in no longer").is_none(), "not oneself");
    press(&mut harness, "Propose that Dev is in no longer");
    assert!(harness.query_by_role_and_label(Role::Heading, "Propose to go on without Dev?").is_some());
    assert!(harness.query_by_label_contains("It holds once 3 of 5").is_some());
    harness.get_all_by_label("Propose that Dev is in no longer").last().expect("in the sheet").click();
    harness.run_steps(3);
    assert!(matches!(asked(&harness), RollCommand::Draft { remove, voices: None, .. } if remove.len() == 1));
}

#[test]
fn proposals_fit_every_width() {
    for width in [320.0, 426.0, 640.0, 860.0, 1180.0] {
        let mut harness = window(sample::asked(), width, 1600.0);
        open(&mut harness, "members");
        let right = harness.ctx.content_rect().right();
        let mut seen: Vec<(String, Rect)> = Vec::new();
        for (_, name, rect, _) in controls(&harness) {
            assert!(rect.right() <= right + 0.5 && rect.left() >= -0.5, "{width}: {name:?} leaves the page");
            for (other, other_rect) in &seen {
                let common = rect.intersect(*other_rect);
                assert!(common.width() <= 1.0 || common.height() <= 1.0, "{width}: {name:?} over {other:?}");
            }
            seen.push((name, rect));
        }
    }
}
