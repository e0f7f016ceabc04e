//! What a person prefers on this device; nothing of it travels.

use std::collections::BTreeSet;
use weft_ids::ActId;

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// As the system says.
    #[default]
    System,
    /// Warm paper.
    Light,
    /// Embers.
    Dark,
}

/// Preferences of one person on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// Light or dark.
    pub look: Look,
    /// Size of everything, in percent: 80 to 250.
    pub text_percent: u16,
    /// Atkinson Hyperlegible instead of Figtree.
    pub readable_font: bool,
    /// No moving parts.
    pub less_motion: bool,
    /// Amounts are covered until shown.
    pub cover_amounts: bool,
    /// Asks answered with *not now*: a word that never leaves this device.
    pub not_now: BTreeSet<ActId>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            look: Look::System,
            text_percent: 100,
            readable_font: false,
            less_motion: false,
            cover_amounts: false,
            not_now: BTreeSet::new(),
        }
    }
}

impl Preferences {
    /// The smallest text size, in percent.
    pub const TEXT_PERCENT_MIN: u16 = 80;
    /// The largest text size, in percent.
    pub const TEXT_PERCENT_MAX: u16 = 250;
}
