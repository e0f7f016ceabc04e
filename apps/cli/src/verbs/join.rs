//! Taking an invitation and waiting at the door.

use crate::{
    answer::{Answer, Failure},
    args::{ForgetArgs, JoinArgs},
    open::{call, call_until, left, unexpected, wait_until},
};
use serde_json::json;
use std::time::{Duration, Instant};
use weft_engine::Engine;
use weft_ids::{InvitationId, SpaceId};
use weft_view::{Command, JoinState, MeetHow, Reply, View};

/// How long to wait before knocking again, in milliseconds; short beside a person's patience, long beside a dial.
const KNOCK_AGAIN_MS: u64 = 500;

/// `weft join`.
pub(super) fn join(engine: &Engine, args: &JoinArgs) -> Result<Answer, Failure> {
    let deadline = Instant::now() + Duration::from_secs(args.wait);
    let ticket = args.ticket.clone().unwrap_or_default();
    let (invitation, space, name) = match call(engine, Command::Join { ticket: ticket.clone() })? {
        Reply::Joining { invitation, space, name } => (invitation, space, name),
        other => return Err(unexpected(&other)),
    };
    let mut trouble = None;
    loop {
        if engine.view().space(&space).is_some() {
            return Ok(entered(engine, space, args));
        }
        if engine.view().own == Some(space) {
            return Ok(one_of_mine(engine, args));
        }
        if let Some(why) = refused(&engine.view(), invitation) {
            return Err(Failure::new("not_let_in", format!("{name} did not let you in: {why}"))
                .hint("ask for a new invitation; `weft forget` forgets this one")
                .beside("space", json!(space.to_string())));
        }
        if left(deadline).is_zero() {
            return Err(still_waiting(&name, space, trouble));
        }
        let knock = Command::Meet(MeetHow::Ticket(ticket.clone()));
        match call_until(engine, knock, deadline) {
            Some(Err(refusal)) => trouble = Some(refusal.message),
            Some(Ok(_)) => trouble = None,
            None => {}
        }
        let again = deadline.min(Instant::now() + Duration::from_millis(KNOCK_AGAIN_MS));
        let settled = |view: &View| view.space(&space).is_some() || view.own == Some(space);
        wait_until(engine, again, |view| settled(view) || refused(view, invitation).is_some());
    }
}

fn refused(view: &View, invitation: InvitationId) -> Option<String> {
    let join = view.joins.iter().find(|join| join.invitation == invitation)?;
    match &join.state {
        JoinState::Refused(why) => Some(why.clone()),
        JoinState::Waiting | JoinState::Asking => None,
    }
}

fn still_waiting(name: &str, space: SpaceId, trouble: Option<String>) -> Failure {
    let why = trouble.map_or_else(String::new, |trouble| format!(" ({trouble})"));
    Failure::new("not_let_in_yet", format!("nobody opened the door of {name} in time{why}"))
        .hint("the invitation is remembered: run `weft serve`, or `weft meet` when somebody of them is near")
        .beside("space", json!(space.to_string()))
}

/// Inside: stays until what is there has come too, as long as there is patience.
fn entered(engine: &Engine, space: SpaceId, args: &JoinArgs) -> Answer {
    let deadline = Instant::now() + Duration::from_secs(args.wait.min(10));
    let meet = Command::Meet(MeetHow::Ticket(args.ticket.clone().unwrap_or_default()));
    if let Some(Err(refusal)) = call_until(engine, meet, deadline) {
        tracing::debug!(code = refusal.code, "in, and not level yet");
    }
    let view = engine.view();
    let found = view.space(&space);
    let name = found.map_or_else(|| space.short(), |space| space.name.clone());
    let json = json!({
        "space": space.to_string(),
        "name": name,
        "kind": found.map(|space| space.kind.name()),
    });
    Answer::new(format!("you are in {name} ({})", space.short()), json)
}

/// A device of mine, from here on: stays until it is in all my spaces, as long as there is patience.
fn one_of_mine(engine: &Engine, args: &JoinArgs) -> Answer {
    let deadline = Instant::now() + Duration::from_secs(args.wait.min(10));
    let meet = Command::Meet(MeetHow::Ticket(args.ticket.clone().unwrap_or_default()));
    if let Some(Err(refusal)) = call_until(engine, meet, deadline) {
        tracing::debug!(code = refusal.code, "one of mine, and not level yet");
    }
    wait_until(engine, deadline, |view| view.joins.is_empty() && !view.spaces.is_empty());
    let view = engine.view();
    let spaces: Vec<String> = view.spaces.iter().map(|space| space.name.clone()).collect();
    let within = if spaces.is_empty() { "no space yet".to_owned() } else { spaces.join(", ") };
    let json = json!({ "own_device": true, "spaces": spaces, "waiting": view.joins.len() });
    Answer::new(format!("this device is one of yours; it is in {within}"), json)
}

/// `weft forget`.
pub(super) fn forget(engine: &Engine, args: &ForgetArgs) -> Result<Answer, Failure> {
    let typed = args.which.trim();
    let view = engine.view();
    let found: Vec<_> = view
        .joins
        .iter()
        .filter(|join| {
            join.name.to_lowercase() == typed.to_lowercase()
                || join.invitation.has_prefix(typed)
                || join.space.has_prefix(typed)
        })
        .collect();
    let join = match found.as_slice() {
        [one] => *one,
        [] => {
            return Err(Failure::new("no_such_join", format!("no taken invitation is called {typed:?}"))
                .hint("`weft status` lists the ones that wait"));
        }
        many => {
            let ids: Vec<_> = many.iter().map(|join| join.invitation.short()).collect();
            return Err(Failure::new("ambiguous_join", format!("{} are called {typed:?}", many.len()))
                .hint(format!("say which by its id: {}", ids.join(", "))));
        }
    };
    call(engine, Command::CancelJoin { invitation: join.invitation })?;
    Ok(Answer::new(
        format!("the invitation into {} is forgotten", join.name),
        json!({ "forgotten": join.invitation.to_string() }),
    ))
}
