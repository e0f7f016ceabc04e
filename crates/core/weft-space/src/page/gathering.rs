//! The page of a gathering: what it asks, when and where it is, how far it is, and who comes for which nights.

use super::crew::Answer;
use super::edit::EditError;
use super::genesis::{CARDS, DAYS, PEOPLE};
use super::guard::{EngineFault, guarded_result};
use super::live::Page;
use super::name::PageChange;
use super::register::{Register, line};
use super::wall::Card;
use automerge::transaction::Transactable;
use automerge::{AutomergeError, ObjId, ObjType, ROOT, ReadDoc};
use weft_ids::{CivilDate, DeviceId, PersonId, text, text::is_disguise};

const NAME: &str = "name";
const QUESTION: &str = "question";
const PLACE: &str = "place";
const DATES: &str = "dates";
const RING: &str = "ring";
const STAGE: &str = "stage";

/// People a ring can be said to hold.
const RING_SIZES: std::ops::RangeInclusive<u32> = 2..=1_000;

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
    const NAMED: [(Stage, &'static str); 4] = [
        (Stage::Idea, "idea"),
        (Stage::Called, "called"),
        (Stage::Gathering, "gathering"),
        (Stage::Closed, "closed"),
    ];

    fn word(self) -> &'static str {
        Self::NAMED.iter().find(|(stage, _)| *stage == self).map_or("", |(_, word)| word)
    }

    fn read(word: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(_, name)| *name == word).map(|(stage, _)| *stage)
    }
}

/// When a gathering is; set as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dates {
    /// The first day.
    pub first: CivilDate,
    /// The last day.
    pub last: CivilDate,
    /// The IANA time zone in which its days and times are meant.
    pub zone: String,
}

impl Dates {
    /// The text on the page, such as `2026-12-04|2026-12-07|Europe/Berlin`.
    fn write(&self) -> String {
        format!("{}|{}|{}", self.first, self.last, self.zone)
    }

    /// Reads the text on a page; only what [`Dates::write`] writes, and no more days than a gathering has.
    fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('|').collect();
        let [first, last, zone] = parts.as_slice() else { return None };
        let (first, last) = (CivilDate::parse(first)?, CivilDate::parse(last)?);
        let nights = weft_practice::nights(first, last)?;
        let dates = Self { first, last, zone: (*zone).to_owned() };
        let well = nights < weft_practice::gathering::DAYS_MAX && super::beat::is_zone(zone);
        (well && dates.write() == text).then_some(dates)
    }
}

/// Whether someone comes, and for which nights; set as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// The answer.
    pub answer: Answer,
    /// The evenings of the nights they stay, in order; `None` for all of them, none for by day only.
    pub nights: Option<Vec<CivilDate>>,
}

impl Coming {
    /// The text on the page, such as `yes|all` or `maybe|2026-12-04 2026-12-05`.
    fn write(&self) -> String {
        let nights = match &self.nights {
            None => "all".to_owned(),
            Some(nights) => nights.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        };
        format!("{}|{nights}", self.answer.word())
    }

    /// Reads the text on a page; only what [`Coming::write`] writes.
    fn read(text: &str) -> Option<Self> {
        let (answer, nights) = text.split_once('|')?;
        let nights = match nights {
            "all" => None,
            "" => Some(Vec::new()),
            days => {
                let days: Option<Vec<CivilDate>> = days.split(' ').map(CivilDate::parse).collect();
                let in_order = |days: &Vec<CivilDate>| days.windows(2).all(|pair| pair.first() < pair.last());
                Some(days.filter(in_order)?)
            }
        };
        let most = weft_practice::gathering::DAYS_MAX as usize;
        let coming = Self { answer: Answer::read(answer)?, nights };
        let well = coming.nights.as_ref().is_none_or(|nights| nights.len() <= most);
        (well && coming.write() == text).then_some(coming)
    }
}

/// Who said what about coming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonComing {
    /// For whom it is said.
    pub person: PersonId,
    /// What is said, and by which device: the reader counts only the person's own.
    pub coming: Register<Coming>,
}

/// What is asked of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayQuestion {
    /// The day.
    pub day: CivilDate,
    /// The question to take along when alone.
    pub journal: Register<String>,
}

/// What the page of a gathering says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gathering {
    /// Its name.
    pub name: Register<String>,
    /// The question it asks.
    pub question: Register<String>,
    /// Where it is.
    pub place: Register<String>,
    /// When it is.
    pub dates: Register<Dates>,
    /// How many people its ring holds.
    pub ring: Register<u32>,
    /// How far it is.
    pub stage: Register<Stage>,
    /// Who comes, by person.
    pub people: Vec<PersonComing>,
    /// The questions of its days, by day.
    pub days: Vec<DayQuestion>,
    /// The cards of its wall, by id.
    pub cards: Vec<Card>,
}

/// One thing that can be said of a gathering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatheringField {
    /// Its name, 1 to 60 characters.
    Name(String),
    /// The question it asks; may be empty.
    Question(String),
    /// Where it is; may be empty.
    Place(String),
    /// When it is.
    Dates(Dates),
    /// How many people its ring holds.
    Ring(u32),
    /// How far it is.
    Stage(Stage),
}

