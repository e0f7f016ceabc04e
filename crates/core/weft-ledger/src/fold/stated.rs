//! What is stated of a loan, the yeses to it, and when a two-sided fact is settled.

use super::{
    Folding,
    promises::{earlier, same_unit},
    settle::settle,
};
use crate::{
    acts::{AgreePlan, Confirm, Forgive, LedgerAct, ProposePlan},
    loan::Loan,
    quantity::Amount,
    refusal::{LedgerRefusal, WAITING},
    state::{Forgiving, HalfPlace, Plan, SlotKey, SlotKind, Statement},
};
use weft_ids::{ActId, CivilDate, PersonId};

impl Folding<'_> {
    pub(super) fn take_half(
        &mut self,
        id: ActId,
        by: PersonId,
        act: &LedgerAct,
    ) -> Result<(), LedgerRefusal> {
        let Some(half) = Half::read(act) else { return Ok(()) };
        let loan = self.loan_for(&half.loan, by, half.amount)?;
        match half.teller {
            Teller::Lender if by != loan.lender => return Err(LedgerRefusal::NotYours("the lender")),
            Teller::Borrower if by != loan.borrower => return Err(LedgerRefusal::NotYours("the borrower")),
            Teller::Either if loan.gift => return Err(LedgerRefusal::IsGift),
            Teller::Lender | Teller::Borrower | Teller::Either => {}
        }
        let Some(loan) = self.ledger.loans.get_mut(&half.loan) else { return Ok(()) };
        let slot = loan.slots.entry(half.key).or_default();
        let next = slot.statements.len();
        let known = (half.loan, half.key, by, half.amount.minor);
        let at = *self.statements.entry(known).or_insert(next);
        match slot.statements.get_mut(at) {
            Some(statement) => {
                statement.acts.push(id);
                statement.on = earlier(statement.on, half.on);
            }
            None => slot.statements.push(Statement {
                acts: vec![id],
                by,
                amount: half.amount.clone(),
                on: half.on,
                declined: None,
                withdrawn: None,
                confirmed: None,
                twin: None,
                given_up: None,
                reversed: None,
            }),
        }
        self.ledger.halves.insert(id, HalfPlace { loan: half.loan, slot: half.key, at });
        Ok(())
    }

    pub(super) fn take_forgive(
        &mut self,
        id: ActId,
        by: PersonId,
        act: &Forgive,
    ) -> Result<(), LedgerRefusal> {
        let loan = self.loan_for(&act.loan, by, &act.amount)?;
        if by != loan.lender {
            return Err(LedgerRefusal::NotYours("the lender"));
        }
        if loan.gift {
            return Err(LedgerRefusal::IsGift);
        }
        let forgiving = Forgiving {
            id,
            amount: act.amount.clone(),
            note: act.note.clone(),
            on: act.on,
            declined: None,
            reversed: None,
        };
        loan.forgivings.insert(id, forgiving);
        Ok(())
    }

    pub(super) fn take_plan(
        &mut self,
        id: ActId,
        by: PersonId,
        act: &ProposePlan,
    ) -> Result<(), LedgerRefusal> {
        for replaced in &act.replaces {
            let named = &self.named(replaced)?.act;
            if !matches!(named, LedgerAct::ProposePlan(other) if other.loan == act.loan) {
                return Err(LedgerRefusal::WrongKind { named: *replaced, expected: "a plan of this loan" });
            }
        }
        let loan = self.loan_mut(&act.loan, by)?;
        if let Some(each) = &act.each {
            same_unit(each, loan.unit())?;
        }
        if loan.gift {
            return Err(LedgerRefusal::IsGift);
        }
        let plan = Plan {
            id,
            by,
            replaces: act.replaces.clone(),
            each: act.each.clone(),
            from: act.from,
            every_days: act.every_days,
            note: act.note.clone(),
            on: act.on,
            agreed: None,
            declined: None,
            withdrawn: None,
            reversed: None,
        };
        loan.plans.insert(id, plan);
        Ok(())
    }

    pub(super) fn take_agree_plan(
        &mut self,
        id: ActId,
        by: PersonId,
        act: &AgreePlan,
    ) -> Result<(), LedgerRefusal> {
        let wrong = LedgerRefusal::WrongKind { named: act.plan, expected: "a plan" };
        let LedgerAct::ProposePlan(proposed) = &self.named(&act.plan)?.act else { return Err(wrong) };
        let loan_id = proposed.loan;
        let loan = self.loan_mut(&loan_id, by)?;
        let plan = loan.plans.get_mut(&act.plan).ok_or(wrong)?;
        if plan.by == by {
            return Err(LedgerRefusal::NotYours("the other"));
        }
        plan.agreed.get_or_insert(id);
        Ok(())
    }

    pub(super) fn take_confirm(
        &mut self,
        id: ActId,
        by: PersonId,
        act: &Confirm,
    ) -> Result<(), LedgerRefusal> {
        let wrong = LedgerRefusal::WrongKind { named: act.half, expected: WAITING };
        self.named(&act.half)?;
        let place = *self.ledger.halves.get(&act.half).ok_or(wrong.clone())?;
        let lender = self.loan_mut(&place.loan, by)?.lender;
        if let Some(own) = act.instead_of {
            self.check_given_up(&own, by, place)?;
        }
        let statement = self.ledger.statement_mut(&act.half).ok_or(wrong)?;
        check_confirm(place.slot.kind, by == lender, by, statement, act.amount.as_ref())?;
        let amount = act.amount.clone().unwrap_or_else(|| statement.amount.clone());
        // A later, lesser word about the same half cannot lower what was confirmed once.
        if statement.confirmed.as_ref().is_none_or(|(confirmed, _)| *confirmed < amount) {
            statement.confirmed = Some((amount, id));
        }
        if let Some(own) = act.instead_of.and_then(|own| self.ledger.statement_mut(&own)) {
            own.given_up.get_or_insert(id);
        }
        Ok(())
    }

    /// Checks that a half which is given up is an own one of the fact that is confirmed.
    fn check_given_up(&self, own: &ActId, by: PersonId, confirmed: HalfPlace) -> Result<(), LedgerRefusal> {
        let posted = self.named(own)?;
        let same_fact = self.ledger.halves.get(own).is_some_and(|place| {
            (place.loan, place.slot) == (confirmed.loan, confirmed.slot) && posted.by == by
        });
        let expected = "an own half of the same fact";
        if same_fact { Ok(()) } else { Err(LedgerRefusal::WrongKind { named: *own, expected }) }
    }

    /// Settles every fact that both say; runs once, when all halves and yeses are in.
    pub(super) fn settle_facts(&mut self) {
        for loan in self.ledger.loans.values_mut() {
            let lender = loan.lender;
            for (key, slot) in &mut loan.slots {
                settle(key.kind, lender, slot);
            }
        }
    }

    fn loan_for(&mut self, id: &ActId, by: PersonId, amount: &Amount) -> Result<&mut Loan, LedgerRefusal> {
        let loan = self.loan_mut(id, by)?;
        same_unit(amount, loan.unit())?;
        Ok(loan)
    }

    /// The agreed loan `id`, where `by` is one of its two people.
    fn loan_mut(&mut self, id: &ActId, by: PersonId) -> Result<&mut Loan, LedgerRefusal> {
        if !self.loan_named(id)?.concerns(&by) {
            return Err(LedgerRefusal::NotAParty);
        }
        self.ledger.loans.get_mut(id).ok_or(LedgerRefusal::NotAgreed { loan: *id })
    }
}

