//! What a member can ask for, and what comes back.

use crate::{
    beside::BesideCommand,
    deed::LogLine,
    devices::LetterLine,
    entrance::EntranceCommand,
    gathering::GatheringCommand,
    history::{BackTo, EntryView, HistoryView, StepChange},
    ledger::AskKind,
    look::LookCommand,
    page::{Beat, Coming, DraftView, PageKind},
    roll::RollCommand,
    search::Found,
    space::SpaceKind,
};
use weft_ids::{ActId, CivilDate, DeviceId, EndpointId, EntryHash, InvitationId, PersonId, SpaceId};

/// One thing a member asks for; each is one durable transaction or a refusal that changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Says whose device this is; later, changes the name that new spaces show.
    Name {
        /// The person's name.
        name: String,
        /// The device's name.
        device_name: String,
    },
    /// Begins a space with oneself as its first person. Answers [`Reply::Space`].
    Found {
        /// What kind of place.
        kind: SpaceKind,
        /// Its name.
        name: String,
    },
    /// Invites a named person, or adds an own further device. Answers [`Reply::Ticket`].
    Invite {
        /// Where to.
        space: SpaceId,
        /// The person's name as the inviter writes it; shown to those inside until they come.
        person: String,
        /// Whether the ticket is for another device of one's own and not for another person.
        own_device: bool,
    },
    /// Takes back an own invitation that nobody has used.
    Revoke {
        /// Where.
        space: SpaceId,
        /// Which.
        invitation: InvitationId,
    },
    /// Takes a ticket: remembered and tried with whoever is met, until a door opens. Answers [`Reply::Joining`].
    Join {
        /// The ticket, possibly inside other text.
        ticket: String,
    },
    /// Forgets a ticket that was taken.
    CancelJoin {
        /// Which.
        invitation: InvitationId,
    },
    /// Leaves a space for good, with all one's devices there.
    Leave {
        /// Which.
        space: SpaceId,
    },
    /// Switches off an own device in a space: what it wrote until now stays, what it writes from now on does not count.
    SwitchOff {
        /// Where.
        space: SpaceId,
        /// Which device.
        device: DeviceId,
    },
    /// Changes a page, at once and on the table.
    Edit {
        /// Where.
        space: SpaceId,
        /// What.
        edit: PageEdit,
    },
    /// Keeps the words of a note as they stand in the field; nothing travels.
    KeepDraft {
        /// Where.
        space: SpaceId,
        /// The note's title.
        title: String,
        /// What the note would say.
        text: String,
        /// The draft as it was when the field was opened; ties the words to what they were written on.
        base: DraftView,
    },
    /// Puts the draft of a note on the table: merged with whatever was put there meanwhile.
    PutOnTable {
        /// Where.
        space: SpaceId,
        /// The note's title.
        title: String,
    },
    /// Throws the draft of a note away.
    DropDraft {
        /// Where.
        space: SpaceId,
        /// The note's title.
        title: String,
    },
    /// A step in the life of a loan.
    Loan(LoanCommand),
    /// The first step of a loan with somebody I share a space with; where there is no pair with them one opens by letter,
    /// and the words wait for it. Answers [`Reply::Act`] or [`Reply::Later`].
    LoanWith {
        /// The space that both share.
        space: SpaceId,
        /// With whom.
        person: PersonId,
        /// [`LoanCommand::Ask`], or [`LoanCommand::Offer`] of oneself; the space in it is not looked at.
        step: LoanCommand,
    },
    /// Takes back words that wait for a pair to open.
    DropLater {
        /// Their number.
        number: u64,
    },
    /// Opens a pair with somebody I share a space with, by letter. Answers [`Reply::Space`], or [`Reply::Done`] where
    /// their own letter is on its way.
    OpenPair {
        /// The space that both share.
        space: SpaceId,
        /// With whom.
        person: PersonId,
    },
    /// Lists a space's letters. Answers [`Reply::Letters`].
    Letters {
        /// Which space.
        space: SpaceId,
    },
    /// Makes a ticket for another device of mine, which then comes into all my spaces by itself. Answers [`Reply::Ticket`].
    AddDevice {
        /// What it is called.
        name: String,
    },
    /// Switches off another device of mine in every space.
    SwitchOffEverywhere {
        /// The device on the network.
        endpoint: EndpointId,
    },
    /// A word at a door that is open to whoever stands nearby.
    Door(DoorCommand),
    /// A vouch, a host's door, or somebody without a device.
    Entrance(EntranceCommand),
    /// Something about who is in and who has a voice.
    Roll(RollCommand),
    /// Something about gatherings.
    Gathering(GatheringCommand),
    /// Looks something up; changes nothing.
    Look(LookCommand),
    /// Makes a page say again what it said, by a new change; nothing is erased. Answers [`Reply::Wrote`].
    PutBack {
        /// Where.
        space: SpaceId,
        /// What kind of page.
        kind: PageKind,
        /// Which of its kind: a note's title, a person's id, empty for the crew page.
        key: String,
        /// To what.
        to: BackTo,
    },
    /// Lists a space's entries, newest first. Answers [`Reply::Log`].
    Log {
        /// Which.
        space: SpaceId,
        /// At most how many lines.
        limit: usize,
    },
    /// About attachments and lines that can be forgotten.
    Beside(BesideCommand),
    /// Gathers spaces into a file that carries them. Answers [`Reply::Stick`].
    StickWrite {
        /// Which; all where empty.
        spaces: Vec<SpaceId>,
        /// Whether large attachments go with them; small ones always do.
        files: bool,
    },
    /// Takes in a stick file's bytes. Answers [`Reply::StickRead`].
    StickRead {
        /// The file's bytes, whole or cut.
        bytes: Vec<u8>,
    },
    /// Hands out a space's signed entries, to keep a copy of them elsewhere. Answers [`Reply::Exported`].
    Export {
        /// Which.
        space: SpaceId,
    },
    /// Takes in the signed entries of a copy: into a space of this device, else to be read only. Answers
    /// [`Reply::Imported`].
    Import {
        /// The entries, each after those it builds on, the founding first.
        records: Vec<Vec<u8>>,
    },
    /// Meets somebody now; handled by the engine.
    Meet(MeetHow),
}

