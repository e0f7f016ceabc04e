//! The sizes of the canonical workloads.

/// How large a workload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub name: &'static str,
    /// People.
    pub people: usize,
    /// Devices; those beyond one a person are second devices.
    pub devices: usize,
    /// Crews, each with notes of its own.
    pub crews: usize,
    /// Years; each crew begins a note a quarter, and further ones where they would grow past [`NOTE_CHANGES`].
    pub years: usize,
    /// Entries after everybody has come in.
    pub entries: usize,
}

/// Of a hundred entries, those that are acts of money; the rest change pages.
pub const ACTS_PERCENT: usize = 30;
/// Changes after which people go on in a new note.
pub const NOTE_CHANGES: usize = 280;
/// Entries after which those who wrote apart meet.
pub const ROUND: usize = 200;
/// Groups that write apart between two meetings.
pub const LANES: usize = 4;

impl Shape {
    /// 6 people with 12 devices for three years.
    pub const CREW: Shape =
        Shape { name: "crew", people: 6, devices: 12, crews: 1, years: 3, entries: 3_000 };

    /// 200 people with 220 devices in 25 crews for ten years.
    pub const CONGREGATION: Shape =
        Shape { name: "congregation", people: 200, devices: 220, crews: 25, years: 10, entries: 100_000 };

    /// The same people with another number of entries.
    #[must_use]
    pub fn with_entries(self, entries: usize) -> Self {
        Self { entries, ..self }
    }

    /// Notes that a crew begins in all that time: one a quarter, fewer where they would stay nearly empty, more where
    /// they would grow long; never more than fit in a space.
    pub fn notes_per_crew(&self) -> usize {
        let changes = self.entries * (100 - ACTS_PERCENT) / 100 / self.crews.max(1);
        let quarters = (4 * self.years).min(changes / 40);
        quarters.max(changes / NOTE_CHANGES).clamp(1, 900 / self.crews.max(1))
    }
}
