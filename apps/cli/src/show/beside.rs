//! Attachments, and lines about people that can be forgotten.

use crate::answer::Answer;
use serde_json::{Value, json};
use weft_ids::PersonId;
use weft_view::{AboutView, AttachmentView, BesideState, ContactLineView, SpaceView};

/// What `weft attachments` says.
pub(crate) fn attachments(space: &SpaceView) -> Answer {
    let files = &space.beside.attachments;
    let json = json!({
        "space": space.id.to_string(),
        "attachments": files.iter().map(|file| attachment_json(space, file)).collect::<Vec<_>>(),
    });
    let lines: Vec<_> = files.iter().map(|file| attachment_line(space, file)).collect();
    let text =
        if lines.is_empty() { format!("nothing is attached in {}", space.name) } else { lines.join("\n") };
    Answer::new(text, json)
}

/// What `weft contact` says: the lines about one person, or about everybody.
pub(crate) fn contact_lines(space: &SpaceView, person: Option<&PersonId>) -> Answer {
    let chosen = space.beside.contact_lines.iter().filter(|line| person.is_none_or(|id| line.of == *id));
    let chosen: Vec<&ContactLineView> = chosen.collect();
    let json = json!({
        "space": space.id.to_string(),
        "contact_lines": chosen.iter().map(|line| contact_json(space, line)).collect::<Vec<_>>(),
    });
    let lines: Vec<_> = chosen.iter().map(|line| contact_line(space, line)).collect();
    let text = if lines.is_empty() { "no line has been said".to_owned() } else { lines.join("\n") };
    Answer::new(text, json)
}

/// One line about a person, in words.
pub(crate) fn contact_line(space: &SpaceView, line: &ContactLineView) -> String {
    let said = match &line.state {
        BesideState::Here => line.line.clone(),
        other => format!("({})", state_words(space, other, &line.with)),
    };
    let by =
        if line.by == line.of { String::new() } else { format!(", said by {}", space.name_of(&line.by)) };
    format!("{} {}, {}: {said}{by}", line.id.short(), space.name_of(&line.of), line.label.name())
}

