//! The life of a loan, step by step, on two laptops that meet.

mod support;

use support::*;
use weft_ledger::{
    AskKind, AskTerms, FactKind, LedgerAct, LoanPhase, OfferTerms, PlanTerms, Standing, Step, acts::Repaid,
};

#[test]
fn the_loan_of_the_exploded_car_comes_back_in_parts() {
    let (mut ana, mut ben) = (Laptop::new(ANA, "ana"), Laptop::new(BEN, "ben"));
    let ask = ben.ask(ANA, "1 000");
    meet(&mut ana, &mut ben);
    let loan_id = ana.offer(ask, "1000");
    assert_eq!(ana.ledger().ask(&ask).unwrap().standing, Standing::Open);
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_agree(me, loan_id));
    assert_eq!(ben.ledger().ask(&ask).unwrap().standing, Standing::Agreed);
    assert_eq!(loan(&ben, loan_id).phase(), LoanPhase::Agreed);
    assert!(ben.ledger().balances().is_empty(), "a promise changes no balance");

    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_hand_over(me, loan_id, None));
    assert_eq!(sums(&loan(&ana, loan_id)), (100_000, 0, 0, 0, 0), "one side alone counts nowhere");
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_received(me, loan_id, None));
    assert_eq!(sums(&loan(&ben, loan_id)), (100_000, 100_000, 0, 0, 100_000));

    for (paid, owed) in [("400", 60_000), ("350,50", 24_950), ("249.50", 0)] {
        let half = ben.does(|ledger, me| ledger.draft_repay(me, loan_id, paid));
        meet(&mut ana, &mut ben);
        ana.does(|ledger, me| ledger.draft_confirm(me, half, None));
        assert_eq!(loan(&ana, loan_id).outstanding().minor, owed);
        meet(&mut ana, &mut ben);
    }
    assert_eq!(loan(&ben, loan_id).phase(), LoanPhase::Settled);
    assert_eq!(ana.ledger(), ben.ledger());
    assert!(ana.ledger().balances().is_empty() && codes(&ana).is_empty());
    let told = kinds(&ana, loan_id);
    assert_eq!(told, [vec![FactKind::Agreed, FactKind::HandOver], vec![FactKind::Repayment; 3]].concat());
}

#[test]
fn one_ask_can_be_met_by_several_partial_offers() {
    let (mut ana, mut ben) = (Laptop::new(ANA, "ana"), Laptop::new(BEN, "ben"));
    let ask = ben.ask(ANA, "1000");
    meet(&mut ana, &mut ben);
    let (first, second) = (ana.offer(ask, "400"), ana.offer(ask, "600"));
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_agree(me, first));
    let state = ben.ledger().ask(&ask).unwrap().clone();
    assert_eq!(
        (state.standing, state.agreed.minor, state.open_amount().minor),
        (Standing::Open, 40_000, 60_000)
    );
    ben.does(|ledger, me| ledger.draft_agree(me, second));
    assert_eq!(ben.ledger().ask(&ask).unwrap().standing, Standing::Agreed);
    assert_eq!(ben.ledger().loans().count(), 2);
}

#[test]
fn more_than_is_still_asked_for_is_not_offered_or_agreed_but_counts_once_both_signed() {
    let (mut ana, mut ben) = (Laptop::new(ANA, "ana"), Laptop::new(BEN, "ben"));
    let ask = ben.ask(ANA, "1000");
    meet(&mut ana, &mut ben);
    let (first, second) = (ana.offer(ask, "600"), ana.offer(ask, "600"));
    let more = OfferTerms { ask: Some(ask), amount: "1001", unit: "", why: "", gift: None };
    assert_eq!(ana.refused(|ledger, me| ledger.draft_offer(me, BEN, more)), "exceeds_ask");
    meet(&mut ana, &mut ben);
    let mut tablet = Laptop::new(BEN, "tablet");
    tablet.acts.clone_from(&ben.acts);
    ben.does(|ledger, me| ledger.draft_agree(me, first));
    assert_eq!(ben.refused(|ledger, me| ledger.draft_agree(me, second)), "exceeds_ask");
    tablet.does(|ledger, me| ledger.draft_agree(me, second));
    meet(&mut ben, &mut tablet);
    assert_eq!(ben.ledger().ask(&ask).unwrap().agreed.minor, 120_000);
    assert!(codes(&ben).is_empty());
}

