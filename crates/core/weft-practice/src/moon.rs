//! The moon: when it is new and full, and how far it has come, from a short series and nothing else.
//!
//! After Jean Meeus, *Astronomical Algorithms*, chapter 49, with its periodic terms down to about ten seconds.
//! Good to a few minutes for some centuries around today: enough for *the evening of*.

use crate::days::from_jiff;
use jiff::{Timestamp, tz::TimeZone};
use weft_ids::CivilDate;

const MS_PER_DAY: f64 = 86_400_000.0;
/// The Julian day at which Unix time begins.
const UNIX_EPOCH_JD: f64 = 2_440_587.5;
/// Seconds by which the even time of the sky runs ahead of clocks in these decades.
const CLOCK_BEHIND_S: f64 = 69.0;
/// The new moon of 6 January 2000, from which lunations are counted.
const FIRST_JDE: f64 = 2_451_550.097_66;
/// The mean days from new moon to new moon.
const SYNODIC_DAYS: f64 = 29.530_588_861;
/// Instants beyond these are treated as these: about a thousand years around 1970, where the series still means something.
const FAR_MS: i64 = 31_556_952_000_000;

/// Which moon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MoonKind {
    /// Dark: between us and the sun.
    New,
    /// Fully lit.
    Full,
}

/// A new or full moon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moon {
    /// When, in milliseconds since 1970, to the minute.
    pub at_ms: i64,
    /// Which.
    pub kind: MoonKind,
}

/// How far the moon has come at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoonPhase {
    /// Thousandths of the way from the last new moon to the next: 0 at new moon, near 500 at full moon, below 1,000.
    pub of_cycle: u16,
    /// The next new or full moon.
    pub next: Moon,
}

impl Moon {
    /// The day on which it falls in a time zone; `None` where the zone is unknown.
    pub fn day_in(&self, zone: &str) -> Option<CivilDate> {
        let zone = TimeZone::get(zone).ok()?;
        let at = Timestamp::from_millisecond(self.at_ms).ok()?;
        from_jiff(at.to_zoned(zone).date())
    }
}

/// The new and full moons after an instant, soonest first: at most `count`.
pub fn moons_after(at_ms: i64, count: usize) -> impl Iterator<Item = Moon> {
    let at_ms = at_ms.clamp(-FAR_MS, FAR_MS);
    let from = half_lunations(at_ms) - 3;
    (from..).map(moon).filter(move |moon| moon.at_ms > at_ms).take(count)
}

/// How far the moon has come.
pub fn moon_phase(at_ms: i64) -> MoonPhase {
    let at_ms = at_ms.clamp(-FAR_MS, FAR_MS);
    let about = half_lunations(at_ms);
    let mut last_new = moon(about - 4 - (about & 1));
    let mut next_new = last_new;
    let mut even = about - 4 - (about & 1);
    // Four lunations around the guess always hold the instant: the series stays within a day of the mean.
    for _ in 0..5 {
        even += 2;
        next_new = moon(even);
        if next_new.at_ms > at_ms {
            break;
        }
        last_new = next_new;
    }
    let length = (next_new.at_ms - last_new.at_ms).max(1);
    let gone = (at_ms - last_new.at_ms).clamp(0, length - 1);
    let of_cycle = u16::try_from(gone * 1_000 / length).unwrap_or(999);
    let next = moons_after(at_ms, 1).next().unwrap_or(next_new);
    MoonPhase { of_cycle, next }
}

/// Half lunations since the first, to the nearest below; even ones are new moons.
fn half_lunations(at_ms: i64) -> i64 {
    let days = at_ms as f64 / MS_PER_DAY + UNIX_EPOCH_JD - FIRST_JDE;
    (days / SYNODIC_DAYS * 2.0).floor() as i64
}

