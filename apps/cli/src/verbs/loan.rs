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
use weft_view::{Command, FactKind, LoanCommand, LoanView, Reply, SpaceView, View, resolve};

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
        LoanVerb::List { space } => {
            let spaces: Vec<&SpaceView> = match space {
                Some(typed) => vec![resolve::space(&view, typed)?],
                None => view.spaces.iter().map(AsRef::as_ref).collect(),
            };
            Ok(show::loans::list(&spaces))
        }
    }
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
    let mut pairs: Vec<(&String, SpaceId)> = Vec::new();
    for person in &args.from {
        let space = resolve::pair(view, person)?.id;
        // One person named twice is asked once.
        if pairs.iter().all(|(_, asked)| *asked != space) {
            pairs.push((person, space));
        }
    }
    let mut asks = Vec::new();
    let mut lines = Vec::new();
    for (person, space) in pairs {
        let command = LoanCommand::Ask {
            space,
            amount: args.amount.clone(),
            unit: args.unit.clone(),
            why: args.why.clone(),
            kind: args.kind.kind(),
            by: args.by,
            payback: args.payback.clone(),
        };
        match act(engine, command) {
            Ok(Some(id)) => {
                lines.push(format!("{person} is asked ({})", id.short()));
                asks.push(id.to_string());
            }
            Ok(None) => lines.push(format!("{person} is asked")),
            // Who was asked before this one stays asked, so the failure says whom.
            Err(failure) if asks.is_empty() => return Err(failure),
            Err(failure) => return Err(failure.beside("asks", json!(asks))),
        }
    }
    Ok(Answer::new(lines.join("\n"), json!({ "asks": asks })))
}

fn offer(engine: &Engine, view: &View, args: &OfferArgs) -> Result<Answer, Failure> {
    let why = args.why.clone().unwrap_or_default();
    let command = match &args.to {
        Some(person) => LoanCommand::Offer {
            space: resolve::pair(view, person)?.id,
            ask: None,
            amount: args.first.clone(),
            unit: args.second.clone(),
            why,
        },
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
