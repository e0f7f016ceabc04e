//! Pairs that open by themselves: founded by letter with somebody I share a space with, and words that wait until both are in.

use crate::{
    effects::Effects,
    home::Home,
    mail::Mail,
    replica::{Replica, checked_name},
    rows,
    ticket::Ticket,
};
use rand_chacha::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use weft_ids::{CivilDate, EndpointId, PersonId, SpaceId, Table, Write, text};
use weft_ledger::{AskTerms, Ledger, OfferTerms};
use weft_roster::{InvitationState, PersonState, SpaceKind};
use weft_space::LetterWords;
use weft_view::{AskKind, LaterView, LoanCommand, Outcome, Refusal, Reply};

/// Pairs with one person that a letter may add to; more is a flood.
const PAIRS_WITH_ONE_MAX: usize = 4;
/// Words that may wait for pairs to open.
const LATER_MAX: usize = 64;

/// A pair founded by letter; a row of [`Table::Doors`] under `p` and the pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PairRow {
    /// The space both share, in which the letter went.
    pub(crate) space: SpaceId,
    /// For whom, there.
    pub(crate) person: PersonId,
}

/// Words to say to a person once a pair with them is open; a row of [`Table::Doors`] under `w` and a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LaterRow {
    pub(crate) space: SpaceId,
    pub(crate) person: PersonId,
    words: LaterWords,
    /// Why they cannot be said, where that turned out.
    refused: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum LaterWords {
    Ask {
        amount: String,
        unit: String,
        why: String,
        /// 0 loan, 1 gift, 2 either.
        kind: u8,
        by: Option<CivilDate>,
        payback: String,
    },
    Offer {
        amount: String,
        unit: String,
        why: String,
    },
}

impl LaterWords {
    /// The words of a first step; `None` for one that answers something and so has a pair already.
    fn of(step: &LoanCommand) -> Option<Self> {
        match step {
            LoanCommand::Ask { space: _, amount, unit, why, kind, by, payback } => Some(Self::Ask {
                amount: amount.clone(),
                unit: unit.clone(),
                why: why.clone(),
                kind: match kind {
                    AskKind::Loan => 0,
                    AskKind::Gift => 1,
                    AskKind::Either => 2,
                },
                by: *by,
                payback: payback.clone(),
            }),
            LoanCommand::Offer { space: _, ask: None, amount, unit, why } => {
                Some(Self::Offer { amount: amount.clone(), unit: unit.clone(), why: why.clone() })
            }
            LoanCommand::Offer { .. }
            | LoanCommand::Agree { .. }
            | LoanCommand::HandOver { .. }
            | LoanCommand::Received { .. }
            | LoanCommand::Plan { .. }
            | LoanCommand::AgreePlan { .. }
            | LoanCommand::Repay { .. }
            | LoanCommand::Confirm { .. }
            | LoanCommand::Forgive { .. }
            | LoanCommand::Decline { .. }
            | LoanCommand::Reverse { .. } => None,
        }
    }

    fn step(&self, space: SpaceId) -> LoanCommand {
        match self.clone() {
            Self::Ask { amount, unit, why, kind, by, payback } => LoanCommand::Ask {
                space,
                amount,
                unit,
                why,
                kind: match kind {
                    0 => AskKind::Loan,
                    1 => AskKind::Gift,
                    _ => AskKind::Either,
                },
                by,
                payback,
            },
            Self::Offer { amount, unit, why } => LoanCommand::Offer { space, ask: None, amount, unit, why },
        }
    }

    /// Whether a ledger between two strangers would take them: what cannot be read is refused at once and not later.
    fn check(&self) -> Result<(), Refusal> {
        let (me, other) = (PersonId([1; 32]), PersonId([2; 32]));
        let ledger = Ledger::fold(&BTreeSet::from([me, other]), []);
        let drafted = match self {
            Self::Ask { amount, unit, why, by, payback, .. } => {
                let kind = weft_ledger::AskKind::Loan;
                let terms = AskTerms { amount, unit, why, kind, needed_by: *by, payback };
                ledger.draft_ask(me, other, terms)
            }
            Self::Offer { amount, unit, why } => {
                ledger.draft_offer(me, other, OfferTerms { ask: None, amount, unit, why, gift: None })
            }
        };
        drafted.map(|_| ()).map_err(|error| crate::loans::refusal(&error))
    }
}

