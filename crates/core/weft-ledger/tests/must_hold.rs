//! What must hold, for any acts of honest and hostile people:
//!
//! 1. What is owed and what is due are equal in each unit, after any merge (money.md 1).
//! 2. The fold does not depend on order, repetition, device, or on how acts are called (money.md 2).
//! 3. What both have said stays said: more acts never unsettle a fact, an agreement or a reversal (money.md 3).
//! 4. What waits counts nowhere; a fact counts at most once, within what was stated (money.md 4).
//! 5. 0 ≤ outstanding ≤ handed over; the borrower alone never lowers what is owed below what the lender signed for,
//!    and the lender alone never raises it above what the borrower signed for (money.md 5).
//! 6. Both writing down the same fact apart counts once (protocol.md, slots).
//! 7. What two honest people write is refused only where their own words apart contradict each other.
//! 8. The sums are those of a naive reading of the rules.
//! 9. Posted one by one or in heaps, in any order, acts come to what a fold of all of them comes to.
//!
//! Splitting (money.md 10) is in `split.rs`.

mod support;

use proptest::{prelude::*, sample::Index, strategy::ValueTree};
use std::collections::BTreeMap;
use support::{model::*, *};
use weft_ids::{ActId, PersonId, bytes::hash_parts};
use weft_ledger::{
    ActKind, Agree, AgreePlan, Amount, Ask, AskKind, Cases, Confirm, Decline, Forgive, HandedOver, Ledger,
    LedgerAct, LedgerRefusal, Offer, PlanTerms, ProposePlan, Received, Repaid, Reverse, Statement, Unit,
};

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() }
}

/// The random choices behind one act.
#[derive(Debug, Clone)]
struct Choice {
    by: usize,
    kind: usize,
    names: Index,
    wild: u8,
    amount: i64,
    k: u32,
    unit: u8,
}

