//! The body of a page change in blank form: what it says, read with bounds and written in the one canonical way.

use super::columns::{
    ColumnFault, Reader, read_booleans, read_full, read_optional, read_runs, sum_deltas, write_booleans,
    write_deltas, write_runs, write_signed, write_text, write_unsigned,
};
use super::name::ChangeId;
use std::collections::BTreeSet;
use weft_ids::limits;

/// The 16 bytes that tell the authors of changes apart inside automerge.
pub(crate) type Actor = [u8; 16];

/// The actor of a change in blank form.
pub(crate) const BLANK_ACTOR: Actor = [0; 16];

/// An operation named by its author's place in the change's table (0: this change itself) and its counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OpRef {
    pub(crate) actor: usize,
    pub(crate) counter: u32,
}

/// Where in an object an operation works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OpKey {
    /// A key of a map.
    Key(String),
    /// The front of a text.
    Front,
    /// A character of a text, by the operation that inserted it.
    Character(OpRef),
}

/// What an operation does; pages need nothing else, and every other kind is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OpAction {
    MakeMap,
    MakeText,
    Put(String),
    Delete,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Op {
    /// The object it works on; `None` for the page's root map.
    pub(crate) object: Option<OpRef>,
    pub(crate) key: OpKey,
    pub(crate) insert: bool,
    pub(crate) action: OpAction,
    /// The operations whose effect it replaces.
    pub(crate) replaces: Vec<OpRef>,
}

/// A change without its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) deps: Vec<ChangeId>,
    pub(crate) start_op: u32,
    /// The authors of operations that this change names, other than its own.
    pub(crate) others: Vec<Actor>,
    pub(crate) ops: Vec<Op>,
}

/// Why bytes are not a page change in blank form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// Longer than [`limits::CHANGE_BYTES_MAX`].
    #[error("it has {0} bytes; {max} fit", max = limits::CHANGE_BYTES_MAX)]
    Bytes(usize),
    /// More operations than [`limits::CHANGE_OPS_MAX`].
    #[error("it has more than {max} operations", max = limits::CHANGE_OPS_MAX)]
    Ops,
    /// No operation at all.
    #[error("it has no operation")]
    Empty,
    /// The columns cannot be read.
    #[error("{0}")]
    Columns(#[from] ColumnFault),
    /// An actor that is not 16 bytes, or an own actor that is not zero.
    #[error("its author is not left blank")]
    Actor,
    /// A sequence number other than 1.
    #[error("its sequence number is {0}, not 1")]
    Seq(u64),
    /// A time other than 0.
    #[error("it carries a time")]
    Time,
    /// A message of its own.
    #[error("it carries a message")]
    Message,
    /// A column that pages do not use, columns out of order, or bytes after them.
    #[error("it has columns that pages do not use")]
    ColumnKind,
    /// An operation of a kind that pages do not use.
    #[error("operation {0} is of a kind that pages do not use")]
    Action(usize),
    /// A value that is not text.
    #[error("operation {0} carries a value that is not text")]
    Value(usize),
    /// A key longer than [`limits::PAGE_KEY_BYTES_MAX`].
    #[error("operation {0} has a key of more than {max} bytes", max = limits::PAGE_KEY_BYTES_MAX)]
    Key(usize),
    /// Text longer than [`limits::TEXT_BYTES_MAX`].
    #[error("operation {0} has a text of more than {max} bytes", max = limits::TEXT_BYTES_MAX)]
    Text(usize),
    /// An object or key that is neither one thing nor the other.
    #[error("operation {0} names no place")]
    Place(usize),
    /// It says all this in a way that is not the canonical one.
    #[error("it is not spelled in the canonical way")]
    NotCanonical,
}

mod column {
    pub(super) const OBJECT_ACTOR: u64 = 0x01;
    pub(super) const OBJECT_COUNTER: u64 = 0x02;
    pub(super) const KEY_ACTOR: u64 = 0x11;
    pub(super) const KEY_COUNTER: u64 = 0x13;
    pub(super) const KEY_TEXT: u64 = 0x15;
    pub(super) const INSERT: u64 = 0x34;
    pub(super) const ACTION: u64 = 0x42;
    pub(super) const VALUE_META: u64 = 0x56;
    pub(super) const VALUE: u64 = 0x57;
    pub(super) const REPLACES: u64 = 0x70;
    pub(super) const REPLACES_ACTOR: u64 = 0x71;
    pub(super) const REPLACES_COUNTER: u64 = 0x73;
    /// All of them, in the order in which they are written.
    pub(super) const ALL: [u64; 12] = [
        OBJECT_ACTOR,
        OBJECT_COUNTER,
        KEY_ACTOR,
        KEY_COUNTER,
        KEY_TEXT,
        INSERT,
        ACTION,
        VALUE_META,
        VALUE,
        REPLACES,
        REPLACES_ACTOR,
        REPLACES_COUNTER,
    ];
}

