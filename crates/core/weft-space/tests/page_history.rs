//! What must hold of a page's history:
//! 1. devices that hold the same changes tell the same steps, whoever wrote apart and in whatever order they came;
//! 2. what a step did is what its writer did: before it and after it, as they saw it;
//! 3. putting a page back makes it say what it said and loses nothing that others write meanwhile;
//! 4. a step can be taken back without the words that came after it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod page_support;

use page_support::{Desk, Sent, device};
use proptest::prelude::*;
use weft_ids::{CivilDate, DeviceId, EntryHash, PersonId};
use weft_space::page::{
    Answer, DayTime, EditError, FieldChange, Meeting, PageHistory, PageName, PageState, Step,
};

fn note() -> PageName {
    PageName::note("Table")
}

fn text_field() -> Vec<String> {
    vec!["text".to_owned()]
}

/// Each change is one step, as if each had come in an entry of its own.
fn history<'a>(desk: &'a Desk, name: &PageName) -> PageHistory<'a> {
    let page = desk.pages.page(name).unwrap();
    let mut log: Vec<&Sent> = desk.log.iter().filter(|sent| sent.change.page == *name).collect();
    // Past before future, and the same for all: what has more behind it stands later.
    log.sort_by_key(|sent| (sent.past.len(), sent.id));
    let in_order = depth_order(&log);
    PageHistory::gather(page, in_order.into_iter().map(|sent| (EntryHash(sent.id.0), vec![sent.id])))
}

/// Sorts by how long the longest chain behind a change is, as entries are.
fn depth_order<'a>(log: &[&'a Sent]) -> Vec<&'a Sent> {
    let mut depths: std::collections::BTreeMap<_, usize> = std::collections::BTreeMap::new();
    for sent in log {
        let depth = sent.past.iter().filter_map(|id| depths.get(id)).max().map_or(0, |depth| depth + 1);
        depths.insert(sent.id, depth);
    }
    let mut log = log.to_vec();
    log.sort_by_key(|sent| (depths[&sent.id], sent.id));
    log
}

fn text(state: &PageState) -> String {
    state.texts.get(&text_field()).cloned().unwrap_or_default()
}

/// Everything that a history tells of a step; where its changes stand on this device is its own business.
type Told = (EntryHash, DeviceId, usize, usize, Vec<String>, PageState, PageState);

fn told(history: &PageHistory<'_>) -> Vec<Told> {
    let told = |step: &Step| {
        let (before, after) = (history.before(step).unwrap(), history.after(step).unwrap());
        (step.entry, step.device, step.written, step.taken, step.fields.clone(), before, after)
    };
    history.steps().iter().map(told).collect()
}

#[test]
fn a_step_is_told_with_what_its_writer_saw_before_and_after() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.write("Table", "bread");
    ben.meet(&ana);
    ana.write("Table", "warm bread");
    ben.write("Table", "bread and soup");
    ana.meet(&ben);
    assert_eq!(ana.text("Table"), "warm bread and soup");
    let history = history(&ana, &note());
    let steps = history.steps();
    assert_eq!(steps.len(), 3);
    for step in &steps[1..] {
        assert_eq!(text(&history.before(step).unwrap()), "bread");
        let expected = if step.device == device('A') { "warm bread" } else { "bread and soup" };
        assert_eq!(text(&history.after(step).unwrap()), expected);
    }
    assert_eq!(history.apart(0), (vec![], 0));
    assert_eq!((history.apart(1), history.apart(2)), ((vec![2], 1), (vec![1], 1)));
}

#[test]
fn putting_back_keeps_what_others_write_at_the_same_time() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.write("Table", "bread and soup");
    ana.write("Table", "bread and soup, and thorns");
    ben.meet(&ana);
    // Ben writes on while Ana, apart from him, puts the note back to its first words.
    ben.write("Table", "warm bread and soup, and thorns");
    let changes = {
        let history = history(&ana, &note());
        history.put_back(&ana.device, &history.steps()[0]).unwrap()
    };
    ana.put(changes);
    assert_eq!(ana.text("Table"), "bread and soup");
    ana.meet(&ben);
    ben.meet(&ana);
    assert_eq!(ana.text("Table"), "warm bread and soup");
    assert_eq!(ben.text("Table"), ana.text("Table"));
    assert_eq!(history(&ana, &note()).steps().len(), 4, "nothing is erased");
}

