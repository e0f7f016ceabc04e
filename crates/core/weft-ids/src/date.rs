//! A civil date as somebody typed it: a claim, never converted and never compared with a clock in a fold.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A day of the proleptic Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CivilDate {
    // Invariant: 1 ≤ month ≤ 12, 1 ≤ day ≤ days of that month, 1 ≤ year ≤ 9999 when made here;
    // a decoded one is checked by `is_real`.
    year: u16,
    month: u8,
    day: u8,
}

impl CivilDate {
    /// Makes a date; `None` where there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let date = Self { year, month, day };
        date.is_real().then_some(date)
    }

    /// Reads `2026-11-21`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// Whether there is such a day; a date from another device may claim the 31st of February.
    pub fn is_real(&self) -> bool {
        let divides = |years: u16| self.year.is_multiple_of(years);
        let leap = divides(4) && (!divides(100) || divides(400));
        let days = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        (1..=9999).contains(&self.year) && (1..=days).contains(&self.day)
    }

    /// Year, month (1–12) and day (1–31).
    pub fn parts(&self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
