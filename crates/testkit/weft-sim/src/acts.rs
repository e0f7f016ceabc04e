//! What members do: random, plausible, and noted as an intent until the device acknowledges it.

use crate::{
    check::words_of,
    device::Device,
    dice::Dice,
    model::{Ending, Loan, Model},
};
use std::collections::BTreeSet;
use weft_ids::{ActId, SpaceId};
use weft_view::{
    Command, DeviceState, LoanCommand, MemberState, Outcome, PageEdit, Reply, SpaceKind, SpaceView, Standing,
    View,
};

/// What a command was meant to do, for the model to note once it is acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Found a space of this kind.
    Found(SpaceKind),
    /// Hand a ticket to a device.
    Invite(usize),
    /// Words on a note.
    Word(SpaceId, String),
    /// Leave a space.
    Leave(SpaceId),
    /// Switch another own device off.
    SwitchOff(SpaceId, usize),
    /// Agree to an offer of this many minor units.
    Agree(SpaceId, ActId, i64),
    /// State that a loan was handed over.
    Give(ActId),
    /// State that it was received.
    Take(ActId),
    /// State a repayment.
    State(ActId, i64),
    /// Confirm a half of a loan.
    Confirm(ActId, ActId),
    /// Let go of a part of a loan.
    Forgive(ActId, i64),
    /// Write a stick.
    Stick,
    /// Anything that the model does not follow.
    Other,
}

/// What an acknowledged intent leads to outside the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Nothing,
    /// Bring people into a new space.
    Gather(SpaceId, SpaceKind),
    /// Give a ticket to a device.
    Ticket(usize, String),
    /// Keep a stick.
    Stick(Vec<u8>),
}

impl Intent {
    /// The loan it is about.
    pub fn loan(&self) -> Option<ActId> {
        match self {
            Intent::Agree(_, loan, _)
            | Intent::Give(loan)
            | Intent::Take(loan)
            | Intent::State(loan, _)
            | Intent::Confirm(loan, _)
            | Intent::Forgive(loan, _) => Some(*loan),
            Intent::Found(_)
            | Intent::Invite(_)
            | Intent::Word(..)
            | Intent::Leave(_)
            | Intent::SwitchOff(..)
            | Intent::Stick
            | Intent::Other => None,
        }
    }

    /// Notes that a kill left it open whether it happened; `view` is what the device showed last.
    pub fn unanswered(self, at: usize, view: Option<&View>, devices: &[Device], model: &mut Model) {
        if let Some(loan) = self.loan() {
            model.loans.remove(&loan);
        }
        let (space, ended) = match self {
            Intent::Leave(space) => (space, devices_of_same_person(at, devices)),
            Intent::SwitchOff(space, target) => (space, BTreeSet::from([target])),
            _ => return,
        };
        let seen = view.and_then(|view| view.space(&space));
        let seen: BTreeSet<String> =
            seen.iter().flat_map(|space| words_of(space)).map(str::to_owned).collect();
        model.end(Ending::Unsure, at, &space, ended, &seen);
    }

