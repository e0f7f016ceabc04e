//! Why an act does not count, or would not be written: one reason for each rule, with a stable code.

use crate::{quantity::Amount, typed::TypedError};
use weft_ids::{ActId, text::TextError};

/// What a confirmation has to name, as said in [`LedgerRefusal::WrongKind`].
pub(crate) const WAITING: &str = "something that waits to be confirmed";

/// Why an act is refused, by the fold or before it is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerRefusal {
    /// It names an act that is not here (yet).
    #[error("it builds on {}, which is not here", named.short())]
    Missing {
        /// The act that is not here.
        named: ActId,
    },
    /// It names an act that is itself refused.
    #[error("it builds on {}, which does not count", named.short())]
    NamesRefused {
        /// The act that does not count.
        named: ActId,
    },
    /// It names an act of a kind to which this cannot be done.
    #[error("{} is not {expected}", named.short())]
    WrongKind {
        /// The act.
        named: ActId,
        /// What it would have to be.
        expected: &'static str,
    },
    /// Its author is neither of the two whom it concerns.
    #[error("it is between two other people")]
    NotAParty,
    /// Its author is one of the two, but this is for the other to say.
    #[error("only {0} can say that")]
    NotYours(&'static str),
    /// It is between a person and themselves.
    #[error("it takes two people")]
    WithOneself,
    /// It is with someone who is not in this space.
    #[error("that person is not here")]
    NobodyHere,
    /// The offer was not agreed.
    #[error("the offer {} is not agreed", loan.short())]
    NotAgreed {
        /// The offer.
        loan: ActId,
    },
    /// The unit differs from the one agreed.
    #[error("it is in {given}, and the other side is in {expected}")]
    UnitDiffers {
        /// The unit it is in.
        given: String,
        /// The unit it would have to be in.
        expected: String,
    },
    /// An amount that cannot stand in an act: not above zero, above the cap, or of no proper unit.
    #[error("the amount is not above zero, is too large, or has no proper unit")]
    UnsoundAmount,
    /// Slots count from 1.
    #[error("facts are numbered from 1")]
    SlotZero,
    /// A text from another device that is longer than fits.
    #[error("its text has {chars} characters; {max} fit")]
    LongText {
        /// How many characters.
        chars: usize,
        /// How many fit.
        max: usize,
    },
    /// There is no such day.
    #[error("there is no such day")]
    NoSuchDay,
    /// Plans that it replaces are out of order, named twice or too many, or its days are out of range.
    #[error("the plan's form is wrong")]
    PlanForm,
    /// It concerns a gift, which nobody owes.
    #[error("it is a gift, which nobody owes")]
    IsGift,
    /// It was answered or settled, so that one side alone cannot undo it.
    #[error("it is settled between the two")]
    Settled,
    /// The fact was settled by the other's word of it.
    #[error("this fact was settled with another amount")]
    SettledOtherwise,
    /// A part of a fact that can only be confirmed whole.
    #[error("only the lender can confirm a part, and only of a repayment")]
    NotInParts,
    /// More is confirmed than was stated.
    #[error("{confirmed} is more than the {stated} that was stated")]
    MoreThanStated {
        /// What would be confirmed.
        confirmed: Amount,
        /// What was stated.
        stated: Amount,
    },
    /// A reversal that waits for nobody.
    #[error("there is nothing to confirm")]
    NothingToConfirm,
    /// An act to which one cannot say no.
    #[error("one cannot say no to it")]
    CannotDecline,
    /// An act that cannot be reversed.
    #[error("it cannot be reversed")]
    CannotReverse,
    /// A typed amount or unit.
    #[error(transparent)]
    Typed(#[from] TypedError),
    /// A typed text.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A repayment beyond what is owed.
    #[error("repayment of {repaid} exceeds the {outstanding} still owed on loan {}", loan.short())]
    ExceedsLoan {
        /// The loan.
        loan: ActId,
        /// What would be repaid.
        repaid: Amount,
        /// What is owed, less what its author stated and the other did not answer yet.
        outstanding: Amount,
    },
    /// A hand-over beyond what was agreed.
    #[error("hand-over of {stated} exceeds the {open} still to be handed over on loan {}", loan.short())]
    ExceedsAgreed {
        /// The loan.
        loan: ActId,
        /// What would be stated.
        stated: Amount,
        /// What is agreed and neither handed over nor stated by its author.
        open: Amount,
    },
    /// A forgiving beyond what is owed.
    #[error("letting go of {forgiven} exceeds the {outstanding} still owed on loan {}", loan.short())]
    ExceedsOutstanding {
        /// The loan.
        loan: ActId,
        /// What would be forgiven.
        forgiven: Amount,
        /// What is owed.
        outstanding: Amount,
    },
    /// An offer or an agreement beyond what is still asked for.
    #[error("{offered} exceeds the {open} still asked for")]
    ExceedsAsk {
        /// What would be offered or agreed.
        offered: Amount,
        /// What is asked for and not agreed yet.
        open: Amount,
    },
    /// Nothing is owed.
    #[error("nothing is owed on loan {}", loan.short())]
    NothingOwed {
        /// The loan.
        loan: ActId,
    },
    /// All that was agreed was handed over, or stated by its author.
    #[error("nothing is left to hand over on loan {}", loan.short())]
    NothingToHandOver {
        /// The loan.
        loan: ActId,
    },
    /// It was agreed, declined or taken back.
    #[error("it is not open any more")]
    NotOpen,
    /// The plan replaces one that is not in force.
    #[error("another plan was agreed since")]
    PlanOutdated,
}

impl LedgerRefusal {
    /// Which rule, in snake case; stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            LedgerRefusal::Missing { .. } => "names_missing_act",
            LedgerRefusal::NamesRefused { .. } => "names_refused_act",
            LedgerRefusal::WrongKind { .. } => "names_wrong_kind",
            LedgerRefusal::NotAParty => "not_a_party",
            LedgerRefusal::NotYours(_) => "not_yours_to_say",
            LedgerRefusal::WithOneself => "with_oneself",
            LedgerRefusal::NobodyHere => "nobody_here",
            LedgerRefusal::NotAgreed { .. } => "not_agreed",
            LedgerRefusal::UnitDiffers { .. } => "unit_differs",
            LedgerRefusal::UnsoundAmount => "unsound_amount",
            LedgerRefusal::SlotZero => "slot_zero",
            LedgerRefusal::LongText { .. } => "long_text",
            LedgerRefusal::NoSuchDay => "no_such_day",
            LedgerRefusal::PlanForm => "plan_form",
            LedgerRefusal::IsGift => "is_gift",
            LedgerRefusal::Settled => "settled",
            LedgerRefusal::SettledOtherwise => "settled_otherwise",
            LedgerRefusal::NotInParts => "not_in_parts",
            LedgerRefusal::MoreThanStated { .. } => "more_than_stated",
            LedgerRefusal::NothingToConfirm => "nothing_to_confirm",
            LedgerRefusal::CannotDecline => "cannot_decline",
            LedgerRefusal::CannotReverse => "cannot_reverse",
            LedgerRefusal::Typed(typed) => typed.code(),
            LedgerRefusal::Text(_) => "bad_text",
            LedgerRefusal::ExceedsLoan { .. } => "exceeds_loan",
            LedgerRefusal::ExceedsAgreed { .. } => "exceeds_agreed",
            LedgerRefusal::ExceedsOutstanding { .. } => "exceeds_outstanding",
            LedgerRefusal::ExceedsAsk { .. } => "exceeds_ask",
            LedgerRefusal::NothingOwed { .. } => "nothing_owed",
            LedgerRefusal::NothingToHandOver { .. } => "nothing_to_hand_over",
            LedgerRefusal::NotOpen => "not_open",
            LedgerRefusal::PlanOutdated => "plan_outdated",
        }
    }

    /// What to do next, where there is something.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            LedgerRefusal::Typed(typed) => return typed.hint(),
            LedgerRefusal::Missing { .. } => "meet the other's laptop first, or check the id",
            LedgerRefusal::NotAgreed { .. } => "agree to the offer first",
            LedgerRefusal::Settled => "propose to reverse it; the other then confirms",
            LedgerRefusal::SettledOtherwise => {
                "if it was another fact, whoever stated it takes it back and states it anew"
            }
            LedgerRefusal::NotInParts => "state what you received yourself; both are then shown",
            LedgerRefusal::MoreThanStated { .. } => "confirm what was stated, and state the rest yourself",
            LedgerRefusal::ExceedsLoan { .. } => {
                "repay what is owed; whatever you stated before counts once the other confirms it"
            }
            LedgerRefusal::ExceedsAgreed { .. } => "make another offer for the rest",
            LedgerRefusal::ExceedsOutstanding { .. } => {
                "let go of what is owed, or leave the amount out for all of it"
            }
            LedgerRefusal::ExceedsAsk { .. } => "offer the rest of oneself, without naming the ask",
            LedgerRefusal::NothingToHandOver { .. } => "if more was given, make another offer for it",
            LedgerRefusal::PlanOutdated => "propose it again; it then replaces the plan in force",
            LedgerRefusal::CannotReverse => "say anew what holds",
            LedgerRefusal::NotYours(_) => "ask them to say it from their own laptop",
            LedgerRefusal::WrongKind { expected: WAITING, .. } => {
                "what was let go counts at once and needs no yes; the list of loans shows what waits for yours"
            }
            LedgerRefusal::WrongKind { .. } => "the list of loans shows what is what",
            LedgerRefusal::NamesRefused { .. }
            | LedgerRefusal::NotAParty
            | LedgerRefusal::WithOneself
            | LedgerRefusal::NobodyHere
            | LedgerRefusal::UnitDiffers { .. }
            | LedgerRefusal::UnsoundAmount
            | LedgerRefusal::SlotZero
            | LedgerRefusal::LongText { .. }
            | LedgerRefusal::NoSuchDay
            | LedgerRefusal::PlanForm
            | LedgerRefusal::IsGift
            | LedgerRefusal::NothingToConfirm
            | LedgerRefusal::CannotDecline
            | LedgerRefusal::Text(_)
            | LedgerRefusal::NothingOwed { .. }
            | LedgerRefusal::NotOpen => return None,
        };
        Some(hint.to_owned())
    }
}
