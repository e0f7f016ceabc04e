//! Devices on loopback for the tests of this crate, and a stranger who speaks QUIC but not our protocol.
#![allow(dead_code, clippy::unwrap_used)]

use iroh::{
    Endpoint, EndpointAddr, SecretKey, TransportAddr,
    endpoint::{BindOpts, Connection, presets},
};
use std::{net::SocketAddr, time::Duration};
use tokio::sync::mpsc::Receiver;
use weft_ids::EndpointId;
use weft_net::{Net, NetConfig, NetEvent};

/// A bound on how long anything may take, so that a failing test ends; never an assertion.
pub(crate) const BOUND: Duration = Duration::from_secs(60);

/// One device and what its network told.
pub(crate) struct Device {
    pub(crate) net: Net,
    pub(crate) events: Receiver<NetEvent>,
    pub(crate) id: EndpointId,
    pub(crate) at: SocketAddr,
}

/// The secret of the device named by `n`.
pub(crate) fn secret(n: u8) -> [u8; 32] {
    [n; 32]
}

/// The endpoint key of the device named by `n`.
pub(crate) fn id(n: u8) -> EndpointId {
    EndpointId(*SecretKey::from_bytes(&secret(n)).public().as_bytes())
}

/// Starts a device on a free port of loopback.
pub(crate) async fn device(n: u8) -> Device {
    start(NetConfig { secret: secret(n), listen: Some(loopback()), port: 0, mdns: false }).await
}

pub(crate) fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// Starts a device and waits until it listens.
pub(crate) async fn start(config: NetConfig) -> Device {
    let (net, mut events) = weft_net::start(config).await.unwrap();
    let at = until(&mut events, |event| match event {
        NetEvent::Listening { addresses, .. } => Some(addresses[0]),
        _ => None,
    })
    .await;
    let id = net.endpoint();
    Device { net, events, id, at }
}

/// Waits for an event that `pick` takes, passing over others.
pub(crate) async fn until<T>(
    events: &mut Receiver<NetEvent>,
    mut pick: impl FnMut(&NetEvent) -> Option<T>,
) -> T {
    let waiting = async {
        let mut passed = Vec::new();
        loop {
            match events.recv().await {
                Some(event) => match pick(&event) {
                    Some(picked) => return picked,
                    None => passed.push(event),
                },
                None => panic!("the events ended; before that: {passed:?}"),
            }
        }
    };
    tokio::time::timeout(BOUND, waiting).await.expect("what was waited for never came")
}

impl Device {
    pub(crate) async fn connected(&mut self) -> (u64, EndpointId) {
        until(&mut self.events, |event| match event {
            NetEvent::Connected { session, endpoint, .. } => Some((*session, *endpoint)),
            _ => None,
        })
        .await
    }

    pub(crate) async fn frame(&mut self) -> (u64, Vec<u8>) {
        until(&mut self.events, |event| match event {
            NetEvent::Frame { session, bytes } => Some((*session, bytes.clone())),
            _ => None,
        })
        .await
    }

    pub(crate) async fn closed(&mut self) -> (u64, String) {
        until(&mut self.events, |event| match event {
            NetEvent::Closed { session, why } => Some((*session, why.clone())),
            _ => None,
        })
        .await
    }

    pub(crate) async fn dial_failed(&mut self) -> String {
        until(&mut self.events, |event| match event {
            NetEvent::DialFailed { why, .. } => Some(why.clone()),
            NetEvent::Connected { .. } => panic!("the dial succeeded"),
            _ => None,
        })
        .await
    }
}

/// Two devices and their session; the first one dialled.
pub(crate) async fn two_that_met() -> (Device, u64, Device, u64) {
    let (mut ana, mut ben) = (device(1).await, device(2).await);
    ana.net.dial(ben.id, vec![ben.at]);
    let (at_ana, _) = ana.connected().await;
    let (at_ben, _) = ben.connected().await;
    (ana, at_ana, ben, at_ben)
}

/// A bare iroh endpoint on loopback that will say our ALPN and anything after it.
pub(crate) async fn stranger(n: u8) -> Endpoint {
    Endpoint::builder(presets::Minimal)
        .secret_key(SecretKey::from_bytes(&secret(n)))
        .clear_ip_transports()
        .bind_addr_with_opts(loopback(), BindOpts::default().set_prefix_len(8).set_is_default_route(false))
        .unwrap()
        .bind()
        .await
        .unwrap()
}

/// Connects a stranger to a device.
pub(crate) async fn connect(stranger: &Endpoint, device: &Device) -> Connection {
    let id = iroh::EndpointId::from_bytes(device.id.as_bytes()).unwrap();
    let address = EndpointAddr::from_parts(id, [TransportAddr::Ip(device.at)]);
    tokio::time::timeout(BOUND, stranger.connect(address, b"weft/0")).await.unwrap().unwrap()
}
