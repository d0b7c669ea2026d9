//! The colours hold the contrast that WCAG 2.2 asks for (1.4.3: 4.5 to 1 for text; 1.4.11: 3 to 1 for the edges of
//! controls), computed from the tokens by the formula of the standard, in both themes.

use std::collections::BTreeMap;

/// Text on ground, as the components use them.
const TEXT: &[(&str, &[&str])] = &[
    ("ink", &["paper", "surface", "sunken", "accent-soft", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5"]),
    ("ink-2", &["paper", "surface", "sunken"]),
    ("ink-3", &["paper", "surface", "sunken"]),
    ("accent", &["paper", "surface", "sunken", "accent-soft"]),
    ("accent-ink", &["accent"]),
    ("ok", &["surface", "ok-soft"]),
    ("warn", &["surface", "warn-soft"]),
    ("bad", &["surface", "paper", "bad-soft"]),
    ("info", &["surface", "info-soft"]),
    ("mute", &["surface", "mute-soft"]),
];

/// Edges without which a control could not be seen.
const EDGES: &[(&str, &[&str])] = &[("edge", &["paper", "surface"]), ("accent", &["paper", "surface"])];

#[test]
fn text_and_edges_can_be_told_from_their_ground_in_both_themes() {
    let tokens = tokens();
    for theme in [0, 1] {
        for (pairs, least) in [(TEXT, 4.5), (EDGES, 3.0)] {
            for (ink, grounds) in pairs {
                for ground in *grounds {
                    let ratio = contrast(tokens[*ink][theme], tokens[*ground][theme]);
                    assert!(ratio >= least, "{ink} on {ground}, theme {theme}: {ratio:.2} to 1");
                }
            }
        }
    }
}

/// Two colours this far apart in `OKLab` are seen to differ when they lie beside each other without a name.
const APART: f64 = 0.04;

#[test]
fn neighbouring_levels_of_a_heat_map_can_be_told_apart_in_both_themes() {
    let tokens = tokens();
    let of = |name: &str, theme: usize| tokens[name][theme];
    for theme in [0, 1] {
        let levels: Vec<[u8; 3]> = (1..=5).map(|level| of(&format!("heat-{level}"), theme)).collect();
        for (place, pair) in levels.windows(2).enumerate() {
            let apart = distance(pair[0], pair[1]);
            assert!(apart >= APART, "levels {} and {}, theme {theme}: {apart:.3}", place + 1, place + 2);
        }
        for (level, colour) in levels.iter().enumerate() {
            let apart = distance(*colour, of("surface", theme));
            assert!(apart >= 2.0 * APART, "level {} on the card, theme {theme}: {apart:.3}", level + 1);
        }
    }
}

/// How far apart two colours are seen, after Ottosson's `OKLab`.
fn distance(a: [u8; 3], b: [u8; 3]) -> f64 {
    let lab = |colour: [u8; 3]| {
        let cones = CONES.map(|row| product(row, colour.map(linear)).cbrt());
        AXES.map(|row| product(row, cones))
    };
    let (a, b) = (lab(a), lab(b));
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

const CONES: [[f64; 3]; 3] = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const AXES: [[f64; 3]; 3] = [
    [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
];

fn product(row: [f64; 3], by: [f64; 3]) -> f64 {
    row.iter().zip(by).map(|(a, b)| a * b).sum()
}

/// A part of a colour, linear in light.
fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

#[test]
fn the_formula_is_the_one_of_the_standard() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.001);
    // #767676 on white is the well-known grey that just passes.
    assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.01);
}

/// Token to its light and dark colour.
fn tokens() -> BTreeMap<String, [[u8; 3]; 2]> {
    let mut tokens = BTreeMap::new();
    for part in ui::stylesheet().split("--").skip(1) {
        let Some((name, rest)) = part.split_once(':') else { continue };
        let Some(pair) = rest.trim_start().strip_prefix("light-dark(") else { continue };
        let Some((light, dark)) = pair.split_once(')').and_then(|(pair, _)| pair.split_once(',')) else {
            continue;
        };
        if let (Some(light), Some(dark)) = (colour(light), colour(dark)) {
            tokens.insert(name.trim().to_owned(), [light, dark]);
        }
    }
    assert!(tokens.len() > 20, "the tokens are read");
    tokens
}

fn colour(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().strip_prefix('#')?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// Relative luminance and contrast ratio as WCAG defines them.
fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let luminance = |colour: [u8; 3]| {
        let [r, g, b] = colour.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
