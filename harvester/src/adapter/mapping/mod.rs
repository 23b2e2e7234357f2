//! The mapping language: one declaration in a source's TOML, whatever the format of its documents. `docs/mapping.md` describes it.
//!
//! A format supplies a [`Language`]: how a body is opened, which records stand below a node, and what the text of a field is. Everything else
//! is here, once: endpoints and paging (`follow`), levels and hierarchies (`walk`), fields (`values`), and the decoding of the declaration
//! with all its mistakes (`decode`).

pub(super) mod complaint;
pub(super) mod declaration;
mod decode;
mod decode_field;
mod draft;
mod follow;
mod ids;
pub(super) mod item;
pub(super) mod levels;
mod records;
mod values;
mod walk;

use registry::model::{Code, Drafts, Finding, Reason, Source};
use url::Url;

use self::complaint::{Complaints, Flaw};
use self::declaration::{Mapping, Options};
use self::item::Item;
use super::{Document, ReadError, Request};

pub(super) use self::decode::mapping as decode_mapping;

/// Records of one source; a feed that has more is cut there, with a finding.
pub(super) const MAX_RECORDS: usize = 200_000;

/// How deep records may lie in records.
const MAX_DEPTH: usize = 32;

/// A way to select: JSONPath, CSS, column names.
pub(super) trait Language: Sized + 'static {
    /// What a selector is called in messages.
    const NAME: &'static str;
    /// The keys of an endpoint that say how its bytes are read.
    const OPTIONS: &'static [&'static str];
    /// The keys of a field that only this language has.
    const OWN: &'static [&'static str];
    /// A document without any record cannot be what was declared: it is refused.
    const NEEDS_RECORDS: bool;
    /// A compiled selector.
    type Selector;
    /// A compiled source of a field that only this language has.
    type Own;
    /// An opened body.
    type Document;
    /// A place in it.
    type Node<'d>: Copy;

    /// Compiles a selector.
    fn compile(text: &str) -> Result<Self::Selector, Flaw>;
    /// Compiles one of the keys in `OWN`.
    fn own(name: &str, text: &str) -> Result<Self::Own, Flaw>;
    /// Opens a body.
    fn open(body: &[u8], opening: &mut Opening<'_, Self>) -> Result<Self::Document, ReadError>;
    /// Where reading begins.
    fn root(document: &Self::Document) -> Self::Node<'_>;
    /// The records that a selector finds below a node.
    fn below<'d>(selector: &Self::Selector, node: Self::Node<'d>) -> Vec<Place<'d, Self>>;
    /// The texts that a selector finds in a node; `apart`: each item of a list for itself.
    fn texts(selector: &Self::Selector, node: Self::Node<'_>, apart: bool) -> Vec<String>;
    /// The entry of a list or dictionary, by number from 0 or by key.
    fn entry(list: &Self::Selector, node: Self::Node<'_>, key: &str) -> Option<String>;
    /// What one of the keys in `OWN` finds.
    fn own_text(own: &Self::Own, node: Self::Node<'_>) -> Option<String>;
    /// The records of a document where the declaration does not say which: the rows of a table.
    fn rows<'d>(_node: Self::Node<'d>) -> Option<Vec<Place<'d, Self>>> {
        None
    }
    /// The list that a selector goes through is there, and empty: nothing is wrong.
    fn empty_list(_selector: &Self::Selector, _node: Self::Node<'_>) -> bool {
        false
    }
    /// The one text of a row that has no other.
    fn only_text(_node: Self::Node<'_>) -> Option<String> {
        None
    }
    /// Nothing is written here.
    fn blank(_node: Self::Node<'_>) -> bool {
        false
    }
    /// The record as a person would recognise it, for a finding.
    fn shown(node: Self::Node<'_>) -> String;
    /// Why a document without records has none, for a person.
    fn without_records(_document: &Self::Document) -> String {
        String::new()
    }
}

/// A record and where it stands.
pub(super) struct Place<'d, L: Language> {
    pub(super) node: L::Node<'d>,
    /// The keys under which it stands, outermost first.
    pub(super) keys: Vec<String>,
    /// What is around it, nearest first.
    pub(super) ancestors: Vec<L::Node<'d>>,
    /// For findings: `$.data[3]`, `row 12`.
    pub(super) path: String,
    /// Among its like, from 1.
    pub(super) position: usize,
}

impl<L: Language> Clone for Place<'_, L> {
    fn clone(&self) -> Self {
        Self {
            node: self.node,
            keys: self.keys.clone(),
            ancestors: self.ancestors.clone(),
            path: self.path.clone(),
            position: self.position,
        }
    }
}

