//! Asks, offers and agreeing: the stages before anything is owed.

use super::Folding;
use crate::{
    acts::{Agree, Ask, LedgerAct, Offer},
    loan::Loan,
    quantity::{Amount, Total, Unit},
    refusal::LedgerRefusal,
    state::{AskState, OfferState, Standing},
};
use weft_ids::{ActId, PersonId};

impl Folding<'_> {
    pub(super) fn take_ask(&mut self, id: ActId, by: PersonId, act: &Ask) -> Result<(), LedgerRefusal> {
        self.check_two(by, act.of)?;
        let ask = AskState {
            id,
            by,
            of: act.of,
            amount: act.amount.clone(),
            agreed: Total { minor: 0, unit: act.amount.unit.clone() },
            kind: act.kind,
            why: act.why.clone(),
            needed_by: act.needed_by,
            payback: act.payback.clone(),
            on: act.on,
            standing: Standing::Open,
            offers: Vec::new(),
        };
        self.ledger.asks.insert(id, ask);
        Ok(())
    }

    pub(super) fn take_offer(&mut self, id: ActId, by: PersonId, act: &Offer) -> Result<(), LedgerRefusal> {
        self.check_two(by, act.to)?;
        let mut why = act.why.clone();
        if let Some(ask_id) = act.ask {
            self.named(&ask_id)?;
            let wrong = LedgerRefusal::WrongKind { named: ask_id, expected: "an ask" };
            let ask = self.ledger.asks.get_mut(&ask_id).ok_or(wrong)?;
            if by != ask.of {
                return Err(if by == ask.by { LedgerRefusal::WithOneself } else { LedgerRefusal::NotAParty });
            }
            if act.to != ask.by {
                return Err(LedgerRefusal::NotAParty);
            }
            same_unit(&act.amount, &ask.amount.unit)?;
            if why.is_empty() {
                why.clone_from(&ask.why);
            }
            ask.offers.push(id);
        }
        let offer = OfferState {
            id,
            ask: act.ask,
            by,
            to: act.to,
            amount: act.amount.clone(),
            gift: act.gift,
            why,
            on: act.on,
            standing: Standing::Open,
        };
        self.ledger.offers.insert(id, offer);
        Ok(())
    }

    pub(super) fn take_agree(&mut self, id: ActId, by: PersonId, act: &Agree) -> Result<(), LedgerRefusal> {
        self.named(&act.offer)?;
        let wrong = LedgerRefusal::WrongKind { named: act.offer, expected: "an offer" };
        let offer = self.ledger.offers.get(&act.offer).ok_or(wrong)?;
        if by != offer.to {
            let only_they = LedgerRefusal::NotYours("the one to whom it was offered");
            return Err(if by == offer.by { only_they } else { LedgerRefusal::NotAParty });
        }
        let loan = self.ledger.loans.entry(offer.id).or_insert_with(|| Loan {
            id: offer.id,
            lender: offer.by,
            borrower: offer.to,
            ask: offer.ask,
            why: offer.why.clone(),
            agreed: offer.amount.clone(),
            gift: offer.gift,
            agreed_by: Vec::new(),
            on: None,
            called_off: None,
            slots: Default::default(),
            forgivings: Default::default(),
            plans: Default::default(),
            reversals: Vec::new(),
        });
        loan.agreed_by.push(id);
        loan.on = earlier(loan.on, act.on);
        Ok(())
    }

    /// The agreed loan that an act names.
    pub(super) fn loan_named(&self, id: &ActId) -> Result<&Loan, LedgerRefusal> {
        let posted = self.named(id)?;
        if !matches!(posted.act, LedgerAct::Offer(_)) {
            return Err(LedgerRefusal::WrongKind { named: *id, expected: "a loan" });
        }
        self.ledger.loans.get(id).ok_or(LedgerRefusal::NotAgreed { loan: *id })
    }

    fn check_two(&self, by: PersonId, with: PersonId) -> Result<(), LedgerRefusal> {
        if by == with {
            return Err(LedgerRefusal::WithOneself);
        }
        if self.ledger.people.contains(&with) { Ok(()) } else { Err(LedgerRefusal::NobodyHere) }
    }
}

/// Refuses an amount of another unit.
pub(super) fn same_unit(amount: &Amount, unit: &Unit) -> Result<(), LedgerRefusal> {
    if amount.unit == *unit {
        return Ok(());
    }
    Err(LedgerRefusal::UnitDiffers { given: amount.unit.label(), expected: unit.label() })
}

/// The earlier of two claimed days.
pub(super) fn earlier<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
