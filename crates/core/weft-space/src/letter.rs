//! Letters: words that only the devices of one person can open; everyone in the space carries them, and nobody else learns for whom they are.
//!
//! A letter has always the same number of boxes, of which those that are not needed hold nothing, and words padded
//! to a few sizes. Boxes name no device: each device tries to open them.

use crate::{own::OwnTicket, said::Said};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use weft_ids::{
    CanonicalError, DeviceId, Item, ItemKind, RollHash, SealingKey, SpaceId, bytes::hash_parts,
    from_canonical, to_canonical,
};
use weft_roster::{RollKey, SealError, SealedBytes, SealedKey, SealingSecret};

/// The kind of items that are letters.
pub const LETTER_KIND: ItemKind = ItemKind(400);
/// Boxes in every letter: to how many devices of one person a letter goes at most.
pub const LETTER_BOXES: usize = 8;
/// The sizes in bytes to which what a letter says is padded.
pub const LETTER_SIZES: [usize; 4] = [512, 1_024, 2_048, LETTER_BYTES_MAX];
/// The largest of them.
const LETTER_BYTES_MAX: usize = 4_096;

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LetterWords {
    /// Come into a pair with me.
    PairInvitation {
        /// The ticket, as text.
        ticket: String,
    },
}

/// A letter as everyone carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// By which whoever opens a box knows that it holds the letter's key.
    mark: [u8; 32],
    /// The letter's key, sealed to each device it is for; the rest is sealed to keys that nobody keeps.
    boxes: Vec<SealedKey>,
    /// The words, padded.
    body: SealedBytes,
}

