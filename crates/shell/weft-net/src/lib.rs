//! Bytes carried between devices over iroh, fenced to the local network: frames in, frames out, no idea of spaces.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

mod accept;
mod dial;
mod end;
mod fence;
mod frame;
mod gate;
mod greet;
mod nearby;
mod pace;
mod run;
mod session;
mod shared;
mod socket;
mod table;

use end::End;
use shared::Shared;
use std::{net::SocketAddr, sync::Arc, sync::atomic::Ordering};
use tokio::task::JoinHandle;
use weft_ids::{EndpointId, limits::FRAME_BYTES_MAX};

/// Bytes that may wait in one session for the other side to take them.
pub const QUEUED_BYTES_MAX: usize = 16 << 20;

/// How this device meets others.
#[derive(Clone)]
pub struct NetConfig {
    /// The secret half of this device's endpoint key.
    pub secret: [u8; 32],
    /// Bind this one address and no other; `None` binds every local network.
    ///
    /// An unspecified address (`0.0.0.0:port`) binds every local network on that port.
    pub listen: Option<SocketAddr>,
    /// The UDP port to bind where `listen` is `None`; when it is taken, another is used and told.
    pub port: u16,
    /// Whether this device announces itself and looks for others by mDNS.
    pub mdns: bool,
}

/// What happened on the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NetEvent {
    /// The device is reachable at these addresses, on these networks (`eth0 10.77.0.0/24`); told again when they change.
    Listening {
        /// Where others can dial; loopback last.
        addresses: Vec<SocketAddr>,
        /// The networks the device speaks on, for people.
        networks: Vec<String>,
    },
    /// A session with another device is open; `send` may be used from here on.
    Connected {
        /// Names the session; never used twice in one run.
        session: u64,
        /// Whose key the other side proved to hold.
        endpoint: EndpointId,
        /// The address of the other side.
        at: String,
        /// Whether the other side dialled.
        inbound: bool,
    },
    /// One whole frame from the other side, at most `limits::FRAME_BYTES_MAX` bytes.
    Frame {
        /// The session it came by.
        session: u64,
        /// The frame.
        bytes: Vec<u8>,
    },
    /// The session is over; told once for every `Connected`.
    Closed {
        /// The session.
        session: u64,
        /// Why, as a fragment for people.
        why: String,
    },
    /// A device I know announced itself nearby.
    Found {
        /// Whose key it is.
        endpoint: EndpointId,
        /// Where to dial it.
        addresses: Vec<SocketAddr>,
    },
    /// Somebody holds a door open nearby, to whoever would like to come in.
    Door {
        /// Whose key it is.
        endpoint: EndpointId,
        /// Where to dial it.
        addresses: Vec<SocketAddr>,
    },
    /// Nobody I looked for answered.
    DialFailed {
        /// Whom I looked for.
        endpoints: Vec<EndpointId>,
        /// Where.
        addresses: Vec<SocketAddr>,
        /// Why, as a fragment for people.
        why: String,
    },
    /// Something does not work as it should, as a fragment for people; the rest goes on.
    Trouble(String),
}

/// Why the network could not be started.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// The address asked for is on no interface of this computer.
    #[error("this computer has no address {0}")]
    NoSuchAddress(SocketAddr),
    /// The address asked for is held by another program.
    #[error("another program already uses {0} (UDP)")]
    PortTaken(SocketAddr),
    /// The operating system refused.
    #[error("the network could not be opened: {0}")]
    Open(String),
}

impl NetError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoSuchAddress(_) => Some("leave out --listen to use every local network".into()),
            Self::PortTaken(_) => Some("choose another port, or port 0 for any".into()),
            Self::Open(_) => None,
        }
    }
}

/// Why a frame was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The session is over.
    #[error("the session is over")]
    Gone,
    /// The frame is larger than `limits::FRAME_BYTES_MAX`.
    #[error("the frame has {0} bytes, more than a frame may have")]
    TooLarge(usize),
    /// The other side does not take what is sent; the session is being closed.
    #[error("the other device does not take what is sent")]
    Slow,
}

