//! What the kept acts of a space come to: the ledger, and acts that cannot be read.

use crate::{
    beside::{BesideAct, Besides},
    said::Said,
};
use std::collections::BTreeMap;
use weft_ids::{ActId, EntryHash, ItemKind, PersonId};
use weft_ledger::{Cases, Ledger, LedgerAct};
use weft_roster::Roster;

/// What the kept acts come to.
#[derive(Debug, Default)]
pub struct State {
    /// Promises and balances.
    pub ledger: Ledger,
    /// What travels beside the entries.
    pub besides: Besides,
    /// Acts of money or of what travels beside whose bytes are not their kind's form.
    pub malformed: Vec<(ActId, PersonId, ItemKind)>,
    /// Where each act of money stands in the order in which all devices show them.
    pub order: BTreeMap<ActId, Place>,
    /// Grows with every fold, so that what follows from this one alone need not be found out twice.
    pub revision: u64,
    /// Which acts of money hang together; found out when there is one more.
    cases: Option<Cases>,
    /// Kinds this build does not know, with how many acts there are of each.
    pub unknown: BTreeMap<ItemKind, u64>,
}

/// Where an act stands in the order in which all devices show them: the depth of its entry, the entry's name, its own
/// place there.
pub type Place = (u64, EntryHash, usize);

impl State {
    /// Takes in further acts of money that count, where nobody came or went.
    pub(crate) fn post<'a>(&mut self, acts: impl IntoIterator<Item = (ActId, PersonId, &'a LedgerAct)>) {
        let cases = self.cases.get_or_insert_with(|| Cases::of(&self.ledger));
        cases.post(&mut self.ledger, acts);
        self.revision += 1;
    }

    /// Folds acts that count, each with the person who did it; their order does not matter.
    pub(crate) fn fold<'a>(roster: &Roster, said: impl Iterator<Item = (ActId, PersonId, &'a Said)>) -> Self {
        let mut acts: Vec<(ActId, PersonId, &LedgerAct)> = Vec::new();
        let mut besides: Vec<(ActId, PersonId, &BesideAct)> = Vec::new();
        let mut malformed = Vec::new();
        let mut unknown: BTreeMap<ItemKind, u64> = BTreeMap::new();
        for (id, person, said) in said {
            match said {
                Said::Ledger(act) => acts.push((id, person, act)),
                Said::Beside(act) => besides.push((id, person, act)),
                Said::Malformed(kind) => malformed.push((id, person, *kind)),
                Said::Unknown(kind) => *unknown.entry(*kind).or_default() += 1,
                Said::Authority(_) | Said::Page(_) | Said::Letter(_) | Said::OwnTicket(_) => {}
            }
        }
        let people = roster.people.keys().copied().collect();
        Self {
            ledger: Ledger::fold(&people, acts),
            besides: Besides::fold(roster, besides),
            order: BTreeMap::new(),
            revision: 0,
            cases: None,
            malformed,
            unknown,
        }
    }
}
