//! A framework as an organisation writes it itself: one TOML file, read, changed and written again.

use crate::{Pack, Problem, bundle::WHOLE, compose::Group, language};
use serde::{Deserialize, Serialize};

/// What stands in the one file of a framework of one's own. A pack that holds more than this is changed as a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    /// Stable id.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Title for narrow places.
    pub short: String,
    /// Which edition of the framework.
    pub edition: String,
    /// Version of the pack.
    pub version: String,
    /// Edition of the language.
    #[serde(default = "newest")]
    pub language: u32,
    /// Where the content comes from.
    pub source: String,
    /// What may be done with it.
    pub licence: String,
    /// Sections.
    #[serde(default)]
    pub clause: Vec<Section>,
    /// Requirements.
    #[serde(default)]
    pub requirement: Vec<OwnRequirement>,
    /// Expectations.
    #[serde(default)]
    pub expectation: Vec<OwnExpectation>,
}

/// A heading under which requirements stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its number.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title.
    pub title: String,
}

/// A requirement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRequirement {
    /// Its number.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Number of the section.
    pub under: String,
    /// What it asks for.
    pub sentence: String,
    /// What an auditor would ask.
    pub asks: Vec<String>,
    /// Whether documented information is asked for.
    pub documented: String,
    /// Expectations of other packs, as `pack:expectation`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expectations: Vec<String>,
}

/// An expectation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnExpectation {
    /// Its id.
    pub id: String,
    /// The requirements that it bears on.
    pub requirements: Vec<String>,
    /// What is expected.
    pub sentence: String,
    /// `design`, `operation` or `effect`.
    pub shows: String,
    /// The population.
    pub about: String,
    /// What must hold.
    pub holds: String,
    /// The act that would turn it.
    pub remedy: OwnRemedy,
}

/// The act that would turn an expectation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRemedy {
    /// Code of the act.
    pub act: String,
    /// Kind of the record.
    pub kind: String,
    /// What to do.
    pub sentence: String,
}

const fn newest() -> u32 {
    crate::pack::LANGUAGE
}

impl Own {
    /// Reads the one file of a framework of one's own.
    ///
    /// # Errors
    /// The problem: it is no TOML, or holds what only a file can say.
    pub fn read(text: &str) -> Result<Self, Problem> {
        toml::from_str(text).map_err(|error| Problem {
            file: WHOLE.to_owned(),
            place: "the file".to_owned(),
            sentence: error.message().to_owned(),
        })
    }

    /// The framework that a pack holds, when it was written as one file and holds no more than this.
    pub fn of(pack: &Pack) -> Option<Self> {
        let bundle = crate::Bundle::take(WHOLE, pack.text.as_bytes()).ok()?;
        match bundle.files().as_slice() {
            [(name, text)] if *name == WHOLE => Self::read(text).ok(),
            _ => None,
        }
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        toml::to_string(self).unwrap_or_default()
    }

    /// The number of the section with a title, which is added when there is none yet.
    pub fn section(&mut self, title: &str) -> String {
        let title = title.trim();
        if let Some(known) = self.clause.iter().find(|section| section.title == title) {
            return known.reference.clone();
        }
        let taken = |reference: &str| self.clause.iter().any(|section| section.reference == reference);
        let reference = (1..=10_000)
            .map(|n: usize| n.to_string())
            .find(|reference| !taken(reference))
            .unwrap_or_default();
        self.clause.push(Section { reference: reference.clone(), title: title.to_owned() });
        reference
    }

    /// Takes out sections without requirements, and expectations that bear on nothing any more.
    pub fn tidy(&mut self) {
        let references: Vec<String> = self.requirement.iter().map(|it| it.reference.clone()).collect();
        for expectation in &mut self.expectation {
            expectation.requirements.retain(|it| references.contains(it));
        }
        self.expectation.retain(|it| !it.requirements.is_empty());
        self.clause.retain(|section| self.requirement.iter().any(|it| it.under == section.reference));
    }