#[test]
fn an_offer_needs_no_ask() {
    let (mut ana, mut ben) = (Laptop::new(ANA, "ana"), Laptop::new(BEN, "ben"));
    let offer = ana.offer_freely(BEN, "50");
    meet(&mut ana, &mut ben);
    assert_eq!(ben.ledger().free_offers().count(), 1);
    ben.does(|ledger, me| ledger.draft_agree(me, offer));
    assert_eq!(loan(&ben, offer).why, "for the rent");
}

#[test]
fn an_offer_agreed_on_two_laptops_apart_is_one_loan() {
    let (mut ana, mut ben, _) = agreed_loan("100");
    let offer = ana.offer_freely(BEN, "50");
    meet(&mut ana, &mut ben);
    let mut tablet = Laptop::new(BEN, "tablet");
    meet(&mut ben, &mut tablet);
    ben.does(|ledger, me| ledger.draft_agree(me, offer));
    tablet.does(|ledger, me| ledger.draft_agree(me, offer));
    meet(&mut ben, &mut tablet);
    assert_eq!(ben.ledger().loans().count(), 2);
    assert_eq!(loan(&ben, offer).agreed_by.len(), 2, "both are shown");
    assert_eq!(ben.refused(|ledger, me| ledger.draft_agree(me, offer)), "not_open");
}

#[test]
fn both_writing_down_the_same_hand_over_apart_counts_once() {
    let (mut ana, mut ben, id) = agreed_loan("1000");
    ana.does(|ledger, me| ledger.draft_hand_over(me, id, None));
    ben.does(|ledger, me| ledger.draft_received(me, id, None));
    meet(&mut ana, &mut ben);
    assert_eq!(sums(&loan(&ana, id)), (100_000, 100_000, 0, 0, 100_000));
    assert!(waiting(&ana, id).is_empty());
}

#[test]
fn both_writing_down_the_same_repayment_apart_counts_once() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    ben.does(|ledger, me| ledger.draft_repay(me, id, "400"));
    ana.does(|ledger, me| ledger.draft_repay(me, id, "400"));
    meet(&mut ana, &mut ben);
    assert_eq!(sums(&loan(&ana, id)), (100_000, 100_000, 40_000, 0, 60_000));
    assert!(waiting(&ana, id).is_empty());
}

#[test]
fn different_amounts_of_one_hand_over_count_nowhere_until_one_names_the_other() {
    let (mut ana, mut ben, id) = agreed_loan("1000");
    let hers = ana.does(|ledger, me| ledger.draft_hand_over(me, id, None));
    let his = ben.does(|ledger, me| ledger.draft_received(me, id, Some("900")));
    meet(&mut ana, &mut ben);
    assert_eq!(loan(&ana, id).handed_over().minor, 0);
    let shown = waiting(&ana, id);
    assert_eq!(shown.len(), 2);
    let of_ana = shown.iter().find(|waiting| waiting.half == hers).unwrap();
    assert_eq!(of_ana.differs_from, Some((his, eur(900))));
    assert_eq!(of_ana.waits_for, BEN);

    ana.does(|ledger, me| ledger.draft_confirm(me, his, None));
    assert_eq!(sums(&loan(&ana, id)), (100_000, 90_000, 0, 0, 90_000));
    assert!(waiting(&ana, id).is_empty(), "one fact, settled by the act that named a half");
}

#[test]
fn where_each_confirms_the_others_amount_apart_the_one_that_leaves_less_owed_stands() {
    let (mut ana, mut ben, id) = agreed_loan("1000");
    let hers = ana.does(|ledger, me| ledger.draft_hand_over(me, id, None));
    let his = ben.does(|ledger, me| ledger.draft_received(me, id, Some("900")));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_confirm(me, his, None));
    ben.does(|ledger, me| ledger.draft_confirm(me, hers, None));
    meet(&mut ana, &mut ben);
    assert_eq!(loan(&ana, id).handed_over().minor, 90_000);

    let (mut ana, mut ben, id) = handed_loan("1000");
    let his = ben.does(|ledger, me| ledger.draft_repay(me, id, "400"));
    let hers = ana.does(|ledger, me| ledger.draft_repay(me, id, "390"));
    meet(&mut ana, &mut ben);
    assert_eq!(loan(&ana, id).repaid().minor, 0);
    ana.does(|ledger, me| ledger.draft_confirm(me, his, None));
    ben.does(|ledger, me| ledger.draft_confirm(me, hers, None));
    meet(&mut ana, &mut ben);
    assert_eq!(loan(&ana, id).repaid().minor, 40_000);
}

