//! A first mapping, from headings and contents. People correct it; nothing is imported on a guess alone.

use crate::mapping::{schema_of, target};
use crate::profile::Profile;
use crate::read::items;
use crate::similar::opposed;
use crate::similar::{alike, humps, words};
use crate::{
    ColumnMapping, Dates, Mapping, Order, Sheet, To, cell, choices, choices::Match, ends, levels, ours,
    vocabulary,
};
use record::{FieldDef, Opt, Relation, Schema, Shape};
use std::collections::{BTreeMap, HashSet};

/// Below this many thousandths a column is not proposed for a field.
const ENOUGH: usize = 450;
/// The same for fields of other records: a wrong guess there changes more.
const ENOUGH_BEYOND: usize = 550;
/// The same for links: a wrong guess makes records that nobody meant.
const ENOUGH_LINK: usize = 560;
/// So many columns about a record that no column names are taken to be about one that stands beside the row's own.
const BESIDE: usize = 2;
/// Share of rows whose text must differ from all others, in thousandths, for a column to name the rows before others do.
const NAMING: usize = 700;
/// Last words of headings that tell something of a thing and never name it.
const MEASURES: &[&str] = &[
    "type",
    "rating",
    "level",
    "category",
    "score",
    "status",
    "frequency",
    "class",
    "tier",
    "grade",
    "priority",
    "count",
    "number",
    "date",
    "percent",
    "size",
    "typ",
    "art",
    "stufe",
    "niveau",
    "nivel",
    "estado",
    "statut",
];
/// Last words of headings under which lists name and number their rows, and how alike such a heading is to that of a title
/// or of a key.
const NAMES: &[&str] =
    &["name", "title", "naam", "nazev", "bezeichnung", "titel", "titre", "titulo", "nombre"];
const KEYS: &[&str] =
    &["id", "no", "nr", "number", "code", "ref", "reference", "key", "uid", "numero", "nummer"];
const KEYED: usize = 700;
/// How much less other words for a field count than its own.
const OTHER_WORDS: usize = 15;
/// How much less the words for an owner count for the unit, where owners are departments.
const OWNING: usize = 100;
/// Characters of the label of a custom field.
const LABEL_CHARS: usize = 60;
/// Values without an option that are shown.
const UNMATCHED: usize = 20;

/// A proposed mapping with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// The mapping.
    pub mapping: Mapping,
    /// One entry for each column of the sheet, in order.
    pub columns: Vec<Proposal>,
}

/// What is proposed for one column, and why it can be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The heading.
    pub column: String,
    /// Where it should go.
    pub to: To,
    /// How sure the proposal is, in percent; 0 where no field was found.
    pub confidence_percent: u8,
    /// Up to three different values.
    pub samples: Vec<String>,
    /// Share of rows that say something, in percent, rounded down.
    pub coverage_percent: u8,
    /// Values that no option was found for, the commonest first; at most twenty.
    pub unmatched: Vec<String>,
}

/// A place where a column may go.
struct Candidate<'s> {
    to: To,
    field: &'s FieldDef,
    /// Under which words it is known, and whether they are its own.
    phrases: Vec<(Vec<String>, bool)>,
    /// The words of its own id.
    id: Vec<String>,
    /// The link to the other record that it is a field of.
    hop: Option<&'static str>,
}

impl Candidate<'_> {
    /// The unit that the row's own record belongs to.
    fn is_unit(&self) -> bool {
        self.hop.is_none() && self.field.relation == Some(Relation::Unit)
    }

    /// The person whom the row's own record belongs to, or who is to do it.
    fn is_owner(&self) -> bool {
        self.hop.is_none() && matches!(self.field.relation, Some(Relation::Owner | Relation::Assignee))
    }
}

