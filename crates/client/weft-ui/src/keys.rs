//! The keyboard: every page and action has a key, and `?` lists them.

use crate::{
    cx::Cx,
    frame, regions,
    screens::gatherings::GatheringScreen,
    state::{Screen, Sheet},
};
use egui::{FocusDirection, Key, KeyboardShortcut, Modifiers, Ui};
use weft_view::SpaceKind;

/// Acts on the keys of this frame.
pub(crate) fn handle(ui: &mut Ui, cx: &mut Cx<'_>) {
    let pressed = |ui: &mut Ui, modifiers, key| {
        ui.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(modifiers, key)))
    };
    let pages: [Screen; 4] = frame::main_pages(cx).map(|(_, _, screen, _)| screen);
    for (key, screen) in [Key::Num1, Key::Num2, Key::Num3, Key::Num4].into_iter().zip(pages) {
        if pressed(ui, Modifiers::COMMAND, key) {
            cx.go(screen);
        }
    }
    if let Some(screen) = frame::gatherings_entry(cx)
        && pressed(ui, Modifiers::COMMAND, Key::Num5)
    {
        cx.go(screen);
    }
    if pressed(ui, Modifiers::COMMAND, Key::Comma) {
        cx.go(Screen::Settings);
    }
    if pressed(ui, Modifiers::COMMAND, Key::E) {
        cx.go(Screen::Near);
    }
    if pressed(ui, Modifiers::COMMAND, Key::J) {
        cx.go(Screen::Join);
    }
    if pressed(ui, Modifiers::COMMAND, Key::N) {
        let screen = new_for(cx);
        cx.go(screen);
    }
    if pressed(ui, Modifiers::COMMAND, Key::F) {
        crate::screens::search::begin(cx);
    }
    if pressed(ui, Modifiers::COMMAND, Key::K) {
        cx.state.forms.clear("palette");
        cx.state.sheet = Some(Sheet::Palette);
    }
    if pressed(ui, Modifiers::COMMAND, Key::Q) {
        cx.state.actions.push(crate::UiAction::Quit);
    }
    if pressed(ui, Modifiers::ALT, Key::ArrowLeft) {
        back(cx);
    }
    if pressed(ui, Modifiers::NONE, Key::F6) {
        regions::next(ui);
    }
    zoom(ui, cx);
    let typing = ui.ctx().text_edit_focused();
    if pressed(ui, Modifiers::NONE, Key::Escape) {
        back(cx);
    }
    if typing {
        return;
    }
    if pressed(ui, Modifiers::COMMAND, Key::Z) {
        undo(cx);
    }
    let question = ui.input_mut(|input| {
        let before = input.events.len();
        input.events.retain(|event| !matches!(event, egui::Event::Text(text) if text == "?"));
        input.events.len() < before
    });
    if question || pressed(ui, Modifiers::NONE, Key::F1) {
        cx.state.sheet = Some(Sheet::Keys);
    }
    if pressed(ui, Modifiers::NONE, Key::J) {
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::Next));
    }
    if pressed(ui, Modifiers::NONE, Key::K) {
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::Previous));
    }
}

/// What *new* begins on this page.
fn new_for(cx: &Cx<'_>) -> Screen {
    match &cx.state.screen {
        Screen::Money | Screen::Loan(..) | Screen::Ask(_) | Screen::Lend(_) => Screen::Ask(None),
        Screen::Pair(space) => Screen::Ask(Some(*space)),
        Screen::Members(space) | Screen::Invite(space) => Screen::Invite(*space),
        Screen::Crew(space) | Screen::Note(space, _) | Screen::Meeting(space) => Screen::Meeting(*space),
        Screen::Gathering(_) => Screen::Gathering(GatheringScreen::Call),
        Screen::Today
        | Screen::Crews
        | Screen::Rhythm(_)
        | Screen::About(_)
        | Screen::People
        | Screen::Start(_)
        | Screen::Join
        | Screen::Near
        | Screen::Settings
        | Screen::Log(_)
        | Screen::Search
        | Screen::History(..)
        | Screen::Entry(..) => Screen::Start(SpaceKind::Crew),
    }
}

fn back(cx: &mut Cx<'_>) {
    if cx.state.sheet.take().is_some() {
        return;
    }
    if !cx.state.was_typing {
        cx.state.back();
    }
}

/// Sends the command that undoes the last thing, where it can be undone.
pub(crate) fn undo(cx: &mut Cx<'_>) {
    let command = cx.state.toast.as_mut().and_then(|toast| toast.undo.take());
    if let Some(command) = command {
        cx.state.toast = None;
        let said = cx.words.undone();
        cx.state.send("undo", command, said);
    }
}

fn zoom(ui: &mut Ui, cx: &mut Cx<'_>) {
    use egui::gui_zoom::kb_shortcuts;
    let percent = cx.prefs.text_percent;
    let (less, more) = (crate::Preferences::TEXT_PERCENT_MIN, crate::Preferences::TEXT_PERCENT_MAX);
    let next = ui.input_mut(|input| {
        if input.consume_shortcut(&kb_shortcuts::ZOOM_RESET) {
            100
        } else if input.consume_shortcut(&kb_shortcuts::ZOOM_IN)
            || input.consume_shortcut(&kb_shortcuts::ZOOM_IN_SECONDARY)
        {
            (percent + 10).min(more)
        } else if input.consume_shortcut(&kb_shortcuts::ZOOM_OUT) {
            percent.saturating_sub(10).max(less)
        } else {
            percent
        }
    });
    cx.prefs.text_percent = next;
}

/// Every key and what it does, for the list.
pub(crate) fn list(cx: &Cx<'_>) -> Vec<(&'static str, String)> {
    let words = cx.words;
    vec![
        ("Ctrl+K", words.key_palette()),
        ("Ctrl+F", words.key_search()),
        ("Ctrl+1 … 4", words.key_pages()),
        ("Ctrl+5", words.page_gatherings()),
        ("Ctrl+E", words.page_near()),
        ("Ctrl+,", words.page_settings()),
        ("Ctrl+N", words.key_new()),
        ("Ctrl+J", words.key_join()),
        ("Tab", words.key_tab()),
        ("J, K", words.key_list()),
        ("F6", words.key_regions()),
        ("Esc", words.key_back()),
        ("Ctrl+Z", words.key_undo()),
        ("Ctrl + − 0", words.key_zoom()),
        ("?", words.key_keys()),
        ("Ctrl+Q", words.key_quit()),
    ]
}