#[test]
fn two_payments_written_under_one_number_from_two_laptops_apart_are_both_kept() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let mut tablet = Laptop::new(BEN, "tablet");
    meet(&mut ben, &mut tablet);
    let january = ben.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_confirm(me, january, None));
    let february = tablet.does(|ledger, me| ledger.draft_repay(me, id, "50"));
    meet(&mut ana, &mut tablet);
    let shown = waiting(&ana, id);
    assert_eq!(
        shown.iter().map(|w| (w.half, w.waits_for, w.stranded)).collect::<Vec<_>>(),
        [(february, ANA, false)]
    );
    ana.does(|ledger, me| ledger.draft_confirm(me, february, None));
    assert_eq!(loan(&ana, id).repaid().minor, 15_000);

    let reversal = ana.does(|ledger, me| ledger.draft_reverse(me, february, "that was for the bread"));
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_confirm(me, reversal, None));
    assert_eq!(loan(&ben, id).repaid().minor, 10_000, "each is reversed by itself");
}

#[test]
fn a_word_that_came_too_late_for_its_number_waits_for_its_author() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let mut phone = Laptop::new(ANA, "phone");
    meet(&mut ana, &mut phone);
    let half = ben.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_confirm(me, half, None));
    let late = phone.does(|ledger, me| ledger.draft_repay(me, id, "50"));
    meet(&mut ana, &mut phone);
    meet(&mut ana, &mut ben);
    let shown = waiting(&ben, id);
    let of_late = shown.iter().map(|w| (w.half, w.waits_for, w.stranded, w.differs_from.clone()));
    assert_eq!(of_late.collect::<Vec<_>>(), [(late, ANA, true, Some((half, eur(100))))]);
    assert_eq!(ben.refused(|ledger, me| ledger.draft_confirm(me, late, None)), "settled_otherwise");
    ana.does(|ledger, me| ledger.draft_reverse(me, late, "under the wrong number"));
    let anew = ana.does(|ledger, me| ledger.draft_repay(me, id, "50"));
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_confirm(me, anew, None));
    assert_eq!(loan(&ben, id).repaid().minor, 15_000);
    assert!(waiting(&ben, id).is_empty());
}

#[test]
fn two_equal_repayments_on_their_way_are_two_facts() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let january = ben.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    let february = ben.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    meet(&mut ana, &mut ben);
    assert_eq!(waiting(&ana, id).len(), 2);
    ana.does(|ledger, me| ledger.draft_confirm(me, january, None));
    ana.does(|ledger, me| ledger.draft_confirm(me, february, None));
    assert_eq!(loan(&ana, id).repaid().minor, 20_000);
}

#[test]
fn the_same_repayment_stated_on_two_own_laptops_apart_is_one_statement() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let mut tablet = Laptop::new(BEN, "tablet");
    meet(&mut ben, &mut tablet);
    let one = ben.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    let two = tablet.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    meet(&mut ben, &mut tablet);
    meet(&mut ana, &mut ben);
    assert_eq!(waiting(&ana, id).len(), 1);
    ana.does(|ledger, me| ledger.draft_confirm(me, one.max(two), None));
    assert_eq!(loan(&ana, id).repaid().minor, 10_000);
    assert!(waiting(&ana, id).is_empty());
}

#[test]
fn a_repayment_can_be_confirmed_in_part_and_a_later_lesser_word_changes_nothing() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let half = ben.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_confirm(me, half, Some("60")));
    assert_eq!(loan(&ana, id).repaid().minor, 6_000);
    let fact = facts(&ana, id).into_iter().find(|fact| fact.kind == FactKind::Repayment).unwrap();
    assert_eq!((fact.amount, fact.stated), (Some(eur(60)), Some(eur(100))));
    assert_eq!(ana.refused(|ledger, me| ledger.draft_confirm(me, half, Some("50"))), "settled");
    ana.does(|ledger, me| ledger.draft_confirm(me, half, None));
    assert_eq!(loan(&ana, id).repaid().minor, 10_000);
}

