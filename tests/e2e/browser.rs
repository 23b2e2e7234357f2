//! The pages in a real browser: what a person sees, also without JavaScript.

use std::process::Command;

use harvester::fetch::Policy;

use crate::world::{World, now};

/// The browser; a test machine has one (scripts/test.sh installs it).
fn chromium() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    if found.is_none() {
        println!("SKIPPED: the pages in Chromium (install chromium)");
    }
    found
}

/// The document as the browser holds it after loading `url`.
fn dom(browser: &str, url: &str, javascript: bool) -> String {
    let profile = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(browser);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]);
    command.args(["--disable-background-networking", "--disable-component-update", "--window-size=360,740", "--dump-dom"]);
    if !javascript {
        let folder = profile.path().join("Default");
        std::fs::create_dir(&folder).expect("a folder");
        let blocked = r#"{"profile":{"default_content_setting_values":{"javascript":2}}}"#;
        std::fs::write(folder.join("Preferences"), blocked).expect("written");
    }
    let output = command.arg(format!("--user-data-dir={}", profile.path().display())).arg(url).output().expect("the browser");
    assert!(output.status.success() && !output.stdout.is_empty(), "{url}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_finds_the_nearest_hall_with_and_without_javascript() {
    let Some(browser) = chromium() else { return };
    let world = World::new("sqlite:FOLDER/simpul.db", |_| Policy::All).await;
    world.harvest().await;
    let gazetteer =
        api::Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
    let state = api::State::new(world.store.clone(), world.engine.clone(), now, gazetteer, true).expect("metrics");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let at = listen.clone();
    tokio::spawn(async move { api::serve(&at, actix_web::web::Data::new(state), std::future::pending()).await });
    let base = format!("http://{listen}");
    let answer: serde_json::Value = loop {
        if let Ok(response) = reqwest::get(format!("{base}/v1/search?q=ktp+hilang&near=-6.9,107.6&sort=distance")).await {
            break serde_json::from_str(&text(response).await).expect("JSON");
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    let first = answer["hits"][0]["location"]["name"].as_str().expect("a hit").to_owned();
    let id = answer["hits"][0]["location"]["id"].as_str().expect("an id").to_owned();
    for javascript in [true, false] {
        let home = dom(browser, &format!("{base}/?q=ktp+hilang&near=-6.9,107.6"), javascript);
        assert!(home.contains(&format!("/mpp/{id}")), "the nearest hall ({first}) is on the page:\n{home}");
        assert!(home.contains("sintetis"), "made-up data says so");
        let hall = dom(browser, &format!("{base}/mpp/{id}"), javascript);
        assert!(hall.contains(&first) && hall.contains("<h1"), "{hall}");
        let coverage = dom(browser, &format!("{base}/cakupan"), javascript);
        assert!(coverage.contains("509") && coverage.matches("<circle").count() >= 514, "a dot a region");
        assert!(dom(browser, &format!("{base}/sumber"), javascript).contains("mpp-"), "the sources and their health");
    }
}

#[expect(clippy::disallowed_methods, reason = "an answer of our own, on this machine")]
async fn text(response: reqwest::Response) -> String {
    response.text().await.expect("a body")
}
