//! The history of a page, one step of it, and one entry, in words.

use crate::{answer::Answer, show::log::line_text};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use weft_ids::{EntryHash, Millis};
use weft_view::{EntryView, FieldChange, HistoryView, PageKind, Run, SpaceView, StepChange, StepView};

/// A page as it was named.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PageTold {
    /// What kind of page.
    pub(crate) kind: PageKind,
    /// Which of its kind.
    pub(crate) key: String,
    /// What it is called.
    pub(crate) name: String,
}

impl PageTold {
    fn json(&self) -> Value {
        let kind = match self.kind {
            PageKind::Crew => "crew",
            PageKind::Note => "note",
            PageKind::Profile => "about",
            PageKind::Gathering => "gathering",
        };
        json!({ "kind": kind, "key": self.key, "name": self.name })
    }
}

/// What `weft history` says of a page.
pub(crate) fn history(space: &SpaceView, page: &PageTold, told: &HistoryView) -> Answer {
    let json = json!({
        "space": space.id.to_string(),
        "page": page.json(),
        "total": told.total,
        "steps": told.steps.iter().map(|step| step_json(space, step)).collect::<Vec<_>>(),
        "closed": told.closed,
    });
    let mut lines = vec![format!("{}: {}", page.name, super::counted(told.total as u64, "step", "steps"))];
    lines.extend(told.steps.iter().map(|step| step_text(space, step)));
    if let Some(oldest) = told.steps.last().filter(|oldest| oldest.number > 1) {
        lines.push(format!("older ones: --before {}", oldest.number));
    }
    Answer::new(lines.join("\n"), json)
}

/// What `weft history --step` says.
pub(crate) fn step(space: &SpaceView, page: &PageTold, told: &StepChange) -> Answer {
    let json = json!({
        "space": space.id.to_string(),
        "page": page.json(),
        "step": step_json(space, &told.step),
        "change": told.change.iter().map(field_json).collect::<Vec<_>>(),
        "way_back": told.way_back.iter().map(field_json).collect::<Vec<_>>(),
        "closed": told.closed,
    });
    let mut lines = vec![format!("{}, {}", page.name, step_text(space, &told.step))];
    lines.extend(told.change.iter().flat_map(|change| field_text(space, change)));
    match &told.closed {
        Some(why) => lines.push(format!("it cannot be put back here: {why}")),
        None if told.way_back.is_empty() => lines.push("the page says today what it said then".to_owned()),
        None => lines.push(format!("put it back to this: weft put-back … --step {}", told.step.number)),
    }
    Answer::new(lines.join("\n"), json)
}

/// What `weft put-back` says.
pub(crate) fn put_back(
    space: &SpaceView,
    page: &PageTold,
    number: usize,
    entry: &EntryHash,
    own: Option<usize>,
) -> Answer {
    let json = json!({
        "space": space.id.to_string(),
        "page": page.json(),
        "step": number,
        "entry": entry.to_string(),
        "new_step": own,
    });
    let undo = own.map(|own| format!("\nto take that back: weft put-back … --undo {own}"));
    let text = format!("{} is put back; nothing is erased{}", page.name, undo.unwrap_or_default());
    Answer::new(text, json)
}

/// What `weft log --entry` says.
pub(crate) fn entry(space: &SpaceView, told: &EntryView) -> Answer {
    let said = told.said.iter().map(|said| {
        json!({
            "act": said.act.to_string(),
            "deed": said.deed.code(),
            "words": said.deed.words(),
            "note": said.words,
            "on": said.on.map(|day| day.to_string()),
            "refused": said.refused.as_ref().map(|(code, why)| json!({ "code": code, "why": why })),
        })
    });
    let pages = told.pages.iter().map(|(kind, key, changes)| {
        let page = PageTold { kind: *kind, key: key.clone(), name: key.clone() };
        json!({ "page": page.json(), "change": changes.iter().map(field_json).collect::<Vec<_>>() })
    });
    let json = json!({
        "space": space.id.to_string(),
        "entry": told.line.entry.to_string(),
        "device": told.line.device.to_string(),
        "n": told.line.n,
        "person": told.line.person.map(|id| id.to_string()),
        "name": told.line.name,
        "came_ms": told.line.came,
        "kept": told.line.kept,
        "set_aside": told.aside,
        "builds_on": told.builds_on.iter().map(|line| line.entry.to_string()).collect::<Vec<_>>(),
        "said": said.collect::<Vec<_>>(),
        "pages": pages.collect::<Vec<_>>(),
    });
    Answer::new(entry_lines(space, told).join("\n"), json)
}

