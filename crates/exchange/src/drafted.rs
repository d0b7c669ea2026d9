//! What a column without a field looks like, as the field that an organisation could add for it.

use crate::{Dates, choices, mapping::custom_id, profile::Profile};
use record::{Body, Row, Shape, Value, custom, limits, parse_text};
use std::collections::{BTreeMap, BTreeSet};

/// Most options that a drafted choice has.
const OPTIONS: usize = 12;
/// How often a value of a drafted choice occurs at least, on average.
const REPEATED: usize = 4;
/// Characters of an option's label.
const LABEL_CHARS: usize = 80;
/// Characters of an option's code.
const CODE_CHARS: usize = 36;

/// A field that the organisation has to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomField {
    /// Its id, see [`crate::custom_id`].
    pub id: String,
    /// Its label.
    pub label: String,
    /// Code of its shape, as custom fields have it: `line`, `prose`, `number`, `date`, `flag`, `choice`, `choices`.
    pub shape: &'static str,
    /// Options of a choice: code and label.
    pub options: Vec<(String, String)>,
    /// The heading that it is drafted from.
    pub column: String,
}

impl CustomField {
    /// The field for a column, of the narrowest shape that holds every cell as it stands.
    pub(crate) fn draft(id: &str, label: &str, column: &str, profile: &Profile, dates: Dates) -> Self {
        let (shape, options) = shape(profile, dates);
        Self { id: id.to_owned(), label: label.to_owned(), shape, options, column: column.to_owned() }
    }

