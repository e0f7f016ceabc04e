//! The acts of authority: who comes, who goes, and which devices speak for whom.

use crate::{
    RULES_VERSION,
    door::DoorAct,
    draft::{Draft, No, Yes},
    roll::{Listed, ListedDevice, Roll, SpaceKind, Voice},
    seal::{RollKey, SealError, SealedKey},
    statement::{Joining, Statement},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use weft_ids::{
    CanonicalError, DeviceId, EntryHash, InvitationId, Item, ItemKind, entry::NO_SPACE, from_canonical,
    to_canonical,
};

/// A space begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Founding {
    /// The kind of space.
    pub kind: SpaceKind,
    /// The space's name.
    pub name: String,
    /// Who founds it, and with which device.
    pub founder: Statement,
    /// Roll 0, which lists the founder alone.
    pub roll: Roll,
    /// The roll's key, sealed to the founder's device under [`NO_SPACE`].
    pub key: SealedKey,
}

/// A named person, or a further device of one's own, may come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// The public half of the one-time key whose secret half is on the ticket.
    pub invitation: InvitationId,
    /// For whom, or for which device, as the inviter calls them.
    pub name: String,
    /// Whether it is for a further device of the inviter.
    pub own_device: bool,
}

/// One's own invitation is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoke {
    /// Which.
    pub invitation: InvitationId,
}

/// Someone who held a ticket is let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admit {
    /// What the newcomer said and signed.
    pub joining: Joining,
    /// The roll's key, sealed to the newcomer's device.
    pub key: SealedKey,
}

/// The last entry of a device that is to count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LastKnown {
    /// Which device.
    pub device: DeviceId,
    /// Its last entry; `None` where it wrote none.
    pub last: Option<EntryHash>,
}

/// One leaves, with all one's devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// The last entries of one's other devices, sorted; this device's is the entry that says so.
    pub last: Vec<LastKnown>,
}

/// A device of one's own is switched off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchOff {
    /// The device, and the last entry of it that is to count.
    ///
    /// Where a device switches itself off, that is the entry that says so, and `last` is `None`.
    pub ended: LastKnown,
}

/// One act of authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorityAct {
    /// A space begins.
    Founding(Box<Founding>),
    /// A named person may come.
    Invite(Invite),
    /// An invitation is taken back.
    Revoke(Revoke),
    /// Someone is let in.
    Admit(Box<Admit>),
    /// Someone leaves.
    Leave(Leave),
    /// A device is switched off.
    SwitchOff(SwitchOff),
    /// A roll is proposed.
    Draft(Box<Draft>),
    /// A voice is for a roll.
    Yes(Yes),
    /// A voice is against a roll, for good.
    No(No),
    /// A vouch, a host's door, or somebody without a device.
    Door(DoorAct),
}

/// An act with its place among its entry's items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedAct {
    /// The place, from 0; with the entry's hash it makes the [`weft_ids::ActId`].
    pub index: usize,
    /// The act.
    pub act: AuthorityAct,
}

/// The kinds of items that are acts of authority.
pub mod kinds {
    use weft_ids::ItemKind;

    /// [`super::Founding`].
    pub const FOUNDING: ItemKind = ItemKind(1);
    /// [`super::Invite`].
    pub const INVITE: ItemKind = ItemKind(2);
    /// [`super::Revoke`].
    pub const REVOKE: ItemKind = ItemKind(3);
    /// [`super::Admit`].
    pub const ADMIT: ItemKind = ItemKind(4);
    /// [`super::Leave`].
    pub const LEAVE: ItemKind = ItemKind(5);
    /// [`super::SwitchOff`].
    pub const SWITCH_OFF: ItemKind = ItemKind(6);
    /// [`super::Draft`].
    pub const DRAFT: ItemKind = ItemKind(7);
    /// [`super::Yes`].
    pub const YES: ItemKind = ItemKind(8);
    /// [`super::No`].
    pub const NO: ItemKind = ItemKind(9);
}

