//! Taking a pack that somebody brings: one TOML file, the JSON of a bundle, or a ZIP archive of the pack's files.

use crate::{Desk, Outcome, watch::compile};
use access::may_create;
use frameworks::{Bundle, Pack, Problem, adopted, limits};
use record::{Kind, Refusal, Schema};
use std::{
    io::{Cursor, Read},
    sync::Arc,
};

/// A pack as it was brought, with everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct Brought {
    /// The pack, when it could be read at all.
    pub pack: Option<Arc<Pack>>,
    /// The hash of its text.
    pub sha256: String,
    /// The signed note that came with it.
    pub signature: Option<String>,
    /// What is wrong, by file and place: at most [`limits::PROBLEMS_LISTED`].
    pub problems: Vec<Problem>,
    /// How many problems there are.
    pub problems_total: usize,
}

/// The file of an archive that holds a signed note over the pack.
const SIGNATURE: &str = "signature.note";

impl Desk {
    /// Whether the person may bring and propose frameworks.
    ///
    /// # Errors
    /// The refusal that says why not.
    pub fn check_frameworks(&self) -> Result<(), Refusal> {
        may_create(&self.actor, &adopted::KIND)
    }

    /// Reads a pack that somebody brings and checks it against the records of this organisation and the frameworks in
    /// force. A pack without problems is kept for this person until she proposes it.
    ///
    /// # Errors
    /// As [`Desk::check_frameworks`].
    pub async fn bring_pack(&self, name: &str, bytes: &[u8], signature: Option<&str>) -> Outcome<Brought> {
        self.check_frameworks()?;
        let (bundle, enclosed) = match open(name, bytes) {
            Ok(opened) => opened,
            Err(problem) => return Ok(Brought::broken(problem)),
        };
        let typed = signature.map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned);
        let brought = self.check_bundle(&bundle, typed.or(enclosed)).await;
        if brought.problems.is_empty() && brought.pack.is_some() {
            self.keep_scratch(&place(&brought.sha256), bundle.text().into_bytes()).await?;
            let note = brought.signature.clone().unwrap_or_default();
            self.keep_scratch(&note_place(&brought.sha256), note.into_bytes()).await?;
        }
        Ok(brought)
    }

    /// A pack by the hash of its text: one that the program offers, or one that this person has brought.
    ///
    /// # Errors
    /// `not_found` for any other.
    pub async fn pack_at_hand(&self, sha256: &str) -> Outcome<(Arc<Pack>, Option<String>)> {
        let offered =
            self.app.packs().iter().find(|pack| crate::chance::digest(pack.text.as_bytes()) == sha256);
        if let Some(pack) = offered {
            return Ok((Arc::new(pack.clone()), None));
        }
        let bytes = self.scratch(&place(sha256)).await?.ok_or_else(Refusal::not_found)?;
        let bundle = Bundle::take("pack", &bytes).map_err(|_| Refusal::not_found())?;
        let pack = bundle.read().0.ok_or_else(Refusal::not_found)?;
        let note = self.scratch(&note_place(sha256)).await?.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok((Arc::new(pack), note.filter(|note| !note.is_empty())))
    }

    async fn check_bundle(&self, bundle: &Bundle, signature: Option<String>) -> Brought {
        let (pack, mut problems) = bundle.read();
        let sha256 = crate::chance::digest(bundle.text().as_bytes());
        if let Some(pack) = pack.as_ref().filter(|_| problems.is_empty()) {
            problems = self.unfit_of(pack).await;
        }
        let problems_total = problems.len();
        problems.truncate(limits::PROBLEMS_LISTED);
        Brought { pack: pack.map(Arc::new), sha256, signature, problems, problems_total }
    }

    /// What of a pack does not fit the records of this organisation and the frameworks in force.
    pub(crate) async fn unfit_of(&self, pack: &Pack) -> Vec<Problem> {
        let schemas = self.house.basis().await.schemas;
        let before = compile(&self.held.packs, &schemas).1;
        let mut after = compile(&self.held.with(pack).packs, &schemas).1;
        // What did not fit already says nothing against this pack.
        after.retain(|problem| !before.contains(problem));
        after
    }
}

