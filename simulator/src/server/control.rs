//! `/__farm/…`: what tests and benchmarks read and set over HTTP, the same as the methods of [`crate::Farm`].

use actix_web::HttpResponse;
use actix_web::http::Method;
use registry::model::RegionCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::instance::Instances;
use super::respond;
use crate::fault::Fault;

#[derive(Deserialize)]
struct Change {
    fraction: f64,
    round: u32,
}

#[derive(Deserialize)]
struct Day {
    day: u32,
}

#[derive(Deserialize)]
struct Misbehave {
    region: RegionCode,
    fault: Fault,
}

/// Carries out a command.
pub fn control(method: &Method, command: &str, body: &[u8], instances: &Instances) -> HttpResponse {
    let done = match (method.as_str(), command) {
        ("GET", "counters") => Ok(json!(instances.counts())),
        ("POST", "counters/reset") => {
            instances.all().iter().for_each(|instance| instance.tally.reset());
            Ok(json!({}))
        }
        ("GET", "sites") => Ok(sites(instances)),
        ("POST", "change") => read(body).map(|Change { fraction, round }| json!({ "changed": instances.change(fraction, round) })),
        ("POST", "day") => read(body).map(|Day { day }| {
            instances.set_day(day);
            json!({ "day": day })
        }),
        ("POST", "fault") => read(body).map(|Misbehave { region, fault }| json!({ "set": instances.set_fault(region, fault) })),
        _ => return respond::problem(404, "perintah tidak dikenal"),
    };
    match done {
        Ok(Value::Object(mut answer)) => {
            answer.insert("_synthetic".to_owned(), Value::Bool(true));
            HttpResponse::Ok().insert_header(("X-Synthetic", "true")).json(answer)
        }
        Ok(other) => HttpResponse::Ok().json(other),
        Err(error) => respond::problem(400, &error.to_string()),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(body)
}

fn sites(instances: &Instances) -> Value {
    let site = |instance: &super::instance::Instance| {
        json!({
            "id": instance.site.slug(),
            "region": instance.site.code,
            "url": instance.base,
            "format": instance.plan.format,
            "services": instance.plan.services,
            "agencies": instance.plan.agencies,
            "details": instance.plan.details,
            "statistics": instance.plan.statistics,
        })
    };
    json!({ "sites": instances.all().iter().map(site).collect::<Vec<_>>() })
}
