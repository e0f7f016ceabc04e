//! Runs verbs: opens the profile the way a verb needs it, and hands it to the verb's own module.

mod begin;
mod commands;
mod crew;
mod demo;
mod doctor;
mod join;
mod loan;
mod look;
mod meet;
mod note;
mod serve;
mod stick;

use crate::{
    answer::{Answer, Failure},
    args::{Cli, CrewVerb, DeviceVerb, LoanVerb, NetArgs, StickVerb, Verb},
    open,
};
use weft_engine::{Engine, Network};

/// Runs what was typed.
///
/// # Errors
/// Why it was not done.
pub(crate) fn run(cli: &Cli) -> Result<Answer, Failure> {
    match &cli.verb {
        Verb::Demo(args) => return demo::demo(args, cli.json),
        Verb::Init(args) => return begin::init(&open::profile_dir(cli)?, args),
        Verb::Doctor => return doctor::doctor(&open::profile_dir(cli)?),
        Verb::Serve(args) => return serve::serve(&open::profile_dir(cli)?, args, cli.json),
        _ => {}
    }
    let dir = open::profile_dir(cli)?;
    let engine = open::open(&dir, name(&cli.verb), network_of(&cli.verb))?;
    let result = on(&engine, &cli.verb);
    engine.close();
    result
}

/// Runs a verb on an open profile.
///
/// # Errors
/// Why it was not done; `not_here` for a verb that opens the profile by itself.
pub(crate) fn on(engine: &Engine, verb: &Verb) -> Result<Answer, Failure> {
    match verb {
        Verb::Found(args) => begin::found(engine, args),
        Verb::Invite(args) => begin::invite(engine, args),
        Verb::Uninvite(args) => begin::uninvite(engine, args),
        Verb::Join(args) => join::join(engine, args),
        Verb::Forget(args) => join::forget(engine, args),
        Verb::Leave(args) => begin::leave(engine, args),
        Verb::Meet(args) => meet::meet(engine, args),
        Verb::Status => Ok(look::status(engine)),
        Verb::People(args) => look::people(engine, args),
        Verb::Log(args) => look::log(engine, args),
        Verb::Roll(args) => look::roll(engine, args),
        Verb::Balances(args) => look::balances(engine, args),
        Verb::Note(args) => note::note(engine, args),
        Verb::About(args) => note::about(engine, args),
        Verb::Crew(args) => crew::crew(engine, args),
        Verb::Coming(args) => crew::coming(engine, args),
        Verb::Loan(step) => loan::loan(engine, step),
        Verb::Stick(StickVerb::Write { file, space }) => stick::write(engine, file, space),
        Verb::Stick(StickVerb::Read { file }) => stick::read(engine, file),
        Verb::Device(DeviceVerb::Off { device, space, this }) => {
            begin::device_off(engine, device, space, *this)
        }
        Verb::Init(_) | Verb::Serve(_) | Verb::Doctor | Verb::Demo(_) => {
            Err(Failure::new("not_here", format!("`weft {}` opens the profile by itself", name(verb)))
                .hint("run it on its own"))
        }
    }
}

/// Whether a verb needs the network, and how.
fn network_of(verb: &Verb) -> Network {
    match verb {
        Verb::Join(args) => open::network(args.net),
        Verb::Meet(args) => open::network(args.net),
        // Listening for a moment tells which addresses belong in the ticket.
        Verb::Invite(args) => open::network(NetArgs { listen: args.listen, no_mdns: true }),
        _ => Network::Off,
    }
}

/// The verb as typed.
pub(crate) fn name(verb: &Verb) -> &'static str {
    match verb {
        Verb::Init(_) => "init",
        Verb::Found(_) => "found",
        Verb::Invite(_) => "invite",
        Verb::Uninvite(_) => "uninvite",
        Verb::Join(_) => "join",
        Verb::Forget(_) => "forget",
        Verb::Leave(_) => "leave",
        Verb::Serve(_) => "serve",
        Verb::Meet(_) => "meet",
        Verb::Status => "status",
        Verb::People(_) => "people",
        Verb::Log(_) => "log",
        Verb::Note(_) => "note",
        Verb::About(_) => "about",
        Verb::Roll(_) => "roll",
        Verb::Crew(_) => "crew",
        Verb::Coming(_) => "coming",
        Verb::Loan(_) => "loan",
        Verb::Balances(_) => "balances",
        Verb::Stick(_) => "stick",
        Verb::Device(_) => "device",
        Verb::Doctor => "doctor",
        Verb::Demo(_) => "demo",
    }
}

/// What a verb does, as it fits after *could not*.
pub(crate) fn doing(verb: &Verb) -> &'static str {
    match verb {
        Verb::Init(_) => "begin on this device",
        Verb::Found(_) => "found it",
        Verb::Invite(_) => "invite",
        Verb::Uninvite(_) => "take the invitation back",
        Verb::Join(_) => "join",
        Verb::Forget(_) => "forget it",
        Verb::Leave(_) => "leave",
        Verb::Serve(_) => "stay reachable",
        Verb::Meet(_) => "meet",
        Verb::Status | Verb::People(_) | Verb::Log(_) | Verb::Roll(_) | Verb::Balances(_) => "show it",
        Verb::Note(args) if args.append.is_some() => "write the note",
        Verb::Note(_) => "show the note",
        Verb::About(_) => "show or say it",
        Verb::Crew(args) => match args.change {
            Some(CrewVerb::Set(_)) => "set it",
            None => "show the crew's page",
        },
        Verb::Coming(_) => "answer",
        Verb::Loan(step) => doing_loan(step),
        Verb::Stick(StickVerb::Write { .. }) => "write the stick file",
        Verb::Stick(StickVerb::Read { .. }) => "read the stick file",
        Verb::Device(DeviceVerb::Off { .. }) => "switch the device off",
        Verb::Doctor => "call this device well",
        Verb::Demo(_) => "finish the demo",
    }
}

fn doing_loan(step: &LoanVerb) -> &'static str {
    match step {
        LoanVerb::Ask(_) => "ask",
        LoanVerb::Offer(_) => "offer it",
        LoanVerb::Agree { .. } => "agree",
        LoanVerb::HandOver(_) => "record the hand-over",
        LoanVerb::Received(_) => "record that it was received",
        LoanVerb::Plan(_) => "propose the plan",
        LoanVerb::AgreePlan { .. } => "agree to the plan",
        LoanVerb::Repay { .. } => "record the repayment",
        LoanVerb::Confirm { .. } => "confirm",
        LoanVerb::Forgive { .. } => "let go of it",
        LoanVerb::Decline { .. } => "say no to it",
        LoanVerb::Reverse { .. } => "take it back",
        LoanVerb::List { .. } => "list loans",
    }
}
