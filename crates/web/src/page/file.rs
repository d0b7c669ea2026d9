//! A file of a record. It is always a download: nothing that somebody uploaded is ever shown as a page of ours.

use super::look;
use crate::{
    failure::Failed,
    request::{Visit, query::encode},
};
use axum::{
    extract::Path,
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};

/// Media types that are named as such; everything else is a stream of bytes.
const NAMED: [&str; 4] = ["image/png", "image/jpeg", "text/plain", "application/pdf"];

/// `GET /r/{kind}/{reference}/file/{sha256}`.
pub async fn download(
    visit: Visit,
    Path((kind, reference, sha256)): Path<(String, String, String)>,
) -> Result<Response, Failed> {
    let look = look::find(&visit, &kind, &reference).await?;
    let (file, bytes) = visit.desk().file(look.record.id, &sha256).await?;
    let media =
        NAMED.iter().find(|media| **media == file.media).copied().unwrap_or("application/octet-stream");
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CONTENT_DISPOSITION, attachment(&file.name));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok((headers, bytes).into_response())
}

/// A download under a name: ASCII for old programs, the whole name beside it (RFC 6266, RFC 8187).
pub fn attachment(name: &str) -> HeaderValue {
    let plain: String =
        name.chars()
            .map(|sign| {
                if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_' | ' ') { sign } else { '_' }
            })
            .collect();
    let line = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", encode(name));
    HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_cannot_leave_its_quotes() {
        for name in
            ["a\"; filename=evil.exe", "a\r\nSet-Cookie: x=1", "../../etc/passwd", "\u{202e}fdp.exe", ""]
        {
            let value = attachment(name);
            let text = value.to_str().unwrap();
            assert_eq!(text.matches('"').count(), 2, "{text}");
            assert!(!text.contains(['\r', '\n', '/']), "{text}");
        }
    }
}
