//! Drafts of what is stated about a loan: hand-overs, repayments, plans and forgivings.

use super::{PlanTerms, optional_line, typed};
use crate::{
    acts::{Forgive, HandedOver, LedgerAct, ProposePlan, Received, Repaid},
    fold::REPLACES_MAX,
    ledger::Ledger,
    loan::Loan,
    quantity::{Amount, Total},
    refusal::LedgerRefusal,
    state::{SlotKey, SlotKind, Statement},
};
use weft_ids::{ActId, PersonId, limits};

impl Ledger {
    /// Drafts the lender's word that an amount was handed over; all that is agreed and left where `None`.
    ///
    /// # Errors
    /// When `me` does not lend there, or it would exceed what was agreed.
    pub fn draft_hand_over(
        &self,
        me: PersonId,
        loan: ActId,
        amount: Option<&str>,
    ) -> Result<LedgerAct, LedgerRefusal> {
        let loan = self.loan_of_mine(me, &loan)?;
        if me != loan.lender {
            return Err(LedgerRefusal::NotYours("the lender"));
        }
        let amount = self.hand_over_amount(me, loan, amount, None)?;
        let k = self.next_slot(loan, SlotKind::HandOver, &me, Some(&amount));
        self.tried(me, LedgerAct::HandedOver(HandedOver { loan: loan.id, k, amount, on: None }))
    }

    /// Drafts the borrower's word that an amount was received; what the lender stated where `None`, else all that is
    /// agreed and left.
    ///
    /// # Errors
    /// When `me` does not borrow there, or it would exceed what was agreed.
    pub fn draft_received(
        &self,
        me: PersonId,
        loan: ActId,
        amount: Option<&str>,
    ) -> Result<LedgerAct, LedgerRefusal> {
        let loan = self.loan_of_mine(me, &loan)?;
        if me != loan.borrower {
            return Err(LedgerRefusal::NotYours("the borrower"));
        }
        let k = self.next_slot(loan, SlotKind::HandOver, &me, None);
        let stated = loan.slots.get(&SlotKey { kind: SlotKind::HandOver, k });
        let stated = stated.and_then(|slot| slot.statements.iter().find(|s| s.by != me && s.waits()));
        let amount = self.hand_over_amount(me, loan, amount, stated)?;
        self.tried(me, LedgerAct::Received(Received { loan: loan.id, k, amount, on: None }))
    }

    /// Drafts the word that an amount was paid back: of the borrower who paid, or the lender who got it.
    ///
    /// # Errors
    /// When nothing is owed, or it exceeds what is owed less what `me` stated already.
    pub fn draft_repay(&self, me: PersonId, loan: ActId, amount: &str) -> Result<LedgerAct, LedgerRefusal> {
        let loan = self.owed_loan(me, &loan)?;
        let amount = typed(loan, amount)?;
        let outstanding = self.open_amount_to_repay(loan, &me);
        if i128::from(amount.minor) > outstanding.minor {
            let outstanding = outstanding.amount();
            return Err(LedgerRefusal::ExceedsLoan { loan: loan.id, repaid: amount, outstanding });
        }
        let k = self.next_slot(loan, SlotKind::Repayment, &me, Some(&amount));
        self.tried(me, LedgerAct::Repaid(Repaid { loan: loan.id, k, amount, on: None }))
    }

    /// Drafts the lender's letting go of an amount; of all that is owed where `None`.
    ///
    /// # Errors
    /// When `me` does not lend there, nothing is owed, or it exceeds what is owed.
    pub fn draft_forgive(
        &self,
        me: PersonId,
        loan: ActId,
        amount: Option<&str>,
        note: &str,
    ) -> Result<LedgerAct, LedgerRefusal> {
        if me != self.loan_of_mine(me, &loan)?.lender {
            return Err(LedgerRefusal::NotYours("the lender"));
        }
        let loan = self.owed_loan(me, &loan)?;
        let outstanding = loan.outstanding();
        let forgiven = match amount {
            Some(amount) => typed(loan, amount)?,
            None => capped(&outstanding),
        };
        if i128::from(forgiven.minor) > outstanding.minor {
            let outstanding = outstanding.amount();
            return Err(LedgerRefusal::ExceedsOutstanding { loan: loan.id, forgiven, outstanding });
        }
        let note = optional_line(note)?;
        self.tried(me, LedgerAct::Forgive(Forgive { loan: loan.id, amount: forgiven, note, on: None }))
    }

    /// Drafts a plan for paying back; it names every agreed plan that it replaces.
    ///
    /// # Errors
    /// When `me` is not one of the two, it is a gift, or the plan cannot be read.
    pub fn draft_plan(
        &self,
        me: PersonId,
        loan: ActId,
        terms: PlanTerms<'_>,
    ) -> Result<LedgerAct, LedgerRefusal> {
        let loan = self.loan_of_mine(me, &loan)?;
        let replaces = loan.plan_book().to_replace.into_iter().take(REPLACES_MAX).collect();
        let each = terms.each.map(|each| typed(loan, each)).transpose()?;
        let plan = ProposePlan {
            loan: loan.id,
            replaces,
            each,
            from: terms.from,
            every_days: terms.every_days,
            note: optional_line(terms.note)?,
            on: None,
        };
        self.tried(me, LedgerAct::ProposePlan(plan))
    }

    /// What is handed over: as typed, as the other stated it, or all that is left.
    fn hand_over_amount(
        &self,
        me: PersonId,
        loan: &Loan,
        amount: Option<&str>,
        stated: Option<&Statement>,
    ) -> Result<Amount, LedgerRefusal> {
        let open = self.open_amount_to_hand_over(loan, &me);
        let amount = match (amount, stated) {
            (Some(amount), _) => typed(loan, amount)?,
            (None, Some(stated)) => stated.amount.clone(),
            (None, None) if open.minor == 0 => {
                return Err(LedgerRefusal::NothingToHandOver { loan: loan.id });
            }
            (None, None) => capped(&open),
        };
        if i128::from(amount.minor) > open.minor {
            let open = open.amount();
            return Err(LedgerRefusal::ExceedsAgreed { loan: loan.id, stated: amount, open });
        }
        Ok(amount)
    }

    /// The loan, where it concerns `me` and something is owed.
    fn owed_loan(&self, me: PersonId, id: &ActId) -> Result<&Loan, LedgerRefusal> {
        let loan = self.loan_of_mine(me, id)?;
        if loan.gift {
            return Err(LedgerRefusal::IsGift);
        }
        if loan.outstanding().minor == 0 {
            Err(LedgerRefusal::NothingOwed { loan: loan.id })
        } else {
            Ok(loan)
        }
    }
}

/// A total as one amount, at most the cap.
fn capped(total: &Total) -> Amount {
    Amount::new(total.minor_i64().min(limits::AMOUNT_MINOR_MAX), total.unit.clone())
}
