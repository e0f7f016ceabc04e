//! The acts of what travels beside the entries, as they are written and signed: kinds 300 to 302.

use super::body::Commitment;
use crate::page::PageName;
use serde::{Deserialize, Serialize};
use std::fmt;
use weft_ids::{ActId, CanonicalError, CivilDate, Item, ItemKind, PersonId, from_canonical, to_canonical};

const ATTACH: u16 = 300;
const CONTACT_LINE: u16 = 301;
const FORGET: u16 = 302;

/// What an attachment belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum About {
    /// The space as a whole.
    Space,
    /// An act, such as a loan.
    Act(ActId),
    /// A page, such as a note.
    Page(PageName),
}

/// What a content that may be forgotten is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Label {
    /// A telephone number.
    Phone,
    /// An address.
    Address,
    /// Something about health: allergies, medicines, what helps.
    Health,
    /// A picture of somebody.
    Picture,
    /// About children: an age band, what they need.
    Children,
    /// Anything else that should be possible to forget.
    Other,
}

impl Label {
    /// All labels, in the order in which they are listed.
    pub const ALL: [Label; 6] =
        [Label::Phone, Label::Address, Label::Health, Label::Picture, Label::Children, Label::Other];

    /// The label's name in commands and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Label::Phone => "phone",
            Label::Address => "address",
            Label::Health => "health",
            Label::Picture => "picture",
            Label::Children => "children",
            Label::Other => "other",
        }
    }
}

/// The secret under which the chunks of one attachment are sealed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AttachmentKey(pub [u8; 32]);

impl fmt::Debug for AttachmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AttachmentKey(secret)")
    }
}

/// What it takes to open an attachment and to say what it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Opening {
    /// The file's name, without folders.
    pub name: String,
    /// What kind of file it is said to be, such as `image/png`; a hint, never trusted.
    pub media_type: String,
    /// The key of its chunks.
    pub key: AttachmentKey,
}

/// Whether name and key stand in the entry for ever or can be forgotten.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Told {
    /// They stand in the entry; forgetting drops the chunks.
    Openly(Opening),
    /// They travel beside it; forgetting drops them and the chunks.
    Forgettably {
        /// What it is.
        label: Label,
        /// Binds what travels beside.
        commitment: Commitment,
    },
}

/// Attaches a file; its bytes travel beside the entry, sealed, in chunks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Attach {
    /// What it belongs to.
    pub about: About,
    /// Whom it is about; this person may have it forgotten, as may its author.
    pub of: PersonId,
    /// Bytes of all sealed chunks together.
    pub sealed_bytes: u32,
    /// The hash of each sealed chunk, in order; each can be checked alone.
    pub chunks: Vec<[u8; 32]>,
    /// Name and key.
    pub told: Told,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// Says one line about a person that can be forgotten, such as a telephone number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ContactLine {
    /// Whom it is about; this person may have it forgotten, as may its author.
    pub of: PersonId,
    /// What it is.
    pub label: Label,
    /// Binds the line, which travels beside the entry.
    pub commitment: Commitment,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// Has an attachment or a contact line forgotten by everyone who hears of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Forget {
    /// The act that named it.
    pub what: ActId,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
}

/// One act about what travels beside the entries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BesideAct {
    /// Attaches a file.
    Attach(Attach),
    /// Says a line that can be forgotten.
    ContactLine(ContactLine),
    /// Has one of these forgotten.
    Forget(Forget),
}

impl BesideAct {
    /// The item that says it.
    pub fn to_item(&self) -> Item {
        match self {
            BesideAct::Attach(act) => Item { kind: ItemKind(ATTACH), bytes: to_canonical(act) },
            BesideAct::ContactLine(act) => Item { kind: ItemKind(CONTACT_LINE), bytes: to_canonical(act) },
            BesideAct::Forget(act) => Item { kind: ItemKind(FORGET), bytes: to_canonical(act) },
        }
    }

    /// Reads an item; `None` where it is none of these kinds.
    ///
    /// # Errors
    /// When the kind is known and the bytes are not its canonical form.
    pub fn from_item(item: &Item) -> Result<Option<Self>, CanonicalError> {
        Ok(Some(match item.kind.0 {
            ATTACH => BesideAct::Attach(from_canonical(&item.bytes)?),
            CONTACT_LINE => BesideAct::ContactLine(from_canonical(&item.bytes)?),
            FORGET => BesideAct::Forget(from_canonical(&item.bytes)?),
            _ => return Ok(None),
        }))
    }
}
