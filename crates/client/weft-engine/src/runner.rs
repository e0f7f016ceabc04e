//! The engine thread: hands inputs to the replica, does what it asks, and publishes what is shown.

use crate::{
    answer::{Answer, stopped},
    clock::{self, Stopwatch},
    dialer::Dialer,
    meets::{Fact, Meet, Surroundings, Whom},
    near,
    outgoing::Outgoing,
    shared::Shared,
    wire::{Event, Wire},
};
use rand_chacha::ChaCha20Rng;
use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};
use weft_ids::EndpointId;
use weft_net::NetEvent;
use weft_replica::{Contact, Input, Output, Replica, ticket::Ticket};
use weft_store::Store;
use weft_view::{Command, MeetHow, Outcome, Refusal, Reply};

/// How often the replica is told that time passes, and forgotten dials are looked for.
const TICK_MS: u64 = 1_000;
/// How often a meeting that somebody waits for is judged.
const MEET_MS: u64 = 100;
/// How soon room for frames that wait is looked for again.
const PUMP_MS: u64 = 5;
/// While events pour in, snapshots are made this far apart.
const PUBLISH_MS: u64 = 50;

/// A dial that a member asked for, outside the policy.
enum Dial {
    Device(EndpointId, Vec<SocketAddr>),
    Address(SocketAddr, Vec<EndpointId>),
}

/// All that the engine thread owns.
pub(crate) struct Runner {
    shared: Arc<Shared>,
    replica: Replica,
    store: Store,
    rng: ChaCha20Rng,
    clock: Stopwatch,
    /// Whether this engine meets others at all.
    network_on: bool,
    network: near::Network,
    wire: Option<Wire>,
    /// Dials asked for before the network was up.
    early_dials: Vec<Dial>,
    dialer: Dialer,
    contacts: Vec<Contact>,
    /// Why the profile only reads; such a device meets nobody.
    read_only: Option<String>,
    outgoing: Outgoing,
    level: BTreeMap<EndpointId, bool>,
    answers: BTreeMap<u64, Answer>,
    next_command: u64,
    meets: Vec<(Meet, Answer)>,
    told: Vec<(Answer, Outcome)>,
    revision: u64,
    changed: bool,
    published_ms: u64,
    ticked_ms: u64,
}

impl Runner {
    /// Takes over an opened profile and publishes its first snapshot.
    pub(crate) fn new(
        shared: Arc<Shared>,
        replica: Replica,
        store: Store,
        rng: ChaCha20Rng,
        meeting: Option<bool>,
        read_only: Option<String>,
    ) -> Self {
        let announcing = meeting.unwrap_or(false);
        let mut runner = Self {
            dialer: Dialer::new(replica.endpoint()),
            shared,
            replica,
            store,
            rng,
            clock: Stopwatch::start(),
            network_on: meeting.is_some(),
            network: near::Network { announcing, ..near::Network::default() },
            wire: None,
            early_dials: Vec::new(),
            contacts: Vec::new(),
            read_only: None,
            outgoing: Outgoing::default(),
            level: BTreeMap::new(),
            answers: BTreeMap::new(),
            next_command: 0,
            meets: Vec::new(),
            told: Vec::new(),
            revision: 0,
            changed: true,
            published_ms: 0,
            ticked_ms: 0,
        };
        if let Some(why) = read_only {
            runner.input(Input::ReadOnly(why));
        }
        runner.settle(false);
        runner
    }

    /// Works until the inbox is closed and empty.
    pub(crate) fn run(mut self) {
        loop {
            let wait = Duration::from_millis(self.wait_ms());
            let batch = self.shared.inbox.next(wait);
            for (command, answer) in batch.commands {
                self.command(command, answer);
            }
            for event in batch.events {
                self.event(event);
            }
            let now_ms = self.clock.ms();
            if now_ms.saturating_sub(self.ticked_ms) >= TICK_MS {
                self.ticked_ms = now_ms;
                self.input(Input::Tick);
            }
            self.settle(batch.more);
            if batch.closed {
                break;
            }
        }
        for (_, answer) in self.meets.drain(..) {
            answer.tell(Err(stopped()));
        }
        if let Some(wire) = &self.wire {
            self.outgoing.pump(wire);
        }
    }

