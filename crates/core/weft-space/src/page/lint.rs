//! The verdict on a page change: a function of the change and of what it builds on, the same on every device.
//!
//! It reads with its own bounded reader and never asks automerge, so that neither automerge's version
//! nor what else has arrived can move it. Rules G10–G28 of `docs/spec/pages.md`.

use super::blank::{actor_of, change_with_actor, id_of};
use super::body::{Actor, Body, FormFault, Op, OpAction, OpKey, OpRef};
use super::guard::EngineFault;
use super::index::{Deed, Known, OpKnown, OpPlace, PageIndex, Places, THIS};
use super::name::{ChangeId, NameFault};
use std::sync::Arc;
use weft_ids::{DeviceId, PageId, limits};

/// Why a page change does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LintError {
    /// The page has a kind or lint version that this build does not know.
    #[error("the page is of a kind ({kind}) or lint version ({lint}) that this build does not know")]
    Unknown {
        /// The kind's number.
        kind: u16,
        /// The lint version.
        lint: u16,
    },
    /// No page can be called that.
    #[error("{0}")]
    Name(#[from] NameFault),
    /// The bytes are not a page change in blank form.
    #[error("the page change does not have its form: {0}")]
    Form(#[from] FormFault),
    /// It builds on something that is not a change of this page in the entry's past.
    #[error("the page change builds on {0}, which is no change of this page in the entry's past")]
    UnknownDependency(ChangeId),
    /// It names no dependency, names one twice, or names one that another already builds on.
    #[error("the page change names what it builds on in a way that says nothing")]
    Dependencies,
    /// Its first operation does not follow the last that it builds on.
    #[error("the page change begins at operation {found}; {expected} follows what it builds on")]
    StartOp {
        /// Where it begins.
        found: u32,
        /// Where it must begin.
        expected: u32,
    },
    /// An operation breaks a rule.
    #[error("operation {index} {fault}")]
    Op {
        /// Its place in the change, from 0.
        index: usize,
        /// What is wrong with it.
        fault: OpFault,
    },
    /// The page already holds as much as a page may, in the entry's past.
    #[error("the page is full: {changes} changes and {ops} operations")]
    PageFull {
        /// Changes in the entry's past, with this one.
        changes: usize,
        /// Operations in the entry's past, with this one's.
        ops: usize,
    },
    /// The space already has as many pages as it may, in the entry's past.
    #[error("the space already has {max} pages", max = limits::PAGES_MAX)]
    TooManyPages,
    /// Automerge could not read what passed every rule; a fault of this device, not a verdict.
    #[error("{0}")]
    Engine(#[from] EngineFault),
}

impl LintError {
    /// Whether every device says the same: the entry is invalid. Otherwise this device cannot judge it (yet).
    pub fn is_verdict(&self) -> bool {
        match self {
            LintError::Unknown { .. } | LintError::Engine(_) => false,
            LintError::Name(_)
            | LintError::Form(_)
            | LintError::UnknownDependency(_)
            | LintError::Dependencies
            | LintError::StartOp { .. }
            | LintError::Op { .. }
            | LintError::PageFull { .. }
            | LintError::TooManyPages => true,
        }
    }

    /// What could help.
    pub fn hint(&self) -> Option<String> {
        match self {
            LintError::Unknown { .. } => Some("a newer Weft reads this page; update this one".to_owned()),
            LintError::Engine(_) => Some("it is tried again after an update".to_owned()),
            LintError::PageFull { .. } => Some("go on in a new note".to_owned()),
            LintError::Name(_)
            | LintError::Form(_)
            | LintError::UnknownDependency(_)
            | LintError::Dependencies
            | LintError::StartOp { .. }
            | LintError::Op { .. }
            | LintError::TooManyPages => None,
        }
    }
}

/// What is wrong with an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpFault {
    /// It names an operation that is not in what the change builds on.
    #[error("names an operation that the change does not build on")]
    Reference,
    /// It works on something that is not an object.
    #[error("works on something that is not an object")]
    Object,
    /// It works on a map in the way of a text or the other way round.
    #[error("does not fit the object it works on")]
    Shape,
    /// It has an empty key.
    #[error("has an empty key")]
    Key,
    /// It works at a key with which the page begins, so that nobody's words could vanish with their text.
    #[error("works at a key with which the page begins")]
    Fixed,
    /// It inserts something other than one character.
    #[error("inserts something other than one character")]
    Character,
    /// It replaces something at another place, nothing where it must, or the same thing twice.
    #[error("replaces what is not there")]
    Replaces,
    /// It nests objects deeper than [`limits::PAGE_DEPTH_MAX`].
    #[error("nests deeper than {max} objects", max = limits::PAGE_DEPTH_MAX)]
    Depth,
}

/// A change that passed the lint, ready to be added to its page.
#[derive(Debug, Clone)]
pub struct LintedChange {
    pub(crate) page: super::name::PageName,
    pub(crate) page_id: PageId,
    pub(crate) known: Known,
}

impl LintedChange {
    /// The change's name.
    pub fn id(&self) -> ChangeId {
        self.known.id
    }

    /// The page it changes.
    pub fn page_id(&self) -> PageId {
        self.page_id
    }
}

/// Judges a change of a page by the page's index.
///
/// `in_past` says which changes the entry's past carries, earlier items of the same entry included.
pub(crate) fn judge(
    index: &PageIndex,
    device: &DeviceId,
    blank: &[u8],
    in_past: &dyn Fn(&ChangeId) -> bool,
) -> Result<LintedChange, LintError> {
    let body = Body::read(blank)?;
    let deps = dependencies(index, &body.deps, in_past)?;
    let mut past = Places::default();
    for known in deps.iter().filter_map(|place| index.get(*place)) {
        past.add_all(&known.past);
    }
    // A dependency that another one builds on says nothing.
    if deps.iter().any(|place| past.has(*place)) {
        return Err(LintError::Dependencies);
    }
    deps.iter().for_each(|place| past.add(*place));
    let last = deps.iter().filter_map(|place| index.get(*place)).map(Known::last_op).max().unwrap_or(0);
    let expected = last.saturating_add(1);
    if body.start_op != expected {
        return Err(LintError::StartOp { found: body.start_op, expected });
    }
    fits_page(index, body.ops.len(), in_past)?;
    let others = others_of(index, &body.others, &past);
    let mut judged =
        Judged { index, start_op: body.start_op, others, ops: Vec::with_capacity(body.ops.len()) };
    for (place, op) in body.ops.iter().enumerate() {
        let known = judged.op(op).map_err(|fault| LintError::Op { index: place, fault })?;
        judged.ops.push(known);
    }
    let ops = judged.ops;
    let actor = actor_of(device, &index.space, &index.page, blank);
    let change = change_with_actor(&actor, blank)?;
    let known = Known {
        id: id_of(&change),
        device: Some(*device),
        actor,
        deps,
        start_op: body.start_op,
        ops,
        past,
        change,
    };
    Ok(LintedChange { page: index.name.clone(), page_id: index.page, known })
}

/// The places of the dependencies; the genesis is in everybody's past.
fn dependencies(
    index: &PageIndex,
    deps: &[ChangeId],
    in_past: &dyn Fn(&ChangeId) -> bool,
) -> Result<Vec<usize>, LintError> {
    if deps.is_empty() || !deps.windows(2).all(|pair| pair.first() < pair.last()) {
        return Err(LintError::Dependencies);
    }
    deps.iter()
        .map(|dep| match index.place(dep) {
            Some(place) if place == 0 || in_past(dep) => Ok(place),
            Some(_) | None => Err(LintError::UnknownDependency(*dep)),
        })
        .collect()
}

/// Whether one more change fits into what the entry's past holds of this page.
fn fits_page(index: &PageIndex, ops: usize, in_past: &dyn Fn(&ChangeId) -> bool) -> Result<(), LintError> {
    let fits =
        |changes: usize, ops: usize| changes <= limits::PAGE_CHANGES_MAX && ops <= limits::PAGE_OPS_MAX;
    // All that is held is never less than what the past holds, and is counted without asking.
    if fits(index.changes().len() + 1, index.op_count() + ops) {
        return Ok(());
    }
    let past = index.changes().iter().filter(|known| known.device.is_none() || in_past(&known.id));
    let (changes, ops) = past.fold((1, ops), |(changes, ops), known| (changes + 1, ops + known.ops.len()));
    if fits(changes, ops) { Ok(()) } else { Err(LintError::PageFull { changes, ops }) }
}

/// For each author that the change names, its change, where the change builds on it.
fn others_of(index: &PageIndex, others: &[Actor], past: &Places) -> Vec<Option<usize>> {
    others.iter().map(|actor| index.place_of_actor(actor).filter(|place| past.has(*place))).collect()
}

/// An object that an operation may work on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Map { depth: usize },
    Text,
}

