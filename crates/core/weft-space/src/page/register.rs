//! Registers: values that people set as a whole; set apart, both are kept and shown.

use super::edit::EditError;
use super::guard::{EngineFault, guarded_result};
use super::live::Page;
use automerge::{AutomergeError, ObjId, ROOT, ReadDoc, ScalarValue, Value};
use weft_ids::{DeviceId, text};

/// A value and who set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// The value.
    pub value: T,
    /// The device that wrote it.
    pub device: Option<DeviceId>,
}

/// What a field says: one value is shown; where people set it apart, the others stand beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register<T> {
    /// The value that is shown: the one set last by the page's own count, by hash among equals.
    pub shown: Option<Said<T>>,
    /// Different values set apart from it.
    pub others: Vec<Said<T>>,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self { shown: None, others: Vec::new() }
    }
}

impl<T> Register<T> {
    /// The shown value.
    pub fn value(&self) -> Option<&T> {
        self.shown.as_ref().map(|said| &said.value)
    }

    /// Whether people set different values apart.
    pub fn is_clash(&self) -> bool {
        !self.others.is_empty()
    }
}

impl Page {
    /// Reads a register of the root map; values that `read` cannot make sense of are passed over.
    pub(crate) fn register<T: PartialEq>(
        &self,
        key: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Register<T>, EngineFault> {
        self.register_in(&ROOT, key, read)
    }

    pub(crate) fn register_in<T: PartialEq>(
        &self,
        object: &ObjId,
        key: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Register<T>, EngineFault> {
        let texts = guarded_result(|| {
            let all = self.doc.get_all(object, key)?;
            Ok::<_, AutomergeError>(all.into_iter().filter_map(text_of).collect::<Vec<_>>())
        })?;
        let mut register = Register::default();
        // Automerge lists them from the first to the last by its own count; the last one wins.
        for (text, id) in texts.into_iter().rev() {
            let Some(value) = read(&text) else { continue };
            let said = Said { value, device: self.author_of(&id) };
            match &register.shown {
                None => register.shown = Some(said),
                Some(shown) if shown.value == said.value => {}
                Some(_) if register.others.iter().any(|other| other.value == said.value) => {}
                Some(_) => register.others.push(said),
            }
        }
        Ok(register)
    }

    /// The device whose change made the object or value with this id.
    fn author_of(&self, id: &ObjId) -> Option<DeviceId> {
        match id {
            ObjId::Root => None,
            ObjId::Id(_, actor, _) => self.index.device_of_actor(actor.to_bytes()),
        }
    }
}

fn text_of((value, id): (Value<'_>, ObjId)) -> Option<(String, ObjId)> {
    match value {
        Value::Scalar(scalar) => {
            if let ScalarValue::Str(text) = scalar.as_ref() {
                Some((text.to_string(), id))
            } else {
                None
            }
        }
        Value::Object(_) => None,
    }
}

/// Checks a line that may be empty and returns it trimmed.
pub(crate) fn line(field: &'static str, typed: &str) -> Result<String, EditError> {
    if typed.trim().is_empty() {
        return Ok(String::new());
    }
    text::check_line(typed).map_err(|fault| EditError::Text { field, fault })
}
