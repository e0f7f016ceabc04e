//! Every rule that an act can break, beside the same act within the rule; and every wish that is refused before writing.

mod support;

use support::*;
use weft_ids::{ActId, CivilDate, PersonId, from_canonical, to_canonical};
use weft_ledger::{
    Agree, AgreePlan, Amount, Ask, AskKind, Confirm, Decline, FactKind, Forgive, HandedOver, LedgerAct,
    Offer, OfferTerms, PlanTerms, ProposePlan, Received, Repaid, Reverse, Unit,
};

const NOWHERE: ActId = ActId([9; 32]);

/// One agreed and handed-over loan of 100, with one of everything that waits.
struct World {
    acts: Acts,
    next: u8,
    ask: ActId,
    offer: ActId,
    open_offer: ActId,
    agree: ActId,
    handed: ActId,
    handed_yes: ActId,
    repaid: ActId,
    plan: ActId,
    forgive: ActId,
    reverse: ActId,
    refused: ActId,
    gift: ActId,
}

impl World {
    fn new() -> Self {
        let none = NOWHERE;
        let mut world = World {
            acts: Acts::new(),
            next: 0,
            ask: none,
            offer: none,
            open_offer: none,
            agree: none,
            handed: none,
            handed_yes: none,
            repaid: none,
            plan: none,
            forgive: none,
            reverse: none,
            refused: none,
            gift: none,
        };
        world.ask = world.add(BEN, ask(ANA, eur(100)));
        world.offer = world.add(ANA, offer(BEN, Some(world.ask), eur(100), false));
        world.agree = world.add(BEN, LedgerAct::Agree(Agree { offer: world.offer, on: None }));
        world.open_offer = world.add(ANA, offer(BEN, None, eur(7), false));
        world.handed = world.add(ANA, handed_over(world.offer, 1, eur(100)));
        world.handed_yes = world.add(BEN, confirm(world.handed, None));
        world.repaid = world.add(BEN, repaid(world.offer, 1, eur(10)));
        world.plan = world.add(BEN, plan(world.offer, vec![]));
        world.forgive = world.add(ANA, forgive(world.offer, eur(5)));
        world.reverse = world.add(ANA, reverse(world.handed));
        world.refused = world.add(BEN, ask(BEN, eur(1)));
        world.gift = world.add(ANA, offer(BEN, None, eur(3), true));
        world.add(BEN, LedgerAct::Agree(Agree { offer: world.gift, on: None }));
        world
    }

    fn add(&mut self, by: PersonId, act: LedgerAct) -> ActId {
        self.next += 1;
        let id = ActId([self.next; 32]);
        assert_ne!(id, NOWHERE, "ids skip the one that is nowhere");
        if self.next == 8 {
            self.next += 1;
        }
        self.acts.insert(id, (by, act));
        id
    }

    /// The code for which the fold refuses this act beside all the others; `ok` where it counts.
    fn judges(&self, by: PersonId, act: LedgerAct) -> &'static str {
        let id = ActId([0xEE; 32]);
        let mut acts = self.acts.clone();
        acts.insert(id, (by, act));
        let ledger = fold(&acts);
        ledger.refused().find(|refused| refused.act == id).map_or("ok", |refused| refused.code())
    }
}

fn ask(of: PersonId, amount: Amount) -> LedgerAct {
    LedgerAct::Ask(Ask {
        of,
        amount,
        kind: AskKind::Loan,
        why: "a car".into(),
        needed_by: None,
        payback: String::new(),
        on: None,
    })
}

fn offer(to: PersonId, ask: Option<ActId>, amount: Amount, gift: bool) -> LedgerAct {
    LedgerAct::Offer(Offer { to, ask, amount, gift, why: String::new(), on: None })
}

fn agree(offer: ActId) -> LedgerAct {
    LedgerAct::Agree(Agree { offer, on: None })
}

fn handed_over(loan: ActId, k: u32, amount: Amount) -> LedgerAct {
    LedgerAct::HandedOver(HandedOver { loan, k, amount, on: None })
}

