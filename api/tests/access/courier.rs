//! The courier against real endpoints: what it sends, when it tries again, and what it does not connect to.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use api::webhook::{Courier, Metrics, Route};
use harvester::fetch::{Fetcher, Limits, Lookup, Policy, Surroundings};
use registry::access::Actor;
use registry::model::{Id, Instant};
use registry::store::Store;
use registry::store::webhooks::{self, DeliveryRow, NewWebhook, WebhookRow};
use registry::webhook::{Kind, Secret, Vault};

use crate::listener::{Listener, Received, Says};
use crate::world::{now, region};

thread_local! {
    /// Each test has a thread of its own.
    static LATER: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

fn clock() -> Instant {
    now().plus(LATER.get())
}

fn later(span: Duration) {
    LATER.set(LATER.get() + span);
}

const HOUR: Duration = Duration::from_secs(3600);
const SECRET: [u8; 32] = *b"abcdefghijklmnopqrstuvwxyz012345";

fn console() -> Actor {
    Actor::Console("uji".into())
}

struct Post {
    store: Store,
    _folder: tempfile::TempDir,
}

impl Post {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
        Self { store, _folder: folder }
    }

    async fn endpoint(&self, url: &str) -> WebhookRow {
        let id = Id(uuid::Uuid::new_v4());
        let secret = Vault::default().seal(id.as_bytes(), &SECRET, [0; 24]).unwrap();
        let kinds = BTreeSet::from([Kind::CatalogPublished]);
        let new = NewWebhook { id, region: Some(region("32.71")), name: "situs".into(), url: url.to_owned(), kinds, secret };
        self.store.write(move |conn| webhooks::add_webhook(conn, new, &console(), clock())).await.unwrap()
    }

    /// Puts this many tests into the queue.
    async fn queue(&self, row: &WebhookRow, count: u64) {
        for number in 0..count {
            let (row, at) = (row.clone(), clock().plus(Duration::from_millis(number)));
            self.store.write(move |conn| webhooks::test(conn, &row, &console(), at)).await.unwrap();
        }
        later(Duration::from_millis(count));
    }

    async fn row(&self, id: Id) -> WebhookRow {
        self.store.read(move |conn| webhooks::webhook(conn, id)).await.unwrap().unwrap()
    }

    async fn deliveries(&self, id: Id) -> Vec<DeliveryRow> {
        self.store.read(move |conn| webhooks::deliveries(conn, id, 100)).await.unwrap()
    }
}

fn fetcher(policy: Policy) -> Fetcher {
    Fetcher::new(Limits::default(), policy).unwrap()
}

fn courier(store: &Store, owner: &str, fetcher: Fetcher) -> (Courier, prometheus::Registry) {
    let registry = prometheus::Registry::new();
    let route = Route {
        store: store.clone(),
        fetcher: Arc::new(fetcher),
        vault: Vault::default(),
        owner: owner.to_owned(),
        clock,
        random: |bytes| {
            bytes.fill(127);
            Ok(())
        },
        base: "https://simpul.example".to_owned(),
        within: Duration::from_millis(700),
        metrics: Metrics::register(&registry).unwrap(),
    };
    (Courier::new(route), registry)
}

/// Verifies by the library of another language; said loudly where it is not there. The message is of another year: its time is not judged.
fn verified_elsewhere(secret: &str, received: &Received) {
    let script = "import sys, json, datetime\nimport standardwebhooks.webhooks as w\n\
                  d = json.load(sys.stdin)\n\
                  class Then(datetime.datetime):\n    @classmethod\n    def now(cls, tz=None): return cls.fromtimestamp(int(d['webhook-timestamp']), tz)\n\
                  w.datetime = Then\n\
                  print(w.Webhook(d['secret']).verify(d['body'], d)['type'])\n\
                  try:\n    w.Webhook(d['secret']).verify(d['body'] + ' ', d)\n    sys.exit(3)\n\
                  except w.WebhookVerificationError: pass\n";
    let has = Command::new("python3").args(["-c", "import standardwebhooks"]).output().is_ok_and(|output| output.status.success());
    if !has {
        println!("SKIPPED: a signature under another library (pip install standardwebhooks)");
        return;
    }
    let told = serde_json::json!({
        "secret": secret, "body": received.body, "webhook-id": received.id, "webhook-timestamp": received.timestamp,
        "webhook-signature": received.signature,
    });
    let mut child =
        Command::new("python3").args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    serde_json::to_writer(child.stdin.take().unwrap(), &told).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "webhook.test");
}

