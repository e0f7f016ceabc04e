//! The ledger of a hundred thousand acts.

use crate::{figures::Figures, hand, meter::cpu_of};
use anyhow::ensure;
use std::collections::BTreeSet;
use weft_ledger::{Cases, Ledger};

/// Acts in the ledger.
const ACTS: usize = 100_000;
/// Of these, acts that are posted one by one.
const MORE: usize = 100;

/// Folds a hundred thousand acts, and one more.
///
/// # Errors
/// When acts posted one by one come to something else than all of them folded.
pub fn ledger() -> anyhow::Result<Figures> {
    let mut figures = Figures::of("ledger");
    let (people, acts) = hand::loans(ACTS, 200);
    let people: BTreeSet<_> = people.into_iter().collect();
    let held = || acts.iter().map(|(id, by, act)| (*id, *by, act));
    let (mut ledger, fold_us) = cpu_of(|| Ledger::fold(&people, held().take(ACTS - MORE)));
    figures.note("acts", ledger.acts().count() as f64, "");
    figures.note("acts that do not count", ledger.refused().count() as f64, "");
    figures.beside(
        "processor time, folded from nothing",
        fold_us as f64,
        "µs",
        "< 100 ms",
        "SQLite GROUP BY 49.5 ms; a flat array of sums 0.22 ms",
    );
    let (mut cases, cases_us) = cpu_of(|| Cases::of(&ledger));
    figures.note("processor time, finding out which acts hang together, once", cases_us as f64, "µs");
    let ((), more_us) = cpu_of(|| {
        for act in held().skip(ACTS - MORE) {
            cases.post(&mut ledger, [act]);
        }
    });
    ensure!(ledger == Ledger::fold(&people, held()), "acts posted one by one come to something else");
    figures.beside(
        "processor time, one more act",
        more_us as f64 / MORE as f64,
        "µs",
        "< 100 µs",
        "hydrate out of automerge 620 ms",
    );
    let (balances, balances_us) = cpu_of(|| ledger.balances());
    figures.note("processor time, all balances", balances_us as f64, "µs");
    figures.note("balances", balances.len() as f64, "");
    Ok(figures)
}
