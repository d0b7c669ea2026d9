//! Scales and answers that several kinds share, so that the same word means the same everywhere.

use record::Opt;

/// How bad it would be, in five steps. The method in force says in the organisation's own words what each step means.
pub const SEVERITY: &[Opt] = &[
    Opt::hinted("negligible", "Negligible", "Hardly noticed, gone without doing anything"),
    Opt::hinted("minor", "Minor", "A nuisance that is put right with little effort"),
    Opt::hinted("moderate", "Moderate", "Real harm that can be put right"),
    Opt::hinted("major", "Major", "Serious harm that is hard to put right"),
    Opt::hinted("severe", "Severe", "Lasting harm to life, health, rights or existence"),
];

/// How likely it is within the period that the method names, in five steps.
pub const LIKELIHOOD: &[Opt] = &[
    Opt::hinted("rare", "Rare", "Only in exceptional circumstances"),
    Opt::hinted("unlikely", "Unlikely", "Not expected, but it could happen"),
    Opt::hinted("possible", "Possible", "It may well happen once"),
    Opt::hinted("likely", "Likely", "Expected to happen"),
    Opt::hinted("almost_certain", "Almost certain", "Happens again and again"),
];

/// How far a safeguard has come.
pub const PROGRESS: &[Opt] = &[
    Opt::new("done", "In place"),
    Opt::new("in_progress", "In progress"),
    Opt::new("not_begun", "Not begun"),
    Opt::hinted("not_applicable", "Not applicable", "Say why in the note"),
    Opt::hinted("precluded", "Precluded by law or circumstances", "Say by which in the note"),
    Opt::hinted(
        "waived",
        "Waived",
        "A named person decided to do without; say who and until when in the note",
    ),
];

/// Who may read a document or a data set.
pub const CLASSIFICATION: &[Opt] = &[
    Opt::new("public", "Public"),
    Opt::new("internal", "Internal"),
    Opt::new("confidential", "Confidential"),
    Opt::new("strictly_confidential", "Strictly confidential"),
];
