//! The MIT AI Risk Repository: its taxonomy of domains, and the risks of its database that it classifies.

use super::{
    library::{Entry, Library, MIT},
    nexus::{entry, pairs},
    yaml::{line, list, open},
};
use exchange::{Reading, Sheet, read_workbook};
use std::{collections::BTreeMap, fs, path::Path};

const FILE: &str = "mit-ai-risk-repository-v3.xlsx";

/// The library.
pub fn read(from: &Path) -> Result<Library, String> {
    let taxonomy = open(from, "nexus/mit_ai_risk_repository_data.yaml")?;
    let domain = |group: &&yaml_rust2::Yaml| line(group, "isDefinedByTaxonomy") == "mit-ai-risk-repository";
    let groups: Vec<_> = list(&taxonomy, "groups").iter().filter(domain).cloned().collect();
    let mut entries: Vec<Entry> = list(&taxonomy, "entries").iter().filter(domain).map(entry).collect();
    let bytes = fs::read(from.join(FILE)).map_err(|error| format!("{FILE}: {error}"))?;
    entries.extend(risks(&sheet(&bytes, "AI Risk Database v3", 3)?, &sources(&bytes)?));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &mut entries {
        let times = seen.entry(entry.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            entry.id = format!("{}-{times}", entry.id);
        }
    }
    Ok(Library {
        id: MIT,
        name: "MIT AI Risk Repository",
        version: "3 (2025-03-26)".to_owned(),
        publisher: "MIT FutureTech",
        url: "https://airisk.mit.edu",
        licence: "CC-BY-4.0",
        licence_url: "https://creativecommons.org/licenses/by/4.0/",
        attribution: "Slattery, P. et al., The AI Risk Repository, MIT FutureTech, airisk.mit.edu, CC BY 4.0, with the \
                      document from which each risk was extracted. Texts unchanged.",
        left_out: "Of 2,242 rows: 65 that name documents, 565 with further quotations, and 203 that the repository itself \
                   leaves unclassified. Of those kept: the causes by entity, intent and time.",
        categories: pairs(&groups, "name"),
        entries,
        measures: Vec::new(),
    })
}

fn sheet(bytes: &[u8], table: &str, line: u64) -> Result<Sheet, String> {
    let how = Reading { table: Some(table.to_owned()), header_line: Some(line), ..Reading::default() };
    read_workbook(bytes, &how).map_err(|refusal| format!("{table}: {refusal}"))
}

/// What each document is called, and where it is, by its short name.
fn sources(bytes: &[u8]) -> Result<BTreeMap<String, (String, String)>, String> {
    let sheet = sheet(bytes, "Included resources", 12)?;
    let cell = reader(&sheet);
    let source = |row| {
        let said =
            format!("{}, {} ({})", cell(row, "Authors (short)"), cell(row, "Title"), cell(row, "Year"));
        (cell(row, "QuickRef"), (said, cell(row, "URL")))
    };
    Ok((0..sheet.line_of_row.len()).map(source).filter(|(id, _)| !id.is_empty()).collect())
}

fn risks(sheet: &Sheet, sources: &BTreeMap<String, (String, String)>) -> Vec<Entry> {
    let cell = reader(sheet);
    let mut entries = Vec::new();
    for row in 0..sheet.line_of_row.len() {
        let level = cell(row, "Category level");
        let sub = cell(row, "Sub-domain");
        let part = sub.split(' ').next().unwrap_or_default();
        let domain = part.split('.').next().unwrap_or_default();
        if !level.starts_with("Risk") || domain == "X" || domain.is_empty() {
            continue;
        }
        let (category, name) = (cell(row, "Risk category"), cell(row, "Risk subcategory"));
        let (said, url) = sources.get(&cell(row, "QuickRef")).cloned().unwrap_or_default();
        let said = if said.is_empty() { cell(row, "Title") } else { said };
        let page = cell(row, "P.Def");
        let page = page.strip_suffix(".0").unwrap_or(&page);
        let see = match part.split_once('.') {
            Some((_, "0")) => Vec::new(),
            _ => vec![(MIT, format!("mit-ai-risk-subdomain-{part}"), "broad")],
        };
        entries.push(Entry {
            id: cell(row, "Ev_ID"),
            name: if name.is_empty() { category.clone() } else { name.clone() },
            text: cell(row, "Description"),
            under: if name.is_empty() { String::new() } else { category },
            categories: vec![format!("mit-ai-risk-domain-{domain}")],
            url,
            source: if page.is_empty() { said } else { format!("{said}, p. {page}") },
            see,
            ..Entry::default()
        });
    }
    entries
}

fn reader(sheet: &Sheet) -> impl Fn(usize, &str) -> String + '_ {
    |row, header| {
        sheet.column(header).map(|column| sheet.cell(row, column).trim().to_owned()).unwrap_or_default()
    }
}
