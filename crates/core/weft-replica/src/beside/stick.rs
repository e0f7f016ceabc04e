//! Attachments on a stick: sealed like the entries, in pieces of their own under another tag.

use super::{Part, PartName, Reading, held::chunk_key};
use crate::{
    effects::Effects,
    replica::{Replica, random},
    stick::{Piece, push_sealed},
};
use rand_chacha::ChaCha20Rng;
use std::collections::BTreeSet;
use weft_ids::{ActId, SpaceId, Table, bytes::keyed_hash, from_canonical, limits, to_canonical};
use weft_roster::RollKey;
use weft_view::{Outcome, Refusal, Reply, StickSummary};

/// What one piece holds: parts of one space.
type Parts = Vec<(PartName, Vec<u8>)>;

impl Replica {
    /// Begins to write a stick that takes chunks along; `false` where there are none to take.
    pub(super) fn begin_stick(
        &mut self,
        command: u64,
        spaces: &[SpaceId],
        files: bool,
        effects: &mut Effects,
    ) -> Result<bool, Refusal> {
        let mut names: Vec<(SpaceId, PartName)> = Vec::new();
        let mut bytes = 0;
        for (space, home) in self
            .spaces
            .iter()
            .filter(|(id, home)| !home.is_copy && (spaces.is_empty() || spaces.contains(id)))
        {
            let besides = &home.space.state().besides;
            for (act, stub) in &besides.stubs {
                let small = stub.sealed_bytes() <= limits::STICK_SMALL_ATTACHMENT_BYTES;
                let fits = bytes + stub.sealed_bytes() <= limits::STICK_ATTACHMENT_BYTES_MAX;
                if stub.forgotten.is_some() || !fits || !(files || small) {
                    continue;
                }
                bytes += stub.sealed_bytes();
                let here = super::parts_of(act, stub).filter(|name| home.beside.has(name));
                names.extend(here.map(|name| (*space, name)));
            }
        }
        if names.is_empty() {
            return Ok(false);
        }
        let keys = names.iter().map(|(space, name)| match name.part {
            Part::Chunk(index) => chunk_key(space, &name.act, index),
            // A body is in memory; this names no row.
            Part::Body => Vec::new(),
        });
        let keys = keys.collect();
        self.read(Table::Chunks, keys, Reading::Stick { command, spaces: spaces.to_vec(), names }, effects);
        Ok(true)
    }

    /// Writes a stick, with the chunks that came from the disk behind the entries.
    pub(super) fn stick_with_chunks(
        &mut self,
        spaces: &[SpaceId],
        names: &[(SpaceId, PartName)],
        rows: Vec<Option<Vec<u8>>>,
        rng: &mut ChaCha20Rng,
    ) -> Outcome {
        let Reply::Stick { mut bytes, mut summary } = self.stick_write(spaces, rng)? else {
            return Err(Refusal::new("cannot_seal", "the entries could not be gathered"));
        };
        let mut files: BTreeSet<(SpaceId, ActId)> = BTreeSet::new();
        for ((space, name), row) in names.iter().zip(rows) {
            let home = self.home(space)?;
            let part = match name.part {
                Part::Body => home.beside.body_bytes(&name.act).map(<[u8]>::to_vec),
                Part::Chunk(_) => row.filter(|_| home.beside.has(name)),
            };
            let Some(part) = part else { continue };
            if name.part != Part::Body {
                files.insert((*space, name.act));
            }
            let key = &home.roll_key;
            let nonce: [u8; 16] = random(rng);
            let parts: Parts = vec![(*name, part)];
            push_sealed(&mut bytes, key, nonce, tag_of(key.as_bytes(), &nonce), &to_canonical(&parts), rng)?;
        }
        summary.files = files.len() as u64;
        Ok(Reply::Stick { bytes, summary })
    }

    /// Takes a piece with parts in; `false` where it is none of a space of this device.
    pub(crate) fn take_parts_piece(
        &mut self,
        piece: &Piece,
        summary: &mut StickSummary,
        effects: &mut Effects,
    ) -> bool {
        let fits = |key: &RollKey| tag_of(key.as_bytes(), &piece.nonce) == piece.tag;
        let of = self.spaces.iter().find_map(|(id, home)| Some((*id, home.roll_matching(fits)?.1.clone())));
        let Some((space, key)) = of else { return false };
        let opened = piece.sealed.open_with_roll(&key, &piece.nonce).ok();
        let Some(parts) = opened.and_then(|plain| from_canonical::<Parts>(&plain).ok()) else { return false };
        for (name, bytes) in parts {
            // What is here already, was forgotten or is not what the entry binds is simply not taken in.
            if self.take_part(&space, &name, &bytes, effects).is_ok_and(|taken| taken) {
                let is_file =
                    self.spaces.get(&space).is_some_and(|home| home.beside.chunks_here(&name.act) > 0);
                summary.files += u64::from(is_file);
                self.tell_has(&space, name.act, effects);
            }
        }
        true
    }
}

fn tag_of(key: &[u8; 32], nonce: &[u8; 16]) -> [u8; 16] {
    let hash = keyed_hash(key, &[b"weft 0 stick parts tag", nonce]);
    let mut tag = [0; 16];
    tag.copy_from_slice(hash.first_chunk::<16>().expect("a hash has 32 bytes"));
    tag
}
