//! Gatherings in words and as JSON.

use crate::answer::Answer;
use crate::show::crew::coming_name;
use serde_json::{Value, json};
use weft_view::{Clash, Coming, ComingView, GatheringNote, GatheringView, SpaceView, gathering::find::short};

/// What `weft gathering show SPACE` says where there is none, or several.
pub(crate) fn list(space: &SpaceView) -> Answer {
    let json = json!({
        "space": space.id.to_string(),
        "gatherings": space.gatherings.iter().map(|one| json!({
            "gathering": one.id,
            "name": one.name,
            "stage": one.stage.name(),
            "from": one.dates.as_ref().map(|dates| dates.first.to_string()),
            "to": one.dates.as_ref().map(|dates| dates.last.to_string()),
        })).collect::<Vec<_>>(),
    });
    let mut lines: Vec<String> = space
        .gatherings
        .iter()
        .map(|one| format!("{} ({}): {}, {}", one.name, short(&one.id), one.stage.name(), when(one)))
        .collect();
    if lines.is_empty() {
        lines.push("no gathering yet".to_owned());
    }
    Answer::new(lines.join("\n"), json)
}

/// What `weft gathering show` says of one.
pub(crate) fn gathering(space: &SpaceView, one: &GatheringView) -> Answer {
    let mut lines = vec![format!("{} ({}): {}", one.name, short(&one.id), one.stage.name())];
    if !one.question.is_empty() {
        lines.push(one.question.clone());
    }
    lines.push(format!("when: {}", when(one)));
    lines.push(format!("where: {}", if one.place.is_empty() { "not said yet" } else { &one.place }));
    let (yes, maybe) = (one.count(Coming::Yes), one.count(Coming::Maybe));
    let ring = one.ring.map(|ring| format!(", the ring holds {ring}")).unwrap_or_default();
    lines.push(format!("coming: {yes} yes, {maybe} maybe{ring}"));
    for coming in &one.coming {
        lines.push(format!("  {}: {}", space.name_of(&coming.person), coming_text(coming)));
    }
    lines.extend(one.notes.iter().map(|note| format!("note: {}", note_text(*note))));
    for meeting in &one.meetings {
        lines.push(format!("note: {} meets on {}, on its days", meeting.name, meeting.date));
    }
    lines.extend(one.field_clashes.iter().flat_map(|clash| clash_lines(space, clash)));
    let cards = one.cards.len();
    lines.push(format!(
        "wall: {cards} {}; `weft wall show` shows it",
        if cards == 1 { "card" } else { "cards" }
    ));
    lines.extend(one.closed.iter().map(|why| format!("it can only be read here: {why}")));
    Answer::new(lines.join("\n"), gathering_json(space, one))
}

/// A gathering without its wall.
pub(super) fn gathering_json(space: &SpaceView, one: &GatheringView) -> Value {
    json!({
        "space": space.id.to_string(),
        "gathering": one.id,
        "name": one.name,
        "question": one.question,
        "place": one.place,
        "stage": one.stage.name(),
        "ring": one.ring,
        "from": one.dates.as_ref().map(|dates| dates.first.to_string()),
        "to": one.dates.as_ref().map(|dates| dates.last.to_string()),
        "nights": one.dates.as_ref().map(|dates| dates.nights),
        "zone": one.dates.as_ref().map(|dates| dates.zone.clone()),
        "coming": one.coming.iter().map(|coming| json!({
            "person": coming.person.to_string(),
            "name": space.name_of(&coming.person),
            "coming": coming_name(coming.answer),
            "nights": coming.nights.as_ref()
                .map(|nights| nights.iter().map(ToString::to_string).collect::<Vec<_>>()),
        })).collect::<Vec<_>>(),
        "notes": one.notes.iter().map(|note| note_text(*note)).collect::<Vec<_>>(),
        "meetings": one.meetings.iter().map(|meeting| json!({
            "date": meeting.date.to_string(),
            "space": meeting.space.to_string(),
            "name": meeting.name,
        })).collect::<Vec<_>>(),
        "clashes": one.field_clashes.iter().map(|clash| clash_json(space, clash)).collect::<Vec<_>>(),
        "cards": one.cards.len(),
        "closed": one.closed,
    })
}

/// When a gathering is, in a line.
pub(super) fn when(one: &GatheringView) -> String {
    match &one.dates {
        None => "not said yet".to_owned(),
        Some(dates) => {
            let nights = if dates.nights == 1 { "night" } else { "nights" };
            format!("{} to {}, {} {nights} ({})", dates.first, dates.last, dates.nights, dates.zone)
        }
    }
}

fn coming_text(coming: &ComingView) -> String {
    let answer = coming_name(coming.answer);
    match (coming.answer, &coming.nights) {
        (Coming::No, _) | (_, None) => answer.to_owned(),
        (_, Some(nights)) if nights.is_empty() => format!("{answer}, by day"),
        (_, Some(nights)) => {
            let nights: Vec<String> = nights.iter().map(ToString::to_string).collect();
            format!("{answer}, the nights of {}", nights.join(", "))
        }
    }
}

fn note_text(note: GatheringNote) -> String {
    match note {
        GatheringNote::FewNights(nights) => {
            format!("{nights} nights; three give people time to arrive, open up and part")
        }
        GatheringNote::RingSize(people) => {
            format!("a ring of {people}; 12 to 40 is enough to meet, and few enough to hear each in turn")
        }
        GatheringNote::RingFull(yes) => format!("{yes} said yes, more than the ring holds"),
    }
}

/// What else was set, line by line.
pub(super) fn clash_lines(space: &SpaceView, clash: &Clash) -> Vec<String> {
    let line = |(who, words): &(Option<weft_ids::PersonId>, String)| {
        let who = who.map_or_else(|| "somebody".to_owned(), |id| space.name_of(&id));
        format!("also set for {}, apart, by {who}: {words}", clash.field)
    };
    clash.others.iter().map(line).collect()
}

/// What else was set.
pub(super) fn clash_json(space: &SpaceView, clash: &Clash) -> Value {
    json!({
        "field": clash.field,
        "others": clash.others.iter().map(|(who, words)| json!({
            "person": who.map(|id| id.to_string()),
            "name": who.map(|id| space.name_of(&id)),
            "value": words,
        })).collect::<Vec<_>>(),
    })
}
