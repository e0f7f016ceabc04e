//! The ledger of one space: what the acts come to, and what can be asked of it.

use crate::{
    acts::{ActKind, LedgerAct},
    fold,
    loan::{Loan, declined_fact},
    quantity::{Amount, Total, Unit},
    state::{
        AskState, Balance, Fact, FactKind, HalfPlace, LoanPhase, OfferState, Refused, Reversal, SlotKey,
        SlotKind, Standing, Statement, Step, Waiting,
    },
};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, PersonId};

/// An act and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posted {
    /// Whose.
    pub by: PersonId,
    /// What it says.
    pub act: LedgerAct,
}

/// What the acts of one space come to; a pure function of their set.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    pub(crate) people: BTreeSet<PersonId>,
    pub(crate) acts: BTreeMap<ActId, Posted>,
    pub(crate) asks: BTreeMap<ActId, AskState>,
    pub(crate) offers: BTreeMap<ActId, OfferState>,
    pub(crate) loans: BTreeMap<ActId, Loan>,
    pub(crate) reversals: BTreeMap<ActId, Reversal>,
    pub(crate) halves: BTreeMap<ActId, HalfPlace>,
    pub(crate) refused: BTreeMap<ActId, Refused>,
}

impl Ledger {
    /// Folds acts into a ledger, whatever their order and however often each comes.
    ///
    /// `people` are all who are or were in the space. Never fails: what breaks a rule is in [`Ledger::refused`].
    pub fn fold<'a>(
        people: &BTreeSet<PersonId>,
        acts: impl IntoIterator<Item = (ActId, PersonId, &'a LedgerAct)>,
    ) -> Self {
        fold::fold(people, acts)
    }

    /// Asks, by id.
    pub fn asks(&self) -> impl Iterator<Item = &AskState> {
        self.asks.values()
    }

    /// The ask with this id.
    pub fn ask(&self, id: &ActId) -> Option<&AskState> {
        self.asks.get(id)
    }

    /// All offers, by id: those that answer an ask and those made of oneself.
    pub fn offers(&self) -> impl Iterator<Item = &OfferState> {
        self.offers.values()
    }

    /// The offer with this id.
    pub fn offer(&self, id: &ActId) -> Option<&OfferState> {
        self.offers.get(id)
    }

    /// Loans, by id.
    pub fn loans(&self) -> impl Iterator<Item = &Loan> {
        self.loans.values()
    }

    /// The loan with this id: that of the offer that was agreed.
    pub fn loan(&self, id: &ActId) -> Option<&Loan> {
        self.loans.get(id)
    }

    /// Proposals to reverse something, by id, whether they wait, count or were declined.
    pub fn reversals(&self) -> impl Iterator<Item = &Reversal> {
        self.reversals.values()
    }

    /// The proposal to reverse with this id.
    pub fn reversal(&self, id: &ActId) -> Option<&Reversal> {
        self.reversals.get(id)
    }

    /// Acts that do not count, by id, each with its reason.
    pub fn refused(&self) -> impl Iterator<Item = &Refused> {
        self.refused.values()
    }

    /// The act with this id and whose it is, refused or not.
    pub fn act(&self, id: &ActId) -> Option<&Posted> {
        self.acts.get(id)
    }

    /// Every act that is held, by id.
    pub fn acts(&self) -> impl Iterator<Item = (&ActId, &Posted)> {
        self.acts.iter()
    }

    /// Which kind of act this is; `None` where it is not here.
    pub fn find_kind_of(&self, id: &ActId) -> Option<ActKind> {
        self.acts.get(id).map(|posted| posted.act.kind())
    }

    /// The loan that an act is about, whichever of its acts that is; an offer's own id before it is agreed too.
    pub fn loan_of(&self, id: &ActId) -> Option<ActId> {
        match &self.acts.get(id)?.act {
            LedgerAct::Ask(_) => None,
            LedgerAct::Offer(_) => Some(*id),
            LedgerAct::Agree(act) => Some(act.offer),
            LedgerAct::HandedOver(act) => Some(act.loan),
            LedgerAct::Received(act) => Some(act.loan),
            LedgerAct::Repaid(act) => Some(act.loan),
            LedgerAct::Forgive(act) => Some(act.loan),
            LedgerAct::ProposePlan(act) => Some(act.loan),
            LedgerAct::AgreePlan(act) => self.loan_of_step(&act.plan),
            LedgerAct::Confirm(act) => self.loan_of_step(&act.half),
            LedgerAct::Decline(act) => self.loan_of_step(&act.act),
            LedgerAct::Reverse(act) => self.loan_of_step(&act.act),
        }
    }

