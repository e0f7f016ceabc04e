//! How a crew meets: beats, the dates they fall on, and the moment a civil date and time mean in a zone.
//!
//! Nothing here has a clock: *today* is always an argument.
//! The numbered rules are in `docs/spec/practice.md`.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

pub mod beat;
pub mod days;
pub mod gathering;
pub mod moon;
pub mod time;

pub use beat::{Beat, BeatError, next_dates};
pub use days::{Away, Weekday, away, days_between, plus_days, weekday_of};
pub use gathering::{
    FourSpace, Lane, Session, Shared, Span, WallClash, beat_within, clashes, days as gathering_days,
    empty_spaces, lanes, nights, span as session_span,
};
pub use moon::{Moon, MoonKind, MoonPhase, moon_phase, moons_after};
pub use time::{TimeError, TimeOfDay, at_utc, civil_at, is_zone};
