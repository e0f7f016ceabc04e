//! Searching everything this device can read: words and pages, never a list of what one person wrote.
//!
//! The index of what is shown of a space is made again when that has changed and somebody searches; entries never change,
//! so the index of the log only grows.

mod fold;
mod gather;
mod index;
mod snippet;

use crate::{home::Home, log, replica::Replica};
use gather::What;
use index::{Index, Item, Match, Work};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use weft_ids::{EntryHash, SpaceId};
use weft_view::{Found, FoundGroup, FoundKind, Hit, Outcome, Place, Refusal, Reply, SpaceView};

/// Words of one search; more find nothing more.
const WORDS_MAX: usize = 12;
/// Characters of what is typed that are read.
const TYPED_CHARS_MAX: usize = 400;
/// Hits of one kind in one space.
const HITS_MAX: usize = 200;

/// What a search looks in.
#[derive(Debug, Default)]
pub(crate) struct Finder(BTreeMap<SpaceId, OfSpace>);

#[derive(Debug, Default)]
struct OfSpace {
    /// The view from which `shown` was made.
    of: Option<Arc<SpaceView>>,
    shown: Index<What>,
    log: Index<EntryHash>,
    /// Entries in `log`: one that was dropped can come again.
    logged: BTreeSet<EntryHash>,
}

/// Something found, with how well it fits.
type Ranked = ((usize, Reverse<u64>), Hit);

impl Finder {
    /// Brings the index of a space up to date.
    fn refresh(&mut self, home: &mut Home, view: &Arc<SpaceView>) -> &OfSpace {
        let one = self.0.entry(view.id).or_default();
        if !one.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, view)) {
            one.shown = Index::default();
            gather::shown(home, view, &mut one.shown);
            one.of = Some(Arc::clone(view));
        }
        for entry in std::mem::take(&mut home.unsearched) {
            if let Some(item) = gather::logged(home, &entry).filter(|_| one.logged.insert(entry)) {
                one.log.add(item);
            }
        }
        one
    }
}

impl Replica {
    /// Looks for words in everything this device can read.
    pub(crate) fn search(&mut self, typed: &str, space: Option<SpaceId>, limit: usize) -> Outcome {
        if let Some(space) = &space {
            self.home(space)?;
        }
        let typed: String = typed.chars().take(TYPED_CHARS_MAX).collect();
        let mut wanted: Vec<String> = fold::words(&typed).into_iter().map(|word| word.folded).collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted.truncate(WORDS_MAX);
        if wanted.is_empty() {
            return Err(Refusal::new("no_words", "there is no word to look for")
                .hint("type the beginning of a word that stands there"));
        }
        self.finder.0.retain(|id, _| self.spaces.contains_key(id));
        let views = self.published.spaces.clone();
        let mut groups: Vec<((usize, Reverse<u64>), usize, FoundGroup)> = Vec::new();
        let mut work = Work::default();
        for (place, view) in views.iter().enumerate().filter(|(_, view)| space.is_none_or(|id| id == view.id))
        {
            let Some(home) = self.spaces.get_mut(&view.id) else { continue };
            let of_space = self.finder.refresh(home, view);
            for (kind, hits) in hits_of(home, &self.came, of_space, &wanted, &mut work) {
                let best = hits.first().map_or((usize::MAX, Reverse(0)), |(rank, _)| *rank);
                groups.push((best, place, group(view.id, kind, hits, limit.min(HITS_MAX))));
            }
        }
        // Where a title fits goes before where only a text does; then by kind and space.
        groups.sort_by_key(|(best, place, group)| (best.0, group.kind, *place));
        Ok(Reply::Found(Found {
            groups: groups.into_iter().map(|(.., group)| group).collect(),
            cut: work.cut,
        }))
    }
}

fn group(space: SpaceId, kind: FoundKind, hits: Vec<Ranked>, limit: usize) -> FoundGroup {
    let more = hits.len().saturating_sub(limit);
    FoundGroup { space, kind, hits: hits.into_iter().take(limit).map(|(_, hit)| hit).collect(), more }
}

/// What was found in one space, by kind, the best first and each thing once.
fn hits_of(
    home: &Home,
    came: &crate::came::Came,
    of_space: &OfSpace,
    wanted: &[String],
    work: &mut Work,
) -> BTreeMap<FoundKind, Vec<Ranked>> {
    let mut found: BTreeMap<FoundKind, Vec<Ranked>> = BTreeMap::new();
    for one in of_space.shown.find(wanted, work) {
        let kind = one.item.what.kind;
        let hit = hit(&one, one.item.what.place.clone(), wanted);
        found.entry(kind).or_default().push((one.rank, hit));
    }
    let mut log: Vec<Match<'_, EntryHash>> = of_space.log.find(wanted, work);
    // Those set aside are found with the reason for it, and dropped ones not at all.
    log.retain(|one| home.space.kept().contains(&one.item.what));
    log.sort_by_key(|one| one.rank);
    let more = log.len().saturating_sub(HITS_MAX);
    for one in log.iter().take(HITS_MAX) {
        let Some(record) = home.space.record(&one.item.what) else { continue };
        let line = log::line(home, came, record);
        let hit = hit(one, Place::Entry(Box::new(line)), wanted);
        found.entry(FoundKind::Log).or_default().push((one.rank, hit));
    }
    work.cut |= more > 0;
    for hits in found.values_mut() {
        hits.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.title.text.cmp(&other.title.text)));
    }
    found
}

fn hit<T>(one: &Match<'_, T>, place: Place, wanted: &[String]) -> Hit {
    let Item { title, text, .. } = one.item;
    Hit { place, title: snippet::whole(title, wanted), snippet: snippet::around(text, wanted) }
}