/// A word at a door that is open to whoever stands nearby.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoorCommand {
    /// Opens the door of a space for a while: until then strangers nearby are told its name, and may knock.
    Open {
        /// Which space.
        space: SpaceId,
        /// For how long.
        minutes: u32,
    },
    /// Shuts it.
    Close,
    /// The words are the same on both screens: lets somebody in who knocked.
    LetIn {
        /// Who.
        knock: u64,
    },
    /// Sends somebody away who knocked.
    SendAway {
        /// Who.
        knock: u64,
    },
    /// Looks for open doors nearby, or stops looking.
    Look {
        /// Whether to look.
        on: bool,
    },
    /// Knocks at a door nearby, with my own name.
    Knock {
        /// Which.
        door: u64,
    },
    /// Says whether the words are the same on the other screen.
    Words {
        /// At which door.
        door: u64,
        /// Whether they are.
        same: bool,
    },
}

/// How to meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeetHow {
    /// By the addresses in a ticket.
    Ticket(String),
    /// By a typed `ip:port`, tried with every device known.
    Address(String),
    /// Whoever is found on this network or answers at a last known address.
    Nearby,
    /// A device that holds a door open, by `ip:port/mark` as it shows it.
    Door(String),
}

/// A change to a page.
#[derive(Debug, Clone, PartialEq)]
pub enum PageEdit {
    /// Adds words at the end of a note, making the note where there is none.
    Append {
        /// The note's title.
        title: String,
        /// The words; a line break goes before them where the note has text.
        text: String,
    },
    /// Begins an empty note.
    NewNote {
        /// Its title.
        title: String,
    },
    /// What the crew is for.
    Intention(String),
    /// Where it meets, as an address or a link.
    Place(String),
    /// When it meets.
    Rhythm {
        /// The beat; `None` for *no rhythm yet*.
        beat: Option<Beat>,
        /// Minutes of a meeting: 60 or 90 usually.
        minutes: u32,
        /// How many meetings until the review.
        meetings: u32,
        /// The day of the review; a rhythm cannot be saved without one.
        review: CivilDate,
    },
    /// Sets the next meeting.
    NextMeeting {
        /// The day.
        date: CivilDate,
        /// Hour and minute of that day in `zone`, such as `19:00`.
        time: String,
        /// The IANA time zone in which day and time are meant.
        zone: String,
        /// Where.
        place: String,
    },
    /// Says whether I come to the next meeting.
    Coming {
        /// The meeting's id, from its view.
        meeting: String,
        /// The answer.
        answer: Coming,
    },
    /// A line about me in this space.
    About(String),
    /// What others may ask me about.
    AskMeAbout(String),
}

