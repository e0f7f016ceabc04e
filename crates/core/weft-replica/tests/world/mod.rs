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
    message::{Handle, Message, tag},
};
use weft_view::{Command, Outcome, Reply, SpaceKind, SpaceView, View};

pub const NOW: i64 = 1_795_000_000_000;

pub type Rows = BTreeMap<(Table, Vec<u8>), Vec<u8>>;

pub struct Device {
    pub replica: Replica,
    pub rows: Rows,
    pub rng: ChaCha20Rng,
    pub commits: u64,
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
        Self { replica: load(&rows), rows, rng, commits: 0, next_command: 0 }
    }

    /// Handles an input, with a disk that never fails; returns what is left to do outside.
    pub fn handle(&mut self, input: Input) -> Vec<Output> {
        let mut left = Vec::new();
        let mut queue: VecDeque<Output> = self.replica.handle(input, NOW, &mut self.rng).into();
        while let Some(output) = queue.pop_front() {
            match output {
                Output::Store { batch, writes } => {
                    apply(&mut self.rows, &writes);
                    self.commits += 1;
                    queue.extend(self.replica.handle(Input::Stored { batch }, NOW, &mut self.rng));
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
    next_session: u64,
    /// Frames on their way: to which device, on which session.
    wire: VecDeque<(usize, u64, Vec<u8>)>,
    pub frames: u64,
    pub bytes: u64,
    /// Why sessions were closed.
    pub closed: Vec<String>,
    /// The nonce of each hello, by session and sender; handles follow from it.
    nonces: BTreeMap<(u64, usize), [u8; 16]>,
}

impl World {
    pub fn of(names: &[&str]) -> Self {
        let devices =
            names.iter().enumerate().map(|(i, name)| Device::new(name, "laptop", i as u64 + 1)).collect();
        Self {
            devices,
            links: BTreeMap::new(),
            next_session: 0,
            wire: VecDeque::new(),
            frames: 0,
            bytes: 0,
            closed: Vec::new(),
            nonces: BTreeMap::new(),
        }
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

    pub fn disconnect(&mut self, session: u64) {
        if let Some((a, b)) = self.links.remove(&session) {
            self.wire.retain(|(_, on, _)| *on != session);
            for one in [a, b] {
                let outputs = self.devices[one].handle(Input::Disconnected { session });
                self.carry_out(one, outputs);
            }
        }
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
                Output::Store { .. } | Output::Reply { .. } | Output::Changed => {}
            }
        }
    }

    pub fn settle(&mut self) {
        let mut steps = 0;
        while let Some((to, session, bytes)) = self.wire.pop_front() {
            steps += 1;
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
