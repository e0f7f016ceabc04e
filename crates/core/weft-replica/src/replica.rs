//! The replica: routes inputs to its parts and holds outputs back until what they rest on is stored.

use crate::{
    beside::Reading,
    came::Came,
    doors::Doors,
    effects::Effects,
    home::Home,
    mail::Mailbox,
    rows::{self, DraftRow, HasRow, MeRow, MetRow, RowError, SpaceRow},
    search::Finder,
    session::Session,
    threshold::Threshold,
};
use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use weft_ids::{DeviceSecret, EndpointId, Millis, SpaceId, Table, Write, limits, text};
use weft_space::{Received, Space, read_stored};
use weft_view::{Command, Outcome, Refusal, View};

/// Something that happens to a device.
#[derive(Debug, Clone)]
pub enum Input {
    /// A member asks for something; answered by an [`Output::Reply`] with the same number.
    Command {
        /// Chosen by the shell.
        id: u64,
        /// What is asked.
        command: Command,
    },
    /// A connection stands; whose device it is, the transport has proved.
    Connected {
        /// Chosen by the shell; never used again.
        session: u64,
        /// Who.
        endpoint: EndpointId,
        /// The other side's address.
        at: String,
        /// Whether the other side dialled.
        inbound: bool,
    },
    /// A frame came.
    Message {
        /// On which connection.
        session: u64,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// A connection ended.
    Disconnected {
        /// Which.
        session: u64,
    },
    /// A batch is durable.
    Stored {
        /// Which.
        batch: u64,
    },
    /// A batch is not durable and never will be; from here on this device only reads.
    StoreFailed {
        /// Which.
        batch: u64,
        /// Why, in a sentence fragment.
        why: String,
    },
    /// This device must only read, from here on.
    ReadOnly(String),
    /// Where this device can be met, as `ip:port`; goes into tickets.
    Addresses(Vec<String>),
    /// Rows that were asked for with [`Output::Read`], in that order; `None` for each that is not there or is damaged.
    Rows {
        /// Which request.
        request: u64,
        /// The rows.
        rows: Vec<Option<Vec<u8>>>,
    },
    /// Time passes.
    Tick,
}

/// Something the shell must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Make these rows durable in one transaction, then say so.
    Store {
        /// Its number.
        batch: u64,
        /// The rows.
        writes: Vec<Write>,
    },
    /// Read rows of a table, then hand them over as [`Input::Rows`].
    Read {
        /// Its number.
        request: u64,
        /// The table.
        table: Table,
        /// The rows' keys.
        keys: Vec<Vec<u8>>,
    },
    /// Answer a command.
    Reply {
        /// The command's number.
        id: u64,
        /// What it came to.
        outcome: Outcome,
    },
    /// Send a frame.
    Send {
        /// On which connection.
        session: u64,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// End a connection.
    Close {
        /// Which.
        session: u64,
        /// Why.
        why: String,
    },
    /// What is shown has changed.
    Changed,
}

/// How a session stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionState {
    /// Who.
    pub endpoint: EndpointId,
    /// Whether both sides hold the same in all they share, and know it, and no part of an attachment is on its way.
    pub level: bool,
    /// Parts of attachments that came and went.
    pub parts: u64,
    /// Entries that came.
    pub came: u64,
    /// Entries that went.
    pub went: u64,
    /// Whether anything is shared.
    pub recognised: bool,
    /// The spaces that both know they share.
    pub spaces: Vec<SpaceId>,
}

/// Why a profile's rows make no replica.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// There is no row that says whose device this is.
    #[error("the profile does not say whose it is")]
    NoMe,
    /// A row cannot be read.
    #[error(transparent)]
    Row(#[from] RowError),
    /// A row stands under a key that is none of its table.
    #[error("a row of the table {table} stands under a key that means nothing")]
    Key {
        /// The table's name.
        table: &'static str,
    },
    /// A stored entry cannot be read or does not follow from those before it.
    #[error("entry {number} of space {space} cannot be read: {why}")]
    Entry {
        /// Which space.
        space: SpaceId,
        /// Its number in the store.
        number: u64,
        /// Why.
        why: String,
    },
}

