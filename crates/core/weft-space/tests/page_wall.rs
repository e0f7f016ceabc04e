//! What must hold of a gathering's page and its wall:
//! 1. What people set is read back by everybody; what they set apart is shown with both values.
//! 2. A move and an edit of one card apart both hold, and two moves of it are both shown until one act settles it.
//! 3. A card that was taken off apart from a change of it stays and says so.
//! 4. All of this in every order of arrival, and whatever bytes a member signs.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod page_support;

use automerge::ScalarValue;
use automerge::legacy::{ObjectId, OpType};
use page_support::{Desk, Forge, Rng, Sent, device, map_key};
use proptest::prelude::*;
use std::collections::BTreeSet;
use weft_ids::{CivilDate, PersonId};
use weft_practice::{FourSpace, TimeOfDay};
use weft_space::page::{
    Answer, Card, CardField, Coming, Dates, EditError, Gathering, GatheringField, Off, Page, PageChange,
    PageName, Spot, Stage, change_from_blank,
};

const ANA: PersonId = PersonId([1; 32]);
const BEN: PersonId = PersonId([2; 32]);
const BREAD: &str = "00000000000000b1";

fn name() -> PageName {
    PageName::gathering("0123456789abcdef")
}

fn page(desk: &Desk) -> Page {
    desk.page(&name())
}

fn read(desk: &Desk) -> Gathering {
    page(desk).gathering().unwrap()
}

fn december(day: u8) -> CivilDate {
    CivilDate::new(2026, 12, day).unwrap()
}

fn dates(first: u8, last: u8) -> Dates {
    Dates { first: december(first), last: december(last), zone: "Europe/Berlin".to_owned() }
}

fn spot(day: u8, at: &str, site: &str) -> Spot {
    let start = TimeOfDay::parse(at).unwrap();
    Spot { day: december(day), start, space: FourSpace::Subgroup, site: site.to_owned() }
}

fn bread() -> Vec<CardField> {
    vec![
        CardField::Spot(spot(5, "10:00", "Kitchen")),
        CardField::Title("Bread".to_owned()),
        CardField::Host("Ana".to_owned()),
        CardField::Minutes(60),
    ]
}

fn set(desk: &mut Desk, fields: &[CardField]) -> Vec<Sent> {
    let changes = page(desk).set_card(&desk.device, BREAD, fields).unwrap();
    desk.put(changes)
}

fn off(desk: &mut Desk) {
    let changes = page(desk).take_card_off(&desk.device, BREAD).unwrap();
    desk.put(changes);
}

fn card(desk: &Desk) -> Card {
    page(desk).card(BREAD).unwrap().unwrap()
}

/// Two devices that both hold the card.
fn two() -> (Desk, Desk) {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    set(&mut ana, &bread());
    ben.meet(&ana);
    (ana, ben)
}

fn level(ana: &mut Desk, ben: &mut Desk) {
    ana.meet(ben);
    ben.meet(ana);
    assert_eq!(read(ana), read(ben));
}

#[test]
fn what_a_gathering_is_called_with_is_read_back_by_everybody() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    let fields = [
        GatheringField::Name(" Winter fire ".to_owned()),
        GatheringField::Question("What holds us?".to_owned()),
        GatheringField::Place("Long Barn".to_owned()),
        GatheringField::Dates(dates(4, 7)),
        GatheringField::Ring(30),
        GatheringField::Stage(Stage::Called),
    ];
    let changes = page(&ana).set_gathering(&ana.device, &fields).unwrap();
    assert_eq!(changes.len(), 1);
    ana.put(changes);
    ana.put(page(&ana).set_journal(&ana.device, december(5), "What do I carry?").unwrap());
    ben.meet(&ana);
    let seen = read(&ben);
    assert_eq!(seen.name.value().unwrap(), "Winter fire");
    assert_eq!(seen.question.value().unwrap(), "What holds us?");
    assert_eq!(seen.place.value().unwrap(), "Long Barn");
    assert_eq!(seen.dates.value(), Some(&dates(4, 7)));
    assert_eq!(seen.ring.value(), Some(&30));
    assert_eq!(seen.stage.value(), Some(&Stage::Called));
    assert_eq!(seen.days[0].day, december(5));
    assert_eq!(seen.days[0].journal.value().unwrap(), "What do I carry?");
    assert_eq!(page(&ben).set_gathering(&ben.device, &fields).unwrap(), []);
}

