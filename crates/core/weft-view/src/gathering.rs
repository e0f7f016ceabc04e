//! Gatherings as their readers see them, and what can be asked of one.

pub mod find;

use crate::page::{Clash, Coming};
use weft_ids::{CivilDate, PersonId, SpaceId};

/// How far a gathering is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Somebody thinks of it.
    Idea,
    /// People are asked to come.
    Called,
    /// It is on.
    Gathering,
    /// It is over.
    Closed,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Stage; 4] = [Stage::Idea, Stage::Called, Stage::Gathering, Stage::Closed];

    /// The stage's name in commands and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Idea => "idea",
            Stage::Called => "called",
            Stage::Gathering => "gathering",
            Stage::Closed => "closed",
        }
    }
}

/// The four spaces that a gathering visits each day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FourSpace {
    /// Each alone.
    Solo,
    /// Two people.
    Pair,
    /// Four to six people.
    Subgroup,
    /// Everyone.
    Whole,
}

impl FourSpace {
    /// All four, from the smallest.
    pub const ALL: [FourSpace; 4] = [FourSpace::Solo, FourSpace::Pair, FourSpace::Subgroup, FourSpace::Whole];

    /// The space's name in commands and JSON.
    pub fn name(self) -> &'static str {
        match self {
            FourSpace::Solo => "self",
            FourSpace::Pair => "pair",
            FourSpace::Subgroup => "subgroup",
            FourSpace::Whole => "whole",
        }
    }
}

/// A gathering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatheringView {
    /// Its id: sixteen hex digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The question it asks.
    pub question: String,
    /// Where it is.
    pub place: String,
    /// When it is; `None` where nobody said.
    pub dates: Option<DatesView>,
    /// How many people its ring holds, where somebody said.
    pub ring: Option<u32>,
    /// How far it is.
    pub stage: Stage,
    /// Who said what about coming, in the order in which people came into the space; only what they said themselves.
    pub coming: Vec<ComingView>,
    /// Its days in order.
    pub days: Vec<DayView>,
    /// The cards that stand on the wall, by day, time and id; also those of days that are none of its days.
    pub cards: Vec<CardView>,
    /// The cards that were taken off, in the same order.
    pub taken_off: Vec<CardView>,
    /// Cards that share a place or ask for everyone at one time.
    pub clashes: Vec<WallClashView>,
    /// Fields that two people set differently while apart.
    pub field_clashes: Vec<Clash>,
    /// What is worth a thought; nothing of it forbids anything.
    pub notes: Vec<GatheringNote>,
    /// My own crews' meetings on its days, which only this device counts.
    pub meetings: Vec<MeetingWithin>,
    /// Why this device cannot write on its page, in a sentence fragment; `None` where it can.
    pub closed: Option<String>,
}

impl GatheringView {
    /// The card with this id, on the wall or taken off.
    pub fn card(&self, id: &str) -> Option<&CardView> {
        self.cards.iter().chain(&self.taken_off).find(|card| card.id == id)
    }

    /// How many people said this about coming.
    pub fn count(&self, answer: Coming) -> usize {
        self.coming.iter().filter(|one| one.answer == answer).count()
    }
}

/// When a gathering is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatesView {
    /// The first day.
    pub first: CivilDate,
    /// The last day.
    pub last: CivilDate,
    /// The nights between them.
    pub nights: u32,
    /// The IANA time zone in which its days and times are meant.
    pub zone: String,
}

/// What one person said about coming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingView {
    /// Who.
    pub person: PersonId,
    /// The answer.
    pub answer: Coming,
    /// The evenings of the nights they stay; `None` for all, none for by day only.
    pub nights: Option<Vec<CivilDate>>,
}

/// A day of a gathering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayView {
    /// The day.
    pub date: CivilDate,
    /// The question to take along when alone; empty where there is none.
    pub journal: String,
    /// Other questions that were set apart, each with who set it where that is known.
    pub journal_others: Vec<(Option<PersonId>, String)>,
    /// Which of the four spaces nothing stands in.
    pub empty: Vec<FourSpace>,
}

/// Where a card stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpotView {
    /// The day.
    pub day: CivilDate,
    /// Hour and minute at which it begins, such as `10:00`.
    pub start: String,
    /// Minutes after midnight at which it begins.
    pub start_minute: u32,
    /// Which of the four spaces it is in.
    pub space: FourSpace,
    /// The place on site; may be empty.
    pub site: String,
    /// Which lane of its day and space it is drawn in, from 0; what takes less than half an hour is drawn as half an hour.
    pub lane: u32,
    /// How many lanes there are beside each other there, at least 1.
    pub lanes: u32,
}

/// A card of the wall: a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardView {
    /// Its id: sixteen hex digits.
    pub id: String,
    /// What it is called; may be empty where another device wrote what cannot be read.
    pub title: String,
    /// Who hosts it, in words.
    pub host: String,
    /// A line about it.
    pub note: String,
    /// How long it takes.
    pub minutes: u32,
    /// Where it stands; `None` where another device wrote what cannot be read.
    pub spot: Option<SpotView>,
    /// Where else it stands, since people moved it apart, each with who did.
    pub other_spots: Vec<(Option<PersonId>, SpotView)>,
    /// Who moved it to where it is shown.
    pub moved_by: Option<PersonId>,
    /// Words that two people set differently while apart: `title`, `host`, `minutes`, `note`.
    pub other_words: Vec<Clash>,
    /// Whether it was taken off.
    pub state: CardState,
}

