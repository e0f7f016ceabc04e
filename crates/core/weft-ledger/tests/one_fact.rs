//! Every set of acts about one fact, without exception, comes to the sums of the naive model.

mod support;

use support::{model::*, *};
use weft_ids::{ActId, PersonId, bytes::hash_parts};
use weft_ledger::{Agree, Confirm, HandedOver, LedgerAct, Offer, Received, Repaid, Reverse};

fn name(place: usize) -> ActId {
    ActId(hash_parts("weft test fact", &[&place.to_le_bytes()]))
}

fn reverse(act: ActId) -> LedgerAct {
    LedgerAct::Reverse(Reverse { act, why: String::new(), on: None })
}

fn confirm(half: ActId, part: Option<i64>, instead_of: Option<ActId>) -> LedgerAct {
    LedgerAct::Confirm(Confirm { half, amount: part.map(eur), instead_of, on: None })
}

/// A handed-over loan, as what is there before any of the chosen acts.
fn begun() -> Acts {
    let (agreed, handed, received) = (name(100), name(101), name(102));
    let offer = Offer { to: BEN, ask: None, amount: eur(9), gift: false, why: String::new(), on: None };
    let loan = name(103);
    let half = |amount| HandedOver { loan, k: 9, amount, on: None };
    Acts::from([
        (loan, (ANA, LedgerAct::Offer(offer))),
        (agreed, (BEN, LedgerAct::Agree(Agree { offer: loan, on: None }))),
        (handed, (ANA, LedgerAct::HandedOver(half(eur(9))))),
        (received, (BEN, LedgerAct::Received(Received { loan, k: 9, amount: eur(9), on: None }))),
    ])
}

/// Two amounts stated by each, a yes to each, and two reversals with their yeses.
fn about_one_fact(repayment: bool) -> Vec<(PersonId, LedgerAct)> {
    let loan = name(103);
    let half = |by: PersonId, whole: i64| {
        let (k, amount, on) = (1, eur(whole), None);
        let act = match (repayment, by == ANA) {
            (true, _) => LedgerAct::Repaid(Repaid { loan, k, amount, on }),
            (false, true) => LedgerAct::HandedOver(HandedOver { loan, k, amount, on }),
            (false, false) => LedgerAct::Received(Received { loan, k, amount, on }),
        };
        (by, act)
    };
    let (hers, hers_less, his, his_less) = (name(0), name(1), name(2), name(3));
    vec![
        half(ANA, 4),
        half(ANA, 2),
        half(BEN, 4),
        half(BEN, 3),
        (BEN, confirm(hers, None, Some(his))),
        (BEN, confirm(hers_less, None, None)),
        (ANA, confirm(his, repayment.then_some(1), None)),
        (ANA, confirm(his_less, None, Some(hers))),
        (ANA, reverse(his)),
        (BEN, confirm(name(8), None, None)),
        (BEN, reverse(hers_less)),
        (ANA, confirm(name(10), None, None)),
    ]
}

#[test]
fn every_set_of_acts_about_one_fact_comes_to_the_sums_of_the_naive_model() {
    for repayment in [false, true] {
        let choices = about_one_fact(repayment);
        for chosen in 0u32..1 << choices.len() {
            let mut acts = begun();
            let some = choices.iter().enumerate().filter(|(place, _)| chosen >> place & 1 == 1);
            acts.extend(some.map(|(place, act)| (name(place), act.clone())));
            let ledger = fold(&acts);
            let state = ledger.loan(&name(103)).unwrap();
            let sums = Model(&acts).loans()[&name(103)];
            let found = (state.handed_over().minor, state.repaid().minor, state.outstanding().minor);
            let expected = (sums.handed_over, sums.repaid, sums.outstanding);
            assert_eq!(found, expected, "repayment: {repayment}, chosen: {chosen:#b}");
        }
    }
}
