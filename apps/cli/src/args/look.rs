//! The words of `weft search`, `weft history`, `weft put-back` and `weft log`.

use clap::{ArgGroup, Args};

/// `weft log`.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// The space
    pub(crate) space: String,
    /// At most so many lines
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: usize,
    /// One entry in full: what it says, what it builds on, whether it counts; its id, or four or more digits of it
    #[arg(long, value_name = "ID", conflicts_with = "limit")]
    pub(crate) entry: Option<String>,
}

/// `weft search`.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Words, or beginnings of words; all of them must be there
    #[arg(required = true, num_args = 1.., value_name = "WORD")]
    pub(crate) words: Vec<String>,
    /// Only in this space
    #[arg(long, value_name = "SPACE")]
    pub(crate) space: Option<String>,
    /// At most so many of one kind in one space
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) limit: usize,
}

/// `weft history`.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// The space
    pub(crate) space: String,
    /// A note's title, `crew` for the crew's page, a gathering's name, or whose words about themselves; where two are
    /// called alike, `note:TITLE`, `gathering:NAME` or `about:NAME`
    pub(crate) page: String,
    /// One step in full: before and after
    #[arg(long, value_name = "N")]
    pub(crate) step: Option<usize>,
    /// Only steps before this one
    #[arg(long, value_name = "N", conflicts_with = "step")]
    pub(crate) before: Option<usize>,
    /// At most so many steps
    #[arg(long, value_name = "N", default_value_t = 30, conflicts_with = "step")]
    pub(crate) limit: usize,
}

/// `weft put-back`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("to").required(true).args(["step", "undo"]))]
pub(crate) struct PutBackArgs {
    /// The space
    pub(crate) space: String,
    /// The page, named as for `weft history`
    pub(crate) page: String,
    /// To how it was right after this step
    #[arg(long, value_name = "N")]
    pub(crate) step: Option<usize>,
    /// Take this step of yours back; what came after it stays
    #[arg(long, value_name = "N")]
    pub(crate) undo: Option<usize>,
}
