//! An expectation as a pack states it: whom it is about, what must hold, what it shows, and the act that would turn it.

use crate::{
    Problem,
    language::{self, Expr, Fault},
    reader::Item,
};

/// What an auditor may expect to find, in a form that can be computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// Stable id within the pack.
    pub id: String,
    /// The requirements that it bears on.
    pub requirements: Vec<String>,
    /// What is expected, in our own words.
    pub sentence: String,
    /// What it shows when it is met.
    pub shows: Shows,
    /// What its answer rests on.
    pub rests_on: RestsOn,
    /// The population of subjects: each gets a verdict of its own.
    pub about: About,
    /// How a statement names the population when it says that there is none; the kind of record unless told otherwise.
    pub population: Option<String>,
    /// What must hold of each subject.
    pub holds: Expr,
    /// The act that would turn it.
    pub remedy: Remedy,
    /// File and place, for problems found later.
    pub origin: (String, String),
}

/// What a met expectation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shows {
    /// That something is arranged for.
    Design,
    /// That it is done.
    Operation,
    /// That it does what it is for.
    Effect,
}

/// What the answer to an expectation rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RestsOn {
    /// What records and acts show.
    #[default]
    Records,
    /// The signed statement of a named person: shown as such, because no record can show it.
    Attestation,
}

/// The subjects of an expectation.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// One subject: the organisation as a whole.
    Organisation,
    /// Every record of a kind, every `requirement` or every `control`, for which the condition holds.
    Each {
        /// Id of the kind, `requirement` or `control`.
        kind: String,
        /// Who belongs; everyone when absent.
        filter: Option<Box<Expr>>,
    },
}

/// The act that would turn an expectation that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// Code of the act, e.g. `approve`.
    pub act: String,
    /// Kind of the record to act on.
    pub kind: String,
    /// The fields of that record to fill in first, where it is fields that are missing; columns as `table.column`.
    pub fields: Vec<String>,
    /// What to do, as a sentence that begins with a verb.
    pub sentence: String,
}

/// Which record counts as a signed statement that a population is empty, and which of its fields names the population.
#[derive(Clone, Debug, PartialEq)]
pub struct NoneStatement {
    /// The records that may be such statements.
    pub about: About,
    /// What must hold of a statement that counts.
    pub holds: Expr,
    /// The field (choices or text) that names populations.
    pub names: String,
    /// File and place.
    pub origin: (String, String),
}

impl Shows {
    /// All, from intention to result.
    pub const ALL: [Self; 3] = [Self::Design, Self::Operation, Self::Effect];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Design => "design",
            Self::Operation => "operation",
            Self::Effect => "effect",
        }
    }
}

impl RestsOn {
    /// Both, what shows by itself first.
    pub const ALL: [Self; 2] = [Self::Records, Self::Attestation];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Attestation => "attestation",
        }
    }
}

impl Expectation {
    pub(crate) fn read(file: &str, item: &Item<'_>) -> Option<Self> {
        let id = item.text("id");
        let requirements = item.texts("requirements");
        if requirements.is_empty() {
            item.note("requirements", "an expectation bears on at least one requirement".to_owned());
        }
        let sentence = item.text("sentence");
        let shows = item.one_of("shows", &Shows::ALL.map(|shows| (shows.code(), shows)));
        let rests_on = item.optional("rests_on").map(|_| {
            item.one_of("rests_on", &RestsOn::ALL.map(|rests_on| (rests_on.code(), rests_on)))
                .unwrap_or_default()
        });
        let about = read_about(item);
        let holds = read_expression(item, "holds");
        let population = item.optional("population");
        let remedy = item.table("remedy").map(|table| {
            let remedy = Remedy {
                act: table.text("act"),
                kind: table.text("kind"),
                fields: table.texts("fields"),
                sentence: table.text("sentence"),
            };
            if record::Act::from_code(&remedy.act).is_none() && !remedy.act.is_empty() {
                table.note("act", format!("“{}” is no act", remedy.act));
            }
            table.finish();
            remedy
        });
        if remedy.is_none() {
            item.note(
                "remedy",
                "“remedy” is missing: every expectation names the act that would turn it".to_owned(),
            );
        }
        item.finish();
        let origin = (file.to_owned(), format!("expectation {id}"));
        Some(Self {
            id,
            requirements,
            sentence,
            shows: shows?,
            rests_on: rests_on.unwrap_or_default(),
            about: about?,
            population,
            holds: holds?,
            remedy: remedy?,
            origin,
        })
    }

    /// An expectation written in the program rather than in a pack: for tests and tools.
    ///
    /// # Errors
    /// The fault of `about` or `holds`.
    pub fn sketch(id: &str, requirement: &str, about: &str, holds: &str) -> Result<Self, Fault> {
        Ok(Self {
            id: id.to_owned(),
            requirements: vec![requirement.to_owned()],
            sentence: id.to_owned(),
            shows: Shows::Operation,
            rests_on: RestsOn::Records,
            about: language::parse_about(about)?,
            population: None,
            holds: language::parse(holds)?,
            remedy: Remedy {
                act: "create".to_owned(),
                kind: String::new(),
                fields: Vec::new(),
                sentence: String::new(),
            },
            origin: ("sketch".to_owned(), id.to_owned()),
        })
    }

    /// A problem with this expectation.
    pub fn problem(&self, part: &str, sentence: String) -> Problem {
        problem(&self.origin, part, sentence)
    }
}

impl NoneStatement {
    pub(crate) fn read(file: &str, item: &Item<'_>) -> Option<Self> {
        let about = read_about(item);
        let holds = read_expression(item, "holds");
        let names = item.text("names");
        item.finish();
        let origin = (file.to_owned(), "none_statement".to_owned());
        Some(Self { about: about?, holds: holds?, names, origin })
    }

    /// A problem with the rule for statements.
    pub fn problem(&self, part: &str, sentence: String) -> Problem {
        problem(&self.origin, part, sentence)
    }
}

fn problem((file, place): &(String, String), part: &str, sentence: String) -> Problem {
    Problem { file: file.clone(), place: format!("{place} {part}").trim_end().to_owned(), sentence }
}

fn read_about(item: &Item<'_>) -> Option<About> {
    let text = item.text("about");
    (!text.is_empty()).then_some(())?;
    match language::parse_about(&text) {
        Ok(about) => Some(about),
        Err(fault) => {
            item.note("about", fault.describe(&text));
            None
        }
    }
}

fn read_expression(item: &Item<'_>, key: &'static str) -> Option<Expr> {
    let text = item.text(key);
    (!text.is_empty()).then_some(())?;
    match language::parse(&text) {
        Ok(expr) => Some(expr),
        Err(fault) => {
            item.note(key, fault.describe(&text));
            None
        }
    }
}