impl Replica {
    /// The devices on the network by which a person of a space is known elsewhere.
    pub(crate) fn endpoints_of(&self, space: &SpaceId, person: &PersonId) -> BTreeSet<EndpointId> {
        let roster = self.spaces.get(space).map(|home| home.space.roster());
        roster.into_iter().flat_map(|roster| roster.devices_of(person)).map(|(_, d)| d.endpoint).collect()
    }

    /// The open pairs with the person who has one of these devices, the one to use first: of several the smallest id.
    fn pairs_with(&self, endpoints: &BTreeSet<EndpointId>) -> Vec<SpaceId> {
        let with = |home: &Home| {
            let (roster, me) = (home.space.roster(), home.me());
            roster.kind == SpaceKind::Pair
                && home.read_only().is_none()
                && roster.people.iter().any(|(id, person)| {
                    Some(*id) != me
                        && person.state == PersonState::In
                        && roster.devices_of(id).any(|(_, device)| endpoints.contains(&device.endpoint))
                })
        };
        self.spaces.iter().filter(|(_, home)| with(home)).map(|(id, _)| *id).collect()
    }

    /// A pair that I founded by letter for the person who has one of these devices, and into which they have not come yet.
    fn pair_opening_for(&self, endpoints: &BTreeSet<EndpointId>) -> Option<SpaceId> {
        let for_them = |row: &crate::pairs::PairRow| {
            self.endpoints_of(&row.space, &row.person).iter().any(|one| endpoints.contains(one))
        };
        let alone = |pair: &SpaceId| {
            let home = self.spaces.get(pair);
            home.is_some_and(|home| home.read_only().is_none() && home.space.roster().people.len() == 1)
        };
        let mut of = self.mailbox.pairs.iter().filter(|(pair, row)| for_them(row) && alone(pair));
        of.next().map(|(pair, _)| *pair)
    }

    /// Whether a pair is coming by a letter of the person who has one of these devices.
    fn pair_coming_from(&self, endpoints: &BTreeSet<EndpointId>) -> bool {
        self.mailbox.looked.values().any(|row| match &row.what {
            Mail::Pair { from, invitation } => {
                self.doors.joins.get(invitation).is_some_and(|join| join.refused.is_none())
                    && self.endpoints_of(&row.space, from).iter().any(|one| endpoints.contains(one))
            }
            Mail::Elsewhere | Mail::Sent { .. } | Mail::Own { .. } => false,
        })
    }

    /// Whom a member means by a person of a space they share: their devices and their name.
    fn somebody(
        &self,
        space: &SpaceId,
        person: &PersonId,
    ) -> Result<(BTreeSet<EndpointId>, String), Refusal> {
        let home = self.home(space)?;
        if let Some(why) = home.read_only() {
            return Err(Refusal::new("read_only", why).hint("what is here can still be read"));
        }
        if home.me() == Some(*person) {
            return Err(Refusal::new("yourself", "that is you").hint("name somebody else"));
        }
        let roster = home.space.roster();
        let known = roster.people.get(person).ok_or_else(|| {
            Refusal::new("no_such_person", "nobody in this space is called that")
                .hint("`weft people SPACE` lists who is there")
        })?;
        let name = text::shown(&known.name);
        match known.state {
            PersonState::In => Ok((self.endpoints_of(space, person), name)),
            PersonState::Left => Err(Refusal::new("has_left", format!("{name} has left this space"))
                .hint("invite them into a pair, and hand them the invitation")),
            PersonState::NoDevice | PersonState::Unlisted | PersonState::WrittenIn => Err(Refusal::new("no_device", format!("{name} has no device here"))
                .hint("a pair lives on two devices; write it down where both of you are, or wait until they have one")),
        }
    }

