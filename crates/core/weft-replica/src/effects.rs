//! What handling one input came to: rows to store, and what may be told once they are.

use crate::{message::Message, replica::Output};
use weft_ids::{Table, Write};
use weft_view::Outcome;

/// Collected while one input is handled.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    /// Rows; one transaction.
    pub(crate) writes: Vec<Write>,
    /// Held back until the rows are stored.
    pub(crate) after: Vec<Output>,
    /// Whether what is shown changed.
    pub(crate) changed: bool,
}

impl Effects {
    /// Sends a message, once stored.
    pub(crate) fn send(&mut self, session: u64, message: &Message) {
        self.after.push(Output::Send { session, bytes: message.to_frame() });
    }

    /// Reads rows from the disk, once stored.
    pub(crate) fn read(&mut self, request: u64, table: Table, keys: Vec<Vec<u8>>) {
        self.after.push(Output::Read { request, table, keys });
    }

    /// Ends a session, once stored.
    pub(crate) fn close(&mut self, session: u64, why: impl Into<String>) {
        self.after.push(Output::Close { session, why: why.into() });
    }

    /// Answers a command, once stored.
    pub(crate) fn reply(&mut self, id: u64, outcome: Outcome) {
        self.after.push(Output::Reply { id, outcome });
    }
}
