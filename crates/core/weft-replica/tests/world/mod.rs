//! A few devices in one thread: rows in memory, frames handed over by hand; what the simulator does at large.

#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    reason = "each test file uses its own part of the world"
)]

pub mod hand;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use std::collections::{BTreeMap, VecDeque};
use weft_ids::{SpaceId, Table, Write};
use weft_replica::{
    Input, Output, Replica,
    message::{BesideMessage, Handle, Message, tag},
};
use weft_view::{Command, Outcome, Reply, SpaceKind, SpaceView, View};

pub const NOW: i64 = 1_795_000_000_000;

pub type Rows = BTreeMap<(Table, Vec<u8>), Vec<u8>>;

pub struct Device {
    pub replica: Replica,
    pub rows: Rows,
    pub rng: ChaCha20Rng,
    pub commits: u64,
    pub now: i64,
    next_command: u64,
}

pub fn apply(rows: &mut Rows, writes: &[Write]) {
    for write in writes {
        match &write.value {
            Some(value) => rows.insert((write.table, write.key.clone()), value.clone()),
            None => rows.remove(&(write.table, write.key.clone())),
        };
    }
}

pub fn load(rows: &Rows) -> Replica {
    let rows = rows.iter().map(|((table, key), value)| (*table, key.clone(), value.clone())).collect();
    Replica::load(rows).expect("what was stored can be read")
}

impl Device {
    pub fn new(name: &str, device: &str, seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut rows = Rows::new();
        apply(&mut rows, &Replica::first_writes(name, device, &mut rng).expect("the names are good"));
        Self { replica: load(&rows), rows, rng, commits: 0, now: NOW, next_command: 0 }
    }

    /// Handles an input, with a disk that never fails; returns what is left to do outside.
    pub fn handle(&mut self, input: Input) -> Vec<Output> {
        let mut left = Vec::new();
        let mut queue: VecDeque<Output> = self.replica.handle(input, self.now, &mut self.rng).into();
        while let Some(output) = queue.pop_front() {
            match output {
                Output::Store { batch, writes } => {
                    apply(&mut self.rows, &writes);
                    self.commits += 1;
                    queue.extend(self.replica.handle(Input::Stored { batch }, self.now, &mut self.rng));
                }
                Output::Read { request, table, keys } => {
                    let rows = keys.into_iter().map(|key| self.rows.get(&(table, key)).cloned()).collect();
                    queue.extend(self.replica.handle(Input::Rows { request, rows }, self.now, &mut self.rng));
                }
                other => left.push(other),
            }
        }
        left
    }

    /// Starts again from what is stored.
    pub fn restart(&mut self) {
        self.replica = load(&self.rows);
    }

    pub fn view(&self) -> View {
        self.replica.view()
    }
}

/// Devices and the connections between them.
pub struct World {
    pub devices: Vec<Device>,
    links: BTreeMap<u64, (usize, usize)>,
    /// How many more frames are handed over.
    patience: usize,
    next_session: u64,
    /// Frames on their way: to which device, on which session.
    wire: VecDeque<(usize, u64, Vec<u8>)>,
    pub frames: u64,
    pub bytes: u64,
    /// Why sessions were closed.
    pub closed: Vec<String>,
    /// The nonce of each hello, by session and sender; handles follow from it.
    nonces: BTreeMap<(u64, usize), [u8; 16]>,
    watched: Option<Vec<Message>>,
}

impl World {
    pub fn of(names: &[&str]) -> Self {
        let devices =
            names.iter().enumerate().map(|(i, name)| Device::new(name, "laptop", i as u64 + 1)).collect();
        Self {
            devices,
            links: BTreeMap::new(),
            patience: usize::MAX,
            next_session: 0,
            wire: VecDeque::new(),
            frames: 0,
            bytes: 0,
            closed: Vec::new(),
            nonces: BTreeMap::new(),
            watched: None,
        }
    }

    /// Keeps what is sent from here on; see [`World::watched`].
    pub fn watch(&mut self) {
        self.watched = Some(Vec::new());
    }

    /// What was sent since [`World::watch`].
    pub fn watched(&mut self) -> Vec<Message> {
        self.watched.take().expect("it was watched")
    }

