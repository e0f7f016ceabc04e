//! A crew's page, notes, and what people say of themselves.

use crate::{answer::Answer, args::weekday_name};
use serde_json::{Value, json};
use weft_ids::PersonId;
use weft_view::{Beat, Coming, CrewView, MeetingView, MemberState, NoteView, SpaceView};

/// What `weft crew` says.
pub(crate) fn crew(space: &SpaceView, crew: &CrewView) -> Answer {
    let json = json!({
        "space": space.id.to_string(),
        "name": space.name,
        "intention": crew.intention,
        "place": crew.place,
        "rhythm": crew.beat.as_ref().map(|beat| json!({
            "beat": beat_text(beat),
            "minutes": crew.minutes,
            "meetings": crew.meetings,
            "review": crew.review.map(|day| day.to_string()),
        })),
        "next": crew.next.as_ref().map(|next| meeting_json(space, next)),
        "clashes": crew.clashes.iter().map(|clash| json!({
            "field": clash.field,
            "others": clash.others.iter().map(|(who, words)| json!({
                "person": who.map(|id| id.to_string()),
                "value": words,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    let mut lines = vec![space.name.clone()];
    lines.push(format!("for: {}", or_dash(&crew.intention)));
    lines.push(format!("where: {}", or_dash(&crew.place)));
    match &crew.beat {
        None => lines.push("rhythm: none yet".to_owned()),
        Some(beat) => {
            let review = crew.review.map_or_else(|| "not set".to_owned(), |day| day.to_string());
            lines.push(format!(
                "rhythm: {}, {} minutes, {} meetings, looking back on {review}",
                beat_text(beat),
                crew.minutes,
                crew.meetings
            ));
        }
    }
    match &crew.next {
        None => lines.push("next meeting: not set".to_owned()),
        Some(next) => {
            lines.push(format!("next meeting: {}", meeting_text(next)));
            for (person, answer) in &next.answers {
                lines.push(format!("  {}: {}", space.name_of(person), coming_name(*answer)));
            }
            let silent = unanswered(space, next);
            if !silent.is_empty() {
                let names: Vec<_> = silent.iter().map(|id| space.name_of(id)).collect();
                lines.push(format!("  not answered yet: {}", names.join(", ")));
            }
        }
    }
    for clash in &crew.clashes {
        for (who, words) in &clash.others {
            let who = who.map_or_else(|| "somebody".to_owned(), |id| space.name_of(&id));
            lines.push(format!("also set for {}, apart, by {who}: {words}", clash.field));
        }
    }
    Answer::new(lines.join("\n"), json)
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "not said yet" } else { text }
}

/// A beat in the words in which it is typed.
pub(crate) fn beat_text(beat: &Beat) -> String {
    match beat {
        Beat::Weekly { day, time } => format!("weekly {} {time}", weekday_name(*day)),
        Beat::Fortnightly { from, time } => format!("fortnightly {from} {time}"),
        Beat::Monthly { nth, day, time } => {
            let which = if *nth == 5 { "last".to_owned() } else { nth.to_string() };
            format!("monthly {which} {} {time}", weekday_name(*day))
        }
        Beat::ByHand => "by hand".to_owned(),
    }
}

/// A meeting's day, time and place.
pub(crate) fn meeting_text(next: &MeetingView) -> String {
    let place = if next.place.is_empty() { String::new() } else { format!(", {}", next.place) };
    format!("{} {} ({}){place}", next.date, next.time, next.zone)
}

/// An answer's name.
pub(crate) fn coming_name(answer: Coming) -> &'static str {
    match answer {
        Coming::Yes => "yes",
        Coming::No => "no",
        Coming::Maybe => "maybe",
    }
}

fn unanswered(space: &SpaceView, next: &MeetingView) -> Vec<PersonId> {
    space
        .people
        .iter()
        .filter(|member| !matches!(member.state, MemberState::Left | MemberState::Unlisted))
        .map(|member| member.person)
        .filter(|person| !next.answers.iter().any(|(who, _)| who == person))
        .collect()
}

fn meeting_json(space: &SpaceView, next: &MeetingView) -> Value {
    json!({
        "meeting": next.id,
        "date": next.date.to_string(),
        "time": next.time,
        "zone": next.zone,
        "at_ms": next.at,
        "place": next.place,
        "answers": next.answers.iter().map(|(person, answer)| json!({
            "person": person.to_string(),
            "name": space.name_of(person),
            "coming": coming_name(*answer),
        })).collect::<Vec<_>>(),
        "unanswered": unanswered(space, next).iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// What `weft note SPACE` says: the notes there are.
pub(crate) fn notes(space: &SpaceView) -> Answer {
    let json = json!({
        "space": space.id.to_string(),
        "notes": space.notes.iter().map(|note| json!({
            "note": note.title,
            "characters": note.text.chars().count(),
            "draft": note.has_draft,
        })).collect::<Vec<_>>(),
    });
    let mut lines: Vec<_> = space
        .notes
        .iter()
        .map(
            |note| if note.has_draft { format!("{} (with a draft)", note.title) } else { note.title.clone() },
        )
        .collect();
    if lines.is_empty() {
        lines.push("no notes yet".to_owned());
    }
    Answer::new(lines.join("\n"), json)
}

/// What `weft note SPACE PAGE` says: the note's words.
pub(crate) fn note(space: &SpaceView, note: &NoteView) -> Answer {
    let json = json!({
        "space": space.id.to_string(),
        "note": note.title,
        "text": note.text,
        "writers": note.writers.iter().map(|id| json!({
            "person": id.to_string(),
            "name": space.name_of(id),
        })).collect::<Vec<_>>(),
        "draft": note.has_draft,
    });
    Answer::new(note.text.clone(), json)
}

/// What `weft about` says.
pub(crate) fn about(space: &SpaceView, person: &PersonId) -> Answer {
    let profile = space.profiles.get(person).cloned().unwrap_or_default();
    let name = space.name_of(person);
    let json = json!({
        "space": space.id.to_string(),
        "person": person.to_string(),
        "name": name,
        "about": profile.about,
        "ask_me_about": profile.ask_me_about,
    });
    let text = format!("{name}: {}\nask about: {}", or_dash(&profile.about), or_dash(&profile.ask_me_about));
    Answer::new(text, json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{args::BeatArg, show::sample};
    use weft_ids::CivilDate;
    use weft_view::Weekday;

    #[test]
    fn a_crew_page_says_when_it_meets_and_who_has_not_answered() {
        let view = sample::crew_and_pair();
        let space = &view.spaces[0];
        let Answer { json, text } = crew(space, space.crew.as_ref().unwrap());
        assert_eq!(json["rhythm"]["beat"], json!("weekly thursday 19:00"));
        assert_eq!(json["rhythm"]["minutes"], json!(90));
        assert_eq!(json["next"]["date"], json!("2026-11-19"));
        assert_eq!(json["next"]["answers"][0]["coming"], json!("yes"));
        assert_eq!(json["next"]["unanswered"][0], json!("b1".repeat(32)));
        assert!(text.contains("next meeting: 2026-11-19 19:00 (Europe/Lisbon), the yard"), "{text}");
        assert!(text.contains("not answered yet: Ben"), "{text}");
    }

    #[test]
    fn a_beat_is_shown_in_the_words_in_which_it_is_typed() {
        for beat in [
            Beat::Weekly { day: Weekday::Monday, time: "07:30".into() },
            Beat::Fortnightly { from: CivilDate::new(2026, 11, 19).unwrap(), time: "19:00".into() },
            Beat::Monthly { nth: 2, day: Weekday::Friday, time: "18:00".into() },
            Beat::Monthly { nth: 5, day: Weekday::Sunday, time: "17:00".into() },
            Beat::ByHand,
        ] {
            assert_eq!(BeatArg::parse(&beat_text(&beat)), Ok(BeatArg(Some(beat))));
        }
    }

    #[test]
    fn a_note_prints_its_words_and_its_writers() {
        let view = sample::crew_and_pair();
        let space = &view.spaces[0];
        let Answer { json, text } = note(space, &space.notes[0]);
        assert_eq!(text, "soup\nbread");
        assert_eq!(json["text"], json!("soup\nbread"));
        assert_eq!(json["writers"][1]["name"], json!("Ben"));
        assert_eq!(notes(space).json["notes"][0]["note"], json!("Plans"));
    }
}
