//! The script of the demonstration: people, and what they did on which day.

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
    /// The acts, in order.
    #[serde(default)]
    pub act: Vec<Act>,
}

/// A person of the demonstration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// How acts refer to her.
    pub alias: String,
    /// Her name.
    pub name: String,
    /// Her address.
    pub email: String,
    /// Codes of her roles.
    pub roles: Vec<String>,
    /// Further fields of her person record.
    #[serde(default)]
    pub body: Table,
}

/// Something that somebody did. In bodies, `"@alias"` stands for a record, `"day:12"` for a day of the script, `"today:-3"`
/// for a day counted from today, and a table `{ attach = "name", text = "…" }` for a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Day of the script, from 0.
    pub day: i64,
    /// Who.
    pub by: String,
    /// Code of the act.
    #[serde(rename = "do")]
    pub act: String,
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
}

/// The files of the script, in order.
const FILES: &[&str] = &[include_str!("scenario/people.toml")];

impl Scenario {
    /// The script that the program carries.
    ///
    /// # Errors
    /// What is wrong with it, as one sentence.
    pub fn built_in() -> Result<Self, String> {
        let text = FILES.join("\n");
        let mut scenario: Self = toml::from_str(&text).map_err(|error| format!("the demonstration's script cannot be read: {error}"))?;
        scenario.act.sort_by_key(|act| act.day);
        Ok(scenario)
    }
}