/// One device.
#[derive(Debug)]
pub struct Replica {
    pub(crate) me: MeRow,
    /// The public half of the network key, which is asked for often and costs as much to find as a signature.
    endpoint: EndpointId,
    pub(crate) spaces: BTreeMap<SpaceId, Home>,
    pub(crate) doors: Doors,
    pub(crate) mailbox: Mailbox,
    pub(crate) threshold: Threshold,
    /// Spaces that changed since this device looked after them.
    pub(crate) stirred: BTreeSet<SpaceId>,
    pub(crate) drafts: BTreeMap<(SpaceId, String), DraftRow>,
    pub(crate) met: BTreeMap<EndpointId, MetRow>,
    pub(crate) came: Came,
    pub(crate) finder: Finder,
    pub(crate) sessions: BTreeMap<u64, Session>,
    pub(crate) addresses: Vec<String>,
    pub(crate) read_only: Option<String>,
    /// Whether memory is ahead of the disk for good, so that nothing of it may be told.
    pub(crate) ahead: bool,
    /// What is being read from the disk, and what for.
    pub(crate) readings: BTreeMap<u64, Reading>,
    pub(crate) last_reading: u64,
    waiting: Option<Waiting>,
    queue: VecDeque<Input>,
    batches: u64,
    pub(crate) published: View,
}

/// A batch on its way to the disk.
#[derive(Debug)]
struct Waiting {
    batch: u64,
    after: Vec<Output>,
    changed: bool,
}

/// Inputs that wait for a batch; more than a full channel of the shell can hold.
const QUEUE_MAX: usize = 4_096;

impl Replica {
    /// The rows of a new profile.
    ///
    /// # Errors
    /// When a name is empty, too long or holds control characters.
    pub fn first_writes(name: &str, device_name: &str, rng: &mut ChaCha20Rng) -> Result<Vec<Write>, Refusal> {
        let me = MeRow {
            name: checked_name("name", name)?,
            device_name: checked_name("device name", device_name)?,
            endpoint_secret: random(rng),
        };
        Ok(vec![rows::put(Table::Me, rows::ME.to_vec(), &me)])
    }

    /// Opens a profile from all its rows, in the order of their keys.
    ///
    /// # Errors
    /// When a row is damaged, of a newer version, or missing.
    pub fn load(rows: Vec<(Table, Vec<u8>, Vec<u8>)>) -> Result<Self, LoadError> {
        let me = rows.iter().find(|(table, key, _)| *table == Table::Me && key == rows::ME);
        let (_, _, me) = me.ok_or(LoadError::NoMe)?;
        let me: MeRow = rows::from_row(Table::Me, me)?;
        let mut replica = Self {
            endpoint: EndpointId(DeviceSecret::from_bytes(me.endpoint_secret).public().0),
            me,
            spaces: BTreeMap::new(),
            doors: Doors::default(),
            mailbox: Mailbox::default(),
            threshold: Threshold::default(),
            stirred: BTreeSet::new(),
            drafts: BTreeMap::new(),
            met: BTreeMap::new(),
            came: Came::default(),
            finder: Finder::default(),
            sessions: BTreeMap::new(),
            addresses: Vec::new(),
            read_only: None,
            ahead: false,
            readings: BTreeMap::new(),
            last_reading: 0,
            waiting: None,
            queue: VecDeque::new(),
            batches: 0,
            published: View::default(),
        };
        replica.load_spaces(&rows)?;
        for (table, key, value) in &rows {
            replica.load_row(*table, key, value)?;
        }
        replica.stirred = replica.spaces.keys().copied().collect();
        replica.publish();
        Ok(replica)
    }