/// The value metadata of text: its length shifted past this type code.
const TEXT_VALUE: u64 = 6;

impl Body {
    /// Reads a blank form and refuses every spelling but the canonical one.
    ///
    /// # Errors
    /// The first rule of form that it breaks.
    pub(crate) fn read(blank: &[u8]) -> Result<Self, FormFault> {
        if blank.len() > limits::CHANGE_BYTES_MAX {
            return Err(FormFault::Bytes(blank.len()));
        }
        let body = Self::read_any_spelling(blank)?;
        if body.write() == blank { Ok(body) } else { Err(FormFault::NotCanonical) }
    }

    /// Reads a blank form in any spelling; for what this device's own automerge wrote.
    pub(crate) fn read_any_spelling(blank: &[u8]) -> Result<Self, FormFault> {
        let mut reader = Reader::new(blank);
        let mut deps = Vec::new();
        for _ in 0..reader.length()? {
            deps.push(ChangeId::from_slice(reader.take(32)?).ok_or(ColumnFault::Short)?);
        }
        if read_actor(&mut reader)? != BLANK_ACTOR {
            return Err(FormFault::Actor);
        }
        match reader.unsigned()? {
            1 => {}
            seq => return Err(FormFault::Seq(seq)),
        }
        let start_op = u32::try_from(reader.unsigned()?).map_err(|_| ColumnFault::Number)?;
        if reader.signed()? != 0 {
            return Err(FormFault::Time);
        }
        if reader.length()? != 0 {
            return Err(FormFault::Message);
        }
        let mut others = Vec::new();
        for _ in 0..reader.length()? {
            others.push(read_actor(&mut reader)?);
        }
        let ops = read_ops(reader, others.len())?;
        Ok(Self { deps, start_op, others, ops })
    }

    /// Writes the canonical blank form.
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut deps: Vec<&ChangeId> = self.deps.iter().collect();
        deps.sort_unstable();
        let mut out = Vec::new();
        write_unsigned(&mut out, deps.len() as u64);
        for dep in deps {
            out.extend_from_slice(dep.as_bytes());
        }
        write_actor(&mut out, &BLANK_ACTOR);
        write_unsigned(&mut out, 1);
        write_unsigned(&mut out, u64::from(self.start_op));
        write_signed(&mut out, 0);
        write_unsigned(&mut out, 0);
        // Only authors that an operation names, in order of their bytes and never the blank one.
        let named: BTreeSet<Actor> = self
            .named_actors()
            .filter(|place| *place > 0)
            .filter_map(|place| self.others.get(place - 1).copied())
            .filter(|actor| *actor != BLANK_ACTOR)
            .collect();
        let named: Vec<Actor> = named.into_iter().collect();
        write_unsigned(&mut out, named.len() as u64);
        for actor in &named {
            write_actor(&mut out, actor);
        }
        self.write_ops(&mut out, &named);
        out
    }

    fn named_actors(&self) -> impl Iterator<Item = usize> + '_ {
        self.ops.iter().flat_map(|op| {
            let key = match &op.key {
                OpKey::Character(character) => Some(character.actor),
                OpKey::Key(_) | OpKey::Front => None,
            };
            let object = op.object.map(|object| object.actor);
            key.into_iter().chain(object).chain(op.replaces.iter().map(|replaced| replaced.actor))
        })
    }

    /// The place of an author in the table `named`, by its place in this body's own.
    fn place_in(&self, named: &[Actor], place: usize) -> u64 {
        let actor = place.checked_sub(1).and_then(|index| self.others.get(index));
        let found = actor.and_then(|actor| named.binary_search(actor).ok());
        found.map_or(0, |index| index as u64 + 1)
    }

    fn write_ops(&self, out: &mut Vec<u8>, named: &[Actor]) {
        let place = |op: &OpRef| Some(self.place_in(named, op.actor));
        let number = |bytes: &mut Vec<u8>, value: &u64| write_unsigned(bytes, *value);
        let cells = |cell: &dyn Fn(&Op) -> Option<u64>| -> Vec<u8> {
            write_runs(&self.ops.iter().map(cell).collect::<Vec<_>>(), number)
        };
        let replaced: Vec<&OpRef> = self.ops.iter().flat_map(|op| &op.replaces).collect();
        let key_texts: Vec<Option<&str>> = self.ops.iter().map(|op| op.key_text()).collect();
        let key_counters: Vec<Option<i64>> = self.ops.iter().map(Op::key_counter).collect();
        let insert: Vec<bool> = self.ops.iter().map(|op| op.insert).collect();
        let values: Vec<u8> = self.ops.iter().filter_map(Op::value).flat_map(|text| text.bytes()).collect();
        let replaced_actors: Vec<Option<u64>> = replaced.iter().map(|op| place(op)).collect();
        let replaced_counters: Vec<Option<i64>> =
            replaced.iter().map(|op| Some(i64::from(op.counter))).collect();
        let columns: [Vec<u8>; 12] = [
            cells(&|op| op.object.as_ref().and_then(place)),
            cells(&|op| op.object.map(|object| u64::from(object.counter))),
            cells(&|op| op.key_character().and_then(place)),
            write_deltas(&key_counters),
            write_runs(&key_texts, |bytes, text| write_text(bytes, text)),
            write_booleans(&insert),
            cells(&|op| Some(op.action_code())),
            cells(&|op| Some(op.value().map_or(0, |text| ((text.len() as u64) << 4) | TEXT_VALUE))),
            values,
            cells(&|op| Some(op.replaces.len() as u64)),
            write_runs(&replaced_actors, number),
            write_deltas(&replaced_counters),
        ];
        let present: Vec<(u64, &Vec<u8>)> =
            column::ALL.into_iter().zip(&columns).filter(|(_, bytes)| !bytes.is_empty()).collect();
        write_unsigned(out, present.len() as u64);
        for (spec, bytes) in &present {
            write_unsigned(out, *spec);
            write_unsigned(out, bytes.len() as u64);
        }
        for (_, bytes) in present {
            out.extend_from_slice(bytes);
        }
    }
}

