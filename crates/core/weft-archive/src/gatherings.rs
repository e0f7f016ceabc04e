//! Gatherings: each as JSON, and its wall as a table.

use crate::{
    Files,
    csv::{Table, plain, words},
    json_of,
    names::free_path,
};
use serde::Serialize;
use weft_view::{CardState, CardView, Clash, Coming, GatheringView, SharedView, SpaceView, SpotView};

#[derive(Serialize)]
struct GatheringJson {
    id: String,
    name: String,
    question: String,
    place: String,
    first: Option<String>,
    last: Option<String>,
    zone: Option<String>,
    ring: Option<u32>,
    stage: &'static str,
    coming: Vec<ComingJson>,
    days: Vec<DayJson>,
    cards: Vec<CardJson>,
    taken_off: Vec<CardJson>,
    clashes: Vec<SharedJson>,
    set_apart: Vec<ClashJson>,
}

#[derive(Serialize)]
struct ComingJson {
    person: String,
    name: String,
    comes: &'static str,
    nights: Option<Vec<String>>,
}

#[derive(Serialize)]
struct DayJson {
    date: String,
    journal: String,
    journal_set_apart: Vec<String>,
}

#[derive(Serialize)]
struct CardJson {
    id: String,
    title: String,
    host: String,
    note: String,
    minutes: u32,
    stands: Option<SpotJson>,
    other_spots: Vec<SpotJson>,
    state: &'static str,
    set_apart: Vec<ClashJson>,
}

#[derive(Serialize)]
struct SpotJson {
    day: String,
    start: String,
    space: &'static str,
    site: String,
    by: Option<String>,
}

#[derive(Serialize)]
struct SharedJson {
    share: String,
    cards: Vec<String>,
}

#[derive(Serialize)]
struct ClashJson {
    field: String,
    by: Option<String>,
    value: String,
}

/// Writes `gatherings/`: for each gathering its JSON, and its wall where a card stands on it.
pub(crate) fn write(view: &SpaceView, files: &mut Files) {
    for gathering in &view.gatherings {
        let path = free_path(files, "gatherings", &gathering.name, &gathering.id, "json");
        files.insert(path, json_of(&gathering_json(view, gathering)));
        if !gathering.cards.is_empty() {
            let path = free_path(files, "gatherings", &gathering.name, &gathering.id, "csv");
            files.insert(path, wall(gathering));
        }
    }
}

/// A row per card that stands on the wall, by day and time.
fn wall(gathering: &GatheringView) -> Vec<u8> {
    let mut table =
        Table::new(&["day", "start", "minutes", "space", "place", "title", "host", "note", "card"]);
    for card in &gathering.cards {
        let spot = card.spot.as_ref();
        table.cells([
            plain(spot.map(|spot| spot.day.to_string()).unwrap_or_default()),
            plain(spot.map(|spot| spot.start.clone()).unwrap_or_default()),
            plain(card.minutes),
            plain(spot.map_or("", |spot| spot.space.name())),
            words(spot.map_or("", |spot| spot.site.as_str())),
            words(&card.title),
            words(&card.host),
            words(&card.note),
            plain(&card.id),
        ]);
    }
    table.into_bytes()
}

fn gathering_json(view: &SpaceView, gathering: &GatheringView) -> GatheringJson {
    let coming = gathering.coming.iter().map(|one| ComingJson {
        person: one.person.to_string(),
        name: view.name_of(&one.person),
        comes: match one.answer {
            Coming::Yes => "yes",
            Coming::No => "no",
            Coming::Maybe => "maybe",
        },
        nights: one.nights.as_ref().map(|nights| nights.iter().map(ToString::to_string).collect()),
    });
    let days = gathering.days.iter().map(|day| DayJson {
        date: day.date.to_string(),
        journal: day.journal.clone(),
        journal_set_apart: day.journal_others.iter().map(|(_, words)| words.clone()).collect(),
    });
    let clashes = gathering.clashes.iter().map(|clash| SharedJson {
        share: match &clash.shared {
            SharedView::Site(site) => site.clone(),
            SharedView::Everyone => "everyone".to_owned(),
        },
        cards: clash.cards.clone(),
    });
    let dates = gathering.dates.as_ref();
    GatheringJson {
        id: gathering.id.clone(),
        name: gathering.name.clone(),
        question: gathering.question.clone(),
        place: gathering.place.clone(),
        first: dates.map(|dates| dates.first.to_string()),
        last: dates.map(|dates| dates.last.to_string()),
        zone: dates.map(|dates| dates.zone.clone()),
        ring: gathering.ring,
        stage: gathering.stage.name(),
        coming: coming.collect(),
        days: days.collect(),
        cards: gathering.cards.iter().map(|card| card_json(view, card)).collect(),
        taken_off: gathering.taken_off.iter().map(|card| card_json(view, card)).collect(),
        clashes: clashes.collect(),
        set_apart: set_apart(view, &gathering.field_clashes),
    }
}

fn card_json(view: &SpaceView, card: &CardView) -> CardJson {
    let spot = |spot: &SpotView, by: Option<String>| SpotJson {
        day: spot.day.to_string(),
        start: spot.start.clone(),
        space: spot.space.name(),
        site: spot.site.clone(),
        by,
    };
    CardJson {
        id: card.id.clone(),
        title: card.title.clone(),
        host: card.host.clone(),
        note: card.note.clone(),
        minutes: card.minutes,
        stands: card.spot.as_ref().map(|at| spot(at, card.moved_by.map(|id| view.name_of(&id)))),
        other_spots: card
            .other_spots
            .iter()
            .map(|(by, at)| spot(at, by.map(|id| view.name_of(&id))))
            .collect(),
        state: match card.state {
            CardState::Stands => "stands",
            CardState::TakenOff { .. } => "taken_off",
            CardState::Unsettled { .. } => "unsettled",
        },
        set_apart: set_apart(view, &card.other_words),
    }
}

fn set_apart(view: &SpaceView, clashes: &[Clash]) -> Vec<ClashJson> {
    let each = clashes.iter().flat_map(|clash| {
        clash.others.iter().map(|(by, value)| ClashJson {
            field: clash.field.clone(),
            by: by.map(|id| view.name_of(&id)),
            value: value.clone(),
        })
    });
    each.collect()
}
