//! Money as a journal for hledger and ledger: one transaction for each fact, and the balances asserted at its end.

use crate::{
    accounts::{Accounts, digits},
    postings::{Account, Happened, Posting},
};
use std::{collections::BTreeMap, fmt::Write as _};
use weft_ids::{CivilDate, text};
use weft_ledger::Unit;

/// The day of a fact for which nobody wrote any, where none stands before it either.
const NO_DAY: &str = "1970-01-01";

/// Writes the journal.
pub(crate) fn journal(space_name: &str, accounts: &Accounts, postings: &[Posting]) -> String {
    let mut out = String::new();
    line(&mut out, &format!("; The money of {}, for hledger or ledger.", one_line(space_name)));
    line(&mut out, "; lent: what somebody is owed; borrowed: what somebody owes, below zero;");
    line(&mut out, "; gave and got: gifts, which nobody owes. Only what both sides said is here.");
    line(&mut out, "; Days are as people wrote them.");
    line(&mut out, "");
    for (unit, name) in accounts.units() {
        line(&mut out, &format!("commodity {}", declared(unit, name)));
    }
    line(&mut out, "");
    let balances = balances(postings);
    for account in balances.keys() {
        line(&mut out, &format!("account {}", accounts.account(account)));
    }
    let mut day = first_day(postings);
    let mut last = day.clone();
    for posting in postings {
        let written = posting.on.filter(CivilDate::is_real).map(|on| on.to_string());
        let is_written = written.is_some();
        day = written.unwrap_or(day);
        last = last.max(day.clone());
        line(&mut out, "");
        line(&mut out, &format!("{day} * {}", description(accounts, posting)));
        line(&mut out, &format!("    ; act: {}", posting.act));
        if !is_written {
            line(&mut out, "    ; nobody wrote a day: this is the day before it");
        }
        for (account, minor) in posting.legs() {
            let amount = amount(accounts, minor, &posting.unit);
            line(&mut out, &format!("    {}  {amount}", accounts.account(&account)));
        }
    }
    if !balances.is_empty() {
        line(&mut out, "");
        line(&mut out, &format!("{last} * What stands at the end"));
    }
    for (account, (unit, minor)) in &balances {
        let (zero, sum) = (amount(accounts, 0, unit), amount(accounts, *minor, unit));
        line(&mut out, &format!("    {}  {zero} = {sum}", accounts.account(account)));
    }
    out
}

/// What every account comes to; each is of one loan, and so of one unit.
pub(crate) fn balances(postings: &[Posting]) -> BTreeMap<Account, (Unit, i128)> {
    let mut balances: BTreeMap<Account, (Unit, i128)> = BTreeMap::new();
    for posting in postings {
        for (account, minor) in posting.legs() {
            balances.entry(account).or_insert_with(|| (posting.unit.clone(), 0)).1 += minor;
        }
    }
    balances
}

/// What happened, in words that have no meaning in a journal.
pub(crate) fn description(accounts: &Accounts, posting: &Posting) -> String {
    let (lender, borrower) = (accounts.person(&posting.lender), accounts.person(&posting.borrower));
    let what = match posting.happened {
        Happened::HandedOver => format!("{lender} lent {borrower}"),
        Happened::Given => format!("{lender} gave {borrower}"),
        Happened::PaidBack => format!("{borrower} paid {lender} back"),
        Happened::LetGo => format!("{lender} let {borrower} off"),
        Happened::TakenBack => format!("{lender} and {borrower} took it back"),
    };
    let why = one_line(&posting.why);
    if why.is_empty() { what } else { format!("{what}, {why}") }
}

fn first_day(postings: &[Posting]) -> String {
    let written = postings.iter().find_map(|posting| posting.on.filter(CivilDate::is_real));
    written.map_or_else(|| NO_DAY.to_owned(), |on| on.to_string())
}

/// A unit as hledger wants it declared: with a decimal mark even where there are no decimals, as in `1000. JPY`.
fn declared(unit: &Unit, name: &str) -> String {
    let zeros = "0".repeat(usize::from(unit.exponent().min(9)));
    format!("1000.{zeros} {}", symbol(name))
}

fn amount(accounts: &Accounts, minor: i128, unit: &Unit) -> String {
    format!("{} {}", digits(minor, unit), symbol(&accounts.unit(unit)))
}

/// A unit's name as a commodity: in quotes unless it is letters alone.
fn symbol(name: &str) -> String {
    if name.chars().all(char::is_alphabetic) && !name.is_empty() {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}

/// Text for one line, where `;` would begin a comment and `|` divides a payee from a note.
fn one_line(typed: &str) -> String {
    let safe = |c: char| match c {
        ';' => ',',
        '|' | '*' | '!' => ' ',
        c => c,
    };
    let line: String = text::shown(typed).chars().map(safe).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes every line");
}
