//! What the machine says of this process, under the names that Prometheus uses everywhere.

use std::fmt::Write as _;

/// Clock ticks of the kernel in a second, as it tells them to programs on every machine that this runs on.
#[cfg(target_os = "linux")]
const TICKS: f64 = 100.0;

/// Adds memory, processor time and open files, where they can be known.
#[cfg(target_os = "linux")]
pub fn write(out: &mut String) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program is in brackets and may hold anything.
    let fields: Vec<&str> =
        stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect()).unwrap_or_default();
    let field = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok());
    let files = std::fs::read_dir("/proc/self/fd").map(Iterator::count).unwrap_or_default();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    let processor = field(11).zip(field(12)).map(|(user, system)| (user + system) / TICKS);
    for (name, kind, says, value) in [
        ("process_cpu_seconds_total", "counter", "Processor time.", processor),
        ("process_resident_memory_bytes", "gauge", "Memory.", resident.map(|kilobytes| kilobytes * 1024.0)),
        ("process_open_fds", "gauge", "Open files.", u32::try_from(files).ok().map(f64::from)),
    ] {
        if let Some(value) = value {
            let _ = write!(out, "# HELP {name} {says}\n# TYPE {name} {kind}\n{name} {value}\n");
        }
    }
}

/// Other systems tell it in other ways.
#[cfg(not(target_os = "linux"))]
pub fn write(_: &mut String) {}