    /// Asks a device for something and lets everything that follows happen.
    pub fn ask(&mut self, device: usize, command: Command) -> Outcome {
        let one = &mut self.devices[device];
        one.next_command += 1;
        let id = one.next_command;
        let outputs = one.handle(Input::Command { id, command });
        let outcome = outputs.iter().find_map(|output| match output {
            Output::Reply { id: of, outcome } if *of == id => Some(outcome.clone()),
            _ => None,
        });
        self.carry_out(device, outputs);
        self.settle();
        outcome.expect("every command is answered")
    }

    pub fn connect(&mut self, a: usize, b: usize) -> u64 {
        self.next_session += 1;
        let session = self.next_session;
        self.links.insert(session, (a, b));
        for (from, to, inbound) in [(a, b, false), (b, a, true)] {
            let endpoint = self.devices[to].replica.endpoint();
            let at = format!("127.0.0.1:{}", 1000 + to);
            let outputs = self.devices[from].handle(Input::Connected { session, endpoint, at, inbound });
            self.carry_out(from, outputs);
        }
        self.settle();
        session
    }

    /// Connects two devices, hands over at most `frames` frames, and cuts the connection.
    pub fn meet_briefly(&mut self, a: usize, b: usize, frames: usize) {
        self.patience = frames;
        let session = self.connect(a, b);
        self.patience = usize::MAX;
        self.disconnect(session);
    }

    pub fn disconnect(&mut self, session: u64) {
        if let Some((a, b)) = self.links.remove(&session) {
            self.wire.retain(|(_, on, _)| *on != session);
            for one in [a, b] {
                let outputs = self.devices[one].handle(Input::Disconnected { session });
                self.carry_out(one, outputs);
            }
        }
    }

    /// Connects two devices so that nothing more comes from `silent` once both are level.
    pub fn connect_silent(&mut self, silent: usize, other: usize, space: &SpaceId) -> u64 {
        let level = |world: &Self, session: u64| {
            let states = [silent, other].map(|one| world.devices[one].replica.session_state(session));
            states.iter().flatten().all(|state| state.spaces.contains(space))
        };
        self.patience = 0;
        let session = self.connect(silent, other);
        let mut asked = false;
        while !asked && !self.wire.is_empty() {
            self.patience = 1;
            self.settle();
            // What the other asks for is the last that is heard.
            asked = level(self, session)
                && self.wire.iter().any(|(to, _, bytes)| {
                    let asks = |m| matches!(m, Message::Beside { message: BesideMessage::Ask(_), .. });
                    *to == silent && Message::from_frame(bytes).is_ok_and(asks)
                });
        }
        assert!(asked, "the other asks for something");
        self.wire.clear();
        self.patience = usize::MAX;
        session
    }

    /// A message about what travels beside, which `to` gets as if from the other end.
    pub fn beside(&mut self, to: usize, session: u64, space: &SpaceId, message: BesideMessage) {
        let handle = self.handle(session, to, space);
        self.inject(to, session, Message::Beside { handle, message }.to_frame());
    }

    /// As [`World::beside`], and what `to` answers is counted and lost.
    pub fn answer_beside(&mut self, to: usize, session: u64, space: &SpaceId, message: BesideMessage) {
        let handle = self.handle(session, to, space);
        self.patience = 0;
        self.inject(to, session, Message::Beside { handle, message }.to_frame());
        self.wire.clear();
        self.patience = usize::MAX;
    }

    /// Something happens to a device, with all that follows.
    pub fn input(&mut self, device: usize, input: Input) {
        let outputs = self.devices[device].handle(input);
        self.carry_out(device, outputs);
        self.settle();
    }

    /// Time passes on all devices.
    pub fn later(&mut self, ms: i64) {
        self.devices.iter_mut().for_each(|device| device.now += ms);
    }

    /// A frame that `to` gets from a dishonest other end, with all that follows.
    pub fn inject(&mut self, to: usize, session: u64, bytes: Vec<u8>) {
        let outputs = self.devices[to].handle(Input::Message { session, bytes });
        self.carry_out(to, outputs);
        self.settle();
    }

