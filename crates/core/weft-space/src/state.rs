//! What the kept acts of a space come to: the ledger, and acts that cannot be read.

use crate::said::Said;
use std::collections::BTreeMap;
use weft_ids::{ActId, ItemKind, PersonId};
use weft_ledger::{Ledger, LedgerAct};
use weft_roster::Roster;

/// What the kept acts come to.
#[derive(Debug, Default)]
pub struct State {
    /// Promises and balances.
    pub ledger: Ledger,
    /// Money acts whose bytes are not their kind's form.
    pub malformed: Vec<(ActId, PersonId, ItemKind)>,
    /// Kinds this build does not know, with how many acts there are of each.
    pub unknown: BTreeMap<ItemKind, u64>,
}

impl State {
    /// Folds acts that count, each with the person who did it; their order does not matter.
    pub(crate) fn fold<'a>(roster: &Roster, said: impl Iterator<Item = (ActId, PersonId, &'a Said)>) -> Self {
        let mut acts: Vec<(ActId, PersonId, &LedgerAct)> = Vec::new();
        let mut malformed = Vec::new();
        let mut unknown: BTreeMap<ItemKind, u64> = BTreeMap::new();
        for (id, person, said) in said {
            match said {
                Said::Ledger(act) => acts.push((id, person, act)),
                Said::Malformed(kind) => malformed.push((id, person, *kind)),
                Said::Unknown(kind) => *unknown.entry(*kind).or_default() += 1,
                Said::Authority(_) | Said::Page(_) => {}
            }
        }
        let people = roster.people.keys().copied().collect();
        Self { ledger: Ledger::fold(&people, acts), malformed, unknown }
    }
}
