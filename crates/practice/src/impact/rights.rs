//! The fundamental rights impact assessment of Article 27 of Regulation (EU) 2024/1689: whether it is asked for, and which
//! answers of the assessment serve its six items.

use kinds::{ai_use, impact_assessment as ia};
use record::Body;

/// An item of Article 27(1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// Stable id, `a` to `f`.
    pub id: &'static str,
    /// Where it stands.
    pub place: &'static str,
    /// Ids of the fields that serve it; it is answered when each of the first says something.
    pub needed: &'static [&'static str],
    /// Ids of further fields that serve it.
    pub further: &'static [&'static str],
}

/// Every item.
pub static ITEMS: &[Item] = &[
    Item {
        id: "a",
        place: "27(1)(a)",
        needed: &[ia::PROCESSES.field.id],
        further: &[ia::INTENDED_USE.field.id],
    },
    Item { id: "b", place: "27(1)(b)", needed: &[ia::PERIOD.field.id], further: &[] },
    Item {
        id: "c",
        place: "27(1)(c)",
        needed: &[ia::AFFECTED.field.id],
        further: &[ia::VULNERABLE.field.id],
    },
    Item {
        id: "d",
        place: "27(1)(d)",
        needed: &[ia::FINDINGS.field.id],
        further: &[ia::TECHNICAL_CONTEXT.field.id],
    },
    Item {
        id: "e",
        place: "27(1)(e)",
        needed: &[ia::OVERSIGHT.field.id],
        further: &[ia::OVERSEERS.field.id],
    },
    Item {
        id: "f",
        place: "27(1)(f)",
        needed: &[ia::COMPLAINTS.field.id],
        further: &[ia::MEASURES.field.id],
    },
];

/// Whether Article 27 asks for the assessment, as far as records say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// It does.
    Yes,
    /// No use that is assessed is one of those, or the organisation is none of the deployers that it names.
    No,
    /// A use is one of those, and nobody has said on which ground the organisation would be.
    Unsaid,
}

/// Whether Article 27 asks for it: a use listed in Annex III but for point 2, deployed by the organisation, which is a body
/// governed by public law, provides public services, or uses it for credit, life or health insurance (5(b), 5(c)).
pub fn applies<'a>(assessment: &Body, uses: impl Iterator<Item = &'a Body>) -> Applies {
    let ground = ia::RIGHTS_GROUND.of(assessment);
    let mut listed = uses.filter(|body| {
        ai_use::ACT_CLASS.of(body) == Some("high_risk_annex_iii")
            && ai_use::ACT_POINT.of(body) != Some("2")
            && deploys(body)
    });
    let Some(first) = listed.next() else { return Applies::No };
    let money = |body: &Body| matches!(ai_use::ACT_POINT.of(body), Some("5b" | "5c"));
    if money(first) || listed.any(money) {
        return Applies::Yes;
    }
    match ground {
        Some("public_body" | "public_service") => Applies::Yes,
        Some(_) => Applies::No,
        None => Applies::Unsaid,
    }
}

/// Whether the organisation deploys a use; where no role is on record it may.
fn deploys(body: &Body) -> bool {
    let rows = ai_use::ROLES.of(body).unwrap_or_default();
    rows.is_empty()
        || rows.iter().any(|row| {
            row.cells.get("role").and_then(|role| role.text()) == Some("deployer")
                && !row.cells.contains_key("until")
        })
}

/// Ids of the fields that an item still needs.
pub fn lacks(item: &Item, assessment: &Body) -> Vec<&'static str> {
    item.needed.iter().copied().filter(|id| assessment.get(id).is_none()).collect()
}
