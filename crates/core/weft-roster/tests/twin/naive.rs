//! The rules once more, computed from scratch over sets of entries, straight from the text of the protocol.
//!
//! Nothing here is shared with the crate but the form of the acts and how a difference makes a roll. Sets of entries are bits of a `u64`.

mod door;
mod rolls;
mod verdict;

use crate::common::Written;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EntryHash, PersonId, RollHash};
use weft_roster::{Admit, AuthorityAct, DoorAct, Roll};

/// Everything known about entries that have been judged.
pub(crate) struct Naive<'a> {
    entries: &'a [Written],
    place: BTreeMap<EntryHash, usize>,
    /// The valid entries.
    pub(crate) valid: u64,
    past: Vec<u64>,
    person: Vec<Option<PersonId>>,
    verdicts: Vec<Vec<&'static str>>,
    rolls: BTreeMap<RollHash, Rolled>,
    // The roll that each valid draft is of, by entry and place.
    drafts: BTreeMap<(usize, usize), RollHash>,
    first: RollHash,
}

/// A roll of which a draft is valid.
struct Rolled {
    roll: Roll,
    cut: u64,
    // The acts within the cut that counted when it was made.
    settled: BTreeSet<(usize, usize)>,
    // Who was written in before, by whom, and had no device within the cut.
    written: BTreeMap<PersonId, BTreeSet<PersonId>>,
}

/// What a set of held entries amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Status {
    /// What is kept.
    pub(crate) kept: u64,
    /// For whom each device was let in.
    pub(crate) speaks: BTreeMap<DeviceId, BTreeSet<PersonId>>,
    /// Who is in or was.
    pub(crate) people: BTreeSet<PersonId>,
    /// Who left.
    pub(crate) left: BTreeSet<PersonId>,
    /// The devices that stand.
    pub(crate) standing: BTreeSet<DeviceId>,
    /// The acts said under the roll that count, by entry and place.
    pub(crate) counted: BTreeSet<(usize, usize)>,
    /// The acts of before that the roll settled and that counted then.
    pub(crate) settled: BTreeSet<(usize, usize)>,
    /// Who was written in, and by whom.
    pub(crate) written: BTreeMap<PersonId, BTreeSet<PersonId>>,
    /// Under which roll.
    pub(crate) roll: RollHash,
}

/// A leaving or switch-off: its entry and, for each device that it ends, the last entry that counts.
struct End {
    entry: usize,
    person: PersonId,
    everything: bool,
    last: BTreeMap<DeviceId, Option<usize>>,
}

/// Under which roll it is asked, and which acts exist: those of `held`, of one entry only the first few.
#[derive(Clone, Copy)]
struct Scope {
    roll: RollHash,
    held: u64,
    first: Option<(usize, usize)>,
}

impl Status {
    fn under(roll: RollHash, kept: u64) -> Self {
        Self {
            kept,
            speaks: BTreeMap::new(),
            people: BTreeSet::new(),
            left: BTreeSet::new(),
            standing: BTreeSet::new(),
            counted: BTreeSet::new(),
            settled: BTreeSet::new(),
            written: BTreeMap::new(),
            roll,
        }
    }

    /// Whether somebody has a device, standing or not.
    fn has_device(&self, person: &PersonId) -> bool {
        self.speaks.values().any(|people| people.first() == Some(person))
    }

    fn counts(&self, at: usize, index: usize) -> bool {
        self.counted.contains(&(at, index)) || self.settled.contains(&(at, index))
    }
}

fn bit(at: usize) -> u64 {
    1 << at
}

impl<'a> Naive<'a> {
    /// Judges entries, the founding first; those that are invalid or lack something in their past stay out.
    pub(crate) fn new(entries: &'a [Written]) -> Self {
        let place = entries.iter().enumerate().map(|(at, entry)| (entry.hash, at)).collect();
        let mut naive = Self {
            entries,
            place,
            valid: 1,
            past: vec![0; entries.len()],
            person: vec![None; entries.len()],
            verdicts: vec![vec![]; entries.len()],
            rolls: BTreeMap::new(),
            drafts: BTreeMap::new(),
            first: entries[0].entry.get().roll,
        };
        let AuthorityAct::Founding(founding) = &entries[0].acts[0].act else { panic!("a founding") };
        naive.rolls.insert(
            naive.first,
            Rolled {
                roll: founding.roll.clone(),
                cut: 0,
                settled: BTreeSet::new(),
                written: BTreeMap::new(),
            },
        );
        naive.person[0] = Some(founding.founder.person());
        naive.verdicts[0] = vec!["counts"];
        while let Some(at) = (0..entries.len()).find(|at| naive.valid & bit(*at) == 0 && naive.is_valid(*at))
        {
            naive.take(at);
        }
        naive
    }

