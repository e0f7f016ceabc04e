//! The rows of a profile, as they stand on disk, version 0 each.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use weft_ids::{
    DeviceId, EntryHash, InvitationId, Millis, RollHash, SpaceId, Table, Write, from_canonical, to_canonical,
};
use weft_roster::Joining;

/// Why a row of a profile cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// The bytes are not the row's form.
    #[error("a row of the table {table} is damaged: {cause}")]
    Damaged {
        /// The table's name.
        table: &'static str,
        /// What is wrong with it.
        cause: weft_ids::CanonicalError,
    },
    /// A newer version wrote it.
    #[error("a row of the table {table} has version {version}, which this build does not know")]
    Version {
        /// The table's name.
        table: &'static str,
        /// The version found.
        version: u8,
    },
    /// No bytes at all.
    #[error("a row of the table {table} is empty")]
    Empty {
        /// The table's name.
        table: &'static str,
    },
}

/// The version that every row begins with.
const ROW_VERSION: u8 = 0;

/// Whose device this is; the one row of [`Table::Me`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MeRow {
    pub(crate) name: String,
    pub(crate) device_name: String,
    pub(crate) endpoint_secret: [u8; 32],
}

/// This device's secrets in one space; a row of [`Table::Spaces`] under the space's id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SpaceRow {
    pub(crate) device_secret: [u8; 32],
    pub(crate) sealing_secret: [u8; 32],
    pub(crate) roll_key: [u8; 32],
}

impl SpaceRow {
    /// The row of a space opened from a copy: nobody lists this device there, and no key opens anything.
    pub(crate) fn of_a_copy(device_secret: [u8; 32], sealing_secret: [u8; 32]) -> Self {
        Self { device_secret, sealing_secret, roll_key: device_secret }
    }
}

/// Says that a space was opened from a copy; a row of [`Table::Peers`] under `c` and the space.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CopyRow {}

/// A device that this one was in a space before it came in anew; a row of [`Table::Peers`] under `o`, space and device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EarlierRow {}

/// An invitation made here; a row of [`Table::Doors`] under `i` and its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct InvitationRow {
    pub(crate) space: SpaceId,
    pub(crate) ticket: String,
}

/// A ticket taken here; a row of [`Table::Doors`] under `j` and its invitation's id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct JoinRow {
    pub(crate) ticket: String,
    pub(crate) joining: Joining,
    pub(crate) device_secret: [u8; 32],
    pub(crate) sealing_secret: [u8; 32],
    /// Why it cannot work any more.
    pub(crate) refused: Option<String>,
}

/// Words not on the table; a row of [`Table::Drafts`] under the space's id and the note's title.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct DraftRow {
    pub(crate) text: String,
    pub(crate) heads: Vec<[u8; 32]>,
}

/// What a device of a space is known to have stored; a row of [`Table::Peers`] under `a`, space and device.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct HasRow {
    pub(crate) newest: Vec<(DeviceId, u64, EntryHash)>,
}

/// An entry of this device that somebody else had and this device had not; a row of [`Table::Peers`] under `g` and the space.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GoneBackRow {
    pub(crate) entry: EntryHash,
    /// The roll that held when it was found out.
    pub(crate) roll: RollHash,
}

/// Since when the entries from a number on came to this device; a row of [`Table::Peers`] under `t`, space and number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CameRow {
    pub(crate) at: Millis,
}

/// Where a device was last met; a row of [`Table::Peers`] under `e` and its endpoint.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct MetRow {
    pub(crate) addresses: Vec<String>,
}

/// Writes a row with its version before it.
pub(crate) fn to_row<T: Serialize>(row: &T) -> Vec<u8> {
    let mut bytes = vec![ROW_VERSION];
    bytes.extend(to_canonical(row));
    bytes
}

/// Reads a row.
pub(crate) fn from_row<T: Serialize + DeserializeOwned>(table: Table, bytes: &[u8]) -> Result<T, RowError> {
    match bytes.split_first() {
        Some((&ROW_VERSION, rest)) => {
            from_canonical(rest).map_err(|cause| RowError::Damaged { table: table.name(), cause })
        }
        Some((&version, _)) => Err(RowError::Version { table: table.name(), version }),
        None => Err(RowError::Empty { table: table.name() }),
    }
}

pub(crate) const ME: &[u8] = b"me";

pub(crate) fn entry_key(space: &SpaceId, number: u64) -> Vec<u8> {
    [space.0.as_slice(), &number.to_be_bytes()].concat()
}

/// The space and the number that an entry's key names.
pub(crate) fn entry_key_parts(key: &[u8]) -> Option<(SpaceId, u64)> {
    let (space, number) = key.split_first_chunk::<32>()?;
    Some((SpaceId(*space), u64::from_be_bytes(number.try_into().ok()?)))
}

pub(crate) fn invitation_key(invitation: &InvitationId) -> Vec<u8> {
    [b"i".as_slice(), &invitation.0].concat()
}

pub(crate) fn join_key(invitation: &InvitationId) -> Vec<u8> {
    [b"j".as_slice(), &invitation.0].concat()
}

pub(crate) fn draft_key(space: &SpaceId, title: &str) -> Vec<u8> {
    [space.0.as_slice(), title.as_bytes()].concat()
}

pub(crate) fn has_key(space: &SpaceId, device: &DeviceId) -> Vec<u8> {
    [b"a".as_slice(), &space.0, &device.0].concat()
}

pub(crate) fn earlier_key(space: &SpaceId, device: &DeviceId) -> Vec<u8> {
    [b"o".as_slice(), &space.0, &device.0].concat()
}

pub(crate) fn gone_back_key(space: &SpaceId) -> Vec<u8> {
    [b"g".as_slice(), &space.0].concat()
}

pub(crate) fn copy_key(space: &SpaceId) -> Vec<u8> {
    [b"c".as_slice(), &space.0].concat()
}

pub(crate) fn came_key(space: &SpaceId, number: u64) -> Vec<u8> {
    [b"t".as_slice(), &entry_key(space, number)].concat()
}

pub(crate) fn met_key(endpoint: &weft_ids::EndpointId) -> Vec<u8> {
    [b"e".as_slice(), &endpoint.0].concat()
}

/// Puts a typed row.
pub(crate) fn put<T: Serialize>(table: Table, key: Vec<u8>, row: &T) -> Write {
    Write::put(table, key, to_row(row))
}
