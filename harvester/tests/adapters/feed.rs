//! A feed without a network: documents by the end of their address, read as the harvester does.

use std::collections::{HashSet, VecDeque};

use harvester::adapter::{Document, ReadError, Request, adapter};
use registry::model::{Drafts, Source, SourceFile};

/// The one source of a declaration.
pub fn source(toml: &str) -> Source {
    SourceFile::parse(toml).expect("a declaration").sources.remove(0)
}

/// The first request of a role.
pub fn request(source: &Source, role: &str) -> Request {
    let adapter = adapter(&source.format).expect("an adapter");
    let requests = (adapter.begin)(source).expect("a plan");
    requests.into_iter().find(|request| request.role.starts_with(role)).expect("a request of that role")
}

/// Reads one document of a role: the drafts, and what follows.
pub fn one(toml: &str, role: &str, body: &str) -> (Drafts, Vec<Request>) {
    let source = source(toml);
    let request = request(&source, role);
    let mut drafts = Drafts::default();
    let adapter = adapter(&source.format).expect("an adapter");
    let next = (adapter.read)(&source, &Document::new(&request, Some(body.as_bytes())), &mut drafts).expect("read");
    (drafts, next)
}

/// Documents by the end of their address.
#[derive(Default)]
pub struct Feed {
    documents: Vec<(String, Vec<u8>, Option<String>)>,
}

impl Feed {
    /// One document whatever is asked for.
    pub fn of(body: impl Into<Vec<u8>>) -> Self {
        Self::default().with("", body)
    }

    /// A document.
    pub fn with(mut self, ending: &str, body: impl Into<Vec<u8>>) -> Self {
        self.documents.push((ending.to_owned(), body.into(), None));
        self
    }

    /// A document with a Link header.
    pub fn linked(mut self, ending: &str, body: impl Into<Vec<u8>>, link: &str) -> Self {
        self.documents.push((ending.to_owned(), body.into(), Some(link.to_owned())));
        self
    }

    /// Reads all that the declaration asks for; also which addresses were asked for.
    pub fn try_harvest(&self, toml: &str) -> Result<(Drafts, Vec<String>), ReadError> {
        let source = source(toml);
        let adapter = adapter(&source.format).expect("an adapter");
        let mut waiting: VecDeque<Request> = (adapter.begin)(&source)?.into();
        let mut asked: HashSet<String> = waiting.iter().map(|request| request.url.to_string()).collect();
        let (mut drafts, mut order) = (Drafts::default(), Vec::new());
        while let Some(request) = waiting.pop_front() {
            order.push(request.url.to_string());
            let found = self.documents.iter().find(|(ending, ..)| request.url.as_str().ends_with(ending));
            let body = found.map(|(_, body, _)| body.as_slice());
            assert!(body.is_some() || request.optional, "{} was asked for", request.url);
            let link = found.and_then(|(_, _, link)| link.as_deref());
            let next = (adapter.read)(&source, &Document { link, ..Document::new(&request, body) }, &mut drafts)?;
            waiting.extend(next.into_iter().filter(|next| asked.insert(next.url.to_string())));
        }
        Ok((drafts, order))
    }

    /// The drafts.
    pub fn harvest(&self, toml: &str) -> Drafts {
        self.try_harvest(toml).expect("a feed that can be read").0
    }

    /// The addresses that are asked for, without the host.
    pub fn asked(&self, toml: &str) -> Vec<String> {
        let (_, order) = self.try_harvest(toml).expect("a feed that can be read");
        order.iter().map(|url| url.splitn(4, '/').nth(3).unwrap_or_default().to_owned()).collect()
    }

    /// Why it cannot be read.
    pub fn refused(&self, toml: &str) -> ReadError {
        self.try_harvest(toml).expect_err("a feed that cannot be read")
    }
}
