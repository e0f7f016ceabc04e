//! What was: the steps of a page, one entry in full, and putting a page back.

pub(crate) mod words;

use crate::{came::Came, effects::Effects, home::Home, log, pages, replica::Replica};
use weft_ids::{EntryHash, Item, SpaceId};
use weft_roster::AsideReason;
use weft_space::{
    Record, Said,
    page::{PageHistory, PageName, Step},
};
use weft_view::{
    BackTo, EntryView, HistoryView, LookCommand, Outcome, PageKind, Refusal, Reply, SaidView, StepChange,
    StepView,
};

/// Steps that are told at once; a page has at most 2,000.
const STEPS_MAX: usize = 200;

impl Replica {
    /// Looks something up.
    pub(crate) fn look(&mut self, look: LookCommand) -> Outcome {
        match look {
            LookCommand::Search { words, space, limit } => self.search(&words, space, limit),
            LookCommand::History { space, kind, key, skip, limit } => {
                self.page_history(space, kind, &key, skip, limit)
            }
            LookCommand::Step { space, kind, key, entry } => self.page_step(space, kind, &key, &entry),
            LookCommand::Entry { space, entry } => self.entry(space, &entry),
        }
    }

    fn page_history(&self, space: SpaceId, kind: PageKind, key: &str, skip: usize, limit: usize) -> Outcome {
        let home = self.home(&space)?;
        let history = history_of(home, kind, key)?;
        let total = history.steps().len();
        let newest_first = (0..total).rev().skip(skip).take(limit.min(STEPS_MAX));
        Ok(Reply::History(HistoryView {
            kind,
            key: key.to_owned(),
            total,
            steps: newest_first.filter_map(|at| step_view(home, &self.came, &history, at)).collect(),
            closed: why_closed(home, kind, &history),
        }))
    }

    fn page_step(&self, space: SpaceId, kind: PageKind, key: &str, entry: &EntryHash) -> Outcome {
        let home = self.home(&space)?;
        let history = history_of(home, kind, key)?;
        let (at, step) = history.step_of(entry).ok_or_else(no_such_step)?;
        let failed = |error: &dyn std::fmt::Display| Refusal::new("page_refused", error.to_string());
        let before = history.before(step).map_err(|error| failed(&error))?;
        let after = history.after(step).map_err(|error| failed(&error))?;
        let way_back = history.way_back(step).map_err(|error| failed(&error))?;
        let told = |changes: &[_]| words::told(&history.page().name().kind, changes);
        Ok(Reply::Step(Box::new(StepChange {
            step: step_view(home, &self.came, &history, at).ok_or_else(no_such_step)?,
            change: told(&before.changes_to(&after)),
            way_back: told(&way_back),
            closed: why_closed(home, kind, &history),
        })))
    }

    /// Makes a page say again what it said, by a new change; nothing is erased.
    pub(crate) fn put_back(
        &mut self,
        space: SpaceId,
        kind: PageKind,
        key: &str,
        to: BackTo,
        effects: &mut Effects,
    ) -> Outcome {
        let home = self.home(&space)?;
        if let Some(why) = home.read_only() {
            return Err(Refusal::new("read_only", why).hint("what is here can still be read"));
        }
        let history = history_of(home, kind, key)?;
        if kind == PageKind::Profile && home.me().map(|me| me.to_string()).as_deref() != Some(key) {
            return Err(Refusal::new("not_yours", "what somebody says of themselves is theirs to put back"));
        }
        let device = home.device();
        let written = match to {
            BackTo::After(entry) => {
                let (_, step) = history.step_of(&entry).ok_or_else(no_such_step)?;
                history.put_back(&device, step)
            }
            BackTo::Without(entry) => {
                let (_, step) = history.step_of(&entry).ok_or_else(no_such_step)?;
                let mine = home.me().filter(|me| home.space.roster().person_of(&step.device) == Some(*me));
                if mine.is_none() {
                    return Err(Refusal::new("not_yours", "this step is somebody else's")
                        .hint("put the page back to a step before it, or write what should stand there"));
                }
                history.take_back(&device, step)
            }
        };
        let changes = written.map_err(|error| pages::refusal(&error))?;
        if changes.is_empty() {
            return Err(Refusal::new("nothing_to_put_back", "the page says that already"));
        }
        let items: Vec<Item> = changes.iter().map(weft_space::page::PageChange::to_item).collect();
        self.write(&space, items, effects)?;
        let home = self.home(&space)?;
        let (_, entry) = home.space.tip_of(&device).ok_or_else(no_such_step)?;
        Ok(Reply::Wrote(entry))
    }

