//! A naive reading of the rules: each sum by its definition over all pairs of acts, with no stages and no state.

use super::{Acts, people};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, PersonId};
use weft_ledger::{Amount, LedgerAct, Offer};

/// What a loan comes to, in the smallest parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sums {
    pub(crate) agreed: i128,
    pub(crate) handed_over: i128,
    pub(crate) repaid: i128,
    pub(crate) forgiven: i128,
    pub(crate) outstanding: i128,
    pub(crate) excess: i128,
}

/// Which fact: the loan, whether it is a repayment, and its number.
type Fact = (ActId, bool, u32);

pub(crate) struct Model<'a>(pub(crate) &'a Acts);

impl Model<'_> {
    pub(crate) fn loans(&self) -> BTreeMap<ActId, Sums> {
        let agreed = self.0.keys().filter(|id| self.agreed(id).is_some());
        agreed.map(|id| (*id, self.sums(id))).collect()
    }

    fn sums(&self, loan: &ActId) -> Sums {
        let Some((lender, offer)) = self.agreed(loan) else { return Sums::default() };
        let called_off = self.reversed_by_both(|subject| *subject == Subject::Agreement(*loan));
        let agreed = if called_off { 0 } else { i128::from(offer.amount.minor) };
        let handed_over = self.counted(loan, false);
        let repaid = self.counted(loan, true);
        let forgiven = self.0.keys().filter_map(|id| self.forgiven(id, loan, lender)).sum::<i128>();
        let left = handed_over - repaid - forgiven;
        let owed = if offer.gift { 0 } else { left };
        Sums { agreed, handed_over, repaid, forgiven, outstanding: owed.max(0), excess: (-owed).max(0) }
    }

    /// The lender and the offer, where this id is an offer that was agreed.
    fn agreed(&self, id: &ActId) -> Option<(PersonId, &Offer)> {
        let (by, offer) = self.offer(id)?;
        let yes = self.0.values().any(
            |(who, act)| matches!(act, LedgerAct::Agree(agree) if agree.offer == *id && *who == offer.to),
        );
        yes.then_some((by, offer))
    }

    fn offer(&self, id: &ActId) -> Option<(PersonId, &Offer)> {
        let (by, LedgerAct::Offer(offer)) = self.0.get(id)? else { return None };
        let proper = offer.amount.is_sound() && *by != offer.to && people().contains(&offer.to);
        let answers = offer.ask.is_none_or(|ask| match self.0.get(&ask) {
            Some((asker, LedgerAct::Ask(ask))) => {
                let proper_ask = ask.amount.is_sound() && *asker != ask.of && people().contains(&ask.of);
                proper_ask && *by == ask.of && offer.to == *asker && offer.amount.unit == ask.amount.unit
            }
            Some(_) | None => false,
        });
        (proper && answers).then_some((*by, offer))
    }

    /// Which fact a half is about, who states it and how much.
    fn half(&self, id: &ActId) -> Option<(Fact, PersonId, &Amount)> {
        let (by, act) = self.0.get(id)?;
        let (loan, repayment, k, amount) = match act {
            LedgerAct::HandedOver(a) => (a.loan, false, a.k, &a.amount),
            LedgerAct::Received(a) => (a.loan, false, a.k, &a.amount),
            LedgerAct::Repaid(a) => (a.loan, true, a.k, &a.amount),
            _ => return None,
        };
        let (lender, offer) = self.agreed(&loan)?;
        let teller = match act {
            LedgerAct::HandedOver(_) => *by == lender,
            LedgerAct::Received(_) => *by == offer.to,
            _ => !offer.gift && (*by == lender || *by == offer.to),
        };
        let sound = amount.is_sound() && amount.unit == offer.amount.unit && k > 0;
        (teller && sound).then_some(((loan, repayment, k), *by, amount))
    }

    /// How much of this half carries both names: all of it where the other states the same, else what they confirmed.
    fn both_say(&self, id: &ActId) -> Option<i64> {
        let (_, _, amount) = self.half(id)?;
        if self.twin(id) { Some(amount.minor) } else { self.confirmed(id) }
    }

    /// Whether the other states the same.
    fn twin(&self, id: &ActId) -> bool {
        let Some((fact, by, amount)) = self.half(id) else { return false };
        let same = |other: &ActId| {
            self.half(other).is_some_and(|(of, who, how_much)| of == fact && who != by && how_much == amount)
        };
        self.0.keys().any(same)
    }

    /// The most of it that the other confirmed, by whichever of the halves that say the same.
    fn confirmed(&self, id: &ActId) -> Option<i64> {
        let half = self.half(id)?;
        let yeses = self.0.keys().filter_map(|yes| self.confirmation(yes));
        yeses.filter(|(named, _)| self.half(named) == Some(half)).map(|(_, part)| part).max()
    }

    fn counted(&self, loan: &ActId, repayment: bool) -> i128 {
        let Some((lender, _)) = self.agreed(loan) else { return 0 };
        let halves = self
            .0
            .keys()
            .filter_map(|id| self.half(id).map(|(fact, by, amount)| (*id, fact, by, amount.minor)));
        let halves: Vec<_> = halves.filter(|(_, fact, ..)| (fact.0, fact.1) == (*loan, repayment)).collect();
        let facts: BTreeSet<Fact> = halves.iter().map(|(_, fact, ..)| *fact).collect();
        let mut sum = 0;
        for fact in facts {
            let of_fact: Vec<_> = halves.iter().filter(|(_, of, ..)| *of == fact).collect();
            // What each side says with both names under it, each amount once, and whether any was confirmed by name.
            let side = |lenders: bool| {
                let own = of_fact.iter().filter(|(_, _, by, _)| (*by == lender) == lenders);
                let signed: BTreeMap<i64, i64> =
                    own.clone().filter_map(|(id, _, _, minor)| Some((*minor, self.both_say(id)?))).collect();
                (signed, own.clone().any(|(id, ..)| self.confirmed(id).is_some()))
            };
            let total =
                |signed: &BTreeMap<i64, i64>| signed.values().map(|minor| i128::from(*minor)).sum::<i128>();
            let ((lenders, lenders_named), (borrowers, borrowers_named)) = (side(true), side(false));
            let owes_less = if repayment {
                total(&lenders) >= total(&borrowers)
            } else {
                total(&lenders) <= total(&borrowers)
            };
            let lenders_stand = !borrowers_named || (lenders_named && owes_less);
            let (standing, by_lender) = if lenders_stand { (lenders, true) } else { (borrowers, false) };
            for (stated, signed) in standing {
                let reversed = of_fact
                    .iter()
                    .filter(|(_, _, by, minor)| *minor == stated && ((*by == lender) == by_lender));
                let reversed = reversed.clone().any(|(id, ..)| {
                    self.reversed_by_both(
                        |subject| matches!(subject, Subject::Half(half) if self.says_the_same(half, id)),
                    )
                });
                sum += if reversed { 0 } else { i128::from(signed) };
            }
        }
        sum
    }

    /// Whether two halves are of one fact and say the same, by one person or by both.
    fn says_the_same(&self, one: &ActId, other: &ActId) -> bool {
        match (self.half(one), self.half(other)) {
            (Some((fact, _, amount)), Some((of, _, how_much))) => fact == of && amount == how_much,
            _ => false,
        }
    }

    fn forgiven(&self, id: &ActId, loan: &ActId, lender: PersonId) -> Option<i128> {
        let (by, LedgerAct::Forgive(forgive)) = self.0.get(id)? else { return None };
        let (_, offer) = self.agreed(&forgive.loan)?;
        let sound = forgive.amount.is_sound() && forgive.amount.unit == offer.amount.unit;
        if forgive.loan != *loan || *by != lender || offer.gift || !sound {
            return None;
        }
        let declined = self
            .0
            .values()
            .any(|(who, act)| matches!(act, LedgerAct::Decline(no) if no.act == *id && *who == offer.to));
        let reversed = self.reversed_by_both(|subject| *subject == Subject::Forgiving(*id));
        (!declined && !reversed).then_some(i128::from(forgive.amount.minor))
    }

    fn reversed_by_both(&self, wanted: impl Fn(&Subject) -> bool) -> bool {
        self.0.iter().any(|(id, (by, act))| {
            let LedgerAct::Reverse(reverse) = act else { return false };
            let subject = self.subject(&reverse.act).filter(|(subject, _)| wanted(subject));
            let Some((_, loan)) = subject else { return false };
            let Some((lender, offer)) = self.agreed(&loan) else { return false };
            let other = match (*by == lender, *by == offer.to) {
                (true, _) => offer.to,
                (false, true) => lender,
                (false, false) => return false,
            };
            self.0.values().any(|(who, act)| {
                matches!(act, LedgerAct::Confirm(yes) if yes.half == *id && *who == other)
                    && matches!(act, LedgerAct::Confirm(yes) if yes.amount.is_none() && yes.instead_of.is_none())
            })
        })
    }

    /// What reversing this act would reverse, where both have said it, and in which loan.
    fn subject(&self, id: &ActId) -> Option<(Subject, ActId)> {
        match &self.0.get(id)?.1 {
            LedgerAct::Offer(_) => self.agreed(id).map(|_| (Subject::Agreement(*id), *id)),
            LedgerAct::Agree(agree) => {
                let (_, offer) = self.agreed(&agree.offer)?;
                let by_borrower = self.0.get(id).is_some_and(|(who, _)| *who == offer.to);
                by_borrower.then_some((Subject::Agreement(agree.offer), agree.offer))
            }
            LedgerAct::HandedOver(_) | LedgerAct::Received(_) | LedgerAct::Repaid(_) => {
                self.both_say(id)?;
                self.half(id).map(|(fact, ..)| (Subject::Half(*id), fact.0))
            }
            LedgerAct::Confirm(_) => {
                let (half, _) = self.confirmation(id)?;
                self.half(&half).map(|(fact, ..)| (Subject::Half(half), fact.0))
            }
            LedgerAct::Forgive(forgive) => {
                let alone = self.0.get(id).filter(|(by, _)| self.would_forgive(id, *by));
                alone.map(|_| (Subject::Forgiving(*id), forgive.loan))
            }
            _ => None,
        }
    }

    /// The half that this act confirms, where its author may, and how much of it.
    fn confirmation(&self, id: &ActId) -> Option<(ActId, i64)> {
        let (who, LedgerAct::Confirm(confirm)) = self.0.get(id)? else { return None };
        let ((loan, repayment, _), by, amount) = self.half(&confirm.half)?;
        let (lender, offer) = self.agreed(&loan)?;
        let other = if by == lender { offer.to } else { lender };
        let part = confirm.amount.as_ref().unwrap_or(amount);
        let proper = part.is_sound() && part.unit == amount.unit && part.minor <= amount.minor;
        let in_part_allowed = part.minor == amount.minor || (repayment && other == lender);
        let fact = self.half(&confirm.half)?.0;
        let own_given_up = |own: ActId| self.half(&own).is_some_and(|(of, by, _)| of == fact && by == *who);
        let proper = proper && confirm.instead_of.is_none_or(own_given_up);
        (*who == other && proper && in_part_allowed).then_some((confirm.half, part.minor))
    }

    fn would_forgive(&self, id: &ActId, by: PersonId) -> bool {
        let Some((_, LedgerAct::Forgive(forgive))) = self.0.get(id) else { return false };
        self.agreed(&forgive.loan).is_some_and(|(lender, offer)| {
            by == lender
                && !offer.gift
                && forgive.amount.is_sound()
                && forgive.amount.unit == offer.amount.unit
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Agreement(ActId),
    Half(ActId),
    Forgiving(ActId),
}