    /// Notes in the model what was acknowledged.
    pub fn acknowledged(self, at: usize, outcome: &Outcome, devices: &[Device], model: &mut Model) -> Then {
        let Ok(reply) = outcome else { return Then::Nothing };
        model.acknowledged += 1;
        match (self, reply) {
            (Intent::Found(kind), Reply::Space(space)) => {
                model.members.entry(*space).or_default().insert(at);
                return Then::Gather(*space, kind);
            }
            (Intent::Invite(guest), Reply::Ticket { text, .. }) => return Then::Ticket(guest, text.clone()),
            (Intent::Stick, Reply::Stick { bytes, .. }) => return Then::Stick(bytes.clone()),
            (Intent::Word(space, word), _) if !model.is_ended(&space, at) => {
                // One that was ended and has not heard of it speaks for itself only.
                model.words.insert(word, (space, at));
            }
            (Intent::Leave(space), _) => {
                let (all, seen) = (devices_of_same_person(at, devices), words_seen(at, &space, devices));
                model.end(Ending::Left, at, &space, all, &seen);
            }
            (Intent::SwitchOff(space, target), _) => {
                let seen = words_seen(at, &space, devices);
                model.end(Ending::Off, at, &space, BTreeSet::from([target]), &seen);
            }
            (Intent::Agree(space, loan, agreed), _) => {
                let fresh = Loan {
                    space,
                    agreed,
                    given: false,
                    taken: false,
                    stated: Default::default(),
                    confirmed: Default::default(),
                    forgiven: Default::default(),
                };
                model.loans.insert(loan, fresh);
            }
            (intent, Reply::Act(act)) => {
                let Some(paper) = intent.loan().and_then(|id| model.loans.get_mut(&id)) else {
                    return Then::Nothing;
                };
                match intent {
                    Intent::Give(_) => paper.given = true,
                    Intent::Take(_) => paper.taken = true,
                    Intent::State(_, amount) => drop(paper.stated.insert(*act, amount)),
                    Intent::Confirm(_, half) => drop(paper.confirmed.insert(half)),
                    Intent::Forgive(_, amount) => drop(paper.forgiven.insert(*act, amount)),
                    _ => {}
                }
            }
            _ => {}
        }
        Then::Nothing
    }
}

fn devices_of_same_person(at: usize, devices: &[Device]) -> BTreeSet<usize> {
    let person = devices.get(at).map(|device| device.person);
    (0..devices.len()).filter(|other| devices.get(*other).map(|device| device.person) == person).collect()
}

fn words_seen(at: usize, space: &SpaceId, devices: &[Device]) -> BTreeSet<String> {
    let view = devices.get(at).and_then(Device::view);
    view.iter()
        .filter_map(|view| view.space(space))
        .flat_map(|space| words_of(space))
        .map(str::to_owned)
        .collect()
}

/// Chooses what a member does next on their device; nothing where there is nothing to do.
pub fn choose(
    at: usize,
    devices: &[Device],
    model: &Model,
    words: &mut u64,
    dice: &mut Dice,
) -> Option<(Command, Intent)> {
    let view = devices.get(at)?.view()?;
    let spaces: Vec<_> = view.spaces.iter().filter(|space| space.read_only.is_none()).collect();
    let space = dice.one(&spaces)?;
    // Paper is kept by one hand: a person does money on their first device alone.
    let first = devices_of_same_person(at, devices).first() == Some(&at);
    if space.kind == SpaceKind::Pair && first && dice.happens(850) {
        return loan_step(space, model, dice);
    }
    match dice.below(100) {
        0..=54 => {
            *words += 1;
            let word = format!("word {words} of {at}");
            let title = ["Plans", "Kitchen"].get(dice.below(2)).copied().unwrap_or("Plans");
            let edit = PageEdit::Append { title: title.into(), text: format!("[{word}]") };
            Some((Command::Edit { space: space.id, edit }, Intent::Word(space.id, word)))
        }
        55..=74 if space.kind == SpaceKind::Crew => {
            let edit = match dice.below(3) {
                0 => PageEdit::Place(format!("place {}", dice.below(5))),
                1 => PageEdit::Intention(format!("we fire pots, {}", dice.below(9))),
                _ => PageEdit::About(format!("I am number {at} and like {}", dice.below(9))),
            };
            Some((Command::Edit { space: space.id, edit }, Intent::Other))
        }
        75..=84 => Some((Command::StickWrite { spaces: vec![space.id], files: true }, Intent::Stick)),
        85 if space.people.iter().filter(|p| p.state == MemberState::In).count() > 3 => {
            Some((Command::Leave { space: space.id }, Intent::Leave(space.id)))
        }
        86..=88 => switch_off(at, space, devices),
        _ => {
            let invitation = space.invitations.iter().find(|i| i.by == space.me && i.name == "nobody");
            match invitation {
                Some(open) => {
                    Some((Command::Revoke { space: space.id, invitation: open.invitation }, Intent::Other))
                }
                None if space.kind == SpaceKind::Crew => Some((
                    Command::Invite { space: space.id, person: "nobody".into(), own_device: false },
                    Intent::Other,
                )),
                None => None,
            }
        }
    }
}

