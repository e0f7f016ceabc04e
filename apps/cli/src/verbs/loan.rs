//! Every step in the life of a loan.

use crate::{
    answer::{Answer, Failure},
    args::{AskArgs, LoanVerb, OfferArgs, PlanArgs, StatedArgs},
    open::{call, unexpected},
    show,
};
use serde_json::{Value, json};
use weft_engine::Engine;
use weft_ids::{ActId, SpaceId};
use weft_view::{
    Command, FactKind, LoanCommand, LoanView, Reply, Somebody, SpaceView, View, resolve, somebody,
};

/// `weft loan …`.
pub(super) fn loan(engine: &Engine, step: &LoanVerb) -> Result<Answer, Failure> {
    let view = engine.view();
    match step {
        LoanVerb::Ask(args) => ask(engine, &view, args),
        LoanVerb::Offer(args) => offer(engine, &view, args),
        LoanVerb::Agree { offer } => {
            let offer = resolve::act(&view, offer)?;
            done(engine, LoanCommand::Agree { offer }, "loan", "it is agreed; the loan is")
        }
        LoanVerb::HandOver(args) => {
            let StatedArgs { loan, amount, on } = args;
            let command =
                LoanCommand::HandOver { loan: resolve::act(&view, loan)?, amount: amount.clone(), on: *on };
            done(engine, command, "hand_over", "you say it was handed over:")
        }
        LoanVerb::Received(args) => {
            let StatedArgs { loan, amount, on } = args;
            let command =
                LoanCommand::Received { loan: resolve::act(&view, loan)?, amount: amount.clone(), on: *on };
            done(engine, command, "received", "you say it was received:")
        }
        LoanVerb::Plan(args) => plan(engine, &view, args),
        LoanVerb::AgreePlan { plan } => {
            let plan = proposed_plan(&view, resolve::act(&view, plan)?);
            done(engine, LoanCommand::AgreePlan { plan }, "agreed_plan", "the plan is agreed:")
        }
        LoanVerb::Repay { loan, amount, on } => {
            let loan = resolve::act(&view, loan)?;
            let command = LoanCommand::Repay { loan, amount: amount.clone(), on: *on };
            done(engine, command, "repayment", "you say it was paid back:")
        }
        LoanVerb::Confirm { repayment, amount } => {
            let half = waiting_half(&view, resolve::act(&view, repayment)?)?;
            let command = LoanCommand::Confirm { half, amount: amount.clone() };
            done(engine, command, "confirmation", &confirmed_words(&view, half, amount.as_deref()))
        }
        LoanVerb::Forgive { loan, amount, note } => {
            let loan = resolve::act(&view, loan)?;
            let command = LoanCommand::Forgive { loan, amount: amount.clone(), note: note.clone() };
            done(engine, command, "forgiving", "you let go of it:")
        }
        LoanVerb::Decline { act, note } => {
            let act = resolve::act(&view, act)?;
            done(engine, LoanCommand::Decline { act, note: note.clone() }, "declined", "you said no:")
        }
        LoanVerb::Reverse { act, why } => {
            let act = resolve::act(&view, act)?;
            reverse(engine, act, why)
        }
        LoanVerb::Drop { number } => {
            call(engine, Command::DropLater { number: *number })?;
            Ok(Answer::new("taken back", json!({ "dropped": number })))
        }
        LoanVerb::List { space } => {
            let spaces: Vec<&SpaceView> = match space {
                Some(typed) => vec![resolve::space(&view, typed)?],
                None => view.spaces.iter().map(AsRef::as_ref).collect(),
            };
            Ok(with_later(show::loans::list(&spaces), &view))
        }
    }
}

/// Adds what waits for a pair to open.
fn with_later(mut answer: Answer, view: &View) -> Answer {
    let mut waiting = Vec::new();
    for later in &view.later {
        let what = if later.is_offer { "you offer" } else { "you ask for" };
        let why = later.refused.as_ref().map_or_else(
            || "waits until your devices meet".to_owned(),
            |why| format!("could not be said: {why}"),
        );
        answer.text.push_str(&format!(
            "\n{}: {what} {} {} ({why}; `weft loan drop {}` takes it back)",
            later.name, later.amount, later.unit, later.number
        ));
        waiting.push(json!({
            "number": later.number,
            "person": later.name,
            "offer": later.is_offer,
            "amount": later.amount,
            "unit": later.unit,
            "why": later.why,
            "refused": later.refused,
        }));
    }
    if let Value::Object(object) = &mut answer.json {
        object.insert("waiting_for_a_pair".to_owned(), json!(waiting));
    }
    answer
}

