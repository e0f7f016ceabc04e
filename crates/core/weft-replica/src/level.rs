//! Levelling: two devices that share a space compare digests, then vectors, and give each other what is missing.

use crate::{
    effects::Effects,
    message::{Handle, Message},
    replica::Replica,
    rows::HasRow,
    session::Full,
};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use weft_ids::{DeviceId, EntryHash, SpaceId, limits};
use weft_space::{Received, Record, RecordError, Space, Tip, UnverifiedRecord, packed::pack};

/// Bytes of records in one message; packed they take a third of a frame.
const RECORDS_BYTES: usize = limits::FRAME_BYTES_MAX;
/// Bytes of a packed batch: a frame with room for its head.
const PACKED_BYTES: usize = limits::FRAME_BYTES_MAX - 1_024;
/// Entries before a wanted one that go with it, so that a long branch takes few trips.
const CHAIN_BACK: usize = 64;

impl Replica {
    /// Tells what this device has durably stored, where the other side was not told yet.
    pub(crate) fn tell_digest(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(shared) = self.sessions.get_mut(&id).and_then(|s| s.shared.get_mut(&handle)) else { return };
        let Some(home) = self.spaces.get(&shared.space) else { return };
        let digest = home.space.digest();
        let news = shared.told != Some(digest);
        if news {
            self.tell_waits(id, handle, effects);
        }
        let Some(shared) = self.sessions.get_mut(&id).and_then(|s| s.shared.get_mut(&handle)) else { return };
        if news {
            shared.told = Some(digest);
            effects.send(id, &Message::Digest { handle, digest });
            effects.changed = true;
        }
        self.note_level(id, handle, effects);
        self.ask_for_besides(id, handle, effects);
    }

    /// Notes that the other side has durably stored all that is kept here, where it has said so.
    fn note_level(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(session) = self.sessions.get(&id) else { return };
        let Some(shared) = session.shared.get(&handle) else { return };
        let Some(home) = self.spaces.get_mut(&shared.space) else { return };
        if shared.theirs != Some(home.space.digest()) {
            return;
        }
        let devices: Vec<DeviceId> =
            home.space.roster().standing_at(&session.endpoint).map(|(d, _)| *d).collect();
        let newest = home.space.tips();
        for device in devices {
            effects.changed |= home.note_has(device, HasRow { newest: newest.clone() }, &mut effects.writes);
        }
    }

    pub(crate) fn on_digest(&mut self, id: u64, handle: Handle, digest: [u8; 16], effects: &mut Effects) {
        let mine = self.endpoint();
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(shared) = session.shared.get_mut(&handle) else {
            return self.hear_ended(id, handle, digest, effects);
        };
        let (theirs, at) = (session.endpoint, session.at.clone());
        let Some(home) = self.spaces.get(&shared.space) else { return };
        effects.changed |= shared.theirs != Some(digest);
        shared.theirs = Some(digest);
        let ours = home.space.digest();
        if digest != ours && mine < session.endpoint && shared.compared != Some((ours, digest)) {
            shared.compared = Some((ours, digest));
            effects.send(
                id,
                &Message::Vector {
                    handle,
                    answer: true,
                    newest: home.space.tips_seen(),
                    forked: home.space.forked(),
                },
            );
        }
        // Also after coming in by a ticket, when nothing was shared at the hello yet.
        self.note_met(theirs, &at, effects);
        self.tell_digest(id, handle, effects);
    }

