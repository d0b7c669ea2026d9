//! What is wrong with a control, in words, and the way to where it is put right.

use crate::request::{Query, Visit};
use app::{
    Outcome, Statement,
    soa_practice::{Fault, IMPLEMENTATION, KIND, Line, Mend},
};
use record::{Act, RecordId, Schema};
use std::collections::BTreeSet;
use ui::{Href, Locale, components::field::element_id, pages::soa::Finding, words::soa as w};

/// What the person may write, and so be led to.
pub(super) struct Ways {
    statement: Option<String>,
    creates: bool,
    implementations: BTreeSet<RecordId>,
}

impl Ways {
    pub(super) async fn of(
        visit: &Visit,
        statement: Option<&Statement>,
        (schema, implementation): (&Schema, &Schema),
        shown: &[&Line],
    ) -> Outcome<Self> {
        let now = visit.past.is_none();
        let mended = shown.iter().flat_map(|line| line.faults.iter().map(|fault| mend(line, fault)));
        let mut named = BTreeSet::new();
        named.extend(mended.filter_map(|mend| match mend {
            Mend::Implementation(id) => Some(id),
            _ => None,
        }));
        let may = |statement: &&Statement| {
            now && visit.desk().check_act(schema, &statement.record, Act::Revise).is_ok()
        };
        Ok(Self {
            statement: statement
                .filter(may)
                .map(|statement| format!("/r/{KIND}/{}/edit", statement.record.reference)),
            creates: now && visit.desk().check_create(implementation).is_ok(),
            implementations: if now {
                visit.desk().open_to(named, Act::Revise).await?
            } else {
                BTreeSet::new()
            },
        })
    }

    /// Whether she may write the statement.
    pub(super) const fn writes(&self) -> bool {
        self.statement.is_some()
    }
}

/// The faults of a control as findings.
pub(super) fn findings(locale: &Locale, law: &str, line: &Line, ways: &Ways) -> Vec<Finding> {
    let of = |fault: &Fault| Finding {
        control: (line.reference.clone(), line.title.clone()),
        grave: fault.is_grave(),
        sentence: sentence(locale, law, fault),
        remedy: remedy(locale, line, fault, ways),
    };
    line.faults.iter().map(of).collect()
}

/// What is wrong; `law` is the title of the law.
pub(super) fn sentence(locale: &Locale, law: &str, fault: &Fault) -> String {
    let day = |day: jiff::civil::Date| locale.day_text(day);
    match fault {
        Fault::Missing => locale.say(w::FAULT_MISSING),
        Fault::TreatingLeftOut(_, risk) => locale.fill(w::FAULT_TREATING, &[("risk", risk)]),
        Fault::RequiredByLaw(places, uses) if places.is_empty() => {
            locale.fill(w::FAULT_LAW_BARE, &[("uses", &uses.join(", "))])
        }
        Fault::RequiredByLaw(places, uses) => {
            let (places, uses) = (places.join("; "), uses.join(", "));
            locale.fill(w::FAULT_LAW, &[("law", law), ("places", &places), ("uses", &uses)])
        }
        Fault::Undecided => locale.say(w::FAULT_UNDECIDED),
        Fault::NoReason => locale.say(w::FAULT_NO_REASON),
        Fault::Generic => locale.say(w::FAULT_GENERIC),
        Fault::Copied(controls) => locale.fill(w::FAULT_COPIED, &[("controls", &controls.join(", "))]),
        Fault::NoSource => locale.say(w::FAULT_NO_SOURCE),
        Fault::NotImplemented => locale.say(w::FAULT_NOT_IMPLEMENTED),
        Fault::Late(due) => locale.fill(w::FAULT_LATE, &[("day", &day(*due))]),
        Fault::Untested(_, named) => locale.fill(w::FAULT_UNTESTED, &[("implementation", named)]),
        Fault::TestOverdue(_, named, due) => {
            locale.fill(w::FAULT_TEST_OVERDUE, &[("implementation", named), ("day", &day(*due))])
        }
        Fault::TestFailed(_, named, on) => {
            locale.fill(w::FAULT_TEST_FAILED, &[("implementation", named), ("day", &day(*on))])
        }
        Fault::OnPaper(_, risk) => locale.fill(w::FAULT_ON_PAPER, &[("risk", risk)]),
    }
}

/// Where a fault of a control is put right.
fn mend(line: &Line, fault: &Fault) -> Mend {
    fault.mend(line.implementations.first().map(|known| known.id))
}

fn remedy(locale: &Locale, line: &Line, fault: &Fault, ways: &Ways) -> (String, Option<Href>) {
    match mend(line, fault) {
        Mend::Statement => {
            let word = if line.row.is_none() { w::MEND_ADD } else { w::MEND_ROW };
            let href = ways.statement.as_ref().map(|edit| match &line.row {
                Some(row) => Href::to(format!("{}#{}", super::control::address(row.id), column(fault))),
                None => Href::to(format!("{edit}#{}", element_id("controls"))),
            });
            (locale.say(word), href)
        }
        Mend::NewImplementation => {
            let query = Query::default().with("control", line.reference.as_str());
            let address = query.on(&format!("/r/{IMPLEMENTATION}/new"));
            (locale.say(w::MEND_IMPLEMENT), ways.creates.then(|| Href::to(address)))
        }
        Mend::Implementation(id) => {
            let known = line.implementations.iter().find(|known| known.id == id);
            let (word, place) = match fault {
                Fault::NotImplemented | Fault::Late(_) => (w::MEND_IMPLEMENT, "since"),
                _ => (w::MEND_TEST, "tests"),
            };
            let href = known.filter(|known| ways.implementations.contains(&known.id)).map(|known| {
                let place = element_id(place);
                Href::to(format!("/r/{IMPLEMENTATION}/{}/edit#{place}", known.reference))
            });
            (locale.say(word), href)
        }
    }
}

/// The element of the page of a control at which a fault of the statement is put right.
fn column(fault: &Fault) -> String {
    element_id(match fault {
        Fault::NoReason | Fault::Generic | Fault::Copied(_) => "reason",
        Fault::NoSource => "sources",
        _ => "applies",
    })
}
