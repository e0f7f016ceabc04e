//! Entries and hashes: one form, one spelling, one name each, the same for ever.
//!
//! What must hold:
//! 1. The bytes of an entry and of an item are exactly those written down in the rules, and their hashes do not move.
//! 2. Any bytes that decode are the only spelling of what they say; any other bytes are refused, never a panic.
//! 3. Things of different kinds never share a hash, whatever they contain.
//! 4. An entry whose own form is wrong is refused by name, at each limit and one beyond it.

use proptest::{collection::vec, option, prelude::*};
use weft_ids::{
    ActId, DeviceId, Entry, EntryHash, Item, ItemHash, ItemKind, RollHash, SpaceId,
    bytes::{hash_bytes, hash_parts, to_hex},
    entry::{ENTRY_VERSION, FormError, NO_SPACE},
    from_canonical, limits, to_canonical,
};

fn first() -> Entry {
    let (space, roll, device) = (NO_SPACE, RollHash([2; 32]), DeviceId([3; 32]));
    Entry {
        version: ENTRY_VERSION,
        space,
        roll,
        device,
        n: 1,
        prev: None,
        past: Vec::new(),
        items: Vec::new(),
    }
}

fn later() -> Entry {
    let (past, items) = (vec![EntryHash([5; 32]), EntryHash([6; 32])], vec![ItemHash([7; 32])]);
    Entry { space: SpaceId([1; 32]), n: 300, prev: Some(EntryHash([4; 32])), past, items, ..first() }
}

#[test]
fn the_bytes_of_an_entry_are_those_of_the_rules() {
    let mut expected = vec![0];
    for filler in [1, 2, 3] {
        expected.extend([filler; 32]);
    }
    expected.extend([0xac, 0x02]); // 300, seven bits at a time, lowest first
    expected.push(1);
    expected.extend([4; 32]);
    expected.push(2);
    expected.extend([5; 32]);
    expected.extend([6; 32]);
    expected.push(1);
    expected.extend([7; 32]);
    assert_eq!(to_canonical(&later()), expected);

    let mut expected = vec![0];
    expected.extend([0; 32]);
    expected.extend([2; 32]);
    expected.extend([3; 32]);
    expected.extend([1, 0, 0, 0]);
    assert_eq!(to_canonical(&first()), expected);
}

#[test]
fn the_bytes_of_an_item_are_those_of_the_rules() {
    let item = Item { kind: ItemKind(200), bytes: vec![9, 8] };
    assert_eq!(to_canonical(&item), [0xc8, 0x01, 2, 9, 8]);
}

#[test]
fn hashes_keep_their_values() {
    let item = Item { kind: ItemKind(200), bytes: b"soup".to_vec() };
    let hashes = [
        ("first entry", to_hex(first().hash().as_bytes())),
        ("later entry", to_hex(later().hash().as_bytes())),
        ("item", to_hex(item.hash().as_bytes())),
        ("act", to_hex(ActId::of(&first().hash(), 3).as_bytes())),
    ];
    for ((name, hash), expected) in hashes.iter().zip(GOLDEN) {
        assert_eq!(hash, expected, "{name}");
    }
}

/// What [`hashes_keep_their_values`] compares with; a change here is a change of the protocol.
const GOLDEN: [&str; 4] = [
    "f7d54709e1e3dd3df9d3f19a5ba236021e1e13cada347f539398a61ffbdce40a",
    "aac3a6a6420e33ad37fd5c4076784662689ee1c10c44a243d877d8d86d66236f",
    "7c01e18392293155e138fdee5ee115550a972f3f212f10128025ac7913f94282",
    "eefdb5fdd14e7ee23d98c7f27b9a5e5dc288ecc64847809efa74b16aee6f130f",
];

#[test]
fn the_hash_of_an_entry_is_over_its_bytes_in_its_own_domain() {
    assert_eq!(later().hash().0, hash_bytes("weft 0 entry", &to_canonical(&later())));
}

#[test]
fn an_acts_name_depends_on_its_entry_and_its_place() {
    let (one, other) = (first().hash(), later().hash());
    let names = [ActId::of(&one, 0), ActId::of(&one, 1), ActId::of(&other, 0), ActId::of(&other, 1)];
    for (at, name) in names.iter().enumerate() {
        assert!(names[at + 1..].iter().all(|later| later != name));
    }
}

#[test]
fn two_items_that_say_the_same_have_one_hash_and_kinds_differ() {
    let item = |kind, bytes: &[u8]| Item { kind: ItemKind(kind), bytes: bytes.to_vec() }.hash();
    assert_eq!(item(1, b"a"), item(1, b"a"));
    assert_ne!(item(1, b"a"), item(2, b"a"));
    assert_ne!(item(1, b"a"), item(1, b"b"));
    assert_ne!(item(1, b""), item(1, b"\0"));
}

