//! The hand that writes: one page change or one act of money, signed in the name of one device.

use crate::{dice::Dice, shape::Shape};
use anyhow::{anyhow, ensure};
use serde::{Deserialize, Serialize};
use weft_ids::{ActId, CivilDate, DeviceSecret, Item, PersonId, bytes::hash_bytes};
use weft_ledger::{Agree, Amount, Confirm, HandedOver, LedgerAct, Offer, Received as Got, Repaid, Unit};
use weft_space::{
    Received, Record, Space,
    page::{PageChange, PageName},
};

/// One thing that was done, in plain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// Words were put into a note: `delete` characters at `at` were replaced by `insert`.
    Page {
        /// Which device.
        device: usize,
        /// The note's title.
        page: String,
        /// Where, in characters.
        at: usize,
        /// How many characters went.
        delete: usize,
        /// What came.
        insert: String,
    },
    /// A step in the life of a loan.
    Act {
        /// Which device.
        device: usize,
        /// Which loan, by number.
        loan: usize,
        /// Which step.
        step: String,
        /// The other person.
        other: usize,
        /// The amount in cents.
        amount: i64,
        /// What for.
        why: String,
    },
}

/// A loan on its way.
#[derive(Debug, Clone)]
pub struct Loan {
    number: usize,
    offer: ActId,
    /// Members by number: the lender's and the borrower's device.
    lender: usize,
    borrower: usize,
    amount: Amount,
    /// Acts so far.
    stage: usize,
    /// The last statement of a repayment.
    half: ActId,
    /// The group that alone has seen its last act; nobody's business once all have met.
    pub seen_by: Option<usize>,
}

/// Stages of a loan: offer, yes, handed over, received, then two repayments, each confirmed.
const STAGES: usize = 8;
/// Loans that are open at a time.
const OPEN_MAX: usize = 400;

/// The hand.
#[derive(Debug)]
pub struct Hand<'a> {
    /// The workload's sizes.
    pub shape: &'a Shape,
    /// The group's space.
    pub space: &'a mut Space,
    /// Deeds done before this round.
    pub done: usize,
    /// Records written in this round.
    pub fresh: Vec<Record>,
}

impl Hand<'_> {
    /// Puts words into a note of some crew.
    ///
    /// # Errors
    /// When the space refuses.
    pub fn write_page(&mut self, who: usize, secret: &DeviceSecret, dice: &mut Dice) -> anyhow::Result<Deed> {
        let crew = dice.below(self.shape.crews);
        let notes = self.shape.notes_per_crew();
        let note = self.done * notes / self.shape.entries.max(1);
        let title = format!("Crew {crew} {note}");
        let name = PageName::note(&title);
        let device = secret.public();
        let page = self.space.pages().page_to_write(&name).map_err(|e| anyhow!("{e}"))?;
        let text = page.text().map_err(|e| anyhow!("{e}"))?;
        let words = words(dice);
        let lines: Vec<&str> = text.lines().collect();
        let (at, delete, insert, changes) = if lines.len() > 4 && dice.below(5) == 0 {
            let line = dice.below(lines.len());
            let at: usize = lines.iter().take(line).map(|line| line.chars().count() + 1).sum();
            let delete = lines.get(line).map_or(0, |line| line.chars().count());
            let new: Vec<&str> = lines
                .iter()
                .enumerate()
                .map(|(i, old)| if i == line { words.as_str() } else { old })
                .collect();
            let new_text = format!("{}\n", new.join("\n"));
            let changes = page.edit_text_at(&device, &page.heads(), &new_text);
            (at, delete, words, changes)
        } else {
            let changes = page.append_text(&device, &words);
            (text.chars().count(), 0, format!("{words}\n"), changes)
        };
        let changes = changes.map_err(|e| anyhow!("{e}"))?;
        let items = changes.iter().map(PageChange::to_item).collect();
        self.put(secret, items)?;
        self.space.fold();
        Ok(Deed::Page { device: who, page: title, at, delete, insert })
    }

    /// Takes a step in some loan, or begins one.
    ///
    /// # Errors
    /// When the space refuses.
    pub fn act(
        &mut self,
        who: usize,
        secret: &DeviceSecret,
        people: &[PersonId],
        loans: &mut Vec<Loan>,
        lane: usize,
        dice: &mut Dice,
    ) -> anyhow::Result<Deed> {
        let open: Vec<usize> = (0..loans.len())
            .rev()
            .take(OPEN_MAX)
            .filter(|at| {
                loans.get(*at).is_some_and(|loan| {
                    loan.stage < STAGES && loan.next() == who && loan.seen_by.is_none_or(|seen| seen == lane)
                })
            })
            .collect();
        let (loan, act) = match dice.one(&open).copied().and_then(|at| loans.get_mut(at)) {
            Some(loan) => {
                let act = loan.step();
                (loan, act)
            }
            None => {
                let begun = begin(who, people, loans.len(), dice)?;
                loans.push(begun.0);
                (loans.last_mut().ok_or_else(|| anyhow!("no loan"))?, begun.1)
            }
        };
        let why = if let LedgerAct::Offer(offer) = &act { offer.why.clone() } else { String::new() };
        let id = self.put(secret, vec![act.to_item()])?;
        match act {
            LedgerAct::Offer(_) => loan.offer = id,
            LedgerAct::Repaid(_) => loan.half = id,
            LedgerAct::Agree(_)
            | LedgerAct::HandedOver(_)
            | LedgerAct::Received(_)
            | LedgerAct::Confirm(_) => {}
            other => return Err(anyhow!("no step of this workload: {}", other.kind().name())),
        }
        loan.stage += 1;
        loan.seen_by = Some(lane);
        let other = if who == loan.lender { loan.borrower } else { loan.lender };
        Ok(Deed::Act {
            device: who,
            loan: loan.number,
            step: act.kind().name().to_owned(),
            other,
            amount: loan.amount.minor,
            why,
        })
    }

    /// Writes one entry, and empty ones before it where too many heads are kept; the id of its first act.
    fn put(&mut self, secret: &DeviceSecret, items: Vec<Item>) -> anyhow::Result<ActId> {
        while self.space.needs_join(&secret.public()) {
            self.one(secret, Vec::new())?;
        }
        self.one(secret, items)
    }

    fn one(&mut self, secret: &DeviceSecret, items: Vec<Item>) -> anyhow::Result<ActId> {
        let record = self.space.write(secret, items);
        let received = self.space.receive(record.clone());
        ensure!(received == Received::New, "an honest entry was refused: {received:?}");
        let id = ActId::of(&record.hash(), 0);
        self.fresh.push(record);
        Ok(id)
    }
}

