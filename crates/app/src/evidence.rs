//! Evidence files: kept under their hash before any record refers to them, checked when they are read.

use crate::{Desk, Outcome, chance};
use access::may_create;
use record::{Class, FileRef, RecordId, Refusal, Value, limits};
use store::At;

impl Desk {
    /// Keeps a file and gives the reference to put into a record.
    ///
    /// # Errors
    /// `file_too_large`, `empty_file`, or what is wrong with its name.
    pub async fn keep_file(&self, name: &str, bytes: &[u8]) -> Outcome<FileRef> {
        let evidence = self.schema("evidence").await?;
        may_create(&self.actor, evidence.kind)?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size > limits::FILE_BYTES {
            return Err(Refusal::new(
                Class::TooLarge,
                "file_too_large",
                format!("The file is larger than {} MB.", limits::FILE_BYTES / 1024 / 1024),
                "Split it, or record where it lies and its SHA-256.",
            )
            .into());
        }
        if size == 0 {
            return Err(Refusal::new(
                Class::Invalid,
                "empty_file",
                "The file is empty.",
                "Choose another file.",
            )
            .into());
        }
        let name = clean_name(name);
        let sha256 = chance::digest(bytes);
        self.house.blobs.put(&sha256, bytes).await?;
        Ok(FileRef { sha256, name, bytes: size, media: media_of(bytes).to_owned() })
    }

    /// The bytes of a file that a record refers to in one of its fields, in any version that it has had.
    ///
    /// # Errors
    /// `not_found` when the person may not see the record, or the record never referred to such a file.
    pub async fn file(&self, id: RecordId, sha256: &str) -> Outcome<(FileRef, Vec<u8>)> {
        let (schema, record) = self.load(id, At::Now).await?;
        let oldest = if self.load_whole(id).await.is_ok() { 1 } else { record.version };
        for version in (oldest..=record.version).rev() {
            let Some(content) = self.house.store.content(id, version).await? else { continue };
            let body = schema.read(&content.schema, content.json);
            for (_, value) in &body {
                if let Value::File(file) = value
                    && file.sha256 == sha256
                {
                    let bytes = self.house.blobs.get(sha256).await?.ok_or_else(Refusal::not_found)?;
                    return Ok((file.clone(), bytes));
                }
            }
        }
        Err(Refusal::not_found().into())
    }
}

/// The last part of a path, without signs that mean something to a shell or a file system.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = last
        .chars()
        .filter(|sign| !sign.is_control() && !matches!(sign, '"' | '<' | '>' | '|' | ':' | '*' | '?' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .take(120)
        .collect();
    let trimmed = cleaned.trim().trim_start_matches('.').trim();
    if trimmed.is_empty() { "file".to_owned() } else { trimmed.to_owned() }
}

/// The media type by the first bytes; what is not known is a stream of bytes. Names and senders are not believed.
fn media_of(bytes: &[u8]) -> &'static str {
    const KNOWN: [(&[u8], &str); 8] = [
        (b"%PDF-", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"PK\x03\x04", "application/zip"),
        (b"\x1f\x8b", "application/gzip"),
        (b"SQLite format 3\0", "application/vnd.sqlite3"),
        (b"RIFF", "application/octet-stream"),
    ];
    if let Some((_, media)) = KNOWN.iter().find(|(start, _)| bytes.starts_with(start)) {
        return media;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => "text/plain",
        _ => "application/octet-stream",
    }
}
