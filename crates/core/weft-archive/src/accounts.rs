//! What people, units and loans are called in files of money: short, and never two things by one name.

use crate::postings::{Account, Side};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, PersonId, text};
use weft_ledger::{Ledger, Unit};
use weft_view::SpaceView;

/// The names of everything that a space's money is about.
#[derive(Debug)]
pub(crate) struct Accounts {
    people: BTreeMap<PersonId, String>,
    loans: BTreeMap<ActId, String>,
    units: BTreeMap<Unit, String>,
}

impl Accounts {
    pub(crate) fn of(view: &SpaceView, ledger: &Ledger) -> Self {
        let people = view.people.iter().map(|member| (member.person, member.name.as_str()));
        let loans = ledger.loans().map(|loan| (loan.id, if loan.gift { "gift" } else { "loan" }));
        let units: BTreeSet<&Unit> = ledger.loans().map(|loan| loan.unit()).collect();
        Self {
            people: apart(people, |id| id.to_string(), false),
            loans: apart(loans, |id| id.to_string(), true),
            units: units_apart(&units),
        }
    }

    /// A person's name, without what has a meaning in an account's name.
    pub(crate) fn person(&self, id: &PersonId) -> String {
        self.people.get(id).cloned().unwrap_or_else(|| format!("someone-{}", id.short()))
    }

    /// A loan's or gift's name.
    pub(crate) fn loan(&self, id: &ActId) -> String {
        self.loans.get(id).cloned().unwrap_or_else(|| format!("loan-{}", id.short()))
    }

    /// A unit's name, without digits or quotes around it.
    pub(crate) fn unit(&self, unit: &Unit) -> String {
        self.units.get(unit).cloned().unwrap_or_else(|| unit.label())
    }

    /// All units in use, by name.
    pub(crate) fn units(&self) -> impl Iterator<Item = (&Unit, &str)> {
        self.units.iter().map(|(unit, name)| (unit, name.as_str()))
    }

    /// An account's whole name.
    pub(crate) fn account(&self, account: &Account) -> String {
        let side = match account.side {
            Side::Lent => "lent",
            Side::Borrowed => "borrowed",
            Side::Gave => "gave",
            Side::Got => "got",
        };
        format!("{side}:{}:{}", self.person(&account.person), self.loan(&account.loan))
    }
}

/// Gives each thing a name; those that would share one, and all where `always`, get some of their id behind it.
fn apart<'a, Id: Ord + Copy>(
    things: impl Iterator<Item = (Id, &'a str)>,
    hex: impl Fn(&Id) -> String,
    always: bool,
) -> BTreeMap<Id, String> {
    let plain: Vec<(Id, String)> = things.map(|(id, name)| (id, account_word(name))).collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for digits in [0, 8, 64] {
        let name = |(id, plain): &(Id, String)| {
            let digits: String = hex(id).chars().take(digits).collect();
            if digits.is_empty() { plain.clone() } else { format!("{plain}-{digits}") }
        };
        count.clear();
        plain.iter().for_each(|one| *count.entry(name(one).to_lowercase()).or_default() += 1);
        let is_apart = count.values().all(|many| *many == 1);
        if is_apart && !(always && digits == 0) {
            return plain.iter().map(|one| (one.0, name(one))).collect();
        }
    }
    plain.into_iter().map(|(id, name)| (id, format!("{name}-{}", hex(&id)))).collect()
}

/// One word of an account's name: letters, digits and single spaces; all else has a meaning in some program.
fn account_word(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '\'') { c } else { ' ' };
    let words: String = text::shown(name).chars().map(safe).collect();
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    if words.is_empty() { "someone".to_owned() } else { words }
}

/// Units that share a name are told apart by their digits, since they are never added together.
fn units_apart(units: &BTreeSet<&Unit>) -> BTreeMap<Unit, String> {
    let label = |unit: &Unit| {
        let label: String = text::shown(&unit.label())
            .chars()
            .map(|c| if matches!(c, '"' | ';') { ' ' } else { c })
            .collect();
        label.trim().to_owned()
    };
    let kind = |unit: &Unit| match unit {
        Unit::Currency { .. } => "currency",
        Unit::Minutes => "minutes",
        Unit::Thing { .. } => "thing",
    };
    let named = units.iter().map(|unit| {
        let mine = label(unit);
        let shared = units.iter().filter(|other| label(other) == mine).count() > 1;
        let name = if shared { format!("{mine} {} {}", kind(unit), unit.exponent()) } else { mine };
        ((*unit).clone(), name)
    });
    named.collect()
}

/// An amount's digits, all those of its unit: `10.50`, `-0.05`, `1000`.
pub(crate) fn digits(minor: i128, unit: &Unit) -> String {
    let exponent = usize::from(unit.exponent().min(9));
    let scale = (0..exponent).fold(1u128, |scale, _| scale * 10);
    let (whole, part) = (minor.unsigned_abs() / scale, minor.unsigned_abs() % scale);
    let sign = if minor < 0 { "-" } else { "" };
    if exponent == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part:0exponent$}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[(u8, &str)]) -> Vec<String> {
        let things = names.iter().map(|(id, name)| (PersonId([*id; 32]), *name));
        apart(things, PersonId::to_string, false).into_values().collect()
    }

    #[test]
    fn two_people_with_one_name_have_two_accounts() {
        assert_eq!(named(&[(1, "Ana"), (2, "Ben")]), ["Ana", "Ben"]);
        assert_eq!(named(&[(1, "Ana"), (2, "ana")]), ["Ana-01010101", "ana-02020202"]);
        assert_eq!(named(&[(1, "Ana:x  (a); b"), (2, "☃")]), ["Ana x a b", "someone"]);
    }

    #[test]
    fn amounts_have_all_their_digits_and_no_more() {
        let unit = |code| Unit::currency(code).unwrap();
        assert_eq!(digits(-5, &unit("EUR")), "-0.05");
        assert_eq!(digits(1_000, &unit("JPY")), "1000");
        assert_eq!(digits(1, &unit("KWD")), "0.001");
        assert_eq!(digits(90, &Unit::Minutes), "90");
    }

    #[test]
    fn units_that_share_a_name_stay_apart() {
        let thing = |decimals| Unit::Thing { name: "jar".into(), decimals };
        let (whole, halves) = (thing(0), thing(1));
        let named = units_apart(&BTreeSet::from([&whole, &halves]));
        assert_eq!(named.values().collect::<Vec<_>>(), ["jar thing 0", "jar thing 1"]);
    }
}
