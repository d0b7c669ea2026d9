//! Looks up paths: which scope they start in, which links they follow, what stands at the end.

use super::{Checker, HOPS, Hop, What};
use crate::{
    code::{At, Attribute, Move, Part, Reading, Walk},
    layout::LinkAt,
};
use frameworks::language::{Path, Span, Step};
use record::{Act, FieldDef, Shape};

/// A path, looked up.
pub(super) struct Resolved {
    /// To the last record.
    pub walk: Walk,
    /// How that record is reached from the subject.
    pub route: Vec<Hop>,
    /// Its kind, where one is known.
    pub kind: Option<u16>,
    /// Whether the walk or the end may give several.
    pub multi: bool,
    pub end: End,
}

/// What stands at the end of a path.
pub(super) enum End {
    Record,
    Field { at: At, def: FieldDef, part: Part },
    Table { slot: u16, columns: &'static [FieldDef] },
    Acted(Act),
    ActBy(Act),
    ActAt(Act),
    ActCapacity(Act),
    Fact(Attribute),
    Authors,
}

impl Checker<'_, '_> {
    pub(super) fn resolve(&mut self, path: &Path) -> Option<Resolved> {
        let mut steps = path.steps.as_slice();
        let mut scope = self.scopes.len().checked_sub(1)?;
        let mut named = false;
        if let Some((Step::Name(first), rest)) = steps.split_first()
            && let Some(found) = self.scopes.iter().rposition(|scope| scope.name.as_ref() == Some(first))
        {
            (scope, steps, named) = (found, rest, true);
        }
        self.lowest = self.lowest.min(scope);
        let start = self.scopes.get(scope)?.clone();
        let mut at = Resolved {
            walk: Walk { scope, moves: Vec::new() },
            route: start.route,
            kind: None,
            multi: false,
            end: End::Record,
        };
        match start.what {
            What::Organisation => {
                self.fault(
                    path.span,
                    format!("“{path}”: the organisation has no fields; name a population first"),
                );
                return None;
            }
            What::Fact => return self.fact(at, steps, path, named),
            What::Row { kind, slot, columns } => {
                at.kind = Some(kind);
                if !self.cell(&mut at, slot, columns, &mut steps, path)? {
                    return Some(at);
                }
            }
            What::Record(kind) => at.kind = kind,
        }
        while let Some((step, rest)) = steps.split_first() {
            steps = rest;
            let goes_on = match step {
                Step::Acted(act) => self.acted(&mut at, act, &mut steps, path)?,
                Step::Name(name) => self.field(&mut at, name, &mut steps, path)?,
            };
            if !goes_on {
                return Some(at);
            }
        }
        Some(at)
    }

    /// The records at the end of a path: the last link becomes part of the walk.
    pub(super) fn as_records(
        &mut self,
        mut at: Resolved,
        path: &Path,
    ) -> Option<(Walk, Option<u16>, Vec<Hop>)> {
        match at.end {
            End::Record => {}
            End::Field { at: place, def, part: Part::Whole } if target(&def).is_some() => {
                self.follow(&mut at, place, &def, path)?;
            }
            End::ActBy(act) => self.follow_act(&mut at, act, path)?,
            _ => {
                self.fault(path.span, format!("“{path}” does not lead to records"));
                return None;
            }
        }
        self.depends_on_records(at.kind, &at.route);
        Some((at.walk, at.kind, at.route))
    }

    /// The nearest record in scope.
    pub(super) fn nearest(&mut self, span: Span) -> Option<(Walk, Option<u16>, Vec<Hop>)> {
        let scope = self.scopes.len().checked_sub(1)?;
        self.lowest = self.lowest.min(scope);
        let found = self.scopes.get(scope)?.clone();
        let What::Record(kind) = found.what else {
            self.fault(span, "there is no record here that could be meant; name one");
            return None;
        };
        self.depends_on_records(kind, &found.route);
        Some((Walk { scope, moves: Vec::new() }, kind, found.route))
    }

