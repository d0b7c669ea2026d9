//! Crosswalks between libraries, read from SSSOM tables. What says that there is no match leads nowhere.

use super::library::Library;

/// Lets entries of two libraries name each other as the table says.
pub fn walk(all: &mut [Library], table: &str, between: (&'static str, &'static str)) -> Result<(), String> {
    let (one, other) = between;
    for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let mut cells = line.split('\t');
        let (Some(subject), Some(_), Some(predicate), Some(object)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let Some(kind) = predicate.strip_prefix("skos:").and_then(|kind| kind.strip_suffix("Match")) else {
            continue;
        };
        let (there, back) = match kind {
            "exact" => ("exact", "exact"),
            "close" => ("close", "close"),
            "broad" => ("broad", "narrow"),
            "narrow" => ("narrow", "broad"),
            _ => ("related", "related"),
        };
        let id = |text: &str| text.split_once(':').map_or(text, |(_, id)| id).trim().to_owned();
        let (subject, object) = (id(subject), id(object));
        name(all, (one, &subject), (other, &object, there))?;
        name(all, (other, &object), (one, &subject, back))?;
    }
    Ok(())
}

fn name(
    all: &mut [Library],
    from: (&str, &str),
    to: (&'static str, &str, &'static str),
) -> Result<(), String> {
    let library = all.iter_mut().find(|library| library.id == from.0);
    let entry = library.and_then(|library| library.entries.iter_mut().find(|entry| entry.id == from.1));
    let entry =
        entry.ok_or_else(|| format!("a crosswalk names {}, which {} does not have", from.1, from.0))?;
    let see = (to.0, to.1.to_owned(), to.2);
    if !entry.see.contains(&see) {
        entry.see.push(see);
    }
    Ok(())
}
