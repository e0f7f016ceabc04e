//! What holds of a gathering: its nights and days, which sessions of its wall clash, and how a day is laid out.
//!
//! Everything is a function of its arguments and total over them: a wall from another device may hold anything.

use crate::{
    beat::{Beat, next_dates},
    days::{days_between, plus_days},
    time::TimeOfDay,
};
use std::{cmp::Reverse, collections::BTreeMap, collections::BinaryHeap, ops::RangeInclusive};
use weft_ids::CivilDate;

/// Nights from which a gathering is one: fewer are noted, never refused.
pub const NIGHTS_WELL: u32 = 3;
/// People for whom a gathering is well sized: more than a dozen, and few enough to be heard in turn.
pub const RING_WELL: RangeInclusive<u32> = 12..=40;
/// Days of one gathering at most, so that a wall is bounded.
pub const DAYS_MAX: u32 = 31;
/// Seconds that one voice takes in a circle, for saying how long a round is.
pub const VOICE_SECONDS: u32 = 90;

/// The four spaces that a gathering visits each day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FourSpace {
    /// Each alone: a walk, a journal.
    Solo,
    /// Two people.
    Pair,
    /// Four to six people.
    Subgroup,
    /// Everyone in one circle.
    Whole,
}

impl FourSpace {
    /// All four, from the smallest.
    pub const ALL: [FourSpace; 4] = [FourSpace::Solo, FourSpace::Pair, FourSpace::Subgroup, FourSpace::Whole];

    /// The word that stands for it on a wall.
    pub fn word(self) -> &'static str {
        match self {
            FourSpace::Solo => "self",
            FourSpace::Pair => "pair",
            FourSpace::Subgroup => "subgroup",
            FourSpace::Whole => "whole",
        }
    }

    /// Reads [`FourSpace::word`].
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|space| space.word() == word)
    }
}

/// A session of a wall, as far as the rules look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The day on which it begins.
    pub day: CivilDate,
    /// When it begins.
    pub start: TimeOfDay,
    /// How long it takes, in minutes; it may run past midnight.
    pub minutes: u32,
    /// Which of the four spaces it is in.
    pub space: FourSpace,
    /// The place on site; empty where none is said.
    pub site: String,
}

/// From when to when something is, in minutes of any count; it ends before `ends`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first minute.
    pub starts: i64,
    /// The minute after the last.
    pub ends: i64,
}

impl Span {
    /// Whether both are on at one moment.
    pub fn overlaps(&self, other: &Span) -> bool {
        self.starts < other.ends && other.starts < self.ends
    }
}

/// Where a block stands among those that overlap with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    /// Which lane, from 0.
    pub lane: u32,
    /// How many lanes there are beside each other at this place, at least 1.
    pub of: u32,
}

/// What two or more sessions cannot share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// One place on site, in the words of the session that begins first.
    Site(String),
    /// Everyone: two circles of the whole at once.
    Everyone,
}

/// Sessions that are in one place, or ask for everyone, at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallClash {
    /// What they cannot share.
    pub shared: Shared,
    /// Which sessions, by their place in what was asked about, in order of their beginning; two at least.
    pub sessions: Vec<usize>,
}

/// Returns how many nights lie between the first and the last day; `None` where the last comes first or is no day.
pub fn nights(first: CivilDate, last: CivilDate) -> Option<u32> {
    u32::try_from(days_between(first, last)?).ok()
}

/// Returns the days from the first to the last, at most [`DAYS_MAX`]; none where the last comes first.
pub fn days(first: CivilDate, last: CivilDate) -> Vec<CivilDate> {
    let Some(nights) = nights(first, last) else { return Vec::new() };
    let count = nights.saturating_add(1).min(DAYS_MAX);
    (0..count).filter_map(|day| plus_days(first, i32::try_from(day).ok()?)).collect()
}

/// Returns the sessions that clash: those in one named place at one time, and circles of the whole at one time.
///
/// Sessions that overlap in a chain are one clash. The places are compared without case and space around them.
pub fn clashes(sessions: &[Session]) -> Vec<WallClash> {
    let mut by_site: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut whole = Vec::new();
    for (place, session) in sessions.iter().enumerate() {
        let site = session.site.trim().to_lowercase();
        if !site.is_empty() {
            by_site.entry(site).or_default().push(place);
        }
        if session.space == FourSpace::Whole {
            whole.push(place);
        }
    }
    let mut found = Vec::new();
    // Which clash of places a session is in: one at most, since it is in one place.
    let mut at_site: BTreeMap<usize, usize> = BTreeMap::new();
    for group in by_site.values().flat_map(|places| chains(sessions, places)) {
        let first = group.first().and_then(|place| sessions.get(*place));
        let site = first.map(|session| session.site.trim().to_owned()).unwrap_or_default();
        at_site.extend(group.iter().map(|place| (*place, found.len())));
        found.push(WallClash { shared: Shared::Site(site), sessions: group });
    }
    // Where circles of the whole share the place as well, the place has said it.
    for group in chains(sessions, &whole) {
        let first = group.first().and_then(|place| at_site.get(place));
        if first.is_none() || group.iter().any(|place| at_site.get(place) != first) {
            found.push(WallClash { shared: Shared::Everyone, sessions: group });
        }
    }
    found.sort_by_key(|clash| clash.sessions.first().copied());
    found
}

