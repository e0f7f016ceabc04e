//! The people of a space, their devices, the open invitations, and the roll they live under.

use super::counted;
use crate::answer::Answer;
use serde_json::{Value, json};
use weft_view::{DeviceState, DeviceView, InvitationView, MemberState, MemberView, SpaceView};

/// What `weft people` says.
pub(crate) fn people(space: &SpaceView) -> Answer {
    let json = json!({
        "space": space.id.to_string(),
        "people": space.people.iter().map(|member| member_json(space, member)).collect::<Vec<_>>(),
        "invitations": space.invitations.iter().map(|i| invitation_json(space, i)).collect::<Vec<_>>(),
    });
    let mut lines = Vec::new();
    for member in &space.people {
        lines.push(member_line(space, member));
        lines.extend(member.devices.iter().map(device_line));
        let said = space.beside.lines_of(&member.person);
        lines.extend(said.map(|line| format!("  {}", super::beside::contact_line(space, line))));
    }
    for invitation in &space.invitations {
        let what = if invitation.own_device { "another device" } else { "a person" };
        lines.push(format!(
            "{} is invited by {} ({what}, {})",
            invitation.name,
            space.name_of(&invitation.by),
            invitation.invitation.short()
        ));
        if let Some(words) = crate::verbs::entrance::entrance_words(space, invitation) {
            lines.push(format!("  {words}"));
        }
    }
    Answer::new(lines.join("\n"), json)
}

fn member_line(space: &SpaceView, member: &MemberView) -> String {
    // The id stands beside every name here, so that two of one name need no further mark.
    let mut line = format!("{} ({})", member.name, member.person.short());
    if member.is_me {
        line.push_str(", you");
    }
    match member.state {
        MemberState::In => {}
        MemberState::Left => line.push_str(", left"),
        MemberState::WrittenIn => line.push_str(", written in without a device"),
        MemberState::NoDevice => line.push_str(", has no device that counts"),
        MemberState::Unlisted => line.push_str(", not in any more"),
    }
    match member.let_in_by {
        Some(by) => line.push_str(&format!(", let in by {}", space.name_of(&by))),
        None => line.push_str(", founded it"),
    }
    if !member.is_me && member.state == MemberState::In {
        match member.lacks {
            0 => line.push_str(", has everything"),
            n => line.push_str(&format!(", lacks {}", counted(n, "entry", "entries"))),
        }
    }
    line
}

fn device_line(device: &DeviceView) -> String {
    let state = match device.state {
        DeviceState::Stands => "",
        DeviceState::Off => ", switched off",
        DeviceState::Left => ", left",
        DeviceState::Unlisted => ", not in any more",
        DeviceState::Forked => ", wrote two different things under one number",
    };
    let this = if device.is_this { ", this one" } else { "" };
    format!("  {} ({}){this}{state}", device.name, device.device.short())
}

pub(crate) fn member_json(space: &SpaceView, member: &MemberView) -> Value {
    json!({
        "person": member.person.to_string(),
        "name": space.name_of(&member.person),
        "me": member.is_me,
        "state": match member.state {
            MemberState::In => "in",
            MemberState::Left => "left",
            MemberState::NoDevice => "no_device",
            MemberState::WrittenIn => "written_in",
            MemberState::Unlisted => "unlisted",
        },
        "let_in_by": member.let_in_by.map(|id| id.to_string()),
        "voice": space.roll.voices.contains(&member.person),
        "lacks": member.lacks,
        "lacks_mine": member.lacks_mine,
        "contact_lines": space.beside.lines_of(&member.person).map(|line| super::beside::contact_json(space, line)).collect::<Vec<_>>(),
        "devices": member.devices.iter().map(device_json).collect::<Vec<_>>(),
    })
}

fn device_json(device: &DeviceView) -> Value {
    json!({
        "device": device.device.to_string(),
        "name": device.name,
        "endpoint": device.endpoint.to_string(),
        "this": device.is_this,
        "state": match device.state {
            DeviceState::Stands => "stands",
            DeviceState::Off => "off",
            DeviceState::Left => "left",
            DeviceState::Unlisted => "unlisted",
            DeviceState::Forked => "forked",
        },
        "lacks": device.lacks,
    })
}

fn invitation_json(space: &SpaceView, invitation: &InvitationView) -> Value {
    json!({
        "invitation": invitation.invitation.to_string(),
        "name": invitation.name,
        "by": invitation.by.to_string(),
        "by_name": space.name_of(&invitation.by),
        "own_device": invitation.own_device,
        "ticket": invitation.ticket,
        "claims": invitation.claims.map(|person| person.to_string()),
        "entrance": invitation.entrance.as_ref().map(|entrance| json!({
            "vouches": entrance.vouches.iter().map(|(by, sentence)| json!({
                "by": by.to_string(),
                "by_name": space.name_of(by),
                "sentence": sentence,
            })).collect::<Vec<_>>(),
            "missing": entrance.missing,
            "opened_by": entrance.opened_by.map(|host| host.to_string()),
        })),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;

    #[test]
    fn people_are_listed_with_full_ids_and_what_they_lack() {
        let view = sample::crew_and_pair();
        let Answer { json, text } = people(&view.spaces[0]);
        assert_eq!(json["people"][0]["name"], json!("Ana"));
        assert_eq!(json["people"][0]["me"], json!(true));
        assert_eq!(json["people"][1]["person"], json!("b1".repeat(32)));
        assert_eq!(json["people"][1]["lacks"], json!(3));
        assert_eq!(json["people"][1]["devices"][0]["state"], json!("stands"));
        assert_eq!(json["invitations"][0]["name"], json!("Chi"));
        assert!(text.contains("Ben (b1b1b1b1), let in by Ana, lacks 3 entries"), "{text}");
        assert!(text.contains("Chi is invited by Ana"), "{text}");
    }
}
