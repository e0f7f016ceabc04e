//! The fold: from the set of acts to the ledger, in stages, each of which reads only what earlier stages settled.
//!
//! The stage of an act follows from its kind and the kind of the act it names, never from an order of arrival,
//! and within a stage acts are taken by id. What is settled stays settled whatever is added (rule L9).

mod answers;
mod finish;
mod form;
mod promises;
mod settle;
mod stated;

pub(crate) use form::REPLACES_MAX;
pub(crate) use stated::check_confirm;

use crate::{
    acts::LedgerAct,
    ledger::{Ledger, Posted},
    refusal::LedgerRefusal,
    state::{Refused, SlotKey},
};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};
use weft_ids::{ActId, PersonId};

/// When an act is taken; the order of the variants is the order of the stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Ask,
    Offer,
    Agree,
    /// What is stated of a loan: halves, forgivings, plans.
    Stated,
    /// Yeses to plans and halves; after it every two-sided fact is settled or not.
    Yes,
    /// Taking back and proposals to reverse.
    Reverse,
    /// Yeses to proposed reversals.
    YesToReverse,
    /// Taking back a proposed reversal.
    TakeBackReverse,
    /// Noes, which count only for what is still open.
    No,
}

const STAGES: [Stage; 9] = [
    Stage::Ask,
    Stage::Offer,
    Stage::Agree,
    Stage::Stated,
    Stage::Yes,
    Stage::Reverse,
    Stage::YesToReverse,
    Stage::TakeBackReverse,
    Stage::No,
];

/// Folds `acts`; see [`Ledger::fold`].
pub(crate) fn fold<'a>(
    people: &BTreeSet<PersonId>,
    acts: impl IntoIterator<Item = (ActId, PersonId, &'a LedgerAct)>,
) -> Ledger {
    let mut set: BTreeMap<ActId, Posted> = BTreeMap::new();
    for (id, by, act) in acts {
        let posted = Posted { by, act: act.clone() };
        // An id is the hash of what it names, so two acts under one id do not happen; were they given, the lesser
        // stands whichever came first.
        match set.entry(id) {
            Entry::Vacant(place) => {
                place.insert(posted);
            }
            Entry::Occupied(mut kept) if posted < *kept.get() => {
                kept.insert(posted);
            }
            Entry::Occupied(_) => {}
        }
    }
    let ledger = Ledger { people: people.clone(), ..Ledger::default() };
    let mut folding = Folding { acts: &set, ledger, statements: BTreeMap::new() };
    folding.run();
    let mut ledger = folding.ledger;
    ledger.acts = set;
    ledger
}

/// A fold under way.
struct Folding<'a> {
    acts: &'a BTreeMap<ActId, Posted>,
    ledger: Ledger,
    /// Where each person's statement of an amount is among those of its slot.
    statements: BTreeMap<(ActId, SlotKey, PersonId, i64), usize>,
}

impl Folding<'_> {
    fn run(&mut self) {
        let acts = self.acts;
        for (id, posted) in acts {
            if let Err(why) = form::check(&posted.act) {
                self.refuse(id, posted, why);
            }
        }
        let mut by_stage: BTreeMap<Stage, Vec<(&ActId, &Posted)>> = BTreeMap::new();
        for (id, posted) in acts.iter().filter(|(id, _)| !self.ledger.refused.contains_key(*id)) {
            by_stage.entry(self.stage_of(&posted.act)).or_default().push((id, posted));
        }
        for stage in STAGES {
            let taken = by_stage.remove(&stage).unwrap_or_default();
            let verdicts: Vec<_> = taken.iter().map(|(id, posted)| self.take(stage, **id, posted)).collect();
            // Verdicts of a stage are noted when all are in, so that none depends on the order of ids within it.
            for ((id, posted), verdict) in taken.into_iter().zip(verdicts) {
                if let Err(why) = verdict {
                    self.refuse(id, posted, why);
                }
            }
            if stage == Stage::Yes {
                self.settle_facts();
            }
        }
        self.finish();
    }

    fn stage_of(&self, act: &LedgerAct) -> Stage {
        let names_reverse = |named: &ActId| {
            self.acts.get(named).is_some_and(|posted| matches!(posted.act, LedgerAct::Reverse(_)))
        };
        match act {
            LedgerAct::Ask(_) => Stage::Ask,
            LedgerAct::Offer(_) => Stage::Offer,
            LedgerAct::Agree(_) => Stage::Agree,
            LedgerAct::HandedOver(_)
            | LedgerAct::Received(_)
            | LedgerAct::Repaid(_)
            | LedgerAct::Forgive(_)
            | LedgerAct::ProposePlan(_) => Stage::Stated,
            LedgerAct::AgreePlan(_) => Stage::Yes,
            LedgerAct::Confirm(act) if names_reverse(&act.half) => Stage::YesToReverse,
            LedgerAct::Confirm(_) => Stage::Yes,
            LedgerAct::Reverse(act) if names_reverse(&act.act) => Stage::TakeBackReverse,
            LedgerAct::Reverse(_) => Stage::Reverse,
            LedgerAct::Decline(_) => Stage::No,
        }
    }

    fn take(&mut self, stage: Stage, id: ActId, posted: &Posted) -> Result<(), LedgerRefusal> {
        let by = posted.by;
        match &posted.act {
            LedgerAct::Ask(act) => self.take_ask(id, by, act),
            LedgerAct::Offer(act) => self.take_offer(id, by, act),
            LedgerAct::Agree(act) => self.take_agree(id, by, act),
            LedgerAct::HandedOver(_) | LedgerAct::Received(_) | LedgerAct::Repaid(_) => {
                self.take_half(id, by, &posted.act)
            }
            LedgerAct::Forgive(act) => self.take_forgive(id, by, act),
            LedgerAct::ProposePlan(act) => self.take_plan(id, by, act),
            LedgerAct::AgreePlan(act) => self.take_agree_plan(id, by, act),
            LedgerAct::Confirm(act) if stage == Stage::YesToReverse => self.take_confirm_reverse(id, by, act),
            LedgerAct::Confirm(act) => self.take_confirm(id, by, act),
            LedgerAct::Reverse(act) if stage == Stage::TakeBackReverse => self.take_back_reverse(id, by, act),
            LedgerAct::Reverse(act) => self.take_reverse(id, by, act),
            LedgerAct::Decline(act) => self.take_decline(id, by, act),
        }
    }

    fn refuse(&mut self, id: &ActId, posted: &Posted, why: LedgerRefusal) {
        let refused = Refused { act: *id, by: posted.by, kind: posted.act.kind(), why };
        self.ledger.refused.insert(*id, refused);
    }

    /// The act that another names; refused where it is not here or does not count.
    fn named(&self, id: &ActId) -> Result<&Posted, LedgerRefusal> {
        let posted = self.acts.get(id).ok_or(LedgerRefusal::Missing { named: *id })?;
        if self.ledger.refused.contains_key(id) {
            return Err(LedgerRefusal::NamesRefused { named: *id });
        }
        Ok(posted)
    }
}
