//! The hour and minute of a meeting, and the moment they mean in a time zone.

use crate::days::{from_jiff, to_jiff};
use jiff::{
    Timestamp,
    tz::{TimeZone, TimeZoneDatabase},
};
use serde::{Deserialize, Serialize};
use std::fmt;
use weft_ids::{CivilDate, Millis};

/// Hour and minute of a day, from 00:00 to 23:59.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimeOfDay {
    // Invariant when made here: hour ≤ 23, minute ≤ 59; a decoded one is checked where it is used.
    hour: u8,
    minute: u8,
}

/// Why a date and time mean no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not an hour and minute.
    #[error("\"{0}\" is not a time of day")]
    NotATime(String),
    /// No zone of that name.
    #[error("no time zone is called \"{0}\"")]
    UnknownZone(String),
    /// A date that is no real day.
    #[error("there is no day {0}")]
    NoSuchDay(CivilDate),
    /// A moment outside what can be counted with.
    #[error("that moment is too far away")]
    OutOfRange,
}

impl TimeError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            TimeError::NotATime(_) => Some("write hour and minute as 19:00".to_owned()),
            TimeError::UnknownZone(_) => Some("write a zone such as Europe/Berlin or UTC".to_owned()),
            TimeError::NoSuchDay(_) => Some("write the day as 2026-11-21".to_owned()),
            TimeError::OutOfRange => None,
        }
    }
}

impl TimeOfDay {
    /// Makes a time; `None` past 23:59.
    pub fn new(hour: u8, minute: u8) -> Option<Self> {
        (hour <= 23 && minute <= 59).then_some(Self { hour, minute })
    }

    /// Reads `19:00` or `9:30`.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(typed: &str) -> Result<Self, TimeError> {
        let digits = |text: &str, most: usize| {
            let well = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            if well { text.parse::<u8>().ok() } else { None }
        };
        let read = typed.trim().split_once(':').and_then(|(hour, minute)| {
            let minute = if minute.len() == 2 { digits(minute, 2)? } else { return None };
            Self::new(digits(hour, 2)?, minute)
        });
        let shown = || weft_ids::text::shown(typed.trim()).chars().take(40).collect();
        read.ok_or_else(|| TimeError::NotATime(shown()))
    }

    /// Hour (0–23) and minute (0–59).
    pub fn parts(&self) -> (u8, u8) {
        (self.hour, self.minute)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// Whether a zone of this IANA name is known.
pub fn is_zone(zone: &str) -> bool {
    zone_named(zone).is_ok()
}

/// Returns the moment of a civil date and time in a zone, in milliseconds since 1970 UTC.
///
/// Where clocks go forward over that time it is read as if they had not (2:30 becomes 3:30); where they go back and
/// it comes twice, the first is meant. Zones come from the database built into the program, so every device of one
/// release agrees.
///
/// # Errors
/// When the day is not real, the zone is unknown, or the moment is out of range.
pub fn at_utc(date: CivilDate, time: TimeOfDay, zone: &str) -> Result<Millis, TimeError> {
    let day = to_jiff(date).ok_or(TimeError::NoSuchDay(date))?;
    let (Ok(hour), Ok(minute)) = (i8::try_from(time.hour), i8::try_from(time.minute)) else {
        return Err(TimeError::NotATime(time.to_string()));
    };
    let time =
        jiff::civil::Time::new(hour, minute, 0, 0).map_err(|_| TimeError::NotATime(time.to_string()))?;
    let zoned = day.to_datetime(time).to_zoned(zone_named(zone)?).map_err(|_| TimeError::OutOfRange)?;
    Ok(zoned.timestamp().as_millisecond())
}

/// Returns the civil date and time of a moment in a zone; seconds are left out.
///
/// # Errors
/// When the zone is unknown or the moment is outside the years 1 to 9999.
pub fn civil_at(at: Millis, zone: &str) -> Result<(CivilDate, TimeOfDay), TimeError> {
    let zone = zone_named(zone)?;
    let zoned = Timestamp::from_millisecond(at).map_err(|_| TimeError::OutOfRange)?.to_zoned(zone);
    let date = from_jiff(zoned.date()).ok_or(TimeError::OutOfRange)?;
    let (hour, minute) = (u8::try_from(zoned.hour()), u8::try_from(zoned.minute()));
    let (Ok(hour), Ok(minute)) = (hour, minute) else { return Err(TimeError::OutOfRange) };
    Ok((date, TimeOfDay { hour, minute }))
}

fn zone_named(zone: &str) -> Result<TimeZone, TimeError> {
    let shown = || weft_ids::text::shown(zone).chars().take(60).collect();
    TimeZoneDatabase::bundled().get(zone).map_err(|_| TimeError::UnknownZone(shown()))
}
