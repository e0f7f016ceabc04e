//! The pages of a space: automerge documents whose changes are judged before automerge sees them.
//!
//! The order of calls: [`Pages::lint`] each change of an entry, [`Pages::admit`] it (before the next of the same
//! entry), and when the kept entries are known [`Pages::apply_kept`] what became kept or [`Pages::rebuild`] with all
//! that is kept. Reading and writing goes through [`Page`]. Rules: `docs/spec/pages.md`.

mod back;
pub mod beat;
pub mod blank;
mod body;
mod columns;
pub mod crew;
mod diff;
pub mod edit;
pub mod gathering;
mod genesis;
pub mod guard;
pub mod history;
mod index;
pub mod lint;
pub mod live;
pub mod name;
pub mod note;
pub mod profile;
pub mod register;
pub mod state;
pub mod values;
pub mod wall;

pub use beat::{Beat, DayTime, Meeting, Rhythm, Weekday};
pub(crate) use blank::{actor_of, id_with_actor};
pub use blank::{blank_from_change, change_from_blank};
pub use body::FormFault;
pub use columns::ColumnFault;
pub use crew::{Answer, Answered, Crew, MeetingSet};
pub use diff::{Run, runs};
pub use edit::{EditError, WRITE_BYTES_MAX};
pub use gathering::{Coming, Dates, DayQuestion, Gathering, GatheringField, PersonComing, Stage};
pub use guard::EngineFault;
pub use history::{APART_NAMED_MAX, PageHistory, Step};
pub use lint::{LintError, LintedChange, OpFault};
pub use live::{Closed, Page, Work};
pub use name::{ChangeId, LINT_VERSION, NameFault, PAGE_CHANGE_KIND, PageChange, PageKindWire, PageName};
pub use profile::Profile;
pub use register::{Register, Said};
pub use state::{Field, FieldChange, PageState};
pub use values::PageValue;
pub use wall::{Card, CardField, Off, Spot};

use index::{PageIndex, Places};
use std::borrow::Cow;
use std::collections::BTreeMap;
use weft_ids::{DeviceId, PageId, SpaceId, limits};

/// All pages of one space.
#[derive(Debug, Clone)]
pub struct Pages {
    space: SpaceId,
    pages: BTreeMap<PageId, Page>,
    page_of: BTreeMap<ChangeId, PageId>,
}

impl Pages {
    /// The pages of a space in which nobody has written.
    pub fn new(space: SpaceId) -> Self {
        Self { space, pages: BTreeMap::new(), page_of: BTreeMap::new() }
    }

    /// Judges a change that `device` wrote.
    ///
    /// `in_past` says whether a change is carried by an entry in this entry's past or by an earlier item of the same
    /// entry; all those were admitted before. The verdict depends on nothing else that has arrived.
    ///
    /// # Errors
    /// The first rule that the change breaks; [`LintError::is_verdict`] tells what every device says
    /// from what only this one could not do.
    pub fn lint(
        &self,
        device: &DeviceId,
        change: &PageChange,
        in_past: &dyn Fn(&ChangeId) -> bool,
    ) -> Result<LintedChange, LintError> {
        let name = &change.page;
        if !name.is_known() {
            return Err(LintError::Unknown { kind: name.kind.0, lint: name.lint });
        }
        name.check()?;
        match self.pages.get(&name.id(&self.space)) {
            Some(page) => {
                let is_begun = || page.index.changes().iter().any(|known| in_past(&known.id));
                self.has_room(&is_begun, in_past)?;
                lint::judge(&page.index, device, &change.blank, in_past)
            }
            None => {
                self.has_room(&|| false, in_past)?;
                let index = PageIndex::new(self.space, name.clone())?;
                lint::judge(&index, device, &change.blank, in_past)
            }
        }
    }

