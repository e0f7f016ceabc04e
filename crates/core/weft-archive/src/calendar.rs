//! Meetings as iCalendar (RFC 5545): folded lines, escaped text, moments in UTC.

use crate::Files;
use weft_ids::CivilDate;
use weft_view::{Coming, GatheringView, MeetingView, SpaceView};

/// Octets of one line, without its end.
const LINE_OCTETS_MAX: usize = 75;
/// Entries carry no time, and equal entries make equal files: no event says when its file was made.
const STAMP: &str = "19700101T000000Z";

/// Writes `meetings.ics` where a meeting, a review or a gathering has a day.
pub(crate) fn write(view: &SpaceView, files: &mut Files) {
    let mut calendar = Calendar::default();
    if let Some(crew) = &view.crew {
        if let Some(next) = &crew.next {
            meeting(&mut calendar, view, next, crew.minutes);
        }
        if let Some(review) = crew.review.filter(CivilDate::is_real) {
            let uid = format!("review-{review}@{}.weft", view.id);
            days(&mut calendar, &uid, review, review, &format!("{}: review", view.name), "");
        }
    }
    for gathering in &view.gatherings {
        gathering_events(&mut calendar, view, gathering);
    }
    if calendar.out.is_empty() {
        return;
    }
    let mut whole = Calendar::default();
    whole.line("BEGIN:VCALENDAR");
    whole.line("VERSION:2.0");
    whole.line("PRODID:-//Weft//Weft 0//EN");
    whole.line("CALSCALE:GREGORIAN");
    whole.out.push_str(&calendar.out);
    whole.line("END:VCALENDAR");
    files.insert("meetings.ics".to_owned(), whole.out.into_bytes());
}

/// Whole days, from the first to the last, that keep nobody from anything.
fn days(calendar: &mut Calendar, uid: &str, first: CivilDate, last: CivilDate, summary: &str, place: &str) {
    calendar.line("BEGIN:VEVENT");
    calendar.line(&format!("UID:{uid}"));
    calendar.line(&format!("DTSTAMP:{STAMP}"));
    calendar.line(&format!("DTSTART;VALUE=DATE:{}", compact(&first.to_string())));
    // The end of whole days is the first day that is none of them.
    if let Some(after) = weft_practice::plus_days(last, 1).filter(|_| first <= last) {
        calendar.line(&format!("DTEND;VALUE=DATE:{}", compact(&after.to_string())));
    }
    calendar.text("SUMMARY", summary);
    if !place.is_empty() {
        calendar.text("LOCATION", place);
    }
    calendar.line("TRANSP:TRANSPARENT");
    calendar.line("END:VEVENT");
}

fn gathering_events(calendar: &mut Calendar, view: &SpaceView, gathering: &GatheringView) {
    let Some(dates) = gathering.dates.as_ref().filter(|dates| dates.first.is_real() && dates.last.is_real())
    else {
        return;
    };
    let uid = format!("{}@{}.weft", gathering.id, view.id);
    days(calendar, &uid, dates.first, dates.last, &gathering.name, &gathering.place);
    for card in &gathering.cards {
        let Some(spot) = card.spot.as_ref().filter(|spot| spot.day.is_real()) else { continue };
        calendar.line("BEGIN:VEVENT");
        calendar.line(&format!("UID:{}-{uid}", card.id));
        calendar.line(&format!("DTSTAMP:{STAMP}"));
        calendar.line(&format!("DTSTART:{}", moment(spot.day, &spot.start, &dates.zone)));
        if card.minutes > 0 {
            calendar.line(&format!("DURATION:PT{}M", card.minutes));
        }
        calendar.text("SUMMARY", &card.title);
        if !spot.site.is_empty() {
            calendar.text("LOCATION", &spot.site);
        }
        let words: Vec<&str> =
            [card.host.as_str(), card.note.as_str()].into_iter().filter(|w| !w.is_empty()).collect();
        if !words.is_empty() {
            calendar.text("DESCRIPTION", &words.join("\n"));
        }
        calendar.line("END:VEVENT");
    }
}

fn meeting(calendar: &mut Calendar, view: &SpaceView, meeting: &MeetingView, minutes: u32) {
    calendar.line("BEGIN:VEVENT");
    calendar.line(&format!("UID:{}@{}.weft", meeting.id, view.id));
    calendar.line(&format!("DTSTAMP:{STAMP}"));
    calendar.line(&format!("DTSTART:{}", moment(meeting.date, &meeting.time, &meeting.zone)));
    if minutes > 0 {
        calendar.line(&format!("DURATION:PT{minutes}M"));
    }
    calendar.text("SUMMARY", &view.name);
    if !meeting.place.is_empty() {
        calendar.text("LOCATION", &meeting.place);
    }
    let mut words = format!("{} {} ({})", meeting.date, meeting.time, meeting.zone);
    for (person, coming) in &meeting.answers {
        let answer = match coming {
            Coming::Yes => "comes",
            Coming::No => "does not come",
            Coming::Maybe => "is not sure",
        };
        words.push_str(&format!("\n{} {answer}", view.name_of(person)));
    }
    calendar.text("DESCRIPTION", &words);
    calendar.line("END:VEVENT");
}

/// The moment in UTC; where its zone is not known here, the hour as it was written, at whatever place it is read.
fn moment(day: CivilDate, time: &str, zone: &str) -> String {
    let known = || {
        let at = weft_practice::at_utc(day, weft_practice::TimeOfDay::parse(time).ok()?, zone).ok()?;
        let (date, time) = weft_practice::civil_at(at, "UTC").ok()?;
        let (hour, minute) = time.parts();
        Some(format!("{}T{hour:02}{minute:02}00Z", compact(&date.to_string())))
    };
    known().unwrap_or_else(|| {
        let (hour, minute) = weft_practice::TimeOfDay::parse(time).map_or((0, 0), |time| time.parts());
        format!("{}T{hour:02}{minute:02}00", compact(&day.to_string()))
    })
}

fn compact(date: &str) -> String {
    date.replace('-', "")
}

#[derive(Debug, Default)]
struct Calendar {
    out: String,
}

impl Calendar {
    /// Adds a property with text that people typed.
    fn text(&mut self, name: &str, typed: &str) {
        let mut escaped = String::with_capacity(typed.len());
        for c in typed.replace("\r\n", "\n").chars() {
            match c {
                '\\' => escaped.push_str("\\\\"),
                ';' => escaped.push_str("\\;"),
                ',' => escaped.push_str("\\,"),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => escaped.push(' '),
                c => escaped.push(c),
            }
        }
        self.line(&format!("{name}:{escaped}"));
    }

    /// Adds a line, folded after at most 75 octets and never inside a character.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LINE_OCTETS_MAX {
                self.out.push_str("\r\n ");
                octets = 1;
            }
            self.out.push(c);
            octets += c.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_at_75_octets_and_never_inside_a_character() {
        let mut calendar = Calendar::default();
        calendar.text("SUMMARY", &"Käse; Brot, Wein\\\n".repeat(12));
        let lines: Vec<&str> = calendar.out.trim_end().split("\r\n").collect();
        assert!(lines.len() > 2 && lines.iter().all(|line| line.len() <= 75), "{lines:?}");
        assert!(lines.iter().skip(1).all(|line| line.starts_with(' ')));
        let unfolded = calendar.out.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{}\r\n", "Käse\\; Brot\\, Wein\\\\\\n".repeat(12)));
    }
}
