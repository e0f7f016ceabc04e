//! The fence: which addresses are on a network this computer is part of; nothing is sent to any other.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Addresses bound at most; a computer with more interfaces (containers, machines) uses the first by name.
pub(crate) const LINKS_MAX: usize = 16;

/// Shortest prefix that counts as a local network; a wider one would fence nothing in.
const PREFIX_BITS_MIN: u8 = 8;

/// One address of this computer and the network it is on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    /// The name of the interface.
    pub(crate) interface: String,
    /// This computer's address on it.
    pub(crate) address: Ipv4Addr,
    /// Bits of the address that name the network.
    pub(crate) prefix_bits: u8,
}

impl Link {
    /// The loopback network, which every computer has.
    pub(crate) fn loopback() -> Self {
        Self { interface: "lo".into(), address: Ipv4Addr::LOCALHOST, prefix_bits: 8 }
    }

    /// Whether `address` is on this network.
    pub(crate) fn contains(&self, address: Ipv4Addr) -> bool {
        let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix_bits.min(32))).unwrap_or(0);
        (u32::from(address) & mask) == (u32::from(self.address) & mask)
    }

    /// For people: the interface and its network, `eth0 10.77.0.0/24`.
    fn describe(&self) -> String {
        let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix_bits.min(32))).unwrap_or(0);
        format!("{} {}/{}", self.interface, Ipv4Addr::from(u32::from(self.address) & mask), self.prefix_bits)
    }
}

/// The networks this device speaks on.
// Invariant: sorted, no address twice, loopback last, at most `LINKS_MAX`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fence(Vec<Link>);

impl Fence {
    /// Makes a fence of `links`; those too wide to be local are left out.
    pub(crate) fn new(mut links: Vec<Link>) -> Self {
        links.retain(|link| link.prefix_bits >= PREFIX_BITS_MIN && link.prefix_bits <= 32);
        links.sort_by(|a, b| a.address.is_loopback().cmp(&b.address.is_loopback()).then_with(|| a.cmp(b)));
        let mut seen = std::collections::BTreeSet::new();
        links.retain(|link| seen.insert(link.address));
        links.truncate(LINKS_MAX);
        Self(links)
    }

    /// The networks, loopback last.
    pub(crate) fn links(&self) -> &[Link] {
        &self.0
    }

    /// Keeps only the network that holds this very address of ours; empty where we have no such address.
    pub(crate) fn only(&self, address: Ipv4Addr) -> Self {
        let mut links: Vec<Link> = self.0.iter().filter(|link| link.address == address).cloned().collect();
        if links.is_empty() && address.is_loopback() {
            links.push(Link { address, ..Link::loopback() });
        }
        Self(links)
    }

    /// Whether a packet may go to or come from `address`.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match address.to_canonical() {
            IpAddr::V4(address) => self.0.iter().any(|link| {
                link.contains(address)
                    && !address.is_unspecified()
                    && !address.is_multicast()
                    && !address.is_broadcast()
            }),
            IpAddr::V6(_) => false,
        }
    }

    /// Those of `addresses` that may be dialled: inside, with a port, none twice.
    pub(crate) fn inside(&self, addresses: &[SocketAddr]) -> Vec<SocketAddr> {
        let mut inside = Vec::new();
        for address in addresses {
            let address = SocketAddr::new(address.ip().to_canonical(), address.port());
            if address.port() != 0 && self.contains(address.ip()) && !inside.contains(&address) {
                inside.push(address);
            }
        }
        inside
    }

    /// The networks, for people.
    pub(crate) fn describe(&self) -> Vec<String> {
        self.0.iter().map(Link::describe).collect()
    }
}

/// Reads the networks of this computer: every IPv4 address of an interface that is up and is not a tunnel, and loopback.
///
/// Tunnels (VPN, mobile data) are point-to-point interfaces without broadcast: what goes in comes out elsewhere, so they
/// are not local networks. IPv6 is left out: iroh sends link-local packets without a scope on any socket.
pub(crate) fn networks_of_this_computer() -> Fence {
    let mut links = vec![Link::loopback()];
    for interface in netdev::get_interfaces() {
        if !interface.is_up() || interface.is_loopback() || interface.is_point_to_point() {
            continue;
        }
        if !interface.is_broadcast() {
            continue;
        }
        links.extend(interface.ipv4.iter().map(|net| Link {
            interface: interface.name.clone(),
            address: net.addr(),
            prefix_bits: net.prefix_len(),
        }));
    }
    Fence::new(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(interface: &str, address: [u8; 4], prefix_bits: u8) -> Link {
        Link { interface: interface.into(), address: address.into(), prefix_bits }
    }

    fn inside(fence: &Fence, address: &str) -> bool {
        fence.contains(address.parse().unwrap())
    }

    #[test]
    fn only_addresses_of_a_local_network_are_inside() {
        let fence = Fence::new(vec![Link::loopback(), link("eth0", [10, 77, 0, 2], 24)]);
        for address in ["10.77.0.1", "10.77.0.255", "127.0.0.1", "127.9.9.9", "::ffff:10.77.0.7"] {
            assert!(inside(&fence, address), "{address}");
        }
        for address in [
            "10.77.1.1",
            "203.0.113.5",
            "8.8.8.8",
            "0.0.0.0",
            "255.255.255.255",
            "::1",
            "fe80::1",
            "2001:db8::1",
        ] {
            assert!(!inside(&fence, address), "{address}");
        }
    }

    #[test]
    fn a_network_too_wide_to_be_local_is_left_out() {
        let fence = Fence::new(vec![link("tun0", [10, 0, 0, 1], 0), link("tun1", [10, 0, 0, 2], 7)]);
        assert!(fence.links().is_empty());
        assert!(!inside(&fence, "10.0.0.9"));
    }

    #[test]
    fn loopback_comes_last_and_nothing_twice() {
        let eth = link("eth0", [192, 168, 1, 4], 24);
        let fence = Fence::new(vec![Link::loopback(), eth.clone(), link("br0", [192, 168, 1, 4], 24)]);
        assert_eq!(fence.links().len(), 2);
        assert!(fence.links()[1].address.is_loopback());
        assert_eq!(fence.describe()[1], "lo 127.0.0.0/8");
    }

    #[test]
    fn a_chosen_address_fences_to_its_own_network() {
        let fence = Fence::new(vec![Link::loopback(), link("eth0", [10, 77, 0, 2], 24)]);
        let only = fence.only([10, 77, 0, 2].into());
        assert!(inside(&only, "10.77.0.3") && !inside(&only, "127.0.0.1"));
        assert!(fence.only([10, 77, 0, 9].into()).links().is_empty());
        assert!(inside(&fence.only([127, 0, 0, 9].into()), "127.0.0.1"));
    }

    #[test]
    fn what_cannot_be_dialled_is_left_out_of_a_dial() {
        let fence = Fence::new(vec![Link::loopback()]);
        let addresses: Vec<SocketAddr> =
            ["127.0.0.1:9", "127.0.0.1:9", "127.0.0.1:0", "203.0.113.5:9", "[::1]:9"]
                .iter()
                .map(|text| text.parse().unwrap())
                .collect();
        assert_eq!(fence.inside(&addresses), vec!["127.0.0.1:9".parse::<SocketAddr>().unwrap()]);
    }
}
