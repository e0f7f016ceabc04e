//! Doors that are held open to whoever is nearby, from inside and from outside.

use super::{
    commands,
    serve::{Input, on_stop_signal},
};
use crate::{
    answer::{Answer, Failure, line, say},
    args::{DoorOpenArgs, DoorVerb, JoinArgs},
    open::{self, call, call_until, left, wait_until},
};
use serde_json::{Value, json};
use std::{
    io::BufRead,
    path::Path,
    sync::mpsc,
    time::{Duration, Instant},
};
use weft_engine::Engine;
use weft_ids::SpaceId;
use weft_view::{
    Command, DoorCommand, DoorView, KnockView, MeetHow, NearDoorState, NearDoorView, View, resolve,
};

/// How often an address is dialled again where no door was found, in milliseconds.
const DIAL_AGAIN_MS: u64 = 2_000;
/// The shortest time to look for a door and to compare words in, in seconds: people read them aloud.
const NEARBY_SECS_MIN: u64 = 120;
/// How long the network may take to say where it listens, in seconds.
const LISTEN_WAIT_SECS: u64 = 10;

/// `weft door …` on an open profile.
pub(super) fn door(engine: &Engine, verb: &DoorVerb) -> Result<Answer, Failure> {
    match verb {
        DoorVerb::Open(args) => open_door(engine, args),
        DoorVerb::LetIn { name } => {
            let knock = knock(&engine.view(), name)?;
            call(engine, Command::Door(DoorCommand::LetIn { knock: knock.knock }))?;
            Ok(Answer::new(format!("{} may come in", knock.name), json!({ "let_in": knock.name })))
        }
        DoorVerb::SendAway { name } => {
            let knock = knock(&engine.view(), name)?;
            call(engine, Command::Door(DoorCommand::SendAway { knock: knock.knock }))?;
            Ok(Answer::new(format!("{} was sent away", knock.name), json!({ "sent_away": knock.name })))
        }
        DoorVerb::Show => Ok(show(engine.view().door.as_ref())),
        DoorVerb::Close => {
            call(engine, Command::Door(DoorCommand::Close))?;
            Ok(Answer::new("the door is shut", json!({ "open": false })))
        }
    }
}

fn open_door(engine: &Engine, args: &DoorOpenArgs) -> Result<Answer, Failure> {
    let space = resolve::space(&engine.view(), &args.space)?.id;
    call(engine, Command::Door(DoorCommand::Open { space, minutes: args.minutes }))?;
    let view = engine.view();
    let name = view.door.as_ref().map(|door| door.name.clone()).unwrap_or_default();
    let at = marks(&view);
    Ok(Answer::new(
        format!(
            "the door of {name} is open for {} minutes: whoever is near reads its name and may knock\nwhere it is not found by itself, on the other device: weft join --nearby --at {}",
            args.minutes,
            at.first().map_or("IP:PORT/KEY", String::as_str),
        ),
        json!({ "open": true, "space": space.to_string(), "name": name, "minutes": args.minutes, "at": at }),
    ))
}

/// Where this device can be dialled by somebody who knows nobody: address and key.
fn marks(view: &View) -> Vec<String> {
    let key = view.me.as_ref().map(|me| me.endpoint.to_string()).unwrap_or_default();
    view.near.listening.iter().map(|at| format!("{at}/{key}")).collect()
}

fn knock(view: &View, typed: &str) -> Result<KnockView, Failure> {
    let knocks = view.door.iter().flat_map(|door| &door.knocks);
    let found: Vec<&KnockView> =
        knocks.filter(|knock| knock.name.to_lowercase() == typed.trim().to_lowercase()).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Failure::new("nobody_at_the_door", format!("nobody called {typed:?} stands at the door"))
            .hint("`weft door show` says who does")),
        many => {
            Err(Failure::new("ambiguous_knock", format!("{} called {typed:?} stand at the door", many.len()))
                .hint("send one away, and let them knock under another name"))
        }
    }
}

fn show(door: Option<&DoorView>) -> Answer {
    let Some(door) = door else {
        return Answer::new("no door is open", json!({ "open": false }));
    };
    let mut lines = vec![format!("the door of {} is open", door.name)];
    lines.extend(door.knocks.iter().map(knock_line));
    let knocks: Vec<Value> = door.knocks.iter().map(knock_json).collect();
    let json = json!({ "open": true, "space": door.space.to_string(), "name": door.name, "knocks": knocks });
    Answer::new(lines.join("\n"), json)
}

