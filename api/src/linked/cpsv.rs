//! CPSV-AP 3.2, the European vocabulary of public services, of one service: as Turtle and as JSON-LD, from one graph.

use std::collections::BTreeMap;

use oxrdf::vocab::{rdf, xsd};
use oxrdf::{Graph, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef, Triple};
use registry::model::{Cost, CostKind, Fact};
use serde_json::{Map, Value, json};

use super::schema_org::processing_time;
use crate::hsds::record::link;
use crate::routes::services::{ServiceDetail, ServicePlace};

/// What a graph is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// `text/turtle`
    Turtle,
    /// `application/ld+json`
    JsonLd,
}

impl Syntax {
    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle; charset=utf-8",
            Self::JsonLd => "application/ld+json",
        }
    }
}

/// Prefixes, as Turtle and JSON-LD show them.
const PREFIXES: [(&str, &str); 9] = [
    ("cv", "http://data.europa.eu/m8g/"),
    ("cpsv", "http://purl.org/vocab/cpsv#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("schema", "https://schema.org/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("time", "http://www.w3.org/2006/time#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// An address of a vocabulary: `cv:hasCost`.
fn name(short: &str) -> NamedNode {
    let (prefix, rest) = short.split_once(':').unwrap_or(("", short));
    let space = PREFIXES.iter().find(|(known, _)| *known == prefix).map_or("", |(_, space)| space);
    NamedNode::new_unchecked(format!("{space}{rest}"))
}

/// A graph being written, below the address of one service.
struct Writing {
    graph: Graph,
    base: String,
}

impl Writing {
    /// A thing of a class, at a part of the service's address.
    fn thing(&mut self, part: &str, class: &str) -> NamedNode {
        let node = NamedNode::new_unchecked(if part.is_empty() { self.base.clone() } else { format!("{}#{part}", self.base) });
        self.put(&node, rdf::TYPE.into_owned(), name(class));
        node
    }

    /// The same, with the identifier that the profile asks for: its address.
    fn identified(&mut self, part: &str, class: &str) -> NamedNode {
        let node = self.thing(part, class);
        self.text(&node, "dct:identifier", node.as_str());
        node
    }

    fn put(&mut self, of: &NamedNode, is: NamedNode, what: impl Into<Term>) {
        self.graph.insert(&Triple::new(NamedOrBlankNode::from(of.clone()), is, what));
    }

    fn link(&mut self, of: &NamedNode, is: &str, what: &NamedNode) {
        self.put(of, name(is), what.clone());
    }

    fn text(&mut self, of: &NamedNode, is: &str, text: &str) {
        self.put(of, name(is), Literal::new_simple_literal(text));
    }

    /// A text that a region wrote, in Indonesian.
    fn told(&mut self, of: &NamedNode, is: &str, text: &str) {
        self.put(of, name(is), Literal::new_language_tagged_literal_unchecked(text, "id"));
    }

    fn typed(&mut self, of: &NamedNode, is: &str, text: &str, kind: NamedNodeRef<'_>) {
        self.put(of, name(is), Literal::new_typed_literal(text, kind));
    }
}

/// The graph of a service.
fn graph(base: &str, detail: &ServiceDetail) -> Graph {
    let mut w = Writing { graph: Graph::new(), base: format!("{base}/layanan/{}", detail.id) };
    let service = w.thing("", "cpsv:PublicService");
    w.text(&service, "dct:identifier", &detail.id.to_string());
    w.told(&service, "dct:title", &detail.name);
    // The profile asks for a description; where a region gives none, its name must do.
    w.told(&service, "dct:description", detail.description.as_deref().unwrap_or(&detail.name));
    let about = [detail.term.as_deref(), detail.category.as_deref()];
    for word in about.into_iter().flatten() {
        w.told(&service, "dcat:keyword", word);
    }
    if let Some(time) = processing_time(detail.duration.as_ref()) {
        w.typed(&service, "cv:processingTime", &time, xsd::DURATION);
    }
    authority(&mut w, &service, detail);
    required(&mut w, &service, detail);
    cost(&mut w, &service, detail.cost.as_ref());
    for (position, place) in detail.places.iter().enumerate() {
        channel(&mut w, &service, position, place);
    }
    if let Some(text) = &detail.legal_basis {
        let law = w.thing("dasar-hukum", "eli:LegalResource");
        w.told(&law, "dct:description", text);
        w.link(&service, "cv:hasLegalResource", &law);
    }
    if let Some(url) = link(detail.url.as_deref()) {
        w.put(&service, name("schema:url"), NamedNode::new_unchecked(url));
    }
    w.graph
}

fn authority(w: &mut Writing, service: &NamedNode, detail: &ServiceDetail) {
    let agency = w.thing("instansi", "cv:PublicOrganisation");
    let called = detail.organization.as_ref().map_or("Tidak dicantumkan", |agency| agency.name.as_str());
    w.told(&agency, "skos:prefLabel", called);
    if let Some(canonical) = detail.organization.as_ref().and_then(|agency| agency.canonical.as_deref()) {
        w.told(&agency, "skos:altLabel", canonical);
    }
    let area = w.thing("daerah", "dct:Location");
    if let Some(place) = detail.places.first() {
        w.told(&area, "skos:prefLabel", &place.location.region.name);
        w.text(&area, "dct:identifier", &place.location.region.code);
    }
    w.link(&agency, "dct:spatial", &area);
    w.link(service, "dct:spatial", &area);
    w.link(service, "cv:hasCompetentAuthority", &agency);
}

fn required(w: &mut Writing, service: &NamedNode, detail: &ServiceDetail) {
    for (position, requirement) in detail.requirements.iter().enumerate() {
        let evidence = w.identified(&format!("persyaratan-{}", position + 1), "cv:EvidenceType");
        w.told(&evidence, "dct:title", &requirement.document);
        w.link(service, "cv:hasInputType", &evidence);
    }
}

/// What is known of the cost; nothing is said of one that is not understood but how it is written.
fn cost(w: &mut Writing, service: &NamedNode, fact: Option<&Value>) {
    let Some(fact) = fact.and_then(|fact| serde_json::from_value::<Fact<Cost>>(fact.clone()).ok()) else { return };
    let cost = w.identified("biaya", "cv:Cost");
    w.told(&cost, "dct:description", &fact.provenance.raw);
    let amount = match fact.value.map(|cost| cost.kind) {
        Some(CostKind::Free) => Some(0),
        Some(CostKind::Amount { idr }) => Some(idr),
        _ => None,
    };
    if let Some(amount) = amount {
        w.typed(&cost, "cv:hasValue", &format!("{amount}.0"), xsd::DOUBLE);
        let rupiah = NamedNode::new_unchecked("http://publications.europa.eu/resource/authority/currency/IDR");
        w.put(&rupiah, rdf::TYPE.into_owned(), name("skos:Concept"));
        w.link(&cost, "cv:currency", &rupiah);
    }
    w.link(service, "cv:hasCost", &cost);
}

fn channel(w: &mut Writing, service: &NamedNode, position: usize, place: &ServicePlace) {
    let channel = w.identified(&format!("loket-{}", position + 1), "cv:Channel");
    let at = [place.counter.as_deref(), Some(place.location.name.as_str()), place.location.address.as_deref()];
    w.told(&channel, "dct:description", &at.into_iter().flatten().collect::<Vec<_>>().join(", "));
    if let Some(osm) = &place.location.opening_hours {
        let hours = w.thing(&format!("jam-{}", position + 1), "time:TemporalEntity");
        w.told(&hours, "dct:description", osm);
        w.link(&channel, "cv:openingHours", &hours);
    }
    w.link(service, "cv:hasChannel", &channel);
    let number = place.phone.as_ref().and_then(|fact| fact.get("value")).and_then(Value::as_str);
    if let Some(number) = number {
        let contact = w.thing(&format!("kontak-{}", position + 1), "cv:ContactPoint");
        w.text(&contact, "cv:telephone", number);
        w.link(service, "cv:contactPoint", &contact);
    }
}

/// A service, as `syntax`. `base`: where this server is reached.
#[must_use]
pub fn service(base: &str, detail: &ServiceDetail, syntax: Syntax) -> String {
    let graph = graph(base, detail);
    let mut triples: Vec<_> = graph.iter().collect();
    // The same service is written the same way every time.
    triples.sort_by_key(ToString::to_string);
    let written = match syntax {
        Syntax::Turtle => turtle(&triples),
        Syntax::JsonLd => json_ld(&triples),
    };
    String::from_utf8(written).unwrap_or_default()
}

fn turtle(triples: &[oxrdf::TripleRef<'_>]) -> Vec<u8> {
    let mut serializer = oxttl::TurtleSerializer::new();
    for (prefix, space) in PREFIXES {
        serializer = serializer.with_prefix(prefix, space).unwrap_or_else(|_| oxttl::TurtleSerializer::new());
    }
    let mut writer = serializer.for_writer(Vec::new());
    // A vector takes every byte.
    triples.iter().try_for_each(|triple| writer.serialize_triple(*triple)).and_then(|()| writer.finish()).unwrap_or_default()
}

/// A node for each thing, with the prefixes of [`PREFIXES`] as its context: JSON-LD as people read it.
fn json_ld(triples: &[oxrdf::TripleRef<'_>]) -> Vec<u8> {
    let mut nodes: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for triple in triples {
        let of = match triple.subject {
            NamedOrBlankNodeRef::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNodeRef::BlankNode(node) => node.to_string(),
        };
        let node = nodes.entry(of.clone()).or_insert_with(|| Map::from_iter([("@id".to_owned(), Value::from(of))]));
        let (key, value) = if triple.predicate == rdf::TYPE {
            ("@type".to_owned(), object(triple.object).get("@id").map(|id| compact(id.as_str().unwrap_or_default()).into()))
        } else {
            (compact(triple.predicate.as_str()), Some(object(triple.object)))
        };
        if let (Value::Array(values), Some(value)) = (node.entry(key).or_insert_with(|| Value::Array(Vec::new())), value) {
            values.push(value);
        }
    }
    let nodes: Vec<Value> = nodes.into_values().map(Value::Object).collect();
    let context: Map<String, Value> = PREFIXES.iter().map(|(prefix, space)| ((*prefix).to_owned(), (*space).into())).collect();
    serde_json::to_vec(&json!({ "@context": context, "@graph": nodes })).unwrap_or_default()
}

/// An address of a vocabulary with its prefix; any other as it is.
fn compact(iri: &str) -> String {
    let known = PREFIXES.iter().find_map(|(prefix, space)| Some(format!("{prefix}:{}", iri.strip_prefix(space)?)));
    known.unwrap_or_else(|| iri.to_owned())
}

fn object(term: TermRef<'_>) -> Value {
    match term {
        TermRef::NamedNode(node) => json!({ "@id": node.as_str() }),
        TermRef::BlankNode(node) => json!({ "@id": node.to_string() }),
        TermRef::Literal(literal) => match literal.language() {
            Some(language) => json!({ "@value": literal.value(), "@language": language }),
            None if literal.datatype() == xsd::STRING => json!({ "@value": literal.value() }),
            None => json!({ "@value": literal.value(), "@type": compact(literal.datatype().as_str()) }),
        },
    }
}

/// Whether a request wants one of these, by its `Accept`.
#[must_use]
pub fn wanted(accept: &str) -> Option<Syntax> {
    accept.split(',').find_map(|kind| match kind.split(';').next().unwrap_or_default().trim() {
        "text/turtle" => Some(Syntax::Turtle),
        "application/ld+json" => Some(Syntax::JsonLd),
        _ => None,
    })
}
