//! What can be typed after `weft loan`.

use super::parse;
use clap::{Args, Subcommand, ValueEnum};
use weft_ids::CivilDate;
use weft_view::AskKind;

/// The steps of a loan.
#[derive(Debug, Subcommand)]
pub(crate) enum LoanVerb {
    /// Ask one or several people, each apart
    #[command(
        after_help = "Example:\n  weft loan ask 1000 EUR --from Ben --from Chi --why \"my car exploded\" --payback \"100 a month\""
    )]
    Ask(AskArgs),
    /// Offer an amount in answer to an ask, or of yourself with --to
    #[command(
        override_usage = "weft loan offer [OPTIONS] <ASK> <AMOUNT>\n       weft loan offer [OPTIONS] --to <PERSON> --why <TEXT> <AMOUNT> <UNIT>",
        after_help = "Example:\n  weft loan offer --to Ana 400 EUR --why \"for the car\""
    )]
    Offer(OfferArgs),
    /// Agree to an offer; from here on it is a loan
    #[command(after_help = "Example:\n  weft loan agree 3fa9c1d2")]
    Agree {
        /// The offer's id, or four or more digits of it
        offer: String,
    },
    /// Say that you handed the money over
    #[command(after_help = "Example:\n  weft loan hand-over 7b20e4aa")]
    HandOver(StatedArgs),
    /// Say that you received the money
    #[command(after_help = "Example:\n  weft loan received 7b20e4aa")]
    Received(StatedArgs),
    /// Propose how it comes back; it is an intention and changes no balance
    #[command(
        after_help = "Example:\n  weft loan plan 7b20e4aa --each 100 --from 2027-01-01 --every 30 --note \"on the first\""
    )]
    Plan(PlanArgs),
    /// Agree to the plan that the other proposed
    #[command(after_help = "Example:\n  weft loan agree-plan 7b20e4aa")]
    AgreePlan {
        /// The plan's id or the loan's, or four or more digits of it
        plan: String,
    },
    /// Say that something was paid back
    #[command(after_help = "Example:\n  weft loan repay 7b20e4aa 250")]
    Repay {
        /// The loan's id, or four or more digits of it
        loan: String,
        /// How much: `10,50` or `10.50`
        #[arg(allow_negative_numbers = true)]
        amount: String,
        /// The day
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
        on: Option<CivilDate>,
    },
    /// Confirm what the other stated: a repayment, a hand-over or a reversal
    #[command(after_help = "Example:\n  weft loan confirm c04d19b3")]
    Confirm {
        /// The id of what was stated, or the loan's where one thing waits for you
        repayment: String,
        /// Less than was stated
        #[arg(allow_negative_numbers = true)]
        amount: Option<String>,
    },
    /// Let go of all that is still owed to you, or of a part
    #[command(after_help = "Example:\n  weft loan forgive 7b20e4aa 100 --note \"happy birthday\"")]
    Forgive {
        /// The loan's id, or four or more digits of it
        loan: String,
        /// How much; all that is still owed where nothing is said
        #[arg(allow_negative_numbers = true)]
        amount: Option<String>,
        /// A word with it
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// Say no to an ask, an offer, a plan, something stated, a reversal or a forgiving
    #[command(after_help = "Example:\n  weft loan decline 3fa9c1d2 --note \"not this month\"")]
    Decline {
        /// Its id, or four or more digits of it
        act: String,
        /// A word with it
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,
    },
    /// Take back what nobody answered, or propose to undo what both settled
    #[command(after_help = "Example:\n  weft loan reverse c04d19b3 --why \"wrong loan\"")]
    Reverse {
        /// Its id, or four or more digits of it
        act: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        why: String,
    },
    /// Take back what waits for a pair to open
    #[command(after_help = "Example:\n  weft loan drop 1")]
    Drop {
        /// Its number, from `weft loan list`
        number: u64,
    },
    /// List asks, offers and loans with what waits and what you can do next
    #[command(after_help = "Example:\n  weft loan list")]
    List {
        /// Only those of one space
        space: Option<String>,
    },
}

/// `weft loan ask`.
#[derive(Debug, Args)]
pub(crate) struct AskArgs {
    /// How much: `10,50` or `10.50`
    #[arg(allow_negative_numbers = true)]
    pub(crate) amount: String,
    /// Of what: `EUR`, `min`, or a thing such as `jar`
    pub(crate) unit: String,
    /// Whom you ask; may be said several times
    #[arg(long, value_name = "PERSON", required = true)]
    pub(crate) from: Vec<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: String,
    /// Whether it comes back
    #[arg(long, value_enum, default_value_t = AskKindArg::Loan)]
    pub(crate) kind: AskKindArg,
    /// Until when you need it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) by: Option<CivilDate>,
    /// How it would come back, in words
    #[arg(long, value_name = "TEXT", default_value = "when I can")]
    pub(crate) payback: String,
}

/// Whether what is asked for comes back, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AskKindArg {
    /// To be given back
    Loan,
    /// Not to be given back
    Gift,
    /// Whichever the giver prefers
    Either,
}

impl AskKindArg {
    /// The same, as the core knows it.
    pub(crate) fn kind(self) -> AskKind {
        match self {
            AskKindArg::Loan => AskKind::Loan,
            AskKindArg::Gift => AskKind::Gift,
            AskKindArg::Either => AskKind::Either,
        }
    }
}

/// `weft loan offer`.
#[derive(Debug, Args)]
pub(crate) struct OfferArgs {
    /// The ask's id; with --to, the amount
    #[arg(value_name = "ASK|AMOUNT", allow_negative_numbers = true)]
    pub(crate) first: String,
    /// The amount; with --to, the unit
    #[arg(value_name = "AMOUNT|UNIT", allow_negative_numbers = true)]
    pub(crate) second: String,
    /// Whom you offer it to, without having been asked
    #[arg(long, value_name = "PERSON", requires = "why")]
    pub(crate) to: Option<String>,
    /// What it is for; the ask's words where nothing is said
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: Option<String>,
}

/// `weft loan hand-over` and `weft loan received`.
#[derive(Debug, Args)]
pub(crate) struct StatedArgs {
    /// The loan's id, or four or more digits of it
    pub(crate) loan: String,
    /// How much; all of it where nothing is said
    #[arg(allow_negative_numbers = true)]
    pub(crate) amount: Option<String>,
    /// The day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) on: Option<CivilDate>,
}

/// `weft loan plan`.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// The loan's id, or four or more digits of it
    pub(crate) loan: String,
    /// How much each time; *when I can* where nothing is said
    #[arg(long, value_name = "AMOUNT", allow_negative_numbers = true)]
    pub(crate) each: Option<String>,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) from: Option<CivilDate>,
    /// Days between two payments; 30 for a month
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub(crate) every: u32,
    /// In words
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) note: String,
}
