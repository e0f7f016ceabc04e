//! A page as readers without Weft are given it: a document that automerge opens, and plain values.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod page_support;

use automerge::{Automerge, ReadDoc};
use page_support::{Desk, SPACE};
use weft_ids::bytes::hash_parts;
use weft_space::page::{ChangeId, PageName, PageValue, blank_from_change};

/// Ana and Ben write on one note, apart and together.
fn written() -> (Desk, Desk) {
    let (mut ana, mut ben) = (Desk::new('A'), Desk::new('B'));
    ana.write("Plans", "soup");
    ben.write("Plans", "bread ❤ äöü");
    ben.meet(&ana);
    ben.write("Plans", &format!("{}\nbowls", ben.text("Plans")));
    ana.meet(&ben);
    ana.write("Plans", &ana.text("Plans").replace("soup", "stew"));
    ben.meet(&ana);
    (ana, ben)
}

#[test]
fn a_page_of_a_copy_opens_in_automerge_with_every_change_and_its_heads() {
    let (ana, _) = written();
    let page = ana.page(&PageName::note("Plans"));
    let doc = Automerge::load(&page.export().unwrap()).unwrap();
    let mut heads: Vec<ChangeId> = doc.get_heads().into_iter().map(|head| ChangeId(head.0)).collect();
    heads.sort_unstable();
    assert_eq!(heads, page.heads());
    let (_, text) = doc.get(automerge::ROOT, "text").unwrap().unwrap();
    assert_eq!(doc.text(&text).unwrap(), ana.text("Plans"));
    let changes = doc.get_changes(&[]);
    assert_eq!(changes.len(), page.changes() + 1, "every change, and the one with which the page begins");
    // The authors in the document are those that every device computes from the signed entries.
    for sent in &ana.log {
        let change = changes.iter().find(|change| change.hash().0 == sent.id.0).expect("the change is there");
        assert_eq!(blank_from_change(change).as_ref(), Some(&sent.change.blank));
        let parts: [&[u8]; 4] = [&sent.device.0, &SPACE.0, &page.id().0, &sent.change.blank];
        assert_eq!(change.actor_id().to_bytes(), &hash_parts("weft/0/actor", &parts)[..16]);
    }
}

#[test]
fn the_values_of_a_page_are_what_it_shows() {
    let (ana, ben) = written();
    for desk in [&ana, &ben] {
        let values = desk.page(&PageName::note("Plans")).values().unwrap();
        assert_eq!(values.get("kind"), Some(&PageValue::Text("note".into())));
        assert_eq!(values.get("text"), Some(&PageValue::Text(desk.text("Plans"))));
    }
    assert_eq!(ana.text("Plans"), ben.text("Plans"));
}
