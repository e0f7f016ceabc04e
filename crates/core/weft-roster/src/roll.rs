//! The roll: who is in from here on, who has a voice, and under which rules.

use serde::{Deserialize, Serialize};
use weft_ids::{
    DeviceId, EndpointId, EntryHash, PersonId, RollHash, SealingKey, bytes::hash_bytes, to_canonical,
};

/// The kind of a space: a set of defaults; one mechanism serves all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SpaceKind {
    /// One person's own devices.
    Own,
    /// Two people.
    Pair,
    /// Three to eight people who meet on a rhythm.
    Crew,
    /// People who share means.
    Pool,
    /// People who come together once, or for a season.
    Gathering,
    /// Many crews under one roof.
    Congregation,
    /// Congregations that decide together.
    Assembly,
}

/// Who is in from here on.
///
/// Roll 0 is carried by the founding; later ones say which roll they follow and what they take as settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roll {
    /// How many rolls came before it.
    pub number: u64,
    /// The roll it follows, sorted: none for roll 0, two where it settles which of two rivals goes on.
    pub follows: Vec<RollHash>,
    /// The newest entries it takes as settled, sorted; none in roll 0.
    pub cut: Vec<EntryHash>,
    /// Who is in, sorted by person.
    pub listed: Vec<Listed>,
    /// Who has a voice, and the one device that speaks it; sorted by person.
    pub voices: Vec<Voice>,
    /// The version of the rules of authority and validity.
    pub rules: u16,
    /// The mark of the roll's key ([`crate::RollKey::mark`]), by which whoever is given a key knows that it is the right one.
    pub key_mark: [u8; 32],
}

/// A person that a roll lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their devices, sorted by id.
    pub devices: Vec<ListedDevice>,
}

/// A device that a roll lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedDevice {
    /// Which.
    pub device: DeviceId,
    /// Its name.
    pub name: String,
    /// To which secrets for it are sealed.
    pub sealing: SealingKey,
    /// The same device on the network.
    pub endpoint: EndpointId,
}

/// A person's voice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// Whose.
    pub person: PersonId,
    /// The one device that speaks it.
    pub device: DeviceId,
}

impl Roll {
    /// The roll's name.
    pub fn hash(&self) -> RollHash {
        RollHash(hash_bytes("weft 0 roll", &to_canonical(self)))
    }

    /// How many yeses carry a roll that follows this one: more than half of the voices.
    ///
    /// With one voice that is one, and with two it is both.
    pub fn yeses_needed(&self) -> usize {
        self.voices.len() / 2 + 1
    }

    /// Whose voice a device speaks.
    pub fn voice_of(&self, device: &DeviceId) -> Option<PersonId> {
        self.voices.iter().find(|voice| voice.device == *device).map(|voice| voice.person)
    }

    /// Whether a person has a voice.
    pub fn has_voice(&self, person: &PersonId) -> bool {
        self.voices.binary_search_by_key(person, |voice| voice.person).is_ok()
    }

    /// Whether a person is listed.
    pub fn lists(&self, person: &PersonId) -> bool {
        self.listed.binary_search_by_key(person, |listed| listed.person).is_ok()
    }

    /// For whom a device is listed.
    pub fn lists_device(&self, device: &DeviceId) -> Option<PersonId> {
        self.devices().find(|(_, listed)| listed.device == *device).map(|(person, _)| person)
    }

    /// The listed devices, by person and id: the order in which a draft seals the roll's key to them.
    pub fn devices(&self) -> impl Iterator<Item = (PersonId, &ListedDevice)> {
        self.listed.iter().flat_map(|listed| listed.devices.iter().map(|device| (listed.person, device)))
    }
}
