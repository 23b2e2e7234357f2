//! The whole of it: what is harvested over real HTTP is stored, indexed, answered and shown, and survives whatever happens on the way.

mod backups;
mod browser;
mod crash;
mod harvest;
mod mobile;
mod notices;
mod onboard;
mod out;
mod place;
mod process;
mod publish;
mod samples;
mod upgrade;
mod watched;
mod world;
