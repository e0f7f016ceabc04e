//! Checks a copy with nothing but the copy: replays its entries, writes every file again, and compares.

use crate::{
    Archive, BuildError, Files, Progress,
    entries::{ENTRIES_FILE, read_entries},
    manifest::{MANIFEST_FILE, Manifest},
};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::bytes::{file_hash, to_hex};

/// What does not hold about one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its path inside the copy.
    pub path: String,
    /// What is wrong.
    pub trouble: Trouble,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It should be there and is not.
    #[error("it is missing")]
    Missing,
    /// It is there and belongs to no copy.
    #[error("it does not belong to the copy")]
    Extra,
    /// It says something else than the signed entries.
    #[error("it says something else than the signed entries")]
    Changed,
    /// Its bytes are not those that the manifest lists; the entries could not say what it should be.
    #[error("its bytes are not those that the manifest lists")]
    NotAsListed,
    /// The entries do not hold, or what they are in is damaged.
    #[error("{0}")]
    Entries(String),
    /// The copy is of a form that this build does not write, so its readable files cannot be checked.
    #[error("it is of form {0}, which this version does not know: check it with the version that wrote it")]
    Version(u32),
    /// It is no plain file, or could not be read; said by who read the folder.
    #[error("{0}")]
    Unreadable(String),
}

/// What checking a copy came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the entries say the copy is about; `None` where they do not hold.
    pub manifest: Option<Manifest>,
    /// Files that were looked at.
    pub files: u64,
    /// What does not hold, by path; nothing where all of it does.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether everything in the copy holds.
    pub fn holds(&self) -> bool {
        self.manifest.is_some() && self.findings.is_empty()
    }
}

/// Checks every hash, signature and rule of a copy, and that its readable files say what its entries say.
///
/// `strange` are paths in the folder that are no plain files, with the reason; they are passed through as findings.
pub fn verify(found: &Files, strange: &BTreeMap<String, String>, told: &mut dyn FnMut(Progress)) -> Report {
    let mut findings: BTreeMap<String, Trouble> = BTreeMap::new();
    for (path, why) in strange {
        findings.insert(path.clone(), Trouble::Unreadable(why.clone()));
    }
    let said = found.get(MANIFEST_FILE).and_then(|bytes| Manifest::read(bytes));
    let unknown_form = said.as_ref().filter(|said| !said.is_known()).map(|said| said.version);
    let built = rebuild(found, told);
    let manifest = match built {
        Ok(archive) => {
            match unknown_form {
                Some(form) => drop(findings.insert(MANIFEST_FILE.to_owned(), Trouble::Version(form))),
                None => compare(found, &archive.files, &mut findings),
            }
            Some(archive.manifest)
        }
        Err(trouble) => {
            if let Some(said) = &said {
                compare_with_list(found, said, &mut findings);
            }
            findings.insert(ENTRIES_FILE.to_owned(), trouble);
            None
        }
    };
    let findings = findings.into_iter().map(|(path, trouble)| Finding { path, trouble }).collect();
    Report { manifest, files: found.len() as u64, findings }
}

fn rebuild(found: &Files, told: &mut dyn FnMut(Progress)) -> Result<Archive, Trouble> {
    let bytes = found.get(ENTRIES_FILE).ok_or(Trouble::Missing)?;
    let records = read_entries(bytes).map_err(|error| Trouble::Entries(error.to_string()))?;
    Archive::build(&records, told).map_err(|error| match error {
        BuildError::Entries(error) => Trouble::Entries(error.to_string()),
        BuildError::Page(fault) => Trouble::Entries(fault.to_string()),
    })
}

/// Holds every file against the one that the entries make.
fn compare(found: &Files, made: &Files, findings: &mut BTreeMap<String, Trouble>) {
    let paths: BTreeSet<&String> = found.keys().chain(made.keys()).collect();
    for path in paths {
        let trouble = match (found.get(path), made.get(path)) {
            (Some(found), Some(made)) if found == made => continue,
            (Some(_), Some(_)) => Trouble::Changed,
            (Some(_), None) => Trouble::Extra,
            (None, Some(_)) => Trouble::Missing,
            (None, None) => continue,
        };
        findings.entry(path.clone()).or_insert(trouble);
    }
}

/// Where the entries cannot say what a file should be, only the list can.
fn compare_with_list(found: &Files, list: &Manifest, findings: &mut BTreeMap<String, Trouble>) {
    for listed in &list.files {
        let trouble = match found.get(&listed.path) {
            None => Trouble::Missing,
            Some(bytes) if to_hex(&file_hash(bytes)) != listed.blake3 => Trouble::NotAsListed,
            Some(_) => continue,
        };
        findings.entry(listed.path.clone()).or_insert(trouble);
    }
    let listed: BTreeSet<&str> = list.files.iter().map(|listed| listed.path.as_str()).collect();
    for path in found.keys().filter(|path| *path != MANIFEST_FILE && !listed.contains(path.as_str())) {
        findings.entry(path.clone()).or_insert(Trouble::Extra);
    }
}
