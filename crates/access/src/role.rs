//! The roles that a person can hold in an organisation, several at once.

/// A role (ISO/IEC 42001, 5.3: responsibilities and authorities are assigned, and known).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Keeps accounts, memberships and custom fields; governs nothing.
    Administrator,
    /// Answers for the conformity of the management system.
    AiManager,
    /// Directs the organisation: policy, appetite, acceptance, review.
    TopManagement,
    /// Answers for systems, uses, risks or documents.
    Owner,
    /// Writes and collects.
    Contributor,
    /// Audits from within, independent of what is audited.
    InternalAuditor,
    /// Audits from outside; reads only.
    ExternalAuditor,
    /// Reads what is in force.
    Employee,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Administrator,
        Self::AiManager,
        Self::TopManagement,
        Self::Owner,
        Self::Contributor,
        Self::InternalAuditor,
        Self::ExternalAuditor,
        Self::Employee,
    ];

    /// The stable code, as in ledger entries.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::AiManager => "ai_manager",
            Self::TopManagement => "top_management",
            Self::Owner => "owner",
            Self::Contributor => "contributor",
            Self::InternalAuditor => "internal_auditor",
            Self::ExternalAuditor => "external_auditor",
            Self::Employee => "employee",
        }
    }

    /// What people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Administrator => "Administrator",
            Self::AiManager => "AI manager",
            Self::TopManagement => "Top management",
            Self::Owner => "Owner",
            Self::Contributor => "Contributor",
            Self::InternalAuditor => "Internal auditor",
            Self::ExternalAuditor => "External auditor",
            Self::Employee => "Employee",
        }
    }

    /// The role with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Whether the role reads what is being worked on, not only what is in force.
    pub const fn works(self) -> bool {
        !matches!(self, Self::Employee)
    }

    /// Whether the role reads what is confined to those who govern and audit.
    pub const fn governs(self) -> bool {
        matches!(self, Self::AiManager | Self::TopManagement | Self::InternalAuditor | Self::ExternalAuditor)
    }
}
