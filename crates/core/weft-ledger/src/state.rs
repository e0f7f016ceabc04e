//! What the acts come to: asks, offers, loans and what waits, as plain data.

use crate::{
    acts::{ActKind, AskKind},
    quantity::{Amount, Total},
    refusal::LedgerRefusal,
};
use weft_ids::{ActId, CivilDate, PersonId};

/// How far an ask, an offer or a plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Waits for an answer.
    Open,
    /// Agreed; of an ask: in full.
    Agreed,
    /// The other said no.
    Declined,
    /// Its author took it back, or both called it off.
    Withdrawn,
}

/// An ask and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskState {
    /// Its id.
    pub id: ActId,
    /// Who asks, and would borrow.
    pub by: PersonId,
    /// Who is asked.
    pub of: PersonId,
    /// How much.
    pub amount: Amount,
    /// How much of it is agreed by now.
    pub agreed: Total,
    /// Loan, gift or either.
    pub kind: AskKind,
    /// What for.
    pub why: String,
    /// Until when it is needed.
    pub needed_by: Option<CivilDate>,
    /// How it would come back, in words.
    pub payback: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// How far it is: agreed once all of it is.
    pub standing: Standing,
    /// The offers that answer it, by id.
    pub offers: Vec<ActId>,
}

impl AskState {
    /// What is asked for and not agreed yet; never below zero.
    pub fn open_amount(&self) -> Total {
        let minor = (i128::from(self.amount.minor) - self.agreed.minor).max(0);
        Total { minor, unit: self.amount.unit.clone() }
    }
}

/// An offer and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferState {
    /// Its id; the loan's too, once agreed.
    pub id: ActId,
    /// The ask that it answers.
    pub ask: Option<ActId>,
    /// Who offers, and would lend.
    pub by: PersonId,
    /// Who would get it.
    pub to: PersonId,
    /// How much.
    pub amount: Amount,
    /// Whether it is given and not lent.
    pub gift: bool,
    /// What for.
    pub why: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// How far it is.
    pub standing: Standing,
}

/// Which of the two-sided facts of a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlotKind {
    /// Handed over and received.
    HandOver,
    /// Paid back and got.
    Repayment,
}

/// Which fact of a loan: facts of one kind are numbered from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlotKey {
    /// Which kind.
    pub kind: SlotKind,
    /// Which number.
    pub k: u32,
}

/// What one side stated in one slot; stating the same amount twice is stating it once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The acts that state it, by id; the first stands for all.
    pub acts: Vec<ActId>,
    /// Who states it.
    pub by: PersonId,
    /// How much.
    pub amount: Amount,
    /// The earliest claimed day.
    pub on: Option<CivilDate>,
    /// Who said no to it, and with which word.
    pub declined: Option<Answer>,
    /// By which act its author took it back.
    pub withdrawn: Option<ActId>,
    /// How much of it the other confirmed, with the act; `None` where they did not.
    pub confirmed: Option<(Amount, ActId)>,
    /// The place of the other person's statement of the same amount in this slot.
    pub twin: Option<usize>,
    /// By which yes to another half of this fact its author gave it up.
    pub given_up: Option<ActId>,
    /// The reversal that both signed.
    pub reversed: Option<ActId>,
}

impl Statement {
    /// The act that stands for the statement; confirming names it.
    pub fn id(&self) -> ActId {
        *self.acts.first().expect("a statement is made by at least one act")
    }

    /// Whether it was neither declined, taken back nor given up.
    pub fn is_live(&self) -> bool {
        self.declined.is_none() && self.withdrawn.is_none() && self.given_up.is_none()
    }

    /// Whether both names are under it: confirmed, or stated alike by the other. Once so, it stays so.
    pub fn both_say(&self) -> bool {
        self.confirmed.is_some() || self.twin.is_some()
    }

    /// Whether it still waits for the other.
    pub fn waits(&self) -> bool {
        self.is_live() && !self.both_say()
    }

