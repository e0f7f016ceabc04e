//! The doctor: looks at profile, lock, permissions, network and clock, and says what to do.

use crate::{
    answer::{Answer, Failure},
    open::PROGRAM,
    show::counted,
};
use serde_json::{Value, json};
use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use weft_engine::{Engine, EngineConfig, Network};
use weft_view::View;

/// How long the network may take to say where it listens, in seconds.
const LISTEN_WAIT_SECS: u64 = 10;
/// A clock before this is wrong: 2026-01-01 in seconds since 1970, when this program began.
const CLOCK_SECS_MIN: u64 = 1_767_225_600;
/// A clock after this is wrong: 2100-01-01 in seconds since 1970.
const CLOCK_SECS_MAX: u64 = 4_102_444_800;
/// How far the clock may stand before the profile's newest file, in seconds.
const CLOCK_BACK_SECS_MAX: u64 = 120;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq)]
struct Check {
    name: &'static str,
    state: State,
    says: String,
    todo: Option<String>,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Good,
    Look,
    Wrong,
}

impl Check {
    fn good(name: &'static str, says: impl Into<String>) -> Self {
        Self { name, state: State::Good, says: says.into(), todo: None }
    }

    fn look(name: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { name, state: State::Look, says: says.into(), todo: Some(todo.into()) }
    }

    fn wrong(name: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { name, state: State::Wrong, says: says.into(), todo: Some(todo.into()) }
    }

    fn json(&self) -> Value {
        let state = match self.state {
            State::Good => "good",
            State::Look => "look",
            State::Wrong => "wrong",
        };
        json!({ "check": self.name, "state": state, "says": self.says, "do": self.todo })
    }

    fn text(&self) -> String {
        let mark = match self.state {
            State::Good => "good ",
            State::Look => "look ",
            State::Wrong => "WRONG",
        };
        let todo = self.todo.as_ref().map_or_else(String::new, |todo| format!("\n        → {todo}"));
        format!("{mark}  {}: {}{todo}", self.name, self.says)
    }
}

/// `weft doctor`.
pub(super) fn doctor(dir: &Path) -> Result<Answer, Failure> {
    let mut checks = vec![clock(now_secs(), newest_secs(dir))];
    if !weft_engine::profile_exists(dir) {
        checks.push(Check::wrong(
            "profile",
            format!("there is none in {}", dir.display()),
            "begin with `weft init NAME`, or say where it is with --profile DIR",
        ));
        return verdict(dir, &checks);
    }
    checks.push(Check::good("profile", format!("is in {}", dir.display())));
    checks.push(permissions(dir));
    let config =
        |network| EngineConfig { profile: dir.to_owned(), program: format!("{PROGRAM} doctor"), network };
    match Engine::open(config(Network::On { listen: None, mdns: false })) {
        Err(error) => {
            // Whether the profile or the network stands in the way shows without the network.
            match Engine::open(config(Network::Off)) {
                Ok(engine) => {
                    checks.push(contents(&engine.view()));
                    engine.close();
                    checks.push(Check::wrong(
                        "network",
                        error.to_string(),
                        error.hint().unwrap_or_else(|| "is another program on this port?".to_owned()),
                    ));
                }
                Err(error) => checks.push(Check::wrong(
                    "opening",
                    error.to_string(),
                    error.hint().unwrap_or_else(|| "read the message above".to_owned()),
                )),
            }
        }
        Ok(engine) => {
            let known = |view: &View| !view.near.listening.is_empty() || view.near.trouble.is_some();
            let waited = engine.wait_for(Duration::from_secs(LISTEN_WAIT_SECS), known);
            let view = waited.unwrap_or_else(|| engine.view());
            engine.close();
            checks.push(contents(&view));
            checks.push(network(&view));
        }
    }
    verdict(dir, &checks)
}

fn verdict(dir: &Path, checks: &[Check]) -> Result<Answer, Failure> {
    let text = checks.iter().map(Check::text).collect::<Vec<_>>().join("\n");
    let listed = json!(checks.iter().map(Check::json).collect::<Vec<_>>());
    let wrong: Vec<_> = checks.iter().filter(|check| check.state == State::Wrong).collect();
    if wrong.is_empty() {
        return Ok(Answer::new(
            text,
            json!({ "profile": dir.display().to_string(), "checks": listed, "well": true }),
        ));
    }
    let names: Vec<_> = wrong.iter().map(|check| check.name).collect();
    let mut failure = Failure::new("not_well", format!("something is wrong with: {}", names.join(", ")))
        .beside("profile", json!(dir.display().to_string()))
        .beside("checks", listed)
        .beside("well", json!(false));
    failure.hint = wrong.first().and_then(|check| check.todo.clone());
    failure.text = text;
    Err(failure)
}

fn now_secs() -> Option<u64> {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs())
}

/// When the profile's newest file was written, in seconds since 1970.
fn newest_secs(dir: &Path) -> Option<u64> {
    let written = |entry: fs::DirEntry| {
        let at = entry.metadata().ok()?.modified().ok()?;
        at.duration_since(UNIX_EPOCH).ok().map(|since| since.as_secs())
    };
    fs::read_dir(dir).ok()?.filter_map(|entry| written(entry.ok()?)).max()
}

