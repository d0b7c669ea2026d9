//! Frameworks from the terminal: checking a pack anywhere, proposing one in a data directory.

use crate::{
    argument::{Framework, FrameworkVerb},
    command::sign_in::Seat,
    data_directory::Place,
    packs,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use app::{Answer, Desk, Foreseen, PackProblem, SignedPack};
use std::{fmt::Write as _, fs, path::Path, process::ExitCode, sync::Arc};

/// Checks or proposes a pack.
pub async fn run(place: &Place, options: &Framework) -> Result<ExitCode, Failure> {
    let (said, good) = match &options.verb {
        FrameworkVerb::Check { file } => check(&name_of(file), &read(file)?)?,
        FrameworkVerb::Import { file, signature, reason, account, dry_run } => {
            let bytes = read(file)?;
            let note = match signature {
                Some(file) => String::from_utf8(read(file)?).unwrap_or_default(),
                None => String::new(),
            };
            let app = installation(place, Arc::new(SystemClock)).await?;
            let seat = Seat::take(&app, account, "framework").await?;
            let reason = reason.as_deref().filter(|_| !dry_run);
            let done = import(&seat.desk, &name_of(file), &bytes, &note, reason).await;
            seat.leave().await?;
            done?
        }
    };
    say_text!("{said}");
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Says what a pack holds, or everything that is wrong with it.
fn check(name: &str, bytes: &[u8]) -> Result<(String, bool), Failure> {
    let beside = packs::all().map_err(Failure::Usage)?;
    let (pack, problems) = app::check_pack(name, bytes, kinds::ALL, &beside);
    let Some(pack) = pack.filter(|_| problems.is_empty()) else { return Ok((listed(&problems), false)) };
    let said = format!(
        "{} {}: {} requirements and controls, {} expectations, no problems.\n",
        pack.id,
        pack.version,
        pack.leaves().count(),
        pack.expectations.len()
    );
    Ok((said, true))
}

/// Says what would turn and, with a reason, proposes the pack.
async fn import(
    desk: &Desk,
    name: &str,
    bytes: &[u8],
    note: &str,
    reason: Option<&str>,
) -> Result<(String, bool), Failure> {
    let brought = desk.bring_pack(name, bytes, Some(note)).await?;
    let Some(pack) = brought.pack.as_ref().filter(|_| brought.problems.is_empty()) else {
        return Ok((listed(&brought.problems), false));
    };
    let foreseen = desk.foresee(pack, brought.signature.as_deref()).await?;
    let mut said = told(&foreseen);
    if let Some(reason) = reason {
        let made = desk.propose_pack(&brought.sha256, reason, None).await?;
        let _ = writeln!(said, "Proposed as {}; somebody else approves it.", made.reference);
    }
    Ok((said, true))
}

fn told(foreseen: &Foreseen) -> String {
    let mut said = format!("{} {}\n", foreseen.pack.id, foreseen.pack.version);
    let signed = match &foreseen.signed {
        SignedPack::Unsigned => "unsigned".to_owned(),
        SignedPack::Trusted { name, .. } => format!("signed by {name}, a trusted key"),
        SignedPack::Unknown(names) => format!("signed by {}, which is not trusted here", names.join(", ")),
        SignedPack::Wrong => "the signature does not hold".to_owned(),
    };
    let _ = writeln!(said, "{signed}");
    let lost = foreseen.turned.iter().filter(|it| it.before == Some(Answer::Met)).count();
    let _ = writeln!(
        said,
        "{} verdicts would turn, {lost} of them from met; {} requirements would stand otherwise; {} new expectations, {} gone.",
        foreseen.turned_total,
        foreseen.requirements.len(),
        foreseen.come.len(),
        foreseen.gone.len()
    );
    for moved in &foreseen.requirements {
        let code = |status: Option<app::Status>| status.map_or("-", app::Status::code);
        let _ = writeln!(
            said,
            "{}\t{}\t{}\t{} -> {}",
            moved.pack,
            moved.reference,
            moved.title,
            code(moved.before),
            code(moved.after)
        );
    }
    said
}

fn listed(problems: &[PackProblem]) -> String {
    problems.iter().fold(String::new(), |mut text, problem| {
        let _ = writeln!(text, "{problem}");
        text
    })
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))
}

fn name_of(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::Role;
    use testkit::TestApp;

    const RULES: &str = include_str!("../../../../frameworks/example/pack.toml");

    #[test]
    fn the_example_is_a_pack_and_what_is_wrong_is_told_with_its_place() {
        let (said, good) = check("pack.toml", RULES.as_bytes()).unwrap();
        assert!(good, "{said}");
        assert!(said.contains("no problems"), "{said}");
        let wrong = RULES.replace("filled(criticality)", "filled(criticalness)");
        let (said, good) = check("pack.toml", wrong.as_bytes()).unwrap();
        assert!(!good);
        assert!(said.contains("pack.toml") && said.contains("criticalness"), "{said}");
        let python = RULES.replace("filled(criticality)", "__import__(\"os\").system(\"true\")");
        let (said, good) = check("pack.toml", python.as_bytes()).unwrap();
        assert!(!good);
        assert!(said.lines().count() <= 3 && said.contains("line"), "{said}");
    }

    #[tokio::test]
    async fn a_pack_is_proposed_in_the_name_of_an_account_and_only_foreseen_without_a_reason() {
        let house = TestApp::new().await;
        house.person("ana", &[Role::AiManager]).await;
        let ana = house.desk_of("ana").await;
        let (said, good) = import(&ana, "pack.toml", RULES.as_bytes(), "", None).await.unwrap();
        assert!(good && said.contains("unsigned") && !said.contains("Proposed"), "{said}");
        assert_eq!(ana.frameworks().await.unwrap().len(), 1);
        let (said, _) = import(&ana, "pack.toml", RULES.as_bytes(), "", Some("To try it")).await.unwrap();
        assert!(said.contains("Proposed as FRM-0002"), "{said}");
    }
}