#[test]
fn a_well_formed_entry_passes() {
    assert_eq!(first().check_form(), Ok(()));
    assert_eq!(later().check_form(), Ok(()));
}

#[test]
fn an_unknown_version_is_refused() {
    assert_eq!(Entry { version: 1, ..first() }.check_form(), Err(FormError::Version(1)));
}

#[test]
fn numbers_begin_at_one_and_exactly_the_first_has_nothing_before_it() {
    let prev = Some(EntryHash([4; 32]));
    for (n, prev) in [(0, None), (0, prev), (1, prev), (2, None), (u64::MAX, None)] {
        let has_prev = prev.is_some();
        assert_eq!(Entry { n, prev, ..first() }.check_form(), Err(FormError::Number { n, has_prev }));
    }
    assert_eq!(Entry { n: u64::MAX, prev, ..first() }.check_form(), Ok(()));
}

#[test]
fn heads_are_few_sorted_and_named_once() {
    let heads = |count: usize| (0..count).map(|i| EntryHash([i as u8; 32])).collect::<Vec<_>>();
    let with = |past| Entry { past, ..later() }.check_form();
    assert_eq!(with(heads(limits::PAST_MAX)), Ok(()));
    assert_eq!(with(heads(limits::PAST_MAX + 1)), Err(FormError::PastLength(limits::PAST_MAX + 1)));
    assert_eq!(with(vec![EntryHash([2; 32]), EntryHash([1; 32])]), Err(FormError::PastOrder));
    assert_eq!(with(vec![EntryHash([1; 32]), EntryHash([1; 32])]), Err(FormError::PastOrder));
}

#[test]
fn items_are_counted() {
    let with = |count| Entry { items: vec![ItemHash([1; 32]); count], ..later() }.check_form();
    assert_eq!(with(limits::ITEMS_MAX), Ok(()));
    assert_eq!(with(limits::ITEMS_MAX + 1), Err(FormError::ItemCount(limits::ITEMS_MAX + 1)));
}

prop_compose! {
    fn any_entry()(
        version: u8, space: [u8; 32], roll: [u8; 32], device: [u8; 32], n: u64,
        prev in option::of(any::<[u8; 32]>()), past in vec(any::<[u8; 32]>(), 0..5), items in vec(any::<[u8; 32]>(), 0..5),
    ) -> Entry {
        Entry {
            version, space: SpaceId(space), roll: RollHash(roll), device: DeviceId(device), n,
            prev: prev.map(EntryHash),
            past: past.into_iter().map(EntryHash).collect(),
            items: items.into_iter().map(ItemHash).collect(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_encoded_decodes_to_itself(entry in any_entry()) {
        prop_assert_eq!(from_canonical::<Entry>(&to_canonical(&entry)), Ok(entry));
    }

    #[test]
    fn different_entries_have_different_names(one in any_entry(), other in any_entry()) {
        prop_assert_eq!(one == other, one.hash() == other.hash());
    }

    #[test]
    fn arbitrary_bytes_are_refused_or_the_only_spelling(bytes in vec(any::<u8>(), 0..400)) {
        if let Ok(entry) = from_canonical::<Entry>(&bytes) {
            prop_assert_eq!(to_canonical(&entry), bytes);
        } else if let Ok(item) = from_canonical::<Item>(&bytes) {
            prop_assert_eq!(to_canonical(&item), bytes);
        }
    }

    #[test]
    fn a_changed_byte_never_keeps_the_name(entry in any_entry(), at: prop::sample::Index, flip in 1_u8..) {
        let mut bytes = to_canonical(&entry);
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        if let Ok(changed) = from_canonical::<Entry>(&bytes) {
            prop_assert_ne!(changed.hash(), entry.hash());
        }
    }

    #[test]
    fn cut_and_lengthened_bytes_are_refused(entry in any_entry(), cut: prop::sample::Index, more in vec(any::<u8>(), 1..9)) {
        let bytes = to_canonical(&entry);
        prop_assert!(from_canonical::<Entry>(&bytes[..cut.index(bytes.len())]).is_err());
        prop_assert!(from_canonical::<Entry>(&[bytes, more].concat()).is_err());
    }

    #[test]
    fn parts_cannot_be_shifted_between_each_other(one: Vec<u8>, other: Vec<u8>, at: prop::sample::Index) {
        let whole = [one.clone(), other.clone()].concat();
        let at = at.index(whole.len() + 1);
        let same = at == one.len();
        let (left, right) = whole.split_at(at);
        prop_assert_eq!(hash_parts("weft 0 test", &[left, right]) == hash_parts("weft 0 test", &[&one, &other]), same);
        prop_assert_ne!(hash_parts("weft 0 test", &[&whole]), hash_parts("weft 0 test", &[&one, &other]));
    }

    #[test]
    fn domains_never_share_a_hash(bytes: Vec<u8>) {
        prop_assert_ne!(hash_bytes("weft 0 entry", &bytes), hash_bytes("weft 0 item", &bytes));
    }
}
