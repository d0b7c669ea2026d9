//! The audit package: the whole ledger with what opens it and all evidence, to be checked by a second program.

use crate::{Desk, House, Outcome, Trouble, evidence::named_files};
use access::may_export;
use ledger::{
    Hash,
    package::{Sink, Writer},
};
use record::{Class, Refusal};
use std::{collections::BTreeSet, io};

/// What a written package holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Package {
    /// Entries.
    pub entries: u64,
    /// Evidence files.
    pub evidence: u64,
}

impl Desk {
    /// Writes the audit package for somebody who governs or audits: it holds everything.
    pub async fn export(&self, sink: impl Sink + Send + 'static) -> Outcome<Package> {
        may_export(&self.actor)?;
        if !self.actor.roles.iter().any(|role| role.governs()) {
            return Err(Refusal::new(
                Class::Forbidden,
                "package_needs_role",
                "The audit package holds every record, so it is for those who govern and audit.",
                "Ask the AI manager for it.",
            )
            .into());
        }
        self.house.export(sink).await
    }
}

impl House {
    /// Writes the audit package.
    pub async fn export(&self, sink: impl Sink + Send + 'static) -> Outcome<Package> {
        let failed = |error: ledger::package::WriteError| {
            Trouble::Broken(format!("the package could not be written: {error}"))
        };
        let (checkpoint, size) = self.checkpoint_and_size().await?;
        let mut writer = Writer::new(sink, &checkpoint, &self.verifier_key()?).map_err(failed)?;
        let mut entries = 0;
        self.walk_entries(size, &mut |entry, leaf| {
            writer.entry(entry, leaf).map_err(failed)?;
            entries += 1;
            Ok(())
        })
        .await?;
        let mut named = BTreeSet::new();
        self.walk_openings(size, &mut |_, openings| {
            for opened in openings {
                named_files(&opened.value, &mut named);
            }
            openings.iter().try_for_each(|opened| writer.field(opened)).map_err(failed)
        })
        .await?;
        let mut evidence = 0;
        // What no record names is not evidence: uploads that were never used stay in the house.
        for name in self.blobs.list().await?.into_iter().filter(|name| named.contains(name)) {
            let bytes = self.blobs.get(&name).await?.unwrap_or_default();
            writer.evidence(Hash::of(&bytes), [Ok::<_, io::Error>(bytes)]).map_err(failed)?;
            evidence += 1;
        }
        writer.finish().map_err(failed)?;
        Ok(Package { entries, evidence })
    }
}