/// Refuses a confirmation that its author cannot give.
pub(crate) fn check_confirm(
    kind: SlotKind,
    by_lender: bool,
    by: PersonId,
    statement: &Statement,
    amount: Option<&Amount>,
) -> Result<(), LedgerRefusal> {
    if statement.by == by {
        return Err(LedgerRefusal::NotYours("the other"));
    }
    let Some(amount) = amount else { return Ok(()) };
    same_unit(amount, &statement.amount.unit)?;
    if amount.minor > statement.amount.minor {
        let (confirmed, stated) = (amount.clone(), statement.amount.clone());
        return Err(LedgerRefusal::MoreThanStated { confirmed, stated });
    }
    let part = amount.minor < statement.amount.minor;
    if part && !(by_lender && kind == SlotKind::Repayment) {
        return Err(LedgerRefusal::NotInParts);
    }
    Ok(())
}

/// Which of the two may state a half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Teller {
    Lender,
    Borrower,
    Either,
}

/// One side of a two-sided fact, whichever act states it.
pub(super) struct Half<'a> {
    pub(super) loan: ActId,
    key: SlotKey,
    amount: &'a Amount,
    on: Option<CivilDate>,
    teller: Teller,
}

impl<'a> Half<'a> {
    pub(super) fn read(act: &'a LedgerAct) -> Option<Self> {
        let (loan, kind, k, amount, on, teller) = match act {
            LedgerAct::HandedOver(a) => (a.loan, SlotKind::HandOver, a.k, &a.amount, a.on, Teller::Lender),
            LedgerAct::Received(a) => (a.loan, SlotKind::HandOver, a.k, &a.amount, a.on, Teller::Borrower),
            LedgerAct::Repaid(a) => (a.loan, SlotKind::Repayment, a.k, &a.amount, a.on, Teller::Either),
            LedgerAct::Ask(_)
            | LedgerAct::Offer(_)
            | LedgerAct::Agree(_)
            | LedgerAct::ProposePlan(_)
            | LedgerAct::AgreePlan(_)
            | LedgerAct::Confirm(_)
            | LedgerAct::Forgive(_)
            | LedgerAct::Decline(_)
            | LedgerAct::Reverse(_) => return None,
        };
        Some(Self { loan, key: SlotKey { kind, k }, amount, on, teller })
    }
}
