//! Money as tables and JSON: a row per leg, a row per fact, and every loan with all that was said about it.

use crate::{
    Files,
    accounts::{Accounts, digits},
    csv::{Table, plain, words},
    journal::{description, journal},
    json_of,
    postings::{Posting, postings},
};
use serde::Serialize;
use std::collections::BTreeMap;
use weft_ids::PersonId;
use weft_ledger::Unit;
use weft_space::Space;
use weft_view::{
    AskKind, AskView, FactKind, LedgerView, LoanState, LoanView, Money, OfferView, PlanView, SpaceView,
    Standing,
};

/// Writes the files of a space's money; none where there is none.
pub(crate) fn write(space: &Space, view: &SpaceView, files: &mut Files) {
    let ledger = &space.state().ledger;
    if ledger.acts().next().is_none() {
        return;
    }
    let accounts = Accounts::of(view, ledger);
    let postings = postings(space);
    let mut put = |name: &str, bytes: Vec<u8>| files.insert(format!("money/{name}"), bytes);
    put("legs.csv", legs(&accounts, &postings));
    put("wide.csv", wide(&accounts, view, &postings));
    put("money.journal", journal(&view.name, &accounts, &postings).into_bytes());
    put("loans.json", json_of(&MoneyJson::of(view, &view.ledger)));
}

/// A row per leg; the legs of a fact sum to zero.
fn legs(accounts: &Accounts, postings: &[Posting]) -> Vec<u8> {
    let mut table =
        Table::new(&["act", "date", "happened", "loan", "account", "name", "amount", "unit", "minor", "why"]);
    for posting in postings {
        for (account, minor) in posting.legs() {
            table.cells([
                plain(posting.act),
                plain(posting.on.map(|on| on.to_string()).unwrap_or_default()),
                plain(posting.happened.word()),
                plain(accounts.loan(&posting.loan)),
                words(&accounts.account(&account)),
                words(&accounts.person(&account.person)),
                plain(digits(minor, &posting.unit)),
                words(&accounts.unit(&posting.unit)),
                plain(minor),
                words(&posting.why),
            ]);
        }
    }
    table.into_bytes()
}

/// A row per fact with a column for each person, as widespread bill splitters read it; the balances come last.
fn wide(accounts: &Accounts, view: &SpaceView, postings: &[Posting]) -> Vec<u8> {
    let people: Vec<PersonId> = view.people.iter().map(|member| member.person).collect();
    let names: Vec<String> = people.iter().map(|person| accounts.person(person)).collect();
    let mut head = vec!["Date", "Description", "Category", "Cost", "Currency"];
    head.extend(names.iter().map(String::as_str));
    let mut table = Table::new(&head);
    let mut sums: BTreeMap<&Unit, BTreeMap<PersonId, i128>> = BTreeMap::new();
    for posting in postings {
        let legs = posting.legs().map(|(account, minor)| (account.person, minor));
        let own = |person: &PersonId| legs.iter().filter(|leg| leg.0 == *person).map(|leg| leg.1).sum();
        let date = posting.on.map(|on| on.to_string()).unwrap_or_default();
        let mut row = vec![
            plain(date),
            words(&description(accounts, posting)),
            plain(posting.happened.word()),
            plain(digits(posting.minor.abs(), &posting.unit)),
            words(&accounts.unit(&posting.unit)),
        ];
        row.extend(people.iter().map(|person| plain(digits(own(person), &posting.unit))));
        table.cells(row);
        // A gift is owed by nobody, so it is in no balance.
        for (person, minor) in legs.into_iter().filter(|_| !posting.gift) {
            *sums.entry(&posting.unit).or_default().entry(person).or_default() += minor;
        }
    }
    for (unit, sums) in sums {
        let mut row = vec![
            String::new(),
            plain("Total balance"),
            String::new(),
            String::new(),
            words(&accounts.unit(unit)),
        ];
        let sum = |person| sums.get(person).copied().unwrap_or(0);
        row.extend(people.iter().map(|person| plain(digits(sum(person), unit))));
        table.cells(row);
    }
    table.into_bytes()
}

/// An amount as it is in JSON: whole numbers, since fractions lose cents.
#[derive(Serialize)]
struct Sum {
    minor: i64,
    unit: String,
    exponent: u8,
}

impl From<&Money> for Sum {
    fn from(money: &Money) -> Self {
        Self { minor: money.minor, unit: money.unit.clone(), exponent: money.exponent }
    }
}

#[derive(Serialize)]
struct MoneyJson {
    asks: Vec<AskJson>,
    offers: Vec<OfferJson>,
    loans: Vec<LoanJson>,
    balances: Vec<BalanceJson>,
}

#[derive(Serialize)]
struct AskJson {
    id: String,
    by: String,
    name: String,
    amount: Sum,
    agreed: Sum,
    kind: &'static str,
    why: String,
    needed_by: Option<String>,
    payback: String,
    on: Option<String>,
    standing: &'static str,
    offers: Vec<OfferJson>,
}

#[derive(Serialize)]
struct OfferJson {
    id: String,
    by: String,
    name: String,
    amount: Sum,
    why: String,
    on: Option<String>,
    standing: &'static str,
}

