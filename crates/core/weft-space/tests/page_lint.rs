//! The lint as tables: what an honest change may do, and each known attack with its verdict.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod page_support;

use automerge::legacy::{Key, OpId, OpType};
use automerge::{ActorId, ChangeHash, ObjType, ScalarValue};
use page_support::{
    Desk, Forge, SPACE, character, device, front, map_key, newest_op, nobody, probe, text_of,
};
use weft_ids::{Item, ItemKind, PersonId, SpaceId, limits};
use weft_space::page::{
    ChangeId, FormFault, LintError, OpFault, Page, PageChange, PageKindWire, PageName, Pages,
    blank_from_change, change_from_blank,
};

/// A device with a note that says *bread*, and an empty profile.
fn desk() -> Desk {
    let mut desk = Desk::new('A');
    desk.write("Table", "bread");
    desk
}

fn note(desk: &Desk) -> Page {
    desk.page(&PageName::note("Table"))
}

fn profile_name() -> PageName {
    PageName::profile(&PersonId([1; 32]))
}

fn profile(desk: &Desk) -> Page {
    desk.page(&profile_name())
}

/// The verdict on a change by Ben, in a few words.
fn verdict(desk: &Desk, name: &PageName, blank: Vec<u8>) -> String {
    match desk.judge(&device('B'), name, blank) {
        Ok(()) => "good".to_owned(),
        Err(fault) => {
            assert!(fault.is_verdict(), "{fault}");
            fault.to_string()
        }
    }
}

fn text(value: &str) -> OpType {
    OpType::Put(ScalarValue::Str(value.into()))
}

fn make(kind: ObjType) -> OpType {
    OpType::Make(kind)
}

/// An operation's own place in its change, as automerge names it.
fn own(forge: &Forge, op: u64) -> OpId {
    OpId::new(forge.start_op + op, &nobody())
}

#[test]
fn honest_frames_pass() {
    let desk = desk();
    let name = profile_name();
    let forge = || Forge::on(&profile(&desk));
    assert_eq!(verdict(&desk, &name, forge().put("about", "bread").blank()), "good");
    assert_eq!(verdict(&desk, &name, forge().nested(16).blank()), "good");
    assert_eq!(
        verdict(&desk, &PageName::note("Table"), Forge::on(&note(&desk)).put("x", "y").blank()),
        "good"
    );
}

#[test]
fn nesting_beyond_sixteen_is_refused_before_automerge_sees_it() {
    let desk = desk();
    for depth in [17, 300, 2_000] {
        let blank = Forge::on(&profile(&desk)).nested(depth).blank();
        assert_eq!(
            verdict(&desk, &profile_name(), blank),
            "operation 16 nests deeper than 16 objects",
            "{depth} levels"
        );
    }
}

#[test]
fn nesting_is_counted_across_changes() {
    let mut ben = Desk::new('B');
    let blank = Forge::on(&profile(&ben)).nested(16).blank();
    let sent = ben.put([PageChange { page: profile_name(), blank }]);
    let page = profile(&ben);
    let whole = change_from_blank(&ben.device, &SPACE, &page.id(), &sent[0].change.blank).unwrap();
    let deepest = OpId::new(whole.max_op(), whole.actor_id());
    let blank = Forge::on(&page).op(Some(deepest), map_key("in"), false, make(ObjType::Map), vec![]).blank();
    assert_eq!(verdict(&ben, &profile_name(), blank), "operation 0 nests deeper than 16 objects");
}

