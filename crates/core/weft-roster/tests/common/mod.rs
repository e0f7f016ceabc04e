//! Devices that write entries, for the tests of this crate.

#![allow(dead_code, reason = "each test file uses its own part of these helpers")]
#![allow(unreachable_pub, reason = "shared by several test binaries")]

use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use std::{cell::RefCell, collections::BTreeMap};
use weft_ids::{
    ActId, DeviceId, DeviceSecret, EndpointId, Entry, EntryHash, InvitationId, OneTimeSecret, PersonId,
    RollHash, SealingKey, Verified, bytes::hash_bytes, entry::NO_SPACE, to_canonical,
};
use weft_roster::{
    Admit, AuthorityAct, Change, DeviceState, Founding, History, Invalid, Invite, Joining, LastKnown, No,
    PersonState, PlacedAct, Refusal, Revoke, Roll, RollKey, SealingSecret, SpaceKind, Statement, SwitchOff,
    Wish, Yes,
};

/// A device by its label: its keys follow from it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Dev(pub &'static str);

/// A device's keys, made once: deriving them costs more than most of what is tested.
#[derive(Clone)]
struct Keys {
    secret: DeviceSecret,
    id: DeviceId,
    sealing: SealingKey,
}

thread_local! {
    static KEYS: RefCell<BTreeMap<&'static str, Keys>> = const { RefCell::new(BTreeMap::new()) };
    static TICKETS: RefCell<BTreeMap<String, (OneTimeSecret, InvitationId)>> = const { RefCell::new(BTreeMap::new()) };
}

impl Dev {
    fn seed(self, what: &str) -> [u8; 32] {
        hash_bytes(what, self.0.as_bytes())
    }

    fn keys(self) -> Keys {
        let make = || {
            let secret = DeviceSecret::from_bytes(self.seed("test signing"));
            Keys { id: secret.public(), secret, sealing: self.sealing().public() }
        };
        KEYS.with_borrow_mut(|known| known.entry(self.0).or_insert_with(make).clone())
    }

    pub fn secret(self) -> DeviceSecret {
        self.keys().secret
    }

    pub fn sealing(self) -> SealingSecret {
        SealingSecret::from_bytes(self.seed("test sealing"))
    }

    pub fn sealing_key(self) -> SealingKey {
        self.keys().sealing
    }

    pub fn endpoint(self) -> EndpointId {
        EndpointId(self.seed("test endpoint"))
    }

    pub fn id(self) -> DeviceId {
        self.keys().id
    }
}

pub const ANA: Dev = Dev("Ana");
pub const ANA2: Dev = Dev("Ana's phone");
pub const BEN: Dev = Dev("Ben");
pub const BEN2: Dev = Dev("Ben's phone");
pub const CHI: Dev = Dev("Chi");
pub const DEV: Dev = Dev("Dev");

/// An entry as it would come over the wire, verified.
#[derive(Clone, Debug)]
pub struct Written {
    pub entry: Verified<Entry>,
    pub hash: EntryHash,
    pub acts: Vec<PlacedAct>,
    pub bytes: usize,
}

impl Written {
    pub fn act(&self, index: usize) -> ActId {
        ActId::of(&self.hash, index)
    }
}

pub fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub fn roll_key() -> RollKey {
    RollKey::from_bytes([7; 32])
}

fn tickets(label: &str) -> (OneTimeSecret, InvitationId) {
    let make = || {
        let secret = OneTimeSecret::from_bytes(hash_bytes("test ticket", label.as_bytes()));
        (secret.clone(), secret.public())
    };
    TICKETS.with_borrow_mut(|known| known.entry(label.to_owned()).or_insert_with(make).clone())
}

pub fn ticket(label: &str) -> OneTimeSecret {
    tickets(label).0
}

pub fn invitation(label: &str) -> InvitationId {
    tickets(label).1
}

pub fn founder_statement(dev: Dev) -> Statement {
    Statement::founder(
        [1; 16],
        dev.0.to_owned(),
        "laptop".to_owned(),
        dev.id(),
        dev.sealing_key(),
        dev.endpoint(),
    )
}

pub fn seal_entry(dev: Dev, entry: Entry, acts: Vec<AuthorityAct>) -> Written {
    let items: Vec<_> = acts.iter().map(AuthorityAct::to_item).collect();
    let entry = Entry { items: items.iter().map(weft_ids::Item::hash).collect(), ..entry };
    let bytes = to_canonical(&entry).len() + items.iter().map(|item| item.bytes.len()).sum::<usize>();
    let acts = AuthorityAct::read_all(&items).unwrap();
    let hash = entry.hash();
    Written { entry: Verified::sign(entry, &dev.secret()), hash, acts, bytes }
}

