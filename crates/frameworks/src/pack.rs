//! A framework pack: everything that one folder of data says.

use crate::{
    Clause, Control, Crosswalk, Documented, Expectation, Group, Heading, Item, Nonconformity, NoneStatement,
    Objective, Problem, Reference, Requirement, Reuse, Strength,
    bundle::{self, Bundle},
    limits, nonconformity,
    reader::{self, File},
};
use std::{collections::BTreeSet, sync::Arc};

/// What one folder of framework data says.
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    /// Stable id, e.g. `iso42001-2023`.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Title for narrow places.
    pub short: String,
    /// Which edition of the framework.
    pub edition: String,
    /// Version of this pack; verdicts name it.
    pub version: String,
    /// Edition of the language that its expectations are written in: what an expression means never changes within one.
    pub language: u32,
    /// Where the content comes from.
    pub source: String,
    /// What may be done with it.
    pub licence: String,
    /// Frameworks that it is compared with.
    pub crosswalks: Vec<Crosswalk>,
    /// Top clauses, in order.
    pub clauses: Vec<Clause>,
    /// Sub-clauses that only gather others.
    pub headings: Vec<Heading>,
    /// Sub-clauses with requirements, in order.
    pub requirements: Vec<Requirement>,
    /// Groups of controls, in order.
    pub groups: Vec<Group>,
    /// Objectives of controls, in order.
    pub objectives: Vec<Objective>,
    /// Controls, in order.
    pub controls: Vec<Control>,
    /// Documented information that is asked for.
    pub documents: Vec<Item>,
    /// Expectations, in order.
    pub expectations: Vec<Expectation>,
    /// What counts as a statement that a population is empty.
    pub none_statement: Option<NoneStatement>,
    /// Typical nonconformities, the worst first.
    pub nonconformities: Vec<Nonconformity>,
    /// Its files as one canonical text: what an organisation keeps when it adopts the pack.
    pub text: Arc<str>,
}

/// The files of a pack; the first names the pack and cannot be missing. Expectations may also lie in files of the
/// folder [`FOLDER`], which are read in the order of their names.
const FILES: [&str; 6] = [
    "framework.toml",
    "requirements.toml",
    "controls.toml",
    "documents.toml",
    "expectations.toml",
    "nonconformities.toml",
];

/// The newest edition of the language, and the one of packs that name none. In the first, what looked for records of
/// which there was none at all was not met; since the second it is unknown.
pub(crate) const LANGUAGE: u32 = 2;

/// The folder in which expectations may lie in files of their own.
const FOLDER: &str = "expectations/";

impl Pack {
    /// Reads a pack from the names and texts of its files. The pack is absent only when `framework.toml` is; every
    /// item that could be read is in it, and every problem is listed, in the order of files.
    pub fn read(files: &[(&str, &str)]) -> (Option<Self>, Vec<Problem>) {
        let mut problems = Vec::new();
        let whole = files.iter().find(|(name, _)| *name == bundle::WHOLE);
        let mut apart: Vec<&(&str, &str)> = Vec::new();
        for file in files.iter().filter(|file| Some(*file) != whole) {
            if is_apart(file.0) {
                apart.push(file);
            } else if !FILES.contains(&file.0) {
                problems.push(Problem {
                    file: file.0.to_owned(),
                    place: "the file".to_owned(),
                    sentence: format!("is none of {}, {FOLDER}*.toml", FILES.join(", ")),
                });
            }
        }
        apart.sort_by_key(|(name, _)| *name);
        let mut pack = Self::empty();
        pack.text = Bundle::of(files.iter().copied()).text().into();
        let mut named = false;
        if let Some((name, text)) = whole {
            named = true;
            let file = File::parse(name, text);
            pack.take_whole(name, &file.root());
            problems.extend(file.into_problems());
        }
        for wanted in FILES {
            let Some((name, text)) = files.iter().find(|(name, _)| *name == wanted) else {
                if whole.is_none() && (wanted == "framework.toml" || wanted == "requirements.toml") {
                    problems.push(Problem {
                        file: wanted.to_owned(),
                        place: "the file".to_owned(),
                        sentence: "is missing".to_owned(),
                    });
                }
                continue;
            };
            named |= wanted == "framework.toml";
            let file = File::parse(name, text);
            pack.take(wanted, &file.root());
            problems.extend(file.into_problems());
        }
        for (name, text) in apart {
            let file = File::parse(name, text);
            pack.take(name, &file.root());
            problems.extend(file.into_problems());
        }
        problems.extend(pack.cross_check());
        problems.extend(pack.too_much());
        (named.then_some(pack), problems)
    }

