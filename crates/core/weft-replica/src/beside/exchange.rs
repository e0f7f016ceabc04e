//! What one session has asked, given and heard about what travels beside one space's entries.

use super::{Part, PartName};
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{ActId, Millis, limits};

/// How often one part goes to the other side in one session, whatever it asks for.
const GIVEN_MAX: u8 = 2;

/// What is known within one session.
#[derive(Debug, Default)]
pub(crate) struct Exchange {
    /// Parts that this side asked for.
    asked: BTreeMap<PartName, Asked>,
    /// Parts that the other side said it has not.
    lacks: BTreeSet<PartName>,
    /// How often parts went to the other side.
    given: BTreeMap<PartName, u8>,
    /// Parts on their way from the disk to the other side.
    reading: usize,
    /// Whether the other side hopes for parts in this session.
    pub(crate) they_wait: bool,
    /// Whether this side said that it does.
    pub(crate) told_waits: bool,
    /// What the other side was asked whether it has it whole.
    pub(crate) wondered: BTreeSet<ActId>,
    /// Parts that came and went, so that a slow transfer is seen to move.
    pub(crate) moved: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Not answered yet; since when, as soon as time was told.
    Open { since: Option<Millis> },
    /// Somebody else is asked; it may still come.
    Overdue,
    /// It came, or the other side has it not.
    Answered,
}

/// The other side asks for more than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMuch;

impl Exchange {
    /// How many more parts may be asked for.
    pub(crate) fn room(&self) -> usize {
        limits::BESIDES_ASKED_MAX.saturating_sub(self.open().count())
    }

    /// The parts asked for and not answered.
    pub(crate) fn open(&self) -> impl Iterator<Item = &PartName> {
        self.asked.iter().filter(|(_, asked)| matches!(asked, Asked::Open { .. })).map(|(name, _)| name)
    }

    /// Whether the other side may have a part, as far as is known here.
    pub(crate) fn may_have(&self, name: &PartName) -> bool {
        !self.lacks.contains(name) && self.asked.get(name) != Some(&Asked::Overdue)
    }

    /// Notes that a part is asked for.
    pub(crate) fn ask(&mut self, name: PartName) {
        self.asked.insert(name, Asked::Open { since: None });
    }

    /// Notes that a part came; `false` where it was never asked for.
    pub(crate) fn came(&mut self, name: &PartName) -> bool {
        match self.asked.get_mut(name) {
            Some(asked @ (Asked::Open { .. } | Asked::Overdue)) => {
                *asked = Asked::Answered;
                self.moved += 1;
                true
            }
            Some(Asked::Answered) | None => false,
        }
    }

    /// Notes that the other side has not what it was asked for; `false` where it was not.
    pub(crate) fn lacked(&mut self, name: &PartName) -> bool {
        let known = self.came(name);
        if known {
            self.lacks.insert(*name);
        }
        known
    }

    /// Notes that the other side has all parts of these acts, whatever it said before.
    pub(crate) fn has_all(&mut self, acts: &[ActId]) {
        self.lacks.retain(|name| !acts.contains(&name.act));
    }

    /// Gives up on what is not answered for too long, so that others can be asked; answers whether there was any.
    pub(crate) fn give_up(&mut self, now: Millis) -> bool {
        let mut any = false;
        for asked in self.asked.values_mut() {
            if let Asked::Open { since } = asked {
                let since = *since.get_or_insert(now);
                if (now - since).abs() > limits::BESIDES_PATIENCE_MS {
                    *asked = Asked::Overdue;
                    any = true;
                }
            }
        }
        any
    }

    /// Whether a part may go to the other side; notes that it goes.
    pub(crate) fn give(&mut self, name: PartName) -> bool {
        let times = self.given.entry(name).or_insert(0);
        let may = *times < GIVEN_MAX;
        *times = times.saturating_add(1);
        may
    }

    /// Notes that a part is read from the disk for the other side.
    ///
    /// # Errors
    /// When more is being read than it may ask for at a time.
    pub(crate) fn begin_reading(&mut self, name: &PartName) -> Result<(), TooMuch> {
        debug_assert!(name.part != Part::Body, "bodies are in memory");
        self.reading += 1;
        if self.reading > 2 * limits::BESIDES_ASKED_MAX { Err(TooMuch) } else { Ok(()) }
    }

    /// Notes that a part was read.
    pub(crate) fn end_reading(&mut self) {
        self.reading = self.reading.saturating_sub(1);
        self.moved += 1;
    }

    /// Whether nothing is on its way and neither side hopes for more.
    pub(crate) fn is_done(&self) -> bool {
        self.reading == 0 && !self.they_wait && !self.told_waits && self.open().next().is_none()
    }
}
