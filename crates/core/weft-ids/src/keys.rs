//! Ed25519 keys and signatures; the only place that names ed25519-dalek.

use crate::id::{DeviceId, InvitationId};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A detached ed25519 signature, 64 bytes as two halves (serde has arrays up to 32).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature([u8; 32], [u8; 32]);

impl Signature {
    /// The 64 bytes.
    pub fn to_bytes(&self) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&self.0);
        bytes[32..].copy_from_slice(&self.1);
        bytes
    }

    /// Reads 64 bytes; whether they verify is another question.
    pub fn from_bytes(bytes: &[u8; 64]) -> Self {
        let (mut low, mut high) = ([0; 32], [0; 32]);
        low.copy_from_slice(&bytes[..32]);
        high.copy_from_slice(&bytes[32..]);
        Self(low, high)
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({}…)", crate::bytes::to_hex(&self.0[..4]))
    }
}

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident, $public:ident) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(SigningKey);

        impl $name {
            /// Makes a key from 32 random bytes.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(SigningKey::from_bytes(&bytes))
            }

            /// The 32 secret bytes, for storing.
            pub fn to_bytes(&self) -> [u8; 32] {
                self.0.to_bytes()
            }

            /// The public half.
            pub fn public(&self) -> $public {
                $public(self.0.verifying_key().to_bytes())
            }

            /// Signs `digest` within `domain`, so that a signature for one purpose serves no other.
            pub fn sign(&self, domain: &str, digest: &[u8; 32]) -> Signature {
                Signature::from_bytes(&self.0.sign(&message(domain, digest)).to_bytes())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({}, secret)"), self.public().short())
            }
        }

        impl $public {
            /// Whether `signature` over `digest` within `domain` was made by this key.
            ///
            /// `verify_strict`: weak keys and malleable signatures are refused.
            pub fn verifies(&self, domain: &str, digest: &[u8; 32], signature: &Signature) -> bool {
                verify(&self.0, &message(domain, digest), signature)
            }

            /// Whether these bytes are a key that may be introduced: a point of the curve, and not a weak one.
            pub fn is_sound(&self) -> bool {
                VerifyingKey::from_bytes(&self.0).is_ok_and(|key| !key.is_weak())
            }
        }
    };
}

secret! {
    /// The secret half of a device's signing key in one space; it never leaves the device.
    DeviceSecret, DeviceId
}

secret! {
    /// The secret half of an invitation's one-time key; it travels in the ticket.
    OneTimeSecret, InvitationId
}

/// Checks a raw ed25519 signature over `message`; public so that the published vectors can be run against it.
pub fn verify(public: &[u8; 32], message: &[u8], signature: &Signature) -> bool {
    VerifyingKey::from_bytes(public).is_ok_and(|key| {
        key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(&signature.to_bytes())).is_ok()
    })
}

fn message(domain: &str, digest: &[u8; 32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(domain.len() + 33);
    bytes.extend_from_slice(domain.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(digest);
    bytes
}