#[test]
fn two_gatherings_of_one_space_are_two_pages() {
    let mut ana = Desk::new('A');
    let other = PageName::gathering("fedcba9876543210");
    ana.put(page(&ana).set_gathering(&ana.device, &[GatheringField::Name("One".into())]).unwrap());
    ana.put(ana.page(&other).set_gathering(&ana.device, &[GatheringField::Name("Two".into())]).unwrap());
    assert_eq!(read(&ana).name.value().unwrap(), "One");
    assert_eq!(ana.page(&other).gathering().unwrap().name.value().unwrap(), "Two");
}

#[test]
fn dates_set_apart_are_both_shown_and_not_mixed() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.put(page(&ana).set_gathering(&ana.device, &[GatheringField::Dates(dates(4, 7))]).unwrap());
    ben.put(page(&ben).set_gathering(&ben.device, &[GatheringField::Dates(dates(11, 14))]).unwrap());
    level(&mut ana, &mut ben);
    let seen = read(&ana).dates;
    assert!(seen.is_clash());
    let both: Vec<&Dates> = seen.shown.iter().chain(&seen.others).map(|said| &said.value).collect();
    assert!(both.contains(&&dates(4, 7)) && both.contains(&&dates(11, 14)));
}

#[test]
fn each_person_says_for_which_nights_they_come() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    let all = Coming { answer: Answer::Yes, nights: None };
    let two = Coming { answer: Answer::Maybe, nights: Some(vec![december(4), december(6)]) };
    ana.put(page(&ana).set_coming(&ana.device, &ANA, &all).unwrap());
    ben.put(page(&ben).set_coming(&ben.device, &BEN, &two).unwrap());
    level(&mut ana, &mut ben);
    let said: Vec<(PersonId, Coming)> =
        read(&ana).people.iter().map(|one| (one.person, one.coming.value().unwrap().clone())).collect();
    assert_eq!(said, [(ANA, all), (BEN, two)]);
    let by_day = Coming { answer: Answer::Yes, nights: Some(Vec::new()) };
    ben.put(page(&ben).set_coming(&ben.device, &BEN, &by_day).unwrap());
    assert_eq!(read(&ben).people[1].coming.value(), Some(&by_day));
    let backwards = Coming { answer: Answer::Yes, nights: Some(vec![december(6), december(4)]) };
    assert_eq!(page(&ben).set_coming(&ben.device, &BEN, &backwards), Err(EditError::Day));
}

#[test]
fn a_move_and_an_edit_of_one_card_apart_both_hold() {
    let (mut ana, mut ben) = two();
    set(&mut ana, &[CardField::Spot(spot(6, "14:00", "Barn"))]);
    set(&mut ben, &[CardField::Title("Bread for thirty".into()), CardField::Note("bring flour".into())]);
    level(&mut ana, &mut ben);
    let card = card(&ana);
    assert_eq!(card.spot.value(), Some(&spot(6, "14:00", "Barn")));
    assert_eq!(card.title.value().unwrap(), "Bread for thirty");
    assert_eq!(card.note.value().unwrap(), "bring flour");
    assert_eq!((card.minutes.value(), card.off), (Some(&60), Off::Stands));
    assert!(!card.spot.is_clash() && !card.title.is_clash());
}

#[test]
fn two_moves_of_one_card_apart_are_both_shown_and_one_act_settles_it() {
    let (mut ana, mut ben) = two();
    set(&mut ana, &[CardField::Spot(spot(6, "14:00", "Barn"))]);
    set(&mut ben, &[CardField::Spot(spot(5, "16:00", "Yard"))]);
    level(&mut ana, &mut ben);
    let clash = card(&ana).spot;
    let mut both: Vec<(Spot, _)> =
        clash.shown.iter().chain(&clash.others).map(|said| (said.value.clone(), said.device)).collect();
    both.sort();
    assert_eq!(both[0], (spot(5, "16:00", "Yard"), Some(device('B'))));
    assert_eq!(both[1], (spot(6, "14:00", "Barn"), Some(device('A'))));
    // Whichever of the two is chosen, also the one that is shown.
    for chosen in [spot(5, "16:00", "Yard"), spot(6, "14:00", "Barn")] {
        let (mut one, mut other) = (ana.clone(), ben.clone());
        set(&mut one, &[CardField::Spot(chosen.clone())]);
        level(&mut one, &mut other);
        assert!(!card(&other).spot.is_clash());
        assert_eq!(card(&other).spot.value(), Some(&chosen));
    }
}

