//! A mobile unit that comes next week, from a region's feed to the citizen's screen and calendar, with and without JavaScript.

use std::process::Command;

use chrono::Datelike as _;
use harvester::fetch::Policy;

use crate::world::{World, now};

fn chromium() -> Option<&'static str> {
    let found = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    if found.is_none() {
        println!("SKIPPED: mobile units in Chromium (install chromium)");
    }
    found
}

/// What a person reads at `url`, on a phone.
fn seen(browser: &str, url: &str, javascript: bool) -> String {
    let profile = tempfile::tempdir().expect("a folder");
    if !javascript {
        let folder = profile.path().join("Default");
        std::fs::create_dir(&folder).expect("a folder");
        let blocked = r#"{"profile":{"default_content_setting_values":{"javascript":2}}}"#;
        std::fs::write(folder.join("Preferences"), blocked).expect("written");
    }
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--window-size=360,740", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(url)
        .output()
        .expect("the browser");
    assert!(output.status.success() && !output.stdout.is_empty(), "{url}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[expect(clippy::disallowed_methods, reason = "an answer of our own, on this machine")]
async fn text(url: &str) -> Option<String> {
    reqwest::get(url).await.ok()?.text().await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_finds_the_mobile_unit_of_next_week() {
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
    // A week from Monday to Sunday, with every unit that comes by the weekday in it.
    let today = now().utc().date_naive();
    let monday = today + chrono::Days::new(u64::from(7 - today.weekday().num_days_from_monday()));
    let window = format!("from={monday}&to={}", monday + chrono::Days::new(6));
    let body = loop {
        if let Some(body) = text(&format!("{base}/v1/stops?{window}")).await {
            break body;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    let stops: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    let stop = &stops["stops"][0];
    let (name, region) = (stop["name"].as_str().expect("a stop"), stop["region"]["code"].as_str().expect("a region"));
    assert!(stop["point_is_regions"] == false && stop["next"]["opens"].is_string(), "{stop}");

    let calendar = text(&format!("{base}/keliling.ics?region={region}")).await.expect("a file");
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.contains("BEGIN:VEVENT\r\n"), "{calendar}");
    let Some(browser) = chromium() else { return };
    let near = format!("{},{}", stop["point"]["lat"], stop["point"]["lon"]);
    for javascript in [true, false] {
        let page = seen(browser, &format!("{base}/keliling?near={near}&{window}"), javascript);
        assert!(page.contains(name) && page.contains("0 m") && page.contains("Jadwal"), "{name} is on the page:\n{page}");
        assert!(page.contains("/keliling.ics?near="), "what was chosen can be subscribed to:\n{page}");
        let english = seen(browser, &format!("{base}/keliling?region={region}&{window}&lang=en"), javascript);
        assert!(english.contains(name) && english.contains("Mobile services"), "{english}");
    }
}
