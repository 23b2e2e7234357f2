//! Lists that come in pages: whether all of one list was read, and whether it held still meanwhile. A list that shifts under the reader shows
//! one record twice and another not at all; what is missing from it then is not gone.

use std::collections::{HashMap, HashSet};

use registry::model::{Code, Drafts, Finding, PageSaid, ServiceDraft};

use crate::adapter::Request;

/// Findings on one list; there may be a thousand doubles.
const MOST_FINDINGS: usize = 5;

/// The lists of one feed.
#[derive(Debug, Default)]
pub(super) struct Lists {
    lists: HashMap<String, List>,
    findings: Vec<Finding>,
    is_partial: bool,
}

#[derive(Debug)]
struct List {
    first: Request,
    first_page: Page,
    pages: usize,
    /// Records by id, and the page that they came on first.
    ids: HashMap<String, usize>,
    /// What the list's last page says.
    total: Option<u64>,
    held: u64,
    /// At least one of its pages came now, and not out of the store.
    is_fresh: bool,
    is_repeated: bool,
    doubts: Vec<String>,
}

/// What a page holds, as far as it can be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    ids: HashSet<String>,
    total: Option<u64>,
    held: u64,
}

impl Page {
    /// A page by the services that it brought and what it says of itself.
    pub(super) fn of(services: &[ServiceDraft], said: &[PageSaid]) -> Self {
        // Agencies that number their services each for itself have records of one id and other names.
        let named = |service: &ServiceDraft| {
            let agency = service.organization.as_deref().unwrap_or_default();
            service.external_id.as_ref().map(|id| format!("{id} ({}{}{agency})", service.name, if agency.is_empty() { "" } else { ", " }))
        };
        let ids = services.iter().filter_map(named).collect();
        Self { ids, total: said.iter().find_map(|said| said.total), held: said.iter().map(|said| said.held).sum() }
    }
}

impl Lists {
    /// A page was read.
    pub(super) fn page(&mut self, format: &str, request: &Request, page: &Page, is_fresh: bool) {
        let list = self.lists.entry(key(format, request)).or_insert_with(|| List::new(request, page));
        list.pages += 1;
        list.is_fresh |= is_fresh;
        list.held += page.held;
        if let (Some(before), Some(now)) = (list.total, page.total)
            && before != now
        {
            list.doubts.push(format!("total {before}, then {now} on page {}", list.pages));
        }
        list.total = page.total.or(list.total);
        for id in &page.ids {
            let first = *list.ids.entry(id.clone()).or_insert(list.pages);
            if first != list.pages {
                list.doubts.push(format!("{id}: on page {first} and on page {}", list.pages));
            }
        }
    }

    /// A page came that had come before, byte for byte.
    pub(super) fn repeated(&mut self, format: &str, request: &Request) {
        let Some(list) = self.lists.get_mut(&key(format, request)) else { return };
        // A server that knows no pages sends all of its list as the first one, and again as the second.
        let knows_no_pages = list.pages == 1 && list.total.is_none();
        list.is_repeated = !knows_no_pages;
    }

    /// Something was left out, for a reason that is no statement about it.
    pub(super) fn left_out(&mut self, request: &Request, why: &str) {
        self.is_partial = true;
        self.findings.push(Finding::new(Code::ListIncomplete, &request.role, request.url.path(), why));
    }

    /// The first pages of lists of several pages that came now: asked for once more, they show whether the list held still.
    pub(super) fn to_ask_again(&self) -> Vec<Request> {
        let paged = self.lists.values().filter(|list| list.pages > 1 && list.is_fresh);
        let mut first: Vec<Request> = paged.map(|list| list.first.clone()).collect();
        first.sort_by(|a, b| a.url.cmp(&b.url));
        first
    }

    /// The first page has come once more.
    pub(super) fn again(&mut self, format: &str, request: &Request, page: &Page) {
        if let Some(list) = self.lists.get_mut(&key(format, request))
            && list.first_page != *page
        {
            list.doubts.push("the first page is another one at the end".to_owned());
        }
    }

    /// Whether the content is known to be incomplete; the reasons go to the drafts.
    pub(super) fn conclude(mut self, drafts: &mut Drafts) -> bool {
        let mut lists: Vec<(String, List)> = self.lists.into_iter().collect();
        lists.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (_, list) in lists {
            self.is_partial |= list.conclude(&mut self.findings);
        }
        let is_cut = drafts.findings.iter().any(|finding| finding.code == Code::RecordLimit);
        drafts.findings.append(&mut self.findings);
        self.is_partial || is_cut
    }
}

impl List {
    fn new(request: &Request, page: &Page) -> Self {
        Self {
            first: request.clone(),
            first_page: page.clone(),
            pages: 0,
            ids: HashMap::new(),
            total: None,
            held: 0,
            is_fresh: false,
            is_repeated: false,
            doubts: Vec::new(),
        }
    }

