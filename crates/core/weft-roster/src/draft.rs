//! The draft of a roll as a difference to the one it follows, and the yes or no of a voice to it.

use crate::{
    RULES_VERSION,
    envelope::SealedBytes,
    roll::{Listed, ListedDevice, Roll, Voice},
    roster::Roster,
    seal::{RollKey, SealError, SealedKey, SealingSecret},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{
    DeviceId, DeviceSecret, EntryHash, PersonId, RollHash, Signature, SpaceId, limits, to_canonical,
};

const DOMAIN_YES: &str = "weft 0 roll yes";
const DOMAIN_NO: &str = "weft 0 roll no";

/// A roll, written as a difference to the first of those it follows.
///
/// Devices are named by id: who they are was said when they were let in, before the cut.
/// So 200 people with 220 devices fit one entry, and nobody can list a device that did not come by its own word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The roll it follows, sorted; two where it settles which of two rivals goes on.
    pub follows: Vec<RollHash>,
    /// The newest entries it takes as settled, sorted: with everything in their pasts.
    pub cut: Vec<EntryHash>,
    /// Devices that are not listed any more, sorted; a person goes with their last device.
    pub dropped: Vec<DeviceId>,
    /// Devices that are listed from here on, sorted; let in within the cut.
    pub added: Vec<DeviceId>,
    /// People who have no voice any more, sorted.
    pub silenced: Vec<PersonId>,
    /// Devices that speak their person's voice from here on, sorted; instead of another one where there was one.
    pub voiced: Vec<DeviceId>,
    /// The version of the rules of authority and validity.
    pub rules: u16,
    /// The mark of the new roll's key.
    pub key_mark: [u8; 32],
    /// The new key, sealed to each listed device, in the order of [`Roll::devices`].
    pub keys: Vec<SealedKey>,
    /// The key of each roll it follows, in their order, sealed to whoever holds the new one.
    pub previous: Vec<SealedBytes>,
}

/// A voice is for a roll: its device's signature over the roll's hash, which can be checked without the entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Yes {
    /// Which.
    pub roll: RollHash,
    /// By the device that speaks the voice.
    pub signature: Signature,
}

/// A voice is against a roll, for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct No {
    /// Which.
    pub roll: RollHash,
    /// By the device that speaks the voice.
    pub signature: Signature,
}

/// What a roll that is to be drafted should say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// Who is in no longer.
    pub without: BTreeSet<PersonId>,
    /// Who has a voice; `None` for those of the roll it follows who are still in, and `add_voices`.
    pub voices: Option<BTreeSet<PersonId>>,
    /// Who has a voice besides those who had one.
    pub add_voices: BTreeSet<PersonId>,
    /// Devices that stand no longer and are listed again: forked ones, or some that switched each other off.
    pub again: BTreeSet<DeviceId>,
}

/// Why no such roll can be drafted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// A key could not be sealed to a device.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// Nobody would have a voice.
    #[error("nobody would have a voice under it")]
    NoVoice,
    /// Someone who is not in, or has no device, cannot be given a voice.
    #[error("somebody it names is not in, or has no device that counts")]
    NotIn,
    /// The key of the roll to follow is not here.
    #[error("the key of the roll that holds has not come to this device yet")]
    NoKey,
    /// More heads than one roll can name.
    #[error("more than {max} heads are open", max = limits::PAST_MAX)]
    TooManyHeads,
}

impl DraftError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Seal(error) => error.hint(),
            Self::NoVoice => Some("leave at least one person a voice".to_owned()),
            Self::NotIn => None,
            Self::NoKey => Some("meet somebody who is in first".to_owned()),
            Self::TooManyHeads => Some("write something first, which joins them".to_owned()),
        }
    }
}

impl Yes {
    /// Says yes with the device that speaks the voice.
    pub fn sign(roll: RollHash, device: &DeviceSecret) -> Self {
        Self { signature: device.sign(DOMAIN_YES, &roll.0), roll }
    }

    /// Whether `device` said so.
    pub fn is_by(&self, device: &DeviceId) -> bool {
        device.verifies(DOMAIN_YES, &self.roll.0, &self.signature)
    }
}

impl No {
    /// Says no with the device that speaks the voice.
    pub fn sign(roll: RollHash, device: &DeviceSecret) -> Self {
        Self { signature: device.sign(DOMAIN_NO, &roll.0), roll }
    }

