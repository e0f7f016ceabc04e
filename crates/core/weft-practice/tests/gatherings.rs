//! What must hold of a gathering and its wall:
//! 1. Nights and days are those of the calendar, and never more than a wall can hold.
//! 2. A clash is a chain of sessions in one place, or of circles of the whole, and every pair that overlaps is in one.
//! 3. Blocks that overlap never share a lane, and there are no more lanes than blocks at one moment.
//! 4. An empty space is one in which nothing stands on that day.
//! 5. Nothing that a wall can hold makes any of it fail.

use proptest::prelude::*;
use weft_ids::CivilDate;
use weft_practice::{
    Beat, FourSpace, Lane, Session, Shared, Span, TimeOfDay, Weekday, beat_within, clashes, empty_spaces,
    gathering_days, lanes, nights, plus_days, session_span,
};

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a day")
}

fn session(on: &str, at: &str, minutes: u32, space: FourSpace, site: &str) -> Session {
    let start = TimeOfDay::parse(at).expect("a time");
    Session { day: day(on), start, minutes, space, site: site.to_owned() }
}

#[test]
fn nights_are_counted_between_the_days() {
    assert_eq!(nights(day("2026-12-04"), day("2026-12-07")), Some(3));
    assert_eq!(nights(day("2026-12-04"), day("2026-12-04")), Some(0));
    assert_eq!(nights(day("2026-12-07"), day("2026-12-04")), None);
    assert_eq!(gathering_days(day("2026-12-30"), day("2027-01-02")).len(), 4);
    assert_eq!(gathering_days(day("2026-12-07"), day("2026-12-04")), []);
    assert_eq!(gathering_days(day("0001-01-01"), day("9999-12-31")).len(), 31);
}

#[test]
fn two_sessions_in_one_place_at_one_time_clash_and_neighbours_do_not() {
    let wall = [
        session("2026-12-05", "10:00", 60, FourSpace::Subgroup, "Barn"),
        session("2026-12-05", "10:30", 60, FourSpace::Pair, " barn "),
        session("2026-12-05", "11:30", 30, FourSpace::Pair, "Barn"),
        session("2026-12-05", "10:00", 60, FourSpace::Subgroup, "Loft"),
        session("2026-12-06", "10:00", 60, FourSpace::Subgroup, "Barn"),
        session("2026-12-05", "10:00", 60, FourSpace::Subgroup, ""),
        session("2026-12-05", "10:00", 60, FourSpace::Subgroup, ""),
    ];
    let found = clashes(&wall);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].shared, Shared::Site("Barn".to_owned()));
    assert_eq!(found[0].sessions, [0, 1]);
}

#[test]
fn a_session_that_runs_past_midnight_clashes_with_what_begins_then() {
    let wall = [
        session("2026-12-05", "23:00", 120, FourSpace::Whole, "Fire"),
        session("2026-12-06", "00:30", 30, FourSpace::Solo, "Fire"),
    ];
    assert_eq!(clashes(&wall)[0].sessions, [0, 1]);
}

#[test]
fn two_circles_of_the_whole_at_once_clash_wherever_they_are() {
    let apart = [
        session("2026-12-05", "10:00", 60, FourSpace::Whole, "Barn"),
        session("2026-12-05", "10:30", 60, FourSpace::Whole, "Yard"),
    ];
    assert_eq!(clashes(&apart).len(), 1);
    assert_eq!(clashes(&apart)[0].shared, Shared::Everyone);
    let together = [
        session("2026-12-05", "10:00", 60, FourSpace::Whole, "Barn"),
        session("2026-12-05", "10:30", 60, FourSpace::Whole, "Barn"),
    ];
    assert_eq!(clashes(&together).len(), 1);
    assert_eq!(clashes(&together)[0].shared, Shared::Site("Barn".to_owned()));
}

#[test]
fn a_day_without_a_walk_alone_shows_that_space_as_empty() {
    let wall = [
        session("2026-12-05", "10:00", 60, FourSpace::Whole, ""),
        session("2026-12-05", "11:00", 60, FourSpace::Pair, ""),
        session("2026-12-05", "12:00", 60, FourSpace::Subgroup, ""),
    ];
    let empty = empty_spaces(&[day("2026-12-05"), day("2026-12-06")], &wall);
    assert_eq!(empty, [vec![FourSpace::Solo], FourSpace::ALL.to_vec()]);
}

