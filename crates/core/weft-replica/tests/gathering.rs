//! A gathering on several laptops: calling it, who comes, and a wall that they move and change apart.

mod world;

use weft_ids::{CivilDate, SpaceId};
use weft_view::{
    Beat, CardDraft, CardState, Coming, Command, EntranceCommand, FourSpace, GatheringCall, GatheringChange,
    GatheringCommand, GatheringNote, GatheringView, PageEdit, Reply, SharedView, SpaceKind, SpotDraft, Stage,
    Weekday,
};
use world::World;

fn december(day: u8) -> CivilDate {
    CivilDate::new(2026, 12, day).expect("a day")
}

fn call(first: u8, last: u8) -> GatheringCall {
    GatheringCall {
        name: "Winter fire".into(),
        question: "What holds us?".into(),
        first: december(first),
        last: december(last),
        zone: "Europe/Berlin".into(),
        place: "Long Barn".into(),
        ring: Some(30),
        stage: Stage::Called,
    }
}

fn spot(day: u8, start: &str, site: &str) -> SpotDraft {
    SpotDraft { day: december(day), start: start.into(), space: FourSpace::Subgroup, site: site.into() }
}

/// Brings a guest into a congregation: all who are in vouch, up to two, and Ana, who is its host, opens the door.
fn bring_in(world: &mut World, guest: usize, space: SpaceId) {
    let name = world.devices[guest].view().me.expect("named").name;
    let ticket = world.invite(0, space, &name, false);
    for member in 0..guest.min(2) {
        if member > 0 {
            world.meet(member, 0);
        }
        let shown = world.space(member, &space);
        let invitation = shown.invitations.iter().find(|one| one.name == name).expect("invited").invitation;
        let sentence = "we cooked together".to_owned();
        let vouch = EntranceCommand::Vouch { space, invitation, sentence };
        world.ask(member, Command::Entrance(vouch)).expect("they vouch");
        if member > 0 {
            world.meet(member, 0);
        }
    }
    let shown = world.space(0, &space);
    let invitation = shown.invitations.iter().find(|one| one.name == name).expect("invited").invitation;
    let welcome = EntranceCommand::Welcome { space, invitation };
    world.ask(0, Command::Entrance(welcome)).expect("the host opens");
    world.ask(guest, Command::Join { ticket }).expect("the ticket is good");
    world.meet(guest, 0);
    assert!(world.devices[guest].view().space(&space).is_some(), "{name} came in: {:?}", world.closed);
}

/// A world with a gathering in a congregation, and how to act on it.
struct Barn {
    world: World,
    space: SpaceId,
    gathering: String,
}

impl Barn {
    fn of(names: &[&str]) -> Self {
        let mut world = World::of(names);
        let space = world.found(0, SpaceKind::Congregation, "Hollow Oak");
        for guest in 1..names.len() {
            bring_in(&mut world, guest, space);
        }
        let command = GatheringCommand::Call { space, call: call(4, 7) };
        let Ok(Reply::Made(gathering)) = world.ask(0, Command::Gathering(command)) else {
            panic!("a gathering can be called")
        };
        let mut barn = Self { world, space, gathering };
        barn.level();
        barn
    }

    fn change(&mut self, device: usize, change: GatheringChange) {
        let gathering = self.gathering.clone();
        let command = GatheringCommand::Change { space: self.space, gathering, change };
        self.world.ask(device, Command::Gathering(command)).expect("it can be done");
    }

    fn place(&mut self, device: usize, title: &str, spot: SpotDraft) -> String {
        let card =
            CardDraft { title: title.into(), host: String::new(), minutes: 60, note: String::new(), spot };
        let gathering = self.gathering.clone();
        let command = GatheringCommand::Place { space: self.space, gathering, card };
        match self.world.ask(device, Command::Gathering(command)) {
            Ok(Reply::Made(id)) => id,
            other => panic!("placing a card answered {other:?}"),
        }
    }

