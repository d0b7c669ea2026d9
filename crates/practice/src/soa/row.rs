//! What a statement says of one control, asked and answered by itself: the rest of the statement stays as it is.

use kinds::soa;
use record::{Body, Schema, Value};

/// The fields of a row as those of a form.
pub fn row_schema() -> Schema {
    Schema::of(&soa::ROW)
}

/// Ids of the fields that are asked for, in the order of the page: of a control of one's own its title as well.
pub fn asked(own: bool) -> Vec<&'static str> {
    let all = ["applies", "reason", "sources", "source_note", "owner", "due"];
    own.then_some("title").into_iter().chain(all).collect()
}

/// What a statement says in a row; none where it has no such row.
pub fn said(statement: &Body, row: u32) -> Option<Body> {
    let rows = soa::CONTROLS.of(statement)?;
    let cells = rows.iter().find(|known| known.id == row)?.cells.iter();
    Some(cells.fold(Body::new(), |body, (column, value)| body.with(column.clone(), value.clone())))
}

/// The statement with what was answered in a row; none where it has no such row.
pub fn answered(statement: &Body, row: u32, own: bool, typed: &Body) -> Option<Body> {
    let mut rows = soa::CONTROLS.of(statement)?.to_vec();
    let found = rows.iter_mut().find(|known| known.id == row)?;
    for column in asked(own) {
        match typed.get(column).filter(|value| !value.is_blank()) {
            Some(value) => drop(found.cells.insert(column.to_owned(), value.clone())),
            None => drop(found.cells.remove(column)),
        }
    }
    Some(statement.clone().with(soa::CONTROLS.field.id, Value::Table(rows)))
}

/// Where in a row a problem of the statement lies, as the page of the row names it.
pub fn within(path: &str, row: u32) -> Option<&str> {
    let (table, rest) = path.split_once('.')?;
    let (number, column) = rest.split_once('.')?;
    (table == soa::CONTROLS.field.id && number.parse() == Ok(row)).then_some(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_changes_its_row_and_nothing_else() {
        let before = testkit::sample("soa");
        let typed = Body::new()
            .with("applies", Value::Choice("excluded".to_owned()))
            .with("reason", Value::Text("Nobody trains anything here".to_owned()));
        let after = answered(&before, 1, false, &typed).unwrap();
        let (was, is) = (soa::CONTROLS.of(&before).unwrap(), soa::CONTROLS.of(&after).unwrap());
        assert_eq!(was[1..], is[1..]);
        assert_eq!(said(&after, 1).unwrap().get("reason"), typed.get("reason"));
        assert_eq!(said(&after, 1).unwrap().get("control"), said(&before, 1).unwrap().get("control"));
        assert!(said(&after, 1).unwrap().get("owner").is_none(), "what was cleared is gone");
        assert_eq!(before.clone().with("controls", Value::Table(is.to_vec())), after);
        assert!(answered(&before, 900, false, &typed).is_none() && said(&before, 900).is_none());
    }

    #[test]
    fn problems_are_found_again_in_their_row_only() {
        assert_eq!(within("controls.4.reason", 4), Some("reason"));
        assert_eq!(within("controls.4.reason", 5), None);
        assert_eq!(within("owner", 4), None);
    }
}
