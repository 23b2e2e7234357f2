//! What can be wrong with a certificate, each with its own reason.

use std::net::SocketAddr;
use std::sync::Arc;

use harvester::fetch::{Allowance, Ask, Fetch as _, Fetcher, Policy, Surroundings};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair, date_time_ymd};
use registry::model::Reason;
use reqwest::header::HeaderMap;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::server::json;
use crate::world::{around, fetch, limits, lookup, now};

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server with this certificate.
async fn serve(certificate: CertificateDer<'static>, key: &KeyPair) -> SocketAddr {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).await;
            let _ = stream.write_all(&json("", "{}")).await;
            let _ = stream.shutdown().await;
        }
    });
    address
}

/// How fetching `https://mpp.example.id/` ends with a certificate for `name`; `None`: it is fetched.
async fn ended(name: &str, change: impl FnOnce(&mut CertificateParams), by: By) -> Option<Reason> {
    let authority = authority();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = match by {
        By::Trusted | By::Stranger => params.signed_by(&key, &authority).unwrap(),
        By::Oneself => params.self_signed(&key).unwrap(),
    };
    let address = serve(certificate.der().clone(), &key).await;
    let roots = if matches!(by, By::Trusted) { vec![authority.der().clone()] } else { vec![self::authority().der().clone()] };
    let around = Surroundings { roots, ..around(Policy::All, lookup(|_| vec!["127.0.0.1"])) };
    let fetcher = Fetcher::within(limits(), around).unwrap();
    fetch(&fetcher, &format!("https://mpp.example.id:{}/", address.port())).await.err().map(|error| error.reason)
}

#[tokio::test]
async fn a_harvest_knows_when_the_certificate_ends_that_it_relied_on() {
    let authority = authority();
    let mut params = CertificateParams::new(vec!["mpp.example.id".to_owned()]).unwrap();
    params.not_after = date_time_ymd(2030, 1, 2);
    let key = KeyPair::generate().unwrap();
    let address = serve(params.signed_by(&key, &authority).unwrap().der().clone(), &key).await;
    let roots = vec![authority.der().clone()];
    let fetcher = Fetcher::within(limits(), Surroundings { roots, ..around(Policy::All, lookup(|_| vec!["127.0.0.1"])) }).unwrap();
    let allowance = Allowance::new(&limits(), now(), None);
    assert_eq!(allowance.certificate_ends(), None);
    let (url, headers) = (format!("https://mpp.example.id:{}/", address.port()).parse().unwrap(), HeaderMap::new());
    fetcher.fetch(&Ask { url: &url, headers: &headers, etag: None, last_modified: None, allowance: &allowance }).await.unwrap();
    assert_eq!(allowance.certificate_ends().unwrap().to_string(), "2030-01-02T00:00:00.000Z");
}

enum By {
    Trusted,
    Stranger,
    Oneself,
}

#[tokio::test]
async fn a_good_certificate_is_good() {
    assert_eq!(ended("mpp.example.id", |_| {}, By::Trusted).await, None);
}

#[tokio::test]
async fn expired_not_yet_valid_another_hosts_unknown_and_self_signed() {
    let past = |params: &mut CertificateParams| params.not_after = date_time_ymd(2020, 1, 1);
    assert_eq!(ended("mpp.example.id", past, By::Trusted).await, Some(Reason::TlsExpired));
    let future = |params: &mut CertificateParams| params.not_before = date_time_ymd(2090, 1, 1);
    assert_eq!(ended("mpp.example.id", future, By::Trusted).await, Some(Reason::TlsExpired));
    assert_eq!(ended("other.example.id", |_| {}, By::Trusted).await, Some(Reason::TlsWrongHost));
    assert_eq!(ended("mpp.example.id", |_| {}, By::Stranger).await, Some(Reason::TlsUntrusted));
    assert_eq!(ended("mpp.example.id", |_| {}, By::Oneself).await, Some(Reason::TlsUntrusted));
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut hello = [0; 4096];
            let _ = stream.read(&mut hello).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let error = fetch(&crate::world::fetcher(), &format!("https://{address}/")).await.unwrap_err();
    assert_eq!(error.reason, Reason::TlsFailed, "{error}");
}
