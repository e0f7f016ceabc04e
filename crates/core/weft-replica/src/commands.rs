//! What a member asks for: each command is checked first and then written whole, or refused and nothing changes.

use crate::{
    effects::Effects,
    home::Home,
    replica::{Replica, checked_name, random},
    rows::{self, SpaceRow},
};
use rand_chacha::ChaCha20Rng;
use weft_ids::{
    DeviceId, DeviceSecret, Entry, Item, Millis, SpaceId, Table, Verified, entry::ENTRY_VERSION,
    entry::NO_SPACE, limits,
};
use weft_roster::{AuthorityAct, DeviceState, Founding, RollKey, SealingSecret, Statement};
use weft_space::{Record, Space};
use weft_view::{Command, Outcome, Refusal, Reply, SpaceKind};

impl Replica {
    /// Carries a command out.
    pub(crate) fn command(
        &mut self,
        command: Command,
        now: Millis,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        // What is on the disk can be read and carried off whatever else is wrong.
        let reads = matches!(
            command,
            Command::Look(_) | Command::Log { .. } | Command::StickWrite { .. } | Command::Export { .. }
        ) && !self.ahead;
        if let Some(refusal) = self.refuses_all().filter(|_| !reads) {
            return Err(refusal);
        }
        match command {
            Command::Name { name, device_name } => self.rename(&name, &device_name, effects),
            Command::Found { kind, name } => self.found(kind, &name, rng, effects),
            Command::Invite { space, person, own_device } => {
                self.invite(space, &person, own_device, rng, effects)
            }
            Command::Revoke { space, invitation } => self.revoke(space, invitation, effects),
            Command::Join { ticket } => self.join(&ticket, rng, effects),
            Command::CancelJoin { invitation } => self.cancel_join(&invitation, effects),
            Command::Leave { space } => self.leave(space, effects),
            Command::SwitchOff { space, device } => self.switch_off(space, device, effects),
            Command::Edit { space, edit } => self.edit(space, edit, effects),
            Command::KeepDraft { space, title, text, base } => {
                self.keep_draft(space, &title, text, base, effects)
            }
            Command::PutOnTable { space, title } => self.put_on_table(space, &title, effects),
            Command::DropDraft { space, title } => self.drop_draft(space, &title, effects),
            Command::Roll(command) => self.roll(command, rng, effects),
            Command::Gathering(command) => self.gathering(command, rng, effects),
            Command::Loan(step) => {
                let today = weft_practice::civil_at(now, "UTC").ok().map(|(date, _)| date);
                self.loan(step, today, effects)
            }
            Command::LoanWith { space, person, step } => {
                let today = weft_practice::civil_at(now, "UTC").ok().map(|(date, _)| date);
                self.loan_with(space, person, &step, today, rng, effects)
            }
            Command::DropLater { number } => self.drop_later(number, effects),
            Command::OpenPair { space, person } => {
                Ok(self.open_pair(space, person, rng, effects)?.map_or(Reply::Done, Reply::Space))
            }
            Command::Letters { space } => self.letters(space),
            Command::AddDevice { name } => self.add_device(&name, rng, effects),
            Command::SwitchOffEverywhere { endpoint } => self.switch_off_everywhere(endpoint, effects),
            Command::Entrance(command) => self.entrance(command, rng, effects),
            Command::Door(command) => self.door(command, now, rng, effects),
            Command::Look(look) => self.look(look),
            Command::PutBack { space, kind, key, to } => self.put_back(space, kind, &key, to, effects),
            Command::Beside(command) => {
                let today = weft_practice::civil_at(now, "UTC").ok().map(|(date, _)| date);
                self.beside_command(command, today, rng, effects)
            }
            Command::Log { space, limit } => self.log(space, limit),
            Command::StickWrite { spaces, .. } => self.stick_write(&spaces, rng),
            Command::Export { space } => self.export(space),
            Command::Import { records } => self.import(&records, rng, effects),
            Command::StickRead { bytes } => self.stick_read(&bytes, effects),
            Command::Meet(_) => {
                Err(Refusal::new("no_network", "meeting needs the network, which is not here")
                    .hint("open Weft without `--offline`"))
            }
        }
    }

    /// A space of this device.
    pub(crate) fn home(&self, space: &SpaceId) -> Result<&Home, Refusal> {
        self.spaces.get(space).ok_or_else(no_such_space)
    }

    /// A space of this device, to write in.
    pub(crate) fn home_mut(&mut self, space: &SpaceId) -> Result<&mut Home, Refusal> {
        self.spaces.get_mut(space).ok_or_else(no_such_space)
    }

