//! Meeting once: dial, bring each other up to date, say what moved.

use crate::{
    answer::{Answer, Failure},
    args::MeetArgs,
    open::{call_until, left, unexpected},
    show::counted,
};
use serde_json::json;
use std::{
    net::{IpAddr, SocketAddr},
    time::{Duration, Instant},
};
use weft_engine::{Engine, PORT};
use weft_view::{Command, MeetHow, Refusal, Reply};

/// How long to wait before trying again, in milliseconds.
const TRY_AGAIN_MS: u64 = 500;

/// What the engine says where a device answered with which nothing is shared.
const NOBODY_SHARED: &str = "nobody_shared";

/// `weft meet`.
pub(super) fn meet(engine: &Engine, args: &MeetArgs) -> Result<Answer, Failure> {
    let deadline = Instant::now() + Duration::from_secs(args.seconds);
    let how = how(args.whom.as_deref())?;
    let mut last: Option<Refusal> = None;
    loop {
        match call_until(engine, Command::Meet(how.clone()), deadline) {
            Some(Ok(Reply::Met { people, came, went })) => return Ok(met(&people, came, went)),
            Some(Ok(other)) => return Err(unexpected(&other)),
            // That somebody answered says more than that a later try found nobody.
            Some(Err(refusal)) => {
                if last.as_ref().is_none_or(|before| before.code != NOBODY_SHARED) {
                    last = Some(refusal);
                }
            }
            None => break,
        }
        if left(deadline).is_zero() {
            break;
        }
        std::thread::sleep(left(deadline).min(Duration::from_millis(TRY_AGAIN_MS)));
    }
    Err(last.map_or_else(
        || {
            Failure::new("nobody_met", "nobody was reached in time")
                .hint("is `weft serve` or the window open on the other laptop, on the same network?")
        },
        Failure::from,
    ))
}

/// What was typed: a ticket, an address, or nothing.
fn how(typed: Option<&str>) -> Result<MeetHow, Failure> {
    match typed.map(str::trim) {
        None => Ok(MeetHow::Nearby),
        Some(text) if text.contains("weft:") => Ok(MeetHow::Ticket(text.to_owned())),
        Some(text) if text.parse::<SocketAddr>().is_ok() => Ok(MeetHow::Address(text.to_owned())),
        // An address alone means the port at which everybody is who said nothing else.
        Some(text) => match text.trim_matches(['[', ']']).parse::<IpAddr>() {
            Ok(ip) => Ok(MeetHow::Address(SocketAddr::new(ip, PORT).to_string())),
            Err(_) => Err(Failure::new(
                "not_an_address",
                format!("{text:?} is neither an invitation nor an address"),
            )
            .hint("an address is written like 192.168.8.20:47700")),
        },
    }
}

fn met(people: &[String], came: u64, went: u64) -> Answer {
    let whom = if people.is_empty() { "nobody by name".to_owned() } else { people.join(", ") };
    let moved = match (came, went) {
        (0, 0) => "you both have the same, and nothing had to move".to_owned(),
        (came, went) => format!(
            "{} came and {} went",
            counted(came, "entry", "entries"),
            counted(went, "entry", "entries")
        ),
    };
    Answer::new(format!("met {whom}: {moved}"), json!({ "met": people, "came": came, "went": went }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_decides_how_to_meet() {
        assert_eq!(how(None), Ok(MeetHow::Nearby));
        assert_eq!(how(Some("[fe80::1]:47700")), Ok(MeetHow::Address("[fe80::1]:47700".into())));
        assert_eq!(how(Some("come: weft:abc")), Ok(MeetHow::Ticket("come: weft:abc".into())));
        assert_eq!(how(Some("192.168.8.20")), Ok(MeetHow::Address("192.168.8.20:47700".into())));
        assert_eq!(how(Some("[fe80::1]")), Ok(MeetHow::Address("[fe80::1]:47700".into())));
        assert_eq!(how(Some("192.168.8")).unwrap_err().code, "not_an_address");
    }

    #[test]
    fn what_moved_is_said_in_numbers() {
        let answer = met(&["Ben".into()], 3, 1);
        assert_eq!(answer.json, json!({ "met": ["Ben"], "came": 3, "went": 1 }));
        assert_eq!(answer.text, "met Ben: 3 entries came and 1 entry went");
    }
}
