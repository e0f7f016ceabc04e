//! Hashing with one domain per kind of thing, so that no two kinds can ever share a hash.

/// Hashes `parts`, each with its length before it, under the domain `context`.
///
/// BLAKE3 `derive_key`; contexts look like `weft 0 entry`.
pub fn hash_parts(context: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// Hashes `bytes` alone under the domain `context`.
pub fn hash_bytes(context: &str, bytes: &[u8]) -> [u8; 32] {
    *blake3::Hasher::new_derive_key(context).update(bytes).finalize().as_bytes()
}

/// Hashes a file as `b3sum` does, so that anybody can check it without Weft; nothing signed is named this way.
pub fn file_hash(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes).as_bytes()
}

/// Hashes `parts` with a 32-byte key; for tags that only holders of the key can recognise.
pub fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_keyed(key);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// Writes `bytes` as lower-case hex.
pub fn to_hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// Reads hex in either case; `None` where it is not hex.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
}

/// Writes `bytes` as lower-case base32 without padding.
pub fn to_base32(bytes: &[u8]) -> String {
    data_encoding::BASE32_NOPAD_NOCASE.encode(bytes).to_ascii_lowercase()
}

/// Reads base32 without padding in either case; `None` where it is not that.
pub fn from_base32(text: &str) -> Option<Vec<u8>> {
    data_encoding::BASE32_NOPAD_NOCASE.decode(text.as_bytes()).ok()
}
