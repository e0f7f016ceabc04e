//! Finds what a person typed: a space or person by name, by id, or by the beginning of an id.

use crate::{Refusal, SpaceView, View, space::SpaceKind};
use std::sync::Arc;
use weft_ids::{ActId, DeviceId, PersonId};

/// Finds a space by name (any case), id, or four or more digits of its id.
///
/// Of several that fit, those that I am in go before those that I can only read.
///
/// # Errors
/// `no_such_space` or `ambiguous_space`, naming what there is.
pub fn space<'a>(view: &'a View, typed: &str) -> Result<&'a Arc<SpaceView>, Refusal> {
    let typed = typed.trim();
    let by_name: Vec<_> = view.spaces.iter().filter(|s| same(&s.name, typed)).collect();
    let found = if by_name.is_empty() {
        view.spaces.iter().filter(|s| s.id.has_prefix(typed)).collect()
    } else {
        by_name
    };
    let found = preferred(found);
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Refusal::new("no_such_space", format!("there is no space called {typed:?} here")).hint(
            if view.spaces.is_empty() {
                "found one with `weft found crew NAME`, or join one with `weft join TICKET`".to_owned()
            } else {
                let names: Vec<_> =
                    view.spaces.iter().map(|s| format!("{} ({})", s.name, s.id.short())).collect();
                with_digits(typed, format!("there is: {}", names.join(", ")))
            },
        )),
        many => Err(Refusal::new("ambiguous_space", format!("{} spaces are called {typed:?}", many.len()))
            .hint(format!(
                "say which by its id: {}",
                many.iter().map(|s| s.id.short()).collect::<Vec<_>>().join(", ")
            ))),
    }
}

/// Finds a person of a space by name (any case), id, or four or more digits of their id.
///
/// # Errors
/// `no_such_person` or `ambiguous_person`.
pub fn person(space: &SpaceView, typed: &str) -> Result<PersonId, Refusal> {
    let typed = typed.trim();
    let by_name: Vec<_> = space.people.iter().filter(|m| same(&m.name, typed)).collect();
    let found = if by_name.is_empty() {
        space.people.iter().filter(|m| m.person.has_prefix(typed)).collect()
    } else {
        by_name
    };
    match found.as_slice() {
        [one] => Ok(one.person),
        [] => Err(Refusal::new("no_such_person", format!("nobody in {} is called {typed:?}", space.name))
            .hint(with_digits(typed, {
                let names: Vec<_> = space.people.iter().map(|m| m.name.clone()).collect();
                format!("there is: {}", names.join(", "))
            }))),
        many => Err(Refusal::new("ambiguous_person", format!("{} people are called {typed:?}", many.len()))
            .hint(format!(
                "say who by id: {}",
                many.iter().map(|m| m.person.short()).collect::<Vec<_>>().join(", ")
            ))),
    }
}

/// Finds the pair that I share with a person, by the person's name or id there, or by the pair's own id.
///
/// # Errors
/// `no_pair_with` or `ambiguous_person`.
pub fn pair<'a>(view: &'a View, typed: &str) -> Result<&'a Arc<SpaceView>, Refusal> {
    let typed = typed.trim();
    let found: Vec<_> = view
        .spaces
        .iter()
        .filter(|s| s.kind == SpaceKind::Pair)
        .filter(|s| {
            s.id.has_prefix(typed)
                || s.other().is_some_and(|m| same(&m.name, typed) || m.person.has_prefix(typed))
        })
        .collect();
    let found = preferred(found);
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Refusal::new("no_pair_with", format!("you have no pair with anyone called {typed:?}"))
            .hint("found one with `weft found pair NAME` and invite them with `weft invite`")),
        many => {
            Err(Refusal::new("ambiguous_person", format!("you have {} pairs with {typed:?}", many.len()))
                .hint(format!(
                    "say which by the pair's id: {}",
                    many.iter().map(|s| s.id.short()).collect::<Vec<_>>().join(", ")
                )))
        }
    }
}

/// Finds an act by its id or four or more digits of it: among asks, offers, loans and what waits, else among all acts.
///
/// # Errors
/// `no_such_act` or `ambiguous_act`.
pub fn act(view: &View, typed: &str) -> Result<ActId, Refusal> {
    let typed = typed.trim();
    let mut found = std::collections::BTreeSet::new();
    let mut rest = std::collections::BTreeSet::new();
    for space in &view.spaces {
        let ledger = &space.ledger;
        let asks =
            ledger.asks.iter().flat_map(|a| std::iter::once(a.id).chain(a.offers.iter().map(|o| o.id)));
        let loans = ledger.loans.iter().flat_map(|l| {
            std::iter::once(l.id)
                .chain(l.waiting.iter().map(|w| w.half))
                .chain(l.facts.iter().map(|f| f.id))
                .chain(l.plan.iter().chain(&l.proposed_plan).map(|p| p.id))
        });
        found.extend(
            asks.chain(ledger.offers.iter().map(|o| o.id)).chain(loans).filter(|id| id.has_prefix(typed)),
        );
        rest.extend(ledger.acts.keys().copied().filter(|id| id.has_prefix(typed)));
    }
    // What is shown now goes before what was shown once, such as a half that is settled since.
    let found = if found.is_empty() { rest } else { found };
    one_id(
        found.into_iter().collect(),
        typed,
        "no_such_act",
        "ambiguous_act",
        "`weft loan list` shows what there is",
    )
}

/// Finds a device of a space by name, id, or four or more digits of its id.
///
/// # Errors
/// `no_such_device` or `ambiguous_device`.
pub fn device(space: &SpaceView, typed: &str) -> Result<DeviceId, Refusal> {
    let typed = typed.trim();
    let mine = space.people.iter().filter(|m| m.is_me).flat_map(|m| &m.devices);
    let found =
        mine.filter(|d| same(&d.name, typed) || d.device.has_prefix(typed)).map(|d| d.device).collect();
    one_id(found, typed, "no_such_device", "ambiguous_device", "`weft people SPACE` lists devices")
}

fn one_id<T: Copy>(
    found: Vec<T>,
    typed: &str,
    none: &'static str,
    many: &'static str,
    hint: &str,
) -> Result<T, Refusal> {
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Refusal::new(none, format!("nothing here is called {typed:?}"))
            .hint(with_digits(typed, hint.to_owned()))),
        more => {
            Err(Refusal::new(many, format!("{typed:?} begins {} ids", more.len()))
                .hint("type more digits of it"))
        }
    }
}

/// A hint, and before it that an id is looked for from four digits on, where what was typed has fewer.
fn with_digits(typed: &str, hint: String) -> String {
    let short = (1..4).contains(&typed.len()) && typed.chars().all(|c| c.is_ascii_hexdigit());
    if short { format!("an id is found by four digits or more; {hint}") } else { hint }
}

/// Those spaces that I am in; all of them where I am in none.
fn preferred(found: Vec<&Arc<SpaceView>>) -> Vec<&Arc<SpaceView>> {
    let mine: Vec<_> = found.iter().copied().filter(|space| space.read_only.is_none()).collect();
    if mine.is_empty() { found } else { mine }
}

/// Whether a name is what was typed, in whatever case and however the accents were typed.
pub fn same(name: &str, typed: &str) -> bool {
    let form = |text: &str| weft_ids::text::composed(text).to_lowercase();
    name == typed || form(name) == form(typed)
}
