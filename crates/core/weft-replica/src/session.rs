//! One connection: what each side has told the other, and what follows from it.

use crate::{
    beside::Exchange,
    home::Home,
    message::{Handle, Hello},
};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EndpointId, EntryHash, InvitationId, Millis, SpaceId, limits};
use weft_space::Record;

/// One connection to a device.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) endpoint: EndpointId,
    /// The address, for showing and for meeting again.
    pub(crate) at: String,
    pub(crate) nonce: [u8; 16],
    pub(crate) hello: Option<Hello>,
    /// Spaces that both sides know they share, by handle.
    pub(crate) shared: BTreeMap<Handle, Shared>,
    /// Spaces whose tag came from a device that is not listed yet; it was asked how it came in.
    pub(crate) strangers: BTreeMap<Handle, SpaceId>,
    /// Spaces whose tag came from a device that does not stand there; it is told why and nothing else.
    pub(crate) ended: BTreeMap<Handle, Ended>,
    /// Spaces in which this side showed how it came in.
    pub(crate) shown: BTreeSet<Handle>,
    /// Spaces in which the other side showed how it came in before its admission arrived here.
    pub(crate) introduced: BTreeMap<SpaceId, Introduced>,
    /// When it began, by this device's clock; only an idle one is ended by it.
    pub(crate) since: Millis,
    /// Doors this side may open to the other, by handle.
    pub(crate) doors: BTreeMap<Handle, (SpaceId, InvitationId)>,
    /// Doors this side wants to come through, by handle.
    pub(crate) knocks: BTreeMap<Handle, Knock>,
    pub(crate) came: u64,
    pub(crate) went: u64,
}

/// A door this side wants to come through.
#[derive(Debug)]
pub(crate) struct Knock {
    pub(crate) invitation: InvitationId,
    /// Whether the other side has shown that it knows the invitation, and was asked.
    pub(crate) asked: bool,
    /// The space's records as they come, until this device's own admission is among them.
    pub(crate) records: Vec<Record>,
    pub(crate) bytes: usize,
}

/// What is known within one session about one space that both share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) space: SpaceId,
    /// The digest the other side told last.
    pub(crate) theirs: Option<[u8; 16]>,
    /// The digest this side told last.
    pub(crate) told: Option<[u8; 16]>,
    /// The pair of digests for which vectors were exchanged, so that one difference is not asked twice.
    pub(crate) compared: Option<([u8; 16], [u8; 16])>,
    /// Entries that went to or came from the other side in this session.
    pub(crate) given: Given,
    /// Entries whose past is missing.
    pub(crate) waiting: WaitingRoom,
    /// What travels beside the entries.
    pub(crate) beside: Exchange,
    /// Whether this device does not stand there any more and has been heard: nothing more goes either way.
    pub(crate) parted: bool,
}

impl Shared {
    pub(crate) fn new(space: SpaceId) -> Self {
        Self {
            space,
            theirs: None,
            told: None,
            compared: None,
            given: Given::default(),
            waiting: WaitingRoom::default(),
            beside: Exchange::default(),
            parted: false,
        }
    }

    /// Whether both sides hold the same, as of the last word from each, or one has nothing more to say to the other.
    pub(crate) fn is_level(&self) -> bool {
        self.parted || self.theirs.is_some() && self.theirs == self.told
    }
}

/// A device that showed how it came in where this one had not heard of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Introduced {
    pub(crate) device: DeviceId,
    /// The entry that lets it in.
    pub(crate) by: EntryHash,
}

/// A space with a device that does not stand there: it is listened to, and told why it does not stand.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) space: SpaceId,
    pub(crate) device: DeviceId,
    /// The digest it told last and was answered with what it is known to hold.
    pub(crate) heard: Option<[u8; 16]>,
    /// The entries that say why it does not stand; what they build on may be asked for.
    pub(crate) why: Vec<EntryHash>,
    pub(crate) given: Given,
    /// Entries that it gave whose past is missing.
    pub(crate) waiting: WaitingRoom,
}

impl Ended {
    /// Goes on from what was shared, where something was.
    pub(crate) fn new(space: SpaceId, device: DeviceId, before: Option<Shared>) -> Self {
        let (given, waiting) = before.map(|shared| (shared.given, shared.waiting)).unwrap_or_default();
        Self { space, device, heard: None, why: Vec::new(), given, waiting }
    }

    /// Goes on as with anybody who stands.
    pub(crate) fn into_shared(self) -> Shared {
        Shared { given: self.given, waiting: self.waiting, ..Shared::new(self.space) }
    }
}

/// How often entries went to or came from the other side, so that nobody can have them sent without end.
#[derive(Debug, Default)]
pub(crate) struct Given(BTreeMap<EntryHash, u8>);

/// How often one entry goes to the other side in one session, whatever it asks for.
const GIVEN_MAX: u8 = 2;

