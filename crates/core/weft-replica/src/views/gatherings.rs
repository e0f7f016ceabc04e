//! Gatherings, as their readers see them: what people set, how the wall is laid out, and what clashes.

use super::pages::clash;
use crate::{home::Home, replica::Replica};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{CivilDate, DeviceId, PersonId, text};
use weft_practice::{Session, Span};
use weft_roster::Roster;
use weft_space::page::{
    Answer, Card, Dates, Gathering, Off, Page, PageKindWire, PageName, Register, Spot, Stage,
};
use weft_view::{
    CardState, CardView, Clash, Coming, ComingView, DatesView, DayView, FourSpace, GatheringNote,
    GatheringView, MeetingWithin, SharedView, SpotView, Stage as StageView, WallClashView,
};

/// Minutes of a card on which nobody said them in a way that can be read.
const MINUTES: u32 = 60;
/// Minutes that a session takes up on a wall at least, so that it can be read and pressed.
const MINUTES_DRAWN: u32 = 30;

impl Replica {
    /// The gatherings of a space, by first day and id; those without days last.
    pub(super) fn gatherings(&self, home: &Home) -> Vec<GatheringView> {
        let pages = home.space.pages().iter().filter(|page| page.name().kind == PageKindWire::GATHERING);
        let mut views: Vec<GatheringView> =
            pages.filter_map(|page| Some(self.gathering_view(home, page, &page.gathering().ok()?))).collect();
        let first = |view: &GatheringView| view.dates.as_ref().map(|dates| dates.first);
        views.sort_by(|a, b| {
            (first(a).is_none(), first(a), &a.id).cmp(&(first(b).is_none(), first(b), &b.id))
        });
        views
    }

    fn gathering_view(&self, home: &Home, page: &Page, gathering: &Gathering) -> GatheringView {
        let roster = home.space.roster();
        let line = |register: &Register<String>| {
            register.value().map(|value| text::shown(value)).unwrap_or_default()
        };
        let dates = gathering.dates.value();
        let wall = Wall::of(roster, &gathering.cards);
        let coming = coming(roster, gathering);
        let ring = gathering.ring.value().copied();
        GatheringView {
            id: page.name().key.clone(),
            name: line(&gathering.name),
            question: line(&gathering.question),
            place: line(&gathering.place),
            dates: dates.map(|dates| DatesView {
                first: dates.first,
                last: dates.last,
                nights: weft_practice::nights(dates.first, dates.last).unwrap_or(0),
                zone: text::shown(&dates.zone),
            }),
            ring,
            stage: gathering.stage.value().copied().map_or(StageView::Idea, stage),
            notes: notes(dates, ring, &coming),
            coming,
            days: days(roster, gathering, &wall),
            clashes: wall.clashes(),
            field_clashes: field_clashes(roster, gathering),
            meetings: dates.map(|dates| self.meetings_within(dates)).unwrap_or_default(),
            closed: page.closed().map(|closed| closed.to_string()),
            cards: wall.cards,
            taken_off: wall.taken_off,
        }
    }

    /// The meetings of crews of mine on the days of a gathering; nothing of this travels.
    fn meetings_within(&self, dates: &Dates) -> Vec<MeetingWithin> {
        let mut meetings = BTreeSet::new();
        // A copy that is only read is no crew of mine.
        for home in self.spaces.values().filter(|home| !home.is_copy) {
            let page = home.space.pages().page(&PageName::crew());
            let Some(crew) = page.and_then(|page| page.crew().ok()) else { continue };
            let mut days: Vec<CivilDate> = Vec::new();
            if let Some(rhythm) = crew.rhythm.value()
                && let Some(beat) = rhythm.beat.as_ref().and_then(super::pages::plain_beat)
            {
                days = weft_practice::beat_within(&beat, rhythm.review, dates.first, dates.last);
            }
            let next = crew.meeting.value().map(|set| set.meeting.date);
            days.extend(next.filter(|day| (dates.first..=dates.last).contains(day)));
            let name = self.space_name(home);
            let within = |date| MeetingWithin { date, space: home.id(), name: name.clone() };
            meetings.extend(days.into_iter().map(within));
        }
        meetings.into_iter().collect()
    }
}

/// The cards in the order in which they are read, laid out.
struct Wall {
    cards: Vec<CardView>,
    taken_off: Vec<CardView>,
    /// The cards that stand and have a place, by their place among `cards`.
    sessions: Vec<(usize, Session)>,
}