#[test]
fn the_same_move_made_apart_is_one_move() {
    let (mut ana, mut ben) = two();
    set(&mut ana, &[CardField::Spot(spot(6, "14:00", "Barn"))]);
    set(&mut ben, &[CardField::Spot(spot(6, "14:00", "Barn"))]);
    level(&mut ana, &mut ben);
    assert!(!card(&ana).spot.is_clash());
}

#[test]
fn two_cards_placed_apart_in_one_slot_are_both_there() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    set(&mut ana, &bread());
    let soup = [CardField::Spot(spot(5, "10:00", "Kitchen")), CardField::Title("Soup".into())];
    ben.put(page(&ben).set_card(&ben.device, "00000000000000b2", &soup).unwrap());
    level(&mut ana, &mut ben);
    let titles: Vec<String> = read(&ana).cards.iter().map(|c| c.title.value().unwrap().clone()).collect();
    assert_eq!(titles, ["Bread", "Soup"]);
}

#[test]
fn a_card_that_nobody_changed_meanwhile_is_off_when_taken_off_and_can_be_put_back() {
    let (mut ana, mut ben) = two();
    off(&mut ben);
    level(&mut ana, &mut ben);
    assert_eq!(card(&ana).off, Off::TakenOff { by: Some(device('B')) });
    let refused = page(&ana).set_card(&ana.device, BREAD, &[CardField::Minutes(30)]);
    assert_eq!(refused, Err(EditError::CardOff));
    ana.put(page(&ana).keep_card(&ana.device, BREAD).unwrap());
    level(&mut ana, &mut ben);
    assert_eq!(card(&ben).off, Off::Stands);
    assert_eq!(card(&ben).title.value().unwrap(), "Bread");
    assert_eq!(page(&ben).keep_card(&ben.device, BREAD).unwrap(), []);
}

#[test]
fn a_card_taken_off_apart_from_a_change_stays_until_somebody_who_saw_both_settles_it() {
    for change in [
        CardField::Spot(spot(6, "14:00", "Barn")),
        CardField::Title("Bread for thirty".into()),
        CardField::Note("bring flour".into()),
    ] {
        let (mut ana, mut ben) = two();
        set(&mut ana, std::slice::from_ref(&change));
        off(&mut ben);
        level(&mut ana, &mut ben);
        assert_eq!(card(&ana).off, Off::Unsettled { by: Some(device('B')) }, "{change:?}");
        let (mut keeps, mut other) = (ana.clone(), ben.clone());
        keeps.put(page(&keeps).keep_card(&keeps.device, BREAD).unwrap());
        level(&mut keeps, &mut other);
        assert_eq!(card(&other).off, Off::Stands);
        off(&mut ana);
        level(&mut ana, &mut ben);
        assert_eq!(card(&ben).off, Off::TakenOff { by: Some(device('A')) });
    }
}

#[test]
fn a_card_kept_by_one_and_taken_off_by_another_apart_stays() {
    let (mut ana, mut ben) = two();
    off(&mut ben);
    level(&mut ana, &mut ben);
    ana.put(page(&ana).keep_card(&ana.device, BREAD).unwrap());
    let kept = [CardField::Title("Bread again".into())];
    set(&mut ana, &kept);
    ben.put(page(&ben).keep_card(&ben.device, BREAD).unwrap());
    off(&mut ben);
    level(&mut ana, &mut ben);
    assert!(matches!(card(&ana).off, Off::Unsettled { .. }));
    assert_eq!(card(&ana).title.value().unwrap(), "Bread again");
}

