//! A shape of its own: pages in an envelope with a status, ids that are text in lists and numbers in details, and
//! requirements as HTML.

use serde_json::{Value, json};

use super::{Asked, channel};
use crate::catalog::{Agency, Catalog, Service};
use crate::plan::Plan;
use crate::{NOTICE, Site};

/// The document that `asked` names.
pub fn document(_site: &Site, plan: &Plan, catalog: &Catalog, asked: &Asked) -> Option<Value> {
    let all = Asked { per_page: usize::MAX, page: 1, ..asked.clone() };
    match asked.path.strip_prefix("api/v1/")? {
        "profil" => Some(whole(profile(catalog))),
        "instansi/list" => Some(page(asked, &catalog.agencies, agency)),
        "layanan/list" => {
            let record = |service: &Service| if plan.details { basic(service) } else { full(service, service.number.to_string().into()) };
            Some(page(asked, &catalog.services, record))
        }
        "statistik/list" => Some(page(&all, &catalog.figures, |figure| {
            json!({
                "metrik": figure.metric,
                "instansi": figure.agency.map(|place| &catalog.agencies[place].name),
                "periode": figure.period(),
                "nilai": super::rows::value(figure),
            })
        })),
        path => {
            let number: usize = path.strip_prefix("layanan/detail/")?.parse().ok()?;
            let service = catalog.services.iter().find(|service| service.number == number)?;
            Some(whole(full(service, number.into())))
        }
    }
}

fn whole(data: Value) -> Value {
    json!({ "status": "success", "_synthetic": true, "keterangan": NOTICE, "data": data })
}

fn page<T>(asked: &Asked, records: &[T], record: impl Fn(&T) -> Value) -> Value {
    let (here, pages) = asked.cut(records);
    let per_page = asked.per_page.min(records.len().max(1));
    let mut document = whole(here.iter().map(record).collect());
    document["page"] = json!({ "total": records.len(), "per_page": per_page, "current_page": asked.page, "total_page": pages });
    document
}

fn profile(catalog: &Catalog) -> Value {
    let hall = &catalog.hall;
    json!({
        "nama": hall.name,
        "alamat": hall.address,
        "jam_layanan": hall.hours,
        "lat": hall.point.lat,
        "long": hall.point.lon,
        "telepon": hall.phone,
        "email": hall.email,
    })
}

fn agency(agency: &Agency) -> Value {
    json!({
        "id_instansi": agency.number.to_string(),
        "instansi": agency.name,
        "telepon": agency.phone,
        "email": agency.email,
        "website": agency.website,
        "jam_layanan": agency.hours.as_ref().map(|(_, text)| text),
        "no_tenant": agency.number,
        "aktif": "1",
    })
}

fn basic(service: &Service) -> Value {
    json!({ "id": service.number.to_string(), "id_instansi": (service.agency + 1).to_string(), "nama_layanan": service.name })
}

fn full(service: &Service, id: Value) -> Value {
    let mut record = basic(service);
    record["id"] = id;
    record["deskripsi"] = format!("<p>{}</p>", service.description).into();
    record["waktu"] = json!(service.duration);
    record["biaya"] = json!(service.cost.text);
    record["persyaratan"] = list(&service.requirements).into();
    record["prosedur"] = list(&service.procedure).into();
    record["loket"] = service.counter.as_str().into();
    record["kanal"] = service.channels.iter().map(|&c| channel(c)).collect();
    record
}

fn list(items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let items: Vec<String> = items.iter().map(|item| format!("<li>{}</li>", item.replace('&', "&amp;").replace('<', "&lt;"))).collect();
    format!("<ol>\n{}\n</ol>", items.join("\n"))
}
