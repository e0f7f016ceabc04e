//! A mark outside the database that tells a profile that was copied or went back in time from one that did not.
//!
//! Each start writes a fresh random mark into the database and into a file of the system's state folder; at the next
//! start the two are equal, or the database is not the one that was used last.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};
use weft_ids::bytes::{from_hex, to_hex};
use weft_store::Store;

/// The environment variable that names another state folder.
const FOLDER_VARIABLE: &str = "WEFT_STATE";
/// The note in the database: the profile's id, its newest mark, and whether a file outside was written with it.
const NOTE: &str = "mark";
const BYTES: usize = 16;

/// What the database says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Inside {
    profile: [u8; BYTES],
    mark: [u8; BYTES],
    outside: bool,
}

/// What the file outside says; between two steps of writing it names two marks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Outside {
    mark: [u8; BYTES],
    next: Option<[u8; BYTES]>,
    place: String,
}

/// The folder for marks: `WEFT_STATE`, else the system's state folder; `None` where there is none.
pub(crate) fn folder() -> Option<PathBuf> {
    match std::env::var_os(FOLDER_VARIABLE) {
        Some(folder) => Some(PathBuf::from(folder)),
        None => {
            let folders = directories::BaseDirs::new()?;
            Some(folders.state_dir().unwrap_or(folders.data_local_dir()).join("weft").join("marks"))
        }
    }
}

/// Compares the marks and writes fresh ones; answers why the profile must only read, where it must.
///
/// `fresh` is random: an id for a profile that has none yet, and the new mark. Without a folder, or where it cannot be written, nothing is compared at later starts.
pub(crate) fn check(
    store: &mut Store,
    profile_dir: &Path,
    folder: Option<&Path>,
    fresh: [[u8; BYTES]; 2],
) -> Option<String> {
    let [id, mark] = fresh;
    let inside = match store.note(NOTE) {
        Ok(found) => found.and_then(|bytes| Inside::read(&bytes)),
        Err(error) => return Some(error.to_string()),
    };
    let profile = inside.map_or(id, |inside| inside.profile);
    let place = profile_dir.canonicalize().unwrap_or_else(|_| profile_dir.to_owned()).display().to_string();
    let file = folder.map(|folder| folder.join(to_hex(&profile)));
    if let (Some(inside), Some(file)) = (inside, &file)
        && inside.outside
        && let Some(why) = differs(inside, Outside::load(file), &place, folder)
    {
        return Some(why);
    }
    let next = Outside { mark: inside.map_or(mark, |i| i.mark), next: Some(mark), place: place.clone() };
    let outside = file.as_ref().is_some_and(|file| save(file, &next));
    if let Err(error) = store.set_note(NOTE, &Inside { profile, mark, outside }.bytes()) {
        return Some(error.to_string());
    }
    if let (true, Some(file)) = (outside, &file) {
        // Should this be lost, the two marks of the step before are still there and one of them is right.
        save(file, &Outside { mark, next: None, place });
    }
    None
}

fn differs(
    inside: Inside,
    outside: io::Result<Option<Outside>>,
    place: &str,
    folder: Option<&Path>,
) -> Option<String> {
    let outside = match outside {
        Ok(Some(outside)) => outside,
        // A profile carried to a new computer, a new home folder, or a state folder that was cleared: no reason to
        // lock its person out for good. Should the old one be in use as well, what others hold of it tells.
        Ok(None) => {
            tracing::warn!("this profile was last used with a mark that is not on this computer");
            return None;
        }
        Err(error) => {
            tracing::warn!(%error, "the mark outside the profile cannot be read");
            return None;
        }
    };
    if outside.mark != inside.mark && outside.next != Some(inside.mark) {
        return Some("it is an older copy of a profile that was used since".to_owned());
    }
    let elsewhere = outside.place != place && Store::exists(Path::new(&outside.place));
    if elsewhere && !is_of_another(folder, &outside.place, &inside.profile) {
        return Some(format!("it is a copy; the original is still in {}", outside.place));
    }
    None
}

/// Whether the profile at `place` is marked as another one than `profile`: then this one was moved, not copied.
fn is_of_another(folder: Option<&Path>, place: &str, profile: &[u8; BYTES]) -> bool {
    let Some(Ok(files)) = folder.map(fs::read_dir) else { return false };
    files.filter_map(Result::ok).any(|file| {
        file.file_name() != to_hex(profile).as_str()
            && Outside::load(&file.path()).is_ok_and(|found| found.is_some_and(|o| o.place == place))
    })
}

impl Inside {
    fn read(bytes: &[u8]) -> Option<Self> {
        let (profile, rest) = bytes.split_first_chunk()?;
        let (mark, rest) = rest.split_first_chunk()?;
        Some(Self { profile: *profile, mark: *mark, outside: rest.first() == Some(&1) })
    }

    fn bytes(&self) -> Vec<u8> {
        [&self.profile[..], &self.mark[..], &[u8::from(self.outside)]].concat()
    }
}

impl Outside {
    /// `None` where there is no such file, or it is not one of ours.
    fn load(file: &Path) -> io::Result<Option<Self>> {
        match fs::read_to_string(file) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mark = from_hex(lines.next()?)?.try_into().ok()?;
        let next = lines.next()?;
        let next = if next == "-" { None } else { Some(from_hex(next)?.try_into().ok()?) };
        Some(Self { mark, next, place: lines.next()?.to_owned() })
    }

    fn text(&self) -> String {
        let next = self.next.map_or("-".to_owned(), |next| to_hex(&next));
        format!("{}\n{next}\n{}\n", to_hex(&self.mark), self.place)
    }
}

/// Writes beside, confirms, renames; `false`, quietly, where the folder cannot be had.
fn save(file: &Path, outside: &Outside) -> bool {
    let write = || -> io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = file.with_extension("new");
        let mut open = fs::File::create(&beside)?;
        open.write_all(outside.text().as_bytes())?;
        open.sync_all()?;
        fs::rename(&beside, file)
    };
    write().inspect_err(|error| tracing::info!(%error, "no mark is kept outside the profile")).is_ok()
}

#[cfg(test)]
mod tests;
