//! Giving: parts that others ask for, read from the disk one by one.

use super::{ACTS_MAX, BesideMessage, Part, PartName, Reading, held::chunk_key};
use crate::{
    effects::Effects,
    message::{Handle, Message},
    replica::{Output, Replica, busy},
};
use rand_chacha::ChaCha20Rng;
use weft_ids::{ActId, DeviceId, SpaceId, Table, limits};
use weft_space::beside::chunk_hash;

impl Replica {
    /// A message about what travels beside a shared space's entries.
    pub(crate) fn on_beside(
        &mut self,
        id: u64,
        handle: Handle,
        message: BesideMessage,
        effects: &mut Effects,
    ) {
        let Some(space) = self.sessions.get(&id).and_then(|s| s.shared.get(&handle)).map(|s| s.space) else {
            return;
        };
        match message {
            BesideMessage::Waits(waits) => {
                if let Some(exchange) = self.exchange(id, &handle) {
                    exchange.they_wait = waits;
                    effects.changed = true;
                }
            }
            BesideMessage::Ask(names) => self.on_beside_asked(id, handle, &space, &names, effects),
            BesideMessage::Give { name, bytes } => {
                self.on_beside_given(id, handle, &space, &name, &bytes, effects)
            }
            BesideMessage::Lack(names) => self.on_beside_lacked(id, handle, &space, &names, effects),
            BesideMessage::WhoHas(acts) => self.on_who_has(id, handle, &space, &acts, effects),
            BesideMessage::Has(acts) => self.on_has(id, handle, &space, &acts, effects),
        }
    }

    fn on_beside_asked(
        &mut self,
        id: u64,
        handle: Handle,
        space: &SpaceId,
        names: &[PartName],
        effects: &mut Effects,
    ) {
        if names.len() > limits::BESIDES_ASKED_MAX {
            return self.drop_session(id, "asked for more parts than one message may", effects);
        }
        let mut lack = Vec::new();
        for name in names {
            let Some(home) = self.spaces.get(space) else { return };
            let body = home.beside.body_bytes(&name.act).map(<[u8]>::to_vec);
            let here = home.beside.has(name);
            let Some(exchange) = self.exchange(id, &handle) else { return };
            if !here || !exchange.give(*name) {
                lack.push(*name);
                continue;
            }
            match (name.part, body) {
                (Part::Body, Some(bytes)) => {
                    send(effects, id, handle, BesideMessage::Give { name: *name, bytes });
                }
                (Part::Body, None) => lack.push(*name),
                (Part::Chunk(index), _) => {
                    if exchange.begin_reading(name).is_err() {
                        return self.drop_session(id, "asked for more parts than can wait", effects);
                    }
                    let key = chunk_key(space, &name.act, index);
                    let reading = Reading::Give { session: id, space: *space, name: *name };
                    self.read(Table::Chunks, vec![key], reading, effects);
                }
            }
        }
        if !lack.is_empty() {
            send(effects, id, handle, BesideMessage::Lack(lack));
        }
    }

    /// Asks for rows of the disk; what they are for is remembered until they come.
    pub(crate) fn read(&mut self, table: Table, keys: Vec<Vec<u8>>, reading: Reading, effects: &mut Effects) {
        self.last_reading += 1;
        self.readings.insert(self.last_reading, reading);
        effects.read(self.last_reading, table, keys);
    }

    /// Rows cannot be looked at now: whoever waits for them by a command is told, and others ask again.
    pub(crate) fn turn_away_rows(&mut self, request: u64, outputs: &mut Vec<Output>) {
        match self.readings.remove(&request) {
            Some(Reading::File { command: id, .. } | Reading::Stick { command: id, .. }) => {
                outputs.push(Output::Reply { id, outcome: Err(busy()) });
            }
            Some(Reading::Give { session, .. }) => {
                outputs.push(Output::Close { session, why: "too much is waiting to be saved".into() });
            }
            None => {}
        }
    }

