//! What travels beside the entries, as members see it: attachments, and lines about people that can be forgotten.

use crate::{PageKind, Refusal, View, today::days_between};
use weft_ids::{ActId, CivilDate, PersonId, SpaceId};

/// After this many days Weft offers to forget what was of use for a while only.
pub const FORGET_OFFER_DAYS: i64 = 14;

/// What a content that may be forgotten is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

    /// Reads a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.name() == name.trim().to_lowercase())
    }

    /// Whether it is of use for a while only, such as for a gathering.
    pub fn is_for_a_while(self) -> bool {
        match self {
            Label::Health | Label::Children => true,
            Label::Phone | Label::Address | Label::Picture | Label::Other => false,
        }
    }
}

/// What an attachment belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AboutView {
    /// The space as a whole.
    Space,
    /// An act, such as a loan.
    Act(ActId),
    /// A page: its kind and its key, such as a note's title.
    Page(PageKind, String),
    /// A page of a kind this build does not know.
    Elsewhere,
}

/// How much of it is on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BesideState {
    /// All of it.
    Here,
    /// Some of it.
    OnItsWay {
        /// Parts that are here.
        here: u32,
        /// Parts in all.
        of: u32,
    },
    /// None of it yet.
    NotHere,
    /// Forgotten: gone from here, and from every device that has heard so.
    Forgotten {
        /// Who asked for it; `None` where whom it is about has left.
        by: Option<PersonId>,
    },
    /// More than its author, all of the space, or this device may keep: it is not taken in here.
    TooMuch,
}

impl BesideState {
    /// The state's name in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            BesideState::Here => "here",
            BesideState::OnItsWay { .. } => "on_its_way",
            BesideState::NotHere => "not_here",
            BesideState::Forgotten { .. } => "forgotten",
            BesideState::TooMuch => "too_much",
        }
    }
}

/// A file that somebody attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentView {
    /// The act that attached it.
    pub id: ActId,
    /// Who attached it.
    pub by: PersonId,
    /// Whom it is about: its author, unless they said otherwise.
    pub of: PersonId,
    /// What it belongs to.
    pub about: AboutView,
    /// A plain file name; empty where it is forgotten or not here yet.
    pub name: String,
    /// What kind of file it is said to be, such as `image/png`; empty where the name is.
    pub media_type: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// What it is, where it was attached so that it can be forgotten by name too.
    pub label: Option<Label>,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// How much of it is here.
    pub state: BesideState,
    /// Whether I may have it forgotten.
    pub may_forget: bool,
    /// The others who are known to have all of it.
    pub with: Vec<PersonId>,
}

/// A line about a person that can be forgotten, such as a telephone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactLineView {
    /// The act that said so.
    pub id: ActId,
    /// Who wrote it.
    pub by: PersonId,
    /// Whom it is about.
    pub of: PersonId,
    /// What it is.
    pub label: Label,
    /// The line, made safe to show; empty where it is forgotten or not here yet.
    pub line: String,
    /// The day, as claimed.
    pub on: Option<CivilDate>,
    /// Whether it is here.
    pub state: BesideState,
    /// Whether I may have it forgotten.
    pub may_forget: bool,
    /// The others who are known to have it.
    pub with: Vec<PersonId>,
}

/// What travels beside the entries of a space.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BesideView {
    /// Files, in the order in which they were attached.
    pub attachments: Vec<AttachmentView>,
    /// Lines about people, in the order in which they were said.
    pub contact_lines: Vec<ContactLineView>,
}

impl BesideView {
    /// The attachments of one act, page or of the space itself, forgotten ones included.
    pub fn about<'a>(&'a self, about: &'a AboutView) -> impl Iterator<Item = &'a AttachmentView> {
        self.attachments.iter().filter(move |attachment| attachment.about == *about)
    }

    /// The lines about one person that are not forgotten.
    pub fn lines_of<'a>(&'a self, person: &'a PersonId) -> impl Iterator<Item = &'a ContactLineView> {
        let remembered = |line: &&ContactLineView| !matches!(line.state, BesideState::Forgotten { .. });
        self.contact_lines.iter().filter(move |line| line.of == *person).filter(remembered)
    }
}

/// A file as it is handed over to be attached.
#[derive(Clone, PartialEq, Eq)]
pub struct FileToAttach {
    /// Its name, as it is called here; folders before it are dropped.
    pub name: String,
    /// What kind of file it is, such as `image/png`; `application/octet-stream` where empty.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for FileToAttach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileToAttach({} bytes)", self.bytes.len())
    }
}