/// One who stands at the door, in words.
pub(super) fn knock_line(knock: &KnockView) -> String {
    if knock.let_in {
        format!("{} was let in and is coming", knock.name)
    } else if knock.words.is_empty() {
        format!("{} is knocking", knock.name)
    } else {
        format!("{} knocks; your words: {}", knock.name, knock.words.join(" "))
    }
}

/// One who stands at the door, for programs.
pub(super) fn knock_json(knock: &KnockView) -> Value {
    json!({ "name": knock.name, "words": knock.words.join(" "), "let_in": knock.let_in })
}

/// `weft door open` on its own: stays until the time is over, and asks about whoever knocks.
pub(super) fn hold(dir: &Path, args: &DoorOpenArgs, json: bool) -> Result<Answer, Failure> {
    let engine = open::open(dir, "door", open::network(args.net))?;
    let result = hold_open(&engine, args, json);
    engine.close();
    result
}

fn hold_open(engine: &Engine, args: &DoorOpenArgs, json: bool) -> Result<Answer, Failure> {
    let known = |view: &View| !view.near.listening.is_empty() || view.near.trouble.is_some();
    if engine.wait_for(Duration::from_secs(LISTEN_WAIT_SECS), known).is_none() {
        tracing::warn!("this device does not listen yet");
    }
    let (wake, inputs) = mpsc::sync_channel(64);
    let (stop, changed) = (wake.clone(), wake.clone());
    on_stop_signal(move || {
        if stop.send(Input::Stop).is_err() {
            tracing::debug!("it has stopped already");
        }
    });
    engine.on_change(Box::new(move || {
        if changed.try_send(Input::Changed).is_err() {
            tracing::trace!("a change waits already");
        }
    }));
    commands::read_lines_on(wake);
    let first = open_door(engine, args)?;
    tell(json, &first.text, &first.json);
    let mut asked: Vec<u64> = Vec::new();
    loop {
        match inputs.recv_timeout(Duration::from_secs(1)) {
            Ok(Input::Stop) | Err(mpsc::RecvTimeoutError::Disconnected) => {
                call(engine, Command::Door(DoorCommand::Close))?;
                break;
            }
            Ok(Input::Line(typed)) => decide(engine, &typed, json)?,
            Ok(Input::Changed) | Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
        let view = engine.view();
        let Some(door) = &view.door else { break };
        for knock in door.knocks.iter().filter(|knock| !knock.words.is_empty() && !knock.let_in) {
            if !asked.contains(&knock.knock) {
                asked.push(knock.knock);
                let text = format!("{}\nare the same words on their screen? [yes/no]", knock_line(knock));
                tell(json, &text, &knock_json(knock));
            }
        }
    }
    Ok(Answer::new("the door is shut", json!({ "open": false })))
}

fn tell(json: bool, text: &str, object: &Value) {
    if json { line(&object.to_string()) } else { say(text) }
}

/// A yes or a no is about whoever knocked first of those who wait.
fn decide(engine: &Engine, typed: &str, json: bool) -> Result<(), Failure> {
    let view = engine.view();
    let waiting = view.door.iter().flat_map(|door| &door.knocks);
    let mut waiting = waiting.filter(|knock| !knock.words.is_empty() && !knock.let_in);
    let Some(knock) = waiting.next() else { return Ok(()) };
    let (command, text) = match yes_or_no(typed) {
        Some(true) => (DoorCommand::LetIn { knock: knock.knock }, format!("{} may come in", knock.name)),
        Some(false) => {
            (DoorCommand::SendAway { knock: knock.knock }, format!("{} was sent away", knock.name))
        }
        None => return Ok(()),
    };
    call(engine, Command::Door(command))?;
    tell(json, &text, &json!({ "told": text }));
    Ok(())
}

fn yes_or_no(typed: &str) -> Option<bool> {
    match typed.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    }
}

