//! What people type: read exactly, or refused with what was understood.

use proptest::prelude::*;
use weft_ledger::{Amount, Unit};

fn unit(typed: &str) -> Unit {
    Unit::parse(typed).expect("a unit")
}

/// The minor units an amount was read as, or the code of its refusal.
fn read(unit_typed: &str, amount: &str) -> String {
    match unit(unit_typed).amount(amount) {
        Ok(amount) => amount.minor.to_string(),
        Err(refusal) => refusal.code().to_owned(),
    }
}

#[test]
fn point_and_comma_both_stand_before_decimals() {
    let table = [
        ("EUR", "10,50", "1050"),
        ("EUR", "10.50", "1050"),
        ("EUR", "10", "1000"),
        ("EUR", " 10.5 ", "1050"),
        ("EUR", "0,05", "5"),
        ("EUR", "1 000", "100000"),
        ("EUR", "1 000 000,01", "100000001"),
        ("EUR", "1\u{a0}000", "100000"),
        ("EUR", "1000", "100000"),
        ("JPY", "1000", "1000"),
        ("KWD", "1.250", "1250"),
        ("KWD", "1.25", "1250"),
        ("CLF", "1,5", "15000"),
        ("min", "90", "90"),
        ("jar", "3", "3"),
        ("EUR", "10000000000000.00", "1000000000000000"),
    ];
    for (unit, typed, minor) in table {
        assert_eq!(read(unit, typed), minor, "{typed} {unit}");
    }
}

#[test]
fn anything_else_is_refused() {
    let table = [
        ("EUR", "", "no_amount"),
        ("EUR", "ten", "not_an_amount"),
        ("EUR", "10 €", "not_an_amount"),
        ("EUR", "1e3", "not_an_amount"),
        ("EUR", "１０", "not_an_amount"),
        ("EUR", "-10", "amount_negative"),
        ("EUR", "−10", "amount_negative"),
        ("EUR", "0", "amount_zero"),
        ("EUR", "0.00", "amount_zero"),
        ("EUR", "1,000", "amount_ambiguous"),
        ("EUR", "1.000", "amount_ambiguous"),
        ("JPY", "1,000", "amount_ambiguous"),
        ("KWD", "1,250", "amount_ambiguous"),
        ("min", "1.000", "amount_ambiguous"),
        ("EUR", "0.125", "amount_too_fine"),
        ("EUR", "1000.125", "amount_too_fine"),
        ("JPY", "1.5", "amount_too_fine"),
        ("EUR", "1,000.50", "amount_not_plain"),
        ("EUR", "1.000,50", "amount_not_plain"),
        ("EUR", "1,000,000", "amount_not_plain"),
        ("EUR", "1'000", "amount_not_plain"),
        ("EUR", "10,", "amount_not_plain"),
        ("EUR", ".50", "amount_not_plain"),
        ("EUR", "1 00", "amount_not_plain"),
        ("EUR", ",", "not_an_amount"),
        ("EUR", "10000000000000.01", "amount_too_large"),
        ("EUR", "99999999999999999999999", "amount_too_large"),
    ];
    for (unit, typed, code) in table {
        assert_eq!(read(unit, typed), code, "{typed} {unit}");
    }
}

#[test]
fn a_refusal_says_what_was_understood() {
    let said = |unit_typed: &str, typed: &str| {
        let refusal = unit(unit_typed).amount(typed).unwrap_err();
        format!("{refusal}; {}", refusal.hint().unwrap())
    };
    assert_eq!(said("EUR", "1,000"), "\"1,000\" can mean 1000 EUR or 1.00 EUR; write 1000 or 1.00");
    assert_eq!(said("JPY", "1,000"), "\"1,000\" can mean 1000 JPY or 1 JPY; write 1000 or 1");
    assert_eq!(
        said("EUR", "1,000.50"),
        "\"1,000.50\" was understood as 1000.50 EUR, but is not written plainly; if that is meant, write 1000.50"
    );
    assert_eq!(
        said("EUR", "0.125"),
        "\"0.125\" has 3 decimal digits, and EUR has 2; write at most 2 digits after the point"
    );
}

#[test]
fn units_are_currencies_minutes_or_things() {
    let label = |typed: &str| match Unit::parse(typed) {
        Ok(unit) => format!("{}/{}", unit.label(), unit.exponent()),
        Err(refusal) => refusal.code().to_owned(),
    };
    let table = [
        ("EUR", "EUR/2"),
        ("eur", "EUR/2"),
        ("€", "EUR/2"),
        ("£", "GBP/2"),
        ("jpy", "JPY/0"),
        ("KWD", "KWD/3"),
        ("min", "min/0"),
        ("Minutes", "min/0"),
        ("jar", "jar/0"),
        ("Jar", "jar/0"),
        ("pen", "pen/0"),
        ("PEN", "PEN/2"),
        ("night at ours", "night at ours/0"),
        ("", "no_unit"),
        ("$", "unit_sign_shared"),
        ("XYZ", "unknown_currency"),
        ("3", "bad_thing"),
        ("a\u{202e}b", "bad_thing"),
        ("a thing with a far too long name", "bad_thing"),
    ];
    for (typed, expected) in table {
        assert_eq!(label(typed), expected, "{typed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_shown_can_be_typed_again(minor in 1i64..=1_000_000_000_000_000, which in 0usize..6) {
        let unit = unit(["EUR", "JPY", "KWD", "CLF", "min", "jar"][which]);
        let shown = Amount::new(minor, unit.clone()).to_string();
        let digits = shown.split(' ').next().unwrap();
        prop_assert_eq!(unit.amount(digits).map(|amount| amount.minor), Ok(minor));
        prop_assert_eq!(unit.amount(&digits.replace('.', ",")).map_or(minor, |amount| amount.minor), minor);
    }

    #[test]
    fn nothing_typed_can_panic_and_what_is_read_is_sound(typed in ".{0,40}", digits in "[0-9., ']{0,24}") {
        for text in [typed.as_str(), digits.as_str()] {
            for unit in ["EUR", "JPY", "KWD", "min"].map(unit) {
                if let Ok(amount) = unit.amount(text) {
                    prop_assert!(amount.is_sound());
                }
            }
            if let Ok(unit) = Unit::parse(text) {
                prop_assert!(unit.is_sound());
            }
        }
    }
}