#[test]
fn repaid_and_forgiven_apart_shows_the_excess() {
    let (mut ana, mut ben, id) = handed_loan("100");
    let half = ben.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    meet(&mut ana, &mut ben);
    let mut phone = Laptop::new(ANA, "phone");
    meet(&mut ana, &mut phone);
    ana.does(|ledger, me| ledger.draft_confirm(me, half, None));
    let forgiving = phone.does(|ledger, me| ledger.draft_forgive(me, id, None, "let it be"));
    meet(&mut ana, &mut phone);
    assert_eq!(sums(&loan(&ana, id)), (10_000, 10_000, 10_000, 10_000, 0));
    assert_eq!(loan(&ana, id).excess().map(|excess| excess.minor), Some(10_000));
    assert!(ana.ledger().balances().is_empty(), "an excess is to be talked about, not a debt");

    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_decline(me, forgiving, "I have paid it"));
    assert_eq!(loan(&ben, id).excess(), None);
}

#[test]
fn the_lender_alone_lets_go_and_the_borrower_may_decline() {
    let (mut ana, mut ben, id) = handed_loan("100");
    assert_eq!(ben.refused(|ledger, me| ledger.draft_forgive(me, id, None, "")), "not_yours_to_say");
    let part = ana.does(|ledger, me| ledger.draft_forgive(me, id, Some("30"), "for the ride"));
    assert_eq!(sums(&loan(&ana, id)), (10_000, 10_000, 0, 3_000, 7_000));
    let rest = ana.does(|ledger, me| ledger.draft_forgive(me, id, None, ""));
    assert_eq!(loan(&ana, id).phase(), LoanPhase::Settled);
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_decline(me, rest, "I want to pay that"));
    assert_eq!(sums(&loan(&ben, id)), (10_000, 10_000, 0, 3_000, 7_000));
    assert_eq!(ben.refused(|ledger, me| ledger.draft_decline(me, rest, "")), "not_open");
    assert_eq!(ana.refused(|ledger, me| ledger.draft_decline(me, part, "")), "not_yours_to_say");
    assert_eq!(ben.ledger().loan_of(&rest), Some(id));
}

#[test]
fn a_forgiving_is_undone_only_by_both_or_by_the_borrowers_no() {
    let (mut ana, mut ben, id) = handed_loan("100");
    let forgiving = ana.does(|ledger, me| ledger.draft_forgive(me, id, None, ""));
    let reversal = ana.does(|ledger, me| ledger.draft_reverse(me, forgiving, "wrong loan"));
    assert_eq!(loan(&ana, id).outstanding().minor, 0, "the lender alone cannot raise what is owed");
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_confirm(me, reversal, None));
    assert_eq!(loan(&ben, id).outstanding().minor, 10_000);
}

#[test]
fn an_own_unanswered_word_is_taken_back_alone_and_a_settled_fact_only_by_both() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let half = ben.does(|ledger, me| ledger.draft_repay(me, id, "400"));
    ben.does(|ledger, me| ledger.draft_reverse(me, half, "typed too much"));
    assert!(waiting(&ben, id).is_empty());
    let half = ben.does(|ledger, me| ledger.draft_repay(me, id, "40"));
    meet(&mut ana, &mut ben);
    let yes = ana.does(|ledger, me| ledger.draft_confirm(me, half, None));
    meet(&mut ana, &mut ben);
    let reversal = ben.does(|ledger, me| ledger.draft_reverse(me, half, "it was for the bread"));
    assert_eq!(loan(&ben, id).repaid().minor, 4_000, "a proposal counts nowhere");
    assert_eq!(waiting(&ben, id).first().map(|w| (w.kind, w.waits_for)), Some((FactKind::Reversal, ANA)));
    assert_eq!(ben.refused(|ledger, me| ledger.draft_confirm(me, reversal, None)), "not_yours_to_say");
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_confirm(me, reversal, None));
    assert_eq!(loan(&ana, id).repaid().minor, 0);
    let fact = facts(&ana, id).into_iter().find(|fact| fact.kind == FactKind::Repayment).unwrap();
    assert!(fact.reversed, "nothing posted is deleted");
    assert_eq!(ana.refused(|ledger, me| ledger.draft_reverse(me, yes, "again")), "not_open");
    assert_eq!(ana.refused(|ledger, me| ledger.draft_reverse(me, reversal, "again")), "cannot_reverse");
}