    /// Shapes that a person can give a field instead of the drafted one.
    pub const SHAPES: [&'static str; 5] = ["line", "prose", "number", "date", "flag"];

    /// The field with the shape that a person has chosen; the drafted one stays when it is none of those offered.
    #[must_use]
    pub(crate) fn shaped(mut self, wanted: Option<&String>) -> Self {
        let offered = wanted.and_then(|wanted| Self::SHAPES.iter().find(|shape| *shape == wanted));
        if let Some(shape) = offered.filter(|shape| **shape != self.shape) {
            self.shape = shape;
            self.options.clear();
        }
        self
    }

    /// The content of the record that adds the field to a kind.
    pub fn body(&self, kind: &str) -> Body {
        let hint = format!("Imported from the column “{}”.", self.column);
        let hint: String = hint.chars().take(300).collect();
        let rows = (1..).zip(&self.options).map(|(id, (code, label))| Row {
            id,
            cells: BTreeMap::from([
                (custom::OPTION_CODE.field.id.to_owned(), Value::Text(code.clone())),
                (custom::OPTION_LABEL.field.id.to_owned(), Value::Text(label.clone())),
            ]),
        });
        Body::new()
            .with(custom::LABEL.field.id, Value::Text(self.label.clone()))
            .with(custom::KIND_ID.field.id, Value::Text(kind.to_owned()))
            .with(custom::FIELD_ID.field.id, Value::Text(self.id.clone()))
            .with(custom::SHAPE.field.id, Value::Choice(self.shape.to_owned()))
            .with(custom::HINT.field.id, Value::Text(hint))
            .with(custom::OPTIONS.field.id, Value::Table(rows.collect()))
    }
}

fn shape(profile: &Profile, dates: Dates) -> (&'static str, Vec<(String, String)>) {
    let words = |text: &String| text.len() > 1 && parse_text(&Shape::Flag, text).is_ok();
    if !profile.many && profile.lists == 0 && profile.values.keys().all(words) {
        return ("flag", Vec::new());
    }
    if profile.all_days(dates.order.is_some()) {
        return ("date", Vec::new());
    }
    if profile.exact_numbers == profile.filled {
        return ("number", Vec::new());
    }
    if let Some(options) = options(profile) {
        return (if profile.lists > 0 { "choices" } else { "choice" }, options);
    }
    if profile.lines > 1 || profile.longest > limits::LINE_CHARS {
        return ("prose", Vec::new());
    }
    ("line", Vec::new())
}

/// The values as options, when they are few, short, repeat, and can be told apart.
fn options(profile: &Profile) -> Option<Vec<(String, String)>> {
    let values = &profile.values;
    if profile.many
        || values.is_empty()
        || values.len() > OPTIONS
        || profile.filled < values.len().saturating_mul(REPEATED)
    {
        return None;
    }
    let mut sorted: Vec<(&String, &usize)> = values.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let (mut options, mut keys, mut codes) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for (text, _) in sorted {
        let label = text.trim();
        let plain = record::clean_line(label).ok()?;
        let key = choices::key(label);
        if plain != label
            || label.contains(';')
            || label.chars().count() > LABEL_CHARS
            || key.is_empty()
            || !keys.insert(key)
        {
            return None;
        }
        let mut code: String = custom_id(label).chars().take(CODE_CHARS).collect();
        if code == "own_field" || codes.contains(&code) {
            code = format!("option_{}", options.len() + 1);
        }
        codes.insert(code.clone());
        options.push((code, label.to_owned()));
    }
    // A code may not be read as the label of another option.
    let clash = |(at, (code, _)): (usize, &(String, String))| {
        let code = choices::key(code);
        options.iter().enumerate().any(|(other, (_, label))| other != at && choices::key(label) == code)
    };
    if options.iter().enumerate().any(clash) {
        for (at, (code, _)) in options.iter_mut().enumerate() {
            *code = format!("option_{}", at + 1);
        }
    }
    Some(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reading, read_csv};

    fn drafted(cells: &[&str]) -> (&'static str, Vec<String>) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["name", "column"]).unwrap();
        for cell in cells {
            writer.write_record(["x", cell]).unwrap();
        }
        let how = Reading { delimiter: Some(','), header_row: Some(0), ..Reading::default() };
        let sheet = read_csv(&writer.into_inner().unwrap(), &how).unwrap();
        let field =
            CustomField::draft("column", "Column", "column", &Profile::of(&sheet, 1), Dates::default());
        let schema = record::Schema::of(&custom::KIND);
        let body = field.body("use");
        assert_eq!(record::validate(&schema, &body), []);
        assert_eq!(custom::problems(&body, &[]), []);
        (field.shape, field.options.into_iter().map(|(code, label)| format!("{code}={label}")).collect())
    }

    #[test]
    fn the_narrowest_shape_that_holds_every_cell_is_taken() {
        for (cells, shape) in [
            (&["yes", "No", "TRUE"][..], "flag"),
            (&["2025-01-01", "21 July 2025"], "date"),
            (&["2025-01-01", "2025-01-02 07:30"], "line"),
            (&["10/1/2023", "2025-01-02"], "line"),
            (&["1", "2.5", "-3"], "number"),
            (&["1", "007"], "line"),
            (&["0", "1", "1"], "number"),
            (&["one", "two", "three"], "line"),
            (&["one", "two\nlines"], "prose"),
        ] {
            assert_eq!(drafted(cells).0, shape, "{cells:?}");
        }
        assert_eq!(drafted(&["x".repeat(300).as_str()]).0, "prose");
    }

    #[test]
    fn few_values_that_repeat_become_options() {
        let cells = ["a) High", "a) High", "a) High", "a) High", "a) High", "b) Low", "b) Low", "b) Low"];
        assert_eq!(drafted(&cells), ("choice", vec!["a_high=a) High".to_owned(), "b_low=b) Low".to_owned()]));
        let lists = ["['x']", "['x', 'y']", "['x']", "['y', 'x']", "['x']", "['x']", "['x']", "['x']"];
        assert_eq!(drafted(&lists).0, "choices");
        assert_eq!(drafted(&["1st", "1st", "1st", "1st", "1st!", "1st", "1st", "1st"]).0, "line");
        let odd = drafted(&["—x", "日本", "日本", "日本", "日本", "日本", "—x", "—x"]);
        assert_eq!(odd, ("choice", vec!["option_1=日本".to_owned(), "x=—x".to_owned()]));
    }
}