    fn take(&mut self, at: usize) {
        self.past[at] = self.past_of(at).expect("valid");
        let scope = Scope { roll: self.roll_at(at), held: self.past[at], first: None };
        let speaks = self.status(scope).speaks;
        self.person[at] = speaks[&self.device(at)].first().copied();
        self.valid |= bit(at);
        for index in 0..self.entries[at].acts.len() {
            let verdict = self.verdict(at, index);
            self.verdicts[at].push(verdict);
            let scope = Scope { roll: self.roll_at(at), held: self.with_past(at), first: Some((at, index)) };
            if verdict == "counts"
                && let AuthorityAct::Draft(draft) = &self.entries[at].acts[index].act
                && let Ok(rolled) = self.plan(draft, scope)
            {
                self.drafts.insert((at, index), rolled.roll.hash());
                self.rolls.entry(rolled.roll.hash()).or_insert(rolled);
            }
        }
    }

    fn roll_at(&self, at: usize) -> RollHash {
        self.entries[at].entry.get().roll
    }

    fn device(&self, at: usize) -> DeviceId {
        self.entries[at].entry.get().device
    }

    fn find(&self, hash: &EntryHash) -> Option<usize> {
        self.place.get(hash).copied().filter(|at| self.valid & bit(*at) != 0)
    }

    fn with_past(&self, at: usize) -> u64 {
        self.past[at] | bit(at)
    }

    fn past_of(&self, at: usize) -> Option<u64> {
        let entry = self.entries[at].entry.get();
        let mut past = 0;
        for hash in entry.prev.iter().chain(&entry.past) {
            past |= self.with_past(self.find(hash)?);
        }
        Some(past)
    }

    fn chain(&self, mut at: usize) -> u64 {
        let mut chain = bit(at);
        while let Some(prev) = self.entries[at].entry.get().prev {
            at = self.place[&prev];
            chain |= bit(at);
        }
        chain
    }

    fn is_valid(&self, at: usize) -> bool {
        let entry = self.entries[at].entry.get();
        let founding = &self.entries[0];
        if entry.check_form().is_err() || self.entries[at].acts.len() > 8 || entry.space.0 != founding.hash.0
        {
            return false;
        }
        let Some(past) = self.past_of(at) else { return false };
        let prev = entry.prev.map(|hash| self.place[&hash]);
        if prev.is_some_and(|prev| {
            self.device(prev) != entry.device || self.entries[prev].entry.get().n + 1 != entry.n
        }) {
            return false;
        }
        let named: Vec<usize> = entry.prev.iter().chain(&entry.past).map(|hash| self.place[hash]).collect();
        for (i, head) in named.iter().enumerate().skip(usize::from(prev.is_some())) {
            let elsewhere =
                named.iter().enumerate().any(|(j, other)| j != i && self.with_past(*other) & bit(*head) != 0);
            if elsewhere {
                return false;
            }
        }
        let scope = Scope { roll: entry.roll, held: past, first: None };
        if !self.is_carried(&entry.roll, scope)
            || prev.is_some_and(|prev| !self.is_before(&self.roll_at(prev), &entry.roll))
        {
            return false;
        }
        let cut = self.rolls[&entry.roll].cut;
        let own = self.own(past, entry.device);
        let chain = prev.map_or(0, |prev| self.chain(prev));
        let others = self.all(own & !chain & !cut).any(|other| self.is_live(other, cut));
        let goes_on = match prev {
            None => own & cut == 0,
            Some(prev) if cut & bit(prev) != 0 => !self.is_followed(prev, cut),
            Some(prev) => self.is_live(prev, cut),
        };
        !others && goes_on && self.status(scope).standing.contains(&entry.device)
    }

    fn own(&self, held: u64, device: DeviceId) -> u64 {
        self.all(held).filter(|other| self.device(*other) == device).map(bit).sum()
    }

    /// Whether the set holds an entry of the same device that names this one as the one before it.
    fn is_followed(&self, at: usize, set: u64) -> bool {
        let hash = self.entries[at].hash;
        self.all(set).any(|other| self.entries[other].entry.get().prev == Some(hash))
    }

    /// Whether an entry beyond the cut goes on from where the cut leaves its device.
    fn is_live(&self, at: usize, cut: u64) -> bool {
        let settled = self.chain(at) & cut;
        match self.all(settled).max_by_key(|own| self.entries[*own].entry.get().n) {
            None => self.own(cut, self.device(at)) == 0,
            Some(last) => !self.is_followed(last, cut),
        }
    }

