//! Staying reachable: says where it listens, then one line for each thing that happens, until it is stopped.

use super::commands;
use crate::{
    answer::{Answer, Failure, line, say},
    args::ServeArgs,
    open,
    show::status::peer_json,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};
use weft_engine::{Engine, PORT};
use weft_view::{PeerState, PeerView, SpaceKind, View};

/// How long the network may take to say where it listens, in seconds.
const LISTEN_WAIT_SECS: u64 = 10;
/// How many unread inputs are kept; a flood of changes is one change.
const INPUTS_MAX: usize = 64;
/// The longest wait for an input where no end was asked for, in seconds.
const IDLE_SECS: u64 = 3600;

/// What wakes the loop.
pub(super) enum Input {
    /// There is a new snapshot.
    Changed,
    /// A line was typed, with --commands.
    Line(String),
    /// Ctrl-C, or the input ended.
    Stop,
}

/// `weft serve`.
pub(super) fn serve(dir: &Path, args: &ServeArgs, json: bool) -> Result<Answer, Failure> {
    let json = json || args.commands;
    let engine = open::open(dir, "serve", open::network(args.net))?;
    let result = run(&engine, args, json);
    engine.close();
    result
}

fn run(engine: &Engine, args: &ServeArgs, json: bool) -> Result<Answer, Failure> {
    let deadline = args.seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let (wake, inputs) = mpsc::sync_channel(INPUTS_MAX);
    let stop = wake.clone();
    on_stop_signal(move || {
        if stop.send(Input::Stop).is_err() {
            tracing::debug!("it has stopped already");
        }
    });
    let on_change = wake.clone();
    engine.on_change(Box::new(move || {
        // A full queue already holds something that wakes the loop.
        if on_change.try_send(Input::Changed).is_err() {
            tracing::trace!("a change waits already");
        }
    }));
    let mut seen = first_line(engine, args.net.listen, json)?;
    if args.commands {
        commands::read_lines(wake);
    }
    loop {
        let wait = deadline.map_or(Duration::from_secs(IDLE_SECS), open::left);
        match inputs.recv_timeout(wait) {
            Ok(Input::Stop) | Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Ok(Input::Line(typed)) => commands::answer(engine, &typed),
            Ok(Input::Changed) => {}
            Err(mpsc::RecvTimeoutError::Timeout) => {
                if deadline.is_some_and(|deadline| open::left(deadline).is_zero()) {
                    break;
                }
            }
        }
        let view = engine.view();
        for event in events(&seen, &view) {
            if json {
                line(&event.json.to_string());
            } else {
                say(&event.text);
            }
        }
        seen = view;
    }
    Ok(Answer::new(String::new(), json!({ "stopped": true })))
}

/// Says where this device can be met, once it is known.
fn first_line(engine: &Engine, asked: Option<SocketAddr>, json: bool) -> Result<Arc<View>, Failure> {
    let known = |view: &View| !view.near.listening.is_empty() || view.near.trouble.is_some();
    let waited = engine.wait_for(Duration::from_secs(LISTEN_WAIT_SECS), known);
    let view = waited.unwrap_or_else(|| engine.view());
    if view.near.listening.is_empty()
        && let Some(trouble) = &view.near.trouble
        && !json
    {
        say(&format!("not reachable yet: {trouble}"));
    }
    if json {
        let first = json!({
            "listening": view.near.listening,
            "networks": view.near.networks,
            "announcing": view.near.announcing,
            "trouble": view.near.trouble,
        });
        line(&first.to_string());
    } else {
        say(&format!("listening on {}", view.near.listening.join(", ")));
        if let Some(words) = other_port(asked, &view.near.listening) {
            say(&words);
        }
    }
    Ok(view)
}

/// What to say where the port is not the one that others would try by themselves.
fn other_port(asked: Option<SocketAddr>, listening: &[String]) -> Option<String> {
    let wanted = asked.map_or(PORT, |address| address.port());
    let ports = listening.iter().filter_map(|text| text.parse::<SocketAddr>().ok()).map(|a| a.port());
    // Port 0 asks for whichever is free.
    let port = ports.into_iter().find(|port| *port != wanted && wanted != 0)?;
    Some(format!(
        "port {wanted} is taken on this device, so it is {port} this time; who types your address types that port too"
    ))
}

/// Something that happened between two snapshots.
struct Event {
    text: String,
    json: Value,
}

fn events(before: &View, after: &View) -> Vec<Event> {
    let mut events = Vec::new();
    if before.near.listening != after.near.listening {
        events.push(Event {
            text: format!("listening on {}", after.near.listening.join(", ")),
            json: json!({ "event": "listening", "listening": after.near.listening }),
        });
    }
    if before.near.trouble != after.near.trouble
        && let Some(trouble) = &after.near.trouble
    {
        events.push(Event {
            text: format!("meeting does not work: {trouble}"),
            json: json!({ "event": "trouble", "trouble": trouble }),
        });
    }
    peer_events(before, after, &mut events);
    door_events(before, after, &mut events);
    space_events(before, after, &mut events);
    events
}

fn peer_events(before: &View, after: &View, events: &mut Vec<Event>) {
    let old: BTreeMap<_, _> = before.near.peers.iter().map(|peer| (peer.endpoint, &peer.state)).collect();
    for peer in &after.near.peers {
        let was = old.get(&peer.endpoint).copied();
        if was == Some(&peer.state) {
            continue;
        }
        if let Some((name, words)) = peer_event(was, peer) {
            let mut json = peer_json(peer);
            if let Value::Object(object) = &mut json {
                object.insert("event".to_owned(), json!(name));
            }
            events.push(Event { text: format!("{}'s {} {words}", peer.person, peer.device), json });
        }
    }
}

