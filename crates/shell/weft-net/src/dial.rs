//! Dialling: a device whose key I know at its addresses, or a typed address with every key I know.

use crate::{
    NetEvent,
    end::End,
    greet,
    shared::Shared,
    socket::{ALPN, Live},
};
use iroh::{EndpointAddr, TransportAddr, endpoint::Connection};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::task::JoinSet;
use weft_ids::EndpointId;

/// How long a dial may take; longer than the 5 s the other side gives a handshake, for a phone that has to wake.
const DIAL: Duration = Duration::from_secs(8);
/// Keys tried at one typed address at a time.
const CANDIDATES_AT_ONCE: usize = 32;
/// Keys tried at one typed address; more than a congregation has devices.
const CANDIDATES_MAX: usize = 1_024;

/// Why nobody answered at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Miss {
    /// Nothing came back.
    NoAnswer,
    /// Something else went wrong.
    Broke,
    /// A device is there, with another key.
    AnotherDevice,
}

/// Dials one device and tells where it failed.
pub(crate) async fn known(shared: Arc<Shared>, endpoint: EndpointId, addresses: Vec<SocketAddr>) {
    if shared.table().is_open(&endpoint) {
        return;
    }
    let outcome = tokio::select! {
        outcome = try_known(&shared, endpoint, &addresses) => outcome,
        () = shared.closing() => return,
    };
    if let Err(why) = outcome {
        fail(&shared, vec![endpoint], addresses, why).await;
    }
}

async fn try_known(
    shared: &Arc<Shared>,
    endpoint: EndpointId,
    addresses: &[SocketAddr],
) -> Result<(), String> {
    if endpoint == shared.me {
        return Err("that is this device itself".into());
    }
    let (live, inside) = within_fence(shared, addresses).await?;
    let _turn = shared.dials.acquire().await.map_err(|_| "the network is closing".to_string())?;
    let first = inside.first().copied().ok_or("no address was given")?;
    match connect(&live, endpoint, inside).await {
        Ok(connection) => settle(shared, &live, endpoint, connection, first).await,
        Err(Miss::NoAnswer) => Err("nobody answered".into()),
        Err(Miss::Broke) => Err("the connection broke while it was being made".into()),
        Err(Miss::AnotherDevice) => Err("another device answered there".into()),
    }
}

/// Dials a typed address with every key in `candidates`; the first that answers wins.
pub(crate) async fn typed(shared: Arc<Shared>, address: SocketAddr, candidates: Vec<EndpointId>) {
    let mut wanted: Vec<EndpointId> = candidates;
    wanted.retain(|candidate| *candidate != shared.me);
    wanted.truncate(CANDIDATES_MAX);
    let outcome = tokio::select! {
        outcome = try_typed(&shared, address, &wanted) => outcome,
        () = shared.closing() => return,
    };
    if let Err(why) = outcome {
        fail(&shared, wanted, vec![address], why).await;
    }
}

async fn try_typed(shared: &Arc<Shared>, address: SocketAddr, wanted: &[EndpointId]) -> Result<(), String> {
    let (live, _) = within_fence(shared, &[address]).await?;
    if wanted.is_empty() {
        return Err("you know nobody yet; ask for an invitation".into());
    }
    let met: Vec<EndpointId> =
        wanted.iter().copied().filter(|candidate| shared.table().is_open(candidate)).collect();
    let _turn = shared.dials.acquire().await.map_err(|_| "the network is closing".to_string())?;
    let mut rest = wanted.iter().copied();
    let mut tries = JoinSet::new();
    let mut best = Miss::NoAnswer;
    loop {
        while tries.len() < CANDIDATES_AT_ONCE
            && let Some(candidate) = rest.next()
        {
            let live = live.clone();
            tries.spawn(async move { (candidate, connect(&live, candidate, vec![address]).await) });
        }
        match tries.join_next().await {
            Some(Ok((candidate, Ok(connection)))) => {
                tries.abort_all();
                if met.contains(&candidate) {
                    connection.close(End::Duplicate.code(), b"");
                    return Err("you have met that device already".into());
                }
                return settle(shared, &live, candidate, connection, address).await;
            }
            Some(Ok((_, Err(miss)))) => {
                // Nothing is there for the first thirty-two: nothing will be there for the others.
                if miss == Miss::NoAnswer {
                    return Err(format!("nobody answered at {address}"));
                }
                best = best.max(miss);
            }
            Some(Err(_)) => best = best.max(Miss::Broke),
            None => break,
        }
    }
    Err(match best {
        Miss::AnotherDevice => {
            format!("a device is at {address}, but none that you know; ask for an invitation")
        }
        Miss::Broke | Miss::NoAnswer => format!("nobody answered at {address}"),
    })
}

/// The endpoint and those addresses that may be dialled; refuses before a packet is sent.
async fn within_fence(shared: &Shared, addresses: &[SocketAddr]) -> Result<(Live, Vec<SocketAddr>), String> {
    let live = shared.live().await.ok_or("this device has no network at the moment")?;
    let inside = live.reachable(addresses);
    if !inside.is_empty() {
        return Ok((live, inside));
    }
    let named = match addresses {
        [] => return Err("no address was given".into()),
        [one] if live.addresses().contains(one) => return Err(format!("{one} is this device itself")),
        [one] => format!("{one} is"),
        several => format!("{} addresses are", several.len()),
    };
    Err(format!("{named} outside the networks of this device ({})", live.fence.describe().join(", ")))
}

async fn connect(live: &Live, candidate: EndpointId, addresses: Vec<SocketAddr>) -> Result<Connection, Miss> {
    let Ok(id) = iroh::EndpointId::from_bytes(candidate.as_bytes()) else { return Err(Miss::Broke) };
    let addresses = EndpointAddr::from_parts(id, addresses.into_iter().map(TransportAddr::Ip));
    match tokio::time::timeout(DIAL, live.endpoint.connect(addresses, ALPN)).await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(error)) => {
            let error = format!("{error:?}");
            tracing::debug!(candidate = %candidate.short(), error, "dial failed");
            // rustls' words for a certificate that holds another key than the one asked for.
            if error.contains("UnknownIssuer") {
                Err(Miss::AnotherDevice)
            } else if error.contains("TimedOut") {
                Err(Miss::NoAnswer)
            } else {
                Err(Miss::Broke)
            }
        }
        Err(_) => Err(Miss::NoAnswer),
    }
}

/// Greets, and counts it as done where a session with that device is open by whatever way.
async fn settle(
    shared: &Arc<Shared>,
    live: &Live,
    endpoint: EndpointId,
    connection: Connection,
    dialled: SocketAddr,
) -> Result<(), String> {
    match greet::as_dialler(shared, live, connection, dialled).await {
        Ok(()) => Ok(()),
        Err(End::Duplicate) => Ok(()),
        Err(_) if shared.table().is_open(&endpoint) => Ok(()),
        Err(end) => Err(end.why()),
    }
}

async fn fail(shared: &Shared, endpoints: Vec<EndpointId>, addresses: Vec<SocketAddr>, why: String) {
    shared.tell(NetEvent::DialFailed { endpoints, addresses, why }).await.ok();
}
