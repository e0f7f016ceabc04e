//! Bytes sealed to everyone who holds a roll's key: what a stick carries.

use crate::seal::{RollKey, SealError};
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256 as Kem,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use weft_ids::bytes::hash_bytes;

/// Bytes that only holders of a roll's key can open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedBytes {
    encapsulated: [u8; 32],
    sealed: Vec<u8>,
}

impl RollKey {
    /// Seals `plain` to everyone who holds this key; `context` must be given again to open it.
    ///
    /// # Errors
    /// Never for a key that this build made; the error stands for a cipher that fails.
    pub fn seal_bytes(
        &self,
        context: &[u8],
        plain: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<SealedBytes, SealError> {
        let (_, public) = self.pair();
        let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &public,
            context,
            plain,
            &[],
            rng,
        )
        .map_err(|_| SealError::WeakKey)?;
        Ok(SealedBytes { encapsulated: encapsulated.to_bytes().into(), sealed })
    }

    /// The key pair that everyone who holds this key derives from it.
    fn pair(&self) -> (<Kem as hpke::Kem>::PrivateKey, <Kem as hpke::Kem>::PublicKey) {
        Kem::derive_keypair(&hash_bytes("weft 0 roll envelope key", self.as_bytes()))
    }
}

impl SealedBytes {
    /// Opens bytes that were sealed with `key` and `context`.
    ///
    /// # Errors
    /// When they were sealed to another roll, for another context, or changed on the way.
    pub fn open_with_roll(&self, key: &RollKey, context: &[u8]) -> Result<Vec<u8>, SealError> {
        let (private, _) = key.pair();
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(&self.encapsulated)
            .map_err(|_| SealError::NotForUs)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            context,
            &self.sealed,
            &[],
        )
        .map_err(|_| SealError::NotForUs)
    }
}
