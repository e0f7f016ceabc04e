//! When entries came to this device: entries carry no time, so it is noted here, and it never travels.
//!
//! One row says since when the entries from a number on came; a new one is written when an hour has passed, in the same
//! transaction as the entries themselves. What was stored before any row was written has no time.

use crate::{
    effects::Effects,
    rows::{self, CameRow, RowError},
};
use std::collections::BTreeMap;
use weft_ids::{Millis, SpaceId, Table, Write};

/// Times nearer to each other than this, in milliseconds, share a row; days are shown, so an hour is fine enough.
const ONE_ROW_MS: i64 = 3_600_000;

/// Since when the entries from each number on came, by space.
#[derive(Debug, Default)]
pub(crate) struct Came(BTreeMap<SpaceId, BTreeMap<u64, Millis>>);

impl Came {
    /// Takes a row of [`Table::Peers`] in, by its key without its first byte.
    pub(crate) fn load(&mut self, key: &[u8], value: &[u8]) -> Result<(), RowError> {
        if let Some((space, number)) = rows::entry_key_parts(key) {
            let row: CameRow = rows::from_row(Table::Peers, value)?;
            self.0.entry(space).or_default().insert(number, row.at);
        }
        Ok(())
    }

    /// Notes the time of the entries that are about to be stored, where the last row does not say it already.
    pub(crate) fn note(&mut self, effects: &mut Effects, now: Millis) {
        let mut first: BTreeMap<SpaceId, u64> = BTreeMap::new();
        for write in effects.writes.iter().filter(|write| is_new_entry(write)) {
            if let Some((space, number)) = rows::entry_key_parts(&write.key) {
                let least = first.entry(space).or_insert(number);
                *least = number.min(*least);
            }
        }
        for (space, number) in first {
            let since = self.0.entry(space).or_default();
            let last = since.range(..=number).next_back();
            if last.is_some_and(|(_, at)| now.abs_diff(*at) < ONE_ROW_MS.unsigned_abs()) {
                continue;
            }
            since.insert(number, now);
            let row = CameRow { at: now };
            effects.writes.push(rows::put(Table::Peers, rows::came_key(&space, number), &row));
        }
    }

    /// When the entry stored under a number came; `None` where that was not noted.
    pub(crate) fn at(&self, space: &SpaceId, number: u64) -> Option<Millis> {
        self.0.get(space)?.range(..=number).next_back().map(|(_, at)| *at)
    }
}

fn is_new_entry(write: &Write) -> bool {
    write.table == Table::Entries && write.value.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACE: SpaceId = SpaceId([7; 32]);
    const NOW: Millis = 1_795_000_000_000;

    /// Stores entries from `first` on at a moment; how many rows that took.
    fn store(came: &mut Came, numbers: std::ops::Range<u64>, now: Millis) -> usize {
        let mut effects = Effects::default();
        for number in numbers {
            effects.writes.push(Write::put(Table::Entries, rows::entry_key(&SPACE, number), vec![1]));
        }
        let before = effects.writes.len();
        came.note(&mut effects, now);
        effects.writes.len() - before
    }

    #[test]
    fn entries_of_one_hour_share_a_row_whatever_the_clock_does() {
        let mut came = Came::default();
        assert_eq!(store(&mut came, 5..9, NOW), 1);
        assert_eq!(store(&mut came, 9..900, NOW + ONE_ROW_MS - 1), 0);
        assert_eq!(store(&mut came, 900..901, NOW + ONE_ROW_MS), 1);
        // A clock that is set back by years is believed, and still bounded.
        assert_eq!(store(&mut came, 901..902, NOW - 9_000 * ONE_ROW_MS), 1);
        assert_eq!(store(&mut came, 902..903, NOW - 9_000 * ONE_ROW_MS), 0);
        assert_eq!(store(&mut came, 903..904, i64::MIN), 1);
        let at = |number| came.at(&SPACE, number);
        assert_eq!((at(4), at(5), at(899)), (None, Some(NOW), Some(NOW)));
        assert_eq!((at(900), at(902)), (Some(NOW + ONE_ROW_MS), Some(NOW - 9_000 * ONE_ROW_MS)));
        assert_eq!(came.at(&SpaceId([8; 32]), 9), None);
    }
}
