//! Healing: everything works again, and every two devices meet at most three times.

use super::{Broken, Event, World};

/// Meetings of every two devices after which all must be equal.
const ROUNDS: usize = 3;

impl World {
    pub(super) fn heal(&mut self) -> Result<(), Broken> {
        self.calm = true;
        self.partitions.clear();
        self.note(|| "all heals".to_owned());
        self.queue.clear();
        self.part_all()?;
        for at in 0..self.devices.len() {
            self.down(at, false)?;
            self.up(at)?;
        }
        self.queue.clear();
        for _ in 0..ROUNDS {
            for a in 0..self.devices.len() {
                for b in a + 1..self.devices.len() {
                    self.meet(a, b)?;
                    self.run_dry()?;
                    self.part_all()?;
                    self.run_dry()?;
                }
            }
        }
        Ok(())
    }

    fn part_all(&mut self) -> Result<(), Broken> {
        for session in self.links.keys().copied().collect::<Vec<_>>() {
            self.part(session)?;
        }
        Ok(())
    }

    /// Lets everything that is under way happen, but not the parting that was planned for later.
    fn run_dry(&mut self) -> Result<(), Broken> {
        loop {
            let later = |event: &Event| matches!(event, Event::Part(_) | Event::Up(_) | Event::Come { .. });
            let next = self.queue.iter().find(|(_, event)| !later(event));
            let Some(key) = next.map(|(key, _)| *key) else { break };
            if let Some(event) = self.queue.remove(&key) {
                self.now = self.now.max(key.0);
                self.event(event)?;
            }
        }
        self.queue.clear();
        Ok(())
    }
}
