//! What a screen is drawn from: the view, the words, the day, and the window's state.

use crate::{
    dates,
    parts::{gap, trouble},
    prefs::Preferences,
    state::{Screen, State, as_count},
};
use egui::Ui;
use std::collections::BTreeMap;
use std::sync::Arc;
use weft_ids::{CivilDate, PersonId, SpaceId};
use weft_view::{MemberState, Money, SpaceKind, SpaceView, View};
use weft_words::Words;

/// What every screen gets.
pub(crate) struct Cx<'a> {
    pub(crate) view: &'a View,
    pub(crate) words: &'a Words,
    pub(crate) today: CivilDate,
    pub(crate) zone: &'a str,
    pub(crate) now_ms: i64,
    pub(crate) prefs: &'a mut Preferences,
    pub(crate) state: &'a mut State,
    pub(crate) is_sample: bool,
    pub(crate) folders: &'a [String],
}

impl<'a> Cx<'a> {
    /// A space of the view, or `None` where it is gone.
    pub(crate) fn space(&self, id: &SpaceId) -> Option<&'a Arc<SpaceView>> {
        self.view.space(id)
    }

    /// The spaces of one kind.
    pub(crate) fn spaces(&self, kind: SpaceKind) -> impl Iterator<Item = &'a Arc<SpaceView>> + use<'a> {
        self.view.spaces.iter().filter(move |space| space.kind == kind)
    }

    pub(crate) fn go(&mut self, screen: Screen) {
        self.state.go(screen);
    }

    /// *you* for me, else the name.
    pub(crate) fn name(&self, space: &SpaceView, person: &PersonId) -> String {
        if *person == space.me { self.words.you() } else { space.name_of(person) }
    }

    /// *You* for me at the beginning of a sentence, else the name.
    pub(crate) fn name_first(&self, space: &SpaceView, person: &PersonId) -> String {
        if *person == space.me { self.words.you_first() } else { space.name_of(person) }
    }

    /// The other person of a pair, or words for nobody yet.
    pub(crate) fn other_name(&self, space: &SpaceView) -> String {
        match space.other() {
            Some(member) => space.name_of(&member.person),
            None => space.invitations.first().map_or_else(|| space.name.clone(), |i| i.name.clone()),
        }
    }

    /// Whether amounts are covered now.
    pub(crate) fn covers_amounts(&self) -> bool {
        self.prefs.cover_amounts && !self.state.amounts_shown
    }

    /// An amount, or a cover over it.
    pub(crate) fn money(&self, money: &Money) -> String {
        if self.covers_amounts() {
            return self.words.amount_covered();
        }
        match money.unit.as_str() {
            "min" if money.minor.unsigned_abs() >= 60 && money.minor % 60 == 0 => {
                self.words.hours(money.minor / 60)
            }
            "min" => self.words.minutes_amount(&money.digits()),
            _ => money.to_string(),
        }
    }

    pub(crate) fn day(&self, date: CivilDate) -> String {
        dates::long(self.words, date, self.today)
    }

    pub(crate) fn day_short(&self, date: CivilDate) -> String {
        dates::short(self.words, date, self.today)
    }

    /// Draws why the last command from `place` was not done, where it was not.
    pub(crate) fn refusal_ui(&self, ui: &mut Ui, place: &str) {
        let Some(refusal) = self.state.refusal(place) else { return };
        gap(ui, 6.0);
        trouble(ui, &self.words.not_done(&refusal.message));
        if let Some(hint) = &refusal.hint {
            crate::parts::small(ui, &self.words.hint(hint));
        }
    }

    /// Who has not got something of mine yet, in this space: *saved here, not yet with Ben*; `None` where all have.
    pub(crate) fn not_yet_with(&self, space: &SpaceView) -> Option<String> {
        let behind: Vec<String> = space
            .people
            .iter()
            .filter(|member| !member.is_me && member.lacks_mine > 0 && member.state == MemberState::In)
            .map(|member| space.name_of(&member.person))
            .collect();
        (!behind.is_empty()).then(|| self.words.saved_not_yet_with(&join_names(self.words, &behind)))
    }

    /// How many of my entries wait, by person.
    pub(crate) fn waiting_by_person(&self) -> BTreeMap<String, u64> {
        let mut by_person = BTreeMap::new();
        for waiting in self.view.near.waiting.iter().filter(|waiting| waiting.entries > 0) {
            *by_person.entry(waiting.person.clone()).or_insert(0) += waiting.entries;
        }
        by_person
    }

    /// Who is connected, once each.
    pub(crate) fn nearby(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for peer in &self.view.near.peers {
            let here = matches!(peer.state, weft_view::PeerState::Connected { .. });
            if here && !names.contains(&peer.person) {
                names.push(peer.person.clone());
            }
        }
        names
    }

    /// *Ana, Ben and 3 more*.
    pub(crate) fn people_line(&self, space: &SpaceView) -> String {
        let names: Vec<String> = space
            .people
            .iter()
            .filter(|member| {
                !matches!(member.state, MemberState::Left | MemberState::Unlisted) && !member.is_me
            })
            .map(|member| space.name_of(&member.person))
            .collect();
        if names.is_empty() {
            self.words.only_you()
        } else {
            self.words.you_and(&join_names(self.words, &names))
        }
    }

    /// How many waits there are in all.
    pub(crate) fn waiting_count(&self) -> i64 {
        as_count(self.view.near.waiting.iter().map(|waiting| waiting.entries).sum())
    }
}

/// *Ana*, *Ana and Ben*, *Ana, Ben and Chi*, *Ana, Ben and 4 more*.
pub(crate) fn join_names(words: &Words, names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] if names.len() <= 4 => words.names_and(&rest.join(", "), last),
        [first, second, rest @ ..] => words.names_and_more(&format!("{first}, {second}"), rest.len() as i64),
    }
}
