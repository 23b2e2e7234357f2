//! Honest regions at an address that other hosts reach, for `make netns`: plays until its input ends.

use std::net::{IpAddr, SocketAddr};

use simulator::{Addressing, Farm, Options};

use crate::world;

/// Regions that are played.
const REGIONS: usize = 12;

/// Listens at an address, and writes the declarations into a folder; its last line says that it is ready.
pub async fn play(address: &str, folder: &str) {
    let ip: IpAddr = address.parse().expect("an address");
    let mut sites = world::sites();
    sites.truncate(REGIONS);
    let options = Options::new(1, sites);
    let options =
        Options { services: Some(40), bind: SocketAddr::new(ip, 0), addressing: Addressing::Path, interval_seconds: 604_800, ..options };
    let farm = Farm::start(options).await.expect("a farm");
    for (id, toml) in farm.declarations() {
        std::fs::write(format!("{folder}/{id}.toml"), toml).expect("written");
    }
    println!("ready");
    tokio::task::spawn_blocking(|| std::io::stdin().lines().for_each(drop)).await.expect("an end");
}
