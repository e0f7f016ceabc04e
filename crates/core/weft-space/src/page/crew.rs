//! The crew page: what the crew is for, where and when it meets, and who comes.

use super::beat::{MEETINGS, MINUTES, Meeting, Rhythm, is_zone};
use super::edit::EditError;
use super::genesis::ANSWERS;
use super::guard::{EngineFault, guarded_result};
use super::live::Page;
use super::name::PageChange;
use super::register::{Register, line};
use automerge::transaction::Transactable;
use automerge::{AutomergeError, ObjId, ObjType, ROOT, ReadDoc};
use weft_ids::{
    DeviceId, PersonId,
    bytes::{hash_parts, to_hex},
    text::is_disguise,
};

const INTENTION: &str = "intention";
const PLACE: &str = "place";
const RHYTHM: &str = "rhythm";
const MEETING: &str = "meeting";

/// Whether someone comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not sure yet.
    Maybe,
}

impl Answer {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::Maybe => "maybe",
        }
    }

    pub(crate) fn read(word: &str) -> Option<Self> {
        [Answer::Yes, Answer::No, Answer::Maybe].into_iter().find(|answer| answer.word() == word)
    }
}

/// What someone answered about a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// For whom the answer is.
    pub person: PersonId,
    /// What it says, and which device wrote it: the reader counts only the person's own.
    pub answer: Register<Answer>,
}

/// A meeting that is set, with the id by which answers name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingSet {
    /// Sixteen hex digits, from the page and the meeting's own words: who sets the same meeting apart set one meeting.
    pub id: String,
    /// The meeting.
    pub meeting: Meeting,
}

/// What the crew page says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Crew {
    /// What the crew is for.
    pub intention: Register<String>,
    /// Where it meets.
    pub place: Register<String>,
    /// Its beat with what belongs to it, as a whole.
    pub rhythm: Register<Rhythm>,
    /// The next meeting, as a whole.
    pub meeting: Register<MeetingSet>,
    /// Who comes to the shown meeting, by person.
    pub answers: Vec<Answered>,
}

