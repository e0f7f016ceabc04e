//! The greeting on a new connection: each side names its incarnation and its dial, and both agree which connection stays.

use crate::{
    NetEvent,
    end::End,
    session::{self, Wire},
    shared::{Line, Shared},
    socket::Live,
    table::{Incarnation, Offer, Place},
};
use iroh::{
    TransportAddr,
    endpoint::{Connection, ReadExactError, RecvStream},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use weft_ids::EndpointId;

/// How long a greeting may take.
pub(crate) const GREETING: Duration = Duration::from_secs(5);
/// The dialler's greeting: its incarnation, its name for this dial, and the newest dial of the other side that ended.
const DIALLER_BYTES: usize = 32;
/// The answer: the other side's incarnation.
const ANSWER_BYTES: usize = 16;

/// Greets as the one who dialled, and runs the session.
///
/// # Errors
/// `Duplicate` where a session with this device is open already or another dial is greeting it.
pub(crate) async fn as_dialler(
    shared: &Arc<Shared>,
    live: &Live,
    connection: Connection,
    dialled: SocketAddr,
) -> Result<(), End> {
    let remote = EndpointId(*connection.remote_id().as_bytes());
    let Some(saw_ended) = shared.table().begin_greeting(&remote) else {
        connection.close(End::Duplicate.code(), b"");
        return Err(End::Duplicate);
    };
    let turn = Turn { shared, remote };
    let greeted = tokio::time::timeout(GREETING, greet(live, &connection, saw_ended)).await;
    let outcome = match greeted.unwrap_or(Err(End::NoGreeting)) {
        Ok((wire, dial, incarnation)) => {
            let at = address_of(&connection).unwrap_or(dialled);
            let offer = Offer {
                remote,
                address: at.ip(),
                inbound: false,
                dial,
                incarnation,
                saw_ended: 0,
                known: true,
            };
            Open::admit(shared, offer, at).map(|open| open.run(shared, wire))
        }
        Err(end) => Err(end),
    };
    drop(turn);
    if let Err(end) = &outcome {
        connection.close(end.code(), b"");
    }
    outcome
}

/// Greets as the one who was dialled, and runs the session.
pub(crate) async fn as_dialled(shared: &Arc<Shared>, live: &Live, connection: Connection, from: SocketAddr) {
    let remote = EndpointId(*connection.remote_id().as_bytes());
    let known = shared.known.borrow().contains(&remote);
    let greeted = tokio::time::timeout(GREETING, hear(&connection)).await;
    let outcome = match greeted.unwrap_or(Err(End::NoGreeting)) {
        Ok((wire, dial, incarnation, saw_ended)) => {
            let address = from.ip();
            let offer = Offer { remote, address, inbound: true, dial, incarnation, saw_ended, known };
            answer(shared, live, offer, wire, from).await
        }
        Err(end) => Err(end),
    };
    if let Err(end) = outcome {
        tracing::debug!(remote = %remote.short(), why = end.why(), "did not let in");
        connection.close(end.code(), b"");
    }
}

/// Gives the other side a place and only then answers, so that an answer means that the session is open here.
async fn answer(
    shared: &Arc<Shared>,
    live: &Live,
    offer: Offer,
    mut wire: Wire,
    from: SocketAddr,
) -> Result<(), End> {
    let open = Open::admit(shared, offer, from)?;
    // The answer fits the send buffer of a new stream, so this does not wait for the other side.
    if let Err(error) = wire.send.write_all(&live.incarnation).await {
        shared.table().forget(open.place.session);
        return Err(End::Broken(error.to_string()));
    }
    open.run(shared, wire);
    Ok(())
}

/// A session that has its place and does not run yet.
struct Open {
    place: Place,
    line: Line,
    connected: NetEvent,
}

impl Open {
    /// Asks the table for a place.
    fn admit(shared: &Shared, offer: Offer, at: SocketAddr) -> Result<Self, End> {
        if shared.is_closing() {
            return Err(End::Leaving);
        }
        let (handle, line) = Shared::line();
        let (endpoint, inbound) = (offer.remote, offer.inbound);
        let place = shared.table().admit(offer, handle)?;
        let connected = NetEvent::Connected { session: place.session, endpoint, at: at.to_string(), inbound };
        Ok(Self { place, line, connected })
    }

    fn run(self, shared: &Arc<Shared>, wire: Wire) {
        let running = session::run(shared.clone(), self.connected, self.place, wire, self.line);
        shared.guard("carrying frames", running);
    }
}

async fn greet(
    live: &Live,
    connection: &Connection,
    saw_ended: u64,
) -> Result<(Wire, u64, Incarnation), End> {
    let mut name = [0; 8];
    getrandom::fill(&mut name).map_err(|error| End::Broken(error.to_string()))?;
    // Zero means "none" in `saw_ended`.
    let dial = u64::from_le_bytes(name).max(1);
    let (mut send, mut receive) = connection.open_bi().await.map_err(|error| End::of_connection(&error))?;
    let mut greeting = Vec::with_capacity(DIALLER_BYTES);
    greeting.extend_from_slice(&live.incarnation);
    greeting.extend_from_slice(&dial.to_le_bytes());
    greeting.extend_from_slice(&saw_ended.to_le_bytes());
    send.write_all(&greeting).await.map_err(|_| lost(connection))?;
    let answer: [u8; ANSWER_BYTES] = read(&mut receive, connection).await?;
    Ok((Wire { connection: connection.clone(), send, receive }, dial, answer))
}

async fn hear(connection: &Connection) -> Result<(Wire, u64, Incarnation, u64), End> {
    let (send, mut receive) = connection.accept_bi().await.map_err(|error| End::of_connection(&error))?;
    let incarnation: Incarnation = read(&mut receive, connection).await?;
    let dial = u64::from_le_bytes(read(&mut receive, connection).await?);
    let saw_ended = u64::from_le_bytes(read(&mut receive, connection).await?);
    Ok((Wire { connection: connection.clone(), send, receive }, dial, incarnation, saw_ended))
}

async fn read<const N: usize>(receive: &mut RecvStream, connection: &Connection) -> Result<[u8; N], End> {
    let mut bytes = [0; N];
    match receive.read_exact(&mut bytes).await {
        Ok(()) => Ok(bytes),
        Err(ReadExactError::FinishedEarly(_)) => Err(End::NoGreeting),
        Err(ReadExactError::ReadError(_)) => Err(lost(connection)),
    }
}

fn lost(connection: &Connection) -> End {
    connection.close_reason().map_or(End::NoGreeting, |error| End::of_connection(&error))
}

/// The address of the other side on the path in use.
fn address_of(connection: &Connection) -> Option<SocketAddr> {
    let paths = connection.paths();
    let path = paths.iter().find(|path| path.is_selected()).or_else(|| paths.iter().next())?;
    if let TransportAddr::Ip(address) = path.remote_addr() { Some(*address) } else { None }
}

/// The turn to greet one device; dropping it gives it back, whatever happened.
struct Turn<'a> {
    shared: &'a Shared,
    remote: EndpointId,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.shared.table().end_greeting(&self.remote);
    }
}
