//! What must hold of a beat:
//! 1. Its dates are on or after the day from which they are counted, in order, each once.
//! 2. Each is on the beat's weekday, and no date of the beat is left out.
//! 3. The nth of a month is the nth, and the last has no same weekday after it in its month.
//! 4. Asking again from the day after one date gives the rest.

use proptest::prelude::*;
use weft_ids::CivilDate;
use weft_practice::{Away, Beat, BeatError, Weekday, away, days_between, next_dates, plus_days, weekday_of};

fn day(text: &str) -> CivilDate {
    CivilDate::parse(text).expect("a day")
}

fn dates(beat: Beat, from: &str, count: usize) -> Vec<String> {
    next_dates(&beat, day(from), count).expect("a beat").iter().map(ToString::to_string).collect()
}

#[test]
fn a_weekly_beat_begins_on_the_day_itself() {
    let thursdays = Beat::Weekly { day: Weekday::Thursday };
    assert_eq!(dates(thursdays, "2026-11-19", 3), ["2026-11-19", "2026-11-26", "2026-12-03"]);
    assert_eq!(dates(thursdays, "2026-11-20", 1), ["2026-11-26"]);
}

#[test]
fn a_fortnightly_beat_is_counted_from_its_day_in_both_directions() {
    let beat = Beat::Fortnightly { from: day("2026-11-19") };
    assert_eq!(dates(beat, "2026-11-20", 2), ["2026-12-03", "2026-12-17"]);
    assert_eq!(dates(beat, "2026-11-19", 1), ["2026-11-19"]);
    assert_eq!(dates(beat, "2026-10-01", 2), ["2026-10-08", "2026-10-22"]);
}

#[test]
fn a_monthly_beat_is_the_nth_or_the_last_weekday() {
    let first = Beat::Monthly { nth: 1, day: Weekday::Sunday };
    assert_eq!(dates(first, "2026-11-01", 3), ["2026-11-01", "2026-12-06", "2027-01-03"]);
    let last = Beat::Monthly { nth: 5, day: Weekday::Monday };
    assert_eq!(dates(last, "2026-11-21", 3), ["2026-11-30", "2026-12-28", "2027-01-25"]);
    assert_eq!(dates(Beat::Monthly { nth: 4, day: Weekday::Monday }, "2026-11-21", 1), ["2026-11-23"]);
    assert_eq!(dates(Beat::Monthly { nth: 5, day: Weekday::Tuesday }, "2028-02-01", 1), ["2028-02-29"]);
}

#[test]
fn a_beat_by_hand_has_no_dates_of_its_own() {
    assert!(dates(Beat::ByHand, "2026-11-21", 5).is_empty());
}

#[test]
fn what_is_no_beat_is_refused() {
    let today = day("2026-11-21");
    for nth in [0, 6, 255] {
        let beat = Beat::Monthly { nth, day: Weekday::Monday };
        assert_eq!(next_dates(&beat, today, 1), Err(BeatError::Nth(nth)));
    }
    let no_day: CivilDate =
        weft_ids::from_canonical(&weft_ids::to_canonical(&(2026u16, 2u8, 31u8))).expect("bytes");
    assert_eq!(next_dates(&Beat::Fortnightly { from: no_day }, today, 1), Err(BeatError::NoSuchDay(no_day)));
    assert_eq!(next_dates(&Beat::ByHand, no_day, 1), Err(BeatError::NoSuchDay(no_day)));
    assert!(BeatError::Nth(0).hint().is_some());
}

#[test]
fn the_calendar_ends_with_the_year_9999() {
    assert_eq!(dates(Beat::Weekly { day: Weekday::Friday }, "9999-12-31", 3), ["9999-12-31"]);
    assert!(dates(Beat::Monthly { nth: 1, day: Weekday::Friday }, "9999-12-31", 3).is_empty());
    assert!(dates(Beat::Fortnightly { from: day("9999-12-30") }, "9999-12-31", 3).is_empty());
    assert_eq!(plus_days(day("0001-01-01"), -1), None);
    assert_eq!(plus_days(day("2026-11-21"), i32::MAX), None);
}

#[test]
fn days_are_said_as_people_say_them() {
    let today = day("2026-11-21");
    let table = [
        ("2026-11-21", Away::Today),
        ("2026-11-22", Away::Tomorrow),
        ("2026-11-24", Away::InDays(3)),
        ("2027-11-21", Away::InDays(365)),
        ("2026-11-20", Away::Yesterday),
        ("2026-11-19", Away::DaysAgo(2)),
    ];
    for (date, said) in table {
        assert_eq!(away(today, day(date)), Some(said), "{date}");
    }
    assert_eq!(weekday_of(today), Some(Weekday::Saturday));
    assert_eq!(weekday_of(day("2000-02-29")), Some(Weekday::Tuesday));
}

fn any_day() -> impl Strategy<Value = CivilDate> {
    (1900u16..2200, 1u8..=12, 1u8..=31).prop_filter_map("real days", |(y, m, d)| CivilDate::new(y, m, d))
}

fn any_weekday() -> impl Strategy<Value = Weekday> {
    (0usize..7).prop_map(|n| Weekday::ALL[n])
}

fn any_beat() -> impl Strategy<Value = Beat> {
    prop_oneof![
        any_weekday().prop_map(|day| Beat::Weekly { day }),
        any_day().prop_map(|from| Beat::Fortnightly { from }),
        (1u8..=5, any_weekday()).prop_map(|(nth, day)| Beat::Monthly { nth, day }),
    ]
}

/// Whether a beat falls on a day, by its definition.
fn falls_on(beat: &Beat, date: CivilDate) -> bool {
    let (_, month, in_month) = date.parts();
    match beat {
        Beat::Weekly { day } => weekday_of(date) == Some(*day),
        Beat::Fortnightly { from } => days_between(*from, date).is_some_and(|days| days % 14 == 0),
        Beat::Monthly { nth: 5, day } => {
            let next = plus_days(date, 7).map(|next| next.parts().1);
            weekday_of(date) == Some(*day) && next != Some(month)
        }
        Beat::Monthly { nth, day } => weekday_of(date) == Some(*day) && (in_month - 1) / 7 + 1 == *nth,
        Beat::ByHand => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dates_are_exactly_the_days_on_which_the_beat_falls(beat in any_beat(), from in any_day(), count in 0usize..5) {
        let found = next_dates(&beat, from, count).unwrap();
        prop_assert_eq!(found.len(), count);
        let naive: Vec<CivilDate> = (0..).map_while(|n| plus_days(from, n)).filter(|d| falls_on(&beat, *d)).take(count).collect();
        prop_assert_eq!(&found, &naive);
        if let Some(first) = found.first() {
            let rest = next_dates(&beat, plus_days(*first, 1).unwrap(), count - 1).unwrap();
            prop_assert_eq!(&found[1..], &rest[..]);
        }
    }

    #[test]
    fn days_between_and_plus_days_agree(from in any_day(), to in any_day()) {
        let days = days_between(from, to).unwrap();
        prop_assert_eq!(plus_days(from, days), Some(to));
        prop_assert_eq!(days_between(to, from), Some(-days));
        prop_assert_eq!(days > 0, to > from);
    }
}
