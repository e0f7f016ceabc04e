//! A page as plain values, whatever its kind: what readers without automerge are given.

use super::guard::{EngineFault, guarded_result};
use super::live::Page;
use automerge::{Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value};
use serde::Serialize;
use std::collections::BTreeMap;
use weft_ids::limits;

/// One value of a page; of several set apart the one that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum PageValue {
    /// Words, in one piece or as many wrote them.
    Text(String),
    /// Values by key.
    Map(BTreeMap<String, PageValue>),
    /// A value of a kind that pages do not use, as automerge prints it.
    Other(String),
}

impl Page {
    /// Everything that the page shows, by key.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn values(&self) -> Result<BTreeMap<String, PageValue>, EngineFault> {
        guarded_result(|| map(&self.doc, &ROOT, 0))
    }
}

/// Recurses at most as deep as the lint lets pages nest.
fn map(doc: &Automerge, object: &ObjId, depth: usize) -> Result<BTreeMap<String, PageValue>, AutomergeError> {
    let mut values = BTreeMap::new();
    if depth > limits::PAGE_DEPTH_MAX {
        return Ok(values);
    }
    for key in doc.keys(object) {
        let Some((value, id)) = doc.get(object, key.as_str())? else { continue };
        let value = match value {
            Value::Object(ObjType::Map | ObjType::Table) => PageValue::Map(map(doc, &id, depth + 1)?),
            Value::Object(ObjType::Text) => PageValue::Text(doc.text(&id)?),
            Value::Object(ObjType::List) => PageValue::Other("a list".to_owned()),
            Value::Scalar(scalar) => {
                if let ScalarValue::Str(text) = scalar.as_ref() {
                    PageValue::Text(text.to_string())
                } else {
                    PageValue::Other(scalar.to_string())
                }
            }
        };
        values.insert(key, value);
    }
    Ok(values)
}
