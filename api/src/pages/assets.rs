//! The files that pages load: one style sheet, one script, one icon. The name of each holds the hash of its content, so that it may be kept
//! for ever.

use std::sync::LazyLock;

use actix_web::{HttpResponse, web};

use crate::error::Error;

struct Asset {
    path: String,
    kind: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(name: &str, ending: &str, kind: &'static str, content: &'static str) -> Self {
        let hash: String = blake3::hash(content.as_bytes()).to_hex().chars().take(16).collect();
        Self { path: format!("/aset/{name}-{hash}.{ending}"), kind, content }
    }
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    const STYLE: &str = concat!(include_str!("../../templates/gaya.css"), include_str!("../../templates/halaman.css"));
    [
        Asset::new("gaya", "css", "text/css; charset=utf-8", STYLE),
        Asset::new("simpul", "js", "text/javascript; charset=utf-8", include_str!("../../templates/simpul.js")),
        Asset::new("ikon", "svg", "image/svg+xml", include_str!("../../templates/ikon.svg")),
    ]
});

/// Where the style sheet, the script and the icon are.
#[must_use]
pub fn paths() -> [&'static str; 3] {
    ASSETS.each_ref().map(|asset| asset.path.as_str())
}

/// One of them.
pub(super) async fn get(file: web::Path<String>) -> Result<HttpResponse, Error> {
    let wanted = |asset: &&Asset| asset.path.strip_prefix("/aset/") == Some(file.as_str());
    let asset = ASSETS.iter().find(wanted).ok_or_else(|| Error::not_found("asset", file.as_str()))?;
    Ok(HttpResponse::Ok()
        .content_type(asset.kind)
        .insert_header(("Cache-Control", "public, max-age=31536000, immutable"))
        .insert_header(("X-Content-Type-Options", "nosniff"))
        .body(asset.content))
}