    /// Whether `device` said so.
    pub fn is_by(&self, device: &DeviceId) -> bool {
        device.verifies(DOMAIN_NO, &self.roll.0, &self.signature)
    }
}

impl Draft {
    /// The roll that this draft is of, given the one that it follows first and who was let in by its cut.
    ///
    /// `None` where the difference does not fit: something dropped that is not listed, something added that is
    /// listed or was not let in, a voice without a listed device, nobody with a voice, or a list out of order.
    pub fn resolve(&self, first: &Roll, number: u64, known: &[&Known]) -> Option<Roll> {
        fn sorted<T: Ord>(list: &[T]) -> bool {
            list.is_sorted_by(|one, next| one < next)
        }
        let in_order = sorted(&self.cut)
            && sorted(&self.dropped)
            && sorted(&self.added)
            && sorted(&self.silenced)
            && sorted(&self.voiced)
            && sorted(&self.follows);
        if !in_order || self.cut.len() > limits::PAST_MAX {
            return None;
        }
        let listed = self.resolve_listed(first, known)?;
        let mut roll = Roll {
            number,
            follows: self.follows.clone(),
            cut: self.cut.clone(),
            listed,
            voices: Vec::new(),
            rules: self.rules,
            key_mark: self.key_mark,
        };
        roll.voices = self.resolve_voices(first, &roll)?;
        let fits = !roll.voices.is_empty()
            && roll.listed.len() <= limits::PEOPLE_MAX
            && roll.devices().count() <= limits::DEVICES_MAX;
        fits.then_some(roll)
    }

    fn resolve_listed(&self, first: &Roll, known: &[&Known]) -> Option<Vec<Listed>> {
        let mut listed: BTreeMap<PersonId, (String, BTreeMap<DeviceId, ListedDevice>)> = BTreeMap::new();
        for one in &first.listed {
            let devices = one.devices.iter().map(|device| (device.device, device.clone())).collect();
            listed.insert(one.person, (one.name.clone(), devices));
        }
        for device in &self.dropped {
            let person = first.lists_device(device)?;
            listed.get_mut(&person)?.1.remove(device);
        }
        for device in &self.added {
            if first.lists_device(device).is_some() {
                return None;
            }
            let (person, name, device) = known.iter().find_map(|known| known.get(device))?.clone();
            listed.entry(person).or_insert((name, BTreeMap::new())).1.insert(device.device, device);
        }
        let listed = listed.into_iter().filter(|(_, (_, devices))| !devices.is_empty());
        Some(
            listed
                .map(|(person, (name, devices))| Listed {
                    person,
                    name,
                    devices: devices.into_values().collect(),
                })
                .collect(),
        )
    }

    fn resolve_voices(&self, first: &Roll, roll: &Roll) -> Option<Vec<Voice>> {
        let mut voices: BTreeMap<PersonId, DeviceId> =
            first.voices.iter().map(|voice| (voice.person, voice.device)).collect();
        for person in &self.silenced {
            voices.remove(person)?;
        }
        let mut given = BTreeSet::new();
        for device in &self.voiced {
            let person = roll.lists_device(device)?;
            if !given.insert(person) {
                return None;
            }
            voices.insert(person, *device);
        }
        let spoken = voices.iter().all(|(person, device)| roll.lists_device(device).as_ref() == Some(person));
        spoken.then(|| voices.into_iter().map(|(person, device)| Voice { person, device }).collect())
    }

    /// Opens the new roll's key with the secret of a listed device.
    ///
    /// # Errors
    /// When the device is not listed, or what was sealed to it is not the roll's key.
    pub fn open_key(
        &self,
        roll: &Roll,
        secret: &SealingSecret,
        space: &SpaceId,
        device: &DeviceId,
    ) -> Result<RollKey, SealError> {
        let place = roll.devices().position(|(_, listed)| listed.device == *device);
        let sealed = place.and_then(|place| self.keys.get(place)).ok_or(SealError::NotForUs)?;
        sealed.open(secret, space, &roll.hash(), device, &self.key_mark)
    }

    /// Opens the keys of the rolls it follows with the new one, each with the roll it belongs to; what does not open is left out.
    pub fn open_previous(&self, key: &RollKey) -> Vec<(RollHash, RollKey)> {
        let opened = self.follows.iter().zip(&self.previous).filter_map(|(roll, sealed)| {
            let bytes = sealed.open_with_roll(key, &previous_context(roll)).ok()?;
            Some((*roll, RollKey::from_bytes(bytes.try_into().ok()?)))
        });
        opened.collect()
    }
}

