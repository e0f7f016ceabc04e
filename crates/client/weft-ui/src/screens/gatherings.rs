//! Gatherings: all of them, and what their pages share.

mod block;
mod call;
mod card;
mod day;
mod list;
mod one;
mod spot;
mod table;

use crate::{
    cx::Cx,
    dates, icons,
    parts::{Press, card as card_ui, gap, heading, muted, row_min, small, tile, two},
    screens::{empty, gone, head},
    state::Screen,
    tokens::{Tokens, Tone, tokens},
};
use egui::Ui;
use std::sync::Arc;
use weft_ids::{CivilDate, PersonId, SpaceId};
use weft_view::{
    CardView, Coming, FourSpace, GatheringChange, GatheringCommand, GatheringView, SpaceKind, SpaceView,
    SpotView, Stage,
};

/// A page of a gathering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GatheringScreen {
    /// All of them.
    All,
    /// Calling one.
    Call,
    /// One of them.
    One(SpaceId, String),
    /// One of its days.
    Day(SpaceId, String, CivilDate),
    /// Placing a card on a day.
    Place(SpaceId, String, CivilDate),
    /// A card of its wall.
    Card(SpaceId, String, String),
}

impl GatheringScreen {
    /// The space it is in, where it is in one.
    pub(crate) fn space(&self) -> Option<&SpaceId> {
        match self {
            GatheringScreen::All | GatheringScreen::Call => None,
            GatheringScreen::One(space, _)
            | GatheringScreen::Day(space, ..)
            | GatheringScreen::Place(space, ..)
            | GatheringScreen::Card(space, ..) => Some(space),
        }
    }
}

/// A gathering and the space that holds it.
struct At<'a> {
    space: &'a Arc<SpaceView>,
    one: &'a GatheringView,
}

impl At<'_> {
    fn command(&self, change: GatheringChange) -> weft_view::Command {
        let gathering = self.one.id.clone();
        weft_view::Command::Gathering(GatheringCommand::Change { space: self.space.id, gathering, change })
    }

    fn is_writable(&self) -> bool {
        self.space.read_only.is_none() && self.one.closed.is_none()
    }

    fn screen(&self) -> Screen {
        Screen::Gathering(GatheringScreen::One(self.space.id, self.one.id.clone()))
    }

    fn day(&self, day: CivilDate) -> Screen {
        Screen::Gathering(GatheringScreen::Day(self.space.id, self.one.id.clone(), day))
    }

    fn card(&self, card: &str) -> Screen {
        Screen::Gathering(GatheringScreen::Card(self.space.id, self.one.id.clone(), card.to_owned()))
    }
}

/// Whether there is anything to show here: a gathering, or a congregation that could call one.
pub(crate) fn has_begun(cx: &Cx<'_>) -> bool {
    cx.view.spaces.iter().any(|space| {
        !space.gatherings.is_empty() || matches!(space.kind, SpaceKind::Congregation | SpaceKind::Gathering)
    })
}

/// Draws one of the pages.
pub(crate) fn show(ui: &mut Ui, cx: &mut Cx<'_>, screen: &GatheringScreen) {
    let at = |space: &SpaceId, gathering: &str| {
        let space = cx.view.space(space)?;
        let one = space.gatherings.iter().find(|one| one.id == gathering)?;
        Some(At { space, one })
    };
    match screen {
        GatheringScreen::All => all(ui, cx),
        GatheringScreen::Call => call::show(ui, cx),
        GatheringScreen::One(space, id) => match at(space, id) {
            Some(at) => one::show(ui, cx, &at),
            None => gone(ui, cx),
        },
        GatheringScreen::Day(space, id, day) => match at(space, id) {
            Some(at) => day::show(ui, cx, &at, *day),
            None => gone(ui, cx),
        },
        GatheringScreen::Place(space, id, day) => match at(space, id) {
            Some(at) => card::place(ui, cx, &at, *day),
            None => gone(ui, cx),
        },
        GatheringScreen::Card(space, id, card) => match at(space, id) {
            Some(at) => card::show(ui, cx, &at, card),
            None => gone(ui, cx),
        },
    }
}

