//! The components every screen is made of.

mod buttons;
mod fields;
mod marks;
mod meters;
mod moon;
mod pick;
mod qr;
mod rows;
mod text;
mod told;

pub(crate) use buttons::{Press, focus_ring, nav_item};
pub(crate) use fields::{Field, choice, toggle};
pub(crate) use marks::{Mark, avatar, chip, glyph, tile, tone_of};
pub(crate) use meters::{balance_bar, dots, progress};
pub(crate) use moon::moon;
pub(crate) use pick::pick;
pub(crate) use qr::qr;
pub(crate) use rows::{
    card, card_of_height, cells, divider, gap, notice, row, row_min, sunken, two, wrapped,
};
pub(crate) use text::{heading, landmark, line, muted, note, runs, small, strong, title, trouble};
pub(crate) use told::{changed, marked};
