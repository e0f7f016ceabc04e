//! Looking up in the window: search, how a page came to be, putting it back, and one entry.

mod common;

use common::{Window, controls, look_up, open, window};
use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable};
use weft_ids::EntryHash;
use weft_ui::{UiAction, sample};
use weft_view::{BackTo, Command, Found, LookCommand, PageKind, Refusal, Reply};

fn press(window: &mut Harness<'static, Window>, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(3);
}

fn searched(window: &Harness<'static, Window>) -> Vec<String> {
    let actions = window.state().actions.iter();
    let words = actions.filter_map(|action| match action {
        UiAction::Command { command: Command::Look(LookCommand::Search { words, .. }), .. } => {
            Some(words.clone())
        }
        _ => None,
    });
    words.collect()
}

fn has(window: &Harness<'static, Window>, name: &str) -> bool {
    controls(window).iter().any(|(_, label, _, _)| label == name)
}

/// The search page with its field focused and a word typed.
fn typed(word: &str) -> Harness<'static, Window> {
    let mut window = window(sample::rich(), 1000.0, 1600.0);
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.get_by_label("Words to look for").type_text(word);
    window.run_steps(3);
    window
}

#[test]
fn ctrl_f_searches_and_the_palette_stays_on_ctrl_k() {
    let mut window = typed("ben");
    assert_eq!(searched(&window), ["ben"], "asked once, with the field focused by itself");
    look_up(&mut window);
    assert_eq!(searched(&window), ["ben"], "an answer asks for nothing more");
    window.get_by_label("People in Kiln Crew");
    window.get_by_label("Notes in Kiln Crew");
    window.get_by_label("and 3 more");
    press(&mut window, Modifiers::COMMAND, Key::K);
    window.get_by_label("Find a page or an action");
}

#[test]
fn arrows_choose_and_enter_opens_what_was_found() {
    let mut window = typed("ben");
    look_up(&mut window);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::ArrowUp);
    press(&mut window, Modifiers::NONE, Key::Enter);
    window.get_by_role_and_label(Role::Heading, "Shopping for Sunday");
    // Back, the words and what was found are there still.
    press(&mut window, Modifiers::ALT, Key::ArrowLeft);
    look_up(&mut window);
    window.get_by_label("People in Kiln Crew");
}

#[test]
fn a_hit_is_opened_by_pressing_it_and_says_where_it_leads() {
    let mut window = typed("ben");
    look_up(&mut window);
    window.get_by_label_contains("Open: Kiln Crew, in Kiln Crew: Cook together").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::Heading, "Kiln Crew");
}

#[test]
fn an_empty_field_and_nothing_found_have_sentences_of_their_own() {
    let mut window = window(sample::rich(), 1000.0, 900.0);
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.get_by_label_contains("Type a word");
    assert_eq!(searched(&window), Vec::<String>::new());
    window.get_by_label("Words to look for").type_text("xyz");
    window.run_steps(3);
    window.state_mut().answer(Ok(Reply::Found(Found::default())));
    window.run_steps(3);
    window.get_by_label("Nothing here says “xyz”.");
    press(&mut window, Modifiers::NONE, Key::Escape);
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!has(&window, "Words to look for"), "Esc leaves the field, and then the page");
}

#[test]
fn what_is_typed_while_a_search_is_under_way_is_asked_next() {
    let mut window = typed("be");
    window.get_by_label("Words to look for").type_text("n");
    window.run_steps(3);
    assert_eq!(searched(&window), ["be"]);
    window.state_mut().answer(Ok(Reply::Found(Found::default())));
    window.run_steps(3);
    assert_eq!(searched(&window), ["be", "ben"]);
}

fn history(width: f32) -> Harness<'static, Window> {
    let mut window = window(sample::rich(), width, 1400.0);
    open(&mut window, "history");
    window
}

#[test]
fn a_note_leads_to_its_history_and_the_newest_step_is_shown() {
    let mut window = window(sample::rich(), 1100.0, 1000.0);
    open(&mut window, "note");
    window.get_by_label("History of Season letter: who changed it, before and after").click();
    window.run_steps(3);
    look_up(&mut window);
    window.get_by_label("Step 60 of 60");
    window.get_by_label_contains("Went: one kilo. Came: two kilos");
    window.get_by_label("The page says this today.");
}

