//! The command *meet*: who is to be reached, when that has happened, and what to say when nobody was.
//!
//! Pure: it is told how sessions stand and at which millisecond, and says when there is an answer.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
};
use weft_ids::{EndpointId, InvitationId};
use weft_view::{JoinState, JoinView, Outcome, Refusal, Reply};

/// How long whoever is meant may take to answer; dialling gives up after 8 s.
const REACH_MS: u64 = 12_000;
/// How long devices that announce themselves are listened for; they do so every second or two at the beginning.
const NEARBY_MS: u64 = 6_000;
/// How long a session may stand still before it counts as done.
const STILL_MS: u64 = 15_000;

/// Who is to be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whom {
    /// The device that a ticket names; once let in, where the ticket was taken.
    Ticket {
        /// The device.
        endpoint: EndpointId,
        /// The invitation.
        invitation: InvitationId,
    },
    /// Whoever answers at an address.
    Address(SocketAddr),
    /// Everybody known.
    Nearby {
        /// The devices known.
        everyone: BTreeSet<EndpointId>,
        /// Whether devices are listened for on the network.
        listening: bool,
    },
}

/// How one session stands.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) session: u64,
    pub(crate) endpoint: EndpointId,
    pub(crate) at: String,
    pub(crate) level: bool,
    pub(crate) recognised: bool,
    pub(crate) came: u64,
    pub(crate) went: u64,
    /// Parts of attachments that came and went.
    pub(crate) parts: u64,
}

/// What a meeting is judged by.
pub(crate) struct Surroundings<'a> {
    pub(crate) facts: &'a [Fact],
    pub(crate) joins: &'a [JoinView],
    /// Whether a device was tried since the meeting began and is not being tried any more.
    pub(crate) settled: &'a dyn Fn(&EndpointId, u64) -> bool,
    /// The name of a device's person; empty where it is not known yet.
    pub(crate) person: &'a dyn Fn(&EndpointId) -> String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Moved {
    came: u64,
    went: u64,
    parts: u64,
    level: bool,
    recognised: bool,
}

/// One meeting that somebody waits for.
#[derive(Debug)]
pub(crate) struct Meet {
    whom: Whom,
    began_ms: u64,
    base: BTreeMap<u64, Moved>,
    seen: BTreeMap<u64, (EndpointId, Moved)>,
    moved_ms: u64,
    failed: Option<String>,
}

impl Meet {
    pub(crate) fn begin(whom: Whom, facts: &[Fact], now_ms: u64) -> Self {
        let base = facts.iter().map(|fact| (fact.session, moved(fact))).collect();
        Self { whom, began_ms: now_ms, base, seen: BTreeMap::new(), moved_ms: now_ms, failed: None }
    }

    /// A dial reached nobody.
    pub(crate) fn dial_failed(&mut self, endpoints: &[EndpointId], addresses: &[SocketAddr], why: &str) {
        let mine = match &self.whom {
            Whom::Ticket { endpoint, .. } => endpoints.contains(endpoint),
            Whom::Address(address) => addresses.contains(address),
            Whom::Nearby { .. } => false,
        };
        if mine {
            self.failed = Some(why.to_owned());
        }
    }

    /// The answer, once there is one.
    pub(crate) fn judge(&mut self, now_ms: u64, around: &Surroundings<'_>) -> Option<Outcome> {
        let open: Vec<&Fact> = around.facts.iter().filter(|fact| self.is_meant(fact)).collect();
        for fact in &open {
            let before = self.seen.insert(fact.session, (fact.endpoint, moved(fact)));
            if before.map(|(_, moved)| moved) != Some(moved(fact)) {
                self.moved_ms = now_ms;
            }
        }
        if let Some(refusal) = self.refused_at_the_door(around.joins) {
            return Some(Err(refusal));
        }
        if self.seen.is_empty() {
            return self.has_given_up(now_ms, around).then(|| Err(self.nobody()));
        }
        let knocking = self.is_knocking(around.joins);
        let still = now_ms.saturating_sub(self.moved_ms) >= STILL_MS;
        let all_level = open.iter().all(|fact| fact.level) && !knocking;
        if !still && (!all_level || !self.has_looked_enough(now_ms, &open, around)) {
            return None;
        }
        // A session that came to nothing before it ended is as good as none.
        if !self.seen.values().any(|(_, moved)| moved.recognised || moved.level) {
            let gave_up = still || self.has_given_up(now_ms, around);
            return gave_up.then(|| Err(self.nobody_i_know()));
        }
        Some(Ok(self.met(around)))
    }

