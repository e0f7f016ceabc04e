//! Which region of the window is drawn, and the first control of each, so that F6 can go from one to the next.

use egui::{Id, Response, Ui};

/// A part of the window that F6 stops at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Region {
    Menu,
    Page,
    Rail,
}

const ALL: [Region; 3] = [Region::Menu, Region::Page, Region::Rail];

fn current_key() -> Id {
    Id::unique("weft region now")
}

fn first_key(region: Region) -> Id {
    Id::unique("weft region first").with(region as u8)
}

/// Forgets what earlier frames noted.
pub(crate) fn start(ui: &Ui) {
    ui.data_mut(|data| {
        for region in ALL {
            data.remove::<Id>(first_key(region));
        }
    });
}

/// Says that what follows belongs to `region`.
pub(crate) fn enter(ui: &Ui, region: Region) {
    ui.data_mut(|data| data.insert_temp(current_key(), region as u8));
}

/// Notes a control; the first one of its region is where F6 goes.
pub(crate) fn note(ui: &Ui, response: &Response) {
    // Asked before the lock on the data is taken, which the memory shares.
    let focused = response.has_focus();
    ui.data_mut(|data| {
        let Some(now) = data.get_temp::<u8>(current_key()) else { return };
        let Some(region) = ALL.into_iter().find(|region| *region as u8 == now) else { return };
        if data.get_temp::<Id>(first_key(region)).is_none() {
            data.insert_temp(first_key(region), response.id);
        }
        if focused {
            data.insert_temp(Id::unique("weft region focused"), now);
        }
    });
}

/// Moves the focus to the next region that has a control.
pub(crate) fn next(ui: &Ui) {
    let target = ui.data_mut(|data| {
        let now = data.get_temp::<u8>(Id::unique("weft region focused"));
        let start = now.map_or(0, |now| usize::from(now) + 1);
        let found = (0..ALL.len()).find_map(|step| {
            let region = *ALL.get((start + step) % ALL.len())?;
            data.get_temp::<Id>(first_key(region)).map(|id| (region, id))
        });
        if let Some((region, _)) = found {
            data.insert_temp(Id::unique("weft region focused"), region as u8);
        }
        found.map(|(_, id)| id)
    });
    if let Some(id) = target {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}