fn received(loan: ActId, k: u32, amount: Amount) -> LedgerAct {
    LedgerAct::Received(Received { loan, k, amount, on: None })
}

fn repaid(loan: ActId, k: u32, amount: Amount) -> LedgerAct {
    LedgerAct::Repaid(Repaid { loan, k, amount, on: None })
}

fn plan(loan: ActId, replaces: Vec<ActId>) -> LedgerAct {
    LedgerAct::ProposePlan(ProposePlan {
        loan,
        replaces,
        each: Some(eur(10)),
        from: None,
        every_days: 30,
        note: String::new(),
        on: None,
    })
}

fn agree_plan(plan: ActId) -> LedgerAct {
    LedgerAct::AgreePlan(AgreePlan { plan, on: None })
}

fn confirm(half: ActId, amount: Option<Amount>) -> LedgerAct {
    LedgerAct::Confirm(Confirm { half, amount, instead_of: None, on: None })
}

fn instead(half: ActId, own: ActId) -> LedgerAct {
    LedgerAct::Confirm(Confirm { half, amount: None, instead_of: Some(own), on: None })
}

fn forgive(loan: ActId, amount: Amount) -> LedgerAct {
    LedgerAct::Forgive(Forgive { loan, amount, note: String::new(), on: None })
}

fn decline(act: ActId) -> LedgerAct {
    LedgerAct::Decline(Decline { act, note: String::new(), on: None })
}

fn reverse(act: ActId) -> LedgerAct {
    LedgerAct::Reverse(Reverse { act, why: "wrong".into(), on: None })
}

fn jars(count: i64) -> Amount {
    Amount::new(count, Unit::Thing { name: "jar".into(), decimals: 0 })
}

#[test]
fn only_the_two_concerned_can_do_anything_and_each_only_their_own() {
    let w = World::new();
    let table = [
        // asks and offers
        (ANA, ask(BEN, eur(1)), "ok"),
        (ANA, ask(ANA, eur(1)), "with_oneself"),
        (ANA, ask(DEV, eur(1)), "nobody_here"),
        (ANA, offer(BEN, Some(w.ask), eur(1), false), "ok"),
        (BEN, offer(ANA, Some(w.ask), eur(1), false), "with_oneself"),
        (CHI, offer(BEN, Some(w.ask), eur(1), false), "not_a_party"),
        (ANA, offer(CHI, Some(w.ask), eur(1), false), "not_a_party"),
        (ANA, offer(ANA, None, eur(1), false), "with_oneself"),
        (ANA, offer(DEV, None, eur(1), false), "nobody_here"),
        (BEN, agree(w.open_offer), "ok"),
        (ANA, agree(w.open_offer), "not_yours_to_say"),
        (CHI, agree(w.open_offer), "not_a_party"),
        // facts
        (ANA, handed_over(w.offer, 2, eur(1)), "ok"),
        (BEN, handed_over(w.offer, 2, eur(1)), "not_yours_to_say"),
        (CHI, handed_over(w.offer, 2, eur(1)), "not_a_party"),
        (BEN, received(w.offer, 2, eur(1)), "ok"),
        (ANA, received(w.offer, 2, eur(1)), "not_yours_to_say"),
        (CHI, received(w.offer, 2, eur(1)), "not_a_party"),
        (BEN, repaid(w.offer, 2, eur(1)), "ok"),
        (ANA, repaid(w.offer, 2, eur(1)), "ok"),
        (CHI, repaid(w.offer, 2, eur(1)), "not_a_party"),
        (ANA, forgive(w.offer, eur(1)), "ok"),
        (BEN, forgive(w.offer, eur(1)), "not_yours_to_say"),
        (CHI, forgive(w.offer, eur(1)), "not_a_party"),
        // plans
        (ANA, plan(w.offer, vec![]), "ok"),
        (CHI, plan(w.offer, vec![]), "not_a_party"),
        (ANA, agree_plan(w.plan), "ok"),
        (BEN, agree_plan(w.plan), "not_yours_to_say"),
        (CHI, agree_plan(w.plan), "not_a_party"),
        // answers
        (ANA, confirm(w.repaid, None), "ok"),
        (BEN, confirm(w.repaid, None), "not_yours_to_say"),
        (CHI, confirm(w.repaid, None), "not_a_party"),
        (BEN, confirm(w.reverse, None), "ok"),
        (ANA, confirm(w.reverse, None), "not_yours_to_say"),
        (CHI, confirm(w.reverse, None), "not_a_party"),
        (ANA, decline(w.repaid), "ok"),
        (BEN, decline(w.repaid), "not_yours_to_say"),
        (CHI, decline(w.repaid), "not_a_party"),
        (BEN, decline(w.forgive), "ok"),
        (ANA, decline(w.forgive), "not_yours_to_say"),
        (BEN, decline(w.open_offer), "ok"),
        (CHI, decline(w.open_offer), "not_a_party"),
        (ANA, decline(w.plan), "ok"),
        (BEN, decline(w.reverse), "ok"),
        (ANA, decline(w.reverse), "not_yours_to_say"),
        (BEN, reverse(w.repaid), "ok"),
        (ANA, reverse(w.repaid), "not_yours_to_say"),
        (CHI, reverse(w.repaid), "not_a_party"),
        (BEN, reverse(w.handed), "ok"),
        (CHI, reverse(w.handed), "not_a_party"),
        (BEN, reverse(w.ask), "ok"),
        (ANA, reverse(w.ask), "not_yours_to_say"),
        (ANA, reverse(w.reverse), "ok"),
        (BEN, reverse(w.reverse), "not_yours_to_say"),
    ];
    for (by, act, code) in table {
        assert_eq!(w.judges(by, act.clone()), code, "{by:?} writes {act:?}");
    }
}

