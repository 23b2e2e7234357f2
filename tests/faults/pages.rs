//! Nothing from a feed stands unescaped in a page or in a log.

use crate::world::World;

/// What would run in a browser.
const RUNS: [&str; 4] = ["<script>alert('SUNTIK", "<script>alert(&#39;SUNTIK", "onerror=\"alert", "href=\"javascript:"];

/// Looks at the pages of sources, searches, halls and services; gives what was found.
pub async fn look(world: &World) -> Vec<String> {
    let mut paths = vec!["/".to_owned(), "/sumber".to_owned(), "/cakupan".to_owned(), "/?q=SUNTIK".to_owned()];
    for (source, _, _) in world.faults.sources() {
        paths.push(format!("/sumber/{source}"));
    }
    for (region, (_, item, _)) in world.faults.regions().iter().zip(world.faults.sources()) {
        if !item.name.starts_with("text-") && item.name != "csv-formulas" {
            continue;
        }
        paths.push(format!("/?region={region}"));
        let found = world.json(&format!("/v1/search?region={region}&size=2")).await;
        for hit in found["hits"].as_array().into_iter().flatten() {
            let id = |kind: &str| hit[kind]["id"].as_str().unwrap_or_default().to_owned();
            paths.push(format!("/layanan/{}", id("service")));
            paths.push(format!("/mpp/{}", id("location")));
        }
    }
    let mut misses = Vec::new();
    for path in paths {
        let (status, text) = world.get(&path).await;
        if status != 200 {
            misses.push(format!("{path}: {status}"));
        }
        misses.extend(RUNS.iter().filter(|runs| text.contains(**runs)).map(|runs| format!("{path} holds {runs}")));
        if text.chars().any(is_raw) {
            misses.push(format!("{path} holds control characters"));
        }
    }
    misses
}

/// Looks at a log; gives what was found.
pub fn log(path: &std::path::Path) -> Vec<String> {
    let text = String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned();
    let raw = text
        .lines()
        .filter(|line| line.chars().any(is_raw))
        .map(|line| format!("the log holds control characters: {}", line.escape_debug()));
    let forged =
        text.lines().filter(|line| line.trim_start().starts_with("SUNTIK")).map(|line| format!("a forged line: {}", line.escape_debug()));
    let panics = text.lines().filter(|line| line.contains("panicked at")).map(|line| format!("a panic: {line}"));
    raw.chain(forged).chain(panics).take(20).collect()
}

/// Characters that steer a terminal or a reader.
fn is_raw(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
