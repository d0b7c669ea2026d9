//! Checks expectations against the schemas: names, types, links, codes. What passes can always be evaluated.

mod cond;
mod path;
mod term;
mod time;
mod traits;

use crate::{
    code::{Cond, Members},
    layout::{Layout, Link, LinkAt, Slot},
};
use frameworks::{
    About, Problem,
    language::{Expr, From, Source, Span},
};
use record::{FieldDef, Schema};
use std::collections::{BTreeMap, BTreeSet};
pub(crate) use traits::{Join, Trait, among, asks_for, key};

/// Links that one path may follow.
const HOPS: usize = 3;

/// How a record that is read is reached from the subject. Walked backwards, it tells whom a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hop {
    /// Every record of a kind was looked at: whatever came before, every subject is concerned, unless the record is not like
    /// those that were looked for. The number is that of their traits.
    Scan(usize),
    /// It was looked at whether there is any record of the kind: every subject is concerned by the first and the last.
    Any,
    /// From a record to those whose link leads to it.
    Back(u16),
    /// From a record along its link.
    Forward(u16),
}

/// A kind read at the end of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub kind: u16,
    pub route: Vec<Hop>,
}

/// What the check of all expectations builds up together.
pub(crate) struct Shelf<'s> {
    pub schemas: &'s [Schema],
    pub layouts: Vec<Layout>,
    pub links: Vec<Link>,
    pub kinds: BTreeMap<&'static str, u16>,
    pub shared: Vec<Shared>,
    /// What those are like that are looked for among all of a kind, by the number of the look.
    pub traits: Vec<Vec<Trait>>,
    /// Kinds and slots by whose content those are found that fit.
    pub keyed: BTreeSet<(u16, u16)>,
    /// By the number of the look: what has to be the same for a subject and those whom it looks for.
    pub joins: BTreeMap<usize, Join>,
}

/// A condition over whole populations that says nothing about the subject. It is judged once, and its subjects only when
/// its answer turns.
#[derive(Debug)]
pub(crate) struct Shared {
    pub holds: Cond,
    /// How many scopes stand before its own.
    pub depth: usize,
    pub dependencies: Vec<Dependency>,
    pub universals: Vec<u16>,
}

/// What an expectation reads.
#[derive(Debug, Default)]
pub(crate) struct Reads {
    pub dependencies: Vec<Dependency>,
    pub universals: Vec<u16>,
    pub shared: Vec<usize>,
}

/// The check of one expectation.
pub(crate) struct Checker<'c, 's> {
    shelf: &'c mut Shelf<'s>,
    pack: usize,
    scopes: Vec<Scope>,
    /// Kinds read, and how they are reached.
    pub dependencies: Vec<Dependency>,
    /// Kinds over all of which a universal runs: a statement that there is none answers for them.
    pub universals: Vec<u16>,
    /// Conditions shared between subjects that it rests on.
    pub shared: Vec<usize>,
    /// The outermost scope named since it was last set.
    lowest: usize,
    /// Whether a population is being looked at: what is in it is shared with it or not at all.
    in_population: bool,
    problem: Box<dyn Fn(String) -> Problem + 'c>,
    problems: Vec<Problem>,
}

/// Something did not pass; the problems say what.
struct Refused;

#[derive(Clone, Debug)]
struct Scope {
    name: Option<String>,
    what: What,
    route: Vec<Hop>,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Organisation,
    Fact,
    /// A record, of a kind or of any.
    Record(Option<u16>),
    /// A row of a table of a record.
    Row {
        kind: u16,
        slot: u16,
        columns: &'static [FieldDef],
    },
}

impl<'s> Shelf<'s> {
    pub(crate) fn new(schemas: &'s [Schema]) -> Self {
        let layouts: Vec<Layout> = schemas
            .iter()
            .map(|schema| Layout {
                id: schema.kind.id,
                life_cycle: schema.kind.life_cycle,
                slots: Vec::new(),
                acts: std::collections::BTreeSet::new(),
                authors: false,
                history: false,
                versions: false,
                significant: Vec::new(),
                links: Vec::new(),
            })
            .collect();
        let kinds =
            (0_u16..).zip(schemas).map(|(index, schema)| (schema.kind.id, index)).collect::<BTreeMap<_, _>>();
        Self {
            schemas,
            layouts,
            links: Vec::new(),
            kinds,
            shared: Vec::new(),
            traits: Vec::new(),
            keyed: BTreeSet::new(),
            joins: BTreeMap::new(),
        }
    }