    /// Which records a requirement or control still waits for, in our own words.
    pub fn awaits(&self, reference: &str) -> Option<&str> {
        let requirement = self.requirements.iter().find(|item| item.reference == reference);
        let control = self.controls.iter().find(|item| item.reference == reference);
        requirement
            .map_or_else(|| control.and_then(|item| item.awaits.as_deref()), |item| item.awaits.as_deref())
    }

    /// References of everything that a finding can be raised against: requirements, then controls.
    pub fn leaves(&self) -> impl Iterator<Item = &str> {
        let requirements = self.requirements.iter().map(|item| item.reference.as_str());
        requirements.chain(self.controls.iter().map(|item| item.reference.as_str()))
    }

    /// What a reference stands under, if anything: `6.1.2` → `6.1` → `6`; `A.6.2.4` → `A.6.2` → `A.6`.
    pub fn parent(&self, reference: &str) -> Option<&str> {
        let requirement = self.requirements.iter().find(|item| item.reference == reference);
        let heading = self.headings.iter().find(|item| item.reference == reference);
        let control = self.controls.iter().find(|item| item.reference == reference);
        let objective = self.objectives.iter().find(|item| item.reference == reference);
        requirement
            .map(|item| item.under.as_str())
            .or(heading.map(|item| item.under.as_str()))
            .or(control.map(|item| item.objective.as_str()))
            .or(objective.map(|item| item.group.as_str()))
            .filter(|parent| *parent != reference)
    }

    /// The title of anything that has a reference.
    pub fn title_of(&self, reference: &str) -> Option<&str> {
        self.titles().find(|(known, _)| *known == reference).map(|(_, title)| title)
    }

    /// Every reference with its title: clauses, headings, requirements, groups, objectives, controls. An objective
    /// that shares the number of its group stands for it.
    pub fn titles(&self) -> impl Iterator<Item = (&str, &str)> {
        let clauses = self.clauses.iter().map(|item| (item.reference.as_str(), item.title.as_str()));
        let headings = self.headings.iter().map(|item| (item.reference.as_str(), item.title.as_str()));
        let leaves = self.requirements.iter().map(|item| (item.reference.as_str(), item.title.as_str()));
        let groups = self.groups.iter().map(|item| (item.reference.as_str(), item.title.as_str()));
        let objectives = self.objectives.iter().map(|item| (item.reference.as_str(), item.title.as_str()));
        let controls = self.controls.iter().map(|item| (item.reference.as_str(), item.title.as_str()));
        clauses.chain(headings).chain(leaves).chain(groups).chain(objectives).chain(controls)
    }

    fn empty() -> Self {
        Self {
            id: String::new(),
            title: String::new(),
            short: String::new(),
            edition: String::new(),
            version: String::new(),
            language: LANGUAGE,
            source: String::new(),
            licence: String::new(),
            crosswalks: Vec::new(),
            clauses: Vec::new(),
            headings: Vec::new(),
            requirements: Vec::new(),
            groups: Vec::new(),
            objectives: Vec::new(),
            controls: Vec::new(),
            documents: Vec::new(),
            expectations: Vec::new(),
            none_statement: None,
            nonconformities: Vec::new(),
            text: Arc::from(""),
        }
    }

    fn take(&mut self, file: &str, root: &reader::Item<'_>) {
        match file {
            "framework.toml" => self.take_framework(root),
            "requirements.toml" => self.take_requirements(root),
            "controls.toml" => self.take_controls(root),
            "documents.toml" => self.take_documents(root),
            "nonconformities.toml" => self.take_nonconformities(root),
            _ => {
                if let Some(item) = root.table("none_statement") {
                    if self.none_statement.is_some() {
                        item.note("", "a pack has one rule for statements, and this is another".to_owned());
                    }
                    self.none_statement = NoneStatement::read(file, &item);
                }
                let items = root.items("expectation");
                self.expectations.extend(items.iter().filter_map(|item| Expectation::read(file, item)));
            }
        }
        root.finish();
    }

    /// A pack in one file: every table may stand in it.
    fn take_whole(&mut self, file: &str, root: &reader::Item<'_>) {
        self.take_framework(root);
        self.take_requirements(root);
        self.take_controls(root);
        self.take_documents(root);
        self.take_nonconformities(root);
        self.expectations =
            root.items("expectation").iter().filter_map(|item| Expectation::read(file, item)).collect();
        root.finish();
    }

    /// What is more than a pack may hold.
    fn too_much(&self) -> Vec<Problem> {
        let counted = [
            ("requirements and controls", self.leaves().count(), limits::REQUIREMENTS),
            ("expectations", self.expectations.len(), limits::EXPECTATIONS),
            ("bytes", self.text.len(), limits::PACK_BYTES),
        ];
        let over = counted.into_iter().filter(|(_, count, most)| count > most);
        over.map(|(what, _, most)| Problem {
            file: "framework.toml".to_owned(),
            place: "the pack".to_owned(),
            sentence: format!("holds more than {most} {what}"),
        })
        .collect()
    }

