//! Tables as comma-separated values (RFC 4180, UTF-8), safe to open with a spreadsheet.

/// A table that is being written, its head row first.
#[derive(Debug)]
pub(crate) struct Table {
    text: String,
}

impl Table {
    pub(crate) fn new(head: &[&str]) -> Self {
        let mut table = Self { text: String::new() };
        table.cells(head.iter().map(|cell| words(cell)));
        table
    }

    /// Adds a row of cells made by [`words`] or [`plain`].
    pub(crate) fn cells(&mut self, cells: impl IntoIterator<Item = String>) {
        let row: Vec<String> = cells.into_iter().collect();
        self.text.push_str(&row.join(","));
        self.text.push_str("\r\n");
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

/// A cell with what people typed: one that begins like a formula gets a `'` before it, so that no spreadsheet runs it.
pub(crate) fn words(text: &str) -> String {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']);
    quoted(if is_formula { format!("'{text}") } else { text.to_owned() })
}

/// A cell with a number, a date or an id of our own making.
pub(crate) fn plain(value: impl ToString) -> String {
    quoted(value.to_string())
}

fn quoted(text: String) -> String {
    if text.contains([',', '"', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_runs_and_never_breaks_the_table() {
        assert_eq!(words("=1+1"), "'=1+1");
        assert_eq!(words("  @SUM(A1)"), "'  @SUM(A1)");
        assert_eq!(words("soup, \"hot\""), "\"soup, \"\"hot\"\"\"");
        assert_eq!(words("two\nlines"), "\"two\nlines\"");
        assert_eq!(plain("-40.00"), "-40.00");
    }
}
