//! What a page and a change of it are called, and the item in which a change travels.

use serde::{Deserialize, Serialize};
use std::fmt;
use weft_ids::{
    CanonicalError, Item, ItemKind, PageId, PersonId, SpaceId, bytes::hash_parts, bytes::to_hex,
    from_canonical, text, to_canonical,
};

/// The item kind of a page change.
pub const PAGE_CHANGE_KIND: ItemKind = ItemKind(200);

/// The version of the lint under which pages are begun.
pub const LINT_VERSION: u16 = 1;

/// What a page is for, as it travels; an unknown number is kept and ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageKindWire(pub u16);

impl PageKindWire {
    /// The crew's own page; one per space, with an empty key.
    pub const CREW: Self = Self(1);
    /// A shared note; its key is its title.
    pub const NOTE: Self = Self(2);
    /// What one person says of themselves; its key is the person's id in hex.
    pub const PROFILE: Self = Self(3);
    /// A gathering; its key is sixteen hex digits that whoever called it drew.
    pub const GATHERING: Self = Self(4);
}

/// A page's name in its space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PageName {
    /// What it is for.
    pub kind: PageKindWire,
    /// The version of the lint by which its changes are judged, for ever.
    pub lint: u16,
    /// Which of its kind: a note's title, a person's id in hex, a gathering's digits, empty for the crew page.
    pub key: String,
}

/// Why a page cannot be called that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// The crew page has a key.
    #[error("the crew page has no title")]
    CrewKey,
    /// A note's title is not fit to be one.
    #[error("the note's title does not do: {0}")]
    Title(text::TextError),
    /// A note's title has space around it.
    #[error("the note's title begins or ends with a space")]
    TitleSpace,
    /// A profile's key is not a person.
    #[error("the profile names no person")]
    Person,
    /// A gathering's key is not sixteen hex digits.
    #[error("the gathering's key is not sixteen hex digits")]
    Gathering,
}

impl PageName {
    /// The crew's own page.
    pub fn crew() -> Self {
        Self { kind: PageKindWire::CREW, lint: LINT_VERSION, key: String::new() }
    }

    /// The note with this title.
    pub fn note(title: &str) -> Self {
        Self { kind: PageKindWire::NOTE, lint: LINT_VERSION, key: title.to_owned() }
    }

    /// What a person says of themselves.
    pub fn profile(person: &PersonId) -> Self {
        Self { kind: PageKindWire::PROFILE, lint: LINT_VERSION, key: person.to_string() }
    }

    /// The gathering with this key: sixteen hex digits, drawn at random when it is called.
    pub fn gathering(key: &str) -> Self {
        Self { kind: PageKindWire::GATHERING, lint: LINT_VERSION, key: key.to_owned() }
    }

    /// The page's id in a space.
    pub fn id(&self, space: &SpaceId) -> PageId {
        let (kind, lint) = (self.kind.0.to_le_bytes(), self.lint.to_le_bytes());
        PageId(hash_parts("weft 0 page", &[&space.0, &kind, &lint, self.key.as_bytes()]))
    }

    /// Whether this build knows the page's kind and lint, and so can judge its changes.
    pub fn is_known(&self) -> bool {
        let kinds = [PageKindWire::CREW, PageKindWire::NOTE, PageKindWire::PROFILE, PageKindWire::GATHERING];
        kinds.contains(&self.kind) && self.lint == LINT_VERSION
    }

    /// Checks the key of a page of a known kind.
    ///
    /// # Errors
    /// When no page of this kind can be called that.
    pub fn check(&self) -> Result<(), NameFault> {
        match self.kind {
            PageKindWire::CREW if !self.key.is_empty() => Err(NameFault::CrewKey),
            PageKindWire::NOTE => match text::check_name(&self.key) {
                Err(fault) => Err(NameFault::Title(fault)),
                Ok(title) if title != self.key => Err(NameFault::TitleSpace),
                Ok(_) => Ok(()),
            },
            PageKindWire::PROFILE => match PersonId::from_hex(&self.key) {
                Some(person) if person.to_string() == self.key => Ok(()),
                Some(_) | None => Err(NameFault::Person),
            },
            PageKindWire::GATHERING if !is_short_hex(&self.key) => Err(NameFault::Gathering),
            PageKindWire(_) => Ok(()),
        }
    }
}

/// Whether text is sixteen hex digits in lower case, as drawn for things that nothing else names.
pub(crate) fn is_short_hex(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// A change of a page: automerge's own hash of it, by which later changes name it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ChangeId(pub [u8; 32]);

impl ChangeId {
    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 32 bytes from a slice; `None` where the length differs.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_hex(&self.0))
    }
}

impl fmt::Debug for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChangeId({:.8})", self.to_string())
    }
}

/// A change of a page as it travels: item kind 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageChange {
    /// The page.
    pub page: PageName,
    /// The change in blank form: the body of one uncompressed automerge change with its own actor zero.
    pub blank: Vec<u8>,
}

impl PageChange {
    /// The item that carries it.
    pub fn to_item(&self) -> Item {
        Item { kind: PAGE_CHANGE_KIND, bytes: to_canonical(self) }
    }

    /// Reads an item of kind [`PAGE_CHANGE_KIND`].
    ///
    /// # Errors
    /// When the bytes are not the canonical form of a page change.
    pub fn from_item(item: &Item) -> Result<Self, CanonicalError> {
        if item.kind != PAGE_CHANGE_KIND {
            return Err(CanonicalError::Malformed("PageChange"));
        }
        from_canonical(&item.bytes)
    }
}
