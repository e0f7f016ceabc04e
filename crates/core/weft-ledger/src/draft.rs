//! From a typed wish to the act to write, or a refusal with its reason before anything is written.
//!
//! A draft is stricter than the fold: it refuses what could only lead to an excess or to two answers, while the fold
//! counts whatever both have signed. Every draft is tried in a fold, so that what is written is never refused at home.

mod answers;
mod facts;

use crate::{
    acts::{Agree, Ask, AskKind, LedgerAct, Offer},
    ledger::Ledger,
    loan::Loan,
    quantity::{Amount, Unit},
    refusal::LedgerRefusal,
    state::Standing,
};
use weft_ids::{ActId, CivilDate, PersonId, text};

/// What is asked for, as typed.
#[derive(Debug, Clone, Copy)]
pub struct AskTerms<'a> {
    /// The amount: `10,50` or `10.50`.
    pub amount: &'a str,
    /// The unit: `EUR`, `min`, or a thing such as `jar`.
    pub unit: &'a str,
    /// What for; never empty.
    pub why: &'a str,
    /// Loan, gift or either.
    pub kind: AskKind,
    /// Until when it is needed.
    pub needed_by: Option<CivilDate>,
    /// How it would come back, in words; may be empty.
    pub payback: &'a str,
}

/// What is offered, as typed.
#[derive(Debug, Clone, Copy)]
pub struct OfferTerms<'a> {
    /// The ask that it answers; its asker is then the one to whom it is offered.
    pub ask: Option<ActId>,
    /// The amount.
    pub amount: &'a str,
    /// The unit; the ask's where it answers one and this is empty.
    pub unit: &'a str,
    /// What for; the ask's where it answers one and this is empty.
    pub why: &'a str,
    /// Whether it is given and not lent; as asked for where `None` (a gift only where a gift was asked for).
    pub gift: Option<bool>,
}

/// A plan, as typed.
#[derive(Debug, Clone, Copy)]
pub struct PlanTerms<'a> {
    /// What is paid each time; `None` for *when I can* or a pause.
    pub each: Option<&'a str>,
    /// The first day.
    pub from: Option<CivilDate>,
    /// Days between two payments: 30 for a month.
    pub every_days: u32,
    /// In words; may be empty.
    pub note: &'a str,
}

/// The id under which a draft is tried; no hash comes out as this.
const TRIAL: ActId = ActId([0xff; 32]);

impl Ledger {
    /// Drafts an ask of `me` to `of`.
    ///
    /// # Errors
    /// When the amount, unit or reason cannot be read, or nobody else is asked.
    pub fn draft_ask(
        &self,
        me: PersonId,
        of: PersonId,
        terms: AskTerms<'_>,
    ) -> Result<LedgerAct, LedgerRefusal> {
        let amount = Unit::parse(terms.unit)?.amount(terms.amount)?;
        let act = LedgerAct::Ask(Ask {
            of,
            amount,
            kind: terms.kind,
            why: text::check_line(terms.why)?,
            needed_by: terms.needed_by,
            payback: optional_line(terms.payback)?,
            on: None,
        });
        self.tried(me, act)
    }

    /// Drafts an offer of `me` to `to`; one that answers an ask goes to its asker whoever `to` is.
    ///
    /// # Errors
    /// When it cannot be read, the ask is not open or not of `me`, or it is above what is still asked for.
    pub fn draft_offer(
        &self,
        me: PersonId,
        to: PersonId,
        terms: OfferTerms<'_>,
    ) -> Result<LedgerAct, LedgerRefusal> {
        let why = optional_line(terms.why)?;
        let Some(ask_id) = terms.ask else {
            let amount = Unit::parse(terms.unit)?.amount(terms.amount)?;
            let gift = terms.gift.unwrap_or(false);
            return self.tried(me, LedgerAct::Offer(Offer { to, ask: None, amount, gift, why, on: None }));
        };
        let ask = self.ask(&ask_id).ok_or_else(|| self.not_found(&ask_id, "an ask"))?;
        let unit =
            if terms.unit.trim().is_empty() { ask.amount.unit.clone() } else { Unit::parse(terms.unit)? };
        let amount = unit.amount(terms.amount)?;
        let gift = terms.gift.unwrap_or(ask.kind == AskKind::Gift);
        let (open, standing) = (ask.open_amount(), ask.standing);
        let offer = Offer { to: ask.by, ask: Some(ask_id), amount: amount.clone(), gift, why, on: None };
        let act = self.tried(me, LedgerAct::Offer(offer))?;
        if standing != Standing::Open {
            return Err(LedgerRefusal::NotOpen);
        }
        if i128::from(amount.minor) > open.minor {
            return Err(LedgerRefusal::ExceedsAsk { offered: amount, open: open.amount() });
        }
        Ok(act)
    }

