//! Pages as their readers see them.

use weft_ids::{CivilDate, PersonId};

/// What a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageKind {
    /// The crew's own page; one per space.
    Crew,
    /// A shared note; one per title.
    Note,
    /// What one person says of themselves; one per person.
    Profile,
    /// A gathering; one per id.
    Gathering,
}

/// One page's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageState {
    /// What it is for.
    pub kind: PageKind,
    /// Which of its kind: a note's title, a person's id, a gathering's id, empty for the crew page.
    pub key: String,
    /// Changes on it.
    pub changes: u64,
    /// Why this device cannot write on it, in a sentence fragment; `None` where it can.
    pub closed: Option<String>,
}

/// The crew's page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CrewView {
    /// What the crew is for.
    pub intention: String,
    /// Where it meets.
    pub place: String,
    /// The beat; `None` for *no rhythm yet*.
    pub beat: Option<Beat>,
    /// Minutes of a meeting.
    pub minutes: u32,
    /// How many meetings until the review.
    pub meetings: u32,
    /// The day of the review.
    pub review: Option<CivilDate>,
    /// The next meeting, where one is set.
    pub next: Option<MeetingView>,
    /// Fields that two people set differently while apart; the shown value is one of them.
    pub clashes: Vec<Clash>,
}

/// When a crew meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beat {
    /// Every week on a day at a time.
    Weekly {
        /// The day.
        day: Weekday,
        /// Hour and minute, such as `19:00`.
        time: String,
    },
    /// Every second week, counted from a day.
    Fortnightly {
        /// A day on which it meets.
        from: CivilDate,
        /// Hour and minute.
        time: String,
    },
    /// On the nth weekday of each month.
    Monthly {
        /// 1 to 4, or 5 for the last.
        nth: u8,
        /// The day.
        day: Weekday,
        /// Hour and minute.
        time: String,
    },
    /// Set by hand each time.
    ByHand,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// All days, from Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
}

/// A meeting that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingView {
    /// Its id, by which answers name it.
    pub id: String,
    /// The day.
    pub date: CivilDate,
    /// Hour and minute in `zone`.
    pub time: String,
    /// The IANA time zone in which day and time are meant.
    pub zone: String,
    /// When that is, in milliseconds since 1970 UTC, for showing it in the reader's zone.
    pub at: i64,
    /// Where.
    pub place: String,
    /// Who answered what; people who are in and not here have not answered.
    pub answers: Vec<(PersonId, Coming)>,
}

/// Whether someone comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coming {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not sure yet.
    Maybe,
}

/// A field that two people set differently while apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// Which field: `intention`, `place`, `rhythm`, `meeting`.
    pub field: String,
    /// The other values, in words, each with who set it where that is known.
    pub others: Vec<(Option<PersonId>, String)>,
}

/// A shared note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteView {
    /// Its title.
    pub title: String,
    /// What is on the table.
    pub text: String,
    /// Who wrote on it, in the order of their first words.
    pub writers: Vec<PersonId>,
    /// What an editor starts from: my draft, or the text on the table.
    pub draft: DraftView,
    /// Whether I have words that are not on the table.
    pub has_draft: bool,
}

/// Words in a field and what they were written on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DraftView {
    /// The words.
    pub text: String,
    /// The state of the note on which they were written; opaque to clients.
    pub heads: Vec<[u8; 32]>,
}

/// What one person says of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProfileView {
    /// A line about them.
    pub about: String,
    /// What others may ask them about.
    pub ask_me_about: String,
}
