//! Amounts and units as people type them: read exactly, or refused with what was understood.

use crate::{
    currency,
    quantity::{Amount, CurrencyCode, THING_CHARS_MAX, Unit},
};
use weft_ids::{limits, text};

/// Why a typed amount or unit was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TypedError {
    /// Nothing was typed.
    #[error("no amount was given")]
    NoAmount,
    /// It holds something that is no digit, separator or space.
    #[error("\"{0}\" is not an amount")]
    NotANumber(String),
    /// It begins with a minus sign.
    #[error("an amount is above zero, and \"{0}\" is below")]
    Negative(String),
    /// It is zero.
    #[error("an amount is above zero")]
    Zero,
    /// It can be read in two ways a thousand apart.
    #[error("\"{typed}\" can mean {thousands} {unit} or {decimals} {unit}")]
    Ambiguous {
        /// What was typed.
        typed: String,
        /// Read with the separator between thousands.
        thousands: String,
        /// Read with the separator before decimals.
        decimals: String,
        /// The unit.
        unit: String,
    },
    /// It can be read, but is not written in one of the two accepted ways.
    #[error("\"{typed}\" was understood as {understood} {unit}, but is not written plainly")]
    NotPlain {
        /// What was typed.
        typed: String,
        /// What it seems to mean, as it can be typed.
        understood: String,
        /// The unit.
        unit: String,
    },
    /// More decimal digits than the unit has.
    #[error("\"{typed}\" has {digits} decimal digits, and {unit} has {exponent}")]
    TooFine {
        /// What was typed.
        typed: String,
        /// How many decimal digits it has.
        digits: usize,
        /// The unit.
        unit: String,
        /// How many the unit has.
        exponent: u8,
    },
    /// Above [`limits::AMOUNT_MINOR_MAX`].
    #[error("\"{0}\" is more than can be written down")]
    TooLarge(String),
    /// No unit was typed.
    #[error("no unit was given")]
    NoUnit,
    /// Three capitals that are no currency.
    #[error("\"{0}\" is not a currency that is known here")]
    UnknownCurrency(String),
    /// A sign that several currencies share.
    #[error("\"{0}\" is the sign of several currencies")]
    SharedSign(String),
    /// A thing's name that cannot be one.
    #[error("\"{0}\" cannot be the name of a thing that is counted")]
    BadThing(String),
}

impl TypedError {
    /// Which rule, in snake case; stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            TypedError::NoAmount => "no_amount",
            TypedError::NotANumber(_) => "not_an_amount",
            TypedError::Negative(_) => "amount_negative",
            TypedError::Zero => "amount_zero",
            TypedError::Ambiguous { .. } => "amount_ambiguous",
            TypedError::NotPlain { .. } => "amount_not_plain",
            TypedError::TooFine { .. } => "amount_too_fine",
            TypedError::TooLarge(_) => "amount_too_large",
            TypedError::NoUnit => "no_unit",
            TypedError::UnknownCurrency(_) => "unknown_currency",
            TypedError::SharedSign(_) => "unit_sign_shared",
            TypedError::BadThing(_) => "bad_thing",
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            TypedError::NoAmount | TypedError::NotANumber(_) => {
                "write an amount such as 10.50 or 10,50".into()
            }
            TypedError::Negative(_) | TypedError::Zero => {
                "who gives and who gets is said by the step; write the amount alone".into()
            }
            TypedError::Ambiguous { thousands, decimals, .. } => format!("write {thousands} or {decimals}"),
            TypedError::NotPlain { understood, .. } => format!("if that is meant, write {understood}"),
            TypedError::TooFine { exponent: 0, unit, .. } => format!("{unit} is counted whole"),
            TypedError::TooFine { exponent, .. } => {
                format!("write at most {exponent} digits after the point")
            }
            TypedError::TooLarge(_) => {
                format!("at most {} of the smallest parts fit", limits::AMOUNT_MINOR_MAX)
            }
            TypedError::NoUnit | TypedError::UnknownCurrency(_) => {
                "write a currency such as EUR, or min, or the name of a thing in small letters such as jar"
                    .into()
            }
            TypedError::SharedSign(_) => "write the code: USD, CAD, JPY, CNY, …".into(),
            TypedError::BadThing(_) => {
                format!("a name of up to {THING_CHARS_MAX} letters, such as jar or night")
            }
        })
    }
}

impl Unit {
    /// Reads a typed unit: a currency code in either case, `€` or `£`, `min`, or the name of a thing.
    ///
    /// A code that is an everyday word too (`PEN`, `CUP`) means the currency only in capitals.
    /// Things are counted whole and named in small letters.
    ///
    /// # Errors
    /// When it is empty, three capitals of no known currency, a shared sign, or no name for a thing.
    pub fn parse(typed: &str) -> Result<Unit, TypedError> {
        let typed = typed.trim();
        match typed {
            "" => return Err(TypedError::NoUnit),
            "€" => return Unit::parse("EUR"),
            "£" => return Unit::parse("GBP"),
            "$" | "¥" => return Err(TypedError::SharedSign(typed.to_owned())),
            _ => {}
        }
        let small = typed.to_lowercase();
        if matches!(small.as_str(), "min" | "mins" | "minute" | "minutes") {
            return Ok(Unit::Minutes);
        }
        let capitals = typed.to_ascii_uppercase();
        let in_capitals = typed == capitals;
        if let Some(unit) = Unit::currency(&capitals)
            && (in_capitals || !currency::is_also_a_word(&capitals))
        {
            return Ok(unit);
        }
        if in_capitals && CurrencyCode::new(typed).is_some() {
            return Err(TypedError::UnknownCurrency(typed.to_owned()));
        }
        let thing = Unit::Thing { name: small, decimals: 0 };
        let begins_well = typed.chars().next().is_some_and(char::is_alphabetic);
        if begins_well && thing.is_sound() {
            Ok(thing)
        } else {
            Err(TypedError::BadThing(text::shown(typed)))
        }
    }

