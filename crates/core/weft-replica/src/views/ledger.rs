//! Promises and balances, as the two sides see them.

use crate::home::Home;
use weft_ids::{ActId, PersonId, text};
use weft_ledger::{
    Amount, AskState, FactKind, Ledger, Loan, LoanPhase, OfferState, Plan, Standing, Step, Total, Unit,
};
use weft_space::Place;
use weft_view::{
    self as view, AskView, BalanceView, FactView, LedgerView, LoanView, Money, OfferView, PlanView,
    WaitingView,
};

/// An amount as it is shown.
pub(crate) fn money_of(amount: &Amount) -> Money {
    money(&amount.unit, amount.minor)
}

fn money(unit: &Unit, minor: i64) -> Money {
    Money { unit: text::shown(&unit.label()), exponent: unit.exponent(), minor }
}

fn total(total: &Total) -> Money {
    money(&total.unit, total.minor_i64())
}

/// What follows from the acts of money alone, kept until there are others.
#[derive(Debug)]
pub(crate) struct MoneySide {
    /// The fold it follows from, and by whom it is seen.
    of: (u64, PersonId),
    view: LedgerView,
    form: MoneyForm,
}

type MoneyForm = Vec<(ActId, u8, i64, i64, i64, i64)>;

/// The money side of a space, seen by `me`, and its part of the digest.
fn money_side<T>(home: &Home, me: &PersonId, take: impl FnOnce(&MoneySide) -> T) -> T {
    let of = (home.space.state().revision, *me);
    let mut money = home.money.borrow_mut();
    let known = money.take().filter(|money| money.of == of);
    take(money.insert(known.unwrap_or_else(|| MoneySide {
        of,
        view: fresh(home, me),
        form: fresh_form(home),
    })))
}

/// The money side of a space, seen by `me`.
pub(super) fn ledger(home: &Home, me: &PersonId) -> LedgerView {
    money_side(home, me, |money| money.view.clone())
}

fn fresh(home: &Home, me: &PersonId) -> LedgerView {
    let ledger = &home.space.state().ledger;
    let order = &home.space.state().order;
    let place = |id: &ActId| order.get(id).copied();
    let mut asks: Vec<AskView> = ledger.asks().map(|ask| ask_view(ledger, ask, me)).collect();
    asks.sort_by_key(|ask| place(&ask.id));
    let mut offers: Vec<OfferView> = ledger.free_offers().map(|offer| offer_view(offer, me)).collect();
    offers.sort_by_key(|offer| place(&offer.id));
    let mut loans: Vec<LoanView> = ledger.loans().map(|loan| loan_view(ledger, loan, me, &place)).collect();
    loans.sort_by_key(|loan| place(&loan.id));
    for loan in &mut loans {
        loan.facts.sort_by_key(|fact| place(&fact.id));
    }
    let acts = ledger.acts().map(|(id, _)| (*id, ledger.loan_of(id))).collect();
    LedgerView { asks, offers, loans, balances: balances(ledger), acts }
}

fn balances(ledger: &Ledger) -> Vec<BalanceView> {
    let rows = ledger.balances();
    let rows = rows.iter().map(|((person, unit), balance)| BalanceView {
        person: *person,
        owes: total(&Total { minor: balance.owes_minor, unit: unit.clone() }),
        owed: total(&Total { minor: balance.owed_minor, unit: unit.clone() }),
    });
    rows.collect()
}

fn standing(standing: Standing) -> view::Standing {
    match standing {
        Standing::Open => view::Standing::Open,
        Standing::Agreed => view::Standing::Agreed,
        Standing::Declined => view::Standing::Declined,
        Standing::Withdrawn => view::Standing::Withdrawn,
    }
}

fn ask_view(ledger: &Ledger, ask: &AskState, me: &PersonId) -> AskView {
    AskView {
        id: ask.id,
        by: ask.by,
        mine: ask.by == *me,
        money: money_of(&ask.amount),
        agreed: total(&ask.agreed),
        kind: match ask.kind {
            weft_ledger::AskKind::Loan => view::AskKind::Loan,
            weft_ledger::AskKind::Gift => view::AskKind::Gift,
            weft_ledger::AskKind::Either => view::AskKind::Either,
        },
        why: text::shown(&ask.why),
        needed_by: ask.needed_by,
        payback: text::shown(&ask.payback),
        on: ask.on,
        standing: standing(ask.standing),
        offers: ask
            .offers
            .iter()
            .filter_map(|id| ledger.offer(id))
            .map(|offer| offer_view(offer, me))
            .collect(),
    }
}

fn offer_view(offer: &OfferState, me: &PersonId) -> OfferView {
    OfferView {
        id: offer.id,
        ask: offer.ask,
        by: offer.by,
        mine: offer.by == *me,
        money: money_of(&offer.amount),
        why: text::shown(&offer.why),
        on: offer.on,
        standing: standing(offer.standing),
    }
}