fn entry_lines(space: &SpaceView, told: &EntryView) -> Vec<String> {
    let mut lines = vec![line_text(&told.line)];
    lines.push(match told.line.came {
        Some(came) => format!("it came to this device on {}", day(came)),
        None => "when it came to this device was not noted".to_owned(),
    });
    match &told.aside {
        None => lines.push("it counts".to_owned()),
        Some(why) => lines.push(format!("it is set aside and does not count: {why}")),
    }
    for said in &told.said {
        if !said.words.is_empty() {
            lines.push(format!("it says: {}", said.words));
        }
        if let Some(on) = said.on {
            lines.push(format!("for the day {on}, as its author says"));
        }
        if let Some((code, why)) = &said.refused {
            lines.push(format!("not accepted ({code}): {why}"));
        }
    }
    for (_, _, changes) in &told.pages {
        lines.extend(changes.iter().flat_map(|change| field_text(space, change)));
    }
    lines.extend(told.builds_on.iter().map(|before| format!("after {}", line_text(before))));
    lines
}

/// The day of this device's own time zone.
fn day(came: Millis) -> String {
    let zone = crate::zone::local().ok().and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
    match Timestamp::from_millisecond(came) {
        Ok(at) => at.to_zoned(zone).date().to_string(),
        Err(_) => "a day in no calendar".to_owned(),
    }
}

fn who(space: &SpaceView, step: &StepView) -> String {
    step.person.map_or_else(|| "somebody".to_owned(), |id| space.name_of(&id))
}

