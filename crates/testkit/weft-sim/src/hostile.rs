//! What a dishonest device can put on the wire with its own keys: forks, back-dating, forgery, missing pasts, lies,
//! puppets, and messages at the wrong moment.

use crate::{device::Device, dice::Dice, faults::Fault};
use weft_ids::{
    DeviceId, DeviceSecret, EndpointId, Entry, EntryHash, Item, ItemKind, OneTimeSecret, SpaceId, Verified,
    limits,
};
use weft_replica::message::{Handle, Hello, Message, PROTOCOL_VERSION, Shut};
use weft_roster::{
    Admit, AuthorityAct, Invite, Joining, LastKnown, RollKey, SealingSecret, Statement, SwitchOff,
};
use weft_space::Record;

/// The kinds that are crafted here.
pub const KINDS: [Fault; 11] = [
    Fault::Equivocator,
    Fault::LateForker,
    Fault::BackDater,
    Fault::Withholder,
    Fault::Forger,
    Fault::Liar,
    Fault::Nagger,
    Fault::OddMoment,
    Fault::Puppets,
    Fault::FarBranch,
    Fault::Usurper,
];

/// Whether the words of a device that does this cannot be counted on any more.
pub fn spoils(kind: Fault) -> bool {
    !matches!(kind, Fault::Forger | Fault::Liar | Fault::Nagger | Fault::OddMoment)
}

/// What a dishonest device has to work with in one space.
struct Hand {
    space: SpaceId,
    secret: DeviceSecret,
    roll_key: RollKey,
    founding: Record,
    /// Its own entries, by number.
    own: Vec<Record>,
}

impl Hand {
    fn of(device: &Device, space: &SpaceId) -> Option<Self> {
        let (secret, roll) = device.secrets(space)?;
        let secret = DeviceSecret::from_bytes(secret);
        let records = device.records(space);
        let founding = records.first()?.clone();
        let mut own: Vec<Record> =
            records.into_iter().filter(|r| r.entry().device == secret.public()).collect();
        own.sort_by_key(|record| record.entry().n);
        Some(Self { space: *space, secret, roll_key: RollKey::from_bytes(roll), founding, own })
    }

    /// The entry that would come after everything of its own, on that alone.
    fn next(&self) -> Entry {
        let newest = self.own.last();
        Entry {
            n: newest.map_or(1, |record| record.entry().n + 1),
            prev: newest.map(Record::hash),
            past: if newest.is_some() { Vec::new() } else { vec![self.founding.hash()] },
            space: self.space,
            device: self.secret.public(),
            items: Vec::new(),
            ..self.founding.entry().clone()
        }
    }
}

/// Crafts frames of one dishonest kind about a space that `device` is in; none where it cannot.
pub fn craft(
    device: &Device,
    space: &SpaceId,
    handle: Handle,
    fault: Fault,
    dice: &mut Dice,
) -> Vec<Vec<u8>> {
    let Some(hand) = Hand::of(device, space) else { return Vec::new() };
    let records = match fault {
        Fault::Equivocator => twin(&hand, hand.own.len().saturating_sub(1), 1, dice),
        Fault::LateForker => twin(&hand, dice.below(hand.own.len()), 1, dice),
        Fault::FarBranch => twin(&hand, dice.below(hand.own.len()), 5 + dice.below(100), dice),
        Fault::BackDater => back_dated(&hand, dice),
        Fault::Withholder => {
            let hidden = written(hand.next(), &hand.secret, dice);
            let next =
                Entry { n: hidden.entry().n + 1, prev: Some(hidden.hash()), past: Vec::new(), ..hand.next() };
            vec![written(next, &hand.secret, dice)]
        }
        Fault::Puppets => puppets(&hand, device.endpoint(), dice).unwrap_or_default(),
        Fault::Usurper if !is_own(device, &hand) => vec![usurped(&hand, dice)],
        Fault::Forger => return forged(&hand, handle, dice),
        Fault::Liar => return vec![lie(handle, dice).to_frame()],
        Fault::Nagger => return nag(&hand, handle),
        Fault::OddMoment => return vec![odd(handle, dice).to_frame()],
        _ => Vec::new(),
    };
    let bytes: Vec<Vec<u8>> = records.iter().map(|record| record.bytes().to_vec()).collect();
    if bytes.is_empty() { Vec::new() } else { vec![Message::Records { handle, records: bytes }.to_frame()] }
}