/// Whoever knocks at a door that is held open, once their words are there.
fn door_events(before: &View, after: &View, events: &mut Vec<Event>) {
    let knocks = |view: &View| view.door.iter().flat_map(|door| door.knocks.clone()).collect::<Vec<_>>();
    let old = knocks(before);
    for knock in knocks(after).into_iter().filter(|knock| !knock.words.is_empty() && !old.contains(knock)) {
        let mut json = super::door::knock_json(&knock);
        if let Value::Object(object) = &mut json {
            object.insert("event".to_owned(), json!("knock"));
        }
        events.push(Event { text: super::door::knock_line(&knock), json });
    }
}

fn peer_event(was: Option<&PeerState>, peer: &PeerView) -> Option<(&'static str, &'static str)> {
    let was_here = matches!(was, Some(PeerState::Connected { .. }));
    match &peer.state {
        PeerState::Connected { level: true, .. } => Some(("level", "is here and has the same")),
        PeerState::Connected { level: false, .. } if !was_here => Some(("met", "is here")),
        PeerState::Connected { level: false, .. } => None,
        PeerState::Gone if was_here => Some(("gone", "went")),
        PeerState::Gone | PeerState::NotMet => None,
    }
}

fn space_events(before: &View, after: &View, events: &mut Vec<Event>) {
    for space in &after.spaces {
        let Some(old) = before.space(&space.id) else {
            events.push(Event {
                text: format!("you are in {} ({})", space.name, space.id.short()),
                json: json!({ "event": "entered", "space": space.id.to_string(), "name": space.name }),
            });
            continue;
        };
        for member in space.people.iter().filter(|member| old.person(&member.person).is_none()) {
            events.push(Event {
                // A pair goes by the name of whoever came, so that is not said twice.
                text: match space.kind {
                    SpaceKind::Pair => format!("{} came into your pair", member.name),
                    SpaceKind::Own | SpaceKind::Crew | SpaceKind::Congregation | SpaceKind::Gathering => {
                        format!("{} came into {}", member.name, space.name)
                    }
                },
                json: json!({
                    "event": "joined",
                    "space": space.id.to_string(),
                    "person": member.person.to_string(),
                    "name": member.name,
                }),
            });
        }
        if space.entries != old.entries {
            events.push(Event {
                text: format!("{} has {} entries", space.name, space.entries),
                json: json!({
                    "event": "entries",
                    "space": space.id.to_string(),
                    "entries": space.entries,
                    "view_digest": space.view_digest,
                }),
            });
        }
    }
}

/// Does something on Ctrl-C, and on a polite request to end; returns once such a request would be heard.
pub(super) fn on_stop_signal(stop: impl FnOnce() + Send + 'static) {
    let (heard, ready) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                tracing::warn!(%error, "Ctrl-C ends the program at once");
                return;
            }
        };
        runtime.block_on(signal(heard));
        stop();
    });
    // Whoever reads the first line may ask it to end at once.
    if ready.recv().is_err() {
        tracing::debug!("no request to end is heard");
    }
}

/// Tells whoever waits that a request to end is heard from now on.
fn say_heard(heard: &mpsc::SyncSender<()>) {
    if heard.send(()).is_err() {
        tracing::debug!("nobody waits for it");
    }
}

#[cfg(unix)]
async fn signal(heard: mpsc::SyncSender<()>) {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    async fn come(asked: std::io::Result<Signal>) {
        match asked {
            Ok(mut asked) => {
                asked.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    }
    let (interrupt, terminate) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    say_heard(&heard);
    tokio::select! {
        () = come(interrupt) => {}
        () = come(terminate) => {}
    }
}

#[cfg(not(unix))]
async fn signal(heard: mpsc::SyncSender<()>) {
    say_heard(&heard);
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;

    #[test]
    fn what_happens_is_told_once() {
        let after = sample::crew_and_pair();
        let mut before = after.clone();
        before.spaces.remove(1);
        before.near.peers[0].state = PeerState::NotMet;
        let told: Vec<_> = events(&before, &after).into_iter().map(|event| event.text).collect();
        assert_eq!(told, ["Ben's laptop is here and has the same", "you are in Ben (12121212)"]);
        assert!(events(&after, &after).is_empty());
    }

    #[test]
    fn another_port_than_the_usual_one_is_said() {
        let here = |port: u16| vec![format!("192.168.8.20:{port}")];
        assert_eq!(other_port(None, &here(PORT)), None);
        assert!(other_port(None, &here(40_001)).is_some_and(|words| words.contains("40001")));
        assert_eq!(other_port("192.168.8.20:0".parse().ok(), &here(40_001)), None);
        assert_eq!(other_port("192.168.8.20:5000".parse().ok(), &here(5000)), None);
    }

    #[test]
    fn whoever_came_in_is_named() {
        let after = sample::crew_and_pair();
        let mut before = after.clone();
        let crew = Arc::make_mut(&mut before.spaces[0]);
        crew.people.pop();
        crew.entries = 6;
        let told: Vec<_> = events(&before, &after).into_iter().map(|event| event.json).collect();
        assert_eq!(told[0]["event"], "joined");
        assert_eq!(told[0]["name"], "Ben");
        assert_eq!(told[1]["event"], "entries");
        assert_eq!(told[1]["entries"], 7);
    }
}
