//! The closed list of queries whose results can be frozen, and how one is written into a seal and read from it.

use access::Openness;
use record::Refusal;
use serde_json::{Map, Value as Json, json};
use store::{Condition, Filter, Test};

/// A query whose result can be frozen. A further practice adds its variant here and an arm wherever it is matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SealQuery {
    /// Where the organisation stands against a framework, requirement by requirement.
    Readiness {
        /// Id of the pack.
        pack: String,
    },
    /// What was judged in gap assessments against a framework.
    Gaps {
        /// Id of the pack.
        pack: String,
    },
    /// The records of a register under conditions: a population.
    Register {
        /// Id of the kind.
        kind: String,
        /// Only these states; empty for all.
        states: Vec<String>,
        /// Conditions, all of which must hold.
        filters: Vec<Condition>,
        /// Words to find.
        text: String,
    },
}

impl SealQuery {
    /// Every record of a kind.
    pub fn register(kind: &str) -> Self {
        Self::Register { kind: kind.to_owned(), states: Vec::new(), filters: Vec::new(), text: String::new() }
    }

    /// The stable code, as it stands in seals and addresses.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Readiness { .. } => "readiness",
            Self::Gaps { .. } => "gaps",
            Self::Register { .. } => "register",
        }
    }

    /// What it is about: a framework, a kind of record.
    pub fn about(&self) -> &str {
        match self {
            Self::Readiness { pack } | Self::Gaps { pack } => pack,
            Self::Register { kind, .. } => kind,
        }
    }

    /// The cells of a row, in the order in which they are shown.
    pub const fn columns(&self) -> &'static [&'static str] {
        match self {
            Self::Readiness { .. } => &["status", "met", "not_met", "unknown", "shown"],
            Self::Gaps { .. } => {
                &["requirement", "judged", "priority", "effort", "cost", "decision", "version"]
            }
            Self::Register { .. } => &["state", "version", "entry", "leaf"],
        }
    }

    /// Whether only top management approves its result.
    pub const fn needs_top_management(&self) -> bool {
        match self {
            Self::Readiness { .. } | Self::Gaps { .. } | Self::Register { .. } => false,
        }
    }

    /// Whether the result follows from the framework packs, so that they are kept with it.
    pub const fn reads_packs(&self) -> bool {
        matches!(self, Self::Readiness { .. })
    }

    /// Who may read the result, when the records of its kind are open to those up to `kind`.
    pub const fn openness(&self, kind: Openness) -> Openness {
        match self {
            Self::Readiness { .. } | Self::Gaps { .. } => Openness::Work,
            Self::Register { .. } => match kind {
                Openness::All | Openness::Work => Openness::Work,
                Openness::Govern => Openness::Govern,
            },
        }
    }

    /// The conditions as JSON; none when there are none.
    pub fn conditions(&self) -> Option<Json> {
        let Self::Register { states, filters, text, .. } = self else { return None };
        let mut json = Map::new();
        if !states.is_empty() {
            json.insert("states".to_owned(), json!(states));
        }
        if !filters.is_empty() {
            json.insert("filters".to_owned(), filters.iter().map(condition_json).collect());
        }
        if !text.trim().is_empty() {
            json.insert("text".to_owned(), json!(text));
        }
        (!json.is_empty()).then_some(Json::Object(json))
    }

    /// The query that a seal names.
    ///
    /// # Errors
    /// `no_such_query` for a name that this version does not know.
    pub fn read(code: &str, about: &str, conditions: Option<&Json>) -> Result<Self, Refusal> {
        let empty = Json::Null;
        let conditions = conditions.unwrap_or(&empty);
        let texts = |name: &str| -> Vec<String> {
            let items = conditions.get(name).and_then(Json::as_array).into_iter().flatten();
            items.filter_map(Json::as_str).map(str::to_owned).collect()
        };
        match code {
            "readiness" => Ok(Self::Readiness { pack: about.to_owned() }),
            "gaps" => Ok(Self::Gaps { pack: about.to_owned() }),
            "register" => {
                let filters = conditions.get("filters").and_then(Json::as_array).into_iter().flatten();
                // What cannot be read holds for nothing, wherever it stands.
                let filters: Option<Vec<Condition>> = filters.map(read_condition).collect();
                Ok(Self::Register {
                    kind: about.to_owned(),
                    states: texts("states"),
                    filters: filters.unwrap_or_else(|| vec![Condition::Any(Vec::new())]),
                    text: conditions.get("text").and_then(Json::as_str).unwrap_or_default().to_owned(),
                })
            }
            _ => Err(Refusal::new(
                record::Class::Invalid,
                "no_such_query",
                "There is no query of this name whose result could be frozen.",
                "Freeze from the page that shows the result.",
            )),
        }
    }
}