/// The spaces in which a gathering can be called: congregations first.
fn callable<'a>(cx: &Cx<'a>) -> Vec<&'a Arc<SpaceView>> {
    let fits = |space: &&Arc<SpaceView>| {
        space.read_only.is_none() && !matches!(space.kind, SpaceKind::Pair | SpaceKind::Own)
    };
    let mut spaces: Vec<_> = cx.view.spaces.iter().filter(fits).collect();
    spaces.sort_by_key(|space| matches!(space.kind, SpaceKind::Crew));
    spaces
}

fn all(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    let all: Vec<At<'_>> = cx
        .view
        .spaces
        .iter()
        .flat_map(|space| space.gatherings.iter().map(move |one| At { space, one }))
        .collect();
    let can_call = !callable(cx).is_empty();
    let call = words.gathering_call();
    if all.is_empty() {
        head(ui, cx, &words.page_gatherings(), "", |_, _| {});
        let action = if can_call { call.as_str() } else { "" };
        let (name, line) = (words.gatherings_empty(), words.gatherings_empty_line());
        if empty(ui, icons::TENT, t.moss, &name, &line, action) {
            cx.go(Screen::Gathering(GatheringScreen::Call));
        }
        return;
    }
    head(ui, cx, &words.page_gatherings(), &words.gatherings_line(), |ui, cx| {
        if can_call && Press::primary(&call).icon(icons::PLUS).show(ui) {
            cx.go(Screen::Gathering(GatheringScreen::Call));
        }
    });
    for at in &all {
        card_ui(ui, |ui| gathering_row(ui, cx, at));
        gap(ui, 12.0);
    }
}

fn gathering_row(ui: &mut Ui, cx: &mut Cx<'_>, at: &At<'_>) {
    let words = cx.words;
    let t = tokens(ui);
    row_min(
        ui,
        cx,
        52.0,
        260.0,
        |ui, cx| {
            tile(ui, icons::TENT, if at.one.stage == Stage::Closed { t.plum } else { t.moss }, 44.0);
            gap(ui, 6.0);
            two(
                ui,
                |ui| drop(heading(ui, &at.one.name)),
                |ui| {
                    muted(ui, &when_and_where(cx, at.one));
                    let coming = at.one.count(Coming::Yes) as i64;
                    let line =
                        [stage_word(cx, at.one.stage), words.gathering_coming(coming), at.space.name.clone()];
                    small(ui, &line.join("  ·  "));
                },
            );
        },
        |ui, cx| {
            if Press::secondary(words.open()).said(words.open_gathering(&at.one.name)).show(ui) {
                cx.go(at.screen());
            }
        },
    );
}

/// *4 December to 7 December · 3 nights · Long Barn*.
fn when_and_where(cx: &Cx<'_>, one: &GatheringView) -> String {
    let words = cx.words;
    let when = match &one.dates {
        None => words.gathering_no_days(),
        Some(dates) => words.gathering_when(
            &cx.day_short(dates.first),
            &cx.day_short(dates.last),
            &words.nights(i64::from(dates.nights)),
        ),
    };
    if one.place.is_empty() { when } else { format!("{when}  ·  {}", one.place) }
}

fn stage_word(cx: &Cx<'_>, stage: Stage) -> String {
    match stage {
        Stage::Idea => cx.words.stage_idea(),
        Stage::Called => cx.words.stage_called(),
        Stage::Gathering => cx.words.stage_gathering(),
        Stage::Closed => cx.words.stage_closed(),
    }
}

/// A space of the four: its icon, its tone and its name.
fn four(cx: &Cx<'_>, t: &Tokens, space: FourSpace) -> (&'static str, Tone, String) {
    match space {
        FourSpace::Solo => (icons::USER, t.plum, cx.words.space_solo()),
        FourSpace::Pair => (icons::USERS, t.clay, cx.words.space_pair()),
        FourSpace::Subgroup => (icons::CIRCLES_THREE, t.sky, cx.words.space_subgroup()),
        FourSpace::Whole => (icons::USERS_THREE, t.moss, cx.words.space_whole()),
    }
}