    /// The place of a link in a kind: a field, or a table and its column; it must be able to lead to `towards`.
    pub(super) fn link_field(
        &mut self,
        kind: u16,
        via: &[String],
        towards: Option<u16>,
        span: Span,
    ) -> Option<LinkAt> {
        let schema = self.shelf.schemas.get(usize::from(kind))?;
        let name = via.join(".");
        let found = match via {
            [field] => schema.field(field).copied().map(|def| (def, None)),
            [table, column] => schema.field(table).and_then(|field| match field.shape {
                Shape::Table(columns) => {
                    columns.iter().find(|cell| cell.id == column).map(|cell| (*field, Some(*cell)))
                }
                _ => None,
            }),
            _ => None,
        };
        let Some((field, column)) = found else {
            self.fault(span, format!("the kind “{}” has no field “{name}”", schema.kind.id));
            return None;
        };
        let leaf = column.unwrap_or(field);
        let towards =
            towards.and_then(|kind| self.shelf.schemas.get(usize::from(kind))).map(|schema| schema.kind.id);
        match (target(&leaf), towards) {
            (None, _) => {
                self.fault(span, format!("“{name}” is no link"));
                return None;
            }
            (Some(target), Some(towards)) if target != "*" && target != towards => {
                self.fault(span, format!("“{name}” leads to records of kind {target}, not {towards}"));
                return None;
            }
            _ => {}
        }
        let slot = self.shelf.slot(kind, field.id, true);
        Some(match column {
            None => LinkAt::Slot(slot),
            Some(column) => LinkAt::Cell(slot, self.shelf.cell(kind, slot, column.id, true)),
        })
    }

    pub(super) fn reading(&mut self, at: Resolved, path: &Path) -> Option<(Reading, FieldDef, bool)> {
        match at.end {
            End::Field { at: place, def, part } => {
                Some((Reading { record: at.walk, at: place, part, newest: false }, def, at.multi))
            }
            End::Table { slot, .. } => {
                let shape = Shape::Table(&[]);
                let def = FieldDef { shape, ..record::line("table", "Table").field };
                let reading =
                    Reading { record: at.walk, at: At::Slot(slot), part: Part::Whole, newest: false };
                Some((reading, def, at.multi))
            }
            _ => {
                self.fault(path.span, format!("“{path}” is no field"));
                None
            }
        }
    }

    /// Marks the text at the end of a reading as kept, not only counted.
    pub(super) fn keep_content(&mut self, kind: Option<u16>, at: At) {
        let Some(layout) = kind.and_then(|kind| self.shelf.layout(kind)) else { return };
        let (slot, cell) = match at {
            At::Slot(slot) => (slot, None),
            At::Column(slot, cell) | At::Answer(slot, cell) => (slot, Some(cell)),
            At::Cell(cell) => {
                // The slot of the row in scope: every table slot that has this cell under the same index is asked.
                for slot in &mut layout.slots {
                    if let Some(cell) = slot.cells.get_mut(usize::from(cell)) {
                        cell.content = true;
                    }
                }
                return;
            }
        };
        let Some(slot) = layout.slots.get_mut(usize::from(slot)) else { return };
        match cell {
            None => slot.content = true,
            Some(cell) => {
                if let Some(cell) = slot.cells.get_mut(usize::from(cell)) {
                    cell.content = true;
                }
            }
        }
    }