    fn load_spaces(&mut self, rows: &[(Table, Vec<u8>, Vec<u8>)]) -> Result<(), LoadError> {
        let mut secrets: BTreeMap<SpaceId, SpaceRow> = BTreeMap::new();
        for (_, key, value) in rows.iter().filter(|(table, ..)| *table == Table::Spaces) {
            let space = SpaceId::from_slice(key).ok_or(LoadError::Key { table: Table::Spaces.name() })?;
            secrets.insert(space, rows::from_row(Table::Spaces, value)?);
        }
        let entries: Vec<(&[u8], &[u8])> = rows
            .iter()
            .filter(|(table, ..)| *table == Table::Entries)
            .map(|(_, key, value)| (key.as_slice(), value.as_slice()))
            .collect();
        let values: Vec<&[u8]> = entries.iter().map(|(_, value)| *value).collect();
        for ((key, _), record) in entries.iter().zip(read_stored(&values)) {
            let Some((space, number)) = rows::entry_key_parts(key) else {
                return Err(LoadError::Key { table: Table::Entries.name() });
            };
            let bad = |why: String| LoadError::Entry { space, number, why };
            let record = record.map_err(|e| bad(e.to_string()))?;
            let hash = record.hash();
            if let Some(home) = self.spaces.get_mut(&space) {
                match home.space.receive(record.clone()) {
                    Received::New | Received::Known => home.is_kept_at(hash, number),
                    Received::Unable(why) => home.put_off_at(&record, number, &why),
                    Received::Missing(_) => return Err(bad("entries before it are missing".into())),
                    Received::Invalid(why) => return Err(bad(why)),
                }
            } else {
                let row =
                    secrets.get(&space).ok_or_else(|| bad("the keys to its space are missing".into()))?;
                let opened = Space::open(record).map_err(|e| bad(e.to_string()))?;
                let mut home = Home::new(opened, row);
                home.is_kept_at(hash, number);
                self.spaces.insert(space, home);
            }
        }
        if let Some(space) = secrets.keys().find(|space| !self.spaces.contains_key(space)) {
            return Err(LoadError::Entry {
                space: *space,
                number: 0,
                why: "the space has no entries".into(),
            });
        }
        for home in self.spaces.values_mut() {
            // What is set aside was trimmed before it was stored.
            home.space.fold();
            // They follow from the rows, so that there is nothing to write.
            home.learn_keys(&mut Vec::new());
        }
        Ok(())
    }

    fn load_row(&mut self, table: Table, key: &[u8], value: &[u8]) -> Result<(), RowError> {
        match table {
            Table::Me | Table::Spaces | Table::Entries | Table::Chunks => {}
            Table::Beside => {
                if let Some((kind, rest)) = key.split_first()
                    && let Some((space, rest)) = rest.split_first_chunk::<32>()
                    && let Some(home) = self.spaces.get_mut(&SpaceId(*space))
                {
                    home.beside.load(*kind, rest, value)?;
                }
            }
            Table::Doors => {
                self.doors.load(key, value)?;
                self.mailbox.load(key, value)?;
            }
            Table::Drafts => {
                if let Some((space, title)) = key.split_first_chunk::<32>() {
                    let title = String::from_utf8_lossy(title).into_owned();
                    self.drafts.insert((SpaceId(*space), title), rows::from_row(table, value)?);
                }
            }
            Table::Peers => match key.split_first() {
                Some((b'a', rest)) => {
                    let Some((space, device)) = rest.split_first_chunk::<32>() else { return Ok(()) };
                    let row: HasRow = rows::from_row(table, value)?;
                    if let (Some(home), Some(device)) =
                        (self.spaces.get_mut(&SpaceId(*space)), weft_ids::DeviceId::from_slice(device))
                    {
                        home.has.insert(device, row);
                    }
                }
                Some((b'g', rest)) => {
                    let row = rows::from_row(table, value)?;
                    if let Some(home) =
                        SpaceId::from_slice(rest).and_then(|space| self.spaces.get_mut(&space))
                    {
                        home.load_gone_back(&row);
                    }
                }
                Some((b'c', rest)) => {
                    if let Some(home) =
                        SpaceId::from_slice(rest).and_then(|space| self.spaces.get_mut(&space))
                    {
                        let rows::CopyRow {} = rows::from_row(table, value)?;
                        home.is_copy = true;
                    }
                }
                Some((b'o', rest)) => {
                    let Some((space, device)) = rest.split_first_chunk::<32>() else { return Ok(()) };
                    let rows::EarlierRow {} = rows::from_row(table, value)?;
                    if let (Some(home), Some(device)) =
                        (self.spaces.get_mut(&SpaceId(*space)), weft_ids::DeviceId::from_slice(device))
                    {
                        home.earlier.insert(device);
                    }
                }
                Some((b't', rest)) => self.came.load(rest, value)?,
                Some((b'e', rest)) => {
                    if let Some(endpoint) = EndpointId::from_slice(rest) {
                        self.met.insert(endpoint, rows::from_row(table, value)?);
                    }
                }
                Some(_) | None => {}
            },
        }
        Ok(())
    }

