//! What is owed is counted in: units that are never added together, and exact amounts of one of them.

use serde::{Deserialize, Serialize};
use std::fmt;
use weft_ids::{limits, text};

/// Characters of the name of a thing that is counted, such as `jar`.
pub const THING_CHARS_MAX: usize = 24;
/// Decimal digits that a unit can have; four is the most of any currency.
pub const EXPONENT_MAX: u8 = 4;

/// A currency's three letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CurrencyCode([u8; 3]);

impl CurrencyCode {
    /// Takes three capital letters; `None` for anything else.
    pub fn new(code: &str) -> Option<Self> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    fn is_sound(&self) -> bool {
        self.0.iter().all(u8::is_ascii_uppercase)
    }
}

impl fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

/// What is counted. Two units are the same only where every field is, digits included.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unit {
    /// Money of one currency.
    Currency {
        /// The ISO 4217 code.
        code: CurrencyCode,
        /// Decimal digits: JPY 0, EUR 2, KWD 3.
        exponent: u8,
    },
    /// Time given; an hour is an hour and is never priced in money.
    Minutes,
    /// Something counted: a night, a jar.
    Thing {
        /// Its name, in small letters, at most [`THING_CHARS_MAX`] characters.
        name: String,
        /// Decimal digits; 0 for what is counted whole.
        decimals: u8,
    },
}

impl Unit {
    /// The currency with this code, with the digits of ISO 4217; `None` where the code is unknown.
    pub fn currency(code: &str) -> Option<Self> {
        let exponent = crate::currency::exponent_of(code)?;
        Some(Unit::Currency { code: CurrencyCode::new(code)?, exponent })
    }

    /// How many decimal digits the unit has.
    pub fn exponent(&self) -> u8 {
        match self {
            Unit::Currency { exponent, .. } => *exponent,
            Unit::Minutes => 0,
            Unit::Thing { decimals, .. } => *decimals,
        }
    }

    /// The unit as it is shown after an amount: `EUR`, `min`, `jar`.
    pub fn label(&self) -> String {
        match self {
            Unit::Currency { code, .. } => code.to_string(),
            Unit::Minutes => "min".to_owned(),
            Unit::Thing { name, .. } => name.clone(),
        }
    }

    /// Whether a unit that came from another device has the form of one.
    pub fn is_sound(&self) -> bool {
        match self {
            Unit::Currency { code, exponent } => code.is_sound() && *exponent <= EXPONENT_MAX,
            Unit::Minutes => true,
            Unit::Thing { name, decimals } => {
                *decimals <= EXPONENT_MAX
                    && name.chars().count() <= THING_CHARS_MAX
                    && text::check_name(name).is_ok_and(|checked| checked == *name)
            }
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label())
    }
}

/// An exact amount of one unit, in its smallest parts (cents of a euro).
///
/// In acts it is above zero and at most [`limits::AMOUNT_MINOR_MAX`]; see [`Amount::is_sound`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Amount {
    /// How many of the unit's smallest parts.
    pub minor: i64,
    /// Of what.
    pub unit: Unit,
}

impl Amount {
    /// Makes an amount; whether it may stand in an act is [`Amount::is_sound`].
    pub fn new(minor: i64, unit: Unit) -> Self {
        Self { minor, unit }
    }

    /// None of `unit`.
    pub fn zero(unit: Unit) -> Self {
        Self { minor: 0, unit }
    }

    /// Whether it may stand in an act: above zero, at most the cap, of a unit that has the form of one.
    pub fn is_sound(&self) -> bool {
        (1..=limits::AMOUNT_MINOR_MAX).contains(&self.minor) && self.unit.is_sound()
    }

    /// The sum; `None` where the units differ or the sum leaves the range of an amount.
    pub fn checked_add(&self, other: &Amount) -> Option<Amount> {
        self.combine(other, i64::checked_add)
    }

    /// The difference; `None` where the units differ or it leaves the range of an amount.
    pub fn checked_sub(&self, other: &Amount) -> Option<Amount> {
        self.combine(other, i64::checked_sub)
    }

