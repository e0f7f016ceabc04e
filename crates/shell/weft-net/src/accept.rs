//! Being dialled: whoever comes from inside the fence may shake hands, counted and within a time.

use crate::{
    gate::{Entrance, Gate},
    greet,
    shared::Shared,
    socket::Live,
};
use iroh::endpoint::{Incoming, IncomingAddr};
use std::{net::SocketAddr, sync::Arc, time::Instant};

/// Accepts connections until the endpoint is closed.
///
/// Nothing here waits for a stranger: each attempt is passed on or dropped at once, so that iroh's own queue of attempts
/// (which cannot be made smaller from outside) stays empty.
pub(crate) async fn run(shared: Arc<Shared>, live: Live) {
    let gate = Gate::new(Instant::now());
    while let Some(incoming) = live.endpoint.accept().await {
        let Some(from) = origin(&incoming).filter(|from| live.fence.contains(from.ip())) else {
            tracing::debug!("ignored a packet from outside the local networks");
            incoming.ignore();
            continue;
        };
        let passage = match gate.enter(from.ip(), incoming.remote_addr_validated(), Instant::now()) {
            Entrance::Open(passage) => passage,
            // No more than the packet that came, and nothing is remembered of it here.
            Entrance::Prove => {
                if incoming.retry().is_err() {
                    tracing::debug!("could not ask for proof of an address");
                }
                continue;
            }
            // Ignored without a word: an honest device repeats its first packet, a flood gets nothing for its trouble.
            Entrance::Shut => {
                incoming.ignore();
                continue;
            }
        };
        let Ok(accepting) = incoming.accept() else { continue };
        let (task_shared, live) = (shared.clone(), live.clone());
        shared.guard("letting somebody in", async move {
            match tokio::time::timeout(greet::GREETING, accepting).await {
                Ok(Ok(connection)) => greet::as_dialled(&task_shared, &live, connection, from).await,
                Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
                Err(_) => tracing::debug!("a handshake took too long"),
            }
            drop(passage);
        });
    }
}

fn origin(incoming: &Incoming) -> Option<SocketAddr> {
    let IncomingAddr::Ip(address) = incoming.remote_addr() else { return None };
    Some(SocketAddr::new(address.ip().to_canonical(), address.port()))
}
