//! A content that may be forgotten, and the salted commitment by which an entry binds it without telling it.

use super::acts::Opening;
use serde::{Deserialize, Serialize};
use weft_ids::{CanonicalError, bytes::hash_bytes, from_canonical, limits, to_canonical};

/// Binds a [`Body`] without telling anything of it: a hash over 32 random bytes and the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Commitment(pub [u8; 32]);

/// What travels beside the entry and can be forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Random, so that a telephone number cannot be found by trying all of them.
    salt: [u8; 32],
    /// What is said.
    content: Content,
}

/// What is said in a [`Body`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A line of text.
    Line(String),
    /// Name and key of an attachment.
    Opening(Opening),
}

/// Why bytes are not the body that an entry binds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// More than [`limits::FORGETTABLE_BYTES_MAX`].
    #[error("{0} bytes are more than the {max} that may be forgettable", max = limits::FORGETTABLE_BYTES_MAX)]
    TooLarge(usize),
    /// Not what was committed to.
    #[error("they are not what the entry binds")]
    Other,
    /// Bound by the entry, and yet not a body's form: its author's fault.
    #[error(transparent)]
    Form(#[from] CanonicalError),
}

impl Body {
    /// Makes a body with 32 random bytes of salt.
    pub fn new(salt: [u8; 32], content: Content) -> Self {
        Self { salt, content }
    }

    /// What is said.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The bytes that travel.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_canonical(self)
    }

    /// Reads a body that came and checks that it is the one bound by `commitment`.
    ///
    /// # Errors
    /// When it is too large, another one, or not a body; the first two are the giver's fault, the last its author's.
    pub fn read(bytes: &[u8], commitment: &Commitment) -> Result<Self, BodyError> {
        if bytes.len() > limits::FORGETTABLE_BYTES_MAX {
            return Err(BodyError::TooLarge(bytes.len()));
        }
        if Commitment::of(bytes) != *commitment {
            return Err(BodyError::Other);
        }
        Ok(from_canonical(bytes)?)
    }
}

impl Commitment {
    /// The commitment to a body's bytes.
    pub fn of(body: &[u8]) -> Self {
        Self(hash_bytes("weft 0 forgettable", body))
    }
}