impl Page {
    /// Reads the crew page.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn crew(&self) -> Result<Crew, EngineFault> {
        if let Some(crew) = self.read.crew.get() {
            return Ok(crew.clone());
        }
        let crew = self.read_crew()?;
        Ok(self.read.crew.get_or_init(|| crew).clone())
    }

    fn read_crew(&self) -> Result<Crew, EngineFault> {
        let text = |text: &str| Some(text.to_owned());
        let meeting = self.register(MEETING, |text| self.meeting_from(text))?;
        let answers = match meeting.value() {
            Some(set) => self.answers(&set.id)?,
            None => Vec::new(),
        };
        Ok(Crew {
            intention: self.register(INTENTION, text)?,
            place: self.register(PLACE, text)?,
            rhythm: self.register(RHYTHM, Rhythm::read)?,
            meeting,
            answers,
        })
    }

    /// Who answered what about a meeting, by person.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn answers(&self, meeting: &str) -> Result<Vec<Answered>, EngineFault> {
        let prefix = format!("{meeting}:");
        let (object, people) = guarded_result(|| {
            let Some(object) = answers_object(&self.doc)? else { return Ok((None, Vec::new())) };
            let keys = self.doc.keys(&object);
            let people: Vec<String> =
                keys.filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned)).collect();
            Ok::<_, AutomergeError>((Some(object), people))
        })?;
        let Some(object) = object else { return Ok(Vec::new()) };
        let mut answers = Vec::new();
        for (person, text) in people.iter().filter_map(|text| Some((PersonId::from_hex(text)?, text))) {
            let answer = self.register_in(&object, &format!("{prefix}{text}"), Answer::read)?;
            if answer.shown.is_some() && person.to_string() == *text {
                answers.push(Answered { person, answer });
            }
        }
        Ok(answers)
    }

    /// Sets what the crew is for; nothing is written where it says that already and nobody disagrees.
    ///
    /// # Errors
    /// When the line is too long or holds control characters, or the page is closed.
    pub fn set_intention(&self, device: &DeviceId, typed: &str) -> Result<Vec<PageChange>, EditError> {
        let intention = line("intention", typed)?;
        self.write(device, |tx| tx.put(ROOT, INTENTION, intention))
    }

    /// Sets where the crew meets; nothing is written where it says that already and nobody disagrees.
    ///
    /// # Errors
    /// As [`Page::set_intention`].
    pub fn set_place(&self, device: &DeviceId, typed: &str) -> Result<Vec<PageChange>, EditError> {
        let place = line("place", typed)?;
        self.write(device, |tx| tx.put(ROOT, PLACE, place))
    }

    /// Sets the rhythm as a whole; nothing is written where it says that already and nobody disagrees.
    ///
    /// # Errors
    /// When a number or the day of the review is out of range, or the page is closed.
    pub fn set_rhythm(&self, device: &DeviceId, rhythm: &Rhythm) -> Result<Vec<PageChange>, EditError> {
        if !MINUTES.contains(&rhythm.minutes) {
            return Err(EditError::Number("minutes"));
        }
        if !MEETINGS.contains(&rhythm.meetings) {
            return Err(EditError::Number("meetings"));
        }
        let text = rhythm.write();
        if Rhythm::read(&text).is_none() {
            return Err(EditError::Day);
        }
        self.write(device, |tx| tx.put(ROOT, RHYTHM, text))
    }

    /// Sets the next meeting as a whole; nothing is written where it says that already and nobody disagrees.
    ///
    /// # Errors
    /// When the day, zone or place does not do, or the page is closed.
    pub fn set_meeting(&self, device: &DeviceId, meeting: &Meeting) -> Result<Vec<PageChange>, EditError> {
        let meeting = Meeting { place: line("place", &meeting.place)?, ..meeting.clone() };
        if !is_zone(&meeting.zone) {
            return Err(EditError::Zone(meeting.zone.replace(is_disguise, " ")));
        }
        let text = meeting.write();
        if Meeting::read(&text).is_none() {
            return Err(EditError::Day);
        }
        self.write(device, |tx| tx.put(ROOT, MEETING, text))
    }

    /// Says whether a person comes to a meeting that is set; nothing is written where they said so already.
    ///
    /// # Errors
    /// When no such meeting is set, or the page is closed.
    pub fn set_answer(
        &self,
        device: &DeviceId,
        person: &PersonId,
        meeting: &str,
        answer: Answer,
    ) -> Result<Vec<PageChange>, EditError> {
        let set = self.register(MEETING, |text| self.meeting_from(text))?;
        let mut known = set.shown.iter().chain(&set.others);
        if !known.any(|said| said.value.id == meeting) {
            return Err(EditError::NoMeeting(meeting.replace(is_disguise, " ")));
        }
        let key = format!("{meeting}:{person}");
        self.write(device, |tx| match answers_object(tx)? {
            Some(object) => tx.put(&object, key, answer.word()),
            None => Ok(()),
        })
    }

    fn meeting_from(&self, text: &str) -> Option<MeetingSet> {
        let meeting = Meeting::read(text)?;
        let hash = hash_parts("weft 0 meeting", &[&self.id().0, text.as_bytes()]);
        let id = to_hex(hash.first_chunk::<8>()?);
        Some(MeetingSet { id, meeting })
    }
}

/// The map that the page's genesis made; the lint lets nothing else stand at its key. None on other kinds of page.
fn answers_object(doc: &impl ReadDoc) -> Result<Option<ObjId>, AutomergeError> {
    let found = doc.get(ROOT, ANSWERS)?;
    Ok(found.filter(|(value, _)| value.to_objtype() == Some(ObjType::Map)).map(|(_, id)| id))
}
