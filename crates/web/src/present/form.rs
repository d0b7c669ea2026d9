//! A form for a record as a view: what was typed, what is wrong, what links can lead to.

use super::names;
use crate::{
    limits::OFFERS,
    request::{Query, Visit},
    words,
};
use app::{Look, Outcome};
use record::{Body, FieldDef, FileRef, FormData, Problem, Record, Schema, Shape, Value};
use std::{collections::BTreeMap, sync::Arc};
use ui::{
    Href, Link,
    components::{
        crumbs::Crumbs,
        field::{BLANK_ROWS, Blanks, Form, Offer, Offers},
    },
    pages::form::View,
    words::{declared, form as w},
};

/// Everything that a form is drawn from.
#[derive(Debug)]
pub struct Filled {
    /// The fields.
    pub schema: Arc<Schema>,
    /// What was typed.
    pub data: FormData,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What links can lead to.
    pub offers: Offers,
    /// Files that are kept already.
    pub files: BTreeMap<String, FileRef>,
    /// Blank rows of tables.
    pub blanks: BTreeMap<String, Blanks>,
    /// The key of the form.
    pub key: String,
    /// The one field that is shown, and the address that one came from; none for all.
    pub only: Option<(String, String)>,
}

impl Filled {
    /// A form with these values.
    pub async fn new(visit: &Visit, schema: &Arc<Schema>, data: FormData, key: String) -> Outcome<Self> {
        let mut offers = offers_of(visit, schema.kind.id, schema.fields(), OFFERS).await?;
        label_chosen(visit, schema, &data, &mut offers).await?;
        Ok(Self {
            schema: Arc::clone(schema),
            data,
            problems: Vec::new(),
            offers,
            files: BTreeMap::new(),
            blanks: BTreeMap::new(),
            key,
            only: None,
        })
    }

    /// The files of a body.
    pub fn keep_files(&mut self, body: &Body) {
        for (field, value) in body {
            if let Value::File(file) = value {
                self.files.insert(field.to_owned(), file.clone());
            }
        }
    }

    /// Lets new rows of tables begin above every number in `used`, and adds rows where more were asked for.
    pub fn number_rows(&mut self, used: &BTreeMap<String, u32>) {
        let more: Vec<&str> = self.data.every("_more").collect();
        for field in self.schema.fields().filter(|field| matches!(field.shape, Shape::Table(_))) {
            let next = used.get(field.id).map_or(1, |highest| highest.saturating_add(1));
            let count = if more.contains(&field.id) { BLANK_ROWS + 3 } else { BLANK_ROWS };
            self.blanks.insert(field.id.to_owned(), Blanks { next, count });
        }
    }

    /// What the page draws.
    pub fn form(&self) -> Form<'_> {
        Form {
            schema: &self.schema,
            data: &self.data,
            problems: &self.problems,
            offers: &self.offers,
            files: &self.files,
            blanks: &self.blanks,
        }
    }

    /// The page for a new record.
    pub fn new_view(&self, visit: &Visit) -> View<'_> {
        let locale = visit.locale();
        let kind = self.schema.kind;
        let register = format!("/r/{}", kind.id);
        let heading = words::ADD.fill(&locale, &[("name", &declared::name_one(&locale, kind))]);
        View {
            crumbs: Crumbs::new(
                vec![Link::new(declared::name_many(&locale, kind), register.clone())],
                heading.clone(),
            ),
            heading,
            form: self.form(),
            action: Href::to(format!("{register}/new")),
            base: None,
            key: self.key.clone(),
            submit: locale.say(w::SAVE),
            cancel: Href::to(register),
            only: None,
            alike: Vec::new(),
        }
    }

    /// The page for a new version of a record that the person saw at ledger position `seen`.
    pub fn edit_view(&self, visit: &Visit, record: &Record, seen: u64, base: u32) -> View<'_> {
        let locale = visit.locale();
        let kind = self.schema.kind;
        let register = format!("/r/{}", kind.id);
        let address = format!("{register}/{}", record.reference);
        let action = Query::default().with("seen", seen.to_string()).with("base", base.to_string());
        let (action, cancel, only) = match &self.only {
            Some((field, back)) => {
                let action = action.with("only", field.clone()).with("back", back.clone());
                (action, back.clone(), Some(field.clone()))
            }
            None => (action, address.clone(), None),
        };
        View {
            crumbs: Crumbs::new(
                vec![
                    Link::new(declared::name_many(&locale, kind), register),
                    Link::new(record.reference.clone(), address.clone()),
                ],
                words::EDIT.fill(&locale, &[("reference", "")]).trim().to_owned(),
            ),
            heading: words::EDIT.fill(&locale, &[("reference", &record.reference)]),
            form: self.form(),
            action: Href::to(action.on(&format!("{address}/edit"))),
            base: Some(base),
            key: self.key.clone(),
            submit: words::SAVE_VERSION.fill(&locale, &[("n", &(record.version + 1).to_string())]),
            cancel: Href::to(cancel),
            only,
            alike: Vec::new(),
        }
    }
}

