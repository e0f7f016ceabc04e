//! The run: events in order of simulated time, chaos first, then healing.

use crate::{
    acts::{self, Intent, Then},
    check,
    device::{Broken, Device, Rows},
    dice::Dice,
    faults::{Counts, Fault, Swarm},
    hostile,
    model::Model,
};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{SpaceId, bytes::hash_parts, bytes::to_hex};
use weft_replica::{
    Input, Output,
    message::{Handle, Message},
};
use weft_view::{Command, SpaceKind};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAYS: i64 = 7;
/// 1 June 2026, 00:00 UTC.
const BEGIN: i64 = 1_780_272_000_000;
/// Frames that healing may take for each device and meeting; more means that devices never stop talking.
const HEAL_FRAMES_MAX: u64 = 100_000;

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

#[derive(Debug, Clone)]
enum Event {
    Act(usize),
    Meet(usize),
    Deliver { to: usize, life: u64, session: u64, bytes: Vec<u8> },
    Commit { at: usize, life: u64 },
    Part(u64),
    Lost { at: usize, life: u64, session: u64 },
    Mishap(usize),
    Up(usize),
}

#[derive(Debug, Clone)]
struct Link {
    a: usize,
    b: usize,
    slow: bool,
    deaf: Option<usize>,
    handles: BTreeSet<(SpaceId, Handle)>,
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

/// Runs one seed; with `tell`, every event is printed as it happens.
pub fn run(seed: u64, tell: bool) -> Run {
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
    if let Err(Broken(why)) = world.live() {
        world.run.failure = Some(why);
    }
    world.run.simulated_ms = world.now - BEGIN;
    world.run.acknowledged = world.model.acknowledged;
    world.run.digest = to_hex(&hash_parts("weft 0 simulation", &[&world.trace]));
    world.run
}

impl World {
    fn live(&mut self) -> Result<(), Broken> {
        let count = 4 + self.dice.below(5);
        for name in 0..count {
            let device = Device::new(&format!("P{name}"), &mut self.dice)?;
            self.devices.push(device);
        }
        for at in 0..count {
            self.after_about(HOUR, Event::Meet(at));
            self.after_about(2 * HOUR, Event::Act(at));
            self.after_about(5 * HOUR, Event::Mishap(at));
        }
        self.command(0, Command::Found { kind: SpaceKind::Crew, name: "Kiln".into() }, Intent::Found((1..count).collect()))?;
        self.command(1, Command::Found { kind: SpaceKind::Pair, name: "us two".into() }, Intent::Found(vec![2]))?;
        let end = BEGIN + DAYS * 24 * HOUR;
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

    fn fault(&mut self, fault: Fault) -> bool {
        let happens = !self.calm && self.swarm.rate(fault) > 0 && self.dice.happens(self.swarm.rate(fault));
        if happens {
            self.run.faults.note(fault);
            self.note(|| format!("fault: {}", fault.name()));
        }
        happens
    }

    fn event(&mut self, event: Event) -> Result<(), Broken> {
        self.run.events += 1;
        match event {
            Event::Act(at) => {
                self.after_about(4 * HOUR, Event::Act(at));
                let Some(view) = self.devices.get(at).and_then(Device::view) else { return Ok(()) };
                let chosen = acts::choose(at, &view, &self.model, &mut self.words, &mut self.dice);
                if let Some((command, intent)) = chosen {
                    self.command(at, command, intent)?;
                }
            }
            Event::Meet(at) => {
                self.after_about(3 * HOUR, Event::Meet(at));
                let other = self.dice.below(self.devices.len());
                self.meet(at, other)?;
            }
            Event::Deliver { to, life, session, bytes } => self.deliver(to, life, session, bytes)?,
            Event::Commit { at, life } => self.commit(at, life)?,
            Event::Part(session) => self.part(session)?,
            Event::Lost { at, life, session } => {
                if self.devices.get(at).is_some_and(|d| d.life == life) {
                    self.input(at, Input::Disconnected { session })?;
                }
            }
            Event::Mishap(at) => {
                self.after_about(6 * HOUR, Event::Mishap(at));
                self.mishap(at)?;
            }
            Event::Up(at) => self.up(at)?,
        }
        Ok(())
    }

    fn command(&mut self, at: usize, command: Command, intent: Intent) -> Result<(), Broken> {
        let name = format!("{command:?}");
        self.note(|| format!("{at} asks {}", name.chars().take(90).collect::<String>()));
        let Some(device) = self.devices.get_mut(at).filter(|d| d.replica.is_some()) else { return Ok(()) };
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
        if self.fault(Fault::PowerCut) {
            return self.down(at, false);
        }
        if self.fault(Fault::CutBeforeAnswer) {
            return self.down(at, true);
        }
        let full = self.fault(Fault::DiskFull);
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
                Output::Send { session, bytes } => self.send(at, session, bytes),
                Output::Close { session, why } => {
                    self.note(|| format!("{at} closes {session}: {why}"));
                    self.part(session)?;
                }
                Output::Reply { id, outcome } => {
                    self.note(|| format!("{at} answers {id}: {}", outcome.as_ref().map_or_else(|e| e.code.to_owned(), |_| "done".into())));
                    if let Some(intent) = self.pending.remove(&(at, id)) {
                        let then = intent.acknowledged(at, &outcome, &self.devices, &mut self.model);
                        self.then(at, then)?;
                    }
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
            Then::Gather(space, guests) => {
                for guest in guests {
                    let person = format!("P{guest}");
                    let invite = Command::Invite { space, person, own_device: false };
                    self.command(at, invite, Intent::Invite(guest))?;
                }
                Ok(())
            }
            Then::Ticket(guest, ticket) => self.command(guest, Command::Join { ticket }, Intent::Other),
            Then::Stick(bytes) => {
                self.sticks.push(bytes);
                Ok(())
            }
        }
    }

    fn send(&mut self, from: usize, session: u64, mut bytes: Vec<u8>) {
        let Some(link) = self.links.get_mut(&session) else { return };
        let to = if link.a == from { link.b } else { link.a };
        self.note_handles(session, from, &bytes);
        let Some(link) = self.links.get(&session) else { return };
        if link.deaf == Some(to) {
            return;
        }
        let slow = link.slow;
        if self.fault(Fault::Drop) {
            return;
        }
        if self.fault(Fault::Corrupt) {
            let place = self.dice.below(bytes.len());
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 + self.dice.byte() % 255;
            }
        }
        if self.fault(Fault::Truncate) {
            let keep = self.dice.below(bytes.len());
            bytes.truncate(keep);
        }
        let mut delay = if slow { 60_000 } else { 5 };
        if self.fault(Fault::Delay) {
            delay += 1 + self.dice.below(20_000) as i64;
        }
        if self.fault(Fault::Reorder) {
            delay = 1;
        }
        let life = self.devices.get(to).map_or(0, |device| device.life);
        if self.fault(Fault::Duplicate) {
            self.after(delay + 3, Event::Deliver { to, life, session, bytes: bytes.clone() });
        }
        self.after(delay, Event::Deliver { to, life, session, bytes });
    }

