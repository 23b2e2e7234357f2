//! A small nation: three halls that give passports and identity cards, in three time zones, and mobile units around the first.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{App, test, web};
use api::{Gazetteer, State, configure};
use registry::model::{Channel, Id, Instant, Point};
use registry::search::embedded::Embedded;
use registry::search::{Document, Engine as _, Synonyms};
use registry::store::Store;
use serde_json::Value;

pub const KTP: &str = "KTP-el: penggantian karena hilang (Disdukcapil)";
pub const NEAR: &str = "near=-6.99,107.63";

/// Tuesday, 10:00 in Jakarta.
pub fn tuesday() -> Instant {
    Instant::new("2026-11-24T03:00:00Z".parse().unwrap())
}

pub fn id(name: &str) -> Id {
    Id::derive("a", "test", name)
}

pub fn passport() -> &'static str {
    registry::normalise::service_name::canonical().iter().find(|term| term.starts_with("Paspor") && term.contains("baru")).unwrap()
}

fn document(name: &str, term: &str, region: (&str, &str, &str), point: Point, hours: Option<&str>) -> Document {
    Document {
        id: id(&format!("{name} di {}", region.1)),
        hash: "1".into(),
        source: "a".into(),
        service_id: id(&format!("{name} {}", region.1)),
        service: name.into(),
        term: Some(term.into()),
        synonyms: Vec::new(),
        description: None,
        organization_id: id("agency"),
        organization: "Instansi".into(),
        organization_aliases: Vec::new(),
        location_id: id(region.1),
        location: format!("MPP {}", region.1),
        address: None,
        point,
        region: region.0.parse().unwrap(),
        region_name: region.1.into(),
        province_name: "Provinsi".into(),
        channels: vec![Channel::Counter],
        category: None,
        free: None,
        max_duration_minutes: None,
        duration: None,
        cost: None,
        opening_hours: hours.map(str::to_owned),
        zone: region.2.into(),
        data_as_of: tuesday(),
        synthetic: true,
        absent_since: None,
    }
}

fn documents() -> Vec<Document> {
    let bandung = ("32.04", "Kabupaten Bandung", "WIB");
    let makassar = ("73.71", "Kota Makassar", "WITA");
    let jayapura = ("91.71", "Kota Jayapura", "WIT");
    let office = "Mo-Th 08:00-15:00; Fr 08:00-11:30,13:30-15:00; Sa-Su,PH off";
    let counter = "Mo,We 09:00-12:00; PH off";
    vec![
        document("Paspor baru", passport(), bandung, Point { lat: -7.02, lon: 107.53 }, Some(office)),
        document("Paspor baru", passport(), makassar, Point { lat: -5.14, lon: 119.42 }, Some(office)),
        document("Paspor baru", passport(), jayapura, Point { lat: -2.53, lon: 140.71 }, None),
        // 40 km and more away from the person.
        document("KTP hilang", KTP, bandung, Point { lat: -7.35, lon: 107.63 }, Some(counter)),
        // No national term, and the words of two in its name.
        Document {
            term: None,
            ..document("Izin usaha katering perpanjangan koperasi", "", jayapura, Point { lat: -2.53, lon: 140.71 }, None)
        },
    ]
}

const AT: &str = "'2026-11-24T02:00:00.000Z'";

pub fn blob(name: &str) -> String {
    format!("x'{}'", id(name).0.simple())
}

fn stop(name: &str, (lat, lon): (f64, f64), date: Option<&str>, osm: &str, service: &str) -> String {
    let date = date.map_or("NULL".to_owned(), |date| format!("'{date}'"));
    format!(
        "INSERT INTO stops VALUES ({}, 'a', '32.04', 1, '{name}', 'Jl. <b>Raya 1', {lat}, {lon}, 0, {date}, '{osm}', 'WIB', '{{}}', '{service}', 'Disdukcapil', NULL, NULL);",
        blob(name)
    )
}

pub fn offer(number: usize, region: &str, cost: &str, time: &str, papers: usize) -> String {
    let name = format!("offer {number}");
    let source = format!("s{number}");
    let mut sql = format!(
        "INSERT INTO sources (id, region, format, url, declaration, synthetic, paused, created_at, due_at, fence, services, findings_info, findings_warning, findings_error, last_success_at) VALUES ('{source}', '{region}', 'json', 'https://contoh.go.id/', '{{}}', 1, 0, {AT}, {AT}, 0, 1, 0, 0, 0, {AT});
         INSERT INTO services (id, source_id, organization_id, hash, name, term, duration, procedure, channels) VALUES ({}, '{source}', {}, 1, '=KTP hilang {number}', '{KTP}', '{time}', '[]', 'counter');
         INSERT INTO costs VALUES ({}, NULL, NULL, NULL, '{cost}');",
        blob(&name), blob("agency"), blob(&name),
    );
    for place in 0..papers {
        sql.push_str(&format!("INSERT INTO required_documents VALUES ({}, {place}, 'Berkas {place}', NULL);", blob(&name)));
    }
    sql
}

