//! Acts as bytes: each has one spelling, unknown kinds are let through, and nothing from elsewhere can panic.

mod support;

use proptest::prelude::*;
use std::collections::BTreeSet;
use support::*;
use weft_ids::{ActId, CivilDate, Item, ItemKind, bytes::to_hex};
use weft_ledger::{
    ActKind, Agree, AgreePlan, Ask, AskKind, Confirm, Decline, Forgive, HandedOver, Ledger, LedgerAct, Offer,
    ProposePlan, Received, Repaid, Reverse,
};

const ONE: ActId = ActId([1; 32]);

fn one_of_each() -> Vec<LedgerAct> {
    let on = CivilDate::new(2026, 11, 21);
    let (why, note) = ("a car".to_owned(), "thank you".to_owned());
    vec![
        LedgerAct::Ask(Ask {
            of: ANA,
            amount: eur(1_000),
            kind: AskKind::Either,
            why: why.clone(),
            needed_by: on,
            payback: note.clone(),
            on,
        }),
        LedgerAct::Offer(Offer {
            to: BEN,
            ask: Some(ONE),
            amount: eur(400),
            gift: true,
            why: why.clone(),
            on: None,
        }),
        LedgerAct::Agree(Agree { offer: ONE, on }),
        LedgerAct::HandedOver(HandedOver { loan: ONE, k: 1, amount: eur(400), on }),
        LedgerAct::Received(Received { loan: ONE, k: 1, amount: eur(400), on }),
        LedgerAct::ProposePlan(ProposePlan {
            loan: ONE,
            replaces: vec![ONE],
            each: Some(eur(40)),
            from: on,
            every_days: 30,
            note: note.clone(),
            on,
        }),
        LedgerAct::AgreePlan(AgreePlan { plan: ONE, on }),
        LedgerAct::Repaid(Repaid { loan: ONE, k: 2, amount: eur(40), on }),
        LedgerAct::Confirm(Confirm { half: ONE, amount: Some(eur(30)), instead_of: Some(ONE), on }),
        LedgerAct::Forgive(Forgive { loan: ONE, amount: eur(10), note: note.clone(), on }),
        LedgerAct::Decline(Decline { act: ONE, note, on }),
        LedgerAct::Reverse(Reverse { act: ONE, why, on }),
    ]
}

#[test]
fn each_act_has_a_kind_of_its_own_and_comes_back_from_its_item() {
    let acts = one_of_each();
    let kinds: BTreeSet<ItemKind> = acts.iter().map(|act| act.to_item().kind).collect();
    assert_eq!(kinds.len(), ActKind::ALL.len());
    assert!(kinds.iter().all(|kind| (100..200).contains(&kind.0)));
    for act in acts {
        assert_eq!(LedgerAct::from_item(&act.to_item()), Ok(Some(act.clone())));
        let mut longer = act.to_item();
        longer.bytes.push(0);
        assert!(LedgerAct::from_item(&longer).is_err(), "a trailing byte is refused: {act:?}");
    }
}

#[test]
fn the_bytes_of_an_act_do_not_change_unnoticed() {
    let repaid =
        LedgerAct::Repaid(Repaid { loan: ONE, k: 2, amount: eur(40), on: CivilDate::new(2026, 11, 21) });
    let item = repaid.to_item();
    let loan = "01".repeat(32);
    // loan · slot · 4,000 cents zigzagged · currency, EUR, two digits · some, 2026, 11, 21
    assert_eq!(to_hex(&item.bytes), format!("{loan}02c03e0045555202{}", "01ea0f0b15"));
    assert_eq!(item.kind, ItemKind(107));
}

#[test]
fn other_kinds_are_let_through() {
    for kind in [0, 1, 99, 112, 150, 199, 200, u16::MAX] {
        assert_eq!(LedgerAct::from_item(&Item { kind: ItemKind(kind), bytes: vec![1, 2, 3] }), Ok(None));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_bytes_are_refused_or_folded_and_never_panic(
        which in 0usize..12,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in any::<prop::sample::Index>(),
        noise in prop::collection::vec(any::<u8>(), 0..200),
        kind in 95u16..120,
    ) {
        let mut item = one_of_each()[which].to_item();
        for (place, byte) in changes {
            let place = place.index(item.bytes.len());
            item.bytes[place] = byte;
        }
        let mut short = item.clone();
        short.bytes.truncate(cut.index(item.bytes.len() + 1));
        for item in [item, short, Item { kind: ItemKind(kind), bytes: noise }] {
            if let Ok(Some(act)) = LedgerAct::from_item(&item) {
                prop_assert_eq!(act.to_item(), item, "one spelling");
                let ledger = Ledger::fold(&people(), [(ONE, BEN, &act)]);
                prop_assert!(ledger.loans().count() == 0);
            }
        }
    }
}
