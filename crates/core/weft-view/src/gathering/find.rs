//! Finds what a person typed: a gathering or a card by name, by id, or by the beginning of an id.

use super::{CardView, GatheringView, Stage};
use crate::{Refusal, SpaceView};

/// Finds a gathering of a space by name (any case), id, or four or more digits of its id.
///
/// Where nothing was typed, the only one that is not closed, or else the only one.
///
/// # Errors
/// `no_such_gathering` or `ambiguous_gathering`, naming what there is.
pub fn gathering<'a>(space: &'a SpaceView, typed: Option<&str>) -> Result<&'a GatheringView, Refusal> {
    let all = &space.gatherings;
    let found: Vec<&GatheringView> = match typed.map(str::trim) {
        None => {
            let open: Vec<_> = all.iter().filter(|one| one.stage != Stage::Closed).collect();
            if open.is_empty() { all.iter().collect() } else { open }
        }
        Some(typed) => named(all, typed, |one| &one.name, |one| &one.id),
    };
    let names = || {
        let names: Vec<_> = all.iter().map(|one| format!("{} ({})", one.name, short(&one.id))).collect();
        names.join(", ")
    };
    match (found.as_slice(), typed) {
        ([one], _) => Ok(one),
        ([], _) if all.is_empty() => {
            Err(Refusal::new("no_such_gathering", format!("{} has no gathering", space.name))
                .hint("call one with `weft gathering call SPACE NAME --from DAY --to DAY`"))
        }
        ([], typed) => Err(Refusal::new(
            "no_such_gathering",
            format!("{} has no gathering called {:?}", space.name, typed.unwrap_or_default()),
        )
        .hint(format!("there is: {}", names()))),
        (many, _) => {
            let which: Vec<_> = many.iter().map(|one| format!("{} ({})", one.name, short(&one.id))).collect();
            Err(Refusal::new("ambiguous_gathering", format!("{} gatherings fit", many.len()))
                .hint(format!("say which by name or id: {}", which.join(", "))))
        }
    }
}

/// Finds a card of a wall by title (any case), id, or four or more digits of its id; also one that was taken off.
///
/// # Errors
/// `no_such_card` or `ambiguous_card`.
pub fn card<'a>(gathering: &'a GatheringView, typed: &str) -> Result<&'a CardView, Refusal> {
    let typed = typed.trim();
    let standing = named(&gathering.cards, typed, |card| &card.title, |card| &card.id);
    let found = if standing.is_empty() {
        named(&gathering.taken_off, typed, |card| &card.title, |card| &card.id)
    } else {
        standing
    };
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Refusal::new("no_such_card", format!("no card on this wall is called {typed:?}"))
            .hint("`weft wall show SPACE` lists the cards")),
        many => {
            let ids: Vec<_> = many.iter().map(|card| short(&card.id)).collect();
            Err(Refusal::new("ambiguous_card", format!("{} cards are called {typed:?}", many.len()))
                .hint(format!("say which by its id: {}", ids.join(", "))))
        }
    }
}

/// The first eight digits of an id.
pub fn short(id: &str) -> String {
    id.chars().take(8).collect()
}

fn named<'a, T>(all: &'a [T], typed: &str, name: impl Fn(&T) -> &str, id: impl Fn(&T) -> &str) -> Vec<&'a T> {
    let lower = typed.to_lowercase();
    let by_name: Vec<&T> = all.iter().filter(|one| name(one).to_lowercase() == lower).collect();
    if !by_name.is_empty() {
        return by_name;
    }
    let enough = lower.len() >= 4;
    all.iter().filter(|one| enough && id(one).starts_with(&lower)).collect()
}
