//! Random small histories: honest people who follow the rules, and cheats who write whatever they like.

use crate::common::*;
use std::collections::{BTreeMap, BTreeSet};
use weft_ids::{EntryHash, PersonId};
use weft_roster::{
    Admit, AuthorityAct, DoorAct, History, InvitationState, InviteAs, LastKnown, Leave, Open, PersonState,
    SpaceKind, Vouch, Wish, WriteIn,
};

/// One thing that happens; the numbers choose among what is possible.
pub(crate) type Step = (u8, u8, u8, u8);

pub(crate) const DEVICES: [Dev; 8] = [ANA, BEN, CHI, DEV, ANA2, BEN2, Dev("Eli"), Dev("Fay")];
/// The cheats: Ben, Chi, the thief of Ana's phone, and the puppet Eli.
const CHEATS: [usize; 4] = [1, 2, 4, 6];
/// Who is in from the start, all let in by one entry of Ana's.
const FIRST: [usize; 4] = [0, 1, 2, 4];
const TICKETS: [&str; 4] = ["one", "two", "three", "four"];

/// What was written, and what each device holds.
pub(crate) struct World {
    /// Every entry written, valid or not; the founding first.
    pub(crate) written: Vec<Written>,
    place: BTreeMap<EntryHash, usize>,
    views: Vec<Option<History>>,
    founded: History,
    /// What was there before anything else.
    pub(crate) base: Base,
}

/// What is there before anything else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Base {
    /// A crew under the founder's roll.
    Crew,
    /// A crew under a roll that gave Ana, Ben and Chi voices.
    Voices,
    /// A congregation, in which whoever comes is vouched for and passes a host's door.
    Congregation,
}

thread_local! {
    /// A space founded by Ana, as it is founded and with those who are in from the start.
    static BASE: (History, History, Vec<Written>) = base();
    static BASE_WITH_VOICES: (History, History, Vec<Written>) = base_with_voices();
    static CONGREGATION: (History, History, Vec<Written>) = congregation();
}

/// A congregation of the same three, each of whom passed the door.
fn congregation() -> (History, History, Vec<Written>) {
    let (mut ana, founding) = found_as(SpaceKind::Congregation, ANA);
    let founded = ana.clone();
    let me = person(&ana, ANA);
    let mut written = vec![founding];
    let own = admit_with(&ana, ANA2, ANA2.0, Some(me));
    let first = write(&mut ana, ANA, vec![invite(BEN.0), vouch(BEN.0), invite_own(ANA2.0), own]);
    let vouched = first.act(1);
    written.push(first);
    let ben = admit_with(&ana, BEN, BEN.0, None);
    written.push(write(&mut ana, ANA, vec![open(BEN.0, vec![vouched]), ben, invite(CHI.0), vouch(CHI.0)]));
    let by_ana = written[2].act(3);
    written.push(write(&mut ana, BEN, vec![vouch(CHI.0)]));
    let by_ben = written[3].act(0);
    let chi = admit_with(&ana, CHI, CHI.0, None);
    written.push(write(&mut ana, ANA, vec![open(CHI.0, vec![by_ana, by_ben]), chi]));
    (founded, ana, written)
}

fn vouch(label: &str) -> AuthorityAct {
    let sentence = "we have met".to_owned();
    AuthorityAct::Door(DoorAct::Vouch(Vouch { invitation: invitation(label), sentence }))
}

fn open(label: &str, mut vouches: Vec<weft_ids::ActId>) -> AuthorityAct {
    vouches.sort_unstable();
    AuthorityAct::Door(DoorAct::Open(Open { invitation: invitation(label), vouches }))
}

fn write_in(n: u8) -> AuthorityAct {
    AuthorityAct::Door(DoorAct::WriteIn(WriteIn { name: "Wren".to_owned(), nonce: [n; 16] }))
}

fn invite_as(label: &str, person: PersonId) -> AuthorityAct {
    let name = label.to_owned();
    AuthorityAct::Door(DoorAct::InviteAs(InviteAs { invitation: invitation(label), person, name }))
}

/// A host's door that names every vouch shown.
fn open_shown(view: &History, label: &str) -> AuthorityAct {
    let shown = view.roster().invitations.get(&invitation(label));
    open(label, shown.map(|one| one.vouches.iter().map(|(act, ..)| *act).collect()).unwrap_or_default())
}

