//! The space itself: what it is, under which roll it lives, what was not accepted, and what its crew agreed.

use crate::{Files, json_of};
use serde::Serialize;
use weft_view::{Beat, CrewView, SpaceView};

#[derive(Serialize)]
struct SpaceJson {
    space: String,
    kind: String,
    name: String,
    view_digest: String,
    entries_kept: u64,
    invitations_open: Vec<InvitationJson>,
    set_aside: Vec<AsideJson>,
    not_accepted: Vec<RefusedJson>,
    forks: Vec<ForkJson>,
}

#[derive(Serialize)]
struct InvitationJson {
    invitation: String,
    name: String,
    by: String,
    own_device: bool,
}

#[derive(Serialize)]
struct AsideJson {
    entry: String,
    person: Option<String>,
    n: u64,
    why: String,
}

#[derive(Serialize)]
struct RefusedJson {
    act: String,
    person: Option<String>,
    code: String,
    why: String,
}

#[derive(Serialize)]
struct ForkJson {
    device: String,
    person: Option<String>,
    n: u64,
}

#[derive(Serialize)]
struct RollJson {
    roll: String,
    number: u64,
    rules: u16,
    voices: Vec<VoiceJson>,
}

#[derive(Serialize)]
struct VoiceJson {
    person: String,
    name: String,
}

#[derive(Serialize)]
struct CrewJson {
    intention: String,
    place: String,
    rhythm: Option<String>,
    minutes: u32,
    meetings: u32,
    review: Option<String>,
    next_meeting: Option<MeetingJson>,
    set_apart: Vec<ClashJson>,
}

#[derive(Serialize)]
struct MeetingJson {
    id: String,
    date: String,
    time: String,
    zone: String,
    place: String,
    answers: Vec<AnswerJson>,
}

#[derive(Serialize)]
struct AnswerJson {
    person: String,
    name: String,
    comes: String,
}

#[derive(Serialize)]
struct ClashJson {
    field: String,
    by: Option<String>,
    value: String,
}

/// Writes `space.json`, `roll.json` and, for a crew, `crew.json`.
pub(crate) fn write(view: &SpaceView, files: &mut Files) {
    files.insert("space.json".to_owned(), json_of(&space_json(view)));
    let voices = view.roll.voices.iter();
    let roll = RollJson {
        roll: view.roll.hash.to_string(),
        number: view.roll.number,
        rules: view.roll.rules,
        voices: voices
            .map(|person| VoiceJson { person: person.to_string(), name: view.name_of(person) })
            .collect(),
    };
    files.insert("roll.json".to_owned(), json_of(&roll));
    if let Some(crew) = &view.crew {
        files.insert("crew.json".to_owned(), json_of(&crew_json(view, crew)));
    }
}

fn space_json(view: &SpaceView) -> SpaceJson {
    let invitations = view.invitations.iter().map(|invitation| InvitationJson {
        invitation: invitation.invitation.to_string(),
        name: invitation.name.clone(),
        by: invitation.by.to_string(),
        own_device: invitation.own_device,
    });
    let set_aside = view.set_aside.iter().map(|aside| AsideJson {
        entry: aside.entry.to_string(),
        person: aside.person.map(|id| id.to_string()),
        n: aside.n,
        why: aside.why.clone(),
    });
    let not_accepted = view.refused.iter().map(|refused| RefusedJson {
        act: refused.act.to_string(),
        person: refused.person.map(|id| id.to_string()),
        code: refused.code.clone(),
        why: refused.why.clone(),
    });
    let forks = view.forks.iter().map(|fork| ForkJson {
        device: fork.device.to_string(),
        person: fork.person.map(|id| id.to_string()),
        n: fork.n,
    });
    SpaceJson {
        space: view.id.to_string(),
        kind: view.kind.name().to_owned(),
        name: view.name.clone(),
        view_digest: view.view_digest.clone(),
        entries_kept: view.entries,
        invitations_open: invitations.collect(),
        set_aside: set_aside.collect(),
        not_accepted: not_accepted.collect(),
        forks: forks.collect(),
    }
}

fn crew_json(view: &SpaceView, crew: &CrewView) -> CrewJson {
    let clashes = crew.clashes.iter().flat_map(|clash| {
        clash.others.iter().map(|(by, value)| ClashJson {
            field: clash.field.clone(),
            by: by.map(|id| view.name_of(&id)),
            value: value.clone(),
        })
    });
    CrewJson {
        intention: crew.intention.clone(),
        place: crew.place.clone(),
        rhythm: crew.beat.as_ref().map(beat_words),
        minutes: crew.minutes,
        meetings: crew.meetings,
        review: crew.review.map(|day| day.to_string()),
        next_meeting: crew.next.as_ref().map(|next| MeetingJson {
            id: next.id.clone(),
            date: next.date.to_string(),
            time: next.time.clone(),
            zone: next.zone.clone(),
            place: next.place.clone(),
            answers: next
                .answers
                .iter()
                .map(|(person, coming)| AnswerJson {
                    person: person.to_string(),
                    name: view.name_of(person),
                    comes: format!("{coming:?}").to_lowercase(),
                })
                .collect(),
        }),
        set_apart: clashes.collect(),
    }
}

fn beat_words(beat: &Beat) -> String {
    match beat {
        Beat::Weekly { day, time } => format!("every {day:?} at {time}"),
        Beat::Fortnightly { from, time } => format!("every second week from {from} at {time}"),
        Beat::Monthly { nth: 5, day, time } => format!("every last {day:?} of the month at {time}"),
        Beat::Monthly { nth, day, time } => format!("every {day:?} number {nth} of the month at {time}"),
        Beat::ByHand => "set by hand".to_owned(),
    }
}