fn condition_json(condition: &Condition) -> Json {
    let each = |inner: &[Condition]| inner.iter().map(condition_json).collect::<Json>();
    match condition {
        Condition::Cell(filter) => filter_json(filter),
        Condition::All(inner) => json!({ "all": each(inner) }),
        Condition::Any(inner) => json!({ "any": each(inner) }),
        Condition::Not(inner) => json!({ "not": condition_json(inner) }),
    }
}

fn filter_json(filter: &Filter) -> Json {
    let mut json = Map::new();
    json.insert("field".to_owned(), json!(filter.field));
    match &filter.test {
        Test::In(keys) => json.insert("in".to_owned(), json!(keys)),
        Test::Between(from, below) => {
            json.insert("from".to_owned(), json!(from));
            json.insert("below".to_owned(), json!(below))
        }
        Test::Prefix(text) => json.insert("prefix".to_owned(), json!(text)),
        Test::Contains(text) => json.insert("contains".to_owned(), json!(text)),
        Test::Missing => json.insert("missing".to_owned(), Json::from(true)),
    };
    Json::Object(json)
}

fn read_condition(json: &Json) -> Option<Condition> {
    let each = |name: &str| json.get(name).and_then(Json::as_array);
    let read = |inner: &Vec<Json>| inner.iter().map(read_condition).collect::<Option<Vec<_>>>();
    if let Some(inner) = each("all") {
        return read(inner).map(Condition::All);
    }
    if let Some(inner) = each("any") {
        return read(inner).map(Condition::Any);
    }
    match json.get("not") {
        Some(inner) => read_condition(inner).map(Condition::negated),
        None => read_filter(json).map(Condition::Cell),
    }
}

fn read_filter(json: &Json) -> Option<Filter> {
    let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
    let holds = if let Some(keys) = json.get("in").and_then(Json::as_array) {
        Test::In(keys.iter().filter_map(Json::as_str).map(str::to_owned).collect())
    } else if json.get("missing").is_some() {
        Test::Missing
    } else if let Some(prefix) = text("prefix") {
        Test::Prefix(prefix)
    } else if let Some(part) = text("contains") {
        Test::Contains(part)
    } else if json.get("from").is_some() || json.get("below").is_some() {
        Test::Between(text("from"), text("below"))
    } else {
        return None;
    };
    Some(Filter { field: text("field")?, test: holds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_it_was_written() {
        let filter = |field: &str, test| Condition::Cell(Filter { field: field.to_owned(), test });
        for query in [
            SealQuery::Readiness { pack: "iso".to_owned() },
            SealQuery::Gaps { pack: "iso".to_owned() },
            SealQuery::register("use"),
            SealQuery::Register {
                kind: "use".to_owned(),
                states: vec!["effective".to_owned()],
                filters: vec![
                    filter("stage", Test::In(vec!["001.pilot".to_owned()])),
                    filter("due", Test::Between(Some("2026-01-01".to_owned()), None)),
                    filter("due", Test::Between(None, Some("2027-01-01".to_owned()))),
                    filter("name", Test::Prefix("cv \"<script>".to_owned())),
                    filter("owner", Test::Missing),
                    Condition::Any(vec![
                        filter("name", Test::Contains("desk".to_owned())).negated(),
                        Condition::All(vec![
                            filter("owner", Test::In(Vec::new())),
                            Condition::Any(Vec::new()),
                        ]),
                    ]),
                ],
                text: "screening".to_owned(),
            },
        ] {
            let read = SealQuery::read(query.code(), query.about(), query.conditions().as_ref()).unwrap();
            assert_eq!(read, query);
        }
    }

    #[test]
    fn what_is_no_query_or_no_condition_finds_nothing_instead_of_everything() {
        assert_eq!(SealQuery::read("everything", "use", None).unwrap_err().code, "no_such_query");
        let leaf = json!({ "field": "stage", "is": "x" });
        for odd in
            [leaf.clone(), json!({ "not": leaf.clone() }), json!({ "any": [leaf, { "missing": true }] })]
        {
            let odd = json!({ "filters": [odd] });
            let SealQuery::Register { filters, .. } = SealQuery::read("register", "use", Some(&odd)).unwrap()
            else {
                panic!("no register")
            };
            assert_eq!(filters, [Condition::Any(Vec::new())]);
        }
    }
}