    /// Writes one entry in a space and passes it on.
    pub(crate) fn write(
        &mut self,
        space: &SpaceId,
        items: Vec<Item>,
        effects: &mut Effects,
    ) -> Result<Vec<weft_ids::ActId>, Refusal> {
        let acts = self.home_mut(space)?.write(items, &mut effects.writes)?;
        self.spread(space, None, effects);
        Ok(acts)
    }

    /// Writes one act about who is in, where the roster would not refuse it, and passes it on.
    fn write_act(
        &mut self,
        space: &SpaceId,
        act: &AuthorityAct,
        effects: &mut Effects,
    ) -> Result<(), Refusal> {
        self.home_mut(space)?.write_act(act, &mut effects.writes)?;
        self.spread(space, None, effects);
        Ok(())
    }

    fn rename(&mut self, name: &str, device_name: &str, effects: &mut Effects) -> Outcome {
        let name = checked_name("name", name)?;
        let device_name = checked_name("device name", device_name)?;
        self.me.name = name;
        self.me.device_name = device_name;
        effects.writes.push(rows::put(Table::Me, rows::ME.to_vec(), &self.me));
        effects.changed = true;
        Ok(Reply::Done)
    }

    pub(crate) fn found(
        &mut self,
        kind: SpaceKind,
        name: &str,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        let name = checked_name("space's name", name)?;
        if self.spaces.len() >= limits::SPACES_MAX {
            return Err(Refusal::new(
                "too_many_spaces",
                format!("a device holds at most {} spaces", limits::SPACES_MAX),
            )
            .hint("leave one that you no longer need"));
        }
        let kind = match kind {
            SpaceKind::Crew => weft_roster::SpaceKind::Crew,
            SpaceKind::Pair => weft_roster::SpaceKind::Pair,
            SpaceKind::Own => weft_roster::SpaceKind::Own,
            SpaceKind::Congregation => weft_roster::SpaceKind::Congregation,
            SpaceKind::Gathering => weft_roster::SpaceKind::Gathering,
        };
        let secret = DeviceSecret::from_bytes(random(rng));
        let sealing = SealingSecret::from_bytes(random(rng));
        let roll_key = RollKey::from_bytes(random(rng));
        let founder = Statement::founder(
            random(rng),
            self.me.name.clone(),
            self.me.device_name.clone(),
            secret.public(),
            sealing.public(),
            self.endpoint(),
        );
        let founding = Founding::new(kind, name, founder, &roll_key, rng)
            .map_err(|error| Refusal::new("bad_key", error.to_string()).hint("try again"))?;
        let roll = founding.roll.hash();
        let items = vec![AuthorityAct::Founding(Box::new(founding)).to_item()];
        let entry = Entry {
            version: ENTRY_VERSION,
            space: NO_SPACE,
            roll,
            device: secret.public(),
            n: 1,
            prev: None,
            past: Vec::new(),
            items: items.iter().map(Item::hash).collect(),
        };
        let record = Record::new(Verified::sign(entry, &secret), items);
        let space =
            Space::open(record.clone()).map_err(|error| Refusal::new("not_valid", error.to_string()))?;
        let row = SpaceRow {
            device_secret: secret.to_bytes(),
            sealing_secret: sealing.to_bytes(),
            roll_key: *roll_key.as_bytes(),
        };
        let mut home = Home::new(space, &row);
        effects.writes.push(home.row());
        home.keep(&record, &mut effects.writes);
        home.learn_keys(&mut effects.writes);
        let id = home.id();
        self.spaces.insert(id, home);
        self.stirred.insert(id);
        effects.changed = true;
        Ok(Reply::Space(id))
    }

    pub(crate) fn leave(&mut self, space: SpaceId, effects: &mut Effects) -> Outcome {
        let home = self.home(&space)?;
        let leave = home.space.history().leaving(&home.device());
        let leave = leave.ok_or_else(|| Refusal::new("read_only", "this device is not in this space"))?;
        self.write_act(&space, &AuthorityAct::Leave(leave), effects)?;
        Ok(Reply::Done)
    }

    pub(crate) fn switch_off(&mut self, space: SpaceId, device: DeviceId, effects: &mut Effects) -> Outcome {
        let home = self.home(&space)?;
        let known = home.space.roster().devices.get(&device);
        let known = known.filter(|known| Some(known.person) == home.me()).ok_or_else(|| {
            Refusal::new("not_yours", "this is not a device of yours")
                .hint("only its own person can switch a device off")
        })?;
        if known.state != DeviceState::Stands {
            return Err(Refusal::new("already_off", "this device does not count here any more"));
        }
        let off = home.space.history().switching_off(&home.device(), &device);
        self.write_act(&space, &AuthorityAct::SwitchOff(off), effects)?;
        Ok(Reply::Done)
    }
}

fn no_such_space() -> Refusal {
    Refusal::new("no_such_space", "this device is not in such a space")
        .hint("`weft status` lists the spaces here")
}
