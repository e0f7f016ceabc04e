//! One loan: what was agreed, which facts both say, and the sums that follow from them.

use crate::{
    plans::PlanBook,
    quantity::{Amount, Total, Unit},
    state::{Answer, Fact, FactKind, Forgiving, LoanPhase, Plan, Settled, Slot, SlotKey, SlotKind, Standing},
};
use std::collections::BTreeMap;
use weft_ids::{ActId, CivilDate, PersonId};

/// An agreed offer and everything that happened to it.
///
/// Its id is the offer's, so that agreeing on two devices apart makes one loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loan {
    /// Its id: the offer that was agreed.
    pub id: ActId,
    /// Who lends; of a gift: who gives.
    pub lender: PersonId,
    /// Who borrows; of a gift: who gets it.
    pub borrower: PersonId,
    /// The ask that the offer answered.
    pub ask: Option<ActId>,
    /// What for: the offer's words, or the ask's where the offer has none.
    pub why: String,
    /// What both agreed.
    pub agreed: Amount,
    /// Whether it is given and not lent: nothing of it is ever owed.
    pub gift: bool,
    /// The acts of agreeing, by id; two where two devices of the borrower agreed apart.
    pub agreed_by: Vec<ActId>,
    /// The earliest claimed day of agreeing.
    pub on: Option<CivilDate>,
    /// The reversal of the agreement that both signed.
    pub called_off: Option<ActId>,
    /// The two-sided facts.
    pub slots: BTreeMap<SlotKey, Slot>,
    /// What the lender let go of.
    pub forgivings: BTreeMap<ActId, Forgiving>,
    /// Plans for paying back.
    pub plans: BTreeMap<ActId, Plan>,
    /// The proposals to reverse something about it, by id; [`crate::Ledger::reversal`] has them.
    pub reversals: Vec<ActId>,
}

impl Loan {
    /// The unit in which everything about it is counted.
    pub fn unit(&self) -> &Unit {
        &self.agreed.unit
    }

    /// Whether this person lends or borrows here.
    pub fn concerns(&self, person: &PersonId) -> bool {
        self.lender == *person || self.borrower == *person
    }

    /// The other of the two; `None` for a third person.
    pub fn other(&self, person: &PersonId) -> Option<PersonId> {
        match (self.lender == *person, self.borrower == *person) {
            (true, _) => Some(self.borrower),
            (false, true) => Some(self.lender),
            (false, false) => None,
        }
    }

    /// What both agreed; nothing once it was called off.
    pub fn agreed_total(&self) -> Total {
        self.total(if self.called_off.is_some() { 0 } else { i128::from(self.agreed.minor) })
    }

    /// What was handed over and received, as both say.
    pub fn handed_over(&self) -> Total {
        self.counted(SlotKind::HandOver)
    }

    /// What was paid back, as both say.
    pub fn repaid(&self) -> Total {
        self.counted(SlotKind::Repayment)
    }

    /// What the lender let go of and the borrower did not decline.
    pub fn forgiven(&self) -> Total {
        let minor = self.forgivings.values().filter(|f| f.counts()).map(|f| i128::from(f.amount.minor)).sum();
        self.total(minor)
    }

    /// What is owed: handed over, less repaid, less forgiven; never below zero, and nothing of a gift.
    pub fn outstanding(&self) -> Total {
        self.total(if self.gift { 0 } else { self.difference().max(0) })
    }

    /// What was repaid or forgiven beyond what was handed over; to be talked about. `None` where there is none.
    pub fn excess(&self) -> Option<Total> {
        let over = -self.difference();
        (!self.gift && over > 0).then(|| self.total(over))
    }

    /// What was handed over beyond what was agreed; it is owed all the same. `None` where there is none.
    pub fn over_handed(&self) -> Option<Total> {
        let over = self.handed_over().minor - self.agreed_total().minor;
        (over > 0).then(|| self.total(over))
    }

    /// Where the loan is in its life.
    pub fn phase(&self) -> LoanPhase {
        let (handed, agreed) = (self.handed_over().minor, self.agreed_total().minor);
        if handed == 0 && self.called_off.is_none() {
            LoanPhase::Agreed
        } else if self.outstanding().minor == 0 && handed >= agreed {
            LoanPhase::Settled
        } else {
            LoanPhase::Open
        }
    }

    /// The plan in force, proposals and rivals.
    pub fn plan_book(&self) -> PlanBook {
        PlanBook::of(&self.plans)
    }

