//! Lists of what is no record: accounts, jobs. The same page as a register, without filters by field.

use crate::request::Visit;
use record::{Approval, Area, Kind, LifeCycle, Name, Schema, Sensitivity, line};
use ui::{
    Href,
    components::{empty::Empty, field::Offers, filters::Filters, leaf::Leaf, register::Register},
    pages::list::View,
};

/// No field can be filtered by; the search box is all that there is.
static LISTED: Kind = Kind {
    id: "listed",
    reference: "LST",
    name: Name { one: "Entry", many: "Entries" },
    purpose: "What is listed and is no record.",
    expected_by: &[],
    area: Area::Settings,
    fields: &[line("name", "Name").required().field],
    columns: &[],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Confined,
    version: 1,
    upcasts: &[],
}
.checked();

/// What the views of such lists borrow.
#[derive(Debug)]
pub struct Plain {
    schema: Schema,
    offers: Offers,
}

impl Default for Plain {
    fn default() -> Self {
        Self { schema: Schema::of(&LISTED), offers: Offers::new() }
    }
}

impl Plain {
    /// The view of a list that stands on one page.
    pub fn view<'a>(
        &'a self,
        visit: &'a Visit,
        title: String,
        purpose: String,
        register: Register,
    ) -> View<'a> {
        let count = u64::try_from(register.rows.len()).unwrap_or(0);
        View {
            title,
            purpose,
            count,
            tabs: Vec::new(),
            filters: Filters::search(
                &self.schema,
                Href::to(visit.path.as_str()),
                &visit.query.0,
                &self.offers,
            ),
            register,
            lanes: None,
            leaf: Leaf { from: u64::from(count > 0), to: count, all: count, ..Leaf::default() },
            buttons: Vec::new(),
            exports: Vec::new(),
            bulk: None,
            empty: Empty {
                heading: String::new(),
                sentence: String::new(),
                expected_by: Vec::new(),
                act: None,
            },
            is_empty: false,
        }
    }
}
