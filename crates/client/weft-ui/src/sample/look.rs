//! What looking something up answers in a sample: a search, the history of a page, one entry.

use super::{NOW_MS, build};
use weft_ids::{EntryHash, Millis};
use weft_view::{
    Deed, EntryView, FieldChange, Found, FoundGroup, FoundKind, HistoryView, Hit, LogLine, LookCommand,
    Marked, PageKind, Place, Reply, Run, SaidView, StepChange, StepView,
};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// The answer to something that is looked up in the rich sample.
pub fn look(command: &LookCommand) -> Reply {
    match command {
        LookCommand::Search { .. } => Reply::Found(found()),
        LookCommand::History { kind, key, skip, .. } => Reply::History(HistoryView {
            kind: *kind,
            key: key.clone(),
            total: 60,
            steps: (1..=60_usize).rev().skip(*skip).take(if *skip == 0 { 5 } else { 55 }).map(step).collect(),
            closed: None,
        }),
        LookCommand::Step { kind, entry, .. } => {
            let number = (1..=60).find(|number| build::numbered_entry(*number) == *entry).unwrap_or(60);
            Reply::Step(Box::new(step_change(*kind, number)))
        }
        LookCommand::Entry { .. } => Reply::Entry(Box::new(entry())),
    }
}

/// An entry that the rich sample tells in full.
pub fn an_entry() -> EntryHash {
    build::numbered_entry(17)
}

fn came(number: usize) -> Option<Millis> {
    (number != 58).then(|| NOW_MS - (60 - number as i64) * DAY_MS)
}

fn step(number: usize) -> StepView {
    let by = [1, 2, 3, 2, 5].get(number % 5).copied().unwrap_or(1);
    StepView {
        number,
        entry: build::numbered_entry(number),
        device: build::device(by),
        person: Some(build::person(by)),
        came: came(number),
        written: 12 + number,
        taken: number % 4,
        fields: Vec::new(),
        apart: if number == 59 { vec![58, 57] } else { Vec::new() },
        apart_count: if number == 59 { 4 } else { 0 },
    }
}

fn step_change(kind: PageKind, number: usize) -> StepChange {
    let change = if kind == PageKind::Crew {
        vec![FieldChange::Value {
            field: "place".to_owned(),
            person: None,
            old: vec!["The workshop".to_owned()],
            new: vec!["Ben’s kitchen".to_owned()],
        }]
    } else {
        vec![FieldChange::Text {
            field: "text".to_owned(),
            runs: vec![
                Run::Kept("Leeks, ".to_owned()),
                Run::Removed("one kilo".to_owned()),
                Run::Added("two kilos".to_owned()),
                Run::Kept("\nBread: Ben bakes\n".to_owned()),
                Run::Skipped(240),
                Run::Kept("The good vinegar\n".to_owned()),
                Run::Added("Chi brings the big pot".to_owned()),
            ],
        }]
    };
    let way_back = if number == 60 { Vec::new() } else { change.clone() };
    StepChange { step: step(number), change, way_back, closed: None }
}

fn marked(text: &str, part: &str) -> Marked {
    let at = text.split_once(part).map(|(before, _)| before.chars().count());
    let marks = at.map(|from| (from, from + part.chars().count())).into_iter().collect();
    Marked { text: text.to_owned(), marks }
}

fn found() -> Found {
    let plain = |text: &str| marked(text, "\u{0}");
    let hit = |place, title: Marked, snippet: Marked| Hit { place, title, snippet };
    let note = |title: &str, draft| Place::Note { title: title.to_owned(), draft };
    let crew = build::space(1);
    let group = |kind, hits: Vec<Hit>, more| FoundGroup { space: crew, kind, hits, more };
    let person =
        hit(Place::Person(build::person(2)), marked("Ben", "Ben"), plain("I bake, and I mend bicycles"));
    let shopping = hit(
        note("Shopping for Sunday", false),
        plain("Shopping for Sunday"),
        marked("…two kilos Bread: Ben bakes The good vinegar", "Ben"),
    );
    let draft = hit(
        note("Shopping for Sunday", true),
        plain("Shopping for Sunday"),
        marked("…Bread: Ben bakes The good vinegar Candles?", "Ben"),
    );
    let page = hit(
        Place::Page(PageKind::Crew, String::new()),
        plain("Kiln Crew"),
        marked("Cook together, and each finish one thing a month · Ben’s kitchen", "Ben"),
    );
    let done = hit(Place::Entry(Box::new(build::log_line(2))), plain(""), marked("Ben", "Ben"));
    let aside =
        hit(Place::SetAside(build::entry(3)), plain(""), marked("it was written by Ben’s old phone", "Ben"));
    Found {
        groups: vec![
            group(FoundKind::Person, vec![person], 0),
            group(FoundKind::Note, vec![shopping, draft], 3),
            group(FoundKind::Page, vec![page], 0),
            group(FoundKind::Log, vec![done], 12),
            group(FoundKind::SetAside, vec![aside], 0),
        ],
        cut: true,
    }
}

fn entry() -> EntryView {
    let before = |index| LogLine { kept: true, ..build::log_line(index) };
    EntryView {
        line: LogLine { entry: an_entry(), kept: false, ..build::log_line(17) },
        aside: Some("its device was switched off".to_owned()),
        builds_on: vec![before(15), before(16)],
        said: vec![SaidView {
            act: build::act(77),
            deed: Deed::Asked(build::euro(12_000)),
            words: "The gearbox of the cargo bike".to_owned(),
            on: Some(build::day(2026, 11, 18)),
            refused: Some(("not_yours".to_owned(), "only the lender can let go".to_owned())),
        }],
        pages: vec![(
            PageKind::Note,
            "Shopping for Sunday".to_owned(),
            step_change(PageKind::Note, 60).change,
        )],
    }
}
