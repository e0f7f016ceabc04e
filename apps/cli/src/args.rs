//! What can be typed: the verbs, their options and their help, from which the reference page is written.

mod beside;
mod coming_in;
mod gathering;
mod loan;
mod look;
mod parse;
mod roll;

pub(crate) use beside::{AttachArgs, AttachmentVerb, ContactArgs};
pub(crate) use coming_in::{
    DeviceAddArgs, DeviceVerb, DoorOpenArgs, DoorVerb, InvitedArgs, PairArgs, VouchArgs, WriteInArgs,
};
pub(crate) use gathering::{
    AddArgs, CallArgs, CardArgs, ComeArgs, EditArgs, GatheringSetArgs, GatheringVerb, MoveArgs, WallVerb,
    WhichArg,
};
pub(crate) use loan::{AskArgs, LoanVerb, OfferArgs, PlanArgs, StatedArgs};
pub(crate) use look::{HistoryArgs, LogArgs, PutBackArgs, SearchArgs};
pub(crate) use parse::{BeatArg, ComingArg, DayTime, weekday_name};
pub(crate) use roll::{AnswerArgs, DraftArgs, RollArgs, RollVerb};

use clap::{ArgGroup, Args, CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind};
use std::{ffi::OsString, net::SocketAddr, path::PathBuf};
use weft_ids::CivilDate;
use weft_view::SpaceKind;

/// Weft keeps a crew's promises, meetings and notes on your own laptops, which meet each other directly.
#[derive(Debug, Parser)]
#[command(name = "weft", version, max_term_width = 100, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Print one JSON object and nothing else
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Where this device keeps its data; the system's data folder where nothing is said
    #[arg(long, global = true, value_name = "DIR", env = "WEFT_PROFILE")]
    pub(crate) profile: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

