//! The columns of a change: run-length, delta, boolean and LEB128 forms, read with bounds and written one way.
//!
//! A run of 2^40 equal operations fits into sixty bytes and would hold automerge's reader for hours,
//! so nothing reaches automerge before it was read here, where every run is counted first.

/// Why bytes are not the columns of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ColumnFault {
    /// The bytes end too early.
    #[error("it ends in the middle")]
    Short,
    /// A number does not fit.
    #[error("a number in it is too large")]
    Number,
    /// A run is longer than allowed, or columns differ in length.
    #[error("its columns differ in length or are too long")]
    Length,
    /// Text that is not UTF-8.
    #[error("its text is not text")]
    Text,
}

/// Reads numbers and bytes from the front of a slice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], ColumnFault> {
        let (head, rest) = self.rest.split_at_checked(count).ok_or(ColumnFault::Short)?;
        self.rest = rest;
        Ok(head)
    }

    pub(crate) fn byte(&mut self) -> Result<u8, ColumnFault> {
        let (head, rest) = self.rest.split_first().ok_or(ColumnFault::Short)?;
        self.rest = rest;
        Ok(*head)
    }

    /// An unsigned LEB128 number; overlong spellings are found by writing it again.
    pub(crate) fn unsigned(&mut self) -> Result<u64, ColumnFault> {
        let mut value: u64 = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift == 63 && part > 1 {
                return Err(ColumnFault::Number);
            }
            value |= part << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(ColumnFault::Number)
    }

    /// An unsigned number as a length.
    pub(crate) fn length(&mut self) -> Result<usize, ColumnFault> {
        usize::try_from(self.unsigned()?).map_err(|_| ColumnFault::Number)
    }

    /// A signed LEB128 number.
    pub(crate) fn signed(&mut self) -> Result<i64, ColumnFault> {
        let mut value: i64 = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = byte & 0x7f;
            if shift == 63 && part != 0 && part != 0x7f {
                return Err(ColumnFault::Number);
            }
            value |= i64::from(part) << shift;
            if byte & 0x80 == 0 {
                if shift < 57 && byte & 0x40 != 0 {
                    value |= -1_i64 << (shift + 7);
                }
                return Ok(value);
            }
        }
        Err(ColumnFault::Number)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, ColumnFault> {
        let length = self.length()?;
        std::str::from_utf8(self.take(length)?).map_err(|_| ColumnFault::Text)
    }
}