#[test]
fn crafted_counters_and_sequences_are_refused() {
    let desk = desk();
    let verdict_of = |change: &dyn Fn(&mut Forge)| {
        let mut forge = Forge::on(&profile(&desk)).put("about", "bread");
        change(&mut forge);
        verdict(&desk, &profile_name(), forge.blank())
    };
    let next = newest_op(&profile(&desk)) + 1;
    for start in [1, next - 1, next + 1, u64::from(u32::MAX) - 1, u64::from(u32::MAX)] {
        if start > 0 && start != next {
            let expected =
                format!("the page change begins at operation {start}; {next} follows what it builds on");
            assert_eq!(verdict_of(&|forge| forge.start_op = start), expected);
        }
    }
    for (change, expected) in [
        (&(|forge: &mut Forge| forge.seq = 3) as &dyn Fn(&mut Forge), "its sequence number is 3, not 1"),
        (&|forge| forge.seq = 0, "its sequence number is 0, not 1"),
        (&|forge| forge.time = 1, "it carries a time"),
        (&|forge| forge.message = Some("hello".to_owned()), "it carries a message"),
        (&|forge| forge.extra = vec![1, 2], "it has columns that pages do not use"),
        (&|forge| forge.ops.clear(), "it has no operation"),
    ] {
        assert_eq!(verdict_of(change), format!("the page change does not have its form: {expected}"));
    }
}

#[test]
fn what_a_change_builds_on_is_in_its_past_and_said_once() {
    let mut desk = desk();
    let early = profile(&desk).heads();
    let first = profile(&desk).set_about(&device('A'), "bread").unwrap();
    let first = desk.put(first).remove(0);
    let name = profile_name();
    let with_deps = |deps: Vec<[u8; 32]>| {
        let mut forge = Forge::on(&profile(&desk)).put("about", "soup");
        forge.deps = deps.into_iter().map(ChangeHash).collect();
        forge.blank()
    };
    let refused = "the page change names what it builds on in a way that says nothing";
    assert_eq!(verdict(&desk, &name, with_deps(vec![])), refused);
    assert_eq!(verdict(&desk, &name, with_deps(vec![first.id.0, first.id.0])), refused);
    assert_eq!(verdict(&desk, &name, with_deps(vec![first.id.0, early[0].0])), refused);
    let unknown = verdict(&desk, &name, with_deps(vec![[9; 32]]));
    assert!(unknown.starts_with("the page change builds on 0909"), "{unknown}");
    // A change of another page is none of this page.
    let elsewhere = note(&desk).heads()[0];
    assert!(verdict(&desk, &name, with_deps(vec![elsewhere.0])).starts_with("the page change builds on"));
    // Held here, but not in the entry's past.
    let change = PageChange { page: name, blank: with_deps(vec![first.id.0]) };
    let fault = desk.pages.lint(&device('B'), &change, &|_| false).unwrap_err();
    assert_eq!(fault, LintError::UnknownDependency(first.id));
}

#[test]
fn only_a_plain_change_chunk_can_be_said_at_all() {
    let desk = desk();
    let page = note(&desk);
    let mut honest = Forge::on(&page).put("x", &"bread ".repeat(200)).change();
    let whole = honest.raw_bytes().to_vec();
    let compressed = honest.bytes().into_owned();
    assert_ne!(whole, compressed);
    let mut doc = automerge::Automerge::new();
    let document = doc.save();
    assert!(doc.apply_changes([probe(&page)]).is_ok());
    for (bytes, what) in [
        (whole, "a whole chunk with its header"),
        (compressed, "a compressed chunk"),
        (document, "a document chunk"),
        (vec![], "nothing"),
        (vec![0xff; 200], "noise"),
        (vec![0; limits::CHANGE_BYTES_MAX + 1], "too many bytes"),
    ] {
        let fault = desk.judge(&device('B'), &PageName::note("Table"), bytes).unwrap_err();
        assert!(matches!(fault, LintError::Form(_)), "{what}: {fault}");
    }
}

/// Where the column table of a first change begins: after one dependency, the author, and five numbers of one byte.
const COLUMNS_AT: usize = 1 + 32 + 17 + 1 + 1 + 1 + 1 + 1;