/// The devices let in so far, each with its person and their name: what a draft can list.
pub type Known = BTreeMap<DeviceId, (PersonId, String, ListedDevice)>;

/// What a draft is made from: who is in by what is kept, under the roll that is `first`.
pub(crate) struct Ground<'a> {
    pub(crate) space: SpaceId,
    pub(crate) first: &'a Roll,
    pub(crate) number: u64,
    pub(crate) follows: Vec<(RollHash, RollKey)>,
    pub(crate) cut: Vec<EntryHash>,
    pub(crate) roster: &'a Roster,
    pub(crate) known: &'a [&'a Known],
}

impl Ground<'_> {
    /// Drafts the roll that says what is wished, with `key` as its key.
    pub(crate) fn draft(
        &self,
        wish: &Wish,
        key: &RollKey,
        rng: &mut impl CryptoRng,
    ) -> Result<(Draft, Roll), DraftError> {
        if self.cut.len() > limits::PAST_MAX {
            return Err(DraftError::TooManyHeads);
        }
        let again = self.roster.devices.iter().filter(|(id, _)| wish.again.contains(id));
        let stays: BTreeMap<DeviceId, PersonId> = self
            .roster
            .standing()
            .chain(again)
            .filter(|(_, device)| !wish.without.contains(&device.person))
            .map(|(id, device)| (*id, device.person))
            .collect();
        let listed: BTreeSet<DeviceId> = self.first.devices().map(|(_, device)| device.device).collect();
        let (silenced, voiced) = self.voices(wish, &stays)?;
        let mut draft = Draft {
            follows: self.follows.iter().map(|(roll, _)| *roll).collect(),
            cut: self.cut.clone(),
            dropped: listed.iter().filter(|device| !stays.contains_key(device)).copied().collect(),
            added: stays.keys().filter(|device| !listed.contains(device)).copied().collect(),
            silenced,
            voiced,
            rules: RULES_VERSION,
            key_mark: key.mark(),
            keys: Vec::new(),
            previous: Vec::new(),
        };
        let roll = draft.resolve(self.first, self.number, self.known).ok_or(DraftError::NoVoice)?;
        let hash = roll.hash();
        for (_, device) in roll.devices() {
            draft.keys.push(key.seal(&device.sealing, &self.space, &hash, &device.device, rng)?);
        }
        for (followed, old) in &self.follows {
            draft.previous.push(key.seal_bytes(&previous_context(followed), old.as_bytes(), rng)?);
        }
        Ok((draft, roll))
    }

    /// Who loses a voice, and the devices that speak one from here on.
    fn voices(
        &self,
        wish: &Wish,
        stays: &BTreeMap<DeviceId, PersonId>,
    ) -> Result<(Vec<PersonId>, Vec<DeviceId>), DraftError> {
        let in_still: BTreeSet<PersonId> = stays.values().copied().collect();
        let had = self.first.voices.iter().map(|voice| voice.person);
        let wanted: BTreeSet<PersonId> = match &wish.voices {
            Some(voices) => voices.iter().chain(&wish.add_voices).copied().collect(),
            None => had
                .filter(|person| in_still.contains(person))
                .chain(wish.add_voices.iter().copied())
                .collect(),
        };
        if wanted.is_empty() {
            return Err(DraftError::NoVoice);
        }
        if !wanted.is_subset(&in_still) {
            return Err(DraftError::NotIn);
        }
        let speaks = |person: &PersonId| {
            let voice = self.first.voices.iter().find(|voice| voice.person == *person);
            voice.map(|voice| voice.device).filter(|device| stays.contains_key(device))
        };
        let silenced = self.first.voices.iter().map(|voice| voice.person);
        let silenced = silenced.filter(|person| !wanted.contains(person)).collect();
        let mut voiced: Vec<DeviceId> = Vec::new();
        for person in wanted.iter().filter(|person| speaks(person).is_none()) {
            // The device that came first: most likely the one a person writes with.
            let own = self.roster.devices_of(person).filter(|(id, _)| stays.contains_key(id));
            let eldest = own.min_by_key(|(id, device)| (device.came, **id));
            voiced.extend(eldest.map(|(id, _)| *id));
        }
        voiced.sort_unstable();
        Ok((silenced, voiced))
    }
}

fn previous_context(roll: &RollHash) -> Vec<u8> {
    to_canonical(&("weft 0 roll before", roll))
}