/// `weft join --nearby`: looks for an open door, knocks, and compares words.
pub(super) fn join_nearby(engine: &Engine, args: &JoinArgs, json: bool) -> Result<Answer, Failure> {
    let deadline = Instant::now() + Duration::from_secs(args.wait.max(NEARBY_SECS_MIN));
    let before: Vec<SpaceId> = engine.view().spaces.iter().map(|space| space.id).collect();
    call(engine, Command::Door(DoorCommand::Look { on: true }))?;
    let near = find(engine, args, deadline)?;
    call(engine, Command::Door(DoorCommand::Knock { door: near.door }))?;
    let words = words_at(engine, near.door, deadline)?;
    tell(
        json,
        &format!("the door of {} is open; your words: {}", near.name, words.join(" ")),
        &json!({ "name": near.name, "words": words.join(" ") }),
    );
    let same = are_same(args, &words, json);
    call(engine, Command::Door(DoorCommand::Words { door: near.door, same }))?;
    if !same {
        return Err(Failure::new("other_words", "the words are not the same on both screens")
            .hint("somebody may stand between you: use an invitation, on paper or by stick"));
    }
    let entered = |view: &View| view.spaces.iter().find(|space| !before.contains(&space.id)).map(|s| s.id);
    let gone = |view: &View| {
        let door = view.doors_near.iter().find(|door| door.door == near.door);
        door.is_some_and(|door| door.state == NearDoorState::SentAway)
    };
    wait_until(engine, deadline, |view| entered(view).is_some() || gone(view));
    let view = engine.view();
    match entered(&view).and_then(|id| view.space(&id).cloned()) {
        Some(space) => Ok(Answer::new(
            format!("you are in {} ({})", space.name, space.id.short()),
            json!({ "space": space.id.to_string(), "name": space.name, "kind": space.kind.name() }),
        )),
        None if gone(&view) => Err(Failure::new("sent_away", format!("{} did not let you in", near.name))
            .hint("ask whoever holds the door, or for an invitation")),
        None => Err(Failure::new("not_let_in_yet", format!("nobody of {} let you in in time", near.name))
            .hint("ask whoever holds the door to open it again")),
    }
}

/// The door to knock at: the only one found, or the one that was named.
fn find(engine: &Engine, args: &JoinArgs, deadline: Instant) -> Result<NearDoorView, Failure> {
    let fits = |door: &NearDoorView| {
        door.state == NearDoorState::Open
            && args.door.as_ref().is_none_or(|name| name.to_lowercase() == door.name.to_lowercase())
    };
    loop {
        if let Some(at) = &args.at {
            call_until(engine, Command::Meet(MeetHow::Door(at.clone())), deadline).transpose()?;
        }
        let again = deadline.min(Instant::now() + Duration::from_millis(DIAL_AGAIN_MS));
        wait_until(engine, again, |view| view.doors_near.iter().any(fits));
        let view = engine.view();
        let found: Vec<&NearDoorView> = view.doors_near.iter().filter(|door| fits(door)).collect();
        match found.as_slice() {
            [one] => return Ok((*one).clone()),
            [] if left(deadline).is_zero() => {
                return Err(Failure::new("no_door_nearby", "no open door was found nearby").hint(
                    "are both devices on the same Wi-Fi, and does somebody hold the door open? an invitation works too",
                ));
            }
            [] => {}
            many => {
                let names: Vec<&str> = many.iter().map(|door| door.name.as_str()).collect();
                return Err(Failure::new("ambiguous_door", format!("{} doors are open nearby", many.len()))
                    .hint(format!("say which with --door: {}", names.join(", "))));
            }
        }
    }
}

fn words_at(engine: &Engine, door: u64, deadline: Instant) -> Result<Vec<String>, Failure> {
    let words = |view: &View| {
        let near = view.doors_near.iter().find(|near| near.door == door)?;
        match &near.state {
            NearDoorState::Words { words, .. } => Some(words.clone()),
            NearDoorState::Open | NearDoorState::Knocked | NearDoorState::SentAway => None,
        }
    };
    wait_until(engine, deadline, |view| words(view).is_some());
    words(&engine.view()).ok_or_else(|| {
        Failure::new("not_let_in_yet", "nobody answered at the door")
            .hint("knock again: run the same command")
    })
}

/// Whether a person says that the words are the same: beforehand, or on standard input.
fn are_same(args: &JoinArgs, words: &[String], json: bool) -> bool {
    if let Some(typed) = &args.words {
        return typed.split_whitespace().map(str::to_lowercase).eq(words.iter().cloned());
    }
    if !json {
        say("are the same words on the other screen? [yes/no]");
    }
    let mut lines = std::io::stdin().lock().lines();
    loop {
        match lines.next() {
            Some(Ok(typed)) => {
                if let Some(answer) = yes_or_no(&typed) {
                    return answer;
                }
            }
            Some(Err(_)) | None => return false,
        }
    }
}
