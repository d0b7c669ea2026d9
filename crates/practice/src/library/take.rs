//! Taking an entry over: a draft of a risk that says where it came from, and whether there is a newer version of it.

use super::{Entry, Library, Shelf};
use kinds::risk;
use record::{Body, Field, Line, Prose, Shape, Value, fold};

/// What a library says anew about a risk that was taken over from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newer {
    /// Id of the library.
    pub library: String,
    /// What it is called.
    pub name: String,
    /// Id of the entry, when the library still has it.
    pub entry: Option<String>,
    /// The version that was taken over.
    pub then: String,
    /// The version that there is now.
    pub now: String,
}

/// Id of the kind of record that an entry becomes.
pub const RISK: &str = "risk";

/// The field by which risks from an entry are found, and what it holds.
pub const fn is_from(entry: &str) -> (&'static str, &str) {
    (risk::ORIGIN_ENTRY.field.id, entry)
}

/// Whether a risk was taken over from an entry.
pub fn taken_from(body: &Body, library: &str, entry: &str) -> bool {
    risk::ORIGIN_LIBRARY.of(body) == Some(library) && risk::ORIGIN_ENTRY.of(body) == Some(entry)
}

/// The draft of a risk taken over from an entry: its texts, its origin, its licence. Rating it is left to people.
#[must_use]
pub fn taken(library: &Library, entry: &Entry) -> Body {
    let mut body = Body::new().with(risk::NATURE.field.id, Value::Choice("threat".to_owned()));
    let said = if entry.text.is_empty() { &entry.name } else { &entry.text };
    line(&mut body, risk::NAME, &entry.name);
    prose(&mut body, risk::EVENT, said);
    prose(&mut body, risk::CONSEQUENCE, &entry.note);
    line(&mut body, risk::ORIGIN_LIBRARY, &library.id);
    line(&mut body, risk::ORIGIN_VERSION, &library.version);
    line(&mut body, risk::ORIGIN_ENTRY, &entry.id);
    line(&mut body, risk::ORIGIN_RIGHTS, &rights(library, entry));
    if let Some(objectives) = stakes(library, entry) {
        body.set(risk::OBJECTIVES.field.id, Value::Choices(objectives));
    }
    body
}

/// Licence, attribution, and the document from which the entry was extracted.
fn rights(library: &Library, entry: &Entry) -> String {
    let said = format!("{}: {}", library.licence, library.attribution);
    if entry.source.is_empty() { said } else { format!("{said} From: {}", entry.source) }
}

/// Objectives whose name a category of the entry holds: a proposal, which the person corrects.
fn stakes(library: &Library, entry: &Entry) -> Option<Vec<String>> {
    let named: Vec<String> = library.categories_of(entry).map(fold).collect();
    let holds = |code: &str| named.iter().any(|name| name.contains(&code.replace('_', " ")));
    let found: Vec<String> =
        risk::STAKES.iter().map(|stake| stake.code).filter(|code| holds(code)).map(str::to_owned).collect();
    if found.is_empty() { None } else { Some(found) }
}

/// Whether the library from which a risk was taken over has a newer version now.
pub fn newer(shelf: &Shelf, body: &Body) -> Option<Newer> {
    let library = shelf.library(risk::ORIGIN_LIBRARY.of(body)?)?;
    let then = risk::ORIGIN_VERSION.of(body)?;
    if then == library.version {
        return None;
    }
    let entry = risk::ORIGIN_ENTRY.of(body).and_then(|id| shelf.entry(&library.id, id));
    Some(Newer {
        library: library.id.clone(),
        name: library.name.clone(),
        entry: entry.map(|(_, entry)| entry.id.clone()),
        then: then.to_owned(),
        now: library.version.clone(),
    })
}

fn line(body: &mut Body, field: Field<Line>, text: &str) {
    let Shape::Line { max } = field.field.shape else { return };
    let plain: Vec<&str> = text.split_whitespace().collect();
    put(body, field.field.id, cut(&plain.join(" "), max));
}

fn prose(body: &mut Body, field: Field<Prose>, text: &str) {
    let Shape::Prose { max } = field.field.shape else { return };
    put(body, field.field.id, cut(text, max));
}

fn put(body: &mut Body, field: &'static str, text: String) {
    if !text.is_empty() {
        body.set(field, Value::Text(text));
    }
}

/// At most so many characters; what was cut ends in an ellipsis.
fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::super::shelf;
    use super::*;

    #[test]
    fn every_entry_makes_a_draft_that_holds_and_says_where_it_came_from() {
        let schema = record::Schema::of(&risk::KIND);
        for library in &shelf().libraries {
            for entry in &library.entries {
                let body = taken(library, entry);
                assert_eq!(record::validate(&schema, &body), [], "{} {}", library.id, entry.id);
                assert_eq!(risk::ORIGIN_ENTRY.of(&body), Some(entry.id.as_str()));
                assert!(risk::ORIGIN_RIGHTS.of(&body).unwrap().starts_with(&library.licence));
                let typed = record::to_form(&schema, &body);
                let (read, problems) = record::parse_form(&schema, &typed, None);
                assert_eq!((read, problems), (body, vec![]), "{} {}", library.id, entry.id);
            }
        }
    }

    #[test]
    fn a_risk_taken_from_an_older_version_is_told_of_the_newer_and_no_other_is() {
        let (library, entry) = shelf().entry("ibm-risk-atlas", "atlas-hallucination").unwrap();
        let body = taken(library, entry);
        assert_eq!(newer(shelf(), &body), None);
        let older = body.clone().with("origin_version", Value::Text("2024-03-06".to_owned()));
        let found = newer(shelf(), &older).unwrap();
        assert_eq!(
            (found.then.as_str(), found.entry.as_deref()),
            ("2024-03-06", Some("atlas-hallucination"))
        );
        let gone = older.with("origin_entry", Value::Text("atlas-gone".to_owned()));
        assert_eq!(newer(shelf(), &gone).unwrap().entry, None);
        assert_eq!(newer(shelf(), &testkit::sample("person")), None);
    }
}
