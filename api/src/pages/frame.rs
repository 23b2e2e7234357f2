//! What every page has around its content: language, style sheet, navigation; and the page that an error becomes.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError, web};
use askama::Template;

use super::assets;
use crate::error::Error;
use crate::linked::{self, schema_org};
use crate::params::Params;
use crate::state::State;
use crate::{address, answer};

/// The language of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Bahasa Indonesia.
    #[default]
    Id,
    /// English.
    En,
}

/// What every page has around its content.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Its language.
    pub lang: Lang,
    /// Where the style sheet is.
    pub style: &'static str,
    /// Where the script is.
    pub script: &'static str,
    /// Where the icon is.
    pub icon: &'static str,
    /// This page as others reach it: for the share links and the QR code.
    pub address: String,
    /// This page in the other language.
    pub switch: String,
    /// The path, to mark where in the navigation this is.
    pub path: String,
    /// Made-up data is shown.
    pub synthetic: bool,
    /// Where this server is reached.
    pub base: String,
    /// What machines read: the data block of schema.org.
    pub data: String,
}

impl Frame {
    /// For the answer to `request`.
    #[must_use]
    pub fn of(request: &HttpRequest, synthetic: bool) -> Self {
        let lang = if Params::of(request).get("lang") == Some("en") { Lang::En } else { Lang::Id };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (key, value) in url::form_urlencoded::parse(request.query_string().as_bytes()).filter(|(key, _)| key != "lang") {
            query.append_pair(&key, &value);
        }
        if lang == Lang::Id {
            query.append_pair("lang", "en");
        }
        let switch = format!("{}?{}", request.path(), query.finish());
        let address = {
            let connection = request.connection_info();
            format!("{}://{}{}", connection.scheme(), connection.host(), request.path())
        };
        let [style, script, icon] = assets::paths();
        let base = request.app_data::<web::Data<State>>().map(|state| address::base(request, state)).unwrap_or_default();
        let mut frame =
            Self { lang, style, script, icon, address, switch, path: request.path().to_owned(), synthetic, base, data: String::new() };
        frame.data = linked::data_block(&[frame.way()]);
        frame
    }

    /// The same with these nodes of schema.org.
    #[must_use]
    pub fn with_data(self, nodes: impl FnOnce(&str) -> Vec<serde_json::Value>) -> Self {
        let data = linked::data_block(&nodes(&self.base));
        Self { data, ..self }
    }

    /// The way to a page that says nothing more of itself.
    fn way(&self) -> serde_json::Value {
        let sections = [
            ("/keliling", self.t("Keliling", "Mobile")),
            ("/nasional", self.t("Bandingkan", "Compare")),
            ("/cakupan", self.t("Cakupan", "Coverage")),
            ("/sumber", self.t("Sumber", "Sources")),
            ("/kesenjangan", self.t("Kesenjangan", "Gaps")),
            ("/laporan", self.t("Laporan", "Report")),
            ("/kualitas", self.t("Kualitas", "Quality")),
            ("/statistik", self.t("Statistik", "Statistics")),
            ("/pencarian", self.t("Yang dicari orang", "What people look for")),
        ];
        let section = sections.into_iter().find(|(path, _)| self.path.starts_with(path));
        let mut way = vec![("Simpul", "/".to_owned())];
        way.extend(section.map(|(path, name)| (name, path.to_owned())));
        schema_org::breadcrumbs(&self.base, &way)
    }

    /// The text in the page's language.
    #[must_use]
    pub fn t<'a>(&self, id: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Id => id,
            Lang::En => en,
        }
    }

    /// `id` or `en`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.lang {
            Lang::Id => "id",
            Lang::En => "en",
        }
    }

    /// Whether this page is in English.
    #[must_use]
    pub fn english(&self) -> bool {
        self.lang == Lang::En
    }

    /// A link within the site that keeps the language.
    #[must_use]
    pub fn to(&self, path: &str) -> String {
        match self.lang {
            Lang::Id => path.to_owned(),
            Lang::En if path.contains('?') => format!("{path}&lang=en"),
            Lang::En => format!("{path}?lang=en"),
        }
    }

    /// Whether this page is at, or below, `path`.
    #[must_use]
    pub fn at(&self, path: &str) -> bool {
        if path == "/" { self.path == "/" } else { self.path.starts_with(path) }
    }
}

/// An error, to be shown as a page.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct PageError {
    error: Error,
    frame: Box<Frame>,
}

impl PageError {
    /// `error` in the language of `request`.
    #[must_use]
    pub fn of(request: &HttpRequest, error: Error) -> Self {
        Self { error, frame: Box::new(Frame::of(request, false)) }
    }
}

#[derive(Template)]
#[template(path = "masalah.html")]
struct ProblemPage<'a> {
    f: &'a Frame,
    title: &'a str,
    text: &'a str,
    detail: String,
    code: &'a str,
}