impl Cli {
    /// Reads what was typed, the program's name first.
    ///
    /// # Errors
    /// What is no command; help and version come this way too.
    pub(crate) fn read<T: Into<OsString> + Clone>(
        words: impl IntoIterator<Item = T>,
    ) -> Result<Self, clap::Error> {
        let cli = Self::try_parse_from(words)?;
        if let Verb::Crew(CrewArgs { change: Some(CrewVerb::Set(set)), .. }) = &cli.verb
            && set.rhythm.as_ref().is_some_and(|beat| beat.0.is_some())
            && set.review.is_none()
        {
            let missing = "the following required arguments were not provided:\n  --review <YYYY-MM-DD>";
            return Err(Self::command().error(ErrorKind::MissingRequiredArgument, missing));
        }
        Ok(cli)
    }
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Begin on this device: say your name
    #[command(after_help = "Example:\n  weft init Ana --device laptop")]
    Init(InitArgs),
    /// Begin a crew, a congregation, or a pair between you and one other person
    #[command(after_help = "Example:\n  weft found crew \"Thursday table\"")]
    Found(FoundArgs),
    /// Write an invitation for one person, or for another device of your own
    #[command(after_help = "Example:\n  weft invite Ben --into \"Thursday table\" --qr ben.png")]
    Invite(InviteArgs),
    /// Take back an invitation that nobody has used
    #[command(after_help = "Example:\n  weft uninvite Ben --from \"Thursday table\"")]
    Uninvite(UninviteArgs),
    /// Take an invitation and ask to be let in
    #[command(after_help = "Example:\n  weft join weft:abc --wait 60\n  weft join --nearby")]
    Join(JoinArgs),
    /// Forget an invitation that you took and that did not open, or have an attachment or a contact line forgotten
    #[command(after_help = "Example:\n  weft forget \"Thursday table\"")]
    Forget(ForgetArgs),
    /// Leave a space for good; what you owe stays owed
    #[command(after_help = "Example:\n  weft leave \"Thursday table\"")]
    Leave(SpaceArg),
    /// Stay reachable and bring up to date whoever comes, until Ctrl-C
    #[command(after_help = "Example:\n  weft serve --listen 192.168.8.20:47700 --for 600")]
    Serve(ServeArgs),
    /// Meet once: bring each other up to date, then say what moved
    #[command(after_help = "Example:\n  weft meet 192.168.8.20:47700")]
    Meet(MeetArgs),
    /// Show this device, its spaces and whom it can meet
    #[command(after_help = "Example:\n  weft status")]
    Status,
    /// List the people of a space and their devices
    #[command(after_help = "Example:\n  weft people \"Thursday table\"")]
    People(SpaceArg),
    /// List what was done in a space, newest first
    #[command(after_help = "Example:\n  weft log \"Thursday table\" --limit 20")]
    Log(LogArgs),
    /// Look for words in everything you can read here: people, pages, loans, what was done
    #[command(after_help = "Example:\n  weft search soup thursday --space \"Thursday table\"")]
    Search(SearchArgs),
    /// Show how a page came to be: who, when it came here, before and after
    #[command(after_help = "Example:\n  weft history \"Thursday table\" Plans --step 3")]
    History(HistoryArgs),
    /// Make a page say again what it said after a step; nothing is erased, and it can be taken back
    #[command(after_help = "Example:\n  weft put-back \"Thursday table\" Plans --step 3")]
    PutBack(PutBackArgs),
    /// Show a shared note, or add words to it; without a title, list the notes
    #[command(after_help = "Example:\n  weft note \"Thursday table\" Plans --append \"soup on Thursday\"")]
    Note(NoteArgs),
    /// Show what a person says of themselves in a space, or say it of yourself
    #[command(
        after_help = "Example:\n  weft about \"Thursday table\" --line \"I bake\" --ask-me \"bread, bikes\""
    )]
    About(AboutArgs),
    /// Show who is in, who has a voice and what is proposed; propose, or say yes or no
    #[command(after_help = "Example:\n  weft roll \"Thursday table\"")]
    Roll(RollArgs),
    /// Show a crew's page, or set what stands on it
    #[command(after_help = "Example:\n  weft crew \"Thursday table\"")]
    Crew(CrewArgs),
    /// Say whether you come to the next meeting
    #[command(after_help = "Example:\n  weft coming \"Thursday table\" yes")]
    Coming(ComingArgs),
    /// Call a gathering, and say whether you come
    #[command(subcommand)]
    Gathering(GatheringVerb),
    /// The wall of a gathering: sessions that anyone places, moves and changes
    #[command(subcommand)]
    Wall(WallVerb),
    /// Every step in the life of a loan between two people
    #[command(subcommand)]
    Loan(LoanVerb),
    /// Show what each person owes you and is owed by you, or who owes what in a space
    #[command(after_help = "Example:\n  weft balances")]
    Balances(BalancesArgs),
    /// Attach a file to a space, a loan or a note; it goes to the others when you meet
    #[command(after_help = "Example:\n  weft attach \"Thursday table\" receipts/soup.png --to Plans")]
    Attach(AttachArgs),
    /// List what is attached in a space, and how much of it is here
    #[command(after_help = "Example:\n  weft attachments \"Thursday table\"")]
    Attachments(SpaceArg),
    /// Save what others attached
    #[command(subcommand)]
    Attachment(AttachmentVerb),
    /// Show how people can be reached, or say a line about yourself that can be forgotten later
    #[command(after_help = "Example:\n  weft contact \"Thursday table\" --phone \"+49 170 555 0123\"")]
    Contact(ContactArgs),
    /// Carry what you wrote on a USB stick
    #[command(subcommand)]
    Stick(StickVerb),
    /// Save a copy of a space as files that anybody can read and check
    #[command(after_help = "Example:\n  weft export \"Thursday table\" --to table-2026-11")]
    Export(ExportArgs),
    /// Check a saved copy with nothing but the copy: every signature, every rule, every file
    #[command(after_help = "Example:\n  weft verify table-2026-11")]
    Verify(CopyArg),
    /// Open a saved copy here: in a space of yours it brings what was missing, else it can be read
    #[command(after_help = "Example:\n  weft import table-2026-11")]
    Import(CopyArg),
    /// Look after your own devices
    #[command(subcommand)]
    Device(DeviceVerb),
    /// Let somebody in who stands nearby without an invitation
    #[command(subcommand)]
    Door(DoorVerb),
    /// Vouch for somebody who is invited into a congregation
    #[command(
        after_help = "Example:\n  weft vouch Chi \"we have cooked together for years\" --into \"Hollow Oak\""
    )]
    Vouch(VouchArgs),
    /// Open the door, as a host, for somebody who is invited into a congregation
    #[command(after_help = "Example:\n  weft welcome Chi --into \"Hollow Oak\"")]
    Welcome(InvitedArgs),
    /// Write somebody in who has no device
    #[command(name = "write-in", after_help = "Example:\n  weft write-in Eli --into \"Thursday table\"")]
    WriteIn(WriteInArgs),
    /// Open a pair with somebody in a space that you share, by a letter that only they can open
    #[command(after_help = "Example:\n  weft pair Ben")]
    Pair(PairArgs),
    /// List the letters of a space: from whom, and to whom where you may know
    #[command(after_help = "Example:\n  weft letters \"Thursday table\"")]
    Letters(SpaceArg),
    /// Look for what could be wrong on this device, and say what to do
    #[command(after_help = "Example:\n  weft doctor")]
    Doctor,
    /// Watch three devices found a crew, write, lend and meet, here and now
    #[command(after_help = "Example:\n  weft demo")]
    Demo(DemoArgs),
}

