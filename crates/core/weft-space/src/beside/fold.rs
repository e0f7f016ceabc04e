//! The fold: what was attached and said, and what of it is forgotten, the same on every device that holds the same entries.

use super::{
    acts::{Attach, BesideAct, ContactLine, Forget, Label, Opening, Told},
    body::Commitment,
    seal::chunks_of,
};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, CivilDate, PersonId, limits, text};
use weft_roster::{PersonState, Roster};

/// What a stub stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// A file.
    Attachment(Attach),
    /// A line about a person.
    ContactLine(ContactLine),
}

/// One thing that travels beside the entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stub {
    /// Who wrote it.
    pub by: PersonId,
    /// What it stands for.
    pub beside: Beside,
    /// Why it is forgotten, where it is.
    pub forgotten: Option<Why>,
    /// Whether whom it is about is not in any more; then anybody who is may have it forgotten.
    pub orphaned: bool,
    /// Whether it is within what its author and the space may have others keep.
    pub fits: bool,
}

/// Why something is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Somebody asked for it.
    Asked(PersonId),
    /// Whom it is about has left.
    Left,
}

/// All that travels beside the entries of a space.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Besides {
    /// By the act that named it.
    pub stubs: BTreeMap<ActId, Stub>,
    /// The stubs' acts in the order in which all devices show them.
    pub order: Vec<ActId>,
    /// Acts that break a rule.
    pub refused: Vec<RefusedBeside>,
}

/// An act that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedBeside {
    /// Which.
    pub act: ActId,
    /// Whose.
    pub by: PersonId,
    /// Why.
    pub why: BesideRefusal,
}

/// Why an act about what travels beside does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BesideRefusal {
    /// No file has that size, or not that many chunks.
    #[error("a file of {bytes} sealed bytes in {chunks} chunks cannot be")]
    Size {
        /// Sealed bytes, as claimed.
        bytes: u32,
        /// Chunks named.
        chunks: usize,
    },
    /// The file's name or kind will not do.
    #[error("the file's name or kind will not do")]
    Name,
    /// Whom it is about is not known here.
    #[error("it is about somebody who is not known here")]
    Nobody,
    /// What should be forgotten is nothing that could be.
    #[error("what it names is nothing that can be forgotten")]
    NothingToForget,
    /// Only its author and whom it is about may have it forgotten.
    #[error("only who wrote it and whom it is about may have it forgotten")]
    NotYours,
}

impl BesideRefusal {
    /// The rule's name in snake case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Size { .. } => "attachment_size",
            Self::Name => "attachment_name",
            Self::Nobody => "about_nobody",
            Self::NothingToForget => "nothing_to_forget",
            Self::NotYours => "not_yours_to_forget",
        }
    }

    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotYours => Some("ask them to have it forgotten".to_owned()),
            Self::Size { .. } | Self::Name | Self::Nobody | Self::NothingToForget => None,
        }
    }
}

impl Stub {
    /// Whom it is about.
    pub fn of(&self) -> PersonId {
        match &self.beside {
            Beside::Attachment(attach) => attach.of,
            Beside::ContactLine(line) => line.of,
        }
    }

    /// The commitment to what travels beside and can be forgotten; `None` where name and key stand in the entry.
    pub fn commitment(&self) -> Option<&Commitment> {
        match &self.beside {
            Beside::Attachment(Attach { told: Told::Forgettably { commitment, .. }, .. }) => Some(commitment),
            Beside::Attachment(Attach { told: Told::Openly(_), .. }) => None,
            Beside::ContactLine(line) => Some(&line.commitment),
        }
    }

    /// What it is, where it was written to be forgettable.
    pub fn label(&self) -> Option<Label> {
        match &self.beside {
            Beside::Attachment(Attach { told: Told::Forgettably { label, .. }, .. }) => Some(*label),
            Beside::Attachment(Attach { told: Told::Openly(_), .. }) => None,
            Beside::ContactLine(line) => Some(line.label),
        }
    }

    /// The hashes of its sealed chunks; none for a line.
    pub fn chunks(&self) -> &[[u8; 32]] {
        match &self.beside {
            Beside::Attachment(attach) => &attach.chunks,
            Beside::ContactLine(_) => &[],
        }
    }

    /// Bytes of its sealed chunks together.
    pub fn sealed_bytes(&self) -> u64 {
        match &self.beside {
            Beside::Attachment(attach) => u64::from(attach.sealed_bytes),
            Beside::ContactLine(_) => 0,
        }
    }

    /// The day on which it was written, as claimed.
    pub fn on(&self) -> Option<CivilDate> {
        match &self.beside {
            Beside::Attachment(attach) => attach.on,
            Beside::ContactLine(line) => line.on,
        }
    }

    /// Whether this person may have it forgotten.
    pub fn may_forget(&self, person: &PersonId) -> bool {
        self.orphaned || self.by == *person || self.of() == *person
    }

