//! Who is in from here on: what is proposed in a space, who is for it, and one's own word to it.

use crate::{
    cx::Cx,
    icons,
    parts::{Press, card, chip, divider, gap, heading, muted, small, strong, wrapped},
    state::{Sheet, as_count},
    tokens::tokens,
};
use egui::Ui;
use weft_ids::{PersonId, RollHash, SpaceId};
use weft_view::{Command, MemberState, MemberView, ProposalState, ProposalView, RollCommand, SpaceView};

/// The card of what is proposed; nothing where nothing is.
pub(crate) fn card_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    let roll = &space.roll;
    if roll.proposals.is_empty() && roll.said_twice.is_empty() {
        return;
    }
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.proposals_title());
        gap(ui, 4.0);
        for (index, proposal) in roll.proposals.iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            proposal_ui(ui, cx, space, proposal);
        }
        for person in &roll.said_twice {
            muted(ui, &words.said_twice(&cx.name(space, person)));
        }
        cx.refusal_ui(ui, "roll");
    });
    gap(ui, 12.0);
}

fn proposal_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView, proposal: &ProposalView) {
    let words = cx.words;
    let t = tokens(ui);
    let by = cx.name(space, &proposal.by);
    gap(ui, 4.0);
    let mine = proposal.by == space.me;
    strong(ui, &if mine { words.you_propose() } else { words.proposed_by(&by) });
    for line in changes(cx, space, proposal) {
        muted(ui, &line);
    }
    small(ui, &words.proposal_yes(&names(cx, space, &proposal.yes), as_count(proposal.needs)));
    if !proposal.no.is_empty() {
        small(ui, &words.proposal_no(&names(cx, space, &proposal.no)));
    }
    gap(ui, 6.0);
    wrapped(ui, |ui| {
        match (proposal.state, proposal.mine) {
            (ProposalState::Dead, _) => drop(chip(ui, "", &words.proposal_dead(), t.plum)),
            (ProposalState::Rival, _) => drop(chip(ui, "", &words.proposal_rival(), t.honey)),
            (ProposalState::Open, Some(true)) => drop(chip(ui, icons::CHECK, &words.you_said_yes(), t.moss)),
            (ProposalState::Open, Some(false)) => drop(chip(ui, "", &words.you_said_no(), t.plum)),
            (ProposalState::Open, None) => {}
        }
        if proposal.may_say_yes && Press::primary(words.say_yes()).said(words.say_yes_to(&by)).show(ui) {
            cx.state.sheet = Some(Sheet::Answer(space.id, proposal.roll, true));
        }
        if proposal.may_say_no && Press::ghost(words.say_no()).said(words.say_no_to(&by)).show(ui) {
            cx.state.sheet = Some(Sheet::Answer(space.id, proposal.roll, false));
        }
    });
    gap(ui, 6.0);
}

/// What a proposal would change, one line each.
pub(crate) fn changes(cx: &Cx<'_>, space: &SpaceView, proposal: &ProposalView) -> Vec<String> {
    let words = cx.words;
    let mut lines = Vec::new();
    if !proposal.leaves_out.is_empty() {
        lines.push(words.proposal_without(&names(cx, space, &proposal.leaves_out)));
    }
    if !proposal.gives_voice.is_empty() {
        lines.push(words.proposal_voice(&names(cx, space, &proposal.gives_voice)));
    }
    if !proposal.takes_voice.is_empty() {
        lines.push(words.proposal_no_voice(&names(cx, space, &proposal.takes_voice)));
    }
    if !proposal.devices_out.is_empty() {
        lines.push(words.proposal_device());
    }
    if lines.is_empty() {
        lines.push(words.proposal_settles());
    }
    lines
}

fn names(cx: &Cx<'_>, space: &SpaceView, people: &[PersonId]) -> String {
    people.iter().map(|person| cx.name(space, person)).collect::<Vec<_>>().join(", ")
}

/// Whether somebody could be proposed to be in no longer: by one who has a voice, while nothing else is asked of it.
pub(crate) fn may_propose(space: &SpaceView) -> bool {
    let open = |proposal: &ProposalView| proposal.state == ProposalState::Open && proposal.mine == Some(true);
    space.read_only.is_none()
        && space.roll.voices.contains(&space.me)
        && !space.roll.proposals.iter().any(open)
}

