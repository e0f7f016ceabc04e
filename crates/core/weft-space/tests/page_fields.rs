//! Crew pages and profiles: what is set is read back, and what two people set apart is shown with both values.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod page_support;

use page_support::{Desk, Sent, device};
use weft_ids::{CivilDate, PersonId};
use weft_space::page::{Answer, Beat, DayTime, EditError, Meeting, Page, PageName, Rhythm, Weekday};

const ANA: PersonId = PersonId([1; 32]);
const BEN: PersonId = PersonId([2; 32]);

fn crew(desk: &Desk) -> Page {
    desk.page(&PageName::crew())
}

fn friday() -> Rhythm {
    let time = DayTime::parse("19:00").unwrap();
    Rhythm {
        beat: Some(Beat::Weekly { day: Weekday::Friday, time }),
        minutes: 90,
        meetings: 6,
        review: CivilDate::new(2026, 12, 24).unwrap(),
    }
}

fn meeting(day: u8) -> Meeting {
    Meeting {
        date: CivilDate::new(2026, 11, day).unwrap(),
        time: DayTime::parse("19:00").unwrap(),
        zone: "Europe/Berlin".to_owned(),
        place: "Ana's kitchen".to_owned(),
    }
}

#[test]
fn what_a_crew_sets_is_read_back_by_everybody() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.put(crew(&ana).set_intention(&ana.device, " bread for eight ").unwrap());
    ana.put(crew(&ana).set_place(&ana.device, "Ana's kitchen").unwrap());
    ana.put(crew(&ana).set_rhythm(&ana.device, &friday()).unwrap());
    ana.put(crew(&ana).set_meeting(&ana.device, &meeting(27)).unwrap());
    ben.meet(&ana);
    let read = crew(&ben).crew().unwrap();
    assert_eq!(read.intention.value().map(String::as_str), Some("bread for eight"));
    assert_eq!(read.intention.shown.as_ref().and_then(|said| said.device), Some(device('A')));
    assert_eq!(read.place.value().map(String::as_str), Some("Ana's kitchen"));
    assert_eq!(read.rhythm.value(), Some(&friday()));
    assert_eq!(read.meeting.value().map(|set| &set.meeting), Some(&meeting(27)));
    assert!(!read.intention.is_clash() && !read.rhythm.is_clash() && !read.meeting.is_clash());
}

#[test]
fn saying_the_same_again_writes_nothing() {
    let mut ana = Desk::new('A');
    ana.put(crew(&ana).set_place(&ana.device, "the barn").unwrap());
    assert_eq!(crew(&ana).set_place(&ana.device, "the barn").unwrap(), []);
    assert_eq!(crew(&ana).changes(), 1);
}

#[test]
fn two_meetings_set_apart_are_both_shown_and_not_mixed() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.put(crew(&ana).set_meeting(&ana.device, &meeting(27)).unwrap());
    ben.put(
        crew(&ben)
            .set_meeting(&ben.device, &Meeting { place: "the barn".to_owned(), ..meeting(28) })
            .unwrap(),
    );
    ana.meet(&ben);
    ben.meet(&ana);
    let (seen, also) = (crew(&ana).crew().unwrap(), crew(&ben).crew().unwrap());
    assert_eq!(seen, also);
    assert!(seen.meeting.is_clash());
    let mut both: Vec<(Meeting, _)> = seen
        .meeting
        .shown
        .iter()
        .chain(&seen.meeting.others)
        .map(|said| (said.value.meeting.clone(), said.device))
        .collect();
    both.sort_by_key(|(meeting, _)| meeting.date);
    assert_eq!(both[0], (meeting(27), Some(device('A'))));
    assert_eq!(both[1], (Meeting { place: "the barn".to_owned(), ..meeting(28) }, Some(device('B'))));
    // One who saw both settles it, also by saying again what is shown.
    let shown = seen.meeting.value().unwrap().meeting.clone();
    ana.put(crew(&ana).set_meeting(&ana.device, &shown).unwrap());
    let settled = crew(&ana).crew().unwrap();
    assert!(!settled.meeting.is_clash());
    assert_eq!(settled.meeting.value().map(|set| &set.meeting), Some(&shown));
}

