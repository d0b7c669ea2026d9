//! The one style sheet: tokens, base and layout first, then each component's own part.

/// The style sheet. Cascade layers keep specificity flat, so the order of the components does not matter.
pub fn stylesheet() -> &'static str {
    concat!(
        include_str!("css/tokens.css"),
        include_str!("css/base.css"),
        include_str!("css/layout.css"),
        include_str!("css/side.css"),
        include_str!("components/badge.css"),
        include_str!("components/button.css"),
        include_str!("components/card.css"),
        include_str!("components/chart.css"),
        include_str!("components/checks.css"),
        include_str!("components/crumbs.css"),
        include_str!("components/diff.css"),
        include_str!("components/document.css"),
        include_str!("components/empty.css"),
        include_str!("components/facts.css"),
        include_str!("components/field/field.css"),
        include_str!("components/gate.css"),
        include_str!("components/history.css"),
        include_str!("components/matrix.css"),
        include_str!("components/meter.css"),
        include_str!("components/palette.css"),
        include_str!("components/progress.css"),
        include_str!("components/register.css"),
        include_str!("components/tabs.css"),
        include_str!("components/tiles.css"),
        include_str!("components/verdict.css"),
        include_str!("components/way.css"),
    )
}
