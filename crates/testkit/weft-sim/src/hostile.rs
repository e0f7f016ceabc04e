//! What a dishonest device can put on the wire with its own keys: forks, back-dating, forgery, missing pasts.

use crate::{device::Device, dice::Dice, faults::Fault};
use weft_ids::{DeviceSecret, Entry, Item, ItemKind, SpaceId, Verified};
use weft_replica::message::{Handle, Message};
use weft_space::Record;

/// Crafts a frame of one dishonest kind for a space that `device` is in; `None` where it cannot.
pub fn craft(device: &Device, space: &SpaceId, handle: Handle, fault: Fault, dice: &mut Dice) -> Option<Vec<u8>> {
    let (secret, _) = device.secrets(space)?;
    let secret = DeviceSecret::from_bytes(secret);
    let records = device.records(space);
    let own: Vec<&Record> = records.iter().filter(|r| r.entry().device == secret.public()).collect();
    let founding = records.first()?;
    let newest = own.last();
    let record = match fault {
        Fault::Equivocator => {
            let twin = newest.filter(|record| record.entry().n > 1)?;
            written(Entry { ..twin.entry().clone() }, &secret, dice)
        }
        Fault::LateForker => {
            let twin = own.get(dice.below(own.len())).filter(|record| record.entry().n > 1)?;
            written(Entry { ..twin.entry().clone() }, &secret, dice)
        }
        Fault::BackDater => {
            let past = vec![founding.hash()];
            let (n, prev) = newest.map_or((1, None), |record| (record.entry().n + 1, Some(record.hash())));
            let past = if prev == Some(founding.hash()) { Vec::new() } else { past };
            written(Entry { n, prev, past, space: *space, ..newest.unwrap_or(&founding).entry().clone() }, &secret, dice)
        }
        Fault::Withholder => {
            let entry = newest?.entry().clone();
            let hidden = written(Entry { n: entry.n + 1, prev: Some(newest?.hash()), past: Vec::new(), ..entry.clone() }, &secret, dice);
            let entry = Entry { n: entry.n + 2, prev: Some(hidden.hash()), past: Vec::new(), space: *space, ..entry };
            written(entry, &secret, dice)
        }
        Fault::Forger => {
            let mut bytes = newest.unwrap_or(&founding).bytes().to_vec();
            let at = dice.below(bytes.len());
            *bytes.get_mut(at)? ^= 1 + dice.byte() % 255;
            return Some(Message::Records { handle, records: vec![bytes] }.to_frame());
        }
        _ => return None,
    };
    Some(Message::Records { handle, records: vec![record.bytes().to_vec()] }.to_frame())
}

fn written(mut entry: Entry, secret: &DeviceSecret, dice: &mut Dice) -> Record {
    // An item of an unknown kind says nothing, and makes the entry another than its honest twin.
    let item = Item { kind: ItemKind(60_000), bytes: (0..8).map(|_| dice.byte()).collect() };
    entry.device = secret.public();
    entry.items = vec![item.hash()];
    Record::new(Verified::sign(entry, secret), vec![item])
}