    /// How much of it carries both names, in the smallest parts.
    pub fn signed_minor(&self) -> i64 {
        match (&self.twin, &self.confirmed) {
            (Some(_), _) => self.amount.minor,
            (None, Some((amount, _))) => amount.minor,
            (None, None) => 0,
        }
    }
}

/// A no, with its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The act that says it.
    pub act: ActId,
    /// Who says it.
    pub by: PersonId,
    /// A word with it.
    pub note: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// One fact of a loan: what each side states of it, and what both say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Slot {
    /// What was stated, in the order of the acts' ids; one person states each amount once.
    pub statements: Vec<Statement>,
    /// What both say; more than one only where one person stated two facts under one number, from two devices apart,
    /// and the other confirmed each by name.
    pub facts: Vec<Settled>,
}

impl Slot {
    /// What counts: what both say and did not reverse, in the smallest parts.
    pub fn counted_minor(&self) -> i128 {
        let counted = self.facts.iter().filter(|fact| fact.reversed.is_none());
        counted.map(|fact| i128::from(fact.amount.minor)).sum()
    }

    /// Whether a yes to a statement of this person would change nothing: the other's word of this fact was confirmed
    /// by name, so that theirs can only be taken back and stated anew.
    pub fn is_settled_against(&self, person: &PersonId) -> bool {
        self.statements.iter().any(|statement| statement.by != *person && statement.confirmed.is_some())
    }
}

/// A fact as both say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The place of the statement that counts.
    pub at: usize,
    /// The act that settled it: the confirmation, or the second half.
    pub act: ActId,
    /// Who stated it first: whose half was confirmed, or the one who gave where both stated it.
    pub by: PersonId,
    /// How much counts.
    pub amount: Amount,
    /// How much was stated; more where the lender confirmed a part.
    pub stated: Amount,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// The reversal that both signed.
    pub reversed: Option<ActId>,
}

/// A forgiving: counts at once, unless the borrower said no or both reversed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgiving {
    /// Its id.
    pub id: ActId,
    /// How much.
    pub amount: Amount,
    /// A word with it.
    pub note: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// The borrower's no.
    pub declined: Option<Answer>,
    /// The reversal that both signed.
    pub reversed: Option<ActId>,
}

impl Forgiving {
    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.declined.is_none() && self.reversed.is_none()
    }
}

/// A plan for paying back; an intention that posts nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: ActId,
    /// Who proposed it.
    pub by: PersonId,
    /// The plans that it replaces.
    pub replaces: Vec<ActId>,
    /// What is paid each time; `None` for *when I can* or a pause.
    pub each: Option<Amount>,
    /// The first day.
    pub from: Option<CivilDate>,
    /// Days between two payments; 30 stands for a month.
    pub every_days: u32,
    /// In words.
    pub note: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// The act by which the other agreed; the first by id where two devices did.
    pub agreed: Option<ActId>,
    /// The other's no; counts nothing once the plan is agreed.
    pub declined: Option<Answer>,
    /// By which act its author took it back.
    pub withdrawn: Option<ActId>,
    /// The reversal that both signed.
    pub reversed: Option<ActId>,
}

impl Plan {
    /// How far it is.
    pub fn standing(&self) -> Standing {
        match (&self.agreed, &self.reversed, &self.withdrawn, &self.declined) {
            (Some(_), None, _, _) => Standing::Agreed,
            (_, Some(_), _, _) | (None, None, Some(_), _) => Standing::Withdrawn,
            (None, None, None, Some(_)) => Standing::Declined,
            (None, None, None, None) => Standing::Open,
        }
    }
}

/// What a reversal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An ask.
    Ask(ActId),
    /// An offer, or the agreement to it.
    Offer(ActId),
    /// A two-sided fact, or one statement of it.
    Fact {
        /// The loan.
        loan: ActId,
        /// Under which number.
        slot: SlotKey,
        /// The statement; of two alike the lender's.
        half: ActId,
    },
    /// A forgiving.
    Forgiving {
        /// The loan.
        loan: ActId,
        /// The forgiving.
        act: ActId,
    },
    /// A plan.
    Plan {
        /// The loan.
        loan: ActId,
        /// The plan.
        act: ActId,
    },
}

