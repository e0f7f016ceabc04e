//! Form: what can be judged from an act alone, whatever else there is.

use crate::{acts::LedgerAct, quantity::Amount, refusal::LedgerRefusal};
use weft_ids::{CivilDate, limits};

/// Agreed plans that one new version can replace; rivals are few.
pub(crate) const REPLACES_MAX: usize = 8;
/// Days between two payments of a plan: ten years.
pub(crate) const EVERY_DAYS_MAX: u32 = 3_660;

/// Checks an act's own form.
pub(crate) fn check(act: &LedgerAct) -> Result<(), LedgerRefusal> {
    if act.amount().is_some_and(|amount| !Amount::is_sound(amount)) {
        return Err(LedgerRefusal::UnsoundAmount);
    }
    day(act.on())?;
    match act {
        LedgerAct::Ask(act) => {
            day(act.needed_by)?;
            line(&act.why)?;
            line(&act.payback)
        }
        LedgerAct::Offer(act) => line(&act.why),
        LedgerAct::HandedOver(act) => slot(act.k),
        LedgerAct::Received(act) => slot(act.k),
        LedgerAct::Repaid(act) => slot(act.k),
        LedgerAct::ProposePlan(act) => {
            day(act.from)?;
            line(&act.note)?;
            let sorted = act.replaces.is_sorted_by(|a, b| a < b);
            let days_fit = act.every_days <= EVERY_DAYS_MAX && (act.each.is_none() || act.every_days > 0);
            let well = sorted && act.replaces.len() <= REPLACES_MAX && days_fit;
            if well { Ok(()) } else { Err(LedgerRefusal::PlanForm) }
        }
        LedgerAct::Forgive(act) => line(&act.note),
        LedgerAct::Decline(act) => line(&act.note),
        LedgerAct::Reverse(act) => line(&act.why),
        LedgerAct::Agree(_) | LedgerAct::AgreePlan(_) | LedgerAct::Confirm(_) => Ok(()),
    }
}

fn day(day: Option<CivilDate>) -> Result<(), LedgerRefusal> {
    if day.is_none_or(|day| day.is_real()) { Ok(()) } else { Err(LedgerRefusal::NoSuchDay) }
}

fn line(text: &str) -> Result<(), LedgerRefusal> {
    let (chars, max) = (text.chars().count(), limits::LINE_CHARS_MAX);
    if chars <= max { Ok(()) } else { Err(LedgerRefusal::LongText { chars, max }) }
}

fn slot(k: u32) -> Result<(), LedgerRefusal> {
    if k > 0 { Ok(()) } else { Err(LedgerRefusal::SlotZero) }
}
