//! The files of a pack as one text: the form in which an organisation keeps the packs that it has adopted.

use crate::{Pack, Problem, limits};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Names and texts of the files of a pack.
///
/// Its [text](Bundle::text) is canonical JSON (RFC 8785 for names in ASCII), so the same files give the same bytes and
/// the same hash, wherever they came from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    files: BTreeMap<String, String>,
}

/// The one file of a pack that is written in one piece.
pub const WHOLE: &str = "pack.toml";

impl Bundle {
    /// The bundle of files that were read from a folder, an archive or a program.
    pub fn of<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        // Line ends tell of the machine that a file was written on, not of the pack.
        let unix = |text: &str| text.replace("\r\n", "\n");
        Self { files: files.into_iter().map(|(name, text)| (name.to_owned(), unix(text))).collect() }
    }

    /// Takes what somebody brought: the JSON of a bundle, or one TOML file that holds the whole pack.
    ///
    /// # Errors
    /// The problem with the file as a whole: too large, no text, neither of the two.
    pub fn take(name: &str, bytes: &[u8]) -> Result<Self, Problem> {
        let problem =
            |sentence: String| Problem { file: name.to_owned(), place: "the file".to_owned(), sentence };
        if bytes.len() > limits::PACK_BYTES {
            return Err(problem(format!("is larger than {} bytes", limits::PACK_BYTES)));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            problem(format!("is no text in UTF-8: byte {} means nothing", error.valid_up_to() + 1))
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !text.trim_start().starts_with('{') {
            return Ok(Self::of([(WHOLE, text)]));
        }
        let bundle: Self = serde_json::from_str(text).map_err(|error| {
            problem(format!(
                "is no pack in JSON, which is {{\"files\": {{name: text}}}}: line {}, column {}",
                error.line(),
                error.column()
            ))
        })?;
        if bundle.files.len() > limits::PACK_FILES {
            return Err(problem(format!("holds more than {} files", limits::PACK_FILES)));
        }
        Ok(Self::of(bundle.files.iter().map(|(name, text)| (name.as_str(), text.as_str()))))
    }

    /// The canonical text.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The files, by name.
    pub fn files(&self) -> Vec<(&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
    }

    /// Reads the pack.
    pub fn read(&self) -> (Option<Pack>, Vec<Problem>) {
        Pack::read(&self.files())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_text_in_whatever_order_they_come() {
        let one = Bundle::of([("b.toml", "x = 1\r\n"), ("a.toml", "„ü\u{1}“")]);
        let two = Bundle::of([("a.toml", "„ü\u{1}“"), ("b.toml", "x = 1\n")]);
        assert_eq!(one.text(), two.text());
        assert_eq!(one.text(), "{\"files\":{\"a.toml\":\"„ü\\u0001“\",\"b.toml\":\"x = 1\\n\"}}");
        assert_eq!(Bundle::take("pack.json", one.text().as_bytes()), Ok(one));
    }

    #[test]
    fn what_is_no_pack_at_all_is_named_in_one_sentence() {
        let said = |bytes: &[u8]| Bundle::take("up.bin", bytes).unwrap_err().to_string();
        assert!(said(b"\xff\xfe").contains("no text in UTF-8"));
        assert!(said(b"{\"files\": [1]}").contains("line 1"));
        assert!(said(b"{\"files\": {}, \"run\": \"import os\"}").contains("no pack in JSON"));
        assert!(said(&vec![b' '; limits::PACK_BYTES + 1]).contains("larger than"));
        let many: Vec<String> = (0..=limits::PACK_FILES).map(|at| format!("\"{at}.toml\":\"\"")).collect();
        assert!(said(format!("{{\"files\":{{{}}}}}", many.join(",")).as_bytes()).contains("more than"));
        let deep = "[".repeat(100_000);
        assert!(said(format!("{{\"files\":{deep}").as_bytes()).contains("no pack in JSON"));
    }
}
