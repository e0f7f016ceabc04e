//! Puts what changed on a page, and what an act says beside its amount, into words.

use weft_ids::{CivilDate, PersonId, text};
use weft_ledger::LedgerAct;
use weft_space::{
    Said,
    page::{self, Field, FieldChange, Meeting, PageKindWire, Rhythm},
};
use weft_view::{FieldChange as FieldChangeView, Run};

/// Characters of what stayed that are told on each side of what changed.
const AROUND: usize = 60;
/// Characters of one value that are told.
const VALUE_CHARS_MAX: usize = 500;
/// Fields of one step that are told; an honest one sets a few.
const FIELDS_MAX: usize = 100;

/// What changed, for readers.
pub(super) fn told(kind: &PageKindWire, changes: &[FieldChange]) -> Vec<FieldChangeView> {
    changes.iter().take(FIELDS_MAX).map(|change| told_one(kind, change)).collect()
}

fn told_one(kind: &PageKindWire, change: &FieldChange) -> FieldChangeView {
    match change {
        FieldChange::Text { field, old, new } => {
            let runs = page::runs(&shown_lines(old), &shown_lines(new), AROUND);
            FieldChangeView::Text { field: named(field).0, runs: runs.into_iter().map(run_view).collect() }
        }
        FieldChange::Value { field, old, new } => {
            let (name, person) = named(field);
            let words = |values: &[String]| {
                values
                    .iter()
                    .filter(|value| !value.is_empty())
                    .map(|value| in_words(kind, field, value))
                    .collect()
            };
            FieldChangeView::Value { field: name, person, old: words(old), new: words(new) }
        }
    }
}

fn run_view(run: page::Run) -> Run {
    match run {
        page::Run::Kept(text) => Run::Kept(text),
        page::Run::Skipped(count) => Run::Skipped(count),
        page::Run::Added(text) => Run::Added(text),
        page::Run::Removed(text) => Run::Removed(text),
    }
}

/// A field's name, and whose it is where a person is named in it.
fn named(field: &Field) -> (String, Option<PersonId>) {
    let parts = field.iter().flat_map(|key| key.split(':'));
    let person = parts.clone().find_map(PersonId::from_hex);
    let names: Vec<String> =
        parts.filter(|part| PersonId::from_hex(part).is_none()).map(text::shown).collect();
    (names.join("/"), person)
}

fn in_words(kind: &PageKindWire, field: &Field, value: &str) -> String {
    let read = match (*kind, field.as_slice()) {
        (PageKindWire::CREW, [key]) if key == "rhythm" => {
            Rhythm::read(value).map(|rhythm| crate::views::rhythm_in_words(&rhythm))
        }
        (PageKindWire::CREW, [key]) if key == "meeting" => {
            Meeting::read(value).map(|meeting| crate::views::meeting_in_words(&meeting))
        }
        _ => None,
    };
    let words = read.unwrap_or_else(|| text::shown(&value.replace('|', " · ")));
    words.chars().take(VALUE_CHARS_MAX).collect()
}

/// The words that an act has beside its amount: why, a note.
pub(crate) fn of_act(said: &Said) -> String {
    let Said::Ledger(act) = said else { return String::new() };
    let words = match act {
        LedgerAct::Ask(act) => [act.why.as_str(), act.payback.as_str()].join(" · "),
        LedgerAct::Offer(act) => act.why.clone(),
        LedgerAct::ProposePlan(act) => act.note.clone(),
        LedgerAct::Forgive(act) => act.note.clone(),
        LedgerAct::Decline(act) => act.note.clone(),
        LedgerAct::Reverse(act) => act.why.clone(),
        LedgerAct::Agree(_)
        | LedgerAct::HandedOver(_)
        | LedgerAct::Received(_)
        | LedgerAct::AgreePlan(_)
        | LedgerAct::Repaid(_)
        | LedgerAct::Confirm(_) => String::new(),
    };
    text::shown(words.trim_matches([' ', '·']))
}

/// The day that an act claims.
pub(super) fn day_of(said: &Said) -> Option<CivilDate> {
    let Said::Ledger(act) = said else { return None };
    match act {
        LedgerAct::Ask(act) => act.on,
        LedgerAct::Offer(act) => act.on,
        LedgerAct::Agree(act) => act.on,
        LedgerAct::HandedOver(act) => act.on,
        LedgerAct::Received(act) => act.on,
        LedgerAct::ProposePlan(act) => act.on,
        LedgerAct::AgreePlan(act) => act.on,
        LedgerAct::Repaid(act) => act.on,
        LedgerAct::Confirm(act) => act.on,
        LedgerAct::Forgive(act) => act.on,
        LedgerAct::Decline(act) => act.on,
        LedgerAct::Reverse(act) => act.on,
    }
}

/// Text of several lines, made safe to show.
fn shown_lines(words: &str) -> String {
    words.chars().map(|c| if c != '\n' && text::is_disguise(c) { ' ' } else { c }).collect()
}
