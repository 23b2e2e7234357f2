//! How it is learned: fetch, adapter, pipeline and dispatch. One direction: bytes and an attempt, drafts, a catalog, a transaction.

pub mod adapter;
pub mod canary;
pub mod decision;
pub mod dispatch;
pub mod fetch;
pub mod metrics;
pub mod offer;
pub mod pipeline;
pub mod preview;
pub mod publish;
pub mod report;
pub mod sheet;
pub mod site;
