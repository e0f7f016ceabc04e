//! The acts of the ledger as they are written and signed: one fixed struct and one item kind for each.

use crate::quantity::Amount;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use weft_ids::{ActId, CanonicalError, CivilDate, Item, ItemKind, PersonId, from_canonical, to_canonical};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AskKind {
    /// To be given back.
    Loan,
    /// Not to be given back.
    Gift,
    /// Whichever the giver prefers.
    Either,
}

/// Asks one person; several people are asked apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ask {
    /// Who is asked.
    pub of: PersonId,
    /// How much.
    pub amount: Amount,
    /// Loan, gift or either.
    pub kind: AskKind,
    /// What for.
    pub why: String,
    /// Until when it is needed.
    pub needed_by: Option<CivilDate>,
    /// How it would come back, in words.
    pub payback: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// Offers an amount, in answer to an ask or of oneself; when agreed, its id names the loan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Offer {
    /// Who would get it.
    pub to: PersonId,
    /// The ask that it answers.
    pub ask: Option<ActId>,
    /// How much.
    pub amount: Amount,
    /// Whether it is given and not lent.
    pub gift: bool,
    /// What for.
    pub why: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// Agrees to an offer as it stands: both have signed the same terms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Agree {
    /// The offer.
    pub offer: ActId,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// The lender states that an amount was handed over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HandedOver {
    /// The loan.
    pub loan: ActId,
    /// The slot, from 1; the borrower's half of the same fact has the same.
    pub k: u32,
    /// How much.
    pub amount: Amount,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// The borrower states that an amount was received.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Received {
    /// The loan.
    pub loan: ActId,
    /// The slot, from 1; the lender's half of the same fact has the same.
    pub k: u32,
    /// How much.
    pub amount: Amount,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// Proposes a plan for paying back, or a new version of one; it posts nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProposePlan {
    /// The loan.
    pub loan: ActId,
    /// The agreed plans that it replaces, sorted: none for the first, two or more to settle rivals.
    pub replaces: Vec<ActId>,
    /// What is paid each time; `None` for *when I can* or a pause.
    pub each: Option<Amount>,
    /// The first day.
    pub from: Option<CivilDate>,
    /// Days between two payments; 30 stands for a month.
    pub every_days: u32,
    /// In words.
    pub note: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// Agrees to the other's plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AgreePlan {
    /// The plan.
    pub plan: ActId,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// States that an amount was paid back: by the borrower who paid or by the lender who got it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Repaid {
    /// The loan.
    pub loan: ActId,
    /// The slot, from 1; the other's half of the same fact has the same.
    pub k: u32,
    /// How much.
    pub amount: Amount,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// Confirms what the other stated: a half, or a proposed reversal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Confirm {
    /// The half, or the act that proposes a reversal.
    pub half: ActId,
    /// How much of a repayment in all, where it is less than was stated.
    pub amount: Option<Amount>,
    /// The own half of the same fact that is given up by this, where its author had stated another amount.
    pub instead_of: Option<ActId>,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// The lender lets go of an amount; counts at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Forgive {
    /// The loan.
    pub loan: ActId,
    /// How much.
    pub amount: Amount,
    /// A word with it.
    pub note: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// Says no to an ask, an offer, a plan, a half, a forgiving or a proposed reversal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Decline {
    /// To what.
    pub act: ActId,
    /// A word with it.
    pub note: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// Takes back an own unanswered act, or proposes to reverse what is settled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reverse {
    /// What.
    pub act: ActId,
    /// Why.
    pub why: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident = $kind:literal, $code:literal;)*) => {
        /// One act of the ledger.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum LedgerAct {
            $($(#[$doc])* $name($name),)*
        }

        /// Which act it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ActKind {
            $($(#[$doc])* $name,)*
        }

        impl ActKind {
            /// All kinds, in the order of their numbers.
            pub const ALL: &[ActKind] = &[$(ActKind::$name,)*];

            /// The number under which items of this kind travel.
            pub fn item_kind(self) -> ItemKind {
                match self {
                    $(ActKind::$name => ItemKind($kind),)*
                }
            }

            /// The kind's name in snake case, for logs and JSON.
            pub fn name(self) -> &'static str {
                match self {
                    $(ActKind::$name => $code,)*
                }
            }
        }

        impl LedgerAct {
            /// Which act it is.
            pub fn kind(&self) -> ActKind {
                match self {
                    $(LedgerAct::$name(_) => ActKind::$name,)*
                }
            }

            /// The item that says it.
            pub fn to_item(&self) -> Item {
                let bytes = match self {
                    $(LedgerAct::$name(act) => to_canonical(act),)*
                };
                Item { kind: self.kind().item_kind(), bytes }
            }

            /// Reads an item; `None` where it is no act of this ledger or of a kind that this build does not know.
            ///
            /// # Errors
            /// When the kind is known and the bytes are not its canonical form.
            pub fn from_item(item: &Item) -> Result<Option<Self>, CanonicalError> {
                match item.kind.0 {
                    $($kind => read(item, LedgerAct::$name),)*
                    _ => Ok(None),
                }
            }

            /// The day on which it was done, as claimed.
            pub fn on(&self) -> Option<CivilDate> {
                match self {
                    $(LedgerAct::$name(act) => act.on,)*
                }
            }

            /// The same act with a claimed day.
            #[must_use]
            pub fn dated(mut self, on: Option<CivilDate>) -> Self {
                match &mut self {
                    $(LedgerAct::$name(act) => act.on = on,)*
                }
                self
            }
        }
    };
}

