//! The signed entries as one file: a head line with the form's version, then each entry with its length before it.

use weft_ids::limits;
use weft_space::Record;

/// Where the entries are.
pub const ENTRIES_FILE: &str = "entries/entries.weft";

const HEAD: &[u8] = b"weft entries 0\n";
const HEAD_OF_ANY: &[u8] = b"weft entries ";
const LENGTH: usize = 4;

/// Why bytes are no file of entries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntriesError {
    /// Another kind of file.
    #[error("it is no file of entries")]
    Head,
    /// A version this build does not know.
    #[error("it is a file of entries of a version that this build does not know")]
    Version,
    /// It ends in the middle of an entry; the number counts from 1.
    #[error("it ends in the middle of entry {0}")]
    Cut(usize),
    /// An entry says that it is longer than one can be.
    #[error("entry {0} is longer than an entry can be")]
    TooLong(usize),
}

/// Writes entries in stored form.
pub(crate) fn write_entries(records: &[&Record]) -> Vec<u8> {
    let mut bytes = HEAD.to_vec();
    for record in records {
        let length = u32::try_from(record.bytes().len()).expect("an entry is small");
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(record.bytes());
    }
    bytes
}

/// Takes a file of entries apart; what each says and whether it holds is not looked at.
///
/// # Errors
/// When it is no such file, is cut, or names a length that no entry has.
pub fn read_entries(bytes: &[u8]) -> Result<Vec<Vec<u8>>, EntriesError> {
    let Some(mut rest) = bytes.strip_prefix(HEAD) else {
        let is_other_version = bytes.starts_with(HEAD_OF_ANY);
        return Err(if is_other_version { EntriesError::Version } else { EntriesError::Head });
    };
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let place = entries.len() + 1;
        let (length, after) = rest.split_first_chunk::<LENGTH>().ok_or(EntriesError::Cut(place))?;
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        if length > limits::ENTRY_BYTES_MAX {
            return Err(EntriesError::TooLong(place));
        }
        let (entry, after) = after.split_at_checked(length).ok_or(EntriesError::Cut(place))?;
        entries.push(entry.to_vec());
        rest = after;
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_file_of_entries_is_refused_with_its_reason() {
        assert_eq!(read_entries(b""), Err(EntriesError::Head));
        assert_eq!(read_entries(b"weft entries 9\n"), Err(EntriesError::Version));
        assert_eq!(read_entries(b"weft entries 0\n"), Ok(Vec::new()));
        assert_eq!(read_entries(b"weft entries 0\n\x02\0\0\0a"), Err(EntriesError::Cut(1)));
        assert_eq!(read_entries(b"weft entries 0\n\x01\0\0\0ab"), Err(EntriesError::Cut(2)));
        assert_eq!(read_entries(b"weft entries 0\n\xff\xff\xff\xffab"), Err(EntriesError::TooLong(1)));
    }
}
