//! What a member sees and can ask for: plain data and commands, the same for every client.
//!
//! Data flows one way: a client sends a [`Command`], gets one [`Outcome`], and draws the newest [`View`].
//! Nothing here has an invariant; `weft-replica` fills it and clients only read it.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

pub mod command;
pub mod deed;
pub mod ledger;
pub mod money;
pub mod near;
pub mod page;
pub mod resolve;
pub mod space;
pub mod today;

pub use command::{Command, LoanCommand, MeetHow, Outcome, PageEdit, Refusal, Reply, StickSummary};
pub use deed::{Deed, LogLine};
pub use ledger::{
    AskKind, AskView, BalanceView, FactKind, FactView, LedgerView, LoanState, LoanStep, LoanView, OfferView,
    PlanView, Standing, WaitingView,
};
pub use money::Money;
pub use near::{NearView, PeerState, PeerView, WaitingFor};
pub use page::{
    Beat, Clash, Coming, CrewView, DraftView, MeetingView, NoteView, PageKind, PageState, ProfileView,
    Weekday,
};
pub use space::{
    AsideView, DeviceState, DeviceView, ForkView, InvitationView, JoinState, JoinView, MemberState,
    MemberView, RefusedView, RollView, SpaceKind, SpaceView,
};

use std::sync::Arc;
use weft_ids::EndpointId;

/// Everything one device shows, as one snapshot; cheap to clone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct View {
    /// Counts up with every change, so that a client knows whether to draw again.
    pub revision: u64,
    /// Whose device this is; `None` until a name was given.
    pub me: Option<MeView>,
    /// The spaces this device is in, by name and then id.
    pub spaces: Vec<Arc<SpaceView>>,
    /// Tickets taken whose door is not open yet.
    pub joins: Vec<JoinView>,
    /// Whom this device can meet and what waits for whom.
    pub near: NearView,
}

/// Whose device this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeView {
    /// The person's name, as new spaces will show it.
    pub name: String,
    /// The device's name, such as *laptop*.
    pub device_name: String,
    /// The device on the network.
    pub endpoint: EndpointId,
    /// Why this profile only reads, in a sentence, where it does (a copied profile, a full disk).
    pub read_only: Option<String>,
}

impl View {
    /// The space with this id.
    pub fn space(&self, id: &weft_ids::SpaceId) -> Option<&Arc<SpaceView>> {
        self.spaces.iter().find(|space| space.id == *id)
    }
}
