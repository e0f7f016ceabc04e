//! Notes: one text that many write, where nobody's words are lost.

use super::diff::{Hunk, hunks};
use super::edit::{EditError, Writer};
use super::genesis::TEXT;
use super::guard::{EngineFault, guarded_result};
use super::live::Page;
use super::name::{ChangeId, PageChange};
use automerge::transaction::{Transactable, Transaction};
use automerge::{AutomergeError, ChangeHash, ObjId, ObjType, ROOT, ReadDoc};
use weft_ids::DeviceId;

/// The key under which a note says that somebody began it, so that an empty note is there too.
const BEGUN: &str = "begun";

/// Operations of one change of a note: half of what fits, so that its bytes fit with any script.
const NOTE_OPS_MAX: usize = 2_048;

impl Page {
    /// The note's text as it is shown.
    ///
    /// # Errors
    /// When automerge fails; the page is then best shown as unreadable here.
    pub fn text(&self) -> Result<String, EngineFault> {
        if let Some(text) = self.read.text.get() {
            return Ok(text.clone());
        }
        let text = guarded_result(|| {
            let Some(text) = text_object(&self.doc)? else { return Ok(String::new()) };
            self.doc.text(&text)
        })?;
        Ok(self.read.text.get_or_init(|| text).clone())
    }

    /// The note's text as it was at `heads`.
    ///
    /// # Errors
    /// When a head is not shown here, or automerge fails.
    pub fn text_at(&self, heads: &[ChangeId]) -> Result<String, EditError> {
        let heads = self.known_heads(heads)?;
        if heads == self.heads() {
            return Ok(self.text()?);
        }
        let hashes: Vec<ChangeHash> = heads.iter().map(|head| ChangeHash(head.0)).collect();
        Ok(guarded_result(|| {
            let Some(text) = text_object(&self.doc)? else { return Ok(String::new()) };
            self.doc.text_at(&text, &hashes)
        })?)
    }

    /// Begins a note without words; empty where it is begun already.
    ///
    /// # Errors
    /// When the page can only be read here.
    pub fn begin_note(&self, device: &DeviceId) -> Result<Vec<PageChange>, EditError> {
        if self.changes() > 0 {
            return Ok(Vec::new());
        }
        self.write(device, |tx| tx.put(ROOT, BEGUN, "yes"))
    }

    /// Makes the note say `new_text` where it said what it said at `heads`; what others wrote since stays.
    ///
    /// Returns the changes to log in one entry, in this order; none where nothing changes.
    ///
    /// # Errors
    /// When a head is not shown here, the page is closed, or it is more than one entry carries.
    pub fn edit_text_at(
        &self,
        device: &DeviceId,
        heads: &[ChangeId],
        new_text: &str,
    ) -> Result<Vec<PageChange>, EditError> {
        let heads = self.known_heads(heads)?;
        let old_text = self.text_at(&heads)?;
        self.write_hunks(device, heads, hunks(&old_text, new_text))
    }

    /// Adds words at the end of the note as lines of their own.
    ///
    /// They end with a line break, so that lines added apart stay apart when they come together.
    ///
    /// # Errors
    /// As [`Page::edit_text_at`].
    pub fn append_text(&self, device: &DeviceId, words: &str) -> Result<Vec<PageChange>, EditError> {
        let text = self.text()?;
        let line_break = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        let inserted = format!("{line_break}{}\n", words.trim_end_matches('\n'));
        let hunk = Hunk { at: text.chars().count(), removed: 0, inserted };
        self.write_hunks(device, self.heads(), if words.is_empty() { Vec::new() } else { vec![hunk] })
    }

    fn write_hunks(
        &self,
        device: &DeviceId,
        heads: Vec<ChangeId>,
        hunks: Vec<Hunk>,
    ) -> Result<Vec<PageChange>, EditError> {
        let mut writer = Writer::on(self, device, heads)?;
        for group in grouped(hunks) {
            writer.step(|tx| apply_hunks(tx, &group))?;
        }
        Ok(writer.done())
    }
}

/// The hunks from the back of the text to its front, in groups that fit into one change each.
///
/// From the back, so that a position stays right when what follows it has changed.
pub(super) fn grouped(hunks: Vec<Hunk>) -> Vec<Vec<Hunk>> {
    let mut groups: Vec<Vec<Hunk>> = Vec::new();
    let mut room = 0;
    for piece in hunks.into_iter().rev().flat_map(pieces) {
        let ops = piece.removed + piece.inserted.chars().count();
        if ops > room {
            groups.push(Vec::new());
            room = NOTE_OPS_MAX;
        }
        room -= ops;
        if let Some(group) = groups.last_mut() {
            group.push(piece);
        }
    }
    groups
}

/// A hunk in parts of at most [`NOTE_OPS_MAX`] operations, each applied at the same position, the last words first.
fn pieces(hunk: Hunk) -> Vec<Hunk> {
    if hunk.removed + hunk.inserted.chars().count() <= NOTE_OPS_MAX {
        return vec![hunk];
    }
    let letters: Vec<char> = hunk.inserted.chars().collect();
    let words = letters.rchunks(NOTE_OPS_MAX).map(|part| Hunk {
        at: hunk.at + hunk.removed,
        removed: 0,
        inserted: part.iter().collect(),
    });
    let mut parts: Vec<Hunk> = words.collect();
    let mut left = hunk.removed;
    while left > 0 {
        let removed = left.min(NOTE_OPS_MAX);
        left -= removed;
        parts.push(Hunk { at: hunk.at + left, removed, inserted: String::new() });
    }
    parts
}

pub(super) fn apply_hunks(tx: &mut Transaction<'_>, hunks: &[Hunk]) -> Result<(), AutomergeError> {
    let Some(text) = text_object(tx)? else { return Ok(()) };
    for hunk in hunks {
        let removed = isize::try_from(hunk.removed).unwrap_or(isize::MAX);
        tx.splice_text(&text, hunk.at, removed, &hunk.inserted)?;
    }
    Ok(())
}

/// The text object that the page's genesis made; the lint lets nothing else stand at its key. None on other kinds of page.
fn text_object(doc: &impl ReadDoc) -> Result<Option<ObjId>, AutomergeError> {
    let found = doc.get(ROOT, TEXT)?;
    Ok(found.filter(|(value, _)| value.to_objtype() == Some(ObjType::Text)).map(|(_, id)| id))
}
