//! The filters of the overview, as the address holds them.

use super::{option, overview::counts};
use crate::request::Visit;
use app::{Assessed, Gap, Pack, Priority, gap_practice};
use record::{Opt, Schema, Shape};
use ui::{
    Locale,
    pages::gaps::Filter,
    words::{Word, gap as w},
};

/// The filters of the overview, as the address holds them.
pub(super) struct Only {
    view: String,
    clause: String,
    judged: String,
    priority: String,
    owner: String,
}

impl Only {
    pub(super) fn of(visit: &Visit) -> Self {
        let text = |name: &str| visit.query.get(name).unwrap_or_default().to_owned();
        Self {
            view: text("only"),
            clause: text("clause"),
            judged: text("judged"),
            priority: text("priority"),
            owner: text("owner"),
        }
    }

    pub(super) fn any(&self) -> bool {
        [&self.view, &self.clause, &self.judged, &self.priority, &self.owner]
            .iter()
            .any(|text| !text.is_empty())
    }

    pub(super) fn holds(&self, pack: &Pack, line: &Assessed) -> bool {
        let gap = line.gap.as_ref().map(|line| &line.gap);
        let only = match self.view.as_str() {
            "judged" => gap.is_some(),
            "waiting" => gap.is_some_and(Gap::waits),
            "contradict" => {
                gap.zip(line.then).is_some_and(|(gap, then)| gap.judged.against(then.0).is_some())
            }
            "effort" => gap.is_some_and(|gap| counts(gap) && !gap.effort.is_zero()),
            "cost" => gap.is_some_and(|gap| counts(gap) && gap.cost.is_some()),
            _ => true,
        };
        let judged = match self.judged.as_str() {
            "" => true,
            "-" => gap.is_none(),
            code => gap.is_some_and(|gap| gap.judged.code() == code),
        };
        only && judged
            && (self.clause.is_empty() || gap_practice::top_of(pack, &line.reference) == self.clause)
            && (self.priority.is_empty()
                || gap.is_some_and(|gap| gap.priority.map(Priority::code) == Some(&self.priority)))
            && (self.owner.is_empty()
                || gap.is_some_and(|gap| gap.owner.is_some_and(|owner| owner.to_string() == self.owner)))
    }

    pub(super) fn fields(
        &self,
        locale: &Locale,
        schema: &Schema,
        people: &[(String, String)],
    ) -> Vec<Filter> {
        let options = |field: &str| -> Vec<(String, String)> {
            let Some(Shape::Choice(options)) = schema.field(field).map(|field| field.shape) else {
                return Vec::new();
            };
            let said = |code: &Opt| (code.code.to_owned(), option(locale, schema, field, code.code));
            options.iter().map(said).collect()
        };
        let any = |label: Word, rest: Vec<(String, String)>| -> Vec<(String, String)> {
            [(String::new(), locale.say(label))].into_iter().chain(rest).collect()
        };
        let mut judged = options("judged");
        judged.push(("-".to_owned(), locale.say(w::NOT_JUDGED)));
        let of = |name: &'static str, label: Word, options, chosen: &str| Filter {
            name,
            label: locale.say(label),
            options,
            chosen: chosen.to_owned(),
        };
        vec![
            of("judged", w::JUDGED, any(w::ANY, judged), &self.judged),
            of("priority", w::PRIORITY, any(w::ANY, options("priority")), &self.priority),
            of("owner", w::OWNER, any(w::ANYBODY, people.to_vec()), &self.owner),
        ]
    }
}
