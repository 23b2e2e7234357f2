//! The lease of a harvest under way: prolonged while it lasts, however long, and given up as soon as it is another's.

use std::time::Duration;

use registry::store::{self, Lease};

use super::Parts;

/// Prolongs the lease until it is lost; ends only then.
pub(super) async fn lost(parts: &Parts, lease: &Lease, span: Duration) {
    let mut beats = tokio::time::interval((span / 3).max(Duration::from_millis(1)));
    beats.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // The first one is now, and the lease is new.
    beats.tick().await;
    loop {
        beats.tick().await;
        if !beat(parts, lease, span).await {
            return;
        }
    }
}

/// False: the lease is another's. A database that does not answer is asked again; the fence keeps what is harvested meanwhile out.
async fn beat(parts: &Parts, lease: &Lease, span: Duration) -> bool {
    let (id, fence, until) = (lease.source.id.clone(), lease.fence, (parts.clock)().plus(span));
    match parts.store.write(move |conn| store::heartbeat(conn, &id, fence, until)).await {
        Ok(is_held) => is_held,
        Err(error) => {
            let source = lease.source.id.as_str();
            tracing::warn!(source, %error, code = error.code(), "the lease of {source} could not be prolonged");
            true
        }
    }
}
