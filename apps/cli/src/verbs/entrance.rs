//! Who comes into a congregation: vouches and a host's door; and people who have no device.

use crate::{
    answer::{Answer, Failure},
    args::{InvitedArgs, VouchArgs, WriteInArgs},
    open::{call, unexpected},
};
use serde_json::json;
use weft_engine::Engine;
use weft_ids::{PersonId, SpaceId};
use weft_view::{Command, EntranceCommand, InvitationView, MemberState, Reply, SpaceView, resolve};

/// `weft vouch`.
pub(super) fn vouch(engine: &Engine, args: &VouchArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let invitation = invitation(space, &args.person)?.invitation;
    vouch_for(engine, space.id, invitation, &args.sentence)?;
    Ok(Answer::new(how_far(engine, space.id, &args.person), far_json(engine, space.id, &args.person)))
}

/// Vouches in a sentence.
pub(super) fn vouch_for(
    engine: &Engine,
    space: SpaceId,
    invitation: weft_ids::InvitationId,
    sentence: &str,
) -> Result<(), Failure> {
    let sentence = sentence.to_owned();
    call(engine, Command::Entrance(EntranceCommand::Vouch { space, invitation, sentence }))?;
    Ok(())
}

/// `weft welcome`.
pub(super) fn welcome(engine: &Engine, args: &InvitedArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let invitation = invitation(space, &args.person)?.invitation;
    call(engine, Command::Entrance(EntranceCommand::Welcome { space: space.id, invitation }))?;
    Ok(Answer::new(
        format!(
            "the door of {} is open for {}: whoever of you meets them lets them in",
            space.name, args.person
        ),
        far_json(engine, space.id, &args.person),
    ))
}

/// `weft write-in`.
pub(super) fn write_in(engine: &Engine, args: &WriteInArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let command = EntranceCommand::WriteIn { space: space.id, name: args.name.clone() };
    let person = match call(engine, Command::Entrance(command))? {
        Reply::Person(person) => person,
        other => return Err(unexpected(&other)),
    };
    Ok(Answer::new(
        format!(
            "{} is written in ({}); when they have a device: weft invite --as {:?} --into {:?}",
            args.name,
            person.short(),
            args.name,
            space.name
        ),
        json!({ "person": person.to_string(), "name": args.name, "space": space.id.to_string() }),
    ))
}

/// The person of a space who was written in under a name, or by digits of their id.
pub(super) fn written_in(space: &SpaceView, typed: &str) -> Result<PersonId, Failure> {
    let typed = typed.trim();
    let written = space.people.iter().filter(|member| member.state == MemberState::WrittenIn);
    let found: Vec<_> = written
        .filter(|member| {
            member.name.to_lowercase() == typed.to_lowercase() || member.person.has_prefix(typed)
        })
        .collect();
    match found.as_slice() {
        [one] => Ok(one.person),
        [] => Err(Failure::new(
            "not_written_in",
            format!("nobody called {typed:?} is written in in {}", space.name),
        )
        .hint("`weft people SPACE` lists who is; write them in with `weft write-in`")),
        many => {
            let ids: Vec<String> = many.iter().map(|member| member.person.short()).collect();
            Err(Failure::new("ambiguous_person", format!("{} people are called {typed:?}", many.len()))
                .hint(format!("say who by id: {}", ids.join(", "))))
        }
    }
}

fn invitation<'a>(space: &'a SpaceView, typed: &str) -> Result<&'a InvitationView, Failure> {
    let typed = typed.trim();
    let found: Vec<_> = space
        .invitations
        .iter()
        .filter(|one| one.name.to_lowercase() == typed.to_lowercase() || one.invitation.has_prefix(typed))
        .collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Failure::new(
            "no_such_invitation",
            format!("{} has no open invitation for {typed:?}", space.name),
        )
        .hint("`weft invite NAME --into SPACE` writes one; `weft people SPACE` lists them")),
        many => {
            let ids: Vec<_> = many.iter().map(|one| one.invitation.short()).collect();
            Err(Failure::new("ambiguous_invitation", format!("{} invitations are for {typed:?}", many.len()))
                .hint(format!("say which by its id: {}", ids.join(", "))))
        }
    }
}

/// How far an invitation is through the two barriers, in words.
pub(crate) fn entrance_words(space: &SpaceView, one: &InvitationView) -> Option<String> {
    let entrance = one.entrance.as_ref()?;
    let vouched: Vec<String> =
        entrance.vouches.iter().map(|(by, why)| format!("{}: {why:?}", space.name_of(by))).collect();
    let vouched = if vouched.is_empty() { "nobody vouched yet".to_owned() } else { vouched.join(", ") };
    Some(match (&entrance.opened_by, entrance.missing) {
        (Some(host), _) => format!("{vouched}; {} opened the door", space.name_of(host)),
        (None, 0) => {
            format!("{vouched}; waits for a host: weft welcome {:?} --into {:?}", one.name, space.name)
        }
        (None, 1) => format!("{vouched}; one more must vouch"),
        (None, missing) => format!("{vouched}; {missing} must vouch"),
    })
}

fn how_far(engine: &Engine, space: SpaceId, person: &str) -> String {
    let view = engine.view();
    let words = view.space(&space).and_then(|space| {
        let one = invitation(space, person).ok()?;
        entrance_words(space, one)
    });
    words.unwrap_or_else(|| "it is written down".to_owned())
}

fn far_json(engine: &Engine, space: SpaceId, person: &str) -> serde_json::Value {
    let view = engine.view();
    let one = view.space(&space).and_then(|space| invitation(space, person).ok().cloned());
    let entrance = one.as_ref().and_then(|one| one.entrance.as_ref());
    json!({
        "invitation": one.as_ref().map(|one| one.invitation.to_string()),
        "vouches": entrance.map(|entrance| entrance.vouches.len()),
        "missing": entrance.map(|entrance| entrance.missing),
        "open": entrance.map(|entrance| entrance.opened_by.is_some()),
    })
}