    fn is_before(&self, roll: &RollHash, later: &RollHash) -> bool {
        roll == later
            || self
                .rolls
                .get(later)
                .is_some_and(|later| later.roll.follows.iter().any(|followed| self.is_before(roll, followed)))
    }

    fn space(&self) -> weft_ids::SpaceId {
        weft_ids::SpaceId(self.entries[0].hash.0)
    }

    fn all(&self, held: u64) -> impl Iterator<Item = usize> {
        (0..self.entries.len()).filter(move |at| held & bit(*at) != 0)
    }

    /// The acts in scope that do not break a rule.
    fn acts(&self, scope: Scope) -> impl Iterator<Item = (usize, usize, &AuthorityAct)> {
        self.all(scope.held).flat_map(move |at| {
            let up_to = match scope.first {
                Some((entry, first)) if entry == at => first,
                Some(_) | None => self.entries[at].acts.len(),
            };
            (0..up_to)
                .filter(move |index| self.verdicts[at][*index] == "counts")
                .map(move |index| (at, index, &self.entries[at].acts[index].act))
        })
    }

    fn ends(&self, scope: Scope) -> Vec<End> {
        let mut ends = Vec::new();
        let cut = self.rolls[&scope.roll].cut;
        for (at, _, act) in self.acts(scope) {
            let heard = self.roll_at(at) == scope.roll || self.lists(&scope.roll, at);
            if !(cut & bit(at) == 0 && heard || self.is_let_in_again(scope, at)) {
                continue;
            }
            let (everything, named) = match act {
                AuthorityAct::Leave(leave) => (true, leave.last.clone()),
                AuthorityAct::SwitchOff(off) => (false, vec![off.ended.clone()]),
                _ => continue,
            };
            let mut last: BTreeMap<_, _> =
                named.iter().map(|known| (known.device, known.last.map(|hash| self.place[&hash]))).collect();
            if everything || last.contains_key(&self.device(at)) {
                last.insert(self.device(at), Some(at));
            }
            ends.push(End { entry: at, person: self.person[at].expect("valid"), everything, last });
        }
        ends
    }

    fn is_late(&self, ends: &[End], at: usize) -> bool {
        ends.iter().filter(|end| Some(end.person) == self.person[at]).any(|end| {
            match end.last.get(&self.device(at)) {
                Some(Some(last)) => self.chain(*last) & bit(at) == 0,
                Some(None) => true,
                None => end.everything,
            }
        })
    }

    /// Who is in, given that `kept` is kept.
    fn let_in(&self, scope: Scope, kept: u64, ends: &[End]) -> Status {
        let mut status = Status::under(scope.roll, kept);
        for listed in &self.rolls[&scope.roll].roll.listed {
            status.people.insert(listed.person);
            for device in &listed.devices {
                status.speaks.entry(device.device).or_default().insert(listed.person);
            }
        }
        status.settled.clone_from(&self.rolls[&scope.roll].settled);
        status.written.clone_from(&self.rolls[&scope.roll].written);
        status.people.extend(status.written.keys());
        loop {
            let before = status.clone();
            for (at, index, act) in self.acts(Scope { held: scope.held & kept, ..scope }) {
                if self.roll_at(at) != scope.roll || !self.may_speak(&status, ends, at) {
                    continue;
                }
                if let AuthorityAct::Admit(admit) = act {
                    if !self.rests(scope, &status, ends, at, index, admit) {
                        continue;
                    }
                    let said = &admit.joining.statement;
                    if said.own_device_of.is_none() {
                        status.people.insert(said.person());
                    }
                    status.speaks.entry(said.device).or_default().insert(said.person());
                }
                if let AuthorityAct::Door(door) = act {
                    match door {
                        DoorAct::Open(open) if !self.is_vouched(scope, &status, ends, (at, index), open) => {
                            continue;
                        }
                        DoorAct::InviteAs(invite) if !status.written.contains_key(&invite.person) => continue,
                        DoorAct::WriteIn(act) => {
                            let person = act.person(&self.space());
                            status.people.insert(person);
                            status.written.entry(person).or_default().extend(self.person[at]);
                        }
                        DoorAct::Open(_) | DoorAct::InviteAs(_) | DoorAct::Vouch(_) => {}
                    }
                }
                status.counted.insert((at, index));
            }
            if status == before {
                return status;
            }
        }
    }

    fn may_speak(&self, status: &Status, ends: &[End], at: usize) -> bool {
        let person = self.person[at].expect("valid");
        status.speaks.get(&self.device(at)).is_some_and(|people| people.contains(&person))
            && !self.is_late(ends, at)
    }

