//! Canonical bytes: postcard that is decoded, encoded again and compared, since postcard alone accepts overlong integers and trailing bytes.

use serde::{Serialize, de::DeserializeOwned};

/// Why bytes are not the canonical form of a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// The bytes are not this form at all.
    #[error("bytes do not have the form of {0}")]
    Malformed(&'static str),
    /// The bytes decode, but are not the only spelling of what they say.
    #[error("bytes spell {0} in a way that is not canonical")]
    NotCanonical(&'static str),
}

/// Encodes `value`; a fixed struct per version, never anything with a hash map inside.
///
/// # Panics
/// Never for the types of this workspace: postcard fails only on unsized sequences and custom serializers.
pub fn to_canonical<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).expect("types with derived Serialize and known lengths always encode")
}

/// Decodes `bytes` and refuses any spelling but the canonical one.
///
/// # Errors
/// When the bytes do not decode, or do not encode to themselves.
pub fn from_canonical<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, CanonicalError> {
    let what = std::any::type_name::<T>().rsplit("::").next().unwrap_or("a value");
    let value: T = postcard::from_bytes(bytes).map_err(|_| CanonicalError::Malformed(what))?;
    if to_canonical(&value) == bytes { Ok(value) } else { Err(CanonicalError::NotCanonical(what)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlong_integers_and_trailing_bytes_are_refused() {
        assert_eq!(from_canonical::<u32>(&[5]), Ok(5));
        assert_eq!(from_canonical::<u32>(&[0x85, 0x00]), Err(CanonicalError::NotCanonical("u32")));
        assert_eq!(from_canonical::<u32>(&[5, 0]), Err(CanonicalError::NotCanonical("u32")));
        assert_eq!(from_canonical::<u32>(&[]), Err(CanonicalError::Malformed("u32")));
    }
}