    /// Reads a typed amount of this unit: `10,50`, `10.50`, `10` or, with spaces between thousands, `1 000`.
    ///
    /// # Errors
    /// For anything that is not exactly one amount above zero, with what was understood.
    pub fn amount(&self, typed: &str) -> Result<Amount, TypedError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(TypedError::NoAmount);
        }
        let shown = || text::shown(typed).chars().take(60).collect::<String>();
        if let Some(rest) = typed.strip_prefix(['-', '−'])
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return Err(TypedError::Negative(shown()));
        }
        let (whole, decimals) = self.separate(typed)?;
        let padded = format!("{whole}{decimals:0<width$}", width = usize::from(self.exponent()));
        let minor: i64 = padded.parse().map_err(|_| TypedError::TooLarge(shown()))?;
        match minor {
            0 => Err(TypedError::Zero),
            minor if minor > limits::AMOUNT_MINOR_MAX => Err(TypedError::TooLarge(shown())),
            minor => Ok(Amount::new(minor, self.clone())),
        }
    }

    /// Splits what was typed into the digits before and after the decimal separator.
    fn separate(&self, typed: &str) -> Result<(String, String), TypedError> {
        let not_a_number = || TypedError::NotANumber(text::shown(typed).chars().take(60).collect());
        let separators: Vec<char> = typed.chars().filter(|c| matches!(c, '.' | ',')).collect();
        let (before, after) = typed.rsplit_once(['.', ',']).unwrap_or((typed, ""));
        let has_separator = !separators.is_empty();
        let whole =
            join_thousands(before).ok_or_else(|| self.not_plain(typed).unwrap_or_else(not_a_number))?;
        if has_separator && (after.is_empty() || !after.bytes().all(|b| b.is_ascii_digit())) {
            return Err(self.not_plain(typed).unwrap_or_else(not_a_number));
        }
        let exponent = usize::from(self.exponent());
        let spaced = before.contains(is_space);
        let may_be_thousands = after.len() == 3 && !spaced && before.len() <= 3 && !before.starts_with('0');
        let full_digits = exponent == 3 && separators.first() == Some(&'.');
        if may_be_thousands && !full_digits {
            return Err(self.ambiguous(typed, &whole, after));
        }
        if after.len() > exponent {
            let (unit, exponent) = (self.label(), self.exponent());
            return Err(TypedError::TooFine { typed: typed.to_owned(), digits: after.len(), unit, exponent });
        }
        Ok((whole, after.to_owned()))
    }

    fn ambiguous(&self, typed: &str, whole: &str, after: &str) -> TypedError {
        let exponent = usize::from(self.exponent());
        let digits: String = after.chars().take(exponent).collect();
        let decimals = if exponent == 0 { whole.to_owned() } else { format!("{whole}.{digits}") };
        TypedError::Ambiguous {
            typed: typed.to_owned(),
            thousands: format!("{whole}{after}"),
            decimals,
            unit: self.label(),
        }
    }

    /// What a way of writing that is not accepted seems to mean: marks between thousands, a bare point.
    fn not_plain(&self, typed: &str) -> Option<TypedError> {
        let exponent = usize::from(self.exponent());
        let plain: String = typed.chars().filter(|c| !is_space(*c) && !matches!(c, '\'' | '’')).collect();
        if !plain.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) || plain.len() > 40 {
            return None;
        }
        let last_mark = plain.chars().rev().find(|c| matches!(c, '.' | ','));
        let repeats = last_mark.is_some_and(|mark| plain.chars().filter(|c| *c == mark).count() > 1);
        let (before, after) = match plain.rsplit_once(['.', ',']) {
            Some((before, after)) if !repeats && after.len() <= exponent => (before, after),
            Some(_) | None => (plain.as_str(), ""),
        };
        let whole: String = before.chars().filter(char::is_ascii_digit).collect();
        if whole.is_empty() && after.is_empty() {
            return None;
        }
        let whole = if whole.is_empty() { "0" } else { whole.as_str() };
        let understood = if after.is_empty() { whole.to_owned() } else { format!("{whole}.{after}") };
        Some(TypedError::NotPlain { typed: typed.to_owned(), understood, unit: self.label() })
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{202F}')
}

/// Joins `1 000 000`; `None` where a group has not three digits or something else stands there.
fn join_thousands(text: &str) -> Option<String> {
    let mut groups = text.split(is_space);
    let first = groups.next()?;
    if first.is_empty() || !text.chars().all(|c| c.is_ascii_digit() || is_space(c)) {
        return None;
    }
    let rest: Vec<&str> = groups.collect();
    let well_grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    well_grouped.then(|| format!("{first}{}", rest.concat()))
}