    /// Everybody meets the first, twice, so that all hold everything.
    fn level(&mut self) {
        for _ in 0..2 {
            for device in 1..self.world.devices.len() {
                self.world.meet(device, 0);
            }
        }
        let digest = self.world.space(0, &self.space).view_digest;
        for device in 1..self.world.devices.len() {
            assert_eq!(self.world.space(device, &self.space).view_digest, digest);
            assert_eq!(self.seen(device), self.seen(0));
        }
    }

    fn seen(&self, device: usize) -> GatheringView {
        let space = self.world.space(device, &self.space);
        let found = space.gatherings.into_iter().find(|one| one.id == self.gathering);
        found.expect("the gathering is there")
    }
}

#[test]
fn a_gathering_of_a_congregation_is_seen_by_all_with_its_days_and_nights() {
    let barn = Barn::of(&["Ana", "Ben"]);
    let seen = barn.seen(1);
    assert_eq!((seen.name.as_str(), seen.stage), ("Winter fire", Stage::Called));
    let dates = seen.dates.as_ref().expect("it has days");
    assert_eq!((dates.first, dates.last, dates.nights), (december(4), december(7), 3));
    assert_eq!(seen.days.len(), 4);
    assert!(seen.days.iter().all(|day| day.empty == FourSpace::ALL));
    assert_eq!(seen.notes, []);
    assert_eq!(barn.world.space(1, &barn.space).kind, SpaceKind::Congregation);
}

#[test]
fn a_pair_calls_no_gathering_and_a_crew_may() {
    let mut world = World::of(&["Ana"]);
    let pair = world.found(0, SpaceKind::Pair, "us two");
    let ask = |space| Command::Gathering(GatheringCommand::Call { space, call: call(4, 7) });
    assert_eq!(world.ask(0, ask(pair)).unwrap_err().code, "no_gathering_here");
    let own = world.found(0, SpaceKind::Own, "mine");
    assert_eq!(world.ask(0, ask(own)).unwrap_err().code, "no_gathering_here");
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    let Ok(Reply::Made(first)) = world.ask(0, ask(crew)) else { panic!("a crew may") };
    let Ok(Reply::Made(second)) = world.ask(0, ask(crew)) else { panic!("several may be called") };
    assert_ne!(first, second);
    assert_eq!(world.space(0, &crew).gatherings.len(), 2);
}

#[test]
fn what_is_worth_a_thought_is_noted_and_forbids_nothing() {
    let mut world = World::of(&["Ana"]);
    let space = world.found(0, SpaceKind::Congregation, "Hollow Oak");
    let small = GatheringCall { ring: Some(8), ..call(4, 6) };
    world.ask(0, Command::Gathering(GatheringCommand::Call { space, call: small })).expect("it is called");
    let notes = world.space(0, &space).gatherings[0].notes.clone();
    assert_eq!(notes, [GatheringNote::FewNights(2), GatheringNote::RingSize(8)]);
    let backwards = Command::Gathering(GatheringCommand::Call { space, call: call(7, 4) });
    assert_eq!(world.ask(0, backwards).unwrap_err().code, "page_refused");
    let nowhere = GatheringCall { zone: "Nowhere/Land".into(), ..call(4, 7) };
    let nowhere = Command::Gathering(GatheringCommand::Call { space, call: nowhere });
    assert_eq!(world.ask(0, nowhere).unwrap_err().code, "bad_time");
}

#[test]
fn each_says_for_themselves_for_which_nights_they_come() {
    let mut barn = Barn::of(&["Ana", "Ben"]);
    barn.change(0, GatheringChange::Come { answer: Coming::Yes, nights: None });
    let nights = Some(vec![december(6), december(4), december(30)]);
    barn.change(1, GatheringChange::Come { answer: Coming::Maybe, nights });
    barn.level();
    let seen = barn.seen(0);
    assert_eq!(seen.coming[0].answer, Coming::Yes);
    assert_eq!(seen.coming[0].nights, None);
    // In order, and the thirtieth is none of its nights.
    assert_eq!(seen.coming[1].nights, Some(vec![december(4), december(6)]));
    assert_eq!((seen.count(Coming::Yes), seen.count(Coming::Maybe)), (1, 1));
}

