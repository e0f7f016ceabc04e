//! One engine without a network. What must hold:
//!
//! 1. What was answered is there after a restart, and in the snapshot when the answer comes.
//! 2. A second program is refused by the name of the first.
//! 3. A profile that was put back from a copy only reads.
//! 4. Refusals change nothing and say what to do.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::{
    path::Path,
    sync::{Arc, mpsc},
    time::Duration,
};
use weft_engine::{Engine, EngineConfig, EngineError, Network, create_profile, profile_exists};
use weft_view::{Command, MeetHow, Reply, SpaceKind};

/// Opens with the mark against copies kept beside the profile, away from this computer's own.
fn open_at(config: EngineConfig) -> Result<Engine, EngineError> {
    let marks = config.profile.with_extension("marks");
    Engine::open_marked(config, Some(&marks))
}

/// Longer than anything here takes; a test that waits this long has failed.
const LONG: Duration = Duration::from_secs(60);

fn open(profile: &Path) -> Result<Engine, EngineError> {
    open_at(EngineConfig {
        profile: profile.to_owned(),
        program: "the test".to_owned(),
        network: Network::Off,
    })
}

fn found(name: &str) -> Command {
    Command::Found { kind: SpaceKind::Crew, name: name.to_owned() }
}

#[test]
fn what_was_answered_is_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let profile = dir.path().join("ana");
    assert!(!profile_exists(&profile));
    create_profile(&profile, "the test", "Ana", "laptop").unwrap();
    assert!(profile_exists(&profile));
    let engine = open(&profile).unwrap();
    assert_eq!(engine.view().me.as_ref().unwrap().name, "Ana");
    let Ok(Reply::Space(space)) = engine.call(found("Kitchen")) else { panic!("not founded") };
    assert_eq!(engine.view().space(&space).unwrap().name, "Kitchen", "the snapshot comes before the answer");
    engine.close();
    let engine = open(&profile).unwrap();
    assert_eq!(engine.view().spaces.len(), 1);
    assert_eq!(engine.view().space(&space).unwrap().name, "Kitchen");
}

#[test]
fn a_second_program_is_refused_by_the_name_of_the_first() {
    let dir = tempfile::tempdir().unwrap();
    create_profile(&dir.path().join("ana"), "the test", "Ana", "laptop").unwrap();
    let first = open(&dir.path().join("ana")).unwrap();
    let error = open(&dir.path().join("ana")).unwrap_err();
    assert_eq!(error.code(), "profile_in_use");
    assert!(error.to_string().contains("in use by the test (process "), "{error}");
    assert!(error.hint().is_some());
    first.close();
    open(&dir.path().join("ana")).unwrap();
}

#[test]
fn a_profile_is_neither_opened_where_there_is_none_nor_made_twice() {
    let dir = tempfile::tempdir().unwrap();
    let missing = open(&dir.path().join("nobody")).unwrap_err();
    assert_eq!(missing.code(), "no_profile");
    create_profile(&dir.path().join("ana"), "the test", "Ana", "laptop").unwrap();
    let twice = create_profile(&dir.path().join("ana"), "the test", "Ben", "laptop").unwrap_err();
    assert_eq!(twice.code(), "profile_exists");
    let nameless = create_profile(&dir.path().join("other"), "the test", " ", "laptop").unwrap_err();
    assert!(nameless.hint().is_some());
    assert!(!profile_exists(&dir.path().join("other")));
}

#[test]
fn commands_that_do_not_wait_are_answered_in_order_and_wake_whoever_draws() {
    let dir = tempfile::tempdir().unwrap();
    create_profile(&dir.path().join("ana"), "the test", "Ana", "laptop").unwrap();
    let engine = Arc::new(open(&dir.path().join("ana")).unwrap());
    let (woken, wakes) = mpsc::channel();
    engine.on_change(Box::new(move || {
        woken.send(()).ok();
    }));
    let (told, heard) = mpsc::channel();
    for n in 0..20 {
        let told = told.clone();
        engine.send(
            found(&format!("Crew {n:02}")),
            Box::new(move |outcome| told.send((n, outcome.is_ok())).unwrap()),
        );
    }
    drop(told);
    let answers: Vec<_> = heard.iter().collect();
    assert_eq!(answers, (0..20).map(|n| (n, true)).collect::<Vec<_>>());
    assert!(wakes.recv_timeout(LONG).is_ok());
    let view = engine.wait_for(LONG, |view| view.spaces.len() == 20).unwrap();
    assert_eq!(view.spaces[19].name, "Crew 19");
    assert!(engine.wait_for(Duration::ZERO, |view| view.spaces.is_empty()).is_none());
}

