//! Runs the real program the way a person or a script would: devices with a profile of their own, one process each.

#![allow(dead_code, reason = "each test file uses what it needs")]

use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Output, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long anything may take before a test gives up; far longer than it ever does.
const PATIENCE: Duration = Duration::from_secs(60);

/// A device: a profile in a folder of its own, gone when dropped.
pub(crate) struct Device {
    folder: TempDir,
}

/// What a process came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Device {
    /// A folder without a profile.
    pub(crate) fn blank() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A device of somebody.
    pub(crate) fn of(name: &str) -> Self {
        let device = Self::blank();
        device.ok(&["init", name, "--device", "laptop"]);
        device
    }

    pub(crate) fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    /// A file beside the profile.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_weft"));
        command.env_remove("WEFT_PROFILE").env_remove("WEFT_LOG");
        command.arg("--profile").arg(self.profile()).args(words);
        command
    }

    /// Runs a command in words.
    pub(crate) fn run(&self, words: &[&str]) -> Ran {
        ran(self.command(words).output().unwrap())
    }

    /// Runs a command with `--json`, and answers its exit code and object.
    pub(crate) fn json(&self, words: &[&str]) -> (Option<i32>, Value) {
        let ran = ran(self.command(words).arg("--json").output().unwrap());
        let object = serde_json::from_str(ran.stdout.trim())
            .unwrap_or_else(|_| panic!("`weft {}` printed no JSON: {ran:?}", words.join(" ")));
        assert_eq!(ran.stdout.trim().lines().count(), 1, "one object and nothing else: {ran:?}");
        (ran.code, object)
    }

    /// Runs a command that works.
    pub(crate) fn ok(&self, words: &[&str]) -> Value {
        let (code, object) = self.json(words);
        assert_eq!(code, Some(0), "`weft {}`: {object}", words.join(" "));
        assert!(object.get("error").is_none(), "{object}");
        object
    }

    /// Runs a command that is refused, in words and with `--json`, and answers the error.
    pub(crate) fn refused(&self, words: &[&str]) -> Value {
        let (code, object) = self.json(words);
        assert_eq!(code, Some(1), "`weft {}`: {object}", words.join(" "));
        let error = object["error"].clone();
        assert!(!text(&error["code"]).is_empty(), "{object}");
        assert!(!text(&error["message"]).is_empty(), "{object}");
        error
    }

    /// Starts a process that is reachable on loopback and takes commands.
    pub(crate) fn serve(&self) -> Serving {
        self.serve_at("127.0.0.1:0")
    }

    pub(crate) fn serve_at(&self, listen: &str) -> Serving {
        let mut command = self.command(&["serve", "--listen", listen, "--no-mdns", "--commands"]);
        Serving::start(&mut command)
    }

    /// The digest of a space's view.
    pub(crate) fn digest(&self, space: &str) -> String {
        digest(&self.ok(&["status"]), space)
    }
}

fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A running `weft serve --commands`; killed when dropped.
pub(crate) struct Serving {
    child: Child,
    input: Option<ChildStdin>,
    lines: mpsc::Receiver<String>,
    pub(crate) listening: String,
    pub(crate) first: Value,
}

impl Serving {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take();
        let output = child.stdout.take().unwrap();
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                let Ok(line) = line else { break };
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut serving = Self { child, input, lines, listening: String::new(), first: Value::Null };
        let first = serving.lines.recv_timeout(PATIENCE).expect("it says where it listens");
        serving.first = serde_json::from_str(&first).unwrap();
        serving.listening = text(&serving.first["listening"][0]);
        assert!(!serving.listening.is_empty(), "{first}");
        serving
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a command without waiting; `false` when the process is gone.
    pub(crate) fn send(&mut self, words: &[&str]) -> bool {
        let line = serde_json::to_string(words).unwrap();
        let Some(input) = &mut self.input else { return false };
        writeln!(input, "{line}").and_then(|()| input.flush()).is_ok()
    }

    /// The next answer; `None` when the process ended.
    pub(crate) fn answer(&self) -> Option<Value> {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).ok()?;
            let value: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no JSON: {line:?}"));
            if value.get("event").is_none() {
                return Some(value);
            }
        }
    }

    /// The next event with this name.
    pub(crate) fn event(&self, name: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no event {name}"));
            let value: Value = serde_json::from_str(&line).unwrap();
            if value["event"] == name {
                return value;
            }
        }
    }

    pub(crate) fn ask(&mut self, words: &[&str]) -> Value {
        assert!(self.send(words), "the process is gone");
        self.answer().unwrap_or_else(|| panic!("no answer to {words:?}"))
    }

    pub(crate) fn ok(&mut self, words: &[&str]) -> Value {
        let object = self.ask(words);
        assert!(object.get("error").is_none(), "{words:?}: {object}");
        object
    }

    pub(crate) fn refused(&mut self, words: &[&str]) -> Value {
        let object = self.ask(words);
        assert!(object["error"]["code"].is_string(), "{words:?}: {object}");
        object["error"].clone()
    }

    /// Asks until the answer is as wished.
    pub(crate) fn until(&mut self, words: &[&str], good: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let object = self.ask(words);
            if good(&object) {
                return object;
            }
            assert!(Instant::now() < end, "never as wished: {words:?}: {object}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn digest(&mut self, space: &str) -> String {
        digest(&self.ok(&["status"]), space)
    }

    /// Ends it politely by ending its input.
    pub(crate) fn stop(mut self) -> Option<i32> {
        self.input = None;
        wait(&mut self.child)
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }
    }
}

/// Waits until a process ends by itself.
pub(crate) fn wait(child: &mut Child) -> Option<i32> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        assert!(Instant::now() < end, "it does not end");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until all show the same view of a space.
pub(crate) fn level(devices: &mut [&mut Serving], space: &str) -> String {
    let end = Instant::now() + PATIENCE;
    loop {
        let digests: Vec<_> = devices.iter_mut().map(|device| device.digest(space)).collect();
        if digests.iter().all(|digest| *digest == digests[0] && !digest.is_empty()) {
            return digests[0].clone();
        }
        assert!(Instant::now() < end, "never level: {digests:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A string field's text; empty where it is none.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The digest of a space in a status.
pub(crate) fn digest(status: &Value, space: &str) -> String {
    let spaces = status["spaces"].as_array().unwrap();
    spaces.iter().find(|s| s["space"] == space).map(|s| text(&s["view_digest"])).unwrap_or_default()
}

/// Ana's and Ben's devices, both in one space of Ana's, both serving.
pub(crate) fn two_in(kind: &str, name: &str) -> (Device, Device, Serving, Serving, String) {
    let (ana, ben) = (Device::of("Ana"), Device::of("Ben"));
    let (mut at_ana, mut at_ben) = (ana.serve(), ben.serve());
    let space = text(&at_ana.ok(&["found", kind, name])["space"]);
    let ticket = text(&at_ana.ok(&["invite", "Ben", "--into", name])["ticket"]);
    assert_eq!(text(&at_ben.ok(&["join", &ticket])["space"]), space);
    level(&mut [&mut at_ana, &mut at_ben], &space);
    (ana, ben, at_ana, at_ben, space)
}

/// Whether a text is 64 lower-case hex digits.
pub(crate) fn is_id(value: &Value) -> bool {
    value.as_str().is_some_and(|id| {
        id.len() == 64 && id.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
    })
}

/// A path as a word of a command.
pub(crate) fn word(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}
