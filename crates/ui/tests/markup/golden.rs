//! The markup of every component and page as golden files: a change of a component shows its whole effect.

use jiff::tz::TimeZone;
use ui::{Locale, gallery};

#[test]
fn components() {
    let locale = Locale::english(TimeZone::UTC);
    for group in gallery::components() {
        for sample in &group.samples {
            insta::assert_snapshot!(
                format!("component-{}-{}", group.name, sample.name),
                crate::html::lines(&(sample.draw)(&locale).0)
            );
        }
    }
}

#[test]
fn pages() {
    let locale = Locale::english(TimeZone::UTC);
    for group in gallery::pages() {
        for sample in group.samples.iter().filter(|sample| !sample.name.contains("fifty")) {
            let html = crate::html::lines(&(sample.draw)(&locale).0);
            let main = html.split_once("<main").map_or(html.as_str(), |(_, rest)| rest);
            insta::assert_snapshot!(format!("page-{}-{}", group.name, sample.name), main);
        }
    }
}

#[test]
fn what_stands_around_a_page() {
    let locale = Locale::english(TimeZone::UTC);
    let groups = gallery::pages();
    let sample =
        groups.iter().find(|group| group.name == "record").and_then(|group| group.samples.first()).unwrap();
    let html = crate::html::lines(&(sample.draw)(&locale).0);
    let (before, rest) = html.split_once("<main").unwrap();
    let (_, after) = rest.split_once("</main>").unwrap();
    insta::assert_snapshot!("shell", format!("{before}<main …</main>{after}"));
}