pub fn founding_act(dev: Dev) -> Founding {
    Founding::new(SpaceKind::Crew, "Thursday".to_owned(), founder_statement(dev), &roll_key(), &mut rng(1))
        .unwrap()
}

/// Founds a space of a kind.
pub fn found_as(kind: SpaceKind, dev: Dev) -> (History, Written) {
    let founding =
        Founding::new(kind, "Thursday".to_owned(), founder_statement(dev), &roll_key(), &mut rng(1)).unwrap();
    let written = founding_entry(dev, founding);
    (History::found(&written.entry, &written.acts, written.bytes).unwrap(), written)
}

pub fn founding_entry(dev: Dev, founding: Founding) -> Written {
    let roll = founding.roll.hash();
    let entry = Entry {
        version: 0,
        space: NO_SPACE,
        roll,
        device: dev.id(),
        n: 1,
        prev: None,
        past: Vec::new(),
        items: Vec::new(),
    };
    seal_entry(dev, entry, vec![AuthorityAct::Founding(Box::new(founding))])
}

pub fn found(dev: Dev) -> (History, Written) {
    let written = founding_entry(dev, founding_act(dev));
    (History::found(&written.entry, &written.acts, written.bytes).unwrap(), written)
}

/// Writes the next entry of `dev` on everything kept in `view`, without taking it in.
pub fn draft(view: &History, dev: Dev, acts: Vec<AuthorityAct>) -> Written {
    let step = view.next_step(&dev.id());
    draft_at(view, dev, step.n, step.prev, step.past, acts)
}

pub fn draft_at(
    view: &History,
    dev: Dev,
    n: u64,
    prev: Option<EntryHash>,
    past: Vec<EntryHash>,
    acts: Vec<AuthorityAct>,
) -> Written {
    draft_under(view, view.roll(), dev, n, prev, past, acts)
}

pub fn draft_under(
    view: &History,
    roll: RollHash,
    dev: Dev,
    n: u64,
    prev: Option<EntryHash>,
    mut past: Vec<EntryHash>,
    acts: Vec<AuthorityAct>,
) -> Written {
    past.sort_unstable();
    let entry =
        Entry { version: 0, space: view.space(), roll, device: dev.id(), n, prev, past, items: Vec::new() };
    seal_entry(dev, entry, acts)
}

pub fn take(view: &mut History, written: &Written) -> Result<Change, Invalid> {
    view.insert(&written.entry, &written.hash, &written.acts, written.bytes)
}

/// Writes the next entry of `dev` in its own view.
pub fn write(view: &mut History, dev: Dev, acts: Vec<AuthorityAct>) -> Written {
    let written = draft(view, dev, acts);
    take(view, &written).unwrap();
    written
}

pub fn invite(label: &str) -> AuthorityAct {
    AuthorityAct::Invite(Invite { invitation: invitation(label), name: label.to_owned(), own_device: false })
}

pub fn invite_own(label: &str) -> AuthorityAct {
    AuthorityAct::Invite(Invite { invitation: invitation(label), name: label.to_owned(), own_device: true })
}

pub fn revoke(label: &str) -> AuthorityAct {
    AuthorityAct::Revoke(Revoke { invitation: invitation(label) })
}

pub fn statement(view: &History, dev: Dev, label: &str, own_device_of: Option<PersonId>) -> Statement {
    Statement {
        space: view.space(),
        roll: view.roll(),
        invitation: Some(invitation(label)),
        own_device_of,
        nonce: [2; 16],
        name: dev.0.to_owned(),
        device_name: "laptop".to_owned(),
        device: dev.id(),
        sealing: dev.sealing_key(),
        endpoint: dev.endpoint(),
    }
}

pub fn joining(view: &History, dev: Dev, label: &str, own_device_of: Option<PersonId>) -> Joining {
    Joining::sign(statement(view, dev, label, own_device_of), &ticket(label), &dev.secret())
}

pub fn admit_as(view: &History, joining: Joining) -> AuthorityAct {
    let said = &joining.statement;
    let key = roll_key()
        .seal(&said.sealing, &view.space(), &view.roll(), &said.device, &mut rng(2))
        .unwrap_or_else(|_| view.founding().key.clone());
    AuthorityAct::Admit(Box::new(Admit { joining, key }))
}