impl ResponseError for PageError {
    fn status_code(&self) -> StatusCode {
        self.error.status_code()
    }

    fn error_response(&self) -> HttpResponse {
        self.error.log();
        let f = self.frame.as_ref();
        let (title, text) = match &self.error {
            Error::Parameter { parameter: "near", .. } => (
                f.t("Tempat itu tidak dikenal", "That place is not known"),
                f.t(
                    "Ketik nama kabupaten atau kota, misalnya Kota Bogor, atau kosongkan isian Dekat.",
                    "Type the name of a regency or city, such as Kota Bogor, or leave Near empty.",
                ),
            ),
            Error::Parameter { parameter: "q", .. } => (
                f.t("Pencarian terlalu panjang", "That search is too long"),
                f.t("Tulis layanan yang dicari dalam beberapa kata saja.", "Name the service in a few words."),
            ),
            Error::Parameter { .. } | Error::Declaration(_) => (
                f.t("Isian tidak terbaca", "That could not be read"),
                f.t("Periksa isian berikut, lalu coba lagi.", "Check the following and try again."),
            ),
            Error::NotFound { .. } => (
                f.t("Tidak ditemukan", "Not found"),
                f.t(
                    "Halaman atau data ini tidak ada, atau sudah tidak dilayani daerahnya.",
                    "This page or record does not exist, or its region no longer offers it.",
                ),
            ),
            Error::WebhookOff => (
                f.t("Webhook ini dimatikan", "This webhook is switched off"),
                f.t("Aktifkan lagi, lalu kirim.", "Switch it on again, then send."),
            ),
            Error::Gone { .. } | Error::FeedLost => (
                f.t("Sudah tidak ada", "Gone"),
                f.t(
                    "Layanan ini pernah ada, tetapi daerahnya sudah lama tidak lagi mencantumkannya.",
                    "This service was there, but its region has long ceased to name it.",
                ),
            ),
            Error::SignInRequired | Error::WrongKey => (
                f.t("Masuk dahulu", "Sign in first"),
                f.t("Halaman ini hanya untuk tim daerah dan kementerian.", "This page is for the teams of regions and the ministry."),
            ),
            Error::Forbidden(_) | Error::KeyBounds(_) => (
                f.t("Tidak boleh", "Not allowed"),
                f.t(
                    "Peran Anda tidak mencakup ini. Minta bantuan admin daerah Anda.",
                    "Your role does not cover this. Ask the admin of your region.",
                ),
            ),
            Error::Publish(_) => (
                f.t("Berkas ini tidak dapat diterbitkan", "This file cannot be published"),
                f.t("Sebabnya di bawah ini; tidak ada yang berubah.", "The reason stands below; nothing has changed."),
            ),
            Error::Offer(_) => (
                f.t("Langkah itu tidak dijalankan", "That step was not taken"),
                f.t("Sebabnya di bawah ini; tidak ada yang berubah.", "The reason stands below; nothing has changed."),
            ),
            Error::FormToken => (
                f.t("Formulir kedaluwarsa", "This form has expired"),
                f.t("Muat ulang halamannya, lalu kirim lagi.", "Load its page again and send it anew."),
            ),
            Error::Superseded | Error::Unreadable => (
                f.t("Keputusan tidak dijalankan", "The decision was not carried out"),
                f.t("Tidak ada yang diubah.", "Nothing was changed."),
            ),
            Error::NoticeEnded => {
                (f.t("Pengumuman sudah berakhir", "The notice has ended"), f.t("Tulis pengumuman yang baru.", "Write a new notice."))
            }
            Error::TooMany(_) => {
                (f.t("Terlalu sering", "Too often"), f.t("Tunggu sebentar, lalu coba lagi.", "Wait a moment and try again."))
            }
            Error::Method => (f.t("Tidak bisa", "Not possible"), f.t("Alamat ini hanya untuk dibaca.", "This address can only be read.")),
            Error::Store(_) | Error::Search(_) | Error::Busy | Error::Away => (
                f.t("Sedang terganggu", "Temporarily unavailable"),
                f.t("Layanan ini sedang terganggu. Coba lagi sebentar lagi.", "This service is having trouble. Please try again shortly."),
            ),
            Error::Json(_) | Error::Parquet(_) | Error::Sheet(_) | Error::Page(_) | Error::Randomness => (
                f.t("Terjadi kesalahan", "Something went wrong"),
                f.t("Kesalahan ada pada kami dan sudah dicatat.", "The fault is ours and has been recorded."),
            ),
        };
        let page = ProblemPage { f, title, text, detail: self.error.to_string(), code: self.error.code() };
        let body = page.render().unwrap_or_else(|_| title.to_owned());
        let mut answer = HttpResponse::build(self.status_code());
        answer.insert_header(("Cache-Control", "no-store")).content_type("text/html; charset=utf-8");
        let mut answer = answer.body(body);
        answer::harden(answer.headers_mut());
        answer
    }
}
