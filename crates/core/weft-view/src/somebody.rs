//! Finds somebody by name over all spaces: the pair with them, or a space that both share.

use crate::{MemberState, MemberView, Refusal, SpaceView, View, resolve, space::SpaceKind};
use std::{collections::BTreeSet, sync::Arc};
use weft_ids::{EndpointId, PersonId, SpaceId};

/// Where somebody can be spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Somebody {
    /// In a pair with them.
    Pair(SpaceId),
    /// In a space that both share; a pair with them opens by letter.
    Shared {
        /// Which.
        space: SpaceId,
        /// Who they are there.
        person: PersonId,
    },
}

/// Finds the one whom a member means by a name, or by digits of a pair's or a person's id.
///
/// Two entries are one human where they have a device in common: a human has an id of their own in each space.
///
/// # Errors
/// `no_pair_with`, or `ambiguous_person` where several humans go by that name.
pub fn somebody(view: &View, typed: &str) -> Result<Somebody, Refusal> {
    let typed = typed.trim();
    let with: Vec<(&Arc<SpaceView>, &MemberView)> = view
        .spaces
        .iter()
        .filter(|space| space.read_only.is_none())
        .flat_map(|space| space.people.iter().map(move |member| (space, member)))
        .filter(|(space, member)| {
            let named = member.name.to_lowercase() == typed.to_lowercase() || member.person.has_prefix(typed);
            let by_pair = space.kind == SpaceKind::Pair && space.id.has_prefix(typed);
            !member.is_me && member.state == MemberState::In && (named || by_pair)
        })
        .collect();
    let Some((first_space, first)) = with.first() else {
        return Err(nobody(view, typed));
    };
    let mut known = endpoints(first);
    let mut rest: Vec<&MemberView> = with.iter().map(|(_, member)| *member).collect();
    // Whoever shares a device with somebody of the same human is that human too.
    loop {
        let before = rest.len();
        rest.retain(|member| {
            let same = !endpoints(member).is_disjoint(&known);
            if same {
                known.extend(endpoints(member));
            }
            !same
        });
        if rest.len() == before {
            break;
        }
    }
    if !rest.is_empty() {
        let ids: Vec<String> = with
            .iter()
            .map(|(space, member)| format!("{} in {}", member.person.short(), space.name))
            .collect();
        return Err(Refusal::new("ambiguous_person", format!("several people are called {typed:?}"))
            .hint(format!("say who by id: {}", ids.join(", "))));
    }
    let pairs = view.spaces.iter().filter(|space| space.kind == SpaceKind::Pair && space.read_only.is_none());
    let mut pairs: Vec<SpaceId> = pairs
        .filter(|pair| {
            let other = pair.other().filter(|other| other.state == MemberState::In);
            other.is_some_and(|other| !endpoints(other).is_disjoint(&known))
        })
        .map(|pair| pair.id)
        .collect();
    // Of several pairs with one human, new things go where the other side puts them too.
    pairs.sort_unstable();
    Ok(pairs.first().map_or(Somebody::Shared { space: first_space.id, person: first.person }, |pair| {
        Somebody::Pair(*pair)
    }))
}

/// Everybody I share a space with and have no pair with, once each, by name.
pub fn without_pair(view: &View) -> Vec<(SpaceId, PersonId, String)> {
    let mine = |space: &&Arc<SpaceView>| space.read_only.is_none();
    let here = |space: &Arc<SpaceView>| {
        let id = space.id;
        let in_here = space.people.iter().filter(|member| !member.is_me && member.state == MemberState::In);
        in_here.map(|member| (id, member.clone())).collect::<Vec<_>>()
    };
    let pairs = view.spaces.iter().filter(mine).filter(|space| space.kind == SpaceKind::Pair);
    let mut seen: BTreeSet<EndpointId> =
        pairs.flat_map(here).flat_map(|(_, member)| endpoints(&member)).collect();
    let mut found = Vec::new();
    for (space, member) in
        view.spaces.iter().filter(mine).filter(|space| space.kind != SpaceKind::Pair).flat_map(here)
    {
        if endpoints(&member).is_disjoint(&seen) {
            found.push((space, member.person, member.name.clone()));
        }
        seen.extend(endpoints(&member));
    }
    found.sort_by(|a, b| a.2.cmp(&b.2));
    found
}

fn endpoints(member: &MemberView) -> BTreeSet<EndpointId> {
    member.devices.iter().map(|device| device.endpoint).collect()
}

/// Nobody is called that: what an unopened pair says goes before a list of names.
fn nobody(view: &View, typed: &str) -> Refusal {
    if resolve::pair(view, typed).is_ok() {
        return Refusal::new("nobody_there", "the other person has not come into this pair yet")
            .hint("hand them the invitation, and meet once");
    }
    let names: BTreeSet<String> = view
        .spaces
        .iter()
        .flat_map(|space| &space.people)
        .filter(|member| !member.is_me && member.state == MemberState::In)
        .map(|member| member.name.clone())
        .collect();
    let hint = if names.is_empty() {
        "you share no space with anybody yet: invite somebody, or join with an invitation".to_owned()
    } else {
        format!("there is: {}", names.into_iter().collect::<Vec<_>>().join(", "))
    };
    Refusal::new("no_pair_with", format!("you share no space with anybody called {typed:?}")).hint(hint)
}