/// `weft init`.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Your name, as others will read it
    pub(crate) name: String,
    /// What this device is called
    #[arg(long, value_name = "NAME", default_value = "laptop")]
    pub(crate) device: String,
}

/// `weft found`.
#[derive(Debug, Args)]
pub(crate) struct FoundArgs {
    /// What kind of space
    #[arg(value_enum)]
    pub(crate) kind: KindArg,
    /// Its name
    pub(crate) name: String,
}

/// A kind of space, as typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum KindArg {
    /// Three to eight people who meet on a rhythm
    Crew,
    /// You and one other person
    Pair,
    /// Many crews under one roof
    Congregation,
}

impl KindArg {
    /// The same kind, as the core knows it.
    pub(crate) fn kind(self) -> SpaceKind {
        match self {
            KindArg::Crew => SpaceKind::Crew,
            KindArg::Pair => SpaceKind::Pair,
            KindArg::Congregation => SpaceKind::Congregation,
        }
    }
}

/// `weft invite`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whom").required(true).args(["person", "device", "as_written_in"]))]
pub(crate) struct InviteArgs {
    /// Whom you invite: their name, as you write it
    pub(crate) person: Option<String>,
    /// Invite another device of your own, by a name for it
    #[arg(long, value_name = "NAME")]
    pub(crate) device: Option<String>,
    /// Invite somebody whom you wrote in to come as who they are
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) as_written_in: Option<String>,
    /// Also vouch for them, in a sentence
    #[arg(long, value_name = "SENTENCE", conflicts_with = "device")]
    pub(crate) vouch: Option<String>,
    /// The space they come into
    #[arg(long, value_name = "SPACE")]
    pub(crate) into: String,
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

/// `weft uninvite`.
#[derive(Debug, Args)]
pub(crate) struct UninviteArgs {
    /// The name in the invitation, or its id
    pub(crate) person: String,
    /// The space it is for
    #[arg(long, value_name = "SPACE")]
    pub(crate) from: String,
}

