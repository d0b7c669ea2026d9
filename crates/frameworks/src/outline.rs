//! The outline of a framework: what it asks for and where that stands.
//!
//! Titles are the framework's own short titles. Sentences and questions are written for the pack and never repeat
//! the text of a standard.

/// A top clause, e.g. `4`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Where other frameworks touch the same matter.
    pub crosswalk: Vec<Reference>,
}

/// A sub-clause that only gathers others, e.g. `6.1`: no requirement of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The clause that it belongs to.
    pub under: String,
}

/// A sub-clause against which an auditor can raise a finding, e.g. `6.1.2`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The clause or heading that it belongs to.
    pub under: String,
    /// What it asks for, in our own words.
    pub sentence: String,
    /// What an auditor asks.
    pub asks: Vec<String>,
    /// What an auditor looks for.
    pub looks_for: String,
    /// Whether it asks for documented information.
    pub documented: Documented,
    /// The documented information, where it names some.
    pub record: Option<String>,
    /// Ids of the [`Item`]s of documented information.
    pub documents: Vec<String>,
    /// The records that would answer and do not exist yet, in our own words: as long as it waits it is never met.
    pub awaits: Option<String>,
    /// Expectations of other packs that answer it too: one answer serves several frameworks.
    pub reuses: Vec<Reuse>,
    /// Where other frameworks touch the same matter.
    pub crosswalk: Vec<Reference>,
}

/// An expectation of another pack, by reference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reuse {
    /// Id of the other pack.
    pub pack: String,
    /// Id of the expectation in it.
    pub expectation: String,
}

/// A group of controls, e.g. `A.6`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
}

/// What the controls under it are for, e.g. `A.6.1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objective {
    /// Its number.
    pub reference: String,
    /// The group that it belongs to.
    pub group: String,
    /// Its title.
    pub title: String,
    /// The objective, in our own words.
    pub sentence: String,
}

/// A reference control, e.g. `A.6.2.4`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The objective that it serves.
    pub objective: String,
    /// What it asks for, in our own words.
    pub sentence: String,
    /// What an auditor asks.
    pub asks: Vec<String>,
    /// Whether it asks for documented information; that counts only where the control applies.
    pub documented: Documented,
    /// The records that would answer and do not exist yet, in our own words: as long as it waits it is never met.
    pub awaits: Option<String>,
    /// Roles in which the law asks an organisation for the same of a use of high risk, as codes of the inventory: who is in
    /// such a role cannot leave the control out.
    pub required_of: Vec<String>,
    /// Where other frameworks touch the same matter.
    pub crosswalk: Vec<Reference>,
}

/// An item of documented information that the framework itself asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Our own number, e.g. `D06`.
    pub id: String,
    /// The requirements that ask for it.
    pub requirements: Vec<String>,
    /// What it is.
    pub title: String,
    /// `document` where it is kept up to date, `record` where it shows what happened.
    pub forms: Vec<String>,
}

/// Another framework that this one is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crosswalk {
    /// Its id, as in [`Reference::to`].
    pub to: String,
    /// Its title.
    pub title: String,
    /// How far the comparison goes.
    pub note: String,
}

/// A place in another framework that touches the same matter: an aid to reading, never a statement of equivalence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Id of the other framework.
    pub to: String,
    /// The place in it.
    pub reference: String,
    /// How much of the matter it covers.
    pub strength: Strength,
    /// Indicative only: shown as such.
    pub doubtful: bool,
    /// Why, or what to mind.
    pub note: Option<String>,
}

/// How much of the matter a reference covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Touches it.
    Weak,
    /// Part of it.
    Partial,
    /// All that matters here.
    Full,
}

/// Whether documented information is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Documented {
    /// In as many words.
    Yes,
    /// In other words.
    Implied,
    /// Not asked for; evidence is still expected.
    No,
}
