//! What machines read on and beside the pages: schema.org within each page, CPSV-AP of a service as Turtle and JSON-LD (docs/linked-data.md).
//! Texts of regions stand in them as they stand on the pages: escaped for where they are.

pub mod cpsv;
pub mod schema_org;

use serde_json::{Value, json};

/// A data block for a page, of these nodes; empty where there are none. A page's policy lets no inline script run: this is none, and
/// nothing in it can end the element.
#[must_use]
pub fn data_block(nodes: &[Value]) -> String {
    if nodes.is_empty() {
        return String::new();
    }
    let graph = json!({ "@context": "https://schema.org", "@graph": nodes }).to_string();
    let mut out = String::with_capacity(graph.len() + 64);
    out.push_str("<script type=\"application/ld+json\">");
    for sign in graph.chars() {
        match sign {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            sign => out.push(sign),
        }
    }
    out.push_str("</script>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_region_writes_ends_the_block() {
        let name = "</script><script>alert(1)</script><!-- & \u{2028}";
        let block = data_block(&[json!({ "@type": "Thing", "name": name })]);
        let inner = block.strip_prefix("<script type=\"application/ld+json\">").unwrap().strip_suffix("</script>").unwrap();
        assert!(!inner.contains(['<', '>', '&', '\u{2028}']), "{inner}");
        let read: Value = serde_json::from_str(inner).unwrap();
        assert_eq!(read["@graph"][0]["name"], name);
    }
}
