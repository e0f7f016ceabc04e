//! Devices that write on pages apart and meet, without entries: each change carries what its author held.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses its own part; helpers fail as tests do"
)]

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::{ActorId, Change, ChangeHash, ExpandedChange, ObjType, ScalarValue};
use std::collections::BTreeSet;
use std::num::NonZeroU64;
use std::rc::Rc;
use weft_ids::{DeviceId, SpaceId};
use weft_space::page::{
    ChangeId, LintError, Page, PageChange, PageName, Pages, blank_from_change, change_from_blank,
};

/// The space of all tests.
pub(crate) const SPACE: SpaceId = SpaceId([7; 32]);

/// A device by the first letter of its owner.
pub(crate) fn device(letter: char) -> DeviceId {
    DeviceId([letter as u8; 32])
}

/// A small generator, so that a run is a function of its seed.
pub(crate) struct Rng(pub(crate) u64);

impl Rng {
    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }

    /// One of `items`.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// A change on its way, with what its author held.
#[derive(Clone)]
pub(crate) struct Sent {
    pub(crate) device: DeviceId,
    pub(crate) change: PageChange,
    pub(crate) past: Rc<BTreeSet<ChangeId>>,
    pub(crate) id: ChangeId,
}

/// One device's pages and all it holds.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) device: DeviceId,
    pub(crate) pages: Pages,
    pub(crate) held: BTreeSet<ChangeId>,
    pub(crate) log: Vec<Sent>,
}

impl Desk {
    /// A device that holds nothing.
    pub(crate) fn new(letter: char) -> Self {
        Self { device: device(letter), pages: Pages::new(SPACE), held: BTreeSet::new(), log: Vec::new() }
    }

    /// The page to write on.
    pub(crate) fn page(&self, name: &PageName) -> Page {
        self.pages.page_to_write(name).unwrap().into_owned()
    }

    /// The note's text.
    pub(crate) fn text(&self, title: &str) -> String {
        self.pages.page(&PageName::note(title)).map(|page| page.text().unwrap()).unwrap_or_default()
    }

    /// Takes in changes that this device wrote.
    pub(crate) fn put(&mut self, changes: impl IntoIterator<Item = PageChange>) -> Vec<Sent> {
        let mut sent = Vec::new();
        for change in changes {
            let past = Rc::new(self.held.clone());
            let linted = self.pages.lint(&self.device, &change, &|id| past.contains(id)).unwrap();
            let one = Sent { device: self.device, change, past, id: linted.id() };
            self.take(&one).unwrap();
            sent.push(one);
        }
        sent
    }

    /// Makes the note say `text`, written on its newest state.
    pub(crate) fn write(&mut self, title: &str, text: &str) -> Vec<Sent> {
        let page = self.page(&PageName::note(title));
        let changes = page.edit_text_at(&self.device, &page.heads(), text).unwrap();
        self.put(changes)
    }

    /// Lints, admits and shows what somebody wrote.
    pub(crate) fn take(&mut self, sent: &Sent) -> Result<(), LintError> {
        if self.held.contains(&sent.id) {
            return Ok(());
        }
        let linted = self.pages.lint(&sent.device, &sent.change, &|id| sent.past.contains(id))?;
        let id = self.pages.admit(linted).unwrap();
        self.held.insert(id);
        self.log.push(sent.clone());
        self.pages.apply_kept(&[id]);
        Ok(())
    }

    /// Gets everything that another device holds.
    pub(crate) fn meet(&mut self, other: &Desk) {
        for sent in &other.log {
            self.take(sent).unwrap();
        }
    }

    /// Whether a change would pass here, on all that is held.
    pub(crate) fn judge(&self, from: &DeviceId, name: &PageName, blank: Vec<u8>) -> Result<(), LintError> {
        let change = PageChange { page: name.clone(), blank };
        self.pages.lint(from, &change, &|id| self.held.contains(id)).map(|_| ())
    }
}