/// The highest number that any version of a record has used, by table.
pub async fn used_rows(visit: &Visit, look: &Look) -> Outcome<BTreeMap<String, u32>> {
    if !look.schema.fields().any(|field| matches!(field.shape, Shape::Table(_))) {
        return Ok(BTreeMap::new());
    }
    visit.desk().row_numbers(look.record.id).await
}

/// What links of these fields can lead to, by field id or `field.column`. Where there are more records than `limit`, the
/// first ones are offered and any other can be typed by its reference.
pub async fn offers_of<'a>(
    visit: &Visit,
    _kind: &str,
    fields: impl Iterator<Item = &'a FieldDef>,
    limit: u64,
) -> Outcome<Offers> {
    let mut offers = Offers::new();
    let mut by_kind: BTreeMap<&str, Vec<Offer>> = BTreeMap::new();
    for field in fields {
        let links: Vec<(String, &FieldDef)> = match field.shape {
            Shape::Table(columns) => {
                columns.iter().map(|column| (format!("{}.{}", field.id, column.id), column)).collect()
            }
            _ => vec![(field.id.to_owned(), field)],
        };
        for (name, link) in links {
            let Some(target) = target(&link.shape) else { continue };
            if !by_kind.contains_key(target) {
                let found = visit.desk().offers(target, limit).await?;
                by_kind.insert(target, offered(&found));
            }
            let any = by_kind.get(target).cloned().unwrap_or_default();
            let list = match link.suits {
                Some(suits) => {
                    let first = offered(&visit.desk().offers_that_suit(target, suits, limit).await?);
                    let others = any.into_iter().filter(|other| !first.iter().any(|it| it.id == other.id));
                    let others: Vec<Offer> = others.collect();
                    first.into_iter().chain(others).collect()
                }
                None => any,
            };
            offers.insert(name, list);
        }
    }
    Ok(offers)
}

fn offered(found: &[(record::RecordId, app::Named)]) -> Vec<Offer> {
    let offer = |(id, named): &(record::RecordId, app::Named)| Offer {
        id: id.to_string(),
        label: format!("{} {}", named.reference, named.title),
    };
    found.iter().map(offer).collect()
}

/// The kind that a link leads to; none where it may be any.
pub fn target(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::Link(target) | Shape::Links(target) => Some(target.kind).filter(|kind| *kind != "*"),
        Shape::Person => Some("person"),
        Shape::Evidence => Some("evidence"),
        _ => None,
    }
}

/// Adds what is chosen already to the offers, so that it is shown by name and not lost when it is no longer offered.
async fn label_chosen(visit: &Visit, schema: &Schema, data: &FormData, offers: &mut Offers) -> Outcome<()> {
    let mut chosen: Vec<(String, record::RecordId)> = Vec::new();
    for (name, value) in &data.0 {
        let mut parts = name.split('.');
        let Some(field) = parts.next().and_then(|id| schema.field(id)) else { continue };
        let place = match (field.shape, parts.next(), parts.next()) {
            (Shape::Table(_), Some(_), Some(column)) => format!("{}.{column}", field.id),
            (Shape::Link(_) | Shape::Links(_) | Shape::Person | Shape::Evidence, None, None) => {
                field.id.to_owned()
            }
            _ => continue,
        };
        if let Ok(id) = value.parse() {
            chosen.push((place, id));
        }
    }
    let ids: Vec<record::RecordId> = chosen.iter().map(|(_, id)| *id).collect();
    let named = visit.desk().names(&ids, app::At::Now).await?;
    for (place, id) in chosen {
        let Some(name) = named.get(&id) else { continue };
        let list = offers.entry(place).or_default();
        let id = id.to_string();
        if !list.iter().any(|offer| offer.id == id) {
            list.push(Offer { id, label: names::link(visit, name).label });
        }
    }
    Ok(())
}
