//! The roster: the people, devices and invitations of a space as the kept entries have them.

use crate::{
    roll::{Roll, SpaceKind},
    statement::StatementError,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use weft_ids::{
    ActId, DeviceId, EndpointId, EntryHash, InvitationId, PersonId, RollHash, SealingKey, SpaceId, limits,
};

/// The people, devices and invitations of a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// The space.
    pub space: SpaceId,
    /// Its kind.
    pub kind: SpaceKind,
    /// Its name, as the founder wrote it.
    pub name: String,
    /// The roll it lives under.
    pub roll: RollHash,
    /// How many rolls came before that one.
    pub roll_number: u64,
    /// The version of the rules of authority and validity.
    pub rules: u16,
    /// By which whoever is given the roll's key knows that it is the right one.
    pub key_mark: [u8; 32],
    /// Who has a voice under this roll.
    pub voices: BTreeMap<PersonId, DeviceId>,
    /// Everyone listed or let in; those who left stay.
    pub people: BTreeMap<PersonId, Person>,
    /// Their devices; those that ended stay.
    pub devices: BTreeMap<DeviceId, Device>,
    /// The invitations, used and taken back ones included.
    pub invitations: BTreeMap<InvitationId, Invitation>,
    /// Kept acts of authority that do not count, sorted by id.
    pub refused: Vec<RefusedAct>,
    /// Devices that wrote two entries under one number above the roll's cut, sorted by device; of each its lowest such number.
    pub forks: Vec<Fork>,
    /// The rolls that could come next, and carried ones that it does not live under, sorted by hash.
    pub proposals: Vec<Proposal>,
    /// Who said yes to two rolls after the same one, with the proof held.
    pub said_twice: Vec<SaidTwice>,
}

/// A roll that was drafted and does not hold here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its name.
    pub hash: RollHash,
    /// What it says.
    pub roll: Arc<Roll>,
    /// The act that drafted it.
    pub act: ActId,
    /// By whom.
    pub by: PersonId,
    /// Whose voices said yes.
    pub yes: BTreeSet<PersonId>,
    /// Whose voices said no.
    pub no: BTreeSet<PersonId>,
    /// What became of it.
    pub state: ProposalState,
}

/// What became of a roll that was drafted and does not hold here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalState {
    /// It can still be carried.
    Open,
    /// So many said no that it cannot be carried any more.
    Dead,
    /// It is carried, beside another one after the same roll: neither holds until a later roll follows both.
    Carried,
}

/// A person who said yes to two rolls after the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SaidTwice {
    /// Who.
    pub person: PersonId,
    /// To which.
    pub rolls: [RollHash; 2],
}

/// A person in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their name, as they gave it.
    pub name: String,
    /// The acts that let them in, sorted by id; none for who is listed, two or more where it happened apart.
    pub let_in: Vec<LetIn>,
    /// Whether they are in.
    pub state: PersonState,
    /// A number that grows with each who came after another; equal for those who came apart.
    pub came: u64,
}

/// An act that let someone in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LetIn {
    /// Which.
    pub act: ActId,
    /// By whom.
    pub by: PersonId,
}

/// Whether a person is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonState {
    /// In, with at least one device that stands.
    In,
    /// Left by their own act.
    Left,
    /// In, but none of their devices stands.
    NoDevice,
    /// Not in any more, or let in apart from the roll that holds: it does not list them.
    Unlisted,
    /// Written in by somebody, and without a device so far.
    WrittenIn,
}

impl PersonState {
    /// Whether it says that the person is in.
    pub fn is_in(self) -> bool {
        match self {
            Self::In | Self::NoDevice | Self::WrittenIn => true,
            Self::Left | Self::Unlisted => false,
        }
    }
}

/// A device in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Whose. Where it joined as two people, the one whose id is smaller: it stands for neither.
    pub person: PersonId,
    /// Its name.
    pub name: String,
    /// The same device on the network.
    pub endpoint: EndpointId,
    /// To which secrets for it are sealed.
    pub sealing: SealingKey,
    /// Whether it counts.
    pub state: DeviceState,
    /// A number that grows with each that came after another.
    pub came: u64,
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
    /// It wrote two entries under one number.
    Forked,
    /// It joined as two different people.
    Twice,
    /// The roll that holds does not list it.
    Unlisted,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The act that made it.
    pub act: ActId,
    /// Who invited.
    pub by: PersonId,
    /// For whom, as the inviter wrote it.
    pub name: String,
    /// Whether it is for a further device of the inviter.
    pub own_device: bool,
    /// Who was written in and comes by it as the person they are.
    pub claims: Option<PersonId>,
    /// Who vouched: the act, by whom, and their sentence.
    pub vouches: Vec<(ActId, PersonId, String)>,
    /// Which hosts opened the door for it.
    pub opened_by: BTreeSet<PersonId>,
    /// What became of it.
    pub state: InvitationState,
}

