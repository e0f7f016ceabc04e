//! Beginning, inviting, leaving, and one's own devices.

use super::entrance;
use crate::{
    answer::{Answer, Failure},
    args::{FoundArgs, InitArgs, InviteArgs, SpaceArg, UninviteArgs},
    open::{self, call, unexpected},
    qr,
};
use serde_json::json;
use std::{net::SocketAddr, path::Path, time::Duration};
use weft_engine::{Engine, Network};
use weft_view::{Command, EntranceCommand, Reply, View, resolve};

/// How long the network may take to say where it listens, in seconds.
const LISTEN_WAIT_SECS: u64 = 5;

/// `weft init`.
pub(super) fn init(dir: &Path, args: &InitArgs) -> Result<Answer, Failure> {
    weft_engine::create_profile(dir, open::PROGRAM, &args.name, &args.device)?;
    let engine = open::open(dir, "init", Network::Off)?;
    let view = engine.view();
    engine.close();
    let (name, device_name, endpoint) = match &view.me {
        Some(me) => (me.name.clone(), me.device_name.clone(), Some(me.endpoint)),
        None => (args.name.clone(), args.device.clone(), None),
    };
    let text = format!(
        "hello {name}; this is {device_name}\nnext: `weft found crew NAME`, or `weft join TICKET` with an invitation"
    );
    let json = json!({
        "profile": dir.display().to_string(),
        "name": name,
        "device_name": device_name,
        "device": endpoint.map(|id| id.to_string()),
    });
    Ok(Answer::new(text, json))
}

/// `weft found`.
pub(super) fn found(engine: &Engine, args: &FoundArgs) -> Result<Answer, Failure> {
    let kind = args.kind.kind();
    match call(engine, Command::Found { kind, name: args.name.clone() })? {
        Reply::Space(space) => {
            let text = format!(
                "{} is founded, with you in it ({})\nnext: `weft invite PERSON --into {:?}`",
                args.name.trim(),
                space.short(),
                args.name.trim()
            );
            Ok(Answer::new(
                text,
                json!({ "space": space.to_string(), "kind": kind.name(), "name": args.name.trim() }),
            ))
        }
        other => Err(unexpected(&other)),
    }
}

/// What to say with an invitation that can be taken on this computer alone.
fn reach_hint(view: &View) -> Option<String> {
    let loopback = |text: &String| text.parse::<SocketAddr>().is_ok_and(|at| at.ip().is_loopback());
    let listening = &view.near.listening;
    (!listening.is_empty() && listening.iter().all(loopback)).then(|| {
        "it can be taken on this computer alone, since this device listens at no other address; \
         connect it to a network, or leave out --listen, and invite again"
            .to_owned()
    })
}

/// `weft invite`.
pub(super) fn invite(engine: &Engine, args: &InviteArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let within = resolve::space(&view, &args.into)?;
    let space = within.id;
    let own_device = args.device.is_some();
    let written_in =
        args.as_written_in.as_ref().map(|typed| entrance::written_in(within, typed)).transpose()?;
    let Some(person) = args.person.as_ref().or(args.device.as_ref()).or(args.as_written_in.as_ref()) else {
        return Err(Failure::new("nobody_named", "it does not say whom").hint("say a name"));
    };
    // The ticket says where to meet this device, so the addresses are waited for.
    let known = |view: &View| !view.near.listening.is_empty() || view.near.trouble.is_some();
    if engine.wait_for(Duration::from_secs(LISTEN_WAIT_SECS), known).is_none() {
        tracing::warn!("the invitation holds no address; whoever takes it has to be near");
    }
    let command = match written_in {
        Some(person) => Command::Entrance(EntranceCommand::InviteAs { space, person }),
        None => Command::Invite { space, person: person.clone(), own_device },
    };
    let (ticket, invitation) = match call(engine, command)? {
        Reply::Ticket { text, invitation } => (text, invitation),
        other => return Err(unexpected(&other)),
    };
    if let Some(sentence) = &args.vouch {
        entrance::vouch_for(engine, space, invitation, sentence)
            .map_err(|failure| failure.beside("ticket", json!(ticket)))?;
    }
    let mut text = ticket.clone();
    let elsewhere = reach_hint(&engine.view());
    if let Some(hint) = &elsewhere {
        text = format!("{text}\n{hint}");
    }
    if args.show {
        text = format!("{text}\n{}", qr::draw(&ticket)?);
    }
    if let Some(file) = &args.qr {
        qr::write_png(&ticket, file).map_err(|failure| failure.beside("ticket", json!(ticket)))?;
        text = format!("{text}\nthe picture is in {}", file.display());
    }
    let json = json!({
        "ticket": ticket,
        "invitation": invitation.to_string(),
        "space": space.to_string(),
        "person": person,
        "own_device": own_device,
        "hint": elsewhere,
        "qr": args.qr.as_ref().map(|file| file.display().to_string()),
    });
    Ok(Answer::new(text, json))
}

/// `weft uninvite`.
pub(super) fn uninvite(engine: &Engine, args: &UninviteArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.from)?;
    let typed = args.person.trim();
    let found: Vec<_> = space
        .invitations
        .iter()
        .filter(|i| i.name.to_lowercase() == typed.to_lowercase() || i.invitation.has_prefix(typed))
        .collect();
    let invitation = match found.as_slice() {
        [one] => one.invitation,
        [] => {
            let names: Vec<_> = space.invitations.iter().map(|i| i.name.clone()).collect();
            let hint = if names.is_empty() {
                "nobody is invited there".to_owned()
            } else {
                format!("there is: {}", names.join(", "))
            };
            return Err(Failure::new(
                "no_such_invitation",
                format!("{} has no open invitation for {typed:?}", space.name),
            )
            .hint(hint));
        }
        many => {
            let ids: Vec<_> = many.iter().map(|i| i.invitation.short()).collect();
            return Err(Failure::new(
                "ambiguous_invitation",
                format!("{} invitations are for {typed:?}", many.len()),
            )
            .hint(format!("say which by its id: {}", ids.join(", "))));
        }
    };
    call(engine, Command::Revoke { space: space.id, invitation })?;
    Ok(Answer::new(
        format!("the invitation for {typed} is taken back"),
        json!({ "revoked": invitation.to_string(), "space": space.id.to_string() }),
    ))
}

/// `weft leave`.
pub(super) fn leave(engine: &Engine, args: &SpaceArg) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    call(engine, Command::Leave { space: space.id })?;
    Ok(Answer::new(
        format!("you left {}; the others read it when you meet one of them once more", space.name),
        json!({ "left": space.id.to_string() }),
    ))
}

/// `weft device off`.
pub(super) fn device_off(engine: &Engine, device: &str, space: &str, this: bool) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, space)?;
    let device = resolve::device(space, device)?;
    if device == space.my_device && !this {
        return Err(Failure::new(
            "this_device",
            format!("it is the device you sit at, which would never write in {} again", space.name),
        )
        .hint("to go out of the space with all your devices, `weft leave SPACE`; if you mean this device alone, say --this"));
    }
    call(engine, Command::SwitchOff { space: space.id, device })?;
    Ok(Answer::new(
        format!(
            "{} is switched off in {}; what it wrote stays, what it writes later does not count",
            device.short(),
            space.name
        ),
        json!({ "off": device.to_string(), "space": space.id.to_string() }),
    ))
}
