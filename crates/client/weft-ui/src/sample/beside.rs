//! The sample's files and contact lines, one in each state.

use super::build::{act, day, person};
use weft_ids::CivilDate;
use weft_view::{AboutView, AttachmentView, BesideState, BesideView, ContactLineView, Label, PageKind};

/// What is attached in the crew, and what people said of themselves.
pub(super) fn crew() -> BesideView {
    let note = AboutView::Page(PageKind::Note, "Shopping for Sunday".to_owned());
    BesideView {
        attachments: vec![
            file(210, 2, AboutView::Space, "kiln-plan.pdf", 2_400_000, BesideState::Here),
            file(211, 1, AboutView::Space, "summer-table.jpg", 840_000, BesideState::Here),
            file(
                212,
                3,
                AboutView::Space,
                "recording.ogg",
                5_100_000,
                BesideState::OnItsWay { here: 3, of: 8 },
            ),
            AttachmentView {
                label: Some(Label::Picture),
                ..file(213, 5, AboutView::Space, "", 310_000, BesideState::NotHere)
            },
            AttachmentView {
                label: Some(Label::Picture),
                with: Vec::new(),
                ..file(214, 4, AboutView::Space, "", 95_000, BesideState::Forgotten { by: Some(person(4)) })
            },
            file(215, 2, note, "prices.csv", 12_000, BesideState::Here),
        ],
        contact_lines: vec![
            line(220, 1, Label::Phone, "+49 170 555 0123", day(2026, 9, 2)),
            line(221, 2, Label::Phone, "+49 151 555 0188", day(2026, 9, 2)),
            line(222, 3, Label::Health, "No nuts, please: they are dangerous for me", day(2026, 11, 2)),
        ],
    }
}

/// The receipt of a loan.
pub(super) fn of_loan(number: u8) -> BesideView {
    let about = AboutView::Act(act(number));
    BesideView {
        attachments: vec![file(216, 2, about, "receipt-brakes.png", 380_000, BesideState::Here)],
        contact_lines: Vec::new(),
    }
}

fn file(number: u8, by: u8, about: AboutView, name: &str, bytes: u64, state: BesideState) -> AttachmentView {
    AttachmentView {
        id: act(number),
        by: person(by),
        of: person(by),
        about,
        name: name.to_owned(),
        media_type: String::new(),
        bytes,
        label: None,
        on: Some(day(2026, 11, 14)),
        state,
        may_forget: by == 1,
        with: if by == 1 { vec![person(2)] } else { vec![person(by)] },
    }
}

fn line(number: u8, of: u8, label: Label, text: &str, on: CivilDate) -> ContactLineView {
    ContactLineView {
        id: act(number),
        by: person(of),
        of: person(of),
        label,
        line: text.to_owned(),
        on: Some(on),
        state: BesideState::Here,
        may_forget: of == 1,
        with: vec![person(if of == 1 { 2 } else { of })],
    }
}