/// What one device writes for another to find: a letter, or a ticket among one's own devices.
#[derive(Debug, Clone, Copy)]
pub enum MailItem<'a> {
    /// A letter to one person.
    Letter(&'a Letter),
    /// A ticket for another device of one's own.
    OwnTicket(&'a OwnTicket),
}

impl<'a> MailItem<'a> {
    /// The mail that an item is; `None` where it is something else.
    pub fn of(said: &'a Said) -> Option<Self> {
        if let Said::Letter(letter) = said {
            Some(Self::Letter(letter))
        } else if let Said::OwnTicket(own) = said {
            Some(Self::OwnTicket(own))
        } else {
            None
        }
    }
}

/// Why a letter cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// Longer than the largest size.
    #[error("a letter holds at most {max} bytes", max = LETTER_BYTES_MAX - LENGTH)]
    TooLong,
    /// Nobody to write to.
    #[error("there is no device of theirs to write to")]
    Nobody,
    /// A key to which nothing can be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

/// Bytes before the words that say how long they are.
const LENGTH: usize = 4;

impl Letter {
    /// Seals `words` of the device `from` to the devices of one person, of which the first [`LETTER_BOXES`] get it.
    ///
    /// # Errors
    /// When the words are too long, or there is no device to seal them to.
    pub fn seal(
        words: &LetterWords,
        space: &SpaceId,
        from: &DeviceId,
        to: &[(DeviceId, SealingKey)],
        rng: &mut impl CryptoRng,
    ) -> Result<Self, LetterError> {
        if to.is_empty() {
            return Err(LetterError::Nobody);
        }
        let key = RollKey::from_bytes(random(rng));
        let roll = purpose(from);
        let mut boxes = Vec::with_capacity(LETTER_BOXES);
        for (device, sealing) in to.iter().take(LETTER_BOXES) {
            boxes.push(key.seal(sealing, space, &roll, device, rng)?);
        }
        while boxes.len() < LETTER_BOXES {
            let nobody = SealingSecret::from_bytes(random(rng)).public();
            let nothing = RollKey::from_bytes(random(rng));
            boxes.push(nothing.seal(&nobody, space, &roll, &DeviceId(random(rng)), rng)?);
        }
        // Hashed to random bytes each, so that the place of a box tells nothing.
        let mut placed: Vec<([u8; 32], SealedKey)> =
            boxes.into_iter().map(|one| (random(rng), one)).collect();
        placed.sort_by_key(|(place, _)| *place);
        let boxes = placed.into_iter().map(|(_, one)| one).collect();
        let plain = padded(&to_canonical(words)).ok_or(LetterError::TooLong)?;
        let body = key.seal_bytes(&context(space, from), &plain, rng)?;
        Ok(Self { mark: key.mark(), boxes, body })
    }

    /// Opens the letter with the secret of the device `me`, where it is for it; `from` is the device that wrote the entry.
    ///
    /// A letter that was copied into another device's entry does not open.
    pub fn open(
        &self,
        space: &SpaceId,
        from: &DeviceId,
        me: &DeviceId,
        secret: &SealingSecret,
    ) -> Option<LetterWords> {
        let roll = purpose(from);
        let key = self.boxes.iter().find_map(|one| one.open(secret, space, &roll, me, &self.mark).ok())?;
        let plain = self.body.open_with_roll(&key, &context(space, from)).ok()?;
        let (length, rest) = plain.split_first_chunk::<LENGTH>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        from_canonical(rest.get(..length)?).ok()
    }

    /// The item that carries it.
    pub fn to_item(&self) -> Item {
        Item { kind: LETTER_KIND, bytes: to_canonical(self) }
    }

    /// Reads an item; `None` where it is of another kind.
    ///
    /// # Errors
    /// When the bytes are no letter, or one with more or fewer boxes than every letter has.
    pub fn from_item(item: &Item) -> Result<Option<Self>, CanonicalError> {
        if item.kind != LETTER_KIND {
            return Ok(None);
        }
        let letter: Self = from_canonical(&item.bytes)?;
        if letter.boxes.len() == LETTER_BOXES {
            Ok(Some(letter))
        } else {
            Err(CanonicalError::Malformed("a letter"))
        }
    }
}

/// Stands where a roll's name stands when its key is sealed, so that no box of a letter is ever taken for a roll's key.
fn purpose(from: &DeviceId) -> RollHash {
    RollHash(hash_parts("weft 0 letter box", &[&from.0]))
}

fn context(space: &SpaceId, from: &DeviceId) -> Vec<u8> {
    hash_parts("weft 0 letter", &[&space.0, &from.0]).to_vec()
}

/// The bytes with their length before them, padded to the smallest size that holds them.
fn padded(words: &[u8]) -> Option<Vec<u8>> {
    let size = LETTER_SIZES.iter().find(|size| words.len() + LENGTH <= **size)?;
    let mut plain = u32::try_from(words.len()).ok()?.to_le_bytes().to_vec();
    plain.extend_from_slice(words);
    plain.resize(*size, 0);
    Some(plain)
}

fn random(rng: &mut impl CryptoRng) -> [u8; 32] {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha20Rng;
    use rand_core::SeedableRng;

    const SPACE: SpaceId = SpaceId([3; 32]);
    const ANA: DeviceId = DeviceId([1; 32]);
    const EVE: DeviceId = DeviceId([9; 32]);

    fn device(seed: u8) -> (DeviceId, SealingSecret) {
        (DeviceId([seed; 32]), SealingSecret::from_bytes([seed; 32]))
    }

    fn letter(to: &[(DeviceId, SealingSecret)], ticket: &str) -> Letter {
        let to: Vec<_> = to.iter().map(|(id, secret)| (*id, secret.public())).collect();
        let words = LetterWords::PairInvitation { ticket: ticket.into() };
        Letter::seal(&words, &SPACE, &ANA, &to, &mut ChaCha20Rng::seed_from_u64(7)).unwrap()
    }

    #[test]
    fn every_device_of_the_one_it_is_for_opens_it_and_nobody_else() {
        let (laptop, phone, other) = (device(2), device(4), device(5));
        let letter = letter(&[laptop.clone(), phone.clone()], "weft:abc");
        for (id, secret) in [&laptop, &phone] {
            let opened = letter.open(&SPACE, &ANA, id, secret);
            assert_eq!(opened, Some(LetterWords::PairInvitation { ticket: "weft:abc".into() }));
        }
        assert_eq!(letter.open(&SPACE, &ANA, &other.0, &other.1), None);
    }

    #[test]
    fn a_letter_copied_into_another_entry_or_space_opens_nowhere() {
        let ben = device(2);
        let letter = letter(std::slice::from_ref(&ben), "weft:abc");
        assert_eq!(letter.open(&SPACE, &EVE, &ben.0, &ben.1), None);
        assert_eq!(letter.open(&SpaceId([8; 32]), &ANA, &ben.0, &ben.1), None);
    }

    #[test]
    fn letters_to_one_device_and_to_eight_look_alike() {
        let many: Vec<_> = (10..18).map(device).collect();
        let (one, eight) = (letter(&many[..1], "weft:a"), letter(&many, &"x".repeat(400)));
        assert_eq!(one.to_item().bytes.len(), eight.to_item().bytes.len());
        assert_eq!(Letter::from_item(&eight.to_item()), Ok(Some(eight)));
    }

    #[test]
    fn what_is_no_letter_and_what_does_not_fit_in_one_is_refused() {
        let ben = device(2);
        let mut short = letter(std::slice::from_ref(&ben), "weft:abc");
        short.boxes.pop();
        assert!(Letter::from_item(&short.to_item()).is_err());
        let words = LetterWords::PairInvitation { ticket: "x".repeat(5_000) };
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let to = [(ben.0, ben.1.public())];
        assert_eq!(Letter::seal(&words, &SPACE, &ANA, &to, &mut rng), Err(LetterError::TooLong));
        assert_eq!(Letter::seal(&words, &SPACE, &ANA, &[], &mut rng), Err(LetterError::Nobody));
    }
}
