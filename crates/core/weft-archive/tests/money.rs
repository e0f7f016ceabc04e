//! Money in a copy: what the tables and the journal say is what the ledger says.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod support;

use std::collections::BTreeMap;
use support::{copy, pair, text};
use weft_archive::Files;
use weft_view::{BalanceView, SpaceView};

/// Rows of a table, cells as they were before quoting.
fn rows(files: &Files, path: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for line in text(files, path).split_terminator("\r\n") {
        let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => cell.push(chars.next().unwrap()),
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        row.push(cell);
        rows.push(row);
    }
    rows
}

/// `-0.05` in hundredths, whatever the unit.
fn parsed(amount: &str) -> i128 {
    amount.replace('.', "").parse().unwrap()
}

fn made() -> (SpaceView, Files) {
    let (mut world, space) = pair();
    let files = copy(&mut world, 1, space).files;
    (world.space(0, &space), files)
}

/// What somebody is owed less what they owe, by name and unit.
fn ledger_net(view: &SpaceView) -> BTreeMap<(String, String), i128> {
    let net = |b: &BalanceView| i128::from(b.owed.minor) - i128::from(b.owes.minor);
    let rows = view.ledger.balances.iter();
    rows.map(|b| ((view.name_of(&b.person), b.owes.unit.clone()), net(b)))
        .filter(|(_, net)| *net != 0)
        .collect()
}

#[test]
fn the_journal_comes_to_the_ledgers_balances_and_says_so() {
    let (view, files) = made();
    let journal = text(&files, "money/money.journal");
    let mut sums: BTreeMap<(String, String), i128> = BTreeMap::new();
    let mut asserted: BTreeMap<(String, String), i128> = BTreeMap::new();
    for line in journal.lines().filter(|line| line.starts_with("    ") && !line.starts_with("    ;")) {
        let (account, amount) = line.trim().split_once("  ").unwrap();
        let person = account.split(':').nth(1).unwrap().to_owned();
        let (amount, stands) = amount.split_once(" = ").map_or((amount, None), |(a, b)| (a, Some(b)));
        let (digits, unit) = amount.split_once(' ').unwrap();
        *sums.entry((person.clone(), unit.to_owned())).or_default() += parsed(digits);
        if let Some((digits, unit)) = stands.and_then(|stands| stands.split_once(' ')) {
            *asserted.entry((person, unit.to_owned())).or_default() += parsed(digits);
        }
    }
    sums.retain(|_, sum| *sum != 0);
    asserted.retain(|_, sum| *sum != 0);
    assert_eq!(sums, ledger_net(&view), "{journal}");
    assert_eq!(asserted, sums, "the balances at the end are asserted");
    for declared in ["commodity 1000.00 EUR", "commodity 1000. JPY", "commodity 1000. jar"] {
        assert!(journal.contains(declared), "{journal}");
    }
    assert!(journal.contains("2026-11-03 * Ana lent Ben, a bike, =SUM(A1), \"red\"\n"), "{journal}");
    assert!(journal.contains("* Ana and Ben took it back, it was another bill\n"), "{journal}");
}

#[test]
fn the_legs_of_every_fact_sum_to_zero_in_their_unit() {
    let (view, files) = made();
    let rows = rows(&files, "money/legs.csv");
    let (head, rows) = rows.split_first().unwrap();
    let at = |name: &str| head.iter().position(|cell| cell == name).unwrap();
    let (act, unit, name, minor) = (at("act"), at("unit"), at("name"), at("minor"));
    let mut facts: BTreeMap<(String, String), i128> = BTreeMap::new();
    let mut people: BTreeMap<(String, String), i128> = BTreeMap::new();
    for row in rows {
        let sum: i128 = row[minor].parse().unwrap();
        *facts.entry((row[act].clone(), row[unit].clone())).or_default() += sum;
        *people.entry((row[name].clone(), row[unit].clone())).or_default() += sum;
    }
    assert!(facts.len() >= 8 && facts.values().all(|sum| *sum == 0), "{facts:?}");
    people.retain(|_, sum| *sum != 0);
    assert_eq!(people, ledger_net(&view));
    assert!(rows.iter().any(|row| row.contains(&"a bike; =SUM(A1), \"red\"".to_owned())));
}

#[test]
fn the_wide_table_ends_in_the_balances() {
    let (view, files) = made();
    let rows = rows(&files, "money/wide.csv");
    assert_eq!(rows[0], ["Date", "Description", "Category", "Cost", "Currency", "Ana", "Ben"]);
    let totals = rows.iter().filter(|row| row[1] == "Total balance");
    let mut net: BTreeMap<(String, String), i128> = BTreeMap::new();
    for row in totals {
        net.insert(("Ana".into(), row[4].clone()), parsed(&row[5]));
        net.insert(("Ben".into(), row[4].clone()), parsed(&row[6]));
    }
    net.retain(|_, sum| *sum != 0);
    assert_eq!(net, ledger_net(&view));
}

#[test]
fn loans_keep_everything_that_was_said_and_amounts_are_whole_numbers() {
    let (_, files) = made();
    let loans: serde_json::Value = serde_json::from_slice(&files["money/loans.json"]).unwrap();
    assert_eq!(loans["loans"].as_array().unwrap().len(), 3);
    assert_eq!(loans["asks"][0]["amount"]["minor"], 2_000);
    let bike =
        loans["loans"].as_array().unwrap().iter().find(|loan| loan["agreed"]["unit"] == "EUR").unwrap();
    assert_eq!(bike["outstanding"]["minor"], 30_050);
    assert_eq!(bike["waiting"][0]["amount"]["minor"], 100);
    assert!(bike["facts"].as_array().unwrap().iter().any(|fact| fact["taken_back"] == true));
}

#[test]
fn a_space_without_money_has_no_files_of_it() {
    let (mut world, space) = support::crew();
    let files = copy(&mut world, 0, space).files;
    assert!(!files.keys().any(|path| path.starts_with("money/")));
}
