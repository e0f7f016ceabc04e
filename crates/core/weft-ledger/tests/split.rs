//! What must hold of a split:
//! 1. The shares add up to the whole.
//! 2. Each share is within one smallest part of its exact share, and whoever has no weight gets nothing.
//! 3. The order of the list changes nothing.
//! 4. Equal shares of an uneven amount do not always favour the same person.

use proptest::prelude::*;
use std::collections::BTreeSet;
use weft_ids::PersonId;
use weft_ledger::{SplitError, split};

fn person(n: usize) -> PersonId {
    PersonId([n as u8; 32])
}

#[test]
fn ten_cents_among_three_are_four_three_and_three() {
    let weights: Vec<_> = (1..=3).map(|n| (person(n), 1)).collect();
    let mut shares = split(10, &weights, &[7; 32]).unwrap();
    shares.sort_unstable();
    assert_eq!(shares, [3, 3, 4]);
}

#[test]
fn the_odd_cent_goes_to_different_people_from_entry_to_entry() {
    let weights: Vec<_> = (1..=3).map(|n| (person(n), 1)).collect();
    let firsts: BTreeSet<usize> = (0..40u8)
        .map(|entry| split(1, &weights, &[entry; 32]).unwrap().iter().position(|share| *share == 1).unwrap())
        .collect();
    assert_eq!(firsts.len(), 3);
}

#[test]
fn what_cannot_be_split_is_refused() {
    let one = [(person(1), 1)];
    assert_eq!(split(5, &[], &[0; 32]), Err(SplitError::NoShares));
    assert_eq!(split(5, &[(person(1), 0)], &[0; 32]), Err(SplitError::NoShares));
    assert_eq!(split(-1, &one, &[0; 32]), Err(SplitError::Amount(-1)));
    assert_eq!(split(i64::MAX, &one, &[0; 32]), Err(SplitError::Amount(i64::MAX)));
    assert_eq!(split(5, &[one[0], one[0]], &[0; 32]), Err(SplitError::Twice(person(1))));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_are_exact(
        minor in 0i64..=1_000_000_000_000_000,
        weights in prop::collection::vec(prop_oneof![0u32..4, any::<u32>()], 1..30),
        entry in any::<[u8; 32]>(),
    ) {
        let weights: Vec<_> = weights.into_iter().enumerate().map(|(n, weight)| (person(n), weight)).collect();
        let whole: i128 = weights.iter().map(|(_, weight)| i128::from(*weight)).sum();
        prop_assume!(whole > 0);
        let shares = split(minor, &weights, &entry).unwrap();
        prop_assert_eq!(shares.iter().map(|share| i128::from(*share)).sum::<i128>(), i128::from(minor));
        for ((_, weight), share) in weights.iter().zip(&shares) {
            let off = i128::from(*share) * whole - i128::from(minor) * i128::from(*weight);
            prop_assert!(off.abs() < whole);
            prop_assert!(*weight > 0 || *share == 0);
        }
        let turned: Vec<_> = weights.iter().rev().copied().collect();
        let turned_shares: Vec<_> = split(minor, &turned, &entry).unwrap().into_iter().rev().collect();
        prop_assert_eq!(turned_shares, shares);
    }
}
