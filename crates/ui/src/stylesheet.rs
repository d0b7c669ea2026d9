//! The one style sheet: tokens, base and layout first, then each component's own part.

use std::sync::LazyLock;

static SHEET: LazyLock<String> = LazyLock::new(|| small(parts()));

/// The style sheet, as it is sent. Cascade layers keep specificity flat, so the order of the components does not matter.
pub fn stylesheet() -> &'static str {
    &SHEET
}

/// Takes out what only people read: comments, the ends of lines, and blanks beside the signs that end a declaration or a
/// block. What stands in quotes stays as it is.
fn small(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let (mut quote, mut rest) = (None, css);
    while let Some(sign) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        match (quote, sign) {
            (Some(open), sign) => {
                out.push(sign);
                quote = Some(open).filter(|open| *open != sign);
            }
            (None, '"' | '\'') => {
                out.push(sign);
                quote = Some(sign);
            }
            (None, sign) if sign.is_whitespace() => {
                rest = rest.trim_start();
                let beside = |sign: char| matches!(sign, '{' | '}' | ';' | ',');
                if !out.ends_with(beside) && !rest.starts_with(beside) && !out.is_empty() {
                    out.push(' ');
                }
            }
            (None, '}') => {
                out.truncate(out.trim_end_matches(';').len());
                out.push('}');
            }
            (None, sign) => out.push(sign),
        }
    }
    out
}

const fn parts() -> &'static str {
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
        include_str!("components/lanes.css"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_read_is_taken_out() {
        let css =
            "/* why */\n@layer a {\n  .b > c, .d { content: \"a ; b\"; inline-size: calc(1px + 2px); }\n}\n";
        assert_eq!(small(css), "@layer a{.b > c,.d{content: \"a ; b\";inline-size: calc(1px + 2px)}}");
    }
}