/// A step in the life of a loan; amounts and units are as typed, so that a refusal can say what was understood.
#[derive(Debug, Clone, PartialEq)]
pub enum LoanCommand {
    /// Asks the other person of a pair.
    Ask {
        /// The pair.
        space: SpaceId,
        /// The amount as typed: `10,50` or `10.50`.
        amount: String,
        /// The unit as typed: `EUR`, `min`, or a thing such as `jar`.
        unit: String,
        /// What it is for.
        why: String,
        /// Loan, gift or either.
        kind: AskKind,
        /// Until when it is needed.
        by: Option<CivilDate>,
        /// How it would come back, in words: *40 a month from January*, *when I can*.
        payback: String,
    },
    /// Offers an amount, in answer to an ask or of oneself.
    Offer {
        /// The pair.
        space: SpaceId,
        /// The ask that it answers.
        ask: Option<ActId>,
        /// The amount as typed.
        amount: String,
        /// The unit as typed; the ask's where it answers one and this is empty.
        unit: String,
        /// What it is for; the ask's where it answers one and this is empty.
        why: String,
    },
    /// Agrees to an offer: from here on it is a loan, with the offer's terms signed by both.
    Agree {
        /// The offer.
        offer: ActId,
    },
    /// The lender states that the money was handed over.
    HandOver {
        /// The loan.
        loan: ActId,
        /// The amount as typed; all that is agreed and not yet handed over where `None`.
        amount: Option<String>,
        /// The day, as claimed.
        on: Option<CivilDate>,
    },
    /// The borrower states that the money was received.
    Received {
        /// The loan.
        loan: ActId,
        /// The amount as typed; what the lender stated where `None`.
        amount: Option<String>,
        /// The day, as claimed.
        on: Option<CivilDate>,
    },
    /// Proposes a plan for paying back; it posts nothing.
    Plan {
        /// The loan.
        loan: ActId,
        /// What is paid each time, as typed; `None` for *when I can* or a pause.
        each: Option<String>,
        /// The first day.
        from: Option<CivilDate>,
        /// Days between two payments: 30 for a month.
        every_days: u32,
        /// In words.
        note: String,
    },
    /// Agrees to the other's plan.
    AgreePlan {
        /// The plan.
        plan: ActId,
    },
    /// States a repayment: by the borrower, or by the lender who got it.
    Repay {
        /// The loan.
        loan: ActId,
        /// The amount as typed.
        amount: String,
        /// The day, as claimed.
        on: Option<CivilDate>,
    },
    /// Confirms what the other stated: a repayment (or a part of it), a hand-over, or a reversal.
    Confirm {
        /// The half that is confirmed.
        half: ActId,
        /// Less than was stated, as typed.
        amount: Option<String>,
    },
    /// The lender lets go of a part or of all that is still owed.
    Forgive {
        /// The loan.
        loan: ActId,
        /// The amount as typed; all that is outstanding where `None`.
        amount: Option<String>,
        /// A word with it.
        note: String,
    },
    /// Says no to an ask, an offer, a plan, a stated half, a reversal or a forgiving.
    Decline {
        /// What.
        act: ActId,
        /// A word with it.
        note: String,
    },
    /// Takes back an own act that nobody answered, or proposes to reverse a settled fact, which the other then confirms.
    Reverse {
        /// What.
        act: ActId,
        /// Why; a reversal always says why.
        why: String,
    },
}