fn switch_off(at: usize, space: &SpaceView, devices: &[Device]) -> Option<(Command, Intent)> {
    let me = space.people.iter().find(|person| person.is_me)?;
    let other = me.devices.iter().find(|device| !device.is_this && device.state == DeviceState::Stands)?;
    // A device that was let in twice may be switched off where it came in and is not used: the model has no place for it.
    let uses = |device: &Device| {
        device
            .view()
            .is_some_and(|view| view.space(&space.id).is_some_and(|own| own.my_device == other.device))
    };
    let target = devices.iter().position(uses).filter(|target| *target != at)?;
    let command = Command::SwitchOff { space: space.id, device: other.device };
    Some((command, Intent::SwitchOff(space.id, target)))
}

fn loan_step(space: &SpaceView, model: &Model, dice: &mut Dice) -> Option<(Command, Intent)> {
    space.other()?;
    let ledger = &space.ledger;
    let loan_command = |command: LoanCommand, intent: Intent| Some((Command::Loan(command), intent));
    if let Some(offer) = ledger.offers.iter().find(|o| !o.mine && o.standing == Standing::Open) {
        let intent = Intent::Agree(space.id, offer.id, offer.money.minor);
        return loan_command(LoanCommand::Agree { offer: offer.id }, intent);
    }
    let known: Vec<_> = ledger.loans.iter().filter(|loan| model.loans.contains_key(&loan.id)).collect();
    let Some(loan) = dice.one(&known).filter(|_| dice_wants_old(known.len(), ledger.loans.len())) else {
        let amount = format!("{}.{:02}", 1 + dice.below(500), dice.below(100));
        let offer =
            LoanCommand::Offer { space: space.id, ask: None, amount, unit: "EUR".into(), why: "clay".into() };
        return loan_command(offer, Intent::Other);
    };
    let paper = model.loans.get(&loan.id)?;
    let part =
        |dice: &mut Dice| 1 + dice.below(usize::try_from(loan.outstanding.minor).unwrap_or(1).max(1)) as i64;
    let typed = |minor: i64| format!("{}.{:02}", minor / 100, minor % 100);
    if loan.i_lend && !paper.given {
        return loan_command(
            LoanCommand::HandOver { loan: loan.id, amount: None, on: None },
            Intent::Give(loan.id),
        );
    }
    if loan.i_borrow && !paper.taken {
        let amount = Some(typed(loan.agreed.minor));
        return loan_command(
            LoanCommand::Received { loan: loan.id, amount, on: None },
            Intent::Take(loan.id),
        );
    }
    if let Some(half) = loan.waiting.iter().find(|w| w.for_me && paper.stated.contains_key(&w.half)) {
        let intent = Intent::Confirm(loan.id, half.half);
        return loan_command(LoanCommand::Confirm { half: half.half, amount: None }, intent);
    }
    let waits = loan.waiting.iter().any(|w| !w.for_me);
    if loan.i_borrow && loan.outstanding.minor > 0 && !waits {
        let amount = part(dice);
        let command = LoanCommand::Repay { loan: loan.id, amount: typed(amount), on: None };
        return loan_command(command, Intent::State(loan.id, amount));
    }
    if loan.i_lend && loan.outstanding.minor > 0 && dice.happens(150) {
        let amount = part(dice);
        let command =
            LoanCommand::Forgive { loan: loan.id, amount: Some(typed(amount)), note: String::new() };
        return loan_command(command, Intent::Forgive(loan.id, amount));
    }
    None
}

/// A pair goes on with a loan it has before it begins a fourth.
fn dice_wants_old(known: usize, all: usize) -> bool {
    known > 0 || all >= 4
}
