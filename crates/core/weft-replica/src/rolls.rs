//! Rolls: the keys of those known here, what a member says to a proposal, and what this device does by itself:
//! it offers whoever came a voice, agrees to proposals that only add, and says again what a roll missed.

use crate::{
    effects::Effects,
    home::Home,
    replica::{Replica, random},
};
use rand_chacha::ChaCha20Rng;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{DeviceId, EntryHash, PersonId, RollHash, SpaceId, Write, limits};
use weft_roster::{
    Admit, AuthorityAct, DeviceState, No, Proposal, ProposalState, Roll, RollKey, Roster, SpaceKind, Wish,
    Yes,
};
use weft_space::Said;
use weft_view::{Outcome, ProposalView, Refusal, Reply, RollCommand, RollView};

/// Entries under one roll after which a device drafts the next by itself, so that its quota never ends its chain.
const ENTRIES_BEFORE_DRAFT: u64 = limits::ROLL_ENTRIES_MAX / 5 * 4;
/// Voices up to which another is agreed to without asking: those of a full crew.
const VOICES_BY_ITSELF: usize = 8;

impl Home {
    /// The key of a roll, where it has come to this device.
    pub(crate) fn key_of(&self, roll: &RollHash) -> Option<&RollKey> {
        self.keys.get(roll)
    }

    /// The roll of which this is the key, among those known here.
    pub(crate) fn roll_matching(&self, fits: impl Fn(&RollKey) -> bool) -> Option<(RollHash, &RollKey)> {
        if fits(&self.roll_key) {
            return Some((self.space.roster().roll, &self.roll_key));
        }
        self.keys.iter().find(|(_, key)| fits(key)).map(|(roll, key)| (*roll, key))
    }

    /// Opens the keys of rolls that have become known, and goes on with that of the roll that holds.
    ///
    /// They follow from the entries held and this device's own secrets: its admission seals one to it, each draft that
    /// lists it the next, and whoever has a key opens those of the rolls before.
    pub(crate) fn learn_keys(&mut self, writes: &mut Vec<Write>) {
        if self.is_copy {
            return;
        }
        let history = self.space.history();
        let (device, space) = (self.device(), self.id());
        let mut keys = std::mem::take(&mut self.keys);
        if keys.len() < history.rolls().count() {
            for (hash, _) in history.rolls().filter(|(_, roll)| roll.key_mark == self.roll_key.mark()) {
                keys.entry(*hash).or_insert_with(|| self.roll_key.clone());
            }
            for (hash, roll) in history.rolls() {
                if !keys.contains_key(hash) {
                    let mut drafts = history.drafts_of(hash);
                    let opened = drafts.find_map(|d| d.open_key(roll, &self.sealing, &space, &device).ok());
                    keys.extend(opened.map(|key| (*hash, key)));
                }
            }
            for (roll, admit) in self.own_admissions(&device) {
                let mark = history.roll_of(&roll).map(|roll| roll.key_mark).unwrap_or_default();
                let sealed = admit.key.open(&self.sealing, &space, &roll, &device, &mark);
                if let Ok(key) = sealed {
                    keys.entry(roll).or_insert(key);
                }
            }
            open_those_before(history, &mut keys);
        }
        self.keys = keys;
        let now = self.keys.get(&self.space.roster().roll);
        if let Some(key) = now.filter(|key| **key != self.roll_key) {
            self.roll_key = key.clone();
            writes.push(self.row());
        }
    }

    /// The acts that let this device in, each with the roll under which it was said.
    fn own_admissions(&self, device: &DeviceId) -> Vec<(RollHash, &Admit)> {
        let records = self.space.admission_entries(device);
        let said = records.iter().flat_map(|hash| {
            let roll = self.space.history().entry(hash).map(|facts| facts.roll);
            self.space.said(hash).iter().filter_map(move |(_, said)| {
                let Said::Authority(AuthorityAct::Admit(admit)) = said else { return None };
                (admit.joining.statement.device == *device).then_some((roll?, &**admit))
            })
        });
        said.collect()
    }