impl Op {
    fn key_text(&self) -> Option<&str> {
        match &self.key {
            OpKey::Key(text) => Some(text),
            OpKey::Front | OpKey::Character(_) => None,
        }
    }

    fn key_character(&self) -> Option<&OpRef> {
        match &self.key {
            OpKey::Character(character) => Some(character),
            OpKey::Key(_) | OpKey::Front => None,
        }
    }

    fn key_counter(&self) -> Option<i64> {
        match &self.key {
            OpKey::Key(_) => None,
            OpKey::Front => Some(0),
            OpKey::Character(character) => Some(i64::from(character.counter)),
        }
    }

    fn value(&self) -> Option<&str> {
        match &self.action {
            OpAction::Put(text) => Some(text),
            OpAction::MakeMap | OpAction::MakeText | OpAction::Delete => None,
        }
    }

    fn action_code(&self) -> u64 {
        match self.action {
            OpAction::MakeMap => 0,
            OpAction::Put(_) => 1,
            OpAction::Delete => 3,
            OpAction::MakeText => 4,
        }
    }
}

fn read_actor(reader: &mut Reader<'_>) -> Result<Actor, FormFault> {
    if reader.length()? != 16 {
        return Err(FormFault::Actor);
    }
    reader.take(16)?.try_into().map_err(|_| FormFault::Actor)
}

fn write_actor(out: &mut Vec<u8>, actor: &Actor) {
    write_unsigned(out, 16);
    out.extend_from_slice(actor);
}

/// The bytes of each column, in the order of [`column::ALL`]; absent ones are empty.
fn read_column_table(mut reader: Reader<'_>) -> Result<[&[u8]; 12], FormFault> {
    let count = reader.length()?;
    if count > column::ALL.len() {
        return Err(FormFault::ColumnKind);
    }
    let mut lengths = [0_usize; 12];
    let mut from = 0;
    for _ in 0..count {
        let (spec, length) = (reader.unsigned()?, reader.length()?);
        let place = column::ALL.iter().position(|known| *known == spec).ok_or(FormFault::ColumnKind)?;
        if place < from {
            return Err(FormFault::ColumnKind);
        }
        from = place + 1;
        *lengths.get_mut(place).ok_or(FormFault::ColumnKind)? = length;
    }
    let mut columns: [&[u8]; 12] = [&[]; 12];
    for (bytes, length) in columns.iter_mut().zip(lengths) {
        *bytes = reader.take(length)?;
    }
    if reader.is_done() { Ok(columns) } else { Err(FormFault::ColumnKind) }
}