    /// Remembers by which handle a device names a space, so that it can also lie about that space.
    fn note_handles(&mut self, session: u64, from: usize, bytes: &[u8]) {
        let Ok(Message::Vector { handle, newest, .. }) = Message::from_frame(bytes) else { return };
        let Some(device) = self.devices.get(from) else { return };
        let Some(view) = device.view() else { return };
        let of = view.spaces.iter().find(|s| s.people.iter().flat_map(|p| &p.devices).any(|d| newest.iter().any(|(n, ..)| *n == d.device)));
        if let (Some(space), Some(link)) = (of, self.links.get_mut(&session)) {
            link.handles.insert((space.id, handle));
        }
    }

    fn deliver(&mut self, to: usize, life: u64, session: u64, bytes: Vec<u8>) -> Result<(), Broken> {
        let Some(link) = self.links.get(&session).cloned() else { return Ok(()) };
        if self.devices.get(to).is_none_or(|device| device.life != life) {
            return Ok(());
        }
        self.run.frames += 1;
        self.note(|| format!("{to} gets {} bytes on {session}", bytes.len()));
        self.input(to, Input::Message { session, bytes })?;
        let from = if link.a == to { link.b } else { link.a };
        self.misbehave(from, to, session, &link)
    }

    /// The other end of a link may be dishonest, too.
    fn misbehave(&mut self, from: usize, to: usize, session: u64, link: &Link) -> Result<(), Broken> {
        let kinds = [Fault::Equivocator, Fault::LateForker, Fault::BackDater, Fault::Withholder, Fault::Forger];
        // The founder's device alone holds a space together under roll 0, so it stays honest here.
        if let Some((space, handle)) = link.handles.iter().next().filter(|_| from > 1) {
            for kind in kinds {
                let rare = self.swarm.rate(kind) > 0 && self.dice.happens(60);
                if !rare || self.calm {
                    continue;
                }
                let Some(device) = self.devices.get(from) else { continue };
                if let Some(frame) = hostile::craft(device, space, *handle, kind, &mut self.dice) {
                    self.run.faults.note(kind);
                    self.note(|| format!("fault: {} by {from}", kind.name()));
                    if kind != Fault::Forger
                        && let Some(device) = self.devices.get_mut(from)
                    {
                        device.spoiled = true;
                    }
                    self.input(to, Input::Message { session, bytes: frame })?;
                }
            }
        }
        if self.fault(Fault::Flooder) {
            for _ in 0..20 {
                let length = self.dice.below(200);
                let junk: Vec<u8> = (0..length).map(|_| self.dice.byte()).collect();
                self.input(to, Input::Message { session, bytes: junk })?;
            }
        }
        Ok(())
    }

