//! A space of this device: the space, this device's secrets in it, and what others are known to have.

use crate::beside::Held;
use crate::rows::{
    EarlierRow, GoneBackRow, HasRow, SpaceRow, copy_key, earlier_key, entry_key, gone_back_key, has_key, put,
};
use crate::views::MoneySide;
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};
use weft_ids::{
    ActId, DeviceId, DeviceSecret, EndpointId, EntryHash, Item, PersonId, RollHash, SpaceId, Table, Write,
};
use weft_roster::{AuthorityAct, DeviceState, PersonState, RollKey, SealingSecret};
use weft_space::{Received, Record, Space};
use weft_view::Refusal;

const GONE_BACK: &str = "others hold newer words of this device than it has itself, as happens when an old copy of a profile is used; once these are back, close Weft and open it again";

const COPY: &str =
    "it was opened from a copy, which anybody may read; to write in it, let somebody who is in invite you";
const NEWER: &str = "this device wrote here with a newer version of Weft; update it to write again";

/// A space of this device.
#[derive(Debug)]
pub(crate) struct Home {
    pub(crate) space: Space,
    pub(crate) secret: DeviceSecret,
    pub(crate) sealing: SealingSecret,
    /// The key of the roll that holds, as far as it has come here.
    pub(crate) roll_key: RollKey,
    /// The keys of all rolls known here.
    pub(crate) keys: BTreeMap<RollHash, RollKey>,
    /// The roll under which this device was put back to an older copy: its voice says nothing under that one.
    pub(crate) quiet_under: Option<RollHash>,
    /// Under which numbers the records held are stored.
    numbers: BTreeMap<EntryHash, u64>,
    /// The number under which the next record is stored.
    next: u64,
    /// The money side as it was shown last.
    pub(crate) money: RefCell<Option<MoneySide>>,
    /// Entries that came since the last search.
    pub(crate) unsearched: Vec<EntryHash>,
    /// What other devices here are known to have stored.
    pub(crate) has: BTreeMap<DeviceId, HasRow>,
    /// What is here of what travels beside the entries.
    pub(crate) beside: Held,
    /// The devices that this one was here before it came in anew: nobody else may ever have had their words.
    pub(crate) earlier: BTreeSet<DeviceId>,
    /// Whether words of this very device are on its disk that this build cannot read.
    own_put_off: bool,
    /// Why this device only reads here, where it does for a reason of its own.
    pub(crate) gone_back: Option<String>,
    /// Whether it was opened from a copy: no device of one's own is or was in it, so it is read and never offered.
    pub(crate) is_copy: bool,
}

