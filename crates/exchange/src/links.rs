//! Records of other kinds that rows name: each found or created once, and filled from the rows that name it.

use crate::{
    Existing, Limits, LinkTo, PlannedLinked, Verdict, choices, identity::check_number, plan::joined,
    read::Note, vocabulary,
};
use record::{Body, FieldDef, LifeCycle, RecordId, Schema, Shape, Value, clean_line, diff, fold, validate};
use std::collections::HashMap;

/// The records of other kinds, by kind and folded title. A large list may name one in every row, so little is kept of each.
pub(crate) struct Pool<'s> {
    existing: &'s dyn Existing,
    /// Places in the list, by a number of kind and folded title.
    found: HashMap<u64, u32>,
    /// Places of those whose number another one has.
    clashing: HashMap<(&'static str, String), u32>,
    list: Vec<Entry<'s>>,
}

struct Entry<'s> {
    schema: &'s Schema,
    title: String,
    id: Option<RecordId>,
    before: Body,
    body: Body,
    links: Vec<LinkTo>,
    inferred: bool,
    line: u64,
}

impl<'s> Pool<'s> {
    pub(crate) fn new(existing: &'s dyn Existing) -> Self {
        Self { existing, found: HashMap::new(), clashing: HashMap::new(), list: Vec::new() }
    }

    /// The record that a cell names, or that a row without such a cell shares its title with.
    pub(crate) fn name(
        &mut self,
        schema: &'s Schema,
        text: &str,
        inferred: bool,
        line: u64,
    ) -> Result<usize, Note> {
        let title = clean_line(text).map_err(|(code, sentence)| (code, sentence.to_owned()))?;
        if vocabulary::is_placeholder(&choices::key(&title)) {
            let one = schema.kind.name.one;
            return Err(("placeholder", format!("“{title}” names no {one}; no record is made of it.")));
        }
        let key = (schema.kind.id, fold(&title));
        if let Some(at) = self.place(&key) {
            if let Some(entry) = self.list.get_mut(at) {
                entry.inferred &= inferred;
            }
            return Ok(at);
        }
        let most = Limits::default().linked;
        if self.list.len() >= most {
            let sentence = format!("A file can name at most {most} records of other kinds.");
            return Err(("too_many_named", sentence));
        }
        let named = || self.existing.by_reference(schema.kind.id, &title);
        let direct = title.parse::<RecordId>().ok().or_else(named);
        let known = direct
            .or_else(|| self.existing.by_title(schema.kind.id, &key.1))
            .and_then(|id| Some((id, self.existing.body(id)?)));
        let (id, before) = known.map_or((None, Body::new()), |(id, body)| (Some(id), body));
        let body = match id {
            Some(_) => before.clone(),
            None => Body::new().with(schema.kind.title().id, Value::Text(title.clone())),
        };
        if let Some(problem) = validate(schema, &body).into_iter().find(|_| id.is_none()) {
            return Err((problem.code, problem.sentence));
        }
        let at = self.list.len();
        self.list.push(Entry { schema, title, id, before, body, links: Vec::new(), inferred, line });
        let small = u32::try_from(at).unwrap_or(u32::MAX);
        if *self.found.entry(number(&key)).or_insert(small) != small {
            self.clashing.insert(key, small);
        }
        Ok(at)
    }