    pub(crate) fn on_vector(
        &mut self,
        id: u64,
        handle: Handle,
        answer: bool,
        newest: &[Tip],
        forked: &[DeviceId],
        effects: &mut Effects,
    ) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(shared) = session.shared.get_mut(&handle) else { return };
        let Some(home) = self.spaces.get(&shared.space) else { return };
        // Proofs go last: what they build on is then with the other side as far as it is kept here.
        let mut records = home.space.lacking(newest);
        records.extend(home.space.fork_proofs(forked));
        // What went already goes a second time only if the vector still lacks it when asked again.
        let records = shared.given.take(records, !answer);
        session.went += records.len() as u64;
        for frame in frames_of(handle, &records) {
            effects.send(id, &frame);
        }
        if answer {
            let (newest, forked) = (home.space.tips_seen(), home.space.forked());
            effects.send(id, &Message::Vector { handle, answer: false, newest, forked });
            return;
        }
        let unknown: BTreeSet<EntryHash> =
            newest.iter().map(|(_, _, hash)| *hash).filter(|hash| !home.space.knows(hash)).collect();
        let entries = shared.waiting.ask_for(&unknown);
        if !entries.is_empty() {
            effects.send(id, &Message::Want { handle, entries });
        }
        // One that tells no digest only listens: this device does not stand there any more.
        if shared.theirs.is_none() && !home.space.roster().stands(&home.device()) {
            effects.changed |= !std::mem::replace(&mut shared.parted, true);
        }
    }

    pub(crate) fn on_want(&mut self, id: u64, handle: Handle, entries: &[EntryHash], effects: &mut Effects) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        // Whoever does not stand any more may have what the reason for that builds on.
        let (space, given, ended) = match (session.shared.get_mut(&handle), session.ended.get_mut(&handle)) {
            (Some(shared), _) => (shared.space, &mut shared.given, None),
            (None, Some(ended)) => (ended.space, &mut ended.given, Some(&ended.why)),
            (None, None) => return,
        };
        let Some(home) = self.spaces.get(&space) else { return };
        if entries.len() > limits::PAST_MAX {
            return self.drop_session(id, "asked for more entries than one message may", effects);
        }
        let history = home.space.history();
        let may = |hash: &EntryHash| ended.is_none_or(|why| why.iter().any(|why| history.reaches(why, hash)));
        let mut seen = BTreeSet::new();
        let mut records: Vec<&Record> = Vec::new();
        for hash in entries.iter().filter(|hash| may(hash)) {
            // A few frames at most; who misses more asks again.
            if records.iter().map(|record| record.bytes().len()).sum::<usize>() > 4 * RECORDS_BYTES {
                break;
            }
            let chain = home.space.with_chain(hash, CHAIN_BACK);
            records.extend(chain.into_iter().filter(|record| seen.insert(record.hash())));
        }
        let records = given.take(records, true);
        session.went += records.len() as u64;
        for frame in frames_of(handle, &records) {
            effects.send(id, &frame);
        }
    }

    pub(crate) fn on_records(&mut self, id: u64, handle: Handle, records: &[Vec<u8>], effects: &mut Effects) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        if session.knocks.contains_key(&handle) {
            return self.on_knock_records(id, handle, records, effects);
        }
        let Some((space, _, waiting)) = session.taking(&handle) else { return };
        let mut batch = waiting.take();
        let (fresh, damaged) = self.read_fresh(&space, records);
        batch.extend(fresh);
        let bad = damaged.map(|error| format!("gave a damaged entry: {error}"));
        let taken = self.take_in(&space, batch, effects);
        let bad =
            bad.or_else(|| taken.bad.as_ref().map(|why| format!("gave an entry that is not valid: {why}")));
        if let Some(why) = bad {
            // What came with it is taken in all the same, and is passed on like any other.
            self.drop_session(id, &why, effects);
            if !taken.new.is_empty() {
                self.spread(&space, None, effects);
            }
            return;
        }
        let Some(session) = self.sessions.get_mut(&id) else { return };
        session.came += taken.new.len() as u64;
        let Some((_, given, waiting)) = session.taking(&handle) else { return };
        given.extend(taken.new.iter().copied());
        if !taken.new.is_empty() {
            waiting.settle();
        }
        for record in taken.waiting {
            if waiting.push(record) == Err(Full) {
                return self.drop_session(id, "gave entries without their past", effects);
            }
        }
        let entries = waiting.ask_for(&taken.missing);
        if !entries.is_empty() {
            effects.send(id, &Message::Want { handle, entries });
        }
        self.tell_digest(id, handle, effects);
        if !taken.new.is_empty() {
            self.spread(&space, Some(id), effects);
        }
    }

    /// Reads records that came, but not those that are known: a signature is checked only of what is news.
    ///
    /// The error is that of the last one that cannot be read.
    pub(crate) fn read_fresh(
        &self,
        space: &SpaceId,
        records: &[Vec<u8>],
    ) -> (Vec<Record>, Option<RecordError>) {
        let known = |hash: &EntryHash| self.spaces.get(space).is_some_and(|home| home.space.knows(hash));
        let (mut fresh, mut damaged) = (Vec::new(), None);
        for bytes in records {
            match UnverifiedRecord::read(bytes) {
                Ok(record) if known(&record.hash()) => {}
                Ok(record) => match record.verify() {
                    Ok(record) => fresh.push(record),
                    Err(error) => damaged = Some(error),
                },
                Err(error) => damaged = Some(error),
            }
        }
        (fresh, damaged)
    }

    /// Takes records of a space in, each once its past is held, stores them and folds.
    pub(crate) fn take_in(&mut self, space: &SpaceId, batch: Vec<Record>, effects: &mut Effects) -> TakenIn {
        let mut taken = TakenIn::default();
        let Some(home) = self.spaces.get_mut(space) else { return taken };
        batch.iter().for_each(|record| home.note_own_future(record, &mut effects.writes));
        let put_off = home.space.put_offs().len();
        let Sorted { new, waiting, missing, bad } = receive_all(&mut home.space, batch);
        effects.changed |= home.space.put_offs().len() > put_off;
        (taken.waiting, taken.missing) = (waiting, missing);
        if !new.is_empty() {
            home.settle(&mut effects.writes);
            for record in &new {
                // What was more than may be held aside is gone already, and is never stored.
                if home.space.record(&record.hash()).is_some() {
                    home.keep(record, &mut effects.writes);
                    taken.new.push(record.hash());
                }
            }
            effects.changed = true;
        }
        taken.bad = bad;
        taken
    }

    /// Passes what is new in a space on to everyone connected who shares it, but not back to `from`.
    pub(crate) fn spread(&mut self, space: &SpaceId, from: Option<u64>, effects: &mut Effects) {
        effects.changed = true;
        self.stirred.insert(*space);
        let sessions: Vec<(u64, Handle)> =
            self.sessions.iter().filter_map(|(id, session)| Some((*id, session.handle_of(space)?))).collect();
        for (id, handle) in sessions {
            let (Some(home), Some(session)) = (self.spaces.get(space), self.sessions.get(&id)) else {
                continue;
            };
            let ended = session.is_ended(home);
            if Some(id) != from && !ended {
                self.push(id, handle, effects);
            }
            // Whoever gave the entry by which they stand no longer hears that it came, and nothing after it.
            if Some(id) == from || !ended {
                self.tell_digest(id, handle, effects);
            }
            if ended {
                self.tell_ending(id, handle, *space, effects);
            }
        }
        self.share_with_the_heard(space, effects);
    }

    /// Gives what is new to a device that was level, as far as it is known to have the rest.
    fn push(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(shared) = session.shared.get_mut(&handle) else { return };
        let Some(home) = self.spaces.get(&shared.space) else { return };
        let has =
            home.space.roster().standing_at(&session.endpoint).find_map(|(device, _)| home.has.get(device));
        let Some(has) = has.filter(|_| shared.theirs.is_some()) else { return };
        // The other side holds what was level last and what went since; the rest follows from its tips.
        let records = shared.given.take(home.space.lacking(&has.newest), false);
        session.went += records.len() as u64;
        for frame in frames_of(handle, &records) {
            effects.send(id, &frame);
        }
    }
}

