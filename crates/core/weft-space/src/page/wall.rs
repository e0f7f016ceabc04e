//! The wall of a gathering: cards that anyone places, moves, edits and takes off, so that nobody's work is lost.
//!
//! Where a card stands is one register and each of its words another: a move and a new title both hold.
//! Taking a card off names what the card said, so that it does not take away what somebody changed apart from it.

use super::edit::EditError;
use super::gathering::{cards_object, read_number};
use super::genesis::CARDS;
use super::guard::{EngineFault, guarded_result};
use super::live::Page;
use super::name::PageChange;
use super::register::{Register, Said, line};
use automerge::ObjId;
use automerge::transaction::Transactable;
use std::collections::BTreeSet;
use weft_ids::{
    CivilDate, DeviceId,
    bytes::{hash_parts, to_hex},
    text,
    text::is_disguise,
};
use weft_practice::{FourSpace, TimeOfDay};

const SPOT: &str = "spot";
const TITLE: &str = "title";
const HOST: &str = "host";
const MINUTES: &str = "minutes";
const NOTE: &str = "note";
const OFF: &str = "off";

/// What a card says, without whether it was taken off.
const SAYS: [&str; 5] = [SPOT, TITLE, HOST, MINUTES, NOTE];

/// Minutes that a session can take.
const SESSION_MINUTES: std::ops::RangeInclusive<u32> = 5..=720;

/// Where a card stands on the wall; set as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The day.
    pub day: CivilDate,
    /// When it begins.
    pub start: TimeOfDay,
    /// Which of the four spaces it is in.
    pub space: FourSpace,
    /// The place on site; may be empty.
    pub site: String,
}

impl Spot {
    /// The text on the page, such as `2026-12-05|10:00|pair|Barn`.
    fn write(&self) -> String {
        format!("{}|{}|{}|{}", self.day, self.start, self.space.word(), self.site)
    }

    /// Reads the text on a page; only what [`Spot::write`] writes. The place may hold a `|`.
    fn read(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.splitn(4, '|').collect();
        let [day, start, space, site] = parts.as_slice() else { return None };
        let spot = Self {
            day: CivilDate::parse(day)?,
            start: TimeOfDay::parse(start).ok()?,
            space: FourSpace::read(space)?,
            site: (*site).to_owned(),
        };
        (spot.write() == text).then_some(spot)
    }
}

/// Whether a card was taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// It stands on the wall.
    Stands,
    /// Taken off as it is.
    TakenOff {
        /// By which device.
        by: Option<DeviceId>,
    },
    /// Taken off by one while another changed or kept it: it stands until somebody who saw both settles it.
    Unsettled {
        /// By which device.
        by: Option<DeviceId>,
    },
}

/// A card of the wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Sixteen hex digits that whoever placed it drew.
    pub id: String,
    /// Where it stands.
    pub spot: Register<Spot>,
    /// What it is called.
    pub title: Register<String>,
    /// Who hosts it, in words.
    pub host: Register<String>,
    /// How long it takes, in minutes.
    pub minutes: Register<u32>,
    /// A line about it.
    pub note: Register<String>,
    /// Whether it was taken off.
    pub off: Off,
}

/// One thing that can be said of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardField {
    /// Where it stands.
    Spot(Spot),
    /// What it is called, 1 to 60 characters.
    Title(String),
    /// Who hosts it; may be empty.
    Host(String),
    /// How long it takes, in minutes: 5 to 720.
    Minutes(u32),
    /// A line about it; may be empty.
    Note(String),
}

impl CardField {
    /// The field's name and the text under which it is written.
    fn written(&self) -> Result<(&'static str, String), EditError> {
        Ok(match self {
            CardField::Spot(spot) => {
                let text = Spot { site: line("place", &spot.site)?, ..spot.clone() }.write();
                if Spot::read(&text).is_none() {
                    return Err(EditError::Day);
                }
                (SPOT, text)
            }
            CardField::Title(typed) => {
                let title = text::check_name(typed);
                (TITLE, title.map_err(|fault| EditError::Text { field: "title", fault })?)
            }
            CardField::Host(typed) => (HOST, line("line on who hosts it", typed)?),
            CardField::Minutes(minutes) if !SESSION_MINUTES.contains(minutes) => {
                return Err(EditError::Number("minutes"));
            }
            CardField::Minutes(minutes) => (MINUTES, minutes.to_string()),
            CardField::Note(typed) => (NOTE, line("note", typed)?),
        })
    }
}

impl Page {
    /// Places a card, or says more of one that stands, in one change.
    ///
    /// `id` is sixteen hex digits, drawn at random for a new card. Nothing is written where it says that already and
    /// nobody disagrees.
    ///
    /// # Errors
    /// When a line or a number does not do, `id` is none, the card was taken off, or the page is closed.
    pub fn set_card(
        &self,
        device: &DeviceId,
        id: &str,
        fields: &[CardField],
    ) -> Result<Vec<PageChange>, EditError> {
        if !is_card_id(id) {
            return Err(EditError::NoCard(id.replace(is_disguise, " ")));
        }
        if self.card(id)?.is_some_and(|card| matches!(card.off, Off::TakenOff { .. })) {
            return Err(EditError::CardOff);
        }
        let written: Result<Vec<_>, _> = fields.iter().map(CardField::written).collect();
        self.put_fields(device, id, written?)
    }

