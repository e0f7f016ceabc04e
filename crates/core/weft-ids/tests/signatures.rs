//! Signatures: the published vectors, weak keys, domains, and words that cannot be read before they are verified.
//!
//! What must hold:
//! 1. Every published Ed25519 vector gets the published verdict.
//! 2. A weak key is not sound, and no signature under it verifies.
//! 3. A signature serves one domain, one digest and one signer.
//! 4. `Signed` gives nothing away; only verification, or a verified successor that names an entry, yields words.

use proptest::prelude::*;
use weft_ids::{
    DeviceId, DeviceSecret, Entry, EntryHash, OneTimeSecret, RollHash, Signature, Signed, Verified,
    bytes::from_hex, entry::NO_SPACE, keys::verify,
};

fn secret(seed: u8) -> DeviceSecret {
    DeviceSecret::from_bytes([seed; 32])
}

fn entry(author: &DeviceSecret, n: u64, prev: Option<EntryHash>) -> Entry {
    let (space, roll, device) = (NO_SPACE, RollHash([7; 32]), author.public());
    Entry { version: 0, space, roll, device, n, prev, past: Vec::new(), items: Vec::new() }
}

/// The eight points of small order, in every encoding that decodes to them.
const WEAK: [&str; 11] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

#[test]
fn the_published_vectors_get_the_published_verdicts() {
    let file = include_str!("fixtures/wycheproof/ed25519_test.json");
    let vectors: serde_json::Value = serde_json::from_str(file).unwrap();
    let mut run = 0;
    for group in vectors["testGroups"].as_array().unwrap() {
        let public: [u8; 32] =
            from_hex(group["publicKey"]["pk"].as_str().unwrap()).unwrap().try_into().unwrap();
        for vector in group["tests"].as_array().unwrap() {
            let bytes = |field: &str| from_hex(vector[field].as_str().unwrap()).unwrap();
            // A signature of another length cannot be written down here at all, which is a refusal too.
            let verdict = <[u8; 64]>::try_from(bytes("sig"))
                .is_ok_and(|signature| verify(&public, &bytes("msg"), &Signature::from_bytes(&signature)));
            assert_eq!(
                verdict,
                vector["result"] == "valid",
                "vector {}: {}",
                vector["tcId"],
                vector["comment"]
            );
            run += 1;
        }
    }
    assert_eq!(run, vectors["numberOfTests"].as_u64().unwrap());
    assert_eq!(run, 151);
}

#[test]
fn weak_keys_are_not_sound_and_verify_nothing() {
    // The identity as R and zero as s: under a weak key, a lenient check accepts this for every message.
    let mut everything = [0; 64];
    everything[0] = 1;
    for text in WEAK {
        let key: [u8; 32] = from_hex(text).unwrap().try_into().unwrap();
        assert!(!DeviceId(key).is_sound(), "{text}");
        for message in [&b"Ana owes Ben 40"[..], b"Ben owes Ana 40", b""] {
            assert!(!verify(&key, message, &Signature::from_bytes(&everything)), "{text}");
        }
    }
    assert!(secret(1).public().is_sound());
    assert!(OneTimeSecret::from_bytes([1; 32]).public().is_sound());
}

#[test]
fn bytes_that_are_no_point_are_not_sound() {
    let found = (2..=255_u8).filter(|byte| !DeviceId([*byte; 32]).is_sound()).count();
    assert!(found > 50, "about half of all byte strings are no point; {found} were refused");
}

#[test]
fn a_signature_serves_one_domain_one_digest_and_one_signer() {
    let (ana, ben) = (secret(1), secret(2));
    let signature = ana.sign("weft 0 entry signature", &[9; 32]);
    assert!(ana.public().verifies("weft 0 entry signature", &[9; 32], &signature));
    assert!(!ana.public().verifies("weft 0 roll yes", &[9; 32], &signature));
    assert!(!ana.public().verifies("weft 0 entry signature", &[8; 32], &signature));
    assert!(!ben.public().verifies("weft 0 entry signature", &[9; 32], &signature));
}

#[test]
fn a_domain_cannot_reach_into_what_is_signed() {
    // Without a mark after the domain, `ab` + digest and `a` + `b`… could be one message.
    let ana = secret(1);
    let mut digest = [0; 32];
    digest[0] = b'x';
    let signature = ana.sign("weft", &digest);
    for domain in ["weft\0", "weft\0x", "wef", ""] {
        assert!(!ana.public().verifies(domain, &digest, &signature), "{domain:?}");
    }
}

#[test]
fn secrets_are_not_printed() {
    let hex = weft_ids::bytes::to_hex(&[0x5a; 32]);
    for printed in [format!("{:?}", secret(0x5a)), format!("{:?}", OneTimeSecret::from_bytes([0x5a; 32]))] {
        assert!(!printed.contains(&hex[..8]) && printed.contains("secret"), "{printed}");
    }
}