    fn meet(&mut self, a: usize, b: usize) -> Result<(), Broken> {
        let up = |at: usize| self.devices.get(at).is_some_and(|device| device.replica.is_some());
        let linked = self.links.values().any(|l| (l.a, l.b) == (a, b) || (l.a, l.b) == (b, a));
        if a == b || linked || !up(a) || !up(b) || self.partitions.contains(&(a.min(b), a.max(b))) {
            return Ok(());
        }
        if self.fault(Fault::Partition) {
            self.partitions.insert((a.min(b), a.max(b)));
            return Ok(());
        }
        self.sessions += 1;
        let session = self.sessions;
        let (slow, deaf) = (self.fault(Fault::SlowPeer), self.fault(Fault::OneWay).then_some(b));
        self.links.insert(session, Link { a, b, slow, deaf, handles: BTreeSet::new() });
        self.note(|| format!("{a} meets {b} on {session}"));
        let port = if self.fault(Fault::AddressChange) { self.dice.below(9_000) } else { a };
        for (from, to, inbound) in [(a, b, false), (b, a, true)] {
            let Some(endpoint) = self.devices.get(to).map(Device::endpoint) else { continue };
            let at = format!("10.0.0.{to}:{}", 1_000 + port);
            self.input(from, Input::Connected { session, endpoint, at, inbound })?;
        }
        let delay = 1_000 + self.dice.below(10 * 60_000) as i64;
        self.after(delay, Event::Part(session));
        Ok(())
    }

    fn part(&mut self, session: u64) -> Result<(), Broken> {
        let Some(link) = self.links.remove(&session) else { return Ok(()) };
        self.level_means_same(session, &link)?;
        let half_open = self.fault(Fault::HalfOpen);
        for (at, late) in [(link.a, half_open), (link.b, false)] {
            let life = self.devices.get(at).map_or(0, |device| device.life);
            if late {
                self.after(30_000, Event::Lost { at, life, session });
            } else {
                self.input(at, Input::Disconnected { session })?;
            }
        }
        Ok(())
    }

    /// Two devices that both know themselves level show the same in all they share.
    fn level_means_same(&self, session: u64, link: &Link) -> Result<(), Broken> {
        let side = |at: usize| -> Option<(&Device, weft_replica::SessionState)> {
            let device = self.devices.get(at)?;
            Some((device, device.replica.as_ref()?.session_state(session)?))
        };
        let (Some((a, left)), Some((b, right))) = (side(link.a), side(link.b)) else { return Ok(()) };
        if !(left.level && right.level) || a.batch.is_some() || b.batch.is_some() {
            return Ok(());
        }
        let (Some(one), Some(other)) = (a.view(), b.view()) else { return Ok(()) };
        for space in &one.spaces {
            let still = |view: &weft_view::View| view.space(&space.id).is_some_and(|s| s.read_only.is_none());
            if still(&one) && still(&other) {
                check::same(&space.id, (&a.name, &one), (&b.name, &other)).map_err(Broken)?;
            }
        }
        Ok(())
    }

    fn mishap(&mut self, at: usize) -> Result<(), Broken> {
        let backup = self.dice.happens(300).then(|| self.devices.get(at).map(|d| d.rows.clone())).flatten();
        if let (Some(rows), Some(device)) = (backup, self.devices.get_mut(at)) {
            device.backup.get_or_insert(rows);
        }
        if self.dice.happens(200) {
            self.partitions.clear();
        }
        self.clock(at);
        if self.fault(Fault::Kill) {
            self.down(at, false)?;
        }
        if self.fault(Fault::Stick) {
            self.carry_stick(at)?;
        }
        if at > 1 && self.fault(Fault::RolledBack) {
            let old: Option<Rows> = self.devices.get_mut(at).and_then(|device| device.backup.take());
            if let Some(rows) = old {
                self.down(at, false)?;
                if let Some(device) = self.devices.get_mut(at) {
                    (device.rows, device.spoiled) = (rows, true);
                }
            }
        }
        if at > 1 && self.fault(Fault::Cloned) {
            self.clone_writes(at)?;
        }
        Ok(())
    }

    fn clock(&mut self, at: usize) {
        let year = 365 * 24 * HOUR;
        let mut skew = None;
        if self.fault(Fault::ClockSkew) {
            skew = Some((self.dice.below(100) as i64 - 50) * year);
        }
        if self.fault(Fault::ClockJump) {
            skew = Some(self.dice.below(48) as i64 * HOUR);
        }
        if self.fault(Fault::ClockBackwards) {
            skew = Some(-(self.dice.below(1_000) as i64) * 24 * HOUR);
        }
        if let (Some(skew), Some(device)) = (skew, self.devices.get_mut(at)) {
            device.skew_ms = skew;
        }
    }