    /// What it takes others to keep, in bytes; a stub counts as much as the largest line, so that many small ones count too.
    pub fn cost(&self) -> u64 {
        self.sealed_bytes() + limits::FORGETTABLE_BYTES_MAX as u64
    }
}

impl Besides {
    /// Folds acts that count, each with the person who did it; only [`Besides::order`] and what fits depend on their order.
    pub(crate) fn fold(roster: &Roster, acts: Vec<(ActId, PersonId, &BesideAct)>) -> Self {
        let mut besides = Self::default();
        let mut forgets: Vec<(ActId, PersonId, &Forget)> = Vec::new();
        for (id, by, act) in acts {
            let stub = match act {
                BesideAct::Attach(attach) => {
                    check(roster, attach).map(|()| Beside::Attachment(attach.clone()))
                }
                BesideAct::ContactLine(line) => {
                    known(roster, &line.of).map(|()| Beside::ContactLine(line.clone()))
                }
                BesideAct::Forget(forget) => {
                    forgets.push((id, by, forget));
                    continue;
                }
            };
            match stub {
                Ok(beside) => {
                    besides.order.push(id);
                    let mut stub = Stub { by, beside, forgotten: None, orphaned: false, fits: true };
                    let state = roster.people.get(&stub.of()).map(|person| person.state);
                    stub.orphaned = !state.is_some_and(PersonState::is_in);
                    besides.stubs.insert(id, stub);
                }
                Err(why) => besides.refused.push(RefusedBeside { act: id, by, why }),
            }
        }
        besides.forget(roster, forgets);
        besides.measure();
        besides
    }

    fn forget(&mut self, roster: &Roster, forgets: Vec<(ActId, PersonId, &Forget)>) {
        for (act, by, forget) in forgets {
            let refused = |why| RefusedBeside { act, by, why };
            match self.stubs.get_mut(&forget.what) {
                None => self.refused.push(refused(BesideRefusal::NothingToForget)),
                Some(stub) if !stub.may_forget(&by) => self.refused.push(refused(BesideRefusal::NotYours)),
                Some(stub) => {
                    // Where both asked, it says so of the smaller id on every device.
                    let first = match stub.forgotten {
                        Some(Why::Asked(other)) => other.min(by),
                        Some(Why::Left) | None => by,
                    };
                    stub.forgotten = Some(Why::Asked(first));
                }
            }
        }
        let left: BTreeSet<PersonId> = roster
            .people
            .iter()
            .filter(|(_, person)| person.state == PersonState::Left)
            .map(|(id, _)| *id)
            .collect();
        for stub in self.stubs.values_mut() {
            if stub.forgotten.is_none() && stub.label().is_some() && left.contains(&stub.of()) {
                stub.forgotten = Some(Why::Left);
            }
        }
    }

    /// Marks what is more than an author, or all together, may have others keep; the oldest go first.
    fn measure(&mut self) {
        let (mut all, mut per_person): (u64, BTreeMap<PersonId, u64>) = (0, BTreeMap::new());
        for id in &self.order {
            let Some(stub) = self.stubs.get_mut(id).filter(|stub| stub.forgotten.is_none()) else { continue };
            let own = per_person.entry(stub.by).or_default();
            let cost = stub.cost();
            stub.fits = *own + cost <= limits::PERSON_ATTACHMENT_BYTES_MAX
                && all + cost <= limits::SPACE_ATTACHMENT_BYTES_MAX;
            if stub.fits {
                *own += cost;
                all += cost;
            }
        }
    }

    /// What a person's stubs cost the others, and what all cost, in bytes.
    pub fn cost_of(&self, person: &PersonId) -> (u64, u64) {
        let fitting = || self.stubs.values().filter(|stub| stub.fits && stub.forgotten.is_none());
        (fitting().filter(|stub| stub.by == *person).map(Stub::cost).sum(), fitting().map(Stub::cost).sum())
    }
}

fn known(roster: &Roster, person: &PersonId) -> Result<(), BesideRefusal> {
    if roster.people.contains_key(person) { Ok(()) } else { Err(BesideRefusal::Nobody) }
}

fn check(roster: &Roster, attach: &Attach) -> Result<(), BesideRefusal> {
    known(roster, &attach.of)?;
    if chunks_of(attach.sealed_bytes) != Some(attach.chunks.len()) {
        return Err(BesideRefusal::Size { bytes: attach.sealed_bytes, chunks: attach.chunks.len() });
    }
    match &attach.told {
        Told::Openly(opening) if !opening.is_sound() => Err(BesideRefusal::Name),
        Told::Openly(_) | Told::Forgettably { .. } => Ok(()),
    }
}

impl Opening {
    /// Whether its name and kind are such as a device may write: a plain name without folders, and `type/subtype`.
    pub fn is_sound(&self) -> bool {
        text::file_name(&self.name) == self.name && text::is_media_type(&self.media_type)
    }
}
