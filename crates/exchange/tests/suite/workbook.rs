//! Workbooks: made by hand to the letter of the format, and real ones read as another reader reads them.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use crate::support::book::{Book, Tab};
use calamine::{Data, Reader, Xlsx};
use exchange::{Format, Reading, Sheet, read};
use std::io::Cursor;

fn open(bytes: &[u8]) -> Sheet {
    read(bytes, &Reading::default()).unwrap()
}

fn of(bytes: &[u8], table: &str) -> Sheet {
    read(bytes, &Reading { table: Some(table.to_owned()), ..Reading::default() }).unwrap()
}

fn codes(sheet: &Sheet) -> Vec<&'static str> {
    sheet.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn every_kind_of_cell_reads_as_people_see_it() {
    let cells = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="s"><v>0</v></c></row>
        <row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>7</v></c><c r="C2" s="1"><v>45859</v></c>
          <c r="D2" t="b"><v>1</v></c><c r="E2" t="str"><f>A2&amp;"!"</f><v>a &lt;b&gt; &#233;</v></c>
          <c r="F2" t="e"><v>#SPILL!</v></c><c r="G2" t="d"><v>2025-07-21T00:00:00</v></c><c r="H2"><v>1.1000000000000001</v></c></row>
        <row r="4"><c r="B4"><f>SUM(B2:B3)</f></c><c r="C4" s="2"><v>0.5</v></c><c r="D4" t="s"><v>99</v></c></row>"#;
    let strings = "<si><t>Value</t></si><si><r><t>Two </t></r><r><t xml:space=\"preserve\">runs_x000D_\nhere</t></r><rPh><t>not read</t></rPh></si>";
    let bytes = Book::new(&[Tab::new("One", cells)]).strings(strings).bytes();
    let sheet = read(&bytes, &Reading { header_line: Some(1), ..Reading::default() }).unwrap();
    assert_eq!((sheet.format, sheet.header_line), (Format::Workbook, 1));
    assert_eq!(
        sheet.rows.to_vecs(),
        [
            vec!["Two runs\nhere", "7", "2025-07-21", "TRUE", "a <b> é", "#SPILL!", "2025-07-21", "1.1"],
            vec!["", "=SUM(B2:B3)", "12:00", "\u{FFFD}"],
        ]
    );
    assert_eq!(sheet.line_of_row, [2, 4]);
    assert!(codes(&sheet).contains(&"formula_without_value") && codes(&sheet).contains(&"damaged_text"));
}

#[test]
fn every_sheet_is_offered_and_hidden_ones_are_named() {
    let row = |text: &str| format!("<row><c t=\"inlineStr\"><is><t>{text}</t></is></c></row>");
    let long = row("a").repeat(9);
    let bytes = Book::new(&[
        Tab::new("Cover", &row("Read me")),
        Tab::new("Rows & more", &format!("{}{}{}", row("Name"), row("x"), row("y"))),
        Tab { hidden: true, ..Tab::new("Lists", &long) },
    ])
    .bytes();
    let sheet = open(&bytes);
    assert_eq!(sheet.table, "Rows & more");
    let shown: Vec<_> =
        sheet.tables.iter().map(|table| (table.name.as_str(), table.rows, table.hidden)).collect();
    assert_eq!(shown, [("Cover", 1, false), ("Rows & more", 3, false), ("Lists", 9, true)]);
    assert!(codes(&sheet).contains(&"hidden_sheets"));
    assert_eq!(of(&bytes, "lists").rows.len(), 8);
    let missing = Reading { table: Some("Nowhere".to_owned()), ..Reading::default() };
    let refusal = read(&bytes, &missing).unwrap_err();
    assert_eq!(refusal.code, "no_such_table");
    assert!(refusal.sentence.contains("“Lists”"), "{}", refusal.sentence);
}

#[test]
fn a_cell_merged_over_rows_means_each_and_over_columns_only_itself() {
    let text = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let cells = format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}{}{}</row><row r=\"3\">{}{}</row><row r=\"4\">{}</row><row r=\"6\">{}{}</row>",
        text("A1", "A long banner"),
        text("A2", "Phase"),
        text("B2", "Step"),
        text("C2", "Owner"),
        text("A3", "Plan"),
        text("B3", "One"),
        text("B4", "Two"),
        text("A6", "Do"),
        text("B6", "Three"),
    );
    let tab = Tab { merges: "A1:C1 A3:A4 C3:C6 A6:B6", ..Tab::new("Steps", &cells) };
    let sheet = open(&Book::new(&[tab]).bytes());
    assert_eq!(sheet.headers, ["Phase", "Step", "Owner"]);
    assert_eq!(sheet.rows.to_vecs(), [["Plan", "One"], ["Plan", "Two"], ["Do", "Three"]]);
    assert_eq!(sheet.above[0].1, ["A long banner"]);
}