    /// Takes a card off the wall as it is shown here.
    ///
    /// # Errors
    /// When there is no such card, or the page is closed.
    pub fn take_card_off(&self, device: &DeviceId, id: &str) -> Result<Vec<PageChange>, EditError> {
        self.known_card(id)?;
        let Some(wall) = self.wall()? else { return Ok(Vec::new()) };
        let state = self.card_state(&wall, id)?;
        self.put_fields(device, id, vec![(OFF, format!("yes {state}"))])
    }

    /// Puts a card back, or keeps one that another took off.
    ///
    /// # Errors
    /// When there is no such card, or the page is closed.
    pub fn keep_card(&self, device: &DeviceId, id: &str) -> Result<Vec<PageChange>, EditError> {
        match self.known_card(id)?.off {
            Off::Stands => Ok(Vec::new()),
            Off::TakenOff { .. } | Off::Unsettled { .. } => {
                self.put_fields(device, id, vec![(OFF, "no".to_owned())])
            }
        }
    }

    /// One card of the wall; `None` where nothing readable stands under its id.
    ///
    /// # Errors
    /// When automerge fails.
    pub fn card(&self, id: &str) -> Result<Option<Card>, EngineFault> {
        match self.wall()? {
            Some(wall) => self.card_in(&wall, id),
            None => Ok(None),
        }
    }

    /// The cards of the wall, by id; those that were taken off as well.
    pub(crate) fn cards(&self) -> Result<Vec<Card>, EngineFault> {
        let (Some(wall), keys) = self.keys_of(CARDS)? else { return Ok(Vec::new()) };
        let ids: BTreeSet<&str> =
            keys.iter().filter_map(|key| key.split_once(':')).map(|(id, _)| id).collect();
        let mut cards = Vec::new();
        for id in ids.into_iter().filter(|id| is_card_id(id)) {
            cards.extend(self.card_in(&wall, id)?);
        }
        Ok(cards)
    }

    fn wall(&self) -> Result<Option<ObjId>, EngineFault> {
        guarded_result(|| cards_object(&self.doc))
    }

    fn card_in(&self, wall: &ObjId, id: &str) -> Result<Option<Card>, EngineFault> {
        let text = |text: &str| Some(text.to_owned());
        let at = |field: &str| format!("{id}:{field}");
        let card = Card {
            id: id.to_owned(),
            spot: self.register_in(wall, &at(SPOT), Spot::read)?,
            title: self.register_in(wall, &at(TITLE), text)?,
            host: self.register_in(wall, &at(HOST), text)?,
            minutes: self.register_in(wall, &at(MINUTES), read_number(&SESSION_MINUTES))?,
            note: self.register_in(wall, &at(NOTE), text)?,
            off: self.off(wall, id, self.register_in(wall, &at(OFF), text)?)?,
        };
        let is_there = card.spot.shown.is_some() || card.title.shown.is_some();
        Ok(is_there.then_some(card))
    }

    fn known_card(&self, id: &str) -> Result<Card, EditError> {
        let card = if is_card_id(id) { self.card(id)? } else { None };
        card.ok_or_else(|| EditError::NoCard(id.replace(is_disguise, " ")))
    }

    /// What a card says with all that was said apart, in 16 hex digits: the same where the same is said.
    fn card_state(&self, wall: &ObjId, id: &str) -> Result<String, EngineFault> {
        let mut says: Vec<String> = Vec::new();
        for field in SAYS {
            let register = self.register_in(wall, &format!("{id}:{field}"), |text| Some(text.to_owned()))?;
            let mut texts: Vec<&String> =
                register.shown.iter().chain(&register.others).map(|said| &said.value).collect();
            texts.sort_unstable();
            says.extend(texts.into_iter().map(|text| format!("{field} {text}")));
        }
        let parts: Vec<&[u8]> = says.iter().map(String::as_bytes).collect();
        let hash = hash_parts("weft 0 card", &parts);
        Ok(to_hex(hash.first_chunk::<8>().unwrap_or(&[0; 8])))
    }

    /// Off only where all who touched that took off, and one of them took off what the card says.
    fn off(&self, wall: &ObjId, id: &str, register: Register<String>) -> Result<Off, EngineFault> {
        let said: Vec<&Said<String>> = register.shown.iter().chain(&register.others).collect();
        let Some(taken) = said.iter().find(|said| said.value.starts_with("yes ")) else {
            return Ok(Off::Stands);
        };
        let by = taken.device;
        let state = format!("yes {}", self.card_state(wall, id)?);
        let kept = said.iter().any(|said| !said.value.starts_with("yes "));
        let current = said.iter().any(|said| said.value == state);
        Ok(if current && !kept { Off::TakenOff { by } } else { Off::Unsettled { by } })
    }

    fn put_fields(
        &self,
        device: &DeviceId,
        id: &str,
        written: Vec<(&'static str, String)>,
    ) -> Result<Vec<PageChange>, EditError> {
        self.write(device, |tx| {
            let Some(object) = cards_object(tx)? else { return Ok(()) };
            written.into_iter().try_for_each(|(field, text)| tx.put(&object, format!("{id}:{field}"), text))
        })
    }
}

/// Whether this can be a card's id: sixteen hex digits in lower case.
fn is_card_id(id: &str) -> bool {
    super::name::is_short_hex(id)
}