/// `weft join`.
#[derive(Debug, Args)]
pub(crate) struct JoinArgs {
    /// The invitation, `weft:…`; it may stand inside other text
    #[arg(required_unless_present = "nearby", conflicts_with = "nearby")]
    pub(crate) ticket: Option<String>,
    /// Without an invitation: knock at a door that somebody nearby holds open
    #[arg(long)]
    pub(crate) nearby: bool,
    /// Where that door is, where it is not found by itself: as the other device shows it
    #[arg(long, value_name = "IP:PORT/KEY", requires = "nearby")]
    pub(crate) at: Option<String>,
    /// The door's name, where several are open
    #[arg(long, value_name = "NAME", requires = "nearby")]
    pub(crate) door: Option<String>,
    /// The four words on the other screen; you are asked where nothing is said
    #[arg(long, value_name = "WORDS", requires = "nearby")]
    pub(crate) words: Option<String>,
    /// How many seconds to wait at the door
    #[arg(long, value_name = "SECS", default_value_t = 30)]
    pub(crate) wait: u64,
    /// How to be on the network meanwhile.
    #[command(flatten)]
    pub(crate) net: NetArgs,
}

/// `weft forget`.
#[derive(Debug, Args)]
pub(crate) struct ForgetArgs {
    /// The name under which the space was offered, or the id of an invitation, an attachment or a contact line
    pub(crate) which: String,
}

/// A space and nothing else.
#[derive(Debug, Args)]
pub(crate) struct SpaceArg {
    /// Its name, its id, or four or more digits of its id
    pub(crate) space: String,
}

/// How this device stands on the network.
#[derive(Debug, Args, Clone, Copy, Default)]
pub(crate) struct NetArgs {
    /// The one address and port to be reachable at; all addresses of this network where nothing is said
    #[arg(long, value_name = "IP:PORT")]
    pub(crate) listen: Option<SocketAddr>,
    /// Neither show this device on the network nor look for others there
    #[arg(long)]
    pub(crate) no_mdns: bool,
}

/// `weft serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// How to be on the network.
    #[command(flatten)]
    pub(crate) net: NetArgs,
    /// Stop after so many seconds
    #[arg(long = "for", value_name = "SECS")]
    pub(crate) seconds: Option<u64>,
    /// Take commands from standard input, one a line as a JSON array of words, and answer each with one
    /// JSON line; ends with the input
    #[arg(long)]
    pub(crate) commands: bool,
}

/// `weft meet`.
#[derive(Debug, Args)]
pub(crate) struct MeetArgs {
    /// An invitation or an address `IP:PORT`, port 47700 where none is said; whoever is near where nothing is said
    #[arg(value_name = "TICKET|IP:PORT", conflicts_with = "nearby")]
    pub(crate) whom: Option<String>,
    /// Whoever is found on this network or answers where they were last
    #[arg(long)]
    pub(crate) nearby: bool,
    /// How many seconds to try at most
    #[arg(long = "for", value_name = "SECS", default_value_t = 20)]
    pub(crate) seconds: u64,
    /// How to be on the network meanwhile.
    #[command(flatten)]
    pub(crate) net: NetArgs,
}

/// `weft note`.
#[derive(Debug, Args)]
pub(crate) struct NoteArgs {
    /// The space
    pub(crate) space: String,
    /// The note's title
    pub(crate) page: Option<String>,
    /// Add a line at the end, beginning the note where there is none
    #[arg(long, value_name = "TEXT", requires = "page")]
    pub(crate) append: Option<String>,
}

/// `weft about`.
#[derive(Debug, Args)]
pub(crate) struct AboutArgs {
    /// The space
    pub(crate) space: String,
    /// Whose words to show; yours where nothing is said
    #[arg(conflicts_with_all = ["line", "ask_me"])]
    pub(crate) person: Option<String>,
    /// A line about you
    #[arg(long, value_name = "TEXT")]
    pub(crate) line: Option<String>,
    /// What others may ask you about
    #[arg(long, value_name = "TEXT")]
    pub(crate) ask_me: Option<String>,
}

/// `weft crew`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct CrewArgs {
    /// The crew whose page to show
    #[arg(required = true)]
    pub(crate) space: Option<String>,
    /// What to change.
    #[command(subcommand)]
    pub(crate) change: Option<CrewVerb>,
}

