//! Pages for people: rendered here, working without JavaScript, in Indonesian, and in English where the link carries `lang=en`.

mod assets;
mod atom;
mod chart;
mod coverage;
mod frame;
mod gaps;
mod hall;
mod handlers;
mod map;
mod mobile;
mod national;
mod notice;
mod pins;
mod portal;
mod quality;
mod region;
mod report;
mod searches;
mod service;
mod share;
mod sources;
mod statistics;
pub mod text;
mod words;

use actix_web::web;

use crate::routes::{read, refuse_method};

pub use assets::paths as asset_paths;
pub use frame::{Frame, PageError};
pub use portal::{Desk, Filled, Member};

/// The routes of the pages.
pub fn configure(cfg: &mut web::ServiceConfig) {
    let page = |path: &'static str| web::resource(path).default_service(web::to(refuse_method));
    cfg.service(page("/").route(read().to(handlers::home)))
        .service(page("/mpp/{id}").route(read().to(hall::show)))
        .service(page("/layanan/{id}").route(read().to(service::show)))
        .service(page("/daerah/{code}").route(read().to(region::show)))
        .service(page("/daerah/{code}/perubahan.atom").route(read().to(atom::show)))
        .service(page("/nasional").route(read().to(national::list)))
        .service(page("/nasional/{slug}").route(read().to(national::one)))
        .service(page("/pencarian").route(read().to(searches::list)))
        .service(page("/teks").route(read().to(text::teks)))
        .service(page("/keliling").route(read().to(mobile::schedule)))
        .service(page("/keliling.ics").route(read().to(mobile::file)))
        .service(page("/cakupan").route(read().to(coverage::show)))
        .service(page("/kesenjangan").route(read().to(gaps::show)))
        .service(page("/kesenjangan/{slug}").route(read().to(gaps::one)))
        .service(page("/statistik").route(read().to(statistics::show)))
        .service(page("/kualitas").route(read().to(quality::show)))
        .service(page("/laporan").route(read().to(report::this_month)))
        .service(page("/laporan/{month}").route(read().to(report::show)))
        .service(page("/sumber").route(read().to(sources::list)))
        .service(page("/sumber/{id}").route(read().to(sources::one)))
        .service(page("/sumber/{id}/percobaan").route(read().to(sources::attempts)))
        .service(page("/sumber/{id}/versi").route(read().to(sources::versions)))
        .service(page("/sumber/{id}/temuan").route(read().to(sources::findings)))
        .configure(portal::configure)
        .service(page("/aset/{file}").route(read().to(assets::get)))
        .default_service(web::to(handlers::missing));
}