    fn conclude(mut self, findings: &mut Vec<Finding>) -> bool {
        let path = self.first.url.path();
        let distinct = self.ids.len() as u64;
        // All that there is was read, however often.
        let is_whole = self.total.is_some_and(|total| distinct >= total);
        if is_whole && self.doubts.iter().all(|doubt| doubt.contains("on page ") && !doubt.starts_with("total ")) {
            return false;
        }
        let is_short = self.total.filter(|total| *total > self.held);
        if let Some(total) = is_short {
            findings.push(Finding::new(Code::ListIncomplete, &self.first.role, path, &format!("stated {total}, held {}", self.held)));
        }
        let is_shifted = !self.doubts.is_empty();
        self.doubts.sort();
        for doubt in self.doubts.iter().take(MOST_FINDINGS) {
            findings.push(Finding::new(Code::ListShifted, &self.first.role, path, doubt));
        }
        is_shifted || is_short.is_some() || (self.is_repeated && !is_whole)
    }
}

/// Which list a page belongs to. A portal's resources are lists of their own, told apart by the address; elsewhere the role tells.
fn key(format: &str, request: &Request) -> String {
    if format != "ckan" {
        return request.role.clone();
    }
    let mut url = request.url.clone();
    let rest: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !matches!(&**name, "offset" | "start"))
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    url.query_pairs_mut().clear().extend_pairs(rest);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(page: u32) -> Request {
        let url = format!("http://mpp.example.id/services?page={page}").parse().unwrap();
        Request { url, role: "services".to_owned(), optional: false }
    }

    fn page(ids: std::ops::Range<u32>, total: Option<u64>) -> Page {
        let held = u64::from(ids.end - ids.start);
        Page { ids: ids.map(|id| id.to_string()).collect(), total, held }
    }

    /// Reads pages, and says whether the whole is partial and which findings there are.
    fn read(pages: &[Page]) -> (bool, Vec<Code>) {
        let mut lists = Lists::default();
        for (number, page) in (1..).zip(pages) {
            lists.page("hsds", &request(number), page, true);
        }
        concluded(lists)
    }

    fn concluded(lists: Lists) -> (bool, Vec<Code>) {
        let mut drafts = Drafts::default();
        let partial = lists.conclude(&mut drafts);
        (partial, drafts.findings.iter().map(|finding| finding.code).collect())
    }

    #[test]
    fn a_list_that_holds_still_is_whole() {
        assert_eq!(read(&[page(0..10, Some(25)), page(10..20, Some(25)), page(20..25, Some(25))]), (false, vec![]));
        assert_eq!(read(&[page(0..10, None), page(10..15, None)]), (false, vec![]));
    }

    #[test]
    fn more_than_is_stated_is_no_lack() {
        assert_eq!(read(&[page(0..128, Some(31))]), (false, vec![]));
    }

    #[test]
    fn less_than_is_stated_is_partial() {
        assert_eq!(read(&[page(0..10, Some(25)), page(10..20, Some(25))]), (true, vec![Code::ListIncomplete]));
    }

    #[test]
    fn a_record_on_two_pages_is_partial() {
        assert_eq!(read(&[page(0..10, Some(20)), page(9..19, Some(20))]), (true, vec![Code::ListShifted]));
        assert_eq!(read(&[page(0..10, None), page(9..15, None)]), (true, vec![Code::ListShifted]));
    }

    #[test]
    fn doubles_where_all_that_is_stated_was_read_are_no_lack() {
        assert!(!read(&[page(0..10, Some(19)), page(9..19, Some(19))]).0);
    }

    #[test]
    fn a_total_that_changes_is_partial() {
        assert!(read(&[page(0..10, Some(20)), page(10..20, Some(21))]).0);
    }

    #[test]
    fn a_first_page_that_is_another_one_at_the_end_is_partial() {
        let mut lists = Lists::default();
        lists.page("hsds", &request(1), &page(0..10, None), true);
        lists.page("hsds", &request(2), &page(10..20, None), true);
        assert_eq!(lists.to_ask_again(), [request(1)]);
        lists.again("hsds", &request(1), &page(1..11, None));
        assert_eq!(concluded(lists), (true, vec![Code::ListShifted]));
    }

    #[test]
    fn a_repeated_page_is_partial_unless_the_server_knows_no_pages() {
        let mut lists = Lists::default();
        lists.page("json", &request(1), &page(0..10, None), true);
        lists.repeated("json", &request(2));
        assert!(!concluded(lists).0);
        let mut lists = Lists::default();
        lists.page("json", &request(1), &page(0..10, Some(30)), true);
        lists.repeated("json", &request(2));
        assert!(concluded(lists).0);
        let mut lists = Lists::default();
        lists.page("json", &request(1), &page(0..10, None), true);
        lists.page("json", &request(2), &page(10..20, None), true);
        lists.repeated("json", &request(3));
        assert!(concluded(lists).0);
    }
}