/// As [`base`], and then the roll that gives the three of them voices.
fn base_with_voices() -> (History, History, Vec<Written>) {
    let (founded, mut ana, mut written) = base();
    written.push(propose(&mut ana, ANA, "voices", &[]).0);
    (founded, ana, written)
}

fn base() -> (History, History, Vec<Written>) {
    let (mut ana, founding) = found(ANA);
    let founded = ana.clone();
    let me = person(&ana, ANA);
    let mut acts = Vec::new();
    for (dev, own) in [(BEN, None), (CHI, None), (ANA2, Some(me))] {
        acts.push(if own.is_some() { invite_own(dev.0) } else { invite(dev.0) });
        acts.push(admit_with(&ana, dev, dev.0, own));
    }
    let first = write(&mut ana, ANA, acts);
    (founded, ana, vec![founding, first])
}

/// What everybody holds before anything else arrives: the first entries can only come first.
pub(crate) fn beginning(base: Base) -> (History, usize) {
    let (_, ana, written) = begun(base);
    (ana, written.len())
}

fn begun(base: Base) -> (History, History, Vec<Written>) {
    match base {
        Base::Crew => BASE.with(Clone::clone),
        Base::Voices => BASE_WITH_VOICES.with(Clone::clone),
        Base::Congregation => CONGREGATION.with(Clone::clone),
    }
}

impl World {
    pub(crate) fn run(steps: &[Step]) -> Self {
        let base = match steps.len() % 4 {
            0 => Base::Crew,
            1 => Base::Congregation,
            _ => Base::Voices,
        };
        let (founded, ana, written) = begun(base);
        let mut views = vec![None; DEVICES.len()];
        for first in FIRST {
            views[first] = Some(run_by(&ana, first));
        }
        let place = written.iter().enumerate().map(|(at, entry)| (entry.hash, at)).collect();
        let mut world = Self { written, place, views, founded, base };
        if steps.len() % 3 == 2 {
            world.begin_with_rivals();
        }
        for step in steps {
            // Sets of entries are bits of a u64.
            if world.written.len() < 60 {
                world.step(*step);
            }
        }
        world
    }

    /// Ben says yes to two rolls apart: one that Ana drafts, and one of Chi's. Nobody has seen both.
    fn begin_with_rivals(&mut self) {
        let base = self.views[1].clone().expect("Ben is in from the start");
        for (drafter, label, without) in [(0, "one", CHI), (2, "two", DEVICES[4])] {
            let mut view = run_by(&base, drafter);
            let (draft, roll) = propose(&mut view, DEVICES[drafter], label, &[without]);
            let said = write(&mut view, BEN, vec![yes(roll, BEN)]);
            self.publish(draft);
            self.publish(said);
            self.views[drafter] = Some(view);
        }
    }

    /// The history in lines, for a failure.
    pub(crate) fn tell(&self) -> String {
        let name =
            |id: &weft_ids::DeviceId| DEVICES.iter().find(|dev| dev.id() == *id).map_or("?", |dev| dev.0);
        let mut text = String::new();
        for written in &self.written {
            let entry = written.entry.get();
            let past: Vec<_> = entry.prev.iter().chain(&entry.past).map(EntryHash::short).collect();
            let acts: Vec<_> = written
                .acts
                .iter()
                .map(|placed| match &placed.act {
                    AuthorityAct::Founding(_) => "founds".to_owned(),
                    AuthorityAct::Invite(act) => format!("invites {} own={}", act.name, act.own_device),
                    AuthorityAct::Revoke(act) => format!("takes back {}", act.invitation.short()),
                    AuthorityAct::Admit(act) => {
                        let said = &act.joining.statement;
                        format!("lets in {} of {:?}", name(&said.device), said.own_device_of)
                    }
                    AuthorityAct::Leave(act) => format!("leaves {:?}", act.last),
                    AuthorityAct::SwitchOff(act) => {
                        format!("switches off {} after {:?}", name(&act.ended.device), act.ended.last)
                    }
                    AuthorityAct::Draft(act) => format!("drafts {act:?}"),
                    AuthorityAct::Yes(act) => format!("yes to {}", act.roll.short()),
                    AuthorityAct::No(act) => format!("no to {}", act.roll.short()),
                    AuthorityAct::Door(act) => format!("at the door {act:?}"),
                })
                .collect();
            let (hash, author) = (written.hash.short(), name(&entry.device));
            text += &format!("{hash} {author} {} on {} says {acts:?}\n", entry.n, past.join(" "));
        }
        text
    }

