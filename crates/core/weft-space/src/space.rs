//! The log of one space: entries in, kept entries out.

mod put_off;
mod standing;

pub use put_off::PutOff;

use crate::{
    letter::MailItem,
    page::{ChangeId, LintedChange, PageHistory, PageName, Pages},
    record::Record,
    said::{self, Said},
    state::{Place, State},
};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{
    ActId, DeviceId, DeviceSecret, EndpointId, Entry, EntryHash, Item, PersonId, SpaceId, Verified,
    bytes::hash_bytes, entry::ENTRY_VERSION, limits,
};
use weft_roster::{AuthorityAct, Change, History, Invalid, Kept, PlacedAct, Roster};

/// A device's newest kept entry: its number and name. A forked device can have two.
pub type Tip = (DeviceId, u64, EntryHash);

/// What became of a record that came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// It is valid and held from here on.
    New,
    /// It was held already.
    Known,
    /// These entries of its past are not held yet; it can be tried again once they are.
    Missing(Vec<EntryHash>),
    /// It is not valid, for all devices and for ever.
    Invalid(String),
    /// This build could not judge it; no verdict, and nothing was taken in. See [`Space::put_off`].
    Unable(String),
}

/// Why a space cannot be opened from its founding record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpaceError {
    /// The record does not found a space.
    #[error("record does not found a space: {0}")]
    NotAFounding(String),
}

/// One space.
#[derive(Debug)]
pub struct Space {
    id: SpaceId,
    history: History,
    records: BTreeMap<EntryHash, Held>,
    /// Which entries carry a page change; lint asks whether a dependency is in an entry's past.
    carriers: BTreeMap<ChangeId, Vec<EntryHash>>,
    /// Which entries say that they let a device in, as they came; not all of them need to count.
    admissions: BTreeMap<DeviceId, Vec<EntryHash>>,
    /// Which entries hold a letter or an own ticket, as they came.
    mail: BTreeSet<EntryHash>,
    /// What came and this build could not judge.
    put_off: BTreeMap<EntryHash, PutOff>,
    pages: Pages,
    state: State,
    /// What the last fold has not seen yet.
    news: News,
}

#[derive(Debug)]
struct Held {
    record: Record,
    said: Vec<(ActId, Said)>,
    changes: Vec<ChangeId>,
}

/// What came since the last fold.
#[derive(Debug, Default)]
struct News {
    changes: Vec<ChangeId>,
    rebuild: bool,
    /// Whether acts must be folded anew.
    acts: bool,
    /// Entries whose acts of money are to be posted, where they need not.
    posted: Vec<EntryHash>,
}

impl Space {
    /// Opens a space from its founding record.
    ///
    /// # Errors
    /// When the record does not found a space.
    pub fn open(founding: Record) -> Result<Self, SpaceError> {
        let not = |why: String| SpaceError::NotAFounding(why);
        let id = SpaceId(founding.hash().0);
        let said = said::read(&founding).map_err(|e| not(e.to_string()))?;
        let history = History::found(founding.verified(), &authority(&said), founding.bytes().len())
            .map_err(|e| not(e.to_string()))?;
        let mut space = Self {
            id,
            history,
            records: BTreeMap::new(),
            carriers: BTreeMap::new(),
            admissions: BTreeMap::new(),
            mail: BTreeSet::new(),
            put_off: BTreeMap::new(),
            pages: Pages::new(id),
            state: State::default(),
            news: News { rebuild: true, acts: true, ..News::default() },
        };
        space.records.insert(founding.hash(), Held { record: founding, said, changes: Vec::new() });
        space.fold();
        Ok(space)
    }