fn choices(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Choice>> {
    let one = (0usize..8, 0usize..24, any::<Index>(), 0u8..16, 0i64..6, 0u32..8, 0u8..24);
    let choice = one.prop_map(|(by, kind, names, wild, amount, k, unit)| Choice {
        by,
        kind,
        names,
        wild,
        amount,
        k,
        unit,
    });
    prop::collection::vec(choice, count)
}

/// Ids made from places in the history; another `salt` calls the same acts by other names.
fn name(place: usize, salt: u8) -> ActId {
    ActId(hash_parts("weft test name", &[&place.to_le_bytes(), &[salt]]))
}

const WHO: [PersonId; 8] = [ANA, BEN, ANA, BEN, ANA, BEN, ANA, CHI];

/// A loan of Ana to Ben to begin with, so that most of what follows has something to be about.
fn history(choices: &[Choice], salt: u8) -> Vec<(ActId, PersonId, LedgerAct)> {
    let mut acts: Vec<(ActId, PersonId, LedgerAct)> = Vec::new();
    let offer = Offer { to: BEN, ask: None, amount: eur(1), gift: false, why: String::new(), on: None };
    acts.push((name(0, salt), ANA, LedgerAct::Offer(offer)));
    acts.push((name(1, salt), BEN, LedgerAct::Agree(Agree { offer: name(0, salt), on: None })));
    for choice in choices {
        let place = acts.len();
        let (by, act) = chosen(choice, &acts, salt);
        acts.push((name(place, salt), by, act));
    }
    acts
}

fn chosen(choice: &Choice, acts: &[(ActId, PersonId, LedgerAct)], salt: u8) -> (PersonId, LedgerAct) {
    use ActKind as K;
    let by = WHO[choice.by];
    let other = if by == ANA { BEN } else { ANA };
    let unit = if choice.unit == 0 { Unit::Minutes } else { eur_unit() };
    // Now and then nothing, which no act may say.
    let amount = Amount::new(if choice.unit == 1 { 0 } else { choice.amount + 1 }, unit);
    let k = [0, 1, 1, 1, 1, 2, 2, 3][choice.k as usize];
    let names = |kinds: &[ActKind]| {
        let fitting: Vec<ActId> =
            acts.iter().filter(|(_, _, act)| kinds.contains(&act.kind())).map(|(id, ..)| *id).collect();
        match choice.wild {
            // Something that is not here, or comes later.
            0 => name(acts.len() + 1, salt),
            1 => acts[choice.names.index(acts.len())].0,
            // Mostly the loan that was there from the beginning, so that its facts meet.
            2..12 if kinds == [K::Offer] => name(0, salt),
            _ if fitting.is_empty() => acts[choice.names.index(acts.len())].0,
            _ => fitting[choice.names.index(fitting.len())],
        }
    };
    let halves = [K::HandedOver, K::Received, K::Repaid];
    let (why, note, on) = (String::new(), String::new(), None);
    let act = match choice.kind {
        0 => {
            let kind = if choice.k == 0 { AskKind::Gift } else { AskKind::Loan };
            LedgerAct::Ask(Ask { of: other, amount, kind, why, needed_by: None, payback: note, on })
        }
        1 => LedgerAct::Offer(Offer { to: other, ask: Some(names(&[K::Ask])), amount, gift: false, why, on }),
        2 => LedgerAct::Offer(Offer { to: other, ask: None, amount, gift: choice.k == 0, why, on }),
        3 => LedgerAct::Agree(Agree { offer: names(&[K::Offer]), on }),
        4 | 5 if by == BEN => LedgerAct::Received(Received { loan: names(&[K::Offer]), k, amount, on }),
        4 | 5 => LedgerAct::HandedOver(HandedOver { loan: names(&[K::Offer]), k, amount, on }),
        6..=8 => LedgerAct::Repaid(Repaid { loan: names(&[K::Offer]), k, amount, on }),
        9 => LedgerAct::ProposePlan(ProposePlan {
            loan: names(&[K::Offer]),
            replaces: if choice.k == 0 { vec![] } else { vec![names(&[K::ProposePlan])] },
            each: Some(amount),
            from: None,
            every_days: 30,
            note,
            on,
        }),
        10 => LedgerAct::AgreePlan(AgreePlan { plan: names(&[K::ProposePlan]), on }),
        11 | 12 => {
            let instead_of = (choice.k == 3).then(|| names(&halves));
            LedgerAct::Confirm(Confirm { half: names(&halves), amount: None, instead_of, on })
        }
        13 | 23 => {
            let amount = Some(Amount::new(1 + choice.amount % 2, eur_unit()));
            LedgerAct::Confirm(Confirm { half: names(&[K::Repaid]), amount, instead_of: None, on })
        }
        14 | 20 | 21 => {
            LedgerAct::Confirm(Confirm { half: names(&[K::Reverse]), amount: None, instead_of: None, on })
        }
        15 => LedgerAct::Forgive(Forgive { loan: names(&[K::Offer]), amount, note, on }),
        16 => LedgerAct::Decline(Decline { act: names(ActKind::ALL), note, on }),
        17 => LedgerAct::Decline(Decline { act: names(&[K::Forgive, K::Reverse]), note, on }),
        18 | 22 => LedgerAct::Reverse(Reverse { act: names(&halves), why, on }),
        _ => LedgerAct::Reverse(Reverse { act: names(ActKind::ALL), why, on }),
    };
    (by, act)
}

fn set(history: &[(ActId, PersonId, LedgerAct)]) -> Acts {
    history.iter().map(|(id, by, act)| (*id, (*by, act.clone()))).collect()
}

fn sums_of(ledger: &Ledger) -> BTreeMap<ActId, Sums> {
    ledger
        .loans()
        .map(|loan| {
            let sums = Sums {
                agreed: loan.agreed_total().minor,
                handed_over: loan.handed_over().minor,
                repaid: loan.repaid().minor,
                forgiven: loan.forgiven().minor,
                outstanding: loan.outstanding().minor,
                excess: loan.excess().map_or(0, |excess| excess.minor),
            };
            (loan.id, sums)
        })
        .collect()
}

fn check_sums(ledger: &Ledger) -> Result<(), TestCaseError> {
    let mut by_unit: BTreeMap<Unit, i128> = BTreeMap::new();
    for ((_, unit), balance) in ledger.balances() {
        *by_unit.entry(unit).or_default() += balance.owed_minor - balance.owes_minor;
    }
    prop_assert!(by_unit.values().all(|sum| *sum == 0), "balances do not sum to zero: {by_unit:?}");
    for loan in ledger.loans() {
        let (outstanding, handed_over) = (loan.outstanding().minor, loan.handed_over().minor);
        prop_assert!(0 <= outstanding && outstanding <= handed_over);
        prop_assert!(loan.excess().is_none() || outstanding == 0);
        for slot in loan.slots.values() {
            let stated = |by| {
                let own = slot.statements.iter().filter(move |s| s.by == by && s.both_say());
                own.map(|s| i128::from(s.amount.minor)).sum::<i128>()
            };
            prop_assert!(slot.counted_minor() <= stated(loan.lender).max(stated(loan.borrower)));
        }
        for waiting in ledger.waiting(loan) {
            prop_assert!(loan.concerns(&waiting.waits_for));
            prop_assert_eq!(waiting.waits_for == waiting.by, waiting.stranded);
        }
        prop_assert_eq!(ledger.steps(loan, &DEV).len(), 0);
    }
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_acts_come_to_the_sums_of_the_naive_model(choices in choices(0..40)) {
        let acts = set(&history(&choices, 0));
        let ledger = fold(&acts);
        check_sums(&ledger)?;
        prop_assert_eq!(sums_of(&ledger), Model(&acts).loans());
    }

    #[test]
    fn order_repetition_and_merging_change_nothing(
        choices in choices(0..40),
        order in any::<Vec<Index>>(),
        mine in any::<u64>(),
        theirs in any::<u64>(),
    ) {
        let history = history(&choices, 0);
        let whole = fold(&set(&history));
        let mut shuffled: Vec<_> = history.iter().rev().chain(&history).collect();
        for (place, index) in order.iter().enumerate().take(shuffled.len()) {
            let with = index.index(shuffled.len());
            shuffled.swap(place, with);
        }
        let again = Ledger::fold(&people(), shuffled.into_iter().map(|(id, by, act)| (*id, *by, act)));
        prop_assert_eq!(&whole, &again);

        let held = |bits: u64| history.iter().enumerate().filter(move |(n, _)| bits >> (n % 64) & 1 == 1);
        let one: Vec<_> = held(mine).chain(held(theirs)).map(|(_, (id, by, act))| (*id, *by, act)).collect();
        let two: Vec<_> = held(theirs).chain(held(mine)).map(|(_, (id, by, act))| (*id, *by, act)).collect();
        prop_assert_eq!(Ledger::fold(&people(), one), Ledger::fold(&people(), two));
    }

    #[test]
    fn what_acts_are_called_changes_no_sum_and_no_verdict(choices in choices(0..40)) {
        let [one, other] = [0, 1].map(|salt| {
            let history = history(&choices, salt);
            let ledger = fold(&set(&history));
            let sums = sums_of(&ledger);
            let in_place: Vec<_> = history
                .iter()
                .map(|(id, ..)| {
                    let verdict = ledger.refused().find(|refused| refused.act == *id).map(|refused| refused.code());
                    let standing = ledger.offer(id).map(|o| o.standing).or(ledger.ask(id).map(|a| a.standing));
                    (sums.get(id).copied(), verdict, standing)
                })
                .collect();
            in_place
        });
        prop_assert_eq!(one, other);
    }

    #[test]
    fn what_both_have_said_stays_said_whatever_is_added(choices in choices(0..40), kept in any::<u64>()) {
        let history = history(&choices, 0);
        let some: Vec<_> =
            history.iter().enumerate().filter(|(n, _)| kept >> (n % 64) & 1 == 1).map(|(_, act)| act.clone()).collect();
        let (before, after) = (fold(&set(&some)), fold(&set(&history)));
        for loan in before.loans() {
            let later = after.loan(&loan.id);
            prop_assert!(later.is_some(), "an agreement went away");
            let later = later.unwrap();
            prop_assert!(loan.called_off.is_none() || later.called_off.is_some());
            for (key, slot) in &loan.slots {
                let later = &later.slots[key];
                prop_assert!(slot.facts.is_empty() || !later.facts.is_empty(), "a settled fact went away");
                for statement in slot.statements.iter().filter(|statement| statement.both_say()) {
                    let same = |s: &&Statement| s.by == statement.by && s.amount == statement.amount;
                    let later = later.statements.iter().find(same).unwrap();
                    prop_assert!(later.signed_minor() >= statement.signed_minor());
                    prop_assert!(statement.reversed.is_none() || later.reversed.is_some(), "a reversal went away");
                }
            }
            for (id, forgiving) in &loan.forgivings {
                prop_assert!(forgiving.counts() || !later.forgivings[id].counts(), "a declined forgiving came back");
            }
            for (id, plan) in &loan.plans {
                prop_assert!(plan.agreed.is_none() || later.plans[id].agreed.is_some());
            }
        }
    }

    #[test]
    fn the_borrower_alone_never_lowers_what_is_owed(choices in choices(0..30), hostile in choices(1..30)) {
        // A lender whose name is under one amount for each hand-over, who stated no repayment and proposes to reverse
        // nothing: then no word of hers is left to be answered that would lower the debt.
        let mut seen = std::collections::BTreeSet::new();
        let mut before = history(&choices, 0);
        let received: Vec<ActId> =
            before.iter().filter(|(_, _, act)| act.kind() == ActKind::Received).map(|(id, ..)| *id).collect();
        before.retain(|(_, by, act)| match act {
            LedgerAct::Repaid(_) | LedgerAct::Reverse(_) => *by == BEN,
            LedgerAct::Confirm(yes) => *by == BEN || !received.contains(&yes.half),
            LedgerAct::HandedOver(a) => seen.insert((a.loan, a.k)),
            _ => true,
        });
        let owed = |acts: &[(ActId, PersonId, LedgerAct)]| fold(&set(acts)).loan(&name(0, 0)).unwrap().outstanding().minor;
        let was = owed(&before);
        let mut after = before.clone();
        for choice in &hostile {
            let mut choice = choice.clone();
            choice.by = 1;
            let (by, act) = chosen(&choice, &after, 0);
            after.push((name(after.len() + 1_000, 0), by, act));
            prop_assert!(owed(&after) >= was, "{:?} lowered it, after {before:?}", after.last());
        }
    }

    #[test]
    fn the_lender_alone_never_raises_what_is_owed(choices in choices(0..30), hostile in choices(1..30)) {
        // A borrower of whom nothing waits: no word of his that she could confirm to her gain.
        let mut before = history(&choices, 0);
        before.retain(|(_, by, act)| *by != BEN || matches!(act, LedgerAct::Agree(_) | LedgerAct::Confirm(_) | LedgerAct::Repaid(_)));
        let owed = |acts: &[(ActId, PersonId, LedgerAct)]| fold(&set(acts)).loan(&name(0, 0)).unwrap().outstanding().minor;
        let was = owed(&before);
        let mut after = before.clone();
        for choice in &hostile {
            let mut choice = choice.clone();
            choice.by = 0;
            let (by, act) = chosen(&choice, &after, 0);
            after.push((name(after.len() + 1_000, 0), by, act));
            prop_assert!(owed(&after) <= was, "{:?} raised it", after.last());
        }
    }

    #[test]
    fn both_writing_down_the_same_facts_apart_counts_each_once(amounts in prop::collection::vec(1i64..400, 1..6)) {
        let (mut ana, mut ben, id) = handed_loan("10000");
        let mut whole = 0;
        for amount in amounts {
            let typed = amount.to_string();
            ben.does(|ledger, me| ledger.draft_repay(me, id, &typed));
            ana.does(|ledger, me| ledger.draft_repay(me, id, &typed));
            meet(&mut ana, &mut ben);
            whole += i128::from(amount) * 100;
            prop_assert_eq!(loan(&ana, id).repaid().minor, whole);
        }
        prop_assert!(waiting(&ana, id).is_empty());
    }
}

#[test]
fn the_random_histories_reach_what_they_are_about() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut settled, mut in_part, mut reversed, mut called_off, mut excess, mut plans, mut undone) =
        (0, 0, 0, 0, 0, 0, 0);
    for _ in 0..300 {
        let choices = choices(20..40).new_tree(&mut runner).expect("a history").current();
        let ledger = fold(&set(&history(&choices, 0)));
        for loan in ledger.loans() {
            for slot in loan.slots.values() {
                settled += slot.facts.len();
                in_part += slot.facts.iter().filter(|fact| fact.amount != fact.stated).count();
                reversed += slot.facts.iter().filter(|fact| fact.reversed.is_some()).count();
            }
            called_off += usize::from(loan.called_off.is_some());
            excess += usize::from(loan.excess().is_some());
            plans += usize::from(loan.plan_in_force().is_some());
            undone += loan.forgivings.values().filter(|forgiving| !forgiving.counts()).count();
        }
    }
    let reached = [settled, in_part, reversed, called_off, excess, plans, undone];
    assert!(reached.iter().all(|count| *count >= 5), "{reached:?}");
}

