//! mDNS: says that a device is here in a way that only those who know it can read, and recognises those I know.

use crate::{NetEvent, shared::Shared, socket::Live};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};
use swarm_discovery::{Discoverer, DropGuard, IpClass, Peer};
use tokio::sync::mpsc;
use weft_ids::{EndpointId, bytes};

/// The name of the service: `_weft._udp.local`.
const SERVICE: &str = "weft";
/// The name of the attribute that holds the mark.
const ATTRIBUTE: &str = "t";
/// The name of the attribute that holds the key of a device that holds a door open.
const DOOR_ATTRIBUTE: &str = "d";
/// Bytes of the mark: enough that a chance match among a congregation is a matter of ages.
const MARK_BYTES: usize = 8;
/// How long after a start this device asks often.
const QUICK: Duration = Duration::from_secs(15);
/// Sightings waiting to be looked at, and instances remembered.
const SIGHTINGS_MAX: usize = 256;
/// Addresses taken from one announcement.
const ADDRESSES_MAX: usize = 8;
/// The soonest a device that is seen again is told again, where its addresses changed and where not.
const TOLD_AGAIN: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(10));

/// The mark of the device `endpoint` under the instance name `name`: nobody who does not know the key can tell that two
/// names are the same device.
pub(crate) fn mark(endpoint: &EndpointId, name: &str) -> [u8; MARK_BYTES] {
    let mut mark = [0; MARK_BYTES];
    let hash = bytes::keyed_hash(endpoint.as_bytes(), &[b"weft 0 nearby", name.as_bytes()]);
    mark.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    mark
}

/// What one announcement said.
struct Sighting {
    name: String,
    mark: Option<[u8; MARK_BYTES]>,
    door: Option<EndpointId>,
    addresses: Vec<SocketAddr>,
}

/// Announces this device and looks for others until it is dropped.
///
/// Begins anew, under another name, whenever a door is opened or shut.
pub(crate) async fn run(shared: Arc<Shared>, live: Live) {
    let mut door = shared.door_open.subscribe();
    loop {
        let open = *door.borrow_and_update();
        tokio::select! {
            () = run_once(&shared, &live, open) => return,
            changed = door.changed() => if changed.is_err() { return },
        }
    }
}

async fn run_once(shared: &Arc<Shared>, live: &Live, door: bool) {
    let mut random = [0; 16];
    if let Err(error) = getrandom::fill(&mut random) {
        trouble(shared, &error.to_string()).await;
        return;
    }
    let name = bytes::to_hex(&random);
    let (sightings, mut seen) = mpsc::channel(SIGHTINGS_MAX);
    let _quick = match announce(shared, live, &name, Cadence { quick: true, door }, sightings.clone()) {
        Ok(guard) => guard,
        Err(why) => return trouble(shared, &why).await,
    };
    let mut instances = Instances::default();
    let mut known = shared.known.subscribe();
    tokio::select! {
        () = watch(shared, live, &mut seen, &mut known, &mut instances, &name) => return,
        () = tokio::time::sleep(QUICK) => {}
    }
    let _slow = match announce(shared, live, &name, Cadence { quick: false, door }, sightings) {
        Ok(guard) => guard,
        Err(why) => return trouble(shared, &why).await,
    };
    drop(_quick);
    watch(shared, live, &mut seen, &mut known, &mut instances, &name).await;
}

async fn trouble(shared: &Shared, why: &str) {
    let told = format!(
        "devices nearby cannot be found by themselves ({why}); dial their address or use an invitation"
    );
    shared.tell(NetEvent::Trouble(told)).await.ok();
}

/// How a device shows itself.
#[derive(Debug, Clone, Copy)]
struct Cadence {
    quick: bool,
    /// Whether it also tells its key, for whoever would like to come in.
    door: bool,
}

/// Starts the announcer: one sender for each network, IPv4 only.
fn announce(
    shared: &Shared,
    live: &Live,
    name: &str,
    how: Cadence,
    sightings: mpsc::Sender<Sighting>,
) -> Result<DropGuard, String> {
    let told = live.told_addresses();
    let mark = bytes::to_hex(&mark(&shared.me, name));
    let discoverer = if how.quick {
        Discoverer::new_interactive(SERVICE.into(), name.into())
    } else {
        Discoverer::new(SERVICE.into(), name.into())
            .with_cadence(Duration::from_secs(10))
            .with_response_rate(1.0)
    };
    let mut attributes = vec![(ATTRIBUTE.to_string(), Some(mark))];
    if how.door {
        attributes.push((DOOR_ATTRIBUTE.to_string(), Some(shared.me.to_string())));
    }
    discoverer
        .with_ip_class(IpClass::V4Only)
        .with_multicast_interfaces_v4(told.clone())
        .with_addrs(live.port, told.into_iter().take(ADDRESSES_MAX).map(IpAddr::V4))
        .with_txt_attributes(attributes)
        .map_err(|error| error.to_string())?
        .with_callback(move |name, peer| {
            // Dropped where too many wait: announcements are repeated.
            sightings.try_send(sighting(name, peer)).ok();
        })
        .spawn(&shared.runtime)
        .map_err(|error| error.to_string())
}

