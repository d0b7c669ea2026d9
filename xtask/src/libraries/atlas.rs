//! MITRE ATLAS: techniques as entries, tactics as categories, mitigations as measures.

use super::{
    library::{ATLAS, Entry, Library},
    nexus::pairs,
    yaml::{line, list, open, texts},
};
use std::{collections::BTreeMap, path::Path};

/// The library.
pub fn read(from: &Path) -> Result<Library, String> {
    let yaml = open(from, "mitre-atlas-5.6.0.yaml")?;
    let matrix = list(&yaml, "matrices").first().ok_or("MITRE ATLAS holds no matrix")?;
    let techniques = list(matrix, "techniques");
    let tactics: BTreeMap<String, Vec<String>> =
        techniques.iter().map(|found| (line(found, "id"), texts(found, "tactics"))).collect();
    let names: BTreeMap<String, String> = pairs(techniques, "name").into_iter().collect();
    let mitigations = list(matrix, "mitigations");
    let mitigations = if mitigations.is_empty() { list(&yaml, "mitigations") } else { mitigations };
    let mut measures: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mitigation in mitigations {
        for technique in list(mitigation, "techniques") {
            measures.entry(line(technique, "id")).or_default().push(line(mitigation, "id"));
        }
    }
    let entry = |found| {
        let (id, parent) = (line(found, "id"), line(found, "subtechnique-of"));
        let own = tactics.get(&id).filter(|own| !own.is_empty()).or_else(|| tactics.get(&parent));
        let name = line(found, "name");
        let name = names.get(&parent).map_or_else(|| name.clone(), |parent| format!("{parent}: {name}"));
        Entry {
            name,
            text: line(found, "description"),
            categories: own.cloned().unwrap_or_default(),
            url: format!("https://atlas.mitre.org/techniques/{id}"),
            measures: measures.get(&id).cloned().unwrap_or_default(),
            id,
            ..Entry::default()
        }
    };
    let said =
        |found| (line(found, "id"), format!("{}: {}", line(found, "name"), line(found, "description")));
    Ok(Library {
        id: ATLAS,
        name: "MITRE ATLAS",
        version: line(&yaml, "version"),
        publisher: "The MITRE Corporation",
        url: "https://atlas.mitre.org",
        licence: "Apache-2.0",
        licence_url: "https://www.apache.org/licenses/LICENSE-2.0",
        attribution: "MITRE ATLAS, © The MITRE Corporation (github.com/mitre-atlas/atlas-data), Apache License 2.0. Texts \
                      unchanged; the name of a sub-technique stands after that of its technique.",
        left_out: "Case studies, how each mitigation bears on each technique, references to ATT&CK, dates.",
        categories: pairs(list(matrix, "tactics"), "name"),
        entries: techniques.iter().map(entry).collect(),
        measures: mitigations.iter().map(said).collect(),
    })
}
