//! Whether an entry is valid: its form, its chain, its past, and whether its device stood there.

use super::{History, authority::Authority, chains::Clock, is_unplaced};
use crate::{
    RULES_VERSION,
    acts::{AuthorityAct, Founding, PlacedAct},
    statement::{NO_ROLL, StatementError},
};
use std::sync::Arc;
use weft_ids::{
    DeviceId, Entry, EntryHash, PersonId, RollHash,
    entry::{FormError, NO_SPACE},
    limits,
    text::check_name,
};

/// Why an entry is not valid, or cannot be judged yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Not held yet, so that the entry waits: the only reason that can pass.
    #[error("{} entries that it builds on are missing", .0.len())]
    Missing(Vec<EntryHash>),
    /// Its own form is wrong.
    #[error("its form is wrong: {0}")]
    Form(#[from] FormError),
    /// It belongs to another space.
    #[error("it belongs to another space")]
    OtherSpace,
    /// It names a roll that is not known in its past.
    #[error("it was written under a roll that its past does not know ({})", .0.short())]
    UnknownRoll(RollHash),
    /// It names a roll that comes before, or beside, the one that the entry before it names.
    #[error("it goes back to a roll before the one of the entry before it")]
    RollBack,
    /// It builds on nothing, so that nobody let its device in.
    #[error("it builds on nothing")]
    Rootless,
    /// The entry before it is another device's, or has another number than the one before.
    #[error("it does not go on from the entry it names before it")]
    Chain,
    /// It names a head that something else it names holds already.
    #[error("it names entry {} twice over", .0.short())]
    PastRedundant(EntryHash),
    /// Its past holds entries of its own device that are not in its chain.
    #[error("its past holds another branch of its own device")]
    OwnBranch,
    /// Its device does not stand in its own past.
    #[error("device {} did not stand when it wrote it", .0.short())]
    NotStanding(DeviceId),
    /// More entries than a device may write under one roll.
    #[error("its device wrote more than {max} entries under this roll", max = limits::ROLL_ENTRIES_MAX)]
    TooManyEntries,
    /// More bytes than a device may write under one roll.
    #[error("its device wrote more than {max} bytes under this roll", max = limits::ROLL_BYTES_MAX)]
    TooManyBytes,
    /// More acts of authority than fit in one entry, or than a device may write under one roll.
    #[error("its device said more about who is in than one entry or one device may")]
    TooManyActs,
    /// It is no founding in the exact form.
    #[error("it does not found a space")]
    NoFounding,
    /// The founder's statement does not hold.
    #[error("the founder's statement does not hold: {0}")]
    Founder(#[from] StatementError),
    /// Rules that this build does not know.
    #[error("it lives by rules of version {0}, which this build does not know")]
    UnknownRules(u16),
}

impl Invalid {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing(_) => Some("ask whoever gave it for the rest".to_owned()),
            Self::UnknownRoll(_) | Self::UnknownRules(_) | Self::Form(_) => {
                Some("a newer version of this program may know it".to_owned())
            }
            Self::OtherSpace
            | Self::RollBack
            | Self::Rootless
            | Self::Chain
            | Self::PastRedundant(_)
            | Self::OwnBranch
            | Self::NotStanding(_)
            | Self::TooManyEntries
            | Self::TooManyBytes
            | Self::TooManyActs
            | Self::NoFounding
            | Self::Founder(_) => None,
        }
    }
}

/// What was found out about a valid entry while judging it.
pub(super) struct Weighed {
    // Everything in its past, itself not included.
    pub(super) clock: Clock,
    pub(super) authority: Arc<Authority>,
    pub(super) person: PersonId,
    pub(super) depth: u64,
    pub(super) written: Written,
}

/// What a device has written under one roll, up to an entry.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written {
    pub(super) entries: u64,
    pub(super) bytes: usize,
    // Acts of authority, refused ones included.
    pub(super) acts: usize,
}

impl History {
    /// Judges an entry that is not held.
    pub(super) fn weigh(&self, entry: &Entry, acts: &[PlacedAct], bytes: usize) -> Result<Weighed, Invalid> {
        entry.check_form()?;
        if entry.space != self.space {
            return Err(Invalid::OtherSpace);
        }
        let parents: Vec<&EntryHash> = entry.prev.iter().chain(&entry.past).collect();
        if parents.is_empty() {
            return Err(Invalid::Rootless);
        }
        let missing: Vec<EntryHash> =
            parents.iter().filter(|hash| !self.holds(hash)).map(|hash| **hash).collect();
        if !missing.is_empty() {
            return Err(Invalid::Missing(missing));
        }
        let written = self.weigh_chain(entry)?.and(acts, bytes)?;
        self.weigh_heads(entry)?;
        let mut clock = Clock::default();
        let mut depth = 0;
        for held in parents.iter().filter_map(|hash| self.held.get(*hash)) {
            clock.merge(&held.clock);
            depth = depth.max(held.depth + 1);
        }
        self.weigh_roll(entry, &clock)?;
        self.weigh_own_branch(entry, &clock)?;
        let authority = self.authority_at(&entry.roll, &clock);
        let not_standing = Invalid::NotStanding(entry.device);
        let person = authority.devices.get(&entry.device).map(|device| device.person).ok_or(not_standing)?;
        if !authority.stands(&entry.device) {
            return Err(Invalid::NotStanding(entry.device));
        }
        Ok(Weighed { clock, authority, person, depth, written })
    }

