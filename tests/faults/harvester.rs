//! The harvester, in a process of its own: makes everything due when it is told the time, harvests, and tells how each source ended.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use harvester::dispatch::{Dispatcher, Ended, Parts};
use harvester::fetch::{Fetcher, Limits};
use registry::store::{self, Store};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::clock;

/// How one source ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    pub source: String,
    pub outcome: String,
    pub reason: String,
    pub detail: Option<String>,
    /// Since the cycle began.
    pub after_ms: u64,
}

/// Deadlines that a test can wait for.
pub fn limits(header: u64, total: u64) -> Limits {
    Limits {
        connect: Duration::from_secs(header),
        header: Duration::from_secs(header),
        total: Duration::from_secs(total),
        ..Limits::default()
    }
}

/// Arguments: the database, the allowed private addresses, the deadlines of header and body in seconds. Every line of the input is a time.
pub async fn run(arguments: &[String]) {
    let [database, allowed, header, total] = arguments else { panic!("four arguments") };
    tracing_subscriber::fmt().with_env_filter("info").with_ansi(false).with_writer(std::io::stderr).init();
    let (header, total) = (header.parse().expect("seconds"), total.parse().expect("seconds"));
    let store = Store::open(database).await.expect("a store");
    let begin = std::sync::Arc::new(std::sync::Mutex::new(Instant::now()));
    let since = std::sync::Arc::clone(&begin);
    let tell = move |ended: &Ended| {
        let line = Line {
            source: ended.source.clone(),
            outcome: ended.attempt.outcome.as_str().to_owned(),
            reason: ended.attempt.reason.as_str().to_owned(),
            detail: ended.attempt.detail.clone(),
            after_ms: u64::try_from(since.lock().expect("unpoisoned").elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        println!("{}", serde_json::to_string(&line).expect("JSON"));
    };
    let dispatcher = Dispatcher::new(Parts {
        store: store.clone(),
        fetcher: Fetcher::new(limits(header, total), allowed.parse().expect("a policy")).expect("a client"),
        owner: format!("faults-{}", std::process::id()),
        clock: clock::now,
        secret: |_| None,
        at_once: 16,
        metrics: harvester::metrics::Metrics::register(&prometheus::Registry::new()).expect("counters"),
        watch: Box::new(tell),
    });
    for line in std::io::stdin().lock().lines() {
        clock::ahead(line.expect("a line").trim().parse().expect("seconds"));
        store.write(|conn| store::make_due(conn, &[], clock::now())).await.expect("due");
        *begin.lock().expect("unpoisoned") = Instant::now();
        dispatcher.drain(&CancellationToken::new()).await.expect("harvested");
        println!("end");
        std::io::stdout().flush().expect("told");
    }
}

/// The process, from outside.
pub struct Process {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Process {
    pub fn start(database: &str, allowed: &str, deadlines: (u64, u64), log: std::fs::File) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["harvester", database, allowed, &deadlines.0.to_string(), &deadlines.1.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("a process");
        let (input, output) = (child.stdin.take().expect("input"), child.stdout.take().expect("output"));
        Self { child, input, output: BufReader::new(output) }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Harvests everything at a time; blocks until the end. `None`: the process died.
    pub fn harvest(&mut self, ahead: i64) -> Option<Vec<Line>> {
        writeln!(self.input, "{ahead}").ok()?;
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).ok()? == 0 {
                return None;
            }
            if line.trim() == "end" {
                return Some(lines);
            }
            lines.push(serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}")));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has only what is in the database.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