    /// The place of a record that was named before.
    fn place(&self, key: &(&'static str, String)) -> Option<usize> {
        let at = usize::try_from(*self.found.get(&number(key))?).ok()?;
        let entry = self.list.get(at)?;
        if entry.schema.kind.id == key.0 && fold(&entry.title) == key.1 {
            return Some(at);
        }
        self.clashing.get(key).and_then(|at| usize::try_from(*at).ok())
    }

    /// Writes into an empty field, or adds to a field that holds several. What is there stays.
    pub(crate) fn fill(&mut self, at: usize, field: &FieldDef, value: Value) -> Result<(), Note> {
        let Some(entry) = self.list.get_mut(at) else { return Ok(()) };
        let value = match (entry.body.get(field.id), value) {
            (None, value) => value,
            (Some(before), value) if *before == value => return Ok(()),
            (before @ Some(Value::Links(_)), Value::Links(more)) => joined(before, &more),
            (Some(Value::Choices(before)), Value::Choices(more)) => in_order(&field.shape, before, &more),
            (Some(before), _) => {
                let says = crate::cell::excerpt(&record::show(&field.shape, before));
                let sentence = format!(
                    "“{}” of {} already says “{says}”; the cell says otherwise and is left out.",
                    field.label, entry.title
                );
                return Err(("says_otherwise", sentence));
            }
        };
        let tried = Body::new().with(field.id, value.clone());
        if let Some(problem) =
            validate(entry.schema, &tried).into_iter().find(|problem| belongs(&problem.path, field.id))
        {
            return Err((problem.code, problem.sentence));
        }
        entry.body.set(field.id, value);
        Ok(())
    }

    /// Links one record of the pool to another.
    pub(crate) fn link(&mut self, at: usize, field: &FieldDef, to: usize) -> Result<(), Note> {
        let many = is_many(&field.shape);
        if let Some(id) = self.id(to) {
            return self.fill(at, field, if many { Value::Links(vec![id]) } else { Value::Link(id) });
        }
        let Some(entry) = self.list.get_mut(at) else { return Ok(()) };
        let link = LinkTo { field: field.id.to_owned(), to, many };
        if entry.links.contains(&link) {
            return Ok(());
        }
        let taken =
            entry.body.get(field.id).is_some() || entry.links.iter().any(|other| other.field == field.id);
        if taken && !many {
            let sentence = format!("“{}” of {} already names another record.", field.label, entry.title);
            return Err(("says_otherwise", sentence));
        }
        entry.links.reserve_exact(1);
        entry.links.push(link);
        Ok(())
    }

    /// Whether it may turn out that the record cannot be created.
    pub(crate) fn may_be_refused(&self, at: usize) -> bool {
        let open = |entry: &Entry<'_>| entry.id.is_none() && entry.schema.kind.life_cycle == LifeCycle::Kept;
        self.list.get(at).is_some_and(open)
    }

    /// The id of a record that exists.
    pub(crate) fn id(&self, at: usize) -> Option<RecordId> {
        self.list.get(at).and_then(|entry| entry.id)
    }

    /// The records as planned. Links to records that cannot be created are gone.
    pub(crate) fn finish(self) -> Vec<PlannedLinked> {
        let refused: Vec<bool> = self.list.iter().map(|entry| entry.refusal().is_some()).collect();
        let stays = |link: &LinkTo| refused.get(link.to) == Some(&false);
        self.list
            .into_iter()
            .map(|entry| {
                let verdict = entry.verdict();
                PlannedLinked {
                    kind: entry.schema.kind.id,
                    title: entry.title,
                    verdict,
                    body: entry.body,
                    linked: entry.links.into_iter().filter(&stays).collect(),
                    inferred: entry.inferred,
                    line: entry.line,
                }
            })
            .collect()
    }
}

impl Entry<'_> {
    /// Why it cannot be created: kinds without approval must be complete from the start.
    fn refusal(&self) -> Option<String> {
        if self.id.is_some() || self.schema.kind.life_cycle != LifeCycle::Kept {
            return None;
        }
        let lacks = record::missing(self.schema, &self.body)
            .into_iter()
            .find(|problem| !self.links.iter().any(|link| link.field == problem.path))?;
        Some(format!("{} “{}” cannot be created: {}", self.schema.kind.name.one, self.title, lacks.sentence))
    }

    fn verdict(&self) -> Verdict {
        if let Some(sentence) = self.refusal() {
            return Verdict::Refused { sentence };
        }
        match self.id {
            None => Verdict::Create,
            Some(id) => {
                let changes = diff(self.schema, &self.before, &self.body);
                if changes.is_empty() && self.links.is_empty() {
                    Verdict::Same { id }
                } else {
                    Verdict::Revise { id, changes }
                }
            }
        }
    }
}

fn number((kind, title): &(&'static str, String)) -> u64 {
    check_number(kind.as_bytes()) ^ check_number(title.as_bytes()).rotate_left(1)
}

/// Whether a field holds several links.
pub(crate) fn is_many(shape: &Shape) -> bool {
    matches!(shape, Shape::Links(_) | Shape::Evidence)
}

/// Whether a problem's path is a field or lies in it.
pub(crate) fn belongs(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Codes of both, in the order of the declaration.
pub(crate) fn in_order(shape: &Shape, before: &[String], more: &[String]) -> Value {
    let options = match shape {
        Shape::Choices(options) => *options,
        _ => &[],
    };
    let codes = options.iter().map(|option| option.code.to_owned());
    Value::Choices(codes.filter(|code| before.contains(code) || more.contains(code)).collect())
}
