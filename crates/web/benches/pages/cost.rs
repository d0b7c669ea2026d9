//! Time of this thread and memory of this process.

use rustix::time::{ClockId, clock_gettime};
use std::{
    fmt::{self, Display},
    fs,
    time::Instant,
};

/// Requests measured for a figure at least and at most, and the seconds after which it is enough.
const ROUNDS: (usize, usize, u64) = (5, 1_000, 2);

/// What a request costs, in microseconds.
#[derive(Debug)]
pub struct Cost {
    /// CPU time of this thread, in the middle.
    pub median: u64,
    /// CPU time of this thread, the 99th of a hundred, or the worst of fewer.
    pub p99: u64,
    /// Time on the wall, in the middle.
    pub wall: u64,
}

impl Cost {
    /// Runs something often, after a first time that does not count.
    pub async fn of(run: impl AsyncFnMut()) -> Self {
        Self::after(async || {}, run).await
    }

    /// The same, each time after something else, whose time does not count.
    pub async fn after(mut before: impl AsyncFnMut(), mut run: impl AsyncFnMut()) -> Self {
        run().await;
        let (mut cpu, mut wall) = (Vec::new(), Vec::new());
        let begun = Instant::now();
        while wall.len() < ROUNDS.0 || wall.len() < ROUNDS.1 && begun.elapsed().as_secs() < ROUNDS.2 {
            before().await;
            let (at, of) = (Instant::now(), thread_us());
            run().await;
            cpu.push(thread_us() - of);
            wall.push(u64::try_from(at.elapsed().as_micros()).unwrap());
        }
        cpu.sort_unstable();
        wall.sort_unstable();
        Self {
            median: cpu[cpu.len() / 2],
            p99: cpu[(cpu.len() * 99).div_ceil(100) - 1],
            wall: wall[wall.len() / 2],
        }
    }
}

/// CPU time that this thread has used, in microseconds.
fn thread_us() -> u64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    u64::try_from(now.tv_sec * 1_000_000 + now.tv_nsec / 1_000).unwrap()
}

/// The memory of this process now and at its most.
pub fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
    };
    format!("RSS {} MiB (of files {}), highest {} MiB", of("VmRSS:"), of("RssFile:"), of("VmHWM:"))
}

/// What the figures were taken on.
pub struct Machine;

impl Machine {
    /// This machine, as busy as it is.
    pub const fn read() -> Self {
        Self
    }
}

impl Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load: Vec<&str> = load.split(' ').take(3).collect();
        write!(f, "{cores} cores, load {} before the run", load.join(" "))
    }
}