    /// Whether an admission rests on an invitation in its past that counts.
    fn rests(
        &self,
        scope: Scope,
        status: &Status,
        ends: &[End],
        at: usize,
        index: usize,
        admit: &Admit,
    ) -> bool {
        let said = &admit.joining.statement;
        let before = Scope { held: scope.held & self.with_past(at), first: Some((at, index)), ..scope };
        let speaks = |said_at: usize, place: usize| {
            let said_now = self.roll_at(said_at) == scope.roll && self.may_speak(status, ends, said_at);
            status.settled.contains(&(said_at, place)) || said_now
        };
        let opened = || {
            self.acts(before).any(|(open_at, place, act)| match act {
                AuthorityAct::Door(DoorAct::Open(open)) => {
                    Some(open.invitation) == said.invitation
                        && speaks(open_at, place)
                        && (status.settled.contains(&(open_at, place))
                            || self.is_vouched(scope, status, ends, (open_at, place), open))
                }
                _ => false,
            })
        };
        self.acts(before).any(|(invited_at, place, act)| {
            let (invitation, own, claims) = match act {
                AuthorityAct::Invite(invite) => (invite.invitation, invite.own_device, None),
                AuthorityAct::Door(DoorAct::InviteAs(invite)) => {
                    if !self.is_written(scope, status, ends, &invite.person) {
                        return false;
                    }
                    (invite.invitation, false, Some(invite.person))
                }
                _ => return false,
            };
            Some(invitation) == said.invitation
                && self.fits(invited_at, own, claims, said.own_device_of)
                && speaks(invited_at, place)
                && (own || !self.has_door() || opened())
        })
    }

    /// What must be kept if `kept` is, by the text; with who then stands.
    fn step(&self, scope: Scope, kept: u64) -> Status {
        let ends = self.ends(scope);
        let cut = self.rolls[&scope.roll].cut;
        let mut status = self.let_in(scope, kept, &ends);
        // Like a fork, joining as two people counts as soon as it is held: it is a proof against the device alone.
        let joined = self.let_in(scope, scope.held, &ends).speaks;
        for (device, people) in &status.speaks {
            let ended = ends
                .iter()
                .any(|end| people.contains(&end.person) && (end.everything || end.last.contains_key(device)));
            if joined[device].len() == 1 && !ended && !self.is_forked(scope.held, *device, cut) {
                status.standing.insert(*device);
            }
        }
        let mut must = kept | bit(0) | cut | self.carrying(scope);
        for end in ends.iter().filter(|end| status.people.contains(&end.person)) {
            must |= self.with_past(end.entry);
            end.last.values().flatten().for_each(|last| must |= self.with_past(*last));
            if end.everything {
                status.left.insert(end.person);
            }
        }
        let live = |at: &usize| status.standing.contains(&self.device(*at)) && self.is_live(*at, cut);
        for at in self.all(scope.held & !cut).filter(live) {
            must |= self.with_past(at);
        }
        // Whom a device let in stays when it turns out to have lied: nobody else's standing is moved.
        for (at, index, act) in self.acts(scope) {
            let lets_in = match act {
                AuthorityAct::Admit(admit) => self.rests(scope, &status, &ends, at, index, admit),
                AuthorityAct::Door(DoorAct::WriteIn(_)) => true,
                _ => false,
            };
            if lets_in && self.roll_at(at) == scope.roll && self.may_speak(&status, &ends, at) {
                must |= self.with_past(at);
            }
        }
        status.kept = must;
        status
    }

    /// Whether the set holds two entries beyond the cut of which neither goes on from the other, both live.
    fn is_forked(&self, held: u64, device: DeviceId, cut: u64) -> bool {
        let live: Vec<usize> =
            self.all(self.own(held, device) & !cut).filter(|at| self.is_live(*at, cut)).collect();
        live.iter().any(|one| {
            live.iter()
                .any(|other| self.chain(*one) & bit(*other) == 0 && self.chain(*other) & bit(*one) == 0)
        })
    }

    fn status(&self, scope: Scope) -> Status {
        let mut kept = 0;
        loop {
            let status = self.step(scope, kept);
            if status.kept == kept {
                return status;
            }
            kept = status.kept;
        }
    }

    /// How many rolls were drafted, that of the founding included.
    pub(crate) fn rolled(&self) -> u64 {
        self.rolls.len() as u64
    }

    fn scope(&self, pin: Option<RollHash>) -> Scope {
        Scope { roll: self.current(self.valid, pin), held: self.valid, first: None }
    }

