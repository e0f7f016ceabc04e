//! Every kept entry as a row: who, their which, and what it did.

use crate::{
    Files,
    csv::{Table, plain, words},
};
use weft_view::{Deed, LogLine, SpaceView};

/// Writes `log.csv`, each entry after those it builds on.
pub(crate) fn write(lines: &[LogLine], view: &SpaceView, files: &mut Files) {
    let mut table = Table::new(&["order", "entry", "person", "name", "device", "n", "did", "in_words"]);
    for (line, order) in lines.iter().zip(1u64..) {
        let codes: Vec<&str> = line.deeds.iter().map(Deed::code).collect();
        let said: Vec<String> = line.deeds.iter().map(Deed::words).collect();
        let name = line.person.map_or_else(|| line.name.clone(), |person| view.name_of(&person));
        table.cells([
            plain(order),
            plain(line.entry),
            plain(line.person.map(|id| id.to_string()).unwrap_or_default()),
            words(&name),
            plain(line.device),
            plain(line.n),
            plain(codes.join(" ")),
            words(&said.join("; ")),
        ]);
    }
    files.insert("log.csv".to_owned(), table.into_bytes());
}