#[test]
fn bombs_of_long_runs_are_refused_before_they_are_walked() {
    let desk = desk();
    let blank = Forge::on(&profile(&desk)).put("about", "bread").blank();
    let head = &blank[..COLUMNS_AT];
    // 2^40 equal operations in some fifty bytes: automerge's reader would walk them all.
    let run = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
    let with = |value: &[u8]| [&run[..], value].concat();
    let columns: Vec<(u8, Vec<u8>)> = vec![
        (0x15, with(&[1, b'k'])),
        (0x34, run.to_vec()),
        (0x42, with(&[1])),
        (0x56, with(&[0])),
        (0x70, with(&[0])),
    ];
    let bomb = |columns: &[(u8, Vec<u8>)]| {
        let mut bytes = head.to_vec();
        bytes.push(columns.len() as u8);
        columns.iter().for_each(|(spec, data)| bytes.extend([*spec, data.len() as u8]));
        columns.iter().for_each(|(_, data)| bytes.extend(data));
        bytes
    };
    let fault = desk.judge(&device('B'), &profile_name(), bomb(&columns)).unwrap_err();
    assert_eq!(fault, LintError::Form(FormFault::Ops));
    // One operation that replaces 2^40 others.
    let mut columns: Vec<(u8, Vec<u8>)> =
        vec![(0x15, vec![0x7f, 1, b'k']), (0x34, vec![1]), (0x42, vec![0x7f, 1]), (0x56, vec![0x7f, 0])];
    columns.extend([(0x70, [&[0x7f][..], &run].concat()), (0x71, with(&[0])), (0x73, with(&[0]))]);
    assert!(matches!(desk.judge(&device('B'), &profile_name(), bomb(&columns)), Err(LintError::Form(_))));
    // Deflated columns are columns that pages do not use.
    let deflated = vec![(0x1d, vec![0x7f, 1, b'k'])];
    let fault = desk.judge(&device('B'), &profile_name(), bomb(&deflated)).unwrap_err();
    assert_eq!(fault, LintError::Form(FormFault::ColumnKind));
}

#[test]
fn one_change_has_one_spelling() {
    let desk = desk();
    let blank = Forge::on(&profile(&desk)).put("about", "bread").blank();
    // The number of dependencies, overlong.
    let mut overlong = blank.clone();
    overlong.splice(0..1, [0x81, 0x00]);
    // The author's bytes are part of it, and blank.
    let mut named = blank.clone();
    named[1 + 32 + 1] = 7;
    let mut trailing = blank.clone();
    trailing.push(0);
    for (bytes, expected) in
        [(overlong, FormFault::NotCanonical), (named, FormFault::Actor), (trailing, FormFault::ColumnKind)]
    {
        assert_eq!(desk.judge(&device('B'), &profile_name(), bytes), Err(LintError::Form(expected)));
    }
}

#[test]
fn the_one_spelling_is_the_one_that_automerge_writes() {
    let mut desk = desk();
    let words = ["bread", "bread and soup", "soup ü 🧵", "", "a\nb\nc", "abc abc abc"];
    for (i, word) in words.iter().cycle().take(40).enumerate() {
        desk.write("Table", &format!("{word}{}", i % 3));
        desk.put(profile(&desk).set_about(&device('A'), &format!("{word}{i}").replace('\n', " ")).unwrap());
    }
    for sent in &desk.log {
        let page = sent.change.page.id(&SPACE);
        let change = change_from_blank(&sent.device, &SPACE, &page, &sent.change.blank).unwrap();
        let again = automerge::Change::from(change.decode());
        assert_eq!(again.raw_bytes(), change.raw_bytes());
        assert_eq!(change.hash().0, sent.id.0);
    }
}