#[test]
fn a_step_is_taken_back_without_the_words_that_came_after_it() {
    let mut ana = Desk::new('A');
    ana.write("Table", "bread and soup");
    ana.write("Table", "bread and soup, and salt");
    let changes = {
        let history = history(&ana, &note());
        history.put_back(&ana.device, &history.steps()[0]).unwrap()
    };
    ana.put(changes);
    let mut ben = Desk::new('B');
    ben.meet(&ana);
    ben.write("Table", "warm bread and soup");
    ana.meet(&ben);
    let changes = {
        let history = history(&ana, &note());
        history.take_back(&ana.device, &history.steps()[2]).unwrap()
    };
    ana.put(changes);
    assert_eq!(ana.text("Table"), "warm bread and soup, and salt");
}

#[test]
fn putting_back_to_what_the_page_says_changes_nothing() {
    let mut ana = Desk::new('A');
    ana.write("Table", "bread");
    let history = history(&ana, &note());
    assert_eq!(history.put_back(&ana.device, &history.steps()[0]).unwrap(), []);
    assert_eq!(history.way_back(&history.steps()[0]).unwrap(), []);
}

fn meeting(day: u8) -> Meeting {
    Meeting {
        date: CivilDate::new(2026, 11, day).unwrap(),
        time: DayTime::parse("19:00").unwrap(),
        zone: "Europe/Berlin".to_owned(),
        place: "the barn".to_owned(),
    }
}

/// A crew page with a place, a meeting and an answer to it.
fn crew() -> Desk {
    let mut ana = Desk::new('A');
    let name = PageName::crew();
    ana.put(ana.page(&name).set_place(&ana.device, "the barn").unwrap());
    ana.put(ana.page(&name).set_meeting(&ana.device, &meeting(3)).unwrap());
    let set = ana.page(&name).crew().unwrap().meeting.value().unwrap().id.clone();
    ana.put(ana.page(&name).set_answer(&ana.device, &PersonId([9; 32]), &set, Answer::Yes).unwrap());
    ana.put(ana.page(&name).set_place(&ana.device, "the mill").unwrap());
    ana.put(ana.page(&name).set_intention(&ana.device, "to eat together").unwrap());
    ana
}

#[test]
fn a_field_is_told_as_old_and_new() {
    let ana = crew();
    let history = history(&ana, &PageName::crew());
    let step = &history.steps()[3];
    let (before, after) = (history.before(step).unwrap(), history.after(step).unwrap());
    assert_eq!(
        before.changes_to(&after),
        [FieldChange::Value {
            field: vec!["place".to_owned()],
            old: vec!["the barn".to_owned()],
            new: vec!["the mill".to_owned()],
        }]
    );
    assert_eq!(step.fields, ["place"]);
}

#[test]
fn a_crew_page_goes_back_without_touching_what_people_answered() {
    let mut ana = crew();
    let name = PageName::crew();
    let changes = {
        let history = history(&ana, &name);
        history.put_back(&ana.device, &history.steps()[0]).unwrap()
    };
    ana.put(changes);
    let page = ana.page(&name);
    let said = page.crew().unwrap();
    assert_eq!(said.place.value().unwrap(), "the barn");
    assert_eq!((said.intention.value(), said.meeting.value()), (None, None));
    // The answer stands: it is its person's, and is there again with the meeting.
    let changes = {
        let history = history(&ana, &name);
        let step = history.steps().last().unwrap();
        history.take_back(&ana.device, step).unwrap()
    };
    ana.put(changes);
    let again = ana.page(&name).crew().unwrap();
    assert_eq!(again.intention.value().unwrap(), "to eat together");
    assert_eq!(again.place.value().unwrap(), "the mill");
    assert_eq!(again.answers.len(), 1);
}