    /// Opens a pair with a person of a space, where there is none: founds it and tells them by letter.
    pub(crate) fn open_pair(
        &mut self,
        space: SpaceId,
        person: PersonId,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Result<Option<SpaceId>, Refusal> {
        let (endpoints, name) = self.somebody(&space, &person)?;
        if let Some(pair) = self.pairs_with(&endpoints).first().copied() {
            return Ok(Some(pair));
        }
        if let Some(pair) = self.pair_opening_for(&endpoints) {
            return Ok(Some(pair));
        }
        if self.pair_coming_from(&endpoints) {
            return Ok(None);
        }
        let name = checked_name("person's name", &name)?;
        let Reply::Space(pair) = self.found(weft_view::SpaceKind::Pair, &name, rng, effects)? else {
            return Err(Refusal::new("not_valid", "the pair was not founded"));
        };
        let Reply::Ticket { text: ticket, .. } = self.invite(pair, &name, false, rng, effects)? else {
            return Err(Refusal::new("not_valid", "the pair has no invitation"));
        };
        self.send_letter(&space, &person, &LetterWords::PairInvitation { ticket }, rng, effects)?;
        let row = PairRow { space, person };
        effects.writes.push(rows::put(Table::Doors, [b"p".as_slice(), &pair.0].concat(), &row));
        self.mailbox.pairs.insert(pair, row);
        Ok(Some(pair))
    }

    /// The first step of a loan with a person of a space; where the pair is not open yet the words wait for it.
    pub(crate) fn loan_with(
        &mut self,
        space: SpaceId,
        person: PersonId,
        step: &LoanCommand,
        today: Option<CivilDate>,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Outcome {
        let (endpoints, name) = self.somebody(&space, &person)?;
        let words = LaterWords::of(step).ok_or_else(|| {
            Refusal::new("not_a_first_step", "this answers something that is in a pair already")
                .hint("name what it answers")
        })?;
        if let Some(pair) = self.pairs_with(&endpoints).first() {
            return self.loan(words.step(*pair), today, effects);
        }
        words.check()?;
        if self.mailbox.later.len() >= LATER_MAX {
            return Err(Refusal::new(
                "too_much_waits",
                format!("{LATER_MAX} things wait for a pair to open"),
            )
            .hint("meet somebody whom they are for, or take one back"));
        }
        let pair = self.open_pair(space, person, rng, effects)?;
        let number = self.mailbox.later.last_key_value().map_or(1, |(last, _)| last + 1);
        let row = LaterRow { space, person, words, refused: None };
        effects.writes.push(rows::put(Table::Doors, later_key(number), &row));
        self.mailbox.later.insert(number, row);
        effects.changed = true;
        Ok(Reply::Later { number, pair, name })
    }

    /// Takes back words that wait for a pair to open.
    pub(crate) fn drop_later(&mut self, number: u64, effects: &mut Effects) -> Outcome {
        if self.mailbox.later.remove(&number).is_none() {
            return Err(Refusal::new("nothing_waits", "nothing waits under this number")
                .hint("`weft loan list` shows what waits for a pair to open"));
        }
        effects.writes.push(Write::remove(Table::Doors, later_key(number)));
        effects.changed = true;
        Ok(Reply::Done)
    }

    /// Says what waited for a pair that is open now.
    pub(crate) fn say_what_waited(&mut self, today: Option<CivilDate>, effects: &mut Effects) {
        let waiting: Vec<(u64, LaterRow)> = self
            .mailbox
            .later
            .iter()
            .filter(|(_, row)| row.refused.is_none())
            .map(|(number, row)| (*number, row.clone()))
            .collect();
        for (number, mut row) in waiting {
            let endpoints = self.endpoints_of(&row.space, &row.person);
            let Some(pair) = self.pairs_with(&endpoints).first().copied() else { continue };
            match self.loan(row.words.step(pair), today, effects) {
                Ok(_) => {
                    self.mailbox.later.remove(&number);
                    effects.writes.push(Write::remove(Table::Doors, later_key(number)));
                }
                Err(refusal) => {
                    row.refused = Some(refusal.message);
                    effects.writes.push(rows::put(Table::Doors, later_key(number), &row));
                    self.mailbox.later.insert(number, row);
                }
            }
            effects.changed = true;
        }
    }

    /// A letter invites me into a pair: join by myself, unless my own letter to them goes first.
    ///
    /// Where both open a pair apart, the one with the smaller id stays and nobody ever comes into the other.
    pub(crate) fn take_pair_letter(
        &mut self,
        space: &SpaceId,
        from: PersonId,
        ticket: &str,
        rng: &mut ChaCha20Rng,
        effects: &mut Effects,
    ) -> Option<Mail> {
        let ticket = Ticket::parse(ticket).ok()?;
        let endpoints = self.endpoints_of(space, &from);
        // A letter speaks for its writer alone: it leads to a device of theirs and to somebody else's self never.
        if ticket.own_device_of.is_some() || !endpoints.contains(&ticket.endpoint) {
            return None;
        }
        if self.pairs_with(&endpoints).len() >= PAIRS_WITH_ONE_MAX || self.spaces.contains_key(&ticket.space)
        {
            return None;
        }
        if let Some(mine) = self.pair_opening_for(&endpoints) {
            if mine < ticket.space {
                return None;
            }
            self.retire_pair(mine, effects);
        }
        let invitation = self.join_by_mail(&ticket, rng, effects)?;
        Some(Mail::Pair { from, invitation })
    }

    /// Gives up a pair into which nobody came: its invitation is taken back, and I leave it.
    fn retire_pair(&mut self, pair: SpaceId, effects: &mut Effects) {
        let Some(home) = self.spaces.get(&pair) else { return };
        let open = home.space.roster().invitations.iter();
        let open: Vec<_> =
            open.filter(|(_, one)| one.state == InvitationState::Open).map(|(id, _)| *id).collect();
        for invitation in open {
            if let Err(refusal) = self.revoke(pair, invitation, effects) {
                tracing::debug!(code = refusal.code, "an invitation into a pair that is given up stays");
            }
        }
        if let Err(refusal) = self.leave(pair, effects) {
            tracing::debug!(code = refusal.code, "a pair that is given up stays");
        }
    }

    /// What waits for pairs to open, as it is shown.
    pub(crate) fn later_views(&self) -> Vec<LaterView> {
        let shown = |(number, row): (&u64, &LaterRow)| {
            let people = self.spaces.get(&row.space).map(|home| &home.space.roster().people);
            let name =
                people.and_then(|people| people.get(&row.person)).map(|person| text::shown(&person.name));
            let (is_offer, amount, unit, why) = match &row.words {
                LaterWords::Ask { amount, unit, why, .. } => (false, amount, unit, why),
                LaterWords::Offer { amount, unit, why } => (true, amount, unit, why),
            };
            LaterView {
                number: *number,
                space: row.space,
                person: row.person,
                name: name.unwrap_or_default(),
                is_offer,
                amount: amount.clone(),
                unit: unit.clone(),
                why: text::shown(why),
                refused: row.refused.clone(),
            }
        };
        self.mailbox.later.iter().map(shown).collect()
    }
}

/// Whether a pair is one that was given up before anybody came: nothing is in it, and it is not shown.
pub(crate) fn is_husk(home: &Home) -> bool {
    let roster = home.space.roster();
    let left = |person: &weft_roster::Person| person.state == PersonState::Left;
    roster.kind == SpaceKind::Pair && roster.people.len() == 1 && roster.people.values().all(left)
}

fn later_key(number: u64) -> Vec<u8> {
    [b"w".as_slice(), &number.to_be_bytes()].concat()
}
