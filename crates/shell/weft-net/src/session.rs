//! One session: carries frames both ways over one stream until one side ends it.

use crate::{
    NetEvent,
    end::End,
    frame::{self, HEADER_BYTES},
    pace::Pace,
    shared::{Line, Running, Shared},
    table::Place,
};
use iroh::endpoint::{Connection, ReadError, ReadExactError, RecvStream, SendStream, WriteError};
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

/// How long one frame may wait for the other side to take it: its engine may be busy vetting a large batch.
const STALL: Duration = Duration::from_secs(120);
/// How long a friendly end waits for what is queued to be written and read.
const FAREWELL: Duration = Duration::from_secs(3);
/// Bytes read at once.
const CHUNK_BYTES: usize = 64 << 10;

/// A greeted connection with its stream.
pub(crate) struct Wire {
    pub(crate) connection: Connection,
    pub(crate) send: SendStream,
    pub(crate) receive: RecvStream,
}

/// Runs a session that the table has admitted, and tells its beginning and its end.
pub(crate) async fn run(shared: Arc<Shared>, connected: NetEvent, place: Place, wire: Wire, line: Line) {
    let running: Running = shared.running();
    let connection = wire.connection.clone();
    let (session, over) = (place.session, line.over.clone());
    if let Some(mut replaced) = place.replaced {
        // Nothing is ever sent: it closes when the older session has told its end.
        tokio::time::timeout(2 * FAREWELL, replaced.recv()).await.ok();
    }
    let told = shared.tell(connected).await;
    let end = match told {
        Err(end) => end,
        Ok(()) => {
            let carrying = shared.runtime.spawn(carry(shared.clone(), session, wire, line));
            carrying.await.unwrap_or(End::Fault)
        }
    };
    connection.close(end.code(), b"");
    shared.table().forget(session);
    if end == End::Fault {
        tracing::error!(session, "a session panicked");
        shared.tell(NetEvent::Trouble("a fault in this program while carrying frames".into())).await.ok();
    }
    tracing::debug!(session, why = end.why(), "session over");
    drop(connection);
    shared.tell(NetEvent::Closed { session, why: end.why() }).await.ok();
    drop((running, over));
}

async fn carry(shared: Arc<Shared>, session: u64, mut wire: Wire, mut line: Line) -> End {
    let mut stop = line.stop;
    let end = {
        let reading = read_frames(&shared, session, &mut wire.receive);
        let writing = write_frames(&mut wire.send, &mut line.frames, &line.queued);
        tokio::pin!(reading, writing);
        let (end, is_written) = tokio::select! {
            biased;
            end = stop.recv() => (end.unwrap_or(End::Flushed), false),
            end = &mut writing => (end, true),
            end = &mut reading => (end, false),
        };
        // The engine says why it stops before it lets go of the queue, so the reason is there when the queue is drained.
        let end = if end == End::Flushed { stop.try_recv().unwrap_or(end) } else { end };
        if end.is_friendly() && !is_written {
            tokio::time::timeout(FAREWELL, &mut writing).await.ok();
        }
        end
    };
    if end.is_friendly() {
        farewell(&mut wire).await;
    }
    end
}

/// Ends our stream and waits until the other side has read it to its end (it then closes, or ends its own).
async fn farewell(wire: &mut Wire) {
    let quiet = async {
        wire.send.finish().ok();
        while let Ok(Some(_)) = wire.receive.read_chunk(CHUNK_BYTES).await {}
        wire.connection.closed().await;
    };
    tokio::time::timeout(FAREWELL, quiet).await.ok();
}

async fn read_frames(shared: &Shared, session: u64, receive: &mut RecvStream) -> End {
    let mut pace = Pace::new(Instant::now());
    loop {
        let bytes = match read_frame(receive, &mut pace).await {
            Ok(bytes) => bytes,
            Err(end) => return end,
        };
        if let Err(end) = shared.tell(NetEvent::Frame { session, bytes }).await {
            return end;
        }
    }
}

async fn read_frame(receive: &mut RecvStream, pace: &mut Pace) -> Result<Vec<u8>, End> {
    let mut header = [0; HEADER_BYTES];
    match receive.read_exact(&mut header).await {
        Ok(()) => {}
        Err(ReadExactError::FinishedEarly(0)) => return Err(End::Finished),
        Err(ReadExactError::FinishedEarly(_)) => return Err(End::Broke(frame::FrameError::Malformed)),
        Err(ReadExactError::ReadError(error)) => return Err(end_of_read(error)),
    }
    let length = frame::body_length(header).map_err(End::Broke)?;
    pace.wait(length).await;
    // Grown as bytes come, so that a claimed length alone costs nothing.
    let mut body = Vec::with_capacity(length.min(CHUNK_BYTES));
    while body.len() < length {
        let wanted = (length - body.len()).min(CHUNK_BYTES);
        match receive.read_chunk(wanted).await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Err(End::Broke(frame::FrameError::Malformed)),
            Err(error) => return Err(end_of_read(error)),
        }
    }
    frame::decode(body).map_err(End::Broke)
}

fn end_of_read(error: ReadError) -> End {
    if let ReadError::ConnectionLost(error) = error {
        End::of_connection(&error)
    } else {
        End::Broken(error.to_string())
    }
}

async fn write_frames(
    send: &mut SendStream,
    frames: &mut tokio::sync::mpsc::Receiver<Vec<u8>>,
    queued: &std::sync::atomic::AtomicUsize,
) -> End {
    while let Some(frame) = frames.recv().await {
        let bytes = match frame::encode(&frame) {
            Ok(bytes) => bytes,
            Err(error) => return End::Broken(error.to_string()),
        };
        let written = tokio::time::timeout(STALL, send.write_all(&bytes)).await;
        queued.fetch_sub(frame.len(), Ordering::Relaxed);
        match written {
            Ok(Ok(())) => {}
            Ok(Err(WriteError::ConnectionLost(error))) => return End::of_connection(&error),
            Ok(Err(error)) => return End::Broken(error.to_string()),
            Err(_) => return End::Slow,
        }
    }
    End::Flushed
}
