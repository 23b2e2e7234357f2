//! The Content-Type against the content: a wrong label on a good body is a remark, a new label on a body that cannot be read is the reason.

/// The type and subtype, in lower case.
fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The label is another one than before.
pub(super) fn has_changed(before: Option<&str>, now: Option<&str>) -> bool {
    matches!((before, now), (Some(before), Some(now)) if essence(before) != essence(now))
}

/// The label says that this is no data, though it was read as such. Only where the format leaves no doubt: tables are served as pages, pages as
/// anything, and JSON as plain text.
pub(super) fn is_wrong(format: &str, content_type: Option<&str>) -> bool {
    let is_json = matches!(format, "hsds" | "json");
    content_type.map(essence).is_some_and(|label| {
        let is_page = matches!(label.as_str(), "text/html" | "application/xhtml+xml" | "text/css" | "application/pdf");
        let is_media = ["image/", "video/", "audio/", "font/"].iter().any(|kind| label.starts_with(kind));
        is_json && (is_page || is_media)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_compared_without_their_parameters() {
        assert!(!has_changed(Some("application/json"), Some("Application/JSON; charset=utf-8")));
        assert!(has_changed(Some("application/json"), Some("text/html")));
        assert!(!has_changed(None, Some("text/html")));
        assert!(is_wrong("json", Some("text/html; charset=utf-8")));
        assert!(!is_wrong("json", Some("text/plain")));
        assert!(!is_wrong("table", Some("text/html")));
    }
}
