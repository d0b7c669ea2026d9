//! The script of the demonstration: people, and what they did on which day.

use super::trail::Step;
use serde::Deserialize;
use toml::Table;

/// The script.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Name of the organisation.
    pub organisation: String,
    /// The one password of all its accounts: the demonstration serves on loopback only.
    pub password: String,
    /// How many days before today it begins.
    pub days: i64,
    /// The people; the first sets the installation up.
    pub people: Vec<Person>,
    /// The acts, in order of days once read.
    #[serde(default)]
    pub act: Vec<Act>,
}

/// A person of the demonstration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// How acts refer to her; `alias/role` is her membership in that role.
    pub alias: String,
    /// Her name.
    pub name: String,
    /// Her address.
    pub email: String,
    /// Codes of her roles.
    pub roles: Vec<String>,
    /// Day of the script on which she joins.
    #[serde(default)]
    pub day: i64,
    /// Further fields of her person record, which can name no record yet.
    #[serde(default)]
    pub body: Table,
}

/// Something that somebody did. See [`super::reading`] for how bodies are written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Day of the script, from 0.
    pub day: i64,
    /// Who.
    pub by: String,
    /// Code of the act, or of a use-case of a practice.
    #[serde(rename = "do", default = "create")]
    pub code: String,
    /// The alias of the record: a new one for `create`.
    pub on: String,
    /// Id of the kind, for `create`.
    #[serde(default)]
    pub kind: String,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// Fields that are set; an empty text clears a field.
    #[serde(default)]
    pub body: Table,
    /// What was done to the same record afterwards, a line each: `33 submit tomas` or `40 retire ana: its reason`.
    #[serde(default)]
    pub then: Vec<String>,
}

fn create() -> String {
    "create".to_owned()
}

/// Which story the demonstration tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Story {
    /// An insurer that has run its management system for half a year.
    #[default]
    Halden,
    /// A maker of business software in its first four months: assessment of gaps, then policy, scope and roles, then
    /// procedures for risks, a template for impact assessments and training.
    Techserve,
}

impl Story {
    /// The folder within the data directory that holds it.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Halden => "demo",
            Self::Techserve => "demo-techserve",
        }
    }

    const fn files(self) -> &'static [&'static str] {
        match self {
            Self::Halden => HALDEN,
            Self::Techserve => TECHSERVE,
        }
    }
}

/// The files of the shorter story.
const TECHSERVE: &[&str] = &[
    include_str!("scenario/techserve/people.toml"),
    include_str!("scenario/techserve/gaps.toml"),
    include_str!("scenario/techserve/inventory.toml"),
    include_str!("scenario/techserve/month3.toml"),
    include_str!("scenario/techserve/month4.toml"),
];

/// The files of the script. Within one day acts are played in this order.
const HALDEN: &[&str] = &[
    include_str!("scenario/people.toml"),
    include_str!("scenario/house.toml"),
    include_str!("scenario/gaps.toml"),
    include_str!("scenario/documents.toml"),
    include_str!("scenario/papers.toml"),
    include_str!("scenario/suppliers.toml"),
    include_str!("scenario/datasets.toml"),
    include_str!("scenario/models.toml"),
    include_str!("scenario/systems.toml"),
    include_str!("scenario/bought_systems.toml"),
    include_str!("scenario/agents.toml"),
    include_str!("scenario/uses.toml"),
    include_str!("scenario/office_uses.toml"),
    include_str!("scenario/methods.toml"),
    include_str!("scenario/risks.toml"),
    include_str!("scenario/risks_later.toml"),
    include_str!("scenario/impact.toml"),
    include_str!("scenario/impact_later.toml"),
    include_str!("scenario/evidence.toml"),
    include_str!("scenario/controls.toml"),
    include_str!("scenario/attestations.toml"),
    include_str!("scenario/actions.toml"),
];

impl Scenario {
    /// The script of a story that the program carries.
    ///
    /// # Errors
    /// What is wrong with it, as one sentence.
    pub fn of(story: Story) -> Result<Self, String> {
        Self::read(&story.files().join("\n"))
    }

    /// The script of the longer story.
    ///
    /// # Errors
    /// What is wrong with it, as one sentence.
    #[cfg(test)]
    pub fn built_in() -> Result<Self, String> {
        Self::of(Story::Halden)
    }

    /// Reads a script and puts its acts in order of days.
    ///
    /// # Errors
    /// What is wrong with it, as one sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut scenario: Self = toml::from_str(text)
            .map_err(|error| format!("the demonstration's script cannot be read: {error}"))?;
        let mut acts = Vec::new();
        for act in std::mem::take(&mut scenario.act) {
            let steps = act.then.iter().map(|line| Step::parse(line)).collect::<Result<Vec<_>, _>>();
            let steps = steps.map_err(|sentence| format!("“{}”: {sentence}", act.on))?;
            let on = act.on.clone();
            acts.push(act);
            acts.extend(steps.into_iter().map(|step| step.on(&on)));
        }
        acts.sort_by_key(|act| act.day);
        scenario.act = acts;
        Ok(scenario)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "organisation = \"A\"\npassword = \"b\"\ndays = 9\npeople = []\n";

    #[test]
    fn what_follows_a_creation_is_put_in_order_of_days() {
        let text = format!(
            "{HEAD}[[act]]\nday = 3\nby = \"x\"\non = \"late\"\nkind = \"risk\"\nthen = [\"5 submit x\"]\n[[act]]\nday = 1\nby = \"y\"\non = \"early\"\nkind = \"use\"\nthen = [\"4 retire y: gone\"]\n"
        );
        let read = Scenario::read(&text).unwrap();
        let lines: Vec<_> =
            read.act.iter().map(|act| format!("{} {} {} {}", act.day, act.code, act.on, act.by)).collect();
        assert_eq!(lines, ["1 create early y", "3 create late x", "4 retire early y", "5 submit late x"]);
    }

    #[test]
    fn a_misspelt_key_and_a_misspelt_line_are_refused() {
        let text = format!("{HEAD}[[act]]\nday = 3\nby = \"x\"\non = \"a\"\nthan = []\n");
        assert!(Scenario::read(&text).unwrap_err().contains("than"));
        let text = format!("{HEAD}[[act]]\nday = 3\nby = \"x\"\non = \"a\"\nthen = [\"soon submit x\"]\n");
        assert!(Scenario::read(&text).unwrap_err().contains("soon"));
    }
}