/// Another entry under a number that is taken, and `more − 1` that follow it.
fn twin(hand: &Hand, at: usize, more: usize, dice: &mut Dice) -> Vec<Record> {
    let Some(old) = hand.own.get(at).filter(|old| old.hash() != hand.founding.hash()) else {
        return Vec::new();
    };
    let mut chain = vec![written(old.entry().clone(), &hand.secret, dice)];
    while let Some(last) = chain.last().filter(|_| chain.len() < more) {
        let next = Entry {
            n: last.entry().n + 1,
            prev: Some(last.hash()),
            past: Vec::new(),
            ..last.entry().clone()
        };
        chain.push(written(next, &hand.secret, dice));
    }
    chain
}

/// An invitation written as if nothing but the founding had happened.
fn back_dated(hand: &Hand, dice: &mut Dice) -> Vec<Record> {
    let invitation = OneTimeSecret::from_bytes(dice.bytes()).public();
    let act = AuthorityAct::Invite(Invite { invitation, name: "late".into(), own_device: false });
    vec![signed(hand.next(), vec![act.to_item()], &hand.secret)]
}

/// Whether the founder's device is one of this device's own person.
fn is_own(device: &Device, hand: &Hand) -> bool {
    let view = device.view();
    let people = view.iter().filter_map(|view| view.space(&hand.space)).flat_map(|space| &space.people);
    let founder = hand.founding.entry().device;
    people
        .filter(|person| person.is_me)
        .any(|person| person.devices.iter().any(|device| device.device == founder))
}

/// A switch-off of the founder's device, which is not one's own.
fn usurped(hand: &Hand, dice: &mut Dice) -> Record {
    let device = if dice.happens(500) { hand.founding.entry().device } else { DeviceId(dice.bytes()) };
    let act = AuthorityAct::SwitchOff(SwitchOff { ended: LastKnown { device, last: None } });
    signed(hand.next(), vec![act.to_item()], &hand.secret)
}

/// Devices of one's own making, let in and writing at once.
fn puppets(hand: &Hand, endpoint: EndpointId, dice: &mut Dice) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    let mut next = hand.next();
    for _ in 0..1 + dice.below(3) {
        let (ticket, puppet) =
            (OneTimeSecret::from_bytes(dice.bytes()), DeviceSecret::from_bytes(dice.bytes()));
        let sealing = SealingSecret::from_bytes(dice.bytes()).public();
        let statement = Statement {
            space: hand.space,
            roll: next.roll,
            invitation: Some(ticket.public()),
            own_device_of: None,
            nonce: dice.bytes(),
            name: "Puppet".into(),
            device_name: "none".into(),
            device: puppet.public(),
            sealing,
            endpoint: if dice.happens(300) { endpoint } else { EndpointId(dice.bytes()) },
        };
        let key =
            hand.roll_key.seal(&sealing, &hand.space, &next.roll, &puppet.public(), &mut dice.rng()).ok()?;
        let joining = Joining::sign(statement, &ticket, &puppet);
        let invite = AuthorityAct::Invite(Invite {
            invitation: ticket.public(),
            name: "Puppet".into(),
            own_device: false,
        });
        let admit = AuthorityAct::Admit(Box::new(Admit { joining, key }));
        let record = signed(next.clone(), vec![invite.to_item(), admit.to_item()], &hand.secret);
        let first =
            Entry { n: 1, prev: None, past: vec![record.hash()], device: puppet.public(), ..next.clone() };
        next = Entry { n: next.n + 1, prev: Some(record.hash()), past: Vec::new(), ..next };
        records.extend([record, written(first, &puppet, dice)]);
    }
    Some(records)
}

