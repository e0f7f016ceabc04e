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
    }
    for invitation in &space.invitations {
        let what = if invitation.own_device { "another device" } else { "a person" };
        lines.push(format!(
            "{} is invited by {} ({what}, {})",
            invitation.name,
            space.name_of(&invitation.by),
            invitation.invitation.short()
        ));
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
        MemberState::NoDevice => line.push_str(", has no device that counts"),
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
        DeviceState::Forked => ", wrote two different things under one number",
    };
    let this = if device.is_this { ", this one" } else { "" };
    format!("  {} ({}){this}{state}", device.name, device.device.short())
}

fn member_json(space: &SpaceView, member: &MemberView) -> Value {
    json!({
        "person": member.person.to_string(),
        "name": space.name_of(&member.person),
        "me": member.is_me,
        "state": match member.state {
            MemberState::In => "in",
            MemberState::Left => "left",
            MemberState::NoDevice => "no_device",
        },
        "let_in_by": member.let_in_by.map(|id| id.to_string()),
        "voice": space.roll.voices.contains(&member.person),
        "lacks": member.lacks,
        "lacks_mine": member.lacks_mine,
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
    })
}

/// What `weft roll` says.
pub(crate) fn roll(space: &SpaceView) -> Answer {
    let roll = &space.roll;
    let voices: Vec<_> =
        roll.voices.iter().map(|id| json!({ "person": id.to_string(), "name": space.name_of(id) })).collect();
    let json = json!({
        "space": space.id.to_string(),
        "roll": roll.hash.to_string(),
        "number": roll.number,
        "voices": voices,
        "rules": roll.rules,
        "people": space.people.iter().map(|member| member_json(space, member)).collect::<Vec<_>>(),
        "forks": space.forks.iter().map(|fork| json!({
            "device": fork.device.to_string(),
            "person": fork.person.map(|id| id.to_string()),
            "n": fork.n,
        })).collect::<Vec<_>>(),
    });
    let names: Vec<_> = roll.voices.iter().map(|id| space.name_of(id)).collect();
    let in_now: Vec<_> = space
        .people
        .iter()
        .filter(|member| member.state == MemberState::In)
        .map(|member| space.name_of(&member.person))
        .collect();
    let text = format!(
        "roll {} of {} ({}), rules {}\nvoices: {}\nin: {}",
        roll.number,
        space.name,
        roll.hash.short(),
        roll.rules,
        names.join(", "),
        in_now.join(", "),
    );
    Answer::new(text, json)
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

    #[test]
    fn the_roll_names_who_has_a_voice() {
        let view = sample::crew_and_pair();
        let Answer { json, text } = roll(&view.spaces[0]);
        assert_eq!(json["roll"], json!("22".repeat(32)));
        assert_eq!(json["number"], json!(0));
        assert_eq!(json["voices"][0]["name"], json!("Ana"));
        assert!(text.contains("voices: Ana\nin: Ana, Ben"), "{text}");
    }
}
