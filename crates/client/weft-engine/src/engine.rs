//! The engine as clients hold it: opens a profile, starts its threads, and speaks with them.

use crate::{
    EngineError,
    answer::{Answer, Done, busy, stopped},
    clock,
    inbox::Refused,
    mark,
    runner::Runner,
    shared::Shared,
    wire::WireThread,
};
use rand_core::Rng;
use std::{
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};
use weft_net::NetConfig;
use weft_replica::Replica;
use weft_store::Store;
use weft_view::{Command, Outcome, View};

/// The UDP port on which devices are met unless another is asked for.
pub const PORT: u16 = 47_700;
/// The engine thread's stack; what runs on it has depth checks that fit it.
pub(crate) const STACK_BYTES: usize = 16 << 20;
/// How long opening waits for an address that was asked for.
const LISTEN_WAIT: Duration = Duration::from_secs(10);

/// What to open and how.
#[derive(Debug, Clone)]
pub struct EngineConfig {
    /// The profile's folder.
    pub profile: PathBuf,
    /// The program's name, shown to a second program that wants the same profile.
    pub program: String,
    /// Whether and how to meet others.
    pub network: Network,
}

/// Whether and how to meet others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Network {
    /// No socket is opened.
    Off,
    /// Listens and dials on the local network.
    On {
        /// One address to listen on, and no other; every local network where `None`.
        listen: Option<SocketAddr>,
        /// Whether to show itself on the network and look for others there.
        mdns: bool,
    },
}

/// A profile, open; shared by `Arc`.
///
/// Ask with [`Engine::call`] or [`Engine::send`], draw [`Engine::view`], end with [`Engine::close`] or by dropping it.
pub struct Engine {
    shared: Arc<Shared>,
    threads: Mutex<Threads>,
}

#[derive(Default)]
struct Threads {
    engine: Option<JoinHandle<()>>,
    wire: Option<WireThread>,
}

impl Engine {
    /// Opens a profile and starts to meet others.
    ///
    /// # Errors
    /// When there is no profile, another program uses it, it is damaged or from a newer version; or when an address
    /// to listen on was asked for and cannot be had.
    pub fn open(config: EngineConfig) -> Result<Engine, EngineError> {
        Self::open_marked(config, mark::folder().as_deref())
    }

    /// As [`Engine::open`], with the mark against copied profiles kept in `marks` and not in the system's state folder.
    ///
    /// # Errors
    /// As [`Engine::open`].
    pub fn open_marked(config: EngineConfig, marks: Option<&Path>) -> Result<Engine, EngineError> {
        let mut rng = clock::fresh_rng()?;
        let mut store = Store::open(&config.profile, &config.program)?;
        let rows = store.scan_all()?;
        let replica = load(rows)?;
        let mut fresh = [[0; 16]; 2];
        for part in &mut fresh {
            rng.fill_bytes(part);
        }
        let read_only = mark::check(&mut store, &config.profile, marks, fresh);
        let shared = Arc::new(Shared::new());
        let net = match &config.network {
            Network::Off => None,
            Network::On { listen, mdns } => {
                let secret = replica.endpoint_secret();
                Some(NetConfig { secret, listen: *listen, port: PORT, mdns: *mdns })
            }
        };
        let mdns = net.as_ref().map(|net| net.mdns);
        let runner = Runner::new(Arc::clone(&shared), replica, store, rng, mdns, read_only);
        let engine = Engine { threads: Mutex::new(Threads::default()), shared };
        let handle = start_thread(Arc::clone(&engine.shared), runner)?;
        engine.threads().engine = Some(handle);
        if let Some(net) = net {
            engine.start_network(net)?;
        }
        Ok(engine)
    }

