//! CPU seconds and peak memory of this process, read from the files of `/proc` (0 where there are none).

#![allow(dead_code)] // each bench uses what it needs

/// User and system seconds so far.
pub(crate) fn cpu_seconds() -> f64 {
    seconds([11, 12])
}

/// User and system seconds of the programs that were run and have ended.
pub(crate) fn children_seconds() -> f64 {
    seconds([13, 14])
}

/// The sum of two fields behind the name of the program.
fn seconds(fields_at: [usize; 2]) -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks: f64 = fields_at
        .iter()
        .filter_map(|&at| fields.get(at)?.parse::<f64>().ok())
        .sum();
    ticks / 100.0
}

/// Peak resident memory.
pub(crate) fn peak_megabytes() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<f64>().ok())
        .unwrap_or(0.0)
        / 1024.0
}
