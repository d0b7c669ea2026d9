//! AI risks: what a method makes of a rating, whether what remains is within appetite, who had the authority to accept
//! it, and how all risks stand together.

mod board;
mod method;
mod reach;

pub use board::{Board, Line, Moved, Standing, changed_by};
pub use method::{Acceptance, Authority, Class, Method, Version, Versions};
pub use reach::{Inherited, Through, Web, inherited, needs};

use jiff::civil::Date;
use kinds::risk;
use record::{Body, Record, RecordId, State};

/// Id of the kind of record that holds a risk.
pub const KIND: &str = "risk";
/// Id of the kind of record that holds a method.
pub const METHOD: &str = "risk_method";
/// Id of the kind of record that inherits risks.
pub const USE: &str = "use";

/// Likelihood and impact, as steps from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating {
    /// How likely.
    pub likelihood: u8,
    /// How bad.
    pub impact: u8,
}

/// Which rating of a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// Before treatment.
    Inherent,
    /// With what is in place today.
    Current,
    /// After treatment.
    Residual,
}

/// Who accepted what remains, by approving the risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// In which role (code).
    pub capacity: String,
    /// On which day.
    pub on: Date,
}

/// A risk, as it is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// The record.
    pub id: RecordId,
    /// `RSK-0004`.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// Whether it is an opportunity, which is not weighed against an appetite.
    pub opportunity: bool,
    /// Ratings: before treatment, today, after treatment.
    pub ratings: [Option<Rating>; 3],
    /// Codes of those who suffer it.
    pub sides: Vec<String>,
    /// Code of its source.
    pub source: Option<String>,
    /// Who owns it.
    pub owner: Option<RecordId>,
    /// The uses it names.
    pub uses: Vec<RecordId>,
    /// Systems, models, data sets, agents and suppliers that it names.
    pub parts: Vec<RecordId>,
    /// Uses where it is otherwise: whether it does not arise there at all, and why.
    pub exceptions: Vec<(RecordId, bool, String)>,
    /// The method it is judged by.
    pub method: Option<RecordId>,
    /// The day on which it was judged; when nobody said, the day on which it was last written.
    pub judged_on: Date,
    /// Until when what remains is accepted.
    pub until: Option<Date>,
    /// Who accepted what remains; none while nobody has.
    pub accepted: Option<Accepted>,
}

impl Risk {
    /// Reads a risk that is not over. `written` is the day of its last act.
    pub fn of(record: &Record, accepted: Option<Accepted>, written: Date) -> Option<Self> {
        if record.state.is_over() || record.kind != KIND {
            return None;
        }
        let body = &record.body;
        let rating = |likelihood: Option<u8>, impact: Option<u8>| {
            Some(Rating { likelihood: likelihood?, impact: impact? })
        };
        let mut parts = Vec::new();
        for field in [risk::SYSTEMS, risk::MODELS, risk::DATASETS, risk::AGENTS, risk::SUPPLIERS] {
            parts.extend_from_slice(field.of(body).unwrap_or_default());
        }
        // What waits for approval has not been accepted in the words in which it stands.
        let accepted = accepted.filter(|_| matches!(record.state, State::Effective(_)));
        Some(Self {
            id: record.id,
            reference: record.reference.clone(),
            title: record.title.clone(),
            opportunity: risk::NATURE.of(body) == Some("opportunity"),
            ratings: [
                rating(risk::INHERENT_LIKELIHOOD.of(body), risk::INHERENT_IMPACT.of(body)),
                rating(risk::CURRENT_LIKELIHOOD.of(body), risk::CURRENT_IMPACT.of(body)),
                rating(risk::RESIDUAL_LIKELIHOOD.of(body), risk::RESIDUAL_IMPACT.of(body)),
            ],
            sides: risk::AFFECTED.of(body).unwrap_or_default().to_vec(),
            source: risk::SOURCE.of(body).map(str::to_owned),
            owner: risk::OWNER.of(body),
            uses: risk::USES.of(body).unwrap_or_default().to_vec(),
            parts,
            exceptions: exceptions(body),
            method: risk::CRITERIA.of(body),
            judged_on: risk::ASSESSED_ON.of(body).unwrap_or(written),
            until: risk::ACCEPTED_UNTIL.of(body),
            accepted,
        })
    }

    /// A rating.
    pub const fn rating(&self, when: When) -> Option<Rating> {
        let [inherent, current, residual] = self.ratings;
        match when {
            When::Inherent => inherent,
            When::Current => current,
            When::Residual => residual,
        }
    }
}

fn exceptions(body: &Body) -> Vec<(RecordId, bool, String)> {
    let rows = risk::EXCEPTIONS.of(body).unwrap_or_default();
    let read = |row: &record::Row| {
        let record::Value::Link(used) = row.cells.get("use")? else { return None };
        let not_there =
            matches!(row.cells.get("how"), Some(record::Value::Choice(code)) if code == "not_there");
        let reason = match row.cells.get("reason") {
            Some(record::Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        Some((*used, not_there, reason))
    };
    rows.iter().filter_map(read).collect()
}