/// What became of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitationState {
    /// Nobody used it yet.
    Open,
    /// Used by these people; more than one where they were let in apart, for the inviter to see.
    Used(BTreeSet<PersonId>),
    /// Taken back, or lapsed because the inviter left.
    Revoked,
}

/// A kept act of authority that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedAct {
    /// Which.
    pub act: ActId,
    /// Whose; the person its device spoke for when it was written.
    pub person: PersonId,
    /// Why.
    pub refusal: Refusal,
}

/// A device that wrote two entries under one number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fork {
    /// Which device.
    pub device: DeviceId,
    /// The number.
    pub n: u64,
    /// The entries held under that number, at least two.
    pub entries: BTreeSet<EntryHash>,
}

/// The rule that an act of authority breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A second founding.
    #[error("the space was founded already")]
    FoundedAlready,
    /// A name that nobody could have typed.
    #[error("the name on the invitation cannot be used")]
    BadName,
    /// An invitation's key that is none, or a weak one.
    #[error("the key of the invitation is weak")]
    WeakKey,
    /// An invitation's key that another invitation has already.
    #[error("the invitation's key is taken")]
    InvitationTaken,
    /// Too many open invitations.
    #[error("{max} invitations are open already", max = limits::INVITATIONS_MAX)]
    TooManyInvitations,
    /// No invitation that counts, for this kind of newcomer.
    #[error("there is no such invitation")]
    UnknownInvitation,
    /// Someone came in by it before.
    #[error("the invitation was used before")]
    InvitationUsed,
    /// It was taken back before.
    #[error("the invitation was taken back before")]
    InvitationRevoked,
    /// Somebody else's invitation.
    #[error("the invitation is somebody else's")]
    NotOwnInvitation,
    /// Whoever invited has left.
    #[error("whoever invited has left")]
    InviterLeft,
    /// The newcomer's statement does not hold.
    #[error("the statement of the newcomer does not hold: {0}")]
    BadStatement(StatementError),
    /// Made for a roll other than the one the act was written under.
    #[error("the statement of the newcomer names another roll")]
    OtherRoll,
    /// The device is in already.
    #[error("the device is in already")]
    DeviceAlreadyIn,
    /// No room for another person.
    #[error("{max} people are in already", max = limits::PEOPLE_MAX)]
    SpaceFull,
    /// No room for another device.
    #[error("{max} devices are in already", max = limits::DEVICES_MAX)]
    TooManyDevices,
    /// A device that is not known, or somebody else's.
    #[error("the device is not one of their own")]
    NotOwnDevice,
    /// A device that does not stand cannot be ended once more.
    #[error("the device does not stand any more")]
    EndedAlready,
    /// More acts of authority than a device may write under one roll.
    #[error("this device has said as much about who is in as one device may")]
    TooManyActs,
    /// A last entry that is not in the act's past, not of that device, or not after all that the past holds of it.
    #[error("a last entry that it names is not the last it knew of that device")]
    LastUnknown,
    /// A leaving that leaves out one of the person's devices.
    #[error("it leaves out one of their devices")]
    DeviceLeftOut,
    /// Said by a device that stands no longer; in an entry, after an act that ended it.
    #[error("the same entry had ended the device before")]
    AfterTheEnd,
    /// Written past the last entry that a leaving or switch-off names.
    #[error("written after the last entry that its person let count")]
    Late,
    /// A kind of space that has no vouches and no host's door.
    #[error("a space of this kind has no vouches and no host's door")]
    NoHostsDoor,
    /// A sentence that nobody could have typed.
    #[error("the sentence cannot be used")]
    BadSentence,
    /// They vouched for this invitation before.
    #[error("they have vouched for it already")]
    VouchedAlready,
    /// A door that somebody opens who is no host.
    #[error("only a host opens the door")]
    NotHost,
    /// The door stands open.
    #[error("the door stands open already")]
    OpenedAlready,
    /// A vouch that it names is not there, or is for somebody else.
    #[error("a vouch that it names is not there")]
    UnknownVouch,
    /// Too few people vouched.
    #[error("{held} vouched, and {needed} must")]
    NeedsVouches {
        /// How many different people did.
        held: usize,
        /// How many are needed.
        needed: usize,
    },
    /// Somebody is let in for whom no host has opened the door.
    #[error("no host has opened the door for it")]
    DoorShut,
    /// A kind of space in which everybody has a device.
    #[error("in a space of this kind nobody is written in")]
    NobodyWrittenIn,
    /// The same writing in, twice.
    #[error("they are written in already")]
    WrittenInAlready,
    /// Nobody was written in whom it names.
    #[error("nobody whom it names was written in")]
    NotWrittenIn,
    /// Somebody else wrote them in.
    #[error("only who wrote them in can invite them as who they are")]
    NotByWriter,
    /// They came with a device already.
    #[error("they have come with a device already")]
    ClaimedAlready,
    /// The one who wrote it is not in, or the invitation does not count.
    #[error("it rests on an act that does not count")]
    RestsOnRefused,
    /// Written under an earlier roll, and not before what the next one takes as settled.
    #[error("it was written under an earlier roll, apart from what the next one took as settled")]
    MissedByCut,
    /// Drafted or answered by somebody without a voice, or by another device than the one that speaks it.
    #[error("it is for those who have a voice, on the one device that speaks it")]
    NoVoice,
    /// A draft that does not fit the roll it follows.
    #[error("the draft does not fit the roll that it follows")]
    BadDraft,
    /// A cut that is not in the draft's past, or settles less than the roll before.
    #[error("what the draft takes as settled is not held, or less than what was settled before")]
    BadCut,
    /// Rules of another version than this build knows.
    #[error("the draft lives by rules of version {0}, which this build does not know")]
    UnknownRules(u16),
    /// A roll of which its past holds no draft, or that follows one that is not carried there.
    #[error("there is no such roll to follow or to answer")]
    UnknownDraft,
    /// A signature that is not the voice's.
    #[error("it is not signed by the voice")]
    NotByVoice,
    /// This voice said yes before, to this roll or to another that can still be carried.
    #[error("this voice has given its yes")]
    SaidYes,
    /// This voice said no to the roll, which is for good.
    #[error("this voice has said no to it, for good")]
    SaidNo,
}