acts! {
    /// Asks one person.
    Ask = 100, "ask";
    /// Offers an amount.
    Offer = 101, "offer";
    /// Agrees to an offer.
    Agree = 102, "agree";
    /// The lender states a hand-over.
    HandedOver = 103, "handed_over";
    /// The borrower states a hand-over.
    Received = 104, "received";
    /// Proposes a plan.
    ProposePlan = 105, "propose_plan";
    /// Agrees to a plan.
    AgreePlan = 106, "agree_plan";
    /// States a repayment.
    Repaid = 107, "repaid";
    /// Confirms what the other stated.
    Confirm = 108, "confirm";
    /// Lets go of an amount.
    Forgive = 109, "forgive";
    /// Says no.
    Decline = 110, "decline";
    /// Takes back, or proposes to reverse.
    Reverse = 111, "reverse";
}

fn read<T: Serialize + DeserializeOwned>(
    item: &Item,
    wrap: fn(T) -> LedgerAct,
) -> Result<Option<LedgerAct>, CanonicalError> {
    from_canonical(&item.bytes).map(|act| Some(wrap(act)))
}

impl LedgerAct {
    /// The amount it states, where it states one.
    pub fn amount(&self) -> Option<&Amount> {
        match self {
            LedgerAct::Ask(act) => Some(&act.amount),
            LedgerAct::Offer(act) => Some(&act.amount),
            LedgerAct::HandedOver(act) => Some(&act.amount),
            LedgerAct::Received(act) => Some(&act.amount),
            LedgerAct::Repaid(act) => Some(&act.amount),
            LedgerAct::Forgive(act) => Some(&act.amount),
            LedgerAct::ProposePlan(act) => act.each.as_ref(),
            LedgerAct::Confirm(act) => act.amount.as_ref(),
            LedgerAct::Agree(_) | LedgerAct::AgreePlan(_) | LedgerAct::Decline(_) | LedgerAct::Reverse(_) => {
                None
            }
        }
    }

    /// The acts on which it depends, each by its id.
    pub fn names(&self) -> Vec<ActId> {
        match self {
            LedgerAct::Ask(_) => Vec::new(),
            LedgerAct::Offer(act) => act.ask.into_iter().collect(),
            LedgerAct::Agree(act) => vec![act.offer],
            LedgerAct::HandedOver(act) => vec![act.loan],
            LedgerAct::Received(act) => vec![act.loan],
            LedgerAct::Repaid(act) => vec![act.loan],
            LedgerAct::Forgive(act) => vec![act.loan],
            LedgerAct::ProposePlan(act) => {
                std::iter::once(act.loan).chain(act.replaces.iter().copied()).collect()
            }
            LedgerAct::AgreePlan(act) => vec![act.plan],
            LedgerAct::Confirm(act) => std::iter::once(act.half).chain(act.instead_of).collect(),
            LedgerAct::Decline(act) => vec![act.act],
            LedgerAct::Reverse(act) => vec![act.act],
        }
    }
}
