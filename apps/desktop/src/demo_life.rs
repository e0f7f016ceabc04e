//! What Ben and Chi do in the sample: now and then a line, and an answer to whatever is asked of them.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};
use weft_engine::Engine;
use weft_ids::SpaceId;
use weft_view::{Coming, Command, FactKind, LoanCommand, LoanStep, Outcome, PageEdit, SpaceView, Standing};

/// How long somebody thinks before they answer.
const THINKS: Duration = Duration::from_secs(3);
/// How long between two lines that nobody asked for.
const BETWEEN: Duration = Duration::from_secs(9);

/// Lives until it is told to stop.
pub(crate) fn live(ben: &Engine, chi: &Engine, crew: SpaceId, pair: SpaceId, stop: &AtomicBool) {
    let lines: [(&Engine, &str); 5] = [
        (ben, "Bread: I bake two loaves"),
        (chi, "I bring the big pot"),
        (ben, "The good vinegar"),
        (chi, "Candles?"),
        (ben, "Yes, candles"),
    ];
    let mut lines = lines.into_iter();
    let mut next_line = Instant::now() + BETWEEN / 2;
    let mut answered = false;
    while !stop.load(Ordering::SeqCst) {
        thread::park_timeout(THINKS);
        if stop.load(Ordering::SeqCst) {
            return;
        }
        answer_money(ben, pair);
        if Instant::now() < next_line {
            continue;
        }
        next_line = Instant::now() + BETWEEN;
        if !answered {
            answered = come(ben, crew, Coming::Yes) && come(chi, crew, Coming::Maybe);
        } else if let Some((who, text)) = lines.next() {
            let edit = PageEdit::Append { title: "Shopping".to_owned(), text: text.to_owned() };
            tried(who.call(Command::Edit { space: crew, edit }));
        }
    }
}

/// A sample that is refused something goes on with the next thing.
fn tried(outcome: Outcome) -> bool {
    outcome.is_ok()
}

fn come(who: &Engine, crew: SpaceId, answer: Coming) -> bool {
    let view = who.view();
    let next = view.space(&crew).and_then(|space| space.crew.as_ref()?.next.clone());
    let Some(next) = next else { return false };
    let edit = PageEdit::Coming { meeting: next.id, answer };
    tried(who.call(Command::Edit { space: crew, edit }))
}

/// Agrees, confirms and offers, one step at a time.
fn answer_money(ben: &Engine, pair: SpaceId) {
    let view = ben.view();
    let Some(space) = view.space(&pair) else { return };
    if let Some(command) = next_step(space) {
        tried(ben.call(Command::Loan(command)));
    }
}

fn next_step(space: &SpaceView) -> Option<LoanCommand> {
    let ledger = &space.ledger;
    let offers = ledger.offers.iter().chain(ledger.asks.iter().flat_map(|ask| &ask.offers));
    let mut open = offers.filter(|offer| !offer.mine && offer.standing == Standing::Open);
    if let Some(offer) = open.next() {
        return Some(LoanCommand::Agree { offer: offer.id });
    }
    for loan in &ledger.loans {
        let to_confirm = loan.waiting.iter().find(|waiting| {
            waiting.for_me && waiting.differs_from.is_none() && waiting.kind != FactKind::Declined
        });
        if let Some(waiting) = to_confirm {
            return Some(LoanCommand::Confirm { half: waiting.half, amount: None });
        }
        if loan.proposed_plan.as_ref().is_some_and(|plan| plan.for_me) {
            return loan.proposed_plan.as_ref().map(|plan| LoanCommand::AgreePlan { plan: plan.id });
        }
        let stated = loan.waiting.iter().any(|waiting| !waiting.for_me);
        if loan.i_lend && loan.steps.contains(&LoanStep::HandOver) && !stated {
            return Some(LoanCommand::HandOver { loan: loan.id, amount: None, on: None });
        }
    }
    let ask = ledger.asks.iter().find(|ask| {
        let answered = ask.offers.iter().any(|offer| offer.mine);
        !ask.mine && ask.standing == Standing::Open && !answered
    })?;
    Some(LoanCommand::Offer {
        space: space.id,
        ask: Some(ask.id),
        amount: ask.money.digits().replace(',', ""),
        unit: ask.money.unit.clone(),
        why: String::new(),
    })
}
