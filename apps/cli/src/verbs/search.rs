//! `weft search`: words in everything that can be read here.

use crate::{
    answer::{Answer, Failure},
    args::SearchArgs,
    open::{call, unexpected},
    show,
};
use weft_engine::Engine;
use weft_view::{Command, LookCommand, Reply, resolve};

/// `weft search`.
pub(super) fn search(engine: &Engine, args: &SearchArgs) -> Result<Answer, Failure> {
    let view = engine.view();
    let space = match &args.space {
        Some(typed) => Some(resolve::space(&view, typed)?.id),
        None => None,
    };
    let words = args.words.join(" ");
    let look = LookCommand::Search { words: words.clone(), space, limit: args.limit };
    match call(engine, Command::Look(look))? {
        Reply::Found(found) => Ok(show::search::found(&view, &words, &found)),
        other => Err(unexpected(&other)),
    }
}