/// What became of the records of a batch.
#[derive(Default)]
struct Sorted {
    new: Vec<Record>,
    waiting: Vec<Record>,
    missing: BTreeSet<EntryHash>,
    bad: Option<String>,
}

/// Gives records to a space in the order in which they build on one another.
///
/// One whose past is missing waits for the first entry that it lacks, so that each is tried at most once for every entry
/// that it names.
fn receive_all(space: &mut Space, batch: Vec<Record>) -> Sorted {
    let mut sorted = Sorted::default();
    let mut next: VecDeque<Record> = batch.into();
    let mut waiting: BTreeMap<EntryHash, Vec<(Record, Vec<EntryHash>)>> = BTreeMap::new();
    while let Some(record) = next.pop_front() {
        let hash = record.hash();
        match space.receive(record.clone()) {
            Received::New => sorted.new.push(record),
            Received::Known => {}
            Received::Missing(missing) => {
                let first = missing.first().copied().unwrap_or(hash);
                waiting.entry(first).or_default().push((record, missing));
                continue;
            }
            Received::Unable(why) => space.put_off(&record, &why),
            Received::Invalid(why) => {
                sorted.bad = sorted.bad.or(Some(why));
                continue;
            }
        }
        next.extend(waiting.remove(&hash).into_iter().flatten().map(|(record, _)| record));
    }
    for (record, missing) in waiting.into_values().flatten() {
        sorted.missing.extend(missing);
        sorted.waiting.push(record);
    }
    sorted
}

/// What became of a batch.
#[derive(Debug, Default)]
pub(crate) struct TakenIn {
    pub(crate) new: Vec<EntryHash>,
    pub(crate) waiting: Vec<Record>,
    pub(crate) missing: BTreeSet<EntryHash>,
    /// Why one was not valid, where one was not.
    pub(crate) bad: Option<String>,
}

/// Packs records into messages that fit frames.
pub(crate) fn frames_of(handle: Handle, records: &[&Record]) -> Vec<Message> {
    let mut frames = Vec::new();
    let mut rest = records;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest.iter().take_while(|record| {
            bytes += record.bytes().len();
            bytes <= RECORDS_BYTES
        });
        let (batch, after) = rest.split_at_checked(fits.count().max(1)).unwrap_or((rest, &[]));
        push_batch(handle, batch, &mut frames);
        rest = after;
    }
    frames
}

/// Packs a batch, in halves where it does not fit.
fn push_batch(handle: Handle, batch: &[&Record], frames: &mut Vec<Message>) {
    match pack(batch).filter(|packed| packed.len() <= PACKED_BYTES) {
        Some(packed) => frames.push(Message::Packed { handle, packed }),
        None if batch.len() > 1 => {
            let (first, second) = batch.split_at_checked(batch.len() / 2).unwrap_or((batch, &[]));
            push_batch(handle, first, frames);
            push_batch(handle, second, frames);
        }
        None => {
            let records = batch.iter().map(|record| record.bytes().to_vec()).collect();
            frames.push(Message::Records { handle, records });
        }
    }
}
