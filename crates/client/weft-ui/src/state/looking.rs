//! What was looked up: what a search found, a page's history, one entry.

use super::{Screen, Sheet, State, Then, Undo};
use crate::screens::{entry, history};
use weft_ids::{EntryHash, SpaceId};
use weft_view::{Command, HistoryView, LookCommand, PageKind, SpaceView, StepChange};

/// Steps of a history that are asked for at once.
const STEPS: usize = 50;

/// The history of a page as far as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PageSeen {
    pub(crate) space: SpaceId,
    pub(crate) kind: PageKind,
    pub(crate) key: String,
    pub(crate) history: HistoryView,
    /// The step that is shown.
    pub(crate) chosen: Option<EntryHash>,
    pub(crate) step: Option<StepChange>,
    /// Changes on the page when it was asked: where there are others by now, it is asked again.
    changes: u64,
}

impl PageSeen {
    pub(crate) fn is_of(&self, space: &SpaceId, kind: PageKind, key: &str) -> bool {
        self.space == *space && self.kind == kind && self.key == key
    }
}

impl State {
    /// Looks something up.
    pub(crate) fn look(&mut self, place: &str, look: LookCommand) {
        self.send_then(place, Command::Look(look), String::new(), Then::Stay, Undo::Never);
    }

    /// Goes to a page's history.
    pub(crate) fn open_history(&mut self, space: SpaceId, kind: PageKind, key: &str) {
        self.history = None;
        self.refusals.remove(history::PLACE);
        self.go(Screen::History(space, kind, key.to_owned()));
    }

    /// Asks for a page's history where it was not asked yet, or the page has changed since.
    pub(crate) fn keep_history_fresh(&mut self, space: &SpaceView, kind: PageKind, key: &str) {
        let page = space.pages.iter().find(|page| page.kind == kind && page.key == key);
        let changes = page.map_or(0, |page| page.changes);
        let seen = self.history.as_ref().filter(|seen| seen.is_of(&space.id, kind, key));
        let is_fresh = seen.is_some_and(|seen| seen.changes == changes);
        if !is_fresh && !self.is_pending(history::PLACE) && self.refusal(history::PLACE).is_none() {
            self.asked_changes = changes;
            self.ask_part(space.id, kind, key, 0);
        }
    }

    /// Asks for steps before those that are shown.
    pub(crate) fn ask_older(&mut self, seen: &PageSeen) {
        self.ask_part(seen.space, seen.kind, &seen.key, seen.history.steps.len());
    }

    fn ask_part(&mut self, space: SpaceId, kind: PageKind, key: &str, skip: usize) {
        let look = LookCommand::History { space, kind, key: key.to_owned(), skip, limit: STEPS };
        self.look(history::PLACE, look);
    }

    /// Asks for the step that was chosen.
    pub(crate) fn ask_step(&mut self, seen: &PageSeen) {
        let Some(entry) = seen.chosen else { return };
        let look = LookCommand::Step { space: seen.space, kind: seen.kind, key: seen.key.clone(), entry };
        self.look(history::PLACE, look);
    }

    /// Takes a part of a history, which is of the page on the screen or of none.
    pub(super) fn take_history(&mut self, part: HistoryView) {
        let Screen::History(space, kind, key) = self.screen.clone() else { return };
        if part.kind != kind || part.key != key {
            return;
        }
        let before = self.history.take().filter(|seen| seen.is_of(&space, kind, &key));
        let oldest = before.as_ref().and_then(|seen| seen.history.steps.last()).map(|step| step.number);
        let goes_on = part.steps.first().is_some_and(|first| Some(first.number + 1) == oldest);
        let (mut chosen, changes) = (before.as_ref().and_then(|seen| seen.chosen), self.asked_changes);
        let mut seen = match before {
            Some(mut seen) if goes_on => {
                seen.history.steps.extend(part.steps);
                seen.history.total = part.total;
                seen
            }
            Some(_) | None => PageSeen { space, kind, key, history: part, chosen: None, step: None, changes },
        };
        chosen = chosen.filter(|chosen| seen.history.steps.iter().any(|step| step.entry == *chosen));
        seen.chosen = chosen.or_else(|| seen.history.steps.first().map(|step| step.entry));
        if seen.step.as_ref().map(|step| step.step.entry) != seen.chosen {
            self.ask_step(&seen);
        }
        self.history = Some(seen);
    }

    /// Takes a step, where it is the one that is chosen.
    pub(super) fn take_step(&mut self, step: StepChange) {
        if let Some(seen) = self.history.as_mut().filter(|seen| seen.chosen == Some(step.step.entry)) {
            seen.step = Some(step);
        }
    }

    /// Asks for an entry and goes to its page.
    pub(crate) fn open_entry(&mut self, space: SpaceId, hash: EntryHash) {
        self.entry = None;
        self.go(Screen::Entry(space, hash));
        self.look(entry::PLACE, LookCommand::Entry { space, entry: hash.to_string() });
    }

    /// Goes to what is looked up in a crew, by a plain name, for pictures.
    pub(crate) fn open_looked_up(&mut self, name: &str, crew: &SpaceView) {
        if name == "entry" {
            return self.open_entry(crew.id, crate::sample::an_entry());
        }
        let note = crew.notes.last().filter(|_| name != "history-crew").map(|note| note.title.clone());
        let kind = if note.is_some() { PageKind::Note } else { PageKind::Crew };
        let key = note.unwrap_or_default();
        self.open_history(crew.id, kind, &key);
        if name == "put-back" {
            self.sheet = Some(Sheet::PutBack(crew.id, kind, key));
        }
    }
}
