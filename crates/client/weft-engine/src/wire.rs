//! The network beside the engine: a thread that runs it, hands on its events, and starts it again when it is lost.

use crate::shared::Shared;
use std::{
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    sync::{mpsc::Receiver, watch},
};
use weft_ids::EndpointId;
use weft_net::{Net, NetConfig, NetError, NetEvent, SendError};

/// How long the network is left alone after it was lost; restarted within a second.
const LOST_PAUSE: Duration = Duration::from_millis(500);
/// How long after it could not be started at all; doubles up to a minute.
const REFUSED_PAUSE: Duration = Duration::from_secs(2);
const REFUSED_PAUSE_MAX: Duration = Duration::from_secs(60);
/// Sessions of one run of the network; a later run's numbers begin above.
const RUN_SHIFT: u32 = 40;

/// What the network tells the engine thread.
pub(crate) enum Event {
    /// It runs, and can be used through this.
    Up(Wire),
    /// Something happened; sessions are numbered over all runs.
    Net(NetEvent),
    /// It was lost with all its sessions, and why; it is started again.
    Down(String),
}

/// A handle on one run of the network.
#[derive(Clone)]
pub(crate) struct Wire {
    net: Arc<Mutex<Option<Net>>>,
    runtime: Handle,
    run: u64,
}

impl Wire {
    pub(crate) fn dial(&self, endpoint: EndpointId, addresses: Vec<SocketAddr>) {
        self.with(|net| net.dial(endpoint, addresses));
    }

    pub(crate) fn dial_typed(&self, address: SocketAddr, candidates: Vec<EndpointId>) {
        self.with(|net| net.dial_typed(address, candidates));
    }

    pub(crate) fn set_known(&self, known: Vec<EndpointId>) {
        self.with(|net| net.set_known(known));
    }

    pub(crate) fn set_door_open(&self, open: bool) {
        self.with(|net| net.set_door_open(open));
    }

    pub(crate) fn close(&self, session: u64, why: &str) {
        if let Some(session) = self.inner(session) {
            self.with(|net| net.close(session, why));
        }
    }

    /// How many bytes a session takes at this moment; `None` where it is over.
    pub(crate) fn room(&self, session: u64) -> Option<usize> {
        let session = self.inner(session)?;
        self.with(|net| net.room(session)).flatten()
    }

    pub(crate) fn send(&self, session: u64, bytes: Vec<u8>) -> Result<(), SendError> {
        let session = self.inner(session).ok_or(SendError::Gone)?;
        self.with(|net| net.send(session, bytes)).unwrap_or(Err(SendError::Gone))
    }

    fn with<T>(&self, work: impl FnOnce(&Net) -> T) -> Option<T> {
        // The network starts tasks, which needs its runtime.
        let _guard = self.runtime.enter();
        self.net.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(work)
    }

    fn inner(&self, session: u64) -> Option<u64> {
        (session >> RUN_SHIFT == self.run).then_some(session & ((1 << RUN_SHIFT) - 1))
    }

