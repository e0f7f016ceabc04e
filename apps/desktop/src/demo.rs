//! A sample crew that is never saved: three devices with their own profiles in a temporary folder, alive on loopback.

use crate::{demo_folder::DemoFolder, demo_gathering, demo_life, session::PROGRAM};
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};
use weft_engine::{Engine, EngineConfig, Network};
use weft_ids::SpaceId;
use weft_view::{Command, LoanCommand, MeetHow, MemberState, Outcome, PageEdit, Reply, SpaceKind, View};

/// How long one step of setting up may take before the sample gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// The sample, alive; its folder goes when it is dropped.
pub(crate) struct Demo {
    mine: Arc<Engine>,
    stop: Arc<AtomicBool>,
    life: Option<JoinHandle<()>>,
    // Dropped last: the engines are closed before their folder goes.
    _folder: DemoFolder,
}

impl Demo {
    /// The device that the window shows: Ana's.
    pub(crate) fn engine(&self) -> &Arc<Engine> {
        &self.mine
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        if let Some(life) = self.life.take() {
            life.thread().unpark();
            // A life that ended badly has nothing left to lose.
            life.join().ok();
        }
    }
}

/// Founds the sample crew and a pair, and starts the lives of Ben and Chi.
pub(crate) fn start() -> Result<Demo, String> {
    let folder = DemoFolder::new(&std::env::temp_dir()).map_err(|error| error.to_string())?;
    let mine = open(folder.path(), "Ana", "kitchen laptop")?;
    let ben = open(folder.path(), "Ben", "old ThinkPad")?;
    let chi = open(folder.path(), "Chi", "laptop")?;
    let crew = found(&mine, SpaceKind::Crew, "Kiln Crew")?;
    bring(&mine, crew, &ben, "Ben")?;
    bring(&mine, crew, &chi, "Chi")?;
    let pair = found(&mine, SpaceKind::Pair, "Ben")?;
    bring(&mine, pair, &ben, "Ben")?;
    furnish(&mine, crew)?;
    let zone = crate::here::zone();
    let today = crate::here::now(&zone).today;
    let days = |ahead| crate::here::after(today, ahead + 12);
    demo_gathering::furnish(&mine, &ben, crew, days, &zone, PATIENCE)?;
    let ask = LoanCommand::Ask {
        space: pair,
        amount: "120".to_owned(),
        unit: "EUR".to_owned(),
        why: "The gearbox of the cargo bike".to_owned(),
        kind: weft_view::AskKind::Loan,
        by: None,
        payback: "40 a month from January".to_owned(),
    };
    done(ben.call(Command::Loan(ask)))?;
    let asked = |view: &View| view.space(&pair).is_some_and(|space| !space.ledger.asks.is_empty());
    mine.wait_for(PATIENCE, asked).ok_or("Ben’s laptop did not reach Ana’s")?;
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let life = thread::Builder::new()
        .name("sample life".to_owned())
        .spawn(move || demo_life::live(&ben, &chi, crew, pair, &told))
        .map_err(|error| error.to_string())?;
    Ok(Demo { mine, stop, life: Some(life), _folder: folder })
}

/// A device of the sample: listens on loopback only, and shows itself to nobody.
fn open(folder: &Path, name: &str, device: &str) -> Result<Arc<Engine>, String> {
    let profile = folder.join(name);
    let told = |error: weft_engine::EngineError| error.to_string();
    weft_engine::create_profile(&profile, PROGRAM, name, device).map_err(told)?;
    let listen = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let network = Network::On { listen, mdns: false };
    let config = EngineConfig { profile, program: PROGRAM.to_owned(), network };
    Engine::open_marked(config, Some(&folder.join("marks"))).map(Arc::new).map_err(told)
}

fn done(outcome: Outcome) -> Result<Reply, String> {
    outcome.map_err(|refusal| refusal.message)
}

fn found(mine: &Engine, kind: SpaceKind, name: &str) -> Result<SpaceId, String> {
    match done(mine.call(Command::Found { kind, name: name.to_owned() }))? {
        Reply::Space(space) => Ok(space),
        other => Err(format!("{other:?}")),
    }
}

/// Invites a person and waits until both devices show them inside.
fn bring(mine: &Engine, space: SpaceId, guest: &Engine, name: &str) -> Result<(), String> {
    let invite = Command::Invite { space, person: name.to_owned(), own_device: false };
    let ticket = match done(mine.call(invite))? {
        Reply::Ticket { text, .. } => text,
        other => return Err(format!("{other:?}")),
    };
    done(guest.call(Command::Join { ticket: ticket.clone() }))?;
    done(guest.call(Command::Meet(MeetHow::Ticket(ticket))))?;
    let inside = |view: &View| {
        let people = view.space(&space).map(|space| {
            space.people.iter().any(|member| member.name == name && member.state == MemberState::In)
        });
        people.unwrap_or(false)
    };
    guest.wait_for(PATIENCE, inside).ok_or(format!("{name} did not come in"))?;
    mine.wait_for(PATIENCE, inside).ok_or(format!("{name} was not seen to come in"))?;
    Ok(())
}

fn furnish(mine: &Engine, crew: SpaceId) -> Result<(), String> {
    let zone = crate::here::zone();
    let today = crate::here::now(&zone).today;
    let day = |ahead| crate::here::after(today, ahead);
    let edits = [
        PageEdit::Intention("Cook together, and each finish one thing a month".to_owned()),
        PageEdit::Place("Ben’s kitchen".to_owned()),
        PageEdit::Rhythm {
            beat: Some(weft_view::Beat::Fortnightly { from: day(1), time: "19:00".to_owned() }),
            minutes: 90,
            meetings: 6,
            review: day(71),
        },
        PageEdit::NextMeeting {
            date: day(1),
            time: "19:00".to_owned(),
            zone,
            place: "Ben’s kitchen".to_owned(),
        },
        PageEdit::Append { title: "Shopping".to_owned(), text: "Leeks, two kilos".to_owned() },
        PageEdit::About("I bake on Saturdays".to_owned()),
    ];
    for edit in edits {
        done(mine.call(Command::Edit { space: crew, edit }))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_alive_and_leaves_nothing_behind() {
        let demo = start().unwrap();
        let folder = demo._folder.path().to_owned();
        let view = demo.engine().view();
        assert_eq!(view.me.as_ref().map(|me| me.name.as_str()), Some("Ana"));
        let crew = view.spaces.iter().find(|space| space.kind == SpaceKind::Crew).unwrap();
        let pair = view.spaces.iter().find(|space| space.kind == SpaceKind::Pair).unwrap();
        assert_eq!(crew.people.len(), 3);
        assert_eq!(crew.gatherings.first().map(|one| one.cards.len()), Some(11));
        let ask = pair.ledger.asks.first().expect("Ben asks for something").id;

        let sure = LoanCommand::Offer {
            space: pair.id,
            ask: Some(ask),
            amount: "120".to_owned(),
            unit: String::new(),
            why: String::new(),
        };
        demo.engine().call(Command::Loan(sure)).unwrap();
        let pair = pair.id;
        let agreed = |view: &View| view.space(&pair).is_some_and(|space| !space.ledger.loans.is_empty());
        assert!(demo.engine().wait_for(PATIENCE, agreed).is_some(), "Ben agrees by himself");

        drop(demo);
        assert!(!folder.exists(), "the profiles are gone");
    }
}
