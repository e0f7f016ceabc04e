//! When a meeting has an answer, and which.

use super::*;

const BEN: EndpointId = EndpointId([2; 32]);
const CHI: EndpointId = EndpointId([3; 32]);

fn fact(session: u64, endpoint: EndpointId, level: bool, came: u64, went: u64) -> Fact {
    let at = format!("10.0.0.{}:47700", endpoint.0[0]);
    Fact { session, endpoint, at, level, recognised: true, came, went, parts: 0 }
}

fn person(endpoint: &EndpointId) -> String {
    if *endpoint == BEN { "Ben".to_owned() } else { "Chi".to_owned() }
}

fn judge(meet: &mut Meet, now_ms: u64, facts: &[Fact], settled: bool) -> Option<Result<Reply, &'static str>> {
    let around = Surroundings { facts, joins: &[], settled: &|_, _| settled, person: &person };
    meet.judge(now_ms, &around).map(|outcome| outcome.map_err(|refusal| refusal.code))
}

fn met(people: &[&str], came: u64, went: u64) -> Option<Result<Reply, &'static str>> {
    let people = people.iter().map(|name| (*name).to_owned()).collect();
    Some(Ok(Reply::Met { people, came, went }))
}

fn nearby(listening: bool) -> Whom {
    Whom::Nearby { everyone: [BEN, CHI].into(), listening }
}

#[test]
fn a_meeting_is_done_when_both_hold_the_same_and_counts_only_what_moved_since_it_began() {
    let whom = Whom::Address("10.0.0.2:47700".parse().unwrap());
    let mut meet = Meet::begin(whom, &[fact(1, BEN, true, 10, 10)], 0);
    assert_eq!(judge(&mut meet, 1, &[fact(1, BEN, false, 11, 10)], false), None);
    assert_eq!(judge(&mut meet, 2, &[fact(1, BEN, true, 13, 11)], false), met(&["Ben"], 3, 1));
}

#[test]
fn sessions_with_others_do_not_answer_a_meeting_at_an_address() {
    let whom = Whom::Address("10.0.0.2:47700".parse().unwrap());
    let mut meet = Meet::begin(whom, &[], 0);
    assert_eq!(judge(&mut meet, 1, &[fact(1, CHI, true, 5, 5)], false), None);
    meet.dial_failed(&[BEN, CHI], &["10.0.0.2:47700".parse().unwrap()], "no answer");
    assert_eq!(judge(&mut meet, 2, &[fact(1, CHI, true, 5, 5)], false), Some(Err("reached_nobody")));
}

#[test]
fn nearby_waits_for_everyone_known_and_no_longer_than_they_can_be_expected() {
    let mut meet = Meet::begin(nearby(false), &[], 0);
    let ben = fact(1, BEN, true, 2, 0);
    assert_eq!(judge(&mut meet, 100, std::slice::from_ref(&ben), false), None, "Chi is still being dialled");
    let both = [ben.clone(), fact(2, CHI, true, 0, 1)];
    assert_eq!(judge(&mut meet, 200, &both, false), met(&["Ben", "Chi"], 2, 1));

    let mut meet = Meet::begin(nearby(false), &[], 0);
    assert_eq!(
        judge(&mut meet, 200, std::slice::from_ref(&ben), true),
        met(&["Ben"], 2, 0),
        "Chi did not answer"
    );

    let mut meet = Meet::begin(nearby(true), &[], 0);
    assert_eq!(judge(&mut meet, 200, std::slice::from_ref(&ben), true), None, "Chi may still be heard");
    assert_eq!(judge(&mut meet, NEARBY_MS, &[ben], true), met(&["Ben"], 2, 0));
}

