//! Letting somebody in who stands nearby without an invitation: the open door, and the doors seen from outside.

use weft_ids::{EndpointId, Millis, SpaceId};

/// A door that this device holds open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorView {
    /// Into which space.
    pub space: SpaceId,
    /// Its name: all that a stranger is told.
    pub name: String,
    /// Until when, in milliseconds since 1970, by this device's clock.
    pub until: Millis,
    /// Who stands there.
    pub knocks: Vec<KnockView>,
}

/// Somebody who stands at an open door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnockView {
    /// Names them in commands.
    pub knock: u64,
    /// The name they gave.
    pub name: String,
    /// Four words that must be the same on their screen; empty until both sides have said what makes them.
    pub words: Vec<String>,
    /// Whether they were let in and now come.
    pub let_in: bool,
}

/// An open door that this device found nearby.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearDoorView {
    /// Names it in commands.
    pub door: u64,
    /// The device that holds it open.
    pub endpoint: EndpointId,
    /// Where that device is.
    pub at: String,
    /// The space's name, as that device says.
    pub name: String,
    /// How far it is.
    pub state: NearDoorState,
}

/// How far coming in at a door is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NearDoorState {
    /// Open; nobody has knocked.
    Open,
    /// Knocked.
    Knocked,
    /// These words must be the same on the other screen; `agreed` where this side said that they are.
    Words {
        /// Four words.
        words: Vec<String>,
        /// Whether this side said that they are the same.
        agreed: bool,
    },
    /// Sent away, or the words were not the same.
    SentAway,
}