    fn entry(&self, space: SpaceId, typed: &str) -> Outcome {
        let home = self.home(&space)?;
        let record = found_entry(home, typed)?;
        let hash = record.hash();
        let entry = record.entry();
        let builds_on = entry.prev.iter().chain(&entry.past).filter_map(|before| home.space.record(before));
        let refused = crate::views::refused(home);
        let said = home.space.said(&hash).iter().map(|(act, said)| SaidView {
            act: *act,
            deed: log::deed(home, act, said),
            words: words::of_act(said),
            on: words::day_of(said),
            refused: refused
                .iter()
                .find(|one| one.act == *act)
                .map(|one| (one.code.clone(), one.why.clone())),
        });
        Ok(Reply::Entry(Box::new(EntryView {
            line: log::line(home, &self.came, record),
            aside: aside_reason(home, &hash).map(|reason| reason.to_string()),
            builds_on: builds_on.map(|record| log::line(home, &self.came, record)).collect(),
            said: said.collect(),
            pages: pages_of(home, &hash),
        })))
    }
}

/// The history of a page by its kind and key.
fn history_of<'a>(home: &'a Home, kind: PageKind, key: &str) -> Result<PageHistory<'a>, Refusal> {
    let none = || Refusal::new("no_such_page", "nobody has written on this page yet");
    let name = pages::page_name(kind, key).ok_or_else(none)?;
    home.space.page_history(&name).ok_or_else(none)
}

fn no_such_step() -> Refusal {
    Refusal::new("no_such_step", "the page has no such step")
        .hint("`weft history SPACE PAGE` lists its steps")
}

/// Why a page cannot be put back here.
fn why_closed(home: &Home, kind: PageKind, history: &PageHistory<'_>) -> Option<String> {
    let theirs = || {
        let me = home.me().map(|me| me.to_string());
        let other = kind == PageKind::Profile && me.as_deref() != Some(history.page().name().key.as_str());
        other.then(|| "what somebody says of themselves is theirs to put back".to_owned())
    };
    home.read_only().or_else(|| history.page().closed().map(|closed| closed.to_string())).or_else(theirs)
}

fn step_view(home: &Home, came: &Came, history: &PageHistory<'_>, at: usize) -> Option<StepView> {
    let step: &Step = history.steps().get(at)?;
    let (apart, apart_count) = history.apart(at);
    Some(StepView {
        number: at + 1,
        entry: step.entry,
        device: step.device,
        person: home.space.roster().person_of(&step.device),
        came: log::came_at(home, came, &step.entry),
        written: step.written,
        taken: step.taken,
        fields: step.fields.iter().map(|field| weft_ids::text::shown(field)).collect(),
        apart: apart.into_iter().map(|place| place + 1).collect(),
        apart_count,
    })
}

/// Finds an entry that is held by its id, or four or more digits of it.
fn found_entry<'a>(home: &'a Home, typed: &str) -> Result<&'a Record, Refusal> {
    let typed = typed.trim();
    let aside = home.space.history().aside();
    let held = home.space.kept().entries().iter().chain(aside.iter().map(|aside| &aside.entry));
    let found: Vec<&EntryHash> = held.filter(|hash| hash.has_prefix(typed)).take(2).collect();
    let shown = weft_ids::text::shown(typed);
    match found.as_slice() {
        [one] => home.space.record(one).ok_or_else(|| no_such_entry(&shown)),
        [] => Err(no_such_entry(&shown)),
        _ => Err(Refusal::new("ambiguous_entry", format!("{shown:?} begins several ids"))
            .hint("type more digits of it")),
    }
}

fn no_such_entry(typed: &str) -> Refusal {
    Refusal::new("no_such_entry", format!("no entry here is called {typed:?}"))
        .hint("`weft log SPACE` lists entries; four digits of an id are enough")
}

fn aside_reason(home: &Home, hash: &EntryHash) -> Option<AsideReason> {
    if home.space.kept().contains(hash) {
        return None;
    }
    home.space.history().aside().into_iter().find(|aside| aside.entry == *hash).map(|aside| aside.reason)
}

/// What an entry changed on pages, whether it is kept or not.
fn pages_of(home: &Home, hash: &EntryHash) -> Vec<(PageKind, String, Vec<weft_view::FieldChange>)> {
    let mut names: Vec<PageName> = Vec::new();
    for (_, said) in home.space.said(hash) {
        if let Said::Page(change) = said
            && !names.contains(&change.page)
        {
            names.push(change.page.clone());
        }
    }
    let changes = home.space.page_changes(hash);
    let told = names.into_iter().filter_map(|name| {
        let (kind, key) = pages::kind_and_key(&name);
        let id = name.id(&home.id());
        let own: Vec<_> =
            changes.iter().copied().filter(|one| home.space.pages().page_of(one) == Some(id)).collect();
        let page = home.space.pages().page_holding(own.first()?)?;
        let (before, after) = page.before_and_after(&own).ok()?;
        Some((kind?, key, words::told(&name.kind, &before.changes_to(&after))))
    });
    told.collect()
}
