//! The whole life of a loan between two people, on two devices that are apart more often than together.

mod world;

use weft_ids::{ActId, SpaceId};
use weft_view::{AskKind, Command, FactKind, LoanCommand, LoanState, LoanView, Reply, SpaceKind};
use world::World;

fn pair() -> (World, SpaceId) {
    let mut world = World::of(&["Ana", "Ben"]);
    let pair = world.found(0, SpaceKind::Pair, "us two");
    world.bring_in(0, 1, pair);
    (world, pair)
}

fn step(world: &mut World, device: usize, command: LoanCommand) -> ActId {
    match world.ask(device, Command::Loan(command)) {
        Ok(Reply::Act(act)) => act,
        other => panic!("the step answered {other:?}"),
    }
}

fn loan_of(world: &World, device: usize, pair: &SpaceId) -> LoanView {
    world.space(device, pair).ledger.loans[0].clone()
}

/// Ben asks, Ana offers, Ben says sure; agreed and level.
fn agreed(world: &mut World, pair: SpaceId) -> ActId {
    let ask = LoanCommand::Ask {
        space: pair,
        amount: "1000".into(),
        unit: "EUR".into(),
        why: "my car exploded".into(),
        kind: AskKind::Loan,
        by: None,
        payback: "when I can".into(),
    };
    let ask = step(world, 1, ask);
    world.meet(0, 1);
    let offer = LoanCommand::Offer {
        space: pair,
        ask: Some(ask),
        amount: "1000".into(),
        unit: String::new(),
        why: String::new(),
    };
    let offer = step(world, 0, offer);
    world.meet(0, 1);
    let loan = step(world, 1, LoanCommand::Agree { offer });
    world.meet(0, 1);
    loan
}

#[test]
fn the_loan_of_the_exploded_car_is_given_and_returned_in_parts() {
    let (mut world, pair) = pair();
    let loan = agreed(&mut world, pair);
    assert_eq!(loan_of(&world, 0, &pair).id, loan);
    step(&mut world, 0, LoanCommand::HandOver { loan, amount: None, on: None });
    world.meet(0, 1);
    assert_eq!(loan_of(&world, 1, &pair).outstanding.minor, 0, "one side's word counts nowhere");
    step(&mut world, 1, LoanCommand::Received { loan, amount: None, on: None });
    world.meet(0, 1);
    assert_eq!(loan_of(&world, 0, &pair).outstanding.to_string(), "€1,000");
    for part in ["400", "600"] {
        let half = step(&mut world, 1, LoanCommand::Repay { loan, amount: part.into(), on: None });
        world.meet(0, 1);
        step(&mut world, 0, LoanCommand::Confirm { half, amount: None });
        world.meet(0, 1);
    }
    for device in [0, 1] {
        let loan = loan_of(&world, device, &pair);
        assert_eq!((loan.outstanding.minor, loan.repaid.minor, loan.state), (0, 100_000, LoanState::Settled));
    }
    assert_eq!(world.space(0, &pair).view_digest, world.space(1, &pair).view_digest);
}

#[test]
fn both_writing_the_hand_over_down_apart_counts_once() {
    let (mut world, pair) = pair();
    let loan = agreed(&mut world, pair);
    step(&mut world, 0, LoanCommand::HandOver { loan, amount: Some("1000".into()), on: None });
    step(&mut world, 1, LoanCommand::Received { loan, amount: Some("1000".into()), on: None });
    world.meet(0, 1);
    let view = loan_of(&world, 0, &pair);
    assert_eq!(view.handed_over.minor, 100_000);
    assert_eq!(view.facts.iter().filter(|fact| fact.kind == FactKind::HandOver).count(), 1);
    assert!(view.waiting.is_empty());
}

#[test]
fn a_refused_step_says_what_was_understood_and_writes_nothing() {
    let (mut world, pair) = pair();
    let loan = agreed(&mut world, pair);
    let entries = world.space(0, &pair).entries;
    let commits = world.devices[0].commits;
    let refused = world
        .ask(0, Command::Loan(LoanCommand::HandOver { loan, amount: Some("ten".into()), on: None }))
        .expect_err("no amount");
    assert!(refused.message.contains("ten"), "{refused:?}");
    let early = LoanCommand::Repay { loan, amount: "10".into(), on: None };
    assert_eq!(world.ask(0, Command::Loan(early)).unwrap_err().code, "nothing_owed");
    world.ask(0, Command::Loan(LoanCommand::Agree { offer: loan })).expect_err("the lender cannot agree");
    assert_eq!(world.space(0, &pair).entries, entries);
    assert_eq!(world.devices[0].commits, commits, "nothing was stored");
}

#[test]
fn a_crew_is_no_place_for_a_loan_between_two() {
    let mut world = World::of(&["Ana", "Ben"]);
    let crew = world.found(0, SpaceKind::Crew, "Kiln");
    world.bring_in(0, 1, crew);
    let ask = LoanCommand::Ask {
        space: crew,
        amount: "10".into(),
        unit: "EUR".into(),
        why: "bread".into(),
        kind: AskKind::Loan,
        by: None,
        payback: String::new(),
    };
    assert_eq!(world.ask(1, Command::Loan(ask)).unwrap_err().code, "not_a_pair");
}
