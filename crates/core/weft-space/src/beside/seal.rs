//! Sealing the bytes of an attachment in chunks, each under a nonce of its own; the only place that names chacha20poly1305.

use super::acts::AttachmentKey;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce, aead::Aead};
use weft_ids::{bytes::hash_bytes, limits};

/// Bytes that sealing adds to a chunk.
const TAG_BYTES: usize = 16;
/// Bytes of a file in one full chunk.
const PLAIN_BYTES: usize = limits::CHUNK_BYTES_MAX - TAG_BYTES;

/// A file, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFile {
    /// Bytes of all chunks together.
    pub sealed_bytes: u32,
    /// The chunks, in order; all but the last have [`limits::CHUNK_BYTES_MAX`] bytes.
    pub chunks: Vec<Vec<u8>>,
}

/// How many chunks that many sealed bytes take; `None` where no attachment has that size.
pub fn chunks_of(sealed_bytes: u32) -> Option<usize> {
    let bytes = usize::try_from(sealed_bytes).ok()?;
    let last = bytes % limits::CHUNK_BYTES_MAX;
    let fits = (TAG_BYTES..=limits::ATTACHMENT_BYTES_MAX).contains(&bytes);
    // A last chunk that holds nothing but its seal is only right for an empty file.
    let whole = last == 0 || last > TAG_BYTES || bytes == TAG_BYTES;
    (fits && whole).then_some(bytes.div_ceil(limits::CHUNK_BYTES_MAX))
}

/// Seals a file; `None` where it is larger than fits.
///
/// The key must be random and serve this one file, since chunks are told apart by their number alone.
pub fn seal(key: &AttachmentKey, file: &[u8]) -> Option<SealedFile> {
    let cipher = ChaCha20Poly1305::new(&key.0.into());
    let pieces: Vec<&[u8]> = if file.is_empty() { vec![&[]] } else { file.chunks(PLAIN_BYTES).collect() };
    let sealed_bytes = u32::try_from(file.len() + pieces.len() * TAG_BYTES).ok()?;
    chunks_of(sealed_bytes)?;
    let sealed = pieces.iter().enumerate().map(|(index, piece)| cipher.encrypt(&nonce(index), *piece).ok());
    Some(SealedFile { sealed_bytes, chunks: sealed.collect::<Option<_>>()? })
}

/// Opens one chunk; `None` where it was not sealed so.
pub fn open_chunk(key: &AttachmentKey, index: usize, sealed: &[u8]) -> Option<Vec<u8>> {
    ChaCha20Poly1305::new(&key.0.into()).decrypt(&nonce(index), sealed).ok()
}

/// The hash by which an entry names a sealed chunk.
pub fn chunk_hash(sealed: &[u8]) -> [u8; 32] {
    hash_bytes("weft 0 attachment chunk", sealed)
}

fn nonce(index: usize) -> Nonce {
    let mut nonce = [0; 12];
    nonce.iter_mut().zip((index as u64).to_le_bytes()).for_each(|(to, from)| *to = from);
    nonce.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_any_length_opens_again_and_every_chunk_is_bound_to_its_place() {
        let key = AttachmentKey([7; 32]);
        for length in [0, 1, PLAIN_BYTES - 1, PLAIN_BYTES, PLAIN_BYTES + 1, 3 * PLAIN_BYTES + 5] {
            let file: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let sealed = seal(&key, &file).unwrap();
            assert_eq!(chunks_of(sealed.sealed_bytes), Some(sealed.chunks.len()), "of {length} bytes");
            assert!(sealed.chunks.iter().all(|chunk| chunk.len() <= limits::CHUNK_BYTES_MAX));
            let opened = sealed.chunks.iter().enumerate().map(|(i, c)| open_chunk(&key, i, c).unwrap());
            assert_eq!(opened.flatten().collect::<Vec<u8>>(), file);
            assert_eq!(open_chunk(&key, 1, &sealed.chunks[0]), None, "a chunk in another's place");
            assert_eq!(open_chunk(&AttachmentKey([8; 32]), 0, &sealed.chunks[0]), None, "another key");
        }
    }

    #[test]
    fn a_file_over_the_cap_is_not_sealed_and_no_stub_may_claim_its_size() {
        let largest = limits::ATTACHMENT_BYTES_MAX / limits::CHUNK_BYTES_MAX * PLAIN_BYTES;
        assert!(seal(&AttachmentKey([1; 32]), &vec![0; largest]).is_some());
        assert!(seal(&AttachmentKey([1; 32]), &vec![0; largest + 1]).is_none());
        assert_eq!(chunks_of(0), None);
        assert_eq!(chunks_of(u32::MAX), None);
        assert_eq!(chunks_of(limits::CHUNK_BYTES_MAX as u32 + 16), None, "an empty last chunk");
    }
}
