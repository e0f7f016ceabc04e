//! Sealing a roll's key to one device (HPKE: X25519, HKDF-SHA256, ChaCha20-Poly1305); the only place that names hpke.

use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256 as Kem,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use std::fmt;
use weft_ids::{DeviceId, RollHash, SealingKey, SpaceId, bytes::hash_bytes};

/// The secret that everyone listed in a roll shares.
#[derive(Clone, PartialEq, Eq)]
pub struct RollKey([u8; 32]);

/// The secret half of a device's sealing key in one space; it never leaves the device.
#[derive(Clone)]
pub struct SealingSecret([u8; 32]);

/// A roll's key that only one device can open; 80 bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedKey {
    encapsulated: [u8; 32],
    sealed: [u8; 32],
    tag: [u8; 16],
}

/// Why a key could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The sealing key is not a point to which anything can be sealed.
    #[error("sealing key cannot be used")]
    WeakKey,
    /// It was sealed for another device, space or roll, or changed on the way.
    #[error("sealed key does not open")]
    NotForUs,
    /// It opens, but holds another key than the roll names.
    #[error("sealed key is not the key of the roll")]
    OtherKey,
}

impl SealError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::WeakKey => Some("ask them to join again, so that their device makes new keys".to_owned()),
            Self::NotForUs | Self::OtherKey => Some("ask another member to let you in".to_owned()),
        }
    }
}

impl RollKey {
    /// Makes a key from 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 secret bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The mark by which a roll names its key without telling it.
    pub fn mark(&self) -> [u8; 32] {
        hash_bytes("weft 0 roll key mark", &self.0)
    }

    /// Seals this key to `to`, the sealing key of `device`, for use under `roll` of `space`.
    ///
    /// A founding's own key is sealed under [`weft_ids::entry::NO_SPACE`], since the space has no name yet.
    ///
    /// # Errors
    /// When `to` is no usable key.
    pub fn seal(
        &self,
        to: &SealingKey,
        space: &SpaceId,
        roll: &RollHash,
        device: &DeviceId,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedKey, SealError> {
        let public = <Kem as hpke::Kem>::PublicKey::from_bytes(&to.0).map_err(|_| SealError::WeakKey)?;
        let (encapsulated, mut bytes) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &public,
            &info(space, roll, device),
            &self.0,
            &[],
            rng,
        )
        .map_err(|_| SealError::WeakKey)?;
        let tag = bytes.split_off(32.min(bytes.len()));
        Ok(SealedKey {
            encapsulated: encapsulated.to_bytes().into(),
            sealed: bytes.try_into().map_err(|_| SealError::WeakKey)?,
            tag: tag.try_into().map_err(|_| SealError::WeakKey)?,
        })
    }
}

impl SealedKey {
    /// Opens a key that was sealed to `secret`'s device and checks it against the mark that the roll names.
    ///
    /// # Errors
    /// When it was sealed for something else, was changed, or is not the roll's key.
    pub fn open(
        &self,
        secret: &SealingSecret,
        space: &SpaceId,
        roll: &RollHash,
        device: &DeviceId,
        key_mark: &[u8; 32],
    ) -> Result<RollKey, SealError> {
        let private =
            <Kem as hpke::Kem>::PrivateKey::from_bytes(&secret.0).map_err(|_| SealError::NotForUs)?;
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(&self.encapsulated)
            .map_err(|_| SealError::NotForUs)?;
        let sealed: Vec<u8> = self.sealed.iter().chain(&self.tag).copied().collect();
        let bytes = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            &info(space, roll, device),
            &sealed,
            &[],
        )
        .map_err(|_| SealError::NotForUs)?;
        let key = RollKey(bytes.try_into().map_err(|_| SealError::NotForUs)?);
        if key.mark() == *key_mark { Ok(key) } else { Err(SealError::OtherKey) }
    }
}

impl SealingSecret {
    /// Makes a key from 32 random bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 secret bytes, for storing.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// The public half.
    pub fn public(&self) -> SealingKey {
        let private =
            <Kem as hpke::Kem>::PrivateKey::from_bytes(&self.0).expect("every 32 bytes are an X25519 secret");
        SealingKey(Kem::sk_to_pk(&private).to_bytes().into())
    }
}

/// Whether something can be sealed to this key: X25519 refuses exactly the points of small order.
pub(crate) fn is_sound(key: &SealingKey) -> bool {
    // The key stands in for a sender's, so that the verdict needs no randomness and is the same everywhere.
    let Ok(private) = <Kem as hpke::Kem>::PrivateKey::from_bytes(&[1; 32]) else { return false };
    let Ok(point) = <Kem as hpke::Kem>::EncappedKey::from_bytes(&key.0) else { return false };
    let info = b"weft 0 sealing key check";
    hpke::setup_receiver::<ChaCha20Poly1305, HkdfSha256, Kem>(&OpModeR::Base, &private, &point, info).is_ok()
}

fn info(space: &SpaceId, roll: &RollHash, device: &DeviceId) -> Vec<u8> {
    let mut bytes = b"weft 0 roll key".to_vec();
    bytes.extend_from_slice(&space.0);
    bytes.extend_from_slice(&roll.0);
    bytes.extend_from_slice(&device.0);
    bytes
}

impl fmt::Debug for RollKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RollKey(secret)")
    }
}

impl fmt::Debug for SealingSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingSecret({}, secret)", self.public().short())
    }
}

impl fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedKey(80 bytes)")
    }
}