/// Whether a card was taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardState {
    /// It stands on the wall.
    Stands,
    /// It was taken off.
    TakenOff {
        /// By whom.
        by: Option<PersonId>,
    },
    /// Taken off by one while another changed or kept it: it stands until somebody settles it.
    Unsettled {
        /// Who took it off.
        by: Option<PersonId>,
    },
}

/// What sessions at one time cannot share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SharedView {
    /// One place on site.
    Site(String),
    /// Everyone: two circles of the whole at once.
    Everyone,
}

/// Cards that are in one place, or ask for everyone, at one time; all of them stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallClashView {
    /// What they cannot share.
    pub shared: SharedView,
    /// Which cards, by id, in order of their beginning.
    pub cards: Vec<String>,
}

/// What is worth a thought about a gathering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatheringNote {
    /// Fewer than three nights: how many.
    FewNights(u32),
    /// A ring outside of 12 to 40 people.
    RingSize(u32),
    /// More people said yes than the ring holds: how many said yes.
    RingFull(u32),
}

/// A meeting of a crew of mine on a gathering's days.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MeetingWithin {
    /// The day.
    pub date: CivilDate,
    /// The crew.
    pub space: SpaceId,
    /// The crew's name.
    pub name: String,
}

/// Something asked about gatherings of a space.
#[derive(Debug, Clone, PartialEq)]
pub enum GatheringCommand {
    /// Calls a gathering, or writes down the idea of one. Answers [`crate::Reply::Made`].
    Call {
        /// Where.
        space: SpaceId,
        /// With what.
        call: GatheringCall,
    },
    /// Changes one.
    Change {
        /// Where.
        space: SpaceId,
        /// Which, by its id.
        gathering: String,
        /// What.
        change: GatheringChange,
    },
    /// Places a card on its wall. Answers [`crate::Reply::Made`].
    Place {
        /// Where.
        space: SpaceId,
        /// On the wall of which gathering, by its id.
        gathering: String,
        /// What.
        card: CardDraft,
    },
}

/// What a gathering is called with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatheringCall {
    /// Its name.
    pub name: String,
    /// The question it asks.
    pub question: String,
    /// The first day.
    pub first: CivilDate,
    /// The last day.
    pub last: CivilDate,
    /// The IANA time zone in which days and times are meant.
    pub zone: String,
    /// Where.
    pub place: String,
    /// How many people its ring holds.
    pub ring: Option<u32>,
    /// How far it is: an idea, or called.
    pub stage: Stage,
}

/// A change to a gathering.
#[derive(Debug, Clone, PartialEq)]
pub enum GatheringChange {
    /// Its name.
    Name(String),
    /// Its question.
    Question(String),
    /// Its place.
    Place(String),
    /// Its days and their time zone.
    Dates {
        /// The first day.
        first: CivilDate,
        /// The last day.
        last: CivilDate,
        /// The IANA time zone.
        zone: String,
    },
    /// How many people its ring holds.
    Ring(u32),
    /// How far it is.
    Stage(Stage),
    /// Whether I come, and for which nights.
    Come {
        /// The answer.
        answer: Coming,
        /// The evenings of the nights I stay; `None` for all, none for by day only.
        nights: Option<Vec<CivilDate>>,
    },
    /// The question of a day to take along when alone.
    Journal {
        /// The day.
        day: CivilDate,
        /// The question; empty takes it away.
        question: String,
    },
    /// Moves a card; also says which of two places holds.
    Move {
        /// The card.
        card: String,
        /// Where to.
        to: SpotDraft,
    },
    /// Changes what a card says; what is `None` stays.
    Edit {
        /// The card.
        card: String,
        /// What it is called.
        title: Option<String>,
        /// Who hosts it.
        host: Option<String>,
        /// How long it takes.
        minutes: Option<u32>,
        /// A line about it.
        note: Option<String>,
    },
    /// Takes a card off.
    TakeOff {
        /// The card.
        card: String,
    },
    /// Puts a card back, or keeps one that another took off.
    Keep {
        /// The card.
        card: String,
    },
}

/// Where a card is to stand, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpotDraft {
    /// The day.
    pub day: CivilDate,
    /// Hour and minute, such as `10:00`.
    pub start: String,
    /// Which of the four spaces.
    pub space: FourSpace,
    /// The place on site; may be empty.
    pub site: String,
}

/// A card to place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardDraft {
    /// What it is called.
    pub title: String,
    /// Who hosts it; may be empty.
    pub host: String,
    /// How long it takes.
    pub minutes: u32,
    /// A line about it; may be empty.
    pub note: String,
    /// Where it stands.
    pub spot: SpotDraft,
}
