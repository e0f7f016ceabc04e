//! The manifest: what a copy is about, and the hash of every other file in it.

use crate::{Files, json_of};
use serde::{Deserialize, Serialize};
use weft_ids::bytes::{file_hash, to_hex};
use weft_view::SpaceView;

/// Where the manifest is.
pub const MANIFEST_FILE: &str = "manifest.json";

/// The name of the form.
const FORM: &str = "weft copy";
/// The version of the form: of which files there are and what is in them.
const VERSION: u32 = 0;

/// What a copy is about, and the hash of every other file in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `weft copy`.
    pub form: String,
    /// The version of the form.
    pub version: u32,
    /// The space's id, in hex.
    pub space: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What everybody with these entries sees, as one hash.
    pub view_digest: String,
    /// How many people are or were in it.
    pub people: u64,
    /// How many signed entries there are.
    pub entries: u64,
    /// Every other file, by path.
    pub files: Vec<Listed>,
}

/// A file that the manifest lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its path inside the copy.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Its BLAKE3 hash in hex, as `b3sum` prints it.
    pub blake3: String,
}

impl Manifest {
    pub(crate) fn of(view: &SpaceView, entries: usize, files: &Files) -> Self {
        let listed = files.iter().map(|(path, bytes)| Listed {
            path: path.clone(),
            bytes: bytes.len() as u64,
            blake3: to_hex(&file_hash(bytes)),
        });
        Self {
            form: FORM.to_owned(),
            version: VERSION,
            space: view.id.to_string(),
            kind: view.kind.name().to_owned(),
            name: view.name.clone(),
            view_digest: view.view_digest.clone(),
            people: view.people.len() as u64,
            entries: entries as u64,
            files: listed.collect(),
        }
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        json_of(self)
    }

    /// Reads a manifest; `None` where the bytes are none of any version.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Self>(bytes).ok().filter(|manifest| manifest.form == FORM)
    }

    /// Whether this build writes copies of this form.
    pub fn is_known(&self) -> bool {
        self.version == VERSION
    }
}
