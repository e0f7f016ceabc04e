//! The run: events in order of simulated time, chaos first, then healing.

mod heal;
mod mishaps;
mod network;
mod people;

use crate::{
    acts::{self, Intent, Then},
    check,
    device::{Broken, Device},
    dice::Dice,
    faults::{Counts, Fault, Swarm},
    model::Model,
    shown::shown,
};
use network::Link;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{SpaceId, bytes::hash_parts, bytes::to_hex};
use weft_replica::{Input, Output};
use weft_view::{Command, SpaceKind};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 1 June 2026, 00:00 UTC.
const BEGIN: i64 = 1_780_272_000_000;

/// How long a run is, in simulated days.
pub const DAYS: i64 = 7;

/// What one run came to.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Names everything that happened, in order.
    pub digest: String,
    /// What failed, if anything.
    pub failure: Option<String>,
    /// Simulated time, in milliseconds.
    pub simulated_ms: i64,
    /// Events handled.
    pub events: u64,
    /// Frames delivered.
    pub frames: u64,
    /// Commands acknowledged.
    pub acknowledged: u64,
    /// Faults that happened.
    pub faults: Counts,
}

/// Something that happens at its time.
#[derive(Debug, Clone)]
enum Event {
    /// A member does something.
    Act(usize),
    /// A device looks for another.
    Meet(usize),
    /// A frame arrives.
    Deliver { to: usize, life: u64, session: u64, bytes: Vec<u8> },
    /// A batch is durable.
    Commit { at: usize, life: u64 },
    /// A connection ends.
    Part(u64),
    /// One side hears late that a connection ended.
    Lost { at: usize, life: u64, session: u64 },
    /// Something may go wrong on a device.
    Mishap(usize),
    /// A device starts.
    Up(usize),
    /// Somebody is to come into a space, and is invited again until they are in.
    Come { space: SpaceId, guest: usize },
}

struct World {
    now: i64,
    dice: Dice,
    devices: Vec<Device>,
    links: BTreeMap<u64, Link>,
    queue: BTreeMap<(i64, u64), Event>,
    sequence: u64,
    sessions: u64,
    swarm: Swarm,
    /// Whether everything has healed: no fault happens any more.
    calm: bool,
    model: Model,
    pending: BTreeMap<(usize, u64), Intent>,
    partitions: BTreeSet<(usize, usize)>,
    sticks: Vec<Vec<u8>>,
    words: u64,
    run: Run,
    trace: Vec<u8>,
    tell: bool,
}

/// Runs one seed for [`DAYS`] simulated days; with `tell`, every event is printed as it happens.
pub fn run(seed: u64, tell: bool) -> Run {
    run_for(seed, DAYS, tell)
}

/// Runs one seed for so many simulated days.
pub fn run_for(seed: u64, days: i64, tell: bool) -> Run {
    let mut dice = Dice::new(seed);
    let swarm = Swarm::choose(&mut dice);
    let mut world = World {
        now: BEGIN,
        devices: Vec::new(),
        links: BTreeMap::new(),
        queue: BTreeMap::new(),
        sequence: 0,
        sessions: 0,
        swarm,
        calm: false,
        model: Model::default(),
        pending: BTreeMap::new(),
        partitions: BTreeSet::new(),
        sticks: Vec::new(),
        words: 0,
        run: Run::default(),
        trace: Vec::new(),
        tell,
        dice,
    };
    if let Err(Broken(why)) = world.live(days) {
        if tell {
            println!("{}", shown(&world.devices));
        }
        world.run.failure = Some(why);
    }
    world.run.simulated_ms = world.now - BEGIN;
    world.run.acknowledged = world.model.acknowledged;
    world.run.digest = to_hex(&hash_parts("weft 0 simulation", &[&world.trace]));
    world.run
}

impl World {
    fn live(&mut self, days: i64) -> Result<(), Broken> {
        self.populate()?;
        for at in 0..self.devices.len() {
            self.after_about(HOUR, Event::Meet(at));
            self.after_about(2 * HOUR, Event::Act(at));
            self.after_about(5 * HOUR, Event::Mishap(at));
        }
        for (at, kind, name) in
            [(0, SpaceKind::Crew, "Kiln"), (1, SpaceKind::Pair, "us two"), (3, SpaceKind::Crew, "Choir")]
        {
            self.command(at, Command::Found { kind, name: name.into() }, Intent::Found(kind))?;
        }
        let end = BEGIN + days * DAY;
        while let Some(((at, _), event)) = self.queue.pop_first() {
            if at > end {
                break;
            }
            self.now = at;
            self.event(event)?;
        }
        self.heal()?;
        check::end(&self.devices, &self.model).map_err(Broken)
    }

    fn note(&mut self, text: impl FnOnce() -> String) {
        let line = format!("{} {}", self.now, text());
        if self.tell {
            println!("{line}");
        }
        let hash = hash_parts("weft 0 trace", &[&self.trace, line.as_bytes()]);
        self.trace = hash.to_vec();
    }

    fn after(&mut self, delay: i64, event: Event) {
        self.sequence += 1;
        self.queue.insert((self.now + delay.max(1), self.sequence), event);
    }

    fn after_about(&mut self, delay: i64, event: Event) {
        let delay = 1 + self.dice.below(2 * usize::try_from(delay).unwrap_or(1)) as i64;
        self.after(delay, event);
    }

    /// Whether a fault happens here and now, by its rate in this run's mixture.
    fn fault(&mut self, fault: Fault) -> bool {
        let happens = !self.calm && self.swarm.rate(fault) > 0 && self.dice.happens(self.swarm.rate(fault));
        if happens {
            self.count(fault);
        }
        happens
    }