    /// As [`Ledger::loan_of`], through at most the three steps that an answer can be away from its loan.
    fn loan_of_step(&self, id: &ActId) -> Option<ActId> {
        let mut id = *id;
        for _ in 0..4 {
            match &self.acts.get(&id)?.act {
                LedgerAct::AgreePlan(act) => id = act.plan,
                LedgerAct::Confirm(act) => id = act.half,
                LedgerAct::Decline(act) => id = act.act,
                LedgerAct::Reverse(act) => id = act.act,
                LedgerAct::Ask(_) => return None,
                LedgerAct::Offer(_) => return Some(id),
                LedgerAct::Agree(act) => return Some(act.offer),
                LedgerAct::HandedOver(act) => return Some(act.loan),
                LedgerAct::Received(act) => return Some(act.loan),
                LedgerAct::Repaid(act) => return Some(act.loan),
                LedgerAct::Forgive(act) => return Some(act.loan),
                LedgerAct::ProposePlan(act) => return Some(act.loan),
            }
        }
        None
    }

    /// The amount that an act is about: its own, or that of the act it answers.
    pub fn amount_of(&self, id: &ActId) -> Option<Amount> {
        let mut id = *id;
        for _ in 0..4 {
            let act = &self.acts.get(&id)?.act;
            if let Some(amount) = act.amount() {
                return Some(amount.clone());
            }
            id = match act {
                LedgerAct::Agree(act) => act.offer,
                LedgerAct::Confirm(act) => act.half,
                LedgerAct::Decline(act) => act.act,
                LedgerAct::Reverse(act) => act.act,
                LedgerAct::AgreePlan(act) => act.plan,
                LedgerAct::Ask(_)
                | LedgerAct::Offer(_)
                | LedgerAct::HandedOver(_)
                | LedgerAct::Received(_)
                | LedgerAct::ProposePlan(_)
                | LedgerAct::Repaid(_)
                | LedgerAct::Forgive(_) => return None,
            };
        }
        None
    }

    /// What each person owes and is owed, by unit; people and units without any are left out.
    ///
    /// Over all people, what is owed and what is due are equal in each unit.
    pub fn balances(&self) -> BTreeMap<(PersonId, Unit), Balance> {
        let mut balances: BTreeMap<(PersonId, Unit), Balance> = BTreeMap::new();
        for loan in self.loans.values() {
            let Total { minor, unit } = loan.outstanding();
            if minor > 0 {
                balances.entry((loan.borrower, unit.clone())).or_default().owes_minor += minor;
                balances.entry((loan.lender, unit)).or_default().owed_minor += minor;
            }
        }
        balances
    }

    /// Everything that happened to a loan, by kind and then id, reversals last.
    ///
    /// Acts carry no order of their own: a caller that knows which act builds on which can sort by [`Fact::id`].
    pub fn facts(&self, loan: &Loan) -> Vec<Fact> {
        let mut facts = loan.own_facts();
        for reversal in self.reversals_of(loan) {
            let proposal = reversal.amount.as_ref();
            facts.extend(reversal.declined.as_ref().map(|answer| declined_fact(answer, proposal)));
            facts.extend(reversal.confirmed.map(|id| Fact {
                id,
                kind: FactKind::Reversal,
                by: reversal.by,
                amount: reversal.amount.clone(),
                stated: None,
                on: reversal.on,
                reversed: false,
                note: reversal.why.clone(),
            }));
        }
        facts
    }

    /// What one side stated about a loan and the other has not answered, hand-overs first.
    pub fn waiting(&self, loan: &Loan) -> Vec<Waiting> {
        let mut waiting = Vec::new();
        for (key, slot) in &loan.slots {
            let shown = |statement: &&Statement| statement.is_live() || statement.both_say();
            // Two of each person are enough to find one that differs: nobody states an amount twice.
            let of = |person| slot.statements.iter().filter(shown).filter(move |s| s.by == person).take(2);
            let some: Vec<&Statement> = of(loan.lender).chain(of(loan.borrower)).collect();
            let against = [loan.lender, loan.borrower].map(|person| slot.is_settled_against(&person));
            let halves = slot.statements.iter().filter(|statement| statement.waits());
            waiting.extend(halves.filter_map(|statement| {
                let [lenders, borrowers] = against;
                let stranded = if statement.by == loan.lender { lenders } else { borrowers };
                waiting_half(loan, *key, statement, &some, stranded)
            }));
        }
        let proposals = self.reversals_of(loan).filter(|reversal| reversal.waits());
        waiting.extend(proposals.filter_map(|reversal| {
            Some(Waiting {
                half: reversal.id,
                kind: FactKind::Reversal,
                by: reversal.by,
                waits_for: loan.other(&reversal.by)?,
                amount: reversal.amount.clone(),
                on: reversal.on,
                differs_from: None,
                stranded: false,
                note: reversal.why.clone(),
            })
        }));
        waiting
    }

    /// What a person can do next about a loan, the most likely first; nothing for a third person.
    pub fn steps(&self, loan: &Loan, person: &PersonId) -> Vec<Step> {
        let (lends, borrows) = (loan.lender == *person, loan.borrower == *person);
        if !lends && !borrows {
            return Vec::new();
        }
        let owed = loan.outstanding().minor > 0;
        let mut steps = Vec::new();
        if self.waiting(loan).iter().any(|waiting| waiting.waits_for == *person && !waiting.stranded) {
            steps.push(Step::Confirm);
        }
        if loan.proposed_plans().any(|plan| plan.by != *person) {
            steps.push(Step::AgreePlan);
        }
        if self.open_amount_to_hand_over(loan, person).minor > 0 {
            steps.push(if lends { Step::HandOver } else { Step::Receive });
        }
        if self.open_amount_to_repay(loan, person).minor > 0 {
            steps.push(Step::Repay);
        }
        if !loan.gift && (owed || loan.phase() == LoanPhase::Agreed) {
            steps.push(Step::Plan);
        }
        if lends && owed {
            steps.push(Step::Forgive);
        }
        steps
    }

