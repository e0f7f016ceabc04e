//! Who is in a space, which devices speak for them, and which of the entries held are kept.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

pub mod acts;
pub mod door;
pub mod draft;
pub mod envelope;
pub mod history;
pub mod roll;
pub mod roster;
pub mod seal;
pub mod statement;

pub use acts::{Admit, AuthorityAct, Founding, Invite, LastKnown, Leave, PlacedAct, Revoke, SwitchOff};
pub use door::{DoorAct, InviteAs, Open, Vouch, WriteIn};
pub use draft::{Draft, DraftError, No, Wish, Yes};
pub use envelope::SealedBytes;
pub use history::{Aside, AsideReason, Change, EntryFacts, History, Invalid, Kept, NextStep};
pub use roll::{Listed, ListedDevice, Roll, SpaceKind, Voice};
pub use roster::{
    Device, DeviceState, Fork, Invitation, InvitationState, LetIn, Person, PersonState, Proposal,
    ProposalState, Refusal, RefusedAct, Roster, SaidTwice,
};
pub use seal::{RollKey, SealError, SealedKey, SealingSecret};
pub use statement::{Joining, Statement, StatementError};

/// The version of the rules of authority and validity that this build knows.
pub const RULES_VERSION: u16 = 0;
