//! Money as double entries: every fact that both say, as legs that sum to zero in their unit.

use std::collections::BTreeMap;
use weft_ids::{ActId, CivilDate, PersonId};
use weft_ledger::{Ledger, Loan, SlotKind, Unit};
use weft_space::Space;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    HandedOver,
    Given,
    PaidBack,
    LetGo,
    /// One of these was taken back by both, or a letting go was declined.
    TakenBack,
}

impl Happened {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Happened::HandedOver => "handed_over",
            Happened::Given => "given",
            Happened::PaidBack => "paid_back",
            Happened::LetGo => "let_go",
            Happened::TakenBack => "taken_back",
        }
    }
}

/// Which of a person's accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// What they are owed.
    Lent,
    /// What they owe; below zero.
    Borrowed,
    /// What they gave for good.
    Gave,
    /// What they got for good; below zero.
    Got,
}

/// An account: one side of one loan or gift.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Account {
    pub(crate) person: PersonId,
    pub(crate) side: Side,
    pub(crate) loan: ActId,
}

/// One fact with its two legs: `minor` for who lends or gives, the same below zero for the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Posting {
    pub(crate) act: ActId,
    pub(crate) happened: Happened,
    pub(crate) loan: ActId,
    pub(crate) lender: PersonId,
    pub(crate) borrower: PersonId,
    pub(crate) gift: bool,
    pub(crate) unit: Unit,
    /// What the lender's leg carries, in the unit's smallest parts.
    pub(crate) minor: i128,
    /// The day, as claimed.
    pub(crate) on: Option<CivilDate>,
    pub(crate) why: String,
}

impl Posting {
    /// The two legs, which sum to zero.
    pub(crate) fn legs(&self) -> [(Account, i128); 2] {
        let (give, get) = if self.gift { (Side::Gave, Side::Got) } else { (Side::Lent, Side::Borrowed) };
        let account = |person, side| Account { person, side, loan: self.loan };
        [(account(self.lender, give), self.minor), (account(self.borrower, get), -self.minor)]
    }
}

/// Every fact about money that both say, in the order in which all devices show them.
pub(crate) fn postings(space: &Space) -> Vec<Posting> {
    let ledger = &space.state().ledger;
    let mut postings: Vec<Posting> = ledger.loans().flat_map(|loan| of_loan(ledger, loan)).collect();
    let order = order_of(space);
    // Of two facts that one act settled, and of a fact and its taking back, the first made stays first.
    postings.sort_by_key(|posting| order.get(&posting.act).copied().unwrap_or(usize::MAX));
    postings
}

/// Where each act stands among all that are kept.
pub(crate) fn order_of(space: &Space) -> BTreeMap<ActId, usize> {
    let said = space.kept_records().flat_map(|record| space.said(&record.hash()));
    said.enumerate().map(|(place, (id, _))| (*id, place)).collect()
}

fn of_loan(ledger: &Ledger, loan: &Loan) -> Vec<Posting> {
    let mut postings = Vec::new();
    let mut post = |act: ActId, happened: Happened, minor: i128, on: Option<CivilDate>, why: &str| {
        postings.push(Posting {
            act,
            happened,
            loan: loan.id,
            lender: loan.lender,
            borrower: loan.borrower,
            gift: loan.gift,
            unit: loan.unit().clone(),
            minor,
            on,
            why: if why.is_empty() { loan.why.clone() } else { why.to_owned() },
        });
    };
    for (key, slot) in &loan.slots {
        for fact in &slot.facts {
            let minor = i128::from(fact.amount.minor);
            let (happened, minor) = match key.kind {
                SlotKind::HandOver if loan.gift => (Happened::Given, minor),
                SlotKind::HandOver => (Happened::HandedOver, minor),
                SlotKind::Repayment => (Happened::PaidBack, -minor),
            };
            post(fact.act, happened, minor, fact.on, "");
            if let Some((act, on, why)) = fact.reversed.map(|id| taken_back(ledger, id)) {
                post(act, Happened::TakenBack, -minor, on.or(fact.on), &why);
            }
        }
    }
    for forgiving in loan.forgivings.values() {
        let minor = i128::from(forgiving.amount.minor);
        post(forgiving.id, Happened::LetGo, -minor, forgiving.on, &forgiving.note);
        let reversed = forgiving.reversed.map(|id| taken_back(ledger, id));
        let declined = forgiving.declined.as_ref().map(|answer| (answer.act, answer.on, answer.note.clone()));
        if let Some((act, on, why)) = reversed.or(declined) {
            post(act, Happened::TakenBack, minor, on.or(forgiving.on), &why);
        }
    }
    postings
}

/// The act that settled a reversal, its day and its reason.
fn taken_back(ledger: &Ledger, reversal: ActId) -> (ActId, Option<CivilDate>, String) {
    ledger.reversal(&reversal).map_or((reversal, None, String::new()), |found| {
        (found.confirmed.unwrap_or(reversal), found.on, found.why.clone())
    })
}
