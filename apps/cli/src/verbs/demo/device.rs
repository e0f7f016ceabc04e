//! One device of the demo: its profile, the process that serves it, and what it answers.

use super::profile_of;
use crate::answer::Failure;
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

/// How long one answer may take before the demo gives up, in seconds.
const ANSWER_SECS: u64 = 20;
/// How long a process may take to end by itself before it is killed, in milliseconds.
const END_MS: u64 = 3000;
/// How often to look again while waiting, in milliseconds.
const LOOK_MS: u64 = 30;

/// A device of the demo.
pub(super) struct Device {
    /// Whose it is.
    pub(super) name: String,
    exe: PathBuf,
    profile: PathBuf,
    serving: Option<Serving>,
}

/// A `weft serve --commands` process.
struct Serving {
    child: Child,
    input: ChildStdin,
    lines: mpsc::Receiver<String>,
    listening: String,
}

impl Device {
    /// A device with a profile of its own in `folder`.
    pub(super) fn new(exe: &Path, folder: &Path, name: &str) -> Self {
        Self { name: name.to_owned(), exe: exe.to_owned(), profile: profile_of(folder, name), serving: None }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.exe);
        command.env_remove("WEFT_PROFILE").arg("--json").arg("--profile").arg(&self.profile).args(words);
        command
    }

    /// Starts a command in a process of its own, with no network.
    pub(super) fn begin(&self, words: &[&str]) -> Result<Child, Failure> {
        self.command(words)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| self.failed(words, &error.to_string()))
    }

    /// Waits for such a process and reads what it printed.
    pub(super) fn end(&self, words: &[&str], child: Child) -> Result<Value, Failure> {
        let output = child.wait_with_output().map_err(|error| self.failed(words, &error.to_string()))?;
        self.read(words, &String::from_utf8_lossy(&output.stdout))
    }

    /// Runs a command in a process of its own and waits for it.
    pub(super) fn once(&self, words: &[&str]) -> Result<Value, Failure> {
        self.end(words, self.begin(words)?)
    }

    /// Starts a process that keeps this device reachable on loopback and takes commands.
    pub(super) fn serve(&mut self) -> Result<(), Failure> {
        let words = ["serve", "--listen", "127.0.0.1:0", "--no-mdns", "--commands"];
        let failed = |what: &str| self.failed(&words, what);
        let mut child = self
            .command(&words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&error.to_string()))?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed("it has no input and output"));
        };
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for read in BufReader::new(output).lines() {
                let Ok(read) = read else { break };
                if sender.send(read).is_err() {
                    break;
                }
            }
        });
        let mut serving = Serving { child, input, lines, listening: String::new() };
        let first = serving.next_line();
        let first = first.and_then(|first| self.read(&words, &first));
        let listening = first.and_then(|first| {
            let address = first["listening"][0].as_str().map(str::to_owned);
            address.ok_or_else(|| failed("it does not listen"))
        });
        match listening {
            Ok(address) => serving.listening = address,
            Err(failure) => {
                serving.stop();
                return Err(failure);
            }
        }
        self.serving = Some(serving);
        Ok(())
    }

    /// Where its process listens.
    pub(super) fn listening(&self) -> String {
        self.serving.as_ref().map_or_else(String::new, |serving| serving.listening.clone())
    }

    /// Ends its process: the device is apart from the others.
    pub(super) fn stop(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.stop();
        }
    }

    /// Asks its process for something.
    pub(super) fn ask(&mut self, words: &[&str]) -> Result<Value, Failure> {
        let Some(serving) = &mut self.serving else {
            return self.once(words);
        };
        let typed = serde_json::to_string(words).unwrap_or_default();
        let sent = writeln!(serving.input, "{typed}").and_then(|()| serving.input.flush());
        let answer = match sent {
            Err(error) => Err(Failure::new("demo_failed", format!("its process is gone: {error}"))),
            Ok(()) => serving.next_answer(),
        };
        let answer = answer.map_err(|failure| self.failed(words, &failure.message))?;
        self.read(words, &answer)
    }

    /// Asks again and again until the answer satisfies `good`.
    pub(super) fn ask_until(
        &mut self,
        words: &[&str],
        what: &str,
        good: impl Fn(&Value) -> bool,
    ) -> Result<Value, Failure> {
        let deadline = Instant::now() + Duration::from_secs(ANSWER_SECS);
        loop {
            let answer = self.ask(words);
            match answer {
                Ok(answer) if good(&answer) => return Ok(answer),
                _ if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(LOOK_MS)),
                Ok(answer) => {
                    return Err(Failure::new(
                        "demo_differs",
                        format!("{} never showed {what}; it shows {answer}", self.name),
                    ));
                }
                Err(failure) => return Err(failure),
            }
        }
    }

    fn read(&self, words: &[&str], printed: &str) -> Result<Value, Failure> {
        let answer: Value = serde_json::from_str(printed.trim())
            .map_err(|_| self.failed(words, &format!("it answered {:?}", printed.trim())))?;
        match answer["error"]["message"].as_str() {
            Some(message) => Err(self.failed(words, message)),
            None => Ok(answer),
        }
    }

    fn failed(&self, words: &[&str], what: &str) -> Failure {
        Failure::new("demo_failed", format!("{}: `weft {}`: {what}", self.name, words.join(" ")))
            .hint("run it again with WEFT_LOG=debug; `weft doctor` looks for what could be wrong")
    }
}

impl Serving {
    fn next_line(&self) -> Result<String, Failure> {
        self.lines
            .recv_timeout(Duration::from_secs(ANSWER_SECS))
            .map_err(|_| Failure::new("demo_failed", "its process does not answer"))
    }

    /// The next line that is an answer and no event.
    fn next_answer(&self) -> Result<String, Failure> {
        loop {
            let read = self.next_line()?;
            let is_event =
                serde_json::from_str::<Value>(&read).is_ok_and(|value| value.get("event").is_some());
            if !is_event {
                return Ok(read);
            }
        }
    }

    fn stop(self) {
        let Serving { mut child, input, .. } = self;
        // The process ends when its input does.
        drop(input);
        let deadline = Instant::now() + Duration::from_millis(END_MS);
        while Instant::now() < deadline {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(LOOK_MS / 3));
        }
        if child.kill().and_then(|()| child.wait().map(|_| ())).is_err() {
            tracing::warn!("a device of the demo could not be ended");
        }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        self.stop();
    }
}
