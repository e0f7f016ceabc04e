//! Taking: which parts are asked for, from whom, and what becomes of those that come.

use super::{ACTS_MAX, BesideMessage, Exchange, PartName, give::send, held::NotTaken};
use crate::{effects::Effects, message::Handle, replica::Replica};
use std::collections::BTreeSet;
use weft_ids::{ActId, Millis, SpaceId, limits};

/// Chunks between two snapshots while a file comes, so that showing the progress costs little.
const SHOWN_EVERY: u32 = 4;

impl Replica {
    pub(super) fn exchange(&mut self, id: u64, handle: &Handle) -> Option<&mut Exchange> {
        self.sessions.get_mut(&id).and_then(|s| s.shared.get_mut(handle)).map(|shared| &mut shared.beside)
    }

    /// Says whether this side hopes for parts in this session, where it said otherwise before.
    ///
    /// Said before the digest, so that a side that is level with the entries knows that it is still needed.
    pub(crate) fn tell_waits(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let waits = self.hopes_for(id, handle);
        let Some(exchange) = self.exchange(id, &handle) else { return };
        if exchange.told_waits != waits {
            exchange.told_waits = waits;
            send(effects, id, handle, BesideMessage::Waits(waits));
            effects.changed = true;
        }
    }

    fn hopes_for(&self, id: u64, handle: Handle) -> bool {
        let Some(shared) = self.sessions.get(&id).and_then(|s| s.shared.get(&handle)) else { return false };
        let Some(home) = self.spaces.get(&shared.space) else { return false };
        self.has_room() && home.beside.missing(&home.space).any(|name| shared.beside.may_have(&name))
    }

    /// Whether this device takes in more attachments at all.
    fn has_room(&self) -> bool {
        let here: u64 = self.spaces.values().map(|home| home.beside.bytes()).sum();
        here < limits::DEVICE_ATTACHMENT_BYTES_MAX
    }

    /// Asks for parts that are missing and that nobody else is asked for, once the entries are level.
    pub(crate) fn ask_for_besides(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        if !self.has_room() {
            return self.tell_waits(id, handle, effects);
        }
        let Some(shared) = self.sessions.get(&id).and_then(|s| s.shared.get(&handle)) else { return };
        let Some(home) = self.spaces.get(&shared.space) else { return };
        if !shared.is_level() {
            return;
        }
        let exchanges =
            self.sessions.values().flat_map(|s| s.shared.values()).filter(|one| one.space == shared.space);
        let open: BTreeSet<PartName> = exchanges.flat_map(|one| one.beside.open().copied()).collect();
        let missing = home.beside.missing(&home.space);
        let askable = missing.filter(|name| !open.contains(name) && shared.beside.may_have(name));
        let names: Vec<PartName> = askable.take(shared.beside.room()).collect();
        self.tell_waits(id, handle, effects);
        let Some(exchange) = self.exchange(id, &handle) else { return };
        if !names.is_empty() {
            names.iter().for_each(|name| exchange.ask(*name));
            send(effects, id, handle, BesideMessage::Ask(names));
        }
        self.wonder(id, handle, effects);
    }

    /// Asks whether the other side has what I attached, where that is not known.
    fn wonder(&mut self, id: u64, handle: Handle, effects: &mut Effects) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(shared) = session.shared.get_mut(&handle) else { return };
        let Some(home) = self.spaces.get(&shared.space) else { return };
        let (Some(me), besides) = (home.me(), &home.space.state().besides) else { return };
        let theirs: Vec<_> = home.space.roster().standing_at(&session.endpoint).map(|(id, _)| *id).collect();
        let unknown = besides.order.iter().filter(|act| {
            let mine = besides.stubs.get(*act).is_some_and(|stub| {
                stub.by == me && stub.forgotten.is_none() && home.beside.has_all(act, stub)
            });
            mine && !theirs.iter().all(|device| home.beside.with(act).any(|with| with == device))
        });
        let acts: Vec<ActId> =
            unknown.filter(|act| !shared.beside.wondered.contains(act)).take(ACTS_MAX).copied().collect();
        if !acts.is_empty() {
            shared.beside.wondered.extend(acts.iter().copied());
            send(effects, id, handle, BesideMessage::WhoHas(acts));
        }
    }

    pub(super) fn on_beside_given(
        &mut self,
        id: u64,
        handle: Handle,
        space: &SpaceId,
        name: &PartName,
        bytes: &[u8],
        effects: &mut Effects,
    ) {
        if !self.exchange(id, &handle).is_some_and(|exchange| exchange.came(name)) {
            return self.drop_session(id, "gave a part that nobody asked for", effects);
        }
        match self.take_part(space, name, bytes, effects) {
            Ok(whole) => {
                if whole {
                    self.tell_has(space, name.act, effects);
                }
            }
            Err(NotTaken::NotWanted) => {}
            Err(NotTaken::Wrong(why)) => return self.drop_session(id, &format!("gave {why}"), effects),
        }
        self.ask_for_besides(id, handle, effects);
    }

    /// Checks a part and stores it; answers whether the whole is here with it.
    pub(crate) fn take_part(
        &mut self,
        space: &SpaceId,
        name: &PartName,
        bytes: &[u8],
        effects: &mut Effects,
    ) -> Result<bool, NotTaken> {
        let home = self.spaces.get_mut(space).ok_or(NotTaken::NotWanted)?;
        home.beside.take(&home.space, name, bytes, &mut effects.writes)?;
        let stub = home.space.state().besides.stubs.get(&name.act);
        let whole = stub.is_some_and(|stub| home.beside.has_all(&name.act, stub));
        effects.changed |= whole || home.beside.chunks_here(&name.act).is_multiple_of(SHOWN_EVERY);
        Ok(whole)
    }

    /// Tells everyone connected who shares the space that all of it is here.
    pub(crate) fn tell_has(&mut self, space: &SpaceId, act: ActId, effects: &mut Effects) {
        let sharing = self.sessions.iter().filter_map(|(id, session)| Some((*id, session.handle_of(space)?)));
        for (id, handle) in sharing {
            send(effects, id, handle, BesideMessage::Has(vec![act]));
        }
    }

    pub(super) fn on_beside_lacked(
        &mut self,
        id: u64,
        handle: Handle,
        space: &SpaceId,
        names: &[PartName],
        effects: &mut Effects,
    ) {
        let Some(exchange) = self.exchange(id, &handle) else { return };
        if names.len() > limits::BESIDES_ASKED_MAX || !names.iter().all(|name| exchange.lacked(name)) {
            return self.drop_session(id, "said it lacks what nobody asked for", effects);
        }
        let sharing: Vec<(u64, Handle)> =
            self.sessions.iter().filter_map(|(id, session)| Some((*id, session.handle_of(space)?))).collect();
        for (id, handle) in sharing {
            self.ask_for_besides(id, handle, effects);
        }
    }

    /// Time passes: what is not answered for long is asked of somebody else, and what nobody is asked for, of anybody.
    pub(crate) fn besides_tick(&mut self, now: Millis, effects: &mut Effects) {
        let mut all: Vec<(u64, Handle)> = Vec::new();
        for (id, session) in &mut self.sessions {
            for (handle, shared) in &mut session.shared {
                shared.beside.give_up(now);
                all.push((*id, *handle));
            }
        }
        for (id, handle) in all {
            self.ask_for_besides(id, handle, effects);
        }
    }
}
