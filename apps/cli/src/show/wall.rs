//! The wall of a gathering as a timetable in words, and as JSON.

use super::gathering::{clash_json, clash_lines, when};
use crate::answer::Answer;
use serde_json::{Value, json};
use weft_ids::{CivilDate, PersonId};
use weft_view::{
    CardState, CardView, DayView, GatheringView, SharedView, SpaceView, SpotView, WallClashView,
    gathering::find::short, today::days_between,
};

/// What `weft wall show` says: day by day, or one day.
pub(crate) fn wall(space: &SpaceView, one: &GatheringView, day: Option<CivilDate>) -> Answer {
    let place = if one.place.is_empty() { String::new() } else { format!(" · {}", one.place) };
    let mut lines = vec![format!("{} · {}{place}", one.name, when(one))];
    let wanted = |date: CivilDate| day.is_none_or(|day| day == date);
    for shown in one.days.iter().filter(|shown| wanted(shown.date)) {
        lines.push(String::new());
        lines.extend(day_lines(space, one, shown));
    }
    // Cards of days that are none of the gathering's, and those that nobody can place.
    let known = |card: &CardView| match &card.spot {
        None => false,
        Some(spot) => one.days.iter().any(|shown| shown.date == spot.day),
    };
    let asked = |card: &CardView| card.spot.as_ref().map_or(day.is_none(), |spot| wanted(spot.day));
    let elsewhere: Vec<&CardView> = one.cards.iter().filter(|card| !known(card) && asked(card)).collect();
    if !elsewhere.is_empty() {
        lines.push(String::new());
        lines.push("on other days:".to_owned());
        for card in elsewhere {
            let day = card.spot.as_ref().map_or_else(|| "no day".to_owned(), |spot| spot.day.to_string());
            lines.push(format!("  {day} {}", card_line(card)));
            lines.extend(card_more(space, card));
        }
    }
    let clashes: Vec<&WallClashView> =
        one.clashes.iter().filter(|clash| day.is_none() || clash_on(one, clash, &wanted)).collect();
    if !clashes.is_empty() {
        lines.push(String::new());
        lines.extend(clashes.iter().map(|clash| clash_line(one, clash)));
    }
    let off: Vec<&CardView> = one.taken_off.iter().filter(|card| asked(card)).collect();
    if !off.is_empty() {
        lines.push(String::new());
        lines.extend(off.iter().map(|card| off_line(space, card)));
    }
    let json = json!({
        "space": space.id.to_string(),
        "gathering": one.id,
        "days": one.days.iter().filter(|shown| wanted(shown.date)).map(|shown| json!({
            "date": shown.date.to_string(),
            "journal": shown.journal,
            "empty": shown.empty.iter().map(|space| space.name()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "cards": one.cards.iter().filter(|card| asked(card)).map(|card| card_json(space, card)).collect::<Vec<_>>(),
        "taken_off": off.iter().map(|card| card_json(space, card)).collect::<Vec<_>>(),
        "clashes": clashes.iter().map(|clash| json!({
            "shared": match &clash.shared {
                SharedView::Site(_) => "place",
                SharedView::Everyone => "everyone",
            },
            "place": match &clash.shared {
                SharedView::Site(site) => Some(site.clone()),
                SharedView::Everyone => None,
            },
            "cards": clash.cards,
        })).collect::<Vec<_>>(),
    });
    Answer::new(lines.join("\n"), json)
}

/// What a change of a card says: the card as it stands.
pub(crate) fn card(space: &SpaceView, one: &GatheringView, card: &CardView) -> Answer {
    let mut lines = match &card.state {
        CardState::TakenOff { .. } => vec![off_line(space, card)],
        CardState::Stands | CardState::Unsettled { .. } => {
            let day = card.spot.as_ref().map_or_else(|| "no day".to_owned(), |spot| day_name(spot.day));
            let mut lines = vec![format!("{day} {}", card_line(card))];
            lines.extend(card_more(space, card));
            lines
        }
    };
    let clashes = one.clashes.iter().filter(|clash| clash.cards.contains(&card.id));
    lines.extend(clashes.map(|clash| clash_line(one, clash)));
    let mut json = card_json(space, card);
    if let Value::Object(object) = &mut json {
        object.insert("gathering".to_owned(), json!(one.id));
        object.insert("space_id".to_owned(), json!(space.id.to_string()));
    }
    Answer::new(lines.join("\n"), json)
}

fn day_lines(space: &SpaceView, one: &GatheringView, shown: &DayView) -> Vec<String> {
    let mut lines = vec![day_name(shown.date)];
    if !shown.journal.is_empty() {
        lines.push(format!("  to take along: {}", shown.journal));
    }
    for (who, words) in &shown.journal_others {
        lines.push(format!("  also to take along, set apart by {}: {words}", name(space, who)));
    }
    let here = |card: &&CardView| card.spot.as_ref().is_some_and(|spot| spot.day == shown.date);
    for card in one.cards.iter().filter(here) {
        lines.push(format!("  {}", card_line(card)));
        lines.extend(card_more(space, card));
    }
    if !shown.empty.is_empty() {
        let empty: Vec<_> = shown.empty.iter().map(|space| space.name()).collect();
        lines.push(format!("  nothing yet in: {}", empty.join(", ")));
    }
    lines
}

/// A card in a line, such as `10:00–11:00  subgroup  Bread · Kitchen · Ana hosts  3fa9c1d2`.
fn card_line(card: &CardView) -> String {
    let (time, four, site) = match &card.spot {
        None => ("--:--".to_owned(), "", ""),
        Some(spot) => {
            (format!("{}–{}", spot.start, ends(spot, card.minutes)), spot.space.name(), spot.site.as_str())
        }
    };
    let mut words = vec![title(card)];
    words.extend((!site.is_empty()).then(|| site.to_owned()));
    words.extend((!card.host.is_empty()).then(|| format!("{} hosts", card.host)));
    format!("{time:<11}  {four:<8}  {}  [{}]", words.join(" · "), short(&card.id))
}

/// What stands under a card: its note, and what people did to it apart.
fn card_more(space: &SpaceView, card: &CardView) -> Vec<String> {
    let mut lines = Vec::new();
    if !card.note.is_empty() {
        lines.push(card.note.clone());
    }
    for (who, spot) in &card.other_spots {
        lines.push(format!("also moved apart, by {}, to {}", name(space, who), spot_text(spot)));
    }
    lines.extend(card.other_words.iter().flat_map(|clash| clash_lines(space, clash)));
    if let CardState::Unsettled { by } = &card.state {
        lines.push(format!(
            "taken off by {} while somebody else changed it; `weft wall keep` or `weft wall remove` settles it",
            name(space, by)
        ));
    }
    lines.into_iter().map(|line| format!("      {line}")).collect()
}

fn off_line(space: &SpaceView, card: &CardView) -> String {
    let by = match &card.state {
        CardState::TakenOff { by } | CardState::Unsettled { by } => name(space, by),
        CardState::Stands => "nobody".to_owned(),
    };
    format!("taken off by {by}: {} [{}]", title(card), short(&card.id))
}

fn clash_line(one: &GatheringView, clash: &WallClashView) -> String {
    let card = |id: &String| {
        let card = one.card(id)?;
        let at = card.spot.as_ref().map(|spot| format!("{} {}", spot.day, spot.start)).unwrap_or_default();
        Some(format!("{} ({at}) [{}]", title(card), short(id)))
    };
    let cards: Vec<String> = clash.cards.iter().filter_map(card).collect();
    let shared = match &clash.shared {
        SharedView::Site(site) => format!("at one time in {site}"),
        SharedView::Everyone => "each asks for everyone at one time".to_owned(),
    };
    format!("clash, {shared}: {}", cards.join(" and "))
}

fn clash_on(one: &GatheringView, clash: &WallClashView, wanted: &impl Fn(CivilDate) -> bool) -> bool {
    let day = |id: &String| one.card(id)?.spot.as_ref().map(|spot| spot.day);
    clash.cards.iter().filter_map(day).any(wanted)
}

fn title(card: &CardView) -> String {
    if card.title.is_empty() { "without a title".to_owned() } else { card.title.clone() }
}

fn name(space: &SpaceView, who: &Option<PersonId>) -> String {
    who.map_or_else(|| "somebody".to_owned(), |id| space.name_of(&id))
}

fn spot_text(spot: &SpotView) -> String {
    let site = if spot.site.is_empty() { String::new() } else { format!(", {}", spot.site) };
    format!("{} {} {}{site}", spot.day, spot.start, spot.space.name())
}

/// When a session ends, as hour and minute; past midnight the hour of the next day.
fn ends(spot: &SpotView, minutes: u32) -> String {
    let end = spot.start_minute.saturating_add(minutes) % 1_440;
    format!("{:02}:{:02}", end / 60, end % 60)
}

/// *Saturday 2026-12-05*.
fn day_name(date: CivilDate) -> String {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    // The third of January 2000 was a Monday.
    let monday = CivilDate::new(2000, 1, 3).map_or(0, |monday| days_between(monday, date));
    let name = usize::try_from(monday.rem_euclid(7)).ok().and_then(|day| DAYS.get(day).copied());
    format!("{} {date}", name.unwrap_or_default())
}

fn spot_json(spot: &SpotView) -> Value {
    json!({
        "day": spot.day.to_string(),
        "start": spot.start,
        "space": spot.space.name(),
        "place": spot.site,
    })
}

fn card_json(space: &SpaceView, card: &CardView) -> Value {
    let (state, by) = match &card.state {
        CardState::Stands => ("stands", None),
        CardState::TakenOff { by } => ("taken_off", *by),
        CardState::Unsettled { by } => ("unsettled", *by),
    };
    json!({
        "card": card.id,
        "title": card.title,
        "host": card.host,
        "note": card.note,
        "minutes": card.minutes,
        "spot": card.spot.as_ref().map(spot_json),
        "other_spots": card.other_spots.iter().map(|(who, spot)| json!({
            "person": who.map(|id| id.to_string()),
            "name": who.map(|id| space.name_of(&id)),
            "spot": spot_json(spot),
        })).collect::<Vec<_>>(),
        "other_words": card.other_words.iter().map(|clash| clash_json(space, clash)).collect::<Vec<_>>(),
        "state": state,
        "taken_off_by": by.map(|id| id.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample::{self, BEN};
    use weft_view::{DatesView, FourSpace, Stage};

    fn card(id: u8, title: &str, host: &str) -> CardView {
        CardView {
            id: format!("{id:02x}").repeat(8),
            title: title.into(),
            host: host.into(),
            note: String::new(),
            minutes: 60,
            spot: Some(spot("10:00", 600, "Kitchen")),
            other_spots: Vec::new(),
            moved_by: None,
            other_words: Vec::new(),
            state: CardState::Stands,
        }
    }

    fn spot(start: &str, start_minute: u32, site: &str) -> SpotView {
        let day = CivilDate::new(2026, 12, 5).unwrap();
        SpotView {
            day,
            start: start.into(),
            start_minute,
            space: FourSpace::Subgroup,
            site: site.into(),
            lane: 0,
            lanes: 1,
        }
    }

    fn winter_fire() -> GatheringView {
        let december = |day| CivilDate::new(2026, 12, day).unwrap();
        let bread = CardView {
            other_spots: vec![(Some(BEN), spot("16:00", 960, "Yard"))],
            ..card(0xb1, "Bread", "Ana")
        };
        let silence = CardView { state: CardState::TakenOff { by: Some(BEN) }, ..card(0xb3, "Silence", "") };
        let day = |date, journal: &str, empty: &[FourSpace]| DayView {
            date,
            journal: journal.into(),
            journal_others: Vec::new(),
            empty: empty.to_vec(),
        };
        GatheringView {
            id: "0a".repeat(8),
            name: "Winter fire".into(),
            question: "What holds us?".into(),
            place: "Long Barn".into(),
            dates: Some(DatesView {
                first: december(4),
                last: december(7),
                nights: 3,
                zone: "Europe/Berlin".into(),
            }),
            ring: Some(30),
            stage: Stage::Called,
            coming: Vec::new(),
            days: vec![
                day(december(4), "", &FourSpace::ALL),
                day(december(5), "What do I carry?", &[FourSpace::Solo, FourSpace::Whole]),
            ],
            cards: vec![bread, card(0xb2, "Soup", "")],
            taken_off: vec![silence],
            clashes: vec![WallClashView {
                shared: SharedView::Site("Kitchen".into()),
                cards: vec!["b1".repeat(8), "b2".repeat(8)],
            }],
            field_clashes: Vec::new(),
            notes: Vec::new(),
            meetings: Vec::new(),
            closed: None,
        }
    }

    #[test]
    fn a_wall_reads_as_a_timetable_with_what_clashes_and_what_is_empty() {
        let view = sample::crew_and_pair();
        let space = view.spaces[0].as_ref();
        let one = winter_fire();
        let Answer { text, json } = wall(space, &one, None);
        assert!(text.contains("Saturday 2026-12-05\n  to take along: What do I carry?"), "{text}");
        assert!(text.contains("10:00–11:00  subgroup  Bread · Kitchen · Ana hosts  [b1b1b1b1]"), "{text}");
        assert!(text.contains("also moved apart, by Ben, to 2026-12-05 16:00 subgroup, Yard"), "{text}");
        assert!(text.contains("nothing yet in: self, whole"), "{text}");
        assert!(
            text.contains("clash, at one time in Kitchen: Bread (2026-12-05 10:00) [b1b1b1b1] and Soup"),
            "{text}"
        );
        assert!(text.contains("taken off by Ben: Silence"), "{text}");
        assert_eq!(json["cards"][0]["other_spots"][0]["name"], json!("Ben"));
        assert_eq!(json["clashes"][0]["place"], json!("Kitchen"));
        let other = wall(space, &one, CivilDate::new(2026, 12, 4));
        assert!(!other.text.contains("Bread"), "{}", other.text);
        assert_eq!(other.json["clashes"], json!([]));
    }
}
