//! The stored form of one row: a short checksum over table, key and value, then the value.

use weft_ids::bytes::hash_parts;

/// Bytes of the checksum; a flipped bit goes unnoticed once in 2^64.
const CHECKSUM_BYTES: usize = 8;

/// Writes a value as it is stored under `key` of `table`.
pub(crate) fn seal(table: &str, key: &[u8], value: &[u8]) -> Vec<u8> {
    let mut stored = Vec::with_capacity(CHECKSUM_BYTES + value.len());
    stored.extend_from_slice(&checksum(table, key, value));
    stored.extend_from_slice(value);
    stored
}

/// Reads a stored value back; `None` where table, key or value is not what was written.
pub(crate) fn open<'a>(table: &str, key: &[u8], stored: &'a [u8]) -> Option<&'a [u8]> {
    let (sum, value) = stored.split_at_checked(CHECKSUM_BYTES)?;
    (checksum(table, key, value) == sum).then_some(value)
}

fn checksum(table: &str, key: &[u8], value: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let [a, b, c, d, e, f, g, h, ..] = hash_parts("weft 0 stored row", &[table.as_bytes(), key, value]);
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_flipped_bit_of_a_row_is_found() {
        let stored = seal("entries", b"key", b"forty euros");
        assert_eq!(open("entries", b"key", &stored), Some(&b"forty euros"[..]));
        for bit in 0..stored.len() * 8 {
            let mut flipped = stored.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open("entries", b"key", &flipped), None);
        }
        assert_eq!(open("entries", b"kez", &stored), None, "a row under another key");
        assert_eq!(open("drafts", b"key", &stored), None, "a row of another table");
        assert_eq!(open("entries", b"key", &stored[..7]), None, "a row cut short");
    }
}