#[test]
fn a_crew_page_leads_to_its_history() {
    let mut window = window(sample::rich(), 1100.0, 1000.0);
    open(&mut window, "crew");
    window.get_by_label("History of Kiln Crew: who changed it, before and after").click();
    window.run_steps(3);
    look_up(&mut window);
    window.get_by_label("before: The workshop");
    window.get_by_label("after: Ben’s kitchen");
}

#[test]
fn a_step_is_chosen_and_the_page_put_back_to_it_and_that_is_undone() {
    let mut window = history(1100.0);
    let step =
        controls(&window).into_iter().find(|(_, name, ..)| name.starts_with("Look at step 57")).unwrap().1;
    window.get_by_label(&step).click();
    window.run_steps(3);
    look_up(&mut window);
    window.get_by_label("Step 57 of 60");
    window.get_by_label("Put Shopping for Sunday back to how it was after step 57").click();
    window.run_steps(3);
    window.get_by_label("Put Shopping for Sunday back to step 57?");
    window.get_by_label_contains("Nothing is erased");
    let put = "Put Shopping for Sunday back to how it was after step 57";
    let sheet: Vec<_> = window.get_all_by_label(put).collect();
    sheet.last().unwrap().click();
    drop(sheet);
    window.run_steps(3);
    let Some((_, Command::PutBack { kind, key, to: BackTo::After(_), .. })) = window.state().command() else {
        panic!("{:?}", window.state().command())
    };
    assert_eq!((kind, key.as_str()), (PageKind::Note, "Shopping for Sunday"));
    let written = EntryHash([9; 32]);
    window.state_mut().answer(Ok(Reply::Wrote(written)));
    window.run_steps(2);
    window.get_by_label_contains("Undo: Shopping for Sunday is put back").click();
    window.run_steps(2);
    let Some((_, Command::PutBack { to, .. })) = window.state().command() else { panic!("it is undone") };
    assert_eq!(to, BackTo::Without(written));
}

#[test]
fn older_steps_come_when_they_are_asked_for() {
    let mut window = history(1100.0);
    assert!(!controls(&window).iter().any(|(_, name, ..)| name.starts_with("Look at step 55")));
    window.get_by_label("Older steps (55)").click();
    window.run_steps(2);
    look_up(&mut window);
    assert!(controls(&window).iter().any(|(_, name, ..)| name.starts_with("Look at step 55")));
}

#[test]
fn when_it_is_narrow_the_step_stands_above_the_list() {
    for (width, beside) in [(1100.0, true), (500.0, false)] {
        let window = history(width);
        let step = window.get_by_label("Step 60 of 60").rect();
        let list = controls(&window)
            .into_iter()
            .find(|(_, name, ..)| name.starts_with("Look at step 60"))
            .unwrap()
            .2;
        assert_eq!(step.left() > list.right(), beside, "{width}: {step:?} {list:?}");
        assert_eq!(step.bottom() < list.top(), !beside, "{width}: {step:?} {list:?}");
    }
}

#[test]
fn a_history_that_cannot_be_told_says_why() {
    let mut window = window(sample::rich(), 1100.0, 1000.0);
    window.state_mut().ui.start_over();
    let view = window.state().view.clone();
    assert!(window.state_mut().ui.open("history", &view));
    window.run_steps(2);
    window.state_mut().answer(Err(Refusal::new("no_such_page", "nobody has written on this page yet")));
    window.run_steps(4);
    window.get_by_label("Could not do it: nobody has written on this page yet");
}

#[test]
fn a_line_of_the_log_leads_to_its_entry() {
    let mut window = window(sample::rich(), 1100.0, 1000.0);
    open(&mut window, "log");
    let line =
        controls(&window).into_iter().find(|(_, name, ..)| name.starts_with("Look at line")).unwrap().1;
    window.get_by_label(&line).click();
    window.run_steps(3);
    let Some((_, Command::Look(LookCommand::Entry { .. }))) = window.state().command() else { panic!() };
    open(&mut window, "entry");
    window.get_by_label("It does not count: its device was switched off");
    window.get_by_label("It says: The gearbox of the cargo bike");
    window.get_by_label("Why: only the lender can let go");
    window.get_by_label("It builds on");
}