#[test]
fn what_a_wall_cannot_hold_is_refused_and_writes_nothing() {
    let ana = Desk::new('A');
    let (page, by) = (page(&ana), &ana.device);
    let one = |field: GatheringField| page.set_gathering(by, &[field]).unwrap_err();
    assert!(matches!(one(GatheringField::Name(" ".into())), EditError::Text { field: "name", .. }));
    assert!(matches!(one(GatheringField::Question("a\u{202e}".into())), EditError::Text { .. }));
    assert_eq!(one(GatheringField::Dates(dates(7, 4))), EditError::Dates);
    let long = Dates { last: CivilDate::new(2027, 6, 1).unwrap(), ..dates(4, 7) };
    assert_eq!(one(GatheringField::Dates(long)), EditError::Dates);
    let zone = Dates { zone: "Europe Berlin".into(), ..dates(4, 7) };
    assert_eq!(one(GatheringField::Dates(zone)), EditError::Zone("Europe Berlin".into()));
    assert_eq!(one(GatheringField::Ring(1)), EditError::Number("people in the ring"));
    let card = |id: &str, field: CardField| page.set_card(by, id, &[field]).unwrap_err();
    assert_eq!(card(BREAD, CardField::Minutes(4)), EditError::Number("minutes"));
    assert!(matches!(card(BREAD, CardField::Title(String::new())), EditError::Text { field: "title", .. }));
    assert_eq!(card("b1", CardField::Minutes(60)), EditError::NoCard("b1".into()));
    assert_eq!(page.take_card_off(by, BREAD), Err(EditError::NoCard(BREAD.into())));
    assert_eq!(page.keep_card(by, "x:y"), Err(EditError::NoCard("x:y".into())));
    // A page of another kind has no wall, and says nothing about one.
    let crew = ana.page(&PageName::crew());
    assert_eq!(crew.set_card(by, BREAD, &[CardField::Minutes(60)]).unwrap(), []);
    assert_eq!(crew.gathering().unwrap(), Gathering::default());
}