/// The groups of at least two of these sessions in which each overlaps another, by when they begin.
fn chains(sessions: &[Session], places: &[usize]) -> Vec<Vec<usize>> {
    let spans = places.iter().filter_map(|place| Some((sessions.get(*place).and_then(span)?, *place)));
    let mut spans: Vec<(Span, usize)> = spans.collect();
    spans.sort_by_key(|(span, place)| (span.starts, *place));
    let mut groups: Vec<(i64, Vec<usize>)> = Vec::new();
    for (span, place) in spans {
        match groups.last_mut() {
            Some((ends, group)) if span.starts < *ends => {
                group.push(place);
                *ends = span.ends.max(*ends);
            }
            Some(_) | None => groups.push((span.ends, vec![place])),
        }
    }
    groups.into_iter().map(|(_, group)| group).filter(|group| group.len() > 1).collect()
}

/// When a session is, in minutes since a day that is the same for all; `None` where its day is no day.
pub fn span(session: &Session) -> Option<Span> {
    let epoch = CivilDate::new(2000, 1, 1)?;
    let (hour, minute) = session.start.parts();
    let day = i64::from(days_between(epoch, session.day)?);
    let starts = day * 1_440 + i64::from(hour) * 60 + i64::from(minute);
    Some(Span { starts, ends: starts + i64::from(session.minutes.max(1)) })
}

/// Returns a lane for each block, so that no two that overlap share one, with as few lanes as there can be.
///
/// Blocks that overlap in a chain get the same number of lanes. The lane of a block depends on all blocks, in no order.
pub fn lanes(spans: &[Span]) -> Vec<Lane> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|place| spans.get(*place).map(|span| (span.starts, Reverse(span.ends), *place)));
    let mut laid = vec![Lane { lane: 0, of: 1 }; spans.len()];
    let mut chain: Vec<usize> = Vec::new();
    let mut ends = i64::MIN;
    // When each lane is free again, the earliest first, and lanes that are free, the leftmost first.
    let mut busy: BinaryHeap<Reverse<(i64, u32)>> = BinaryHeap::new();
    let mut free: BinaryHeap<Reverse<u32>> = BinaryHeap::new();
    let mut used = 0;
    for place in order {
        let Some(span) = spans.get(place) else { continue };
        if span.starts >= ends {
            close(&mut laid, &mut chain, used);
            (busy, free, used) = (BinaryHeap::new(), BinaryHeap::new(), 0);
        }
        while let Some(Reverse((free_at, lane))) = busy.peek().copied() {
            if free_at > span.starts {
                break;
            }
            busy.pop();
            free.push(Reverse(lane));
        }
        let lane = free.pop().map_or(used, |Reverse(lane)| lane);
        used = used.max(lane + 1);
        busy.push(Reverse((span.ends, lane)));
        if let Some(one) = laid.get_mut(place) {
            one.lane = lane;
        }
        chain.push(place);
        ends = ends.max(span.ends);
    }
    close(&mut laid, &mut chain, used);
    laid
}

fn close(laid: &mut [Lane], chain: &mut Vec<usize>, used: u32) {
    for place in chain.drain(..) {
        if let Some(one) = laid.get_mut(place) {
            one.of = used.max(1);
        }
    }
}

/// Returns for each day which of the four spaces nothing stands in.
pub fn empty_spaces(days: &[CivilDate], sessions: &[Session]) -> Vec<Vec<FourSpace>> {
    let filled: std::collections::BTreeSet<(CivilDate, FourSpace)> =
        sessions.iter().map(|session| (session.day, session.space)).collect();
    let empty = |day: &CivilDate| {
        FourSpace::ALL.into_iter().filter(|space| !filled.contains(&(*day, *space))).collect()
    };
    days.iter().map(empty).collect()
}

/// Returns the dates of a crew's beat that fall into the days of a gathering, until the crew's review.
pub fn beat_within(beat: &Beat, review: CivilDate, first: CivilDate, last: CivilDate) -> Vec<CivilDate> {
    let most = DAYS_MAX as usize;
    let dates = next_dates(beat, first, most).unwrap_or_default();
    dates.into_iter().filter(|date| *date <= last && *date <= review).collect()
}
