//! Which file of a workbook is which sheet: the archive's files have numbers, and people know names.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

static SHEET: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<(?:\w+:)?sheet\s[^>]*>").ok());
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"<(?:\w+:)?Relationship\s[^>]*>").ok());

/// The names of sheets by their files, out of the workbook's list and its links.
pub(super) fn of_files(workbook: &str, links: &str) -> HashMap<String, String> {
    let (Some(sheets), Some(tags)) = (SHEET.as_ref(), LINK.as_ref()) else { return HashMap::new() };
    let targets: HashMap<&str, &str> = tags
        .find_iter(links)
        .filter_map(|tag| Some((attribute(tag.as_str(), " Id=\"")?, attribute(tag.as_str(), " Target=\"")?)))
        .collect();
    let named = sheets.find_iter(workbook).filter_map(|tag| {
        let (name, id) = (attribute(tag.as_str(), " name=\"")?, attribute(tag.as_str(), ":id=\"")?);
        let target = targets.get(id)?.trim_start_matches("/xl/").trim_start_matches("xl/");
        Some((format!("xl/{target}"), unescaped(name)))
    });
    named.collect()
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    tag.split_once(name)?.1.split('"').next()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_found_by_their_links() {
        let book = r#"<sheets><sheet name="A &amp; B" sheetId="3" r:id="rId2"/><sheet name="C" sheetId="1" r:id="rId1"/></sheets>"#;
        let links =
            r#"<Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Target="/xl/worksheets/sheet2.xml" Id="rId2"/>"#;
        let names = of_files(book, links);
        assert_eq!(names["xl/worksheets/sheet2.xml"], "A & B");
        assert_eq!(names["xl/worksheets/sheet1.xml"], "C");
    }
}
