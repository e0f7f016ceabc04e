//! Asks, offers, loans and balances.

use super::{money, put_minor};
use crate::answer::Answer;
use serde_json::{Map, Value, json};
use weft_view::{
    AskKind, AskView, BalanceView, FactKind, FactView, LoanState, LoanStep, LoanView, OfferView, PlanView,
    SpaceKind, SpaceView, Standing, View, WaitingView,
};

/// What `weft loan list` says about these spaces.
pub(crate) fn list(spaces: &[&SpaceView]) -> Answer {
    let asks = spaces.iter().flat_map(|s| s.ledger.asks.iter().map(|ask| ask_json(s, ask)));
    let offers = spaces.iter().flat_map(|s| s.ledger.offers.iter().map(|offer| offer_json(s, offer)));
    let loans = spaces.iter().flat_map(|s| s.ledger.loans.iter().map(|loan| loan_json(s, loan)));
    let json = json!({
        "asks": asks.collect::<Vec<_>>(),
        "offers": offers.collect::<Vec<_>>(),
        "loans": loans.collect::<Vec<_>>(),
    });
    let mut lines = Vec::new();
    for space in spaces {
        for ask in &space.ledger.asks {
            lines.push(ask_line(space, ask));
            lines.extend(ask.offers.iter().map(|offer| format!("  {}", offer_line(space, offer))));
        }
        lines.extend(space.ledger.offers.iter().map(|offer| offer_line(space, offer)));
        for loan in &space.ledger.loans {
            lines.extend(loan_lines(space, loan));
        }
    }
    if lines.is_empty() {
        lines.push("no asks, offers or loans".to_owned());
    }
    Answer::new(lines.join("\n"), json)
}

fn ask_line(space: &SpaceView, ask: &AskView) -> String {
    format!(
        "ask {}: {} asks {} for {} ({}, {}) [{}]",
        ask.id.short(),
        space.name_of(&ask.by),
        listener(space, ask.mine),
        ask.money,
        ask.why,
        ask.payback,
        standing_name(ask.standing)
    )
}

fn listener(space: &SpaceView, mine: bool) -> String {
    if mine { space.other().map_or_else(|| space.name.clone(), |m| m.name.clone()) } else { "you".to_owned() }
}

fn offer_line(space: &SpaceView, offer: &OfferView) -> String {
    format!(
        "offer {}: {} offers {} ({}) [{}]",
        offer.id.short(),
        space.name_of(&offer.by),
        offer.money,
        offer.why,
        standing_name(offer.standing)
    )
}

/// One loan in a few lines.
pub(crate) fn loan_lines(space: &SpaceView, loan: &LoanView) -> Vec<String> {
    let (lender, borrower) = (space.name_of(&loan.lender), space.name_of(&loan.borrower));
    let mut lines = match loan.state {
        LoanState::Agreed => vec![format!(
            "loan {}: agreed: {lender} lends {borrower} {} ({}); nothing handed over yet",
            loan.id.short(),
            loan.agreed,
            loan.why
        )],
        LoanState::Open | LoanState::Settled => vec![
            format!(
                "loan {}: {lender} lent {borrower} {} ({}) [{}], {} still owed",
                loan.id.short(),
                loan.agreed,
                loan.why,
                state_name(loan.state),
                loan.outstanding
            ),
            format!(
                "  handed over {}, paid back {}, let go {}",
                loan.handed_over, loan.repaid, loan.forgiven
            ),
        ],
    };
    if let Some(excess) = &loan.excess {
        lines.push(format!("  {excess} more than was owed was paid back or let go; talk about it"));
    }
    lines.extend(loan.facts.iter().filter_map(|fact| fact_line(space, loan, fact)));
    lines.extend(loan.waiting.iter().map(|waiting| format!("  {}", waiting_line(space, loan, waiting))));
    lines.extend(loan.plan.iter().map(|plan| format!("  plan {}: {}", plan.id.short(), plan_words(plan))));
    lines.extend(loan.proposed_plan.iter().map(|plan| {
        let whose = if plan.for_me { "waits for you" } else { "waits for the other" };
        format!("  proposed plan {}: {} ({whose})", plan.id.short(), plan_words(plan))
    }));
    if !loan.steps.is_empty() {
        let steps: Vec<_> = loan.steps.iter().map(|step| step_name(*step)).collect();
        lines.push(format!("  you can: {}", steps.join(", ")));
    }
    lines
}