#[test]
fn operations_that_pages_do_not_use_are_refused() {
    let desk = desk();
    let forge = || Forge::on(&profile(&desk));
    let at_root = |action: OpType| forge().op(None, map_key("k"), false, action, vec![]).blank();
    let kind = "the page change does not have its form: operation 0 is of a kind that pages do not use";
    let value = "the page change does not have its form: operation 0 carries a value that is not text";
    for (action, expected) in [
        (make(ObjType::List), kind),
        (make(ObjType::Table), kind),
        (OpType::Increment(1), kind),
        (OpType::MarkEnd(false), kind),
        (OpType::Put(ScalarValue::Int(1)), value),
        (OpType::Put(ScalarValue::Uint(1)), value),
        (OpType::Put(ScalarValue::F64(f64::NAN)), value),
        (OpType::Put(ScalarValue::counter(1)), value),
        (OpType::Put(ScalarValue::Timestamp(1)), value),
        (OpType::Put(ScalarValue::Boolean(true)), value),
        (OpType::Put(ScalarValue::Bytes(vec![1])), value),
        (OpType::Put(ScalarValue::Unknown { type_code: 12, bytes: vec![1] }), value),
        (OpType::Delete, "operation 0 replaces what is not there"),
        (make(ObjType::Map), "good"),
        (make(ObjType::Text), "good"),
        (text("bread"), "good"),
    ] {
        let what = format!("{action:?}");
        let found = verdict(&desk, &profile_name(), at_root(action));
        // `Put(Null)` apart, which has the metadata of no value: a value that is not text.
        assert_eq!(found, expected, "{what}");
    }
    assert_eq!(verdict(&desk, &profile_name(), at_root(OpType::Put(ScalarValue::Null))), value);
}

#[test]
fn sizes_are_bounded() {
    let desk = desk();
    let forge = || Forge::on(&profile(&desk));
    let name = profile_name();
    let long = "x".repeat(limits::TEXT_BYTES_MAX);
    assert_eq!(verdict(&desk, &name, forge().put("k", &long).blank()), "good");
    let fault = desk.judge(&device('B'), &name, forge().put("k", &format!("{long}x")).blank()).unwrap_err();
    assert_eq!(fault, LintError::Form(FormFault::Text(0)));
    let key = "x".repeat(limits::PAGE_KEY_BYTES_MAX);
    assert_eq!(verdict(&desk, &name, forge().put(&key, "v").blank()), "good");
    let fault = desk.judge(&device('B'), &name, forge().put(&format!("{key}x"), "v").blank()).unwrap_err();
    assert_eq!(fault, LintError::Form(FormFault::Key(0)));
    let many = |ops: usize| (0..ops).fold(forge(), |forge, _| forge.put("k", "v")).blank();
    assert_eq!(verdict(&desk, &name, many(limits::CHANGE_OPS_MAX)), "good");
    let fault = desk.judge(&device('B'), &name, many(limits::CHANGE_OPS_MAX + 1)).unwrap_err();
    assert_eq!(fault, LintError::Form(FormFault::Ops));
}

