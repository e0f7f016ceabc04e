//! What can be typed about attachments and lines that can be forgotten.

use clap::{ArgGroup, Args, Subcommand};
use std::path::PathBuf;
use weft_view::Label;

/// `weft attach`.
#[derive(Debug, Args)]
pub(crate) struct AttachArgs {
    /// The space
    pub(crate) space: String,
    /// The file; it is read once and may go away afterwards
    pub(crate) file: PathBuf,
    /// What it belongs to: a loan or another act by its id, or a note by its title
    #[arg(long, value_name = "ACT|NOTE")]
    pub(crate) to: Option<String>,
    /// Make it possible to forget its name too, and say what it is: phone, address, health, picture, children or other
    #[arg(long, value_name = "LABEL", value_parser = label)]
    pub(crate) forgettable: Option<Label>,
    /// Whom it is about, who may then have it forgotten as you may; yourself where nothing is said
    #[arg(long, value_name = "PERSON")]
    pub(crate) of: Option<String>,
    /// What kind of file it is, such as image/png; guessed from its name where nothing is said
    #[arg(long = "type", value_name = "KIND")]
    pub(crate) media_type: Option<String>,
}

/// What can be done with an attachment.
#[derive(Debug, Subcommand)]
pub(crate) enum AttachmentVerb {
    /// Save an attachment as a file; never over a file that is there
    #[command(after_help = "Example:\n  weft attachment save 7b20 --to receipts/soup.png")]
    Save {
        /// Its id, or four or more digits of it
        id: String,
        /// The file to write, or a folder to write it into under its own name
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

/// `weft contact`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("say").args(["phone", "address", "health", "children", "other"]))]
pub(crate) struct ContactArgs {
    /// The space
    pub(crate) space: String,
    /// Whom it is about; everybody where a line is only shown, yourself where one is said
    pub(crate) person: Option<String>,
    /// Say a telephone number
    #[arg(long, value_name = "NUMBER")]
    pub(crate) phone: Option<String>,
    /// Say an address
    #[arg(long, value_name = "TEXT")]
    pub(crate) address: Option<String>,
    /// Say something about health that the others should know: allergies, medicines, what helps
    #[arg(long, value_name = "TEXT")]
    pub(crate) health: Option<String>,
    /// Say something about children: an age band, what they need
    #[arg(long, value_name = "TEXT")]
    pub(crate) children: Option<String>,
    /// Say anything else that should be possible to forget
    #[arg(long, value_name = "TEXT")]
    pub(crate) other: Option<String>,
}

fn label(typed: &str) -> Result<Label, String> {
    Label::parse(typed).ok_or_else(|| {
        let names: Vec<_> = Label::ALL.iter().map(|label| label.name()).collect();
        format!("write one of: {}", names.join(", "))
    })
}