    /// Rows came from the disk; `None` for each that is not there or is damaged.
    pub(crate) fn on_rows(
        &mut self,
        request: u64,
        rows: Vec<Option<Vec<u8>>>,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) {
        match self.readings.remove(&request) {
            Some(Reading::Give { session, space, name }) => {
                self.give_read(session, &space, &name, rows.into_iter().next().flatten(), effects);
            }
            Some(Reading::File { command, space, act }) => {
                let outcome = self.file_read(&space, &act, &rows, effects);
                effects.reply(command, outcome);
            }
            Some(Reading::Stick { command, spaces, names }) => {
                let outcome = self.stick_with_chunks(&spaces, &names, rows, rng);
                effects.reply(command, outcome);
            }
            None => {}
        }
    }

    fn give_read(
        &mut self,
        id: u64,
        space: &SpaceId,
        name: &PartName,
        row: Option<Vec<u8>>,
        effects: &mut Effects,
    ) {
        let good = self.checked_chunk(space, name, row, effects);
        let Some(session) = self.sessions.get_mut(&id) else { return };
        // The other side may have been ended, or the chunk forgotten, while the disk was at work.
        let Some(handle) = session.handle_of(space) else { return };
        if let Some(shared) = session.shared.get_mut(&handle) {
            shared.beside.end_reading();
        }
        let message = match good {
            Some(bytes) => BesideMessage::Give { name: *name, bytes },
            None => BesideMessage::Lack(vec![*name]),
        };
        send(effects, id, handle, message);
        effects.changed = true;
    }

    /// A chunk as it came from the disk, if it is the one that the entry names and is not forgotten meanwhile.
    ///
    /// One that is damaged is dropped and asked for again, from whoever has it.
    pub(crate) fn checked_chunk(
        &mut self,
        space: &SpaceId,
        name: &PartName,
        row: Option<Vec<u8>>,
        effects: &mut Effects,
    ) -> Option<Vec<u8>> {
        let home = self.spaces.get_mut(space)?;
        let Part::Chunk(index) = name.part else { return None };
        if !home.beside.has(name) {
            return None;
        }
        let stub = home.space.state().besides.stubs.get(&name.act)?;
        let hash = stub.chunks().get(usize::from(index));
        let good = row.filter(|bytes| hash == Some(&chunk_hash(bytes)));
        if good.is_none() {
            tracing::warn!(act = %name.act.short(), index, "a chunk on the disk is damaged; it is asked for again");
            home.beside.lost_chunk(space, name.act, index, &mut effects.writes);
            effects.changed = true;
        }
        good
    }

    fn on_who_has(
        &mut self,
        id: u64,
        handle: Handle,
        space: &SpaceId,
        acts: &[ActId],
        effects: &mut Effects,
    ) {
        if acts.len() > ACTS_MAX {
            return self.drop_session(id, "asked about more attachments than one message may", effects);
        }
        let Some(home) = self.spaces.get(space) else { return };
        let stubs = &home.space.state().besides.stubs;
        let whole = |act: &&ActId| stubs.get(*act).is_some_and(|stub| home.beside.has_all(act, stub));
        let acts: Vec<ActId> = acts.iter().filter(whole).copied().collect();
        if !acts.is_empty() {
            send(effects, id, handle, BesideMessage::Has(acts));
        }
    }

    fn on_has(&mut self, id: u64, handle: Handle, space: &SpaceId, acts: &[ActId], effects: &mut Effects) {
        if acts.len() > ACTS_MAX {
            return self.drop_session(id, "told of more attachments than one message may", effects);
        }
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let endpoint = session.endpoint;
        if let Some(shared) = session.shared.get_mut(&handle) {
            shared.beside.has_all(acts);
        }
        let Some(home) = self.spaces.get_mut(space) else { return };
        let devices: Vec<DeviceId> = home.space.roster().standing_at(&endpoint).map(|(id, _)| *id).collect();
        for act in acts {
            let stubs = &home.space.state().besides.stubs;
            if stubs.get(act).is_none_or(|stub| stub.forgotten.is_some()) {
                continue;
            }
            for device in &devices {
                effects.changed |= home.beside.note_with(space, *act, *device, &mut effects.writes);
            }
        }
        self.ask_for_besides(id, handle, effects);
    }
}

/// Sends a message about what travels beside a space's entries.
pub(super) fn send(effects: &mut Effects, session: u64, handle: Handle, message: BesideMessage) {
    effects.send(session, &Message::Beside { handle, message });
}
