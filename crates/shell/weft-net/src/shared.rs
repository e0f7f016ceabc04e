//! What the parts of a running network share: the open sessions, the bound endpoint, and the way to tell the engine.

use crate::{
    NetEvent,
    end::End,
    socket::Live,
    table::{Handle, Table},
};
use std::{
    collections::BTreeSet,
    future::Future,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    runtime::Handle as Runtime,
    sync::{Semaphore, mpsc, watch},
};
use weft_ids::EndpointId;

/// Events waiting for the engine; a frame has at most 1 MiB, so at most 32 MiB wait here.
pub(crate) const EVENTS_MAX: usize = 32;
/// Dials in progress; more wait their turn.
const DIALS_MAX: usize = 16;

/// How long a dial waits for an endpoint that is being bound again.
const REBINDING: Duration = Duration::from_secs(5);

/// What the parts share.
pub(crate) struct Shared {
    pub(crate) me: EndpointId,
    pub(crate) runtime: Runtime,
    pub(crate) dials: Semaphore,
    pub(crate) known: watch::Sender<BTreeSet<EndpointId>>,
    /// Whether a door is held open to whoever is nearby, so that the announcement says whose key to dial.
    pub(crate) door_open: watch::Sender<bool>,
    events: mpsc::Sender<NetEvent>,
    table: Mutex<Table>,
    live: watch::Sender<Option<Live>>,
    closing: watch::Sender<bool>,
    running: AtomicUsize,
}

impl Shared {
    /// Nothing bound, nobody met.
    pub(crate) fn new(me: EndpointId, events: mpsc::Sender<NetEvent>) -> Arc<Self> {
        Arc::new(Self {
            me,
            runtime: Runtime::current(),
            dials: Semaphore::new(DIALS_MAX),
            known: watch::Sender::new(BTreeSet::new()),
            door_open: watch::Sender::new(false),
            events,
            table: Mutex::new(Table::new(me)),
            live: watch::Sender::new(None),
            closing: watch::Sender::new(false),
            running: AtomicUsize::new(0),
        })
    }

    /// The open sessions.
    pub(crate) fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bound endpoint; waits for a moment where it is being bound again.
    pub(crate) async fn live(&self) -> Option<Live> {
        let mut live = self.live.subscribe();
        let bound = tokio::time::timeout(REBINDING, live.wait_for(Option::is_some)).await.ok()?;
        bound.ok().and_then(|live| live.clone())
    }

    /// Puts another endpoint in place.
    pub(crate) fn set_live(&self, live: Option<Live>) {
        self.live.send_replace(live);
    }

    /// Tells the engine; waits while it is behind. Once the network is closing nothing waits any more.
    ///
    /// # Errors
    /// `Leaving` where nobody listens.
    pub(crate) async fn tell(&self, event: NetEvent) -> Result<(), End> {
        let mut closing = self.closing.subscribe();
        let permit = tokio::select! {
            biased;
            permit = self.events.reserve() => permit.ok(),
            _ = closing.wait_for(|closing| *closing) => self.events.try_reserve().ok(),
        };
        permit.ok_or(End::Leaving)?.send(event);
        Ok(())
    }

    /// Begins to close.
    pub(crate) fn begin_closing(&self) {
        self.closing.send_replace(true);
    }

    /// Whether the network is closing.
    pub(crate) fn is_closing(&self) -> bool {
        *self.closing.borrow()
    }

    /// Waits until the network is closing.
    pub(crate) async fn closing(&self) {
        // The sender lives as long as `self`, so the wait cannot fail.
        self.closing.subscribe().wait_for(|closing| *closing).await.ok();
    }

    /// Runs `task` apart; a panic in it is told and hurts nothing else.
    pub(crate) fn guard(
        self: &Arc<Self>,
        what: &'static str,
        task: impl Future<Output = ()> + Send + 'static,
    ) {
        let shared = self.clone();
        self.runtime.spawn(async move {
            let inner = shared.runtime.spawn(task);
            if inner.await.is_err_and(|error| error.is_panic()) {
                tracing::error!(what, "a task panicked");
                shared.tell(NetEvent::Trouble(format!("a fault in this program while {what}"))).await.ok();
            }
        });
    }

    /// The two ends of one session's line.
    pub(crate) fn line() -> (Handle, Line) {
        let (frames, frames_in) = mpsc::channel(QUEUED_FRAMES_MAX);
        let (stop, stop_in) = mpsc::channel(2);
        let (over_out, over) = mpsc::channel(1);
        let queued = Arc::new(AtomicUsize::new(0));
        let line = Line { frames: frames_in, stop: stop_in, queued: queued.clone(), over: over_out };
        (Handle { frames, queued, stop, over }, line)
    }

    /// Counts a session that runs, until what is returned is dropped.
    pub(crate) fn running(self: &Arc<Self>) -> Running {
        self.running.fetch_add(1, Ordering::SeqCst);
        Running(self.clone())
    }

    /// Waits until no session runs, at most `limit`.
    pub(crate) async fn sessions_over(&self, limit: Duration) {
        let over = async {
            while self.running.load(Ordering::SeqCst) > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        if tokio::time::timeout(limit, over).await.is_err() {
            tracing::debug!("sessions did not end in time");
        }
    }
}

/// Frames waiting in one session.
const QUEUED_FRAMES_MAX: usize = 4_096;

/// The session's end of its line to the engine.
pub(crate) struct Line {
    pub(crate) frames: mpsc::Receiver<Vec<u8>>,
    pub(crate) stop: mpsc::Receiver<End>,
    pub(crate) queued: Arc<AtomicUsize>,
    pub(crate) over: mpsc::Sender<()>,
}

/// A session that runs.
pub(crate) struct Running(Arc<Shared>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}