    /// Checks that it goes on from the entry before it; returns what its device wrote under its roll up to there.
    fn weigh_chain(&self, entry: &Entry) -> Result<Written, Invalid> {
        let Some(prev) = entry.prev.as_ref().and_then(|prev| self.held.get(prev)) else {
            return Ok(Written::default());
        };
        let goes_on = prev.device == entry.device && prev.n.checked_add(1) == Some(entry.n);
        if !goes_on {
            return Err(Invalid::Chain);
        }
        Ok(if prev.roll == entry.roll { prev.written } else { Written::default() })
    }

    /// Checks that its past holds what carries its roll, and that its device does not go back to an earlier one.
    fn weigh_roll(&self, entry: &Entry, past: &Clock) -> Result<(), Invalid> {
        let prev = entry.prev.as_ref().and_then(|prev| self.held.get(prev));
        // What the past of the entry before it carried is carried here, too.
        if prev.is_some_and(|prev| prev.roll == entry.roll) {
            return Ok(());
        }
        if !self.rolls.is_carried(&entry.roll, past) {
            return Err(Invalid::UnknownRoll(entry.roll));
        }
        let forward = prev.is_none_or(|prev| self.rolls.is_before(&prev.roll, &entry.roll));
        if forward { Ok(()) } else { Err(Invalid::RollBack) }
    }

    /// Checks that its heads are heads: none in the past of another, nor in that of the entry before it.
    fn weigh_heads(&self, entry: &Entry) -> Result<(), Invalid> {
        for head in &entry.past {
            let others = entry.prev.iter().chain(&entry.past).filter(|other| *other != head);
            let named_before = entry.prev.as_ref() == Some(head);
            if named_before || others.into_iter().any(|other| self.reaches(other, head)) {
                return Err(Invalid::PastRedundant(*head));
            }
        }
        Ok(())
    }

    /// Checks that of its own device its past holds, beside what the roll settled or let die, its own chain alone,
    /// and that it goes on from where the roll left its device.
    fn weigh_own_branch(&self, entry: &Entry, past: &Clock) -> Result<(), Invalid> {
        let own = entry.prev.as_ref().and_then(|prev| self.held.get(prev));
        let cut = self.rolls.cut(&entry.roll);
        for (id, _) in self.chains.branches_of(&entry.device) {
            let newest = past.get(id);
            let beyond = newest > own.map_or(0, |prev| prev.clock.get(id)).max(cut.get(id));
            // A branch that the roll did not choose is dead: others may have built on it.
            if beyond && self.chains.is_live(id, u64::from(newest), cut) {
                return Err(Invalid::OwnBranch);
            }
        }
        let goes_on = match own {
            Some(prev) => self.chains.may_follow(prev.branch, prev.n, cut),
            None => self.chains.branches_of(&entry.device).all(|(id, _)| cut.get(id) == 0),
        };
        if goes_on { Ok(()) } else { Err(Invalid::OwnBranch) }
    }
}

impl Written {
    /// Adds one entry; with no more than a device may write under one roll.
    fn and(self, acts: &[PlacedAct], bytes: usize) -> Result<Self, Invalid> {
        let sum = Self {
            entries: self.entries.saturating_add(1),
            bytes: self.bytes.saturating_add(bytes),
            acts: weigh_acts(self.acts, acts)?,
        };
        if sum.entries > limits::ROLL_ENTRIES_MAX {
            return Err(Invalid::TooManyEntries);
        }
        if sum.bytes > limits::ROLL_BYTES_MAX { Err(Invalid::TooManyBytes) } else { Ok(sum) }
    }
}

/// How many acts of authority a device may have written under one roll when it says these.
pub(super) fn acts_max<'a>(mut acts: impl Iterator<Item = &'a AuthorityAct>) -> usize {
    // Whoever used them up can still leave, or switch off a device that was stolen.
    let ends = acts.all(|act| match act {
        AuthorityAct::Leave(_) | AuthorityAct::SwitchOff(_) => true,
        AuthorityAct::Founding(_)
        | AuthorityAct::Invite(_)
        | AuthorityAct::Revoke(_)
        | AuthorityAct::Admit(_)
        | AuthorityAct::Draft(_)
        | AuthorityAct::Yes(_)
        | AuthorityAct::No(_)
        | AuthorityAct::Door(_) => false,
    });
    limits::ROLL_AUTHORITY_ACTS_MAX + if ends { limits::ROLL_ENDINGS_MAX } else { 0 }
}

/// Checks that they are not too many; returns how many the chain then holds.
fn weigh_acts(before: usize, acts: &[PlacedAct]) -> Result<usize, Invalid> {
    let sum = before + acts.len();
    let fits = acts.len() <= limits::AUTHORITY_ACTS_MAX
        && (acts.is_empty() || sum <= acts_max(acts.iter().map(|placed| &placed.act)));
    if fits { Ok(sum) } else { Err(Invalid::TooManyActs) }
}

/// Reads the founding of an entry that founds a space.
pub(super) fn founding(entry: &Entry, acts: &[PlacedAct]) -> Result<Founding, Invalid> {
    entry.check_form()?;
    let alone = entry.n == 1 && entry.past.is_empty() && is_unplaced(entry);
    let [PlacedAct { index: 0, act: AuthorityAct::Founding(founding) }] = acts else {
        return Err(Invalid::NoFounding);
    };
    if founding.roll.rules != RULES_VERSION {
        return Err(Invalid::UnknownRules(founding.roll.rules));
    }
    let founder = &founding.founder;
    let new = founder.space == NO_SPACE
        && founder.roll == NO_ROLL
        && founder.invitation.is_none()
        && founder.own_device_of.is_none()
        && founder.device == entry.device;
    let named = check_name(&founding.name).is_ok_and(|name| name == founding.name);
    if !(alone && new && named && founding.roll_fits() && entry.roll == founding.roll.hash()) {
        return Err(Invalid::NoFounding);
    }
    founder.check()?;
    Ok((**founding).clone())
}