/// What can be done to a crew's page.
#[derive(Debug, Subcommand)]
pub(crate) enum CrewVerb {
    /// Set what the crew is for, where and when it meets, or its next meeting
    #[command(
        after_help = "Example:\n  weft crew set \"Thursday table\" --rhythm \"weekly thursday 19:00\" --meetings 6 --review 2026-12-17"
    )]
    Set(CrewSetArgs),
}

/// `weft crew set`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).multiple(true).args(["intention", "place", "rhythm", "next"]))]
pub(crate) struct CrewSetArgs {
    /// The crew
    pub(crate) space: String,
    /// What the crew is for
    #[arg(long, value_name = "TEXT")]
    pub(crate) intention: Option<String>,
    /// Where it meets: a place or a link
    #[arg(long, value_name = "TEXT")]
    pub(crate) place: Option<String>,
    /// When it meets: `weekly thursday 19:00`, `fortnightly 2026-11-19 19:00`, `monthly 2 thursday 19:00`,
    /// `monthly last sunday 17:00`, `by hand`, or `none`
    #[arg(long, value_name = "BEAT", value_parser = BeatArg::parse)]
    pub(crate) rhythm: Option<BeatArg>,
    /// Minutes of a meeting
    #[arg(long, value_name = "N", default_value_t = 90, requires = "rhythm")]
    pub(crate) minutes: u32,
    /// How many meetings until the review
    #[arg(long, value_name = "N", default_value_t = 6, requires = "rhythm")]
    pub(crate) meetings: u32,
    /// The day on which you look back together; every rhythm but `none` has one
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse::date, requires = "rhythm")]
    pub(crate) review: Option<CivilDate>,
    /// The next meeting's day and time
    #[arg(long, value_name = "\"YYYY-MM-DD HH:MM\"", value_parser = DayTime::parse)]
    pub(crate) next: Option<DayTime>,
    /// The time zone of the next meeting, such as Europe/Lisbon; this computer's where nothing is said
    #[arg(long, value_name = "ZONE", requires = "next")]
    pub(crate) zone: Option<String>,
    /// Where the next meeting is; the crew's place where nothing is said
    #[arg(long, value_name = "TEXT", requires = "next")]
    pub(crate) at: Option<String>,
}

/// `weft coming`.
#[derive(Debug, Args)]
pub(crate) struct ComingArgs {
    /// The crew
    pub(crate) space: String,
    /// Your answer
    #[arg(value_enum)]
    pub(crate) answer: ComingArg,
}

/// `weft balances`.
#[derive(Debug, Args)]
pub(crate) struct BalancesArgs {
    /// A space; yours with each person where nothing is said. In JSON each row has a `person`: `owes_minor` is what that
    /// person owes there, and `owed_minor` what that person is owed; without a space, `owes_me_minor` and `i_owe_minor`
    /// say the same from your side
    pub(crate) space: Option<String>,
}

/// What can be done with a stick.
#[derive(Debug, Subcommand)]
pub(crate) enum StickVerb {
    /// Write a file that carries what your spaces hold
    #[command(after_help = "Example:\n  weft stick write /media/stick/table.weft --space \"Thursday table\"")]
    Write {
        /// The file to write
        file: PathBuf,
        /// Only this space; may be said several times
        #[arg(long, value_name = "SPACE")]
        space: Vec<String>,
        /// Take large attachments along too; small ones always go
        #[arg(long)]
        with_files: bool,
    },
    /// Take in what a file carries; a cut, repeated or strange file does no harm
    #[command(after_help = "Example:\n  weft stick read /media/stick/table.weft")]
    Read {
        /// The file to read
        file: PathBuf,
    },
}

/// `weft export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The space
    pub(crate) space: String,
    /// The folder to write: a new one, an empty one, or an earlier copy of the same space
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,
}

/// A saved copy.
#[derive(Debug, Args)]
pub(crate) struct CopyArg {
    /// The folder that `weft export` wrote
    #[arg(value_name = "DIR")]
    pub(crate) path: PathBuf,
}

/// `weft demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Keep the three profiles afterwards and say where they are
    #[arg(long)]
    pub(crate) keep: bool,
}
