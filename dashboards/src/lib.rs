//! The Grafana dashboards, as code: [`board`] and [`panel`] say what a dashboard is made of, `boards` has one file for each. `dashboards/grafana`
//! holds what is made of them (`make dashboards`), and is what Grafana reads.
//!
//! Several processes of the API tell the same of the registry, so every query on what it holds takes one of them: `max by (…)`, never a sum
//! over instances.

pub mod board;
mod boards;
pub mod panel;

pub use board::Board;

/// All dashboards.
#[must_use]
pub fn all() -> Vec<Board> {
    vec![
        boards::national::board(),
        boards::province::board(),
        boards::region::board(),
        boards::feeds::board(),
        boards::quality::board(),
        boards::searches::board(),
        boards::operations::board(),
    ]
}