    /// Adds a change that passed the lint; nothing is shown yet. Adding it again changes nothing.
    ///
    /// # Errors
    /// When automerge cannot begin the page: a fault of this device.
    pub fn admit(&mut self, linted: LintedChange) -> Result<ChangeId, EngineFault> {
        let (id, page_id) = (linted.known.id, linted.page_id);
        if !self.pages.contains_key(&page_id) {
            let page = Page::new(PageIndex::new(self.space, linted.page)?)?;
            self.pages.insert(page_id, page);
        }
        if let Some(page) = self.pages.get_mut(&page_id) {
            page.index.add(linted.known);
            self.page_of.insert(id, page_id);
        }
        Ok(id)
    }

    /// Shows admitted changes in addition to those that are shown, one batch a page, in any order.
    pub fn apply_kept(&mut self, kept: &[ChangeId]) {
        for (page_id, places) in self.by_page(kept) {
            if let Some(page) = self.pages.get_mut(&page_id) {
                page.show(&places);
            }
        }
    }

    /// Shows exactly these admitted changes; only pages that show others as well are built again.
    pub fn rebuild(&mut self, kept: &[ChangeId]) {
        let mut wanted = self.by_page(kept);
        for (page_id, page) in &mut self.pages {
            page.show_exactly(&wanted.remove(page_id).unwrap_or_default());
        }
    }

    /// The page of this name, where somebody wrote on it.
    pub fn page(&self, name: &PageName) -> Option<&Page> {
        self.page_by_id(&name.id(&self.space))
    }

    /// The page with this id, where somebody wrote on it.
    pub fn page_by_id(&self, page_id: &PageId) -> Option<&Page> {
        self.pages.get(page_id).filter(|page| page.changes() > 0)
    }

    /// The page that a change belongs to, where it was admitted.
    pub fn page_of(&self, change: &ChangeId) -> Option<PageId> {
        self.page_of.get(change).copied()
    }

    /// The page that holds a change, shown or not.
    pub fn page_holding(&self, change: &ChangeId) -> Option<&Page> {
        self.page_of.get(change).and_then(|page| self.pages.get(page))
    }

    /// The pages on which something is shown, by kind and key.
    pub fn iter(&self) -> impl Iterator<Item = &Page> {
        let mut pages: Vec<&Page> = self.pages.values().filter(|page| page.changes() > 0).collect();
        pages.sort_unstable_by_key(|page| page.name());
        pages.into_iter()
    }

    /// The page of this name to write on, whether or not somebody did before.
    ///
    /// # Errors
    /// When no page can be called that, or the space has as many pages as it may.
    pub fn page_to_write(&self, name: &PageName) -> Result<Cow<'_, Page>, EditError> {
        if let Some(page) = self.pages.get(&name.id(&self.space)) {
            return Ok(Cow::Borrowed(page));
        }
        if !name.is_known() {
            return Err(LintError::Unknown { kind: name.kind.0, lint: name.lint }.into());
        }
        name.check().map_err(LintError::Name)?;
        if self.pages.len() >= limits::PAGES_MAX {
            return Err(LintError::TooManyPages.into());
        }
        Ok(Cow::Owned(Page::new(PageIndex::new(self.space, name.clone())?)?))
    }

    fn by_page(&self, changes: &[ChangeId]) -> BTreeMap<PageId, Places> {
        let mut by_page: BTreeMap<PageId, Places> = BTreeMap::new();
        for change in changes {
            let Some(page_id) = self.page_of.get(change) else { continue };
            let Some(place) = self.pages.get(page_id).and_then(|page| page.index.place(change)) else {
                continue;
            };
            by_page.entry(*page_id).or_default().add(place);
        }
        by_page
    }

    /// Whether the entry's past has room for this page, which it may hold already.
    fn has_room(
        &self,
        is_begun: &dyn Fn() -> bool,
        in_past: &dyn Fn(&ChangeId) -> bool,
    ) -> Result<(), LintError> {
        // All pages that are held are never fewer than those in the past, and are counted without asking.
        if self.pages.len() < limits::PAGES_MAX || is_begun() {
            return Ok(());
        }
        let begun = self.pages.values().filter(|page| {
            page.index.changes().iter().any(|known| known.device.is_some() && in_past(&known.id))
        });
        if begun.count() < limits::PAGES_MAX { Ok(()) } else { Err(LintError::TooManyPages) }
    }
}

#[cfg(test)]
mod tests;
