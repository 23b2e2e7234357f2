//! Pages for people who come upon the farm with a browser: they say what it is.

use actix_web::HttpResponse;

use super::instance::{Instance, Instances};
use crate::NOTICE;

/// The page of one instance.
pub fn instance(instance: &Instance) -> HttpResponse {
    let start = crate::wire::start(instance.plan.format);
    let assumed = if instance.site.assumed { "<p>Bahwa daerah ini memiliki MPP dengan nama ini adalah anggapan.</p>" } else { "" };
    page(
        &instance.site.mpp_name,
        &format!(
            "<p>{}, {}</p>{assumed}<p>Format: <code>{:?}</code>, <a href=\"{}\">data</a></p>",
            escaped(&instance.site.region_name),
            escaped(&instance.site.province_name),
            instance.plan.format,
            if start.is_empty() { "." } else { start },
        ),
    )
}

/// The page of the farm itself.
pub fn farm(instances: &Instances) -> HttpResponse {
    let item = |instance: &Instance| format!("<li><a href=\"{}index.html\">{}</a></li>", instance.base, escaped(&instance.site.mpp_name));
    let items: String = instances.all().iter().map(item).collect();
    page("Simulator Simpul", &format!("<p>{} instansi.</p><ul>{items}</ul>", instances.all().len()))
}

fn page(title: &str, content: &str) -> HttpResponse {
    let title = escaped(title);
    HttpResponse::Ok().insert_header(("X-Synthetic", "true")).content_type("text/html; charset=utf-8").body(format!(
        "<!doctype html><html lang=\"id\"><head><meta charset=\"utf-8\"><title>{title} (sintetis)</title></head><body>\
         <h1>{title}</h1><p><strong>{NOTICE}.</strong></p><p lang=\"en\">Synthetic data made by the Simpul simulator; \
         not a real service.</p>{content}</body></html>"
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