impl Subject {
    /// The loan it is about; `None` for an ask.
    pub fn loan(&self) -> Option<ActId> {
        match self {
            Subject::Ask(_) => None,
            Subject::Offer(offer) => Some(*offer),
            Subject::Fact { loan, .. } | Subject::Forgiving { loan, .. } | Subject::Plan { loan, .. } => {
                Some(*loan)
            }
        }
    }
}

/// A proposal to reverse what is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    /// Its id; confirming names it.
    pub id: ActId,
    /// Who proposes it.
    pub by: PersonId,
    /// What it would reverse.
    pub subject: Subject,
    /// How much would be reversed; `None` for plans.
    pub amount: Option<Amount>,
    /// Why.
    pub why: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// The act by which the other confirmed it.
    pub confirmed: Option<ActId>,
    /// The other's no.
    pub declined: Option<Answer>,
    /// By which act its author took it back.
    pub withdrawn: Option<ActId>,
}

impl Reversal {
    /// Whether it waits for the other.
    pub fn waits(&self) -> bool {
        self.confirmed.is_none() && self.declined.is_none() && self.withdrawn.is_none()
    }
}

/// Something one side stated that counts nowhere until the other answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The half's id; confirming names it.
    pub half: ActId,
    /// What kind of fact.
    pub kind: FactKind,
    /// Who stated it.
    pub by: PersonId,
    /// For whom it waits.
    pub waits_for: PersonId,
    /// How much; `None` for the reversal of a plan.
    pub amount: Option<Amount>,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// Another statement of the same fact with a different amount.
    pub differs_from: Option<(ActId, Amount)>,
    /// Whether the fact was settled by the other's word meanwhile: this one cannot be confirmed any more, and waits for
    /// its own author to take it back, and state it anew where it was another fact.
    pub stranded: bool,
    /// A word with it.
    pub note: String,
}

/// A kind of fact about a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// The offer was agreed.
    Agreed,
    /// Money was handed over and received.
    HandOver,
    /// A plan was agreed.
    Plan,
    /// Money was paid back.
    Repayment,
    /// The lender let go.
    Forgiving,
    /// Something was declined.
    Declined,
    /// A fact was reversed.
    Reversal,
}

/// Something that happened to a loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The act that settled it.
    pub id: ActId,
    /// What kind.
    pub kind: FactKind,
    /// Who stated it first.
    pub by: PersonId,
    /// How much; `None` for plans.
    pub amount: Option<Amount>,
    /// How much was stated, where the lender confirmed only a part.
    pub stated: Option<Amount>,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// Whether both reversed it, or the borrower said no to it.
    pub reversed: bool,
    /// A word with it.
    pub note: String,
}

/// Where a loan is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoanPhase {
    /// Agreed; nothing handed over as both say.
    Agreed,
    /// Something is owed, or a part is still to be handed over.
    Open,
    /// Nothing is owed any more, and all that was agreed was handed over (or it was called off).
    Settled,
}

/// What a person can do next about a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// State that it was handed over.
    HandOver,
    /// State that it was received.
    Receive,
    /// Confirm what the other stated.
    Confirm,
    /// State a repayment.
    Repay,
    /// Propose a plan.
    Plan,
    /// Agree to a plan.
    AgreePlan,
    /// Let go.
    Forgive,
}

/// What one person owes and is owed in one unit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balance {
    /// What they owe others here, in the smallest parts.
    pub owes_minor: i128,
    /// What others here owe them, in the smallest parts.
    pub owed_minor: i128,
}

/// An act that does not count, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Which.
    pub act: ActId,
    /// Whose.
    pub by: PersonId,
    /// Which kind.
    pub kind: ActKind,
    /// Why.
    pub why: LedgerRefusal,
}

impl Refused {
    /// The rule's name in snake case.
    pub fn code(&self) -> &'static str {
        self.why.code()
    }
}

/// Where the statement that a half makes is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HalfPlace {
    /// The loan.
    pub(crate) loan: ActId,
    /// Which fact of it.
    pub(crate) slot: SlotKey,
    /// The place among the slot's statements.
    pub(crate) at: usize,
}
