//! A space of this device: the space, this device's secrets in it, and what others are known to have.

use crate::rows::{GoneBackRow, HasRow, SpaceRow, entry_key, gone_back_key, has_key, put};
use std::collections::BTreeMap;
use weft_ids::{ActId, DeviceId, DeviceSecret, EndpointId, EntryHash, Item, PersonId, SpaceId, Table, Write};
use weft_roster::{DeviceState, PersonState, RollKey, SealingSecret};
use weft_space::{Received, Record, Space, Tip};
use weft_view::Refusal;

const GONE_BACK: &str = "others hold newer words of this device than it has itself, as happens when an old copy of a profile is used; once these are back, close Weft and open it again";

/// A space of this device.
#[derive(Debug)]
pub(crate) struct Home {
    pub(crate) space: Space,
    pub(crate) secret: DeviceSecret,
    pub(crate) sealing: SealingSecret,
    pub(crate) roll_key: RollKey,
    /// Under which numbers the records held are stored.
    numbers: BTreeMap<EntryHash, u64>,
    /// The number under which the next record is stored.
    next: u64,
    /// What other devices here are known to have stored.
    pub(crate) has: BTreeMap<DeviceId, HasRow>,
    /// Why this device only reads here, where it does for a reason of its own.
    pub(crate) gone_back: Option<String>,
}

impl Home {
    /// Opens a space around its founding record.
    pub(crate) fn new(space: Space, row: &SpaceRow) -> Self {
        Self {
            space,
            secret: DeviceSecret::from_bytes(row.device_secret),
            sealing: SealingSecret::from_bytes(row.sealing_secret),
            roll_key: RollKey::from_bytes(row.roll_key),
            numbers: BTreeMap::new(),
            next: 0,
            has: BTreeMap::new(),
            gone_back: None,
        }
    }

    /// Begins to keep a space that this device has just come into.
    pub(crate) fn begin(space: Space, row: &SpaceRow, records: &[Record], writes: &mut Vec<Write>) -> Self {
        let mut home = Self::new(space, row);
        writes.push(home.row());
        for record in records {
            if !home.numbers.contains_key(&record.hash()) {
                home.keep(record, writes);
            }
        }
        home
    }

    /// Goes on as a new device in a space in which the old one does not count any more; what is here stays.
    pub(crate) fn come_in_anew(
        mut self,
        row: &SpaceRow,
        records: &[Record],
        writes: &mut Vec<Write>,
    ) -> Self {
        self.secret = DeviceSecret::from_bytes(row.device_secret);
        self.sealing = SealingSecret::from_bytes(row.sealing_secret);
        self.roll_key = RollKey::from_bytes(row.roll_key);
        self.gone_back = None;
        writes.push(self.row());
        writes.push(Write::remove(Table::Peers, gone_back_key(&self.id())));
        let new: Vec<&Record> =
            records.iter().filter(|record| self.space.receive((*record).clone()) == Received::New).collect();
        self.settle(writes);
        for record in new {
            if self.space.record(&record.hash()).is_some() {
                self.keep(record, writes);
            }
        }
        self
    }

    /// The row that keeps this device's secrets here.
    pub(crate) fn row(&self) -> Write {
        let row = SpaceRow {
            device_secret: self.secret.to_bytes(),
            sealing_secret: self.sealing.to_bytes(),
            roll_key: *self.roll_key.as_bytes(),
        };
        put(Table::Spaces, self.id().0.to_vec(), &row)
    }

    pub(crate) fn id(&self) -> SpaceId {
        self.space.id()
    }

    /// This device here.
    pub(crate) fn device(&self) -> DeviceId {
        self.secret.public()
    }

    /// Who I am here.
    pub(crate) fn me(&self) -> Option<PersonId> {
        self.space.roster().devices.get(&self.device()).map(|device| device.person)
    }

    /// The device at this endpoint that is known here and does not stand any more; `None` where one stands there.
    pub(crate) fn ended_at(&self, endpoint: &EndpointId) -> Option<DeviceId> {
        if self.space.lists_endpoint(endpoint) {
            return None;
        }
        let devices = &self.space.roster().devices;
        devices.iter().find(|(_, device)| device.endpoint == *endpoint).map(|(id, _)| *id)
    }

    /// What a device that does not stand any more is known to hold, in the form of tips; it tells it nothing new.
    pub(crate) fn known_with(&self, device: &DeviceId) -> Vec<Tip> {
        let history = self.space.history();
        let tip = |hash: &EntryHash| history.entry(hash).map(|facts| (facts.device, facts.n, *hash));
        let mut known: Vec<Tip> = self.space.endings_of(device).iter().filter_map(tip).collect();
        known.extend(self.has.get(device).into_iter().flat_map(|has| has.newest.iter().copied()));
        let aside = history.aside().into_iter().filter(|aside| aside.device == *device);
        known.extend(aside.map(|aside| (aside.device, aside.n, aside.entry)));
        known.sort_unstable();
        known.dedup();
        known
    }

