//! Splitting an amount so that the shares add up to it exactly and nobody is always first.

use weft_ids::{PersonId, bytes::hash_parts, limits};

/// Why an amount could not be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// Nobody to split among, or nobody with a weight above zero.
    #[error("nobody has a share in it")]
    NoShares,
    /// Below zero, or above [`limits::AMOUNT_MINOR_MAX`].
    #[error("{0} is not an amount that can be split")]
    Amount(i64),
    /// A person is listed twice.
    #[error("{} is listed twice", .0.short())]
    Twice(PersonId),
}

/// Splits `minor` among people by weight, with the largest remainders rounded up; shares in the order of `weights`.
///
/// The shares add up to `minor`, and each is within one smallest part of its exact share.
/// Equal remainders go by a hash of `entry` (what the split belongs to) and person, so that no place in a list
/// is favoured, and the result does not depend on the order of the list.
///
/// # Errors
/// When the weights are empty or all zero, a person is listed twice, or the amount is out of range.
pub fn split(minor: i64, weights: &[(PersonId, u32)], entry: &[u8; 32]) -> Result<Vec<i64>, SplitError> {
    if !(0..=limits::AMOUNT_MINOR_MAX).contains(&minor) {
        return Err(SplitError::Amount(minor));
    }
    let whole: i128 = weights.iter().map(|(_, weight)| i128::from(*weight)).sum();
    if whole == 0 {
        return Err(SplitError::NoShares);
    }
    let mut people: Vec<PersonId> = weights.iter().map(|(person, _)| *person).collect();
    people.sort_unstable();
    if let Some(twice) = people.windows(2).find_map(|pair| match pair {
        [first, second] if first == second => Some(*first),
        _ => None,
    }) {
        return Err(SplitError::Twice(twice));
    }

    let mut shares: Vec<Share> = weights
        .iter()
        .map(|(person, weight)| {
            let exact = i128::from(minor) * i128::from(*weight);
            let tie = hash_parts("weft 0 split tie", &[entry, person.as_bytes()]);
            Share { floor: exact / whole, remainder: exact % whole, tie }
        })
        .collect();
    let left = i128::from(minor) - shares.iter().map(|share| share.floor).sum::<i128>();
    let mut order: Vec<&mut Share> = shares.iter_mut().collect();
    order.sort_by(|a, b| b.remainder.cmp(&a.remainder).then(a.tie.cmp(&b.tie)));
    for share in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        share.floor += 1;
    }
    Ok(shares.iter().map(|share| i64::try_from(share.floor).unwrap_or(i64::MAX)).collect())
}

struct Share {
    floor: i128,
    remainder: i128,
    tie: [u8; 32],
}