#[test]
fn references_name_what_is_there_and_of_the_right_kind() {
    let desk = desk();
    let page = note(&desk);
    let name = PageName::note("Table");
    let inside = text_of(&page);
    let honest = probe(&page).decode();
    // The last character of *bread*, after which an honest hand would write.
    let Key::Seq(last) = honest.operations[0].key.clone() else { panic!("text has characters") };
    let last = last.as_opid().unwrap().clone();
    let strange = OpId::new(1, &ActorId::from([9_u8; 16]));
    let beyond = OpId::new(last.counter() + 50, last.actor());
    let forge = || Forge::on(&page);
    let one = |object: Option<&OpId>, key: Key, insert: bool, action: OpType, pred: Vec<&OpId>| {
        let pred = pred.into_iter().cloned().collect();
        verdict(&desk, &name, forge().op(object.cloned(), key, insert, action, pred).blank())
    };
    let says = |fault: OpFault| format!("operation 0 {fault}");
    let here = || character(last.clone());
    let kind = OpId::new(1, inside.actor());
    assert_eq!(one(Some(&inside), here(), true, text("x"), vec![]), "good");
    assert_eq!(one(Some(&inside), front(), true, text("ü"), vec![]), "good");
    assert_eq!(one(Some(&inside), here(), false, OpType::Delete, vec![&last]), "good");
    for (found, expected) in [
        (one(Some(&strange), here(), true, text("x"), vec![]), OpFault::Reference),
        (one(Some(&beyond), here(), true, text("x"), vec![]), OpFault::Reference),
        (one(Some(&inside), character(strange.clone()), true, text("x"), vec![]), OpFault::Reference),
        (one(Some(&inside), character(beyond.clone()), true, text("x"), vec![]), OpFault::Reference),
        (one(Some(&last), here(), true, text("x"), vec![]), OpFault::Object),
        (one(Some(&inside), character(inside.clone()), true, text("x"), vec![]), OpFault::Shape),
        (one(Some(&inside), map_key("k"), false, text("x"), vec![]), OpFault::Shape),
        (one(Some(&inside), here(), false, text("x"), vec![&last]), OpFault::Shape),
        (one(Some(&inside), here(), true, make(ObjType::Map), vec![]), OpFault::Shape),
        (one(Some(&inside), front(), false, OpType::Delete, vec![&last]), OpFault::Shape),
        (one(Some(&inside), here(), true, OpType::Delete, vec![&last]), OpFault::Shape),
        (one(None, here(), true, text("x"), vec![]), OpFault::Shape),
        (one(None, map_key("k"), true, text("x"), vec![]), OpFault::Shape),
        (one(Some(&inside), here(), true, text("xy"), vec![]), OpFault::Character),
        (one(Some(&inside), here(), true, text(""), vec![]), OpFault::Character),
        (one(Some(&inside), here(), true, text("x"), vec![&last]), OpFault::Replaces),
        (one(Some(&inside), here(), false, OpType::Delete, vec![]), OpFault::Replaces),
        (one(Some(&inside), here(), false, OpType::Delete, vec![&last, &last]), OpFault::Replaces),
        (one(None, map_key("k"), false, text("x"), vec![&kind]), OpFault::Replaces),
        (one(None, map_key("k"), false, text("x"), vec![&last]), OpFault::Replaces),
        (one(None, map_key("k"), false, text("x"), vec![&strange]), OpFault::Reference),
        (one(None, map_key(""), false, text("x"), vec![]), OpFault::Key),
        (one(None, map_key("text"), false, text("x"), vec![&inside]), OpFault::Fixed),
        (one(None, map_key("kind"), false, text("x"), vec![&kind]), OpFault::Fixed),
    ] {
        assert_eq!(found, says(expected));
    }
}

#[test]
fn a_change_names_its_own_operations_only_after_them() {
    let desk = desk();
    let name = profile_name();
    let forge = Forge::on(&profile(&desk));
    let (map, later) = (own(&forge, 0), own(&forge, 1));
    let good = forge
        .op(None, map_key("m"), false, make(ObjType::Map), vec![])
        .op(Some(map.clone()), map_key("k"), false, text("x"), vec![])
        .op(Some(map), map_key("k"), false, text("y"), vec![later.clone()]);
    assert_eq!(verdict(&desk, &name, good.blank()), "good");
    let forward = Forge::on(&profile(&desk)).op(None, map_key("k"), false, text("x"), vec![later]).op(
        None,
        map_key("k"),
        false,
        text("y"),
        vec![],
    );
    assert_eq!(verdict(&desk, &name, forward.blank()), format!("operation 0 {}", OpFault::Reference));
}

#[test]
fn nobody_can_write_under_another_name() {
    let desk = desk();
    let page = note(&desk);
    let blank = Forge::on(&page).put("x", "y").blank();
    let as_ana = change_from_blank(&device('A'), &SPACE, &page.id(), &blank).unwrap();
    let as_ben = change_from_blank(&device('B'), &SPACE, &page.id(), &blank).unwrap();
    let elsewhere = change_from_blank(&device('A'), &SpaceId([8; 32]), &page.id(), &blank).unwrap();
    assert_ne!(as_ana.actor_id(), as_ben.actor_id());
    assert_ne!(as_ana.actor_id(), elsewhere.actor_id());
    // Whatever author the bytes carried, the blank form is the same and the author is computed.
    assert_eq!(blank_from_change(&as_ana).unwrap(), blank);
    assert_eq!(blank_from_change(&as_ben).unwrap(), blank);
    // A short or long author has no blank form.
    let short = Forge::on(&page).put("x", "y").change().decode();
    let short = automerge::Change::from(automerge::ExpandedChange {
        actor_id: ActorId::from([1_u8; 8]),
        hash: None,
        ..short
    });
    assert_eq!(blank_from_change(&short), None);
}