#[test]
fn a_full_queue_refuses_at_once_and_every_answer_comes() {
    let dir = tempfile::tempdir().unwrap();
    create_profile(&dir.path().join("ana"), "the test", "Ana", "laptop").unwrap();
    let engine = open(&dir.path().join("ana")).unwrap();
    let (told, heard) = mpsc::channel();
    // The first answer holds the engine thread until the others have been asked for.
    let (go_on, wait) = mpsc::channel::<()>();
    let first = told.clone();
    engine.send(
        found("First"),
        Box::new(move |outcome| {
            wait.recv().unwrap();
            first.send(outcome.map(drop).map_err(|refusal| refusal.code)).unwrap();
        }),
    );
    for _ in 0..600 {
        let told = told.clone();
        engine.send(
            Command::Log { space: weft_ids::SpaceId([0; 32]), limit: 1 },
            Box::new(move |outcome| told.send(outcome.map(drop).map_err(|refusal| refusal.code)).unwrap()),
        );
    }
    go_on.send(()).unwrap();
    drop(told);
    let answers: Vec<_> = heard.iter().collect();
    assert_eq!(answers.len(), 601);
    let busy = answers.iter().filter(|answer| **answer == Err("busy")).count();
    // The first may still have been waiting itself when the others were asked for.
    assert!((1..=600 - 255).contains(&busy), "{busy} refused");
}

#[test]
fn without_a_network_a_meeting_is_refused_with_a_hint() {
    let dir = tempfile::tempdir().unwrap();
    create_profile(&dir.path().join("ana"), "the test", "Ana", "laptop").unwrap();
    let engine = open(&dir.path().join("ana")).unwrap();
    let refusal = engine.call(Command::Meet(MeetHow::Nearby)).unwrap_err();
    assert_eq!(refusal.code, "network_off");
    assert!(refusal.hint.is_some());
}

#[test]
fn a_profile_that_was_put_back_from_a_copy_only_reads_and_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let (profile, backup) = (dir.path().join("ana"), dir.path().join("backup"));
    create_profile(&profile, "the test", "Ana", "laptop").unwrap();
    open(&profile).unwrap().close();
    std::fs::create_dir(&backup).unwrap();
    let file = weft_store::DATABASE_FILE;
    std::fs::copy(profile.join(file), backup.join(file)).unwrap();
    let engine = open(&profile).unwrap();
    engine.call(found("Kitchen")).unwrap();
    engine.close();
    std::fs::copy(backup.join(file), profile.join(file)).unwrap();
    let engine = open(&profile).unwrap();
    let why = engine.view().me.as_ref().unwrap().read_only.clone().expect("it only reads");
    assert!(why.contains("older copy"), "{why}");
    assert_eq!(engine.call(found("Garden")).unwrap_err().code, "read_only_profile");
}

#[test]
fn a_copied_profile_meets_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let (profile, copy) = (dir.path().join("ana"), dir.path().join("copy"));
    create_profile(&profile, "the test", "Ana", "laptop").unwrap();
    let marks = dir.path().join("marks");
    let config = |profile: &Path| EngineConfig {
        profile: profile.to_owned(),
        program: "the test".to_owned(),
        network: Network::On { listen: Some(([127, 0, 0, 1], 0).into()), mdns: false },
    };
    Engine::open_marked(config(&profile), Some(&marks)).unwrap().close();
    std::fs::create_dir(&copy).unwrap();
    std::fs::copy(profile.join(weft_store::DATABASE_FILE), copy.join(weft_store::DATABASE_FILE)).unwrap();
    let engine = Engine::open_marked(config(&copy), Some(&marks)).unwrap();
    let refusal = engine.call(Command::Meet(MeetHow::Nearby)).unwrap_err();
    assert_eq!(refusal.code, "read_only_profile");
    assert!(refusal.message.contains("the original is still in"), "{}", refusal.message);
}

#[test]
fn a_damaged_profile_is_an_error_with_a_hint() {
    let dir = tempfile::tempdir().unwrap();
    create_profile(&dir.path().join("ana"), "the test", "Ana", "laptop").unwrap();
    let file = dir.path().join("ana").join(weft_store::DATABASE_FILE);
    let mut bytes = std::fs::read(&file).unwrap();
    for byte in bytes.iter_mut().skip(4_096).step_by(64) {
        *byte ^= 0x55;
    }
    std::fs::write(&file, bytes).unwrap();
    let error = open(&dir.path().join("ana")).unwrap_err();
    assert_eq!(error.code(), "profile_damaged", "{error}");
    assert!(error.hint().unwrap().contains("other devices"));
}