fn loan_view(
    ledger: &Ledger,
    loan: &Loan,
    me: &PersonId,
    place: &dyn Fn(&ActId) -> Option<Place>,
) -> LoanView {
    let zero = || money(loan.unit(), 0);
    let plan_view = |plan: &Plan| PlanView {
        id: plan.id,
        by: plan.by,
        for_me: plan.by != *me && loan.concerns(me) && plan.standing() == Standing::Open,
        each: plan.each.as_ref().map(money_of),
        from: plan.from,
        every_days: plan.every_days,
        note: text::shown(&plan.note),
    };
    let waiting = ledger.waiting(loan).into_iter().map(|half| WaitingView {
        half: half.half,
        kind: fact_kind(half.kind),
        by: half.by,
        // One that the other's confirmed word overtook waits for its own author, to be taken back.
        for_me: half.waits_for == *me && half.by != *me,
        money: half.amount.as_ref().map_or_else(zero, money_of),
        on: half.on,
        differs_from: half.differs_from.map(|(act, amount)| (act, money_of(&amount))),
        note: text::shown(&half.note),
    });
    let facts = ledger.facts(loan).into_iter().map(|fact| FactView {
        id: fact.id,
        kind: fact_kind(fact.kind),
        by: fact.by,
        money: fact.amount.as_ref().map_or_else(zero, money_of),
        stated: fact.stated.as_ref().map(money_of),
        on: fact.on,
        reversed: fact.reversed,
        note: text::shown(&fact.note),
    });
    LoanView {
        id: loan.id,
        lender: loan.lender,
        borrower: loan.borrower,
        i_lend: loan.lender == *me,
        i_borrow: loan.borrower == *me,
        why: text::shown(&loan.why),
        agreed: money_of(&loan.agreed),
        handed_over: total(&loan.handed_over()),
        repaid: total(&loan.repaid()),
        forgiven: total(&loan.forgiven()),
        outstanding: total(&loan.outstanding()),
        excess: loan.excess().as_ref().map(total),
        state: match loan.phase() {
            LoanPhase::Agreed => view::LoanState::Agreed,
            LoanPhase::Open => view::LoanState::Open,
            LoanPhase::Settled => view::LoanState::Settled,
        },
        waiting: waiting.collect(),
        plan: loan.plan_in_force().map(plan_view),
        // Of several, the other's newest comes first: it waits for an answer.
        proposed_plan: loan
            .proposed_plans()
            .max_by_key(|plan| (plan.by != *me, place(&plan.id)))
            .map(plan_view),
        facts: facts.collect(),
        steps: ledger.steps(loan, me).into_iter().map(step).collect(),
    }
}

fn fact_kind(kind: FactKind) -> view::FactKind {
    match kind {
        FactKind::Agreed => view::FactKind::Agreed,
        FactKind::HandOver => view::FactKind::HandOver,
        FactKind::Plan => view::FactKind::Plan,
        FactKind::Repayment => view::FactKind::Repayment,
        FactKind::Forgiving => view::FactKind::Forgiving,
        FactKind::Declined => view::FactKind::Declined,
        FactKind::Reversal => view::FactKind::Reversal,
    }
}

fn step(step: Step) -> view::LoanStep {
    match step {
        Step::HandOver => view::LoanStep::HandOver,
        Step::Receive => view::LoanStep::Receive,
        Step::Confirm => view::LoanStep::Confirm,
        Step::Repay => view::LoanStep::Repay,
        Step::Plan => view::LoanStep::Plan,
        Step::AgreePlan => view::LoanStep::AgreePlan,
        Step::Forgive => view::LoanStep::Forgive,
    }
}

/// The money part of the digest that all members share.
pub(super) fn digest_form(home: &Home) -> MoneyForm {
    let me = home.me().unwrap_or(PersonId([0; 32]));
    money_side(home, &me, |money| money.form.clone())
}

fn fresh_form(home: &Home) -> MoneyForm {
    let ledger = &home.space.state().ledger;
    let level = |s: Standing| match s {
        Standing::Open => 0,
        Standing::Agreed => 1,
        Standing::Declined => 2,
        Standing::Withdrawn => 3,
    };
    let asks = ledger.asks().map(|ask| (ask.id, level(ask.standing), ask.amount.minor, 0, 0, 0));
    let offers =
        ledger.offers().map(|offer| (offer.id, 10 + level(offer.standing), offer.amount.minor, 0, 0, 0));
    let loans = ledger.loans().map(|loan| {
        let waiting = ledger.waiting(loan).len() as i64;
        let (handed, repaid, forgiven) = (loan.handed_over(), loan.repaid(), loan.forgiven());
        (loan.id, 20, handed.minor_i64(), repaid.minor_i64(), forgiven.minor_i64(), waiting)
    });
    asks.chain(offers).chain(loans).collect()
}
