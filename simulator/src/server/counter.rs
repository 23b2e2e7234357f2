//! What each instance has been asked and has answered.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::{Deserialize, Serialize};

/// Running counts of one instance.
#[derive(Default)]
pub struct Tally {
    requests: AtomicU64,
    conditional: AtomicU64,
    ok: AtomicU64,
    not_modified: AtomicU64,
    other: AtomicU64,
    bytes: AtomicU64,
}

/// Counts at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// All requests.
    pub requests: u64,
    /// Those with `If-None-Match` or `If-Modified-Since`.
    pub conditional: u64,
    /// Answered `200`.
    pub ok: u64,
    /// Answered `304`.
    pub not_modified: u64,
    /// Answered otherwise, or with a fault.
    pub other: u64,
    /// Bytes of document bodies as sent, compressed or not.
    pub bytes: u64,
}

/// Counts of the farm and of each instance, by its name: `mpp-3601`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Of all instances together.
    pub total: Count,
    /// Of each.
    pub sites: BTreeMap<String, Count>,
}

impl Tally {
    /// A request came in.
    pub fn request(&self, conditional: bool) {
        self.requests.fetch_add(1, Relaxed);
        self.conditional.fetch_add(u64::from(conditional), Relaxed);
    }

    /// It was answered with this status; none: with a fault or an error.
    pub fn answered(&self, status: Option<u16>, bytes: usize) {
        let counter = match status {
            Some(200) => &self.ok,
            Some(304) => &self.not_modified,
            _ => &self.other,
        };
        counter.fetch_add(1, Relaxed);
        self.bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// The counts now.
    pub fn count(&self) -> Count {
        Count {
            requests: self.requests.load(Relaxed),
            conditional: self.conditional.load(Relaxed),
            ok: self.ok.load(Relaxed),
            not_modified: self.not_modified.load(Relaxed),
            other: self.other.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
        }
    }

    /// Back to zero.
    pub fn reset(&self) {
        for counter in [&self.requests, &self.conditional, &self.ok, &self.not_modified, &self.other, &self.bytes] {
            counter.store(0, Relaxed);
        }
    }
}

impl Count {
    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            conditional: self.conditional + other.conditional,
            ok: self.ok + other.ok,
            not_modified: self.not_modified + other.not_modified,
            other: self.other + other.other,
            bytes: self.bytes + other.bytes,
        }
    }
}