    fn step(&mut self, (actor, what, a, b): Step) {
        let actor = usize::from(actor) % DEVICES.len();
        if CHEATS.contains(&actor) && what >= 128 {
            return self.cheat(actor, what, a, b);
        }
        let Some(view) = self.views[actor].clone() else { return };
        match what % 23 {
            2 | 3 | 16 | 17 => self.hear(actor, usize::from(a) % DEVICES.len(), false),
            11 => self.hear(actor, usize::from(a) % DEVICES.len(), true),
            what => {
                let acts = self.acts(&view, actor, what, a, b);
                self.say(actor, acts, usize::from(b) % DEVICES.len());
            }
        }
    }

    /// What an honest device might say.
    fn acts(&self, view: &History, actor: usize, what: u8, a: u8, b: u8) -> Vec<AuthorityAct> {
        let dev = DEVICES[actor];
        let ticket = TICKETS[usize::from(a) % TICKETS.len()];
        let other = DEVICES[usize::from(b) % DEVICES.len()];
        let me = view.roster().person_of(&dev.id());
        let open = view.roster().invitations.iter().filter(|(_, i)| i.state == InvitationState::Open);
        match what {
            5 | 7 | 15 if !view.missed_by_cut(&dev.id()).is_empty() => {
                // What the roll missed is said again, as far as it may be.
                let missed = view.missed_by_cut(&dev.id()).into_iter();
                missed.filter(|act| view.check_act(&dev.id(), act).is_ok()).take(1).collect()
            }
            4 => vec![invite(ticket)],
            5 => vec![invite_own(ticket)],
            6 | 10 => {
                let open: Vec<_> = open.collect();
                let Some((id, invited)) = open.get(usize::from(a) % open.len().max(1)) else {
                    return vec![invite(ticket), admit_with(view, other, ticket, None)];
                };
                let Some(label) = TICKETS.iter().find(|label| invitation(label) == **id) else {
                    return vec![];
                };
                vec![admit_with(
                    view,
                    other,
                    label,
                    invited.own_device.then_some(invited.by).or(invited.claims),
                )]
            }
            7 if a.is_multiple_of(3) => {
                view.leaving(&dev.id()).map(AuthorityAct::Leave).into_iter().collect()
            }
            8 => {
                let own: Vec<_> =
                    DEVICES.iter().filter(|own| view.roster().person_of(&own.id()) == me).copied().collect();
                own.get(usize::from(a) % own.len().max(1))
                    .map(|own| switch_off(view, dev, *own))
                    .into_iter()
                    .collect()
            }
            9 => vec![revoke(ticket)],
            0 | 18 | 19 => vec![vouch(ticket)],
            1 | 20 => vec![open_shown(view, ticket)],
            21 => vec![write_in(a % 2)],
            22 => {
                let here = view.roster().people.iter();
                let written = here.filter(|(_, person)| person.state == PersonState::WrittenIn);
                written.map(|(person, _)| invite_as(ticket, *person)).take(1).collect()
            }
            12 | 13 => self.drafts(view, dev, a, b),
            14 => {
                let open: Vec<_> = view.roster().proposals.iter().map(|proposal| proposal.hash).collect();
                open.get(usize::from(a) % open.len().max(1)).map(|roll| yes(*roll, dev)).into_iter().collect()
            }
            15 if a.is_multiple_of(2) => {
                let open: Vec<_> = view.roster().proposals.iter().map(|proposal| proposal.hash).collect();
                open.get(usize::from(b) % open.len().max(1)).map(|roll| no(*roll, dev)).into_iter().collect()
            }
            _ => vec![],
        }
    }

    /// A draft without somebody, or with fewer voices; with the drafter's yes where it may be given.
    fn drafts(&self, view: &History, dev: Dev, a: u8, b: u8) -> Vec<AuthorityAct> {
        let other = DEVICES[usize::from(b) % DEVICES.len()];
        let without = view.roster().person_of(&other.id()).filter(|_| a.is_multiple_of(2));
        let standing: BTreeSet<PersonId> =
            view.roster().standing().map(|(_, device)| device.person).collect();
        let mut voices: Vec<PersonId> =
            standing.into_iter().filter(|person| Some(*person) != without).collect();
        if a.is_multiple_of(5) {
            voices.truncate(2);
        }
        let wish = Wish {
            without: without.into_iter().collect(),
            voices: Some(voices.into_iter().collect()),
            ..Wish::default()
        };
        let keys = view.rolls().map(|(hash, _)| (*hash, roll_key())).collect();
        let key = key_of(if a.is_multiple_of(3) { "one" } else { "two" });
        let Ok((draft, roll)) = view.draft(&wish, &keys, &key, &mut rng(4)) else { return vec![] };
        let draft = AuthorityAct::Draft(Box::new(draft));
        if a.is_multiple_of(4) { vec![draft] } else { vec![draft, yes(roll.hash(), dev)] }
    }

