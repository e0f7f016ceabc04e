//! A space as its members see it.

use crate::{
    beside::BesideView,
    entrance::EntranceView,
    gathering::GatheringView,
    ledger::LedgerView,
    page::{CrewView, NoteView, PageState, ProfileView},
    roll::ProposalView,
};
use std::collections::BTreeMap;
use weft_ids::{ActId, DeviceId, EndpointId, EntryHash, InvitationId, PersonId, RollHash, SpaceId};

/// The kind of a space: a set of defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpaceKind {
    /// Three to eight people who meet on a rhythm.
    Crew,
    /// Two people.
    Pair,
    /// One person's own devices.
    Own,
    /// Many crews under one roof: thirty to two hundred people who know each other.
    Congregation,
    /// People who come together once, or for a season.
    Gathering,
}

impl SpaceKind {
    /// The kind's name in commands and JSON.
    pub fn name(self) -> &'static str {
        match self {
            SpaceKind::Crew => "crew",
            SpaceKind::Pair => "pair",
            SpaceKind::Own => "self",
            SpaceKind::Congregation => "congregation",
            SpaceKind::Gathering => "gathering",
        }
    }
}

/// One space.
#[derive(Debug, Clone, PartialEq)]
pub struct SpaceView {
    /// Its id.
    pub id: SpaceId,
    /// Its kind.
    pub kind: SpaceKind,
    /// Its name. A pair's name is the other person's, once they came.
    pub name: String,
    /// Who I am here.
    pub me: PersonId,
    /// This device here.
    pub my_device: DeviceId,
    /// Why I can only read here, in a sentence; `None` where I can write.
    pub read_only: Option<String>,
    /// The roll it lives under.
    pub roll: RollView,
    /// The people, in the order in which they came; those who left stay listed.
    pub people: Vec<MemberView>,
    /// Kept entries.
    pub entries: u64,
    /// 64 hex digits: equal on two devices exactly when both hold the same entries.
    pub view_digest: String,
    /// Entries that are held but not kept.
    pub set_aside: Vec<AsideView>,
    /// Acts that break a rule, each with its reason.
    pub refused: Vec<RefusedView>,
    /// Devices that wrote two different entries under one number.
    pub forks: Vec<ForkView>,
    /// Invitations nobody has used yet.
    pub invitations: Vec<InvitationView>,
    /// The crew's page; `None` for a pair.
    pub crew: Option<CrewView>,
    /// Notes, by title.
    pub notes: Vec<NoteView>,
    /// What people say of themselves here.
    pub profiles: BTreeMap<PersonId, ProfileView>,
    /// Its gatherings, by first day and id; those without days last.
    pub gatherings: Vec<GatheringView>,
    /// Every page's state.
    pub pages: Vec<PageState>,
    /// Promises and balances here.
    pub ledger: LedgerView,
    /// Attachments, and lines about people that can be forgotten.
    pub beside: BesideView,
}

impl SpaceView {
    /// The person with this id.
    pub fn person(&self, id: &PersonId) -> Option<&MemberView> {
        self.people.iter().find(|member| member.person == *id)
    }

    /// The name to show for a person; two people with one name are told apart by a mark from their id.
    pub fn name_of(&self, id: &PersonId) -> String {
        match self.person(id) {
            None => format!("someone ({})", id.short()),
            Some(member) => {
                let twins = self.people.iter().filter(|m| m.name == member.name).count();
                if twins > 1 { format!("{} ({})", member.name, id.short()) } else { member.name.clone() }
            }
        }
    }

    /// The one other person of a pair, once they came.
    pub fn other(&self) -> Option<&MemberView> {
        self.people.iter().find(|member| member.person != self.me)
    }
}

/// The roll a space lives under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollView {
    /// Its hash.
    pub hash: RollHash,
    /// How many rolls came before it.
    pub number: u64,
    /// Who has a voice under it.
    pub voices: Vec<PersonId>,
    /// The version of its rules.
    pub rules: u16,
    /// What is proposed to come after it, and agreed rivals of it.
    pub proposals: Vec<ProposalView>,
    /// Who said yes to two proposals of which only one can hold; each is proved by their own signatures.
    pub said_twice: Vec<PersonId>,
}

/// A person in a space.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberView {
    /// Their id here.
    pub person: PersonId,
    /// Their name, made safe to show in one line.
    pub name: String,
    /// Whether that is me.
    pub is_me: bool,
    /// Whether they are in.
    pub state: MemberState,
    /// Who let them in; `None` for the founder.
    pub let_in_by: Option<PersonId>,
    /// Their devices here.
    pub devices: Vec<DeviceView>,
    /// How many of the kept entries no device of theirs is known to have stored.
    pub lacks: u64,
    /// How many of my own entries no device of theirs is known to have stored.
    pub lacks_mine: u64,
}

/// Whether a person is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    /// In.
    In,
    /// Left by their own act.
    Left,
    /// In, but none of their devices stands.
    NoDevice,
    /// Not in any more: the others agreed on a roll that does not list them.
    Unlisted,
    /// Written in by somebody, and without a device so far.
    WrittenIn,
}

/// A device of a person in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceView {
    /// Its id here.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// The same device on the network.
    pub endpoint: EndpointId,
    /// Whether that is this device.
    pub is_this: bool,
    /// Whether it counts.
    pub state: DeviceState,
    /// Kept entries it is not known to have stored; 0 for this device.
    pub lacks: u64,
}

/// Whether a device's entries count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceState {
    /// They do.
    Stands,
    /// Switched off by its person.
    Off,
    /// Its person left.
    Left,
    /// It wrote two different entries under one number.
    Forked,
    /// The roll that holds does not list it.
    Unlisted,
}

/// An entry that is held but not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideView {
    /// Which.
    pub entry: EntryHash,
    /// Who wrote it.
    pub person: Option<PersonId>,
    /// Its number in the device's chain.
    pub n: u64,
    /// Why, in a sentence fragment.
    pub why: String,
}

/// An act that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedView {
    /// Which.
    pub act: ActId,
    /// Whose.
    pub person: Option<PersonId>,
    /// The rule's name in snake case.
    pub code: String,
    /// Why, in a sentence fragment.
    pub why: String,
}

/// A device that wrote two different entries under one number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkView {
    /// Which device.
    pub device: DeviceId,
    /// Whose.
    pub person: Option<PersonId>,
    /// The number under which the chains part.
    pub n: u64,
}

/// An invitation nobody has used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationView {
    /// Which.
    pub invitation: InvitationId,
    /// For whom, as the inviter wrote it.
    pub name: String,
    /// Who invited.
    pub by: PersonId,
    /// Whether it is for another device of the inviter.
    pub own_device: bool,
    /// The ticket's text, on the device that made it; elsewhere `None`.
    pub ticket: Option<String>,
    /// Who was written in and comes by it as the person they are.
    pub claims: Option<PersonId>,
    /// How far it is through the two barriers of a congregation; `None` elsewhere.
    pub entrance: Option<EntranceView>,
}

/// A ticket taken whose door is not open yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinView {
    /// The invitation.
    pub invitation: InvitationId,
    /// The space.
    pub space: SpaceId,
    /// The name under which it was offered.
    pub name: String,
    /// How far it is.
    pub state: JoinState,
}

/// How far a join is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinState {
    /// Nobody who could open was met yet.
    Waiting,
    /// Somebody of the space was met and is being asked.
    Asking,
    /// It cannot work any more, and why: used, taken back.
    Refused(String),
}
