//! How the core names what a shell must keep: tables of keys and values, written in one transaction.

/// A table of the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// Who I am on this device: names, endpoint key, settings; one row per key.
    Me,
    /// Secrets and standing of this device in each space.
    Spaces,
    /// Entries in the order in which they were stored: space (32 bytes), then a number (8 bytes, big-endian).
    Entries,
    /// Words not yet put on the table; they never travel.
    Drafts,
    /// Invitations made and tickets taken that are not settled yet.
    Doors,
    /// What other devices are known to have stored, where they were last met, and when what they gave came here.
    Peers,
    /// What travels beside the entries: contents that may be forgotten, and which chunks of which attachment are here.
    Beside,
    /// The sealed chunks of attachments: space, act (32 bytes each), number (4 bytes, big-endian). Read one by one, never all at once.
    Chunks,
}

impl Table {
    /// All tables, in the order of their names on disk.
    pub const ALL: [Table; 8] = [
        Table::Me,
        Table::Spaces,
        Table::Entries,
        Table::Drafts,
        Table::Doors,
        Table::Peers,
        Table::Beside,
        Table::Chunks,
    ];

    /// Whether a profile's rows of this table are read when it is opened; the others are asked for one by one.
    pub fn is_read_at_start(self) -> bool {
        self != Table::Chunks
    }

    /// Whether a row that is removed here must be gone from the file too, and not only from the table.
    pub fn is_forgotten_for_good(self) -> bool {
        matches!(self, Table::Beside | Table::Chunks)
    }

    /// The table's name on disk.
    pub fn name(self) -> &'static str {
        match self {
            Table::Me => "me",
            Table::Spaces => "spaces",
            Table::Entries => "entries",
            Table::Drafts => "drafts",
            Table::Doors => "doors",
            Table::Peers => "peers",
            Table::Beside => "beside",
            Table::Chunks => "chunks",
        }
    }
}

/// One change of one row; a list of them is stored whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// Where.
    pub table: Table,
    /// Which row.
    pub key: Vec<u8>,
    /// The new value, or `None` to remove the row.
    pub value: Option<Vec<u8>>,
}

impl Write {
    /// Sets a row.
    pub fn put(table: Table, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self { table, key: key.into(), value: Some(value.into()) }
    }

    /// Removes a row.
    pub fn remove(table: Table, key: impl Into<Vec<u8>>) -> Self {
        Self { table, key: key.into(), value: None }
    }
}
