//! The steps in which a page came to be: who wrote on what, and what the page said before and after.
//!
//! A step is what one entry changed on one page. Everything here is computed from the graph of changes, so devices that
//! keep the same entries tell the same history; nothing of it is stored.

use super::guard::{EngineFault, guarded_result};
use super::index::{Deed, Known, OpKnown, PageIndex, Places};
use super::live::Page;
use super::name::ChangeId;
use super::state::{PageState, state_of};
use automerge::{Automerge, Change, TextEncoding};
use std::collections::BTreeSet;
use weft_ids::{DeviceId, EntryHash};

/// How a step and another were written apart: this many are named, the rest is counted.
pub const APART_NAMED_MAX: usize = 4;

/// What one entry changed on one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The entry that carried it first.
    pub entry: EntryHash,
    /// The device that wrote it.
    pub device: DeviceId,
    /// Characters it inserted into texts.
    pub written: usize,
    /// Things it took away: characters of texts and values.
    pub taken: usize,
    /// The fields at the page's root in which it set something, sorted.
    pub fields: Vec<String>,
    // What it changed, what that builds on without it, and both together.
    own: Places,
    before: Places,
    after: Places,
}

impl Step {
    /// The step that these changes of a page make; `None` where the page holds none of them.
    pub(crate) fn of(index: &PageIndex, entry: EntryHash, changes: &[ChangeId]) -> Option<Self> {
        let (mut own, mut before) = (Places::default(), Places::default());
        let (mut written, mut taken, mut fields) = (0, 0, BTreeSet::new());
        let mut device = None;
        for place in changes.iter().filter_map(|change| index.place(change)) {
            let Some(known) = index.get(place) else { continue };
            device = device.or(known.device);
            own.add(place);
            before.add_all(&known.past);
            for op in &known.ops {
                match &op.deed {
                    Deed::Character => written += 1,
                    Deed::Delete => taken += 1,
                    Deed::Map { .. } | Deed::Text { .. } | Deed::Put { .. } => {
                        fields.extend(root_field(index, known, op));
                    }
                }
            }
        }
        let mut after = before.clone();
        after.add_all(&own);
        let before = before.without(&own);
        let fields = fields.into_iter().collect();
        Some(Self { entry, device: device?, written, taken, fields, own, before, after })
    }

    /// Whether this step was written by somebody who had `other`.
    fn builds_on(&self, other: &Step) -> bool {
        self.before.meets(&other.own)
    }
}

/// The key at the page's root under which an operation worked.
fn root_field(index: &PageIndex, known: &Known, op: &OpKnown) -> Option<String> {
    let mut op = op;
    // Objects nest at most as deep as the lint lets them; a bound all the same.
    for _ in 0..=weft_ids::limits::PAGE_DEPTH_MAX {
        let Some((change, place)) = op.object else { return op.deed.key().map(str::to_owned) };
        let of = index.get(change as usize).unwrap_or(known);
        op = of.ops.get(place as usize)?;
    }
    None
}

/// The history of one page, oldest step first.
#[derive(Debug, Clone)]
pub struct PageHistory<'a> {
    pub(crate) page: &'a Page,
    steps: Vec<Step>,
}

impl<'a> PageHistory<'a> {
    /// Gathers the steps of a page from the changes that entries carried, each entry after those it builds on.
    ///
    /// A change that several entries carry belongs to the first; changes that are not shown are left out.
    pub fn gather(page: &'a Page, entries: impl IntoIterator<Item = (EntryHash, Vec<ChangeId>)>) -> Self {
        let mut seen: BTreeSet<ChangeId> = BTreeSet::new();
        let mut steps = Vec::new();
        for (entry, changes) in entries {
            let new: Vec<ChangeId> =
                changes.into_iter().filter(|change| page.shows(change) && seen.insert(*change)).collect();
            if !new.is_empty() {
                steps.extend(Step::of(&page.index, entry, &new));
            }
        }
        Self { page, steps }
    }

    /// The page.
    pub fn page(&self) -> &'a Page {
        self.page
    }

    /// The steps, oldest first; a step stands after all it builds on.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step of an entry, with its place.
    pub fn step_of(&self, entry: &EntryHash) -> Option<(usize, &Step)> {
        self.steps.iter().enumerate().find(|(_, step)| step.entry == *entry)
    }

    /// The places of the steps that were written apart from the one at `at`, the nearest first and at most
    /// [`APART_NAMED_MAX`] of them, and how many there are in all.
    pub fn apart(&self, at: usize) -> (Vec<usize>, usize) {
        let Some(step) = self.steps.get(at) else { return (Vec::new(), 0) };
        let apart = self.steps.iter().enumerate().filter(|(place, other)| {
            // Only what stands later can build on it, and only what stands earlier can be built on.
            *place != at && if *place > at { !other.builds_on(step) } else { !step.builds_on(other) }
        });
        let mut apart: Vec<usize> = apart.map(|(place, _)| place).collect();
        let count = apart.len();
        apart.sort_by_key(|place| (place.abs_diff(at), *place));
        apart.truncate(APART_NAMED_MAX);
        (apart, count)
    }

    /// What the page said to whoever wrote a step, before they wrote it.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn before(&self, step: &Step) -> Result<PageState, EngineFault> {
        self.page.state_at(&step.before)
    }

    /// What the page said to whoever wrote a step, once they had written it; what others wrote apart is not in it.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn after(&self, step: &Step) -> Result<PageState, EngineFault> {
        self.page.state_at(&step.after)
    }

    /// The newest changes of the state right after a step.
    pub(crate) fn heads_after(&self, step: &Step) -> Vec<ChangeId> {
        self.page.heads_of(&step.after)
    }
}

impl Page {
    /// What the page says.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn state(&self) -> Result<PageState, EngineFault> {
        guarded_result(|| state_of(&self.doc))
    }

    /// What changes did that need not be shown: the page before and after them, as their writer saw it.
    ///
    /// # Errors
    /// When automerge fails, or the page holds none of them.
    pub fn before_and_after(&self, changes: &[ChangeId]) -> Result<(PageState, PageState), EngineFault> {
        let step = Step::of(&self.index, EntryHash([0; 32]), changes)
            .ok_or_else(|| EngineFault("the page does not hold these changes".to_owned()))?;
        Ok((self.state_at(&step.before)?, self.state_at(&step.after)?))
    }

    /// What the page says at a state that is closed under dependencies, shown or not.
    fn state_at(&self, places: &Places) -> Result<PageState, EngineFault> {
        // A document of exactly these changes: reading the shown one at old heads would walk its graph for every field.
        let changes: Vec<Change> =
            places.iter().filter_map(|place| Some(self.index.get(place)?.change.clone())).collect();
        guarded_result(|| {
            let mut doc = Automerge::new_with_encoding(TextEncoding::UnicodeCodePoint);
            doc.apply_changes(changes)?;
            state_of(&doc)
        })
    }
}
