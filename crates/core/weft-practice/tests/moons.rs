//! What must hold
//! 1. New and full moons fall within half an hour of those published.
//! 2. They alternate, between 13 and 17 days apart, and come after the instant that was asked for.
//! 3. The way through the cycle grows from one new moon to the next and is half at about full moon.
//! 4. No instant panics.

use proptest::prelude::*;
use weft_practice::{MoonKind, moon_phase, moons_after};

const DAY_MS: i64 = 86_400_000;

#[test]
fn moons_fall_within_half_an_hour_of_those_published() {
    let table = include_str!("moons.csv");
    let mut checked = 0;
    for line in table.lines().skip(1) {
        let (kind, at) = line.split_once(',').expect("two columns");
        let at = at.replace('Z', ":00Z").parse::<jiff::Timestamp>().expect("a time").as_millisecond();
        let moon = moons_after(at - 2 * DAY_MS, 1).next().expect("there is always a next one");
        assert!((moon.at_ms - at).abs() <= 30 * 60_000, "{line}: {} minutes off", (moon.at_ms - at) / 60_000);
        let expected = if kind == "full" { MoonKind::Full } else { MoonKind::New };
        assert_eq!(moon.kind, expected, "{line}");
        checked += 1;
    }
    assert_eq!(checked, 4);
}

#[test]
fn the_day_of_a_moon_depends_on_the_zone() {
    // 2026-12-09 00:52 UTC.
    let moon = moons_after(1_796_688_000_000, 1).next().expect("a moon");
    assert_eq!(moon.day_in("UTC").map(|day| day.to_string()).as_deref(), Some("2026-12-09"));
    assert_eq!(moon.day_in("America/New_York").map(|day| day.to_string()).as_deref(), Some("2026-12-08"));
    assert_eq!(moon.day_in("Nowhere/Else"), None);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn moons_alternate_and_come_after(at in -4_000_000_000_000_i64..8_000_000_000_000) {
        let moons: Vec<_> = moons_after(at, 6).collect();
        prop_assert_eq!(moons.len(), 6);
        prop_assert!(moons[0].at_ms > at && moons[0].at_ms - at < 17 * DAY_MS);
        for pair in moons.windows(2) {
            prop_assert_ne!(pair[0].kind, pair[1].kind);
            let days = (pair[1].at_ms - pair[0].at_ms) / DAY_MS;
            prop_assert!((13..=16).contains(&days), "{} days", days);
        }
    }

    #[test]
    fn the_cycle_grows_from_new_moon_to_new_moon(at in -4_000_000_000_000_i64..8_000_000_000_000) {
        let phase = moon_phase(at);
        prop_assert!(phase.of_cycle < 1_000);
        prop_assert_eq!(phase.next, moons_after(at, 1).next().expect("a moon"));
        let waxing = phase.next.kind == MoonKind::Full;
        prop_assert!(if waxing { phase.of_cycle < 560 } else { phase.of_cycle >= 440 }, "{:?}", phase);
        let later = moon_phase(phase.next.at_ms - 60_000);
        prop_assert!(later.of_cycle >= phase.of_cycle, "{:?} then {:?}", phase, later);
    }

    #[test]
    fn no_instant_panics(at in any::<i64>()) {
        prop_assert!(moon_phase(at).of_cycle < 1_000);
        prop_assert_eq!(moons_after(at, 3).count(), 3);
    }
}
