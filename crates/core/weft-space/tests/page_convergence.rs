//! What must hold when devices write apart:
//! 1. whoever holds the same changes shows the same text, heads and writers, in any order of arrival;
//! 2. nobody's inserted words are lost, on however old a state they were written;
//! 3. a page shown anew from its changes is the page that grew;
//! 4. applying grows with the changes of the batch, not with the devices or the order.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod page_support;

use page_support::{Desk, Rng, Sent, device};
use proptest::prelude::*;
use weft_space::page::{ChangeId, EditError, LintError, PageName, Pages};

const TITLE: &str = "Table";

fn note() -> PageName {
    PageName::note(TITLE)
}

/// Lets `devices` write, delete and meet at random, and returns them with all words that nobody took away.
fn run(seed: u64, devices: usize, steps: usize) -> (Vec<Desk>, Vec<String>) {
    let mut rng = Rng(seed);
    let mut desks: Vec<Desk> = ['A', 'B', 'C', 'D'].into_iter().take(devices).map(Desk::new).collect();
    let mut words = Vec::new();
    for step in 0..steps {
        let at = rng.below(desks.len());
        match rng.below(10) {
            0..6 => {
                let word = format!("w{step:03}");
                let text = desks[at].text(TITLE);
                let after_spaces = text.match_indices(' ').map(|(i, _)| i + 1);
                let starts: Vec<usize> = after_spaces.chain([0, text.len()]).collect();
                let place = *rng.pick(&starts);
                desks[at].write(TITLE, &format!("{}{word} {}", &text[..place], &text[place..]));
                words.push(word);
            }
            6 => {
                let text = desks[at].text(TITLE);
                let Some((gone, rest)) = text.split_once(' ') else { continue };
                words.retain(|word| !gone.contains(word.as_str()));
                desks[at].write(TITLE, rest);
            }
            _ => {
                let other = rng.below(desks.len());
                if other != at {
                    let from = desks[other].clone();
                    desks[at].meet(&from);
                }
            }
        }
    }
    (desks, words)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn devices_that_wrote_apart_show_the_same_words_and_lose_none(
        seed in any::<u64>(),
        devices in 2_usize..=4,
    ) {
        let (mut desks, words) = run(seed, devices, 40);
        let mut everything: Vec<Sent> = desks.iter().flat_map(|desk| desk.log.clone()).collect();
        // Any order in which nothing comes before what it builds on.
        let mut rng = Rng(seed ^ 1);
        for desk in &mut desks {
            let mut waiting = everything.clone();
            while !waiting.is_empty() {
                let place = rng.below(waiting.len());
                if waiting[place].past.iter().all(|id| desk.held.contains(id)) {
                    let sent = waiting.swap_remove(place);
                    desk.take(&sent).unwrap();
                }
            }
        }
        let text = desks[0].text(TITLE);
        for desk in &desks {
            prop_assert_eq!(desk.text(TITLE), text.clone());
            let (page, first) = (desk.page(&note()), desks[0].page(&note()));
            prop_assert_eq!(page.heads(), first.heads());
            prop_assert_eq!(page.writers(), first.writers());
            prop_assert_eq!(page.closed(), None);
        }
        for word in &words {
            prop_assert!(text.contains(word.as_str()), "{} is lost from {}", word, text);
        }
        // Shown anew, at once and in another order.
        everything.sort_by_key(|sent| sent.id);
        let mut ids: Vec<ChangeId> = everything.iter().map(|sent| sent.id).collect();
        ids.dedup();
        let mut again = desks[0].clone();
        again.pages.rebuild(&[]);
        prop_assert!(again.pages.page(&note()).is_none());
        again.pages.rebuild(&ids);
        prop_assert_eq!(again.text(TITLE), text);
    }
}

#[test]
fn two_who_begin_the_same_note_apart_write_into_one_text() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.write(TITLE, "bread for eight");
    ben.write(TITLE, "soup for eight");
    ana.meet(&ben);
    ben.meet(&ana);
    let text = ana.text(TITLE);
    assert_eq!(text, ben.text(TITLE));
    assert!(text.contains("bread for eight") && text.contains("soup for eight"), "{text}");
    assert_eq!(ana.page(&note()).writers().len(), 2);
}

#[test]
fn words_written_on_an_old_state_keep_what_others_wrote_since() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.write(TITLE, "bread and soup");
    ben.meet(&ana);
    let draft_heads = ben.page(&note()).heads();
    ana.write(TITLE, "bread and hot soup for eight");
    ben.meet(&ana);
    let page = ben.page(&note());
    let changes = page.edit_text_at(&ben.device, &draft_heads, "warm bread and soup").unwrap();
    ben.put(changes);
    assert_eq!(ben.text(TITLE), "warm bread and hot soup for eight");
    assert_eq!(page.text_at(&draft_heads).unwrap(), "bread and soup");
}

