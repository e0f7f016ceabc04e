//! My own devices, and what waits for a pair to open.

use crate::space::DeviceState;
use weft_ids::{ActId, EndpointId, PersonId, SpaceId};

/// A device of mine, over all my spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyDeviceView {
    /// The device on the network.
    pub endpoint: EndpointId,
    /// Its name.
    pub name: String,
    /// Whether that is this device.
    pub is_this: bool,
    /// How it stands among my devices, so that it comes into my spaces by itself; `None` where it is not one of those.
    pub shares: Option<DeviceState>,
    /// The spaces it is or was in, and how it stands there.
    pub spaces: Vec<(SpaceId, DeviceState)>,
}

/// Words that wait until a pair with somebody is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterView {
    /// By which they can be taken back.
    pub number: u64,
    /// The space that both share.
    pub space: SpaceId,
    /// To whom, there.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Whether something is offered; else it is asked for.
    pub is_offer: bool,
    /// The amount, as typed.
    pub amount: String,
    /// The unit, as typed.
    pub unit: String,
    /// What for.
    pub why: String,
    /// Why they cannot be said, where that turned out when the pair opened.
    pub refused: Option<String>,
}

/// A letter in a space, as far as this device may know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    /// The act.
    pub act: ActId,
    /// Who wrote it.
    pub from: String,
    /// For whom it is.
    pub side: LetterSide,
}

/// For whom a letter is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterSide {
    /// For me.
    ToMe,
    /// Written on this device, to this person.
    ToOther(String),
    /// For somebody else; nobody but the two can tell for whom.
    Unknown,
}
