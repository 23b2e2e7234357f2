//! Attempts: one fetch of one source, always a row.

use serde::{Deserialize, Serialize};

use super::{Instant, Verdict};

macro_rules! reasons {
    ($($name:ident, $text:literal, $doc:literal, $id:literal, $en:literal;)*) => {
        /// Why an attempt ended as it did. Stable names: alert rules and dashboards use them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Reason { $(#[doc = $doc] #[serde(rename = $text)] $name,)* }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name as stored and served.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $text),* } }

            /// A sentence for people, in Indonesian.
            #[must_use]
            pub fn sentence(self) -> &'static str { match self { $(Self::$name => $id),* } }

            /// The same in English.
            #[must_use]
            pub fn sentence_en(self) -> &'static str { match self { $(Self::$name => $en),* } }
        }

        impl std::str::FromStr for Reason {
            type Err = ();
            fn from_str(text: &str) -> Result<Self, ()> { match text { $($text => Ok(Self::$name),)* _ => Err(()) } }
        }
    };
}

// Variant, stable name, what it means, and the sentence for people in both languages.
reasons! {
    Changed, "changed", "New content was read and stored.",
        "Isi baru dibaca dan disimpan.",
        "New content was read and stored.";
    NotModified, "not_modified", "Every document answered 304.",
        "Tidak ada yang berubah sejak terakhir dibaca.",
        "Nothing has changed since it was last read.";
    SameContent, "same_content", "The documents came again, byte for byte the same, or read to the same catalog.",
        "Isinya datang lagi dan sama dengan yang sudah ada.",
        "The content came again and is what is stored.";
    ReadAgain, "read_again", "What was stored was read again by a newer mapping, adapter or normaliser; nothing was fetched.",
        "Isi yang tersimpan dibaca ulang dengan aturan baca yang lebih baru.",
        "The stored content was read again by newer rules of reading.";
    HttpClientError, "http_client_error", "A status of 400 to 499 other than the ones named below.",
        "Server menolak permintaan sebagai salah (HTTP 4xx).",
        "The server refuses the request as wrong (HTTP 4xx).";
    HttpUnauthorized, "http_unauthorized", "401 or 403.",
        "Server menolak akses: kunci atau izin perlu diperiksa.",
        "The server denies access: the key or the permission needs a look.";
    HttpNotFound, "http_not_found", "404.",
        "Alamat data tidak ditemukan di server: mungkin sudah pindah.",
        "The address of the data is not found on the server: it may have moved.";
    HttpGone, "http_gone", "410: the document was taken away on purpose.",
        "Server menyatakan data ini sengaja ditarik.",
        "The server says that this data was taken away on purpose.";
    HttpTooManyRequests, "http_too_many_requests", "429.",
        "Server meminta kami bertanya lebih jarang.",
        "The server wants to be asked less often.";
    HttpServerError, "http_server_error", "A status of 500 or more.",
        "Server daerah sedang galat (HTTP 5xx).",
        "The region's server is failing (HTTP 5xx).";
    HttpUnavailable, "http_unavailable", "503 with a Retry-After: the server is away for a while and says how long.",
        "Server sedang tidak melayani untuk sementara dan menyebut sampai kapan.",
        "The server is away for a while and says for how long.";
    HttpUnexpectedStatus, "http_unexpected_status", "Any other status but 200.",
        "Server menjawab dengan status yang tidak semestinya.",
        "The server answers with a status that does not belong here.";
    NotModifiedUnasked, "not_modified_unasked", "304, though nothing was said to be stored.",
        "Server menjawab \"tidak berubah\" padahal tidak ditanya begitu.",
        "The server answers \"not modified\" without having been asked that.";
    DnsFailed, "dns_failed", "The host's name has no address.",
        "Nama server tidak ditemukan.",
        "The server's name cannot be found.";
    ConnectFailed, "connect_failed", "No connection, or it was refused.",
        "Server tidak dapat dihubungi.",
        "The server cannot be connected to.";
    ConnectTimeout, "connect_timeout", "No connection within the deadline.",
        "Server tidak dapat dihubungi dalam batas waktu.",
        "The server could not be connected to in time.";
    TlsFailed, "tls_failed", "The TLS handshake failed.",
        "Sambungan aman (TLS) dengan server gagal.",
        "The secure connection (TLS) with the server fails.";
    TlsExpired, "tls_expired", "The certificate has expired, or is not valid yet.",
        "Sertifikat server sudah kedaluwarsa atau belum berlaku.",
        "The server's certificate has expired or is not valid yet.";
    TlsWrongHost, "tls_wrong_host", "The certificate is another host's.",
        "Sertifikat server milik alamat lain.",
        "The server's certificate belongs to another address.";
    TlsUntrusted, "tls_untrusted", "The certificate is signed by nobody who is trusted, or by itself.",
        "Sertifikat server tidak diterbitkan pihak yang dipercaya.",
        "The server's certificate was not issued by anyone trusted.";
    ConnectionClosed, "connection_closed", "The connection ended before a response header came.",
        "Sambungan diputus sebelum ada jawaban.",
        "The connection was closed before there was an answer.";
    NotHttp, "not_http", "What answers does not speak HTTP.",
        "Yang menjawab di alamat ini bukan server web.",
        "What answers at this address is not a web server.";
    HeaderInvalid, "header_invalid", "The response header breaks the rules of HTTP.",
        "Jawaban server melanggar aturan HTTP.",
        "The server's answer breaks the rules of HTTP.";
    HeaderTimeout, "header_timeout", "No response header within the deadline.",
        "Server tidak menjawab dalam batas waktu.",
        "The server did not answer in time.";
    TotalTimeout, "total_timeout", "The body did not end within the deadline.",
        "Jawaban server tidak selesai dalam batas waktu.",
        "The server's answer did not end in time.";
    BodyTooSlow, "body_too_slow", "The body came slower than the least speed.",
        "Jawaban server terlalu lambat.",
        "The server's answer came too slowly.";
    HarvestTimeout, "harvest_timeout", "The documents of the source did not all come within the deadline of one attempt.",
        "Tidak semua dokumen sumber datang dalam batas waktu.",
        "Not all documents of the source came in time.";
    HostCircuitOpen, "host_circuit_open", "The host has not answered for a while and is left alone for now.",
        "Server sudah beberapa lama tidak menjawab, jadi untuk sementara tidak ditanya.",
        "The server has not answered for a while and is left alone for now.";
    BodyCut, "body_cut", "The connection ended before the body did.",
        "Jawaban server terpotong di tengah jalan.",
        "The server's answer was cut off.";
    BodyTooLarge, "body_too_large", "The body, decompressed, is over the cap.",
        "Jawaban server melebihi batas ukuran.",
        "The server's answer is larger than allowed.";
    BodyUndecodable, "body_undecodable", "The body's compression is broken.",
        "Pemampatan jawaban server rusak.",
        "The compression of the server's answer is broken.";
    TooManyDocuments, "too_many_documents", "The feed has more documents than the limit allows.",
        "Dokumen sumber lebih banyak daripada yang dibolehkan.",
        "The source has more documents than allowed.";
    TooManyRecords, "too_many_records", "The body holds more values than any catalog does.",
        "Data dalam sumber lebih banyak daripada yang dibolehkan.",
        "The source has more records than allowed.";
    PrivateAddress, "private_address", "The host is at a private address, and those are refused.",
        "Alamat server bersifat pribadi, dan itu tidak dibolehkan.",
        "The server's address is private, and that is not allowed.";
    OwnListener, "own_listener", "The URL leads to a listener of the harvester itself.",
        "Alamat sumber mengarah ke pemanen ini sendiri.",
        "The source's address leads to this harvester itself.";
    UrlRefused, "url_refused", "The URL's scheme, credentials or port are not allowed.",
        "Alamat sumber tidak dibolehkan.",
        "The source's address is not allowed.";
    RedirectLimit, "redirect_limit", "Too many redirects, or one without a target.",
        "Server terlalu sering mengalihkan, atau tanpa tujuan.",
        "The server redirects too often, or to nowhere.";
    RedirectLoop, "redirect_loop", "The redirects lead back to where they were before.",
        "Pengalihan server berputar-putar.",
        "The server's redirects go in circles.";
    EmptyBody, "empty_body", "The body has no content.",
        "Server menjawab kosong.",
        "The server's answer is empty.";
    HtmlInsteadOfData, "html_instead_of_data", "A web page came instead of data.",
        "Yang datang halaman web, bukan data.",
        "A web page came instead of data.";
    ContentTypeChanged, "content_type_changed", "The Content-Type is another one than before, and the body cannot be read.",
        "Jenis isi berubah dari sebelumnya dan tidak dapat dibaca.",
        "The type of the content is another than before, and it cannot be read.";
    Unparsable, "unparsable", "The body is not what its format promises.",
        "Data tidak terbaca menurut formatnya.",
        "The data cannot be read as its format.";
    WrongShape, "wrong_shape", "The body is well-formed but not of the shape that the source declares.",
        "Susunan data bukan seperti yang dinyatakan untuk sumber ini.",
        "The data is not of the shape that is declared for this source.";
    ArchiveTooLarge, "archive_too_large", "The spreadsheet inflates to more than the cap, or is made to do so.",
        "Lembar kerja mengembang melebihi batas ukuran.",
        "The spreadsheet inflates to more than allowed.";
    NoRecords, "no_records", "The feed holds no record; the last good data stays.",
        "Sumber tidak memuat satu data pun; data terakhir yang baik tetap dilayani.",
        "The source holds no record; the last good data stays.";
    MassDrop, "mass_drop", "Many services are missing at once; the content waits for a person, or until it has come often enough.",
        "Banyak layanan hilang sekaligus; isi baru menunggu keputusan, atau sampai cukup sering datang.",
        "Many services are missing at once; the new content waits for a decision, or until it has come often enough.";
    SlowLeak, "slow_leak", "Within some days many services went missing, a few at a time; the content waits.",
        "Dalam beberapa hari banyak layanan hilang sedikit demi sedikit; isi baru menunggu.",
        "Within some days many services went missing, a few at a time; the new content waits.";
    Replaced, "replaced", "Most services are others than before; the content waits.",
        "Sebagian besar layanan berganti; isi baru menunggu.",
        "Most services are others than before; the new content waits.";
    RolledBack, "rolled_back", "A person took this content back; it waits until a person releases it.",
        "Isi ini pernah ditarik oleh petugas dan menunggu dilepaskan petugas.",
        "A person took this content back; it waits until a person releases it.";
    Refused, "refused", "A person refused this content; it waits until a person releases it.",
        "Isi ini ditolak petugas; data terakhir yang baik tetap dilayani.",
        "A person refused this content; the last good data stays served.";
    NationalHold, "national_hold", "Many sources lose records or fail at once: whatever takes records away waits until that ends.",
        "Banyak sumber kehilangan data atau gagal sekaligus: penghapusan menunggu sampai itu berakhir.",
        "Many sources lose records or fail at once: removals wait until that ends.";
    WrongRegion, "wrong_region", "The content names another region.",
        "Isinya menyebut daerah lain.",
        "The content names another region.";
    AnothersContent, "anothers_content", "The same content, byte for byte, is another region's.",
        "Isinya sama persis dengan isi daerah lain.",
        "The content is, byte for byte, another region's.";
    Released, "released", "Content that had been held was released by a person and is stored.",
        "Isi yang ditahan dilepaskan oleh petugas dan disimpan.",
        "Content that had been held was released by a person and is stored.";
    Repeated, "repeated", "Content that had been held came often enough and is stored.",
        "Isi yang ditahan sudah cukup sering datang dan disimpan.",
        "Content that had been held came often enough and is stored.";
    TooManyBadRecords, "too_many_bad_records", "Less than half of the records are good; the last good data stays.",
        "Terlalu banyak data yang rusak; data terakhir yang baik tetap dilayani.",
        "Too many records are bad; the last good data stays.";
    ConfigInvalid, "config_invalid", "The source's declaration cannot be used.",
        "Pernyataan sumber ini tidak dapat dipakai: perlu diperbaiki pengelola.",
        "This source's declaration cannot be used: its operator has to mend it.";
    LeaseLost, "lease_lost", "Another worker took the source over.",
        "Proses pemanen lain mengambil alih sumber ini.",
        "Another harvesting process took the source over.";
    Stopped, "stopped", "The harvester was told to stop.",
        "Pemanen dihentikan.",
        "The harvester was told to stop.";
    Internal, "internal", "A fault of ours: see the log.",
        "Kesalahan pada kami: lihat log.",
        "A fault of ours: see the log.";
}

