//! Faults of HTTP: statuses, framing, headers, redirects, validators.

use super::reply::{Body, Length, Reply};
use super::stand::Scene;

/// A fault of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Http {
    /// A status with a body that says so.
    Status(u16),
    /// A status over the good body.
    StatusWithGood(u16),
    /// A status with this Retry-After.
    RetryAfter(u16, &'static str),
    /// A redirect to this; `{base}`, `{port}` and `{nth}` are filled in.
    Redirect(u16, &'static str),
    /// A redirect without a target.
    RedirectNowhere,
    /// A chain of so many redirects, then the good answer.
    Chain(u16, usize),
    /// A redirect to this path, where the good answer is.
    Moved(u16, &'static str),
    /// A redirect to another host, which gives the good answer and counts the secrets it gets.
    OtherHost,
    /// `304` whatever was asked.
    NotModified,
    /// The status line is this.
    StatusLine(&'static [u8]),
    /// The good body with headers more.
    Headers(&'static [(&'static str, &'static [u8])]),
    /// The good body with a header of so many bytes.
    LongHeader(usize),
    /// The good body with so many headers.
    ManyHeaders(usize),
    /// No header: the body is all there is.
    Http09,
    /// The stated length is off by so much.
    LengthOff(i64),
    /// The good body without any length.
    NoLength,
    /// Two lengths that differ.
    TwoLengths,
    /// A length, and chunks.
    LengthAndChunks,
    /// The good body in chunks: honest.
    Chunked,
    /// The chunks do not end.
    ChunksUnended,
    /// A chunk's size is no number.
    ChunkSizeBroken,
    /// A chunk says that it is as long as the address space.
    ChunkSizeHuge,
    /// So many interim answers first.
    Interim(u16, usize),
    /// This body of this type.
    Page(&'static str, &'static str),
    /// The good body of this type.
    TypedAs(&'static str),
    /// The good body without a type.
    Untyped,
    /// The tag of before, new content.
    SameTagNewContent,
    /// Says 304 to every condition, whatever the content is by now.
    AlwaysNotModified,
    /// The same content with a new tag each time.
    NewTagEachTime,
    /// The good body with this tag.
    Tag(&'static str),
    /// The good body with a tag of so many bytes.
    LongTag(usize),
    /// The good body with this date.
    Modified(&'static str),
    /// This many bytes of a JSON text, without a length.
    Endless(u64),
}

impl Http {
    /// The answer.
    pub fn reply(self, scene: &Scene<'_>) -> Reply {
        let good = scene.plain();
        let length = good.bytes().len() as u64;
        match self {
            Self::Status(code) => status(code),
            Self::StatusWithGood(code) => Reply { status: line(code), ..good },
            Self::RetryAfter(code, when) => status(code).header("Retry-After", when),
            Self::Redirect(code, target) => redirect(code, &filled(target, scene)),
            Self::RedirectNowhere => Reply::status(302, "Found"),
            Self::Chain(code, hops) => chain(code, hops, scene),
            Self::Moved(code, path) if scene.request.path != path => {
                redirect(code, &format!("{}{}", scene.stand.base(), path.trim_start_matches('/')))
            }
            Self::OtherHost if !is_elsewhere(scene) => {
                redirect(302, &format!("http://saksi.localhost:{}/layanan.json", scene.stand.address.port()))
            }
            Self::Moved(..) | Self::OtherHost => good,
            Self::NotModified => not_modified(),
            Self::StatusLine(line) => Reply { status: line.to_vec(), ..good },
            Self::Headers(headers) => headers.iter().fold(good, |reply, (name, value)| reply.header(name, value)),
            Self::LongHeader(bytes) => good.header("X-Panjang", "x".repeat(bytes)),
            Self::ManyHeaders(many) => (0..many).fold(good, |reply, nth| reply.header(&format!("X-Banyak-{nth}"), "x")),
            Self::Http09 => Reply { status: Vec::new(), ..good },
            Self::LengthOff(by) => good.length(Length::Stated(length.saturating_add_signed(by))),
            Self::NoLength => good.length(Length::Unsaid),
            Self::TwoLengths => good.header("Content-Length", (length / 2).to_string()),
            Self::LengthAndChunks => good.header("Content-Length", "10").length(Length::Chunked { ends: true }),
            Self::Chunked => in_chunks(good, true),
            Self::ChunksUnended => in_chunks(good, false),
            Self::ChunkSizeBroken => chunk_of_size(good, "zz"),
            Self::ChunkSizeHuge => chunk_of_size(good, "ffffffffffffffff"),
            Self::Interim(code, many) => {
                let interim = format!("HTTP/1.1 {code} Sementara\r\nX-Synthetic: true\r\n\r\n").into_bytes();
                Reply { before: Body::Flow(Box::new(std::iter::repeat_n(interim, many))), ..good }
            }
            Self::Page(content_type, body) => Reply::ok(content_type, body.as_bytes().to_vec()),
            Self::TypedAs(content_type) => Reply::ok(content_type, scene.body()),
            Self::Untyped => good.without("Content-Type"),
            Self::SameTagNewContent => good.header("ETag", tag_before(scene)),
            Self::AlwaysNotModified if has_condition(scene) => not_modified(),
            Self::AlwaysNotModified => good,
            Self::NewTagEachTime => {
                let count = scene.stand.requests.load(std::sync::atomic::Ordering::SeqCst);
                scene.ok(body_before(scene)).header("ETag", format!("\"baru-{count}\""))
            }
            Self::Tag(tag) => good.header("ETag", tag),
            Self::LongTag(bytes) => good.header("ETag", format!("\"{}\"", "e".repeat(bytes))),
            Self::Modified(date) => good.header("Last-Modified", date),
            Self::Endless(bytes) => good.with(Body::Flow(Box::new(text_of(bytes)))).length(Length::Unsaid),
        }
    }
}

fn line(code: u16) -> Vec<u8> {
    format!("HTTP/1.1 {code} Sintetis").into_bytes()
}

fn status(code: u16) -> Reply {
    let body = format!("{{\"_synthetic\":true,\"status\":\"error\",\"code\":{code}}}").into_bytes();
    let reply = Reply::ok("application/json", body);
    let reply = Reply { status: line(code), ..reply };
    // These have no body (RFC 9110).
    if matches!(code, 204 | 205 | 304) { Reply { body: Body::Whole(Vec::new()), length: Length::Unsaid, ..reply } } else { reply }
}

fn not_modified() -> Reply {
    Reply::status(304, "Not Modified").length(Length::Unsaid)
}

fn redirect(code: u16, target: &str) -> Reply {
    Reply::status(code, "Pindah").header("Location", target)
}

fn filled(target: &str, scene: &Scene<'_>) -> String {
    let port = scene.stand.address.port().to_string();
    let hop = format!("{}", scene.stand.requests.load(std::sync::atomic::Ordering::SeqCst));
    target.replace("{base}", &scene.stand.base()).replace("{port}", &port).replace("{nth}", &hop)
}

fn chain(code: u16, hops: usize, scene: &Scene<'_>) -> Reply {
    let at = scene.request.path.strip_prefix("/lompat/").and_then(|nth| nth.parse().ok()).unwrap_or(0_usize);
    if at >= hops { scene.plain() } else { redirect(code, &format!("/lompat/{}", at + 1)) }
}

fn is_elsewhere(scene: &Scene<'_>) -> bool {
    scene.request.headers.get("host").is_some_and(|host| host.starts_with("saksi."))
}

fn has_condition(scene: &Scene<'_>) -> bool {
    ["if-none-match", "if-modified-since"].iter().any(|name| scene.request.headers.contains_key(*name))
}

/// The body of the last good cycle.
fn body_before(scene: &Scene<'_>) -> Vec<u8> {
    scene.body_of(&scene.stand.content(scene.cycle.saturating_sub(scene.nth + 1)))
}

fn tag_before(scene: &Scene<'_>) -> String {
    format!("\"{}\"", blake3::hash(&body_before(scene)).to_hex().chars().take(24).collect::<String>())
}

fn in_chunks(good: Reply, ends: bool) -> Reply {
    let chunks: Vec<Vec<u8>> = good.bytes().chunks(700).map(<[u8]>::to_vec).collect();
    good.with(Body::Flow(Box::new(chunks.into_iter()))).length(Length::Chunked { ends })
}

fn chunk_of_size(good: Reply, size: &str) -> Reply {
    let mut body = format!("{size}\r\n").into_bytes();
    body.extend_from_slice(good.bytes());
    body.extend_from_slice(b"\r\n0\r\n\r\n");
    good.with(Body::Whole(body)).header("Transfer-Encoding", "chunked").length(Length::Unsaid)
}

/// A JSON document of one long text, this many bytes and a few.
pub fn text_of(bytes: u64) -> impl Iterator<Item = Vec<u8>> + Send {
    const CHUNK: u64 = 64 << 10;
    let start = std::iter::once(b"{\"_synthetic\":true,\"layanan\":\"".to_vec());
    let chunk = vec![b'0'; usize::try_from(CHUNK).unwrap_or(0)];
    start.chain((0..bytes / CHUNK).map(move |_| chunk.clone())).chain(std::iter::once(b"\"}".to_vec()))
}
