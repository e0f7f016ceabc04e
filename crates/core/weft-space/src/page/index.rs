//! What is known of a page's changes without automerge: who wrote what, on what, and what each operation made.

use super::blank::{genesis_actor, id_of};
use super::body::{Actor, Body, OpAction, OpKey};
use super::genesis::{genesis_body, genesis_change};
use super::guard::EngineFault;
use super::name::{ChangeId, PageName};
use automerge::Change;
use std::collections::BTreeMap;
use std::sync::Arc;
use weft_ids::{DeviceId, PageId, SpaceId};

/// A set of changes of one page, by their places in its index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places(Vec<u64>);

impl Places {
    pub(crate) fn add(&mut self, place: usize) {
        let word = place / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(word) {
            *bits |= 1 << (place % 64);
        }
    }

    pub(crate) fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
    }

    pub(crate) fn add_all(&mut self, other: &Places) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine |= theirs);
    }

    pub(crate) fn holds_all(&self, other: &Places) -> bool {
        let words = other.0.iter().enumerate();
        words.into_iter().all(|(word, theirs)| theirs & !self.0.get(word).copied().unwrap_or(0) == 0)
    }

    /// Whether both have a place in common.
    pub(crate) fn meets(&self, other: &Places) -> bool {
        self.0.iter().zip(&other.0).any(|(mine, theirs)| mine & theirs != 0)
    }

    /// These places without those of another set.
    pub(crate) fn without(&self, other: &Places) -> Places {
        let theirs = other.0.iter().chain(std::iter::repeat(&0));
        Places(self.0.iter().zip(theirs).map(|(mine, theirs)| mine & !theirs).collect())
    }

    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(word, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        })
    }
}

/// An operation by the place of its change and its own place in it.
pub(crate) type OpPlace = (u32, u32);

/// Stands for a change's own place until it is added to an index.
pub(crate) const THIS: u32 = u32::MAX;

/// What an operation did, as far as later ones may build on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OpKnown {
    /// The object it worked on; `None` for the root map.
    pub(crate) object: Option<OpPlace>,
    pub(crate) deed: Deed,
}

/// The deed of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Made a map at a key; the root map's depth is 0.
    Map { key: Arc<str>, depth: usize },
    /// Made a text at a key.
    Text { key: Arc<str>, depth: usize },
    /// Put a value at a key.
    Put { key: Arc<str> },
    /// Inserted a character.
    Character,
    /// Took something away; nothing builds on it.
    Delete,
}

impl Deed {
    /// The key at which it left something.
    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Deed::Map { key, .. } | Deed::Text { key, .. } | Deed::Put { key } => Some(key),
            Deed::Character | Deed::Delete => None,
        }
    }
}

/// One change.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) id: ChangeId,
    /// Who wrote it; `None` for the change with which the page begins.
    pub(crate) device: Option<DeviceId>,
    pub(crate) actor: Actor,
    pub(crate) deps: Vec<usize>,
    pub(crate) start_op: u32,
    pub(crate) ops: Vec<OpKnown>,
    /// Everything it builds on, without itself.
    pub(crate) past: Places,
    /// The change as automerge takes it.
    pub(crate) change: Change,
}

impl Known {
    /// The counter of its last operation.
    pub(crate) fn last_op(&self) -> u32 {
        self.start_op.saturating_add(u32::try_from(self.ops.len()).unwrap_or(u32::MAX)).saturating_sub(1)
    }

    pub(crate) fn inserts(&self) -> bool {
        self.ops.iter().any(|op| op.deed == Deed::Character)
    }
}

/// All valid changes of one page that this device holds, shown or not.
#[derive(Debug, Clone)]
pub(crate) struct PageIndex {
    pub(crate) space: SpaceId,
    pub(crate) name: PageName,
    pub(crate) page: PageId,
    // Invariant: never empty; a change stands after all it builds on; the first is the genesis.
    changes: Vec<Known>,
    by_id: BTreeMap<ChangeId, usize>,
    by_actor: BTreeMap<Actor, usize>,
    ops: usize,
}

impl PageIndex {
    /// The index of a page that nobody has written on.
    pub(crate) fn new(space: SpaceId, name: PageName) -> Result<Self, EngineFault> {
        let page = name.id(&space);
        let body = genesis_body(&name);
        let change = genesis_change(&page, &body)?;
        let genesis = Known {
            id: id_of(&change),
            device: None,
            actor: genesis_actor(&page),
            deps: Vec::new(),
            start_op: body.start_op,
            ops: genesis_ops(&body),
            past: Places::default(),
            change,
        };
        let (by_id, by_actor) = (BTreeMap::new(), BTreeMap::new());
        let mut index = Self { space, name, page, changes: Vec::new(), by_id, by_actor, ops: 0 };
        index.add(genesis);
        Ok(index)
    }

    /// Adds a change that passed the lint; one that is here already stays as it is.
    pub(crate) fn add(&mut self, mut known: Known) -> usize {
        if let Some(place) = self.by_id.get(&known.id) {
            return *place;
        }
        let place = self.changes.len();
        let own = u32::try_from(place).unwrap_or(THIS);
        for (change, _) in known.ops.iter_mut().filter_map(|op| op.object.as_mut()) {
            if *change == THIS {
                *change = own;
            }
        }
        self.by_id.insert(known.id, place);
        self.by_actor.entry(known.actor).or_insert(place);
        self.ops += known.ops.len();
        self.changes.push(known);
        place
    }

    pub(crate) fn get(&self, place: usize) -> Option<&Known> {
        self.changes.get(place)
    }

    pub(crate) fn place(&self, id: &ChangeId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub(crate) fn place_of_actor(&self, actor: &[u8]) -> Option<usize> {
        self.by_actor.get(actor).copied()
    }

    /// The device that wrote as this actor; `None` for the genesis and for nobody.
    pub(crate) fn device_of_actor(&self, actor: &[u8]) -> Option<DeviceId> {
        self.get(self.place_of_actor(actor)?)?.device
    }

    pub(crate) fn changes(&self) -> &[Known] {
        &self.changes
    }

    /// All operations of all changes.
    pub(crate) fn op_count(&self) -> usize {
        self.ops
    }
}

/// What the operations of a genesis did: they work on the root and make objects of depth 1.
fn genesis_ops(body: &Body) -> Vec<OpKnown> {
    let known = |op: &super::body::Op| {
        let key: Arc<str> = match &op.key {
            OpKey::Key(key) => key.as_str().into(),
            OpKey::Front | OpKey::Character(_) => "".into(),
        };
        let deed = match op.action {
            OpAction::MakeMap => Deed::Map { key, depth: 1 },
            OpAction::MakeText => Deed::Text { key, depth: 1 },
            OpAction::Put(_) => Deed::Put { key },
            OpAction::Delete => Deed::Delete,
        };
        OpKnown { object: None, deed }
    };
    body.ops.iter().map(known).collect()
}
