//! Pages, as their readers see them.

use crate::{home::Home, pages::kind_and_key};
use std::collections::BTreeMap;
use weft_ids::{DeviceId, PersonId, text};
use weft_roster::Roster;
use weft_space::page::{Answer, Beat, Crew, Meeting, PageKindWire, PageName, Register, Rhythm, Weekday};
use weft_view::{
    Beat as BeatView, Clash, Coming, CrewView, MeetingView, PageState, ProfileView, Weekday as WeekdayView,
};

/// The crew's page; `None` for a pair.
pub(super) fn crew(home: &Home) -> Option<CrewView> {
    if home.space.roster().kind == weft_roster::SpaceKind::Pair {
        return None;
    }
    let page = home.space.pages().page(&PageName::crew()).and_then(|page| page.crew().ok());
    Some(page.map(|crew| crew_view(home.space.roster(), &crew)).unwrap_or_default())
}

fn crew_view(roster: &Roster, crew: &Crew) -> CrewView {
    let line =
        |register: &Register<String>| register.value().map(|value| text::shown(value)).unwrap_or_default();
    let rhythm = crew.rhythm.value();
    let mut clashes = Vec::new();
    clash(&mut clashes, roster, "intention", &crew.intention, |value| text::shown(value));
    clash(&mut clashes, roster, "place", &crew.place, |value| text::shown(value));
    clash(&mut clashes, roster, "rhythm", &crew.rhythm, rhythm_in_words);
    clash(&mut clashes, roster, "meeting", &crew.meeting, |set| meeting_in_words(&set.meeting));
    CrewView {
        intention: line(&crew.intention),
        place: line(&crew.place),
        beat: rhythm.and_then(|rhythm| rhythm.beat.as_ref()).map(beat_view),
        minutes: rhythm.map_or(0, |rhythm| rhythm.minutes),
        meetings: rhythm.map_or(0, |rhythm| rhythm.meetings),
        review: rhythm.map(|rhythm| rhythm.review),
        next: crew.meeting.value().map(|set| MeetingView {
            id: set.id.clone(),
            date: set.meeting.date,
            time: set.meeting.time.to_string(),
            zone: text::shown(&set.meeting.zone),
            at: at(&set.meeting),
            place: text::shown(&set.meeting.place),
            answers: answers(roster, crew),
        }),
        clashes,
    }
}

/// Who answered what; a person's answer counts only from a device of their own.
fn answers(roster: &Roster, crew: &Crew) -> Vec<(PersonId, Coming)> {
    let own = |person: &PersonId, device: &Option<DeviceId>| {
        device.as_ref().and_then(|device| roster.person_of(device)) == Some(*person)
    };
    let answers = crew.answers.iter().filter_map(|answered| {
        let mut said = answered.answer.shown.iter().chain(&answered.answer.others);
        let said = said.find(|said| own(&answered.person, &said.device))?;
        Some((
            answered.person,
            match said.value {
                Answer::Yes => Coming::Yes,
                Answer::No => Coming::No,
                Answer::Maybe => Coming::Maybe,
            },
        ))
    });
    answers.collect()
}

fn at(meeting: &Meeting) -> i64 {
    // A zone that another device knew and this one does not is shown as it was typed, at the same hour in UTC.
    let time = meeting.time.to_string();
    let Ok(time) = weft_practice::TimeOfDay::parse(&time) else { return 0 };
    weft_practice::at_utc(meeting.date, time, &meeting.zone)
        .or_else(|_| weft_practice::at_utc(meeting.date, time, "UTC"))
        .unwrap_or(0)
}

pub(super) fn clash<T>(
    clashes: &mut Vec<Clash>,
    roster: &Roster,
    field: &str,
    register: &Register<T>,
    words: impl Fn(&T) -> String,
) {
    if register.is_clash() {
        let others = register.others.iter();
        let others =
            others.map(|said| (said.device.and_then(|device| roster.person_of(&device)), words(&said.value)));
        clashes.push(Clash { field: field.to_owned(), others: others.collect() });
    }
}

pub(crate) fn meeting_in_words(meeting: &Meeting) -> String {
    text::shown(&format!("{} {} ({}) {}", meeting.date, meeting.time, meeting.zone, meeting.place))
        .trim()
        .to_owned()
}

