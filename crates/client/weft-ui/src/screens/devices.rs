//! My devices over all my places, and adding or switching off one of them.

use crate::{
    action::UiAction,
    cx::Cx,
    icons,
    parts::{
        Field, Press, card, divider, gap, heading, muted, qr, row_min, small, strong, tile, two, wrapped,
    },
    state::{Then, Undo},
    tokens::tokens,
};
use egui::Ui;
use weft_view::{Command, DeviceState, MyDeviceView};

/// Where refusals are shown.
const PLACE: &str = "mydevice";

pub(crate) fn card_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    card(ui, |ui| {
        heading(ui, &words.my_devices());
        muted(ui, &words.my_devices_line());
        gap(ui, 6.0);
        for (index, device) in cx.view.devices.clone().iter().enumerate() {
            if index > 0 {
                divider(ui);
            }
            device_ui(ui, cx, device);
        }
        gap(ui, 8.0);
        add_ui(ui, cx);
        cx.refusal_ui(ui, PLACE);
    });
}

fn device_ui(ui: &mut Ui, cx: &mut Cx<'_>, device: &MyDeviceView) {
    let words = cx.words;
    let t = tokens(ui);
    let standing = device.spaces.iter().filter(|(_, state)| *state == DeviceState::Stands);
    let names: Vec<String> =
        standing.filter_map(|(id, _)| cx.view.space(id).map(|space| space.name.clone())).collect();
    let below = match device.shares {
        Some(DeviceState::Off) => words.device_off(),
        _ if device.is_this && device.shares.is_none() => words.device_alone(),
        _ if device.is_this => words.device_this(),
        _ if names.is_empty() => words.device_nowhere(),
        Some(_) | None => words.device_within(&crate::cx::join_names(words, &names)),
    };
    row_min(
        ui,
        cx,
        44.0,
        200.0,
        |ui, _| {
            tile(ui, icons::LAPTOP, t.sky, 34.0);
            gap(ui, 4.0);
            two(ui, |ui| drop(strong(ui, &device.name)), |ui| drop(small(ui, &below)));
        },
        |ui, cx| {
            if device.is_this || (names.is_empty() && device.shares != Some(DeviceState::Stands)) {
                return;
            }
            let asked = cx.state.forms.is_open(&format!("off-{}", device.endpoint));
            if asked {
                let off =
                    Press::primary(words.device_off_sure()).said(words.device_off_sure_said(&device.name));
                if off.show(ui) {
                    let command = Command::SwitchOffEverywhere { endpoint: device.endpoint };
                    cx.state.send(PLACE, command, words.device_off_done(&device.name));
                    cx.state.forms.set_open(&format!("off-{}", device.endpoint), false);
                }
            }
            let text = if asked { words.cancel() } else { words.switch_off() };
            let said = if asked { words.cancel() } else { words.switch_off_everywhere_said(&device.name) };
            if Press::ghost(text).said(said).show(ui) {
                cx.state.forms.set_open(&format!("off-{}", device.endpoint), !asked);
            }
        },
    );
}

fn add_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let words = cx.words;
    if let Some(ticket) = cx.state.device_ticket.clone() {
        strong(ui, &words.device_ticket_head());
        small(ui, &words.device_ticket_line());
        gap(ui, 8.0);
        let size = ui.available_width().min(280.0);
        qr(ui, &ticket, size, &words.device_qr_said());
        gap(ui, 8.0);
        let mut text = ticket.clone();
        Field::new(words.invitation_text()).lines(4).mono().show(ui, &mut text);
        gap(ui, 6.0);
        wrapped(ui, |ui| {
            if Press::secondary(words.copy()).icon(icons::COPY).said(words.device_copy_said()).show(ui) {
                cx.state.actions.push(UiAction::CopyText(ticket));
                cx.state.toast(words.copied());
            }
            if Press::ghost(words.done()).show(ui) {
                cx.state.device_ticket = None;
            }
        });
        return;
    }
    let key = "mydevice/name";
    Field::new(words.device_new_label()).hint(words.device_hint()).show(ui, cx.state.forms.text(key));
    gap(ui, 6.0);
    let name = cx.state.forms.get(key);
    let ready = !name.is_empty() && !cx.state.is_pending(PLACE);
    if Press::secondary(words.device_new_do()).icon(icons::PLUS).enabled(ready).show(ui) {
        let command = Command::AddDevice { name };
        cx.state.send_then(PLACE, command, String::new(), Then::ShowDeviceTicket, Undo::Never);
    }
}
