//! Drafts of answers: confirming, agreeing to a plan, saying no, taking back and reversing.

use super::{TRIAL, optional_line, typed};
use crate::{
    acts::{AgreePlan, Confirm, Decline, LedgerAct, Reverse},
    fold::check_confirm,
    ledger::Ledger,
    quantity::{Amount, Total},
    refusal::{LedgerRefusal, WAITING},
    state::{SlotKind, Standing},
};
use weft_ids::{ActId, PersonId, text};

impl Ledger {
    /// Drafts the yes of `me` to what the other stated: a half (of a repayment also a part) or a proposed reversal.
    ///
    /// # Errors
    /// When it does not wait for `me`, or the amount cannot be confirmed.
    pub fn draft_confirm(
        &self,
        me: PersonId,
        half: ActId,
        amount: Option<&str>,
    ) -> Result<LedgerAct, LedgerRefusal> {
        // A yes leads to what it answers, so that both ids of one fact come to the same.
        let half = match self.act(&half).map(|posted| &posted.act) {
            Some(LedgerAct::Confirm(yes)) => yes.half,
            Some(_) | None => half,
        };
        if let Some(reversal) = self.reversal(&half) {
            if amount.is_some() {
                return Err(LedgerRefusal::NotInParts);
            }
            let yes = Confirm { half, amount: None, instead_of: None, on: None };
            let act = self.tried(me, LedgerAct::Confirm(yes))?;
            return if reversal.waits() { Ok(act) } else { Err(LedgerRefusal::NotOpen) };
        }
        let (loan, key) = self.slot_of(&half).ok_or_else(|| self.not_found(&half, WAITING))?;
        let amount = amount.map(|amount| typed(loan, amount)).transpose()?;
        let slot = loan.slots.get(&key).ok_or(LedgerRefusal::NotOpen)?;
        let statement = self.statement(&half).ok_or(LedgerRefusal::NotOpen)?;
        if !loan.concerns(&me) {
            return Err(LedgerRefusal::NotAParty);
        }
        check_confirm(key.kind, me == loan.lender, me, statement, amount.as_ref())?;
        let confirmed = amount.as_ref().unwrap_or(&statement.amount);
        let raises = statement.confirmed.as_ref().is_some_and(|(before, _)| before < confirmed);
        if !raises && !statement.waits() {
            let settled = statement.both_say() && statement.reversed.is_none();
            return Err(if settled { LedgerRefusal::Settled } else { LedgerRefusal::NotOpen });
        }
        if slot.is_settled_against(&statement.by) {
            return Err(LedgerRefusal::SettledOtherwise);
        }
        let open = loan.agreed_total().minor - loan.handed_over().minor;
        if key.kind == SlotKind::HandOver && i128::from(confirmed.minor) > open {
            let open = Total { minor: open.max(0), unit: loan.unit().clone() }.amount();
            return Err(LedgerRefusal::ExceedsAgreed { loan: loan.id, stated: confirmed.clone(), open });
        }
        // The whole is confirmed without an amount, so that one thing is said in one way.
        let amount = amount.filter(|amount: &Amount| *amount != statement.amount);
        let own = slot.statements.iter().find(|own| own.by == me && own.waits());
        let (half, instead_of) = (statement.id(), own.map(|own| own.id()));
        self.tried(me, LedgerAct::Confirm(Confirm { half, amount, instead_of, on: None }))
    }

    /// Drafts the yes of `me` to the other's plan.
    ///
    /// # Errors
    /// When it does not wait for `me`, or another plan was agreed since it was proposed.
    pub fn draft_agree_plan(&self, me: PersonId, plan: ActId) -> Result<LedgerAct, LedgerRefusal> {
        let act = self.tried(me, LedgerAct::AgreePlan(AgreePlan { plan, on: None }))?;
        let loan = self.loan_of(&plan).and_then(|loan| self.loan(&loan));
        let loan = loan.ok_or_else(|| self.not_found(&plan, "a plan"))?;
        let proposed = loan.plans.get(&plan).ok_or_else(|| self.not_found(&plan, "a plan"))?;
        if proposed.standing() != Standing::Open {
            return Err(LedgerRefusal::NotOpen);
        }
        let book = loan.plan_book();
        if !book.to_replace.iter().all(|newest| proposed.replaces.contains(newest)) {
            return Err(LedgerRefusal::PlanOutdated);
        }
        Ok(act)
    }

    /// Drafts the no of `me` to an ask, an offer, a plan, a half, a forgiving or a proposed reversal.
    ///
    /// # Errors
    /// When it does not wait for `me`.
    pub fn draft_decline(&self, me: PersonId, act: ActId, note: &str) -> Result<LedgerAct, LedgerRefusal> {
        let note = optional_line(note)?;
        let draft = LedgerAct::Decline(Decline { act, note, on: None });
        self.tried(me, draft.clone())?;
        if self.is_closed(&act) { Err(LedgerRefusal::NotOpen) } else { Ok(draft) }
    }

    /// Drafts taking back an own unanswered act, or a proposal to reverse what is settled.
    ///
    /// Where the other proposed to reverse the same, the draft is the yes to that.
    ///
    /// # Errors
    /// When no reason is given, or there is nothing left to take back or reverse.
    pub fn draft_reverse(&self, me: PersonId, act: ActId, why: &str) -> Result<LedgerAct, LedgerRefusal> {
        let draft = LedgerAct::Reverse(Reverse { act, why: text::check_line(why)?, on: None });
        let after = self.with_trial(me, &draft)?;
        let Some(proposed) = after.reversal(&TRIAL) else {
            let done = self.is_closed(&act) || self.comes_to_the_same(&after);
            return if done { Err(LedgerRefusal::NotOpen) } else { Ok(draft) };
        };
        let same = || self.reversals().filter(|other| other.subject == proposed.subject);
        if same().any(|other| other.confirmed.is_some() || (other.waits() && other.by == me)) {
            return Err(LedgerRefusal::NotOpen);
        }
        if let Some(theirs) = same().find(|other| other.waits()) {
            let yes = Confirm { half: theirs.id, amount: None, instead_of: None, on: None };
            return self.tried(me, LedgerAct::Confirm(yes));
        }
        let undone = self.loans().any(|loan| loan.forgivings.get(&act).is_some_and(|f| !f.counts()));
        if undone { Err(LedgerRefusal::NotOpen) } else { Ok(draft) }
    }

    /// Whether an act that could be answered is answered already, taken back or declined.
    fn is_closed(&self, act: &ActId) -> bool {
        if self.ask(act).is_some() || self.offer(act).is_some() {
            return !self.is_open(act);
        }
        if let Some(reversal) = self.reversal(act) {
            return !reversal.waits();
        }
        let Some(loan) = self.loan_of(act).and_then(|loan| self.loan(&loan)) else { return true };
        let statement = self.statement(act);
        let plan = loan.plans.get(act);
        let forgiving = loan.forgivings.get(act);
        statement.is_some_and(|statement| !statement.is_live())
            || plan.is_some_and(|plan| plan.standing() != Standing::Open)
            || forgiving.is_some_and(|forgiving| !forgiving.counts())
    }
}
