//! What a page says at one state, as fields with texts and values: the form in which two states are compared.

use automerge::{Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value};
use std::collections::BTreeMap;

/// Fields that are read of one state; more are only on a page that somebody filled with them.
const FIELDS_MAX: usize = 4_000;

/// Where something stands on a page: the keys that lead to it from the root.
pub type Field = Vec<String>;

/// Keys at the root that say something about the page itself and nothing to its readers.
const SILENT: [&str; 3] = ["kind", "joined", "begun"];

/// What a page says at one state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageState {
    /// Texts.
    pub texts: BTreeMap<Field, String>,
    /// Values that are set as a whole; the first is shown, the others were set apart from it.
    pub values: BTreeMap<Field, Vec<String>>,
}

/// A field that differs between two states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldChange {
    /// A text.
    Text {
        /// Which.
        field: Field,
        /// What it said.
        old: String,
        /// What it says.
        new: String,
    },
    /// A value.
    Value {
        /// Which.
        field: Field,
        /// What it said; empty where it was not set, several where they were set apart.
        old: Vec<String>,
        /// What it says.
        new: Vec<String>,
    },
}

impl PageState {
    /// The fields that differ from this state to a later one, texts first, by field.
    pub fn changes_to(&self, new: &PageState) -> Vec<FieldChange> {
        let mut changes = Vec::new();
        for field in keys_of(&self.texts, &new.texts) {
            let text = |state: &PageState| state.texts.get(field).cloned().unwrap_or_default();
            let (old, new) = (text(self), text(new));
            if old != new {
                changes.push(FieldChange::Text { field: field.clone(), old, new });
            }
        }
        for field in keys_of(&self.values, &new.values) {
            let values = |state: &PageState| state.values.get(field).cloned().unwrap_or_default();
            let (old, new) = (values(self), values(new));
            if old != new {
                changes.push(FieldChange::Value { field: field.clone(), old, new });
            }
        }
        changes
    }
}

fn keys_of<'a, T>(a: &'a BTreeMap<Field, T>, b: &'a BTreeMap<Field, T>) -> Vec<&'a Field> {
    let mut keys: Vec<&Field> = a.keys().chain(b.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Reads everything that a document says.
pub(super) fn state_of(doc: &Automerge) -> Result<PageState, AutomergeError> {
    let mut state = PageState::default();
    // A queue and no recursion: what is nested is a member's choice.
    let mut maps: Vec<(Field, ObjId)> = vec![(Vec::new(), ROOT)];
    let mut fields = 0;
    while let Some((at, object)) = maps.pop() {
        for key in doc.keys(&object) {
            fields += 1;
            if fields > FIELDS_MAX {
                return Ok(state);
            }
            if at.is_empty() && SILENT.contains(&key.as_str()) {
                continue;
            }
            let field: Field = at.iter().cloned().chain([key.clone()]).collect();
            match doc.get(&object, key.as_str())? {
                Some((Value::Object(ObjType::Text), id)) => drop(state.texts.insert(field, doc.text(&id)?)),
                Some((Value::Object(ObjType::Map), id)) => maps.push((field, id)),
                Some(_) => {
                    let values = values_at(doc, &object, &key)?;
                    if !values.is_empty() {
                        state.values.insert(field, values);
                    }
                }
                None => {}
            }
        }
    }
    Ok(state)
}

/// The different values at a key, the one that is shown first.
fn values_at(doc: &Automerge, object: &ObjId, key: &str) -> Result<Vec<String>, AutomergeError> {
    let mut values: Vec<String> = Vec::new();
    for (value, _) in doc.get_all(object, key)?.into_iter().rev() {
        let Value::Scalar(scalar) = value else { continue };
        let ScalarValue::Str(text) = scalar.as_ref() else { continue };
        if !values.iter().any(|known| known == text.as_str()) {
            values.push(text.to_string());
        }
    }
    Ok(values)
}
