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
/// The key of who comes to a gathering in its page's root.
pub(crate) const PEOPLE: &str = "people";
/// The key of the questions of a gathering's days in its page's root.
pub(crate) const DAYS: &str = "days";
/// The key of the cards of a gathering's wall in its page's root.
pub(crate) const CARDS: &str = "cards";
/// The key under which a page's first change says its kind.
const KIND: &str = "kind";

/// What the first change of a page of this kind says; by kind and lint version, for ever.
pub(crate) fn genesis_body(name: &PageName) -> Body {
    let (kind, objects) = match name.kind {
        PageKindWire::CREW => ("crew", vec![(ANSWERS, OpAction::MakeMap)]),
        PageKindWire::NOTE => ("note", vec![(TEXT, OpAction::MakeText)]),
        PageKindWire::GATHERING => {
            ("gathering", [PEOPLE, DAYS, CARDS].map(|key| (key, OpAction::MakeMap)).to_vec())
        }
        PageKindWire(_) => ("profile", Vec::new()),
    };
    let at_root = |key: &str, action| Op {
        object: None,
        key: OpKey::Key(key.to_owned()),
        insert: false,
        action,
        replaces: Vec::new(),
    };
    let mut ops = vec![at_root(KIND, OpAction::Put(kind.to_owned()))];
    ops.extend(objects.into_iter().map(|(key, action)| at_root(key, action)));
    Body { deps: Vec::new(), start_op: 1, others: Vec::new(), ops }
}

/// The first change of a page as automerge takes it.
pub(crate) fn genesis_change(page: &PageId, body: &Body) -> Result<Change, EngineFault> {
    change_with_actor(&genesis_actor(page), &body.write())
}