/// Takes back what is one's own and unanswered, or proposes to undo what is settled, and says which of the two it was.
fn reverse(engine: &Engine, named: ActId, why: &str) -> Result<Answer, Failure> {
    let id = act(engine, LoanCommand::Reverse { act: named, why: why.to_owned() })?;
    let view = engine.view();
    let proposed = id.and_then(|id| {
        let (space, loan) = loan_of(&view, id)?;
        let waits = loan.waiting.iter().any(|waiting| waiting.half == id);
        let other = if loan.i_lend { loan.borrower } else { loan.lender };
        waits.then(|| format!("you propose to undo it; it counts once {} confirms:", space.name_of(&other)))
    });
    // Where the other had proposed the same, this was the yes to it.
    let undone = id.is_some_and(|id| {
        let loan = loan_of(&view, id).map(|(_, loan)| loan);
        loan.is_some_and(|loan| loan.facts.iter().any(|f| f.id == id && f.kind == FactKind::Reversal))
    });
    let words = match proposed {
        Some(words) => words,
        None if undone => "you both undid it:".to_owned(),
        None => "taken back:".to_owned(),
    };
    Ok(told(engine, id, "reversal", &words))
}

/// How a confirmation is said: with the part, where only a part was confirmed.
fn confirmed_words(before: &View, half: ActId, amount: Option<&str>) -> String {
    let waiting = before.spaces.iter().flat_map(|space| &space.ledger.loans).flat_map(|loan| &loan.waiting);
    let stated = waiting.into_iter().find(|waiting| waiting.half == half);
    match (stated, amount) {
        (Some(stated), Some(part)) => format!("confirmed {part} of {}:", stated.money),
        (Some(stated), None) if stated.kind == FactKind::Reversal => "you both undid it:".to_owned(),
        (Some(_) | None, _) => "confirmed:".to_owned(),
    }
}

/// Runs a step and answers with its act's id under `field`, and with the loan as it stands after it.
fn done(engine: &Engine, command: LoanCommand, field: &str, words: &str) -> Result<Answer, Failure> {
    let id = act(engine, command)?;
    Ok(told(engine, id, field, words))
}

/// What a step came to.
fn told(engine: &Engine, id: Option<ActId>, field: &str, words: &str) -> Answer {
    let mut json = json!({ field: id.map(|id| id.to_string()) });
    let mut text = match id {
        Some(id) => format!("{words} {}", id.short()),
        None => words.trim_end_matches(':').to_owned(),
    };
    let view = engine.view();
    if let Some((space, loan)) = id.and_then(|id| loan_of(&view, id)) {
        text = format!("{text}\n{}", show::loans::loan_lines(space, loan).join("\n"));
        if let Value::Object(object) = &mut json {
            object.entry("loan").or_insert_with(|| json!(loan.id.to_string()));
            object.insert("outstanding_minor".to_owned(), json!(loan.outstanding.minor));
            object.insert("unit".to_owned(), json!(loan.outstanding.unit));
        }
    }
    Answer::new(text, json)
}

fn act(engine: &Engine, command: LoanCommand) -> Result<Option<ActId>, Failure> {
    match call(engine, Command::Loan(command))? {
        Reply::Act(id) => Ok(Some(id)),
        Reply::Done => Ok(None),
        other => Err(unexpected(&other)),
    }
}

/// The loan that an act is, or belongs to.
fn loan_of(view: &View, id: ActId) -> Option<(&SpaceView, &LoanView)> {
    view.spaces.iter().find_map(|space| {
        let about = space.ledger.acts.get(&id).copied().flatten();
        let belongs = |loan: &&LoanView| {
            loan.id == id
                || about == Some(loan.id)
                || loan.waiting.iter().any(|waiting| waiting.half == id)
                || loan.facts.iter().any(|fact| fact.id == id)
                || loan.plan.iter().chain(&loan.proposed_plan).any(|plan| plan.id == id)
        };
        space.ledger.loans.iter().find(belongs).map(|loan| (space.as_ref(), loan))
    })
}

/// The plan that waits for a yes, where the loan's id was typed; else the id as it is.
fn proposed_plan(view: &View, id: ActId) -> ActId {
    let proposed = loan_of(view, id)
        .filter(|(_, loan)| loan.id == id)
        .and_then(|(_, loan)| loan.proposed_plan.as_ref().map(|plan| plan.id));
    proposed.unwrap_or(id)
}

