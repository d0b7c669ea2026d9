//! What must hold of every page and component, whatever it shows.

use crate::html::{Node, inside, read, text};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use ui::{Locale, gallery};

/// Every sample as (name, HTML, whether it is a whole page).
fn all() -> Vec<(String, String, bool)> {
    let locale = Locale::english(TimeZone::UTC);
    let mut list = Vec::new();
    for (groups, whole) in [(gallery::components(), false), (gallery::pages(), true)] {
        for group in groups {
            for sample in &group.samples {
                list.push((format!("{} {}", group.name, sample.name), (sample.draw)(&locale).0, whole));
            }
        }
    }
    assert!(list.len() > 40);
    list
}

#[test]
fn nothing_needs_an_exception_from_the_content_security_policy() {
    for (name, html, _) in all() {
        for node in read(&html) {
            let Node::Open { tag, attributes } = &node else { continue };
            for (key, value) in attributes {
                assert!(key != "style" && !key.starts_with("on"), "{name}: {key} on <{tag}>");
                assert!(!value.to_lowercase().contains("javascript:"), "{name}: {value}");
                if ["href", "src", "action"].contains(&key.as_str()) {
                    assert!(
                        !value.contains("://") && !value.starts_with("//"),
                        "{name}: leaves the house by {value}"
                    );
                }
            }
            assert!(
                !["style", "iframe", "object", "embed", "base"].contains(&tag.as_str()),
                "{name}: <{tag}>"
            );
        }
        let nodes = read(&html);
        for (place, node) in nodes.iter().enumerate().filter(|(_, node)| node.is("script")) {
            assert!(node.get("src").is_some() && inside(&nodes, place).is_empty(), "{name}: inline script");
        }
    }
}

