//! What one device does next: inputs in, outputs out; no disk, no network, no clock.
//!
//! Call [`Replica::handle`] with each thing that happens, carry out what it returns in order, and feed
//! [`Input::Stored`] or [`Input::StoreFailed`] back for each [`Output::Store`]. Nothing is sent, shown or answered
//! before its bytes are stored; inputs that arrive meanwhile are queued here. `now` is for display only.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

mod commands;
mod doors;
mod effects;
mod home;
mod level;
mod loans;
mod log;
mod meeting;
pub mod message;
mod pages;
mod replica;
mod rows;
mod session;
mod stick;
pub mod ticket;
mod views;

pub use replica::{Contact, Input, LoadError, Output, Replica, SessionState};
pub use rows::RowError;
