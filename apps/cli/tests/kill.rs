//! `kill -9` at random moments, again and again: nothing acknowledged is lost, and the profile always opens.
//!
//! `WEFT_KILLS` sets how many rounds a test makes; hundreds are meant for a longer run.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{Device, level, text, two_in};
use std::{process::Stdio, time::Duration};

/// Rounds of an ordinary run.
const ROUNDS: u64 = 25;
/// Rounds on one profile; a fresh one keeps every round as short as the first, and below what a device may write.
const ROUNDS_A_PROFILE: u64 = 20;
/// The longest time a process lives before it is killed, in milliseconds.
const LIFE_MS_MAX: u64 = 120;

fn rounds() -> u64 {
    std::env::var("WEFT_KILLS").ok().and_then(|typed| typed.parse().ok()).unwrap_or(ROUNDS)
}

/// Random enough to hit every moment; the moment itself depends on the machine anyway.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_a_process_is_killed() {
    let mut ana = Device::of("Ana");
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut acknowledged_in_all = 0;
    for round in 0..rounds() {
        if round % ROUNDS_A_PROFILE == 0 {
            ana = Device::of("Ana");
            ana.ok(&["found", "crew", "Garden"]);
        }
        // A fresh note for each round keeps pages small.
        let title = format!("Round {round}");
        let mut serving = ana.serve();
        let life = Duration::from_millis(dice.below(LIFE_MS_MAX));
        let pid = serving.pid();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(life);
            let killed = std::process::Command::new("kill").args(["-9", &pid.to_string()]).status();
            assert!(killed.unwrap().success());
        });
        let mut acknowledged = Vec::new();
        for i in 0.. {
            let words = format!("line {i}.");
            if !serving.send(&["note", "Garden", &title, "--append", &words]) {
                break;
            }
            let Some(answer) = serving.answer() else { break };
            assert!(answer.get("error").is_none(), "round {round}: {answer}");
            acknowledged.push(words);
        }
        killer.join().unwrap();
        drop(serving);
        let status = ana.ok(&["status"]);
        assert_eq!(status["spaces"][0]["forks"], 0, "round {round}");
        let (_, note) = ana.json(&["note", "Garden", &title]);
        let kept: Vec<_> = text(&note["text"]).lines().map(str::to_owned).collect();
        assert!(
            kept.len() == acknowledged.len() || kept.len() == acknowledged.len() + 1,
            "round {round}: {} acknowledged, {} kept",
            acknowledged.len(),
            kept.len()
        );
        assert_eq!(kept[..acknowledged.len()], acknowledged[..], "round {round}");
        acknowledged_in_all += acknowledged.len();
    }
    assert!(acknowledged_in_all > 0, "no round lived long enough to acknowledge anything");
}

#[test]
fn what_another_device_received_is_still_here_after_a_kill() {
    let (ana, _ben, mut at_ana, mut at_ben, space) = two_in("crew", "Garden");
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for round in 0..rounds().div_ceil(5) {
        let title = format!("Round {round}");
        let life = Duration::from_millis(dice.below(LIFE_MS_MAX));
        let pid = at_ana.pid();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(life);
            let killed = std::process::Command::new("kill").args(["-9", &pid.to_string()]).status();
            assert!(killed.unwrap().success());
        });
        for i in 0.. {
            let words = format!("line {i}.");
            if !at_ana.send(&["note", "Garden", &title, "--append", &words]) || at_ana.answer().is_none() {
                break;
            }
        }
        killer.join().unwrap();
        let listening = at_ana.listening.clone();
        drop(at_ana);
        // Whatever Ben has of Ana's, Ana has too: nothing is sent before it is saved, or her device would fork.
        at_ana = ana.serve_at(&listening);
        at_ana.ok(&["note", "Garden", &title, "--append", "I am back"]);
        at_ana.ok(&["meet", &at_ben.listening.clone(), "--for", "30"]);
        level(&mut [&mut at_ana, &mut at_ben], &space);
        for device in [&mut at_ana, &mut at_ben] {
            let status = device.ok(&["status"]);
            assert_eq!(status["spaces"][0]["forks"], 0, "round {round}: {status}");
            assert_eq!(status["spaces"][0]["set_aside"], 0, "round {round}: {status}");
        }
    }
}

#[test]
fn a_first_start_that_was_killed_can_be_started_again() {
    let mut dice = Dice(0xd134_2543_de82_ef95);
    for round in 0..rounds() {
        let ana = Device::blank();
        let mut command = ana.command(&["init", "Ana", "--device", "laptop"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(dice.below(60_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        let (code, again) = ana.json(&["init", "Ana", "--device", "laptop"]);
        assert!(code == Some(0) || again["error"]["code"] == "profile_exists", "round {round}: {again}");
        let status = ana.ok(&["status"]);
        assert_eq!(status["name"], "Ana", "round {round}");
    }
}

#[test]
fn one_shot_commands_that_are_killed_leave_whole_entries() {
    let ana = Device::of("Ana");
    ana.ok(&["found", "crew", "Garden"]);
    let mut dice = Dice(0xbf58_476d_1ce4_e5b9);
    let mut acknowledged = 0;
    for round in 0..rounds() {
        let words = format!("line {round}.");
        let mut command = ana.command(&["note", "Garden", "Plans", "--append", &words, "--json"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(dice.below(80_000)));
        // It may have ended already, which is a moment too.
        let killed = child.kill();
        let output = child.wait_with_output().unwrap();
        assert!(killed.is_ok() || output.status.success());
        let (_, note) = ana.json(&["note", "Garden", "Plans"]);
        let kept = text(&note["text"]);
        if !output.stdout.is_empty() {
            acknowledged += 1;
            assert!(kept.lines().any(|line| line == words), "round {round}: {words:?} was acknowledged");
        }
        assert!(kept.lines().all(|line| line.starts_with("line ") && line.ends_with('.')), "{kept}");
    }
    println!("{acknowledged} of {} were acknowledged", rounds());
}
