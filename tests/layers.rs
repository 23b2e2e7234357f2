//! The pure core stays pure: without its features, `registry` depends on no crate that does I/O.

use std::process::Command;

#[test]
fn the_model_and_the_normaliser_depend_on_no_crate_that_does_io() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "-p", "registry", "--no-default-features", "-e", "normal", "--prefix", "none", "--offline"])
        .output()
        .expect("cargo tree");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(tree.contains("chrono"), "cargo tree said nothing: {}", String::from_utf8_lossy(&output.stderr));
    let banned = ["diesel", "reqwest", "tokio", "tantivy", "meilisearch-sdk", "actix-web", "hyper", "mio", "socket2", "openssl-sys"];
    let found: Vec<&str> = tree.lines().filter(|line| banned.iter().any(|name| line.split(' ').next() == Some(name))).collect();
    assert!(found.is_empty(), "{found:?}");
}
