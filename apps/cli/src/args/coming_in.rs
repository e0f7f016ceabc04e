//! What can be typed about doors that are held open, pairs that open by letter, and one's own devices.

use super::NetArgs;
use clap::{Args, Subcommand};
use std::{net::SocketAddr, path::PathBuf};

/// What can be done at a door.
#[derive(Debug, Subcommand)]
pub(crate) enum DoorVerb {
    /// Hold a door open for a while: strangers nearby are told the space's name and may knock
    #[command(after_help = "Example:\n  weft door open \"Thursday table\" --minutes 10")]
    Open(DoorOpenArgs),
    /// Let somebody in who knocked, once both screens show the same four words
    #[command(name = "let-in", after_help = "Example:\n  weft door let-in Ben")]
    LetIn {
        /// The name they gave
        name: String,
    },
    /// Send somebody away who knocked
    #[command(name = "send-away", after_help = "Example:\n  weft door send-away Ben")]
    SendAway {
        /// The name they gave
        name: String,
    },
    /// Show who stands at the door
    #[command(after_help = "Example:\n  weft door show")]
    Show,
    /// Shut the door
    #[command(after_help = "Example:\n  weft door close")]
    Close,
}

/// `weft door open`.
#[derive(Debug, Args)]
pub(crate) struct DoorOpenArgs {
    /// The space
    pub(crate) space: String,
    /// For how many minutes
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) minutes: u32,
    /// How to be on the network meanwhile.
    #[command(flatten)]
    pub(crate) net: NetArgs,
}

/// `weft pair`.
#[derive(Debug, Args)]
pub(crate) struct PairArgs {
    /// With whom: somebody in a space that you share
    pub(crate) person: String,
}

/// What can be done about one's own devices.
#[derive(Debug, Subcommand)]
pub(crate) enum DeviceVerb {
    /// Write an invitation for another device of yours, which then comes into all your spaces by itself
    #[command(after_help = "Example:\n  weft device add phone --show")]
    Add(DeviceAddArgs),
    /// List your devices and where each of them is in
    #[command(after_help = "Example:\n  weft device list")]
    List,
    /// Switch off a device of yours, in every space or in one: what it wrote stays, what it writes later does not count
    #[command(
        after_help = "Example:\n  weft device off \"old laptop\"\n  weft device off \"old laptop\" --in \"Thursday table\""
    )]
    Off {
        /// Its name, its id, or four or more digits of its id
        device: String,
        /// Only in this space
        #[arg(long = "in", value_name = "SPACE")]
        space: Option<String>,
        /// Also where that is the device you sit at, which then never writes there again
        #[arg(long, requires = "space")]
        this: bool,
    },
}

/// `weft device add`.
#[derive(Debug, Args)]
pub(crate) struct DeviceAddArgs {
    /// What the other device is called
    #[arg(default_value = "second device")]
    pub(crate) name: String,
    /// Also write the invitation as a QR picture (PNG)
    #[arg(long, value_name = "FILE")]
    pub(crate) qr: Option<PathBuf>,
    /// Also draw the QR code here
    #[arg(long)]
    pub(crate) show: bool,
    /// Where you will be reachable; say it here where you will say it to `weft serve`
    #[arg(long, value_name = "IP:PORT")]
    pub(crate) listen: Option<SocketAddr>,
}

/// `weft vouch`.
#[derive(Debug, Args)]
pub(crate) struct VouchArgs {
    /// For whom: the name in the invitation, or its id
    pub(crate) person: String,
    /// Where you have met them, in a sentence
    pub(crate) sentence: String,
    /// The congregation
    #[arg(long = "into", value_name = "SPACE")]
    pub(crate) space: String,
}

/// `weft welcome`.
#[derive(Debug, Args)]
pub(crate) struct InvitedArgs {
    /// For whom: the name in the invitation, or its id
    pub(crate) person: String,
    /// The congregation
    #[arg(long = "into", value_name = "SPACE")]
    pub(crate) space: String,
}

/// `weft write-in`.
#[derive(Debug, Args)]
pub(crate) struct WriteInArgs {
    /// Their name
    pub(crate) name: String,
    /// The space
    #[arg(long = "into", value_name = "SPACE")]
    pub(crate) space: String,
}