impl Reason {
    /// No server answered: the fault may as well be ours.
    #[must_use]
    pub fn is_transport(self) -> bool {
        matches!(
            self,
            Self::DnsFailed
                | Self::ConnectFailed
                | Self::ConnectTimeout
                | Self::ConnectionClosed
                | Self::HeaderTimeout
                | Self::TotalTimeout
                | Self::HarvestTimeout
                | Self::HostCircuitOpen
        )
    }

    /// The source was not asked, or not to the end, by our own doing: it says nothing of the source.
    #[must_use]
    pub fn is_ours(self) -> bool {
        matches!(self, Self::ConfigInvalid | Self::LeaseLost | Self::Stopped | Self::Internal)
    }
}

/// One try to harvest one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// When it began.
    pub started_at: Instant,
    /// From the first request to the end of the last body, in milliseconds.
    pub fetch_ms: u32,
    /// To the first response header, in milliseconds.
    pub first_byte_ms: Option<u32>,
    /// All of it, storing included, in milliseconds.
    pub total_ms: u32,
    /// How many requests were made.
    pub requests: u32,
    /// How many of them were answered 304.
    pub not_modified: u32,
    /// The status of the last response.
    pub http_status: Option<u16>,
    /// Bytes of all bodies, decompressed.
    pub bytes: u64,
    /// Records that were read, good and bad; `None`: nothing was read.
    pub records: Option<u32>,
    /// How many of them were refused.
    pub refused: Option<u32>,
    /// BLAKE3 of the content, in hex.
    pub content_hash: Option<String>,
    /// How it ended.
    pub outcome: Verdict,
    /// Why.
    pub reason: Reason,
    /// What a person needs to know beyond the reason: which document, which line.
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Reason;

    #[test]
    fn every_reason_has_a_sentence_of_its_own_in_each_language() {
        for language in [Reason::sentence, Reason::sentence_en] {
            let sentences: HashSet<&str> = Reason::ALL.iter().map(|reason| language(*reason)).collect();
            assert_eq!(sentences.len(), Reason::ALL.len());
            assert!(sentences.iter().all(|text| text.ends_with('.') && text.starts_with(char::is_uppercase)));
        }
    }

    #[test]
    fn a_server_that_answered_is_no_transport_failure() {
        let transport: Vec<_> = Reason::ALL.iter().filter(|reason| reason.is_transport()).collect();
        assert!(transport.iter().all(|reason| !reason.as_str().starts_with("http_") && !reason.is_ours()), "{transport:?}");
    }
}
