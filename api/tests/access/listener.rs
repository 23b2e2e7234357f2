//! An endpoint as a region has it: it keeps what it is sent and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

/// What came.
#[derive(Clone, Debug)]
pub struct Received {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: String,
}

/// What is answered next; when nothing is left: 204.
#[derive(Clone, Copy, Debug)]
pub enum Says {
    Status(u16),
    RetryAfter(u16, u32),
    Nothing,
}

#[derive(Default)]
struct Kept {
    received: Vec<Received>,
    says: VecDeque<Says>,
}

pub struct Listener {
    pub port: u16,
    kept: Arc<Mutex<Kept>>,
}

impl Listener {
    pub async fn saying(says: &[Says]) -> Self {
        let kept = Arc::new(Mutex::new(Kept { received: Vec::new(), says: says.iter().copied().collect() }));
        let shared = web::Data::from(Arc::clone(&kept));
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).default_service(web::to(take)));
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let port = server.addrs()[0].port();
        actix_web::rt::spawn(server.run());
        Self { port, kept }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/simpul", self.port)
    }

    pub fn received(&self) -> Vec<Received> {
        self.kept.lock().unwrap().received.clone()
    }
}

async fn take(request: HttpRequest, kept: web::Data<Mutex<Kept>>, body: String) -> HttpResponse {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let says = {
        let mut kept = kept.lock().unwrap();
        let (id, timestamp, signature) = (header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"));
        kept.received.push(Received { id, timestamp, signature, body });
        kept.says.pop_front().unwrap_or(Says::Status(204))
    };
    match says {
        Says::Status(status @ 300..=399) => HttpResponse::build(status.try_into().unwrap()).insert_header(("Location", "/lain")).finish(),
        Says::Status(status) => HttpResponse::build(status.try_into().unwrap()).finish(),
        Says::RetryAfter(status, seconds) => {
            HttpResponse::build(status.try_into().unwrap()).insert_header(("Retry-After", seconds.to_string())).finish()
        }
        Says::Nothing => {
            tokio::time::sleep(Duration::from_secs(20)).await;
            HttpResponse::Ok().finish()
        }
    }
}
