//! The two barriers of a congregation, and people who are written in without a device.

use weft_ids::{InvitationId, PersonId, SpaceId};

/// A word about who comes into a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntranceCommand {
    /// Vouches for somebody invited into a congregation, in a sentence.
    Vouch {
        /// Where.
        space: SpaceId,
        /// For whom.
        invitation: InvitationId,
        /// Why.
        sentence: String,
    },
    /// Opens the door for somebody invited, as a host, on the vouches there are.
    Welcome {
        /// Where.
        space: SpaceId,
        /// For whom.
        invitation: InvitationId,
    },
    /// Writes somebody in who has no device. Answers [`crate::Reply::Person`].
    WriteIn {
        /// Where.
        space: SpaceId,
        /// Their name.
        name: String,
    },
    /// Invites somebody whom I wrote in to come with a first device, as who they are. Answers [`crate::Reply::Ticket`].
    InviteAs {
        /// Where.
        space: SpaceId,
        /// Whom.
        person: PersonId,
    },
}

/// How far an invitation into a congregation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntranceView {
    /// Who vouched, and their sentence.
    pub vouches: Vec<(PersonId, String)>,
    /// How many vouches of other people are missing still.
    pub missing: usize,
    /// Which host opened the door; `None` while it is shut.
    pub opened_by: Option<PersonId>,
    /// Whether I may vouch.
    pub may_vouch: bool,
    /// Whether I am a host and enough people vouched.
    pub may_welcome: bool,
}