/// The operations of a change that were judged so far.
struct Judged<'a> {
    index: &'a PageIndex,
    start_op: u32,
    others: Vec<Option<usize>>,
    ops: Vec<OpKnown>,
}

impl Judged<'_> {
    /// The operation that a reference means: earlier in this change, or in what it builds on.
    fn find(&self, reference: &OpRef) -> Result<(OpPlace, &OpKnown), OpFault> {
        if reference.actor == 0 {
            let op = reference.counter.checked_sub(self.start_op).ok_or(OpFault::Reference)?;
            let known = self.ops.get(op as usize).ok_or(OpFault::Reference)?;
            return Ok(((THIS, op), known));
        }
        let place = self.others.get(reference.actor - 1).copied().flatten().ok_or(OpFault::Reference)?;
        let change = self.index.get(place).ok_or(OpFault::Reference)?;
        let op = reference.counter.checked_sub(change.start_op).ok_or(OpFault::Reference)?;
        let known = change.ops.get(op as usize).ok_or(OpFault::Reference)?;
        Ok(((u32::try_from(place).map_err(|_| OpFault::Reference)?, op), known))
    }

    fn object(&self, reference: Option<&OpRef>) -> Result<(Option<OpPlace>, Shape), OpFault> {
        let Some(reference) = reference else { return Ok((None, Shape::Map { depth: 0 })) };
        let (place, known) = self.find(reference)?;
        match known.deed {
            Deed::Map { depth, .. } => Ok((Some(place), Shape::Map { depth })),
            Deed::Text { .. } => Ok((Some(place), Shape::Text)),
            Deed::Put { .. } | Deed::Character | Deed::Delete => Err(OpFault::Object),
        }
    }

    fn op(&self, op: &Op) -> Result<OpKnown, OpFault> {
        let (object, shape) = self.object(op.object.as_ref())?;
        let deed = match shape {
            Shape::Map { depth } => self.map_op(op, object, depth)?,
            Shape::Text => self.text_op(op, object)?,
        };
        Ok(OpKnown { object, deed })
    }

    fn map_op(&self, op: &Op, object: Option<OpPlace>, depth: usize) -> Result<Deed, OpFault> {
        let key: &str = match &op.key {
            OpKey::Key(key) => key,
            OpKey::Front | OpKey::Character(_) => return Err(OpFault::Shape),
        };
        if op.insert {
            return Err(OpFault::Shape);
        }
        if key.is_empty() {
            return Err(OpFault::Key);
        }
        let begun = self.index.get(0).map_or(&[][..], |genesis| &genesis.ops);
        if object.is_none() && begun.iter().any(|op| op.deed.key() == Some(key)) {
            return Err(OpFault::Fixed);
        }
        self.replaces_at(op, object, key)?;
        let within = |depth: usize| {
            if depth > limits::PAGE_DEPTH_MAX { Err(OpFault::Depth) } else { Ok(depth) }
        };
        let key: Arc<str> = key.into();
        match op.action {
            OpAction::MakeMap => Ok(Deed::Map { key, depth: within(depth + 1)? }),
            OpAction::MakeText => Ok(Deed::Text { key, depth: within(depth + 1)? }),
            OpAction::Put(_) => Ok(Deed::Put { key }),
            OpAction::Delete if op.replaces.is_empty() => Err(OpFault::Replaces),
            OpAction::Delete => Ok(Deed::Delete),
        }
    }

    /// What is replaced at a key must have been left at that key of that object, each thing once, in order.
    fn replaces_at(&self, op: &Op, object: Option<OpPlace>, key: &str) -> Result<(), OpFault> {
        let mut last: Option<(u32, Actor)> = None;
        for replaced in &op.replaces {
            let (place, known) = self.find(replaced)?;
            if known.object != object || known.deed.key() != Some(key) {
                return Err(OpFault::Replaces);
            }
            // Automerge wants them in the order of counter and author; this change's own come last.
            let actor = self.index.get(place.0 as usize).map_or([0xff; 16], |change| change.actor);
            let order = Some((replaced.counter, actor));
            if order <= last {
                return Err(OpFault::Replaces);
            }
            last = order;
        }
        Ok(())
    }

    fn text_op(&self, op: &Op, object: Option<OpPlace>) -> Result<Deed, OpFault> {
        let character = match &op.key {
            OpKey::Key(_) => return Err(OpFault::Shape),
            OpKey::Front => None,
            OpKey::Character(reference) => {
                let (_, known) = self.find(reference)?;
                if known.object != object || known.deed != Deed::Character {
                    return Err(OpFault::Shape);
                }
                Some(reference)
            }
        };
        match (&op.action, op.insert, character) {
            (OpAction::Put(text), true, _) if text.chars().count() != 1 => Err(OpFault::Character),
            (OpAction::Put(_), true, _) if !op.replaces.is_empty() => Err(OpFault::Replaces),
            (OpAction::Put(_), true, _) => Ok(Deed::Character),
            // A character is only ever taken away, so what is replaced is the character itself.
            (OpAction::Delete, false, Some(character)) if op.replaces == [*character] => Ok(Deed::Delete),
            (OpAction::Delete, false, Some(_)) => Err(OpFault::Replaces),
            (OpAction::Put(_) | OpAction::Delete | OpAction::MakeMap | OpAction::MakeText, _, _) => {
                Err(OpFault::Shape)
            }
        }
    }
}