#[actix_web::test]
async fn a_telling_is_signed_and_another_library_says_so() {
    let (post, listener) = (Post::new().await, Listener::saying(&[]).await);
    let row = post.endpoint(&listener.url()).await;
    post.queue(&row, 1).await;
    let (courier, _) = courier(&post.store, "a", fetcher(Policy::All));
    assert_eq!(courier.drain().await.unwrap(), 1);
    let received = listener.received().remove(0);
    assert!(received.id.starts_with("msg_") && received.body.contains("\"type\":\"webhook.test\""), "{received:?}");
    let seconds = received.timestamp.parse().unwrap();
    assert_eq!(received.signature, Secret::new(SECRET).sign(&received.id, seconds, &received.body));
    verified_elsewhere(&Secret::new(SECRET).reveal(), &received);
    let row = post.row(row.id).await;
    assert_eq!((row.failing_since, row.last_success_at.is_some()), (None, true));
}

#[actix_web::test]
async fn while_a_secret_is_changed_both_sign() {
    let (post, listener) = (Post::new().await, Listener::saying(&[]).await);
    let row = post.endpoint(&listener.url()).await;
    let (id, sealed) = (row.id, Vault::default().seal(row.id.as_bytes(), &[9; 32], [0; 24]).unwrap());
    post.store.write(move |conn| webhooks::change_secret(conn, &row, sealed, clock().plus(24 * HOUR), &console(), clock())).await.unwrap();
    let row = post.row(id).await;
    let (courier, _) = courier(&post.store, "a", fetcher(Policy::All));
    for signatures in [2, 1] {
        post.queue(&row, 1).await;
        courier.drain().await.unwrap();
        let last = listener.received().pop().unwrap();
        assert_eq!(last.signature.split(' ').count(), signatures, "{last:?}");
        verified_elsewhere(&Secret::new([9; 32]).reveal(), &last);
        if signatures == 2 {
            verified_elsewhere(&Secret::new(SECRET).reveal(), &last);
        }
        later(25 * HOUR);
    }
}

