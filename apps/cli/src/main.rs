//! The command line: reads what was typed, runs one verb on the engine, prints words or JSON, and exits 0, 1 or 2.

mod answer;
mod args;
mod open;
mod qr;
#[cfg(test)]
mod reference;
mod show;
mod verbs;
mod zone;

use answer::{EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, Failure};
use args::Cli;
use std::process::ExitCode;

fn main() -> ExitCode {
    start_log();
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    match verbs::run(&cli) {
        Ok(answer) => {
            answer.print(cli.json);
            ExitCode::from(EXIT_DONE)
        }
        Err(failure) => {
            failure.print(verbs::doing(&cli.verb), cli.json);
            ExitCode::from(EXIT_REFUSED)
        }
    }
}

/// What is logged where `WEFT_LOG` says nothing.
///
/// The search for devices nearby complains at every start on a network without a way out, which is where Weft lives.
const LOG_DEFAULT: &str = "warn,swarm_discovery=off";

/// Sends the program's log to standard error: warnings, or what `WEFT_LOG` asks for.
fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("WEFT_LOG").unwrap_or_else(|_| EnvFilter::new(LOG_DEFAULT));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).finish();
    if tracing::subscriber::set_global_default(log).is_err() {
        eprintln!("could not start the log");
    }
}

/// Says what was not understood; help and version are no mistakes.
fn usage(error: &clap::Error) -> ExitCode {
    let mistake = error.use_stderr();
    if mistake && std::env::args_os().any(|word| word == "--json") {
        answer::line(&usage_failure(error).json().to_string());
    } else if error.print().is_err() {
        tracing::debug!("nobody reads the help");
    }
    ExitCode::from(if mistake { EXIT_USAGE } else { EXIT_DONE })
}

/// What clap says about words that are no command, as a failure.
fn usage_failure(error: &clap::Error) -> Failure {
    let said = error.render().to_string();
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("that is not a command");
    let mut message = first.strip_prefix("error: ").unwrap_or(first).to_owned();
    let mut hint = "`weft help` lists what there is".to_owned();
    // Which words are missing or unknown stands in lines of its own, before the usage.
    let mut between = if message.ends_with(':') { " " } else { "; " };
    for line in lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more")) {
        match line.strip_prefix("tip: ") {
            Some(tip) => hint = format!("{tip}; {hint}"),
            None => {
                message.push_str(between);
                message.push_str(line);
                between = ", ";
            }
        }
    }
    Failure::new("usage", message).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[&str]) -> Failure {
        usage_failure(&Cli::read(std::iter::once(&"weft").chain(words).copied()).unwrap_err())
    }

    #[test]
    fn what_is_missing_or_unknown_is_named_in_the_message() {
        let missing = said(&["loan", "ask", "10", "EUR"]).message;
        assert!(missing.contains("--from <PERSON>, --why <TEXT>"), "{missing}");
        let unknown = said(&["status", "--lowd"]).message;
        assert!(unknown.contains("--lowd"), "{unknown}");
        let rhythm = said(&["crew", "set", "Us", "--rhythm", "weekly monday 19:00"]).message;
        assert!(rhythm.contains("--review"), "{rhythm}");
        assert!(Cli::read(["weft", "crew", "set", "Us", "--rhythm", "none"]).is_ok());
        let kind = said(&["found", "choir", "Us"]).message;
        assert!(kind.contains("choir") && kind.contains("crew, pair"), "{kind}");
    }
}
