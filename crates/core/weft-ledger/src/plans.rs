//! Which plan is in force: the last one both agreed, or the one before where two replace it apart.

use crate::state::{Plan, Standing};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::ActId;

/// The plans of one loan, sorted out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanBook {
    /// The plan in force; `None` where none was agreed, or where rivals share no agreed plan before them.
    pub in_force: Option<ActId>,
    /// Agreed plans that replace the same one; empty unless there are two or more.
    pub rivals: Vec<ActId>,
    /// What a new version has to name so that it replaces everything agreed until now, sorted.
    pub to_replace: Vec<ActId>,
}

/// Rivals beyond this many leave no plan in force: comparing them all would take too long, and nobody means it.
const RIVALS_MAX: usize = 32;

impl PlanBook {
    /// Sorts out the plans of one loan; a plan that both reversed counts as never agreed.
    pub fn of(plans: &BTreeMap<ActId, Plan>) -> Self {
        let agreed: BTreeSet<ActId> =
            plans.values().filter(|plan| plan.standing() == Standing::Agreed).map(|plan| plan.id).collect();
        let newest = newest_of(plans, &agreed);
        match newest.as_slice() {
            [] => Self::default(),
            [only] => Self { in_force: Some(*only), rivals: Vec::new(), to_replace: newest },
            _ => {
                Self { in_force: common(plans, agreed, &newest), rivals: newest.clone(), to_replace: newest }
            }
        }
    }
}

/// Those of `some` that no other of them replaces, by id.
fn newest_of(plans: &BTreeMap<ActId, Plan>, some: &BTreeSet<ActId>) -> Vec<ActId> {
    let replaced = ancestors(plans, some.iter().copied().collect());
    some.difference(&replaced).copied().collect()
}

/// Every plan that one of `some` replaces, directly or through others.
fn ancestors(plans: &BTreeMap<ActId, Plan>, some: Vec<ActId>) -> BTreeSet<ActId> {
    let mut found = BTreeSet::new();
    let mut next = some;
    while let Some(id) = next.pop() {
        for replaced in plans.get(&id).into_iter().flat_map(|plan| &plan.replaces) {
            if found.insert(*replaced) {
                next.push(*replaced);
            }
        }
    }
    found
}

/// The newest agreed plan that all the rivals replace; the first by id where there are several.
fn common(plans: &BTreeMap<ActId, Plan>, agreed: BTreeSet<ActId>, rivals: &[ActId]) -> Option<ActId> {
    if rivals.len() > RIVALS_MAX {
        return None;
    }
    let shared = rivals.iter().fold(agreed, |shared, rival| {
        let replaced = ancestors(plans, vec![*rival]);
        shared.intersection(&replaced).copied().collect()
    });
    newest_of(plans, &shared).first().copied()
}