#[actix_web::test]
async fn what_failed_is_tried_again_later_under_the_same_id() {
    let says = [Says::Status(500), Says::RetryAfter(503, 7200), Says::Nothing, Says::Status(302)];
    let (post, listener) = (Post::new().await, Listener::saying(&says).await);
    let row = post.endpoint(&listener.url()).await;
    post.queue(&row, 1).await;
    let (courier, registry) = courier(&post.store, "a", fetcher(Policy::All));
    let mut told = Vec::new();
    for wait in [0, 6, 7200, 1830, 7300] {
        later(Duration::from_secs(wait));
        assert_eq!(courier.drain().await.unwrap(), 1, "after {wait} s");
        assert_eq!(courier.drain().await.unwrap(), 0, "and no sooner again");
        let one = post.deliveries(row.id).await.remove(0);
        told.push((one.state, one.attempts, one.last_status, one.last_detail.unwrap_or_default()));
    }
    let expected = [
        ("waiting", 1, Some(500), "HTTP 500"),
        ("waiting", 2, Some(503), "HTTP 503"),
        ("waiting", 3, None, "header_timeout: no answer within 700ms"),
        ("waiting", 4, Some(302), "HTTP 302 redirects are not followed"),
        ("delivered", 5, Some(204), ""),
    ];
    assert_eq!(told, expected.map(|(state, attempts, status, detail)| (state.to_owned(), attempts, status, detail.to_owned())));
    let received = listener.received();
    assert_eq!(received.len(), 5, "none at /lain");
    assert_eq!(received.iter().map(|one| one.id.as_str()).collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(received.iter().map(|one| one.signature.as_str()).collect::<BTreeSet<_>>().len(), 5, "each try is signed at its own time");
    let counted: BTreeMap<String, f64> = registry.gather()[0]
        .get_metric()
        .iter()
        .map(|metric| (metric.get_label()[0].value().to_owned(), metric.get_counter().get_value()))
        .collect();
    assert_eq!(counted["retried"], 4.0);
    assert_eq!(counted["delivered"], 1.0);
}

#[actix_web::test]
async fn one_that_answers_410_is_switched_off_and_what_waits_can_be_sent_again() {
    let (post, listener) = (Post::new().await, Listener::saying(&[Says::Status(410)]).await);
    let row = post.endpoint(&listener.url()).await;
    post.queue(&row, 5).await;
    let (courier, _) = courier(&post.store, "a", fetcher(Policy::All));
    courier.drain().await.unwrap();
    let off = post.row(row.id).await;
    assert_eq!(off.disabled_why.as_deref(), Some("gone"));
    let tried = listener.received().len();
    assert!(tried <= 2, "{tried}: the others were not sent any more");
    assert!(post.deliveries(row.id).await.iter().all(|one| one.state != "waiting"));
    let event = post.deliveries(row.id).await[0].event;
    post.store.write(move |conn| webhooks::enable_webhook(conn, &off, &console(), clock())).await.unwrap();
    assert!(post.store.write(move |conn| webhooks::replay(conn, &row, event, &console(), clock())).await.unwrap());
    courier.drain().await.unwrap();
    assert_eq!(listener.received().pop().unwrap().id, format!("msg_{}", event.0.simple()));
}

#[actix_web::test]
async fn one_that_fails_for_days_is_switched_off() {
    let (post, listener) = (Post::new().await, Listener::saying(&[Says::Status(500); 40]).await);
    let row = post.endpoint(&listener.url()).await;
    let (courier, _) = courier(&post.store, "a", fetcher(Policy::All));
    for day in 0..7 {
        assert_eq!(post.row(row.id).await.disabled_at.is_some(), day == 6, "day {day}");
        if day < 6 {
            post.queue(&row, 1).await;
            courier.drain().await.unwrap();
        }
        later(24 * HOUR);
    }
    assert_eq!(post.row(row.id).await.disabled_why.as_deref(), Some("failing"));
}

#[actix_web::test]
async fn a_name_that_leads_to_a_private_address_is_refused_when_it_is_sent() {
    let (post, listener) = (Post::new().await, Listener::saying(&[]).await);
    let row = post.endpoint(&format!("http://webhook.example.id:{}/", listener.port)).await;
    post.queue(&row, 1).await;
    let lookup: Lookup = Arc::new(|_| Box::pin(async { Ok(vec!["127.0.0.1".parse().unwrap()]) }));
    let within = Surroundings { lookup: Some(lookup), ..Surroundings::default() };
    let (courier, _) = courier(&post.store, "a", Fetcher::within(Limits::default(), within).unwrap());
    courier.drain().await.unwrap();
    let one = post.deliveries(row.id).await.remove(0);
    assert!(one.last_detail.as_deref().unwrap().starts_with("private_address"), "{one:?}");
    assert_eq!((one.last_status, listener.received().len()), (None, 0));
}

#[actix_web::test]
async fn a_slow_endpoint_holds_up_nobody_else() {
    let (post, slow, quick) = (Post::new().await, Listener::saying(&[Says::Nothing; 30]).await, Listener::saying(&[]).await);
    let (of_slow, of_quick) = (post.endpoint(&slow.url()).await, post.endpoint(&quick.url()).await);
    post.queue(&of_slow, 20).await;
    post.queue(&of_quick, 20).await;
    let (courier, _) = courier(&post.store, "a", fetcher(Policy::All));
    let begun = std::time::Instant::now();
    let draining = {
        let courier = courier.clone();
        actix_web::rt::spawn(async move { courier.drain().await.unwrap() })
    };
    while quick.received().len() < 20 {
        assert!(begun.elapsed() < Duration::from_secs(5), "{} came", quick.received().len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Two at a time, each for 0.7 s: a queue behind the slow one would have taken seven seconds.
    assert!(slow.received().len() <= 12, "{}", slow.received().len());
    draining.abort();
}

async fn sent_once(store: Store) {
    let listener = Listener::saying(&[]).await;
    let post = Post { store: store.clone(), _folder: tempfile::tempdir().unwrap() };
    let row = post.endpoint(&listener.url()).await;
    post.queue(&row, 60).await;
    let couriers: Vec<_> = ["a", "b", "c"].map(|owner| courier(&store, owner, fetcher(Policy::All)).0).into();
    let drained = futures::future::join_all(couriers.iter().map(Courier::drain)).await;
    let tries: usize = drained.into_iter().map(Result::unwrap).sum();
    let ids: BTreeSet<String> = listener.received().into_iter().map(|one| one.id).collect();
    assert_eq!((tries, ids.len(), listener.received().len()), (60, 60, 60));
}

#[actix_web::test]
async fn several_processes_send_each_once() {
    let post = Post::new().await;
    sent_once(post.store.clone()).await;
}

#[actix_web::test]
#[expect(clippy::disallowed_methods, reason = "a test's database is named by the environment")]
async fn several_processes_send_each_once_on_postgresql() {
    let Ok(url) = std::env::var("SIMPUL_TEST_POSTGRES_URL") else {
        println!("SKIPPED: the courier on PostgreSQL (set SIMPUL_TEST_POSTGRES_URL)");
        return;
    };
    let schema = format!("courier_{}", uuid::Uuid::new_v4().simple());
    let first = Store::connect(&url).await.unwrap();
    let create = format!("CREATE SCHEMA {schema}");
    first.write(move |conn| conn.batch(&create)).await.unwrap();
    sent_once(Store::open(&format!("{url}?options=-csearch_path%3D{schema}")).await.unwrap()).await;
}
