//! The people of a space and their devices, as a table and as JSON.

use crate::{
    Files,
    csv::{Table, plain, words},
    json_of,
};
use serde::Serialize;
use weft_view::{DeviceState, MemberState, MemberView, SpaceView};

#[derive(Serialize)]
struct PersonJson {
    person: String,
    name: String,
    state: &'static str,
    let_in_by: Option<String>,
    about: String,
    ask_me_about: String,
    devices: Vec<DeviceJson>,
}

#[derive(Serialize)]
struct DeviceJson {
    device: String,
    name: String,
    endpoint: String,
    state: &'static str,
}

/// Writes `people.csv` and `people.json`.
pub(crate) fn write(view: &SpaceView, files: &mut Files) {
    let people: Vec<PersonJson> = view.people.iter().map(|member| person_json(view, member)).collect();
    let mut table = Table::new(&["person", "name", "state", "let_in_by", "devices", "about", "ask_me_about"]);
    for person in &people {
        table.cells([
            plain(&person.person),
            words(&person.name),
            plain(person.state),
            plain(person.let_in_by.as_deref().unwrap_or_default()),
            plain(person.devices.len()),
            words(&person.about),
            words(&person.ask_me_about),
        ]);
    }
    files.insert("people.csv".to_owned(), table.into_bytes());
    files.insert("people.json".to_owned(), json_of(&people));
}

fn person_json(view: &SpaceView, member: &MemberView) -> PersonJson {
    let profile = view.profiles.get(&member.person).cloned().unwrap_or_default();
    let devices = member.devices.iter().map(|device| DeviceJson {
        device: device.device.to_string(),
        name: device.name.clone(),
        endpoint: device.endpoint.to_string(),
        state: match device.state {
            DeviceState::Stands => "counts",
            DeviceState::Off => "switched_off",
            DeviceState::Left => "left",
            DeviceState::Forked => "forked",
            DeviceState::Unlisted => "unlisted",
        },
    });
    PersonJson {
        person: member.person.to_string(),
        name: view.name_of(&member.person),
        state: match member.state {
            MemberState::In => "in",
            MemberState::Left => "left",
            MemberState::NoDevice => "no_device",
            MemberState::WrittenIn => "written_in",
            MemberState::Unlisted => "unlisted",
        },
        let_in_by: member.let_in_by.map(|id| id.to_string()),
        about: profile.about,
        ask_me_about: profile.ask_me_about,
        devices: devices.collect(),
    }
}