#[test]
fn an_act_counts_only_with_what_it_names() {
    let w = World::new();
    let table = [
        (ANA, offer(BEN, Some(NOWHERE), eur(1), false), "names_missing_act"),
        (ANA, offer(BEN, Some(w.refused), eur(1), false), "names_refused_act"),
        (ANA, offer(BEN, Some(w.offer), eur(1), false), "names_wrong_kind"),
        (BEN, agree(NOWHERE), "names_missing_act"),
        (BEN, agree(w.ask), "names_wrong_kind"),
        (ANA, handed_over(NOWHERE, 1, eur(1)), "names_missing_act"),
        (ANA, handed_over(w.open_offer, 1, eur(1)), "not_agreed"),
        (ANA, handed_over(w.agree, 1, eur(1)), "names_wrong_kind"),
        (BEN, received(w.open_offer, 1, eur(1)), "not_agreed"),
        (BEN, repaid(w.open_offer, 1, eur(1)), "not_agreed"),
        (ANA, forgive(w.open_offer, eur(1)), "not_agreed"),
        (ANA, plan(w.open_offer, vec![]), "not_agreed"),
        (ANA, plan(w.offer, vec![NOWHERE]), "names_missing_act"),
        (ANA, plan(w.offer, vec![w.handed]), "names_wrong_kind"),
        (ANA, agree_plan(w.offer), "names_wrong_kind"),
        (ANA, agree_plan(NOWHERE), "names_missing_act"),
        (ANA, confirm(NOWHERE, None), "names_missing_act"),
        (BEN, confirm(w.offer, None), "names_wrong_kind"),
        (ANA, decline(NOWHERE), "names_missing_act"),
        (ANA, decline(w.refused), "names_refused_act"),
        (BEN, decline(w.handed_yes), "cannot_decline"),
        (ANA, decline(w.agree), "cannot_decline"),
        (BEN, decline(w.handed), "settled"),
        (BEN, decline(w.offer), "settled"),
        (ANA, reverse(NOWHERE), "names_missing_act"),
        (ANA, reverse(w.refused), "names_refused_act"),
        (ANA, reverse(w.handed_yes), "ok"),
        (ANA, reverse(w.agree), "ok"),
    ];
    for (by, act, code) in table {
        assert_eq!(w.judges(by, act.clone()), code, "{by:?} writes {act:?}");
    }
}

