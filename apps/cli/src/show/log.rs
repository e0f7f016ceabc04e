//! A space's entries in words, newest first.

use crate::answer::Answer;
use serde_json::{Value, json};
use weft_view::{Deed, LogLine, SpaceView};

/// What `weft log` says.
pub(crate) fn log(space: &SpaceView, lines: &[LogLine]) -> Answer {
    let json = json!({
        "space": space.id.to_string(),
        "log": lines.iter().map(line_json).collect::<Vec<_>>(),
        "set_aside": space.set_aside.iter().map(|aside| json!({
            "entry": aside.entry.to_string(),
            "person": aside.person.map(|id| id.to_string()),
            "n": aside.n,
            "why": aside.why,
        })).collect::<Vec<_>>(),
        "refused": space.refused.iter().map(|refused| json!({
            "act": refused.act.to_string(),
            "person": refused.person.map(|id| id.to_string()),
            "code": refused.code,
            "why": refused.why,
        })).collect::<Vec<_>>(),
    });
    let mut text: Vec<_> = lines.iter().map(line_text).collect();
    for aside in &space.set_aside {
        let who = aside.person.map_or_else(|| "somebody".to_owned(), |id| space.name_of(&id));
        text.push(format!("set aside ({}), by {who}: {}", aside.entry.short(), aside.why));
    }
    for refused in &space.refused {
        let who = refused.person.map_or_else(|| "somebody".to_owned(), |id| space.name_of(&id));
        text.push(format!("not accepted ({}), by {who}: {}", refused.code, refused.why));
    }
    Answer::new(text.join("\n"), json)
}

pub(crate) fn line_text(line: &LogLine) -> String {
    let deeds: Vec<_> = line.deeds.iter().map(Deed::words).collect();
    let mark = if line.kept { "" } else { " [set aside]" };
    format!("{} {} {}{mark}", line.entry.short(), line.name, deeds.join(", "))
}

fn line_json(line: &LogLine) -> Value {
    json!({
        "entry": line.entry.to_string(),
        "device": line.device.to_string(),
        "n": line.n,
        "person": line.person.map(|id| id.to_string()),
        "name": line.name,
        "kept": line.kept,
        "came_ms": line.came,
        "deeds": line.deeds.iter().map(|deed| {
            json!({ "deed": deed.code(), "words": deed.words() })
        }).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;
    use weft_ids::{DeviceId, EntryHash};
    use weft_view::PageKind;

    #[test]
    fn a_line_says_who_did_what_and_keeps_full_ids() {
        let view = sample::crew_and_pair();
        let line = LogLine {
            entry: EntryHash([0x51; 32]),
            device: DeviceId([0xaa; 32]),
            n: 3,
            person: Some(sample::ANA),
            name: "Ana".into(),
            deeds: vec![Deed::Wrote(PageKind::Note, "Plans".into()), Deed::Asked(sample::eur(1000))],
            kept: true,
            came: None,
        };
        let Answer { json, text } = log(&view.spaces[0], &[line]);
        assert_eq!(json["log"][0]["entry"], json!("51".repeat(32)));
        assert_eq!(json["log"][0]["deeds"][1]["deed"], json!("asked"));
        assert_eq!(json["set_aside"][0]["n"], json!(9));
        assert_eq!(json["refused"][0]["code"], json!("invitation_used"));
        assert!(text.starts_with("51515151 Ana wrote in the note \"Plans\", asked for €1,000"), "{text}");
        assert!(text.contains("set aside (31313131), by Ben: its device is switched off"), "{text}");
    }
}
