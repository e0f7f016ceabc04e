//! A congregation with a gathering: a day as it can be, one where people worked apart, and one that is full.

use super::build;
use std::sync::Arc;
use weft_ids::CivilDate;
use weft_view::{
    CardState, CardView, Clash, Coming, ComingView, DatesView, DayView, FourSpace, GatheringNote,
    GatheringView, MeetingWithin, SharedView, SpaceKind, SpaceView, SpotView, Stage, View, WallClashView,
};

/// Ana's crew and pairs, and the congregation in which a gathering begins on `first`.
pub fn gathering(first: CivilDate) -> View {
    with(winter_fire(first))
}

/// The same where two laptops worked on the wall apart.
pub fn gathering_apart(first: CivilDate) -> View {
    let mut one = winter_fire(first);
    let saturday = crate::dates::after(first, 1);
    let ben = Some(build::person(2));
    let mut moved = None;
    for card in &mut one.cards {
        match card.title.as_str() {
            "Money talk" => {
                let elsewhere = spot(saturday, 16, 30, FourSpace::Subgroup, "Yard");
                card.other_spots = vec![(ben, elsewhere)];
                card.moved_by = Some(build::person(3));
                card.other_words = vec![Clash {
                    field: "host".to_owned(),
                    others: vec![(ben, "Ben and Mara".to_owned()), (None, "the hosts".to_owned())],
                }];
            }
            "Walk and talk" => card.state = CardState::Unsettled { by: ben },
            "Bread for thirty" => moved = card.spot.as_ref().map(|_| card.id.clone()),
            _ => {}
        }
    }
    let mut soup =
        card(40, "Soup for the evening", "Dev", 60, spot(saturday, 15, 0, FourSpace::Subgroup, "kitchen"));
    if let Some(spot) = &mut soup.spot {
        (spot.lane, spot.lanes) = (1, 2);
    }
    for card in &mut one.cards {
        if matches!(card.title.as_str(), "Bread for thirty" | "Evening circle")
            && let Some(spot) = &mut card.spot
        {
            spot.lanes = 2;
        }
    }
    let mut fire = card(42, "Songs by the fire", "Kit", 60, spot(saturday, 20, 30, FourSpace::Whole, "Fire"));
    if let Some(spot) = &mut fire.spot {
        (spot.lane, spot.lanes) = (1, 2);
    }
    one.clashes = vec![
        WallClashView {
            shared: SharedView::Site("Kitchen".to_owned()),
            cards: moved.into_iter().chain([soup.id.clone()]).collect(),
        },
        WallClashView { shared: SharedView::Everyone, cards: vec!["0b".repeat(8), fire.id.clone()] },
    ];
    one.cards.extend([soup, fire]);
    one.cards.sort_by_key(|card| card.spot.as_ref().map(|spot| (spot.day, spot.start_minute, spot.space)));
    one.taken_off = vec![CardView {
        state: CardState::TakenOff { by: Some(build::person(4)) },
        ..card(41, "Silent breakfast", "", 45, spot(saturday, 7, 0, FourSpace::Whole, ""))
    }];
    one.field_clashes = vec![
        Clash { field: "place".to_owned(), others: vec![(ben, "The old mill".to_owned())] },
        Clash {
            field: "dates".to_owned(),
            others: vec![(None, "2026-12-11 to 2026-12-14 (Europe/Berlin)".to_owned())],
        },
    ];
    if let Some(day) = one.days.get_mut(1) {
        day.journal_others = vec![(ben, "What do I leave here?".to_owned())];
    }
    one.notes = vec![GatheringNote::FewNights(2), GatheringNote::RingSize(60), GatheringNote::RingFull(61)];
    one.meetings =
        vec![MeetingWithin { date: saturday, space: build::space(1), name: "Kiln Crew".to_owned() }];
    with(one)
}

/// The same with words as long as they may be, on a wall that holds more than a day can.
pub fn gathering_full(first: CivilDate) -> View {
    let mut one = winter_fire(first);
    let long = |text: &str| {
        format!("{text} {}", "of all that we bring and leave ".repeat(20)).chars().take(60).collect()
    };
    one.name = long("Winter fire");
    one.question = "What holds us when nothing else does, and who says so? ".repeat(9);
    one.place = format!("https://example.org/{}", "barn".repeat(60));
    let saturday = crate::dates::after(first, 1);
    for number in 0..150_u8 {
        let four = FourSpace::ALL.get(usize::from(number % 4)).copied().unwrap_or(FourSpace::Whole);
        let at = spot(saturday, 8 + u32::from(number % 12), 0, four, "The long loft above the old stable");
        let mut card = card(100_u8.wrapping_add(number), &long("Session"), "", 60, at);
        card.host = "Bartholomew-Maximilian von und zu Hohenstein-Ried".to_owned();
        card.note = "Bring an apron, a cup, and one thing that you can let go of. ".repeat(8);
        if let Some(spot) = &mut card.spot {
            (spot.lane, spot.lanes) = (u32::from(number) / 12, 13);
        }
        one.cards.push(card);
    }
    with(one)
}