#[test]
fn what_was_typed_is_never_markup() {
    let typed = all().into_iter().filter(|(name, ..)| name.contains("problems") && name.starts_with('f'));
    let mut seen = 0;
    for (name, html, _) in typed {
        assert!(!html.contains("<script>alert"), "{name}");
        seen += usize::from(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }
    assert!(seen >= 2, "the hostile sample is drawn");
}

#[test]
fn ids_are_unique_and_everything_that_points_at_an_id_finds_it() {
    for (name, html, whole) in all() {
        let nodes = read(&html);
        let mut ids = BTreeSet::new();
        for id in nodes.iter().filter_map(|node| node.get("id")) {
            assert!(ids.insert(id.to_owned()), "{name}: id {id} twice");
            assert!(!id.contains(char::is_whitespace) && !id.is_empty(), "{name}: id “{id}”");
        }
        for node in &nodes {
            for key in ["for", "list", "aria-labelledby", "aria-describedby", "form"] {
                for target in node.get(key).into_iter().flat_map(str::split_whitespace) {
                    assert!(ids.contains(target), "{name}: {key}={target} leads nowhere");
                }
            }
            if whole && let Some(target) = node.get("href").and_then(|href| href.strip_prefix("#f-")) {
                assert!(
                    ids.contains(&format!("f-{target}")),
                    "{name}: the summary's #f-{target} leads nowhere"
                );
            }
        }
    }
}

#[test]
fn every_control_has_a_name_that_is_read_aloud() {
    for (name, html, _) in all() {
        let nodes = read(&html);
        let labelled: BTreeSet<&str> =
            nodes.iter().filter(|node| node.is("label")).filter_map(|node| node.get("for")).collect();
        let mut within = vec![false; nodes.len()];
        for (place, _) in nodes.iter().enumerate().filter(|(_, node)| node.is("label")) {
            let inner = inside(&nodes, place);
            assert!(!text(inner).trim().is_empty(), "{name}: an empty label");
            within[place + 1..=place + inner.len()].fill(true);
        }
        for (place, node) in nodes.iter().enumerate() {
            let control = node.is("select")
                || node.is("textarea")
                || (node.is("input") && !matches!(node.get("type"), Some("hidden" | "submit")));
            if control {
                let named = within[place]
                    || node.get("aria-label").is_some_and(|label| !label.trim().is_empty())
                    || node.get("id").is_some_and(|id| labelled.contains(id));
                assert!(named, "{name}: {node:?} has no name");
            }
            if node.is("a") || node.is("button") || node.is("summary") {
                let words = text(inside(&nodes, place));
                assert!(
                    !words.trim().is_empty() || node.get("aria-label").is_some(),
                    "{name}: {node:?} says nothing"
                );
            }
            if node.is("fieldset") {
                let inner = inside(&nodes, place);
                assert!(
                    inner.first().is_some_and(|first| first.is("legend")),
                    "{name}: a fieldset without legend"
                );
            }
        }
    }
}

#[test]
fn forms_that_write_carry_the_token_and_forms_that_search_do_not() {
    for (name, html, whole) in all() {
        if !whole {
            continue;
        }
        let nodes = read(&html);
        for (place, node) in nodes.iter().enumerate().filter(|(_, node)| node.is("form")) {
            let token = inside(&nodes, place).iter().any(|inner| inner.get("name") == Some("_csrf"));
            assert_eq!(token, node.get("method") == Some("post"), "{name}: {node:?}");
            let nested = inside(&nodes, place).iter().any(|inner| inner.is("form"));
            assert!(!nested, "{name}: a form within a form");
        }
    }
}

#[test]
fn a_page_has_one_heading_of_each_rank_above_the_next() {
    for (name, html, whole) in all() {
        if !whole {
            continue;
        }
        let nodes = read(&html);
        assert_eq!(nodes.iter().filter(|node| node.is("h1")).count(), 1, "{name}: one h1");
        assert_eq!(nodes.iter().filter(|node| node.is("main")).count(), 1, "{name}: one main");
        assert!(nodes.iter().any(|node| node.is("html") && node.get("lang").is_some()), "{name}: a language");
        let main = nodes.iter().position(|node| node.is("main")).unwrap();
        let mut rank = 0;
        for node in inside(&nodes, main) {
            let Node::Open { tag, .. } = node else { continue };
            let Some(now) = tag.strip_prefix('h').and_then(|rank| rank.parse::<u8>().ok()) else { continue };
            // The summary of problems stands before the heading of the page.
            assert!(now <= rank + 1 || rank == 0, "{name}: <{tag}> after h{rank}");
            rank = now;
        }
        let title = nodes.iter().position(|node| node.is("title")).unwrap();
        let title = text(inside(&nodes, title));
        let wrong = nodes.iter().any(|node| node.get("class") == Some("summary"));
        assert_eq!(title.starts_with("Error: "), wrong, "{name}: {title}");
    }
}

#[test]
fn tables_name_their_columns_and_lists_hold_only_items() {
    for (name, html, _) in all() {
        let nodes = read(&html);
        for (place, node) in nodes.iter().enumerate() {
            if node.is("th") {
                assert!(
                    matches!(node.get("scope"), Some("col" | "row" | "rowgroup")),
                    "{name}: a head without scope"
                );
            }
            if node.is("table") {
                assert!(
                    inside(&nodes, place).iter().any(|inner| inner.is("thead")),
                    "{name}: a table without heads"
                );
            }
            if node.is("ul") || node.is("ol") {
                let mut depth = 0;
                for inner in inside(&nodes, place) {
                    match inner {
                        Node::Open { tag, .. } => {
                            assert!(depth > 0 || tag == "li", "{name}: <{tag}> in a list");
                            depth += i32::from(!["input", "br"].contains(&tag.as_str()));
                        }
                        Node::Close(_) => depth -= 1,
                        Node::Text(words) => {
                            assert!(depth > 0 || words.trim().is_empty(), "{name}: {words} in a list");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn pages_style_sheet_and_script_stay_within_their_limits() {
    for (name, html, whole) in all() {
        assert!(!whole || html.len() < 60_000, "{name}: {} bytes", html.len());
    }
    assert!(ui::stylesheet().len() < 40_000, "CSS: {} bytes", ui::stylesheet().len());
    assert!(ui::script().len() < 15_000, "script: {} bytes", ui::script().len());
}

#[test]
fn every_class_in_the_markup_is_known_to_the_style_sheet() {
    // Classes that only group for scripts or tests would be dead weight on 50 rows.
    let css = ui::stylesheet();
    for (name, html, _) in all() {
        for node in read(&html) {
            for class in node.get("class").into_iter().flat_map(str::split_whitespace) {
                let rule = format!(".{class}");
                let known = css.match_indices(&rule).any(|(at, _)| {
                    !css[at + rule.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '-')
                });
                assert!(known, "{name}: class {class} has no rule");
            }
        }
    }
}
