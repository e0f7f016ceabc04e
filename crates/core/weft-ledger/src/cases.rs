//! Which acts hang together, so that a further one costs what it touches and not what there is.

use crate::{
    acts::LedgerAct,
    ledger::{Ledger, Posted},
};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, PersonId};

/// The cases of a ledger: acts that name one another, directly or through others, and that no other case concerns.
#[derive(Debug, Clone, Default)]
pub struct Cases {
    /// The case of each act, those included that are only named.
    case_of: BTreeMap<ActId, ActId>,
    // Invariant: every id of `case_of` is in exactly one list, that of its case.
    cases: BTreeMap<ActId, Vec<ActId>>,
}

impl Cases {
    /// The cases of a ledger as it stands.
    pub fn of(ledger: &Ledger) -> Self {
        let mut cases = Self::default();
        for (id, posted) in ledger.acts() {
            cases.add(id, &posted.act);
        }
        cases
    }

    /// Posts further acts: the ledger is then what a fold of all acts comes to.
    ///
    /// These must be the cases of this very ledger. Costs as much as the cases that the acts belong to.
    pub fn post<'a>(
        &mut self,
        ledger: &mut Ledger,
        acts: impl IntoIterator<Item = (ActId, PersonId, &'a LedgerAct)>,
    ) {
        let mut touched = BTreeSet::new();
        for (id, by, act) in acts {
            let posted = Posted { by, act: act.clone() };
            match ledger.acts.get_mut(&id) {
                // As in a fold: of two acts under one id the lesser stands.
                Some(kept) if *kept <= posted => {}
                Some(kept) => *kept = posted,
                None => {
                    ledger.acts.insert(id, posted);
                }
            }
            self.add(&id, act);
            touched.insert(id);
        }
        let cases: BTreeSet<ActId> = touched.iter().filter_map(|id| self.case_of.get(id)).copied().collect();
        for case in cases.iter().filter_map(|case| self.cases.get(case)) {
            refold(ledger, case);
        }
    }

    fn add(&mut self, id: &ActId, act: &LedgerAct) {
        let mut case = self.case(id);
        for named in act.names() {
            let other = self.case(&named);
            case = self.join(case, other);
        }
    }

    fn case(&mut self, id: &ActId) -> ActId {
        if let Some(case) = self.case_of.get(id) {
            return *case;
        }
        self.case_of.insert(*id, *id);
        self.cases.insert(*id, vec![*id]);
        *id
    }

    /// Makes one case of two; the smaller one moves.
    fn join(&mut self, one: ActId, other: ActId) -> ActId {
        let size = |case: &ActId| self.cases.get(case).map_or(0, Vec::len);
        let (stays, goes) = if size(&one) >= size(&other) { (one, other) } else { (other, one) };
        if stays != goes
            && let Some(moved) = self.cases.remove(&goes)
        {
            for id in &moved {
                self.case_of.insert(*id, stays);
            }
            self.cases.entry(stays).or_default().extend(moved);
        }
        stays
    }
}

/// Folds one case anew in its place.
fn refold(ledger: &mut Ledger, case: &[ActId]) {
    for id in case {
        ledger.asks.remove(id);
        ledger.offers.remove(id);
        ledger.loans.remove(id);
        ledger.reversals.remove(id);
        ledger.halves.remove(id);
        ledger.refused.remove(id);
    }
    let acts = case.iter().filter_map(|id| ledger.acts.get(id).map(|posted| (*id, posted.by, &posted.act)));
    let mut part = Ledger::fold(&ledger.people, acts);
    ledger.asks.append(&mut part.asks);
    ledger.offers.append(&mut part.offers);
    ledger.loans.append(&mut part.loans);
    ledger.reversals.append(&mut part.reversals);
    ledger.halves.append(&mut part.halves);
    ledger.refused.append(&mut part.refused);
}