/// What a command came to.
pub type Outcome = Result<Reply, Refusal>;

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Done and saved.
    Done,
    /// A space, founded.
    Space(SpaceId),
    /// A ticket to hand to one person.
    Ticket {
        /// `weft:…`, at most 400 characters.
        text: String,
        /// The invitation it opens.
        invitation: InvitationId,
    },
    /// A ticket was taken and waits for its door.
    Joining {
        /// The invitation.
        invitation: InvitationId,
        /// The space's id.
        space: SpaceId,
        /// The name under which the space was offered.
        name: String,
    },
    /// An act, by the id under which later acts name it.
    Act(ActId),
    /// Something new on a page, such as a gathering or a card, by its id.
    Made(String),
    /// Log lines, newest first.
    Log(Vec<LogLine>),
    /// Words that wait until a pair is open.
    Later {
        /// By which they can be taken back.
        number: u64,
        /// The pair, where this device founded it.
        pair: Option<SpaceId>,
        /// For whom they are.
        name: String,
    },
    /// A person, by their id in the space.
    Person(PersonId),
    /// Letters, oldest first.
    Letters(Vec<LetterLine>),
    /// What a search found.
    Found(Found),
    /// A part of a page's history.
    History(HistoryView),
    /// One step of a page.
    Step(Box<StepChange>),
    /// One entry.
    Entry(Box<EntryView>),
    /// An entry was written.
    Wrote(EntryHash),
    /// A stick file.
    Stick {
        /// The bytes to write.
        bytes: Vec<u8>,
        /// What is in them.
        summary: StickSummary,
    },
    /// What reading a stick file came to.
    StickRead(StickSummary),
    /// An attachment.
    File {
        /// A plain file name.
        name: String,
        /// What kind of file it is said to be.
        media_type: String,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A space's signed entries, each after those it builds on.
    Exported {
        /// Which.
        space: SpaceId,
        /// Its name.
        name: String,
        /// The entries in stored form.
        records: Vec<Vec<u8>>,
    },
    /// What taking in a copy came to.
    Imported(CopySummary),
    /// What meeting came to.
    Met {
        /// Whom, by person's name, once each.
        people: Vec<String>,
        /// Entries that came.
        came: u64,
        /// Entries that went.
        went: u64,
    },
}

/// What a stick carried.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StickSummary {
    /// Entries in the file that could be read.
    pub entries: u64,
    /// Of these, how many were new here.
    pub new: u64,
    /// Records of spaces this device is not in.
    pub strange: u64,
    /// Bytes that could not be read: a cut or damaged end.
    pub damaged_bytes: u64,
    /// Attachments in the file of which all was there.
    pub files: u64,
    /// The spaces it is about, by name.
    pub spaces: Vec<String>,
}

/// What a copy brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopySummary {
    /// The space it is of.
    pub space: SpaceId,
    /// Its name.
    pub name: String,
    /// Entries in the copy.
    pub entries: u64,
    /// Of these, how many were new here.
    pub new: u64,
    /// Whether the space is here only as a copy, to be read.
    pub is_copy: bool,
}

/// Why something was not done; nothing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which rule, in snake case; stable, for programs.
    pub code: &'static str,
    /// A lowercase fragment that fits after "could not do it: ".
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Refusal {
    /// Makes a refusal without a hint.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