    /// An id that no expectation has.
    pub fn free_id(&self) -> String {
        let taken = |id: &str| self.expectation.iter().any(|it| it.id == id);
        (1..=10_000).map(|n: usize| format!("e{n}")).find(|id| !taken(id)).unwrap_or_default()
    }
}

impl OwnExpectation {
    /// The kind of the population, or `organisation`.
    pub fn kind(&self) -> &str {
        self.about.split_whitespace().next().unwrap_or("organisation")
    }

    /// The condition on who belongs, as it is written; empty when everybody does.
    pub fn filter(&self) -> &str {
        let rest = self.about.trim_start().strip_prefix(self.kind()).unwrap_or_default().trim_start();
        rest.strip_prefix("where").unwrap_or_default().trim()
    }

    /// Sets the population.
    pub fn set_about(&mut self, kind: &str, filter: Option<&str>) {
        let filter = filter.map(str::trim).filter(|filter| !filter.is_empty() && kind != "organisation");
        self.about = filter.map_or_else(|| kind.to_owned(), |filter| format!("{kind} where {filter}"));
    }

    /// Conditions on who belongs.
    pub fn filter_group(&self) -> Group {
        group(self.filter())
    }

    /// Conditions of which the expectation consists.
    pub fn holds_group(&self) -> Group {
        group(&self.holds)
    }
}

/// The conditions of a text; a text that cannot be read stays one condition, so that it can be mended.
fn group(text: &str) -> Group {
    if text.trim().is_empty() {
        return Group::default();
    }
    Group::read(text).unwrap_or_else(|_| Group {
        any: false,
        conditions: vec![crate::compose::Condition::Text { text: text.to_owned() }],
    })
}

/// Whether two texts can stand as a population and a condition: the fault of the first that cannot.
///
/// # Errors
/// Which of the two, `about` or `holds`, and what is wrong with it.
pub fn check_texts(about: &str, holds: &str) -> Result<(), (&'static str, String)> {
    language::parse_about(about).map_err(|fault| ("about", fault.describe(about)))?;
    language::parse(holds).map_err(|fault| ("holds", fault.describe(holds)))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../../../frameworks/example/pack.toml");

    #[test]
    fn the_example_is_read_written_and_read_again_as_the_same_pack() {
        let own = Own::read(EXAMPLE).unwrap();
        let again = own.text();
        assert_eq!(Own::read(&again), Ok(own));
        let (first, problems) = Pack::read(&[(WHOLE, EXAMPLE)]);
        assert_eq!(problems, []);
        let (second, problems) = Pack::read(&[(WHOLE, &again)]);
        assert_eq!(problems, []);
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!((first.requirements.len(), &first.title), (second.requirements.len(), &second.title));
        assert_eq!(first.requirements, second.requirements);
        assert_eq!(Own::of(&second).map(|own| own.text()), Some(again));
    }

    #[test]
    fn a_population_is_taken_apart_and_put_together() {
        let mut expectation = OwnExpectation {
            about: "use where in force\n and stage = \"pilot\"".into(),
            ..OwnExpectation::default()
        };
        assert_eq!((expectation.kind(), expectation.filter_group().conditions.len()), ("use", 2));
        expectation.set_about("risk", expectation.filter_group().text().as_deref());
        assert_eq!(expectation.kind(), "risk");
        assert!(check_texts(&expectation.about, "filled(owner)").is_ok());
        expectation.set_about("organisation", Some("in force"));
        assert_eq!(expectation.about, "organisation");
        assert_eq!(check_texts("organisation", "import os").unwrap_err().0, "holds");
    }

    #[test]
    fn a_section_is_made_once_and_goes_with_its_last_requirement() {
        let mut own = Own::read(EXAMPLE).unwrap();
        assert_eq!(own.section("Suppliers"), "1");
        assert_eq!(own.section("People"), "2");
        assert_eq!(own.section("People"), "2");
        own.tidy();
        assert_eq!(own.clause.len(), 1);
        own.requirement.clear();
        own.tidy();
        assert_eq!((own.clause.len(), own.expectation.len()), (0, 0));
        assert_eq!(own.free_id(), "e1");
    }
}
