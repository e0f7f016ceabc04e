//! Copies that a member saves or opens; always on a thread of its own.

use crate::files::expand;
use weft_engine::{CopyError, Progress};
use weft_ui::CopySaved;
use weft_view::Refusal;

/// How often it is told how far the writing is: after each hundredth part.
const PARTS: usize = 100;

/// Writes a copy into a folder as typed; `far` is told how many entries of how many are gone through.
pub(crate) fn save(
    folder: &str,
    records: &[Vec<u8>],
    mut far: impl FnMut(u64, u64) + Send,
) -> Result<CopySaved, Refusal> {
    let step = records.len().div_ceil(PARTS).max(1);
    let mut told = |progress| {
        if let Progress::Replayed(done, all) = progress
            && done % step == 0
        {
            far(done as u64, all as u64);
        }
    };
    let saved = weft_engine::save_copy(records, &expand(folder), &mut told).map_err(refusal)?;
    Ok(CopySaved {
        folder: saved.folder.display().to_string(),
        name: saved.manifest.name,
        entries: saved.manifest.entries,
        files: saved.manifest.files.len() as u64 + 1,
    })
}

/// Reads the signed entries of the copy in a folder as typed.
pub(crate) fn read(folder: &str) -> Result<Vec<Vec<u8>>, Refusal> {
    weft_engine::read_copy(&expand(folder)).map_err(refusal)
}

fn refusal(error: CopyError) -> Refusal {
    Refusal { hint: error.hint(), ..Refusal::new(error.code(), error.to_string()) }
}
