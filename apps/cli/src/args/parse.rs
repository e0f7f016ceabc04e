//! Reads typed days, times, beats and answers; each refusal says what was expected.

use clap::ValueEnum;
use weft_ids::CivilDate;
use weft_view::{Beat, Coming, Weekday};

/// Reads a day such as `2026-11-19`.
pub(crate) fn date(text: &str) -> Result<CivilDate, String> {
    CivilDate::parse(text).ok_or_else(|| "a day is written like 2026-11-19".to_owned())
}

/// Reads hour and minute such as `19:00` and returns them with two digits each.
pub(crate) fn time(text: &str) -> Result<String, String> {
    let wrong = || format!("{text:?} is no time; write it like 19:00");
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let (hour, minute): (u8, u8) = (hour.parse().map_err(|_| wrong())?, minute.parse().map_err(|_| wrong())?);
    if hour > 23 || minute > 59 {
        return Err(wrong());
    }
    Ok(format!("{hour:02}:{minute:02}"))
}

/// A day and a time of that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayTime {
    /// The day.
    pub(crate) date: CivilDate,
    /// Hour and minute.
    pub(crate) time: String,
}

impl DayTime {
    /// Reads `2026-11-19 19:00`; a `T` may stand between.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (day, at) = text
            .trim()
            .split_once([' ', 'T'])
            .ok_or_else(|| "write day and time like \"2026-11-19 19:00\"".to_owned())?;
        Ok(Self { date: date(day)?, time: time(at.trim())? })
    }
}

/// A beat as typed; `None` inside stands for *no rhythm yet*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BeatArg(pub(crate) Option<Beat>);

impl BeatArg {
    /// Reads `weekly thursday 19:00`, `fortnightly 2026-11-19 19:00`, `monthly 2 thursday 19:00`,
    /// `monthly last sunday 17:00`, `by hand` or `none`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let beat = match words.as_slice() {
            ["none"] => return Ok(Self(None)),
            ["by", "hand"] | ["by-hand"] => Beat::ByHand,
            ["weekly", day, at] => Beat::Weekly { day: weekday(day)?, time: time(at)? },
            ["fortnightly", "from", day, at] | ["fortnightly", day, at] => {
                Beat::Fortnightly { from: date(day)?, time: time(at)? }
            }
            ["monthly", which, day, at] => {
                Beat::Monthly { nth: nth(which)?, day: weekday(day)?, time: time(at)? }
            }
            _ => {
                return Err("write it like \"weekly thursday 19:00\", \"fortnightly 2026-11-19 19:00\", \
                            \"monthly 2 thursday 19:00\", \"monthly last sunday 17:00\", \"by hand\" or \"none\""
                    .to_owned());
            }
        };
        Ok(Self(Some(beat)))
    }
}

fn nth(text: &str) -> Result<u8, String> {
    Ok(match text {
        "1" | "1st" | "first" => 1,
        "2" | "2nd" | "second" => 2,
        "3" | "3rd" | "third" => 3,
        "4" | "4th" | "fourth" => 4,
        "5" | "last" => 5,
        other => return Err(format!("{other:?} is none of 1, 2, 3, 4 and last")),
    })
}

/// A weekday's name in lower case.
pub(crate) fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}

fn weekday(text: &str) -> Result<Weekday, String> {
    Weekday::ALL
        .into_iter()
        .find(|day| weekday_name(*day) == text || weekday_name(*day).get(..3) == Some(text))
        .ok_or_else(|| format!("{text:?} is no day of the week"))
}

/// Whether one comes, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ComingArg {
    /// I come
    Yes,
    /// I do not come
    No,
    /// I am not sure yet
    Maybe,
}

impl ComingArg {
    /// The same, as the core knows it.
    pub(crate) fn coming(self) -> Coming {
        match self {
            ComingArg::Yes => Coming::Yes,
            ComingArg::No => Coming::No,
            ComingArg::Maybe => Coming::Maybe,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beat_reads_as_people_write_it() {
        let read = |text| BeatArg::parse(text).unwrap().0;
        assert_eq!(
            read("weekly Thursday 19:00"),
            Some(Beat::Weekly { day: Weekday::Thursday, time: "19:00".into() })
        );
        assert_eq!(
            read("fortnightly from 2026-11-19 7:05"),
            Some(Beat::Fortnightly { from: CivilDate::new(2026, 11, 19).unwrap(), time: "07:05".into() })
        );
        assert_eq!(
            read("monthly last sun 17:00"),
            Some(Beat::Monthly { nth: 5, day: Weekday::Sunday, time: "17:00".into() })
        );
        assert_eq!(read("by hand"), Some(Beat::ByHand));
        assert_eq!(read("none"), None);
    }

    #[test]
    fn a_beat_that_cannot_be_is_refused_with_what_was_expected() {
        for text in ["", "weekly", "weekly blursday 19:00", "weekly monday 25:00", "monthly 6 monday 10:00"] {
            let said = BeatArg::parse(text).unwrap_err();
            assert!(said.len() > 10, "{said}");
        }
        assert!(DayTime::parse("2026-02-30 19:00").is_err());
        assert!(DayTime::parse("2026-02-28").is_err());
        assert_eq!(DayTime::parse("2026-11-19T9:30").unwrap().time, "09:30");
    }
}
