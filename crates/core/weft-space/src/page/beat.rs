//! The rhythm of a crew and its next meeting as values, and the one text in which each is written on the page.

use weft_ids::CivilDate;

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    /// All days with the words that stand for them on the page.
    const NAMED: [(Weekday, &'static str); 7] = [
        (Weekday::Monday, "monday"),
        (Weekday::Tuesday, "tuesday"),
        (Weekday::Wednesday, "wednesday"),
        (Weekday::Thursday, "thursday"),
        (Weekday::Friday, "friday"),
        (Weekday::Saturday, "saturday"),
        (Weekday::Sunday, "sunday"),
    ];

    fn read(word: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(_, name)| *name == word).map(|(day, _)| *day)
    }

    fn word(self) -> &'static str {
        Self::NAMED.iter().find(|(day, _)| *day == self).map_or("", |(_, name)| name)
    }
}

/// A time of day, hour and minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DayTime {
    // Invariant: hour ≤ 23, minute ≤ 59.
    hour: u8,
    minute: u8,
}

impl DayTime {
    /// Reads `19:00`, with two digits each.
    pub fn parse(text: &str) -> Option<Self> {
        let (hour, minute) = text.split_once(':')?;
        let two = |part: &str| {
            (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let (hour, minute): (u8, u8) = (two(hour)?, two(minute)?);
        (hour <= 23 && minute <= 59).then_some(Self { hour, minute })
    }
}

impl std::fmt::Display for DayTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// When a crew meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// Every week on a day at a time.
    Weekly {
        /// The day.
        day: Weekday,
        /// The time.
        time: DayTime,
    },
    /// Every second week, counted from a day.
    Fortnightly {
        /// A day on which it meets.
        from: CivilDate,
        /// The time.
        time: DayTime,
    },
    /// On the nth weekday of each month.
    Monthly {
        /// 1 to 4, or 5 for the last.
        nth: u8,
        /// The day.
        day: Weekday,
        /// The time.
        time: DayTime,
    },
    /// Set by hand each time.
    ByHand,
}

/// The beat of a crew with what belongs to it; set as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// The beat; `None` for *no rhythm yet*.
    pub beat: Option<Beat>,
    /// Minutes of a meeting, 1 to 1,440.
    pub minutes: u32,
    /// How many meetings until the review, 1 to 1,000.
    pub meetings: u32,
    /// The day of the review.
    pub review: CivilDate,
}

/// The next meeting; set as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The day.
    pub date: CivilDate,
    /// The time of that day in `zone`.
    pub time: DayTime,
    /// The IANA time zone in which day and time are meant.
    pub zone: String,
    /// Where; may be empty.
    pub place: String,
}

/// Minutes of a meeting that can be set.
pub(crate) const MINUTES: std::ops::RangeInclusive<u32> = 1..=1_440;
/// Meetings until a review that can be set.
pub(crate) const MEETINGS: std::ops::RangeInclusive<u32> = 1..=1_000;

impl Rhythm {
    /// The text on the page, such as `weekly friday 19:00|60|6|2026-12-24`.
    pub(crate) fn write(&self) -> String {
        let beat = match &self.beat {
            None => "none".to_owned(),
            Some(Beat::Weekly { day, time }) => format!("weekly {} {time}", day.word()),
            Some(Beat::Fortnightly { from, time }) => format!("fortnightly {from} {time}"),
            Some(Beat::Monthly { nth, day, time }) => format!("monthly {nth} {} {time}", day.word()),
            Some(Beat::ByHand) => "by-hand".to_owned(),
        };
        format!("{beat}|{}|{}|{}", self.minutes, self.meetings, self.review)
    }

    /// Reads the text on a page; only what `Rhythm::write` writes.
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('|').collect();
        let [beat, minutes, meetings, review] = parts.as_slice() else { return None };
        let words: Vec<&str> = beat.split(' ').collect();
        let beat = match words.as_slice() {
            ["none"] => None,
            ["by-hand"] => Some(Beat::ByHand),
            ["weekly", day, time] => {
                Some(Beat::Weekly { day: Weekday::read(day)?, time: DayTime::parse(time)? })
            }
            ["fortnightly", from, time] => {
                Some(Beat::Fortnightly { from: CivilDate::parse(from)?, time: DayTime::parse(time)? })
            }
            ["monthly", nth, day, time] => {
                let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth))?;
                Some(Beat::Monthly { nth, day: Weekday::read(day)?, time: DayTime::parse(time)? })
            }
            _ => return None,
        };
        let minutes = minutes.parse().ok().filter(|minutes| MINUTES.contains(minutes))?;
        let meetings = meetings.parse().ok().filter(|meetings| MEETINGS.contains(meetings))?;
        let rhythm = Self { beat, minutes, meetings, review: CivilDate::parse(review)? };
        (rhythm.write() == text).then_some(rhythm)
    }
}

impl Meeting {
    /// The text on the page, such as `2026-11-27|19:00|Europe/Berlin|Ana's kitchen`.
    pub(crate) fn write(&self) -> String {
        format!("{}|{}|{}|{}", self.date, self.time, self.zone, self.place)
    }

    /// Reads the text on a page; only what `Meeting::write` writes. The place may hold a `|`.
    pub fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.splitn(4, '|').collect();
        let [date, time, zone, place] = parts.as_slice() else { return None };
        let meeting = Self {
            date: CivilDate::parse(date)?,
            time: DayTime::parse(time)?,
            zone: (*zone).to_owned(),
            place: (*place).to_owned(),
        };
        (is_zone(zone) && meeting.write() == text).then_some(meeting)
    }
}

/// Whether this could be the name of a time zone; which zones there are, the page does not know.
pub(crate) fn is_zone(text: &str) -> bool {
    let letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    !text.is_empty() && text.len() <= 60 && text.bytes().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rhythm_and_meeting_reads_back_as_it_was_written() {
        let day = CivilDate::new(2026, 11, 27).unwrap();
        let time = DayTime::parse("19:00").unwrap();
        let beats = [
            None,
            Some(Beat::ByHand),
            Some(Beat::Weekly { day: Weekday::Friday, time }),
            Some(Beat::Fortnightly { from: day, time }),
            Some(Beat::Monthly { nth: 5, day: Weekday::Sunday, time }),
        ];
        for beat in beats {
            let rhythm = Rhythm { beat, minutes: 90, meetings: 6, review: day };
            assert_eq!(Rhythm::read(&rhythm.write()), Some(rhythm));
        }
        let place = "Ana's kitchen | ring twice".to_owned();
        let meeting = Meeting { date: day, time, zone: "Europe/Berlin".to_owned(), place };
        assert_eq!(Meeting::read(&meeting.write()), Some(meeting));
    }

    #[test]
    fn other_spellings_are_no_rhythm() {
        for text in
            ["", "weekly friday 19:00|60|6", "weekly friday 7:00|60|6|2026-12-24", "none|060|6|2026-12-24"]
        {
            assert_eq!(Rhythm::read(text), None, "{text}");
        }
        assert_eq!(Rhythm::read("none|60|6|2026-02-31"), None);
        assert_eq!(DayTime::parse("24:00"), None);
    }
}