impl Brought {
    fn broken(problem: Problem) -> Self {
        Self {
            pack: None,
            sha256: String::new(),
            signature: None,
            problems: vec![problem],
            problems_total: 1,
        }
    }
}

/// Where a pack is kept until it is proposed.
pub(crate) fn place(sha256: &str) -> String {
    format!("pack/{sha256}")
}

fn note_place(sha256: &str) -> String {
    format!("pack-note/{sha256}")
}

/// Reads a pack from the bytes of a file and checks it against kinds and other packs, for who has no desk.
pub fn check_pack(
    name: &str,
    bytes: &[u8],
    kinds: &[&'static Kind],
    beside: &[Pack],
) -> (Option<Pack>, Vec<Problem>) {
    let (pack, mut problems) = match open(name, bytes) {
        Ok((bundle, _)) => bundle.read(),
        Err(problem) => (None, vec![problem]),
    };
    if let Some(pack) = pack.as_ref().filter(|_| problems.is_empty()) {
        let schemas: Vec<Arc<Schema>> = kinds.iter().map(|kind| Arc::new(Schema::of(kind))).collect();
        let mut packs: Vec<Pack> = beside.iter().filter(|other| other.id != pack.id).cloned().collect();
        packs.push(pack.clone());
        problems = compile(&packs, &schemas).1;
    }
    (pack, problems)
}

/// The files of a pack, and a signed note if one lies beside them.
fn open(name: &str, bytes: &[u8]) -> Result<(Bundle, Option<String>), Problem> {
    if bytes.starts_with(b"PK\x03\x04") { unzip(name, bytes) } else { Ok((Bundle::take(name, bytes)?, None)) }
}

fn unzip(name: &str, bytes: &[u8]) -> Result<(Bundle, Option<String>), Problem> {
    let problem = |file: &str, sentence: String| Problem {
        file: file.to_owned(),
        place: "the file".to_owned(),
        sentence,
    };
    let broken = |_| problem(name, "is no archive that can be read".to_owned());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > limits::PACK_FILES {
        return Err(problem(name, format!("holds more than {} files", limits::PACK_FILES)));
    }
    let mut files = Vec::new();
    let mut note = None;
    let mut left = limits::PACK_BYTES;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(broken)?;
        if !file.is_file() {
            continue;
        }
        let inner = file.name().map_err(broken)?.into_owned();
        // What is said about the size of a file is not believed: reading ends where the pack would be too large.
        let mut content = Vec::new();
        let most = u64::try_from(left).unwrap_or(0) + 1;
        file.take(most)
            .read_to_end(&mut content)
            .map_err(|_| problem(&inner, "cannot be unpacked".to_owned()))?;
        if content.len() > left {
            return Err(problem(name, format!("unpacks to more than {} bytes", limits::PACK_BYTES)));
        }
        left -= content.len();
        let text =
            String::from_utf8(content).map_err(|_| problem(&inner, "is no text in UTF-8".to_owned()))?;
        if inner == SIGNATURE || inner.ends_with(&format!("/{SIGNATURE}")) {
            note = Some(text);
        } else {
            files.push((inner, text));
        }
    }
    let root = root_of(&files);
    let named =
        files.iter().map(|(inner, text)| (inner.strip_prefix(root.as_str()).unwrap_or(inner), text.as_str()));
    Ok((Bundle::of(named), note))
}

/// The folder in which all files of an archive lie, with its slash; nothing when they lie at its top.
fn root_of(files: &[(String, String)]) -> String {
    let named = |wanted: &str| {
        files.iter().map(|(name, _)| name).find(|name| {
            name.strip_suffix(wanted).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        })
    };
    let (found, wanted) = match (named("framework.toml"), named("pack.toml")) {
        (Some(found), _) => (found, "framework.toml"),
        (None, Some(found)) => (found, "pack.toml"),
        (None, None) => return String::new(),
    };
    let root = found.strip_suffix(wanted).unwrap_or_default();
    if files.iter().all(|(name, _)| name.starts_with(root)) { root.to_owned() } else { String::new() }
}
