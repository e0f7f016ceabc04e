//! Who is in from here on: what is proposed, who is for it, and what a member can say to it.

use weft_ids::{ActId, DeviceId, PersonId, RollHash, SpaceId};

/// A word about who is in, and who has a voice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RollCommand {
    /// Proposes who is in from here on, and says yes to it with one's own voice.
    Draft {
        /// Where.
        space: SpaceId,
        /// Who is in no longer.
        remove: Vec<PersonId>,
        /// Who has a voice; `None` for those who have one and are still in, and in spaces of equals for whoever came since.
        voices: Option<Vec<PersonId>>,
    },
    /// Says yes to a proposal.
    Yes {
        /// Where.
        space: SpaceId,
        /// Which; `None` where there is one alone.
        roll: Option<RollHash>,
    },
    /// Says no to a proposal, for good.
    No {
        /// Where.
        space: SpaceId,
        /// Which; `None` where there is one alone.
        roll: Option<RollHash>,
    },
}

/// A proposal of who is in from here on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalView {
    /// Its name.
    pub roll: RollHash,
    /// The act that made it.
    pub act: ActId,
    /// Who made it.
    pub by: PersonId,
    /// Who is in and would be no longer.
    pub leaves_out: Vec<PersonId>,
    /// Devices that count now and would not, of people who stay.
    pub devices_out: Vec<DeviceId>,
    /// Who would have a voice and has none.
    pub gives_voice: Vec<PersonId>,
    /// Who has a voice, stays, and would have none.
    pub takes_voice: Vec<PersonId>,
    /// Who said yes.
    pub yes: Vec<PersonId>,
    /// Who said no.
    pub no: Vec<PersonId>,
    /// How many yeses it needs.
    pub needs: u64,
    /// How many voices there are.
    pub voices: u64,
    /// What I said; `None` where I have not answered, or have no voice.
    pub mine: Option<bool>,
    /// Whether a yes of mine would count now.
    pub may_say_yes: bool,
    /// Whether a no of mine would count now.
    pub may_say_no: bool,
    /// What became of it.
    pub state: ProposalState,
}

/// What became of a proposal that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    /// It can still be agreed.
    Open,
    /// So many are against it that it cannot be agreed any more.
    Dead,
    /// It was agreed, and another one beside it, by somebody who said yes to both: neither holds until a later one settles it.
    Rival,
}

impl ProposalState {
    /// Its name in programs; stable.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Dead => "dead",
            Self::Rival => "rival",
        }
    }
}

impl ProposalView {
    /// Whether nobody goes and nobody loses a voice by it.
    pub fn only_adds(&self) -> bool {
        self.leaves_out.is_empty() && self.devices_out.is_empty() && self.takes_voice.is_empty()
    }
}