/// Proposes a mapping of a sheet to records of the kind `target`. A kind that `schemas` do not hold gives a mapping that
/// keeps every column as a field of the organisation's own.
pub fn propose(sheet: &Sheet, schemas: &[Schema], target: &str) -> Proposed {
    let own = schema_of(schemas, target);
    if let Some(own) = own.filter(|own| ours::is_ours(sheet, own)) {
        return known(sheet, ours::mapping(sheet, own));
    }
    let mut candidates = own.map_or_else(Vec::new, |own| candidates(schemas, own));
    let profiles: Vec<Profile> = (0..sheet.headers.len()).map(|column| Profile::of(sheet, column)).collect();
    let kind_words = kind_words(own);
    let about = (&kind_words, own.map(|own| own.kind.title().id));
    let mut chosen = assign(sheet, &candidates, &profiles, about);
    // What is said of records that no column names, and of which too little is said to stand beside the row's own, is not
    // meant of them. Each turn leaves fewer candidates.
    while let Some(hop) = unfounded(own, &candidates, &chosen) {
        candidates.retain(|candidate| candidate.hop != Some(hop));
        chosen = assign(sheet, &candidates, &profiles, about);
    }
    let order = file_order(&profiles);
    let mut mapping = Mapping { name: sheet.name.clone(), kind: target.to_owned(), ..Mapping::default() };
    let mut columns = Vec::with_capacity(profiles.len());
    for ((header, profile), choice) in sheet.headers.iter().zip(&profiles).zip(&chosen) {
        let found = choice.and_then(|(score, at)| Some((score, candidates.get(at)?)));
        let mut proposal = Proposal {
            column: header.clone(),
            to: if profile.filled == 0 { To::Skip } else { To::Custom(label(header)) },
            confidence_percent: 0,
            samples: profile.samples.clone(),
            coverage_percent: percent(profile.filled, sheet.rows.len()),
            unmatched: Vec::new(),
        };
        if let Some((score, candidate)) = found {
            proposal.to = candidate.to.clone();
            proposal.confidence_percent = percent(score, 1000);
            let (values, unmatched) = values(header, &candidate.field.shape, profile);
            proposal.unmatched = unmatched;
            if !values.is_empty() {
                mapping.values.insert(header.clone(), values);
            }
        }
        let date = found.is_some_and(|(_, candidate)| matches!(candidate.field.shape, Shape::Date));
        let open = (date || found.is_none()) && profile.dates_are_open();
        let dates = Dates { order, first_day: false };
        let dates = profile.date_order().or((open && order.is_some()).then_some(dates));
        if let Some(dates) = dates.filter(|_| date || profile.all_days(true)) {
            mapping.dates.insert(header.clone(), dates);
        }
        mapping.columns.push(ColumnMapping { column: header.clone(), to: proposal.to.clone() });
        columns.push(proposal);
    }
    if let Some(own) = own {
        mapping.named_by = naming(sheet, own, &profiles, &mapping, &kind_words);
        identify(sheet, own, &profiles, &mut mapping);
        mapping.ends = ends::found(own, &profiles, &mapping.columns);
    }
    Proposed { mapping, columns }
}

/// What is proposed for a file that the program wrote.
fn known(sheet: &Sheet, mapping: Mapping) -> Proposed {
    let column = |(place, entry): (usize, &ColumnMapping)| {
        let profile = Profile::of(sheet, place);
        Proposal {
            column: entry.column.clone(),
            to: entry.to.clone(),
            confidence_percent: 100,
            samples: profile.samples.clone(),
            coverage_percent: percent(profile.filled, sheet.rows.len()),
            unmatched: Vec::new(),
        }
    };
    let columns = mapping.columns.iter().enumerate().map(column).collect();
    Proposed { mapping, columns }
}

/// Every place that a column may go: fields of the kind, records that it links, and fields of those.
fn candidates<'s>(schemas: &'s [Schema], own: &'s Schema) -> Vec<Candidate<'s>> {
    let mut all = Vec::new();
    for field in own.fields() {
        all.extend(candidate(schemas, own, field, None));
        let Some(kind) = target(&field.shape).filter(|kind| *kind != own.kind.id && *kind != "person") else {
            continue;
        };
        let Some(other) = schema_of(schemas, kind) else { continue };
        for beyond in other.fields() {
            // What the row's own record has as well is meant of it; what nests, as units do, is not told by headings.
            let nests = target(&beyond.shape) == Some(kind);
            if own.field(beyond.id).is_none() && !nests && beyond.id != other.kind.title().id {
                all.extend(candidate(schemas, other, beyond, Some(field)));
            }
        }
    }
    all
}