    fn take_framework(&mut self, root: &reader::Item<'_>) {
        self.id = root.text("id");
        self.title = root.text("title");
        self.short = root.text("short");
        self.edition = root.text("edition");
        self.version = root.text("version");
        self.language = root.optional_whole("language").unwrap_or(LANGUAGE);
        if self.language > LANGUAGE {
            root.note("language", format!("this program reads the language up to edition {LANGUAGE}"));
        }
        self.source = root.text("source");
        self.licence = root.text("licence");
        self.crosswalks = each(root, "crosswalk", |item| Crosswalk {
            to: item.text("to"),
            title: item.text("title"),
            note: item.text("note"),
        });
    }

    fn take_requirements(&mut self, root: &reader::Item<'_>) {
        self.clauses = each(root, "clause", |item| Clause {
            reference: item.text("ref"),
            title: item.text("title"),
            crosswalk: crosswalk(item),
        });
        self.headings = each(root, "heading", |item| Heading {
            reference: item.text("ref"),
            title: item.text("title"),
            under: item.text("under"),
        });
        self.requirements = each(root, "requirement", |item| Requirement {
            reference: item.text("ref"),
            title: item.text("title"),
            under: item.text("under"),
            sentence: item.text("sentence"),
            asks: asks(item),
            looks_for: item.optional("looks_for").unwrap_or_default(),
            documented: documented(item),
            record: item.optional("record"),
            documents: item.texts("documents"),
            awaits: item.optional("awaits"),
            reuses: reuses(item),
            crosswalk: crosswalk(item),
        });
    }

    fn take_controls(&mut self, root: &reader::Item<'_>) {
        self.groups =
            each(root, "group", |item| Group { reference: item.text("ref"), title: item.text("title") });
        self.objectives = each(root, "objective", |item| Objective {
            reference: item.text("ref"),
            group: item.text("group"),
            title: item.text("title"),
            sentence: item.text("sentence"),
        });
        self.controls = each(root, "control", |item| Control {
            reference: item.text("ref"),
            title: item.text("title"),
            objective: item.text("objective"),
            sentence: item.text("sentence"),
            asks: asks(item),
            documented: documented(item),
            awaits: item.optional("awaits"),
            required_of: item.texts("required_of"),
            crosswalk: crosswalk(item),
        });
    }

    fn take_documents(&mut self, root: &reader::Item<'_>) {
        self.documents = each(root, "document", |item| Item {
            id: item.text("id"),
            requirements: item.texts("requirements"),
            title: item.text("title"),
            forms: item.texts("forms"),
        });
    }

    fn take_nonconformities(&mut self, root: &reader::Item<'_>) {
        self.nonconformities = root.items("nonconformity").iter().filter_map(Nonconformity::read).collect();
        self.nonconformities.sort_by_key(|item| item.rank);
    }

    /// Duplicates, and references that lead nowhere.
    fn cross_check(&self) -> Vec<Problem> {
        let mut check = Check { problems: Vec::new() };
        let clauses =
            check.once("requirements.toml", "clause", self.clauses.iter().map(|item| &item.reference));
        let headings =
            check.once("requirements.toml", "heading", self.headings.iter().map(|item| &item.reference));
        let parents: BTreeSet<&str> = clauses.union(&headings).copied().collect();
        let mut leaves = check.once(
            "requirements.toml",
            "requirement",
            self.requirements.iter().map(|item| &item.reference),
        );
        let groups = check.once("controls.toml", "group", self.groups.iter().map(|item| &item.reference));
        let objectives =
            check.once("controls.toml", "objective", self.objectives.iter().map(|item| &item.reference));
        leaves.extend(check.once(
            "controls.toml",
            "control",
            self.controls.iter().map(|item| &item.reference),
        ));
        let documents = check.once("documents.toml", "document", self.documents.iter().map(|item| &item.id));
        let mut expectations = BTreeSet::new();
        for item in &self.expectations {
            if !expectations.insert(item.id.as_str()) {
                check.problems.push(item.problem("", "stands here twice".to_owned()));
            }
        }
        let others: BTreeSet<&str> = self.crosswalks.iter().map(|item| item.to.as_str()).collect();
        for item in &self.headings {
            check.leads("requirements.toml", "heading", &item.reference, &item.under, &clauses);
        }
        for item in &self.requirements {
            check.leads("requirements.toml", "requirement", &item.reference, &item.under, &parents);
            for document in &item.documents {
                check.leads("requirements.toml", "requirement", &item.reference, document, &documents);
            }
            check.references("requirements.toml", &item.reference, &item.crosswalk, &others);
        }
        for item in &self.objectives {
            check.leads("controls.toml", "objective", &item.reference, &item.group, &groups);
        }
        for item in &self.controls {
            check.leads("controls.toml", "control", &item.reference, &item.objective, &objectives);
            check.references("controls.toml", &item.reference, &item.crosswalk, &others);
        }
        for item in &self.documents {
            for requirement in &item.requirements {
                check.leads("documents.toml", "document", &item.id, requirement, &leaves);
            }
        }
        for item in &self.expectations {
            for requirement in item.requirements.iter().filter(|it| !leaves.contains(it.as_str())) {
                let sentence = format!("names “{requirement}”, which is not in the pack");
                check.problems.push(item.problem("", sentence));
            }
        }
        check.nonconformities(&self.nonconformities, &leaves, &expectations);
        check.problems
    }
}