    /// Takes in a record, from a person's own command, another device, a disk or a stick alike.
    ///
    /// What is shown is not brought up to date; call [`Space::fold`] after the last record of a batch.
    pub fn receive(&mut self, record: Record) -> Received {
        let hash = record.hash();
        if self.records.contains_key(&hash) {
            return Received::Known;
        }
        if record.entry().space != self.id {
            return Received::Invalid("entry belongs to another space".into());
        }
        let said = match said::read(&record) {
            Ok(said) => said,
            Err(error) => return Received::Invalid(error.to_string()),
        };
        let acts = authority(&said);
        let bytes = record.bytes().len();
        match self.history.judge(record.entry(), &hash, &acts, bytes) {
            Ok(()) => {}
            Err(Invalid::Missing(missing)) if missing.iter().any(|hash| self.put_off.contains_key(hash)) => {
                return Received::Unable("it builds on what this version of Weft cannot read".into());
            }
            Err(Invalid::Missing(missing)) => return Received::Missing(missing),
            Err(invalid) => return Received::Invalid(invalid.to_string()),
        }
        let changes = match self.lint_pages(&record, &said) {
            Ok(changes) => changes,
            Err(refused) => return refused,
        };
        match self.history.insert(record.verified(), &hash, &acts, bytes) {
            Ok(change) => self.note(&change, &hash, &said, &changes),
            Err(invalid) => return Received::Invalid(invalid.to_string()),
        }
        for change in &changes {
            self.carriers.entry(*change).or_default().push(hash);
        }
        for placed in acts {
            if let AuthorityAct::Admit(admit) = placed.act {
                self.admissions.entry(admit.joining.statement.device).or_default().push(hash);
            }
        }
        if said.iter().any(|(_, one)| MailItem::of(one).is_some()) {
            self.mail.insert(hash);
        }
        self.put_off.remove(&hash);
        self.records.insert(hash, Held { record, said, changes });
        Received::New
    }

    /// Lints the page changes of an entry and admits them.
    ///
    /// A change that is admitted before a later one of the same entry fails is in no kept entry, so it is never shown
    /// and nothing can name it.
    fn lint_pages(&mut self, record: &Record, said: &[(ActId, Said)]) -> Result<Vec<ChangeId>, Received> {
        let entry = record.entry();
        let parents: Vec<EntryHash> = entry.prev.iter().chain(&entry.past).copied().collect();
        let mut changes: Vec<ChangeId> = Vec::new();
        for (_, one) in said {
            let Said::Page(change) = one else { continue };
            let (history, carriers, earlier) = (&self.history, &self.carriers, &changes);
            let in_past = |dependency: &ChangeId| {
                earlier.contains(dependency)
                    || carriers.get(dependency).is_some_and(|carriers| {
                        carriers
                            .iter()
                            .any(|carrier| parents.iter().any(|parent| history.reaches(parent, carrier)))
                    })
            };
            let linted: LintedChange = match self.pages.lint(&entry.device, change, &in_past) {
                Ok(linted) => linted,
                Err(error) if error.is_verdict() => return Err(Received::Invalid(error.to_string())),
                Err(error) => return Err(Received::Unable(error.to_string())),
            };
            changes.push(self.pages.admit(linted).map_err(|fault| Received::Unable(fault.to_string()))?);
        }
        Ok(changes)
    }

    fn note(&mut self, change: &Change, hash: &EntryHash, said: &[(ActId, Said)], own: &[ChangeId]) {
        self.news.rebuild |= !change.removed.is_empty();
        self.news.acts |= change.roster || !change.removed.is_empty() || !is_posted(said);
        for added in &change.added {
            // The one that has just come is not among the records yet.
            let (changes, said) = match self.records.get(added) {
                Some(held) => (held.changes.as_slice(), held.said.as_slice()),
                None if added == hash => (own, said),
                None => continue,
            };
            self.news.changes.extend(changes);
            self.news.acts |= !is_posted(said);
            if said.iter().any(|(_, one)| matches!(one, Said::Ledger(_))) {
                self.news.posted.push(*added);
            }
        }
    }

    /// Drops what is set aside beyond its bounds; call it after the last record of a batch and before [`Space::fold`].
    ///
    /// What those in `keep` wrote, this device and those it was before, stays whole. Returns what was dropped; it comes back when somebody builds on it.
    pub fn trim(&mut self, keep: &BTreeSet<DeviceId>) -> Vec<EntryHash> {
        let dropped = self.history.trim_aside_beside(keep);
        for hash in &dropped {
            let Some(held) = self.records.remove(hash) else { continue };
            self.mail.remove(hash);
            for change in &held.changes {
                if let Some(carriers) = self.carriers.get_mut(change) {
                    carriers.retain(|carrier| carrier != hash);
                }
            }
            for (_, said) in &held.said {
                if let Said::Authority(AuthorityAct::Admit(admit)) = said
                    && let Some(entries) = self.admissions.get_mut(&admit.joining.statement.device)
                {
                    entries.retain(|entry| entry != hash);
                }
            }
        }
        dropped
    }