#[test]
fn two_changes_of_one_device_on_one_state_both_stand() {
    let mut ana = Desk::new('A');
    let mut fork = Desk::new('A');
    ana.write("Table", "bread");
    fork.write("Table", "soup");
    ana.meet(&fork);
    fork.meet(&ana);
    assert_eq!(ana.text("Table"), fork.text("Table"));
    assert!(ana.text("Table").contains("bread") && ana.text("Table").contains("soup"));
    assert_eq!(note(&ana).closed(), None);
}

#[test]
fn the_verdict_does_not_see_what_else_the_page_holds() {
    let alone = desk();
    let mut crowded = alone.clone();
    let past = alone.held.clone();
    // Ben's changes are here too, and not in the past of the change that is judged.
    let mut ben = Desk::new('B');
    ben.meet(&alone);
    for i in 0..5 {
        ben.write("Table", &format!("{} more{i}", ben.text("Table")));
        ben.put(profile(&ben).set_about(&device('B'), &format!("line {i}")).unwrap());
    }
    crowded.meet(&ben);
    let theirs = note(&ben).heads()[0];
    let bens = probe(&note(&ben));
    let mut on_theirs = Forge::on(&note(&ben)).put("x", "y");
    on_theirs.deps = vec![ChangeHash(theirs.0)];
    let page = note(&alone);
    let strange = Forge::on(&page).op(
        Some(text_of(&page)),
        character(OpId::new(9, bens.actor_id())),
        true,
        text("x"),
        vec![],
    );
    let theirs = Forge::on(&page).op(
        Some(text_of(&page)),
        match probe(&note(&ben)).decode().operations[0].key.clone() {
            Key::Seq(last) => Key::Seq(last),
            Key::Map(_) => panic!("text has characters"),
        },
        true,
        text("x"),
        vec![],
    );
    for blank in [
        Forge::on(&page).put("x", "y").blank(),
        Forge::on(&page).nested(17).blank(),
        on_theirs.blank(),
        strange.blank(),
        theirs.blank(),
    ] {
        let change = PageChange { page: PageName::note("Table"), blank };
        let judge = |desk: &Desk| {
            desk.pages.lint(&device('C'), &change, &|id| past.contains(id)).map(|linted| linted.id())
        };
        assert_eq!(judge(&alone), judge(&crowded));
    }
}

#[test]
fn a_page_is_full_by_what_the_entry_builds_on_and_not_by_what_arrived() {
    let mut ana = Desk::new('A');
    let page = ana.page(&profile_name());
    let genesis = page.heads();
    // Two thousand changes side by side, each on the page's beginning; nothing is shown, so it is quick.
    let mut ids: Vec<ChangeId> = Vec::new();
    for i in 0..limits::PAGE_CHANGES_MAX {
        let blank = Forge { deps: vec![ChangeHash(genesis[0].0)], ..Forge::on(&page) }
            .put("k", &i.to_string())
            .blank();
        let change = PageChange { page: profile_name(), blank };
        let linted = ana.pages.lint(&device('B'), &change, &|_| false).unwrap();
        ids.push(ana.pages.admit(linted).unwrap());
    }
    let blank = Forge::on(&page).put("k", "one more").blank();
    let change = PageChange { page: profile_name(), blank };
    assert!(ana.pages.lint(&device('A'), &change, &|_| false).is_ok());
    let known: std::collections::BTreeSet<ChangeId> = ids.iter().copied().collect();
    let fault = ana.pages.lint(&device('A'), &change, &|id| known.contains(id)).unwrap_err();
    assert!(matches!(fault, LintError::PageFull { changes: 2_002, .. }), "{fault}");
    assert!(
        ana.pages
            .lint(&device('A'), &change, &|id| known.contains(id) && *id != ids[0] && *id != ids[1])
            .is_ok()
    );
}

