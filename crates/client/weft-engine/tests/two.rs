//! Engines that meet over loopback. What must hold:
//!
//! 1. A ticket that was taken opens its door when its device is met, and both then hold the same.
//! 2. What one does is seen by the other while they are connected, and counted as *with* them.
//! 3. A meeting answers with whom and how much, or that nobody was reached.
//! 4. After a restart they find each other again by the last known address.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::{net::SocketAddr, path::Path, time::Duration};
use weft_engine::{Engine, EngineConfig, EngineError, Network, create_profile};
use weft_view::{Command, MeetHow, PageEdit, PeerState, Reply, SpaceKind, View};

/// Opens with the mark against copies kept beside the profile, away from this computer's own.
fn open_at(config: EngineConfig) -> Result<Engine, EngineError> {
    let marks = config.profile.with_extension("marks");
    Engine::open_marked(config, Some(&marks))
}

/// Longer than anything here takes; a test that waits this long has failed.
const LONG: Duration = Duration::from_secs(60);

fn open(profile: &Path, listen: &str) -> Engine {
    let listen: SocketAddr = listen.parse().unwrap();
    let engine = open_at(EngineConfig {
        profile: profile.to_owned(),
        program: "the test".to_owned(),
        network: Network::On { listen: Some(listen), mdns: false },
    })
    .unwrap();
    engine.wait_for(LONG, |view| !view.near.listening.is_empty()).expect("it listens");
    engine
}

fn start(profile: &Path, name: &str) -> Engine {
    create_profile(profile, "the test", name, "laptop").unwrap();
    open(profile, "127.0.0.1:0")
}

fn address(engine: &Engine) -> String {
    engine.view().near.listening[0].clone()
}

fn digest(view: &View) -> Option<&str> {
    view.spaces.first().map(|space| space.view_digest.as_str())
}

fn append(engine: &Engine, text: &str) {
    let space = engine.view().spaces[0].id;
    let edit = PageEdit::Append { title: "Shopping".to_owned(), text: text.to_owned() };
    engine.call(Command::Edit { space, edit }).unwrap();
}

fn note(view: &View) -> &str {
    view.spaces.first().and_then(|space| space.notes.first()).map_or("", |note| note.text.as_str())
}

