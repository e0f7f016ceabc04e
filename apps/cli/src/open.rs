//! Opens the profile: which folder, whose name, and whether there is one at all.

use crate::{
    answer::Failure,
    args::{Cli, NetArgs},
};
use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    time::{Duration, Instant},
};
use weft_engine::{Engine, EngineConfig, EngineError, Network};
use weft_view::{Command, Outcome, Reply, View};

/// The name that a second program is told when this one holds the profile.
pub(crate) const PROGRAM: &str = "weft";

/// The profile's folder.
///
/// # Errors
/// When nothing names one and the system has none.
pub(crate) fn profile_dir(cli: &Cli) -> Result<PathBuf, Failure> {
    match &cli.profile {
        Some(dir) if dir.as_os_str().is_empty() => {
            Err(Failure::new("no_profile_named", "the profile's folder has an empty name")
                .hint("say --profile DIR, or unset WEFT_PROFILE"))
        }
        Some(dir) => Ok(dir.clone()),
        None => Ok(weft_engine::default_profile()?),
    }
}

/// The network as typed.
pub(crate) fn network(net: NetArgs) -> Network {
    Network::On { listen: net.listen, mdns: !net.no_mdns }
}

/// Opens the profile.
///
/// # Errors
/// `no_profile` where there is none; else what the engine says.
pub(crate) fn open(dir: &Path, verb: &str, network: Network) -> Result<Engine, Failure> {
    if !weft_engine::profile_exists(dir) {
        return Err(Failure::new("no_profile", format!("there is no profile in {}", dir.display()))
            .hint("begin with `weft init NAME`, or say where it is with --profile DIR"));
    }
    let program = format!("{PROGRAM} {verb}");
    let deadline = Instant::now() + Duration::from_millis(SHORT_VERB_MS);
    loop {
        let config =
            EngineConfig { profile: dir.to_owned(), program: program.clone(), network: network.clone() };
        match Engine::open(config) {
            Err(error) if passes_soon(&error) && !left(deadline).is_zero() => {
                std::thread::sleep(left(deadline).min(Duration::from_millis(OPEN_AGAIN_MS)));
            }
            opened => return Ok(opened?),
        }
    }
}

/// How long to wait for another short verb to end, in milliseconds.
const SHORT_VERB_MS: u64 = 2000;
/// How long to wait before trying to open again, in milliseconds.
const OPEN_AGAIN_MS: u64 = 50;

/// Whether a short verb of this program holds the profile, which is over in a moment; `serve` and the window stay.
fn passes_soon(error: &EngineError) -> bool {
    let said = error.to_string();
    let stays = ["serve", "demo"].iter().any(|verb| said.contains(&format!("by {PROGRAM} {verb}")));
    error.code() == "profile_in_use" && said.contains(&format!("by {PROGRAM} ")) && !stays
}

/// Asks the engine for something and waits.
pub(crate) fn call(engine: &Engine, command: Command) -> Result<Reply, Failure> {
    Ok(engine.call(command)?)
}

/// Asks the engine for something and waits until `deadline` at most; `None` when that passes first.
pub(crate) fn call_until(engine: &Engine, command: Command, deadline: Instant) -> Option<Outcome> {
    let (done, outcome) = mpsc::sync_channel(1);
    engine.send(
        command,
        Box::new(move |result| {
            if done.send(result).is_err() {
                tracing::debug!("an answer came after its deadline");
            }
        }),
    );
    outcome.recv_timeout(left(deadline)).ok()
}

/// How long it is until then; zero when it has passed.
pub(crate) fn left(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

/// Waits until a snapshot satisfies `pred` or `deadline` passes.
pub(crate) fn wait_until(engine: &Engine, deadline: Instant, pred: impl Fn(&View) -> bool) -> bool {
    engine.wait_for(left(deadline), pred).is_some()
}

/// A reply that does not fit its command; the engine and this program disagree.
pub(crate) fn unexpected(reply: &Reply) -> Failure {
    tracing::error!(?reply, "the engine answered something else");
    Failure::new("unexpected_reply", "it was done, but the answer is of an unknown kind")
        .hint("`weft status` shows what there is; please report this")
}