/// One line about a person, for programs.
pub(crate) fn contact_json(space: &SpaceView, line: &ContactLineView) -> Value {
    json!({
        "contact_line": line.id.to_string(),
        "by": line.by.to_string(),
        "by_name": space.name_of(&line.by),
        "of": line.of.to_string(),
        "of_name": space.name_of(&line.of),
        "label": line.label.name(),
        "line": (line.state == BesideState::Here).then_some(&line.line),
        "on": line.on.map(|on| on.to_string()),
        "state": line.state.name(),
        "may_forget": line.may_forget,
        "with": line.with.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

fn attachment_line(space: &SpaceView, file: &AttachmentView) -> String {
    let name = match (&file.name, file.label) {
        (name, _) if !name.is_empty() => name.clone(),
        (_, Some(label)) => format!("a file ({})", label.name()),
        (_, None) => "a file".to_owned(),
    };
    let about = match &file.about {
        AboutView::Space | AboutView::Elsewhere => String::new(),
        AboutView::Act(act) => format!(", belongs to {}", act.short()),
        AboutView::Page(_, key) => format!(", belongs to {key:?}"),
    };
    format!(
        "{} {name}, {}, by {}{about}: {}",
        file.id.short(),
        size(file.bytes),
        space.name_of(&file.by),
        state_words(space, &file.state, &file.with)
    )
}

fn attachment_json(space: &SpaceView, file: &AttachmentView) -> Value {
    let (here, of) = match file.state {
        BesideState::OnItsWay { here, of } => (Some(here), Some(of)),
        BesideState::Here | BesideState::NotHere | BesideState::Forgotten { .. } | BesideState::TooMuch => {
            (None, None)
        }
    };
    let (about_act, about_page) = match &file.about {
        AboutView::Space | AboutView::Elsewhere => (None, None),
        AboutView::Act(act) => (Some(act.to_string()), None),
        AboutView::Page(_, key) => (None, Some(key.clone())),
    };
    json!({
        "attachment": file.id.to_string(),
        "by": file.by.to_string(),
        "by_name": space.name_of(&file.by),
        "of": file.of.to_string(),
        "name": (!file.name.is_empty()).then_some(&file.name),
        "type": (!file.media_type.is_empty()).then_some(&file.media_type),
        "bytes": file.bytes,
        "label": file.label.map(weft_view::Label::name),
        "about_act": about_act,
        "about_page": about_page,
        "on": file.on.map(|on| on.to_string()),
        "state": file.state.name(),
        "parts_here": here,
        "parts": of,
        "may_forget": file.may_forget,
        "with": file.with.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// How much of something is here, in words.
fn state_words(space: &SpaceView, state: &BesideState, with: &[PersonId]) -> String {
    let names: Vec<_> = with.iter().map(|person| space.name_of(person)).collect();
    let with = if names.is_empty() { String::new() } else { format!(", with {}", names.join(", ")) };
    match state {
        BesideState::Here => format!("here{with}"),
        BesideState::OnItsWay { here, of } => format!("on its way, {here} of {of}{with}"),
        BesideState::NotHere => format!("not here yet{with}"),
        BesideState::Forgotten { by: Some(by) } => format!("forgotten, as {} asked", space.name_of(by)),
        BesideState::Forgotten { by: None } => "forgotten, since they left".to_owned(),
        BesideState::TooMuch => "more than is kept here".to_owned(),
    }
}

/// A size in words, rounded up.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => super::counted(bytes, "byte", "bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;
    use weft_ids::ActId;
    use weft_view::Label;

    fn file(id: u8, name: &str, state: BesideState) -> AttachmentView {
        AttachmentView {
            id: ActId([id; 32]),
            by: sample::ANA,
            of: sample::ANA,
            about: AboutView::Space,
            name: name.into(),
            media_type: "image/png".into(),
            bytes: 1_250_000,
            label: None,
            on: None,
            state,
            may_forget: true,
            with: vec![sample::BEN],
        }
    }

    #[test]
    fn each_state_of_an_attachment_is_said_and_counts_are_numbers() {
        let view = sample::crew_and_pair();
        let mut space = (*view.spaces[0]).clone();
        space.beside.attachments = vec![
            file(1, "soup.png", BesideState::Here),
            file(2, "soup.png", BesideState::OnItsWay { here: 3, of: 8 }),
            file(3, "", BesideState::Forgotten { by: Some(sample::BEN) }),
        ];
        let Answer { text, json } = attachments(&space);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[0], "01010101 soup.png, 1.2 MB, by Ana: here, with Ben");
        assert_eq!(lines[1], "02020202 soup.png, 1.2 MB, by Ana: on its way, 3 of 8, with Ben");
        assert_eq!(lines[2], "03030303 a file, 1.2 MB, by Ana: forgotten, as Ben asked");
        assert_eq!(json["attachments"][1]["parts_here"], json!(3));
        assert_eq!(json["attachments"][2]["name"], json!(null));
        assert_eq!(json["attachments"][2]["state"], json!("forgotten"));
    }

    #[test]
    fn a_line_that_is_forgotten_says_nothing_of_what_it_was() {
        let view = sample::crew_and_pair();
        let mut space = (*view.spaces[0]).clone();
        let line = ContactLineView {
            id: ActId([9; 32]),
            by: sample::BEN,
            of: sample::BEN,
            label: Label::Phone,
            line: "+49 170".into(),
            on: None,
            state: BesideState::Here,
            may_forget: false,
            with: Vec::new(),
        };
        let gone = ContactLineView {
            line: String::new(),
            state: BesideState::Forgotten { by: None },
            ..line.clone()
        };
        space.beside.contact_lines = vec![line, gone];
        let Answer { text, json } = contact_lines(&space, Some(&sample::BEN));
        assert_eq!(text, "09090909 Ben, phone: +49 170\n09090909 Ben, phone: (forgotten, since they left)");
        assert_eq!(json["contact_lines"][1]["line"], json!(null));
        assert_eq!(contact_lines(&space, Some(&sample::ANA)).text, "no line has been said");
    }
}
