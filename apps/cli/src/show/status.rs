//! This device, its spaces and whom it can meet.

use super::counted;
use crate::answer::Answer;
use serde_json::{Value, json};
use weft_view::{JoinState, JoinView, MemberState, PeerState, PeerView, SpaceView, View, WaitingFor};

/// What `weft status` says.
pub(crate) fn status(view: &View) -> Answer {
    let me = view.me.as_ref();
    let json = json!({
        "device": me.map(|me| me.endpoint.to_string()),
        "name": me.map(|me| me.name.clone()),
        "device_name": me.map(|me| me.device_name.clone()),
        "read_only": me.and_then(|me| me.read_only.clone()),
        "spaces": view.spaces.iter().map(|space| space_json(space)).collect::<Vec<_>>(),
        "peers": view.near.peers.iter().map(peer_json).collect::<Vec<_>>(),
        "joins": view.joins.iter().map(join_json).collect::<Vec<_>>(),
        "waiting": view.near.waiting.iter().map(waiting_json).collect::<Vec<_>>(),
        "listening": view.near.listening,
        "networks": view.near.networks,
        "announcing": view.near.announcing,
        "trouble": view.near.trouble,
    });
    Answer::new(status_text(view), json)
}

fn status_text(view: &View) -> String {
    let mut lines = Vec::new();
    match &view.me {
        None => lines.push("this device has no name yet; begin with `weft init NAME`".to_owned()),
        Some(me) => {
            lines.push(format!("{}, on {} ({})", me.name, me.device_name, me.endpoint.short()));
            lines.extend(me.read_only.iter().map(|why| format!("only reads: {why}")));
        }
    }
    if view.spaces.is_empty() {
        lines.push("no spaces yet".to_owned());
    }
    for space in &view.spaces {
        lines.push(format!(
            "{} {} ({}): {}, {}, view {}",
            space.kind.name(),
            space.name,
            space.id.short(),
            people_count(space),
            counted(space.entries, "entry", "entries"),
            space.view_digest.get(..8).unwrap_or(&space.view_digest),
        ));
        lines.extend(space.read_only.iter().map(|why| format!("  only reads: {why}")));
        if !space.set_aside.is_empty() {
            let n = counted(space.set_aside.len() as u64, "entry is", "entries are");
            lines.push(format!("  {n} set aside; `weft log` shows which"));
        }
        for refused in &space.refused {
            lines.push(format!("  not accepted ({}): {}", refused.code, refused.why));
        }
        for fork in &space.forks {
            let whose = fork.person.map_or_else(|| "somebody".to_owned(), |p| space.name_of(&p));
            lines.push(format!(
                "  a device of {whose} wrote two different things as its number {}; it does not count until all agree again",
                fork.n
            ));
        }
    }
    lines.extend(view.joins.iter().map(|join| match &join.state {
        JoinState::Waiting => format!("waiting to be let into {}", join.name),
        JoinState::Asking => format!("asking to be let into {}", join.name),
        JoinState::Refused(why) => format!("not let into {}: {why}", join.name),
    }));
    lines.extend(view.near.peers.iter().map(peer_line));
    lines.extend(view.near.waiting.iter().map(|waiting| {
        let n = counted(waiting.entries, "thing of yours is", "things of yours are");
        format!("{n} not with {} yet ({})", waiting.person, waiting.space_name)
    }));
    lines.extend(view.near.trouble.iter().map(|trouble| format!("meeting does not work: {trouble}")));
    lines.join("\n")
}

/// How many people are in.
pub(crate) fn people_in(space: &SpaceView) -> usize {
    space
        .people
        .iter()
        .filter(|member| !matches!(member.state, MemberState::Left | MemberState::Unlisted))
        .count()
}

fn people_count(space: &SpaceView) -> String {
    let n = people_in(space);
    if n == 1 { "1 person".to_owned() } else { format!("{n} people") }
}

/// One space, in short.
pub(crate) fn space_json(space: &SpaceView) -> Value {
    json!({
        "space": space.id.to_string(),
        "kind": space.kind.name(),
        "name": space.name,
        "people": people_in(space),
        "entries": space.entries,
        "view_digest": space.view_digest,
        "set_aside": space.set_aside.len(),
        "refused": space.refused.len(),
        "forks": space.forks.len(),
        "read_only": space.read_only,
    })
}

/// One device that can be met.
pub(crate) fn peer_json(peer: &PeerView) -> Value {
    let (state, at, level) = match &peer.state {
        PeerState::Connected { at, level } => ("connected", Some(at.clone()), Some(*level)),
        PeerState::Gone => ("gone", None, None),
        PeerState::NotMet => ("not_met", None, None),
    };
    json!({
        "device": peer.endpoint.to_string(),
        "name": peer.device,
        "person": peer.person,
        "spaces": peer.spaces.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "state": state,
        "at": at,
        "level": level,
    })
}

fn peer_line(peer: &PeerView) -> String {
    let whose = format!("{}'s {}", peer.person, peer.device);
    match &peer.state {
        PeerState::Connected { at, level: true } => format!("{whose} is here, at {at}, and has the same"),
        PeerState::Connected { at, level: false } => format!("{whose} is here, at {at}"),
        PeerState::Gone => format!("{whose} was here and went"),
        PeerState::NotMet => format!("{whose} is not here"),
    }
}

fn join_json(join: &JoinView) -> Value {
    let (state, why) = match &join.state {
        JoinState::Waiting => ("waiting", None),
        JoinState::Asking => ("asking", None),
        JoinState::Refused(why) => ("refused", Some(why.clone())),
    };
    json!({
        "invitation": join.invitation.to_string(),
        "space": join.space.to_string(),
        "name": join.name,
        "state": state,
        "why": why,
    })
}

fn waiting_json(waiting: &WaitingFor) -> Value {
    json!({
        "person": waiting.person,
        "space": waiting.space.to_string(),
        "space_name": waiting.space_name,
        "entries": waiting.entries,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;

    #[test]
    fn status_has_the_promised_fields_with_counts_as_numbers() {
        let view = sample::crew_and_pair();
        let Answer { json, text } = status(&view);
        assert_eq!(json["device"], json!("aa".repeat(32)));
        let crew = &json["spaces"][0];
        assert_eq!(crew["space"], json!("11".repeat(32)));
        assert_eq!(crew["kind"], json!("crew"));
        assert_eq!(crew["name"], json!("Thursday table"));
        assert_eq!(crew["people"], json!(2));
        assert_eq!(crew["entries"], json!(7));
        assert_eq!(crew["view_digest"], json!("d".repeat(64)));
        assert_eq!(crew["set_aside"], json!(1));
        assert_eq!(crew["refused"], json!(1));
        let peer = &json["peers"][0];
        assert_eq!(peer["person"], json!("Ben"));
        assert_eq!(peer["state"], json!("connected"));
        assert_eq!(peer["level"], json!(true));
        assert!(text.contains("crew Thursday table (11111111): 2 people, 7 entries"), "{text}");
        assert!(text.contains("Ben's laptop is here"), "{text}");
        assert!(text.contains("2 things of yours are not with Chi yet"), "{text}");
    }

    #[test]
    fn a_device_without_a_name_says_how_to_begin() {
        let Answer { json, text } = status(&View::default());
        assert_eq!(json["device"], Value::Null);
        assert!(text.contains("weft init NAME"), "{text}");
    }
}
