//! Connections in memory between devices of this process: every frame is counted as it would stand on the wire.

use crate::{device::Device, meter::cpu_us};
use anyhow::{Context, ensure};
use std::collections::{BTreeMap, VecDeque};
use weft_replica::{Input, Output};

/// Bytes before a frame on a stream: length and flag.
const HEADER_BYTES: u64 = 5;
/// Frames from this size on are compressed, as `weft-net` does.
const COMPRESS_BYTES_MIN: usize = 512;
/// The level at which it does.
const ZSTD_LEVEL: i32 = 3;
/// More frames than this mean that two devices never stop talking.
const FRAMES_MAX: u64 = 5_000_000;

/// What went over connections.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Frames.
    pub frames: u64,
    /// Bytes of frames before they are compressed, without their heads.
    pub plain_bytes: u64,
    /// Bytes as they stand on the stream.
    pub wire_bytes: u64,
    /// Frames that each had to wait for one before: half round trips.
    pub flights: u64,
    /// Microseconds of processor time spent compressing.
    pub zstd_us: u64,
}

/// A frame on its way.
#[derive(Debug)]
struct Frame {
    to: usize,
    session: u64,
    bytes: Vec<u8>,
    flight: u64,
}

/// Devices, and the connections between them.
#[derive(Debug, Default)]
pub struct Net {
    links: BTreeMap<u64, (usize, usize)>,
    sessions: u64,
    wire: VecDeque<Frame>,
    /// Connections that a device has closed, and which, until the other end hears of it.
    ended: Vec<(u64, usize)>,
    /// What went so far.
    pub traffic: Traffic,
    /// Why connections were closed by a device.
    pub closed: Vec<String>,
    /// Whether frames are compressed to count them; costs time that is not the devices' own.
    pub counts_wire: bool,
}

impl Net {
    /// Connections that count bytes as they stand on the stream.
    pub fn counting() -> Self {
        Self { counts_wire: true, ..Self::default() }
    }

    /// Connects two devices; nothing is delivered until [`Net::settle`].
    ///
    /// # Errors
    /// When a disk refuses.
    pub fn connect(&mut self, devices: &mut [Device], a: usize, b: usize) -> anyhow::Result<u64> {
        self.sessions += 1;
        let session = self.sessions;
        self.links.insert(session, (a, b));
        for (from, to, inbound) in [(a, b, false), (b, a, true)] {
            let endpoint = devices.get(to).context("no such device")?.replica.endpoint();
            let at = format!("127.0.0.1:{}", 1_000 + to);
            let device = devices.get_mut(from).context("no such device")?;
            let outputs = device.handle(Input::Connected { session, endpoint, at, inbound })?;
            self.carry(from, outputs, 1);
        }
        Ok(session)
    }

    /// Ends a connection.
    ///
    /// # Errors
    /// When a disk refuses.
    pub fn disconnect(&mut self, devices: &mut [Device], session: u64) -> anyhow::Result<()> {
        let Some((a, b)) = self.links.remove(&session) else { return Ok(()) };
        for at in [a, b] {
            if let Some(device) = devices.get_mut(at) {
                let outputs = device.handle(Input::Disconnected { session })?;
                self.carry(at, outputs, 1);
            }
        }
        Ok(())
    }

    /// Takes what a device wants done.
    pub fn carry(&mut self, from: usize, outputs: Vec<Output>, flight: u64) {
        for output in outputs {
            match output {
                Output::Send { session, bytes } => {
                    let Some((a, b)) = self.links.get(&session).copied() else { continue };
                    self.count(&bytes, flight);
                    self.wire.push_back(Frame { to: if a == from { b } else { a }, session, bytes, flight });
                }
                Output::Close { session, why } => {
                    self.closed.push(why);
                    self.ended.push((session, from));
                }
                Output::Store { .. } | Output::Read { .. } | Output::Reply { .. } | Output::Changed => {}
            }
        }
    }

    fn count(&mut self, bytes: &[u8], flight: u64) {
        self.traffic.frames += 1;
        self.traffic.plain_bytes += bytes.len() as u64;
        self.traffic.flights = self.traffic.flights.max(flight);
        let before = cpu_us();
        let packed = (self.counts_wire && bytes.len() >= COMPRESS_BYTES_MIN)
            .then(|| zstd::bulk::compress(bytes, ZSTD_LEVEL).ok())
            .flatten()
            .map_or(bytes.len(), |packed| packed.len().min(bytes.len()));
        self.traffic.zstd_us += cpu_us() - before;
        self.traffic.wire_bytes += HEADER_BYTES + packed as u64;
    }

    /// Delivers frames in order until none is on its way.
    ///
    /// # Errors
    /// When a disk refuses, or devices never stop talking.
    pub fn settle(&mut self, devices: &mut [Device]) -> anyhow::Result<()> {
        let mut delivered = 0;
        self.tell_ends(devices)?;
        while let Some(frame) = self.wire.pop_front() {
            delivered += 1;
            ensure!(delivered < FRAMES_MAX, "devices never stop talking");
            if !self.links.contains_key(&frame.session) {
                continue;
            }
            let Some(device) = devices.get_mut(frame.to) else { continue };
            let outputs = device.handle(Input::Message { session: frame.session, bytes: frame.bytes })?;
            self.carry(frame.to, outputs, frame.flight + 1);
            self.tell_ends(devices)?;
        }
        Ok(())
    }

    /// Tells the other end of a connection that one end has closed it.
    fn tell_ends(&mut self, devices: &mut [Device]) -> anyhow::Result<()> {
        while let Some((session, by)) = self.ended.pop() {
            let Some((a, b)) = self.links.remove(&session) else { continue };
            let other = if a == by { b } else { a };
            if let Some(device) = devices.get_mut(other) {
                let outputs = device.handle(Input::Disconnected { session })?;
                self.carry(other, outputs, 1);
            }
        }
        Ok(())
    }

    /// Forgets what was counted.
    pub fn reset(&mut self) {
        self.traffic = Traffic::default();
    }
}
