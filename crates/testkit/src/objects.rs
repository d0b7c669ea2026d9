//! A small store of objects that speaks S3 on loopback, checks every signature, and fails when it is told to.

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, VecDeque},
    fmt::Write as _,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// The one bucket there is.
pub const BUCKET: &str = "evidence";
/// The name of the one key.
pub const KEY_ID: &str = "tester";
/// The key.
pub const SECRET: &str = "swordfish/with+signs";
/// The region that requests must be signed for.
pub const REGION: &str = "test-1";

/// Objects in one page of a list: few, so that there is more than one.
const PAGE: usize = 3;

/// How a request fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is answered with a failure, and nothing is done.
    Refused,
    /// It is done, and the connection breaks off in the midst of the answer.
    CutOff,
    /// It is answered as ever, but late.
    Slow(Duration),
}

/// What the server holds.
#[derive(Debug, Default)]
struct Held {
    /// How far its clock is off.
    off: SignedDuration,
    objects: BTreeMap<String, (Bytes, Timestamp)>,
    faults: VecDeque<Fault>,
    /// Requests so far, as method and key.
    asked: Vec<String>,
}

/// A store of objects, until it is dropped.
#[derive(Debug)]
pub struct ObjectServer {
    address: SocketAddr,
    held: Arc<Mutex<Held>>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl ObjectServer {
    /// Starts one, empty, on a thread of its own.
    ///
    /// # Panics
    /// When no port is free.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    pub fn start() -> Self {
        let held = Arc::new(Mutex::new(Held::default()));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&held));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
        listener.set_nonblocking(true).expect("a socket can be asked without waiting");
        let address = listener.local_addr().expect("a socket has an address");
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(async {
                let listener =
                    tokio::net::TcpListener::from_std(listener).expect("a socket can be taken over");
                tokio::select! {
                    _ = axum::serve(listener, router) => {}
                    _ = stopped => {}
                }
            });
        });
        Self { address, held, stop: Some(stop) }
    }

    /// The address of a folder in its bucket.
    pub fn address(&self, folder: &str) -> String {
        format!("http://{}/{BUCKET}/{folder}", self.address)
    }

    /// The next requests fail like this, one each.
    pub fn fail(&self, faults: &[Fault]) {
        self.held().faults = faults.iter().copied().collect();
    }

    /// The keys of all objects, in order.
    pub fn keys(&self) -> Vec<String> {
        self.held().objects.keys().cloned().collect()
    }

    /// Writes an object past everything, as who has the disk could.
    pub fn write(&self, key: &str, bytes: &[u8]) {
        let mut held = self.held();
        let now = held.now();
        held.objects.insert(key.to_owned(), (Bytes::copy_from_slice(bytes), now));
    }

    /// Takes an object away.
    pub fn remove(&self, key: &str) {
        self.held().objects.remove(key);
    }

    /// What is written from now on was written so much later, or earlier when negative.
    pub fn set_off(&self, off: SignedDuration) {
        self.held().off = off;
    }

    /// Requests so far, as method and key.
    pub fn asked(&self) -> Vec<String> {
        self.held().asked.clone()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn now(&self) -> Timestamp {
        Timestamp::now() + self.off
    }
}

impl Drop for ObjectServer {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}

async fn answer(State(held): State<Arc<Mutex<Held>>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::BAD_REQUEST.into_response() };
    let fault = {
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        held.asked.push(format!("{} {}", parts.method, parts.uri.path()));
        held.faults.pop_front()
    };
    if let Some(Fault::Slow(time)) = fault {
        tokio::time::sleep(time).await;
    }
    if fault == Some(Fault::Refused) {
        return problem(StatusCode::INTERNAL_SERVER_ERROR, "InternalError");
    }
    if !is_signed(&parts, &body) {
        return problem(StatusCode::FORBIDDEN, "SignatureDoesNotMatch");
    }
    let path = percent_decoded(parts.uri.path());
    let Some((bucket, key)) =
        path.trim_start_matches('/').split_once('/').or(Some((path.trim_matches('/'), "")))
    else {
        return problem(StatusCode::BAD_REQUEST, "InvalidURI");
    };
    if bucket != BUCKET {
        return problem(StatusCode::NOT_FOUND, "NoSuchBucket");
    }
    let query = pairs(parts.uri.query().unwrap_or_default());
    let done = {
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        done(&mut held, &parts.method, key, &query, body)
    };
    if fault == Some(Fault::CutOff) { cut_off(done).await } else { done }
}