    fn start_network(&self, net: NetConfig) -> Result<(), EngineError> {
        let must_listen = net.listen.is_some();
        let (wire, first) = WireThread::start(net, Arc::clone(&self.shared)).map_err(no_thread)?;
        self.threads().wire = Some(wire);
        if !must_listen {
            return Ok(());
        }
        match first.recv_timeout(LISTEN_WAIT) {
            Ok(Err(error)) => Err(EngineError::Network { hint: error.hint(), what: error.to_string() }),
            // One that takes longer says so as trouble.
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }

    /// Asks for something and waits until it is done and on disk, or refused.
    ///
    /// Never call it from a function that the engine calls (`done`, `wake`): it would wait for itself.
    pub fn call(&self, command: Command) -> Outcome {
        let (told, heard) = mpsc::sync_channel(1);
        let done: Done = Box::new(move |outcome| {
            // Whoever called waits below.
            told.send(outcome).ok();
        });
        // An answer that was not taken tells by itself that the profile is closed.
        drop(self.shared.inbox.push_command(command, Answer::new(done)));
        heard.recv().unwrap_or_else(|_| Err(stopped()))
    }

    /// Asks for something without ever waiting; `done` is called from another thread, or at once with `busy`.
    pub fn send(&self, command: Command, done: Box<dyn FnOnce(Outcome) + Send>) {
        match self.shared.inbox.try_push_command(command, Answer::new(done)) {
            Ok(()) => {}
            Err((answer, Refused::Full)) => answer.tell(Err(busy())),
            Err((answer, Refused::Closed)) => answer.tell(Err(stopped())),
        }
    }

    /// The newest snapshot; never waits.
    pub fn view(&self) -> Arc<View> {
        self.shared.view()
    }

    /// Calls `wake` after each new snapshot, from another thread; it must return at once.
    pub fn on_change(&self, wake: Box<dyn Fn() + Send + Sync>) {
        self.shared.on_change(wake);
    }

    /// Waits until a snapshot satisfies `pred`, and returns it; `None` when `timeout` passes first.
    pub fn wait_for(&self, timeout: Duration, pred: impl Fn(&View) -> bool) -> Option<Arc<View>> {
        self.shared.wait_for(timeout, pred)
    }

    /// Does what was asked already, says farewell to everyone met, and gives the profile free.
    pub fn close(self) {
        drop(self);
    }

    fn threads(&self) -> std::sync::MutexGuard<'_, Threads> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.shared.inbox.close();
        let Threads { engine, wire } = std::mem::take(&mut *self.threads());
        if let Some(engine) = engine
            && engine.join().is_err()
        {
            tracing::error!("the engine thread did not end cleanly");
        }
        if let Some(mut wire) = wire {
            wire.stop();
        }
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("revision", &self.view().revision).finish_non_exhaustive()
    }
}

/// Reads a profile's rows on a stack like the engine's: they may hold whatever a peer once sent.
fn load(rows: Vec<weft_store::Row>) -> Result<Replica, EngineError> {
    let work = move || catch_unwind(AssertUnwindSafe(|| Replica::load(rows)));
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(work).map_err(no_thread)?;
    match thread.join() {
        Ok(Ok(Ok(replica))) => Ok(replica),
        Ok(Ok(Err(error))) => Err(EngineError::Load { what: error.to_string() }),
        Ok(Err(_)) | Err(_) => Err(EngineError::Load { what: "a row of it cannot be understood".to_owned() }),
    }
}

fn start_thread(shared: Arc<Shared>, runner: Runner) -> Result<JoinHandle<()>, EngineError> {
    let work = move || {
        if catch_unwind(AssertUnwindSafe(|| runner.run())).is_err() {
            tracing::error!("the engine stopped because of a fault of its own");
            let mut view = View::clone(&shared.view());
            view.revision += 1;
            if let Some(me) = &mut view.me {
                me.read_only =
                    Some("Weft met a fault of its own and saves nothing more: open it again".to_owned());
            }
            shared.publish(view);
        }
        // Whoever still waits is told by their answers being dropped.
        shared.inbox.close();
        drop(shared.inbox.next(Duration::ZERO));
    };
    thread::Builder::new()
        .name("weft-engine".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(work)
        .map_err(no_thread)
}

fn no_thread(error: std::io::Error) -> EngineError {
    EngineError::System { what: format!("a thread: {error}") }
}