#[test]
fn signed_words_have_no_accessor() {
    // The compiler keeps the fields private; this keeps anyone from adding a way round them.
    let source = include_str!("../src/signed.rs");
    let block =
        source.split("impl<T: Signable> Signed<T> {").nth(1).and_then(|rest| rest.split("\n}").next());
    let public: Vec<&str> =
        block.unwrap().lines().filter(|line| line.contains("pub fn")).map(str::trim).collect();
    assert_eq!(public.len(), 2, "{public:#?}");
    assert!(
        public[0].starts_with("pub fn new(") && public[1].starts_with("pub fn verify(self)"),
        "{public:#?}"
    );
    let impls: Vec<&str> =
        source.lines().filter(|line| line.starts_with("impl") && line.contains(" Signed<")).collect();
    assert_eq!(
        impls,
        ["impl<T> fmt::Debug for Signed<T> {", "impl<T: Signable> Signed<T> {"],
        "a way round them?"
    );
    let signed = Signed::new(entry(&secret(1), 1, None), secret(1).sign("any", &[0; 32]));
    assert_eq!(format!("{signed:?}"), "Signed(not verified)");
    let fields =
        source.split("pub struct Signed<T> {").nth(1).and_then(|rest| rest.split('}').next()).unwrap();
    assert!(!fields.contains("pub"), "a field of Signed is public");
}

#[test]
fn only_its_signers_signature_makes_words_readable() {
    let (ana, ben) = (secret(1), secret(2));
    let verified = Verified::sign(entry(&ana, 1, None), &ana);
    let signature = *verified.signature().unwrap();
    let words = verified.get().clone();
    assert_eq!(Signed::new(words.clone(), signature).verify().unwrap().get(), &words);

    let mut changed = words.clone();
    changed.n = 2;
    assert!(Signed::new(changed, signature).verify().is_none());
    let mut stolen = words.clone();
    stolen.device = ben.public();
    assert!(Signed::new(stolen, signature).verify().is_none());
    let of_ben = ben.sign("weft 0 entry signature", &words.hash().0);
    assert!(Signed::new(words, of_ben).verify().is_none());
}

#[test]
#[should_panic(expected = "a device signs only in its own name")]
fn a_device_cannot_sign_in_anothers_name() {
    Verified::sign(entry(&secret(1), 1, None), &secret(2));
}

#[test]
fn one_verified_signature_vouches_for_the_whole_earlier_chain() {
    let ana = secret(1);
    let first = entry(&ana, 1, None);
    let second = entry(&ana, 2, Some(first.hash()));
    let third = Verified::sign(entry(&ana, 3, Some(second.hash())), &ana);
    let second = Verified::vouched(second.clone(), &second.hash(), &third).unwrap();
    assert!(second.signature().is_none());
    let first = Verified::vouched(first.clone(), &first.hash(), &second).unwrap();
    assert_eq!(first.get().n, 1);
}

#[test]
fn a_successor_vouches_only_for_what_it_names_in_its_own_chain() {
    let (ana, ben) = (secret(1), secret(2));
    let first = entry(&ana, 1, None);
    let second = Verified::sign(entry(&ana, 2, Some(first.hash())), &ana);
    let mut other = first.clone();
    other.roll = RollHash([8; 32]);
    assert!(Verified::vouched(other.clone(), &other.hash(), &second).is_none(), "not named");
    assert!(Verified::vouched(other, &first.hash(), &second).is_none(), "not what the hash says");
    let claimed = Verified::sign(entry(&ben, 2, Some(first.hash())), &ben);
    assert!(Verified::vouched(first.clone(), &first.hash(), &claimed).is_none(), "another device's chain");
    let start = Verified::sign(entry(&ana, 1, None), &ana);
    assert!(Verified::vouched(first.clone(), &first.hash(), &start).is_none(), "a first entry names none");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_flipped_bit_anywhere_breaks_a_signature(seed: u8, digest: [u8; 32], bit in 0_usize..512) {
        let ana = secret(seed);
        let signature = ana.sign("weft 0 entry signature", &digest);
        let mut bytes = signature.to_bytes();
        prop_assert_eq!(Signature::from_bytes(&bytes), signature);
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!ana.public().verifies("weft 0 entry signature", &digest, &Signature::from_bytes(&bytes)));
    }

    #[test]
    fn arbitrary_keys_and_signatures_never_panic(key: [u8; 32], low: [u8; 32], high: [u8; 32], message: Vec<u8>) {
        let signature = Signature::from_bytes(&[low, high].concat().try_into().unwrap());
        prop_assert!(!verify(&key, &message, &signature));
        let _sound: bool = DeviceId(key).is_sound();
    }
}
