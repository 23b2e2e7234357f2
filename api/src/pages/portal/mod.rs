//! The pages of the teams, under `/publikasi`, and how somebody signs in and out. Each shows what the caller may see and the buttons that they
//! may press; whether they may is asked again when one is pressed.

mod catalog;
mod coverage;
mod desk;
mod digest;
mod history;
mod home;
mod keys;
mod member;
mod notices;
mod offers;
mod openid;
mod sign_in;
mod source;
mod team;
mod webhooks;

use actix_web::web;

use crate::routes::{read, refuse_method};

pub use desk::Desk;
pub use member::{Filled, Member};

/// Their routes.
pub fn configure(cfg: &mut web::ServiceConfig) {
    let page = |path: &'static str| web::resource(path).default_service(web::to(refuse_method));
    cfg.service(page("/masuk").route(read().to(sign_in::form)).route(web::post().to(sign_in::by_key)))
        .service(page("/masuk/{provider}").route(read().to(openid::begin)))
        .service(page("/masuk/{provider}/kembali").route(read().to(openid::finish)))
        .service(page("/keluar").route(web::post().to(sign_in::out)))
        .service(page("/publikasi").route(read().to(home::show)))
        .service(page("/publikasi/sumber/{id}").route(read().to(source::show)))
        .service(page("/publikasi/sumber/{id}/terima").route(web::post().to(source::accept)))
        .service(page("/publikasi/sumber/{id}/tolak").route(web::post().to(source::refuse)))
        .service(page("/publikasi/sumber/{id}/kembalikan").route(web::post().to(source::put_back)))
        .service(page("/publikasi/{source}/katalog").route(read().to(catalog::show)).route(web::post().to(catalog::upload)))
        .service(page("/publikasi/{source}/katalog.xlsx").route(read().to(catalog::download)))
        .service(page("/publikasi/{source}/katalog/{upload}").route(read().to(catalog::preview)))
        .service(page("/publikasi/{source}/katalog/{upload}/temuan.xlsx").route(read().to(catalog::report)))
        .service(page("/publikasi/{source}/katalog/{upload}/terbitkan").route(web::post().to(catalog::confirm)))
        .service(page("/publikasi/{region}/pengumuman").route(read().to(notices::show)).route(web::post().to(notices::write)))
        .service(page("/publikasi/{region}/pengumuman/{id}/akhiri").route(web::post().to(notices::end)))
        .service(page("/publikasi/{region}/pengumuman/{id}/ubah").route(web::post().to(notices::change)))
        .service(page("/publikasi/sumber-baru").route(read().to(offers::list)).route(web::post().to(offers::create)))
        .service(page("/publikasi/sumber-baru/{offer}").route(read().to(offers::show)))
        .service(page("/publikasi/sumber-baru/{offer}/pratinjau").route(web::post().to(offers::look)))
        .service(page("/publikasi/sumber-baru/{offer}/ajukan").route(web::post().to(offers::submit)))
        .service(page("/publikasi/sumber-baru/{offer}/tarik").route(web::post().to(offers::withdraw)))
        .service(page("/publikasi/tinjauan").route(read().to(offers::reviews)))
        .service(page("/publikasi/tinjauan/{offer}/terima").route(web::post().to(offers::accept)))
        .service(page("/publikasi/tinjauan/{offer}/tolak").route(web::post().to(offers::refuse)))
        .service(page("/publikasi/kunci").route(read().to(keys::list)).route(web::post().to(keys::create)))
        .service(page("/publikasi/kunci/cabut").route(web::post().to(keys::revoke)))
        .service(page("/publikasi/tim").route(read().to(team::list)).route(web::post().to(team::invite)))
        .service(page("/publikasi/tim/peran").route(web::post().to(team::change)))
        .service(page("/publikasi/cakupan").route(read().to(coverage::show)).route(web::post().to(coverage::record)))
        .service(page("/publikasi/cakupan/tarik").route(web::post().to(coverage::withdraw)))
        .service(page("/publikasi/ringkasan").route(read().to(digest::show)).route(web::post().to(digest::change)))
        .service(page("/langganan/{token}").route(read().to(digest::ending)).route(web::post().to(digest::end)))
        .service(page("/publikasi/webhook").route(read().to(webhooks::list)).route(web::post().to(webhooks::create)))
        .service(page("/publikasi/webhook/{id}").route(read().to(webhooks::show)))
        .service(page("/publikasi/webhook/{id}/{act}").route(web::post().to(webhooks::press)))
        .service(page("/publikasi/riwayat").route(read().to(history::list)));
}