impl Refusal {
    /// The rule's name in snake case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::FoundedAlready => "founded_already",
            Self::BadName => "bad_name",
            Self::WeakKey => "weak_key",
            Self::InvitationTaken => "invitation_taken",
            Self::TooManyInvitations => "too_many_invitations",
            Self::UnknownInvitation => "unknown_invitation",
            Self::InvitationUsed => "invitation_used",
            Self::InvitationRevoked => "invitation_revoked",
            Self::NotOwnInvitation => "not_own_invitation",
            Self::InviterLeft => "inviter_left",
            Self::BadStatement(_) => "bad_statement",
            Self::OtherRoll => "other_roll",
            Self::DeviceAlreadyIn => "device_already_in",
            Self::SpaceFull => "space_full",
            Self::TooManyDevices => "too_many_devices",
            Self::NotOwnDevice => "not_own_device",
            Self::EndedAlready => "ended_already",
            Self::TooManyActs => "too_many_acts",
            Self::LastUnknown => "last_unknown",
            Self::DeviceLeftOut => "device_left_out",
            Self::AfterTheEnd => "after_the_end",
            Self::Late => "late",
            Self::NoHostsDoor => "no_hosts_door",
            Self::BadSentence => "bad_sentence",
            Self::VouchedAlready => "vouched_already",
            Self::NotHost => "not_host",
            Self::OpenedAlready => "opened_already",
            Self::UnknownVouch => "unknown_vouch",
            Self::NeedsVouches { .. } => "needs_vouches",
            Self::DoorShut => "door_shut",
            Self::NobodyWrittenIn => "nobody_written_in",
            Self::WrittenInAlready => "written_in_already",
            Self::NotWrittenIn => "not_written_in",
            Self::NotByWriter => "not_by_writer",
            Self::ClaimedAlready => "claimed_already",
            Self::RestsOnRefused => "rests_on_refused",
            Self::MissedByCut => "missed_by_cut",
            Self::NoVoice => "no_voice",
            Self::BadDraft => "bad_draft",
            Self::BadCut => "bad_cut",
            Self::UnknownRules(_) => "unknown_rules",
            Self::UnknownDraft => "unknown_roll",
            Self::NotByVoice => "not_by_voice",
            Self::SaidYes => "said_yes",
            Self::SaidNo => "said_no",
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::BadName => "choose a name without invisible characters and with no spaces around it",
            Self::WeakKey | Self::InvitationTaken => "invite again: each invitation makes a key of its own",
            Self::TooManyInvitations => "take back an invitation that nobody will use",
            Self::UnknownInvitation
            | Self::InvitationUsed
            | Self::InvitationRevoked
            | Self::InviterLeft
            | Self::OtherRoll
            | Self::RestsOnRefused
            | Self::Late => "invite them again",
            Self::BadStatement(error) => return error.hint(),
            Self::LastUnknown | Self::DeviceLeftOut => "meet your other devices first, then try again",
            Self::TooManyActs => "let another device, or somebody else, do it",
            Self::MissedByCut => "say it again",
            Self::NoVoice => "ask somebody who has a voice",
            Self::BadDraft | Self::BadCut => "draft it again",
            Self::UnknownRules(_) => "a newer version of this program may know them",
            Self::UnknownDraft => "meet the others first, then look again",
            Self::SaidYes => "it can say yes to another roll once too many are against the first",
            Self::BadSentence => "say it in one line, without invisible characters",
            Self::NotHost => "ask a host",
            Self::UnknownVouch => "meet the others first, then open it again",
            Self::NeedsVouches { .. } => "ask somebody else who has met them to vouch",
            Self::DoorShut => "ask a host to open the door",
            Self::NotWrittenIn | Self::NotByWriter => "ask who wrote them in to invite them",
            Self::ClaimedAlready => "they add further devices themselves",
            Self::FoundedAlready
            | Self::NoHostsDoor
            | Self::VouchedAlready
            | Self::OpenedAlready
            | Self::NobodyWrittenIn
            | Self::WrittenInAlready
            | Self::EndedAlready
            | Self::NotOwnInvitation
            | Self::DeviceAlreadyIn
            | Self::SpaceFull
            | Self::TooManyDevices
            | Self::NotOwnDevice
            | Self::AfterTheEnd
            | Self::NotByVoice
            | Self::SaidNo => return None,
        };
        Some(hint.to_owned())
    }
}