    /// An honest device says what its view allows; whom it lets in gets its view.
    fn say(&mut self, actor: usize, acts: Vec<AuthorityAct>, newcomer: usize) {
        let dev = DEVICES[actor];
        let Some(view) = self.views[actor].as_mut() else { return };
        if !view.roster().stands(&dev.id()) {
            return;
        }
        let lets_in = acts.iter().any(|act| matches!(act, AuthorityAct::Admit(_)));
        if acts.len() == 1 && view.check_act(&dev.id(), &acts[0]).is_err() {
            return;
        }
        let written = write(view, dev, acts);
        let view = view.clone();
        if lets_in && self.views[newcomer].is_none() {
            self.views[newcomer] = Some(run_by(&view, newcomer));
        }
        self.publish(written);
    }

    fn publish(&mut self, written: Written) {
        if !self.place.contains_key(&written.hash) {
            self.place.insert(written.hash, self.written.len());
            self.written.push(written);
        }
    }

    /// One device takes in what another keeps, or all it holds.
    fn hear(&mut self, to: usize, from: usize, all: bool) {
        let (Some(view), Some(other)) = (self.views[to].clone(), &self.views[from]) else { return };
        let mut view = view;
        for written in &self.written {
            if (all && other.holds(&written.hash)) || other.kept().contains(&written.hash) {
                // What is written was written past before future, so nothing can be missing.
                take(&mut view, written).unwrap();
            }
        }
        self.views[to] = Some(view);
    }

    /// An entry anywhere in the past, with any act, shown to somebody.
    fn cheat(&mut self, actor: usize, what: u8, a: u8, b: u8) {
        let dev = DEVICES[actor];
        let Some(view) = &self.views[actor] else { return };
        let own: Vec<usize> =
            (0..self.written.len()).filter(|at| self.written[*at].entry.get().device == dev.id()).collect();
        let step = view.next_step(&dev.id());
        let acts = self.lies(dev, what, a, b);
        let any_own = own.get(usize::from(a) % own.len().max(1)).copied();
        let (prev, heads) = match b % 5 {
            // The next step, with a lie.
            0 | 1 => (step.prev.and_then(|prev| self.place.get(&prev).copied()), step.past),
            // A branch from an older entry, on what this device holds or on nothing more.
            2 => (any_own, vec![]),
            3 => (None, step.past),
            // On anything.
            _ => (any_own, vec![self.written[usize::from(b) % self.written.len()].hash]),
        };
        let held = prev.map(|prev| self.closure(prev)).unwrap_or_default();
        let past = heads.into_iter().filter(|head| !held.contains(&self.place[head])).collect();
        let n = prev.map_or(1, |prev| self.written[prev].entry.get().n + 1);
        let prev = prev.map(|prev| self.written[prev].hash);
        let rolls: Vec<_> = view.rolls().map(|(hash, _)| *hash).collect();
        // Under the roll that holds, or under any.
        let under = if a.is_multiple_of(3) { rolls[usize::from(b) % rolls.len()] } else { view.roll() };
        let written = draft_under(&self.founded, under, dev, n, prev, past, acts);
        self.publish(written.clone());
        for shown_to in [actor, usize::from(what ^ b) % DEVICES.len()] {
            if let (Some(view), Some(at)) = (self.views[shown_to].as_mut(), self.place.get(&written.hash)) {
                for at in closure(&self.written, &self.place, *at) {
                    // Invalid ones are refused, and so is what builds on them.
                    drop(take(view, &self.written[at]));
                }
            }
        }
        // Whom a cheat lets in may write on what the cheat holds.
        let newcomer = usize::from(b) % DEVICES.len();
        if self.views[newcomer].is_none() {
            let view = self.views[actor].as_ref().map(|view| run_by(view, newcomer));
            self.views[newcomer] = view;
        }
    }