pub fn admit(view: &History, dev: Dev, label: &str) -> AuthorityAct {
    admit_as(view, joining(view, dev, label, None))
}

pub fn admit_own(view: &History, dev: Dev, label: &str, of: Dev) -> AuthorityAct {
    let person = view.roster().person_of(&of.id()).unwrap();
    admit_as(view, joining(view, dev, label, Some(person)))
}

/// `by` invites and lets in `dev`, in two entries.
pub fn let_in(view: &mut History, by: Dev, dev: Dev) -> Written {
    write(view, by, vec![invite(dev.0)]);
    let act = admit(view, dev, dev.0);
    write(view, by, vec![act])
}

pub fn let_in_own(view: &mut History, by: Dev, dev: Dev) -> Written {
    write(view, by, vec![invite_own(dev.0)]);
    let act = admit_own(view, dev, dev.0, by);
    write(view, by, vec![act])
}

pub fn leave(view: &History, dev: Dev) -> AuthorityAct {
    AuthorityAct::Leave(view.leaving(&dev.id()).unwrap())
}

pub fn switch_off(view: &History, by: Dev, target: Dev) -> AuthorityAct {
    AuthorityAct::SwitchOff(view.switching_off(&by.id(), &target.id()))
}

pub fn switch_off_after(target: Dev, last: Option<EntryHash>) -> AuthorityAct {
    AuthorityAct::SwitchOff(SwitchOff { ended: LastKnown { device: target.id(), last } })
}

/// Gives `to` what `from` keeps and `to` lacks.
pub fn give(from: &[Written], to: &mut History) {
    for written in from {
        take(to, written).unwrap();
    }
}

pub fn state(view: &History, dev: Dev) -> Option<DeviceState> {
    view.roster().devices.get(&dev.id()).map(|device| device.state)
}

pub fn person(view: &History, dev: Dev) -> PersonId {
    view.roster().person_of(&dev.id()).unwrap()
}

pub fn person_state(view: &History, dev: Dev) -> Option<PersonState> {
    Some(view.roster().people.get(&view.roster().person_of(&dev.id())?)?.state)
}

/// The refused acts, each with its code.
pub fn refused(view: &History) -> Vec<(ActId, &'static str)> {
    view.roster().refused.iter().map(|refused| (refused.act, refused.refusal.code())).collect()
}

pub fn code(refusal: Result<(), Refusal>) -> &'static str {
    refusal.map_or_else(|refusal| refusal.code(), |()| "counts")
}

/// The key of the roll drafted with this label.
pub fn key_of(label: &str) -> RollKey {
    RollKey::from_bytes(hash_bytes("test roll key", label.as_bytes()))
}

/// A draft of what is wished, on everything kept in `view`.
pub fn draft_roll(view: &History, label: &str, wish: &Wish) -> (AuthorityAct, Roll) {
    let keys = view.rolls().map(|(hash, _)| (*hash, roll_key())).collect();
    let (draft, roll) = view.draft(wish, &keys, &key_of(label), &mut rng(3)).unwrap();
    (AuthorityAct::Draft(Box::new(draft)), roll)
}

pub fn yes(roll: RollHash, dev: Dev) -> AuthorityAct {
    AuthorityAct::Yes(Yes::sign(roll, &dev.secret()))
}

pub fn no(roll: RollHash, dev: Dev) -> AuthorityAct {
    AuthorityAct::No(No::sign(roll, &dev.secret()))
}

/// Everybody who is in has a voice, but those who are not in any more.
pub fn all_without(view: &History, without: &[Dev]) -> Wish {
    let without: std::collections::BTreeSet<PersonId> =
        without.iter().map(|dev| person(view, *dev)).collect();
    let standing = view.roster().standing().map(|(_, device)| device.person);
    let voices = standing.filter(|person| !without.contains(person)).collect();
    Wish { without, voices: Some(voices), ..Wish::default() }
}

/// `dev` drafts the roll without those, and says yes to it; returns the entry and the roll's name.
pub fn propose(view: &mut History, dev: Dev, label: &str, without: &[Dev]) -> (Written, RollHash) {
    let (act, roll) = draft_roll(view, label, &all_without(view, without));
    let hash = roll.hash();
    (write(view, dev, vec![act, yes(hash, dev)]), hash)
}