#[test]
fn whoever_is_connected_already_need_not_be_dialled_to_count_as_tried() {
    let mut meet = Meet::begin(nearby(false), &[fact(1, BEN, true, 2, 0)], 0);
    let facts = [fact(1, BEN, true, 2, 0)];
    let only_chi = |endpoint: &EndpointId, _: u64| *endpoint == CHI;
    let around = Surroundings { facts: &facts, joins: &[], settled: &only_chi, person: &person };
    assert_eq!(meet.judge(5, &around).map(|o| o.map_err(|refusal| refusal.code)), met(&["Ben"], 0, 0));
}

#[test]
fn a_meeting_that_reaches_nobody_says_so_with_a_hint() {
    let mut meet = Meet::begin(nearby(false), &[], 0);
    assert_eq!(judge(&mut meet, 10, &[], false), None);
    assert_eq!(judge(&mut meet, 20, &[], true), Some(Err("reached_nobody")));
    let mut meet = Meet::begin(nearby(true), &[], 0);
    assert_eq!(judge(&mut meet, NEARBY_MS - 1, &[], true), None);
    assert_eq!(judge(&mut meet, REACH_MS, &[], false), Some(Err("reached_nobody")));
    for whom in [nearby(true), Whom::Address("10.0.0.2:1".parse().unwrap())] {
        let hint = Meet::begin(whom, &[], 0).nobody().hint.unwrap();
        assert!(hint.contains("47700") && hint.contains("stick"), "{hint}");
    }
}

#[test]
fn a_long_history_may_take_its_time_while_it_moves() {
    let whom = Whom::Address("10.0.0.2:47700".parse().unwrap());
    let mut meet = Meet::begin(whom, &[], 0);
    for step in 1..100 {
        assert_eq!(judge(&mut meet, step * 10_000, &[fact(1, BEN, false, step, 0)], false), None);
    }
    assert_eq!(judge(&mut meet, 1_010_000, &[fact(1, BEN, false, 99, 0)], false), met(&["Ben"], 99, 0));
}

#[test]
fn what_moved_before_the_other_left_still_counts() {
    let mut meet = Meet::begin(nearby(false), &[], 0);
    assert_eq!(judge(&mut meet, 10, &[fact(1, BEN, true, 4, 4)], false), None);
    assert_eq!(judge(&mut meet, 20, &[], true), met(&["Ben"], 4, 4));
}

#[test]
fn a_device_that_shares_nothing_is_named_as_such() {
    let whom = Whom::Address("10.0.0.2:47700".parse().unwrap());
    let mut meet = Meet::begin(whom, &[], 0);
    let stranger = Fact { recognised: false, ..fact(1, BEN, false, 0, 0) };
    assert_eq!(judge(&mut meet, 10, std::slice::from_ref(&stranger), false), None);
    assert_eq!(judge(&mut meet, STILL_MS + 10, &[stranger], false), Some(Err("nobody_shared")));
}

#[test]
fn a_ticket_is_met_when_the_door_has_opened_and_all_has_come() {
    let invitation = InvitationId([9; 32]);
    let join = |state| {
        vec![JoinView { invitation, space: weft_ids::SpaceId([1; 32]), name: "Crew".to_owned(), state }]
    };
    let whom = || Whom::Ticket { endpoint: BEN, invitation };
    let facts = [fact(1, BEN, true, 7, 1)];
    let judge = |meet: &mut Meet, joins: &[JoinView]| {
        let around = Surroundings { facts: &facts, joins, settled: &|_, _| false, person: &person };
        meet.judge(50, &around).map(|outcome| outcome.map_err(|refusal| refusal.code))
    };
    let mut meet = Meet::begin(whom(), &[], 0);
    assert_eq!(judge(&mut meet, &join(JoinState::Waiting)), None);
    assert_eq!(judge(&mut meet, &join(JoinState::Asking)), None);
    assert_eq!(judge(&mut meet, &[]), met(&["Ben"], 7, 1));
    let mut meet = Meet::begin(whom(), &[], 0);
    assert_eq!(judge(&mut meet, &join(JoinState::Refused("used".to_owned()))), Some(Err("join_refused")));
}