    /// Brings what is shown up to date with what is held; costs nothing where nothing came.
    pub fn fold(&mut self) {
        let news = std::mem::take(&mut self.news);
        let records = &self.records;
        let kept = || self.history.kept().in_order().filter_map(|hash| records.get(hash));
        if news.rebuild {
            let changes: Vec<ChangeId> = kept().flat_map(|held| held.changes.iter().copied()).collect();
            self.pages.rebuild(&changes);
        } else if !news.changes.is_empty() {
            self.pages.apply_kept(&news.changes);
        }
        if news.acts {
            let counting = kept().filter_map(|held| {
                let facts = self.history.entry(&held.record.hash()).filter(|facts| facts.counts)?;
                Some(held.said.iter().map(move |(id, said)| (*id, facts.person, said)))
            });
            let revision = self.state.revision + 1;
            let places =
                kept().filter_map(|held| Some((self.history.entry(&held.record.hash())?.depth, held)));
            let order = places.flat_map(|(depth, held)| places_of(depth, held)).collect();
            self.state = State::fold(self.history.roster(), counting.flatten());
            (self.state.revision, self.state.order) = (revision, order);
        } else if !news.posted.is_empty() {
            let mut acts = Vec::new();
            for held in news.posted.iter().filter_map(|hash| records.get(hash)) {
                let facts = self.history.entry(&held.record.hash());
                let Some(facts) = facts.filter(|facts| facts.kept && facts.counts) else { continue };
                self.state.order.extend(places_of(facts.depth, held));
                acts.extend(held.said.iter().filter_map(|(id, said)| match said {
                    Said::Ledger(act) => Some((*id, facts.person, act)),
                    Said::Authority(_)
                    | Said::Page(_)
                    | Said::Letter(_)
                    | Said::OwnTicket(_)
                    | Said::Beside(_)
                    | Said::Malformed(_)
                    | Said::Unknown(_) => None,
                }));
            }
            self.state.post(acts);
        }
    }

    /// Makes the next entry of `secret`'s device with these items; it is held once it is received.
    ///
    /// With no items and more heads than one entry can name it joins some of them: see [`Space::needs_join`].
    pub fn write(&self, secret: &DeviceSecret, items: Vec<Item>) -> Record {
        self.write_on(secret, &[], items)
    }

    /// As [`Space::write`], on top of `branches` too: entries held that are not kept, and are from here on.
    pub fn write_on(&self, secret: &DeviceSecret, branches: &[EntryHash], items: Vec<Item>) -> Record {
        let device = secret.public();
        let step = self.history.next_step_on(&device, branches);
        let entry = Entry {
            version: ENTRY_VERSION,
            space: self.id,
            roll: self.history.roll(),
            device,
            n: step.n,
            prev: step.prev,
            past: step.past,
            items: items.iter().map(Item::hash).collect(),
        };
        Record::new(Verified::sign(entry, secret), items)
    }

    /// Says on which device this runs: of rival rolls it stays under the one that this device has written under.
    pub fn run_on(&mut self, device: DeviceId) {
        let change = self.history.run_on(device);
        self.note(&change, &EntryHash(self.id.0), &[], &[]);
        self.fold();
    }

    /// Whether more heads are kept than one entry can name, so that an empty entry must join some first.
    pub fn needs_join(&self, device: &DeviceId) -> bool {
        self.history.next_step(device).needs_join
    }

    /// The space's id.
    pub fn id(&self) -> SpaceId {
        self.id
    }

    /// Who is in.
    pub fn roster(&self) -> &Roster {
        self.history.roster()
    }

    /// What is kept.
    pub fn kept(&self) -> &Kept {
        self.history.kept()
    }

