//! Words for how much of something there is, "low" to "critical", as the steps of a scale.

use crate::choices::key;
use record::Opt;

/// Words for the steps of five, the least first; folded, in the languages in which registers come.
const WORDS: [&[&str]; 5] = [
    &[
        "very low",
        "negligible",
        "minimal",
        "insignificant",
        "rare",
        "remote",
        "trivial",
        "none",
        "very unlikely",
        "improbable",
        "sehr gering",
        "sehr niedrig",
        "unwesentlich",
        "vernachlassigbar",
        "tres faible",
        "negligeable",
        "muy bajo",
        "muy baja",
        "insignificante",
        "molto basso",
        "molto bassa",
        "zeer laag",
        "velmi nizka",
        "velmi nizke",
    ],
    &[
        "low",
        "minor",
        "unlikely",
        "small",
        "limited",
        "l",
        "gering",
        "niedrig",
        "unwahrscheinlich",
        "faible",
        "mineur",
        "peu probable",
        "bajo",
        "baja",
        "leve",
        "menor",
        "improbable",
        "basso",
        "bassa",
        "lieve",
        "laag",
        "klein",
        "onwaarschijnlijk",
        "nizka",
        "nizke",
        "nizky",
        "baixo",
        "baixa",
    ],
    &[
        "medium",
        "moderate",
        "possible",
        "average",
        "med",
        "m",
        "mid",
        "mittel",
        "moglich",
        "massig",
        "moyen",
        "moyenne",
        "modere",
        "medio",
        "media",
        "moderado",
        "moderada",
        "posible",
        "possibile",
        "moderato",
        "gemiddeld",
        "matig",
        "mogelijk",
        "stredni",
    ],
    &[
        "high",
        "major",
        "likely",
        "probable",
        "significant",
        "serious",
        "h",
        "hoch",
        "wahrscheinlich",
        "erheblich",
        "eleve",
        "elevee",
        "majeur",
        "fort",
        "forte",
        "alto",
        "alta",
        "mayor",
        "grave",
        "probabile",
        "hoog",
        "groot",
        "waarschijnlijk",
        "vysoka",
        "vysoke",
        "vysoky",
    ],
    &[
        "very high",
        "critical",
        "severe",
        "catastrophic",
        "extreme",
        "almost certain",
        "certain",
        "very likely",
        "vh",
        "frequent",
        "sehr hoch",
        "kritisch",
        "katastrophal",
        "sehr wahrscheinlich",
        "tres eleve",
        "tres elevee",
        "critique",
        "catastrophique",
        "muy alto",
        "muy alta",
        "critico",
        "critica",
        "catastrofico",
        "muy probable",
        "molto alto",
        "molto alta",
        "zeer hoog",
        "catastrofaal",
        "kriticka",
        "kriticke",
        "kriticky",
        "velmi vysoka",
    ],
];

/// Which step of five a text names, from 1; none when it is no such word. What stands in brackets or behind a dash explains
/// it: "High (4)", "Low – once in ten years".
pub(crate) fn level(text: &str) -> Option<usize> {
    let whole = key(text);
    let first = text.split(['(', ':', '–', '—']).next().and_then(|part| part.split(" - ").next());
    let first = key(first.unwrap_or_default());
    let is = |word: &&str| **word == whole || **word == first;
    // "Improbable" stands for the least and for the second step; the least is tried last.
    let at =
        [1, 2, 3, 4, 0].into_iter().find(|at| WORDS.get(*at).is_some_and(|words| words.iter().any(is)))?;
    Some(at + 1)
}

/// The step of a scale that a word means, for a proposal that people confirm: the first of five is the first, the last the
/// last, and those between are spread evenly.
pub(crate) fn step<'s>(steps: &'s [Opt], text: &str) -> Option<&'s Opt> {
    if let Some(step) = numbered(steps.len(), text) {
        return steps.get(step.checked_sub(1)?);
    }
    let level = level(text)?;
    let last = steps.len().checked_sub(1)?;
    steps.get(((level - 1) * last + 2) / 4)
}

/// The step that a text names by number in another way than the plain one: "4.0" as other programs write it, "4/5",
/// "Likely (4)".
fn numbered(steps: usize, text: &str) -> Option<usize> {
    let text = text.trim();
    let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(",0")).unwrap_or(text);
    let of =
        || text.split_once('/').filter(|(_, of)| of.trim().parse() == Ok(steps)).map(|(number, _)| number);
    let bracket = || text.strip_suffix(')')?.rsplit_once('(').map(|(_, number)| number);
    let number = |text: &str| text.trim().parse().ok().filter(|step| (1..=steps).contains(step));
    number(whole).or_else(|| of().and_then(number)).or_else(|| bracket().and_then(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE: &[Opt] =
        &[Opt::new("a", "A"), Opt::new("b", "B"), Opt::new("c", "C"), Opt::new("d", "D"), Opt::new("e", "E")];

    #[test]
    fn words_are_steps_of_any_scale() {
        for (text, five) in [
            ("Low", "b"),
            ("MEDIUM", "c"),
            ("High (4)", "d"),
            ("Rather often (2)", "b"),
            ("3.0", "c"),
            ("3/5", "c"),
            ("Very high", "e"),
            ("Critical", "e"),
            ("Negligible", "a"),
            ("Sehr hoch", "e"),
            ("Élevée", "d"),
            ("Low – once in ten years", "b"),
        ] {
            assert_eq!(step(FIVE, text).map(|opt| opt.code), Some(five), "{text}");
        }
        let four = FIVE.get(..4).unwrap();
        let codes = ["Very low", "Low", "Medium", "High", "Critical"]
            .map(|text| step(four, text).map(|opt| opt.code));
        assert_eq!(codes, ["a", "b", "c", "c", "d"].map(Some));
        assert_eq!(step(FIVE, "Highly automated"), None);
        assert_eq!(step(FIVE, ""), None);
        assert_eq!(step(&[], "High"), None);
        for text in ["6.0", "3/4", "0", "3.5", "(x)"] {
            assert_eq!(step(FIVE, text), None, "{text}");
        }
    }

    #[test]
    fn every_word_is_folded() {
        for word in WORDS.iter().flat_map(|words| words.iter()) {
            assert_eq!(key(word), *word);
        }
    }
}
