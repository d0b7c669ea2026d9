//! IBM's AI Risk Atlas, the OWASP Top 10 and the risks of NIST AI 600-1, as the AI Atlas Nexus publishes them.

use super::{
    library::{Entry, IBM, Library, NIST, OWASP},
    yaml::{line, list, open, texts},
};
use std::path::Path;
use yaml_rust2::Yaml;

const APACHE: (&str, &str) = ("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0");

/// IBM's AI Risk Atlas.
pub fn ibm(from: &Path) -> Result<Library, String> {
    let yaml = open(from, "nexus/risk_atlas_data.yaml")?;
    let modified = list(&yaml, "taxonomies").first().map(|found| line(found, "dateModified"));
    let categories = pairs(list(&yaml, "groups"), "name");
    let mut entries: Vec<Entry> = list(&yaml, "entries").iter().map(entry).collect();
    for named in entries.iter_mut().flat_map(|entry| &mut entry.categories) {
        // One group is named with a capital letter that it does not have.
        if let Some((id, _)) = categories.iter().find(|(id, _)| id.eq_ignore_ascii_case(named)) {
            named.clone_from(id);
        }
    }
    Ok(Library {
        id: IBM,
        name: "IBM AI Risk Atlas",
        version: modified.unwrap_or_default(),
        publisher: "IBM",
        url: "https://www.ibm.com/docs/en/watsonx/saas?topic=ai-risk-atlas",
        licence: APACHE.0,
        licence_url: APACHE.1,
        attribution: "IBM AI Risk Atlas, © IBM Corporation, from the AI Atlas Nexus (github.com/IBM/ai-atlas-nexus), \
                      Apache License 2.0. Texts unchanged.",
        left_out: "Type and descriptor of each risk, dates, and mappings that say there is no match.",
        categories,
        entries,
        measures: Vec::new(),
    })
}

/// The OWASP Top 10 for large language models.
pub fn owasp(from: &Path) -> Result<Library, String> {
    let yaml = open(from, "nexus/owasp_llm_2.0_data.yaml")?;
    Ok(Library {
        id: OWASP,
        name: "OWASP Top 10 for LLM Applications",
        version: "2025".to_owned(),
        publisher: "OWASP Foundation",
        url: "https://genai.owasp.org/llm-top-10/",
        licence: "CC-BY-SA-4.0",
        licence_url: "https://creativecommons.org/licenses/by-sa/4.0/",
        attribution: "OWASP Top 10 for LLM Applications 2025, © OWASP Foundation, CC BY-SA 4.0, as carried in the AI \
                      Atlas Nexus (github.com/IBM/ai-atlas-nexus). Texts unchanged; shared on under the same licence.",
        left_out: "Nothing of what the AI Atlas Nexus carries; prevention and scenarios stand at the address of each entry.",
        categories: Vec::new(),
        entries: list(&yaml, "entries").iter().map(entry).collect(),
        measures: Vec::new(),
    })
}

/// The risks of the generative AI profile, each with the actions that it suggests.
pub fn nist(from: &Path) -> Result<Library, String> {
    let yaml = open(from, "nexus/nist_ai_rmf_data.yaml")?;
    let actions = open(from, "nexus/nist_ai_rmf_actions_data.yaml")?;
    let entries = list(&yaml, "entries").iter();
    Ok(Library {
        id: NIST,
        name: "NIST AI 600-1, Generative AI Profile",
        version: "2024-07".to_owned(),
        publisher: "National Institute of Standards and Technology",
        url: "https://nvlpubs.nist.gov/nistpubs/ai/NIST.AI.600-1.pdf",
        licence: APACHE.0,
        licence_url: APACHE.1,
        attribution: "NIST AI 600-1 (July 2024), a work of the US Government in the public domain, as extracted in the \
                      AI Atlas Nexus (github.com/IBM/ai-atlas-nexus), Apache License 2.0. Texts unchanged.",
        left_out: "The tasks of AI actors named beside each action.",
        categories: Vec::new(),
        entries: entries
            .map(|risk| Entry { measures: texts(risk, "hasRelatedAction"), ..entry(risk) })
            .map(|risk| Entry {
                url: "https://nvlpubs.nist.gov/nistpubs/ai/NIST.AI.600-1.pdf".to_owned(),
                ..risk
            })
            .collect(),
        measures: pairs(list(&actions, "actions"), "description"),
    })
}

/// An entry with what all three say.
pub fn entry(yaml: &Yaml) -> Entry {
    let part = line(yaml, "isPartOf");
    Entry {
        id: line(yaml, "id"),
        name: line(yaml, "name"),
        text: line(yaml, "description"),
        note: line(yaml, "concern"),
        categories: [part].into_iter().filter(|part| !part.is_empty()).collect(),
        url: line(yaml, "url"),
        ..Entry::default()
    }
}

/// Ids, and what stands under a key.
pub fn pairs(all: &[Yaml], key: &str) -> Vec<(String, String)> {
    all.iter().map(|found| (line(found, "id"), line(found, key))).collect()
}