    fn link(&mut self, kind: u16, at: LinkAt) -> u16 {
        let wanted = Link { kind, at };
        let index = self.links.iter().position(|link| *link == wanted).unwrap_or_else(|| {
            self.links.push(wanted);
            self.links.len() - 1
        });
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        if let Some(layout) = self.layouts.get_mut(usize::from(kind))
            && !layout.links.contains(&index)
        {
            layout.links.push(index);
        }
        index
    }

    fn layout(&mut self, kind: u16) -> Option<&mut Layout> {
        self.layouts.get_mut(usize::from(kind))
    }

    fn slot(&mut self, kind: u16, field: &'static str, content: bool) -> u16 {
        self.layout(kind).map_or(u16::MAX, |layout| Slot::of(&mut layout.slots, field, content))
    }

    fn cell(&mut self, kind: u16, slot: u16, field: &'static str, content: bool) -> u16 {
        self.layout(kind)
            .and_then(|layout| layout.slots.get_mut(usize::from(slot)))
            .map_or(u16::MAX, |slot| Slot::of(&mut slot.cells, field, content))
    }
}

impl<'c, 's> Checker<'c, 's> {
    pub(crate) fn new(
        shelf: &'c mut Shelf<'s>,
        pack: usize,
        problem: impl Fn(String) -> Problem + 'c,
    ) -> Self {
        Self {
            shelf,
            pack,
            scopes: Vec::new(),
            dependencies: Vec::new(),
            universals: Vec::new(),
            shared: Vec::new(),
            lowest: usize::MAX,
            in_population: false,
            problem: Box::new(problem),
            problems: Vec::new(),
        }
    }

    /// Statements are judged before anything that is shared.
    pub(crate) fn share_nothing(&mut self) {
        self.in_population = true;
    }

    /// The subjects, and the condition on who belongs.
    pub(crate) fn about(&mut self, about: &About) -> Option<(Option<Members>, Option<Cond>)> {
        match about {
            About::Organisation => {
                self.enter(Some("subject".to_owned()), What::Organisation, Vec::new());
                Some((None, None))
            }
            About::Each { kind, filter } => {
                let members = self.population(kind, Span::default())?;
                let what = match members {
                    Members::Kind(kind) => {
                        self.depends(kind, &[]);
                        What::Record(Some(kind))
                    }
                    _ => What::Fact,
                };
                self.enter(Some("subject".to_owned()), what, Vec::new());
                let filter = self.optional(filter.as_deref()).ok()?;
                Some((Some(members), filter))
            }
        }
    }

    pub(crate) fn finish(self) -> (Reads, Vec<Problem>) {
        let reads =
            Reads { dependencies: self.dependencies, universals: self.universals, shared: self.shared };
        (reads, self.problems)
    }

    fn enter(&mut self, name: Option<String>, what: What, route: Vec<Hop>) {
        self.scopes.push(Scope { name, what, route });
    }

    /// A condition that may be absent.
    fn optional(&mut self, expr: Option<&Expr>) -> Result<Option<Cond>, Refused> {
        expr.map(|expr| self.cond(expr).ok_or(Refused)).transpose()
    }

    /// Members of a source, with the scope of a member entered; the caller leaves it.
    fn members(&mut self, source: &Source) -> Option<Members> {
        match &source.from {
            From::Kind(kind) => {
                let members = self.population(kind, source.span)?;
                let look = Hop::Scan(self.shelf.traits.len());
                self.shelf.traits.push(Vec::new());
                let what = match members {
                    Members::Kind(kind) => {
                        self.depends(kind, &[look]);
                        self.depends(kind, &[Hop::Any]);
                        What::Record(Some(kind))
                    }
                    _ => What::Fact,
                };
                self.enter(source.name.clone(), what, vec![look]);
                Some(members)
            }
            From::Inverse { kind, via, of } => self.inverse(source, kind, via, of.as_ref()),
            From::Path(path) => {
                let resolved = self.resolve(path)?;
                if let path::End::Table { slot, columns } = resolved.end {
                    let kind = resolved.kind?;
                    let what = What::Row { kind, slot, columns };
                    self.enter(source.name.clone(), what, resolved.route);
                    return Some(Members::Rows { record: resolved.walk, slot });
                }
                let (walk, kind, route) = self.as_records(resolved, path)?;
                self.enter(source.name.clone(), What::Record(kind), route);
                Some(Members::Records(walk))
            }
        }
    }

