//! Hours, zones and the moments they mean.

use proptest::prelude::*;
use weft_ids::CivilDate;
use weft_practice::{TimeError, TimeOfDay, at_utc, civil_at, is_zone};

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a day")
}

fn at(date: &str, time: &str, zone: &str) -> i64 {
    at_utc(day(date), TimeOfDay::parse(time).expect("a time"), zone).expect("a moment")
}

#[test]
fn times_are_hour_and_minute() {
    for (typed, shown) in [("19:00", "19:00"), (" 9:30 ", "09:30"), ("00:00", "00:00"), ("23:59", "23:59")] {
        assert_eq!(TimeOfDay::parse(typed).expect("a time").to_string(), shown);
    }
    for typed in ["", "19", "19:0", "24:00", "19:60", "7 pm", "19:00:00", "-1:00", "+9:00", "１９:００"] {
        assert_eq!(TimeOfDay::parse(typed), Err(TimeError::NotATime(typed.into())), "{typed}");
    }
    assert_eq!(TimeOfDay::new(24, 0), None);
    assert_eq!(TimeOfDay::new(7, 5).map(|time| time.parts()), Some((7, 5)));
}

#[test]
fn a_civil_time_means_a_moment_in_its_zone() {
    assert_eq!(at("1970-01-01", "00:00", "UTC"), 0);
    assert_eq!(at("2026-11-21", "19:00", "UTC"), 1_795_287_600_000);
    assert_eq!(at("2026-11-21", "19:00", "Europe/Berlin"), 1_795_284_000_000);
    assert_eq!(at("2026-07-21", "19:00", "Europe/Berlin"), at("2026-07-21", "17:00", "UTC"));
    assert_eq!(at("2026-11-21", "19:00", "Pacific/Auckland"), at("2026-11-21", "06:00", "UTC"));
}

#[test]
fn an_hour_that_is_skipped_moves_on_and_one_that_comes_twice_is_the_first() {
    // Berlin, 29 March 2026: 2:00 becomes 3:00. 25 October 2026: 3:00 becomes 2:00.
    assert_eq!(at("2026-03-29", "02:30", "Europe/Berlin"), at("2026-03-29", "03:30", "Europe/Berlin"));
    assert_eq!(at("2026-10-25", "02:30", "Europe/Berlin"), at("2026-10-25", "00:30", "UTC"));
}

#[test]
fn an_unknown_zone_or_day_is_an_error() {
    let time = TimeOfDay::new(19, 0).expect("a time");
    for zone in ["", "Berlin", "Europe/Nowhere", "CET-1CEST,M3.5.0", "../etc/localtime"] {
        assert!(!is_zone(zone), "{zone}");
        assert_eq!(at_utc(day("2026-11-21"), time, zone), Err(TimeError::UnknownZone(zone.into())));
    }
    assert!(is_zone("Europe/Berlin") && is_zone("UTC"));
    let no_day: CivilDate =
        weft_ids::from_canonical(&weft_ids::to_canonical(&(2026u16, 2u8, 31u8))).expect("bytes");
    assert_eq!(at_utc(no_day, time, "UTC"), Err(TimeError::NoSuchDay(no_day)));
    let late: TimeOfDay = weft_ids::from_canonical(&[200, 0]).expect("bytes");
    assert!(matches!(at_utc(day("2026-11-21"), late, "UTC"), Err(TimeError::NotATime(_))));
    assert!(TimeError::UnknownZone(String::new()).hint().is_some());
}

#[test]
fn moments_out_of_range_are_refused() {
    let time = TimeOfDay::new(23, 59).expect("a time");
    assert_eq!(at_utc(day("9999-12-31"), time, "America/New_York"), Err(TimeError::OutOfRange));
    assert_eq!(civil_at(i64::MAX, "UTC"), Err(TimeError::OutOfRange));
    assert_eq!(civil_at(i64::MIN, "UTC"), Err(TimeError::OutOfRange));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_moment_reads_back_as_what_was_meant(
        (y, m, d) in (1990u16..2080, 1u8..=12, 1u8..=28),
        (hour, minute) in (0u8..24, 0u8..60),
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"]),
    ) {
        let (date, time) = (CivilDate::new(y, m, d).unwrap(), TimeOfDay::new(hour, minute).unwrap());
        let moment = at_utc(date, time, zone).unwrap();
        let back = civil_at(moment, zone).unwrap();
        // In a gap the clock has moved on by the length of the gap; everywhere else it reads the same.
        prop_assert!(back == (date, time) || at_utc(back.0, back.1, zone) == Ok(moment));
        prop_assert!(back.0 == date);
    }

    #[test]
    fn nothing_typed_can_panic(text in ".{0,20}") {
        let _time = TimeOfDay::parse(&text);
        let _known = is_zone(&text);
    }
}
