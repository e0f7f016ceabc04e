//! Days and hours as they are read: in words, in the reader's own time zone.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use weft_ids::CivilDate;
use weft_view::Weekday;
use weft_words::Words;

/// A day as `jiff` counts; `None` where a device claims a day that does not exist.
fn date_of(date: CivilDate) -> Option<Date> {
    let (year, month, day) = date.parts();
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn civil(date: Date) -> Option<CivilDate> {
    CivilDate::new(
        u16::try_from(date.year()).ok()?,
        u8::try_from(date.month()).ok()?,
        u8::try_from(date.day()).ok()?,
    )
}

/// `days` after a day.
pub(crate) fn after(date: CivilDate, days: i64) -> CivilDate {
    let later = date_of(date).and_then(|day| day.checked_add(jiff::Span::new().try_days(days).ok()?).ok());
    later.and_then(civil).unwrap_or(date)
}

/// *Sunday 22 November*, with the year where it is not this one.
pub(crate) fn long(words: &Words, date: CivilDate, today: CivilDate) -> String {
    let (year, month, day) = date.parts();
    let Some(real) = date_of(date) else { return date.to_string() };
    let weekday = words.weekday(i64::from(real.weekday().to_monday_one_offset()));
    let month = words.month_name(i64::from(month));
    if year == today.parts().0 {
        words.date_long(&weekday, i64::from(day), &month)
    } else {
        words.date_with_year(&weekday, i64::from(day), &month, &year.to_string())
    }
}

/// *22 November*, with the year where it is not this one.
pub(crate) fn short(words: &Words, date: CivilDate, today: CivilDate) -> String {
    let (year, month, day) = date.parts();
    let month = words.month_name(i64::from(month));
    if year == today.parts().0 {
        words.date_short(i64::from(day), &month)
    } else {
        words.date_short_with_year(i64::from(day), &month, &year.to_string())
    }
}

/// The name of a weekday.
pub(crate) fn weekday(words: &Words, day: Weekday) -> String {
    let number = Weekday::ALL.iter().position(|other| *other == day).unwrap_or(0);
    words.weekday(number as i64 + 1)
}

/// *today*, *tomorrow*, *in 5 days*, *2 days ago*.
pub(crate) fn distance(words: &Words, days: i64) -> String {
    if days < 0 { words.days_ago(-days) } else { words.days_ahead(days) }
}

/// A moment as day and hour in the reader's zone.
pub(crate) fn local(at_ms: i64, zone: &str) -> Option<(CivilDate, String)> {
    let zone = TimeZone::get(zone).ok()?;
    let there = Timestamp::from_millisecond(at_ms).ok()?.to_zoned(zone);
    Some((civil(there.date())?, format!("{:02}:{:02}", there.hour(), there.minute())))
}

/// The hour of day in the reader's zone, 0 to 23.
pub(crate) fn hour(at_ms: i64, zone: &str) -> u8 {
    let there = TimeZone::get(zone).ok().zip(Timestamp::from_millisecond(at_ms).ok());
    there.and_then(|(zone, at)| u8::try_from(at.to_zoned(zone).hour()).ok()).unwrap_or(12)
}

/// Whether `zone` is a time zone that is known here.
pub(crate) fn is_zone(zone: &str) -> bool {
    TimeZone::get(zone).is_ok()
}

/// Whether text is an hour and minute such as `19:00`.
pub(crate) fn is_time(text: &str) -> bool {
    let mut parts = text.trim().split(':');
    let number = |part: Option<&str>, below: u8| {
        part.is_some_and(|p| p.len() <= 2 && p.parse::<u8>().is_ok_and(|n| n < below))
    };
    let (hour, minute) = (parts.next(), parts.next());
    number(hour, 24) && minute.is_some_and(|m| m.len() == 2) && number(minute, 60) && parts.next().is_none()
}

/// The next day of a beat from `from` on; `None` where it is set by hand.
pub(crate) fn next_by(beat: &weft_view::Beat, from: CivilDate) -> Option<(CivilDate, String)> {
    use weft_practice::Beat as Plain;
    use weft_view::Beat;
    let number = |day: &Weekday| Weekday::ALL.iter().position(|d| d == day);
    let day = |day: &Weekday| weft_practice::Weekday::ALL.get(number(day)?).copied();
    let (plain, time) = match beat {
        Beat::ByHand => return None,
        Beat::Weekly { day: on, time } => (Plain::Weekly { day: day(on)? }, time),
        Beat::Fortnightly { from: first, time } => (Plain::Fortnightly { from: *first }, time),
        Beat::Monthly { nth, day: on, time } => (Plain::Monthly { nth: (*nth).min(5), day: day(on)? }, time),
    };
    let next = weft_practice::next_dates(&plain, from, 1).ok()?.first().copied()?;
    Some((next, time.clone()))
}

/// The moon as it comes: *Full moon in 3 days*.
pub(crate) fn next_moon(words: &Words, now_ms: i64, today: CivilDate, zone: &str) -> Option<String> {
    let next = weft_practice::moon_phase(now_ms).next;
    let days = weft_view::today::days_between(today, next.day_in(zone)?);
    let when = distance(words, days);
    Some(match next.kind {
        weft_practice::MoonKind::New => words.moon_new(&when),
        weft_practice::MoonKind::Full => words.moon_full(&when),
    })
}

/// The weekday a day falls on.
pub(crate) fn weekday_number(date: CivilDate) -> Weekday {
    let number = date_of(date).map_or(1, |day| day.weekday().to_monday_one_offset());
    let index = usize::try_from(number - 1).unwrap_or(0);
    Weekday::ALL.get(index).copied().unwrap_or(Weekday::Monday)
}

/// The name of the weekday a day falls on.
pub(crate) fn weekday_of(words: &Words, date: CivilDate) -> String {
    weekday(words, weekday_number(date))
}