/// Builds changes by hand, in the terms of automerge.
pub(crate) struct Forge {
    pub(crate) deps: Vec<ChangeHash>,
    pub(crate) start_op: u64,
    pub(crate) seq: u64,
    pub(crate) time: i64,
    pub(crate) message: Option<String>,
    pub(crate) extra: Vec<u8>,
    pub(crate) ops: Vec<Op>,
}

/// The author that a blank form carries.
pub(crate) fn nobody() -> ActorId {
    ActorId::from([0_u8; 16])
}

impl Forge {
    /// An honest frame on the page's newest state, without operations.
    pub(crate) fn on(page: &Page) -> Self {
        let deps = page.heads().iter().map(|head| ChangeHash(head.0)).collect();
        let start_op = newest_op(page) + 1;
        Self { deps, start_op, seq: 1, time: 0, message: None, extra: Vec::new(), ops: Vec::new() }
    }

    /// Adds an operation at the root or in an object.
    pub(crate) fn op(
        mut self,
        object: Option<OpId>,
        key: Key,
        insert: bool,
        action: OpType,
        pred: Vec<OpId>,
    ) -> Self {
        let obj = object.map_or(ObjectId::Root, ObjectId::Id);
        self.ops.push(Op { action, obj, key, pred: SortedVec::from(pred), insert });
        self
    }

    /// Puts text at a key of the root.
    pub(crate) fn put(self, key: &str, value: &str) -> Self {
        self.op(None, map_key(key), false, OpType::Put(ScalarValue::Str(value.into())), Vec::new())
    }

    /// Nests `depth` maps into each other.
    pub(crate) fn nested(mut self, depth: u64) -> Self {
        for level in 0..depth {
            let object = level.checked_sub(1).map(|above| OpId::new(self.start_op + above, &nobody()));
            self = self.op(object, map_key("in"), false, OpType::Make(ObjType::Map), Vec::new());
        }
        self
    }

    /// The change in automerge's form.
    pub(crate) fn change(self) -> Change {
        Change::from(ExpandedChange {
            operations: self.ops,
            actor_id: nobody(),
            hash: None,
            seq: self.seq,
            start_op: NonZeroU64::new(self.start_op).unwrap(),
            time: self.time,
            message: self.message,
            deps: self.deps,
            extra_bytes: self.extra,
            author: None,
        })
    }

    /// The change in blank form.
    pub(crate) fn blank(self) -> Vec<u8> {
        blank_from_change(&self.change()).unwrap()
    }
}

/// A key of a map.
pub(crate) fn map_key(key: &str) -> Key {
    Key::Map(key.into())
}

/// The front of a text.
pub(crate) fn front() -> Key {
    Key::Seq(ElementId::Head)
}

/// A character of a text.
pub(crate) fn character(op: OpId) -> Key {
    Key::Seq(ElementId::Id(op))
}

/// The newest operation of what a page shows, by what an honest change on it would begin with.
pub(crate) fn newest_op(page: &Page) -> u64 {
    probe(page).start_op().get() - 1
}

/// What an honest change on a page's newest state looks like to automerge.
pub(crate) fn probe(page: &Page) -> Change {
    let from = device('Z');
    let change = if page.name().kind == weft_space::page::PageKindWire::NOTE {
        page.edit_text_at(&from, &page.heads(), &format!("{} ~", page.text().unwrap())).unwrap().remove(0)
    } else {
        page.set_about(&from, &format!("about {}", page.changes())).unwrap().remove(0)
    };
    change_from_blank(&from, &SPACE, &page.id(), &change.blank).unwrap()
}

/// The text object of a note, as automerge names it.
pub(crate) fn text_of(page: &Page) -> OpId {
    match &probe(page).decode().operations[0].obj {
        ObjectId::Id(id) => id.clone(),
        ObjectId::Root => panic!("a note's words are in its text"),
    }
}
