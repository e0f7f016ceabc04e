//! Saving a copy and opening one, by the names of things.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{open, window};
use egui_kittest::kittest::Queryable;
use weft_ids::SpaceId;
use weft_ui::{CopySaved, UiAction, sample};
use weft_view::{Command, CopySummary, Refusal, Reply};

#[test]
fn a_copy_is_saved_and_says_where_it_is_and_how_to_check_it() {
    let mut window = window(sample::rich(), 1000.0, 2600.0);
    open(&mut window, "settings");
    window.get_by_label("Save a copy").click();
    window.run_steps(2);
    let Command::Export { space } = window.state().command().unwrap().1 else {
        panic!("entries were asked for")
    };
    assert_eq!(space, window.state().view.spaces[0].id);
    let records = vec![vec![1], vec![2]];
    window.state_mut().answer(Ok(Reply::Exported {
        space,
        name: "Kiln Crew".into(),
        records: records.clone(),
    }));
    window.run_steps(3);
    let asked = window.state().actions.iter().find_map(|action| match action {
        UiAction::SaveCopy { ticket, folder, records: given } if *given == records => {
            Some((*ticket, folder.clone()))
        }
        _ => None,
    });
    let (ticket, folder) = asked.expect("the program is asked to write it");
    assert!(folder.starts_with("/media/ana/STICK/weft-copy-"), "{folder}");
    window.state_mut().ui.copy_progress(ticket, 500, 2_000);
    window.run_steps(2);
    window.get_by_label("500 of 2000 entries");
    let saved = CopySaved {
        folder: "/media/ana/STICK/kiln".into(),
        name: "Kiln Crew".into(),
        entries: 2_000,
        files: 31,
    };
    window.state_mut().ui.copy_saved(ticket, Ok(saved));
    window.run_steps(2);
    window.get_by_label("A copy of Kiln Crew is in /media/ana/STICK/kiln");
    window.get_by_label("To check it anywhere: weft verify /media/ana/STICK/kiln");
}

#[test]
fn a_copy_that_could_not_be_saved_says_why_and_what_to_do() {
    let mut window = window(sample::rich(), 1000.0, 2600.0);
    open(&mut window, "settings");
    window.get_by_label("Save a copy").click();
    window.run_steps(2);
    let space = window.state().view.spaces[0].id;
    window.state_mut().answer(Ok(Reply::Exported { space, name: String::new(), records: Vec::new() }));
    window.run_steps(2);
    let ticket = window.state().actions.iter().find_map(|action| match action {
        UiAction::SaveCopy { ticket, .. } => Some(*ticket),
        _ => None,
    });
    let refusal = Refusal::new("folder_not_empty", "the folder holds letters").hint("name a new folder");
    window.state_mut().ui.copy_saved(ticket.unwrap(), Err(refusal));
    window.run_steps(2);
    window.get_by_label_contains("the folder holds letters");
    window.get_by_label_contains("name a new folder");
}

#[test]
fn a_copy_is_opened_and_says_whether_it_can_be_written_in() {
    let mut window = window(sample::rich(), 1000.0, 2600.0);
    open(&mut window, "settings");
    window.get_by_label("Folder of the copy").focus();
    window.run_steps(2);
    window.get_by_label("Folder of the copy").type_text("garden");
    window.run_steps(2);
    window.get_by_label("Open a copy").click();
    window.run_steps(2);
    let asked = window.state().actions.iter().find_map(|action| match action {
        UiAction::OpenCopy { ticket, folder } => Some((*ticket, folder.clone())),
        _ => None,
    });
    let (ticket, folder) = asked.unwrap();
    assert!(folder.starts_with("/media/ana/STICK/") && folder.ends_with("garden"), "{folder}");
    window.state_mut().ui.copy_read(ticket, Ok(vec![vec![7]]));
    window.run_steps(2);
    assert_eq!(window.state().command().unwrap().1, Command::Import { records: vec![vec![7]] });
    let summary =
        CopySummary { space: SpaceId([9; 32]), name: "Garden".into(), entries: 12, new: 12, is_copy: true };
    window.state_mut().answer(Ok(Reply::Imported(summary)));
    window.run_steps(2);
    window.get_by_label("Garden: 12 signed steps, 12 new here");
    window.get_by_label(
        "It can be read here and not written in. To write, let somebody who is in it invite you.",
    );
}