    /// The number of the look by which those were found that were entered last.
    fn look(&self) -> Option<usize> {
        self.scopes.last().and_then(|scope| match scope.route.as_slice() {
            [Hop::Scan(look)] => Some(*look),
            _ => None,
        })
    }

    /// The filter of those that were entered last, which tells what they are like.
    fn filter(&mut self, filter: Option<&Expr>) -> Result<Option<Cond>, Refused> {
        let scope = self.scopes.len() - 1;
        let look = self.look();
        let filter = self.optional(filter)?;
        if let (Some(filter), Some(known)) = (&filter, look.and_then(|look| self.shelf.traits.get_mut(look)))
        {
            *known = traits::traits(filter, scope);
            if let (Some((slot, _)), Some(What::Record(Some(kind)))) =
                (traits::key(filter, scope), self.scopes.last().map(|scope| scope.what))
            {
                self.shelf.keyed.insert((kind, slot));
            }
            let subject = self.scopes.first().map(|scope| scope.what);
            if let (Some(What::Record(Some(kind))), Some(look)) = (subject, look) {
                if let Some(slot) = traits::named(filter, scope) {
                    let link = self.shelf.link(kind, LinkAt::Slot(slot));
                    self.shelf.joins.insert(look, Join::Named(link));
                } else if let Some((slot, of)) = traits::same(filter, scope) {
                    self.shelf.keyed.insert((kind, of));
                    self.shelf.joins.insert(look, Join::Same { slot, kind, of });
                }
            }
        }
        Ok(filter)
    }

    fn population(&mut self, kind: &str, span: Span) -> Option<Members> {
        match kind {
            "requirement" => Some(Members::Facts { pack: self.pack, controls: false }),
            "control" => Some(Members::Facts { pack: self.pack, controls: true }),
            _ => self.kind(kind, span).map(Members::Kind),
        }
    }

    fn kind(&mut self, kind: &str, span: Span) -> Option<u16> {
        let found = self.shelf.kinds.get(kind).copied();
        if found.is_none() {
            self.fault(span, format!("there is no kind “{kind}”"));
        }
        found
    }

    fn inverse(
        &mut self,
        source: &Source,
        kind: &str,
        via: &[String],
        of: Option<&frameworks::language::Path>,
    ) -> Option<Members> {
        let (of, of_kind, mut route) = match of {
            Some(path) => {
                let resolved = self.resolve(path)?;
                if resolved.multi {
                    self.fault(path.span, format!("“{path}” leads to several records; “of” takes one"));
                    return None;
                }
                self.as_records(resolved, path)?
            }
            None => self.nearest(source.span)?,
        };
        let kind_index = self.kind(kind, source.span)?;
        let at = self.link_field(kind_index, via, of_kind, source.span)?;
        let link = self.shelf.link(kind_index, at);
        route.push(Hop::Back(link));
        self.depends(kind_index, &route);
        self.enter(source.name.clone(), What::Record(Some(kind_index)), route);
        Some(Members::Inverse { link, of })
    }

    fn depends(&mut self, kind: u16, route: &[Hop]) {
        // What came before a scan does not matter: every subject is concerned.
        let start = route.iter().rposition(|hop| matches!(hop, Hop::Scan(_))).unwrap_or(0);
        let route = route.get(start..).unwrap_or_default().to_vec();
        let dependency = Dependency { kind, route };
        if !self.dependencies.contains(&dependency) {
            self.dependencies.push(dependency);
        }
    }

    /// A record of an unknown kind may be of any.
    fn depends_on_records(&mut self, kind: Option<u16>, route: &[Hop]) {
        match kind {
            Some(kind) => self.depends(kind, route),
            None => {
                for kind in self.shelf.kinds.values().copied().collect::<Vec<_>>() {
                    self.depends(kind, route);
                }
            }
        }
    }

    fn fault(&mut self, span: Span, sentence: impl Into<String>) {
        let sentence = format!("at character {}: {}", span.start + 1, sentence.into());
        self.problems.push((self.problem)(sentence));
    }

    fn refuse<T>(&mut self, expr: &Expr, sentence: &str) -> Option<T> {
        self.fault(expr.span, sentence);
        None
    }
}