    /// How long nothing needs to be done unless something arrives; an idle engine wakes once a second.
    fn wait_ms(&mut self) -> u64 {
        let Some(wire) = &self.wire else { return if self.meets.is_empty() { TICK_MS } else { MEET_MS } };
        if self.outgoing.pump(wire) {
            return PUMP_MS;
        }
        let usual = if self.meets.is_empty() { TICK_MS } else { MEET_MS };
        let due_ms = self.dialer.next_due_ms(self.clock.ms()).filter(|_| self.read_only.is_none());
        due_ms.map_or(usual, |due_ms| due_ms.clamp(1, usual))
    }

    fn command(&mut self, command: Command, answer: Answer) {
        if let Command::Meet(how) = command {
            self.begin_meet(how, answer);
            return;
        }
        self.next_command += 1;
        let id = self.next_command;
        self.answers.insert(id, answer);
        self.input(Input::Command { id, command });
    }

    /// Handles one input with all that follows from it; what must be durable is, when this returns.
    fn input(&mut self, input: Input) {
        let now = clock::wall();
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for output in self.replica.handle(input, now, &mut self.rng) {
                match output {
                    Output::Store { batch, writes } => inputs.push_back(match self.store.commit(&writes) {
                        Ok(()) => Input::Stored { batch },
                        Err(error) => Input::StoreFailed { batch, why: error.to_string() },
                    }),
                    Output::Read { request, table, keys } => {
                        let rows = self.store.rows(table, &keys).unwrap_or_else(|error| {
                            tracing::warn!(%error, "rows could not be read");
                            vec![None; keys.len()]
                        });
                        inputs.push_back(Input::Rows { request, rows });
                    }
                    Output::Reply { id, outcome } => {
                        if let Some(answer) = self.answers.remove(&id) {
                            self.told.push((answer, outcome));
                        }
                    }
                    Output::Send { session, bytes } => {
                        if let Some(wire) = &self.wire {
                            self.outgoing.send(wire, session, bytes);
                        }
                    }
                    Output::Close { session, why } => {
                        // What was said before the end is still to be delivered.
                        if let Some(wire) = &self.wire {
                            self.outgoing.pump(wire);
                            wire.close(session, &why);
                        }
                    }
                    Output::Changed => self.changed = true,
                }
            }
        }
    }

    fn event(&mut self, event: Event) {
        let now_ms = self.clock.ms();
        match event {
            Event::Up(wire) => {
                wire.set_known(self.dialer.endpoints());
                self.network.trouble = None;
                self.wire = Some(wire);
                self.changed = true;
                for dial in std::mem::take(&mut self.early_dials) {
                    self.dial(dial);
                }
            }
            Event::Down(why) => self.network_lost(why, now_ms),
            Event::Net(NetEvent::Listening { addresses, networks }) => {
                self.network.listening = addresses.iter().map(SocketAddr::to_string).collect();
                self.network.networks = networks;
                self.network.trouble = None;
                self.changed = true;
                self.input(Input::Addresses(self.network.listening.clone()));
            }
            Event::Net(NetEvent::Connected { session, endpoint, at, inbound }) => {
                self.changed = true;
                if let Some(older) = self.dialer.connected(session, endpoint, at.clone(), now_ms) {
                    self.end_session(older);
                }
                self.input(Input::Connected { session, endpoint, at, inbound });
            }
            Event::Net(NetEvent::Frame { session, bytes }) => {
                // A session that a newer one replaced may still have frames on their way.
                if self.dialer.has_session(session) {
                    self.input(Input::Message { session, bytes });
                }
            }
            Event::Net(NetEvent::Closed { session, why }) => {
                tracing::debug!(session, %why, "a session ended");
                if self.dialer.has_session(session) {
                    self.changed = true;
                    self.observe_meets(now_ms);
                    self.dialer.closed(session, now_ms, &mut self.rng);
                    self.end_session(session);
                }
            }
            Event::Net(NetEvent::Found { endpoint, addresses }) => {
                self.dialer.found(endpoint, addresses, now_ms);
            }
            Event::Net(NetEvent::Door { endpoint, addresses }) => {
                if self.replica.is_looking() && self.dialer.link(&endpoint).is_none() {
                    self.dial(Dial::Device(endpoint, addresses));
                }
            }
            Event::Net(NetEvent::DialFailed { endpoints, addresses, why }) => {
                for endpoint in &endpoints {
                    self.dialer.failed(endpoint, now_ms, &mut self.rng);
                }
                for (meet, _) in &mut self.meets {
                    meet.dial_failed(&endpoints, &addresses, &why);
                }
            }
            Event::Net(NetEvent::Trouble(why)) => {
                self.network.trouble = Some(why);
                self.changed = true;
            }
        }
    }

    fn network_lost(&mut self, why: String, now_ms: u64) {
        self.wire = None;
        self.outgoing.clear();
        self.network.trouble = Some(why);
        self.network.listening.clear();
        self.network.networks.clear();
        self.changed = true;
        let sessions: Vec<u64> = self.dialer.links().map(|link| link.session).collect();
        for session in sessions {
            self.dialer.closed(session, now_ms, &mut self.rng);
            self.end_session(session);
        }
        self.dialer.forget_dials();
    }

    fn end_session(&mut self, session: u64) {
        self.outgoing.forget(session);
        self.input(Input::Disconnected { session });
    }

    fn begin_meet(&mut self, how: MeetHow, answer: Answer) {
        if let MeetHow::Door(shown) = &how {
            let outcome = self.dial_door(shown);
            self.told.push((answer, outcome));
            return;
        }
        let now_ms = self.clock.ms();
        match self.whom(how, now_ms) {
            Ok(whom) => self.meets.push((Meet::begin(whom, &self.facts(), now_ms), answer)),
            Err(refusal) => self.told.push((answer, Err(refusal))),
        }
    }

    /// Dials a device that shows itself as `ip:port/key` while it holds a door open.
    fn dial_door(&mut self, shown: &str) -> Outcome {
        if !self.network_on {
            let refusal = Refusal::new("network_off", "this program was started without a network");
            return Err(refusal.hint("start it without --offline"));
        }
        let parts = shown.trim().split_once('/');
        let door = parts.and_then(|(at, key)| Some((at.parse().ok()?, EndpointId::from_hex(key)?)));
        let (address, endpoint) = door.ok_or_else(|| {
            Refusal::new("bad_address", format!("{shown:?} is not where a door is"))
                .hint("write it whole, as the other device shows it: IP:PORT/KEY")
        })?;
        if self.dialer.link(&endpoint).is_none() {
            self.dial(Dial::Device(endpoint, vec![address]));
        }
        Ok(Reply::Done)
    }

    fn whom(&mut self, how: MeetHow, now_ms: u64) -> Result<Whom, Refusal> {
        if !self.network_on {
            let refusal = Refusal::new("network_off", "this program was started without a network");
            return Err(refusal.hint("start it without --offline, or carry a stick"));
        }
        if let Some(why) = &self.read_only {
            let refusal = Refusal::new("read_only_profile", format!("this profile only reads: {why}"));
            return Err(refusal.hint("put right what is named, and open it again"));
        }
        let everyone = self.dialer.endpoints();
        match how {
            MeetHow::Ticket(text) => {
                let ticket = Ticket::parse(&text)
                    .map_err(|error| Refusal::new("bad_ticket", error.to_string()).hint(error.hint()))?;
                if ticket.endpoint == self.replica.endpoint() {
                    let refusal = Refusal::new("own_ticket", "this device made that invitation itself");
                    return Err(refusal.hint("hand it to whoever it is for"));
                }
                let addresses =
                    ticket.addresses.iter().filter_map(|text| text.parse().ok()).collect::<Vec<_>>();
                if self.dialer.link(&ticket.endpoint).is_none() {
                    if everyone.contains(&ticket.endpoint) {
                        self.dialer.hurry(ticket.endpoint, &addresses, now_ms);
                    } else {
                        self.dial(Dial::Device(ticket.endpoint, addresses));
                    }
                }
                Ok(Whom::Ticket { endpoint: ticket.endpoint, invitation: ticket.invitation() })
            }
            MeetHow::Address(text) => {
                let address: SocketAddr = text.trim().parse().map_err(|_| {
                    Refusal::new("bad_address", format!("{text:?} is not an address"))
                        .hint("write it as the other device shows it, such as 192.168.1.20:47700")
                })?;
                if everyone.is_empty() {
                    return Err(knows_nobody());
                }
                if !self.dialer.links().any(|link| link.at.parse() == Ok(address)) {
                    self.dial(Dial::Address(address, everyone));
                }
                Ok(Whom::Address(address))
            }
            // Answered at once, before anybody is waited for.
            MeetHow::Door(_) => Err(knows_nobody()),
            MeetHow::Nearby => {
                if everyone.is_empty() {
                    return Err(knows_nobody());
                }
                for endpoint in &everyone {
                    self.dialer.hurry(*endpoint, &[], now_ms);
                }
                let everyone = everyone.into_iter().collect();
                Ok(Whom::Nearby { everyone, listening: self.network.announcing })
            }
        }
    }

    fn dial(&mut self, dial: Dial) {
        match (&self.wire, dial) {
            (Some(wire), Dial::Device(endpoint, addresses)) => wire.dial(endpoint, addresses),
            (Some(wire), Dial::Address(address, candidates)) => wire.dial_typed(address, candidates),
            (None, dial) => self.early_dials.push(dial),
        }
    }

    /// What follows from a batch of inputs: whom to dial, who was met, what is shown, and then who is told.
    fn settle(&mut self, more_waits: bool) {
        let now_ms = self.clock.ms();
        if self.changed {
            self.read_only = self.replica.view().me.and_then(|me| me.read_only);
            self.contacts = self.replica.contacts();
            if let Some(wire) = &self.wire {
                wire.set_door_open(self.replica.holds_a_door());
            }
            if self.dialer.set_contacts(&self.contacts)
                && let Some(wire) = &self.wire
            {
                wire.set_known(self.dialer.endpoints());
            }
        }
        if let (Some(wire), None) = (&self.wire, &self.read_only) {
            for (endpoint, addresses) in self.dialer.take_due(now_ms) {
                wire.dial(endpoint, addresses);
            }
        }
        let level = self.facts().into_iter().map(|fact| (fact.endpoint, fact.level)).collect();
        if self.level != level {
            self.level = level;
            self.changed = true;
        }
        self.observe_meets(now_ms);
        let soon_again = more_waits && now_ms.saturating_sub(self.published_ms) < PUBLISH_MS;
        if self.changed && (!soon_again || !self.told.is_empty()) {
            self.publish(now_ms);
        }
        // Whoever is told that something is done finds it in the newest snapshot.
        for (answer, outcome) in self.told.drain(..) {
            answer.tell(outcome);
        }
    }

    fn publish(&mut self, now_ms: u64) {
        self.changed = false;
        self.published_ms = now_ms;
        self.revision += 1;
        let mut view = self.replica.view();
        view.revision = self.revision;
        near::fill(&mut view, &self.network, &self.contacts, &self.dialer, &self.level);
        self.shared.publish(view);
    }

    fn observe_meets(&mut self, now_ms: u64) {
        if self.meets.is_empty() {
            return;
        }
        let facts = self.facts();
        let joins = self.replica.view().joins;
        let around = Surroundings {
            facts: &facts,
            joins: &joins,
            settled: &|endpoint, since_ms| self.dialer.is_settled(endpoint, since_ms),
            person: &|endpoint| {
                let contact = self.contacts.iter().find(|contact| contact.endpoint == *endpoint);
                contact.map(|contact| contact.person.clone()).unwrap_or_default()
            },
        };
        for (mut meet, answer) in std::mem::take(&mut self.meets) {
            match meet.judge(now_ms, &around) {
                Some(outcome) => self.told.push((answer, outcome)),
                None => self.meets.push((meet, answer)),
            }
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let fact = |session: u64, at: &str| {
            let state = self.replica.session_state(session)?;
            Some(Fact {
                session,
                endpoint: state.endpoint,
                at: at.to_owned(),
                // What is still to be sent is not with the other yet.
                level: state.level && !self.outgoing.waits_for(session),
                recognised: state.recognised,
                came: state.came,
                went: state.went,
                parts: state.parts,
            })
        };
        self.dialer.links().filter_map(|link| fact(link.session, &link.at)).collect()
    }
}

fn knows_nobody() -> Refusal {
    Refusal::new("knows_nobody", "there is nobody to meet yet")
        .hint("join with an invitation, or found a space and invite somebody")
}

#[cfg(test)]
mod tests;