#[test]
fn a_card_that_one_moves_and_another_edits_apart_keeps_both() {
    let mut barn = Barn::of(&["Ana", "Ben"]);
    let card = barn.place(0, "Bread", spot(5, "10:00", "Kitchen"));
    barn.level();
    barn.change(0, GatheringChange::Move { card: card.clone(), to: spot(6, "14:00", "Barn") });
    barn.change(
        1,
        GatheringChange::Edit {
            card: card.clone(),
            title: Some("Bread for thirty".into()),
            host: Some("Ben".into()),
            minutes: Some(90),
            note: None,
        },
    );
    barn.level();
    let seen = barn.seen(1);
    let card = seen.card(&card).expect("the card stands");
    assert_eq!((card.title.as_str(), card.host.as_str(), card.minutes), ("Bread for thirty", "Ben", 90));
    let at = card.spot.as_ref().expect("it has a place");
    assert_eq!((at.day, at.start.as_str(), at.site.as_str()), (december(6), "14:00", "Barn"));
    assert!(card.other_spots.is_empty() && card.other_words.is_empty());
    assert_eq!(seen.days[2].empty, [FourSpace::Solo, FourSpace::Pair, FourSpace::Whole]);
}

#[test]
fn a_card_that_two_move_apart_shows_both_places_until_one_act_settles_it() {
    let mut barn = Barn::of(&["Ana", "Ben", "Chi"]);
    let card = barn.place(0, "Bread", spot(5, "10:00", "Kitchen"));
    barn.level();
    barn.change(0, GatheringChange::Move { card: card.clone(), to: spot(6, "14:00", "Barn") });
    barn.change(1, GatheringChange::Move { card: card.clone(), to: spot(5, "16:00", "Yard") });
    barn.level();
    let seen = barn.seen(2);
    let moved = seen.card(&card).expect("the card stands");
    assert_eq!(moved.other_spots.len(), 1);
    let mut starts = vec![moved.spot.as_ref().unwrap().start.clone(), moved.other_spots[0].1.start.clone()];
    starts.sort();
    assert_eq!(starts, ["14:00", "16:00"]);
    barn.change(2, GatheringChange::Move { card: card.clone(), to: spot(5, "16:00", "Yard") });
    barn.level();
    let seen = barn.seen(0);
    let settled = seen.card(&card).expect("the card stands");
    assert!(settled.other_spots.is_empty());
    assert_eq!(settled.spot.as_ref().unwrap().site, "Yard");
}

#[test]
fn two_cards_in_one_place_at_one_time_are_both_kept_and_shown_as_a_clash() {
    let mut barn = Barn::of(&["Ana", "Ben"]);
    let bread = barn.place(0, "Bread", spot(5, "10:00", "Kitchen"));
    let soup = barn.place(1, "Soup", spot(5, "10:30", "kitchen"));
    barn.level();
    let seen = barn.seen(0);
    assert_eq!(seen.clashes.len(), 1);
    assert_eq!(seen.clashes[0].shared, SharedView::Site("Kitchen".into()));
    assert_eq!(seen.clashes[0].cards, [bread.clone(), soup.clone()]);
    let lanes: Vec<(u32, u32)> =
        seen.cards.iter().filter_map(|card| card.spot.as_ref()).map(|at| (at.lane, at.lanes)).collect();
    assert_eq!(lanes, [(0, 2), (1, 2)]);
    barn.change(1, GatheringChange::Move { card: soup, to: spot(5, "12:00", "Kitchen") });
    barn.level();
    assert_eq!(barn.seen(0).clashes, []);
    assert!(barn.seen(0).cards.iter().all(|card| card.spot.as_ref().unwrap().lanes == 1));
}