fn fixture() -> String {
    let days = |max: u32| {
        format!("{{\"value\":{{\"min\":{max},\"max\":{max},\"unit\":\"day\"}},\"raw\":\"{max} hari\",\"rule\":\"duration.one\"}}")
    };
    let fee = |idr: u64| format!("{{\"value\":{{\"kind\":\"amount\",\"idr\":{idr}}},\"raw\":\"Rp{idr}\",\"rule\":\"cost.one\"}}");
    let papers: String = (0..30)
        .map(|at| {
            format!(
                "INSERT INTO required_documents VALUES ({}, {at}, 'Fotokopi Kartu Keluarga dan surat keterangan nomor {at}', NULL);",
                blob("KTP hilang Kabupaten Bandung")
            )
        })
        .collect();
    [
        offer(1, "32.04", "{\"value\":{\"kind\":\"free\"},\"raw\":\"Gratis\",\"rule\":\"cost.free\"}", &days(1), 2),
        offer(2, "32.71", &fee(50_000), &days(3), 4),
        offer(3, "73.71", &fee(150_000), &days(14), 3),
        offer(4, "91.71", "{\"value\":null,\"raw\":\"tanya petugas\",\"rule\":\"unread\"}", "{\"value\":null,\"raw\":\"secepatnya\",\"rule\":\"unread\"}", 0),
        "INSERT INTO sources (id, region, format, url, declaration, synthetic, paused, created_at, due_at, fence, services, findings_info, findings_warning, findings_error) VALUES ('a', '32.04', 'json', 'https://contoh.go.id/', '{}', 1, 0, '2026-11-24T02:00:00.000Z', '2026-11-24T02:00:00.000Z', 0, 0, 0, 0, 0);".to_owned(),
        format!("INSERT INTO services (id, source_id, organization_id, hash, name, procedure, channels) VALUES ({}, 'a', {}, 1, 'KTP hilang', '[]', 'counter');", blob("KTP hilang Kabupaten Bandung"), blob("agency")),
        papers,
        // 3 km away, on a Thursday next week; 5 km away, every Friday; for another service; too far.
        stop("Kantor Desa Contoh", (-7.017, 107.63), Some("2026-12-03"), "2026 Dec 03 09:00-12:00", "Penggantian KTP-el hilang"),
        stop("Balai Desa Contoh", (-7.035, 107.63), None, "Fr 08:00-11:00", "KTP hilang keliling"),
        stop("Pasar Contoh", (-6.995, 107.63), None, "Mo 08:00-11:00", "Samsat keliling"),
        stop("Desa Jauh", (-7.6, 107.63), None, "Mo 08:00-11:00", "KTP hilang keliling"),
    ]
    .concat()
}

pub struct Got {
    pub status: StatusCode,
    pub kind: String,
    pub body: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("JSON: {}", self.body))
    }
}

pub struct World {
    pub state: web::Data<State>,
    pub _folder: tempfile::TempDir,
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", folder.path().join("simpul.db").display())).await.unwrap();
        store.write(|conn| conn.batch(&fixture())).await.unwrap();
        let groups = registry::normalise::synonyms::groups();
        let engine = Embedded::open(&folder.path().join("index"), Synonyms::new(groups)).unwrap();
        let mut rebuild = engine.rebuild().await.unwrap();
        rebuild.add(documents()).await.unwrap();
        rebuild.publish(0).await.unwrap();
        let gazetteer =
            Gazetteer { regions: registry::gazetteer::regions().to_vec(), provinces: registry::gazetteer::provinces().to_vec() };
        let state = State::new(store, Arc::new(engine), tuesday, gazetteer, false).unwrap();
        Self { state: web::Data::new(state), _folder: folder }
    }

    pub async fn get(&self, path: &str) -> Got {
        self.ask(path, None).await
    }

    pub async fn ask(&self, path: &str, accept: Option<&str>) -> Got {
        let state = self.state.clone();
        let app = test::init_service(App::new().app_data(state.clone()).configure(move |cfg| configure(cfg, state))).await;
        let mut request = test::TestRequest::get().uri(path);
        if let Some(accept) = accept {
            request = request.insert_header(("Accept", accept));
        }
        let answer = test::call_service(&app, request.to_request()).await;
        let kind = answer.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
        let status = answer.status();
        let body = String::from_utf8(test::read_body(answer).await.to_vec()).unwrap();
        Got { status, kind, body }
    }
}
