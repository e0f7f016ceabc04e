//! The iroh endpoint, built so that it can only reach what is inside the fence.

use crate::{fence::Fence, table::Incarnation};
use iroh::{
    Endpoint, SecretKey,
    endpoint::{BindOpts, NetReportConfig, PortmapperConfig, QuicTransportConfig, VarInt, presets},
};
use std::{
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    time::Duration,
};

/// The name of the protocol in the handshake.
pub(crate) const ALPN: &[u8] = b"weft/0";

/// Bytes of a stream that may be under way unread: 25 MB/s at a round trip of 20 ms, the worst of a full Wi-Fi.
const STREAM_WINDOW_BYTES: u32 = 512 << 10;
/// Bytes of a connection that may be under way unread, or sent and not acknowledged: 64 MiB over all sessions.
const CONNECTION_WINDOW_BYTES: u32 = 1 << 20;
/// Times another port is tried.
const PORT_TRIES: usize = 16;

/// A fenced endpoint that is bound.
#[derive(Debug, Clone)]
pub(crate) struct Live {
    pub(crate) endpoint: Endpoint,
    pub(crate) fence: Fence,
    pub(crate) port: u16,
    pub(crate) incarnation: Incarnation,
}

/// Which port to bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Port {
    /// This one, or another where it is taken.
    Preferably(u16),
    /// This one or none.
    Exactly(u16),
}

/// Why the endpoint could not be bound.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("the port is taken at {0}")]
    PortTaken(SocketAddr),
    #[error("{0}")]
    Refused(String),
}

impl Live {
    /// Binds one socket for each network of the fence, with its prefix and no default route.
    ///
    /// No relay, no lookup service, no port mapping, no network report: an idle endpoint sends nothing, and a packet for an
    /// address outside the fence finds no socket and is dropped within iroh.
    pub(crate) async fn open(secret: &[u8; 32], fence: Fence, port: Port) -> Result<Self, OpenError> {
        let port = choose_port(&fence, port)?;
        let refused = |error: &dyn std::fmt::Display| OpenError::Refused(error.to_string());
        let mut builder = Endpoint::builder(presets::Minimal)
            .secret_key(SecretKey::from_bytes(secret))
            .alpns(vec![ALPN.to_vec()])
            .clear_relay_transports()
            .clear_address_lookup()
            .portmapper_config(PortmapperConfig::Disabled)
            .net_report_config(NetReportConfig::minimal())
            .transport_config(transport())
            .clear_ip_transports();
        for link in fence.links() {
            let options = BindOpts::default().set_prefix_len(link.prefix_bits).set_is_default_route(false);
            builder = builder
                .bind_addr_with_opts(SocketAddr::new(link.address.into(), port), options)
                .map_err(|error| refused(&error))?;
        }
        let mut incarnation = [0; 16];
        getrandom::fill(&mut incarnation).map_err(|error| refused(&error))?;
        let endpoint = builder.bind().await.map_err(|error| refused(&format!("{error:#}")))?;
        Ok(Self { endpoint, fence, port, incarnation })
    }

    /// Where others can dial this device, loopback last.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.fence.links().iter().map(|link| SocketAddr::new(link.address.into(), self.port)).collect()
    }

    /// Those of `addresses` that can be dialled from here: inside the fence, and not this device itself.
    pub(crate) fn reachable(&self, addresses: &[SocketAddr]) -> Vec<SocketAddr> {
        let own = self.addresses();
        self.fence.inside(addresses).into_iter().filter(|address| !own.contains(address)).collect()
    }

    /// Our addresses that are worth telling others: those beyond this computer, or loopback where there is no other.
    pub(crate) fn told_addresses(&self) -> Vec<Ipv4Addr> {
        let all: Vec<Ipv4Addr> = self.fence.links().iter().map(|link| link.address).collect();
        let beyond: Vec<Ipv4Addr> = all.iter().copied().filter(|address| !address.is_loopback()).collect();
        if beyond.is_empty() { all } else { beyond }
    }

    /// Says farewell; bounded in time. The sockets go when the last task that holds the endpoint has gone: see [`freed`].
    pub(crate) async fn close(self) {
        if tokio::time::timeout(Duration::from_secs(5), self.endpoint.close()).await.is_err() {
            tracing::debug!("the endpoint did not close in time");
        }
    }
}

/// Waits until the port can be had again at `addresses`, for a few seconds at most.
pub(crate) async fn freed(addresses: &[SocketAddr]) {
    for _ in 0..300 {
        if addresses.iter().all(|address| !matches!(probe(*address), Err(OpenError::PortTaken(_)))) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// One stream a connection, small windows, no datagrams.
fn transport() -> QuicTransportConfig {
    QuicTransportConfig::builder()
        .max_concurrent_bidi_streams(VarInt::from_u32(1))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW_BYTES))
        .receive_window(VarInt::from_u32(CONNECTION_WINDOW_BYTES))
        .send_window(u64::from(CONNECTION_WINDOW_BYTES))
        .datagram_receive_buffer_size(None)
        .build()
}

/// Finds a port that is free at every address of the fence, so that one number is enough to say.
fn choose_port(fence: &Fence, wanted: Port) -> Result<u16, OpenError> {
    let (first, may_differ) = match wanted {
        Port::Preferably(port) => (port, true),
        Port::Exactly(port) => (port, port == 0),
    };
    let mut port = first;
    let mut taken = None;
    for _ in 0..PORT_TRIES {
        if port == 0 {
            let address = fence.links().first().map_or(Ipv4Addr::LOCALHOST, |link| link.address);
            port = probe(SocketAddr::new(IpAddr::V4(address), 0))?;
        }
        taken = None;
        for link in fence.links() {
            match probe(SocketAddr::new(link.address.into(), port)) {
                Ok(_) => {}
                Err(OpenError::PortTaken(address)) => taken = Some(address),
                Err(error @ OpenError::Refused(_)) => return Err(error),
            }
        }
        match taken {
            None => return Ok(port),
            Some(_) if may_differ => port = 0,
            Some(_) => break,
        }
    }
    Err(taken.map_or_else(|| OpenError::Refused("no free port was found".into()), OpenError::PortTaken))
}

/// Binds `address` for a moment and returns the port.
fn probe(address: SocketAddr) -> Result<u16, OpenError> {
    match UdpSocket::bind(address).and_then(|socket| socket.local_addr()) {
        Ok(bound) => Ok(bound.port()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => Err(OpenError::PortTaken(address)),
        Err(error) => Err(OpenError::Refused(format!("{error} ({address})"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fence::Link;

    #[test]
    fn a_taken_port_gives_way_to_another_unless_it_was_asked_for() {
        let fence = Fence::new(vec![Link::loopback()]);
        let holder = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = holder.local_addr().unwrap().port();
        let other = choose_port(&fence, Port::Preferably(port)).unwrap();
        assert_ne!(other, port);
        assert!(matches!(choose_port(&fence, Port::Exactly(port)), Err(OpenError::PortTaken(_))));
        drop(holder);
        assert_eq!(choose_port(&fence, Port::Exactly(port)).unwrap(), port);
        assert_ne!(choose_port(&fence, Port::Exactly(0)).unwrap(), 0);
    }
}
