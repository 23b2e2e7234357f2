//! The Atom feed of a region, under another language's parser.

use std::process::{Command, Stdio};

use crate::world::{DAY, World, at};

/// What the parser says of a feed; `None`, said loudly, where it is not installed.
fn parsed(feed: &str) -> Option<serde_json::Value> {
    let has = Command::new("python3").args(["-c", "import feedparser"]).output().is_ok_and(|output| output.status.success());
    if !has {
        println!("SKIPPED: the Atom feed under another parser (pip install feedparser)");
        return None;
    }
    let script = "import feedparser, json, sys\nd = feedparser.parse(sys.stdin.buffer.read())\n\
                  print(json.dumps({'bozo': bool(d.bozo), 'version': d.version, 'title': d.feed.title, 'id': d.feed.id, 'updated': d.feed.updated, \
                  'entries': [{'id': e.id, 'title': e.title, 'updated': e.updated, 'link': e.get('link')} for e in d.entries]}))";
    let mut child = Command::new("python3").args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), feed.as_bytes()).unwrap();
    Some(serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap())
}

#[actix_web::test]
async fn what_changed_in_a_region_is_a_feed_that_others_read() {
    let odd = "Akta \u{7}<i>kelahiran</i> & \"lain\"";
    let world = World::of(&["KTP-el", odd]).await;
    world.harvest(&["KTP-el", odd, "Kartu keluarga"], at(DAY)).await;
    let got = world.get("/daerah/32.71/perubahan.atom").await;
    assert_eq!((got.status.as_u16(), got.kind.as_str()), (200, "application/atom+xml; charset=utf-8"), "{}", got.body);
    let again = world.get_with("/daerah/32.71/perubahan.atom", &[("If-None-Match", got.etag.as_deref().unwrap())]).await;
    assert_eq!(again.status.as_u16(), 304);
    assert!(world.get("/daerah/32.71").await.body.contains("type=\"application/atom+xml\""), "the page of the region leads there");
    let empty = world.get("/daerah/36.01/perubahan.atom").await;
    assert_eq!(empty.status.as_u16(), 200, "a region where nothing changed");
    assert_eq!(world.get("/daerah/99.99/perubahan.atom").await.status.as_u16(), 404);
    let (Some(told), Some(nothing)) = (parsed(&got.body), parsed(&empty.body)) else { return };
    for feed in [&told, &nothing] {
        assert_eq!((&feed["bozo"], &feed["version"]), (&false.into(), &"atom10".into()), "{feed}");
    }
    let entries = told["entries"].as_array().unwrap();
    assert_eq!((entries.len(), nothing["entries"].as_array().unwrap().len()), (3, 0), "{told}");
    assert_eq!(
        (&entries[0]["title"], &entries[0]["updated"]),
        (&"Kartu keluarga".into(), &told["updated"]),
        "what changed last comes first"
    );
    assert!(entries.iter().all(|entry| entry["id"].as_str().unwrap().starts_with("urn:uuid:")), "{told}");
    assert!(entries.iter().all(|entry| entry["link"].as_str().unwrap().starts_with("https://simpul.example/layanan/")), "{told}");
}
