//! What a member sees and can ask for: plain data and commands, the same for every client.
//!
//! Data flows one way: a client sends a [`Command`], gets one [`Outcome`], and draws the newest [`View`].
//! Nothing here has an invariant; `weft-replica` fills it and clients only read it.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

pub mod beside;
pub mod command;
pub mod deed;
pub mod devices;
pub mod door;
pub mod entrance;
pub mod gathering;
pub mod history;
pub mod ledger;
pub mod look;
pub mod money;
pub mod near;
pub mod page;
pub mod resolve;
pub mod roll;
pub mod search;
pub mod somebody;
pub mod space;
pub mod today;

pub use beside::{
    AboutView, AttachmentView, BesideCommand, BesideState, BesideView, ContactLineView, FileToAttach, Label,
};
pub use command::{
    Command, CopySummary, DoorCommand, LoanCommand, MeetHow, Outcome, PageEdit, Refusal, Reply, StickSummary,
};
pub use deed::{Deed, LogLine};
pub use devices::{LaterView, LetterLine, LetterSide, MyDeviceView};
pub use door::{DoorView, KnockView, NearDoorState, NearDoorView};
pub use entrance::{EntranceCommand, EntranceView};
pub use gathering::{
    CardDraft, CardState, CardView, ComingView, DatesView, DayView, FourSpace, GatheringCall,
    GatheringChange, GatheringCommand, GatheringNote, GatheringView, MeetingWithin, SharedView, SpotDraft,
    SpotView, Stage, WallClashView,
};
pub use history::{BackTo, EntryView, FieldChange, HistoryView, Run, SaidView, StepChange, StepView};
pub use ledger::{
    AskKind, AskView, BalanceView, FactKind, FactView, LedgerView, LoanState, LoanStep, LoanView, OfferView,
    PlanView, Standing, WaitingView,
};
pub use look::LookCommand;
pub use money::Money;
pub use near::{NearView, PeerState, PeerView, WaitingFor};
pub use page::{
    Beat, Clash, Coming, CrewView, DraftView, MeetingView, NoteView, PageKind, PageState, ProfileView,
    Weekday,
};
pub use roll::{ProposalState, ProposalView, RollCommand};
pub use search::{Found, FoundGroup, FoundKind, Hit, Marked, Place};
pub use somebody::{Somebody, somebody, without_pair};
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
    /// My devices over all my spaces, this one first.
    pub devices: Vec<MyDeviceView>,
    /// The space that my devices share, which is shown as [`View::devices`] and nowhere else.
    pub own: Option<weft_ids::SpaceId>,
    /// What waits for a pair with somebody to open.
    pub later: Vec<LaterView>,
    /// The door that this device holds open, where it does.
    pub door: Option<DoorView>,
    /// Open doors found nearby, while this device looks for them.
    pub doors_near: Vec<NearDoorView>,
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