#[test]
fn an_act_that_came_before_what_it_names_counts_once_that_is_there() {
    let mut w = World::new();
    let late = w.acts.remove(&w.offer).unwrap();
    let before = fold(&w.acts);
    assert_eq!(before.loans().count(), 1, "only the gift");
    assert!(before.refused().any(|refused| refused.act == w.handed && refused.code() == "names_missing_act"));
    w.acts.insert(w.offer, late);
    assert_eq!(fold(&w.acts).loan(&w.offer).unwrap().outstanding().minor, 9_500);
}

#[test]
fn amounts_units_texts_and_days_are_checked_for_form() {
    let w = World::new();
    let most = weft_ids::limits::AMOUNT_MINOR_MAX;
    let long = "x".repeat(weft_ids::limits::LINE_CHARS_MAX + 1);
    // The 31st of February, as a device that lies could spell it.
    let no_day: CivilDate = from_canonical(&to_canonical(&(2026u16, 2u8, 31u8))).unwrap();
    let jar_plan = LedgerAct::ProposePlan(ProposePlan {
        loan: w.offer,
        replaces: vec![],
        each: Some(jars(1)),
        from: None,
        every_days: 30,
        note: String::new(),
        on: None,
    });
    let endless_plan = LedgerAct::ProposePlan(ProposePlan {
        loan: w.offer,
        replaces: vec![],
        each: Some(eur(1)),
        from: None,
        every_days: 0,
        note: String::new(),
        on: None,
    });
    let table = [
        (ANA, ask(BEN, Amount::new(0, eur_unit())), "unsound_amount"),
        (ANA, ask(BEN, Amount::new(-5, eur_unit())), "unsound_amount"),
        (ANA, ask(BEN, Amount::new(most, eur_unit())), "ok"),
        (ANA, ask(BEN, Amount::new(most + 1, eur_unit())), "unsound_amount"),
        (ANA, ask(BEN, Amount::new(1, Unit::Thing { name: "  ".into(), decimals: 0 })), "unsound_amount"),
        (ANA, offer(BEN, Some(w.ask), jars(1), false), "unit_differs"),
        (ANA, handed_over(w.offer, 2, jars(1)), "unit_differs"),
        (BEN, repaid(w.offer, 2, jars(1)), "unit_differs"),
        (ANA, forgive(w.offer, jars(1)), "unit_differs"),
        (ANA, confirm(w.repaid, Some(jars(1))), "unit_differs"),
        (ANA, jar_plan, "unit_differs"),
        (ANA, endless_plan, "plan_form"),
        (ANA, plan(w.offer, vec![w.plan, w.plan]), "plan_form"),
        (ANA, plan(w.offer, vec![w.plan]), "ok"),
        (ANA, handed_over(w.offer, 0, eur(1)), "slot_zero"),
        (ANA, ask(BEN, eur(1)).dated(Some(no_day)), "no_such_day"),
        (ANA, LedgerAct::Decline(Decline { act: w.repaid, note: long, on: None }), "long_text"),
        (BEN, repaid(w.gift, 1, eur(1)), "is_gift"),
        (ANA, forgive(w.gift, eur(1)), "is_gift"),
        (BEN, plan(w.gift, vec![]), "is_gift"),
        (BEN, received(w.gift, 1, eur(3)), "ok"),
    ];
    for (by, act, code) in table {
        assert_eq!(w.judges(by, act.clone()), code, "{by:?} writes {act:?}");
    }
}

