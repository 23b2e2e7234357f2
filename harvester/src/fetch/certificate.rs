//! When a server's certificate ends: told weeks before, so that a feed is not lost on that day.

use registry::model::Instant;
use reqwest::Response;
use reqwest::tls::TlsInfo;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// The end of the certificate that was shown for this answer; `None`: there was none, or it cannot be read.
pub(super) fn ends(response: &Response) -> Option<Instant> {
    of_der(response.extensions().get::<TlsInfo>()?.peer_certificate()?)
}

fn of_der(certificate: &[u8]) -> Option<Instant> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    chrono::DateTime::from_timestamp(certificate.validity().not_after.timestamp(), 0).map(Instant::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_as_it_was_signed_and_what_is_no_certificate_has_none() {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parts = rcgen::CertificateParams::new(vec!["layanan.contoh.go.id".to_owned()]).unwrap();
        parts.not_after = rcgen::date_time_ymd(2027, 3, 1);
        let signed = parts.self_signed(&key).unwrap();
        assert_eq!(of_der(signed.der()).unwrap().to_string(), "2027-03-01T00:00:00.000Z");
        assert!(of_der(b"bukan sertifikat").is_none() && of_der(&signed.der()[..40]).is_none());
    }
}