/// One thing that a device does on its own; whoever places a card is in `placed`.
fn act(desk: &mut Desk, rng: &mut Rng, placed: &mut BTreeSet<String>) {
    let (page, by) = (page(desk), desk.device);
    let ids = [BREAD, "00000000000000b2", "00000000000000b3"];
    let id = *rng.pick(&ids);
    let (at, site) = (*rng.pick(&["10:00", "10:30", "16:00"]), *rng.pick(&["Barn", "Yard", ""]));
    let field = match rng.below(5) {
        0 | 1 => CardField::Spot(spot(4 + rng.below(4) as u8, at, site)),
        2 => CardField::Title(format!("session {}", rng.below(4))),
        3 => CardField::Note(format!("note {}", rng.below(4))),
        _ => CardField::Minutes(30 + 15 * rng.below(3) as u32),
    };
    let places = matches!(field, CardField::Spot(_) | CardField::Title(_));
    let changes = match rng.below(10) {
        0 => page.take_card_off(&by, id),
        1 => page.keep_card(&by, id),
        2 => page.set_gathering(&by, &[GatheringField::Dates(dates(4, 4 + rng.below(5) as u8))]),
        3 => page.set_coming(&by, &ANA, &Coming { answer: Answer::Yes, nights: None }),
        _ => {
            let changes = page.set_card(&by, id, &[field]);
            placed.extend((places && changes.is_ok()).then(|| id.to_owned()));
            changes
        }
    };
    match changes {
        Ok(changes) => drop(desk.put(changes)),
        Err(EditError::NoCard(_) | EditError::CardOff) => {}
        Err(fault) => panic!("{fault}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_wall_is_the_same_in_every_order_of_arrival(seed in any::<u64>()) {
        let mut rng = Rng(seed);
        let mut desks: Vec<Desk> = ['A', 'B', 'C'].into_iter().map(Desk::new).collect();
        let mut placed = BTreeSet::new();
        for _ in 0..40 {
            let at = rng.below(desks.len());
            if rng.below(4) == 0 {
                let from = desks[rng.below(desks.len())].clone();
                desks[at].meet(&from);
            } else {
                act(&mut desks[at], &mut rng, &mut placed);
            }
        }
        let everything: Vec<Sent> = desks.iter().flat_map(|desk| desk.log.clone()).collect();
        for desk in &mut desks {
            let mut waiting = everything.clone();
            while !waiting.is_empty() {
                let place = rng.below(waiting.len());
                if waiting[place].past.iter().all(|id| desk.held.contains(id)) {
                    let sent = waiting.swap_remove(place);
                    desk.take(&sent).unwrap();
                }
            }
        }
        let first = read(&desks[0]);
        for desk in &desks[1..] {
            prop_assert_eq!(&read(desk), &first);
        }
        // Nothing that anybody placed is gone, whether or not it was taken off.
        let there: BTreeSet<String> = first.cards.iter().map(|card| card.id.clone()).collect();
        prop_assert_eq!(there, placed);
        // One who saw everything can settle every card.
        for card in first.cards.iter().filter(|card| !matches!(card.off, Off::TakenOff { .. })) {
            let by = desks[0].device;
            let kept = page(&desks[0]).keep_card(&by, &card.id).unwrap();
            desks[0].put(kept);
            let shown = card.spot.value().map(|spot| CardField::Spot(spot.clone()));
            let again = page(&desks[0]).set_card(&by, &card.id, shown.as_slice()).unwrap();
            desks[0].put(again);
        }
        for card in read(&desks[0]).cards.iter().filter(|card| card.off == Off::Stands) {
            prop_assert!(!card.spot.is_clash());
        }
    }

    #[test]
    fn whatever_a_member_writes_on_a_wall_it_can_be_read_and_written_on(
        entries in prop::collection::vec((hostile_key(), hostile_value(), 0_usize..3), 1..20),
    ) {
        let (mut ana, mut ben) = two();
        let mut forge = Forge::on(&page(&ben));
        let maps = maps_of(&page(&ben));
        let mut seen = BTreeSet::new();
        for (key, value, map) in entries {
            if seen.insert((key.clone(), map)) && !key.is_empty() {
                let put = OpType::Put(ScalarValue::Str(value.as_str().into()));
                forge = forge.op(Some(maps[map].clone()), map_key(&key), false, put, Vec::new());
            }
        }
        let change = PageChange { page: name(), blank: forge.blank() };
        ben.put([change]);
        ana.meet(&ben);
        let seen = read(&ana);
        prop_assert_eq!(&seen, &read(&ben));
        prop_assert!(seen.cards.iter().any(|card| card.id == BREAD));
        for card in &seen.cards {
            let by = ana.device;
            if matches!(card.off, Off::TakenOff { .. }) {
                ana.put(page(&ana).keep_card(&by, &card.id).unwrap());
            }
            ana.put(page(&ana).set_card(&by, &card.id, &bread()).unwrap());
            let now = page(&ana).card(&card.id).unwrap().unwrap();
            prop_assert_eq!(now.spot.value(), Some(&spot(5, "10:00", "Kitchen")));
            prop_assert!(!now.spot.is_clash());
        }
    }
}

fn hostile_key() -> impl Strategy<Value = String> {
    let id = prop_oneof![Just(BREAD), Just("00000000000000b9"), Just("zz"), Just("")];
    let field = prop_oneof![
        Just("spot"),
        Just("title"),
        Just("host"),
        Just("minutes"),
        Just("note"),
        Just("off"),
        Just("")
    ];
    prop_oneof![
        4 => (id, field).prop_map(|(id, field)| format!("{id}:{field}")),
        1 => Just("2026-02-31".to_owned()),
        1 => Just("2026-12-05".to_owned()),
        1 => Just("01".repeat(32)),
        1 => ".{0,20}",
    ]
}

fn hostile_value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("2026-12-05|10:00|pair|Barn".to_owned()),
        Just("2026-02-31|10:00|pair|Barn".to_owned()),
        Just("9999-12-31|23:59|whole|".to_owned()),
        Just("0001-01-01|00:00|self|a|b".to_owned()),
        Just("4294967296".to_owned()),
        Just("720".to_owned()),
        Just("yes".to_owned()),
        Just("yes 0000000000000000".to_owned()),
        Just("yes|2026-12-04 2026-12-04".to_owned()),
        Just("yes|all".to_owned()),
        ".{0,40}",
    ]
}

/// The maps of a gathering's page as automerge names them: people, days, cards.
fn maps_of(page: &Page) -> [automerge::legacy::OpId; 3] {
    let by = device('Z');
    let coming = Coming { answer: Answer::Yes, nights: None };
    let one = [
        page.set_coming(&by, &PersonId([9; 32]), &coming).unwrap(),
        page.set_journal(&by, december(30), "why").unwrap(),
        page.set_card(&by, "00000000000000ff", &[CardField::Minutes(45)]).unwrap(),
    ];
    one.map(|changes| {
        let change = change_from_blank(&by, &page_support::SPACE, &page.id(), &changes[0].blank).unwrap();
        match &change.decode().operations[0].obj {
            ObjectId::Id(id) => id.clone(),
            ObjectId::Root => panic!("these are in maps of their own"),
        }
    })
}