#[test]
fn a_confirmation_is_of_what_was_stated_or_of_a_part_of_a_repayment_by_the_lender() {
    let mut w = World::new();
    let by_ana = w.add(ANA, repaid(w.offer, 2, eur(20)));
    let handed = w.add(ANA, handed_over(w.offer, 2, eur(20)));
    let withdrawn = w.add(BEN, repaid(w.offer, 3, eur(9)));
    let withdrawal = w.add(BEN, reverse(withdrawn));
    let other_amount = w.add(ANA, repaid(w.offer, 1, eur(9)));
    let table = [
        (ANA, confirm(w.repaid, Some(eur(10))), "ok"),
        (ANA, confirm(w.repaid, Some(eur(4))), "ok"),
        (ANA, confirm(w.repaid, Some(eur(11))), "more_than_stated"),
        (BEN, confirm(by_ana, Some(eur(4))), "not_in_parts"),
        (BEN, confirm(handed, Some(eur(4))), "not_in_parts"),
        (BEN, confirm(w.reverse, Some(eur(4))), "not_in_parts"),
        (ANA, confirm(withdrawal, None), "nothing_to_confirm"),
        (ANA, decline(withdrawal), "nothing_to_confirm"),
        (BEN, reverse(withdrawal), "cannot_reverse"),
        (ANA, instead(w.repaid, NOWHERE), "names_missing_act"),
        (ANA, instead(w.repaid, by_ana), "names_wrong_kind"),
        (ANA, instead(w.repaid, other_amount), "ok"),
        (BEN, instead(other_amount, w.repaid), "ok"),
        (BEN, instead(other_amount, other_amount), "names_wrong_kind"),
    ];
    for (by, act, code) in table {
        assert_eq!(w.judges(by, act.clone()), code, "{by:?} writes {act:?}");
    }
}

#[test]
fn an_answer_stands_against_taking_back_whichever_came_first() {
    let mut w = World::new();
    w.add(BEN, reverse(w.repaid));
    assert_eq!(fold(&w.acts).loan(&w.offer).unwrap().repaid().minor, 0);
    w.add(ANA, confirm(w.repaid, None));
    let ledger = fold(&w.acts);
    assert_eq!(ledger.loan(&w.offer).unwrap().repaid().minor, 1_000, "both names are under it");
    assert!(ledger.reversals().any(|reversal| reversal.by == BEN && reversal.waits()));
    w.add(ANA, decline(w.repaid));
    assert_eq!(fold(&w.acts).loan(&w.offer).unwrap().repaid().minor, 1_000);
}

#[test]
fn handing_over_more_than_agreed_is_refused_before_writing_and_owed_all_the_same_once_both_say_it() {
    let (mut ana, mut ben, id) = agreed_loan("100");
    assert_eq!(ana.refused(|ledger, me| ledger.draft_hand_over(me, id, Some("101"))), "exceeds_agreed");
    ana.write(handed_over(id, 1, eur(101)));
    ben.write(received(id, 1, eur(101)));
    meet(&mut ana, &mut ben);
    assert_eq!(loan(&ana, id).outstanding().minor, 10_100);
    assert_eq!(loan(&ana, id).over_handed().map(|over| over.minor), Some(100));
}

#[test]
fn what_cannot_work_is_refused_before_writing_with_a_hint() {
    let (mut ana, mut ben, id) = agreed_loan("100");
    assert_eq!(ben.refused(|l, me| l.draft_repay(me, id, "1")), "nothing_owed");
    assert_eq!(ana.refused(|l, me| l.draft_forgive(me, id, None, "")), "nothing_owed");
    assert_eq!(ben.refused(|l, me| l.draft_hand_over(me, id, None)), "not_yours_to_say");
    assert_eq!(ana.refused(|l, me| l.draft_received(me, id, None)), "not_yours_to_say");
    assert_eq!(ana.refused(|l, me| l.draft_hand_over(me, id, Some("1,000"))), "amount_ambiguous");
    assert_eq!(ana.refused(|l, me| l.draft_hand_over(me, NOWHERE, None)), "names_missing_act");
    assert_eq!(ana.refused(|l, _| l.draft_hand_over(CHI, id, None)), "not_a_party");
    let half = ana.does(|l, me| l.draft_hand_over(me, id, None));
    assert_eq!(ana.refused(|l, me| l.draft_hand_over(me, id, None)), "nothing_to_hand_over");
    meet(&mut ana, &mut ben);
    assert_eq!(ben.refused(|l, me| l.draft_confirm(me, half, Some("50"))), "not_in_parts");
    ben.does(|l, me| l.draft_confirm(me, half, None));
    assert_eq!(ben.refused(|l, me| l.draft_confirm(me, half, None)), "settled");

    assert_eq!(ben.refused(|l, me| l.draft_repay(me, id, "100.01")), "exceeds_loan");
    ben.does(|l, me| l.draft_repay(me, id, "60"));
    let refusal = ben.ledger().draft_repay(BEN, id, "41").unwrap_err();
    assert_eq!(refusal.code(), "exceeds_loan");
    assert_eq!(
        refusal.to_string(),
        format!("repayment of 41.00 EUR exceeds the 40.00 EUR still owed on loan {}", id.short())
    );
    assert!(refusal.hint().is_some());
    meet(&mut ana, &mut ben);
    assert_eq!(ana.refused(|l, me| l.draft_forgive(me, id, Some("101"), "")), "exceeds_outstanding");
    assert_eq!(ana.refused(|l, me| l.draft_reverse(me, half, " ")), "bad_text");
    assert_eq!(ana.refused(|l, me| l.draft_decline(me, half, "")), "not_yours_to_say");
    let no_days = PlanTerms { each: Some("10"), from: None, every_days: 0, note: "" };
    assert_eq!(ben.refused(|l, me| l.draft_plan(me, id, no_days)), "plan_form");
    let with_oneself = OfferTerms { ask: None, amount: "1", unit: "EUR", why: "", gift: None };
    assert_eq!(ana.refused(|l, me| l.draft_offer(me, ANA, with_oneself)), "with_oneself");
}