    fn carry_stick(&mut self, at: usize) -> Result<(), Broken> {
        let stale = self.fault(Fault::StickStale);
        let stick = if stale { self.sticks.first().cloned() } else { self.sticks.last().cloned() };
        let Some(mut bytes) = stick else { return Ok(()) };
        if self.fault(Fault::StickCut) {
            let keep = self.dice.below(bytes.len());
            bytes.truncate(keep);
        }
        self.command(at, Command::StickRead { bytes }, Intent::Other)
    }

    /// A copy of the profile writes something of its own that reaches another device by stick, and is gone again.
    fn clone_writes(&mut self, at: usize) -> Result<(), Broken> {
        let now = self.now;
        let Some(original) = self.devices.get_mut(at) else { return Ok(()) };
        original.spoiled = true;
        let (rows, name) = (original.rows.clone(), original.name.clone());
        let mut copy = Device::new(&name, &mut self.dice)?;
        copy.rows = rows;
        copy.up()?;
        let Some(space) = copy.view().and_then(|view| view.spaces.first().map(|space| space.id)) else { return Ok(()) };
        let edit = weft_view::PageEdit::Append { title: "Plans".into(), text: "said by a copy".into() };
        for command in [Command::Edit { space, edit }, Command::StickWrite { spaces: vec![space] }] {
            let (_, input) = copy.next_command(command);
            let mut outputs = copy.handle(input, now)?;
            outputs.extend(copy.commit(now)?);
            for output in outputs {
                if let Output::Reply { outcome: Ok(weft_view::Reply::Stick { bytes, .. }), .. } = output {
                    self.sticks.push(bytes);
                }
            }
        }
        Ok(())
    }

    fn down(&mut self, at: usize, durable: bool) -> Result<(), Broken> {
        let Some(device) = self.devices.get_mut(at).filter(|device| device.replica.is_some()) else { return Ok(()) };
        device.down(durable);
        self.note(|| format!("{at} goes down"));
        // Whether what was asked and not answered happened is open, so paper and books part ways.
        let open: Vec<(usize, u64)> = self.pending.keys().filter(|(of, _)| *of == at).copied().collect();
        for key in open {
            if let Some(loan) = self.pending.remove(&key).and_then(|intent| intent.loan()) {
                self.model.loans.remove(&loan);
            }
        }
        let sessions: Vec<u64> = self.links.iter().filter(|(_, l)| l.a == at || l.b == at).map(|(s, _)| *s).collect();
        for session in sessions {
            self.part(session)?;
        }
        self.after_about(HOUR, Event::Up(at));
        Ok(())
    }

    fn up(&mut self, at: usize) -> Result<(), Broken> {
        if self.devices.get(at).is_some_and(|device| device.replica.is_some() && !device.full) {
            return Ok(());
        }
        self.down(at, false)?;
        let again = self.fault(Fault::DoubleCut);
        let Some(device) = self.devices.get_mut(at) else { return Ok(()) };
        device.up()?;
        self.note(|| format!("{at} is up"));
        if again {
            self.down(at, false)?;
        }
        Ok(())
    }

    fn heal(&mut self) -> Result<(), Broken> {
        self.calm = true;
        self.partitions.clear();
        self.note(|| "all heals".to_owned());
        self.queue.clear();
        for session in self.links.keys().copied().collect::<Vec<_>>() {
            self.part(session)?;
        }
        for at in 0..self.devices.len() {
            self.down(at, false)?;
            self.up(at)?;
        }
        self.queue.clear();
        for _ in 0..3 {
            for a in 0..self.devices.len() {
                for b in a + 1..self.devices.len() {
                    self.meet(a, b)?;
                    self.run_dry()?;
                    for session in self.links.keys().copied().collect::<Vec<_>>() {
                        self.part(session)?;
                    }
                    self.run_dry()?;
                }
            }
        }
        Ok(())
    }

    /// Lets everything that is under way happen, but not the parting that was planned for later.
    fn run_dry(&mut self) -> Result<(), Broken> {
        let frames = self.run.frames;
        loop {
            let next = self.queue.iter().find(|(_, event)| !matches!(event, Event::Part(_) | Event::Up(_)));
            let Some(key) = next.map(|(key, _)| *key) else { break };
            if let Some(event) = self.queue.remove(&key) {
                self.now = self.now.max(key.0);
                self.event(event)?;
            }
            if self.run.frames - frames > HEAL_FRAMES_MAX {
                return Err(Broken("two devices never stop talking".into()));
            }
        }
        self.queue.clear();
        Ok(())
    }
}
