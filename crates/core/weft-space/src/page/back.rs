//! Putting a page back: a new change that makes it say what it said, so that nothing is erased.

use super::diff::hunks;
use super::edit::{EditError, Writer};
use super::genesis::{CARDS, DAYS, TEXT};
use super::history::{PageHistory, Step};
use super::name::PageChange;
use super::note::{apply_hunks, grouped};
use super::state::{Field, FieldChange, PageState};
use automerge::transaction::{Transactable, Transaction};
use automerge::{AutomergeError, ObjType, ROOT, ReadDoc, Value};
use weft_ids::DeviceId;

impl PageHistory<'_> {
    /// What putting the page back to how it was after a step would change of what it says today.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn way_back(&self, step: &Step) -> Result<Vec<FieldChange>, EditError> {
        let (now, then) = (self.page.state()?, self.after(step)?);
        Ok(now.changes_to(&then).into_iter().filter(can_go_back).collect())
    }

    /// Makes the page say what it said after a step, written on what it says today.
    ///
    /// Only what differs is touched, so that words which others write meanwhile stay. Returns the changes to log in one
    /// entry; none where nothing would change.
    ///
    /// # Errors
    /// When the page is closed, or it is more than one entry carries.
    pub fn put_back(&self, device: &DeviceId, step: &Step) -> Result<Vec<PageChange>, EditError> {
        let then = self.after(step)?;
        let way = self.way_back(step)?;
        let mut writer = Writer::on(self.page, device, self.page.heads())?;
        write_text(&mut writer, &way)?;
        write_values(&mut writer, &way, &then)?;
        Ok(writer.done())
    }

    /// Takes one step back and leaves what came after it: words that others wrote since stay where they are, and values
    /// that were set again since stay set.
    ///
    /// # Errors
    /// As [`PageHistory::put_back`].
    pub fn take_back(&self, device: &DeviceId, step: &Step) -> Result<Vec<PageChange>, EditError> {
        let (before, after, now) = (self.before(step)?, self.after(step)?, self.page.state()?);
        let way: Vec<FieldChange> = after.changes_to(&before).into_iter().filter(can_go_back).collect();
        // Words are taken back where they were written, as if right after the step; the rest merges.
        let mut writer = Writer::on(self.page, device, self.heads_after(step))?;
        write_text(&mut writer, &way)?;
        let mut changes = writer.done();
        let is_as_left = |change: &FieldChange| match change {
            FieldChange::Value { field, old, .. } => now.values.get(field).map_or(&[][..], |now| now) == old,
            FieldChange::Text { .. } => false,
        };
        let untouched: Vec<FieldChange> = way.into_iter().filter(is_as_left).collect();
        if !untouched.is_empty() {
            let mut writer = Writer::on(self.page, device, self.page.heads())?;
            write_values(&mut writer, &untouched, &before)?;
            changes.extend(writer.done());
        }
        Ok(changes)
    }
}

/// The maps whose values belong to the page; what stands in others, by person, is each person's to say.
const SHARED_MAPS: [&str; 2] = [DAYS, CARDS];

/// Whether a field is the page's own.
fn can_go_back(change: &FieldChange) -> bool {
    match change {
        FieldChange::Text { field, .. } => field.as_slice() == [TEXT.to_owned()],
        FieldChange::Value { field, .. } => match field.as_slice() {
            [_] => true,
            [map, _] => SHARED_MAPS.contains(&map.as_str()),
            [] | [_, _, _, ..] => false,
        },
    }
}

fn write_text(writer: &mut Writer<'_>, way: &[FieldChange]) -> Result<(), EditError> {
    for change in way {
        let FieldChange::Text { old, new, .. } = change else { continue };
        for group in grouped(hunks(old, new)) {
            writer.step(|tx| apply_hunks(tx, &group))?;
        }
    }
    Ok(())
}

fn write_values(writer: &mut Writer<'_>, way: &[FieldChange], then: &PageState) -> Result<(), EditError> {
    let fields: Vec<&Field> = way
        .iter()
        .filter_map(|change| match change {
            FieldChange::Value { field, .. } => Some(field),
            FieldChange::Text { .. } => None,
        })
        .collect();
    if fields.is_empty() {
        return Ok(());
    }
    writer.step(|tx| fields.iter().try_for_each(|field| set(tx, field, then)))
}

fn set(tx: &mut Transaction<'_>, field: &Field, then: &PageState) -> Result<(), AutomergeError> {
    let (object, key) = match field.as_slice() {
        [key] => (ROOT, key),
        [map, key] => match tx.get(ROOT, map.as_str())? {
            Some((Value::Object(ObjType::Map), object)) => (object, key),
            // The page's beginning makes these maps, and nothing else can stand there.
            Some(_) | None => return Ok(()),
        },
        [] | [_, _, _, ..] => return Ok(()),
    };
    match then.values.get(field).and_then(|values| values.first()) {
        Some(value) => tx.put(&object, key.as_str(), value.as_str()),
        None => tx.delete(&object, key.as_str()),
    }
}