/// The one thing that waits for me, where the loan's id was typed; else the id as it is.
fn waiting_half(view: &View, id: ActId) -> Result<ActId, Failure> {
    let Some((_, loan)) = loan_of(view, id).filter(|(_, loan)| loan.id == id) else {
        return Ok(id);
    };
    let mine: Vec<_> = loan.waiting.iter().filter(|waiting| waiting.for_me).collect();
    match mine.as_slice() {
        [one] => Ok(one.half),
        [] => Err(Failure::new("nothing_waits", "nothing about this loan waits for you")
            .hint("`weft loan list` shows what waits for whom")),
        many => {
            let ids: Vec<_> = many.iter().map(|waiting| waiting.half.short()).collect();
            Err(Failure::new("ambiguous_act", format!("{} things about this loan wait for you", many.len()))
                .hint(format!("say which by its id: {}", ids.join(", "))))
        }
    }
}

fn ask(engine: &Engine, view: &View, args: &AskArgs) -> Result<Answer, Failure> {
    // Everybody is looked up before anybody is asked.
    let mut people: Vec<(&String, Somebody)> = Vec::new();
    for person in &args.from {
        let found = somebody(view, person)?;
        // One person named twice is asked once.
        if people.iter().all(|(_, asked)| *asked != found) {
            people.push((person, found));
        }
    }
    let (mut asks, mut later, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for (person, found) in people {
        let command = LoanCommand::Ask {
            space: space_of(&found),
            amount: args.amount.clone(),
            unit: args.unit.clone(),
            why: args.why.clone(),
            kind: args.kind.kind(),
            by: args.by,
            payback: args.payback.clone(),
        };
        match begin(engine, &found, command) {
            Ok(Begun::Said(id)) => {
                lines.push(format!("{person} is asked ({})", id.short()));
                asks.push(id.to_string());
            }
            Ok(Begun::Waits { number, name }) => {
                lines.push(format!(
                    "{name} is asked once your devices meet: a letter to them opens your pair"
                ));
                later.push(number);
            }
            // Who was asked before this one stays asked, so the failure says whom.
            Err(failure) if asks.is_empty() && later.is_empty() => return Err(failure),
            Err(failure) => return Err(failure.beside("asks", json!(asks)).beside("waiting", json!(later))),
        }
    }
    Ok(Answer::new(lines.join("\n"), json!({ "asks": asks, "waiting": later })))
}

/// What a first step came to.
enum Begun {
    Said(ActId),
    Waits { number: u64, name: String },
}

/// The first step with somebody: in the pair with them, or to be said in one that opens by letter.
fn begin(engine: &Engine, with: &Somebody, step: LoanCommand) -> Result<Begun, Failure> {
    let command = match *with {
        Somebody::Pair(_) => Command::Loan(step),
        Somebody::Shared { space, person } => Command::LoanWith { space, person, step },
    };
    match call(engine, command)? {
        Reply::Act(id) => Ok(Begun::Said(id)),
        Reply::Later { number, name, .. } => Ok(Begun::Waits { number, name }),
        other => Err(unexpected(&other)),
    }
}

fn space_of(with: &Somebody) -> SpaceId {
    match with {
        Somebody::Pair(space) | Somebody::Shared { space, .. } => *space,
    }
}

fn offer(engine: &Engine, view: &View, args: &OfferArgs) -> Result<Answer, Failure> {
    let why = args.why.clone().unwrap_or_default();
    let command = match &args.to {
        Some(person) => {
            let found = somebody(view, person)?;
            let command = LoanCommand::Offer {
                space: space_of(&found),
                ask: None,
                amount: args.first.clone(),
                unit: args.second.clone(),
                why,
            };
            return match begin(engine, &found, command)? {
                Begun::Said(id) => Ok(told(engine, Some(id), "offer", "you offer it:")),
                Begun::Waits { number, name } => Ok(Answer::new(
                    format!("{name} is told once your devices meet: a letter to them opens your pair"),
                    json!({ "offer": null, "waiting": [number] }),
                )),
            };
        }
        None => {
            let ask = resolve::act(view, &args.first)?;
            let space = view
                .spaces
                .iter()
                .find(|space| space.ledger.asks.iter().any(|a| a.id == ask))
                .ok_or_else(|| {
                    Failure::new("not_an_ask", format!("{} is no ask", ask.short()))
                        .hint("`weft loan list` shows asks; to offer unasked, say --to PERSON")
                })?
                .id;
            LoanCommand::Offer {
                space,
                ask: Some(ask),
                amount: args.second.clone(),
                unit: String::new(),
                why,
            }
        }
    };
    done(engine, command, "offer", "you offer it:")
}

fn plan(engine: &Engine, view: &View, args: &PlanArgs) -> Result<Answer, Failure> {
    let command = LoanCommand::Plan {
        loan: resolve::act(view, &args.loan)?,
        each: args.each.clone(),
        from: args.from,
        every_days: args.every,
        note: args.note.clone(),
    };
    done(engine, command, "plan", "you propose a plan:")
}
