//! An amount as it is shown.

use std::fmt;

/// An amount of one unit, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money {
    /// The unit: a currency code such as `EUR`, `min` for minutes, or the name of a thing.
    pub unit: String,
    /// How many decimal digits the unit has: JPY 0, EUR 2, KWD 3.
    pub exponent: u8,
    /// The amount in minor units; negative only in differences.
    pub minor: i64,
}

impl Money {
    /// The amount's digits with a decimal point and grouped thousands, without the unit: `1,000` or `10.50`.
    ///
    /// Decimals are left out where they are all zero.
    pub fn digits(&self) -> String {
        let scale = 10u64.pow(u32::from(self.exponent.min(9)));
        let (whole, part) = (self.minor.unsigned_abs() / scale, self.minor.unsigned_abs() % scale);
        let mut grouped = String::new();
        let plain = whole.to_string();
        for (i, digit) in plain.chars().enumerate() {
            if i > 0 && (plain.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.minor < 0 { "−" } else { "" };
        if part == 0 {
            format!("{sign}{grouped}")
        } else {
            format!("{sign}{grouped}.{part:0width$}", width = usize::from(self.exponent))
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbol = match self.unit.as_str() {
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            "JPY" => "¥",
            other => return write!(f, "{} {other}", self.digits()),
        };
        match self.digits().strip_prefix('−') {
            Some(rest) => write!(f, "−{symbol}{rest}"),
            None => write!(f, "{symbol}{}", self.digits()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        let show = |unit: &str, exponent, minor| Money { unit: unit.into(), exponent, minor }.to_string();
        assert_eq!(show("EUR", 2, 100_000), "€1,000");
        assert_eq!(show("EUR", 2, 1_050), "€10.50");
        assert_eq!(show("JPY", 0, 1_234_567), "¥1,234,567");
        assert_eq!(show("KWD", 3, 5), "0.005 KWD");
        assert_eq!(show("EUR", 2, -5), "−€0.05");
    }
}