#[test]
fn the_same_meeting_set_apart_is_one_meeting() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.put(crew(&ana).set_meeting(&ana.device, &meeting(27)).unwrap());
    ben.put(crew(&ben).set_meeting(&ben.device, &meeting(27)).unwrap());
    let id = crew(&ana).crew().unwrap().meeting.value().unwrap().id.clone();
    ana.put(crew(&ana).set_answer(&ana.device, &ANA, &id, Answer::Yes).unwrap());
    ben.put(crew(&ben).set_answer(&ben.device, &BEN, &id, Answer::Maybe).unwrap());
    ana.meet(&ben);
    let read = crew(&ana).crew().unwrap();
    assert!(!read.meeting.is_clash());
    let answers: Vec<(PersonId, Answer)> =
        read.answers.iter().map(|one| (one.person, *one.answer.value().unwrap())).collect();
    assert_eq!(answers, [(ANA, Answer::Yes), (BEN, Answer::Maybe)]);
}

#[test]
fn an_answer_is_for_its_own_meeting_and_can_be_changed() {
    let mut ana = Desk::new('A');
    ana.put(crew(&ana).set_meeting(&ana.device, &meeting(27)).unwrap());
    let first = crew(&ana).crew().unwrap().meeting.value().unwrap().id.clone();
    ana.put(crew(&ana).set_answer(&ana.device, &ANA, &first, Answer::Yes).unwrap());
    ana.put(crew(&ana).set_answer(&ana.device, &ANA, &first, Answer::No).unwrap());
    let read = crew(&ana).crew().unwrap();
    assert_eq!(read.answers.len(), 1);
    assert_eq!(read.answers[0].answer.value(), Some(&Answer::No));
    assert_eq!(read.answers[0].answer.shown.as_ref().unwrap().device, Some(device('A')));
    ana.put(crew(&ana).set_meeting(&ana.device, &meeting(28)).unwrap());
    let read = crew(&ana).crew().unwrap();
    assert_eq!(read.answers, []);
    assert_eq!(crew(&ana).answers(&first).unwrap().len(), 1);
    let fault = crew(&ana).set_answer(&ana.device, &ANA, &first, Answer::Yes).unwrap_err();
    assert_eq!(fault, EditError::NoMeeting(first));
}

#[test]
fn a_profile_says_what_its_person_says_and_names_who_else_wrote() {
    let name = PageName::profile(&ANA);
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.put(ana.page(&name).set_about(&ana.device, "bakes").unwrap());
    ben.put(ben.page(&name).set_about(&ben.device, "sleeps").unwrap());
    ana.put(ana.page(&name).set_ask_me_about(&ana.device, "ovens").unwrap());
    ana.meet(&ben);
    let read = ana.page(&name).profile().unwrap();
    let mut said: Vec<(String, _)> = read
        .about
        .shown
        .iter()
        .chain(&read.about.others)
        .map(|one| (one.value.clone(), one.device))
        .collect();
    said.sort();
    assert_eq!(said, [("bakes".to_owned(), Some(device('A'))), ("sleeps".to_owned(), Some(device('B')))]);
    assert_eq!(read.ask_me_about.value().map(String::as_str), Some("ovens"));
    assert_eq!(ana.page(&PageName::profile(&BEN)).profile().unwrap(), Default::default());
}

