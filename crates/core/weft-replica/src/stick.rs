//! The stick: a file that carries spaces to where no network goes; harmless when cut, repeated or strange.
//!
//! After a head line come pieces: length, checksum, sealed bytes. Each piece holds records of one space and is sealed
//! to a key that everyone in that space derives from its roll's key, so a lost stick tells a stranger only its size.

use crate::{
    effects::Effects,
    replica::{Replica, random},
};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use weft_ids::{RollHash, SpaceId, bytes::hash_bytes, bytes::keyed_hash, from_canonical, to_canonical};
use weft_roster::{RollKey, SealedBytes};
use weft_space::UnverifiedRecord;
use weft_view::{Outcome, Refusal, Reply, StickSummary};

const HEAD: &[u8] = b"weft stick 0\n";
/// Bytes of records in one piece; a cut file loses at most one piece.
const PIECE_BYTES: usize = 64 << 10;
/// A piece with its records can be no larger.
const PIECE_BYTES_MAX: usize = 256 << 10;
const LENGTH: usize = 4;
const CHECK: usize = 16;

/// One piece, before its checksum.
#[derive(Serialize, Deserialize)]
pub(crate) struct Piece {
    pub(crate) nonce: [u8; 16],
    /// Keyed by the roll's key over the nonce: only who has the key knows which space it is.
    pub(crate) tag: [u8; 16],
    pub(crate) sealed: SealedBytes,
}

impl Replica {
    /// Gathers spaces into a file.
    pub(crate) fn stick_write(&self, spaces: &[SpaceId], rng: &mut ChaCha20Rng) -> Outcome {
        let chosen: Vec<SpaceId> = if spaces.is_empty() { self.own_spaces() } else { spaces.to_vec() };
        if chosen.is_empty() {
            return Err(Refusal::new("nothing_to_carry", "there is no space here yet")
                .hint("found one, or join one with an invitation"));
        }
        let mut bytes = HEAD.to_vec();
        let mut summary = StickSummary::default();
        for id in &chosen {
            let home = self.home(id)?;
            summary.spaces.push(self.space_name(home));
            let (mut batch, mut size, mut under) = (Vec::new(), 0, home.space.roster().roll);
            for record in home.space.kept_records() {
                // Entries under their own roll's key: who is not in any more cannot open what was written since, and who
                // was away can open the drafts and yeses that lead on from the roll they know.
                let roll = record.entry().roll;
                if !batch.is_empty() && (size >= PIECE_BYTES || roll != under) {
                    push_piece(&mut bytes, home, &under, &std::mem::take(&mut batch), rng)?;
                    size = 0;
                }
                under = roll;
                size += record.bytes().len();
                batch.push(record.bytes().to_vec());
                summary.entries += 1;
            }
            if !batch.is_empty() {
                push_piece(&mut bytes, home, &under, &batch, rng)?;
            }
        }
        Ok(Reply::Stick { bytes, summary })
    }

    /// The spaces with a key to seal with; a copy has none.
    fn own_spaces(&self) -> Vec<SpaceId> {
        self.spaces.iter().filter(|(_, home)| !home.is_copy).map(|(id, _)| *id).collect()
    }

    /// Takes in what a file holds; whatever cannot be read is counted and left.
    pub(crate) fn stick_read(&mut self, bytes: &[u8], effects: &mut Effects) -> Outcome {
        let Some(mut rest) = bytes.strip_prefix(HEAD) else {
            return Err(Refusal::new("not_a_stick", "this is not a file that Weft wrote to carry things")
                .hint("choose a file written with `weft stick write`; nothing was changed"));
        };
        let mut summary = StickSummary::default();
        while !rest.is_empty() {
            let Some((piece, after)) = next_piece(rest) else { break };
            rest = after;
            match piece {
                Some(piece) => self.take_piece(&piece, &mut summary, effects),
                None => summary.strange += 1,
            }
        }
        summary.damaged_bytes += rest.len() as u64;
        summary.spaces.sort();
        summary.spaces.dedup();
        Ok(Reply::StickRead(summary))
    }

