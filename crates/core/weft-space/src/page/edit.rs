//! Turns what a member wrote into page changes of this device, each linted before it leaves.

use super::blank::blank_from_change;
use super::body::{BLANK_ACTOR, Body};
use super::guard::{EngineFault, guarded_result};
use super::index::Places;
use super::lint::{LintError, judge};
use super::live::{Closed, Page};
use super::name::{ChangeId, PageChange};
use automerge::transaction::{Transactable, Transaction};
use automerge::{ActorId, AutomergeError, ChangeHash, ROOT};
use std::borrow::Cow;
use weft_ids::{DeviceId, limits, text::TextError};

/// Why words were not put on a page; nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The page can only be read on this device.
    #[error("the page can only be read here: {0}")]
    Closed(#[from] Closed),
    /// The words were written on a state of the page that is not shown any more.
    #[error("the page no longer shows what these words were written on")]
    HeadsGone,
    /// A line is empty, too long or holds control characters.
    #[error("the {field} does not do: {fault}")]
    Text {
        /// Which field.
        field: &'static str,
        /// What is wrong.
        fault: TextError,
    },
    /// A time zone that is not like `Europe/Berlin`.
    #[error("\"{0}\" is not a time zone such as Europe/Berlin")]
    Zone(String),
    /// A day that is in no calendar.
    #[error("there is no such day")]
    Day,
    /// The last day comes before the first, or the days are more than a gathering has.
    #[error("the days do not do: a gathering has 1 to {max} days, the last not before the first", max = weft_practice::gathering::DAYS_MAX)]
    Dates,
    /// No such card is on the wall.
    #[error("no card {0} is on the wall")]
    NoCard(String),
    /// The card was taken off.
    #[error("the card was taken off the wall")]
    CardOff,
    /// A number out of range.
    #[error("the number of {0} is out of range")]
    Number(&'static str),
    /// No such meeting is set.
    #[error("no meeting {0} is set")]
    NoMeeting(String),
    /// More was written at once than one entry carries.
    #[error("this is more than fits at once ({bytes} bytes; {max} fit)", max = WRITE_BYTES_MAX)]
    TooMuch {
        /// Bytes of the page changes it would take.
        bytes: usize,
    },
    /// The change would break a rule of pages.
    #[error("{0}")]
    Lint(#[from] LintError),
    /// Automerge failed.
    #[error("{0}")]
    Engine(#[from] EngineFault),
}

impl EditError {
    /// What could help.
    pub fn hint(&self) -> Option<String> {
        match self {
            EditError::Closed(Closed::Full) => Some("go on in a new note".to_owned()),
            EditError::Closed(Closed::Failed(_)) => {
                Some("restart Weft; the words on the page are safe".to_owned())
            }
            EditError::HeadsGone => Some("open the page again and put the words in by hand".to_owned()),
            EditError::TooMuch { .. } => Some("put it in in parts".to_owned()),
            EditError::NoMeeting(_) => Some("open the crew's page again".to_owned()),
            EditError::NoCard(_) => Some("look at the wall again".to_owned()),
            EditError::CardOff => Some("put it back first".to_owned()),
            EditError::Lint(fault) => fault.hint(),
            EditError::Text { .. }
            | EditError::Zone(_)
            | EditError::Day
            | EditError::Dates
            | EditError::Number(_)
            | EditError::Engine(_) => None,
        }
    }
}

/// Bytes of page changes that one command may write: one entry, with room for the entry itself.
pub const WRITE_BYTES_MAX: usize = limits::ENTRY_BYTES_MAX - (8 << 10);

/// Newest changes that one change builds on; more are first joined by changes that say nothing else,
/// since a member could otherwise close a page for everybody with a thousand changes side by side.
const DEPS_WRITTEN_MAX: usize = 256;

/// The key under which a joining change says how many it joins.
const JOINED: &str = "joined";

/// Writes the changes of one command, each on the one before.
pub(crate) struct Writer<'a> {
    // The page, and a copy of it as soon as a second change builds on the first.
    page: Cow<'a, Page>,
    device: DeviceId,
    heads: Vec<ChangeId>,
    // Invariant: all but the last are taken into the copy; `heads` is then the one before the last.
    written: Vec<PageChange>,
}

impl<'a> Writer<'a> {
    /// A writer on some state of a page; `heads` are shown, sorted and distinct.
    pub(crate) fn on(page: &'a Page, device: &DeviceId, heads: Vec<ChangeId>) -> Result<Self, EditError> {
        match page.closed() {
            Some(closed) => Err(closed.into()),
            None => Ok(Self { page: Cow::Borrowed(page), device: *device, heads, written: Vec::new() }),
        }
    }

    /// Writes one change, where the edit changes anything.
    pub(crate) fn step(
        &mut self,
        edit: impl FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>,
    ) -> Result<(), EditError> {
        self.take_last()?;
        while self.heads.len() > DEPS_WRITTEN_MAX {
            // The count falls from one joining change to the next, so that each says something new.
            let count = self.heads.len().to_string();
            let rest = self.heads.split_off(DEPS_WRITTEN_MAX);
            let before = self.written.len();
            self.write(|tx| tx.put(ROOT, JOINED, count))?;
            if self.written.len() == before {
                return Err(EditError::Engine(EngineFault("it joined nothing".to_owned())));
            }
            self.take_last()?;
            self.heads.extend(rest);
            self.heads.sort_unstable();
        }
        self.write(edit)
    }

    /// The changes to log in one entry, in this order; none where nothing changed.
    pub(crate) fn done(self) -> Vec<PageChange> {
        self.written
    }

    /// Takes the change written last into the copy, so that the next one builds on it.
    fn take_last(&mut self) -> Result<(), EditError> {
        let Some(change) = self.written.last() else { return Ok(()) };
        let page = self.page.to_mut();
        let linted = judge(&page.index, &self.device, &change.blank, &|id| page.shows(id))?;
        if page.shows(&linted.id()) {
            return Ok(());
        }
        self.heads = vec![linted.id()];
        let mut places = Places::default();
        places.add(page.index.add(linted.known));
        page.show(&places);
        page.closed().map_or(Ok(()), |closed| Err(closed.into()))
    }

    fn write(
        &mut self,
        edit: impl FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>,
    ) -> Result<(), EditError> {
        let page = self.page.as_ref();
        let current = self.heads == page.heads();
        let hashes: Vec<ChangeHash> = self.heads.iter().map(|head| ChangeHash(head.0)).collect();
        let written = guarded_result(|| {
            // A document of exactly these changes: its newest operation is the newest that is built on.
            let mut doc = if current { page.doc.clone() } else { page.doc.fork_at(&hashes)? };
            doc.set_actor(ActorId::from(BLANK_ACTOR));
            let mut transaction = doc.transaction();
            edit(&mut transaction)?;
            let (wrote, _) = transaction.commit();
            Ok::<_, AutomergeError>(wrote.and_then(|_| doc.get_last_local_change()))
        })?;
        let Some(change) = written else { return Ok(()) };
        let lost = || EditError::Engine(EngineFault("it wrote what cannot be read".to_owned()));
        let blank = blank_from_change(&change).ok_or_else(lost)?;
        let blank = Body::read_any_spelling(&blank).map_err(LintError::Form)?.write();
        judge(&page.index, &self.device, &blank, &|id| page.shows(id))?;
        self.written.push(PageChange { page: page.index.name.clone(), blank });
        // What a page change costs around its blank form: name, kind, hash and lengths.
        let bytes = self.written.iter().map(|change| change.blank.len() + 128).sum();
        if bytes > WRITE_BYTES_MAX { Err(EditError::TooMuch { bytes }) } else { Ok(()) }
    }
}

impl Page {
    /// Writes on the newest state.
    pub(crate) fn write(
        &self,
        device: &DeviceId,
        edit: impl FnOnce(&mut Transaction<'_>) -> Result<(), AutomergeError>,
    ) -> Result<Vec<PageChange>, EditError> {
        let mut writer = Writer::on(self, device, self.heads())?;
        writer.step(edit)?;
        Ok(writer.done())
    }

    /// Checks that every head is shown and brings them into order.
    pub(crate) fn known_heads(&self, heads: &[ChangeId]) -> Result<Vec<ChangeId>, EditError> {
        let mut heads = heads.to_vec();
        heads.sort_unstable();
        heads.dedup();
        if heads.is_empty() || !heads.iter().all(|head| self.shows(head)) {
            return Err(EditError::HeadsGone);
        }
        Ok(heads)
    }
}