    fn count(&mut self, fault: Fault) {
        self.run.faults.note(fault);
        self.note(|| format!("fault: {}", fault.name()));
    }

    fn event(&mut self, event: Event) -> Result<(), Broken> {
        self.run.events += 1;
        match event {
            Event::Act(at) => {
                self.after_about(4 * HOUR, Event::Act(at));
                let chosen = acts::choose(at, &self.devices, &self.model, &mut self.words, &mut self.dice);
                let Some((command, intent)) = chosen else { return Ok(()) };
                match intent {
                    Intent::Leave(_) => self.count(Fault::Leaver),
                    Intent::SwitchOff(..) => self.count(Fault::SwitchedOff),
                    _ => {}
                }
                self.command(at, command, intent)
            }
            Event::Meet(at) => {
                self.after_about(3 * HOUR, Event::Meet(at));
                let other = self.dice.below(self.devices.len());
                self.meet(at, other)
            }
            Event::Deliver { to, life, session, bytes } => self.deliver(to, life, session, bytes),
            Event::Commit { at, life } => self.commit(at, life),
            Event::Part(session) => self.part(session),
            Event::Lost { at, life, session } => {
                if self.devices.get(at).is_some_and(|device| device.life == life) {
                    self.input(at, Input::Disconnected { session })?;
                }
                Ok(())
            }
            Event::Mishap(at) => {
                self.after_about(6 * HOUR, Event::Mishap(at));
                self.input(at, Input::Tick)?;
                self.mishap(at)
            }
            Event::Up(at) => self.up(at),
            Event::Come { space, guest } => self.come(space, guest),
        }
    }

    fn command(&mut self, at: usize, command: Command, intent: Intent) -> Result<(), Broken> {
        let name = name_of(&command);
        self.note(|| format!("{at} asks {name}"));
        let Some(device) = self.devices.get_mut(at).filter(|device| device.replica.is_some()) else {
            return Ok(());
        };
        let (id, input) = device.next_command(command);
        self.pending.insert((at, id), intent);
        self.input(at, input)
    }

    fn input(&mut self, at: usize, input: Input) -> Result<(), Broken> {
        let now = self.now;
        let Some(device) = self.devices.get_mut(at) else { return Ok(()) };
        let waiting = device.batch.is_some();
        let outputs = device.handle(input, now)?;
        let (life, writes) = (device.life, device.batch.is_some() && !waiting);
        if writes {
            let delay = 1 + self.dice.below(40) as i64;
            self.after(delay, Event::Commit { at, life });
        }
        self.carry_out(at, outputs)
    }

    fn commit(&mut self, at: usize, life: u64) -> Result<(), Broken> {
        let now = self.now;
        if self.devices.get(at).is_none_or(|device| device.life != life) {
            return Ok(());
        }
        // Commits are many, and each restart reads everything again: one in four can fail.
        let may_fail = self.dice.happens(250);
        if may_fail && self.fault(Fault::PowerCut) {
            return self.down(at, false);
        }
        if may_fail && self.fault(Fault::CutBeforeAnswer) {
            return self.down(at, true);
        }
        let full = may_fail && self.fault(Fault::DiskFull);
        let Some(device) = self.devices.get_mut(at) else { return Ok(()) };
        device.full |= full;
        let full = device.full;
        let outputs = device.commit(now)?;
        if device.batch.is_some() {
            self.after(5, Event::Commit { at, life });
        }
        if full {
            // Somebody makes room and starts Weft again.
            self.after_about(HOUR, Event::Up(at));
        }
        self.carry_out(at, outputs)
    }

    fn carry_out(&mut self, at: usize, outputs: Vec<Output>) -> Result<(), Broken> {
        for output in outputs {
            match output {
                Output::Send { session, bytes } => self.send(at, session, bytes)?,
                Output::Close { session, why } => {
                    self.note(|| format!("{at} closes {session}: {why}"));
                    self.part(session)?;
                }
                Output::Reply { id, outcome } => {
                    let answer = outcome
                        .as_ref()
                        .map_or_else(|refusal| refusal.code.to_owned(), |_| "done".to_owned());
                    self.note(|| format!("{at} answers {id}: {answer}"));
                    if let Some(intent) = self.pending.remove(&(at, id)) {
                        let then = intent.acknowledged(at, &outcome, &self.devices, &mut self.model);
                        self.then(at, then)?;
                    }
                }
                Output::Read { request, table, keys } => {
                    let rows =
                        self.devices.get(at).map(|device| device.read(table, &keys)).unwrap_or_default();
                    self.input(at, Input::Rows { request, rows })?;
                }
                Output::Changed => self.changed(at)?,
                Output::Store { .. } => {}
            }
        }
        Ok(())
    }

    fn changed(&mut self, at: usize) -> Result<(), Broken> {
        let Some(view) = self.devices.get(at).and_then(Device::view) else { return Ok(()) };
        for space in &view.spaces {
            self.model.members.entry(space.id).or_default().insert(at);
        }
        check::view_is_sound(at, &self.devices, &view, &self.model).map_err(Broken)
    }

    fn then(&mut self, at: usize, then: Then) -> Result<(), Broken> {
        match then {
            Then::Nothing => Ok(()),
            Then::Gather(space, kind) => {
                self.gather(at, space, kind);
                Ok(())
            }
            Then::Ticket(guest, ticket) => self.command(guest, Command::Join { ticket }, Intent::Other),
            Then::Stick(bytes) => {
                self.sticks.push(bytes);
                Ok(())
            }
        }
    }
}

/// A command in few words, for traces; sticks and tickets are long.
fn name_of(command: &Command) -> String {
    match command {
        Command::StickRead { bytes } => format!("to read a stick of {} bytes", bytes.len()),
        other => format!("{other:?}").chars().take(120).collect(),
    }
}