    /// Takes one input and says what to do next, in order.
    pub fn handle(&mut self, input: Input, now: Millis, rng: &mut ChaCha20Rng) -> Vec<Output> {
        let mut outputs = Vec::new();
        match input {
            Input::Stored { batch } => self.stored(batch, &mut outputs),
            Input::StoreFailed { batch, why } => self.store_failed(batch, why, &mut outputs),
            Input::Command { .. }
            | Input::Connected { .. }
            | Input::Message { .. }
            | Input::Disconnected { .. }
            | Input::ReadOnly(_)
            | Input::Addresses(_)
            | Input::Rows { .. }
            | Input::Tick => {
                if self.queue.len() >= QUEUE_MAX {
                    self.turn_away(input, &mut outputs);
                } else {
                    self.queue.push_back(input);
                }
            }
        }
        while self.waiting.is_none() {
            let Some(input) = self.queue.pop_front() else { break };
            let mut effects = Effects::default();
            self.step(input, now, rng, &mut effects);
            self.came.note(&mut effects, now);
            self.finish(effects, &mut outputs);
        }
        outputs
    }

    fn step(&mut self, input: Input, now: Millis, rng: &mut ChaCha20Rng, effects: &mut Effects) {
        match input {
            Input::Command { id, command } if self.begin_reading(id, &command, effects) => {}
            Input::Command { id, command } => {
                let outcome = self.command(command, now, rng, effects);
                effects.reply(id, outcome);
            }
            Input::Connected { session, endpoint, at, inbound } => {
                tracing::debug!(session, inbound, "connected");
                self.connected(session, endpoint, at, now, rng, effects);
            }
            Input::Message { session, bytes } => self.message(session, &bytes, rng, effects),
            Input::Disconnected { session } => self.disconnected(session, effects),
            Input::ReadOnly(why) => {
                self.read_only = Some(why);
                effects.changed = true;
            }
            Input::Addresses(addresses) => self.addresses = addresses,
            Input::Rows { request, rows } => self.on_rows(request, rows, rng, effects),
            Input::Tick => {
                self.end_idle(now, effects);
                self.besides_tick(now, effects);
                self.door_tick(now, effects);
            }
            Input::Stored { .. } | Input::StoreFailed { .. } => {
                tracing::trace!(now, "nothing to do");
            }
        }
        self.look_after(now, rng, effects);
    }

    fn finish(&mut self, effects: Effects, outputs: &mut Vec<Output>) {
        if effects.writes.is_empty() {
            self.release(effects.after, effects.changed, outputs);
        } else {
            self.batches += 1;
            let batch = self.batches;
            outputs.push(Output::Store { batch, writes: effects.writes });
            self.waiting = Some(Waiting { batch, after: effects.after, changed: effects.changed });
        }
    }

    fn release(&mut self, after: Vec<Output>, changed: bool, outputs: &mut Vec<Output>) {
        if changed {
            self.publish();
            outputs.push(Output::Changed);
        }
        outputs.extend(after);
    }

    fn stored(&mut self, batch: u64, outputs: &mut Vec<Output>) {
        if let Some(waiting) = self.waiting.take_if(|waiting| waiting.batch == batch) {
            self.release(waiting.after, waiting.changed, outputs);
        }
    }