fn sighting(name: &str, peer: &Peer) -> Sighting {
    let mark = peer
        .txt_attribute(ATTRIBUTE)
        .flatten()
        .and_then(bytes::from_hex)
        .and_then(|mark| mark.try_into().ok());
    let addresses =
        peer.addrs().iter().take(ADDRESSES_MAX).map(|(ip, port)| SocketAddr::new(*ip, *port)).collect();
    let door = peer.txt_attribute(DOOR_ATTRIBUTE).flatten().and_then(EndpointId::from_hex);
    let name: String = name.chars().take(64).collect();
    // Whoever announces a key that is not its own is not dialled for it.
    let door = door.filter(|endpoint| mark.is_some_and(|seen| self::mark(endpoint, &name) == seen));
    Sighting { name, mark, door, addresses }
}

async fn watch(
    shared: &Shared,
    live: &Live,
    seen: &mut mpsc::Receiver<Sighting>,
    known: &mut tokio::sync::watch::Receiver<BTreeSet<EndpointId>>,
    instances: &mut Instances,
    own_name: &str,
) {
    loop {
        let now = Instant::now();
        let found = tokio::select! {
            sighting = seen.recv() => match sighting {
                Some(sighting) if sighting.name == own_name => continue,
                Some(mut sighting) => {
                    sighting.addresses = live.reachable(&sighting.addresses);
                    let door = instances.see_door(&sighting, now);
                    if let Some((endpoint, addresses)) = door.filter(|(endpoint, _)| !shared.table().is_open(endpoint))
                        && shared.tell(NetEvent::Door { endpoint, addresses }).await.is_err()
                    {
                        return;
                    }
                    instances.see(sighting, &known.borrow(), now).into_iter().collect()
                }
                None => return,
            },
            changed = known.changed() => match changed {
                Ok(()) => {
                    let known = known.borrow_and_update().clone();
                    instances.recognise(&known, now)
                }
                Err(_) => return,
            },
        };
        for (endpoint, addresses) in found {
            if shared.table().is_open(&endpoint) {
                continue;
            }
            if shared.tell(NetEvent::Found { endpoint, addresses }).await.is_err() {
                return;
            }
        }
    }
}

#[derive(Debug, Clone)]
struct Instance {
    mark: [u8; MARK_BYTES],
    addresses: Vec<SocketAddr>,
    endpoint: Option<EndpointId>,
    told: Option<(Instant, Vec<SocketAddr>)>,
}

/// The instances seen on the network, recognised or not.
#[derive(Debug, Default)]
struct Instances(BTreeMap<String, Instance>, BTreeMap<EndpointId, Instant>);

impl Instances {
    /// Whether the announcement tells of an open door that was not told of a moment ago.
    fn see_door(&mut self, sighting: &Sighting, now: Instant) -> Option<(EndpointId, Vec<SocketAddr>)> {
        let endpoint = sighting.door.filter(|_| !sighting.addresses.is_empty())?;
        let told = self.1.get(&endpoint);
        if told.is_some_and(|told| now.saturating_duration_since(*told) < TOLD_AGAIN.0) {
            return None;
        }
        if self.1.len() >= SIGHTINGS_MAX {
            self.1.pop_first();
        }
        self.1.insert(endpoint, now);
        Some((endpoint, sighting.addresses.clone()))
    }

    /// Takes one announcement; returns whom to tell of.
    fn see(
        &mut self,
        sighting: Sighting,
        known: &BTreeSet<EndpointId>,
        now: Instant,
    ) -> Option<(EndpointId, Vec<SocketAddr>)> {
        let Some(mark) = sighting.mark.filter(|_| !sighting.addresses.is_empty()) else {
            self.0.remove(&sighting.name);
            return None;
        };
        if !self.0.contains_key(&sighting.name) && self.0.len() >= SIGHTINGS_MAX {
            // Somebody announces made-up names: those are forgotten, not those that were recognised.
            let stranger = self.0.iter().find(|(_, instance)| instance.endpoint.is_none());
            let forgotten = stranger.map(|(name, _)| name.clone())?;
            self.0.remove(&forgotten);
        }
        let instance = self.0.entry(sighting.name.clone()).or_insert_with(|| Instance {
            mark,
            addresses: Vec::new(),
            endpoint: recognised(&mark, &sighting.name, known),
            told: None,
        });
        if instance.mark != mark {
            instance.mark = mark;
            instance.endpoint = recognised(&mark, &sighting.name, known);
        }
        instance.addresses = sighting.addresses;
        let is_due = instance.told.as_ref().is_none_or(|(at, addresses)| {
            let pause = if *addresses == instance.addresses { TOLD_AGAIN.1 } else { TOLD_AGAIN.0 };
            now.saturating_duration_since(*at) >= pause
        });
        let endpoint = instance.endpoint.filter(|endpoint| is_due && known.contains(endpoint))?;
        instance.told = Some((now, instance.addresses.clone()));
        Some((endpoint, instance.addresses.clone()))
    }