#[derive(Serialize)]
struct LoanJson {
    id: String,
    lender: String,
    lender_name: String,
    borrower: String,
    borrower_name: String,
    why: String,
    state: &'static str,
    agreed: Sum,
    handed_over: Sum,
    repaid: Sum,
    forgiven: Sum,
    outstanding: Sum,
    excess: Option<Sum>,
    plan: Option<PlanJson>,
    facts: Vec<FactJson>,
    waiting: Vec<WaitingJson>,
}

#[derive(Serialize)]
struct PlanJson {
    id: String,
    by: String,
    each: Option<Sum>,
    from: Option<String>,
    every_days: u32,
    note: String,
}

#[derive(Serialize)]
struct FactJson {
    id: String,
    kind: &'static str,
    by: String,
    amount: Sum,
    stated: Option<Sum>,
    on: Option<String>,
    taken_back: bool,
    note: String,
}

#[derive(Serialize)]
struct WaitingJson {
    id: String,
    kind: &'static str,
    by: String,
    amount: Sum,
    on: Option<String>,
    note: String,
}

#[derive(Serialize)]
struct BalanceJson {
    person: String,
    name: String,
    owes: Sum,
    owed: Sum,
}

impl MoneyJson {
    fn of(view: &SpaceView, ledger: &LedgerView) -> Self {
        let balances = ledger.balances.iter().map(|balance| BalanceJson {
            person: balance.person.to_string(),
            name: view.name_of(&balance.person),
            owes: (&balance.owes).into(),
            owed: (&balance.owed).into(),
        });
        Self {
            asks: ledger.asks.iter().map(|ask| ask_json(view, ask)).collect(),
            offers: ledger.offers.iter().map(|offer| offer_json(view, offer)).collect(),
            loans: ledger.loans.iter().map(|loan| loan_json(view, loan)).collect(),
            balances: balances.collect(),
        }
    }
}

fn ask_json(view: &SpaceView, ask: &AskView) -> AskJson {
    AskJson {
        id: ask.id.to_string(),
        by: ask.by.to_string(),
        name: view.name_of(&ask.by),
        amount: (&ask.money).into(),
        agreed: (&ask.agreed).into(),
        kind: match ask.kind {
            AskKind::Loan => "loan",
            AskKind::Gift => "gift",
            AskKind::Either => "either",
        },
        why: ask.why.clone(),
        needed_by: ask.needed_by.map(|day| day.to_string()),
        payback: ask.payback.clone(),
        on: ask.on.map(|day| day.to_string()),
        standing: standing(ask.standing),
        offers: ask.offers.iter().map(|offer| offer_json(view, offer)).collect(),
    }
}

fn offer_json(view: &SpaceView, offer: &OfferView) -> OfferJson {
    OfferJson {
        id: offer.id.to_string(),
        by: offer.by.to_string(),
        name: view.name_of(&offer.by),
        amount: (&offer.money).into(),
        why: offer.why.clone(),
        on: offer.on.map(|day| day.to_string()),
        standing: standing(offer.standing),
    }
}

fn loan_json(view: &SpaceView, loan: &LoanView) -> LoanJson {
    let facts = loan.facts.iter().map(|fact| FactJson {
        id: fact.id.to_string(),
        kind: fact_kind(fact.kind),
        by: fact.by.to_string(),
        amount: (&fact.money).into(),
        stated: fact.stated.as_ref().map(Sum::from),
        on: fact.on.map(|day| day.to_string()),
        taken_back: fact.reversed,
        note: fact.note.clone(),
    });
    let waiting = loan.waiting.iter().map(|half| WaitingJson {
        id: half.half.to_string(),
        kind: fact_kind(half.kind),
        by: half.by.to_string(),
        amount: (&half.money).into(),
        on: half.on.map(|day| day.to_string()),
        note: half.note.clone(),
    });
    LoanJson {
        id: loan.id.to_string(),
        lender: loan.lender.to_string(),
        lender_name: view.name_of(&loan.lender),
        borrower: loan.borrower.to_string(),
        borrower_name: view.name_of(&loan.borrower),
        why: loan.why.clone(),
        state: match loan.state {
            LoanState::Agreed => "agreed",
            LoanState::Open => "open",
            LoanState::Settled => "settled",
        },
        agreed: (&loan.agreed).into(),
        handed_over: (&loan.handed_over).into(),
        repaid: (&loan.repaid).into(),
        forgiven: (&loan.forgiven).into(),
        outstanding: (&loan.outstanding).into(),
        excess: loan.excess.as_ref().map(Sum::from),
        plan: loan.plan.as_ref().map(plan_json),
        facts: facts.collect(),
        waiting: waiting.collect(),
    }
}

fn plan_json(plan: &PlanView) -> PlanJson {
    PlanJson {
        id: plan.id.to_string(),
        by: plan.by.to_string(),
        each: plan.each.as_ref().map(Sum::from),
        from: plan.from.map(|day| day.to_string()),
        every_days: plan.every_days,
        note: plan.note.clone(),
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Agreed => "agreed",
        Standing::Declined => "declined",
        Standing::Withdrawn => "withdrawn",
    }
}

fn fact_kind(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Agreed => "agreed",
        FactKind::HandOver => "hand_over",
        FactKind::Repayment => "repayment",
        FactKind::Forgiving => "forgiving",
        FactKind::Plan => "plan",
        FactKind::Reversal => "reversal",
        FactKind::Declined => "declined",
    }
}