/// The running network; dropping it stops it in the background, `shutdown` waits until the ports are free.
pub struct Net {
    shared: Arc<Shared>,
    running: Option<JoinHandle<()>>,
}

/// Starts the network and returns it with the events it tells, in order.
///
/// Must be called within a tokio runtime. The channel is bounded: an engine that does not read holds the network up.
/// Call `set_known` early: devices that are not known share half of the places.
///
/// # Errors
/// When an address asked for cannot be bound, or the operating system refuses.
pub async fn start(config: NetConfig) -> Result<(Net, tokio::sync::mpsc::Receiver<NetEvent>), NetError> {
    let me = EndpointId(*iroh::SecretKey::from_bytes(&config.secret).public().as_bytes());
    let (events, events_in) = tokio::sync::mpsc::channel(shared::EVENTS_MAX);
    let shared = Shared::new(me, events);
    let running = run::start(shared.clone(), config).await?;
    Ok((Net { shared, running: Some(running) }, events_in))
}

impl Net {
    /// This device's endpoint key.
    pub fn endpoint(&self) -> EndpointId {
        self.shared.me
    }

    /// Dials a device; ends in `Connected`, in `DialFailed`, or in nothing where a session with it is open already.
    ///
    /// Addresses outside the local networks are left out; where none is left, the dial fails without a packet.
    pub fn dial(&self, endpoint: EndpointId, addresses: Vec<SocketAddr>) {
        self.shared.guard("dialling", dial::known(self.shared.clone(), endpoint, addresses));
    }

    /// Dials an address typed by a person, trying every key in `candidates`; the first that answers wins.
    pub fn dial_typed(&self, address: SocketAddr, candidates: Vec<EndpointId>) {
        self.shared.guard("dialling", dial::typed(self.shared.clone(), address, candidates));
    }

    /// Queues one frame.
    ///
    /// At most [`QUEUED_BYTES_MAX`] bytes wait in a session; see [`Net::room`] to send a large history in steps.
    ///
    /// # Errors
    /// When the session is over, the frame too large, or too much waits already: then the session is closed, too.
    pub fn send(&self, session: u64, bytes: Vec<u8>) -> Result<(), SendError> {
        let length = bytes.len();
        if length > FRAME_BYTES_MAX {
            return Err(SendError::TooLarge(length));
        }
        let mut table = self.shared.table();
        let handle = table.get(session).ok_or(SendError::Gone)?;
        let has_room = handle.room(QUEUED_BYTES_MAX) >= length;
        if has_room {
            handle.queued.fetch_add(length, Ordering::Relaxed);
            if handle.frames.try_send(bytes).is_ok() {
                return Ok(());
            }
        }
        table.stop(session, End::Slow);
        Err(SendError::Slow)
    }

    /// How many bytes `send` would take at this moment; `None` where the session is over.
    pub fn room(&self, session: u64) -> Option<usize> {
        self.shared.table().get(session).map(|handle| handle.room(QUEUED_BYTES_MAX))
    }

    /// Ends a session after what was queued has been delivered; `why` comes back in `Closed`.
    pub fn close(&self, session: u64, why: &str) {
        self.shared.table().stop(session, End::Asked(why.to_string()));
    }

    /// Says which devices the engine knows: they are recognised nearby, and strangers cannot keep them out.
    pub fn set_known(&self, known: Vec<EndpointId>) {
        self.shared.known.send_replace(known.into_iter().collect());
    }

    /// Says whether a door is held open: only then does the announcement on the network name this device's key.
    ///
    /// The device shows itself under a new name each time, so that nobody recognises it afterwards who saw its key.
    pub fn set_door_open(&self, open: bool) {
        self.shared.door_open.send_if_modified(|was| std::mem::replace(was, open) != open);
    }

    /// Ends every session, delivers what was queued (for a few seconds), and frees the ports.
    pub async fn shutdown(mut self) {
        self.shared.begin_closing();
        if let Some(running) = self.running.take()
            && running.await.is_err()
        {
            tracing::error!("the network did not end cleanly");
        }
    }
}

impl Drop for Net {
    fn drop(&mut self) {
        self.shared.begin_closing();
    }
}