    /// Stores a record under the next number.
    pub(crate) fn keep(&mut self, record: &Record, writes: &mut Vec<Write>) {
        writes.push(Write::put(Table::Entries, entry_key(&self.id(), self.next), record.bytes()));
        self.is_kept_at(record.hash(), self.next);
    }

    /// Notes under which number a record stands on disk.
    pub(crate) fn is_kept_at(&mut self, hash: EntryHash, number: u64) {
        self.numbers.insert(hash, number);
        self.next = self.next.max(number.saturating_add(1));
    }

    /// Drops what is set aside beyond its bounds, here and on disk, and brings what is shown up to date.
    pub(crate) fn settle(&mut self, writes: &mut Vec<Write>) {
        for hash in self.space.trim(&self.secret.public()) {
            if let Some(number) = self.numbers.remove(&hash) {
                writes.push(Write::remove(Table::Entries, entry_key(&self.id(), number)));
            }
        }
        self.space.fold();
    }

    /// Notes a signed entry of this device that it does not hold itself: an old copy of the profile is in use.
    ///
    /// Only the entry is proof: a mere word of somebody else must not keep this device from writing.
    pub(crate) fn note_own_future(&mut self, record: &Record, writes: &mut Vec<Write>) {
        let (mine, n) = (self.device(), record.entry().n);
        let own = self.space.tip_of(&mine).map_or(0, |(n, _)| n);
        if record.entry().device == mine && n > own && self.space.record(&record.hash()).is_none() {
            self.gone_back = Some(GONE_BACK.into());
            writes.push(put(Table::Peers, gone_back_key(&self.id()), &GoneBackRow { entry: record.hash() }));
        }
    }

    /// Remembers an entry of this device that was seen elsewhere, after a restart.
    pub(crate) fn load_gone_back(&mut self, row: &GoneBackRow) {
        if self.space.record(&row.entry).is_none() {
            self.gone_back = Some(GONE_BACK.into());
        }
    }

    /// Why this device cannot write here, in a sentence fragment.
    pub(crate) fn read_only(&self) -> Option<String> {
        let roster = self.space.roster();
        let Some(device) = roster.devices.get(&self.device()) else {
            return Some("this device is not in this space".into());
        };
        match device.state {
            DeviceState::Stands => {}
            DeviceState::Off => return Some("this device was switched off here".into()),
            DeviceState::Left => return Some("you left this space".into()),
            DeviceState::Twice => return Some("this device came in as two people".into()),
            DeviceState::Forked => {
                return Some("this device wrote two different things under one number, as happens when an old copy of a profile is used; it only reads here".into());
            }
        }
        match roster.people.get(&device.person).map(|person| person.state) {
            Some(PersonState::In) => self.gone_back.clone(),
            Some(PersonState::Left | PersonState::NoDevice) | None => {
                Some("you are not in this space".into())
            }
        }
    }

    /// Writes items as this device's next entry, stores it, and folds.
    ///
    /// Empty entries that join heads go before it where too many heads are kept.
    /// Answers the new entry's act ids, one per item.
    pub(crate) fn write(&mut self, items: Vec<Item>, writes: &mut Vec<Write>) -> Result<Vec<ActId>, Refusal> {
        if let Some(why) = self.read_only() {
            return Err(Refusal::new("read_only", why).hint("what is here can still be read"));
        }
        let bytes: usize = items.iter().map(|item| item.bytes.len()).sum();
        if bytes > weft_ids::limits::ENTRY_BYTES_MAX / 2 {
            return Err(Refusal::new(
                "too_long",
                format!("it takes {bytes} bytes, more than fit in one step"),
            )
            .hint("write it in several parts"));
        }
        while self.space.needs_join(&self.device()) {
            self.write_one(Vec::new(), writes)?;
        }
        let record = self.write_one(items, writes)?;
        Ok((0..record.items().len()).map(|index| ActId::of(&record.hash(), index)).collect())
    }

    fn write_one(&mut self, items: Vec<Item>, writes: &mut Vec<Write>) -> Result<Record, Refusal> {
        let record = self.space.write(&self.secret, items);
        match self.space.receive(record.clone()) {
            Received::New => {}
            Received::Known | Received::Missing(_) => {
                return Err(Refusal::new("not_valid", "the step does not follow what is here"));
            }
            Received::Invalid(why) | Received::Unable(why) => return Err(Refusal::new("not_valid", why)),
        }
        self.keep(&record, writes);
        self.space.fold();
        Ok(record)
    }

    /// Notes what another device has durably stored; answers whether that is news.
    pub(crate) fn note_has(&mut self, device: DeviceId, row: HasRow, writes: &mut Vec<Write>) -> bool {
        if self.has.get(&device).is_some_and(|known| known.newest == row.newest) {
            return false;
        }
        writes.push(put(Table::Peers, has_key(&self.id(), &device), &row));
        self.has.insert(device, row);
        true
    }
}
