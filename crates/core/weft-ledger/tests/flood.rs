//! One person who writes as much as fits changes nothing for the other, and what they wrote is folded all the same.

mod support;

use support::*;
use weft_ids::{ActId, bytes::hash_parts};
use weft_ledger::{Amount, Decline, LedgerAct, Plan, ProposePlan, Received, Repaid, Reverse};

/// Acts of each kind; enough that work growing with their square would take minutes.
const FLOOD: u32 = 10_000;

#[test]
fn a_flood_of_acts_by_one_person_changes_no_sum() {
    let (ana, mut ben, id) = handed_loan("1000");
    let fact = facts(&ana, id)[1].id;
    let name = |kind: u8, n: u32| ActId(hash_parts("weft test flood", &[&[kind], &n.to_le_bytes()]));
    let mut plan_before = None;
    for n in 1..=FLOOD {
        let amount = Amount::new(i64::from(n), eur_unit());
        let why = String::new();
        let plan = ProposePlan {
            loan: id,
            replaces: plan_before.into_iter().collect(),
            each: Some(amount.clone()),
            from: None,
            every_days: 1,
            note: String::new(),
            on: None,
        };
        plan_before = Some(name(0, n));
        let acts = [
            LedgerAct::ProposePlan(plan),
            LedgerAct::Received(Received { loan: id, k: 1, amount: amount.clone(), on: None }),
            LedgerAct::Repaid(Repaid { loan: id, k: 1, amount: amount.clone(), on: None }),
            LedgerAct::Repaid(Repaid { loan: id, k: n, amount, on: None }),
            LedgerAct::Reverse(Reverse { act: fact, why: why.clone(), on: None }),
            LedgerAct::Reverse(Reverse { act: name(2, n), why: why.clone(), on: None }),
            LedgerAct::Decline(Decline { act: fact, note: why, on: None }),
        ];
        for (kind, act) in (0u8..).zip(acts) {
            ben.acts.insert(name(kind, n), (BEN, act));
        }
    }
    let ledger = ben.ledger();
    let state = ledger.loan(&id).unwrap();
    assert_eq!(sums(state), (100_000, 100_000, 0, 0, 100_000));
    assert_eq!(state.plans.values().filter(|plan: &&Plan| plan.agreed.is_some()).count(), 0);
    assert!(ledger.waiting(state).iter().all(|waiting| waiting.by == BEN));
    let refused = ledger.refused().count();
    assert_eq!(refused, FLOOD as usize, "the noes to a settled fact");
}
