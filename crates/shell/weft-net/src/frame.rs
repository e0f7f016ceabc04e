//! The form of a frame on a stream: a length, a flag that says whether it is compressed, and the bytes.

use weft_ids::limits::FRAME_BYTES_MAX;

/// Frames from this size on are compressed where that makes them smaller.
const COMPRESS_BYTES_MIN: usize = 512;

/// The zstd level; 3 packs batches of changes about as well as 9 at a tenth of the time.
const ZSTD_LEVEL: i32 = 3;

/// Bytes before a frame: its length (little-endian, of what follows) in four.
pub(crate) const HEADER_BYTES: usize = 4;

const PLAIN: u8 = 0;
const ZSTD: u8 = 1;

/// Why what came is not a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FrameError {
    #[error("it sent a frame of {0} bytes, more than a frame may have")]
    TooLarge(usize),
    #[error("it sent what is not a frame")]
    Malformed,
}

/// Reads the length before a frame; checked before a byte is allocated.
pub(crate) fn body_length(header: [u8; HEADER_BYTES]) -> Result<usize, FrameError> {
    let length = usize::try_from(u32::from_le_bytes(header)).map_err(|_| FrameError::Malformed)?;
    match length {
        0 => Err(FrameError::Malformed),
        1.. if length > FRAME_BYTES_MAX + 1 => Err(FrameError::TooLarge(length)),
        1.. => Ok(length),
    }
}

/// Writes a frame as it goes onto the stream.
///
/// # Errors
/// When it is larger than a frame may be.
pub(crate) fn encode(frame: &[u8]) -> Result<Vec<u8>, FrameError> {
    if frame.len() > FRAME_BYTES_MAX {
        return Err(FrameError::TooLarge(frame.len()));
    }
    let packed = (frame.len() >= COMPRESS_BYTES_MIN)
        .then(|| zstd::bulk::compress(frame, ZSTD_LEVEL).ok())
        .flatten()
        .filter(|packed| packed.len() < frame.len());
    let (flag, body) = match &packed {
        Some(packed) => (ZSTD, packed.as_slice()),
        None => (PLAIN, frame),
    };
    let length = u32::try_from(body.len() + 1).map_err(|_| FrameError::TooLarge(frame.len()))?;
    let mut bytes = Vec::with_capacity(HEADER_BYTES + 1 + body.len());
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.push(flag);
    bytes.extend_from_slice(body);
    Ok(bytes)
}

/// Reads the body of a frame: what follows the length.
///
/// A compressed body must say its size, which is checked before it is allocated; the decoder is given that much and no
/// more, so that a small body cannot fill memory.
///
/// # Errors
/// When it is not what `encode` writes.
pub(crate) fn decode(mut body: Vec<u8>) -> Result<Vec<u8>, FrameError> {
    match body.first() {
        Some(&PLAIN) => {
            body.remove(0);
            if body.len() > FRAME_BYTES_MAX { Err(FrameError::TooLarge(body.len())) } else { Ok(body) }
        }
        Some(&ZSTD) => {
            let packed = body.get(1..).unwrap_or_default();
            let stated = zstd::zstd_safe::get_frame_content_size(packed)
                .ok()
                .flatten()
                .and_then(|size| usize::try_from(size).ok())
                .ok_or(FrameError::Malformed)?;
            if stated > FRAME_BYTES_MAX {
                return Err(FrameError::TooLarge(stated));
            }
            let frame = zstd::bulk::decompress(packed, stated).map_err(|_| FrameError::Malformed)?;
            if frame.len() == stated { Ok(frame) } else { Err(FrameError::Malformed) }
        }
        Some(_) | None => Err(FrameError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    //! What must hold
    //! 1. What is written is read again.
    //! 2. No bytes make the reader panic or return more than a frame may have.
    use super::*;
    use proptest::prelude::*;

    fn body_of(encoded: &[u8]) -> Vec<u8> {
        let header: [u8; HEADER_BYTES] = encoded[..HEADER_BYTES].try_into().unwrap();
        assert_eq!(body_length(header), Ok(encoded.len() - HEADER_BYTES));
        encoded[HEADER_BYTES..].to_vec()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_written_is_read_again(frame in prop::collection::vec(0u8..4, 0..5_000)) {
            let encoded = encode(&frame).unwrap();
            prop_assert_eq!(decode(body_of(&encoded)).unwrap(), frame);
        }

        #[test]
        fn no_bytes_hurt_the_reader(mut body in prop::collection::vec(any::<u8>(), 0..2_000), zstd in any::<bool>()) {
            if zstd {
                let head = [ZSTD, 0x28, 0xb5, 0x2f, 0xfd];
                body.splice(0..0, head);
            }
            if let Ok(frame) = decode(body) {
                prop_assert!(frame.len() <= FRAME_BYTES_MAX);
            }
        }

        #[test]
        fn a_bent_compressed_frame_hurts_nobody(at in 0usize..200, value in any::<u8>()) {
            let mut body = body_of(&encode(&[7; 60_000]).unwrap());
            if let Some(byte) = body.get_mut(at) {
                *byte = value;
            }
            if let Ok(frame) = decode(body) {
                prop_assert!(frame.len() <= FRAME_BYTES_MAX);
            }
        }
    }

    #[test]
    fn a_long_frame_travels_smaller_and_a_short_one_as_it_is() {
        assert!(encode(&[7; 10_000]).unwrap().len() < 200);
        assert_eq!(encode(b"hello").unwrap(), [&[6, 0, 0, 0, PLAIN][..], b"hello"].concat());
    }

    #[test]
    fn the_largest_frame_passes_and_one_byte_more_does_not() {
        let largest = vec![1; FRAME_BYTES_MAX];
        assert_eq!(decode(body_of(&encode(&largest).unwrap())).unwrap(), largest);
        assert_eq!(encode(&vec![1; FRAME_BYTES_MAX + 1]), Err(FrameError::TooLarge(FRAME_BYTES_MAX + 1)));
        let plain = |bytes: usize| [vec![PLAIN], vec![0; bytes]].concat();
        assert!(decode(plain(FRAME_BYTES_MAX)).is_ok());
        assert!(decode(plain(FRAME_BYTES_MAX + 1)).is_err());
    }

    #[test]
    fn a_length_over_the_cap_is_refused_before_anything_is_read() {
        assert_eq!(body_length(u32::MAX.to_le_bytes()), Err(FrameError::TooLarge(u32::MAX as usize)));
        assert_eq!(body_length([0; 4]), Err(FrameError::Malformed));
    }

    #[test]
    fn a_bomb_is_refused_by_the_size_it_states_and_by_the_size_it_has() {
        let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 19).unwrap();
        assert!(bomb.len() < 16 << 10, "a small body that would fill 64 MiB");
        let body = |packed: &[u8]| [&[ZSTD], packed].concat();
        assert_eq!(decode(body(&bomb)), Err(FrameError::TooLarge(64 << 20)));
        // Two frames in a row: the first states one byte, together they have 64 MiB.
        let small = zstd::bulk::compress(&[0], 3).unwrap();
        assert_eq!(decode(body(&[small, bomb].concat())), Err(FrameError::Malformed));
        // A streamed frame states no size.
        let silent = zstd::stream::encode_all(&vec![0; 1 << 20][..], 3).unwrap();
        assert_eq!(decode(body(&silent)), Err(FrameError::Malformed));
    }
}