/// A fact that money rests on, with the id by which it can be reversed; `None` for the others.
fn fact_line(space: &SpaceView, loan: &LoanView, fact: &FactView) -> Option<String> {
    let (lender, by) = (space.name_of(&loan.lender), space.name_of(&fact.by));
    let words = match (fact.kind, &fact.stated) {
        (FactKind::HandOver, _) => format!("{} was handed over and received", fact.money),
        (FactKind::Repayment, Some(stated)) => format!("{lender} confirmed {} of {stated}", fact.money),
        (FactKind::Repayment, None) => format!("{} was paid back", fact.money),
        (FactKind::Forgiving, _) => format!("{lender} let go of {}", fact.money),
        (FactKind::Reversal, _) => format!("undone by both, as {by} proposed"),
        (FactKind::Agreed | FactKind::Plan | FactKind::Declined, _) => return None,
    };
    let kind = fact_name(fact.kind).replace('_', "-");
    let on = fact.on.map_or_else(String::new, |day| format!(", {day}"));
    let undone = if fact.reversed { " [does not count any more]" } else { "" };
    let note = if fact.note.is_empty() { String::new() } else { format!(" ({})", fact.note) };
    Some(format!("  {kind} {}: {words}{on}{note}{undone}", fact.id.short()))
}

fn waiting_line(space: &SpaceView, loan: &LoanView, waiting: &WaitingView) -> String {
    let whose = if waiting.for_me { "waits for you" } else { "waits for the other" };
    // The borrower's half of a hand-over is that it was received.
    let kind = match waiting.kind {
        FactKind::HandOver if waiting.by == loan.borrower => "received".to_owned(),
        kind => fact_name(kind).replace('_', "-"),
    };
    let mut line = format!(
        "{kind} {}: {} says {}; {whose}",
        waiting.half.short(),
        space.name_of(&waiting.by),
        waiting.money
    );
    if let Some((other, differs)) = &waiting.differs_from {
        line.push_str(&format!(", and differs from {} ({differs})", other.short()));
    }
    if !waiting.note.is_empty() {
        line.push_str(&format!(" ({})", waiting.note));
    }
    line
}

fn plan_words(plan: &PlanView) -> String {
    let mut words = match &plan.each {
        None => "when I can".to_owned(),
        Some(each) if plan.every_days == 30 => format!("{each} a month"),
        Some(each) => format!("{each} every {} days", plan.every_days),
    };
    if let Some(from) = plan.from {
        words.push_str(&format!(", from {from}"));
    }
    if !plan.note.is_empty() {
        words.push_str(&format!(", {}", plan.note));
    }
    words
}

fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Agreed => "agreed",
        Standing::Declined => "declined",
        Standing::Withdrawn => "withdrawn",
    }
}

fn state_name(state: LoanState) -> &'static str {
    match state {
        LoanState::Agreed => "agreed",
        LoanState::Open => "open",
        LoanState::Settled => "settled",
    }
}

fn fact_name(kind: FactKind) -> &'static str {
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

fn step_name(step: LoanStep) -> &'static str {
    match step {
        LoanStep::HandOver => "hand-over",
        LoanStep::Receive => "received",
        LoanStep::Confirm => "confirm",
        LoanStep::Repay => "repay",
        LoanStep::Plan => "plan",
        LoanStep::AgreePlan => "agree-plan",
        LoanStep::Forgive => "forgive",
    }
}

fn kind_name(kind: AskKind) -> &'static str {
    match kind {
        AskKind::Loan => "loan",
        AskKind::Gift => "gift",
        AskKind::Either => "either",
    }
}

fn ask_json(space: &SpaceView, ask: &AskView) -> Value {
    json!({
        "ask": ask.id.to_string(),
        "space": space.id.to_string(),
        "by": ask.by.to_string(),
        "by_name": space.name_of(&ask.by),
        "mine": ask.mine,
        "amount_minor": ask.money.minor,
        "agreed_minor": ask.agreed.minor,
        "unit": ask.money.unit,
        "exponent": ask.money.exponent,
        "kind": kind_name(ask.kind),
        "why": ask.why,
        "needed_by": ask.needed_by.map(|day| day.to_string()),
        "payback": ask.payback,
        "on": ask.on.map(|day| day.to_string()),
        "state": standing_name(ask.standing),
        "offers": ask.offers.iter().map(|offer| offer_json(space, offer)).collect::<Vec<_>>(),
    })
}

