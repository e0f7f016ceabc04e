//! The naive model: plain sets of what was acknowledged, with none of the core's machinery.

use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, SpaceId};

/// What must be true in the end, by plain bookkeeping.
#[derive(Debug, Default)]
pub struct Model {
    /// Words that were acknowledged: in which space, and by which device.
    pub words: BTreeMap<String, (SpaceId, usize)>,
    /// Who has come into a space: the devices.
    pub members: BTreeMap<SpaceId, BTreeSet<usize>>,
    /// The people who left a space again, by their devices.
    pub left: BTreeMap<SpaceId, BTreeSet<usize>>,
    /// The devices that another of their person switched off.
    pub off: BTreeMap<SpaceId, BTreeSet<usize>>,
    /// The devices of which a kill left it open whether they were ended.
    pub unsure: BTreeMap<SpaceId, BTreeSet<usize>>,
    /// Loans, by id.
    pub loans: BTreeMap<ActId, Loan>,
    /// Commands that were acknowledged.
    pub acknowledged: u64,
}

impl Model {
    /// Whether a device was ended in a space, or may have been.
    pub fn is_ended(&self, space: &SpaceId, at: usize) -> bool {
        [&self.left, &self.off, &self.unsure]
            .iter()
            .any(|ended| ended.get(space).is_some_and(|devices| devices.contains(&at)))
    }

    /// Devices end by the word of `by`: of what they said, that counts which `by` had seen.
    pub fn end(
        &mut self,
        how: Ending,
        by: usize,
        space: &SpaceId,
        ended: BTreeSet<usize>,
        seen: &BTreeSet<String>,
    ) {
        self.words.retain(|word, (of, who)| of != space || !ended.contains(who) || seen.contains(word));
        // Nobody need listen to a device that was ended itself; somebody who has not heard of that may.
        let how = if self.is_ended(space, by) { Ending::Unsure } else { how };
        let book = match how {
            Ending::Left => &mut self.left,
            Ending::Off => &mut self.off,
            Ending::Unsure => &mut self.unsure,
        };
        book.entry(*space).or_default().extend(ended);
    }
}

/// How devices ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Their person left.
    Left,
    /// Another device of their person switched them off.
    Off,
    /// One of these, if it happened at all.
    Unsure,
}

/// One loan, as two people would keep it on paper.
#[derive(Debug, Clone)]
pub struct Loan {
    /// The pair.
    pub space: SpaceId,
    /// What was agreed, in minor units.
    pub agreed: i64,
    /// Whether the lender said it was handed over.
    pub given: bool,
    /// Whether the borrower said it was received.
    pub taken: bool,
    /// Repayments that the borrower stated, by half.
    pub stated: BTreeMap<ActId, i64>,
    /// Of these, the ones that the lender confirmed.
    pub confirmed: BTreeSet<ActId>,
    /// What was let go, by act.
    pub forgiven: BTreeMap<ActId, i64>,
}

impl Loan {
    /// What both say was handed over.
    pub fn handed_over(&self) -> i64 {
        if self.given && self.taken { self.agreed } else { 0 }
    }

    /// What both say was paid back.
    pub fn repaid(&self) -> i64 {
        self.confirmed.iter().filter_map(|half| self.stated.get(half)).sum()
    }

    /// What was let go.
    pub fn let_go(&self) -> i64 {
        self.forgiven.values().sum()
    }
}