#[test]
fn headings_over_two_rows_are_found_when_they_are_merged() {
    let text = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let cells = format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}{}</row><row r=\"3\">{}{}{}{}</row>",
        text("A1", "Name"),
        text("B1", "Rating"),
        text("B2", "Likelihood"),
        text("C2", "Impact"),
        text("D2", "Note"),
        text("A3", "Leak"),
        text("B3", "3"),
        text("C3", "4"),
        text("D3", "-")
    );
    let tab = Tab { merges: "A1:A2 B1:D1", ..Tab::new("Risks", &cells) };
    let sheet = open(&Book::new(&[tab]).bytes());
    assert_eq!(sheet.headers, ["Name", "Likelihood", "Impact", "Note"]);
}

#[test]
fn dates_of_the_other_epoch_are_the_same_days() {
    let cells = r#"<row><c t="inlineStr"><is><t>Day</t></is></c></row><row><c s="1"><v>44397</v></c></row>"#;
    let sheet = open(&Book::new(&[Tab::new("Days", cells)]).since_1904().bytes());
    assert_eq!(sheet.cell(0, 0), "2025-07-21");
}

#[test]
fn macros_and_links_to_other_files_are_named_and_left_alone() {
    let row = "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>";
    let bytes = Book::new(&[Tab::new("One", row)])
        .part("xl/vbaProject.bin", b"never opened")
        .part("xl/externalLinks/externalLink1.xml", b"<broken")
        .bytes();
    let sheet = open(&bytes);
    assert!(codes(&sheet).contains(&"macros") && codes(&sheet).contains(&"external_links"));
}

/// What another reader makes of the same cell, but for how it writes dates and numbers.
fn shown(data: &Data) -> Option<String> {
    match data {
        Data::String(text) => Some(text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()),
        Data::Float(number) => Some(number.to_string()),
        Data::Int(number) => Some(number.to_string()),
        Data::Error(error) => Some(error.to_string()),
        Data::Empty => Some(String::new()),
        _ => None,
    }
}

#[test]
fn real_workbooks_hold_what_another_reader_finds_in_them() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/");
    let mut compared = 0;
    for file in [
        "inventories/agency-2025-doe.xlsx",
        "inventories/agency-2025-va.xlsx",
        "risks/mit-ai-risk-repository-v3.xlsx",
        "workbooks/raci-matrix.xlsx",
        "workbooks/stakeholder-register.xlsx",
    ] {
        let bytes = std::fs::read(format!("{root}{file}")).unwrap();
        let mut other = Xlsx::new(Cursor::new(&bytes)).unwrap();
        let tables = open(&bytes).tables;
        assert_eq!(tables.iter().map(|table| table.name.clone()).collect::<Vec<_>>(), other.sheet_names());
        for table in tables.iter().filter(|table| table.rows > 1) {
            let how = Reading { table: Some(table.name.clone()), header_row: Some(0), ..Reading::default() };
            let sheet = read(&bytes, &how).unwrap();
            let range = other.worksheet_range(&table.name).unwrap();
            let merges = other.merge_cells_by_sheet_name(&table.name).unwrap();
            for (row, line) in sheet.line_of_row.iter().enumerate() {
                for column in 0..sheet.headers.len() {
                    let at = (u32::try_from(*line).unwrap() - 1, u32::try_from(column).unwrap());
                    let Some(wanted) = shown(range.get_value(at).unwrap_or(&Data::Empty)) else { continue };
                    let filled =
                        merges.iter().any(|merge| merge.contains(at.0, at.1) && merge.start.0 < at.0);
                    if filled && wanted.is_empty() {
                        continue;
                    }
                    let text = sheet.cell(row, column).trim();
                    let share = text.strip_suffix('%').and_then(|share| share.parse::<f64>().ok());
                    let text = share.map_or_else(|| text.to_owned(), |share| (share / 100.0).to_string());
                    let close = text.parse::<f64>().ok().zip(wanted.parse::<f64>().ok());
                    assert!(
                        text == wanted || close.is_some_and(|(a, b)| (a - b).abs() <= b.abs() * 1e-13),
                        "{file} “{}” {at:?}: {text:?} against {wanted:?}",
                        table.name
                    );
                    compared += usize::from(!wanted.is_empty());
                }
            }
        }
    }
    assert!(compared > 25_000, "{compared}");
}

#[test]
fn a_workbook_and_a_csv_of_the_same_inventory_hold_the_same() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/inventories/");
    let book = open(&std::fs::read(format!("{root}us-2025-individual.xlsx")).unwrap());
    let csv = open(&std::fs::read(format!("{root}us-2025-individual.csv")).unwrap());
    assert_eq!((book.rows.len(), book.headers.len()), (csv.rows.len(), 36));
}
