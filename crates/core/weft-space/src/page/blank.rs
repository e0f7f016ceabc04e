//! The two forms of a change: blank as it is logged, and with its author as automerge takes it.

use super::body::{Actor, BLANK_ACTOR};
use super::columns::{Reader, write_unsigned};
use super::guard::{EngineFault, guarded_result};
use super::name::ChangeId;
use automerge::Change;
use sha2::{Digest, Sha256};
use weft_ids::{DeviceId, PageId, SpaceId, bytes::hash_parts};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// The chunk type of one uncompressed change; documents, compressed changes and bundles are other types.
const CHUNK_CHANGE: u8 = 1;

/// The author of a change, which nobody chooses: it follows from who wrote what, and where.
pub(crate) fn actor_of(device: &DeviceId, space: &SpaceId, page: &PageId, blank: &[u8]) -> Actor {
    first_16(&hash_parts("weft/0/actor", &[&device.0, &space.0, &page.0, blank]))
}

/// The author of the change with which a page begins, the same for everybody.
pub(crate) fn genesis_actor(page: &PageId) -> Actor {
    first_16(&hash_parts("weft/0/genesis", &[&page.0]))
}

fn first_16(hash: &[u8; 32]) -> Actor {
    let mut actor = BLANK_ACTOR;
    actor.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    actor
}

/// Takes the author out of a change: the body of its chunk with 16 zero bytes where the author was.
///
/// `None` where the change's author is not 16 bytes long.
pub fn blank_from_change(change: &Change) -> Option<Vec<u8>> {
    let mut reader = Reader::new(change.raw_bytes());
    reader.take(MAGIC.len() + 4 + 1).ok()?;
    let length = reader.length().ok()?;
    let body = reader.take(length).ok()?;
    replace_actor(body, &BLANK_ACTOR)
}

/// Puts the author into a blank form and rebuilds the change as automerge takes it, checksum included.
///
/// # Errors
/// When automerge cannot read it; for a form that passed the lint that is a fault of this device, not a verdict.
pub fn change_from_blank(
    device: &DeviceId,
    space: &SpaceId,
    page: &PageId,
    blank: &[u8],
) -> Result<Change, EngineFault> {
    change_with_actor(&actor_of(device, space, page, blank), blank)
}

pub(crate) fn change_with_actor(actor: &Actor, blank: &[u8]) -> Result<Change, EngineFault> {
    let body = replace_actor(blank, actor).ok_or_else(|| EngineFault("no place for an author".to_owned()))?;
    let hashed = hashed_part(&body);
    let id = hash_of(&hashed);
    // Automerge does not check the checksum; it is the beginning of the hash.
    let chunk = [MAGIC.as_slice(), id.0.get(..4).unwrap_or_default(), &hashed].concat();
    let change = guarded_result(|| Change::from_bytes(chunk))?;
    match blank_from_change(&change) {
        Some(again) if again == blank && id_of(&change) == id => Ok(change),
        Some(_) | None => Err(EngineFault("a change did not come back as it went in".to_owned())),
    }
}

/// The part of a chunk that is hashed: its type, its length and its body.
fn hashed_part(body: &[u8]) -> Vec<u8> {
    let mut hashed = Vec::with_capacity(body.len() + 16);
    hashed.push(CHUNK_CHANGE);
    write_unsigned(&mut hashed, body.len() as u64);
    hashed.extend_from_slice(body);
    hashed
}

fn hash_of(hashed: &[u8]) -> ChangeId {
    ChangeId(Sha256::digest(hashed).into())
}

/// The name that a change in blank form has from this author, without asking automerge; `None` where there is no place
/// for an author.
pub(crate) fn id_with_actor(actor: &Actor, blank: &[u8]) -> Option<ChangeId> {
    replace_actor(blank, actor).map(|body| hash_of(&hashed_part(&body)))
}

/// The name of a change.
pub(crate) fn id_of(change: &Change) -> ChangeId {
    ChangeId(change.hash().0)
}

/// Copies a body with other bytes where its author is; `None` where there is no author of 16 bytes.
fn replace_actor(body: &[u8], actor: &Actor) -> Option<Vec<u8>> {
    let mut reader = Reader::new(body);
    let deps = reader.length().ok()?;
    reader.take(deps.checked_mul(32)?).ok()?;
    if reader.length().ok()? != actor.len() {
        return None;
    }
    let at = body.len() - reader.rest().len();
    let mut out = body.to_vec();
    out.get_mut(at..at + actor.len())?.copy_from_slice(actor);
    Some(out)
}
