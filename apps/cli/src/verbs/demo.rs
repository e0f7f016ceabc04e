//! The demo: three devices in three processes found a crew, write while apart, lend, meet, and end level.

mod device;
mod gathering;
mod story;

use crate::{
    answer::{Answer, EXIT_REFUSED, Failure, say},
    args::DemoArgs,
    show::counted,
};
use device::Device;
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// How long the demo's devices may take to end when it is interrupted, in milliseconds.
const DEVICES_END_MS: u64 = 500;

/// `weft demo`.
pub(super) fn demo(args: &DemoArgs, json: bool) -> Result<Answer, Failure> {
    let started = Instant::now();
    let room = Room::new(args.keep)?;
    let (folder, keep) = (room.folder.clone(), room.keep);
    super::serve::on_stop_signal(move || {
        // Its devices end too: they hear the same signal, or their input ends with this program.
        std::thread::sleep(Duration::from_millis(DEVICES_END_MS));
        tidy(&folder, keep);
        std::process::exit(i32::from(EXIT_REFUSED));
    });
    let mut telling = Telling { quiet: json, steps: Vec::new() };
    let result = tell(&room, &mut telling);
    let kept = args.keep.then(|| room.folder.display().to_string());
    drop(room);
    if let Some(folder) = &kept {
        telling.say(&format!("The three profiles are kept in {folder}."));
    }
    let devices = result.map_err(|failure| failure.beside("steps", json!(telling.steps)))?;
    let seconds = started.elapsed().as_secs();
    telling.step(&format!("Three devices, one state, {}.", counted(seconds, "second", "seconds")));
    Ok(Answer::new(
        String::new(),
        json!({ "level": true, "devices": devices, "steps": telling.steps, "kept": kept }),
    ))
}

fn tell(room: &Room, telling: &mut Telling) -> Result<Value, Failure> {
    let exe = std::env::current_exe()
        .map_err(|error| Failure::new("demo_failed", format!("this program cannot find itself: {error}")))?;
    let device = |name: &str| Device::new(&exe, &room.folder, name);
    let mut devices = [device("Ana"), device("Ben"), device("Chi")];
    let result = story::tell(&mut devices, telling);
    for device in &mut devices {
        device.stop();
    }
    result
}

/// Tells what happens, step by step.
struct Telling {
    /// Whether only the final object is printed.
    quiet: bool,
    /// The steps that were told.
    steps: Vec<String>,
}

impl Telling {
    /// A step that was done.
    fn step(&mut self, words: &str) {
        self.steps.push(words.to_owned());
        self.say(&format!("\n{words}"));
    }

    /// What a device shows after it.
    fn shows(&self, device: &str, words: &str) {
        for (i, shown) in words.lines().enumerate() {
            let mark = if i == 0 { format!("{device}:") } else { String::new() };
            self.say(&format!("  {mark:<5}{shown}"));
        }
    }

    fn say(&self, words: &str) {
        if !self.quiet {
            say(words);
        }
    }
}

/// The temporary folder of the three profiles; gone when dropped, unless it is to be kept.
struct Room {
    folder: PathBuf,
    keep: bool,
}

impl Room {
    fn new(keep: bool) -> Result<Self, Failure> {
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.subsec_nanos());
        let folder = std::env::temp_dir().join(format!("weft-demo-{}-{nanos}", std::process::id()));
        std::fs::create_dir(&folder).map_err(|error| {
            Failure::file("demo_failed", "a temporary folder could not be made", &folder, &error)
        })?;
        Ok(Self { folder, keep })
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        tidy(&self.folder, self.keep);
    }
}

fn tidy(folder: &Path, keep: bool) {
    if !keep && let Err(error) = std::fs::remove_dir_all(folder) {
        tracing::warn!(%error, folder = %folder.display(), "the demo's folder could not be removed");
    }
}

/// Where a named device keeps its profile.
fn profile_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(name.to_lowercase())
}