pub(crate) fn rhythm_in_words(rhythm: &Rhythm) -> String {
    let beat = match &rhythm.beat {
        None => "no rhythm yet".to_owned(),
        Some(Beat::Weekly { day, time }) => format!("every {day:?} at {time}"),
        Some(Beat::Fortnightly { from, time }) => format!("every second week from {from} at {time}"),
        Some(Beat::Monthly { nth, day, time }) => format!("monthly, {day:?} number {nth}, at {time}"),
        Some(Beat::ByHand) => "set by hand".to_owned(),
    };
    format!("{beat}, {} minutes, {} meetings, review on {}", rhythm.minutes, rhythm.meetings, rhythm.review)
}

fn beat_view(beat: &Beat) -> BeatView {
    match beat {
        Beat::Weekly { day, time } => BeatView::Weekly { day: weekday(*day), time: time.to_string() },
        Beat::Fortnightly { from, time } => BeatView::Fortnightly { from: *from, time: time.to_string() },
        Beat::Monthly { nth, day, time } => {
            BeatView::Monthly { nth: *nth, day: weekday(*day), time: time.to_string() }
        }
        Beat::ByHand => BeatView::ByHand,
    }
}

/// A beat as dates are counted by it.
pub(super) fn plain_beat(beat: &Beat) -> Option<weft_practice::Beat> {
    let day = |day: &Weekday| {
        let place = WeekdayView::ALL.iter().position(|one| *one == weekday(*day))?;
        weft_practice::Weekday::ALL.get(place).copied()
    };
    Some(match beat {
        Beat::Weekly { day: on, .. } => weft_practice::Beat::Weekly { day: day(on)? },
        Beat::Fortnightly { from, .. } => weft_practice::Beat::Fortnightly { from: *from },
        Beat::Monthly { nth, day: on, .. } => weft_practice::Beat::Monthly { nth: *nth, day: day(on)? },
        Beat::ByHand => weft_practice::Beat::ByHand,
    })
}

fn weekday(day: Weekday) -> WeekdayView {
    match day {
        Weekday::Monday => WeekdayView::Monday,
        Weekday::Tuesday => WeekdayView::Tuesday,
        Weekday::Wednesday => WeekdayView::Wednesday,
        Weekday::Thursday => WeekdayView::Thursday,
        Weekday::Friday => WeekdayView::Friday,
        Weekday::Saturday => WeekdayView::Saturday,
        Weekday::Sunday => WeekdayView::Sunday,
    }
}

/// What people say of themselves; only words from a device of their own.
pub(super) fn profiles(home: &Home) -> BTreeMap<PersonId, ProfileView> {
    let roster = home.space.roster();
    let mut profiles = BTreeMap::new();
    for page in home.space.pages().iter().filter(|page| page.name().kind == PageKindWire::PROFILE) {
        let Some(person) = PersonId::from_hex(&page.name().key) else { continue };
        let Ok(profile) = page.profile() else { continue };
        let own = |register: &Register<String>| {
            let mut said = register.shown.iter().chain(&register.others);
            let said = said.find(|said| said.device.and_then(|d| roster.person_of(&d)) == Some(person));
            said.map(|said| text::shown(&said.value)).unwrap_or_default()
        };
        profiles.insert(
            person,
            ProfileView { about: own(&profile.about), ask_me_about: own(&profile.ask_me_about) },
        );
    }
    profiles
}

/// Every page's state.
pub(super) fn states(home: &Home) -> Vec<PageState> {
    let pages = home.space.pages().iter().filter_map(|page| {
        let (kind, key) = kind_and_key(page.name());
        Some(PageState {
            kind: kind?,
            key,
            changes: page.changes() as u64,
            closed: page.closed().map(|closed| closed.to_string()),
        })
    });
    pages.collect()
}

/// The page part of the digest that all members share: each page's name, its newest changes, and what it says.
pub(super) fn digest_form(home: &Home) -> Vec<(PageName, Vec<[u8; 32]>, String)> {
    let pages = home.space.pages().iter();
    pages
        .map(|page| {
            let heads = page.heads().iter().map(|head| head.0).collect();
            let words = match page.name().kind {
                PageKindWire::NOTE => page.text().unwrap_or_default(),
                PageKindWire::CREW => page.crew().map(|crew| format!("{crew:?}")).unwrap_or_default(),
                PageKindWire::PROFILE => {
                    page.profile().map(|profile| format!("{profile:?}")).unwrap_or_default()
                }
                PageKindWire::GATHERING => {
                    page.gathering().map(|gathering| format!("{gathering:?}")).unwrap_or_default()
                }
                PageKindWire(_) => String::new(),
            };
            (page.name().clone(), heads, words)
        })
        .collect()
}
