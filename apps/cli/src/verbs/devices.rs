//! One's own devices, pairs that open by letter, and the letters of a space.

use super::begin;
use crate::{
    answer::{Answer, Failure},
    args::{DeviceAddArgs, DeviceVerb, PairArgs, SpaceArg},
    open::{call, unexpected},
    qr,
};
use serde_json::json;
use std::time::Duration;
use weft_engine::Engine;
use weft_view::{Command, DeviceState, LetterSide, MyDeviceView, Reply, Somebody, View, resolve, somebody};

/// How long the network may take to say where it listens, in seconds.
const LISTEN_WAIT_SECS: u64 = 10;

/// `weft device …`.
pub(super) fn device(engine: &Engine, verb: &DeviceVerb) -> Result<Answer, Failure> {
    match verb {
        DeviceVerb::Add(args) => add(engine, args),
        DeviceVerb::List => Ok(list(&engine.view())),
        DeviceVerb::Off { device, space: Some(space), this } => {
            begin::device_off(engine, device, space, *this)
        }
        DeviceVerb::Off { device, space: None, .. } => off_everywhere(engine, device),
    }
}

fn add(engine: &Engine, args: &DeviceAddArgs) -> Result<Answer, Failure> {
    // The ticket says where to meet this device, so the addresses are waited for.
    let known = |view: &View| !view.near.listening.is_empty() || view.near.trouble.is_some();
    if engine.wait_for(Duration::from_secs(LISTEN_WAIT_SECS), known).is_none() {
        tracing::warn!("the invitation holds no address; the other device has to be near");
    }
    let ticket = match call(engine, Command::AddDevice { name: args.name.clone() })? {
        Reply::Ticket { text, .. } => text,
        other => return Err(unexpected(&other)),
    };
    let mut text = format!(
        "{ticket}\non the other device: weft init YOUR-NAME --device {:?}, then weft join with this",
        args.name
    );
    if args.show {
        text = format!("{text}\n{}", qr::draw(&ticket)?);
    }
    if let Some(file) = &args.qr {
        qr::write_png(&ticket, file).map_err(|failure| failure.beside("ticket", json!(ticket)))?;
        text = format!("{text}\nthe picture is in {}", file.display());
    }
    let json = json!({ "ticket": ticket, "device": args.name, "qr": args.qr.as_ref().map(|f| f.display().to_string()) });
    Ok(Answer::new(text, json))
}

fn list(view: &View) -> Answer {
    let name_of = |device: &MyDeviceView| {
        let names = device.spaces.iter().filter(|(_, state)| *state == DeviceState::Stands);
        let names = names.filter_map(|(id, _)| view.space(id).map(|space| space.name.clone()));
        names.collect::<Vec<_>>()
    };
    let mut lines = Vec::new();
    let mut devices = Vec::new();
    for device in &view.devices {
        let spaces = name_of(device);
        let this = if device.is_this { ", this one" } else { "" };
        let state = match device.shares {
            Some(DeviceState::Stands) => "comes into your spaces by itself",
            Some(DeviceState::Off) => "switched off",
            Some(_) => "does not count any more",
            None if device.is_this => "alone: add another with `weft device add`",
            None => "not among your devices: invited into single spaces only",
        };
        let within = if spaces.is_empty() { "no space".to_owned() } else { spaces.join(", ") };
        lines.push(format!("{} ({}{this}): {state}; in {within}", device.name, device.endpoint.short()));
        devices.push(json!({
            "name": device.name,
            "endpoint": device.endpoint.to_string(),
            "this": device.is_this,
            "shares": device.shares.map(|state| state == DeviceState::Stands),
            "spaces": spaces,
        }));
    }
    Answer::new(lines.join("\n"), json!({ "devices": devices }))
}

fn off_everywhere(engine: &Engine, typed: &str) -> Result<Answer, Failure> {
    let view = engine.view();
    let typed = typed.trim();
    let found: Vec<&MyDeviceView> = view
        .devices
        .iter()
        .filter(|device| {
            device.name.to_lowercase() == typed.to_lowercase() || device.endpoint.has_prefix(typed)
        })
        .collect();
    let device = match found.as_slice() {
        [one] => *one,
        [] => {
            return Err(Failure::new("no_such_device", format!("no device of yours is called {typed:?}"))
                .hint("`weft device list` lists your devices"));
        }
        many => {
            let ids: Vec<String> = many.iter().map(|device| device.endpoint.short()).collect();
            return Err(Failure::new(
                "ambiguous_device",
                format!("{} devices of yours are called {typed:?}", many.len()),
            )
            .hint(format!("say which by its id: {}", ids.join(", "))));
        }
    };
    call(engine, Command::SwitchOffEverywhere { endpoint: device.endpoint })?;
    Ok(Answer::new(
        format!(
            "{} is switched off in every space of yours; what it wrote stays, what it writes later does not count",
            device.name
        ),
        json!({ "off": device.endpoint.to_string(), "name": device.name }),
    ))
}

/// `weft pair`.
pub(super) fn pair(engine: &Engine, args: &PairArgs) -> Result<Answer, Failure> {
    let (space, person) = match somebody(&engine.view(), &args.person)? {
        Somebody::Pair(pair) => {
            return Ok(Answer::new(
                format!("you have a pair with {} ({})", args.person, pair.short()),
                json!({ "pair": pair.to_string(), "open": true }),
            ));
        }
        Somebody::Shared { space, person } => (space, person),
    };
    let pair = match call(engine, Command::OpenPair { space, person })? {
        Reply::Space(pair) => Some(pair),
        Reply::Done => None,
        other => return Err(unexpected(&other)),
    };
    Ok(Answer::new(
        format!("a letter to {} is on its way: the pair opens by itself when your devices meet", args.person),
        json!({ "pair": pair.map(|pair| pair.to_string()), "open": false }),
    ))
}

/// `weft letters`.
pub(super) fn letters(engine: &Engine, args: &SpaceArg) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    let letters = match call(engine, Command::Letters { space: space.id })? {
        Reply::Letters(letters) => letters,
        other => return Err(unexpected(&other)),
    };
    let mut lines = Vec::new();
    let mut objects = Vec::new();
    for letter in letters {
        let to = match &letter.side {
            LetterSide::ToMe => "to you".to_owned(),
            LetterSide::ToOther(name) => format!("to {name}"),
            LetterSide::Unknown => "for somebody else".to_owned(),
        };
        lines.push(format!("{} by {}, {to}", letter.act.short(), letter.from));
        objects.push(json!({
            "letter": letter.act.to_string(),
            "from": letter.from,
            "to": match &letter.side {
                LetterSide::ToMe => json!("you"),
                LetterSide::ToOther(name) => json!(name),
                LetterSide::Unknown => json!(null),
            },
        }));
    }
    if lines.is_empty() {
        lines.push(format!("there is no letter in {}", space.name));
    }
    Ok(Answer::new(lines.join("\n"), json!({ "letters": objects })))
}