impl Given {
    /// Notes entries that both sides have.
    pub(crate) fn extend(&mut self, entries: impl IntoIterator<Item = EntryHash>) {
        for entry in entries {
            self.0.entry(entry).or_insert(1);
        }
    }

    /// Of `records`, those that did not go yet, or where `again`, not too often; notes that they go.
    pub(crate) fn take<'a>(&mut self, records: Vec<&'a Record>, again: bool) -> Vec<&'a Record> {
        let mut taken = Vec::with_capacity(records.len());
        for record in records {
            let times = self.0.entry(record.hash()).or_insert(0);
            if *times < if again { GIVEN_MAX } else { 1 } {
                *times += 1;
                taken.push(record);
            }
        }
        taken
    }
}

/// Entries that wait for their past, bounded; whoever gave them must give their past.
#[derive(Debug, Default)]
pub(crate) struct WaitingRoom {
    records: BTreeMap<EntryHash, Record>,
    bytes: usize,
    asked: BTreeSet<EntryHash>,
}

/// The waiting room is full: the giver gives entries without their past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl WaitingRoom {
    /// Lets a record wait.
    pub(crate) fn push(&mut self, record: Record) -> Result<(), Full> {
        let bytes = record.bytes().len();
        if self.records.len() >= limits::WAITING_ENTRIES_MAX || self.bytes + bytes > limits::WAITING_BYTES_MAX
        {
            return Err(Full);
        }
        if self.records.insert(record.hash(), record).is_none() {
            self.bytes += bytes;
        }
        Ok(())
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Takes all that waits, to be tried again.
    pub(crate) fn take(&mut self) -> Vec<Record> {
        self.bytes = 0;
        std::mem::take(&mut self.records).into_values().collect()
    }

    /// Of `missing`, those that do not wait here themselves and were not asked for yet.
    pub(crate) fn ask_for(&mut self, missing: &BTreeSet<EntryHash>) -> Vec<EntryHash> {
        let new: Vec<EntryHash> = missing
            .iter()
            .filter(|hash| !self.records.contains_key(hash) && !self.asked.contains(hash))
            .copied()
            .take(limits::PAST_MAX)
            .collect();
        self.asked.extend(new.iter().copied());
        new
    }

    /// Forgets what was asked for, once something came.
    pub(crate) fn settle(&mut self) {
        self.asked.clear();
    }
}

impl Session {
    /// The space that a handle names, what the other side has of it, and its entries that wait for their past.
    pub(crate) fn taking(&mut self, handle: &Handle) -> Option<(SpaceId, &mut Given, &mut WaitingRoom)> {
        match (self.shared.get_mut(handle), self.ended.get_mut(handle)) {
            (Some(shared), _) => Some((shared.space, &mut shared.given, &mut shared.waiting)),
            (None, Some(ended)) => Some((ended.space, &mut ended.given, &mut ended.waiting)),
            (None, None) => None,
        }
    }

    /// Who showed how they came in, where this device has heard of it meanwhile and it does not count.
    pub(crate) fn introduced_in(&self, home: &Home) -> Option<&Introduced> {
        let listed = |device: &DeviceId| home.space.roster().devices.contains_key(device);
        let introduced = self.introduced.get(&home.id()).filter(|introduced| !listed(&introduced.device))?;
        home.space.record(&introduced.by).is_some().then_some(introduced)
    }

    /// Whether the other side is known not to stand in a space, by which it is told why and nothing else.
    ///
    /// Somebody introduced is exempt only until this device knows for itself how they stand.
    pub(crate) fn is_ended(&self, home: &Home) -> bool {
        match self.introduced.get(&home.id()) {
            Some(introduced) if !home.space.roster().devices.contains_key(&introduced.device) => {
                self.introduced_in(home).is_some()
            }
            Some(_) | None => home.ended_at(&self.endpoint).is_some(),
        }
    }

    /// The handle under which both know `space`.
    pub(crate) fn handle_of(&self, space: &SpaceId) -> Option<Handle> {
        self.shared.iter().find(|(_, shared)| shared.space == *space).map(|(handle, _)| *handle)
    }

    /// Whether anything is shared or asked, so that a member would notice the session.
    pub(crate) fn is_known(&self) -> bool {
        !self.shared.is_empty() || self.knocks.values().any(|knock| knock.asked)
    }

    /// Whether all that is shared is level, and something is; or where nothing is, whether who ended was heard.
    pub(crate) fn is_level(&self) -> bool {
        let heard = |ended: &Ended| ended.heard.is_some() && ended.waiting.is_empty();
        self.knocks.values().all(|knock| !knock.asked)
            && if self.shared.is_empty() {
                !self.ended.is_empty() && self.ended.values().all(heard)
            } else {
                self.shared.values().all(Shared::is_level)
            }
    }
}