pub(crate) fn write_unsigned(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

pub(crate) fn write_signed(out: &mut Vec<u8>, mut value: i64) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        let sign = byte & 0x40 != 0;
        if (value == 0 && !sign) || (value == -1 && sign) {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    write_unsigned(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Reads a run-length column of at most `max` cells; `None` is an empty cell.
pub(crate) fn read_runs<'a, T: Clone>(
    bytes: &'a [u8],
    max: usize,
    read: impl Fn(&mut Reader<'a>) -> Result<T, ColumnFault>,
) -> Result<Vec<Option<T>>, ColumnFault> {
    let mut reader = Reader::new(bytes);
    let mut cells = Vec::new();
    while !reader.is_done() {
        let count = reader.signed()?;
        let wanted = match count {
            0 => reader.unsigned()?,
            other => other.unsigned_abs(),
        };
        let wanted = usize::try_from(wanted).map_err(|_| ColumnFault::Length)?;
        if wanted == 0 || wanted > max.saturating_sub(cells.len()) {
            return Err(ColumnFault::Length);
        }
        if count > 0 {
            let value = read(&mut reader)?;
            cells.resize(cells.len() + wanted, Some(value));
        } else if count < 0 {
            for _ in 0..wanted {
                cells.push(Some(read(&mut reader)?));
            }
        } else {
            cells.resize(cells.len() + wanted, None);
        }
    }
    Ok(cells)
}

/// Reads a run-length column that is either absent or has exactly `length` cells.
pub(crate) fn read_optional<'a, T: Clone>(
    bytes: &'a [u8],
    length: usize,
    read: impl Fn(&mut Reader<'a>) -> Result<T, ColumnFault>,
) -> Result<Vec<Option<T>>, ColumnFault> {
    if bytes.is_empty() {
        return Ok(vec![None; length]);
    }
    let cells = read_runs(bytes, length, read)?;
    if cells.len() == length { Ok(cells) } else { Err(ColumnFault::Length) }
}

/// Reads a run-length column of exactly `length` cells, none of them empty.
pub(crate) fn read_full<'a, T: Clone>(
    bytes: &'a [u8],
    length: usize,
    read: impl Fn(&mut Reader<'a>) -> Result<T, ColumnFault>,
) -> Result<Vec<T>, ColumnFault> {
    let cells: Option<Vec<T>> = read_runs(bytes, length, read)?.into_iter().collect();
    cells.filter(|cells| cells.len() == length).ok_or(ColumnFault::Length)
}

/// Turns differences into values; empty cells do not move the sum.
pub(crate) fn sum_deltas(deltas: Vec<Option<i64>>) -> Result<Vec<Option<i64>>, ColumnFault> {
    let mut sum: i64 = 0;
    deltas
        .into_iter()
        .map(|delta| match delta {
            None => Ok(None),
            Some(delta) => {
                sum = sum.checked_add(delta).ok_or(ColumnFault::Number)?;
                Ok(Some(sum))
            }
        })
        .collect()
}

/// Reads a boolean column of exactly `length` cells: alternating run lengths, beginning with *false*.
pub(crate) fn read_booleans(bytes: &[u8], length: usize) -> Result<Vec<bool>, ColumnFault> {
    let mut reader = Reader::new(bytes);
    let mut cells = Vec::new();
    let mut value = false;
    while !reader.is_done() {
        let count = reader.length()?;
        if count > length.saturating_sub(cells.len()) {
            return Err(ColumnFault::Length);
        }
        cells.resize(cells.len() + count, value);
        value = !value;
    }
    if cells.len() == length { Ok(cells) } else { Err(ColumnFault::Length) }
}

/// Writes a run-length column; a column of empty cells alone is written as nothing.
pub(crate) fn write_runs<T: PartialEq>(cells: &[Option<T>], write: impl Fn(&mut Vec<u8>, &T)) -> Vec<u8> {
    let mut out = Vec::new();
    if cells.iter().all(Option::is_none) {
        return out;
    }
    let mut rest = cells;
    while let Some((first, _)) = rest.split_first() {
        let run = rest.iter().take_while(|cell| *cell == first).count();
        let taken = match first {
            None => {
                write_signed(&mut out, 0);
                write_unsigned(&mut out, run as u64);
                run
            }
            Some(value) if run > 1 => {
                write_signed(&mut out, run as i64);
                write(&mut out, value);
                run
            }
            Some(_) => write_literals(&mut out, rest, &write),
        };
        rest = rest.get(taken..).unwrap_or(&[]);
    }
    out
}

/// Writes the values from the front that differ from the one after them, and returns how many.
fn write_literals<T: PartialEq>(
    out: &mut Vec<u8>,
    cells: &[Option<T>],
    write: &impl Fn(&mut Vec<u8>, &T),
) -> usize {
    let ends_here = |pair: &[Option<T>]| match pair {
        [Some(a), Some(b)] => a == b,
        [None, ..] => true,
        _ => false,
    };
    let before_end = cells.windows(2).take_while(|pair| !ends_here(pair)).count();
    // The walk stops before the first of two equal values, before an empty cell, or at the last cell.
    let last_counts = before_end + 1 == cells.len() && cells.last().is_some_and(Option::is_some);
    let count = if last_counts { cells.len() } else { before_end };
    write_signed(out, -(count as i64));
    for value in cells.iter().take(count).flatten() {
        write(out, value);
    }
    count
}

/// Writes values as differences, run-length coded.
pub(crate) fn write_deltas(cells: &[Option<i64>]) -> Vec<u8> {
    let mut last: i64 = 0;
    let deltas: Vec<Option<i64>> = cells
        .iter()
        .map(|cell| {
            cell.map(|value| {
                let delta = value.saturating_sub(last);
                last = value;
                delta
            })
        })
        .collect();
    write_runs(&deltas, |out, delta| write_signed(out, *delta))
}

/// Writes a boolean column.
pub(crate) fn write_booleans(cells: &[bool]) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut value, mut count) = (false, 0_u64);
    for cell in cells {
        if *cell != value {
            write_unsigned(&mut out, count);
            (value, count) = (*cell, 0);
        }
        count += 1;
    }
    if count > 0 {
        write_unsigned(&mut out, count);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_read_back_as_they_were_written() {
        let columns: [&[Option<u64>]; 6] = [
            &[None, None],
            &[Some(1)],
            &[Some(1), Some(1), Some(2), Some(3), None, Some(3), Some(3)],
            &[None, Some(5), Some(6), Some(6), Some(7)],
            &[Some(9), None],
            &[Some(1), Some(2), None, None, Some(300)],
        ];
        for cells in columns {
            let bytes = write_runs(cells, |out, value| write_unsigned(out, *value));
            assert_eq!(read_optional(&bytes, cells.len(), Reader::unsigned).unwrap(), cells);
        }
    }

    #[test]
    fn signed_numbers_read_back_as_they_were_written() {
        for value in [0, 1, -1, 63, 64, -64, -65, 8191, -8192, i64::MAX, i64::MIN, 1 << 40] {
            let mut out = Vec::new();
            write_signed(&mut out, value);
            assert_eq!(Reader::new(&out).signed().unwrap(), value, "{out:?}");
        }
    }

    #[test]
    fn a_run_of_a_million_million_is_refused_before_it_is_walked() {
        let mut out = Vec::new();
        write_signed(&mut out, 1 << 40);
        write_unsigned(&mut out, 1);
        assert_eq!(read_full(&out, 4096, Reader::unsigned), Err(ColumnFault::Length));
    }
}
