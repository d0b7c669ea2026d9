//! A kind of record: everything that surfaces, stores and expectations need to know of it, declared once.

use crate::{FieldDef, Shape, Upcast};

/// A kind of record. The first field is its title: a required line.
#[derive(Debug)]
pub struct Kind {
    /// Stable id in lower case with underscores, e.g. `impact_assessment`.
    pub id: &'static str,
    /// Prefix of references, e.g. `SYS`.
    pub reference: &'static str,
    /// What people call it.
    pub name: Name,
    /// One sentence: what the register holds.
    pub purpose: &'static str,
    /// Requirements of the standard that expect such records, e.g. `6.1.2`.
    pub expected_by: &'static [&'static str],
    /// Where the register stands in the navigation.
    pub area: Area,
    /// Every field, in the order of the form.
    pub fields: &'static [FieldDef],
    /// The columns that the register shows at first.
    pub columns: &'static [FieldDef],
    /// Which states a record passes through.
    pub life_cycle: LifeCycle,
    /// Who puts a version in force, and how many records may be in force together; of controlled kinds.
    pub approval: Approval,
    /// Who may read the records of this kind without being related to them.
    pub sensitivity: Sensitivity,
    /// Version of the declaration, from 1; every rise needs an [`Upcast`] step.
    pub version: u32,
    /// Steps that read bodies written under earlier versions.
    pub upcasts: &'static [Upcast],
}

/// Singular and plural.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// "AI system".
    pub one: &'static str,
    /// "AI systems".
    pub many: &'static str,
}

/// A part of the navigation, after the clauses of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// Clauses 4-6.
    Plan,
    /// Clauses 7-8.
    Operate,
    /// Clauses 9-10.
    Improve,
    /// How the organisation keeps the system itself: memberships, custom fields.
    Settings,
}

/// Which states a record of the kind passes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LifeCycle {
    /// current → retired.
    Kept,
    /// draft → submitted → effective → retired; a newer draft leaves the effective version in force.
    Controlled,
    /// open → done → verified by somebody else; or cancelled.
    Task,
    /// recorded → verified by a named human who did not record it → retired.
    Witnessed,
}

/// How a record of a controlled kind comes into force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Approval {
    /// Whether only top management approves; otherwise whoever governs the management system.
    pub by_top: bool,
    /// Whether at most one record of the kind is in force: a second is approved once the first is retired.
    pub alone: bool,
}

impl Approval {
    /// By those who govern, and as many as there are.
    pub const GOVERNING: Self = Self { by_top: false, alone: false };
    /// By top management.
    pub const TOP: Self = Self { by_top: true, alone: false };
    /// By top management, one at a time.
    pub const TOP_ALONE: Self = Self { by_top: true, alone: true };
}

/// Who may read without being related to the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sensitivity {
    /// Every member of the organisation, once the record is in force; before that, working roles.
    Open,
    /// Everybody who works with the management system; employees only what concerns them.
    Internal,
    /// Those who govern and audit, and the people related to the record.
    Confined,
}

impl Kind {
    /// The kind itself, when its declaration holds; otherwise the build stops with the sentence that says why.
    ///
    /// # Panics
    /// At compile time only: a title that is no required line, an id twice or malformed, a column that is no field,
    /// upcast steps that do not lead from 1 to `version`.
    #[must_use]
    pub const fn checked(self) -> Self {
        assert!(is_code(self.id), "the kind's id must be lower case letters, digits and underscores");
        assert!(!self.fields.is_empty(), "a kind needs fields");
        assert!(
            self.version >= 1 && self.upcasts.len() as u64 + 1 == self.version as u64,
            "a kind needs one upcast step for each version after the first"
        );
        let Some((title, _)) = self.fields.split_first() else { return self };
        assert!(
            matches!(title.shape, Shape::Line { .. }) && title.required,
            "the first field is the title: a required line"
        );
        check_fields(self.fields);
        let mut columns = self.columns;
        while let Some((column, rest)) = columns.split_first() {
            assert!(contains(self.fields, column.id), "a column must be one of the fields");
            columns = rest;
        }
        let mut steps = self.upcasts;
        let mut from = 1;
        while let Some((step, rest)) = steps.split_first() {
            assert!(step.from == from, "upcast steps must follow each other from version 1");
            from += 1;
            steps = rest;
        }
        self
    }

    /// The field that names a record of this kind.
    pub fn title(&self) -> &'static FieldDef {
        static NONE: FieldDef = crate::field::line("title", "Title").field;
        self.fields.first().unwrap_or(&NONE)
    }

    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&'static FieldDef> {
        self.fields.iter().find(|field| field.id == id)
    }
}

const fn check_fields(all: &'static [FieldDef]) {
    let mut fields = all;
    while let Some((field, rest)) = fields.split_first() {
        assert!(is_code(field.id), "a field's id must be lower case letters, digits and underscores");
        assert!(!contains(rest, field.id), "two fields have the same id");
        if let Some(when) = field.when {
            assert!(contains(all, when.field), "a condition names a field that does not exist");
        }
        if let Shape::Table(cells) = field.shape {
            check_cells(cells);
        }
        fields = rest;
    }
}

const fn check_cells(all: &'static [FieldDef]) {
    let mut cells = all;
    while let Some((cell, rest)) = cells.split_first() {
        assert!(is_code(cell.id), "a table column's id must be lower case letters, digits and underscores");
        assert!(!contains(rest, cell.id), "two columns of a table have the same id");
        assert!(
            !matches!(cell.shape, Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. } | Shape::File),
            "a table's cell cannot hold a table, answers, a series or a file"
        );
        cells = rest;
    }
}

const fn contains(fields: &[FieldDef], id: &str) -> bool {
    let mut fields = fields;
    while let Some((field, rest)) = fields.split_first() {
        if same(field.id.as_bytes(), id.as_bytes()) {
            return true;
        }
        fields = rest;
    }
    false
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let (mut a, mut b) = (a, b);
    loop {
        match (a.split_first(), b.split_first()) {
            (None, None) => return true,
            (Some((x, xs)), Some((y, ys))) if *x == *y => {
                a = xs;
                b = ys;
            }
            _ => return false,
        }
    }
}

const fn is_code(id: &str) -> bool {
    let mut bytes = id.as_bytes();
    if bytes.is_empty() || bytes.len() > 40 {
        return false;
    }
    while let Some((byte, rest)) = bytes.split_first() {
        if !matches!(*byte, b'a'..=b'z' | b'0'..=b'9' | b'_') {
            return false;
        }
        bytes = rest;
    }
    true
}