fn read_ops(reader: Reader<'_>, others: usize) -> Result<Vec<Op>, FormFault> {
    let [
        object_actors,
        object_counters,
        key_actors,
        key_counters,
        key_texts,
        inserts,
        actions,
        value_meta,
        values,
        replaces,
        replaced_actors,
        replaced_counters,
    ] = read_column_table(reader)?;
    // The actions say how many operations there are, so they are counted first.
    let actions = match read_runs(actions, limits::CHANGE_OPS_MAX, Reader::unsigned) {
        Ok(actions) => actions,
        Err(ColumnFault::Length) => return Err(FormFault::Ops),
        Err(fault) => return Err(fault.into()),
    };
    let count = actions.len();
    if count == 0 {
        return Err(FormFault::Empty);
    }
    let place = |reader: &mut Reader<'_>| match reader.length()? {
        place if place <= others => Ok(place),
        _ => Err(ColumnFault::Number),
    };
    let object_actors = read_optional(object_actors, count, place)?;
    let object_counters = read_optional(object_counters, count, Reader::unsigned)?;
    let key_actors = read_optional(key_actors, count, place)?;
    let key_counters = sum_deltas(read_optional(key_counters, count, Reader::signed)?)?;
    let key_texts = read_optional(key_texts, count, Reader::text)?;
    let inserts = read_booleans(inserts, count)?;
    let value_meta = read_full(value_meta, count, Reader::unsigned)?;
    let mut values = Reader::new(values);
    let replaced = read_replaced(replaces, replaced_actors, replaced_counters, count, place)?;

    let objects = object_actors.into_iter().zip(object_counters);
    let keys = key_actors.into_iter().zip(key_counters).zip(key_texts);
    let deeds = actions.into_iter().zip(inserts).zip(value_meta);
    let mut ops = Vec::with_capacity(count);
    for (index, (((object, key), deed), replaces)) in objects.zip(keys).zip(deeds).zip(replaced).enumerate() {
        let object = match object {
            (None, None) => None,
            (Some(actor), Some(counter)) => {
                Some(OpRef { actor, counter: u32::try_from(counter).map_err(|_| ColumnFault::Number)? })
            }
            (None, Some(_)) | (Some(_), None) => return Err(FormFault::Place(index)),
        };
        let ((action, insert), meta) = deed;
        if !matches!(action, Some(0 | 1 | 3 | 4)) {
            return Err(FormFault::Action(index));
        }
        let value = read_value(&mut values, meta, index)?;
        let action = match (action, value) {
            (Some(0), None) => OpAction::MakeMap,
            (Some(1), Some(text)) => OpAction::Put(text),
            (Some(3), None) => OpAction::Delete,
            (Some(4), None) => OpAction::MakeText,
            (Some(_) | None, _) => return Err(FormFault::Value(index)),
        };
        let key = read_key(key, index)?;
        ops.push(Op { object, key, insert, action, replaces });
    }
    if values.is_done() { Ok(ops) } else { Err(FormFault::ColumnKind) }
}

fn read_key(
    ((actor, counter), text): ((Option<usize>, Option<i64>), Option<&str>),
    index: usize,
) -> Result<OpKey, FormFault> {
    match (actor, counter, text) {
        // Checked before it is copied: a run of one long key would be copied for each operation.
        (None, None, Some(text)) if text.len() > limits::PAGE_KEY_BYTES_MAX => Err(FormFault::Key(index)),
        (None, None, Some(text)) => Ok(OpKey::Key(text.to_owned())),
        (None, Some(0), None) => Ok(OpKey::Front),
        (Some(actor), Some(counter), None) => {
            let counter = u32::try_from(counter).map_err(|_| ColumnFault::Number)?;
            Ok(OpKey::Character(OpRef { actor, counter }))
        }
        (Some(_) | None, Some(_) | None, Some(_) | None) => Err(FormFault::Place(index)),
    }
}

/// The text of a value; `None` for the empty value of operations that carry none.
fn read_value(values: &mut Reader<'_>, meta: u64, index: usize) -> Result<Option<String>, FormFault> {
    match meta & 0xf {
        0 if meta == 0 => Ok(None),
        TEXT_VALUE => {
            let length = usize::try_from(meta >> 4).map_err(|_| ColumnFault::Number)?;
            if length > limits::TEXT_BYTES_MAX {
                return Err(FormFault::Text(index));
            }
            let text = std::str::from_utf8(values.take(length)?).map_err(|_| ColumnFault::Text)?;
            Ok(Some(text.to_owned()))
        }
        _ => Err(FormFault::Value(index)),
    }
}

/// For each operation, those it replaces.
fn read_replaced(
    counts: &[u8],
    actors: &[u8],
    counters: &[u8],
    ops: usize,
    place: impl Fn(&mut Reader<'_>) -> Result<usize, ColumnFault>,
) -> Result<Vec<Vec<OpRef>>, ColumnFault> {
    let counts = read_full(counts, ops, Reader::length)?;
    let total = counts.iter().try_fold(0_usize, |sum, count| sum.checked_add(*count));
    let total = total.filter(|total| *total <= limits::CHANGE_REPLACED_MAX).ok_or(ColumnFault::Length)?;
    let actors = read_full(actors, total, place)?;
    let counters = sum_deltas(read_optional(counters, total, Reader::signed)?)?;
    let mut all = actors.into_iter().zip(counters).map(|(actor, counter)| {
        let counter = counter.and_then(|counter| u32::try_from(counter).ok()).ok_or(ColumnFault::Number)?;
        Ok(OpRef { actor, counter })
    });
    counts.into_iter().map(|count| all.by_ref().take(count).collect()).collect()
}
