//! Why a publication is not even judged. Each says what to do.

use actix_web::http::StatusCode;
use harvester::publish::PublishError;
use registry::store::StoreError;

/// Why a publication is not even judged; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The body is over the limit.
    #[error(
        "Berkas terlalu besar: paling banyak {most} byte. Hapus gambar dan sheet yang tidak perlu, lalu kirim lagi / The file is too large: at \
         most {most} bytes"
    )]
    TooLarge {
        /// In bytes.
        most: usize,
    },
    /// There is no body.
    #[error("Berkasnya kosong / The file is empty")]
    Empty,
    /// The upload broke off.
    #[error("Unggahan terputus di tengah jalan; tidak ada yang disimpan. Kirim lagi / The upload broke off; nothing was stored")]
    CutOff,
    /// Another version is active than the one that the file was made from.
    #[error(
        "Katalog sudah berubah sejak berkas ini diunduh (sekarang {}). Unduh yang terbaru, ulangi perubahannya di sana, lalu terbitkan / The catalog \
         has changed since this file was downloaded: download it again and make the change there", version(*.now)
    )]
    Stale {
        /// Which is active.
        now: Option<i64>,
    },
    /// There is content, and the request does not say what the file was made from.
    #[error(
        "Sebutkan versi yang menjadi asal berkas ini dengan `If-Match: \"v{now}\"` (ETag saat mengunduh), atau `If-Match: *` untuk mengganti versi apa \
         pun / Say with If-Match which version this file was made from"
    )]
    VersionRequired {
        /// Which is active.
        now: i64,
    },
    /// The key was used for another publication.
    #[error("Idempotency-Key ini sudah dipakai untuk berkas lain; pakai kunci baru / This Idempotency-Key was used for another file")]
    KeyReused,
    /// The source is polled.
    #[error(
        "Sumber `{0}` dibaca sendiri oleh Simpul dari alamatnya dan tidak menerima terbitan. Untuk menerbitkan sendiri, minta pengelola mengubah \
         formatnya menjadi `push` / This source is fetched from its own address and takes no publications"
    )]
    Polled(String),
}

fn version(now: Option<i64>) -> String {
    now.map_or_else(|| "belum ada isi".to_owned(), |now| format!("versi {now}"))
}

impl Refusal {
    /// The status and the stable code.
    #[must_use]
    pub fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "file_too_large"),
            Self::Empty => (StatusCode::BAD_REQUEST, "file_empty"),
            Self::CutOff => (StatusCode::BAD_REQUEST, "upload_cut_off"),
            Self::Stale { .. } => (StatusCode::PRECONDITION_FAILED, "version_stale"),
            Self::VersionRequired { .. } => (StatusCode::PRECONDITION_REQUIRED, "version_required"),
            Self::KeyReused => (StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused"),
            Self::Polled(_) => (StatusCode::CONFLICT, "source_is_polled"),
        }
    }
}

impl From<PublishError> for crate::error::Error {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::NoSource(id) => Self::not_found("source", id),
            PublishError::NotPushed(id) => Refusal::Polled(id).into(),
            PublishError::Stale { now } => Refusal::Stale { now }.into(),
            PublishError::Unsaid { now } => Refusal::VersionRequired { now }.into(),
            PublishError::KeyTaken => Refusal::KeyReused.into(),
            PublishError::Store(error @ StoreError::LeaseLost(_)) => {
                tracing::warn!(%error, "a publication was overtaken");
                Refusal::Stale { now: None }.into()
            }
            PublishError::Store(error) => error.into(),
        }
    }
}