fn candidate<'s>(
    schemas: &'s [Schema],
    schema: &'s Schema,
    field: &'s FieldDef,
    via: Option<&FieldDef>,
) -> Option<Candidate<'s>> {
    let path = via.map_or_else(|| field.id.to_owned(), |via| format!("{}.{}", via.id, field.id));
    let mut said = vec![field.id.to_owned(), field.label.to_owned()];
    let own_words = said.len();
    said.extend(vocabulary::phrases(field.id).iter().map(|phrase| (*phrase).to_owned()));
    if via.is_none() {
        let of_kind = vocabulary::phrases(&format!("{}.{}", schema.kind.id, field.id));
        said.extend(of_kind.iter().map(|phrase| (*phrase).to_owned()));
    }
    let named = match field.shape {
        Shape::File | Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. } | Shape::Evidence => {
            return None;
        }
        Shape::Link(_) | Shape::Links(_) | Shape::Person => Some(schema_of(schemas, target(&field.shape)?)?),
        _ => None,
    };
    // A link among records of one kind is known by its own words: "unit" alone is the row's, not the one above it.
    let of_another = named.filter(|other| other.kind.id != schema.kind.id || via.is_some());
    if let Some(schema) = if field.id == schema.kind.title().id { Some(schema) } else { of_another } {
        let own_names = [schema.kind.name.one, schema.kind.name.many].into_iter();
        for word in own_names.chain(vocabulary::phrases(schema.kind.id).iter().copied()) {
            said.extend([word.to_owned(), format!("{word} name"), format!("{word} title")]);
        }
    }
    let to = match named {
        Some(other) => To::Linked { kind: other.kind.id.to_owned(), link_field: path },
        None => To::Field(path),
    };
    let phrases = said.iter().enumerate().map(|(at, phrase)| (words(phrase), at < own_words));
    let phrases = phrases.filter(|(words, _)| !words.is_empty()).collect();
    Some(Candidate { to, field, phrases, id: words(field.id), hop: via.map(|via| via.id) })
}

/// The words of the kind itself: in "use case name" they say nothing about the column.
fn kind_words(own: Option<&Schema>) -> HashSet<String> {
    let Some(own) = own else { return HashSet::new() };
    let phrases = vocabulary::phrases(own.kind.id).iter().filter(|phrase| phrase.contains(' '));
    phrases.flat_map(|phrase| words(phrase)).chain(words(own.kind.id)).collect()
}

/// Score and candidate for each column. The best pair is taken first, each column and each place once.
fn assign(
    sheet: &Sheet,
    candidates: &[Candidate<'_>],
    profiles: &[Profile],
    (kind_words, own_title): (&HashSet<String>, Option<&str>),
) -> Vec<Option<(usize, usize)>> {
    let mut pairs = Vec::new();
    for (column, (header, profile)) in sheet.headers.iter().zip(profiles).enumerate() {
        if profile.filled == 0 {
            continue;
        }
        let whole = words(&humps(header));
        // "GitHub" is one word all the same.
        let solid = words(header);
        let bare: Vec<String> = whole.iter().filter(|word| !kind_words.contains(*word)).cloned().collect();
        let keyed = whole.last().is_some_and(|word| KEYS.contains(&word.as_str()));
        let called = whole.last().is_some_and(|word| NAMES.contains(&word.as_str()));
        let measure = whole.last().is_some_and(|word| MEASURES.contains(&word.as_str()));
        let unique = || profile.is_nearly_unique(profile.different(sheet, column));
        let units = profile.names_units();
        for (at, candidate) in candidates.iter().enumerate() {
            let link = target(&candidate.field.shape);
            // "Project risk" names no project.
            let wholly = link.is_some_and(|kind| kind != "person");
            let likeness = |(phrase, own): &(Vec<String>, bool)| {
                let bare = if wholly { 0 } else { alike(&bare, phrase) };
                alike(&whole, phrase).max(alike(&solid, phrase)).max(bare).saturating_sub(if *own {
                    0
                } else {
                    OTHER_WORDS
                })
            };
            // An owner that is a department is the unit of what it owns, unless another column names that.
            let of_owner = candidates.iter().filter(|other| units && candidate.is_unit() && other.is_owner());
            let of_owner = of_owner.flat_map(|other| &other.phrases).map(likeness);
            let of_owner = of_owner.map(|likeness| likeness.saturating_sub(OWNING));
            let named = candidate.phrases.iter().map(likeness).chain(of_owner).max().unwrap_or(0);
            let prose = matches!(candidate.field.shape, Shape::Prose { .. });
            let (link, key) =
                (link.is_some(), candidate.field.id == "external_id" && candidate.hop.is_none());
            // "Incident id" is the key of incidents, whatever they are called here.
            let titles = candidate.hop.is_none() && own_title == Some(candidate.field.id);
            let name = if key && keyed || titles && called { named.max(KEYED) } else { named };
            if name < ENOUGH
                || opposed(&whole, &candidate.id)
                || (link || prose) && measure && name + OTHER_WORDS < 1000
            {
                continue;
            }
            // What several rows share is no key.
            if candidate.field.id == "external_id" && !unique() {
                continue;
            }
            // Nothing is called by a number, a date, a level or a yes.
            if titles && profile.names(profile.different(sheet, column)) == 0 {
                continue;
            }
            let fit = profile.fits(header, &candidate.field.shape);
            let (left, enough) = match (candidate.hop, link) {
                (Some(_), _) => (900, ENOUGH_BEYOND),
                (None, true) => (1000, ENOUGH_LINK),
                (None, false) => (1000, ENOUGH),
            };
            let score = name * left / 1000 * (550 + 450 * fit / 1000) / 1000;
            if score >= enough && fit > 0 {
                pairs.push((score, profile.filled, column, at));
            }
        }
    }
    pairs.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then((a.2, a.3).cmp(&(b.2, b.3))));
    let mut chosen = vec![None; profiles.len()];
    let mut taken = HashSet::new();
    for (score, _, column, at) in pairs {
        if let Some(slot @ None) = chosen.get_mut(column)
            && taken.insert(at)
        {
            *slot = Some((score, at));
        }
    }
    chosen
}

