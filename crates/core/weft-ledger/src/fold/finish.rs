//! The last step of a fold: reversals take effect, and asks and offers get their standing.

use super::Folding;
use crate::{
    quantity::Amount,
    state::{Slot, Standing, Subject},
};
use std::collections::BTreeMap;
use weft_ids::ActId;

impl Folding<'_> {
    pub(super) fn finish(&mut self) {
        self.apply_reversals();
        self.mark_reversed_facts();
        self.settle_offers();
        self.settle_asks();
    }

    fn apply_reversals(&mut self) {
        let ledger = &mut self.ledger;
        for (id, reversal) in &mut ledger.reversals {
            let applied = reversal.confirmed.map(|_| *id);
            let loan = reversal.subject.loan().and_then(|loan| ledger.loans.get_mut(&loan));
            if let Some(loan) = loan {
                loan.reversals.push(*id);
            }
            match reversal.subject {
                Subject::Ask(_) => {}
                Subject::Offer(offer) => {
                    if let Some(loan) = ledger.loans.get_mut(&offer) {
                        reversal.amount = Some(loan.agreed.clone());
                        loan.called_off = loan.called_off.or(applied);
                    }
                }
                Subject::Fact { loan, slot, half } => {
                    let at = ledger.halves.get(&half).map(|place| place.at);
                    let slot = ledger.loans.get_mut(&loan).and_then(|loan| loan.slots.get_mut(&slot));
                    reversal.amount = slot.zip(at).and_then(|(slot, at)| reverse_fact(slot, at, applied));
                }
                Subject::Forgiving { loan, act } => {
                    let loan = ledger.loans.get_mut(&loan);
                    if let Some(forgiving) = loan.and_then(|loan| loan.forgivings.get_mut(&act)) {
                        reversal.amount = Some(forgiving.amount.clone());
                        forgiving.reversed = forgiving.reversed.or(applied);
                    }
                }
                Subject::Plan { loan, act } => {
                    let loan = ledger.loans.get_mut(&loan);
                    if let Some(plan) = loan.and_then(|loan| loan.plans.get_mut(&act)) {
                        plan.reversed = plan.reversed.or(applied);
                    }
                }
            }
        }
    }

    /// Marks the facts that rest on reversed statements.
    fn mark_reversed_facts(&mut self) {
        for slot in self.ledger.loans.values_mut().flat_map(|loan| loan.slots.values_mut()) {
            for fact in &mut slot.facts {
                fact.reversed = slot.statements.get(fact.at).and_then(|statement| statement.reversed);
            }
        }
    }

    fn settle_offers(&mut self) {
        let ledger = &mut self.ledger;
        for offer in ledger.offers.values_mut() {
            let ask = offer.ask.and_then(|ask| ledger.asks.get(&ask));
            offer.standing = match ledger.loans.get(&offer.id) {
                Some(loan) if loan.called_off.is_some() => Standing::Withdrawn,
                Some(_) => Standing::Agreed,
                // What answers an ask that was taken back falls with it.
                None if offer.standing == Standing::Open
                    && ask.is_some_and(|ask| ask.standing == Standing::Withdrawn) =>
                {
                    Standing::Declined
                }
                None => offer.standing,
            };
        }
    }

    fn settle_asks(&mut self) {
        let ledger = &mut self.ledger;
        let mut agreed: BTreeMap<ActId, i128> = BTreeMap::new();
        for loan in ledger.loans.values().filter(|loan| loan.called_off.is_none()) {
            if let Some(ask) = loan.ask {
                *agreed.entry(ask).or_default() += i128::from(loan.agreed.minor);
            }
        }
        for ask in ledger.asks.values_mut() {
            ask.agreed.minor = agreed.get(&ask.id).copied().unwrap_or(0);
            let offered = ask.offers.iter().filter_map(|id| ledger.offers.get(id));
            let still_offered = offered.into_iter().any(|offer| offer.standing == Standing::Open);
            if ask.agreed.minor >= i128::from(ask.amount.minor) {
                ask.standing = Standing::Agreed;
            } else if ask.standing == Standing::Declined && still_offered {
                // A no apart from an open offer of the same person: the offer stands.
                ask.standing = Standing::Open;
            }
        }
    }
}

/// Reverses a statement and its twin where both signed the reversal; returns how much is or would be reversed.
fn reverse_fact(slot: &mut Slot, at: usize, applied: Option<ActId>) -> Option<Amount> {
    let twin = slot.statements.get(at)?.twin;
    for at in std::iter::once(at).chain(twin) {
        let statement = slot.statements.get_mut(at)?;
        statement.reversed = statement.reversed.or(applied);
    }
    let statement = slot.statements.get(at)?;
    Some(Amount::new(statement.signed_minor(), statement.amount.unit.clone()))
}
