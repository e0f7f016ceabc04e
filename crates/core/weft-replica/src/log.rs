//! The log of a space: what each entry did.

use crate::{came::Came, home::Home, replica::Replica, views::money_of};
use weft_ids::{ActId, EntryHash, Millis, SpaceId, text};
use weft_ledger::LedgerAct;
use weft_roster::{AuthorityAct, DoorAct};
use weft_space::{Record, Said, beside::BesideAct};
use weft_view::{Deed, LogLine, Outcome, Reply};

impl Replica {
    /// Lists a space's entries, newest first: kept ones, then those set aside.
    pub(crate) fn log(&self, space: SpaceId, limit: usize) -> Outcome {
        let home = self.home(&space)?;
        let kept: Vec<&Record> = home.space.kept_records().collect();
        let mut lines: Vec<LogLine> =
            kept.iter().rev().take(limit).map(|record| line(home, &self.came, record)).collect();
        let aside = home.space.history().aside();
        let aside = aside.iter().filter_map(|aside| home.space.record(&aside.entry));
        lines.extend(
            aside.take(limit.saturating_sub(lines.len())).map(|record| line(home, &self.came, record)),
        );
        Ok(Reply::Log(lines))
    }
}

/// When an entry came to this device; `None` where that was not noted.
pub(crate) fn came_at(home: &Home, came: &Came, entry: &EntryHash) -> Option<Millis> {
    came.at(&home.id(), home.number_of(entry)?)
}

/// An entry as a line of the log.
pub(crate) fn line(home: &Home, came: &Came, record: &Record) -> LogLine {
    let roster = home.space.roster();
    let entry = record.entry();
    let person = roster.person_of(&entry.device);
    let name = person.and_then(|id| roster.people.get(&id)).map(|person| text::shown(&person.name));
    let mut deeds: Vec<Deed> =
        home.space.said(&record.hash()).iter().map(|(id, said)| deed(home, id, said)).collect();
    deeds.dedup();
    if deeds.is_empty() {
        deeds.push(Deed::Nothing);
    }
    LogLine {
        entry: record.hash(),
        device: entry.device,
        n: entry.n,
        person,
        name: name.unwrap_or_default(),
        deeds,
        kept: home.space.kept().contains(&record.hash()),
        came: came_at(home, came, &record.hash()),
    }
}

/// What an act did.
pub(crate) fn deed(home: &Home, id: &ActId, said: &Said) -> Deed {
    match said {
        Said::Authority(act) => authority(home, act),
        Said::Ledger(act) => money(home, id, act),
        Said::Page(change) => {
            let (kind, key) = crate::pages::kind_and_key(&change.page);
            kind.map_or(Deed::Unknown(change.page.kind.0), |kind| Deed::Wrote(kind, key))
        }
        Said::Letter(_) => Deed::WroteLetter,
        Said::OwnTicket(own) => Deed::InvitedDevice(text::shown(&own.name)),
        Said::Beside(BesideAct::Attach(_)) => Deed::Attached(crate::beside::name_for_log(home, id)),
        Said::Beside(BesideAct::ContactLine(line)) => Deed::SaidLine(crate::beside::label_for_log(line)),
        Said::Beside(BesideAct::Forget(_)) => Deed::HadForgotten,
        Said::Malformed(kind) | Said::Unknown(kind) => Deed::Unknown(kind.0),
    }
}

fn at_the_door(home: &Home, act: &DoorAct) -> Deed {
    let roster = home.space.roster();
    let name =
        |invitation| roster.invitations.get(invitation).map(|one| text::shown(&one.name)).unwrap_or_default();
    match act {
        DoorAct::Vouch(vouch) => Deed::VouchedFor(name(&vouch.invitation)),
        DoorAct::Open(open) => Deed::OpenedFor(name(&open.invitation)),
        DoorAct::WriteIn(written) => Deed::WroteIn(text::shown(&written.name)),
        DoorAct::InviteAs(invite) => Deed::Invited(text::shown(&invite.name)),
    }
}

fn authority(home: &Home, act: &AuthorityAct) -> Deed {
    let roster = home.space.roster();
    match act {
        AuthorityAct::Founding(_) => Deed::Founded,
        AuthorityAct::Invite(invite) if invite.own_device => Deed::InvitedDevice(text::shown(&invite.name)),
        AuthorityAct::Invite(invite) => Deed::Invited(text::shown(&invite.name)),
        AuthorityAct::Revoke(revoke) => {
            let name = roster.invitations.get(&revoke.invitation).map(|i| text::shown(&i.name));
            Deed::Revoked(name.unwrap_or_default())
        }
        AuthorityAct::Admit(admit) if admit.joining.statement.own_device_of.is_some() => {
            Deed::AddedDevice(text::shown(&admit.joining.statement.device_name))
        }
        AuthorityAct::Admit(admit) => Deed::LetIn(text::shown(&admit.joining.statement.name)),
        AuthorityAct::Leave(_) => Deed::Left,
        AuthorityAct::SwitchOff(off) => {
            let name = roster.devices.get(&off.ended.device).map(|device| text::shown(&device.name));
            Deed::SwitchedOff(name.unwrap_or_default())
        }
        AuthorityAct::Draft(_) => Deed::ProposedRoll,
        AuthorityAct::Yes(_) => Deed::SaidYes,
        AuthorityAct::No(_) => Deed::SaidNo,
        AuthorityAct::Door(act) => at_the_door(home, act),
    }
}

fn money(home: &Home, id: &ActId, act: &LedgerAct) -> Deed {
    match act {
        LedgerAct::Ask(act) => Deed::Asked(money_of(&act.amount)),
        LedgerAct::Offer(act) => Deed::Offered(money_of(&act.amount)),
        LedgerAct::Agree(act) => {
            let offer = home.space.state().ledger.offer(&act.offer);
            offer.map_or(Deed::Nothing, |offer| Deed::Agreed(money_of(&offer.amount)))
        }
        LedgerAct::HandedOver(act) => Deed::HandedOver(money_of(&act.amount)),
        LedgerAct::Received(act) => Deed::Received(money_of(&act.amount)),
        LedgerAct::ProposePlan(_) => Deed::Planned,
        LedgerAct::AgreePlan(_) => Deed::AgreedPlan,
        LedgerAct::Repaid(act) => Deed::Repaid(money_of(&act.amount)),
        LedgerAct::Confirm(act) => {
            let amount = act.amount.clone().or_else(|| home.space.state().ledger.amount_of(&act.half));
            amount.map_or(Deed::Nothing, |amount| Deed::Confirmed(money_of(&amount)))
        }
        LedgerAct::Forgive(act) => Deed::Forgave(money_of(&act.amount)),
        LedgerAct::Decline(_) => Deed::Declined,
        LedgerAct::Reverse(_) => {
            tracing::trace!(act = %id, "reversed");
            Deed::Reversed
        }
    }
}