fn done(
    held: &mut Held,
    method: &Method,
    key: &str,
    query: &BTreeMap<String, String>,
    body: Bytes,
) -> Response {
    let tag = |bytes: &Bytes| format!("\"{}\"", hex(&Sha256::digest(bytes)));
    match (method.as_str(), key) {
        ("GET", "") => list(held, query),
        ("PUT", key) => {
            let tag = tag(&body);
            let now = held.now();
            held.objects.insert(key.to_owned(), (body, now));
            ([(header::ETAG, tag)], "").into_response()
        }
        ("GET" | "HEAD", key) => match held.objects.get(key) {
            Some((bytes, written)) => {
                let written = written.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
                let heads = [(header::ETAG, tag(bytes)), (header::LAST_MODIFIED, written)];
                (heads, bytes.clone()).into_response()
            }
            None => problem(StatusCode::NOT_FOUND, "NoSuchKey"),
        },
        ("DELETE", key) => {
            held.objects.remove(key);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => problem(StatusCode::NOT_IMPLEMENTED, "NotImplemented"),
    }
}

fn list(held: &Held, query: &BTreeMap<String, String>) -> Response {
    let of = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let (prefix, after) = (of("prefix"), of("continuation-token"));
    let mut keys = held.objects.iter().filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after);
    let page: Vec<_> = keys.by_ref().take(PAGE).collect();
    let more = keys.next().is_some();
    let mut text = format!(
        "<?xml version=\"1.0\"?><ListBucketResult><Name>{BUCKET}</Name><KeyCount>{}</KeyCount><IsTruncated>{more}</IsTruncated>",
        page.len()
    );
    for (key, (bytes, written)) in &page {
        let _ = write!(
            text,
            "<Contents><Key>{key}</Key><LastModified>{written}</LastModified><ETag>\"x\"</ETag><Size>{}</Size></Contents>",
            bytes.len()
        );
    }
    if let Some((last, _)) = page.last().filter(|_| more) {
        let _ = write!(text, "<NextContinuationToken>{last}</NextContinuationToken>");
    }
    text.push_str("</ListBucketResult>");
    ([(header::CONTENT_TYPE, "application/xml")], text).into_response()
}

fn problem(status: StatusCode, code: &str) -> Response {
    let text = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>");
    (status, [(header::CONTENT_TYPE, "application/xml")], text).into_response()
}

/// The answer with its whole length stated, of which half comes.
async fn cut_off(done: Response) -> Response {
    let (parts, body) = done.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let half = bytes.slice(..bytes.len() / 2);
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let pieces = futures_util::stream::iter([Ok(half), Err(broken)]);
    let mut answer = Response::from_parts(parts, Body::from_stream(pieces));
    answer.headers_mut().insert(header::CONTENT_LENGTH, (bytes.len() + 1).into());
    answer
}

/// Whether a request was signed with the one key, its body included (signature version 4).
fn is_signed(parts: &axum::http::request::Parts, body: &Bytes) -> bool {
    let head = |name: &str| text_of(&parts.headers, name);
    let line = head("authorization");
    let part = |name: &str| {
        let rest = line.split_once(name)?.1;
        Some(rest.split(',').next().unwrap_or_default().trim().to_owned())
    };
    let (Some(scope), Some(signed), Some(signature)) =
        (part("Credential="), part("SignedHeaders="), part("Signature="))
    else {
        return false;
    };
    let (date, stated) = (head("x-amz-date"), head("x-amz-content-sha256"));
    let day = date.get(..8).unwrap_or_default().to_owned();
    if scope != format!("{KEY_ID}/{day}/{REGION}/s3/aws4_request") || stated != hex(&Sha256::digest(body)) {
        return false;
    }
    let heads = signed.split(';').fold(String::new(), |mut text, name| {
        let _ = writeln!(text, "{name}:{}", head(name).trim());
        text
    });
    let mut query: Vec<&str> =
        parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).collect();
    query.sort_unstable();
    let canonical =
        format!("{}\n{}\n{}\n{heads}\n{signed}\n{stated}", parts.method, parts.uri.path(), query.join("&"));
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{date}\n{day}/{REGION}/s3/aws4_request\n{}",
        hex(&Sha256::digest(canonical.as_bytes()))
    );
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in [day.as_str(), REGION, "s3", "aws4_request"] {
        key = mac(&key, part.as_bytes()).to_vec();
    }
    hex(&mac(&key, to_sign.as_bytes())) == signature
}

/// HMAC with SHA-256 (RFC 2104), for keys of a block at most.
fn mac(key: &[u8], text: &[u8]) -> [u8; 32] {
    let with =
        |pad: u8| -> Vec<u8> { (0..64).map(|at| key.get(at).copied().unwrap_or_default() ^ pad).collect() };
    let inner = Sha256::new().chain_update(with(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(with(0x5c)).chain_update(inner).finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn text_of(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn pairs(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (percent_decoded(name), percent_decoded(value))).collect()
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut plain = Vec::new();
    while let Some(byte) = bytes.next() {
        let coded = [bytes.clone().next(), bytes.clone().nth(1)];
        let coded: Option<String> = coded.into_iter().map(|byte| byte.map(char::from)).collect();
        let coded = coded.filter(|_| byte == b'%').and_then(|coded| u8::from_str_radix(&coded, 16).ok());
        if let Some(decoded) = coded {
            plain.push(decoded);
            bytes.nth(1);
        } else {
            plain.push(byte);
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_authentication_code_is_that_of_rfc_4231() {
        let code = hex(&mac(b"Jefe", b"what do ya want for nothing?"));
        assert_eq!(code, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn signs_in_addresses_are_read() {
        assert_eq!(percent_decoded("a%2Fb%20c%"), "a/b c%");
    }
}