    /// Whether this device was put back to an older copy under the roll that holds: its voice stays silent until the next.
    fn is_quiet(&self) -> bool {
        self.quiet_under == Some(self.space.roster().roll)
    }
}

/// Opens the keys of the rolls before those of which the key is known.
fn open_those_before(history: &weft_roster::History, keys: &mut BTreeMap<RollHash, RollKey>) {
    loop {
        let mut found = Vec::new();
        for (hash, key) in keys.iter() {
            let lacks =
                history.roll_of(hash).is_some_and(|r| r.follows.iter().any(|f| !keys.contains_key(f)));
            let drafts = history.drafts_of(hash).filter(|_| lacks);
            for (roll, key) in drafts.flat_map(|draft| draft.open_previous(key)) {
                let fits = history.roll_of(&roll).is_some_and(|roll| roll.key_mark == key.mark());
                if fits && !keys.contains_key(&roll) {
                    found.push((roll, key));
                }
            }
        }
        if found.is_empty() {
            return;
        }
        keys.extend(found);
    }
}

impl Replica {
    /// Carries out what a member says about who is in.
    pub(crate) fn roll(
        &mut self,
        command: RollCommand,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        match command {
            RollCommand::Draft { space, remove, voices } => {
                let home = self.home(&space)?;
                let wish = wish(home, &remove, voices)?;
                self.draft_roll(&space, &wish, rng, effects)?;
            }
            RollCommand::Yes { space, roll } => {
                let home = self.home(&space)?;
                let roll = chosen(home, roll)?;
                self.answer(&space, AuthorityAct::Yes(Yes::sign(roll, &home.secret)), effects)?;
            }
            RollCommand::No { space, roll } => {
                let home = self.home(&space)?;
                let roll = chosen(home, roll)?;
                self.answer(&space, AuthorityAct::No(No::sign(roll, &home.secret)), effects)?;
            }
        }
        Ok(Reply::Done)
    }

    fn answer(&mut self, space: &SpaceId, act: AuthorityAct, effects: &mut Effects) -> Result<(), Refusal> {
        let home = self.home_mut(space)?;
        if home.is_quiet() {
            return Err(Refusal::new(
                "voice_is_quiet",
                "this device was put back to an older copy, and may have given its word before",
            )
            .hint("the others can agree on the next roll without it; after that it speaks again"));
        }
        let checked = home.space.history().check_act(&home.device(), &act);
        checked.map_err(|refusal| refused(&refusal))?;
        home.write(vec![act.to_item()], &mut effects.writes)?;
        self.spread(space, None, effects);
        Ok(())
    }