/// *in pairs and in small groups*.
fn spaces_in(cx: &Cx<'_>, spaces: &[FourSpace]) -> String {
    let word = |space: &FourSpace| match space {
        FourSpace::Solo => cx.words.space_solo_in(),
        FourSpace::Pair => cx.words.space_pair_in(),
        FourSpace::Subgroup => cx.words.space_subgroup_in(),
        FourSpace::Whole => cx.words.space_whole_in(),
    };
    crate::cx::join_names(cx.words, &spaces.iter().map(word).collect::<Vec<_>>())
}

/// A card's title, or words where it has none.
fn title_of(cx: &Cx<'_>, card: &CardView) -> String {
    if card.title.is_empty() { cx.words.card_untitled() } else { card.title.clone() }
}

/// *10:00 to 11:00*.
fn times(cx: &Cx<'_>, spot: &SpotView, minutes: u32) -> String {
    cx.words.card_times(&spot.start, &clock(spot.start_minute.saturating_add(minutes)))
}

/// Minutes after midnight as hour and minute; past midnight those of the next day.
fn clock(minute: u32) -> String {
    let minute = minute % 1_440;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// *Saturday 5 December, 10:00 to 11:00 · Small groups · Kitchen*.
fn spot_text(cx: &Cx<'_>, t: &Tokens, spot: &SpotView, minutes: u32) -> String {
    let (_, _, space) = four(cx, t, spot.space);
    let mut parts = vec![format!("{}, {}", cx.day(spot.day), times(cx, spot, minutes)), space];
    parts.extend((!spot.site.is_empty()).then(|| spot.site.clone()));
    parts.join("  ·  ")
}

/// The places of a card on a day: the shown one, and those to which it was moved apart.
fn spots_on(card: &CardView, day: CivilDate) -> impl Iterator<Item = (&SpotView, bool)> {
    let others = card.other_spots.iter().map(|(_, spot)| (spot, true));
    card.spot.iter().map(|spot| (spot, false)).chain(others).filter(move |(spot, _)| spot.day == day)
}

/// Minutes after midnight in a gathering's zone, where this is its day.
fn now_on(cx: &Cx<'_>, one: &GatheringView, day: CivilDate) -> Option<u32> {
    let zone = one.dates.as_ref().map_or(cx.zone, |dates| dates.zone.as_str());
    let (today, time) = dates::local(cx.now_ms, zone)?;
    let (hour, minute) = time.split_once(':')?;
    let minutes = hour.parse::<u32>().ok()? * 60 + minute.parse::<u32>().ok()?;
    (today == day).then_some(minutes)
}

/// A person's name, or words for nobody.
fn name_words(cx: &Cx<'_>, at: &At<'_>, who: Option<&PersonId>) -> String {
    who.map_or_else(|| cx.words.somebody(), |person| cx.name(at.space, person))
}

/// A page by its plain name, for pictures; of the first gathering there is, on its second day.
pub(crate) fn named(name: &str, view: &weft_view::View) -> Option<GatheringScreen> {
    match name {
        "gatherings" => return Some(GatheringScreen::All),
        "gathering-call" => return Some(GatheringScreen::Call),
        _ => {}
    }
    let space = view.spaces.iter().find(|space| !space.gatherings.is_empty())?;
    let one = space.gatherings.first()?;
    let (id, gathering) = (space.id, one.id.clone());
    let day = one.days.get(1).or(one.days.first()).map(|day| day.date);
    match name {
        "gathering" => Some(GatheringScreen::One(id, gathering)),
        "gathering-day" => Some(GatheringScreen::Day(id, gathering, day?)),
        "gathering-place" => Some(GatheringScreen::Place(id, gathering, day?)),
        "gathering-card" => {
            let apart = one.cards.iter().find(|card| !card.other_spots.is_empty());
            Some(GatheringScreen::Card(id, gathering, apart.or(one.cards.first())?.id.clone()))
        }
        _ => None,
    }
}
