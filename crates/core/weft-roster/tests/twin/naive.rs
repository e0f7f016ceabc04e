//! The rules once more, computed from scratch over sets of entries, straight from the text of the protocol.
//!
//! Nothing here is shared with the crate but the form of the acts. Sets of entries are bits of a `u64`.

use crate::common::Written;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EntryHash, InvitationId, PersonId};
use weft_roster::{Admit, AuthorityAct};

/// Everything known about entries that have been judged.
pub(crate) struct Naive<'a> {
    entries: &'a [Written],
    place: BTreeMap<EntryHash, usize>,
    /// The valid entries.
    pub(crate) valid: u64,
    past: Vec<u64>,
    person: Vec<Option<PersonId>>,
    verdicts: Vec<Vec<&'static str>>,
}

/// What a set of held entries amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// The acts that count, by entry and place.
    pub(crate) counted: BTreeSet<(usize, usize)>,
}

/// A leaving or switch-off: its entry and, for each device that it ends, the last entry that counts.
struct End {
    entry: usize,
    person: PersonId,
    everything: bool,
    last: BTreeMap<DeviceId, Option<usize>>,
}

/// Which acts exist: those of `held`, of one entry only the first few.
#[derive(Clone, Copy)]
struct Scope {
    held: u64,
    first: Option<(usize, usize)>,
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
        };
        let AuthorityAct::Founding(founding) = &entries[0].acts[0].act else { panic!("a founding") };
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
        let speaks = self.status(Scope { held: self.past[at], first: None }).speaks;
        self.person[at] = speaks[&self.device(at)].first().copied();
        self.valid |= bit(at);
        for index in 0..self.entries[at].acts.len() {
            let verdict = self.verdict(at, index);
            self.verdicts[at].push(verdict);
        }
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
        if entry.check_form().is_err()
            || self.entries[at].acts.len() > 8
            || entry.space.0 != founding.hash.0
            || entry.roll != founding.entry.get().roll
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
        let own = self.all(past).filter(|other| self.device(*other) == entry.device).map(bit).sum::<u64>();
        own == prev.map_or(0, |prev| self.chain(prev))
            && self.status(Scope { held: past, first: None }).standing.contains(&entry.device)
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
        for (at, _, act) in self.acts(scope) {
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
        let mut status = Status { kept, ..Status::default() };
        let founder = self.person[0].expect("founding");
        status.people.insert(founder);
        status.speaks.entry(self.device(0)).or_default().insert(founder);
        loop {
            let before = status.clone();
            for (at, index, act) in self.acts(Scope { held: scope.held & kept, ..scope }) {
                if !self.may_speak(&status, ends, at) {
                    continue;
                }
                match act {
                    AuthorityAct::Admit(admit) => {
                        if !self.rests(scope, &status, ends, at, index, admit) {
                            continue;
                        }
                        let said = &admit.joining.statement;
                        status.people.insert(said.person());
                        status.speaks.entry(said.device).or_default().insert(said.person());
                    }
                    AuthorityAct::Invite(_) | AuthorityAct::Revoke(_) => {}
                    AuthorityAct::Leave(_) | AuthorityAct::SwitchOff(_) | AuthorityAct::Founding(_) => {}
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
        let before = Scope { held: scope.held & self.with_past(at), first: Some((at, index)) };
        self.acts(before).any(|(invited_at, _, act)| match act {
            AuthorityAct::Invite(invite) => {
                Some(invite.invitation) == said.invitation
                    && self.fits(invited_at, invite.own_device, said.own_device_of)
                    && self.may_speak(status, ends, invited_at)
            }
            _ => false,
        })
    }

    fn fits(&self, invited_at: usize, own_device: bool, own_device_of: Option<PersonId>) -> bool {
        if own_device { own_device_of == self.person[invited_at] } else { own_device_of.is_none() }
    }

    /// What must be kept if `kept` is, by the text; with who then stands.
    fn step(&self, scope: Scope, kept: u64) -> Status {
        let ends = self.ends(scope);
        let mut status = self.let_in(scope, kept, &ends);
        // Like a fork, joining as two people counts as soon as it is held: it is a proof against the device alone.
        let joined = self.let_in(scope, scope.held, &ends).speaks;
        for (device, people) in &status.speaks {
            let ended = ends
                .iter()
                .any(|end| people.contains(&end.person) && (end.everything || end.last.contains_key(device)));
            if joined[device].len() == 1 && !ended && !self.is_forked(scope.held, *device) {
                status.standing.insert(*device);
            }
        }
        let mut must = kept | bit(0);
        for end in ends.iter().filter(|end| status.people.contains(&end.person)) {
            must |= self.with_past(end.entry);
            end.last.values().flatten().for_each(|last| must |= self.with_past(*last));
            if end.everything {
                status.left.insert(end.person);
            }
        }
        for at in self.all(scope.held).filter(|at| status.standing.contains(&self.device(*at))) {
            must |= self.with_past(at);
        }
        // Whom a device let in stays when it turns out to have lied: nobody else's standing is moved.
        for (at, index, act) in self.acts(scope) {
            if let AuthorityAct::Admit(admit) = act
                && self.may_speak(&status, &ends, at)
                && self.rests(scope, &status, &ends, at, index, admit)
            {
                must |= self.with_past(at);
            }
        }
        status.kept = must;
        status
    }

    fn is_forked(&self, held: u64, device: DeviceId) -> bool {
        let mut numbers = BTreeSet::new();
        self.all(held)
            .filter(|at| self.device(*at) == device)
            .any(|at| !numbers.insert(self.entries[at].entry.get().n))
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

    /// What everything valid amounts to.
    pub(crate) fn outcome(&self) -> Status {
        self.status(Scope { held: self.valid, first: None })
    }

    /// All sets that hold what they must hold, each with its whole past: the kept set is to be within each of them.
    pub(crate) fn solutions(&self) -> Vec<u64> {
        let scope = Scope { held: self.valid, first: None };
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
        let ends = self.ends(Scope { held: self.valid, first: None });
        let mut refused = Vec::new();
        for at in self.all(status.kept & !1) {
            for (index, placed) in self.entries[at].acts.iter().enumerate() {
                let is_end = matches!(placed.act, AuthorityAct::Leave(_) | AuthorityAct::SwitchOff(_));
                let person_in = self.person[at].is_some_and(|person| status.people.contains(&person));
                let why = match self.verdicts[at][index] {
                    "counts" if is_end && person_in => continue,
                    "counts" if status.counted.contains(&(at, index)) => continue,
                    "counts" if self.is_late(&ends, at) => "late",
                    "counts" => "rests_on_refused",
                    rule => rule,
                };
                refused.push((self.entries[at].act(index), why));
            }
        }
        refused.sort_unstable();
        refused
    }

    /// The kept entries written past a last entry that a leaving or switch-off names, on which nobody built
    /// who stands, ended, or let somebody in.
    pub(crate) fn late_and_kept_for_nothing(&self, status: &Status) -> u64 {
        let scope = Scope { held: self.valid, first: None };
        let ends = self.ends(scope);
        let mut built = 0;
        for at in self.all(self.valid) {
            let admits = self.entries[at].acts.iter().enumerate().any(|(index, placed)| {
                matches!(placed.act, AuthorityAct::Admit(_)) && status.counted.contains(&(at, index))
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

    fn verdict(&self, at: usize, index: usize) -> &'static str {
        let scope = Scope { held: self.with_past(at), first: Some((at, index)) };
        let status = self.status(scope);
        let (device, person) = (self.device(at), self.person[at].expect("taken"));
        if !status.standing.contains(&device) {
            return "after_the_end";
        }
        // It covers all that the past holds of a device that is not forked there.
        let is_last = |last: Option<EntryHash>, device: DeviceId| {
            let of_device: u64 =
                self.all(self.past[at]).filter(|other| self.device(*other) == device).map(bit).sum();
            let Some(last) = last else { return of_device == 0 };
            self.find(&last).is_some_and(|last| {
                of_device & bit(last) != 0
                    && (of_device & !self.with_past(last) == 0 || self.is_forked(self.past[at], device))
            })
        };
        let own =
            |device: &DeviceId| status.speaks.get(device).is_some_and(|people| people.contains(&person));
        match &self.entries[at].acts[index].act {
            AuthorityAct::Founding(_) => "founded_already",
            AuthorityAct::Invite(invite) => {
                if self.invites(scope, &status, invite.invitation).is_empty() {
                    "counts"
                } else {
                    "invitation_taken"
                }
            }
            AuthorityAct::Revoke(revoke) => {
                let invites = self.invites(scope, &status, revoke.invitation);
                let own = invites.iter().any(|(invited_at, _)| self.person[*invited_at] == Some(person));
                match () {
                    () if invites.is_empty() => "unknown_invitation",
                    () if !own => "not_own_invitation",
                    () if self.is_used(scope, &status, revoke.invitation) => "invitation_used",
                    () if self.is_revoked(scope, &status, revoke.invitation, person) => "invitation_revoked",
                    () => "counts",
                }
            }
            AuthorityAct::Admit(admit) => self.verdict_admit(scope, &status, admit),
            AuthorityAct::Leave(leave) => {
                let named: Vec<DeviceId> = leave.last.iter().map(|known| known.device).collect();
                let all_own = status.speaks.iter().filter(|(_, people)| people.first() == Some(&person));
                match () {
                    () if named.windows(2).any(|pair| pair[0] >= pair[1]) => "last_unknown",
                    () if named.iter().any(|known| *known == device || !own(known)) => "not_own_device",
                    () if leave.last.iter().any(|known| !is_last(known.last, known.device)) => "last_unknown",
                    () if all_own.clone().any(|(known, _)| *known != device && !named.contains(known)) => {
                        "device_left_out"
                    }
                    () => "counts",
                }
            }
            AuthorityAct::SwitchOff(off) => match off.ended.last {
                _ if !own(&off.ended.device) => "not_own_device",
                _ if !status.standing.contains(&off.ended.device) => "ended_already",
                Some(_) if off.ended.device == device => "last_unknown",
                None if off.ended.device == device => "counts",
                last if !is_last(last, off.ended.device) => "last_unknown",
                Some(_) | None => "counts",
            },
        }
    }

    fn verdict_admit(&self, scope: Scope, status: &Status, admit: &Admit) -> &'static str {
        let said = &admit.joining.statement;
        if admit.joining.check(&weft_ids::SpaceId(self.entries[0].hash.0)).is_err() {
            return "bad_statement";
        }
        let invitation = said.invitation.expect("checked");
        let mut fitting = self.invites(scope, status, invitation);
        fitting.retain(|(at, own_device)| self.fits(*at, *own_device, said.own_device_of));
        let by: BTreeSet<PersonId> = fitting.iter().map(|(at, _)| self.person[*at].expect("valid")).collect();
        let open = |by: &PersonId| !self.is_revoked(scope, status, invitation, *by);
        match () {
            () if fitting.is_empty() => "unknown_invitation",
            () if self.is_used(scope, status, invitation) => "invitation_used",
            () if !by.iter().any(open) => "invitation_revoked",
            () if by.iter().filter(|by| open(by)).all(|by| status.left.contains(by)) => "inviter_left",
            () if status.speaks.contains_key(&said.device) => "device_already_in",
            () => "counts",
        }
    }

    fn invites(&self, scope: Scope, status: &Status, invitation: InvitationId) -> Vec<(usize, bool)> {
        self.acts(scope)
            .filter(|(at, index, _)| status.counted.contains(&(*at, *index)))
            .filter_map(|(at, _, act)| match act {
                AuthorityAct::Invite(invite) if invite.invitation == invitation => {
                    Some((at, invite.own_device))
                }
                _ => None,
            })
            .collect()
    }

    fn is_used(&self, scope: Scope, status: &Status, invitation: InvitationId) -> bool {
        self.acts(scope).filter(|(at, index, _)| status.counted.contains(&(*at, *index))).any(|(_, _, act)| {
            matches!(act, AuthorityAct::Admit(admit) if admit.joining.statement.invitation == Some(invitation))
        })
    }

    fn is_revoked(&self, scope: Scope, status: &Status, invitation: InvitationId, by: PersonId) -> bool {
        self.acts(scope).filter(|(at, index, _)| status.counted.contains(&(*at, *index))).any(
            |(at, _, act)| {
                self.person[at] == Some(by)
                    && matches!(act, AuthorityAct::Revoke(revoke) if revoke.invitation == invitation)
            },
        )
    }
}
