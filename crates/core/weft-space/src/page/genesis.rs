//! The change with which every page begins: computed by everybody, logged by nobody.
//!
//! Two devices that begin the same note while apart so write into one text and lose no words.

use super::blank::{change_with_actor, genesis_actor};
use super::body::{Body, Op, OpAction, OpKey};
use super::guard::EngineFault;
use super::name::{PageKindWire, PageName};
use automerge::Change;
use weft_ids::PageId;

/// The key of a note's text in its root.
pub(crate) const TEXT: &str = "text";
/// The key of the crew page's answers in its root.
pub(crate) const ANSWERS: &str = "answers";
/// The key under which a page's first change says its kind.
const KIND: &str = "kind";

/// What the first change of a page of this kind says; by kind and lint version, for ever.
pub(crate) fn genesis_body(name: &PageName) -> Body {
    let (kind, object) = match name.kind {
        PageKindWire::CREW => ("crew", Some((ANSWERS, OpAction::MakeMap))),
        PageKindWire::NOTE => ("note", Some((TEXT, OpAction::MakeText))),
        PageKindWire(_) => ("profile", None),
    };
    let at_root = |key: &str, action| Op {
        object: None,
        key: OpKey::Key(key.to_owned()),
        insert: false,
        action,
        replaces: Vec::new(),
    };
    let mut ops = vec![at_root(KIND, OpAction::Put(kind.to_owned()))];
    ops.extend(object.map(|(key, action)| at_root(key, action)));
    Body { deps: Vec::new(), start_op: 1, others: Vec::new(), ops }
}

/// The first change of a page as automerge takes it.
pub(crate) fn genesis_change(page: &PageId, body: &Body) -> Result<Change, EngineFault> {
    change_with_actor(&genesis_actor(page), &body.write())
}