    /// The history, for what else it knows.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The pages as kept entries leave them.
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// What the acts come to.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The letters and own tickets in kept entries that count, each with the device that wrote it and whose that is.
    pub fn mail(&self) -> impl Iterator<Item = (ActId, DeviceId, PersonId, MailItem<'_>)> {
        let counting = self.mail.iter().filter_map(|hash| {
            let facts = self.history.entry(hash).filter(|facts| facts.kept && facts.counts)?;
            Some((facts.device, facts.person, self.said(hash)))
        });
        counting.flat_map(|(device, person, said)| {
            said.iter().filter_map(move |(id, one)| Some((*id, device, person, MailItem::of(one)?)))
        })
    }

    /// A held record by name.
    pub fn record(&self, hash: &EntryHash) -> Option<&Record> {
        self.records.get(hash).map(|held| &held.record)
    }

    /// The steps in which a page came to be, as the kept entries tell them; `None` where nobody wrote on it.
    ///
    /// The order follows from the entries alone, so it is the same on every device that keeps them.
    pub fn page_history(&self, name: &PageName) -> Option<PageHistory<'_>> {
        let page = self.pages.page(name)?;
        let mut entries: BTreeSet<(u64, EntryHash)> = BTreeSet::new();
        for carrier in page.shown_ids().filter_map(|change| self.carriers.get(&change)).flatten() {
            let facts = self.history.entry(carrier).filter(|facts| facts.kept);
            entries.extend(facts.map(|facts| (facts.depth, *carrier)));
        }
        let carried = entries.into_iter().map(|(_, entry)| (entry, self.page_changes(&entry).to_vec()));
        Some(PageHistory::gather(page, carried))
    }

    /// How deep in the log the newest shown change of a page stands: grows with every one that builds on it.
    pub fn page_depth(&self, name: &PageName) -> Option<u64> {
        let heads = self.pages.page(name)?.heads();
        let carriers = heads.iter().filter_map(|change| self.carriers.get(change)).flatten();
        carriers.filter_map(|carrier| self.history.entry(carrier)).map(|facts| facts.depth).max()
    }

    /// The page changes that a held entry carries, in order.
    pub fn page_changes(&self, hash: &EntryHash) -> &[ChangeId] {
        self.records.get(hash).map_or(&[], |held| &held.changes)
    }

    /// What a held entry says.
    pub fn said(&self, hash: &EntryHash) -> &[(ActId, Said)] {
        self.records.get(hash).map_or(&[], |held| &held.said)
    }

    /// Kept records, each after its past, the same on every device.
    pub fn kept_records(&self) -> impl DoubleEndedIterator<Item = &Record> {
        self.kept().in_order().filter_map(|hash| self.record(hash))
    }

    /// The newest kept entry of each device, sorted: what this device tells others it has.
    pub fn tips(&self) -> Vec<Tip> {
        let newest = self.kept().newest.iter();
        newest.flat_map(|(device, tips)| tips.iter().map(|(n, hash)| (*device, *n, *hash))).collect()
    }

    /// The newest kept entry of one device: its number and name.
    pub fn tip_of(&self, device: &DeviceId) -> Option<(u64, EntryHash)> {
        self.kept().newest.get(device).and_then(|tips| tips.last().copied())
    }

    /// The devices known to have forked, sorted.
    ///
    /// That they did can show in nothing that is kept, and still they do not stand: who knows it tells it.
    pub fn forked(&self) -> Vec<DeviceId> {
        let forked: BTreeSet<DeviceId> = self.roster().forks.iter().map(|fork| fork.device).collect();
        forked.into_iter().collect()
    }

    /// Names what is shown in 16 bytes: equal exactly when the same is kept and the same devices are known to have forked.
    pub fn digest(&self) -> [u8; 16] {
        let mut bytes = Vec::new();
        for (device, n, hash) in self.tips() {
            bytes.extend_from_slice(&device.0);
            bytes.extend_from_slice(&n.to_le_bytes());
            bytes.extend_from_slice(&hash.0);
        }
        // Hashed apart first, so that no two pairs of lists give the same bytes.
        let tips = hash_bytes("weft 0 kept", &bytes);
        let mut bytes = tips.to_vec();
        self.forked().iter().for_each(|device| bytes.extend_from_slice(&device.0));
        let hash = hash_bytes("weft 0 kept and forked", &bytes);
        let mut digest = [0; 16];
        digest.copy_from_slice(hash.first_chunk::<16>().expect("a hash has 32 bytes"));
        digest
    }

    /// The kept records that a device with these tips lacks, each after its past.
    ///
    /// A tip that is not held here is further along its chain than this device is, so what is held of that chain is
    /// taken as known there; where the chain has forked, the other side asks for what it misses.
    pub fn lacking(&self, tips: &[Tip]) -> Vec<&Record> {
        let mut known: Vec<EntryHash> = Vec::with_capacity(tips.len());
        for (device, n, hash) in tips {
            if self.records.contains_key(hash) {
                known.push(*hash);
            } else if let Some((_, before)) = self.tip_of(device).filter(|(own, _)| own < n) {
                known.push(before);
            }
        }
        self.history.beyond(&known).iter().filter_map(|hash| self.record(hash)).collect()
    }

    /// Two records of every forked device that is not among `known`: by these anybody sees that it forked.
    pub fn fork_proofs(&self, known: &[DeviceId]) -> Vec<&Record> {
        let mut proven: BTreeSet<DeviceId> = known.iter().copied().collect();
        let mut proofs = Vec::new();
        for fork in &self.roster().forks {
            let proof: Vec<&Record> =
                fork.entries.iter().filter_map(|hash| self.record(hash)).take(2).collect();
            if proof.len() == 2 && proven.insert(fork.device) {
                proofs.extend(proof);
            }
        }
        proofs
    }

    /// A held record and up to `max` before it in its chain, the oldest first.
    pub fn with_chain(&self, hash: &EntryHash, max: usize) -> Vec<&Record> {
        let mut chain = Vec::new();
        let mut next = Some(*hash);
        while let Some(record) = next.and_then(|hash| self.record(&hash)) {
            chain.push(record);
            next = record.entry().prev;
            if chain.len() > max {
                break;
            }
        }
        chain.reverse();
        chain
    }

    /// The admissions that lead from the founder to `device`, the oldest first; empty for the founding device.
    pub fn admissions_of(&self, device: &DeviceId) -> Vec<&Record> {
        let mut chain = Vec::new();
        let mut next = *device;
        while let Some(record) = self.admission_of(&next) {
            next = record.entry().device;
            chain.push(record);
            if chain.len() > limits::DEVICES_MAX {
                break;
            }
        }
        chain.reverse();
        chain
    }

    /// The admission of a device that counts, or one that does not where there is no other.
    fn admission_of(&self, device: &DeviceId) -> Option<&Record> {
        let entries = self.admissions.get(device)?;
        let counts =
            |hash: &&EntryHash| self.history.entry(hash).is_some_and(|facts| facts.kept && facts.counts);
        entries.iter().find(counts).or_else(|| entries.first()).and_then(|hash| self.record(hash))
    }

    /// The entries that say that they let a device in, as they came; not all of them need to count.
    pub fn admission_entries(&self, device: &DeviceId) -> &[EntryHash] {
        self.admissions.get(device).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a device that stands here has this endpoint.
    pub fn lists_endpoint(&self, endpoint: &EndpointId) -> bool {
        self.roster().standing_at(endpoint).next().is_some()
    }
}

/// Where the acts of money of an entry stand.
fn places_of(depth: u64, held: &Held) -> impl Iterator<Item = (ActId, Place)> {
    let hash = held.record.hash();
    let money = held.said.iter().enumerate().filter(|(_, (_, said))| matches!(said, Said::Ledger(_)));
    money.map(move |(index, (id, _))| (*id, (depth, hash, index)))
}

/// Whether these words can be taken in without folding all others anew.
fn is_posted(said: &[(ActId, Said)]) -> bool {
    said.iter().all(|(_, one)| matches!(one, Said::Ledger(_) | Said::Page(_)))
}

fn authority(said: &[(ActId, Said)]) -> Vec<PlacedAct> {
    said.iter()
        .enumerate()
        .filter_map(|(index, (_, said))| match said {
            Said::Authority(act) => Some(PlacedAct { index, act: act.clone() }),
            Said::Ledger(_)
            | Said::Page(_)
            | Said::Letter(_)
            | Said::OwnTicket(_)
            | Said::Beside(_)
            | Said::Malformed(_)
            | Said::Unknown(_) => None,
        })
        .collect()
}