fn clock(now: Option<u64>, newest: Option<u64>) -> Check {
    let harmless =
        "nothing is lost by it: no rule looks at a clock, but the days you write down may be wrong";
    let Some(now) = now.filter(|now| (CLOCK_SECS_MIN..CLOCK_SECS_MAX).contains(now)) else {
        return Check::look("clock", "it shows a year that cannot be", format!("set it; {harmless}"));
    };
    match newest {
        Some(newest) if newest > now + CLOCK_BACK_SECS_MAX => Check::look(
            "clock",
            format!(
                "it stands {} before this profile's newest file",
                counted(newest - now, "second", "seconds")
            ),
            format!("set it; {harmless}"),
        ),
        Some(_) | None => Check::good("clock", "looks right"),
    }
}

fn permissions(dir: &Path) -> Check {
    const NAME: &str = "permissions";
    let probe = dir.join(format!(".doctor-{}", std::process::id()));
    let written = fs::write(&probe, b"well").and_then(|()| fs::remove_file(&probe));
    if let Err(error) = written {
        return Check::wrong(
            NAME,
            format!("nothing can be written there: {error}"),
            "free some space, or make the folder yours again",
        );
    }
    match open_to_others(dir) {
        Some(mode) => Check::look(
            NAME,
            format!("other users of this computer may look into it (mode {mode:o})"),
            format!("chmod 700 {}", dir.display()),
        ),
        None => Check::good(NAME, "it can be written, and by you alone"),
    }
}

#[cfg(unix)]
fn open_to_others(dir: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(dir).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn open_to_others(_dir: &Path) -> Option<u32> {
    None
}

fn contents(view: &View) -> Check {
    const NAME: &str = "contents";
    let mut odd = Vec::new();
    if let Some(why) = view.me.as_ref().and_then(|me| me.read_only.as_ref()) {
        return Check::wrong(NAME, format!("this profile only reads: {why}"), "`weft status` says more");
    }
    for space in &view.spaces {
        odd.extend(space.read_only.iter().map(|why| format!("{} only reads: {why}", space.name)));
        let aside = space.set_aside.len() as u64;
        if aside > 0 {
            odd.push(format!("{} in {} set aside", counted(aside, "entry is", "entries are"), space.name));
        }
        let forks = space.forks.len() as u64;
        if forks > 0 {
            odd.push(format!(
                "{} in {} wrote two different things under one number",
                counted(forks, "device", "devices"),
                space.name
            ));
        }
    }
    if odd.is_empty() {
        Check::good(NAME, format!("{}, all well", counted(view.spaces.len() as u64, "space", "spaces")))
    } else {
        Check::look(NAME, odd.join("; "), "`weft log SPACE` shows what and why")
    }
}

fn network(view: &View) -> Check {
    const NAME: &str = "network";
    if let Some(trouble) = &view.near.trouble {
        return Check::wrong(NAME, trouble.clone(), "join the network of the others, or open a hotspot");
    }
    if view.near.listening.is_empty() {
        return Check::look(
            NAME,
            "no local network was found, so nobody can be met",
            "join the network of the others, or open a hotspot; a stick works without",
        );
    }
    Check::good(
        NAME,
        format!(
            "reachable at {}; nothing leaves {}",
            view.near.listening.join(", "),
            if view.near.networks.is_empty() {
                "this computer".to_owned()
            } else {
                view.near.networks.join(", ")
            }
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::sample;

    #[test]
    fn a_clock_that_cannot_be_is_named_and_said_to_be_harmless() {
        assert_eq!(clock(Some(0), None).state, State::Look);
        assert_eq!(clock(None, None).state, State::Look);
        let back = clock(Some(CLOCK_SECS_MIN + 10), Some(CLOCK_SECS_MIN + 1000));
        assert_eq!(back.state, State::Look);
        assert!(back.todo.unwrap().contains("no rule looks at a clock"));
        assert_eq!(clock(Some(CLOCK_SECS_MIN + 10), Some(CLOCK_SECS_MIN)).state, State::Good);
    }

    #[test]
    fn what_is_set_aside_is_worth_a_look() {
        let check = contents(&sample::crew_and_pair());
        assert_eq!(check.state, State::Look);
        assert!(check.says.contains("1 entry is in Thursday table set aside"), "{}", check.says);
    }

    #[test]
    fn something_wrong_fails_with_every_check_listed() {
        let checks = [Check::good("clock", "looks right"), Check::wrong("profile", "there is none", "begin")];
        let failure = verdict(Path::new("nowhere"), &checks).unwrap_err();
        assert_eq!(failure.code, "not_well");
        assert_eq!(failure.hint.as_deref(), Some("begin"));
        assert_eq!(failure.json()["checks"][0]["state"], json!("good"));
        assert!(failure.text.contains("WRONG  profile: there is none"), "{}", failure.text);
    }
}