    /// Drafts the yes of `me` to an offer; its id is the loan's from then on.
    ///
    /// # Errors
    /// When it is not an open offer to `me`, or more than is still asked for.
    pub fn draft_agree(&self, me: PersonId, offer: ActId) -> Result<LedgerAct, LedgerRefusal> {
        let state = self.offer(&offer).ok_or_else(|| self.not_found(&offer, "an offer"))?;
        let act = self.tried(me, LedgerAct::Agree(Agree { offer, on: None }))?;
        if state.standing != Standing::Open {
            return Err(LedgerRefusal::NotOpen);
        }
        if let Some(ask) = state.ask.and_then(|ask| self.ask(&ask)) {
            let open = ask.open_amount();
            if i128::from(state.amount.minor) > open.minor {
                return Err(LedgerRefusal::ExceedsAsk { offered: state.amount.clone(), open: open.amount() });
            }
        }
        Ok(act)
    }

    /// Folds with the draft added and returns it, or the reason why the fold would refuse it.
    fn tried(&self, me: PersonId, act: LedgerAct) -> Result<LedgerAct, LedgerRefusal> {
        self.with_trial(me, &act).map(|_| act)
    }

    /// The ledger as it would be with the draft added.
    fn with_trial(&self, me: PersonId, act: &LedgerAct) -> Result<Ledger, LedgerRefusal> {
        let held = self.acts.iter().map(|(id, posted)| (*id, posted.by, &posted.act));
        let mut after = Ledger::fold(&self.people, held.chain([(TRIAL, me, act)]));
        match after.refused.remove(&TRIAL) {
            Some(refused) => Err(refused.why),
            None => Ok(after),
        }
    }

    /// Whether anything but the list of acts differs.
    fn comes_to_the_same(&self, after: &Ledger) -> bool {
        self.asks == after.asks
            && self.offers == after.offers
            && self.loans == after.loans
            && self.reversals == after.reversals
    }

    /// The loan that `id` names by its offer or by an act of agreeing, where it concerns `me`.
    fn loan_of_mine(&self, me: PersonId, id: &ActId) -> Result<&Loan, LedgerRefusal> {
        let offer = match self.act(id).map(|posted| &posted.act) {
            Some(LedgerAct::Agree(agree)) => agree.offer,
            Some(_) | None => *id,
        };
        let loan = self.loan(&offer).ok_or_else(|| match self.offer(&offer) {
            Some(_) => LedgerRefusal::NotAgreed { loan: offer },
            None => self.not_found(&offer, "a loan"),
        })?;
        if loan.concerns(&me) { Ok(loan) } else { Err(LedgerRefusal::NotAParty) }
    }

    fn not_found(&self, named: &ActId, expected: &'static str) -> LedgerRefusal {
        let named = *named;
        match (self.acts.contains_key(&named), self.refused.contains_key(&named)) {
            (false, _) => LedgerRefusal::Missing { named },
            (true, true) => LedgerRefusal::NamesRefused { named },
            (true, false) => LedgerRefusal::WrongKind { named, expected },
        }
    }
}

/// Reads a typed amount of a loan's unit.
fn typed(loan: &Loan, amount: &str) -> Result<Amount, LedgerRefusal> {
    Ok(loan.unit().amount(amount)?)
}

/// Checks a text that may be empty.
fn optional_line(typed: &str) -> Result<String, LedgerRefusal> {
    if typed.trim().is_empty() { Ok(String::new()) } else { Ok(text::check_line(typed)?) }
}