#[test]
fn a_space_is_full_of_pages_by_what_the_entry_builds_on() {
    let mut ana = Desk::new('A');
    for i in 0..limits::PAGES_MAX {
        ana.write(&format!("Note {i}"), "x");
    }
    let page = Desk::new('B').page(&PageName::note("One more"));
    let change = page.edit_text_at(&device('B'), &page.heads(), "y").unwrap().remove(0);
    let fault = ana.pages.lint(&device('B'), &change, &|id| ana.held.contains(id)).unwrap_err();
    assert_eq!(fault, LintError::TooManyPages);
    let first = ana.log[0].id;
    assert!(ana.pages.lint(&device('B'), &change, &|id| ana.held.contains(id) && *id != first).is_ok());
    let again = ana.page(&PageName::note("Note 5"));
    let change = again.append_text(&device('B'), "more").unwrap().remove(0);
    assert!(ana.pages.lint(&device('B'), &change, &|id| ana.held.contains(id)).is_ok());
}

#[test]
fn pages_are_called_as_pages_can_be_called() {
    let desk = Desk::new('A');
    let blank = Forge::on(&profile(&desk)).put("about", "bread").blank();
    let name =
        |kind: u16, lint: u16, key: &str| PageName { kind: PageKindWire(kind), lint, key: key.to_owned() };
    let long = "x".repeat(61);
    for (name, is_name_fault) in [
        (name(1, 1, "x"), true),
        (name(2, 1, ""), true),
        (name(2, 1, " Table"), true),
        (name(2, 1, "Ta\u{202e}ble"), true),
        (name(2, 1, &long), true),
        (name(3, 1, "Ana"), true),
        (name(3, 1, &"A".repeat(64)), true),
        (name(4, 1, ""), true),
        (name(99, 1, ""), false),
        (name(2, 2, "Table"), false),
        (name(0, 0, ""), false),
    ] {
        let fault = desk.judge(&device('B'), &name, blank.clone()).unwrap_err();
        match fault {
            LintError::Name(_) => assert!(is_name_fault, "{name:?}"),
            LintError::Unknown { .. } => assert!(!is_name_fault && !fault.is_verdict(), "{name:?}"),
            other => panic!("{name:?}: {other}"),
        }
    }
}

#[test]
fn pages_of_two_spaces_or_kinds_are_two_pages() {
    let name = PageName::note("Table");
    let other = PageName { lint: 2, ..name.clone() };
    assert_ne!(name.id(&SPACE), name.id(&SpaceId([8; 32])));
    assert_ne!(name.id(&SPACE), other.id(&SPACE));
    assert_ne!(name.id(&SPACE), PageName::note("table").id(&SPACE));
    let heads = |name: &PageName| Desk::new('A').page(name).heads();
    assert_ne!(heads(&PageName::note("Table")), heads(&PageName::note("Stable")));
    // Everybody computes the same beginning, in every release: a changed form is a changed lint version.
    let shown = |name: &PageName| heads(name)[0].to_string();
    assert_eq!(shown(&PageName::crew()), "72d411236565191b8ca9038b8eacfab9e713969093129188516852ba83c7fc50");
    assert_eq!(
        shown(&PageName::note("Table")),
        "b31992db02d1e7ec1ec049b10eb54a046e1a67544391d3bc9fe9d579e6ea08d4"
    );
    assert_eq!(shown(&profile_name()), "5b2108669d02202d009805f523969765465dce7823112269d6da594d9bd1049e");
}

#[test]
fn an_item_of_kind_200_carries_a_page_change_and_nothing_else() {
    let page = Pages::new(SPACE).page_to_write(&PageName::crew()).unwrap().into_owned();
    let change = page.set_intention(&device('A'), "bread for eight").unwrap().remove(0);
    let item = change.to_item();
    assert_eq!(item.kind, ItemKind(200));
    assert_eq!(PageChange::from_item(&item), Ok(change));
    let mut longer = item.clone();
    longer.bytes.push(0);
    assert!(PageChange::from_item(&longer).is_err());
    assert!(PageChange::from_item(&Item { kind: ItemKind(201), bytes: item.bytes }).is_err());
}