    /// Looks again at everybody seen, after those I know changed.
    fn recognise(
        &mut self,
        known: &BTreeSet<EndpointId>,
        now: Instant,
    ) -> Vec<(EndpointId, Vec<SocketAddr>)> {
        let mut found = Vec::new();
        for (name, instance) in &mut self.0 {
            if instance.endpoint.is_some_and(|endpoint| known.contains(&endpoint)) {
                continue;
            }
            instance.endpoint = recognised(&instance.mark, name, known);
            if let Some(endpoint) = instance.endpoint {
                instance.told = Some((now, instance.addresses.clone()));
                found.push((endpoint, instance.addresses.clone()));
            }
        }
        found
    }
}

fn recognised(mark_seen: &[u8; MARK_BYTES], name: &str, known: &BTreeSet<EndpointId>) -> Option<EndpointId> {
    known.iter().find(|endpoint| mark(endpoint, name) == *mark_seen).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> EndpointId {
        EndpointId([n; 32])
    }

    fn address(n: u8) -> SocketAddr {
        SocketAddr::from(([10, 0, 0, n], 47_700))
    }

    fn sighting(endpoint: EndpointId, name: &str, at: u8) -> Sighting {
        Sighting {
            name: name.into(),
            mark: Some(mark(&endpoint, name)),
            door: None,
            addresses: vec![address(at)],
        }
    }

    fn known(ids: &[u8]) -> BTreeSet<EndpointId> {
        ids.iter().map(|n| id(*n)).collect()
    }

    #[test]
    fn only_those_who_know_a_device_recognise_it() {
        let now = Instant::now();
        let mut instances = Instances::default();
        assert_eq!(instances.see(sighting(id(1), "aa", 1), &known(&[2, 3]), now), None);
        assert_eq!(
            instances.see(sighting(id(2), "bb", 2), &known(&[2, 3]), now),
            Some((id(2), vec![address(2)]))
        );
    }

    #[test]
    fn an_open_door_is_told_now_and_then_and_a_shut_one_never() {
        let now = Instant::now();
        let mut instances = Instances::default();
        assert_eq!(instances.see_door(&sighting(id(1), "aa", 1), now), None);
        let open = Sighting { door: Some(id(1)), ..sighting(id(1), "aa", 1) };
        assert_eq!(instances.see_door(&open, now), Some((id(1), vec![address(1)])));
        assert_eq!(instances.see_door(&open, now), None);
        assert!(instances.see_door(&open, now + TOLD_AGAIN.0).is_some());
        let nowhere = Sighting { addresses: vec![], ..open };
        assert_eq!(instances.see_door(&nowhere, now + TOLD_AGAIN.1), None);
    }

    #[test]
    fn two_names_of_one_device_have_nothing_in_common() {
        assert_ne!(mark(&id(1), "aa"), mark(&id(1), "bb"));
        assert_ne!(mark(&id(1), "aa"), mark(&id(2), "aa"));
    }

    #[test]
    fn a_device_seen_before_it_was_known_is_recognised_when_it_becomes_known() {
        let now = Instant::now();
        let mut instances = Instances::default();
        assert_eq!(instances.see(sighting(id(1), "aa", 1), &known(&[]), now), None);
        assert_eq!(instances.recognise(&known(&[1]), now), vec![(id(1), vec![address(1)])]);
        assert_eq!(instances.recognise(&known(&[1]), now), vec![]);
    }

    #[test]
    fn a_device_seen_again_is_told_again_but_not_at_every_announcement() {
        let now = Instant::now();
        let mut instances = Instances::default();
        let mut see =
            |at, after| instances.see(sighting(id(1), "aa", at), &known(&[1]), now + after).is_some();
        assert!(see(1, Duration::ZERO));
        assert!(!see(1, Duration::from_secs(3)));
        assert!(see(2, Duration::from_secs(4)), "another address");
        assert!(!see(2, Duration::from_secs(13)));
        assert!(see(2, Duration::from_secs(14)));
    }

    #[test]
    fn made_up_names_do_not_fill_memory_nor_push_out_a_friend() {
        let now = Instant::now();
        let mut instances = Instances::default();
        assert!(instances.see(sighting(id(1), "friend", 1), &known(&[1]), now).is_some());
        for n in 0..2_000 {
            instances.see(sighting(id(9), &format!("n{n}"), 9), &known(&[1]), now);
        }
        assert!(instances.0.len() <= SIGHTINGS_MAX);
        assert!(instances.0.contains_key("friend"));
    }

    #[test]
    fn an_announcement_without_a_mark_or_an_address_inside_the_fence_is_nobody() {
        let now = Instant::now();
        let mut instances = Instances::default();
        let nowhere = Sighting { addresses: vec![], ..sighting(id(1), "aa", 1) };
        let unmarked = Sighting { mark: None, ..sighting(id(1), "aa", 1) };
        assert!(instances.see(nowhere, &known(&[1]), now).is_none());
        assert!(instances.see(unmarked, &known(&[1]), now).is_none());
        assert!(instances.0.is_empty());
    }
}
