//! What this computer says of itself: a display, the day, the time zone, and folders to put a file in.

use jiff::{Timestamp, tz::TimeZone};
use std::{fs, path::Path, time::Duration};
use weft_ids::CivilDate;

/// Whether there is a display to open a window on.
pub(crate) fn has_display() -> bool {
    let named = |key| std::env::var_os(key).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || named("DISPLAY") || named("WAYLAND_DISPLAY") || named("WAYLAND_SOCKET")
}

/// The day, the moment and how long this day lasts yet.
pub(crate) struct Now {
    /// The day here.
    pub(crate) today: CivilDate,
    /// Milliseconds since 1970 UTC.
    pub(crate) now_ms: i64,
    /// Until midnight.
    pub(crate) day_left: Duration,
}

/// Reads the clock.
pub(crate) fn now(zone: &str) -> Now {
    let at = Timestamp::now();
    let there = at.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC));
    let date = there.date();
    let parts = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
    let today = match parts {
        (Ok(year), Ok(month), Ok(day)) => CivilDate::new(year, month, day),
        _ => None,
    };
    let gone = i64::from(there.hour()) * 3_600 + i64::from(there.minute()) * 60 + i64::from(there.second());
    Now {
        today: today.or_else(|| CivilDate::new(1970, 1, 1)).expect("the first day of 1970 exists"),
        now_ms: at.as_millisecond(),
        day_left: Duration::from_secs(u64::try_from(86_401 - gone).unwrap_or(60).max(1)),
    }
}

/// The name of the time zone of this computer; UTC where it does not say.
pub(crate) fn zone() -> String {
    let named = std::env::var("TZ").ok().map(|text| text.trim_start_matches(':').to_owned());
    let linked = fs::read_link("/etc/localtime").ok().and_then(|path| {
        let text = path.to_string_lossy().into_owned();
        text.split_once("zoneinfo/").map(|(_, name)| name.to_owned())
    });
    let written = fs::read_to_string("/etc/timezone").ok().map(|text| text.trim().to_owned());
    let system = TimeZone::system().iana_name().map(str::to_owned);
    [named, system, linked, written]
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty() && TimeZone::get(name).is_ok())
        .unwrap_or_else(|| "UTC".to_owned())
}

/// Mounted sticks first, then the home folder.
pub(crate) fn folders() -> Vec<String> {
    let user = std::env::var("USER").unwrap_or_default();
    let mut found: Vec<String> = Vec::new();
    for root in [format!("/media/{user}"), format!("/run/media/{user}"), "/Volumes".to_owned()] {
        let Ok(entries) = fs::read_dir(&root) else { continue };
        let mut mounted: Vec<String> = entries
            .flatten()
            .filter(|entry| entry.path().is_dir())
            .map(|entry| entry.path().to_string_lossy().into_owned())
            .collect();
        mounted.sort();
        found.extend(mounted);
    }
    let home = std::env::var("HOME").or_else(|_| std::env::var("USERPROFILE")).ok();
    found.extend(home.filter(|home| Path::new(home).is_dir()));
    found.truncate(6);
    found
}

/// `days` after a day.
pub(crate) fn after(day: CivilDate, days: i64) -> CivilDate {
    let (year, month, of_month) = day.parts();
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(of_month));
    let (Ok(year), Ok(month), Ok(of_month)) = parts else { return day };
    let later = jiff::civil::Date::new(year, month, of_month)
        .ok()
        .and_then(|date| date.checked_add(jiff::Span::new().try_days(days).ok()?).ok());
    let civil = later.and_then(|date| {
        CivilDate::new(
            u16::try_from(date.year()).ok()?,
            u8::try_from(date.month()).ok()?,
            u8::try_from(date.day()).ok()?,
        )
    });
    civil.unwrap_or(day)
}