/// A link to records that the columns say something about, though none names them and too few are about them.
fn unfounded(
    own: Option<&Schema>,
    candidates: &[Candidate<'_>],
    chosen: &[Option<(usize, usize)>],
) -> Option<&'static str> {
    let taken = || chosen.iter().flatten().filter_map(|(_, at)| candidates.get(*at));
    let named =
        |hop: &str| taken().any(|one| matches!(&one.to, To::Linked { link_field, .. } if link_field == hop));
    let beside = |hop: &str| {
        let field = own.and_then(|own| own.field(hop));
        field.is_some_and(|field| matches!(field.shape, Shape::Links(_)) && field.relation.is_none())
            && taken().filter(|one| one.hop == Some(hop)).count() >= BESIDE
    };
    taken().filter_map(|one| one.hop).find(|hop| !named(hop) && !beside(hop))
}

/// Which comes first in the dates of a file, when its columns do not say different things.
fn file_order(profiles: &[Profile]) -> Option<Order> {
    let mut orders = profiles.iter().filter_map(Profile::order);
    let first = orders.next()?;
    orders.all(|order| order == first).then_some(first)
}

/// The column whose text the rows are called by when none goes to the title: one whose texts differ, best one that speaks of
/// the kind itself or is what the record is about.
fn naming(
    sheet: &Sheet,
    own: &Schema,
    profiles: &[Profile],
    mapping: &Mapping,
    kind_words: &HashSet<String>,
) -> Option<String> {
    let title = own.kind.title().id;
    let goes = |entry: &ColumnMapping, field: &str| matches!(&entry.to, To::Field(id) if id == field);
    if mapping.columns.iter().any(|entry| goes(entry, title)) {
        return None;
    }
    let mut best: Option<((bool, usize), &String)> = None;
    for (column, (entry, profile)) in mapping.columns.iter().zip(profiles).enumerate() {
        let text = match &entry.to {
            To::Custom(_) => 0,
            // What must be said of every record says what it is about.
            To::Field(id) => match own.field(id) {
                Some(field) if matches!(field.shape, Shape::Prose { .. }) => {
                    150 + 150 * usize::from(field.required)
                }
                Some(field) if matches!(field.shape, Shape::Line { .. }) && field.id != "external_id" => 50,
                _ => continue,
            },
            // A use is called as what it uses, when each row has another.
            To::Linked { link_field, .. } => match own.field(link_field) {
                Some(field) if matches!(field.shape, Shape::Links(_)) && field.relation.is_none() => 350,
                _ => continue,
            },
            To::Skip => continue,
        };
        let names = profile.names(profile.different(sheet, column));
        // A row that says nothing there would have no name.
        if names == 0 || profile.filled * 10 < sheet.rows.len() * 9 {
            continue;
        }
        let of_kind = words(&humps(&entry.column)).iter().any(|word| kind_words.contains(word));
        let short = usize::from(profile.longest <= 120);
        let score = (names >= NAMING, names / 5 + text + 200 * usize::from(of_kind) + 80 * short);
        if best.is_none_or(|(known, _)| score > known) {
            best = Some((score, &entry.column));
        }
    }
    best.map(|(_, column)| column.clone())
}

