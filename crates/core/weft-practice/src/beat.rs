//! The beat of a crew and the dates it falls on.

use crate::days::{Weekday, days_between, from_jiff, plus_days, to_jiff, weekday_of};
use serde::{Deserialize, Serialize};
use weft_ids::CivilDate;

/// When a crew meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Beat {
    /// Every week on a day.
    Weekly {
        /// The day.
        day: Weekday,
    },
    /// Every second week, counted from a day on which it meets, before and after it.
    Fortnightly {
        /// The day.
        from: CivilDate,
    },
    /// On the nth weekday of each month.
    Monthly {
        /// 1 to 4, or 5 for the last.
        nth: u8,
        /// The day.
        day: Weekday,
    },
    /// Set by hand each time; it falls on no date of its own.
    ByHand,
}

/// Why a beat falls on no dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BeatError {
    /// A month has a first to fourth of each weekday, and a last.
    #[error("a month has no weekday number {0}")]
    Nth(u8),
    /// A date that is no real day.
    #[error("there is no day {0}")]
    NoSuchDay(CivilDate),
}

impl BeatError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            BeatError::Nth(_) => "choose the first to fourth, or the last (5)".to_owned(),
            BeatError::NoSuchDay(_) => "write the day as 2026-11-21".to_owned(),
        })
    }
}

impl Beat {
    /// Checks a beat that was typed or came from another device.
    ///
    /// # Errors
    /// When it falls on no dates; *by hand* is no error.
    pub fn check(&self) -> Result<(), BeatError> {
        match self {
            Beat::Fortnightly { from } if !from.is_real() => Err(BeatError::NoSuchDay(*from)),
            Beat::Monthly { nth, .. } if !(1..=5).contains(nth) => Err(BeatError::Nth(*nth)),
            Beat::Weekly { .. } | Beat::Fortnightly { .. } | Beat::Monthly { .. } | Beat::ByHand => Ok(()),
        }
    }
}

/// Returns the next `count` dates of a beat, on or after `from`, in order.
///
/// Fewer where the calendar ends (the year 9999); none where the beat is by hand.
///
/// # Errors
/// When the beat or `from` is not real.
pub fn next_dates(beat: &Beat, from: CivilDate, count: usize) -> Result<Vec<CivilDate>, BeatError> {
    beat.check()?;
    let no_such_day = BeatError::NoSuchDay(from);
    let weekday = weekday_of(from).ok_or(no_such_day)?;
    let first = match beat {
        Beat::Weekly { day } => plus_days(from, days_until(weekday, *day)),
        Beat::Fortnightly { from: anchor } => {
            let past = days_between(*anchor, from).ok_or(no_such_day)?.rem_euclid(14);
            plus_days(from, (14 - past) % 14)
        }
        Beat::Monthly { nth, day } => return Ok(monthly(*nth, *day, from, count)),
        Beat::ByHand => return Ok(Vec::new()),
    };
    let days = if matches!(beat, Beat::Fortnightly { .. }) { 14 } else { 7 };
    Ok(std::iter::successors(first, |date| plus_days(*date, days)).take(count).collect())
}

fn days_until(from: Weekday, to: Weekday) -> i32 {
    (i32::from(to.from_monday()) - i32::from(from.from_monday())).rem_euclid(7)
}

fn monthly(nth: u8, day: Weekday, from: CivilDate, count: usize) -> Vec<CivilDate> {
    let (year, month, _) = from.parts();
    let months = std::iter::successors(Some((year, month)), |(year, month)| match month {
        12 => year.checked_add(1).map(|year| (year, 1)),
        month => Some((*year, month + 1)),
    });
    months
        .take_while(|(year, _)| *year <= 9999)
        .filter_map(|(year, month)| nth_of_month(year, month, nth, day))
        .filter(|date| *date >= from)
        .take(count)
        .collect()
}

/// The nth weekday of a month; 5 is the last, which can be the fourth.
fn nth_of_month(year: u16, month: u8, nth: u8, day: Weekday) -> Option<CivilDate> {
    let first = to_jiff(CivilDate::new(year, month, 1)?)?;
    let nth = if nth == 5 { -1 } else { i8::try_from(nth).ok()? };
    first.nth_weekday_of_month(nth, weekday_to_jiff(day)).ok().and_then(from_jiff)
}

fn weekday_to_jiff(day: Weekday) -> jiff::civil::Weekday {
    match day {
        Weekday::Monday => jiff::civil::Weekday::Monday,
        Weekday::Tuesday => jiff::civil::Weekday::Tuesday,
        Weekday::Wednesday => jiff::civil::Weekday::Wednesday,
        Weekday::Thursday => jiff::civil::Weekday::Thursday,
        Weekday::Friday => jiff::civil::Weekday::Friday,
        Weekday::Saturday => jiff::civil::Weekday::Saturday,
        Weekday::Sunday => jiff::civil::Weekday::Sunday,
    }
}