    fn field(&mut self, at: &mut Resolved, name: &str, steps: &mut &[Step], path: &Path) -> Option<bool> {
        let Some(kind) = at.kind else {
            self.fault(
                path.span,
                format!(
                    "“{path}”: the record before “{name}” may be of any kind, so its fields are not known"
                ),
            );
            return None;
        };
        self.depends(kind, &at.route);
        let schema = self.shelf.schemas.get(usize::from(kind))?;
        let Some(def) = schema.field(name).copied() else {
            if name == "authors" && steps.is_empty() {
                at.end = End::Authors;
                if let Some(layout) = self.shelf.layout(kind) {
                    layout.authors = true;
                }
                return Some(false);
            }
            let sentence = format!("the kind “{}” has no field “{name}”", schema.kind.id);
            self.fault(path.span, sentence);
            return None;
        };
        let slot = self.shelf.slot(kind, def.id, false);
        match def.shape {
            Shape::Table(columns) => {
                let Some((Step::Name(column), rest)) = steps.split_first() else {
                    at.end = End::Table { slot, columns };
                    return Some(false);
                };
                *steps = rest;
                let Some(cell) = columns.iter().find(|cell| cell.id == column.as_str()).copied() else {
                    self.fault(path.span, format!("the table “{name}” has no column “{column}”"));
                    return None;
                };
                let index = self.shelf.cell(kind, slot, cell.id, false);
                at.multi = true;
                self.leaf(at, At::Column(slot, index), cell, steps, path)
            }
            Shape::Answers(set) => {
                let Some((Step::Name(question), rest)) = steps.split_first() else {
                    at.end = End::Field { at: At::Slot(slot), def, part: Part::Whole };
                    return Some(false);
                };
                *steps = rest;
                let Some(asked) = set.question(question) else {
                    self.fault(
                        path.span,
                        format!("the question set {} has no question “{question}”", set.tag()),
                    );
                    return None;
                };
                let index = self.shelf.cell(kind, slot, asked.field.id, false);
                self.leaf(at, At::Answer(slot, index), asked.field, steps, path)
            }
            _ => self.leaf(at, At::Slot(slot), def, steps, path),
        }
    }

    fn cell(
        &mut self,
        at: &mut Resolved,
        slot: u16,
        columns: &'static [FieldDef],
        steps: &mut &[Step],
        path: &Path,
    ) -> Option<bool> {
        let Some((Step::Name(name), rest)) = steps.split_first() else {
            self.fault(path.span, format!("“{path}”: a row has columns only"));
            return None;
        };
        let name = name.as_str();
        *steps = rest;
        let Some(cell) = columns.iter().find(|cell| cell.id == name).copied() else {
            self.fault(path.span, format!("the row has no column “{name}”; its record's fields are named “subject.{name}” or by “as”"));
            return None;
        };
        let kind = at.kind?;
        self.depends(kind, &at.route);
        let index = self.shelf.cell(kind, slot, cell.id, false);
        self.leaf(at, At::Cell(index), cell, steps, path)
    }

    /// The end of a path, or a link that it follows further.
    fn leaf(
        &mut self,
        at: &mut Resolved,
        place: At,
        def: FieldDef,
        steps: &mut &[Step],
        path: &Path,
    ) -> Option<bool> {
        let Some((step, rest)) = steps.split_first() else {
            at.multi |= matches!(def.shape, Shape::Links(_) | Shape::Evidence | Shape::Choices(_));
            at.end = End::Field { at: place, def, part: Part::Whole };
            return Some(false);
        };
        if target(&def).is_some() {
            self.follow(at, place, &def, path)?;
            return Some(true);
        }
        let part = match (def.shape, step) {
            (Shape::Period, Step::Name(name)) if name == "from" => Some(Part::From),
            (Shape::Period, Step::Name(name)) if name == "to" => Some(Part::Until),
            (Shape::Money, Step::Name(name)) if name == "amount" => Some(Part::Amount),
            (Shape::Money, Step::Name(name)) if name == "currency" => Some(Part::Currency),
            (Shape::Series { .. }, Step::Name(name)) if name == "at" => Some(Part::LastAt),
            (Shape::Series { .. }, Step::Name(name)) if name == "value" => Some(Part::LastValue),
            _ => None,
        };
        match part {
            Some(part) if rest.is_empty() => {
                *steps = rest;
                at.end = End::Field { at: place, def, part };
                Some(false)
            }
            _ => {
                self.fault(path.span, format!("“{}” in “{path}” has no such part", def.id));
                None
            }
        }
    }

