//! What work costs this process: processor time and the most memory it held.

use rustix::time::{ClockId, clock_gettime};

/// Processor time of this process so far, all threads, in microseconds.
pub fn cpu_us() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanos = u64::try_from(time.tv_nsec).unwrap_or(0);
    seconds * 1_000_000 + nanos / 1_000
}

/// Runs `work` and says how many microseconds of processor time it took.
pub fn cpu_of<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let before = cpu_us();
    let done = work();
    (done, cpu_us() - before)
}

/// The most memory this process has held at once, in bytes; 0 where the system does not say.
pub fn peak_bytes() -> u64 {
    of_status("VmHWM:")
}

/// The memory this process holds, in bytes; 0 where the system does not say.
pub fn resident_bytes() -> u64 {
    of_status("VmRSS:")
}

fn of_status(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap_or_default();
    let kib: u64 = line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0);
    kib * 1_024
}