#[test]
fn what_does_not_do_is_refused_and_writes_nothing() {
    let ana = Desk::new('A');
    let page = crew(&ana);
    let by = &ana.device;
    assert!(matches!(page.set_intention(by, "a\u{202e}b"), Err(EditError::Text { field: "intention", .. })));
    assert!(matches!(page.set_place(by, &"x".repeat(501)), Err(EditError::Text { field: "place", .. })));
    assert_eq!(page.set_rhythm(by, &Rhythm { minutes: 0, ..friday() }), Err(EditError::Number("minutes")));
    assert_eq!(
        page.set_rhythm(by, &Rhythm { meetings: 1_001, ..friday() }),
        Err(EditError::Number("meetings"))
    );
    let zone = Meeting { zone: "Europe Berlin".to_owned(), ..meeting(27) };
    assert_eq!(page.set_meeting(by, &zone), Err(EditError::Zone("Europe Berlin".to_owned())));
    assert_eq!(DayTime::parse("25:00"), None);
    assert!(matches!(
        page.set_answer(by, &ANA, "0123456789abcdef", Answer::Yes),
        Err(EditError::NoMeeting(_))
    ));
}

#[test]
fn a_begun_note_is_there_without_words() {
    let mut ana = Desk::new('A');
    let name = PageName::note("Shopping");
    assert!(ana.pages.page(&name).is_none());
    let begun = ana.page(&name).begin_note(&ana.device).unwrap();
    ana.put(begun);
    assert_eq!(ana.pages.page(&name).unwrap().text().unwrap(), "");
    assert_eq!(ana.page(&name).begin_note(&ana.device).unwrap(), []);
    let append = |ana: &mut Desk, words: &str| {
        let changes = ana.page(&name).append_text(&ana.device, words).unwrap();
        ana.put(changes)
    };
    append(&mut ana, "bread");
    append(&mut ana, "soup\n");
    append(&mut ana, "salt");
    append(&mut ana, "");
    assert_eq!(ana.text("Shopping"), "bread\nsoup\nsalt\n");
    assert_eq!(ana.page(&name).writers(), [device('A')]);
    let names: Vec<String> = ana.pages.iter().map(|page| page.name().key.clone()).collect();
    assert_eq!(names, ["Shopping"]);
}

#[test]
fn a_thousand_changes_side_by_side_do_not_close_a_page() {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    let name = PageName::note("Table");
    let page = ben.page(&name);
    let mut batch = Vec::new();
    for i in 0..1_100 {
        let change = page.append_text(&ben.device, &format!("w{i:04} ")).unwrap();
        let linted = ben.pages.lint(&ben.device, &change[0], &|_| false).unwrap();
        let sent =
            Sent { device: ben.device, change: change[0].clone(), past: Default::default(), id: linted.id() };
        for desk in [&mut ana, &mut ben] {
            let linted = desk.pages.lint(&sent.device, &sent.change, &|_| false).unwrap();
            desk.held.insert(desk.pages.admit(linted).unwrap());
            desk.log.push(sent.clone());
        }
        batch.push(sent.id);
    }
    ana.pages.apply_kept(&batch);
    ben.pages.apply_kept(&batch);
    let text = ana.text("Table");
    assert_eq!(ana.page(&name).heads().len(), 1_100);
    let sent = ana.write("Table", &format!("bread\n{text}"));
    assert_eq!(sent.len(), 5);
    assert_eq!(ana.page(&name).heads().len(), 1);
    ben.meet(&ana);
    assert_eq!(ben.text("Table"), format!("bread\n{text}"));
}

#[test]
fn a_full_page_is_read_and_says_where_to_go_on() {
    let mut ana = Desk::new('A');
    let mut batch = Vec::new();
    // Side by side and in one batch, as quick as a full page can be made.
    let page = ana.page(&PageName::profile(&ANA));
    for i in 0..1_999 {
        let change = page.set_about(&ana.device, &format!("line {i}")).unwrap().remove(0);
        let linted = ana.pages.lint(&ana.device, &change, &|_| false).unwrap();
        batch.push(ana.pages.admit(linted).unwrap());
    }
    ana.pages.apply_kept(&batch);
    let page = ana.page(&PageName::profile(&ANA));
    assert_eq!(page.changes(), 1_999);
    let fault = page.set_about(&ana.device, "one more").unwrap_err();
    assert!(matches!(fault, EditError::Closed(_)), "{fault}");
    assert_eq!(fault.hint().as_deref(), Some("go on in a new note"));
    assert_eq!(page.profile().unwrap().about.others.len(), 1_998);
}
