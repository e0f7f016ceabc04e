//! What `weft roll` says: who has a voice, and what is proposed.

use crate::{answer::Answer, show::people::member_json};
use serde_json::{Value, json};
use weft_ids::PersonId;
use weft_view::{MemberState, ProposalState, ProposalView, SpaceView};

/// What `weft roll` says.
pub(crate) fn roll(space: &SpaceView) -> Answer {
    let roll = &space.roll;
    let named = |id: &PersonId| json!({ "person": id.to_string(), "name": space.name_of(id) });
    let json = json!({
        "space": space.id.to_string(),
        "roll": roll.hash.to_string(),
        "number": roll.number,
        "voices": roll.voices.iter().map(named).collect::<Vec<_>>(),
        "rules": roll.rules,
        "people": space.people.iter().map(|member| member_json(space, member)).collect::<Vec<_>>(),
        "proposals": roll.proposals.iter().map(|p| proposal_json(space, p)).collect::<Vec<_>>(),
        "said_twice": roll.said_twice.iter().map(named).collect::<Vec<_>>(),
        "forks": space.forks.iter().map(|fork| json!({
            "device": fork.device.to_string(),
            "person": fork.person.map(|id| id.to_string()),
            "n": fork.n,
        })).collect::<Vec<_>>(),
    });
    let in_now = space.people.iter().filter(|member| member.state == MemberState::In);
    let in_now: Vec<_> = in_now.map(|member| space.name_of(&member.person)).collect();
    let mut lines = vec![
        format!("roll {} of {} ({}), rules {}", roll.number, space.name, roll.hash.short(), roll.rules),
        format!("voices: {}", names(space, &roll.voices)),
        format!("in: {}", in_now.join(", ")),
    ];
    for proposal in &roll.proposals {
        lines.extend(proposal_lines(space, proposal));
    }
    for person in &roll.said_twice {
        lines
            .push(format!("{} said yes to two proposals of which one alone can hold", space.name_of(person)));
    }
    Answer::new(lines.join("\n"), json)
}

fn proposal_lines(space: &SpaceView, proposal: &ProposalView) -> Vec<String> {
    let id = proposal.roll.short();
    let mut lines =
        vec![format!("{} proposes ({id}): {}", space.name_of(&proposal.by), changes(space, proposal))];
    let against =
        if proposal.no.is_empty() { String::new() } else { format!("; no: {}", names(space, &proposal.no)) };
    lines.push(format!(
        "  yes: {} ({} of {} needed){against}",
        names(space, &proposal.yes),
        proposal.yes.len(),
        proposal.needs
    ));
    lines.push(match proposal.state {
        ProposalState::Dead => "  it cannot be agreed any more".to_owned(),
        ProposalState::Rival => {
            "  it was agreed, and another one beside it; propose again to settle which goes on".to_owned()
        }
        ProposalState::Open if proposal.may_say_yes => {
            format!("  your word is asked: weft roll yes {:?} {id}, or no", space.name)
        }
        ProposalState::Open => match proposal.mine {
            Some(true) => "  you said yes".to_owned(),
            Some(false) => "  you said no".to_owned(),
            None if proposal.may_say_no => {
                "  your yes is given to another proposal; your no would free whoever said yes here".to_owned()
            }
            None => "  others are asked".to_owned(),
        },
    });
    lines
}

/// What a proposal would change, in one line.
fn changes(space: &SpaceView, proposal: &ProposalView) -> String {
    let mut changes = Vec::new();
    let mut say = |people: &[PersonId], what: &str| {
        if !people.is_empty() {
            changes.push(format!("{} {what}", names(space, people)));
        }
    };
    say(&proposal.leaves_out, "in no longer");
    say(&proposal.gives_voice, "with a voice");
    say(&proposal.takes_voice, "without a voice");
    if !proposal.devices_out.is_empty() {
        let devices = space.people.iter().flat_map(|member| &member.devices);
        let named = devices.filter(|device| proposal.devices_out.contains(&device.device));
        let named: Vec<_> = named.map(|device| device.name.clone()).collect();
        changes.push(format!("without the device {}", named.join(", ")));
    }
    if changes.is_empty() {
        "settle what was said so far, under a new key".to_owned()
    } else {
        changes.join("; ")
    }
}

fn names(space: &SpaceView, people: &[PersonId]) -> String {
    if people.is_empty() {
        return "nobody".to_owned();
    }
    people.iter().map(|id| space.name_of(id)).collect::<Vec<_>>().join(", ")
}

fn proposal_json(space: &SpaceView, proposal: &ProposalView) -> Value {
    let named = |people: &[PersonId]| -> Vec<Value> {
        people.iter().map(|id| json!({ "person": id.to_string(), "name": space.name_of(id) })).collect()
    };
    json!({
        "roll": proposal.roll.to_string(),
        "by": { "person": proposal.by.to_string(), "name": space.name_of(&proposal.by) },
        "leaves_out": named(&proposal.leaves_out),
        "devices_out": proposal.devices_out.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "gives_voice": named(&proposal.gives_voice),
        "takes_voice": named(&proposal.takes_voice),
        "yes": named(&proposal.yes),
        "no": named(&proposal.no),
        "needs": proposal.needs,
        "voices": proposal.voices,
        "mine": proposal.mine,
        "may_say_yes": proposal.may_say_yes,
        "may_say_no": proposal.may_say_no,
        "state": proposal.state.name(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;
    use weft_ids::{ActId, RollHash};

    #[test]
    fn a_proposal_says_who_asks_what_and_whose_word_is_asked() {
        let mut space = (*sample::crew_and_pair().spaces[0]).clone();
        let (ana, ben) = (space.people[0].person, space.people[1].person);
        space.roll.proposals = vec![ProposalView {
            roll: RollHash([0x3f; 32]),
            act: ActId([1; 32]),
            by: ana,
            leaves_out: vec![ben],
            devices_out: vec![],
            gives_voice: vec![],
            takes_voice: vec![],
            yes: vec![ana],
            no: vec![],
            needs: 2,
            voices: 3,
            mine: None,
            may_say_yes: true,
            may_say_no: true,
            state: ProposalState::Open,
        }];
        let answer = roll(&space);
        let (first, second) = (space.name_of(&ana), space.name_of(&ben));
        assert!(
            answer.text.contains(&format!("{first} proposes (3f3f3f3f): {second} in no longer")),
            "{}",
            answer.text
        );
        assert!(answer.text.contains("(1 of 2 needed)") && answer.text.contains("weft roll yes"));
        assert_eq!(answer.json["proposals"][0]["state"], "open");
        assert_eq!(answer.json["proposals"][0]["leaves_out"][0]["name"], json!(second));
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
