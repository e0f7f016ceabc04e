//! Copies: a space's signed entries handed out to be kept elsewhere, and taken in again where nobody holds a key to it.

use crate::{
    effects::Effects,
    home::Home,
    observer::{ObserverError, carried, replay},
    replica::{Replica, random},
    rows::{self, CopyRow, SpaceRow},
};
use rand_chacha::ChaCha20Rng;
use weft_ids::{SpaceId, Table, limits};
use weft_space::Record;
use weft_view::{CopySummary, Outcome, Refusal, Reply};

impl Replica {
    /// Hands out the entries by which somebody else sees the same as this device.
    pub(crate) fn export(&self, space: SpaceId) -> Outcome {
        let home = self.home(&space)?;
        let records = carried(&home.space).into_iter().map(|record| record.bytes().to_vec()).collect();
        Ok(Reply::Exported { space, name: self.space_name(home), records })
    }

    /// Takes entries in: into a space of this device like any that come, else as a copy that can only be read.
    pub(crate) fn import(
        &mut self,
        records: &[Vec<u8>],
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        let founding = records
            .first()
            .ok_or(ObserverError::Empty)
            .and_then(|bytes| Record::read(bytes).map_err(|why| ObserverError::Record { place: 1, why }));
        let space = SpaceId(founding.map_err(refused)?.hash().0);
        if self.spaces.contains_key(&space) {
            return self.level_with_copy(space, records, effects);
        }
        if self.spaces.len() >= limits::SPACES_MAX {
            return Err(Refusal::new(
                "too_many_spaces",
                format!("a device holds at most {} spaces", limits::SPACES_MAX),
            )
            .hint("leave one that you no longer need"));
        }
        let (opened, taken) = replay(records, &mut |_| {}).map_err(refused)?;
        if opened.roster().kind == weft_roster::SpaceKind::Own {
            return Err(Refusal::new(
                "copy_of_devices",
                "it holds what somebody's own devices tell each other",
            )
            .hint("add this device to your own with an invitation for a device"));
        }
        let mut home =
            Home::begin(opened, &SpaceRow::of_a_copy(random(rng), random(rng)), &taken, &mut effects.writes);
        home.is_copy = true;
        effects.writes.push(rows::put(Table::Peers, rows::copy_key(&space), &CopyRow {}));
        let entries = taken.len() as u64;
        let summary =
            CopySummary { space, name: self.space_name(&home), entries, new: entries, is_copy: true };
        self.spaces.insert(space, home);
        effects.changed = true;
        Ok(Reply::Imported(summary))
    }

    fn level_with_copy(&mut self, space: SpaceId, records: &[Vec<u8>], effects: &mut Effects) -> Outcome {
        let mut batch = Vec::with_capacity(records.len());
        for (bytes, place) in records.iter().zip(1..) {
            batch.push(Record::read(bytes).map_err(|why| refused(ObserverError::Record { place, why }))?);
        }
        let entries = batch.len() as u64;
        let taken = self.take_in(&space, batch, effects);
        if !taken.new.is_empty() {
            self.spread(&space, None, effects);
        }
        if let Some(why) = taken.bad.filter(|_| taken.new.is_empty()) {
            return Err(Refusal::new("copy_not_valid", format!("an entry of it is not valid: {why}"))
                .hint("`weft verify` says more; nothing was changed"));
        }
        let home = self.home(&space)?;
        let (name, is_copy) = (self.space_name(home), home.is_copy);
        let new = taken.new.len() as u64;
        Ok(Reply::Imported(CopySummary { space, name, entries, new, is_copy }))
    }
}

fn refused(error: ObserverError) -> Refusal {
    Refusal::new("copy_not_valid", error.to_string()).hint("`weft verify` says more; nothing was changed")
}
