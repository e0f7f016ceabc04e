//! What a dishonest member, or a thief with their disk, can sign: entries of their own making.

#![allow(missing_docs, reason = "read beside the tests that use it")]

use super::Device;
use weft_ids::{
    DeviceSecret, EndpointId, Entry, EntryHash, Item, ItemKind, OneTimeSecret, SpaceId, Table, Verified,
};
use weft_roster::{Admit, AuthorityAct, Invite, Joining, RollKey, SealingSecret, Statement};
use weft_space::Record;

pub struct Hand {
    pub space: SpaceId,
    pub secret: DeviceSecret,
    pub roll_key: [u8; 32],
    /// Everything on the disk, in the order in which it was stored.
    pub records: Vec<Record>,
}

impl Hand {
    pub fn of(device: &Device, space: &SpaceId) -> Self {
        let row = &device.rows[&(Table::Spaces, space.0.to_vec())];
        let of_space = |key: &(Table, Vec<u8>)| key.0 == Table::Entries && key.1.starts_with(&space.0);
        let rows = device.rows.iter().filter(|(key, _)| of_space(key));
        Self {
            space: *space,
            secret: DeviceSecret::from_bytes(row[1..33].try_into().unwrap()),
            roll_key: row[65..97].try_into().unwrap(),
            records: rows.map(|(_, bytes)| Record::read(bytes).unwrap()).collect(),
        }
    }

    /// This device's own entries, by number.
    pub fn own(&self) -> Vec<&Record> {
        let mut own: Vec<&Record> =
            self.records.iter().filter(|record| record.entry().device == self.secret.public()).collect();
        own.sort_by_key(|record| record.entry().n);
        own
    }

    /// The newest roll under which an entry can be written that builds on these.
    fn roll_after(&self, entry: &Entry) -> weft_ids::RollHash {
        let mut space = weft_space::Space::open(self.records[0].clone()).unwrap();
        for record in &self.records[1..] {
            space.receive(record.clone());
        }
        let mut rolls: Vec<_> = space.history().rolls().map(|(hash, roll)| (roll.number, *hash)).collect();
        rolls.sort_unstable();
        let may = |roll: &weft_ids::RollHash| {
            let entry =
                Entry { roll: *roll, device: self.secret.public(), space: self.space, ..entry.clone() };
            let verdict = space.history().judge(&entry, &entry.hash(), &[], 100);
            !matches!(
                verdict,
                Err(weft_roster::Invalid::UnknownRoll(_) | weft_roster::Invalid::NotStanding(_))
            )
        };
        let newest = rolls.into_iter().rev().map(|(_, roll)| roll).find(may);
        newest.unwrap_or(self.records[0].entry().roll)
    }

    /// An entry that follows `prev` in this device's chain, or begins it where there is none, under the newest roll it can name.
    pub fn after(&self, prev: Option<&Record>, past: &[EntryHash], items: Vec<Item>) -> Record {
        let mut past = past.to_vec();
        past.sort_unstable();
        let (n, prev) = prev.map_or((1, None), |record| (record.entry().n + 1, Some(record.hash())));
        let entry = Entry { n, prev, past, items: Vec::new(), ..self.records[0].entry().clone() };
        self.signed(Entry { roll: self.roll_after(&entry), ..entry }, items, &self.secret)
    }

    /// Another entry in the place of an own one, which says something of no kind.
    pub fn twin(&self, of: &Record, salt: u8) -> Record {
        self.signed(of.entry().clone(), vec![nothing(salt)], &self.secret)
    }

    pub fn signed(&self, mut entry: Entry, items: Vec<Item>, secret: &DeviceSecret) -> Record {
        (entry.device, entry.space) = (secret.public(), self.space);
        entry.items = items.iter().map(Item::hash).collect();
        Record::new(Verified::sign(entry, secret), items)
    }

    /// Lets a device of one's own making in after `prev`: the entry that says so, and the device's secret.
    pub fn puppet(&self, prev: &Record, seed: u8) -> (Record, DeviceSecret) {
        let (ticket, puppet) =
            (OneTimeSecret::from_bytes([seed; 32]), DeviceSecret::from_bytes([seed ^ 0xff; 32]));
        let sealing = SealingSecret::from_bytes([seed; 32]).public();
        let roll = self.records[0].entry().roll;
        let statement = Statement {
            space: self.space,
            roll,
            invitation: Some(ticket.public()),
            own_device_of: None,
            nonce: [seed; 16],
            name: "Puppet".into(),
            device_name: "none".into(),
            device: puppet.public(),
            sealing,
            endpoint: EndpointId([seed; 32]),
        };
        let mut rng = rand_core::SeedableRng::seed_from_u64(u64::from(seed));
        let rng: &mut rand_chacha::ChaCha20Rng = &mut rng;
        let key = RollKey::from_bytes(self.roll_key)
            .seal(&sealing, &self.space, &roll, &puppet.public(), rng)
            .unwrap();
        let joining = Joining::sign(statement, &ticket, &puppet);
        let invite = Invite { invitation: ticket.public(), name: "Puppet".into(), own_device: false };
        let acts = [AuthorityAct::Invite(invite), AuthorityAct::Admit(Box::new(Admit { joining, key }))];
        (self.after(Some(prev), &[], acts.iter().map(AuthorityAct::to_item).collect()), puppet)
    }
}

/// An item of a kind that nobody knows.
pub fn nothing(salt: u8) -> Item {
    Item { kind: ItemKind(60_000), bytes: vec![salt; 8] }
}
