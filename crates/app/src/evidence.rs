//! Evidence files: kept under their hash before any record refers to them, checked when they are read.

use crate::{Desk, Outcome, chance};
use access::may_create;
use record::{Body, Class, FileRef, Problem, Record, RecordId, Refusal, Value, limits};
use serde_json::Value as Json;
use std::collections::BTreeSet;
use store::At;

impl Desk {
    /// Keeps a file and gives the reference to put into a record.
    ///
    /// # Errors
    /// `file_too_large`, `empty_file`, or what is wrong with its name.
    pub async fn keep_file(&self, name: &str, bytes: &[u8]) -> Outcome<FileRef> {
        let evidence = self.schema("evidence").await?;
        may_create(&self.actor, evidence.kind)?;
        self.keep_bytes(name, bytes).await
    }

    /// As [`Desk::keep_file`], for files that the program itself makes for a record of this person.
    pub(crate) async fn keep_bytes(&self, name: &str, bytes: &[u8]) -> Outcome<FileRef> {
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
        let file = FileRef { sha256, name, bytes: size, media: media_of(bytes).to_owned() };
        self.keep_scratch(&place(&file), json_of(&file).to_string().into_bytes()).await?;
        Ok(file)
    }

    /// Finds files that this person did not upload and that the record itself never had. Whoever knows the hash of a file
    /// could otherwise read it through a record of her own.
    pub(crate) async fn check_files(
        &self,
        record: Option<&Record>,
        body: &Body,
        problems: &mut Vec<Problem>,
    ) -> Outcome<()> {
        for (field, value) in body {
            let Value::File(file) = value else { continue };
            if self.uploaded(file).await? || self.had(record, field, file).await? {
                continue;
            }
            problems.push(Problem::new(
                field,
                "file_not_uploaded",
                "Choose the file again: it was not uploaded by you, or its upload was used already.",
            ));
        }
        Ok(())
    }

    /// Whether the person uploaded the file herself and has not used it yet. Its length and media type are those that were
    /// found then, not those that were sent along.
    async fn uploaded(&self, file: &FileRef) -> Outcome<bool> {
        let Some(kept) = self.scratch(&place(file)).await? else { return Ok(false) };
        let kept: Json = serde_json::from_slice(&kept).unwrap_or_default();
        let same = |name: &str| kept.get(name) == json_of(file).get(name);
        Ok(["sha256", "bytes", "media"].into_iter().all(same))
    }

    /// Whether some version of the record had the same file in the same field.
    async fn had(&self, record: Option<&Record>, field: &str, file: &FileRef) -> Outcome<bool> {
        let Some(record) = record else { return Ok(false) };
        let wanted = Value::File(file.clone());
        if record.body.get(field) == Some(&wanted) {
            return Ok(true);
        }
        for version in (1..record.version).rev() {
            let content = self.house.store.content(record.id, version).await?;
            if content.is_some_and(|content| content.json.get(field) == Some(&wanted.to_json())) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An upload is good for one record: what was written refers to it from now on.
    pub(crate) async fn use_files(&self, body: &Body) -> Outcome<()> {
        for (_, value) in body {
            if let Value::File(file) = value {
                self.drop_scratch(&place(file)).await?;
            }
        }
        Ok(())
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

/// Where it is noted that somebody uploaded a file.
fn place(file: &FileRef) -> String {
    format!("upload/{}", file.sha256)
}

fn json_of(file: &FileRef) -> Json {
    Value::File(file.clone()).to_json()
}

/// Adds the SHA-256 of each file that a committed value names.
pub(crate) fn named_files(value: &Json, named: &mut BTreeSet<String>) {
    match value {
        Json::Object(members) => {
            named.extend(members.get("sha256").and_then(Json::as_str).map(str::to_owned));
            members.values().for_each(|member| named_files(member, named));
        }
        Json::Array(items) => items.iter().for_each(|item| named_files(item, named)),
        _ => {}
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