/// Who could be proposed to be in no longer.
fn others(space: &SpaceView) -> impl Iterator<Item = &MemberView> {
    let there = |state| matches!(state, MemberState::In | MemberState::NoDevice);
    space.people.iter().filter(move |member| !member.is_me && there(member.state))
}

/// The way to propose that somebody is in no longer: one quiet button, and no word beside anybody's name.
pub(crate) fn propose_ui(ui: &mut Ui, cx: &mut Cx<'_>, space: &SpaceView) {
    let possible = may_propose(space) && others(space).next().is_some();
    if possible && Press::ghost(cx.words.go_on_without()).show(ui) {
        cx.state.sheet = Some(Sheet::Remove(space.id, None));
    }
}

/// Whom to go on without; then what follows from it, before it is proposed.
pub(crate) fn remove_sheet(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, person: Option<&PersonId>) {
    let Some(space) = cx.space(id) else { return cx.state.sheet = None };
    let words = cx.words;
    let Some(person) = person else {
        heading(ui, &words.go_on_without_whom());
        gap(ui, 6.0);
        muted(ui, &words.talk_first());
        gap(ui, 8.0);
        wrapped(ui, |ui| {
            for member in others(space) {
                let name = cx.name(space, &member.person);
                if Press::secondary(name.clone()).said(words.remove_said(&name)).show(ui) {
                    cx.state.sheet = Some(Sheet::Remove(*id, Some(member.person)));
                }
            }
        });
        gap(ui, 12.0);
        if Press::primary(words.remove_not()).show(ui) {
            cx.state.sheet = None;
        }
        return;
    };
    let name = cx.name(space, person);
    heading(ui, &words.remove_title(&name));
    gap(ui, 6.0);
    let voices = space.roll.voices.len();
    muted(ui, &words.remove_needs(as_count((voices / 2 + 1) as u64), &voices.to_string()));
    muted(ui, &words.remove_stays(&name));
    muted(ui, &words.remove_key(&name));
    muted(ui, &words.remove_back(&name));
    gap(ui, 12.0);
    wrapped(ui, |ui| {
        if Press::primary(words.remove_not()).show(ui) {
            cx.state.sheet = None;
        }
        let busy = cx.state.is_pending("roll");
        if Press::secondary(words.remove_do()).said(words.remove_said(&name)).enabled(!busy).show(ui) {
            let draft = RollCommand::Draft { space: *id, remove: vec![*person], voices: None };
            cx.state.sheet = None;
            cx.state.send("roll", Command::Roll(draft), words.proposed_toast(&name));
        }
    });
}

/// What one's yes or no means, before it is given.
pub(crate) fn answer_sheet(ui: &mut Ui, cx: &mut Cx<'_>, id: &SpaceId, roll: &RollHash, yes: bool) {
    let Some(space) = cx.space(id) else { return cx.state.sheet = None };
    let found = space.roll.proposals.iter().find(|proposal| proposal.roll == *roll).cloned();
    let Some(proposal) = found else { return cx.state.sheet = None };
    let words = cx.words;
    let by = cx.name(space, &proposal.by);
    heading(ui, &if yes { words.yes_title(&by) } else { words.no_title(&by) });
    gap(ui, 6.0);
    for line in changes(cx, space, &proposal) {
        muted(ui, &line);
    }
    muted(ui, &if yes { words.yes_means() } else { words.no_means() });
    gap(ui, 12.0);
    wrapped(ui, |ui| {
        if Press::primary(words.not_yet()).show(ui) {
            cx.state.sheet = None;
        }
        let busy = cx.state.is_pending("roll");
        let (name, said) = if yes {
            (words.say_yes(), words.say_yes_to(&by))
        } else {
            (words.say_no(), words.say_no_to(&by))
        };
        if Press::secondary(name).said(said).enabled(!busy).show(ui) {
            let (space, roll) = (*id, Some(*roll));
            let command =
                if yes { RollCommand::Yes { space, roll } } else { RollCommand::No { space, roll } };
            cx.state.sheet = None;
            cx.state.send("roll", Command::Roll(command), words.answered_toast());
        }
    });
}
