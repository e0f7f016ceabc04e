//! automerge on the same work: one document with everything, its own sync, and no store.

use automerge::{
    ActorId, AutoCommit, ObjType, ROOT, ReadDoc,
    sync::{State, SyncDoc},
    transaction::Transactable,
};
use std::time::Instant;

fn figure(what: &str, value: f64, unit: &str) {
    println!("automerge | {what} | {value:.2} {unit}");
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name the file with the work")?;
    let work = std::fs::read_to_string(path)?;
    let mut doc = AutoCommit::new();
    let notes = doc.put_object(ROOT, "notes", ObjType::Map)?;
    let acts = doc.put_object(ROOT, "acts", ObjType::Map)?;
    doc.commit();
    let mut entries = 0;
    for line in work.lines() {
        let deed: serde_json::Value = serde_json::from_str(line)?;
        entries += 1;
        write(&mut doc, &notes, &acts, &deed, entries)?;
        doc.commit();
    }
    figure("entries", f64::from(entries), "");
    let saved = doc.save();
    figure("bytes saved", saved.len() as f64, "B");
    let begun = Instant::now();
    let mut host = AutoCommit::load(&saved)?;
    figure("start: time of loading", begun.elapsed().as_secs_f64() * 1e3, "ms");

    let mut guest = AutoCommit::new().with_actor(ActorId::from([2; 16]));
    let begun = Instant::now();
    let bytes = level(&mut host, &mut guest)?;
    figure("join: bytes", bytes as f64, "B");
    figure("join: time, both ends", begun.elapsed().as_secs_f64() * 1e3, "ms");

    // Two that hold the same and remember nothing of each other.
    figure("reconnect: bytes", level(&mut host, &mut guest)? as f64, "B");

    let begun = Instant::now();
    let mut bytes = 0;
    let (mut mine, mut theirs) = (State::new(), State::new());
    exchange(&mut host, &mut guest, &mut mine, &mut theirs)?;
    for n in 0..10 {
        let act = host.put_object(&acts, format!("more {n}"), ObjType::Map)?;
        host.put(&act, "why", "soup on Tuesday evening")?;
        host.commit();
        bytes += exchange(&mut host, &mut guest, &mut mine, &mut theirs)?;
    }
    figure("change: bytes, both ways", bytes as f64 / 10.0, "B");
    figure("change: time, both ends", begun.elapsed().as_secs_f64() * 1e2, "ms");
    Ok(())
}

fn write(
    doc: &mut AutoCommit,
    notes: &automerge::ObjId,
    acts: &automerge::ObjId,
    deed: &serde_json::Value,
    number: u32,
) -> Result<(), Box<dyn std::error::Error>> {
    if let Some(page) = deed.get("Page") {
        let title = page["page"].as_str().unwrap_or_default();
        let text = match doc.get(notes, title)? {
            Some((_, text)) => text,
            None => doc.put_object(notes, title, ObjType::Text)?,
        };
        let at = page["at"].as_u64().unwrap_or(0) as usize;
        let at = at.min(doc.length(&text));
        let delete = (page["delete"].as_u64().unwrap_or(0) as usize).min(doc.length(&text) - at);
        doc.splice_text(&text, at, delete as isize, page["insert"].as_str().unwrap_or_default())?;
    } else if let Some(act) = deed.get("Act") {
        let object = doc.put_object(acts, number.to_string(), ObjType::Map)?;
        for key in ["step", "why"] {
            doc.put(&object, key, act[key].as_str().unwrap_or_default())?;
        }
        for key in ["device", "loan", "other", "amount"] {
            doc.put(&object, key, act[key].as_i64().unwrap_or(0))?;
        }
    }
    Ok(())
}

fn level(host: &mut AutoCommit, guest: &mut AutoCommit) -> Result<usize, automerge::AutomergeError> {
    exchange(host, guest, &mut State::new(), &mut State::new())
}

fn exchange(
    host: &mut AutoCommit,
    guest: &mut AutoCommit,
    mine: &mut State,
    theirs: &mut State,
) -> Result<usize, automerge::AutomergeError> {
    let mut bytes = 0;
    loop {
        let told = host.sync().generate_sync_message(mine);
        let answered = guest.sync().generate_sync_message(theirs);
        if told.is_none() && answered.is_none() {
            return Ok(bytes);
        }
        if let Some(message) = told {
            bytes += message.clone().encode().len();
            guest.sync().receive_sync_message(theirs, message)?;
        }
        if let Some(message) = answered {
            bytes += message.clone().encode().len();
            host.sync().receive_sync_message(mine, message)?;
        }
    }
}