    fn store_failed(&mut self, batch: u64, why: String, outputs: &mut Vec<Output>) {
        let Some(waiting) = self.waiting.take_if(|waiting| waiting.batch == batch) else { return };
        // What could not be stored is in memory only: it is never shown, sent or built upon.
        for output in waiting.after {
            if let Output::Reply { id, .. } = output {
                outputs.push(Output::Reply { id, outcome: Err(not_stored(&why)) });
            }
        }
        for session in std::mem::take(&mut self.sessions).into_keys() {
            outputs.push(Output::Close { session, why: "this device cannot save any more".into() });
        }
        self.published.revision += 1;
        if let Some(me) = &mut self.published.me {
            me.read_only = Some(format!("nothing more can be saved: {why}"));
        }
        (self.read_only, self.ahead) = (Some(why), true);
        outputs.push(Output::Changed);
    }

    /// Why nothing may be written in this profile, where nothing may.
    pub(crate) fn refuses_all(&self) -> Option<Refusal> {
        self.read_only.as_ref().map(|why| {
            Refusal::new("read_only_profile", format!("this profile only reads: {why}"))
                .hint("what is here can be read; close Weft, put right what is named, and open it again")
        })
    }

    fn turn_away(&mut self, input: Input, outputs: &mut Vec<Output>) {
        match input {
            Input::Command { id, .. } => {
                outputs.push(Output::Reply { id, outcome: Err(busy()) });
            }
            Input::Message { session, .. } | Input::Connected { session, .. } => {
                outputs.push(Output::Close { session, why: "too much is waiting to be saved".into() });
            }
            Input::Disconnected { session } => {
                self.sessions.remove(&session);
            }
            Input::Stored { .. }
            | Input::StoreFailed { .. }
            | Input::ReadOnly(_)
            | Input::Addresses(_)
            | Input::Tick => {}
            Input::Rows { request, .. } => self.turn_away_rows(request, outputs),
        }
    }

    /// What this device shows: only what is stored.
    pub fn view(&self) -> View {
        self.published.clone()
    }

    /// The secret half of this device's network key.
    pub fn endpoint_secret(&self) -> [u8; 32] {
        self.me.endpoint_secret
    }

    /// This device's network key.
    pub fn endpoint(&self) -> EndpointId {
        self.endpoint
    }

    /// How a session stands; `None` where there is no such session.
    pub fn session_state(&self, session: u64) -> Option<SessionState> {
        self.sessions.get(&session).map(|s| SessionState {
            endpoint: s.endpoint,
            level: s.is_level() && s.shared.values().all(|shared| shared.beside.is_done()),
            parts: s.shared.values().map(|shared| shared.beside.moved).sum(),
            came: s.came,
            went: s.went,
            recognised: !s.shared.is_empty(),
            spaces: s.shared.values().map(|shared| shared.space).collect(),
        })
    }

    /// Notes where a device was met.
    pub(crate) fn note_met(&mut self, endpoint: EndpointId, at: &str, effects: &mut Effects) {
        let row = self.met.entry(endpoint).or_default();
        if row.addresses.first().is_some_and(|first| first == at) {
            return;
        }
        row.addresses.retain(|address| address != at);
        row.addresses.insert(0, at.to_owned());
        row.addresses.truncate(limits::TICKET_ADDRESSES_MAX);
        effects.writes.push(rows::put(Table::Peers, rows::met_key(&endpoint), row));
    }
}

/// Random bytes.
pub(crate) fn random<const N: usize>(rng: &mut ChaCha20Rng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// Checks a typed name.
pub(crate) fn checked_name(what: &str, name: &str) -> Result<String, Refusal> {
    text::check_name(&text::composed(name)).map_err(|error| {
        Refusal::new("bad_name", format!("the {what} will not do: {error}")).hint("use a short plain name")
    })
}

pub(crate) fn busy() -> Refusal {
    Refusal::new("busy", "too much is waiting to be saved").hint("try again in a moment")
}

fn not_stored(why: &str) -> Refusal {
    Refusal::new("not_saved", format!("it could not be saved: {why}"))
        .hint("nothing was changed or sent; make room on the disk and open Weft again")
}
