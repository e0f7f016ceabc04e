//! How devices come together on loopback: by key and address, by a typed address, at once from both sides, by mDNS.

mod support;

use std::net::{SocketAddr, UdpSocket};
use support::{BOUND, connect, device, id, loopback, secret, start, stranger, until};
use weft_net::{NetConfig, NetError, NetEvent};

fn somewhere_else() -> SocketAddr {
    // TEST-NET-3: no computer is there, and no network of this computer holds it.
    SocketAddr::from(([203, 0, 113, 5], 47_700))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_dialled_by_its_key_and_both_sides_know_each_other() {
    let (mut ana, mut ben) = (device(1).await, device(2).await);
    ana.net.dial(ben.id, vec![somewhere_else(), ben.at]);
    assert_eq!(ana.connected().await.1, ben.id);
    assert_eq!(ben.connected().await.1, ana.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_outside_the_fence_is_refused_with_the_reason() {
    let mut ana = device(1).await;
    ana.net.dial(id(2), vec![somewhere_else()]);
    let why = ana.dial_failed().await;
    assert_eq!(why, "203.0.113.5:47700 is outside the networks of this device (lo 127.0.0.0/8)");
    ana.net.dial_typed(somewhere_else(), vec![id(2), id(3)]);
    assert!(ana.dial_failed().await.contains("outside the networks of this device"));
    ana.net.dial_typed("[::1]:47700".parse().unwrap(), vec![id(2)]);
    assert!(ana.dial_failed().await.contains("outside the networks of this device"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_address_finds_the_one_key_that_lives_there() {
    let (mut ana, mut ben) = (device(1).await, device(2).await);
    let mut candidates: Vec<_> = (10..80).map(id).collect();
    candidates.insert(50, ben.id);
    ana.net.dial_typed(ben.at, candidates);
    assert_eq!(ana.connected().await.1, ben.id);
    assert_eq!(ben.connected().await.1, ana.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typed_address_where_nobody_known_lives_says_so() {
    let (mut ana, ben) = (device(1).await, device(2).await);
    ana.net.dial_typed(ben.at, (10..50).map(id).collect());
    let why = ana.dial_failed().await;
    assert_eq!(why, format!("a device is at {}, but none that you know; ask for an invitation", ben.at));
    ana.net.dial_typed(ben.at, Vec::new());
    assert!(ana.dial_failed().await.contains("ask for an invitation"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_key_at_an_address_says_that_another_device_is_there() {
    let (mut ana, ben) = (device(1).await, device(2).await);
    ana.net.dial(id(3), vec![ben.at]);
    assert_eq!(ana.dial_failed().await, "another device answered there");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_at_an_address_says_that_nobody_answered() {
    let mut ana = device(1).await;
    let empty = UdpSocket::bind("127.0.0.1:0").unwrap();
    ana.net.dial(id(2), vec![empty.local_addr().unwrap()]);
    assert_eq!(ana.dial_failed().await, "nobody answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_does_not_dial_itself() {
    let mut ana = device(1).await;
    ana.net.dial(ana.id, vec![ana.at]);
    assert_eq!(ana.dial_failed().await, "that is this device itself");
    ana.net.dial_typed(ana.at, vec![id(2)]);
    assert_eq!(ana.dial_failed().await, format!("{} is this device itself", ana.at));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_dial_at_once_end_with_one_session_on_both_sides() {
    for round in 0..8u8 {
        let (mut ana, mut ben) = (device(20 + round).await, device(60 + round).await);
        for _ in 0..3 {
            ana.net.dial(ben.id, vec![ben.at]);
            ben.net.dial_typed(ana.at, vec![ana.id]);
        }
        // A word each way over whatever session is open; the one that is kept carries both.
        let (mut at_ana, mut at_ben) = (Side::default(), Side::default());
        let settle = async {
            let mut tick = tokio::time::interval(std::time::Duration::from_millis(20));
            while !(at_ana.heard && at_ben.heard) {
                tokio::select! {
                    event = ana.events.recv() => at_ana.take(event.unwrap()),
                    event = ben.events.recv() => at_ben.take(event.unwrap()),
                    _ = tick.tick() => {
                        ana.net.send(at_ana.session, b"ana".to_vec()).ok();
                        ben.net.send(at_ben.session, b"ben".to_vec()).ok();
                    }
                }
            }
        };
        let settled = tokio::time::timeout(BOUND, settle).await;
        assert!(settled.is_ok(), "they do not meet: {:?} and {:?}", at_ana.told, at_ben.told);
        ana.net.shutdown().await;
        ben.net.shutdown().await;
        let (left_ana, left_ben) =
            (open_sessions(&mut ana.events).await, open_sessions(&mut ben.events).await);
        assert!(
            left_ana <= 1 && left_ben <= 1,
            "round {round}: {left_ana} and {left_ben} were open at the end"
        );
    }
}

/// What one of two who dial at once has been told.
#[derive(Default)]
struct Side {
    session: u64,
    heard: bool,
    told: Vec<NetEvent>,
}

impl Side {
    fn take(&mut self, event: NetEvent) {
        match &event {
            NetEvent::Connected { session, .. } => self.session = *session,
            NetEvent::Frame { session, .. } => self.heard |= *session == self.session,
            NetEvent::DialFailed { why, .. } => panic!("a dial failed: {why}; before that {:?}", self.told),
            _ => {}
        }
        self.told.push(event);
    }
}

/// How many sessions end after the network closed: those that were open.
async fn open_sessions(events: &mut tokio::sync::mpsc::Receiver<NetEvent>) -> usize {
    let mut open = 0;
    while let Some(event) = events.recv().await {
        open += usize::from(matches!(event, NetEvent::Closed { why, .. } if why == "this device stopped"));
    }
    open
}

#[tokio::test(flavor = "multi_thread")]
async fn dialling_again_while_a_session_is_open_changes_nothing() {
    let (mut ana, at_ana, mut ben, _) = support::two_that_met().await;
    ana.net.dial(ben.id, vec![ben.at]);
    ben.net.dial(ana.id, vec![ana.at]);
    ana.net.dial_typed(ben.at, vec![ben.id, id(40)]);
    assert_eq!(ana.dial_failed().await, "you have met that device already");
    ana.net.send(at_ana, b"the same session".to_vec()).unwrap();
    assert_eq!(ben.frame().await.1, b"the same session");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_starts_again_is_met_again_at_once() {
    let mut ana = device(1).await;
    // Ben's computer loses power: his tasks and sockets are gone, and nothing was said.
    let computer = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let ben = computer.spawn(device(2)).await.unwrap();
    ana.net.dial(ben.id, vec![ben.at]);
    let (at_ana, _) = ana.connected().await;
    tokio::task::spawn_blocking(move || computer.shutdown_timeout(BOUND)).await.unwrap();
    drop(ben);
    let mut ben = device(2).await;
    ben.net.dial(ana.id, vec![ana.at]);
    ben.connected().await;
    assert_eq!(ana.closed().await, (at_ana, "the other device connected anew".into()));
    let (fresh, _) = ana.connected().await;
    assert_ne!(fresh, at_ana);
    ben.net.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_told_where_it_was_asked_for() {
    let holder = UdpSocket::bind("127.0.0.1:0").unwrap();
    let taken = holder.local_addr().unwrap();
    let config = NetConfig { secret: secret(1), listen: Some(taken), port: 0, mdns: false };
    assert!(matches!(weft_net::start(config).await, Err(NetError::PortTaken(address)) if address == taken));
    let nowhere = NetConfig { secret: secret(1), listen: Some(somewhere_else()), port: 0, mdns: false };
    assert!(matches!(weft_net::start(nowhere).await, Err(NetError::NoSuchAddress(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_end_ends_the_events_and_frees_the_port() {
    let (ana, _, mut ben, _) = support::two_that_met().await;
    let at = ana.at;
    let mut events = ana.events;
    ana.net.shutdown().await;
    let mut closed = 0;
    while let Some(event) = tokio::time::timeout(BOUND, events.recv()).await.expect("the events end") {
        closed += usize::from(matches!(event, NetEvent::Closed { .. }));
    }
    assert_eq!(closed, 1);
    ben.closed().await;
    UdpSocket::bind(at).expect("the port is free");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_handshakes_from_one_address_leaves_room_for_a_friend() {
    let mut ben = device(2).await;
    let mut ana = device(1).await;
    ben.net.set_known(vec![ana.id]);
    let mallory = stranger(66).await;
    let mut held = Vec::new();
    for _ in 0..12 {
        let connection = connect(&mallory, &ben).await;
        let (mut send, receive) = connection.open_bi().await.unwrap();
        send.write_all(&[3; 32]).await.unwrap();
        held.push((connection, send, receive));
    }
    ana.net.dial(ben.id, vec![ben.at]);
    assert_eq!(ana.connected().await.1, ben.id);
    until(&mut ben.events, |event| match event {
        NetEvent::Connected { endpoint, .. } if *endpoint == ana.id => Some(()),
        _ => None,
    })
    .await;
    mallory.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_prove_its_address_a_device_does_and_comes_in() {
    let mut ben = device(2).await;
    let mut ana = device(1).await;
    ben.net.set_known(vec![ana.id]);
    let mallory = stranger(66).await;
    // Silent ones hold a quarter of the gate; who comes after them, Mallory too, has to prove the address.
    let mut held = Vec::new();
    for _ in 0..32 {
        let connection = connect(&mallory, &ben).await;
        let (mut send, receive) = connection.open_bi().await.unwrap();
        send.write_all(&[3; 32]).await.unwrap();
        held.push((connection, send, receive));
    }
    ana.net.dial(ben.id, vec![ben.at]);
    assert_eq!(ana.connected().await.1, ben.id);
    until(&mut ben.events, |event| match event {
        NetEvent::Connected { endpoint, .. } if *endpoint == ana.id => Some(()),
        _ => None,
    })
    .await;
    mallory.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_that_know_each_other_find_each_other_by_mdns_and_a_stranger_stays_unknown() {
    let nearby = |n| NetConfig { secret: secret(n), listen: Some(loopback()), port: 0, mdns: true };
    let (mut ana, mut ben, chi) = (start(nearby(91)).await, start(nearby(92)).await, start(nearby(93)).await);
    ben.net.set_known(vec![ana.id]);
    ana.net.set_known(vec![ben.id]);
    for (device, other) in
        [(&mut ana, (ben.id, ben.at)), (&mut ben, (id(91), SocketAddr::from(([127, 0, 0, 1], 0))))]
    {
        let found = until(&mut device.events, |event| match event {
            NetEvent::Found { endpoint, addresses } => Some((*endpoint, addresses.clone())),
            NetEvent::Trouble(why) => panic!("{why}"),
            _ => None,
        })
        .await;
        assert_eq!(found.0, other.0, "never Chi, whom nobody knows");
        assert!(other.1.port() == 0 || found.1 == vec![other.1]);
    }
    chi.net.shutdown().await;
}
