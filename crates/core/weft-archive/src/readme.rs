//! The page that says in plain words what is in a copy, how to read it and how to check it.

use crate::{Files, entries::ENTRIES_FILE, manifest::MANIFEST_FILE};
use weft_view::{MemberState, SpaceView};

/// Writes `README.txt` after all other files but the manifest are there.
pub(crate) fn write(view: &SpaceView, entries: usize, files: &mut Files) {
    let inside = |path: &str| files.keys().any(|found| found.starts_with(path));
    let mut about = vec![
        ("people.csv, people.json", "who is and was in it, and on which devices"),
        ("roll.json", "the roll it lives under, and who has a voice"),
        ("space.json", "the rest: open invitations, and what was set aside or not accepted"),
        ("log.csv", "every entry: who, their which, and what it did"),
    ];
    for (path, files, words) in [
        ("crew.json", "crew.json", "the crew's page: what for, where, when, who comes"),
        ("meetings.ics", "meetings.ics", "meetings, for any calendar"),
        ("notes/", "notes/", "every note, as Markdown"),
        ("gatherings/", "gatherings/", "every gathering: who comes, and its wall as a table"),
        (
            "beside.json",
            "beside.json",
            "which files and lines travel beside the entries; they themselves are not here",
        ),
        ("money/", "money/loans.json", "every ask, offer and loan, with all that was said about it"),
        ("money/", "money/legs.csv", "money as double entries, a row per leg"),
        ("money/", "money/wide.csv", "money as a row per fact and a column per person"),
        ("money/", "money/money.journal", "money as a journal: hledger -f money.journal balance"),
        ("pages/", "pages/", "every page: .json to read, .automerge for any program with automerge"),
    ] {
        if inside(path) {
            about.push((files, words));
        }
    }
    about.push((ENTRIES_FILE, "the signed entries from which all the rest was made"));
    about.push((MANIFEST_FILE, "the length and BLAKE3 hash (as b3sum prints it) of every other file"));
    let width = about.iter().map(|(file, _)| file.len()).max().unwrap_or(0);
    let listed: Vec<String> = about.iter().map(|(file, words)| format!("  {file:width$}  {words}")).collect();
    let text = format!(
        "{head}\n{line}\n\n{what}\n\nWhat is here\n\n{listed}\n\n{rest}",
        head = view.name,
        line = "=".repeat(view.name.chars().count()),
        what = what(view, entries),
        listed = listed.join("\n"),
        rest = rest(view),
    );
    files.insert("README.txt".to_owned(), text.into_bytes());
}

fn what(view: &SpaceView, entries: usize) -> String {
    let still_in = view.people.iter().filter(|member| is_in(member.state)).count();
    format!(
        "This folder is a copy of a {} kept with Weft: {} people ({still_in} of them in it), {entries} signed entries.\n\
         Everything in it can be read without Weft, with a text editor, a spreadsheet or a calendar.\n\
         It is not locked: whoever has this folder can read all of it. Keep it as you would keep a diary.\n\
         Letters to one person are in it only as they travel, closed.",
        view.kind.name(),
        view.people.len(),
    )
}

fn is_in(state: MemberState) -> bool {
    match state {
        MemberState::In | MemberState::NoDevice | MemberState::WrittenIn => true,
        MemberState::Left | MemberState::Unlisted => false,
    }
}

fn rest(view: &SpaceView) -> String {
    format!(
        "How to check it\n\
         \n\
         \x20 weft verify FOLDER\n\
         \n\
         replays every signed entry, makes every other file again and compares them byte by byte.\n\
         It needs nothing but this folder. The view must come out as\n\
         \n\
         \x20 {digest}\n\
         \n\
         which is what every device with the same entries shows (weft status).\n\
         Changed, missing and added files are named.\n\
         \n\
         How to open it in Weft\n\
         \n\
         \x20 weft import FOLDER\n\
         \n\
         On a device that is in the space it brings in what was missing there.\n\
         On any other it can be read and not written in: no device's keys are in a copy. To write again, let\n\
         somebody who is in it invite you.\n\
         \n\
         Notes for programs\n\
         \n\
         Text is UTF-8. In CSV files a cell of words that begins like a formula has a ' before it.\n\
         Amounts named minor are whole numbers of a unit's smallest part, such as cents.\n\
         Days are as people wrote them; entries carry no clock.\n\
         Space {space}.\n",
        digest = view.view_digest,
        space = view.id,
    )
}
