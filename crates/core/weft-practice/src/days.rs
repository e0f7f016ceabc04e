//! Days of the calendar: which weekday one is, and how far away it is in words.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use weft_ids::CivilDate;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// All days, from Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// Days after Monday: 0 to 6.
    pub fn from_monday(self) -> u8 {
        match self {
            Weekday::Monday => 0,
            Weekday::Tuesday => 1,
            Weekday::Wednesday => 2,
            Weekday::Thursday => 3,
            Weekday::Friday => 4,
            Weekday::Saturday => 5,
            Weekday::Sunday => 6,
        }
    }
}

/// How far a day is from today, as people say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Away {
    /// More than a day ago: how many days.
    DaysAgo(u32),
    /// Yesterday.
    Yesterday,
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// In two days or more: how many.
    InDays(u32),
}

/// Returns the weekday of a date; `None` where there is no such day.
pub fn weekday_of(date: CivilDate) -> Option<Weekday> {
    let after_monday = to_jiff(date)?.weekday().to_monday_zero_offset();
    Weekday::ALL.into_iter().find(|day| i16::from(day.from_monday()) == i16::from(after_monday))
}

/// Returns the days from `from` to `to`, negative where `to` is earlier; `None` where one is no real day.
pub fn days_between(from: CivilDate, to: CivilDate) -> Option<i32> {
    let span = to_jiff(to)?.since(to_jiff(from)?).ok()?;
    Some(span.get_days())
}

/// Returns the date `days` later (or earlier, below zero); `None` outside the years 1 to 9999.
pub fn plus_days(date: CivilDate, days: i32) -> Option<CivilDate> {
    to_jiff(date)?.checked_add(jiff::Span::new().try_days(days).ok()?).ok().and_then(from_jiff)
}

/// Returns how far `date` is from `today`; `None` where one is no real day.
pub fn away(today: CivilDate, date: CivilDate) -> Option<Away> {
    Some(match days_between(today, date)? {
        -1 => Away::Yesterday,
        0 => Away::Today,
        1 => Away::Tomorrow,
        days if days < 0 => Away::DaysAgo(days.unsigned_abs()),
        days => Away::InDays(days.unsigned_abs()),
    })
}

/// The date as jiff counts with it; `None` for the 31st of February.
pub(crate) fn to_jiff(date: CivilDate) -> Option<Date> {
    let (year, month, day) = date.parts();
    let date = date.is_real().then_some((i16::try_from(year).ok()?, i8::try_from(month).ok()?))?;
    Date::new(date.0, date.1, i8::try_from(day).ok()?).ok()
}

/// The date as the other crates name it; `None` outside the years 1 to 9999.
pub(crate) fn from_jiff(date: Date) -> Option<CivilDate> {
    let year = u16::try_from(date.year()).ok()?;
    CivilDate::new(year, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?)
}