fn forged(hand: &Hand, handle: Handle, dice: &mut Dice) -> Vec<Vec<u8>> {
    let mut bytes = hand.own.last().unwrap_or(&hand.founding).bytes().to_vec();
    let at = dice.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 + dice.byte() % 255;
    }
    vec![Message::Records { handle, records: vec![bytes] }.to_frame()]
}

/// Claims about what is held and who forked that are not true.
fn lie(handle: Handle, dice: &mut Dice) -> Message {
    let some =
        |dice: &mut Dice| (DeviceId(dice.bytes()), 1 + dice.below(5_000) as u64, EntryHash(dice.bytes()));
    match dice.below(3) {
        0 => Message::Digest { handle, digest: dice.bytes() },
        1 => Message::Vector {
            handle,
            answer: true,
            newest: vec![some(dice), some(dice)],
            forked: vec![some(dice).0],
        },
        _ => Message::Vector { handle, answer: false, newest: vec![some(dice)], forked: Vec::new() },
    }
}

/// Asks for everything, again and again.
fn nag(hand: &Hand, handle: Handle) -> Vec<Vec<u8>> {
    let everything =
        |answer| Message::Vector { handle, answer, newest: Vec::new(), forked: Vec::new() }.to_frame();
    let entries: Vec<EntryHash> = hand.own.iter().rev().take(limits::PAST_MAX).map(Record::hash).collect();
    let want = Message::Want { handle, entries }.to_frame();
    (0..20).flat_map(|_| [everything(true), everything(false), want.clone()]).collect()
}

/// A message that makes sense, but not here or not now.
fn odd(handle: Handle, dice: &mut Dice) -> Message {
    match dice.below(6) {
        0 => Message::Hello(Hello {
            version: PROTOCOL_VERSION,
            nonce: dice.bytes(),
            tags: (0..limits::TAGS).map(|_| dice.bytes()).collect(),
        }),
        1 => Message::Who { handle },
        2 => Message::Introduce { handle, admissions: vec![dice.bytes::<40>().to_vec()] },
        3 => Message::Door { handle, proof: dice.bytes() },
        4 => Message::Shut { handle, why: Shut::Revoked },
        _ => Message::Want {
            handle,
            entries: (0..limits::PAST_MAX).map(|_| EntryHash(dice.bytes())).collect(),
        },
    }
}

fn written(entry: Entry, secret: &DeviceSecret, dice: &mut Dice) -> Record {
    // An item of an unknown kind says nothing, and makes the entry another than its honest twin.
    signed(entry, vec![Item { kind: ItemKind(60_000), bytes: dice.bytes::<8>().to_vec() }], secret)
}

fn signed(mut entry: Entry, items: Vec<Item>, secret: &DeviceSecret) -> Record {
    entry.device = secret.public();
    entry.items = items.iter().map(Item::hash).collect();
    Record::new(Verified::sign(entry, secret), items)
}

/// A message in few words, for traces.
pub fn name_of(message: &Message) -> String {
    match message {
        Message::Hello(_) => "hello".into(),
        Message::Who { .. } => "who".into(),
        Message::Introduce { admissions, .. } => format!("introduce {}", admissions.len()),
        Message::Digest { digest, .. } => {
            format!("digest {}", weft_ids::bytes::to_hex(digest.get(..4).unwrap_or_default()))
        }
        Message::Vector { answer, newest, forked, .. } => {
            format!(
                "vector of {} and {} forked{}",
                newest.len(),
                forked.len(),
                if *answer { ", answer it" } else { "" }
            )
        }
        Message::Records { records, .. } => format!("records {}", records.len()),
        Message::Packed { packed, .. } => format!("packed {} bytes", packed.len()),
        Message::Want { entries, .. } => format!("want {}", entries.len()),
        Message::Door { .. } => "door".into(),
        Message::Join { .. } => "join".into(),
        Message::Shut { why, .. } => format!("shut {why:?}"),
        Message::Beside { .. } => "beside".into(),
        Message::Knock { .. } => "knock".into(),
        Message::AtDoor(_) => "at the door".into(),
    }
}