fn step_text(space: &SpaceView, step: &StepView) -> String {
    let came =
        step.came.map_or_else(|| "when it came was not noted".to_owned(), |at| format!("came {}", day(at)));
    let mut did: Vec<String> = Vec::new();
    if step.written > 0 {
        did.push(format!("+{}", step.written));
    }
    if step.taken > 0 {
        did.push(format!("−{}", step.taken));
    }
    did.extend(step.fields.iter().cloned());
    let apart = match (step.apart.as_slice(), step.apart_count) {
        ([], _) => String::new(),
        (some, count) => {
            let named: Vec<String> = some.iter().map(ToString::to_string).collect();
            let more = count.saturating_sub(some.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!(", written apart from {}{more}", named.join(", "))
        }
    };
    format!(
        "{}. {} ({}), {came}: {}{apart}",
        step.number,
        who(space, step),
        step.entry.short(),
        did.join(" ")
    )
}

fn step_json(space: &SpaceView, step: &StepView) -> Value {
    json!({
        "step": step.number,
        "entry": step.entry.to_string(),
        "device": step.device.to_string(),
        "person": step.person.map(|id| id.to_string()),
        "name": who(space, step),
        "came_ms": step.came,
        "written": step.written,
        "taken": step.taken,
        "fields": step.fields,
        "apart": step.apart,
        "apart_count": step.apart_count,
    })
}

fn field_text(space: &SpaceView, change: &FieldChange) -> Vec<String> {
    match change {
        FieldChange::Text { field, runs } => {
            let mut lines = if field == "text" { Vec::new() } else { vec![format!("{field}:")] };
            for run in runs {
                let (mark, text) = match run {
                    Run::Kept(text) => (' ', text.clone()),
                    Run::Skipped(count) => (' ', format!("… {count} characters …")),
                    Run::Added(text) => ('+', text.clone()),
                    Run::Removed(text) => ('-', text.clone()),
                };
                lines.extend(text.lines().map(|line| format!("{mark} {line}")));
            }
            lines
        }
        FieldChange::Value { field, person, old, new } => {
            let whose = person.map_or_else(String::new, |id| format!(" of {}", space.name_of(&id)));
            let said = |values: &[String]| {
                if values.is_empty() { "not set".to_owned() } else { values.join(" / ") }
            };
            vec![format!("{field}{whose}: {} → {}", said(old), said(new))]
        }
    }
}

fn field_json(change: &FieldChange) -> Value {
    match change {
        FieldChange::Text { field, runs } => json!({
            "field": field,
            "runs": runs.iter().map(|run| match run {
                Run::Kept(text) => json!({ "kept": text }),
                Run::Skipped(count) => json!({ "skipped": count }),
                Run::Added(text) => json!({ "added": text }),
                Run::Removed(text) => json!({ "removed": text }),
            }).collect::<Vec<_>>(),
        }),
        FieldChange::Value { field, person, old, new } => json!({
            "field": field,
            "person": person.map(|id| id.to_string()),
            "old": old,
            "new": new,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;
    use weft_ids::DeviceId;

    fn a_step() -> StepView {
        StepView {
            number: 3,
            entry: EntryHash([0x51; 32]),
            device: DeviceId([0xaa; 32]),
            person: Some(sample::BEN),
            came: None,
            written: 4,
            taken: 2,
            fields: vec!["place".into()],
            apart: vec![2],
            apart_count: 3,
        }
    }

    fn plans() -> PageTold {
        PageTold { kind: PageKind::Note, key: "Plans".into(), name: "Plans".into() }
    }

    #[test]
    fn a_history_says_who_did_what_and_what_was_written_apart() {
        let view = sample::crew_and_pair();
        let told = HistoryView {
            kind: PageKind::Note,
            key: "Plans".into(),
            total: 5,
            steps: vec![a_step()],
            closed: None,
        };
        let Answer { json, text } = history(&view.spaces[0], &plans(), &told);
        assert_eq!(json["steps"][0]["entry"], json!("51".repeat(32)));
        assert_eq!(json["steps"][0]["came_ms"], Value::Null);
        assert_eq!(json["page"]["kind"], json!("note"));
        let line =
            "3. Ben (51515151), when it came was not noted: +4 −2 place, written apart from 2 and 2 more";
        assert_eq!(text, format!("Plans: 5 steps\n{line}\nolder ones: --before 3"));
    }

    #[test]
    fn a_step_is_shown_with_what_came_and_what_went() {
        let view = sample::crew_and_pair();
        let change = vec![
            FieldChange::Text {
                field: "text".into(),
                runs: vec![Run::Skipped(9), Run::Removed("old\n".into()), Run::Added("new".into())],
            },
            FieldChange::Value {
                field: "place".into(),
                person: Some(sample::ANA),
                old: vec![],
                new: vec!["the barn".into()],
            },
        ];
        let told = StepChange { step: a_step(), change, way_back: Vec::new(), closed: None };
        let Answer { json, text } = step(&view.spaces[0], &plans(), &told);
        let told: Vec<_> = text.lines().skip(1).collect();
        assert_eq!(
            told,
            [
                "  … 9 characters …",
                "- old",
                "+ new",
                "place of Ana: not set → the barn",
                "the page says today what it said then"
            ]
        );
        assert_eq!(json["change"][0]["runs"][1]["removed"], json!("old\n"));
    }

    #[test]
    fn a_day_is_told_as_it_is_here() {
        assert!(day(0).starts_with("19"), "{}", day(0));
        assert_eq!(day(i64::MAX), "a day in no calendar");
    }
}
