//! What an entry did, as data that a client puts into words.

use crate::{money::Money, page::PageKind};
use weft_ids::{DeviceId, EntryHash, PersonId};

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
    /// Wrote on a page: its kind and key.
    Wrote(PageKind, String),
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
    /// An act of a kind this build does not know.
    Unknown(u16),
    /// Joined heads; says nothing.
    Nothing,
}
