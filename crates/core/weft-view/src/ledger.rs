//! Promises and balances as the two sides see them.

use crate::money::Money;
use std::collections::BTreeMap;
use weft_ids::{ActId, CivilDate, PersonId};

/// The money side of one space.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LedgerView {
    /// Asks, newest last.
    pub asks: Vec<AskView>,
    /// Offers made of oneself, without an ask.
    pub offers: Vec<OfferView>,
    /// Loans, newest last.
    pub loans: Vec<LoanView>,
    /// What each person owes and is owed here, one row per person and unit.
    pub balances: Vec<BalanceView>,
    /// Every act here with the loan that it is about, so that whatever id was shown once can be named later.
    pub acts: BTreeMap<ActId, Option<ActId>>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskKind {
    /// To be given back.
    Loan,
    /// Not to be given back.
    Gift,
    /// Whichever the giver prefers.
    Either,
}

/// How far an ask or an offer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Waits for an answer.
    Open,
    /// Agreed: a loan exists.
    Agreed,
    /// The other said no.
    Declined,
    /// Its author took it back.
    Withdrawn,
}

/// An ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskView {
    /// Its id.
    pub id: ActId,
    /// Who asks.
    pub by: PersonId,
    /// Whether that is me.
    pub mine: bool,
    /// How much.
    pub money: Money,
    /// How much of it is agreed by now.
    pub agreed: Money,
    /// Loan, gift or either.
    pub kind: AskKind,
    /// What for.
    pub why: String,
    /// Until when it is needed.
    pub needed_by: Option<CivilDate>,
    /// How it would come back, in words.
    pub payback: String,
    /// The day on which it was asked, as claimed.
    pub on: Option<CivilDate>,
    /// How far it is.
    pub standing: Standing,
    /// The answers to it.
    pub offers: Vec<OfferView>,
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferView {
    /// Its id.
    pub id: ActId,
    /// The ask that it answers.
    pub ask: Option<ActId>,
    /// Who offers, and would lend.
    pub by: PersonId,
    /// Whether that is me.
    pub mine: bool,
    /// How much.
    pub money: Money,
    /// What for.
    pub why: String,
    /// The day on which it was made, as claimed.
    pub on: Option<CivilDate>,
    /// How far it is.
    pub standing: Standing,
}

/// A loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoanView {
    /// Its id: the offer that was agreed, so that agreeing on two devices apart makes one loan.
    pub id: ActId,
    /// Who lends.
    pub lender: PersonId,
    /// Who borrows.
    pub borrower: PersonId,
    /// Whether I lend; else I borrow, or only look on.
    pub i_lend: bool,
    /// Whether I borrow.
    pub i_borrow: bool,
    /// What for.
    pub why: String,
    /// What both agreed.
    pub agreed: Money,
    /// What was handed over and received, as both say.
    pub handed_over: Money,
    /// What was paid back, as both say.
    pub repaid: Money,
    /// What the lender let go of.
    pub forgiven: Money,
    /// What is still owed; never below zero.
    pub outstanding: Money,
    /// What was repaid or forgiven beyond what was owed; to be talked about.
    pub excess: Option<Money>,
    /// Where it is in its life.
    pub state: LoanState,
    /// Facts stated by one side that count nowhere yet.
    pub waiting: Vec<WaitingView>,
    /// The plan both agreed last.
    pub plan: Option<PlanView>,
    /// A plan that one proposes.
    pub proposed_plan: Option<PlanView>,
    /// Everything that happened, in causal order as far as it is known.
    pub facts: Vec<FactView>,
    /// What I can do next, the most likely first.
    pub steps: Vec<LoanStep>,
}

/// Where a loan is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoanState {
    /// Agreed; nothing handed over as both say.
    Agreed,
    /// Something is owed.
    Open,
    /// Nothing is owed any more, and all that was agreed was handed over.
    Settled,
}

/// A fact stated by one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingView {
    /// The half's id; confirming names it.
    pub half: ActId,
    /// What kind of fact.
    pub kind: FactKind,
    /// Who stated it.
    pub by: PersonId,
    /// Whether it waits for me.
    pub for_me: bool,
    /// How much.
    pub money: Money,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// The other half of the same slot, where the two amounts differ; both count nowhere until one names the other.
    pub differs_from: Option<(ActId, Money)>,
    /// A word with it: why something is reversed.
    pub note: String,
}

/// A kind of fact about a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// The offer was agreed.
    Agreed,
    /// Money was handed over and received.
    HandOver,
    /// Money was paid back.
    Repayment,
    /// The lender let go.
    Forgiving,
    /// A plan was agreed.
    Plan,
    /// A fact was reversed.
    Reversal,
    /// Something was declined.
    Declined,
}

/// Something that happened to a loan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactView {
    /// The act that settled it.
    pub id: ActId,
    /// What kind.
    pub kind: FactKind,
    /// Who stated it first.
    pub by: PersonId,
    /// How much; zero for plans.
    pub money: Money,
    /// How much was stated, where the lender confirmed only a part.
    pub stated: Option<Money>,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// Whether it was reversed later.
    pub reversed: bool,
    /// A word with it.
    pub note: String,
}

/// A plan for paying back; an intention that posts nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanView {
    /// Its id.
    pub id: ActId,
    /// Who proposed it.
    pub by: PersonId,
    /// Whether it waits for my yes.
    pub for_me: bool,
    /// What is paid each time; `None` for *when I can* or a pause.
    pub each: Option<Money>,
    /// The first day.
    pub from: Option<CivilDate>,
    /// Days between two payments; 30 stands for a month.
    pub every_days: u32,
    /// In words.
    pub note: String,
}

/// What a person can do next about a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LoanStep {
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceView {
    /// Who.
    pub person: PersonId,
    /// What they owe others here.
    pub owes: Money,
    /// What others here owe them.
    pub owed: Money,
}
