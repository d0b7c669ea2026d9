//! Bringing a file in from the command line: read, map, plan, show, and only then write.

pub mod progress;
pub mod report;

use crate::{
    argument::Import,
    command::sign_in::Seat,
    data_directory::Place,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use app::Desk;
use exchange::{
    Limits, Mapping, Reading, Sheet, check_answers, propose, read, read_answers, write_questions,
};
use record::{Refusal, Schema};
use report::Report;
use std::{collections::BTreeMap, fs, io::BufWriter, path::Path, process::ExitCode, sync::Arc};
use web::{Preparation, Rows, stages};

/// Imports a file, or says what would happen. Exit code 0 when all of it is in, 1 when some of it is not, 2 when
/// nothing was done because something must be mended first, 3 for a failure.
pub async fn run(place: &Place, options: &Import) -> Result<ExitCode, Failure> {
    let file = options.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let size = fs::metadata(&options.file).map_err(|error| unreadable(&options.file, &error))?.len();
    Limits::default().file(usize::try_from(size).unwrap_or(usize::MAX))?;
    let bytes = fs::read(&options.file).map_err(|error| unreadable(&options.file, &error))?;
    let how = Reading {
        name: file,
        table: options.sheet.clone(),
        header_line: options.header_row,
        ..Reading::default()
    };
    let sheet = read(&bytes, &how)?;
    drop(bytes);
    let app = installation(place, Arc::new(SystemClock)).await?;
    let seat = Seat::take(&app, &options.account, "import").await?;
    let done = import(&seat.desk, sheet, options).await;
    seat.leave().await?;
    let report = done?;
    if options.json {
        let _nobody_reads_any_more = report.write_json(&mut BufWriter::new(std::io::stdout()));
    } else {
        say_text!("{}", report.text());
    }
    Ok(if report.is_all_in() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Plans against what is there, and carries the plan out unless it is only asked for.
async fn import(desk: &Desk, sheet: Sheet, options: &Import) -> Result<Report, Failure> {
    desk.check_import()?;
    let schemas: Vec<Schema> = desk.schemas().await.iter().map(|schema| Schema::clone(schema)).collect();
    let given = match &options.mapping {
        Some(named) => Some(given(desk, named).await?),
        None => None,
    };
    let (sheet, mapping, proposed) = mapped(sheet, &schemas, options.into.as_deref(), given)?;
    if let Some(path) = &options.save_mapping {
        fs::write(path, mapping.to_json() + "\n").map_err(|error| unwritable(path, &error))?;
    }
    let answers = match &options.answers {
        Some(path) => read_answers(&fs::read(path).map_err(|error| unreadable(path, &error))?)?,
        None => BTreeMap::new(),
    };
    let prepared = Preparation::new(desk, sheet, mapping, schemas, options.list.as_deref()).await?;
    let (prepared, planned, rows) = prepared.plan(desk, answers).await?;
    check_answers(&planned)?;
    if let Some(path) = &options.questions {
        let schema = desk.schema(&planned.kind).await?;
        fs::write(path, write_questions(&planned, &schema)).map_err(|error| unwritable(path, &error))?;
    }
    if options.add_fields {
        desk.check_fields().await?;
    }
    let Preparation { sheet, source, mapping, schemas, known } = prepared;
    drop(known);
    let own = schemas.iter().find(|schema| schema.kind.id == mapping.kind);
    let mut report = Report::of(&sheet, planned, proposed, source, !options.dry_run);
    report.called_by(own.and_then(|own| mapping.called_by(own)));
    drop(schemas);
    drop(sheet);
    if !options.dry_run {
        Box::pin(carry_out(desk, options, rows, &mut report)).await?;
    }
    Ok(report)
}

/// The mapping in a file, or else the one that is kept under this name.
async fn given(desk: &Desk, named: &Path) -> Result<Mapping, Failure> {
    let text = match fs::read_to_string(named) {
        Ok(text) => text,
        Err(error) => match desk.mapping_named(&named.to_string_lossy()).await {
            Ok(kept) => kept.json,
            Err(app::Trouble::Refused(_)) => return Err(unreadable(named, &error)),
            Err(other) => return Err(other.into()),
        },
    };
    Mapping::from_json(&text)
        .map_err(|error| Failure::Usage(format!("{} is no mapping: {error}", named.display())))
}

/// The file with its mapping: the one that was given, or the one that headings and contents suggest; and whether it was
/// suggested. A given mapping may join and split columns.
fn mapped(
    sheet: Sheet,
    schemas: &[Schema],
    into: Option<&str>,
    given: Option<Mapping>,
) -> Result<(Sheet, Mapping, bool), Failure> {
    let Some(mapping) = given else {
        let into = into.unwrap_or("use");
        check_kind(schemas, into)?;
        let mapping = propose(&sheet, schemas, into).mapping;
        return Ok((sheet, mapping, true));
    };
    if into.is_some_and(|into| *into != mapping.kind) {
        return Err(Failure::Usage(format!(
            "the mapping is for “{}”; leave --into out, or take another mapping",
            mapping.kind
        )));
    }
    check_kind(schemas, &mapping.kind)?;
    let sheet = mapping.reshaped(sheet)?;
    let problems = mapping.problems(&sheet, schemas);
    if problems.is_empty() { Ok((sheet, mapping, false)) } else { Err(Refusal::invalid(problems).into()) }
}

fn check_kind(schemas: &[Schema], kind: &str) -> Result<(), Failure> {
    if schemas.iter().any(|schema| schema.kind.id == kind) {
        return Ok(());
    }
    let known: Vec<&str> = schemas.iter().map(|schema| schema.kind.id).collect();
    Err(Failure::Usage(format!("there is no kind of record “{kind}”; there are {}", known.join(", "))))
}

/// Runs the import as a job, and drafts the fields that were asked for.
async fn carry_out(desk: &Desk, options: &Import, rows: Rows, report: &mut Report) -> Result<(), Failure> {
    let planned = report.plan();
    if options.add_fields {
        let bodies = planned.custom_fields.iter().map(|field| field.body(&planned.kind)).collect();
        let made = desk.draft_fields(bodies).await?;
        report.drafted(made.into_iter().map(|field| field.reference).collect());
    }
    let stages = stages(report.plan(), rows);
    if stages.is_empty() && !stages.decides() {
        return Ok(());
    }
    let job = stages.begin(desk, &report.sheet().name, report.source()).await?;
    report.lighten();
    let outcome = progress::watch(desk, job, Box::pin(desk.run_import(job))).await?;
    report.add(job, outcome);
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("cannot read {}: {error}", path.display()))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Usage(format!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests;
