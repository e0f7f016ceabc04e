//! One page as it is shown: the automerge document, what it holds of the page's changes, and its guard.

use super::crew::Crew;
use super::guard::{EngineFault, guarded, guarded_result};
use super::index::{Known, PageIndex, Places};
use super::name::{ChangeId, PageName};
use super::profile::Profile;
use automerge::{Automerge, Change, TextEncoding};
use std::sync::OnceLock;
use weft_ids::{DeviceId, PageId, SpaceId, limits};

/// Why a page can only be read on this device.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// Automerge failed on a valid change: a fault of this device, tried again after an update.
    #[error("this device could not take in a change of it ({0}); it is tried again after an update")]
    Failed(EngineFault),
    /// It holds as much as a page may.
    #[error("it is full; go on in a new note")]
    Full,
}

/// How much automerge was asked to do for a page; counted, since time says nothing on a shared machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Calls that applied changes, however many at once.
    pub batches: u64,
    /// Changes applied, repeated ones included.
    pub changes: u64,
    /// Times the document was thrown away and built again.
    pub rebuilds: u64,
}

/// One page.
#[derive(Clone)]
pub struct Page {
    pub(crate) index: PageIndex,
    pub(crate) doc: Automerge,
    // Invariant: closed under dependencies; exactly what `doc` holds.
    shown: Places,
    // Kept, but this device could not apply it, or it builds on such a change.
    left_out: Places,
    failed: Option<EngineFault>,
    work: Work,
    pub(super) read: Read,
}

/// What was read from the document as it stands, so that a page that nobody changed costs nothing to show.
#[derive(Clone, Default)]
pub(super) struct Read {
    pub(super) text: OnceLock<String>,
    pub(super) crew: OnceLock<Crew>,
    pub(super) profile: OnceLock<Profile>,
    heads: OnceLock<Vec<ChangeId>>,
}

impl std::fmt::Debug for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (name, changes) = (&self.index.name, self.changes());
        f.debug_struct("Page").field("name", name).field("changes", &changes).finish_non_exhaustive()
    }
}

impl Page {
    /// A page that nobody has written on.
    pub(crate) fn new(index: PageIndex) -> Result<Self, EngineFault> {
        let mut page = Self {
            index,
            doc: empty_doc(),
            shown: Places::default(),
            left_out: Places::default(),
            failed: None,
            work: Work::default(),
            read: Read::default(),
        };
        page.start_over()?;
        Ok(page)
    }

    /// The page's name.
    pub fn name(&self) -> &PageName {
        &self.index.name
    }

    /// The page's id.
    pub fn id(&self) -> PageId {
        self.index.page
    }

    /// The space it is in.
    pub fn space(&self) -> SpaceId {
        self.index.space
    }

    /// Changes that are shown, without the one with which every page begins.
    pub fn changes(&self) -> usize {
        self.shown.count().saturating_sub(1)
    }

    /// Why this device cannot write on it; `None` where it can.
    pub fn closed(&self) -> Option<Closed> {
        if let Some(fault) = &self.failed {
            return Some(Closed::Failed(fault.clone()));
        }
        let ops: usize = self.shown_changes().map(|known| known.ops.len()).sum();
        let full = self.shown.count() >= limits::PAGE_CHANGES_MAX || ops >= limits::PAGE_OPS_MAX;
        full.then_some(Closed::Full)
    }

    /// What automerge was asked to do so far.
    pub fn work(&self) -> Work {
        self.work
    }

    /// The newest shown changes: those on which no shown change builds, in order of their bytes.
    pub fn heads(&self) -> Vec<ChangeId> {
        self.read.heads.get_or_init(|| self.heads_of(&self.shown)).clone()
    }

    /// The newest of some changes: those on which none of them builds, in order of their bytes.
    pub(crate) fn heads_of(&self, places: &Places) -> Vec<ChangeId> {
        let mut built_on = Places::default();
        let known = places.iter().filter_map(|place| self.index.get(place));
        known.for_each(|known| known.deps.iter().for_each(|dep| built_on.add(*dep)));
        let newest = places.iter().filter(|place| !built_on.has(*place));
        let mut heads: Vec<ChangeId> = newest.filter_map(|place| Some(self.index.get(place)?.id)).collect();
        heads.sort_unstable();
        heads
    }

    /// Whether a change is shown.
    pub fn shows(&self, id: &ChangeId) -> bool {
        self.index.place(id).is_some_and(|place| self.shown.has(place))
    }

    /// The devices that inserted text, in the order of their first words.
    ///
    /// First by the page's own counter of operations, then by hash: the same on every device.
    pub fn writers(&self) -> Vec<DeviceId> {
        let mut inserting: Vec<&Known> = self.shown_changes().filter(|known| known.inserts()).collect();
        inserting.sort_unstable_by_key(|known| (known.start_op, known.id));
        let mut writers = Vec::new();
        for device in inserting.into_iter().filter_map(|known| known.device) {
            if !writers.contains(&device) {
                writers.push(device);
            }
        }
        writers
    }

