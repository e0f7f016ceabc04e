//! Frames that wait until the network has room for them, so that a long history does not overrun a session.

use crate::wire::Wire;
use std::collections::{BTreeMap, VecDeque};
use weft_net::SendError;

/// Bytes that may wait here for one session, beside what waits in the network; a whole space fits.
const BYTES_MAX: usize = 64 << 20;

#[derive(Debug, Default)]
struct Line {
    frames: VecDeque<Vec<u8>>,
    bytes: usize,
}

/// The frames of all sessions.
#[derive(Debug, Default)]
pub(crate) struct Outgoing(BTreeMap<u64, Line>);

impl Outgoing {
    /// Sends a frame, now or as soon as there is room.
    pub(crate) fn send(&mut self, wire: &Wire, session: u64, frame: Vec<u8>) {
        let line = self.0.entry(session).or_default();
        line.bytes += frame.len();
        line.frames.push_back(frame);
        if line.bytes > BYTES_MAX {
            wire.close(session, "the other device does not take what is sent");
            self.0.remove(&session);
        } else {
            self.pump_one(wire, session);
        }
    }

    /// Sends what there is room for; `true` while something waits.
    pub(crate) fn pump(&mut self, wire: &Wire) -> bool {
        let sessions: Vec<u64> = self.0.keys().copied().collect();
        for session in sessions {
            self.pump_one(wire, session);
        }
        !self.0.is_empty()
    }

    /// Forgets what waits for a session that is over.
    pub(crate) fn forget(&mut self, session: u64) {
        self.0.remove(&session);
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether anything waits for a session.
    pub(crate) fn waits_for(&self, session: u64) -> bool {
        self.0.contains_key(&session)
    }

    fn pump_one(&mut self, wire: &Wire, session: u64) {
        let Some(line) = self.0.get_mut(&session) else { return };
        while let Some(frame) = line.frames.front() {
            match wire.room(session) {
                Some(room) if room >= frame.len() => {}
                Some(_) => return,
                None => break,
            }
            let Some(frame) = line.frames.pop_front() else { break };
            line.bytes -= frame.len();
            match wire.send(session, frame) {
                Ok(()) => {}
                Err(error @ SendError::TooLarge(_)) => {
                    tracing::error!(%error, "a frame was not sent");
                    wire.close(session, "a message is larger than a message may be");
                    break;
                }
                // The network tells that the session is over.
                Err(SendError::Gone | SendError::Slow) => break,
            }
        }
        self.0.remove(&session);
    }
}
