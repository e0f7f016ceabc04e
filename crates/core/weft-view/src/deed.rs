//! What an entry did, as data that a client puts into words.

use crate::{beside::Label, money::Money, page::PageKind};
use weft_ids::{DeviceId, EntryHash, Millis, PersonId};

/// One line of a space's log: an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    /// The entry.
    pub entry: EntryHash,
    /// The device that wrote it.
    pub device: DeviceId,
    /// Its number in that device's chain.
    pub n: u64,
    /// Whose device it is.
    pub person: Option<PersonId>,
    /// That person's name.
    pub name: String,
    /// What it did, in order.
    pub deeds: Vec<Deed>,
    /// Whether it is kept; else it is set aside.
    pub kept: bool,
    /// When it came to this device, or was written on it; entries carry no time, so `None` where that was not noted.
    pub came: Option<Millis>,
}

/// One thing that an entry did.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Founded the space.
    Founded,
    /// Invited someone by name.
    Invited(String),
    /// Invited an own further device.
    InvitedDevice(String),
    /// Took an invitation back.
    Revoked(String),
    /// Let someone in.
    LetIn(String),
    /// Added an own device.
    AddedDevice(String),
    /// Left.
    Left,
    /// Switched off an own device.
    SwitchedOff(String),
    /// Proposed a roll.
    ProposedRoll,
    /// Said yes to a roll.
    SaidYes,
    /// Said no to a roll.
    SaidNo,
    /// Wrote on a page: its kind and key.
    Wrote(PageKind, String),
    /// Vouched for somebody invited.
    VouchedFor(String),
    /// Opened the door for somebody invited.
    OpenedFor(String),
    /// Wrote somebody in who has no device.
    WroteIn(String),
    /// Wrote a letter to somebody here; only the two know to whom.
    WroteLetter,
    /// Asked for an amount.
    Asked(Money),
    /// Offered an amount.
    Offered(Money),
    /// Agreed to an offer.
    Agreed(Money),
    /// Stated that money was handed over.
    HandedOver(Money),
    /// Stated that money was received.
    Received(Money),
    /// Proposed a plan.
    Planned,
    /// Agreed to a plan.
    AgreedPlan,
    /// Stated a repayment.
    Repaid(Money),
    /// Confirmed what the other stated.
    Confirmed(Money),
    /// Let go of an amount.
    Forgave(Money),
    /// Said no.
    Declined,
    /// Reversed or took back an act.
    Reversed,
    /// Attached a file: its name, empty where it is not known or forgotten.
    Attached(String),
    /// Said something about a person that can be forgotten.
    SaidLine(Label),
    /// Had an attachment or a line forgotten.
    HadForgotten,
    /// An act of a kind this build does not know.
    Unknown(u16),
    /// Joined heads; says nothing.
    Nothing,
}

impl Deed {
    /// Its name in programs; stable.
    pub fn code(&self) -> &'static str {
        self.named().0
    }

    /// What was done, as it fits after a person's name.
    pub fn words(&self) -> String {
        self.named().1
    }

    fn named(&self) -> (&'static str, String) {
        match self {
            Deed::Founded => ("founded", "founded this".to_owned()),
            Deed::Invited(who) => ("invited", format!("invited {who}")),
            Deed::InvitedDevice(what) => ("invited_device", format!("invited another device, {what}")),
            Deed::Revoked(who) => ("revoked", format!("took back the invitation for {who}")),
            Deed::LetIn(who) => ("let_in", format!("let {who} in")),
            Deed::AddedDevice(what) => ("added_device", format!("added a device, {what}")),
            Deed::Left => ("left", "left".to_owned()),
            Deed::SwitchedOff(what) => ("switched_off", format!("switched off a device, {what}")),
            Deed::ProposedRoll => ("proposed_roll", "proposed who is in from here on".to_owned()),
            Deed::SaidYes => ("said_yes", "said yes to who is in from here on".to_owned()),
            Deed::SaidNo => ("said_no", "said no to who is in from here on".to_owned()),
            Deed::Wrote(kind, key) => ("wrote", wrote(*kind, key)),
            Deed::VouchedFor(who) => ("vouched", format!("vouched for {who}")),
            Deed::OpenedFor(who) => ("opened_door", format!("opened the door for {who}")),
            Deed::WroteIn(who) => ("wrote_in", format!("wrote {who} in")),
            Deed::WroteLetter => ("wrote_letter", "wrote a letter".to_owned()),
            Deed::Asked(money) => ("asked", format!("asked for {money}")),
            Deed::Offered(money) => ("offered", format!("offered {money}")),
            Deed::Agreed(money) => ("agreed", format!("agreed to {money}")),
            Deed::HandedOver(money) => ("handed_over", format!("says {money} was handed over")),
            Deed::Received(money) => ("received", format!("says {money} was received")),
            Deed::Planned => ("planned", "proposed a plan".to_owned()),
            Deed::AgreedPlan => ("agreed_plan", "agreed to a plan".to_owned()),
            Deed::Repaid(money) => ("repaid", format!("says {money} was paid back")),
            Deed::Confirmed(money) => ("confirmed", format!("confirmed {money}")),
            Deed::Forgave(money) => ("forgave", format!("let go of {money}")),
            Deed::Declined => ("declined", "said no".to_owned()),
            Deed::Reversed => ("reversed", "took something back".to_owned()),
            Deed::Attached(name) if name.is_empty() => ("attached", "attached a file".to_owned()),
            Deed::Attached(name) => ("attached", format!("attached {name}")),
            Deed::SaidLine(label) => {
                ("said_line", format!("shared a line that can be forgotten ({})", label.name()))
            }
            Deed::HadForgotten => ("had_forgotten", "had something forgotten".to_owned()),
            Deed::Unknown(kind) => {
                ("unknown", format!("did something that this version does not know (kind {kind})"))
            }
            Deed::Nothing => ("nothing", "joined two lines".to_owned()),
        }
    }
}

fn wrote(kind: PageKind, key: &str) -> String {
    match kind {
        PageKind::Crew => "wrote on the crew page".to_owned(),
        PageKind::Note => format!("wrote in the note {key:?}"),
        PageKind::Profile => "wrote about themselves".to_owned(),
        PageKind::Gathering => "wrote about a gathering".to_owned(),
    }
}