fn offer_json(space: &SpaceView, offer: &OfferView) -> Value {
    json!({
        "offer": offer.id.to_string(),
        "space": space.id.to_string(),
        "ask": offer.ask.map(|id| id.to_string()),
        "by": offer.by.to_string(),
        "by_name": space.name_of(&offer.by),
        "mine": offer.mine,
        "amount_minor": offer.money.minor,
        "unit": offer.money.unit,
        "exponent": offer.money.exponent,
        "why": offer.why,
        "on": offer.on.map(|day| day.to_string()),
        "state": standing_name(offer.standing),
    })
}

fn loan_json(space: &SpaceView, loan: &LoanView) -> Value {
    let mut object = Map::new();
    for (field, amount) in [
        ("agreed", &loan.agreed),
        ("handed_over", &loan.handed_over),
        ("repaid", &loan.repaid),
        ("forgiven", &loan.forgiven),
        ("outstanding", &loan.outstanding),
    ] {
        put_minor(&mut object, field, amount);
    }
    let rest = json!({
        "loan": loan.id.to_string(),
        "space": space.id.to_string(),
        "lender": loan.lender.to_string(),
        "lender_name": space.name_of(&loan.lender),
        "borrower": loan.borrower.to_string(),
        "borrower_name": space.name_of(&loan.borrower),
        "i_lend": loan.i_lend,
        "i_borrow": loan.i_borrow,
        "why": loan.why,
        "unit": loan.agreed.unit,
        "exponent": loan.agreed.exponent,
        "excess_minor": loan.excess.as_ref().map(|excess| excess.minor),
        "state": state_name(loan.state),
        "waiting": loan.waiting.iter().map(|waiting| waiting_json(space, waiting)).collect::<Vec<_>>(),
        "plan": loan.plan.as_ref().map(|plan| plan_json(space, plan)),
        "proposed_plan": loan.proposed_plan.as_ref().map(|plan| plan_json(space, plan)),
        "facts": loan.facts.iter().map(|fact| fact_json(space, fact)).collect::<Vec<_>>(),
        "next": loan.steps.iter().map(|step| step_name(*step)).collect::<Vec<_>>(),
    });
    if let Value::Object(rest) = rest {
        object.extend(rest);
    }
    Value::Object(object)
}

fn waiting_json(space: &SpaceView, waiting: &WaitingView) -> Value {
    json!({
        "id": waiting.half.to_string(),
        "kind": fact_name(waiting.kind),
        "by": waiting.by.to_string(),
        "by_name": space.name_of(&waiting.by),
        "for_me": waiting.for_me,
        "amount_minor": waiting.money.minor,
        "on": waiting.on.map(|day| day.to_string()),
        "differs_from": waiting.differs_from.as_ref().map(|(id, amount)| json!({
            "id": id.to_string(),
            "amount_minor": amount.minor,
        })),
        "note": waiting.note,
    })
}

fn plan_json(space: &SpaceView, plan: &PlanView) -> Value {
    json!({
        "plan": plan.id.to_string(),
        "by": plan.by.to_string(),
        "by_name": space.name_of(&plan.by),
        "for_me": plan.for_me,
        "each": plan.each.as_ref().map(money),
        "from": plan.from.map(|day| day.to_string()),
        "every_days": plan.every_days,
        "note": plan.note,
    })
}

fn fact_json(space: &SpaceView, fact: &FactView) -> Value {
    json!({
        "id": fact.id.to_string(),
        "kind": fact_name(fact.kind),
        "by": fact.by.to_string(),
        "by_name": space.name_of(&fact.by),
        "amount_minor": fact.money.minor,
        "stated_minor": fact.stated.as_ref().map(|stated| stated.minor),
        "on": fact.on.map(|day| day.to_string()),
        "reversed": fact.reversed,
        "note": fact.note,
    })
}

/// What `weft balances SPACE` says: who owes and is owed what there.
pub(crate) fn balances_of(space: &SpaceView) -> Answer {
    let rows: Vec<_> = space.ledger.balances.iter().map(|row| (space, row)).collect();
    let json = json!({ "balances": rows.iter().map(|(s, row)| balance_json(s, row)).collect::<Vec<_>>() });
    let mut lines: Vec<_> = rows
        .iter()
        .filter(|(_, row)| row.owes.minor != 0 || row.owed.minor != 0)
        .map(|(s, row)| format!("{} owes {} and is owed {}", s.name_of(&row.person), row.owes, row.owed))
        .collect();
    if lines.is_empty() {
        lines.push("nobody owes anything here".to_owned());
    }
    Answer::new(lines.join("\n"), json)
}