#[test]
fn a_reversal_confirmed_from_two_laptops_applies_once() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let half = ben.does(|ledger, me| ledger.draft_repay(me, id, "400"));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_confirm(me, half, None));
    meet(&mut ana, &mut ben);
    let one = ben.does(|ledger, me| ledger.draft_reverse(me, half, "wrong"));
    let mut phone = Laptop::new(ANA, "phone");
    meet(&mut ana, &mut ben);
    meet(&mut phone, &mut ben);
    ana.does(|ledger, me| ledger.draft_confirm(me, one, None));
    phone.does(|ledger, me| ledger.draft_confirm(me, one, None));
    meet(&mut ana, &mut phone);
    assert_eq!(sums(&loan(&ana, id)), (100_000, 100_000, 0, 0, 100_000));
}

#[test]
fn where_both_propose_the_same_reversal_the_second_draft_is_the_yes() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let hand_over = facts(&ana, id).into_iter().find(|fact| fact.kind == FactKind::HandOver).unwrap().id;
    ana.does(|ledger, me| ledger.draft_reverse(me, hand_over, "it never happened"));
    assert_eq!(ana.refused(|ledger, me| ledger.draft_reverse(me, hand_over, "again")), "not_open");
    meet(&mut ana, &mut ben);
    let act = ben.does(|ledger, me| ledger.draft_reverse(me, hand_over, "it never happened"));
    assert!(matches!(ben.acts[&act].1, LedgerAct::Confirm(_)));
    assert_eq!(sums(&loan(&ben, id)), (100_000, 0, 0, 0, 0));
    assert_eq!(loan(&ben, id).phase(), LoanPhase::Agreed);
}

#[test]
fn a_proposed_reversal_can_be_declined_or_taken_back() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let half = facts(&ana, id)[1].id;
    let first = ana.does(|ledger, me| ledger.draft_reverse(me, half, "wrong"));
    let taken_back = ana.does(|ledger, me| ledger.draft_reverse(me, first, "no, it was right"));
    assert!(waiting(&ana, id).is_empty());
    assert_eq!(ana.refused(|ledger, me| ledger.draft_reverse(me, taken_back, "hm")), "cannot_reverse");
    let second = ana.does(|ledger, me| ledger.draft_reverse(me, half, "wrong after all"));
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_decline(me, second, "it was right"));
    assert!(waiting(&ben, id).is_empty());
    assert_eq!(loan(&ben, id).outstanding().minor, 100_000);
    assert!(kinds(&ben, id).contains(&FactKind::Declined));
}

#[test]
fn an_agreed_loan_is_called_off_by_both_and_loses_no_money() {
    let (mut ana, mut ben, id) = agreed_loan("1000");
    let off = ana.does(|ledger, me| ledger.draft_reverse(me, id, "I need it myself"));
    assert_eq!(loan(&ana, id).agreed_total().minor, 100_000);
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_confirm(me, off, None));
    assert_eq!(sums(&loan(&ben, id)), (0, 0, 0, 0, 0));
    assert_eq!(loan(&ben, id).phase(), LoanPhase::Settled);
    let ask = ben.ledger().asks().next().unwrap().clone();
    assert_eq!((ask.standing, ask.agreed.minor), (Standing::Open, 0), "the ask is open again");

    let (mut ana, mut ben, id) = handed_loan("1000");
    let off = ana.does(|ledger, me| ledger.draft_reverse(me, id, "called off"));
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_confirm(me, off, None));
    assert_eq!(
        sums(&loan(&ben, id)),
        (0, 100_000, 0, 0, 100_000),
        "what was handed over is owed all the same"
    );
    assert_eq!(loan(&ben, id).over_handed().map(|over| over.minor), Some(100_000));
}

#[test]
fn a_taken_back_offer_that_was_agreed_meanwhile_is_a_loan_with_a_proposal_to_call_it_off() {
    let (mut ana, mut ben) = (Laptop::new(ANA, "ana"), Laptop::new(BEN, "ben"));
    let offer = ana.offer_freely(BEN, "50");
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_reverse(me, offer, "I need it"));
    assert_eq!(ana.ledger().offer(&offer).unwrap().standing, Standing::Withdrawn);
    ben.does(|ledger, me| ledger.draft_agree(me, offer));
    meet(&mut ana, &mut ben);
    assert_eq!(ben.ledger().offer(&offer).unwrap().standing, Standing::Agreed);
    assert_eq!(waiting(&ben, offer).first().map(|w| (w.kind, w.waits_for)), Some((FactKind::Reversal, BEN)));
}

