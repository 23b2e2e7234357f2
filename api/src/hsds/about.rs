//! `/hsds/`: what this API is; and its profile: what it adds to HSDS, as the merge patches that the specification asks of a profile.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::error::Error;
use crate::state::State;
use crate::{address, answer, licence};

/// A file for each object of the specification that this profile adds to.
const FILES: [(&str, &str); 5] = [
    ("service.json", include_str!("profile/service.json")),
    ("organization.json", include_str!("profile/organization.json")),
    ("location.json", include_str!("profile/location.json")),
    ("service_at_location.json", include_str!("profile/service_at_location.json")),
    ("openapi.json", include_str!("profile/openapi.json")),
];

/// What this API is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct About {
    /// The version of HSDS.
    pub version: &'static str,
    /// Where the profile is described.
    pub profile: String,
    /// Where the API is described.
    pub openapi_url: String,
    /// The licence of the data.
    pub license: &'static str,
}

/// What this API adds to HSDS, and what it leaves out.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Profile {
    /// Its name.
    pub name: &'static str,
    /// The version of HSDS that it is a profile of.
    pub hsds_version: &'static str,
    /// Where its addresses begin.
    pub profile: String,
    /// In Indonesian.
    pub description: &'static str,
    /// In English.
    pub description_en: &'static str,
    /// JSON Merge Patches (RFC 7386) on the schemas of the same names.
    pub modifications: Vec<String>,
    /// The licence of the data.
    pub license: &'static str,
}

#[utoipa::path(get, path = "/hsds/", tag = "hsds", responses((status = 200, body = About)))]
/// What this API is.
pub async fn get(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let base = address::base(&request, &state);
    let (profile, openapi_url) = (format!("{base}/hsds/profile"), format!("{base}/openapi.json"));
    answer::json(&request, &About { version: "3.0", profile, openapi_url, license: licence::URL })
}

#[utoipa::path(get, path = "/hsds/profile", tag = "hsds", responses((status = 200, body = Profile)))]
/// What this API adds to HSDS.
pub async fn profile(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let profile = format!("{}/hsds/profile", address::base(&request, &state));
    let modifications = FILES.iter().map(|(name, _)| format!("{profile}/{name}")).collect();
    let about = Profile {
        name: "Simpul",
        hsds_version: "3.0",
        profile,
        description: "HSDS 3.0 dengan tambahan: kode daerah, sumber, tanggal data, dasar hukum, jam buka OpenStreetMap, tanda data buatan, dan sejak \
                      kapan sebuah catatan tidak lagi disebut sumbernya. Semua layanan berstatus `active`; yang tidak lagi ada dijawab 410. Titik \
                      koordinat hanya diberikan bila itu titik gerai sendiri. Kode pos kosong bila alamat tidak menyebutnya.",
        description_en: "HSDS 3.0 and: the region's code, the source, the date of the data, the legal basis, OpenStreetMap opening hours, a mark on made-up \
                         data, and since when a record is no longer named by its source. Every service is `active`; what is gone answers 410. \
                         Coordinates are given only where they are the hall's own. The postal code is empty where the address names none.",
        modifications,
        license: licence::URL,
    };
    answer::json(&request, &about)
}

#[utoipa::path(get, path = "/hsds/profile/{file}", tag = "hsds", params(("file" = String, Path, description = "`service.json`")),
    responses((status = 200, description = "A JSON Merge Patch", content_type = "application/json"),
        (status = 404, body = crate::error::Problem)))]
/// What this API adds to one object of HSDS.
pub async fn file(request: HttpRequest, file: web::Path<String>) -> Result<HttpResponse, Error> {
    let found = FILES.iter().find(|(name, _)| *name == file.as_str());
    let (_, patch) = found.ok_or_else(|| Error::not_found("file", file.as_str()))?;
    Ok(answer::text(&request, "application/json", (*patch).to_owned()))
}
