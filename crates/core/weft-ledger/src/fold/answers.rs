//! Taking back, reversing and saying no: what is settled between two is undone by both or not at all.

use super::Folding;
use crate::{
    acts::{Confirm, Decline, LedgerAct, Reverse},
    refusal::LedgerRefusal,
    state::{Answer, Reversal, Standing, Subject},
};
use weft_ids::{ActId, PersonId};

impl Folding<'_> {
    /// Takes back what is open, or proposes to reverse what is settled.
    pub(super) fn take_reverse(
        &mut self,
        id: ActId,
        by: PersonId,
        act: &Reverse,
    ) -> Result<(), LedgerRefusal> {
        let subject = self.subject_of(&act.act)?;
        let (author, other) = self.sides(&subject, &act.act)?;
        if by != author && by != other {
            return Err(LedgerRefusal::NotAParty);
        }
        if self.is_settled(&subject, &act.act) {
            let reversal = Reversal {
                id,
                by,
                subject,
                amount: None,
                why: act.why.clone(),
                on: act.on,
                confirmed: None,
                declined: None,
                withdrawn: None,
            };
            self.ledger.reversals.insert(id, reversal);
            return Ok(());
        }
        if by != author {
            return Err(LedgerRefusal::NotYours("the one who said it"));
        }
        self.take_back(&subject, &act.act, id);
        Ok(())
    }

    /// The other's yes to a proposed reversal: from here on it counts, once.
    pub(super) fn take_confirm_reverse(
        &mut self,
        id: ActId,
        by: PersonId,
        act: &Confirm,
    ) -> Result<(), LedgerRefusal> {
        let other = self.other_side_of_reversal(&act.half)?;
        if by != other.waits_for {
            return Err(other.refusal(by));
        }
        if act.amount.is_some() || act.instead_of.is_some() {
            return Err(LedgerRefusal::NotInParts);
        }
        if let Some(reversal) = self.ledger.reversals.get_mut(&act.half) {
            reversal.confirmed.get_or_insert(id);
        }
        Ok(())
    }

    /// The proposer takes a proposed reversal back; in vain once the other confirmed it.
    pub(super) fn take_back_reverse(
        &mut self,
        id: ActId,
        by: PersonId,
        act: &Reverse,
    ) -> Result<(), LedgerRefusal> {
        self.named(&act.act)?;
        let Some(reversal) = self.ledger.reversals.get_mut(&act.act) else {
            return Err(LedgerRefusal::CannotReverse);
        };
        if reversal.confirmed.is_some() {
            return Err(LedgerRefusal::CannotReverse);
        }
        if reversal.by != by {
            return Err(LedgerRefusal::NotYours("the one who proposed it"));
        }
        reversal.withdrawn.get_or_insert(id);
        Ok(())
    }

    /// A no, which counts for what is still open, and for a forgiving always.
    pub(super) fn take_decline(
        &mut self,
        id: ActId,
        by: PersonId,
        act: &Decline,
    ) -> Result<(), LedgerRefusal> {
        let answer = Answer { act: id, by, note: act.note.clone(), on: act.on };
        if matches!(self.named(&act.act)?.act, LedgerAct::Reverse(_)) {
            return self.decline_reversal(answer, &act.act);
        }
        let subject = match self.subject_of(&act.act) {
            Err(LedgerRefusal::CannotReverse) => return Err(LedgerRefusal::CannotDecline),
            subject => subject?,
        };
        if matches!(
            self.named(&act.act)?.act,
            LedgerAct::Agree(_) | LedgerAct::AgreePlan(_) | LedgerAct::Confirm(_)
        ) {
            return Err(LedgerRefusal::CannotDecline);
        }
        let (author, other) = self.sides(&subject, &act.act)?;
        if by != other {
            let theirs = LedgerRefusal::NotYours("the other");
            return Err(if by == author { theirs } else { LedgerRefusal::NotAParty });
        }
        let forgiving = matches!(subject, Subject::Forgiving { .. });
        if !forgiving && self.is_settled(&subject, &act.act) {
            return Err(LedgerRefusal::Settled);
        }
        self.set_declined(&subject, &act.act, answer);
        Ok(())
    }

    fn decline_reversal(&mut self, answer: Answer, named: &ActId) -> Result<(), LedgerRefusal> {
        let other = self.other_side_of_reversal(named)?;
        if answer.by != other.waits_for {
            return Err(other.refusal(answer.by));
        }
        if let Some(reversal) = self.ledger.reversals.get_mut(named) {
            if reversal.confirmed.is_some() {
                return Err(LedgerRefusal::Settled);
            }
            reversal.declined.get_or_insert(answer);
        }
        Ok(())
    }

    /// What an act is about, for taking back, reversing or declining it.
    fn subject_of(&self, named: &ActId) -> Result<Subject, LedgerRefusal> {
        let wrong = LedgerRefusal::NamesRefused { named: *named };
        match &self.named(named)?.act {
            LedgerAct::Ask(_) => Ok(Subject::Ask(*named)),
            LedgerAct::Offer(_) => Ok(Subject::Offer(*named)),
            LedgerAct::Agree(act) => Ok(Subject::Offer(act.offer)),
            LedgerAct::HandedOver(_) | LedgerAct::Received(_) | LedgerAct::Repaid(_) => {
                self.fact(named).ok_or(wrong)
            }
            LedgerAct::Forgive(act) => Ok(Subject::Forgiving { loan: act.loan, act: *named }),
            LedgerAct::ProposePlan(act) => Ok(Subject::Plan { loan: act.loan, act: *named }),
            LedgerAct::AgreePlan(act) => {
                let LedgerAct::ProposePlan(plan) = &self.named(&act.plan)?.act else { return Err(wrong) };
                Ok(Subject::Plan { loan: plan.loan, act: act.plan })
            }
            LedgerAct::Confirm(act) => self.fact(&act.half).ok_or(LedgerRefusal::CannotReverse),
            LedgerAct::Decline(_) | LedgerAct::Reverse(_) => Err(LedgerRefusal::CannotReverse),
        }
    }

    fn fact(&self, half: &ActId) -> Option<Subject> {
        let place = self.ledger.halves.get(half)?;
        let loan = self.ledger.loans.get(&place.loan)?;
        let statements = &loan.slots.get(&place.slot)?.statements;
        let statement = statements.get(place.at)?;
        // Two halves that say the same are one fact, named by the lender's.
        let twin = statement.twin.and_then(|twin| statements.get(twin));
        let named = twin.filter(|twin| twin.by == loan.lender).unwrap_or(statement);
        Some(Subject::Fact { loan: place.loan, slot: place.slot, half: named.id() })
    }

    /// Who said what `named` is about, and who the other one is.
    fn sides(&self, subject: &Subject, named: &ActId) -> Result<(PersonId, PersonId), LedgerRefusal> {
        let sides = match subject {
            Subject::Ask(id) => self.ledger.asks.get(id).map(|ask| (ask.by, ask.of)),
            Subject::Offer(id) => self.ledger.offers.get(id).map(|offer| (offer.by, offer.to)),
            Subject::Fact { loan, .. } | Subject::Forgiving { loan, .. } | Subject::Plan { loan, .. } => {
                let author = self.acts.get(&self.said_in(subject, named)).map(|posted| posted.by);
                let loan = self.ledger.loans.get(loan);
                author.and_then(|author| Some((author, loan?.other(&author)?)))
            }
        };
        sides.ok_or(LedgerRefusal::NamesRefused { named: *named })
    }

    /// The act that first said what `named` is about: a confirmation leads to its half, a yes to its plan.
    fn said_in(&self, subject: &Subject, named: &ActId) -> ActId {
        match (subject, self.acts.get(named).map(|posted| &posted.act)) {
            (Subject::Plan { act, .. }, _) => *act,
            (_, Some(LedgerAct::Confirm(confirm))) => confirm.half,
            _ => *named,
        }
    }

    /// Whether both have said it, so that one alone cannot undo it.
    fn is_settled(&self, subject: &Subject, named: &ActId) -> bool {
        match subject {
            Subject::Ask(_) => false,
            Subject::Offer(id) => self.ledger.loans.contains_key(id),
            Subject::Fact { .. } => {
                let statement = self.ledger.statement(&self.said_in(subject, named));
                statement.is_some_and(|statement| statement.both_say())
            }
            Subject::Forgiving { .. } => true,
            Subject::Plan { loan, act } => {
                let plan = self.ledger.loans.get(loan).and_then(|loan| loan.plans.get(act));
                plan.is_some_and(|plan| plan.agreed.is_some())
            }
        }
    }

    fn take_back(&mut self, subject: &Subject, named: &ActId, by_act: ActId) {
        let ledger = &mut self.ledger;
        match subject {
            Subject::Ask(id) => {
                if let Some(ask) = ledger.asks.get_mut(id) {
                    ask.standing = Standing::Withdrawn;
                }
            }
            Subject::Offer(id) => {
                if let Some(offer) = ledger.offers.get_mut(id) {
                    offer.standing = Standing::Withdrawn;
                }
            }
            Subject::Fact { .. } => {
                if let Some(statement) = ledger.statement_mut(named) {
                    statement.withdrawn.get_or_insert(by_act);
                }
            }
            Subject::Forgiving { .. } => {}
            Subject::Plan { loan, act } => {
                if let Some(plan) = ledger.loans.get_mut(loan).and_then(|loan| loan.plans.get_mut(act)) {
                    plan.withdrawn.get_or_insert(by_act);
                }
            }
        }
    }

    fn set_declined(&mut self, subject: &Subject, named: &ActId, answer: Answer) {
        let ledger = &mut self.ledger;
        match subject {
            // Taking back stands before a no, whichever is read first.
            Subject::Ask(id) => {
                if let Some(ask) = ledger.asks.get_mut(id).filter(|ask| ask.standing == Standing::Open) {
                    ask.standing = Standing::Declined;
                }
            }
            Subject::Offer(id) => {
                if let Some(offer) =
                    ledger.offers.get_mut(id).filter(|offer| offer.standing == Standing::Open)
                {
                    offer.standing = Standing::Declined;
                }
            }
            Subject::Fact { .. } => {
                if let Some(statement) = ledger.statement_mut(named) {
                    statement.declined.get_or_insert(answer);
                }
            }
            Subject::Forgiving { loan, act } => {
                let loan = ledger.loans.get_mut(loan);
                if let Some(forgiving) = loan.and_then(|loan| loan.forgivings.get_mut(act)) {
                    forgiving.declined.get_or_insert(answer);
                }
            }
            Subject::Plan { loan, act } => {
                if let Some(plan) = ledger.loans.get_mut(loan).and_then(|loan| loan.plans.get_mut(act)) {
                    plan.declined.get_or_insert(answer);
                }
            }
        }
    }

    fn other_side_of_reversal(&self, named: &ActId) -> Result<OtherSide, LedgerRefusal> {
        self.named(named)?;
        let reversal = self.ledger.reversals.get(named).ok_or(LedgerRefusal::NothingToConfirm)?;
        let loan_id = match reversal.subject {
            Subject::Ask(id) | Subject::Offer(id) => id,
            Subject::Fact { loan, .. } | Subject::Forgiving { loan, .. } | Subject::Plan { loan, .. } => loan,
        };
        let loan = self.ledger.loans.get(&loan_id);
        let waits_for =
            loan.and_then(|loan| loan.other(&reversal.by)).ok_or(LedgerRefusal::NothingToConfirm)?;
        Ok(OtherSide { proposer: reversal.by, waits_for })
    }
}

/// Between whom a proposed reversal is.
struct OtherSide {
    proposer: PersonId,
    waits_for: PersonId,
}

impl OtherSide {
    fn refusal(&self, by: PersonId) -> LedgerRefusal {
        if by == self.proposer { LedgerRefusal::NotYours("the other") } else { LedgerRefusal::NotAParty }
    }
}