impl Wall {
    fn of(roster: &Roster, cards: &[Card]) -> Self {
        let mut all: Vec<(CardView, Option<Session>)> =
            cards.iter().map(|card| (card_view(roster, card), session(card))).collect();
        all.sort_by_key(|(view, _)| {
            let spot = view.spot.as_ref();
            (spot.is_none(), spot.map(|spot| (spot.day, spot.start_minute, spot.space)), view.id.clone())
        });
        let mut wall = Self { cards: Vec::new(), taken_off: Vec::new(), sessions: Vec::new() };
        for (view, session) in all {
            match view.state {
                CardState::TakenOff { .. } => wall.taken_off.push(view),
                CardState::Stands | CardState::Unsettled { .. } => {
                    wall.sessions.extend(session.map(|session| (wall.cards.len(), session)));
                    wall.cards.push(view);
                }
            }
        }
        wall.lay_out();
        wall
    }

    /// Gives each place of a card its lane beside those of the same day and space.
    fn lay_out(&mut self) {
        // When each place is taken, and the place itself, by column.
        let mut columns: BTreeMap<(CivilDate, FourSpace), Vec<(Span, &mut SpotView)>> = BTreeMap::new();
        for card in &mut self.cards {
            let minutes = card.minutes.max(MINUTES_DRAWN);
            let others = card.other_spots.iter_mut().map(|(_, spot)| spot);
            for spot in card.spot.iter_mut().chain(others) {
                let starts = i64::from(spot.start_minute);
                let span = Span { starts, ends: starts + i64::from(minutes) };
                columns.entry((spot.day, spot.space)).or_default().push((span, spot));
            }
        }
        for column in columns.into_values() {
            let spans: Vec<Span> = column.iter().map(|(span, _)| *span).collect();
            for ((_, spot), lane) in column.into_iter().zip(weft_practice::lanes(&spans)) {
                (spot.lane, spot.lanes) = (lane.lane, lane.of);
            }
        }
    }

    fn clashes(&self) -> Vec<WallClashView> {
        let sessions: Vec<Session> = self.sessions.iter().map(|(_, session)| session.clone()).collect();
        let id = |place: &usize| {
            let (card, _) = self.sessions.get(*place)?;
            self.cards.get(*card).map(|card| card.id.clone())
        };
        let clashes = weft_practice::clashes(&sessions).into_iter().map(|clash| WallClashView {
            shared: match clash.shared {
                weft_practice::Shared::Site(site) => SharedView::Site(text::shown(&site)),
                weft_practice::Shared::Everyone => SharedView::Everyone,
            },
            cards: clash.sessions.iter().filter_map(id).collect(),
        });
        clashes.collect()
    }
}

fn session(card: &Card) -> Option<Session> {
    let spot = card.spot.value()?;
    Some(Session {
        day: spot.day,
        start: spot.start,
        minutes: card.minutes.value().copied().unwrap_or(MINUTES),
        space: spot.space,
        site: spot.site.clone(),
    })
}

fn card_view(roster: &Roster, card: &Card) -> CardView {
    let line =
        |register: &Register<String>| register.value().map(|value| text::shown(value)).unwrap_or_default();
    let person = |device: &Option<DeviceId>| device.as_ref().and_then(|device| roster.person_of(device));
    let mut other_words = Vec::new();
    clash(&mut other_words, roster, "title", &card.title, |value| text::shown(value));
    clash(&mut other_words, roster, "host", &card.host, |value| text::shown(value));
    clash(&mut other_words, roster, "minutes", &card.minutes, ToString::to_string);
    clash(&mut other_words, roster, "note", &card.note, |value| text::shown(value));
    let others = card.spot.others.iter();
    CardView {
        id: card.id.clone(),
        title: line(&card.title),
        host: line(&card.host),
        note: line(&card.note),
        minutes: card.minutes.value().copied().unwrap_or(MINUTES),
        spot: card.spot.value().map(spot_view),
        other_spots: others.map(|said| (person(&said.device), spot_view(&said.value))).collect(),
        moved_by: card.spot.shown.as_ref().and_then(|said| person(&said.device)),
        other_words,
        state: match &card.off {
            Off::Stands => CardState::Stands,
            Off::TakenOff { by } => CardState::TakenOff { by: person(by) },
            Off::Unsettled { by } => CardState::Unsettled { by: person(by) },
        },
    }
}

fn spot_view(spot: &Spot) -> SpotView {
    let (hour, minute) = spot.start.parts();
    SpotView {
        day: spot.day,
        start: spot.start.to_string(),
        start_minute: u32::from(hour) * 60 + u32::from(minute),
        space: four_space(spot.space),
        site: text::shown(&spot.site),
        lane: 0,
        lanes: 1,
    }
}