impl GatheringField {
    /// The key and the text under which it is written.
    fn written(&self) -> Result<(&'static str, String), EditError> {
        Ok(match self {
            GatheringField::Name(typed) => {
                let name = text::check_name(typed);
                (NAME, name.map_err(|fault| EditError::Text { field: "name", fault })?)
            }
            GatheringField::Question(typed) => (QUESTION, line("question", typed)?),
            GatheringField::Place(typed) => (PLACE, line("place", typed)?),
            GatheringField::Dates(dates) => {
                if !super::beat::is_zone(&dates.zone) {
                    return Err(EditError::Zone(dates.zone.replace(is_disguise, " ")));
                }
                let text = dates.write();
                if Dates::read(&text).is_none() {
                    return Err(EditError::Dates);
                }
                (DATES, text)
            }
            GatheringField::Ring(people) if !RING_SIZES.contains(people) => {
                return Err(EditError::Number("people in the ring"));
            }
            GatheringField::Ring(people) => (RING, people.to_string()),
            GatheringField::Stage(stage) => (STAGE, stage.word().to_owned()),
        })
    }
}

impl Page {
    /// Reads the page of a gathering.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn gathering(&self) -> Result<Gathering, EngineFault> {
        let text = |text: &str| Some(text.to_owned());
        Ok(Gathering {
            name: self.register(NAME, text)?,
            question: self.register(QUESTION, text)?,
            place: self.register(PLACE, text)?,
            dates: self.register(DATES, Dates::read)?,
            ring: self.register(RING, read_number(&RING_SIZES))?,
            stage: self.register(STAGE, Stage::read)?,
            people: self.people_coming()?,
            days: self.day_questions()?,
            cards: self.cards()?,
        })
    }

    /// Says something of a gathering, in one change; nothing is written where it says that already and nobody disagrees.
    ///
    /// # Errors
    /// When a line, a number or a date does not do, or the page is closed.
    pub fn set_gathering(
        &self,
        device: &DeviceId,
        fields: &[GatheringField],
    ) -> Result<Vec<PageChange>, EditError> {
        let written: Result<Vec<_>, _> = fields.iter().map(GatheringField::written).collect();
        let written = written?;
        self.write(device, |tx| written.into_iter().try_for_each(|(key, text)| tx.put(ROOT, key, text)))
    }

    /// Says whether a person comes, and for which nights; nothing is written where they said so already.
    ///
    /// # Errors
    /// When the nights are no days in order or too many, or the page is closed.
    pub fn set_coming(
        &self,
        device: &DeviceId,
        person: &PersonId,
        coming: &Coming,
    ) -> Result<Vec<PageChange>, EditError> {
        let text = coming.write();
        if Coming::read(&text).is_none() {
            return Err(EditError::Day);
        }
        self.put_in(device, PEOPLE, person.to_string(), text)
    }

    /// Sets the question that each takes along on a day; empty takes it away.
    ///
    /// # Errors
    /// When the line is too long or holds control characters, the day is none, or the page is closed.
    pub fn set_journal(
        &self,
        device: &DeviceId,
        day: CivilDate,
        question: &str,
    ) -> Result<Vec<PageChange>, EditError> {
        if !day.is_real() {
            return Err(EditError::Day);
        }
        self.put_in(device, DAYS, day.to_string(), line("question of the day", question)?)
    }

    fn people_coming(&self) -> Result<Vec<PersonComing>, EngineFault> {
        let (Some(object), keys) = self.keys_of(PEOPLE)? else { return Ok(Vec::new()) };
        let mut people = Vec::new();
        for key in keys {
            let Some(person) = PersonId::from_hex(&key).filter(|person| person.to_string() == key) else {
                continue;
            };
            let coming = self.register_in(&object, &key, Coming::read)?;
            if coming.shown.is_some() {
                people.push(PersonComing { person, coming });
            }
        }
        Ok(people)
    }

    fn day_questions(&self) -> Result<Vec<DayQuestion>, EngineFault> {
        let (Some(object), keys) = self.keys_of(DAYS)? else { return Ok(Vec::new()) };
        let mut days = Vec::new();
        for key in keys {
            let Some(day) = CivilDate::parse(&key).filter(|day| day.to_string() == key) else { continue };
            let journal = self.register_in(&object, &key, |text| Some(text.to_owned()))?;
            if journal.shown.is_some() {
                days.push(DayQuestion { day, journal });
            }
        }
        Ok(days)
    }

    /// A map that the page's genesis made, with its keys in order; none on other kinds of page.
    pub(crate) fn keys_of(&self, key: &str) -> Result<(Option<ObjId>, Vec<String>), EngineFault> {
        guarded_result(|| {
            let Some(object) = map_object(&self.doc, key)? else { return Ok((None, Vec::new())) };
            let keys = self.doc.keys(&object).collect();
            Ok::<_, AutomergeError>((Some(object), keys))
        })
    }

    fn put_in(
        &self,
        device: &DeviceId,
        map: &str,
        key: String,
        text: String,
    ) -> Result<Vec<PageChange>, EditError> {
        self.write(device, |tx| match map_object(tx, map)? {
            Some(object) => tx.put(&object, key, text),
            None => Ok(()),
        })
    }
}

/// Reads a number written in digits, as it is written and in range.
pub(crate) fn read_number(range: &std::ops::RangeInclusive<u32>) -> impl Fn(&str) -> Option<u32> + '_ {
    move |text| {
        let number: u32 = text.parse().ok()?;
        (range.contains(&number) && number.to_string() == text).then_some(number)
    }
}

/// The wall's map.
pub(crate) fn cards_object(doc: &impl ReadDoc) -> Result<Option<ObjId>, AutomergeError> {
    map_object(doc, CARDS)
}

/// A map that the page's genesis made; the lint lets nothing else stand at its key.
fn map_object(doc: &impl ReadDoc, key: &str) -> Result<Option<ObjId>, AutomergeError> {
    let found = doc.get(ROOT, key)?;
    Ok(found.filter(|(value, _)| value.to_objtype() == Some(ObjType::Map)).map(|(_, id)| id))
}
