//! Proposing that a pack come into force. Somebody else approves, as for every controlled record.

use crate::{
    Ask, Desk, Made, Outcome,
    limits::PROBLEMS_TOLD,
    packs::{body_of, pack_of},
    signed_pack::{SignedPack, signed},
};
use frameworks::{Bundle, Pack, adopted, trusted_key};
use ledger::note::VerifierKey;
use record::{Act, Body, Problem, Record, Refusal, Schema, State, Value};
use std::sync::Arc;

/// A framework as an organisation has it.
#[derive(Clone, Debug)]
pub struct FrameworkLine {
    /// The record by which it is adopted; none for a pack that counts because no record says otherwise.
    pub record: Option<Record>,
    /// The pack in force; none when nothing of it is.
    pub in_force: Option<Arc<Pack>>,
    /// The pack that is proposed and not yet in force, with its signature.
    pub proposed: Option<(Arc<Pack>, Option<String>)>,
    /// Who signed what is in force.
    pub signed: SignedPack,
    /// The version that the program offers, where it is another than the one in force, with the hash of its text.
    pub offered: Option<(String, String)>,
}

impl Desk {
    /// Every framework: in force, proposed, retired and offered.
    ///
    /// # Errors
    /// `not_found` for who does not work with the management system.
    pub async fn frameworks(&self) -> Outcome<Vec<FrameworkLine>> {
        self.check_governing()?;
        self.house.follow().await?;
        let (records, keys) = {
            let followed = self.house.followed.read().await;
            let mut records: Vec<Record> = followed.frameworks().cloned().collect();
            records.sort_by(|a, b| (a.reference.len(), &a.reference).cmp(&(b.reference.len(), &b.reference)));
            (records, followed.keys.clone())
        };
        let mut lines: Vec<FrameworkLine> = Vec::new();
        for record in records {
            let in_force = match record.in_force().and_then(content_of) {
                Some(sha256) => self.house.pack_of_file(&sha256).await?,
                None => None,
            };
            let newer = matches!(record.state, State::Draft(_) | State::Submitted(_));
            let proposed = match content_of(&record.body).filter(|_| newer) {
                Some(sha256) => self.house.pack_of_file(&sha256).await?,
                None => None,
            };
            let note = |body: &Body| adopted::SIGNATURE.of(body).map(str::to_owned);
            let signed = match (&in_force, record.in_force()) {
                (Some(pack), Some(body)) => {
                    let sha256 = content_of(body).unwrap_or_default();
                    signed(pack, &sha256, note(body).as_deref(), keys.iter())
                }
                _ => SignedPack::Unsigned,
            };
            lines.push(FrameworkLine {
                proposed: proposed.map(|pack| (pack, note(&record.body))),
                record: Some(record),
                in_force,
                signed,
                offered: None,
            });
        }
        for pack in self.packs() {
            if !lines.iter().any(|line| line.is_about(&pack.id) && line.in_force.is_some()) {
                lines.insert(0, FrameworkLine::without_record(Some(Arc::new(pack.clone()))));
            }
        }
        for pack in self.app.packs() {
            let index = lines.iter().position(|line| line.is_about(&pack.id)).unwrap_or_else(|| {
                lines.push(FrameworkLine::without_record(None));
                lines.len() - 1
            });
            let Some(line) = lines.get_mut(index) else { continue };
            if line.in_force.as_ref().is_none_or(|known| known.text != pack.text) {
                let sha256 = crate::chance::digest(pack.text.as_bytes());
                line.offered = Some((pack.version.clone(), sha256));
            }
        }
        Ok(lines)
    }

    /// The pack that a record proposes, with its signature.
    ///
    /// # Errors
    /// `not_found` when there is no such record, or nothing is proposed by it.
    pub async fn proposal(&self, reference: &str) -> Outcome<(Arc<Pack>, Option<String>, Record)> {
        let id = self.find_reference(reference).await?;
        let lines = self.frameworks().await?;
        let line = lines.into_iter().find(|line| line.record.as_ref().is_some_and(|record| record.id == id));
        let line = line.ok_or_else(Refusal::not_found)?;
        match (line.proposed, line.record) {
            (Some((pack, note)), Some(record)) => Ok((pack, note, record)),
            _ => Err(Refusal::not_found().into()),
        }
    }

    /// Proposes a pack at hand: writes it into the record of its framework and submits it for approval, with a reason.
    ///
    /// # Errors
    /// Role and state as for any record; `signature_wrong`; what is wrong with the pack.
    pub async fn propose_pack(&self, sha256: &str, reason: &str, key: Option<String>) -> Outcome<Made> {
        self.check_frameworks()?;
        if reason.trim().is_empty() {
            return Err(Refusal::invalid(vec![Problem::new("reason", "missing", "Say why.")]).into());
        }
        self.house.follow().await?;
        let (pack, note) = self.pack_at_hand(sha256).await?;
        let existing = {
            let followed = self.house.followed.read().await;
            let own = |record: &&Record| pack_of(record) == Some(&pack.id) && !record.state.is_over();
            followed.frameworks().find(own).cloned()
        };
        if let Some(record) = &existing
            && matches!(record.state, State::Submitted(_))
            && content_of(&record.body).as_deref() == Some(sha256)
        {
            // Sent twice: it was proposed by the first.
            return Ok(Made {
                record: record.id,
                reference: record.reference.clone(),
                position: record.position,
                version: record.version,
            });
        }
        let content =
            self.keep_bytes(&format!("{}-{}.json", pack.id, pack.version), pack.text.as_bytes()).await?;
        let body = body_of(&pack, content, note.as_deref());
        let reason = Some(reason.trim().to_owned());
        let made = match existing {
            None => self.create(adopted::KIND.id, body, key.clone()).await?,
            Some(record) => {
                self.revise(record.id, record.position, body, reason.clone(), key.clone()).await?
            }
        };
        self.decide(Ask {
            record: made.record,
            act: Act::Submit,
            seen: made.position,
            reason,
            signature: None,
            key: key.map(|key| format!("{key}/submit")),
        })
        .await
    }