    fn is_meant(&self, fact: &Fact) -> bool {
        match &self.whom {
            Whom::Ticket { endpoint, .. } => fact.endpoint == *endpoint,
            Whom::Address(address) => fact.at.parse() == Ok(*address),
            Whom::Nearby { .. } => true,
        }
    }

    fn refused_at_the_door(&self, joins: &[JoinView]) -> Option<Refusal> {
        match self.join(joins)? {
            JoinState::Refused(why) => {
                let hint = "ask whoever invited you for a new invitation";
                Some(Refusal::new("join_refused", why.clone()).hint(hint))
            }
            JoinState::Waiting | JoinState::Asking => None,
        }
    }

    fn is_knocking(&self, joins: &[JoinView]) -> bool {
        match self.join(joins) {
            Some(JoinState::Waiting | JoinState::Asking) => true,
            Some(JoinState::Refused(_)) | None => false,
        }
    }

    fn join<'a>(&self, joins: &'a [JoinView]) -> Option<&'a JoinState> {
        match &self.whom {
            Whom::Ticket { invitation, .. } => {
                joins.iter().find(|join| join.invitation == *invitation).map(|join| &join.state)
            }
            Whom::Address(_) | Whom::Nearby { .. } => None,
        }
    }

    /// Whether nobody can be expected any more.
    fn has_given_up(&self, now_ms: u64, around: &Surroundings<'_>) -> bool {
        let waited_ms = now_ms.saturating_sub(self.began_ms);
        match &self.whom {
            Whom::Ticket { .. } | Whom::Address(_) => self.failed.is_some() || waited_ms >= REACH_MS,
            Whom::Nearby { everyone, listening } => {
                let met = |endpoint: &EndpointId| self.seen.values().any(|(seen, _)| seen == endpoint);
                let tried = everyone.iter().all(|e| met(e) || (around.settled)(e, self.began_ms));
                let listened = !listening || waited_ms >= NEARBY_MS;
                (tried && listened) || waited_ms >= REACH_MS
            }
        }
    }

    /// Whether more people can be expected than those met.
    fn has_looked_enough(&self, now_ms: u64, open: &[&Fact], around: &Surroundings<'_>) -> bool {
        match &self.whom {
            Whom::Ticket { .. } | Whom::Address(_) => true,
            Whom::Nearby { everyone, .. } => {
                let here = |endpoint: &EndpointId| open.iter().any(|fact| fact.endpoint == *endpoint);
                everyone.iter().all(here) || self.has_given_up(now_ms, around)
            }
        }
    }

    fn met(&self, around: &Surroundings<'_>) -> Reply {
        let (mut came, mut went) = (0, 0);
        let mut people = Vec::new();
        for (session, (endpoint, moved)) in &self.seen {
            let base = self.base.get(session).copied().unwrap_or_default();
            came += moved.came.saturating_sub(base.came);
            went += moved.went.saturating_sub(base.went);
            let name = (around.person)(endpoint);
            if (moved.recognised || moved.level) && !name.is_empty() && !people.contains(&name) {
                people.push(name);
            }
        }
        people.sort();
        Reply::Met { people, came, went }
    }

    fn nobody(&self) -> Refusal {
        let refusal = match &self.whom {
            Whom::Ticket { .. } => {
                Refusal::new("reached_nobody", "nobody answered where the invitation says").hint(
                    "are both devices on the same Wi-Fi, and is Weft open on the other? does a firewall hold back UDP 47700? \
                     a typed address or a stick works too",
                )
            }
            Whom::Address(address) => Refusal::new("reached_nobody", format!("nobody I know answered at {address}"))
                .hint(
                    "is the address as the other device shows it, and is Weft open there? does a firewall hold back UDP 47700? \
                     an invitation or a stick works too",
                ),
            Whom::Nearby { .. } => Refusal::new("reached_nobody", "nobody I know was found nearby").hint(
                "are both devices on the same Wi-Fi, and is Weft open on the other? does a firewall hold back UDP 47700? \
                 try an invitation, a typed address or a stick",
            ),
        };
        if let Some(why) = &self.failed {
            tracing::debug!(%why, "a meeting reached nobody");
        }
        refusal
    }

    fn nobody_i_know(&self) -> Refusal {
        Refusal::new("nobody_shared", "a device answered, but there is no space that both are in")
            .hint("join with an invitation first; if you have been in together, one of you may have left")
    }
}

fn moved(fact: &Fact) -> Moved {
    Moved {
        came: fact.came,
        went: fact.went,
        parts: fact.parts,
        level: fact.level,
        recognised: fact.recognised,
    }
}

#[cfg(test)]
mod tests;