#[test]
fn a_plan_posts_nothing_and_a_new_version_needs_both() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let monthly = PlanTerms { each: Some("100"), from: None, every_days: 30, note: "from January" };
    let first = ben.does(|ledger, me| ledger.draft_plan(me, id, monthly));
    assert_eq!(loan(&ben, id).plan_in_force(), None);
    assert_eq!(ben.refused(|ledger, me| ledger.draft_agree_plan(me, first)), "not_yours_to_say");
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_agree_plan(me, first));
    assert_eq!(loan(&ana, id).plan_in_force().map(|plan| plan.id), Some(first));
    assert_eq!(loan(&ana, id).outstanding().minor, 100_000);

    let pause = PlanTerms { each: None, from: None, every_days: 0, note: "pause until spring" };
    let second = ana.does(|ledger, me| ledger.draft_plan(me, id, pause));
    meet(&mut ana, &mut ben);
    assert_eq!(loan(&ben, id).plan_in_force().map(|plan| plan.id), Some(first), "until both agree");
    ben.does(|ledger, me| ledger.draft_agree_plan(me, second));
    assert_eq!(loan(&ben, id).plan_in_force().map(|plan| plan.id), Some(second));
}

#[test]
fn two_plans_that_replace_the_same_leave_the_old_one_in_force_until_one_names_both() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let terms = |each| PlanTerms { each: Some(each), from: None, every_days: 30, note: "" };
    let old = ben.does(|ledger, me| ledger.draft_plan(me, id, terms("50")));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_agree_plan(me, old));
    meet(&mut ana, &mut ben);
    let of_ana = ana.does(|ledger, me| ledger.draft_plan(me, id, terms("60")));
    let of_ben = ben.does(|ledger, me| ledger.draft_plan(me, id, terms("40")));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_agree_plan(me, of_ben));
    ben.does(|ledger, me| ledger.draft_agree_plan(me, of_ana));
    meet(&mut ana, &mut ben);
    let book = loan(&ana, id).plan_book();
    assert_eq!(book.in_force, Some(old));
    assert_eq!(book.rivals.len(), 2, "both are shown");

    let settled = ana.does(|ledger, me| ledger.draft_plan(me, id, terms("45")));
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_agree_plan(me, settled));
    let book = loan(&ben, id).plan_book();
    assert_eq!((book.in_force, book.rivals.len()), (Some(settled), 0));
}

#[test]
fn a_plan_proposed_before_another_was_agreed_is_outdated() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let terms = |each| PlanTerms { each: Some(each), from: None, every_days: 30, note: "" };
    let of_ana = ana.does(|ledger, me| ledger.draft_plan(me, id, terms("60")));
    let of_ben = ben.does(|ledger, me| ledger.draft_plan(me, id, terms("40")));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_agree_plan(me, of_ben));
    meet(&mut ana, &mut ben);
    assert_eq!(ben.refused(|ledger, me| ledger.draft_agree_plan(me, of_ana)), "plan_outdated");
}

#[test]
fn a_plan_that_both_reversed_gives_way_to_the_one_before() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let terms = |each| PlanTerms { each: Some(each), from: None, every_days: 30, note: "" };
    let mut agreed = Vec::new();
    for each in ["50", "60"] {
        let plan = ben.does(|ledger, me| ledger.draft_plan(me, id, terms(each)));
        meet(&mut ana, &mut ben);
        ana.does(|ledger, me| ledger.draft_agree_plan(me, plan));
        meet(&mut ana, &mut ben);
        agreed.push(plan);
    }
    let reversal = ana.does(|ledger, me| ledger.draft_reverse(me, agreed[1], "too much"));
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_confirm(me, reversal, None));
    assert_eq!(loan(&ben, id).plan_in_force().map(|plan| plan.id), Some(agreed[0]));
}

#[test]
fn a_gift_is_handed_over_and_never_owed() {
    let (mut ana, mut ben) = (Laptop::new(ANA, "ana"), Laptop::new(BEN, "ben"));
    let terms = AskTerms {
        amount: "80",
        unit: "eur",
        why: "for the dentist",
        kind: AskKind::Gift,
        needed_by: None,
        payback: "",
    };
    let ask = ben.does(|ledger, me| ledger.draft_ask(me, ANA, terms));
    meet(&mut ana, &mut ben);
    let id = ana.offer(ask, "80");
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_agree(me, id));
    ben.does(|ledger, me| ledger.draft_received(me, id, None));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_hand_over(me, id, None));
    assert_eq!(sums(&loan(&ana, id)), (8_000, 8_000, 0, 0, 0));
    assert_eq!((loan(&ana, id).phase(), loan(&ana, id).excess()), (LoanPhase::Settled, None));
    assert_eq!(ana.refused(|ledger, me| ledger.draft_repay(me, id, "10")), "is_gift");
    ana.write(LedgerAct::Repaid(Repaid { loan: id, k: 1, amount: eur(10), on: None }));
    assert_eq!(codes(&ana), ["is_gift"]);
}