#[test]
fn a_crew_that_meets_every_thursday_meets_within_a_gathering_until_its_review() {
    let beat = Beat::Weekly { day: Weekday::Thursday };
    let (first, last) = (day("2026-12-01"), day("2026-12-12"));
    assert_eq!(beat_within(&beat, day("2027-01-01"), first, last), [day("2026-12-03"), day("2026-12-10")]);
    assert_eq!(beat_within(&beat, day("2026-12-09"), first, last), [day("2026-12-03")]);
    assert_eq!(beat_within(&beat, day("2026-11-01"), first, last), []);
    assert_eq!(beat_within(&Beat::Monthly { nth: 9, day: Weekday::Monday }, last, first, last), []);
}

#[test]
fn blocks_side_by_side_get_lanes_and_one_alone_keeps_the_width() {
    let span = |starts, ends| Span { starts, ends };
    let laid = lanes(&[span(0, 60), span(30, 90), span(60, 120), span(120, 180)]);
    let lane = |lane, of| Lane { lane, of };
    assert_eq!(laid, [lane(0, 2), lane(1, 2), lane(0, 2), lane(0, 1)]);
}

fn any_session() -> impl Strategy<Value = Session> {
    let site = prop_oneof![Just(""), Just("Barn"), Just("barn "), Just("Yard")];
    (0_i32..3, 0_u8..24, 0_u8..60, 0_u32..400, 0_usize..4, site).prop_map(
        |(on, hour, minute, minutes, space, site)| Session {
            day: plus_days(CivilDate::new(2026, 12, 4).expect("a day"), on).expect("a day"),
            start: TimeOfDay::new(hour, minute).expect("a time"),
            minutes,
            space: FourSpace::ALL[space],
            site: site.to_owned(),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_pair_that_overlaps_in_one_place_is_in_one_clash(wall in prop::collection::vec(any_session(), 0..24)) {
        let found = clashes(&wall);
        let together = |a: &usize, b: &usize| {
            found.iter().any(|clash| clash.sessions.contains(a) && clash.sessions.contains(b))
        };
        let shares = |a: &Session, b: &Session| {
            let site = |one: &Session| one.site.trim().to_lowercase();
            (!site(a).is_empty() && site(a) == site(b))
                || (a.space == FourSpace::Whole && b.space == FourSpace::Whole)
        };
        for (i, a) in wall.iter().enumerate() {
            for (j, b) in wall.iter().enumerate().skip(i + 1) {
                let at_once = session_span(a).unwrap().overlaps(&session_span(b).unwrap());
                if shares(a, b) && at_once {
                    prop_assert!(together(&i, &j), "{a:?} and {b:?}");
                }
            }
        }
        for clash in &found {
            prop_assert!(clash.sessions.len() > 1);
            for one in &clash.sessions {
                let touched = clash.sessions.iter().any(|other| {
                    other != one
                        && shares(&wall[*one], &wall[*other])
                        && session_span(&wall[*one]).unwrap().overlaps(&session_span(&wall[*other]).unwrap())
                });
                prop_assert!(touched, "{:?} stands alone in {clash:?}", wall[*one]);
            }
        }
    }

    #[test]
    fn no_two_blocks_that_overlap_share_a_lane(
        blocks in prop::collection::vec((0_i64..300, 1_i64..120), 0..30),
    ) {
        let spans: Vec<Span> = blocks.iter().map(|(at, long)| Span { starts: *at, ends: at + long }).collect();
        let laid = lanes(&spans);
        prop_assert_eq!(laid.len(), spans.len());
        for (i, a) in spans.iter().enumerate() {
            prop_assert!(laid[i].lane < laid[i].of);
            let mut at_once = 0;
            for (j, b) in spans.iter().enumerate() {
                if i != j && a.overlaps(b) {
                    prop_assert_ne!(laid[i].lane, laid[j].lane);
                    prop_assert_eq!(laid[i].of, laid[j].of);
                }
                at_once += usize::from(b.starts <= a.starts && a.starts < b.ends);
            }
            prop_assert!(at_once <= laid[i].of as usize);
        }
        let most = spans.iter().map(|a| spans.iter().filter(|b| b.starts <= a.starts && a.starts < b.ends).count());
        let most = most.max().unwrap_or(0);
        prop_assert!(laid.iter().all(|lane| lane.of as usize <= most.max(1)));
    }

    #[test]
    fn an_empty_space_is_one_in_which_nothing_stands(wall in prop::collection::vec(any_session(), 0..12)) {
        let days = gathering_days(day("2026-12-04"), day("2026-12-07"));
        for (on, empty) in days.iter().zip(empty_spaces(&days, &wall)) {
            for space in FourSpace::ALL {
                let stands = wall.iter().any(|one| one.day == *on && one.space == space);
                prop_assert_eq!(stands, !empty.contains(&space));
            }
        }
    }
}
