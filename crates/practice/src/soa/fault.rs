//! What is wrong with a statement, control by control, and where it is put right.

use jiff::civil::Date;
use record::RecordId;

/// What is wrong with a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The statement says nothing of a reference control.
    Missing,
    /// A risk is treated by it, and the statement leaves it out or says nothing of it: reference and title of the risk.
    TreatingLeftOut(RecordId, String),
    /// The law asks for it here, and the statement leaves it out: places, uses.
    RequiredByLaw(Vec<String>, Vec<String>),
    /// Nobody has decided whether it applies.
    Undecided,
    /// It has no reason.
    NoReason,
    /// Its reason could stand for any control.
    Generic,
    /// Its reason is that of so many others.
    Copied(Vec<String>),
    /// Its reason has no source.
    NoSource,
    /// It applies; nothing in force says how it is carried out, and no day until when it is to be.
    NotImplemented,
    /// It was to be in place by this day.
    Late(Date),
    /// It is in place, and nobody has tested whether it works.
    Untested(RecordId, String),
    /// Its test was due on this day.
    TestOverdue(RecordId, String, Date),
    /// Its last test found that it does not work, wholly or in part.
    TestFailed(RecordId, String, Date),
    /// A measure of a risk is done on paper: no test since shows that the control works.
    OnPaper(RecordId, String),
}

/// Where a fault is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// In the statement.
    Statement,
    /// In a new implementation of the control.
    NewImplementation,
    /// In an implementation.
    Implementation(RecordId),
}

impl Fault {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TreatingLeftOut(..) => "treating_left_out",
            Self::RequiredByLaw(..) => "required_by_law",
            Self::Undecided => "undecided",
            Self::NoReason => "no_reason",
            Self::Generic => "generic",
            Self::Copied(_) => "copied",
            Self::NoSource => "no_source",
            Self::NotImplemented => "not_implemented",
            Self::Late(_) => "late",
            Self::Untested(..) => "untested",
            Self::TestOverdue(..) => "test_overdue",
            Self::TestFailed(..) => "test_failed",
            Self::OnPaper(..) => "on_paper",
        }
    }

    /// Whether an auditor would find a nonconformity in it, rather than something to do.
    pub const fn is_grave(&self) -> bool {
        matches!(
            self,
            Self::Missing
                | Self::TreatingLeftOut(..)
                | Self::RequiredByLaw(..)
                | Self::NoReason
                | Self::NotImplemented
                | Self::Late(_)
                | Self::TestFailed(..)
        )
    }

    /// Where it is put right; a control that is carried out nowhere gets an implementation.
    pub const fn mend(&self, carried_out: Option<RecordId>) -> Mend {
        match self {
            Self::Missing
            | Self::TreatingLeftOut(..)
            | Self::RequiredByLaw(..)
            | Self::Undecided
            | Self::NoReason
            | Self::Generic
            | Self::Copied(_)
            | Self::NoSource => Mend::Statement,
            Self::Untested(id, _) | Self::TestOverdue(id, ..) | Self::TestFailed(id, ..) => {
                Mend::Implementation(*id)
            }
            Self::NotImplemented | Self::Late(_) | Self::OnPaper(..) => match carried_out {
                Some(id) => Mend::Implementation(id),
                None => Mend::NewImplementation,
            },
        }
    }
}