fn four_space(space: weft_practice::FourSpace) -> FourSpace {
    match space {
        weft_practice::FourSpace::Solo => FourSpace::Solo,
        weft_practice::FourSpace::Pair => FourSpace::Pair,
        weft_practice::FourSpace::Subgroup => FourSpace::Subgroup,
        weft_practice::FourSpace::Whole => FourSpace::Whole,
    }
}

fn stage(stage: Stage) -> StageView {
    match stage {
        Stage::Idea => StageView::Idea,
        Stage::Called => StageView::Called,
        Stage::Gathering => StageView::Gathering,
        Stage::Closed => StageView::Closed,
    }
}

/// Who said what; a person's words count only from a device of their own.
fn coming(roster: &Roster, gathering: &Gathering) -> Vec<ComingView> {
    let mut said: BTreeMap<PersonId, ComingView> = BTreeMap::new();
    for one in &gathering.people {
        let own = |device: &Option<DeviceId>| {
            device.as_ref().and_then(|device| roster.person_of(device)) == Some(one.person)
        };
        let mut all = one.coming.shown.iter().chain(&one.coming.others);
        let Some(own) = all.find(|said| own(&said.device)) else { continue };
        let answer = match own.value.answer {
            Answer::Yes => Coming::Yes,
            Answer::No => Coming::No,
            Answer::Maybe => Coming::Maybe,
        };
        // Nights that are none of the gathering's any more say nothing.
        let dates = gathering.dates.value();
        let within = |night: &CivilDate| dates.is_none_or(|dates| (dates.first..dates.last).contains(night));
        let nights = own.value.nights.as_ref();
        let nights = nights.map(|nights| nights.iter().copied().filter(within).collect());
        said.insert(one.person, ComingView { person: one.person, answer, nights });
    }
    let order = roster.people_in_order();
    order.into_iter().filter_map(|(person, _)| said.remove(person)).collect()
}

fn days(roster: &Roster, gathering: &Gathering, wall: &Wall) -> Vec<DayView> {
    let Some(dates) = gathering.dates.value() else { return Vec::new() };
    let days = weft_practice::gathering_days(dates.first, dates.last);
    let sessions: Vec<Session> = wall.sessions.iter().map(|(_, session)| session.clone()).collect();
    let empty = weft_practice::empty_spaces(&days, &sessions);
    let day = |(date, empty): (CivilDate, Vec<weft_practice::FourSpace>)| {
        let asked = gathering.days.iter().find(|day| day.day == date);
        let shown = asked.and_then(|asked| asked.journal.value());
        let others = asked.into_iter().flat_map(|asked| &asked.journal.others);
        let person = |device: &Option<DeviceId>| device.as_ref().and_then(|device| roster.person_of(device));
        DayView {
            date,
            journal: shown.map(|question| text::shown(question)).unwrap_or_default(),
            journal_others: others.map(|said| (person(&said.device), text::shown(&said.value))).collect(),
            empty: empty.into_iter().map(four_space).collect(),
        }
    };
    days.into_iter().zip(empty).map(day).collect()
}

fn notes(dates: Option<&Dates>, ring: Option<u32>, coming: &[ComingView]) -> Vec<GatheringNote> {
    let mut notes = Vec::new();
    let nights = dates.and_then(|dates| weft_practice::nights(dates.first, dates.last));
    let few = nights.filter(|nights| *nights < weft_practice::gathering::NIGHTS_WELL);
    notes.extend(few.map(GatheringNote::FewNights));
    let odd = ring.filter(|ring| !weft_practice::gathering::RING_WELL.contains(ring));
    notes.extend(odd.map(GatheringNote::RingSize));
    let yes = coming.iter().filter(|one| one.answer == Coming::Yes).count();
    let yes = u32::try_from(yes).unwrap_or(u32::MAX);
    notes.extend(ring.filter(|ring| yes > *ring).map(|_| GatheringNote::RingFull(yes)));
    notes
}

fn field_clashes(roster: &Roster, gathering: &Gathering) -> Vec<Clash> {
    let mut clashes = Vec::new();
    clash(&mut clashes, roster, "name", &gathering.name, |value| text::shown(value));
    clash(&mut clashes, roster, "question", &gathering.question, |value| text::shown(value));
    clash(&mut clashes, roster, "place", &gathering.place, |value| text::shown(value));
    clash(&mut clashes, roster, "dates", &gathering.dates, |dates| {
        text::shown(&format!("{} to {} ({})", dates.first, dates.last, dates.zone))
    });
    clash(&mut clashes, roster, "ring", &gathering.ring, ToString::to_string);
    clash(&mut clashes, roster, "stage", &gathering.stage, |to| stage(*to).name().to_owned());
    clashes
}
