//! What waits for the engine thread: commands and network events, each bounded, commands first.

use crate::answer::Answer;
use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use weft_view::Command;

/// How many of a kind may wait; a screen or a peer that asks for more is held up, not the memory.
pub(crate) const WAITING_MAX: usize = 256;
/// How many events are handled before commands are looked at again.
const EVENTS_AT_ONCE: usize = 64;

/// What the engine thread works on next.
pub(crate) struct Batch<E> {
    pub(crate) commands: Vec<(Command, Answer)>,
    pub(crate) events: Vec<E>,
    /// Whether more events wait than were taken.
    pub(crate) more: bool,
    /// Nothing comes any more.
    pub(crate) closed: bool,
}

struct Waiting<E> {
    commands: VecDeque<(Command, Answer)>,
    events: VecDeque<E>,
    closed: bool,
}

/// The queue between many callers and one worker.
pub(crate) struct Inbox<E> {
    waiting: Mutex<Waiting<E>>,
    arrived: Condvar,
    taken: Condvar,
}

impl<E> Inbox<E> {
    pub(crate) fn new() -> Self {
        let waiting = Waiting { commands: VecDeque::new(), events: VecDeque::new(), closed: false };
        Self { waiting: Mutex::new(waiting), arrived: Condvar::new(), taken: Condvar::new() }
    }

    /// Queues a command, waiting for a place; gives it back when the engine is closed.
    pub(crate) fn push_command(&self, command: Command, answer: Answer) -> Result<(), Answer> {
        let mut waiting = self.lock();
        while waiting.commands.len() >= WAITING_MAX && !waiting.closed {
            waiting = self.taken.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        if waiting.closed {
            return Err(answer);
        }
        waiting.commands.push_back((command, answer));
        self.arrived.notify_one();
        Ok(())
    }

    /// Queues a command without ever waiting; gives it back when there is no place.
    pub(crate) fn try_push_command(&self, command: Command, answer: Answer) -> Result<(), (Answer, Refused)> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err((answer, Refused::Closed));
        }
        if waiting.commands.len() >= WAITING_MAX {
            return Err((answer, Refused::Full));
        }
        waiting.commands.push_back((command, answer));
        self.arrived.notify_one();
        Ok(())
    }

    /// Queues an event, waiting for a place; `false` when the engine is closed.
    pub(crate) fn push_event(&self, event: E) -> bool {
        let mut waiting = self.lock();
        while waiting.events.len() >= WAITING_MAX && !waiting.closed {
            waiting = self.taken.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        if waiting.closed {
            return false;
        }
        waiting.events.push_back(event);
        self.arrived.notify_one();
        true
    }

    /// Ends the queue; what waits in it is still handed out, once.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
        self.taken.notify_all();
    }

    /// Waits at most `timeout` for something to do.
    pub(crate) fn next(&self, timeout: Duration) -> Batch<E> {
        let mut waiting = self.lock();
        if waiting.commands.is_empty() && waiting.events.is_empty() && !waiting.closed {
            let (guard, _) =
                self.arrived.wait_timeout(waiting, timeout).unwrap_or_else(PoisonError::into_inner);
            waiting = guard;
        }
        let events = waiting.events.len().min(EVENTS_AT_ONCE);
        let batch = Batch {
            commands: waiting.commands.drain(..).collect(),
            more: events < waiting.events.len(),
            events: waiting.events.drain(..events).collect(),
            closed: waiting.closed,
        };
        self.taken.notify_all();
        batch
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<E>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a command was not queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Too much waits already.
    Full,
    /// The engine is closed.
    Closed,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use weft_view::MeetHow;

    fn command() -> Command {
        Command::Meet(MeetHow::Nearby)
    }

    #[test]
    fn a_full_queue_refuses_at_once_what_must_not_wait() {
        let inbox = Inbox::<u32>::new();
        for _ in 0..WAITING_MAX {
            assert!(inbox.try_push_command(command(), Answer::new(Box::new(|_| {}))).is_ok());
        }
        let refused =
            inbox.try_push_command(command(), Answer::new(Box::new(|_| {}))).err().map(|(_, why)| why);
        assert_eq!(refused, Some(Refused::Full));
        assert_eq!(inbox.next(Duration::ZERO).commands.len(), WAITING_MAX);
        assert!(inbox.try_push_command(command(), Answer::new(Box::new(|_| {}))).is_ok());
    }

    #[test]
    fn a_flood_of_events_holds_up_its_sender_and_not_commands() {
        let inbox = Arc::new(Inbox::<usize>::new());
        let flood = std::thread::spawn({
            let inbox = Arc::clone(&inbox);
            move || (0..1_000).filter(|n| inbox.push_event(*n)).count()
        });
        let mut seen = Vec::new();
        let mut commands = 0;
        while seen.len() < 1_000 {
            assert!(inbox.try_push_command(command(), Answer::new(Box::new(|_| {}))).is_ok());
            let batch = inbox.next(Duration::from_secs(5));
            assert!(batch.events.len() <= EVENTS_AT_ONCE);
            commands += batch.commands.len();
            seen.extend(batch.events);
        }
        assert_eq!(seen, (0..1_000).collect::<Vec<_>>(), "in order, none lost");
        assert!(commands >= 15, "commands were taken all along: {commands}");
        assert_eq!(flood.join().unwrap(), 1_000);
    }

    #[test]
    fn a_closed_queue_lets_everybody_go() {
        let inbox = Arc::new(Inbox::<u32>::new());
        for n in 0..WAITING_MAX {
            assert!(inbox.push_event(n as u32));
        }
        let held_up = std::thread::spawn({
            let inbox = Arc::clone(&inbox);
            move || inbox.push_event(9)
        });
        inbox.close();
        assert!(!held_up.join().unwrap());
        assert!(inbox.push_command(command(), Answer::new(Box::new(|_| {}))).is_err());
        assert!(inbox.next(Duration::ZERO).closed);
    }
}