    /// Drafts a roll and says yes to it, where this device speaks a voice that is free to.
    fn draft_roll(
        &mut self,
        space: &SpaceId,
        wish: &Wish,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Result<(), Refusal> {
        let home = self.home_mut(space)?;
        if let Some(why) = home.read_only() {
            return Err(Refusal::new("read_only", why).hint("what is here can still be read"));
        }
        let settle = |device: &DeviceId| home.space.history().branches_to_settle(device);
        let branches: Vec<EntryHash> = wish.again.iter().flat_map(settle).collect();
        if !branches.is_empty() || home.space.kept().heads.len() > limits::PAST_MAX {
            home.build_on(&branches, &mut effects.writes)?;
        }
        let key = RollKey::from_bytes(random(rng));
        let made = home.space.history().draft(wish, &home.keys, &key, rng);
        let (draft, roll) = made.map_err(|error| {
            let hint = error.hint().unwrap_or_default();
            Refusal::new("cannot_propose", error.to_string()).hint(hint)
        })?;
        let draft = AuthorityAct::Draft(Box::new(draft));
        let history = home.space.history();
        history.check_act(&home.device(), &draft).map_err(|refusal| refused(&refusal))?;
        let mut items = vec![draft.to_item()];
        if may_say_yes(home, &roll) {
            items.push(AuthorityAct::Yes(Yes::sign(roll.hash(), &home.secret)).to_item());
        }
        home.write_at_length(items, &mut effects.writes)?;
        self.spread(space, None, effects);
        Ok(())
    }

    /// What this device does by itself about who is in, after something changed.
    pub(crate) fn look_after_rolls(&mut self, space: &SpaceId, rng: &mut ChaCha20Rng, effects: &mut Effects) {
        if self.read_only.is_some() || self.spaces.get(space).is_none_or(|home| home.read_only().is_some()) {
            return;
        }
        self.say_again(space, rng, effects);
        self.answer_by_itself(space, effects);
        let Some(home) = self.spaces.get(space) else { return };
        if let Some(wish) = offered(home) {
            // Where it cannot be drafted now it is tried again when something changes.
            let done = self.draft_roll(space, &wish, rng, effects);
            done.unwrap_or_else(|why| tracing::debug!(why = why.message, "offered no voice"));
        }
    }

    /// Says again what this device said under an earlier roll and the one that holds missed.
    fn say_again(&mut self, space: &SpaceId, rng: &mut ChaCha20Rng, effects: &mut Effects) {
        let Some(home) = self.spaces.get_mut(space) else { return };
        let device = home.device();
        let mut said = false;
        for act in home.space.history().missed_by_cut(&device) {
            let act = if let AuthorityAct::Admit(admit) = act {
                let Some(admit) = sealed_anew(home, *admit, rng) else { continue };
                AuthorityAct::Admit(Box::new(admit))
            } else {
                act
            };
            if home.space.history().check_act(&device, &act).is_ok() {
                said |= home.write(vec![act.to_item()], &mut effects.writes).is_ok();
            }
        }
        if said {
            self.spread(space, None, effects);
        }
    }

    /// Says yes to a proposal that takes nothing from anybody, and no to others of that kind beside it.
    ///
    /// Consent to it was given by letting them in: to a proposal that lists somebody whose coming in does not count it
    /// says no. Of several the one with the smallest name is taken everywhere, so that proposals made apart do not stand
    /// in each other's way.
    fn answer_by_itself(&mut self, space: &SpaceId, effects: &mut Effects) {
        let Some(home) = self.spaces.get_mut(space).filter(|home| !home.is_quiet()) else { return };
        let (device, roster) = (home.device(), home.space.roster());
        let open = || {
            let open = roster.proposals.iter().filter(|proposal| proposal.state == ProposalState::Open);
            open.filter(|proposal| !lists_who_is_not_in(roster, proposal))
        };
        if roster.voices.values().all(|voice| *voice != device)
            || !roster.forks.is_empty()
            || open().any(|proposal| asks_people(home, proposal))
        {
            return;
        }
        let first = open().map(|proposal| proposal.hash).min();
        let mut acts: Vec<AuthorityAct> = Vec::new();
        let others = roster.proposals.iter().filter(|proposal| proposal.state == ProposalState::Open);
        for roll in others.map(|proposal| proposal.hash).filter(|roll| Some(*roll) != first) {
            acts.push(AuthorityAct::No(No::sign(roll, &home.secret)));
        }
        // After the noes, which may set this voice free.
        if let Some(first) = first.filter(|first| key_opens(home, first)) {
            acts.push(AuthorityAct::Yes(Yes::sign(first, &home.secret)));
        }
        let mut said = false;
        for act in acts {
            if home.space.history().check_act(&device, &act).is_ok() {
                said |= home.write(vec![act.to_item()], &mut effects.writes).is_ok();
            }
        }
        if said {
            self.spread(space, None, effects);
        }
    }
}

/// The admission with the key of the roll that holds.
fn sealed_anew(home: &Home, admit: Admit, rng: &mut ChaCha20Rng) -> Option<Admit> {
    let roll = home.space.history().roll();
    let said = &admit.joining.statement;
    let key = home.key_of(&roll)?.seal(&said.sealing, &home.id(), &roll, &said.device, rng).ok()?;
    Some(Admit { key, ..admit })
}

/// The roll that this device offers by itself: a voice for whoever came where all have one, or a quota that begins anew.
///
/// Only one device offers, so that proposals do not meet: the voice that let the newcomer in.
fn offered(home: &Home) -> Option<Wish> {
    let roster = home.space.roster();
    let device = home.device();
    let own = roster.voices.iter().find(|(_, voice)| **voice == device).map(|(person, _)| *person)?;
    let open = roster.proposals.iter().any(|proposal| proposal.state != ProposalState::Dead);
    // A device that forked is for people to look at: this would drop it, or let it count again, unasked.
    if open || !roster.forks.is_empty() || home.is_quiet() || home.key_of(&roster.roll).is_none() {
        return None;
    }
    let of_equals = match roster.kind {
        SpaceKind::Pair | SpaceKind::Crew | SpaceKind::Pool => true,
        SpaceKind::Own | SpaceKind::Gathering | SpaceKind::Congregation | SpaceKind::Assembly => false,
    };
    let waiting = waiting_for_a_voice(roster);
    let mine = || waiting.iter().any(|person| offering(roster, person) == Some(own));
    let quota = home.space.history().written_by(&device) >= ENTRIES_BEFORE_DRAFT;
    if of_equals && mine() {
        Some(Wish { add_voices: waiting, ..Wish::default() })
    } else {
        quota.then(Wish::default)
    }
}

/// Who is in with a device that stands, and has no voice.
fn waiting_for_a_voice(roster: &Roster) -> BTreeSet<PersonId> {
    let standing = roster.standing().map(|(_, device)| device.person);
    standing.filter(|person| !roster.voices.contains_key(person)).collect()
}

/// Whose voice offers a newcomer theirs: that of whoever let them in, or of whoever let those in, and so on.
fn offering(roster: &Roster, newcomer: &PersonId) -> Option<PersonId> {
    let speaks = |person: &PersonId| roster.voices.get(person).is_some_and(|voice| roster.stands(voice));
    let mut next = roster.people.get(newcomer)?.let_in.first().map(|let_in| let_in.by);
    for _ in 0..limits::PEOPLE_MAX {
        let Some(person) = next.filter(|person| !speaks(person)) else { break };
        next = roster.people.get(&person).and_then(|known| known.let_in.first()).map(|let_in| let_in.by);
    }
    let first = || roster.voices.keys().find(|person| speaks(person)).copied();
    next.filter(speaks).or_else(first)
}

/// Whether a proposal leaves everybody in who is listed and stands, with their devices and voices.
fn only_adds(home: &Home, proposal: &Proposal) -> bool {
    let (roster, roll) = (home.space.roster(), &proposal.roll);
    let Some(now) = home.space.history().roll_of(&roster.roll) else { return false };
    let stays = now
        .devices()
        .all(|(_, listed)| !roster.stands(&listed.device) || roll.lists_device(&listed.device).is_some());
    let speak = now
        .voices
        .iter()
        .all(|voice| !roster.stands(&voice.device) || roll.voice_of(&voice.device) == Some(voice.person));
    // Whoever left or was switched off meanwhile is listed in vain: that counts all the same.
    let in_here = roll.devices().all(|(_, listed)| {
        let state = roster.devices.get(&listed.device).map(|device| device.state);
        matches!(state, Some(DeviceState::Stands | DeviceState::Off | DeviceState::Left))
    });
    stays && speak && in_here && roll.rules == now.rules && roll.follows == [roster.roll]
}

/// Whether a proposal waits for people: it takes something from somebody, or gives one person's guests too much weight.
///
/// Consent by itself would else let any one member bring in puppets until these are more than half.
fn asks_people(home: &Home, proposal: &Proposal) -> bool {
    let (roster, voices) = (home.space.roster(), &proposal.roll.voices);
    let gives = voices.iter().any(|voice| !roster.voices.contains_key(&voice.person));
    let brought = |by: &PersonId| voices.iter().filter(|voice| came_by(roster, &voice.person, by)).count();
    // Whoever founded it let most of a crew in.
    let founder = home.space.history().founding().founder.person();
    let heavy = roster.voices.keys().filter(|by| **by != founder).any(|by| 2 * brought(by) >= voices.len());
    !only_adds(home, proposal) || (gives && (heavy || voices.len() > VOICES_BY_ITSELF))
}

/// Whether a person is `by`, or was let in by them, or by somebody whom they let in, and so on.
fn came_by(roster: &Roster, person: &PersonId, by: &PersonId) -> bool {
    let mut next = Some(*person);
    for _ in 0..limits::PEOPLE_MAX {
        let Some(person) = next.filter(|person| person != by) else { break };
        next = roster.people.get(&person).and_then(|known| known.let_in.first()).map(|let_in| let_in.by);
    }
    next.as_ref() == Some(by)
}

/// Whether a proposal lists a device that came in by an act that does not count, as is known here.
fn lists_who_is_not_in(roster: &Roster, proposal: &Proposal) -> bool {
    proposal.roll.devices().any(|(_, listed)| {
        let state = roster.devices.get(&listed.device).map(|device| device.state);
        matches!(state, None | Some(DeviceState::Twice | DeviceState::Unlisted))
    })
}

/// Whether the new key that a draft seals to this device opens, where the roll lists it.
fn key_opens(home: &Home, roll: &RollHash) -> bool {
    let listed = home.space.history().roll_of(roll).is_some_and(|r| r.lists_device(&home.device()).is_some());
    !listed || home.key_of(roll).is_some()
}

fn may_say_yes(home: &Home, roll: &Roll) -> bool {
    let history = home.space.history();
    let voice = |followed: &RollHash| history.roll_of(followed).and_then(|r| r.voice_of(&home.device()));
    let bound = home.space.roster().proposals.iter().any(|proposal| {
        proposal.state != ProposalState::Dead
            && home.me().is_some_and(|me| proposal.yes.contains(&me))
            && proposal.roll.follows.iter().any(|followed| roll.follows.contains(followed))
    });
    !home.is_quiet() && !bound && roll.follows.iter().any(|followed| voice(followed).is_some())
}

/// What is wished by who asks for it.
fn wish(home: &Home, remove: &[PersonId], voices: Option<Vec<PersonId>>) -> Result<Wish, Refusal> {
    let roster = home.space.roster();
    let unknown = remove.iter().chain(voices.iter().flatten()).any(|person| !roster.is_in(person));
    if unknown {
        return Err(Refusal::new("not_in", "somebody named is not in this space")
            .hint("`weft people SPACE` lists who is"));
    }
    let without: BTreeSet<PersonId> = remove.iter().copied().collect();
    let equal = !matches!(roster.kind, SpaceKind::Congregation | SpaceKind::Gathering | SpaceKind::Assembly);
    let mut add_voices =
        if equal && voices.is_none() { waiting_for_a_voice(roster) } else { BTreeSet::new() };
    add_voices.retain(|person| !without.contains(person));
    // A device that forked counts again where a person proposes it, and never by itself.
    let forked = roster.devices.iter().filter(|(_, device)| device.state == DeviceState::Forked);
    let again = forked.filter(|(_, d)| !without.contains(&d.person)).map(|(id, _)| *id).collect();
    let voices = voices.map(|voices| voices.into_iter().collect());
    Ok(Wish { without, voices, add_voices, again })
}

/// The proposal that is meant.
fn chosen(home: &Home, roll: Option<RollHash>) -> Result<RollHash, Refusal> {
    let proposals = &home.space.roster().proposals;
    let open: Vec<&Proposal> = proposals.iter().filter(|p| p.state == ProposalState::Open).collect();
    match (roll, open.as_slice()) {
        (Some(roll), _) if proposals.iter().any(|proposal| proposal.hash == roll) => Ok(roll),
        (None, [one]) => Ok(one.hash),
        (None, [_, _, ..]) => Err(Refusal::new("which_proposal", "several proposals are open here")
            .hint("say which by its id: `weft roll SPACE` lists them")),
        (Some(_), _) | (None, []) => {
            Err(Refusal::new("no_such_proposal", "nothing of the kind is proposed here")
                .hint("`weft roll SPACE` shows what is"))
        }
    }
}

fn refused(refusal: &weft_roster::Refusal) -> Refusal {
    let said = Refusal::new(refusal.code(), refusal.to_string());
    match refusal.hint() {
        Some(hint) => said.hint(hint),
        None => said,
    }
}

/// The roll that holds, and what is proposed to come after it.
pub(crate) fn roll_view(home: &Home) -> RollView {
    let roster = home.space.roster();
    let twice: BTreeSet<PersonId> = roster.said_twice.iter().map(|said| said.person).collect();
    RollView {
        hash: roster.roll,
        number: roster.roll_number,
        voices: roster.voices.keys().copied().collect(),
        rules: roster.rules,
        proposals: roster.proposals.iter().map(|proposal| proposal_view(home, proposal)).collect(),
        said_twice: twice.into_iter().collect(),
    }
}

fn proposal_view(home: &Home, proposal: &Proposal) -> ProposalView {
    let (roster, roll) = (home.space.roster(), &proposal.roll);
    let history = home.space.history();
    let stays = |person: &PersonId| roll.lists(person);
    let in_now: BTreeSet<PersonId> = roster.people.keys().filter(|p| roster.is_in(p)).copied().collect();
    let had: BTreeSet<PersonId> = roster.voices.keys().copied().collect();
    let gets: BTreeSet<PersonId> = roll.voices.iter().map(|voice| voice.person).collect();
    let me = home.me();
    let mine = me.and_then(|me| match (proposal.yes.contains(&me), proposal.no.contains(&me)) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    });
    let may = |act: AuthorityAct| {
        home.read_only().is_none()
            && !home.is_quiet()
            && proposal.state == ProposalState::Open
            && history.check_act(&home.device(), &act).is_ok()
    };
    let followed = roll.follows.iter().filter_map(|followed| history.roll_of(followed));
    let needs = followed.clone().map(Roll::yeses_needed).max().unwrap_or(0);
    ProposalView {
        roll: proposal.hash,
        act: proposal.act,
        by: proposal.by,
        leaves_out: in_now.iter().filter(|person| !stays(person)).copied().collect(),
        devices_out: roster
            .standing()
            .filter(|(id, device)| stays(&device.person) && roll.lists_device(id).is_none())
            .map(|(id, _)| *id)
            .collect(),
        gives_voice: gets.difference(&had).copied().collect(),
        takes_voice: had.difference(&gets).filter(|person| stays(person)).copied().collect(),
        yes: proposal.yes.iter().copied().collect(),
        no: proposal.no.iter().copied().collect(),
        needs: needs as u64,
        voices: followed.map(|roll| roll.voices.len()).max().unwrap_or(0) as u64,
        mine,
        may_say_yes: may(AuthorityAct::Yes(Yes::sign(proposal.hash, &home.secret))),
        may_say_no: may(AuthorityAct::No(No::sign(proposal.hash, &home.secret))),
        state: match proposal.state {
            ProposalState::Open => weft_view::ProposalState::Open,
            ProposalState::Dead => weft_view::ProposalState::Dead,
            ProposalState::Carried => weft_view::ProposalState::Rival,
        },
    }
}
