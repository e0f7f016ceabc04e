//! What an entry says: its items, read once.

use crate::{
    beside::BesideAct,
    letter::{LETTER_KIND, Letter},
    own::{OWN_TICKET_KIND, OwnTicket},
    page::{PAGE_CHANGE_KIND, PageChange},
    record::Record,
};
use weft_ids::{ActId, Item, ItemKind};
use weft_ledger::LedgerAct;
use weft_roster::AuthorityAct;

/// One item, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// An act about who is in.
    Authority(AuthorityAct),
    /// An act about money.
    Ledger(LedgerAct),
    /// A change of a page.
    Page(PageChange),
    /// An act about what travels beside the entries.
    Beside(BesideAct),
    /// A letter to one person.
    Letter(Letter),
    /// A ticket for another device of one's own.
    OwnTicket(OwnTicket),
    /// An act of money or of what travels beside whose bytes are not its kind's form; kept, and refused by the fold.
    Malformed(ItemKind),
    /// A kind this build does not know; kept, passed on and ignored.
    Unknown(ItemKind),
}

/// Why an entry's items make it invalid as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaidError {
    /// An act of authority or a page change is not in its kind's form.
    #[error("item {index} of kind {} does not have the form of its kind", kind.0)]
    Malformed {
        /// Its place among the items.
        index: usize,
        /// Its kind.
        kind: ItemKind,
    },
}

/// Reads a record's items, in order, each with the id by which later acts name it.
///
/// # Errors
/// When an act of authority or a page change is malformed: on these, validity depends.
pub fn read(record: &Record) -> Result<Vec<(ActId, Said)>, SaidError> {
    let mut said = Vec::with_capacity(record.items().len());
    for (index, item) in record.items().iter().enumerate() {
        let malformed = SaidError::Malformed { index, kind: item.kind };
        let one = if let Some(act) = AuthorityAct::from_item(item).map_err(|_| malformed.clone())? {
            Said::Authority(act)
        } else if item.kind == PAGE_CHANGE_KIND {
            Said::Page(PageChange::from_item(item).map_err(|_| malformed)?)
        } else if item.kind == LETTER_KIND {
            Letter::from_item(item).ok().flatten().map_or(Said::Malformed(item.kind), Said::Letter)
        } else if item.kind == OWN_TICKET_KIND {
            OwnTicket::from_item(item).ok().flatten().map_or(Said::Malformed(item.kind), Said::OwnTicket)
        } else {
            match LedgerAct::from_item(item) {
                Ok(Some(act)) => Said::Ledger(act),
                Ok(None) => beside(item),
                Err(_) => Said::Malformed(item.kind),
            }
        };
        said.push((ActId::of(&record.hash(), index), one));
    }
    Ok(said)
}

fn beside(item: &Item) -> Said {
    match BesideAct::from_item(item) {
        Ok(Some(act)) => Said::Beside(act),
        Ok(None) => Said::Unknown(item.kind),
        Err(_) => Said::Malformed(item.kind),
    }
}
