//! Frames between two devices on loopback: what goes in comes out, and what is no frame ends the session.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::{BOUND, connect, device, stranger, two_that_met};
use weft_ids::limits::FRAME_BYTES_MAX;
use weft_net::{NetEvent, SendError};

const MANY: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn two_devices_exchange_frames_both_ways_in_order() {
    let (mut ana, at_ana, mut ben, at_ben) = two_that_met().await;
    for n in 0..MANY {
        ana.net.send(at_ana, format!("ana {n}").into_bytes()).unwrap();
        ben.net.send(at_ben, vec![b'b'; n * 7]).unwrap();
    }
    for n in 0..MANY {
        assert_eq!(ben.frame().await, (at_ben, format!("ana {n}").into_bytes()));
        assert_eq!(ana.frame().await, (at_ana, vec![b'b'; n * 7]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_frame_and_the_empty_one_pass() {
    let (ana, at_ana, mut ben, _) = two_that_met().await;
    let noise: Vec<u8> =
        (0..FRAME_BYTES_MAX as u64).map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
    ana.net.send(at_ana, noise.clone()).unwrap();
    ana.net.send(at_ana, Vec::new()).unwrap();
    assert!(ben.frame().await.1 == noise);
    assert!(ben.frame().await.1.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_over_the_cap_is_not_taken_and_the_session_goes_on() {
    let (ana, at_ana, mut ben, _) = two_that_met().await;
    let over = FRAME_BYTES_MAX + 1;
    assert_eq!(ana.net.send(at_ana, vec![0; over]), Err(SendError::TooLarge(over)));
    ana.net.send(at_ana, b"still here".to_vec()).unwrap();
    assert_eq!(ben.frame().await.1, b"still here");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_queued_before_a_close_arrives_and_each_side_reads_why() {
    let (mut ana, at_ana, mut ben, at_ben) = two_that_met().await;
    for n in 0..50u8 {
        ana.net.send(at_ana, vec![n; 30_000]).unwrap();
    }
    ana.net.close(at_ana, "all is said");
    assert_eq!(ana.net.send(at_ana, vec![1]), Err(SendError::Gone));
    assert_eq!(ana.net.room(at_ana), None);
    for n in 0..50u8 {
        assert_eq!(ben.frame().await.1, vec![n; 30_000]);
    }
    assert_eq!(ben.closed().await, (at_ben, "the other device ended it".into()));
    assert_eq!(ana.closed().await, (at_ana, "all is said".into()));
    assert_eq!(ben.net.send(at_ben, vec![1]), Err(SendError::Gone));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_read_ends_the_session_and_not_the_memory() {
    let (mut ana, at_ana, _ben, _) = two_that_met().await;
    let noise: Vec<u8> =
        (0..500_000u64).map(|n| (n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect();
    // Ben's engine takes no events: his network holds back after a few, and Ana's queue fills up.
    let mut refused = None;
    for _ in 0..1_000 {
        if let Err(error) = ana.net.send(at_ana, noise.clone()) {
            refused = Some(error);
            break;
        }
    }
    assert_eq!(refused, Some(SendError::Slow));
    assert_eq!(ana.closed().await, (at_ana, "it does not take what is sent".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cold_join_passes_where_the_sender_keeps_to_the_room_there_is() {
    let (ana, at_ana, mut ben, _) = two_that_met().await;
    let frames = 100usize;
    let sending = tokio::spawn(async move {
        for n in 0..frames {
            while ana.net.room(at_ana).is_some_and(|room| room < 400_000) {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
            let seed = n as u64;
            let noise = (0..400_000u64).map(|i| ((i ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8);
            ana.net.send(at_ana, noise.collect()).unwrap();
        }
        ana
    });
    for _ in 0..frames {
        assert_eq!(ben.frame().await.1.len(), 400_000);
    }
    sending.await.unwrap();
}

/// Sends `bytes` as a stranger who greets properly, and returns why the device closed the session.
async fn closed_after(bytes: Vec<u8>) -> String {
    let mut ben = device(2).await;
    let mallory = stranger(66).await;
    let connection = connect(&mallory, &ben).await;
    let (mut send, mut receive) = connection.open_bi().await.unwrap();
    send.write_all(&[7; 32]).await.unwrap();
    receive.read_exact(&mut [0; 16]).await.unwrap();
    ben.connected().await;
    // The device may close before all is written; that is not the stranger's concern.
    send.write_all(&bytes).await.ok();
    let (_, why) = ben.closed().await;
    mallory.close().await;
    ben.net.shutdown().await;
    why
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oversize_frame_closes_the_session_before_it_is_read() {
    let why = closed_after([&u32::MAX.to_le_bytes()[..], &[0; 100]].concat()).await;
    assert_eq!(why, format!("it sent a frame of {} bytes, more than a frame may have", u32::MAX));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_refused() {
    let packed = zstd::bulk::compress(&vec![0; 64 << 20], 19).unwrap();
    let mut bytes = (packed.len() as u32 + 1).to_le_bytes().to_vec();
    bytes.push(1);
    bytes.extend(packed);
    assert_eq!(closed_after(bytes).await, "it sent a frame of 67108864 bytes, more than a frame may have");
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_closes_the_session_and_hurts_nobody_else() {
    for bytes in [vec![0; 4], [&[2, 0, 0, 0][..], &[9, 9]].concat(), [&[9, 0, 0, 0][..], &[1; 9]].concat()] {
        assert_eq!(closed_after(bytes).await, "it sent what is not a frame");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_who_do_not_greet_are_let_go_while_others_meet() {
    let (mut ana, mut ben) = (device(1).await, device(2).await);
    let mallory = stranger(66).await;
    let mut silent = Vec::new();
    for _ in 0..4 {
        let connection = connect(&mallory, &ben).await;
        let (mut send, receive) = connection.open_bi().await.unwrap();
        send.write_all(&[1; 5]).await.unwrap();
        silent.push((connection, send, receive));
    }
    ana.net.dial(ben.id, vec![ben.at]);
    let (session, _) = ana.connected().await;
    assert_eq!(ben.connected().await.1, ana.id);
    ana.net.send(session, b"hello".to_vec()).unwrap();
    assert_eq!(ben.frame().await.1, b"hello");
    for (connection, _send, _receive) in silent {
        tokio::time::timeout(BOUND, connection.closed())
            .await
            .expect("the device lets go of who does not greet");
    }
    mallory.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_stranger_cannot_open_many_streams() {
    let mut ben = device(2).await;
    let mallory = stranger(66).await;
    let connection = connect(&mallory, &ben).await;
    let (mut send, mut receive) = connection.open_bi().await.unwrap();
    send.write_all(&[7; 32]).await.unwrap();
    receive.read_exact(&mut [0; 16]).await.unwrap();
    ben.connected().await;
    let second = tokio::time::timeout(std::time::Duration::from_millis(300), connection.open_bi()).await;
    assert!(second.is_err(), "a second stream waits for ever");
    let third = tokio::time::timeout(std::time::Duration::from_millis(300), connection.open_uni()).await;
    assert!(third.is_err());
    mallory.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_other_side_is_told() {
    let (mut ana, at_ana, ben, _) = two_that_met().await;
    ben.net.shutdown().await;
    assert_eq!(ana.closed().await, (at_ana, "the other device ended it".into()));
    assert!(!matches!(ana.events.try_recv(), Ok(NetEvent::Connected { .. })));
}