#[test]
fn a_card_moved_by_one_and_taken_off_by_another_apart_stays_and_says_so() {
    let mut barn = Barn::of(&["Ana", "Ben"]);
    let card = barn.place(0, "Bread", spot(5, "10:00", "Kitchen"));
    barn.level();
    barn.change(0, GatheringChange::Move { card: card.clone(), to: spot(6, "14:00", "Barn") });
    barn.change(1, GatheringChange::TakeOff { card: card.clone() });
    assert_eq!(barn.seen(1).cards, []);
    barn.level();
    let space = barn.world.space(0, &barn.space);
    let ben = space.people[1].person;
    let seen = barn.seen(0);
    assert_eq!(seen.cards[0].state, CardState::Unsettled { by: Some(ben) });
    assert_eq!(seen.cards[0].spot.as_ref().unwrap().start, "14:00");
    barn.change(0, GatheringChange::Keep { card: card.clone() });
    barn.level();
    assert_eq!(barn.seen(1).cards[0].state, CardState::Stands);
    barn.change(1, GatheringChange::TakeOff { card });
    barn.level();
    let seen = barn.seen(0);
    assert_eq!((seen.cards.len(), seen.taken_off.len()), (0, 1));
    assert_eq!(seen.taken_off[0].state, CardState::TakenOff { by: Some(ben) });
}

#[test]
fn cards_stay_when_the_days_change_under_them() {
    let mut barn = Barn::of(&["Ana"]);
    let card = barn.place(0, "Bread", spot(5, "10:00", "Kitchen"));
    let zone = "Europe/Berlin".to_owned();
    barn.change(0, GatheringChange::Dates { first: december(11), last: december(14), zone });
    let seen = barn.seen(0);
    assert_eq!(seen.cards[0].id, card);
    assert!(seen.days.iter().all(|day| day.date != seen.cards[0].spot.as_ref().unwrap().day));
}

#[test]
fn days_on_which_a_crew_of_mine_meets_are_told_to_me_alone() {
    let mut barn = Barn::of(&["Ana", "Ben"]);
    let crew = barn.world.found(0, SpaceKind::Crew, "Kiln");
    let edit = PageEdit::Rhythm {
        beat: Some(Beat::Weekly { day: Weekday::Saturday, time: "19:00".into() }),
        minutes: 90,
        meetings: 6,
        review: december(24),
    };
    barn.world.ask(0, Command::Edit { space: crew, edit }).expect("the rhythm is set");
    let meetings = barn.seen(0).meetings;
    assert_eq!(meetings.len(), 1);
    assert_eq!((meetings[0].date, meetings[0].name.as_str()), (december(5), "Kiln"));
    assert_eq!(barn.seen(1).meetings, []);
    let digests = [0, 1].map(|device| barn.world.space(device, &barn.space).view_digest);
    assert_eq!(digests[0], digests[1]);
}

#[test]
fn a_wall_refuses_what_is_not_there_and_survives_a_restart() {
    let mut barn = Barn::of(&["Ana"]);
    let gone = |gathering: &str, change| {
        Command::Gathering(GatheringCommand::Change {
            space: SpaceId([0; 32]),
            gathering: gathering.into(),
            change,
        })
    };
    let stage = GatheringChange::Stage(Stage::Closed);
    assert_eq!(barn.world.ask(0, gone("x", stage.clone())).unwrap_err().code, "no_such_space");
    let space = barn.space;
    let at = move |gathering: &str, change| {
        Command::Gathering(GatheringCommand::Change { space, gathering: gathering.into(), change })
    };
    let (strange, moved) = (
        at("0000000000000000", stage.clone()),
        at(
            &barn.gathering,
            GatheringChange::Move { card: "0000000000000000".into(), to: spot(5, "10:00", "") },
        ),
    );
    assert_eq!(barn.world.ask(0, strange).unwrap_err().code, "no_such_gathering");
    assert_eq!(barn.world.ask(0, moved).unwrap_err().code, "no_such_card");
    let card = barn.place(0, "Bread", spot(5, "10:00", "Kitchen"));
    let bad = at(&barn.gathering, GatheringChange::Move { card: card.clone(), to: spot(5, "25:00", "") });
    assert_eq!(barn.world.ask(0, bad).unwrap_err().code, "bad_time");
    barn.change(0, stage);
    let before = barn.seen(0);
    barn.world.devices[0].restart();
    assert_eq!(barn.seen(0), before);
    assert_eq!(before.stage, Stage::Closed);
}
