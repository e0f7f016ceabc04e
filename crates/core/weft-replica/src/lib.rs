//! What one device does next: inputs in, outputs out; no disk, no network, no clock.
//!
//! Call [`Replica::handle`] with each thing that happens, carry out what it returns in order, and feed
//! [`Input::Stored`] or [`Input::StoreFailed`] back for each [`Output::Store`]. Nothing is sent, shown or answered
//! before its bytes are stored; inputs that arrive meanwhile are queued here. `now` is for display only.

#![warn(clippy::indexing_slicing, clippy::wildcard_enum_match_arm)]

mod beside;
mod came;
mod commands;
mod contacts;
mod copies;
pub mod door_words;
mod doors;
mod effects;
mod endings;
mod entrance;
mod gatherings;
mod history;
mod home;
mod level;
mod loans;
mod log;
mod mail;
mod meeting;
pub mod message;
pub mod observer;
mod own;
mod pages;
mod pairs;
mod replica;
mod rolls;
mod rows;
mod search;
mod session;
mod steward;
mod stick;
pub mod threshold;
pub mod ticket;
mod views;

pub use contacts::Contact;
pub use observer::{Observer, ObserverError};
pub use replica::{Input, LoadError, Output, Replica, SessionState};
pub use rows::RowError;
