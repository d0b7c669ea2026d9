//! What the verifier says, to people and to programs.

use ledger::{Finding, Report};
use serde_json::json;
use std::{error::Error, fmt::Write as _};

/// The end of a check.
pub enum Outcome {
    /// The package was checked.
    Checked {
        /// What was found.
        report: Report,
        /// Whether it was compared with an older checkpoint.
        compared: bool,
    },
    /// There was nothing to check.
    Unusable {
        /// Why, with its causes.
        reason: String,
    },
}

impl Outcome {
    /// An error with its causes in one line.
    pub fn unusable(error: &(dyn Error + 'static)) -> Self {
        let mut reason = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            let _never_fails = write!(reason, ": {error}");
            cause = error.source();
        }
        Self::Unusable { reason }
    }

    /// 0 intact, 1 findings, 2 unusable.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Checked { report, .. } => u8::from(!report.is_intact()),
            Self::Unusable { .. } => 2,
        }
    }

    /// One JSON object and a line feed.
    pub fn to_json(&self) -> String {
        let value = match self {
            Self::Checked { report, compared } => json!({
                "verdict": if report.is_intact() { "intact" } else { "findings" },
                "compared_with_older_checkpoint": compared,
                "report": report,
            }),
            Self::Unusable { reason } => json!({ "verdict": "unusable", "reason": reason }),
        };
        format!("{value:#}\n")
    }

    /// Lines for a person. What comes from the package is shown without control characters.
    pub fn to_text(&self) -> String {
        match self {
            Self::Checked { report, compared } => report_text(report, *compared),
            Self::Unusable { reason } => format!("cannot check: {}\n", plain(reason)),
        }
    }
}

fn report_text(report: &Report, compared: bool) -> String {
    let organisation = report.organisation.map_or("unknown".to_owned(), |id| id.to_string());
    let covered =
        report.size.map_or("no readable checkpoint".to_owned(), |size| format!("checkpoint covers {size}"));
    let signed = match (report.signers.is_empty(), report.key_pinned) {
        (true, _) => "not signed by the key".to_owned(),
        (false, true) => format!("{} (the key you gave)", report.signers.join(", ")),
        (false, false) => {
            format!(
                "{} (the key in the package, which says nothing about who signed)",
                report.signers.join(", ")
            )
        }
    };
    let history =
        if compared { "compared with the older checkpoint" } else { "not compared with an older checkpoint" };
    let rows = [
        ("Organisation", organisation),
        ("Entries", format!("{}, {covered}", report.entries)),
        ("Root", report.root.to_string()),
        ("Signed by", signed),
        ("Fields", format!("{} opened, {} erased", report.opened, report.erased)),
        ("Evidence", format!("{} read", report.evidence)),
        ("History", history.to_owned()),
    ];
    let mut text = String::new();
    for (label, value) in rows {
        let _never_fails = writeln!(text, "{label:<13} {}", plain(&value));
    }
    text.push('\n');
    if report.is_intact() {
        text.push_str("Intact: nothing was found.\n");
        return text;
    }
    let findings = if report.findings_total == 1 { "finding" } else { "findings" };
    let _never_fails = writeln!(text, "Not intact: {} {findings}.", report.findings_total);
    for finding in &report.findings {
        let _never_fails = writeln!(text, "  {}", finding_line(finding));
    }
    let hidden = report.findings_total.saturating_sub(report.findings.len() as u64);
    if hidden > 0 {
        let _never_fails = writeln!(text, "  and {hidden} more");
    }
    text
}

fn finding_line(finding: &Finding) -> String {
    let place = finding.position.map_or("log".to_owned(), |position| format!("entry {position}"));
    let record = finding.subject.map_or(String::new(), |id| format!(" [record {id}]"));
    let named = finding.field.as_ref().filter(|field| !finding.sentence.contains(field.as_str()));
    let field = named.map_or(String::new(), |field| format!(" ({})", plain(field)));
    format!("{place:<12} {:<22} {}{field}{record}", finding.code, plain(&finding.sentence))
}

/// A package may hold anything; what moves the cursor of a terminal is shown, not sent.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_not_sent_to_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\n"), "a\u{fffd}[2Jb\u{fffd}");
    }

    #[test]
    fn an_error_is_told_with_its_causes() {
        let cause = std::io::Error::other("disk on fire");
        let error = ledger::package::PackageError::Io { name: "leaves".to_owned(), cause };
        let outcome = Outcome::unusable(&error);
        assert_eq!(outcome.to_text(), "cannot check: leaves cannot be read: disk on fire\n");
        assert_eq!(outcome.exit_code(), 2);
    }
}
