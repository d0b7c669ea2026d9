//! What the answers of a statement are called.

use app::soa_practice::{Applies, Row, Standing, Test, TestResult};
use ui::{
    Locale,
    components::badge::{Badge, Tone},
    words::{Word, soa as w},
};

/// Whether a control applies.
pub(super) fn applies(locale: &Locale, row: Option<&Row>) -> Badge {
    match row.map(|row| row.applies) {
        None => Badge::new(Tone::Bad, locale.say(w::NOT_STATED)),
        Some(None) => Badge::new(Tone::Warn, locale.say(w::UNDECIDED)),
        Some(Some(Applies::Applied)) => Badge::new(Tone::Mute, locale.say(w::APPLIES)),
        Some(Some(Applies::Excluded)) => Badge::new(Tone::Info, locale.say(w::LEFT_OUT)),
    }
}

/// The same, of a decision alone.
pub(super) fn decision(locale: &Locale, applies: Option<Applies>) -> String {
    locale.say(match applies {
        None => w::UNDECIDED,
        Some(Applies::Applied) => w::APPLIES,
        Some(Applies::Excluded) => w::LEFT_OUT,
    })
}

/// How a control stands.
pub(super) fn standing(locale: &Locale, standing: Standing) -> Badge {
    let (tone, word) = match standing {
        Standing::Undecided => (Tone::Mute, w::UNDECIDED),
        Standing::NotImplemented => (Tone::Bad, w::NOT_IMPLEMENTED),
        Standing::Planned => (Tone::Info, w::PLANNED),
        Standing::Failed => (Tone::Bad, w::FAILED),
        Standing::Untested => (Tone::Warn, w::UNTESTED),
        Standing::TestOverdue => (Tone::Warn, w::TEST_OVERDUE),
        Standing::PartlyEffective => (Tone::Warn, w::PARTLY_EFFECTIVE),
        Standing::Effective => (Tone::Ok, w::EFFECTIVE),
        Standing::Excluded => (Tone::Mute, w::LEFT_OUT),
    };
    Badge::new(tone, locale.say(word))
}

/// The last test, as a sentence.
pub(super) fn tested(locale: &Locale, test: &Test) -> String {
    let result = locale.say(result(test.result)).to_lowercase();
    locale.fill(w::TESTED, &[("day", &locale.day_text(test.on)), ("result", &result)])
}

const fn result(result: TestResult) -> Word {
    match result {
        TestResult::Effective => w::EFFECTIVE,
        TestResult::Partly => w::PARTLY_EFFECTIVE,
        TestResult::NotEffective => w::FAILED,
    }
}

/// Codes of sources as words, apart by commas.
pub(super) fn sources(locale: &Locale, codes: &[String]) -> String {
    let said = codes.iter().map(|code| match code.as_str() {
        "risk" => locale.say(w::SOURCE_RISK),
        "law" => locale.say(w::SOURCE_LAW),
        "contract" => locale.say(w::SOURCE_CONTRACT),
        "own" => locale.say(w::SOURCE_OWN),
        other => other.to_owned(),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// The source of a reason, with which law, contract or decision.
pub(super) fn source(locale: &Locale, row: &Row) -> Option<String> {
    if row.sources.is_empty() && row.source_note.is_empty() {
        return None;
    }
    let said = sources(locale, &row.sources);
    Some(if row.source_note.is_empty() {
        locale.fill(w::SOURCE, &[("sources", &said)])
    } else {
        locale.fill(w::SOURCE_NOTED, &[("sources", &said), ("note", &row.source_note)])
    })
}