/// The options that a cell says: the cell as a whole, where nothing in it says one by itself, as when a line is broken.
fn parts(header: &str, options: &[Opt], text: &str) -> Vec<String> {
    let said = |text: &str| choices::under(header, options, text);
    let parts = items(text);
    let whole = match said(text) {
        Some((_, Match::Exact)) => true,
        Some(_) => !parts.iter().any(|part| said(part).is_some()),
        None => false,
    };
    if whole { vec![text.to_owned()] } else { parts }
}

/// What values mean that are not plainly the name of an option, and those for which nothing was found.
fn values(header: &str, shape: &Shape, profile: &Profile) -> (BTreeMap<String, String>, Vec<String>) {
    let mut meant = BTreeMap::new();
    let mut unmatched: Vec<(usize, &String)> = Vec::new();
    let parts = profile.values.iter().flat_map(|(text, count)| {
        let parts = match shape {
            Shape::Choices(options) => parts(header, options, text),
            _ => vec![text.clone()],
        };
        parts.into_iter().map(move |part| (part, *count))
    });
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for (part, count) in parts {
        *counted.entry(part).or_default() += count;
    }
    for (text, count) in &counted {
        let code = match shape {
            Shape::Choice(options) | Shape::Choices(options) => match choices::under(header, options, text) {
                Some((_, Match::Exact)) => continue,
                found => found.map(|(code, _)| code.to_owned()),
            },
            Shape::Flag if record::parse_text(shape, choices::without_enumeration(text)).is_ok() => continue,
            Shape::Rating(steps) => match record::parse_text(shape, text) {
                Ok(_) => continue,
                Err(_) => levels::step(steps, text).map(|step| step.code.to_owned()),
            },
            Shape::Flag => choices::likely_flag(text).map(|flag| if flag { "yes" } else { "no" }.to_owned()),
            _ => continue,
        };
        match code {
            Some(code) => {
                meant.insert(text.clone(), code);
            }
            None => unmatched.push((*count, text)),
        }
    }
    unmatched.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    (meant, unmatched.into_iter().take(UNMATCHED).map(|(_, text)| text.clone()).collect())
}

/// The key column, when one is nearly unique, and the columns that identify a row without it: title and unit.
fn identify(sheet: &Sheet, own: &Schema, profiles: &[Profile], mapping: &mut Mapping) {
    let title = own.kind.title().id;
    let mut identity = Vec::new();
    for (column, (entry, profile)) in mapping.columns.iter().zip(profiles).enumerate() {
        let field = match &entry.to {
            To::Field(id) => id.as_str(),
            To::Linked { link_field, .. } => link_field.as_str(),
            To::Skip | To::Custom(_) => continue,
        };
        if field == "external_id" && profile.is_nearly_unique(profile.different(sheet, column)) {
            mapping.key = Some(entry.column.clone());
        }
        let unit = own.field(field).is_some_and(|field| field.relation == Some(Relation::Unit));
        if field == title || unit {
            identity.push(entry.column.clone());
        }
    }
    if !mapping.columns.iter().any(|entry| matches!(&entry.to, To::Field(id) if id == title)) {
        identity.extend(mapping.named_by.clone());
    }
    mapping.identity = identity;
    mapping.together = together(own, mapping);
}

/// The link under which most columns say something about a record that stands beside the row's own, such as the system
/// of a use. Links with a relation, such as the unit, are never meant: nobody's unit is named after a use.
fn together(own: &Schema, mapping: &Mapping) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &mapping.columns {
        if let To::Field(path) | To::Linked { link_field: path, .. } = &entry.to
            && let Some((hop, _)) = path.split_once('.')
        {
            *counts.entry(hop).or_default() += 1;
        }
    }
    let (hop, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    own.field(hop)
        .filter(|field| matches!(field.shape, Shape::Links(_)) && field.relation.is_none())
        .map(|_| hop.to_owned())
}

/// A label for a field of the organisation's own: the heading in words.
pub fn label(header: &str) -> String {
    let spaced = header.replace('_', " ");
    let mut signs = spaced.trim().chars();
    let first = signs.next().map(|sign| sign.to_uppercase().collect::<String>()).unwrap_or_default();
    let whole = format!("{first}{}", signs.as_str());
    if whole.chars().count() > LABEL_CHARS { cell::shortened(&whole, LABEL_CHARS) } else { whole }
}

fn percent(part: usize, whole: usize) -> u8 {
    u8::try_from(100 * part / whole.max(1)).unwrap_or(100)
}