#[test]
fn a_declined_or_taken_back_offer_or_ask_is_not_answered_any_more() {
    let (mut ana, mut ben) = (Laptop::new(ANA, "ana"), Laptop::new(BEN, "ben"));
    let (ask, second) = (ben.ask(ANA, "100"), ben.ask(ANA, "20"));
    meet(&mut ana, &mut ben);
    ana.does(|l, me| l.draft_decline(me, ask, "not now"));
    let terms = OfferTerms { ask: Some(ask), amount: "10", unit: "", why: "", gift: None };
    assert_eq!(ana.refused(|l, me| l.draft_offer(me, BEN, terms)), "not_open");
    let offer = ana.offer(second, "20");
    meet(&mut ana, &mut ben);
    ben.does(|l, me| l.draft_decline(me, offer, "thank you, it is solved"));
    assert_eq!(ben.refused(|l, me| l.draft_agree(me, offer)), "not_open");
    assert_eq!(ben.refused(|l, me| l.draft_decline(me, offer, "")), "not_open");
    meet(&mut ana, &mut ben);
    assert_eq!(ana.refused(|l, me| l.draft_reverse(me, offer, "late")), "not_open");
}

#[test]
fn a_settled_fact_goes_by_each_of_its_ids_and_is_not_confirmed_again() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let half = ben.does(|ledger, me| ledger.draft_repay(me, id, "250"));
    meet(&mut ana, &mut ben);
    let yes = ana.does(|ledger, me| ledger.draft_confirm(me, half, None));
    for named in [half, yes] {
        assert_eq!(ana.refused(|ledger, me| ledger.draft_confirm(me, named, None)), "settled");
        let mut ana = ana.clone();
        ana.does(|ledger, me| ledger.draft_reverse(me, named, "wrong loan"));
        let proposed = waiting(&ana, id);
        let [reversal] = proposed.as_slice() else { panic!("{proposed:?}") };
        assert_eq!((reversal.kind, reversal.waits_for), (FactKind::Reversal, BEN));
    }
    for (named, (by, act)) in &ana.acts {
        if !matches!(act, LedgerAct::HandedOver(_) | LedgerAct::Received(_)) {
            continue;
        }
        let code = if *by == ANA { "not_yours_to_say" } else { "settled" };
        assert_eq!(ana.refused(|ledger, me| ledger.draft_confirm(me, *named, None)), code);
    }
}

#[test]
fn confirming_what_was_let_go_says_that_it_needs_no_yes() {
    let w = World::new();
    let refused = fold(&w.acts).draft_confirm(BEN, w.forgive, None).unwrap_err();
    assert_eq!(refused.code(), "names_wrong_kind");
    assert!(refused.hint().is_some_and(|hint| hint.contains("needs no yes")), "{refused:?}");
}
