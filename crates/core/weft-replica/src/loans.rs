//! Loans: a typed wish becomes one act, or is refused with its reason before anything is written.

use crate::{effects::Effects, replica::Replica};
use weft_ids::{ActId, CivilDate, PersonId, SpaceId};
use weft_ledger::{AskKind, AskTerms, Ledger, LedgerAct, LedgerRefusal, OfferTerms, PlanTerms};
use weft_view::{AskKind as AskKindView, LoanCommand, Outcome, Refusal, Reply};

/// An act to write, with the day it claims where one was typed.
type Draft = Result<(LedgerAct, Option<CivilDate>), LedgerRefusal>;

impl Replica {
    /// Takes one step in the life of a loan; `today` is this device's own day, claimed where none was typed.
    pub(crate) fn loan(
        &mut self,
        step: LoanCommand,
        today: Option<CivilDate>,
        effects: &mut Effects,
    ) -> Outcome {
        let (space, me) = self.place_of(&step)?;
        let home = self.home(&space)?;
        if let Some(why) = home.read_only() {
            return Err(Refusal::new("read_only", why).hint("what is here can still be read"));
        }
        let ledger = &home.space.state().ledger;
        let (act, on) = match &step {
            LoanCommand::Ask { .. } | LoanCommand::Offer { .. } => {
                let other = self.other_in(&space, &me)?;
                open(ledger, me, other, &step)
            }
            LoanCommand::Agree { .. }
            | LoanCommand::HandOver { .. }
            | LoanCommand::Received { .. }
            | LoanCommand::Plan { .. }
            | LoanCommand::AgreePlan { .. }
            | LoanCommand::Repay { .. }
            | LoanCommand::Confirm { .. }
            | LoanCommand::Forgive { .. }
            | LoanCommand::Decline { .. }
            | LoanCommand::Reverse { .. } => go_on(ledger, me, &step),
        }
        .map_err(|error| refusal(&error))?;
        let ids = self.write(&space, vec![act.dated(on.or(today)).to_item()], effects)?;
        let written = ids.first().copied().ok_or_else(|| Refusal::new("not_valid", "nothing was written"))?;
        // An agreed offer's id is the loan's from here on.
        let named = if let LoanCommand::Agree { offer } = step { offer } else { written };
        Ok(Reply::Act(named))
    }

    /// The space a step belongs to, and who I am there.
    fn place_of(&self, step: &LoanCommand) -> Result<(SpaceId, PersonId), Refusal> {
        let space = match step {
            LoanCommand::Ask { space, .. } | LoanCommand::Offer { space, .. } => *space,
            LoanCommand::Agree { offer: act }
            | LoanCommand::HandOver { loan: act, .. }
            | LoanCommand::Received { loan: act, .. }
            | LoanCommand::Plan { loan: act, .. }
            | LoanCommand::AgreePlan { plan: act }
            | LoanCommand::Repay { loan: act, .. }
            | LoanCommand::Confirm { half: act, .. }
            | LoanCommand::Forgive { loan: act, .. }
            | LoanCommand::Decline { act, .. }
            | LoanCommand::Reverse { act, .. } => self.space_of_act(act)?,
        };
        let me =
            self.home(&space)?.me().ok_or_else(|| Refusal::new("read_only", "you are not in this space"))?;
        Ok((space, me))
    }

    fn space_of_act(&self, act: &ActId) -> Result<SpaceId, Refusal> {
        let of = self.spaces.iter().find(|(_, home)| home.space.state().ledger.act(act).is_some());
        of.map(|(space, _)| *space).ok_or_else(|| {
            Refusal::new("no_such_act", format!("there is nothing called {} here", act.short()))
                .hint("`weft loan list` shows what there is")
        })
    }

    /// The other person of a pair.
    fn other_in(&self, space: &SpaceId, me: &PersonId) -> Result<PersonId, Refusal> {
        let roster = self.home(space)?.space.roster();
        if roster.kind != weft_roster::SpaceKind::Pair {
            return Err(Refusal::new("not_a_pair", "loans live in the pair of the two people they concern")
                .hint("found a pair with that person first: `weft found pair NAME`, then `weft invite`"));
        }
        let other = roster.people_in_order().into_iter().find(|(id, _)| *id != me);
        other.map(|(id, _)| *id).ok_or_else(|| {
            Refusal::new("nobody_there", "the other person has not come into this pair yet")
                .hint("hand them the invitation, and meet once")
        })
    }
}

/// Steps that begin something with the other person of a pair.
fn open(ledger: &Ledger, me: PersonId, other: PersonId, step: &LoanCommand) -> Draft {
    match step {
        LoanCommand::Ask { amount, unit, why, kind, by, payback, .. } => {
            let kind = match kind {
                AskKindView::Loan => AskKind::Loan,
                AskKindView::Gift => AskKind::Gift,
                AskKindView::Either => AskKind::Either,
            };
            let terms = AskTerms { amount, unit, why, kind, needed_by: *by, payback };
            Ok((ledger.draft_ask(me, other, terms)?, None))
        }
        LoanCommand::Offer { ask, amount, unit, why, .. } => {
            let terms = OfferTerms { ask: *ask, amount, unit, why, gift: None };
            Ok((ledger.draft_offer(me, other, terms)?, None))
        }
        LoanCommand::Agree { .. }
        | LoanCommand::HandOver { .. }
        | LoanCommand::Received { .. }
        | LoanCommand::Plan { .. }
        | LoanCommand::AgreePlan { .. }
        | LoanCommand::Repay { .. }
        | LoanCommand::Confirm { .. }
        | LoanCommand::Forgive { .. }
        | LoanCommand::Decline { .. }
        | LoanCommand::Reverse { .. } => go_on(ledger, me, step),
    }
}

/// Steps that name an act before them.
fn go_on(ledger: &Ledger, me: PersonId, step: &LoanCommand) -> Draft {
    Ok(match step {
        LoanCommand::Agree { offer } => (ledger.draft_agree(me, *offer)?, None),
        LoanCommand::HandOver { loan, amount, on } => {
            (ledger.draft_hand_over(me, *loan, amount.as_deref())?, *on)
        }
        LoanCommand::Received { loan, amount, on } => {
            (ledger.draft_received(me, *loan, amount.as_deref())?, *on)
        }
        LoanCommand::Plan { loan, each, from, every_days, note } => {
            let terms = PlanTerms { each: each.as_deref(), from: *from, every_days: *every_days, note };
            (ledger.draft_plan(me, *loan, terms)?, None)
        }
        LoanCommand::AgreePlan { plan } => (ledger.draft_agree_plan(me, *plan)?, None),
        LoanCommand::Repay { loan, amount, on } => (ledger.draft_repay(me, *loan, amount)?, *on),
        LoanCommand::Confirm { half, amount } => (ledger.draft_confirm(me, *half, amount.as_deref())?, None),
        LoanCommand::Forgive { loan, amount, note } => {
            (ledger.draft_forgive(me, *loan, amount.as_deref(), note)?, None)
        }
        LoanCommand::Decline { act, note } => (ledger.draft_decline(me, *act, note)?, None),
        LoanCommand::Reverse { act, why } => (ledger.draft_reverse(me, *act, why)?, None),
        LoanCommand::Ask { .. } | LoanCommand::Offer { .. } => return Err(LedgerRefusal::NotAParty),
    })
}

pub(crate) fn refusal(error: &LedgerRefusal) -> Refusal {
    let refusal = Refusal::new(error.code(), error.to_string());
    match error.hint() {
        Some(hint) => refusal.hint(hint),
        None => refusal,
    }
}