    fn combine(&self, other: &Amount, with: fn(i64, i64) -> Option<i64>) -> Option<Amount> {
        if self.unit != other.unit {
            return None;
        }
        let minor = with(self.minor, other.minor)?;
        let fits = minor.unsigned_abs() <= limits::AMOUNT_MINOR_MAX.unsigned_abs();
        fits.then(|| Amount { minor, unit: self.unit.clone() })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Total { minor: i128::from(self.minor), unit: self.unit.clone() }.fmt(f)
    }
}

/// A sum of amounts of one unit; wide enough that no number of acts overflows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Total {
    /// How many of the unit's smallest parts; below zero only in differences.
    pub minor: i128,
    /// Of what.
    pub unit: Unit,
}

impl Total {
    /// The sum as 64 bits, as screens and JSON carry it; beyond 9.2e18 it stays at the end of the range.
    pub fn minor_i64(&self) -> i64 {
        let clamped = self.minor.clamp(i128::from(i64::MIN), i128::from(i64::MAX));
        i64::try_from(clamped).expect("a clamped number fits")
    }

    /// The sum as an amount; beyond the range of 64 bits it stays at its end.
    pub fn amount(&self) -> Amount {
        Amount { minor: self.minor_i64(), unit: self.unit.clone() }
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let exponent = self.unit.exponent().min(9);
        let scale = 10u128.pow(u32::from(exponent));
        let (whole, part) = (self.minor.unsigned_abs() / scale, self.minor.unsigned_abs() % scale);
        if self.minor < 0 {
            f.write_str("-")?;
        }
        write!(f, "{whole}")?;
        if exponent > 0 {
            write!(f, ".{part:0width$}", width = usize::from(exponent))?;
        }
        write!(f, " {}", self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eur(minor: i64) -> Amount {
        Amount::new(minor, Unit::currency("EUR").unwrap())
    }

    #[test]
    fn units_are_never_added_together() {
        let yen = Amount::new(5, Unit::currency("JPY").unwrap());
        assert_eq!(eur(5).checked_add(&yen), None);
        assert_eq!(eur(5).checked_add(&eur(7)), Some(eur(12)));
    }

    #[test]
    fn sums_past_the_cap_are_refused() {
        let most = eur(limits::AMOUNT_MINOR_MAX);
        assert!(most.is_sound());
        assert_eq!(most.checked_add(&eur(1)), None);
        assert_eq!(eur(i64::MIN).checked_sub(&eur(1)), None);
        assert!(!eur(0).is_sound() && !eur(-1).is_sound() && !eur(limits::AMOUNT_MINOR_MAX + 1).is_sound());
    }

    #[test]
    fn amounts_show_every_digit_of_their_unit() {
        assert_eq!(eur(1_050).to_string(), "10.50 EUR");
        assert_eq!(eur(-5).to_string(), "-0.05 EUR");
        assert_eq!(Amount::new(1_000, Unit::currency("JPY").unwrap()).to_string(), "1000 JPY");
        assert_eq!(Amount::new(1_250, Unit::currency("KWD").unwrap()).to_string(), "1.250 KWD");
        assert_eq!(Amount::new(90, Unit::Minutes).to_string(), "90 min");
    }

    #[test]
    fn a_unit_from_elsewhere_is_checked_for_form() {
        let thing = |name: &str, decimals| Unit::Thing { name: name.into(), decimals };
        assert!(thing("jar", 0).is_sound());
        assert!(!thing("", 0).is_sound() && !thing(" jar", 0).is_sound() && !thing("jar", 5).is_sound());
        assert!(!thing(&"j".repeat(THING_CHARS_MAX + 1), 0).is_sound());
        assert!(!thing("j\u{202e}ar", 0).is_sound());
        assert!(!Unit::Currency { code: CurrencyCode(*b"eu\0"), exponent: 2 }.is_sound());
    }
}