fn with(one: GatheringView) -> View {
    let mut view = super::rich();
    view.spaces.insert(0, Arc::new(congregation(one)));
    view
}

fn congregation(one: GatheringView) -> SpaceView {
    let mut space = build::space_view(6, SpaceKind::Congregation, "Hollow Oak");
    let names = ["Ana", "Ben", "Chi", "Dev", "Mara", "Tomás", "Rosa", "Jun", "Kit", "Noor", "Ida", "Per"];
    for (number, name) in (1..).zip(names) {
        space.people.push(build::member(number, name, "laptop", number == 1));
    }
    space.gatherings = vec![one];
    space
}

fn winter_fire(first: CivilDate) -> GatheringView {
    let day = |ahead| crate::dates::after(first, ahead);
    let (friday, saturday, sunday) = (day(0), day(1), day(2));
    let coming = |number, answer, nights| ComingView { person: build::person(number), answer, nights };
    let whole = |number, title: &str, host: &str, minutes, on, hour, minute, site: &str| {
        card(number, title, host, minutes, spot(on, hour, minute, FourSpace::Whole, site))
    };
    let group = |number, title: &str, host: &str, minutes, hour, lane: (u32, u32), site: &str| {
        let mut at = spot(saturday, hour, 0, FourSpace::Subgroup, site);
        (at.lane, at.lanes) = lane;
        card(number, title, host, minutes, at)
    };
    let cards = vec![
        whole(1, "Arrivals and soup", "the kitchen", 120, friday, 17, 0, "Kitchen"),
        whole(2, "Opening circle", "Mara", 60, friday, 20, 0, "Barn"),
        card(3, "Morning walk or quiet", "", 60, spot(saturday, 8, 0, FourSpace::Solo, "Anywhere")),
        whole(4, "Morning circle", "Mara", 60, saturday, 9, 0, "Barn"),
        card(5, "Pairs: listen and be heard", "Kit", 80, spot(saturday, 10, 0, FourSpace::Pair, "")),
        group(6, "Money talk", "Rosa", 90, 11, (0, 2), "Loft"),
        group(7, "Case clinic", "Tomás", 55, 11, (1, 2), "Yard"),
        whole(8, "Lunch", "Kiln Crew", 90, saturday, 13, 0, "Kitchen"),
        group(9, "Bread for thirty", "Ana", 90, 15, (0, 1), "Kitchen"),
        card(10, "Walk and talk", "", 60, spot(saturday, 16, 0, FourSpace::Pair, "River path")),
        whole(11, "Evening circle", "Ben", 90, saturday, 20, 0, "Barn"),
    ];
    let days = [
        (friday, "", vec![FourSpace::Solo, FourSpace::Pair, FourSpace::Subgroup]),
        (saturday, "What do I carry that is not mine?", Vec::new()),
        (sunday, "Whom have I not heard yet?", FourSpace::ALL.to_vec()),
        (day(3), "", FourSpace::ALL.to_vec()),
    ];
    GatheringView {
        id: "0a".repeat(8),
        name: "Winter fire".to_owned(),
        question: "What holds us?".to_owned(),
        place: "Long Barn".to_owned(),
        dates: Some(DatesView { first, last: day(3), nights: 3, zone: super::ZONE.to_owned() }),
        ring: Some(24),
        stage: Stage::Called,
        coming: vec![
            coming(1, Coming::Yes, None),
            coming(2, Coming::Yes, Some(vec![friday, saturday])),
            coming(3, Coming::Maybe, None),
            coming(4, Coming::No, None),
            coming(5, Coming::Yes, None),
            coming(6, Coming::Yes, Some(Vec::new())),
        ],
        days: days
            .into_iter()
            .map(|(date, journal, empty)| DayView {
                date,
                journal: journal.to_owned(),
                journal_others: Vec::new(),
                empty,
            })
            .collect(),
        cards,
        taken_off: Vec::new(),
        clashes: Vec::new(),
        field_clashes: Vec::new(),
        notes: Vec::new(),
        meetings: Vec::new(),
        closed: None,
    }
}

fn spot(day: CivilDate, hour: u32, minute: u32, space: FourSpace, site: &str) -> SpotView {
    SpotView {
        day,
        start: format!("{hour:02}:{minute:02}"),
        start_minute: hour * 60 + minute,
        space,
        site: site.to_owned(),
        lane: 0,
        lanes: 1,
    }
}

fn card(number: u8, title: &str, host: &str, minutes: u32, spot: SpotView) -> CardView {
    CardView {
        id: format!("{number:02x}").repeat(8),
        title: title.to_owned(),
        host: host.to_owned(),
        note: String::new(),
        minutes,
        spot: Some(spot),
        other_spots: Vec::new(),
        moved_by: None,
        other_words: Vec::new(),
        state: CardState::Stands,
    }
}
