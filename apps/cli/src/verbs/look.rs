//! Verbs that only look: status, people, log, balances.

use crate::{
    answer::{Answer, Failure},
    args::{BalancesArgs, LogArgs, SpaceArg},
    open::{call, unexpected},
    show,
};
use weft_engine::Engine;
use weft_view::{Command, LookCommand, Reply, resolve};

/// `weft status`.
pub(super) fn status(engine: &Engine) -> Answer {
    show::status::status(&engine.view())
}

/// `weft people`.
pub(super) fn people(engine: &Engine, args: &SpaceArg) -> Result<Answer, Failure> {
    Ok(show::people::people(resolve::space(&engine.view(), &args.space)?))
}

/// `weft log`.
pub(super) fn log(engine: &Engine, args: &LogArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = resolve::space(&view, &args.space)?;
    if let Some(entry) = &args.entry {
        let look = LookCommand::Entry { space: space.id, entry: entry.clone() };
        return match call(engine, Command::Look(look))? {
            Reply::Entry(entry) => Ok(show::history::entry(space, &entry)),
            other => Err(unexpected(&other)),
        };
    }
    match call(engine, Command::Log { space: space.id, limit: args.limit })? {
        Reply::Log(lines) => Ok(show::log::log(space, &lines)),
        other => Err(unexpected(&other)),
    }
}

/// `weft balances`.
pub(super) fn balances(engine: &Engine, args: &BalancesArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    match &args.space {
        None => Ok(show::loans::my_balances(&view)),
        Some(space) => Ok(show::loans::balances_of(resolve::space(&view, space)?)),
    }
}