/// Whether a file holds expectations alone: `expectations/clause-4.toml`.
fn is_apart(name: &str) -> bool {
    name.strip_prefix(FOLDER)
        .and_then(|rest| rest.strip_suffix(".toml"))
        .is_some_and(|stem| !stem.is_empty() && !stem.contains('/'))
}

struct Check {
    problems: Vec<Problem>,
}

impl Check {
    fn once<'a>(
        &mut self,
        file: &str,
        what: &str,
        references: impl Iterator<Item = &'a String>,
    ) -> BTreeSet<&'a str> {
        let mut seen = BTreeSet::new();
        for reference in references {
            if !seen.insert(reference.as_str()) && !reference.is_empty() {
                self.note(file, format!("{what} {reference}"), "stands here twice".to_owned());
            }
        }
        seen
    }

    fn leads(&mut self, file: &str, what: &str, from: &str, to: &str, known: &BTreeSet<&str>) {
        if !known.contains(to) {
            self.note(file, format!("{what} {from}"), format!("names “{to}”, which is not in the pack"));
        }
    }

    fn nonconformities(
        &mut self,
        all: &[Nonconformity],
        leaves: &BTreeSet<&str>,
        expectations: &BTreeSet<&str>,
    ) {
        let file = "nonconformities.toml";
        self.once(file, "nonconformity", all.iter().map(|item| &item.id));
        self.problems.extend(nonconformity::shared_ranks(file, all));
        for item in all {
            for requirement in &item.requirements {
                self.leads(file, "nonconformity", &item.id, requirement, leaves);
            }
            for expectation in &item.shown_by {
                self.leads(file, "nonconformity", &item.id, expectation, expectations);
            }
        }
    }

    fn references(&mut self, file: &str, from: &str, chips: &[Reference], known: &BTreeSet<&str>) {
        for chip in chips {
            if !known.contains(chip.to.as_str()) {
                let sentence =
                    format!("refers to the framework “{}”, which framework.toml does not list", chip.to);
                self.note(file, format!("crosswalk of {from}"), sentence);
            }
        }
    }

    fn note(&mut self, file: &str, place: String, sentence: String) {
        self.problems.push(Problem { file: file.to_owned(), place, sentence });
    }
}

fn each<T>(root: &reader::Item<'_>, key: &'static str, read: impl Fn(&reader::Item<'_>) -> T) -> Vec<T> {
    root.items(key)
        .iter()
        .map(|item| {
            let made = read(item);
            item.finish();
            made
        })
        .collect()
}

fn asks(item: &reader::Item<'_>) -> Vec<String> {
    let asks = item.texts("asks");
    if asks.is_empty() {
        item.note("asks", "what an auditor asks is missing".to_owned());
    }
    asks
}

/// Expectations of other packs, each written `pack:expectation`.
fn reuses(item: &reader::Item<'_>) -> Vec<Reuse> {
    let written = item.texts("expectations");
    let read = written.iter().filter_map(|text| match text.split_once(':') {
        Some((pack, expectation)) if !pack.is_empty() && !expectation.is_empty() => {
            Some(Reuse { pack: pack.to_owned(), expectation: expectation.to_owned() })
        }
        _ => {
            let sentence = format!("“{text}” names no expectation of another pack: write “pack:expectation”");
            item.note("expectations", sentence);
            None
        }
    });
    read.collect()
}

fn documented(item: &reader::Item<'_>) -> Documented {
    let words = [("yes", Documented::Yes), ("implied", Documented::Implied), ("no", Documented::No)];
    item.one_of("documented", &words).unwrap_or(Documented::No)
}

fn crosswalk(item: &reader::Item<'_>) -> Vec<Reference> {
    let strengths = [("weak", Strength::Weak), ("partial", Strength::Partial), ("full", Strength::Full)];
    each(item, "crosswalk", |chip| Reference {
        to: chip.text("to"),
        reference: chip.text("ref"),
        strength: chip.one_of("strength", &strengths).unwrap_or(Strength::Weak),
        doubtful: chip.flag("doubtful"),
        note: chip.optional("note"),
    })
}
