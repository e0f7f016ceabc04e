//! What is owed and held: units, exact amounts, and loans between two people folded from signed acts.
//!
//! [`Ledger::fold`] is a pure function of the set of acts and never fails; the `draft_*` functions turn a
//! typed wish into the act to write, or refuse it with a reason before anything is written.
//! The numbered rules are in `docs/spec/ledger.md`.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

pub mod acts;
mod cases;
pub mod currency;
mod draft;
mod fold;
pub mod ledger;
pub mod loan;
pub mod plans;
pub mod quantity;
pub mod refusal;
pub mod split;
pub mod state;
pub mod typed;

pub use acts::{
    ActKind, Agree, AgreePlan, Ask, AskKind, Confirm, Decline, Forgive, HandedOver, LedgerAct, Offer,
    ProposePlan, Received, Repaid, Reverse,
};
pub use cases::Cases;
pub use draft::{AskTerms, OfferTerms, PlanTerms};
pub use ledger::Ledger;
pub use loan::Loan;
pub use plans::PlanBook;
pub use quantity::{Amount, CurrencyCode, Total, Unit};
pub use refusal::LedgerRefusal;
pub use split::{SplitError, split};
pub use state::{
    Answer, AskState, Balance, Fact, FactKind, Forgiving, LoanPhase, OfferState, Plan, Refused, Reversal,
    Settled, Slot, SlotKey, SlotKind, Standing, Statement, Step, Subject, Waiting,
};
pub use typed::TypedError;