    fn take(&self) -> Option<Net> {
        self.net.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The thread; ends when it is stopped.
pub(crate) struct WireThread {
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl WireThread {
    /// Starts the network; the receiver tells once how its first start went.
    pub(crate) fn start(
        config: NetConfig,
        shared: Arc<Shared>,
    ) -> std::io::Result<(Self, mpsc::Receiver<Result<(), NetError>>)> {
        let (stop, stopped) = watch::channel(false);
        let (first, first_result) = mpsc::sync_channel(1);
        let thread = thread::Builder::new().name("weft-net".to_owned()).spawn(move || {
            let mut first = Some(first);
            supervise(&shared, &stopped, |run| run_network(&config, &shared, &stopped, &mut first, run));
        })?;
        Ok((Self { stop, thread: Some(thread) }, first_result))
    }

    /// Says farewell to everyone met, frees the ports, and waits for it.
    pub(crate) fn stop(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the network thread did not end cleanly");
        }
    }
}

/// How one run of the network ended.
enum End {
    Stopped,
    Lost,
    Refused(String),
}

/// Runs the network again and again until it is stopped, whatever becomes of it.
fn supervise(shared: &Shared, stopped: &watch::Receiver<bool>, mut one_run: impl FnMut(u64) -> End) {
    let mut refused_pause = REFUSED_PAUSE;
    for run in 1_u64.. {
        let (why, pause) = match catch_unwind(AssertUnwindSafe(|| one_run(run))).unwrap_or(End::Lost) {
            End::Stopped => return,
            End::Lost => {
                tracing::warn!("the network was lost; it is started again");
                ("meeting others broke down and is started again".to_owned(), LOST_PAUSE)
            }
            End::Refused(why) => {
                let pause = refused_pause;
                refused_pause = (refused_pause * 2).min(REFUSED_PAUSE_MAX);
                (why, pause)
            }
        };
        if !shared.inbox.push_event(Event::Down(why)) || sleep_unless_stopped(stopped, pause) {
            return;
        }
    }
}

fn run_network(
    config: &NetConfig,
    shared: &Shared,
    stopped: &watch::Receiver<bool>,
    first: &mut Option<mpsc::SyncSender<Result<(), NetError>>>,
    run: u64,
) -> End {
    let runtime = match Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return End::Refused(error.to_string()),
    };
    let started = runtime.block_on(weft_net::start(config.clone()));
    let (net, events) = match started {
        Ok(running) => {
            tell_first(first, Ok(()));
            running
        }
        Err(error) => {
            let why = error.to_string();
            tell_first(first, Err(error));
            return End::Refused(why);
        }
    };
    let net = Arc::new(Mutex::new(Some(net)));
    let wire = Wire { net, runtime: runtime.handle().clone(), run };
    let end = if shared.inbox.push_event(Event::Up(wire.clone())) {
        hand_on(&runtime, shared, stopped.clone(), &wire, events)
    } else {
        farewell(&runtime, &wire, events)
    };
    runtime.shutdown_background();
    end
}

fn tell_first(first: &mut Option<mpsc::SyncSender<Result<(), NetError>>>, result: Result<(), NetError>) {
    if let Some(first) = first.take() {
        // Whoever opened the profile may not wait for it.
        first.send(result).ok();
    }
}

/// Hands on events until the network is lost or stopped.
fn hand_on(
    runtime: &Runtime,
    shared: &Shared,
    mut stopped: watch::Receiver<bool>,
    wire: &Wire,
    mut events: Receiver<NetEvent>,
) -> End {
    loop {
        let event = runtime.block_on(async {
            tokio::select! {
                // An error means that whoever could stop it is gone, which stops it as well.
                _ = stopped.wait_for(|stop| *stop) => None,
                event = events.recv() => Some(event),
            }
        });
        match event {
            None => return farewell(runtime, wire, events),
            Some(None) => return End::Lost,
            Some(Some(event)) => {
                // Waits while the engine is busy: that is what holds a flood up.
                if !shared.inbox.push_event(Event::Net(numbered(event, wire.run))) {
                    return farewell(runtime, wire, events);
                }
            }
        }
    }
}

fn farewell(runtime: &Runtime, wire: &Wire, mut events: Receiver<NetEvent>) -> End {
    let Some(net) = wire.take() else { return End::Stopped };
    runtime.block_on(async {
        let closing = net.shutdown();
        tokio::pin!(closing);
        let mut open = true;
        loop {
            tokio::select! {
                () = &mut closing => break,
                // Nobody listens any more, but the network must not wait for a place.
                event = events.recv(), if open => open = event.is_some(),
            }
        }
    });
    End::Stopped
}

fn numbered(event: NetEvent, run: u64) -> NetEvent {
    let over_all = |session: u64| (run << RUN_SHIFT) | session;
    match event {
        NetEvent::Connected { session, endpoint, at, inbound } => {
            NetEvent::Connected { session: over_all(session), endpoint, at, inbound }
        }
        NetEvent::Frame { session, bytes } => NetEvent::Frame { session: over_all(session), bytes },
        NetEvent::Closed { session, why } => NetEvent::Closed { session: over_all(session), why },
        NetEvent::Listening { .. }
        | NetEvent::Found { .. }
        | NetEvent::Door { .. }
        | NetEvent::DialFailed { .. }
        | NetEvent::Trouble(_) => event,
    }
}

fn sleep_unless_stopped(stopped: &watch::Receiver<bool>, pause: Duration) -> bool {
    let step = Duration::from_millis(50);
    let mut slept = Duration::ZERO;
    while slept < pause {
        if *stopped.borrow() || stopped.has_changed().is_err() {
            return true;
        }
        thread::sleep(step);
        slept += step;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_breaks_down_is_started_again_and_the_engine_hears_of_it() {
        let shared = Shared::new();
        let (_stop, stopped) = watch::channel(false);
        let mut runs = Vec::new();
        supervise(&shared, &stopped, |run| {
            runs.push(run);
            match run {
                1 => panic!("a fault in the network"),
                2 => End::Lost,
                _ => End::Stopped,
            }
        });
        assert_eq!(runs, [1, 2, 3]);
        let events = shared.inbox.next(Duration::ZERO).events;
        assert_eq!(events.len(), 2);
        assert!(
            events.iter().all(|event| matches!(event, Event::Down(why) if why.contains("started again")))
        );
    }

    #[test]
    fn sessions_of_two_runs_are_never_taken_for_each_other() {
        let closed = |run| numbered(NetEvent::Closed { session: 1, why: String::new() }, run);
        assert_ne!(closed(1), closed(2));
    }
}
