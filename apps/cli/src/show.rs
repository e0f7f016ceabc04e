//! Puts views into words and JSON; pure functions of a view, each with its test on a hand-made one.

pub(crate) mod beside;
pub(crate) mod crew;
pub(crate) mod gathering;
pub(crate) mod history;
pub(crate) mod loans;
pub(crate) mod log;
pub(crate) mod people;
pub(crate) mod roll;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod search;
pub(crate) mod status;
pub(crate) mod wall;

use serde_json::{Map, Value, json};
use weft_view::Money;

/// Puts an amount into an object as `PREFIX_minor`; unit and exponent stand beside it once.
pub(crate) fn put_minor(object: &mut Map<String, Value>, prefix: &str, money: &Money) {
    object.insert(format!("{prefix}_minor"), json!(money.minor));
}

/// An amount with its unit, as an object of its own.
pub(crate) fn money(money: &Money) -> Value {
    json!({ "amount_minor": money.minor, "unit": money.unit, "exponent": money.exponent })
}

/// *one entry*, *2 entries*.
pub(crate) fn counted(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