/// What a member asks for about attachments and forgettable lines.
#[derive(Debug, Clone, PartialEq)]
pub enum BesideCommand {
    /// Attaches a file. Answers [`crate::Reply::Act`].
    Attach {
        /// Where.
        space: SpaceId,
        /// The file.
        file: FileToAttach,
        /// What it belongs to.
        about: AboutView,
        /// What it is, where it should be possible to forget its name too.
        label: Option<Label>,
        /// Whom it is about; oneself where `None`.
        of: Option<PersonId>,
    },
    /// Says a line about a person that can be forgotten. Answers [`crate::Reply::Act`].
    ContactLine {
        /// Where.
        space: SpaceId,
        /// What it is.
        label: Label,
        /// The line.
        line: String,
        /// Whom it is about; oneself where `None`.
        of: Option<PersonId>,
    },
    /// Has an attachment or a line forgotten here and by everyone who hears of it.
    Forget {
        /// The act that attached or said it.
        what: ActId,
    },
    /// Reads an attachment that is here. Answers [`crate::Reply::File`].
    Read {
        /// Which.
        what: ActId,
    },
}

/// What Weft offers to forget: of use for a while only, mine to have forgotten, and said two weeks ago or longer.
///
/// Only a suggestion: nothing is ever forgotten by a clock.
pub fn worth_forgetting(beside: &BesideView, today: CivilDate) -> Vec<ActId> {
    let is_old = |on: &Option<CivilDate>| on.is_some_and(|on| days_between(on, today) >= FORGET_OFFER_DAYS);
    let may = |mine: bool, state: &BesideState| mine && !matches!(state, BesideState::Forgotten { .. });
    let files = beside.attachments.iter().filter(|file| {
        file.label.is_some_and(Label::is_for_a_while) && is_old(&file.on) && may(file.may_forget, &file.state)
    });
    let lines = beside
        .contact_lines
        .iter()
        .filter(|line| line.label.is_for_a_while() && is_old(&line.on) && may(line.may_forget, &line.state));
    files.map(|file| file.id).chain(lines.map(|line| line.id)).collect()
}

/// Finds an attachment or a line by four or more digits of its id.
///
/// # Errors
/// `no_such_attachment` or `ambiguous_attachment`.
pub fn find(view: &View, typed: &str) -> Result<ActId, Refusal> {
    let typed = typed.trim();
    let all = view.spaces.iter().flat_map(|space| {
        let files = space.beside.attachments.iter().map(|file| file.id);
        files.chain(space.beside.contact_lines.iter().map(|line| line.id))
    });
    let found: Vec<ActId> = all.filter(|id| id.has_prefix(typed)).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Refusal::new(
            "no_such_attachment",
            format!("nothing attached or said here is called {typed:?}"),
        )
        .hint("`weft attachments SPACE` lists files, `weft people SPACE` the lines about people")),
        many => Err(Refusal::new("ambiguous_attachment", format!("{typed:?} begins {} ids", many.len()))
            .hint("type more digits of it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: u8, label: Label, on: &str, state: BesideState) -> ContactLineView {
        ContactLineView {
            id: ActId([id; 32]),
            by: PersonId([1; 32]),
            of: PersonId([1; 32]),
            label,
            line: "no nuts".into(),
            on: CivilDate::parse(on),
            state,
            may_forget: true,
            with: Vec::new(),
        }
    }

    #[test]
    fn what_was_of_use_for_a_while_is_offered_to_be_forgotten_after_two_weeks() {
        let day = |text| CivilDate::parse(text).unwrap();
        let beside = BesideView {
            attachments: Vec::new(),
            contact_lines: vec![
                line(1, Label::Health, "2026-11-01", BesideState::Here),
                line(2, Label::Phone, "2026-11-01", BesideState::Here),
                line(3, Label::Children, "2026-11-10", BesideState::Here),
                line(4, Label::Health, "2026-11-01", BesideState::Forgotten { by: None }),
                ContactLineView {
                    may_forget: false,
                    ..line(5, Label::Health, "2026-11-01", BesideState::Here)
                },
                ContactLineView { on: None, ..line(6, Label::Health, "2026-11-01", BesideState::Here) },
            ],
        };
        assert_eq!(worth_forgetting(&beside, day("2026-11-14")), []);
        assert_eq!(worth_forgetting(&beside, day("2026-11-15")), [ActId([1; 32])]);
        assert_eq!(worth_forgetting(&beside, day("2026-11-24")), [ActId([1; 32]), ActId([3; 32])]);
    }

    #[test]
    fn a_label_is_read_by_the_name_it_is_shown_by() {
        assert!(Label::ALL.into_iter().all(|label| Label::parse(label.name()) == Some(label)));
        assert_eq!(Label::parse(" Phone "), Some(Label::Phone));
        assert_eq!(Label::parse("secret"), None);
    }
}