/// What `weft balances` says: each other person of my pairs, and what they owe me and are owed by me.
pub(crate) fn my_balances(view: &View) -> Answer {
    let rows: Vec<_> = view
        .spaces
        .iter()
        .filter(|space| space.kind == SpaceKind::Pair)
        .flat_map(|space| space.ledger.balances.iter().map(move |row| (space, row)))
        .filter(|(space, row)| row.person != space.me)
        .collect();
    let with_me = |space: &SpaceView, row: &BalanceView| {
        let mut json = balance_json(space, row);
        if let Value::Object(object) = &mut json {
            object.insert("owes_me_minor".to_owned(), json!(row.owes.minor));
            object.insert("i_owe_minor".to_owned(), json!(row.owed.minor));
        }
        json
    };
    let json = json!({ "balances": rows.iter().map(|(s, row)| with_me(s, row)).collect::<Vec<_>>() });
    let mut lines = Vec::new();
    for (space, row) in &rows {
        let name = space.name_of(&row.person);
        if row.owes.minor != 0 {
            lines.push(format!("{name} owes you {}", row.owes));
        }
        if row.owed.minor != 0 {
            lines.push(format!("you owe {name} {}", row.owed));
        }
    }
    if lines.is_empty() {
        lines.push("you owe nothing and nobody owes you".to_owned());
    }
    Answer::new(lines.join("\n"), json)
}

fn balance_json(space: &SpaceView, row: &BalanceView) -> Value {
    json!({
        "person": space.name_of(&row.person),
        "person_id": row.person.to_string(),
        "space": space.id.to_string(),
        "unit": row.owes.unit,
        "exponent": row.owes.exponent,
        "owes_minor": row.owes.minor,
        "owed_minor": row.owed.minor,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;

    #[test]
    fn a_loan_shows_integer_amounts_and_what_comes_next() {
        let view = sample::crew_and_pair();
        let Answer { json, text } = list(&[&view.spaces[1]]);
        let loan = &json["loans"][0];
        assert_eq!(loan["loan"], json!("43".repeat(32)));
        assert_eq!(loan["agreed_minor"], json!(100_000));
        assert_eq!(loan["outstanding_minor"], json!(75_000));
        assert_eq!(loan["unit"], json!("EUR"));
        assert_eq!(loan["waiting"][0]["amount_minor"], json!(10_000));
        assert_eq!(loan["plan"]["each"]["amount_minor"], json!(10_000));
        assert_eq!(loan["next"], json!(["repay", "plan"]));
        assert_eq!(json["asks"][0]["offers"][0]["state"], json!("agreed"));
        assert!(text.contains("Ben lent Ana €1,000 (my car exploded) [open], €750 still owed"), "{text}");
        assert!(text.contains("€100 a month, from 2027-01-01"), "{text}");
        assert!(text.contains("  repayment 46464646: €250 was paid back, 2026-12-01"), "{text}");
    }

    #[test]
    fn a_loan_says_what_was_handed_over_received_and_confirmed_in_part() {
        let view = sample::crew_and_pair();
        let space = &view.spaces[1];
        let mut loan = space.ledger.loans[0].clone();
        loan.waiting[0].kind = FactKind::HandOver;
        loan.facts[0].stated = Some(sample::eur(300));
        let text = loan_lines(space, &loan).join("\n");
        assert!(text.contains("received 44444444: Ana says €100; waits for the other"), "{text}");
        assert!(text.contains("repayment 46464646: Ben confirmed €250 of €300"), "{text}");
        loan.state = LoanState::Agreed;
        let text = loan_lines(space, &loan).join("\n");
        assert!(
            text.contains("agreed: Ben lends Ana €1,000 (my car exploded); nothing handed over yet"),
            "{text}"
        );
    }

    #[test]
    fn balances_count_what_the_named_person_owes_and_is_owed() {
        let view = sample::crew_and_pair();
        let mine = my_balances(&view);
        assert_eq!(mine.json["balances"].as_array().unwrap().len(), 1);
        assert_eq!(mine.json["balances"][0]["person"], json!("Ben"));
        assert_eq!(mine.json["balances"][0]["unit"], json!("EUR"));
        assert_eq!(mine.json["balances"][0]["owes_minor"], json!(0));
        assert_eq!(mine.json["balances"][0]["owed_minor"], json!(75_000));
        assert_eq!(mine.json["balances"][0]["i_owe_minor"], json!(75_000));
        assert_eq!(mine.text, "you owe Ben €750");
        let all = balances_of(&view.spaces[1]);
        assert_eq!(all.json["balances"][0]["owes_minor"], json!(75_000));
        assert_eq!(all.text, "Ana owes €750 and is owed €0\nBen owes €0 and is owed €750");
    }
}
