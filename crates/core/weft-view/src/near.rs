//! Whom this device can meet, and what waits for whom; filled by the engine.

use weft_ids::{EndpointId, SpaceId};

/// The network as this device sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NearView {
    /// Addresses on which this device can be met; empty where it does not listen.
    pub listening: Vec<String>,
    /// Networks inside the fence, as `interface address/prefix`; nothing leaves these.
    pub networks: Vec<String>,
    /// Whether this device shows itself to others on the network.
    pub announcing: bool,
    /// Devices of people I know, and how they stand.
    pub peers: Vec<PeerView>,
    /// What is not yet with whom, in human items.
    pub waiting: Vec<WaitingFor>,
    /// Why meeting does not work, in a sentence, where it does not.
    pub trouble: Option<String>,
}

/// A device of somebody I share a space with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerView {
    /// The device on the network.
    pub endpoint: EndpointId,
    /// Its person's name.
    pub person: String,
    /// Its own name.
    pub device: String,
    /// The spaces we share.
    pub spaces: Vec<SpaceId>,
    /// How it stands.
    pub state: PeerState,
}

/// How a device stands with this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeerState {
    /// Connected at an address; `level` where both hold the same and know it.
    Connected {
        /// The address.
        at: String,
        /// Whether both hold the same and know it.
        level: bool,
    },
    /// Was met since this program started, and is not connected any more.
    Gone,
    /// Not met since this program started.
    NotMet,
}

/// What is not yet with a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingFor {
    /// Who lacks it.
    pub person: String,
    /// In which space.
    pub space: SpaceId,
    /// The space's name.
    pub space_name: String,
    /// How many of my entries.
    pub entries: u64,
}