    /// What is agreed and neither handed over, as both say, nor stated by this person already.
    pub fn open_amount_to_hand_over(&self, loan: &Loan, person: &PersonId) -> Total {
        let taken = loan.handed_over().minor + own_waiting(loan, SlotKind::HandOver, person);
        Total { minor: (loan.agreed_total().minor - taken).max(0), unit: loan.unit().clone() }
    }

    /// What is owed and not stated as repaid by this person already.
    pub fn open_amount_to_repay(&self, loan: &Loan, person: &PersonId) -> Total {
        let taken = own_waiting(loan, SlotKind::Repayment, person);
        Total { minor: (loan.outstanding().minor - taken).max(0), unit: loan.unit().clone() }
    }

    /// The number under which this person states the next fact of a kind, given what they want to state.
    ///
    /// The first slot that is not settled, in which they stated nothing themselves and nobody said no or took
    /// anything back. A repayment joins the other's half only where the amounts are equal, since two payments can be
    /// on their way; of a hand-over there is one, so that different amounts belong to one fact and are shown.
    pub fn next_slot(&self, loan: &Loan, kind: SlotKind, person: &PersonId, amount: Option<&Amount>) -> u32 {
        let free = |k: u32| match loan.slots.get(&SlotKey { kind, k }) {
            None => true,
            Some(slot) => {
                let joins = |statement: &Statement| match kind {
                    SlotKind::HandOver => true,
                    SlotKind::Repayment => amount.is_none_or(|amount| *amount == statement.amount),
                };
                slot.statements.iter().all(|s| s.by != *person && s.waits() && joins(s))
            }
        };
        (1..u32::MAX).find(|k| free(*k)).unwrap_or(u32::MAX)
    }

    /// Offers made of oneself, without an ask.
    pub fn free_offers(&self) -> impl Iterator<Item = &OfferState> {
        self.offers.values().filter(|offer| offer.ask.is_none())
    }

    /// The proposals to reverse something about one loan, its agreement included.
    pub fn reversals_of<'a>(&'a self, loan: &'a Loan) -> impl Iterator<Item = &'a Reversal> {
        loan.reversals.iter().filter_map(|id| self.reversals.get(id))
    }

    /// Which fact of which loan a half belongs to.
    pub fn slot_of(&self, half: &ActId) -> Option<(&Loan, SlotKey)> {
        let place = self.halves.get(half)?;
        self.loans.get(&place.loan).map(|loan| (loan, place.slot))
    }

    /// The statement that a half makes; two acts of one person that state the same make one.
    pub fn statement(&self, half: &ActId) -> Option<&Statement> {
        let place = self.halves.get(half)?;
        self.loans.get(&place.loan)?.slots.get(&place.slot)?.statements.get(place.at)
    }

    pub(crate) fn statement_mut(&mut self, half: &ActId) -> Option<&mut Statement> {
        let place = self.halves.get(half)?;
        self.loans.get_mut(&place.loan)?.slots.get_mut(&place.slot)?.statements.get_mut(place.at)
    }

    /// Whether an ask or offer still waits for an answer.
    pub fn is_open(&self, id: &ActId) -> bool {
        let ask = self.asks.get(id).map(|ask| ask.standing);
        let offer = self.offers.get(id).map(|offer| offer.standing);
        ask.or(offer) == Some(Standing::Open)
    }
}

fn waiting_half(
    loan: &Loan,
    key: SlotKey,
    statement: &Statement,
    some: &[&Statement],
    stranded: bool,
) -> Option<Waiting> {
    let differs = some.iter().filter(|other| other.amount != statement.amount);
    // The other person's word is shown before a second word of one's own.
    let differs_from = differs.min_by_key(|other| (other.by == statement.by, other.id()));
    Some(Waiting {
        half: statement.id(),
        kind: match key.kind {
            SlotKind::HandOver => FactKind::HandOver,
            SlotKind::Repayment => FactKind::Repayment,
        },
        by: statement.by,
        waits_for: if stranded { statement.by } else { loan.other(&statement.by)? },
        amount: Some(statement.amount.clone()),
        on: statement.on,
        differs_from: differs_from.map(|other| (other.id(), other.amount.clone())),
        stranded,
        note: String::new(),
    })
}

/// What this person stated of a kind and the other has not answered.
fn own_waiting(loan: &Loan, kind: SlotKind, person: &PersonId) -> i128 {
    let slots = loan.slots.iter().filter(|(key, _)| key.kind == kind);
    let waiting =
        slots.filter(|(_, slot)| !slot.is_settled_against(person)).flat_map(|(_, slot)| &slot.statements);
    waiting.filter(|s| s.by == *person && s.waits()).map(|s| i128::from(s.amount.minor)).sum()
}
