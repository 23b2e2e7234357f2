//! What the kernel says of a process.

/// The peak of its memory since the last [`reset`], in MiB.
pub fn peak_mib(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Begins to measure the peak anew.
pub fn reset(process: u32) {
    // Where the kernel does not allow it, the peak is of the whole life: stricter, not laxer.
    drop(std::fs::write(format!("/proc/{process}/clear_refs"), "5"));
}

/// Its open descriptors.
pub fn descriptors(process: u32) -> usize {
    std::fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count)
}
