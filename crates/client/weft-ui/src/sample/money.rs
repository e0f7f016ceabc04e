//! The sample's pairs, with loans in several states.

use super::build::{act, day, euro, member, person, space_view};
use weft_view::{
    AskKind, AskView, BalanceView, FactKind, FactView, LedgerView, LoanState, LoanStep, LoanView, Money,
    OfferView, PlanView, SpaceKind, SpaceView, Standing, WaitingView,
};

/// Ben asks; and of an older loan to him a part came back, and waits.
pub(super) fn with_ben() -> SpaceView {
    let mut space = space_view(2, SpaceKind::Pair, "Ben");
    space.people = vec![member(1, "Ana", "kitchen laptop", true), member(2, "Ben", "old ThinkPad", false)];
    let mut loan = loan(10, 1, 2, "New brakes for the cargo bike", 40_000);
    loan.handed_over = euro(40_000);
    loan.repaid = euro(8_000);
    loan.outstanding = euro(32_000);
    loan.state = LoanState::Open;
    loan.steps = vec![LoanStep::Confirm, LoanStep::Repay, LoanStep::Plan, LoanStep::Forgive];
    loan.waiting = vec![waiting(11, FactKind::Repayment, 2, true, 4_000)];
    loan.plan = Some(plan(12, 2, false));
    loan.facts = vec![
        fact(10, FactKind::Agreed, 2, 40_000, 9, 1),
        fact(13, FactKind::HandOver, 1, 40_000, 9, 2),
        fact(14, FactKind::Repayment, 2, 8_000, 10, 2),
        fact(15, FactKind::Repayment, 2, 5_000, 10, 9),
        fact(16, FactKind::Reversal, 1, 5_000, 10, 10),
    ];
    for fact in loan.facts.iter_mut().skip(3).take(1) {
        fact.reversed = true;
    }
    space.ledger = LedgerView {
        acts: Default::default(),
        asks: vec![ask(20, 2, 12_000, "The gearbox of the cargo bike")],
        offers: Vec::new(),
        loans: vec![loan],
        balances: balances(2, 0, 32_000),
    };
    space.beside = super::beside::of_loan(10);
    space
}

/// I owe Chi; she proposes a plan, and offers a jar.
pub(super) fn with_chi() -> SpaceView {
    let mut space = space_view(3, SpaceKind::Pair, "Chi");
    space.people = vec![member(1, "Ana", "kitchen laptop", true), member(3, "Chi", "laptop", false)];
    for member in space.people.iter_mut().skip(1) {
        member.lacks_mine = 1;
    }
    let mut loan = loan(30, 3, 1, "The car exploded", 100_000);
    loan.handed_over = euro(100_000);
    loan.repaid = euro(20_000);
    loan.forgiven = euro(5_000);
    loan.outstanding = euro(75_000);
    loan.excess = Some(euro(1_000));
    loan.state = LoanState::Open;
    loan.steps = vec![LoanStep::Repay, LoanStep::AgreePlan, LoanStep::Plan];
    let mut differing = waiting(31, FactKind::Repayment, 3, true, 5_000);
    differing.differs_from = Some((act(32), euro(4_000)));
    loan.waiting = vec![differing, waiting(33, FactKind::Repayment, 1, false, 4_000)];
    loan.proposed_plan = Some(plan(34, 3, true));
    loan.facts =
        vec![fact(30, FactKind::Agreed, 1, 100_000, 6, 3), fact(35, FactKind::Forgiving, 3, 5_000, 8, 1)];
    let jar = Money { unit: "jar".to_owned(), exponent: 0, minor: 3 };
    space.ledger = LedgerView {
        acts: Default::default(),
        asks: Vec::new(),
        offers: vec![OfferView {
            id: act(36),
            ask: None,
            by: person(3),
            mine: false,
            money: jar,
            why: "Plums from the garden".to_owned(),
            on: Some(day(2026, 11, 19)),
            standing: Standing::Open,
        }],
        loans: vec![loan],
        balances: balances(3, 75_000, 0),
    };
    space
}

/// Agreed with Dev and not handed over; an older loan is settled.
pub(super) fn with_dev() -> SpaceView {
    let mut space = space_view(4, SpaceKind::Pair, "Dev");
    space.people = vec![member(1, "Ana", "kitchen laptop", true), member(4, "Dev", "laptop", false)];
    let mut agreed = loan(40, 1, 4, "A month of rent", 30_000);
    agreed.steps = vec![LoanStep::HandOver, LoanStep::Plan];
    let mut settled = loan(41, 4, 1, "Ladder and paint", 6_000);
    settled.handed_over = euro(6_000);
    settled.repaid = euro(6_000);
    settled.state = LoanState::Settled;
    space.ledger = LedgerView {
        acts: Default::default(),
        asks: vec![AskView { mine: true, ..ask(42, 1, 2_500, "Train home") }],
        offers: Vec::new(),
        loans: vec![settled, agreed],
        balances: vec![BalanceView {
            person: person(1),
            owes: Money { unit: "min".to_owned(), exponent: 0, minor: 0 },
            owed: Money { unit: "min".to_owned(), exponent: 0, minor: 120 },
        }],
    };
    space
}

fn balances(other: u8, owes: i64, owed: i64) -> Vec<BalanceView> {
    vec![
        BalanceView { person: person(1), owes: euro(owes), owed: euro(owed) },
        BalanceView { person: person(other), owes: euro(owed), owed: euro(owes) },
    ]
}

fn ask(number: u8, by: u8, minor: i64, why: &str) -> AskView {
    AskView {
        id: act(number),
        by: person(by),
        mine: by == 1,
        money: euro(minor),
        agreed: euro(0),
        kind: AskKind::Loan,
        why: why.to_owned(),
        needed_by: Some(day(2026, 12, 1)),
        payback: "40 a month from January".to_owned(),
        on: Some(day(2026, 11, 20)),
        standing: Standing::Open,
        offers: Vec::new(),
    }
}

fn loan(number: u8, lender: u8, borrower: u8, why: &str, agreed: i64) -> LoanView {
    LoanView {
        id: act(number),
        lender: person(lender),
        borrower: person(borrower),
        i_lend: lender == 1,
        i_borrow: borrower == 1,
        why: why.to_owned(),
        agreed: euro(agreed),
        handed_over: euro(0),
        repaid: euro(0),
        forgiven: euro(0),
        outstanding: euro(0),
        excess: None,
        state: LoanState::Agreed,
        waiting: Vec::new(),
        plan: None,
        proposed_plan: None,
        facts: vec![fact(number, FactKind::Agreed, borrower, agreed, 11, 20)],
        steps: Vec::new(),
    }
}

fn waiting(number: u8, kind: FactKind, by: u8, for_me: bool, minor: i64) -> WaitingView {
    WaitingView {
        half: act(number),
        kind,
        by: person(by),
        for_me,
        money: euro(minor),
        on: Some(day(2026, 11, 19)),
        differs_from: None,
        note: String::new(),
    }
}

fn fact(number: u8, kind: FactKind, by: u8, minor: i64, month: u8, of_month: u8) -> FactView {
    FactView {
        id: act(number),
        kind,
        by: person(by),
        money: euro(minor),
        stated: None,
        on: Some(day(2026, month, of_month)),
        reversed: false,
        note: String::new(),
    }
}

fn plan(number: u8, by: u8, for_me: bool) -> PlanView {
    PlanView {
        id: act(number),
        by: person(by),
        for_me,
        each: Some(euro(4_000)),
        from: Some(day(2027, 1, 1)),
        every_days: 30,
        note: String::new(),
    }
}