fn begin(
    who: usize,
    people: &[PersonId],
    number: usize,
    dice: &mut Dice,
) -> anyhow::Result<(Loan, LedgerAct)> {
    let me = people.get(who).ok_or_else(|| anyhow!("nobody lends"))?;
    let mut borrower = dice.below(people.len());
    while people.get(borrower) == Some(me) {
        borrower = (borrower + 1) % people.len();
    }
    let to = *people.get(borrower).ok_or_else(|| anyhow!("nobody borrows"))?;
    let unit = Unit::parse("EUR").map_err(|e| anyhow!("{e}"))?;
    let amount = Amount::new(100 * (1 + dice.below(500) as i64), unit);
    let act = Offer { to, ask: None, amount: amount.clone(), gift: false, why: words(dice), on: day(number) };
    let none = ActId([0; 32]);
    let loan =
        Loan { number, offer: none, lender: who, borrower, amount, stage: 0, half: none, seen_by: None };
    Ok((loan, LedgerAct::Offer(act)))
}

impl Loan {
    /// Who takes the next step.
    fn next(&self) -> usize {
        match self.stage {
            0 | 2 | 5 | 7 => self.lender,
            _ => self.borrower,
        }
    }

    /// The next step.
    fn step(&self) -> LedgerAct {
        let (loan, amount, on) = (self.offer, self.amount.clone(), day(self.number + self.stage));
        let part = Amount::new(amount.minor / 4, amount.unit.clone());
        match self.stage {
            1 => LedgerAct::Agree(Agree { offer: loan, on }),
            2 => LedgerAct::HandedOver(HandedOver { loan, k: 1, amount, on }),
            3 => LedgerAct::Received(Got { loan, k: 1, amount, on }),
            4 => LedgerAct::Repaid(Repaid { loan, k: 1, amount: part, on }),
            6 => LedgerAct::Repaid(Repaid { loan, k: 2, amount: part, on }),
            _ => LedgerAct::Confirm(Confirm { half: self.half, amount: None, instead_of: None, on }),
        }
    }
}

/// Acts of loans between `people` made-up people, with nobody to sign them: for measuring a fold alone.
pub fn loans(acts: usize, people: usize) -> (Vec<PersonId>, Vec<(ActId, PersonId, LedgerAct)>) {
    let named = |kind: &str, n: usize| hash_bytes(kind, &(n as u64).to_le_bytes());
    let people: Vec<PersonId> = (0..people).map(|n| PersonId(named("bench person", n))).collect();
    let mut dice = Dice::new(9);
    let mut list: Vec<(ActId, PersonId, LedgerAct)> = Vec::with_capacity(acts);
    while list.len() < acts {
        let who = dice.below(people.len());
        let Ok((mut loan, offer)) = begin(who, &people, list.len(), &mut dice) else { break };
        for stage in 0..STAGES {
            loan.stage = stage;
            let act = if stage == 0 { offer.clone() } else { loan.step() };
            let id = ActId(named("bench act", list.len()));
            match &act {
                LedgerAct::Offer(_) => loan.offer = id,
                LedgerAct::Repaid(_) => loan.half = id,
                _ => {}
            }
            if let Some(by) = people.get(loan.next()) {
                list.push((id, *by, act));
            }
        }
    }
    list.truncate(acts);
    (people, list)
}

/// A day of the ten years.
fn day(number: usize) -> Option<CivilDate> {
    let years = 2_017 + (number / 365 % 10) as u16;
    CivilDate::new(years, 1 + (number / 28 % 12) as u8, 1 + (number % 28) as u8)
}

/// A short line of plain words.
fn words(dice: &mut Dice) -> String {
    let count = 3 + dice.below(6);
    let picked: Vec<&str> = (0..count).filter_map(|_| dice.one(&WORDS).copied()).collect();
    picked.join(" ")
}

/// Sixty-four words that people who share tables use.
const WORDS: [&str; 64] = [
    "soup", "bread", "Tuesday", "evening", "garden", "bring", "table", "chairs", "Ana", "Ben", "Chi", "Dev",
    "the", "we", "at", "for", "with", "again", "next", "week", "potatoes", "market", "bicycle", "repair",
    "tools", "kitchen", "rent", "shared", "children", "walk", "letter", "reading", "song", "practice",
    "circle", "review", "agreed", "maybe", "later", "early", "station", "train", "car", "help", "moving",
    "boxes", "paint", "wall", "roof", "rain", "harvest", "apples", "jam", "jars", "list", "money", "small",
    "enough", "thanks", "gladly", "door", "open", "quiet", "morning",
];
