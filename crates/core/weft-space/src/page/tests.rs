//! What happens when automerge itself fails: planted by giving it another change than the one that was judged.

use super::*;
use automerge::Change;

const SPACE: SpaceId = SpaceId([7; 32]);
const ANA: DeviceId = DeviceId([1; 32]);
const BEN: DeviceId = DeviceId([2; 32]);

fn note() -> PageName {
    PageName::note("Table")
}

fn admit(pages: &mut Pages, device: &DeviceId, changes: &[PageChange]) -> Vec<ChangeId> {
    let mut ids = Vec::new();
    for change in changes {
        let linted = pages.lint(device, change, &|_| true).unwrap();
        ids.push(pages.admit(linted).unwrap());
    }
    ids
}

fn write(pages: &mut Pages, device: &DeviceId, text: &str) -> Vec<ChangeId> {
    let page = pages.page_to_write(&note()).unwrap().into_owned();
    let changes = page.edit_text_at(device, &page.heads(), text).unwrap();
    let ids = admit(pages, device, &changes);
    pages.apply_kept(&ids);
    ids
}

/// Adds a good change whose automerge form panics when it is applied: the first of its author, numbered 3.
fn plant(pages: &mut Pages, text: &str) -> ChangeId {
    let page = pages.page_to_write(&note()).unwrap().into_owned();
    let change = page.edit_text_at(&BEN, &page.heads(), text).unwrap().remove(0);
    let mut linted = pages.lint(&BEN, &change, &|_| true).unwrap();
    let mut form = linted.known.change.decode();
    form.seq = 3;
    linted.known.change = Change::from(form);
    pages.admit(linted).unwrap()
}

#[test]
fn a_change_that_automerge_cannot_take_closes_the_page_for_writing_and_nothing_else() {
    let mut pages = Pages::new(SPACE);
    let before = write(&mut pages, &ANA, "bread");
    let bad = plant(&mut pages, "bread and thorns");
    let good = pages.page(&note()).unwrap().append_text(&ANA, "and soup").unwrap();
    let good = admit(&mut pages, &ANA, &good);
    pages.apply_kept(&[good[0], bad]);
    let page = pages.page(&note()).unwrap();
    assert!(matches!(page.closed(), Some(Closed::Failed(_))));
    // What came with it is shown, and what was there is there.
    assert_eq!(page.text().unwrap(), "bread\nand soup\n");
    assert!(page.shows(&good[0]) && !page.shows(&bad));
    let fault = page.append_text(&ANA, "more").unwrap_err();
    assert!(matches!(fault, EditError::Closed(Closed::Failed(_))), "{fault}");
    // Others still write, and are shown.
    let later = admit(&mut pages, &BEN, &[write_elsewhere(&before, "warm bread")]);
    pages.apply_kept(&later);
    let page = pages.page(&note()).unwrap();
    assert_eq!(page.text().unwrap(), "warm bread\nand soup\n");
    assert!(page.closed().is_some());
    // Another page is as open as before.
    assert!(pages.page_to_write(&PageName::crew()).unwrap().closed().is_none());
    // Shown anew without it, as after an update or when it is kept no more, the page opens.
    pages.rebuild(&[before, good, later].concat());
    let page = pages.page(&note()).unwrap();
    assert_eq!(page.closed(), None);
    assert_eq!(page.text().unwrap(), "warm bread\nand soup\n");
}

/// A change that another device wrote on the first words of the same note.
fn write_elsewhere(heads: &[ChangeId], text: &str) -> PageChange {
    let mut pages = Pages::new(SPACE);
    write(&mut pages, &ANA, "bread");
    let page = pages.page(&note()).unwrap();
    page.edit_text_at(&BEN, heads, text).unwrap().remove(0)
}

#[test]
fn what_builds_on_a_change_that_could_not_be_taken_waits() {
    let mut pages = Pages::new(SPACE);
    write(&mut pages, &ANA, "bread");
    // Ben's device takes its own change; this one cannot.
    let mut bens = pages.clone();
    let whole = write(&mut bens, &BEN, "bread and thorns");
    let after = bens.page(&note()).unwrap().append_text(&BEN, "and roses").unwrap();
    let bad = plant(&mut pages, "bread and thorns");
    assert_eq!(whole, [bad]);
    let after = admit(&mut pages, &BEN, &after);
    pages.apply_kept(&[bad]);
    pages.apply_kept(&after);
    let page = pages.page(&note()).unwrap();
    assert_eq!(page.text().unwrap(), "bread");
    assert!(matches!(page.closed(), Some(Closed::Failed(_))));
    assert!(!page.shows(&after[0]));
}
