//! The pages in a real browser: the journeys of a citizen and what axe finds, driven by tests/browser.

use std::path::Path;
use std::process::Command;

use harvester::fetch::Policy;
use registry::model::Instant;

use crate::world::World;

/// The browser and the driver's modules; a test machine has them (scripts/test.sh installs them).
fn browser(driver: &Path) -> Option<&'static str> {
    let is_there = |name: &&str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(is_there);
    let ready = is_there(&"node") && driver.join("node_modules/puppeteer-core").is_dir();
    if found.is_none() || !ready {
        println!("SKIPPED: the pages in Chromium (install chromium and node, and run npm ci in tests/browser)");
        return None;
    }
    found
}

/// Thursday, 10:00 in Jakarta: halls are open.
fn thursday() -> Instant {
    Instant::new("2026-11-26T03:00:00Z".parse().expect("an instant"))
}

#[tokio::test(flavor = "multi_thread")]
async fn citizens_reach_what_they_came_for_and_axe_finds_nothing() {
    let driver = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let Some(browser) = browser(&driver) else { return };
    let world = World::new("sqlite:FOLDER/simpul.db", |_| Policy::All).await;
    world.harvest().await;
    let gazetteer =
        api::Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
    let state = api::State::new(world.store.clone(), world.engine.clone(), thursday, gazetteer, true).expect("metrics");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let at = listen.clone();
    tokio::spawn(async move { api::serve(&at, actix_web::web::Data::new(state), std::future::pending()).await });
    while tokio::net::TcpStream::connect(&listen).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let mut driven = Command::new("node");
    driven.current_dir(&driver).args(["run.mjs", &format!("http://{listen}"), browser]);
    let output = tokio::task::spawn_blocking(move || driven.output()).await.expect("joined").expect("node");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
}