    /// What is wrong with a record by which a framework is adopted or a key trusted, whichever way it comes in.
    pub(crate) async fn check_adoption(
        &self,
        kind: &str,
        before: Option<&Record>,
        body: &Body,
        problems: &mut Vec<Problem>,
    ) -> Outcome<()> {
        if kind != adopted::KIND.id && kind != trusted_key::KIND.id {
            return Ok(());
        }
        self.house.follow().await?;
        if kind == trusted_key::KIND.id
            && trusted_key::KEY.of(body).is_some_and(|key| key.trim().parse::<VerifierKey>().is_err())
        {
            problems.push(Problem::new(
                trusted_key::KEY.field.id,
                "no_key",
                "Give the public key in one line: its name, a plus, its number, a plus, and the key itself.",
            ));
        }
        if kind != adopted::KIND.id {
            return Ok(());
        }
        let content = adopted::CONTENT.field.id;
        let Some(sha256) = content_of(body) else { return Ok(()) };
        let Some(bytes) = self.house.blobs.get(&sha256).await? else { return Ok(()) };
        let (pack, wrong) = match Bundle::take("content", &bytes) {
            Ok(bundle) => bundle.read(),
            Err(problem) => (None, vec![problem]),
        };
        let mut told: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        if let Some(pack) = &pack
            && told.is_empty()
        {
            told.extend(self.unfit_of(pack).await.iter().map(ToString::to_string));
            if *pack.text != *String::from_utf8_lossy(&bytes) {
                told.push(
                    "bring the pack under “Frameworks”: this file is not in its canonical form".to_owned(),
                );
            }
            self.check_names(before, body, pack, &sha256, problems).await?;
        }
        let more = told.len().saturating_sub(PROBLEMS_TOLD);
        for sentence in told.into_iter().take(PROBLEMS_TOLD) {
            problems.push(Problem::new(content, "pack_problem", sentence));
        }
        if more > 0 {
            problems.push(Problem::new(content, "pack_problem", format!("And {more} more problems.")));
        }
        Ok(())
    }

    /// A version is one content for ever, a framework is one record, and a record says what its pack says.
    async fn check_names(
        &self,
        before: Option<&Record>,
        body: &Body,
        pack: &Pack,
        sha256: &str,
        problems: &mut Vec<Problem>,
    ) -> Outcome<()> {
        let differs = [(&adopted::PACK.field, &pack.id), (&adopted::VERSION.field, &pack.version)];
        for (field, wanted) in differs {
            if body.get(field.id).and_then(Value::text) != Some(wanted) {
                problems.push(Problem::new(field.id, "not_the_packs", format!("The pack says “{wanted}”.")));
            }
        }
        if before.and_then(pack_of).is_some_and(|id| id != pack.id) {
            problems.push(Problem::new(
                adopted::PACK.field.id,
                "another_pack",
                "This record is about another framework; adopt this one by a record of its own.",
            ));
        }
        let taken = {
            let followed = self.house.followed.read().await;
            let mut others = followed.frameworks().filter(|other| !other.state.is_over());
            others
                .any(|other| pack_of(other) == Some(&pack.id) && before.is_none_or(|own| own.id != other.id))
        };
        if taken {
            problems.push(Problem::new(
                adopted::PACK.field.id,
                "taken",
                "There is a record of this framework already; take the new version over there.",
            ));
        }
        if let Some(record) = before {
            for version in 1..=record.version {
                let Some(content) = self.house.store.content(record.id, version).await? else { continue };
                let former = Schema::of(&adopted::KIND).read(&content.schema, content.json);
                let same = adopted::VERSION.of(&former) == Some(&pack.version);
                if same && content_of(&former).is_some_and(|known| known != sha256) {
                    problems.push(Problem::new(
                        adopted::VERSION.field.id,
                        "version_taken",
                        "Another content has had this version here; a changed pack needs a version of its own.",
                    ));
                    break;
                }
            }
        }
        let note = adopted::SIGNATURE.of(body);
        let followed = self.house.followed.read().await;
        if signed(pack, sha256, note, followed.keys.iter()) == SignedPack::Wrong {
            problems.push(Problem::new(
                adopted::SIGNATURE.field.id,
                "signature_wrong",
                "The signature does not hold for this pack; ask whoever made it, and do not adopt it meanwhile.",
            ));
        }
        Ok(())
    }
}

impl FrameworkLine {
    fn without_record(in_force: Option<Arc<Pack>>) -> Self {
        Self { record: None, in_force, proposed: None, signed: SignedPack::Unsigned, offered: None }
    }

    fn is_about(&self, pack: &str) -> bool {
        let of_record = self.record.as_ref().and_then(pack_of);
        of_record.or(self.in_force.as_ref().map(|known| known.id.as_str())) == Some(pack)
    }

    /// Whether somebody may take it up again: nothing of it is in force or proposed.
    pub fn is_over(&self) -> bool {
        self.in_force.is_none() && self.proposed.is_none()
    }
}

/// The hash of the content that a body names.
fn content_of(body: &Body) -> Option<String> {
    match body.get(adopted::CONTENT.field.id) {
        Some(Value::File(file)) => Some(file.sha256.clone()),
        _ => None,
    }
}