/// One step of two honest people with two laptops each.
#[derive(Debug, Clone)]
enum Move {
    Meet(usize, usize),
    Do { laptop: usize, what: usize, which: Index, amount: u8 },
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let meet = (0usize..4, 0usize..4).prop_map(|(a, b)| Move::Meet(a, b));
    let act = (0usize..4, 0usize..13, any::<Index>(), 1u8..120)
        .prop_map(|(laptop, what, which, amount)| Move::Do { laptop, what, which, amount });
    prop::collection::vec(prop_oneof![1 => meet, 3 => act], 1..40)
}

fn draft(
    ledger: &Ledger,
    me: PersonId,
    what: usize,
    which: &Index,
    amount: &str,
) -> Result<LedgerAct, LedgerRefusal> {
    let other = if me == ANA { BEN } else { ANA };
    let ids: Vec<ActId> = ledger.acts().map(|(id, _)| *id).collect();
    let act = if ids.is_empty() { ActId([0; 32]) } else { ids[which.index(ids.len())] };
    let offers: Vec<ActId> = ledger.offers().map(|offer| offer.id).collect();
    let loan = if offers.is_empty() { act } else { offers[which.index(offers.len())] };
    let terms = weft_ledger::OfferTerms { ask: None, amount, unit: "EUR", why: "", gift: None };
    let plan = PlanTerms { each: Some(amount), from: None, every_days: 30, note: "" };
    match what {
        0 => ledger.draft_offer(me, other, terms),
        1 => ledger.draft_agree(me, loan),
        2 => ledger.draft_hand_over(me, loan, None),
        3 => ledger.draft_received(me, loan, None),
        4 | 5 => ledger.draft_repay(me, loan, amount),
        6 | 7 => ledger.draft_confirm(me, act, None),
        8 => ledger.draft_confirm(me, act, Some(amount)),
        9 => ledger.draft_forgive(me, loan, Some(amount), ""),
        10 => ledger.draft_decline(me, act, ""),
        11 => ledger.draft_reverse(me, act, "wrong"),
        _ => ledger.draft_plan(me, loan, plan),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn two_honest_people_with_two_laptops_each_come_out_level(moves in moves()) {
        let mut laptops = [(ANA, "ana"), (ANA, "ana's phone"), (BEN, "ben"), (BEN, "ben's tablet")]
            .map(|(who, name)| Laptop::new(who, name));
        for step in &moves {
            match step {
                Move::Meet(a, b) => {
                    let theirs = laptops[*b].acts.clone();
                    laptops[*a].acts.extend(theirs);
                    laptops[*b].acts = laptops[*a].acts.clone();
                }
                Move::Do { laptop, what, which, amount } => {
                    let laptop = &mut laptops[*laptop];
                    let drafted = draft(&laptop.ledger(), laptop.me, *what, which, &amount.to_string());
                    if let Ok(act) = drafted {
                        let id = laptop.write(act);
                        let refused = laptop.ledger().refused().any(|refused| refused.act == id);
                        prop_assert!(!refused, "a draft was refused at home");
                    }
                }
            }
        }
        let merged: Acts = laptops.iter().flat_map(|laptop| laptop.acts.clone()).collect();
        let ledger = fold(&merged);
        check_sums(&ledger)?;
        prop_assert_eq!(sums_of(&ledger), Model(&merged).loans());
        for refused in ledger.refused() {
            let contradicts = matches!(refused.kind, ActKind::Decline | ActKind::Reverse)
                && matches!(refused.code(), "settled" | "cannot_reverse");
            prop_assert!(contradicts, "{refused:?}");
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn posted_in_any_order_and_in_heaps_acts_come_to_what_a_fold_comes_to(
        choices in choices(0..40),
        begun in any::<Index>(),
        heaps in prop::collection::vec(1usize..6, 0..40),
        turns in prop::collection::vec(any::<Index>(), 40),
    ) {
        let mut history = history(&choices, 0);
        for turn in turns {
            // The past of an act may come after it.
            let at = turn.index(history.len());
            let moved = history.remove(at);
            history.push(moved);
        }
        let (first, rest) = history.split_at(begun.index(history.len() + 1));
        let mut ledger = fold(&set(first));
        let mut cases = Cases::of(&ledger);
        let (mut rest, mut heaps) = (rest, heaps.into_iter());
        while !rest.is_empty() {
            let (heap, after) = rest.split_at(heaps.next().unwrap_or(1).min(rest.len()));
            cases.post(&mut ledger, heap.iter().map(|(id, by, act)| (*id, *by, act)));
            rest = after;
        }
        prop_assert_eq!(ledger, fold(&set(&history)));
    }
}
