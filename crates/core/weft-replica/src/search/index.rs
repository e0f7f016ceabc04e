//! Which word stands where: an index that is asked for the beginnings of words.
//!
//! What a search costs grows with what it finds and not with what there is: the word with the fewest places is looked up
//! and the others are only checked there, and of a word that stands everywhere no more than [`PLACES_MAX`] are looked at.

use super::fold::{Word, words};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Places of one word that are looked at; the newest where there are more.
pub(crate) const PLACES_MAX: usize = 20_000;
/// Different words that begin alike and are looked at.
const ALIKE_MAX: usize = 2_000;

/// Something that can be found.
#[derive(Debug, Clone)]
pub(crate) struct Item<T> {
    /// What it is.
    pub(crate) what: T,
    /// Its title; a word in it weighs more.
    pub(crate) title: String,
    /// Its text.
    pub(crate) text: String,
    /// Grows with how recent it is, among items of its kind.
    pub(crate) order: u64,
}

/// Items by the words in them.
#[derive(Debug)]
pub(crate) struct Index<T> {
    items: Vec<Item<T>>,
    titles: BTreeMap<String, Vec<u32>>,
    texts: BTreeMap<String, Vec<u32>>,
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self { items: Vec::new(), titles: BTreeMap::new(), texts: BTreeMap::new() }
    }
}

/// What a search did, counted, since time says nothing on a shared machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Work {
    /// Places of words that were looked at.
    pub(crate) places: usize,
    /// Items whose words were read.
    pub(crate) items: usize,
    /// Whether there were more places than are looked at.
    pub(crate) cut: bool,
}

/// An item that was found: the better, the smaller its rank.
#[derive(Debug)]
pub(crate) struct Match<'a, T> {
    /// The item.
    pub(crate) item: &'a Item<T>,
    /// How many of the words are not in its title, then how old it is.
    pub(crate) rank: (usize, Reverse<u64>),
}

impl<T> Index<T> {
    /// Adds an item; those added later are taken as newer where there are more than are looked at.
    pub(crate) fn add(&mut self, item: Item<T>) {
        let place = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let put = |map: &mut BTreeMap<String, Vec<u32>>, text: &str| {
            for word in words(text) {
                let places = map.entry(word.folded).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        };
        put(&mut self.titles, &item.title);
        put(&mut self.texts, &item.text);
        self.items.push(item);
    }

    /// The items in which every one of `wanted` begins a word, in no order.
    pub(crate) fn find(&self, wanted: &[String], work: &mut Work) -> Vec<Match<'_, T>> {
        let fewest = wanted.iter().min_by_key(|word| self.count(word));
        let Some(fewest) = fewest else { return Vec::new() };
        let mut places = BTreeSet::new();
        gather(&self.titles, fewest, &mut places, work);
        gather(&self.texts, fewest, &mut places, work);
        let found = places.iter().filter_map(|place| self.items.get(*place as usize));
        found
            .filter_map(|item| {
                work.items += 1;
                let title = words(&item.title);
                let not_in_title: Vec<&String> =
                    wanted.iter().filter(|word| !begins_one(&title, word)).collect();
                let text = if not_in_title.is_empty() { Vec::new() } else { words(&item.text) };
                let all = not_in_title.iter().all(|word| begins_one(&text, word));
                all.then_some(Match { item, rank: (not_in_title.len(), Reverse(item.order)) })
            })
            .collect()
    }

    /// In how many places a word is, at least: as many as are looked at is many enough.
    fn count(&self, word: &str) -> usize {
        let mut count = 0;
        for map in [&self.titles, &self.texts] {
            for places in beginning_with(map, word).take(ALIKE_MAX) {
                count += places.len();
                if count > PLACES_MAX {
                    return count;
                }
            }
        }
        count
    }
}

/// Whether a word of a text begins with `wanted`.
pub(crate) fn begins_one(text: &[Word], wanted: &str) -> bool {
    text.iter().any(|word| word.folded.starts_with(wanted))
}

fn beginning_with<'a>(
    map: &'a BTreeMap<String, Vec<u32>>,
    word: &'a str,
) -> impl Iterator<Item = &'a Vec<u32>> {
    map.range(word.to_owned()..)
        .take_while(move |(known, _)| known.starts_with(word))
        .map(|(_, places)| places)
}

/// Gathers the places of all words that begin alike; of each the newest, where there are too many.
fn gather(map: &BTreeMap<String, Vec<u32>>, word: &str, places: &mut BTreeSet<u32>, work: &mut Work) {
    let alike: Vec<&Vec<u32>> = beginning_with(map, word).take(ALIKE_MAX + 1).collect();
    let all: usize = alike.iter().map(|places| places.len()).sum();
    let each = if all <= PLACES_MAX { PLACES_MAX } else { (PLACES_MAX / alike.len().max(1)).max(1) };
    for known in alike.iter().take(ALIKE_MAX) {
        work.cut |= known.len() > each;
        places.extend(known.iter().rev().take(each));
        work.places += known.len().min(each);
    }
    work.cut |= alike.len() > ALIKE_MAX;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `size` items that all hold one word, and ten that hold another.
    fn filled(size: u64) -> Index<u64> {
        let mut index = Index::default();
        for order in 0..size {
            let soup = if order % (size / 10) == 7 { " and soup" } else { "" };
            let (title, text) = (format!("entry{order}"), format!("bread{soup}"));
            index.add(Item { what: order, title, text, order });
        }
        index
    }

    fn find(index: &Index<u64>, typed: &str) -> (Vec<u64>, Work) {
        let wanted: Vec<String> = words(typed).into_iter().map(|word| word.folded).collect();
        let mut work = Work::default();
        let mut found = index.find(&wanted, &mut work);
        found.sort_by_key(|found| found.rank);
        (found.iter().map(|found| found.item.what).collect(), work)
    }

    #[test]
    fn what_a_search_costs_grows_with_what_it_finds_and_not_with_what_there_is() {
        let (small, large) = (filled(1_000), filled(100_000));
        for typed in ["soup", "bread soup", "SOUP brea"] {
            let ((few, little), (same, much)) = (find(&small, typed), find(&large, typed));
            assert_eq!((few.len(), same.len()), (10, 10));
            assert_eq!(little, much, "{typed}: the same work for a hundred times as much");
        }
        let (found, work) = find(&large, "bread");
        assert!(work.cut && work.places <= PLACES_MAX && work.items <= PLACES_MAX, "{work:?}");
        assert_eq!(found.first(), Some(&99_999), "the newest first");
        assert_eq!(find(&small, "soup crumb"), (vec![], Work { places: 0, items: 0, cut: false }));
    }

    #[test]
    fn a_title_goes_before_a_text_and_the_recent_before_the_old() {
        let mut index = Index::default();
        let texts = [("Soup", "for eight"), ("Plans", "soup on Thursday"), ("Bread", "soup, again")];
        for (order, (title, text)) in (0..).zip(texts) {
            index.add(Item { what: order, title: title.to_owned(), text: text.to_owned(), order });
        }
        assert_eq!(find(&index, "sou").0, [0, 2, 1]);
        assert_eq!(find(&index, "soup thurs").0, [1]);
        assert_eq!(find(&index, "soup for").0, [0]);
        assert_eq!(find(&index, "oup").0, Vec::<u64>::new(), "words are found by their beginning");
    }
}