    /// The space and the key of the roll under which a piece was sealed.
    pub(crate) fn whose_piece(&self, piece: &Piece) -> Option<(SpaceId, RollKey)> {
        let fits = |key: &RollKey| tag_of(key.as_bytes(), &piece.nonce) == piece.tag;
        self.spaces.iter().find_map(|(id, home)| Some((*id, home.roll_matching(fits)?.1.clone())))
    }

    fn take_piece(&mut self, piece: &Piece, summary: &mut StickSummary, effects: &mut Effects) {
        if self.take_parts_piece(piece, summary, effects) {
            return;
        }
        let Some((space, key)) = self.whose_piece(piece) else {
            summary.strange += 1;
            return;
        };
        let Some(home) = self.spaces.get(&space) else { return };
        let opened = piece.sealed.open_with_roll(&key, &piece.nonce).ok();
        let records = opened.and_then(|plain| from_canonical::<Vec<Vec<u8>>>(&plain).ok());
        let Some(records) = records else {
            summary.strange += 1;
            return;
        };
        summary.spaces.push(self.space_name(home));
        let mut batch = Vec::new();
        for bytes in &records {
            match UnverifiedRecord::read(bytes) {
                Ok(record) if home.space.knows(&record.hash()) => summary.entries += 1,
                Ok(record) => match record.verify() {
                    Ok(record) => batch.push(record),
                    Err(_) => summary.damaged_bytes += bytes.len() as u64,
                },
                Err(_) => summary.damaged_bytes += bytes.len() as u64,
            }
        }
        summary.entries += batch.len() as u64;
        // What waits for entries of a lost piece, or is not valid, is simply not taken in.
        let taken = self.take_in(&space, batch, effects);
        summary.new += taken.new.len() as u64;
        if !taken.new.is_empty() {
            self.spread(&space, None, effects);
        }
    }
}

fn push_piece(
    bytes: &mut Vec<u8>,
    home: &crate::home::Home,
    roll: &RollHash,
    records: &[Vec<u8>],
    rng: &mut ChaCha20Rng,
) -> Result<(), Refusal> {
    let nonce: [u8; 16] = random(rng);
    let key = home.key_of(roll).unwrap_or(&home.roll_key);
    push_sealed(bytes, key, nonce, tag_of(key.as_bytes(), &nonce), &to_canonical(&records), rng)
}

/// Seals what a piece holds and adds it with its length and checksum.
pub(crate) fn push_sealed(
    bytes: &mut Vec<u8>,
    key: &RollKey,
    nonce: [u8; 16],
    tag: [u8; 16],
    plain: &[u8],
    rng: &mut ChaCha20Rng,
) -> Result<(), Refusal> {
    let sealed =
        key.seal_bytes(&nonce, plain, rng).map_err(|error| Refusal::new("cannot_seal", error.to_string()))?;
    let piece = to_canonical(&Piece { nonce, tag, sealed });
    bytes.extend_from_slice(&(piece.len() as u32).to_le_bytes());
    bytes.extend(hash_bytes("weft 0 stick piece", &piece).iter().take(CHECK));
    bytes.extend(piece);
    Ok(())
}

/// The next piece and what follows it; the piece is `None` where its own bytes cannot be read.
///
/// `None` where the file is cut or damaged from here on.
fn next_piece(bytes: &[u8]) -> Option<(Option<Piece>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<LENGTH>()?;
    let (check, rest) = rest.split_first_chunk::<CHECK>()?;
    let length =
        usize::try_from(u32::from_le_bytes(*length)).ok().filter(|length| *length <= PIECE_BYTES_MAX)?;
    let (piece, rest) = rest.split_at_checked(length)?;
    if hash_bytes("weft 0 stick piece", piece).get(..CHECK) != Some(check.as_slice()) {
        return None;
    }
    Some((from_canonical(piece).ok(), rest))
}

fn tag_of(key: &[u8; 32], nonce: &[u8; 16]) -> [u8; 16] {
    let mut tag = [0; 16];
    tag.copy_from_slice(
        keyed_hash(key, &[b"weft 0 stick tag", nonce]).first_chunk::<16>().expect("a hash has 32 bytes"),
    );
    tag
}
