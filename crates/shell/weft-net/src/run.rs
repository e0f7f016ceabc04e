//! The life of the network: binds the fenced endpoint, binds it again when the networks change, and closes it.

use crate::{
    NetConfig, NetError, NetEvent, accept,
    end::End,
    fence::{self, Fence},
    nearby,
    shared::Shared,
    socket::{self, Live, OpenError, Port},
};
use iroh::Watcher as _;
use netwatch::netmon::Monitor;
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::watch, task::JoinHandle};

/// How long sessions may take to deliver what is queued when the network closes; a little more than their own bound.
const CLOSING: Duration = Duration::from_secs(7);
/// How long a changed network is left to settle: an address comes in several steps.
const SETTLE: Duration = Duration::from_millis(500);
/// How often binding is tried again where it failed.
const RETRY: Duration = Duration::from_secs(2);
/// Times the old port is asked for again before another is taken: the closed socket may take a moment to go.
const PORT_PATIENCE: usize = 5;

/// Binds for the first time and leaves the rest to a task.
pub(crate) async fn start(shared: Arc<Shared>, config: NetConfig) -> Result<JoinHandle<()>, NetError> {
    let wanted = Wanted::of(&config)?;
    let fence = wanted.fence();
    if let (Some(address), true) = (wanted.only, fence.links().is_empty()) {
        return Err(NetError::NoSuchAddress(address));
    }
    let live = Live::open(&config.secret, fence, wanted.port).await.map_err(|error| match error {
        OpenError::PortTaken(address) => NetError::PortTaken(address),
        OpenError::Refused(why) => NetError::Open(why),
    })?;
    shared.set_live(Some(live.clone()));
    let runtime = shared.runtime.clone();
    Ok(runtime.spawn(live_on(shared, config, wanted, live)))
}

/// What the configuration asks to bind.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    /// This address alone.
    only: Option<SocketAddr>,
    port: Port,
}

impl Wanted {
    fn of(config: &NetConfig) -> Result<Self, NetError> {
        Ok(match config.listen {
            None => Self { only: None, port: Port::Preferably(config.port) },
            Some(address) if !address.is_ipv4() => return Err(NetError::NoSuchAddress(address)),
            Some(address) if address.ip().is_unspecified() => {
                Self { only: None, port: Port::Exactly(address.port()) }
            }
            Some(address) => Self { only: Some(address), port: Port::Exactly(address.port()) },
        })
    }

    /// The fence as the networks are at this moment.
    fn fence(&self) -> Fence {
        let networks = fence::networks_of_this_computer();
        match self.only.map(|address| address.ip()) {
            None => networks,
            Some(IpAddr::V4(address)) => networks.only(address),
            Some(IpAddr::V6(_)) => Fence::default(),
        }
    }
}

/// A task that ends when this is dropped.
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn live_on(shared: Arc<Shared>, config: NetConfig, wanted: Wanted, first: Live) {
    let mut changes = Changes::new(&shared).await;
    let mut live = first;
    loop {
        let listening = NetEvent::Listening { addresses: live.addresses(), networks: live.fence.describe() };
        shared.tell(listening).await.ok();
        let accepting = Task(shared.runtime.spawn(accept::run(shared.clone(), live.clone())));
        let nearby =
            config.mdns.then(|| Task(shared.runtime.spawn(nearby::run(shared.clone(), live.clone()))));
        let end = serve(&shared, &wanted, &live, &mut changes).await;
        drop(nearby);
        shared.set_live(None);
        shared.table().stop_all(&end);
        shared.sessions_over(CLOSING).await;
        let (port, addresses) = (live.port, live.addresses());
        live.close().await;
        drop(accepting);
        socket::freed(&addresses).await;
        if end == End::Leaving {
            return;
        }
        match reopen(&shared, &config, &wanted, port, &mut changes).await {
            Some(next) => {
                shared.set_live(Some(next.clone()));
                live = next;
            }
            None => return,
        }
    }
}

/// Waits until there is a reason to close the endpoint.
async fn serve(shared: &Shared, wanted: &Wanted, live: &Live, changes: &mut Changes) -> End {
    loop {
        tokio::select! {
            () = shared.closing() => return End::Leaving,
            () = changes.next() => {}
        }
        tokio::select! {
            () = shared.closing() => return End::Leaving,
            () = tokio::time::sleep(SETTLE) => {}
        }
        if wanted.fence() != live.fence {
            return End::NetworkChanged;
        }
    }
}

/// Binds again: the same port where it can be had, as often as it takes. `None` when the network closes meanwhile.
async fn reopen(
    shared: &Shared,
    config: &NetConfig,
    wanted: &Wanted,
    port: u16,
    changes: &mut Changes,
) -> Option<Live> {
    let mut tries = 0;
    let mut told = false;
    while !shared.is_closing() {
        tries += 1;
        let fence = wanted.fence();
        let why = if fence.links().is_empty() {
            "the address this device should listen at is gone".to_string()
        } else {
            let is_patient = tries <= PORT_PATIENCE || wanted.only.is_some();
            let port = if is_patient { Port::Exactly(port) } else { Port::Preferably(config.port) };
            match Live::open(&config.secret, fence, port).await {
                Ok(live) => return Some(live),
                Err(OpenError::PortTaken(_)) if is_patient => {
                    tokio::time::sleep(SETTLE / 2).await;
                    continue;
                }
                Err(error) => error.to_string(),
            }
        };
        if !told {
            told = true;
            shared.tell(NetEvent::Trouble(format!("not reachable at the moment: {why}"))).await.ok();
        }
        tokio::select! {
            () = shared.closing() => {}
            () = changes.next() => {}
            () = tokio::time::sleep(RETRY) => {}
        }
    }
    None
}

/// Tells when something about the interfaces of this computer may have changed.
struct Changes {
    changed: watch::Receiver<()>,
    _watching: Task,
}

impl Changes {
    /// Begins to watch; where that is impossible, says so once and tells of no changes.
    async fn new(shared: &Arc<Shared>) -> Self {
        let (tell, changed) = watch::channel(());
        let monitor = match Monitor::new().await {
            Ok(monitor) => Some(monitor),
            Err(error) => {
                let why = format!("a change of network will not be noticed before the next start: {error}");
                shared.tell(NetEvent::Trouble(why)).await.ok();
                None
            }
        };
        let watching = shared.runtime.spawn(async move {
            if let Some(monitor) = monitor {
                let mut state = monitor.interface_state();
                while state.updated().await.is_ok() {
                    tell.send_replace(());
                }
            }
            // Keeps the channel open, so that waiting for a change that never comes is not an error.
            std::future::pending::<()>().await;
        });
        Self { changed, _watching: Task(watching) }
    }

    async fn next(&mut self) {
        if self.changed.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