    /// The handle by which both ends of a session name a space that `member` is in.
    pub fn handle(&self, session: u64, member: usize, space: &SpaceId) -> Handle {
        let (a, b) = self.links[&session];
        let key = hand::Hand::of(&self.devices[member], space).roll_key;
        let (one, two) = (self.devices[a].replica.endpoint(), self.devices[b].replica.endpoint());
        let (first, second, side) = if one < two { (one, two, a) } else { (two, one, b) };
        tag(&key, &first, &second, &self.nonces[&(session, side)])
    }

    /// Gives records to `to` as if they came from the other end.
    pub fn give(&mut self, to: usize, session: u64, space: &SpaceId, records: &[&weft_space::Record]) {
        let handle = self.handle(session, to, space);
        let records = records.iter().map(|record| record.bytes().to_vec()).collect();
        self.inject(to, session, Message::Records { handle, records }.to_frame());
    }

    /// Puts a record where this device's next would stand on its disk; it is read at the next start.
    pub fn write_on_disk(&mut self, device: usize, space: &SpaceId, record: &weft_space::Record) {
        let rows = &mut self.devices[device].rows;
        let of_space = |key: &&(Table, Vec<u8>)| key.0 == Table::Entries && key.1.starts_with(&space.0);
        let newest = rows.keys().rfind(of_space).expect("the space is there").1.clone();
        let number = u64::from_be_bytes(newest[32..].try_into().expect("eight bytes")) + 1;
        let key = [space.0.as_slice(), &number.to_be_bytes()].concat();
        rows.insert((Table::Entries, key), record.bytes().to_vec());
    }

    /// Two devices meet, level and part.
    pub fn meet(&mut self, a: usize, b: usize) {
        let session = self.connect(a, b);
        self.disconnect(session);
    }

    fn carry_out(&mut self, from: usize, outputs: Vec<Output>) {
        for output in outputs {
            match output {
                Output::Send { session, bytes } => {
                    if let Some((a, b)) = self.links.get(&session) {
                        self.frames += 1;
                        self.bytes += bytes.len() as u64;
                        if let (Some(watched), Ok(sent)) = (&mut self.watched, Message::from_frame(&bytes)) {
                            watched.push(sent);
                        }
                        if let Ok(Message::Hello(hello)) = Message::from_frame(&bytes) {
                            self.nonces.insert((session, from), hello.nonce);
                        }
                        let to = if *a == from { *b } else { *a };
                        self.wire.push_back((to, session, bytes));
                    }
                }
                Output::Close { session, why } => {
                    self.closed.push(why);
                    self.disconnect(session);
                }
                Output::Store { .. } | Output::Read { .. } | Output::Reply { .. } | Output::Changed => {}
            }
        }
    }

    pub fn settle(&mut self) {
        let mut steps = 0;
        while self.patience > 0
            && let Some((to, session, bytes)) = self.wire.pop_front()
        {
            steps += 1;
            self.patience -= 1;
            assert!(steps < 20_000, "the devices never stop talking");
            let outputs = self.devices[to].handle(Input::Message { session, bytes });
            self.carry_out(to, outputs);
        }
    }

    pub fn space(&self, device: usize, space: &SpaceId) -> SpaceView {
        (**self.devices[device].view().space(space).expect("the device is in this space")).clone()
    }

    pub fn found(&mut self, device: usize, kind: SpaceKind, name: &str) -> SpaceId {
        match self.ask(device, Command::Found { kind, name: name.into() }) {
            Ok(Reply::Space(space)) => space,
            other => panic!("founding answered {other:?}"),
        }
    }

    pub fn invite(&mut self, device: usize, space: SpaceId, person: &str, own_device: bool) -> String {
        match self.ask(device, Command::Invite { space, person: person.into(), own_device }) {
            Ok(Reply::Ticket { text, .. }) => text,
            other => panic!("inviting answered {other:?}"),
        }
    }

    /// `host` invites the person of `guest`, who joins over a connection that is closed again.
    pub fn bring_in(&mut self, host: usize, guest: usize, space: SpaceId) {
        let name = self.devices[guest].view().me.expect("named").name;
        let ticket = self.invite(host, space, &name, false);
        self.ask(guest, Command::Join { ticket }).expect("the ticket is good");
        self.meet(guest, host);
        assert!(self.devices[guest].view().space(&space).is_some(), "{name} came in: {:?}", self.closed);
    }
}