impl Home {
    /// Opens a space around its founding record.
    pub(crate) fn new(mut space: Space, row: &SpaceRow) -> Self {
        space.run_on(DeviceSecret::from_bytes(row.device_secret).public());
        Self {
            space,
            secret: DeviceSecret::from_bytes(row.device_secret),
            sealing: SealingSecret::from_bytes(row.sealing_secret),
            roll_key: RollKey::from_bytes(row.roll_key),
            keys: BTreeMap::new(),
            quiet_under: None,
            money: RefCell::new(None),
            numbers: BTreeMap::new(),
            next: 0,
            unsearched: Vec::new(),
            has: BTreeMap::new(),
            beside: Held::default(),
            earlier: BTreeSet::new(),
            own_put_off: false,
            gone_back: None,
            is_copy: false,
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
        home.learn_keys(writes);
        home
    }

    /// Goes on as a new device in a space in which the old one does not count any more; what is here stays.
    pub(crate) fn come_in_anew(
        mut self,
        row: &SpaceRow,
        records: &[Record],
        writes: &mut Vec<Write>,
    ) -> Self {
        let before = self.device();
        if self.earlier.insert(before) {
            writes.push(put(Table::Peers, earlier_key(&self.id(), &before), &EarlierRow {}));
        }
        self.secret = DeviceSecret::from_bytes(row.device_secret);
        self.sealing = SealingSecret::from_bytes(row.sealing_secret);
        self.roll_key = RollKey::from_bytes(row.roll_key);
        self.gone_back = None;
        self.quiet_under = None;
        self.own_put_off = false;
        self.keys.clear();
        self.space.run_on(self.secret.public());
        writes.push(self.row());
        writes.push(Write::remove(Table::Peers, gone_back_key(&self.id())));
        if std::mem::take(&mut self.is_copy) {
            writes.push(Write::remove(Table::Peers, copy_key(&self.id())));
        }
        let new: Vec<&Record> =
            records.iter().filter(|record| self.space.receive((*record).clone()) == Received::New).collect();
        self.settle(writes);
        for record in new {
            if self.space.record(&record.hash()).is_some() {
                self.keep(record, writes);
            }
        }
        self.learn_keys(writes);
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

    /// Stores a record under the next number.
    pub(crate) fn keep(&mut self, record: &Record, writes: &mut Vec<Write>) {
        writes.push(Write::put(Table::Entries, entry_key(&self.id(), self.next), record.bytes()));
        self.is_kept_at(record.hash(), self.next);
    }

    /// Under which number a record stands on disk.
    pub(crate) fn number_of(&self, hash: &EntryHash) -> Option<u64> {
        self.numbers.get(hash).copied()
    }

    /// Notes under which number a record stands on disk.
    pub(crate) fn is_kept_at(&mut self, hash: EntryHash, number: u64) {
        self.numbers.insert(hash, number);
        self.unsearched.push(hash);
        self.next = self.next.max(number.saturating_add(1));
    }

    /// Leaves a stored record that this build cannot judge on the disk, for an update to read.
    ///
    /// Where this device wrote it itself, it only reads until then: a further step would take that one's place.
    pub(crate) fn put_off_at(&mut self, record: &Record, number: u64, why: &str) {
        self.space.put_off(record, why);
        self.is_kept_at(record.hash(), number);
        self.own_put_off |= record.entry().device == self.device();
    }

    /// Drops what is set aside beyond its bounds, here and on disk, and brings what is shown up to date.
    pub(crate) fn settle(&mut self, writes: &mut Vec<Write>) {
        let mut mine = self.earlier.clone();
        mine.insert(self.device());
        for hash in self.space.trim(&mine) {
            if let Some(number) = self.numbers.remove(&hash) {
                writes.push(Write::remove(Table::Entries, entry_key(&self.id(), number)));
            }
        }
        self.space.fold();
        self.learn_keys(writes);
        self.beside.drop_forgotten(&self.space, writes);
    }

    /// Notes a signed entry of this device that it does not hold itself: an old copy of the profile is in use.
    ///
    /// Only the entry is proof: a mere word of somebody else must not keep this device from writing.
    pub(crate) fn note_own_future(&mut self, record: &Record, writes: &mut Vec<Write>) {
        let (mine, n) = (self.device(), record.entry().n);
        let own = self.space.tip_of(&mine).map_or(0, |(n, _)| n);
        if record.entry().device == mine && n > own && self.space.record(&record.hash()).is_none() {
            let row = GoneBackRow { entry: record.hash(), roll: self.space.roster().roll };
            writes.push(put(Table::Peers, gone_back_key(&self.id()), &row));
            self.gone_back = Some(GONE_BACK.into());
            self.quiet_under = Some(row.roll);
        }
    }

    /// Remembers an entry of this device that was seen elsewhere, after a restart.
    pub(crate) fn load_gone_back(&mut self, row: &GoneBackRow) {
        self.quiet_under = Some(row.roll);
        if self.space.record(&row.entry).is_none() {
            self.gone_back = Some(GONE_BACK.into());
        }
    }

    /// Why this device cannot write here, in a sentence fragment.
    pub(crate) fn read_only(&self) -> Option<String> {
        let roster = self.space.roster();
        if self.is_copy {
            return Some(COPY.into());
        }
        let Some(device) = roster.devices.get(&self.device()) else {
            return Some("this device is not in this space".into());
        };
        match device.state {
            DeviceState::Stands => {}
            DeviceState::Off => return Some("this device was switched off here".into()),
            DeviceState::Left => return Some("you left this space".into()),
            DeviceState::Twice => return Some("this device came in as two people".into()),
            DeviceState::Unlisted => {
                return Some("the others agreed on who is in, without this device".into());
            }
            DeviceState::Forked => {
                return Some("this device wrote two different things under one number, as happens when an old copy of a profile is used; it only reads here".into());
            }
        }
        match roster.people.get(&device.person).map(|person| person.state) {
            Some(PersonState::In) if self.own_put_off => Some(NEWER.into()),
            Some(PersonState::In) => self.gone_back.clone(),
            Some(
                PersonState::Left | PersonState::NoDevice | PersonState::Unlisted | PersonState::WrittenIn,
            )
            | None => Some("you are not in this space".into()),
        }
    }

    /// Writes an act about who is in, where the roster would not refuse it; else says what the roster says.
    pub(crate) fn write_act(&mut self, act: &AuthorityAct, writes: &mut Vec<Write>) -> Result<(), Refusal> {
        if self.read_only().is_none() {
            self.space.history().check_act(&self.device(), act).map_err(|why| {
                let refusal = Refusal::new(why.code(), why.to_string());
                match why.hint() {
                    Some(hint) => refusal.hint(hint),
                    None => refusal,
                }
            })?;
        }
        self.write(vec![act.to_item()], writes).map(|_| ())
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
        self.write_at_length(items, writes)
    }

    /// As [`Home::write`], with as much as one entry may hold: a roll of many people is long.
    pub(crate) fn write_at_length(
        &mut self,
        items: Vec<Item>,
        writes: &mut Vec<Write>,
    ) -> Result<Vec<ActId>, Refusal> {
        if let Some(why) = self.read_only() {
            return Err(Refusal::new("read_only", why).hint("what is here can still be read"));
        }
        while self.space.needs_join(&self.device()) {
            self.write_one(Vec::new(), writes)?;
        }
        let record = self.write_one(items, writes)?;
        Ok((0..record.items().len()).map(|index| ActId::of(&record.hash(), index)).collect())
    }

    /// Builds on entries that are held and not kept, so that they are: words of a device that is to be listed again.
    pub(crate) fn build_on(
        &mut self,
        branches: &[EntryHash],
        writes: &mut Vec<Write>,
    ) -> Result<(), Refusal> {
        let record = self.space.write_on(&self.secret, branches, Vec::new());
        self.take_own(record, writes).map(|_| ())
    }

    fn write_one(&mut self, items: Vec<Item>, writes: &mut Vec<Write>) -> Result<Record, Refusal> {
        let record = self.space.write(&self.secret, items);
        self.take_own(record, writes)
    }

    fn take_own(&mut self, record: Record, writes: &mut Vec<Write>) -> Result<Record, Refusal> {
        match self.space.receive(record.clone()) {
            Received::New => {}
            Received::Known | Received::Missing(_) => {
                return Err(Refusal::new("not_valid", "the step does not follow what is here"));
            }
            Received::Invalid(why) | Received::Unable(why) => return Err(Refusal::new("not_valid", why)),
        }
        self.keep(&record, writes);
        self.space.fold();
        self.learn_keys(writes);
        self.beside.drop_forgotten(&self.space, writes);
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
