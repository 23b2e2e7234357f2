//! One file for each dashboard.

pub(crate) mod feeds;
pub(crate) mod national;
pub(crate) mod operations;
pub(crate) mod province;
pub(crate) mod quality;
pub(crate) mod region;
pub(crate) mod searches;