    /// The shown page as an automerge document, for export; loaded again to be sure of it.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn export(&self) -> Result<Vec<u8>, EngineFault> {
        guarded_result(|| {
            let saved = self.doc.save();
            Automerge::load(&saved).map(|_| saved)
        })
    }

    /// The shown changes by name, without the one with which every page begins.
    pub fn shown_ids(&self) -> impl Iterator<Item = ChangeId> + '_ {
        self.shown_changes().filter(|known| known.device.is_some()).map(|known| known.id)
    }

    pub(crate) fn shown_changes(&self) -> impl Iterator<Item = &Known> {
        self.shown.iter().filter_map(|place| self.index.get(place))
    }

    /// Shows changes of this page's index, in batch; those whose dependencies are not shown wait.
    pub(crate) fn show(&mut self, places: &Places) {
        self.read = Read::default();
        let mut wanted = self.left_out.clone();
        wanted.add_all(places);
        // A change stands after all it builds on, so one pass in order finds all that can be shown.
        let (mut reachable, mut fresh) = (self.shown.clone(), Vec::new());
        for place in wanted.iter().filter(|place| !self.shown.has(*place)) {
            let known = self.index.get(place);
            if known.is_some_and(|known| known.deps.iter().all(|dep| reachable.has(*dep))) {
                reachable.add(place);
                fresh.push(place);
            }
        }
        self.left_out = Places::default();
        wanted.iter().filter(|place| !reachable.has(*place)).for_each(|place| self.left_out.add(place));
        if self.failed.is_some() {
            return self.show_singly(&fresh);
        }
        if fresh.is_empty() {
            return;
        }
        match self.apply(&fresh) {
            Ok(()) => self.shown = reachable,
            Err(fault) => self.recover(fault, &fresh),
        }
    }

    /// Shows exactly these changes; a document that holds more is built again.
    pub(crate) fn show_exactly(&mut self, places: &Places) {
        let mut wanted = places.clone();
        wanted.add(0);
        if !wanted.holds_all(&self.shown) || self.failed.is_some() {
            self.left_out = Places::default();
            self.failed = None;
            self.work.rebuilds += 1;
            if let Err(fault) = self.start_over() {
                self.failed = Some(fault);
            }
        }
        self.show(&wanted);
    }

    fn start_over(&mut self) -> Result<(), EngineFault> {
        self.doc = empty_doc();
        self.shown = Places::default();
        self.apply(&[0])?;
        self.shown.add(0);
        Ok(())
    }

    fn apply(&mut self, places: &[usize]) -> Result<(), EngineFault> {
        let changes: Vec<Change> =
            places.iter().filter_map(|place| Some(self.index.get(*place)?.change.clone())).collect();
        self.work.batches += 1;
        self.work.changes += changes.len() as u64;
        let doc = &mut self.doc;
        guarded_result(|| doc.apply_changes(changes))?;
        // A change that automerge put aside without a word is found by its absence.
        let last = places.last().and_then(|place| self.index.get(*place)).map(|known| known.change.hash());
        let holds = guarded(|| last.is_none_or(|hash| doc.get_change_meta_by_hash(&hash).is_some()))?;
        if holds { Ok(()) } else { Err(EngineFault("it set a change aside without a word".to_owned())) }
    }

    /// After a fault: throws the document away, builds what was shown before, then tries the new ones singly.
    fn recover(&mut self, fault: EngineFault, fresh: &[usize]) {
        tracing::warn!(page = %self.index.page, "a page's engine failed; the page is closed for writing here");
        let before: Vec<usize> = self.shown.iter().filter(|place| *place > 0).collect();
        self.failed = Some(fault);
        self.work.rebuilds += 1;
        if self.start_over().is_err() {
            return;
        }
        let shown_again = before.is_empty() || self.apply(&before).is_ok();
        if shown_again {
            before.iter().for_each(|place| self.shown.add(*place));
            self.show_singly(fresh);
        } else if self.start_over().is_ok() {
            let all: Vec<usize> = before.iter().chain(fresh).copied().collect();
            self.show_singly(&all);
        }
    }

    /// Applies changes one at a time, each to a copy, and leaves out those that fail and all that builds on them.
    fn show_singly(&mut self, places: &[usize]) {
        for place in places {
            let builds_on_shown =
                self.index.get(*place).is_some_and(|known| known.deps.iter().all(|dep| self.shown.has(*dep)));
            let Ok(copy) = guarded(|| self.doc.clone()) else { return };
            if builds_on_shown && self.apply(&[*place]).is_ok() {
                self.shown.add(*place);
            } else {
                self.doc = copy;
                self.left_out.add(*place);
            }
        }
    }
}

fn empty_doc() -> Automerge {
    Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint)
}