    /// The roll that the chain of a device names last.
    pub(crate) fn pin(&self, device: DeviceId) -> Option<RollHash> {
        let own = self.all(self.own(self.valid, device));
        own.max_by_key(|at| (self.entries[*at].entry.get().n, self.entries[*at].hash))
            .map(|at| self.roll_at(at))
    }

    /// What everything valid amounts to, for a device that last wrote under `pin`.
    pub(crate) fn outcome(&self, pin: Option<RollHash>) -> Status {
        self.status(self.scope(pin))
    }

    /// All sets that hold what they must hold, each with its whole past: the kept set is to be within each of them.
    pub(crate) fn solutions(&self) -> Vec<u64> {
        let scope = self.scope(None);
        let places: Vec<usize> = self.all(self.valid).collect();
        let sets = (0_u64..1 << places.len()).map(|choice| {
            places
                .iter()
                .enumerate()
                .filter(|(i, _)| choice & bit(*i) != 0)
                .map(|(_, at)| bit(*at))
                .sum::<u64>()
        });
        sets.filter(|set| self.all(*set).all(|at| self.past[at] & !set == 0))
            .filter(|set| self.step(scope, *set).kept == *set)
            .collect()
    }

    /// The entries of a set by hash.
    pub(crate) fn hashes(&self, set: u64) -> BTreeSet<EntryHash> {
        self.all(set).map(|at| self.entries[at].hash).collect()
    }

    /// The acts in kept entries that do not count, each with the rule's name.
    pub(crate) fn refused(&self, status: &Status) -> Vec<(weft_ids::ActId, &'static str)> {
        let scope = Scope { roll: status.roll, held: self.valid, first: None };
        let mut refused = Vec::new();
        for at in self.all(status.kept & !1) {
            for index in 0..self.entries[at].acts.len() {
                if let Some(why) = self.refusal(scope, status, at, index) {
                    refused.push((self.entries[at].act(index), why));
                }
            }
        }
        refused.sort_unstable();
        refused
    }

    fn refusal(&self, scope: Scope, status: &Status, at: usize, index: usize) -> Option<&'static str> {
        let act = &self.entries[at].acts[index].act;
        let rolled = &self.rolls[&scope.roll];
        let is_end = matches!(act, AuthorityAct::Leave(_) | AuthorityAct::SwitchOff(_));
        let heard = self.roll_at(at) == scope.roll || self.lists(&scope.roll, at);
        let person_in = self.person[at].is_some_and(|person| status.people.contains(&person));
        match self.verdicts[at][index] {
            "counts"
                if matches!(act, AuthorityAct::Draft(_) | AuthorityAct::Yes(_) | AuthorityAct::No(_)) =>
            {
                None
            }
            "counts" if is_end && person_in && self.is_let_in_again(scope, at) => None,
            "counts" if rolled.cut & bit(at) != 0 => {
                let before = rolled.roll.follows.iter().map(|followed| {
                    let scope = Scope { roll: *followed, held: rolled.cut, first: None };
                    self.refusal(scope, &self.status(scope), at, index)
                });
                let before: Vec<_> = before.collect();
                if before.contains(&None) { None } else { before[0] }
            }
            "counts" if is_end && heard && person_in => None,
            "counts" if status.counted.contains(&(at, index)) => None,
            "counts" if self.roll_at(at) != scope.roll => Some("missed_by_cut"),
            "counts" if self.is_late(&self.ends(scope), at) => Some("late"),
            "counts" => Some("rests_on_refused"),
            rule => Some(rule),
        }
    }

    /// The kept entries written past a last entry that a leaving or switch-off names, on which nobody built
    /// who stands, ended, or let somebody in.
    pub(crate) fn late_and_kept_for_nothing(&self, status: &Status) -> u64 {
        let scope = Scope { roll: status.roll, held: self.valid, first: None };
        let ends = self.ends(scope);
        let mut built = self.rolls[&status.roll].cut | self.carrying(scope);
        for at in self.all(self.valid) {
            let admits = self.entries[at].acts.iter().enumerate().any(|(index, placed)| {
                matches!(placed.act, AuthorityAct::Admit(_) | AuthorityAct::Door(DoorAct::WriteIn(_)))
                    && status.counted.contains(&(at, index))
            });
            if status.standing.contains(&self.device(at)) || admits || ends.iter().any(|end| end.entry == at)
            {
                built |= self.with_past(at);
            }
        }
        ends.iter()
            .flat_map(|end| end.last.values().flatten())
            .for_each(|last| built |= self.with_past(*last));
        self.all(status.kept & !built).filter(|at| self.is_late(&ends, *at)).map(bit).sum()
    }
}
