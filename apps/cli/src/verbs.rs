//! Runs verbs: opens the profile the way a verb needs it, and hands it to the verb's own module.

mod begin;
mod beside;
mod commands;
mod copies;
mod crew;
mod demo;
mod devices;
mod doctor;
mod door;
pub(crate) mod entrance;
mod gathering;
mod history;
mod join;
mod loan;
mod look;
mod meet;
mod note;
mod roll;
mod search;
mod serve;
mod stick;

use crate::{
    answer::{Answer, Failure},
    args::{
        AttachmentVerb, Cli, CrewVerb, DeviceVerb, DoorVerb, LoanVerb, NetArgs, RollArgs, RollVerb,
        StickVerb, Verb,
    },
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
        Verb::Verify(args) => return copies::verify(&args.path),
        Verb::Doctor => return doctor::doctor(&open::profile_dir(cli)?),
        Verb::Serve(args) => return serve::serve(&open::profile_dir(cli)?, args, cli.json),
        Verb::Door(DoorVerb::Open(args)) => return door::hold(&open::profile_dir(cli)?, args, cli.json),
        _ => {}
    }
    let dir = open::profile_dir(cli)?;
    let engine = open::open(&dir, name(&cli.verb), network_of(&cli.verb))?;
    let result = match &cli.verb {
        Verb::Join(args) if args.nearby => door::join_nearby(&engine, args, cli.json),
        verb => on(&engine, verb),
    };
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
        Verb::Join(args) if args.nearby => door::join_nearby(engine, args, false),
        Verb::Join(args) => join::join(engine, args),
        Verb::Forget(args) => beside::forget(engine, args),
        Verb::Leave(args) => begin::leave(engine, args),
        Verb::Meet(args) => meet::meet(engine, args),
        Verb::Status => Ok(look::status(engine)),
        Verb::People(args) => look::people(engine, args),
        Verb::Log(args) => look::log(engine, args),
        Verb::Search(args) => search::search(engine, args),
        Verb::History(args) => history::history(engine, args),
        Verb::PutBack(args) => history::put_back(engine, args),
        Verb::Roll(args) => roll::roll(engine, args),
        Verb::Balances(args) => look::balances(engine, args),
        Verb::Note(args) => note::note(engine, args),
        Verb::About(args) => note::about(engine, args),
        Verb::Crew(args) => crew::crew(engine, args),
        Verb::Coming(args) => crew::coming(engine, args),
        Verb::Gathering(verb) => gathering::gathering(engine, verb),
        Verb::Wall(verb) => gathering::wall(engine, verb),
        Verb::Loan(step) => loan::loan(engine, step),
        Verb::Attach(args) => beside::attach(engine, args),
        Verb::Attachments(args) => beside::attachments(engine, args),
        Verb::Attachment(AttachmentVerb::Save { id, to }) => beside::save(engine, id, to),
        Verb::Contact(args) => beside::contact(engine, args),
        Verb::Stick(StickVerb::Write { file, space, with_files }) => {
            stick::write(engine, file, space, *with_files)
        }
        Verb::Stick(StickVerb::Read { file }) => stick::read(engine, file),
        Verb::Export(args) => copies::export(engine, &args.space, &args.to),
        Verb::Verify(args) => copies::verify(&args.path),
        Verb::Import(args) => copies::import(engine, &args.path),
        Verb::Device(verb) => devices::device(engine, verb),
        Verb::Door(verb) => door::door(engine, verb),
        Verb::Vouch(args) => entrance::vouch(engine, args),
        Verb::Welcome(args) => entrance::welcome(engine, args),
        Verb::WriteIn(args) => entrance::write_in(engine, args),
        Verb::Pair(args) => devices::pair(engine, args),
        Verb::Letters(args) => devices::letters(engine, args),
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
        Verb::Device(DeviceVerb::Add(args)) => open::network(NetArgs { listen: args.listen, no_mdns: true }),
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
        Verb::Search(_) => "search",
        Verb::History(_) => "history",
        Verb::PutBack(_) => "put-back",
        Verb::Note(_) => "note",
        Verb::About(_) => "about",
        Verb::Roll(_) => "roll",
        Verb::Crew(_) => "crew",
        Verb::Coming(_) => "coming",
        Verb::Gathering(_) => "gathering",
        Verb::Wall(_) => "wall",
        Verb::Loan(_) => "loan",
        Verb::Balances(_) => "balances",
        Verb::Attach(_) => "attach",
        Verb::Attachments(_) => "attachments",
        Verb::Attachment(_) => "attachment",
        Verb::Contact(_) => "contact",
        Verb::Stick(_) => "stick",
        Verb::Export(_) => "export",
        Verb::Verify(_) => "verify",
        Verb::Import(_) => "import",
        Verb::Device(_) => "device",
        Verb::Door(_) => "door",
        Verb::Vouch(_) => "vouch",
        Verb::Welcome(_) => "welcome",
        Verb::WriteIn(_) => "write-in",
        Verb::Pair(_) => "pair",
        Verb::Letters(_) => "letters",
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
        Verb::Roll(RollArgs { verb: Some(RollVerb::Draft(_)), .. }) => "propose it",
        Verb::Roll(RollArgs { verb: Some(RollVerb::Yes(_) | RollVerb::No(_)), .. }) => "answer it",
        Verb::Status | Verb::People(_) | Verb::Log(_) | Verb::Roll(_) | Verb::Balances(_) => "show it",
        Verb::Search(_) => "search",
        Verb::History(_) => "show the history",
        Verb::PutBack(_) => "put it back",
        Verb::Note(args) if args.append.is_some() => "write the note",
        Verb::Note(_) => "show the note",
        Verb::About(_) => "show or say it",
        Verb::Crew(args) => match args.change {
            Some(CrewVerb::Set(_)) => "set it",
            None => "show the crew's page",
        },
        Verb::Coming(_) => "answer",
        Verb::Gathering(verb) => gathering::doing(verb),
        Verb::Wall(verb) => gathering::doing_wall(verb),
        Verb::Loan(step) => doing_loan(step),
        Verb::Attach(_) => "attach it",
        Verb::Attachments(_) => "show it",
        Verb::Attachment(AttachmentVerb::Save { .. }) => "save it",
        Verb::Contact(_) => "show or say it",
        Verb::Stick(StickVerb::Write { .. }) => "write the stick file",
        Verb::Stick(StickVerb::Read { .. }) => "read the stick file",
        Verb::Export(_) => "save the copy",
        Verb::Verify(_) => "call the copy whole",
        Verb::Import(_) => "open the copy",
        Verb::Device(DeviceVerb::Off { .. }) => "switch the device off",
        Verb::Device(DeviceVerb::Add(_)) => "add the device",
        Verb::Device(DeviceVerb::List) => "list your devices",
        Verb::Door(_) => "do it at the door",
        Verb::Vouch(_) => "vouch",
        Verb::Welcome(_) => "open the door",
        Verb::WriteIn(_) => "write them in",
        Verb::Pair(_) => "open the pair",
        Verb::Letters(_) => "list the letters",
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
        LoanVerb::Drop { .. } => "take it back",
        LoanVerb::List { .. } => "list loans",
    }
}
