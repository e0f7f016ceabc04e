//! What needs me today, chosen from the sample.

use std::collections::BTreeSet;
use weft_ids::{ActId, CivilDate};
use weft_ui::sample;
use weft_view::{
    SpaceKind, View,
    today::{MATTERS_MAX, Matter, all_matters, today, waiting_in},
};

fn matters(view: &View) -> Vec<Matter> {
    all_matters(view, sample::today(), &BTreeSet::new())
}

#[test]
fn at_most_three_matters_are_shown_and_the_rest_is_counted() {
    let view = sample::rich();
    let shown = today(&view, sample::today(), &BTreeSet::new());
    assert_eq!(shown.matters.len(), MATTERS_MAX);
    assert_eq!(shown.more, matters(&view).len() - MATTERS_MAX);
    let by_kind = [SpaceKind::Crew, SpaceKind::Pair]
        .map(|kind| waiting_in(&view, sample::today(), &BTreeSet::new(), kind));
    assert_eq!(by_kind.iter().sum::<usize>(), matters(&view).len());
}

#[test]
fn what_somebody_stated_comes_before_what_somebody_asks() {
    let all = matters(&sample::rich());
    let first_ask = all.iter().position(|matter| matches!(matter, Matter::Ask { .. })).unwrap();
    let last_fact = all.iter().rposition(|matter| matches!(matter, Matter::Confirm { .. })).unwrap();
    assert!(last_fact < first_ask);
}

#[test]
fn an_ask_set_aside_does_not_come_back() {
    let view = sample::rich();
    let not_now: BTreeSet<ActId> = [ActId([20; 32])].into();
    let all = all_matters(&view, sample::today(), &not_now);
    assert!(!all.iter().any(|matter| matches!(matter, Matter::Ask { .. })));
}

#[test]
fn a_meeting_is_shown_until_its_day_is_over_and_then_a_new_one_is_asked_for() {
    let view = sample::rich();
    let on = |text: &str| today(&view, CivilDate::parse(text).unwrap(), &BTreeSet::new());
    assert_eq!(on("2026-11-22").meetings.first().map(|meeting| meeting.days), Some(0));
    assert!(on("2026-11-23").meetings.is_empty());
    let all = all_matters(&view, CivilDate::parse("2026-11-23").unwrap(), &BTreeSet::new());
    assert!(all.iter().any(|matter| matches!(matter, Matter::SetNext { .. })));
}

#[test]
fn the_review_is_announced_two_weeks_ahead() {
    let view = sample::rich();
    let announced = |text: &str| {
        let all = all_matters(&view, CivilDate::parse(text).unwrap(), &BTreeSet::new());
        all.iter().any(|matter| matches!(matter, Matter::Review { .. }))
    };
    assert!(!announced("2026-11-21"));
    assert!(announced("2026-11-22"));
    assert!(announced("2026-12-10"), "a review that is past does not go away by itself");
}

#[test]
fn nothing_waits_where_i_can_only_read() {
    let view = sample::troubled();
    let pairs = waiting_in(&view, sample::today(), &BTreeSet::new(), SpaceKind::Pair);
    assert_eq!(pairs, 0);
}
