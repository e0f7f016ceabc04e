//! Laptops that write acts and meet, for tests of the ledger.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub(crate) mod model;

use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, PersonId, bytes::hash_parts};
use weft_ledger::{
    Amount, AskKind, AskTerms, Fact, FactKind, Ledger, LedgerAct, LedgerRefusal, Loan, OfferTerms, Unit,
    Waiting,
};

pub(crate) const ANA: PersonId = PersonId([0xA1; 32]);
pub(crate) const BEN: PersonId = PersonId([0xB2; 32]);
pub(crate) const CHI: PersonId = PersonId([0xC3; 32]);
pub(crate) const DEV: PersonId = PersonId([0xD4; 32]);

pub(crate) fn people() -> BTreeSet<PersonId> {
    BTreeSet::from([ANA, BEN, CHI])
}

pub(crate) fn eur_unit() -> Unit {
    Unit::currency("EUR").expect("a listed currency")
}

/// Whole euros.
pub(crate) fn eur(whole: i64) -> Amount {
    Amount::new(whole * 100, eur_unit())
}

pub(crate) type Acts = BTreeMap<ActId, (PersonId, LedgerAct)>;

pub(crate) fn fold(acts: &Acts) -> Ledger {
    Ledger::fold(&people(), acts.iter().map(|(id, (by, act))| (*id, *by, act)))
}

/// One device of one person, and the acts it holds.
#[derive(Clone)]
pub(crate) struct Laptop {
    pub(crate) me: PersonId,
    name: &'static str,
    written: u32,
    pub(crate) acts: Acts,
}

impl Laptop {
    pub(crate) fn new(me: PersonId, name: &'static str) -> Self {
        Self { me, name, written: 0, acts: Acts::new() }
    }

    pub(crate) fn ledger(&self) -> Ledger {
        fold(&self.acts)
    }

    /// Writes an act, as a command would, whatever the fold thinks of it.
    pub(crate) fn write(&mut self, act: LedgerAct) -> ActId {
        self.written += 1;
        let place = self.written.to_le_bytes();
        let id = ActId(hash_parts("weft test act", &[self.me.as_bytes(), self.name.as_bytes(), &place]));
        self.acts.insert(id, (self.me, act));
        id
    }

    /// Writes what a draft comes to; fails the test where the draft was refused.
    pub(crate) fn does(
        &mut self,
        draft: impl FnOnce(&Ledger, PersonId) -> Result<LedgerAct, LedgerRefusal>,
    ) -> ActId {
        let act = draft(&self.ledger(), self.me).expect("the draft is accepted");
        self.write(act)
    }

    /// The code of the reason for which a draft is refused.
    pub(crate) fn refused(
        &self,
        draft: impl FnOnce(&Ledger, PersonId) -> Result<LedgerAct, LedgerRefusal>,
    ) -> &'static str {
        match draft(&self.ledger(), self.me) {
            Ok(act) => panic!("expected a refusal, drafted {act:?}"),
            Err(refusal) => refusal.code(),
        }
    }

    pub(crate) fn ask(&mut self, of: PersonId, amount: &str) -> ActId {
        let terms = AskTerms {
            amount,
            unit: "EUR",
            why: "my car exploded",
            kind: AskKind::Loan,
            needed_by: None,
            payback: "in parts",
        };
        self.does(|ledger, me| ledger.draft_ask(me, of, terms))
    }

    pub(crate) fn offer(&mut self, ask: ActId, amount: &str) -> ActId {
        let terms = OfferTerms { ask: Some(ask), amount, unit: "", why: "", gift: None };
        self.does(|ledger, me| ledger.draft_offer(me, BEN, terms))
    }

    pub(crate) fn offer_freely(&mut self, to: PersonId, amount: &str) -> ActId {
        let terms = OfferTerms { ask: None, amount, unit: "EUR", why: "for the rent", gift: None };
        self.does(|ledger, me| ledger.draft_offer(me, to, terms))
    }
}

/// Two laptops meet and are level.
pub(crate) fn meet(a: &mut Laptop, b: &mut Laptop) {
    a.acts.extend(b.acts.clone());
    b.acts.clone_from(&a.acts);
}

/// What is left on its way between two people; `(agreed, handed over, repaid, forgiven, outstanding)` in cents.
pub(crate) fn sums(loan: &Loan) -> (i128, i128, i128, i128, i128) {
    (
        loan.agreed_total().minor,
        loan.handed_over().minor,
        loan.repaid().minor,
        loan.forgiven().minor,
        loan.outstanding().minor,
    )
}

/// Ana lends Ben this many euros: asked, offered, agreed; nothing handed over. Both are level.
pub(crate) fn agreed_loan(amount: &str) -> (Laptop, Laptop, ActId) {
    let (mut ana, mut ben) = (Laptop::new(ANA, "ana"), Laptop::new(BEN, "ben"));
    let ask = ben.ask(ANA, amount);
    meet(&mut ana, &mut ben);
    let loan = ana.offer(ask, amount);
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_agree(me, loan));
    meet(&mut ana, &mut ben);
    (ana, ben, loan)
}

/// As [`agreed_loan`], handed over and received.
pub(crate) fn handed_loan(amount: &str) -> (Laptop, Laptop, ActId) {
    let (mut ana, mut ben, loan) = agreed_loan(amount);
    let half = ana.does(|ledger, me| ledger.draft_hand_over(me, loan, None));
    meet(&mut ana, &mut ben);
    ben.does(|ledger, me| ledger.draft_confirm(me, half, None));
    meet(&mut ana, &mut ben);
    (ana, ben, loan)
}

pub(crate) fn loan(laptop: &Laptop, id: ActId) -> Loan {
    laptop.ledger().loan(&id).expect("the loan is there").clone()
}

pub(crate) fn waiting(laptop: &Laptop, id: ActId) -> Vec<Waiting> {
    let ledger = laptop.ledger();
    ledger.waiting(ledger.loan(&id).expect("the loan is there"))
}

pub(crate) fn facts(laptop: &Laptop, id: ActId) -> Vec<Fact> {
    let ledger = laptop.ledger();
    ledger.facts(ledger.loan(&id).expect("the loan is there"))
}

pub(crate) fn kinds(laptop: &Laptop, id: ActId) -> Vec<FactKind> {
    facts(laptop, id).into_iter().map(|fact| fact.kind).collect()
}

/// Codes of the acts that do not count.
pub(crate) fn codes(laptop: &Laptop) -> Vec<&'static str> {
    laptop.ledger().refused().map(|refused| refused.code()).collect()
}