/// What is known of a body before it is opened.
pub(super) struct Opening<'a, L: Language> {
    pub(super) url: &'a Url,
    pub(super) content_type: Option<&'a str>,
    pub(super) options: &'a Options,
    /// Every selector that records will be read by.
    pub(super) wanted: Vec<&'a L::Selector>,
    /// What there is to say about the body as a whole.
    pub(super) findings: Vec<Finding>,
}

/// The mapping of a stored source.
pub(super) fn of<L: Language>(source: &Source, more: &[&str]) -> Result<Mapping<L>, ReadError> {
    let item = (!source.mapping.is_empty()).then(|| Item::of_table(&source.mapping));
    let mut complaints = Complaints::default();
    decode::mapping(item.as_ref(), more, &mut complaints).ok_or_else(|| {
        let all: Vec<String> = complaints.all.iter().map(|complaint| format!("{}: {}", complaint.key, complaint.message)).collect();
        ReadError::new(Reason::ConfigInvalid, all.join("; "))
    })
}

/// The documents to begin with.
pub(super) fn begin<L: Language>(source: &Source) -> Result<Vec<Request>, ReadError> {
    follow::begin(source, &of::<L>(source, &[])?)
}

/// Reads one document.
pub(super) fn read<L: Language>(source: &Source, document: &Document<'_>, drafts: &mut Drafts) -> Result<Vec<Request>, ReadError> {
    read_mapped(source, &of::<L>(source, &[])?, document, drafts)
}

/// Reads one document by a mapping.
pub(super) fn read_mapped<L: Language>(
    source: &Source,
    mapping: &Mapping<L>,
    document: &Document<'_>,
    drafts: &mut Drafts,
) -> Result<Vec<Request>, ReadError> {
    let role = follow::Role::parse(&document.request.role)?;
    let Some(endpoint) = mapping.endpoints.get(role.endpoint()) else {
        return Err(ReadError::new(Reason::Internal, "a request for no endpoint"));
    };
    let Some(body) = document.body else {
        role.missing(document, "", drafts);
        return Ok(Vec::new());
    };
    let wanted = mapping.endpoints.iter().filter(|other| other.url == endpoint.url).flat_map(|other| other.selectors()).collect();
    let mut opening = Opening {
        url: &document.request.url,
        content_type: document.content_type,
        options: &endpoint.options,
        wanted,
        findings: Vec::new(),
    };
    let opened = match (L::open(body, &mut opening), &role) {
        (Ok(opened), _) => opened,
        (Err(error), follow::Role::ServiceDetail { .. } | follow::Role::OrganizationDetail { .. }) => {
            role.missing(document, &error.to_string(), drafts);
            return Ok(Vec::new());
        }
        (Err(error), _) => return Err(error),
    };
    drafts.findings.append(&mut opening.findings);
    let root = L::root(&opened);
    match role {
        follow::Role::ServiceDetail { index, .. } => {
            walk::service_detail(endpoint, index, root, drafts);
            Ok(Vec::new())
        }
        follow::Role::OrganizationDetail { index, .. } => {
            walk::organization_detail(endpoint, index, root, drafts);
            Ok(Vec::new())
        }
        follow::Role::Endpoint(number) => {
            let first_page = follow::is_first(source, endpoint, &document.request.url);
            let mut next = Vec::new();
            let (mut found, mut empty) = (0, false);
            for (number, endpoint) in mapping.endpoints.iter().enumerate().filter(|(at, other)| *at == number || other.url == endpoint.url)
            {
                let walked = walk::document(endpoint, root, first_page, drafts);
                found += walked.found;
                empty |= walked.empty;
                next.extend(follow::details(source, number, &walked.details, &document.request.url));
            }
            if found == 0 && first_page && L::NEEDS_RECORDS {
                return Err(ReadError::new(Reason::NoRecords, L::without_records(&opened)));
            }
            if found == 0 && first_page && !empty {
                drafts.findings.push(Finding::new(
                    Code::SelectorEmpty,
                    document.request.url.path(),
                    format!("mapping.endpoint[{number}]"),
                    "",
                ));
            }
            let paged = mapping.endpoints.iter().find(|other| other.url == endpoint.url && other.paging.is_some());
            if let (Some(paged), true) = (paged, found > 0) {
                next.extend(follow::next_page(source, paged, document, root, found, drafts)?);
            }
            Ok(next)
        }
    }
}