#[test]
fn taking_back_leaves_a_field_that_somebody_set_since() {
    let mut ana = crew();
    let name = PageName::crew();
    let changes = {
        let history = history(&ana, &name);
        history.put_back(&ana.device, &history.steps()[0]).unwrap()
    };
    ana.put(changes);
    let back = history(&ana, &name).steps().len() - 1;
    ana.put(ana.page(&name).set_place(&ana.device, "the lake").unwrap());
    let changes = {
        let history = history(&ana, &name);
        history.take_back(&ana.device, &history.steps()[back]).unwrap()
    };
    ana.put(changes);
    let said = ana.page(&name).crew().unwrap();
    assert_eq!(said.place.value().unwrap(), "the lake");
    assert_eq!(said.intention.value().unwrap(), "to eat together");
}

#[test]
fn a_full_page_tells_its_history_and_is_not_put_back() {
    let mut ana = Desk::new('A');
    let page = ana.page(&PageName::crew());
    // Two thousand changes side by side, each on the page's beginning; shown in one batch, so it is quick.
    let most = weft_ids::limits::PAGE_CHANGES_MAX - 1;
    let mut ids = Vec::new();
    for step in 0..most {
        let change = page.set_place(&ana.device, &format!("place {step}")).unwrap().remove(0);
        let linted = ana.pages.lint(&ana.device, &change, &|_| false).unwrap();
        ids.push(ana.pages.admit(linted).unwrap());
    }
    ana.pages.apply_kept(&ids);
    let page = ana.pages.page(&PageName::crew()).unwrap();
    let history = PageHistory::gather(page, ids.iter().map(|id| (EntryHash(id.0), vec![*id])));
    assert_eq!(history.steps().len(), most);
    let (named, count) = history.apart(7);
    assert_eq!((named, count), (vec![6, 8, 5, 9], most - 1));
    let step = &history.steps()[7];
    assert_eq!(history.before(step).unwrap().changes_to(&history.after(step).unwrap()).len(), 1);
    let refused = history.put_back(&ana.device, step).unwrap_err();
    assert!(matches!(refused, EditError::Closed(_)), "{refused}");
}

/// What somebody does in one move: writes words, or meets another.
#[derive(Debug, Clone)]
enum Move {
    Write(usize, usize, String),
    Meet(usize, usize),
    Back(usize, usize),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        3 => (0..3_usize, 0..20_usize, "[a-e ]{1,6}").prop_map(|(who, at, words)| Move::Write(who, at, words)),
        2 => (0..3_usize, 0..3_usize).prop_map(|(who, other)| Move::Meet(who, other)),
        1 => (0..3_usize, 0..9_usize).prop_map(|(who, step)| Move::Back(who, step)),
    ];
    prop::collection::vec(one, 1..24)
}

fn play(moves: &[Move]) -> [Desk; 3] {
    let mut desks = ['A', 'B', 'C'].map(Desk::new);
    for one in moves {
        match one {
            Move::Write(who, at, words) => {
                let text = desks[*who].text("Table");
                let cut = text.char_indices().map(|(i, _)| i).nth(*at).unwrap_or(text.len());
                let after = text.get(cut..).unwrap_or_default().chars().skip(2).collect::<String>();
                let new = format!("{}{words}{after}", &text[..cut]);
                desks[*who].write("Table", &new);
            }
            Move::Meet(who, other) => {
                let from = desks[*other].clone();
                desks[*who].meet(&from);
            }
            Move::Back(who, step) => {
                let desk = &desks[*who];
                if desk.pages.page(&note()).is_none() {
                    continue;
                }
                let history = history(desk, &note());
                let step = &history.steps()[step % history.steps().len()];
                let then = text(&history.after(step).unwrap());
                let changes = history.put_back(&desk.device, step).unwrap();
                desks[*who].put(changes);
                assert_eq!(desks[*who].text("Table"), then, "it says what it said");
            }
        }
    }
    desks
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn devices_that_hold_the_same_tell_the_same_history(moves in moves()) {
        let [mut ana, mut ben, chi] = play(&moves);
        ana.meet(&ben);
        ana.meet(&chi);
        ben.meet(&chi);
        ben.meet(&ana);
        if ana.pages.page(&note()).is_some() {
            let (of_ana, of_ben) = (history(&ana, &note()), history(&ben, &note()));
            prop_assert_eq!(told(&of_ana), told(&of_ben));
            for at in 0..of_ana.steps().len() {
                prop_assert_eq!(of_ana.apart(at), of_ben.apart(at));
            }
        }
    }
}
