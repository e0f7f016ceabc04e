//! What this device does by itself after each input: it reads its mail, lets its person's other devices in, and says what waited.

use crate::{effects::Effects, replica::Replica};
use rand_chacha::ChaCha20Rng;
use weft_ids::Millis;

/// How often what is done by itself may lead to more of it within one input; the rest waits for the next.
const ROUNDS_MAX: usize = 8;

impl Replica {
    /// Looks after the spaces that changed since it was done last.
    pub(crate) fn look_after(&mut self, now: Millis, rng: &mut ChaCha20Rng, effects: &mut Effects) {
        if self.refuses_all().is_some() {
            return;
        }
        let today = weft_practice::civil_at(now, "UTC").ok().map(|(date, _)| date);
        for _ in 0..ROUNDS_MAX {
            let stirred = std::mem::take(&mut self.stirred);
            if stirred.is_empty() {
                return;
            }
            for space in &stirred {
                self.read_mail(space, rng, effects);
                self.call_who_waits(space, effects);
                self.give_own_tickets(space, rng, effects);
                self.look_after_rolls(space, rng, effects);
            }
            self.say_what_waited(today, effects);
        }
    }
}