    /// The plan both agreed last.
    pub fn plan_in_force(&self) -> Option<&Plan> {
        self.plan_book().in_force.and_then(|id| self.plans.get(&id))
    }

    /// Plans that wait for an answer and replace all that was agreed until now, by id.
    ///
    /// One that was proposed before another was agreed is left out: it has to be proposed again.
    pub fn proposed_plans(&self) -> impl Iterator<Item = &Plan> {
        let to_replace = self.plan_book().to_replace;
        let open = self.plans.values().filter(|plan| plan.standing() == Standing::Open);
        open.filter(move |plan| to_replace.iter().all(|newest| plan.replaces.contains(newest)))
    }

    /// The facts of the loan itself, by kind, number and id; acts carry no order of their own.
    pub(crate) fn own_facts(&self) -> Vec<Fact> {
        let mut facts = vec![self.agreed_fact()];
        for (key, slot) in &self.slots {
            facts.extend(slot.facts.iter().map(|settled| settled_fact(key.kind, settled)));
        }
        for plan in self.plans.values() {
            facts.extend(self.plan_fact(plan));
        }
        for forgiving in self.forgivings.values() {
            facts.push(Fact {
                id: forgiving.id,
                kind: FactKind::Forgiving,
                by: self.lender,
                amount: Some(forgiving.amount.clone()),
                stated: None,
                on: forgiving.on,
                reversed: !forgiving.counts(),
                note: forgiving.note.clone(),
            });
        }
        facts.extend(self.declined_facts());
        facts
    }

    fn agreed_fact(&self) -> Fact {
        Fact {
            id: self.agreed_by.first().copied().unwrap_or(self.id),
            kind: FactKind::Agreed,
            by: self.borrower,
            amount: Some(self.agreed.clone()),
            stated: None,
            on: self.on,
            reversed: self.called_off.is_some(),
            note: self.why.clone(),
        }
    }

    fn plan_fact(&self, plan: &Plan) -> Option<Fact> {
        plan.agreed.map(|id| Fact {
            id,
            kind: FactKind::Plan,
            by: plan.by,
            amount: plan.each.clone(),
            stated: None,
            on: plan.on,
            reversed: plan.reversed.is_some(),
            note: plan.note.clone(),
        })
    }

    fn declined_facts(&self) -> impl Iterator<Item = Fact> {
        let statements = self.slots.values().flat_map(|slot| &slot.statements);
        let statements = statements
            .filter(|statement| !statement.both_say())
            .map(|statement| (&statement.declined, Some(&statement.amount)));
        let plans = self
            .plans
            .values()
            .filter(|plan| plan.standing() == Standing::Declined)
            .map(|plan| (&plan.declined, plan.each.as_ref()));
        let forgivings = self.forgivings.values().map(|f| (&f.declined, Some(&f.amount)));
        statements
            .chain(plans)
            .chain(forgivings)
            .filter_map(|(answer, amount)| answer.as_ref().map(|answer| declined_fact(answer, amount)))
    }

    fn counted(&self, kind: SlotKind) -> Total {
        let of_kind = self.slots.iter().filter(|(key, _)| key.kind == kind);
        self.total(of_kind.map(|(_, slot)| slot.counted_minor()).sum())
    }

    fn difference(&self) -> i128 {
        self.handed_over().minor - self.repaid().minor - self.forgiven().minor
    }

    fn total(&self, minor: i128) -> Total {
        Total { minor, unit: self.unit().clone() }
    }
}

fn settled_fact(kind: SlotKind, settled: &Settled) -> Fact {
    Fact {
        id: settled.act,
        kind: match kind {
            SlotKind::HandOver => FactKind::HandOver,
            SlotKind::Repayment => FactKind::Repayment,
        },
        by: settled.by,
        amount: Some(settled.amount.clone()),
        stated: (settled.stated != settled.amount).then(|| settled.stated.clone()),
        on: settled.on,
        reversed: settled.reversed.is_some(),
        note: String::new(),
    }
}

/// A no, as a fact.
pub(crate) fn declined_fact(answer: &Answer, amount: Option<&Amount>) -> Fact {
    Fact {
        id: answer.act,
        kind: FactKind::Declined,
        by: answer.by,
        amount: amount.cloned(),
        stated: None,
        on: answer.on,
        reversed: false,
        note: answer.note.clone(),
    }
}