impl Roster {
    /// Whether a device's new entries count.
    pub fn stands(&self, device: &DeviceId) -> bool {
        self.devices.get(device).is_some_and(|device| device.state == DeviceState::Stands)
    }

    /// For whom a device speaks, whether it stands or not.
    pub fn person_of(&self, device: &DeviceId) -> Option<PersonId> {
        self.devices.get(device).map(|device| device.person)
    }

    /// Takes over what the roll that holds says of itself.
    pub(crate) fn take_roll(&mut self, hash: RollHash, roll: &Roll) {
        self.roll = hash;
        self.roll_number = roll.number;
        self.rules = roll.rules;
        self.key_mark = roll.key_mark;
        self.voices = roll.voices.iter().map(|voice| (voice.person, voice.device)).collect();
    }

    /// A roll that was drafted and does not hold here.
    pub fn proposal(&self, roll: &RollHash) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| proposal.hash == *roll)
    }

    /// Whether a person is in: listed or let in, and not left.
    pub fn is_in(&self, person: &PersonId) -> bool {
        self.people.get(person).is_some_and(|person| person.state.is_in())
    }

    /// The devices of a person, ended ones included, in the order of their ids.
    pub fn devices_of<'a>(
        &'a self,
        person: &'a PersonId,
    ) -> impl Iterator<Item = (&'a DeviceId, &'a Device)> {
        self.devices.iter().filter(move |(_, device)| device.person == *person)
    }

    /// The devices that stand.
    pub fn standing(&self) -> impl Iterator<Item = (&DeviceId, &Device)> {
        self.devices.iter().filter(|(_, device)| device.state == DeviceState::Stands)
    }

    /// The devices that stand and are this device on the network.
    pub fn standing_at<'a>(
        &'a self,
        endpoint: &'a EndpointId,
    ) -> impl Iterator<Item = (&'a DeviceId, &'a Device)> {
        self.standing().filter(move |(_, device)| device.endpoint == *endpoint)
    }

    /// The invitation, where it is open.
    pub fn open_invitation(&self, invitation: &InvitationId) -> Option<&Invitation> {
        self.invitations.get(invitation).filter(|invitation| invitation.state == InvitationState::Open)
    }

    /// The people in the order in which they came; those who came apart by id.
    pub fn people_in_order(&self) -> Vec<(&PersonId, &Person)> {
        let mut people: Vec<_> = self.people.iter().collect();
        people.sort_by_key(|(id, person)| (person.came, **id));
        people
    }
}
