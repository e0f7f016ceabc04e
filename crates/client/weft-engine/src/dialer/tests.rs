//! Whom to dial and when.

use super::*;
use rand_core::SeedableRng;

const ANA: EndpointId = EndpointId([1; 32]);
const BEN: EndpointId = EndpointId([2; 32]);

fn contact(endpoint: EndpointId, addresses: &[&str]) -> Contact {
    Contact {
        endpoint,
        person: "Ben".to_owned(),
        device: "laptop".to_owned(),
        spaces: Vec::new(),
        addresses: addresses.iter().map(|text| (*text).to_owned()).collect(),
        from_ticket: false,
    }
}

fn at(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed([7; 32])
}

/// Ana's side of a pair that knows where Ben was last.
fn ana() -> Dialer {
    let mut dialer = Dialer::new(ANA);
    assert!(dialer.set_contacts(&[contact(BEN, &["10.0.0.2:47700"])]));
    dialer
}

#[test]
fn last_known_addresses_are_dialled_at_once_and_then_with_growing_pauses_up_to_a_minute() {
    let mut dialer = ana();
    let mut rng = rng();
    let mut now = 0;
    let mut pauses = Vec::new();
    for _ in 0..12 {
        assert_eq!(dialer.take_due(now), [(BEN, vec![at("10.0.0.2:47700")])]);
        assert_eq!(dialer.take_due(now), [], "one dial at a time");
        dialer.failed(&BEN, now, &mut rng);
        let began = now;
        while dialer.take_due(now).is_empty() {
            now += 10;
        }
        pauses.push(now - began);
        // The dial just taken is the next round's.
        dialer.failed(&BEN, now, &mut rng);
        dialer.hurry(BEN, &[], now);
    }
    for (n, pause) in pauses.iter().enumerate() {
        // Two failures a round: the first pause of each round has 2n failures before it.
        let usual = (500_u64 << (2 * n).min(16)).min(60_000);
        assert!((usual * 4 / 5..=usual * 6 / 5 + 10).contains(pause), "round {n}: {pause} ms, usual {usual}");
    }
}

#[test]
fn of_two_that_hear_each_other_the_smaller_id_dials_and_the_larger_waits_two_seconds() {
    let mut ana = Dialer::new(ANA);
    ana.set_contacts(&[contact(BEN, &[])]);
    ana.found(BEN, vec![at("10.0.0.2:1")], 1_000);
    assert_eq!(ana.take_due(1_000).len(), 1);

    let mut ben = Dialer::new(BEN);
    ben.set_contacts(&[contact(ANA, &[])]);
    ben.found(ANA, vec![at("10.0.0.1:1")], 1_000);
    assert_eq!(ben.next_due_ms(1_000), Some(2_000));
    assert_eq!(ben.take_due(2_999).len(), 0);
    assert_eq!(ben.take_due(3_000).len(), 1, "whoever cannot dial is dialled anyway");
}

#[test]
fn a_device_that_is_heard_again_is_tried_again_soon_and_not_at_each_cry() {
    let mut dialer = ana();
    let mut rng = rng();
    for _ in 0..10 {
        dialer.hurry(BEN, &[], 0);
        assert_eq!(dialer.take_due(0).len(), 1);
        dialer.failed(&BEN, 0, &mut rng);
    }
    for now in [100, 1_000, 4_900] {
        dialer.found(BEN, vec![at("10.0.0.9:1")], now);
        assert_eq!(dialer.take_due(now), []);
    }
    assert_eq!(dialer.take_due(5_000), [(BEN, vec![at("10.0.0.9:1"), at("10.0.0.2:47700")])]);
}

#[test]
fn nobody_is_dialled_while_a_session_with_them_is_open() {
    let mut dialer = ana();
    assert_eq!(dialer.connected(5, BEN, "10.0.0.2:47700".into(), 0), None);
    dialer.found(BEN, vec![at("10.0.0.2:1")], 10);
    assert_eq!(dialer.take_due(1_000_000), []);
    dialer.closed(5, 1_000_000, &mut rng());
    assert!(dialer.has_met(&BEN) && dialer.link(&BEN).is_none());
    assert_eq!(dialer.take_due(1_000_700).len(), 1);
}

#[test]
fn a_newer_session_with_a_device_replaces_the_older() {
    let mut dialer = ana();
    assert_eq!(dialer.connected(1, BEN, "a".into(), 0), None);
    assert_eq!(dialer.connected(2, BEN, "b".into(), 9), Some(1));
    dialer.closed(1, 10, &mut rng());
    assert!(dialer.has_session(2), "the end of the old one is not the end of the new one");
}

#[test]
fn sessions_are_bounded() {
    let mut dialer = Dialer::new(EndpointId([0; 32]));
    let everyone: Vec<_> = (1..60).map(|n| contact(EndpointId([n; 32]), &["10.0.0.9:1"])).collect();
    dialer.set_contacts(&everyone);
    assert_eq!(dialer.take_due(0).len(), limits::SESSIONS_MAX);
    assert_eq!(dialer.next_due_ms(0), None, "nothing is due while there is no place");
    for n in 1..=limits::SESSIONS_MAX as u8 {
        dialer.connected(u64::from(n), EndpointId([n; 32]), String::new(), 0);
    }
    assert_eq!(dialer.take_due(1_000_000), []);
}

#[test]
fn a_dial_without_an_answer_is_given_up() {
    let mut dialer = ana();
    assert_eq!(dialer.take_due(0).len(), 1);
    assert!(!dialer.is_settled(&BEN, 0));
    assert_eq!(dialer.take_due(30_000), []);
    assert_eq!(dialer.take_due(30_001).len(), 1);
}

#[test]
fn whoever_is_no_contact_any_more_is_not_dialled() {
    let mut dialer = ana();
    assert!(!dialer.set_contacts(&[contact(BEN, &["10.0.0.3:1"])]), "the same device elsewhere");
    assert!(dialer.set_contacts(&[]));
    assert_eq!(dialer.take_due(0), []);
    assert_eq!(dialer.endpoints(), []);
}
