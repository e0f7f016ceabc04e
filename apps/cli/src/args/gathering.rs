//! What can be typed after `weft gathering` and `weft wall`.

use super::parse;
use super::parse::ComingArg;
use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use weft_ids::CivilDate;
use weft_view::{FourSpace, Stage};

/// What can be done about gatherings.
#[derive(Debug, Subcommand)]
pub(crate) enum GatheringVerb {
    /// Call a gathering of a congregation or a crew, or write down the idea of one
    #[command(
        after_help = "Example:\n  weft gathering call \"Hollow Oak\" \"Winter fire\" --question \"What holds us?\" --from 2026-12-04 --to 2026-12-07 --place \"Long Barn\" --zone Europe/Berlin --ring 30"
    )]
    Call(CallArgs),
    /// Show a gathering: when, where and who comes; without a name, the only one or a list
    #[command(after_help = "Example:\n  weft gathering show \"Hollow Oak\" \"Winter fire\"")]
    Show(WhichArgs),
    /// Change what a gathering is called, asks, where and when it is, or how many its ring holds
    #[command(after_help = "Example:\n  weft gathering set \"Hollow Oak\" --place \"the old mill\"")]
    Set(GatheringSetArgs),
    /// Say whether you come, and for which nights
    #[command(
        after_help = "Example:\n  weft gathering come \"Hollow Oak\" yes --night 2026-12-04 --night 2026-12-05"
    )]
    Come(ComeArgs),
    /// Say how far a gathering is
    #[command(after_help = "Example:\n  weft gathering stage \"Hollow Oak\" closed")]
    Stage {
        /// The space
        space: String,
        /// How far it is
        #[arg(value_enum)]
        stage: StageArg,
        /// Which gathering.
        #[command(flatten)]
        which: WhichArg,
    },
    /// Give a day a question to take along when alone
    #[command(
        after_help = "Example:\n  weft gathering journal \"Hollow Oak\" 2026-12-05 \"What do I carry that is not mine?\""
    )]
    Journal {
        /// The space
        space: String,
        /// The day
        #[arg(value_name = "YYYY-MM-DD", value_parser = parse::date)]
        day: CivilDate,
        /// The question; empty takes it away
        question: String,
        /// Which gathering.
        #[command(flatten)]
        which: WhichArg,
    },
}

/// What can be done to the wall of a gathering.
#[derive(Debug, Subcommand)]
pub(crate) enum WallVerb {
    /// Show the wall as a timetable
    #[command(after_help = "Example:\n  weft wall show \"Hollow Oak\" --day 2026-12-05")]
    Show {
        /// The space
        space: String,
        /// One day only
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
        day: Option<CivilDate>,
        /// Which gathering.
        #[command(flatten)]
        which: WhichArg,
    },
    /// Place a card: a session that you or somebody else hosts
    #[command(
        after_help = "Example:\n  weft wall add \"Hollow Oak\" \"Bread for thirty\" --day 2026-12-05 --at 10:00 --in subgroup --place Kitchen --host Ana"
    )]
    Add(AddArgs),
    /// Move a card, or say which of two places holds; what is not said stays
    #[command(after_help = "Example:\n  weft wall move \"Hollow Oak\" \"Bread for thirty\" --at 14:00")]
    Move(MoveArgs),
    /// Change what a card says; what is not said stays
    #[command(after_help = "Example:\n  weft wall edit \"Hollow Oak\" 3fa9c1d2 --note \"bring flour\"")]
    Edit(EditArgs),
    /// Take a card off; a change that somebody made meanwhile keeps it there
    #[command(after_help = "Example:\n  weft wall remove \"Hollow Oak\" \"Bread for thirty\"")]
    Remove(CardArgs),
    /// Put a card back, or keep one that another took off
    #[command(after_help = "Example:\n  weft wall keep \"Hollow Oak\" \"Bread for thirty\"")]
    Keep(CardArgs),
}

/// A gathering in a space, in their order.
#[derive(Debug, Args)]
pub(crate) struct WhichArgs {
    /// The space
    pub(crate) space: String,
    /// Its name, its id, or four or more digits of its id
    pub(crate) gathering: Option<String>,
}

/// A gathering as an option.
#[derive(Debug, Args)]
pub(crate) struct WhichArg {
    /// Which gathering, by name or id; the only one that is not closed where nothing is said
    #[arg(long, value_name = "GATHERING")]
    pub(crate) gathering: Option<String>,
}

/// `weft gathering call`.
#[derive(Debug, Args)]
pub(crate) struct CallArgs {
    /// The congregation or crew
    pub(crate) space: String,
    /// What the gathering is called
    pub(crate) name: String,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) from: CivilDate,
    /// The last day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) to: CivilDate,
    /// The question it asks
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) question: String,
    /// Where it is
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) place: String,
    /// Its time zone, such as Europe/Lisbon; this computer's where nothing is said
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<String>,
    /// How many people its ring holds
    #[arg(long, value_name = "N")]
    pub(crate) ring: Option<u32>,
    /// It is an idea so far, and nobody is asked to come
    #[arg(long)]
    pub(crate) idea: bool,
}