/// The new (even) or full (odd) moon of a half lunation.
fn moon(half: i64) -> Moon {
    let full = half & 1 != 0;
    let k = half as f64 / 2.0;
    let jde = mean(k) + if full { correction(k, &FULL) } else { correction(k, &NEW) };
    let ms = (jde - UNIX_EPOCH_JD) * MS_PER_DAY - CLOCK_BEHIND_S * 1_000.0;
    let at_ms = (ms / 60_000.0).round() as i64 * 60_000;
    Moon { at_ms, kind: if full { MoonKind::Full } else { MoonKind::New } }
}

/// Julian centuries since 2000.
fn centuries(k: f64) -> f64 {
    k / 1_236.85
}

/// The mean phase, in days of even time.
fn mean(k: f64) -> f64 {
    let t = centuries(k);
    FIRST_JDE + SYNODIC_DAYS * k + (0.000_154_37 - 0.000_000_15 * t) * t * t
}

/// One periodic term: days, a power of the earth orbit's eccentricity, and multiples of sun, moon and node angles.
type Term = (f64, i32, f64, f64, f64);

#[rustfmt::skip]
const NEW: [Term; 14] = [
    (-0.407_20, 0, 0.0, 1.0, 0.0), (0.172_41, 1, 1.0, 0.0, 0.0), (0.016_08, 0, 0.0, 2.0, 0.0),
    (0.010_39, 0, 0.0, 0.0, 2.0), (0.007_39, 1, -1.0, 1.0, 0.0), (-0.005_14, 1, 1.0, 1.0, 0.0),
    (0.002_08, 2, 2.0, 0.0, 0.0), (-0.001_11, 0, 0.0, 1.0, -2.0), (-0.000_57, 0, 0.0, 1.0, 2.0),
    (0.000_56, 1, 1.0, 2.0, 0.0), (-0.000_42, 0, 0.0, 3.0, 0.0), (0.000_42, 1, 1.0, 0.0, 2.0),
    (0.000_38, 1, 1.0, 0.0, -2.0), (-0.000_24, 1, -1.0, 2.0, 0.0),
];

#[rustfmt::skip]
const FULL: [Term; 14] = [
    (-0.406_14, 0, 0.0, 1.0, 0.0), (0.173_02, 1, 1.0, 0.0, 0.0), (0.016_14, 0, 0.0, 2.0, 0.0),
    (0.010_43, 0, 0.0, 0.0, 2.0), (0.007_34, 1, -1.0, 1.0, 0.0), (-0.005_15, 1, 1.0, 1.0, 0.0),
    (0.002_09, 2, 2.0, 0.0, 0.0), (-0.001_11, 0, 0.0, 1.0, -2.0), (-0.000_57, 0, 0.0, 1.0, 2.0),
    (0.000_56, 1, 1.0, 2.0, 0.0), (-0.000_42, 0, 0.0, 3.0, 0.0), (0.000_42, 1, 1.0, 0.0, 2.0),
    (0.000_38, 1, 1.0, 0.0, -2.0), (-0.000_24, 1, -1.0, 2.0, 0.0),
];

/// What the true phase adds to the mean one, in days.
fn correction(k: f64, terms: &[Term]) -> f64 {
    let t = centuries(k);
    let eccentricity = 1.0 - 0.002_516 * t - 0.000_007_4 * t * t;
    let sun = (2.553_4 + 29.105_356_70 * k - 0.000_001_4 * t * t).to_radians();
    let moon = (201.564_3 + 385.816_935_28 * k + 0.010_758_2 * t * t).to_radians();
    let node = (160.710_8 + 390.670_502_84 * k - 0.001_611_8 * t * t).to_radians();
    let rising = (124.774_6 - 1.563_755_88 * k + 0.002_067_2 * t * t).to_radians();
    let sum: f64 = terms
        .iter()
        .map(|(days, power, suns, moons, nodes)| {
            days * eccentricity.powi(*power) * (suns * sun + moons * moon + nodes * node).sin()
        })
        .sum();
    sum - 0.000_17 * rising.sin()
}