#[test]
fn the_same_words_on_the_same_state_twice_are_said_once() {
    let mut ana = Desk::new('A');
    ana.write(TITLE, "bread");
    let page = ana.page(&note());
    let heads = page.heads();
    let first = page.edit_text_at(&ana.device, &heads, "bread and soup").unwrap();
    let second = page.edit_text_at(&ana.device, &heads, "bread and soup").unwrap();
    assert_eq!(first, second);
    ana.put(first);
    ana.put(second);
    assert_eq!(ana.text(TITLE), "bread and soup");
    assert_eq!(ana.page(&note()).changes(), 2);
}

#[test]
fn a_long_paste_becomes_several_changes_that_others_take_in_one_by_one() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    let long: String = (0..1_800).map(|i| format!("wörd{i} ")).collect();
    ana.write(TITLE, "before after");
    let sent = ana.write(TITLE, &format!("before {long}after"));
    assert!(sent.len() > 2, "{}", sent.len());
    assert_eq!(ana.text(TITLE), format!("before {long}after"));
    ben.meet(&ana);
    assert_eq!(ben.text(TITLE), ana.text(TITLE));
    let sent = ana.write(TITLE, "before after");
    assert!(sent.len() > 2, "{}", sent.len());
    assert_eq!(ana.text(TITLE), "before after");
}

#[test]
fn more_than_an_entry_carries_is_refused_whole() {
    let ana = Desk::new('A');
    let page = ana.page(&note());
    let fault = page.append_text(&ana.device, &"🧵a".repeat(9_000)).unwrap_err();
    assert!(matches!(fault, EditError::TooMuch { .. }), "{fault}");
    let fault = page.append_text(&ana.device, &"bread".repeat(12_000)).unwrap_err();
    assert!(
        matches!(fault, EditError::TooMuch { .. } | EditError::Lint(LintError::PageFull { .. })),
        "{fault}"
    );
    assert_eq!(page.append_text(&ana.device, &"bread".repeat(4_000)).unwrap().len(), 10);
}

#[test]
fn a_change_that_is_kept_no_more_is_shown_no_more() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    let first = ana.write(TITLE, "bread");
    ben.meet(&ana);
    let late = ben.write(TITLE, "bread and thorns");
    ana.meet(&ben);
    assert_eq!(ana.text(TITLE), "bread and thorns");
    ana.pages.rebuild(&[first[0].id]);
    assert_eq!(ana.text(TITLE), "bread");
    assert!(!ana.page(&note()).shows(&late[0].id));
    // Whoever wrote on what is gone says so instead of mixing.
    assert!(ana.page(&note()).edit_text_at(&device('A'), &[late[0].id], "bread").is_err());
}

#[test]
fn a_batch_is_one_call_however_many_changes_it_has() {
    let mut ana = Desk::new('A');
    for i in 0..60 {
        ana.write(TITLE, &format!("{} word{i}", ana.text(TITLE)));
    }
    let mut ben = Desk::new('B');
    let mut ids = Vec::new();
    for sent in &ana.log {
        let linted = ben.pages.lint(&sent.device, &sent.change, &|id| sent.past.contains(id)).unwrap();
        ids.push(ben.pages.admit(linted).unwrap());
    }
    // In the wrong order too.
    ids.reverse();
    let begun = 1;
    ben.pages.apply_kept(&ids);
    let work = ben.page(&note()).work();
    assert_eq!((work.batches, work.changes, work.rebuilds), (1 + begun, 60 + begun, 0));
    assert_eq!(ben.text(TITLE), ana.text(TITLE));
    // Repeating it asks automerge for nothing.
    ben.pages.apply_kept(&ids);
    assert_eq!(ben.page(&note()).work(), work);
    // Keeping more than before builds on what is there; keeping less builds that page once.
    ben.pages.rebuild(&ids);
    assert_eq!(ben.page(&note()).work(), work);
    ben.pages.rebuild(&ids[30..]);
    let again = ben.page(&note()).work();
    assert_eq!((again.rebuilds, again.changes), (1, work.changes + 30 + begun));
}

#[test]
fn a_change_whose_base_is_not_shown_waits_for_it() {
    let mut ana = Desk::new('A');
    let first = ana.write(TITLE, "bread");
    let second = ana.write(TITLE, "bread and soup");
    let mut pages = Pages::new(page_support::SPACE);
    for sent in &ana.log {
        let linted = pages.lint(&sent.device, &sent.change, &|id| sent.past.contains(id)).unwrap();
        pages.admit(linted).unwrap();
    }
    pages.apply_kept(&[second[0].id]);
    assert!(pages.page(&note()).is_none());
    pages.apply_kept(&[first[0].id]);
    assert_eq!(pages.page(&note()).unwrap().text().unwrap(), "bread and soup");
}