/// `weft gathering set`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true).args(["name", "question", "place", "ring", "from", "to", "zone"]))]
pub(crate) struct GatheringSetArgs {
    /// The space
    pub(crate) space: String,
    /// Which gathering.
    #[command(flatten)]
    pub(crate) which: WhichArg,
    /// What it is called
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,
    /// The question it asks
    #[arg(long, value_name = "TEXT")]
    pub(crate) question: Option<String>,
    /// Where it is
    #[arg(long, value_name = "TEXT")]
    pub(crate) place: Option<String>,
    /// How many people its ring holds
    #[arg(long, value_name = "N")]
    pub(crate) ring: Option<u32>,
    /// The first day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) from: Option<CivilDate>,
    /// The last day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) to: Option<CivilDate>,
    /// Its time zone
    #[arg(long, value_name = "ZONE")]
    pub(crate) zone: Option<String>,
}

/// `weft gathering come`.
#[derive(Debug, Args)]
pub(crate) struct ComeArgs {
    /// The space
    pub(crate) space: String,
    /// Your answer
    #[arg(value_enum)]
    pub(crate) answer: ComingArg,
    /// An evening whose night you stay; may be said several times; all nights where nothing is said
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) night: Vec<CivilDate>,
    /// You come by day and stay no night
    #[arg(long, conflicts_with = "night")]
    pub(crate) by_day: bool,
    /// Which gathering.
    #[command(flatten)]
    pub(crate) which: WhichArg,
}

/// How far a gathering is, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum StageArg {
    /// Somebody thinks of it
    Idea,
    /// People are asked to come
    Called,
    /// It is on
    Gathering,
    /// It is over
    Closed,
}

impl StageArg {
    /// The same, as the core knows it.
    pub(crate) fn stage(self) -> Stage {
        match self {
            StageArg::Idea => Stage::Idea,
            StageArg::Called => Stage::Called,
            StageArg::Gathering => Stage::Gathering,
            StageArg::Closed => Stage::Closed,
        }
    }
}

/// One of the four spaces, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FourArg {
    /// Each alone
    #[value(name = "self")]
    Solo,
    /// Two people
    Pair,
    /// Four to six people
    Subgroup,
    /// Everyone
    Whole,
}

impl FourArg {
    /// The same, as the core knows it.
    pub(crate) fn space(self) -> FourSpace {
        match self {
            FourArg::Solo => FourSpace::Solo,
            FourArg::Pair => FourSpace::Pair,
            FourArg::Subgroup => FourSpace::Subgroup,
            FourArg::Whole => FourSpace::Whole,
        }
    }
}

/// `weft wall add`.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The space
    pub(crate) space: String,
    /// What the session is called
    pub(crate) title: String,
    /// The day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) day: CivilDate,
    /// When it begins, such as 10:00
    #[arg(long, value_name = "HH:MM", value_parser = parse::time)]
    pub(crate) at: String,
    /// Which of the four spaces it is in
    #[arg(long = "in", value_enum, default_value = "subgroup")]
    pub(crate) four: FourArg,
    /// Minutes it takes
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(crate) minutes: u32,
    /// The place on site
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) place: String,
    /// Who hosts it, in words
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) host: String,
    /// A line about it
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) note: String,
    /// Which gathering.
    #[command(flatten)]
    pub(crate) which: WhichArg,
}

/// `weft wall move`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("where").required(true).multiple(true).args(["day", "at", "four", "place"]))]
pub(crate) struct MoveArgs {
    /// The space
    pub(crate) space: String,
    /// The card's title, its id, or four or more digits of its id
    pub(crate) card: String,
    /// The day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date)]
    pub(crate) day: Option<CivilDate>,
    /// When it begins, such as 10:00
    #[arg(long, value_name = "HH:MM", value_parser = parse::time)]
    pub(crate) at: Option<String>,
    /// Which of the four spaces it is in
    #[arg(long = "in", value_enum)]
    pub(crate) four: Option<FourArg>,
    /// The place on site
    #[arg(long, value_name = "TEXT")]
    pub(crate) place: Option<String>,
    /// Which gathering.
    #[command(flatten)]
    pub(crate) which: WhichArg,
}

/// `weft wall edit`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("words").required(true).multiple(true).args(["title", "host", "minutes", "note"]))]
pub(crate) struct EditArgs {
    /// The space
    pub(crate) space: String,
    /// The card's title, its id, or four or more digits of its id
    pub(crate) card: String,
    /// What it is called
    #[arg(long, value_name = "TEXT")]
    pub(crate) title: Option<String>,
    /// Who hosts it, in words
    #[arg(long, value_name = "TEXT")]
    pub(crate) host: Option<String>,
    /// Minutes it takes
    #[arg(long, value_name = "N")]
    pub(crate) minutes: Option<u32>,
    /// A line about it
    #[arg(long, value_name = "TEXT")]
    pub(crate) note: Option<String>,
    /// Which gathering.
    #[command(flatten)]
    pub(crate) which: WhichArg,
}

/// A card of a wall.
#[derive(Debug, Args)]
pub(crate) struct CardArgs {
    /// The space
    pub(crate) space: String,
    /// The card's title, its id, or four or more digits of its id
    pub(crate) card: String,
    /// Which gathering.
    #[command(flatten)]
    pub(crate) which: WhichArg,
}