impl AuthorityAct {
    /// The item that says this.
    pub fn to_item(&self) -> Item {
        let (kind, bytes) = match self {
            Self::Founding(act) => (kinds::FOUNDING, to_canonical(act)),
            Self::Invite(act) => (kinds::INVITE, to_canonical(act)),
            Self::Revoke(act) => (kinds::REVOKE, to_canonical(act)),
            Self::Admit(act) => (kinds::ADMIT, to_canonical(act)),
            Self::Leave(act) => (kinds::LEAVE, to_canonical(act)),
            Self::SwitchOff(act) => (kinds::SWITCH_OFF, to_canonical(act)),
            Self::Draft(act) => (kinds::DRAFT, to_canonical(act)),
            Self::Yes(act) => (kinds::YES, to_canonical(act)),
            Self::No(act) => (kinds::NO, to_canonical(act)),
            Self::Door(act) => return act.to_item(),
        };
        Item { kind, bytes }
    }

    /// Reads an item; `None` where its kind is not an act of authority that this build knows.
    ///
    /// # Errors
    /// When the bytes are not the canonical form of the kind's struct.
    pub fn from_item(item: &Item) -> Result<Option<Self>, CanonicalError> {
        fn read<T: Serialize + DeserializeOwned>(item: &Item) -> Result<T, CanonicalError> {
            from_canonical(&item.bytes)
        }
        Ok(Some(match item.kind {
            kinds::FOUNDING => Self::Founding(Box::new(read(item)?)),
            kinds::INVITE => Self::Invite(read(item)?),
            kinds::REVOKE => Self::Revoke(read(item)?),
            kinds::ADMIT => Self::Admit(Box::new(read(item)?)),
            kinds::LEAVE => Self::Leave(read(item)?),
            kinds::SWITCH_OFF => Self::SwitchOff(read(item)?),
            kinds::DRAFT => Self::Draft(Box::new(read(item)?)),
            kinds::YES => Self::Yes(read(item)?),
            kinds::NO => Self::No(read(item)?),
            ItemKind(_) => return Ok(DoorAct::from_item(item)?.map(Self::Door)),
        }))
    }

    /// Reads all acts of authority among an entry's items, each with its place.
    ///
    /// # Errors
    /// When one of them is not canonical: the entry is then invalid.
    pub fn read_all(items: &[Item]) -> Result<Vec<PlacedAct>, CanonicalError> {
        let mut acts = Vec::new();
        for (index, item) in items.iter().enumerate() {
            if let Some(act) = Self::from_item(item)? {
                acts.push(PlacedAct { index, act });
            }
        }
        Ok(acts)
    }
}

impl Founding {
    /// Begins a space with the founder alone on roll 0, whose key is `key`.
    ///
    /// Names are taken as they are: check them with [`weft_ids::text::check_name`] first.
    ///
    /// # Errors
    /// When the founder's sealing key cannot be used.
    pub fn new(
        kind: SpaceKind,
        name: String,
        founder: Statement,
        key: &RollKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealError> {
        let roll = roll_of(&founder, key.mark());
        let key = key.seal(&founder.sealing, &NO_SPACE, &roll.hash(), &founder.device, rng)?;
        Ok(Self { kind, name, founder, roll, key })
    }

    /// Whether roll 0 says exactly what a founding's roll must: the founder alone, with a voice, and nothing before.
    pub fn roll_fits(&self) -> bool {
        Roll { rules: self.roll.rules, ..roll_of(&self.founder, self.roll.key_mark) } == self.roll
    }
}

/// Roll 0 as it follows from the founder's statement.
fn roll_of(founder: &Statement, key_mark: [u8; 32]) -> Roll {
    let device = ListedDevice {
        device: founder.device,
        name: founder.device_name.clone(),
        sealing: founder.sealing,
        endpoint: founder.endpoint,
    };
    Roll {
        number: 0,
        follows: Vec::new(),
        cut: Vec::new(),
        listed: vec![Listed { person: founder.person(), name: founder.name.clone(), devices: vec![device] }],
        voices: vec![Voice { person: founder.person(), device: founder.device }],
        rules: RULES_VERSION,
        key_mark,
    }
}
