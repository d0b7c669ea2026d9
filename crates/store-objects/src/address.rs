//! Where a bucket is, and who asks.

use http::Uri;
use std::fmt;

/// A bucket and a folder in it, at a store that speaks S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Scheme, host and port of the store.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// The folder within, without slashes at its ends; empty for the bucket itself.
    pub folder: String,
}

impl Address {
    /// Reads an address like `https://s3.example/bucket/folder`.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence with its remedy.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |why: &str| {
            format!(
                "{text} is no address of a bucket: {why}; write it as https://HOST/BUCKET or https://HOST/BUCKET/FOLDER"
            )
        };
        let uri: Uri = text.parse().map_err(|error: http::uri::InvalidUri| wrong(&error.to_string()))?;
        let scheme = uri.scheme_str().filter(|scheme| ["https", "http"].contains(scheme));
        let (Some(scheme), Some(authority)) = (scheme, uri.authority()) else {
            return Err(wrong("it does not begin with https://"));
        };
        if authority.as_str().contains('@') {
            return Err(wrong("keys do not belong in it, but into settings of their own"));
        }
        if uri.query().is_some() {
            return Err(wrong("it has a question mark"));
        }
        let mut parts = uri.path().split('/').filter(|part| !part.is_empty());
        let bucket = parts.next().ok_or_else(|| wrong("it names no bucket"))?.to_owned();
        let folder: Vec<&str> = parts.collect();
        let plain = |part: &&str| {
            part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
                && !part.starts_with('.')
        };
        if !plain(&bucket.as_str()) || !folder.iter().all(plain) {
            return Err(wrong("names in it have other signs than letters, digits, -, _ and ."));
        }
        Ok(Self { endpoint: format!("{scheme}://{authority}"), bucket, folder: folder.join("/") })
    }
}

/// Who asks a store.
#[derive(Clone)]
pub struct Credentials {
    /// The region that requests are signed for.
    pub region: String,
    /// The name of the key.
    pub key_id: String,
    /// The key.
    pub secret: String,
}

impl fmt::Debug for Credentials {
    /// Without the key.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Credentials").field("region", &self.region).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_store_a_bucket_and_a_folder() {
        let of = |text: &str| Address::parse(text).map(|one| (one.endpoint, one.bucket, one.folder));
        let three = |a: &str, b: &str, c: &str| Ok((a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(of("https://s3.example/evidence"), three("https://s3.example", "evidence", ""));
        assert_eq!(of("http://[::1]:9000/e/a/b/"), three("http://[::1]:9000", "e", "a/b"));
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_form_of_one() {
        for (text, why) in [
            ("bucket", "does not begin with https://"),
            ("s3://bucket/x", "does not begin with https://"),
            ("https://s3.example", "names no bucket"),
            ("https://s3.example/", "names no bucket"),
            ("https://key:secret@s3.example/b", "keys do not belong in it"),
            ("https://s3.example/b?region=x", "question mark"),
            ("https://s3.example/b/../c", "other signs"),
            ("https://s3.example/b%2Fc", "other signs"),
        ] {
            let said = Address::parse(text).unwrap_err();
            assert!(said.contains(why) && said.contains("https://HOST/BUCKET"), "{text}: {said}");
        }
    }
}
