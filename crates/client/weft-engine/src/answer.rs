//! Who waits for what a command came to; told exactly once, also when the engine ends first.

use weft_view::{Outcome, Refusal};

/// Told with what a command came to.
pub(crate) type Done = Box<dyn FnOnce(Outcome) + Send>;

/// Calls its `Done` once: with an outcome, or with `stopped` when it is dropped before there is one.
pub(crate) struct Answer(Option<Done>);

impl Answer {
    pub(crate) fn new(done: Done) -> Self {
        Self(Some(done))
    }

    pub(crate) fn tell(mut self, outcome: Outcome) {
        if let Some(done) = self.0.take() {
            done(outcome);
        }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if let Some(done) = self.0.take() {
            done(Err(stopped()));
        }
    }
}

/// The profile was closed before there was an answer.
pub(crate) fn stopped() -> Refusal {
    Refusal::new("stopped", "the profile is closed").hint("open it again; what was saved is there")
}

/// Too much waits for an answer already.
pub(crate) fn busy() -> Refusal {
    Refusal::new("busy", "too much is waiting to be done").hint("try again in a moment")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use weft_view::Reply;

    #[test]
    fn whoever_waits_is_told_once_whatever_happens() {
        let (told, heard) = mpsc::channel();
        let answer = |told: &mpsc::Sender<Outcome>| {
            let told = told.clone();
            Answer::new(Box::new(move |outcome| told.send(outcome).unwrap()))
        };
        answer(&told).tell(Ok(Reply::Done));
        drop(answer(&told));
        drop(told);
        let all: Vec<_> = heard.iter().map(|outcome| outcome.map_err(|refusal| refusal.code)).collect();
        assert_eq!(all, [Ok(Reply::Done), Err("stopped")]);
    }
}
