//! Who is in and who has a voice: shown, proposed, answered.

use crate::{
    answer::{Answer, Failure},
    args::{AnswerArgs, DraftArgs, RollArgs, RollVerb},
    open::call,
    show,
};
use weft_engine::Engine;
use weft_ids::{PersonId, RollHash};
use weft_view::{Command, MemberState, Refusal, RollCommand, SpaceView, resolve};

/// `weft roll …`.
pub(super) fn roll(engine: &Engine, args: &RollArgs) -> Result<Answer, Failure> {
    match (&args.verb, &args.space) {
        (Some(RollVerb::Draft(args)), _) => draft(engine, args),
        (Some(RollVerb::Yes(args)), _) => answer(engine, args, true),
        (Some(RollVerb::No(args)), _) => answer(engine, args, false),
        (None, space) => shown(engine, space.as_deref().unwrap_or_default()),
    }
}

fn shown(engine: &Engine, space: &str) -> Result<Answer, Failure> {
    Ok(show::roll::roll(resolve::space(&engine.view(), space)?))
}

fn draft(engine: &Engine, args: &DraftArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let remove = people(space, &args.remove)?;
    let named = if args.hosts.is_empty() { &args.voices } else { &args.hosts };
    let voices = match named.as_slice() {
        [] => None,
        [all] if all == "all" => Some(everybody(space, &remove)),
        named => Some(people(space, named)?),
    };
    let id = space.id;
    call(engine, Command::Roll(RollCommand::Draft { space: id, remove, voices }))?;
    shown(engine, &id.to_string())
}

fn answer(engine: &Engine, args: &AnswerArgs, with_yes: bool) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let (id, roll) = (space.id, args.roll.as_deref().map(|typed| proposal(space, typed)).transpose()?);
    let command =
        if with_yes { RollCommand::Yes { space: id, roll } } else { RollCommand::No { space: id, roll } };
    call(engine, Command::Roll(command))?;
    shown(engine, &id.to_string())
}

fn people(space: &SpaceView, typed: &[String]) -> Result<Vec<PersonId>, Refusal> {
    typed.iter().map(|typed| resolve::person(space, typed)).collect()
}

fn everybody(space: &SpaceView, without: &[PersonId]) -> Vec<PersonId> {
    let here = space.people.iter().filter(|member| member.state == MemberState::In);
    here.map(|member| member.person).filter(|person| !without.contains(person)).collect()
}

fn proposal(space: &SpaceView, typed: &str) -> Result<RollHash, Refusal> {
    let found: Vec<RollHash> =
        space.roll.proposals.iter().map(|p| p.roll).filter(|roll| roll.has_prefix(typed.trim())).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Refusal::new(
            "no_such_proposal",
            format!("no proposal in {} is called {typed:?}", space.name),
        )
        .hint("`weft roll SPACE` lists them; type four or more digits of the id")),
        [_, _, ..] => Err(Refusal::new("which_proposal", format!("{typed:?} begins several proposals"))
            .hint("type more digits of it")),
    }
}