/// Ana founds a crew and invites Ben, who joins; both are then connected and level.
fn together(dir: &Path) -> (Engine, Engine) {
    let (ana, ben) = (start(&dir.join("ana"), "Ana"), start(&dir.join("ben"), "Ben"));
    let Ok(Reply::Space(space)) =
        ana.call(Command::Found { kind: SpaceKind::Crew, name: "Kitchen".to_owned() })
    else {
        panic!("not founded")
    };
    let Ok(Reply::Ticket { text, .. }) =
        ana.call(Command::Invite { space, person: "Ben".to_owned(), own_device: false })
    else {
        panic!("no ticket")
    };
    assert!(matches!(ben.call(Command::Join { ticket: text.clone() }), Ok(Reply::Joining { .. })));
    match ben.call(Command::Meet(MeetHow::Ticket(text))) {
        Ok(Reply::Met { people, came, .. }) => {
            assert_eq!(people, ["Ana"]);
            assert!(came >= 1, "{came} came");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(ben.view().spaces[0].name, "Kitchen");
    assert!(ben.view().joins.is_empty());
    assert!(same(&ana, &ben));
    (ana, ben)
}

/// Waits until both hold the same.
fn same(ana: &Engine, ben: &Engine) -> bool {
    let end = std::time::Instant::now() + LONG;
    while std::time::Instant::now() < end {
        let newest = ana.view();
        let wanted = digest(&newest);
        if wanted.is_some()
            && ben.wait_for(Duration::from_millis(200), |view| digest(view) == wanted).is_some()
            && digest(&ana.view()) == wanted
        {
            return true;
        }
    }
    false
}

#[test]
fn two_devices_meet_by_a_ticket_and_see_what_the_other_does() {
    let dir = tempfile::tempdir().unwrap();
    let (ana, ben) = together(dir.path());
    append(&ana, "bread");
    ben.wait_for(LONG, |view| note(view) == "bread").expect("Ben sees what Ana wrote");
    append(&ben, "salt");
    ana.wait_for(LONG, |view| note(view).contains("salt")).expect("Ana sees what Ben wrote");
    assert!(same(&ana, &ben));
    for (engine, other) in [(&ana, "Ben"), (&ben, "Ana")] {
        let level = |view: &View| {
            view.near.waiting.is_empty()
                && view.near.peers.iter().any(|peer| {
                    peer.person == other && matches!(peer.state, PeerState::Connected { level: true, .. })
                })
        };
        assert!(engine.wait_for(LONG, level).is_some(), "{:?}", engine.view().near);
    }
    ben.close();
    let gone = |view: &View| view.near.peers.iter().any(|peer| peer.state == PeerState::Gone);
    assert!(ana.wait_for(LONG, gone).is_some(), "{:?}", ana.view().near);
    append(&ana, "milk");
    let waits =
        |view: &View| view.near.waiting.iter().any(|waiting| waiting.person == "Ben" && waiting.entries > 0);
    assert!(ana.wait_for(LONG, waits).is_some(), "{:?}", ana.view().near);
}

#[test]
fn after_a_restart_they_meet_by_a_typed_address_and_then_again_by_themselves() {
    let dir = tempfile::tempdir().unwrap();
    let (ana, ben) = together(dir.path());
    let (at_ana, at_ben) = (address(&ana), address(&ben));
    ben.close();
    append(&ana, "bread");
    let ben = open(&dir.path().join("ben"), &at_ben);
    let met = |outcome: weft_view::Outcome, name: &str| match outcome {
        Ok(Reply::Met { people, .. }) => assert_eq!(people, [name]),
        other => panic!("{other:?}"),
    };
    met(ben.call(Command::Meet(MeetHow::Address(at_ana.clone()))), "Ana");
    assert_eq!(note(&ben.view()), "bread", "what came is there when the meeting answers");
    met(ana.call(Command::Meet(MeetHow::Nearby)), "Ben");
    ben.close();
    append(&ana, "salt");
    ana.close();
    let ana = open(&dir.path().join("ana"), &at_ana);
    let ben = open(&dir.path().join("ben"), "127.0.0.1:0");
    let salted = |view: &View| note(view).contains("salt");
    assert!(ben.wait_for(LONG, salted).is_some(), "{:?} {:?}", ben.view().near, ana.view().near);
}

#[test]
fn a_meeting_that_reaches_nobody_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let ana = start(&dir.path().join("ana"), "Ana");
    let refusal = ana.call(Command::Meet(MeetHow::Nearby)).unwrap_err();
    assert_eq!(refusal.code, "knows_nobody");
    let refusal = ana.call(Command::Meet(MeetHow::Address("nowhere".to_owned()))).unwrap_err();
    assert_eq!(refusal.code, "bad_address");
    let refusal = ana.call(Command::Meet(MeetHow::Ticket("weft:nothing".to_owned()))).unwrap_err();
    assert_eq!(refusal.code, "bad_ticket");
    let Ok(Reply::Space(space)) =
        ana.call(Command::Found { kind: SpaceKind::Crew, name: "Kitchen".to_owned() })
    else {
        panic!("not founded")
    };
    let Ok(Reply::Ticket { text, .. }) =
        ana.call(Command::Invite { space, person: "Ben".to_owned(), own_device: false })
    else {
        panic!("no ticket")
    };
    let refusal = ana.call(Command::Meet(MeetHow::Ticket(text.clone()))).unwrap_err();
    assert_eq!(refusal.code, "own_ticket");
    ana.close();
    let ben = start(&dir.path().join("ben"), "Ben");
    ben.call(Command::Join { ticket: text.clone() }).unwrap();
    let refusal = ben.call(Command::Meet(MeetHow::Ticket(text))).unwrap_err();
    assert_eq!(refusal.code, "reached_nobody");
    assert!(refusal.hint.unwrap().contains("47700"));
}

#[test]
fn an_address_that_is_taken_is_refused_when_opening() {
    let dir = tempfile::tempdir().unwrap();
    let ana = start(&dir.path().join("ana"), "Ana");
    create_profile(&dir.path().join("ben"), "the test", "Ben", "laptop").unwrap();
    let error = open_at(EngineConfig {
        profile: dir.path().join("ben"),
        program: "the test".to_owned(),
        network: Network::On { listen: Some(address(&ana).parse().unwrap()), mdns: false },
    })
    .unwrap_err();
    assert_eq!(error.code(), "cannot_listen");
    assert!(error.hint().is_some());
}