    fn lies(&self, dev: Dev, what: u8, a: u8, b: u8) -> Vec<AuthorityAct> {
        let ticket = TICKETS[usize::from(a) % TICKETS.len()];
        let other = DEVICES[usize::from(b) % DEVICES.len()];
        let anything = &self.written[usize::from(b) % self.written.len()];
        let of_other = self.written.iter().rev().find(|written| written.entry.get().device == other.id());
        let knowing = self.views[0].as_ref().unwrap_or(&self.founded);
        let me: Option<PersonId> = knowing.roster().person_of(&dev.id());
        let somebody = knowing.roster().person_of(&DEVICES[usize::from(a) % DEVICES.len()].id());
        let admit = |own_device_of| admit_with(&self.founded, other, ticket, own_device_of);
        let mine = self.views.iter().flatten().flat_map(|view| view.rolls()).map(|(hash, _)| *hash);
        let rolls: BTreeSet<_> = mine.collect();
        let any_roll = rolls.into_iter().nth(usize::from(a) % 4);
        match what % 23 {
            17 | 18 => vec![vouch(ticket), open_shown(knowing, ticket)],
            19 => vec![open(ticket, vec![])],
            20 => vec![write_in(b % 2), vouch(ticket)],
            21 => somebody.map(|person| invite_as(ticket, person)).into_iter().collect(),
            22 => {
                let written = WriteIn { name: "Wren".to_owned(), nonce: [b % 2; 16] };
                let person = written.person(&self.founded.space());
                vec![invite_as(ticket, person), admit(Some(person))]
            }
            11 | 12 => any_roll.map(|roll| yes(roll, dev)).into_iter().collect(),
            13 => any_roll.map(|roll| no(roll, dev)).into_iter().collect(),
            14 | 15 => self.drafts(knowing, dev, a, b),
            16 => {
                let mut acts = self.drafts(knowing, dev, a, b);
                if let Some(AuthorityAct::Draft(draft)) = acts.first_mut() {
                    match b % 4 {
                        0 => draft.cut = vec![anything.hash],
                        1 => draft.added.retain(|device| *device == dev.id()),
                        2 => draft.voiced.push(dev.id()),
                        _ => draft.keys.truncate(1),
                    }
                }
                acts
            }
            0 => vec![invite(ticket)],
            1 => vec![invite_own(ticket)],
            2 => vec![admit(None)],
            3 => vec![admit(somebody)],
            4 => vec![invite(ticket), admit(None)],
            5 => vec![switch_off_after(other, of_other.map(|written| written.hash))],
            6 => vec![switch_off_after(other, Some(anything.hash))],
            7 if a.is_multiple_of(2) => {
                let last = of_other.filter(|_| other != dev);
                let last = last.map(|written| LastKnown { device: other.id(), last: Some(written.hash) });
                vec![AuthorityAct::Leave(Leave { last: last.into_iter().collect() })]
            }
            10 if b.is_multiple_of(8) => vec![revoke(ticket); 9],
            // An admission that somebody wrote, once more.
            10 => {
                let all = self.written.iter().flat_map(|written| &written.acts);
                let said = all.filter(|placed| matches!(placed.act, AuthorityAct::Admit(_)));
                let said: Vec<_> = said.map(|placed| placed.act.clone()).collect();
                said.get(usize::from(b) % said.len().max(1)).cloned().into_iter().collect()
            }
            8 | 9 => vec![invite_own(ticket), admit(me)],
            _ => vec![],
        }
    }

    fn closure(&self, at: usize) -> BTreeSet<usize> {
        closure(&self.written, &self.place, at)
    }
}

/// A view as this device has it.
fn run_by(view: &History, device: usize) -> History {
    let mut view = view.clone();
    view.run_on(DEVICES[device].id());
    view
}

/// An entry and everything in its past that was written.
fn closure(written: &[Written], place: &BTreeMap<EntryHash, usize>, at: usize) -> BTreeSet<usize> {
    let (mut found, mut open) = (BTreeSet::new(), vec![at]);
    while let Some(at) = open.pop() {
        if found.insert(at) {
            let entry = written[at].entry.get();
            open.extend(entry.prev.iter().chain(&entry.past).filter_map(|hash| place.get(hash)));
        }
    }
    found
}

/// A device says the same on one ticket, whoever asks.
fn admit_with(view: &History, dev: Dev, label: &str, own_device_of: Option<PersonId>) -> AuthorityAct {
    let joining = joining(view, dev, label, own_device_of);
    // The key that comes with it is nobody's concern here.
    AuthorityAct::Admit(Box::new(Admit { joining, key: view.founding().key.clone() }))
}