#[test]
fn an_ask_that_is_taken_back_takes_its_open_offers_with_it() {
    let (mut ana, mut ben) = (Laptop::new(ANA, "ana"), Laptop::new(BEN, "ben"));
    let ask = ben.ask(ANA, "100");
    meet(&mut ana, &mut ben);
    let offer = ana.offer(ask, "100");
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_reverse(me, ask, "no need any more"));
    let ledger = ben.ledger();
    assert_eq!(ledger.ask(&ask).unwrap().standing, Standing::Withdrawn);
    assert_eq!(ledger.offer(&offer).unwrap().standing, Standing::Declined);
    assert_eq!(ben.refused(|ledger, me| ledger.draft_agree(me, offer)), "not_open");
}

#[test]
fn what_is_declined_is_closed_and_can_be_stated_anew() {
    let (mut ana, mut ben, id) = handed_loan("1000");
    let half = ben.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_decline(me, half, "it did not come"));
    assert!(waiting(&ana, id).is_empty());
    assert_eq!(ana.refused(|ledger, me| ledger.draft_confirm(me, half, None)), "not_open");
    meet(&mut ana, &mut ben);
    let again = ben.does(|ledger, me| ledger.draft_repay(me, id, "100"));
    let slots = |act| match &ben.acts[&act].1 {
        LedgerAct::Repaid(repaid) => repaid.k,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (slots(half), slots(again)),
        (1, 2),
        "a slot in which something was declined is not used again"
    );
}

#[test]
fn each_side_sees_the_steps_that_are_theirs() {
    let steps = |laptop: &Laptop, id| {
        let ledger = laptop.ledger();
        ledger.steps(ledger.loan(&id).unwrap(), &laptop.me)
    };
    let (mut ana, mut ben, id) = agreed_loan("100");
    assert_eq!(steps(&ana, id), [Step::HandOver, Step::Plan]);
    assert_eq!(steps(&ben, id), [Step::Receive, Step::Plan]);
    ana.does(|ledger, me| ledger.draft_hand_over(me, id, None));
    meet(&mut ana, &mut ben);
    assert_eq!(steps(&ana, id), [Step::Plan]);
    assert_eq!(steps(&ben, id), [Step::Confirm, Step::Receive, Step::Plan]);
    ben.does(|ledger, me| ledger.draft_received(me, id, None));
    assert_eq!(steps(&ben, id), [Step::Repay, Step::Plan]);
    meet(&mut ana, &mut ben);
    assert_eq!(steps(&ana, id), [Step::Repay, Step::Plan, Step::Forgive]);
    let ledger = ana.ledger();
    assert!(ledger.steps(ledger.loan(&id).unwrap(), &CHI).is_empty());
}

#[test]
fn balances_are_counted_for_each_unit_and_sum_to_zero() {
    let (mut ana, mut ben, _) = handed_loan("100");
    let terms = OfferTerms { ask: None, amount: "3", unit: "jar", why: "", gift: None };
    let jars = ben.does(|ledger, me| ledger.draft_offer(me, ANA, terms));
    meet(&mut ana, &mut ben);
    ana.does(|ledger, me| ledger.draft_agree(me, jars));
    ana.does(|ledger, me| ledger.draft_received(me, jars, None));
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_hand_over(me, jars, None));
    let ledger = ben.ledger();
    let jar = ledger.loan(&jars).unwrap().unit().clone();
    let balances = ledger.balances();
    let of = |person, unit| balances.get(&(person, unit)).map(|b| (b.owes_minor, b.owed_minor));
    assert_eq!(of(ANA, eur_unit()), Some((0, 10_000)));
    assert_eq!(of(BEN, eur_unit()), Some((10_000, 0)));
    assert_eq!(of(ANA, jar.clone()), Some((3, 0)));
    assert_eq!(of(BEN, jar), Some((0, 3)));
}
