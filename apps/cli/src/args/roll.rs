//! The words of `weft roll`.

use clap::{Args, Subcommand};

/// `weft roll`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct RollArgs {
    /// The space
    #[arg(required = true)]
    pub(crate) space: Option<String>,
    /// What to say.
    #[command(subcommand)]
    pub(crate) verb: Option<RollVerb>,
}

/// `weft roll …`.
#[derive(Debug, Subcommand)]
pub(crate) enum RollVerb {
    /// Propose who is in from here on and who has a voice; it holds once more than half of the voices say yes
    #[command(after_help = "Example:\n  weft roll draft \"Thursday table\" --remove Chi")]
    Draft(DraftArgs),
    /// Say yes to a proposal
    #[command(after_help = "Example:\n  weft roll yes \"Thursday table\" 3fa9")]
    Yes(AnswerArgs),
    /// Say no to a proposal, for good
    #[command(after_help = "Example:\n  weft roll no \"Thursday table\" 3fa9")]
    No(AnswerArgs),
}

/// `weft roll draft`.
#[derive(Debug, Args)]
pub(crate) struct DraftArgs {
    /// The space
    pub(crate) space: String,
    /// Who is in no longer: a name or four digits of an id; can be given several times
    #[arg(long, value_name = "PERSON")]
    pub(crate) remove: Vec<String>,
    /// Who has a voice: `all`, or names; without it, those who have one, and in a crew or pair whoever came since
    #[arg(long, value_name = "PERSON", num_args = 1.., conflicts_with = "hosts")]
    pub(crate) voices: Vec<String>,
    /// The hosts of a congregation or gathering: they have its voices
    #[arg(long, value_name = "PERSON", num_args = 1..)]
    pub(crate) hosts: Vec<String>,
}

/// `weft roll yes` and `weft roll no`.
#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    /// The space
    pub(crate) space: String,
    /// The proposal, by four or more digits of its id; can be left out where there is one alone
    #[arg(value_name = "PROPOSAL")]
    pub(crate) roll: Option<String>,
}
