//! What a search found, in words.

use crate::{answer::Answer, show::log::line_text};
use serde_json::{Value, json};
use weft_ids::SpaceId;
use weft_view::{Found, FoundGroup, FoundKind, Hit, Marked, PageKind, Place, View};

/// What `weft search` says.
pub(crate) fn found(view: &View, words: &str, found: &Found) -> Answer {
    let json = json!({
        "words": words,
        "groups": found.groups.iter().map(|group| json!({
            "space": group.space.to_string(),
            "space_name": name(view, &group.space),
            "kind": group.kind.name(),
            "hits": group.hits.iter().map(hit_json).collect::<Vec<_>>(),
            "more": group.more,
        })).collect::<Vec<_>>(),
        "cut": found.cut,
    });
    if found.groups.is_empty() {
        return Answer::new(format!("nothing here says {words:?}"), json);
    }
    let mut lines: Vec<String> = Vec::new();
    for group in &found.groups {
        lines.push(format!("{}, {}", name(view, &group.space), heading(group)));
        lines.extend(group.hits.iter().map(|hit| format!("  {}", hit_text(hit))));
        if group.more > 0 {
            lines.push(format!("  and {} more", group.more));
        }
    }
    if found.cut {
        lines.push("there is more; say another word to find less".to_owned());
    }
    Answer::new(lines.join("\n"), json)
}

fn name(view: &View, space: &SpaceId) -> String {
    view.space(space).map(|space| space.name.clone()).unwrap_or_default()
}

fn heading(group: &FoundGroup) -> &'static str {
    match group.kind {
        FoundKind::Person => "people:",
        FoundKind::Note => "notes:",
        FoundKind::Page => "its page:",
        FoundKind::Gathering => "gatherings:",
        FoundKind::Loan => "asks and loans:",
        FoundKind::File => "files:",
        FoundKind::Log => "what was done:",
        FoundKind::SetAside => "set aside:",
        FoundKind::Refused => "not accepted:",
    }
}

fn hit_text(hit: &Hit) -> String {
    let title = match &hit.place {
        Place::Entry(line) => line_text(line),
        Place::SetAside(entry) => entry.short(),
        Place::Ask(act) | Place::Offer(act) | Place::Loan(act) => {
            format!("{} ({})", hit.title.text, act.short())
        }
        Place::Note { draft: true, .. } => format!("{} (your draft)", hit.title.text),
        Place::Person(_)
        | Place::Invitation
        | Place::Note { draft: false, .. }
        | Place::Page(..)
        | Place::File(_)
        | Place::Refused(..) => hit.title.text.clone(),
    };
    [title, shown(&hit.snippet)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}

/// A line with what fits between stars.
fn shown(line: &Marked) -> String {
    let mut shown = String::new();
    for (at, letter) in line.text.chars().enumerate() {
        if line.marks.iter().any(|(from, _)| *from == at) {
            shown.push('*');
        }
        shown.push(letter);
        if line.marks.iter().any(|(_, to)| *to == at + 1) {
            shown.push('*');
        }
    }
    shown
}

fn hit_json(hit: &Hit) -> Value {
    let marked = |line: &Marked| json!({ "text": line.text, "marks": line.marks });
    json!({ "place": place_json(&hit.place), "title": marked(&hit.title), "snippet": marked(&hit.snippet) })
}

fn place_json(place: &Place) -> Value {
    match place {
        Place::Person(person) => json!({ "person": person.to_string() }),
        Place::Invitation => json!({ "invitation": true }),
        Place::Note { title, draft } => json!({ "note": title, "draft": draft }),
        Place::Page(PageKind::Gathering, key) => json!({ "gathering": key }),
        Place::Page(PageKind::Crew | PageKind::Note | PageKind::Profile, key) => json!({ "page": key }),
        Place::Ask(act) => json!({ "ask": act.to_string() }),
        Place::Offer(act) => json!({ "offer": act.to_string() }),
        Place::Loan(act) => json!({ "loan": act.to_string() }),
        Place::File(act) => json!({ "file": act.to_string() }),
        Place::Entry(line) => json!({ "entry": line.entry.to_string() }),
        Place::SetAside(entry) => json!({ "entry": entry.to_string() }),
        Place::Refused(act, entry) => {
            json!({ "act": act.to_string(), "entry": entry.map(|entry| entry.to_string()) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;

    #[test]
    fn hits_are_grouped_and_what_fits_stands_between_stars() {
        let view = sample::crew_and_pair();
        let hit = Hit {
            place: Place::Note { title: "Plans".into(), draft: false },
            title: Marked { text: "Plans".into(), marks: vec![] },
            snippet: Marked { text: "warm soup".into(), marks: vec![(5, 9)] },
        };
        let group = FoundGroup { space: view.spaces[0].id, kind: FoundKind::Note, hits: vec![hit], more: 2 };
        let Answer { json, text } = found(&view, "soup", &Found { groups: vec![group], cut: true });
        assert_eq!(json["groups"][0]["hits"][0]["snippet"]["marks"], json!([[5, 9]]));
        assert_eq!(json["groups"][0]["hits"][0]["place"]["note"], json!("Plans"));
        let expected = format!(
            "{}, notes:\n  Plans: warm *soup*\n  and 2 more\nthere is more; say another word to find less",
            view.spaces[0].name
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn nothing_found_says_so() {
        let Answer { json, text } = found(&sample::crew_and_pair(), "soup", &Found::default());
        assert_eq!(text, "nothing here says \"soup\"");
        assert_eq!(json["groups"], json!([]));
    }
}
