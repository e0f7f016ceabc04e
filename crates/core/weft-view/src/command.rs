//! What a member can ask for, and what comes back.

use crate::{
    deed::LogLine,
    ledger::AskKind,
    page::{Beat, Coming, DraftView},
    space::SpaceKind,
};
use weft_ids::{ActId, CivilDate, DeviceId, InvitationId, SpaceId};

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
    /// Lists a space's entries, newest first. Answers [`Reply::Log`].
    Log {
        /// Which.
        space: SpaceId,
        /// At most how many lines.
        limit: usize,
    },
    /// Gathers spaces into a file that carries them. Answers [`Reply::Stick`].
    StickWrite {
        /// Which; all where empty.
        spaces: Vec<SpaceId>,
    },
    /// Takes in a stick file's bytes. Answers [`Reply::StickRead`].
    StickRead {
        /// The file's bytes, whole or cut.
        bytes: Vec<u8>,
    },
    /// Meets somebody now; handled by the engine.
    Meet(MeetHow),
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
    /// Log lines, newest first.
    Log(Vec<LogLine>),
    /// A stick file.
    Stick {
        /// The bytes to write.
        bytes: Vec<u8>,
        /// What is in them.
        summary: StickSummary,
    },
    /// What reading a stick file came to.
    StickRead(StickSummary),
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
    /// The spaces it is about, by name.
    pub spaces: Vec<String>,
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
