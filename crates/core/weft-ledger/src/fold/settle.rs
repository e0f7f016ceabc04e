//! When a two-sided fact is settled: which of the statements in one slot carry both names, and which of them count.

use crate::state::{Settled, Slot, SlotKind, Statement};
use std::collections::BTreeMap;
use weft_ids::PersonId;

/// Settles one slot; runs once, when all halves and yeses are in.
///
/// The facts are the statements of one side that carry both names. Usually there is one, or the two sides say the
/// same. Where each side had a word of its own confirmed by the other, apart, the side that leaves less owed stands,
/// since the lender's name is under that one too: a debt is never larger than the least the lender signed for.
pub(super) fn settle(kind: SlotKind, lender: PersonId, slot: &mut Slot) {
    find_twins(&mut slot.statements);
    let lenders = Side::of(&slot.statements, |statement| statement.by == lender);
    let borrowers = Side::of(&slot.statements, |statement| statement.by != lender);
    let lenders_stand = match (lenders.named, borrowers.named) {
        (_, false) => true,
        (false, true) => false,
        (true, true) => match kind {
            SlotKind::HandOver => lenders.minor <= borrowers.minor,
            SlotKind::Repayment => lenders.minor >= borrowers.minor,
        },
    };
    let lender_gave = kind == SlotKind::HandOver;
    let standing = slot.statements.iter().enumerate();
    let standing = standing.filter(|(_, statement)| (statement.by == lender) == lenders_stand);
    let facts = standing.filter_map(|(at, statement)| {
        let fact = |act, by, amount| Settled {
            at,
            act,
            by,
            amount,
            stated: statement.amount.clone(),
            on: statement.on,
            reversed: None,
        };
        if let Some(twin) = statement.twin.and_then(|twin| slot.statements.get(twin)) {
            let gave = (statement.by == lender) == lender_gave;
            let (giver, taker) = if gave { (statement, twin) } else { (twin, statement) };
            return Some(fact(taker.id(), giver.by, statement.amount.clone()));
        }
        let (amount, act) = statement.confirmed.clone()?;
        Some(fact(act, statement.by, amount))
    });
    slot.facts = facts.collect();
}

/// Ties each statement to the other person's statement of the same amount.
fn find_twins(statements: &mut [Statement]) {
    let mut by_amount: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, statement) in statements.iter().enumerate() {
        by_amount.entry(statement.amount.minor).or_default().push(at);
    }
    // One person states an amount once in a slot, so that two statements of one amount are those of the two.
    for pair in by_amount.values() {
        let (Some(one), Some(other)) = (pair.first(), pair.get(1)) else { continue };
        if let Some(statement) = statements.get_mut(*one) {
            statement.twin = Some(*other);
        }
        if let Some(statement) = statements.get_mut(*other) {
            statement.twin = Some(*one);
        }
    }
}

/// What one person's statements of a slot come to.
struct Side {
    /// Whether the other confirmed one of them by name.
    named: bool,
    /// The sum of those that carry both names.
    minor: i128,
}

impl Side {
    fn of(statements: &[Statement], mine: impl Fn(&Statement) -> bool) -> Self {
        let mut side = Side { named: false, minor: 0 };
        for statement in statements.iter().filter(|statement| mine(statement)) {
            side.named |= statement.confirmed.is_some();
            side.minor += i128::from(statement.signed_minor());
        }
        side
    }
}