    fn follow(&mut self, at: &mut Resolved, place: At, def: &FieldDef, path: &Path) -> Option<()> {
        let from = at.kind?;
        let (step, link) = match place {
            At::Slot(slot) => (Move::Slot(slot), LinkAt::Slot(slot)),
            At::Column(slot, cell) => (Move::Column(slot, cell), LinkAt::Cell(slot, cell)),
            At::Cell(cell) => {
                let Some(What::Row { slot, .. }) = self.scopes.get(at.walk.scope).map(|scope| scope.what)
                else {
                    return None;
                };
                (Move::Cell(cell), LinkAt::Cell(slot, cell))
            }
            At::Answer(..) => {
                self.fault(path.span, "an answer cannot be followed as a link");
                return None;
            }
        };
        let link = self.shelf.link(from, link);
        self.step(at, step, link, path)?;
        at.multi |= matches!(def.shape, Shape::Links(_) | Shape::Evidence);
        at.kind = target(def).and_then(|target| self.shelf.kinds.get(target).copied());
        if let (None, Some(wanted)) = (at.kind, target(def))
            && wanted != "*"
        {
            self.fault(path.span, format!("“{path}” leads to the kind {wanted}, which is not known"));
            return None;
        }
        Some(())
    }

    fn acted(&mut self, at: &mut Resolved, act: &str, steps: &mut &[Step], path: &Path) -> Option<bool> {
        let act = Act::from_code(act)?;
        let Some(kind) = at.kind else {
            self.fault(
                path.span,
                format!("“{path}”: the record may be of any kind, so its acts are not known"),
            );
            return None;
        };
        self.depends(kind, &at.route);
        if let Some(layout) = self.shelf.layout(kind) {
            layout.acts.insert(act);
        }
        let Some((step, rest)) = steps.split_first() else {
            at.end = End::Acted(act);
            return Some(false);
        };
        *steps = rest;
        at.end = match step {
            Step::Name(name) if name == "by" && rest.is_empty() => End::ActBy(act),
            Step::Name(name) if name == "at" && rest.is_empty() => End::ActAt(act),
            Step::Name(name) if name == "capacity" && rest.is_empty() => End::ActCapacity(act),
            Step::Name(name) if name == "by" => {
                self.follow_act(at, act, path)?;
                return Some(true);
            }
            _ => {
                self.fault(path.span, format!("“{path}”: an act has by, at and capacity"));
                return None;
            }
        };
        Some(false)
    }

    fn follow_act(&mut self, at: &mut Resolved, act: Act, path: &Path) -> Option<()> {
        let from = at.kind?;
        let link = self.shelf.link(from, LinkAt::Act(act));
        self.step(at, Move::Act(act), link, path)?;
        at.kind = self.shelf.kinds.get("person").copied();
        Some(())
    }

    fn step(&mut self, at: &mut Resolved, step: Move, link: u16, path: &Path) -> Option<()> {
        at.walk.moves.push(step);
        at.route.push(Hop::Forward(link));
        at.end = End::Record;
        if at.walk.moves.len() > HOPS {
            self.fault(path.span, format!("“{path}” follows more than {HOPS} links"));
            return None;
        }
        Some(())
    }

    fn fact(&mut self, mut at: Resolved, steps: &[Step], path: &Path, named: bool) -> Option<Resolved> {
        let attribute = match steps {
            [Step::Name(name)] => match name.as_str() {
                "ref" => Some(Attribute::Reference),
                "title" => Some(Attribute::Title),
                "under" => Some(Attribute::Under),
                "documented" => Some(Attribute::Documented),
                "required_of" => Some(Attribute::RequiredOf),
                _ => None,
            },
            [] if named => Some(Attribute::Reference),
            _ => None,
        };
        if attribute.is_none() {
            self.fault(path.span, format!("“{path}”: a requirement has ref, title, under and documented, a control required_of as well"));
        }
        at.multi |= attribute == Some(Attribute::RequiredOf);
        at.end = End::Fact(attribute?);
        Some(at)
    }
}

/// The kind that a link leads to, `*` for any; nothing when the field is no link.
pub(super) fn target(def: &FieldDef) -> Option<&'static str> {
    match def.shape {
        Shape::Link(target) | Shape::Links(target) => Some(target.kind),
        Shape::Person => Some("person"),
        Shape::Evidence => Some("evidence"),
        _ => None,
    }
}
